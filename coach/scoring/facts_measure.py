"""How a quantity that was said compares with one on the card, and how it is written beside it."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from coach.scoring.facts_talk import Fact, Statement
from coach.scoring.normalise import HAN, fold
from coach.scoring.spoken import Quantity, quantities
from coach.scoring.spoken_units import DAY, HOUR, MINUTE, MONTH, WEEK, YEAR

_HAN_RUN = re.compile(f"[{HAN}]+")
TOLERANCE = 0.025
_TIMES_UNITS = frozenset(("毫米", "克", "毫升"))
_TIMES = (("小时", HOUR), ("分钟", MINUTE), ("周", WEEK), ("天", DAY), ("日", DAY), ("月", MONTH), ("年", YEAR))
_SHOWN: dict[str, tuple[tuple[str, float], ...]] = {
    "克": (("公斤", 1000.0), ("千克", 1000.0), ("kg", 1000.0), ("斤", 500.0), ("毫克", 0.001), ("mg", 0.001)),
    "毫升": (("毫升", 1.0), ("ml", 1.0), ("升", 1000.0), ("l", 1000.0)),
    "毫米": (("毫米", 1.0), ("mm", 1.0), ("厘米", 10.0), ("cm", 10.0), ("公分", 10.0), ("米", 1000.0)),
    "瓦": (("千瓦", 1000.0), ("kw", 1000.0)),
}


@lru_cache(maxsize=8192)
def fold_value(value: str) -> str:
    """Fold a value of the card as the text is folded, but keep the signs between its numbers (20支×20克)."""
    plain = unicodedata.normalize("NFKC", value).casefold()
    return _HAN_RUN.sub(lambda run: fold(run[0]).text, plain)


@lru_cache(maxsize=8192)
def amounts_of(value: str) -> tuple[Quantity, ...]:
    """Return the quantities of a card's text; 200×230厘米 gives both numbers the unit."""
    text = fold_value(value)
    found = list(quantities(text))
    factor = 1.0
    for i in range(len(found) - 2, -1, -1):
        a, b = found[i], found[i + 1]
        if a.unit == "" and b.unit in _TIMES_UNITS and text[a.end : b.start] in ("×", "x", "*", "/", "、", "和"):
            written = b.text.lstrip("0123456789.")
            factor = quantities(f"1{written}")[0].low if written else factor  # of 60×35×120厘米 the last one has it
            found[i] = a._replace(unit=b.unit, low=a.low * factor, high=a.high * factor)
    return tuple(found)


@lru_cache(maxsize=512)
def card_amounts(texts: tuple[str, ...]) -> tuple[Quantity, ...]:
    """Return the quantities of all texts of a card."""
    return tuple(amount for text in texts for amount in amounts_of(text))


def card_texts(fact: Fact) -> tuple[str, ...]:
    """Return every text of the card that may hold a number: name, points, answers and facts."""
    product = fact.product
    points = [text for point in product.points for text in (point.say, *point.aliases)]
    return (product.name, *points, *(entry.a for entry in product.faq), *product.facts.values())


def same(said: Quantity, low: float, high: float) -> bool:
    """Tell whether the range said meets the range of the card, within 2.5 %."""
    slack = TOLERANCE * max(abs(low), abs(high))
    return said.low <= high + slack and said.high >= low - slack


def shown(said: Quantity, like: Quantity) -> str:
    """Write the quantity said in the unit the card writes its own in: 一年半 beside 9个月 is 18个月."""
    unit, factor = _unit_like(like)
    low, high = f"{round(said.low / factor, 2):.12g}", f"{round(said.high / factor, 2):.12g}"
    return f"{low}{unit}" if low == high else f"{low}–{high}{unit}"


def _unit_like(like: Quantity) -> tuple[str, float]:
    if like.unit == "秒":
        word, factor = next(((w, f) for w, f in _TIMES if w in like.text), ("天", DAY))
        return "个月" if word == "月" else word, float(factor)
    for word, size in _SHOWN.get(like.unit, ()):
        if like.text.endswith(word):
            return word, size
    return like.unit, 1.0


def unit_factor(like: Quantity) -> float:
    """Return how many canonical units the card's own unit is: 10 for 10厘米."""
    return _unit_like(like)[1]


def answer(said: Quantity, like: Quantity, agrees: bool, span: tuple[int, int], weight: int) -> Statement:
    """Return the statement that ``said`` makes beside ``like``."""
    return Statement(said=shown(said, like), agrees=agrees, start=span[0], end=span[1], weight=weight)
