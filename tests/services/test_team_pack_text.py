"""A word goes out of a pack and nothing else with it; where that can't be shown, the file is left alone."""

from __future__ import annotations

import tomllib

import pytest

from coach.errors import RefusedError
from coach.services.team_pack_text import without

PACK = """# 小满的词
team = "小满"

[[group]]  # 同行
name = "同行"
category = "disparage"
source = "例会"

[[group.rule]]
id = "老王"
say = "隔壁老王家"

[[group.rule]]
id = "老李"  # 上周加的
say = "街口老李家"

[[group]]
name = "催单"
category = "urgency"

[[group.rule]]
id = "老王"
say = "闭眼冲鸭"

[[passed]]
rule = "disparage/xm·老王"
sentence = "隔壁老王家也来了"
by = "运营"
"""


def test_one_rule_goes_and_with_it_what_it_let_stand() -> None:
    left = without(PACK, "xm", "disparage/xm·老王")
    assert left == PACK.replace('[[group.rule]]\nid = "老王"\nsay = "隔壁老王家"\n\n', "").partition("[[passed]]")[0]


def test_a_group_goes_with_its_last_rule_and_the_same_id_elsewhere_stays() -> None:
    left = tomllib.loads(without(PACK, "xm", "urgency/xm·老王"))
    assert [group["name"] for group in left["group"]] == ["同行"]
    assert len(left["group"][0]["rule"]) == 2
    assert left["passed"]


@pytest.mark.parametrize(
    "text",
    [
        'team = "x"\ngroup = [{name = "a", category = "price", rule = [{id = "a", say = "乙丙丁"}]}]\n',
        PACK.replace('say = "隔壁老王家"', 'say = "隔壁老王家"\nnote = """\n[[group.rule]]\nid = "x"\n"""'),
        PACK.replace('say = "隔壁老王家"', 'say = "隔壁老王家"\n[group.rule.more]\na = 1'),
    ],
)
def test_what_is_written_in_an_unusual_way_is_left_to_a_person(text: str) -> None:
    with pytest.raises(RefusedError, match="手工删"):
        without(
            text,
            "x" if text.startswith("team") else "xm",
            "price/x·a" if text.startswith("team") else "disparage/xm·老王",
        )
