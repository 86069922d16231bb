"""Train the second reader from labelled speech and the rule packs' own sentences; the same inputs give the same bytes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from coach.errors import InputError
from coach.scoring.features import BUCKETS, features
from coach.scoring.forbidden import listen
from coach.scoring.model import Category
from coach.scoring.normalise import fold
from coach.scoring.proving import scope
from coach.scoring.reader import Reader, stretches
from coach.scoring.rulebook import Rulebook


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One stretch of speech: its feature buckets, whether it is forbidden, as what, and whose voice it is."""

    ids: NDArray[np.int64]
    category: Category | None
    voice: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One labelled line: text, the spans that are forbidden with their categories, and its author."""

    text: str
    hits: tuple[tuple[int, int, Category], ...]
    voice: str


def labelled_lines(path: Path) -> list[Line]:
    """Read a labelled ``forbidden.jsonl``.

    Raises:
        InputError: a line can't be read or a quote is not in its text.
    """
    lines = []
    for number, row in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not row.strip():
            continue
        data = json.loads(row)
        hits = []
        for hit in data["hits"]:
            at = data["text"].find(hit["quote"])
            if at < 0:
                raise InputError(f"{path.name}:{number}：标注的“{hit['quote']}”不在这一行里。", line=number)
            hits.append((at, at + len(hit["quote"]), Category(hit["category"])))
        lines.append(Line(text=data["text"], hits=tuple(hits), voice=data.get("set", path.parent.name)))
    return lines


def rule_lines(rulebook: Rulebook) -> list[Line]:
    """Return the packs' flagged sentences (the whole sentence is the hit) and passed sentences, voice ``rules``."""
    lines = []
    for rule in rulebook.rules:
        for sentence in rule.flag:
            text = scope(rule, sentence)[0]
            lines.append(Line(text=text, hits=((0, len(text), rule.category),), voice="rules"))
        lines += [Line(text=scope(rule, sentence)[0], hits=(), voice="rules") for sentence in rule.pass_]
    return lines


def examples(lines: Iterable[Line], rulebook: Rulebook) -> list[Example]:
    """Cut lines into stretches and label each by the hit it overlaps most."""
    made = []
    for line in lines:
        folded = fold(line.text)
        if not folded.text:
            continue
        speech = listen(folded, rulebook)
        found = features(folded.text, speech.tokens)
        for start, end in stretches(speech.cut, speech.tokens):
            inside = (found.starts >= start) & (found.ends <= end)
            raw = folded.span(start, end)
            overlap = [(min(b, raw[1]) - max(a, raw[0]), category) for a, b, category in line.hits]
            best = max(overlap, default=(0, None), key=lambda pair: pair[0])
            made.append(Example(ids=found.ids[inside], category=best[1] if best[0] > 1 else None, voice=line.voice))
    return made


def fit(
    made: Sequence[Example], *, strength: float = 1.0
) -> tuple[NDArray[np.float32], float, NDArray[np.float32], NDArray[np.float32]]:
    """Fit both models; returns (any weights, any bias, category weights, category biases).

    Raises:
        InputError: scikit-learn is not installed.
    """
    try:
        from scipy.sparse import csr_matrix
        from sklearn.linear_model import LogisticRegression
        from sklearn.svm import LinearSVC
    except ImportError as error:
        raise InputError("训练需要 scikit-learn：请先运行 pip install scikit-learn。") from error
    counts = [max(1, len(example.ids)) for example in made]
    rows = np.repeat(np.arange(len(made)), [len(example.ids) for example in made])
    values = np.concatenate([np.full(len(e.ids), 1 / np.sqrt(n)) for e, n in zip(made, counts, strict=True)])
    columns = np.concatenate([example.ids for example in made])
    matrix = csr_matrix((values, (rows, columns)), shape=(len(made), BUCKETS))
    labels = np.array([example.category is not None for example in made])
    model = LogisticRegression(C=strength, solver="liblinear", max_iter=2000, random_state=0)
    model.fit(matrix, labels)
    positive = np.flatnonzero(labels)
    names = list(Category)
    kinds = np.array([names.index(made[i].category) for i in positive])  # type: ignore[arg-type]
    which = np.zeros((len(names), BUCKETS), dtype=np.float32)
    which_bias = np.full(len(names), -10.0, dtype=np.float32)
    chooser = LinearSVC(C=0.5, random_state=0)
    chooser.fit(matrix[positive], kinds)
    for row, number in enumerate(chooser.classes_):
        which[number], which_bias[number] = chooser.coef_[row], chooser.intercept_[row]
    return model.coef_[0].astype(np.float32), float(model.intercept_[0]), which, which_bias


def fingerprint(lines: Iterable[Line]) -> str:
    """Return 16 hex digits of everything that goes into training."""
    digest = hashlib.sha256()
    for line in lines:
        digest.update(json.dumps([line.text, line.hits, line.voice], ensure_ascii=False).encode())
    return digest.hexdigest()[:16]


__all__ = ["Example", "Line", "Reader", "examples", "fingerprint", "fit", "labelled_lines", "rule_lines"]
