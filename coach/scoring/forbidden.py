"""Find what may not be said: candidates in both readings of the text, context, then findings in the raw text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from coach.scoring import context
from coach.scoring.disguise import Restored
from coach.scoring.matching import Hit
from coach.scoring.model import Finding, How, Kind, Platform, Released, Severity
from coach.scoring.normalise import Folded
from coach.scoring.reader import suspect
from coach.scoring.rulebook import Owner, Rulebook
from coach.scoring.rules import Rule
from coach.scoring.sentences import Sentences, sentences
from coach.scoring.team import TEAM

_MARKS = "⟦⟧"
CLAIM_GAP = 4
"""Findings of one category at most so many characters apart are one claim."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """One folded text cut into sentences and words with all phrase hits in it, the shared input of all scoring."""

    folded: Folded
    cut: Sentences
    tokens: tuple[tuple[str, int, int], ...]
    edges: frozenset[int]
    hits: tuple[tuple[Owner, Hit], ...]

    @property
    def cues(self) -> list[tuple[Owner, Hit]]:
        """Return the hits of flow cues."""
        return [(owner, hit) for owner, hit in self.hits if owner[0] in ("part", "style")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A hit of one rule in one reading, mapped to the raw text; ``verdict`` says why it was let go, if it was."""

    rule: Rule
    start: int
    end: int
    how: How
    verdict: context.Verdict | None


def listen(folded: Folded, rulebook: Rulebook) -> Speech:
    """Cut a folded text into sentences and words, and look for all phrases of the rulebook at once."""
    cut = sentences(folded.text)
    hits = tuple((rulebook.owners[hit.phrase], hit) for hit in rulebook.matcher.find(cut))
    tokens = tuple(rulebook.words.cut(folded.text))
    edges = frozenset([start for _, start, _ in tokens] + [len(folded.text)])
    return Speech(folded=folded, cut=cut, tokens=tokens, edges=edges, hits=hits)


def candidates(speech: Speech, kind: Kind, platform: Platform, rulebook: Rulebook) -> list[Candidate]:
    """Return every hit of a rule that holds for these goods and platform, released or not, in both readings."""
    plain = list(_plain_reading(speech, kind, platform, rulebook))
    folded = speech.folded
    restored = rulebook.disguises.restore(folded.text, speech.cut, speech.edges, folded.gaps(), folded.foreign())
    if restored is None:
        return plain
    return plain + list(_second_reading(speech, restored, kind, platform, rulebook))


def forbidden(
    speech: Speech, kind: Kind, platform: Platform, rulebook: Rulebook
) -> tuple[tuple[Finding, ...], tuple[Released, ...]]:
    """Return the findings, ordered by place, and the candidates that context let go."""
    found = candidates(speech, kind, platform, rulebook)
    standing = _strongest(candidate for candidate in found if candidate.verdict is None)
    raw = speech.folded.raw
    released = _let_go(found, standing, raw)
    findings = [_finding(candidate, raw) for candidate in standing]
    judged = [(f.start, f.end) for f in findings] + [(r.start, r.end) for r in released]
    findings += _suspected(speech, rulebook, judged)
    return _one_a_claim(sorted(findings, key=lambda f: (f.start, f.end, f.rule)), speech.folded), released


def _one_a_claim(findings: list[Finding], folded: Folded) -> tuple[Finding, ...]:
    """Join neighbours of one category with at most a comma between them: one claim is one finding, with all its rules."""
    joined: list[Finding] = []
    for finding in findings:
        before = joined[-1] if joined else None
        if before is None or not _same_claim(before, finding, folded.raw):
            joined.append(finding)
            continue
        first = min(before, finding, key=lambda f: (-f.severity.rank, -(f.end - f.start), f.start))
        other = finding if first is before else before
        start, end = min(before.start, finding.start), max(before.end, finding.end)
        also = tuple(dict.fromkeys((*first.also, *other.also, *((other.rule,) if other.rule != first.rule else ()))))
        joined[-1] = replace(first, start=start, end=end, text=folded.raw[start:end], also=also)
    return tuple(joined)


def _same_claim(before: Finding, after: Finding, raw: str) -> bool:
    between = raw[before.end : after.start]
    near = after.start - before.end <= CLAIM_GAP and not any(mark in between for mark in "。！？!?；;\n")
    return near and before.category is after.category and Severity.HINT not in (before.severity, after.severity)


def _suspected(speech: Speech, rulebook: Rulebook, judged: list[tuple[int, int]]) -> Iterable[Finding]:
    """Yield what the second reader suspects in stretches where the rules said nothing, neither yes nor no."""
    if rulebook.reader is None:
        return
    for suspicion in suspect(rulebook.reader, speech.folded.text, speech.cut, speech.tokens):
        start, end = speech.folded.span(suspicion.start, suspicion.end)
        if any(a < end and start < b for a, b in judged):
            continue
        rule = rulebook.suspicions[suspicion.category]
        start, end = speech.folded.span(suspicion.heavy_start, suspicion.heavy_end)
        candidate = Candidate(rule=rule, start=start, end=end, how=How.SUSPECTED, verdict=None)
        severity = Severity.WARN if suspicion.score >= rulebook.reader.warn else Severity.HINT
        finding = _finding(candidate, speech.folded.raw)
        yield replace(finding, severity=severity, term=finding.text)


def _plain_reading(speech: Speech, kind: Kind, platform: Platform, rulebook: Rulebook) -> Iterable[Candidate]:
    text = speech.folded.text
    rules, over = _split(speech.hits, rulebook)
    for rule, hit in rules:
        if not rule.holds_for(kind, platform):
            continue
        start, end = speech.folded.span(hit.start, hit.end)
        how = How.DISGUISED if speech.folded.changed(hit.start, hit.end) else How.EXACT
        verdict = _judge(rule, kind, text, speech.cut, hit, over, rulebook)
        if verdict is None and rule.word and not {hit.start, hit.end} <= speech.edges:
            verdict = context.Verdict(context.BOUNDARY, text[max(0, hit.start - 1) : hit.end + 1])
        yield Candidate(rule=rule, start=start, end=end, how=how, verdict=verdict)


def _second_reading(
    speech: Speech, restored: Restored, kind: Kind, platform: Platform, rulebook: Rulebook
) -> Iterable[Candidate]:
    cut = sentences(restored.text)
    changed = {cut.at(place) for place in restored.places}
    hits = ((rulebook.owners[hit.phrase], hit) for hit in rulebook.matcher.find(cut, changed))
    rules, over = _split(hits, rulebook)
    accepted = _accepted(speech, rulebook)
    for rule, hit in [*rules, *_hidden_words(restored, rulebook)]:
        touched = restored.touches(hit.start, hit.end)
        if not touched or not rule.holds_for(kind, platform):
            continue
        start, _ = speech.folded.span(restored.starts[hit.start], restored.ends[hit.start])
        _, end = speech.folded.span(restored.starts[hit.end - 1], restored.ends[hit.end - 1])
        how = How.DISGUISED if all(item.sure for item in touched) else How.SUSPECTED
        verdict = _judge(rule, kind, restored.text, cut, hit, over, rulebook)
        for release, written in accepted if verdict is None else ():
            within = written.start <= restored.starts[hit.start] and restored.ends[hit.end - 1] <= written.end
            if within and release.about(rule, kind):
                verdict = context.Verdict(release.id, speech.folded.text[written.start : written.end])
        yield Candidate(rule=rule, start=start, end=end, how=how, verdict=verdict)


def _accepted(speech: Speech, rulebook: Rulebook) -> list[tuple[context.ReleaseRule, Hit]]:
    """Return where a team lets a sentence stand as it was written, disguise and all."""
    releases = rulebook.pack.releases
    if not releases or releases[0].id != TEAM:  # those of teams come first
        return []
    mine = ((releases[number], hit) for (sort, number), hit in speech.hits if sort == "release")
    return [(release, hit) for release, hit in mine if release.id == TEAM]


def _hidden_words(restored: Restored, rulebook: Rulebook) -> list[tuple[Rule, Hit]]:
    """Return the hits of rules that ask for a word only where it is hidden (⟦微信⟧), at their places in the second reading."""
    hidden = [pair for pair in zip(restored.restorations, restored.places, strict=True) if pair[0].hidden]
    asked = _asked_for(dict.fromkeys(item.word for item, _ in hidden), rulebook)
    return [
        (rule, Hit(0, place + start, place + end))
        for item, place in hidden
        for rule, start, end in asked.get(item.word, ())
        if end - start == len(item.word) or item.end - item.start >= len(item.word)  # 加v is no 微信 spelt out
    ]


def _asked_for(words: Iterable[str], rulebook: Rulebook) -> dict[str, list[tuple[Rule, int, int]]]:
    """Return, for each word, the rules that ask for it, its beginning or its end where hidden, and for which part."""
    parts: dict[int, tuple[str, int, int]] = {}
    marked: list[str] = []
    at = 0
    for word in words:
        size = len(word)
        for start, end in [(0, size), *((0, end) for end in range(2, size)), *((i, size) for i in range(1, size - 1))]:
            marked.append(f"{_MARKS[0]}{word[start:end]}{_MARKS[1]}\n")
            parts[at] = word, start, end
            at += len(marked[-1])
    asked: defaultdict[str, list[tuple[Rule, int, int]]] = defaultdict(list)
    for hit in rulebook.matcher.find(sentences("".join(marked))) if marked else ():
        sort, number = rulebook.owners[hit.phrase]
        if sort == "rule" and hit.start in parts and _about_hidden(rulebook.rules[number]):
            word, start, end = parts[hit.start]
            asked[word].append((rulebook.rules[number], start, end))
    return asked


def _about_hidden(rule: Rule) -> bool:
    """Tell whether a rule asks for words only where they are hidden."""
    return any(_MARKS[0] in phrase.source for phrase in rule.phrases)


def _split(
    hits: Iterable[tuple[Owner, Hit]], rulebook: Rulebook
) -> tuple[list[tuple[Rule, Hit]], dict[int, list[tuple[int, Hit]]]]:
    """Part hits of rules from hits of covering exceptions; the latter by the characters they cover."""
    rules: list[tuple[Rule, Hit]] = []
    over: defaultdict[int, list[tuple[int, Hit]]] = defaultdict(list)
    for (sort, number), hit in hits:
        if sort == "rule":
            rules.append((rulebook.rules[number], hit))
        elif sort == "release":
            for i in range(hit.start, hit.end):
                over[i].append((number, hit))
    return rules, over


def _judge(
    rule: Rule,
    kind: Kind,
    text: str,
    cut: Sentences,
    hit: Hit,
    over: dict[int, list[tuple[int, Hit]]],
    rulebook: Rulebook,
) -> context.Verdict | None:
    guard = context.guarded(rule, text, cut, hit)
    if guard is not None:
        return guard
    covering = [*over.get(hit.start, ()), *over.get(hit.end - 1, ())]
    return context.released(rule, rulebook.pack.releases, kind, text, cut, hit, covering)


def _strongest(found: Iterable[Candidate]) -> list[Candidate]:
    """Of overlapping candidates keep the most severe, the surest, the most telling, the longest; others stay only for
    another category and only where they reach beyond what is kept."""
    order = {How.EXACT: 0, How.DISGUISED: 1, How.SUSPECTED: 2}
    ranked = sorted(
        found,
        key=lambda c: (
            -c.rule.severity.rank,
            order[c.how],
            _about_hidden(c.rule),
            -(c.end - c.start),
            c.start,
            c.rule.id,
        ),
    )
    kept: list[Candidate] = []
    there: defaultdict[int, list[Candidate]] = defaultdict(list)
    for candidate in ranked:
        rivals = {id(k): k for i in range(candidate.start, candidate.end) for k in there.get(i, ())}.values()
        same = any(k.rule.category is candidate.rule.category for k in rivals)
        inside = any(k.start <= candidate.start and candidate.end <= k.end for k in rivals)
        if not (same or inside):
            kept.append(candidate)
            for i in range(candidate.start, candidate.end):
                there[i].append(candidate)
    return sorted(kept, key=lambda c: (c.start, c.end, c.rule.id))


def _finding(candidate: Candidate, raw: str) -> Finding:
    rule = candidate.rule
    severity = rule.severity
    if candidate.how is How.SUSPECTED and severity is Severity.BLOCK:
        severity = Severity.WARN
    return Finding(
        rule=rule.id,
        category=rule.category,
        severity=severity,
        start=candidate.start,
        end=candidate.end,
        text=raw[candidate.start : candidate.end],
        term=rule.term,
        how=candidate.how,
        message=rule.reason,
        basis=rule.basis,
        suggestions=rule.suggest,
    )


def _let_go(found: list[Candidate], standing: list[Candidate], raw: str) -> tuple[Released, ...]:
    released: dict[tuple[int, int], Released] = {}
    said = {i for candidate in standing for i in range(candidate.start, candidate.end)}
    for candidate in found:
        if candidate.verdict is None or candidate.verdict.reason == context.GUARD:
            continue
        if not said.isdisjoint(range(candidate.start, candidate.end)):
            continue
        key = (candidate.start, candidate.end)
        released.setdefault(
            key,
            Released(
                rule=candidate.rule.id,
                reason=candidate.verdict.reason,
                because=candidate.verdict.because,
                start=candidate.start,
                end=candidate.end,
                text=raw[candidate.start : candidate.end],
            ),
        )
    return tuple(released[key] for key in sorted(released))
