"""Sign-offs: who may put a name under whose readiness, on which evidence; renewing, revoking, and what holds now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from coach.scoring import Kind, Platform
from coach.scoring.names import KINDS, PLATFORMS
from coach.training.access import ROLE_NAMES, Act
from coach.training.audit import EntryDraft
from coach.training.drill import anchor_lacks
from coach.training.model import Revocation, Room, Scope, Signoff, SignoffId, User
from coach.training.names import day, joined
from coach.training.prints import prints
from coach.training.programme import Programme
from coach.training.readiness import Current, Evidence, Readiness, readiness_grid, unmet_sentences
from coach.training.refusal import refuse_if
from coach.training.staleness import SignoffStatus, status_of

HOLDS = frozenset({SignoffStatus.VALID, SignoffStatus.EXPIRING})


def sign(
    programme: Programme,
    evidence: Evidence,
    current: Current,
    room: Room,
    scope: Scope,
    *,
    id: SignoffId,  # noqa: A002 - the id of the record, as everywhere
    by: User,
    at: datetime,
    earlier: Sequence[Signoff] = (),
) -> tuple[Signoff, EntryDraft]:
    """Put ``by``'s name under the readiness of ``evidence.anchor`` for a scope; ``earlier`` are the anchor's sign-offs.

    Raises:
        RefusedError: the signer has no role for it, is the anchor or the only one who judged the evidence, the anchor is
            no active anchor of the room, the scope is empty or unclear, a requirement is open for any platform and kind
            of it, or a sign-off of the same scope still holds. The message lists all of it with what to do.
    """
    missing = _signer_lacks(programme, evidence.anchor, by) + _scope_lacks(scope)
    missing += anchor_lacks(evidence.anchor, room)
    for one in earlier:
        if one.scope == scope and status_of(one, programme, evidence, current, at=at, later=earlier) in HOLDS:
            missing.append(f"{day(one.at)} 的签字范围相同、仍然有效（到 {day(one.expires)}）。要延长请用“续签”。")
    return _sign(programme, evidence, current, room, scope, missing, id=id, by=by, at=at, renews=None)


def renew(
    old: Signoff,
    programme: Programme,
    evidence: Evidence,
    current: Current,
    room: Room,
    *,
    id: SignoffId,  # noqa: A002
    by: User,
    at: datetime,
    earlier: Sequence[Signoff],
) -> tuple[Signoff, EntryDraft]:
    """Sign the same scope again on the evidence of today: the old sign-off stays in the history.

    Raises:
        RefusedError: the old one is revoked, renewed already or another anchor's, or ``sign`` would refuse.
    """
    missing = _signer_lacks(programme, evidence.anchor, by)
    missing += anchor_lacks(evidence.anchor, room)
    if old.anchor != evidence.anchor.id:
        missing.append("要续的是另一位主播的签字，请从这位主播的签字记录里选。")
    if old.revoked is not None:
        missing.append(f"这张签字在 {day(old.revoked.at)} 已撤销（{old.revoked.reason}），不能续签，请重新签字。")
    if any(one.renews == old.id for one in earlier):
        missing.append("这张签字已经续过，请续最新的一张。")
    return _sign(programme, evidence, current, room, old.scope, missing, id=id, by=by, at=at, renews=old.id)


def revoke(
    signoff: Signoff,
    programme: Programme,
    anchor: User,
    *,
    by: User,
    at: datetime,
    reason: str,
    later: Iterable[Signoff] = (),
) -> tuple[Signoff, EntryDraft]:
    """Take a sign-off back; it stays in the history with the reason. ``later`` are the anchor's other sign-offs.

    Raises:
        RefusedError: it is revoked already or renewed (the newest is the one that holds), there is no reason, or the
            person may not sign for this anchor.
    """
    missing = _signer_lacks(programme, anchor, by)
    if signoff.revoked is not None:
        missing.append(f"这张签字在 {day(signoff.revoked.at)} 已撤销。")
    if any(one.renews == signoff.id for one in later):
        missing.append("这张签字已经续过，撤销它不起作用，请撤销最新的一张。")
    if not reason.strip():
        missing.append("请写明撤销的原因，主播和培训会看到。")
    refuse_if(missing, "撤销这张签字", signoff=signoff.id)
    revoked = replace(signoff, revoked=Revocation(by=by.id, at=at, reason=reason.strip()))
    data = {"anchor": signoff.anchor, "reason": reason.strip(), "scope": scope_words(signoff.scope)}
    draft = EntryDraft(act=Act.SIGNOFF_REVOKE, actor=by.id, at=at, subject=signoff.id, room=signoff.room, data=data)
    return revoked, draft


def holding(
    signoffs: Sequence[Signoff],
    programme: Programme,
    evidence: Evidence,
    current: Current,
    *,
    platform: Platform,
    kinds: Iterable[Kind],
    at: datetime,
) -> Signoff | None:
    """Return the sign-off, ending last, that allows this platform and all these kinds of goods at ``at``, or None."""
    wanted = frozenset(kinds)
    fit = [
        one
        for one in signoffs
        if platform in one.scope.platforms
        and wanted <= one.scope.kinds
        and status_of(one, programme, evidence, current, at=at, later=signoffs) in HOLDS
    ]
    return max(fit, key=lambda one: (one.expires, one.id), default=None)


def scope_words(scope: Scope) -> str:
    """Return a scope as words: 抖音、小红书 · 食品."""
    platforms = joined(PLATFORMS[one] for one in PLATFORMS if one in scope.platforms)
    return f"{platforms} · {joined(KINDS[one] for one in KINDS if one in scope.kinds)}"


def _sign(
    programme: Programme,
    evidence: Evidence,
    current: Current,
    room: Room,
    scope: Scope,
    missing: list[str],
    *,
    id: SignoffId,  # noqa: A002
    by: User,
    at: datetime,
    renews: SignoffId | None,
) -> tuple[Signoff, EntryDraft]:
    """Refuse with everything that is missing, the open requirements at the end, or make the record.

    The rules that count are those of the room: the evidence must have been checked by them.
    """
    here = current.as_in(room.id)
    grid = readiness_grid(programme, evidence, here, platforms=scope.platforms, kinds=scope.kinds, at=at)
    missing = [*missing, *_only_judge(grid, by), *unmet_sentences(grid)]
    if _by_other_rules(grid, evidence, current, room):
        missing += [f"“{room.name}”有自己的规则，按它检查过的练习还没有。请培训在“{room.name}”布置一次练习，交了再签。"]
    move = "签字" if renews is None else "续签"
    refuse_if(missing, move, anchor=evidence.anchor.id, open=[one.id for part in grid for one in part.unmet])
    proof = frozenset(id_ for part in grid for id_ in part.evidence)
    record = Signoff(
        id=id,
        anchor=evidence.anchor.id,
        room=room.id,
        by=by.id,
        at=at,
        scope=scope,
        meaning=programme.signoff.meaning,
        expires=at + timedelta(days=programme.signoff.days),
        fingerprints=prints(programme, evidence, here, proof),
        reviewers=tuple(sorted({judge for part in grid for judge in part.judges})),
        renews=renews,
    )
    data = {
        "anchor": record.anchor,
        "scope": scope_words(scope),
        "expires": record.expires,
        "meaning": record.meaning,
        "renews": renews,
        "fingerprints": record.fingerprints,
    }
    act = Act.SIGNOFF_SIGN if renews is None else Act.SIGNOFF_RENEW
    return record, EntryDraft(act=act, actor=by.id, at=at, subject=id, room=room.id, data=data)


def _by_other_rules(grid: Iterable[Readiness], evidence: Evidence, current: Current, room: Room) -> bool:
    """Tell whether a check by the room's rules is lacking, while the work was checked by the newest of another room."""
    lacking = any(one.id == "signoff.rules" for part in grid for one in part.unmet)
    mine = current.rules_of(room.id)
    return lacking and any(one.rulebook == current.rules_of(one.room) != mine for one in evidence.attempts)


def _signer_lacks(programme: Programme, anchor: User, by: User) -> list[str]:
    lacks: list[str] = []
    if not by.roles & programme.signoff.signers:
        who = joined(ROLE_NAMES[role] for role in ROLE_NAMES if role in programme.signoff.signers)
        lacks.append(f"签字由{who}来做，请找本直播间的{who}。")
    if by.id == anchor.id:
        lacks.append("不能给自己签字，请另一位运营来签。")
    return lacks


def _scope_lacks(scope: Scope) -> list[str]:
    lacks: list[str] = []
    if not scope.platforms:
        lacks.append("请至少选一个平台。")
    if not scope.kinds:
        lacks.append("请至少选一类商品。")
    if Platform.ANY in scope.platforms:
        lacks.append("签字要写明是哪个平台，不能选“不限平台”。")
    return lacks


def _only_judge(grid: Iterable[Readiness], by: User) -> list[str]:
    """Return a sentence if nobody but the signer judged the evidence of one of the pairs."""
    for part in grid:
        if set(part.judges) == {by.id}:
            where = f"{PLATFORMS[part.platform]}·{KINDS[part.kind]}"
            return [f"{where}的依据全是你一个人给的结论，请另一位运营来签，或请另一位培训再看一次练习。"]
    return []
