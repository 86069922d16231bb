"""The demo cohort: the same each time, anchors at all stages, everything through the services."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from coach.config import Settings
from coach.library import Library
from coach.scoring import Rulebook
from coach.services import audit, board, rooms, signing_in, signoff
from coach.services.demo import PASSWORD, WEEKS, make_cohort
from coach.services.desk import Desk
from coach.storage.engine import open_engine
from coach.storage.migrating import upgrade
from coach.storage.progress import Milestone
from coach.storage.repositories import Window
from coach.storage.unit_of_work import Store, UnitOfWork
from coach.training.access import CONSOLE
from coach.training.programme import Programme
from coach.training.staleness import SignoffStatus
from coach.wiring import Coach, open_demo

START = datetime(2026, 9, 7, tzinfo=UTC)
END = START + timedelta(weeks=WEEKS)
FIRST = 500  # units of work that are lived through again


class EnoughError(Exception):
    """The part that is looked at has been lived through."""


class ShortStore(Store):
    """A store that gives only so many units of work to write in."""

    left = FIRST

    def writing(self) -> UnitOfWork:
        if not self.left:
            raise EnoughError
        self.left -= 1
        return super().writing()


@pytest.fixture(scope="module")
def made(
    tmp_path_factory: pytest.TempPathFactory, rulebook: Rulebook, library: Library, programme: Programme
) -> Iterator[Desk]:
    """Return a desk on the demo's records: made once in a test run, whoever of its processes comes first."""
    base = tmp_path_factory.getbasetemp()
    place = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "demo"
    place.mkdir(exist_ok=True)
    with (place / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (place / "made").exists():
            coach = Coach(settings=Settings.from_env({}), rulebook=rulebook, library=library)
            open_demo(coach, place, at=END)[1].store.close()
            (place / "made").touch()
    desk = desk_at(place / "coach.db", rulebook, library, programme)
    yield desk
    desk.store.close()


def desk_at(path: Path, rulebook: Rulebook, library: Library, programme: Programme, store: type[Store] = Store) -> Desk:
    engine = open_engine(f"sqlite:///{path}", hasty=True)
    upgrade(engine)
    return Desk(
        store=store(engine), rulebook=rulebook, library=library, programme=programme, new_id=lambda: "an id of its own"
    )


def test_the_same_start_makes_the_same_records(
    made: Desk, tmp_path: Path, rulebook: Rulebook, library: Library, programme: Programme
) -> None:
    again = desk_at(tmp_path / "again.db", rulebook, library, programme, ShortStore)
    with pytest.raises(EnoughError):
        make_cohort(again, start=START)
    with again.reading() as one, made.reading() as other:
        trail, whole = list(one.audit.walk()), list(other.audit.walk())
        attempts = one.attempts.list()
        assert len(trail) >= FIRST
        assert trail == whole[: len(trail)], "ids, times, and all that was entered"
        assert len(attempts) >= FIRST // 10
        assert {one.id: one for one in attempts} == other.attempts.get_many(one.id for one in attempts)
    again.store.close()


def test_everybody_of_the_demo_signs_in_with_its_password(made: Desk) -> None:
    for login in ("admin", "lin", "wang", "cao", "chen"):
        knock = signing_in.Knock(login=login, password=PASSWORD, address="", place=login)
        assert signing_in.sign_in(made, knock, token=f"demo {login}", key="k", at=END).login == login


def test_anchors_stand_at_every_place_of_the_path(made: Desk) -> None:
    counts = board.get_board(made, CONSOLE, at=END).counts
    assert all(counts[one] for one in Milestone), counts
    assert sum(counts.values()) == 24
    assert len(rooms.list_rooms(made, CONSOLE)) == 2


def test_sign_offs_hold_are_stale_with_reasons_renewed_and_revoked(made: Desk) -> None:
    found = signoff.list_signoffs(made, CONSOLE, window=Window(limit=50), at=END)
    assert {one.status for one in found} >= {
        SignoffStatus.VALID,
        SignoffStatus.STALE,
        SignoffStatus.RENEWED,
        SignoffStatus.REVOKED,
    }
    kinds = {reason.kind for one in found if one.status is SignoffStatus.STALE for reason in one.reasons}
    assert {"incident", "card"} <= kinds


def test_the_audit_trail_holds(made: Desk) -> None:
    proof = audit.verify_audit(made, CONSOLE)
    assert proof.fault is None


def test_every_report_is_of_the_rules_of_today(made: Desk) -> None:
    with made.reading() as uow:
        attempts = uow.attempts.gists.list()
        waiting = uow.attempts.queue(Window(limit=50), rooms=None)
    assert {one.rulebook for one in attempts} == {made.rulebook.fingerprint}
    assert {one.score < 60 for one in attempts} == {True, False}
    assert waiting
