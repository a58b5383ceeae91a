"""The control bar in a real browser: what each control shows, hides, says and keeps."""

from __future__ import annotations

import base64
import time
import zlib
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from loaders.sample import FEATURED
from tests.browser.conftest import Made
from tests.browser.graph import (
    KEYS,
    LIVE,
    WIDEST,
    open_graph,
    open_section,
    press,
    press_with,
    set_value,
    text_of,
)
from tests.chromium import SIZES, Browser

LARIVIERE = f"/person/{FEATURED['Vincent Larivière']}"
POSITIONS = "return cy.nodes().map((n) => [n.id(), n.position('x'), n.position('y')])"
SHOWN = "return cy.nodes().filter((n) => n.visible()).map((n) => n.id())"
SLICE = "return researchGraph.page.slice"
# Press thrice, so that what was shown is hidden: how long each press takes until it is drawn.
HIDE = """
const took = [];
for (let press = 0; press < 3; press += 1) {
  const start = performance.now();
  document.querySelector(arguments[0]).click();
  await new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn)));
  took.push(performance.now() - start);
}
return took;
"""
# One hand that moves a slider on by some steps.
MOVE = """
const [id, steps] = arguments;
const slider = document.getElementById(id);
for (let step = 0; step < steps; step += 1) {
  slider.stepUp();
  for (const name of ["input", "change"]) slider.dispatchEvent(new Event(name, { bubbles: true }));
}
"""
FILM = """
if (arguments[0]) document.getElementById("control-play-run").click();
return [Number(document.getElementById("control-play-year").value),
  cy.nodes().filter((n) => n.visible()).length - 1];
"""


def click(browser: Browser, selector: str) -> None:
    browser.run("document.querySelector(arguments[0]).click()", selector)


def nodes_of(browser: Browser) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = browser.run(SLICE)["nodes"]
    return found


def test_the_legend_hides_kinds_at_once_and_nothing_moves(browser: Browser, live_site: str) -> None:
    open_graph(browser, live_site + LARIVIERE)
    before, kinds = browser.run(POSITIONS), {n["id"]: n["kind"] for n in nodes_of(browser)}
    took = browser.run(HIDE, ".graph-legend .kind-person")
    ego = nodes_of(browser)[0]["id"]
    assert {kinds[id] for id in browser.run(SHOWN) if id != ego} == set(kinds.values()) - {"person"}
    assert ego in browser.run(SHOWN)  # it is what the graph is about
    assert min(took) <= 100  # milliseconds
    assert browser.run(POSITIONS) == before
    button = browser.find(".graph-legend .kind-person")
    assert button.get_attribute("aria-pressed") == "false"
    browser.wait_for_script("document.getElementById('status').textContent.includes('shown.')")
    browser.run("document.getElementById('graph-table-box').open = true")
    rows = "document.querySelectorAll('#graph-table tbody tr')"
    in_sight = browser.run(f"return [...{rows}].filter((row) => row.offsetParent).length")
    assert in_sight == len(browser.run(SHOWN))
    browser.run("return researchGraph.step('widen', 'paper')")  # what is hidden stays so
    in_sight = browser.run(f"return [...{rows}].filter((row) => row.offsetParent).length")
    assert in_sight == len(browser.run(SHOWN)) > 10
    browser.run("return researchGraph.undo()")

    address = browser.run("return location.href")
    browser.open("about:blank")  # else the page would stay
    browser.open(address)
    browser.wait_for_script(LIVE, 30)
    assert len(browser.run(SHOWN)) < len(before)
    click(browser, ".graph-legend .kind-person")
    assert len(browser.run(SHOWN)) == len(before)
    assert "hidden" not in browser.run("return location.hash")


def test_find_counts_dims_and_goes_from_match_to_match(browser: Browser, live_site: str) -> None:
    open_graph(browser, live_site + LARIVIERE)
    nodes = nodes_of(browser)
    wanted = [n for n in nodes if "metrics" in n["label"].lower()]
    assert len(wanted) > 1
    field = browser.find("#control-find-text")
    field.send_keys("MetricS")
    assert text_of(browser, "find-count") == f"{len(wanted)} matches"
    assert browser.run("return cy.nodes('.unfound').length") == len(nodes) - len(wanted)
    found = {n["id"] for n in wanted}
    faint = {e["id"] for e in browser.run(SLICE)["edges"] if not {e["source"], e["target"]} & found}
    assert 0 < len(faint) < len(browser.run(SLICE)["edges"])
    assert set(browser.run("return cy.edges().filter((e) => e.style('line-opacity') < 0.1)"
                           ".map((e) => e.id())")) == faint  # fmt: skip
    assert not browser.find("#control-find-open").is_displayed()  # nothing to open yet
    field.send_keys(KEYS.ENTER)
    browser.find("#control-find-next").click()  # what hands without a keyboard have
    assert text_of(browser, "find-count") == f"2 of {len(wanted)}"
    assert browser.run("return cy.nodes('.found').map((n) => n.id())") == [wanted[1]["id"]]
    assert len(browser.find_all("#control-find-text-list option")) == len(nodes)
    field.send_keys(KEYS.ESCAPE)
    assert browser.run("return cy.elements('.unfound, .found').length") == 0
    assert not browser.find("#control-find-next").is_displayed()


def test_full_screen_fits_the_graph_and_is_left_again(browser: Browser, live_site: str) -> None:
    open_graph(browser, live_site + LARIVIERE)
    zoom = browser.run("return cy.zoom()")
    browser.find("#graph-full-screen").click()
    browser.wait_for_script("document.querySelector('.graph-stage.full-screen') !== null")
    browser.wait_for_script(
        "document.querySelector('.graph-stage').clientHeight >= innerHeight - 1"
    )
    browser.wait_for_script(
        "cy.nodes().every((n) => { const {x, y} = n.renderedPosition();"
        "return x > 0 && y > 0 && x < cy.width() && y < cy.height() })"
    )
    assert browser.find("#graph-full-screen").get_attribute("aria-pressed") == "true"
    assert browser.find(".graph-controls").is_displayed()
    browser.find("#graph-full-screen").click()
    browser.wait_for_script("document.querySelector('.graph-stage.full-screen') === null")
    browser.wait_for_script(f"Math.abs(cy.zoom() - {zoom}) < 0.01")


def test_strength_hides_the_weak_and_the_address_keeps_it(browser: Browser, live_site: str) -> None:
    open_graph(browser, live_site + LARIVIERE)
    scores = sorted({round(n["score"], 6) for n in nodes_of(browser)[1:]})
    place = len(scores) // 2
    set_value(browser, "strength-least", place)
    strong = {n["id"] for n in nodes_of(browser) if round(n["score"] or 99, 6) >= scores[place]}
    assert set(browser.run(SHOWN)) == strong
    total = len(nodes_of(browser)) - 1
    assert text_of(browser, "strength-count").startswith(f"{len(strong) - 1} of {total} shown")
    assert browser.run("return cy.edges('.off').length") > 0
    set_value(browser, "lens-what", "year")
    state = browser.run("return researchGraph.viewState().toString()")
    assert "least=" in state
    assert "without=year" in state
    browser.run("researchGraph.applyViewState(new URLSearchParams())")
    assert len(browser.run(SHOWN)) == total + 1
    browser.run("researchGraph.applyViewState(new URLSearchParams(arguments[0]))", state)
    assert set(browser.run(SHOWN)) == strong


def test_what_is_hidden_is_so_before_the_next_frame(browser: Browser, live_site: str) -> None:
    open_graph(browser, live_site + LARIVIERE)
    seen = browser.run(
        "const count = () => cy.nodes().filter((n) => n.visible()).length;"
        "const seen = [count()];"
        "for (const hidden of ['person,paper', '']) {"
        "  researchGraph.applyViewState(new URLSearchParams({hidden})); seen.push(count()); }"
        "return seen"
    )
    things = sum(n["kind"] in {"person", "paper"} for n in nodes_of(browser)[1:])
    assert seen == [seen[0], seen[0] - things, seen[0]]


def test_an_address_that_is_damaged_is_told_and_mended(browser: Browser, live_site: str) -> None:
    bad = {"hidden": "cats,paper", "least": "lots", "upto": "never", "colour": "mood",
           "without": "paper:none", "sole": "yes", "was": "x"}  # fmt: skip
    open_graph(browser, f"{live_site}{LARIVIERE}#{urlencode(bad)}")
    lost = browser.wait_for_text(".graph-lost", "is damaged in it").text
    for each in ("kind “cats”", "not “lots”", "year “never”", "by “mood”", "“paper:none”",
                 "not “yes”"):  # fmt: skip
        assert each in lost
    assert "paper" not in {n["kind"] for n in nodes_of(browser) if n["id"] in browser.run(SHOWN)}
    assert browser.run("return cy.nodes('.fallen').length") == 0
    assert browser.run("return location.hash") == "#hidden=paper"
    browser.run("history.pushState(null, '', '#least=999'); history.back()")
    browser.wait_for_script("location.hash === '#hidden=paper'")
    browser.run("history.forward()")
    browser.wait_for_text(".graph-lost", "as strong as 999")


def test_an_address_leaves_what_a_hand_has_set_meanwhile(browser: Browser, made: Made) -> None:
    made.answers.clear()
    steps = zlib.compress(b"do=hide:nobody", wbits=-zlib.MAX_WBITS)
    packed = base64.urlsafe_b64encode(steps).decode().rstrip("=")
    open_graph(browser, f"{made.page('80')}#s={packed}&least=2&hidden=topic")
    set_value(browser, "strength-least", 5)
    least = browser.run("return researchGraph.viewState().get('least')")
    made.answers.set()
    browser.wait_for_script("researchGraph.query().has('do')")
    assert made.asked == 1
    browser.wait_for_script("document.getElementById('status').textContent.includes('The same')")
    assert browser.run("return researchGraph.viewState().get('least')") == least
    assert least not in {None, "2"}
    assert browser.run("return researchGraph.viewState().get('hidden')") == "topic"


def test_years_changed_in_a_row_are_one_step(browser: Browser, live_site: str) -> None:
    open_graph(browser, live_site + LARIVIERE)
    open_section(browser, "years")
    browser.run(
        "window.entries = 0; const push = history.pushState;"
        "history.pushState = function (...given) { entries += 1; push.apply(this, given); }"
    )
    first = int(browser.run("return document.getElementById('control-years-since').min"))
    browser.run("document.getElementById('control-years-since').focus()")
    for years in (3, 2):
        if years == 3:  # within the time in which a hand may rest, however slow the machine
            browser.run(MOVE, "control-years-since", years)
        else:
            press(browser, *[KEYS.ARROW_RIGHT] * years)
        first += years
        asked = f"researchGraph.page.slice.asked.do.some((step) => step.includes('{first}-'))"
        browser.wait_for_script(asked, 30)
        assert len(browser.run(SLICE)["asked"]["do"]) == 1
        browser.wait_for_script("!document.getElementById('graph-undo').disabled")
        assert browser.run("return entries") == 1
    press_with(browser, KEYS.CONTROL, "z")
    browser.wait_for_script("researchGraph.page.slice.asked.do.length === 0", 30)
    browser.wait_for_script("document.getElementById('graph-undo').disabled")
    assert browser.run("return document.getElementById('control-years-since').value") != str(first)


def test_relations_and_years_are_asked_of_the_server(browser: Browser, live_site: str) -> None:
    open_graph(browser, live_site + LARIVIERE)
    boxes = {b.get_attribute("data-relation") for b in browser.find_all(".control-relations input")}
    assert boxes == set(browser.run(SLICE)["relations"])
    click(browser, "[data-relation=citation]")
    browser.wait_for_script("researchGraph.page.slice?.relations.citation.weight === 0", 30)
    browser.wait_for_script(LIVE, 30)
    browser.wait_for_script("!document.querySelector('.graph-controls').disabled")
    assert not browser.run("return document.querySelector('[data-relation=citation]').checked")

    open_section(browser, "years")
    assert len(browser.find_all(".control-years rect.inside")) > 5
    first = int(browser.run("return document.getElementById('control-years-since').min"))
    set_value(browser, "years-since", first + 10)
    asked = f"researchGraph.page.slice?.asked.do.some((step) => step.includes(':{first + 10}-'))"
    browser.wait_for_script(asked, 30)
    browser.wait_for_script(LIVE, 30)
    open_section(browser, "years")
    assert browser.find("#control-years-all").is_displayed()


def test_the_film_of_years_brings_nodes_and_stops(browser: Browser, live_site: str) -> None:
    open_graph(browser, live_site + LARIVIERE)
    open_section(browser, "years")
    before = browser.run(POSITIONS)
    ego = nodes_of(browser)[0]["id"]
    first = min(e["first_year"] for e in browser.run(SLICE)["edges"]
                if e["first_year"] and ego in {e["source"], e["target"]})  # fmt: skip
    births = {n["id"]: min((y for r in n["reasons"] for y in r["years"]), default=9999)
              for n in nodes_of(browser)[1:]}  # fmt: skip
    year, seen = browser.run(FILM, "press")
    assert (year, seen) == (first, sum(born <= first for born in births.values()))
    browser.wait_for_script(f"Number(document.getElementById('control-play-year').value) > {first}")
    browser.find("#control-play-run").click()
    year, seen = browser.run(FILM)
    assert seen == sum(born <= year for born in births.values())
    time.sleep(0.9)
    assert browser.run(FILM) == [year, seen]
    assert browser.run(POSITIONS) == before
    browser.find("#control-play-end").click()
    assert len(browser.run(SHOWN)) == len(before)


def test_colour_by_year_and_by_cluster(browser: Browser, live_site: str) -> None:
    open_graph(browser, live_site + LARIVIERE)
    open_section(browser, "colour")
    browser.find("#control-colour-by input[value=year]").click()
    assert browser.run("return cy.nodes('.age1, .age2, .age3, .age4, .age5').length") > 40
    browser.find("#control-colour-by input[value=cluster]").click()
    browser.wait_for_text("#control-colour-count", "runs", 30)
    sizes = browser.run(
        "return [...document.querySelectorAll('.swatch .number')].map((n) => n.textContent)"
    )
    assert len(sizes) >= 2
    assert all("% stable" in each for each in sizes)
    assert browser.run("return cy.nodes('.age1').length") == 0
    browser.find(".swatch").click()
    assert 0 < browser.run("return cy.nodes('.unlit').length") < len(nodes_of(browser)) - 1
    browser.run("researchGraph.select(cy.nodes('.tone1')[0])")
    browser.wait_for_text("#detail-head", "runs keep it there")
    browser.find("#control-colour-by input[value=kind]").click()
    assert browser.run("return cy.nodes('.tone1, .unlit, .toneless').length") == 0


def test_the_key_of_colours_and_all_controls_fit_a_phone(browser: Browser, live_site: str) -> None:
    browser.resize(*SIZES["narrow"])
    open_graph(browser, f"{live_site}/explore?ego={FEATURED['Vincent Larivière']}#colour=cluster")
    for name in ("filter", "years", "lens", "colour"):
        open_section(browser, name)
        assert browser.run(WIDEST) == SIZES["narrow"][0], name
    browser.wait_for_text("#control-colour-count", "runs", 30)
    assert browser.run(WIDEST) == SIZES["narrow"][0]
    for size in (SIZES["narrow"], SIZES["wide"]):
        browser.resize(*size)
        widths = [key.size["width"] for key in browser.find_all(".control-colour .swatch")]
        assert len(widths) > 1
        assert min(widths) > 100


def test_clusters_that_failed_are_asked_again_for_all_egos(
    browser: Browser, live_site: str
) -> None:
    egos = [FEATURED["Vincent Larivière"], FEATURED["Qi Tian"]]
    third = "openalex:A5074283997"
    open_graph(browser, f"{live_site}/explore?ego={egos[0]}&with={egos[1]}&do=ego:{third}")
    open_section(browser, "colour")
    browser.driver.execute_cdp_cmd("Network.enable", {})
    browser.driver.execute_cdp_cmd("Network.setBlockedURLs", {"urls": ["*api/clusters*"]})
    browser.expect_console("api/clusters")
    radio = "#control-colour-by input[value=cluster]"
    try:
        click(browser, radio)
        browser.wait_for_text("#control-colour-count", "could not be found")
    finally:
        browser.driver.execute_cdp_cmd("Network.setBlockedURLs", {"urls": []})
    click(browser, radio)
    browser.wait_for_text("#control-colour-count", "runs", 30)
    address = browser.run(
        "return performance.getEntriesByType('resource').map((each) => each.name)"
        ".filter((name) => name.includes('/api/clusters/')).at(-1)"
    )
    assert f"/api/clusters/{egos[0]}?" in address
    asked = parse_qs(urlsplit(address).query)
    assert (asked["with"], asked["do"]) == ([egos[1]], [f"ego:{third}"])
