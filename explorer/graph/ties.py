"""Ties among nodes, by the nodes' row numbers, and numbers without an engine's noise. Pure.

What callers give in another order, or with numbers that differ in their last digits, gives the
same arrays in the same order, so that sums over them are equal to the last bit.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from explorer.graph.boxes import Bools, Floats, Ints

BITS = 18  # binary digits of a number that are used: a hundred-thousandth of it


def steady(numbers: Iterable[float]) -> Floats:
    """Numbers to ``BITS`` binary digits; negative ones as 0.

    Binary digits, for halves and quarters then lie in the middle of what is rounded to them,
    where noise changes nothing.
    """
    mantissa, exponent = np.frexp(np.maximum(np.array([*numbers], dtype=float), 0.0))
    rounded: Floats = np.ldexp(np.rint(np.ldexp(mantissa, BITS)), exponent - BITS)
    return rounded


@dataclass(frozen=True, slots=True)
class Ties:
    """Pairs of nodes that hang together, each in both directions.

    Attributes:
        node: row number of the one that is pulled.
        towards: row number of the other.
        pull: how strong.
        count: how many nodes there are.
    """

    node: Ints
    towards: Ints
    pull: Floats
    count: int

    def among(self, rows: Ints, skip: int = 0) -> Ties:
        """The ties among some nodes, which are numbered anew from 0.

        Args:
            rows: their row numbers so far.
            skip: how many of the first of them lose their ties.
        """
        number = np.full(self.count, -1)
        number[rows[skip:]] = np.arange(skip, len(rows))
        node, towards = number[self.node], number[self.towards]
        both = (node >= 0) & (towards >= 0)
        return Ties(node[both], towards[both], self.pull[both], len(rows))

    def shares(self) -> Floats:
        """Each pull as a share of all that pull the node."""
        shares: Floats = self.pull / np.bincount(self.node, self.pull, self.count)[self.node]
        return shares


def tie(links: Sequence[tuple[str, str, float]], order: Sequence[str]) -> Ties:
    """Ties as strong as the square roots of the weights of their links.

    Args:
        links: (source, target, weight); those of unknown nodes, of a node to itself and of
            weight 0 say nothing.
        order: the nodes by row number.
    """
    count = len(order)
    index = {node: row for row, node in enumerate(order)}
    source = np.fromiter((index.get(each[0], -1) for each in links), np.intp, len(links))
    target = np.fromiter((index.get(each[1], -1) for each in links), np.intp, len(links))
    one, other = np.minimum(source, target), np.maximum(source, target)
    weight = steady(each[2] for each in links)
    real = (one >= 0) & (one < other) & (weight > 0)
    pairs, pull = one[real] * count + other[real], np.sqrt(weight[real])
    sequence = np.lexsort((pull, pairs))
    pairs, place = np.unique(pairs[sequence], return_inverse=True)
    pull = np.bincount(place, pull[sequence], len(pairs))
    one, other = np.divmod(pairs, max(count, 1))
    return Ties(
        np.concatenate([one, other]),
        np.concatenate([other, one]),
        np.concatenate([pull, pull]),
        count,
    )


def anchors(ties: Ties, anchor: Ints, pending: Bools) -> Ints:
    """What nodes hang on: of what has an anchor, that of the one they are tied to most.

    Args:
        ties: among the nodes.
        anchor: the row number that each node hangs on so far, or -1.
        pending: the nodes that look for an anchor.

    Returns:
        As ``anchor``; -1 remains for those that not even others tie to one.
    """
    anchor = anchor.copy()
    while True:
        usable = (anchor[ties.node] < 0) & pending[ties.node] & (anchor[ties.towards] >= 0)
        if not usable.any():
            return anchor
        node, towards = ties.node[usable], ties.towards[usable]
        strongest = np.lexsort((towards, -ties.pull[usable], node))
        nodes, first = np.unique(node[strongest], return_index=True)
        anchor[nodes] = anchor[towards[strongest][first]]
