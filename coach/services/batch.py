"""Check many scripts: a JSON object a line in, a line out, in order, resumable, on any number of processes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from coach.errors import InputError
from coach.services.batch_lines import Block, Checked, Order, Sources, check_block, make_order
from coach.services.batch_part import open_output

BLOCK_LINES = 250
BLOCK_BYTES = 4 * 1024 * 1024
_CHUNK = 1024 * 1024

Progress = Callable[[int, int], None]
"""Called with the number of lines done and the number of lines of the input."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What a run did: lines written in all, kept from an earlier run, and newly found unreadable."""

    lines: int
    kept: int
    errors: int


def run_batch(
    source: Path,
    target: Path | None,
    sources: Sources,
    *,
    max_chars: int,
    jobs: int = 1,
    cluster: str | None = None,
    progress: Progress = lambda done, total: None,
) -> Summary:
    """Check every line of ``source`` into ``target`` (None: standard output), with the data of ``sources``.

    An input line is ``{"id", "text", "product": id | card | null, "kind", "platform", "room"}``; an output line is
    ``{"id", "report"}`` or ``{"id", "error": {"message", "line"}}``; blank lines have none. The work stands in
    ``target.part`` until it is complete; an interrupted run of the same input, rules and cards is taken up there.

    Raises:
        InputError: ``source`` can't be read or is ``target``, or a cluster can't be used.
        OutputError: the output can't be written; finished lines stay in the part.
        CoachError: the data is wrong, or all workers died.
    """
    if not source.is_file():
        what = "是一个目录" if source.is_dir() else "不是文件" if source.exists() else "不存在"
        raise InputError(f"{source} {what}。请给出一个 .jsonl 文件，每行一个 JSON 对象。", source=str(source))
    if target is not None and target.exists() and target.samefile(source):
        raise InputError(f"输出不能写在输入文件 {source} 上。请用 -o 换一个文件名。", source=str(source))
    order = make_order(sources, max_chars)
    digest, total = _survey(source)
    binding = {"input": digest, "stamp": order.stamp, "max_chars": str(max_chars)}
    errors = 0
    with _open(source) as stream, closing(open_output(target, binding)) as output:
        done = kept = output.done
        progress(done, total)
        lines = _lines(stream, order.most_bytes)
        blocks = cut_blocks(lines, size=BLOCK_LINES, most_bytes=BLOCK_BYTES, skip=kept)
        for checked in _checked(blocks, order, jobs, cluster):
            output.write(checked.body)
            done += checked.lines
            errors += checked.errors
            progress(done, total)
        output.finish()
    return Summary(lines=done, kept=kept, errors=errors)


def _checked(blocks: Iterator[Block], order: Order, jobs: int, cluster: str | None) -> Iterator[Checked]:
    if jobs == 1 and cluster is None:
        return (check_block(order, block) for block in blocks)
    from coach.services.batch_cluster import check_blocks

    return check_blocks(blocks, order, jobs=jobs, address=cluster)


def _open(source: Path) -> IO[bytes]:
    try:
        return source.open("rb")
    except OSError as error:
        raise InputError(f"{source} 读不出来：{error.strerror}。请检查权限。", source=str(source)) from error


def _survey(source: Path) -> tuple[str, int]:
    """Return the input's SHA-256 and the number of its lines."""
    digest = hashlib.sha256()
    lines, last = 0, b"\n"
    with _open(source) as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
            lines += chunk.count(b"\n")
            last = chunk[-1:]
    return digest.hexdigest(), lines + (last != b"\n")


def _lines(stream: IO[bytes], most_bytes: int) -> Iterator[bytes]:
    """Yield the lines; of one that is too long only as much as shows that it is."""
    while line := stream.readline(most_bytes + 2):
        yield line
        while len(line) >= most_bytes + 2 and not line.endswith(b"\n"):
            line = stream.readline(most_bytes + 2)


def cut_blocks(lines: Iterator[bytes], *, size: int, most_bytes: int, skip: int = 0) -> Iterator[Block]:
    """Cut the input into blocks of at most ``size`` lines (blank ones not counted) and about ``most_bytes`` bytes.

    ``skip``: leave out that many lines that are not blank, from the start.
    """
    gathered: list[bytes] = []
    first, filled, held = 1, 0, 0
    for number, line in enumerate(lines, 1):
        blank = not line.strip()
        if skip:
            skip -= not blank
            first = number + 1
            continue
        gathered.append(line)
        filled += not blank
        held += len(line)
        if filled >= size or held >= most_bytes:
            yield Block(first=first, lines=tuple(gathered))
            gathered, first, filled, held = [], number + 1, 0, 0
    if filled:
        yield Block(first=first, lines=tuple(gathered))
