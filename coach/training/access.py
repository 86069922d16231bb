"""Who may do what: one act for each service function, and the table of roles that may do it, where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from coach.errors import ForbiddenError
from coach.training.model import Role, RoomId, User, UserId


class Act(StrEnum):
    """Everything a person can ask of the records, one value for each service function."""

    USER_CREATE = "user.create"
    USER_EDIT = "user.edit"
    USER_ROLES = "user.roles"
    USER_ROOMS = "user.rooms"
    USER_PASSWORD = "user.password"  # noqa: S105 - an act, no password
    USER_DISABLE = "user.disable"
    USER_ENABLE = "user.enable"
    USER_SIGN_IN = "user.sign_in"
    USER_SIGN_OUT = "user.sign_out"
    USER_SIGN_OUT_ALL = "user.sign_out_all"
    USER_SESSIONS = "user.sessions"
    USER_SECOND_STEP = "user.second_step"
    USER_SECOND_STEP_OFF = "user.second_step_off"
    USER_INVITE = "user.invite"
    USER_JOIN = "user.join"
    USER_LIST = "user.list"
    USER_SHOW = "user.show"
    ROOM_CREATE = "room.create"
    ROOM_EDIT = "room.edit"
    ROOM_CLOSE = "room.close"
    ROOM_REOPEN = "room.reopen"
    ROOM_LIST = "room.list"
    ROOM_SHOW = "room.show"
    CARD_CREATE = "card.create"
    CARD_EDIT = "card.edit"
    CARD_RETIRE = "card.retire"
    CARD_LIST = "card.list"
    CARD_SHOW = "card.show"
    DRILL_LIST = "drill.list"
    DRILL_SHOW = "drill.show"
    DRILL_NEXT = "drill.next"
    DRILL_WRITE = "drill.write"
    PROGRAMME_WRITE = "programme.write"
    PROGRAMME_LIST = "programme.list"
    COHORT_LIST = "cohort.list"
    COHORT_STUCK = "cohort.show"
    ASSIGNMENT_CREATE = "assignment.create"
    ASSIGNMENT_PRACTISE = "assignment.practise"
    ASSIGNMENT_OPEN = "assignment.open"
    ASSIGNMENT_MOVE = "assignment.move"
    ASSIGNMENT_CANCEL = "assignment.cancel"
    ASSIGNMENT_LIST = "assignment.list"
    ASSIGNMENT_SHOW = "assignment.show"
    DRAFT_SAVE = "draft.save"
    DRAFT_SHOW = "draft.show"
    ATTEMPT_SUBMIT = "attempt.submit"
    ATTEMPT_LIST = "attempt.list"
    ATTEMPT_SHOW = "attempt.show"
    ATTEMPT_COMPARE = "attempt.compare"
    REVIEW_CREATE = "review.create"
    REVIEW_QUEUE = "review.queue"
    REVIEW_LIST = "review.list"
    REVIEW_CALIBRATE = "review.calibrate"
    REVIEW_CALIBRATION_LIST = "review.calibration_list"
    STAGE_PLAN = "stage.plan"
    STAGE_CANCEL = "stage.cancel"
    STAGE_START = "stage.start"
    STAGE_END = "stage.end"
    STAGE_TRANSCRIBE = "stage.transcribe"
    STAGE_NOTE = "stage.note"
    STAGE_FIGURES = "stage.figures"
    STAGE_ACTION_DONE = "stage.action_done"
    STAGE_JUDGE = "stage.judge"
    STAGE_LIST = "stage.list"
    STAGE_SHOW = "stage.show"
    INCIDENT_LOG = "incident.log"
    INCIDENT_NOTE = "incident.note"
    INCIDENT_LIST = "incident.list"
    INCIDENT_SHOW = "incident.show"
    READINESS_SHOW = "readiness.show"
    READINESS_BOARD = "readiness.board"
    SIGNOFF_SIGN = "signoff.sign"
    SIGNOFF_RENEW = "signoff.renew"
    SIGNOFF_REVOKE = "signoff.revoke"
    SIGNOFF_LIST = "signoff.list"
    SIGNOFF_SHOW = "signoff.show"
    CHECKLIST_START = "checklist.start"
    CHECKLIST_MARK = "checklist.mark"
    CHECKLIST_CLOSE = "checklist.close"
    CHECKLIST_LIST = "checklist.list"
    CHECKLIST_SHOW = "checklist.show"
    SHOW_PLAN = "show.plan"
    SHOW_EDIT = "show.edit"
    SHOW_CANCEL = "show.cancel"
    SHOW_LIST = "show.list"
    ROSTER_SHOW = "roster.show"
    ROSTER_SHIFT = "roster.shift"
    ROSTER_CLEAR = "roster.clear"
    IMPORT_PEOPLE = "exchange.import_people"
    IMPORT_CARDS = "exchange.import_cards"
    IMPORT_ASSIGNMENTS = "exchange.import_assignments"
    EXPORT_PEOPLE = "exchange.export_people"
    EXPORT_CARDS = "exchange.export_cards"
    EXPORT_ASSIGNMENTS = "exchange.export_assignments"
    EXPORT_RESULTS = "exchange.export_results"
    EXPORT_RECORDS = "exchange.export_records"
    BACKUP_CREATE = "backup.create"
    BACKUP_RESTORE = "backup.restore"
    AUDIT_LIST = "audit.list"
    AUDIT_VERIFY = "audit.verify"
    AUDIT_EXPORT = "audit.export"
    ALARM_LIST = "alarm.list"
    ALARM_ACCEPT = "alarm.accept"
    ALARM_REFUSE = "alarm.refuse"
    WORDS_LIST = "words.list"
    WORDS_TRY = "words.try"
    WORDS_ADD = "words.add"
    WORDS_REMOVE = "words.remove"
    TOKEN_CREATE = "token.create"  # noqa: S105 - an act, no token
    TOKEN_REVOKE = "token.revoke"  # noqa: S105
    TOKEN_LIST = "token.list"  # noqa: S105
    WEBHOOK_CREATE = "webhook.create"
    WEBHOOK_SWITCH = "webhook.switch"
    WEBHOOK_REMOVE = "webhook.remove"
    WEBHOOK_TEST = "webhook.test"
    WEBHOOK_LIST = "webhook.list"


class Reach(StrEnum):
    """How far a role's leave for an act goes: everywhere, in the person's own rooms, on their own records."""

    ALL = "all"
    ROOM = "room"
    OWN = "own"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One act: its name as read by people, who may do it how far, and whether it gives a list (filtered by ``sight``)."""

    name: str
    roles: Mapping[Role, Reach]
    lists: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What a list may show a person: everything, or records of ``rooms`` and records of ``owner``."""

    everything: bool
    rooms: frozenset[RoomId]
    owner: UserId


CONSOLE = User(id=UserId("console"), name="命令行", login="", roles=frozenset({Role.ADMIN}))
"""Whoever sits at the machine itself: the actor of ``coach user add`` and the like, where nobody has signed in."""

ROLE_NAMES = {
    Role.ANCHOR: "主播",
    Role.SENIOR: "老主播",
    Role.TRAINER: "培训",
    Role.OPS: "运营",
    Role.ADMIN: "管理员",
}
_REACHES = {"A": Reach.ALL, "R": Reach.ROOM, "O": Reach.OWN, "-": None}
_TABLE = """
user.create                  新建人员             - - - - A
user.edit                    修改人员资料         - - - - A
user.roles                   更改身份             - - - - A
user.rooms                   更改所属直播间       - - - - A
user.password                更改密码             O O O O A
user.disable                 停用人员             - - - - A
user.enable                  重新启用人员         - - - - A
user.sign_in                 登录                 O O O O O
user.sign_out                退出登录             O O O O O
user.sign_out_all            退出全部设备         O O O O A
user.sessions                查看登录的设备       O O O O A
user.second_step             打开二次验证         O O O O O
user.second_step_off         关闭二次验证         O O O O A
user.invite                  发出邀请             - - - - A
user.join                    接受邀请             O O O O O
user.list                  * 查看人员名单         O R R R A
user.show                    查看人员资料         O R R R A
room.create                  新建直播间           - - - - A
room.edit                    修改直播间           - - - - A
room.close                   停用直播间           - - - - A
room.reopen                  重新启用直播间       - - - - A
room.list                  * 查看直播间名单       R R R R A
room.show                    查看直播间           R R R R A
card.create                  新建商品卡           - - A A A
card.edit                    修改商品卡           - - A A A
card.retire                  停用商品卡           - - A A A
card.list                  * 查看商品卡名单       A A A A A
card.show                    查看商品卡           A A A A A
drill.list                 * 查看练习目录         A A A A A
drill.show                   查看练习             A A A A A
drill.next                   查看下一个练习       O R R R A
drill.write                  编写团队练习         - - A - -
programme.write              修改培养方案         - - A - A
programme.list               查看培养方案的历次修改 - A A A A
cohort.list                * 查看学员总览         - R R R A
cohort.show                * 查看卡点             - R R R A
assignment.create            布置练习             - - R R -
assignment.practise          自己加练             O O - - -
assignment.open              打开练习             O O - - -
assignment.move              更改截止时间         - - R R -
assignment.cancel            取消练习             - - R R -
assignment.list            * 查看练习安排         O R R R A
assignment.show              查看练习安排         O R R R A
draft.save                   保存草稿             O O - - -
draft.show                   查看草稿             O O - - -
attempt.submit               提交练习             O O - - -
attempt.list               * 查看练习记录         O R R R A
attempt.show                 查看练习             O R R R A
attempt.compare              比较两次练习         O R R R A
review.create                批改                 - R R R -
review.queue               * 查看待批改           - R R R A
review.list                * 查看批改             O R R R A
review.calibrate             试批参考练习         - O O O -
review.calibration_list    * 查看试批结果         - O R R A
stage.plan                   安排上播             - - R R -
stage.cancel                 取消上播             - - R R -
stage.start                  开始上播             - R R R -
stage.end                    结束上播             - R R R -
stage.transcribe             保存上播文字稿       - R R R -
stage.note                   写播后记录           - R R R -
stage.figures                填写数据             - - R R -
stage.action_done            完成改进事项         O R R R -
stage.judge                  给上播结论           - R R R -
stage.list                 * 查看上播记录         O R R R A
stage.show                   查看上播             O R R R A
incident.log                 登记事故             - R R R -
incident.note                补记事故             O R R R -
incident.list              * 查看事故             O R R R A
incident.show                查看事故             O R R R A
readiness.show               查看上岗条件         O R R R A
readiness.board            * 查看上岗总览         O R R R A
signoff.sign                 上岗签字             - - - R -
signoff.renew                续签                 - - - R -
signoff.revoke               撤销签字             - - - R -
signoff.list               * 查看签字记录         O R R R A
signoff.show                 查看上岗确认单       O R R R A
checklist.start              开始检查表           - R R R -
checklist.mark               逐项签字             - R R R -
checklist.close              完成检查表           - - R R -
checklist.list             * 查看检查表           R R R R A
checklist.show               查看检查表           R R R R A
show.plan                    安排专场             - - - R -
show.edit                    修改专场             - - - R -
show.cancel                  取消专场             - - - R -
show.list                  * 查看专场             R R R R A
roster.show                  查看排班             R R R R A
roster.shift                 排班                 - - - R -
roster.clear                 取消排班             - - - R -
exchange.import_people       导入人员             - - - - A
exchange.import_cards        导入商品卡           - - A A A
exchange.import_assignments  导入练习安排         - - R R -
exchange.export_people     * 导出人员             - - R R A
exchange.export_cards      * 导出商品卡           - - A A A
exchange.export_assignments * 导出练习安排        - - R R A
exchange.export_results    * 导出练习结果         - - R R A
exchange.export_records    * 导出批改上播等记录   - - R R A
backup.create                备份                 - - - - A
backup.restore               恢复备份             - - - - A
audit.list                 * 查看操作记录         - - - R A
audit.verify                 校验操作记录         - - - A A
audit.export                 导出操作记录         - - - - A
alarm.list                   查看误报             - - - - A
alarm.accept                 放行误报             - - - - A
alarm.refuse                 驳回误报             - - - - A
words.list                   查看团队词库         - - - - A
words.try                    试团队词表           - - - - A
words.add                    添加团队词           - - - - A
words.remove                 删除团队词           - - - - A
token.create                 新建接口令牌         - - - - A
token.revoke                 撤销接口令牌         - - - - A
token.list                 * 查看接口令牌         - - - - A
webhook.create               新建推送地址         - - - - A
webhook.switch               停用或启用推送地址   - - - - A
webhook.remove               删除推送地址         - - - - A
webhook.test                 试发推送             - - - - A
webhook.list               * 查看推送记录         - - - - A
"""


def _rules() -> dict[Act, Rule]:
    """Read the table: act, star where it gives a list, name, then anchor, senior, trainer, ops, admin."""
    rules: dict[Act, Rule] = {}
    for line in _TABLE.strip().splitlines():
        words = line.split()
        reaches = [_REACHES[letter] for letter in words[-len(Role) :]]
        roles = {role: reach for role, reach in zip(Role, reaches, strict=True) if reach is not None}
        rules[Act(words[0])] = Rule(name=words[-len(Role) - 1], roles=roles, lists="*" in words)
    assert set(rules) == set(Act), "every act stands in the table"
    return rules


RULES: Mapping[Act, Rule] = _rules()


def allow(user: User, act: Act, *, room: RoomId | None = None, owner: UserId | None = None) -> None:
    """Return if this person may do this act on a record of ``room`` that belongs to ``owner``.

    A list needs neither: ask ``sight`` afterwards what it may show. Give the room or owner that is filtered by, if any.

    Raises:
        ForbiddenError: they may not; the message says who may and whom to ask.
    """
    rule = RULES[act]
    if not user.active:
        raise ForbiddenError(f"{user.name}的账号已停用，不能{rule.name}。请找管理员重新启用。", act=act.value)
    reaches = {rule.roles[role] for role in user.roles if role in rule.roles}
    if Reach.ALL in reaches:
        return
    if rule.lists and reaches and room is None and owner is None:
        return
    if Reach.ROOM in reaches and room is not None and room in user.rooms:
        return
    if reaches and owner == user.id and Reach.OWN in rule.roles.values():
        return
    raise _refusal(user, act, reaches)


def may(user: User, act: Act, *, room: RoomId | None = None, owner: UserId | None = None) -> bool:
    """Return whether ``allow`` would let this pass; pages use it to leave out what a person can't do."""
    try:
        allow(user, act, room=room, owner=owner)
    except ForbiddenError:
        return False
    return True


def sight(user: User, act: Act) -> Sight:
    """Return what a list made by ``act`` may show this person.

    Raises:
        ForbiddenError: they may not see such a list at all.
    """
    allow(user, act)
    reaches = {RULES[act].roles[role] for role in user.roles if role in RULES[act].roles}
    return Sight(
        everything=Reach.ALL in reaches,
        rooms=user.rooms if Reach.ROOM in reaches else frozenset(),
        owner=user.id,
    )


def shared_room(user: User, other: User) -> RoomId | None:
    """Return a room both belong to (the first by id), or None: what to give ``allow`` for an act on a person."""
    return min(user.rooms & other.rooms, default=None)


def _refusal(user: User, act: Act, reaches: set[Reach]) -> ForbiddenError:
    rule = RULES[act]
    who = "、".join(ROLE_NAMES[role] for role in rule.roles if role is not Role.ADMIN or len(rule.roles) == 1)
    mine = "、".join(ROLE_NAMES[role] for role in Role if role in user.roles) or "没有身份"
    if not reaches:
        message = f"{rule.name}由{who}来做，你的身份是{mine}。需要的话，请找本直播间的{who}。"
    elif Reach.ROOM in reaches:
        message = (
            f"{rule.name}只限自己所属的直播间，这条记录不在你的直播间里。请找那个直播间的{who}，或请管理员把你加进去。"
        )
    else:
        message = f"{rule.name}只限本人的记录，这条记录是别人的。需要的话，请找本直播间的培训或运营。"
    return ForbiddenError(message, act=act.value, roles=[role.value for role in rule.roles])
