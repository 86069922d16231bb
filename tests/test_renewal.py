"""A running Coach takes up changed team packs: at once, whole, and never broken ones."""

from __future__ import annotations

import threading
import weakref
from pathlib import Path

import pytest

from coach.config import Settings
from coach.renewal import Renewal
from coach.scoring import Kind
from coach.services.alarms import Alarm, accept_alarm, report_alarm
from coach.wiring import Coach, build
from tests.rulepacks import PRICE, small_lexicons

AT = "2026-11-24T08:00:00+00:00"
SAID = "家人们今天全网最低了"
TEAM = """team = "小满"

[[group]]
name = "内部叫法"
category = "disparage"

[[group.rule]]
id = "老东家"
say = "WORDS"
"""


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "packs").mkdir()
    small_lexicons(tmp_path / "lexicons", price=PRICE)
    return tmp_path


@pytest.fixture
def coach(place: Path) -> Coach:
    values = {"COACH_LEXICONS": place / "lexicons", "COACH_TEAM_PACKS": place / "packs", "COACH_CACHE": "off"}
    return build(Settings.from_env({key: str(value) for key, value in values.items()}))


@pytest.fixture
def complaints() -> list[str]:
    return []


@pytest.fixture
def renewal(coach: Coach, complaints: list[str]) -> Renewal:
    return Renewal(coach, complaints.append)


def write(place: Path, words: str) -> None:
    (place / "packs" / "xiaoman.toml").write_text(TEAM.replace("WORDS", words), encoding="utf-8")


def found(renewal: Renewal, text: str) -> list[str]:
    return [finding.text for finding in renewal.current().check(text, kind=Kind.FOOD).findings]


def test_nothing_is_read_again_while_nothing_changes(renewal: Renewal, coach: Coach, place: Path) -> None:
    assert renewal.current() is coach
    (place / "packs" / "读我.txt").write_text("不是词库", encoding="utf-8")
    assert renewal.current() is coach


def test_an_accepted_alarm_holds_at_the_next_check(renewal: Renewal, place: Path) -> None:
    assert found(renewal, SAID) == ["全网最低"]
    report_alarm(place, Alarm(rule="price/全网最低", sentence=SAID, words="全网最低", name="小敏", at=AT))
    accept_alarm(place, 1, place / "packs" / "xiaoman.toml", "运营", at=AT)
    assert found(renewal, SAID) == []


def test_added_changed_and_removed_packs_are_taken_up(renewal: Renewal, coach: Coach, place: Path) -> None:
    text = "隔壁老王家和街口老李家都在卖"
    write(place, "隔壁 老王 家")
    assert found(renewal, text) == ["隔壁老王家"]
    write(place, "街口 老李 家")
    assert found(renewal, text) == ["街口老李家"]
    assert renewal.current().rulebook.fingerprint != coach.rulebook.fingerprint
    (place / "packs" / "xiaoman.toml").unlink()
    assert found(renewal, text) == []
    assert renewal.current().rulebook.fingerprint == coach.rulebook.fingerprint


def test_a_wrong_pack_changes_nothing_and_is_told_once(renewal: Renewal, place: Path, complaints: list[str]) -> None:
    write(place, "隔壁 老王 家")
    assert found(renewal, "隔壁老王家") == ["隔壁老王家"]
    write(place, "隔壁 (老王")
    assert [found(renewal, "隔壁老王家") for _ in range(3)] == [["隔壁老王家"]] * 3
    assert len(complaints) == 1
    assert "xiaoman.toml:9：say" in complaints[0]
    write(place, "街口 老李 家")
    assert found(renewal, "街口老李家") == ["街口老李家"]
    assert len(complaints) == 1


def test_a_folder_that_is_away_changes_nothing(renewal: Renewal, place: Path) -> None:
    write(place, "隔壁 老王 家")
    before = renewal.current()
    (place / "packs").rename(place / "away")
    assert renewal.current() is before
    (place / "away").rename(place / "packs")
    assert renewal.current() is before


def test_many_threads_see_old_rules_or_new_ones_and_read_once(renewal: Renewal, place: Path) -> None:
    write(place, "隔壁 老王 家")
    seen: list[Coach] = []
    threads = [threading.Thread(target=lambda: seen.append(renewal.current())) for _ in range(16)]
    old = renewal._coach
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seen) == 16
    assert {id(coach) for coach in seen} <= {id(old), id(renewal.current())}
    assert found(renewal, "隔壁老王家") == ["隔壁老王家"]


def test_rules_that_are_no_longer_used_are_let_go(renewal: Renewal, place: Path) -> None:
    write(place, "隔壁 老王 家")
    old = weakref.ref(renewal.current().rulebook)
    write(place, "街口 老李 家")
    renewal.current()
    assert old() is None
