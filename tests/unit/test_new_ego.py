"""A node becomes the ego where it stands: as plain to see as the first, and nothing moves."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.graph import placement
from explorer.graph.placement import place
from explorer.model import NodeKind
from tests.unit.test_placement import (
    Graph,
    counts,
    graph,
    kept,
    label_box,
    meet,
    node_box,
    overlaps,
)


def turned(made: Graph, ego: str) -> Graph:
    """The same nodes around one of them; the former ego is its strongest neighbour's half."""
    scores = {node: score for node, score in made.scores.items() if node != ego}
    return made._replace(ego=ego, scores=scores | {"ego": 0.25})


@settings(max_examples=12, deadline=None)
@given(counts, st.integers(0, 100), st.booleans())
def test_another_ego_is_as_plain_as_the_first_and_moves_nothing(
    counts: list[int], which: int, again: bool
) -> None:
    made = graph([n + 1 for n in counts])
    before, _ = place(*made)
    ego = sorted(made.scores)[which % len(made.scores)]
    new = turned(made, ego)
    change = {"turned": {"ego", ego}, "labelled": None}
    after, _ = place(*new, **kept(before) | change)
    if again:  # the next step keeps what this one made of them
        assert place(*new, **kept(after))[0] == after
    assert {node: (spot.x, spot.y) for node, spot in after.items()} == {
        node: (spot.x, spot.y) for node, spot in before.items()
    }
    assert after[ego].labelled
    assert before[ego].radius <= after[ego].radius <= placement.EGO_RADIUS
    assert placement.RADIUS[0] <= after["ego"].radius <= placement.RADIUS[1]
    others = before.keys() - {"ego", ego}
    assert all(after[node].radius == before[node].radius for node in others)
    # Its label may lie over nodes that stay, but over no other label.
    boxes = {"ego": label_box(after[ego], made.labels[ego], True)}
    covered = {n for n in after if meet(boxes["ego"], node_box(after[n], made.kinds[n]))}
    assert {pair for pair in overlaps(after, new) if pair != (ego, *covered & {pair[1]})} == set()


@pytest.mark.parametrize(("ego", "beside"), [("institution2", 200.0), ("institution2", 26.0)])
def test_another_ego_grows_as_far_as_there_is_room(ego: str, beside: float) -> None:
    made = turned(graph([2, 2, 2, 4]), ego)
    where = {node: (100.0 * i, 0.0) for i, node in enumerate(sorted(made.kinds))}
    where["paper0"] = (where[ego][0], beside)
    held = dict.fromkeys(made.kinds, 8.0) | {"ego": 22.0}
    spots, _ = place(*made, fixed=where, radii=held, turned={"ego", ego})
    free = (beside - 8.0 - 3.0) / placement.OUTLINE[NodeKind.INSTITUTION]
    assert spots[ego].radius == min(22.0, math.floor(free * 10) / 10) > 8.0
    assert spots["ego"].radius == round(7 + 8 * math.sqrt(0.25), 1)


def test_the_labels_of_egos_do_not_cover_each_other() -> None:
    made = graph([0, 4, 0, 0])._replace(ego=["ego", "person0"])
    close = {"ego": (0.0, 0.0), "person0": (60.0, 0.0)}
    spots, _ = place(*made, fixed=close, radii=dict.fromkeys(close, 22.0))
    assert [spots[node].labelled for node in close] == [True, False]
