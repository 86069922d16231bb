"""Searching the library: lines, scripts, copies, and the best existing line for a point."""

from __future__ import annotations

import pytest

from coach.errors import NotFoundError
from coach.library import Library
from coach.scoring import Kind, Platform, Point, Product, Rulebook, Severity, check
from coach.services.library_search import GOOD, LibrarySearch


@pytest.fixture(scope="module")
def search(library: Library, rulebook: Rulebook) -> LibrarySearch:
    return LibrarySearch(library, rulebook)


def test_lines_are_found_by_meaningful_words(search: LibrarySearch) -> None:
    best = search.find_lines("开锅要抹油小火烧")[0]
    assert best.line.owner == "zhutie-guo-1"
    assert "开锅" in best.line.text
    only = search.find_lines("三秒结团", product="doufu-maosha", quality=GOOD)
    assert {match.line.owner for match in only} == {"doufu-maosha-1"}


def test_each_script_is_most_like_itself(search: LibrarySearch, library: Library) -> None:
    for script in library.list_scripts():
        assert search.find_scripts(script.text, most=1)[0].owner == script.id


def test_a_hand_in_taken_from_the_library_or_a_colleague_is_found(search: LibrarySearch, library: Library) -> None:
    text = "姐妹们好，我是新来的。" + library.get_script("mianwa-1").text[120:]
    assert search.find_copies(text)[0].owner == "mianwa-1"
    own = "我们家的杯子是双层玻璃的，倒开水外面不烫手。盖子里有胶圈，倒过来不漏，放电脑包里也放心。"
    assert search.find_copies(own) == ()
    found = search.find_copies("大家好。" + own, others=[("小敏的第三稿", own), ("老周的稿", "今天讲猫砂，三秒结团。")])
    assert [one.owner for one in found] == ["小敏的第三稿"]


def test_good_scripts_of_the_library_are_no_copies_of_each_other(search: LibrarySearch, library: Library) -> None:
    for script in library.list_scripts():
        assert [one.owner for one in search.find_copies(script.text)] == [script.id]


def test_the_best_line_for_a_point_covers_it_and_may_be_said(
    search: LibrarySearch, library: Library, rulebook: Rulebook
) -> None:
    covered = total = 0
    for product in library.list_products():
        for point in product.points:
            best = search.find_best_line(product, point.id)
            total += 1
            if best is None or not best.own:
                continue
            script = library.get_script(best.script)
            assert script.product == product.id
            assert script.text[best.start : best.end] == best.text
            report = check(best.text, product, rulebook, platform=script.platform)
            assert not [f for f in report.findings if f.severity is not Severity.HINT]
            covered += next(p.covered for p in report.coverage.points if p.id == point.id)
    assert covered >= 0.8 * total


def test_for_a_new_card_other_goods_show_the_manner(search: LibrarySearch) -> None:
    product = Product(
        id="pingguo",
        name="苹果",
        kind=Kind.FOOD,
        points=(
            Point(id="p1", say="坏果签收24小时内拍照，坏几个赔几个", must=True),
            Point(id="p2", say="量子纠缠结构"),
        ),
    )
    best = search.find_best_line(product, "p1", platform=Platform.DOUYIN)
    assert best is not None
    assert not best.own
    assert "坏几个赔几个" in best.text
    assert search.find_best_line(product, "p2") is None
    with pytest.raises(NotFoundError, match="没有卖点“p9”。现有：p1、p2"):
        search.find_best_line(product, "p9")


def test_missing_points_of_a_report_get_their_lines_must_first(
    search: LibrarySearch, library: Library, rulebook: Rulebook
) -> None:
    product = library.get_product("niurou-gan")
    report = check("今天讲牛肉干，三个口味，原味香辣孜然。", product, rulebook)
    found = search.for_missing(report, product)
    missed = [p.id for p in report.coverage.points if not p.covered]
    assert {one.point for one in found} <= set(missed)
    musts = [next(p.must for p in product.points if p.id == one.point) for one in found]
    assert musts == sorted(musts, reverse=True)
    assert len(found) >= len(missed) - 1
