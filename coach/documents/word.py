"""Read the paragraphs, tables and line breaks of a Word file (.docx) without trusting the archive it is."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from typing import IO
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from coach.errors import InputError

MAX_UNPACKED = 64 * 1024 * 1024
MAX_RATIO = 200
MAX_ENTRIES = 5_000
_RATIO_FROM = 1024 * 1024
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_RELATIONS = "_rels/.rels"
_MAIN = "word/document.xml"
# Deleted or moved-away words, and the second rendering of a text box, are not part of the text.
_IGNORED = frozenset({"del", "moveFrom", "Fallback", "instrText", "delText"})
_INLINE = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}


def read_word(data: bytes, name: str) -> str:
    """Return the text of a .docx: one line a paragraph, table rows as lines with tabs between cells.

    Raises:
        InputError: not a DOCX, an old or encrypted Word file, damaged, or unpacking to more than is reasonable.
    """
    if data.startswith(_OLE):
        raise InputError(
            f"{name} 是旧版 .doc 或加了密码的 Word 文件，打不开。请去掉密码，另存为 .docx 再试。", name=name
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _refuse_bomb(archive, name)
            part = _main_part(archive, name)
            with archive.open(part) as stream:
                lines = _read_body(stream)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise _broken(name, f"压缩包读不出来（{error}）") from error
    except (ParseError, DefusedXmlException, UnicodeDecodeError, LookupError, ValueError) as error:
        raise _broken(name, f"正文的 XML 读不出来（{type(error).__name__}：{error}）") from error
    return "\n".join(lines)


def _broken(name: str, reason: str) -> InputError:
    return InputError(f"{name} 不是完好的 DOCX：{reason}。请用 Word 或 WPS 打开后另存为 .docx 再试。", name=name)


def _refuse_bomb(archive: zipfile.ZipFile, name: str) -> None:
    """Judge the archive by its directory, before anything is unpacked; zipfile never yields more than it declares."""
    entries = archive.infolist()
    if len(entries) > MAX_ENTRIES:
        raise InputError(f"{name} 里有 {len(entries)} 个部件，超过上限 {MAX_ENTRIES}，已拒绝打开。", limit=MAX_ENTRIES)
    total = sum(entry.file_size for entry in entries)
    if total > MAX_UNPACKED:
        limit = MAX_UNPACKED // (1024 * 1024)
        raise InputError(
            f"{name} 解压后有 {total:,} 字节，超过上限 {limit} MB，已拒绝打开。请只保留文字，去掉图片再试。",
            name=name,
            limit=MAX_UNPACKED,
        )
    for entry in entries:
        if entry.file_size > _RATIO_FROM and entry.file_size > MAX_RATIO * max(1, entry.compress_size):
            raise InputError(
                f"{name} 的部件 {entry.filename} 压缩比超过 {MAX_RATIO} 倍，像是压缩炸弹，已拒绝打开。",
                name=name,
                limit=MAX_RATIO,
            )


def _main_part(archive: zipfile.ZipFile, name: str) -> str:
    """Return the name of the part that holds the body, as the package's own relations name it."""
    names = set(archive.namelist())
    if _RELATIONS in names:
        with archive.open(_RELATIONS) as stream:
            for _, element in iterparse(stream, forbid_dtd=True):
                if str(element.get("Type", "")).endswith("/officeDocument"):
                    target = posixpath.normpath(str(element.get("Target", "")).lstrip("/"))
                    if target in names:
                        return target
    if _MAIN not in names:
        raise _broken(name, f"里面没有正文（{_MAIN}）")
    return _MAIN


class _Body:
    """Collects the lines of a body while its elements begin and end; nothing of the tree is kept."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._ignored = 0
        self._rows: list[list[str]] = []
        self._paragraphs: list[list[str]] = []

    def begin(self, tag: str) -> None:
        """Note that an element begins."""
        if tag in _IGNORED:
            self._ignored += 1
        elif self._ignored:
            return
        elif tag == "p":
            self._paragraphs.append([])
        elif tag == "tr":
            self._rows.append([])
        elif tag == "tc" and self._rows:
            self._rows[-1].append("")

    def finish(self, tag: str, element: Element) -> None:
        """Take what an element holds now that it is complete."""
        if tag in _IGNORED:
            self._ignored -= 1
        elif self._ignored:
            return
        elif tag == "p" and self._paragraphs:
            self._put("".join(self._paragraphs.pop()))
        elif tag == "tr" and self._rows:
            self._put("\t".join(self._rows.pop()))
        elif tag == "t" and self._paragraphs:
            self._paragraphs[-1].append(element.text or "")
        elif tag in _INLINE and self._paragraphs and not _is_layout(element):
            self._paragraphs[-1].append(_INLINE[tag])

    def _put(self, line: str) -> None:
        """Append a line, or join it to the open cell of a table."""
        if self._rows and self._rows[-1]:
            self._rows[-1][-1] = f"{self._rows[-1][-1]} {line}".strip()
        else:
            self.lines.append(line)


def _read_body(stream: IO[bytes]) -> list[str]:
    body = _Body()
    for event, element in iterparse(stream, events=("start", "end"), forbid_dtd=True):
        tag = str(element.tag).rpartition("}")[2]
        if event == "start":
            body.begin(tag)
        else:
            body.finish(tag, element)
            element.clear()
    return body.lines


def _is_layout(element: Element) -> bool:
    """Tell a tab stop's definition or a page break from a tab or a line break in the text."""
    kind = next((value for key, value in element.attrib.items() if key.rpartition("}")[2] in ("val", "type")), "")
    return kind not in ("", "textWrapping")
