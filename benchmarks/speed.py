"""How long people wait: a check, a cold start, a batch with one and two jobs, the matcher with more and more terms."""

from __future__ import annotations

import itertools
import json
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import jieba

from benchmarks.speech import of_length, script_texts
from coach.datafiles import folder
from coach.scoring import Category, Kind, Platform, Point, Product, check
from coach.scoring.lexicon import parse_classes
from coach.scoring.matching import Matcher
from coach.scoring.packs import read_source, read_table
from coach.scoring.phrase import Phrase, PhraseParser, parse_phrase
from coach.scoring.sentences import sentences
from coach.wiring import build

Row = tuple[str, str, str, bool]
_FIXED = re.compile(r"\{[^{}]+\}|[\u4e00-\u9fff]+")


def median_ms(run: Callable[[], object], times: int) -> float:
    """Return the median of ``times`` runs, in milliseconds, after two to warm up."""
    took = []
    for i in range(times + 2):
        start = time.perf_counter()
        run()
        if i > 1:
            took.append((time.perf_counter() - start) * 1000)
    return statistics.median(took)


def card_of_20_points() -> Product:
    """Return a card with twenty different points, taken from the labelled cards."""
    lines = (Path(__file__).parent.parent / "tests/data/gold/products.jsonl").read_text(encoding="utf-8").splitlines()
    says = [point for line in lines for point in json.loads(line)["points"]][:20]
    points = tuple(Point(id=f"p{i}", say=p["say"], aliases=tuple(p.get("aliases", ()))) for i, p in enumerate(says, 1))
    first = json.loads(lines[0])
    return Product(id="bench", name="综合", kind=Kind.FOOD, price=69.9, points=points, facts=first["facts"])


def checks() -> list[Row]:
    """Measure one check at two lengths, its ratio to plain jieba, and how cost grows with length."""
    rulebook, card = build().rulebook, card_of_20_points()
    jieba.setLogLevel(40)
    jieba.initialize()
    took = {}
    rows: list[Row] = []
    for chars, bar, times in ((1000, 3.0, 60), (10_000, 25.0, 25)):
        text = of_length(chars)
        took[chars] = median_ms(lambda text=text: check(text, card, rulebook, platform=Platform.DOUYIN), times)
        plain = median_ms(lambda text=text: jieba.lcut(text), max(10, times // 2))
        rows.append(
            (f"check, {chars:,} characters × 20 points", f"{took[chars]:.2f} ms", f"≤ {bar:g} ms", took[chars] <= bar)
        )
        ratio = took[chars] / plain
        rows.append((f"  ratio to jieba.lcut of the same text ({plain:.1f} ms)", f"{ratio:.2f}", "≤ 1.0", ratio <= 1.0))
    growth = took[10_000] / took[1000]
    rows.append(("  10,000 / 1,000 characters", f"{growth:.1f}", "≤ 12", growth <= 12))
    return rows


def cold_start() -> list[Row]:
    """Measure `coach check` of a small file from nothing, wall time."""
    script = folder("scripts_library") / "scripts" / "niurou-gan-2.md"
    command = [sys.executable, "-m", "coach.cli", "check", str(script), "--fail-on", "never"]
    took = []
    for _ in range(5):
        start = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        took.append(time.perf_counter() - start)
    wall = statistics.median(took)
    return [("coach check of a small file, cold, wall", f"{wall:.2f} s", "≤ 1.0 s", wall <= 1.0)]


def batch(lines: int = 40_000) -> list[Row]:
    """Measure `coach batch` with one job and two on the same input, and compare what they wrote."""
    text = "\n".join(script_texts())
    with tempfile.TemporaryDirectory() as place:
        source = Path(place, "in.jsonl")
        with source.open("w", encoding="utf-8") as out:
            for i in range(lines):
                at = (i * 37) % (len(text) - 300)
                row = {"id": i, "text": text[at : at + 300], "product": None, "kind": "food", "platform": "douyin"}
                out.write(json.dumps(row, ensure_ascii=False) + "\n")
        took, wrote = {}, {}
        for jobs in (1, 2):
            target = Path(place, f"out{jobs}.jsonl")
            command = [sys.executable, "-m", "coach.cli", "batch", str(source), "-o", str(target), "--jobs", str(jobs)]
            start = time.perf_counter()
            subprocess.run(command, check=True, capture_output=True)
            took[jobs] = time.perf_counter() - start
            wrote[jobs] = target.read_bytes()
    gain, same = took[1] / took[2], wrote[1] == wrote[2]
    return [
        (f"coach batch, {lines:,} lines × 300 characters, 1 job", f"{took[1]:.1f} s", "", True),
        ("  the same with --jobs 2", f"{took[2]:.1f} s, {gain:.2f} ×", "≥ 1.6 ×", gain >= 1.6),
        ("  same bytes from both", "yes" if same else "no", "yes", same),
    ]


def matcher_growth() -> list[Row]:
    """Measure the matcher alone with 1,000 and 100,000 words on the same text: as they are, and in patterns like ours."""
    cut = sentences(of_length(10_000))
    rows = []
    for name, phrases_of in (("terms", _terms), ("terms in patterns like the packs'", _patterns)):
        took = {}
        for count in (1000, 100_000):
            matcher = Matcher(phrases_of(count))
            took[count] = median_ms(lambda matcher=matcher: matcher.find(cut), 25)
        growth = took[100_000] / took[1000]
        value = f"{took[1000]:.2f} → {took[100_000]:.2f} ms, {growth:.2f} ×"
        barred = phrases_of is _terms  # patterns keep the packs' word classes: a hundred times the rules about one word
        rows.append(
            (f"matcher, 100,000 / 1,000 {name}", value, "≤ 1.5 ×" if barred else "", not barred or growth <= 1.5)
        )
    return rows


def _terms(count: int) -> list[Phrase]:
    return [parse_phrase(_term(number), {}) for number in range(count)]


def _patterns(count: int) -> list[Phrase]:
    """Return phrases built like those of the packs, with about ``count`` fixed words: gaps, options, numbers and word
    classes are as they are, the words are made up, of the same length."""
    place = folder("lexicons")
    shared = read_source(place / "classes.toml")
    classes = parse_classes(shared, read_table(shared), {})
    says = []
    for category in Category:
        source = read_source(place / f"{category}.toml")
        table = read_table(source)
        parser = PhraseParser(parse_classes(source, table.get("class", {}), classes))
        for rule in (rule for group in table["group"] for rule in group["rule"]):
            says += [(parser, say) for say in ([rule["say"]] if isinstance(rule["say"], str) else rule["say"])]
    random.Random(1).shuffle(says)
    phrases = []
    for number, (parser, say) in enumerate(itertools.cycle(says)):
        if count <= 0:
            return phrases
        count -= sum(match.group()[0] != "{" for match in _FIXED.finditer(say))
        phrases.append(parser.parse(_FIXED.sub(partial(_made_up, shift=1 + number // len(says)), say)))
    return phrases


def _made_up(word: re.Match[str], shift: int) -> str:
    """Return other Chinese characters for those of a word; a word class keeps its name."""
    if word.group().startswith("{"):
        return word.group()
    return "".join(chr(0x4E00 + ((ord(char) - 0x4E00) * 31 + shift * 211) % 20_000) for char in word.group())


def _term(number: int) -> str:
    """Return a made-up four-character word; each number gives another."""
    return "".join(
        chr(0x4E00 + (number * step + shift) % 6000) for step, shift in ((1, 0), (7, 900), (13, 2500), (29, 4100))
    )
