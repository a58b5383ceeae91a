"""Whom a page that embeds believes, and what a frame does where its sandbox forbids it things."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from loaders.sample import FEATURED
from tests import chromium
from tests.browser.graph import LIVE
from tests.browser.test_embed import IN_SHADOW, component, height, inside, outside, settle
from tests.chromium import Browser
from tests.foreign import Foreign, another_site

ID = FEATURED["Vincent Larivière"]
# Notes what comes to the page, from wherever it comes, and what the element tells of it; only then
# is the element in the page.
LISTEN = """
window.came = [];
window.heard = [];
addEventListener("message", ({ origin, data }) => came.push([origin, data.mark]));
const one = document.createElement("research-graph");
one.id = "one";
one.setAttribute("src", arguments[0]);
for (const name of ["ready", "select", "error"]) {
  one.addEventListener(name, () => heard.push(name));
}
document.body.prepend(one);
"""
SAY = """
const [target, mark] = arguments;
for (const more of [{ type: "height", height: 1234 }, { type: "ready", title: "x", nodes: 1 },
                    { type: "select", node: { id: "x" } }, { type: "error", message: "x" }]) {
  const type = `research-graph:${more.type}`;
  window[target].postMessage({ ...more, type, version: 1, mark }, "*");
}
"""
# A browser that forbids a document of no origin to name its state.
FORBID = """
if (origin === "null") {
  window.refused = 0;
  history.replaceState = history.pushState = () => {
    window.refused += 1;
    throw new DOMException("The address of a sandbox stays.", "SecurityError");
  };
}
"""


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[Foreign]:
    with another_site() as site:
        yield site


@pytest.fixture(scope="module")
def evil() -> Iterator[Foreign]:
    with another_site() as site:
        site.put("/", "<h1>Not ours</h1>")
        yield site


def state(browser: Browser) -> tuple[Any, ...]:
    name = f"return {IN_SHADOW}.querySelector('iframe').title"
    shown = browser.run("return document.getElementById('one').dataset.state")
    return height(browser, "one"), browser.run(name, "one"), shown, browser.run("return heard")


def test_only_the_elements_own_frame_is_believed_and_only_while_it_is_ours(
    browser: Browser, live_site: str, elsewhere: Foreign, evil: Foreign
) -> None:
    browser.expect_console("favicon")
    frames = "".join(
        f'<iframe id="{id}" src="{src}" title="{id}" height="90"></iframe>'
        for id, src in (("ours", f"{live_site}/embed/{ID}"), ("theirs", evil.url))
    )
    browser.open(elsewhere.put("/", frames, head=component(live_site)))
    browser.run(LISTEN, f"{live_site}/person/{ID}")
    inside(browser, "one")
    settle(browser)
    outside(browser)
    browser.wait_for_script("heard.includes('ready')")
    browser.run("heard.length = 0")
    before = state(browser)

    def wait_for_all(mark: str) -> None:
        browser.wait_for_script(f"came.filter((each) => each[1] === '{mark}').length === 4")

    def said(origin: str, mark: str) -> None:
        """Wait until the page has heard all four, and look whether anything has changed."""
        wait_for_all(mark)
        assert {each[0] for each in browser.run("return came") if each[1] == mark} == {origin}
        assert state(browser) == before, mark

    for id, origin in (("ours", live_site), ("theirs", evil.url)):
        inside(browser, id)
        browser.run(SAY, "parent", id)
        outside(browser)
        said(origin, id)
    here = browser.driver.current_window_handle
    for mark, url in (("our window", f"{live_site}/embed/{ID}"), ("their window", evil.url)):
        browser.run("window.open(arguments[0])", url)
        origin = live_site if mark.startswith("our") else evil.url
        [other] = browser.wait_until(
            lambda: set(browser.driver.window_handles) - {here}, "another window"
        )
        browser.driver.switch_to.window(other)
        browser.wait_for_script(f"location.origin === {origin!r}")
        browser.run(SAY, "opener", mark)
        browser.driver.switch_to.window(here)
        wait_for_all(mark)  # what a closed window has said may be lost
        browser.driver.switch_to.window(other)
        browser.driver.close()
        browser.driver.switch_to.window(here)
        said(origin, mark)
    inside(browser, "one")  # the very frame, which has left for another site
    browser.run("location.href = arguments[0]", evil.url)
    browser.wait_for_script(f"location.origin === {evil.url!r}")
    browser.wait_for_text("h1", "Not ours")
    browser.run(SAY, "parent", "gone")
    outside(browser)
    said(evil.url, "gone")


@pytest.fixture
def in_one_process(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> Iterator[Browser]:
    """A Chromium whose sandboxed frames are reached by scripts for new documents."""
    whole = (*chromium.FLAGS, "--disable-features=IsolateSandboxedIframes")
    monkeypatch.setattr(chromium, "FLAGS", whole)
    programs = [str(each) for each in chromium.programs()]
    other = Browser(programs[0], programs[1])
    try:
        yield other
        assert other.severe() == []
    finally:
        other.driver.quit()


def test_a_frame_lives_where_its_sandbox_forbids_it_to_name_its_state(
    in_one_process: Browser, live_site: str, elsewhere: Foreign
) -> None:
    browser = in_one_process
    browser.expect_console("favicon")
    browser.driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": FORBID})
    frame = f'<iframe id="frame" src="{live_site}/embed/{ID}#?secret=AbC123" height="500"'
    browser.open(elsewhere.put("/", f'{frame} sandbox="allow-scripts" title="Graph"></iframe>'))
    inside(browser, "frame")
    browser.wait_for_script(LIVE, 30)
    assert browser.run("return origin") == "null"
    first = browser.run("return refused")
    assert first >= 1, "the secret was not taken out of the address"
    hidden = browser.run("return researchGraph.page.slice.nodes.find((each) => each.score).id")
    browser.run("researchGraph.step('hide', arguments[0])", hidden)
    browser.wait_for_script("researchGraph.page.slice.hidden.length === 1")
    browser.wait_for_script(f"refused > {first}")
    browser.run("researchGraph.undo()")
    browser.wait_for_script("researchGraph.page.slice.hidden.length === 0")


def test_hostile_attributes_give_our_own_frame_or_none(
    browser: Browser, live_site: str, elsewhere: Foreign, evil: Foreign
) -> None:
    browser.expect_console("404|favicon")
    host = live_site.removeprefix("http://")
    foreign = (
        evil.url, f"{evil.url}/person/{ID}", evil.url.removeprefix("http:"), f"//{evil.url}",
        f"http://{host}@{evil.url.removeprefix('http://')}/person/{ID}", f"https://{host}/person/x",
        f"{live_site}.example.org/person/{ID}", "javascript:window.evil=1", "data:text/html,<h1>x",
        "blob:null/x", "about:blank", "http://[", f"{live_site}/../..",
        f"{live_site}/static/site.css", f"{live_site}/api/slice/{ID}", f"{live_site}/embed",
        f"{live_site}/explore?ego=", f"{live_site}/__proto__/x", f"{live_site}/constructor?ego=x",
    )  # fmt: skip
    script = "%3Cscript%3Eparent.evil=1%3C/script%3E"
    ours = (
        f"person/{script}", f"person/{ID}/../{script}", f"explore?ego={script}&with={script}",
        f"embed/{script};%2F.svg", f"path?from={script}&to={script}", f"person/{ID}?title={script}",
    )  # fmt: skip
    browser.open(elsewhere.put("/", "<p>A page</p>", head=component(live_site)))
    browser.wait_for_script("Boolean(customElements.get('research-graph'))")
    frames = browser.run(  # at once: a frame whose page is a 404 says so soon, and goes
        "return arguments[0].map((src) => {"
        "const e = document.createElement('research-graph'); e.setAttribute('src', src);"
        "document.body.append(e); e.setAttribute('height', '1000000'); e.load(); return e.frame"
        " ? [e.frame.src, e.frame.offsetHeight] : [e.dataset.state, e.shadowRoot.textContent]; })",
        [*foreign, *(f"{live_site}/{each}" for each in ours)],
    )
    for src, (told, words) in zip(foreign, frames, strict=False):
        assert (told, "<research-graph>" in words) == ("failed", True), src
    for src, (told, high) in zip(ours, frames[len(foreign) :], strict=True):
        assert told.startswith(f"{live_site}/embed/"), src
        assert high == 1600, src
        assert "<script" not in told
    browser.wait_for_script(
        "[...document.querySelectorAll('research-graph')].every((e) => e.dataset.state)", 30
    )
    assert browser.run("return window.evil") is None
