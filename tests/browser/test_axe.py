"""Every kind of page, in each state, against axe's rules for WCAG 2.2 A and AA."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axe_selenium_python import Axe

from explorer.panel.controls import SECTIONS
from loaders.sample import FEATURED
from tests import axe
from tests.browser.conftest import Made
from tests.browser.graph import (
    KEYS,
    focus_graph,
    open_graph,
    open_neighbours_card,
    press,
    push,
    slice_of,
)
from tests.chromium import SIZES, Browser
from tests.conftest import lacking

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
OPTIONS = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
LOOKS = [(scheme, SIZES[size]) for scheme in ("light", "dark") for size in ("wide", "narrow")]
PERSON = f"/person/{FEATURED['Vincent Larivière']}"
GRAPHS = (
    f"/person/{FEATURED['Qi Tian']}", "/paper/openalex:W2048185449", "/topic/openalex:T10102",
    "/institution/openalex:I159129438", f"/explore?ego={FEATURED['Vincent Larivière']}",
)  # fmt: skip
PAIR = f"{FEATURED['Vincent Larivière']}", "openalex:A5074283997"
TWO_PEOPLE = (f"/compare?a={PAIR[0]}&b={PAIR[1]}", f"/path?from={PAIR[0]}&to={PAIR[1]}",
              f"{PERSON}?do=hide:nobody")  # fmt: skip
MISSING = "openalex:A0"
GROUPS = (
    f"/explore?ego={PAIR[0]}&with={FEATURED['Qi Tian']}&with=openalex:T10102",
    f"/explore?ego={PAIR[0]}&with={PAIR[1]}&with={MISSING}",
)
OTHERS = ("/", "/search?q=citation", "/search?q=", "/query/", "/query/person_papers",
          "/explore?group=", "/explore?group=nobody%0ano+one", "/person/nobody",
          "/nowhere")  # fmt: skip
# What brings a graph into a state, and what is true once it is there.
STATES = {
    "clusters": (
        "researchGraph.openSection('colour');"
        "document.querySelector('#control-colour-by input[value=cluster]').click()",
        "document.querySelector('#control-colour-key button')",
    ),
    "lens": (
        "researchGraph.openSection('lens');"
        "const what = document.getElementById('control-lens-what'); what.value = 'year';"
        "what.dispatchEvent(new Event('change', { bubbles: true }));"
        "document.getElementById('control-sole-mark').click()",
        "document.getElementById('control-lens-count').textContent.includes('stay')",
    ),
    "narrowed": (  # the tabs say so, the line offers all, and what is found is lit
        "researchGraph.openSection('filter');"
        "document.querySelector('#control-relations-list input').click();"
        "const set = (id, value) => { const field = document.getElementById(id);"
        " field.value = value;"
        " field.dispatchEvent(new Event('input', { bubbles: true })); };"
        "set('control-strength-least', 5); set('control-find-text', 'a');"
        "document.querySelector('.graph-controls .kind').click();"
        "document.getElementById('control-find-next').click();"
        "researchGraph.openSection('years')",
        "document.getElementById('graph-hidden').checkVisibility() && cy.nodes('.found').length"
        " && document.querySelector('.tab[data-set]')",
    ),
    "years": (
        "researchGraph.openSection('colour');"
        "document.querySelector('#control-colour-by input[value=year]').click()",
        "document.querySelector('#control-colour-key').childElementCount",
    ),
    "facts lost": (
        "researchGraph.factsWithin = 0; researchGraph.select(cy.nodes('[!ego]')[0])",
        "document.querySelector('.facts-again')?.checkVisibility()",
    ),
    "full screen": ("", "document.fullscreenElement"),
    "progress": (
        "const controller = new AbortController();"
        "researchGraph.during(new Promise(() => 0), { what: 'Expanding Ada King', controller });"
        "researchGraph.progress({ ring: 'people', found: 87, step: 2, steps: 3, share: 0.4 })",
        "document.querySelector('.graph-ring[aria-valuenow]')",
    ),
    "failure": (
        "const error = Object.assign(new Error('It took too long.'), { hint: 'Ask for less.' });"
        "const again = () => 0; const work = Promise.reject(error);"
        "researchGraph.during(work, { what: 'Expanding Ada King', again }).catch(() => 0)",
        "document.querySelector('[data-look=failed]')",
    ),
}

# The table, the reasons of three of its rows, and what else is folded but not in a list of works.
OPEN = """
document.getElementById("graph-table-box").open = true;
[...document.querySelectorAll("#graph-table td details")].slice(0, 3)
  .forEach((each) => each.open = true);
"""


@pytest.fixture(scope="module")
def rules() -> str:
    try:
        return str(axe.script())
    except axe.Unavailable as error:
        lacking("axe-core", str(error))


@pytest.fixture
def check(browser: Browser, rules: str) -> Callable[[str], None]:
    """Fails where the page breaks a rule as it stands, in light and dark, wide and narrow."""

    def check_all(state: str) -> None:
        told = Axe(browser.driver, rules)
        told.inject()
        broken = {}
        for scheme, size in LOOKS:
            browser.resize(*size)
            browser.scheme(scheme, calm=True)  # no colour is on its way to another
            found: dict[str, Any] = told.run(options=OPTIONS)
            assert found["testEngine"]["version"] == axe.VERSION
            for rule in found["violations"]:
                where = [node["target"] for node in rule["nodes"]][:3]
                broken[f"{state}, {scheme}, {size[0]} px: {rule['id']}"] = where
        assert broken == {}

    return check_all


@pytest.mark.parametrize("page", OTHERS)
def test_pages_without_a_graph_break_no_rule(
    browser: Browser, live_site: str, check: Callable[[str], None], page: str
) -> None:
    if page.endswith(("/nobody", "no+one", "/nowhere")):
        browser.expect_console("404")
    browser.open(live_site + page)
    check("at rest")


@pytest.mark.parametrize("page", GRAPHS)
def test_pages_with_a_graph_break_no_rule_with_table_and_card_open(
    browser: Browser, live_site: str, check: Callable[[str], None], page: str
) -> None:
    open_graph(browser, live_site + page)
    nodes = slice_of(browser)["nodes"]
    browser.run(OPEN)
    open_neighbours_card(browser)
    assert len(nodes) > 10
    check("table and card open")


@pytest.mark.parametrize("page", [*TWO_PEOPLE, *GROUPS])
def test_pages_about_several_people_and_those_that_lost_something_break_no_rule(
    browser: Browser, live_site: str, check: Callable[[str], None], page: str
) -> None:
    open_graph(browser, live_site + page)
    check("at rest")
    browser.run(OPEN)
    open_neighbours_card(browser)
    check("table and card open")


def test_a_paper_of_which_much_can_be_told_breaks_no_rule(
    browser: Browser, made: Made, check: Callable[[str], None]
) -> None:
    open_graph(browser, f"{made.url}/made/80/paper")
    check("abstract folded")
    browser.run("document.querySelector('.folded details').open = true")
    check("abstract unfolded")


@pytest.mark.parametrize("controls", ["all", "none"])
def test_a_frame_breaks_no_rule_at_rest_and_with_a_card_open(
    browser: Browser, live_site: str, check: Callable[[str], None], controls: str
) -> None:
    open_graph(browser, f"{live_site}/embed/{FEATURED['Vincent Larivière']}?controls={controls}")
    check("at rest")
    open_neighbours_card(browser)
    check("card open")


def test_an_error_in_a_frame_breaks_no_rule(
    browser: Browser, live_site: str, check: Callable[[str], None]
) -> None:
    browser.expect_console("404")
    browser.open(f"{live_site}/embed/nobody")
    check("at rest")


def test_the_dialog_that_embeds_breaks_no_rule(
    browser: Browser, live_site: str, check: Callable[[str], None]
) -> None:
    open_graph(browser, live_site + PERSON)
    browser.run("document.getElementById('embed-open').click()")
    browser.wait_for_text("#embed-weight", "KB")
    check("dialog open")


@pytest.mark.parametrize("section", SECTIONS)
def test_the_open_controls_break_no_rule(
    browser: Browser, live_site: str, check: Callable[[str], None], section: str
) -> None:
    open_graph(browser, live_site + PERSON)
    browser.run("researchGraph.openSection(arguments[0])", section)
    check(f"{section} open")


def test_the_graph_breaks_no_rule_at_rest_walked_and_under_its_sheet_of_keys(
    browser: Browser, live_site: str, check: Callable[[str], None]
) -> None:
    open_graph(browser, live_site + PERSON)
    check("at rest")
    focus_graph(browser)
    press(browser, KEYS.ARROW_RIGHT)
    browser.wait_for_script("document.getElementById('status').textContent")
    check("walked")
    press(browser, "?")
    browser.wait_for_element("#key-sheet")
    check("sheet of keys open")


def test_an_edges_card_breaks_no_rule(
    browser: Browser, live_site: str, check: Callable[[str], None]
) -> None:
    open_graph(browser, live_site + PERSON)
    focus_graph(browser)
    press(browser, KEYS.ARROW_RIGHT, "e")
    browser.wait_for_script(
        "document.querySelector('#detail-head h3')?.textContent.includes(' – ')"
    )
    check("card of an edge open")


@pytest.mark.parametrize("state", STATES)
def test_a_graph_that_is_worked_with_breaks_no_rule(
    browser: Browser, live_site: str, check: Callable[[str], None], state: str
) -> None:
    open_graph(browser, live_site + PERSON)
    script, there = STATES[state]
    if state == "full screen":  # browsers give it to a hand only
        push(browser, "#graph-full-screen")
    browser.run(script)
    browser.wait_for_script(there)
    check(state)
