"""The audit trail reads as sentences."""

from __future__ import annotations

import string
from dataclasses import replace

import pytest

from coach.training import people, stage
from coach.training.access import CONSOLE, Act
from coach.training.audit import EntryDraft, seal
from coach.training.drill import assign
from coach.training.model import AssignmentId, Role, SignoffId, UserId
from coach.training.sentences import TEMPLATES, sentence
from coach.training.signoff import sign
from tests.training.cases import CHEN, CURRENT, GUAN, LISHI, NOW, PROGRAM, ROOM, SCOPE, XIAOMEI, ZHANG, ready
from tests.training.test_access import reads
from tests.training.test_stage import heard, judged

NAMES = {one.id: one.name for one in (XIAOMEI, LISHI, ZHANG, CHEN, GUAN)} | {"u-1": "小红", "room-1": "一号间"}
SILENT = {Act.DRAFT_SAVE}  # a draft saves itself every few seconds: that is no act worth a sentence


def say(draft: EntryDraft) -> str:
    return sentence(seal(None, draft), NAMES)


def entry(act: Act, **data: object) -> EntryDraft:
    return EntryDraft(act=act, actor=GUAN.id, at=NOW, subject="u-1", data=data)


@pytest.mark.parametrize("act", [act for act in Act if not reads(act) and act not in SILENT])
def test_every_act_that_changes_something_has_a_sentence(act: Act) -> None:
    assert act in TEMPLATES
    keys = {key for _, key, _, _ in string.Formatter().parse(TEMPLATES[act]) if key}
    full = say(entry(act, **dict.fromkeys(keys, "值")))
    assert full.startswith("2026年6月1日 10:00，管理员")
    assert full.endswith("。")
    assert "{" not in full
    assert "未记" not in full


def test_an_assignment_reads_as_who_gave_whom_what_until_when() -> None:
    _, draft = assign(PROGRAM.get_drill("write-beef"), XIAOMEI, ROOM, id=AssignmentId("a"), by=LISHI, at=NOW)
    assert say(draft) == "2026年6月1日 10:00，李老师给小美布置了练习“写牛肉干的稿子”，2026年6月6日 10:00 截止。"


def test_a_sign_off_reads_as_scope_and_term() -> None:
    _, draft = sign(PROGRAM, ready(), CURRENT, ROOM, SCOPE, id=SignoffId("s"), by=CHEN, at=NOW)
    assert say(draft) == "2026年6月1日 10:00，陈运营签字确认小美可以上岗：抖音 · 食品，有效到 2026年8月30日 10:00。"


def test_roles_and_verdicts_read_in_words() -> None:
    _, draft = people.set_roles(XIAOMEI, roles=frozenset({Role.SENIOR}), by=GUAN, at=NOW, admins=[GUAN.id])
    assert say(draft) == "2026年6月1日 10:00，管理员把小美的身份由“主播”改为“老主播”。"
    _, draft = stage.note(judged(heard()), by=ZHANG, at=NOW, notes=heard().notes, actions=(), owners=())
    assert say(draft) == "2026年6月1日 10:00，张运营写了小美的运营一对一盯播的播后记录，改进事项 0 条。"


def test_what_people_typed_stays_on_one_line_and_is_never_taken_for_a_template() -> None:
    said = say(entry(Act.USER_DISABLE, reason="离职\n{name} {0}"))
    assert said == "2026年6月1日 10:00，管理员停用了小红的账号，原因：离职 {name} {0}。"


def test_what_an_entry_does_not_hold_is_said_to_be_not_recorded() -> None:
    assert say(entry(Act.USER_DISABLE)) == "2026年6月1日 10:00，管理员停用了小红的账号，原因：（未记）。"
    assert say(entry(Act.USER_DISABLE, reason=None)).endswith("原因：无。")


def test_an_act_of_a_later_version_still_reads() -> None:
    later = seal(None, entry(Act.USER_SIGN_IN))
    assert sentence(replace(later, act="signoff.list"), NAMES) == "2026年6月1日 10:00，管理员查看签字记录。"
    assert "future.act" in sentence(replace(later, act="future.act"), {})


def test_a_wrong_password_tried_again_and_again_reads_as_what_it_was() -> None:
    draft = replace(entry(Act.USER_SIGN_IN, failed=5), actor=UserId("visitor"))
    assert say(draft) == "2026年6月1日 10:00，有人登录小红的账号，连续输错密码 5 次。"


def test_the_console_has_a_name_of_its_own() -> None:
    assert "，命令行新建了人员" in say(replace(entry(Act.USER_CREATE), actor=CONSOLE.id))
