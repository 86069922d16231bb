"""The demo cohort: the same each time, anchors at all stages, everything through the services."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from coach.library import Library
from coach.scoring import Rulebook
from coach.services import audit, board, signoff
from coach.services.demo import WEEKS, Cohort, make_cohort
from coach.services.desk import Desk
from coach.storage.engine import open_engine
from coach.storage.migrating import upgrade
from coach.storage.progress import Milestone
from coach.storage.repositories import Window
from coach.storage.unit_of_work import Store
from coach.training.access import CONSOLE
from coach.training.programme import Programme
from coach.training.staleness import SignoffStatus

START = datetime(2026, 9, 7, tzinfo=UTC)
END = START + timedelta(weeks=WEEKS)


@pytest.fixture(scope="module")
def made(
    tmp_path_factory: pytest.TempPathFactory, rulebook: Rulebook, library: Library, programme: Programme
) -> Iterator[tuple[Desk, Cohort, str]]:
    """Return the cohort, and what a second one exported."""
    desks, cohorts, exports = [], [], []
    for _ in range(2):
        engine = open_engine(f"sqlite:///{tmp_path_factory.mktemp('demo') / 'coach.db'}", hasty=True)
        upgrade(engine)
        numbers = itertools.count()
        desk = Desk(
            store=Store(engine),
            rulebook=rulebook,
            library=library,
            programme=programme,
            new_id=lambda numbers=numbers: f"{next(numbers)}",  # type: ignore[misc]
        )
        desks.append(desk)
        cohorts.append(make_cohort(desk, start=START))
        exports.append(_export(desk))
    yield desks[0], cohorts[0], exports[1]
    for desk in desks:
        desk.store.close()


def _export(desk: Desk) -> str:
    with desk.reading() as uow:
        return "".join(uow.lines())


def test_the_same_start_makes_the_same_bytes(made: tuple[Desk, Cohort, str]) -> None:
    desk, _, again = made
    assert _export(desk) == again


def test_anchors_stand_at_every_place_of_the_path(made: tuple[Desk, Cohort, str]) -> None:
    desk, cohort, _ = made
    counts = board.get_board(desk, CONSOLE, at=END).counts
    assert all(counts[one] for one in Milestone), counts
    assert sum(counts.values()) == 24
    assert len(cohort.rooms) == 2


def test_sign_offs_hold_are_stale_with_reasons_renewed_and_revoked(made: tuple[Desk, Cohort, str]) -> None:
    found = signoff.list_signoffs(made[0], CONSOLE, window=Window(limit=50), at=END)
    assert {one.status for one in found} >= {
        SignoffStatus.VALID,
        SignoffStatus.STALE,
        SignoffStatus.RENEWED,
        SignoffStatus.REVOKED,
    }
    kinds = {reason.kind for one in found if one.status is SignoffStatus.STALE for reason in one.reasons}
    assert {"incident", "card"} <= kinds


def test_the_audit_trail_holds(made: tuple[Desk, Cohort, str]) -> None:
    proof = audit.verify_audit(made[0], CONSOLE)
    assert proof.fault is None


def test_every_report_is_of_the_rules_of_today(made: tuple[Desk, Cohort, str]) -> None:
    desk = made[0]
    with desk.reading() as uow:
        attempts = uow.attempts.gists.list()
        waiting = uow.attempts.queue(Window(limit=50), rooms=None)
    assert {one.rulebook for one in attempts} == {desk.rulebook.fingerprint}
    assert {one.score < 60 for one in attempts} == {True, False}
    assert waiting
