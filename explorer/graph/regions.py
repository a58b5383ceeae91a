"""Where nodes belong before anything gives way: egos amid regions, newcomers at their anchors.

Pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
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
OWN = 0.15  # weight of where a node is itself in that, so that rows come to rest
BETWEEN = 12.0  # from the outermost points of one region to those of the next
BESIDE = 36.0  # from an anchor to where newcomers of one kind gather


def ring(count: int, width: float, height: float) -> list[Point]:
    """Places of egos, evenly around (0, 0): one in it, two level, more on an ellipse.

    Args:
        count: how many; the first is the one to the left.
        width: of the room that each of them needs.
        height: of that room.
    """
    turns = [2 * pi * i / count for i in range(count)]
    seats = [(-cos(turn), -sin(turn)) for turn in turns]
    # As small as it can be: one of the two ways any two of them are far enough apart.
    least = min(
        (max(abs(a - c), abs(b - d)) for (a, b), (c, d) in combinations(seats, 2)), default=0
    )
    reach = 1 / least if least else 0.0
    return [(reach * width * x, reach * height * y) for x, y in seats]


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
        The nodes' homes around (0, 0), shape (n, 2), and the two fences of their regions, shape
        (n, 2, 3): a, b, c of lines such that a·x + b·y + c ≥ 0 inside; zeros where there is none.
    """
    members = {kind: [i for i, each in enumerate(kinds) if each is kind] for kind in AROUND}
    shares = {kind: sqrt(len(each)) + 1.0 for kind, each in members.items() if each}
    total = sum(shares.values())
    fences = np.zeros((len(kinds), 2, 3))
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
    """Nodes as far from the middle.

    Attributes:
        nodes: their numbers.
        level: how far, as a share of the way to the border.
        angles: of their seats.
        axis: the angle of the sector's middle.
        back: how far behind the middle the sector is looked at from, to tell side from side.
    """

    nodes: Sequence[int]
    level: float
    angles: Sequence[float]
    axis: float
    back: float


def _rows(nodes: Sequence[int], turn: float, span: float) -> list[_Row]:
    """Rows of a sector from the middle outward, longer rows holding more nodes."""
    inside = 0.86 * span  # a gap between regions
    count = max(1, round(sqrt(len(nodes) / max(inside, 0.4)) * 1.05))
    levels = [INNER + (1 - INNER) * (i + 0.5) / count for i in range(count)]
    ends = [round(len(nodes) * sum(levels[:i]) / sum(levels)) for i in range(count + 1)]
    axis = turn + span / 2
    back = 1.0 if span < pi else 0.0
    rows = []
    for i, level in enumerate(levels):
        row = nodes[ends[i] : ends[i + 1]]
        # Rows are shifted against one another, like bricks.
        shift = (0.25 if i % 2 else -0.25) if len(row) > 1 else 0.0
        angles = [axis + inside * ((j + 0.5 + shift) / len(row) - 0.5) for j in range(len(row))]
        # Untied, the strongest of a row stands in its middle.
        spread = sorted(range(len(row)), key=lambda j: (abs(2 * j + 1 - len(row)), j))
        seated = dict(zip(spread, row, strict=True))
        nodes_in_row = [seated[j] for j in range(len(row))]
        rows.append(_Row(nodes_in_row, level, angles, axis, back))
    return rows


def _fences(turn: float, span: float, frame: Floats) -> Floats:
    """The two borders of a sector; none for one past a half turn."""
    if span >= pi:
        return np.zeros((2, 3))
    start, end = (np.array([cos(a), sin(a)]) * frame for a in (turn, turn + span))
    inward = np.array([[-start[1], start[0]], [end[1], -end[0]]])
    inward /= np.hypot(inward[:, :1], inward[:, 1:])
    return np.concatenate([inward, np.full((2, 1), -BETWEEN / 2)], axis=1)


def _untangled(rows: Sequence[_Row], ties: Ties, frame: Floats, middle: Floats) -> Floats:
    """The place of each node in its row, those tied to the same side on that side.

    Turn by turn each row is ordered by where its nodes' ties are: about a third fewer edges
    cross than in the order of scores.
    """
    at = np.array([node for row in rows for node in row.nodes], dtype=np.intp)
    angle, level, *of_row = np.array([
        (angle, row.level, row.axis, row.back, number)
        for number, row in enumerate(rows) for angle in row.angles
    ]).reshape(-1, 5).T  # fmt: skip
    seats = np.stack([np.cos(angle), np.sin(angle)], axis=1) * (level[:, None] * frame + middle)
    homes = np.empty_like(seats)
    homes[at] = seats
    axis, back, number = (each[np.argsort(at)] for each in of_row)
    along, across = np.array([np.cos(axis), np.sin(axis)]), np.array([-np.sin(axis), np.cos(axis)])
    tied, shares = np.bincount(ties.node, minlength=len(at)) > 0, ties.shares()
    for _ in range(SWEEPS):
        pulls = [np.bincount(ties.node, shares * each[ties.towards], len(at)) for each in homes.T]
        wish = np.where(tied, OWN * homes.T + (1 - OWN) * np.array(pulls), homes.T)
        wish /= frame[:, None]
        side = np.arctan2((wish * across).sum(axis=0), (wish * along).sum(axis=0) + back)
        homes[np.lexsort((side, number))] = seats
    return homes


def gather(anchor: Floats, kind: NodeKind) -> Floats:
    """Where newcomers of a kind gather: on the side of their anchor where the regions lie."""
    angle = 2 * pi * AROUND.index(kind) / len(AROUND)
    return anchor + BESIDE * np.array([cos(angle), sin(angle)])
