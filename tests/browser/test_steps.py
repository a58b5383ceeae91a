"""Going on inside the page: each step in place, back and forth, and shared."""

from __future__ import annotations

from typing import Any

from loaders.sample import FEATURED
from tests.browser.graph import open_graph
from tests.chromium import Browser

QI_TIAN = f"/person/{FEATURED['Qi Tian']}"
LARIVIERE = f"/person/{FEATURED['Vincent Larivière']}"
PLACES = "Object.fromEntries(cy.nodes().map((n) => [n.id(), [n.position('x'), n.position('y')]]))"
ON_SCREEN = (
    "Object.fromEntries(cy.nodes().map((n) =>"
    " [n.id(), [n.renderedPosition('x'), n.renderedPosition('y')]]))"
)


def places(browser: Browser) -> dict[str, list[float]]:
    found: dict[str, list[float]] = browser.run(f"return {PLACES}")
    return found


def step(browser: Browser, do: str, what: str) -> None:
    """Take a step and wait until it is shown."""
    browser.driver.set_script_timeout(20)
    done = browser.driver.execute_async_script(  # type: ignore[no-untyped-call]
        "const done = arguments[2];researchGraph.step(arguments[0], arguments[1]).then(done)",
        do,
        what,
    )
    assert done is True, browser.find("#status").text


def shown(browser: Browser) -> dict[str, Any]:
    """The slice that the live graph shows now."""
    found: dict[str, Any] = browser.run("return researchGraph.page.slice")
    return found


def test_each_step_is_taken_in_place_and_nothing_that_stays_moves(
    browser: Browser, live_site: str
) -> None:
    open_graph(browser, live_site + LARIVIERE)
    browser.run("window.stillHere = true")
    person = next(n for n in shown(browser)["nodes"][1:] if n["kind"] == "person")["id"]
    paper = next(n for n in shown(browser)["nodes"] if n["kind"] == "paper")["id"]
    for do, what in (
        ("expand", person), ("hide", paper), ("widen", "person"), ("collapse", person),
        ("show", paper), ("years", "2000-2030"), ("ego", person),
    ):  # fmt: skip
        before = places(browser)
        step(browser, do, what)
        after = places(browser)
        assert before.keys() != after.keys(), do
        assert all(after[node] == before[node] for node in before.keys() & after.keys()), do
        assert after.keys() == {node["id"] for node in shown(browser)["nodes"]}
    assert browser.run("return window.stillHere")
