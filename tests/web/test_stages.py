"""Stage sessions on their pages: planned, run, written down, noted, judged; refusals say what is missing."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest

from coach.services import stages
from coach.training.model import Stage
from coach.web import clock, moments
from tests.web.ops_world import DAY, HOUR, broadcast, on_short_programme, plan, practise, said


@pytest.fixture
def world(world):
    world = replace(world, desk=on_short_programme(world.desk))
    practise(world, at=clock.now() - 9 * DAY)
    return world


@pytest.fixture
def over(world):
    return broadcast(world, Stage.REHEARSAL, start=clock.now() - 3 * HOUR, judge=False)


def form(world, **more):
    start = clock.now() + 2 * HOUR
    return {
        "stage": "rehearsal", "anchor": world.people["anchor"].id, "partner": world.people["ops"].id,
        "room": world.rooms["甲"].id, "products": ["niurou-gan"], "start": moments.field_time(start),
        "end": moments.field_time(start + 2 * HOUR), **more,
    }  # fmt: skip


def version(world, id_):
    return str(stages.get_session(world.desk, world.people["ops"], id_).version)


def verdict(world, id_, **more):
    rubric = world.desk.programme.get_rubric(world.desk.programme.get_gate(Stage.REHEARSAL).rubric)
    answers = {f"check-{one.id}": "yes" for one in rubric.checks} | {
        f"evidence-{one.id}": "听到了" for one in rubric.checks
    }
    return {"verdict": "pass", **answers, **more}


def test_a_session_is_planned_for_a_room_with_its_people_and_goods(world, enter, post, read_page):
    ops = enter("ops")
    page = read_page(ops.get(f"/stages/new?anchor={world.people['anchor'].id}"))
    page.assert_sound()
    assert page.one("select", id="field-anchor").find("option[@selected]").text == "陈小敏"
    answer = post(ops, "/stages/new", **form(world))
    assert answer.status_code == 303
    page = read_page(ops.get(answer.headers["Location"]))
    page.assert_sound()
    assert "开播" in page.text()


def test_what_is_missing_before_a_session_is_named_and_what_was_typed_is_kept(world, enter, post, read_page):
    answer = post(enter("ops"), "/stages/new", **form(world, stage="paired", partner=world.people["senior"].id))
    assert answer.status_code == 422
    page = read_page(answer)
    page.assert_sound()
    assert "上镜试播：通过的场次" in page.text(page.one("div", role="alert"))
    assert page.one("select", id="field-partner").find("option[@selected]").text == "老周（老主播）"


def test_start_and_end_are_one_press_each(world, enter, post, read_page):
    id_ = plan(world, Stage.REHEARSAL, start=clock.now() + HOUR, at=clock.now())
    ops = enter("ops")
    assert post(ops, f"/stages/{id_}/start").status_code == 303
    page = read_page(ops.get(f"/stages/{id_}"))
    page.assert_sound()
    assert "正在播" in page.text()
    assert "用牛后腿肉整条切" in page.text(), "the points to listen for"
    assert post(ops, f"/stages/{id_}/end").status_code == 303
    assert "文字稿" in ops.get(f"/stages/{id_}").text
    again = post(ops, f"/stages/{id_}/start")
    assert again.status_code == 422
    assert "已经结束" in again.text


def test_a_pasted_transcript_is_checked_and_its_report_shown(world, over, enter, post, read_page):
    ops = enter("ops")
    text = f"陈小敏 00:00:01\n{said(world)}\n王运营 00:01:10\n全网最低价，快来\n陈小敏 00:01:20\n好的。"
    answer = post(ops, f"/stages/{over}/transcript", transcript=text, talk_share="", version=version(world, over))
    assert answer.status_code == 303
    page = read_page(ops.get(f"/stages/{over}"))
    page.assert_sound()
    assert "全网最低价" in page.text(page.one("div", id="report"))
    kept = stages.get_session(world.desk, world.people["ops"], over)
    assert 0.5 < kept.talk_share < 1
    assert "主播说了" in page.text()


def test_a_subtitle_file_goes_before_what_was_pasted(world, over, enter, post):
    srt = "1\n00:00:00,000 --> 00:00:05,000\n大家好，今天说说这款牛肉干。\n"
    upload = (io.BytesIO(srt.encode()), "a.srt")
    answer = post(
        enter("ops"), f"/stages/{over}/transcript", transcript="别的", file=upload, version=version(world, over)
    )
    assert answer.status_code == 303
    kept = stages.get_session(world.desk, world.people["ops"], over)
    assert kept.transcript.strip() == "大家好，今天说说这款牛肉干。"
    assert kept.cues


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"transcript": "  "}, "还没有文字稿"),
        ({"transcript": "大家好", "talk_share": "150"}, "0 到 100 之间"),
        ({"transcript": "大家好", "talk_share": "nan"}, "要填数字"),
    ],
)
def test_a_bad_transcript_is_refused_beside_its_form(world, over, enter, post, read_page, fields, words):
    answer = post(enter("ops"), f"/stages/{over}/transcript", version=version(world, over), **fields)
    assert answer.status_code == 422
    read_page(answer).assert_sound()
    assert words in answer.text


def test_notes_and_actions_are_kept_and_come_up_again_at_the_next_session(world, over, enter, post, read_page):
    ops, due = enter("ops"), moments.field_time(clock.now() + 3 * DAY)
    answer = post(
        ops, f"/stages/{over}/notes", script="开头三秒", state="慢一点", recap="稳", version=version(world, over),
        **{"action-text": ["背熟净含量", ""], "action-owner": [world.people["anchor"].id] * 2, "action-due": [due, due]},
    )  # fmt: skip
    assert answer.status_code == 303
    following = plan(world, Stage.REHEARSAL, start=clock.now() + HOUR, at=clock.now())
    page = read_page(ops.get(f"/stages/{following}"))
    page.assert_sound()
    assert "背熟净含量" in page.text()
    assert post(ops, f"/stages/{following}/actions/{over}/0").status_code == 303
    assert "做完了：背熟净含量" not in ops.get(f"/stages/{following}").text
    done = stages.get_session(world.desk, world.people["ops"], over)
    assert done.actions[0].done_at is not None
    post(ops, f"/stages/{over}/notes", recap="改过", version=version(world, over))
    assert stages.get_session(world.desk, world.people["ops"], over).actions == done.actions, "what is done stays"


def test_figures_are_optional_and_never_invented(world, over, enter, post):
    ops = enter("ops")
    fields = {"gmv": "1,234.5", "conversion": "3.2", "orders": "", "viewers": "", "roi": ""}
    assert post(ops, f"/stages/{over}/figures", version=version(world, over), **fields).status_code == 303
    kept = stages.get_session(world.desk, world.people["ops"], over).figures
    assert (kept.gmv, kept.conversion, kept.orders, kept.viewers, kept.roi) == (1234.5, 0.032, None, None, None)
    answer = post(ops, f"/stages/{over}/figures", version=version(world, over), gmv="很多")
    assert answer.status_code == 422
    assert "很多" in answer.text


def test_whoever_saves_on_an_old_page_is_told_who_was_faster_and_keeps_the_words(world, over, enter, post, read_page):
    seen = version(world, over)
    post(enter("trainer"), f"/stages/{over}/notes", recap="我先存的", version=seen)
    answer = post(enter("ops"), f"/stages/{over}/notes", recap="我写了很久的", version=seen)
    assert answer.status_code == 409
    page = read_page(answer)
    page.assert_sound()
    assert "林老师" in page.text(page.one("div", role="alert"))
    assert "我写了很久的" in page.text(page.one("textarea", id="field-recap"))


def test_a_pass_needs_its_evidence_and_the_rubric_typed_is_kept(world, over, enter, post, read_page):
    ops, address = enter("ops"), f"/stages/{over}/verdict"
    answer = post(ops, address, **verdict(world, over))
    assert answer.status_code == 422
    page = read_page(answer)
    page.assert_sound()
    assert "还没有上播文字稿" in page.text(page.one("div", role="alert"))
    checked = [one for one in page.root.iter("input") if one.get("type") == "radio" and one.get("checked") is not None]
    assert len(checked) >= 10
    post(ops, f"/stages/{over}/transcript", transcript=said(world), version=version(world, over))
    assert post(ops, address, **verdict(world, over)).status_code == 303
    page = read_page(ops.get(f"/stages/{over}"))
    page.assert_sound()
    assert "通过" in page.text()
    assert post(ops, address, **verdict(world, over)).status_code == 422, "a verdict is given once"


def test_only_the_partner_sees_the_rubric_form(world, over, enter):
    assert 'action="/stages' in enter("ops").get(f"/stages/{over}").text
    assert f'action="/stages/{over}/verdict"' not in enter("trainer").get(f"/stages/{over}").text
    anchor = enter("anchor").get(f"/stages/{over}")
    assert anchor.status_code == 200
    assert f'action="/stages/{over}/notes"' not in anchor.text


def test_what_somebody_said_on_air_is_never_markup(world, over, enter, post):
    ops = enter("ops")
    post(
        ops, f"/stages/{over}/transcript", transcript="<img src=x onerror=alert(1)>大家好", version=version(world, over)
    )
    text = ops.get(f"/stages/{over}").text
    assert "<img src=x" not in text
    assert "&lt;img src=x" in text


def test_a_cancelled_session_needs_a_reason(world, enter, post):
    id_ = plan(world, Stage.REHEARSAL, start=clock.now() + HOUR, at=clock.now())
    ops = enter("ops")
    assert post(ops, f"/stages/{id_}/cancel", reason=" ").status_code == 422
    assert post(ops, f"/stages/{id_}/cancel", reason="停电").status_code == 303
    assert "取消了" in ops.get("/stages").text
