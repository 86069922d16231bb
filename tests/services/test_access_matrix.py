"""Every use case against every role, in the right room and in the wrong one: generated from the list of use cases."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

import coach.services
from coach.errors import CoachError, ForbiddenError
from coach.scoring import Category, Kind, Platform, Product
from coach.services import (
    alarm_queue,
    assigning,
    assignments,
    attempts,
    audit,
    backup,
    board,
    cards,
    checklists,
    dossier,
    drill_writing,
    drills,
    exchange,
    exchange_out,
    exchange_records,
    incident_sheets,
    incidents,
    invitations,
    path,
    people,
    programme_writing,
    readiness,
    recheck,
    review_queue,
    reviews,
    rooms,
    roster,
    second_step,
    signing,
    signing_in,
    signoff,
    signoff_shelf,
    stage_sheets,
    stages,
    team_words,
    tokens,
    webhooks,
    workbench,
)
from coach.services import cohort as cohorts
from coach.services.backup_files import Places
from coach.services.desk import USE_CASES, Desk
from coach.services.sheets import Row
from coach.services.wordlist import term_of
from coach.storage.engine import open_engine
from coach.storage.unit_of_work import Store
from coach.training.access import RULES, Act, Reach
from coach.training.model import (
    AssignmentId,
    AttemptId,
    ChecklistId,
    ChecklistRunId,
    Comment,
    DrillId,
    Figures,
    IncidentId,
    IncidentSeverity,
    Notes,
    ReferenceId,
    ReviewVerdict,
    Role,
    Scope,
    SessionId,
    ShiftId,
    ShowId,
    SignoffId,
    Stage,
    StageVerdict,
    User,
)
from coach.training.model.tokens import TokenScope
from coach.training.model.webhooks import Event, Form, WebhookId
from coach.training.outcome import Lack
from tests.services import cohort
from tests.services.cohort import ANCHOR, HOUR, NOW, A, B

Run = Callable[[Desk, User, Path], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """How to call a use case on the records of ``cohort``: in room A, on the anchor's own, or on nobody's.

    ``first`` is who does it first. ``refused``: the rules of training refuse it in this cohort even to those who may;
    ``test_path`` shows it done.
    """

    run: Run
    room: bool = True
    own: bool = True
    refused: bool = False
    first: str = "ops-a"


def case(run: Run, *, room: bool = True, own: bool = True, refused: bool = False, first: str = "ops-a") -> Case:
    return Case(run=run, room=room, own=own, refused=refused, first=first)


def product(desk: Desk, **more: Any) -> Product:
    return replace(desk.library.get_product("niurou-gan"), **more)


def places_in(path: Path) -> Places:
    return Places(drills=path / "drills", packs=None, instance=path)


def restored(desk: Desk, user: User, path: Path) -> object:
    if not (path / "r.gz").exists():
        backup.copy_to(desk.store, path / "r.gz", places=places_in(path))
    store = Store(open_engine(f"sqlite:///{path / f'{user.id}.db'}"))
    try:
        return backup.restore_backup(store, user, path / "r.gz", places=places_in(path))
    finally:
        store.close()


def rows(**cells: str) -> list[Row]:
    return [Row(number=2, cells=cells)]


COURSE = {"drills": ["rules-absolute"], "least": 1}
T1, T2 = AttemptId("t1"), AttemptId("t2")
SCOPE = Scope(platforms=frozenset({Platform.DOUYIN}), kinds=frozenset({Kind.FOOD}))
TEXT, QUIZ, REVIEWED = (AssignmentId(key) for key in ("text", "quiz", "reviewed"))
CASES: dict[Callable[..., object], Case] = {
    people.add_user: case(
        lambda d, u, _: people.add_user(d, u, name="新", login="xin", roles=[Role.ANCHOR], at=NOW),
        room=False,
        own=False,
    ),
    people.rename_user: case(
        lambda d, u, _: people.rename_user(d, u, ANCHOR.id, name="敏", seen=1, at=NOW), room=False
    ),
    people.set_roles: case(
        lambda d, u, _: people.set_roles(d, u, ANCHOR.id, roles=[Role.SENIOR], seen=1, at=NOW), room=False
    ),
    people.set_rooms: case(lambda d, u, _: people.set_rooms(d, u, ANCHOR.id, rooms=[A.id], seen=1, at=NOW), room=False),
    people.set_password: case(
        lambda d, u, _: people.set_password(
            d, u, ANCHOR.id, password="ein-neues-wort", current=cohort.PASSWORD, at=NOW
        ),
        room=False,
    ),
    people.disable_user: case(lambda d, u, _: people.disable_user(d, u, ANCHOR.id, reason="离职", at=NOW), room=False),
    people.enable_user: case(lambda d, u, _: people.enable_user(d, u, ANCHOR.id, at=NOW), room=False, refused=True),
    people.list_users: case(lambda d, u, _: people.list_users(d, u, room=A.id), own=False),
    people.list_after: case(lambda d, u, _: people.list_after(d, u, room=A.id, limit=9), own=False),
    people.list_page: case(lambda d, u, _: people.list_page(d, u, room=A.id), own=False),
    people.get_user: case(lambda d, u, _: people.get_user(d, u, ANCHOR.id)),
    people.get_by_login: case(lambda d, u, _: people.get_by_login(d, u, "target")),
    rooms.add_room: case(
        lambda d, u, _: rooms.add_room(d, u, name="新", platform=Platform.DOUYIN, kinds=[Kind.FOOD], at=NOW),
        room=False,
        own=False,
    ),
    rooms.edit_room: case(
        lambda d, u, _: rooms.edit_room(d, u, A.id, name="小满", kinds=[Kind.FOOD], seen=1, at=NOW), own=False
    ),
    rooms.close_room: case(lambda d, u, _: rooms.close_room(d, u, A.id, at=NOW), own=False),
    rooms.reopen_room: case(lambda d, u, _: rooms.reopen_room(d, u, A.id, at=NOW), own=False, refused=True),
    rooms.get_room: case(lambda d, u, _: rooms.get_room(d, u, A.id), own=False),
    cards.add_card: case(lambda d, u, _: cards.add_card(d, u, product(d, id="xin"), at=NOW), room=False, own=False),
    cards.edit_card: case(
        lambda d, u, _: cards.edit_card(d, u, product(d, name="新名"), seen=0, at=NOW), room=False, own=False
    ),
    cards.retire_card: case(lambda d, u, _: cards.retire_card(d, u, "niurou-gan", at=NOW), room=False, own=False),
    cards.list_cards: case(lambda d, u, _: cards.list_cards(d, u), room=False, own=False),
    cards.get_card: case(lambda d, u, _: cards.get_card(d, u, "niurou-gan"), room=False, own=False),
    cards.list_versions: case(lambda d, u, _: cards.list_versions(d, u, "niurou-gan"), room=False, own=False),
    drills.list_drills: case(lambda d, u, _: drills.list_drills(d, u), room=False, own=False),
    drills.get_drill: case(lambda d, u, _: drills.get_drill(d, u, cohort.TEXT), room=False, own=False),
    drills.suggest_drills: case(lambda d, u, _: drills.suggest_drills(d, u, ANCHOR.id, at=NOW)),
    assignments.assign: case(
        lambda d, u, _: assignments.assign(d, u, drills=[cohort.TEXT], anchors=[ANCHOR.id], room=A.id, at=NOW),
        own=False,
    ),
    assignments.open_assignment: case(lambda d, u, _: assignments.open_assignment(d, u, TEXT, at=NOW)),
    assignments.move_assignment: case(
        lambda d, u, _: assignments.move_assignment(d, u, TEXT, due=NOW + HOUR, seen=1, at=NOW)
    ),
    assignments.cancel_assignment: case(lambda d, u, _: assignments.cancel_assignment(d, u, TEXT, at=NOW)),
    assignments.list_assignments: case(lambda d, u, _: assignments.list_assignments(d, u, anchor=ANCHOR.id, at=NOW)),
    assignments.get_assignment: case(lambda d, u, _: assignments.get_assignment(d, u, TEXT, at=NOW)),
    attempts.save_draft: case(lambda d, u, _: attempts.save_draft(d, u, TEXT, "大家好呀", seen=1, at=NOW)),
    attempts.find_draft: case(lambda d, u, _: attempts.find_draft(d, u, TEXT)),
    attempts.submit: case(lambda d, u, _: attempts.submit(d, u, TEXT, cohort.SCRIPT, at=NOW)),
    attempts.get_quiz: case(lambda d, u, _: attempts.get_quiz(d, u, QUIZ)),
    attempts.submit_quiz: case(
        lambda d, u, _: attempts.submit_quiz(
            d, u, QUIZ, [0] * 10, shown=attempts.get_quiz(d, ANCHOR, QUIZ).fingerprint, at=NOW
        )
    ),
    attempts.list_attempts: case(lambda d, u, _: attempts.list_attempts(d, u, anchor=ANCHOR.id)),
    attempts.list_of_assignment: case(lambda d, u, _: attempts.list_of_assignment(d, u, REVIEWED)),
    attempts.get_attempt: case(lambda d, u, _: attempts.get_attempt(d, u, T1)),
    attempts.compare: case(lambda d, u, _: attempts.compare(d, u, T1, T2)),
    reviews.review: case(
        lambda d, u, _: reviews.review(
            d, u, T2, verdict=ReviewVerdict.COMMENT, comments=[Comment(start=0, end=3, text="好")], at=NOW
        )
    ),
    reviews.list_queue: case(lambda d, u, _: reviews.list_queue(d, u, room=A.id), own=False),
    reviews.list_reviews: case(lambda d, u, _: reviews.list_reviews(d, u, anchor=ANCHOR.id)),
    reviews.list_of_attempt: case(lambda d, u, _: reviews.list_of_attempt(d, u, T1)),
    reviews.list_calibrations: case(lambda d, u, _: reviews.list_calibrations(d, u, ANCHOR.id)),
    stages.plan: case(
        lambda d, u, _: stages.plan(
            d,
            u,
            stage=Stage.REHEARSAL,
            anchor=ANCHOR.id,
            partner=cohort.person(Role.OPS, A).id,
            room=A.id,
            products=["niurou-gan"],
            start=NOW + HOUR,
            end=NOW + 2 * HOUR,
            at=NOW,
        ),
        own=False,
        refused=True,
    ),
    stages.start: case(lambda d, u, _: stages.start(d, u, SessionId("planned"), at=NOW), refused=True),
    stages.cancel: case(lambda d, u, _: stages.cancel(d, u, SessionId("planned"), reason="停电", at=NOW)),
    stages.end: case(lambda d, u, _: stages.end(d, u, SessionId("running"), at=NOW)),
    stages.transcribe: case(
        lambda d, u, _: stages.transcribe(d, u, SessionId("ended"), "大家好，今天两天之内发货。", seen=1, at=NOW)
    ),
    stages.note: case(
        lambda d, u, _: stages.note(d, u, SessionId("ended"), notes=Notes(recap="好"), actions=[], seen=1, at=NOW)
    ),
    stages.enter_figures: case(
        lambda d, u, _: stages.enter_figures(d, u, SessionId("ended"), figures=Figures(gmv=1.0), seen=1, at=NOW)
    ),
    stages.finish_action: case(lambda d, u, _: stages.finish_action(d, u, SessionId("noted"), 0, at=NOW)),
    stages.judge: case(
        lambda d, u, _: stages.judge(
            d, u, SessionId("ended"), verdict=StageVerdict.AGAIN, checks=[], why="再稳一点", at=NOW
        ),
        first="senior-a",
    ),
    stages.list_sessions: case(lambda d, u, _: stages.list_sessions(d, u, anchor=ANCHOR.id)),
    stages.list_open_actions: case(lambda d, u, _: stages.list_open_actions(d, u, ANCHOR.id)),
    stages.get_session: case(lambda d, u, _: stages.get_session(d, u, SessionId("ended"))),
    incidents.log: case(
        lambda d, u, _: incidents.log(
            d, u, anchor=ANCHOR.id, room=A.id, happened=NOW, said="全网最低", severity=IncidentSeverity.MINOR, at=NOW
        ),
        own=False,
    ),
    incidents.add_note: case(
        lambda d, u, _: incidents.add_note(d, u, IncidentId("i1"), learnt="只说卡上的价", settled=False, at=NOW)
    ),
    incidents.list_incidents: case(lambda d, u, _: incidents.list_incidents(d, u, anchor=ANCHOR.id)),
    incidents.get_incident: case(lambda d, u, _: incidents.get_incident(d, u, IncidentId("i1"))),
    path.get_day: case(lambda d, u, _: path.get_day(d, u, ANCHOR.id, at=NOW)),
    path.get_path: case(lambda d, u, _: path.get_path(d, u, ANCHOR.id, at=NOW)),
    workbench.get_workbench: case(lambda d, u, _: workbench.get_workbench(d, u, TEXT, at=NOW)),
    workbench.try_text: case(lambda d, u, _: workbench.try_text(d, u, TEXT, "大家好")),
    workbench.get_judged: case(lambda d, u, _: workbench.get_judged(d, u, T1)),
    readiness.get_readiness: case(lambda d, u, _: readiness.get_readiness(d, u, ANCHOR.id, at=NOW)),
    signoff.sign: case(
        lambda d, u, _: signoff.sign(d, u, ANCHOR.id, room=A.id, scope=SCOPE, at=NOW), own=False, refused=True
    ),
    signoff.renew: case(lambda d, u, _: signoff.renew(d, u, SignoffId("g1"), at=NOW), refused=True),
    signoff.revoke: case(lambda d, u, _: signoff.revoke(d, u, SignoffId("g1"), reason="断播", at=NOW)),
    signoff.list_signoffs: case(lambda d, u, _: signoff.list_signoffs(d, u, anchor=ANCHOR.id, at=NOW)),
    signoff_shelf.get_shelf: case(lambda d, u, _: signoff_shelf.get_shelf(d, u, room=A.id, at=NOW), own=False),
    signoff.get_sheet: case(lambda d, u, _: signoff.get_sheet(d, u, SignoffId("g1"), at=NOW)),
    checklists.start: case(lambda d, u, _: checklists.start(d, u, ChecklistId("room"), room=A.id, at=NOW), own=False),
    checklists.mark: case(
        lambda d, u, _: checklists.mark(d, u, ChecklistRunId("c1"), "goods-roles", met=True, note="看过", at=NOW),
        own=False,
    ),
    checklists.close: case(
        lambda d, u, _: checklists.close(d, u, ChecklistRunId("c1"), at=NOW), own=False, refused=True
    ),
    checklists.list_runs: case(lambda d, u, _: checklists.list_runs(d, u, room=A.id), own=False),
    checklists.get_run: case(lambda d, u, _: checklists.get_run(d, u, ChecklistRunId("c1")), own=False),
    roster.plan_show: case(
        lambda d, u, _: roster.plan_show(
            d, u, room=A.id, name="夜场", products=["niurou-gan"], start=NOW + HOUR, end=NOW + 3 * HOUR, at=NOW
        ),
        own=False,
    ),
    roster.edit_show: case(
        lambda d, u, _: roster.edit_show(
            d,
            u,
            ShowId("w2"),
            name="夜场",
            products=["niurou-gan"],
            start=NOW + 48 * HOUR,
            end=NOW + 51 * HOUR,
            seen=1,
            at=NOW,
        ),
        own=False,
    ),
    roster.cancel_show: case(lambda d, u, _: roster.cancel_show(d, u, ShowId("w1"), reason="缺货", at=NOW), own=False),
    roster.list_shows: case(lambda d, u, _: roster.list_shows(d, u, room=A.id), own=False),
    roster.get_roster: case(lambda d, u, _: roster.get_roster(d, u, ShowId("w1"), at=NOW), own=False),
    roster.give_shift: case(
        lambda d, u, _: roster.give_shift(
            d, u, ShowId("w1"), ANCHOR.id, start=NOW + 26 * HOUR, end=NOW + 27 * HOUR, at=NOW
        ),
        own=False,
        refused=True,
    ),
    roster.clear_shift: case(lambda d, u, _: roster.clear_shift(d, u, ShiftId("h1"), at=NOW), own=False),
    drill_writing.find_pattern: case(
        lambda d, u, _: drill_writing.find_pattern(d, u, cohort.TEXT), room=False, own=False
    ),
    drill_writing.last_written: case(
        lambda d, u, _: drill_writing.last_written(d, u, DrillId("x")), room=False, own=False
    ),
    drill_writing.new_drill_id: case(lambda d, u, _: drill_writing.new_drill_id(d, u), room=False, own=False),
    drill_writing.preview_drill: case(
        lambda d, u, _: drill_writing.preview_drill(d, u, {"id": "x"}), room=False, own=False, refused=True
    ),
    drill_writing.write_drill: case(
        lambda d, u, p: drill_writing.write_drill(d, u, {"id": "x"}, folder=p, seen=0, at=NOW),
        room=False,
        own=False,
        refused=True,
    ),
    programme_writing.get_part: case(lambda d, u, _: programme_writing.get_part(d, u, "scope"), room=False, own=False),
    programme_writing.preview_part: case(
        lambda d, u, _: programme_writing.preview_part(d, u, "course.rules", COURSE, at=NOW), room=False, own=False
    ),
    programme_writing.write_part: case(
        lambda d, u, _: programme_writing.write_part(d, u, "course.rules", COURSE, seen=0, why="少一点", at=NOW),
        room=False,
        own=False,
    ),
    programme_writing.preview_return: case(
        lambda d, u, _: programme_writing.preview_return(d, u, 0, at=NOW), room=False, own=False
    ),
    programme_writing.go_back: case(
        lambda d, u, _: programme_writing.go_back(d, u, 0, seen=0, why="改回去", at=NOW),
        room=False,
        own=False,
        refused=True,
    ),
    programme_writing.list_editions: case(lambda d, u, _: programme_writing.list_editions(d, u), room=False, own=False),
    roster.get_show: case(lambda d, u, _: roster.get_show(d, u, ShowId("w1")), own=False),
    roster.accept_proposal: case(
        lambda d, u, _: roster.accept_proposal(d, u, ShowId("w1"), at=NOW), own=False, refused=True
    ),
    incident_sheets.list_entries: case(lambda d, u, _: incident_sheets.list_entries(d, u, room=A.id), own=False),
    incident_sheets.get_entry: case(lambda d, u, _: incident_sheets.get_entry(d, u, IncidentId("i1"))),
    alarm_queue.list_queue: case(lambda _, u, p: alarm_queue.list_queue(u, p), room=False, own=False),
    alarm_queue.accept: case(
        lambda d, u, p: alarm_queue.accept(d, u, 1, folder=p, team_file=p / "team.toml", pack=d.rulebook.pack, at=NOW),
        room=False,
        own=False,
        refused=True,
    ),
    alarm_queue.refuse: case(
        lambda d, u, p: alarm_queue.refuse(d, u, 1, "标得对", folder=p, at=NOW), room=False, own=False, refused=True
    ),
    team_words.list_words: case(lambda d, u, p: team_words.list_words(u, p, d.rulebook), room=False, own=False),
    team_words.try_words: case(
        lambda d, u, _: team_words.try_words(
            d, u, [(1, {"term": "隔壁老王家"})], name="x", neutral=["大家好"], category=Category.PRICE
        ),
        room=False,
        own=False,
    ),
    team_words.add_words: case(
        lambda d, u, p: team_words.add_words(
            d,
            u,
            [term_of(1, {"term": f"隔壁{u.name}家"}, Category.PRICE)],
            folder=p,
            team="team",
            rooms=[],
            platforms=[],
            source="x",
            pack=d.rulebook.pack,
            at=NOW,
        ),
        room=False,
        own=False,
    ),
    team_words.remove_word: case(
        lambda d, u, p: team_words.remove_word(
            d, u, folder=p, team="team", rule="price/team·x", pack=d.rulebook.pack, at=NOW
        ),
        room=False,
        own=False,
        refused=True,
    ),
    invitations.invite: case(
        lambda d, u, _: invitations.invite(d, u, ANCHOR.id, token="t" * 43, at=NOW), room=False, own=False
    ),
    second_step.end_second_step: case(
        lambda d, u, _: second_step.end_second_step(d, u, ANCHOR.id, password=cohort.PASSWORD, at=NOW), room=False
    ),
    signing_in.sign_out_all: case(lambda d, u, _: signing_in.sign_out_all(d, u, ANCHOR.id, at=NOW), room=False),
    signing_in.list_sessions: case(lambda d, u, _: signing_in.list_sessions(d, u, ANCHOR.id, at=NOW), room=False),
    tokens.issue_token: case(
        lambda d, u, _: tokens.issue_token(
            d,
            u,
            person=ANCHOR.id,
            name="机器",
            scopes=[TokenScope.CHECK],
            expires=NOW + 99 * HOUR,
            secret="s" * 43,
            at=NOW,
        ),
        room=False,
        own=False,
    ),
    tokens.revoke_token: case(
        lambda d, u, _: tokens.revoke_token(d, u, "none", at=NOW), room=False, own=False, refused=True
    ),
    tokens.list_tokens: case(lambda d, u, _: tokens.list_tokens(d, u), room=False, own=False),
    webhooks.add_webhook: case(
        lambda d, u, _: webhooks.add_webhook(
            d,
            u,
            name="群",
            url="https://example.com/hook",
            form=Form.JSON,
            secret="s" * 32,
            events=[Event.INCIDENT],
            at=NOW,
        ),
        room=False,
        own=False,
    ),
    webhooks.switch_webhook: case(
        lambda d, u, _: webhooks.switch_webhook(d, u, WebhookId("none"), active=False, at=NOW),
        room=False,
        own=False,
        refused=True,
    ),
    webhooks.remove_webhook: case(
        lambda d, u, _: webhooks.remove_webhook(d, u, WebhookId("none"), at=NOW), room=False, own=False, refused=True
    ),
    webhooks.try_webhook: case(
        lambda d, u, _: webhooks.try_webhook(d, u, WebhookId("none"), at=NOW), room=False, own=False, refused=True
    ),
    webhooks.list_webhooks: case(lambda d, u, _: webhooks.list_webhooks(d, u), room=False, own=False),
    assigning.preview: case(
        lambda d, u, _: assigning.preview(d, u, drills=["logic-call"], names="小敏", room=A.id, at=NOW), own=False
    ),
    assigning.give: case(
        lambda d, u, _: assigning.give(d, u, drills=["logic-call"], names="小敏", room=A.id, at=NOW), own=False
    ),
    board.get_board: case(lambda d, u, _: board.get_board(d, u, room=A.id, at=NOW), own=False),
    cohorts.list_cohort: case(lambda d, u, _: cohorts.list_cohort(d, u, room=A.id, at=NOW), own=False),
    cohorts.get_person: case(lambda d, u, _: cohorts.get_person(d, u, ANCHOR.id, at=NOW)),
    cohorts.get_stuck: case(lambda d, u, _: cohorts.get_stuck(d, u, room=A.id, at=NOW), own=False),
    cohorts.list_missed: case(
        lambda d, u, _: cohorts.list_missed(d, u, Lack.CATEGORY, "price", room=A.id, at=NOW), own=False
    ),
    dossier.get_dossier: case(lambda d, u, _: dossier.get_dossier(d, u, ANCHOR.id, at=NOW)),
    review_queue.list_waiting: case(
        lambda d, u, _: review_queue.list_waiting(d, u, review_queue.Sieve(room=A.id)), own=False
    ),
    review_queue.find_next: case(
        lambda d, u, _: review_queue.find_next(d, u, review_queue.Sieve(room=A.id), besides=T1, after=NOW), own=False
    ),
    signing.sign_by_password: case(
        lambda d, u, _: signing.sign_by_password(
            d, u, ANCHOR.id, password=cohort.PASSWORD, room=A.id, scope=SCOPE, at=NOW
        ),
        own=False,
        refused=True,
    ),
    signing.renew_by_password: case(
        lambda d, u, _: signing.renew_by_password(d, u, SignoffId("g1"), password=cohort.PASSWORD, at=NOW),
        refused=True,
    ),
    stage_sheets.list_entries: case(lambda d, u, _: stage_sheets.list_entries(d, u, anchor=ANCHOR.id)),
    stage_sheets.list_unfinished: case(lambda d, u, _: stage_sheets.list_unfinished(d, u, room=A.id), own=False),
    stage_sheets.get_sheet: case(lambda d, u, _: stage_sheets.get_sheet(d, u, SessionId("ended"))),
    recheck.recheck: case(lambda d, u, _: list(recheck.recheck(d, u, room=A.id)), own=False),
    exchange.import_people: case(
        lambda d, u, _: exchange.import_people(d, u, rows(login="neu", name="新", roles="主播"), dry_run=False, at=NOW),
        room=False,
        own=False,
    ),
    exchange.import_cards: case(
        lambda d, u, _: exchange.import_cards(
            d, u, rows(id="neu", name="新", kind="食品", points="很香"), dry_run=False, at=NOW
        ),
        room=False,
        own=False,
    ),
    exchange.import_assignments: case(
        lambda d, u, _: exchange.import_assignments(
            d, u, rows(login="target", drill=cohort.TEXT, room=A.name), dry_run=False, at=NOW
        ),
        own=False,
    ),
    exchange_out.export_people: case(lambda d, u, _: exchange_out.export_people(d, u, room=A.id), own=False),
    exchange_out.export_cards: case(lambda d, u, _: exchange_out.export_cards(d, u), room=False, own=False),
    exchange_out.export_assignments: case(
        lambda d, u, _: exchange_out.export_assignments(d, u, room=A.id, at=NOW), own=False
    ),
    exchange_records.export_reviews: case(lambda d, u, _: exchange_records.export_reviews(d, u, room=A.id), own=False),
    exchange_records.export_sessions: case(
        lambda d, u, _: exchange_records.export_sessions(d, u, room=A.id), own=False
    ),
    exchange_records.export_incidents: case(
        lambda d, u, _: exchange_records.export_incidents(d, u, room=A.id), own=False
    ),
    exchange_records.export_signoffs: case(
        lambda d, u, _: exchange_records.export_signoffs(d, u, room=A.id, at=NOW), own=False
    ),
    exchange_records.export_checklists: case(
        lambda d, u, _: exchange_records.export_checklists(d, u, room=A.id), own=False
    ),
    exchange_records.export_shows: case(lambda d, u, _: exchange_records.export_shows(d, u, room=A.id), own=False),
    exchange_out.export_results: case(lambda d, u, _: exchange_out.export_results(d, u, room=A.id), own=False),
    backup.write_backup: case(
        lambda d, u, p: backup.write_backup(d, u, p / "b.gz", places=places_in(p), at=NOW), room=False, own=False
    ),
    backup.restore_backup: case(restored, room=False, own=False),
    audit.verify_audit: case(lambda d, u, _: audit.verify_audit(d, u), room=False, own=False),
    audit.export_audit: case(lambda d, u, _: list(audit.export_audit(d, u)), room=False, own=False),
}
SELF = {
    assignments.practise: lambda d, u, _: assignments.practise(d, u, cohort.TEXT, room=next(iter(u.rooms)), at=NOW),
    reviews.calibrate: lambda d, u, _: reviews.calibrate(
        d, u, ReferenceId("ref-beef-good"), verdict=ReviewVerdict.COMMENT, checks=[], at=NOW
    ),
}
"""What a person does for or as oneself: the room makes no difference."""
OWN_LISTS = {
    rooms.list_page: lambda d, u: {one.id for one in rooms.list_page(d, u, limit=50)},
    rooms.list_rooms: lambda d, u: {one.id for one in rooms.list_rooms(d, u)},
    audit.list_entries: lambda d, u: {one.room for one in audit.list_entries(d, u)},
    people.list_names: lambda d, u: {A.id} if ANCHOR.id in people.list_names(d, u, [ANCHOR.id]) else set(),
    people.count_by_room: lambda d, u: set(people.count_by_room(d, u, [A.id, B.id])),
}
"""Lists that show each person their own part without being asked for a room."""


def all_use_cases() -> dict[Callable[..., object], Act]:
    for module in pkgutil.iter_modules(coach.services.__path__):
        importlib.import_module(f"coach.services.{module.name}")
    return USE_CASES


def name_of(function: Callable[..., object]) -> str:
    return f"{function.__module__.rpartition('.')[2]}.{function.__name__}"


def may(act: Act, role: Role, *, right_room: bool, own: bool, has_room: bool, has_owner: bool) -> bool:
    """Read the table of leave anew, so that a slip in the code that applies it is seen."""
    reach = RULES[act].roles.get(role)
    if reach is None:
        return False
    as_owner = own and has_owner and Reach.OWN in RULES[act].roles.values()
    return reach is Reach.ALL or as_owner or (reach is Reach.ROOM and right_room and has_room)


def test_every_use_case_and_every_act_is_in_the_matrix() -> None:
    listed = set(CASES) | set(SELF) | set(OWN_LISTS)
    found = {function for function in all_use_cases() if name_of(function) not in ONE_S_OWN}
    assert {name_of(one) for one in found - listed} == set()
    assert {name_of(one) for one in listed - found} == set()


ONE_S_OWN = {
    "signing_in.sign_in",
    "signing_in.sign_out",
    "signing_in.renew",
    "second_step.begin_second_step",
    "second_step.confirm_second_step",
    "second_step.find_second_step",
    "invitations.join",
}
"""Signing in and out is everybody's own, with a secret only they have; test_signing_in goes through it."""


def test_every_function_that_acts_for_a_person_is_a_use_case() -> None:
    for module in {inspect.getmodule(function) for function in all_use_cases()}:
        assert module is not None
        for name, one in inspect.getmembers(module, inspect.isfunction):
            takes = list(inspect.signature(one).parameters)
            if one.__module__ == module.__name__ and not name.startswith("_") and takes[1:2] == ["actor"]:
                asks = (
                    takes[0] == "uow" or one in USE_CASES or name_of(one) in ONE_S_OWN
                )  # a part of a use case, or one
                assert asks, f"{module.__name__}.{name} asks nobody's leave"


@pytest.mark.parametrize("function", CASES, ids=name_of)
def test_who_may_and_who_may_not(desk: Desk, tmp_path: Path, function: Callable[..., object]) -> None:
    cohort.fill(desk)
    act, how = USE_CASES[function], CASES[function]
    people_ = [(cohort.person(role, room), role, room is A, False) for role in Role for room in (A, cohort.B)]
    people_.append((ANCHOR, Role.ANCHOR, True, True))
    able: list[User] = []
    for user, role, right_room, own in people_:
        if may(act, role, right_room=right_room, own=own, has_room=how.room, has_owner=how.own):
            able.append(user)
            continue
        with pytest.raises(ForbiddenError) as told:
            how.run(desk, user, tmp_path)
        assert "。" in told.value.message
        assert trail(desk) == 1, f"{user.id} was refused and yet left a trace"
    assert able, "somebody must be able to do it"
    done = 0
    for user in sorted(able, key=lambda one: (one.id != how.first, one.id)):
        try:
            how.run(desk, user, tmp_path)
            done += 1
        except ForbiddenError:
            pytest.fail(f"{user.id} may do {act}")
        except CoachError:
            if not done and not how.refused:
                raise
    assert bool(done) is not how.refused


@pytest.mark.parametrize("function", SELF, ids=name_of)
def test_what_one_does_for_oneself(desk: Desk, tmp_path: Path, function: Callable[..., object]) -> None:
    cohort.fill(desk)
    roles = RULES[USE_CASES[function]].roles
    for role in Role:
        user = cohort.person(role, A)
        try:
            SELF[function](desk, user, tmp_path)
        except ForbiddenError:
            assert role not in roles
        except CoachError:
            assert role in roles
        else:
            assert role in roles


@pytest.mark.parametrize("function", OWN_LISTS, ids=name_of)
def test_a_list_shows_nothing_of_other_rooms(desk: Desk, function: Callable[..., object]) -> None:
    cohort.fill(desk)
    for role in Role:
        user, reach = cohort.person(role, cohort.B), RULES[USE_CASES[function]].roles.get(role)
        if reach is None:
            with pytest.raises(ForbiddenError):
                OWN_LISTS[function](desk, user)
        elif reach is Reach.ALL:
            assert A.id in OWN_LISTS[function](desk, user)
        else:
            assert A.id not in OWN_LISTS[function](desk, user)


LISTS = {
    "assignments": lambda d, u: assignments.list_assignments(d, u, at=NOW),
    "attempts": attempts.list_attempts,
    "reviews": reviews.list_reviews,
    "queue": reviews.list_queue,
    "sessions": stages.list_sessions,
    "incidents": incidents.list_incidents,
    "board": lambda d, u: [one for one in board.get_board(d, u, at=NOW).entries if one.anchor.id == ANCHOR.id],
    "signoffs": lambda d, u: signoff.list_signoffs(d, u, at=NOW),
    "checklists": checklists.list_runs,
    "shows": roster.list_shows,
    "people": lambda d, u: [one for one in people.list_users(d, u) if one.id == ANCHOR.id],
    "people by id": lambda d, u: [one for one in people.list_after(d, u, limit=50) if one.id == ANCHOR.id],
}


@pytest.mark.parametrize("name", LISTS)
def test_without_a_filter_a_list_shows_what_a_person_may_see(desk: Desk, name: str) -> None:
    cohort.fill(desk)
    assert LISTS[name](desk, cohort.person(Role.TRAINER, A)) or name == "reviews"
    assert not LISTS[name](desk, cohort.person(Role.TRAINER, cohort.B))
    assert LISTS[name](desk, cohort.person(Role.ADMIN, cohort.B)) or name == "reviews"
    if name != "queue":
        assert LISTS[name](desk, ANCHOR) or name == "shows"
        other = LISTS[name](desk, cohort.person(Role.ANCHOR, A))
        assert not other or name in ("checklists", "shows"), "an anchor sees nothing of another anchor"


def trail(desk: Desk) -> int:
    with desk.reading() as uow:
        return uow.audit.head().seq
