"""The tour goes through a person's own menu, ends for good when told to, and comes back with a new role; help lists it all."""

from __future__ import annotations

from dataclasses import replace

import pytest

from coach.services import tours
from coach.training.model import Role
from coach.web import clock, navigation
from tests.web.world import ROLES


def panel(page):
    found = [e for e in page.all("section") if e.get("class") == "tour"]
    assert len(found) <= 1
    return found[0] if found else None


@pytest.mark.parametrize("login", ROLES)
def test_the_tour_leads_through_every_page_of_the_menu_and_no_further(app, world, enter, read_page, login):
    with app.test_request_context("/"):
        entries = navigation.menu(world.people[login]).entries
    client, path, seen = enter(login), entries[0].path, []
    while path:
        page = read_page(client.get(path))
        page.assert_sound()
        shown = panel(page)
        assert shown is not None, path
        assert f"第 {len(seen) + 1} 步，共 {len(entries)} 步" in page.text(shown)
        seen.append(path.partition("?")[0])
        path = next((a.get("href") for a in shown.iter("a") if page.text(a).startswith("下一步")), "")
    assert seen == [entry.path for entry in entries]


def test_only_the_home_page_begins_it(enter, read_page):
    client = enter("anchor")
    assert panel(read_page(client.get("/cards"))) is None
    assert panel(read_page(client.get("/cards?tour=1"))) is None, "a step stands on its own page"
    assert panel(read_page(client.get("/today?tour=99"))) is None


@pytest.mark.parametrize("asked", ["x", "-1", "²", "1" * 500])
def test_a_step_that_is_none_is_no_error(enter, asked):
    assert enter("anchor").get("/today", query_string={"tour": asked}).status_code == 200


def test_ended_it_stays_away_and_is_found_again_on_the_help_page(enter, read_page, post):
    client = enter("trainer")
    assert post(client, "/tours/end").headers["Location"].endswith("/cohort")
    assert panel(read_page(client.get("/cohort"))) is None
    again = read_page(client.get("/help"))
    address = next(a.get("href") for a in again.all("a") if again.text(a) == "从头走一圈")
    assert panel(read_page(client.get(address))) is not None


def test_it_is_remembered_for_the_person_until_they_have_a_new_role(world):
    desk, user = world.desk, world.people["anchor"]
    assert tours.needs_tour(desk, user)
    tours.end_tour(desk, user, at=clock.now())
    tours.end_tour(desk, user, at=clock.now())
    assert not tours.needs_tour(desk, user)
    assert tours.needs_tour(desk, world.people["anchor2"]), "others were not shown anything yet"
    assert tours.needs_tour(desk, replace(user, roles=user.roles | {Role.TRAINER}))


def test_a_page_that_was_refused_shows_no_tour(enter, read_page):
    assert panel(read_page(enter("anchor").get("/cohort?tour=1"))) is None


@pytest.mark.parametrize("login", ROLES)
def test_help_says_what_every_page_of_ones_menu_is_for(app, world, enter, read_page, login):
    page = read_page(enter(login).get("/help"))
    with app.test_request_context("/"):
        entries = navigation.menu(world.people[login]).entries
    told = {a.get("href") for term in page.all("dt") for a in term.iter("a")}
    assert {entry.path for entry in entries} <= told
    keys = next(e for e in page.all("dialog"))
    assert all(f"去“{entry.name}”" in page.text(keys) for entry in entries[:9])


def test_visitors_are_told_what_they_can_do_without_an_account(client, read_page):
    page = read_page(client.get("/help"))
    page.assert_sound()
    assert "没有账号也能自检话术" in page.text()
    assert "从头走一圈" not in page.text()
