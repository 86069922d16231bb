"""The form of a product card: its rows as they are shown, and the card that they make."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from coach.errors import InputError
from coach.library import parse_product
from coach.scoring import Kind, Platform, Product
from coach.services.exchange_columns import PRODUCT_ROLES, words
from coach.web.typed import Typed

ROLE_WORDS: Mapping[str, str] = {role.value: name for role, name in PRODUCT_ROLES.items()}
_EMPTY_ROWS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class PointRow:
    """One selling point as a line of the form; ``id`` is kept, so that reports go on naming the same point."""

    id: str
    say: str
    aliases: str
    must: bool


def filled(product: Product, version: int) -> Typed:
    """Return the form of a card that stands at ``version``."""
    return Typed(
        {
            "version": str(version),
            "id": product.id,
            "name": product.name,
            "kind": product.kind.value,
            "brand": product.brand,
            "role": product.role.value if product.role else "",
            "platform": product.platform.value,
            "price": "" if product.price is None else f"{product.price:g}",
            "audience": "、".join(product.audience),
            "scenes": "、".join(product.scenes),
            "point-id": [one.id for one in product.points],
            "point-say": [one.say for one in product.points],
            "point-aliases": ["；".join(one.aliases) for one in product.points],
            "point-must": [str(number) for number, one in enumerate(product.points) if one.must],
            "fact-name": list(product.facts),
            "fact-value": list(product.facts.values()),
            "faq-q": [one.q for one in product.faq],
            "faq-a": [one.a for one in product.faq],
        }
    )


def product_of(typed: Typed, card_id: str) -> Product:
    """Return the card that the form makes; empty lines don't count.

    Raises:
        InputError: a field can't be read (CardError: the card is wrong); names the field.
    """
    for name, label in (("name", "名称"), ("kind", "类别")):
        if not typed.get(name).strip():
            raise InputError(f"请填“{label}”。", key=name)
    if not card_id:
        raise InputError("请填“编号”，例如 niurou-gan。", key="id")
    rows = [row for row in _points(typed) if row.say]
    card: dict[str, object] = {
        "id": card_id,
        "name": typed.get("name").strip(),
        "kind": typed.choice(Kind, "kind", label="类别").value,
        "brand": typed.get("brand").strip(),
        "role": typed.get("role"),
        "platform": typed.choice(Platform, "platform", label="平台").value if typed.get("platform") else "",
        "audience": list(words(typed.get("audience"))),
        "scenes": list(words(typed.get("scenes"))),
        "points": [
            {"id": id_, "say": row.say, "aliases": _aliases(row.aliases), "must": row.must}
            for id_, row in zip(_ids(rows), rows, strict=True)
        ],
        "facts": dict(_pairs(typed, "fact-name", "fact-value", "准话")),
        "faq": [{"q": q, "a": a} for q, a in _pairs(typed, "faq-q", "faq-a", "问答")],
    }
    if typed.get("price").strip():
        card["price"] = _price(typed)
    return parse_product({key: value for key, value in card.items() if value != ""})


def point_rows(typed: Typed) -> list[PointRow]:
    """Return the lines of the selling points, with empty ones to go on with."""
    rows = [row for row in _points(typed) if row.say or row.aliases]
    return rows + [PointRow(id="", say="", aliases="", must=False)] * _more(typed)


def pair_rows(typed: Typed, first: str, second: str) -> list[tuple[str, str]]:
    """Return the lines of a two-column list, with empty ones to go on with."""
    rows = [pair for pair in zip(typed.all(first), typed.all(second), strict=False) if any(pair)]
    return rows + [("", "")] * _more(typed)


def _more(typed: Typed) -> int:
    return _EMPTY_ROWS + 3 * bool(typed.get("more"))


def _points(typed: Typed) -> list[PointRow]:
    must = set(typed.all("point-must"))
    rows = zip(typed.all("point-id"), typed.all("point-say"), typed.all("point-aliases"), strict=False)
    return [
        PointRow(id=id_, say=say.strip(), aliases=aliases.strip(), must=str(number) in must)
        for number, (id_, say, aliases) in enumerate(rows)
    ]


def _ids(rows: list[PointRow]) -> list[str]:
    """Return an id for each line: its own, or the first free one of p1, p2 and so on."""
    taken = {row.id for row in rows}
    found: list[str] = []
    for row in rows:
        id_ = row.id or next(f"p{n}" for n in range(1, len(rows) * 2 + 2) if f"p{n}" not in taken)
        taken.add(id_)
        found.append(id_)
    return found


def _aliases(text: str) -> list[str]:
    return [part.strip() for part in text.replace(";", "；").replace("\n", "；").split("；") if part.strip()]


def _pairs(typed: Typed, first: str, second: str, label: str) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for one, other in zip(typed.all(first), typed.all(second), strict=False):
        name, value = one.strip(), other.strip()
        if bool(name) != bool(value):
            raise InputError(f"“{label}”里“{name or value}”这一行只填了一半，请补全或清空。", key=first)
        if name and name in dict(pairs):
            raise InputError(f"“{label}”里“{name}”写了两次，请只留一行。", key=first)
        if name:
            pairs.append((name, value))
    return pairs


def _price(typed: Typed) -> float:
    text = typed.get("price").strip().replace("元", "").replace("¥", "").replace(",", "")
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value < 1e9:
        raise InputError(f"“价格”要填以元为单位的数字，现在是“{text[:20]}”。", key="price")
    return value
