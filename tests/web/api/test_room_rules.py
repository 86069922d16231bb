"""A program may name the room that a text is meant for; without one it gets what holds in all rooms."""

from __future__ import annotations

from dataclasses import replace

import pytest

from coach.web import create_app
from coach.wiring import build
from tests.web.test_room_rules import MINE, OTHER, SAID, packs

__all__ = ["packs"]


@pytest.fixture
def app(coach, world, packs, tmp_path):
    settings = replace(coach.settings, instance=tmp_path / "instance", team_packs=packs)
    own = build(settings)
    return create_app(settings, own, replace(world.desk, rulebook=own.rulebook))


def test_a_check_goes_by_the_rules_of_the_room_it_names(ask, world) -> None:
    def found(who: str, **more: str) -> list[str]:
        answer = ask(who)("POST", "/check", json={"text": SAID, **more})
        return [one["rule"] for one in answer.get_json()["findings"]]

    assert found("ops") == []
    assert found("ops", room=world.rooms["甲"].id) == [MINE]
    assert found("admin", room=world.rooms["乙"].id) == [OTHER]


def test_a_room_of_others_is_refused_in_a_list_without_stopping_it(ask, world) -> None:
    assert ask("ops")("POST", "/check", json={"text": SAID, "room": world.rooms["乙"].id}).status_code == 403
    items = [{"id": name, "text": SAID, "room": world.rooms[name].id} for name in ("甲", "乙")]
    first, second = ask("ops")("POST", "/batch", json={"items": items}).get_json()["items"]
    assert [one["rule"] for one in first["report"]["findings"]] == [MINE]
    assert second["report"] is None
    assert second["error"]
