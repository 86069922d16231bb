"""Of several at one time, on both databases, one does the work and its mark is in the same commit."""

from __future__ import annotations

import threading

import pytest

from coach.errors import RefusedError
from coach.services import people
from coach.services.desk import Desk
from coach.services.once import do_once, find_answer
from coach.training.access import CONSOLE
from coach.training.model import Role
from coach.training.model.tokens import KeptAnswer
from coach.training.token import KEEP_ANSWERS
from tests.services.cohort import HOUR, NOW

MARK = KeptAnswer(id="a" * 64, request="b" * 64, at=NOW)


def add(desk: Desk, login: str = "xin") -> tuple[int, str]:
    return 201, people.add_user(desk, CONSOLE, name="新", login=login, roles=[Role.ANCHOR], at=NOW).id


def test_of_many_at_one_time_one_does_it(desk: Desk) -> None:
    found, gate = list[KeptAnswer](), threading.Barrier(5)

    def work() -> None:
        gate.wait()
        found.append(do_once(desk, MARK, add))

    threads = [threading.Thread(target=work) for _ in range(5)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(found) == 5
    kept = find_answer(desk, MARK.id)
    assert kept is not None
    assert {one.body for one in found if one.status is not None} == {kept.body}
    with desk.reading() as uow:
        assert [one.id for one in uow.users.list()] == [kept.body]
        assert uow.audit.head().seq == 1


def test_what_is_refused_leaves_no_mark(desk: Desk) -> None:
    with pytest.raises(RefusedError):
        do_once(desk, MARK, lambda records: add(records, login="!"))
    assert find_answer(desk, MARK.id) is None
    assert do_once(desk, MARK, add).status == 201


def test_answers_are_dropped_when_they_are_too_old(desk: Desk) -> None:
    do_once(desk, MARK, add)
    later = KeptAnswer(id="c" * 64, request="d" * 64, at=NOW + KEEP_ANSWERS + HOUR)
    do_once(desk, later, lambda records: add(records, login="later"))
    assert find_answer(desk, MARK.id) is None
    assert find_answer(desk, later.id) is not None
