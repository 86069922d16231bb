"""One unit of work: what a use case reads and writes, kept by one commit together with its audit entry, or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta, timezone
from types import TracebackType

from sqlalchemy import Engine

from coach.errors import ConflictError
from coach.storage import schema
from coach.storage.audit_trail import Trail
from coach.storage.boards import Boards
from coach.storage.copying import lines_of
from coach.storage.editions import Editions
from coach.storage.engine import connect
from coach.storage.faults import explained
from coach.storage.incidents import Incidents
from coach.storage.nouns import Attempts, Cards, ChecklistRuns, Passwords, Rooms, Signoffs, Users
from coach.storage.outbox import Outbox, Webhooks, kept_answers, stale_notices, tokens
from coach.storage.outcomes import Reviews
from coach.storage.progress import Progress
from coach.storage.repositories import Editable, Records
from coach.storage.session_lines import Sessions
from coach.storage.shelf import Shelf
from coach.storage.signing_in import Replaceable, SignIns, failed_tries, invitations, second_steps
from coach.storage.tours import tours
from coach.training.audit import Entry, EntryDraft
from coach.training.model import Assignment, Calibration, Draft, IncidentNote, Shift, Show
from coach.training.model.signing_in import FailedTries, Invitation, SecondStep
from coach.training.model.tokens import KeptAnswer, Token
from coach.training.model.tours import Tour
from coach.training.model.webhooks import StaleNotice

_CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")


class UnitOfWork:
    """The repositories of one transaction; leaving it without ``commit`` takes everything back.

    A writer waits for the writer before it, so what it has read is still so when it commits.
    """

    users: Users
    passwords: Passwords
    rooms: Rooms
    cards: Cards
    assignments: Editable[Assignment]
    drafts: Editable[Draft]
    attempts: Attempts
    reviews: Reviews
    calibrations: Records[Calibration]
    sessions: Sessions
    incidents: Incidents
    incident_notes: Records[IncidentNote]
    signoffs: Signoffs
    checklist_runs: ChecklistRuns
    shows: Editable[Show]
    shifts: Editable[Shift]
    sign_ins: SignIns
    invitations: Replaceable[Invitation]
    second_steps: Replaceable[SecondStep]
    failed_tries: Replaceable[FailedTries]
    tours: Replaceable[Tour]
    tokens: Replaceable[Token]
    kept_answers: Replaceable[KeptAnswer]
    webhooks: Webhooks
    outbox: Outbox
    stale_notices: Replaceable[StaleNotice]
    editions: Editions
    boards: Boards
    progress: Progress
    shelf: Shelf
    audit: Trail

    def __init__(self, engine: Engine, *, writing: bool) -> None:
        self._engine = engine
        self._writing = writing

    def __enter__(self) -> UnitOfWork:
        with ExitStack() as stack:
            stack.enter_context(explained(self._engine))
            self._connection = stack.enter_context(connect(self._engine, writing=self._writing))
            self._transaction = self._connection.begin()
            stack.callback(self._take_back)
            self._open()
            if self._writing:
                self.audit.lock()
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.__exit__(kind, error, trace)

    def commit(self) -> None:
        """Keep everything that was written, and what webhooks will tell of it; the unit of work ends with it."""
        self.outbox.fill()
        self._transaction.commit()

    def record(self, draft: EntryDraft) -> Entry:
        """Put an entry on the audit chain, as part of this unit of work."""
        entry = self.audit.seal(draft)
        self.outbox.note(entry)
        return entry

    def lines(self) -> Iterator[str]:
        """Yield everything there is, as ``copying.lines_of`` writes it."""
        return lines_of(self._connection)

    def refuse_stale(self, subject: str, *, now: int, seen: int) -> None:
        """Pass only when a person edits what is still there: the version they saw is the version now.

        Raises:
            ConflictError: somebody saved in between; says who and when.
        """
        if seen == now:
            return
        last = next(iter(self.audit.newest(limit=1, subject=subject)), None)
        if last is None:
            raise ConflictError(
                "这条记录已被别人改过，你的改动没有保存。请重新打开，把你的改动再填一次。", seen=seen, now=now
            )
        person = self.users.find(last.actor)
        raise ConflictError(
            f"{person.name if person else '命令行'}在{_shown(last)}保存了新的内容，你的改动没有保存。"
            "请重新打开看他的改动，再把你的填进去。",
            seen=seen, now=now, by=last.actor, at=last.at,
        )  # fmt: skip

    def _take_back(self) -> None:
        if self._transaction.is_active:
            self._transaction.rollback()

    def _open(self) -> None:
        connection = self._connection
        self.users = Users(connection)
        self.passwords = Passwords(connection)
        self.rooms = Rooms(connection)
        self.cards = Cards(connection)
        self.assignments = Editable(connection, Assignment, schema.Assignment, "练习安排")
        self.drafts = Editable(connection, Draft, schema.Draft, "草稿")
        self.attempts = Attempts(connection)
        self.reviews = Reviews(connection)
        self.calibrations = Records(connection, Calibration, schema.Calibration, "试批")
        self.sessions = Sessions(connection)
        self.incidents = Incidents(connection)
        self.incident_notes = Records(connection, IncidentNote, schema.IncidentNote, "补记")
        self.signoffs = Signoffs(connection)
        self.checklist_runs = ChecklistRuns(connection)
        self.shows = Editable(connection, Show, schema.Show, "专场")
        self.shifts = Editable(connection, Shift, schema.Shift, "排班")
        self.sign_ins = SignIns(connection)
        self.invitations = invitations(connection)
        self.second_steps = second_steps(connection)
        self.failed_tries = failed_tries(connection)
        self.tours = tours(connection)
        self.tokens = tokens(connection)
        self.kept_answers = kept_answers(connection)
        self.webhooks = Webhooks(connection)
        self.outbox = Outbox(connection)
        self.stale_notices = stale_notices(connection)
        self.editions = Editions(connection)
        self.progress = Progress(connection)
        self.shelf = Shelf(connection)
        self.boards = Boards(connection)
        self.audit = Trail(connection)


class Store:
    """A database that is open: where units of work come from."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def reading(self) -> UnitOfWork:
        """Return a unit of work that sees one moment and writes nothing."""
        return UnitOfWork(self.engine, writing=False)

    def writing(self) -> UnitOfWork:
        """Return a unit of work that may write; one at a time."""
        return UnitOfWork(self.engine, writing=True)

    def after_fork(self) -> None:
        """Leave the connections to the process that opened them; this one opens its own."""
        self.engine.dispose(close=False)

    def close(self) -> None:
        """Let go of the connections."""
        self.engine.dispose()


def _shown(entry: Entry) -> str:
    return entry.at.astimezone(_CHINA).strftime("%m月%d日 %H:%M")
