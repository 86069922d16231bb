"""Write a report for a terminal: the verdict, the script with numbered marks, and every reason below it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from coach.formats.labels import HOWS, SEVERITIES, VERDICTS, circled, clock, length
from coach.formats.reading import FACT, Item, Places, PointState, Reading, pieces, printable, read, state
from coach.formats.talk import pace_lines, timeline
from coach.formats.wrapping import Piece, wrap
from coach.scoring.model import Cue, Report, Severity, Verdict
from coach.scoring.names import CATEGORIES, KINDS, PLATFORMS

_BOLD, _DIM = "1", "2"
_STYLES = {"block": "1;31", "warn": "33", "hint": "36", FACT: "35"}
_VERDICT_STYLES = {Verdict.PASS: "1;32", Verdict.REVISE: "1;33", Verdict.BLOCK: "1;31"}
_SIGNS = {PointState.SAID: ("✓", "32"), PointState.MAYBE: ("？", "33"), PointState.MISSING: ("✗", "31")}
_LONGEST_QUOTE = 60
_MOST_PLACES = 8


def render_text(report: Report, text: str, *, width: int = 80, color: bool = False, cues: Sequence[Cue] = ()) -> str:
    """Return the report on ``text`` in lines of at most ``width`` cells, ending with a newline.

    Findings are marked in the script as 【①…】, so that nothing is lost without ``color``. With ``cues`` each
    place is named by its time. Control characters and lone surrogates are shown as U+FFFD.
    """
    page = _Page(max(20, width), color)
    reading = read(report)
    places = Places(text, cues)
    _head(page, reading)
    _first(page, report)
    page.rule()
    page.add(_marked(text, reading))
    page.rule()
    for item in reading.findings:
        _finding(page, item, places)
    _suppressed(page, reading, places)
    _points(page, report)
    _facts(page, reading, places)
    _conflicts(page, report)
    _flow(page, report)
    _deductions(page, reading)
    return page.text()


class _Page:
    """Lines of one width, with or without colour."""

    def __init__(self, width: int, color: bool) -> None:
        self._width, self._color = width, color
        self._blocks: list[str] = []

    def add(self, parts: Sequence[Piece], *, indent: str = "", hanging: str | None = None) -> None:
        """Append a paragraph."""
        self._blocks.append(wrap(parts, self._width, color=self._color, indent=indent, hanging=hanging))

    def gap(self) -> None:
        """Leave a line empty."""
        self._blocks.append("")

    def title(self, text: str) -> None:
        """Open a section."""
        self.gap()
        self.add([(text, _BOLD)])

    def rule(self) -> None:
        """Draw a line across."""
        self.add([("─" * self._width, _DIM)])

    def text(self) -> str:
        """Return all of it."""
        return "\n".join(self._blocks) + "\n"


def _head(page: _Page, reading: Reading) -> None:
    report = reading.report
    verdict = VERDICTS[report.verdict]
    page.add([(verdict, _VERDICT_STYLES[report.verdict]), (f"  {report.score} 分 · {length(report)}", "")])
    goods = [KINDS[report.kind], PLATFORMS[report.platform]]
    page.add([(" · ".join([f"商品 {printable(report.product)}" if report.product else "没有商品卡", *goods]), _DIM)])
    parts = [f"{SEVERITIES[level]} {reading.count(level)} 处" for level in Severity if reading.count(level)]
    if reading.wrong_facts:
        parts.append(f"和商品卡不一致 {len(reading.wrong_facts)} 处")
    if report.coverage.points:
        said = sum(point.covered for point in report.coverage.points)
        parts.append(f"卖点讲到 {said}/{len(report.coverage.points)}")
    page.add([(" · ".join(parts) or "没有发现问题", "")])


def _first(page: _Page, report: Report) -> None:
    """Say what to fix first and what each step gains on top of those before it."""
    if not report.first:
        return
    page.title("先改这几处")
    for number, step in enumerate(report.first, 1):
        places = f"（{step.count} 处）" if step.count > 1 else ""
        gain = f"  +{step.gain} 分，到 {step.score} 分" if step.gain else ""
        page.add([(f"{number}. ", _BOLD), (printable(step.action) + places, ""), (gain, "32")], hanging="   ")
        if step.say:
            page.add([(f"说：{printable(step.say)}", _DIM)], indent="   ", hanging="     ")


def _marked(text: str, reading: Reading) -> list[Piece]:
    parts: list[Piece] = []
    for words, mark in pieces(printable(text).rstrip(), reading.marks):
        if mark is None:
            parts.append((words, ""))
        else:
            numbers = "".join(map(circled, mark.numbers))
            parts.append((f"【{numbers}{words}】", _STYLES[mark.layer]))
    return parts


def _finding(page: _Page, item: Item, places: Places) -> None:
    finding = item.finding
    assert finding is not None
    head = [SEVERITIES[finding.severity], CATEGORIES[finding.category]]
    if HOWS[finding.how]:
        spelled = f"，即“{printable(finding.term)}”" if finding.term and finding.term != finding.text else ""
        head.append(HOWS[finding.how] + spelled)
    page.gap()
    parts = [(f"{circled(item.number)} ", _STYLES[item.layer]), (_quote(finding.text), _BOLD)]
    page.add([*parts, ("  " + " · ".join(head), _STYLES[item.layer]), (_where(item, places), _DIM)], hanging="   ")
    _row(page, "原因", finding.message)
    if finding.basis:
        _row(page, "依据", "；".join(f"《{basis.law}》{basis.article}" for basis in finding.basis))
    _suggestions(page, finding.suggestions)


def _suppressed(page: _Page, reading: Reading, places: Places) -> None:
    if not reading.suppressed:
        return
    page.title("已豁免（仍列出，不扣分）")
    for finding in reading.suppressed:
        assert finding.suppressed is not None
        line, column = places.line_column(finding.start)
        page.add([(f"○ {_quote(finding.text)} {CATEGORIES[finding.category]}，第 {line} 行第 {column} 字", "")])
        _row(page, "豁免", f"{finding.suppressed.by}：{finding.suppressed.reason}")


def _points(page: _Page, report: Report) -> None:
    if not report.coverage.points:
        return
    page.title("卖点")
    for point in report.coverage.points:
        sign, style = _SIGNS[state(point)]
        must = "（必讲）" if point.must else ""
        page.add([(f"{sign} ", style), (printable(point.say) + must, "")], hanging="  ")
        if point.quote:
            doubt = "（拿不准，请听一遍）" if state(point) is PointState.MAYBE else ""
            page.add([(f"讲法：{_quote(point.quote)}{doubt}", _DIM)], indent="   ")


def _facts(page: _Page, reading: Reading, places: Places) -> None:
    if not reading.wrong_facts and not reading.open_facts:
        return
    page.title("和商品卡对照")
    for item in reading.wrong_facts:
        assert item.fact is not None
        fact = item.fact
        parts = [(f"{circled(item.number)} ", _STYLES[FACT]), (f"{fact.fact}：{_quote(fact.text)}", _BOLD)]
        page.add([*parts, (_where(item, places), _DIM)], hanging="   ")
        _row(page, "卡上写", printable(fact.expected))
        _row(page, "说成", printable(fact.said))
    for fact in reading.open_facts:
        expected = printable(fact.expected)
        page.add([(f"？ {fact.fact}：{_quote(fact.text)}，卡上写“{expected}”，请核对", "33")], hanging="   ")


def _conflicts(page: _Page, report: Report) -> None:
    if not report.conflicts:
        return
    page.title("商品卡自身的问题（照卡念也会违规）")
    for conflict in report.conflicts:
        page.add([(f"! {conflict.point} {_quote(conflict.text)} {CATEGORIES[conflict.category]}", "31")], hanging="   ")
        if conflict.message:
            _row(page, "原因", conflict.message)
        _suggestions(page, conflict.suggestions)


def _flow(page: _Page, report: Report) -> None:
    parts = [part for part in report.flow.parts if part.present or part.expected]
    remarks = (*report.flow.remarks, *report.pace.remarks)
    if not parts and not remarks and not report.pace.fillers:
        return
    page.title("流程与节奏" + (f"（按{report.flow.type_name}）" if report.flow.type_name else ""))
    if parts:
        page.add([(text, style) for part in parts for text, style in _part(part.name, part.present, part.share)])
    if line := timeline(report):
        page.add([("时间线  ", _DIM), (line, "")], hanging="        ")
    if report.flow.addressed:
        page.add([(text, style) for one in report.flow.addressed for text, style in _part(one.name, one.met, 0)])
    for line in pace_lines(report):
        page.add([(line, "")])
    if report.pace.fillers:
        page.add([(f"口头禅 {report.pace.fillers} 处", "")])
    for remark in remarks:
        page.add([("· " + printable(f"{remark.message} {remark.advice}".strip()), "")], hanging="  ")
        if remark.text:
            more = f"（共 {remark.count} 处）" if remark.count > 1 else ""
            page.add([(f"原话：{_quote(remark.text)}{more}", _DIM)], indent="  ", hanging="      ")
        if remark.example:
            page.add([(f"例：“{printable(remark.example)}”", _DIM)], indent="  ", hanging="    ")


def _part(name: str, present: bool, share: float) -> Iterator[Piece]:
    yield ("✓" if present else "✗", "32" if present else "31")
    yield (f" {name}" + (f" {share:.0%}" if present and share else "") + "   ", "")


def _deductions(page: _Page, reading: Reading) -> None:
    """List what was taken off; for a finding its number and words, since its reason stands above."""
    report = reading.report
    if not report.deductions:
        return
    numbers = {
        (item.finding.rule, start): item.number
        for item in reading.findings
        if item.finding is not None
        for start, _ in item.spans
    }
    texts = {(finding.rule, finding.start): finding.text for finding in report.findings}
    page.title(f"扣分（{report.score} 分怎么来的）")
    for deduction in report.deductions:
        place = (deduction.because, deduction.start if deduction.start is not None else -1)
        known = place in numbers
        what = f"{circled(numbers[place])} {_quote(texts[place])}" if known else printable(deduction.message)
        page.add([(f"−{deduction.points:<3} ", "31"), (what, "")], hanging="     ")


def _suggestions(page: _Page, suggestions: Sequence[str]) -> None:
    for number, suggestion in enumerate(suggestions):
        _row(page, "  或" if number else "改成", suggestion)


def _row(page: _Page, name: str, text: str) -> None:
    page.add([(f"{name}  ", _DIM), (printable(text), "")], indent="   ", hanging="         ")


def _quote(text: str) -> str:
    clean = " ".join(printable(text).split())
    return f"“{clean if len(clean) <= _LONGEST_QUOTE else clean[: _LONGEST_QUOTE - 1] + '…'}”"


def _where(item: Item, places: Places) -> str:
    shown = [_place(start, places) for start, _ in item.spans[:_MOST_PLACES]]
    more = f"等，共 {len(item.spans)} 处" if len(item.spans) > _MOST_PLACES else ""
    return "  " + "、".join(shown) + more


def _place(offset: int, places: Places) -> str:
    seconds = places.seconds(offset)
    if seconds is not None:
        return clock(seconds)
    line, column = places.line_column(offset)
    return f"第 {line} 行第 {column} 字" if places.many_lines else f"第 {column} 字"
