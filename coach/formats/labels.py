"""The Chinese names of the report's fixed words, and how times and lengths are written."""

from __future__ import annotations

from coach.scoring.model import How, Report, Severity, Verdict

VERDICTS = {Verdict.PASS: "通过", Verdict.REVISE: "需修改", Verdict.BLOCK: "不能播"}
SEVERITIES = {Severity.BLOCK: "必须改", Severity.WARN: "建议改", Severity.HINT: "留意"}
HOWS = {How.EXACT: "", How.DISGUISED: "变形写法", How.SUSPECTED: "疑似"}
SOURCES = {"estimated": "估算", "partly measured": "部分实测", "measured": "实测"}
SURE = 0.75  # confidence from which a covered point needs no second listen


def circled(number: int) -> str:
    """Return ① … ㊿ for 1 to 50, (51) and so on beyond."""
    if number <= 20:
        return chr(0x245F + number)
    if number <= 35:
        return chr(0x3251 + number - 21)
    if number <= 50:
        return chr(0x32B1 + number - 36)
    return f"({number})"


def duration(seconds: float) -> str:
    """Return a length of time in words: 118 → 1 分 58 秒."""
    minutes, rest = divmod(round(seconds), 60)
    if not minutes:
        return f"{rest} 秒"
    return f"{minutes} 分 {rest} 秒" if rest else f"{minutes} 分钟"


def clock(seconds: float) -> str:
    """Return a moment of the recording: 83.2 → 00:01:23."""
    whole = int(seconds)
    return f"{whole // 3600:02}:{whole % 3600 // 60:02}:{whole % 60:02}"


def length(report: Report) -> str:
    """Return how long the text is: characters, time, speed, and whether the time was measured."""
    parts = [f"{report.chars} 字"]
    if report.seconds is not None:
        about = "约 " if report.seconds_source == "estimated" else ""
        parts.append(f"{about}{duration(report.seconds)}（{SOURCES[report.seconds_source]}）")
    if report.pace.per_minute is not None:
        parts.append(f"每分钟 {report.pace.per_minute} 字")
    return " · ".join(parts)
