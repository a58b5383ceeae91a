"""Two people in one graph, routes drawn, people chosen by typing, a bibliography dropped."""

from __future__ import annotations

from pathlib import Path

from selenium.webdriver.common.by import By

from loaders.sample import FEATURED
from tests.browser.graph import (
    DISPLACEMENT,
    KEYS,
    WIDEST,
    focus_graph,
    open_graph,
    press,
    press_with,
    show_graph,
    slice_of,
    tap,
    wait_for_card,
)
from tests.chromium import Browser

LARIVIERE, GINGRAS = FEATURED["Vincent Larivière"], "openalex:A5074283997"
PAPER, DOI = "openalex:W2088209891", "10.1126/science.149.3683.510"
PAIR = f"/compare?a={LARIVIERE}&b={GINGRAS}"
ROUTES = f"/path?from={LARIVIERE}&to={GINGRAS}"
ASKED = "new URLSearchParams(location.search).get('{name}') === '{value}'"
PLACES = "return cy.nodes().map((n) => [n.id(), n.position('x'), n.position('y')])"
RINGS = "return cy.nodes().map((node) => [node.id(), node.style('outline-style'), " \
        "parseFloat(node.style('outline-width'))])"  # fmt: skip
# The last address whose answer a page has fetched, read and shown.
NOTE_ANSWERS = """
const ask = window.fetch;
window.fetch = async (address, ...more) => {
  const answer = await ask(address, ...more);
  const read = answer.json.bind(answer);
  answer.json = async () => {
    const found = await read();
    setTimeout(() => (window.answered = address));
    return found;
  };
  return answer;
};
"""


def test_each_thing_wears_the_ring_of_whose_it_is(browser: Browser, live_site: str) -> None:
    open_graph(browser, live_site + PAIR)
    shown = slice_of(browser)
    sides = {node["id"]: node["side"] for node in shown["nodes"]}
    looks = {"both": ("solid", 3), "a": ("solid", 2), "b": ("dashed", 2), "neither": ("solid", 0)}
    for node, style, width in browser.run(RINGS):
        if node not in shown["egos"]:
            assert (style, width) == looks[sides[node]]
    assert browser.run(DISPLACEMENT) <= 2
    person = next(n for n in shown["nodes"][2:] if n["kind"] == "person" and n["side"] == "both")
    tap(browser, person["id"])
    wait_for_card(browser, person["label"])
    card = browser.find("#detail-card")
    assert "Shared: Vincent Larivière and Yves Gingras both wrote with them" in card.text
    link = card.find_element(By.PARTIAL_LINK_TEXT, "Compare with Vincent")
    assert f"b={person['id'].replace(':', '%3A')}" in str(link.get_attribute("href"))
    press(browser, KEYS.ESCAPE)
    tap(browser, GINGRAS)  # the second person has no score either
    wait_for_card(browser, "Yves Gingras")


def test_the_keyboard_says_whose_a_neighbour_is(browser: Browser, live_site: str) -> None:
    open_graph(browser, live_site + PAIR)
    sides = {node["id"]: node["side"] for node in slice_of(browser)["nodes"]}
    words = {"both": "Shared: ", "a": "Only Vincent Larivière ", "b": "Only Yves Gingras ",
             "neither": "Neither’s own: "}  # fmt: skip
    focus_graph(browser)
    heard = set()
    for place in range(1, 30):
        press(browser, KEYS.ARROW_RIGHT)
        faced = browser.run("return researchGraph.walk.facing")
        said = browser.wait_for_text("#status", f", {place} of ").text
        if faced != GINGRAS:  # who is a side of his own
            assert words[sides[faced]] in said
            heard.add(sides[faced])
    assert {"both", "a"} <= heard


def test_an_edge_of_citations_names_both_papers(browser: Browser, live_site: str) -> None:
    open_graph(browser, live_site + PAIR)
    shown = slice_of(browser)
    people = {node["id"] for node in shown["nodes"] if node["kind"] == "person"}
    edge = next(each for each in shown["edges"] if each["kind"] == "CITES_WORK_OF"
                and {each["source"], each["target"]} <= people)  # fmt: skip
    ends = {edge["source"], edge["target"]}
    pairs = next(why["pairs"] for node in shown["nodes"] if node["id"] in ends
                 for why in node["reasons"] if why["pairs"] and why["ego"] in ends)  # fmt: skip
    browser.run("researchGraph.select(cy.getElementById(arguments[0]))", edge["id"])
    browser.wait_for_text("#detail-why", edge["sentence"])
    lines = [line.text for line in browser.find_all("#detail-why .proofs li")]
    assert len(lines) == len(pairs)
    for line, papers in zip(lines, pairs, strict=True):
        assert "cite" in line
        assert all(shown["evidence"][paper]["label"] in line for paper in papers)


def test_routes_offer_nothing_that_cannot_be_done(browser: Browser, live_site: str) -> None:
    open_graph(browser, f"{live_site}{ROUTES}#colour=cluster&least=9")
    offered = {each.text.split("\n")[0] for each in browser.find_all(".graph-controls button")
               if each.is_displayed()}  # fmt: skip
    assert {word.rstrip(" 0123456789▾") for word in offered} == {"People", "What if"}
    shown = [each.text for each in browser.find_all(".graph-way button") if each.is_displayed()]
    assert shown == ["Copy link", "Embed this"]
    assert not browser.find_all(".control-sole, .control-strength, .control-colour")
    focus_graph(browser)
    press(browser, KEYS.ARROW_RIGHT)
    faced = browser.run("return researchGraph.walk.facing")
    before = browser.run(PLACES)
    for key in (KEYS.ENTER, KEYS.DELETE):
        press(browser, key)
    press_with(browser, KEYS.SHIFT, KEYS.ARROW_UP)
    browser.wait_for_text("#status", "Routes stay as they were found")
    assert browser.run(PLACES) == before
    press(browser, "?")
    sheet = browser.wait_for_element("#key-sheet").text
    assert "Go to that neighbour" in sheet
    assert not any(word in sheet for word in ("Expand", "Hide it", "pin it", "Undo"))
    press(browser, KEYS.ESCAPE, " ")
    browser.wait_for_script(f"cy.nodes('.chosen').id() === {faced!r}")
    browser.wait_for_element("#detail-facts dl")
    assert (
        not browser.find("#detail-actions").is_displayed()
        or not browser.find("#detail-actions").text
    )


def test_the_steps_of_routes_name_their_papers(browser: Browser, live_site: str) -> None:
    open_graph(browser, live_site + ROUTES)
    shown = slice_of(browser)
    assert browser.run(DISPLACEMENT) <= 2
    middle = shown["nodes"][2]
    tap(browser, middle["id"])
    wait_for_card(browser, middle["label"])
    why = browser.run("return document.getElementById('detail-why').textContent")
    assert all(reason["sentence"] in why for reason in middle["reasons"])
    press(browser, KEYS.ESCAPE)
    edge = next(e for e in shown["edges"] if middle["id"] in {e["source"], e["target"]})
    tap(browser, edge["id"])
    browser.wait_for_text("#detail-why", edge["sentence"])
    papers = {shown["evidence"][id]["label"] for id in edge["evidence"]}
    assert papers == {
        link.text for link in browser.driver.find_elements(By.CSS_SELECTOR, "#detail-why .proofs a")
    }


def test_somebody_is_chosen_by_typing_without_the_mouse(browser: Browser, live_site: str) -> None:
    browser.open(f"{live_site}/compare?a={LARIVIERE}")
    browser.run(NOTE_ANSWERS)
    browser.find("input[data-person]").send_keys("gingr")
    # A hand that rests has been offered others before.
    browser.wait_for_script("window.answered?.includes('q=gingr&')")
    assert browser.find_all(".people-list [role=option]")
    press(browser, KEYS.ARROW_DOWN)
    browser.wait_for_script(
        "document.activeElement.getAttribute('aria-activedescendant') === "
        "document.querySelector('[role=option][aria-selected=true]').id"
    )
    press(browser, KEYS.ENTER)
    browser.wait_for_script(ASKED.format(name="b", value=GINGRAS))
    assert browser.run(f"return {ASKED.format(name='a', value=LARIVIERE)}")


def test_pages_fit_a_phone(browser: Browser, live_site: str) -> None:
    browser.resize(360, 780)
    for path in (PAIR, ROUTES, "/explore?group=", f"/compare?a={LARIVIERE}&b=tian"):
        browser.open(live_site + path)
        assert browser.run(WIDEST) <= 360, path
    open_graph(browser, live_site + PAIR)
    show_graph(browser)
    assert browser.find("#side-legend").is_displayed()


def test_a_bibliography_is_dropped_and_opens_as_a_group(
    browser: Browser, live_site: str, tmp_path: Path
) -> None:
    browser.open(f"{live_site}/explore?group=")
    text = f"@misc{{a, doi={{{DOI}}}}} @misc{{b, title={{Never written}}}}"
    browser.run(
        "const files = new DataTransfer();"
        "files.items.add(new File([arguments[0]], 'mine.bib'));"
        "document.querySelector('.bib-form').dispatchEvent("
        "  new DragEvent('drop', {dataTransfer: files, bubbles: true, cancelable: true}))",
        text,
    )
    browser.wait_for_text(".bib-form [role=status]", "“mine.bib” is ready")
    browser.find(".bib-form button").click()
    browser.wait_for_text(".group-missing", "Never written")
    browser.find(".group-review button").click()
    browser.wait_for_script(ASKED.format(name="ego", value=PAPER))
