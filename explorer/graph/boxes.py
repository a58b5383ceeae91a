"""Rectangles of nodes and labels: which of them meet, and which labels stand clear.

A box is a row ``[left, top, right, bottom]``; boxes that only touch do not meet. Everything is
computed in the order of the rows, so that equal arguments give equal answers. Pure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Shapes:
    """How far nodes and their labels reach from the nodes' points.

    Attributes:
        half: half the width and height of each node, shape (n,).
        label: half the width of its label.
        label_top: down to the upper edge of its label.
        label_bottom: down to the lower edge.
    """

    half: Floats
    label: Floats
    label_top: Floats
    label_bottom: Floats

    def nodes(self, points: Floats, gap: float = 0.0) -> Floats:
        """The boxes of the nodes, each wider by half a gap on each side."""
        reach = self.half + gap / 2
        return around(points, reach, reach, reach, reach)

    def labels(self, points: Floats, gap: float = 0.0) -> Floats:
        """The boxes of the labels, as ``nodes``."""
        reach = self.label + gap / 2
        return around(points, reach, gap / 2 - self.label_top, reach, self.label_bottom + gap / 2)


def around(points: Floats, left: Floats, top: Floats, right: Floats, bottom: Floats) -> Floats:
    """Boxes that reach so far from each of some points, shape (n, 4)."""
    x, y = points[:, 0], points[:, 1]
    return np.stack([x - left, y - top, x + right, y + bottom], axis=1)


def meeting(boxes: Floats) -> tuple[Ints, Ints]:
    """The pairs of boxes that meet, each once, as two arrays of row numbers.

    A line sweeps downward: each box is compared with those alone that begin before it ends.
    """
    order = np.argsort(boxes[:, 1], kind="stable")
    left, top, right, bottom = boxes[order].T
    ranks = np.arange(len(order))
    counts = np.maximum(np.searchsorted(top, bottom, side="left") - ranks - 1, 0)
    first = np.repeat(ranks, counts)
    begins = np.cumsum(counts) - counts
    second = np.arange(len(first)) - begins[first] + first + 1
    meet = (left[first] < right[second]) & (left[second] < right[first])
    return order[first[meet]], order[second[meet]]


def readable(
    nodes: Floats, labels: Floats, turns: Sequence[int], shown: Bools, firm: Sequence[int] = ()
) -> Bools:
    """Which labels can be drawn: turn by turn, those that meet no node and no drawn label.

    Args:
        nodes: the box of each node.
        labels: the box of each node's label, in the same order; its own node is no hindrance.
        turns: the nodes whose labels are tried, the most important first.
        shown: the labels that are drawn already.
        firm: nodes whose labels are drawn even where they meet another node.
    """
    count = len(nodes)
    first, second = meeting(np.concatenate([nodes, labels]))
    one, other = first % count, second % count
    mixed = (first < count) != (second < count)
    mixed &= one != other
    blocked = np.zeros(count, dtype=bool)
    blocked[np.where(first >= count, one, other)[mixed]] = True
    blocked[list(firm)] = False
    both = (first >= count) & (second >= count)
    rivals: defaultdict[int, list[int]] = defaultdict(list)
    for a, b in zip(one[both].tolist(), other[both].tolist(), strict=True):
        rivals[a].append(b)
        rivals[b].append(a)
    drawn, hindered = shown.tolist(), blocked.tolist()
    for node in turns:
        if not hindered[node]:
            drawn[node] = not any(drawn[rival] for rival in rivals[node])
    return np.array(drawn, dtype=bool)
