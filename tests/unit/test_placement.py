"""Pictures: nothing overlaps, nothing that is placed moves, and the same again is the same."""

from __future__ import annotations

import itertools
import math
import statistics
import threading
from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.export import labels, looks
from explorer.graph import placement
from explorer.graph.boxes import meeting
from explorer.graph.placement import LABEL_TOP, Spot, View, label_width, place
from explorer.model import NodeKind
from tests.processes import told_under_hash_seeds

KINDS = list(NodeKind)
USUAL = [22, 30, 10, 12]  # papers, people, topics, institutions
Placed = tuple[dict[str, Spot], View]
Box = tuple[float, float, float, float]


class Graph(NamedTuple):
    """What is placed, in the order of the arguments."""

    ego: str | list[str]
    kinds: dict[str, NodeKind]
    scores: dict[str, float]
    labels: dict[str, str]
    links: list[tuple[str, str, float]]


def graph(counts: list[int], seed: int = 0) -> Graph:
    """An ego and so many papers, people, topics and institutions, tied in a fixed pattern."""
    made = Graph("ego", {"ego": NodeKind.PERSON}, {}, {"ego": "The Ego"}, [])
    for kind, count in zip(KINDS, counts, strict=True):
        for i in range(count):
            node = f"{kind}{i}"
            made.kinds[node] = kind
            made.scores[node] = 1.0 / (i + 1)
            made.labels[node] = f"{kind.value} with a longish name {i}"[: 12 + (i * 7 + seed) % 19]
            made.links.append(("ego", node, 1.0))
            if i:
                made.links.append((node, f"{kind}{(i * 5 + seed) % i}", 0.5))
    return made


def with_newcomers(made: Graph, anchor: str, count: int) -> tuple[Graph, dict[str, str]]:
    """The graph with nodes of all kinds tied to one of its own, and what they belong to."""
    new = {f"new{i}": KINDS[i % len(KINDS)] for i in range(count)}
    grown = Graph(
        made.ego,
        made.kinds | new,
        made.scores | {node: 3.0 - i / 100 for i, node in enumerate(new)},
        made.labels | {node: f"Newcomer {i}" for i, node in enumerate(new)},
        made.links + [(anchor, node, 1.0) for node in new],
    )
    return grown, dict.fromkeys(new, anchor)


def kept(spots: Mapping[str, Spot]) -> dict[str, Any]:
    """What a caller passes for nodes that stay as they are."""
    return {
        "fixed": {node: (spot.x, spot.y) for node, spot in spots.items()},
        "radii": {node: spot.radius for node, spot in spots.items()},
        "labelled": {node for node, spot in spots.items() if spot.labelled},
    }


def apart(spot: Spot, other: Spot) -> float:
    return math.hypot(spot.x - other.x, spot.y - other.y)


def meet(one: Box, other: Box) -> bool:
    """Whether they share more than an edge, but for the last digits of numbers."""
    least = 1e-9
    return (min(one[2], other[2]) - max(one[0], other[0]) > least
            and min(one[3], other[3]) - max(one[1], other[1]) > least)  # fmt: skip


def node_box(spot: Spot, kind: NodeKind) -> Box:
    half = spot.radius * looks.KINDS[kind].scale
    return spot.x - half, spot.y - half, spot.x + half, spot.y + half


def label_box(spot: Spot, text: str, ego: bool) -> Box:
    node = {"x": spot.x, "y": spot.y, "radius": spot.radius, "short": text}
    return labels.label_box(node, 1.0, ego, lambda text, ego: label_width(text, bold=ego))


def overlaps(spots: Mapping[str, Spot], made: Graph) -> list[tuple[str, str]]:
    """Nodes, as drawn, that meet another; drawn labels that meet a label or another's node."""
    egos = {made.ego} if isinstance(made.ego, str) else set(made.ego)
    nodes = {node: node_box(spot, made.kinds[node]) for node, spot in spots.items()}
    labels = {
        node: label_box(spot, made.labels[node], node in egos)
        for node, spot in spots.items()
        if spot.labelled
    }
    return [
        *((a, b) for a, b in itertools.combinations(nodes, 2) if meet(nodes[a], nodes[b])),
        *((a, b) for a, b in itertools.combinations(labels, 2) if meet(labels[a], labels[b])),
        *((a, b) for a in labels for b in nodes if a != b and meet(labels[a], nodes[b])),
    ]


counts = st.lists(st.integers(0, 25), min_size=4, max_size=4)


@settings(max_examples=12, deadline=None)
@given(counts, st.integers(0, 5))
def test_no_node_and_no_drawn_label_overlaps_another(counts: list[int], seed: int) -> None:
    made = graph(counts, seed)
    spots, view = place(*made)
    assert set(spots) == set(made.kinds)
    assert overlaps(spots, made) == []
    for spot in spots.values():
        assert (spot.x, spot.y) == (round(spot.x, 1), round(spot.y, 1))
        assert view.x <= spot.x - spot.radius
        assert spot.x + spot.radius <= view.x + view.width
        assert view.y <= spot.y - spot.radius
        assert spot.y + spot.radius <= view.y + view.height


texts = st.text("aW é图", max_size=40)
numbers = st.sampled_from([0.0, 1.0, 1.0, 5.0]) | st.floats(0, 1e6)


@st.composite
def any_graph(draw: st.DrawFn) -> Graph:
    """Any scores, names and ties, those of unknown nodes and of none among them."""
    kinds = draw(st.lists(st.sampled_from(KINDS), min_size=1, max_size=40))
    nodes = [f"n{i}" for i in range(len(kinds))]
    ends = st.sampled_from([*nodes, "unknown"])
    links = draw(st.lists(st.tuples(ends, ends, st.floats(-1, 1e3)), max_size=60))
    egos = draw(st.lists(st.sampled_from(nodes), min_size=1, max_size=5))
    return Graph(
        egos if draw(st.booleans()) else egos[0],
        dict(zip(nodes, kinds, strict=True)),
        {node: draw(numbers) for node in nodes},
        {node: draw(texts) for node in nodes},
        links,
    )


@settings(max_examples=40, deadline=None)
@given(any_graph(), st.integers(0, 1000))
def test_any_graph_is_placed_whatever_order_it_comes_in(made: Graph, seed: int) -> None:
    first = place(*made)
    assert overlaps(first[0], made) == []
    chance = np.random.default_rng(seed)

    def mixed(some: Collection[Any]) -> list[Any]:
        return [list(some)[i] for i in chance.permutation(len(some))]

    egos = made.ego if isinstance(made.ego, str) else mixed(made.ego)
    kinds, scores, labels = (dict(mixed(part.items())) for part in (made[1], made[2], made[3]))
    assert place(egos, kinds, scores, labels, mixed(made.links)) == first


@settings(max_examples=10, deadline=None)
@given(counts, st.integers(0, 1000))
def test_the_noise_of_an_engine_changes_nothing(counts: list[int], seed: int) -> None:
    made, chance = graph(counts), np.random.default_rng(seed)
    tied = made.scores | dict.fromkeys(list(made.scores)[::3], 1 / 3)
    made = made._replace(scores=tied)

    def noisy(number: float) -> float:
        return number * (1 + chance.uniform(-1e-12, 1e-12))

    noise = made._replace(
        scores={node: noisy(score) for node, score in made.scores.items()},
        links=[(a, b, noisy(weight)) for a, b, weight in made.links],
    )
    assert place(*noise) == place(*made)


def test_four_threads_give_the_same_picture() -> None:
    graphs = [graph(USUAL), graph([9, 40, 0, 3], 2)]
    alone = [place(*made) for made in graphs]
    found: list[list[Placed]] = []
    threads = [
        threading.Thread(target=lambda: found.append([place(*made) for made in graphs * 2]))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [alone * 2] * 4


def test_the_seed_of_hashes_changes_nothing() -> None:
    code = (
        "from tests.unit.test_placement import *\n"
        "made = graph(USUAL)\n"
        "grown, near = with_newcomers(made, 'person3', 9)\n"
        "print(place(*grown, **kept(place(*made)[0]), near=near))"
    )
    told = set(told_under_hash_seeds(code))
    assert len(told) == 1
    assert "new8" in told.pop()


# -- how it looks ------------------------------------------------------------------------------


@pytest.mark.parametrize("counts", [USUAL, [36, 48, 17, 18], [90, 120, 45, 44]])
def test_a_slice_reads_at_a_glance(counts: list[int]) -> None:
    made = graph(counts)
    spots, view = place(*made)
    for kind, most in placement.LABELLED.items():
        best = [f"{kind}{i}" for i in range(min(most, counts[KINDS.index(kind)]))]
        drawn = sum(spots[node].labelled for node in best)
        assert drawn >= 0.9 * len(best), f"{drawn} of the {len(best)} best of {kind}"
    assert spots["ego"].labelled
    assert view.width <= 1500 * max(1, math.sqrt(len(spots) / 100))  # 11-px labels stay readable
    assert abs(view.x + view.width / 2) < view.width / 6  # the ego is in the middle third
    assert abs(view.y + view.height / 2) < view.height / 6


@pytest.mark.parametrize("counts", [USUAL, [60, 60, 10, 3], [36, 48, 17, 18]])
def test_kinds_are_regions_even_where_ties_cross_them(counts: list[int]) -> None:
    made = graph(counts)
    nodes = list(made.scores)
    across = [(node, nodes[(i * i * 7 + 3) % len(nodes)], 9.0) for i, node in enumerate(nodes)]
    spots, _ = place(*made._replace(links=made.links + across))

    def angle(node: str) -> float:
        return math.atan2(spots[node].y / placement.HEIGHT, spots[node].x / placement.WIDTH)

    around = [made.kinds[node] for node in sorted(made.scores, key=angle)]
    borders = sum(
        one is not next for one, next in zip(around, around[1:] + around[:1], strict=True)
    )
    assert borders == len(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_the_strongest_of_a_kind_are_nearest(kind: NodeKind) -> None:
    made = graph([40, 60, 20, 20])
    spots, _ = place(*made)
    far = [apart(spots[node], spots["ego"]) for node in made.scores if made.kinds[node] is kind]
    third = len(far) // 3
    assert statistics.mean(far[:third]) < 0.8 * statistics.mean(far[-third:])


def test_nodes_tied_to_each_other_stand_together() -> None:
    made = graph([0, 60, 0, 0])
    groups = {f"person{i}": i % 4 for i in range(60)}
    links = [(a, b, 1.0) for a, b in itertools.combinations(groups, 2) if groups[a] == groups[b]]
    spots, _ = place(*made._replace(links=links))
    pairs = list(itertools.combinations(groups, 2))
    within = [apart(spots[a], spots[b]) for a, b in pairs if groups[a] == groups[b]]
    between = [apart(spots[a], spots[b]) for a, b in pairs if groups[a] != groups[b]]
    assert statistics.mean(within) < 0.75 * statistics.mean(between)


def test_an_ego_alone_stands_in_the_middle() -> None:
    spots, view = place("ego", {"ego": NodeKind.TOPIC}, {}, {"ego": "Alone"}, [])
    assert (spots["ego"].x, spots["ego"].y) == (0.0, 0.0)
    assert view.width > 0
    assert view.height > 0


@pytest.mark.parametrize("count", [2, 3, 4, 6])
def test_several_egos_share_the_middle_evenly(count: int) -> None:
    made = graph(USUAL)
    egos = [f"person{i}" for i in range(count)]
    spots, view = place(egos, *made[1:])
    assert overlaps(spots, made._replace(ego=egos)) == []
    assert all(spots[ego].labelled and spots[ego].radius == 22.0 for ego in egos)
    assert abs(sum(spots[ego].x for ego in egos)) < 1
    assert abs(sum(spots[ego].y for ego in egos)) < 1
    assert all(math.hypot(spots[ego].x, spots[ego].y) < view.width / 5 for ego in egos)
    assert place(egos[::-1], *made[1:]) == (spots, view)


def test_boxes_hold_what_is_drawn() -> None:
    for kind, look in looks.KINDS.items():
        assert look.scale <= placement.OUTLINE[NodeKind(kind)]
    assert looks.EGO_LABEL_SIZE * 1.2 <= placement.EGO_LABEL_HEIGHT
    assert looks.LABEL_SIZE * 1.2 <= placement.LABEL_HEIGHT
    assert looks.label_offset({"radius": 7.0}) == 7.0 + LABEL_TOP


def test_wide_characters_take_the_room_of_two() -> None:
    assert label_width("ab") == label_width("é图"[1:]) == label_width("éß")
    assert label_width("ab", bold=True) > label_width("ab")


# -- what is placed stays ----------------------------------------------------------------------


@settings(max_examples=12, deadline=None)
@given(counts, st.integers(1, 15), st.booleans(), st.booleans())
def test_newcomers_move_nothing_that_is_placed(
    counts: list[int], newcomers: int, told: bool, labelled: bool
) -> None:
    made = graph(counts)
    before, small = place(*made)
    anchor = "person0" if "person0" in made.kinds else "ego"
    grown, near = with_newcomers(made, anchor, newcomers)
    keep = kept(before)
    if not labelled:  # then those are that were before
        del keep["labelled"]
    if not told:  # then an ego stands where it would
        del keep["fixed"]["ego"]
    after, view = place(*grown, **keep, near=near if told else None)
    assert {node: after[node] for node in before} == before
    assert overlaps(after, grown) == []
    assert view.width >= small.width
    assert view.height >= small.height


@pytest.mark.parametrize("told", [True, False])
@pytest.mark.parametrize("anchor", ["person0", "person25", "paper3", "topic4", "institution9"])
def test_newcomers_gather_near_what_they_belong_to(anchor: str, told: bool) -> None:
    made = graph([90, 120, 45, 44])
    before, _ = place(*made)
    grown, near = with_newcomers(made, anchor, 20)
    after, _ = place(*grown, **kept(before), near=near if told else None)
    far = [apart(after[node], after[anchor]) for node in near]
    others = [apart(spot, before[anchor]) for spot in before.values()]
    assert statistics.median(far) < 0.5 * statistics.median(others)
    assert max(far) < statistics.median(others)
    assert sum(after[node].labelled for node in near) >= 8


def test_newcomers_told_where_they_belong_go_there_whatever_they_are_tied_to() -> None:
    made = graph(USUAL)
    before, _ = place(*made)
    grown, near = with_newcomers(made, "person1", 6)
    elsewhere = dict.fromkeys(near, "paper2")
    after, _ = place(*grown, **kept(before), near=elsewhere)
    for node in near:
        assert apart(after[node], after["paper2"]) < apart(after[node], after["person1"])


def test_expanding_again_and_again_keeps_positions_radii_and_labels() -> None:
    made, placed = graph(USUAL), place(*graph(USUAL))[0]
    for turn, anchor in enumerate(["person2", "paper1", "new0", "topic3"]):
        grown, near = with_newcomers(made, anchor, 8 * (turn + 1))
        after, _ = place(*grown, **kept(placed), near=near)
        assert {node: after[node] for node in placed} == placed
        assert overlaps(after, grown) == []
        made, placed = grown, after


def test_a_few_pinned_nodes_leave_the_others_in_their_regions() -> None:
    made = graph(USUAL)
    pins = {"person3": (400.0, -200.0), "paper5": (10.25, 300.125)}
    spots, _ = place(*made, fixed=pins)
    assert {node: (spots[node].x, spots[node].y) for node in pins} == pins
    assert (spots["ego"].x, spots["ego"].y) == (0.0, 0.0)
    assert overlaps(spots, made) == []
    people = [s.x for n, s in spots.items() if n.startswith("person")]
    assert statistics.mean(people) > 150


def test_frozen_nodes_that_overlap_stay_and_newcomers_avoid_both() -> None:
    made = graph([3, 8, 0, 0])
    stacked = {f"person{i}": (5.0 * i, 0.0) for i in range(8)}
    spots, _ = place(*made, fixed=stacked)
    assert {node: (spots[node].x, spots[node].y) for node in stacked} == stacked
    assert not [pair for pair in overlaps(spots, made) if not set(pair) <= set(stacked)]


# -- boxes -------------------------------------------------------------------------------------


sides = st.integers(-30, 30)
boxes = st.lists(st.tuples(sides, sides, st.integers(1, 20), st.integers(1, 20)), max_size=30)


@settings(max_examples=60, deadline=None)
@given(boxes)
def test_pairs_of_boxes_that_meet_are_found_once_each(boxes: list[tuple[int, ...]]) -> None:
    rows = [(x, y, x + width, y + height) for x, y, width, height in boxes]
    first, second = meeting(np.array(rows, dtype=float).reshape(-1, 4))
    found = sorted(
        tuple(sorted(pair)) for pair in zip(first.tolist(), second.tolist(), strict=True)
    )
    every = itertools.combinations(range(len(rows)), 2)
    assert found == [(a, b) for a, b in every if meet(rows[a], rows[b])]
