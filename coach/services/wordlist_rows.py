"""Read the rows of a word list, whatever its form: .csv, .xlsx or .txt, with or without a header."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from coach.errors import InputError

_MOST_ROWS = 20_000
_COLUMNS = {
    "term": ("term", "词", "词语", "违禁词", "敏感词", "说法"),
    "category": ("category", "类别", "分类"),
    "severity": ("severity", "级别", "等级"),
    "suggest": ("suggest", "suggestion", "建议", "替换", "改成"),
    "reason": ("reason", "原因", "说明", "备注"),
}


def rows(path: Path) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Yield (row from 1, what stands under term, category, severity, suggest and reason).

    Raises:
        InputError: the file can't be read, or is of no kind that is known.
    """
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
            cells = list(book.worksheets[0].iter_rows(values_only=True, max_row=_MOST_ROWS))
        finally:
            book.close()
    except (OSError, BadZipFile, InvalidFileException, LookupError, ValueError, ParseError) as error:
        raise InputError(
            f"{path.name} 打不开，可能不是完好的 .xlsx 文件。请用表格软件另存一份。", file=str(path)
        ) from error
    for number, row in enumerate(cells, 1):
        yield number, ["" if value is None else str(value) for value in row]


def _table(lines: Iterable[tuple[int, list[str]]]) -> Iterator[tuple[int, Mapping[str, str]]]:
    columns: dict[str, int] | None = None
    for number, row in lines:
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
