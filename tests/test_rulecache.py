"""The cache gives the same rules, notices every change, and is not trusted where it looks odd."""

from pathlib import Path

import pytest

from coach.datafiles import folder
from coach.rulecache import load_cached
from coach.scoring import Kind, Rulebook, check
from tests.rulepacks import PRICE, small_lexicons

TEXT = "这是全网最低价，加我薇❤信"


def only_file(cache: Path) -> Path:
    (place,) = cache.glob("rules-*.pickle")
    return place


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


@pytest.fixture
def lexicons(tmp_path: Path) -> Path:
    """Rule data of one rule, quickly loaded."""
    return small_lexicons(tmp_path / "lexicons", price=PRICE)


def test_cached_rules_give_the_same_report(cache: Path, rulebook: Rulebook) -> None:
    first = load_cached(folder("lexicons"), cache)
    again = load_cached(folder("lexicons"), cache)
    assert only_file(cache).exists()
    assert cache.stat().st_mode & 0o077 == 0
    reports = [check(TEXT, None, book, kind=Kind.FOOD).to_json() for book in (rulebook, first, again)]
    assert reports[0] == reports[1] == reports[2]


@pytest.mark.parametrize("damage", [b"", b"not a pickle", b"\x80\x05K\x01."])
def test_a_damaged_file_is_made_anew(cache: Path, lexicons: Path, damage: bytes) -> None:
    before = load_cached(lexicons, cache)
    only_file(cache).write_bytes(damage)
    assert load_cached(lexicons, cache).fingerprint == before.fingerprint
    assert len(only_file(cache).read_bytes()) > 1000


def test_a_changed_rule_is_another_key(cache: Path, lexicons: Path) -> None:
    before = load_cached(lexicons, cache)
    with (lexicons / "policy.toml").open("a", encoding="utf-8") as out:
        out.write("# another byte\n")
    assert load_cached(lexicons, cache).fingerprint != before.fingerprint
    assert len(list(cache.glob("rules-*.pickle"))) == 2


def test_a_folder_that_others_may_write_is_not_trusted(cache: Path, lexicons: Path) -> None:
    load_cached(lexicons, cache)
    only_file(cache).write_bytes(b"cos\nsystem\n(S'exit 3'\ntR.")
    cache.chmod(0o777)
    assert load_cached(lexicons, cache).rules


def test_nowhere_to_keep_it_is_no_error(tmp_path: Path, lexicons: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("x")
    assert load_cached(lexicons, blocked / "cache").rules
    assert load_cached(lexicons, None).rules
