"""Everything by keyboard alone: no test of this file moves a mouse or a finger."""

from __future__ import annotations

import json

import pytest
from selenium.webdriver.remote.webelement import WebElement

from loaders.sample import FEATURED
from tests.browser.graph import KEYS, LIVE, press, press_with, slice_of, wait_for_card
from tests.chromium import Browser

pytestmark = pytest.mark.usefixtures("calm")

LARIVIERE = f"/person/{FEATURED['Vincent Larivière']}"
HIDDEN = "document.getElementById('detail-card').hidden"
FOCUSED = "document.activeElement"
PLACES = (
    "return Object.fromEntries(cy.nodes().map((n) => [n.id(), [n.position('x'), n.position('y')]]))"
)
VISIBLE = "return cy.nodes().filter((n) => n.visible()).map((n) => n.id()).sort()"
CLIPBOARD = ["clipboardReadWrite", "clipboardSanitizedWrite"]
FAR = 150  # presses of Tab until a page is held to be a trap
# What a reader can do something with, below a selector: all that Tab must reach.
OPERABLE = """
const all = document.querySelectorAll(
  ["a[href]", "button", "input", "select", "textarea", "summary", "[tabindex='0']"]
    .map((each) => `${arguments[0]} ${each}`).join());
return [...all].filter((each) => each.checkVisibility({visibilityProperty: true})
  && !each.disabled && !(each.type === "radio" && !each.checked) && each.tabIndex >= 0);
"""
SORTED_BY = """
return [...document.querySelectorAll("#graph-table [aria-sort]")]
  .map((heading) => [heading.dataset.sort, heading.ariaSort]);
"""
IN_ORDER = """
const collator = new Intl.Collator(undefined, {sensitivity: "base", numeric: true});
return arguments[0].toSorted(collator.compare);
"""
SHOWS_FOCUS = """
const style = getComputedStyle(document.activeElement);
const seen = document.activeElement.getBoundingClientRect();
return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2
  && seen.bottom > 0 && seen.top < innerHeight;
"""


def tab_to(browser: Browser, selector: str, *, back: bool = False) -> None:
    """Press Tab until the focus is on what a selector means, and is seen there."""
    for _ in range(FAR):
        if back:
            press_with(browser, KEYS.SHIFT, KEYS.TAB)
        else:
            press(browser, KEYS.TAB)
        if browser.run(f"return {FOCUSED}.matches(arguments[0])", selector):
            assert browser.run(SHOWS_FOCUS), f"the focus on {selector} is not seen"
            return
    raise AssertionError(f"Tab does not reach {selector}")


def missed_by_tab(browser: Browser, inside: str, wanted: list[WebElement]) -> list[str]:
    """What of some elements Tab does not reach, on its way into and out of what holds them."""
    reached = []
    for _ in range(3 * FAR):
        press(browser, KEYS.TAB)
        if not browser.run(f"return {FOCUSED}.closest(arguments[0])", inside):
            if reached:
                break
            continue
        reached.append(browser.run(f"return {FOCUSED}"))
        assert browser.run(SHOWS_FOCUS), reached[-1].get_attribute("outerHTML")[:300]
    return [each.get_attribute("outerHTML")[:200] for each in wanted if each not in reached]


def open_by_keys(browser: Browser, url: str) -> None:
    """Open a page, wait for its graph, and go there by Tab."""
    browser.open(url)
    browser.wait_for_script(LIVE, 30)
    tab_to(browser, "#graph-box")


def spoken(browser: Browser, text: str) -> str:
    """What the one live region says, once it says a text."""
    return browser.wait_for_text("#status", text).text


def test_a_reader_searches_walks_asks_and_follows_the_evidence(
    browser: Browser, live_site: str
) -> None:
    browser.open(live_site)
    tab_to(browser, "input[name=q]")
    press(browser, "Vincent Larivière", KEYS.ENTER)
    browser.wait_for_element(".hits")
    tab_to(browser, ".hits a[href*='/person/']")
    press(browser, KEYS.ENTER)
    browser.wait_for_script(LIVE, 30)
    tab_to(browser, "#graph-box")
    shown = slice_of(browser)
    labels = {node["id"]: node["label"] for node in shown["nodes"]}
    assert spoken(browser, "neighbours.").startswith(f"{labels[shown['ego']]}, person.")

    press(browser, KEYS.ARROW_RIGHT, KEYS.ARROW_RIGHT)
    text = spoken(browser, ", 2 of ")
    second = browser.run("return researchGraph.walk.facing")
    tied = [edge for edge in shown["edges"] if {edge["source"], edge["target"]} ==
            {second, shown["ego"]}]  # fmt: skip
    assert labels[second] in text
    assert all(edge["sentence"] in text for edge in tied)

    press(browser, KEYS.ARROW_DOWN)
    spoken(browser, "neighbours.")
    press(browser, KEYS.ARROW_LEFT)
    assert browser.run("return researchGraph.walk.at") == second
    press(browser, KEYS.ESCAPE)
    assert spoken(browser, "Back. ").startswith(f"Back. {labels[second]}")
    assert browser.run("return researchGraph.walk.at") == shown["ego"]

    press(browser, " ")
    wait_for_card(browser, labels[second])
    press(browser, KEYS.ESCAPE)
    browser.wait_for_script(f"{HIDDEN} && {FOCUSED}.id === 'graph-box'")
    press(browser, "e")
    browser.wait_for_script("document.querySelector('#detail-head h3')?.textContent.includes('–')")
    tab_to(browser, ".proofs a")
    press(browser, KEYS.ENTER)
    browser.wait_for_script("location.pathname.startsWith('/paper/')")


def walk(browser: Browser, part: str) -> str:
    """The node on which the keyboard stands, or which it faces."""
    return str(browser.run(f"return researchGraph.walk.{part}"))


def shown(browser: Browser) -> int:
    return int(browser.run("return cy.nodes().length"))


def pinned(browser: Browser, *nodes: str) -> dict[str, list[float]]:
    """Where nodes stand, once the slice says that these and no others are pinned."""
    wanted = json.dumps(sorted(nodes))
    browser.wait_for_script(
        f"String(researchGraph.page.slice.pinned.toSorted()) === String({wanted})"
    )
    found: dict[str, list[float]] = browser.run(PLACES)
    return found


def test_who_cites_whom_is_said_the_right_way_round_from_either_end(
    browser: Browser, live_site: str
) -> None:
    open_by_keys(browser, live_site + "/explore?ego=openalex:W1767272795")
    found = slice_of(browser)
    edge = next(each for each in found["edges"] if each["kind"] == "CITES"
                and each["target"] == found["ego"])  # fmt: skip
    titles = {node["id"]: node["label"][:30] for node in found["nodes"]}
    browser.run("researchGraph.walk.at = arguments[0]", edge["source"])
    for _ in range(len(titles)):
        press(browser, KEYS.ARROW_RIGHT)
        if walk(browser, "facing") == edge["target"]:
            break
    text = spoken(browser, f"“{titles[edge['source']]}")
    assert f"” cites “{titles[edge['target']]}" in text


def test_a_graph_is_grown_thinned_moved_and_gone_back_by_keys(
    browser: Browser, live_site: str
) -> None:
    open_by_keys(browser, live_site + LARIVIERE)
    first = shown(browser)
    press(browser, KEYS.ARROW_RIGHT)
    one = walk(browser, "facing")
    press(browser, KEYS.ENTER)
    browser.wait_for_script(f"cy.nodes().length > {first}")
    spoken(browser, " more")
    grown = shown(browser)
    press(browser, KEYS.DELETE)
    browser.wait_for_script(f"cy.getElementById({one!r}).empty()")
    press_with(browser, KEYS.CONTROL, "z")
    browser.wait_for_script(f"cy.getElementById({one!r}).nonempty()")
    assert shown(browser) == grown

    before = browser.run(PLACES)
    press(browser, KEYS.HOME, KEYS.ARROW_RIGHT)
    press_with(browser, KEYS.SHIFT, KEYS.ARROW_RIGHT)
    press_with(browser, KEYS.SHIFT, KEYS.ARROW_RIGHT)
    press(browser, KEYS.ARROW_RIGHT)  # and at once another one
    other = walk(browser, "facing")
    press_with(browser, KEYS.SHIFT, KEYS.ARROW_UP)
    after = pinned(browser, one, other)
    moved = {node: place for node, place in after.items() if place != before[node]}
    assert moved == {
        one: [before[one][0] + 40, before[one][1]],
        other: [before[other][0], before[other][1] - 20],
    }
    press_with(browser, KEYS.CONTROL, "z")
    pinned(browser, one)
    press_with(browser, KEYS.CONTROL, "y")
    assert pinned(browser, one, other) == after
    press_with(browser, KEYS.SHIFT, KEYS.ARROW_DOWN)
    press_with(browser, KEYS.CONTROL, "z")  # before the keys have rested
    browser.wait_until(lambda: browser.run(PLACES) == after, "the node to go back")
    press(browser, KEYS.ENTER)
    browser.wait_for_script(f"cy.nodes().length > {grown}")


def test_controls_links_and_exports_are_used_by_keys(browser: Browser, live_site: str) -> None:
    open_by_keys(browser, live_site + LARIVIERE)
    press(browser, KEYS.ARROW_RIGHT, " ")
    chosen = walk(browser, "facing")
    browser.wait_for_script(f"cy.nodes('.chosen').id() === {chosen!r}")
    tab_to(browser, "[aria-controls=section-filter]", back=True)
    press(browser, KEYS.ENTER)
    tab_to(browser, "#control-strength-least")
    press(browser, *[KEYS.ARROW_RIGHT] * 9)
    spoken(browser, "Minimum strength.")
    seen = browser.run(VISIBLE)
    assert 1 < len(seen) < shown(browser)
    tab_to(browser, "[data-relation]")
    relation = browser.run(f"return {FOCUSED}.dataset.relation")
    weight = f"researchGraph.page.slice.relations.{relation}.weight"
    press(browser, " ")
    browser.wait_for_script(f"{weight} === 0 && {FOCUSED}.dataset.relation === {relation!r}")
    press_with(browser, KEYS.CONTROL, "z")
    browser.wait_for_script(f"{weight} > 0 && {FOCUSED}.checked")
    assert browser.run(VISIBLE) == seen

    browser.driver.execute_cdp_cmd("Browser.grantPermissions", {"permissions": CLIPBOARD})
    tab_to(browser, "#graph-copy", back=True)
    press(browser, KEYS.ENTER)
    spoken(browser, "The link is copied.")
    link = browser.driver.execute_async_script(  # type: ignore[no-untyped-call]
        "navigator.clipboard.readText().then(arguments[0])"
    )
    tab_to(browser, ".takeaway a[data-format=json]")
    nodes = slice_of(browser)["nodes"]
    press(browser, KEYS.ENTER)
    browser.wait_for_script(
        "document.contentType === 'application/json' && document.readyState === 'complete'"
    )
    taken = json.loads(browser.run("return document.body.textContent"))
    assert [node["id"] for node in taken["nodes"]] == [node["id"] for node in nodes]

    browser.driver.execute_cdp_cmd("Browser.resetPermissions", {})
    browser.open(link)
    browser.wait_for_script(f"window.cy?.nodes('.chosen').id() === {chosen!r}")
    assert browser.run(VISIBLE) == seen
    assert not browser.find_all(".graph-lost")


def test_escape_leaves_full_screen_and_does_nothing_else(browser: Browser, live_site: str) -> None:
    full = "document.querySelector('.graph-stage.full-screen')"
    open_by_keys(browser, live_site + LARIVIERE)
    press(browser, KEYS.ARROW_RIGHT, KEYS.ARROW_DOWN)
    stood = walk(browser, "at")
    tab_to(browser, "#graph-full-screen")
    press(browser, KEYS.ENTER)
    browser.wait_for_script(f"{full} && document.fullscreenElement")
    tab_to(browser, "#graph-box", back=True)
    press(browser, " ")
    browser.wait_for_script(f"!{HIDDEN} && {FOCUSED}.closest('#detail-card')")
    press(browser, KEYS.ESCAPE)
    browser.wait_for_script(f"!{full}")
    assert not browser.run(f"return {HIDDEN}")
    press(browser, KEYS.ESCAPE)
    browser.wait_for_script(HIDDEN)
    assert walk(browser, "at") == stood
    browser.run("Element.prototype.requestFullscreen = () => Promise.reject(new Error())")
    tab_to(browser, "#graph-full-screen")
    press(browser, KEYS.ENTER)
    browser.wait_for_script(full)
    tab_to(browser, "#graph-box", back=True)
    press(browser, KEYS.ESCAPE)
    browser.wait_for_script(f"!{full}")
    assert walk(browser, "at") == stood
    press(browser, KEYS.ESCAPE)
    assert walk(browser, "at") != stood


def test_neighbours_come_by_the_weight_of_their_edges(browser: Browser, live_site: str) -> None:
    open_by_keys(browser, live_site + LARIVIERE)
    shown = slice_of(browser)
    weights: dict[str, float] = {}
    for edge in shown["edges"]:
        ends = [edge["source"], edge["target"]]
        if shown["ego"] in ends:
            other = ends[1 - ends.index(shown["ego"])]
            weights[other] = weights.get(other, 0) + edge["weight"]
    walked = []
    for _ in weights:
        press(browser, KEYS.ARROW_RIGHT)
        walked.append(browser.run("return researchGraph.walk.facing"))
    assert set(walked) == set(weights)
    found = [weights[node] for node in walked]
    assert found == sorted(found, reverse=True)
    press(browser, KEYS.ARROW_RIGHT)
    assert browser.run("return researchGraph.walk.facing") == walked[0]
    press(browser, KEYS.END)
    assert browser.run("return researchGraph.walk.facing") == walked[-1]
    press(browser, KEYS.HOME)
    assert browser.run("return cy.nodes('.stood').id()") == shown["ego"]
    assert browser.run("return cy.elements('.walked').length") == 0


def test_the_table_is_sorted_and_chooses_as_the_graph_does(
    browser: Browser, live_site: str
) -> None:
    open_by_keys(browser, live_site + LARIVIERE)
    nodes = slice_of(browser)["nodes"]
    press(browser, KEYS.ARROW_RIGHT)
    faced = browser.run("return researchGraph.walk.facing")
    press(browser, "t")
    row = f"{FOCUSED}.closest('tr')"
    assert browser.run(f"return {row}.dataset.id") == faced
    press(browser, KEYS.ARROW_DOWN, KEYS.ENTER)
    browser.wait_for_script(f"!{HIDDEN} && {FOCUSED}.closest('#detail-card')")
    chosen = browser.run("return cy.nodes('.chosen').id()")
    current = "document.querySelector('#graph-table [aria-current]')"
    browser.wait_for_script(f"{current}?.dataset.id === {chosen!r}")
    press(browser, KEYS.ESCAPE)
    browser.wait_for_script(f"{HIDDEN} && {row}?.dataset.id === {chosen!r} && !{current}")

    press(browser, KEYS.HOME)
    tab_to(browser, "#graph-table thead button", back=True)
    labels = "return [...document.querySelectorAll('#graph-table tbody tr')].map((r) => r.{})"
    for heading, first in (("reasons", "descending"), ("latest", "descending"),
                           ("score", "descending"), ("kind", "ascending"),
                           ("label", "ascending")):  # fmt: skip
        assert browser.run(f"return {FOCUSED}.parentElement.dataset.sort") == heading
        press(browser, KEYS.ENTER)
        spoken(browser, f", {first}.")
        assert browser.run(SORTED_BY) == [[heading, first]]
        values = [v for v in browser.run(labels.format(f"dataset.{heading}")) if v]
        if heading != "label":
            numbers = [float(value.replace("Infinity", "inf")) for value in values]
            assert numbers == sorted(numbers, reverse=first == "descending")
        press_with(browser, KEYS.SHIFT, KEYS.TAB)
    named = browser.run(labels.format("dataset.label"))
    assert sorted(named) == sorted(node["label"] for node in nodes)
    assert named == browser.run(IN_ORDER, named)


def test_the_sheet_of_keys_opens_closes_and_gives_the_focus_back(
    browser: Browser, live_site: str
) -> None:
    open_by_keys(browser, live_site + LARIVIERE)
    press(browser, " ")
    browser.wait_for_script(f"!{HIDDEN} && {FOCUSED}.closest('#detail-card')")
    where = browser.run(f"return {FOCUSED}")
    press(browser, "?")
    sheet = browser.wait_for_element("#key-sheet")
    assert "Go to that neighbour" in sheet.text
    press(browser, KEYS.ESCAPE)
    browser.wait_for_script("!document.getElementById('key-sheet').open")
    assert browser.run(f"return {FOCUSED}") == where
    assert not browser.run(f"return {HIDDEN}")  # Esc has closed one thing, not two
    press(browser, "?", KEYS.ENTER)
    browser.wait_for_script("!document.getElementById('key-sheet').open")


def test_tab_reaches_everything_of_the_graph_and_shows_where_it_is(
    browser: Browser, live_site: str
) -> None:
    open_by_keys(browser, live_site + LARIVIERE)
    press(browser, KEYS.ARROW_RIGHT, " ")
    browser.wait_for_element("#detail-facts dl")
    wanted = browser.run(OPERABLE, "#research-graph")
    assert len(wanted) > 15
    browser.run("document.getElementById('main').focus()")
    assert not missed_by_tab(browser, "#research-graph", wanted)


def test_one_live_region_says_everything(browser: Browser, live_site: str) -> None:
    open_by_keys(browser, live_site + LARIVIERE)
    live = browser.run("return [...document.querySelectorAll('[aria-live], [role=status],"
                       " [role=alert], [role=log], output')].map((each) => each.id)")  # fmt: skip
    # What stands beside an open dialog is not spoken: the one about embeds has its own.
    assert live == ["status", "embed-copied"]
