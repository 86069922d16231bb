"""What a change of rules does: which findings appear and disappear on a corpus, not only which lines differ."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from coach.library import Library
from coach.scoring import Kind, Platform, Rulebook, check
from coach.scoring.proving import scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One finding that only one of two rulebooks makes: ``sign`` is + (appears) or - (disappears)."""

    sign: str
    rule: str
    severity: str
    words: str
    text: str


def diff(old: Rulebook, new: Rulebook, corpus: Iterable[tuple[str, Kind, Platform]]) -> Iterator[Change]:
    """Yield the changes over ``corpus`` in its order; a finding is the same when rule, severity and place are."""
    for text, kind, platform in corpus:
        before, after = (_findings(text, kind, platform, rulebook) for rulebook in (old, new))
        for key in sorted({*before, *after}):
            if (key in before) != (key in after):
                start, end, rule, severity = key
                sign = "+" if key in after else "-"
                yield Change(sign=sign, rule=rule, severity=severity, words=text[start:end], text=text)


def own_corpus(old: Rulebook, new: Rulebook, library: Library) -> Iterator[tuple[str, Kind, Platform]]:
    """Yield what there is to try rules on without files: both packs' sentences and the library's scripts."""
    seen = set()
    for rulebook in (old, new):
        for rule in rulebook.rules:
            for sentence in (*rule.flag, *rule.pass_):
                item = scope(rule, sentence)
                if item not in seen:
                    seen.add(item)
                    yield item
    for script in library.list_scripts():
        product = library.find_product(script.product) if script.product else None
        yield script.text, product.kind if product else Kind.OTHER, script.platform


def _findings(text: str, kind: Kind, platform: Platform, rulebook: Rulebook) -> set[tuple[int, int, str, str]]:
    report = check(text, None, rulebook, kind=kind, platform=platform)
    return {(f.start, f.end, f.rule, str(f.severity)) for f in report.findings}
