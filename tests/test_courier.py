"""The courier goes to public addresses only, to the address it looked at, and no further."""

from __future__ import annotations

import socket

import pytest

from coach.courier import Courier
from coach.training.model.webhooks import Parcel
from tests.receiver import receiving

PUBLIC = "93.184.215.14"


def parcel(url: str) -> Parcel:
    return Parcel(url=url, body=b"{}", headers={"Content-Type": "application/json"})


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "localhost", "10.1.2.3", "192.168.1.1", "172.16.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
        "[::1]", "[fe80::1]", "[fd00::1]", "[::ffff:10.0.0.1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "2130706433", "0x7f.1",
    ],
)  # fmt: skip
def test_no_message_leaves_for_an_inner_address(host: str) -> None:
    outcome = Courier()(parcel(f"https://{host}/hook"))
    assert (outcome.ok, outcome.status) == (False, None)
    assert "内网地址" in outcome.said
    assert "COACH_PRIVATE_WEBHOOKS" in outcome.said


def test_a_name_with_one_inner_address_among_public_ones_is_inner(monkeypatch: pytest.MonkeyPatch) -> None:
    def both(*_: object, **__: object) -> list[object]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, 443)) for ip in (PUBLIC, "10.0.0.5")]

    monkeypatch.setattr(socket, "getaddrinfo", both)
    assert "内网地址" in Courier()(parcel("https://rebinding.example/hook")).said


def test_the_connection_goes_to_the_address_that_was_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    asked, connected = [], []

    def once(host: str, port: int, **_: object) -> list[object]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (PUBLIC, port))]

    def refuse(address: tuple[str, int], *_: object) -> socket.socket:
        connected.append(address)
        raise ConnectionRefusedError(111, "refused")

    monkeypatch.setattr(socket, "getaddrinfo", once)
    monkeypatch.setattr(socket, "create_connection", refuse)
    outcome = Courier()(parcel("https://rebinding.example:8443/hook"))
    assert "连不上 rebinding.example" in outcome.said
    assert asked == ["rebinding.example"]
    assert connected == [(PUBLIC, 8443)]


def test_plain_http_is_for_inner_addresses_only() -> None:
    assert "不是 https" in Courier()(parcel(f"http://{PUBLIC}/hook")).said


def test_a_name_that_is_not_there_and_a_port_that_is_closed_are_told_apart() -> None:
    assert "找不到主机" in Courier(private=True)(parcel("https://nowhere.invalid/hook")).said
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        closed = taken.getsockname()[1]
    assert "连不上" in Courier(private=True)(parcel(f"http://127.0.0.1:{closed}/hook")).said


def test_what_it_sends_arrives_and_the_answer_comes_back() -> None:
    with receiving() as receiver:
        receiver.answers = [(202, "好" * 5000)]
        outcome = Courier(private=True)(parcel(receiver.url + "?access_token=1&sign=2"))
        path, headers, body = receiver.got[0]
    assert (outcome.ok, outcome.status, len(outcome.said) < 1000) == (True, 202, True)
    assert (path, body) == ("/hook?access_token=1&sign=2", b"{}")
    assert headers["host"] == receiver.url.split("/")[2]
    assert headers["content-type"] == "application/json"


def test_a_redirect_is_no_success_and_is_not_followed() -> None:
    with receiving() as receiver:
        receiver.answers = [(302, "")]
        outcome = Courier(private=True)(parcel(receiver.url))
        assert (outcome.ok, outcome.status, len(receiver.got)) == (False, 302, 1)
