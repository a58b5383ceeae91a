"""The lens in a real browser: what becomes of a node without a paper, a venue or a year."""

from __future__ import annotations

from typing import Any

import pytest

from loaders.sample import FEATURED
from tests.browser.graph import KEYS, open_graph, open_section, press, set_value, text_of
from tests.chromium import Browser

LARIVIERE = f"/person/{FEATURED['Vincent Larivière']}"
SIMPLE_PROPOSAL = "openalex:W2462819058"  # "A simple proposal for the publication of journal ..."


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
    press(browser, KEYS.ESCAPE)
    set_value(browser, "lens-what", "")
    assert browser.run("return cy.elements('.fallen, .below, .doubtful').length") == 0


def test_who_falls_below_the_cut_without_one_paper_is_told(
    browser: Browser, live_site: str
) -> None:
    open_graph(browser, live_site + LARIVIERE)
    open_section(browser, "lens")
    shown = slice_now(browser)
    cut = next(each["threshold"] for each in shown["cut"] if each["kind"] == "person")
    joint = {}  # what is left of those who wrote it with him
    for node in shown["nodes"][1:]:
        lost = sum(
            points
            for why in node["reasons"] if why["rests"] is None
            for paper, points in zip(why["evidence"], why["shares"], strict=False)
            if paper == SIMPLE_PROPOSAL
        )  # fmt: skip
        if node["kind"] == "person" and lost:
            joint[node["id"]] = node["score"] - lost
    fallen = {id for id, left in joint.items() if left < cut}
    assert len(fallen) == 5
    assert max(joint[id] for id in fallen) < 0.179
    switch_off(browser, f"paper:{SIMPLE_PROPOSAL}")
    assert set(browser.run("return cy.nodes('.below').map((n) => n.id())")) == fallen
    assert browser.run("return cy.nodes('.fallen').length") == 0
    told = text_of(browser, "lens-count")
    total = len(shown["nodes"]) - 1
    open_ = browser.run("return cy.nodes('.doubtful').length")
    assert told.startswith(f"{total - 5 - open_} of {total} stay, 0 would not be here, ")
    assert f"5 people fall below the cut ({cut:.2g})" in told
    listed = text_of(browser, "lens-list")
    assert listed.startswith("Below the cut:")
    assert all(n["label"] in listed for n in shown["nodes"] if n["id"] in fallen)
    kiermer = next(n for n in shown["nodes"] if n["label"] == "Véronique Kiermer")
    browser.run("researchGraph.select(cy.getElementById(arguments[0]))", kiermer["id"])
    browser.wait_for_text(
        "#detail-head", f"falls below the cut (0.22): at most 0.120 of {kiermer['score']:.3f}"
    )
    set_value(browser, "lens-what", "")
    browser.wait_until(lambda: "cut" not in browser.find("#detail-head").text, "the card anew")


def fate_of(node: dict[str, Any], gone: set[str], year: int | None, cut: float | None) -> str:
    """What becomes of a node without some papers, by the evidence and shares that it names."""
    if node["id"] in gone:
        return "fallen"
    left, stays, doubtful = node["score"], False, False
    for why in node["reasons"]:
        if why["rests"] is None:
            sides = [[{"papers": [paper], "more": False}] for paper in why["evidence"]]
        else:
            sides = why["rests"]
        kept = []
        for points, piece in zip(why["shares"], sides, strict=False):
            # Every side of a piece needs one paper; what it does not name may be one.
            named = [bool(set(side["papers"]) - gone) for side in piece]
            if all(named):
                kept.append("stays")
            elif all(one or side["more"] for one, side in zip(named, piece, strict=True)):
                kept.append("doubtful")
            else:
                left -= points
        elsewhere = why["rests"] is None and year and set(why["years"]) - {year}
        stays |= "stays" in kept or (not why["complete"] and not kept and bool(elsewhere))
        doubtful |= "doubtful" in kept or not why["complete"]
    if not stays and not doubtful:
        return "fallen"
    return "below" if cut is not None and left < cut - 1e-5 <= node["score"] else "here"


@pytest.mark.parametrize("what", ["venue", "year"])
def test_the_lens_takes_away_a_venue_or_a_year(browser: Browser, live_site: str, what: str) -> None:
    open_graph(browser, live_site + LARIVIERE)
    open_section(browser, "lens")
    shown = slice_now(browser)
    cuts = {each["kind"]: each["threshold"] for each in shown["cut"]}
    papers: dict[Any, set[str]] = {}
    for id, told in shown["evidence"].items():
        if told["kind"] == "paper" and told[what]:
            papers.setdefault(told[what], set()).add(id)
    fates = {
        key: {
            node["id"]: fate_of(node, gone, key if what == "year" else None, cuts[node["kind"]])
            for node in shown["nodes"][1:]
        }
        for key, gone in papers.items()
    }
    # The one that takes away most besides its own papers.
    chosen = max(fates, key=lambda key: (
        sum(fate != "here" for id, fate in fates[key].items() if id not in papers[key]), str(key)
    ))  # fmt: skip
    set_value(browser, "lens-what", what)
    set_value(browser, "lens-which", str(chosen))
    assert browser.run("return document.getElementById('control-lens-which').value") == str(chosen)
    expected = fates[chosen]
    for mark in ("fallen", "below"):
        marked = set(browser.run(f"return cy.nodes('.{mark}').map((n) => n.id())"))
        assert marked == {id for id, fate in expected.items() if fate == mark}, chosen
        assert marked - papers[chosen]
    falls = sum(fate == "fallen" for fate in expected.values())
    assert f"{falls} would not be here" in text_of(browser, "lens-count")


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


CUT = 0.5
AT_CUT = [  # score, reasons, what is gone, whether that is all, and the node's fate
    (1.0, [{"evidence": ["a", "b"], "shares": [0.4, 0.6], "points": 1}], ["a"], True, "stays"),
    (1.0, [{"evidence": ["a", "b"], "shares": [0.6, 0.4], "points": 1}], ["a"], True, "below"),
    (1.0, [{"evidence": ["a"], "points": 1}], ["a"], True, "falls"),
    (0.5, [{"evidence": ["b"], "shares": [0.5], "points": 0.5}], ["a"], True, "stays"),
    # Brought by a step, and so never measured against the cut.
    (0.4, [{"evidence": ["a", "b"], "shares": [0.3, 0.1], "points": 0.4}], ["a"], True, "stays"),
    # Of 0.3 points the slice does not name the paper: this one, where that is not named.
    (0.6, [{"evidence": ["b"], "shares": [0.3], "points": 0.6, "complete": False}], ["a"], True,
     "open"),
    (0.8, [{"evidence": ["a", "b"], "shares": [0.1, 0.3], "points": 0.8, "complete": False}],
     ["a"], True, "stays"),
    (0.8, [{"evidence": ["a", "b"], "shares": [0.1, 0.3], "points": 0.8, "complete": False}],
     ["a"], False, "open"),
]  # fmt: skip


def test_what_is_left_of_a_score_is_held_against_the_cut(browser: Browser, live_site: str) -> None:
    open_graph(browser, live_site + LARIVIERE)
    usual = {"shares": [1], "complete": True, "years": [], "rests": None}
    for score, reasons, gone, whole, fate in AT_CUT:
        found = browser.run(
            "const [score, reasons, papers, whole, cut] = arguments;"
            "return researchGraph.judge({id: 'n', score, reasons},"
            " {papers: new Set(papers), year: null, whole}, cut)",
            score, [{**usual, **reason} for reason in reasons], gone, whole, CUT,
        )  # fmt: skip
        assert found["fate"] == fate, (score, reasons, gone)
