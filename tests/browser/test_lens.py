"""The lens in a real browser: what becomes of a node without a paper, a venue or a year."""

from __future__ import annotations

from typing import Any

from loaders.sample import FEATURED
from tests.browser.graph import KEYS, open_graph, open_section, press, set_value, text_of
from tests.chromium import Browser

LARIVIERE = f"/person/{FEATURED['Vincent Larivière']}"


def slice_now(browser: Browser) -> dict[str, Any]:
    found: dict[str, Any] = browser.run("return researchGraph.page.slice")
    return found


def nodes_of(browser: Browser) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = slice_now(browser)["nodes"]
    return found


def switch_off(browser: Browser, what: str) -> None:
    browser.run("researchGraph.applyViewState(new URLSearchParams({without: arguments[0]}))", what)


def test_the_lens_shows_who_stays_without_one_paper(browser: Browser, live_site: str) -> None:
    open_graph(browser, live_site + LARIVIERE)
    open_section(browser, "lens")
    sole = {n["id"]: n["depends_on"] for n in nodes_of(browser) if n["depends_on"]}
    assert sole
    browser.find("#control-sole-mark").click()
    assert set(browser.run("return cy.nodes('.sole').map((n) => n.id())")) == set(sole)
    paper = next(iter(sole.values()))
    switch_off(browser, f"paper:{paper}")
    fallen = set(browser.run("return cy.nodes('.fallen').map((n) => n.id())"))
    assert fallen - {paper} == {id for id, rests in sole.items() if rests == paper}
    total = len(nodes_of(browser)) - 1
    assert f"of {total} stay, {len(fallen)} would not be here" in text_of(browser, "lens-count")
    for what in ("venue", "year"):
        set_value(browser, "lens-what", what)
        assert "stay" in text_of(browser, "lens-count")
    press(browser, KEYS.ESCAPE)
    set_value(browser, "lens-what", "")
    assert browser.run("return cy.nodes('.fallen, .doubtful').length") == 0


JUDGED = [  # reasons, papers that are gone, the year that is gone, and the node's fate
    ([{"evidence": ["a"]}], ["b"], None, "stays"),
    ([{"evidence": ["a"]}], ["a"], None, "falls"),
    ([{"evidence": ["a"]}, {"evidence": ["b"]}], ["a"], None, "stays"),
    ([{"evidence": ["a"], "complete": False}], ["a"], None, "open"),
    ([{"evidence": ["a"], "complete": False, "years": [1, 2]}], ["a"], 1, "stays"),
    ([{"rests": [[("a",), ("b",)]]}], ["a"], None, "falls"),
    ([{"rests": [[("a", "c", ...), ("b",)]]}], ["a", "c"], None, "open"),
    ([{"rests": [[("a", "c", ...), ("b",)]]}], ["a"], None, "stays"),
    ([{"rests": [[]]}], ["a"], None, "stays"),
]


def test_the_lens_says_where_it_cannot_tell(browser: Browser, live_site: str) -> None:
    open_graph(browser, live_site + LARIVIERE)
    usual = {"evidence": [], "shares": [1], "complete": True, "years": [], "rests": None}
    for reasons, gone, year, fate in JUDGED:
        told = [{**usual, **reason} for reason in reasons]
        for reason in told:
            if reason["rests"] is not None:
                reason["rests"] = [
                    [{"papers": [p for p in side if p is not ...], "more": ... in side}
                     for side in sides] for sides in reason["rests"]
                ]  # fmt: skip
        found = browser.run(
            "const [reasons, papers, year] = arguments;"
            "return researchGraph.judge({id: 'n', score: 1, reasons},"
            " {papers: new Set(papers), year}).fate",
            told, gone, year,
        )  # fmt: skip
        assert found == fate, (reasons, gone)
