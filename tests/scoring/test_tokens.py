"""Both engines cut all labelled text alike; the livestream words are one word."""

import json

import pytest

from coach.scoring import Rulebook
from coach.scoring.normalise import fold
from coach.scoring.tokens import Words
from tests.conftest import DATA


def labelled_texts() -> list[str]:
    return [
        json.loads(line)["text"]
        for path in sorted(DATA.glob("*/forbidden.jsonl")) + sorted(DATA.glob("*/scripts.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.strip()
    ]


def test_rjieba_and_jieba_give_the_same_words(rulebook: Rulebook) -> None:
    pytest.importorskip("rjieba")
    fast = Words(rulebook.pack.user_words, engine="rjieba")
    slow = Words(rulebook.pack.user_words, engine="jieba")
    texts = labelled_texts()
    assert len(texts) > 1000
    for text in texts:
        folded = fold(text).text
        assert fast.cut(folded) == slow.cut(folded)


def test_words_tile_the_text(rulebook: Rulebook) -> None:
    text = "家人们小黄车上链接，九块九包邮！"
    cut = rulebook.words.cut(text)
    assert "".join(word for word, _, _ in cut) == text
    assert all(text[start:end] == word for word, start, end in cut)
    assert {"小黄车", "上链接", "九块九", "包邮"} <= {word for word, _, _ in cut}


def test_two_instances_share_nothing() -> None:
    mine, other = Words(["魔芋爽爽"]), Words()
    assert [w for w, _, _ in mine.cut("魔芋爽爽")] == ["魔芋爽爽"]
    assert [w for w, _, _ in other.cut("魔芋爽爽")] != ["魔芋爽爽"]


def test_nothing_to_cut() -> None:
    assert Words().cut("") == []
