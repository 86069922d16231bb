"""Headers, caching, compression, and that every file a page names is there."""

from __future__ import annotations

import gzip
import re

import pytest

PAGES = ("/", "/no-such", "/healthz")


@pytest.mark.parametrize("path", PAGES)
def test_every_answer_forbids_what_the_page_does_not_use(client, path):
    headers = client.get(path).headers
    policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"


def test_the_session_cookie_is_closed_to_scripts_and_other_sites(client):
    cookie = client.get("/").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def addresses(client) -> list[str]:
    return re.findall(r'(?:src|href)="(/[^"#]*(?:static|htmx)[^"]*)"', client.get("/").text)


def test_a_page_names_only_own_files_and_all_are_there_to_keep(client):
    found = addresses(client)
    assert len(found) >= 6
    for address in found:
        with client.get(address) as answer:
            assert answer.status_code == 200
            assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert not re.search(r'(?:src|href)="(?:https?:)?//', client.get("/").text)


def test_scripts_import_each_other_below_the_versioned_address(client):
    check = next(address for address in addresses(client) if address.endswith("check.js"))
    with client.get(check) as answer:
        names = re.findall(r'from "\./(\w+\.js)"', answer.text)
    assert names
    for name in names:
        with client.get(check.replace("check.js", name)) as answer:
            assert answer.status_code == 200, name


def test_pages_are_asked_for_again_each_time(client):
    for path in PAGES:
        assert client.get(path).headers["Cache-Control"] == "private, no-cache"


def test_text_travels_packed_to_those_who_can_unpack(client):
    for address in ("/", *addresses(client)):
        with client.get(address) as plain, client.get(address, headers={"Accept-Encoding": "gzip"}) as packed:
            assert "Accept-Encoding" in plain.headers["Vary"]
            assert "Content-Encoding" not in plain.headers
            if packed.headers.get("Content-Encoding") == "gzip":
                body = gzip.decompress(packed.data)
                assert len(packed.data) < len(body)
                assert address == "/" or body == plain.data
            else:
                assert len(plain.data) < 800


def test_a_kept_file_is_confirmed_without_its_body(client):
    address = next(address for address in addresses(client) if address.endswith("site.css"))
    with client.get(address, headers={"Accept-Encoding": "gzip"}) as first:
        known = {"Accept-Encoding": "gzip", "If-None-Match": first.headers["ETag"]}
    with client.get(address, headers=known) as again:
        assert again.status_code == 304
        assert again.data == b""


def test_the_watcher_learns_that_all_is_well(client, coach):
    assert client.get("/healthz").get_json() == {"status": "ok", "rulebook": coach.rulebook.fingerprint}
