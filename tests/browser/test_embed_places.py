"""Where embeds stand in others' pages: phones, rows, grids, narrow columns; and what they weigh."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from loaders.sample import FEATURED
from tests.browser.graph import LIVE, WIDEST, push
from tests.browser.test_embed import LISTEN, component, heard
from tests.browser.test_embed_dialog import code_of
from tests.chromium import Browser
from tests.foreign import Foreign, another_site

ID = FEATURED["Vincent Larivière"]
WIDTH = "return document.getElementById(arguments[0]).getBoundingClientRect().width"
MARKUP = """
const field = document.querySelector("#embed-dialog [name=markup]");
field.value = "html";
field.dispatchEvent(new Event("input", { bubbles: true }));
"""
# Lowest point of the picture and of the live graph, and where the buttons stand.
PLACES = """
const box = (each) => document.querySelector(each).getBoundingClientRect();
const buttons = [...document.querySelectorAll(".graph-buttons button")]
  .map((each) => each.getBoundingClientRect()).filter((each) => each.width);
return {
  picture: box(".graph-frame > svg").bottom,
  pictureHeight: box(".graph-frame > svg").height, live: box("#graph-box").bottom,
  top: Math.min(...buttons.map((each) => each.top)),
  left: Math.min(...buttons.map((each) => each.left)),
  right: Math.max(...buttons.map((each) => each.right)), count: buttons.length,
  bottom: Math.max(...buttons.map((each) => each.bottom)),
  least: Math.min(...buttons.flatMap((each) => [each.width, each.height])),
  pictureRight: box(".graph-frame > svg").right, liveRight: box("#graph-box").right,
  frame: box(".graph-frame").bottom, height: document.documentElement.scrollHeight,
};
"""


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[Foreign]:
    with another_site() as site:
        yield site


def test_snippets_fit_a_phone_and_weigh_what_is_told(
    browser: Browser, live_site: str, elsewhere: Foreign
) -> None:
    browser.open(f"{live_site}/person/{ID}")
    browser.wait_for_script(LIVE, 30)
    push(browser, "#embed-open")
    browser.run("document.querySelector('[name=form][value=frame]').click()")
    browser.wait_for_text("#embed-weight", "until the picture")
    told = int(browser.find("#embed-weight").text.split(" KB until")[0].split()[-1])
    assert 15 <= told <= 60  # the page alone is 9
    browser.run("document.querySelectorAll('[name=kinds]:checked').forEach((e) => e.click())")
    browser.wait_for_text("#embed-kinds-told", "all kinds are shown")
    browser.run("document.querySelectorAll('[name=kinds]').forEach((e) => e.click())")
    assert browser.run("return document.getElementById('embed-kinds-told').textContent") == ""
    browser.run(MARKUP)
    codes = [code_of(browser, form) for form in ("picture", "badge")]
    codes.append(code_of(browser, "component").partition("\n")[2])  # no script: its fallback
    browser.resize(360, 780)
    browser.open(elsewhere.put("/phone", "".join(codes)))
    browser.wait_for_script("[...document.images].every((each) => each.naturalWidth)")
    assert browser.run(WIDEST) <= 360


def test_the_component_takes_the_width_there_is(
    browser: Browser, live_site: str, elsewhere: Foreign
) -> None:
    def graph(id: str, style: str = "") -> str:
        src = f"{live_site}/person/{ID}"
        return (
            f'<research-graph id="{id}" src="{src}" style="{style}" height="100%"></research-graph>'
        )

    other = "<p style='flex:none;width:300px'></p>"
    row = '<div style="display:flex;width:1000px">'
    body = (
        f"{row}{graph('row')}</div>{row}{other}{graph('beside')}</div>"
        f"<div style='display:grid;width:1000px;justify-items:center'>{graph('grid')}</div>"
        f"{row}{graph('margin', 'margin:0 50px')}</div>{graph('fixed', 'width:400px')}"
        f"<div style='width:1000px'>{graph('block', 'margin:0 50px')}</div>"
    )
    browser.open(elsewhere.put("/rows", body, head=component(live_site)))
    browser.wait_for_script("customElements.get('research-graph') !== undefined")
    wanted = {"row": 1000, "beside": 700, "grid": 1000, "margin": 900, "fixed": 400, "block": 900}
    assert {id: round(browser.run(WIDTH, id)) for id in wanted} == wanted
    # What is no number of pixels is no height.
    assert browser.run("return document.getElementById('row').style.minHeight") in {"460px", ""}
    frames = browser.run(
        "const e = document.getElementById('block'); e.load(); e.load();"
        "return e.shadowRoot.querySelectorAll('iframe').length"
    )
    assert frames == 1
    browser.run("document.getElementById('block').scrollIntoView()")
    browser.wait_for_script("document.getElementById('block').dataset.state === 'shown'")
    count = "document.getElementById('block').shadowRoot.querySelectorAll('iframe').length"
    assert browser.run(f"return {count}") == 1
    high = "document.getElementById('block').frame.offsetHeight"
    assert browser.run(f"return {high}") > 300


@pytest.mark.parametrize("size", [(180, 460), (240, 320), (360, 480)])
def test_buttons_stand_inside_a_narrow_frame_and_cover_no_label(
    browser: Browser, live_site: str, size: tuple[int, int]
) -> None:
    browser.resize(*size)
    browser.open(f"{live_site}/embed/{ID}")
    browser.wait_for_script(LIVE, 30)
    found: dict[str, Any] = browser.run(PLACES)
    assert found["count"] >= 3
    assert found["left"] >= 0
    assert found["right"] <= size[0]
    assert max(found["picture"], found["live"]) <= found["top"]
    assert found["pictureHeight"] >= 120
    assert abs(found["picture"] - found["live"]) <= 2
    assert browser.run(WIDEST) <= size[0]


@pytest.mark.parametrize(
    ("size", "controls"),
    [((300, 200), "zoom"), ((480, 320), "legend,zoom,fullscreen"), ((600, 400), "legend,zoom"),
     ((700, 300), "legend,zoom,fullscreen")],
)  # fmt: skip
def test_buttons_stand_beside_the_graph_of_a_low_frame(
    browser: Browser, live_site: str, size: tuple[int, int], controls: str
) -> None:
    browser.resize(*size)
    browser.open(f"{live_site}/embed/{ID}?controls={controls}")
    browser.wait_for_script(LIVE, 30)
    found: dict[str, Any] = browser.run(PLACES)
    assert found["count"] == 4 + ("fullscreen" in controls)
    assert max(found["pictureRight"], found["liveRight"]) <= found["left"]
    assert found["bottom"] <= found["frame"]
    assert found["right"] <= size[0]
    assert found["least"] >= 24  # as WCAG 2.2 has it of targets
    assert found["height"] <= size[1] or size[1] < 400
    assert browser.run(WIDEST) <= size[0]


def test_the_component_tells_what_it_was_asked_for_in_vain(
    browser: Browser, live_site: str, elsewhere: Foreign
) -> None:
    src = f"{live_site}/person/{ID}"
    body = f'<research-graph id="one" src="{src}" kinds="evil"></research-graph>'
    browser.open(elsewhere.put("/vain", body))
    browser.run(LISTEN)
    browser.run(
        "const s = document.createElement('script'); s.src = arguments[0]; document.head.append(s)",
        f"{live_site}/embed.js",
    )
    told = browser.wait_until(lambda: heard(browser, "error"), "an error", 30)
    assert told[0]["painted"] is True
    assert "evil" in told[0]["message"]
    browser.wait_for_script("document.getElementById('one').dataset.state === 'shown'")
