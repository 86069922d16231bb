"""Cut folded text into clauses and say, for a word in one, whether it is affirmed, denied, asked or put off."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from operator import itemgetter

from coach.scoring.cues import Cues

Cut = Sequence[tuple[str, int, int]]

_BREAK = re.compile(r"[，。！？；!?;\n：…~,.: ]+")
_ASCII_WORD = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")
_SENTENCE_END = frozenset("。！？!?;；\n")
_INSIDE = frozenset(",.: ")
_AMOUNT = re.compile("低于|高于|少于|多于|超过|大于|小于|到|止|足|等于")
_HARMLESS = re.compile("[买拍点选看写搞弄记领走]?(?:错|混|忘|漏)|急|怕|慌|着急|担心|犹豫|划走|走开|客气")
_TURN = re.compile("只|而是|就是|但|反而|却|可是|都是|才是|全是")
_EMPTY_TAIL = frozenset(
    "买吃喝拍碰给进用选入了的啊哦哈呢吧呀嘛么放加过有往里头面进去出来上下带送到做添掺兑含配要行能可以需"
    "一概都也就才还再另外单任何半点丁儿我们这它那您你呗哒哟人"
)
_START = itemgetter(1)
LONGEST, AT_LEAST, ANSWER, REACH = 30, 18, 6, 3


@dataclass(slots=True)
class Clauses:
    """Clauses of a text in order: half-open spans, the sentence each belongs to, the borders between words.

    ``negators``: by clause, the spans of what denies and whether it is a ban; ``answers``: questions answered at once
    with yes (1) or no (-1); ``warnings``: the clauses that warn somebody off (别买, 不建议, 少吃).
    """

    text: str
    cues: Cues
    starts: list[int]
    ends: list[int]
    sentence: list[int]
    borders: set[int]
    negators: dict[int, list[tuple[int, int, bool]]] = field(default_factory=dict)
    answers: dict[int, int] = field(default_factory=dict)
    warnings: set[int] = field(default_factory=set)
    _frames: dict[int, frozenset[str]] = field(default_factory=dict)

    def at(self, position: int) -> int:
        """Return the index of the clause that holds ``position``."""
        return max(0, bisect_right(self.starts, position) - 1)

    def polarity(self, index: int, start: int, end: int, *, topics: bool = True) -> int:
        """Tell whether ``start:end`` in clause ``index`` is affirmed (1), denied (-1) or the topic of a denial (0).

        With ``topics`` a topic whose ban ends the clause counts as denied (烘干机就别进了); without, it stays open.
        """
        if index in self.answers:
            return self.answers[index]
        denials = self.negators.get(index)
        if denials is None:
            return 1
        nearest = 0
        for a, b, bans in denials:
            if start <= a and b <= end:
                return 1
            if a < start < b:
                nearest = start
            elif b <= start:
                nearest = 0 if self._released(a, b, start) or self._doubled(nearest, a) else b
            elif nearest or a < end:
                break
            else:
                denied = (topics or not bans) and _EMPTY_TAIL.issuperset(self.text[b : self.ends[index]])
                return -1 if denied else 0
        return -1 if nearest else 1

    def _released(self, a: int, b: int, start: int) -> bool:
        """Tell whether the denial ``a:b`` no longer reaches ``start``: 没有降噪只有…, 不简单的外套."""
        if b == start:
            return False
        return (b - a == 1 and "的" in self.text[b:start]) or bool(_TURN.search(self.text, b, start))

    def _doubled(self, nearest: int, start: int) -> bool:
        return bool(nearest) and self.text[nearest:start] in ("", "是")

    def frame(self, index: int) -> frozenset[str]:
        """Return how clause ``index`` is meant, by the names in ``cues.FRAMES`` (kept once worked out)."""
        found = self._frames.get(index)
        if found is None:
            found = self._frames[index] = self._read(index)
        return found

    def _read(self, index: int) -> frozenset[str]:
        end = self.ends[index]
        body = self.text[self.starts[index] : end]
        names = self.cues.frames(body)
        if self.text[end : end + 1] in ("?", "？"):
            names.add("asked")
        if index in self.answers:
            names -= {"asked", "viewer"}
        return frozenset(names)

    def frames(self) -> frozenset[str]:
        """Return the names of the frames that any clause has."""
        return frozenset().union(*(self.frame(index) for index in range(len(self.starts))))

    def sentence_of(self, first: int, last: int) -> range:
        """Return the clauses ``first`` to ``last`` with up to three more of the same sentences on either side."""
        before, after = first, last
        while before > 0 and first - before < REACH and self.sentence[before - 1] == self.sentence[first]:
            before -= 1
        while after + 1 < len(self.starts) and after - last < REACH and self.sentence[after + 1] == self.sentence[last]:
            after += 1
        return range(before, after + 1)


def clauses(text: str, tokens: Cut, cues: Cues) -> Clauses:
    """Cut ``text``; ``tokens`` are its words with spans, end to end. A stretch without marks is cut every 18–30."""
    cut = Clauses(text, cues, [], [], [], set(map(_START, tokens)))
    cut.borders.add(len(text))
    starts, ends, sentence = cut.starts, cut.ends, cut.sentence
    at = number = 0
    for mark in _BREAK.finditer(text):
        start, end = mark.span()
        signs = text[start:end]
        if signs in _INSIDE and _joins(text, start, end, signs):
            continue
        if start - at > LONGEST:
            _add(cut, at, start, number)
        elif at < start:
            starts.append(at)
            ends.append(start)
            sentence.append(number)
        at = end
        if signs != "，" and not _SENTENCE_END.isdisjoint(signs):
            number += 1
    _add(cut, at, len(text), number)
    _mark_negators(cut)
    _mark_answers(cut)
    return cut


def _joins(text: str, start: int, end: int, sign: str) -> bool:
    """Tell whether a mark stands inside something: 29.9, 20:00, type c."""
    before, after = text[start - 1 : start], text[end : end + 1]
    if sign == " ":
        return before in _ASCII_WORD or after in _ASCII_WORD
    return before.isdigit() and after.isdigit()


def split_denials(tokens: Iterable[tuple[str, int, int]], cues: Cues) -> list[tuple[str, int, int]]:
    """Split a denial off the words that begin with one: 没拿到 is 没 and 拿到."""
    split: list[tuple[str, int, int]] = []
    for word, start, end in tokens:
        if cues.split(word):
            split += [(word[0], start, start + 1), (word[1:], start + 1, end)]
        else:
            split.append((word, start, end))
    return split


def _add(cut: Clauses, start: int, end: int, number: int) -> None:
    """Add the clause ``start:end``, cut between words where it is long; nothing where it is empty."""
    while start < end:
        stop = end
        if end - start > LONGEST:
            stop = next((i for i in range(start + AT_LEAST, end) if i in cut.borders), end)
        cut.starts.append(start)
        cut.ends.append(stop)
        cut.sentence.append(number)
        start = stop


def _mark_negators(cut: Clauses) -> None:
    text, cues = cut.text, cut.cues
    for word, start, end in split_denials(_words_from(cut, cues.heads), cues):
        cut.borders.add(start)
        cut.borders.add(end)
        if cues.denies(word) and not _only_looks_so(cut, word, start, end):
            index, bans = cut.at(start), bool(cues.bans.match(text, start))
            cut.negators.setdefault(index, []).append((start, end, bans))
            if bans:
                cut.warnings.add(index)
    for found in cues.doing_without.finditer(text):
        spans = cut.negators.setdefault(cut.at(found.start()), [])
        spans.append((found.start(), found.end(), False))
        spans.sort()
    cut.warnings.update([cut.at(found.start()) for found in cues.warns.finditer(text)])


def _words_from(cut: Clauses, heads: re.Pattern[str]) -> list[tuple[str, int, int]]:
    """Return the words that begin with one of the characters ``heads``, with their spans."""
    text, borders = cut.text, cut.borders
    words = []
    for head in heads.finditer(text):
        start, end = head.span()
        if start in borders:
            while end not in borders:
                end += 1
            words.append((text[start:end], start, end))
    return words


def _only_looks_so(cut: Clauses, word: str, start: int, end: int) -> bool:
    """Tell whether a denying word denies nothing: 不低于五十克, 别拍错, 酸不酸, 看见没有."""
    text = cut.text
    if _AMOUNT.match(text, end) or (word[-1] in "别要" and _HARMLESS.match(text, end)):
        return True
    if len(word) == 1 and start > 0 and end < len(text) and text[start - 1] == text[end]:
        return True
    index = cut.at(start)
    last = cut.ends[index]
    return end >= last - 1 and bool(cut.cues.rhetorical.search(text, cut.starts[index], last))


def _mark_answers(cut: Clauses) -> None:
    """Note which questions the very next clause answers with a bare yes (1) or no (-1)."""
    text, cues, starts, ends = cut.text, cut.cues, cut.starts, cut.ends
    for index, (start, end) in enumerate(zip(starts, ends, strict=True)):
        if end - start > ANSWER or not index:
            continue
        body = text[start:end]
        answer = 1 if cues.yes.search(body) else -1 if cues.no.search(body) else 0
        if answer and (text[ends[index - 1]] in "?？" or cues.asked.search(text[starts[index - 1] : ends[index - 1]])):
            cut.answers[index - 1] = answer
