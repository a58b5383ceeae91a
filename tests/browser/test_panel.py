from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from explorer.store import Store
from loaders.sample import FEATURED
from tests.browser.graph import (
    DISPLACEMENT,
    KEYS,
    click_at,
    links_in,
    open_graph,
    press,
    show_graph,
    slice_of,
    tap,
    wait_for_card,
)
from tests.chromium import Browser
from tests.engines.wire import Wire
from tests.processes import Site, status

QI_TIAN = f"/person/{FEATURED['Qi Tian']}"
LARIVIERE = f"/person/{FEATURED['Vincent Larivière']}"
HIDDEN = "document.getElementById('detail-card').hidden"
AT_REST = "[cy.zoom(), cy.pan().x, cy.pan().y]"
# How wide the parts of the bar of reasons are, in percent.
STACKED = """
return [...document.querySelectorAll("#detail-why .stack > .part")]
  .map(({ style }) => (style.width.endsWith("%") ? parseFloat(style.width) : NaN));
"""
# What arrives is styled in a short way; this does it again by all rules.
LOOKS_AS_DRESSED = """
const looks = () => cy.elements().map((each) => [...each.classes(), JSON.stringify(each.style())]);
const arrived = looks();
researchGraph.dress(cy);
const dressed = looks();
return [arrived.filter((each, place) => String(each) !== String(dressed[place])).length,
  cy.nodes().filter((node) => node.style("label") && !node.hasClass("named")).length];
"""


@pytest.mark.parametrize(("page", "kinds"), [(QI_TIAN, 3), (LARIVIERE, 4)])
def test_the_graph_comes_alive_in_the_page_and_nothing_moves(
    browser: Browser, live_site: str, page: str, kinds: int
) -> None:
    browser.open(live_site + page)  # warm, as for the second page a reader opens
    open_graph(browser, live_site + page)
    shown = slice_of(browser)
    drawn = browser.run("return cy.nodes().map((node) => [node.id(), node.data('kind')])")
    assert len(drawn) >= 40
    assert {node for node, _ in drawn} == {node["id"] for node in shown["nodes"]}
    assert len({kind for _, kind in drawn}) >= kinds
    assert browser.run(DISPLACEMENT) <= 2
    shift = browser.run(
        "return new Promise((done) => new PerformanceObserver((list) => done("
        "list.getEntries().reduce((sum, each) => sum + each.value, 0)))"
        ".observe({type: 'layout-shift', buffered: true}) || setTimeout(() => done(0), 300))"
    )
    assert shift <= 0.02
    browser.wait_for_script("document.getElementById('status').textContent === ''")
    assert browser.find(".graph-frame > svg").value_of_css_property("visibility") == "hidden"
    assert browser.run("return document.title").startswith(shown["nodes"][0]["label"])
    assert browser.run(LOOKS_AS_DRESSED) == [0, 0]


def test_until_the_graph_lives_the_page_says_so_over_its_picture(
    browser: Browser, live_site: str
) -> None:
    browser.driver.execute_cdp_cmd("Network.enable", {})
    blocked = {"urls": ["*dash_renderer*"]}
    browser.driver.execute_cdp_cmd("Network.setBlockedURLs", blocked)
    browser.expect_console("dash_renderer|DashRenderer")
    try:
        browser.open(live_site + QI_TIAN)
        browser.wait_for_text("#research-graph [role=status]", "Building this graph slice")
        assert browser.find(".graph-frame > svg").is_displayed()
    finally:
        browser.driver.execute_cdp_cmd("Network.setBlockedURLs", {"urls": []})


def test_every_node_has_reasons_that_open_its_papers(browser: Browser, live_site: str) -> None:
    open_graph(browser, live_site + LARIVIERE)
    shown = slice_of(browser)
    best = [next(n for n in shown["nodes"][1:] if n["kind"] == kind) for kind in
            ("person", "paper", "topic", "institution")]  # fmt: skip
    for node in best:
        tap(browser, node["id"])
        wait_for_card(browser, node["label"])
        why = browser.run("return document.getElementById('detail-why').textContent")
        for reason in node["reasons"]:
            assert reason["sentence"] in why
        parts = browser.run(STACKED)
        shares = sorted(100 * reason["points"] / node["score"] for reason in node["reasons"])
        assert sum(parts) == pytest.approx(100, abs=0.1)
        assert sorted(parts) == pytest.approx(shares, abs=0.1)
        links = links_in(browser, "#detail-why .proofs")
        assert any("/paper/" in link for link in links)
        queries = links_in(browser, "#detail-why p")
        pages = {link.partition("?run=")[0] for link in queries}
        assert pages == {f"{live_site}/query/{reason['query']}" for reason in node["reasons"]}
        for link in sorted(links)[:2] + sorted(queries):
            assert status(link) == 200
        press(browser, KEYS.ESCAPE)  # the card may cover the next node
        browser.wait_for_script(HIDDEN)
    assert all(node["reasons"] for node in shown["nodes"][1:])


def test_an_edge_says_what_it_is(browser: Browser, live_site: str) -> None:
    open_graph(browser, live_site + LARIVIERE)
    shown = slice_of(browser)
    free = browser.run(
        "return cy.edges().filter((edge) => { const m = edge.midpoint();"
        " return cy.nodes().every((n) => Math.hypot(n.position('x') - m.x,"
        " n.position('y') - m.y) > 40) && cy.edges().every((other) => other === edge ||"
        " Math.hypot(other.midpoint().x - m.x, other.midpoint().y - m.y) > 12) })"
        ".map((edge) => edge.id())"
    )
    texts = {edge["id"]: edge["sentence"] for edge in shown["edges"]}
    ends = {node["id"]: node["label"] for node in shown["nodes"]}
    tap(browser, free[0])
    head = browser.wait_for_element("#detail-head h3").text
    why = browser.find("#detail-why").text
    # Another edge may cross at that very point; whichever was meant, it explains itself.
    told = [edge for edge in shown["edges"] if texts[edge["id"]] in why
            and ends[edge["source"]] in head and ends[edge["target"]] in head]  # fmt: skip
    assert told
    assert not browser.find("#detail-facts").is_displayed()


def test_the_card_closes_by_the_background_by_escape_and_by_its_button(
    browser: Browser, live_site: str
) -> None:
    open_graph(browser, live_site + QI_TIAN)
    nodes = slice_of(browser)["nodes"]

    tap(browser, nodes[1]["id"])
    browser.wait_for_script(f"!{HIDDEN}")
    box = browser.run("const r = document.getElementById('graph').getBoundingClientRect();"
                      "return [r.x + r.width / 2, r.bottom - 4]")  # fmt: skip
    click_at(browser, *box)
    browser.wait_for_script(HIDDEN)

    tap(browser, nodes[1]["id"])
    browser.wait_for_script("document.activeElement.closest('#detail-card')")
    press(browser, KEYS.ESCAPE)
    browser.wait_for_script(HIDDEN)
    assert browser.run("return document.activeElement.id") == "graph-box"

    tap(browser, nodes[1]["id"])
    browser.wait_for_element("#detail-close").click()
    browser.wait_for_script(HIDDEN)
    assert browser.run("return cy.elements('.dim').length") == 0


def test_pointing_dims_the_rest_and_names_the_node(browser: Browser, live_site: str) -> None:
    open_graph(browser, live_site + LARIVIERE)
    unnamed = next(node for node in slice_of(browser)["nodes"] if not node["labelled"])["id"]
    browser.run("cy.getElementById(arguments[0]).emit('mouseover')", unnamed)
    browser.wait_for_script("cy.elements('.dim').length")  # a frame later
    seen = browser.run(
        "const node = cy.getElementById(arguments[0]);"
        "return [node.style('label'), node.hasClass('dim'), cy.elements('.dim').length]",
        unnamed,
    )
    assert seen[0]
    assert not seen[1]
    assert seen[2] > 10
    browser.run("cy.getElementById(arguments[0]).emit('mouseout')", unnamed)
    browser.wait_for_script("!cy.elements('.dim').length")


def test_choosing_and_walking_dim_the_rest(browser: Browser, live_site: str) -> None:
    open_graph(browser, live_site + LARIVIERE)
    node = slice_of(browser)["nodes"][1]["id"]
    tap(browser, node)
    browser.wait_for_script("cy.elements('.dim').length > 10")
    assert not browser.run("return cy.getElementById(arguments[0]).hasClass('dim')", node)
    browser.wait_for_element("#detail-close").click()
    browser.wait_for_script("!cy.elements('.dim').length")
    press(browser, KEYS.ARROW_RIGHT)
    browser.wait_for_script("cy.elements('.dim').length > 10")


@pytest.mark.parametrize("zoom", [1, 4])
def test_every_edge_in_sight_is_drawn_and_seen(
    browser: Browser, live_site: str, zoom: float
) -> None:
    open_graph(browser, live_site + LARIVIERE)
    drawn, crossing, painted = browser.driver.execute_async_script(
        """
        const [zoom, done] = arguments;
        const renderer = cy.renderer();
        const { drawElement } = renderer;
        const drawn = new Set();
        renderer.drawElement = function (context, element, ...rest) {
          drawn.add(element.id());
          return drawElement.call(this, context, element, ...rest);
        };
        cy.zoom({ level: zoom * cy.zoom(),
          renderedPosition: { x: cy.width() / 2, y: cy.height() / 2 } });
        cy.forceRender();
        cy.one("render", () => setTimeout(() => {
          const { x1, y1, x2, y2 } = cy.extent();
          const inside = (edge) => {
            const at = [edge.source().position(), edge.target().position()];
            for (let part = 0; part <= 1; part += 0.01) {
              const x = at[0].x + part * (at[1].x - at[0].x);
              const y = at[0].y + part * (at[1].y - at[0].y);
              if (x > x1 && x < x2 && y > y1 && y < y2) return true;
            }
            return false;
          };
          const crossing = cy.edges().filter(inside);
          const canvas = cy.container().querySelector("canvas[data-id='layer2-node']");
          const scale = canvas.width / cy.width();
          const seen = (edge) => {
            const at = edge.renderedMidpoint();
            const { data } = canvas.getContext("2d")
              .getImageData(at.x * scale, at.y * scale, 1, 1);
            return at.x < 0 || at.y < 0 || at.x > cy.width() || at.y > cy.height() || data[3] > 0;
          };
          done([drawn.size ? crossing.every((edge) => drawn.has(edge.id())) : null,
            crossing.length, crossing.filter(seen).length]);
        }));
        """,
        zoom,
    )
    assert crossing > 50
    assert drawn is not False  # layers that are at hand are not drawn again
    assert painted == crossing


def test_what_is_pointed_at_last_is_lit_and_what_is_gone_meanwhile_is_not(
    browser: Browser, live_site: str
) -> None:
    open_graph(browser, live_site + LARIVIERE)
    gone, last = browser.run(
        "const [one, other] = cy.nodes('[rank > 0]').toArray();"
        "one.emit('mouseover'); one.remove(); return [one.id(), other.id()]"
    )
    browser.run("return new Promise((done) => requestAnimationFrame(() => setTimeout(done, 50)))")
    assert browser.run("return cy.elements('.dim').length") == 0, gone
    browser.run(
        "cy.nodes('[ego = 1]').emit('mouseover'); cy.nodes('[ego = 1]').emit('mouseout');"
        "cy.getElementById(arguments[0]).emit('mouseover')",
        last,
    )
    browser.wait_for_script("cy.elements('.dim').length")
    assert browser.run("return cy.getElementById(arguments[0]).hasClass('near')", last)


def test_the_wheel_scrolls_the_page_and_the_buttons_zoom(browser: Browser, live_site: str) -> None:
    open_graph(browser, live_site + QI_TIAN)
    rest = browser.run(f"return {AT_REST}")
    scrolled = browser.run("return scrollY")
    x, y = browser.run("const r = document.getElementById('graph').getBoundingClientRect();"
                       "return [r.x + r.width / 2, r.y + r.height / 2]")  # fmt: skip
    wheel = {"type": "mouseWheel", "x": x, "y": y, "deltaX": 0, "deltaY": 120}
    browser.driver.execute_cdp_cmd("Input.dispatchMouseEvent", wheel)
    browser.wait_for_script(f"scrollY > {scrolled}")
    assert browser.run(f"return {AT_REST}") == rest

    show_graph(browser)
    browser.find("#graph-zoom-in").click()
    assert browser.run("return cy.zoom()") > rest[0] * 1.2
    browser.find("#graph-zoom-fit").click()
    assert browser.run(f"return {AT_REST}") == pytest.approx(rest)


def test_the_graph_follows_contrast_and_forced_colours(browser: Browser, live_site: str) -> None:
    def prefer(**features: str) -> None:
        asked = [{"name": name.replace("_", "-"), "value": value}
                 for name, value in features.items()]  # fmt: skip
        browser.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": asked})

    open_graph(browser, live_site + LARIVIERE)
    opacity = "Number(cy.edges()[0].style('line-opacity'))"
    assert browser.run(f"return {opacity}") < 0.5
    prefer(prefers_contrast="more")
    browser.wait_for_script(f"{opacity} >= 0.6")
    ink = "cy.nodes()[0].style('color')"
    assert browser.run(f"return {ink}") == "rgb(0,0,0)"
    prefer(forced_colors="active", prefers_color_scheme="dark")
    browser.wait_for_script(f"{ink} === 'rgb(255,255,255)'")
    assert browser.run(f"return {opacity}") >= 0.6
    kinds = browser.run("return cy.nodes().map((node) => node.style('background-color'))")
    assert len(set(kinds)) == 4
    prefer(prefers_contrast="no-preference")
    browser.wait_for_script(f"{opacity} < 0.5")


def test_the_graph_follows_the_theme_and_the_size_of_its_page(
    browser: Browser, live_site: str
) -> None:
    open_graph(browser, live_site + QI_TIAN)
    paint = "cy.nodes('[kind = \"person\"]')[0].style('background-color')"
    light = browser.run(f"return {paint}")
    browser.scheme("dark")
    browser.wait_for_script(f"{paint} !== {light!r}")
    for width in (1000, 600, 360):
        browser.resize(width, 800)
        drawn = "document.querySelector('.graph-frame > svg').getBoundingClientRect().width"
        browser.wait_for_script(f"Math.abs(cy.width() - {drawn}) < 2 && innerWidth === {width}")
        browser.wait_until(lambda: browser.run(DISPLACEMENT) <= 2, "the graph fits its frame")


@pytest.fixture
def fragile_site(arcadedb_store: Store, tmp_path: Path) -> Iterator[tuple[str, Wire]]:
    """A site whose database can be taken away, and the wire to cut."""
    address = arcadedb_store.address
    wire = Wire(address.uri)
    site = Site(
        tmp_path / "serve.log", bolt_uri=wire.uri, bolt_user=address.user,
        bolt_password=address.password, database=address.database,
    )  # fmt: skip
    yield site.url, wire
    site.end()
    wire.close()
    assert "Traceback" not in site.output


def test_a_database_that_goes_away_is_told_and_the_graph_stays(
    browser: Browser, fragile_site: tuple[str, Wire]
) -> None:
    url, wire = fragile_site
    open_graph(browser, url + QI_TIAN)
    nodes = slice_of(browser)["nodes"]
    browser.expect_console("/api/neighbours/.* 503")  # the card asks what is around the node
    wire.cut()
    tap(browser, nodes[1]["id"])
    browser.wait_for_text("#status", "does not answer", 40)
    assert "Try again" in browser.find("#status").text
    assert nodes[1]["label"] in browser.find("#detail-head").text
    assert browser.run("return cy.nodes().length") == len(nodes)
    wire.mend()
    tap(browser, nodes[2]["id"])
    browser.wait_for_element("#detail-facts dl", 40)
    browser.wait_for_script("document.getElementById('status').textContent === ''")


def test_behind_a_base_path_the_graph_and_its_links_work(
    browser: Browser, arcadedb_store: Store, tmp_path: Path
) -> None:
    address = arcadedb_store.address
    site = Site(
        tmp_path / "serve.log", base_path="/research", bolt_uri=address.uri,
        bolt_user=address.user, bolt_password=address.password, database=address.database,
    )  # fmt: skip
    try:
        open_graph(browser, site.url + LARIVIERE)
        tap(browser, slice_of(browser)["nodes"][1]["id"])
        browser.wait_for_element("#detail-facts dl")
        host = urlsplit(site.url).netloc
        links = [
            urlsplit(a.get_attribute("href") or "") for a in browser.find_all("#detail-card a")
        ]
        ours = {link.path for link in links if link.netloc == host}
        assert len(ours) > 3
        assert all(path.startswith("/research/") for path in ours)
        assert all(status(f"http://{host}{path}") == 200 for path in sorted(ours)[:3])
    finally:
        site.end()
