"""The edges of a slice: stored ones among the shown nodes, and the ties that reasons make."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import fsum
from typing import Any

from explorer.graph.ranking import Ranked, Reason, by_authors, decay
from explorer.graph.words import sentence, span
from explorer.model import DerivedEdge, EdgeKind, NodeKind
from explorer.store import Store

MOST_EDGES = 5000  # of one kind, among at most 800 shown nodes
EVIDENCE_SHOWN = 50  # most papers one edge lists; its sentence says how many there are


@dataclass(frozen=True, slots=True)
class SliceEdge:
    """One edge. ``weight`` is in points of ``ranking``; ``query`` names the file behind it."""

    id: str
    source: str
    target: str
    kind: str
    weight: float
    evidence: tuple[str, ...]
    query: str
    sentence: str
    behind: NodeKind = NodeKind.PAPER  # the kind of the evidence


Weigh = Callable[[Sequence[Any], int], float]


def _shared(item: Sequence[Any], newest: int) -> float:
    return decay(item[1], newest) * by_authors(item[2])


def _recent(item: Sequence[Any], newest: int) -> float:
    return decay(item[1], newest)


def _scored(item: Sequence[Any], newest: int) -> float:
    return float(item[2] or 0)


@dataclass(frozen=True, slots=True)
class Kind:
    """How one kind of edge is found among shown nodes.

    ``ends`` are the parameters of the query, ``weigh`` gives what one item of evidence,
    ``[id, year, number]``, adds to the weight, ``phrase`` is its sentence.
    """

    kind: EdgeKind | DerivedEdge
    query: str
    ends: tuple[NodeKind, ...]
    weigh: Weigh
    phrase: str


_P, _H, _T, _I = NodeKind.PAPER, NodeKind.PERSON, NodeKind.TOPIC, NodeKind.INSTITUTION
KINDS: tuple[Kind, ...] = (
    Kind(EdgeKind.AUTHORED, "edges_authored", (_H, _P), _shared, "Author{years}"),
    Kind(EdgeKind.ABOUT, "edges_about", (_P, _T), _scored, "About this topic"),
    Kind(EdgeKind.CITES, "edges_cites", (_P,), _recent, "Cites it{years}"),
    Kind(EdgeKind.PART_OF, "edges_part_of", (_T,), _scored, "Part of it"),
    Kind(EdgeKind.AFFILIATED_WITH, "edges_affiliated", (_H, _I), _recent,
         "Named on {papers}{years}"),
    Kind(DerivedEdge.COAUTHORED, "edges_coauthored", (_H,), _shared, "{papers} together{years}"),
)  # fmt: skip


def draw_edges(
    store: Store, ego: str, ego_kind: NodeKind, shown: Sequence[Ranked], newest: int
) -> list[SliceEdge]:
    """All edges of a slice, by id: every shown node hangs together with the ego.

    Args:
        store: where the stored edges are.
        ego: id of the ego.
        ego_kind: its kind.
        shown: the chosen neighbours.
        newest: the newest year of the data.
    """
    ids: dict[NodeKind, list[str]] = {kind: [] for kind in NodeKind}
    ids[ego_kind].append(ego)
    for node in shown:
        ids[node.kind].append(node.id)
    edges: dict[str, SliceEdge] = {}
    for kind in KINDS:
        if not all(ids[end] for end in kind.ends):
            continue
        params = {end.plural: sorted(ids[end]) for end in kind.ends}
        for row in store.run(kind.query, limit=MOST_EDGES, **params):
            edge = _found(kind, row, newest)
            edges[edge.id] = edge
    for node in shown:
        for why in node.reasons:
            if why.relation.edge is DerivedEdge.WRITES_ABOUT:
                tie = _tie(ego, node, why)
                edges[tie.id] = tie
    reached = _reached(ego, edges.values())
    for node in shown:
        if node.id not in reached:
            tie = _tie(ego, node, node.reasons[0])
            edges[tie.id] = tie
    return [edges[key] for key in sorted(edges)]


def _found(kind: Kind, row: Mapping[str, Any], newest: int) -> SliceEdge:
    items = sorted(row["evidence"], key=lambda item: (-(item[1] or 0), item[0]))
    years = sorted({item[1] for item in items if item[1] is not None})
    return SliceEdge(
        id=f"{row['source']}|{kind.kind}|{row['target']}",
        source=row["source"],
        target=row["target"],
        kind=kind.kind.value,
        weight=fsum(kind.weigh(item, newest) for item in items) if items else 1.0,
        evidence=tuple(dict.fromkeys(item[0] for item in items))[:EVIDENCE_SHOWN],
        query=kind.query,
        sentence=sentence(kind.phrase, len(items), years, (), ""),
    )


def _tie(ego: str, node: Ranked, why: Reason) -> SliceEdge:
    """The edge that one reason makes between ego and neighbour."""
    relation = why.relation
    source, target = (ego, node.id) if relation.outward else (node.id, ego)
    return SliceEdge(
        id=f"{source}|{relation.edge}|{target}",
        source=source,
        target=target,
        kind=relation.edge.value,
        weight=why.points / relation.weight,
        evidence=why.evidence[:EVIDENCE_SHOWN],
        query=relation.query,
        behind=relation.evidence,
        sentence=f"{relation.title}{', ' + span(why.years) if why.years else ''}",
    )


def _reached(ego: str, edges: Iterable[SliceEdge]) -> set[str]:
    """All nodes that hang together with the ego."""
    neighbours: dict[str, list[str]] = defaultdict(list)
    for edge in edges:
        neighbours[edge.source].append(edge.target)
        neighbours[edge.target].append(edge.source)
    reached, waiting = {ego}, [ego]
    while waiting:
        for node in neighbours[waiting.pop()]:
            if node not in reached:
                reached.add(node)
                waiting.append(node)
    return reached
