"""Incidents: what must be written down, what is learnt from them, and how long they weigh."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from coach.errors import RefusedError
from coach.scoring import Category
from coach.training.access import Act
from coach.training.incident import Aftermath, add_note, aftermath, log, recent
from coach.training.model import (
    Incident,
    IncidentId,
    IncidentNote,
    IncidentNoteId,
    IncidentSeverity,
    Stage,
    StageSession,
    User,
)
from tests.training.cases import LAOWANG, NOW, ROOM, XIAOMEI, ZHANG, incident, session

MINOR, SERIOUS, CUT = IncidentSeverity
SESSION = session(Stage.MONITORED, days_ago=1)


def logged(
    *,
    minutes_ago: float = 5,
    said: str = "全网最低价",
    severity: IncidentSeverity = SERIOUS,
    note: str = "",
    of: StageSession | None = None,
) -> Incident:
    done, entry = log(
        XIAOMEI,
        ROOM,
        id=IncidentId("in-1"),
        by=ZHANG,
        at=NOW,
        happened=NOW - timedelta(minutes=minutes_ago),
        said=said,
        severity=severity,
        category=Category.PRICE,
        note=note,
        session=of,
    )
    assert (entry.act, entry.subject, entry.room) == (Act.INCIDENT_LOG, "in-1", ROOM.id)
    return done


def test_an_incident_says_who_said_what_when_and_how_bad_it_was() -> None:
    done = logged(of=SESSION)
    assert (done.anchor, done.said, done.severity, done.category) == (XIAOMEI.id, "全网最低价", SERIOUS, Category.PRICE)
    assert (done.at, done.logged_at, done.by) == (NOW - timedelta(minutes=5), NOW, ZHANG.id)
    assert done.session == SESSION.id


REFUSED: dict[str, tuple[dict[str, object], str]] = {
    "in_the_future": ({"minutes_ago": -1}, "2026年6月1日 10:01 还没到"),
    "without_the_words": ({"said": " "}, "请写下主播当时的原话"),
    "cut_off_without_the_platforms_reason": ({"severity": CUT}, "断播要写明平台给的原因"),
    "in_the_session_of_another_anchor": (
        {"of": replace(SESSION, anchor=LAOWANG.id)},
        "不是这位主播在这个直播间的",
    ),
    "before_its_session_began": ({"of": SESSION, "minutes_ago": 60 * 48}, "早于这场上播的开始时间"),
    "in_a_session_that_never_began": ({"of": replace(SESSION, started_at=None)}, "早于这场上播的开始时间"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_an_incident_is_refused(case: str) -> None:
    given, message = REFUSED[case]
    with pytest.raises(RefusedError) as caught:
        logged(**given)  # type: ignore[arg-type]
    assert message in str(caught.value)


def test_a_cut_off_room_with_the_platforms_reason_is_logged() -> None:
    assert logged(severity=CUT, note=" 虚假宣传 ").note == "虚假宣传"


def test_recent_means_within_the_days_and_not_in_the_future() -> None:
    all_ = [incident(MINOR, days_ago=days) for days in (-1, 0, 6.9, 7, 8)]
    assert [NOW - one.at for one in recent(all_, at=NOW, days=7)] == [timedelta(days=6.9), timedelta(0)]
    assert recent(all_, at=NOW, days=0) == ()


def noted(*, learnt: str = " 只说卡上的价 ", settled: bool = False, by: User = ZHANG, hours: int = 1) -> IncidentNote:
    done, entry = add_note(
        logged(),
        id=IncidentNoteId(f"n-{hours}"),
        by=by,
        at=NOW + timedelta(hours=hours),
        learnt=learnt,
        settled=settled,
    )
    assert (entry.act, entry.subject, entry.room) == (Act.INCIDENT_NOTE, "in-1", ROOM.id)
    return done


def test_a_note_says_what_was_learnt_by_whom_and_whether_it_is_settled() -> None:
    done = noted(settled=True)
    assert (done.incident, done.learnt, done.settled, done.by) == ("in-1", "只说卡上的价", True, ZHANG.id)
    assert done.at == NOW + timedelta(hours=1)


def test_a_note_that_says_nothing_is_refused() -> None:
    with pytest.raises(RefusedError, match="学到了什么"):
        noted(learnt="  ")


def test_whoever_was_on_air_may_say_what_they_learnt_but_not_settle_it() -> None:
    assert noted(by=XIAOMEI).learnt
    with pytest.raises(RefusedError, match="由带你的人来定"):
        noted(by=XIAOMEI, settled=True)


def test_the_last_note_says_what_became_of_an_incident() -> None:
    assert aftermath([]) is Aftermath.UNTOUCHED
    assert aftermath([noted()]) is Aftermath.OPEN
    assert aftermath([noted(hours=2, settled=True), noted()]) is Aftermath.SETTLED
    assert aftermath([noted(settled=True), noted(hours=2)]) is Aftermath.OPEN, "it came up again"
