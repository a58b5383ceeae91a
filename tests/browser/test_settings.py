"""What the controls leave out or change is told: in the legend, at the tabs, and in words."""

from __future__ import annotations

from tests.browser.conftest import Made
from tests.browser.graph import KEYS, focus_graph, open_graph, press_with, set_value
from tests.chromium import Browser

NUMBERS = """
return Object.fromEntries([...document.querySelectorAll(".graph-legend button")]
  .map((each) => [each.dataset.value, each.querySelector(".number").textContent]));
"""
MARKED = "return [...document.querySelectorAll('.tab[data-set]')].map((tab) => tab.textContent)"
SEEN = "return cy.nodes('[ego = 0]').filter((n) => n.visible()).map((n) => n.data('kind'))"


def test_a_link_that_hides_nodes_says_so_and_shows_all_again(browser: Browser, made: Made) -> None:
    open_graph(browser, made.page("80") + "#hidden=paper,topic&least=0.2")
    kinds = browser.run(SEEN)
    words = f"{len(kinds)} of 79 shown."
    browser.wait_for_text("#graph-hidden-count", words)
    assert words in browser.run("return document.getElementById('status').textContent")
    assert browser.run(MARKED) == ["Filter, changed"]
    assert browser.find("#section-filter").is_displayed()
    numbers = browser.run(NUMBERS)
    assert numbers["paper"].startswith("0 of ")
    browser.find("#graph-hidden-all").click()
    assert len(browser.run(SEEN)) == 79
    assert not browser.find("#graph-hidden").is_displayed()
    assert browser.run(MARKED) == []
    assert browser.run("return location.hash") == ""
    assert browser.run("return document.activeElement.id") == "graph-box"


def test_the_legend_counts_what_is_seen_and_tells_shapes_alone_where_colours_mean_something_else(
    browser: Browser, made: Made
) -> None:
    open_graph(browser, made.page("80"))
    assert not any(" of " in number for number in browser.run(NUMBERS).values())
    swatch = (
        "return getComputedStyle(document.querySelector('.graph-legend .kind-person'), '::before')"
        ".backgroundColor"
    )
    before = browser.run(swatch)
    set_value(browser, "strength-least", 40)
    kinds = browser.run(SEEN)
    for kind, number in browser.run(NUMBERS).items():
        assert int(number.split(" of ")[0]) == kinds.count(kind)
    browser.run("document.querySelector('#control-colour-by [value=year]').click()")
    grey = browser.run(swatch)
    assert grey != before
    others = swatch.replace("kind-person", "kind-paper")
    assert browser.run(others) == grey
    assert "Colour, changed" in browser.run(MARKED)
    browser.run("document.querySelector('#control-colour-by [value=kind]').click()")
    assert browser.run(swatch) == before


def test_a_link_that_colours_opens_the_key(browser: Browser, made: Made) -> None:
    open_graph(browser, made.page("80") + "#colour=year")
    assert browser.find("#section-colour").is_displayed()
    assert len(browser.find_all("#control-colour-key button")) > 0


def test_undo_works_wherever_the_focus_is_but_in_fields_and_dialogs(
    browser: Browser, made: Made
) -> None:
    open_graph(browser, made.page("80"))
    browser.run("window.undone = 0; researchGraph.undo = () => { window.undone += 1; }")
    browser.run("document.activeElement.blur()")
    press_with(browser, KEYS.CONTROL, "z")
    assert browser.run("return undone") == 1
    browser.find("#control-find-text").click()
    press_with(browser, KEYS.CONTROL, "z")
    assert browser.run("return undone") == 1
    focus_graph(browser)
    browser.run("document.getElementById('key-sheet').showModal()")
    press_with(browser, KEYS.CONTROL, "z")
    assert browser.run("return undone") == 1
