"""What a product card asks the host to say that may not be said."""

from __future__ import annotations

from functools import lru_cache

from coach.scoring.forbidden import forbidden, listen
from coach.scoring.model import Conflict, Finding, Kind, Platform, Product, Severity
from coach.scoring.normalise import fold
from coach.scoring.rulebook import Rulebook


def find_conflicts(product: Product, kind: Kind, platform: Platform, rulebook: Rulebook) -> tuple[Conflict, ...]:
    """Return each selling point, alias, fact and answer of the card that a block or warn rule flags.

    ``point`` is the point's id, ``facts.NAME`` or ``faq[N]``; ``text`` the words that may not be said.
    """
    texts = [(point.id, text) for point in product.points for text in (point.say, *point.aliases)]
    texts += [(f"facts.{name}", f"{name}{value}") for name, value in product.facts.items()]
    texts += [(f"faq[{i}]", answer.a) for i, answer in enumerate(product.faq, 1)]
    return tuple(
        Conflict(
            point=place,
            category=finding.category,
            text=finding.text,
            rule=finding.rule,
            message=finding.message,
            suggestions=finding.suggestions,
        )
        for place, text in texts
        for finding in _flagged(text, kind, platform, rulebook)
    )


@lru_cache(maxsize=4096)
def _flagged(text: str, kind: Kind, platform: Platform, rulebook: Rulebook) -> tuple[Finding, ...]:
    """Remember by text: cards change far less often than scripts are checked against them."""
    findings, _ = forbidden(listen(fold(text), rulebook), kind, platform, rulebook)
    return tuple(finding for finding in findings if finding.severity is not Severity.HINT)
