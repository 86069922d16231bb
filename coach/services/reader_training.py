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
from coach.scoring.reader import Reader, save, steps, stretches
from coach.scoring.rulebook import Rulebook
from coach.services.alarms import list_alarms

STRENGTH = 30.0
"""Inverse regularisation of the "is it forbidden" model; larger follows the training lines more closely."""
WARN_ALARMS, HINT_ALARMS = 0.002, 0.01
"""Shares of innocent stretches of unseen authors that may be flagged at each level."""


_TEAM = "team"
_NOT_HELD_OUT = {"rules", _TEAM}
"""Voices that teach but set no threshold: the packs' own sentences, and a team's verdicts, of which there may be one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One stretch of speech: its feature buckets, whether it is forbidden, as what, and whose voice it is."""

    ids: NDArray[np.int64]
    category: Category | None
    voice: str


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
    for number, row in enumerate(_text(path).splitlines(), 1):
        if not row.strip():
            continue
        try:
            data = json.loads(row)
            text, marked = data["text"], [(hit["quote"], Category(hit["category"])) for hit in data["hits"]]
            hits = tuple((text.find(quote), text.find(quote) + len(quote), category) for quote, category in marked)
            lines.append(Line(text=text, hits=hits, voice=data.get("set", path.parent.name)))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            reason = f"{path.name}:{number}：不是一行完好的标注（text、hits、quote、category）：{error}"
            raise InputError(reason, line=number) from error
        missing = [quote for quote, _ in marked if quote not in text]
        if missing:
            raise InputError(f"{path.name}:{number}：标注的“{missing[0]}”不在这一行里。", line=number)
    return lines


def innocent_lines(path: Path) -> list[Line]:
    """Read a text file of innocent speech, a line each; the file's name is its voice.

    Raises:
        InputError: it can't be read.
    """
    lines = _text(path).splitlines()
    return [Line(text=line.strip(), hits=(), voice=path.stem) for line in lines if line.strip()]


def verdict_lines(folder: Path, rulebook: Rulebook) -> list[Line]:
    """Return what people decided about reported false alarms: accepted ones are innocent, refused ones are not.

    What nobody has decided, and refused ones of rules that are gone, teach nothing.

    Raises:
        InputError: the file of the alarms can't be read.
    """
    categories = {rule.id: rule.category for rule in rulebook.every_rule}
    lines = []
    for kept in list_alarms(folder):
        alarm = kept.alarm
        start = alarm.sentence.find(alarm.words)
        if kept.accepted_by is not None:
            lines.append(Line(text=alarm.sentence, hits=(), voice=_TEAM))
        elif kept.refused_by is not None and start >= 0 and alarm.rule in categories:
            hit = (start, start + len(alarm.words), categories[alarm.rule])
            lines.append(Line(text=alarm.sentence, hits=(hit,), voice=_TEAM))
    return lines


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise InputError(f"{path} 读不出来：{error.strerror}。", file=str(path)) from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path.name} 不是 UTF-8 编码，请另存为 UTF-8。", file=str(path)) from error


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
            ids = np.concatenate([family.inside(start, end).ids for family in found])
            raw = folded.span(start, end)
            overlap = [(min(b, raw[1]) - max(a, raw[0]), category) for a, b, category in line.hits]
            best = max(overlap, default=(0, None), key=lambda pair: pair[0])
            made.append(Example(ids=ids, category=best[1] if best[0] > 1 else None, voice=line.voice))
    return made


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """What fitting gives: the "is it forbidden" model and the fourteen "which category" models."""

    any_: NDArray[np.float32]
    any_bias: float
    which: NDArray[np.float32]
    which_bias: NDArray[np.float32]

    def score(self, example: Example) -> float:
        """Return the score of one stretch, as the running reader computes it."""
        return float(self.any_[example.ids].sum() / np.sqrt(max(1, len(example.ids))) + self.any_bias)


def fit(made: Sequence[Example]) -> Weights:
    """Fit both models with liblinear, which is deterministic for given inputs.

    Raises:
        InputError: scikit-learn is not installed, or there is too little to learn from.
    """
    try:
        from scipy.sparse import csr_matrix
        from sklearn.linear_model import LogisticRegression
        from sklearn.svm import LinearSVC
    except ImportError as error:
        raise InputError("训练需要 scikit-learn：请先运行 pip install scikit-learn。") from error
    names = list(Category)
    kinds = [names.index(example.category) for example in made if example.category is not None]
    if len(set(kinds)) < 3 or len(kinds) == len(made):
        raise InputError("能学的话太少：不管留出哪一位作者，剩下的至少要有三类违规话和一句正常话。")
    sizes = [len(example.ids) for example in made]
    rows = np.repeat(np.arange(len(made)), sizes)
    values = np.repeat([1 / np.sqrt(max(1, size)) for size in sizes], sizes)
    columns = np.concatenate([example.ids for example in made])
    matrix = csr_matrix((values, (rows, columns)), shape=(len(made), BUCKETS))
    labels = np.array([example.category is not None for example in made])
    model = LogisticRegression(C=STRENGTH, solver="liblinear", max_iter=2000, random_state=0)
    model.fit(matrix, labels)
    chooser = LinearSVC(C=0.5, random_state=0)
    chooser.fit(matrix[np.flatnonzero(labels)], kinds)
    which = np.zeros((len(names), BUCKETS), dtype=np.float32)
    which_bias = np.full(len(names), -10.0, dtype=np.float32)
    for row, number in enumerate(chooser.classes_):
        which[number], which_bias[number] = chooser.coef_[row], chooser.intercept_[row]
    return Weights(
        any_=model.coef_[0].astype(np.float32),
        any_bias=float(model.intercept_[0]),
        which=which,
        which_bias=which_bias,
    )


def fingerprint(lines: Iterable[Line]) -> str:
    """Return 16 hex digits of everything that goes into training."""
    digest = hashlib.sha256()
    for line in lines:
        digest.update(json.dumps([line.text, line.hits, line.voice], ensure_ascii=False).encode())
    return digest.hexdigest()[:16]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trained:
    """The model file and what was measured by leaving one author out at a time."""

    data: bytes
    inputs: str
    stretches: int
    forbidden: int
    warn: float
    hint: float
    held_out: tuple[tuple[str, int, int, int, int], ...]  # author, forbidden, of those over warn, innocent, over warn

    def summary(self) -> list[str]:
        """Return lines to print."""
        lines = [
            f"输入 {self.inputs}：{self.stretches} 段，其中 {self.forbidden} 段违规。",
            f"门槛：warn {self.warn:.3f}，hint {self.hint:.3f}。",
        ]
        lines += [
            f"  留出 {author}：违规 {found}/{golds}，误报 {alarms}/{innocent}"
            for author, golds, found, innocent, alarms in self.held_out
        ]
        return lines


def held_out_readers(rulebook: Rulebook, labelled: Path, innocent: Iterable[Path] = ()) -> dict[str, Reader]:
    """Return for each author of a labelled file a reader that was trained without that author's lines.

    All share the threshold of ``train_reader``.
    """
    lines = [*rule_lines(rulebook), *labelled_lines(labelled)]
    lines += [line for path in innocent for line in innocent_lines(path)]
    made = examples(lines, rulebook)
    held = _hold_out(made)
    warn, hint = _thresholds(held)
    return {author: _reader(weights, warn, hint, "") for author, (weights, _) in held.items()}


def train_reader(
    rulebook: Rulebook, labelled: Iterable[Path], innocent: Iterable[Path] = (), verdicts: Iterable[Path] = ()
) -> Trained:
    """Train on the packs' sentences, labelled files, innocent speech and a team's verdicts on alarms (folders of them).

    Thresholds are set by leaving one voice out: ``warn`` is where at most WARN_ALARMS of the innocent stretches of any
    voice that was left out would be flagged, ``hint`` HINT_ALARMS. A voice is an author of the labelled lines,
    or a whole file of innocent speech.

    Raises:
        InputError: a labelled file can't be read, or scikit-learn is missing.
    """
    lines = [*rule_lines(rulebook)]
    for path in labelled:
        lines += labelled_lines(path)
    for path in innocent:
        lines += innocent_lines(path)
    for path in verdicts:
        lines += verdict_lines(path, rulebook)
    made = examples(lines, rulebook)
    held = _hold_out(made)
    scores = {author: rows for author, (_, rows) in held.items()}
    warn, hint = _thresholds(held)
    final = fit(made)
    inputs = fingerprint(lines)
    reader = _reader(final, warn, hint, inputs)
    return Trained(
        data=save(reader),
        inputs=inputs,
        stretches=len(made),
        forbidden=sum(example.category is not None for example in made),
        warn=warn,
        hint=hint,
        held_out=tuple(
            (
                author,
                sum(bad for _, bad in rows),
                sum(bad and score >= warn for score, bad in rows),
                sum(not bad for _, bad in rows),
                sum(not bad and score >= warn for score, bad in rows),
            )
            for author, rows in scores.items()
        ),
    )


_HeldOut = dict[str, tuple[Weights, list[tuple[float, bool]]]]


def _hold_out(made: Sequence[Example]) -> _HeldOut:
    """Fit once for each author without them, and score their stretches: author → (weights, [(score, forbidden)])."""
    held: _HeldOut = {}
    for author in sorted({example.voice for example in made} - _NOT_HELD_OUT):
        weights = fit([example for example in made if example.voice != author])
        held[author] = weights, [(weights.score(e), e.category is not None) for e in made if e.voice == author]
    return held


def _thresholds(held: _HeldOut) -> tuple[float, float]:
    """Return the scores that at most the stated shares of any left-out voice's innocent stretches reach."""
    voices = [sorted(score for score, bad in rows if not bad) for _, rows in held.values()]
    warn, hint = (
        max((scores[min(len(scores) - 1, int(len(scores) * (1 - part)))] for scores in voices if scores), default=0.0)
        for part in (WARN_ALARMS, HINT_ALARMS)
    )
    return warn, hint


def _reader(weights: Weights, warn: float, hint: float, inputs: str) -> Reader:
    step = float(np.abs(weights.which).max()) / 127 or 1.0
    return Reader(
        any_=weights.any_,
        any_bias=weights.any_bias,
        which=steps(weights.which, step),
        which_step=step,
        which_bias=weights.which_bias,
        warn=warn,
        hint=hint,
        inputs=inputs,
    )
