"""What a browser sends: read it without losing a character, then turn it into a submission or an alarm."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeVar

from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Request

from coach.documents import read_document
from coach.errors import InputError
from coach.library import Library
from coach.scoring.model import Cue, Kind, Platform, Product
from coach.services.alarms import Alarm

_E = TypeVar("_E", bound=StrEnum)
SLOTS = {
    "15": "15 秒",
    "30": "30 秒",
    "60": "1 分钟",
    "120": "2 分钟",
    "180": "3 分钟",
    "300": "5 分钟",
    "600": "10 分钟",
    "900": "15 分钟",
    "1800": "30 分钟",
}
_MAX_CUES = 20_000
_MAX_SECONDS = 7 * 24 * 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """The raw fields, kept as they came so that a page with an error can show them again.

    ``type`` is the type of script, empty where it is to be recognised; ``slot`` is the time it should take, in seconds.
    ``replaced`` is text that stood in the editor when a file came with it; ``room`` the id of the room it is meant for.
    """

    text: str = ""
    product: str = ""
    kind: str = ""
    platform: str = ""
    type: str = ""
    room: str = ""
    slot: str = ""
    cues: tuple[Cue, ...] = ()
    replaced: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """A draft whose choices exist and whose text is not too long."""

    text: str
    product: Product | None
    kind: Kind | None
    platform: Platform | None
    cues: tuple[Cue, ...]


def draft_from_form(form: Mapping[str, str]) -> Draft:
    """Read form fields. Browsers send line ends as CR LF; the text is kept with LF, as the editor shows it."""
    text = form.get("text", "").replace("\r\n", "\n")
    return Draft(
        text=text,
        product=form.get("product", ""),
        kind=form.get("kind", ""),
        platform=form.get("platform", ""),
        type=form.get("type", ""),
        room=form.get("room", ""),
        slot=form.get("slot", ""),
    )


def draft_from_json(body: object) -> Draft:
    """Read the JSON of the live check: ``{text, product, kind, platform, type, slot, room, cues}``, the text as typed.

    Raises:
        InputError: it is no object, a field is no text, or the cues are not ordered spans of the text.
    """
    if not isinstance(body, Mapping):
        raise InputError("请求内容应是一个 JSON 对象。")
    fields = {key: body.get(key) or "" for key in ("text", "product", "kind", "platform", "type", "slot", "room")}
    for key, value in fields.items():
        if not isinstance(value, str):
            raise InputError(f"字段“{key}”应是文字。", key=key)
    return Draft(**fields, cues=_cues(body.get("cues") or [], len(fields["text"])))


def slot_of(draft: Draft) -> int | None:
    """Return the time the script should take, in seconds; None where none is chosen."""
    return int(draft.slot) if draft.slot in SLOTS else None


def alarm_from_json(body: object, *, at: str) -> Alarm:
    """Read a reported false alarm: ``{rule, sentence, words, name, room}``; ``room`` is the id of a room, or missing.

    Raises:
        InputError: it is no object, or a field is no text.
    """
    if not isinstance(body, Mapping):
        raise InputError("请求内容应是一个 JSON 对象。")
    fields = {key: body.get(key, "") for key in ("rule", "sentence", "words", "name", "room")}
    for key, value in fields.items():
        if not isinstance(value, str):
            raise InputError(f"字段“{key}”应是文字。", key=key)
    return Alarm(**{key: value.strip() for key, value in fields.items()}, at=at)


def draft_with_file(draft: Draft, upload: FileStorage | None) -> Draft:
    """Put the text of an uploaded file into the draft, if there is one; typed text moves to ``replaced``.

    Raises:
        InputError: the file can't be read; the message says why and what to do.
    """
    if upload is None or not upload.filename:
        return draft
    document = read_document(upload.filename, upload.read())
    typed = draft.text if draft.text.strip() else ""
    return replace(draft, text=document.text, cues=tuple(document.cues), replaced=typed)


def read_draft(request: Request) -> Draft:
    """Read the draft of a check, sent as JSON or as a form with an optional file."""
    if request.is_json:
        return draft_from_json(request.get_json())
    return draft_with_file(draft_from_form(request.form), request.files.get("file"))


def submit(draft: Draft, library: Library, *, max_chars: int) -> Submission:
    """Check the draft's choices and length.

    Raises:
        InputError: nothing to check, too long, or an unknown choice.
        NotFoundError: no card has the product's id.
    """
    if not draft.text.strip():
        raise InputError("还没有话术。先把要讲的话贴进来，或上传一个文件。", key="text")
    if len(draft.text) > max_chars:
        raise InputError(
            f"文字太长：现在 {len(draft.text):,} 字，网页一次最多查 {max_chars:,} 字。请按商品或时段分成几段来查。",
            key="text",
            limit=max_chars,
        )
    product = library.get_product(draft.product) if draft.product else None
    return Submission(
        text=draft.text,
        product=product,
        kind=None if product else _choice(Kind, draft.kind, "商品类别"),
        platform=_choice(Platform, draft.platform, "平台"),
        cues=draft.cues,
    )


def _choice(kind: type[_E], value: str, name: str) -> _E | None:
    if not value:
        return None
    if value not in set(kind):
        raise InputError(f"{name}“{value}”不在可选范围，请重新选择。", key=name)
    return kind(value)


def _cues(rows: object, length: int) -> tuple[Cue, ...]:
    """Read ``[[start, end, start_s, end_s, speaker], …]``: spans inside the text, in order."""
    if not isinstance(rows, list) or len(rows) > _MAX_CUES:
        raise InputError("时间轴（cues）格式有误，请重新上传字幕文件。", key="cues")
    cues: list[Cue] = []
    before = 0
    for row in rows:
        match row:
            case [int(start), int(end), int() | float() as start_s, end_s, by]:
                cue = Cue(start=start, end=end, start_s=start_s, end_s=end_s, speaker=by)
            case _:
                raise InputError("时间轴（cues）格式有误，请重新上传字幕文件。", key="cues")
        if not before <= cue.start <= cue.end <= length or not _in_time(cue):
            raise InputError("时间轴（cues）和文字对不上，请重新上传字幕文件。", key="cues")
        cues.append(cue)
        before = cue.start
    return tuple(cues)


def _in_time(cue: Cue) -> bool:
    """Tell whether times are finite and in order, and the speaker is a name; the values come from outside."""
    end_s: object = cue.end_s
    speaker: object = cue.speaker
    return (
        0 <= cue.start_s < _MAX_SECONDS
        and (end_s is None or (isinstance(end_s, (int, float)) and cue.start_s <= end_s < _MAX_SECONDS))
        and (speaker is None or isinstance(speaker, str))
    )
