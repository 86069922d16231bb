"""The main job: raw text → fold → candidates → context → findings → coverage, facts, flow, pace → report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from coach.scoring import card
from coach.scoring.conflicts import find_conflicts
from coach.scoring.coverage import cover
from coach.scoring.facts import compare
from coach.scoring.flow import read_flow, told
from coach.scoring.flow_timeline import Clock
from coach.scoring.forbidden import Speech, forbidden, listen
from coach.scoring.model import Band, Coverage, Cue, FactResult, Kind, Platform, Product, Report
from coach.scoring.normalise import Folded, fold
from coach.scoring.pace import fit_slot, measure_pace
from coach.scoring.rulebook import Rulebook
from coach.scoring.spoken import quantities
from coach.scoring.suppression import decisions, suppress


def check(
    text: str,
    product: Product | None,
    rulebook: Rulebook,
    *,
    kind: Kind | None = None,
    platform: Platform | None = None,
    cues: Sequence[Cue] = (),
    script_type: str | None = None,
    slot_s: tuple[int, int] | None = None,
    band: Band | None = None,
) -> Report:
    """Check one script and return the report; the same arguments give the same report.

    ``kind`` and ``platform`` default to the card's (other, any without a card). ``cues`` carry timestamps.
    ``script_type`` is recognised where it is not given; ``slot_s`` (least and most seconds) defaults to the type's,
    ``band`` (the team's speeds) to the stated one. All offsets of the report are code points of ``text``.

    Raises:
        InputError: there is no type ``script_type``.
    """
    goods = kind or (product.kind if product else None)
    kind = goods or Kind.OTHER
    platform = platform or (product.platform if product else Platform.ANY)
    written, spoken = decisions(text)
    folded = replace(fold(spoken), raw=text)
    speech = listen(folded, rulebook)
    findings, released = forbidden(speech, kind, platform, rulebook)
    findings = suppress(findings, written)
    coverage, facts = _against(product, folded, speech, rulebook) if product else (Coverage(score=None), ())
    pace = measure_pace(folded, cues, rulebook.pack.pace, band=band)
    flow = read_flow(
        folded,
        speech.cut,
        speech.cues,
        rulebook.pack.flow,
        rulebook.words,
        Clock(len(text), pace.seconds or 0, cues),
        platform=platform,
        kind=goods,
        spoken=pace.syllables,
        script_type=script_type,
        product=product,
        told=told(coverage, facts),
    )
    pace = fit_slot(pace, text, slot_s or rulebook.pack.pace.slots.get(flow.type))
    owed = card.due(findings, coverage, facts, flow, rulebook.policy)
    taken = card.deductions(owed, rulebook.policy)
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
        first=card.fix_first(owed, rulebook.policy),
        checks=card.checks(findings, coverage, facts, flow, pace.checks),
    )


def _against(
    product: Product, folded: Folded, speech: Speech, rulebook: Rulebook
) -> tuple[Coverage, tuple[FactResult, ...]]:
    """Compare the speech with the card; amounts are read once for both."""
    amounts = quantities(folded.text)
    pack = rulebook.pack
    coverage = cover(folded, product, rulebook.words, pack.synonyms, tokens=speech.tokens, numbers=amounts)
    return coverage, compare(folded, product, pack.facts, amounts)
