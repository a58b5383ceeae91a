"""Seating: what meets another moves to the nearest free place.

Frozen nodes never move; what comes later gives way to what came before. Pure.
"""

from __future__ import annotations

from math import dist

import numpy as np

from explorer.graph.boxes import Bools, Floats, Ints, Shapes, meeting

LEAST_GAP, SEAT_GAP = 3.0, 7.0  # between any two, and around one that looks for a free place
DETOUR = 110.0  # units that a node goes farther for its label to be drawn
STEP = 4.0  # of the lattice on which a free place is looked for
LATTICE = 28  # steps that it reaches; past them it is looked for on one twice as wide
SIDE = 2 * LATTICE + 1


def seat_egos(shapes: Shapes, points: Floats, frozen: Bools, egos: int) -> Floats:
    """The places of egos: their own, or if frozen nodes stand there, the nearest free ones.

    Args:
        shapes: of the nodes, the egos first.
        points: where they belong, shape (n, 2).
        frozen: those that stay, egos or not.
        egos: how many there are.
    """
    ground = Ground(shapes, points, frozen, np.zeros(len(points), dtype=bool))
    places = points[:egos].copy()
    for row in np.flatnonzero(~frozen[:egos]).tolist():
        places[row], _ = ground.find(row, np.round(places[row], 1), False, np.zeros((2, 3)))
    return places


def seat(
    shapes: Shapes,
    points: Floats,
    stays: Bools,
    follows: Bools,
    wanted: Bools,
    shown: Bools,
    fences: Floats,
) -> Floats:
    """Places where no node meets another or a label that counts, those that stay apart.

    First come the nodes that stay, then those whose labels are wanted, for which minor ones make
    room, and last those that follow. Among equals the strongest comes first.

    Args:
        shapes: of the nodes, the strongest first.
        points: where they settled, shape (n, 2); rounded to 0.1 where they do not stay.
        stays: those that do not move.
        follows: those that have not settled, and look for a place in any case.
        wanted: nodes that take room for their labels, where they find it near enough.
        shown: nodes that stay and whose labels are drawn.
        fences: lines that a node does not cross, see ``settling.settle``.
    """
    points, standing, named = points.copy(), stays.copy(), shown.copy()
    for coming in (wanted & ~follows, ~follows, follows):
        coming = coming & ~standing
        named |= coming & wanted
        moving = coming & (follows | _meets_one_before(shapes, points, standing, coming, named))
        ground = Ground(shapes, points, standing | (coming & ~moving), named)
        for row in np.flatnonzero(moving).tolist():
            points[row], named[row] = ground.find(row, points[row], bool(named[row]), fences[row])
        standing |= coming
    return points


def _meets_one_before(
    shapes: Shapes, points: Floats, standing: Bools, coming: Bools, named: Bools
) -> Bools:
    """Which nodes meet one that stands, or of those that come, a stronger one."""
    rows = np.flatnonzero(standing | coming)
    labels = rows[named[rows]]
    boxes = [shapes.nodes(points, LEAST_GAP)[rows], shapes.labels(points, LEAST_GAP)[labels]]
    owners = np.concatenate([rows, labels])
    one, other = (owners[each] for each in meeting(np.concatenate(boxes)))
    rank = np.arange(len(points)) + np.where(standing, 0, len(points))
    meets = np.zeros(len(points), dtype=bool)
    meets[np.where(rank[one] > rank[other], one, other)[one != other]] = True
    return meets


def _nearest_first() -> Ints:
    """The points of a lattice as one row of numbers, the nearest to its middle first."""
    y, x = np.indices((SIDE, SIDE)) - LATTICE
    far = (x * x + y * y).ravel()
    order = np.lexsort((np.arange(far.size), far))
    found: Ints = order[far[order] <= LATTICE * LATTICE]
    return found


_NEAREST_FIRST = _nearest_first()
_STEPS = np.arange(-LATTICE, LATTICE + 1)
_SIGNS = np.array([1.0, 1.0, -1.0, -1.0])
NOWHERE = np.array([np.inf, np.inf])


class Ground:
    """Where nodes and labels stand already, and where there is room for more.

    Args:
        shapes: of all nodes.
        points: where they are.
        standing: those that stand.
        named: those whose labels stand with them.
    """

    def __init__(self, shapes: Shapes, points: Floats, standing: Bools, named: Bools) -> None:
        nodes, labels = shapes.nodes(points, LEAST_GAP), shapes.labels(points, LEAST_GAP)
        self._boxes = np.concatenate([nodes[standing], labels[standing & named]])
        origin = np.zeros_like(points)
        parts = shapes.nodes(origin, SEAT_GAP), shapes.labels(origin, SEAT_GAP)
        self._parts = np.stack(parts, axis=1)

    def find(self, row: int, at: Floats, named: bool, fences: Floats) -> tuple[Floats, bool]:
        """Let a node stand at the nearest free place, with its label if that is near enough.

        Args:
            row: number of the node.
            at: where it belongs, rounded to 0.1.
            named: whether its label is wanted.
            fences: lines that it does not cross.

        Returns:
            The place, rounded to 0.1, and whether there is room for the label.
        """
        parts = self._parts[row]
        place = self._nearest(at, parts, fences, DETOUR) if named else NOWHERE
        if np.isinf(place[0]):
            bare = self._nearest(at, parts[:1], fences, np.inf)
            if named:
                place = self._nearest(at, parts, fences, DETOUR + dist(bare, at))
            named = bool(np.isfinite(place[0]))
            place = place if named else bare
        stands = parts[: 1 + named] + np.concatenate([place, place])
        self._boxes = np.concatenate([self._boxes, stands])
        return place, named

    def _nearest(self, at: Floats, parts: Floats, fences: Floats, within: float) -> Floats:
        """The nearest place at most so far away where the parts meet nothing, or ``NOWHERE``."""
        boxes = self._boxes - np.concatenate([at, at])
        # What the place must lie outside of, for each part to meet no box.
        shadows = np.concatenate([boxes - part[[2, 3, 0, 1]] for part in parts])
        lines = fences[fences.any(axis=1)].tolist()
        step = STEP
        while True:
            blocked = _inside(shadows, step)
            x, y = at[:, None] + _STEPS * step
            for a, b, c in lines:
                blocked |= a * x + (b * y + c)[:, None] < 0
            order = blocked.ravel()[_NEAREST_FIRST]
            first = int(order.argmin())
            if not order[first]:
                row, column = divmod(int(_NEAREST_FIRST[first]), SIDE)
                away = np.array([column - LATTICE, row - LATTICE]) * step
                return (at + away).round(1) + 0.0 if np.hypot(*away) <= within else NOWHERE
            if step * LATTICE >= within:
                return NOWHERE
            step *= 2


def _inside(boxes: Floats, step: float) -> Bools:
    """Which points of a lattice around (0, 0) lie inside a box, shape (SIDE, SIDE)."""
    ends = np.minimum(np.maximum(np.ceil(boxes / step) + LATTICE, 0), SIDE).astype(np.intp)
    left, top, right, bottom = ends.T
    # Each box adds 1 from its first point on and takes it away past its last.
    width = SIDE + 1
    top, bottom = top * width, bottom * width
    corners = np.concatenate([top + left, bottom + right, top + right, bottom + left])
    signs = np.repeat(_SIGNS, len(boxes))
    changes = np.bincount(corners, signs, width * width).reshape(width, width)
    found: Bools = changes.cumsum(axis=0).cumsum(axis=1)[:SIDE, :SIDE] > 0
    return found
