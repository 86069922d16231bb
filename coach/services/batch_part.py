"""The output of a batch while it grows: whole lines only, resumable, and under its final name only when complete."""

from __future__ import annotations

import fcntl
import json
import os
import sys
from pathlib import Path
from typing import Protocol

from coach.errors import InputError, OutputError

_VERSION = 1


class Output(Protocol):
    """Where finished lines go."""

    done: int
    """How many lines were there from an earlier run."""

    def write(self, body: bytes) -> None:
        """Append whole lines."""

    def finish(self) -> None:
        """Make the result final."""

    def close(self) -> None:
        """Let go, complete or not."""


def part_of(target: Path) -> Path:
    """Return where the unfinished output of ``target`` stands."""
    target = Path(os.path.realpath(target))
    return target.with_name(target.name + ".part")


def open_output(target: Path | None, binding: dict[str, str]) -> Output:
    """Open the output: standard output (None), a device, or a file with a part to resume.

    Raises:
        OutputError: it can't be written.
        InputError: another run is writing it.
    """
    if target is None:
        return _Stream(sys.stdout.fileno(), "标准输出", owned=False)
    if target.exists() and not target.is_file():
        if target.is_dir():
            raise OutputError(f"{target} 是一个目录。请用 -o 给出一个文件名。", target=str(target))
        try:
            return _Stream(os.open(target, os.O_WRONLY), str(target), owned=True)
        except OSError as error:
            raise OutputError(f"打不开 {target}：{error.strerror}。请用 -o 换一个位置。", target=str(target)) from error
    return _Part(Path(os.path.realpath(target)), binding)


class _Stream:
    """A pipe or a device: nothing to resume, nothing to rename."""

    done = 0

    def __init__(self, descriptor: int, name: str, *, owned: bool) -> None:
        self._descriptor, self._name, self._owned = descriptor, name, owned

    def write(self, body: bytes) -> None:
        try:
            _write_all(self._descriptor, body)
        except BrokenPipeError:
            raise
        except OSError as error:
            raise OutputError(
                f"写不进 {self._name}：{error.strerror}。请检查磁盘空间，或用 -o 写到文件（可以续做）。"
            ) from error

    def finish(self) -> None:
        """Nothing is left to do."""

    def close(self) -> None:
        if self._owned:
            os.close(self._descriptor)
            self._owned = False


class _Part:
    """``OUT.part`` holds finished lines in order, ``OUT.part.state`` says of which input and rules they are."""

    def __init__(self, target: Path, binding: dict[str, str]) -> None:
        self._target = target
        self._path = part_of(target)
        self._state = self._path.with_name(self._path.name + ".state")
        self._binding = {"version": _VERSION, **binding}
        self.done = 0
        self._descriptor = -1
        try:
            self._descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o666)
            self._lock()
            self._size = self._take_up()
        except OSError as error:
            self.close()
            raise self._error(error) from error

    def write(self, body: bytes) -> None:
        try:
            _write_all(self._descriptor, body)
        except OSError as error:
            os.ftruncate(self._descriptor, self._size)  # no half line stays
            raise self._error(error) from error
        self._size += len(body)

    def finish(self) -> None:
        try:
            os.fsync(self._descriptor)
            self._path.replace(self._target)
            _sync_folder(self._target.parent)
            self._state.unlink(missing_ok=True)
        except OSError as error:
            raise self._error(error) from error

    def close(self) -> None:
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def _lock(self) -> None:
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            self.close()
            raise InputError(
                f"另一个 coach batch 正在写 {self._path}。请等它做完，或用 -o 换一个文件。", part=str(self._path)
            ) from error

    def _take_up(self) -> int:
        """Keep the good lines of an earlier run of the same job, drop anything else; return the size kept."""
        size = 0
        if self._is_ours():
            with self._path.open("rb") as lines:
                for line in lines:
                    # A power cut can leave a torn or zero-filled end.
                    if not (line.startswith(b'{"id": ') and line.endswith(b"}\n")):
                        break
                    size += len(line)
                    self.done += 1
        os.ftruncate(self._descriptor, size)
        os.lseek(self._descriptor, size, os.SEEK_SET)
        if not self.done:
            self._write_state()
        return size

    def _is_ours(self) -> bool:
        try:
            return bool(json.loads(self._state.read_text(encoding="utf-8")) == self._binding)
        except (OSError, ValueError):
            return False

    def _write_state(self) -> None:
        fresh = self._state.with_name(self._state.name + ".new")
        with fresh.open("w", encoding="utf-8") as stream:
            json.dump(self._binding, stream)
            stream.flush()
            os.fsync(stream.fileno())
        fresh.replace(self._state)

    def _error(self, error: OSError) -> OutputError:
        kept = f"已完成的结果保留在 {self._path}，" if self._path.exists() and self._path.stat().st_size else ""
        return OutputError(
            f"写不进 {self._path}：{error.strerror or error}。{kept}处理好磁盘空间或权限后，重新运行同一命令会接着做。",
            target=str(self._target),
            part=str(self._path),
        )


def _write_all(descriptor: int, body: bytes) -> None:
    view = memoryview(body)
    while view:
        view = view[os.write(descriptor, view) :]


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
