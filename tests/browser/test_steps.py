"""Going on inside the page: each step in place, back and forth, and shared."""

from __future__ import annotations

from typing import Any

from selenium.webdriver.common.action_chains import ActionChains

from loaders.sample import FEATURED
from tests.browser.graph import (
    KEYS,
    LIVE,
    SPOT,
    focus_graph,
    open_graph,
    press,
    push,
    push_by_script,
    tap,
    wait_for_card,
)
from tests.chromium import Browser, programs

QI_TIAN = f"/person/{FEATURED['Qi Tian']}"
LARIVIERE = f"/person/{FEATURED['Vincent Larivière']}"
PLACES = "Object.fromEntries(cy.nodes().map((n) => [n.id(), [n.position('x'), n.position('y')]]))"
ON_SCREEN = (
    "Object.fromEntries(cy.nodes().map((n) =>"
    " [n.id(), [n.renderedPosition('x'), n.renderedPosition('y')]]))"
)


def places(browser: Browser) -> dict[str, list[float]]:
    found: dict[str, list[float]] = browser.run(f"return {PLACES}")
    return found


def step(browser: Browser, do: str, what: str) -> None:
    """Take a step and wait until it is shown."""
    browser.driver.set_script_timeout(20)
    done = browser.driver.execute_async_script(  # type: ignore[no-untyped-call]
        "const done = arguments[2];researchGraph.step(arguments[0], arguments[1]).then(done)",
        do,
        what,
    )
    assert done is True, browser.find("#status").text


def shown(browser: Browser) -> dict[str, Any]:
    """The slice that the live graph shows now."""
    found: dict[str, Any] = browser.run("return researchGraph.page.slice")
    return found


def test_each_step_is_taken_in_place_and_nothing_that_stays_moves(
    browser: Browser, live_site: str
) -> None:
    open_graph(browser, live_site + LARIVIERE)
    browser.run("window.stillHere = true")
    person = next(n for n in shown(browser)["nodes"][1:] if n["kind"] == "person")["id"]
    paper = next(n for n in shown(browser)["nodes"] if n["kind"] == "paper")["id"]
    for do, what in (
        ("expand", person), ("hide", paper), ("widen", "person"), ("collapse", person),
        ("show", paper), ("years", "2015-"), ("ego", person),
    ):  # fmt: skip
        before = places(browser)
        step(browser, do, what)
        after = places(browser)
        assert before.keys() != after.keys(), do
        assert all(after[node] == before[node] for node in before.keys() & after.keys()), do
        assert after.keys() == {node["id"] for node in shown(browser)["nodes"]}
    assert browser.run("return window.stillHere")


def press_action(browser: Browser, key: str) -> None:
    push_by_script(browser, f"#detail-actions [data-key={key}]")


def wait_for_words(browser: Browser, selector: str, words: str) -> None:
    """Wait for a text in an element that may be replaced meanwhile."""
    browser.wait_until(
        lambda: browser.run(
            "return document.querySelector(arguments[0])?.textContent.includes(arguments[1])",
            selector,
            words,
        ),
        f"{words!r} in {selector}",
    )


def person_of(browser: Browser, place: int = 0) -> dict[str, Any]:
    people = [n for n in shown(browser)["nodes"][1:] if n["kind"] == "person"]
    found: dict[str, Any] = people[place]
    return found


def count(browser: Browser) -> int:
    return int(browser.run("return cy.nodes().length"))


def test_the_card_expands_collapses_pins_hides_and_finds_the_way(
    browser: Browser, live_site: str
) -> None:
    open_graph(browser, live_site + QI_TIAN)
    person, before = person_of(browser), count(browser)
    place = places(browser)[person["id"]]
    tap(browser, person["id"])
    around = browser.wait_for_element("#detail-actions .card-around summary").text
    assert around.startswith("Around it: ")
    assert " people" in around
    press_action(browser, "expand")
    browser.wait_for_script(f"cy.nodes().length > {before}")
    wait_for_words(browser, "#status", "more")
    assert places(browser)[person["id"]] == place
    press_action(browser, "collapse")
    browser.wait_for_script(f"cy.nodes().length === {before}")
    press_action(browser, "pin")
    wait_for_words(browser, "#detail-actions [data-key=pin]", "Unpin")
    press_action(browser, "path")
    assert "To the ego in 1 step" in browser.wait_for_element(".card-path p").text
    press_action(browser, "hide")
    browser.wait_for_script(f"cy.nodes().length === {before - 1}")
    browser.wait_for_script("document.getElementById('detail-card').hidden")
    push_by_script(browser, f"#graph-cut [data-step='show:{person['id']}']")
    browser.wait_for_script(f"cy.nodes().length === {before}")
    assert places(browser)[person["id"]] == place
    push_by_script(browser, "#graph-cut [data-step='widen:person']")
    browser.wait_for_script(f"cy.nodes().length > {before}")


def test_another_ego_leaves_a_trail_back(browser: Browser, live_site: str) -> None:
    open_graph(browser, live_site + QI_TIAN)
    person, first = person_of(browser), places(browser)
    tap(browser, person["id"])
    press_action(browser, "ego")
    wait_for_words(browser, "#graph-trail [aria-current]", person["label"])
    assert browser.run("return cy.nodes('[ego = 1]').map((n) => n.id())") == [person["id"]]
    push(browser, "#graph-trail a")
    browser.wait_for_script(f"cy.nodes('[ego = 1]')[0].id() !== {person['id']!r}")
    browser.wait_until(lambda: places(browser) == first, "the first graph")


def test_the_heading_of_the_explorer_goes_along_to_another_ego(
    browser: Browser, live_site: str
) -> None:
    open_graph(browser, f"{live_site}/explore?ego={FEATURED['Vincent Larivière']}")
    person = person_of(browser)
    tap(browser, person["id"])
    press_action(browser, "ego")
    wait_for_words(browser, "#graph-about h1", person["label"])
    assert browser.run("return document.title").startswith(f"{person['label']} in context")
    assert browser.find("#graph-about a").get_attribute("href").endswith(person["id"])
    browser.run("history.back()")
    wait_for_words(browser, "#graph-about h1", "Vincent Larivière")
    browser.wait_for_script("document.title.startsWith('Vincent Larivière in context')")


def test_steps_are_undone_and_done_again_by_buttons_keys_and_the_browser(
    browser: Browser, live_site: str
) -> None:
    open_graph(browser, live_site + QI_TIAN)
    person, first = person_of(browser), places(browser)
    assert not browser.find("#graph-undo").is_enabled()
    step(browser, "expand", person["id"])
    second = places(browser)
    step(browser, "hide", person["id"])
    third = places(browser)

    def show(state: dict[str, list[float]]) -> None:
        browser.wait_until(lambda: places(browser) == state, "another state")

    push(browser, "#graph-undo")
    show(second)
    focus_graph(browser)
    ActionChains(browser.driver).key_down(KEYS.CONTROL).send_keys("z").key_up(
        KEYS.CONTROL
    ).perform()
    show(first)
    browser.wait_for_script("location.search === ''")
    browser.wait_for_script("document.getElementById('graph-undo').disabled")
    push(browser, "#graph-redo")
    show(second)
    chain = ActionChains(browser.driver).key_down(KEYS.CONTROL).key_down(KEYS.SHIFT)
    focus_graph(browser)
    chain.send_keys("z").key_up(KEYS.SHIFT).key_up(KEYS.CONTROL).perform()
    show(third)
    for state in (second, first, second):  # undo and redo were steps of their own
        browser.driver.back()
        show(state)
    browser.driver.forward()
    show(first)
    browser.driver.refresh()
    browser.wait_for_script(LIVE, 30)
    browser.wait_for_script("!document.getElementById('graph-redo').disabled")


def test_a_node_that_is_dragged_is_pinned_and_a_slip_is_a_tap(
    browser: Browser, live_site: str
) -> None:
    open_graph(browser, live_site + QI_TIAN)
    person, before = person_of(browser, 1), places(browser)
    x, y = browser.run(SPOT, person["id"])
    drag(browser, (x, y), (x + 6, y))
    wait_for_words(browser, "#detail-head", person["label"])
    assert places(browser) == before
    press(browser, KEYS.ESCAPE)
    drag(browser, (x, y), (x - 70, y + 40))
    browser.wait_for_script("researchGraph.page.slice.pinned.length === 1")
    after = places(browser)
    moved = {node for node in after if after[node] != before[node]}
    assert moved == {person["id"]}
    assert "pin:" in browser.run("return location.search")
    tap(browser, person["id"])
    press_action(browser, "pin")
    browser.wait_for_script("researchGraph.page.slice.pinned.length === 0")
    browser.wait_until(lambda: places(browser) == before, "the node goes home")


def drag(browser: Browser, start: tuple[float, float], end: tuple[float, float]) -> None:
    mouse = ActionChains(browser.driver, duration=30)
    pointer = mouse.w3c_actions.pointer_action
    pointer.move_to_location(round(start[0]), round(start[1]))
    pointer.pointer_down()
    for part in (0.3, 0.7, 1.0):
        x, y = (one + part * (other - one) for one, other in zip(start, end, strict=True))
        pointer.move_to_location(round(x), round(y))
    pointer.pointer_up()
    mouse.perform()


def seen(browser: Browser) -> tuple[dict[str, list[float]], list[str]]:
    """Positions of all nodes, and what is chosen."""
    return places(browser), browser.run("return cy.elements('.chosen').map((e) => e.id())")


def link_to_this(browser: Browser) -> str:
    """What the button copies."""
    browser.run(
        "window.copied = null;"
        "navigator.clipboard.writeText = (text) => { window.copied = text;"
        " return Promise.resolve(); }"
    )
    push(browser, "#graph-copy")
    link: str = browser.wait_for_script("window.copied")
    wait_for_words(browser, "#status", "copied")
    return link


def test_a_shared_link_shows_another_reader_the_same(browser: Browser, live_site: str) -> None:
    open_graph(browser, live_site + LARIVIERE)
    person, paper = person_of(browser), person_of(browser, 2)
    step(browser, "expand", person["id"])
    step(browser, "pin", f"-420.5,-180:{paper['id']}")
    step(browser, "hide", shown(browser)["nodes"][-1]["id"])
    tap(browser, person["id"])
    browser.wait_for_script("location.hash.startsWith('#sel=')")
    assert f"do=expand:{person['id']}&do=pin:-420.5,-180:" in browser.run("return location.href")
    link = link_to_this(browser)
    before = seen(browser)
    assert before[1] == [person["id"]]
    other = Browser(*map(str, programs()))
    try:
        other.resize(900, 700)
        other.open(link)
        other.wait_for_script("document.querySelector('#detail-actions button')", 30)
        assert seen(other) == before
        assert not other.find_all(".graph-lost")
        other.wait_for_script("!location.hash.includes('was=')")
        assert not other.severe()
        # The same link, had the data been other then.
        told = other.run(
            "return researchGraph.address.pack(['openalex:A1\t5\t5',"
            " ...researchGraph.page.slice.nodes.slice(1).map((n, place) =>"
            " `${n.id}\t${Math.round(n.x) + (place ? 0 : 90)}\t${Math.round(n.y)}`)].join('\\n'))"
        )
        nodes = shown(other)["nodes"]
        was = link.partition("was=")[2].partition("&")[0]
        other.open("about:blank")
        other.open(link.replace(was, told))
        lost = other.wait_for_element(".graph-lost", 30).text
        assert "no longer shown: openalex:A1." in lost
        assert f"stands elsewhere: {nodes[1]['label']}." in lost
        assert f"is new: {nodes[0]['label']}." in lost
    finally:
        other.driver.quit()


def test_a_long_state_is_packed_in_the_fragment(browser: Browser, live_site: str) -> None:
    open_graph(browser, live_site + QI_TIAN)
    people = [n["id"] for n in shown(browser)["nodes"][1:] if n["kind"] == "person"]
    steps = [f"{do}:{one}" for one in people[:25] for do in ("hide", "show")]
    done = browser.driver.execute_async_script(  # type: ignore[no-untyped-call]
        "const query = researchGraph.query();"
        "for (const each of arguments[0]) query.append('do', each);"
        "researchGraph.replaceQuery(query).then(arguments[1])",
        [*steps, f"hide:{people[0]}"],
    )
    assert done is True
    address = browser.run("return location.href")
    assert "#s=" in address
    assert "?" not in address
    assert len(address) < 1800
    before = places(browser)
    browser.open("about:blank")
    open_graph(browser, address)
    browser.wait_until(lambda: places(browser) == before, "the packed state")
    assert people[0] not in before
    browser.open("about:blank")
    open_graph(browser, address[:-30])
    assert "damaged" in browser.wait_for_element(".graph-lost").text
    assert people[0] in places(browser)


def test_a_refused_step_is_told_where_a_reader_looks(browser: Browser, live_site: str) -> None:
    person = FEATURED["Vincent Larivière"]
    told = "return document.getElementById('status').textContent"
    for bad, why in (
        ("pin:1e308,1:openalex:I159129438", "The place to pin a node to cannot be read"),
        ("years:2030-2010", "run backwards"),
        ("ego:openalex:A424242", "openalex:A424242 is no node of this data"),
    ):
        browser.open("about:blank")
        open_graph(browser, f"{live_site}/explore?ego={person}&do={bad}#sel={person}")
        wait_for_words(browser, "#status", why)
        browser.wait_for_script("document.querySelector('#detail-facts dl') !== null")
        assert why in browser.run(told)  # the card has not taken its place
        assert "Below the graph stands what could not be done." in browser.run(told)


def test_a_link_that_cannot_tell_what_it_showed_says_so(browser: Browser, live_site: str) -> None:
    page = live_site + QI_TIAN
    browser.open("about:blank")
    open_graph(browser, f"{page}#was=garbage")
    wait_for_words(browser, "#status", "nothing tells whether the graph has changed since")
    browser.open("about:blank")
    open_graph(browser, page)
    browser.open(f"{page}#was=garbage")  # opened in the page that shows it already
    wait_for_words(browser, "#status", "nothing tells whether the graph has changed since")
    browser.wait_for_script("location.hash === ''")


def test_what_stays_does_so_on_the_screen(browser: Browser, live_site: str) -> None:
    open_graph(browser, live_site + LARIVIERE)
    people = [n["id"] for n in shown(browser)["nodes"][1:] if n["kind"] == "person"]
    fit, outside = "document.getElementById('graph-zoom-fit')", 0
    for person in people[-6:]:
        before = browser.run(f"return {ON_SCREEN}")
        step(browser, "expand", person)
        browser.wait_for_script("!cy.animated()")
        after = browser.run(f"return {ON_SCREEN}")
        for node in before.keys() & after.keys():
            moved = max(abs(a - b) for a, b in zip(before[node], after[node], strict=True))
            assert moved <= 2, (node, moved)
        width, height = browser.run("return [cy.width(), cy.height()]")
        outside = sum(not (8 < x < width - 8 and 8 < y < height - 8) for x, y in after.values())
        if outside:
            break
    assert outside
    wait_for_words(browser, "#status", "outside the view: ⤢ shows all")
    assert browser.run(f"return {fit}.hasAttribute('data-wanted')")
    push(browser, "#graph-zoom-fit")
    assert not browser.run(f"return {fit}.hasAttribute('data-wanted')")


def test_words_stand_beside_the_card(browser: Browser, live_site: str) -> None:
    open_graph(browser, live_site + LARIVIERE)
    over = """
        const [a, b] = ["status", "detail-card"].map((id) =>
          document.getElementById(id).getBoundingClientRect());
        return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
    """
    for side in ("<", ">"):  # of the graph: the card takes the other one
        node = browser.run(
            "const node = cy.nodes('[ego = 0]').filter((n) =>"
            f" n.renderedPosition('x') {side} cy.width() / 2)[0];"
            "researchGraph.select(node); return node.id()"
        )
        [label] = [each["label"] for each in shown(browser)["nodes"] if each["id"] == node]
        wait_for_card(browser, label)
        browser.run("researchGraph.say(arguments[0].repeat(4))", f"9 nodes more {side} 74 shown. ")
        browser.wait_for_text("#status", f"9 nodes more {side} 74 shown.")
        browser.wait_until(lambda: browser.run(over) is False, f"words beside the card {side}")


def test_what_an_address_cannot_do_is_told_and_the_rest_is_shown(
    browser: Browser, live_site: str
) -> None:
    person = FEATURED["Qi Tian"]
    bad = "?do=fly:x&do=expand:openalex:A1&do=ego:openalex:A2&since=never&people=7#sel=openalex:A3"
    open_graph(browser, f"{live_site}/person/{person}{bad}")
    wait_for_words(browser, ".graph-lost", "openalex:A3")
    lost = browser.find(".graph-lost").text
    for each in ("'fly:x'", "openalex:A1 could not be expanded", "openalex:A2", "'never'"):
        assert each in lost
    people = [n for n in shown(browser)["nodes"][1:] if n["kind"] == "person"]
    assert len(people) == 7
