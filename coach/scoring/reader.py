"""The second reader: a linear model over stretches of speech that points at what the rules did not reach.

It never silences a rule. What it reports is ``suspected``, with a category and the words that weighed most.
"""

from __future__ import annotations

import json
import zlib
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from coach.errors import LexiconError
from coach.scoring.features import BUCKETS, Family, features
from coach.scoring.model import Category
from coach.scoring.sentences import Sentences

LONGEST = 60  # characters of one stretch
MARKS = frozenset("，,、：: ")
CATEGORIES = tuple(Category)
MAGIC = b"coach-reader-1\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Weights of one "is it forbidden" model and of fourteen "which category" models, and the two thresholds.

    ``any_`` has BUCKETS weights, ``which`` 14 × BUCKETS in steps of ``which_step``; biases beside them; ``inputs`` is
    the fingerprint of what it was trained on.
    """

    any_: NDArray[np.float32]
    any_bias: float
    which: NDArray[np.int8]
    which_step: float
    which_bias: NDArray[np.float32]
    warn: float
    hint: float
    inputs: str


@dataclass(frozen=True, slots=True)
class Suspicion:
    """A stretch of folded text that the model finds suspicious, and the part of it that weighed most."""

    start: int
    end: int
    heavy_start: int
    heavy_end: int
    category: Category
    score: float


def stretches(cut: Sentences, tokens: Sequence[tuple[str, int, int]]) -> list[tuple[int, int]]:
    """Return the half-open spans that are judged one by one: sentences, long ones cut at clause marks or words."""
    spans: list[tuple[int, int]] = []
    for start, end in cut.spans:
        if end - start > LONGEST:
            start = _cut(start, end, tokens, spans)  # noqa: PLW2901 - what is left
        if end > start:
            spans.append((start, end))
    return spans


def _cut(start: int, end: int, tokens: Sequence[tuple[str, int, int]], spans: list[tuple[int, int]]) -> int:
    """Cut pieces off a long sentence until what is left is short enough; return where that begins."""
    at = bisect_left(tokens, start, key=_begin)
    while end - start > LONGEST:
        while at < len(tokens) and tokens[at][1] <= start + LONGEST // 3:
            at += 1
        stop = mark = 0
        for word, edge, _ in tokens[at : at + LONGEST]:
            if edge > start + LONGEST:
                break
            stop = edge
            if word in MARKS:
                mark = edge
        stop = mark or stop or start + LONGEST
        spans.append((start, stop))
        start = stop
    return start


def _begin(token: tuple[str, int, int]) -> int:
    return token[1]


def _end(token: tuple[str, int, int]) -> int:
    return token[2]


def suspect(reader: Reader, text: str, cut: Sentences, tokens: Sequence[tuple[str, int, int]]) -> tuple[Suspicion, ...]:
    """Return every stretch whose score reaches the hint threshold, in text order."""
    spans = stretches(cut, tokens)
    if not spans:
        return ()
    found = features(text, tokens)
    score = _scores(reader, found, spans, len(text))
    return tuple(
        _on_words(_suspicion(reader, spans[number], float(score[number]), found), tokens)
        for number in np.flatnonzero(score >= reader.hint).tolist()
    )


def _scores(
    reader: Reader, found: Sequence[Family], spans: Sequence[tuple[int, int]], size: int
) -> NDArray[np.float64]:
    """Return the score of each stretch: the weights of the features that lie in it, over the root of their number."""
    bounds = np.array(spans, dtype=np.int64)
    home = np.zeros(size, dtype=np.int64)
    home[bounds[:, 0]] = 1
    home = np.cumsum(home) - 1
    home[np.arange(size) >= bounds[:, 1][home]] = -1
    total = np.zeros(len(spans) + 1)
    count = np.zeros(len(spans) + 1)
    for family in found:
        mine = home[family.starts]
        mine[home[family.ends - 1] != mine] = -1
        mine += 1  # the first bin takes what lies in no stretch, or not wholly in one
        total += np.bincount(mine, weights=reader.any_[family.ids], minlength=len(spans) + 1)
        count += np.bincount(mine, minlength=len(spans) + 1)
    scores: NDArray[np.float64] = total[1:] / np.sqrt(np.maximum(count[1:], 1.0)) + reader.any_bias
    return scores


def _on_words(suspicion: Suspicion, tokens: Sequence[tuple[str, int, int]]) -> Suspicion:
    """Widen the heavy span to whole words and leave out punctuation at its ends."""
    first = bisect_right(tokens, suspicion.heavy_start, key=_end)
    last = bisect_left(tokens, suspicion.heavy_end, key=_begin)
    words = [(start, end) for word, start, end in tokens[first:last] if word.isalnum()]
    return replace(suspicion, heavy_start=words[0][0], heavy_end=words[-1][1]) if words else suspicion


def _suspicion(reader: Reader, span: tuple[int, int], score: float, found: Sequence[Family]) -> Suspicion:
    mine = [family.inside(*span) for family in found]
    own = np.concatenate([family.ids for family in mine])
    starts = np.concatenate([family.starts for family in mine])
    ends = np.concatenate([family.ends for family in mine])
    votes = reader.which[:, own].sum(axis=1, dtype=np.float64) * reader.which_step
    which = votes / np.sqrt(max(1, len(own))) + reader.which_bias
    heavy = _heaviest(reader.any_[own], starts - span[0], ends - span[0], span[1] - span[0])
    return Suspicion(*span, span[0] + heavy[0], span[0] + heavy[1], CATEGORIES[int(np.argmax(which))], score)


def _heaviest(
    weights: NDArray[np.float32], starts: NDArray[np.int64], ends: NDArray[np.int64], size: int
) -> tuple[int, int]:
    """Return the span whose characters carry the greatest sum of weight: each feature spreads over its characters."""
    spread = np.zeros(size + 1)
    each = weights / np.maximum(ends - starts, 1)
    np.add.at(spread, starts, each)
    np.add.at(spread, ends, -each)
    level = np.cumsum(spread)[:size]
    level -= level.mean() / 2
    best, best_span, run, begin = float("-inf"), (0, size), 0.0, 0
    for i, value in enumerate(level):
        if run <= 0:
            run, begin = 0.0, i
        run += float(value)
        if run > best:
            best, best_span = run, (begin, i + 1)
    return best_span


def save(reader: Reader) -> bytes:
    """Return the model as bytes; the same model gives the same bytes."""
    step = float(np.abs(reader.any_).max()) / 127 or 1.0
    head = {
        "any_bias": round(reader.any_bias, 6),
        "which_bias": [round(float(b), 6) for b in reader.which_bias],
        "warn": round(reader.warn, 6),
        "hint": round(reader.hint, 6),
        "inputs": reader.inputs,
        "steps": [step, reader.which_step],
    }
    body = steps(reader.any_, step).tobytes() + reader.which.tobytes()
    return MAGIC + json.dumps(head, sort_keys=True).encode() + b"\n" + zlib.compress(body, 9)


def load(path: Path) -> Reader | None:
    """Read a model, or return None when there is none.

    Raises:
        LexiconError: the file is damaged or of another version.
    """
    if not path.exists():
        return None
    data = path.read_bytes()
    try:
        if not data.startswith(MAGIC):
            raise ValueError("开头不对")
        line, _, body = data[len(MAGIC) :].partition(b"\n")
        head = json.loads(line)
        raw = np.frombuffer(zlib.decompress(body), dtype=np.int8)
        return Reader(
            any_=raw[:BUCKETS].astype(np.float32) * np.float32(head["steps"][0]),
            any_bias=head["any_bias"],
            which=raw[BUCKETS:].reshape(len(Category), BUCKETS),
            which_step=head["steps"][1],
            which_bias=np.array(head["which_bias"], dtype=np.float32),
            warn=head["warn"],
            hint=head["hint"],
            inputs=head["inputs"],
        )
    except (ValueError, KeyError, zlib.error) as error:
        reason = f"文件损坏或版本不符（{error}），请运行 coach lexicon train 重新生成"
        raise LexiconError(path.name, 0, "（文件）", reason) from error


def steps(weights: NDArray[np.float32], step: float) -> NDArray[np.int8]:
    """Return weights as whole steps of ``step``, from -127 to 127."""
    whole: NDArray[np.int8] = np.clip(np.rint(weights / step), -127, 127).astype(np.int8)
    return whole
