"""Who may do what: every act against every role, the right and the wrong room, one's own and another's record."""

from __future__ import annotations

from dataclasses import replace

import pytest

from coach.errors import ForbiddenError
from coach.training.access import CONSOLE, ROLE_NAMES, RULES, Act, Reach, allow, may, shared_room, sight
from coach.training.model import Role, RoomId, UserId
from tests.training.cases import GUAN, LAOWANG, LISHI, ROOM, XIAOMEI, ZHANG, person

OTHER_ROOM = RoomId("room-2")
SOMEBODY = UserId("somebody")
PEOPLE = {
    Role.ANCHOR: XIAOMEI,
    Role.SENIOR: LAOWANG,
    Role.TRAINER: LISHI,
    Role.OPS: ZHANG,
    Role.ADMIN: GUAN,
}
WRITES_OF_ADMIN = (
    "user.",
    "room.",
    "card.",
    "programme.",
    "exchange.import_people",
    "exchange.import_cards",
    "backup.",
    "alarm.",
    "audit.",
    "token.",
    "webhook.",
    "words.",
)
READS = ("try", "list", "show", "sessions", "next", "compare", "queue", "calibration_list", "board", "verify", "export")


def reads(act: Act) -> bool:
    verb = act.value.partition(".")[2]
    return verb in READS or verb.startswith("export")


def test_every_act_has_a_name_and_somebody_who_may_do_it() -> None:
    assert set(RULES) == set(Act)
    assert all(rule.name and rule.roles for rule in RULES.values())


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("act", Act)
def test_a_role_reaches_as_far_as_the_table_says(act: Act, role: Role) -> None:
    user, reach = PEOPLE[role], RULES[act].roles.get(role)
    assert may(user, act, room=OTHER_ROOM, owner=SOMEBODY) is (reach is Reach.ALL)
    assert may(user, act, room=ROOM.id, owner=SOMEBODY) is (
        reach is Reach.ALL or (reach is Reach.ROOM and ROOM.id in user.rooms)
    )
    own = reach is not None and Reach.OWN in RULES[act].roles.values()
    assert may(user, act, room=OTHER_ROOM, owner=user.id) is (reach is Reach.ALL or own)
    assert may(user, act) is (reach is Reach.ALL or (RULES[act].lists and reach is not None))


@pytest.mark.parametrize("act", Act)
def test_a_closed_account_may_do_nothing(act: Act) -> None:
    for user in PEOPLE.values():
        with pytest.raises(ForbiddenError, match="账号已停用"):
            allow(replace(user, active=False), act, room=ROOM.id, owner=user.id)


@pytest.mark.parametrize("act", Act)
def test_nobody_without_a_role_may_do_anything(act: Act) -> None:
    with pytest.raises(ForbiddenError, match="没有身份"):
        allow(person("访客"), act, room=ROOM.id, owner=UserId("访客"))


@pytest.mark.parametrize("act", [Act.SIGNOFF_SIGN, Act.SIGNOFF_RENEW, Act.SIGNOFF_REVOKE])
def test_only_ops_of_the_room_signs_off(act: Act) -> None:
    assert {role for role, user in PEOPLE.items() if may(user, act, room=ROOM.id)} == {Role.OPS}
    assert not may(ZHANG, act, room=OTHER_ROOM)


@pytest.mark.parametrize("act", [act for act in Act if not reads(act)])
def test_an_admin_changes_people_rooms_cards_programme_and_backups_but_no_training_record(act: Act) -> None:
    if may(GUAN, act, room=ROOM.id, owner=SOMEBODY):
        assert act.value.startswith(WRITES_OF_ADMIN)


@pytest.mark.parametrize("act", [act for act in Act if reads(act) and act is not Act.DRAFT_SHOW])
def test_an_admin_reads_everything_but_unfinished_drafts(act: Act) -> None:
    assert may(GUAN, act, room=OTHER_ROOM, owner=SOMEBODY)
    assert not may(GUAN, Act.DRAFT_SHOW, room=OTHER_ROOM, owner=SOMEBODY)


def test_an_anchor_sees_own_records_and_nobody_elses() -> None:
    allow(XIAOMEI, Act.ATTEMPT_SHOW, room=ROOM.id, owner=XIAOMEI.id)
    with pytest.raises(ForbiddenError, match="只限本人的记录，这条记录是别人的"):
        allow(XIAOMEI, Act.ATTEMPT_SHOW, room=ROOM.id, owner=LAOWANG.id)


def test_a_trainer_sees_the_anchors_of_own_rooms_and_is_told_whom_to_ask_about_others() -> None:
    allow(LISHI, Act.ATTEMPT_SHOW, room=ROOM.id, owner=XIAOMEI.id)
    with pytest.raises(ForbiddenError, match="不在你的直播间里") as caught:
        allow(LISHI, Act.ATTEMPT_SHOW, room=OTHER_ROOM, owner=XIAOMEI.id)
    assert caught.value.evidence["act"] == "attempt.show"


def test_a_refusal_names_who_may_and_whom_to_ask() -> None:
    with pytest.raises(ForbiddenError) as caught:
        allow(XIAOMEI, Act.ASSIGNMENT_CREATE, room=ROOM.id)
    assert str(caught.value) == "布置练习由培训、运营来做，你的身份是主播。需要的话，请找本直播间的培训、运营。"


def test_a_person_with_two_roles_may_do_what_either_may() -> None:
    both = replace(XIAOMEI, roles=frozenset({Role.ANCHOR, Role.OPS}))
    assert may(both, Act.SIGNOFF_SIGN, room=ROOM.id)
    assert may(both, Act.ATTEMPT_SUBMIT, owner=both.id)


def test_a_list_shows_everything_to_admins_rooms_to_trainers_and_own_records_to_anchors() -> None:
    admin, trainer, anchor = (sight(one, Act.ATTEMPT_LIST) for one in (GUAN, LISHI, XIAOMEI))
    assert admin.everything
    assert (trainer.everything, trainer.rooms, trainer.owner) == (False, LISHI.rooms, LISHI.id)
    assert (anchor.everything, anchor.rooms, anchor.owner) == (False, frozenset(), XIAOMEI.id)


def test_a_list_asked_for_a_foreign_room_or_person_is_refused() -> None:
    assert not may(LISHI, Act.ATTEMPT_LIST, room=OTHER_ROOM)
    assert not may(XIAOMEI, Act.ATTEMPT_LIST, owner=LAOWANG.id)
    with pytest.raises(ForbiddenError):
        sight(XIAOMEI, Act.REVIEW_QUEUE)


def test_people_meet_in_a_room_they_share() -> None:
    assert shared_room(LISHI, XIAOMEI) == ROOM.id
    assert shared_room(LISHI, replace(XIAOMEI, rooms=frozenset({OTHER_ROOM}))) is None


def test_the_console_is_an_admin_and_nothing_else() -> None:
    assert CONSOLE.roles == {Role.ADMIN}
    assert may(CONSOLE, Act.USER_CREATE)
    assert not may(CONSOLE, Act.SIGNOFF_SIGN, room=ROOM.id)


def test_every_role_has_a_name() -> None:
    assert set(ROLE_NAMES) == set(Role)
