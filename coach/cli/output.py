"""Write a command's result to standard output or, whole or not at all, to a file."""

from __future__ import annotations

import os
import secrets
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from coach.errors import OutputError

_WIDEST = 100


def emit(text: str, target: Path | None, *, for_people: bool = False) -> None:
    """Write ``text`` to ``target``, or to standard output when it is None.

    Files and machine formats are UTF-8; text ``for_people`` on a terminal uses the terminal's encoding. What can't be
    encoded becomes a question mark or U+FFFD.

    Raises:
        OutputError: it can't be written; a file that stood there before is untouched.
        BrokenPipeError: the reader of standard output went away.
    """
    if target is not None:
        write_whole(target, text)
        return
    encoding = (sys.stdout.encoding or "utf-8") if for_people else "utf-8"
    with _standard_output():
        sys.stdout.buffer.write(text.encode(encoding, "replace"))
        sys.stdout.buffer.flush()


def flush() -> None:
    """Flush standard output, where a full disk behind it shows.

    Raises:
        OutputError, BrokenPipeError: as ``emit``.
    """
    with _standard_output():
        sys.stdout.flush()


def silence() -> None:
    """Send standard output nowhere, lest the interpreter fail again when it flushes it at exit."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)


@contextmanager
def _standard_output() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        silence()
        raise OutputError(
            f"标准输出写不进去：{error.strerror or error}。请检查磁盘空间，或用 -o 换一个位置。"
        ) from error


def write_whole(target: Path, text: str) -> None:
    """Put ``text`` at ``target`` in one step, so that a reader sees the old file or the new one.

    Raises:
        OutputError: no room, no permission, no such folder.
    """
    data = text.encode("utf-8", "replace")
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


def wants_color() -> bool:
    """Tell whether standard output is a terminal that shows colours (https://no-color.org holds)."""
    # NO_COLOR and TERM belong to the terminal, they are no settings of ours.
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
