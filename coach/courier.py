"""Send one request to another system, to a public address unless told otherwise, and never further than that.

The name is looked up once and the connection goes to the address that was looked at: a name that changes its mind in
between reaches nothing inside. Redirects are not followed, no proxy is asked, and little of the answer is read.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from coach.training.model.webhooks import Outcome, Parcel

_SECONDS = 10
_MOST_BYTES = 2_000
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")  # RFC 6052: an IPv4 address in IPv6 clothes
_AGENT = {"User-Agent": "coach-webhook/1", "Accept": "application/json, text/plain, */*"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Courier:
    """Sends parcels; ``private`` lets it go to this machine and to the networks behind the router."""

    private: bool = False

    def __call__(self, parcel: Parcel) -> Outcome:
        """Send a parcel and return what came of it, whatever that is."""
        parts = urlsplit(parcel.url)
        host, secure = parts.hostname or "", parts.scheme == "https"
        if not secure and not self.private:
            return _lost("网址不是 https，内容会被中途看到，没有发。请换成 https:// 开头的网址。")
        try:
            port = parts.port or (443 if secure else 80)
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError, ValueError):
            return _lost(f"找不到主机 {host}。请核对网址，或检查这台机器的网络和 DNS。")
        addresses = [str(each[4][0]) for each in found]
        if not self.private and not all(map(_is_public, addresses)):
            return _lost(f"{host} 是内网地址，没有发。如果确实要发到内网，请设置 COACH_PRIVATE_WEBHOOKS=1 后重启。")
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        headers = {**_AGENT, **parcel.headers, "Host": parts.netloc}
        return _post(addresses[0], host, port, path, parcel.body, headers, secure=secure)


class _Pinned(http.client.HTTPSConnection):
    """A connection to one address whose certificate must be that of the name."""

    def __init__(self, address: str, port: int, name: str) -> None:
        self._trust = ssl.create_default_context()
        super().__init__(address, port, timeout=_SECONDS, context=self._trust)
        self._name = name

    def connect(self) -> None:
        """Open the connection to the address and prove the name."""
        plain = socket.create_connection((self.host, self.port), self.timeout)
        try:
            self.sock = self._trust.wrap_socket(plain, server_hostname=self._name)
        except BaseException:
            plain.close()
            raise


def _post(
    address: str, name: str, port: int, path: str, body: bytes, headers: Mapping[str, str], *, secure: bool
) -> Outcome:
    plain = http.client.HTTPConnection(address, port, timeout=_SECONDS)
    connection = _Pinned(address, port, name) if secure else plain
    try:
        connection.request("POST", path, body, dict(headers))
        answer = connection.getresponse()
        said = answer.read(_MOST_BYTES).decode("utf-8", "replace").strip()
    except TimeoutError:
        return _lost(f"{name} 在 {_SECONDS} 秒内没有回应，稍后会再试。")
    except ssl.SSLError as error:
        return _lost(f"{name} 的证书不对（{error.reason or '说不清'}），没有发。请核对网址，或请对方更换证书。")
    except (OSError, http.client.HTTPException) as error:
        return _lost(f"连不上 {name}：{getattr(error, 'strerror', None) or type(error).__name__}，稍后会再试。")
    finally:
        connection.close()
    return Outcome(status=answer.status, said=said, ok=200 <= answer.status < 300)


def _is_public(address: str) -> bool:
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        carried = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF) if found in _NAT64 else None
        inner: ipaddress.IPv4Address | ipaddress.IPv6Address = carried or found.ipv4_mapped or found.sixtofour or found
    else:
        inner = found
    return inner.is_global and not inner.is_multicast


def _lost(said: str) -> Outcome:
    return Outcome(status=None, said=said, ok=False)
