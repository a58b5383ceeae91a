"""What the card, the lists and the sections of the bar do, by keyboard alone."""

from __future__ import annotations

import pytest

from loaders.sample import FEATURED
from tests.browser.graph import KEYS, press
from tests.browser.test_keyboard import (
    HIDDEN,
    LARIVIERE,
    OPERABLE,
    PLACES,
    missed_by_tab,
    open_by_keys,
    spoken,
    tab_to,
)
from tests.chromium import Browser

pytestmark = pytest.mark.usefixtures("calm")

COUNT = "cy.nodes().length"
ACTION = "#detail-actions [data-key={}]"


def press_action(browser: Browser, key: str, *, back: bool = False) -> None:
    tab_to(browser, ACTION.format(key), back=back)
    press(browser, KEYS.ENTER)


def test_the_card_does_all_that_it_offers(browser: Browser, live_site: str) -> None:
    open_by_keys(browser, live_site + LARIVIERE)
    before, places = browser.run(f"return {COUNT}"), browser.run(PLACES)
    press(browser, KEYS.ARROW_RIGHT, " ")
    browser.wait_for_element("#detail-facts dl")
    press_action(browser, "expand")
    browser.wait_for_script(f"{COUNT} > {before}")
    spoken(browser, "more")
    press_action(browser, "collapse")
    browser.wait_for_script(f"{COUNT} === {before}")
    press_action(browser, "pin")
    browser.wait_for_text(ACTION.format("pin"), "Unpin")
    press_action(browser, "path")
    browser.wait_for_text(".card-path p", "To the ego in 1 step")
    press_action(browser, "hide", back=True)
    browser.wait_for_script(f"{COUNT} === {before - 1}")
    browser.wait_for_script(HIDDEN)
    tab_to(browser, "#graph-cut [data-step^='show:']")
    press(browser, KEYS.ENTER)
    browser.wait_for_script(f"{COUNT} === {before}")
    assert browser.run(PLACES) == places
    shown_again = "!document.querySelector(\"#graph-cut [data-step^='show:']\")"
    browser.wait_for_script(shown_again)  # the words come after the picture
    tab_to(browser, "#graph-cut [data-step^='widen:']")
    press(browser, KEYS.ENTER)
    browser.wait_for_script(f"{COUNT} > {before}")


def test_another_ego_and_back(browser: Browser, live_site: str) -> None:
    open_by_keys(browser, live_site + LARIVIERE)
    press(browser, KEYS.ARROW_RIGHT, " ")
    browser.wait_for_element("#detail-facts dl")
    press_action(browser, "ego")
    browser.wait_for_script("cy.nodes('[ego = 1]').id() !== 'openalex:A5068542997'")
    tab_to(browser, "#graph-trail a", back=True)
    press(browser, KEYS.ENTER)
    browser.wait_for_script("cy.nodes('[ego = 1]').id() === 'openalex:A5068542997'")


@pytest.mark.parametrize("section", ["filter", "years", "colour", "lens"])
def test_tab_reaches_everything_of_an_open_section(
    browser: Browser, live_site: str, section: str
) -> None:
    open_by_keys(browser, f"{live_site}/explore?ego={FEATURED['Vincent Larivière']}")
    tab_to(browser, f"[aria-controls=section-{section}]")
    press(browser, KEYS.ENTER)
    browser.wait_for_script(
        f"document.querySelector('[aria-controls=section-{section}]').ariaExpanded === 'true'"
    )
    wanted = browser.run(OPERABLE, f"#section-{section}")
    assert wanted
    assert not missed_by_tab(browser, f"#section-{section}", wanted)
