"""Take one rule out of the text of a team pack; all else, comments too, stays as the team wrote it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from coach.errors import RefusedError

_HEAD = re.compile(r"^[ \t]*\[", re.MULTILINE)
_GROUP, _RULE, _PASSED = "[[group]]", "[[group.rule]]", "[[passed]]"


def without(text: str, stem: str, rule: str) -> str:
    """Return the text of the pack ``stem`` without the rule of this id, a group it leaves empty, and its passed sentences.

    The outcome is compared with what it ought to say before it is returned.

    Raises:
        RefusedError: the file is written in a way that only a person can change.
    """
    starts = [0, *(match.start() for match in _HEAD.finditer(text)), len(text)]
    blocks = [text[start:end] for start, end in pairwise(starts)]
    try:
        left = "".join(_left(blocks, stem, rule))
        if tomllib.loads(left) == _ought(tomllib.loads(text), stem, rule):
            return left
    except tomllib.TOMLDecodeError:
        pass
    raise RefusedError("这个词的写法比较特别，没法自动删。请在词库文件里手工删掉。", missing=[])


def _left(blocks: list[str], stem: str, rule: str) -> Iterator[str]:
    """Yield the blocks (from one heading to the next) that stay; a group waits until a rule of it stays."""
    category, waiting = "", ""
    for block in blocks:
        match _heading(block):
            case heading if heading == _GROUP:
                category, waiting = str(tomllib.loads(block)["group"][0].get("category")), block
            case heading if heading == _RULE:
                if f"{category}/{stem}·{tomllib.loads(block)['group']['rule'][0].get('id')}" != rule:
                    yield waiting + block
                    waiting = ""
            case heading if heading == _PASSED:
                waiting = ""
                if tomllib.loads(block)["passed"][0].get("rule") != rule:
                    yield block
            case _:
                yield waiting + block
                waiting = ""


def _heading(block: str) -> str:
    return "".join(block.lstrip().partition("\n")[0].partition("#")[0].split())


def _ought(table: dict[str, Any], stem: str, rule: str) -> Mapping[str, Any]:
    groups = []
    for group in table.get("group", ()):
        rules = [one for one in group.get("rule", ()) if f"{group.get('category')}/{stem}·{one.get('id')}" != rule]
        if rules:
            groups.append({**group, "rule": rules})
    passed = [one for one in table.get("passed", ()) if one.get("rule") != rule]
    kept = {key: value for key, value in table.items() if key not in ("group", "passed")}
    return {**kept, **({"group": groups} if groups else {}), **({"passed": passed} if passed else {})}
