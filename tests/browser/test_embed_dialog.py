"""The dialog that gives the code of the graph as it stands, for another page."""

from __future__ import annotations

import json
from html import unescape

import pytest

from loaders.sample import FEATURED
from tests.browser.graph import KEYS, LIVE, press, push
from tests.chromium import Browser

ID = FEATURED["Vincent Larivière"]
OTHER = "openalex:A5074283997"
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
MARKUP = """
const form = document.querySelector("#embed-dialog form");
form.elements.markup.value = arguments[0];
form.elements.title.value = arguments[1];
form.dispatchEvent(new Event("input"));
"""
PREVIEW = "document.querySelector('#embed-preview iframe')"
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
    # The preview follows a little after the last choice.
    browser.wait_for_script(f"{PREVIEW}?.src.includes('theme=dark')")
    browser.driver.switch_to.frame(browser.wait_for_element("#embed-preview iframe"))
    browser.wait_for_script(LIVE, 30)
    assert browser.find("h1").text == TITLE
    assert hidden not in browser.run(IDS)
    browser.driver.switch_to.default_content()
    press(browser, KEYS.ESCAPE)
    browser.wait_for_script(f"document.activeElement.id === 'embed-open' && !{PREVIEW}")
    assert not browser.find("#embed-dialog").is_displayed()


def test_a_badge_comes_in_markdown_and_in_html(browser: Browser, live_site: str) -> None:
    browser.open(f"{live_site}/person/{ID}#graph-embed")  # as the front page links to it
    browser.wait_for_script(LIVE, 30)
    browser.wait_for_script("document.getElementById('embed-dialog').open")
    badge, page = f"{live_site}/embed/{ID}/badge.svg", f"{live_site}/person/{ID}"
    name = "research graph: Vincent Larivière"
    assert code_of(browser, "badge") == f"[![{name}]({badge})]({page})"
    browser.wait_for_text("#embed-weight", "× 20 pixels")
    assert not browser.find("#embed-dialog [name=kinds]").is_displayed()
    browser.run(MARKUP, "html", "")
    assert code_of(browser, "badge") == (
        f'<a href="{page}"><img src="{badge}" alt="{name}" style="max-width:100%"></a>'
    )
    browser.run(MARKUP, "html", TITLE)
    code = code_of(browser, "badge")
    assert 'alt="research graph: A &quot;title&quot; [x] &lt;b&gt;"' in code
    picture = code_of(browser, "picture")
    assert picture.startswith(f'<a href="{page}"><img src="{live_site}/embed/{ID}.svg?title=')
    assert 'width="800"></a>' in picture
    browser.run("document.body.insertAdjacentHTML('beforeend', arguments[0])", code)
    browser.wait_for_script("document.querySelector('body > a > img').naturalHeight === 20")


@pytest.mark.parametrize("page", ["compare?a={}&b={}", "path?from={}&to={}"])
def test_of_two_people_the_graph_of_both_is_embedded(
    browser: Browser, live_site: str, page: str
) -> None:
    browser.open(f"{live_site}/{page.format(ID, OTHER)}")
    browser.wait_for_script(LIVE, 30)
    push(browser, "#embed-open")
    browser.wait_for_text("#embed-weight", "KB")
    assert f"{live_site}/explore?ego={ID}&with={OTHER}" in unescape(code_of(browser, "component"))
    assert f"{live_site}/embed/{ID}?with={OTHER}" in code_of(browser, "frame")
    badge = code_of(browser, "badge")
    assert badge.startswith("[![research graph: ")
    assert "/badge.svg?title=Vincent%20Larivi%C3%A8re%20and%20" in badge
    browser.open(code_of(browser, "link"))
    browser.wait_for_script(LIVE, 30)
    assert set(browser.run("return researchGraph.page.slice.egos")) == {ID, OTHER}


COPIED = "document.getElementById('embed-copied').textContent"
CODE = "document.getElementById('embed-text').value"
CLIPBOARD = {  # as pages under HTTPS have it, as others do, and where a browser allows neither
    "clipboard": "navigator.clipboard.writeText = async (text) => { window.taken = text; };",
    "command": "navigator.clipboard.writeText = async () => { throw new Error('no HTTPS'); };"
    "document.addEventListener('copy', () => { window.taken = String(getSelection()); });",
    "none": "navigator.clipboard.writeText = async () => { throw new Error('no HTTPS'); };"
    "document.execCommand = () => { window.taken = String(getSelection()); return false; };",
}
BEGINS = {
    "component": "<script src=", "frame": "<iframe src=", "picture": "[![Vincent Larivière",
    "badge": "[![research graph: ", "link": "http",
}  # fmt: skip


@pytest.mark.parametrize("way", CLIPBOARD)
def test_the_code_of_each_form_is_copied_by_keyboard(
    browser: Browser, live_site: str, way: str
) -> None:
    browser.open(f"{live_site}/person/{ID}")
    browser.wait_for_script(LIVE, 30)
    browser.run(CLIPBOARD[way])
    browser.run("document.getElementById('embed-open').focus()")
    press(browser, KEYS.ENTER)
    browser.wait_for_script("document.activeElement.id === 'embed-heading'")
    press(browser, KEYS.TAB, KEYS.TAB)
    for form, begin in BEGINS.items():
        assert browser.run("return document.activeElement.value") == form
        assert browser.run(f"return {COPIED}") == ""
        code = browser.run(f"return {CODE}")
        assert code.startswith(begin)
        browser.run("document.getElementById('embed-copy').focus()")
        press(browser, KEYS.ENTER)
        browser.wait_for_script(f"{COPIED} !== ''")
        told = "Press Ctrl and C to copy it." if way == "none" else "Copied."
        assert browser.run(f"return {COPIED}") == told
        assert browser.run("return window.taken") == code
        assert browser.find("#embed-dialog").is_displayed()
        browser.run("document.querySelector('[name=form]:checked').focus()")
        press(browser, KEYS.ARROW_RIGHT)


def test_without_scripts_the_code_stands_in_the_page(browser: Browser, live_site: str) -> None:
    browser.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    browser.open(f"{live_site}/person/{ID}")
    plain = browser.find("#graph-embed")
    assert plain.is_displayed()
    push(browser, "#graph-embed summary")
    assert json.dumps(f"{live_site}/embed/{ID}") in plain.text
