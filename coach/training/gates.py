"""The gate of one stage: its sessions against the programme, each requirement with its proof and the next act."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from coach.scoring import Kind, Platform
from coach.training.access import ROLE_NAMES
from coach.training.evidence import Evidence, Requirement, requirement
from coach.training.incident import GRAVE, recent
from coach.training.model import SessionState, Stage, StageSession, StageVerdict
from coach.training.names import SEVERITIES, joined, moment
from coach.training.programme import Gate, Programme, Where
from coach.training.reports import blocks_of, score_of
from coach.training.review import joined_words


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sessions:
    """The sessions a gate looks at, oldest first: over, judged, and those that count (passed and long enough)."""

    over: tuple[StageSession, ...]
    judged: tuple[StageSession, ...]
    counted: tuple[StageSession, ...]
    next: str


def gate_requirements(
    programme: Programme,
    evidence: Evidence,
    stage: Stage,
    *,
    platform: Platform,
    kind: Kind,
    at: datetime,
    before: str = "",
) -> tuple[Requirement, ...]:
    """Return what the stage must show for a platform and a kind of goods, in the order a reader works through it.

    Sessions that were cut short still count where something went wrong in them: only passes need the full length.
    ``before`` names what must be done before a session of this stage may be planned at all, if anything.
    """
    gate = programme.get_gate(stage)
    found = _sessions(gate, evidence, platform=platform, kind=kind, before=before)
    needs = [_count(gate, found), _minutes(gate, found), _in_a_row(gate, found), _score(gate, found)]
    if gate.clean > 0:
        needs.append(_clean(gate, found))
    needs.append(_checks(programme, gate, found))
    if gate.talk_share > 0:
        needs.append(_talk(gate, found))
    if gate.quiet_days > 0:
        needs.append(_quiet(gate, evidence, at))
    return tuple(needs)


def counted_sessions(
    programme: Programme, evidence: Evidence, stage: Stage, *, platform: Platform, kind: Kind
) -> tuple[StageSession, ...]:
    """Return the passed sessions of full length that count for a platform and a kind of goods, oldest first."""
    return _sessions(programme.get_gate(stage), evidence, platform=platform, kind=kind).counted


def _sessions(gate: Gate, evidence: Evidence, *, platform: Platform, kind: Kind, before: str = "") -> _Sessions:
    here = [
        one
        for one in evidence.sessions
        if one.stage is gate.stage
        and (gate.where is Where.ANY or one.platform is platform)
        and (gate.where is not Where.SCOPE or kind in one.kinds)
    ]
    here.sort(key=lambda one: (one.started_at or one.planned_start, one.id))
    over = tuple(one for one in here if one.state in (SessionState.ENDED, SessionState.JUDGED))
    judged = tuple(one for one in over if one.verdict is not None)
    counted = tuple(one for one in judged if one.verdict is StageVerdict.PASS and one.minutes >= gate.session_minutes)
    return _Sessions(over=over, judged=judged, counted=counted, next=_next_session(gate, here, before))


def _next_session(gate: Gate, here: Sequence[StageSession], before: str) -> str:
    """Return the one thing to do now to get another session counted."""
    for one in here:
        if one.state is SessionState.ENDED:
            return f"{moment(one.ended_at or one.planned_end)} 结束的一场还没有结论，请提醒搭档给结论。"
        if one.state is SessionState.RUNNING:
            return "有一场正在播，播完请结束并贴上文字稿。"
        if one.state is SessionState.PLANNED:
            return f"下一场已排在 {moment(one.planned_start)}，请按时上播。"
    if before:
        return f"先完成“{before}”，再安排{gate.title}。"
    who = joined(ROLE_NAMES[role] for role in ROLE_NAMES if role in gate.partners)
    return f"请培训或运营安排下一场{gate.title}，由{who}来带，至少 {gate.session_minutes} 分钟。"


def _ids(sessions: Sequence[StageSession]) -> tuple[str, ...]:
    return tuple(one.id for one in sessions)


def _count(gate: Gate, found: _Sessions) -> Requirement:
    have = len(found.counted)
    return requirement(
        f"{gate.stage}.sessions",
        f"{gate.title}：通过的场次",
        need=f"{gate.sessions} 场，每场至少 {gate.session_minutes} 分钟",
        have=f"{have} 场",
        met=have >= gate.sessions,
        evidence=_ids(found.counted),
        next=f"还差 {gate.sessions - have} 场。{found.next}",
    )


def _minutes(gate: Gate, found: _Sessions) -> Requirement:
    have = sum(one.minutes for one in found.counted)
    return requirement(
        f"{gate.stage}.minutes",
        f"{gate.title}：通过场次的总时长",
        need=f"{gate.minutes} 分钟",
        have=f"{have} 分钟",
        met=have >= gate.minutes,
        evidence=_ids(found.counted),
        next=f"还差 {gate.minutes - have} 分钟。{found.next}",
    )


def _in_a_row(gate: Gate, found: _Sessions) -> Requirement:
    row = 0
    for one in reversed(found.judged):
        if one.verdict is not StageVerdict.PASS:
            break
        row += 1
    failed = next((one for one in reversed(found.judged) if one.verdict is StageVerdict.AGAIN), None)
    why = f"上一次要求重来的原因：{failed.verdict_why}。先改这一点。" if failed and row < gate.in_a_row else ""
    return requirement(
        f"{gate.stage}.in_a_row",
        f"{gate.title}：搭档连续给出通过",
        need=f"最近 {gate.in_a_row} 场",
        have=f"连续 {row} 场",
        met=row >= gate.in_a_row,
        evidence=_ids(found.judged[-gate.in_a_row :]),
        next=f"还要连续通过 {gate.in_a_row - row} 场。{why}{found.next}",
    )


def _score(gate: Gate, found: _Sessions) -> Requirement:
    last = found.judged[-gate.in_a_row :]
    scores = [score_of(one.report) if one.report else 0 for one in last]
    low = sum(score < gate.score for score in scores)
    if not last:
        have, todo = "还没有场次", found.next
    else:
        have = joined(f"{score} 分" for score in scores)
        todo = f"有 {low} 场低于 {gate.score} 分，请照那场的报告改稿，再播一场。"
    return requirement(
        f"{gate.stage}.score",
        f"{gate.title}：话术得分",
        need=f"最近 {gate.in_a_row} 场每场不低于 {gate.score} 分",
        have=have,
        met=len(last) >= gate.in_a_row and low == 0,
        evidence=_ids(last),
        next=todo if low or not last else f"还差 {gate.in_a_row - len(last)} 场。{found.next}",
    )


def _clean(gate: Gate, found: _Sessions) -> Requirement:
    last = found.over[-gate.clean :]
    silent = [one for one in last if one.report is None]
    dirty = [one for one in last if one.report is not None and blocks_of(one.report)]
    words = joined_words([mark.text for one in dirty if one.report is not None for mark in blocks_of(one.report)])
    if dirty:
        todo = f"说过不能播的话：{words}。请改掉这些说法，再连续播 {gate.clean} 场都不说。"
    elif silent:
        todo = f"{moment(silent[0].ended_at or silent[0].planned_end)} 结束的一场还没有文字稿，请贴上文字稿。"
    else:
        todo = f"还差 {gate.clean - len(last)} 场。{found.next}"
    return requirement(
        f"{gate.stage}.clean",
        f"{gate.title}：没有不能播的话",
        need=f"最近 {gate.clean} 场都没有",
        have=f"最近 {len(last)} 场里 {len(dirty)} 场有" if last else "还没有场次",
        met=len(last) >= gate.clean and not dirty and not silent,
        evidence=_ids(last),
        next=todo,
    )


def _checks(programme: Programme, gate: Gate, found: _Sessions) -> Requirement:
    last = found.judged[-gate.in_a_row :]
    shares = [sum(check.met for check in one.checks) / len(one.checks) if one.checks else 0.0 for one in last]
    low = [one for one, share in zip(last, shares, strict=True) if share < gate.checks]
    failed = [programme.find_check(check.check) for one in low for check in one.checks if not check.met]
    weak = [check.ask for check in failed if check is not None]
    if not last:
        todo = found.next
    elif low:
        todo = f"先练没做到的：{joined_words(weak)}，再播一场。" if weak else "请搭档逐项填写评分表。"
    else:
        todo = f"还差 {gate.in_a_row - len(last)} 场。{found.next}"
    return requirement(
        f"{gate.stage}.checks",
        f"{gate.title}：评分表",
        need=f"最近 {gate.in_a_row} 场每场做到 {gate.checks:.0%}",
        have=joined(f"{share:.0%}" for share in shares) or "还没有场次",
        met=len(last) >= gate.in_a_row and not low,
        evidence=_ids(last),
        next=todo,
    )


def _talk(gate: Gate, found: _Sessions) -> Requirement:
    last = found.judged[-1:]
    share = last[0].talk_share if last else None
    met = share is not None and share >= gate.talk_share
    if not last:
        todo = found.next
    elif share is None:
        todo = "最近一场没有填主播说话占比，下一场请在文字稿里标明谁在说话。"
    else:
        todo = f"下一场请老主播少说，主播自己讲到 {gate.talk_share:.0%} 以上。"
    return requirement(
        f"{gate.stage}.talk_share",
        f"{gate.title}：主播自己说话的占比",
        need=f"最近一场不低于 {gate.talk_share:.0%}",
        have="还没有" if share is None else f"{share:.0%}",
        met=met,
        evidence=_ids(last),
        next=todo,
    )


def _quiet(gate: Gate, evidence: Evidence, at: datetime) -> Requirement:
    last = recent(evidence.incidents, at=at, days=gate.quiet_days)
    grave = [one for one in last if one.severity in GRAVE]
    minor = len(last) - len(grave)
    met = not grave and minor <= gate.minor_incidents
    if grave:
        worst = grave[-1]
        todo = (
            f"{moment(worst.at)} 有{SEVERITIES[worst.severity]}（“{worst.said}”）。"
            f"请先和运营复盘，到满 {gate.quiet_days} 天没有再发生为止。"
        )
    else:
        todo = f"轻微事故超过 {gate.minor_incidents} 起，请逐起复盘，到 {gate.quiet_days} 天内不超过这个数为止。"
    return requirement(
        f"{gate.stage}.incidents",
        f"{gate.title}：事故",
        need=f"最近 {gate.quiet_days} 天没有严重或断播事故，轻微事故最多 {gate.minor_incidents} 起",
        have=f"严重或断播 {len(grave)} 起，轻微 {minor} 起",
        met=met,
        evidence=tuple(one.id for one in last),
        next=todo,
    )
