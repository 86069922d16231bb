"""Refuse rules that can never speak or speak everywhere, as far as their fixed words show it while they are loaded.

What takes longer to find out is proved by ``coach lexicon check``, see ``proving.py``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from coach.errors import LexiconError
from coach.scoring.model import Kind
from coach.scoring.packs import Reader
from coach.scoring.phrase import Phrase
from coach.scoring.rules import Rule

_GAP = r"(?:\.{2,3}\d{0,2}|~|\s)*"
_LONE = re.compile(rf"{_GAP}[^\s(){{}}|?~.^$]{_GAP}")


def is_lone(phrase: Phrase) -> bool:
    """Tell whether a phrase is one character with nothing but gaps around it: 低 ..4 is found wherever 低 is."""
    return min(map(len, phrase.literals)) < 2 if phrase.literals else bool(_LONE.fullmatch(phrase.source))


def refuse_mute(
    reader: Reader,
    phrases: tuple[Phrase, ...],
    *,
    except_: tuple[Phrase, ...],
    absent: tuple[Phrase, ...],
    near: tuple[Phrase, ...],
) -> None:
    """Refuse a rule whose own guards leave nothing of it.

    Raises:
        LexiconError: an exception covers every spelling, what must be absent stands in every spelling, or must be near.
    """
    spelt = [word for phrase in phrases for word in phrase.literals] if all(p.literals for p in phrases) else []
    covers = {word for phrase in except_ for word in phrase.literals}
    if spelt and all(any(_covers(cover, word) for cover in covers) for word in spelt):
        raise reader.fail("except", "例外盖住了整条规则，它永远不会命中：把例外写得比 say 长，或删掉它")
    unwanted = {word for phrase in absent for word in phrase.literals}
    if spelt and all(any(word in text for word in unwanted) for text in spelt):
        raise reader.fail("absent", "不许出现的词就在 say 里，这条规则永远不会命中：删掉它")
    if near and {phrase.source for phrase in near} <= {phrase.source for phrase in absent}:
        raise reader.fail("absent", "和 near 写了同样的词，这条规则永远不会命中：留下其中一处")


def _covers(cover: str, word: str) -> bool:
    """Tell whether an exception's word lets every hit of ``word`` go: half of it, from its beginning or to its end."""
    if cover in word:
        return len(cover) * 2 >= len(word) and (word.startswith(cover) or word.endswith(cover))
    return False


def refuse_twins(rules: Iterable[Rule]) -> None:
    """Refuse one and the same fixed wording in two rules for the same goods.

    Raises:
        LexiconError: names the second rule and the first.
    """
    seen: dict[tuple[frozenset[str], frozenset[Kind]], Rule] = {}
    for rule in rules:
        for phrase in rule.phrases:
            first = seen.setdefault((phrase.literals, rule.kinds), rule) if phrase.literals else rule
            if first is not rule:
                reason = f"“{phrase.source}”和 {first.id}（{first.file}:{first.line}）重复：删掉一处，或合成一条规则"
                raise LexiconError(rule.file, rule.line, "say", reason)
