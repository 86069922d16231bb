"""Prove rule packs on speech: each flagged sentence is flagged by its rule, no passed one by any rule, no rule fires
all over neutral text, every phrase can match."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from coach.scoring.context import EXCEPT
from coach.scoring.forbidden import Candidate, candidates, forbidden, listen
from coach.scoring.model import Kind, Platform, Severity
from coach.scoring.normalise import fold
from coach.scoring.phrase import Phrase
from coach.scoring.rulebook import Rulebook
from coach.scoring.rules import Rule
from coach.scoring.sentences import sentences
from coach.scoring.spelling import spellings

MOST_NEUTRAL = 0.005
"""A rule that fires on more than this share of neutral lines (neutral.txt) is refused."""

_SCOPE = re.compile(r"\A\[([a-z-]+)(?:/([a-z]+))?\]\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing wrong with a rule, shown as ``file:line: key: reason``."""

    file: str
    line: int
    rule: str
    key: str
    reason: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}：{self.rule}：{self.key}：{self.reason}"


def prove(rulebook: Rulebook, rules: Iterable[Rule] | None = None) -> Iterator[Fault]:
    """Yield the faults of ``rules`` (default: all): a rule or phrase that can't match, exceptions that leave nothing of
    a rule, a flagged sentence it misses, a passed sentence that any rule flags, one phrase in two rules."""
    chosen = tuple(rulebook.rules if rules is None else rules)
    yield from _twins(rulebook, {rule.id for rule in chosen})
    heard: set[int] = set()
    for rule in chosen:
        yield from _prove_flagged(rulebook, rule, heard)
        for sentence in rule.pass_:
            for other, text in alarms(rulebook, rule, sentence):
                reason = f"放行例句“{sentence}”被规则 {other} 误报（“{text}”）：给那条规则加 except 或 near"
                yield _fault(rule, "pass", reason)
    yield from _silent_phrases(rulebook, {rule.id for rule in chosen}, heard)


def prove_on_neutral(rulebook: Rulebook, lines: Iterable[str]) -> Iterator[Fault]:
    """Yield a fault for each rule that fires, for goods of any kind, on more than MOST_NEUTRAL of the neutral lines."""
    fired: defaultdict[str, list[str]] = defaultdict(list)
    count = 0
    for count, line in enumerate(lines, 1):  # noqa: B007 - the count is used below
        speech = listen(fold(line), rulebook)
        found = (found for kind in Kind for found in candidates(speech, kind, Platform.ANY, rulebook))
        for rule_id in {candidate.rule.id for candidate in found if candidate.verdict is None}:
            fired[rule_id].append(line)
    for rule_id, where in fired.items():
        if len(where) > MOST_NEUTRAL * count:
            reason = (
                f"{count} 句正常话里标出了 {len(where)} 句（最多 {MOST_NEUTRAL:.1%}），比如“{where[0][:40]}”："
                "写得长一点，或加 near、not_after、except 限定"
            )
            yield _fault(rulebook.get_rule(rule_id), "say", reason)


def prove_rooms(rulebook: Rulebook, lines: Sequence[str]) -> Iterator[Fault]:
    """Yield the faults of the rules that teams have for rooms of their own, each tried where it holds."""
    told: set[str] = set()
    for room in rulebook.rooms:
        book = rulebook.of_room(room)
        own = [rule for rule in book.rules if rule.rooms]
        for fault in (*prove(book, own), *prove_on_neutral(book, lines)):
            if fault.rule in {rule.id for rule in own} and str(fault) not in told:
                told.add(str(fault))
                yield fault


def scope(rule: Rule, sentence: str) -> tuple[str, Kind, Platform]:
    """Return the sentence without its ``[kind/platform]`` mark, and the goods and platform to try it with."""
    match = _SCOPE.match(sentence)
    kind = next((k for k in Kind if k in rule.kinds), Kind.FOOD)
    platform = next((p for p in (Platform.DOUYIN, Platform.XIAOHONGSHU) if p in rule.platforms), Platform.ANY)
    if match is None:
        return sentence, kind, platform
    if match.group(2):
        platform = Platform(match.group(2))
    return sentence[match.end() :], Kind(match.group(1)), platform


def alarms(rulebook: Rulebook, rule: Rule, sentence: str) -> list[tuple[str, str]]:
    """Return (rule id, words) of every block or warn finding in a sentence that should pass."""
    text, kind, platform = scope(rule, sentence)
    findings, _ = forbidden(listen(fold(text), rulebook), kind, platform, rulebook)
    return [(f.rule, f.text) for f in findings if f.severity is not Severity.HINT]


def _prove_flagged(rulebook: Rulebook, rule: Rule, heard: set[int]) -> Iterator[Fault]:
    """Yield what is wrong on the rule's flagged sentences; a team's rule may have none, then its wording is tried."""
    tried = {sentence: _hits(rulebook, rule, sentence, heard) for sentence in rule.flag or tuple(_own_words(rule))}
    missed = [sentence for sentence, hits in tried.items() if all(hit.verdict is not None for hit in hits)]
    if len(missed) == len(tried):
        yield _never(rule, tried)
    if rule.flag:
        for sentence in missed:
            reason = f"没有抓到例句“{sentence}”（{_why_not(tried[sentence])}）：改 say，或换一个例句"
            yield _fault(rule, "flag", reason)


def _never(rule: Rule, tried: dict[str, list[Candidate]]) -> Fault:
    verdicts = [hit.verdict for hits in tried.values() for hit in hits]
    if verdicts and all(verdict is not None and verdict.reason == EXCEPT for verdict in verdicts):
        return _fault(rule, "except", "例外盖住了整条规则，它永远不会命中：把例外写得比 say 长，或删掉它")
    if rule.flag:
        return _fault(rule, "say", "这条规则抓不到自己的任何一个例句（永远不会命中）：改 say，或改例句")
    sentence = next(iter(tried))
    return _fault(rule, "say", f"连“{sentence}”都抓不到（{_why_not(tried[sentence])}），永远不会命中：改 say 或限定")


def _own_words(rule: Rule) -> Iterator[str]:
    """Yield short sentences that say just what the rule looks for, with a word near it that confirms it."""
    near = "".join(f"，{text}" for phrase in rule.near[:1] for text in spellings(phrase)[:1])
    for phrase in rule.phrases:
        yield from (text + near for text in spellings(phrase))


def _hits(rulebook: Rulebook, rule: Rule, sentence: str, heard: set[int]) -> list[Candidate]:
    """Return the hits of ``rule`` itself in a sentence, let go or not; the numbers of all phrases heard go to ``heard``."""
    text, kind, platform = scope(rule, sentence)
    speech = listen(fold(text), rulebook)
    heard.update(hit.phrase for _, hit in speech.hits)
    return [found for found in candidates(speech, kind, platform, rulebook) if found.rule.id == rule.id]


def _why_not(hits: Sequence[Candidate]) -> str:
    """Say why a rule is silent: no hit at all, or what let the hit go."""
    for hit in hits:
        if hit.verdict is not None:
            return f"被放行：{hit.verdict.reason}，因为“{hit.verdict.because}”"
    return "没有命中"


def _silent_phrases(rulebook: Rulebook, chosen: set[str], heard: set[int]) -> Iterator[Fault]:
    """Yield the phrases of the chosen rules that were not heard and don't even match what they spell."""
    for number, rule, phrase in rulebook.rule_phrases():
        if rule.id in chosen and number not in heard and not any(_matches(phrase, text) for text in spellings(phrase)):
            reason = f"“{phrase.source}”永远不会命中：里面有断句的标点或会被规整掉的符号，去掉再写"
            yield _fault(rule, "say", reason)


def _matches(phrase: Phrase, text: str) -> bool:
    folded = fold(text).text
    if phrase.literals:
        return any(word in folded for word in phrase.literals)
    regex = re.compile(phrase.regex)
    return any(regex.search(folded, start, end) for start, end in sentences(folded).spans)


def _twins(rulebook: Rulebook, chosen: set[str]) -> Iterator[Fault]:
    seen: dict[tuple[str, frozenset[Kind]], Rule] = {}
    for rule in rulebook.rules:
        for phrase in rule.phrases:
            first = seen.setdefault((phrase.regex, rule.kinds), rule)
            if first is not rule and rule.id in chosen:
                yield _fault(rule, "say", f"“{phrase.source}”和 {first.id} 重复：删掉一处，或合成一条规则")


def _fault(rule: Rule, key: str, reason: str) -> Fault:
    return Fault(file=rule.file, line=rule.line, rule=rule.id, key=key, reason=reason)
