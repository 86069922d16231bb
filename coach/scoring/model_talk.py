"""The frozen values that scoring takes and gives about the talk itself: cues, flow and pace."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """A stretch of the text with the time it was spoken, in seconds; ``end_s`` is None where only starts are known."""

    start: int
    end: int
    start_s: float
    end_s: float | None = None
    speaker: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of a show's flow and where it is first heard; offsets are None when it is missing."""

    id: str
    name: str
    present: bool
    expected: bool
    start: int | None = None
    end: int | None = None
    quote: str | None = None
    share: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """A remark on flow or pace: what is wrong, where (or where it should go), what to do, and how the library does it.

    ``example`` is a line of the script ``example_from`` of the library. ``count`` is how many places there are.
    ``sort`` is ``part``, ``style``, ``rule`` or ``card`` (costs nothing) on the flow, empty on the pace.
    """

    id: str
    message: str
    advice: str
    start: int | None = None
    end: int | None = None
    text: str | None = None
    count: int = 1
    sort: str = ""
    example: str | None = None
    example_from: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One yes/no question with its evidence; ``met`` is None where it can't be told from what is given."""

    id: str
    ask: str
    met: bool | None
    start: int | None = None
    end: int | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A stretch of the timeline: the part it belongs to (None: none) and from when to when, in seconds."""

    part: str | None
    start: int
    end: int
    from_s: float
    to_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressed:
    """An audience or a scene of the card (``sort``): spoken to or not, and where."""

    sort: str
    name: str
    met: bool
    start: int | None = None
    end: int | None = None
    quote: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """What type of script it is, the parts that were heard, in order of first appearance, and remarks.

    ``type_source`` is ``given`` or ``recognised``. ``timeline`` tiles the text. ``checks`` are what was asked of it.
    """

    parts: tuple[Part, ...] = ()
    order: tuple[str, ...] = ()
    remarks: tuple[Remark, ...] = ()
    type: str = "live"
    type_name: str = ""
    type_source: str = "recognised"
    timeline: tuple[Stretch, ...] = ()
    addressed: tuple[Addressed, ...] = ()
    checks: tuple[Check, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """Speeds between which talk is easy to follow, in syllables a minute.

    ``source`` is ``default`` (pace.toml) or ``learned`` from ``samples`` stretches of senior hosts' talk.
    """

    slowest: int
    fastest: int
    source: str = "default"
    samples: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Words said over and over (a filler, a repeated clause): how often, and the first place."""

    text: str
    count: int
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """One speaker's part of the talk; ``seconds`` is None where nothing is measured."""

    name: str
    syllables: int
    seconds: int | None
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How fast and how fluently the text is (or would be) spoken; nothing is measured without timestamps.

    ``pauses`` (how many, None where they can't be measured) and ``pause_s`` (the longest) count silence between
    subtitles. ``slot_s`` is the time the script should take, least and most.
    """

    syllables: int
    seconds: int | None
    seconds_source: str
    per_minute: int | None
    fillers: int = 0
    remarks: tuple[Remark, ...] = ()
    band: Band | None = None
    pauses: int | None = None
    pause_s: float | None = None
    filler_words: tuple[Said, ...] = ()
    repeats: tuple[Said, ...] = ()
    speakers: tuple[Speaker, ...] = ()
    slot_s: tuple[int, int] | None = None
    checks: tuple[Check, ...] = ()
