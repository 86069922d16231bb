"""Read TOML tables with errors that name file, line, key and reason."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import TypeVar, cast

from coach.errors import LexiconError
from coach.scoring.phrase import Phrase, PhraseError, PhraseParser, any_of

_E = TypeVar("_E", bound=StrEnum)
Table = Mapping[str, object]


@dataclass(frozen=True)
class Source:
    """One data file: its name as shown to a reader and its text, from which line numbers are found."""

    name: str
    text: str

    @cached_property
    def _lines(self) -> list[str]:
        return self.text.splitlines()

    @cached_property
    def id_lines(self) -> dict[str, int]:
        """Return the 1-based line of each ``id = "…"``, the first where one stands twice."""
        found: dict[str, int] = {}
        for number, line in enumerate(self._lines, 1):
            if line.startswith('id = "'):
                found.setdefault(line[6:].partition('"')[0], number)
        return found

    def error(self, key: str, reason: str, *, near: str = "") -> LexiconError:
        """Return the error for ``key``; ``near`` is the text (an id, say) after which the key is to be found."""
        return LexiconError(self.name, self.line(key, near=near), key, reason)

    def line(self, key: str, *, near: str = "") -> int:
        """Return the 1-based line of ``key``: in the table that holds ``near``, else the closest above it, else near's."""
        lines = self._lines
        first = next((i for i, line in enumerate(lines) if near in line), 0) if near else 0
        leaf = key.rsplit(".", 1)[-1].split("[", maxsplit=1)[0]
        heads = (f"{leaf} ", f"{leaf}=", f'"{leaf}"', f"[{key}]", f"[[{key}", f'["{key}"]')
        below = [i for i in range(first, len(lines)) if lines[i].lstrip().startswith(heads)]
        end = next((i for i in range(first + 1, len(lines)) if lines[i].startswith("[[")), len(lines))
        if below and (below[0] < end or not near):
            return below[0] + 1
        above = [i for i in range(first) if lines[i].lstrip().startswith(heads)]
        return (above[-1] if above else first) + 1 if lines else 0


def read_source(path: Path) -> Source:
    """Read one data file.

    Raises:
        LexiconError: it is missing, unreadable or not UTF-8.
    """
    try:
        return Source(path.name, path.read_bytes().decode("utf-8-sig"))
    except FileNotFoundError as error:
        raise LexiconError(path.name, 0, "（文件）", f"缺少这个文件（应在 {path.parent}）") from error
    except UnicodeDecodeError as error:
        raise LexiconError(path.name, 0, "（文件）", f"不是 UTF-8 编码（第 {error.start} 字节）") from error
    except OSError as error:
        raise LexiconError(path.name, 0, "（文件）", f"读不出来：{error.strerror}") from error


def read_neutral(folder: Path) -> tuple[str, ...]:
    """Read the neutral text that rules are tried on (neutral.txt): a stretch of innocent speech a line, # comments.

    Raises:
        LexiconError: it is missing, unreadable or not UTF-8.
    """
    lines = read_source(folder / "neutral.txt").text.splitlines()
    return tuple(line.strip() for line in lines if line.strip() and not line.startswith("#"))


def read_table(source: Source) -> dict[str, object]:
    """Parse TOML.

    Raises:
        LexiconError: the syntax is wrong; names the line.
    """
    try:
        return tomllib.loads(source.text)
    except tomllib.TOMLDecodeError as error:
        text = str(error)
        found = re.search(r"\(at line (\d+)", text)
        line = int(found.group(1)) if found else source.text.count("\n") + 1
        raise LexiconError(source.name, line, "（语法）", f"TOML 语法错误：{text}") from error


@dataclass(frozen=True, slots=True)
class Reader:
    """Typed access to one table of a file; every failure is a LexiconError at its line."""

    source: Source
    table: Table
    near: str = ""

    def fail(self, key: str, reason: str) -> LexiconError:
        """Return the error for a key of this table."""
        return self.source.error(key, reason, near=self.near)

    def only(self, *keys: str) -> None:
        """Refuse keys that mean nothing here."""
        for key in self.table:
            if key not in keys:
                raise self.fail(key, f"不认识的键；可用：{'、'.join(keys)}")

    def text(self, key: str, default: str | None = None) -> str:
        """Return a string; without ``default`` it must be there and not blank."""
        value = self.table.get(key, default)
        if value is None:
            raise self.fail(key, "缺少这个键")
        if not isinstance(value, str) or (default is None and not value.strip()):
            raise self.fail(key, "应是非空文字")
        return value

    def strings(self, key: str, *, least: int = 0) -> tuple[str, ...]:
        """Return a list of non-blank strings with at least ``least`` entries."""
        value = self.table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
            raise self.fail(key, "应是文字的列表，每一项非空")
        if len(value) < least:
            raise self.fail(key, f"至少要有 {least} 项")
        if len(set(value)) < len(value):
            raise self.fail(key, "有重复的项")
        return tuple(cast("list[str]", value))

    def number(self, key: str, default: float | None = None) -> float:
        """Return a number."""
        value = self.table.get(key, default)
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise self.fail(key, "应是数字")
        return value

    def flag(self, key: str) -> bool:
        """Return a truth value, False by default."""
        value = self.table.get(key, False)
        if not isinstance(value, bool):
            raise self.fail(key, "应是 true 或 false")
        return value

    def choices(self, kind: type[_E], key: str) -> frozenset[_E]:
        """Return the named members of an enumeration; all of them when the key is absent."""
        if key not in self.table:
            return frozenset(kind)
        members = set()
        for item in self.strings(key, least=1):
            if item not in set(kind):
                raise self.fail(key, f"“{item}”不在可选范围：{'、'.join(kind)}")
            members.add(kind(item))
        return frozenset(members)

    def tables(self, key: str) -> list[Table]:
        """Return an array of tables."""
        value = self.table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise self.fail(key, f"应写成 [[{key}]]")
        return cast("list[Table]", value)

    def phrases(self, key: str, parser: PhraseParser) -> tuple[Phrase, ...]:
        """Return a string or list of strings as parsed phrases."""
        value = self.table.get(key, [])
        sources = (value,) if isinstance(value, str) else self.strings(key)
        return tuple(self.phrase(key, source, parser) for source in sources)

    def phrase(self, key: str, source: str, parser: PhraseParser, *, loose: bool = False) -> Phrase:
        """Parse one phrase; a ``loose`` one may lack a word that must occur."""
        try:
            return parser.parse_loose(source) if loose else parser.parse(source)
        except PhraseError as error:
            raise self.fail(key, f"“{source}”：{error}") from error

    def any_of(self, key: str, parser: PhraseParser) -> Phrase | None:
        """Return a list of phrases as one (any of them), or None when there are none."""
        value = self.table.get(key, [])
        sources = (value,) if isinstance(value, str) else self.strings(key)
        phrases = [self.phrase(key, source, parser, loose=True) for source in sources]
        return any_of(phrases) if phrases else None
