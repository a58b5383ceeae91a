"""How kinds and weights look: shapes and widths of the live graph and of the picture, colours."""

from __future__ import annotations

import re
from collections import Counter
from itertools import combinations
from math import dist
from typing import Any
from xml.etree import ElementTree

import pytest

from explorer.export import svg
from explorer.export.looks import COLOURS, KINDS, THICKEST, THINNEST, edge_width
from explorer.panel.elements import to_elements, to_stylesheet
from tests.unit.made_slice import make_slice

EDGES = "{http://www.w3.org/2000/svg}g[@class='rg-edges']/{http://www.w3.org/2000/svg}path"
SHAPES = {"person": "ellipse", "paper": "round-rectangle", "topic": "polygon",
          "institution": "polygon"}  # fmt: skip
# Machado, Oliveira and Fernandes 2009, at their full severity, for linear red, green and blue.
SEEN = {
    "everybody": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
APART = 10.0  # CIE76; about 2 can just be told apart side by side


@pytest.fixture(scope="module")
def made() -> dict[str, Any]:
    return make_slice()


def test_live_edges_are_as_wide_as_their_weight_says(made: dict[str, Any]) -> None:
    heaviest = max(edge["weight"] for edge in made["edges"])
    weights = {edge["id"]: edge["weight"] for edge in made["edges"]}
    widths = {each["data"]["id"]: each["data"]["width"] for each in to_elements(made)
              if "source" in each["data"]}  # fmt: skip
    assert widths == {id: edge_width(weight, heaviest) for id, weight in weights.items()}
    assert (min(widths.values()), max(widths.values())) == (pytest.approx(THINNEST, abs=0.5),
                                                            THICKEST)  # fmt: skip
    by_weight = sorted(widths, key=lambda id: weights[id])
    assert [widths[id] for id in by_weight] == sorted(widths.values())
    [rule] = [rule for rule in to_stylesheet() if rule["selector"] == "edge"]
    assert rule["style"]["width"] == "data(width)"


def test_each_line_of_the_picture_is_as_wide_as_its_edge(made: dict[str, Any]) -> None:
    heaviest = max(edge["weight"] for edge in made["edges"])
    at = {node["id"]: (round(node["x"], 1), round(node["y"], 1)) for node in made["nodes"]}
    expected = Counter(
        (at[edge["source"]], at[edge["target"]], edge_width(edge["weight"], heaviest))
        for edge in made["edges"]
    )
    drawn = ElementTree.fromstring(svg(made))  # noqa: S314 - our own output
    found: Counter[tuple[tuple[float, ...], tuple[float, ...], float]] = Counter()
    for path in drawn.findall(EDGES):
        for line in re.findall(r"M([^ML]+)L([^ML]+)", path.attrib["d"]):
            one, other = (tuple(round(float(n), 1) for n in end.split()) for end in line)
            found[one, other, float(path.attrib["stroke-width"])] += 1
    assert found == expected
    assert len({width for *_, width in found}) > 5


def test_each_kind_has_a_shape_of_its_own_in_the_live_graph() -> None:
    looks = {}
    for rule in to_stylesheet():
        if (kind := re.fullmatch(r'node\[kind = "(\w+)"\]', rule["selector"])) is not None:
            style = rule["style"]
            looks[kind[1]] = style["shape"], style.get("shape-polygon-points")
    assert {kind: shape for kind, (shape, _) in looks.items()} == SHAPES
    assert len(set(looks.values())) == len(KINDS)
    for kind, (shape, points) in looks.items():
        corners = [float(each) for each in (points or "").split()]
        assert (shape == "polygon") == bool(corners)
        flat = [number for corner in KINDS[kind].corners for number in corner]
        assert corners == pytest.approx(flat, abs=1e-3)
    # None undoes it: no rule of an ego, a colour or a state gives a node another shape.
    assert sum("shape" in rule["style"] for rule in to_stylesheet()) == len(KINDS)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("eyes", SEEN)
def test_kinds_differ_in_colour_whatever_colours_a_reader_sees(eyes: str, theme: int) -> None:
    seen = {kind: as_seen(COLOURS[kind][theme], eyes) for kind in KINDS}
    apart = {pair: dist(*(seen[kind] for kind in pair)) for pair in combinations(KINDS, 2)}
    assert min(apart.values()) >= APART, apart


def as_seen(shade: str, eyes: str) -> tuple[float, float, float]:
    """Lightness and the two axes of colour (CIELAB, D65) of a colour, by these eyes."""
    parts = [int(shade[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    red, green, blue = (
        min(1.0, max(0.0, sum(share * part for share, part in zip(row, linear, strict=True))))
        for row in SEEN[eyes]
    )
    x = (0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / 0.95047
    y = 0.2126729 * red + 0.7151522 * green + 0.0721750 * blue
    z = (0.0193339 * red + 0.1191920 * green + 0.9503041 * blue) / 1.08883
    f, g, h = (t ** (1 / 3) if t > 216 / 24389 else (24389 / 27 * t + 16) / 116 for t in (x, y, z))
    return 116 * g - 16, 500 * (f - g), 200 * (g - h)
