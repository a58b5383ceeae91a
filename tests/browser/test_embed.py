"""What other people's pages hold of ours, in a page that another origin serves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from loaders.sample import FEATURED
from tests import frameworks
from tests.browser.graph import LIVE, WIDEST, open_neighbours_card
from tests.chromium import SIZES, Browser
from tests.conftest import lacking
from tests.foreign import Foreign, another_site

ID = FEATURED["Vincent Larivière"]
NAME = "Vincent Larivière"
IN_SHADOW = "document.getElementById(arguments[0]).shadowRoot"
SHOWN = "[...document.querySelectorAll('research-graph')].every((e) => e.dataset.state === 'shown')"
FRAMES = """
return [...document.querySelectorAll("research-graph")]
  .filter((each) => each.shadowRoot?.querySelector("iframe")).length
"""
FRAME = """
const element = document.getElementById(arguments[0]);
element.scrollIntoView({ block: "center" });
return element.localName === "iframe" ? element : element.shadowRoot?.querySelector("iframe");
"""
# A frame measures itself in each frame that is drawn, and hears of its new height later.
AT_REST = """
const [done] = arguments;
let last = 0;
const look = () => {
  if (innerHeight === last) return done();
  last = innerHeight;
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(look, 50)));
};
look();
"""
# Notes what the elements and all frames say; a strict policy allows no script of the page's own.
LISTEN = """
window.heard = [];
for (const element of document.querySelectorAll("research-graph")) {
  for (const name of ["ready", "select", "error"]) {
    element.addEventListener(name, (event) => heard.push([element.id, name, event.detail]));
  }
}
"""
# Of the server's picture: how many labels stand, the size of their letters, and its view.
LABELS = """
const texts = [...document.querySelectorAll(".graph-frame .rg-labels text")]
  .map((each) => getComputedStyle(each)).filter((each) => each.display !== "none");
const { width, height } = document.querySelector(".graph-frame > svg").viewBox.baseVal;
const least = Math.min(...texts.map((each) => parseFloat(each.fontSize)));
return [texts.length, least, { width, height }];
"""
# A sandboxed frame as WordPress makes it of what it finds by oEmbed, and what it says.
WORDPRESS = """
addEventListener("message", ({ data }) => (window.said ??= []).push(data));
const frame = document.createElement("iframe");
frame.setAttribute("sandbox", "allow-scripts");
frame.setAttribute("security", "restricted");
Object.assign(frame, { id: "wordpress", width: 600, height: 400, src: arguments[0] });
document.body.append(frame);
"""


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[Foreign]:
    with another_site() as site:
        yield site


def strict(site: str) -> str:
    """The policy of a careful page: scripts, frames and pictures of one other site only."""
    return (
        f"default-src 'none'; script-src {site}; frame-src {site}; img-src {site}; "
        "style-src 'none'; base-uri 'none'"
    )


def component(site: str) -> str:
    return f'<script src="{site}/embed.js" async></script>'


def all_forms(site: str) -> str:
    page, frame = f"{site}/person/{ID}", f"{site}/embed/{ID}"
    return f"""
<h1>Our group</h1>
<p><a id="link" href="{page}">The graph of {NAME}</a></p>
<a href="{page}"><img id="picture" src="{frame}.svg" alt="Graph of {NAME}" width="600"></a>
<research-graph id="one" src="{page}"><a href="{page}">Graph</a></research-graph>
<research-graph id="two" src="{page}" theme="dark" controls="all" kinds="person,paper"
  title="People and papers"></research-graph>
<iframe id="plain" src="{frame}?theme=light" title="Graph" width="700" height="460"></iframe>
<iframe id="wordpress" src="{frame}#?secret=AbC123" sandbox="allow-scripts" security="restricted"
  title="Graph" width="700" height="500"></iframe>
"""


def inside(browser: Browser, id: str) -> None:
    """Go into the frame of an element, or into a frame, of this id; elements make theirs late."""
    browser.driver.switch_to.default_content()
    found = browser.wait_until(lambda: browser.run(FRAME, id), f"the frame of {id}")
    browser.driver.switch_to.frame(found)


def settle(browser: Browser) -> None:
    """In a frame: wait until the page around it has given it the height that it asks for."""
    browser.wait_for_script(LIVE, 30)
    browser.driver.execute_async_script(AT_REST)  # type: ignore[no-untyped-call]


def outside(browser: Browser) -> None:
    browser.driver.switch_to.default_content()


def height(browser: Browser, id: str) -> float:
    script = f"return {IN_SHADOW}.querySelector('iframe').offsetHeight"
    return float(browser.run(script, id))


def heard(browser: Browser, name: str, id: str = "one") -> list[Any]:
    return [each[2] for each in browser.run("return heard") if each[:2] == [id, name]]


def choose_by_keys(browser: Browser) -> str:
    """Walk to the strongest neighbour and open its card; its name, once the facts are there."""
    open_neighbours_card(browser)
    return str(browser.find("#detail-head h3").text)


def test_all_forms_live_in_a_page_with_a_strict_policy(
    browser: Browser, live_site: str, elsewhere: Foreign
) -> None:
    browser.expect_console("favicon")
    page = elsewhere.put(
        "/", all_forms(live_site), head=component(live_site), policy=strict(live_site)
    )
    browser.resize(900, 1200)
    browser.open(page)
    browser.run(LISTEN)
    for id in ("two", "one"):
        browser.run("document.getElementById(arguments[0]).scrollIntoView({block: 'center'})", id)
        browser.wait_for_script(f"document.getElementById('{id}').dataset.state === 'shown'")
    grounds = {}
    for id in ("one", "two", "plain", "wordpress"):
        inside(browser, id)
        browser.wait_for_script(LIVE, 30)
        grounds[id] = browser.run("return getComputedStyle(document.body).backgroundColor")
        # As high as what is in it, and no scroll bar.
        if id in ("one", "two"):
            browser.wait_for_script("document.documentElement.scrollHeight - innerHeight <= 1")
        assert browser.run("return document.querySelector('base').target") == "_blank"
        chosen = choose_by_keys(browser)
        assert chosen
        outside(browser)
        if id == "one":
            told = browser.wait_until(lambda: heard(browser, "select"), "a choice")[-1]["node"]
            assert told["label"] == chosen
            assert told["url"] == f"{live_site}/{told['kind']}/{told['id']}"
    assert grounds["one"] == grounds["plain"] != grounds["two"]
    assert browser.driver.get_cookies() == []
    assert browser.run(WIDEST) <= 900


def test_a_frame_follows_width_scheme_and_height(
    browser: Browser, live_site: str, elsewhere: Foreign
) -> None:
    src = f"{live_site}/person/{ID}"
    page = elsewhere.put(
        "/", f'<research-graph id="one" src="{src}"><b>Fallback</b></research-graph>'
        f'<research-graph id="low" src="{src}" height="300"></research-graph>',
        head=component(live_site),
    )  # fmt: skip
    browser.open(page)
    browser.wait_for_script(SHOWN)
    inside(browser, "one")
    settle(browser)
    outside(browser)
    wide = height(browser, "one")
    assert height(browser, "low") == 300
    browser.resize(*SIZES["narrow"])
    browser.wait_until(lambda: height(browser, "one") != wide, "another height")
    assert browser.run(WIDEST) <= SIZES["narrow"][0]
    inside(browser, "one")
    browser.wait_for_script(LIVE, 30)
    browser.wait_for_script("document.documentElement.scrollHeight - innerHeight <= 1")
    light = browser.run("return getComputedStyle(document.body).backgroundColor")
    browser.scheme("dark")
    browser.wait_for_script(f"getComputedStyle(document.body).backgroundColor !== {light!r}")
    outside(browser)
    # Its fallback is out of sight, and the frame has a name.
    assert not browser.run("return document.querySelector('#one > b').checkVisibility()")
    name = f"return {IN_SHADOW}.querySelector('iframe').title"
    browser.wait_until(lambda: NAME in browser.run(name, "one"), "the name that the frame tells")
    browser.run("document.getElementById('one').setAttribute('theme', 'light')")
    browser.wait_until(
        lambda: "theme=light" in browser.run(
            f"return {IN_SHADOW}.querySelector('iframe')?.src ?? ''", "one"),
        "another address",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("size", "controls"), [((900, 300), "zoom"), ((900, 520), "legend,zoom"), ((360, 300), "none")]
)
def test_a_low_frame_has_labels_that_can_be_read(
    browser: Browser, live_site: str, size: tuple[int, int], controls: str
) -> None:
    browser.resize(*size)
    browser.open(f"{live_site}/embed/{ID}?controls={controls}")
    browser.wait_for_script(LIVE, 30)
    painted, pixels, view = browser.run(LABELS)
    assert painted == browser.wait_for_script("researchGraph.page.cy.nodes('.named').length")
    high, wide = browser.run(
        "const box = document.querySelector('.graph-frame'); return [box.clientHeight,"
        " box.clientWidth]"
    )
    assert pixels * min(high / view["height"], wide / view["width"]) >= 6.5
    assert browser.run("return document.documentElement.scrollHeight <= innerHeight")
    assert browser.run(WIDEST) <= size[0]


def test_wordpress_learns_height_and_links_of_its_sandboxed_frame(
    browser: Browser, live_site: str, elsewhere: Foreign
) -> None:
    browser.expect_console("favicon")
    browser.open(elsewhere.put("/", "<h1>A post</h1>", policy=strict(live_site)))
    browser.run(WORDPRESS, f"{live_site}/embed/{ID}#?secret=AbC123")
    browser.wait_for_script("window.said?.find((each) => each.message === 'height')")
    inside(browser, "wordpress")
    browser.wait_for_script(LIVE, 30)
    assert choose_by_keys(browser)
    sheet = "document.getElementById('key-sheet').open"
    browser.run("document.getElementById('graph-keys').click()")
    assert browser.run(f"return {sheet}")
    browser.run("document.getElementById('key-sheet-close').click()")  # a form could not be sent
    assert not browser.run(f"return {sheet}")
    browser.run("document.querySelector('h1 a').click()")
    outside(browser)
    link = browser.wait_for_script("window.said.find((each) => each.message === 'link')")
    assert link == {"message": "link", "secret": "AbC123", "value": f"{live_site}/person/{ID}"}
    told = browser.run("return said.find((each) => each.message === 'height')")
    assert told["secret"] == "AbC123"
    assert 300 < told["value"] < 1000


def test_nothing_from_elsewhere_is_believed(
    browser: Browser, live_site: str, elsewhere: Foreign
) -> None:
    browser.expect_console("400|404")
    page = f"{live_site}/person/{ID}"
    attack = "&quot;&gt;&lt;script&gt;window.evil = 1&lt;/script&gt;"
    body = f"""
<research-graph id="one" src="{page}" title="{attack}"></research-graph>
<research-graph id="foreign" src="{elsewhere.url}/person/{ID}">kept</research-graph>
<research-graph id="script" src="javascript:window.evil=1">kept</research-graph>
<research-graph id="theme" src="{page}" theme="{attack}">kept</research-graph>
<research-graph id="nobody" src="{live_site}/person/nobody">kept</research-graph>
<research-graph id="none"></research-graph>
"""
    browser.open(elsewhere.put("/", body, head=component(live_site)))
    browser.run(LISTEN)
    for id in ("foreign", "script", "theme", "nobody", "none"):
        browser.wait_for_script(f"document.getElementById('{id}').dataset.state === 'failed'")
        kept = browser.run("return document.getElementById(arguments[0]).innerText", id)
        assert (kept == "kept") == (id != "none"), id
        assert browser.run(f"return {IN_SHADOW}.querySelector('iframe')", id) is None
    browser.wait_for_script("document.getElementById('one').dataset.state === 'shown'")
    inside(browser, "one")
    settle(browser)
    assert browser.find("h1").text.startswith('"><script>')
    outside(browser)
    before = height(browser, "one")
    false = {"type": "research-graph:height", "version": 1, "height": 1234}
    browser.run(  # heard after the component has heard it
        "addEventListener('message', ({data}) => (window.came = data.height));"
        "window.postMessage(arguments[0], '*')",
        false,
    )
    browser.wait_for_script("window.came === 1234")
    assert height(browser, "one") == before
    # What a frame of ours says is clamped, and its version is checked.
    inside(browser, "one")
    browser.run("parent.postMessage({...arguments[0], version: 9}, '*')", false)
    browser.run("parent.postMessage({...arguments[0], height: 1e9}, '*')", false)
    outside(browser)
    browser.wait_until(lambda: height(browser, "one") == 1600, "the greatest height")
    assert browser.run("return window.evil") is None


def test_only_what_is_near_the_screen_is_loaded_and_any_id_is_an_address(
    browser: Browser, live_site: str, elsewhere: Foreign
) -> None:
    browser.expect_console("404")
    one = f'<research-graph src="{live_site}/person/{ID}"></research-graph>'
    browser.open(elsewhere.put("/", one * 1000, head=component(live_site)))
    browser.wait_for_script("document.querySelector('[data-state=shown]')")
    assert 1 <= browser.run(FRAMES) <= 8
    browser.run("scrollTo(0, document.body.scrollHeight)")
    browser.wait_until(lambda: browser.run(FRAMES) > 2, "those at the end")
    assert browser.run(FRAMES) <= 16
    src = "person/" + "odd:a%2Fb%3Cc%3E%3Bd%23e%3Ff"
    explore = f"explore?ego={ID}&with=openalex:A5074283997&since=2010"
    body = "".join(
        f'<research-graph id="g{n}" src="{live_site}/{each}"></research-graph>'
        for n, each in enumerate((src, explore, f"embed/{ID}?theme=dark"))
    )
    browser.open(elsewhere.put("/ids", body, head=component(live_site)))
    browser.wait_for_script("document.querySelectorAll('[data-state]').length === 3")
    shown = browser.run(
        "return ['g1', 'g2'].map((id) => document.getElementById(id).shadowRoot"
        ".querySelector('iframe').src)"
    )
    ego = ID.replace(":", "%3A")
    assert shown[0] == f"{live_site}/embed/{ego}?with=openalex%3AA5074283997&since=2010"
    assert shown[1] == f"{live_site}/embed/{ID}?theme=dark"
    inside(browser, "g1")
    browser.wait_for_script(LIVE, 30)
    assert len(browser.run("return researchGraph.page.slice.egos")) == 2
    outside(browser)


def test_without_scripts_picture_link_and_fallback_remain(
    browser: Browser, live_site: str, elsewhere: Foreign
) -> None:
    page = elsewhere.put("/", all_forms(live_site), head=component(live_site))
    browser.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    browser.open(page)
    assert browser.find("#link").is_displayed()
    assert browser.find("#picture").is_displayed()
    assert browser.find("#one a").is_displayed()
    browser.driver.switch_to.frame(browser.find("#plain"))
    picture = browser.wait_for_element(".graph-frame > svg")
    assert picture.size["height"] > 200
    assert browser.find("#frame-home").is_displayed()
    assert browser.find("#frame-told").text.startswith("Shown:")
    outside(browser)


def test_where_the_live_graph_does_not_come_the_picture_stands_and_says_so(
    browser: Browser, live_site: str
) -> None:
    browser.expect_console("panel/state|ERR_BLOCKED")
    cdp = browser.driver.execute_cdp_cmd
    cdp("Network.enable", {})
    cdp("Network.setBlockedURLs", {"urls": ["*/panel/state/*"]})
    try:
        browser.open(f"{live_site}/embed/{ID}")
        browser.wait_for_text("#frame-told", "could not be loaded")
        assert browser.find(".graph-frame > svg").is_displayed()
    finally:
        cdp("Network.setBlockedURLs", {"urls": []})


@pytest.mark.parametrize("page", ["react.jsx", "vue.js"])
def test_the_component_lives_in_pages_of_frameworks(
    browser: Browser, live_site: str, elsewhere: Foreign, page: str
) -> None:
    try:
        script = frameworks.bundle(page)
    except frameworks.Unavailable as error:
        lacking("frameworks", str(error))
    elsewhere.pages["/app.js"] = "text/javascript", script
    browser.open(
        elsewhere.put(
            "/", f'<div id="app" data-src="{live_site}/person/{ID}"></div>'
            '<script src="/app.js"></script>',
            head=component(live_site),
        )
    )  # fmt: skip
    browser.wait_for_script(f"document.querySelector('research-graph') && {SHOWN}", 30)
    browser.run("document.querySelector('research-graph').id = 'one'")
    inside(browser, "one")
    browser.wait_for_script(LIVE, 30)
    chosen = choose_by_keys(browser)
    outside(browser)
    browser.wait_for_text("#chosen", chosen)
    light = browser.run(f"return {IN_SHADOW}.querySelector('iframe').src", "one")
    browser.find("#dark").click()
    browser.wait_until(
        lambda: (
            browser.run(f"return {IN_SHADOW}.querySelector('iframe')?.src", "one")
            == light.replace("theme=light", "theme=dark")
        ),
        "the dark frame",
    )
