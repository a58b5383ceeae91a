import pytest

from tests.browser.conftest import Made
from tests.browser.graph import DISPLACEMENT, WIDEST, open_graph, slice_of
from tests.chromium import SIZES, Browser

CARD = "document.getElementById('detail-card').textContent"
SELECT = "researchGraph.select(cy.getElementById(arguments[0]))"
# What a reader may see of a value that is not there.
EMPTY = ("undefined", "null", "None", "NaN", "()")


@pytest.mark.parametrize("size", ["narrow", "wide"])
@pytest.mark.parametrize("name", ["names", "two", "no-works", "no-years"])
def test_odd_graphs_fit_their_page_and_tell_of_every_node(
    browser: Browser, made: Made, name: str, size: str
) -> None:
    browser.resize(*SIZES[size])
    open_graph(browser, made.page(name))
    assert browser.run(DISPLACEMENT) <= 2
    shown = slice_of(browser)
    for each in (*shown["nodes"][:: max(1, len(shown["nodes"]) // 4)], shown["edges"][0]):
        browser.run(SELECT, each["id"])
        told = each.get("label") or each["sentence"]
        text = browser.wait_until(lambda told=told: _card_of(browser, told), f"a card of {told!r}")
        assert not any(word in text for word in EMPTY)
        assert browser.run(WIDEST) <= SIZES[size][0]
    text = browser.run("return document.querySelector('main').innerText")
    assert not any(word in text for word in EMPTY)


def _card_of(browser: Browser, told: str) -> str:
    text = str(browser.run(f"return {CARD}"))
    return text if told in text else ""


@pytest.mark.parametrize("size", ["narrow", "wide"])
def test_a_thousand_nodes_stand_where_their_picture_had_them(
    browser: Browser, made: Made, size: str
) -> None:
    browser.resize(*SIZES[size])
    open_graph(browser, made.page("thousand"))
    assert browser.run(DISPLACEMENT) <= 2
    heights = browser.run(
        "return cy.nodes('.named').map((n) => parseFloat(n.style('font-size')) * cy.zoom())"
    )
    assert 1 <= len(heights) <= 250
    assert min(heights) >= 6


def test_a_node_alone_is_told_in_words(browser: Browser, made: Made) -> None:
    browser.open(made.page("one"))
    assert "Nothing to draw yet" in browser.find("#research-graph").text
    assert not browser.find_all("#react-entry-point")
