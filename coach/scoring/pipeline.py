"""The main job: raw text → fold → candidates → context → findings → coverage, facts, flow, pace → report."""

from __future__ import annotations

from collections.abc import Sequence

from coach.scoring import card
from coach.scoring.conflicts import find_conflicts
from coach.scoring.coverage import cover
from coach.scoring.facts import compare
from coach.scoring.flow import read_flow
from coach.scoring.forbidden import forbidden, listen
from coach.scoring.model import Coverage, Cue, Kind, Platform, Product, Report
from coach.scoring.normalise import fold
from coach.scoring.pace import measure_pace
from coach.scoring.rulebook import Rulebook


def check(
    text: str,
    product: Product | None,
    rulebook: Rulebook,
    *,
    kind: Kind | None = None,
    platform: Platform | None = None,
    cues: Sequence[Cue] = (),
) -> Report:
    """Check one script and return the report; the same arguments give the same report.

    ``kind`` and ``platform`` default to the card's (other, any without a card). ``cues`` carry timestamps.
    All offsets of the report are code points of ``text``.
    """
    kind = kind or (product.kind if product else Kind.OTHER)
    platform = platform or (product.platform if product else Platform.ANY)
    folded = fold(text)
    speech = listen(folded, rulebook)
    findings, released = forbidden(speech, kind, platform, rulebook)
    coverage = cover(speech, product, rulebook) if product else Coverage(score=None)
    facts = compare(folded, product, rulebook.pack.facts) if product else ()
    pace = measure_pace(folded, cues, rulebook.pack.pace)
    flow = read_flow(folded, speech.cut, speech.cues, platform, pace.syllables, rulebook.pack.flow)
    taken = card.deductions(findings, coverage, facts, flow, rulebook.policy)
    points = card.score(taken, rulebook.policy)
    return Report(
        rulebook=rulebook.fingerprint,
        product=product.id if product else None,
        kind=kind,
        platform=platform,
        verdict=card.verdict(findings, facts, points, rulebook.policy),
        score=points,
        chars=len(text),
        seconds=pace.seconds,
        seconds_source=pace.seconds_source,
        findings=findings,
        released=released,
        coverage=coverage,
        facts=facts,
        conflicts=find_conflicts(product, kind, platform, rulebook) if product else (),
        flow=flow,
        pace=pace,
        deductions=taken,
    )
