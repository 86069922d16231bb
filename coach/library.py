"""Read the scripts library: product cards and sample scripts. Parsing is pure; loading walks the folder."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TypeVar, cast

from coach.errors import CardError, InputError, NotFoundError
from coach.scoring.model import Faq, Kind, Platform, Point, Product, Role

_E = TypeVar("_E", bound=StrEnum)
_CARD_KEYS = (
    "id",
    "name",
    "kind",
    "brand",
    "role",
    "platform",
    "price",
    "audience",
    "scenes",
    "points",
    "facts",
    "faq",
)
_FRONT_MATTER = re.compile(r"\A\ufeff?\+\+\+[ \t]*\r?\n(.*?)\r?\n\+\+\+[ \t]*\r?\n", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """A sample script: what it is for and the spoken text."""

    id: str
    title: str
    product: str | None
    platform: Platform
    type: str
    quality: str
    teaches: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """The cards and scripts of one folder, ordered by id."""

    products: Mapping[str, Product]
    scripts: Mapping[str, Script]

    def find_product(self, product_id: str) -> Product | None:
        """Return the card with this id, or None."""
        return self.products.get(product_id)

    def get_product(self, product_id: str) -> Product:
        """Return the card with this id.

        Raises:
            NotFoundError: there is none; the message lists the ids there are.
        """
        if product_id not in self.products:
            known = "、".join(self.products)
            raise NotFoundError(f"没有编号为“{product_id}”的商品卡。现有：{known}。", product=product_id)
        return self.products[product_id]

    def list_products(self) -> tuple[Product, ...]:
        """Return all cards by id."""
        return tuple(self.products.values())

    def get_script(self, script_id: str) -> Script:
        """Return the sample script with this id.

        Raises:
            NotFoundError: there is none.
        """
        if script_id not in self.scripts:
            raise NotFoundError(f"话术库里没有“{script_id}”这篇。", script=script_id)
        return self.scripts[script_id]

    def list_scripts(self) -> tuple[Script, ...]:
        """Return all sample scripts by id."""
        return tuple(self.scripts.values())


def load_library(folder: Path) -> Library:
    """Load ``products/*.toml`` and ``scripts/*.md`` below ``folder``.

    Raises:
        CardError: a card is wrong; names file and key.
        InputError: a script's header is wrong, or it names a card that does not exist.
    """
    products: dict[str, Product] = {}
    for path in sorted((folder / "products").glob("*.toml")):
        product = load_product(path)
        if product.id in products:
            raise CardError(f"{path.name}：id“{product.id}”和另一张商品卡重复。", file=str(path), key="id")
        products[product.id] = product
    scripts: dict[str, Script] = {}
    for path in sorted((folder / "scripts").glob("*.md")):
        script = parse_script(path.read_text(encoding="utf-8"), script_id=path.stem)
        if script.product is not None and script.product not in products:
            raise InputError(f"{path.name}：product“{script.product}”没有对应的商品卡。", file=str(path), key="product")
        scripts[script.id] = script
    return Library(products=products, scripts=scripts)


def load_product(path: Path) -> Product:
    """Read one card from a .toml or .json file.

    Raises:
        CardError: the file can't be read or parsed, or a key is unknown, missing or ill-typed.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise CardError(
            f"商品卡 {path} 读不出来（{error}）。请确认路径正确、文件是 UTF-8 编码。", file=str(path)
        ) from error
    try:
        data = json.loads(text) if path.suffix.lower() == ".json" else tomllib.loads(text)
    except (json.JSONDecodeError, tomllib.TOMLDecodeError) as error:
        raise CardError(f"商品卡 {path.name} 格式有误：{error}。", file=str(path)) from error
    return parse_product(data, source=path.name)


def parse_product(data: object, *, source: str = "商品卡") -> Product:
    """Build a card from plain values (TOML, JSON or a form).

    Raises:
        CardError: a key is unknown, missing or of the wrong type; the message names the key and what it should be.
    """
    card = _table(data, source, "（整张卡）")
    _only(card, _CARD_KEYS, source, "")
    points = tuple(_point(item, source, f"points[{i}]") for i, item in enumerate(_list(card, "points", source), 1))
    ids = [point.id for point in points]
    for point_id in ids:
        if ids.count(point_id) > 1:
            raise CardError(f"{source}：points 里 id“{point_id}”出现了两次，每个卖点的 id 要不同。", key="points")
    facts = _table(card.get("facts", {}), source, "facts")
    return Product(
        id=_text(card, "id", source, required=True),
        name=_text(card, "name", source, required=True),
        kind=_choice(Kind, card, "kind", source),
        brand=_text(card, "brand", source),
        role=_choice(Role, card, "role", source) if card.get("role") else None,
        platform=_choice(Platform, card, "platform", source) if card.get("platform") else Platform.ANY,
        price=_price(card, source),
        audience=_strings(card, "audience", source),
        scenes=_strings(card, "scenes", source),
        points=points,
        facts={key: _text(facts, key, source, place=f"facts.{key}", required=True) for key in facts},
        faq=tuple(_faq(item, source, f"faq[{i}]") for i, item in enumerate(_list(card, "faq", source), 1)),
    )


def parse_script(text: str, *, script_id: str) -> Script:
    """Read a sample script: TOML between ``+++`` lines, then the spoken text.

    Raises:
        InputError: the header is missing, broken, or has an unknown or missing key.
    """
    match = _FRONT_MATTER.match(text)
    if match is None:
        raise InputError(f"{script_id}：开头缺少用 +++ 包住的说明（title、product、platform …）。", script=script_id)
    try:
        head = tomllib.loads(match.group(1))
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{script_id}：开头的说明格式有误：{error}。", script=script_id) from error
    keys = ("title", "product", "platform", "type", "quality", "teaches")
    _only(head, keys, script_id, "")
    return Script(
        id=script_id,
        title=_text(head, "title", script_id, required=True),
        product=_text(head, "product", script_id) or None,
        platform=_choice(Platform, head, "platform", script_id) if head.get("platform") else Platform.ANY,
        type=_text(head, "type", script_id),
        quality=_text(head, "quality", script_id),
        teaches=_text(head, "teaches", script_id),
        text=text[match.end() :].strip("\n"),
    )


def _point(item: object, source: str, place: str) -> Point:
    data = _table(item, source, place)
    _only(data, ("id", "say", "aliases", "must"), source, place + ".")
    must = data.get("must", False)
    if not isinstance(must, bool):
        raise CardError(f"{source}：{place}.must 应是 true 或 false，现在是“{must}”。", key=f"{place}.must")
    return Point(
        id=_text(data, "id", source, place=f"{place}.id", required=True),
        say=_text(data, "say", source, place=f"{place}.say", required=True),
        aliases=_strings(data, "aliases", source, place=f"{place}.aliases"),
        must=must,
    )


def _faq(item: object, source: str, place: str) -> Faq:
    data = _table(item, source, place)
    _only(data, ("q", "a"), source, place + ".")
    return Faq(
        q=_text(data, "q", source, place=f"{place}.q", required=True),
        a=_text(data, "a", source, place=f"{place}.a", required=True),
    )


def _table(value: object, source: str, place: str) -> Mapping[str, object]:
    if not isinstance(value, Mapping) or not all(isinstance(key, str) for key in value):
        raise CardError(f"{source}：{place} 应是一组“键 = 值”。", key=place)
    return cast("Mapping[str, object]", value)


def _only(data: Mapping[str, object], keys: tuple[str, ...], source: str, prefix: str) -> None:
    for key in data:
        if key not in keys:
            raise CardError(f"{source}：不认识的键“{prefix}{key}”。可用的键：{'、'.join(keys)}。", key=f"{prefix}{key}")


def _text(data: Mapping[str, object], key: str, source: str, *, place: str = "", required: bool = False) -> str:
    value, place = data.get(key, ""), place or key
    if not isinstance(value, str):
        raise CardError(f"{source}：{place} 应是文字，现在是“{value}”。", key=place)
    if required and not value.strip():
        raise CardError(f"{source}：缺少“{place}”，请补上。", key=place)
    return value


def _list(data: Mapping[str, object], key: str, source: str, place: str = "") -> list[object]:
    value = data.get(key, [])
    if not isinstance(value, (list, tuple)):
        raise CardError(f"{source}：{place or key} 应是一个列表。", key=place or key)
    return list(value)


def _strings(data: Mapping[str, object], key: str, source: str, place: str = "") -> tuple[str, ...]:
    values = _list(data, key, source, place)
    for value in values:
        if not isinstance(value, str) or not value.strip():
            raise CardError(f"{source}：{place or key} 里每一项都应是非空文字，现在有“{value}”。", key=place or key)
    return tuple(str(value) for value in values)


def _choice(kind: type[_E], data: Mapping[str, object], key: str, source: str) -> _E:
    value = data.get(key)
    if value is None:
        raise CardError(f"{source}：缺少“{key}”，请补上。可选：{'、'.join(kind)}。", key=key)
    if value not in set(kind):
        raise CardError(f"{source}：{key}“{value}”不在可选范围：{'、'.join(kind)}。", key=key)
    return kind(cast("str", value))


def _price(card: Mapping[str, object], source: str) -> float | None:
    value = card.get("price")
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value < 1e9:
        raise CardError(f"{source}：price 应是以元为单位的数字，现在是“{value}”。", key="price")
    return float(value)
