"""What stands above the graph in a node's page leaves it within reach."""

from __future__ import annotations

import pytest

from loaders.sample import FEATURED
from tests.browser.conftest import Made
from tests.browser.graph import KEYS, LIVE, press
from tests.chromium import SIZES, Browser

TOP = (
    "return document.querySelector('.graph-stage').getBoundingClientRect().top"
    " + window.scrollY"
)  # fmt: skip
LEAST_TOP = {"wide": 800, "middle": 1024, "narrow": 1250}  # the graph begins above this
ABSTRACT = ".folded > p"
HEIGHT = f"return document.querySelector('{ABSTRACT}').getBoundingClientRect().height"


@pytest.mark.parametrize("size", SIZES)
def test_a_long_abstract_and_a_hundred_authors_leave_the_graph_within_reach(
    browser: Browser, made: Made, size: str
) -> None:
    browser.resize(*SIZES[size])
    browser.open(f"{made.url}/made/80/paper")
    browser.wait_for_script(LIVE, 30)
    assert browser.run(TOP) < LEAST_TOP[size]
    folded = browser.run(HEIGHT)
    browser.run("document.querySelector('.folded summary').focus()")
    press(browser, KEYS.ENTER)
    browser.wait_until(lambda: browser.run(HEIGHT) > 2 * folded, "the whole abstract")
    press(browser, KEYS.ENTER)
    browser.wait_until(lambda: browser.run(HEIGHT) == folded, "four lines again")
    browser.run("[...document.querySelectorAll('.folded > p a')].at(-1).focus()")
    assert browser.run(HEIGHT) > 2 * folded  # nothing that has the focus is cut off


def test_the_graph_of_a_person_is_within_two_turns_of_a_phone(
    browser: Browser, live_site: str
) -> None:
    browser.resize(*SIZES["narrow"])
    browser.open(f"{live_site}/person/{FEATURED['Vincent Larivière']}")
    assert browser.run(TOP) < 1000  # 1,343 when the topics stood above it
    assert browser.find(".research-graph ~ .about").text.startswith("WRITES ABOUT")
