"""A slice: what is shown of a neighbourhood, why each node is there, and what was left out.

Comes in: a ``SliceRequest``. Goes out: a ``Slice`` whose ``as_json`` is the answer of
``/api/slice``, the panel, the pictures and the exports. Truncation is a field, not an error.
The queries give ids and numbers only; names are fetched for what is shown.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from dataclasses import asdict, dataclass, field, replace
from functools import lru_cache
from typing import Any

import orjson

from explorer.graph import placement
from explorer.graph.asking import Log, beside
from explorer.graph.cut import Cut, Limits, cuts, doubted, named
from explorer.graph.edges import EVIDENCE_SHOWN, PAIRS_SHOWN, SliceEdge, draw_edges
from explorer.graph.lately import Lately, Placed
from explorer.graph.lens import sole_paper
from explorer.graph.picture import RESTED_ON, UNKNOWN, Picture, begin_picture, read_picture
from explorer.graph.placement import Spot
from explorer.graph.places import place_steps
from explorer.graph.ranking import Reason
from explorer.graph.relations import RELATIONS
from explorer.graph.replaying import replay
from explorer.graph.request import Operation, SliceRequest
from explorer.graph.rings import weight_of
from explorer.graph.sides import Side, sides_of
from explorer.graph.steps import Expansion
from explorer.graph.telling import LINKS, PLACES, Tell
from explorer.graph.view import WIDENED, View
from explorer.graph.watching import Run
from explorer.graph.words import NAMES_LISTED, counted, in_years, listed, sentence
from explorer.model import NodeKind
from explorer.store import Answer, Store
from explorer.text import plain

SCHEMA = 1
FILTERED = frozenset({"since", "until", "weights"})  # of a request: steps change these


@dataclass(frozen=True, slots=True)
class SliceNode:
    """One shown node. ``x``, ``y`` and ``radius`` are in units of the slice's ``view``.

    ``origin`` is the node whose expansion brought it, ``depends_on`` the one paper that all its
    reasons rest on. ``side`` says whose it is where the slice is about two people.
    """

    id: str
    kind: str
    label: str
    short: str
    detail: str
    marks: tuple[str, ...]
    x: float
    y: float
    radius: float
    labelled: bool
    score: float | None
    reasons: tuple[dict[str, Any], ...]
    origin: str | None
    depends_on: str | None = None
    side: Side | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """The answer. The egos come first among the nodes; they have no score and no reasons."""

    ego: str
    egos: tuple[str, ...]
    missing: tuple[str, ...] = ()  # ids asked for that are no nodes
    title: str
    data_as_of: str | None
    asked: Mapping[str, object]
    took: float
    view: placement.View
    nodes: tuple[SliceNode, ...]
    edges: tuple[SliceEdge, ...]
    cut: tuple[Cut, ...] = ()
    partial: tuple[Mapping[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    expanded: tuple[Mapping[str, Any], ...] = ()
    hidden: tuple[Mapping[str, str], ...] = ()  # by a reader; id, kind and label
    pinned: tuple[str, ...] = ()
    trail: tuple[Mapping[str, Any], ...] = ()  # of egos; with the number of steps before the next
    second_ring: Mapping[str, Any] | None = None
    relations: Mapping[str, Mapping[str, object]]
    evidence: Mapping[str, Mapping[str, object]]
    runs: tuple[Run, ...] = ()
    # Years and weights after the last step.
    counted: Mapping[str, object] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The response of ``/api/slice``, schema 1; every call makes it anew."""
        # A tenth of the time that asdict takes, which copies each text and number.
        return {"ok": True, "schema": SCHEMA, **orjson.loads(orjson.dumps(self))}


def build_slice(
    store: Store, request: SliceRequest, tell: Tell | None = None, lately: Lately | None = None
) -> Slice:
    """Find, rank, cut, place and explain the neighbourhood of one node or several.

    Args:
        store: the graph.
        request: whose neighbourhood, and what of it.
        tell: is told each ring as it is asked for and as it comes; what it raises ends the work.
        lately: answers given before, of the same version of the data.

    Raises:
        NotFound: no ego is a node.
        StoreUnavailable, QueryTimeout, QueryFailed: the database's fault.
    """
    started = time.perf_counter()
    if request.widen:  # "only the next best" stands for a step
        more = Operation("widen", request.widen.value)
        request = replace(request, operations=(*request.operations, more))
    view = replay(store, request, tell, lately)
    with beside() as begin:
        together = begin_picture(store, view, begin)
        found = _cut(view)
        picture = _read(store, view, found, together)
    found = doubted(found, picture.rows["broken_off"])
    spots, rectangle = _place(view, picture)
    nodes, edges = _drawn(view, picture, spots)
    if request.widen:  # the next best only, placed beside all others
        new = {} if view.log.lacks_steps else view.steps[-1].added
        nodes = [node for node in nodes if node.id in new]
        edges = [edge for edge in edges if edge.source in new or edge.target in new]
    return Slice(
        ego=next(iter(view.egos)),
        egos=tuple(view.egos),
        missing=view.missing,
        title=f"{listed([picture.label(ego) for ego in view.egos])} in context",
        data_as_of=view.data_as_of,
        asked=request.as_json(),
        took=round(time.perf_counter() - started, 4),
        view=rectangle,
        nodes=tuple(nodes),
        edges=tuple(edges),
        cut=found,
        partial=tuple(asdict(late) for late in view.log.late),
        notes=tuple(dict.fromkeys(note.told(picture.label) for note in view.notes)),
        expanded=tuple({"id": e.around[0], **_told(e, picture)} for e in view.expansions),
        hidden=tuple(_named(node, picture) for node in view.hidden),
        pinned=tuple(node for node in view.pinned if node in spots),
        trail=_trail(request, picture),
        second_ring=_second(view, picture),
        relations=_relations(view),
        evidence=_mentioned(nodes, edges, found, picture),
        runs=tuple(view.log.runs),
        counted={name: each for name, each in view.request.as_json().items() if name in FILTERED},
    )  # fmt: skip


def _read(
    store: Store, view: View, found: Sequence[Cut], together: Future[Answer] | None
) -> Picture:
    """Names, links and papers of all that is shown."""
    view.log.teller.step = view.log.teller.steps + 1  # the round after the last step
    view.log.teller.say(LINKS, None, 0)
    picture = read_picture(store, view, named(found), together)
    view.log.teller.say(LINKS, len(picture.ties), 0.5)
    return picture


def _place(view: View, picture: Picture) -> Placed:
    view.log.teller.say(PLACES, None, 0.5)
    spots, rectangle = place_steps(view, picture)
    view.log.teller.say(PLACES, len(spots), 1)
    return spots, rectangle


def find_around(
    store: Store, request: SliceRequest
) -> tuple[tuple[Cut, ...], list[Mapping[str, str]]]:
    """What there is around a node, counted by kind and relation: what expanding it can bring.

    Args:
        store: the graph.
        request: of what kinds, years and relations; nothing else in it counts.

    Returns:
        The counts, and what did not come in time, as in a slice.

    Raises:
        NotFound, StoreUnavailable, QueryTimeout, QueryFailed: as ``build_slice``.
    """
    view = View(store, replace(request, depth=1, budget=None, operations=(), widen=None), Log())
    return _cut(view), [asdict(late) for late in view.log.late]


def by_relation(around: Sequence[Cut]) -> dict[str, dict[str, int]]:
    """Neighbours by kind and relation."""
    return {cut.kind: {each.relation: each.available for each in cut.relations} for cut in around}


def _relations(view: View) -> dict[str, dict[str, object]]:
    """Title and weight of every relation that could have brought something."""
    return {
        each.name: {"title": each.title, "weight": weight_of(each, view.request)}
        for each in RELATIONS
        if each.ego in view.egos.values()
    }


def _cut(view: View) -> tuple[Cut, ...]:
    request = view.request
    limits = Limits(
        {kind: most or (WIDENED if kind in view.later else 0)
         for kind, most in request.kinds.items()},
        view.full, view.late,
        narrowed=request.narrowed,
        budget=request.budget,
        years=in_years(request.since, request.until),
        grown=view.grown,
        hidden=view.hidden,
        off={
            each.kind for each in RELATIONS
            if each.ego in view.egos.values() and not weight_of(each, request)
        },
    )  # fmt: skip
    return cuts(view.ranking, view.shown, view.best, limits)


def _told(brought: Expansion, picture: Picture) -> dict[str, Any]:
    """What was brought around some nodes: counts by kind, and a sentence."""
    names = [picture.label(node) for node in brought.around]
    counts = []
    for kind, count in brought.available.items():
        told = [f"{brought.shown[kind]:,} new"]
        if brought.here[kind]:
            told.append(f"{brought.here[kind]:,} already here")
        of = "of at least" if kind in brought.more else "of"
        if count:
            counts.append(f"{' and '.join(told)} {of} {counted(count, kind.value, kind.plural)}")
        elif kind in brought.more:
            counts.append(f"{kind.plural} were not found{' in time' * (kind in brought.late)}")
    return {
        "shown": _by_word(brought.shown),
        "here": _by_word(brought.here),
        "left": _by_word(brought.left),
        "available": _by_word(brought.available),
        "sentence": f"Around {listed(names)}: {'; '.join(counts) or 'nothing'}",
    }


def _by_word(counts: Mapping[NodeKind, int]) -> dict[str, int]:
    return {kind.value: count for kind, count in counts.items()}


def _second(view: View, picture: Picture) -> dict[str, Any] | None:
    ring = view.second
    return {"around": ring.around, **_told(ring, picture)} if ring else None


def _named(node: str, picture: Picture) -> dict[str, Any]:
    known = node in picture.facts
    return {
        "id": node,
        "kind": picture.kind(node).value if known else "",
        "label": picture.label(node),
    }


def _trail(request: SliceRequest, picture: Picture) -> tuple[dict[str, Any], ...]:
    """The egos a reader went through, the last one last; each with the steps taken until left."""
    count = len(request.operations)
    turns = [n for n, each in enumerate(request.operations) if each.do == "ego"]
    first = next((ego for ego in request.egos if ego in picture.facts), request.egos[0])
    egos = [first, *(request.operations[n].what for n in turns)]
    return tuple(
        {**_named(ego, picture), "steps": end}
        for ego, end in zip(egos, [*turns, count], strict=True)
    )


def _drawn(
    view: View, picture: Picture, spots: Mapping[str, Spot]
) -> tuple[list[SliceNode], list[SliceEdge]]:
    """The nodes that have a place, and the edges among them."""
    ranked = *view.shown.values(), *view.between
    edges = draw_edges(picture.ties, spots, ranked, picture.apart, picture.say)
    sides = sides_of(view.egos, spots, edges)
    nodes = [
        _node(view, picture, node, spots[node], sides.get(node))
        for node in (*view.egos, *view.shown) if node in spots
    ]  # fmt: skip
    return nodes, edges


def _node(view: View, picture: Picture, node: str, spot: Spot, side: Side | None) -> SliceNode:
    ranked = None if node in view.egos else view.shown.get(node)
    reasons = tuple(
        _reason_json(view, picture, node, why) for why in (ranked.reasons if ranked else ())
    )
    return SliceNode(
        id=node,
        kind=picture.kind(node).value,
        label=picture.label(node),
        short=picture.short(node),
        detail=picture.detail(node),
        marks=picture.marks(node),
        x=spot.x,
        y=spot.y,
        radius=spot.radius,
        labelled=spot.labelled,
        score=None if ranked is None else ranked.score,
        reasons=reasons,
        origin=view.origins.get(node),
        depends_on=sole_paper(node, reasons),
        side=side,
    )


def _reason_json(view: View, picture: Picture, node: str, why: Reason) -> dict[str, Any]:
    """One reason; where the evidence is no paper, the papers behind it come after it."""
    relation = why.relation
    papers = picture.behind.get((node, relation.name, why.ego), ())
    evidence = [each for each in why.evidence if each in picture.facts]
    names = [picture.label(each) for each in evidence[:NAMES_LISTED]]
    pieces = evidence[: EVIDENCE_SHOWN if relation.evidence is NodeKind.PAPER else RESTED_ON]
    if papers:
        evidence = [*pieces, *papers]
    shares = dict(zip(why.evidence, why.shares, strict=True))
    text = sentence(relation.phrase, why.count, why.years, names, picture.label(why.ego))
    through = len(view.egos) > 1 or why.ego not in view.egos
    return {
        "relation": relation.name,
        "ego": why.ego,
        "points": why.points,
        "evidence": list(dict.fromkeys(evidence))[:EVIDENCE_SHOWN],
        "pairs": [
            pair for pair in why.pairs[:PAIRS_SHOWN]
            if all(each in picture.facts for each in pair)
        ],
        "count": why.count,
        "years": why.years,
        "shares": [round(shares[each], 6) for each in pieces],
        "complete": why.complete and len(pieces) == len(why.evidence),
        "rests": _rests(picture, node, why, pieces),
        "sentence": f"{picture.label(why.ego)}: {text}" if through else text,
        "query": relation.query,
    }  # fmt: skip


def _rests(
    picture: Picture, node: str, why: Reason, pieces: Sequence[str]
) -> list[list[dict[str, Any]]] | None:
    """Of each piece that is no paper: the papers it rests on, the node's side and the ego's."""
    relation = why.relation
    if relation.evidence is NodeKind.PAPER:
        return None
    if relation.kind is not NodeKind.PERSON:
        return [[] for _ in pieces]  # what two papers have in common rests on no third
    return [
        [picture.sides.get((end, each), UNKNOWN).as_json() for end in (node, why.ego)]
        for each in pieces
    ]


def _mentioned(
    nodes: Sequence[SliceNode], edges: Sequence[SliceEdge], found: Sequence[Cut], picture: Picture
) -> dict[str, dict[str, object]]:
    """Kind, label, year and venue of every id that a reason, an edge or the cut names."""
    mentioned: set[str] = set()
    for why in (why for node in nodes for why in node.reasons):
        mentioned.update(why["evidence"], *why["pairs"])
        mentioned.update(*(side["papers"] for sides in why["rests"] or () for side in sides))
    for edge in edges:
        mentioned.update(edge.evidence, *edge.pairs)
    mentioned.update(named(found))
    known = ((each, picture.facts[each]) for each in sorted(mentioned & picture.facts.keys()))
    return {
        each: {
            "kind": facts["kind"],
            "label": picture.label(each),
            "year": facts["year"],
            "venue": _venue(facts),
        }
        for each, facts in known
    }


def _venue(facts: Mapping[str, Any]) -> str | None:
    """Where a paper was published, as plain text."""
    return _plain_venue(facts["note"] or "") or None if facts["kind"] == NodeKind.PAPER else None


@lru_cache(maxsize=4096)  # a large slice mentions thousands of papers of some tens of venues
def _plain_venue(note: str) -> str:
    return plain(note)
