"""Find out what a file is and read it, from bytes or from disk, within a limit."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Final

from coach.documents.decoding import decode
from coach.documents.frontmatter import split_front_matter
from coach.documents.model import MAX_CHARS, STDIN, SUFFIXES, Document, DocumentKind, Stretch
from coach.documents.subtitles import looks_like_srt, looks_like_vtt, read_srt, read_vtt
from coach.documents.transcript import read_transcript
from coach.documents.word import read_word
from coach.errors import InputError

MAX_WORD_BYTES: Final = 64 * 1024 * 1024
_BYTES_A_CHAR: Final = 4
_INVISIBLE: Final = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
_HINTS: Final = {
    ".doc": "请用 Word 或 WPS 另存为 .docx",
    ".wps": "请用 WPS 另存为 .docx",
    ".rtf": "请用 Word 或 WPS 另存为 .docx",
    ".pdf": "请把文字复制到 .txt 文件里",
    ".xlsx": "请把话术一列复制到 .txt 文件里；成批的用 coach batch",
    ".jsonl": "成批的话术请用 coach batch",
    ".lrc": "请把字幕转成 .srt",
    ".ass": "请把字幕转成 .srt",
} | dict.fromkeys((".mp3", ".m4a", ".wav", ".mp4", ".mov", ".flv"), "请先把录音转成文字（.txt 或 .srt）")


def load_document(path: Path, *, max_chars: int = MAX_CHARS) -> Document:
    """Read the file at ``path``; see ``read_document``.

    Raises:
        InputError: missing, a folder, not readable, or any reason of ``read_document``.
    """
    name = path.name or str(path)
    most = _most_bytes(path.suffix.lower(), max_chars)
    try:
        if path.is_dir():
            raise InputError(f"{path} 是一个目录。请给出一个文件；成批检查用 coach batch。", name=str(path))
        with path.open("rb") as stream:
            data = stream.read(most + 1)
    except FileNotFoundError as error:
        raise InputError(f"找不到文件 {path}。请检查路径和文件名。", name=str(path)) from error
    except PermissionError as error:
        raise InputError(f"没有读取 {path} 的权限。请修改文件权限，或换一个账号。", name=str(path)) from error
    except (OSError, ValueError) as error:
        raise InputError(f"{path} 读不出来：{error}。", name=str(path)) from error
    return read_document(name, data, max_chars=max_chars)


def read_document(name: str, data: bytes, *, max_chars: int = MAX_CHARS) -> Document:
    """Read a file's bytes; its suffix says what it is. ``-`` and names without one are recognised by content.

    ``max_chars`` limits the text that is checked, in code points. Offsets of ``cues`` point into ``text``.

    Raises:
        InputError: unsupported, too big, not text, damaged, or without words; names the place and the remedy.
    """
    suffix = "" if name == STDIN else Path(name).suffix.lower()
    label = "标准输入" if name == STDIN else name
    if suffix and suffix not in SUFFIXES:
        hint = _HINTS.get(suffix, "请换成其中一种，或用 - 从标准输入读纯文本")
        raise InputError(f"不支持 {label} 这种文件（{suffix}）。支持：{' '.join(SUFFIXES)}。{hint}。", name=label)
    is_word = suffix == ".docx" or (not suffix and data.startswith(b"PK\x03\x04"))
    most = _most_bytes(".docx" if is_word else suffix, max_chars)
    if len(data) > most:
        raise InputError(f"{label} 超过 {most:,} 字节的上限。请拆成几份分别检查。", name=label, limit=most)
    if not data.strip():
        raise InputError(f"{label} 是空的。请放入要检查的话术。", name=label)
    document = _read_word(label, data) if is_word else _read_text(label, suffix, decode(data, label))
    if not document.text.strip().strip(_INVISIBLE):
        what = "里没有文字（图片里的字读不到）" if is_word else "里没有要检查的话术"
        raise InputError(f"{label} {what}。请放入要检查的话术。", name=label)
    if len(document.text) > max_chars:
        raise InputError(
            f"{label} 有 {len(document.text):,} 个字，超过 {max_chars:,} 字的上限（COACH_MAX_CHARS）。"
            "请拆成几份分别检查。",
            name=label,
            limit=max_chars,
        )
    return document


def _most_bytes(suffix: str, max_chars: int) -> int:
    if suffix == ".docx":
        return MAX_WORD_BYTES
    # Subtitles spend some 60 bytes a line on numbers and times.
    return _BYTES_A_CHAR * max_chars * (4 if suffix in (".srt", ".vtt") else 1) + 4096


def _read_word(label: str, data: bytes) -> Document:
    text = read_word(data, label)
    transcript = read_transcript(text, label)
    if transcript is not None:
        return transcript
    return Document(text=text, name=label, kind=DocumentKind.DOCX, source=text)


def _read_text(label: str, suffix: str, source: str) -> Document:
    if suffix == ".vtt" or (suffix != ".srt" and looks_like_vtt(source)):
        return read_vtt(source, label)
    if suffix == ".srt" or looks_like_srt(source):
        return read_srt(source, label)
    meta, at = split_front_matter(source, label)
    transcript = read_transcript(source, label, start=at)
    if transcript is not None:
        return replace(transcript, meta=meta)
    text = source[at:]
    return Document(
        text=text,
        name=label,
        kind=DocumentKind.MARKDOWN if suffix == ".md" else DocumentKind.TEXT,
        meta=meta,
        source=source,
        stretches=(Stretch(0, len(text), at),),
    )
