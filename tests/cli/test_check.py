"""``coach check``: every input, every format, the choices and the exit code."""

from __future__ import annotations

import json
from pathlib import Path

import docx
import pytest

from coach.scoring import Rulebook
from coach.wiring import Coach

from .conftest import Run, RunReal

CLEAN = "家人们好，今天这款五常大米两天之内发货，煮出来一粒一粒的。"
BAD = BODY = "想要的加我微信。"


@pytest.fixture
def clean(tmp_path: Path) -> Path:
    path = tmp_path / "好.txt"
    path.write_text(CLEAN, encoding="utf-8")
    return path


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    path = tmp_path / "坏.txt"
    path.write_text(BAD, encoding="utf-8")
    return path


@pytest.fixture
def card(tmp_path: Path) -> Path:
    path = tmp_path / "大米.toml"
    path.write_text(
        'id = "rice"\nname = "五常大米"\nkind = "food"\nplatform = "douyin"\n'
        'points = [{id = "p1", say = "两天之内发货"}, {id = "p2", say = "黑龙江五常产地"}]\n'
        'facts = {"保质期" = "12个月"}\n',
        encoding="utf-8",
    )
    return path


# exit codes


def test_clean_is_zero_and_found_is_one(run: Run, clean: Path, bad: Path) -> None:
    result = run("check", clean)
    assert result.exit_code == 0
    assert result.stdout.startswith("通过  ")
    result = run("check", bad, "--kind", "food")
    assert result.exit_code == 1
    assert result.stdout.startswith("不能播  ")
    assert "【①加我微信】" in result.stdout
    assert result.stderr == ""


@pytest.mark.parametrize(
    ("level", "block", "warn", "hint"),
    [("block", 1, 0, 0), ("warn", 1, 1, 0), ("hint", 1, 1, 1), ("never", 0, 0, 0)],
)
def test_fail_on_counts_from_its_level_up(
    run: Run, clean: Path, loaded: Coach, monkeypatch: pytest.MonkeyPatch, level: str, block: int, warn: int, hint: int
) -> None:
    from dataclasses import replace

    from coach.scoring import Category, Finding, How, Severity, check

    def with_one(severity: Severity) -> None:
        finding = Finding(
            rule="price/x", category=Category.PRICE, severity=severity, start=0, end=1, text=CLEAN[0], term=CLEAN[0],
            how=How.EXACT, message="", basis=(), suggestions=(),
        )  # fmt: skip
        report = replace(check(CLEAN, None, loaded.rulebook), findings=(finding,))
        monkeypatch.setattr(Coach, "check", lambda self, *args, **kwargs: report)

    for severity, expected in ((Severity.BLOCK, block), (Severity.WARN, warn), (Severity.HINT, hint)):
        with_one(severity)
        assert run("check", clean, "--fail-on", level).exit_code == expected


def test_a_wrong_fact_is_a_warning_and_a_suppressed_finding_is_none(
    run: Run, tmp_path: Path, card: Path, clean: Path, loaded: Coach, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = tmp_path / "wrong.txt"
    wrong.write_text("这款大米的保质期是十八个月。", encoding="utf-8")
    assert run("check", wrong, "--product", card).exit_code == 1
    assert run("check", wrong, "--product", card, "--fail-on", "block").exit_code == 0

    from dataclasses import replace

    from coach.scoring import check
    from coach.scoring.model import Suppression

    report = check(BAD, None, loaded.rulebook)
    spared = tuple(replace(f, suppressed=Suppression(by="运营", reason="已核实")) for f in report.findings)
    assert spared
    monkeypatch.setattr(Coach, "check", lambda self, *args, **kwargs: replace(report, findings=spared))
    result = run("check", clean, "--fail-on", "hint")
    assert result.exit_code == 0
    assert "已豁免" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("没有.txt",), "错误：找不到文件 没有.txt。"),
        ((".",), "是一个目录"),
        (("{clean}", "--product", "没有这张"), "没有编号为“没有这张”的商品卡"),
        (("{clean}", "--product", "没有.toml"), "没有.toml"),
        (("{clean}", "-o", "{tmp}/nowhere/a.txt"), "写不进"),
    ],
)
def test_what_could_not_run_is_two_with_place_and_remedy(
    run: Run, clean: Path, tmp_path: Path, arguments: tuple[str, ...], message: str
) -> None:
    result = run("check", *(argument.format(clean=clean, tmp=tmp_path) for argument in arguments))
    assert result.exit_code == 2
    assert message in result.stderr
    assert result.stderr.startswith("错误：")
    assert "Traceback" not in result.output
    assert result.stdout == ""


# inputs


def test_standard_input(run: Run) -> None:
    for arguments in (("check", "-"), ("check",)):
        result = run(*arguments, stdin=BAD.encode())
        assert result.exit_code == 1
        assert "加我微信" in result.stdout
    result = run("check", "-", stdin=b" \n")
    assert result.exit_code == 2
    assert "标准输入 是空的" in result.stderr


@pytest.mark.parametrize(
    ("name", "data", "place"),
    [
        ("a.txt", BODY.encode("gb18030"), "第 4 字"),
        ("a.md", ('+++\ntitle = "试"\n+++\n' + BODY).encode(), "第 4 字"),
        ("a.srt", f"1\n00:00:05,000 --> 00:00:09,000\n{BODY}\n".encode(), "00:00:05"),
        ("a.vtt", f"WEBVTT\n\n01:05.000 --> 01:09.000\n<v 小敏>{BODY}\n".encode(), "00:01:05"),
        ("妙记.txt", f"主播小敏 00:01:23\n{BODY}\n".encode(), "00:01:23"),
    ],
)
def test_every_text_form(run: Run, tmp_path: Path, name: str, data: bytes, place: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    result = run("check", path)
    assert result.exit_code == 1
    head = next(line for line in result.stdout.splitlines() if line.startswith("①"))
    assert "加我微信" in head
    assert head.endswith(place)


def test_word(run: Run, tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph(BODY)
    document.save(str(tmp_path / "a.docx"))
    result = run("check", tmp_path / "a.docx")
    assert result.exit_code == 1
    assert "加我微信】" in result.stdout


def test_subtitles_give_a_measured_time(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.srt"
    path.write_text(f"1\n00:00:00,000 --> 00:00:30,000\n{CLEAN}\n", encoding="utf-8")
    report = json.loads(run("check", path, "--format", "json").stdout)
    assert (report["seconds"], report["seconds_source"]) == (30, "measured")
    assert (
        json.loads(run("check", "-", "--format", "json", stdin=CLEAN.encode()).stdout)["seconds_source"] == "estimated"
    )


def test_the_limit_is_the_setting(run: Run, clean: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COACH_MAX_CHARS", "10")
    result = run("check", clean)
    assert result.exit_code == 2
    assert "超过 10 字的上限（COACH_MAX_CHARS）" in result.stderr


# product, kind, platform


def _report(run: Run, *arguments: str | Path) -> dict[str, object]:
    report: dict[str, object] = json.loads(run("check", *arguments, "--format", "json", "--fail-on", "never").stdout)
    return report


def test_a_card_by_file_and_by_id(run: Run, clean: Path, card: Path, loaded: Coach) -> None:
    report = _report(run, clean, "--product", card)
    assert (report["product"], report["kind"], report["platform"]) == ("rice", "food", "douyin")
    assert [point["covered"] for point in report["coverage"]["points"]] == [True, False]  # type: ignore[index]
    as_json = card.with_suffix(".json")
    as_json.write_text('{"id": "j", "name": "米", "kind": "baby"}', encoding="utf-8")
    assert _report(run, clean, "--product", as_json)["product"] == "j"
    known = loaded.library.list_products()[0]
    assert _report(run, clean, "--product", known.id)["product"] == known.id


def test_a_wrong_card_names_its_key(run: Run, clean: Path, card: Path) -> None:
    card.write_text(card.read_text(encoding="utf-8") + 'nmae = "x"\n', encoding="utf-8")
    result = run("check", clean, "--product", card)
    assert result.exit_code == 2
    assert "不认识的键“nmae”" in result.stderr


def test_kind_and_platform_win_over_the_card(run: Run, clean: Path, card: Path) -> None:
    report = _report(run, clean, "--product", card, "--kind", "baby", "--platform", "xiaohongshu")
    assert (report["kind"], report["platform"]) == ("baby", "xiaohongshu")


def test_front_matter_fills_in_what_was_not_given(run: Run, tmp_path: Path, card: Path) -> None:
    path = tmp_path / "话术.md"
    path.write_text(
        f'+++\nproduct = "大米.toml"\nplatform = "xiaohongshu"\nkind = "baby"\n+++\n{CLEAN}', encoding="utf-8"
    )
    report = _report(run, path)
    assert (report["product"], report["kind"], report["platform"]) == ("rice", "baby", "xiaohongshu")
    assert report["chars"] == len(CLEAN)
    assert _report(run, path, "--platform", "douyin")["platform"] == "douyin"


@pytest.mark.parametrize(
    ("head", "message"),
    [("product = 3", "product“3”不对"), ('platform = "tiktok"', "platform“tiktok”不对：应是 douyin、")],
)
def test_wrong_front_matter_is_named(run: Run, tmp_path: Path, head: str, message: str) -> None:
    path = tmp_path / "a.md"
    path.write_text(f"+++\n{head}\n+++\n{CLEAN}", encoding="utf-8")
    result = run("check", path)
    assert result.exit_code == 2
    assert f"a.md 开头的 {message}" in result.stderr


def test_every_sample_script_of_the_library_can_be_checked(run: Run, loaded: Coach) -> None:
    scripts = sorted((loaded.settings.scripts_library / "scripts").glob("*.md"))
    assert scripts
    for path in scripts[:5]:
        result = run("check", path, "--format", "json")
        assert result.exit_code in (0, 1)
        assert json.loads(result.stdout)["product"] == loaded.library.get_script(path.stem).product


# formats


def test_json_is_the_report_and_the_same_every_time(run: Run, bad: Path, rulebook: Rulebook) -> None:
    from coach.scoring import check

    first = run("check", bad, "--format", "json")
    assert first.stdout == check(BAD, None, rulebook).to_json() + "\n"
    assert run("check", bad, "--format", "json").stdout_bytes == first.stdout_bytes


def test_sarif_points_into_the_file(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "我的 话术.md"
    path.write_text(f'+++\ntitle = "试"\n+++\n{BODY}', encoding="utf-8")
    [sarif] = json.loads(run("check", path, "--format", "sarif").stdout)["runs"]
    place = sarif["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"].endswith("/%E6%88%91%E7%9A%84%20%E8%AF%9D%E6%9C%AF.md")
    assert (place["region"]["startLine"], place["region"]["startColumn"]) == (4, 4)
    assert place["region"]["snippet"]["text"] == "加我微信"


def test_html_to_a_file_with_the_title_of_the_script(run: Run, tmp_path: Path) -> None:
    path, out = tmp_path / "a.md", tmp_path / "报告.html"
    path.write_text(f'+++\ntitle = "五常大米"\n+++\n{BODY}', encoding="utf-8")
    result = run("check", path, "--format", "html", "-o", out)
    assert (result.exit_code, result.stdout) == (1, "")
    page = out.read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>")
    assert "<h1>五常大米</h1>" in page
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == []


def test_text_in_a_file_has_no_colours(run: Run, bad: Path, tmp_path: Path) -> None:
    run("check", bad, "-o", tmp_path / "out.txt")
    assert "\x1b" not in (tmp_path / "out.txt").read_text(encoding="utf-8")


def test_a_failed_write_leaves_the_old_file(run_real: RunReal, bad: Path, tmp_path: Path) -> None:
    import resource

    out = tmp_path / "out.json"
    out.write_text("old")
    result = run_real(
        "check", bad, "--format", "html", "-o", out,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000)),
    )  # fmt: skip
    assert result.returncode == 2
    assert f"写不进 {out}" in result.stderr.decode()
    assert out.read_text() == "old"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["out.json", "坏.txt"]


def test_a_written_file_keeps_its_mode_and_link(run: Run, bad: Path, tmp_path: Path) -> None:
    real, link = tmp_path / "real.txt", tmp_path / "link.txt"
    real.write_text("old")
    real.chmod(0o640)
    link.symlink_to(real)
    run("check", bad, "-o", link)
    assert link.is_symlink()
    assert real.stat().st_mode & 0o777 == 0o640
    assert "加我微信" in real.read_text(encoding="utf-8")


def test_real_run_in_a_terminal_has_colours_and_fits(bad: Path) -> None:
    import os
    import pty
    import subprocess
    import sys

    import wcwidth

    from .conftest import ROOT

    def in_terminal(*more: str, **env: str) -> str:
        ours, theirs = pty.openpty()
        import fcntl
        import struct
        import termios

        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 44, 0, 0))
        clean_env = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "COLUMNS")}
        process = subprocess.Popen(
            [sys.executable, "-m", "coach.cli", "check", bad, *more],
            cwd=ROOT, stdout=theirs, stderr=theirs, env={**clean_env, "TERM": "xterm", **env},
        )  # fmt: skip
        os.close(theirs)
        out = b""
        try:
            while chunk := os.read(ours, 65536):
                out += chunk
        except OSError:  # Linux tells the end of a terminal so
            pass
        os.close(ours)
        assert process.wait() == 1
        return out.decode()

    import re

    out = in_terminal()
    assert "\x1b[1;31m【①加我微信】" in out
    plain = re.sub(r"\x1b\[[0-9;]*m", "", out)
    assert max(wcwidth.wcswidth(line) for line in plain.splitlines()) <= 44
    assert "\x1b" not in in_terminal(NO_COLOR="anything")
    assert "\x1b" not in in_terminal("--no-color")
