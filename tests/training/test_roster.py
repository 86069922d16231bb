"""The roster: who is signed off for a show, how many more it needs, and who is on air when."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.errors import RefusedError
from coach.scoring import Kind, Platform
from coach.training.access import Act
from coach.training.audit import EntryDraft
from coach.training.evidence import Evidence
from coach.training.model import (
    CardId,
    Fingerprints,
    IncidentSeverity,
    Role,
    Scope,
    Shift,
    ShiftId,
    Show,
    ShowId,
    Signoff,
    SignoffId,
    User,
    UserId,
)
from coach.training.roster import Candidate, Roster, Standing, Turn, clear, needed, propose, roster, shift
from tests.training.cases import CURRENT, NOW, PROGRAM, ROOM, RULES, XIAOMEI, ZHANG, incident, person

START = NOW + timedelta(days=3)
FOOD, BABY = frozenset({Kind.FOOD}), frozenset({Kind.BABY})
LIN, ZHOU = person("小林", Role.ANCHOR), person("小周", Role.ANCHOR)


def on_air(hours: float, kinds: frozenset[Kind] = FOOD) -> Show:
    return Show(
        id=ShowId("show-1"),
        room=ROOM.id,
        name="周年专场",
        platform=Platform.DOUYIN,
        kinds=kinds,
        products=(CardId("niurou-gan"), CardId("wogan")),
        start=START,
        end=START + timedelta(hours=hours),
        by=ZHANG.id,
        at=NOW,
    )


def signed(
    who: User,
    *,
    kinds: frozenset[Kind] = FOOD,
    platforms: frozenset[Platform] = frozenset({Platform.DOUYIN}),
    days: float = 60,
    cards: tuple[str, ...] = (),
    rules: str = RULES,
) -> Standing:
    """Return an anchor with a sign-off; its evidence names cards, which must be those of today to hold."""
    one = Signoff(
        id=SignoffId(f"so-{who.id}-{'-'.join(sorted(kinds))}"),
        anchor=who.id,
        room=ROOM.id,
        by=ZHANG.id,
        at=NOW - timedelta(days=5),
        scope=Scope(platforms=platforms, kinds=kinds),
        meaning="可以上岗",
        expires=NOW + timedelta(days=days),
        fingerprints=Fingerprints(
            programme=PROGRAM.fingerprint,
            rulebook=rules,
            cards={card: CURRENT.cards[CardId(card)].fingerprint for card in cards},
        ),
    )
    return Standing(evidence=Evidence(anchor=who), signoffs=(one,))


def lay_out(show: Show, *standings: Standing, elsewhere: tuple[Shift, ...] = ()) -> Roster:
    return roster(show, ROOM, standings, PROGRAM, CURRENT, at=NOW, elsewhere=elsewhere)


def candidate(who: User, *lacks: str) -> Candidate:
    return Candidate(anchor=who, lacks=lacks, signoff=SignoffId("so-1"), knows=())


def turn(who: User, start: float, end: float, *, show: str = "show-1") -> Shift:
    since, until = START + timedelta(hours=start), START + timedelta(hours=end)
    key = ShiftId(f"sh-{who.id}-{start}")
    return Shift(id=key, show=ShowId(show), anchor=who.id, start=since, end=until, by=ZHANG.id, at=NOW)


def hours_of(turns: tuple[Turn, ...], who: User) -> float:
    return sum((one.end - one.start).total_seconds() for one in turns if one.anchor == who.id) / 3600


@pytest.mark.parametrize(
    ("hours", "anchors"), [(1, 1), (4, 1), (4.5, 2), (9.5, 2), (12, 2), (12.5, 3), (15, 3), (18, 3), (24, 4)]
)
def test_a_show_of_12_to_18_hours_needs_two_or_three_anchors(hours: float, anchors: int) -> None:
    assert needed(on_air(hours)) == anchors


def test_who_is_signed_off_may_go_on_air_and_who_knows_the_goods_comes_first() -> None:
    laid = lay_out(
        on_air(12), signed(LIN), signed(XIAOMEI, cards=("niurou-gan",)), Standing(evidence=Evidence(anchor=ZHOU))
    )
    assert [one.anchor for one in laid.fit] == [XIAOMEI, LIN]
    assert laid.fit[0].knows == (CardId("niurou-gan"),)
    assert laid.candidates[2].lacks == ("没有抖音·食品的有效签字，请运营看过上岗条件后签字。",)
    assert (laid.needed, laid.more) == (2, 0)


def test_how_many_more_are_needed_is_said() -> None:
    laid = lay_out(on_air(16), signed(LIN))
    assert (laid.needed, laid.more) == (3, 2)
    assert lay_out(on_air(16)).more == 3


@pytest.mark.parametrize(
    ("standing", "kinds", "says"),
    [
        (signed(LIN, platforms=frozenset({Platform.XIAOHONGSHU})), FOOD, "没有抖音·食品的有效签字"),
        (signed(LIN), FOOD | BABY, "没有抖音·母婴的有效签字"),
        (signed(LIN, days=3.2), FOOD, "播不到这场结束，请运营先续签"),
        (signed(LIN, rules="rules-before"), FOOD, "没有抖音·食品的有效签字"),
        (signed(replace(LIN, active=False)), FOOD, "账号已停用"),
        (signed(replace(LIN, rooms=frozenset())), FOOD, "不在直播间"),
    ],
)
def test_who_may_not_go_on_air_is_told_why_and_what_to_do(
    standing: Standing, kinds: frozenset[Kind], says: str
) -> None:
    laid = lay_out(on_air(12, kinds), standing)
    assert laid.fit == ()
    assert any(says in lack for lack in laid.candidates[0].lacks), laid.candidates[0].lacks


def test_an_incident_after_the_signature_takes_the_anchor_off_the_roster() -> None:
    standing = signed(XIAOMEI)
    after = incident(IncidentSeverity.MINOR, days_ago=1)
    evidence = replace(standing.evidence, incidents=(after,))
    assert lay_out(on_air(4), standing).fit
    assert not lay_out(on_air(4), replace(standing, evidence=evidence)).fit


def test_two_signatures_for_parts_of_the_goods_are_not_one_for_all() -> None:
    parts = signed(LIN, kinds=FOOD).signoffs + signed(LIN, kinds=BABY).signoffs
    standing = Standing(evidence=Evidence(anchor=LIN), signoffs=parts)
    assert "包括全部品类" in lay_out(on_air(4, FOOD | BABY), standing).candidates[0].lacks[0]


@pytest.mark.parametrize(
    ("hours", "who"), [(12, (XIAOMEI, LIN)), (18, (XIAOMEI, LIN, ZHOU)), (15, (XIAOMEI, LIN, ZHOU))]
)
def test_the_proposal_fills_the_show_evenly_with_breaks(hours: float, who: tuple[User, ...]) -> None:
    turns = propose(on_air(hours), [one.id for one in who])
    assert turns[0].start == START
    assert turns[-1].end == START + timedelta(hours=hours)
    assert all(one.end == after.start for one, after in pairwise(turns))
    assert all(one.anchor is not None for one in turns)
    assert all(one.anchor != after.anchor for one, after in pairwise(turns))
    shares = [hours_of(turns, one) for one in who]
    assert max(shares) - min(shares) <= 2
    assert max(shares) <= 6


def test_the_proposal_leaves_open_what_nobody_may_take() -> None:
    turns = propose(on_air(12), [LIN.id])
    assert hours_of(turns, LIN) <= 6
    assert any(one.anchor is None for one in turns)
    assert all(one.anchor is None for one in propose(on_air(4), []))
    alone = propose(on_air(4), [LIN.id])
    assert [one.anchor for one in alone] == [LIN.id, LIN.id]


def test_the_proposal_asks_nobody_who_is_on_air_elsewhere() -> None:
    busy = turn(XIAOMEI, 0, 2, show="show-2")
    turns = propose(on_air(4), [XIAOMEI.id, LIN.id], elsewhere=(busy,))
    assert [one.anchor for one in turns] == [LIN.id, XIAOMEI.id]


def test_a_shift_is_given_on_the_signature_and_audited() -> None:
    record, entry = put(XIAOMEI, 0, 2)
    assert (record.anchor, record.show, record.end - record.start) == (XIAOMEI.id, ShowId("show-1"), timedelta(hours=2))
    assert (entry.act, entry.data["anchor"], entry.data["signoff"]) == (Act.ROSTER_SHIFT, XIAOMEI.id, "so-1")


def put(
    who: User,
    start: float,
    end: float,
    *,
    show: Show | None = None,
    lacks: tuple[str, ...] = (),
    taken: tuple[Shift, ...] = (),
    elsewhere: tuple[Shift, ...] = (),
    at: datetime = NOW,
) -> tuple[Shift, EntryDraft]:
    since, until = START + timedelta(hours=start), START + timedelta(hours=end)
    seen, key = candidate(who, *lacks), ShiftId("sh-new")
    return shift(
        show or on_air(12), seen, id=key, by=ZHANG, at=at, start=since, end=until, taken=taken, elsewhere=elsewhere
    )


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"lacks": ("没有抖音·食品的有效签字，请运营看过上岗条件后签字。",)}, "没有抖音·食品的有效签字"),
        ({"start": -1}, "要在专场时间里"),
        ({"end": 0}, "结束时间要晚于开始时间"),
        ({"show": replace(on_air(12), cancelled_at=NOW)}, "已取消"),
        ({"at": START + timedelta(hours=13)}, "已经结束"),
        ({"taken": (turn(LIN, 1, 3),)}, "那一班已经有人，交接最多重叠 15 分钟"),
        ({"taken": (turn(XIAOMEI, 1.9, 3),)}, "已经有这一场的班"),
        ({"elsewhere": (turn(XIAOMEI, 1, 2, show="show-2"),)}, "有另一个专场的班"),
        ({"end": 5}, "连着播超过 4 小时"),
        ({"taken": (turn(XIAOMEI, 2, 4), turn(XIAOMEI, 6, 9))}, "合起来超过 6 小时"),
    ],
)
def test_a_shift_that_may_not_be_is_refused_with_what_to_do(wrong: dict[str, object], says: str) -> None:
    with pytest.raises(RefusedError, match=says):
        put(**({"who": XIAOMEI, "start": 0, "end": 2} | wrong))  # type: ignore[arg-type]


def test_a_handover_of_a_quarter_of_an_hour_is_allowed() -> None:
    record, _ = put(XIAOMEI, 0, 2.25, taken=(turn(LIN, 2, 4),))
    assert record.anchor == XIAOMEI.id


def test_a_shift_may_be_taken_back_until_it_begins() -> None:
    record, _ = put(XIAOMEI, 0, 2)
    assert clear(on_air(12), record, by=ZHANG, at=NOW).act is Act.ROSTER_CLEAR
    with pytest.raises(RefusedError, match="已经开始"):
        clear(on_air(12), record, by=ZHANG, at=START)


def test_the_proposal_can_be_given_turn_by_turn() -> None:
    show, taken = on_air(18), ()
    for number, one in enumerate(propose(show, [XIAOMEI.id, LIN.id, ZHOU.id])):
        who = {person.id: person for person in (XIAOMEI, LIN, ZHOU)}[UserId(str(one.anchor))]
        key = ShiftId(f"sh-{number}")
        record, _ = shift(show, candidate(who), id=key, by=ZHANG, at=NOW, start=one.start, end=one.end, taken=taken)
        taken = (*taken, record)
    assert len(taken) == 9


@given(
    hours=st.floats(min_value=0.5, max_value=24),
    people=st.integers(min_value=0, max_value=6),
    busy=st.lists(st.tuples(st.integers(0, 5), st.integers(0, 22), st.integers(1, 6)), max_size=5),
)
def test_no_proposal_ever_breaks_the_limits(hours: float, people: int, busy: list[tuple[int, int, int]]) -> None:
    who = [person(f"主播{number}", Role.ANCHOR) for number in range(people)]
    elsewhere = tuple(turn(who[n], start, start + long, show="show-2") for n, start, long in busy if n < people)
    turns = propose(on_air(hours), [one.id for one in who], elsewhere=elsewhere)
    assert turns[0].start == START
    assert abs(turns[-1].end - on_air(hours).end) < timedelta(seconds=1)
    assert all(one.end == after.start and one.end - one.start <= timedelta(hours=2) for one, after in pairwise(turns))
    for one in who:
        assert hours_of(turns, one) <= 6
        mine = [piece for piece in turns if piece.anchor == one.id]
        taken = [other for other in elsewhere if other.anchor == one.id]
        assert not any(a.start < b.end and b.start < a.end for a in mine for b in taken)
