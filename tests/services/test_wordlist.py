"""A team's own list is read whatever its form, tried on innocent speech, and becomes a pack that works."""

from __future__ import annotations

import codecs
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from openpyxl import Workbook

from coach.datafiles import folder
from coach.errors import InputError
from coach.library import Library
from coach.scoring import Category, Kind, Rulebook, Severity, check
from coach.scoring.packs import Source, read_neutral
from coach.scoring.rulebook import Rulebook as LoadedRulebook
from coach.scoring.team import layer, load_team_packs, parse_team_pack
from coach.services.wordlist import Intake, Term, neutral_sentences, take_in, team_pack

HEADER = ("词语", "类别", "级别", "建议", "原因")
ROWS = (
    ("隔壁老王家", "贬低同行", "禁", "说自家的好", "例会定的"),
    ("闭眼冲鸭", "urgency", "提醒", "慢慢挑", ""),
    ("冲冲冲到底", "", "", "", ""),
)
EXPECTED = [
    ("隔壁老王家", Category.DISPARAGE, Severity.BLOCK, "说自家的好"),
    ("闭眼冲鸭", Category.URGENCY, Severity.HINT, "慢慢挑"),
    ("冲冲冲到底", Category.INDUCEMENT, Severity.WARN, ""),
]


@pytest.fixture(scope="module")
def neutral(rulebook: Rulebook, library: Library) -> tuple[str, ...]:
    return tuple(neutral_sentences(rulebook, library, read_neutral(folder("lexicons"))))


@pytest.fixture
def take(rulebook: Rulebook, neutral: tuple[str, ...]) -> object:
    return lambda path: take_in(path, rulebook, neutral, category=Category.INDUCEMENT)


def write(place: Path, form: str, rows: Sequence[Sequence[object]], encoding: str = "utf-8") -> Path:
    """Write the rows as csv, xlsx or txt and return where."""
    path = place / f"我们的词.{form}"
    if form == "xlsx":
        book = Workbook()
        for row in rows:
            book.active.append(list(row))
        book.save(path)
    else:
        separator = "," if form == "csv" else "\t"
        path.write_bytes("".join(separator.join(map(str, row)) + "\n" for row in rows).encode(encoding))
    return path


def read(intake: Intake) -> list[tuple[str, Category, Severity, str]]:
    return [(p.term.term, p.term.category, p.term.severity, p.term.suggest) for p in intake.previews]


@pytest.mark.parametrize("with_header", [True, False], ids=["with a header", "without a header"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_csv_is_read_in_the_encodings_people_have(tmp_path: Path, take, encoding: str, with_header: bool) -> None:
    rows = [HEADER, *ROWS] if with_header else ROWS
    intake = take(write(tmp_path, "csv", rows, encoding))
    assert read(intake) == EXPECTED
    assert [p.term.row for p in intake.previews] == ([2, 3, 4] if with_header else [1, 2, 3])
    assert intake.refused == ()
    assert intake.previews[0].term.reason == ("例会定的" if with_header else "")


@pytest.mark.parametrize("with_header", [True, False], ids=["with a header", "without a header"])
def test_an_xlsx_is_read_like_a_csv(tmp_path: Path, take, with_header: bool) -> None:
    intake = take(write(tmp_path, "xlsx", [HEADER, *ROWS] if with_header else ROWS))
    assert read(intake) == EXPECTED
    assert intake.refused == ()


def test_an_xlsx_may_have_numbers_and_empty_rows(tmp_path: Path, take) -> None:
    intake = take(write(tmp_path, "xlsx", [("词", "说明"), (None, None), (5201314, "暗号"), ("老铁六六六", None)]))
    assert [(p.term.row, p.term.term, p.term.reason) for p in intake.previews] == [
        (3, "5201314", "暗号"),
        (4, "老铁六六六", ""),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_txt_has_a_term_a_line_and_may_name_a_category(tmp_path: Path, take, encoding: str) -> None:
    path = tmp_path / "我们的词.txt"
    path.write_bytes("# 十一月的词\n隔壁老王家，贬低同行\n\n闭眼冲鸭\turgency\r\n  冲冲冲到底  \n".encode(encoding))
    intake = take(path)
    assert [(p.term.row, p.term.term, p.term.category) for p in intake.previews] == [
        (2, "隔壁老王家", Category.DISPARAGE),
        (4, "闭眼冲鸭", Category.URGENCY),
        (5, "冲冲冲到底", Category.INDUCEMENT),
    ]


@pytest.mark.parametrize("header", ["词", "词语", "违禁词", "敏感词", "说法", "term", "TERM", " 词语 "])
def test_columns_are_known_by_name_in_any_order(tmp_path: Path, take, header: str) -> None:
    intake = take(write(tmp_path, "csv", [("编号", "备注", "分类", header), ("7", "例会", "价格误导", "老王跳楼甩")]))
    term = intake.previews[0].term
    assert (term.term, term.category, term.reason) == ("老王跳楼甩", Category.PRICE, "例会")


def test_rows_that_cannot_be_used_are_refused_with_number_and_reason(tmp_path: Path, take) -> None:
    rows = [
        HEADER,
        ("隔壁老王家",),
        ("冲",),
        ("冲。",),
        ("冲" * 41,),
        ("冲冲冲到底", "没这类"),
        ("冲冲冲到底", "price", "很高"),
        ("", "price"),
        ("隔 壁 老 王 家",),
        ("冲" * 40,),
    ]
    intake = take(write(tmp_path, "csv", rows))
    assert [p.term.row for p in intake.previews] == [2, 10]
    reasons = dict(intake.refused)
    assert list(reasons) == [3, 4, 5, 6, 7, 8, 9]
    assert all("太短" in reasons[row] for row in (3, 4, 8))
    assert "太长（41 字）" in reasons[5]
    assert "没这类" in reasons[6]
    assert "urgency" in reasons[6]
    assert "很高" in reasons[7]
    assert "block" in reasons[7]
    assert reasons[9] == "“隔 壁 老 王 家”和第 2 行重复"


def test_the_preview_counts_and_quotes_innocent_sentences(tmp_path: Path, take, neutral: tuple[str, ...]) -> None:
    intake = take(write(tmp_path, "txt", [("今天",), ("配料表",), ("隔壁老王家",)]))
    common, some, none = intake.previews
    assert intake.neutral == len(neutral) > 1000
    assert common.flagged == sum("今天" in sentence for sentence in neutral)
    assert len(common.examples) == 3
    assert all("今天" in example for example in common.examples)
    assert some.flagged > 0
    assert (none.flagged, none.examples, none.warnings) == (0, (), ())


def test_a_common_term_is_called_dangerous(tmp_path: Path, take) -> None:
    preview = take(write(tmp_path, "txt", [("今天",)])).previews[0]
    assert preview.warnings[0].startswith("太常见：")
    assert str(preview.flagged) in preview.warnings[0]


def test_a_term_that_harms_few_sentences_is_warned_about_mildly(tmp_path: Path, take, neutral: tuple[str, ...]) -> None:
    words = next(sentence for sentence in neutral if 8 <= len(sentence) <= 20 and sentence.isalnum())
    preview = take(write(tmp_path, "txt", [(words,)])).previews[0]
    assert preview.warnings[0] == f"会误伤 {preview.flagged} 句正常话"


def test_a_term_that_a_built_in_rule_knows_is_named_with_the_rule(tmp_path: Path, take, rulebook: Rulebook) -> None:
    preview = take(write(tmp_path, "txt", [("全网最低",)])).previews[0]
    known = [warning for warning in preview.warnings if warning.startswith("内置规则已经有了：")]
    assert len(known) == 1
    assert {rule.id for rule in rulebook.rules} & set(known[0].partition("：")[2].split("、"))


def team_rulebook(rulebook: Rulebook, text: str, room: str | None) -> LoadedRulebook:
    team = parse_team_pack(Source("xiaoman.toml", text), rulebook.pack)
    return LoadedRulebook(layer(rulebook.pack, [team], room=room))


def test_the_team_pack_flags_its_terms_in_its_room_only(tmp_path: Path, take, rulebook: Rulebook) -> None:
    intake = take(write(tmp_path, "csv", [HEADER, *ROWS]))
    text = team_pack("小满“直播间”", "我们的词.csv", (p.term for p in intake.previews), rooms=["小满食品"])
    mine, other = (team_rulebook(rulebook, text, room) for room in ("小满食品", "别的房间"))
    said = "隔壁老王家的也是这个味。闭眼冲鸭。冲冲冲到底。"
    found = check(said, None, mine, kind=Kind.FOOD).findings
    assert [(f.rule, f.severity, f.text) for f in found if "xiaoman·" in f.rule] == [
        ("disparage/xiaoman·隔壁老王家", Severity.BLOCK, "隔壁老王家"),
        ("urgency/xiaoman·闭眼冲鸭", Severity.HINT, "闭眼冲鸭"),
        ("inducement/xiaoman·冲冲冲到底", Severity.WARN, "冲冲冲到底"),
    ]
    first = found[0]
    assert (first.message, first.suggestions, first.basis[0].article) == ("例会定的", ("说自家的好",), "我们的词.csv")
    assert not any("xiaoman·" in f.rule for f in check(said, None, other, kind=Kind.FOOD).findings)


@pytest.mark.parametrize(
    ("term", "said"),
    [
        ("买一(送)一啊", "买一送一啊"),
        ("冲|冲|冲啊", "冲冲冲啊"),
        ("老王?真香", "老王真香"),
        ("半价...疯抢", "半价疯抢"),
        ("^开抢$啦", "开抢啦"),
        ("{没有这类}", "没有这类"),
        ('暴冲"一"波', '暴冲"一"波'),
        ("100%香", "100%香"),
    ],
)
def test_signs_of_the_rule_language_mean_nothing_in_a_term(rulebook: Rulebook, term: str, said: str) -> None:
    terms = [Term(row=1, term=term, category=Category.URGENCY, severity=Severity.WARN)]
    mine = team_rulebook(rulebook, team_pack("小满", "表", terms), None)
    found = check(f"来了来了{said}来了", None, mine, kind=Kind.FOOD).findings
    assert [f.text for f in found if "xiaoman·" in f.rule] == [said]


SAID = (
    "今天买一送一啊家人们", "买一(送)一啊", "老王真香", "老王?真香", "第3.5折起", "第35折起", "晾3~5天就行", "晾35天就行",
    "穿new balance来的", "穿newbalance来的", "半价疯抢", "半价，疯抢", "不要隔壁老王家", "隔 壁 老 王 家 的", "开抢啦",
    "100%香", "路径是C:\\路", "今天什么也没说",
)  # fmt: skip


@pytest.mark.parametrize(
    ("term", "flagged"),
    [
        ("买一(送)一啊", ["今天买一送一啊家人们"]),
        ("老王?真香", ["老王真香"]),
        ("{老王}|真香", ["老王真香"]),
        ("3.5折", ["第3.5折起"]),
        ("3~5天", ["晾3~5天就行"]),
        ("new  balance", ["穿new balance来的"]),
        ("半价...疯抢", ["半价疯抢"]),
        ("隔壁老王家", ["隔 壁 老 王 家 的"]),
        ("^开抢$啦", ["开抢啦"]),
        ("100%香", ["100%香"]),
        ("C:\\路", []),
    ],
)
def test_the_preview_flags_what_the_written_pack_flags(
    tmp_path: Path, rulebook: Rulebook, term: str, flagged: list[str]
) -> None:
    (tmp_path / "list.txt").write_text(f"{term}\n", encoding="utf-8")
    (preview,) = take_in(tmp_path / "list.txt", rulebook, SAID, category=Category.URGENCY).previews
    assert (list(preview.examples), preview.flagged) == (flagged, len(flagged))
    mine = team_rulebook(rulebook, team_pack("小满", "表", [preview.term]), None)
    written = [said for said in SAID if any("xiaoman·" in f for f in found_by(mine, said))]
    assert written == flagged


def found_by(book: Rulebook, said: str) -> list[str]:
    """Return every rule that stands behind a finding."""
    return [rule for f in check(said, None, book, kind=Kind.OTHER).findings for rule in (f.rule, *f.also)]


def test_the_preview_says_which_signs_are_not_looked_for(tmp_path: Path, take) -> None:
    first, second = take(write(tmp_path, "txt", [("隔壁(老王)家?",), ("打3.5折啊",)])).previews
    assert first.warnings[0] == "里面的“()?”不算，按“隔壁老王家”找"
    assert second.warnings == ()


def test_the_preview_says_of_a_term_that_is_always_let_go(tmp_path: Path, take) -> None:
    (preview,) = take(write(tmp_path, "txt", [("本品不能代替药物",)])).previews
    assert "被放行：mandatory" in preview.warnings[0]


def test_numbers_that_differ_in_their_point_are_two_terms(tmp_path: Path, take) -> None:
    intake = take(write(tmp_path, "txt", [("打3.5折啊",), ("打35折啊",)]))
    assert len(intake.previews) == 2
    assert intake.refused == ()


def test_terms_that_differ_in_signs_only_still_make_a_pack_that_loads(tmp_path: Path, take, rulebook: Rulebook) -> None:
    (tmp_path / "list.txt").write_text("老王跳楼！疯抢\n老王跳楼疯抢\n？！？！\n", encoding="utf-8")
    intake = take(tmp_path / "list.txt")
    text = team_pack("小满", "表", (p.term for p in intake.previews))
    assert team_rulebook(rulebook, text, None).rules


def test_a_pack_without_terms_loads(tmp_path: Path, rulebook: Rulebook) -> None:
    (tmp_path / "empty.toml").write_text(team_pack("小满", "表", ()), encoding="utf-8")
    assert load_team_packs(tmp_path, rulebook.pack)[0].rules == ()


def test_a_broken_xlsx_is_refused_in_plain_words(tmp_path: Path, take) -> None:
    path = write(tmp_path, "xlsx", ROWS)
    whole = path.read_bytes()
    for data in (b"no workbook", whole[: len(whole) // 2], b""):
        path.write_bytes(data)
        with pytest.raises(InputError, match="打不开"):
            take(path)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("hello.txt", "no workbook")
    with pytest.raises(InputError, match="打不开"):
        take(path)


def test_an_xlsx_with_a_damaged_sheet_is_refused_too(tmp_path: Path, take) -> None:
    path = write(tmp_path, "xlsx", ROWS)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data[: len(data) // 2] if "sheet1" in name else data)
    with pytest.raises(InputError, match="打不开"):
        take(path)


def test_a_csv_with_an_endless_cell_is_refused(tmp_path: Path, take) -> None:
    path = tmp_path / "list.csv"
    path.write_text('"' + "冲" * 200_000, encoding="utf-8")
    with pytest.raises(InputError):
        take(path)


@pytest.mark.parametrize("name", ["list.docx", "list", "list.xls"])
def test_an_unknown_kind_of_file_is_refused_with_those_that_work(tmp_path: Path, take, name: str) -> None:
    (tmp_path / name).write_bytes(b"x")
    with pytest.raises(InputError, match=r"\.csv、\.xlsx、\.txt"):
        take(tmp_path / name)


@pytest.mark.parametrize("name", ["list.csv", "list.xlsx", "list.txt"])
def test_a_missing_file_is_refused(tmp_path: Path, take, name: str) -> None:
    with pytest.raises(InputError):
        take(tmp_path / name)


@pytest.mark.parametrize("name", ["list.csv", "list.txt"])
@pytest.mark.parametrize(
    "data", [b"", b"\n\n", codecs.BOM_UTF8, "冲\n".encode()], ids=["empty", "blank", "mark", "bad"]
)
def test_a_file_without_a_usable_term_is_refused(tmp_path: Path, take, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(InputError, match="没有能用的词"):
        take(tmp_path / name)


def test_bytes_of_no_known_encoding_are_refused(tmp_path: Path, take) -> None:
    (tmp_path / "list.txt").write_bytes(b"\xff\xff\xff\x80\x81")
    with pytest.raises(InputError, match="UTF-8"):
        take(tmp_path / "list.txt")
