"""Who may sign, what a signature rests on, when it goes stale by itself, and how it is renewed or revoked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from coach.errors import RefusedError
from coach.scoring import Kind, Platform
from coach.training.access import Act
from coach.training.canonical import card_fingerprint
from coach.training.evidence import Current, Evidence
from coach.training.model import IncidentSeverity, Role, Scope, Signoff, SignoffId, Stage, User
from coach.training.programme import Programme
from coach.training.signoff import HOLDS, holding, renew, revoke, scope_words, sign
from coach.training.staleness import SignoffStatus, StaleKind, stale_reasons, status_of
from tests.training.cases import (
    BEEF,
    CARD,
    CHEN,
    CURRENT,
    GUAN,
    LAOWANG,
    LISHI,
    NOW,
    PROGRAM,
    PROGRAMME,
    ROOM,
    SCOPE,
    XIAOMEI,
    ZHANG,
    attempt,
    incident,
    instead,
    person,
    ready,
    session,
    small,
    without,
)
from tests.training.test_readiness import CASES as REQUIREMENTS

DAY = timedelta(days=1)
LATER = NOW + 5 * DAY


def signed(evidence: Evidence | None = None, *, by: User = CHEN) -> Signoff:
    done, _ = sign(PROGRAM, evidence or ready(), CURRENT, ROOM, SCOPE, id=SignoffId("so-1"), by=by, at=NOW, earlier=())
    return done


def refusal(
    evidence: Evidence, *, by: User = CHEN, scope: Scope = SCOPE, room: object = ROOM, earlier: tuple[Signoff, ...] = ()
) -> list[str]:
    with pytest.raises(RefusedError) as caught:
        sign(PROGRAM, evidence, CURRENT, room, scope, id=SignoffId("so-2"), by=by, at=NOW, earlier=earlier)  # type: ignore[arg-type]
    missing = caught.value.evidence["missing"]
    assert isinstance(missing, list)
    assert all(reason in str(caught.value) for reason in missing)
    return missing


def test_ops_signs_what_the_evidence_shows_and_the_record_says_all_of_it() -> None:
    done, entry = sign(PROGRAM, ready(), CURRENT, ROOM, SCOPE, id=SignoffId("so-1"), by=CHEN, at=NOW)
    assert (done.anchor, done.by, done.at, done.scope) == (XIAOMEI.id, CHEN.id, NOW, SCOPE)
    assert done.meaning == PROGRAM.signoff.meaning
    assert done.expires == NOW + 90 * DAY
    assert set(done.reviewers) == {LISHI.id, LAOWANG.id, ZHANG.id}
    assert done.fingerprints.programme == PROGRAM.fingerprint
    assert done.fingerprints.rulebook == CURRENT.rulebook
    assert done.fingerprints.cards == {CARD.id: CARD.fingerprint}
    assert set(done.fingerprints.attempts) == {one.id for one in ready().attempts}
    assert set(done.fingerprints.sessions) == {one.id for one in ready().sessions}
    assert (entry.act, entry.actor, entry.subject, entry.room) == (Act.SIGNOFF_SIGN, CHEN.id, "so-1", ROOM.id)
    assert entry.data["scope"] == "抖音 · 食品"


def test_the_operator_who_monitored_may_sign_since_others_judged_too() -> None:
    assert signed(by=ZHANG).by == ZHANG.id


@pytest.mark.parametrize("role", [Role.ANCHOR, Role.SENIOR, Role.TRAINER, Role.ADMIN])
def test_only_ops_signs(role: Role) -> None:
    assert refusal(ready(), by=person("别人", role)) == ["签字由运营来做，请找本直播间的运营。"]


def test_nobody_signs_for_oneself_even_with_the_ops_role() -> None:
    both = replace(XIAOMEI, roles=frozenset({Role.ANCHOR, Role.OPS}))
    assert refusal(replace(ready(), anchor=both), by=both) == ["不能给自己签字，请另一位运营来签。"]


def test_the_signer_is_never_the_only_one_who_judged_the_evidence() -> None:
    alone = replace(
        ready(),
        reviews=tuple(replace(one, reviewer=CHEN.id) for one in ready().reviews),
        sessions=tuple(replace(one, partner=CHEN.id, verdict_by=CHEN.id) for one in ready().sessions),
    )
    reasons = refusal(alone)
    assert reasons[0].startswith("抖音·食品的依据全是你一个人给的结论，请另一位运营来签")
    assert reasons[1].startswith("不同的人看过：还差 1 个人")


def test_signing_is_refused_with_everything_that_is_missing_and_what_to_do() -> None:
    reasons = refusal(without(ready(), "rules-quiz-1", "monitored-2"))
    assert reasons[0] == "基础规则课程：还差 1 个。下一个做“规则测验”。"
    assert any(reason.startswith("运营一对一盯播：通过的场次：还差 1 场。") for reason in reasons)


def test_every_platform_and_kind_of_the_scope_needs_its_own_evidence() -> None:
    wide = Scope(platforms=frozenset({Platform.DOUYIN}), kinds=frozenset({Kind.FOOD, Kind.BABY}))
    assert any("抖音·母婴" in reason for reason in refusal(ready(), scope=wide))


@pytest.mark.parametrize(
    ("scope", "reason"),
    [
        (Scope(platforms=frozenset(), kinds=SCOPE.kinds), "请至少选一个平台。"),
        (Scope(platforms=SCOPE.platforms, kinds=frozenset()), "请至少选一类商品。"),
        (
            Scope(platforms=frozenset({Platform.ANY}), kinds=SCOPE.kinds),
            "签字要写明是哪个平台，不能选“不限平台”。",
        ),
    ],
)
def test_a_scope_names_real_platforms_and_kinds(scope: Scope, reason: str) -> None:
    assert reason in refusal(ready(), scope=scope)


def test_a_disabled_person_is_not_signed_off() -> None:
    gone = replace(ready(), anchor=replace(XIAOMEI, active=False))
    assert refusal(gone) == ["小美的账号已停用，请先请管理员重新启用。"]


def test_nobody_is_signed_off_in_a_closed_or_foreign_room() -> None:
    assert "直播间“一号间”已停用，请换一个直播间。" in refusal(ready(), room=replace(ROOM, open=False))
    assert "小美不在直播间“二号间”里" in refusal(ready(), room=replace(ROOM, id="room-2", name="二号间"))[0]


def test_a_scope_that_is_signed_and_still_holds_is_renewed_not_signed_again() -> None:
    assert refusal(ready(), earlier=(signed(),)) == [
        "2026年6月1日 的签字范围相同、仍然有效（到 2026年8月30日）。要延长请用“续签”。"
    ]


def test_a_stale_sign_off_or_one_of_another_scope_does_not_stand_in_the_way_of_a_new_one() -> None:
    other = replace(signed(), scope=Scope(platforms=SCOPE.platforms, kinds=frozenset({Kind.FOOD, Kind.HOME})))
    expired = replace(signed(), id=SignoffId("so-0"), expires=NOW)
    done, _ = sign(
        PROGRAM, ready(), CURRENT, ROOM, SCOPE, id=SignoffId("so-2"), by=CHEN, at=NOW, earlier=(other, expired)
    )
    assert done.scope == SCOPE


def test_an_incident_counts_from_the_moment_it_is_logged_and_not_before() -> None:
    def reasons(logged_days_ago: float) -> tuple[StaleKind, ...]:
        one = incident(IncidentSeverity.MINOR, days_ago=50, logged_days_ago=logged_days_ago)
        found = stale_reasons(signed(), PROGRAM, instead(ready(), one), CURRENT, at=LATER)
        return tuple(reason.kind for reason in found)

    assert reasons(0) == ()  # logged at the very moment of signing: it was in front of the signer
    assert reasons(-5) == (StaleKind.INCIDENT,)
    assert reasons(-5.1) == ()


def test_a_sign_off_holds_while_nothing_changes() -> None:
    assert stale_reasons(signed(), PROGRAM, ready(), CURRENT, at=LATER) == ()
    assert status_of(signed(), PROGRAM, ready(), CURRENT, at=LATER) is SignoffStatus.VALID


def test_its_coming_end_is_shown_in_time() -> None:
    def status(days: float) -> SignoffStatus:
        return status_of(signed(), PROGRAM, ready(), CURRENT, at=NOW + days * DAY)

    assert status(75.9) is SignoffStatus.VALID
    assert status(76) is SignoffStatus.EXPIRING
    assert status(89.9) is SignoffStatus.EXPIRING
    assert status(90) is SignoffStatus.STALE


Case = tuple[Programme, Evidence, Current]
AFTER = incident(IncidentSeverity.MINOR, days_ago=-1)
NEW_CARD = replace(CARD, product=replace(BEEF, price=49.9), fingerprint=card_fingerprint(replace(BEEF, price=49.9)))
STALE: dict[str, tuple[StaleKind, Callable[[], Case], str]] = {
    "when the programme changes": (
        StaleKind.PROGRAMME,
        lambda: (small(PROGRAMME.replace('version = "1"', 'version = "2"')), ready(), CURRENT),
        "培养方案改过了（现在是 2 版）。请运营按新方案的条件核对后续签。",
    ),
    "when the rulebook changes": (
        StaleKind.RULEBOOK,
        lambda: (PROGRAM, ready(), replace(CURRENT, rulebook="newer")),
        "规则库更新了。请主播按新规则交一次练习，再请运营续签。",
    ),
    "when a product card changes": (
        StaleKind.CARD,
        lambda: (PROGRAM, ready(), replace(CURRENT, cards={CARD.id: NEW_CARD})),
        "商品卡“牛肉干”改过了。请主播按新卡交一次练习，再请运营续签。",
    ),
    "when a product card is retired": (
        StaleKind.CARD,
        lambda: (PROGRAM, ready(), replace(CURRENT, cards={CARD.id: replace(CARD, retired=True)})),
        "商品卡“牛肉干”已停用或删除。请主播换一个商品再练一次，再请运营续签。",
    ),
    "when a product card is gone": (
        StaleKind.CARD,
        lambda: (PROGRAM, ready(), replace(CURRENT, cards={})),
        "商品卡“niurou-gan”已停用或删除。",
    ),
    "when an attempt of the evidence is another one": (
        StaleKind.ATTEMPT,
        lambda: (PROGRAM, instead(ready(), attempt("recall-beef", days_ago=55, score=99)), CURRENT),
        "作为依据的练习记录有 1 条和签字时不同。",
    ),
    "when an attempt of the evidence is missing": (
        StaleKind.ATTEMPT,
        lambda: (PROGRAM, without(ready(), "recall-beef-1"), CURRENT),
        "作为依据的练习记录有 1 条和签字时不同。",
    ),
    "when a session of the evidence is another one": (
        StaleKind.SESSION,
        lambda: (PROGRAM, instead(ready(), session(Stage.MONITORED, 2, days_ago=18, score=99)), CURRENT),
        "作为依据的上播记录有 1 条和签字时不同。",
    ),
    "when an incident happens after it, even a minor one": (
        StaleKind.INCIDENT,
        lambda: (PROGRAM, instead(ready(), AFTER), CURRENT),
        "签字后登记了轻微事故（2026年6月2日 10:00，“全网最低价”）。",
    ),
    "when an incident from before is logged after it": (
        StaleKind.INCIDENT,
        lambda: (
            PROGRAM,
            instead(ready(), incident(IncidentSeverity.SERIOUS, days_ago=50, logged_days_ago=-1)),
            CURRENT,
        ),
        "签字后登记了严重事故",
    ),
    "when the account of the anchor is closed": (
        StaleKind.ANCHOR,
        lambda: (PROGRAM, replace(ready(), anchor=replace(XIAOMEI, active=False)), CURRENT),
        "小美的账号已停用或不再是主播。",
    ),
    "when the anchor is no anchor any more": (
        StaleKind.ANCHOR,
        lambda: (PROGRAM, replace(ready(), anchor=replace(XIAOMEI, roles=frozenset({Role.TRAINER}))), CURRENT),
        "小美的账号已停用或不再是主播。",
    ),
}


@pytest.mark.parametrize("rule", STALE, ids=lambda rule: rule.replace(" ", "_"))
def test_a_sign_off_goes_stale_by_itself(rule: str) -> None:
    kind, change, message = STALE[rule]
    programme, evidence, current = change()
    reasons = stale_reasons(signed(), programme, evidence, current, at=LATER)
    assert [one.kind for one in reasons] == [kind]
    assert message in reasons[0].message
    assert status_of(signed(), programme, evidence, current, at=LATER) is SignoffStatus.STALE


def test_a_sign_off_goes_stale_when_it_expires() -> None:
    reasons = stale_reasons(signed(), PROGRAM, ready(), CURRENT, at=NOW + 90 * DAY)
    assert [one.kind for one in reasons] == [StaleKind.EXPIRED]
    assert reasons[0].message == "签字在 2026年8月30日 10:00 到期。请运营看过现在的上岗条件后续签。"


def test_all_reasons_stand_side_by_side() -> None:
    reasons = stale_reasons(
        signed(), PROGRAM, instead(ready(), AFTER), replace(CURRENT, rulebook="newer", cards={}), at=NOW + 100 * DAY
    )
    assert [one.kind for one in reasons] == [
        StaleKind.EXPIRED,
        StaleKind.RULEBOOK,
        StaleKind.CARD,
        StaleKind.INCIDENT,
    ]


def test_an_incident_known_when_it_was_signed_does_not_make_it_stale() -> None:
    before = instead(ready(), incident(IncidentSeverity.SERIOUS, days_ago=50))
    assert stale_reasons(signed(before), PROGRAM, before, CURRENT, at=LATER) == ()


def test_notes_actions_and_figures_written_later_do_not_make_it_stale() -> None:
    last = ready().sessions[-1]
    noted = instead(ready(), replace(last, notes=replace(last.notes, recap="再快一点"), version=7))
    assert stale_reasons(signed(), PROGRAM, noted, CURRENT, at=LATER) == ()


def test_attempts_made_later_do_not_make_it_stale() -> None:
    more = instead(ready(), attempt("recall-beef", 2, days_ago=-2))
    assert stale_reasons(signed(), PROGRAM, more, CURRENT, at=LATER) == ()


def test_another_checklist_does_not_touch_the_programme_a_sign_off_is_bound_to() -> None:
    assert replace(PROGRAM, checklists={}).fingerprint == PROGRAM.fingerprint


def renewed(old: Signoff, evidence: Evidence, *, by: User = CHEN, earlier: tuple[Signoff, ...] = ()) -> Signoff:
    new, entry = renew(
        old,
        PROGRAM,
        evidence,
        CURRENT,
        ROOM,
        id=SignoffId("so-2"),
        by=by,
        at=NOW + DAY,
        earlier=earlier or (old,),
    )
    assert entry.act is Act.SIGNOFF_RENEW
    return new


def test_renewing_keeps_the_old_sign_off_in_the_history_and_starts_a_new_term() -> None:
    old = signed()
    new = renewed(old, ready())
    assert (new.renews, new.scope, new.expires) == (old.id, old.scope, NOW + 91 * DAY)
    assert status_of(old, PROGRAM, ready(), CURRENT, at=LATER, later=(old, new)) is SignoffStatus.RENEWED
    assert status_of(new, PROGRAM, ready(), CURRENT, at=LATER, later=(old, new)) is SignoffStatus.VALID


def test_renewing_needs_the_evidence_of_today() -> None:
    with pytest.raises(RefusedError, match="续签：基础规则课程"):
        renewed(signed(), without(ready(), "rules-quiz-1"))


def test_a_renewal_after_an_incident_waits_for_the_quiet_days() -> None:
    late = instead(ready(), incident(IncidentSeverity.SERIOUS, days_ago=-0.5))
    with pytest.raises(RefusedError, match="严重事故"):
        renewed(signed(), late)


def test_a_revoked_sign_off_cannot_be_renewed() -> None:
    gone, _ = revoke(signed(), PROGRAM, XIAOMEI, by=CHEN, at=NOW, reason="断播")
    with pytest.raises(RefusedError, match="已撤销（断播），不能续签，请重新签字"):
        renewed(gone, ready())


def test_only_the_newest_sign_off_can_be_renewed() -> None:
    old = signed()
    new = renewed(old, ready())
    with pytest.raises(RefusedError, match="这张签字已经续过，请续最新的一张"):
        renewed(old, ready(), earlier=(old, new))


def test_the_sign_off_of_another_anchor_cannot_be_renewed_here() -> None:
    with pytest.raises(RefusedError, match="另一位主播的签字"):
        renewed(replace(signed(), anchor=LAOWANG.id), ready())


def test_only_ops_renews_and_never_for_oneself() -> None:
    with pytest.raises(RefusedError, match="签字由运营来做"):
        renewed(signed(), ready(), by=LISHI)


def test_revoking_keeps_the_record_with_name_time_and_reason() -> None:
    gone, entry = revoke(signed(), PROGRAM, XIAOMEI, by=ZHANG, at=LATER, reason=" 连续说错价格 ")
    assert gone.revoked is not None
    assert (gone.revoked.by, gone.revoked.at, gone.revoked.reason) == (ZHANG.id, LATER, "连续说错价格")
    assert status_of(gone, PROGRAM, ready(), CURRENT, at=LATER) is SignoffStatus.REVOKED
    assert entry.act is Act.SIGNOFF_REVOKE
    assert entry.data["reason"] == "连续说错价格"


@pytest.mark.parametrize(
    ("by", "reason", "message"),
    [
        (CHEN, " ", "请写明撤销的原因"),
        (GUAN, "断播", "签字由运营来做"),
        (replace(XIAOMEI, roles=frozenset({Role.OPS})), "断播", "不能给自己签字"),
    ],
)
def test_revoking_needs_a_reason_and_an_operator_who_is_not_the_anchor(by: User, reason: str, message: str) -> None:
    with pytest.raises(RefusedError, match=message):
        revoke(signed(), PROGRAM, XIAOMEI, by=by, at=LATER, reason=reason)


def test_a_sign_off_is_revoked_only_once() -> None:
    gone, _ = revoke(signed(), PROGRAM, XIAOMEI, by=ZHANG, at=LATER, reason="断播")
    with pytest.raises(RefusedError, match="已撤销"):
        revoke(gone, PROGRAM, XIAOMEI, by=ZHANG, at=LATER, reason="断播")


def test_a_renewed_sign_off_is_not_the_one_to_revoke() -> None:
    old = signed()
    new = renewed(old, ready())
    with pytest.raises(RefusedError, match="请撤销最新的一张"):
        revoke(old, PROGRAM, XIAOMEI, by=ZHANG, at=LATER, reason="断播", later=(old, new))
    gone, _ = revoke(new, PROGRAM, XIAOMEI, by=ZHANG, at=LATER, reason="断播", later=(old, new))
    for one in (old, gone):
        assert status_of(one, PROGRAM, ready(), CURRENT, at=LATER, later=(old, gone)) not in HOLDS


@pytest.mark.parametrize("rule", REQUIREMENTS, ids=lambda rule: rule.replace(" ", "_"))
def test_nobody_is_signed_off_while_a_requirement_is_open(rule: str) -> None:
    make, unmet, _ = REQUIREMENTS[rule]
    with pytest.raises(RefusedError, match="还不能签字") as caught:
        sign(PROGRAM, make(), CURRENT, ROOM, SCOPE, id=SignoffId("so-2"), by=CHEN, at=NOW)
    assert set(caught.value.evidence["open"]) == unmet  # type: ignore[call-overload]


def test_what_holds_is_the_valid_sign_off_that_allows_all_of_it_and_ends_last() -> None:
    old = signed()
    new = replace(old, id=SignoffId("so-9"), expires=old.expires + DAY)

    def held(kinds: set[Kind], signoffs: tuple[Signoff, ...], platform: Platform = Platform.DOUYIN) -> Signoff | None:
        return holding(signoffs, PROGRAM, ready(), CURRENT, platform=platform, kinds=kinds, at=LATER)

    assert held({Kind.FOOD}, (old, new)) == new
    assert held({Kind.FOOD, Kind.BABY}, (old, new)) is None
    assert held({Kind.FOOD}, (old, new), Platform.XIAOHONGSHU) is None
    gone, _ = revoke(new, PROGRAM, XIAOMEI, by=ZHANG, at=LATER, reason="断播")
    assert held({Kind.FOOD}, (old, gone)) == old


def test_a_scope_is_written_in_words() -> None:
    wide = Scope(platforms=frozenset({Platform.XIAOHONGSHU, Platform.DOUYIN}), kinds=frozenset({Kind.BABY, Kind.FOOD}))
    assert scope_words(wide) == "抖音、小红书 · 食品、母婴"
