"""The whole path through the use cases: from the first drill to the sign-off, on a short programme with the same rules."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from coach.errors import ConflictError, RefusedError
from coach.scoring import Cue, Kind, Platform, Product
from coach.services import (
    assignments,
    attempts,
    audit,
    board,
    cards,
    checklists,
    drills,
    incidents,
    readiness,
    reviews,
    roster,
    signoff,
    stages,
)
from coach.services.desk import Desk
from coach.training.access import CONSOLE
from coach.training.canonical import fingerprint
from coach.training.drill import AssignmentState
from coach.training.model import (
    Action,
    AssignmentId,
    CardId,
    CheckAnswer,
    ChecklistId,
    Comment,
    Figures,
    IncidentSeverity,
    Notes,
    ReviewVerdict,
    Role,
    Scope,
    Stage,
    StageVerdict,
    User,
)
from coach.training.programme import Rubric
from coach.training.staleness import SignoffStatus, StaleKind
from tests.services import cohort
from tests.services.cohort import ANCHOR, HOUR, NOW, A

TRAINER, OPS, SENIOR = (cohort.person(role, A) for role in (Role.TRAINER, Role.OPS, Role.SENIOR))
OTHER_OPS = replace(OPS, id="ops-2", login="ops-2", name="运营二")  # type: ignore[arg-type]
BEEF = CardId("niurou-gan")
SCOPE = Scope(platforms=frozenset({Platform.DOUYIN}), kinds=frozenset({Kind.FOOD}))
DAY = 24 * HOUR


@pytest.fixture
def short(desk: Desk) -> Desk:
    """Return the cohort on a programme that takes an afternoon."""
    return shorten(desk)


def shorten(desk: Desk) -> Desk:
    """Return the cohort on a programme of one drill, short stages, and one reference attempt for reviewers."""
    full = desk.programme
    drill = replace(full.get_drill("script-douyin-round"), score=0, coverage=0.0, parts=(), chars_least=20, review=True)
    courses = (replace(full.courses[0], drills=(drill.id,), least=1),)
    gates = tuple(
        replace(
            gate,
            sessions=1,
            minutes=60,
            session_minutes=60,
            score=0,
            clean=1,
            in_a_row=1,
            talk_share=0.0,
            checks=0.5,
            minor_incidents=9,
        )
        for gate in full.gates
    )
    values = {
        "courses": courses,
        "drills": {drill.id: drill},
        "gates": gates,
        "scope": replace(full.scope, attempts=1, score=0, clean=1, coverage=0.0),
        "reviewers": replace(full.reviewers, references=1),
    }
    programme = replace(full, fingerprint=fingerprint(values), **values)
    short = Desk(
        store=desk.store, new_id=desk.new_id, rulebook=desk.rulebook, library=desk.library, programme=programme
    )
    cohort.fill(short)
    with short.writing() as uow:
        uow.users.add(OTHER_OPS)
        uow.commit()
    return short


def answers(rubric: Rubric, *, no: str = "") -> list[CheckAnswer]:
    return [CheckAnswer(check=check.id, met=check.id != no, evidence="听到了") for check in rubric.checks]


def script(product: Product) -> str:
    """Return a text that says the card's points and nothing that may not be said."""
    return (
        "大家好，今天说说这款牛肉干。"
        + "".join(f"{point.say}。" for point in product.points)
        + "喜欢的可以点小黄车看看。"
    )


def practised(desk: Desk, reviewer: User = TRAINER, *, start: datetime = NOW) -> AssignmentId:
    """Assign the drill, hand in, calibrate the reviewer and pass it."""
    drill = desk.programme.list_drills()[0]
    (given,) = assignments.assign(desk, TRAINER, drills=[drill.id], anchors=[ANCHOR.id], room=A.id, at=start)
    handed = attempts.submit(desk, ANCHOR, given.id, script(desk.library.get_product(BEEF)), at=start + HOUR)
    assert drill.rubric is not None
    rubric, reference = desk.programme.get_rubric(drill.rubric), desk.programme.references[0]
    scored = [CheckAnswer(check=c.id, met=c.id in reference.met, evidence="见稿子") for c in rubric.checks]
    done = reviews.calibrate(desk, reviewer, reference.id, verdict=reference.verdict, checks=scored, at=start + HOUR)
    assert done.distance == 0
    reviews.review(desk, reviewer, handed.id, verdict=ReviewVerdict.PASS, checks=answers(rubric), at=start + 2 * HOUR)
    return given.id


def on_air(desk: Desk, stage: Stage, partner: User, start: datetime) -> str:
    """Plan, start, end, transcribe, note and pass a session of this stage; return its id."""
    planned = stages.plan(
        desk, TRAINER, stage=stage, anchor=ANCHOR.id, partner=partner.id, room=A.id, products=[BEEF], start=start,
        end=start + 2 * HOUR, at=start - HOUR,
    )  # fmt: skip
    stages.start(desk, partner, planned.id, at=start)
    ended = stages.end(desk, partner, planned.id, at=start + 2 * HOUR)
    text = script(desk.library.get_product(BEEF))
    cues = [
        Cue(start=0, end=len(text) // 2, start_s=0.0, end_s=60.0, speaker=ANCHOR.name),
        Cue(start=len(text) // 2, end=len(text), start_s=60.0, end_s=120.0, speaker=partner.name),
    ]
    kept = stages.transcribe(desk, partner, planned.id, text, cues=cues, seen=ended.version, at=start + 3 * HOUR)
    assert kept.report is not None
    assert kept.report["product"] == BEEF
    assert kept.talk_share == pytest.approx(0.5, abs=0.02)
    action = Action(text="开头慢一点", owner=ANCHOR.id, due=start + 5 * DAY)
    kept = stages.note(
        desk, partner, planned.id, notes=Notes(recap="稳"), actions=[action], seen=kept.version, at=start + 3 * HOUR
    )
    kept = stages.enter_figures(
        desk, OPS, planned.id, figures=Figures(gmv=1234.5, orders=30), seen=kept.version, at=start + 4 * HOUR
    )
    rubric = desk.programme.get_rubric(desk.programme.get_gate(stage).rubric)
    judged = stages.judge(
        desk, partner, planned.id, verdict=StageVerdict.PASS, checks=answers(rubric), at=start + 4 * HOUR
    )
    assert judged.figures.gmv == 1234.5
    return judged.id


def ready(desk: Desk) -> None:
    """Take the anchor through all stages."""
    practised(desk)
    on_air(desk, Stage.REHEARSAL, OPS, NOW + 10 * DAY)
    on_air(desk, Stage.PAIRED, SENIOR, NOW + 11 * DAY)
    on_air(desk, Stage.MONITORED, OPS, NOW + 12 * DAY)


AT = NOW + 13 * DAY


def test_from_the_first_drill_to_the_sign_off_and_on_air(short: Desk) -> None:
    with pytest.raises(RefusedError, match="还不能签字") as refused:
        signoff.sign(short, OTHER_OPS, ANCHOR.id, room=A.id, scope=SCOPE, at=NOW)
    assert isinstance(refused.value.evidence["missing"], list)
    ready(short)
    (part,) = readiness.get_readiness(short, ANCHOR, ANCHOR.id, at=AT)
    assert part.unmet == ()
    shown = board.get_board(short, TRAINER, room=A.id, at=AT).entries
    (entry,) = [one for one in shown if one.anchor.id == ANCHOR.id]
    assert [one.readiness for one in entry.parts] == [part]
    signed = signoff.sign(short, OTHER_OPS, ANCHOR.id, room=A.id, scope=SCOPE, at=AT)
    sheet = signoff.get_sheet(short, ANCHOR, signed.id, at=AT)
    assert sheet.standing.status is SignoffStatus.VALID
    assert {one.stage for one in sheet.sessions} == set(Stage)
    assert [one.assignment for one in sheet.attempts]
    assert (sheet.entry.act, sheet.entry.actor) == ("signoff.sign", OTHER_OPS.id)
    show = roster.plan_show(
        short, OPS, room=A.id, name="春季专场", products=[BEEF], start=AT + DAY, end=AT + DAY + 3 * HOUR, at=AT
    )
    laid = roster.get_roster(short, OPS, show.id, at=AT)
    assert [one.anchor.id for one in laid.roster.fit] == [ANCHOR.id]
    assert laid.roster.fit[0].knows == (BEEF,)
    shift = roster.give_shift(short, OPS, show.id, ANCHOR.id, start=show.start, end=show.end, at=AT)
    with pytest.raises(RefusedError, match=r"没有.*有效签字"):
        roster.give_shift(short, OPS, show.id, SENIOR.id, start=show.start, end=show.end, at=AT)
    assert roster.clear_shift(short, OPS, shift.id, at=AT) == shift
    assert roster.get_roster(short, OPS, show.id, at=AT).shifts == ()
    assert audit.verify_audit(short, CONSOLE).fault is None


def test_a_sign_off_goes_stale_by_itself_and_can_be_renewed_and_revoked(short: Desk) -> None:
    ready(short)
    signed = signoff.sign(short, OTHER_OPS, ANCHOR.id, room=A.id, scope=SCOPE, at=AT)
    beef = short.library.get_product(BEEF)
    cards.edit_card(short, OPS, replace(beef, facts={**beef.facts, "保质期": "6个月"}), seen=0, at=AT + HOUR)
    (standing,) = [
        one for one in signoff.list_signoffs(short, OPS, anchor=ANCHOR.id, at=AT + HOUR) if one.signoff.id == signed.id
    ]
    assert standing.status is SignoffStatus.STALE
    assert [reason.kind for reason in standing.reasons] == [StaleKind.CARD]
    incidents.log(
        short, OPS, anchor=ANCHOR.id, room=A.id, happened=AT + HOUR, said="全网最低", severity=IncidentSeverity.MINOR,
        at=AT + 2 * HOUR,
    )  # fmt: skip
    sheet = signoff.get_sheet(short, OPS, signed.id, at=AT + 2 * HOUR)
    assert {reason.kind for reason in sheet.standing.reasons} == {StaleKind.CARD, StaleKind.INCIDENT}
    with pytest.raises(RefusedError, match="商品卡改过了，请按新卡再交一次"):
        signoff.renew(short, OTHER_OPS, signed.id, at=AT + 2 * HOUR)
    practised(short, start=AT + 2 * HOUR)
    renewed = signoff.renew(short, OTHER_OPS, signed.id, at=AT + 6 * HOUR)
    assert renewed.renews == signed.id
    assert signoff.get_sheet(short, OPS, signed.id, at=AT + 6 * HOUR).standing.status is SignoffStatus.RENEWED
    signoff.revoke(short, OTHER_OPS, renewed.id, reason="断播", at=AT + 7 * HOUR)
    with pytest.raises(RefusedError, match="已撤销"):
        signoff.revoke(short, OTHER_OPS, renewed.id, reason="断播", at=AT + 7 * HOUR)
    standings = signoff.list_signoffs(short, ANCHOR, at=AT + 7 * HOUR)
    assert {one.signoff.id: one.status for one in standings}[renewed.id] is SignoffStatus.REVOKED


def test_a_hand_in_keeps_its_whole_report_and_leaves_the_draft_behind(short: Desk) -> None:
    drill = short.programme.list_drills()[0]
    given = assignments.practise(short, ANCHOR, drill.id, room=A.id, at=NOW)
    text = "全网最低价，一吃就瘦，大家快来买这款牛肉干呀。\x00"
    draft = attempts.save_draft(short, ANCHOR, given.id, "全网", seen=0, at=NOW)
    attempts.save_draft(short, ANCHOR, given.id, text, seen=draft.version, at=NOW)
    with pytest.raises(ConflictError, match="另一个窗口"):
        attempts.save_draft(short, ANCHOR, given.id, "别的", seen=draft.version, at=NOW)
    handed = attempts.submit(short, ANCHOR, given.id, text, at=NOW + HOUR)
    kept = attempts.get_attempt(short, TRAINER, handed.id)
    assert kept == handed
    assert kept.report["rulebook"] == short.rulebook.fingerprint
    assert kept.report["product"] == BEEF
    findings = kept.report["findings"]
    assert isinstance(findings, list)
    assert findings
    assert all(kept.text[one["start"] : one["end"]] == one["text"] for one in findings)
    assert attempts.find_draft(short, ANCHOR, given.id) is None
    standing = assignments.get_assignment(short, TRAINER, given.id, at=NOW + HOUR)
    assert (standing.state, standing.attempts, standing.best) == (AssignmentState.WAITING, 1, handed.score)
    with pytest.raises(RefusedError, match="一字不差"):
        attempts.submit(short, ANCHOR, given.id, text, at=NOW + 2 * HOUR)
    again = attempts.submit(short, ANCHOR, given.id, script(short.library.get_product(BEEF)), at=NOW + 3 * HOUR)
    changed = attempts.compare(short, ANCHOR, handed.id, again.id)
    assert changed.fixed
    assert changed.newly_covered


def test_the_queue_holds_the_newest_try_until_somebody_judges_it(short: Desk) -> None:
    drill = short.programme.list_drills()[0]
    given = assignments.practise(short, ANCHOR, drill.id, room=A.id, at=NOW)
    first = attempts.submit(short, ANCHOR, given.id, "大家好，今天说说这款牛肉干，第一次讲这个。", at=NOW + HOUR)
    second = attempts.submit(short, ANCHOR, given.id, "大家好，今天说说这款牛肉干，第二次讲这个。", at=NOW + 2 * HOUR)
    waiting = [line.id for line in reviews.list_queue(short, TRAINER)]
    assert second.id in waiting
    assert first.id not in waiting
    comment = [Comment(start=0, end=3, text="再响亮些")]
    reviews.review(short, TRAINER, second.id, verdict=ReviewVerdict.COMMENT, comments=comment, at=NOW + 3 * HOUR)
    assert second.id in [line.id for line in reviews.list_queue(short, TRAINER)]
    practised(short)
    reviews.review(short, TRAINER, second.id, verdict=ReviewVerdict.AGAIN, comments=comment, at=NOW + 4 * HOUR)
    assert second.id not in [line.id for line in reviews.list_queue(short, TRAINER)]
    assert [one.verdict for one in reviews.list_of_attempt(short, ANCHOR, second.id)] == [
        ReviewVerdict.COMMENT, ReviewVerdict.AGAIN,
    ]  # fmt: skip


def test_drills_are_given_in_bulk_or_not_at_all(short: Desk) -> None:
    drill = short.programme.list_drills()[0]
    with pytest.raises(RefusedError, match="trainer-a不是主播"):
        assignments.assign(short, TRAINER, drills=[drill.id], anchors=[ANCHOR.id, TRAINER.id], room=A.id, at=NOW)
    before = {one.assignment.id for one in assignments.list_assignments(short, TRAINER, at=NOW)}
    given = assignments.assign(
        short, TRAINER, drills=[drill.id], anchors=[ANCHOR.id, SENIOR.id, ANCHOR.id], room=A.id, at=NOW, note="本周内"
    )
    after = {one.assignment.id for one in assignments.list_assignments(short, TRAINER, at=NOW)}
    assert after - before == {one.id for one in given}
    assert len(given) == 2
    moved = assignments.move_assignment(short, TRAINER, given[0].id, due=NOW + DAY, seen=1, at=NOW)
    with pytest.raises(ConflictError, match="trainer-a在03月02日 16:00保存了新的内容"):
        assignments.move_assignment(short, TRAINER, given[0].id, due=NOW + 2 * DAY, seen=1, at=NOW)
    assert moved.due == NOW + DAY


def test_a_quiz_is_marked_on_the_questions_that_were_shown(desk: Desk) -> None:
    cohort.fill(desk)
    key = AssignmentId("quiz")
    quiz = attempts.get_quiz(desk, ANCHOR, key)
    assert quiz == attempts.get_quiz(desk, ANCHOR, key)
    right = [question.right for question in quiz.questions]
    handed = attempts.submit_quiz(desk, ANCHOR, key, right, shown=quiz.fingerprint, at=NOW + timedelta(minutes=5))
    assert (handed.score, handed.number, handed.report) == (100, 1, {})
    assert attempts.get_attempt(desk, ANCHOR, handed.id) == handed
    assert assignments.get_assignment(desk, ANCHOR, key, at=NOW).state is AssignmentState.PASSED
    with pytest.raises(RefusedError, match="题目"):
        attempts.submit_quiz(desk, ANCHOR, key, right, shown=quiz.fingerprint, at=NOW + HOUR)
    with pytest.raises(RefusedError, match="规则测验"):
        attempts.submit(desk, ANCHOR, key, "大家好", at=NOW + HOUR)


def test_the_next_drill_comes_with_its_reason(desk: Desk) -> None:
    cohort.fill(desk)
    suggested = drills.suggest_drills(desk, ANCHOR, ANCHOR.id, at=NOW)
    assert len(suggested) == 3
    assert all(one.reason for one in suggested)
    assert not {one.drill for one in suggested} & {cohort.TEXT, cohort.QUIZ}, "what is given already is left out"


def test_a_card_says_what_it_asks_to_say_that_may_not_be_said(desk: Desk) -> None:
    cohort.fill(desk)
    beef = desk.library.get_product(BEEF)
    bad = replace(beef, points=(*beef.points, replace(beef.points[0], id="px", say="吃了能治胃病")))
    saved = cards.edit_card(desk, OPS, bad, seen=0, at=NOW)
    assert saved.card.version == 1
    assert "px" in {conflict.point for conflict in saved.report.conflicts}
    assert cards.get_card(desk, ANCHOR, BEEF).product == bad
    with pytest.raises(ConflictError, match="保存了新的内容"):
        cards.edit_card(desk, TRAINER, beef, seen=0, at=NOW)
    assert cards.retire_card(desk, OPS, BEEF, at=NOW).version == 2
    assert [card.version for card in cards.list_versions(desk, OPS, BEEF)] == [1, 2]
    assert cards.list_cards(desk, OPS)[-1].id == BEEF
    with pytest.raises(RefusedError, match="已经有一张商品卡"):
        cards.add_card(desk, OPS, beef, at=NOW)


def test_a_checklist_is_signed_item_by_item_and_closed_when_all_is_done(desk: Desk) -> None:
    cohort.fill(desk)
    run = checklists.start(desk, OPS, ChecklistId("room"), room=A.id, at=NOW)
    with pytest.raises(RefusedError, match="还没有签"):
        checklists.close(desk, OPS, run.id, at=NOW)
    for item in desk.programme.get_checklist("room").items:
        signer = OPS if Role.OPS in item.signers else TRAINER
        checklists.mark(desk, signer, run.id, item.id, met=False, note="还缺", at=NOW)
        checklists.mark(desk, signer, run.id, item.id, met=True, note="看过，好了", at=NOW + HOUR)
    closed = checklists.close(desk, OPS, run.id, at=NOW + 2 * HOUR)
    sheet = checklists.get_run(desk, OPS, run.id)
    assert sheet.run == closed
    assert sheet.progress.done == sheet.progress.items
    assert len(closed.marks) == 2 * sheet.progress.items, "every mark is kept"
