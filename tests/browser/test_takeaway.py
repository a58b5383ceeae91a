"""The links below the graph give the very slice that is shown, before and after a step."""

from __future__ import annotations

import pytest

from explorer.export import EXPORTERS
from loaders.sample import FEATURED
from tests.browser.graph import open_graph, slice_of
from tests.chromium import Browser

EGO, OTHER = FEATURED["Qi Tian"], FEATURED["Vincent Larivière"]
PAGES = (
    f"/explore?ego={EGO}&with={OTHER}&people=9&papers=4&weight=citation:0.5&since=2001"
    "&do=widen:topic",
    f"/explore?ego={EGO}&with={OTHER}&do=widen:topic&widen=person",
)
LINKS = (
    "return [...document.querySelectorAll('.takeaway a')]"
    ".map((link) => [link.dataset.format, link.href])"
)
# What a link leads to: the nodes and edges of its slice.
FOLLOW = """
const done = arguments[arguments.length - 1];
fetch(arguments[0]).then((answer) => answer.json()).then((found) =>
  done([found.nodes.map((node) => [node.id, node.x, node.y]), found.edges.map((each) => each.id)]));
"""
CHANGE = "researchGraph.parts.forEach((part) => part.changed?.(researchGraph.page))"


@pytest.mark.parametrize("page", PAGES, ids=["grown", "next best alone"])
def test_links_take_away_what_is_shown(browser: Browser, live_site: str, page: str) -> None:
    open_graph(browser, live_site + page)
    shown = slice_of(browser)
    expected = [
        [[node["id"], node["x"], node["y"]] for node in shown["nodes"]],
        [edge["id"] for edge in shown["edges"]],
    ]
    for step in ("", CHANGE):
        browser.run(step)
        links = dict(browser.run(LINKS))
        assert list(links) == list(EXPORTERS)
        assert all(f"format={name}" in link for name, link in links.items())
        assert browser.driver.execute_async_script(FOLLOW, links["json"]) == expected
