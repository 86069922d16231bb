"""Prove rule packs on their own sentences: each flagged one is flagged by its rule, no passed one by any rule."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from coach.scoring.forbidden import candidates, forbidden, listen
from coach.scoring.model import Kind, Platform, Severity
from coach.scoring.normalise import fold
from coach.scoring.rulebook import Rulebook
from coach.scoring.rules import Rule

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
    """Yield the faults of ``rules`` (default: all): a rule that can't match, a flagged sentence it misses,
    a passed sentence that any rule flags, one phrase in two rules."""
    chosen = tuple(rulebook.rules if rules is None else rules)
    yield from _twins(rulebook, {rule.id for rule in chosen})
    for rule in chosen:
        missed = [sentence for sentence in rule.flag if not flags(rulebook, rule, sentence)]
        if len(missed) == len(rule.flag):
            yield _fault(rule, "say", "这条规则抓不到自己的任何一个例句（永远不会命中）")
        for sentence in missed:
            yield _fault(rule, "flag", f"没有抓到例句“{sentence}”（{why_not(rulebook, rule, sentence)}）")
        for sentence in rule.pass_:
            for other, text in alarms(rulebook, rule, sentence):
                yield _fault(rule, "pass", f"放行例句“{sentence}”被规则 {other} 误报（“{text}”）")


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


def flags(rulebook: Rulebook, rule: Rule, sentence: str) -> bool:
    """Tell whether ``rule`` itself has a standing hit in the sentence."""
    text, kind, platform = scope(rule, sentence)
    found = candidates(listen(fold(text), rulebook), kind, platform, rulebook)
    return any(c.rule.id == rule.id and c.verdict is None for c in found)


def why_not(rulebook: Rulebook, rule: Rule, sentence: str) -> str:
    """Say why the rule is silent on a sentence: no hit at all, or what let the hit go."""
    text, kind, platform = scope(rule, sentence)
    for found in candidates(listen(fold(text), rulebook), kind, platform, rulebook):
        if found.rule.id == rule.id and found.verdict is not None:
            return f"被放行：{found.verdict.reason}，因为“{found.verdict.because}”"
    return "没有命中"


def alarms(rulebook: Rulebook, rule: Rule, sentence: str) -> list[tuple[str, str]]:
    """Return (rule id, words) of every block or warn finding in a sentence that should pass."""
    text, kind, platform = scope(rule, sentence)
    findings, _ = forbidden(listen(fold(text), rulebook), kind, platform, rulebook)
    return [(f.rule, f.text) for f in findings if f.severity is not Severity.HINT]


def _twins(rulebook: Rulebook, chosen: set[str]) -> Iterator[Fault]:
    seen: dict[tuple[str, frozenset[Kind]], Rule] = {}
    for rule in rulebook.rules:
        for phrase in rule.phrases:
            first = seen.setdefault((phrase.regex, rule.kinds), rule)
            if first is not rule and rule.id in chosen:
                yield _fault(rule, "say", f"“{phrase.source}”和 {first.id} 重复")


def _fault(rule: Rule, key: str, reason: str) -> Fault:
    return Fault(file=rule.file, line=rule.line, rule=rule.id, key=key, reason=reason)
