"""One input line in, one output line out: the part of a batch that runs on workers, with bad lines told apart."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import NoReturn, TypeVar

import coach
from coach.datafiles import folder
from coach.errors import CoachError, InputError
from coach.library import Library, load_library, parse_product
from coach.rulecache import load_cached
from coach.scoring import Kind, Platform, Product, Report, Rulebook, check

_E = TypeVar("_E", bound=StrEnum)
_KEYS = ("id", "text", "product", "kind", "platform", "type", "slot", "room")
_MOST_SECONDS = 86_400
_SURROGATES = re.compile("[\ud800-\udfff]")
_BYTES_A_CHAR = 12  # a character beyond the BMP, written as two \uXXXX escapes
_CARD_BYTES = 256 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """What lines are checked with; ``stamp`` changes with any rule, any card and the program's version."""

    rulebook: Rulebook
    library: Library
    stamp: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """Where the data is: folders (None: as installed with the program), the team's packs and room, a cache of rules."""

    lexicons: Path | None = None
    scripts_library: Path | None = None
    team_packs: Path | None = None
    room: str | None = None
    cache: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a worker must know: where the data is, its stamp, and how long a text may be."""

    sources: Sources
    stamp: str
    max_chars: int

    @property
    def most_bytes(self) -> int:
        """Return how long an input line may be."""
        return _BYTES_A_CHAR * self.max_chars + _CARD_BYTES


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Some lines of the input, still raw, and the number of the first (from 1)."""

    first: int
    lines: tuple[bytes, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """The output of a block: as many lines as it had that are not blank."""

    lines: int
    errors: int
    body: bytes


@lru_cache(maxsize=4)
def load_bench(sources: Sources) -> Bench:
    """Load rules and library once a process.

    Raises:
        CoachError: a data file is wrong or missing.
    """
    rulebook = load_cached(
        sources.lexicons or folder("lexicons"), sources.cache, team=sources.team_packs, room=sources.room
    )
    library = load_library(sources.scripts_library or folder("scripts_library"))
    # repr of frozen values is stable; dicts keep the order of their file.
    cards = "\n".join(map(repr, library.list_products()))
    rules = "\n".join(
        [rulebook.fingerprint, *(f"{room} {rulebook.of_room(room).fingerprint}" for room in rulebook.rooms)]
    )
    stamp = hashlib.sha256(f"{coach.__version__}\n{rules}\n{cards}".encode()).hexdigest()[:16]
    return Bench(rulebook=rulebook, library=library, stamp=stamp)


def make_order(sources: Sources, max_chars: int) -> Order:
    """Load the data and return the order that any worker with the same data will take.

    Raises:
        CoachError: a data file is wrong or missing.
    """
    sources = replace(
        sources,
        lexicons=None if sources.lexicons == folder("lexicons") else sources.lexicons,
        scripts_library=None if sources.scripts_library == folder("scripts_library") else sources.scripts_library,
    )
    return Order(sources=sources, stamp=load_bench(sources).stamp, max_chars=max_chars)


def check_block(order: Order, block: Block) -> Checked:
    """Check the lines of a block; blank ones have no output.

    Raises:
        InputError: this machine's rules or cards are not those the order was made with.
        CoachError: this machine's data is broken.
    """
    bench = load_bench(order.sources)
    if bench.stamp != order.stamp:
        raise InputError(
            f"规则或商品卡和发起的机器不同（这里 {bench.stamp}，那里 {order.stamp}）。请装上同一版本的 coach 和数据。",
            here=bench.stamp,
            there=order.stamp,
        )
    out: list[str] = []
    errors = 0
    for number, line in enumerate(block.lines, block.first):
        if not line.strip():
            continue
        answer, good = _answer(line, number, bench, order)
        errors += not good
        out.append(answer)
    body = _SURROGATES.sub("\ufffd", "\n".join([*out, ""])).encode()
    return Checked(lines=len(out), errors=errors, body=body)


def _answer(line: bytes, number: int, bench: Bench, order: Order) -> tuple[str, bool]:
    """Return the output line, and whether it is a report."""
    name: object = None
    try:
        data = _parse(line, number, order.most_bytes)
        name = _id(data)
        report = _check(data, bench, order.max_chars)
    except CoachError as error:
        message = error.message
    except Exception as error:  # noqa: BLE001 - a fault of ours on one line must not cost the other lines
        message = f"检查时程序出错（{type(error).__name__}：{error}）。请把这一行报告给维护者。"
    else:
        return f'{{"id": {_json(name)}, "report": {report.to_json()}}}', True
    return _json({"id": name, "error": {"message": message, "line": number}}), False


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _parse(line: bytes, number: int, most: int) -> dict[str, object]:
    if len(line) > most:
        raise InputError(f"这一行超过 {most:,} 字节的上限。请把话术拆短。")
    try:
        text = line.decode("utf-8-sig" if number == 1 else "utf-8")
    except UnicodeDecodeError as error:
        raise InputError(f"第 {error.start + 1} 个字节不合 UTF-8 编码。请把文件另存为 UTF-8。") from error
    try:
        data = json.loads(text, object_pairs_hook=_unique, parse_constant=_refuse)
    except json.JSONDecodeError as error:
        raise InputError(f"不是正确的 JSON：第 {error.colno} 个字符处，{error.msg}。") from error
    except (ValueError, RecursionError) as error:
        raise InputError("不是可用的 JSON：数字太长或嵌套太深。") from error
    if not isinstance(data, dict):
        raise InputError(f"每一行应是一个 JSON 对象，如 {_json({'id': '1', 'text': '…'})}。")
    return data


def _unique(pairs: Sequence[tuple[str, object]]) -> dict[str, object]:
    data = dict(pairs)
    if len(data) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise InputError(f"键“{twice}”出现了两次，请只留一个。", key=twice)
    return data


def _refuse(constant: str) -> NoReturn:
    raise InputError(f"JSON 里不能用 {constant}。")


def _id(data: dict[str, object]) -> str | int:
    value = data.get("id")
    if isinstance(value, bool) or not isinstance(value, (str, int)) or value == "":
        raise InputError("缺少“id”，或它不是文字和整数。请给每一行一个 id。", key="id")
    return value


def _check(data: dict[str, object], bench: Bench, max_chars: int) -> Report:
    for key in data:
        if key not in _KEYS:
            raise InputError(f"不认识的键“{key}”。可用的键：{'、'.join(_KEYS)}。", key=key)
    text = data.get("text")
    if not isinstance(text, str) or not text.strip():
        raise InputError("缺少“text”，或它是空的、不是文字。请放入要检查的话术。", key="text")
    if len(text) > max_chars:
        raise InputError(
            f"text 有 {len(text):,} 个字，超过 {max_chars:,} 字的上限。请拆短。", key="text", limit=max_chars
        )
    return check(
        text,
        _product(data.get("product"), bench.library),
        bench.rulebook.of_room(_room(data.get("room"))),
        kind=_choice(Kind, data, "kind"),
        platform=_choice(Platform, data, "platform"),
        script_type=_type(data.get("type")),
        slot_s=_slot(data.get("slot")),
    )


def _type(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value or None
    raise InputError("type 应是话术类型的名字（live、round、opening、note、answers）或 null。", key="type")


def _room(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value or None
    raise InputError("room 应是直播间的名字或 null。", key="room")


def _slot(value: object) -> tuple[int, int] | None:
    """Return the least and most seconds of a slot: a fifth to each side of what is asked for."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 10 <= value <= _MOST_SECONDS:
        raise InputError(f"slot 是这一段该讲的秒数，应是 10 到 {_MOST_SECONDS:,} 的整数。", key="slot")
    return round(value * 0.8), round(value * 1.2)


def _product(value: object, library: Library) -> Product | None:
    if value is None:
        return None
    if isinstance(value, str):
        return library.get_product(value)
    if isinstance(value, dict):
        return parse_product(value, source="product")
    raise InputError("product 应是商品编号、商品卡对象或 null。", key="product")


def _choice(kind: type[_E], data: dict[str, object], key: str) -> _E | None:
    value = data.get(key)
    if value is None:
        return None
    if not isinstance(value, str) or value not in set(kind):
        raise InputError(f"{key}“{value}”不在可选范围：{'、'.join(kind)}。", key=key)
    return kind(value)
