"""From navigation to first paint and to the live graph, in Chromium."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from loaders.sample import FEATURED
from tests.bench.telling import tell
from tests.chromium import Browser

LIVE = "performance.getEntriesByName('graph-live').length"
MARKS = """
const paint = performance.getEntriesByName("first-contentful-paint")[0].startTime;
const live = performance.getEntriesByName("graph-live")[0].startTime;
const bytes = performance.getEntriesByType("navigation")[0].transferSize;
return [paint, live, bytes, window.cy.nodes().length];
"""
TIMES = 5


@pytest.mark.parametrize("name", FEATURED)
def bench_first_paint(browser: Browser, live_site: str, name: str) -> None:
    url = f"{live_site}/person/{quote(FEATURED[name], safe=':/')}"
    found = []
    for _ in range(TIMES + 1):
        browser.open(url)
        browser.wait_for_script(LIVE, seconds=60)
        found.append(browser.run(MARKS))
    paints, lives, sizes, nodes = zip(*found[1:], strict=True)  # the first one is not warm
    tell(
        f"page of {name}",
        f"first paint median {sorted(paints)[TIMES // 2]:.0f} ms, live graph median "
        f"{sorted(lives)[TIMES // 2]:.0f} ms, page {sizes[0] / 1000:.0f} kB sent, {nodes[0]} nodes",
    )
    assert nodes[0] >= 40
    assert sizes[0] < 300_000
