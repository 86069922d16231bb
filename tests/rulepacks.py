"""A copy of the shipped rule data that holds only the rules a test writes, so that it loads at once."""

from __future__ import annotations

import shutil
from pathlib import Path

from coach.datafiles import folder
from coach.scoring import Category

PRICE = """category = "price"

[[group]]
name = "最低价"
severity = "block"
reason = "说不清依据。"
basis = ["PRL-14"]
suggest = ["直接报到手价"]

[[group.rule]]
id = "全网最低"
say = "全网 最低"
flag = ["这个全网最低啊", "今天全网最低了"]
pass = ["今天到手九块九", "券后三十"]
"""
PRICE_RULE = PRICE[PRICE.index("[[group.rule]]") :]


def small_lexicons(to: Path, **packs: str) -> Path:
    """Copy the rule data without the second reader to the new folder ``to``; packs not given are empty."""
    shutil.copytree(folder("lexicons"), to, ignore=shutil.ignore_patterns("*.bin"))
    for category in Category:
        text = packs.get(category, f'category = "{category}"\n')
        (to / f"{category}.toml").write_text(text, encoding="utf-8")
    return to
