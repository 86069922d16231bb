"""How fast and how fluently a text is spoken: measured where there are timestamps, estimated otherwise and said so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from coach.scoring.fluency import fillers, repeats
from coach.scoring.model import Band, Check, Cue, Pace, Remark, Said
from coach.scoring.normalise import Folded
from coach.scoring.pace_syllables import syllables
from coach.scoring.pace_table import PaceTable
from coach.scoring.pace_time import ESTIMATED, MEASURED, Times, measure, speakers, windows

_LEAST_SYLLABLES = 100  # of a shorter text nothing is said about fillers or length


def measure_pace(folded: Folded, cues: Sequence[Cue], table: PaceTable, *, band: Band | None = None) -> Pace:
    """Return syllables, seconds, speed and fluency; ``seconds_source`` is measured, partly measured or estimated.

    Cues with start and end measure; starts alone leave the last stretch to be estimated; no cues, all is estimated.
    ``band`` is the team's own, else the table's default.
    """
    spoken = syllables(folded.text)
    times = measure(folded.raw, cues, spoken, table.per_minute, table.pause_s)
    in_cues = sum(item.spoken for item in times.timed)
    per_minute = round(in_cues * 60 / times.seconds) if times.seconds and times.source != ESTIMATED else None
    words = fillers(folded, table.fillers)
    again = repeats(folded, table)
    band = band or table.band
    judged = [_speed(folded, times, per_minute, band, table), _pauses(folded, times, table)]
    judged += [_fillers(folded, words, spoken, table), _repeats(again)]
    return Pace(
        syllables=spoken,
        seconds=round(times.seconds) if spoken else 0,
        seconds_source=times.source,
        per_minute=per_minute,
        fillers=sum(word.count for word in words),
        remarks=tuple(remark for _, remarks in judged for remark in remarks),
        band=band,
        pauses=len(times.pauses) if times.source == MEASURED else None,
        pause_s=max((round(s, 1) for _, s in times.pauses), default=0.0) if times.source == MEASURED else None,
        filler_words=words,
        repeats=again,
        speakers=speakers(times.timed, times.source),
        checks=tuple(check for check, _ in judged if check),
    )


def fit_slot(pace: Pace, raw: str, slot: tuple[int, int] | None) -> Pace:
    """Return the pace with a remark where the script is shorter or longer than the time it should take."""
    if slot is None or pace.seconds is None or pace.syllables < _LEAST_SYLLABLES:
        return pace
    least, most = slot
    known = "" if pace.seconds_source == MEASURED else "估算"
    check = Check(id="pace/slot", ask="时长合适吗？", met=least <= pace.seconds <= most)
    remarks = pace.remarks
    if pace.seconds < least:
        remarks += (
            _remark(
                "pace/short",
                f"{known}只有 {pace.seconds} 秒，这一段应讲 {least} 到 {most} 秒。",
                "把必讲卖点各加一个画面或一次演示，再主动答一个观众常问的问题。",
                raw,
                (max(0, len(raw) - 20), len(raw)),
            ),
        )
    elif pace.seconds > most:
        at = len(raw) * most // max(1, pace.seconds)
        remarks += (
            _remark(
                "pace/long",
                f"{known}要讲 {pace.seconds} 秒，这一段应讲 {least} 到 {most} 秒，讲到这里时间就到了。",
                "先讲必讲卖点和价格，重复的和可有可无的删掉。",
                raw,
                (at, min(len(raw), at + 20)),
            ),
        )
    return replace(pace, slot_s=slot, remarks=remarks, checks=(*pace.checks, check))


_Judged = tuple[Check | None, tuple[Remark, ...]]


def _speed(folded: Folded, times: Times, per_minute: int | None, band: Band, table: PaceTable) -> _Judged:
    ask = f"语速在每分钟 {band.slowest} 到 {band.fastest} 字之间吗？"
    if per_minute is None:
        return Check(id="pace/speed", ask=ask, met=None), ()
    found = windows(times.timed, table.window_s)
    fastest = max(found, key=lambda w: (w[0], -w[1]), default=None)
    slowest = min(found, key=lambda w: (w[0], w[1]), default=None)
    team = "（团队老主播的语速）" if band.source == "learned" else ""
    remarks: tuple[Remark, ...] = ()
    if per_minute > band.fastest:
        remarks = (
            _remark(
                "pace/fast",
                f"语速每分钟 {per_minute} 字，偏快（建议不超过 {band.fastest}{team}）。",
                "讲价格、规格和规则时停一拍，重要数字说两遍。",
                folded.raw,
                fastest[1:] if fastest else None,
            ),
        )
    elif per_minute < band.slowest:
        remarks = (
            _remark(
                "pace/slow",
                f"语速每分钟 {per_minute} 字，偏慢（建议不低于 {band.slowest}{team}）。",
                "提前把商品卡背熟，减少停顿。",
                folded.raw,
                slowest[1:] if slowest else None,
            ),
        )
    elif fastest and fastest[0] > band.fastest * table.over:
        remarks = (
            _remark(
                "pace/rush",
                f"整体语速合适，这一段快到每分钟 {fastest[0]} 字。",
                "这一段慢下来，数字和条件说完停一拍。",
                folded.raw,
                fastest[1:],
            ),
        )
    return Check(id="pace/speed", ask=ask, met=band.slowest <= per_minute <= band.fastest), remarks


def _pauses(folded: Folded, times: Times, table: PaceTable) -> _Judged:
    if times.source != MEASURED:
        return None, ()
    ask = f"没有超过 {table.too_long_s:g} 秒的冷场吗？"
    long = [pause for pause in times.pauses if pause[1] > table.too_long_s]
    if not long:
        return Check(id="pace/pauses", ask=ask, met=True), ()
    place, seconds = max(long, key=lambda pause: pause[1])
    remark = _remark(
        "pace/pauses",
        f"这句后面停了 {seconds:.0f} 秒（超过 {table.too_long_s:g} 秒的停顿共 {len(long)} 处）。",
        "备三句随时能接的话：念一条评论、再展示一次、重复一个卖点。",
        folded.raw,
        (max(0, place - 20), place),
        count=len(long),
    )
    return Check(id="pace/pauses", ask=ask, met=False, start=remark.start, end=remark.end, text=remark.text), (remark,)


def _fillers(folded: Folded, words: Sequence[Said], spoken: int, table: PaceTable) -> _Judged:
    count = sum(word.count for word in words)
    if spoken < _LEAST_SYLLABLES:
        return None, ()
    met = count <= spoken * table.fillers.most
    ask = "口头禅不多吗？"
    if met or not words:
        return Check(id="pace/fillers", ask=ask, met=True), ()
    most = "、".join(f"“{word.text}”{word.count} 次" for word in words[:3])
    remark = _remark(
        "pace/fillers",
        f"口头禅 {count} 次，偏多：{most}。",
        "说完一句就停，不用“嗯、那个、然后”去填空。",
        folded.raw,
        (words[0].start, words[0].end),
        count=count,
    )
    return Check(id="pace/fillers", ask=ask, met=False, start=remark.start, end=remark.end, text=remark.text), (remark,)


def _repeats(again: Sequence[Said]) -> _Judged:
    if not again:
        return None, ()
    first = again[0]
    return None, (
        Remark(
            id="pace/repeats",
            message=f"“{first.text}”短时间里说了 {first.count} 遍。",
            advice="说两遍就够；第三遍换一个卖点或问观众一个问题。",
            start=first.start,
            end=first.end,
            text=first.text,
            count=first.count,
        ),
    )


def _remark(
    remark_id: str, message: str, advice: str, raw: str, span: tuple[int, int] | None, *, count: int = 1
) -> Remark:
    start, end = span or (None, None)
    text = raw[start:end] if span else None
    return Remark(id=remark_id, message=message, advice=advice, start=start, end=end, text=text, count=count)
