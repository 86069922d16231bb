"""Messages as their readers want them: signed JSON for programs, and the bodies and signatures of chat-group robots.

Sources, read November 2026: Standard Webhooks 1.0 (signed JSON); 飞书 自定义机器人使用指南; 企业微信 群机器人配置说明;
钉钉 自定义机器人安全设置.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import datetime
from urllib.parse import quote_plus

from coach.training.model.webhooks import Form, Parcel

_LONGEST = {Form.FEISHU: 18_000, Form.WECOM: 2_048, Form.DINGTALK: 18_000}
"""Bytes of text that a robot takes; 企业微信 says 2,048, the others limit the whole body to about 20 kB."""
_CUT = "……（太长，没有全部显示）"


def parcel_of(
    form: Form,
    *,
    url: str,
    secret: str,
    id: str,  # noqa: A002 - the id of the message, as receivers call it
    text: str,
    values: Mapping[str, object],
    at: datetime,
) -> Parcel:
    """Return the request that tells ``text`` (robots) or ``values`` (programs), signed for this moment."""
    if form is Form.JSON:
        return _json(url, secret, id, values, at)
    fitting = _fit(text, _LONGEST[form])
    if form is Form.FEISHU:
        signed = {"timestamp": f"{_seconds(at)}", "sign": feishu_sign(secret, _seconds(at))} if secret else {}
        return _robot(url, {**signed, "msg_type": "text", "content": {"text": fitting}})
    if form is Form.DINGTALK:
        stamp = _seconds(at) * 1000
        signature = f"&timestamp={stamp}&sign={quote_plus(dingtalk_sign(secret, stamp))}" if secret else ""
        return _robot(_with_query(url, signature), {"msgtype": "text", "text": {"content": fitting}})
    return _robot(url, {"msgtype": "text", "text": {"content": fitting}})


def webhook_sign(secret: str, id: str, seconds: int, body: bytes) -> str:  # noqa: A002
    """Return ``v1,`` and the Base64 of HMAC-SHA256 over ``id.seconds.body`` (Standard Webhooks)."""
    message = b".".join((id.encode(), str(seconds).encode(), body))
    return f"v1,{_base64(hmac.digest(_key(secret), message, hashlib.sha256))}"


def feishu_sign(secret: str, seconds: int) -> str:
    """Return the Base64 of HMAC-SHA256 over nothing; the key is seconds, line feed, secret."""
    return _base64(hmac.digest(f"{seconds}\n{secret}".encode(), b"", hashlib.sha256))


def dingtalk_sign(secret: str, milliseconds: int) -> str:
    """Return the Base64 of HMAC-SHA256 over milliseconds, line feed, secret; the key is the secret."""
    return _base64(hmac.digest(secret.encode(), f"{milliseconds}\n{secret}".encode(), hashlib.sha256))


def refusal_in(form: Form, body: str) -> str:
    """Return what a robot objects to: they answer 200 to everything and say in the body whether it went out."""
    if form is Form.JSON:
        return ""
    try:
        said = json.loads(body)
    except ValueError:
        return "对方回复的不是机器人的格式，网址可能不对"
    code = (
        next((said[key] for key in ("code", "errcode", "StatusCode") if key in said), None)
        if isinstance(said, dict)
        else None
    )
    if code == 0:
        return ""
    words = said.get("msg") or said.get("errmsg") or "没有说明" if isinstance(said, dict) else "没有说明"
    return f"机器人拒收（{code}）：{words}"


def _json(url: str, secret: str, id_: str, values: Mapping[str, object], at: datetime) -> Parcel:
    body = json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "Webhook-Id": id_,
        "Webhook-Timestamp": str(_seconds(at)),
        "Webhook-Signature": webhook_sign(secret, id_, _seconds(at), body),
    }
    return Parcel(url=url, body=body, headers=headers)


def _robot(url: str, values: Mapping[str, object]) -> Parcel:
    body = json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()
    return Parcel(url=url, body=body, headers={"Content-Type": "application/json; charset=utf-8"})


def _with_query(url: str, more: str) -> str:
    return url + (more if "?" in url else more.replace("&", "?", 1))


def _key(secret: str) -> bytes:
    """Return the bytes of a secret; ``whsec_`` and Base64 is how receivers' libraries write it."""
    if secret.startswith("whsec_"):
        return base64.b64decode(secret.removeprefix("whsec_"))
    return secret.encode()


def _fit(text: str, most: int) -> str:
    if len(text.encode()) <= most:
        return text
    room = most - len(_CUT.encode()) - 1
    return text.encode()[:room].decode("utf-8", "ignore").rstrip() + "\n" + _CUT


def _seconds(at: datetime) -> int:
    return int(at.timestamp())


def _base64(value: bytes) -> str:
    return base64.b64encode(value).decode("ascii")
