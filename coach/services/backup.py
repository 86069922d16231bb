"""A copy of all records and of the team's files in one file, taken while others work; restored whole or not at all."""

from __future__ import annotations

import base64
import gzip
import hashlib
import itertools
import json
import os
import secrets
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from coach.errors import InputError, OutputError
from coach.services.backup_files import Places, TeamFile, gather, put_back
from coach.services.desk import Archive, use_case
from coach.storage.copying import fill
from coach.storage.unit_of_work import Store
from coach.training.access import Act, allow
from coach.training.audit import EntryDraft
from coach.training.model import User

_FORMAT = "coach-backup"
_VERSION = 2
_READABLE = (1, _VERSION)  # the first version knew no files
_FILE, _END = '{"file":', '{"end":'
_NEW = os.O_CREAT | os.O_EXCL | os.O_WRONLY


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """What a backup holds: how many lines, how many files of the team are among them, and the SHA-256 of all lines."""

    lines: int
    files: int
    sha256: str


@use_case(Act.BACKUP_CREATE)
def write_backup(archive: Archive, actor: User, target: Path, *, places: Places, at: datetime) -> Copy:
    """Write everything as it is at one moment to ``target``; a file that stood there is replaced in one step.

    The team's own files (drills, packs, reported false alarms) go with the records; the key of the installation does not.

    That a copy was taken is on the audit trail, and so in the copy.

    Raises:
        ForbiddenError: the actor may not.
        OutputError: it can't be written, or a file of the team can't be read.
    """
    allow(actor, Act.BACKUP_CREATE)
    with archive.writing() as uow:
        data = {"file": target.name}
        uow.record(EntryDraft(act=Act.BACKUP_CREATE, actor=actor.id, at=at, subject="backup", data=data))
        uow.commit()
    return copy_to(archive.store, target, places=places)


@use_case(Act.BACKUP_RESTORE)
def restore_backup(store: Store, actor: User, source: Path, *, places: Places) -> Copy:
    """Fill an empty database from a backup and put the team's files back, after the whole file was found undamaged.

    Raises:
        ForbiddenError: the actor may not.
        InputError: the file can't be read, is no backup, is damaged, or its audit trail does not hold.
        RefusedError: the database holds records already, or another file stands where one of the team's belongs.
        OutputError: a file can't be written; the database stays empty.
        StorageError: the database can't be written, or the backup is from a newer version.
    """
    allow(actor, Act.BACKUP_RESTORE)
    found = inspect_backup(source)
    with put_back(_files(source), places):
        fault = fill(store.engine, (line for line in _lines(source) if not line.startswith((_FILE, _END))))
        if fault is not None:
            raise InputError(
                f"备份 {source} 里的操作记录对不上，没有恢复：{fault.message}", path=str(source), seq=fault.seq
            )
    return found


def copy_to(store: Store, target: Path, *, places: Places) -> Copy:
    """Write everything as it is at one moment to ``target``: the same records and files give the same bytes.

    Raises:
        OutputError: it can't be written, or a file of the team can't be read.
    """
    scratch = target.with_name(f".{target.name[:100]}.{secrets.token_hex(4)}.tmp")
    try:
        try:
            with os.fdopen(os.open(scratch, _NEW, 0o600), "wb") as stream:  # hashes of passwords are in it
                packed = gzip.GzipFile(filename="", fileobj=stream, mode="wb", compresslevel=6, mtime=0)
                with packed, store.reading() as uow:
                    copy = _write(packed, uow.lines(), places)
                stream.flush()
                os.fsync(stream.fileno())
            scratch.replace(target)
        finally:
            scratch.unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(
            f"备份写不进 {target}：{error.strerror or error}。请检查目录、磁盘空间和权限。", target=str(target)
        ) from error
    return copy


def inspect_backup(source: Path) -> Copy:
    """Read a backup through and return what it holds.

    Raises:
        InputError: it can't be read, is no backup, or is damaged.
    """
    digest, lines, files, end = hashlib.sha256(), 0, 0, None
    for line in _lines(source):
        if end is not None:
            raise _damaged(source, "结尾之后还有内容")
        if line.startswith(_END):
            end = json.loads(line)
            continue
        digest.update(line.encode())
        lines += 1
        files += line.startswith(_FILE)
    if end is None:
        raise _damaged(source, "没有结尾，像是没写完或没传完")
    found = Copy(lines=lines, files=files, sha256=digest.hexdigest())
    if (end["end"], end["sha256"]) != (found.lines, found.sha256):
        raise _damaged(source, "内容和校验码对不上")
    return found


def _write(stream: gzip.GzipFile, records: Iterable[str], places: Places) -> Copy:
    """Write the records and then the files: each was written before the commit that tells of it, so none is missing."""
    digest, lines, files = hashlib.sha256(), 0, 0
    stream.write(json.dumps({"format": _FORMAT, "version": _VERSION}).encode() + b"\n")
    for line in itertools.chain(records, _file_lines(places)):
        data = line.encode()
        digest.update(data)
        stream.write(data)
        lines += 1
        files += line.startswith(_FILE)
    copy = Copy(lines=lines, files=files, sha256=digest.hexdigest())
    stream.write(json.dumps({"end": copy.lines, "sha256": copy.sha256}, separators=(",", ":")).encode() + b"\n")
    return copy


def _file_lines(places: Places) -> Iterator[str]:
    for one in gather(places):
        values = {"file": [one.kind, one.name], "data": base64.b64encode(one.data).decode()}
        yield json.dumps(values, ensure_ascii=False, separators=(",", ":")) + "\n"


def _files(source: Path) -> tuple[TeamFile, ...]:
    found = [json.loads(line) for line in _lines(source) if line.startswith(_FILE)]
    return tuple(
        TeamFile(kind=str(kind), name=str(name), data=base64.b64decode(one["data"]))
        for one in found
        for kind, name in [one["file"]]
    )


def _lines(source: Path) -> Iterator[str]:
    """Yield the lines after the first, which says what file this is."""
    try:
        with gzip.open(source, "rt", encoding="utf-8", newline="\n") as stream:
            if not _is_head(stream.readline(200)):
                raise InputError(
                    f"{source} 不是这一版 coach 的备份文件。请选 coach backup 写出的文件。", path=str(source)
                )
            yield from stream
    except gzip.BadGzipFile as error:
        if "CRC" in str(error):
            raise _damaged(source, "内容和校验码对不上") from error
        raise InputError(f"{source} 不是备份文件。请选 coach backup 写出的文件。", path=str(source)) from error
    except (EOFError, zlib.error, UnicodeDecodeError) as error:
        raise _damaged(source, "读到一半就断了或乱了") from error
    except OSError as error:
        raise InputError(f"备份 {source} 读不了：{error.strerror or error}。", path=str(source)) from error


def _is_head(line: str) -> bool:
    try:
        head = json.loads(line)
    except ValueError:
        return False
    return head in [{"format": _FORMAT, "version": version} for version in _READABLE]


def _damaged(source: Path, what: str) -> InputError:
    return InputError(f"备份 {source} 已损坏（{what}），没有恢复，数据库没有动。请换一个备份。", path=str(source))
