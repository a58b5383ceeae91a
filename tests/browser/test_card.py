"""The card of what was chosen: what it says where its facts do not come, and how it opens."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest

from explorer.graph.request import parse_request
from explorer.graph.slices import find_around
from explorer.store import Store
from loaders.sample import FEATURED
from tests.browser.conftest import Made
from tests.browser.graph import KEYS, SPOT, click_at, open_graph, press, tap
from tests.chromium import SIZES, Browser

FACTS = "#detail-facts"
CHOOSE = "researchGraph.select(cy.getElementById(arguments[0]))"
PERSON = "return cy.nodes('[kind = \"person\"][ego = 0]')[0].id()"


@pytest.fixture
def network(browser: Browser) -> Iterator[Browser]:
    """A browser whose network a test may slow down or cut."""
    browser.driver.execute_cdp_cmd("Network.enable", {})
    yield browser
    conditions(browser)


def conditions(browser: Browser, *, offline: bool = False, latency: int = 0) -> None:
    found = {
        "offline": offline,
        "latency": latency,
        "downloadThroughput": -1,
        "uploadThroughput": -1,
    }
    browser.driver.execute_cdp_cmd("Network.emulateNetworkConditions", found)


def test_facts_that_do_not_come_say_so_and_are_asked_for_again(
    network: Browser, made: Made
) -> None:
    open_graph(network, made.page("80"))
    network.expect_console("ERR_INTERNET_DISCONNECTED")
    person = network.run(PERSON)
    conditions(network, offline=True)
    network.run(CHOOSE, person)
    network.wait_for_text(FACTS, "could not be looked up: there is no connection.", 5)
    network.wait_for_script(
        "!document.querySelector('#detail-facts').classList.contains('waiting')"
    )
    status = network.run(
        "const told = document.getElementById('status');return [told.textContent, told.offsetWidth]"
    )
    assert status == ["The details could not be looked up: there is no connection.", 1]
    conditions(network)
    network.find(".facts-again").click()
    network.wait_for_script("document.querySelector('#detail-facts:not(.waiting) dl') !== null", 5)
    assert network.run("return document.activeElement.tagName") == "H3"
    assert not network.find_all(".facts-again")


def test_facts_that_take_too_long_are_given_up(network: Browser, made: Made) -> None:
    open_graph(network, made.page("80"))
    network.run("researchGraph.factsWithin = 0.2")
    conditions(network, latency=3000)
    network.run(CHOOSE, network.run(PERSON))
    network.wait_for_text(FACTS, "The details could not be looked up.", 5)
    assert network.find(".facts-again").is_displayed()


def test_a_tap_leaves_the_graph_in_sight_and_shows_what_can_be_done(
    browser: Browser, made: Made
) -> None:
    browser.resize(*SIZES["middle"])
    open_graph(browser, made.page("80"))
    person = browser.run(PERSON)
    click_at(browser, *browser.run(SPOT, person))
    browser.wait_for_element("#detail-facts dl")
    time.sleep(0.5)  # of a smooth scroll
    _, y = browser.run(SPOT, person)
    assert y > 0
    bottom = "return document.querySelector('.card-actions').getBoundingClientRect().bottom"
    assert browser.run(bottom) <= SIZES["middle"][1]
    moved = browser.run("return document.querySelector('.graph-stage').getBoundingClientRect().top")
    assert abs(moved) <= 60  # from the top of the screen, where it was


def test_the_heading_is_framed_for_keys_alone(browser: Browser, made: Made) -> None:
    open_graph(browser, made.page("80"))
    framed = "return getComputedStyle(document.querySelector('#detail-head h3')).outlineStyle"
    person = browser.run(PERSON)
    click_at(browser, *browser.run(SPOT, person))
    browser.wait_for_script("document.activeElement.tagName === 'H3'")
    assert browser.run(framed) == "none"
    heading, close = (
        browser.run("return document.querySelector(arguments[0]).getBoundingClientRect()", each)
        for each in ("#detail-head h3", "#detail-close")
    )
    assert heading["right"] <= close["left"]
    press(browser, KEYS.SHIFT)
    assert browser.run(framed) != "none"


def test_the_card_counts_what_is_around_a_node_as_the_graph_counts(
    browser: Browser, live_site: str, arcadedb_store: Store
) -> None:
    filters = {"since": "2019", "off": "coauthorship", "topics": "0"}
    ego = FEATURED["Qi Tian"]
    open_graph(browser, f"{live_site}/person/{ego}?{urlencode(filters)}")
    person = browser.run(PERSON)
    tap(browser, person)
    told = browser.wait_for_element("#detail-actions .card-around summary").text
    whole, narrowed = (
        {cut.kind: cut.available for cut in find_around(arcadedb_store, asked)[0]}
        for asked in (parse_request(person, {}), parse_request(person, filters))
    )
    assert whole["person"] > narrowed["person"] > 0 < whole["topic"]
    assert re.search(rf"\b{narrowed['person']:,} (or more )?p", told)
    assert "topic" not in told


def test_the_card_of_a_link_says_where_all_of_its_papers_are(browser: Browser, made: Made) -> None:
    open_graph(browser, made.page("80"))
    told = browser.run(
        "const { slice } = researchGraph.page; const edge = slice.edges.find((e) => e.evidence[0]);"
        "const longer = { ...slice, edges: [{ ...edge, count: 900 }] };"
        "return JSON.stringify(researchGraph.buildCard(longer, '', edge.id))"
    )
    assert "900 in all; the pages of both ends list them." in told
