"""A batch keeps order, tells bad lines apart, and survives kills, full disks and changed input."""

from __future__ import annotations

import json
import resource
import signal
import time
import tracemalloc
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from coach.errors import InputError, OutputError
from coach.library import load_library
from coach.scoring import Kind, Platform, Rulebook, check
from coach.services import batch_lines
from coach.services.batch import Summary, cut_blocks, run_batch
from coach.services.batch_lines import Block, check_block, make_order
from coach.services.batch_part import open_output, part_of

from .conftest import GOOD, Start, line, sources_in


def _run(source: Path, target: Path | None, data: Path, **more: Any) -> Summary:
    values: dict[str, Any] = {"max_chars": 100_000, **more}
    return run_batch(source, target, sources_in(data), **values)


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(text) for text in path.read_text(encoding="utf-8").split("\n")[:-1]]


def _one(data: Path, raw: bytes, number: int = 1, max_chars: int = 1000) -> dict[str, Any]:
    order = make_order(sources_in(data), max_chars)
    checked = check_block(order, Block(first=number, lines=(raw,)))
    assert checked.lines == 1
    row: dict[str, Any] = json.loads(checked.body)
    assert checked.errors == ("error" in row)
    return row


def _wait_for_part(target: Path, size: int = 1) -> None:
    until = time.monotonic() + 60
    while not part_of(target).exists() or part_of(target).stat().st_size < size:
        assert time.monotonic() < until, "no part appeared"
        time.sleep(0.02)


# order and content


def test_lines_come_out_in_order_with_their_reports(many: Path, data: Path, tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    target = tmp_path / "out.jsonl"
    summary = _run(many, target, data, progress=lambda done, total: seen.append((done, total)))
    assert summary == Summary(lines=1200, kept=0, errors=0)
    assert [row["id"] for row in _rows(target)] == [f"r{number}" for number in range(1200)]
    assert seen == [(done, 1200) for done in (0, 250, 500, 750, 1000, 1200)]
    assert not list(tmp_path.glob("*.part*"))


def test_a_report_is_the_one_that_check_gives(data: Path, rulebook: Rulebook) -> None:
    row = _one(data, line(7, kind="food", platform="douyin").encode())
    report = check(f"第7段。{GOOD}", None, rulebook, kind=Kind.FOOD, platform=Platform.DOUYIN)
    assert {**row["report"], "rulebook": ""} == {**json.loads(report.to_json()), "rulebook": ""}
    assert any(finding["text"] == "加我微信" for finding in row["report"]["findings"])


def test_products_by_id_and_as_a_card(data: Path) -> None:
    card = {"id": "X1", "name": "大米", "kind": "food", "points": [{"id": "p1", "say": "两天之内发货"}]}
    row = _one(data, line(1, product=card).encode())
    assert (row["report"]["product"], row["report"]["kind"]) == ("X1", "food")
    assert row["report"]["coverage"]["points"][0]["covered"] is True
    product_id = next(iter(load_library(data / "scripts_library").products))
    assert _one(data, line(1, product=product_id).encode())["report"]["product"] == product_id
    assert _one(data, line(1, product=None).encode())["report"]["product"] is None


def test_blank_lines_have_no_output_and_line_ends_do_not_matter(data: Path, tmp_path: Path) -> None:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    text = "\ufeff" + line(1) + "\r\n\r\n  \n" + line(2) + "\n{\n\n" + line(3)
    source.write_bytes(text.encode())
    assert _run(source, target, data) == Summary(lines=4, kept=0, errors=1)
    rows = _rows(target)
    assert [row["id"] for row in rows] == ["r1", "r2", None, "r3"]
    assert rows[2]["error"]["line"] == 5


def test_an_empty_input_gives_an_empty_output(data: Path, tmp_path: Path) -> None:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_bytes(b"")
    assert _run(source, target, data) == Summary(lines=0, kept=0, errors=0)
    assert target.read_bytes() == b""


def test_lone_surrogates_become_valid_utf8_and_offsets_hold(data: Path) -> None:
    raw = b'{"id": "s\\udc00", "text": "\\ud800\\u0000\\u001b\\u5bb6\\u4eba\\u4eec\\u52a0\\u6211\\u5fae\\u4fe1"}'
    row = _one(data, raw)
    assert row["id"] == "s\ufffd"
    [finding] = [f for f in row["report"]["findings"] if f["text"] == "加我微信"]
    assert (finding["start"], finding["end"]) == (6, 10)


# bad lines


@pytest.mark.parametrize(
    ("raw", "name", "message"),
    [
        ("{", None, r"不是正确的 JSON：第 2 个字符处"),
        ("[1]", None, r"应是一个 JSON 对象"),
        ('"text"', None, r"应是一个 JSON 对象"),
        ('{"text": "好"}', None, r"缺少“id”"),
        ('{"id": true, "text": "好"}', None, r"缺少“id”"),
        ('{"id": ["a"], "text": "好"}', None, r"缺少“id”"),
        ('{"id": "a"}', "a", r"缺少“text”"),
        ('{"id": 5, "text": ""}', 5, r"缺少“text”"),
        ('{"id": "a", "text": " \\n"}', "a", r"缺少“text”"),
        ('{"id": "a", "text": ["好"]}', "a", r"缺少“text”"),
        ('{"id": "a", "text": "好", "txet": "好"}', "a", r"不认识的键“txet”.*id、text、product、kind、platform"),
        ('{"id": "a", "id": "b", "text": "好"}', None, r"键“id”出现了两次"),
        ('{"id": "a", "text": "好", "product": {"id": "x", "id": "y"}}', None, r"键“id”出现了两次"),
        ('{"id": "a", "text": "好", "product": "没有这张"}', "a", r"没有编号为“没有这张”的商品卡"),
        ('{"id": "a", "text": "好", "product": 7}', "a", r"product 应是商品编号、商品卡对象或 null"),
        ('{"id": "a", "text": "好", "product": {"id": "x", "nmae": "y"}}', "a", r"不认识的键“nmae”"),
        ('{"id": "a", "text": "好", "type": 3}', "a", r"type 应是话术类型"),
        ('{"id": "a", "text": "好", "type": "song"}', "a", r"song"),
        ('{"id": "a", "text": "好", "slot": "60"}', "a", r"slot 是这一段该讲的秒数"),
        ('{"id": "a", "text": "好", "slot": 5}', "a", r"slot 是这一段该讲的秒数"),
        ('{"id": "a", "text": "好", "kind": "foods"}', "a", r"kind“foods”不在可选范围：food、"),
        ('{"id": "a", "text": "好", "platform": 3}', "a", r"platform“3”不在可选范围：douyin、"),
        ('{"id": "a", "text": "好", "price": NaN}', None, r"不能用 NaN"),
        ('{"id": ' + "9" * 5000 + ', "text": "好"}', None, r"数字太长"),
        ("[" * 100_000, None, r"这一行超过|嵌套太深"),
        ('{"id": "a", "text": "' + "好" * 1001 + '"}', "a", r"text 有 1,001 个字，超过 1,000 字的上限"),
    ],
)  # fmt: skip
def test_a_bad_line_gives_an_error_with_id_line_and_remedy(data: Path, raw: str, name: object, message: str) -> None:
    row = _one(data, raw.encode(), number=41)
    assert row["id"] == name
    assert row["error"]["line"] == 41
    assert list(row) == ["id", "error"]
    with pytest.raises(InputError, match=message):
        raise InputError(row["error"]["message"])


def test_a_line_may_name_its_type_and_its_slot(data: Path) -> None:
    row = _one(
        data, line(1, text="今天给大家看的是这个牛肉干，一袋半斤，掰开全是丝。" * 30, type="note", slot=600).encode()
    )
    assert (row["report"]["flow"]["type"], row["report"]["flow"]["type_source"]) == ("note", "given")
    assert row["report"]["pace"]["slot_s"] == [480, 720]


def test_bytes_that_are_not_utf8_name_their_place(data: Path) -> None:
    row = _one(data, b'{"id": "a", "text": "' + "好".encode("gbk") + b'"}', number=3)
    assert row == {"id": None, "error": {"message": "第 22 个字节不合 UTF-8 编码。请把文件另存为 UTF-8。", "line": 3}}


def test_a_path_in_a_line_is_not_opened(data: Path) -> None:
    card = next((data / "scripts_library" / "products").glob("*.toml"))
    assert "没有编号为" in _one(data, line(1, product=str(card)).encode())["error"]["message"]


def test_a_line_of_any_length_costs_bounded_memory(data: Path, tmp_path: Path) -> None:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    with source.open("wb") as stream:
        stream.write(line(1).encode() + b"\n")
        stream.truncate(200 * 1024**2)  # a line of zeros, sparse
        stream.seek(0, 2)
        stream.write(b"\n" + line(2).encode() + b"\n")
    make_order(sources_in(data), 1000)
    tracemalloc.start()
    assert _run(source, target, data, max_chars=1000).lines == 3
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20 * 1024**2
    rows = _rows(target)
    assert "这一行超过" in rows[1]["error"]["message"]
    assert [rows[0]["id"], rows[2]["id"]] == ["r1", "r2"]


def test_a_fault_of_ours_costs_one_line_only(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: object, **kwargs: object) -> None:
        raise TypeError("oops")

    monkeypatch.setattr(batch_lines, "check", broken)
    assert "程序出错（TypeError：oops）" in _one(data, line(1).encode())["error"]["message"]


def test_bad_lines_do_not_stop_the_run(data: Path, tmp_path: Path) -> None:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text("\n".join([line(1), "{", line(2), "[]", line(3)]), encoding="utf-8")
    assert _run(source, target, data) == Summary(lines=5, kept=0, errors=2)
    assert ["report" in row for row in _rows(target)] == [True, False, True, False, True]


# cutting


def test_blocks_hold_so_many_lines_and_bytes_and_know_their_numbers() -> None:
    lines = [b"a\n", b"\n", b"b\n", b"c\n", b" \n", b"dddd\n", b"e"]
    blocks = list(cut_blocks(iter(lines), size=2, most_bytes=100))
    assert [(block.first, block.lines) for block in blocks] == [
        (1, (b"a\n", b"\n", b"b\n")),
        (4, (b"c\n", b" \n", b"dddd\n")),
        (7, (b"e",)),
    ]
    assert [block.first for block in cut_blocks(iter(lines), size=9, most_bytes=5)] == [1, 4, 7]
    assert [b.lines for b in cut_blocks(iter(lines), size=9, most_bytes=99, skip=3)] == [(b" \n", b"dddd\n", b"e")]
    assert next(cut_blocks(iter(lines), size=1, most_bytes=99, skip=3)).first == 5
    assert not list(cut_blocks(iter(lines), size=1, most_bytes=99, skip=5))


# resuming


def test_killed_and_run_again_it_goes_on(many: Path, data: Path, tmp_path: Path, start: Start) -> None:
    whole, target = tmp_path / "whole.jsonl", tmp_path / "out.jsonl"
    _run(many, whole, data, max_chars=2_000_000)
    process = start("coach.cli", "batch", many, "-o", target)
    _wait_for_part(target)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert not target.exists()
    done = part_of(target).read_bytes().count(b"\n")
    assert 250 <= done < 1200
    with part_of(target).open("ab") as part:
        part.write(b'{"id": "r9999", "repo')  # as a cut in the middle of a write leaves it
    summary = _run(many, target, data, max_chars=2_000_000)
    assert summary == Summary(lines=1200, kept=done, errors=0)
    assert target.read_bytes() == whole.read_bytes()
    assert not list(tmp_path.glob("*.part*"))


def _leave_part(many: Path, data: Path, target: Path) -> int:
    """Stop a run after its second block."""
    target.unlink(missing_ok=True)

    def stop(done: int, total: int) -> None:
        if done == 500:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        _run(many, target, data, progress=stop)
    assert not target.exists()
    return part_of(target).read_bytes().count(b"\n")


def test_zeros_left_by_a_power_cut_are_dropped(many: Path, data: Path, tmp_path: Path) -> None:
    whole, target = tmp_path / "whole.jsonl", tmp_path / "out.jsonl"
    _run(many, whole, data)
    assert _leave_part(many, data, target) == 500
    with part_of(target).open("ab") as part:
        part.write(b"\0" * 4096)
    assert _run(many, target, data).kept == 500
    assert target.read_bytes() == whole.read_bytes()


def test_other_input_rules_or_limit_start_anew(many: Path, data: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.jsonl"
    _leave_part(many, data, target)
    with many.open("a", encoding="utf-8") as stream:
        stream.write(line(1200) + "\n")
    assert _run(many, target, data).kept == 0
    assert len(_rows(target)) == 1201
    _leave_part(many, data, target)
    assert _run(many, target, data, max_chars=99_999).kept == 0
    _leave_part(many, data, target)
    part_of(target).with_name("out.jsonl.part.state").unlink()
    assert _run(many, target, data).kept == 0


def test_the_stamp_changes_with_rules_and_cards(data: Path, tmp_path: Path) -> None:
    import shutil

    stamps = {make_order(sources_in(data), 1).stamp}
    for name, pattern in (("lexicons", "policy.toml"), ("scripts_library", "products/*.toml")):
        copy = tmp_path / name
        shutil.copytree(data / name, copy)
        changed = next(copy.glob(pattern))
        text = changed.read_text(encoding="utf-8")
        changed.write_text(
            text.replace("start = 100", "start = 99").replace('name = "', 'name = "新'), encoding="utf-8"
        )
        stamps.add(make_order(replace(sources_in(data), **{name: copy}), 1).stamp)
    assert len(stamps) == 3


def test_a_second_run_on_the_same_output_is_refused(many: Path, data: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.jsonl"
    first = open_output(target, {})
    with pytest.raises(InputError, match=r"另一个 coach batch 正在写 .*out\.jsonl\.part"):
        _run(many, target, data)
    first.close()
    assert _run(many, target, data).lines == 1200


# writing


def test_a_full_disk_keeps_the_part_and_leaves_the_old_result(
    many: Path, data: Path, tmp_path: Path, start: Start
) -> None:
    target = tmp_path / "out.jsonl"
    target.write_text("old")

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1_500_000, 1_500_000))

    process = start("coach.cli", "batch", many, "-o", target, preexec_fn=limit)
    _, said = process.communicate()
    assert process.returncode == 2
    assert f"写不进 {part_of(target)}" in said
    assert "重新运行同一命令会接着做" in said
    assert "Traceback" not in said
    assert target.read_text() == "old"
    part = part_of(target).read_bytes()
    assert part.endswith(b"}\n")
    assert len(part) <= 1_500_000
    summary = _run(many, target, data, max_chars=2_000_000)
    assert summary.kept == part.count(b"\n") > 0
    assert len(_rows(target)) == 1200


def test_a_full_device_is_told(many: Path, data: Path) -> None:
    with pytest.raises(OutputError, match=r"写不进 /dev/full：.*-o 写到文件"):
        _run(many, Path("/dev/full"), data)


def test_places_that_cannot_be_written(many: Path, data: Path, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"写不进 .*nowhere/out\.jsonl\.part"):
        _run(many, tmp_path / "nowhere" / "out.jsonl", data)
    with pytest.raises(OutputError, match="是一个目录"):
        _run(many, tmp_path, data)
    with pytest.raises(InputError, match="输出不能写在输入文件"):
        _run(many, many, data)


def test_inputs_that_cannot_be_read(data: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"没有\.jsonl 不存在"):
        _run(tmp_path / "没有.jsonl", tmp_path / "out", data)
    with pytest.raises(InputError, match="是一个目录"):
        _run(tmp_path, tmp_path / "out", data)


def test_a_link_keeps_pointing_at_the_result(many: Path, data: Path, tmp_path: Path) -> None:
    real, link = tmp_path / "real.jsonl", tmp_path / "link.jsonl"
    real.write_text("old")
    link.symlink_to(real)
    _run(many, link, data)
    assert link.is_symlink()
    assert len(_rows(real)) == 1200


def test_interrupted_at_the_keyboard_it_says_how_to_go_on(many: Path, data: Path, tmp_path: Path, start: Start) -> None:
    target = tmp_path / "out.jsonl"
    process = start("coach.cli", "batch", many, "-o", target)
    _wait_for_part(target)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate()
    assert process.returncode == 130
    assert "重新运行同一命令会接着做" in said
    assert "Traceback" not in said
    assert part_of(target).read_bytes().endswith(b"}\n")
    assert _run(many, target, data, max_chars=2_000_000).kept >= 250


def test_a_worker_with_other_rules_refuses(data: Path) -> None:
    order = make_order(sources_in(data), 1000)
    with pytest.raises(InputError, match=r"规则或商品卡和发起的机器不同（这里 \w+，那里 other）"):
        check_block(replace(order, stamp="other"), Block(first=1, lines=(line(1).encode(),)))
