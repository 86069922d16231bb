"""GET /rules/<id>: one rule explained, as a page and as a fragment."""

from __future__ import annotations


def test_every_rule_has_a_sound_page(client, coach, read_page):
    for rule in coach.rulebook.rules[::40]:
        page = read_page(client.get(f"/rules/{rule.id}"))
        page.assert_sound()
        assert rule.reason in page.text()
        assert rule.flag[0] in "".join(page.root.itertext())


def test_the_report_loads_the_examples_only(client, coach):
    rule = coach.rulebook.rules[0]
    answer = client.get(f"/rules/{rule.id}", headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert "会被标出来的" in answer.text
    assert "HX-Request" in answer.headers["Vary"]
