"""Tables as people have them, .csv, .xlsx or pasted from a spreadsheet, read by their headings and written again."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from coach.errors import InputError

MOST_ROWS = 20_000
_FORMULA = (
    "=",
    "+",
    "-",
    "@",
    "＝",
    "＋",
    "－",
    "＠",
    "\t",
    "\r",
    "\n",
)  # what a spreadsheet would run when it opens a .csv


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row by its number in the table (the heading is row 1): key → what stands there, "" for an empty cell."""

    number: int
    cells: Mapping[str, str]


def read_sheet(path: Path, columns: Mapping[str, str], *, needed: Iterable[str]) -> tuple[Row, ...]:
    """Read a .csv or .xlsx whose headings are among ``columns`` (key → heading; the key itself does too).

    Raises:
        InputError: the file can't be read, is of another kind or broken, has too many rows, or a heading is unknown or
            missing.
    """
    suffix = path.suffix.lower()
    if suffix == ".xlsx":
        lines = _workbook(path)
    elif suffix == ".csv":
        lines = _lines(_text(path), csv.excel)
    else:
        raise InputError(f"不认识的文件类型“{suffix}”。可以导入 .csv 和 .xlsx。", file=str(path))
    return _rows(lines, columns, needed)


def read_pasted(text: str, columns: Mapping[str, str], *, needed: Iterable[str]) -> tuple[Row, ...]:
    """Read what was copied out of a spreadsheet (tabs between cells) or a .csv, heading and all.

    Raises:
        InputError: it is no whole table, there are too many rows, or a heading is unknown or missing.
    """
    first = text.partition("\n")[0]
    return _rows(_lines(text, csv.excel_tab if "\t" in first else csv.excel), columns, needed)


def pack_rows(rows: Iterable[Row]) -> str:
    """Return rows as text for ``unpack_rows``: a page carries them from the preview to the moment they go in."""
    return json.dumps([[row.number, dict(row.cells)] for row in rows], ensure_ascii=False)


def unpack_rows(text: str, columns: Mapping[str, str]) -> tuple[Row, ...]:
    """Return the rows that ``pack_rows`` wrote, at most ``MOST_ROWS``, with cells of these columns only.

    Raises:
        InputError: the text is not what ``pack_rows`` wrote.
    """
    try:
        return tuple(
            Row(number=int(number), cells={str(key): str(value) for key, value in cells.items() if key in columns})
            for number, cells in json.loads(text)[:MOST_ROWS]
        )
    except (ValueError, TypeError, AttributeError, KeyError) as error:
        raise InputError("预览的内容不完整，请重新选一次表格。", key="table") from error


def write_csv(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return a .csv that spreadsheets open as UTF-8, with cells that look like formulas kept as text."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(headings)
    writer.writerows([f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig", "replace")


def write_xlsx(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return a workbook of one sheet; all cells are text."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    book = Workbook(write_only=True)
    sheet = book.create_sheet("coach")
    for row in (headings, *rows):
        cells = [WriteOnlyCell(sheet, value=ILLEGAL_CHARACTERS_RE.sub("\ufffd", cell)) for cell in row]
        for cell in cells:
            cell.data_type = "s"
        sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _lines(text: str, dialect: type[csv.Dialect]) -> list[list[str]]:
    try:
        return list(csv.reader(io.StringIO(text), dialect))
    except csv.Error as error:
        raise InputError("表格读不出来，可能不是完好的 .csv。请用表格软件另存一份再来。", key="table") from error


def _rows(lines: Sequence[Sequence[str]], columns: Mapping[str, str], needed: Iterable[str]) -> tuple[Row, ...]:
    if len(lines) > MOST_ROWS:
        raise InputError(f"一次最多 {MOST_ROWS} 行，现在有 {len(lines)} 行。请分几次。", limit=MOST_ROWS)
    start = next((at for at, line in enumerate(lines) if any(cell.strip() for cell in line)), None)
    if start is None:
        raise InputError("表里什么也没有。第一行要写列名，从第二行起每行一条。")
    keys = _keys(lines[start], columns)
    for key in needed:
        if key not in keys:
            raise InputError(f"缺少“{columns[key]}”这一列。第一行要写列名：{'、'.join(columns.values())}。", key=key)
    return tuple(
        Row(number=number, cells={key: _cell(line, at) for at, key in enumerate(keys) if key})
        for number, line in enumerate(lines[start + 1 :], start + 2)
        if any(cell.strip() for cell in line)
    )


def _keys(heading: Sequence[str], columns: Mapping[str, str]) -> list[str]:
    names = {name: key for key, title in columns.items() for name in (key, title)}
    keys: list[str] = []
    for cell in heading:
        name = cell.strip().removeprefix("\ufeff")
        if name and name not in names:
            raise InputError(f"不认识的列名“{name}”。可用的列名：{'、'.join(columns.values())}。", key=name)
        keys.append(names.get(name, ""))
    return keys


def _cell(line: Sequence[str], at: int) -> str:
    text = line[at].strip() if at < len(line) else ""
    return text[1:] if text.startswith("'") and text[1:].startswith(_FORMULA) else text


def _text(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path} 读不出来：{error.strerror or error}。", file=str(path)) from error
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InputError(f"{path.name} 的编码认不出来，请另存为 UTF-8。", file=str(path))


def _workbook(path: Path) -> list[list[str]]:
    from xml.etree.ElementTree import ParseError
    from zipfile import BadZipFile

    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(path, read_only=True, data_only=True)
        try:
            cells = list(book.worksheets[0].iter_rows(values_only=True, max_row=MOST_ROWS + 1))
        finally:
            book.close()
    except (OSError, BadZipFile, InvalidFileException, LookupError, ValueError, ParseError) as error:
        raise InputError(
            f"{path.name} 打不开，可能不是完好的 .xlsx 文件。请用表格软件另存一份。", file=str(path)
        ) from error
    return [["" if value is None else str(value) for value in row] for row in cells]
