"""While a slow database builds a slice, its rings are told with their real counts."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

import pytest

from explorer.config import Settings
from explorer.store import Answer, Store
from explorer.web.app import create_app
from loaders.sample import FEATURED
from tests.browser.graph import open_graph
from tests.chromium import Browser
from tests.made_site import served

EGO = FEATURED["Vincent Larivière"]
STRIP = "#graph-progress"
HIDDEN = "document.getElementById('graph-progress')?.hidden !== false"
WATCH = """
window.told = [];
new MutationObserver(() => {
  const strip = document.getElementById("graph-progress");
  const text = strip && !strip.hidden ? strip.textContent : "";
  if (text !== window.told.at(-1)) window.told.push(text);
}).observe(document.body, { childList: true, subtree: true, characterData: true });
"""
PLURALS = {"paper": "papers", "person": "people", "topic": "topics"}


class Slow:
    """A site whose database takes its time for each ring, once it is told to."""

    url = ""
    seconds = 0.0

    def __init__(self) -> None:
        self.asked: list[str] = []

    def around(self, ask: Callable[..., Answer]) -> Callable[..., Answer]:
        def slowly(name: str, /, **params: Any) -> Answer:
            self.asked.append(name)
            if name.partition("_")[2] in {"papers", "people", "topics", "institutions"}:
                time.sleep(self.seconds)
            return ask(name, **params)

        return slowly


@pytest.fixture
def slow(
    arcadedb_store: Store, engine_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Slow]:
    slow = Slow()
    monkeypatch.setattr(arcadedb_store, "ask", slow.around(arcadedb_store.ask))
    app = create_app(engine_settings, arcadedb_store)
    with served(app) as url:
        slow.url = f"{url}/person/{quote(EGO, safe=':/')}"
        yield slow


def begin(browser: Browser, slow: Slow) -> str:
    """Open the person's page and expand a neighbour; gives its id."""
    open_graph(browser, slow.url)
    slow.seconds = 0.7
    slow.asked.clear()
    browser.run(WATCH)
    people = "cy.nodes('[kind = \"person\"][ego = 0]')"
    return str(browser.run(
        f"const id = {people}.max((each) => -each.data('rank')).ele.id();"
        "researchGraph.step('expand', id); return id"
    ))  # fmt: skip


def test_the_rings_of_a_slow_step_are_told_with_their_counts(browser: Browser, slow: Slow) -> None:
    node = begin(browser, slow)
    browser.wait_for_text(STRIP, "found. Looking for", 10)
    browser.wait_for_script("location.search.includes('do=expand')", 20)
    browser.wait_for_script(HIDDEN)
    told = browser.run("return window.told")
    counts = _counts(browser, node)
    steps = [line for line in told if "Looking for" in line]
    assert len(set(steps)) >= 4
    both = f"{counts['papers']:,} papers and {counts['people']:,} people found."
    assert any(both in line for line in told), told
    assert any(f"{counts['papers']:,} papers found. Looking for people…" in line for line in told)


def _counts(browser: Browser, node: str) -> dict[str, int]:
    """What the page's slice says was available around an expanded node."""
    expanded = browser.run("return researchGraph.page.slice.expanded")
    [found] = [each for each in expanded if each["id"] == node]
    return {PLURALS.get(kind, "institutions"): n for kind, n in found["available"].items()}


def test_a_step_cancelled_between_two_rings_ends_on_the_server_too(
    browser: Browser, slow: Slow
) -> None:
    begin(browser, slow)
    browser.wait_for_text(STRIP, "Looking for people…", 10)
    shown = browser.run("return cy.nodes().length")
    browser.find(f"{STRIP} button").click()
    browser.wait_for_script(HIDDEN)
    assert "Stopped" in browser.run("return document.getElementById('status').textContent")
    time.sleep(3)
    assert "slice_picture" not in slow.asked
    assert browser.run("return cy.nodes().length") == shown
    assert "do=" not in browser.driver.current_url
