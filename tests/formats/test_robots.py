"""Each kind of reader gets the body and the signature its own documentation asks for."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from coach.formats.robots import dingtalk_sign, feishu_sign, parcel_of, refusal_in, webhook_sign
from coach.training.model.webhooks import Form, Parcel

AT = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
SECONDS = 1795500000
URL = "https://example.com/robot/send?access_token=abc"


def parcel(form: Form, secret: str = "", text: str = "林老师批改了作业", url: str = URL) -> Parcel:
    return parcel_of(form, url=url, secret=secret, id="d1", text=text, values={"event": "review.created"}, at=AT)


def body(one: Parcel) -> dict[str, object]:
    return dict(json.loads(one.body))


def test_feishu_gets_text_and_a_signature_in_the_body() -> None:
    assert body(parcel(Form.FEISHU)) == {"msg_type": "text", "content": {"text": "林老师批改了作业"}}
    signed = body(parcel(Form.FEISHU, "demo"))
    assert signed["timestamp"] == str(SECONDS)
    expected = base64.b64encode(hmac.new(f"{SECONDS}\ndemo".encode(), digestmod=hashlib.sha256).digest()).decode()
    assert signed["sign"] == expected == feishu_sign("demo", SECONDS)


def test_dingtalk_gets_text_and_a_signature_in_the_address() -> None:
    assert body(parcel(Form.DINGTALK)) == {"msgtype": "text", "text": {"content": "林老师批改了作业"}}
    assert parcel(Form.DINGTALK).url == URL
    query = parse_qs(urlsplit(parcel(Form.DINGTALK, "SECdemo").url).query)
    stamp = SECONDS * 1000
    message = f"{stamp}\nSECdemo".encode()
    expected = base64.b64encode(hmac.new(b"SECdemo", message, digestmod=hashlib.sha256).digest()).decode()
    assert query == {"access_token": ["abc"], "timestamp": [str(stamp)], "sign": [expected]}
    assert expected == dingtalk_sign("SECdemo", stamp)
    assert "?timestamp=" in parcel(Form.DINGTALK, "SECdemo", url="https://example.com/robot").url


def test_wecom_gets_text_that_fits_and_no_signature() -> None:
    assert body(parcel(Form.WECOM, "ignored")) == {"msgtype": "text", "text": {"content": "林老师批改了作业"}}
    assert parcel(Form.WECOM, "ignored").url == URL
    long = body(parcel(Form.WECOM, text="很长的一行字\n" * 500))["text"]
    assert isinstance(long, dict)
    assert len(long["content"].encode()) <= 2048
    assert long["content"].endswith("……（太长，没有全部显示）")
    assert "\ufffd" not in long["content"]


def test_a_program_gets_json_signed_the_way_of_standard_webhooks() -> None:
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    one = parcel(Form.JSON, secret)
    assert body(one) == {"event": "review.created"}
    message = f"d1.{SECONDS}.".encode() + one.body
    key = base64.b64decode(secret.removeprefix("whsec_"))
    expected = base64.b64encode(hmac.new(key, message, hashlib.sha256).digest()).decode()
    assert one.headers["Webhook-Signature"] == f"v1,{expected}"
    assert (one.headers["Webhook-Id"], one.headers["Webhook-Timestamp"]) == ("d1", str(SECONDS))


def test_the_example_of_the_specification_signs_as_it_says() -> None:
    sign = webhook_sign(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}'
    )
    assert sign == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@pytest.mark.parametrize(
    ("form", "said", "refusal"),
    [
        (Form.FEISHU, '{"code":0,"msg":"success"}', ""),
        (Form.FEISHU, '{"code":19021,"msg":"sign match fail"}', "机器人拒收（19021）：sign match fail"),
        (Form.WECOM, '{"errcode":0,"errmsg":"ok"}', ""),
        (Form.WECOM, '{"errcode":93000,"errmsg":"invalid webhook url"}', "机器人拒收（93000）：invalid webhook url"),
        (Form.DINGTALK, '{"errcode":310000,"errmsg":"sign not match"}', "机器人拒收（310000）：sign not match"),
        (Form.DINGTALK, "<html>", "对方回复的不是机器人的格式，网址可能不对"),
        (Form.WECOM, "[]", "机器人拒收（None）：没有说明"),
        (Form.JSON, "anything", ""),
    ],
)
def test_a_robot_that_answers_200_and_refuses_is_a_failure(form: Form, said: str, refusal: str) -> None:
    assert refusal_in(form, said) == refusal
