"""One commit keeps the record and its audit entry together, or neither; of two who save at once one is told."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest

from coach.errors import ConflictError, StorageError
from coach.storage.engine import open_engine
from coach.storage.migrating import prepare
from coach.storage.unit_of_work import Store
from coach.training.audit import verify
from coach.training.canonical import canonical

from . import world


def test_record_and_audit_entry_are_kept_by_one_commit(store: Store) -> None:
    with store.writing() as uow:
        uow.rooms.add(world.ROOM)
        entry = uow.record(world.entry(name="小满零食"))
        uow.commit()
    with store.reading() as uow:
        assert uow.rooms.get("r1") == world.ROOM
        assert tuple(uow.audit.walk()) == (entry,)
        assert uow.audit.head().hash == entry.hash


def test_without_a_commit_neither_is_kept(store: Store) -> None:
    with store.writing() as uow:
        uow.rooms.add(world.ROOM)
        uow.record(world.entry())
    with store.reading() as uow:
        assert uow.rooms.list() == ()
        assert tuple(uow.audit.walk()) == ()
        assert uow.audit.head().seq == 0


def test_an_error_takes_both_back(store: Store) -> None:
    def fail() -> None:
        with store.writing() as uow:
            uow.rooms.add(world.ROOM)
            uow.record(world.entry())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with store.reading() as uow:
        assert uow.rooms.list() == ()
        assert uow.audit.head().seq == 0


def test_the_chain_goes_on_over_units_of_work(store: Store) -> None:
    for number in range(3):
        with store.writing() as uow:
            uow.record(world.entry(number=number))
            uow.record(world.entry(number=-number))
            uow.commit()
    with store.reading() as uow:
        assert [entry.seq for entry in uow.audit.walk()] == [1, 2, 3, 4, 5, 6]
        assert verify(uow.audit.walk(), head=uow.audit.head()) is None


def test_the_entry_names_what_was_kept(store: Store) -> None:
    with store.writing() as uow:
        kept = uow.record(world.entry(b=1, a=[1.5, None, "文"]))
        uow.commit()
    assert kept.data == canonical({"a": [1.5, None, "文"], "b": 1})


def test_a_reader_sees_one_moment(store: Store) -> None:
    with store.reading() as before:
        assert before.rooms.list() == ()
        with store.writing() as uow:
            uow.rooms.add(world.ROOM)
            uow.commit()
        assert before.rooms.list() == ()
    with store.reading() as after:
        assert after.rooms.list() == (world.ROOM,)


def test_a_stale_save_is_refused_and_nothing_of_it_is_kept(store: Store) -> None:
    with store.writing() as uow:
        world.people(uow)
        uow.rooms.save(replace(world.ROOM, name="小满"))
        uow.commit()
    with pytest.raises(ConflictError, match="已被别人改过"), store.writing() as uow:
        uow.rooms.save(replace(world.ROOM, name="大满"))
    with store.reading() as uow:
        assert uow.rooms.get("r1").name == "小满"


def test_the_refusal_names_who_saved_in_between_and_when(store: Store) -> None:
    with store.writing() as uow:
        world.people(uow)
        uow.rooms.save(replace(world.ROOM, name="小满"))
        uow.record(world.entry(subject="r1", name="小满"))
        uow.commit()
    with store.writing() as uow, pytest.raises(ConflictError, match="老周在03月02日 16:30保存了新的内容") as told:
        uow.refuse_stale("r1", now=2, seen=1)
    assert told.value.evidence["by"] == "u2"


def test_fifty_writers_at_once_lose_nothing_and_double_nothing(address: str) -> None:
    store = Store(open_engine(address))
    with store.writing() as uow:
        uow.rooms.add(world.ROOM)
        uow.commit()
    failed: list[BaseException] = []
    start = threading.Barrier(50)

    def write(number: int) -> None:
        try:
            start.wait()
            for turn in range(4):
                with store.writing() as uow:
                    room = uow.rooms.get("r1")
                    uow.rooms.save(replace(room, name=f"{number}-{turn}"))
                    uow.record(world.entry(writer=number, turn=turn))
                    uow.commit()
        except BaseException as error:
            failed.append(error)
            raise

    threads = [threading.Thread(target=write, args=(number,)) for number in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    with store.reading() as uow:
        entries = tuple(uow.audit.walk())
        assert uow.rooms.get("r1").version == 201
        assert verify(entries, head=uow.audit.head()) is None
    store.close()
    said = sorted((entry.values()["writer"], entry.values()["turn"]) for entry in entries)
    assert said == [(number, turn) for number in range(50) for turn in range(4)]


def test_a_database_that_is_not_there_is_explained() -> None:
    gone = Store(open_engine("postgresql://nobody@127.0.0.1:1/none"))
    with pytest.raises(StorageError, match=r"数据库用不了.*127.0.0.1") as told, gone.reading():
        pass
    assert "服务有没有启动" in told.value.message


def test_a_file_that_is_no_database_is_explained(tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("bad") / "coach.db"
    path.write_bytes(b"nothing of the kind" * 100)
    with (
        pytest.raises(StorageError, match=r"不是完好的数据库文件.*coach restore"),
        Store(open_engine(f"sqlite:///{path}")).reading(),
    ):
        pass


def test_the_password_in_an_address_is_never_shown() -> None:
    gone = Store(open_engine("postgresql://nobody:geheim@127.0.0.1:1/none"))
    with pytest.raises(StorageError) as told, gone.reading():
        pass
    assert "geheim" not in told.value.message


def test_a_new_database_file_is_for_its_owner_only_and_a_place_that_will_not_do_is_explained(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("new")
    store = Store(open_engine(f"sqlite:///{folder / 'deep' / 'coach.db'}"))
    prepare(store.engine)
    store.close()
    assert (folder / "deep" / "coach.db").stat().st_mode & 0o777 == 0o600
    (folder / "file").write_bytes(b"")
    with (
        pytest.raises(StorageError, match="建不了或写不了"),
        Store(open_engine(f"sqlite:///{folder}/file/coach.db")).reading(),
    ):
        pass


def test_nothing_is_made_before_it_is_needed(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("nothing")
    open_engine(f"sqlite:///{folder / 'deep' / 'coach.db'}")
    assert list(folder.iterdir()) == []
