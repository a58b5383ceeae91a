"""The page of a slice in one file, opened from a disk by a browser that is off the network."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from selenium.webdriver.common.keys import Keys

from explorer.export import EXPORTERS
from tests.browser.graph import click_at, press
from tests.chromium import SIZES, Browser
from tests.unit.made_slice import HOSTILE, with_origin

SPOT = """
const part = document.querySelector(`#frame g[data-n="${arguments[0]}"]`).getBoundingClientRect();
return [part.x + part.width / 2, part.y + part.height / 2];
"""
VIEW = (
    "return document.querySelector('#frame > svg').getAttribute('viewBox').split(' ').map(Number)"
)


@pytest.fixture(scope="module")
def made() -> dict[str, Any]:
    return with_origin()


@pytest.fixture
def offline(browser: Browser, made: dict[str, Any], tmp_path: Path) -> Iterator[Browser]:
    """The file, open; whatever it asks a network for is an error in the console."""
    path = tmp_path / "graph.html"
    path.write_bytes(EXPORTERS["html"].write(made))
    off = {"offline": True, "latency": 0, "downloadThroughput": 0, "uploadThroughput": 0}
    browser.driver.execute_cdp_cmd("Network.enable", {})
    browser.driver.execute_cdp_cmd("Network.emulateNetworkConditions", off)
    try:
        browser.open(path.as_uri())
        yield browser
        assert browser.run("return performance.getEntriesByType('resource').length") == 0
        assert browser.console() == []
    finally:
        on = {**off, "offline": False, "downloadThroughput": -1, "uploadThroughput": -1}
        browser.driver.execute_cdp_cmd("Network.emulateNetworkConditions", on)


def card(browser: Browser) -> str:
    return str(browser.run("return document.getElementById('card').innerText"))


def test_a_node_and_an_edge_say_why_they_are_there(offline: Browser, made: dict[str, Any]) -> None:
    place = next(n for n, node in enumerate(made["nodes"]) if node["label"] == HOSTILE)
    node = made["nodes"][place]
    x, y = offline.run(SPOT, place)
    click_at(offline, x, y)
    said = card(offline)
    assert HOSTILE in said
    assert f"{node['score']:.2f}" in said
    assert all(why["sentence"] in said for why in node["reasons"])
    paper = node["reasons"][0]["evidence"][0]
    assert made["evidence"][paper]["label"] in said
    assert made["papers"][paper]["authors"][0] in said
    assert not offline.run("return 'alerted' in window")
    links = offline.run("return [...document.querySelectorAll('#card a')].map((a) => a.href)")
    assert links
    assert all(link.startswith("https://doi.org/") for link in links)
    offline.find("#card .ties button").click()
    assert "3 papers together" in card(offline)
    press(offline, Keys.ESCAPE)
    assert not offline.find("#card").is_displayed()


def test_keys_and_hands_zoom_and_move_and_the_page_shows_all_again(offline: Browser) -> None:
    whole = offline.run(VIEW)
    offline.run("document.getElementById('frame').focus()")
    press(offline, "+", "+", Keys.ARROW_RIGHT)
    near = offline.run(VIEW)
    assert near[2] < whole[2] / 1.7
    x, y = offline.run(
        "const b = document.getElementById('frame').getBoundingClientRect();"
        "return [b.x + b.width / 2, b.y + b.height / 2]"
    )
    offline.driver.execute_cdp_cmd(
        "Input.dispatchMouseEvent",
        {"type": "mousePressed", "x": x, "y": y, "button": "left", "buttons": 1},
    )
    for dx in (20, 60):
        offline.driver.execute_cdp_cmd(
            "Input.dispatchMouseEvent",
            {"type": "mouseMoved", "x": x + dx, "y": y, "button": "left", "buttons": 1},
        )
    offline.driver.execute_cdp_cmd(
        "Input.dispatchMouseEvent", {"type": "mouseReleased", "x": x + 60, "y": y, "button": "left"}
    )
    moved = offline.run(VIEW)
    assert moved[0] < near[0]
    assert moved[2] == pytest.approx(near[2])
    offline.find("#fit").click()
    assert offline.run(VIEW) == pytest.approx(whole)


def test_the_table_is_the_same_and_sorts_filters_and_chooses(
    offline: Browser, made: dict[str, Any]
) -> None:
    shown = (
        "return [...document.querySelectorAll('tr[data-n]:not([hidden])')]"
        ".map((row) => row.cells[0].innerText)"
    )
    labels = offline.run(shown)
    assert labels == [node["label"] for node in made["nodes"]]
    offline.find("thead button").click()
    assert offline.run(shown) != labels
    assert sorted(offline.run(shown)) == sorted(labels)
    offline.find("#legend input[value=person]").click()
    assert len(offline.run(shown)) == sum(node["kind"] != "person" for node in made["nodes"])
    offline.find("#legend input[value=person]").click()
    row = offline.find("tr[data-n='3'] button")
    offline.run("arguments[0].focus()", row)
    press(offline, Keys.ENTER)
    assert made["nodes"][3]["label"] in card(offline)
    assert offline.run("return document.activeElement.tagName") == "H3"
    press(offline, Keys.ESCAPE)
    assert offline.run("return document.activeElement === arguments[0]", row)


def test_it_fits_every_width_in_light_and_dark_and_says_where_it_comes_from(
    offline: Browser, made: dict[str, Any]
) -> None:
    grounds = set()
    for size, (width, height) in SIZES.items():
        for scheme in ("light", "dark"):
            offline.resize(width, height)
            offline.scheme(scheme)
            offline.find("tr[data-n='2'] button").click()
            offline.run("scrollTo(0, 0)")
            offline.screenshot(f"offline-{size}-{scheme}")
            assert offline.run("return document.documentElement.scrollWidth") <= width
            grounds.add(offline.run("return getComputedStyle(document.body).backgroundColor"))
    assert len(grounds) == 2
    footer = offline.find("footer").text
    source = made["sources"][0]
    assert all(each in footer for each in (source["title"], source["licence"], made["data_as_of"]))
    offline.find("#theme").click()
    assert offline.run("return document.documentElement.dataset.theme") == "light"


def test_without_scripts_picture_and_table_stand(
    browser: Browser, made: dict[str, Any], tmp_path: Path
) -> None:
    path = tmp_path / "graph.html"
    path.write_bytes(EXPORTERS["html"].write(made))
    browser.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    browser.open(path.as_uri())
    assert browser.find("#frame > svg").is_displayed()
    assert len(browser.find_all("tr[data-n]")) == len(made["nodes"])
    assert not browser.find("#theme").is_displayed()
