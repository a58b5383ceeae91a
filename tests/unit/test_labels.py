"""Which labels stand: none covers a node or another label; in narrow pages fewer stand."""

from __future__ import annotations

import re
from itertools import combinations, pairwise
from typing import Any
from xml.etree import ElementTree

import pytest

from explorer.export import looks
from explorer.export.drawing import svg
from explorer.export.labels import (
    BELOW,
    CLOSER,
    SIDES,
    Sides,
    anchor,
    closer_sides,
    label_box,
    label_sides,
)
from explorer.export.looks import TIERS
from tests.unit.made_slice import EGO, make_slice

SVG = "{http://www.w3.org/2000/svg}"
INNER = 0.8  # of a node's radius
Box = tuple[float, float, float, float]


@pytest.fixture(scope="module", params=[(30, 24, 12, 12), (130, 100, 40, 29)], ids=["79", "300"])
def made(request: pytest.FixtureRequest) -> dict[str, Any]:
    return make_slice(*request.param)


def meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def hidden(made: dict[str, Any], sides: Sides, scale: float) -> list[tuple[str, str]]:
    """Labels that cover a node or another label."""
    boxes, bodies = {}, {}
    for node in made["nodes"]:
        if node["id"] in sides:
            ego = looks.is_ego(node)
            boxes[node["id"]] = label_box(node, scale, ego, side=sides[node["id"]])
        reach = INNER * node["radius"]
        x, y = node["x"], node["y"]
        bodies[node["id"]] = x - reach, y - reach, x + reach, y + reach
    return [
        *((one, other) for one, other in combinations(boxes, 2) if meet(boxes[one], boxes[other])),
        *((one, other) for one in boxes for other in bodies
          if one not in {other, EGO} and meet(boxes[one], bodies[other])),
    ]  # fmt: skip


def test_no_label_covers_a_node_or_a_label_in_any_tier(made: dict[str, Any]) -> None:
    for tier, sides in zip(TIERS, label_sides(made), strict=True):
        assert EGO in sides
        assert hidden(made, sides, tier.scale) == []
    for scale, sides in zip(CLOSER, closer_sides(made), strict=True):
        assert hidden(made, sides, scale) == []


def test_narrower_pages_keep_many_labels_and_closer_looks_show_nearly_all(
    made: dict[str, Any],
) -> None:
    wide, middle, narrow, *_ = (len(sides) for sides in label_sides(made))
    assert wide == sum(node["labelled"] for node in made["nodes"])
    assert middle >= 0.6 * wide
    assert narrow >= 0.12 * wide
    assert all(len(sides) >= 0.95 * len(made["nodes"]) for sides in closer_sides(made))


def test_a_label_that_stands_in_a_narrow_page_stands_in_every_wider_one(
    made: dict[str, Any],
) -> None:
    tiers = [*closer_sides(made)[-1:], *label_sides(made)]
    for wider, narrower in pairwise(tiers):
        assert narrower.keys() <= wider.keys()


def test_a_label_hangs_on_the_side_that_its_key_says(made: dict[str, Any]) -> None:
    node = made["nodes"][5]
    for side in SIDES:
        left, top, right, bottom = label_box(node, 1.0, False, side=side)
        along, down = (side - 1) % 3 - 1, 1 - (side - 1) // 3
        beside = {-1: right < node["x"], 0: left < node["x"] < right, 1: node["x"] < left}
        level = {-1: bottom < node["y"], 0: top < node["y"] < bottom, 1: node["y"] < top}
        assert beside[along]
        assert level[down]
        # The baseline lies within the box, and letters hang below it.
        assert top < anchor(node, side).baseline(looks.LABEL_SIZE) < bottom


def test_the_picture_has_each_label_once_in_pages_of_any_width(made: dict[str, Any]) -> None:
    root = ElementTree.fromstring(svg(made, links=""))  # noqa: S314 - our own output
    texts = [
        (text.text, re.findall(r"rg-([ft])(\d)", text.attrib["class"]))
        for text in root.iter(f"{SVG}text")
    ]
    shorts = {node["id"]: node["short"] for node in made["nodes"]}
    for tier, sides in enumerate(label_sides(made)):
        shown = [
            text for text, said in texts
            if all(int(at) <= tier if which == "f" else int(at) >= tier for which, at in said)
        ]  # fmt: skip
        assert sorted(shown) == sorted(shorts[node] for node in sides)


def test_a_picture_of_fixed_width_holds_the_labels_of_its_tier_alone(
    made: dict[str, Any],
) -> None:
    for width in (1280, 768, 360):
        drawn = svg(made, width=width, theme="light")
        sides = label_sides(made)[looks.tier_of(width, made["view"])]
        assert drawn.count("<text") == len(sides)


def test_what_is_known_of_a_slice_is_forgotten_when_it_changes() -> None:
    made = make_slice(6, 4, 2, 2)
    first = label_sides(made)[0]
    node = next(node for node in made["nodes"][1:] if node["id"] in first)
    made["nodes"].append({**node, "id": "x", "labelled": False, "y": node["y"] + 28})
    assert first[node["id"]] == BELOW
    assert label_sides(made)[0].get(node["id"]) != BELOW
