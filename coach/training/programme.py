"""Programme, drills and checklists as data: parsing with errors that name file, line and key, and their fingerprint.

Keys marked ``?`` may be left out (the default stands behind); every other key must be there; unknown keys are refused.
Text keys are plain Chinese for anchors and trainers. Ids are lower-case letters, digits and hyphens. In every file put
``id = "…"`` first in its table: error lines are found by it.

``programmes/<id>.toml`` — one file, tables in this order:

  id, version, title                    texts; ``version`` is shown and written by hand ("2026.1")

  [[courses]]                           the five courses, in order
    id, title, goal                     texts
    drills = ["…"]                      drill ids in the order of practice; each names this course in its own file
    least                               number: how many of them must be passed to finish the course

  [[rubrics]]                           yes/no checks for reviewers and partners
    id, title
    [[rubrics.checks]]                  follow their rubric
      id, ask                           ask = the question answered by yes or no
      guidance                          text: what counts as yes, what as no
      aspect                            text: 人 / 货 / 场 / 流程 or the like, to group by
      must ?                            false | true: without a yes here nothing passes

  [[gates]]                             three: stage = "rehearsal" | "paired" | "monitored", in this order
    stage, title, goal                  texts
    partners                            roles that may be the partner: ["senior", "trainer", "ops"]
    rubric                              id of the rubric answered at the verdict
    where                               "any" | "platform" | "scope": which sessions count for a platform and kind of
                                        goods: all; those on the platform; those on the platform with that kind
    sessions                            number of passed sessions needed
    minutes                             number: minutes on air in them altogether
    session_minutes                     number: a session shorter than this does not count
    score                               0–100: least report score of each of the last ``in_a_row`` sessions
    clean                               number: the last n sessions' reports have no block finding
    in_a_row                            number: the last n judged sessions were passed one after the other
    checks                              0–1: least share of yes on the rubric in each of the last ``in_a_row`` sessions
    talk_share ?                        0–1 (0): the anchor's least share of the talk in the last session
    quiet_days                          number: days without a serious or cut-off incident
    minor_incidents                     number: how many minor incidents those days may hold

  [scope]                               practice that a platform and a kind of goods need before the monitored stage
    attempts                            number of different drills passed on this platform with this kind
    score                               0–100: least score of the best of the last ``clean`` attempts there
    clean                               number: the last n attempts there have no block finding
    coverage                            0–1: one of them conveyed at least this share of the selling points

  [reviewers]                           who may review
    references                          number of reference attempts a reviewer scores first
    distance                            0–1: mean distance from the reference that is close enough

  [[references]]                        attempts with a known judgement, for calibration
    id, title, drill, script            drill id; script = id of a sample script in scripts/ that is judged
    verdict                             "pass" | "again"
    met = ["…"]                         check ids (of the drill's rubric) answered yes; the others are no
    why                                 text: the reasoning shown afterwards

  [signoff]
    meaning                             text: what the signature says
    days                                number: it expires after so many days
    warn_days                           number: its coming end is shown so many days before
    signers                             roles: ["ops"]
    reviewers                           number of different people whose judgements the evidence must hold (four eyes: 2)
    fresh_days                          number: the last monitored session is at most this old

``drills/*.toml`` — any number of files, each with ``[[drills]]``:

  id, title, course                     course = id of a course of the programme
  type                                  "quiz" | "rewrite" | "write" | "answer" | "recall" | "heckler" | "open" | "price" |
                                        "close" | "move"
  level                                 1 | 2 | 3
  task                                  text: what to do, said to the anchor
  guidance ? []                         texts: how to do it well
  platform ? "any"                      "douyin" | "xiaohongshu" | "any": the platform it is checked for
  product ? ""                          card id from products/ that the text is checked against
  kind ? (the card's)                   kind of goods, only where there is no card
  script ? ""                           id of a sample script in scripts/ shown as the material (rewrite, move)
  text ? ""                             material written here instead of ``script`` (a careless script to rewrite, a
                                        heckler's words)
  questions ? []                        viewers' questions to answer (answer, heckler)
  example ? ""                          a good answer, or the beginning of one, shown to the anchor
  stage ? ""                            "rehearsal" | "paired" | "monitored": the stage it prepares for or follows
  categories ? []                       quiz: categories of forbidden speech to ask about; empty = all
  count ? 0                             quiz: number of questions (must be > 0 there)
  parts ? []                            parts of the flow that must be heard: hook need points proof price call
                                        interaction after_sale
  coverage ? 0                          0–1: least share of the card's selling points
  score                                 0–100: least score
  chars_least ? 0                       fewest characters of a hand-in
  chars_most ? 0                        most characters, 0 = no limit
  seconds ? 0                           time to finish after opening, 0 = no limit
  days                                  number: due so many days after it was assigned
  rubric ? ""                           id of the rubric a reviewer answers
  review ? false                        true: only a reviewer's pass finishes it; false: the score does

``checklists/*.toml`` — one checklist a file:

  id, version, title, goal              texts
  about                                 "room" | "show" | "account"
  [[items]]
    id, ask                             ask = what is signed ("每个 SKU 的库存已核对")
    group                               text: 货品 / 场景 / 合规 / 人员 / 投放 / 售后 …
    phase ? ""                          "before" | "during" | "after" | ""
    guidance                            text: how to check it
    signers ? all                       roles that may sign it: ["trainer", "ops", "senior"]
    note ? false                        true: what was seen must be written down
    must ? true                         false: the list may be closed without it
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from coach.errors import NotFoundError
from coach.scoring import Category, Kind, Platform
from coach.training.checklist_form import Checklist
from coach.training.model import (
    CardId,
    CheckId,
    ChecklistId,
    CourseId,
    DrillId,
    ProgrammeId,
    ReferenceId,
    ReviewVerdict,
    Role,
    RubricId,
    Stage,
)


class DrillType(StrEnum):
    """What a drill asks for."""

    QUIZ = "quiz"
    REWRITE = "rewrite"
    WRITE = "write"
    ANSWER = "answer"
    RECALL = "recall"
    HECKLER = "heckler"
    OPEN = "open"
    PRICE = "price"
    CLOSE = "close"
    MOVE = "move"


class Where(StrEnum):
    """Which sessions count for a platform and a kind of goods."""

    ANY = "any"
    PLATFORM = "platform"
    SCOPE = "scope"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A question of a rubric, answered by yes or no."""

    id: CheckId
    ask: str
    guidance: str
    aspect: str
    must: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Rubric:
    """The checks a reviewer or partner answers, each with evidence."""

    id: RubricId
    title: str
    checks: tuple[Check, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """One of the five courses; finished when ``least`` of its drills are passed."""

    id: CourseId
    title: str
    goal: str
    drills: tuple[DrillId, ...]
    least: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Drill:
    """An exercise; see the head of the module for what its fields mean."""

    id: DrillId
    title: str
    course: CourseId
    type: DrillType
    level: int
    task: str
    guidance: tuple[str, ...]
    platform: Platform
    product: CardId | None
    kind: Kind | None
    script: str
    text: str
    questions: tuple[str, ...]
    categories: tuple[Category, ...]
    count: int
    parts: tuple[str, ...]
    coverage: float
    score: int
    chars_least: int
    chars_most: int
    seconds: int
    days: int
    rubric: RubricId | None
    review: bool
    example: str = ""
    stage: Stage | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """What a stage must show before the next one opens; see the head of the module."""

    stage: Stage
    title: str
    goal: str
    partners: frozenset[Role]
    rubric: RubricId
    where: Where
    sessions: int
    minutes: int
    session_minutes: int
    score: int
    clean: int
    in_a_row: int
    checks: float
    talk_share: float
    quiet_days: int
    minor_incidents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ScopeTerms:
    """Practice that one platform and one kind of goods need."""

    attempts: int
    score: int
    clean: int
    coverage: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewerTerms:
    """How many reference attempts a reviewer scores first, and how near they must come."""

    references: int
    distance: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A sample script with a known judgement; ``met`` are the checks answered yes."""

    id: ReferenceId
    title: str
    drill: DrillId
    script: str
    verdict: ReviewVerdict
    met: frozenset[CheckId]
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignoffTerms:
    """What a sign-off says, how long it holds, who signs, and how many pairs of eyes the evidence needs."""

    meaning: str
    days: int
    warn_days: int
    signers: frozenset[Role]
    reviewers: int
    fresh_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """The whole training path as data. ``fingerprint`` covers all of it and its drills, but no checklist.

    ``own`` are drills the team wrote itself: practice beside the courses. While no course lists it, such a drill counts
    for none of them and is not part of the fingerprint, so that writing one takes no sign-off its ground. ``edition`` is
    the number of the team's own changes to the programme ``base`` (see ``edition.py``), ``retired`` the questions that
    were once asked. ``fingerprint`` says nothing of those three: the same content has the same one.
    """

    id: ProgrammeId
    version: str
    title: str
    courses: tuple[Course, ...]
    rubrics: tuple[Rubric, ...]
    gates: tuple[Gate, ...]
    scope: ScopeTerms
    reviewers: ReviewerTerms
    references: tuple[Reference, ...]
    signoff: SignoffTerms
    drills: Mapping[DrillId, Drill]
    checklists: Mapping[ChecklistId, Checklist]
    fingerprint: str
    own: tuple[DrillId, ...] = ()
    edition: int = 0
    base: Programme | None = None
    retired: Mapping[CheckId, Check] = field(default_factory=dict)

    @property
    def standard(self) -> Programme:
        """Return the programme without the team's changes."""
        return self.base or self

    @property
    def label(self) -> str:
        """Return the version as people read it."""
        return f"{self.version} 版" + (f"，团队第 {self.edition} 次修改" if self.edition else "")

    def find_drill(self, drill_id: str) -> Drill | None:
        """Return the drill with this id, or None."""
        return self.drills.get(DrillId(drill_id))

    def get_drill(self, drill_id: str) -> Drill:
        """Return the drill with this id.

        Raises:
            NotFoundError: there is none.
        """
        drill = self.find_drill(drill_id)
        if drill is None:
            raise NotFoundError(
                f"培养方案“{self.title}”里没有“{drill_id}”这个练习。请在练习目录里另选一个。", drill=drill_id
            )
        return drill

    def list_drills(self) -> tuple[Drill, ...]:
        """Return all drills in the order of the courses, the team's own behind them, each once."""
        listed = (drill for course in self.courses for drill in course.drills)
        return tuple(self.drills[drill] for drill in dict.fromkeys((*listed, *self.own)))

    def find_check(self, check_id: str) -> Check | None:
        """Return the question with this id, also one that is no longer asked; None if it never was."""
        asked = (check for rubric in self.rubrics for check in rubric.checks if check.id == check_id)
        return next(asked, None) or self.retired.get(CheckId(check_id))

    def get_rubric(self, rubric_id: str) -> Rubric:
        """Return the rubric with this id.

        Raises:
            NotFoundError: there is none.
        """
        for rubric in self.rubrics:
            if rubric.id == rubric_id:
                return rubric
        raise NotFoundError(f"培养方案“{self.title}”里没有“{rubric_id}”这张评分表。", rubric=rubric_id)

    def get_course(self, course_id: str) -> Course:
        """Return the course with this id.

        Raises:
            NotFoundError: there is none.
        """
        for course in self.courses:
            if course.id == course_id:
                return course
        raise NotFoundError(f"培养方案“{self.title}”里没有“{course_id}”这门课。", course=course_id)

    def get_gate(self, stage: Stage) -> Gate:
        """Return what this stage must show."""
        return next(gate for gate in self.gates if gate.stage is stage)

    def get_reference(self, reference_id: str) -> Reference:
        """Return the reference attempt with this id.

        Raises:
            NotFoundError: there is none.
        """
        for reference in self.references:
            if reference.id == reference_id:
                return reference
        raise NotFoundError(f"培养方案“{self.title}”里没有“{reference_id}”这份参考练习。", reference=reference_id)

    def get_checklist(self, checklist_id: str) -> Checklist:
        """Return the checklist with this id.

        Raises:
            NotFoundError: there is none; the message lists those there are.
        """
        if checklist_id not in self.checklists:
            known = "、".join(item.title for item in self.checklists.values())
            raise NotFoundError(f"没有“{checklist_id}”这张检查表。现有：{known}。", checklist=checklist_id)
        return self.checklists[ChecklistId(checklist_id)]
