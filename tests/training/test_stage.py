"""Stage sessions: when one may be planned, what each step needs, and what is carried over."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from coach.errors import RefusedError
from coach.scoring import Kind, Platform, Product
from coach.training import stage as stages
from coach.training.access import Act
from coach.training.canonical import card_fingerprint
from coach.training.evidence import Evidence
from coach.training.model import (
    Action,
    Card,
    CardId,
    CheckAnswer,
    Figures,
    IncidentSeverity,
    Notes,
    Role,
    Room,
    SessionId,
    SessionState,
    Stage,
    StageSession,
    StageVerdict,
    User,
)
from tests.training.cases import (
    CARD,
    CHEN,
    CURRENT,
    LAOWANG,
    LISHI,
    NOW,
    PROGRAM,
    ROOM,
    XIAOMEI,
    ZHANG,
    answers,
    incident,
    instead,
    ready,
    report,
    session,
    without,
)

REHEARSAL, PAIRED, MONITORED = Stage
GONE = replace(ZHANG, active=False)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
SHOW = PROGRAM.get_rubric("show")
WINE = Product(id="x", name="羊毛衫", kind=Kind.APPAREL)
FOREIGN = Card(id=CardId("x"), product=WINE, fingerprint=card_fingerprint(WINE), by=ZHANG.id, at=NOW)


def planned(
    stage: Stage = MONITORED,
    *,
    evidence: Evidence | None = None,
    partner: User = ZHANG,
    room: Room = ROOM,
    hours: float = 1,
    minutes: int = 60,
    cards: tuple[Card, ...] = (CARD,),
    others: tuple[StageSession, ...] = (),
) -> StageSession:
    start = NOW + hours * HOUR
    done, entry = stages.plan(
        PROGRAM,
        stage,
        evidence or ready(),
        CURRENT,
        partner,
        room,
        id=SessionId("se-1"),
        by=LISHI,
        at=NOW,
        start=start,
        end=start + minutes * MINUTE,
        cards=cards,
        others=others,
    )
    assert (entry.act, entry.actor, entry.subject, entry.room) == (Act.STAGE_PLAN, LISHI.id, "se-1", room.id)
    return done


def running() -> StageSession:
    return stages.start(PROGRAM, planned(), ready(), CURRENT, by=ZHANG, at=NOW + HOUR)[0]


def ended(minutes: int = 60) -> StageSession:
    return stages.end(running(), by=ZHANG, at=NOW + HOUR + minutes * MINUTE)[0]


def heard(minutes: int = 60, talk_share: float | None = 0.7, **said: object) -> StageSession:
    return stages.transcribe(
        ended(minutes),
        by=ZHANG,
        at=NOW + 3 * HOUR,
        transcript="大家好",
        report=report(**said),  # type: ignore[arg-type]
        talk_share=talk_share,
    )[0]


def judged(
    one: StageSession,
    verdict: StageVerdict = StageVerdict.PASS,
    *,
    by: User = ZHANG,
    partner: User = ZHANG,
    checks: tuple[CheckAnswer, ...] | None = None,
    why: str = "",
    stage: Stage = MONITORED,
    incidents: tuple[IncidentSeverity, ...] = (),
) -> StageSession:
    logged = [replace(incident(severity, days_ago=0), session=one.id) for severity in incidents]
    done, entry = stages.judge(
        one,
        PROGRAM.get_gate(stage),
        SHOW,
        partner,
        by=by,
        at=NOW + 4 * HOUR,
        verdict=verdict,
        checks=answers() if checks is None else checks,
        incidents=logged,
        why=why,
    )
    assert entry.act is Act.STAGE_JUDGE
    return done


def test_a_planned_session_names_partner_products_kinds_and_the_version_of_each_card() -> None:
    done = planned()
    assert done.state is SessionState.PLANNED
    assert (done.stage, done.anchor, done.partner) == (MONITORED, XIAOMEI.id, ZHANG.id)
    assert (done.platform, done.kinds, done.products) == (Platform.DOUYIN, {Kind.FOOD}, (CARD.id,))
    assert done.cards == {CARD.id: CARD.fingerprint}


OPENING: dict[str, tuple[Stage, User, Evidence, str]] = {
    "rehearsal_needs_the_courses": (REHEARSAL, LISHI, without(ready(), "rules-quiz-1"), "基础规则课程：还差 1 个"),
    "paired_needs_the_rehearsal_gate": (
        PAIRED,
        LAOWANG,
        without(ready(), "rehearsal-1"),
        "上镜试播：通过的场次：还差 1 场",
    ),
    "monitored_needs_the_paired_gate": (
        MONITORED,
        ZHANG,
        without(ready(), "paired-1"),
        "老主播一带一上播：通过的场次：还差 1 场",
    ),
    "monitored_needs_practice_with_the_kind_of_goods": (
        MONITORED,
        ZHANG,
        without(ready(), "recall-beef-1"),
        "抖音·食品：通过的练习：还差 1 个",
    ),
    "an_incident_closes_the_stage_again": (
        PAIRED,
        LAOWANG,
        instead(ready(), incident(IncidentSeverity.CUT, days_ago=3)),
        "上镜试播：事故",
    ),
}


@pytest.mark.parametrize("case", OPENING)
def test_a_stage_opens_only_when_what_comes_before_it_holds(case: str) -> None:
    stage, partner, evidence, message = OPENING[case]
    with pytest.raises(RefusedError) as caught:
        planned(stage, evidence=evidence, partner=partner)
    assert message in str(caught.value)


def test_a_stage_that_is_open_stays_open_when_its_own_gate_does_not_hold_yet() -> None:
    assert planned(PAIRED, evidence=without(ready(), "paired-1", "paired-2"), partner=LAOWANG).stage is PAIRED
    courses = replace(ready(), sessions=())
    assert planned(REHEARSAL, evidence=courses, partner=LISHI).stage is REHEARSAL


PLANS: dict[str, tuple[dict[str, object], str]] = {
    "a_partner_without_the_role": ({"partner": LISHI}, "运营一对一盯播要由运营来带，李老师没有这个身份"),
    "the_anchor_as_partner": ({"partner": XIAOMEI}, "自己不能带自己"),
    "a_disabled_partner": ({"partner": replace(ZHANG, active=False)}, "张运营的账号已停用"),
    "a_partner_of_another_room": ({"partner": replace(ZHANG, rooms=frozenset())}, "张运营不在直播间“一号间”里"),
    "a_closed_room": ({"room": replace(ROOM, open=False)}, "直播间“一号间”已停用"),
    "no_product": ({"cards": ()}, "请至少选一个要讲的商品"),
    "a_retired_card": ({"cards": (replace(CARD, retired=True),)}, "商品卡“牛肉干”已停用"),
    "goods_the_room_does_not_sell": ({"cards": (CARD, FOREIGN)}, "直播间“一号间”不卖服饰鞋包"),
    "a_start_in_the_past": ({"hours": -1}, "开始时间 2026年6月1日 09:00 已经过了"),
    "a_session_too_short_to_count": ({"minutes": 49}, "一场至少 50 分钟"),
    "a_time_the_anchor_is_busy": (
        {"others": (replace(session(PAIRED, 9, days_ago=-0.05, verdict=None), started_at=None, ended_at=None),)},
        "小美在 2026年6月1日 11:12 已有一场上播，时间重叠",
    ),
}


@pytest.mark.parametrize("case", PLANS)
def test_a_session_is_not_planned(case: str) -> None:
    given, message = PLANS[case]
    with pytest.raises(RefusedError) as caught:
        planned(**given)  # type: ignore[arg-type]
    assert message in str(caught.value)


def test_a_cancelled_or_finished_session_blocks_no_time() -> None:
    other = replace(session(PAIRED, 9, days_ago=-0.05, verdict=None), started_at=None, ended_at=None)
    assert planned(others=(replace(other, cancelled_at=NOW), session(PAIRED, 8, days_ago=-0.05))).id == "se-1"


def test_a_session_is_planned_started_ended_transcribed_and_judged_in_this_order() -> None:
    assert [one.state for one in (planned(), running(), ended(), heard(), judged(heard()))] == [
        SessionState.PLANNED,
        SessionState.RUNNING,
        SessionState.ENDED,
        SessionState.ENDED,
        SessionState.JUDGED,
    ]
    done = judged(heard())
    assert (done.minutes, done.verdict_by, done.talk_share, done.transcript) == (60, ZHANG.id, 0.7, "大家好")


def test_no_step_is_taken_out_of_order() -> None:
    at = NOW + 5 * HOUR
    with pytest.raises(RefusedError, match="这场上播正在进行，要还没有开始才可以"):
        stages.start(PROGRAM, running(), ready(), CURRENT, by=ZHANG, at=at)
    with pytest.raises(RefusedError, match="还没有开始，要正在进行才可以"):
        stages.end(planned(), by=ZHANG, at=at)
    with pytest.raises(RefusedError, match="要还没有开始才可以"):
        stages.cancel(ended(), by=ZHANG, at=at, reason="临时")
    with pytest.raises(RefusedError, match="要已经结束才可以"):
        stages.transcribe(running(), by=ZHANG, at=at, transcript="…", report=report())
    with pytest.raises(RefusedError, match="已经有结论，要已经结束才可以"):
        stages.transcribe(judged(heard()), by=ZHANG, at=at, transcript="…", report=report())
    with pytest.raises(RefusedError, match="要已经结束才可以"):
        judged(running())
    with pytest.raises(RefusedError, match="要已经结束或已经有结论才可以"):
        stages.note(running(), by=ZHANG, at=at, notes=Notes(), actions=(), owners=())
    with pytest.raises(RefusedError, match="要已经结束或已经有结论才可以"):
        stages.figures(planned(), by=ZHANG, at=at, figures=Figures())


def test_a_verdict_is_given_once() -> None:
    with pytest.raises(RefusedError, match="已经有结论"):
        judged(judged(heard()))


def test_a_cancelled_session_keeps_its_reason_and_does_not_start() -> None:
    gone, entry = stages.cancel(planned(), by=LISHI, at=NOW, reason="停电")
    assert gone.state is SessionState.CANCELLED
    assert entry.data["reason"] == "停电"
    with pytest.raises(RefusedError, match="已经取消"):
        stages.start(PROGRAM, gone, ready(), CURRENT, by=ZHANG, at=NOW)
    with pytest.raises(RefusedError, match="请写明取消的原因"):
        stages.cancel(planned(), by=LISHI, at=NOW, reason="")


def test_a_session_does_not_start_where_the_gate_has_closed_since_it_was_planned() -> None:
    since = instead(ready(), incident(IncidentSeverity.CUT, days_ago=0))
    with pytest.raises(RefusedError, match=r"还不能开始这场上播.*断播事故"):
        stages.start(PROGRAM, planned(), since, CURRENT, by=ZHANG, at=NOW + HOUR)
    assert stages.start(PROGRAM, planned(), ready(), CURRENT, by=ZHANG, at=NOW + HOUR)[0].state is SessionState.RUNNING


def test_a_session_ends_after_it_started() -> None:
    with pytest.raises(RefusedError, match="结束时间要晚于开始时间"):
        stages.end(running(), by=ZHANG, at=NOW + HOUR)


def test_a_transcript_says_something_and_a_talk_share_is_a_share() -> None:
    with pytest.raises(RefusedError, match="文字稿是空的"):
        stages.transcribe(ended(), by=ZHANG, at=NOW, transcript=" ", report=report())
    with pytest.raises(RefusedError, match="0% 到 100% 之间"):
        stages.transcribe(ended(), by=ZHANG, at=NOW, transcript="…", report=report(), talk_share=70)


JUDGEMENTS: dict[str, tuple[StageSession, dict[str, object], str]] = {
    "by_somebody_else_than_the_partner": (heard(), {"by": LISHI}, "上播结论由这场的搭档张运营来给"),
    "by_another_operator_while_the_partner_is_there": (heard(), {"by": CHEN}, "由这场的搭档张运营来给"),
    "by_a_stand_in_without_the_partners_role": (
        heard(),
        {"by": LISHI, "partner": GONE},
        "上播结论由这场的搭档张运营来给",
    ),
    "by_the_anchor_even_if_the_partner_left": (
        heard(),
        {"by": replace(XIAOMEI, roles=frozenset({Role.OPS})), "partner": GONE},
        "上播结论由这场的搭档",
    ),
    "again_without_a_reason": (heard(), {"verdict": StageVerdict.AGAIN}, "请写明为什么、下一场先改什么"),
    "a_pass_with_an_open_check": (heard(), {"checks": answers("calm")}, "“有精神吗？”还没有回答"),
    "a_pass_against_a_must_check": (heard(), {"checks": answers(no=("calm",))}, "必须做到的“慌了能接着讲吗？”"),
    "a_pass_of_a_session_too_short": (heard(49), {}, "这场只播了 49 分钟，至少 50 分钟才能算通过"),
    "a_pass_without_a_transcript": (ended(), {}, "还没有上播文字稿"),
    "a_pass_over_a_block_finding": (heard(blocks=("最好",)), {}, "这场说了不能播的话（“最好”），不能通过"),
    "a_pass_without_a_talk_share_where_it_matters": (
        heard(talk_share=None),
        {"stage": PAIRED},
        "还没有填主播说话占比",
    ),
    "a_pass_over_a_serious_incident": (heard(), {"incidents": (IncidentSeverity.SERIOUS,)}, "这场有严重事故"),
    "a_pass_over_a_cut_off_room": (heard(), {"incidents": (IncidentSeverity.CUT,)}, "这场有断播事故"),
}


@pytest.mark.parametrize("case", JUDGEMENTS)
def test_a_verdict_is_refused(case: str) -> None:
    one, given, message = JUDGEMENTS[case]
    with pytest.raises(RefusedError) as caught:
        judged(one, **given)  # type: ignore[arg-type]
    assert message in str(caught.value)


def test_when_the_partner_has_left_another_with_the_same_role_judges() -> None:
    assert judged(heard(), by=CHEN, partner=GONE).verdict_by == CHEN.id


def test_a_minor_incident_leaves_the_verdict_to_the_partner() -> None:
    assert judged(heard(), incidents=(IncidentSeverity.MINOR,)).verdict is StageVerdict.PASS


def test_again_needs_a_reason_but_neither_transcript_nor_length() -> None:
    done = judged(ended(5), StageVerdict.AGAIN, checks=(), why="忘词太多")
    assert (done.verdict, done.verdict_why) == (StageVerdict.AGAIN, "忘词太多")


def act(text: str, *, days: int = 1, done: bool = False) -> Action:
    return Action(text=text, owner=XIAOMEI.id, due=NOW + days * 24 * HOUR, done_at=NOW if done else None)


def test_what_is_left_to_do_is_shown_again_until_it_is_done_the_soonest_first() -> None:
    to_do = (act("背价格", days=3), act("换背景"))
    first, _ = stages.note(heard(), by=ZHANG, at=NOW, notes=Notes(script="开场短一点"), actions=to_do, owners=[XIAOMEI])
    second = replace(first, id=SessionId("se-2"), actions=(act("练开场", days=2),))
    left = stages.open_actions([first, second])
    assert [(one.session, one.number, one.action.text) for one in left] == [
        ("se-1", 1, "换背景"),
        ("se-2", 0, "练开场"),
        ("se-1", 0, "背价格"),
    ]
    done, entry = stages.finish_action(first, 1, by=XIAOMEI, at=NOW)
    assert entry.data["text"] == "换背景"
    assert [one.action.text for one in stages.open_actions([done, second])] == ["练开场", "背价格"]
    assert stages.open_actions([replace(second, cancelled_at=NOW)]) == ()


def test_an_action_is_finished_once_and_must_exist() -> None:
    one, _ = stages.note(heard(), by=ZHANG, at=NOW, notes=Notes(), actions=(act("背价格"),), owners=[XIAOMEI])
    done, _ = stages.finish_action(one, 0, by=XIAOMEI, at=NOW)
    with pytest.raises(RefusedError, match="已经完成了"):
        stages.finish_action(done, 0, by=XIAOMEI, at=NOW)
    with pytest.raises(RefusedError, match="没有这条改进事项"):
        stages.finish_action(done, 1, by=XIAOMEI, at=NOW)


def test_notes_keep_every_finished_action_and_no_empty_one() -> None:
    one = replace(heard(), actions=(act("背价格", done=True),))
    with pytest.raises(RefusedError, match="“背价格”已经完成，不能删改"):
        stages.note(one, by=ZHANG, at=NOW, notes=Notes(), actions=(), owners=())
    with pytest.raises(RefusedError, match="第 1 条改进事项没有写要做什么"):
        stages.note(heard(), by=ZHANG, at=NOW, notes=Notes(), actions=(act(" "),), owners=[XIAOMEI])


@pytest.mark.parametrize("owners", [(), (replace(XIAOMEI, active=False),)], ids=["nobody", "left"])
def test_an_action_is_given_to_somebody_who_is_there(owners: tuple[User, ...]) -> None:
    with pytest.raises(RefusedError, match="“背价格”的负责人不在用，请换一位"):
        stages.note(heard(), by=ZHANG, at=NOW, notes=Notes(), actions=(act("背价格"),), owners=owners)
    one = replace(heard(), actions=(act("背价格", done=True),))
    kept, _ = stages.note(one, by=ZHANG, at=NOW, notes=Notes(), actions=one.actions, owners=owners)
    assert kept.actions == one.actions, "what was done stays done"


def test_figures_nobody_has_stay_empty_and_impossible_ones_are_refused() -> None:
    done, _ = stages.figures(heard(), by=ZHANG, at=NOW, figures=Figures(gmv=1200.5, conversion=0.03))
    assert (done.figures.gmv, done.figures.orders, done.figures.conversion) == (1200.5, None, 0.03)
    for wrong in (Figures(gmv=-1), Figures(orders=-1), Figures(viewers=-1), Figures(roi=-0.1)):
        with pytest.raises(RefusedError, match="不能小于 0"):
            stages.figures(heard(), by=ZHANG, at=NOW, figures=wrong)
    with pytest.raises(RefusedError, match="转化率要在"):
        stages.figures(heard(), by=ZHANG, at=NOW, figures=Figures(conversion=3.0))
