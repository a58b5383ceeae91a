"""Which labels stand at rest, and on which side of their nodes, so that each letter can be read.

A label covers no node and no other label: where its usual place below its node is taken, it stands
on another side of it, or not at all. The server's picture and the live graph read the same answer.
Pure: no I/O.

A side is a key of a number pad with the node on 5: 2 is below it, 6 right of it, 9 above it to the
right.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Any

from explorer.export.letters import usual_width
from explorer.export.looks import (
    KINDS,
    LABEL_ASCENT,
    LABEL_SIZE,
    READABLE,
    TIERS,
    NodeJson,
    SliceJson,
    half_size,
    is_ego,
    label_offset,
    letters_of,
    reach_of,
    ring_of,
)

Box = tuple[float, float, float, float]  # left, top, right, bottom
Measure = Callable[[str, bool], float]  # the width of a label, and of an ego's, at scale 1
Sides = Mapping[str, int]  # of the nodes whose labels stand
Facts = tuple[Any, ...]

BELOW = 2
LABEL = -1  # stands for the node of any label
OUTSIDE = 1e6  # what it costs a label to leave the view; to cover a node costs 1
SIDES = (BELOW, 6, 4, 8, 3, 9, 1, 7)  # the first that is free is taken
CLOSER = 0.25, 0.4, 0.62  # scales of labels for who looks closer than a page shows: more of them
FACTS = "id", "kind", "short", "score", "side", "labelled", "x", "y", "radius"
KEPT = 64  # slices
LINE = 1.2  # from the upper edge of letters to the lower one of the lowest, over their size
CELL = 120.0  # of the grid that boxes are looked up in
GAP = 4.0  # between two labels, at scale 1
ASIDE = 3.0  # between a node and a label beside it
# Of the half width of a shape: what of it a label leaves free, and where one at its corner begins.
BODY: Mapping[str, float] = {"circle": 0.92, "square": 1.0, "polygon": 0.9}
CORNER: Mapping[str, float] = {"circle": 0.72, "square": 0.92, "polygon": 0.76}


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where a label hangs on its node.

    Attributes:
        x: of the point that it hangs on.
        y: of that point.
        along: 1 where it begins there, 0 where its middle is there, -1 where it ends there.
        down: 1 where it is below that point, 0 level with it, -1 above it.
    """

    x: float
    y: float
    along: int
    down: int

    def baseline(self, size: float) -> float:
        """The y of its letters' baseline, for letters of this size."""
        return self.y + self.rise * size

    @property
    def rise(self) -> float:
        """From the point down to the baseline, over the size of the letters."""
        return round(LABEL_ASCENT - (1 - self.down) / 2, 2)


def steps_of(side: int) -> tuple[int, int]:
    """A side as steps to the right and downward.

    >>> steps_of(BELOW), steps_of(9)
    ((0, 1), (1, -1))
    """
    return (side - 1) % 3 - 1, 1 - (side - 1) // 3


STEPS = {side: steps_of(side) for side in SIDES}


def anchor(node: NodeJson, side: int) -> Anchor:
    """Where the label of a node hangs on one of its sides."""
    along, down = STEPS[side]
    if along and down:
        away = corner_of(node)
        return Anchor(node["x"] + along * away, node["y"] + down * away, along, down)
    if along:
        return Anchor(node["x"] + along * aside_of(node), node["y"], along, down)
    return Anchor(node["x"], node["y"] + down * label_offset(node), along, down)


def aside_of(node: NodeJson) -> float:
    """From a node's middle to a label beside it."""
    return _outer_half(node) + ASIDE


def corner_of(node: NodeJson) -> float:
    """From a node's middle to a label at one of its corners: as far across as down."""
    return _outer_half(node) * CORNER[KINDS[node["kind"]].shape] + 1


def _outer_half(node: NodeJson) -> float:
    return half_size(node) + (0.0 if ring_of(node) is None else reach_of(node))


def label_sides(graph_slice: SliceJson) -> tuple[Sides, ...]:
    """The labels that stand in each tier, with their sides.

    For the first tier the placement has said which labels stand, and has made room for nearly all
    below their nodes. In each narrower one those of the tier before are taken best first.
    """
    return _label_sides(*_facts(graph_slice))


def closer_sides(graph_slice: SliceJson) -> tuple[Sides, ...]:
    """The same for each scale of ``CLOSER``: all labels of the first tier, and what else fits."""
    return _closer_sides(*_facts(graph_slice))


def _facts(graph_slice: SliceJson) -> tuple[Facts, tuple[Facts, ...]]:
    """What the sides of labels hang on: the view, and of each node what matters."""
    view = tuple(graph_slice["view"].items())
    return view, tuple(tuple(map(node.get, FACTS)) for node in graph_slice["nodes"])


# A page asks twice, for its picture and for the live graph.
@lru_cache(KEPT)
def _label_sides(view: Facts, facts: tuple[Facts, ...]) -> tuple[Sides, ...]:
    nodes = [dict(zip(FACTS, each, strict=True)) for each in facts]
    room = _Room(nodes, dict(view), usual_width)
    rows = [row for row in room.ranked if nodes[row]["labelled"]]
    found: list[dict[int, int]] = []
    before: dict[int, int] = {}
    for tier in TIERS:
        before = room.fill(rows, tier.scale, before)
        rows = [row for row in rows if row in before]
        found.append(before)
    return tuple(map(room.named, found))


@lru_cache(KEPT)
def _closer_sides(view: Facts, facts: tuple[Facts, ...]) -> tuple[Sides, ...]:
    nodes = [dict(zip(FACTS, each, strict=True)) for each in facts]
    room = _Room(nodes, dict(view), usual_width)
    first = _label_sides(view, facts)[0]
    before = {row: first[node["id"]] for row, node in enumerate(nodes) if node["id"] in first}
    found: list[dict[int, int]] = []
    for scale in reversed(CLOSER):
        rows = sorted(room.ranked, key=lambda row: row not in before)
        before = room.fill(rows, scale, before)
        found.append(before)
    return tuple(map(room.named, reversed(found)))


def letter_scale(width: float, view: Mapping[str, float]) -> float:
    """How much larger letters must be in a view that is drawn this many CSS pixels wide."""
    return max(1.0, round(READABLE * view["width"] / (width * LABEL_SIZE), 3))


def standing(
    graph_slice: SliceJson, view: Mapping[str, float], scale: float, measure: Measure
) -> list[tuple[NodeJson, int]]:
    """The nodes whose labels stand in a picture of known size, the best first, with their sides.

    Args:
        graph_slice: JSON of a slice.
        view: of the picture, the slice's own or larger.
        scale: of the letters.
        measure: tells how wide labels are.
    """
    nodes = graph_slice["nodes"]
    room = _Room(nodes, view, measure)
    rows = [row for row in room.ranked if nodes[row]["labelled"]]
    return [(nodes[row], side) for row, side in room.fill(rows, scale, {}).items()]


def label_box(
    node: NodeJson, scale: float, ego: bool, measure: Measure = usual_width, side: int = BELOW
) -> Box:
    """Where a label stands: left, top, right, bottom."""
    at = anchor(node, side)
    size = letters_of(ego, scale)
    wide = measure(node["short"], ego) * size / letters_of(ego, 1.0)
    left = at.x - wide * (1 - at.along) / 2
    top = at.baseline(size) - LABEL_ASCENT * size
    return left, top, left + wide, top + LINE * size


class _Room:
    """Where labels find room, one after another; nodes are told by their rows.

    Args:
        nodes: all that are drawn.
        view: in which labels stay.
        measure: tells how wide labels are.
    """

    def __init__(
        self, nodes: Sequence[NodeJson], view: Mapping[str, float], measure: Measure
    ) -> None:
        self._nodes = nodes
        self._egos = [is_ego(node) for node in nodes]
        left, top = view["x"], view["y"]
        self._view = left, top, left + view["width"], top + view["height"]
        self._away = [(aside_of(node), label_offset(node), corner_of(node)) for node in nodes]
        # Over the size of their letters.
        self._wide = [(measure(node["short"], ego) + GAP) / letters_of(ego, 1.0)
                      for node, ego in zip(nodes, self._egos, strict=True)]  # fmt: skip
        bodies = _Grid({})
        for row, node in enumerate(nodes):
            bodies.put(_body(node), row)
        self._bodies = bodies.boxes

    @property
    def ranked(self) -> list[int]:
        """All rows, egos and then the best first."""

        def rank(row: int) -> tuple[bool, float, str]:
            node = self._nodes[row]
            return not self._egos[row], -(node["score"] or 0.0), node["id"]

        return sorted(range(len(self._nodes)), key=rank)

    def named(self, sides: Mapping[int, int]) -> Sides:
        """The same by the ids of nodes."""
        return {self._nodes[row]["id"]: side for row, side in sides.items()}

    def fill(self, rows: Sequence[int], scale: float, before: Mapping[int, int]) -> dict[int, int]:
        """The sides of the labels that find room, in this order; where they stood if they can."""
        grid = _Grid(self._bodies)
        found: dict[int, int] = {}
        for row in rows:
            place = self._find(row, scale, before.get(row, BELOW), grid)
            if place is None:
                continue
            found[row], box = place
            grid.put(box, LABEL)
        return found

    def _find(self, row: int, scale: float, first: int, grid: _Grid) -> tuple[int, Box] | None:
        """The first side that is free; for an ego at least one with no other label there."""
        left, top, right, bottom = self._view
        least: tuple[float, int, Box] | None = None
        for side in (first, *(each for each in SIDES if each != first)):
            box = self._box(row, side, scale)
            inside = left <= box[0] and top <= box[1] and box[2] <= right and box[3] <= bottom
            if not self._egos[row]:
                if inside and not grid.meets(box, row):
                    return side, box
                continue
            covered = grid.met(box) - {row}
            cost = len(covered) + (0.0 if inside else OUTSIDE)
            if LABEL not in covered and (least is None or cost < least[0]):
                least = cost, side, box
        return least and least[1:]

    def _box(self, row: int, side: int, scale: float) -> Box:
        node, (along, down) = self._nodes[row], STEPS[side]
        aside, offset, corner = self._away[row]
        size = letters_of(self._egos[row], scale)
        wide = self._wide[row] * size
        # Half of the gap to the next label lies on either side, whichever way a label is aligned.
        away = (corner if down else aside) - GAP / 2 * scale
        left = node["x"] + along * away - wide * (1 - along) / 2
        top = node["y"] + down * (corner if along else offset) - size * (1 - down) / 2
        return left, top, left + wide, top + LINE * size


def _body(node: NodeJson) -> Box:
    """What of a node no label may cover."""
    half = _outer_half(node) * BODY[KINDS[node["kind"]].shape]
    return node["x"] - half, node["y"] - half, node["x"] + half, node["y"] + half


Boxes = Mapping[tuple[int, int], list[tuple[Box, int]]]  # by cell, with the row of their node


class _Grid:
    """Boxes by the cells of a grid that they lie in, each with the row of its node, or ``LABEL``.

    Args:
        bodies: of all nodes, which every scale of labels has in common.
    """

    def __init__(self, bodies: Boxes) -> None:
        self.boxes: defaultdict[tuple[int, int], list[tuple[Box, int]]] = defaultdict(list)
        self._layers: tuple[Boxes, Boxes] = bodies, self.boxes

    def put(self, box: Box, name: int) -> None:
        """Add a box."""
        for cell in _cells(box):
            self.boxes[cell].append((box, name))

    def meets(self, box: Box, but: int) -> bool:
        """Whether a box meets another, but for those of a name."""
        left, top, right, bottom = box
        for cell in _cells(box):
            for boxes in self._layers:
                for other, name in boxes.get(cell, ()):
                    if (
                        left < other[2] and other[0] < right and top < other[3]
                        and other[1] < bottom and name != but
                    ):  # fmt: skip
                        return True
        return False

    def met(self, box: Box) -> set[int]:
        """The names of all that a box meets."""
        near = chain.from_iterable(
            boxes.get(cell, ()) for cell in _cells(box) for boxes in self._layers
        )
        return {name for other, name in near if _meet(box, other)}


def _cells(box: Box) -> list[tuple[int, int]]:
    left, top, right, bottom = box
    across = range(int(left // CELL), int(right // CELL) + 1)
    return [(x, y) for y in range(int(top // CELL), int(bottom // CELL) + 1) for x in across]


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
