"""Programmes, drills and checklists as data: what is read, and that every mistake is named with file, line and key."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from coach.datafiles import folder
from coach.errors import LexiconError, NotFoundError
from coach.library import Library
from coach.programmes import load_programme
from coach.scoring import Kind, Platform
from coach.scoring.packs import Source
from coach.training.model import Role, Stage
from coach.training.parsing import parse_checklist, parse_programme
from coach.training.programme import DrillType, Programme, Where
from tests.training.cases import DRILLS, PROGRAM, PROGRAMME, small

CHECKLIST = """
id = "room"
version = "1"
title = "直播间检查表"
goal = "开播前看一遍"
about = "room"

[[items]]
id = "stock"
ask = "库存核对了吗？"
group = "货品"
guidance = "每个 SKU 对一遍。"

[[items]]
id = "words"
ask = "报白了吗？"
group = "合规"
phase = "before"
guidance = "话术过一遍检查。"
signers = ["ops"]
note = true
must = false
"""


def line_of(text: str, words: str) -> int:
    return next(number for number, line in enumerate(text.splitlines(), 1) if words in line)


def test_a_programme_is_read_with_courses_rubrics_gates_and_terms() -> None:
    assert [course.id for course in PROGRAM.courses] == ["rules", "script"]
    assert [gate.stage for gate in PROGRAM.gates] == list(Stage)
    gate = PROGRAM.get_gate(Stage.PAIRED)
    assert (gate.partners, gate.where, gate.talk_share, gate.checks) == ({Role.SENIOR}, Where.PLATFORM, 0.5, 0.75)
    assert PROGRAM.get_gate(Stage.REHEARSAL).talk_share == 0
    assert PROGRAM.get_rubric("script").checks[0].must
    assert (PROGRAM.signoff.days, PROGRAM.signoff.signers) == (90, {Role.OPS})


def test_a_drill_is_read_with_its_limits_and_what_is_left_out_has_a_default() -> None:
    write, quiz = PROGRAM.get_drill("write-beef"), PROGRAM.get_drill("rules-quiz")
    assert (write.type, write.platform, write.product) == (DrillType.WRITE, Platform.DOUYIN, "niurou-gan")
    assert (write.chars_least, write.chars_most, write.review, write.rubric) == (5, 40, True, "script")
    assert (quiz.platform, quiz.product, quiz.kind, quiz.seconds, quiz.review) == (Platform.ANY, None, None, 0, False)
    assert PROGRAM.get_drill("open-beef").kind is Kind.FOOD
    assert [drill.id for drill in PROGRAM.list_drills()] == ["rules-quiz", "write-beef", "recall-beef", "open-beef"]


def test_a_checklist_is_read_and_may_be_signed_by_those_it_names() -> None:
    found = parse_checklist(Source("room.toml", CHECKLIST))
    stock, words = found.items
    assert (stock.must, stock.note, stock.phase, stock.signers) == (
        True,
        False,
        "",
        {Role.TRAINER, Role.OPS, Role.SENIOR},
    )
    assert (words.must, words.note, words.phase, words.signers) == (False, True, "before", {Role.OPS})


def test_what_is_not_there_is_said_with_what_to_do() -> None:
    for get in (
        PROGRAM.get_drill,
        PROGRAM.get_rubric,
        PROGRAM.get_course,
        PROGRAM.get_reference,
        PROGRAM.get_checklist,
    ):
        with pytest.raises(NotFoundError, match="nothing"):
            get("nothing")
    assert PROGRAM.find_drill("nothing") is None


def test_the_fingerprint_changes_with_programme_and_drills_but_not_with_checklists_or_comments() -> None:
    def mark(programme: str = PROGRAMME, drills: str = DRILLS, checklist: str = CHECKLIST) -> str:
        made = parse_programme(Source("p", programme), [Source("d", drills)], [Source("c", checklist)])
        return made.fingerprint

    assert mark() == mark()
    assert mark(PROGRAMME.replace("days = 90", "days = 91")) != mark()
    assert mark(drills=DRILLS.replace("score = 70", "score = 71")) != mark()
    assert mark(checklist=CHECKLIST.replace("开播前", "下播后")) == mark()
    assert mark("# 说明\n" + PROGRAMME) == mark()


def test_a_checklist_has_a_fingerprint_of_its_own() -> None:
    one = parse_checklist(Source("room.toml", CHECKLIST))
    other = parse_checklist(Source("room.toml", CHECKLIST.replace("开播前", "下播后")))
    assert one.fingerprint != other.fingerprint


MISTAKES: dict[str, tuple[str, str, str, str]] = {
    "an_unknown_key": ('version = "1"', 'version = "1"\nauthor = "x"', "author = ", "author：不认识的键"),
    "a_missing_key": ('title = "小方案"', "", "", "title：缺少这个键"),
    "a_missing_number": ("minutes = 40", "", 'stage = "rehearsal"', "minutes：缺少这个键"),
    "an_id_with_other_signs": ('id = "small"', 'id = "Small"', 'id = "Small"', "只能用小写字母、数字和连字符"),
    "a_number_that_is_not_whole": ("minutes = 40", "minutes = 40.5", "minutes = 40.5", "应是 0 到 100000 之间的整数"),
    "a_number_that_is_none": ("minutes = 40", "minutes = nan", "minutes = nan", "应是 0 到 100000 之间的整数"),
    "a_number_without_end": ("minutes = 40", "minutes = inf", "minutes = inf", "应是 0 到 100000 之间的整数"),
    "a_text_for_a_number": ("minutes = 40", 'minutes = "40"', 'minutes = "40"', "应是数字"),
    "a_score_over_100": ("score = 70", "score = 170", "score = 170", "应是 0 到 100 之间的整数"),
    "a_share_over_one": ("checks = 0.5", "checks = 50", "checks = 50", "应在 0 到 1 之间"),
    "an_unknown_stage": ('stage = "paired"', 'stage = "solo"', 'stage = "solo"', "“solo”不在可选范围"),
    "an_unknown_role": ('partners = ["ops"]', 'partners = ["boss"]', 'partners = ["boss"]', "“boss”不在可选范围"),
    "no_partner": ('partners = ["ops"]', "partners = []", "partners = []", "至少要有 1 项"),
    "a_gate_with_an_unknown_rubric": ('rubric = "show"', 'rubric = "none"', 'rubric = "none"', "没有评分表“none”"),
    "a_course_with_an_unknown_drill": ('["rules-quiz"]', '["gone"]', '["gone"]', "没有练习“gone”"),
    "a_drill_in_the_wrong_course": (
        '"recall-beef", "open-beef"]',
        '"recall-beef", "rules-quiz"]',
        '"recall-beef", "rules-quiz"]',
        "练习“rules-quiz”写的课程是“rules”",
    ),
    "more_drills_needed_than_there_are": ("least = 2", "least = 4", "least = 4", "应是 1 到 3 之间的整数"),
    "a_table_left_out": ("[scope]", "[scoop]", "[scoop]", "scoop：不认识的键"),
    "a_reference_with_an_unknown_check": ('met = ["scene"]', 'met = ["gone"]', 'met = ["gone"]', "没有“gone”"),
    "a_reference_without_a_verdict": ('verdict = "again"', 'verdict = "comment"', 'verdict = "comment"', "要有结论"),
    "fewer_references_than_needed": (
        "references = 2",
        "references = 3",
        "references = 3",
        "少于 [reviewers] 要求的份数",
    ),
    "one_pair_of_eyes": ("reviewers = 2", "reviewers = 1", "reviewers = 1", "应是 2 到 100000 之间的整数"),
    "a_warning_longer_than_the_term": ("warn_days = 14", "warn_days = 91", "warn_days = 91", "应是 0 到 90 之间"),
    "a_check_that_stands_twice": ('id = "scene"', 'id = "honest"', "", "“honest”出现了两次"),
    "a_rubric_without_checks": (
        "[[courses]]",
        '[[rubrics]]\nid = "empty"\ntitle = "空"\n\n[[courses]]',
        'id = "empty"',
        "至少要有一项",
    ),
    "broken_toml": ('title = "小方案"', 'title = "小方案', 'title = "小方案', "TOML 语法错误"),
}


@pytest.mark.parametrize("case", MISTAKES)
def test_a_mistake_in_a_programme_is_named_with_its_line(case: str) -> None:
    before, after, near, message = MISTAKES[case]
    text = PROGRAMME.replace(before, after, 1)
    assert text != PROGRAMME
    with pytest.raises(LexiconError) as caught:
        small(text)
    assert message in str(caught.value)
    assert caught.value.file == "small.toml"
    if near:
        assert abs(caught.value.line - line_of(text, near)) <= 1, caught.value


DRILL_MISTAKES: dict[str, tuple[str, str, str]] = {
    "an_unknown_type": ('type = "quiz"', 'type = "test"', "“test”不在可选范围"),
    "a_quiz_without_questions": ("count = 10", "", "题目数要大于 0"),
    "an_answer_without_questions": ('type = "write"', 'type = "answer"', "要写出观众的问题"),
    "a_rewrite_without_material": ('type = "write"', 'type = "rewrite"', "要有一篇材料"),
    "limits_that_cross": ("chars_most = 40", "chars_most = 4", "比 chars_least 小"),
    "points_without_a_card": (
        'product = "niurou-gan"\ncoverage = 0.5',
        "coverage = 0.5",
        "要求说到卖点，就要写 product",
    ),
    "a_card_and_a_kind": (
        'product = "niurou-gan"\ncoverage',
        'product = "niurou-gan"\nkind = "food"\ncoverage',
        "有 product 时不写 kind",
    ),
    "a_review_without_a_rubric": ('rubric = "script"\n', "", "需要批改的练习要写明评分表"),
    "an_unknown_rubric": ('rubric = "script"', 'rubric = "gone"', "没有评分表“gone”"),
    "an_unknown_course": ('course = "rules"', 'course = "gone"', "写的课程是“gone”"),
    "an_unknown_part": ('parts = ["hook"]', 'parts = ["intro"]', "“intro”不在可选范围"),
    "two_materials": ('type = "write"', 'type = "write"\nscript = "a"\ntext = "b"', "script 和 text 只写一个"),
    "no_level": ("level = 2\n", "", "level：缺少这个键"),
    "a_drill_in_no_course": (
        DRILLS,
        DRILLS + DRILLS.split("\n\n")[-1].replace("open-beef", "open-more"),
        "课程“script”的 drills 里没有列出它",
    ),
    "a_drill_that_stands_twice": ('id = "open-beef"', 'id = "recall-beef"', "在 drills.toml 里已经有了"),
}


@pytest.mark.parametrize("case", DRILL_MISTAKES)
def test_a_mistake_in_a_drill_is_named(case: str) -> None:
    before, after, message = DRILL_MISTAKES[case]
    text = DRILLS.replace(before, after, 1)
    assert text != DRILLS
    with pytest.raises(LexiconError) as caught:
        small(drills=text)
    assert message in str(caught.value)
    assert caught.value.line > 0


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ('about = "room"', 'about = "house"', "“house”不在可选范围"),
        ('phase = "before"', 'phase = "later"', "“later”不在可选范围"),
        ('id = "words"', 'id = "stock"', "“stock”出现了两次"),
        ("must = false", 'must = "no"', "应是 true 或 false"),
        ('group = "货品"\n', "", "group：缺少这个键"),
    ],
)
def test_a_mistake_in_a_checklist_is_named(before: str, after: str, message: str) -> None:
    with pytest.raises(LexiconError) as caught:
        parse_checklist(Source("room.toml", CHECKLIST.replace(before, after, 1)))
    assert message in str(caught.value)
    assert caught.value.file == "room.toml"


def test_two_checklists_with_one_id_are_refused() -> None:
    with pytest.raises(LexiconError, match="检查表“room”出现了两次"):
        parse_programme(Source("p", PROGRAMME), [Source("d", DRILLS)], [Source("a", CHECKLIST), Source("b", CHECKLIST)])


def test_a_checklist_without_items_is_refused() -> None:
    with pytest.raises(LexiconError, match="至少要有一项"):
        parse_checklist(Source("room.toml", CHECKLIST.split("[[items]]", maxsplit=1)[0]))


@pytest.fixture
def own_folder(tmp_path: Path) -> Path:
    for name, text in (("programmes/standard.toml", PROGRAMME), ("drills/all.toml", DRILLS)):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text(text.replace('id = "small"', 'id = "standard"'), encoding="utf-8")
    return tmp_path


def test_a_programme_is_loaded_from_its_folder(own_folder: Path, library: Library) -> None:
    assert load_programme(own_folder, library).id == "standard"


@pytest.mark.parametrize(
    ("file", "before", "after", "message"),
    [
        ("drills/all.toml", 'product = "niurou-gan"', 'product = "gone"', "没有编号为“gone”的商品卡"),
        ("drills/all.toml", 'type = "write"', 'type = "write"\nscript = "gone"', "话术库里没有“gone”这篇"),
        ("programmes/standard.toml", 'script = "niurou-gan-2"', 'script = "gone"', "话术库里没有“gone”这篇"),
    ],
)
def test_a_drill_that_names_what_the_library_does_not_have_is_refused(
    own_folder: Path, library: Library, file: str, before: str, after: str, message: str
) -> None:
    path = own_folder / file
    path.write_text(path.read_text(encoding="utf-8").replace(before, after, 1), encoding="utf-8")
    with pytest.raises(LexiconError) as caught:
        load_programme(own_folder, library)
    assert message in str(caught.value)
    assert caught.value.file == path.name
    assert caught.value.line == line_of(path.read_text(encoding="utf-8"), "gone")


def test_a_programme_that_is_not_there_is_named_with_those_there_are(own_folder: Path, library: Library) -> None:
    with pytest.raises(NotFoundError, match="没有“other”这个培养方案。现有：standard。"):
        load_programme(own_folder, library, programme_id="other")
    shutil.rmtree(own_folder / "programmes")
    with pytest.raises(NotFoundError, match="现有：一个也没有。"):
        load_programme(own_folder, library)


@pytest.fixture(scope="module")
def standard(library: Library) -> Programme:
    return load_programme(folder("scripts_library"), library)


def test_the_standard_programme_has_the_five_courses_in_their_order(standard: Programme) -> None:
    assert [course.title for course in standard.courses] == ["基础规则", "主播心态", "逻辑", "话术设计", "产品卖点"]
    assert len(standard.drills) >= 40
    assert {drill.type for drill in standard.drills.values()} == set(DrillType)


def test_in_the_standard_programme_seniors_pair_and_only_ops_monitors_and_signs(standard: Programme) -> None:
    assert standard.get_gate(Stage.PAIRED).partners == {Role.SENIOR}
    assert standard.get_gate(Stage.MONITORED).partners == {Role.OPS}
    assert standard.signoff.signers == {Role.OPS}
    assert standard.get_gate(Stage.PAIRED).talk_share > 0
