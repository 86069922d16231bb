"""Print what ``make bench`` measures and write docs/quality.md; exit 1 when a speed bar is missed.

``check``, ``batch`` or ``scale`` measures that part alone and leaves the page as it is. ``--fast`` leaves out the batch of 40,000
lines and the large database; ``--local FOLDER`` adds text that may not be distributed.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks import editor, local, page, quality, readers, scale, speed
from benchmarks.speed import Row
from coach.datafiles import folder
from coach.scoring import load_rulebook

PARTS: dict[str, Callable[[], list[Row]]] = {
    "check": lambda: [*speed.checks(), *speed.cold_start(), *speed.matcher_growth(), *editor.round_trip()],
    "batch": speed.batch,
    "scale": scale.measure,
}
"""Each part of the speed table; named on the command line it is measured alone, and the page is left as it is."""
DATA = Path(__file__).parent.parent / "tests" / "data"


def main() -> int:
    """Run all measurements, print two tables, write the page."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("part", nargs="?", choices=PARTS)
    options.add_argument("--fast", action="store_true")
    options.add_argument("--local", type=Path)
    given = options.parse_args()
    if given.part is not None:
        return _shown(PARTS[given.part]())
    rows = PARTS["check"]()
    if not given.fast:
        rows += [*PARTS["batch"](), *PARTS["scale"]()]
    missed = _shown(rows)
    rulebook = load_rulebook(folder("lexicons"))
    sets = {
        place.name: quality.judge(place, rulebook)
        for place in sorted(path for path in DATA.iterdir() if (path / "forbidden.jsonl").exists())
    }
    ways = readers.compare(DATA / "gold" / "forbidden.jsonl", rulebook)
    print("\nQuality\n")
    print("  " + f"{'':<24}" + "".join(f"{name:>11}" for name in page.NAMES))
    for name, tally in {**sets, **{f"gold: {way}": tally for way, tally in ways.items()}}.items():
        row = tally.row()
        print("  " + f"{name:<24}" + "".join(_cell(row[column]) for column in page.NAMES))
    disguise = quality.disguise(DATA / "gold", rulebook)
    outside = local.measure(given.local, rulebook) if given.local else None
    counts = len(rulebook.rules), sum(len(rule.phrases) for rule in rulebook.rules)
    page.write(rows, sets, ways, disguise, outside, counts)
    print(f"\n  disguised words caught: {disguise[0]} of {disguise[1]} whose plain form is caught")
    if outside:
        print(f"  reviews {outside.reviews:.2%}, product copy {outside.adverts:.2%}")
        print(f"  real segments: MCC {outside.mcc:.3f}, clean ones flagged {outside.clean_flagged:.1%}")
    print(f"  written to {page.PAGE.name}")
    return missed


def _shown(rows: Sequence[Row]) -> int:
    """Print a table and return 1 if a bar is missed, else 0."""
    print("\nSpeed (medians of this run)\n")
    width = max(len(name) for name, *_ in rows)
    for name, value, bar, met in rows:
        print(f"  {name:<{width}}  {value:>26}  {bar:<10} {'' if met else '  MISSED'}")
    return 0 if all(met for *_, met in rows) else 1


def _cell(value: float | None) -> str:
    return f"{'–' if value is None else format(value, '.3f'):>11}"


if __name__ == "__main__":
    sys.exit(main())
