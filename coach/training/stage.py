"""Stage sessions: plan, start, end, note, judge; a stage opens only when what comes before it holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from coach.scoring import Cue, Kind, Platform
from coach.scoring.names import KINDS
from coach.training.access import ROLE_NAMES, Act
from coach.training.audit import EntryDraft
from coach.training.drill import anchor_lacks
from coach.training.incident import GRAVE
from coach.training.model import (
    Action,
    Card,
    CheckAnswer,
    Figures,
    Incident,
    Notes,
    Room,
    SessionId,
    SessionState,
    Stage,
    StageSession,
    StageVerdict,
    User,
)
from coach.training.names import SEVERITIES, STAGES, joined, moment
from coach.training.programme import Gate, Programme, Rubric
from coach.training.readiness import Current, Evidence, opening
from coach.training.refusal import refuse_if
from coach.training.reports import blocks_of
from coach.training.review import check_lacks, joined_words, must_lacks


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenAction:
    """An action of an earlier session that nobody has done yet; ``number`` counts from 0 within its session."""

    session: SessionId
    number: int
    action: Action


def plan(
    programme: Programme,
    stage: Stage,
    evidence: Evidence,
    current: Current,
    partner: User,
    room: Room,
    *,
    id: SessionId,  # noqa: A002 - the id of the record, as everywhere
    by: User,
    at: datetime,
    start: datetime,
    end: datetime,
    cards: Sequence[Card],
    others: Sequence[StageSession] = (),
) -> tuple[StageSession, EntryDraft]:
    """Plan a session of ``evidence.anchor`` with a partner. ``others`` are both people's sessions around that time.

    Raises:
        RefusedError: the gate before the stage does not hold for this platform and these kinds of goods, the partner has
            no role for it, products are missing or foreign to the room, or the time is past, too short or taken.
    """
    anchor, gate = evidence.anchor, programme.get_gate(stage)
    kinds = frozenset(card.product.kind for card in cards)
    missing = list(anchor_lacks(anchor, room))
    missing += partner_lacks(gate, anchor, partner, room)
    missing += _goods_lacks(cards, kinds, room)
    missing += _time_lacks(gate, start, end, at)
    missing += _clashes(anchor, partner, start, end, others)
    missing += _gate_lacks(programme, stage, evidence, current, platform=room.platform, kinds=kinds, at=at)
    refuse_if(missing, f"安排{anchor.name}的{STAGES[stage]}", anchor=anchor.id, stage=stage.value)
    record = StageSession(
        id=id,
        stage=stage,
        anchor=anchor.id,
        partner=partner.id,
        room=room.id,
        platform=room.platform,
        kinds=kinds,
        products=tuple(card.id for card in cards),
        planned_start=start,
        planned_end=end,
        by=by.id,
        at=at,
        cards={card.id: card.fingerprint for card in cards},
    )
    data = {"anchor": anchor.id, "partner": partner.id, "stage": stage, "start": start, "end": end}
    return record, EntryDraft(act=Act.STAGE_PLAN, actor=by.id, at=at, subject=id, room=room.id, data=data)


def _gate_lacks(
    programme: Programme,
    stage: Stage,
    evidence: Evidence,
    current: Current,
    *,
    platform: Platform,
    kinds: Iterable[Kind],
    at: datetime,
) -> Iterable[str]:
    """Return what the gate before a stage still lacks, as sentences, each once."""
    needs = [
        need
        for kind in sorted(kinds)
        for need in opening(programme, evidence, current, stage, platform=platform, kind=kind, at=at)
    ]
    return {need.title: f"{need.title}：{need.next}" for need in needs if not need.met}.values()


def partner_lacks(gate: Gate, anchor: User, partner: User, room: Room) -> list[str]:
    """Return why this person can't be the partner at this stage in this room, as sentences."""
    who = joined(ROLE_NAMES[role] for role in ROLE_NAMES if role in gate.partners)
    lacks: list[str] = []
    if partner.id == anchor.id:
        lacks.append(f"自己不能带自己，请另选一位{who}。")
    if not partner.active:
        lacks.append(f"{partner.name}的账号已停用，请另选一位{who}。")
    if not partner.roles & gate.partners:
        lacks.append(f"{gate.title}要由{who}来带，{partner.name}没有这个身份，请另选一位。")
    if room.id not in partner.rooms:
        lacks.append(f"{partner.name}不在直播间“{room.name}”里，请另选一位，或请管理员把人加进来。")
    return lacks


def start(
    programme: Programme, session: StageSession, evidence: Evidence, current: Current, *, by: User, at: datetime
) -> tuple[StageSession, EntryDraft]:
    """Start a planned session; what held when it was planned must still hold.

    Raises:
        RefusedError: it is not planned any more (running, over or cancelled), or the gate before it has closed since.
    """
    missing = _state_lacks(session, SessionState.PLANNED)
    missing += _gate_lacks(
        programme, session.stage, evidence, current, platform=session.platform, kinds=session.kinds, at=at
    )
    refuse_if(missing, "开始这场上播", session=session.id)
    return replace(session, started_at=at), _draft(Act.STAGE_START, session, by, at)


def cancel(session: StageSession, *, by: User, at: datetime, reason: str) -> tuple[StageSession, EntryDraft]:
    """Cancel a planned session.

    Raises:
        RefusedError: it has started, is over or cancelled, or no reason is given.
    """
    missing = _state_lacks(session, SessionState.PLANNED)
    if not reason.strip():
        missing.append("请写明取消的原因。")
    refuse_if(missing, "取消这场上播", session=session.id)
    return replace(session, cancelled_at=at), _draft(Act.STAGE_CANCEL, session, by, at, reason=reason.strip())


def end(session: StageSession, *, by: User, at: datetime) -> tuple[StageSession, EntryDraft]:
    """End a running session.

    Raises:
        RefusedError: it is not running, or would end before it started.
    """
    missing = _state_lacks(session, SessionState.RUNNING)
    if session.started_at is not None and at <= session.started_at:
        missing.append("结束时间要晚于开始时间，请核对。")
    refuse_if(missing, "结束这场上播", session=session.id)
    ended = replace(session, ended_at=at)
    return ended, _draft(Act.STAGE_END, ended, by, at, minutes=ended.minutes)


def transcribe(
    session: StageSession,
    *,
    by: User,
    at: datetime,
    transcript: str,
    report: Mapping[str, object],
    cues: tuple[Cue, ...] = (),
    talk_share: float | None = None,
) -> tuple[StageSession, EntryDraft]:
    """Add what was said, its report (version 1) and the anchor's share of the talk (0–1), until the verdict.

    Raises:
        RefusedError: the session is not over or judged already, the transcript is empty, or the share is out of range.
    """
    missing = _state_lacks(session, SessionState.ENDED)
    if not transcript.strip():
        missing.append("上播文字稿是空的，请贴上或上传录音转出的文字。")
    if talk_share is not None and not 0 <= talk_share <= 1:
        missing.append("主播说话占比要在 0% 到 100% 之间。")
    refuse_if(missing, "保存上播文字稿", session=session.id)
    record = replace(session, transcript=transcript, report=report, cues=cues, talk_share=talk_share)
    return record, _draft(
        Act.STAGE_TRANSCRIBE, session, by, at, chars=len(transcript), score=report["score"], rulebook=report["rulebook"]
    )


def note(
    session: StageSession, *, by: User, at: datetime, notes: Notes, actions: Sequence[Action], owners: Iterable[User]
) -> tuple[StageSession, EntryDraft]:
    """Write the notes (话术优化 / 状态调整 / 复盘) and what is to be done, by whom, until when.

    ``owners`` are those of the actions' owners that there are.

    Raises:
        RefusedError: the session is not over, an action says nothing or nobody is there to do it, or one that was done would
            disappear.
    """
    missing = _state_lacks(session, SessionState.ENDED, SessionState.JUDGED)
    missing += [
        f"第 {number} 条改进事项没有写要做什么。" for number, one in enumerate(actions, 1) if not one.text.strip()
    ]
    there = {one.id for one in owners if one.active}
    missing += [
        f"“{one.text}”的负责人不在用，请换一位。" for one in actions if one.done_at is None and one.owner not in there
    ]
    kept = set(actions)
    missing += [f"“{one.text}”已经完成，不能删改。" for one in session.actions if one.done_at and one not in kept]
    refuse_if(missing, "保存播后记录", session=session.id)
    record = replace(session, notes=notes, actions=tuple(actions))
    return record, _draft(Act.STAGE_NOTE, session, by, at, actions=len(actions))


def figures(session: StageSession, *, by: User, at: datetime, figures: Figures) -> tuple[StageSession, EntryDraft]:
    """Enter what the platform's back office shows; figures nobody has stay empty.

    Raises:
        RefusedError: the session has not ended, or a figure is impossible.
    """
    missing = _state_lacks(session, SessionState.ENDED, SessionState.JUDGED)
    named = {"成交额": figures.gmv, "订单数": figures.orders, "观看人数": figures.viewers, "ROI": figures.roi}
    missing += [
        f"{name}不能小于 0，请核对后台数据。" for name, value in named.items() if value is not None and value < 0
    ]
    if figures.conversion is not None and not 0 <= figures.conversion <= 1:
        missing.append("转化率要在 0% 到 100% 之间，请核对后台数据。")
    refuse_if(missing, "保存数据", session=session.id)
    return replace(session, figures=figures), _draft(Act.STAGE_FIGURES, session, by, at, gmv=figures.gmv)


def finish_action(session: StageSession, number: int, *, by: User, at: datetime) -> tuple[StageSession, EntryDraft]:
    """Tick an action off; ``number`` counts from 0.

    Raises:
        RefusedError: there is no such action, or it is done already.
    """
    missing: list[str] = []
    if not 0 <= number < len(session.actions):
        missing.append("这场上播没有这条改进事项，请刷新页面。")
    elif session.actions[number].done_at is not None:
        missing.append("这条改进事项已经完成了。")
    refuse_if(missing, "完成这条改进事项", session=session.id)
    done = replace(session.actions[number], done_at=at)
    actions = (*session.actions[:number], done, *session.actions[number + 1 :])
    return replace(session, actions=actions), _draft(Act.STAGE_ACTION_DONE, session, by, at, text=done.text)


def open_actions(sessions: Iterable[StageSession]) -> tuple[OpenAction, ...]:
    """Return what earlier sessions left to do, by due time: the next session shows it again until it is done."""
    found = [
        OpenAction(session=session.id, number=number, action=action)
        for session in sessions
        if session.state is not SessionState.CANCELLED
        for number, action in enumerate(session.actions)
        if action.done_at is None
    ]
    return tuple(sorted(found, key=lambda one: (one.action.due, one.session, one.number)))


def judge(
    session: StageSession,
    gate: Gate,
    rubric: Rubric,
    partner: User,
    *,
    by: User,
    at: datetime,
    verdict: StageVerdict,
    checks: Sequence[CheckAnswer],
    incidents: Sequence[Incident],
    why: str = "",
) -> tuple[StageSession, EntryDraft]:
    """Give the partner's verdict once; ``incidents`` are the anchor's.

    Where the partner has left since (``partner`` is disabled), another who could have been the partner judges.

    Raises:
        RefusedError: the session is not over or judged already, somebody else than the partner judges, "again" has no
            reason, or a pass lacks its transcript, length, checks or talk share, or stands against a block finding, a
            failed must check or a grave incident.
    """
    missing = _state_lacks(session, SessionState.ENDED)
    stand_in = not partner.active and by.id != session.anchor and bool(by.roles & gate.partners)
    if by.id != session.partner and not stand_in:
        missing.append(f"上播结论由这场的搭档{partner.name}来给，请联系搭档。")
    missing += check_lacks(rubric, checks, complete=verdict is StageVerdict.PASS)
    if verdict is StageVerdict.AGAIN and not why.strip():
        missing.append("要求重来时，请写明为什么、下一场先改什么。")
    if verdict is StageVerdict.PASS:
        missing += _pass_lacks(session, gate, incidents) + must_lacks(rubric, checks)
    refuse_if(missing, "给这场上播下结论", session=session.id)
    record = replace(
        session,
        verdict=verdict,
        verdict_by=by.id,
        verdict_at=at,
        verdict_why=why.strip(),
        checks=tuple(checks),
    )
    met = sum(check.met for check in checks)
    return record, _draft(
        Act.STAGE_JUDGE, session, by, at, verdict=verdict, met=met, checks=len(checks), why=why.strip()
    )


def _pass_lacks(session: StageSession, gate: Gate, incidents: Sequence[Incident]) -> list[str]:
    lacks: list[str] = []
    if session.minutes < gate.session_minutes:
        lacks.append(f"这场只播了 {session.minutes} 分钟，至少 {gate.session_minutes} 分钟才能算通过，请再播一场。")
    if session.report is None:
        lacks.append("还没有上播文字稿，请先贴上文字稿，检查后再给通过。")
    else:
        blocks = joined_words([mark.text for mark in blocks_of(session.report)])
        if blocks:
            lacks.append(f"这场说了不能播的话（{blocks}），不能通过，请改为重来。")
    if gate.talk_share > 0 and session.talk_share is None:
        lacks.append("还没有填主播说话占比，请在文字稿里标明谁在说话，或直接填写。")
    grave = [one for one in incidents if one.session == session.id and one.severity in GRAVE]
    lacks += [f"这场有{SEVERITIES[one.severity]}（{moment(one.at)}），不能通过，请改为重来。" for one in grave]
    return lacks


def _goods_lacks(cards: Sequence[Card], kinds: frozenset[Kind], room: Room) -> list[str]:
    lacks = [] if cards else ["请至少选一个要讲的商品。"]
    lacks += [f"商品卡“{card.product.name}”已停用，请换一个商品。" for card in cards if card.retired]
    foreign = joined(KINDS[kind] for kind in sorted(kinds - room.kinds))
    if foreign:
        lacks.append(f"直播间“{room.name}”不卖{foreign}，请换商品，或请管理员修改直播间的品类。")
    return lacks


def _time_lacks(gate: Gate, start: datetime, end: datetime, at: datetime) -> list[str]:
    lacks: list[str] = []
    if start < at:
        lacks.append(f"开始时间 {moment(start)} 已经过了，请选一个以后的时间。")
    if end - start < timedelta(minutes=gate.session_minutes):
        lacks.append(f"{gate.title}一场至少 {gate.session_minutes} 分钟，请把结束时间往后改。")
    return lacks


def _clashes(anchor: User, partner: User, start: datetime, end: datetime, others: Sequence[StageSession]) -> list[str]:
    lacks: list[str] = []
    for other in others:
        if other.state not in (SessionState.PLANNED, SessionState.RUNNING):
            continue
        if not (other.planned_start < end and start < other.planned_end):
            continue
        busy = [one.name for one in (anchor, partner) if one.id in (other.anchor, other.partner)]
        if busy:
            lacks.append(f"{joined(busy)}在 {moment(other.planned_start)} 已有一场上播，时间重叠，请错开。")
    return lacks


_STATES = {
    SessionState.PLANNED: "还没有开始",
    SessionState.RUNNING: "正在进行",
    SessionState.ENDED: "已经结束",
    SessionState.JUDGED: "已经有结论",
    SessionState.CANCELLED: "已经取消",
}


def _state_lacks(session: StageSession, *states: SessionState) -> list[str]:
    if session.state in states:
        return []
    wanted = "或".join(_STATES[state] for state in states)
    return [f"这场上播{_STATES[session.state]}，要{wanted}才可以。"]


def _draft(act: Act, session: StageSession, by: User, at: datetime, **data: object) -> EntryDraft:
    data = {"anchor": session.anchor, "stage": session.stage, **data}
    return EntryDraft(act=act, actor=by.id, at=at, subject=session.id, room=session.room, data=data)
