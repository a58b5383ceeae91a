"""The edges of a slice: stored ones among the shown nodes, and the ties that reasons make. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import fsum
from typing import Any, NamedTuple

from explorer.graph.hubs import EVERY_YEAR
from explorer.graph.ranking import Ranked, Reason, decay
from explorer.graph.relations import ORDER, by_authors
from explorer.graph.words import NAMES_LISTED
from explorer.model import DerivedEdge, EdgeKind, NodeKind

EVIDENCE_SHOWN = 12  # most ids one edge or reason lists; its count says how many there are
PAIRS_SHOWN = 6  # most pairs of papers that one reason lists
FOUND = 0.1  # what a piece of evidence of an edge counts that is drawn for a reason alone
QUERY = "slice_picture"  # finds what stands between shown nodes
Picture = Mapping[str, Any]  # its one row


@dataclass(frozen=True, slots=True)
class SliceEdge:
    """One edge. ``weight`` counts its evidence, old evidence less; ``query`` names its file.

    ``count`` says how many pieces of evidence there are, ``behind`` of what kind they are. Of
    citations ``pairs`` are some: a paper of the source's and one of the target's linked to it.
    """

    id: str
    source: str
    target: str
    kind: str
    weight: float
    evidence: tuple[str, ...]
    count: int
    first_year: int | None
    last_year: int | None
    query: str
    sentence: str
    behind: NodeKind = NodeKind.PAPER
    pairs: tuple[tuple[str, str], ...] = ()


Items = Sequence[tuple[str, int | None, float]]  # evidence: id, year, points
# An edge in words, from its kind, its ends, how much evidence there is, the years of it, and ids of
# it to name.
Say = Callable[[str, str, str, int, Sequence[int], Sequence[str]], str]


class Tie(NamedTuple):
    """What one edge of a picture is made of."""

    kind: EdgeKind | DerivedEdge
    source: str
    target: str
    items: Items
    pieces: int | None = None
    years: Sequence[int] | None = None

    @property
    def weight(self) -> float:
        """What its evidence counts in all."""
        return fsum(item[2] for item in self.items) if self.items else 1.0


def stored_ties(picture: Picture, newest: int, years: tuple[int, int]) -> list[Tie]:
    """Edges of the graph, and co-authorship, among the nodes of a picture, in some years."""
    return [tie for tie in _ties(picture, newest, years) if tie.pieces != 0]


def links(
    picture: Picture, newest: int, stored: Iterable[Tie], years: tuple[int, int]
) -> list[tuple[str, str, float]]:
    """Source, target and weight of what places nodes near one another, whatever years count.

    The picture must not change where nodes stand when a reader narrows the years.

    Args:
        picture: everything between the nodes.
        newest: year that ages count from.
        stored: ties of the picture, in some years.
        years: these.
    """
    ties = stored if years == EVERY_YEAR else _ties(picture, newest, EVERY_YEAR)
    return [
        (tie.source, tie.target, 1.0 if tie.kind == EdgeKind.AFFILIATED_WITH else tie.weight)
        for tie in ties
    ]


def _ties(picture: Picture, newest: int, years: tuple[int, int]) -> Iterator[Tie]:
    shown = {node[0] for node in picture["nodes"]}
    pairs: dict[tuple[str, str], list[tuple[str, int | None, float]]] = defaultdict(list)
    for paper, year, authors, _, people, _ in picture["written"]:
        item = paper, year, decay(year, newest) * by_authors(authors)
        if not years[0] <= (year or 0) <= years[1]:
            continue
        if paper in shown:
            for person in people:
                yield Tie(EdgeKind.AUTHORED, person, paper, [item])
        for pair in combinations(sorted(people), 2):
            pairs[pair].append(item)
    for (one, other), items in pairs.items():
        yield Tie(DerivedEdge.COAUTHORED, one, other, items)
    for person, place, first, last, papers, newest_papers in picture["placed"]:
        said = [(paper, year, decay(year, newest)) for paper, year, *_ in newest_papers]
        span_of = [year for year in (first, last) if year is not None]
        yield Tie(EdgeKind.AFFILIATED_WITH, person, place, said, papers, span_of)
    for paper, topic, score, year in picture["about"]:
        if years[0] <= (year or 0) <= years[1]:
            yield Tie(EdgeKind.ABOUT, paper, topic, [(paper, year, score)])
    for paper, cited, year in picture["cites"]:
        item = paper, year, decay(year, newest)
        if years[0] <= (year or 0) <= years[1]:
            yield Tie(EdgeKind.CITES, paper, cited, [item])
    for topic, broader in picture["part_of"]:
        yield Tie(EdgeKind.PART_OF, topic, broader, [])


def _edge(tie: Tie, say: Say) -> SliceEdge:
    ordered = tie.items
    if len(ordered) > 1:
        ordered = sorted(ordered, key=lambda item: (-(item[1] or 0), item[0]))
    years = tie.years
    if years is None:
        years = sorted({item[1] for item in ordered if item[1] is not None})
    evidence = tuple(dict.fromkeys(item[0] for item in ordered))
    count = len(evidence) if tie.pieces is None else tie.pieces
    kind, source, target = tie.kind.value, tie.source, tie.target
    return SliceEdge(
        id=f"{source}|{kind}|{target}",
        source=source,
        target=target,
        kind=kind,
        weight=tie.weight,
        evidence=evidence[:EVIDENCE_SHOWN],
        count=count,
        first_year=years[0] if years else None,
        last_year=years[-1] if years else None,
        query=QUERY,
        sentence=say(kind, source, target, count, (*years[:1], *years[-1:]), ()),
    )


def draw_edges(
    known: Iterable[Tie],
    nodes: Collection[str],
    ranked: Iterable[Ranked],
    apart: Mapping[tuple[str, str], Reason],
    say: Say,
) -> list[SliceEdge]:
    """All edges among some nodes, by id: every one of them hangs together with an ego.

    What has no edge to an ego that is known by itself gets that of its first relation to it; so do
    two egos. So an edge rests on its two ends alone, and not on what else is shown: it is there in
    the slices of both, and in that of both together.

    Args:
        known: ties of the picture.
        nodes: ids of the nodes that are shown.
        ranked: those of them that something earns a place or ties to an ego, with their reasons.
        apart: what some of them share with an ego, asked of the two alone.
        say: puts an edge into words.
    """
    drawn = (tie for tie in known if tie.source in nodes and tie.target in nodes)
    edges = {edge.id: edge for edge in (_edge(tie, say) for tie in drawn)}
    joined = {frozenset((each.source, each.target)) for each in edges.values()}
    closest: dict[frozenset[str], tuple[Ranked, Reason]] = {}
    for each in ranked:
        for why in each.reasons:
            pair = frozenset((each.id, why.ego))
            if pair in joined or each.id not in nodes or why.ego not in nodes:
                continue
            # Not the heaviest reason, which may be another one seen from the other end.
            if pair not in closest or ORDER[why.relation] < ORDER[closest[pair][1].relation]:
                closest[pair] = each, why
    for node, why in closest.values():
        shared = apart.get((node.id, why.ego))
        edge = edge_of(node, shared or why, say, QUERY if shared else "")
        edges[edge.id] = edge
    return [edges[key] for key in sorted(edges)]


def edge_of(node: Ranked, why: Reason, say: Say, query: str = "") -> SliceEdge:
    """The edge that one reason makes: the same one in the slices of both its ends."""
    relation = why.relation
    source, target = (why.ego, node.id) if relation.outward else (node.id, why.ego)
    if relation.ego is relation.kind and isinstance(relation.edge, DerivedEdge):
        # Neither end comes first.
        source, target = sorted((source, target))
    years = why.years if relation.dated else ()
    pairs = why.pairs[:PAIRS_SHOWN]  # each with the neighbour's paper first
    if source == why.ego:
        pairs = tuple((other, one) for one, other in pairs)
    kind, evidence = relation.edge.value, why.evidence[:EVIDENCE_SHOWN]
    # Papers are counted, anything else is named.
    named = () if relation.evidence is NodeKind.PAPER else evidence[:NAMES_LISTED]
    return SliceEdge(
        id=f"{source}|{kind}|{target}",
        source=source,
        target=target,
        kind=kind,
        weight=FOUND * why.weight,
        evidence=evidence,
        count=why.count,
        first_year=years[0] if years else None,
        last_year=years[-1] if years else None,
        query=query or relation.query,
        sentence=say(kind, source, target, why.count, (*years[:1], *years[-1:]), named),
        behind=relation.evidence,
        pairs=pairs,
    )
