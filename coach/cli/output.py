"""Write a command's result to standard output or, whole or not at all, to a file."""

from __future__ import annotations

import errno
import os
import secrets
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from coach.errors import OutputError

_WIDEST = 100
_WRITE_ERRORS = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)


class PipeClosed(Exception):  # noqa: N818 - the reader has had enough; nothing went wrong
    """Nobody reads standard output any more."""


def emit(text: str, target: Path | None, *, for_people: bool = False) -> None:
    """Write ``text`` to ``target``, or to standard output when it is None.

    Files and machine formats are UTF-8; text ``for_people`` on a terminal uses the terminal's encoding. What can't be
    encoded becomes a question mark or U+FFFD.

    Raises:
        OutputError: it can't be written; a file that stood there before is untouched.
        PipeClosed: the reader of standard output went away.
    """
    if target is not None:
        save(target, text)
        return
    encoding = (sys.stdout.encoding or "utf-8") if for_people else "utf-8"
    with standard_output():
        view = memoryview(text.encode(encoding, "replace"))
        while view:  # with PYTHONUNBUFFERED the stream is raw and takes what the pipe has room for
            view = view[sys.stdout.buffer.write(view) :]
        sys.stdout.buffer.flush()


def silence() -> None:
    """Send standard output nowhere, lest the interpreter fail again when it flushes it at exit."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)


@contextmanager
def standard_output() -> Iterator[None]:
    """Flush what was printed, and tell a full disk behind standard output from other failures.

    Raises:
        OutputError: standard output can't be written.
        PipeClosed: its reader went away.
    """
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError as error:
        silence()
        raise PipeClosed from error
    except OSError as error:
        if error.errno not in _WRITE_ERRORS or error.filename is not None:
            raise
        silence()
        raise OutputError(
            f"标准输出写不进去：{error.strerror or error}。请检查磁盘空间，或用 -o 换一个位置。"
        ) from error


def save(target: Path, content: str | bytes) -> None:
    """Put ``content`` (text as UTF-8) at ``target`` in one step, so that a reader sees the old file or the new one.

    Raises:
        OutputError: no room, no permission, no such folder.
    """
    data = content.encode("utf-8", "replace") if isinstance(content, str) else content
    target = Path(os.path.realpath(target))
    scratch = target.with_name(f".{target.name[:100]}.{secrets.token_hex(4)}.tmp")
    try:
        if target.exists() and not target.is_file():  # a device or a pipe: nothing to replace
            target.write_bytes(data)
            return
        try:
            with scratch.open("xb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
            if target.exists():
                shutil.copymode(target, scratch)
            scratch.replace(target)
        finally:
            scratch.unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(
            f"写不进 {target}：{error.strerror or error}。请检查磁盘空间和权限，或用 -o 换一个位置。",
            target=str(target),
        ) from error


def terminal_width() -> int:
    """Return how many cells a line may have: the terminal's, but no more than is pleasant to read."""
    return min(shutil.get_terminal_size((80, 24)).columns, _WIDEST)


def is_terminal() -> bool:
    """Tell whether a person reads standard output as it comes."""
    return sys.stdout.isatty()
