"""Fit the weights of the coverage decision on the gold scripts and say how well they do on a product left out.

``python -m tests.scoring.fit_coverage`` prints the figures and the ``[decision]`` table for lexicons/synonyms.toml.
Each script is read with the whole table of synonyms and with 30, 60 and 100 % of its phrases taken out, with and
without the aliases of the cards, so that the weights also hold for goods whose words the table does not know. Of the
windows of a point the likeliest stands for it; windows and weights are chosen in turn. Logistic loss, a quadratic
penalty, and signs held to what each feature may mean.
"""

from __future__ import annotations

import dataclasses
import json
import random
import tomllib
from pathlib import Path

import numpy as np

from coach.scoring.clauses import clauses
from coach.scoring.coverage import HOPELESS, damped, windows
from coach.scoring.coverage_features import meant, measure, tally
from coach.scoring.hearing import hear
from coach.scoring.meaning import Synonyms, parse_synonyms
from coach.scoring.model import Kind, Point, Product
from coach.scoring.normalise import fold
from coach.scoring.selling_points import plan
from coach.scoring.spoken import quantities
from coach.scoring.tokens import Words

ROOT = Path(__file__).parents[2]
DATA = ROOT / "tests" / "data"
FITTED = ("gold",)
JUDGED, CHECKS = "gold", ("fresh-1", "fresh-2")
RAISES = ["num_hit", "weak_part", "best_part", "fuzzy", "chars", "clean_amount", "clean", "key"]
LOWERS = [
    *["conflict", "num_miss", "num_conflict", "asked", "viewer", "elsewhere", "unsure", "anecdote"],
    *["near_elsewhere", "near_unsure", "allow", "warning_miss", "empty", "cross"],
]
FREE = ["bias", "short", "spread", "twopart"]
BY_HAND = {"solo": -4.0, "pair": -1.5, "sibling": -3.0, "near_viewer": -3.0, "topic": -1.5, "only_asked": -2.0}
NAMES = [*RAISES, *LOWERS, *FREE, *BY_HAND]
START = {"bias": -4.0, "clean": 8.0, "conflict": -4.0, "num_conflict": -2.0, "near_elsewhere": -2.0}
THINNED = ((0.0, 0), (0.3, 1), (0.6, 2), (1.0, 3))


@dataclasses.dataclass(frozen=True)
class Sample:
    """A point beside a script: is it conveyed, and the features of its windows (a row each)."""

    source: str
    product: str
    said: bool
    thinned: float
    aliases: bool
    windows: np.ndarray


def load(source: str, name: str) -> list[dict]:
    """Read one of the files of a set."""
    return [json.loads(line) for line in (DATA / source / name).read_text(encoding="utf-8").splitlines()]


def card(row: dict, *, aliases: bool = True) -> Product:
    """Build the product of a gold card, without its aliases if so wished."""
    points = tuple(
        Point(id=p["id"], say=p["say"], aliases=tuple(p["aliases"]) if aliases else ()) for p in row["points"]
    )
    return Product(id=row["id"], name=row["name"], kind=Kind(row["kind"]), points=points)


def thin(synonyms: Synonyms, share: float, seed: int) -> Synonyms:
    """Take a share of the phrases out of every group."""
    draw = random.Random(seed)
    groups = [tuple(p for p in group if draw.random() > share) for group in synonyms.groups]
    kept = [(group, tie) for group, tie in zip(groups, synonyms.strengths, strict=True) if len(group) > 1]
    return dataclasses.replace(synonyms, groups=tuple(g for g, _ in kept), strengths=tuple(t for _, t in kept))


def samples(synonyms: Synonyms, words: Words, source: str, *, thinned: float, aliases: bool) -> list[Sample]:
    """Return a sample for each point and script of the set ``source``."""
    found = []
    scripts = load(source, "scripts.jsonl")
    for row in load(source, "products.jsonl"):
        product = card(row, aliases=aliases)
        wanted = plan(product.points, product.name, words, synonyms)
        for script in scripts:
            if script["product"] == product.id:
                rows = features(wanted, script["text"], words, synonyms)
                for number, point in enumerate(product.points):
                    said = script["covered"][point.id] is not None
                    found.append(Sample(source, product.id, said, thinned, aliases, np.array(rows.get(number, []))))
    return found


def features(wanted, text: str, words: Words, synonyms: Synonyms) -> dict[int, list[list[float]]]:
    """Return the feature rows of all windows, by point."""
    folded = fold(text)
    cut = clauses(folded.text, words.cut(folded.text), synonyms.cues)
    rows: dict[int, list[list[float]]] = {}
    heard = hear(wanted, cut, quantities(folded.text))
    for alternative, of_one in zip(wanted.alternatives, heard, strict=True):
        weights = damped(alternative, of_one, cut)
        for window in windows(weights, of_one, cut):
            found = tally(weights, of_one, *window)
            if found.said >= HOPELESS * sum(weights):
                values = measure(alternative, weights, of_one, cut, found)
                values |= meant(alternative, weights, of_one, cut, found)
                rows.setdefault(alternative.point, []).append([values.get(name, 0.0) for name in NAMES])
    return rows


def fit(given: list[Sample], rounds: int = 4) -> np.ndarray:
    """Return the weights, in the order of NAMES."""
    weights = np.array([START.get(name, BY_HAND.get(name, 0.0)) for name in NAMES])
    for _ in range(rounds):
        seen = [s for s in given if len(s.windows)]
        rows = np.array([s.windows[int(np.argmax(s.windows @ weights))] for s in seen])
        weights = descend(rows, np.array([1.0 if s.said else -1.0 for s in seen]), weights)
    return weights


def descend(rows: np.ndarray, signs: np.ndarray, weights: np.ndarray, steps: int = 3000) -> np.ndarray:
    """Minimise the penalised logistic loss by accelerated projected gradient."""
    penalty = np.array([0.001 if name == "bias" else 1.0 for name in NAMES])
    rate = 1 / (0.25 * np.linalg.norm(rows, 2) ** 2 + 1.0)
    ahead, momentum = weights.copy(), 1.0
    for _ in range(steps):
        pull = signs / (1 + np.exp(np.clip(signs * (rows @ ahead), -50, 50)))
        new = project(ahead + rate * (rows.T @ pull - penalty * ahead))
        later = (1 + (1 + 4 * momentum**2) ** 0.5) / 2
        ahead = new + (momentum - 1) / later * (new - weights)
        weights, momentum = new, later
    return weights


def project(weights: np.ndarray) -> np.ndarray:
    """Hold each weight to the sign its feature may have, and those set by hand to their value."""
    held = weights.copy()
    for i, name in enumerate(NAMES):
        if name in RAISES:
            held[i] = max(0.0, held[i])
        elif name in LOWERS:
            held[i] = min(0.0, held[i])
        elif name in BY_HAND:
            held[i] = BY_HAND[name]
    return held


def f1(pairs: list[tuple[bool, bool]]) -> float:
    """Return F1 of (said, found) pairs."""
    both = sum(said and found for said, found in pairs)
    return 2 * both / (sum(said for said, _ in pairs) + sum(found for _, found in pairs))


def leave_one_out(given: list[Sample]) -> list[tuple[Sample, bool]]:
    """Judge each product by weights fitted without it."""
    judged = []
    for product in sorted({s.product for s in given if s.source == JUDGED}):
        weights = fit([s for s in given if s.product != product])
        for sample in given:
            if sample.product == product:
                judged.append((sample, bool(len(sample.windows) and (sample.windows @ weights).max() >= 0)))
    return judged


def main() -> None:
    """Print the leave-one-product-out figures, those of each set, and the table fitted on all of FITTED."""
    table = tomllib.loads((ROOT / "lexicons" / "synonyms.toml").read_text(encoding="utf-8"))
    synonyms = parse_synonyms(table)
    words = Words((ROOT / "lexicons" / "userdict.txt").read_text(encoding="utf-8").split())
    given = [
        sample
        for share, seed in THINNED
        for aliases in (True, False)
        for source in FITTED
        for sample in samples(thin(synonyms, share, seed), words, source, thinned=share, aliases=aliases)
    ]
    judged = leave_one_out(given)
    for share, _ in THINNED:
        for aliases in (True, False):
            pairs = [(s.said, found) for s, found in judged if s.thinned == share and s.aliases == aliases]
            print(f"leave one product out, {share:.0%} of the synonyms gone, aliases {aliases}: F1 {f1(pairs):.3f}")
    weights = fit(given)
    for source in (*FITTED, *CHECKS):
        seen = samples(synonyms, words, source, thinned=0.0, aliases=True)
        pairs = [(s.said, bool(len(s.windows) and (s.windows @ weights).max() >= 0)) for s in seen]
        print(f"{source}, {'fitted' if source in FITTED else 'not fitted'}: F1 {f1(pairs):.3f}")
    print("\n[decision]")
    for name, weight in zip(NAMES, weights, strict=True):
        print(f"{name} = {weight:.3f}")


if __name__ == "__main__":
    main()
