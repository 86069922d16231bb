"""Print what ``make bench`` measures; exit 1 when a bar is missed. ``--fast`` leaves out the batch of 40,000 lines."""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks import quality, speed
from coach.datafiles import folder
from coach.scoring import load_rulebook

DATA = Path(__file__).parent.parent / "tests" / "data"


def main() -> int:
    """Run all measurements and print two tables."""
    rows = [*speed.checks(), *speed.cold_start(), *speed.matcher_growth()]
    if "--fast" not in sys.argv:
        rows += speed.batch()
    print("\nSpeed (medians of this run)\n")
    width = max(len(name) for name, *_ in rows)
    for name, value, bar, met in rows:
        print(f"  {name:<{width}}  {value:>24}  {bar:<10} {'' if met else '  MISSED'}")
    print("\nQuality\n")
    rulebook = load_rulebook(folder("lexicons"))
    names = ("precision", "recall", "f1", "category", "traps", "coverage", "facts")
    print("  " + f"{'set':<12}" + "".join(f"{name:>11}" for name in names))
    for place in sorted(path for path in DATA.iterdir() if (path / "forbidden.jsonl").exists()):
        row = quality.judge(place, rulebook).row()
        print("  " + f"{place.name:<12}" + "".join(_cell(row[name]) for name in names))
    return 0 if all(met for *_, met in rows) else 1


def _cell(value: float | None) -> str:
    return f"{'–' if value is None else format(value, '.3f'):>11}"


if __name__ == "__main__":
    sys.exit(main())
