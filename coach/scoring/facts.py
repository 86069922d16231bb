"""Compare what is said on air with the facts of the product card: a contradiction is a finding."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from coach.scoring.facts_age import ages
from coach.scoring.facts_content import contents
from coach.scoring.facts_labels import labelled, ratios
from coach.scoring.facts_material import materials
from coach.scoring.facts_measure import amounts_of, fold_value
from coach.scoring.facts_money import BUNDLE, bundles, postages, prices
from coach.scoring.facts_origin import origins
from coach.scoring.facts_sole import soles
from coach.scoring.facts_table import FactTable, parse_fact_table
from coach.scoring.facts_talk import Fact, Statement, Talk
from coach.scoring.facts_time import durations
from coach.scoring.facts_words import choices, gifts, sizes, storages, unsuited
from coach.scoring.model import FactResult, Product
from coach.scoring.normalise import Folded
from coach.scoring.spoken import Quantity, quantities

__all__ = ["FactTable", "compare", "parse_fact_table"]

_NAMELESS = frozenset(("amount", "grade"))  # sorts of facts that, alone of their unit, are told without their name
_BESIDE = 8  # characters between two contradictions of one fact that are one finding
_READERS: dict[str, tuple[Callable[[Talk, Fact], Iterator[Statement]], ...]] = {
    "time": (durations,),
    "amount": (contents,),
    "price": (prices, gifts),
    "place": (origins,),
    "sizes": (sizes,),
    "material": (materials,),
    "storage": (storages,),
    "postage": (postages,),
    "choices": (choices,),
    "gift": (gifts,),
    "ratio": (ratios,),
    "grade": (ages, unsuited),
}


@dataclass(frozen=True, slots=True)
class _Heard:
    """A statement with the card's fact it is about."""

    fact: str
    expected: str
    statement: Statement


def compare(
    folded: Folded, product: Product, table: FactTable, amounts: Sequence[Quantity] | None = None
) -> tuple[FactResult, ...]:
    """Return what the text says about the card's facts, one result for each distinct statement, in text order.

    Spans are code points of the raw text; ``said`` is written in the unit of ``expected``. ``agrees`` is None where
    the two can't be compared. Pass ``amounts`` where the quantities of the folded text are already known.
    """
    talk = Talk(folded.text, quantities(folded.text) if amounts is None else amounts, table)
    heard = [
        _Heard(name, value, s) for name, value in _facts(product, table) for s in _read(talk, product, name, value)
    ]
    return tuple(_result(folded, item) for item in _distinct(_joined(heard)))


def _facts(product: Product, table: FactTable) -> Iterator[tuple[str, str]]:
    yield from product.facts.items()
    if product.price is not None and not any(
        (k := table.kind_of(*fact)) and k.sort == "price" for fact in product.facts.items()
    ):
        yield "价格", f"{product.price:g}元"


def _read(talk: Talk, product: Product, name: str, value: str) -> Iterator[Statement]:
    kind = talk.table.kind_of(name, value)
    fact = Fact(name=name, value=fold_value(value), kind=kind, amounts=amounts_of(value), product=product)
    if BUNDLE.match(name):
        yield from bundles(talk, fact)
        return
    for reader in _READERS[kind.sort] if kind else (labelled, unsuited):
        yield from reader(talk, fact)
    if fact.amounts and (kind is None or kind.sort in _NAMELESS):
        yield from soles(talk, fact)


def _joined(heard: list[_Heard]) -> list[_Heard]:
    """Make one statement of contradictions of one fact that stand side by side (草莓干、芒果干跟菠萝干)."""
    joined: list[_Heard] = []
    for item in sorted(heard, key=lambda h: (h.fact, h.statement.start)):
        last, now = joined[-1].statement if joined else None, item.statement
        if last is None or joined[-1].fact != item.fact or not _one_finding(last, now):
            joined.append(item)
            continue
        said = last.said if now.said in last.said else f"{last.said}、{now.said}"
        whole = replace(last, said=said, end=max(last.end, now.end), weight=max(last.weight, now.weight))
        joined[-1] = replace(item, statement=whole)
    return joined


def _one_finding(last: Statement, now: Statement) -> bool:
    return last.agrees is False and now.agrees is False and 0 <= now.start - last.end <= _BESIDE


def _distinct(heard: list[_Heard]) -> list[_Heard]:
    """Keep the surest statement of each fact and value, and one result for each stretch of text and fact."""
    best: dict[tuple[str, str], _Heard] = {}
    for item in sorted(heard, key=lambda h: (-h.statement.weight, h.statement.agrees is not False, h.statement.start)):
        best.setdefault((item.fact, item.statement.said), item)
    kept: list[_Heard] = []
    for item in best.values():
        a = item.statement
        if not any(k.fact == item.fact and k.statement.start < a.end and a.start < k.statement.end for k in kept):
            kept.append(item)
    return sorted(kept, key=lambda h: (h.statement.start, h.statement.end, h.fact))


def _result(folded: Folded, item: _Heard) -> FactResult:
    start, end = folded.span(item.statement.start, item.statement.end)
    return FactResult(
        fact=item.fact,
        expected=item.expected,
        said=item.statement.said,
        agrees=item.statement.agrees,
        start=start,
        end=end,
        text=folded.raw[start:end],
    )
