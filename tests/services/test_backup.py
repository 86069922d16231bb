"""A backup taken under load restores to the same bytes, on either database; a damaged one is refused."""

from __future__ import annotations

import gzip
import hashlib
import json
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, inspect, text

from coach.errors import InputError, OutputError, RefusedError, StorageError
from coach.services import alarms, backup, invitations, second_step, signing_in
from coach.services.audit import export_audit, verify_audit
from coach.services.backup import Copy, inspect_backup
from coach.services.backup_files import Places
from coach.services.database import check_database, upgrade_database
from coach.services.desk import Desk
from coach.services.signing_in import Knock
from coach.storage.engine import open_engine
from coach.storage.migrating import newest_revision
from coach.storage.unit_of_work import Store
from coach.training.access import CONSOLE
from tests.storage import world

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


BARE = Places(drills=Path("nowhere/drills"), packs=None, instance=Path("nowhere"))
DRILL = '[[drills]]\nid = "team-1"\n'


def write_backup(desk: Desk, target: Path, places: Places = BARE) -> Copy:
    return backup.write_backup(desk, CONSOLE, target, places=places, at=NOW)


def copy_to(store: Store, target: Path, places: Places = BARE) -> Copy:
    return backup.copy_to(store, target, places=places)


def restore_backup(store: Store, source: Path, places: Places = BARE) -> Copy:
    return backup.restore_backup(store, CONSOLE, source, places=places)


def team_places(folder: Path) -> Places:
    """Return folders of a team, the one for packs made."""
    (folder / "packs").mkdir(parents=True)
    return Places(drills=folder / "instance" / "drills", packs=folder / "packs", instance=folder / "instance")


def with_files(folder: Path) -> Places:
    """Return folders of a team that hold a file of each kind, and some that are none of its making."""
    places = team_places(folder)
    assert places.packs is not None
    places.drills.mkdir(parents=True)
    (places.drills / "team-1.toml").write_text(DRILL, encoding="utf-8")
    (places.packs / "我们.toml").write_bytes('team = "我们"\n'.encode() + b"# \xff no UTF-8\n")
    (places.instance / "secret_key").write_text("secret", encoding="ascii")
    report = alarms.Alarm(rule="r", sentence="这一句", words="这", name="小敏", at=NOW.isoformat())
    alarms.report_alarm(places.instance, report)
    return places


def files_in(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def full(desk: Desk) -> Desk:
    """Return a desk with one of every record."""
    with desk.writing() as uow:
        world.everything(uow)
        uow.commit()
    return desk


def test_a_backup_under_load_restores_to_the_same_bytes(full: Desk, bare: Engine, tmp_path: Path) -> None:
    stop, written = threading.Event(), [0]

    def load() -> None:
        while not stop.is_set():
            with full.writing() as uow:
                uow.record(world.entry(number=written[0]))
                uow.commit()
            written[0] += 1

    writers = [threading.Thread(target=load) for _ in range(4)]
    for writer in writers:
        writer.start()
    while written[0] < 20:
        stop.wait(0.005)
    copy = write_backup(full, tmp_path / "a.gz")
    reached = written[0]
    stop.set()
    for writer in writers:
        writer.join()
    assert reached >= 20
    assert restore_backup(Store(bare), tmp_path / "a.gz") == copy
    assert copy_to(Store(bare), tmp_path / "b.gz") == copy
    assert (tmp_path / "a.gz").read_bytes() == (tmp_path / "b.gz").read_bytes()
    restored = Desk(
        store=Store(bare), new_id=full.new_id, rulebook=full.rulebook, library=full.library, programme=full.programme
    )
    proof = verify_audit(restored, CONSOLE)
    assert proof.fault is None
    assert list(export_audit(restored, CONSOLE)) == list(export_audit(full, CONSOLE))[: proof.entries]
    with restored.reading() as uow:
        assert uow.attempts.get("t1") == world.ATTEMPT


def test_a_restored_database_revives_no_session_and_no_invitation(full: Desk, bare: Engine, tmp_path: Path) -> None:
    def rows() -> dict[str, int]:
        tables = {"sign_in", "failed_tries", "invitation", "second_step"}
        with bare.connect() as connection:
            return {name: len(connection.execute(text(f"SELECT * FROM {name}")).all()) for name in tables}

    anchor = world.ANCHOR
    signing_in.renew(full, anchor, token="open", address="", device="", at=NOW)
    invitations.invite(full, CONSOLE, anchor.id, token="link", at=NOW)
    second_step.begin_second_step(full, anchor, secret=second_step.new_secret(), key="k", at=NOW)
    with pytest.raises(InputError):
        signing_in.sign_in(
            full, Knock(login="niemand", password="wrong", address="", place=""), token="t", key="k", at=NOW
        )
    copy_to(full.store, tmp_path / "new.gz")
    lines = gzip.decompress((tmp_path / "new.gz").read_bytes()).decode().splitlines(keepends=True)[:-1]
    at = next(number for number, line in enumerate(lines) if line.startswith('{"table":"second_step"'))
    kept = signing_in.token_id("old")
    lines[at:at] = [  # as earlier versions wrote it
        '{"table":"sign_in","columns":["id","person","at","seen_at","address","device"]}\n',
        json.dumps([kept, anchor.id, NOW.isoformat(), NOW.isoformat(), "", ""]) + "\n",
    ]
    _rewrite(tmp_path / "old.gz", lines)
    restore_backup(Store(bare), tmp_path / "old.gz")
    assert rows() == {"sign_in": 0, "failed_tries": 0, "invitation": 0, "second_step": 1}
    restored = Desk(
        store=Store(bare), new_id=full.new_id, rulebook=full.rulebook, library=full.library, programme=full.programme
    )
    assert [signing_in.find_actor(restored, token, at=NOW) for token in ("open", "old")] == [None, None]
    assert signing_in.find_actor(full, "open", at=NOW) is not None


def test_what_the_team_made_in_files_comes_back_with_the_records(full: Desk, bare: Engine, tmp_path: Path) -> None:
    before, after = with_files(tmp_path / "old"), team_places(tmp_path / "new")
    copy = write_backup(full, tmp_path / "a.gz", before)
    assert copy.files == 3
    assert restore_backup(Store(bare), tmp_path / "a.gz", after) == copy
    kept = files_in(tmp_path / "old")
    assert kept.pop("instance/secret_key") == b"secret"
    assert files_in(tmp_path / "new") == kept, "all but the key, which is no part of a copy"
    copy_to(Store(bare), tmp_path / "b.gz", after)
    assert (tmp_path / "a.gz").read_bytes() == (tmp_path / "b.gz").read_bytes()


def test_a_file_that_stands_there_is_never_written_over_and_then_nothing_is_restored(
    full: Desk, bare: Engine, tmp_path: Path
) -> None:
    write_backup(full, tmp_path / "a.gz", with_files(tmp_path / "old"))
    places = team_places(tmp_path / "new")
    assert places.packs is not None
    (places.packs / "我们.toml").write_text("another", encoding="utf-8")
    with pytest.raises(RefusedError, match=r"我们\.toml 已经有内容.*先把它移走"):
        restore_backup(Store(bare), tmp_path / "a.gz", places)
    assert files_in(tmp_path / "new") == {"packs/我们.toml": b"another"}
    assert not _tables(bare)
    (places.packs / "我们.toml").write_bytes(files_in(tmp_path / "old")["packs/我们.toml"])
    assert restore_backup(Store(bare), tmp_path / "a.gz", places).files == 3


def test_team_packs_need_a_place_to_go_to(full: Desk, bare: Engine, tmp_path: Path) -> None:
    write_backup(full, tmp_path / "a.gz", with_files(tmp_path / "old"))
    with pytest.raises(RefusedError, match="COACH_TEAM_PACKS"):
        restore_backup(Store(bare), tmp_path / "a.gz", BARE)
    assert not _tables(bare)


def test_when_the_records_can_not_be_restored_the_files_go_away_again(full: Desk, tmp_path: Path) -> None:
    write_backup(full, tmp_path / "a.gz", with_files(tmp_path / "old"))
    with pytest.raises(RefusedError, match="已经有记录"):
        restore_backup(full.store, tmp_path / "a.gz", team_places(tmp_path / "new"))
    assert files_in(tmp_path / "new") == {}


def test_a_folder_that_can_not_be_made_leaves_the_database_empty(full: Desk, bare: Engine, tmp_path: Path) -> None:
    write_backup(full, tmp_path / "a.gz", with_files(tmp_path / "old"))
    places = team_places(tmp_path / "new")
    places.instance.write_text("a file where the folder should be", encoding="utf-8")
    with pytest.raises(OutputError, match="建不了"):
        restore_backup(Store(bare), tmp_path / "a.gz", places)
    assert not _tables(bare)


@pytest.mark.parametrize(
    "file", [["drills", "../x.toml"], ["drills", ".x.toml"], ["packs", "x.sh"], ["keys", "x.toml"]]
)
def test_a_file_with_a_name_that_leads_elsewhere_is_refused(
    full: Desk, bare: Engine, tmp_path: Path, file: list[str]
) -> None:
    copy_to(full.store, tmp_path / "a.gz")
    lines = gzip.decompress((tmp_path / "a.gz").read_bytes()).decode().splitlines(keepends=True)[:-1]
    lines.append(json.dumps({"file": file, "data": ""}, separators=(",", ":")) + "\n")
    _rewrite(tmp_path / "b.gz", lines)
    with pytest.raises(InputError, match="认不出来的文件"):
        restore_backup(Store(bare), tmp_path / "b.gz", team_places(tmp_path / "new"))
    assert not _tables(bare)


def test_a_copy_of_the_version_before_files_is_restored(full: Desk, bare: Engine, tmp_path: Path) -> None:
    copy_to(full.store, tmp_path / "a.gz")
    lines = gzip.decompress((tmp_path / "a.gz").read_bytes()).decode().splitlines(keepends=True)[:-1]
    lines[0] = '{"format": "coach-backup", "version": 1}\n'
    _rewrite(tmp_path / "b.gz", lines)
    assert restore_backup(Store(bare), tmp_path / "b.gz").files == 0
    lines[0] = '{"format": "coach-backup", "version": 3}\n'
    _rewrite(tmp_path / "c.gz", lines)
    with pytest.raises(InputError, match="不是这一版 coach 的备份文件"):
        inspect_backup(tmp_path / "c.gz")


def test_both_databases_give_the_same_bytes(full: Desk, tmp_path: Path) -> None:
    copy_to(full.store, tmp_path / "one.gz")
    twin = Store(open_engine(f"sqlite:///{tmp_path / 'twin.db'}"))
    restore_backup(twin, tmp_path / "one.gz")
    copy_to(twin, tmp_path / "two.gz")
    assert (tmp_path / "one.gz").read_bytes() == (tmp_path / "two.gz").read_bytes()
    twin.close()


def test_taking_a_copy_is_on_the_trail_and_in_the_copy(full: Desk, tmp_path: Path) -> None:
    write_backup(full, tmp_path / "a.gz")
    with gzip.open(tmp_path / "a.gz", "rt", encoding="utf-8") as stream:
        assert "backup.create" in stream.read()


@pytest.mark.parametrize("spoil", ["cut", "flip", "line", "more", "other", "missing"])
def test_a_damaged_file_is_refused_and_the_database_stays_empty(
    full: Desk, bare: Engine, tmp_path: Path, spoil: str
) -> None:
    good, bad = tmp_path / "good.gz", tmp_path / "bad.gz"
    copy_to(full.store, good)
    data = good.read_bytes()
    lines = gzip.decompress(data).splitlines(keepends=True)
    message = "已损坏"
    if spoil == "cut":
        bad.write_bytes(data[: len(data) // 2])
    elif spoil == "flip":
        bad.write_bytes(data[:-20] + bytes([data[-20] ^ 1]) + data[-19:])
    elif spoil == "line":
        bad.write_bytes(gzip.compress(b"".join(lines[:5] + lines[6:])))
    elif spoil == "more":
        bad.write_bytes(gzip.compress(b"".join([*lines, lines[5]])))
    elif spoil == "other":
        bad.write_bytes(b"PK\x03\x04 something else")
        message = "不是备份文件"
    else:
        message = "读不了"
    with pytest.raises(InputError, match=message):
        restore_backup(Store(bare), bad)
    assert not _tables(bare)


def test_a_backup_whose_trail_does_not_hold_is_refused(full: Desk, bare: Engine, tmp_path: Path) -> None:
    with full.store.engine.connect() as connection:
        _tamper(connection)
        connection.commit()
    copy_to(full.store, tmp_path / "a.gz")
    with pytest.raises(InputError, match=r"操作记录对不上.*第 1 条记录被改动过"):
        restore_backup(Store(bare), tmp_path / "a.gz")
    assert not _tables(bare)


def _rewrite(target: Path, lines: list[str]) -> None:
    """Write a backup of these lines, its end besides."""
    body = "".join(lines[1:])
    end = {"end": len(lines) - 1, "sha256": hashlib.sha256(body.encode()).hexdigest()}
    target.write_bytes(gzip.compress((lines[0] + body + json.dumps(end, separators=(",", ":")) + "\n").encode()))


def _tamper(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.execute(text("DROP TRIGGER audit_entry_append_only_update"))
    else:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
    connection.execute(text("UPDATE audit_entry SET actor = 'x' WHERE seq = 1"))


def _tables(engine: Engine) -> bool:
    return bool(inspect(engine).get_table_names())


def test_a_database_with_records_is_never_written_over(full: Desk, tmp_path: Path) -> None:
    copy_to(full.store, tmp_path / "a.gz")
    with pytest.raises(RefusedError, match=r"已经有记录.*没有动"):
        restore_backup(full.store, tmp_path / "a.gz")


def test_a_backup_of_a_newer_version_is_refused(full: Desk, bare: Engine, tmp_path: Path) -> None:
    copy_to(full.store, tmp_path / "a.gz")
    lines = gzip.decompress((tmp_path / "a.gz").read_bytes()).decode().splitlines(keepends=True)
    lines[1] = '{"revision":"9999"}\n'
    body = "".join(lines[1:-1])
    end = {"end": len(lines) - 2, "sha256": hashlib.sha256(body.encode()).hexdigest()}
    (tmp_path / "b.gz").write_bytes(gzip.compress((lines[0] + body + json.dumps(end, separators=(",", ":"))).encode()))
    assert inspect_backup(tmp_path / "b.gz").lines == end["end"]
    with pytest.raises(StorageError, match=r"9999.*比这一版 coach 新"):
        restore_backup(Store(bare), tmp_path / "b.gz")
    assert not _tables(bare)


def test_a_place_that_can_not_be_written_is_told(full: Desk, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="备份写不进"):
        write_backup(full, tmp_path / "no" / "a.gz")


def test_the_trail_shows_the_first_entry_that_was_changed(full: Desk) -> None:
    for number in range(3):
        with full.writing() as uow:
            uow.record(world.entry(number=number))
            uow.commit()
    assert verify_audit(full, CONSOLE).fault is None
    with full.store.engine.connect() as connection:
        _tamper(connection)
        connection.commit()
    fault = verify_audit(full, CONSOLE).fault
    assert fault is not None
    assert (fault.seq, fault.kind) == (1, "changed")


def test_a_database_is_looked_over(bare: Engine) -> None:
    bare_address = bare.url.render_as_string(hide_password=False)
    assert "还没有表" in check_database(bare_address).faults[0]
    assert upgrade_database(bare_address) == (None, newest_revision())
    assert check_database(bare_address).faults == ()
    assert upgrade_database(bare_address) == (newest_revision(), newest_revision())
    with bare.begin() as connection:
        if bare.dialect.name == "sqlite":
            connection.execute(text("DROP TRIGGER review_append_only_update"))
            connection.execute(text("DROP TRIGGER review_append_only_delete"))
            connection.execute(text("DROP TRIGGER review_append_only_insert"))
        else:
            connection.execute(text("ALTER TABLE review DISABLE TRIGGER ALL"))
    assert check_database(bare_address).faults == ("表 review 失去了“只能追加”的保护。请从备份恢复到一个新库。",)
