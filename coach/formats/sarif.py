"""Write a report as SARIF 2.1.0 (OASIS), the form that code-scanning tools and editors read."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import coach
from coach.formats.labels import HOWS, SEVERITIES, VERDICTS
from coach.formats.reading import Places
from coach.scoring.model import Basis, FactResult, Finding, Report, Severity
from coach.scoring.names import CATEGORIES

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {Severity.BLOCK: "error", Severity.WARN: "warning", Severity.HINT: "note"}
_SURROGATES = re.compile("[\ud800-\udfff]")

Locate = Callable[[int, int], tuple[int, int]]


@dataclass(frozen=True, slots=True)
class _Artifact:
    """The file the results point into: its address, its whole text, and the way from the checked text into it."""

    uri: str
    source: str
    places: Places
    locate: Locate

    def location(self, start: int, end: int) -> dict[str, object]:
        """Return the physical location of a span of the checked text; lines, columns and offsets in code points."""
        start, end = self.locate(start, end)
        line, column = self.places.line_column(start)
        end_line, end_column = self.places.line_column(end)
        region = {
            "startLine": line,
            "startColumn": column,
            "endLine": end_line,
            "endColumn": end_column,
            "charOffset": start,
            "charLength": end - start,
            "snippet": {"text": self.source[start:end]},
        }
        return {"physicalLocation": {"artifactLocation": {"uri": self.uri, "index": 0}, "region": region}}


def render_sarif(
    report: Report, text: str, uri: str, *, source: str | None = None, locate: Locate | None = None
) -> str:
    """Return the report as a SARIF 2.1.0 log of one run, as JSON text ending with a newline.

    ``uri`` is the percent-encoded address of the checked file. Where the file is more than the checked ``text``
    (front matter, subtitle times), ``source`` is the whole file and ``locate`` maps spans of ``text`` into it.
    """
    source = text if source is None else source
    artifact = _Artifact(uri, source, Places(source), locate or (lambda start, end: (start, end)))
    rules: dict[str, dict[str, object]] = {}
    results = [*_findings(report, artifact, rules), *_facts(report, artifact, rules)]
    run = {
        "tool": {
            "driver": {
                "name": "coach",
                "version": coach.__version__,
                "semanticVersion": coach.__version__,
                "rules": list(rules.values()),
            }
        },
        "language": "zh-CN",
        "columnKind": "unicodeCodePoints",
        "newlineSequences": ["\r\n", "\n", "\r"],
        "artifacts": [{"location": {"uri": uri}, "roles": ["analysisTarget"], "encoding": "UTF-8"}],
        "invocations": [{"executionSuccessful": True}],
        "results": results,
        "properties": {
            "verdict": report.verdict.value,
            "verdictText": VERDICTS[report.verdict],
            "score": report.score,
            "rulebook": report.rulebook,
        },
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return _SURROGATES.sub("\ufffd", json.dumps(log, ensure_ascii=False, indent=2)) + "\n"


def _findings(report: Report, artifact: _Artifact, rules: dict[str, dict[str, object]]) -> Iterator[dict[str, object]]:
    seen: Counter[tuple[str, str]] = Counter()
    for finding in report.findings:
        rules.setdefault(finding.rule, _rule(finding))
        same = (finding.rule, finding.text)
        seen[same] += 1
        suppression = finding.suppressed
        yield {
            "ruleId": finding.rule,
            "ruleIndex": list(rules).index(finding.rule),
            "level": _LEVELS[finding.severity],
            "message": {"text": _message(finding)},
            "locations": [artifact.location(finding.start, finding.end)],
            "partialFingerprints": {"coachFinding/v1": _fingerprint(*same, str(seen[same]))},
            "suppressions": []
            if suppression is None
            else [
                {
                    "kind": "external",
                    "status": "accepted",
                    "justification": f"{suppression.by}：{suppression.reason}",
                }
            ],
            "properties": {"category": finding.category.value, "term": finding.term, "how": finding.how.value},
        }


def _facts(report: Report, artifact: _Artifact, rules: dict[str, dict[str, object]]) -> Iterator[dict[str, object]]:
    for fact in report.facts:
        if fact.agrees is not False:
            continue
        rule = f"facts/{fact.fact}"
        rules.setdefault(rule, _fact_rule(rule, fact))
        yield {
            "ruleId": rule,
            "ruleIndex": list(rules).index(rule),
            "level": "warning",
            "message": {"text": f"“{fact.text}”和商品卡不一致：卡上写“{fact.expected}”，说成“{fact.said}”。"},
            "locations": [artifact.location(fact.start, fact.end)],
            "partialFingerprints": {"coachFinding/v1": _fingerprint(rule, fact.text, str(fact.start))},
            "suppressions": [],
        }


def _rule(finding: Finding) -> dict[str, object]:
    category = CATEGORIES[finding.category]
    name = finding.rule.partition("/")[2] or finding.rule
    rule: dict[str, object] = {
        "id": finding.rule,
        "shortDescription": {"text": f"{category}：{name}"},
        "fullDescription": {"text": finding.message},
        "help": {"text": _help(finding), "markdown": _help(finding, markdown=True)},
        "defaultConfiguration": {"level": _LEVELS[finding.severity]},
        "properties": {"tags": [finding.category.value], "severityText": SEVERITIES[finding.severity]},
    }
    url = next((basis.url for basis in finding.basis if basis.url), "")
    if url:
        rule["helpUri"] = url
    return rule


def _fact_rule(rule: str, fact: FactResult) -> dict[str, object]:
    return {
        "id": rule,
        "shortDescription": {"text": f"和商品卡不一致：{fact.fact}"},
        "fullDescription": {"text": f"口播里的{fact.fact}要和商品卡一致。"},
        "help": {"text": f"请按商品卡改口，或先改正商品卡。卡上写“{fact.expected}”。"},
        "defaultConfiguration": {"level": "warning"},
        "properties": {"tags": ["facts"]},
    }


def _message(finding: Finding) -> str:
    parts = [f"“{finding.text}”", HOWS[finding.how], f"{CATEGORIES[finding.category]}：{finding.message}"]
    message = " ".join(part for part in parts if part)
    return f"{message} 可以改成：{' / '.join(finding.suggestions)}" if finding.suggestions else message


def _help(finding: Finding, *, markdown: bool = False) -> str:
    lines = [finding.message]
    lines += ["依据：" + "；".join(_law(basis, markdown) for basis in finding.basis)] if finding.basis else []
    lines += ["可以改成：" + " / ".join(finding.suggestions)] if finding.suggestions else []
    return ("\n\n" if markdown else "\n").join(lines)


def _law(basis: Basis, markdown: bool) -> str:
    name = f"《{basis.law}》{basis.article}"
    return f"[{name}]({basis.url})" if markdown and basis.url else name


def _fingerprint(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]
