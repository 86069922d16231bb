"""When a sign-off no longer holds: each reason by itself, with the records that show it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from coach.training.evidence import Current, Evidence
from coach.training.model import Attempt, CardId, Role, Signoff, StageSession
from coach.training.names import SEVERITIES, moment
from coach.training.prints import attempt_fingerprint, card_print, session_fingerprint
from coach.training.programme import Programme


class StaleKind(StrEnum):
    """Why a sign-off went stale."""

    EXPIRED = "expired"
    PROGRAMME = "programme"
    RULEBOOK = "rulebook"
    CARD = "card"
    ATTEMPT = "attempt"
    SESSION = "session"
    INCIDENT = "incident"
    ANCHOR = "anchor"


class SignoffStatus(StrEnum):
    """Where a sign-off stands."""

    VALID = "valid"
    EXPIRING = "expiring"
    STALE = "stale"
    RENEWED = "renewed"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True, kw_only=True)
class StaleReason:
    """One reason: a sentence that says what changed and what to do, and the ids that show it."""

    kind: StaleKind
    message: str
    evidence: tuple[str, ...] = ()


def stale_reasons(
    signoff: Signoff, programme: Programme, evidence: Evidence, current: Current, *, at: datetime
) -> tuple[StaleReason, ...]:
    """Return every reason why the sign-off no longer holds at ``at``; empty while it does."""
    reasons = [*_expired(signoff, at), *_rules(signoff, programme, current), *_cards(signoff, current)]
    reasons += _records(signoff, evidence)
    reasons += _incidents(signoff, evidence, at)
    reasons += _anchor(evidence)
    return tuple(reasons)


def standing(
    signoff: Signoff,
    programme: Programme,
    evidence: Evidence,
    current: Current,
    *,
    at: datetime,
    later: Iterable[Signoff] = (),
) -> tuple[SignoffStatus, tuple[StaleReason, ...]]:
    """Return where a sign-off stands, and why it no longer holds; ``later`` are the anchor's others, which may renew it.

    One that was taken back or renewed is over: it has no reasons.
    """
    if signoff.revoked is not None:
        return SignoffStatus.REVOKED, ()
    if any(one.renews == signoff.id for one in later):
        return SignoffStatus.RENEWED, ()
    reasons = stale_reasons(signoff, programme, evidence, current, at=at)
    if reasons:
        return SignoffStatus.STALE, reasons
    soon = signoff.expires - timedelta(days=programme.signoff.warn_days)
    return SignoffStatus.EXPIRING if at >= soon else SignoffStatus.VALID, ()


def status_of(
    signoff: Signoff,
    programme: Programme,
    evidence: Evidence,
    current: Current,
    *,
    at: datetime,
    later: Iterable[Signoff] = (),
) -> SignoffStatus:
    """Return where a sign-off stands; ``later`` are the anchor's other sign-offs, which may renew it."""
    return standing(signoff, programme, evidence, current, at=at, later=later)[0]


def _expired(signoff: Signoff, at: datetime) -> list[StaleReason]:
    if at < signoff.expires:
        return []
    message = f"签字在 {moment(signoff.expires)} 到期。请运营看过现在的上岗条件后续签。"
    return [StaleReason(kind=StaleKind.EXPIRED, message=message)]


def _rules(signoff: Signoff, programme: Programme, current: Current) -> list[StaleReason]:
    reasons: list[StaleReason] = []
    if programme.fingerprint != signoff.fingerprints.programme:
        message = f"培养方案改过了（现在是 {programme.label}）。请运营按新方案的条件核对后续签。"
        reasons.append(StaleReason(kind=StaleKind.PROGRAMME, message=message))
    if current.rules_of(signoff.room) != signoff.fingerprints.rulebook:
        message = "规则库更新了。请主播按新规则交一次练习，再请运营续签。"
        reasons.append(StaleReason(kind=StaleKind.RULEBOOK, message=message))
    return reasons


def _cards(signoff: Signoff, current: Current) -> list[StaleReason]:
    reasons: list[StaleReason] = []
    for card, signed in signoff.fingerprints.cards.items():
        now = card_print(current, CardId(card))
        if now == signed:
            continue
        known = current.cards.get(CardId(card))
        name = known.product.name if known else card
        what = "改过了。请主播按新卡交一次练习" if now else "已停用或删除。请主播换一个商品再练一次"
        reasons.append(
            StaleReason(kind=StaleKind.CARD, message=f"商品卡“{name}”{what}，再请运营续签。", evidence=(card,))
        )
    return reasons


def _records(signoff: Signoff, evidence: Evidence) -> list[StaleReason]:
    signed = signoff.fingerprints
    attempts: dict[str, Attempt] = {one.id: one for one in evidence.attempts if one.id in signed.attempts}
    sessions: dict[str, StageSession] = {one.id: one for one in evidence.sessions if one.id in signed.sessions}
    changed_attempts = _changed(signed.attempts, {key: attempt_fingerprint(one) for key, one in attempts.items()})
    changed_sessions = _changed(signed.sessions, {key: session_fingerprint(one) for key, one in sessions.items()})
    reasons: list[StaleReason] = []
    if changed_attempts:
        message = (
            f"作为依据的练习记录有 {len(changed_attempts)} 条和签字时不同。请管理员校验操作记录，再请运营重新核对。"
        )
        reasons.append(StaleReason(kind=StaleKind.ATTEMPT, message=message, evidence=changed_attempts))
    if changed_sessions:
        message = (
            f"作为依据的上播记录有 {len(changed_sessions)} 条和签字时不同。请管理员校验操作记录，再请运营重新核对。"
        )
        reasons.append(StaleReason(kind=StaleKind.SESSION, message=message, evidence=changed_sessions))
    return reasons


def _changed(signed: Mapping[str, str], now: Mapping[str, str]) -> tuple[str, ...]:
    """Return the ids whose record is gone or not what was signed."""
    return tuple(key for key, print_ in signed.items() if now.get(key) != print_)


def _incidents(signoff: Signoff, evidence: Evidence, at: datetime) -> list[StaleReason]:
    after = [one for one in evidence.incidents if signoff.at < max(one.at, one.logged_at) and one.logged_at <= at]
    return [
        StaleReason(
            kind=StaleKind.INCIDENT,
            message=f"签字后登记了{SEVERITIES[one.severity]}（{moment(one.at)}，“{one.said}”）。"
            "请运营和主播复盘，条件再次满足后续签。",
            evidence=(one.id,),
        )
        for one in sorted(after, key=lambda one: (one.at, one.id))
    ]


def _anchor(evidence: Evidence) -> list[StaleReason]:
    anchor = evidence.anchor
    if anchor.active and anchor.roles & {Role.ANCHOR, Role.SENIOR}:
        return []
    message = f"{anchor.name}的账号已停用或不再是主播。请管理员核对人员，恢复后再请运营续签。"
    return [StaleReason(kind=StaleKind.ANCHOR, message=message, evidence=(anchor.id,))]
