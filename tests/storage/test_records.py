"""Every record comes back equal, on both databases."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import Engine, text

from coach.errors import NotFoundError
from coach.storage.repositories import Window
from coach.storage.unit_of_work import Store, UnitOfWork
from coach.training.canonical import canonical
from coach.training.model import AttemptId, Role, User, UserId

from . import world

FOUND: dict[str, tuple[Callable[[UnitOfWork], object], object]] = {
    "anchor": (lambda uow: uow.users.get("u1"), world.ANCHOR),
    "ops": (lambda uow: uow.users.find_login("zhou"), world.OPS),
    "room": (lambda uow: uow.rooms.get("r2"), world.OTHER_ROOM),
    "password": (lambda uow: uow.passwords.find(UserId("u1")), "hash"),
    "card": (lambda uow: uow.cards.get("dami"), world.CARD),
    "assignment": (lambda uow: uow.assignments.get("a1"), world.ASSIGNMENT),
    "draft": (lambda uow: uow.drafts.get("a1"), world.DRAFT),
    "attempt": (lambda uow: uow.attempts.get("t1"), world.ATTEMPT),
    "review": (lambda uow: uow.reviews.get("v1"), world.REVIEW),
    "calibration": (lambda uow: uow.calibrations.get("k1"), world.CALIBRATION),
    "session": (lambda uow: uow.sessions.get("s1"), world.SESSION),
    "incident": (lambda uow: uow.incidents.get("i1"), world.INCIDENT),
    "incident_note": (lambda uow: uow.incident_notes.get("n1"), world.INCIDENT_NOTE),
    "signoff": (lambda uow: uow.signoffs.get("g1"), replace(world.SIGNOFF, revoked=world.REVOCATION)),
    "renewal": (lambda uow: uow.signoffs.get("g2"), world.RENEWAL),
    "show": (lambda uow: uow.shows.get("w1"), world.SHOW),
    "shift": (lambda uow: uow.shifts.get("h1"), world.SHIFT),
    "run": (
        lambda uow: uow.checklist_runs.get("c1"),
        replace(world.RUN, marks=world.MARKS, closed_at=world.LATER, closed_by=world.OPS.id, version=3),
    ),
}


def test_every_record_comes_back_equal(store: Store) -> None:
    with store.writing() as uow:
        world.everything(uow)
        uow.commit()
    with store.reading() as uow:
        for name, (find, expected) in FOUND.items():
            assert find(uow) == expected, name


def test_a_report_keeps_its_bytes(store: Store) -> None:
    with store.writing() as uow:
        world.everything(uow)
        uow.commit()
    with store.reading() as uow:
        found = uow.attempts.get("t1")
    assert list(found.report) == ["version", "score", "findings", "b", "a"]
    assert canonical(found) == canonical(world.ATTEMPT)


def test_times_come_back_in_utc_to_the_microsecond(store: Store) -> None:
    china = timezone(timedelta(hours=8))
    at = datetime(2026, 3, 2, 0, 5, 7, 1, tzinfo=china)
    with store.writing() as uow:
        world.people(uow)
        uow.assignments.add(replace(world.ASSIGNMENT, at=at))
        uow.commit()
    with store.reading() as uow:
        found = uow.assignments.get("a1").at
    assert found == at
    assert found.isoformat() == "2026-03-01T16:05:07.000001+00:00"


def test_a_time_without_a_zone_is_refused(store: Store) -> None:
    with store.writing() as uow:
        world.people(uow)
        with pytest.raises(Exception, match="without a zone"):
            uow.assignments.add(replace(world.ASSIGNMENT, at=datetime(2026, 3, 2)))


def test_what_no_database_keeps_becomes_a_replacement_character_of_the_same_length(store: Store) -> None:
    with store.writing() as uow:
        world.people(uow)
        uow.assignments.add(replace(world.ASSIGNMENT, note="一\x00二\ud83c三"))
        uow.record(world.entry(said="一\x00二\ud83c三"))
        uow.commit()
    with store.reading() as uow:
        assert uow.assignments.get("a1").note == "一\ufffd二\ufffd三"
        (kept,) = uow.audit.newest(limit=1)
    assert kept.values()["said"] == "一\x00二\ufffd三"


def test_a_missing_record_is_named(store: Store) -> None:
    with store.reading() as uow:
        assert uow.rooms.find("r9") is None
        with pytest.raises(NotFoundError, match="没有编号为“r9”的直播间"):
            uow.rooms.get("r9")


def test_a_window_shows_the_newest_of_several_rooms_page_by_page(store: Store) -> None:
    with store.writing() as uow:
        world.people(uow)
        uow.assignments.add(world.ASSIGNMENT)
        for number in range(1, 8):
            room = (world.ROOM, world.OTHER_ROOM)[number % 2].id
            at = world.NOW + timedelta(minutes=number)
            fresh = replace(world.ATTEMPT, id=AttemptId(f"t{number}"), number=number, room=room, at=at, product=None)
            uow.attempts.add(fresh)
        uow.commit()
    rooms = (world.ROOM.id, world.OTHER_ROOM.id)
    with store.reading() as uow:
        first = uow.attempts.lines.newest(Window(limit=3), rooms=rooms)
        assert [line.number for line in first] == [7, 6, 5]
        assert [
            line.number for line in uow.attempts.lines.newest(Window(limit=9, before=first[-1].at), rooms=rooms)
        ] == [4, 3, 2, 1]
        assert [line.number for line in uow.attempts.lines.newest(Window(), rooms=rooms[:1])] == [6, 4, 2]
        assert [line.number for line in uow.attempts.lines.newest(Window(limit=2))] == [7, 6]
        assert uow.attempts.lines.newest(Window(), rooms=()) == ()


def test_the_newest_version_of_a_card_counts_and_the_others_stay(store: Store) -> None:
    with store.writing() as uow:
        uow.cards.add(world.CARD)
        uow.cards.add(replace(world.CARD, version=2, retired=True, fingerprint="v2"))
        uow.commit()
    with store.reading() as uow:
        assert uow.cards.get("dami").version == 2
        assert [card.version for card in uow.cards.list()] == [2]
        assert uow.cards.list(retired=False) == ()
        assert [card.version for card in uow.cards.versions("dami")] == [1, 2]


def test_the_times_in_sqlite_sort_as_text(engine: Engine, store: Store) -> None:
    with store.writing() as uow:
        world.people(uow)
        uow.record(world.entry())
        uow.commit()
    with engine.connect() as connection:
        kept = connection.execute(text("SELECT CAST(at AS TEXT) FROM audit_entry")).scalar_one()
    assert kept.startswith("2026-03-02")
    if engine.dialect.name == "sqlite":
        assert kept == "2026-03-02T08:30:15.123456Z"


def test_people_are_found_by_any_part_of_name_or_login_and_by_role_in_the_order_of_their_names(store: Store) -> None:
    people = [
        User(id=UserId("b"), name="王小敏", login="Wang.XM", roles=frozenset({Role.ANCHOR, Role.SENIOR})),
        User(id=UserId("a"), name="王敏", login="wangmin7", roles=frozenset({Role.ANCHOR})),
        User(id=UserId("c"), name="李敏敏", login="li%min_敏", roles=frozenset({Role.OPS})),
        User(id=UserId("d"), name="", login="x", roles=frozenset({Role.OPS}), active=False),
    ]
    with store.writing() as uow:
        for one in people:
            uow.users.add(one)
        uow.commit()

    def found(*words: str, role: Role | None = None, limit: int = 9, skip: int = 0) -> tuple[str, int]:
        with store.reading() as uow:
            page, total = uow.users.page(rooms=None, role=role, words=words, limit=limit, skip=skip)
        return "".join(one.id for one in page), total

    assert found("敏") == ("cba", 3), "each once, though it stands twice"
    assert found("敏敏") == ("c", 1)
    assert found("小敏", "王") == ("b", 1)
    assert found("WANG") == ("ba", 2)
    assert found("wangmin", "敏") == ("a", 1)
    assert found("angm") == ("a", 1)
    assert found("gxm") == ("", 0), "a dot between them is a dot between them"
    assert found("%") == found("%min_") == ("c", 1)
    assert found("n_敏") == ("c", 1)
    assert found("敏", role=Role.ANCHOR) == ("ba", 2)
    assert found(role=Role.OPS) == ("dc", 2)
    assert found("role/ops") == found("role/") == ("", 0)
    assert found(limit=2) == ("dc", 4)
    assert found("敏", limit=1, skip=1) == ("b", 3)
    with store.writing() as uow:
        uow.users.save(replace(people[0], name="赵强", roles=frozenset({Role.OPS})))
        uow.commit()
    assert found("小") == ("", 0)
    assert found("强", role=Role.OPS) == ("b", 1)
    assert found("wang.x") == ("b", 1)


def test_people_come_by_id_behind_an_id(store: Store) -> None:
    with store.writing() as uow:
        for number in range(6):
            role = Role.OPS if number % 2 else Role.ANCHOR
            uow.users.add(
                User(
                    id=UserId(f"u{number}"),
                    name="同名",
                    login=f"u{number}",
                    roles=frozenset({role}),
                    active=number != 3,
                )
            )
        uow.commit()

    def ids(after: str = "", *, role: Role | None = None, active: bool | None = None, limit: int = 9) -> list[str]:
        with store.reading() as uow:
            found = uow.users.after(after, rooms=None, role=role, active=active, limit=limit)
        return [one.id for one in found]

    assert ids("u1", limit=2) == ["u2", "u3"]
    assert ids(role=Role.OPS) == ["u1", "u3", "u5"]
    assert ids("u1", role=Role.OPS, active=True) == ["u5"]
    assert ids(active=False) == ["u3"]
    assert ids("u5") == []
    with store.reading() as uow:
        assert uow.users.names([*(f"none{number}" for number in range(1200)), "u1", "u3"], rooms=None) == {
            "u1": "同名",
            "u3": "同名",
        }


def test_a_stretch_of_time_is_read_by_time_page_by_page_even_where_clocks_went_back(store: Store) -> None:
    days = [4, 1, 2, 9, 3]
    with store.writing() as uow:
        for day in days:
            uow.record(replace(world.entry(day=day), at=world.NOW + timedelta(days=day)))
        uow.commit()

    def seen(before: int | None = None, **more: Any) -> list[int]:
        with store.reading() as uow:
            return [entry.seq for entry in uow.audit.newest(limit=2, before=before, **more)]

    until = world.NOW + timedelta(days=5)
    assert seen(until=until) == [1, 5]
    assert seen(5, until=until) == [3, 2]
    assert seen(until=until, since=world.NOW + timedelta(days=2.5)) == [1, 5]
    assert seen(until=until, acts="room.") == seen(until=until, actor=world.entry().actor, acts="room.") == [1, 5]
    assert seen() == [5, 4]
    assert seen(99, until=until) == [1, 5]
