"""Whose a node is in the slice of two people: both's, one's alone, or neither's own. Pure.

A node is somebody's own where a line of the slice says so itself: they wrote it, wrote with them,
write about it, or were there. Papers that only cite theirs, and people near in other ways, are
neither's own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum

from explorer.graph.edges import SliceEdge
from explorer.model import DerivedEdge, EdgeKind, NodeKind


class Side(StrEnum):
    """Whose a node is."""

    BOTH = "both"
    A = "a"
    B = "b"
    NEITHER = "neither"


OWN = frozenset({
    EdgeKind.AUTHORED.value, EdgeKind.AFFILIATED_WITH.value,
    DerivedEdge.COAUTHORED.value, DerivedEdge.WRITES_ABOUT.value,
})  # fmt: skip
SIDES: Mapping[frozenset[int], Side] = {
    frozenset({0, 1}): Side.BOTH,
    frozenset({0}): Side.A,
    frozenset({1}): Side.B,
}


def sides_of(
    egos: Mapping[str, NodeKind], nodes: Iterable[str], edges: Sequence[SliceEdge]
) -> dict[str, Side]:
    """The side of each node, the two people's own places among them.

    Args:
        egos: what the slice is about, in order, with their kinds.
        nodes: ids of all its nodes.
        edges: all its edges.

    Returns:
        Nothing unless the slice is about two people.
    """
    if [*egos.values()] != [NodeKind.PERSON] * 2:
        return {}
    places = {ego: place for place, ego in enumerate(egos)}
    owners: dict[str, set[int]] = defaultdict(set)
    for edge in edges:
        if edge.kind not in OWN:
            continue
        for end, other in ((edge.source, edge.target), (edge.target, edge.source)):
            if end in places:
                owners[other].add(places[end])
    own = {ego: SIDES[frozenset({place})] for ego, place in places.items()}
    found = {node: SIDES.get(frozenset(owners[node]), Side.NEITHER) for node in nodes}
    return found | {ego: side for ego, side in own.items() if ego in found}
