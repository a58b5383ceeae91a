"""While a slow database builds a slice, its rings are told with their real counts."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import Future, wait
from typing import Any
from urllib.parse import quote

import pytest

from explorer.config import Settings
from explorer.store import Answer, Store
from explorer.web import streaming
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
RINGS = ("papers", "people", "topics", "institutions")
LONGEST = 60.0  # seconds that a ring is held


class Slow:
    """A site whose database holds each ring, once it is told to, until the ring is let go.

    Attributes:
        asked: the queries, in their order.
        gates: of the rings, by name; clear, it holds the ring.
        left: set once the server has noticed that its reader has gone.
        ended: set once the work for that reader has ended.
    """

    url = ""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.gates = {ring: threading.Event() for ring in RINGS}
        self.left, self.ended = threading.Event(), threading.Event()
        self.let_all_go()

    def let_all_go(self) -> None:
        for gate in self.gates.values():
            gate.set()

    def hold(self) -> None:
        self.asked.clear()
        for event in (*self.gates.values(), self.left, self.ended):
            event.clear()

    def around(self, ask: Callable[..., Answer]) -> Callable[..., Answer]:
        def slowly(name: str, /, **params: Any) -> Answer:
            self.asked.append(name)
            if gate := self.gates.get(name.partition("_")[2]):
                gate.wait(LONGEST)
            return ask(name, **params)

        return slowly

    def wait(self, works: Collection[Future[Any]]) -> None:
        """In the place of the ``wait`` by which an answer that is given up ends its work."""
        self.left.set()
        wait(works)
        self.ended.set()


@pytest.fixture
def slow(
    arcadedb_store: Store, engine_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Slow]:
    slow = Slow()
    monkeypatch.setattr(arcadedb_store, "ask", slow.around(arcadedb_store.ask))
    monkeypatch.setattr(streaming, "wait", slow.wait)
    monkeypatch.setattr(streaming, "HEARTBEAT", 0.1)  # by which it notices that a reader has gone
    app = create_app(engine_settings, arcadedb_store)
    with served(app) as url:
        slow.url = f"{url}/person/{quote(EGO, safe=':/')}"
        yield slow
        slow.let_all_go()


def begin(browser: Browser, slow: Slow) -> str:
    """Open the person's page and expand a neighbour; gives its id."""
    open_graph(browser, slow.url)
    slow.hold()
    browser.run(WATCH)
    people = "cy.nodes('[kind = \"person\"][ego = 0]')"
    return str(browser.run(
        f"const id = {people}.max((each) => -each.data('rank')).ele.id();"
        "researchGraph.step('expand', id); return id"
    ))  # fmt: skip


def test_the_rings_of_a_slow_step_are_told_with_their_counts(browser: Browser, slow: Slow) -> None:
    node = begin(browser, slow)
    for ring in RINGS:
        browser.wait_for_text(STRIP, f"Looking for {ring}…")
        slow.gates[ring].set()
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
    slow.gates["papers"].set()
    browser.wait_for_text(STRIP, "Looking for people…")
    shown = browser.run("return cy.nodes().length")
    browser.find(f"{STRIP} button").click()
    browser.wait_for_script(HIDDEN)
    browser.wait_for_text("#status", "Stopped")
    assert slow.left.wait(15)
    slow.let_all_go()
    assert slow.ended.wait(15)
    assert "slice_picture" not in slow.asked
    assert browser.run("return cy.nodes().length") == shown
    assert "do=" not in browser.driver.current_url
