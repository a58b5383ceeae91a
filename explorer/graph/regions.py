"""Where nodes belong before anything gives way: egos amid regions, newcomers at their anchors.

Pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, sin, sqrt

import numpy as np

from explorer.graph.boxes import Floats
from explorer.graph.ties import Ties
from explorer.model import NodeKind

Point = tuple[float, float]
INNER = 0.3  # where regions begin, as a share of the way from the middle to the border
# Clockwise from the right: people get the wide right side, papers the left.
AROUND = (NodeKind.PERSON, NodeKind.INSTITUTION, NodeKind.PAPER, NodeKind.TOPIC)
SWEEPS = 6  # over all rows, ordering each by its ties
BESIDE = 36.0  # from an anchor to where newcomers of one kind gather


def ring(count: int, width: float, height: float) -> list[Point]:
    """Places of egos, evenly around (0, 0): one in it, two level, more on an ellipse.

    Args:
        count: how many; the first is the one to the left.
        width: of the room that each of them needs.
        height: of that room.
    """
    if count == 1:
        return [(0.0, 0.0)]
    # Two rooms side by side touch; on an ellipse also those that stand corner to corner.
    reach = (1.0 if count == 2 else sqrt(2)) / (2 * sin(pi / count))
    turns = [2 * pi * i / count for i in range(count)]
    return [(-reach * width * cos(turn), -reach * height * sin(turn)) for turn in turns]


def regions(
    kinds: Sequence[NodeKind], ties: Ties, frame: Floats, middle: Floats
) -> tuple[Floats, Floats]:
    """Each kind a sector, its strongest nodes nearest; sectors as wide as they have nodes.

    Args:
        kinds: of the nodes around the egos, the strongest first.
        ties: among these nodes.
        frame: half the width and height that all regions fill.
        middle: half the width and height that the egos fill.

    Returns:
        The nodes' homes around (0, 0), shape (n, 2), and the fences of their regions, shape
        (n, 2, 2): what points inward from each of two straight fences through (0, 0), or zeros.
    """
    members = {kind: [i for i, each in enumerate(kinds) if each is kind] for kind in AROUND}
    shares = {kind: sqrt(len(each)) + 1.0 for kind, each in members.items() if each}
    total = sum(shares.values())
    fences = np.zeros((len(kinds), 2, 2))
    rows: list[_Row] = []
    turn = -pi * next(iter(shares.values()), 0.0) / max(total, 1.0)  # the first lies to the right
    for kind, share in shares.items():
        span = 2 * pi * share / total
        rows += _rows(members[kind], turn, span)
        fences[members[kind]] = _fences(turn, span, frame + middle)
        turn += span
    return _untangled(rows, ties, frame, middle), fences


@dataclass(frozen=True, slots=True)
class _Row:
    """Nodes as far from the middle: at these angles, around that of their sector's middle."""

    nodes: Sequence[int]
    level: float
    angles: Sequence[float]
    axis: float


def _rows(nodes: Sequence[int], turn: float, span: float) -> list[_Row]:
    """Rows of a sector from the middle outward, longer rows holding more nodes."""
    inside = 0.86 * span  # a gap between regions
    count = max(1, round(sqrt(len(nodes) / max(inside, 0.4)) * 1.05))
    levels = [INNER + (1 - INNER) * (i + 0.5) / count for i in range(count)]
    ends = [round(len(nodes) * sum(levels[:i]) / sum(levels)) for i in range(count + 1)]
    axis = turn + span / 2
    rows = []
    for i, level in enumerate(levels):
        row = nodes[ends[i] : ends[i + 1]]
        # Rows are shifted against one another, like bricks.
        shift = (0.25 if i % 2 else -0.25) if len(row) > 1 else 0.0
        angles = [axis + inside * ((j + 0.5 + shift) / len(row) - 0.5) for j in range(len(row))]
        # Untied, the strongest of a row stands in its middle.
        spread = sorted(range(len(row)), key=lambda j: (abs(2 * j + 1 - len(row)), j))
        seated = dict(zip(spread, row, strict=True))
        rows.append(_Row([seated[j] for j in range(len(row))], level, angles, axis))
    return rows


def _fences(turn: float, span: float, frame: Floats) -> Floats:
    """What points into a sector from each of its two borders; zeros for one past a half turn."""
    if span >= pi:
        return np.zeros((2, 2))
    start, end = (np.array([cos(a), sin(a)]) * frame for a in (turn, turn + span))
    inward = np.array([[-start[1], start[0]], [end[1], -end[0]]])
    fences: Floats = inward / np.hypot(inward[:, :1], inward[:, 1:])
    return fences


def _untangled(rows: Sequence[_Row], ties: Ties, frame: Floats, middle: Floats) -> Floats:
    """The place of each node in its row, those tied to the same side on that side.

    Turn by turn each row is ordered by where its nodes' ties are: about a third fewer edges
    cross than in the order of scores.
    """
    at = np.array([node for row in rows for node in row.nodes], dtype=np.intp)
    angle, level, axis, number = np.array(
        [
            (angle, row.level, row.axis, i)
            for i, row in enumerate(rows)
            for angle in row.angles
        ]
    ).reshape(-1, 4).T  # fmt: skip
    seats = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    seats *= level[:, None] * frame + middle
    # From here on by number of the node, not by seat.
    order = np.argsort(at)
    number, across = number[order], np.stack([-np.sin(axis), np.cos(axis)], axis=1)[order] / frame
    homes = np.empty_like(seats)
    homes[at] = seats
    tied, shares = np.bincount(ties.node, minlength=len(at)) > 0, ties.shares()
    for _ in range(SWEEPS):
        side = (homes * across).sum(axis=1)
        pull = [
            np.bincount(ties.node, shares * homes[ties.towards, way], len(at)) for way in (0, 1)
        ]
        wish = pull[0] * across[:, 0] + pull[1] * across[:, 1]
        side += np.where(tied, wish, side)
        homes[np.lexsort((side, number))] = seats
    return homes


def gather(anchor: Floats, kind: NodeKind) -> Floats:
    """Where newcomers of a kind gather: on the side of their anchor where the regions lie."""
    angle = 2 * pi * AROUND.index(kind) / len(AROUND)
    return anchor + BESIDE * np.array([cos(angle), sin(angle)])
