"""Decode a file's bytes as UTF-8, UTF-16 with a byte order mark or GB18030, and refuse what is none of them."""

from __future__ import annotations

import codecs
import re

from coach.errors import InputError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MAGIC = (
    (b"%PDF", "PDF"),
    (b"PK\x03\x04", "压缩包或 Office 文件"),
    (b"\xd0\xcf\x11\xe0", "旧版 Office 文件（.doc/.xls）"),
    (b"\x89PNG", "PNG 图片"),
    (b"\xff\xd8\xff", "JPEG 图片"),
    (b"ID3", "音频"),
    (b"{\\rtf", "RTF 文件"),
)
_REMEDY = "请在编辑器里“另存为”UTF-8 编码的文本再试。"
# GB18030 gives a meaning to almost every pair of bytes. Chinese read rightly consists of the commonest characters
# (GB2312 level 1: 0.99 of simplified, 0.74 of traditional text); Big5 read wrongly reaches 0.34.
_COMMON_SHARE = 0.6
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_CONTROL_SHARE = 0.3


def decode(data: bytes, name: str) -> str:
    """Return the text of ``data`` without its byte order mark; line ends and control characters stay as they are.

    Raises:
        InputError: binary data, or bytes that are in none of the encodings; names the first bad byte from 1.
    """
    for magic, what in _MAGIC:
        if data.startswith(magic):
            raise InputError(f"{name} 不是文本，看起来是{what}。请把话术复制到 .txt 文件里再检查。", name=name)
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            text = _strict(data[len(bom) :], encoding, name, skipped=len(bom))
            break
    else:
        if (at := data.find(0)) >= 0:
            raise InputError(f"{name} 不是文本：第 {at + 1} 个字节是 0。{_REMEDY}", name=name, byte=at + 1)
        text = _guess(data, name)
    _refuse_binary(text, name)
    return text


def _strict(data: bytes, encoding: str, name: str, *, skipped: int = 0) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        at = skipped + error.start + 1
        label = encoding.upper().removesuffix("-LE").removesuffix("-BE")
        raise InputError(
            f"{name} 的第 {at} 个字节不合 {label} 编码，文件可能已损坏。{_REMEDY}", name=name, byte=at
        ) from error


def _guess(data: bytes, name: str) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        at = error.start + 1
        broken_utf8 = _is_mostly_utf8(data)
    if not broken_utf8:
        try:
            text = data.decode("gb18030")
        except UnicodeDecodeError as error:
            at = max(at, error.start + 1)
        else:
            if _is_plausible(text):
                return text
    tried = "UTF-8" if broken_utf8 else "UTF-8，也不像 GB18030（GBK）"
    raise InputError(f"{name} 的第 {at} 个字节不合 {tried} 编码。{_REMEDY}", name=name, byte=at)


def _is_mostly_utf8(data: bytes) -> bool:
    """Tell damaged UTF-8 from another encoding: most of its characters beyond ASCII are still well formed."""
    text = data.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    good = sum(char > "\u07ff" for char in text) - bad
    return good > bad


def _is_plausible(text: str) -> bool:
    beyond = [char for char in text if char > "\x7f"]
    return sum(map(_is_common, beyond)) >= _COMMON_SHARE * len(beyond)


def _is_common(char: str) -> bool:
    try:
        lead = char.encode("gb2312")[0]
    except UnicodeEncodeError:
        return False
    return 0xA1 <= lead <= 0xA9 or 0xB0 <= lead <= 0xD7


def _refuse_binary(text: str, name: str) -> None:
    bad = [match.start() for match in _CONTROL.finditer(text)]
    if len(bad) > _CONTROL_SHARE * len(text):
        where = f"第 {bad[0] + 1} 个字符是控制字符，这样的字符共有 {len(bad)} 个"
        raise InputError(f"{name} 不是文本：{where}。{_REMEDY}", name=name, char=bad[0] + 1)
