"""A copy of all records in one file, taken while others work; restored whole or not at all, and only when undamaged."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import secrets
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from coach.errors import InputError, OutputError
from coach.services.desk import Archive, use_case
from coach.storage.copying import fill
from coach.storage.unit_of_work import Store
from coach.training.access import Act, allow
from coach.training.audit import EntryDraft
from coach.training.model import User

_FORMAT = "coach-backup"
_VERSION = 1
_NEW = os.O_CREAT | os.O_EXCL | os.O_WRONLY


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """What a backup holds: how many lines, and the SHA-256 of them all."""

    lines: int
    sha256: str


@use_case(Act.BACKUP_CREATE)
def write_backup(archive: Archive, actor: User, target: Path, *, at: datetime) -> Copy:
    """Write everything as it is at one moment to ``target``; a file that stood there is replaced in one step.

    That a copy was taken is on the audit trail, and so in the copy.

    Raises:
        ForbiddenError: the actor may not.
        OutputError: it can't be written.
    """
    allow(actor, Act.BACKUP_CREATE)
    with archive.writing() as uow:
        data = {"file": target.name}
        uow.record(EntryDraft(act=Act.BACKUP_CREATE, actor=actor.id, at=at, subject="backup", data=data))
        uow.commit()
    return copy_to(archive.store, target)


@use_case(Act.BACKUP_RESTORE)
def restore_backup(store: Store, actor: User, source: Path) -> Copy:
    """Fill an empty database from a backup, after the whole file was found undamaged.

    Raises:
        ForbiddenError: the actor may not.
        InputError: the file can't be read, is no backup, is damaged, or its audit trail does not hold.
        RefusedError: the database holds records already.
        StorageError: the database can't be written, or the backup is from a newer version.
    """
    allow(actor, Act.BACKUP_RESTORE)
    found = inspect_backup(source)
    fault = fill(store.engine, _body(source))
    if fault is not None:
        raise InputError(
            f"备份 {source} 里的操作记录对不上，没有恢复：{fault.message}", path=str(source), seq=fault.seq
        )
    return found


def copy_to(store: Store, target: Path) -> Copy:
    """Write everything as it is at one moment to ``target``: the same records give the same bytes.

    Raises:
        OutputError: it can't be written.
    """
    scratch = target.with_name(f".{target.name[:100]}.{secrets.token_hex(4)}.tmp")
    try:
        try:
            with os.fdopen(os.open(scratch, _NEW, 0o600), "wb") as stream:  # hashes of passwords are in it
                packed = gzip.GzipFile(filename="", fileobj=stream, mode="wb", compresslevel=6, mtime=0)
                with packed, store.reading() as uow:
                    copy = _write(packed, uow.lines())
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
    digest, lines, end = hashlib.sha256(), 0, None
    for line in _lines(source):
        if end is not None:
            raise _damaged(source, "结尾之后还有内容")
        if line.startswith('{"end":'):
            end = json.loads(line)
            continue
        digest.update(line.encode())
        lines += 1
    if end is None:
        raise _damaged(source, "没有结尾，像是没写完或没传完")
    found = Copy(lines=lines, sha256=digest.hexdigest())
    if (end["end"], end["sha256"]) != (found.lines, found.sha256):
        raise _damaged(source, "内容和校验码对不上")
    return found


def _write(stream: gzip.GzipFile, lines: Iterable[str]) -> Copy:
    digest, count = hashlib.sha256(), 0
    stream.write(json.dumps({"format": _FORMAT, "version": _VERSION}).encode() + b"\n")
    for count, line in enumerate(lines, 1):  # noqa: B007 - the count is used below
        data = line.encode()
        digest.update(data)
        stream.write(data)
    copy = Copy(lines=count, sha256=digest.hexdigest())
    stream.write(json.dumps({"end": copy.lines, "sha256": copy.sha256}, separators=(",", ":")).encode() + b"\n")
    return copy


def _body(source: Path) -> Iterator[str]:
    return (line for line in _lines(source) if not line.startswith('{"end":'))


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
    return bool(head == {"format": _FORMAT, "version": _VERSION})


def _damaged(source: Path, what: str) -> InputError:
    return InputError(f"备份 {source} 已损坏（{what}），没有恢复，数据库没有动。请换一个备份。", path=str(source))
