"""Signing in: one answer for every mistake, waits that hold up nobody else, sessions that end, codes and invitations."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyotp
import pytest

from coach.errors import CoachError, ForbiddenError, InputError, NotFoundError, RefusedError, TooManyError
from coach.services import alarm_queue, invitations, people, second_step, signing_in
from coach.services.alarms import Alarm, report_alarm
from coach.services.desk import USE_CASES, Desk
from coach.services.signing_in import Knock, find_actor, sign_in
from coach.training.access import CONSOLE, RULES, Reach
from coach.training.model import Role, User, UserId
from coach.training.model.signing_in import SecondStep
from coach.training.signing_in import ABSOLUTE, IDLE, INVITATION

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
PASSWORD = "小满2026春天来了"
KEY = "the key of this installation"


def person(desk: Desk, login: str = "lin", *roles: Role, password: str | None = PASSWORD) -> User:
    return people.add_user(
        desk, CONSOLE, name=f"小{login}", login=login, roles=roles or [Role.ANCHOR], password=password, at=NOW
    )


def knock(password: str = PASSWORD, *, login: str = "lin", code: str = "", place: str = "address 1") -> Knock:
    return Knock(login=login, password=password, code=code, address="10.0.0.1", place=place, device="Chrome")


def acts(desk: Desk) -> list[str]:
    with desk.reading() as uow:
        return [entry.act for entry in uow.audit.walk()]


def test_login_and_password_open_a_session_under_the_token(desk: Desk) -> None:
    made = person(desk)
    assert sign_in(desk, knock(login=" LIN "), token="t1", key=KEY, at=NOW) == made
    assert find_actor(desk, "t1", at=NOW) == made
    assert find_actor(desk, "t2", at=NOW) is None
    assert acts(desk)[-1] == "user.sign_in"


def test_the_token_itself_is_nowhere_in_the_records(desk: Desk) -> None:
    person(desk)
    sign_in(desk, knock(), token="a-secret-token", key=KEY, at=NOW)
    with desk.reading() as uow:
        (kept,) = uow.sign_ins.list()
        assert "a-secret-token" not in repr(kept) + "".join(uow.lines())


def test_every_mistake_is_answered_alike(desk: Desk) -> None:
    person(desk)
    person(desk, "nopass", password=None)
    told = set()
    for login, password in (("lin", "falsch"), ("niemand", PASSWORD), ("nopass", ""), ("lin", "")):
        with pytest.raises(InputError) as refused:
            sign_in(desk, knock(password, login=login), token="t", key=KEY, at=NOW)
        told.add(refused.value.message)
    assert len(told) == 1


def test_after_five_mistakes_the_wait_grows_and_is_written_down(desk: Desk) -> None:
    made = person(desk)
    at, waits = NOW, []
    for _ in range(8):
        try:
            sign_in(desk, knock("falsch"), token="t", key=KEY, at=at)
        except TooManyError as wait:
            waits.append(wait.evidence["seconds"])
            at += timedelta(seconds=int(str(wait.evidence["seconds"])))
            with pytest.raises(InputError):
                sign_in(desk, knock("falsch"), token="t", key=KEY, at=at)
        except InputError:
            pass
    assert waits == [30, 60, 120]
    with pytest.raises(TooManyError):
        sign_in(desk, knock(), token="t", key=KEY, at=at)
    assert sign_in(desk, knock(), token="t", key=KEY, at=at + timedelta(minutes=15)) == made
    with desk.reading() as uow:
        failed = [entry for entry in uow.audit.walk() if "failed" in entry.values()]
    assert [(entry.actor, entry.subject) for entry in failed] == [("visitor", made.id)]


def test_nobody_can_hold_up_somebody_else(desk: Desk) -> None:
    made = person(desk)
    for _ in range(5):
        with pytest.raises(InputError):
            sign_in(desk, knock("falsch", place="address of a stranger"), token="t", key=KEY, at=NOW)
    with pytest.raises(TooManyError):
        sign_in(desk, knock(place="address of a stranger"), token="t", key=KEY, at=NOW)
    assert sign_in(desk, knock(), token="t", key=KEY, at=NOW) == made


def test_success_forgets_the_mistakes_before(desk: Desk) -> None:
    person(desk)
    for _ in range(3):
        for _ in range(4):
            with pytest.raises(InputError):
                sign_in(desk, knock("falsch"), token="t", key=KEY, at=NOW)
        sign_in(desk, knock(), token="t", key=KEY, at=NOW)


def test_a_session_ends_unused_and_at_the_latest_after_a_week(desk: Desk) -> None:
    made = person(desk)
    sign_in(desk, knock(), token="idle", key=KEY, at=NOW)
    assert find_actor(desk, "idle", at=NOW + IDLE) == made
    assert find_actor(desk, "idle", at=NOW + IDLE + IDLE) == made, "used in between, it goes on"
    assert find_actor(desk, "idle", at=NOW + 3 * IDLE + MINUTE) is None
    sign_in(desk, knock(), token="long", key=KEY, at=NOW)
    at = NOW
    while at < NOW + ABSOLUTE:
        assert find_actor(desk, "long", at=at) == made
        at += timedelta(hours=11)
    assert find_actor(desk, "long", at=NOW + ABSOLUTE + MINUTE) is None


END = {
    "sign out": lambda desk, user: signing_in.sign_out(desk, user, token="t", at=NOW),
    "sign out everywhere": lambda desk, user: signing_in.sign_out_all(desk, user, user.id, at=NOW),
    "new password": lambda desk, user: people.set_password(
        desk, user, user.id, password="ganz-neu-2026-x", current=PASSWORD, at=NOW
    ),
    "switched off": lambda desk, user: people.disable_user(desk, CONSOLE, user.id, reason="离职", at=NOW),
}


@pytest.mark.parametrize("end", END)
def test_what_ends_a_session(desk: Desk, end: str) -> None:
    made = person(desk)
    sign_in(desk, knock(), token="t", key=KEY, at=NOW)
    END[end](desk, made)
    assert find_actor(desk, "t", at=NOW) is None


def test_all_sessions_but_ones_own_can_be_ended(desk: Desk) -> None:
    made = person(desk)
    for token in ("here", "there"):
        sign_in(desk, knock(), token=token, key=KEY, at=NOW)
    assert [one.mine for one in signing_in.list_sessions(desk, made, made.id, token="here", at=NOW)].count(True) == 1
    signing_in.sign_out_all(desk, made, made.id, but="here", at=NOW)
    assert find_actor(desk, "here", at=NOW) == made
    assert find_actor(desk, "there", at=NOW) is None


def test_whoever_is_switched_off_can_not_sign_in(desk: Desk) -> None:
    made = person(desk)
    people.disable_user(desk, CONSOLE, made.id, reason="离职", at=NOW)
    with pytest.raises(ForbiddenError, match="账号已停用"):
        sign_in(desk, knock(), token="t", key=KEY, at=NOW)


def test_no_session_is_opened_anew_for_whoever_was_switched_off_meanwhile(desk: Desk) -> None:
    user = person(desk)
    people.disable_user(desk, CONSOLE, user.id, reason="离职", at=NOW)
    with pytest.raises(ForbiddenError, match="停用"):
        signing_in.renew(desk, user, token="t1", address="", device="", at=NOW)
    with pytest.raises(NotFoundError):
        signing_in.renew(desk, replace(user, id=UserId("nobody")), token="t1", address="", device="", at=NOW)
    people.enable_user(desk, CONSOLE, user.id, at=NOW)
    assert find_actor(desk, "t1", at=NOW) is None


def test_the_secret_of_a_second_step_is_not_told_again_once_it_counts(desk: Desk) -> None:
    user = person(desk)
    assert second_step.find_second_step(desk, user, key=KEY) is None
    secret = second_step.new_secret()
    second_step.begin_second_step(desk, user, secret=secret, key=KEY, at=NOW)
    begun = second_step.find_second_step(desk, user, key=KEY)
    assert begun is not None
    assert begun.secret == secret
    second_step.confirm_second_step(desk, user, code=pyotp.TOTP(secret).at(NOW), key=KEY, at=NOW)
    kept = second_step.find_second_step(desk, user, key=KEY)
    assert kept is not None
    assert (kept.confirmed, kept.secret) == (True, "")
    with pytest.raises(InputError, match="已经打开"):
        second_step.confirm_second_step(desk, user, code=pyotp.TOTP(secret).at(NOW + MINUTE), key=KEY, at=NOW + MINUTE)
    with pytest.raises(ForbiddenError):
        second_step.find_second_step(desk, replace(user, active=False), key=KEY)


def test_a_second_step_is_asked_for_once_it_is_confirmed(desk: Desk) -> None:
    made = person(desk)
    secret = second_step.new_secret()
    assert "otpauth://totp/" in second_step.begin_second_step(desk, made, secret=secret, key=KEY, at=NOW)
    assert sign_in(desk, knock(), token="t", key=KEY, at=NOW) == made, "begun is not confirmed"
    totp = pyotp.TOTP(secret)
    with pytest.raises(InputError, match="验证码不对"):
        second_step.confirm_second_step(desk, made, code="000000", key=KEY, at=NOW)
    second_step.confirm_second_step(desk, made, code=totp.at(NOW), key=KEY, at=NOW)
    with pytest.raises(InputError, match="6 位数字") as asked:
        sign_in(desk, knock(), token="t", key=KEY, at=NOW)
    assert asked.value.evidence["key"] == "code"
    with pytest.raises(InputError, match="验证码不对"):
        sign_in(desk, knock(code=totp.at(NOW)), token="t", key=KEY, at=NOW)  # used for confirming: not good again
    later = NOW + MINUTE
    assert sign_in(desk, knock(code=totp.at(later)), token="t", key=KEY, at=later) == made
    with pytest.raises(InputError, match="验证码不对"):
        sign_in(desk, knock(code=totp.at(later)), token="t", key=KEY, at=later)
    with pytest.raises(InputError, match="密码不对"):
        second_step.end_second_step(desk, made, made.id, password="falsch", at=later)
    second_step.end_second_step(desk, made, made.id, password=PASSWORD, at=later)
    assert sign_in(desk, knock(), token="t", key=KEY, at=later) == made


def confirmed(desk: Desk, user: User, key: str = KEY) -> str:
    """Turn the second step of a person on and return its secret."""
    secret = second_step.new_secret()
    second_step.begin_second_step(desk, user, secret=secret, key=key, at=NOW)
    second_step.confirm_second_step(desk, user, code=pyotp.TOTP(secret).at(NOW), key=key, at=NOW)
    return secret


def test_the_records_alone_do_not_give_the_secret_away(desk: Desk) -> None:
    secret = confirmed(desk, person(desk))
    with desk.reading() as uow:
        assert secret not in "".join(uow.lines())


def test_another_key_opens_no_secret_and_the_message_says_how_to_get_in(desk: Desk) -> None:
    made = person(desk)
    secret = confirmed(desk, made)
    code, later = pyotp.TOTP(secret).at(NOW + MINUTE), NOW + MINUTE
    with pytest.raises(RefusedError, match=r"密钥换过了.*COACH_SECRET_KEY.*coach user dropcodes"):
        sign_in(desk, knock(code=code), token="t", key="another", at=later)
    assert find_actor(desk, "t", at=later) is None
    with pytest.raises(InputError, match="登录名或密码不对"):  # nobody without the password is told of it
        sign_in(desk, knock("falsch", code=code), token="t", key="another", at=later)
    second_step.end_second_step(desk, CONSOLE, made.id, password="", at=later)
    assert sign_in(desk, knock(), token="t", key="another", at=later) == made


def test_a_second_step_only_begun_under_a_key_that_is_gone_is_begun_anew(desk: Desk) -> None:
    made = person(desk)
    second_step.begin_second_step(desk, made, secret=second_step.new_secret(), key="another", at=NOW)
    assert second_step.find_second_step(desk, made, key=KEY) is None
    assert sign_in(
        desk, knock(code=pyotp.TOTP(confirmed(desk, made)).at(NOW + MINUTE)), token="t", key=KEY, at=NOW + MINUTE
    )


def test_a_secret_put_in_the_place_of_anothers_opens_nothing(desk: Desk) -> None:
    mine, theirs = person(desk), person(desk, "boss", Role.ADMIN)
    secret = confirmed(desk, mine)
    confirmed(desk, theirs)
    with desk.writing() as uow:  # as somebody would who can write to the database
        uow.second_steps.put(replace(uow.second_steps.get(mine.id), person=theirs.id))
        uow.commit()
    code = pyotp.TOTP(secret).at(NOW + MINUTE)
    with pytest.raises(RefusedError, match="读不出来"):
        sign_in(desk, knock(login="boss", code=code), token="t", key=KEY, at=NOW + MINUTE)


def test_secrets_that_earlier_versions_kept_open_are_sealed_once_and_go_on_working(desk: Desk) -> None:
    made = person(desk)
    secret = second_step.new_secret()
    with desk.writing() as uow:
        uow.second_steps.put(SecondStep(person=made.id, secret=secret, at=NOW, confirmed=True, step=7))
        uow.commit()
    for _ in range(2):
        second_step.seal_plain(desk, key=KEY)
    with desk.reading() as uow:
        kept = uow.second_steps.get(made.id)
    assert (kept.confirmed, kept.step, secret in kept.secret) == (True, 7, False)
    code = pyotp.TOTP(secret).at(NOW)
    assert sign_in(desk, knock(code=code), token="t", key=KEY, at=NOW) == made


def test_wrong_codes_count_as_mistakes(desk: Desk) -> None:
    made = person(desk)
    secret = second_step.new_secret()
    second_step.begin_second_step(desk, made, secret=secret, key=KEY, at=NOW)
    second_step.confirm_second_step(desk, made, code=pyotp.TOTP(secret).at(NOW), key=KEY, at=NOW)
    for _ in range(5):
        with pytest.raises(InputError):
            sign_in(desk, knock(code="123456"), token="t", key=KEY, at=NOW + MINUTE)
    with pytest.raises(TooManyError):
        sign_in(desk, knock(code=pyotp.TOTP(secret).at(NOW + MINUTE)), token="t", key=KEY, at=NOW + MINUTE)


def test_an_invitation_sets_a_password_once_and_for_three_days(desk: Desk) -> None:
    made = person(desk, password=None)
    invitations.invite(desk, CONSOLE, made.id, token="first", at=NOW)
    invitations.invite(desk, CONSOLE, made.id, token="second", at=NOW)
    with pytest.raises(NotFoundError, match="用过或过期"):
        invitations.get_welcome(desk, token="first", at=NOW)
    assert invitations.get_welcome(desk, token="second", at=NOW).user == made
    with pytest.raises(NotFoundError):
        invitations.join(desk, token="second", password=PASSWORD, at=NOW + INVITATION)
    with pytest.raises(RefusedError, match="密码"):
        invitations.join(desk, token="second", password="kurz", at=NOW)
    assert invitations.join(desk, token="second", password=PASSWORD, at=NOW) == made
    with pytest.raises(NotFoundError):
        invitations.join(desk, token="second", password="noch-einmal-2026", at=NOW)
    assert sign_in(desk, knock(), token="t", key=KEY, at=NOW) == made
    assert [act for act in acts(desk) if act == "user.join"] == ["user.join"]


def test_the_first_admin_is_made_once(desk: Desk) -> None:
    assert not signing_in.has_people(desk)
    made = signing_in.set_up(desk, name="郑", login="zheng", password=PASSWORD, at=NOW)
    assert made.roles == {Role.ADMIN}
    assert signing_in.has_people(desk)
    with pytest.raises(RefusedError, match="已经有人员了"):
        signing_in.set_up(desk, name="乙", login="yi", password=PASSWORD, at=NOW)


Run = Callable[[Desk, User, UserId, Path], object]
MATRIX: dict[Callable[..., object], Run] = {
    signing_in.sign_out_all: lambda d, u, whom, _: signing_in.sign_out_all(d, u, whom, at=NOW),
    signing_in.list_sessions: lambda d, u, whom, _: signing_in.list_sessions(d, u, whom, at=NOW),
    second_step.end_second_step: lambda d, u, whom, _: second_step.end_second_step(
        d, u, whom, password=PASSWORD, at=NOW
    ),
    invitations.invite: lambda d, u, whom, _: invitations.invite(d, u, whom, token="t", at=NOW),
    alarm_queue.list_queue: lambda d, u, _, folder: alarm_queue.list_queue(u, folder),
    alarm_queue.refuse: lambda d, u, _, folder: alarm_queue.refuse(d, u, 1, "标得对", folder=folder, at=NOW),
    alarm_queue.accept: lambda d, u, _, folder: alarm_queue.accept(
        d, u, 1, folder=folder, team_file=folder / "team.toml", pack=d.rulebook.pack, at=NOW
    ),
}
FOR_ONESELF: set[Callable[..., object]] = {
    signing_in.sign_in,
    signing_in.sign_out,
    signing_in.renew,
    second_step.begin_second_step,
    second_step.confirm_second_step,
    second_step.find_second_step,
    invitations.join,
}
"""They take nobody else's id: what they do to others can't be asked for."""


def test_every_use_case_of_signing_in_is_in_this_matrix() -> None:
    modules = {module.__name__ for module in (signing_in, second_step, invitations, alarm_queue)}
    assert {one for one in USE_CASES if one.__module__ in modules} == set(MATRIX) | FOR_ONESELF


@pytest.mark.parametrize("function", MATRIX, ids=lambda one: one.__name__)
@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("own", [True, False], ids=["own", "another's"])
def test_who_may(desk: Desk, tmp_path: Path, function: Callable[..., object], role: Role, own: bool) -> None:
    rule = desk.rulebook.pack.rules[0]
    report_alarm(tmp_path, Alarm(rule=rule.id, sentence="这一句", words="这", name="小敏", at=NOW.isoformat()))
    user = person(desk, "who", role)
    other = person(desk, "other")
    reach = RULES[USE_CASES[function]].roles.get(role)
    allowed = reach is Reach.ALL or (own and reach is Reach.OWN)
    try:
        MATRIX[function](desk, user, user.id if own else other.id, tmp_path)
    except ForbiddenError:
        assert not allowed
    except CoachError as error:
        pytest.fail(error.message)
    else:
        assert allowed
