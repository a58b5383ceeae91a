"""Settling: boxes push one another apart while ties and homes pull. Pure.

Each round costs as much as there are ties and pairs of boxes close to each other, not as the
square of the nodes. The close pairs are looked for again every few rounds only; what they miss
in between is seen the next time.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.graph.boxes import Bools, Floats, Ints, around, meeting
from explorer.graph.ties import Ties

PULLED, ROUNDS = 12, 24  # rounds in which ties pull, and rounds in all
LOOK = 4  # rounds after which close pairs are looked for again
CLOSE = 12.0  # units between boxes that may meet before that
TIE, HOME = 0.04, 0.12  # share of the way to what a node is tied to, and to its own place
PUSH, FARTHEST = 0.4, 30.0  # share of an overlap that each of two moves, and most per round


def settle(
    points: Floats,
    moves: Bools,
    reach: tuple[Floats, Floats, Floats],
    ties: Ties,
    frame: Floats,
    fences: Floats,
) -> Floats:
    """Where nodes come to rest: near their homes and ties, boxes apart as far as rounds allow.

    Args:
        points: homes, and places of those that do not move, shape (n, 2).
        moves: which nodes move; the others push as well.
        reach: of each node's box from its point: to both sides, up, down.
        ties: what pulls.
        frame: a box that none leaves.
        fences: lines that none crosses, shape (n, 2, 3): a, b, c of a·x + b·y + c ≥ 0.
    """
    count = len(points)
    home = points.T.ravel()  # all x, then all y: one step moves both
    at = home.copy()
    free = np.tile(moves, 2)
    node, towards = _twice(ties.node, count), _twice(ties.towards, count)
    tied = free & (np.bincount(node, minlength=2 * count) > 0)
    # What pulls a node to its home and its ties is `still + Σ share · towards - strength · at`.
    strength = np.where(free, HOME, 0.0) + np.where(tied, TIE, 0.0)
    still = np.where(free, HOME, 0.0) * home
    share = np.tile(ties.shares(), 2) * np.where(tied, TIE, 0.0)[node]
    yields = np.where(free, PUSH, 0.0)
    low = np.where(free, np.repeat(frame[:2], count), -np.inf)
    high = np.where(free, np.repeat(frame[2:], count), np.inf)
    walls = np.where(moves, fences.T, 0.0)
    for turn in range(ROUNDS):
        if turn < PULLED:
            pull = np.bincount(node, share * at[towards], 2 * count) + still - strength * at
            at += pull * (1.0 - turn / PULLED)
        if turn % LOOK == 0:
            at = _inside(at, low, high, walls)
            pairs = _Pairs.close(at, moves, reach)
        push = pairs.push(at) * yields
        if turn >= PULLED and turn % LOOK == 0 and not push.any():
            break
        at += np.maximum(np.minimum(push, FARTHEST), -FARTHEST)
    return np.ascontiguousarray(_inside(at, low, high, walls).reshape(2, count).T)


def _inside(at: Floats, low: Floats, high: Floats, walls: Floats) -> Floats:
    """Where x and y are once they are back between two bounds, and then inside of walls."""
    at = np.maximum(np.minimum(at, high), low)
    x, y = at.reshape(2, -1)
    beyond = np.minimum(walls[0] * x + walls[1] * y + walls[2], 0.0)
    back: Floats = at - (walls[:2] * beyond).sum(axis=1).ravel()
    return back


def _twice(rows: Ints, count: int) -> Ints:
    """Row numbers of the x and of the y of nodes, where all y follow all x."""
    return np.concatenate([rows, rows + count])


@dataclass(frozen=True, slots=True)
class _Pairs:
    """Pairs of boxes that meet or soon may.

    Attributes:
        later: rows of x, then of y, of the later of each two nodes.
        earlier: as ``later``, of the other one.
        apart: how far apart the middles of the boxes are when they touch, shape (2, pairs).
        lower: how much farther apart the middles are than the points, shape (2, pairs).
    """

    later: Ints
    earlier: Ints
    apart: Floats
    lower: Floats

    @classmethod
    def close(cls, at: Floats, moves: Bools, reach: tuple[Floats, Floats, Floats]) -> _Pairs:
        """The pairs nearer than ``CLOSE``, one of which moves."""
        count = len(moves)
        sideways, up, down = reach
        wide, high, deep = sideways + CLOSE / 2, up + CLOSE / 2, down + CLOSE / 2
        one, other = meeting(around(at.reshape(2, count).T, wide, high, wide, deep))
        some = moves[one] | moves[other]
        later, earlier = np.maximum(one, other)[some], np.minimum(one, other)[some]
        half, middle = (up + down) / 2, (down - up) / 2
        apart = np.stack([sideways[later] + sideways[earlier], half[later] + half[earlier]])
        lower = np.stack([np.zeros(len(later)), middle[later] - middle[earlier]])
        return cls(_twice(later, count), _twice(earlier, count), apart, lower)

    def push(self, at: Floats) -> Floats:
        """How far boxes push each x and y, along the shorter way out."""
        gap = (at[self.later] - at[self.earlier]).reshape(2, -1) + self.lower
        over = self.apart - np.abs(gap)
        shorter = np.minimum(over[0], over[1])
        # Boxes in one and the same place are pushed by the order of their nodes.
        push = np.copysign((over == shorter) * np.maximum(shorter, 0.0), gap).ravel()
        total: Floats = np.subtract(
            np.bincount(self.later, push, len(at)),
            np.bincount(self.earlier, push, len(at)),
            dtype=np.float64,
        )
        return total
