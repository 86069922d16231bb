"""A kept report comes back as the report it was, also one kept before newer keys were there."""

from __future__ import annotations

import json

import pytest

from coach.formats.stored import read_report
from coach.library import Library
from coach.scoring import Cue, Rulebook, check


def test_every_report_on_the_library_comes_back_equal(library: Library, rulebook: Rulebook) -> None:
    for script in library.list_scripts():
        product = library.find_product(script.product) if script.product else None
        cues = [Cue(start=0, end=40, start_s=0.0, end_s=9.5, speaker="小敏"), Cue(start=40, end=90, start_s=9.5)]
        report = check(script.text, product, rulebook, platform=script.platform, cues=cues)
        assert read_report(json.loads(report.to_json())) == report, script.id


def test_a_decision_of_a_person_comes_back(rulebook: Rulebook) -> None:
    report = check("# 放行 diversion/加微信 小敏：客服在这里\n加我微信", None, rulebook)
    back = read_report(report.to_dict())
    assert [one.suppressed.by for one in back.findings if one.suppressed is not None] == ["小敏"]


def test_keys_that_came_later_take_their_defaults(rulebook: Rulebook) -> None:
    values = check("今天两天之内发货", None, rulebook).to_dict()
    del values["first"], values["checks"]
    back = read_report(values)
    assert (back.first, back.checks) == ((), ())


def test_a_key_that_every_version_has_is_missed(rulebook: Rulebook) -> None:
    values = check("今天两天之内发货", None, rulebook).to_dict()
    del values["score"]
    with pytest.raises(KeyError, match="score"):
        read_report(values)
