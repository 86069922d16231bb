"""flow.toml, pace.toml and policy.toml: what is wrong is refused with file, line, key and reason."""

from __future__ import annotations

import pytest

from coach.datafiles import folder
from coach.errors import LexiconError
from coach.scoring.flow_parse import parse_flow
from coach.scoring.pace_table import parse_pace
from coach.scoring.packs import Source
from coach.scoring.phrase import PhraseParser


def changed(name: str, old: str, new: str) -> Source:
    text = (folder("lexicons") / name).read_text(encoding="utf-8")
    assert old in text
    return Source(name, text.replace(old, new, 1))


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('sort = "early"', 'sort = "soon"', "sort：应是 expect、early、order、most、rhythm 之一"),
        ('parts = ["points", "call"]', 'parts = ["points", "shout"]', "parts：没有叫“shout”的"),
        ('parts = ["points", "call"]', 'parts = ["points"]', "parts：至少要有 2 项"),
        ('[expects.live]', '[expects.talk]', "expects：没有叫“talk”的"),
        ('douyin = ["asked", "after_sale"]', 'douyin = ["asks"]', "douyin：没有叫“asks”的"),
        ('place = "start"', 'place = "front"', "place：应是 start、end 或 before:环节"),
        ('priority = ["invite", ', 'priority = [', "priority：缺少“invite”"),
        ('roles = ["traffic"]', 'roles = ["cheap"]', "roles：“cheap”不在可选范围"),
        ("written = ['#", "written = ['(#", "written：“(#"),
        ('name = "直播话术"', 'name = "直播话术"\nparts = ["hello"]', "type：最后一种类型不能有 signs 和 parts"),
        ("carry = 60", 'carry = "长"', "carry：应是数字"),
        ("[[audience]]", "[[people]]", "people：不认识的键"),
    ],
)  # fmt: skip
def test_a_wrong_flow_is_refused(old: str, new: str, says: str) -> None:
    with pytest.raises(LexiconError) as error:
        parse_flow(changed("flow.toml", old, new), PhraseParser({}))
    assert says in str(error.value)
    assert str(error.value).startswith("flow.toml:")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("per_minute = 260", "per_minute = true", "per_minute：应是数字"),
        ("round = [30, 300]", "round = [30]", "round：应是 [最短秒数, 最长秒数]"),
        ("[pauses]", "[silences]", "pauses"),
        ('sounds = ["嗯", "呃"]', "sounds = []", "sounds：至少要有 1 项"),
        ("least = 10 ", "most = 10 ", "most：不认识的键"),
    ],
)
def test_a_wrong_pace_is_refused(old: str, new: str, says: str) -> None:
    with pytest.raises(LexiconError) as error:
        parse_pace(changed("pace.toml", old, new))
    assert says in str(error.value)
    assert str(error.value).startswith("pace.toml:")
