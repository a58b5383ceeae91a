"""A reader who wants no motion: the film of years goes by hand, and steps are there at once."""

from __future__ import annotations

import time
from typing import Any

import pytest

from loaders.sample import FEATURED
from tests.browser.graph import open_graph, open_section, press
from tests.chromium import Browser

LARIVIERE = f"/person/{FEATURED['Vincent Larivière']}"
RUN = "#control-play-run"
YEAR = "return Number(document.getElementById('control-play-year').value)"
SEEN = "return cy.nodes().filter((node) => node.visible()).length"
# What moves in the moment in which a step has been taken, how faint the faintest node is, and how
# many nodes have come.
STEP = """
const [what, done] = arguments;
const before = new Set(cy.nodes().map((node) => node.id()));
researchGraph.step(...what).then(() => done([
  cy.animated() || cy.elements().some((each) => each.animated()),
  Math.min(...cy.nodes().map((node) => Number(node.style("opacity")))),
  cy.nodes().filter((node) => !before.has(node.id())).length,
]));
"""


def take(browser: Browser, *what: str) -> tuple[bool, float, int]:
    browser.driver.set_script_timeout(20)
    moving, faintest, come = browser.driver.execute_async_script(STEP, what)  # type: ignore[no-untyped-call]
    return moving, faintest, come


def test_the_film_of_years_goes_on_by_one_year_for_each_press(
    browser: Browser, live_site: str
) -> None:
    browser.scheme("light", calm=True)
    open_graph(browser, live_site + LARIVIERE)
    open_section(browser, "years")
    browser.run("document.querySelector(arguments[0]).focus()", RUN)
    told: list[Any] = []
    for _ in range(3):
        assert browser.find(RUN).text == "Next year"
        press(browser, " ")
        told.append((browser.run(YEAR), browser.run(SEEN)))
    time.sleep(0.9)  # longer than a film that runs shows a year
    assert (browser.run(YEAR), browser.run(SEEN)) == told[-1]
    first = told[0][0]
    assert [year for year, _ in told] == [first, first + 1, first + 2]
    browser.scheme("light")
    press(browser, " ")  # who has nothing against motion sees a film
    assert browser.find(RUN).text == "Pause"
    browser.wait_for_script(
        f"Number(document.getElementById('control-play-year').value) > {told[-1][0]}"
    )
    press(browser, " ")


@pytest.mark.parametrize("calm", [True, False], ids=["calm", "as usual"])
def test_what_a_step_brings_is_there_at_once(browser: Browser, live_site: str, calm: bool) -> None:
    browser.scheme("light", calm=calm)
    open_graph(browser, live_site + LARIVIERE)
    person = browser.run("return cy.nodes('[kind = \"person\"][ego = 0]')[0].id()")
    moving, faintest, come = take(browser, "expand", person)
    assert come > 0
    assert (moving, faintest == 1) == (not calm, calm)
    browser.wait_for_script("!cy.nodes().some((node) => node.animated())")
    at = browser.run("return cy.getElementById(arguments[0]).position()", person)
    take(browser, "pin", f"{at['x'] + 90:.1f},{at['y'] + 90:.1f}:{person}")
    moving, _, _ = take(browser, "unpin", person)
    assert moving is not calm
    if calm:
        assert browser.run("return cy.getElementById(arguments[0]).position()", person) == at
