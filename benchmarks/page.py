"""Write ``docs/quality.md`` from what was measured; the reading of misses and alarms at its end is kept by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.local import Local
from benchmarks.quality import Tally, share

PAGE = Path(__file__).parent.parent / "docs" / "quality.md"
KEPT = "<!-- kept by hand from here -->"
NAMES = ("precision", "recall", "f1", "category", "traps", "coverage", "facts")


def write(
    speed: Sequence[tuple[str, str, str, bool]],
    sets: Mapping[str, Tally],
    ways: Mapping[str, Tally],
    disguise: tuple[int, int],
    local: Local | None,
    rules: tuple[int, int],
) -> None:
    """Put the tables above the part that is kept by hand."""
    old = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    kept = old.partition(KEPT)[2].strip("\n")
    lines = [
        "# Quality",
        "",
        "Made by `make bench`. A finding counts when it is block or warn and not suppressed; a labelled span is found when a",
        "counted finding overlaps it; traps are innocent lines, and their figure is the share with any counted finding.",
        "",
        f"Rules: {rules[0]:,}, with {rules[1]:,} phrases.",
        "",
        "## Labelled sets, everything on",
        "",
        "The second reader is trained on gold, so its gold row is in-sample; the next table is the honest one for gold.",
        "The fresh sets were written by authors who had seen neither rules nor gold.",
        "",
        *_table(("set", *NAMES), [(name, *_cells(tally)) for name, tally in sets.items()]),
        "",
        "## Gold, three ways of reading",
        "",
        "The second reader never saw the author it judges (leave one `set` out).",
        "",
        *_table(("way", *NAMES[:5]), [(name, *_cells(tally)[:5]) for name, tally in ways.items()]),
        "",
        f"Of {disguise[1]} disguised words whose plain form is caught, {disguise[0]} are caught"
        f" ({disguise[0] / disguise[1]:.1%}).",
        "",
        "Recall by group and category:",
        "",
        *_recall(ways),
        "",
    ]
    if local is not None:
        lines += [
            "## Text that may not be distributed",
            "",
            *_table(
                ("measure", "figure", "bar"),
                [
                    ("shopping reviews with a block or warn finding", f"{local.reviews:.2%}", "≤ 1.0 %"),
                    ("product copy with a block or warn finding", f"{local.adverts:.2%}", "≤ 2 %"),
                    ("real host segments, agreement with the publishers' labels (MCC)", f"{local.mcc:.3f}", "≥ 0.30"),
                    ("real host segments labelled clean that are flagged", f"{local.clean_flagged:.1%}", "≤ 25 %"),
                    ("attribute values found in their own product copy", f"{local.attributes[0]:.1%}", "≥ 89 %"),
                    ("another product's value of the same key found there", f"{local.attributes[1]:.1%}", "≤ 2 %"),
                ],
            ),
            "",
            "What still fires in neutral text: " + ", ".join(f"{rule} ({count})" for rule, count in local.firing) + ".",
            "",
        ]
    lines += [
        "## Speed",
        "",
        *_table(("measured", "figure", "bar"), [row[:3] for row in speed]),
        "",
        KEPT,
        "",
        kept,
        "",
    ]
    PAGE.write_text("\n".join(lines).rstrip("\n") + "\n", encoding="utf-8")


def _cells(tally: Tally) -> list[str]:
    row = tally.row()
    return ["–" if row[name] is None else f"{row[name]:.3f}" for name in NAMES]


def _recall(ways: Mapping[str, Tally]) -> list[str]:
    names = sorted({key for tally in ways.values() for key in (*tally.groups, *tally.categories)})
    body = []
    for name in names:
        cells = []
        for tally in ways.values():
            found, golds = tally.groups.get(name) or tally.categories.get(name) or [0, 0]
            value = share(found, golds)
            cells.append("–" if value is None else f"{value:.2f} ({found}/{golds})")
        body.append((name, *cells))
    return _table(("", *ways), body)


def _table(head: Sequence[str], body: Sequence[Sequence[str]]) -> list[str]:
    return [
        "| " + " | ".join(head) + " |",
        "|" + "---|" * len(head),
        *("| " + " | ".join(cells) + " |" for cells in body),
    ]
