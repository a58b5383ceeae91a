"""Embedded pictures as Chromium shows them: their labels, their colours, inside an image."""

from __future__ import annotations

import base64
from itertools import combinations
from pathlib import Path

import pytest

from tests.chromium import Browser
from tests.unit.made_slice import make_slice, with_origin
from tests.unit.test_pictures import named

EGO = "openalex:A5068542997"
BOXES = """
return [...document.querySelectorAll("svg svg text")].map((text) => {
  const box = text.getBoundingClientRect();
  return [box.left, box.top, box.right, box.bottom];
});
"""
LINES = """
const picture = document.documentElement.getBoundingClientRect();
return [...document.querySelectorAll("svg > text")].filter((line) => {
  const box = line.getBoundingClientRect();
  return box.right > picture.right + 1 || box.bottom > picture.bottom + 1;
}).map((line) => line.textContent);
"""
GROUND = "return getComputedStyle(document.querySelector('svg > rect')).fill"
OVERLAP = 1.0  # CSS pixels that lines of letters may share, which is less than between their inks


def apart(boxes: list[list[float]]) -> bool:
    return all(
        one[2] <= other[0] + OVERLAP
        or other[2] <= one[0] + OVERLAP
        or one[3] <= other[1] + 0.25 * (one[3] - one[1])
        or other[3] <= one[1] + 0.25 * (other[3] - other[1])
        for one, other in combinations(boxes, 2)
    )


@pytest.mark.parametrize("width", [400, 800, 1200])
def test_labels_stand_apart_in_whatever_font_a_browser_has(
    browser: Browser, live_site: str, width: int
) -> None:
    browser.open(f"{live_site}/embed/{EGO}.svg?width={width}")
    boxes = browser.run(BOXES)
    assert len(boxes) >= 8
    assert apart(boxes)
    assert browser.run(LINES) == []


def test_the_picture_follows_the_reader_also_inside_an_image(
    browser: Browser, live_site: str
) -> None:
    browser.open(f"{live_site}/embed/{EGO}.svg")
    assert browser.run(GROUND) == "rgb(255, 255, 255)"
    browser.scheme("dark")
    assert browser.run(GROUND) == "rgb(20, 26, 33)"
    browser.open(f"{live_site}/embed/{EGO}.svg?theme=light")
    assert browser.run(GROUND) == "rgb(255, 255, 255)"


def test_names_of_many_scripts_stand_apart(browser: Browser, tmp_path: Path) -> None:
    from explorer.export.poster import poster

    origin = with_origin(people=1, papers=0, topics=0, institutions=0)
    made = {**origin, **make_slice(12, 8, 5, 4, label=named), "title": "王小明 & محمد"}
    content = base64.b64encode(poster(made, width=800).encode()).decode()
    browser.open(f"data:image/svg+xml;base64,{content}")
    boxes = browser.run(BOXES)
    assert len(boxes) >= 12
    assert apart(boxes)
