"""The columns of the tables that go in and out, and how a cell is written and read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta, timezone
from enum import StrEnum
from typing import TypeVar

from coach.errors import InputError
from coach.library import parse_product
from coach.scoring import Product
from coach.scoring import Role as ProductRole
from coach.scoring.names import KINDS, PLATFORMS
from coach.training.access import ROLE_NAMES
from coach.training.model import Role

PEOPLE = {"login": "登录名", "name": "姓名", "roles": "身份", "rooms": "直播间", "state": "状态"}
CARDS = {
    "id": "编号",
    "name": "名称",
    "kind": "类别",
    "brand": "品牌",
    "role": "货品",
    "platform": "平台",
    "price": "价格",
    "audience": "人群",
    "scenes": "场景",
    "points": "卖点",
    "facts": "事实",
    "faq": "问答",
}
ASSIGNMENTS = {"login": "登录名", "drill": "练习", "room": "直播间", "due": "截止", "note": "备注", "state": "状态"}
RESULTS = {
    "at": "时间",
    "login": "登录名",
    "name": "姓名",
    "room": "直播间",
    "drill": "练习",
    "number": "第几次",
    "score": "得分",
    "verdict": "结论",
    "late": "迟交",
    "over_limit": "超时",
}
PRODUCT_ROLES = {
    ProductRole.TRAFFIC: "引流款",
    ProductRole.PROFIT: "利润款",
    ProductRole.WELFARE: "福利款",
    ProductRole.HERO: "爆款",
}
VERDICTS = {"pass": "通过", "revise": "需修改", "block": "不能播"}
_CHINA = timezone(timedelta(hours=8))  # Asia/Shanghai: no summer time since 1991
_E = TypeVar("_E", bound=StrEnum)


def words(cell: str) -> tuple[str, ...]:
    """Return what stands between 、, commas, semicolons or line ends."""
    for sign in "、，；;\n":
        cell = cell.replace(sign, ",")
    return tuple(part.strip() for part in cell.split(",") if part.strip())


def one_of(cell: str, names: Mapping[_E, str], column: str) -> _E:
    """Return the value that a cell names in Chinese or by its id.

    Raises:
        InputError: it names none.
    """
    for value, name in names.items():
        if cell in (name, value.value):
            return value
    raise InputError(f"{column}“{cell}”不在可选范围：{'、'.join(names.values())}。")


def roles_of(cell: str) -> frozenset[Role]:
    """Return the roles that a cell names.

    Raises:
        InputError: one is unknown.
    """
    return frozenset(one_of(word, ROLE_NAMES, "身份") for word in words(cell))


def time_of(cell: str) -> datetime | None:
    """Return a time in China written as 2026-03-05 18:00 (a day alone: its end), None for an empty cell.

    Raises:
        InputError: it can't be read.
    """
    if not cell:
        return None
    text = cell.replace("/", "-").replace("T", " ").strip()
    for form in ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M"):
        try:
            return datetime.strptime(text, form).replace(tzinfo=_CHINA)
        except ValueError:
            continue
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(hour=23, minute=59, tzinfo=_CHINA)
    except ValueError:
        raise InputError(f"截止“{cell}”看不懂。请写成 2026-03-05 18:00。") from None


def shown_time(at: datetime | None) -> str:
    """Return a time in China as ``time_of`` reads it."""
    return "" if at is None else at.astimezone(_CHINA).strftime("%Y-%m-%d %H:%M")


def product_of(cells: Mapping[str, str]) -> Product:
    """Return the card of a row. 卖点: one a line, ``*`` before what must be said, ``|`` before other ways to say it;
    事实 and 问答: one a line, ``=`` between name and value, question and answer.

    Raises:
        InputError: a cell can't be read.
        CardError: the card is wrong.
    """
    card: dict[str, object] = {key: cells.get(key, "") for key in ("id", "name", "brand")}
    card["kind"] = one_of(cells.get("kind", ""), KINDS, "类别").value
    if cells.get("role"):
        card["role"] = one_of(cells["role"], PRODUCT_ROLES, "货品").value
    if cells.get("platform"):
        card["platform"] = one_of(cells["platform"], PLATFORMS, "平台").value
    if cells.get("price"):
        card["price"] = _price(cells["price"])
    card["audience"], card["scenes"] = list(words(cells.get("audience", ""))), list(words(cells.get("scenes", "")))
    card["points"] = [_point(number, line) for number, line in enumerate(_lines(cells.get("points", "")), 1)]
    card["facts"] = dict(_pair(line, "事实") for line in _lines(cells.get("facts", "")))
    card["faq"] = [dict(zip("qa", _pair(line, "问答"), strict=True)) for line in _lines(cells.get("faq", ""))]
    return parse_product(card)


def product_cells(product: Product) -> tuple[str, ...]:
    """Return a card as the cells of a row, in the order of ``CARDS``."""
    points = ["|".join((("*" if one.must else "") + one.say, *one.aliases)) for one in product.points]
    return (
        product.id,
        product.name,
        KINDS[product.kind],
        product.brand,
        PRODUCT_ROLES[product.role] if product.role else "",
        PLATFORMS[product.platform],
        "" if product.price is None else f"{product.price:g}",
        "、".join(product.audience),
        "、".join(product.scenes),
        "\n".join(points),
        "\n".join(f"{name}={value}" for name, value in product.facts.items()),
        "\n".join(f"{one.q}={one.a}" for one in product.faq),
    )


def in_order(names: Mapping[_E, str], values: Iterable[_E]) -> str:
    """Return these values by name, in the order of the table of names."""
    held = set(values)
    return "、".join(name for value, name in names.items() if value in held)


def _lines(cell: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in cell.splitlines() if line.strip())


def _point(number: int, line: str) -> dict[str, object]:
    say, *aliases = (part.strip() for part in line.split("|"))
    return {"id": f"p{number}", "say": say.removeprefix("*"), "aliases": aliases, "must": say.startswith("*")}


def _pair(line: str, column: str) -> tuple[str, str]:
    name, sign, value = line.replace("＝", "=").partition("=")
    if not sign:
        raise InputError(f"{column}“{line}”里少了等号。请写成 名称=内容，一行一条。")
    return name.strip(), value.strip()


def _price(cell: str) -> float:
    try:
        return float(cell.replace("元", "").replace("¥", ""))
    except ValueError:
        raise InputError(f"价格“{cell}”不是数字。请写成以元为单位的数，如 59.9。") from None
