"""What a reader's eyes and hand do with a live graph, in words for tests."""

from __future__ import annotations

import json
from typing import Any

from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys

from tests.chromium import Browser

# In sight, and every part of it answers: the parts start in a task after the first picture, or
# before it where the address asks for something.
LIVE = "['graph-live', 'graph-started'].every((each) => performance.getEntriesByName(each).length)"
# Where the middle of a node or of an edge is on the screen, asked from Cytoscape.
SPOT = """
const element = cy.getElementById(arguments[0]);
const at = element.isNode() ? element.renderedPosition() : element.renderedMidpoint();
const box = document.getElementById("graph").getBoundingClientRect();
return [box.x + at.x, box.y + at.y];
"""
# The farthest that a node stands from its place in the server's picture, in CSS pixels.
DISPLACEMENT = """
const shown = JSON.parse(document.getElementById("slice-data").textContent);
const at = document.querySelector(".graph-frame > svg").getScreenCTM();
const box = document.getElementById("graph").getBoundingClientRect();
return Math.max(...shown.nodes.map((node) => {
  const live = cy.getElementById(node.id).renderedPosition();
  return Math.hypot(
    box.x + live.x - (at.a * node.x + at.e), box.y + live.y - (at.d * node.y + at.f));
}));
"""
WIDEST = "return document.documentElement.scrollWidth"


def open_graph(browser: Browser, url: str) -> None:
    """Open a page and wait until its graph is live and in sight."""
    browser.open(url)
    browser.wait_for_script(LIVE, 30)
    show_graph(browser)


def show_graph(browser: Browser) -> None:
    """Bring the graph into sight at once; the site itself scrolls smoothly."""
    browser.run(
        "document.querySelector('.graph-stage')"
        ".scrollIntoView({block: 'start', behavior: 'instant'})"
    )


def slice_of(browser: Browser) -> dict[str, Any]:
    """The slice that the page holds."""
    found: dict[str, Any] = browser.run(
        "return JSON.parse(document.getElementById('slice-data').textContent)"
    )
    return found


def tap(browser: Browser, element: str) -> None:
    """Click where a node or an edge is."""
    x, y = browser.run(SPOT, element)
    click_at(browser, x, y)


def push(browser: Browser, selector: str) -> None:
    """Click a button or a link that may be out of sight; the site itself scrolls smoothly."""
    found = browser.find(selector)
    browser.run("arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", found)
    found.click()


def click_at(browser: Browser, x: float, y: float) -> None:
    """Click a point of the screen."""
    chain = ActionChains(browser.driver)
    chain.w3c_actions.pointer_action.move_to_location(round(x), round(y))
    chain.w3c_actions.pointer_action.click()
    chain.perform()


def press(browser: Browser, *keys: str) -> None:
    """Press keys, one after another, wherever the focus is."""
    ActionChains(browser.driver).send_keys(*keys).perform()


def press_with(browser: Browser, held: str, key: str) -> None:
    """Press a key while another one is held."""
    ActionChains(browser.driver).key_down(held).send_keys(key).key_up(held).perform()


def push_by_script(browser: Browser, selector: str) -> None:
    """Click what is visible, once it is there; it may be replaced or moved at any moment."""
    browser.wait_until(
        lambda: browser.run(
            "const found = document.querySelector(arguments[0]);"
            "if (!found?.checkVisibility()) return false;"
            "found.click(); return true",
            selector,
        ),
        selector,
    )


def focus_graph(browser: Browser) -> None:
    """Put the focus on the graph as the Tab key would."""
    browser.run("document.getElementById('graph-box').focus({preventScroll: true})")


def wait_for_card(browser: Browser, label: str) -> None:
    """Wait until the card is about the node of this label, with the server's part in it."""
    browser.wait_for_script(
        "!document.getElementById('detail-card').hidden"
        f" && document.querySelector('#detail-head h3')?.textContent === {json.dumps(label)}"
        " && document.querySelector('#detail-facts:not(.waiting) dl') !== null"
    )


def open_neighbours_card(browser: Browser) -> None:
    """Walk to the ego's first neighbour by keyboard and open its card."""
    focus_graph(browser)
    press(browser, KEYS.ARROW_RIGHT, " ")
    browser.wait_for_element("#detail-facts dl")


def links_in(browser: Browser, selector: str) -> set[str]:
    """Where all links below a selector lead, read at one moment."""
    found = browser.run(
        "return [...document.querySelectorAll(arguments[0] + ' a')].map((a) => a.href)", selector
    )
    return set(found)


def open_section(browser: Browser, name: str) -> None:
    """Open one section of the controls."""
    browser.run("researchGraph.openSection(arguments[0])", name)


def set_value(browser: Browser, part: str, value: object, *events: str) -> None:
    """As a hand does it: the field's value, then its events."""
    browser.run(
        "const field = document.getElementById(arguments[0]); field.value = arguments[1];"
        "for (const name of arguments[2]) field.dispatchEvent(new Event(name, {bubbles: true}))",
        f"control-{part}", value, events or ("input", "change"),
    )  # fmt: skip


def text_of(browser: Browser, part: str) -> str:
    """What a line of a control says."""
    return str(browser.run(f"return document.getElementById('control-{part}').textContent"))


KEYS = Keys
