r"""The pattern language of the rule packs: parse a phrase, give its regular expression and the words it can't do without.

``治 .. {疾病}``          a literal, a gap of up to 4 characters in the same clause, a word of the class 疾病
``(最|顶) (便宜|低)``     alternatives; items side by side are adjacent
``{数} (天|周) 见效``     a number as spoken or written, then a unit
``不?``  ``(的|得)?``     the last character of a literal or a group may be missing
``...``  ``..8``  ``~``   a gap of up to 12 characters; of up to 8; of up to 30 that may pass a comma
``^``  ``$``              the beginning and the end of a clause
``3\.5折``                 a sign of this language that stands for itself
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property

from coach.scoring.normalise import fold

NUMBER = r"(?:[0-9]+(?:\.[0-9]+)?[百千万]?|[零一二两俩仨三四五六七八九十百千万半几]{1,6})"
_IN_CLAUSE = r"[^，,。！!？?；;：:…~\s]"
_IN_SENTENCE = r"[^。！!？?；;\n]"
_TOKEN = re.compile(r"\s+|\.\.\.|\.\.(\d{0,2})|~|\{([^{}]+)\}|[()|?^$]|(?:\\.|[^\s(){}|?~.^$\\])+|.")
_ESCAPE = re.compile(r"\\(.)")
MAX_ANCHORS, MAX_JOINED = 400, 64
# The commonest characters of host speech, roughly in order; how often a word turns up is guessed from its characters.
_COMMON = (
    "的是了我你一不这个就有们它好在家大要说都来给那上也下去点到人吃多么看里得着可会还没能天小什"
    "两三拍块十先出开起前后别买用打做水钱样把和很对让从跟叫些件只包次号啊呢吧"
)
_SHARE = {char: 0.04 / (1 + rank * 0.15) for rank, char in enumerate(_COMMON)}
_RARE = 0.0004


class PhraseError(ValueError):
    """A phrase can't be read; the message says which part and why."""


@dataclass(frozen=True, slots=True)
class WordClass:
    """A named set of words, or a phrase over other classes."""

    words: tuple[str, ...] = ()
    phrase: Phrase | None = None


@dataclass(frozen=True)
class Phrase:
    """A parsed pattern: its regular expression source and its anchors.

    ``anchors`` are sets of words of which one must occur for the phrase to match, best first.
    ``literals`` are all spellings when the phrase is nothing but fixed words, else empty.
    """

    source: str
    parts: tuple[object, ...] = field(repr=False)
    anchors: tuple[frozenset[str], ...] = field(repr=False)
    literals: frozenset[str] = field(repr=False)

    @cached_property
    def regex(self) -> str:
        """Return the regular expression; put together when it is first asked for."""
        return "".join(_flat(self.parts))


@dataclass(frozen=True, slots=True)
class _Anchor:
    """A set of words of which one must occur, and how often (a guess: occurrences a character) one does."""

    words: frozenset[str]
    cost: float


@dataclass(frozen=True, slots=True)
class _Node:
    parts: tuple[object, ...]
    anchors: tuple[_Anchor, ...]
    literals: frozenset[str] | None  # None: not only fixed words


class PhraseParser:
    """Parse phrases over one set of word classes; remembers words and classes it has met."""

    def __init__(self, classes: Mapping[str, WordClass]) -> None:
        """Take the classes that ``{name}`` may name."""
        self._classes = classes
        self._fixed_nodes: dict[str, _Node] = {}
        self._class_nodes: dict[str, _Node] = {}

    def parse(self, source: str) -> Phrase:
        """Parse one phrase.

        Raises:
            PhraseError: unknown class, unbalanced bracket, empty alternative, or nothing that must occur.
        """
        phrase = self.parse_loose(source)
        if not phrase.anchors:
            raise PhraseError("没有一个必定出现的词，这样的规则会拖慢或误伤所有文本")
        return phrase

    def parse_loose(self, source: str) -> Phrase:
        """Parse a phrase that may lack a fixed word, such as the body of a word class or a cue.

        Raises:
            PhraseError: as ``parse``, but for the missing fixed word.
        """
        tokens = [match for match in _TOKEN.finditer(source) if not match.group().isspace()]
        node, at = self._sequence(tokens, 0)
        if at != len(tokens):
            raise PhraseError(f"多余的“{tokens[at].group()}”")
        anchors = sorted((a for a in node.anchors if len(a.words) <= MAX_ANCHORS), key=lambda a: a.cost)
        # words that are everywhere cost more as a second condition than they save
        best = tuple(dict.fromkeys(a.words for n, a in enumerate(anchors) if not n or a.cost < 0.004))[:3]
        return Phrase(source, node.parts, best, node.literals or frozenset())

    def _sequence(self, tokens: list[re.Match[str]], at: int) -> tuple[_Node, int]:
        nodes: list[_Node] = []
        while at < len(tokens) and tokens[at].group() not in "|)":
            node, at = self._item(tokens, at)
            nodes.append(node)
        if not nodes:
            raise PhraseError("有一处是空的（括号或竖线之间没有内容）")
        return (nodes[0] if len(nodes) == 1 else _join(nodes)), at

    def _item(self, tokens: list[re.Match[str]], at: int) -> tuple[_Node, int]:
        token = tokens[at]
        text = token.group()
        if text == "(":
            node, at = self._group(tokens, at + 1)
        elif token.group(2) is not None:
            node, at = self._class(token.group(2)), at + 1
        elif text == "~" or text.startswith(".."):
            return _gap(text, token.group(1)), at + 1
        elif text in ("^", "$"):
            edge = f"(?<!{_IN_CLAUSE})" if text == "^" else f"(?!{_IN_CLAUSE})"
            return _Node((edge,), (), None), at + 1
        elif text in ")|?" or text in "{}.":
            raise PhraseError(f"放错位置的“{text}”")
        else:
            return self._literal(text, tokens, at)
        if at < len(tokens) and tokens[at].group() == "?":
            return _optional(node), at + 1
        return node, at

    def _literal(self, text: str, tokens: list[re.Match[str]], at: int) -> tuple[_Node, int]:
        text = _ESCAPE.sub(r"\1", text)
        if at + 1 < len(tokens) and tokens[at + 1].group() == "?":
            last = _optional(self._fixed(text[-1]))
            return (_join([self._fixed(text[:-1]), last]) if len(text) > 1 else last), at + 2
        return self._fixed(text), at + 1

    def _fixed(self, text: str) -> _Node:
        node = self._fixed_nodes.get(text)
        if node is None:
            folded = text if all(map(_is_plain, text)) else fold(text).text
            if not folded:
                raise PhraseError(f"“{text}”规整后是空的")
            words = frozenset((folded,))
            node = self._fixed_nodes[text] = _Node((re.escape(folded),), (_anchor(words),), words)
        return node

    def _group(self, tokens: list[re.Match[str]], at: int) -> tuple[_Node, int]:
        options: list[_Node] = []
        while True:
            node, at = self._sequence(tokens, at)
            options.append(node)
            if at >= len(tokens):
                raise PhraseError("括号没有合上")
            if tokens[at].group() == ")":
                return _either(options), at + 1
            at += 1

    def _class(self, name: str) -> _Node:
        node = self._class_nodes.get(name)
        if node is None:
            node = self._class_nodes[name] = self._new_class(name)
        return node

    def _new_class(self, name: str) -> _Node:
        if name == "数":
            return _Node((NUMBER,), (), None)
        found = self._classes.get(name)
        if found is None:
            raise PhraseError(f"没有叫“{{{name}}}”的词类")
        if found.phrase is not None:
            anchors = tuple(_anchor(words) for words in found.phrase.anchors[:1])
            return _Node(("(?:", found.phrase.parts, ")"), anchors, found.phrase.literals or None)
        words = frozenset(fold(word).text for word in found.words)
        return _Node((f"(?:{words_regex(words)})",), (_anchor(words),), words)


def parse_phrase(source: str, classes: Mapping[str, WordClass]) -> Phrase:
    """Parse one phrase over ``classes``; see ``PhraseParser.parse``."""
    return PhraseParser(classes).parse(source)


def any_of(phrases: Iterable[Phrase]) -> Phrase:
    """Return one phrase that matches where any of ``phrases`` does, the longest source tried first."""
    ordered = sorted(phrases, key=lambda phrase: (-len(phrase.source), phrase.source))
    parts: list[object] = ["(?:"]
    for number, phrase in enumerate(ordered):
        parts += ["|" if number else "", phrase.parts]
    return Phrase(" | ".join(phrase.source for phrase in ordered), (*parts, ")"), (), frozenset())


def words_regex(words: Iterable[str]) -> str:
    """Return a regular expression for any of the fixed ``words``; longest first where they share a beginning."""
    ordered = sorted(words, key=lambda word: (-len(word), word))
    regex = "(?:" + "|".join(re.escape(word) for word in ordered) + ")"
    if len(ordered) < 30 or "" in ordered:
        return regex
    firsts = sorted({word[0] for word in ordered})  # one look at the next character spares trying every word
    return f"(?=[{''.join(map(re.escape, firsts))}]){regex}"


@cache
def _is_plain(char: str) -> bool:
    return fold(char).text == char


def _flat(parts: tuple[object, ...]) -> Iterable[str]:
    for part in parts:
        if isinstance(part, str):
            yield part
        elif isinstance(part, tuple):
            yield from _flat(part)


def _anchor(words: frozenset[str]) -> _Anchor:
    return _Anchor(words, sum(map(_frequency, words)))


@cache
def _frequency(word: str) -> float:
    rarest = min(_SHARE.get(char, _RARE) for char in word)
    return rarest * 0.08 ** (min(len(word), 4) - 1)


def _join(nodes: list[_Node]) -> _Node:
    literals: frozenset[str] | None = frozenset(("",))
    for node in nodes:
        if literals is None or node.literals is None or len(literals) * len(node.literals) > MAX_JOINED:
            literals = None
            break
        literals = frozenset(a + b for a in literals for b in node.literals)
    anchors = [anchor for node in nodes for anchor in node.anchors]
    anchors += _adjacent(nodes)
    if literals is not None and "" not in literals:
        anchors.append(_anchor(literals))
    return _Node(tuple(node.parts for node in nodes), tuple(anchors), literals)


def _adjacent(nodes: list[_Node]) -> list[_Anchor]:
    """Join neighbours of few fixed words into longer anchors: (最|顶) (低|便宜) → 最低, 最便宜 and so on."""
    joined: list[_Anchor] = []
    for left, right in itertools.pairwise(nodes):
        if left.literals and right.literals and len(left.literals) * len(right.literals) <= MAX_JOINED:
            words = frozenset(a + b for a in left.literals for b in right.literals)
            if "" not in words:
                joined.append(_anchor(words))
    return joined


def _optional(node: _Node) -> _Node:
    literals = None if node.literals is None else node.literals | {""}
    return _Node(("(?:", node.parts, ")?"), (), literals)


def _either(options: list[_Node]) -> _Node:
    literals: frozenset[str] | None = frozenset()
    for option in options:
        literals = None if literals is None or option.literals is None else literals | option.literals
    anchors: tuple[_Anchor, ...] = ()
    if all(option.anchors for option in options):
        best = (min(option.anchors, key=lambda a: a.cost).words for option in options)
        anchors = (_anchor(frozenset().union(*best)),)
    if literals is not None:
        return _Node((f"(?:{words_regex(literals)})",), () if "" in literals else anchors, literals)
    parts: list[object] = ["(?:"]
    for number, option in enumerate(options):
        parts += ["|" if number else "", option.parts]
    return _Node((*parts, ")"), anchors, literals)


def _gap(text: str, width: str | None) -> _Node:
    if text == "~":
        return _Node((f"{_IN_SENTENCE}{{0,30}}?",), (), None)
    most = 12 if text == "..." else int(width or 4)
    return _Node((f"{_IN_CLAUSE}{{0,{most}}}?",), (), None)
