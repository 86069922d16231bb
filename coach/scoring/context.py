"""What lets a candidate go: exceptions, negation, warning, quoting, viewers' questions, guards of the rule itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from coach.scoring.matching import Hit
from coach.scoring.model import Category, Kind
from coach.scoring.phrase import Phrase
from coach.scoring.rules import Rule
from coach.scoring.sentences import Sentences


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseRule:
    """One named, typed reason to stay silent, as data (context.toml).

    ``before``/``after``: cue words that end/begin within ``reach``/``after_reach`` characters of the hit;
    ``inside``: cue words in a gap of the hit itself (价格不是全网最低 matched as 价 .. 最低);
    ``sentence``: cues anywhere in its sentence; ``over``: phrases that cover the hit; ``unless``: what undoes the cue;
    ``unless_before``: what undoes it from anywhere earlier in the clause (难道它不能…);
    ``turn``: words after which a sentence's cue holds no more (不让说，反正…);
    """

    id: str
    name: str
    why: str
    before: Phrase | None = None
    after: Phrase | None = None
    inside: Phrase | None = None
    reach: int = 6
    after_reach: int = 6
    sentence: Phrase | None = None
    over: tuple[Phrase, ...] = ()
    unless: Phrase | None = None
    unless_before: Phrase | None = None
    turn: Phrase | None = None
    categories: frozenset[Category] = field(default_factory=lambda: frozenset(Category))
    kinds: frozenset[Kind] = field(default_factory=lambda: frozenset(Kind))

    def about(self, rule: Rule, kind: Kind) -> bool:
        """Tell whether this release may apply to hits of ``rule`` on goods of ``kind``."""
        return self.id not in rule.keep and rule.category in self.categories and kind in self.kinds


@dataclass(frozen=True, slots=True)
class Verdict:
    """Why a candidate is let go: the release's id, and the words that decided."""

    reason: str
    because: str


GUARD = "guard"
EXCEPT = "except"
BOUNDARY = "boundary"


def guarded(rule: Rule, text: str, cut: Sentences, hit: Hit) -> Verdict | None:
    """Return why the rule's own conditions fail for this hit (not_before, not_after, near, absent, except), or None."""
    for word in rule.not_before:
        if text.endswith(word, 0, hit.start):
            return Verdict(GUARD, word + text[hit.start : hit.end])
    for word in rule.not_after:
        if text.startswith(word, hit.end):
            return Verdict(GUARD, text[hit.start : hit.end] + word)
    twice = text[hit.start - 1 : hit.start]
    if text[hit.start] in "不没" and twice not in ("", "是") and text.startswith(twice, hit.start + 1):
        return Verdict(BOUNDARY, text[hit.start - 1 : hit.end])  # the end of a question: 抢|不抢得到
    first, last = cut.spans[cut.at(hit.start)]
    last = max(last, hit.end)
    for phrase in rule.except_:
        for match in _regex(phrase).finditer(text, first, last):
            if _covers(match.start(), match.end(), hit):
                return Verdict(EXCEPT, match.group())
    if rule.near:
        around = text[first : hit.start] + "\n" * (hit.end - hit.start) + text[hit.end : last]
        if not any(_regex(phrase).search(around) for phrase in rule.near):
            return Verdict(GUARD, "附近没有能确认的词")
    for phrase in rule.absent:
        present = _regex(phrase).search(text, first, last)
        if present is not None:
            return Verdict(GUARD, present.group())
    return None


def released(
    rule: Rule,
    releases: Sequence[ReleaseRule],
    kind: Kind,
    text: str,
    cut: Sentences,
    hit: Hit,
    over: Sequence[tuple[int, Hit]],
) -> Verdict | None:
    """Return the first release of the context that lets this hit go, or None.

    ``over`` are the hits of the releases' covering phrases, as (number of the release, hit).
    """
    clause = cut.clause(hit.start, hit.end)
    sentence = cut.spans[cut.at(hit.start)]
    for number, release in enumerate(releases):
        if not release.about(rule, kind):
            continue
        for owner, cover in over:
            if owner == number and _covers(cover.start, cover.end, hit) and not _denied(release, text, cover):
                return Verdict(release.id, text[cover.start : cover.end])
        cue = _cue(release, text, clause, sentence, hit) or _inside(release, rule, text, hit)
        if cue is not None:
            return Verdict(release.id, cue)
    return None


def _covers(start: int, end: int, hit: Hit) -> bool:
    """Tell whether the span covers at least half of the hit, and its beginning or its end."""
    overlap = min(end, hit.end) - max(start, hit.start)
    return overlap * 2 >= hit.end - hit.start and (start <= hit.start or end >= hit.end)


def _cue(release: ReleaseRule, text: str, clause: tuple[int, int], sentence: tuple[int, int], hit: Hit) -> str | None:
    if release.before is not None:
        # a cue may run two characters into the hit: 不能 before a hit that begins with 能; one of no reach must touch it
        into = min(hit.end, hit.start + 2) if release.reach else hit.start
        for match in _regex(release.before).finditer(text, clause[0], into):
            if match.start() >= hit.start or hit.start - match.end() > release.reach:
                continue
            if not _undone(release, text, match, clause, hit.start):
                return match.group()
        gaps = ".." in release.before.source  # only a cue with gaps of its own can stretch
        leading = _leading(release.before.regex, release.reach).search(text, clause[0], hit.start) if gaps else None
        if leading is not None and not _undone(release, text, leading, clause, hit.start):
            return leading.group(1)
    if release.after is not None:
        # a short denial may follow as a sentence of its own: 开光？没有的事
        after = _regex(release.after).search(text, hit.end, min(len(text), hit.end + release.after_reach + 20))
        if after is not None and after.start() - hit.end <= release.after_reach:
            undoing = [p for p in (release.unless, release.unless_before) if p is not None]
            if not any(_regex(phrase).search(text, clause[0], after.end()) for phrase in undoing):
                return after.group()
    if release.sentence is not None:
        first, last = sentence[0], max(sentence[1], hit.end)
        for match in _regex(release.sentence).finditer(text, first, last):
            if not (_undone(release, text, match, (first, last), last) or _turned(release, text, match, hit)):
                return match.group()
    return None


def _turned(release: ReleaseRule, text: str, cue: re.Match[str], hit: Hit) -> bool:
    """Tell whether the speaker turns between the cue and the hit."""
    first, last = min(cue.end(), hit.end), max(cue.start(), hit.start)
    return release.turn is not None and _regex(release.turn).search(text, first, last) is not None


def _inside(release: ReleaseRule, rule: Rule, text: str, hit: Hit) -> str | None:
    """Return a cue that stands in a gap of the hit, that is, in none of the rule's own words."""
    if release.inside is None or hit.end - hit.start < 4:
        return None
    match = _regex(release.inside).search(text, hit.start + 1, hit.end)
    if match is None or any(match.group() in phrase.regex for phrase in rule.phrases):
        return None
    return match.group()


def _undone(release: ReleaseRule, text: str, cue: re.Match[str], span: tuple[int, int], until: int) -> bool:
    """Tell whether an ``unless`` phrase touches the cue or stands between it and the hit (不是不…, 没有吹，…)."""
    if release.unless_before is not None and _regex(release.unless_before).search(text, span[0], cue.start()):
        return True
    return release.unless is not None and any(
        match.end() > cue.start() and match.start() < until
        for match in _regex(release.unless).finditer(text, max(span[0], cue.start() - 4), until)
    )


def _denied(release: ReleaseRule, text: str, cover: Hit) -> bool:
    """Tell whether an ``unless`` phrase stands in a covering phrase (最好的 is no advice)."""
    return release.unless is not None and _regex(release.unless).search(text, cover.start, cover.end) is not None


@cache
def _compile(source: str) -> re.Pattern[str]:
    return re.compile(source)


@cache
def _leading(source: str, reach: int) -> re.Pattern[str]:
    """Return an expression for a cue that leads up to where the search ends, its own gaps stretched as far as needed."""
    return re.compile(rf"({source}).{{0,{reach}}}\Z")


def _regex(phrase: Phrase) -> re.Pattern[str]:
    return _compile(phrase.regex)
