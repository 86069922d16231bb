"""Flow: parts heard in order, expectations by platform, none for a short text."""

from coach.scoring import Platform, Rulebook
from coach.scoring.flow import read_flow
from coach.scoring.forbidden import listen
from coach.scoring.model import Flow
from coach.scoring.normalise import fold

FILL = "这里慢慢说一点别的事情凑够一整段话的长度" * 9


def flow(rulebook: Rulebook, text: str, platform: Platform) -> Flow:
    folded = fold(text)
    speech = listen(folded, rulebook)
    return read_flow(folded, speech.cut, speech.cues, platform, len(text), rulebook.pack.flow)


def test_parts_come_in_the_order_in_which_they_are_heard(rulebook: Rulebook) -> None:
    text = "刚进来的朋友先别划走。配料表就三样。今天到手九块九包邮。点一号链接。四十八小时发货，坏了包赔。"
    got = flow(rulebook, text, Platform.DOUYIN)
    order = [part for part in got.order if part in ("hook", "price", "call", "after_sale")]
    assert order == ["hook", "price", "call", "after_sale"]
    hook = next(part for part in got.parts if part.id == "hook")
    assert hook.quote is not None
    assert text[hook.start : hook.end] == hook.quote


def test_missing_parts_are_named_with_what_to_do(rulebook: Rulebook) -> None:
    got = flow(rulebook, FILL, Platform.DOUYIN)
    assert {"flow/price", "flow/call"} <= {remark.id for remark in got.remarks}
    assert all(remark.advice for remark in got.remarks)


def test_nothing_is_expected_of_a_short_text(rulebook: Rulebook) -> None:
    assert not any(part.expected for part in flow(rulebook, "刚进来的朋友别划走", Platform.DOUYIN).parts)


def test_shouting_is_marked_down_on_xiaohongshu_only(rulebook: Rulebook) -> None:
    text = "家人们冲啊，三二一上链接。" + FILL
    assert "flow/shouting" in {r.id for r in flow(rulebook, text, Platform.XIAOHONGSHU).remarks}
    assert "flow/shouting" not in {r.id for r in flow(rulebook, text, Platform.DOUYIN).remarks}
