"""The files of a team's packs: named safely, changed by one at a time, replaced in one step."""

from __future__ import annotations

import fcntl
import json
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from coach.errors import InputError, OutputError, RefusedError

_NAME = re.compile(r"[A-Za-z0-9一-鿿][A-Za-z0-9一-鿿_-]{0,39}")


def team_file(folder: Path | None, name: str) -> Path:
    """Return where the pack of this name is or would be.

    Raises:
        RefusedError: no folder for team packs is set up.
        InputError: the name won't do.
    """
    if folder is None:
        raise RefusedError(
            "还没有放团队词库的目录，没有地方写。请让运维设置 COACH_TEAM_PACKS，重启后再来。", missing=[]
        )
    if not is_name(name):
        raise InputError("请写一个团队词库的名字：汉字、字母、数字，最多 40 个。", key="team")
    return folder / f"{name}.toml"


def is_name(name: str) -> bool:
    """Tell whether a pack may be called so."""
    return bool(_NAME.fullmatch(name))


@contextmanager
def alone(*folders: Path) -> Iterator[None]:
    """Hold the folders (those that are there) until done; another process that wants one waits for its turn.

    Raises:
        OutputError: one can't be opened.
    """
    with ExitStack() as held:
        for folder in sorted({Path(os.path.realpath(folder)) for folder in folders if folder.is_dir()}):
            try:  # always in one order, so that two can't wait for each other
                descriptor = os.open(folder, os.O_RDONLY)
                held.callback(os.close, descriptor)
                fcntl.flock(descriptor, fcntl.LOCK_EX)
            except OSError as error:
                raise OutputError(f"打不开 {folder}：{error.strerror}。请检查目录和权限。", path=str(folder)) from error
        yield


def save(target: Path, data: bytes) -> None:
    """Replace a file in one step: readers see the old one or the new one.

    Raises:
        OutputError: it can't be written; the old one is whole.
    """
    target = Path(os.path.realpath(target))
    scratch = target.with_name(f".{target.name[:100]}.{secrets.token_hex(4)}.tmp")
    try:
        try:
            with scratch.open("xb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
            scratch.replace(target)
        finally:
            scratch.unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(
            f"写不进 {target}：{error.strerror or error}。请检查磁盘空间和权限。", target=str(target)
        ) from error


def quote(value: str) -> str:
    """Return a TOML string. JSON's escapes are TOML's, but for DEL, and for halves of characters, which TOML lacks."""
    whole = value.encode("utf-8", "replace").decode("utf-8")
    return json.dumps(whole, ensure_ascii=False).replace("\x7f", "\\u007F")
