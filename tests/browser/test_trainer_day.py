"""A trainer's day in a real browser: drills for ten, then reviews by keyboard; and the same without scripts."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from coach.scoring import Kind, Platform
from coach.services import attempts, people, reviews, rooms
from coach.training.access import CONSOLE
from coach.training.model import AttemptId, CheckAnswer, ReviewVerdict, Role, User
from coach.web import clock
from tests.web import practice
from tests.web.world import PASSWORD, World

TRAINER = "trainer-c"
DRILL = "rules-ask-wechat"
NAMES = "一二三四五六七八九十甲乙"


@pytest.fixture(scope="module")
def anchors(world: World) -> list[User]:
    """Return twelve new anchors of a room of their own, ten of them for the first test; its trainer scored the references.

    Nobody else hands in there: the queue holds what these tests put into it.
    """
    desk = world.desk
    room = rooms.add_room(
        desk, CONSOLE, name="丙号直播间", platform=Platform.DOUYIN, kinds=[Kind.FOOD], at=clock.now()
    ).id
    trainer = people.add_user(
        desk,
        CONSOLE,
        name="钱老师",
        login=TRAINER,
        roles=[Role.TRAINER],
        rooms=[room],
        password=PASSWORD,
        at=clock.now(),
    )
    for reference in desk.programme.references:
        rubric = desk.programme.get_rubric(desk.programme.get_drill(reference.drill).rubric or "")
        checks = [CheckAnswer(check=one.id, met=one.id in reference.met, evidence="原话") for one in rubric.checks]
        reviews.calibrate(desk, trainer, reference.id, verdict=reference.verdict, checks=checks, at=clock.now())
    return [
        people.add_user(
            desk,
            CONSOLE,
            name=f"学员{name}",
            login=f"xue-{number}",
            roles=[Role.ANCHOR],
            rooms=[room],
            at=clock.now(),
        )
        for number, name in enumerate(NAMES)
    ]


def sign_in(open_page: Callable[..., Page], login: str, **options: object) -> Page:
    page = open_page("/login", **options)
    page.fill("[name=login]", login)
    page.fill("[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    return page


def hand_in(world: World, anchor: User) -> AttemptId:
    """Hand in whatever the trainer has given this anchor last."""
    with world.desk.reading() as uow:
        given = uow.assignments.list(anchor=anchor.id)[-1]
    return attempts.submit(world.desk, anchor, given.id, practice.ANSWER, at=clock.now()).id


def assign(page: Page, names: str) -> None:
    page.get_by_label("名单").fill(names)
    fold = page.locator("details", has=page.locator(f"#drill-{DRILL}"))
    if fold.get_attribute("open") is None:
        fold.locator("summary").click()
    page.locator(f"#drill-{DRILL}").check()
    page.get_by_role("button", name="先看会给到谁").click()


def verdict_of(world: World, attempt: AttemptId) -> ReviewVerdict:
    with world.desk.reading() as uow:
        (one,) = uow.reviews.list(attempt=attempt)
    return one.verdict


def test_assigns_to_ten_and_reviews_by_keyboard(
    open_page: Callable[..., Page], world: World, anchors: list[User]
) -> None:
    page = sign_in(open_page, TRAINER, allow=("422",))
    page.get_by_role("link", name="布置", exact=True).click()
    assign(page, "\n".join(one.name for one in anchors[:10]) + "\n查无此人")
    expect(page.get_by_role("heading", name="会布置 10 人，共 10 个练习")).to_be_visible()
    expect(page.locator("#plan")).to_contain_text("查无此人：你的直播间里没有叫这个名字的人")
    page.get_by_role("button", name="布置给 10 人").click()
    expect(page.get_by_role("status").first).to_contain_text("布置好了：10 人，共 10 个练习")
    first, second = hand_in(world, anchors[0]), hand_in(world, anchors[1])

    page.get_by_role("link", name="批改", exact=True).click()
    page.wait_for_url("**/reviews")
    page.wait_for_load_state("load")  # the keys are bound from then on
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("学员一")

    page.get_by_text("选中一段文字就能批注").wait_for()
    box = page.locator("#marked-text")
    box.click(click_count=3)
    page.keyboard.press("c")
    page.keyboard.type("第一句就答到点上了")
    page.keyboard.press("Escape")
    for _ in range(page.locator("[data-check]").count()):
        page.keyboard.press("j")
        page.keyboard.press("y")
        page.keyboard.type("原话里有")
        page.keyboard.press("Escape")
    page.keyboard.press("1")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("学员二")
    expect(page.get_by_role("status").first).to_contain_text("批改好了：通过")
    assert verdict_of(world, first) is ReviewVerdict.PASS
    with world.desk.reading() as uow:
        ((comment,),) = [one.comments for one in uow.reviews.list(attempt=first)]
    assert comment.text == "第一句就答到点上了"
    assert practice.ANSWER[comment.start : comment.end].strip()

    page.keyboard.press("?")
    expect(page.get_by_role("dialog").get_by_text("批注选中的文字")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("2")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("alert")).to_contain_text("要求重做时，请至少写一条批注")
    page.get_by_label("第 1 条：哪一句").select_option(index=1)
    page.get_by_label("第 1 条：写什么").fill("这里再具体一点")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", name="批改", exact=True)).to_be_visible()
    assert verdict_of(world, second) is ReviewVerdict.AGAIN


def test_the_same_without_scripts(open_page: Callable[..., Page], world: World, anchors: list[User]) -> None:
    page = sign_in(open_page, TRAINER, java_script_enabled=False)
    page.get_by_role("link", name="布置", exact=True).click()
    assign(page, f"{anchors[10].login}，{anchors[11].login}")
    page.get_by_role("button", name="布置给").click()
    handed = hand_in(world, anchors[10])
    page.get_by_role("link", name="批改", exact=True).click()
    page.get_by_role("link", name="学员甲").click()
    page.get_by_role("button", name="再加两条").click()
    assert page.get_by_label("：哪一句").count() == 4
    page.get_by_label("第 1 条：哪一句").select_option(index=2)
    page.get_by_label("第 1 条：写什么").fill("说得好")
    page.get_by_text("只写批注", exact=True).click()
    page.get_by_role("button", name="交批改").click()
    assert verdict_of(world, handed) is ReviewVerdict.COMMENT
    expect(page.locator(".flash").first).to_contain_text("批改好了：只写批注")
