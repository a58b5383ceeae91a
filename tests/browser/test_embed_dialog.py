"""The dialog that gives the code of the graph as it stands, for another page."""

from __future__ import annotations

import json
import time

from loaders.sample import FEATURED
from tests.browser.graph import KEYS, LIVE, press, push
from tests.chromium import Browser

ID = FEATURED["Vincent Larivière"]
TITLE = 'A "title" [x] <b>'
# Other choices than those that the dialog opens with.
CHOOSE = """
const form = document.querySelector("#embed-dialog form");
form.elements.title.value = arguments[0];
form.elements.theme.value = "dark";
form.querySelector("[value=institution]").click();
form.querySelector("[value=find]").click();
form.dispatchEvent(new Event("input"));
"""
KINDS = "return researchGraph.page.slice.nodes.map((node) => node.kind)"
IDS = "return researchGraph.page.slice.nodes.map((node) => node.id)"


def open_dialog(browser: Browser, url: str) -> str:
    """Open a page, hide its strongest node, and open the dialog; the id of that node."""
    browser.open(url)
    browser.wait_for_script(LIVE, 30)
    hidden = str(browser.run("return researchGraph.page.slice.nodes.find((n) => n.score).id"))
    browser.run("researchGraph.step('hide', arguments[0])", hidden)
    browser.wait_for_script("researchGraph.page.slice.hidden.length === 1")
    push(browser, "#embed-open")
    browser.wait_for_text("#embed-weight", "KB")
    return hidden


def code_of(browser: Browser, form: str) -> str:
    browser.run("document.querySelector(`[name=form][value=${arguments[0]}]`).click()", form)
    return str(browser.run("return document.getElementById('embed-text').value"))


def test_the_code_is_of_the_graph_as_it_is_and_as_it_is_wanted(
    browser: Browser, live_site: str
) -> None:
    hidden = open_dialog(browser, f"{live_site}/person/{ID}?since=2005")
    code = code_of(browser, "component")
    assert f'src="{live_site}/person/{ID}?do=hide:{hidden}"' in code
    assert 'since="2005"' in code
    browser.run(CHOOSE, TITLE)
    code = code_of(browser, "component")
    assert 'title="A &quot;title&quot; [x] &lt;b&gt;"' in code
    assert 'controls="kinds,find,zoom"' in code
    assert 'kinds="paper,person,topic"' in code
    assert code_of(browser, "picture").startswith('[![A "title" \\[x\\] b](')
    assert 'loading="lazy"' in code_of(browser, "frame")
    browser.open(code_of(browser, "link"))
    browser.wait_for_script(LIVE, 30)
    assert "institution" not in browser.run(KINDS)
    assert hidden not in browser.run(IDS)


def test_the_preview_is_what_the_code_gives_and_the_keyboard_leaves_it(
    browser: Browser, live_site: str
) -> None:
    hidden = open_dialog(browser, f"{live_site}/person/{ID}")
    assert browser.run("return document.activeElement.id") == "embed-heading"
    browser.run(CHOOSE, TITLE)
    time.sleep(1)  # the preview follows a little after the last choice
    browser.driver.switch_to.frame(browser.wait_for_element("#embed-preview iframe"))
    browser.wait_for_script(LIVE, 30)
    assert browser.find("h1").text == TITLE
    assert hidden not in browser.run(IDS)
    browser.driver.switch_to.default_content()
    press(browser, KEYS.ESCAPE)
    assert not browser.find("#embed-dialog").is_displayed()
    assert browser.run("return document.activeElement.id") == "embed-open"
    assert not browser.find_all("#embed-preview iframe")


def test_without_scripts_the_code_stands_in_the_page(browser: Browser, live_site: str) -> None:
    browser.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    browser.open(f"{live_site}/person/{ID}")
    plain = browser.find("#graph-embed")
    assert plain.is_displayed()
    push(browser, "#graph-embed summary")
    assert json.dumps(f"{live_site}/embed/{ID}") in plain.text
