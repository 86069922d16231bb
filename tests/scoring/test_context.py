"""Context lets a candidate go for a named reason, and only then. Four plain rules stand for all."""

from __future__ import annotations

from pathlib import Path

import pytest

from coach.scoring import How, Kind, Platform, Rulebook, check, load_rulebook
from coach.scoring.forbidden import forbidden, listen
from coach.scoring.normalise import fold
from tests.rulepacks import small_lexicons
from tests.scoring.innocent_sentences import CLAIMS, INNOCENT

HEAD = """category = "{0}"
[[group]]
name = "{0}"
severity = "block"
reason = "试"
basis = ["ADL-28"]
suggest = ["试"]
[[group.rule]]
id = "试"
say = {1}
flag = ["甲", "丙"]
pass = ["乙", "丁"]
"""
RULES = {
    "price": '["(全网)? 最低 价"]',
    "medical": '["(能|可以)? (治好|治疗|治) ..3 {疾病}", "代替 药物?"]',
    "diversion": '["加 ..4 微信", "转账"]',
    "absolute": '["第一", "最好", "最佳", "最新", "国家级", "一级", "最低温度"]',
}


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Rulebook:
    packs = {category: HEAD.format(category, say) for category, say in RULES.items()}
    return load_rulebook(small_lexicons(tmp_path_factory.mktemp("context") / "lexicons", **packs))


def read(book: Rulebook, text: str) -> tuple[list[str], list[str]]:
    findings, released = forbidden(listen(fold(text), book), Kind.FOOD, Platform.DOUYIN, book)
    return [f.text for f in findings], [r.reason for r in released]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("我们不说最低价", "negation"),
        ("这个真不是什么最低价", "negation"),
        ("我可从来没喊过最低价", "negation"),
        ("别加任何人的微信", "negation"),
        ("本店从不私下转账", "negation"),
        ("它不能治你的高血压", "negation"),
        ("谁也不敢说最低价", "quoting"),
        ("直播间不能说“全网最低价”", "quoting"),
        ("最低价这三个字是违禁词", "quoting"),
        ("上回说漏嘴喊了最低价被警告了", "quoting"),
        ("全网最低价这话我可不敢讲", "quoting"),
        ("培训的时候讲过最低价不能提", "quoting"),
        ("有人冒充客服让你转账，那是骗子", "warning"),
        ("小心被骗啊，加微信返钱的都拉黑", "warning"),
        ("有姐妹问能治高血压吗", "question"),
        ("刚才那位大姐问是不是最低价", "question"),
        ("这个能治糖尿病吗", "question"),
        ("本品不能代替药物", "mandatory"),
        ("顾客第一是我们的规矩", "goal"),
        ("我们力求做到最好", "goal"),
        ("最佳食用时间是开封后三天", "usage"),
        ("最好冷藏两个小时再喝", "usage"),
        ("第一次买的朋友先买小包", "time-order"),
        ("第一步先把水烧开", "time-order"),
        ("最新一批是昨天到的", "time-order"),
        ("这是一级压榨的花生油", "grade"),
        ("皮影是国家级非遗", "grade"),
        ("这是我们店卖得最好的一款", "own-goods"),
    ],
)
def test_let_go_for_its_reason(book: Rulebook, text: str, reason: str) -> None:
    hits, reasons = read(book, text)
    assert hits == []
    assert reason in reasons


@pytest.mark.parametrize(
    "text",
    [
        "今天就是最低价",
        "不是吹，这就是最低价",
        "不得不说这是最低价",
        "别犹豫了，最低价给你们",
        "这是不是最低价你们自己看，就是最低价",
        "不仅是最低价，还送你一袋",
        "没有之一的最低价",
        "我不骗你，能治高血压",
        "这不是药，可它能治高血压",
        "不管你信不信，治高血压就靠它",
        "难道它不能治高血压吗",
        "不用怕，加我微信",
        "这个牌子全国第一",
        "这是市面上最好的",
        "全网卖得最好的一款就在我们家",
        "国家级的配方",
        "没想到吧最低价",
    ],
)
def test_still_a_finding(book: Rulebook, text: str) -> None:
    hits, _ = read(book, text)
    assert hits, text


def test_an_earlier_negation_does_not_reach_the_next_clause(book: Rulebook) -> None:
    assert read(book, "这真不是药，可喝半个月就治好老寒腿")[0] == ["治好老寒腿"]


def test_what_was_let_go_says_by_which_words(book: Rulebook) -> None:
    _, released = forbidden(listen(fold("我们不说最低价"), book), Kind.FOOD, Platform.DOUYIN, book)
    assert [(r.rule, r.reason, r.because, r.text) for r in released] == [("price/试", "negation", "不说", "最低价")]


def test_a_rule_can_keep_a_release_away(book: Rulebook, tmp_path: Path) -> None:
    text = HEAD.format("price", RULES["price"]).replace('severity = "block"', 'severity = "block"\nkeep = ["negation"]')
    place = small_lexicons(tmp_path / "lexicons", price=text)
    assert read(load_rulebook(place), "我们不说最低价")[0] == ["最低价"]


def test_every_release_has_a_name_and_a_reason_to_show(rulebook: Rulebook) -> None:
    for release in rulebook.pack.releases:
        assert release.name
        assert release.why
        assert release.before or release.after or release.sentence or release.over, release.id


@pytest.mark.parametrize(
    ("text", "kind", "reason"),
    [
        ("批准证书上的功能是改善睡眠，本品不能代替药物", Kind.FOOD, "approved"),
        ("盒子正面有批文，功能写的是有助于增强免疫力", Kind.FOOD, "approved"),
        ("瓶身印着保健功能是缓解体力疲劳，别的我不讲", Kind.HEALTH_FOOD, "approved"),
        ("它不是保健食品，增强免疫力那种要有蓝帽子，归药监管", Kind.FOOD, "not-that-kind"),
        ("我家小狗名字叫顶级，好笑吧", Kind.FOOD, "name"),
        ("它顶不了药，该看病看病", Kind.HEALTH_FOOD, "mandatory"),
        ("抗癌两个字不能说，说了要下播", Kind.FOOD, "quoting"),
    ],
)
def test_what_hosts_say_without_claiming_it_is_let_go(rulebook: Rulebook, text: str, kind: Kind, reason: str) -> None:
    findings, released = forbidden(listen(fold(text), rulebook), kind, Platform.DOUYIN, rulebook)
    assert [f.text for f in findings if f.severity.rank > 1] == []
    assert reason in [r.reason for r in released]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("批文写的是改善睡眠，我再加一句，失眠喝它就治好", Kind.HEALTH_FOOD),
        ("蓝帽子的，喝三天免疫力就上来，感冒绕着走", Kind.HEALTH_FOOD),
        ("我家猫叫转运，这串珠子也转运，戴上就顺", Kind.OTHER),
        ("史上最低，你品，不能说全", Kind.FOOD),
        ("不用看医生，喝它就行", Kind.FOOD),
        ("公屏那几个又在狗叫，踢了", Kind.FOOD),
    ],
)
def test_a_claim_beside_what_is_let_go_is_still_a_finding(rulebook: Rulebook, text: str, kind: Kind) -> None:
    findings, _ = forbidden(listen(fold(text), rulebook), kind, Platform.DOUYIN, rulebook)
    assert [f.text for f in findings if f.severity.rank > 1]


@pytest.mark.parametrize("kind", sorted(INNOCENT))
def test_plain_talk_of_sellers_that_holds_a_rules_words_stays_silent(rulebook: Rulebook, kind: str) -> None:
    flagged = [
        (text, finding.rule)
        for text in INNOCENT[kind]
        for finding in forbidden(listen(fold(text), rulebook), Kind(kind), Platform.DOUYIN, rulebook)[0]
        if finding.severity.rank > 1 and finding.how is not How.SUSPECTED
    ]
    assert flagged == []


@pytest.mark.parametrize(("text", "kind"), CLAIMS)
def test_a_claim_in_the_words_of_a_warning_or_a_denial_is_still_a_finding(
    rulebook: Rulebook, text: str, kind: str
) -> None:
    findings, _ = forbidden(listen(fold(text), rulebook), Kind(kind), Platform.DOUYIN, rulebook)
    assert [f.text for f in findings if f.severity.rank > 1 and f.how is not How.SUSPECTED]


@pytest.mark.parametrize(
    ("text", "kind", "reason"),
    [
        ("电视里播过走私的冻虾被查了，你们买的时候看检疫章", Kind.FOOD, "others"),
        ("高仿的包怎么认，摸摸里衬就晓得", Kind.APPAREL, "others"),
        ("您要问我喝多久能降血压，我说不准，没人说得准", Kind.FOOD, "question"),
        ("这支护手霜不祛斑，就润一润手", Kind.COSMETICS, "negation"),
        ("娃拿奶奶手机刷的礼物都能退，家长看到就去申请退款", Kind.OTHER, "guardian"),
        ("要祛斑的去皮肤科，这是擦手的", Kind.COSMETICS, "refused"),
    ],
)
def test_why_plain_talk_was_let_go_is_named(rulebook: Rulebook, text: str, kind: Kind, reason: str) -> None:
    findings, released = forbidden(listen(fold(text), rulebook), kind, Platform.DOUYIN, rulebook)
    assert [f.text for f in findings if f.severity.rank > 1] == []
    assert reason in [r.reason for r in released]


@pytest.mark.parametrize("text", ["照着1:18的比例做的小汽车，车门能开", "比例1:160，厂家开模做的小火车头，轮子能转"])
def test_a_disguise_that_ends_in_a_digit_is_no_part_of_a_longer_number(rulebook: Rulebook, text: str) -> None:
    assert check(text, None, rulebook, kind=Kind.OTHER).findings == ()
    assert check("这包1:1做的，专柜五金", None, rulebook, kind=Kind.OTHER).findings
