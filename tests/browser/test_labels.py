"""Names in the live graph can be read, and the card hides nothing of what it is about."""

from __future__ import annotations

from typing import Any

import pytest

from loaders.sample import FEATURED
from tests.browser.graph import KEYS, open_graph, press, slice_of
from tests.chromium import SIZES, Browser

PEOPLE = [f"/person/{FEATURED[name]}" for name in ("Qi Tian", "Vincent Larivière")]
# How many labels stand; of them, those that cover another node's inner part, those with letters
# under a node or another label, and those that leave the picture. Boxes are Cytoscape's own.
LABELS = """
const INNER = 0.8;
const boxOf = (node) => {
  const box = node.boundingBox({ includeNodes: false, includeLabels: true, includeEdges: false,
    includeOverlays: false, includeUnderlays: false, includeOutlines: false });
  const around = parseFloat(node.style("text-outline-width")) + 2;
  return [box.x1 + around, box.y1 + around, box.x2 - around, box.y2 - around];
};
const bodyOf = (node) => {
  const { x, y } = node.position();
  const half = (INNER * node.data("size")) / 2;
  return [x - half, y - half, x + half, y + half];
};
const meet = (a, b) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
const above = (one, other) => (one.numericStyle("z-index") - other.numericStyle("z-index")
  || one.poolIndex() - other.poolIndex()) > 0;
const survey = () => {
  const nodes = cy.nodes(":visible").toArray();
  const named = nodes.filter((node) => node.style("label")
    && node.numericStyle("text-opacity") > 0 && node.effectiveOpacity() > 0.5);
  const boxes = named.map((node) => [node, boxOf(node)]);
  const covers = [], hidden = [], outside = [];
  const { x1, y1, x2, y2 } = cy.extent();
  for (const [node, box] of boxes) {
    for (const other of nodes) {
      if (other === node || !meet(box, bodyOf(other))) continue;
      if (!node.data("ego")) covers.push([node.data("label"), other.data("label")]);
      if (above(other, node)) hidden.push([node.data("label"), other.data("label")]);
    }
    for (const [other, taken] of boxes) {
      if (other === node || !meet(box, taken)) continue;
      hidden.push([node.data("label"), other.data("label")]);
    }
    if (box[0] < x1 || box[1] < y1 || box[2] > x2 || box[3] > y2) outside.push(node.data("label"));
  }
  return { count: named.length, covers, hidden, outside };
};
"""
EACH_LIT = (
    LABELS
    + """
const bad = [];
for (const element of cy.elements().toArray()) {
  researchGraph.highlight(cy, element);
  const { hidden, outside } = survey();
  if (hidden.length || outside.length) bad.push([element.id(), hidden, outside]);
}
researchGraph.highlight(cy, null);
return bad;
"""
)
# The farthest that the middle of a label stands from where the server's picture has it, in CSS
# pixels, with how many labels were compared.
APART = (
    LABELS
    + """
const texts = [...document.querySelectorAll(".graph-frame .rg-labels text")]
  .filter((each) => getComputedStyle(each).display !== "none");
const frame = document.getElementById("graph").getBoundingClientRect();
const { x, y } = cy.pan();
const spots = cy.nodes(".named").map((node) => {
  const [left, top, right, bottom] = boxOf(node);
  return { text: node.data("label"), x: frame.x + x + (cy.zoom() * (left + right)) / 2,
    y: frame.y + y + (cy.zoom() * (top + bottom)) / 2 };
});
const gaps = texts.map((each) => {
  const box = each.getBoundingClientRect();
  const same = spots.filter((spot) => spot.text === each.textContent);
  return Math.min(...same.map((spot) => Math.max(
    Math.abs(spot.x - box.x - box.width / 2), Math.abs(spot.y - box.y - box.height / 2))));
});
return [Math.max(...gaps), texts.length, spots.length];
"""
)
# Nodes under the names of egos, which are painted above them: up to five before.
UNDER_EGO = (
    LABELS
    + """
const egos = cy.nodes("[ego = 1]").toArray();
return cy.nodes(":visible").filter((node) => egos.some((ego) =>
  ego !== node && meet(boxOf(ego), bodyOf(node)))).length;
"""
)
LEAST = {"wide": 45, "middle": 25, "narrow": 8}  # labels


def survey(browser: Browser) -> dict[str, Any]:
    found: dict[str, Any] = browser.run(LABELS + "return survey()")
    return found


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("page", PEOPLE)
def test_no_letter_is_hidden_at_rest_or_when_a_node_is_pointed_at(
    browser: Browser, live_site: str, page: str, size: str
) -> None:
    browser.resize(*SIZES[size])
    open_graph(browser, live_site + page)
    found = survey(browser)
    assert found["count"] >= LEAST[size]
    assert found["covers"] == found["hidden"] == found["outside"] == []
    lit = browser.run(EACH_LIT)
    assert [each for each in lit if each[1]] == []
    assert len(lit) <= (5 if size == "narrow" else 0)  # both ends of a link at the very edge
    assert survey(browser) == found  # nothing is left behind
    gap, drawn, live = browser.run(APART)
    assert gap <= 2
    assert drawn == live


@pytest.mark.parametrize("page", [*PEOPLE, "/paper/openalex:W2048185449"])
def test_the_name_of_whom_the_graph_is_about_lies_on_hardly_a_node_of_a_phone(
    browser: Browser, live_site: str, page: str
) -> None:
    browser.resize(*SIZES["narrow"])
    open_graph(browser, live_site + page)
    assert browser.run(UNDER_EGO) <= 2


@pytest.mark.parametrize("size", SIZES)
def test_no_letter_is_hidden_after_a_new_ego_and_after_more_nodes(
    browser: Browser, live_site: str, size: str
) -> None:
    browser.resize(*SIZES[size])
    open_graph(browser, live_site + PEOPLE[1])
    nodes = slice_of(browser)["nodes"]
    other = next(node["id"] for node in nodes[1:] if node["kind"] == "person")
    for verb in ("expand", "ego"):
        count = browser.run("return cy.nodes().map((node) => node.id()).sort().join()")
        browser.run("researchGraph.step(arguments[0], arguments[1])", verb, other)
        browser.wait_for_script(
            f"cy.nodes().map((node) => node.id()).sort().join() !== '{count}'"
            " && !cy.nodes().is(':animated') && !cy.animated()"
        )
        found = survey(browser)
        assert found["count"] >= LEAST[size] - 1
        assert found["covers"] == found["hidden"] == []


def test_a_closer_look_names_more_and_hides_no_letter(browser: Browser, live_site: str) -> None:
    open_graph(browser, live_site + PEOPLE[0])
    before = survey(browser)["count"]
    total = browser.run("return cy.nodes().length")
    assert before < total
    for _ in range(3):
        browser.find("#graph-zoom-in").click()
        found = survey(browser)
        assert found["covers"] == found["hidden"] == []
    assert found["count"] == total
    browser.find("#graph-zoom-fit").click()
    assert survey(browser)["count"] == before


# -- the card --------------------------------------------------------------------------------------

# Ends of what is chosen that lie under the card.
UNDER = """
const card = document.getElementById("detail-card").getBoundingClientRect();
const box = document.getElementById("graph").getBoundingClientRect();
const chosen = cy.elements(".chosen")[0];
return (chosen.isNode() ? chosen : chosen.connectedNodes()).filter((node) => {
  const { x, y } = node.renderedPosition();
  return box.x + x > card.left && box.x + x < card.right
    && box.y + y > card.top && box.y + y < card.bottom;
}).length;
"""
VIEW = "[cy.zoom(), cy.pan().x, cy.pan().y]"
SHOWN = "!document.getElementById('detail-card').hidden && !cy.animated()"


def choose(browser: Browser, element: str) -> None:
    browser.run("researchGraph.select(cy.getElementById(arguments[0]))", element)
    browser.wait_for_script(SHOWN)


def test_the_card_of_a_link_hides_neither_of_its_ends(browser: Browser, live_site: str) -> None:
    reduced = {"features": [{"name": "prefers-reduced-motion", "value": "reduce"}]}
    browser.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", reduced)
    open_graph(browser, live_site + PEOPLE[1])
    rest = browser.run(f"return {VIEW}")
    moved = 0
    shown = slice_of(browser)
    for edge in shown["edges"][::4]:
        choose(browser, edge["id"])
        assert browser.run(UNDER) == 0, edge["id"]
        moved += browser.run(f"return {VIEW}") != rest
    assert 0 < moved < len(shown["edges"][::4])
    for node in shown["nodes"][::6]:
        choose(browser, node["id"])
        assert browser.run(UNDER) == 0, node["id"]
    press(browser, KEYS.ESCAPE)
    assert browser.run(f"return {VIEW}") == pytest.approx(rest)


def test_the_graph_goes_back_when_the_card_closes_unless_it_was_moved(
    browser: Browser, live_site: str
) -> None:
    open_graph(browser, live_site + PEOPLE[1])
    rest = browser.run(f"return {VIEW}")
    widest = browser.run(
        "return cy.edges().max((edge) => Math.abs("
        "edge.source().position('x') - edge.target().position('x'))).ele.id()"
    )
    choose(browser, widest)
    assert browser.run(f"return {VIEW}") != pytest.approx(rest)
    press(browser, KEYS.ESCAPE)
    browser.wait_for_script("!cy.animated()")
    assert browser.run(f"return {VIEW}") == pytest.approx(rest)

    choose(browser, widest)
    browser.find("#graph-zoom-in").click()
    here = browser.run(f"return {VIEW}")
    press(browser, KEYS.ESCAPE)
    browser.wait_for_script("document.getElementById('detail-card').hidden")
    assert browser.run(f"return {VIEW}") == pytest.approx(here)
