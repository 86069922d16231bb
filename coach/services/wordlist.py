"""Take over a team's own word list: read it, show what it would flag in innocent speech, write a team pack."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from coach.errors import InputError
from coach.library import Library
from coach.scoring import Category, Rulebook, Severity
from coach.scoring.normalise import fold
from coach.scoring.proving import scope
from coach.scoring.sentences import sentences

MOST_NEUTRAL = 0.005
"""A term that stands in more than this share of innocent sentences is dangerous."""

_COLUMNS = {
    "term": ("term", "词", "词语", "违禁词", "敏感词", "说法"),
    "category": ("category", "类别", "分类"),
    "severity": ("severity", "级别", "等级"),
    "suggest": ("suggest", "suggestion", "建议", "替换", "改成"),
    "reason": ("reason", "原因", "说明", "备注"),
}
_SEVERITIES = {"禁": "block", "禁用": "block", "高": "block", "改": "warn", "中": "warn", "提醒": "hint", "低": "hint"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One row of a list: the words, what they are, and the row it came from (1-based)."""

    row: int
    term: str
    category: Category
    severity: Severity
    suggest: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What one term would do: how many innocent sentences it flags, up to three of them, and warnings."""

    term: Term
    flagged: int
    examples: tuple[str, ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """A list read and tried: previews in row order, refused rows with reasons, how many innocent sentences were tried."""

    previews: tuple[Preview, ...]
    refused: tuple[tuple[int, str], ...]
    neutral: int


def take_in(path: Path, rulebook: Rulebook, library: Library, *, category: Category) -> Intake:
    """Read the list and try every term on innocent speech; nothing is written.

    ``category`` is for rows that name none.

    Raises:
        InputError: the file can't be read, or holds no usable row.
    """
    refused: list[tuple[int, str]] = []
    terms: list[Term] = []
    seen: dict[str, int] = {}
    for row, values in _rows(path):
        try:
            term = _term(row, values, category)
        except InputError as error:
            refused.append((row, error.message))
            continue
        key = _id(term.term)
        if key in seen:
            refused.append((row, f"“{term.term}”和第 {seen[key]} 行重复"))
            continue
        seen[key] = row
        terms.append(term)
    if not terms:
        raise InputError(
            f"{path.name} 里没有能用的词。每行一个词，或带表头“词、类别、级别、建议”的表格。", file=str(path)
        )
    neutral = tuple(neutral_sentences(rulebook, library))
    return Intake(
        previews=tuple(_preview(term, neutral, rulebook) for term in terms),
        refused=tuple(refused),
        neutral=len(neutral),
    )


def neutral_sentences(rulebook: Rulebook, library: Library) -> Iterator[str]:
    """Yield innocent speech: the packs' passed sentences and the sentences of the library's good scripts."""
    for rule in rulebook.rules:
        yield from (scope(rule, sentence)[0] for sentence in rule.pass_)
    for script in library.list_scripts():
        if script.quality == "good":
            cut = sentences(script.text)
            yield from (script.text[start:end] for start, end in cut.spans)


def team_pack(name: str, source: str, terms: Iterable[Term], *, rooms: Iterable[str] = ()) -> str:
    """Return the TOML text of a team pack with these terms, grouped by category and severity."""
    lines = [f"team = {_quote(name)}"]
    if tuple(rooms):
        lines.append(f"rooms = [{', '.join(_quote(room) for room in rooms)}]")
    groups: dict[tuple[Category, Severity], list[Term]] = {}
    for term in terms:
        groups.setdefault((term.category, term.severity), []).append(term)
    for (category, severity), members in sorted(groups.items()):
        lines += ["", "[[group]]", f"name = {_quote(f'{name}·{category}·{severity}')}", f'category = "{category}"']
        lines += [f"source = {_quote(source)}", f'severity = "{severity}"']
        for term in members:
            lines += ["", "[[group.rule]]", f"id = {_quote(_id(term.term))}", f"say = {_quote(_literal(term.term))}"]
            lines.append(f"term = {_quote(term.term)}")
            if term.reason:
                lines.append(f"reason = {_quote(term.reason)}")
            if term.suggest:
                lines.append(f"suggest = [{_quote(term.suggest)}]")
    return "\n".join(lines) + "\n"


def _rows(path: Path) -> Iterator[tuple[int, Mapping[str, str]]]:
    suffix = path.suffix.lower()
    if suffix == ".xlsx":
        yield from _table(_sheet(path))
    elif suffix == ".csv":
        yield from _table(_csv_rows(path))
    elif suffix == ".txt":
        for row, line in enumerate(_text(path).splitlines(), 1):
            if line.strip() and not line.lstrip().startswith("#"):
                term, _, category = line.strip().replace(",", "\t").replace("，", "\t").partition("\t")
                yield row, {"term": term.strip(), "category": category.strip()}
    else:
        raise InputError(f"不认识的文件类型“{suffix}”。可以导入 .csv、.xlsx、.txt。", file=str(path))


def _csv_rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    try:
        yield from enumerate(csv.reader(io.StringIO(_text(path))), 1)
    except csv.Error as error:
        raise InputError(f"{path.name} 不是完好的 .csv：{error}。请用表格软件另存一份。", file=str(path)) from error


def _text(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path} 读不出来：{error.strerror}。", file=str(path)) from error
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InputError(f"{path.name} 的编码认不出来，请另存为 UTF-8。", file=str(path))


def _sheet(path: Path) -> Iterator[tuple[int, list[str]]]:
    from xml.etree.ElementTree import ParseError
    from zipfile import BadZipFile

    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(path, read_only=True, data_only=True)
        try:
            rows = list(book.worksheets[0].iter_rows(values_only=True))
        finally:
            book.close()
    except (OSError, BadZipFile, InvalidFileException, LookupError, ValueError, ParseError) as error:
        raise InputError(
            f"{path.name} 打不开，可能不是完好的 .xlsx 文件。请用表格软件另存一份。", file=str(path)
        ) from error
    for number, row in enumerate(rows, 1):
        yield number, ["" if value is None else str(value) for value in row]


def _table(rows: Iterable[tuple[int, list[str]]]) -> Iterator[tuple[int, Mapping[str, str]]]:
    columns: dict[str, int] | None = None
    for number, row in rows:
        if not any(cell.strip() for cell in row):
            continue
        if columns is None:
            columns = _header(row)
            if len(columns) > 0:
                continue
            columns = {"term": 0, "category": 1, "severity": 2, "suggest": 3}
        yield number, {key: row[at].strip() for key, at in columns.items() if at < len(row)}


def _header(row: list[str]) -> dict[str, int]:
    found = {}
    for at, cell in enumerate(row):
        for key, names in _COLUMNS.items():
            if cell.strip().lower() in names:
                found[key] = at
    return found if "term" in found else {}


def _term(row: int, values: Mapping[str, str], category: Category) -> Term:
    term = values.get("term", "")
    if sum(char.isalnum() for char in fold(term).text) < 2:
        raise InputError(f"“{term}”太短：只有一个字的词到处误报，请写成词组")
    if len(term) > 40:
        raise InputError(f"“{term[:20]}…”太长（{len(term)} 字），一条最多 40 字")
    named = values.get("category", "")
    if named:
        from_label = {label: member for member, label in _category_labels().items()}
        if named not in set(Category) and named not in from_label:
            raise InputError(f"类别“{named}”不认识；可用：{'、'.join(Category)}")
        category = from_label[named] if named in from_label else Category(named)
    severity = _SEVERITIES.get(values.get("severity", ""), values.get("severity", "") or "warn")
    if severity not in set(Severity):
        raise InputError(f"级别“{severity}”不认识；可用：{'、'.join(Severity)} 或 禁、改、提醒")
    return Term(
        row=row,
        term=term,
        category=category,
        severity=Severity(severity),
        suggest=values.get("suggest", ""),
        reason=values.get("reason", ""),
    )


def _category_labels() -> dict[Category, str]:
    from coach.formats.labels import CATEGORIES

    return {Category(key): label for key, label in CATEGORIES.items()}


def _preview(term: Term, neutral: tuple[str, ...], rulebook: Rulebook) -> Preview:
    words = fold(term.term).text
    hits = [sentence for sentence in neutral if words in fold(sentence).text]
    warnings = []
    if len(hits) > MOST_NEUTRAL * len(neutral):
        warnings.append(f"太常见：{len(neutral)} 句正常话里有 {len(hits)} 句会被它标出来")
    elif hits:
        warnings.append(f"会误伤 {len(hits)} 句正常话")
    known = {
        rulebook.rules[number].id
        for sort, number in (
            rulebook.owners[hit.phrase]
            for hit in rulebook.matcher.find(sentences(words))
            if hit.end - hit.start == len(words)
        )
        if sort == "rule"
    }
    if known:
        warnings.append(f"内置规则已经有了：{'、'.join(sorted(known)[:3])}")
    return Preview(term=term, flagged=len(hits), examples=tuple(hits[:3]), warnings=tuple(warnings))


def _id(term: str) -> str:
    kept = "".join(char for char in fold(term).text if char.isalnum())
    return kept or "词"


def _literal(term: str) -> str:
    """Return the term as a phrase: the signs of the language are dropped, they separate nothing in speech."""
    return "".join(" " if char in "(){}|?~.^$" else char for char in term).strip()


def _quote(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
