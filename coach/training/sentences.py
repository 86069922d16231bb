"""Every audit entry as one Chinese sentence: who did what to what, with the values that matter."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from coach.training.access import CONSOLE, ROLE_NAMES, RULES, Act
from coach.training.audit import Entry
from coach.training.model import IncidentSeverity, Stage
from coach.training.names import SEVERITIES, STAGES, joined, moment

TEMPLATES: Mapping[Act, str] = {
    Act.USER_CREATE: "新建了人员{name}（登录名 {login}，身份：{roles}）",
    Act.USER_EDIT: "把{subject}的姓名由“{before}”改为“{name}”",
    Act.USER_ROLES: "把{subject}的身份由“{before}”改为“{roles}”",
    Act.USER_ROOMS: "把{subject}所属的直播间由“{before}”改为“{rooms}”",
    Act.USER_PASSWORD: "更改了{subject}的密码",
    Act.USER_DISABLE: "停用了{subject}的账号，原因：{reason}",
    Act.USER_ENABLE: "重新启用了{subject}的账号",
    Act.USER_SIGN_IN: "登录了",
    Act.USER_SIGN_OUT: "退出了登录",
    Act.USER_SIGN_OUT_ALL: "让{subject}退出了全部设备",
    Act.USER_SECOND_STEP: "打开了二次验证",
    Act.USER_SECOND_STEP_OFF: "关闭了{subject}的二次验证",
    Act.USER_INVITE: "给{subject}发出了邀请",
    Act.USER_JOIN: "接受邀请，设好了密码",
    Act.ROOM_CREATE: "新建了直播间“{name}”（{platform}）",
    Act.ROOM_EDIT: "修改了直播间“{name}”",
    Act.ROOM_CLOSE: "停用了直播间“{name}”",
    Act.ROOM_REOPEN: "重新启用了直播间“{name}”",
    Act.CARD_CREATE: "新建了商品卡“{name}”",
    Act.CARD_EDIT: "修改了商品卡“{name}”",
    Act.CARD_RETIRE: "停用了商品卡“{name}”",
    Act.DRILL_WRITE: "{how}了团队练习“{title}”",
    Act.PROGRAMME_WRITE: "改了培养方案（第 {number} 次修改）：{changes}，原因：{why}",
    Act.ASSIGNMENT_CREATE: "给{anchor}布置了练习“{drill}”，{due} 截止",
    Act.ASSIGNMENT_PRACTISE: "给自己加练“{drill}”，{due} 截止",
    Act.ASSIGNMENT_OPEN: "打开了练习“{drill}”",
    Act.ASSIGNMENT_MOVE: "把{anchor}的练习“{drill}”的截止时间由 {before} 改为 {due}",
    Act.ASSIGNMENT_CANCEL: "取消了{anchor}的练习“{drill}”",
    Act.ATTEMPT_SUBMIT: "第 {number} 次交了练习“{drill}”，{score} 分，{verdict}",
    Act.REVIEW_CREATE: "批改了{anchor}第 {number} 次交的“{drill}”：{verdict}，批注 {comments} 条",
    Act.REVIEW_CALIBRATE: "试批了参考练习“{reference}”：{verdict}，和参考相差 {distance}",
    Act.STAGE_PLAN: "安排了{anchor}的{stage}，由{partner}来带，{start} 到 {end}",
    Act.STAGE_CANCEL: "取消了{anchor}的{stage}，原因：{reason}",
    Act.STAGE_START: "开始了{anchor}的{stage}",
    Act.STAGE_END: "结束了{anchor}的{stage}，播了 {minutes} 分钟",
    Act.STAGE_TRANSCRIBE: "保存了{anchor}的{stage}的文字稿，{chars} 字，{score} 分",
    Act.STAGE_NOTE: "写了{anchor}的{stage}的播后记录，改进事项 {actions} 条",
    Act.STAGE_FIGURES: "填写了{anchor}的{stage}的数据",
    Act.STAGE_ACTION_DONE: "完成了改进事项“{text}”（{anchor}的{stage}）",
    Act.STAGE_JUDGE: "给{anchor}的{stage}下了结论：{verdict}，评分表 {checks} 项做到 {met} 项",
    Act.INCIDENT_LOG: "登记了{anchor}的{severity}（{happened}）：“{said}”",
    Act.INCIDENT_NOTE: "补记了{anchor}的{severity}（{happened}）：“{learnt}”，{settled}",
    Act.SIGNOFF_SIGN: "签字确认{anchor}可以上岗：{scope}，有效到 {expires}",
    Act.SIGNOFF_RENEW: "续签了{anchor}的上岗确认：{scope}，有效到 {expires}",
    Act.SIGNOFF_REVOKE: "撤销了{anchor}的上岗签字（{scope}），原因：{reason}",
    Act.CHECKLIST_START: "开始了检查表“{checklist}”",
    Act.CHECKLIST_MARK: "在检查表“{checklist}”里签了“{item}”：{met}",
    Act.CHECKLIST_CLOSE: "完成了检查表“{checklist}”",
    Act.SHOW_PLAN: "安排了专场“{name}”，{start} 到 {end}",
    Act.SHOW_EDIT: "修改了专场“{name}”，{start} 到 {end}",
    Act.SHOW_CANCEL: "取消了专场“{name}”",
    Act.ROSTER_SHIFT: "排了{anchor}在“{show}”的班，{start} 到 {end}",
    Act.ROSTER_CLEAR: "取消了{anchor}在“{show}”的班，{start} 到 {end}",
    Act.IMPORT_PEOPLE: "导入了 {rows} 个人员",
    Act.IMPORT_CARDS: "导入了 {rows} 张商品卡",
    Act.IMPORT_ASSIGNMENTS: "导入了 {rows} 条练习安排",
    Act.BACKUP_CREATE: "做了一次备份",
    Act.ALARM_ACCEPT: "放行了误报“{words}”（规则 {rule}）",
    Act.ALARM_REFUSE: "驳回了误报“{words}”（规则 {rule}）：{why}",
    Act.WORDS_ADD: "往团队词库“{team}”加了 {count} 个词（{first}）",
    Act.WORDS_REMOVE: "从团队词库“{team}”删了“{term}”",
    Act.BACKUP_RESTORE: "恢复了备份",
    Act.TOKEN_CREATE: "给{person}新建了接口令牌“{name}”（{scopes}），{expires} 到期",
    Act.TOKEN_REVOKE: "撤销了{person}的接口令牌“{name}”",
    Act.WEBHOOK_CREATE: "新建了推送地址“{name}”（{events}）",
    Act.WEBHOOK_SWITCH: "把推送地址“{name}”{state}",
    Act.WEBHOOK_REMOVE: "删除了推送地址“{name}”",
    Act.WEBHOOK_TEST: "试发了推送到“{name}”",
}
"""What each writing act is called in a sentence; the words in braces are the keys its entry's data must hold."""
_FAILED_SIGN_IN = "登录{subject}的账号，连续输错密码 {failed} 次"
_NOBODY = {CONSOLE.id: CONSOLE.name, "visitor": "有人"}

_WORDS = {
    "verdict": {"pass": "通过", "again": "重做", "comment": "只写批注", "revise": "需修改", "block": "不能播"},
    "stage": {stage.value: STAGES[stage] for stage in Stage},
    "severity": {severity.value: SEVERITIES[severity] for severity in IncidentSeverity},
    "roles": {role.value: name for role, name in ROLE_NAMES.items()},
    "platform": {"douyin": "抖音", "xiaohongshu": "小红书", "any": "不限平台"},
    "met": {"True": "做到了", "False": "没做到"},
    "settled": {"True": "处理好了", "False": "还要跟进"},
}
_TIMES = frozenset({"due", "start", "end", "expires", "happened", "before"})


class _Values(dict[str, str]):
    """The values of one entry; a key that an old entry does not have is shown as not recorded."""

    def __missing__(self, key: str) -> str:
        return "（未记）"


def sentence(entry: Entry, names: Mapping[str, str]) -> str:
    """Return an entry as one sentence; ``names`` gives the name of each id (people, rooms, cards) that has one."""
    names = {**_NOBODY, **names}
    values = _Values({key: _shown(key, value, names) for key, value in entry.values().items()})
    template = _template(entry.act, failed="failed" in values)
    values["subject"] = names.get(entry.subject, entry.subject)
    who = names.get(entry.actor, entry.actor)
    return f"{moment(entry.at)}，{who}{template.format_map(values)}。"


def _template(act: str, *, failed: bool) -> str:
    if act == Act.USER_SIGN_IN and failed:
        return _FAILED_SIGN_IN
    known = {one.value: TEMPLATES.get(one, rule.name) for one, rule in RULES.items()}
    return known.get(act, act)


def _shown(key: str, value: object, names: Mapping[str, str]) -> str:
    if isinstance(value, list):
        return joined(_shown(key, item, names) for item in value) or "无"
    if value is None or value == "":
        return "无"
    text = " ".join(str(value).split())
    words = _WORDS["roles"] if key == "before" and text in _WORDS["roles"] else _WORDS.get(key, {})
    if text in words:
        return words[text]
    return _time(text, names) if key in _TIMES else names.get(text, text)


def _time(text: str, names: Mapping[str, str]) -> str:
    try:
        return moment(datetime.fromisoformat(text))
    except ValueError:
        return names.get(text, text)
