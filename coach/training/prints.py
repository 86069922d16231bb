"""Fingerprints of the evidence a sign-off is bound to: what proves something is covered, what is only kept beside is not."""

from __future__ import annotations

from coach.training.canonical import fingerprint
from coach.training.evidence import Current, Evidence
from coach.training.model import Attempt, CardId, Fingerprints, StageSession
from coach.training.programme import Programme


def attempt_fingerprint(attempt: Attempt) -> str:
    """Return the fingerprint of a whole attempt."""
    return fingerprint(attempt)


def session_fingerprint(session: StageSession) -> str:
    """Return the fingerprint of what a session proves; notes, actions and figures may be added later."""
    return fingerprint(
        [
            *(session.id, session.stage, session.anchor, session.partner, session.room, session.platform),
            *(session.kinds, session.cards, session.started_at, session.ended_at, session.transcript, session.report),
            *(session.checks, session.talk_share, session.verdict, session.verdict_by, session.verdict_at),
        ]
    )


def prints(programme: Programme, evidence: Evidence, current: Current, ids: frozenset[str]) -> Fingerprints:
    """Return the fingerprints of everything that the records ``ids`` rest on, cards as they are now."""
    attempts = [one for one in evidence.attempts if one.id in ids]
    sessions = [one for one in evidence.sessions if one.id in ids]
    cards = {one.product for one in attempts if one.product is not None}
    cards |= {card for one in sessions for card in one.products}
    return Fingerprints(
        programme=programme.fingerprint,
        rulebook=current.rulebook,
        cards={card: card_print(current, card) for card in sorted(cards)},
        attempts={one.id: attempt_fingerprint(one) for one in sorted(attempts, key=lambda one: one.id)},
        sessions={one.id: session_fingerprint(one) for one in sorted(sessions, key=lambda one: one.id)},
    )


def card_print(current: Current, card: CardId) -> str:
    """Return the fingerprint of a card as it is now, "" where it is not in the records (any more) or retired."""
    known = current.cards.get(card)
    return known.fingerprint if known is not None and not known.retired else ""
