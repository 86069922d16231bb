"""Give the records of training out as tables: reviews, sessions, incidents, sign-offs, checklists, shows with their turns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from coach.scoring.names import CATEGORIES, KINDS, PLATFORMS
from coach.services.checklists import list_runs
from coach.services.desk import Desk, use_case
from coach.services.evidence import cards_of
from coach.services.exchange_columns import in_order, shown_time
from coach.services.exchange_out import Outgoing
from coach.services.signoff import list_signoffs
from coach.services.view import view_of
from coach.storage.repositories import Window
from coach.storage.unit_of_work import UnitOfWork
from coach.training.access import Act, allow
from coach.training.checklist import standing
from coach.training.model import RoomId, SessionState, StageSession, StageVerdict, User
from coach.training.names import SEVERITIES, STAGES
from coach.training.reports import score_of
from coach.training.staleness import SignoffStatus

_ALL = Window(limit=1_000_000)
_WHO = ("直播间", "登录名", "姓名")
REVIEWS = ("时间", *_WHO, "练习", "第几次", "批改人", "结论", "评分表做到", "评分表项数", "批注")
SESSIONS = (
    *("计划开始", "计划结束", "开始", "结束", *_WHO, "阶段", "搭档", "商品", "状态", "结论", "原因", "得分"),
    *("主播占比", "评分表做到", "评分表项数", "成交额", "订单数", "观看人数", "转化率", "ROI"),
    *("话术优化", "状态调整", "复盘", "改进事项"),
)
INCIDENTS = ("发生时间", "登记时间", *_WHO, "程度", "类别", "原话或行为", "说明", "登记人")
SIGNOFFS = ("签字时间", *_WHO, "签字人", "平台", "品类", "到期", "状态", "失效原因", "撤销人", "撤销原因")
CHECKLISTS = ("开始", "直播间", "专场", "检查表", "分组", "项目", "做到", "看到了什么", "签的人", "签的时间", "完成")
SHOWS = ("专场", "直播间", "开始", "结束", "商品", "取消", "主播登录名", "主播姓名", "班次开始", "班次结束")
_VERDICTS = {"pass": "通过", "again": "重做", "comment": "只写批注"}
_STATES = {
    SessionState.PLANNED: "已安排",
    SessionState.RUNNING: "正在播",
    SessionState.ENDED: "待结论",
    SessionState.JUDGED: "有结论",
    SessionState.CANCELLED: "已取消",
}
_STATUSES = {
    SignoffStatus.VALID: "有效",
    SignoffStatus.EXPIRING: "快到期",
    SignoffStatus.STALE: "失效",
    SignoffStatus.RENEWED: "已续签",
    SignoffStatus.REVOKED: "已撤销",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Names:
    """Rooms and people behind the ids."""

    rooms: Mapping[str, str]
    people: Mapping[str, User]

    def who(self, room: str, person: str) -> tuple[str, str, str]:
        return self.rooms.get(room, room), self.people[person].login, self.people[person].name

    def name(self, person: str | None) -> str:
        known = self.people.get(person or "")
        return known.name if known is not None else person or ""


@use_case(Act.EXPORT_RECORDS)
def export_reviews(desk: Desk, actor: User, *, room: RoomId | None = None) -> Outgoing:
    """Return the reviews of the hand-ins this person may see, of one room if given, the newest first.

    Raises:
        ForbiddenError: the actor may not.
    """
    with desk.reading() as uow:
        view = view_of(uow, actor, Act.EXPORT_RECORDS, room=room)
        lines = {one.id: one for one in uow.attempts.lines.newest(_ALL, rooms=view.rooms)}
        found = uow.reviews.newest(_ALL) if view.rooms is None else uow.reviews.list_for("attempt", lines)
        names = _names(uow)
    drills = desk.programme.drills
    rows = (
        (
            shown_time(one.at),
            *names.who(line.room, one.anchor),
            drills[line.drill].title if line.drill in drills else line.drill,
            str(line.number),
            names.name(one.reviewer),
            _VERDICTS[one.verdict],
            str(sum(check.met for check in one.checks)),
            str(len(one.checks)),
            "\n".join(comment.text for comment in one.comments),
        )
        for one in sorted(found, key=lambda one: (one.at, one.id), reverse=True)
        for line in [lines[one.attempt]]
    )
    return Outgoing(headings=REVIEWS, rows=tuple(rows))


@use_case(Act.EXPORT_RECORDS)
def export_sessions(desk: Desk, actor: User, *, room: RoomId | None = None) -> Outgoing:
    """Return the stage sessions this person may see, of one room if given, the latest planned first.

    Raises:
        ForbiddenError: the actor may not.
    """
    with desk.reading() as uow:
        view = view_of(uow, actor, Act.EXPORT_RECORDS, room=room)
        found = uow.sessions.newest(_ALL, rooms=view.rooms, by="planned_start")
        names, goods = _names(uow), _goods(desk, uow)
    return Outgoing(headings=SESSIONS, rows=tuple(_session(one, names, goods) for one in found))


@use_case(Act.EXPORT_RECORDS)
def export_incidents(desk: Desk, actor: User, *, room: RoomId | None = None) -> Outgoing:
    """Return the incidents this person may see, of one room if given, the newest first.

    Raises:
        ForbiddenError: the actor may not.
    """
    with desk.reading() as uow:
        view = view_of(uow, actor, Act.EXPORT_RECORDS, room=room)
        found = uow.incidents.newest(_ALL, rooms=view.rooms)
        names = _names(uow)
    rows = (
        (
            *(shown_time(one.at), shown_time(one.logged_at), *names.who(one.room, one.anchor)),
            *(SEVERITIES[one.severity], CATEGORIES[one.category] if one.category else "", one.said, one.note),
            names.name(one.by),
        )
        for one in found
    )
    return Outgoing(headings=INCIDENTS, rows=tuple(rows))


@use_case(Act.EXPORT_RECORDS)
def export_signoffs(desk: Desk, actor: User, *, room: RoomId | None = None, at: datetime) -> Outgoing:
    """Return the sign-offs this person may see and whether each holds, of one room if given, the newest first.

    Raises:
        ForbiddenError: the actor may not.
    """
    allow(actor, Act.EXPORT_RECORDS, room=room)
    found = list_signoffs(desk, actor, room=room, window=_ALL, at=at)
    with desk.reading() as uow:
        names = _names(uow)
    rows = (
        (
            *(shown_time(one.at), *names.who(one.room, one.anchor), names.name(one.by)),
            *(in_order(PLATFORMS, one.scope.platforms), in_order(KINDS, one.scope.kinds), shown_time(one.expires)),
            *(_STATUSES[standing.status], "\n".join(reason.message for reason in standing.reasons)),
            *((names.name(one.revoked.by), one.revoked.reason) if one.revoked is not None else ("", "")),
        )
        for standing in found
        for one in [standing.signoff]
    )
    return Outgoing(headings=SIGNOFFS, rows=tuple(rows))


@use_case(Act.EXPORT_RECORDS)
def export_checklists(desk: Desk, actor: User, *, room: RoomId | None = None) -> Outgoing:
    """Return each item of the checklists this person may see as it was signed last, of one room if given.

    Raises:
        ForbiddenError: the actor may not.
    """
    allow(actor, Act.EXPORT_RECORDS, room=room)
    rows: list[tuple[str, ...]] = []
    for sheet in list_runs(desk, actor, room=room, window=_ALL):
        signed = standing(sheet.run)
        for item in sheet.checklist.items:
            mark = signed.get(item.id)
            rows.append(
                (
                    *(shown_time(sheet.run.at), sheet.room.name, sheet.show.name if sheet.show is not None else ""),
                    *(sheet.checklist.title, item.group, item.ask),
                    *(("是" if mark.met else "否", mark.note) if mark is not None else ("", "")),
                    *((sheet.names[mark.by], shown_time(mark.at)) if mark is not None else ("", "")),
                    shown_time(sheet.run.closed_at),
                )
            )
    return Outgoing(headings=CHECKLISTS, rows=tuple(rows))


@use_case(Act.EXPORT_RECORDS)
def export_shows(desk: Desk, actor: User, *, room: RoomId | None = None) -> Outgoing:
    """Return the shows this person may see with their turns, of one room if given; a show without turns is one row.

    Raises:
        ForbiddenError: the actor may not.
    """
    with desk.reading() as uow:
        view = view_of(uow, actor, Act.EXPORT_RECORDS, room=room)
        shows = uow.shows.newest(_ALL, rooms=view.rooms, by="start")
        shifts = uow.shifts.list_for("show", [one.id for one in shows])
        names, goods = _names(uow), _goods(desk, uow)
    rows: list[tuple[str, ...]] = []
    for show in shows:
        start = (
            *(show.name, names.rooms.get(show.room, show.room), shown_time(show.start), shown_time(show.end)),
            *(_joined(goods, show.products), shown_time(show.cancelled_at)),
        )
        own = [one for one in shifts if one.show == show.id]
        rows += [
            (*start, *names.who(show.room, one.anchor)[1:], shown_time(one.start), shown_time(one.end)) for one in own
        ] or [(*start, "", "", "", "")]
    return Outgoing(headings=SHOWS, rows=tuple(rows))


def _session(one: StageSession, names: _Names, goods: Mapping[str, str]) -> tuple[str, ...]:
    known = one.figures
    verdict = {StageVerdict.PASS: "通过", StageVerdict.AGAIN: "重来", None: ""}[one.verdict]
    actions = (
        f"{action.text}（{names.name(action.owner)}，{shown_time(action.due)}"
        + (f"，{shown_time(action.done_at)} 做完）" if action.done_at is not None else "）")
        for action in one.actions
    )
    return (
        *(shown_time(at) for at in (one.planned_start, one.planned_end, one.started_at, one.ended_at)),
        *(*names.who(one.room, one.anchor), STAGES[one.stage], names.name(one.partner), _joined(goods, one.products)),
        *(_STATES[one.state], verdict, one.verdict_why, "" if one.report is None else str(score_of(one.report))),
        *(_share(one.talk_share), str(sum(check.met for check in one.checks)), str(len(one.checks))),
        *(_number(known.gmv), _number(known.orders), _number(known.viewers), _share(known.conversion)),
        *(_number(known.roi), one.notes.script, one.notes.state, one.notes.recap, "\n".join(actions)),
    )


def _names(uow: UnitOfWork) -> _Names:
    return _Names(
        rooms={room.id: room.name for room in uow.rooms.list()}, people={one.id: one for one in uow.users.list()}
    )


def _goods(desk: Desk, uow: UnitOfWork) -> Mapping[str, str]:
    return {card.id: card.product.name for card in cards_of(desk, uow).values()}


def _joined(goods: Mapping[str, str], products: Iterable[str]) -> str:
    return "、".join(goods.get(one, one) for one in products)


def _share(value: float | None) -> str:
    return "" if value is None else f"{value:.1%}"


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:g}"
