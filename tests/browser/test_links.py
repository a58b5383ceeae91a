"""Links that tell what they showed: by ids where nodes are few, by a digest where they are many."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Made
from tests.browser.graph import open_graph, slice_of
from tests.chromium import Browser

# What the page's link would hold, had the data been other: without the first thing, with another
# in place of the second, the third elsewhere.
OTHER = """
const done = arguments[arguments.length - 1];
const { slice } = researchGraph.page;
const [ego, gone, away, moved, ...rest] = slice.nodes;
const at = { ...moved, x: moved.x + 50 };
const nodes = [ego, { ...away, id: "openalex:A1" }, at, ...rest];
researchGraph.was.tell({ ...slice, nodes }).then(done);
"""
COPY = """
navigator.clipboard.writeText = (text) => { window.copied = text; return Promise.resolve(); };
document.getElementById("graph-copy").click();
"""


@pytest.mark.parametrize(
    ("name", "digest", "places"),
    [("80", False, True), ("300", True, True), ("thousand", True, False)],
)
def test_a_link_of_any_size_tells_what_has_changed_since(
    browser: Browser, made: Made, name: str, digest: bool, places: bool
) -> None:
    open_graph(browser, made.page(name))
    browser.run(COPY)
    link = browser.wait_for_script("window.copied")
    was = link.partition("was=")[2].partition("&")[0]
    assert was.startswith("~") is digest
    assert len(link) < 1800
    other = browser.driver.execute_async_script(OTHER)  # type: ignore[no-untyped-call]
    nodes = slice_of(browser)["nodes"]

    browser.open("about:blank")
    open_graph(browser, link)
    browser.wait_for_script("!location.hash.includes('was=')")
    assert not browser.find_all(".graph-lost li")
    for told in (other, other[:-9]):
        browser.open("about:blank")
        open_graph(browser, link.replace(was, told))
        lost = browser.wait_for_element(".graph-lost").text
        if told != other:
            assert "damaged" in lost
            continue
        assert "A node is no longer shown" in lost
        assert ("openalex:A1" in lost) is not digest  # a digest holds no names
        assert f"2 nodes are new: {nodes[1]['label']}; {nodes[2]['label']}." in lost
        assert ("stands elsewhere" in lost) is places
        assert ("Some may stand elsewhere" in lost) is (digest and not places)
