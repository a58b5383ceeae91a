"""A slice: what is shown of a neighbourhood, why each node is there, and what was left out.

Comes in: a ``SliceRequest``. Goes out: a ``Slice`` whose ``as_json`` is the answer of
``/api/slice``, the panel, the pictures and the exports. Truncation is a field, not an error.
The queries give ids and numbers only; names are fetched for what is shown.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import zip_longest
from typing import Any

from explorer.graph import placement, rings
from explorer.graph.cut import Cut, Limits, cuts, doubted, named
from explorer.graph.edges import EVIDENCE_SHOWN, PAIRS_SHOWN, SliceEdge, draw_edges, links
from explorer.graph.picture import RESTED_ON, Picture, read_picture
from explorer.graph.placement import Spot
from explorer.graph.ranking import Ranked, Reason
from explorer.graph.relations import RELATIONS
from explorer.graph.request import Operation, SliceRequest
from explorer.graph.rings import Run, weight_of
from explorer.graph.view import WIDENED, Expansion, View, replay
from explorer.graph.words import NAMES_LISTED, counted, in_years, listed, sentence
from explorer.model import NodeKind
from explorer.store import Store

SCHEMA = 1
FILTERED = frozenset({"since", "until", "weights"})  # of a request: steps change these


@dataclass(frozen=True, slots=True)
class SliceNode:
    """One shown node. ``x``, ``y`` and ``radius`` are in units of the slice's ``view``.

    ``origin`` is the node whose expansion brought it.
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


@dataclass(frozen=True, slots=True)
class Slice:
    """The answer. The egos come first among the nodes; they have no score and no reasons."""

    ego: str
    egos: tuple[str, ...]
    missing: tuple[str, ...]  # ids asked for that are no nodes
    title: str
    data_as_of: str | None
    asked: Mapping[str, object]
    took: float
    view: placement.View
    nodes: tuple[SliceNode, ...]
    edges: tuple[SliceEdge, ...]
    cut: tuple[Cut, ...]
    partial: tuple[Mapping[str, str], ...]
    notes: tuple[str, ...]
    expanded: tuple[Mapping[str, Any], ...]
    hidden: tuple[Mapping[str, str], ...]  # by a reader; id, kind and label
    pinned: tuple[str, ...]
    trail: tuple[Mapping[str, Any], ...]  # of egos; with the number of steps before the next
    second_ring: Mapping[str, Any] | None
    relations: Mapping[str, Mapping[str, object]]
    evidence: Mapping[str, Mapping[str, object]]
    runs: tuple[Run, ...]
    counted: Mapping[str, object]  # years and weights after the last step

    def as_json(self) -> dict[str, Any]:
        """The response of ``/api/slice``, schema 1."""
        return {"ok": True, "schema": SCHEMA, **asdict(self)}


def build_slice(store: Store, request: SliceRequest) -> Slice:
    """Find, rank, cut, place and explain the neighbourhood of one node or several.

    Raises:
        NotFound: no ego is a node.
        StoreUnavailable, QueryTimeout, QueryFailed: the database's fault.
    """
    started = time.perf_counter()
    request = _to_the_end(request)
    view = replay(store, request)
    found = _cut(view)
    picture = read_picture(store, view, named(found))
    found = doubted(found, picture.rows["broken_off"])
    spots, rectangle = _placed(view, picture)
    nodes = [
        _node(view, picture, node, spots[node])
        for node in (*view.egos, *view.shown) if node in spots
    ]  # fmt: skip
    edges = draw_edges(picture.edges, spots, view.shown.values())
    if request.widen:  # the next best only, placed beside all others
        new = view.steps[-1].added
        nodes = [node for node in nodes if node.id in new]
        edges = [edge for edge in edges if edge.source in new or edge.target in new]
    return Slice(
        ego=next(iter(view.egos)),
        egos=tuple(view.egos),
        missing=view.missing,
        title=_title(view, picture),
        data_as_of=view.data_as_of,
        asked=request.as_json(),
        took=round(time.perf_counter() - started, 4),
        view=rectangle,
        nodes=tuple(nodes),
        edges=tuple(edges),
        cut=found,
        partial=tuple(asdict(late) for late in view.log.late),
        notes=tuple(view.notes),
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


def _to_the_end(request: SliceRequest) -> SliceRequest:
    """The request with the step that "only the next best" stands for."""
    if not request.widen:
        return request
    more = Operation("widen", request.widen.value)
    return replace(request, operations=(*request.operations, more))


def find_around(store: Store, id: str) -> tuple[Cut, ...]:
    """What there is around a node, counted by kind and relation: what expanding it can bring.

    Raises:
        NotFound, StoreUnavailable, QueryTimeout, QueryFailed: as ``build_slice``.
    """
    return _cut(View(store, SliceRequest((id,))))


def count_neighbours(store: Store, id: str) -> dict[str, dict[str, int]]:
    """How many neighbours a node has, by kind and relation.

    Raises:
        NotFound, StoreUnavailable, QueryTimeout, QueryFailed: as ``build_slice``.
    """
    return by_relation(find_around(store, id))


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
        narrowed=request.since is not None or request.until is not None,
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
        if count:
            counts.append(f"{' and '.join(told)} of {counted(count, kind.value, kind.plural)}")
    return {
        "shown": dict(brought.shown),
        "here": dict(brought.here),
        "left": dict(brought.left),
        "available": dict(brought.available),
        "sentence": f"Around {listed(names)}: {'; '.join(counts) or 'nothing'}",
    }


def _title(view: View, picture: Picture) -> str:
    first, *others = view.egos
    more = f" and {len(others)} more" if others else ""
    return f"{picture.label(first)}{more} in context"


def _second(view: View, picture: Picture) -> dict[str, Any] | None:
    ring = view.second
    return {"around": ring.around, **_told(ring, picture)} if ring else None


def _named(node: str, picture: Picture) -> dict[str, str]:
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


def _placed(view: View, picture: Picture) -> tuple[dict[str, Spot], placement.View]:
    """Positions after the last step: at each step what is there stays where it is."""
    spots: dict[str, Spot] = {}
    ever: dict[str, Spot] = {}
    homes: dict[str, Spot] = {}  # where the pinned ones stood before
    egos: tuple[str, ...] = ()
    here: dict[str, Ranked | None] = {}
    every = links(picture.rows, view.newest)
    rectangle = placement.View(0.0, 0.0, 0.0, 0.0)
    near: dict[str, str] = {}
    due = False
    for step, following in zip_longest(view.steps, view.steps[1:]):
        egos = step.egos or egos
        here = {node: each for node, each in here.items() if node not in step.removed}
        here = {**dict.fromkeys(egos), **here, **step.added}
        if step.pin is not None:
            node, x, y = step.pin
            homes.setdefault(node, spots[node])
            spots[node] = replace(spots[node], x=x, y=y)
        if step.freed in homes:
            spots.pop(step.freed, None)  # it goes home, or elsewhere where that is taken
            ever[step.freed] = homes.pop(step.freed)
        near |= step.near
        due = due or not step.changes_nothing
        moves = following is not None and following.pin is not None
        if not due or (following is not None and not moves and _hurry(view)):
            continue
        spots, rectangle = _place_step(picture, egos, here, every, (spots, ever), near)
        due, near = False, {}
        ever.update(spots)
    return spots, rectangle


def _place_step(
    picture: Picture,
    egos: Sequence[str],
    here: Mapping[str, Ranked | None],
    every: Sequence[tuple[str, str, float]],
    before: tuple[Mapping[str, Spot], Mapping[str, Spot]],
    near: Mapping[str, str],
) -> tuple[dict[str, Spot], placement.View]:
    """Positions of what is here, where some of it stood before, just now or ever."""
    shown = {node: picture.kind(node) for node in here if node in picture.facts}
    held = _held(shown, *before)
    ties = [
        (why.ego, node.id, why.points)
        for node in here.values() if node is not None
        for why in node.reasons
    ]  # fmt: skip
    return placement.place(
        [ego for ego in egos if ego in picture.facts],
        shown,
        {node: each.score for node, each in here.items() if each is not None},
        {node: picture.short(node) for node in shown},
        [*every, *ties],
        fixed={node: (spot.x, spot.y) for node, spot in held.items()},
        radii={node: spot.radius for node, spot in held.items()},
        near=near,
    )


def _hurry(view: View) -> bool:
    """Whether only what the last step shows is still placed: then it may stand elsewhere."""
    late = view.log.seconds > rings.SLICE_SECONDS
    if late:
        took = f"The view had taken {rings.SLICE_SECONDS:g} s"
        view.log.tell_late("earlier places", "", f"{took}: not each step was placed by itself.")
    return late


def _held(
    shown: Mapping[str, NodeKind], spots: Mapping[str, Spot], ever: Mapping[str, Spot]
) -> dict[str, Spot]:
    """Where shown nodes stay; one that comes back has the place it had, unless that is taken."""
    held = {node: spots[node] for node in shown if node in spots}
    for node in sorted(ever.keys() & shown.keys() - held.keys()):
        spot, kind = ever[node], shown[node]
        if not any(placement.meet(spot, kind, held[each], shown[each]) for each in held):
            held[node] = spot
    return held


def _node(view: View, picture: Picture, node: str, spot: Spot) -> SliceNode:
    ranked = None if node in view.egos else view.shown.get(node)
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
        reasons=tuple(
            _reason_json(view, picture, node, why) for why in (ranked.reasons if ranked else ())
        ),
        origin=view.origins.get(node),
    )


def _reason_json(view: View, picture: Picture, node: str, why: Reason) -> dict[str, Any]:
    """One reason; where the evidence is no paper, the papers behind it come after it."""
    relation = why.relation
    papers = picture.behind.get((node, relation.name, why.ego), ())
    evidence = [each for each in why.evidence if each in picture.facts]
    names = [picture.label(each) for each in evidence[:NAMES_LISTED]]
    if papers:
        evidence = [*evidence[:RESTED_ON], *papers]
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
        "sentence": f"{picture.label(why.ego)}: {text}" if through else text,
        "query": relation.query,
    }  # fmt: skip


def _mentioned(
    nodes: Sequence[SliceNode], edges: Sequence[SliceEdge], found: Sequence[Cut], picture: Picture
) -> dict[str, dict[str, object]]:
    """Kind, label and year of every id that a reason, an edge or the cut names."""
    mentioned = {each for node in nodes for why in node.reasons for each in why["evidence"]}
    mentioned.update(
        each for node in nodes for why in node.reasons for pair in why["pairs"] for each in pair
    )
    mentioned.update(each for edge in edges for each in edge.evidence)
    mentioned.update(named(found))
    return {
        each: {
            "kind": picture.facts[each]["kind"],
            "label": picture.label(each),
            "year": picture.facts[each]["year"],
        }
        for each in sorted(mentioned)
        if each in picture.facts
    }
