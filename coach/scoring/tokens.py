"""Words of a text: the only module that knows jieba (dictionary mode, no guessing of new words)."""

from __future__ import annotations

import io
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from importlib.machinery import PathFinder
from importlib.util import find_spec, module_from_spec
from typing import Any


def _load_rjieba() -> Any:
    """Return rjieba's compiled module, or None: the package's front would read the dictionary for an instance of its own."""
    package = find_spec("rjieba")
    spec = PathFinder.find_spec("rjieba", package.submodule_search_locations) if package else None
    if spec is None or spec.loader is None:
        return None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


rjieba = _load_rjieba()


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """One word and its half-open span in the text that was cut."""

    word: str
    start: int
    end: int


class Words:
    """Cut text into words with jieba's dictionary plus the livestream words; an instance of its own, no shared state."""

    def __init__(self, extra: Iterable[str] = (), *, engine: str = "auto") -> None:
        """Prepare the dictionary. ``engine``: auto (rjieba where installed), rjieba, or jieba."""
        self._extra = tuple(dict.fromkeys(extra))
        self._engine = engine
        if engine == "rjieba" and rjieba is None:
            raise ModuleNotFoundError("rjieba")

    @cached_property
    def _cut(self) -> Callable[[str], list[tuple[str, int, int]]]:
        if rjieba is not None and self._engine in ("auto", "rjieba"):
            fast = rjieba.Jieba()
            for word in self._extra:
                fast.add_word(word, None, None)
            return lambda text: list(fast.tokenize(text, "default", False))
        slow = _reference(self._extra)
        return lambda text: list(slow(text))

    def __getstate__(self) -> dict[str, object]:
        """Keep the words, not the engine."""
        return {"_extra": self._extra, "_engine": self._engine}

    def cut(self, text: str) -> list[tuple[str, int, int]]:
        """Return (word, start, end) for each word in order; spans are code points and tile the text."""
        return self._cut(text) if text else []

    def tokens(self, text: str) -> tuple[Token, ...]:
        """Return the words of ``text`` as values."""
        return tuple(Token(word=w, start=a, end=b) for w, a, b in self.cut(text))


def _reference(extra: tuple[str, ...]) -> Callable[[str], Iterable[tuple[str, int, int]]]:
    """Build the pure Python engine: jieba's own tokenizer class, its data read without the shared cache file."""
    import jieba

    jieba.setLogLevel(logging.WARNING)
    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.initialized = True
    tokenizer.load_userdict(io.StringIO("\n".join(extra)))
    return lambda text: tokenizer.tokenize(text, HMM=False)
