"""``coach lexicon diff|import|train``: what a change does is seen before it is made."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import pytest

from coach.cli import lexicon, lexicon_change
from coach.scoring import Kind, Rulebook, check, load_rulebook
from coach.scoring.reader import load
from tests.rulepacks import PRICE, small_lexicons

from .conftest import Run

LIST = "词语,类别,级别,建议\n隔壁老王家,贬低同行,禁,说自家的好\n闭眼冲鸭,urgency,提醒,慢慢挑\n"
Fingerprints = dict[str, str]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the rule data with one small pack; the others are empty, so that it loads at once."""
    return small_lexicons(tmp_path_factory.mktemp("small") / "lexicons", price=PRICE)


@pytest.fixture(scope="module")
def milder(small: Path) -> Path:
    """Return the same with the one rule made milder."""
    copy = small.parent / "milder"
    shutil.copytree(small, copy)
    (copy / "price.toml").write_text(PRICE.replace('"block"', '"warn"'), encoding="utf-8")
    return copy


@pytest.fixture(scope="module")
def loaded_once(small: Path, milder: Path) -> dict[Path, Rulebook]:
    return {path: load_rulebook(path) for path in (small, milder)}


@pytest.fixture(autouse=True)
def loaded_rules(rulebook: Rulebook, loaded_once: dict[Path, Rulebook], monkeypatch: pytest.MonkeyPatch) -> None:
    """Use the rules that are loaded already, unless another folder is named."""
    load_folder = lexicon.load_folder

    def quick(path: Path | None) -> Rulebook:
        if path is None:
            return rulebook
        return loaded_once.get(path) or load_folder(path)

    monkeypatch.setattr(lexicon_change, "load_folder", quick)


@pytest.fixture
def words(tmp_path: Path) -> Path:
    path = tmp_path / "我们的词.csv"
    path.write_text(LIST, encoding="utf-8")
    return path


@pytest.fixture
def speech(tmp_path: Path) -> Path:
    path = tmp_path / "上周话术.txt"
    path.write_text(f"券后三十\n今天全网最低\n\n{'好吃' * 40}全网最低\n", encoding="utf-8")
    return path


def fingerprints(place: Path) -> Fingerprints:
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in place.rglob("*") if p.is_file()}


def test_diff_prints_what_changes_on_a_corpus_and_ends_with_one(
    run: Run, small: Path, milder: Path, speech: Path
) -> None:
    result = run("lexicon", "diff", small, milder, "--corpus", speech)
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    assert sorted(lines[:2]) == [
        "+ price/全网最低（warn）“全网最低”  今天全网最低",
        "- price/全网最低（block）“全网最低”  今天全网最低",
    ]
    assert all(line.endswith(f"{'好吃' * 30}…") for line in lines[2:])
    assert len(lines) == 4
    assert "共 4 处不同。" in result.stderr


def test_diff_tries_the_rules_own_sentences_and_the_library_when_no_corpus_is_named(
    run: Run, small: Path, milder: Path
) -> None:
    result = run("lexicon", "diff", small, milder)
    assert result.exit_code == 1
    assert "- price/全网最低（block）“全网最低”  这个全网最低啊" in result.stdout
    assert "+ price/全网最低（warn）“全网最低”  今天全网最低了" in result.stdout


def test_diff_of_one_folder_with_itself_prints_nothing_and_ends_with_zero(run: Run, small: Path, speech: Path) -> None:
    result = run("lexicon", "diff", small, small, "--corpus", speech)
    assert (result.exit_code, result.stdout) == (0, "")
    assert "没有不同。" in result.stderr


def test_diff_with_what_is_not_there_says_so_and_ends_with_two(run: Run, small: Path, tmp_path: Path) -> None:
    result = run("lexicon", "diff", small, tmp_path / "没有")
    assert result.exit_code == 2
    assert "不存在" in result.stderr
    result = run("lexicon", "diff", small, small, "--corpus", tmp_path / "没有.txt")
    assert result.exit_code == 2
    assert "没有.txt" in result.stderr
    assert "Traceback" not in result.stderr


def test_import_previews_and_writes_nothing_without_o(run: Run, words: Path, tmp_path: Path, small: Path) -> None:
    before = fingerprints(tmp_path)
    result = run("lexicon", "import", words, "--folder", small)
    assert result.exit_code == 0
    assert "读到 2 个词，在 " in result.stdout
    assert "第 2 行  隔壁老王家  disparage/block  没有误伤" in result.stdout
    assert "第 3 行  闭眼冲鸭  urgency/hint  没有误伤" in result.stdout
    assert "已写入" not in result.stderr
    assert fingerprints(tmp_path) == before


def test_import_with_o_writes_a_pack_that_loads_and_flags_in_its_room(
    run: Run, words: Path, tmp_path: Path, small: Path
) -> None:
    target = tmp_path / "team" / "xiaoman.toml"
    target.parent.mkdir()
    result = run(
        "lexicon", "import", words, "--team", "小满", "--room", "小满食品", "--room", "小满二号", "-o", target,
        "--folder", small,
    )  # fmt: skip
    assert result.exit_code == 0
    assert f"已写入 {target}：2 个词" in result.stderr
    for room, expected in (("小满二号", ["disparage/xiaoman·隔壁老王家"]), ("别的房间", [])):
        mine = load_rulebook(small, team=target.parent, room=room)
        assert [f.rule for f in check("隔壁老王家也卖枣", None, mine, kind=Kind.FOOD).findings] == expected
    written = target.read_bytes()
    run("lexicon", "import", words, "--team", "小满", "--room", "小满食品", "--room", "小满二号", "-o", target)
    assert target.read_bytes() == written


def test_import_warns_of_dangerous_terms_and_skips_them_when_told(run: Run, tmp_path: Path, small: Path) -> None:
    words, target = tmp_path / "list.txt", tmp_path / "team.toml"
    words.write_text("今天\n隔壁老王家\n全网最低\n", encoding="utf-8")
    result = run("lexicon", "import", words, "-o", target, "--skip-dangerous", "--folder", small)
    assert result.exit_code == 0
    assert "太常见：" in result.stdout
    assert "会标出：" in result.stdout
    assert "内置规则已经有了：price/全网最低" in result.stdout
    assert "1 个词" in result.stderr
    text = target.read_text(encoding="utf-8")
    assert "隔壁老王家" in text
    assert "今天" not in text
    run("lexicon", "import", words, "-o", target, "--folder", small)
    assert "今天" in target.read_text(encoding="utf-8")


def test_import_of_nothing_but_dangerous_terms_still_writes_a_pack_that_loads(
    run: Run, tmp_path: Path, small: Path
) -> None:
    words, target = tmp_path / "list.txt", tmp_path / "team" / "team.toml"
    words.write_text("今天\n", encoding="utf-8")
    target.parent.mkdir()
    assert run("lexicon", "import", words, "-o", target, "--skip-dangerous", "--folder", small).exit_code == 0
    assert load_rulebook(small, team=target.parent).rules


def test_import_with_refused_rows_names_them_and_ends_with_one(run: Run, words: Path, small: Path) -> None:
    words.write_text(LIST + "冲,,,\n隔壁老王家,,,\n", encoding="utf-8")
    result = run("lexicon", "import", words, "--folder", small)
    assert result.exit_code == 1
    assert "第 4 行没有用：“冲”太短" in result.stdout
    assert "第 5 行没有用：“隔壁老王家”和第 2 行重复" in result.stdout


def test_import_takes_the_category_for_rows_that_name_none(run: Run, tmp_path: Path, small: Path) -> None:
    words = tmp_path / "list.txt"
    words.write_text("隔壁老王家\n闭眼冲鸭，urgency\n", encoding="utf-8")
    result = run("lexicon", "import", words, "--category", "vulgar", "--folder", small)
    assert "隔壁老王家  vulgar/warn" in result.stdout
    assert "闭眼冲鸭  urgency/warn" in result.stdout
    result = run("lexicon", "import", words, "--category", "没这类", "--folder", small)
    assert result.exit_code == 2
    assert "没这类" in result.stderr


@pytest.mark.parametrize(("name", "says"), [("list.docx", "不认识的文件类型"), ("list.csv", "没有能用的词")])
def test_import_of_an_unusable_file_ends_with_two(run: Run, tmp_path: Path, small: Path, name: str, says: str) -> None:
    (tmp_path / name).write_bytes(b"")
    result = run("lexicon", "import", tmp_path / name, "--folder", small)
    assert result.exit_code == 2
    assert says in result.stderr


@pytest.fixture
def labelled(tmp_path: Path) -> Path:
    said = [
        ("甲", "这茶治好了失眠", "治好了失眠", "medical"),
        ("甲", "想要的加我微信聊", "加我微信", "diversion"),
        ("甲", "今天两斤装到手二十九块九", "", ""),
        ("乙", "老寒腿喝它就好", "老寒腿喝它就好", "medical"),
        ("乙", "主页有联系方式", "联系方式", "diversion"),
        ("乙", "冷锅下米小火慢慢熬", "", ""),
    ]
    lines = [
        {"set": author, "text": text, "hits": [{"quote": quote, "category": category}] if quote else []}
        for author, text, quote, category in said
    ]
    path = tmp_path / "forbidden.jsonl"
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    return path


@pytest.fixture
def innocent(tmp_path: Path) -> Path:
    path = tmp_path / "正常话.txt"
    path.write_text("配料表只有牛肉和盐\n\n箱子里有十二小袋\n", encoding="utf-8")
    return path


def test_train_gives_the_same_bytes_twice(
    run: Run, small: Path, tmp_path: Path, labelled: Path, innocent: Path
) -> None:
    targets = [tmp_path / "one.bin", tmp_path / "two.bin"]
    for target in targets:
        result = run(
            "lexicon", "train", "--labelled", labelled, "--innocent", innocent, "-o", target, "--folder", small
        )
        assert result.exit_code == 0, result.output
        assert f"已写入 {target}" in result.stderr
        for expected in ("段，其中 ", "门槛：warn ", "留出 甲：违规 ", "留出 乙：违规 ", "留出 正常话：违规 0/0"):
            assert expected in result.stdout
    assert targets[0].read_bytes() == targets[1].read_bytes()
    reader = load(targets[0])
    assert reader is not None
    assert reader.warn >= reader.hint
    assert not (small / "reader.bin").exists()


def test_train_writes_beside_the_rules_when_no_place_is_named(
    run: Run, milder: Path, labelled: Path, innocent: Path
) -> None:
    result = run("lexicon", "train", "--labelled", labelled, "--innocent", innocent, "--folder", milder)
    try:
        assert result.exit_code == 0, result.output
        assert load(milder / "reader.bin") is not None
    finally:
        (milder / "reader.bin").unlink(missing_ok=True)


@pytest.mark.parametrize(
    "text",
    [
        None,
        "no json\n",
        '{"text": "今天"}\n',
        '{"text": "今天", "hits": [{"quote": "今天", "category": "没这类"}]}\n',
        '{"text": "今天", "hits": [{"quote": "明天", "category": "price"}]}\n',
    ],
    ids=["missing", "no json", "no hits", "no such category", "quote not in text"],
)
def test_train_on_what_cannot_be_read_ends_with_two_and_writes_nothing(
    run: Run, small: Path, tmp_path: Path, text: str | None
) -> None:
    labelled, target = tmp_path / "bad.jsonl", tmp_path / "out.bin"
    if text is not None:
        labelled.write_text(text, encoding="utf-8")
    result = run("lexicon", "train", "--labelled", labelled, "-o", target, "--folder", small)
    assert result.exit_code == 2
    assert "bad.jsonl" in result.stderr
    assert not target.exists()


def test_train_on_too_little_speech_says_so(run: Run, small: Path, tmp_path: Path, innocent: Path) -> None:
    result = run("lexicon", "train", "--innocent", innocent, "-o", tmp_path / "out.bin", "--folder", small)
    assert result.exit_code == 2
    assert "太少" in result.stderr


def test_train_on_a_missing_file_of_innocent_speech_ends_with_two(
    run: Run, small: Path, tmp_path: Path, labelled: Path
) -> None:
    missing, target = tmp_path / "没有.txt", tmp_path / "out.bin"
    result = run("lexicon", "train", "--labelled", labelled, "--innocent", missing, "-o", target, "--folder", small)
    assert result.exit_code == 2
    assert "没有.txt" in result.stderr
    assert not target.exists()
