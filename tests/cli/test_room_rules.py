"""``coach check --room``, the key ``room`` of a batch and the setting COACH_ROOM say whose team packs hold."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from coach.cli import main
from tests.rulepacks import PRICE, small_lexicons

SAID = "隔壁老王家和街口老李家都在卖"
PACK = """team = "NAME"
rooms = ["NAME"]

[[group]]
name = "内部叫法"
category = "disparage"

[[group.rule]]
id = "说法"
say = "WORDS"
"""
Coach = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Coach:
    """Return a function that runs ``coach …`` with a pack of room 甲 and one of room 乙."""
    packs = tmp_path / "packs"
    packs.mkdir()
    for name, room, words in (("jia", "甲", "隔壁 老王 家"), ("yi", "乙", "街口 老李 家")):
        text = PACK.replace("NAME", room).replace("WORDS", words)
        (packs / f"{name}.toml").write_text(text, encoding="utf-8")
    monkeypatch.setenv("COACH_LEXICONS", str(small_lexicons(tmp_path / "lexicons", price=PRICE)))
    monkeypatch.setenv("COACH_TEAM_PACKS", str(packs))
    return lambda *arguments, said=SAID: CliRunner().invoke(main, [str(one) for one in arguments], input=said.encode())


def found(result: Result) -> list[str]:
    return [one["rule"] for one in json.loads(result.stdout)["findings"]]


def test_a_check_goes_by_the_rules_of_the_room_it_names(run: Coach, monkeypatch: pytest.MonkeyPatch) -> None:
    assert found(run("check", "-", "--format", "json")) == []
    mine = run("check", "-", "--format", "json", "--room", "甲")
    assert (mine.exit_code, mine.stderr, found(mine)) == (1, "", ["disparage/jia·说法"])
    monkeypatch.setenv("COACH_ROOM", "乙")
    assert found(run("check", "-", "--format", "json")) == ["disparage/yi·说法"]
    assert found(run("check", "-", "--format", "json", "--room", "甲")) == ["disparage/jia·说法"]


def test_a_room_that_no_pack_names_is_told_and_checked_by_the_common_rules(run: Coach) -> None:
    result = run("check", "-", "--format", "json", "--room", "假")
    assert (result.exit_code, found(result)) == (0, [])
    assert "没有哪份团队词库专管“假”" in result.stderr


def test_each_line_of_a_batch_may_name_its_room(run: Coach, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [{"id": f"r{room}", "text": SAID, "room": room} for room in ("甲", "乙", "丙", None, "")]
    lines += [{"id": "none", "text": SAID}, {"id": "bad", "text": SAID, "room": 1}]
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text("".join(json.dumps(one) + "\n" for one in lines), encoding="utf-8")

    def rows() -> list[list[str] | str]:
        assert run("batch", source, "-o", target).exit_code == 0
        read = map(json.loads, target.read_text(encoding="utf-8").splitlines())
        return [
            [f["rule"] for f in one["report"]["findings"]] if "report" in one else one["error"]["message"]
            for one in read
        ]

    wrong = "room 应是直播间的名字或 null。"
    assert rows() == [["disparage/jia·说法"], ["disparage/yi·说法"], [], [], [], [], wrong]
    monkeypatch.setenv("COACH_ROOM", "乙")
    mine = ["disparage/yi·说法"]
    assert rows() == [["disparage/jia·说法"], mine, [], mine, mine, mine, wrong]


def test_a_changed_pack_of_any_room_starts_a_batch_anew(run: Coach, tmp_path: Path) -> None:
    from coach.services.batch_lines import Sources, load_bench

    sources = Sources(lexicons=tmp_path / "lexicons", team_packs=tmp_path / "packs")
    before = load_bench(sources).stamp
    load_bench.cache_clear()
    assert load_bench(sources).stamp == before
    path = tmp_path / "packs" / "jia.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("老王", "老张"), encoding="utf-8")
    load_bench.cache_clear()
    assert load_bench(sources).stamp != before


def test_the_rules_of_every_room_are_listed_shown_and_checked(run: Coach, tmp_path: Path) -> None:
    assert "disparage/jia·说法\twarn\t隔壁老王家\t只管甲" in run("lexicon", "list").stdout
    assert "直播间：乙" in run("lexicon", "show", "disparage/yi·说法").stdout
    good = run("lexicon", "check")
    assert (good.exit_code, good.stderr) == (0, "3 条规则，没有问题。\n")
    path = tmp_path / "packs" / "yi.toml"
    path.write_text(path.read_text(encoding="utf-8") + 'flag = ["这一句里什么也没有说"]\n', encoding="utf-8")
    bad = run("lexicon", "check")
    assert bad.exit_code == 1
    assert bad.stdout.startswith("yi.toml:9：disparage/yi·说法：say：")
