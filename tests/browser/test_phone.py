from collections.abc import Iterator

import pytest

from tests.browser.conftest import Made
from tests.browser.graph import SPOT, WIDEST, open_graph, slice_of
from tests.chromium import SIZES, Browser

WIDTH, HEIGHT = SIZES["narrow"]
TOP = "scrollTo({top: 0, behavior: 'instant'})"
OPEN = "!document.getElementById('detail-card').hidden"
AT_END = "scrollY + innerHeight >= document.documentElement.scrollHeight - 2"
MIDDLE = """
const r = document.getElementById("graph").getBoundingClientRect();
return [r.x + r.width / 2, r.y + r.height / 2];
"""
# What a finger cannot hit: targets smaller than 44 px with another one within a finger's breadth.
# Links inside sentences and lists are text, and measured by no rule.
CRAMPED = """
const all = [...document.querySelectorAll(
  "#research-graph :is(button, summary, select, input, a.button, [role=button], [role=tab])"
)].filter((e) => e.checkVisibility() && e.getClientRects().length && !e.disabled);
const rects = all.map((e) => e.getBoundingClientRect());
return all.filter((e, i) => {
  const r = rects[i];
  if (r.width >= 44 && r.height >= 44) return false;
  const [x, y] = [r.x + r.width / 2, r.y + r.height / 2];
  return rects.some((o, j) => j !== i && Math.hypot(
    Math.max(o.left - x, 0, x - o.right), Math.max(o.top - y, 0, y - o.bottom)) < 22);
}).map((e) => `${e.tagName} ${e.id || e.textContent.trim().slice(0, 30)}`);
"""
# The page moves a little after the finger: where it is once it has stood still for some frames.
AT_REST = """
const [done] = arguments;
let [last, still] = [scrollY, 0];
const look = () => {
  still = scrollY === last ? still + 1 : 0;
  last = scrollY;
  if (still < 6) requestAnimationFrame(look);
  else done(last);
};
requestAnimationFrame(look);
"""
OUTSIDE = """
return [...document.querySelectorAll("#research-graph :is(button, summary, select, input, a)")]
  .filter((e) => e.checkVisibility() && e.getClientRects().length)
  .filter((e) => e.getBoundingClientRect().left < 0
    || e.getBoundingClientRect().right > innerWidth)
  .map((e) => e.id || e.textContent);
"""


@pytest.fixture
def phone(browser: Browser) -> Iterator[Browser]:
    """A screen as wide as a hand, and fingers."""
    cdp = browser.driver.execute_cdp_cmd
    touch = "Emulation.setTouchEmulationEnabled"
    cdp("Emulation.setDeviceMetricsOverride",
        {"width": WIDTH, "height": HEIGHT, "deviceScaleFactor": 2, "mobile": True})  # fmt: skip
    cdp(touch, {"enabled": True, "maxTouchPoints": 5})
    yield browser
    cdp(touch, {"enabled": False})
    browser.resize(*SIZES["wide"])


def fingers(browser: Browser, kind: str, *points: tuple[float, float]) -> None:
    browser.driver.execute_cdp_cmd(
        "Input.dispatchTouchEvent",
        {"type": kind, "touchPoints": [{"x": x, "y": y, "id": n}
                                       for n, (x, y) in enumerate(points)]},
    )  # fmt: skip


def swipe(browser: Browser, x: float, y: float, up: float) -> None:
    """One finger up the screen, which rests before it is lifted, so that nothing rolls on."""
    fingers(browser, "touchStart", (x, y))
    for part in range(1, 11):
        fingers(browser, "touchMove", (x, y - up * part / 10))
    fingers(browser, "touchMove", (x, y - up))
    fingers(browser, "touchEnd")


def scrolled(phone: Browser) -> float:
    """How far down the page is, once it is at rest."""
    return float(phone.driver.execute_async_script(AT_REST))  # type: ignore[no-untyped-call]


def test_a_finger_scrolls_the_page_past_the_graph(phone: Browser, made: Made) -> None:
    open_graph(phone, made.page("80"))
    rest = phone.run("return [cy.zoom(), cy.pan().x, cy.pan().y]")
    phone.run(TOP)
    for _ in range(2):  # the second one starts where the first has brought the graph
        x, y = phone.run(MIDDLE)
        before = phone.run("return scrollY")
        swipe(phone, x, min(max(y, 60), HEIGHT - 60), 200)
        phone.wait_for_script(f"{AT_END} || scrollY > {before}")
        scrolled(phone)
    phone.wait_for_script(f"{AT_END} || scrollY >= 300")
    assert phone.run("return [cy.zoom(), cy.pan().x, cy.pan().y]") == rest
    assert phone.run(f"return {OPEN}") is False


def test_a_tap_may_slip_and_its_sheet_leaves_the_node_in_sight(phone: Browser, made: Made) -> None:
    open_graph(phone, made.page("80"))
    node = slice_of(phone)["nodes"][3]["id"]
    x, y = phone.run(SPOT, node)
    fingers(phone, "touchStart", (x, y))
    fingers(phone, "touchMove", (x + 4, y + 3))
    fingers(phone, "touchEnd")
    phone.wait_for_script(OPEN)
    phone.wait_for_element("#detail-facts dl")
    sheet = "document.getElementById('detail-card').getBoundingClientRect()"
    assert phone.run(f"const r = {sheet}; return [r.left, r.right, r.bottom]") == [
        0, WIDTH, HEIGHT,
    ]  # fmt: skip
    phone.wait_until(
        lambda: 0 < phone.run(SPOT, node)[1] < phone.run(f"return {sheet}.top"), "node in sight"
    )
    assert phone.run(CRAMPED) == []
    phone.find("#detail-close").click()
    phone.wait_for_script(f"!({OPEN})")


def test_a_finger_beside_a_node_means_the_node(phone: Browser, made: Made) -> None:
    open_graph(phone, made.page("two"))
    node = slice_of(phone)["nodes"][1]
    x, y = phone.run(SPOT, node["id"])
    half = phone.run("return cy.getElementById(arguments[0]).renderedWidth() / 2", node["id"])
    fingers(phone, "touchStart", (x, y + half + 12))
    fingers(phone, "touchEnd")
    phone.wait_for_text("#detail-head", node["label"])


def test_a_finger_on_an_edge_beside_a_node_means_the_node(phone: Browser, made: Made) -> None:
    open_graph(phone, made.page("80"))
    # 6 px from the rim of a node, on an edge of it, where no other node is as near.
    node, x, y = phone.run("""
        const box = document.getElementById("graph").getBoundingClientRect();
        for (const edge of cy.edges()) {
          const [one, other] = [edge.source(), edge.target()];
          const [a, b] = [one.renderedPosition(), other.renderedPosition()];
          const length = Math.hypot(b.x - a.x, b.y - a.y);
          const reach = one.renderedOuterWidth() / 2 + 6;
          if (length < 3 * reach) continue;
          const share = reach / length;
          const at = { x: a.x + (b.x - a.x) * share, y: a.y + (b.y - a.y) * share };
          const alone = cy.nodes().every((each) => each.same(one) || Math.hypot(
            each.renderedPosition("x") - at.x, each.renderedPosition("y") - at.y
          ) - each.renderedOuterWidth() / 2 > 12);
          if (alone) return [one.id(), box.x + at.x, box.y + at.y];
        }
    """)
    fingers(phone, "touchStart", (x, y))
    fingers(phone, "touchEnd")
    phone.wait_for_script("cy.elements('.chosen').nonempty()")
    assert phone.run("return cy.elements('.chosen').map((each) => each.id())") == [node]


def test_everything_can_be_reached_and_hit(phone: Browser, made: Made) -> None:
    open_graph(phone, made.page("80"))
    assert phone.run(CRAMPED) == []
    assert phone.run(OUTSIDE) == []
    assert phone.run(WIDEST) <= WIDTH


# Last: after a pinch, Chromium gives the touches of a next test as those of a mouse.
def test_two_fingers_zoom_the_graph_and_not_the_page(phone: Browser, made: Made) -> None:
    open_graph(phone, made.page("80"))
    x, y = phone.run(MIDDLE)
    zoom = phone.run("return cy.zoom()")
    fingers(phone, "touchStart", (x - 30, y))
    fingers(phone, "touchStart", (x - 30, y), (x + 30, y))
    for reach in (45, 60, 75, 90):
        fingers(phone, "touchMove", (x - reach, y), (x + reach, y))
    fingers(phone, "touchEnd", (x - 90, y))
    fingers(phone, "touchEnd")
    phone.wait_for_script(f"cy.zoom() > {zoom} * 1.5")
    assert phone.run("return visualViewport.scale") == 1
    # Now that it is zoomed, one finger moves it, and the page stays.
    before, pan = scrolled(phone), phone.run("return cy.pan().x")
    fingers(phone, "touchStart", (x, y + 90))
    for reach in (15, 30, 60, 90):
        fingers(phone, "touchMove", (x + reach, y + 90))
    fingers(phone, "touchEnd")
    phone.wait_for_script(f"cy.pan().x > {pan} + 40")
    assert scrolled(phone) == before
    # Shown as a whole again, it lets the page go.
    phone.run("document.getElementById('graph-zoom-fit').click();" + TOP)
    swipe(phone, x, min(phone.run(MIDDLE)[1], HEIGHT - 60), 150)
    phone.wait_for_script("scrollY >= 100")
