import pytest

from loaders.sample import FEATURED
from tests.browser.graph import SPOT, WIDEST, open_graph, slice_of, tap
from tests.chromium import SIZES, Browser

QI_TIAN = FEATURED["Qi Tian"]
LARIVIERE = FEATURED["Vincent Larivière"]
PAGES = (
    "/", "/search?q=citation", "/search?q=", f"/person/{QI_TIAN}", f"/person/{LARIVIERE}",
    f"/explore?ego={LARIVIERE}", "/query/person_papers", "/person/nobody",
)  # fmt: skip


@pytest.mark.parametrize("size", SIZES.values(), ids=[str(width) for width, _ in SIZES.values()])
@pytest.mark.parametrize("page", PAGES)
def test_no_page_is_wider_than_its_screen(
    browser: Browser, live_site: str, page: str, size: tuple[int, int]
) -> None:
    if page.endswith("nobody"):
        browser.expect_console("404")
    browser.resize(*size)
    browser.open(live_site + page)
    assert browser.run(WIDEST) <= size[0]
    if page.startswith(("/person/name", "/person/openalex", "/explore")):
        open_graph(browser, live_site + page)
        tap(browser, slice_of(browser)["nodes"][1]["id"])
        browser.wait_for_element("#detail-facts dl")
        assert browser.run(WIDEST) <= size[0]


@pytest.mark.parametrize("ego", [QI_TIAN, LARIVIERE])
def test_a_page_is_whole_without_scripts(browser: Browser, live_site: str, ego: str) -> None:
    browser.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    browser.open(f"{live_site}/person/{ego}")
    assert browser.find(".graph-frame > svg").is_displayed()
    assert browser.find(".graph-legend").is_displayed()
    assert not any(each.is_displayed() for each in browser.find_all("#react-entry-point *"))
    links = browser.find_all(".graph-frame > svg a")
    assert len(links) >= 40
    assert "Building this graph slice" not in browser.find("body").text
    assert browser.find_all(".why-list a")


def test_the_explorer_holds_the_same_graph(browser: Browser, live_site: str) -> None:
    open_graph(browser, f"{live_site}/person/{LARIVIERE}")
    in_page = {node["id"]: (node["x"], node["y"]) for node in slice_of(browser)["nodes"]}
    open_graph(browser, f"{live_site}/explore?ego={LARIVIERE}")
    in_explorer = {node["id"]: (node["x"], node["y"]) for node in slice_of(browser)["nodes"]}
    assert in_explorer == in_page


def test_the_narrow_card_is_a_sheet_that_leaves_the_graph_in_sight(
    browser: Browser, live_site: str
) -> None:
    browser.resize(*SIZES["narrow"])
    open_graph(browser, f"{live_site}/person/{QI_TIAN}")
    node = slice_of(browser)["nodes"][1]["id"]
    tap(browser, node)
    browser.wait_for_element("#detail-facts dl")
    top = "return document.getElementById('detail-card').getBoundingClientRect().top"
    browser.wait_until(lambda: browser.run(SPOT, node)[1] < browser.run(top), "the node in sight")
