"""The drill page: what to do, the draft that saves itself, the check, the limit, handing in, the quiz."""

from __future__ import annotations

import re

import pytest

from coach.services import attempts
from tests.web.practice import ANSWER, BAD, BETTER, LIMITED, QUIZ, REVIEWED, REWRITE, give, hand_in

INJECTION = "</textarea><script>alert(1)</script><img src=x onerror=alert(1)> {{ 7*7 }}"


@pytest.fixture
def anchor(enter):
    return enter("anchor")


@pytest.fixture
def send(anchor, read_page):
    """Ask the way the page's script asks."""

    def send_(path, **body):
        token = read_page(anchor.get("/me")).one("meta", name="csrf-token").get("content")
        return anchor.post(path, json=body, headers={"X-CSRFToken": token, "Accept": "application/json"})

    return send_


def test_the_page_says_what_to_do_and_what_it_takes_to_pass(anchor, world, read_page):
    page = read_page(anchor.get(f"/assignments/{give(world, REWRITE)}"))
    page.assert_sound()
    drill = world.desk.programme.get_drill(REWRITE)
    assert drill.task.split("。")[0] in page.text()
    assert "得分不低于 80" in page.text()
    assert "听得出“价格”" in page.text()
    assert "商品卡：" in page.text()


def test_what_is_to_be_rewritten_stands_in_the_editor_at_first(anchor, world, read_page):
    page = read_page(anchor.get(f"/assignments/{give(world, REWRITE)}"))
    script = world.desk.library.get_script(world.desk.programme.get_drill(REWRITE).script)
    assert page.one("textarea").text == script.text


def test_after_a_failed_hand_in_one_goes_on_from_it(anchor, world, read_page):
    task = give(world, REWRITE)
    hand_in(world, task, BAD)
    page = read_page(anchor.get(f"/assignments/{task}"))
    assert page.one("textarea").text == BAD
    assert "交过 1 次" in page.text()
    assert "要再交一次" in page.text()


def test_a_check_without_scripts_ticks_the_conditions_and_keeps_the_text(anchor, world, read_page, post):
    task = give(world, REWRITE)
    page = read_page(post(anchor, f"/assignments/{task}/check", text=BAD))
    page.assert_sound()
    assert page.one("textarea").text == BAD
    short = [page.text(e) for e in page.all("li") if "goal-short" in (e.get("class") or "")]
    assert any("没有不能播的话，没达到 还有 2 处" in goal for goal in short), short
    assert "加我微信" in page.text(page.one("div", id="marked"))
    assert attempts.list_of_assignment(world.desk, world.people["anchor"], task) == ()


def test_the_live_check_is_the_check_that_counts(send, world):
    task = give(world, REWRITE)
    answer = send(f"/assignments/{task}/check", text=BETTER).get_json()
    assert answer["report"] == hand_in(world, task, BETTER).report
    assert answer["marks"]
    assert "过关条件" in answer["html"]
    assert "放行…" not in answer["html"], "an anchor does not wave one's own drill through"


def test_a_draft_is_kept_and_found_again(anchor, send, world, read_page):
    task = give(world, REWRITE)
    first = send(f"/assignments/{task}/draft", text="家人们", seen=0).get_json()
    second = send(f"/assignments/{task}/draft", text="家人们好", seen=first["version"]).get_json()
    assert second["version"] > first["version"]
    page = read_page(anchor.get(f"/assignments/{task}"))
    assert page.one("textarea").text == "家人们好"
    assert page.text(page.one("span", id="saved")).startswith("已存")


def test_an_older_window_does_not_write_over_a_newer_draft(anchor, send, world, read_page, post):
    task = give(world, REWRITE)
    send(f"/assignments/{task}/draft", text="一", seen=0)
    send(f"/assignments/{task}/draft", text="新的一版", seen=1)
    refused = send(f"/assignments/{task}/draft", text="旧窗口", seen=1)
    assert refused.status_code == 409
    assert "另一个窗口" in refused.get_json()["error"]["message"]
    answer = post(anchor, f"/assignments/{task}/draft", text="旧窗口", seen="1")
    assert answer.status_code == 409
    page = read_page(answer)
    page.assert_sound()
    assert page.one("textarea").text == "旧窗口"
    assert attempts.find_draft(world.desk, world.people["anchor"], task).text == "新的一版"


@pytest.mark.parametrize("seen", ["-1", "x", "1.5", "９"])
def test_a_version_that_is_none_is_refused(anchor, world, post, seen):
    assert post(anchor, f"/assignments/{give(world, REWRITE)}/draft", text="一", seen=seen).status_code == 422


def test_a_hand_in_that_is_too_short_says_by_how_much_and_keeps_the_text(anchor, world, read_page, post):
    task = give(world, REWRITE)
    answer = post(anchor, f"/assignments/{task}/hand-in", text="太短了")
    assert answer.status_code == 422
    page = read_page(answer)
    page.assert_sound()
    assert page.one("textarea").text == "太短了"
    assert re.search(r"稿子现在 3 字，至少要 \d+ 字，还差 \d+ 字", page.text())


def test_handing_in_leads_to_the_report_and_drops_the_draft(anchor, send, world, post):
    task = give(world, REWRITE)
    send(f"/assignments/{task}/draft", text="草稿", seen=0)
    answer = post(anchor, f"/assignments/{task}/hand-in", text=BETTER)
    attempt = attempts.list_of_assignment(world.desk, world.people["anchor"], task)[0]
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/attempts/{attempt.id}")
    assert attempts.find_draft(world.desk, world.people["anchor"], task) is None


def test_times_of_an_uploaded_recording_are_handed_in_with_the_text(anchor, world, post):
    task = give(world, REVIEWED)
    text = ANSWER[:140]
    post(anchor, f"/assignments/{task}/hand-in", text=text, cues="[[0, 100, 0, 30, null], [100, 140, 30, 62, null]]")
    kept = attempts.list_attempts(world.desk, world.people["anchor"])[0]
    report = attempts.get_attempt(world.desk, world.people["anchor"], kept.id).report
    assert (report["seconds"], report["seconds_source"]) == (62, "measured")


def test_broken_times_are_refused(anchor, world, post):
    task = give(world, REVIEWED)
    assert post(anchor, f"/assignments/{task}/hand-in", text=ANSWER, cues="[[").status_code == 422


def test_a_limit_runs_from_the_button_and_what_helps_is_hidden_until_then(anchor, world, read_page, post):
    task = give(world, LIMITED)
    drill = world.desk.programme.get_drill(LIMITED)
    before = read_page(anchor.get(f"/assignments/{task}"))
    before.assert_sound()
    assert before.all("textarea") == []
    assert drill.example not in before.text()
    assert post(anchor, f"/assignments/{task}/open").status_code == 303
    after = read_page(anchor.get(f"/assignments/{task}"))
    after.assert_sound()
    assert after.all("textarea") != []
    assert "限时 30 分钟" in after.text()
    assert drill.example in after.text()


def test_a_quiz_is_answered_marked_and_explained(anchor, world, read_page, post):
    task = give(world, QUIZ)
    post(anchor, f"/assignments/{task}/open")
    page = read_page(anchor.get(f"/assignments/{task}"))
    page.assert_sound()
    quiz = attempts.get_quiz(world.desk, world.people["anchor"], task)
    assert next(page.text(e) for e in page.all("legend")).endswith(quiz.questions[0].ask)
    answers = {f"answer-{n}": str(one.right) for n, one in enumerate(quiz.questions, 1)}
    answers["answer-1"] = str((quiz.questions[0].right + 1) % len(quiz.questions[0].options))
    shown = {"shown": page.one("input", name="shown").get("value"), "questions": str(len(quiz.questions))}
    answer = post(anchor, f"/assignments/{task}/answers", **shown, **answers)
    marked = read_page(anchor.get(answer.headers["Location"]))
    marked.assert_sound()
    right = len(quiz.questions) - 1
    assert f"答对 {right}/{len(quiz.questions)} 题" in marked.text()
    assert "你选的" in marked.text()


def test_answers_to_other_questions_are_refused_and_the_new_ones_shown(anchor, world, read_page, post):
    task = give(world, QUIZ)
    post(anchor, f"/assignments/{task}/open")
    answer = post(anchor, f"/assignments/{task}/answers", shown="other", questions="10")
    assert answer.status_code == 422
    read_page(answer).assert_sound()


@pytest.mark.parametrize("count", ["-1", "9999", "x", ""])
def test_a_wrong_number_of_questions_is_refused(anchor, world, post, count):
    task = give(world, QUIZ)
    post(anchor, f"/assignments/{task}/open")
    assert post(anchor, f"/assignments/{task}/answers", shown="x", questions=count).status_code == 422


def test_a_trainer_sees_the_drill_but_not_what_is_being_written(enter, send, world, read_page):
    task = give(world, REWRITE)
    send(f"/assignments/{task}/draft", text="还没写完的话", seen=0)
    page = read_page(enter("trainer").get(f"/assignments/{task}"))
    page.assert_sound()
    assert "陈小敏" in page.text()
    assert "还没写完的话" not in page.text()
    assert page.all("textarea") == []


def test_text_from_people_is_never_markup(anchor, world, read_page, post):
    task = give(world, REWRITE)
    page = read_page(post(anchor, f"/assignments/{task}/check", text=INJECTION))
    page.assert_sound()
    assert page.one("textarea").text == INJECTION
    assert page.all("img") == []


def test_a_text_beyond_the_limit_is_refused_everywhere(anchor, send, world):
    task = give(world, REWRITE)
    long = "长" * 20_001
    for path in ("check", "draft"):
        answer = send(f"/assignments/{task}/{path}", text=long, seen=0)
        assert (answer.status_code, answer.get_json()["error"]["code"]) == (422, "input")
