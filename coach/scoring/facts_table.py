"""The data behind fact checking: which words state which fact, and whose goods a sentence talks about."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from coach.errors import LexiconError
from coach.scoring.cues import Sieve
from coach.scoring.places import Gazetteer, parse_places
from coach.scoring.spoken import quantities

_FILE = "facts.toml"
_NEVER = re.compile(r"(?!)")
_UNKNOWN, _KEPT = "unknown", 4096  # facts of cards whose kind is remembered
SORTS = (
    "time", "amount", "price", "place", "sizes", "material", "storage", "postage", "choices", "gift", "ratio", "grade",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class FactKind:
    """One kind of fact: the card's names for it and the words that, near a quantity, state it.

    ``values`` are words of the card's value that claim the fact for this kind whatever its name; ``block`` in the
    clause says it is another fact, ``loose`` says so only when the cue doesn't stand right beside the quantity.
    """

    id: str
    sort: str
    names: tuple[str, ...]
    values: tuple[str, ...]
    before: re.Pattern[str]
    weak: re.Pattern[str]
    after: re.Pattern[str]
    block: re.Pattern[str]
    loose: re.Pattern[str]
    needs: re.Pattern[str] | None
    least: float

    def patterns(self) -> tuple[re.Pattern[str], ...]:
        """Return the patterns of the words around a quantity."""
        return self.before, self.weak, self.after, self.block, self.loose


@dataclass(frozen=True, slots=True, kw_only=True)
class TalkWords:
    """Words that tell whose goods are talked about, and whether a number is asserted at all."""

    other: re.Pattern[str]
    past: re.Pattern[str]
    aside: re.Pattern[str]
    ours: re.Pattern[str]
    now: re.Pattern[str]
    asked: re.Pattern[str]
    hearsay: re.Pattern[str]
    denied: re.Pattern[str]
    retracted: re.Pattern[str]

    def patterns(self) -> tuple[re.Pattern[str], ...]:
        """Return those of the patterns that are looked for in whole clauses."""
        return self.other, self.past, self.aside, self.ours, self.now, self.asked, self.hearsay


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceWords:
    """Words around an amount of money that make it the price, or something else (a saving, a fee, a part)."""

    before: re.Pattern[str]
    after: re.Pattern[str]
    block_before: re.Pattern[str]
    block_after: re.Pattern[str]
    block_clause: re.Pattern[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class FactTable:
    """Everything :func:`coach.scoring.facts.compare` needs to know beside the card."""

    kinds: tuple[FactKind, ...]
    talk: TalkWords
    price: PriceWords
    places: Gazetteer
    materials: Mapping[str, str]
    textiles: frozenset[str]
    plastics: frozenset[str]
    exclusive: tuple[tuple[str, ...], ...]
    measures: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]
    choices: Mapping[str, frozenset[str]]
    storage: Mapping[str, re.Pattern[str]]
    sieve: Sieve
    _kinds: dict[tuple[str, str], FactKind | None] = field(default_factory=dict, repr=False, compare=False)

    def said_of(self, name: str) -> tuple[str, ...]:
        """Return the patterns by which speech names the measure that a fact's name speaks of (噪音: 声音)."""
        return tuple(word for names, said in self.measures if any(known in name for known in names) for word in said)

    def kind_of(self, name: str, value: str) -> FactKind | None:
        """Return the kind of a card's fact by its name (the longest known one in it) or value, None without one."""
        kind = self._kinds.get((name, value), _UNKNOWN)
        if isinstance(kind, str):
            kind = self._kind_of(name, value)
            if len(self._kinds) >= _KEPT:
                self._kinds.clear()
            self._kinds[name, value] = kind
        return kind

    def _kind_of(self, name: str, value: str) -> FactKind | None:
        claimed = next((kind for kind in self.kinds if any(word in value for word in kind.values)), None)
        if claimed:
            return claimed
        best: tuple[int, FactKind] | None = None
        for kind in self.kinds:
            for known in kind.names:
                if known in name and (best is None or len(known) > best[0]):
                    best = len(known), kind
        return best[1] if best else None


def parse_fact_table(data: Mapping[str, object], places: Mapping[str, object]) -> FactTable:
    """Build the table from the contents of ``facts.toml`` and ``places.toml``.

    Raises:
        LexiconError: a table or key is missing, of the wrong type, or not a valid regular expression.
    """
    talk, price, words = _table(data, "talk"), _table(data, "price"), _table(data, "words")
    kinds = data.get("kind")
    if not isinstance(kinds, list) or not kinds:
        raise LexiconError(_FILE, 0, "kind", "至少要有一张 [[kind]] 表")
    read = tuple(_kind(row) for row in kinds)
    words_of_talk = _talk_words(talk)
    return FactTable(
        kinds=read,
        talk=words_of_talk,
        price=PriceWords(
            before=_pattern(price, "before", "(?:{}){{1,3}}$"),
            after=_pattern(price, "after"),
            block_before=_pattern(price, "block_before", "(?:{})$"),
            block_after=_pattern(price, "block_after"),
            block_clause=_pattern(price, "block_clause"),
        ),
        places=parse_places(places),
        materials={word: line.split()[0] for line in _list(words, "materials") for word in line.split()},
        textiles=frozenset(_string(words, "textiles").split()),
        plastics=frozenset(_string(words, "plastics").split()),
        exclusive=tuple(tuple(line.split()) for line in _list(words, "exclusive")),
        measures=_measures(data),
        choices={key: frozenset(_string(words, key).split()) for key in ("flavours", "scents", "colours")},
        storage={
            key: re.compile("|".join(map(re.escape, _string(words, f"storage_{key}").split())))
            for key in ("cold", "cool", "room")
        },
        sieve=Sieve([*words_of_talk.patterns(), *(pattern for kind in read for pattern in kind.patterns())]),
    )


def _measures(data: Mapping[str, object]) -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    rows = data.get("measure", [])
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
        raise LexiconError(_FILE, 0, "measure", "应是一组表 [[measure]]")
    for row in rows:
        _pattern(row, "said")
    return tuple((tuple(_list(row, "names")), tuple(_list(row, "said"))) for row in rows)


def _talk_words(talk: Mapping[str, object]) -> TalkWords:
    return TalkWords(
        other=_pattern(talk, "other"),
        past=_pattern(talk, "past"),
        aside=_pattern(talk, "aside"),
        ours=_pattern(talk, "ours"),
        now=_pattern(talk, "now"),
        asked=_pattern(talk, "asked"),
        hearsay=_pattern(talk, "hearsay"),
        denied=_pattern(talk, "denied", "(?:{})[一-龥]{{0,2}}$"),
        retracted=_pattern(talk, "retracted"),
    )


def _kind(row: object) -> FactKind:
    if not isinstance(row, Mapping):
        raise LexiconError(_FILE, 0, "kind", "应是一组表 [[kind]]")
    sort = _string(row, "sort")
    if sort not in SORTS:
        raise LexiconError(_FILE, 0, "sort", f"“{sort}”不在 {'、'.join(SORTS)} 之中")
    least = quantities(_string(row, "least")) if "least" in row else ()
    return FactKind(
        id=_string(row, "id"),
        sort=sort,
        names=tuple(_list(row, "names")),
        values=tuple(_list(row, "values")) if "values" in row else (),
        before=_optional(row, "before"),
        weak=_optional(row, "weak"),
        after=_optional(row, "after"),
        block=_optional(row, "block"),
        loose=_optional(row, "loose"),
        needs=_optional(row, "needs") if "needs" in row else None,
        least=least[0].low if least else 0.0,
    )


def _table(data: Mapping[str, object], key: str) -> Mapping[str, object]:
    value = data.get(key)
    if not isinstance(value, Mapping):
        raise LexiconError(_FILE, 0, key, f"缺少 [{key}] 表")
    return value


def _string(row: Mapping[str, object], key: str) -> str:
    value = row.get(key)
    if not isinstance(value, str):
        raise LexiconError(_FILE, 0, key, f"应是一段文字，现在是 {value!r}")
    return value


def _list(row: Mapping[str, object], key: str) -> list[str]:
    value = row.get(key)
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise LexiconError(_FILE, 0, key, f"应是一组文字，现在是 {value!r}")
    return value


def _optional(row: Mapping[str, object], key: str) -> re.Pattern[str]:
    return _pattern(row, key) if row.get(key) else _NEVER


def _pattern(row: Mapping[str, object], key: str, frame: str = "{}") -> re.Pattern[str]:
    words = _list(row, key)
    for word in words:
        try:
            re.compile(word)
        except re.error as error:
            raise LexiconError(_FILE, 0, key, f"“{word}”不是正确的正则表达式：{error}") from error
    return re.compile(frame.format("|".join(words)))
