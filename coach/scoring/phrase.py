"""The pattern language of the rule packs: parse a phrase, give its regular expression and the words it can't do without.

``治 .. {疾病}``          a literal, a gap of up to 4 characters in the same clause, a word of the class 疾病
``(最|顶) (便宜|低)``     alternatives; items side by side are adjacent
``{数} (天|周) 见效``     a number as spoken or written, then a unit
``不?``  ``(的|得)?``     the last character of a literal or a group may be missing
``...``  ``..8``  ``~``   a gap of up to 12 characters; of up to 8; of up to 30 that may pass a comma
``^``  ``$``              the beginning and the end of a clause
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from coach.scoring.normalise import HAN, fold

NUMBER = r"(?:[0-9]+(?:\.[0-9]+)?[百千万]?|[零一二两俩仨三四五六七八九十百千万半几]{1,6})"
_IN_CLAUSE = f"[{HAN}a-z0-9%+.、“”‘’\"'《》]"
_IN_SENTENCE = r"[^。！!？?；;\n]"
_TOKEN = re.compile(r"\s+|\.\.\.|\.\.(\d{0,2})|~|\{([^{}]+)\}|[()|?^$]|[^\s(){}|?~.^$]+|.")
MAX_ANCHORS = 400


class PhraseError(ValueError):
    """A phrase can't be read; the message says which part and why."""


@dataclass(frozen=True, slots=True)
class WordClass:
    """A named set of words, or a phrase over other classes."""

    words: tuple[str, ...] = ()
    phrase: Phrase | None = None


@dataclass(frozen=True, slots=True)
class Phrase:
    """A parsed pattern: its regular expression source and its anchors.

    ``anchors`` are sets of words of which one must occur for the phrase to match, best first.
    ``literals`` are all spellings when the phrase is nothing but fixed words, else empty.
    """

    source: str
    regex: str
    anchors: tuple[frozenset[str], ...]
    literals: frozenset[str]


@dataclass(slots=True)
class _Node:
    regex: str
    anchors: list[frozenset[str]]
    literals: frozenset[str] | None  # None: not only fixed words


def parse_phrase(source: str, classes: Mapping[str, WordClass]) -> Phrase:
    """Parse one phrase.

    Raises:
        PhraseError: unknown class, unbalanced bracket, empty alternative, or nothing that must occur.
    """
    phrase = parse_loose(source, classes)
    if not phrase.anchors:
        raise PhraseError("没有一个必定出现的词，这样的规则会拖慢或误伤所有文本")
    return phrase


def parse_loose(source: str, classes: Mapping[str, WordClass]) -> Phrase:
    """Parse a phrase that may lack a fixed word, such as the body of a word class.

    Raises:
        PhraseError: as ``parse_phrase``, but for the missing fixed word.
    """
    find = classes.get
    tokens = [match for match in _TOKEN.finditer(source) if not match.group().isspace()]
    node, at = _sequence(tokens, 0, find)
    if at != len(tokens):
        raise PhraseError(f"多余的“{tokens[at].group()}”")
    anchors = sorted((a for a in node.anchors if a and len(a) <= MAX_ANCHORS), key=_anchor_cost)
    return Phrase(source, node.regex, tuple(anchors[:3]), node.literals or frozenset())


def _anchor_cost(words: frozenset[str]) -> tuple[int, int]:
    return -min(min(len(word) for word in words), 3), len(words)


def _sequence(
    tokens: list[re.Match[str]], at: int, find: Callable[[str], WordClass | None]
) -> tuple[_Node, int]:
    parts: list[_Node] = []
    while at < len(tokens) and tokens[at].group() not in "|)":
        part, at = _item(tokens, at, find)
        parts.append(part)
    if not parts:
        raise PhraseError("有一处是空的（括号或竖线之间没有内容）")
    return _join(parts), at


def _join(parts: list[_Node]) -> _Node:
    literals: frozenset[str] | None = frozenset({""})
    for part in parts:
        if literals is None or part.literals is None or len(literals) * len(part.literals) > MAX_ANCHORS:
            literals = None
        else:
            literals = frozenset(a + b for a in literals for b in part.literals)
    anchors = [anchor for part in parts for anchor in part.anchors]
    anchors += _adjacent(parts)
    if literals is not None and "" not in literals:
        anchors.append(literals)
    return _Node("".join(part.regex for part in parts), anchors, literals)


def _adjacent(parts: list[_Node]) -> list[frozenset[str]]:
    """Join neighbours of few fixed words into longer anchors: (最|顶) (低|便宜) → 最低, 最便宜 …"""
    joined: list[frozenset[str]] = []
    for left, right in zip(parts, parts[1:], strict=False):
        if left.literals and right.literals and len(left.literals) * len(right.literals) <= MAX_ANCHORS:
            words = frozenset(a + b for a in left.literals for b in right.literals)
            if "" not in words:
                joined.append(words)
    return joined


def _item(tokens: list[re.Match[str]], at: int, find: Callable[[str], WordClass | None]) -> tuple[_Node, int]:
    token = tokens[at]
    text = token.group()
    if text == "(":
        node, at = _group(tokens, at + 1, find)
    elif token.group(2) is not None:
        node, at = _class(token.group(2), find), at + 1
    elif text in ("~", "...") or text.startswith(".."):
        return _gap(text, token.group(1)), at + 1
    elif text in ("^", "$"):
        edge = f"(?<!{_IN_CLAUSE})" if text == "^" else f"(?!{_IN_CLAUSE})"
        return _Node(edge, [], None), at + 1
    elif text in ")|?" or text in "{}.":
        raise PhraseError(f"放错位置的“{text}”")
    else:
        return _literal(text, tokens, at)
    if at < len(tokens) and tokens[at].group() == "?":
        return _optional(node), at + 1
    return node, at


def _literal(text: str, tokens: list[re.Match[str]], at: int) -> tuple[_Node, int]:
    if at + 1 < len(tokens) and tokens[at + 1].group() == "?":
        head, last = text[:-1], _fixed(text[-1])
        last = _optional(last)
        return (_join([_fixed(head), last]) if head else last), at + 2
    return _fixed(text), at + 1


def _fixed(text: str) -> _Node:
    folded = fold(text).text
    if not folded:
        raise PhraseError(f"“{text}”规整后是空的")
    return _Node(re.escape(folded), [frozenset({folded})], frozenset({folded}))


def _optional(node: _Node) -> _Node:
    literals = None if node.literals is None else node.literals | {""}
    return _Node(f"(?:{node.regex})?", [], literals)


def _group(tokens: list[re.Match[str]], at: int, find: Callable[[str], WordClass | None]) -> tuple[_Node, int]:
    options: list[_Node] = []
    while True:
        node, at = _sequence(tokens, at, find)
        options.append(node)
        if at >= len(tokens):
            raise PhraseError("括号没有合上")
        if tokens[at].group() == ")":
            return _either(options), at + 1
        at += 1


def _either(options: list[_Node]) -> _Node:
    literals: frozenset[str] | None = frozenset()
    for option in options:
        literals = None if literals is None or option.literals is None else literals | option.literals
    anchors: list[frozenset[str]] = []
    if all(option.anchors for option in options):
        anchors = [frozenset().union(*(min(option.anchors, key=_anchor_cost) for option in options))]
    if literals is not None:
        ordered = sorted(literals, key=lambda word: (-len(word), word))
        return _Node(words_regex(ordered), [] if "" in literals else anchors, literals)
    return _Node("(?:" + "|".join(option.regex for option in options) + ")", anchors, literals)


def _class(name: str, find: Callable[[str], WordClass | None]) -> _Node:
    if name == "数":
        return _Node(NUMBER, [], None)
    found = find(name)
    if found is None:
        raise PhraseError(f"没有叫“{{{name}}}”的词类")
    if found.phrase is not None:
        anchors = [] if found.phrase.anchors == () else [found.phrase.anchors[0]]
        return _Node(f"(?:{found.phrase.regex})", anchors, found.phrase.literals or None)
    words = frozenset(found.words)
    return _Node(words_regex(sorted(words, key=lambda word: (-len(word), word))), [words], words)


def _gap(text: str, width: str | None) -> _Node:
    if text == "~":
        return _Node(f"{_IN_SENTENCE}{{0,30}}?", [], None)
    most = 12 if text == "..." else int(width or 4)
    return _Node(f"{_IN_CLAUSE}{{0,{most}}}?", [], None)


def words_regex(words: list[str]) -> str:
    """Return a regular expression for any of the fixed ``words``; longest first where they share a beginning."""
    return "(?:" + "|".join(re.escape(word) for word in words) + ")"
