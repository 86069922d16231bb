"""Take over a team's own word list: read it, show what it would flag in innocent speech, write a team pack."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from coach.errors import InputError
from coach.library import Library
from coach.scoring import Category, Kind, Platform, Rulebook, Severity
from coach.scoring.forbidden import candidates, listen
from coach.scoring.matching import Hit
from coach.scoring.normalise import fold
from coach.scoring.packs import Source
from coach.scoring.proving import MOST_NEUTRAL, prove, scope
from coach.scoring.rules import Rule
from coach.scoring.sentences import sentences
from coach.scoring.team import parse_team_pack
from coach.services.team_files import quote
from coach.services.wordlist_rows import rows

_SIGNS, _KEPT = "(){}|?~.^$\\ ", "~. "
_SEVERITIES = {"禁": "block", "禁用": "block", "高": "block", "改": "warn", "中": "warn", "提醒": "hint", "低": "hint"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One row of a list: the words, what they are, and the row it came from (1-based)."""

    row: int
    term: str
    category: Category
    severity: Severity
    suggest: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What one term would do: how many innocent sentences it flags, up to three of them, and warnings."""

    term: Term
    flagged: int
    examples: tuple[str, ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """A list read and tried: previews in row order, refused rows with reasons, how many innocent sentences were tried."""

    previews: tuple[Preview, ...]
    refused: tuple[tuple[int, str], ...]
    neutral: int


def take_in(path: Path, rulebook: Rulebook, neutral: tuple[str, ...], *, category: Category) -> Intake:
    """Read the list and try every term on the sentences ``neutral`` as the written pack would; nothing is written.

    ``category`` is for rows that name none.

    Raises:
        InputError: the file can't be read, or holds no usable row.
    """
    return take_in_rows(rows(path), rulebook, neutral, category=category, name=path.name)


def take_in_rows(
    lines: Iterable[tuple[int, Mapping[str, str]]],
    rulebook: Rulebook,
    neutral: tuple[str, ...],
    *,
    category: Category,
    name: str,
) -> Intake:
    """Do what ``take_in`` does with rows that were read already, of a list called ``name``.

    Raises:
        InputError: no row is usable.
    """
    refused: list[tuple[int, str]] = []
    terms: list[Term] = []
    seen: dict[str, int] = {}
    for row, values in lines:
        try:
            term = term_of(row, values, category)
        except InputError as error:
            refused.append((row, error.message))
            continue
        key = _id(term.term)
        if key in seen:
            refused.append((row, f"“{term.term}”和第 {seen[key]} 行重复"))
            continue
        seen[key] = row
        terms.append(term)
    if not terms:
        raise InputError(
            f"{name} 里没有能用的词。每行一个词，或带表头“词、类别、级别、建议”的表格。", key="list", file=name
        )
    return Intake(
        previews=tuple(_previews(terms, neutral, rulebook)),
        refused=tuple(refused),
        neutral=len(neutral),
    )


def neutral_sentences(rulebook: Rulebook, library: Library, lines: Iterable[str]) -> Iterator[str]:
    """Yield innocent speech: the neutral text's ``lines``, the packs' passed sentences, those of good scripts."""
    yield from lines
    for rule in rulebook.rules:
        yield from (scope(rule, sentence)[0] for sentence in rule.pass_)
    for script in library.list_scripts():
        if script.quality == "good":
            cut = sentences(script.text)
            yield from (script.text[start:end] for start, end in cut.spans)


def team_pack(name: str, source: str, terms: Iterable[Term], *, rooms: Iterable[str] = ()) -> str:
    """Return the TOML text of a team pack with these terms, grouped by category and severity."""
    lines = [f"team = {quote(name)}"]
    if tuple(rooms):
        lines.append(f"rooms = [{', '.join(quote(room) for room in rooms)}]")
    return "\n".join(lines) + "\n" + groups_text(name, source, terms)


def groups_text(name: str, source: str, terms: Iterable[Term]) -> str:
    """Return the groups of a team pack for these terms, by category and severity."""
    lines: list[str] = []
    groups: dict[tuple[Category, Severity], list[Term]] = {}
    for term in terms:
        groups.setdefault((term.category, term.severity), []).append(term)
    for (category, severity), members in sorted(groups.items()):
        lines += ["", "[[group]]", f"name = {quote(f'{name}·{category}·{severity}')}", f'category = "{category}"']
        lines += [f"source = {quote(source)}", f'severity = "{severity}"']
        for term in members:
            lines += ["", "[[group.rule]]", f"id = {quote(_id(term.term))}", f"say = {quote(_literal(term.term))}"]
            lines.append(f"term = {quote(term.term)}")
            if term.reason:
                lines.append(f"reason = {quote(term.reason)}")
            if term.suggest:
                lines.append(f"suggest = [{quote(term.suggest)}]")
    return "\n".join(lines) + "\n"


def key_of(term: Term) -> str:
    """Return the id of a term's rule within its pack; terms that are looked for alike have one."""
    return _id(term.term)


def term_of(row: int, values: Mapping[str, str], category: Category) -> Term:
    """Read one row; ``category`` is for those that name none.

    Raises:
        InputError: the term, its category or severity won't do.
    """
    term = values.get("term", "")
    if sum(char.isalnum() for char in fold(term).text) < 2:
        raise InputError(f"“{term}”太短：只有一个字的词到处误报，请写成词组")
    if len(term) > 40:
        raise InputError(f"“{term[:20]}…”太长（{len(term)} 字），一条最多 40 字")
    named = values.get("category", "")
    if named:
        from_label = {label: member for member, label in _category_labels().items()}
        if named not in set(Category) and named not in from_label:
            raise InputError(f"类别“{named}”不认识；可用：{'、'.join(Category)}")
        category = from_label[named] if named in from_label else Category(named)
    severity = _SEVERITIES.get(values.get("severity", ""), values.get("severity", "") or "warn")
    if severity not in set(Severity):
        raise InputError(f"级别“{severity}”不认识；可用：{'、'.join(Severity)} 或 禁、改、提醒")
    return Term(
        row=row,
        term=term,
        category=category,
        severity=Severity(severity),
        suggest=values.get("suggest", ""),
        reason=values.get("reason", ""),
    )


def _category_labels() -> dict[Category, str]:
    from coach.scoring.names import CATEGORIES

    return {Category(key): label for key, label in CATEGORIES.items()}


def _previews(terms: list[Term], neutral: tuple[str, ...], rulebook: Rulebook) -> Iterator[Preview]:
    """Try the pack that would be written: its rules alone, with the context of the built-in ones."""
    pack = parse_team_pack(Source("导入", team_pack("导入", "导入", terms)), rulebook.pack)
    trial = Rulebook(replace(rulebook.pack, rules=pack.rules))
    hits: defaultdict[str, list[str]] = defaultdict(list)
    for sentence in neutral:
        found = candidates(listen(fold(sentence), trial), Kind.OTHER, Platform.ANY, trial)
        for rule_id in {candidate.rule.id for candidate in found if candidate.verdict is None}:
            hits[rule_id].append(sentence)
    faults: defaultdict[str, list[str]] = defaultdict(list)
    for fault in prove(trial):
        faults[fault.rule].append(fault.reason)
    for term in terms:
        rule = trial.get_rule(f"{term.category}/导入·{_id(term.term)}")
        warnings = (*_spelt(term, rule), *faults[rule.id], *_alarm(len(hits[rule.id]), len(neutral)))
        yield Preview(
            term=term,
            flagged=len(hits[rule.id]),
            examples=tuple(hits[rule.id][:3]),
            warnings=(*warnings, *_known(rule, rulebook)),
        )


def _spelt(term: Term, rule: Rule) -> Iterator[str]:
    """Say which signs of a term are not looked for."""
    (words,) = rule.phrases[0].literals
    dropped = "".join(dict.fromkeys(char for char in term.term if char in _SIGNS and char not in words))
    if dropped:
        yield f"里面的“{dropped}”不算，按“{words}”找"


def _alarm(count: int, tried: int) -> Iterator[str]:
    if count > MOST_NEUTRAL * tried:
        yield f"太常见：{tried} 句正常话里有 {count} 句会被它标出来"
    elif count:
        yield f"会误伤 {count} 句正常话"


def _known(rule: Rule, rulebook: Rulebook) -> Iterator[str]:
    (words,) = rule.phrases[0].literals
    owners = [rulebook.owners[hit.phrase] for hit in rulebook.matcher.find(sentences(words)) if _is_all(hit, words)]
    known = sorted({rulebook.rules[number].id for sort, number in owners if sort == "rule"})
    if known:
        yield f"内置规则已经有了：{'、'.join(known[:3])}"


def _is_all(hit: Hit, words: str) -> bool:
    return hit.end - hit.start == len(words)


def _id(term: str) -> str:
    kept = re.sub(r"\\.", "·", _literal(fold(term).text))
    return "".join(char for char in kept if char.isalnum() or char == "·").strip("·") or "词"


def _literal(term: str) -> str:
    """Return the term as a phrase: signs of the rule language are dropped, they separate nothing in speech.

    Between digits or Latin letters they mean something and are kept: 3.5折, 3~5天, new balance.
    """
    text = " ".join(term.split())
    return "".join(
        char if char not in _SIGNS else f"\\{char}" if char in _KEPT and _inside(text, at) else ""
        for at, char in enumerate(text)
    )


def _inside(text: str, at: int) -> bool:
    """Tell whether Latin letters or digits stand on both sides."""
    return 0 < at < len(text) - 1 and all(char.isascii() and char.isalnum() for char in (text[at - 1], text[at + 1]))
