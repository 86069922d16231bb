"""The same lines read in several ways: rules alone, rules with a second reader that never saw the author, bare words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from benchmarks.quality import Span, Tally, counted, judge_lines, plain_substrings, rows
from coach.scoring import Kind, Platform, Rulebook, check
from coach.services.reader_training import held_out_readers


def without_reader(rulebook: Rulebook) -> Rulebook:
    """Return the same rules without the second reader."""
    return Rulebook(rulebook.pack)


def compare(path: Path, rulebook: Rulebook) -> dict[str, Tally]:
    """Judge a labelled file by leave-one-author-out; keys: rules alone, rules + second reader, plain substrings."""
    lines = list(rows(path))
    alone = without_reader(rulebook)
    taught = {}
    for author, reader in held_out_readers(
        rulebook, path, sorted((path.parent.parent / "innocent").glob("*.txt"))
    ).items():
        taught[author] = Rulebook(rulebook.pack)
        taught[author].__dict__["reader"] = reader

    def read(book: Rulebook, row: dict[str, Any]) -> list[Span]:
        return counted(check(row["text"], None, book, kind=Kind(row["kind"]), platform=Platform(row["platform"])))

    return {
        "rules alone": judge_lines(lines, lambda row: read(alone, row)),
        "rules + second reader": judge_lines(lines, lambda row: read(taught[row["set"]], row)),
        "plain substrings": judge_lines(lines, plain_substrings(rulebook)),
    }
