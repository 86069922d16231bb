"""The frozen values that scoring takes and gives: card, findings, coverage, facts, report."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from coach.scoring.model_talk import (
    Addressed,
    Band,
    Check,
    Cue,
    Flow,
    Pace,
    Part,
    Remark,
    Said,
    Speaker,
    Stretch,
)

__all__ = [
    "Addressed",
    "Band",
    "Basis",
    "Category",
    "Check",
    "Conflict",
    "Coverage",
    "Cue",
    "Deduction",
    "FactResult",
    "Faq",
    "Finding",
    "Flow",
    "How",
    "Kind",
    "Pace",
    "Part",
    "Platform",
    "Point",
    "PointResult",
    "Product",
    "Released",
    "Remark",
    "Report",
    "Role",
    "Said",
    "Severity",
    "Speaker",
    "Step",
    "Stretch",
    "Suppression",
    "Verdict",
]


class Severity(StrEnum):
    """How bad a finding is: ``block`` may cut the room off, ``warn`` needs a rewrite, ``hint`` wants a look."""

    BLOCK = "block"
    WARN = "warn"
    HINT = "hint"

    @property
    def rank(self) -> int:
        """Return 3 for block, 2 for warn, 1 for hint."""
        return {"block": 3, "warn": 2, "hint": 1}[self.value]


class Category(StrEnum):
    """The fourteen fixed categories of forbidden speech."""

    ABSOLUTE = "absolute"
    MEDICAL = "medical"
    EFFICACY = "efficacy"
    PRICE = "price"
    URGENCY = "urgency"
    DIVERSION = "diversion"
    INDUCEMENT = "inducement"
    ENDORSEMENT = "endorsement"
    DISPARAGE = "disparage"
    SUPERSTITION = "superstition"
    VULGAR = "vulgar"
    LABEL = "label"
    COUNTERFEIT = "counterfeit"
    MINORS = "minors"


class Kind(StrEnum):
    """Kinds of goods; which rules hold depends on them."""

    FOOD = "food"
    HEALTH_FOOD = "health-food"
    COSMETICS = "cosmetics"
    APPAREL = "apparel"
    HOME = "home"
    BABY = "baby"
    ELECTRONICS = "electronics"
    OTHER = "other"


class Platform(StrEnum):
    """Where the words are spoken."""

    DOUYIN = "douyin"
    XIAOHONGSHU = "xiaohongshu"
    ANY = "any"


class Role(StrEnum):
    """What a product is for in a show (货品): 引流 / 利润 / 福利 / 爆款."""

    TRAFFIC = "traffic"
    PROFIT = "profit"
    WELFARE = "welfare"
    HERO = "hero"


class How(StrEnum):
    """How a finding was recognised: as written, in disguise, or only suspected."""

    EXACT = "exact"
    DISGUISED = "disguised"
    SUSPECTED = "suspected"


class Verdict(StrEnum):
    """What to do with the script: 通过 / 修改 / 不能播."""

    PASS = "pass"  # noqa: S105 - a verdict, no password
    REVISE = "revise"
    BLOCK = "block"


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One selling point of a card: what must be conveyed, and other ways to say it."""

    id: str
    say: str
    aliases: tuple[str, ...] = ()
    must: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Faq:
    """A question viewers ask and the answer the merchant stands by."""

    q: str
    a: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """A product card: the one source of what may be claimed about the goods."""

    id: str
    name: str
    kind: Kind
    brand: str = ""
    role: Role | None = None
    platform: Platform = Platform.ANY
    price: float | None = None
    audience: tuple[str, ...] = ()
    scenes: tuple[str, ...] = ()
    points: tuple[Point, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)
    faq: tuple[Faq, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """The provision a finding rests on."""

    law: str
    article: str
    url: str
    in_force: str = ""
    verified: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suppression:
    """A person's decision to let one finding stand: who and why. The finding stays visible."""

    by: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One place in the text that may not be said. Offsets are code points of the text as given, half-open.

    ``also`` are further rules of the same category that hit the same claim.
    """

    rule: str
    category: Category
    severity: Severity
    start: int
    end: int
    text: str
    term: str
    how: How
    message: str
    basis: tuple[Basis, ...]
    suggestions: tuple[str, ...]
    suppressed: Suppression | None = None
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Released:
    """A candidate that context let go, kept so that the report can explain why it is silent."""

    rule: str
    reason: str
    because: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PointResult:
    """Whether one selling point was conveyed, by which words, how surely (0–1)."""

    id: str
    say: str
    must: bool
    covered: bool
    start: int | None = None
    end: int | None = None
    quote: str | None = None
    confidence: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """All points of the card; ``score`` is the covered share (``must`` weighs double) or None without points."""

    score: float | None
    points: tuple[PointResult, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FactResult:
    """One fact said on air beside the card's value; ``agrees`` is None where they can't be compared."""

    fact: str
    expected: str
    said: str
    agrees: bool | None
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """A selling point (or fact, or answer) of the card that itself may not be said."""

    point: str
    category: Category
    text: str
    rule: str = ""
    message: str = ""
    suggestions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Deduction:
    """Points taken off, by which finding or missing thing, and where.

    ``policy`` names the keys of policy.toml that make up the points, in the order in which they were applied.
    """

    points: int
    because: str
    message: str
    start: int | None = None
    end: int | None = None
    policy: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Something to fix first: what to do, what it gains when those before it are done, and the score it leads to.

    ``because`` names the deductions it lifts; ``count`` is how many places; ``say`` are words to say instead.
    """

    action: str
    gain: int
    score: int
    because: str
    count: int = 1
    start: int | None = None
    end: int | None = None
    say: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The whole answer to one check, format version 1."""

    rulebook: str
    product: str | None
    kind: Kind
    platform: Platform
    verdict: Verdict
    score: int
    chars: int
    seconds: int | None
    seconds_source: str
    findings: tuple[Finding, ...]
    released: tuple[Released, ...]
    coverage: Coverage
    facts: tuple[FactResult, ...]
    conflicts: tuple[Conflict, ...]
    flow: Flow
    pace: Pace
    deductions: tuple[Deduction, ...]
    first: tuple[Step, ...] = ()
    checks: tuple[Check, ...] = ()
    version: int = 1

    def to_dict(self) -> dict[str, object]:
        """Return the report as plain JSON values, keys in a fixed order (``version`` first)."""
        body = _plain(self)
        assert isinstance(body, dict)
        return {"version": body.pop("version"), **body}

    def to_json(self, indent: int | None = None) -> str:
        """Return canonical JSON text: the same report gives the same bytes."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=indent)


def _plain(value: object) -> object:
    if isinstance(value, StrEnum):
        return value.value
    if value is None or isinstance(value, (str, int, float)):
        return value
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    slots: tuple[str, ...] = type(value).__slots__  # type: ignore[attr-defined]
    return {name: _plain(getattr(value, name)) for name in slots}
