from collections.abc import Iterator

import pytest

from tests.browser.conftest import Made
from tests.browser.graph import DISPLACEMENT, LIVE, open_graph
from tests.chromium import Browser

STRIP = "#graph-progress"
EGO = "name:made/ada-king"
STEP = f"researchGraph.step('expand', '{EGO}'); return true"
HIDDEN = "document.getElementById('graph-progress')?.hidden !== false"
COUNT = "return cy.nodes().length"


def test_a_quick_step_shows_no_progress(browser: Browser, made: Made) -> None:
    open_graph(browser, made.page("80"))
    done, took, strip = browser.run(
        "const begun = performance.now();"
        f"const done = await researchGraph.step('expand', '{EGO}');"
        f"return [done, performance.now() - begun, document.querySelector('{STRIP}')]"
    )
    assert done is True
    assert strip is None or took >= 300  # on a busy machine it is none of the quick ones


def test_a_slow_step_says_what_comes_and_can_be_stopped(browser: Browser, made: Made) -> None:
    open_graph(browser, made.page("80"))
    made.rings = ("people", 1034), ("papers", 1)
    made.answers.clear()
    browser.run(STEP)
    browser.wait_for_text(STRIP, "Expanding Ada King…")
    browser.wait_for_text(STRIP, "1,034 people and 1 paper found.")
    browser.wait_for_text(STRIP, "given up after 45 s")
    ring = browser.find(".graph-ring")
    assert ring.get_attribute("role") == "progressbar"
    assert ring.get_attribute("aria-valuenow") == "17"  # half of the first of three rounds
    browser.find(f"{STRIP} button").click()
    browser.wait_for_script(HIDDEN)
    browser.wait_for_text("#status", "Stopped")
    assert browser.run(COUNT) == 80
    assert "do=" not in browser.driver.current_url


@pytest.mark.logs_warnings
def test_a_step_that_fails_says_why_and_is_tried_again(browser: Browser, made: Made) -> None:
    browser.expect_console("503")
    open_graph(browser, made.page("two"))
    made.fails = True
    browser.run(STEP)
    told = browser.wait_for_text(STRIP, "does not answer").text
    assert "Try again later" in told
    assert "The graph is as it was" in told
    assert browser.run(COUNT) == 2
    made.fails = False
    retry = next(b for b in browser.find_all(f"{STRIP} button") if b.text == "Try again")
    retry.click()
    browser.wait_for_script("cy.nodes().length === 80")
    browser.wait_for_script(HIDDEN)
    assert made.asked == 2
    browser.wait_for_script("location.search.includes('do=expand')")


def test_a_step_over_its_time_is_given_up(browser: Browser, made: Made) -> None:
    open_graph(browser, made.page("80"))
    made.answers.clear()
    browser.run(
        "const controller = new AbortController();"
        "const work = fetch(arguments[0], { signal: controller.signal });"
        "researchGraph.during(work, { what: 'Looking', controller, limit: 1 }).catch(() => 0)",
        f"{made.url}/panel/state/x",
    )
    told = browser.wait_for_text(STRIP, "longer than 1 second").text
    assert "Ask for less" in told
    browser.find(f"{STRIP} button").click()
    browser.wait_for_script(HIDDEN)


def test_a_partial_answer_is_shown_and_says_what_may_be_missing(
    browser: Browser, made: Made
) -> None:
    made.after["partial"] = [{"ring": "second ring", "reason": "the query took 20 s", "query": "x"}]
    open_graph(browser, made.page("two"))
    browser.run(STEP)
    told = browser.wait_for_text(STRIP, "Partial").text
    assert "second ring: the query took 20 s" in told
    assert browser.run(COUNT) == 80


@pytest.mark.logs_warnings
def test_a_graph_whose_words_fail_is_shown_and_they_are_tried_again(
    browser: Browser, made: Made
) -> None:
    open_graph(browser, made.page("two"))
    made.rings = (("people", 79),)
    made.speechless = True
    made.html = '<div class="graph-summary" id="graph-summary"><p>Eighty of them.</p></div>'
    before = browser.find("#graph-summary").text
    browser.run(STEP)
    told = browser.wait_for_text(STRIP, "does not answer").text
    assert "The graph is shown; the text around it is still about the one before." in told
    assert browser.run(COUNT) == 80
    assert browser.find("#graph-summary").text == before
    assert "do=expand" in browser.driver.current_url
    made.speechless = False
    next(b for b in browser.find_all(f"{STRIP} button") if b.text == "Try again").click()
    browser.wait_for_text("#graph-summary", "Eighty of them.")
    browser.wait_for_script(HIDDEN)
    browser.wait_for_script("researchGraph.canUndo()")


@pytest.mark.logs_warnings
def test_words_come_though_the_next_step_has_failed_meanwhile(browser: Browser, made: Made) -> None:
    browser.expect_console("503")
    open_graph(browser, made.page("two"))
    made.rings = (("people", 79),)
    made.html = '<div class="graph-summary" id="graph-summary"><p>Eighty of them.</p></div>'
    made.speaks.clear()
    browser.run(STEP)
    browser.wait_for_script("cy.nodes().length === 80")
    made.fails, made.rings = True, ()
    browser.run("researchGraph.step('widen', 'paper'); return true")
    browser.wait_for_text(STRIP, "The graph is as it was.")
    made.speaks.set()
    browser.wait_for_text("#graph-summary", "Eighty of them.")
    browser.wait_for_text(STRIP, "The graph is as it was.")
    assert "widen" not in browser.driver.current_url


def test_where_nothing_can_be_told_the_ring_shows_the_time(browser: Browser, made: Made) -> None:
    open_graph(browser, made.page("two"))
    made.answers.clear()
    browser.run("researchGraph.LINES = 'application/json'")
    browser.run(STEP)
    browser.wait_for_text(STRIP, "Expanding Ada King…")
    share = "getComputedStyle(document.querySelector('.graph-ring')).getPropertyValue('--share')"
    first = float(browser.wait_for_script(share))
    browser.wait_for_script(f"Number({share}) > {first}")
    browser.find(f"{STRIP} button").click()
    browser.wait_for_script(HIDDEN)


# Tests have no scroll bars; this takes their room, which media queries count as the page's.
BAR = """
new MutationObserver((_, seen) => {
  if (!document.documentElement) return;
  document.documentElement.style.paddingRight = "15px";
  seen.disconnect();
}).observe(document, { childList: true });
"""


@pytest.fixture
def bar(browser: Browser) -> Iterator[None]:
    """The room of a scroll bar."""
    cdp = browser.driver.execute_cdp_cmd
    added = cdp("Page.addScriptToEvaluateOnNewDocument", {"source": BAR})
    yield
    cdp("Page.removeScriptToEvaluateOnNewDocument", added)


def takes_its_place(browser: Browser, url: str) -> None:
    """Nothing moves as the live graph comes, neither in the graph nor around it."""
    browser.open(url)
    browser.wait_for_script(LIVE, 30)
    shift = browser.run(
        "return new Promise((done) => { let sum = 0; new PerformanceObserver((list) =>"
        " list.getEntries().forEach((each) => (sum += each.value)))"
        ".observe({type: 'layout-shift', buffered: true}); setTimeout(() => done(sum), 200) })"
    )
    assert shift <= 0.02
    assert browser.run(DISPLACEMENT) <= 2


@pytest.mark.parametrize("width", [360, 768, 1280])
@pytest.mark.parametrize("name", ["80", "names"])
def test_the_live_graph_takes_the_place_of_its_picture(
    browser: Browser, made: Made, name: str, width: int
) -> None:
    browser.resize(width, 800)
    takes_its_place(browser, made.page(name))


def test_in_a_slow_browser_it_does_so_too(browser: Browser, made: Made) -> None:
    browser.resize(360, 800)
    slow = "Emulation.setCPUThrottlingRate"
    browser.driver.execute_cdp_cmd(slow, {"rate": 4})  # the page is painted while it is read
    try:
        takes_its_place(browser, made.page("names"))
    finally:
        browser.driver.execute_cdp_cmd(slow, {"rate": 1})


@pytest.mark.usefixtures("bar")
@pytest.mark.parametrize("width", [1030, 1280])
def test_beside_a_scroll_bar_it_does_so_too(browser: Browser, made: Made, width: int) -> None:
    browser.resize(width, 800)
    takes_its_place(browser, made.page("80"))
    assert browser.run("return document.body.clientWidth") == width - 15
