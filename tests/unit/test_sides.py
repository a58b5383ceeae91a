"""Whose a node is in the slice of two people, and how that is drawn."""

from __future__ import annotations

import re
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.export import looks, svg
from explorer.graph.edges import SliceEdge
from explorer.graph.sides import OWN, Side, sides_of
from explorer.model import DerivedEdge, EdgeKind, NodeKind
from explorer.panel.elements import to_elements, to_stylesheet
from tests.unit.made_slice import make_slice
from tests.unit.test_export import contrast

A, B = "name:made/a", "name:made/b"
PEOPLE = {A: NodeKind.PERSON, B: NodeKind.PERSON}
KINDS = (*EdgeKind, *DerivedEdge)


def edge(source: str, kind: str, target: str) -> SliceEdge:
    return SliceEdge(f"{source}|{kind}|{target}", source, target, kind, 1.0, (), 1, None, None,
                     "slice_picture", "")  # fmt: skip


def test_a_line_from_both_makes_it_shared_a_line_from_one_only_theirs() -> None:
    edges = [
        edge(A, "AUTHORED", "p1"), edge(B, "AUTHORED", "p1"), edge(A, "AUTHORED", "p2"),
        edge("person", "COAUTHORED", B), edge(A, "WRITES_ABOUT", "t"),
        edge(B, "WRITES_ABOUT", "t"), edge(B, "AFFILIATED_WITH", "i"), edge("p2", "CITES", "p3"),
    ]  # fmt: skip
    found = sides_of(PEOPLE, [A, B, "p1", "p2", "p3", "person", "t", "i"], edges)
    assert found == {
        A: Side.A, B: Side.B, "p1": Side.BOTH, "p2": Side.A, "p3": Side.NEITHER,
        "person": Side.B, "t": Side.BOTH, "i": Side.B,
    }  # fmt: skip


def test_two_who_wrote_together_stay_who_they_are() -> None:
    assert sides_of(PEOPLE, [A, B], [edge(A, "COAUTHORED", B)]) == {A: Side.A, B: Side.B}


@pytest.mark.parametrize("kind", sorted({kind.value for kind in KINDS} - OWN))
def test_what_lies_near_in_other_ways_is_neithers_own(kind: str) -> None:
    found = sides_of(PEOPLE, [A, B, "x"], [edge(A, kind, "x"), edge(B, kind, "x")])
    assert found["x"] is Side.NEITHER


@pytest.mark.parametrize(
    "egos",
    [
        {},
        {A: NodeKind.PERSON},
        {A: NodeKind.PERSON, "p": NodeKind.PAPER},
        {"p": NodeKind.PAPER, "q": NodeKind.PAPER},
        {**PEOPLE, "c": NodeKind.PERSON},
    ],
)
def test_only_a_slice_about_two_people_has_sides(egos: dict[str, NodeKind]) -> None:
    assert sides_of(egos, [*egos, "x"], [edge(A, "AUTHORED", "x")]) == {}


LINES = st.lists(
    st.tuples(st.sampled_from([A, B, "x", "y", "z"]), st.sampled_from(KINDS),
              st.sampled_from(["x", "y", "z", B])),
)  # fmt: skip


@given(LINES)
def test_swapping_the_two_swaps_the_sides(lines: list[tuple[str, str, str]]) -> None:
    nodes = [A, B, "x", "y", "z"]
    edges = [edge(one, str(kind), other) for one, kind, other in lines if one != other]
    there = sides_of(PEOPLE, nodes, edges)
    back = sides_of(dict(reversed(PEOPLE.items())), nodes, edges)
    swapped = {Side.A: Side.B, Side.B: Side.A}
    assert back == {node: swapped.get(side, side) for node, side in there.items()}
    assert list(there.values()) == list(sides_of(PEOPLE, nodes, edges[::-1]).values())


# -- how it is drawn ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def marked() -> dict[str, Any]:
    made = make_slice()
    for node, side in zip(made["nodes"][1:], ["both", "a", "b", "neither"] * 40, strict=False):
        node["side"] = side
    return made


def test_sides_are_told_apart_by_pattern_and_by_colour() -> None:
    looked = {(ring.width, ring.dashed) for ring in looks.RINGS.values()}
    assert len(looked) == len({ring.colour for ring in looks.RINGS.values()}) == 3
    for theme, ground in enumerate(looks.COLOURS["surface"]):
        shades = [looks.COLOURS[ring.colour][theme] for ring in looks.RINGS.values()]
        assert all(contrast(shade, ground) >= 3 for shade in shades)
        assert all(one != other for one, other in combinations(shades, 2))


def test_the_picture_and_the_live_graph_draw_the_same_rings(marked: dict[str, Any]) -> None:
    rules = {rule["selector"]: rule["style"] for rule in to_stylesheet()}
    drawn = {each["data"]["id"]: each["data"] for each in to_elements(marked)}
    picture = svg(marked)
    for node in marked["nodes"][1:]:
        data, side = drawn[node["id"]], node["side"]
        assert data["side"] == side
        if side == "neither":
            assert data["size"] / 2 == pytest.approx(looks.half_size(node), abs=0.01)
            continue
        style = rules[f'node[side = "{side}"]'] | rules[f'node[ego = 0][side = "{side}"]']
        outer = data["size"] / 2 + style["outline-offset"] + style["outline-width"]
        assert outer == pytest.approx(looks.half_size(node) + looks.SIDE_REACH, abs=0.02)
        assert data["size"] / 2 > 2.5  # the kind's shape and colour stay to be seen
        assert style["outline-color"] in picture
    assert len(re.findall("stroke-dasharray", picture)) == [
        node.get("side") for node in marked["nodes"]
    ].count("b")


def test_egos_have_one_ring_in_the_colour_of_their_side(marked: dict[str, Any]) -> None:
    ego = {**marked["nodes"][0], "side": "b"}
    assert looks.ring_of(ego) == looks.Ring(looks.EGO_RING, "side-b", looks.EGO_GAP, dashed=True)
    plain = looks.ring_of(marked["nodes"][0])
    assert plain is not None
    assert (plain.colour, plain.dashed) == ("person", False)
