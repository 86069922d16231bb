"""The readiness board and one anchor in full: who may go on air, who not and why, with records behind every word."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from sqlalchemy import event

from coach.scoring import Kind, Platform
from coach.services import cards, incidents, people
from coach.training.access import CONSOLE
from coach.training.model import IncidentSeverity, Role, Stage
from coach.web import clock
from tests.web.ops_world import BEEF, DAY, HOUR, broadcast, on_short_programme, practise, ready, signed


@pytest.fixture
def world(world):
    return replace(world, desk=on_short_programme(world.desk))


@contextmanager
def counted(engine) -> Iterator[list[str]]:
    """Collect the statements that are run."""
    found: list[str] = []

    def note(connection, cursor, statement, *more):
        found.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield found
    event.remove(engine, "before_cursor_execute", note)


def test_an_anchor_at_the_start_is_told_what_is_missing(enter, read_page):
    page = read_page(enter("ops").get("/readiness"))
    page.assert_sound()
    words = page.text(page.one("main"))
    assert "陈小敏" in words
    assert "赵小红" not in words, "another room's"
    assert "还差" in words
    assert "基础规则课程：通过 0 个" in words


def test_the_funnel_counts_each_anchor_once_and_says_so_in_words(world, enter, read_page):
    practise(world, at=clock.now() - 9 * DAY)
    broadcast(world, Stage.REHEARSAL, start=clock.now() - 7 * DAY)
    page = read_page(enter("ops").get("/readiness"))
    assert "主播 1 人，试播通过过 1 人，一带一通过过 0 人" in page.text(page.one("figure"))
    assert "陈小敏" in page.text(read_page(enter("ops").get("/readiness?at=rehearsal")).one("main"))
    assert "没有符合的主播" in page.text(read_page(enter("ops").get("/readiness?at=paired")).one("main"))


@pytest.mark.parametrize(
    ("query", "there"),
    [
        ("platform=douyin&kind=food", True),
        ("platform=xiaohongshu", False),
        ("kind=cosmetics", False),
        ("q=小敏", True),
        ("q=小红", False),
        ("q=%25", False),
        ("at=start", True),
        ("page=2", False),
        ("page=x&at=nonsense&kind=nonsense", True),
    ],
)
def test_filters_narrow_the_board_down(enter, read_page, query, there):
    page = read_page(enter("ops").get(f"/readiness?{query}"))
    assert ("陈小敏" in page.text(page.one("main"))) is there


def test_signed_stale_and_ready_stand_on_the_board_with_their_reasons(world, enter, read_page):
    signed(world)
    ops = enter("ops")
    assert "有效" in ops.get("/readiness?at=signed").text
    beef = world.desk.library.get_product(BEEF)
    cards.edit_card(
        world.desk, world.people["ops"], replace(beef, facts={**beef.facts, "保质期": "6个月"}), seen=0, at=clock.now()
    )
    words = read_page(ops.get("/readiness?at=stale"))
    assert "失效了" in words.text()
    assert "商品卡“手撕风干牛肉干”改过了" in words.text()
    assert "没有符合的主播" in ops.get("/readiness?at=signed").text


def test_an_incident_makes_the_sign_off_stale_on_the_board_and_stands_beside_the_person(world, enter, read_page):
    signed(world)
    incidents.log(
        world.desk, world.people["ops"], anchor=world.people["anchor"].id, room=world.rooms["甲"].id,
        happened=clock.now(), said="全网最低价", severity=IncidentSeverity.MINOR, at=clock.now(),
    )  # fmt: skip
    ops = enter("ops")
    assert "签字后登记了轻微事故" in ops.get("/readiness?at=stale").text
    page = read_page(ops.get(f"/readiness/{world.people['anchor'].id}"))
    page.assert_sound()
    assert "“全网最低价”" in page.text()


def test_every_requirement_links_to_the_records_that_prove_it(world, enter, read_page):
    ready(world)
    ops = enter("ops")
    page = read_page(ops.get(f"/readiness/{world.people['anchor'].id}?for=douyin.food"))
    page.assert_sound()
    links = {link.get("href", "") for link in page.root.iter("a")}
    proofs = {link for link in links if link.startswith(("/attempts/", "/stages/")) and link != "/stages"}
    assert len(proofs) >= 4
    for link in proofs - {link for link in proofs if "new" in link}:
        assert ops.get(link).status_code == 200
    assert "28/28 条做到" in page.text()


def test_the_board_takes_the_same_queries_for_one_anchor_and_for_many(world, enter):
    room = world.rooms["甲"].id
    for number in range(30):
        people.add_user(
            world.desk, CONSOLE, name=f"新人{number:02}", login=f"new{number}", roles=[Role.ANCHOR], rooms=[room],
            at=clock.now() - HOUR,
        )  # fmt: skip
    ops = enter("ops")
    ops.get("/readiness")
    with counted(world.desk.store.engine) as statements:
        first = ops.get("/readiness")
    assert len(statements) <= 25
    assert "下一页" in first.text
    assert "下一页" not in ops.get("/readiness?page=2").text
    for address in ("/stages", "/incidents", "/checklists", "/shows", f"/readiness/{world.people['anchor'].id}"):
        with counted(world.desk.store.engine) as statements:
            assert ops.get(address).status_code == 200
        assert len(statements) <= 25, address


def test_names_are_words_and_never_markup(world, enter, read_page):
    people.add_user(
        world.desk, CONSOLE, name="<script>alert(1)</script>", login="bad", roles=[Role.ANCHOR],
        rooms=[world.rooms["甲"].id], at=clock.now(),
    )  # fmt: skip
    answer = enter("ops").get("/readiness")
    assert "<script>alert" not in answer.text
    assert "&lt;script&gt;alert" in answer.text


def test_a_board_of_a_platform_looks_only_at_what_counts_there(world, enter):
    assert Platform.XIAOHONGSHU is world.rooms["乙"].platform
    assert Kind.COSMETICS in world.rooms["乙"].kinds
    admin = enter("admin")
    assert "赵小红" in admin.get("/readiness?platform=xiaohongshu").text
    assert "陈小敏" not in admin.get("/readiness?platform=xiaohongshu").text


def test_lists_of_the_signed_read_no_hand_in_whole(world, enter):
    made = signed(world)
    ops = enter("ops")
    for address in ("/readiness", "/signoffs"):
        with counted(world.desk.store.engine) as statements:
            assert "有效" in ops.get(address).text
        assert [one for one in statements if "attempt.text" in one] == [], address
    with counted(world.desk.store.engine) as statements:
        assert ops.get(f"/signoffs/{made.id}").status_code == 200
    assert [one for one in statements if "attempt.text" in one], "the sheet does"
