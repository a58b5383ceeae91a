"""A slice: what is shown of a neighbourhood, why each node is there, and what was left out.

Comes in: a ``SliceRequest``. Goes out: a ``Slice`` whose ``as_json`` is the answer of
``/api/slice``, the panel, the pictures and the exports. Truncation is a field, not an error.
The queries give ids and numbers only; names are fetched for what is shown.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from explorer.errors import BadRequest, NotFound
from explorer.graph.edges import SliceEdge, draw_edges
from explorer.graph.placement import View, place
from explorer.graph.ranking import (
    RELATIONS,
    Found,
    Neighbours,
    Ranked,
    Reason,
    Relation,
    latest_shared,
    rank,
)
from explorer.graph.words import BY_NAME, DERIVED, describe, sentence, shorten
from explorer.model import Identity, NodeKind
from explorer.store import Store

SCHEMA = 1
CANDIDATES = 20_000  # most neighbours one relation brings; past it a cut says "at least"
QUOTAS: Mapping[NodeKind, int] = {  # about 75 nodes: readable on a laptop
    NodeKind.PAPER: 22,
    NodeKind.PERSON: 30,
    NodeKind.TOPIC: 10,
    NodeKind.INSTITUTION: 12,
}
MAX_QUOTA = 200
MAX_ID = 500  # characters; the longest real id, a DOI, is far below
EVIDENCE_SHOWN = 200  # most ids of evidence one reason lists; its count says how many there are
NEWEST_UNKNOWN = 2000  # newest year of data without a single dated load


@dataclass(frozen=True, slots=True)
class SliceRequest:
    """What somebody asked for: the ego and how many nodes of each kind at most."""

    ego: str
    kinds: Mapping[NodeKind, int] = field(default_factory=lambda: QUOTAS)

    def as_json(self) -> dict[str, object]:
        """The request, as the answer repeats it."""
        return {"ego": self.ego, "kinds": {kind.value: n for kind, n in self.kinds.items()}}


@dataclass(frozen=True, slots=True)
class SliceNode:
    """One shown node. ``x``, ``y`` and ``radius`` are in units of the slice's ``view``."""

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


@dataclass(frozen=True, slots=True)
class Cut:
    """What of one kind was left out. ``more`` says that ``available`` is a lower bound."""

    kind: str
    shown: int
    available: int
    threshold: float | None
    more: bool
    sentence: str


@dataclass(frozen=True, slots=True)
class Slice:
    """The answer. ``nodes[0]`` is the ego; its score is None and it has no reasons."""

    ego: str
    title: str
    data_as_of: str | None
    asked: Mapping[str, object]
    took: float
    view: View
    nodes: tuple[SliceNode, ...]
    edges: tuple[SliceEdge, ...]
    cut: tuple[Cut, ...]
    relations: Mapping[str, Mapping[str, object]]
    evidence: Mapping[str, Mapping[str, object]]

    def as_json(self) -> dict[str, Any]:
        """The response of ``/api/slice``, schema 1."""
        return {"ok": True, "schema": SCHEMA, "partial": [], **asdict(self)}


def parse_request(ego: str, args: Mapping[str, str]) -> SliceRequest:
    """The one parser of requests, for the API, the pages and the panel.

    Args:
        ego: id of the node the slice is about.
        args: ``kinds`` (a list such as ``person,paper``) and one number per kind
            (``papers``, ``people``, ``topics``, ``institutions``); others are ignored.

    Raises:
        BadRequest: a value is impossible.
    """
    check_id(ego)
    kinds = dict(QUOTAS)
    if wanted := args.get("kinds"):
        chosen = {_kind(word) for word in wanted.split(",")}
        kinds = {kind: quota if kind in chosen else 0 for kind, quota in kinds.items()}
    for kind in NodeKind:
        if (text := args.get(kind.plural)) is not None:
            kinds[kind] = _quota(kind, text)
    return SliceRequest(ego, kinds)


def check_id(id: str) -> None:
    """Refuse what cannot be the id of a node.

    Raises:
        BadRequest: it is empty, too long or not printable.
    """
    if not id or len(id) > MAX_ID or not id.isprintable():
        raise BadRequest(
            f"An id has 1 to {MAX_ID} printable characters.",
            hint="Ids look like openalex:A5023888391; search for a name to find one.",
        )


def _kind(word: str) -> NodeKind:
    try:
        return NodeKind(word.strip())
    except ValueError as error:
        names = ", ".join(NodeKind)
        raise BadRequest(f"kinds knows {names}, not {word[:40]!r}.") from error


def _quota(kind: NodeKind, text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 6 and int(text) <= MAX_QUOTA):
        raise BadRequest(
            f"{kind.plural} is a number from 0 to {MAX_QUOTA}, not {text[:40]!r}.",
            hint=f"Leave it out for {QUOTAS[kind]}.",
        )
    return int(text)


def build_slice(store: Store, request: SliceRequest) -> Slice:
    """Find, rank, cut, place and explain the neighbourhood of one node.

    Raises:
        NotFound: no node has this id.
        StoreUnavailable, QueryTimeout, QueryFailed: the database's fault.
    """
    started = time.perf_counter()
    ego = _describe(store, {kind: {request.ego} for kind in NodeKind}).get(request.ego)
    if ego is None:
        raise NotFound(
            f"There is no node {request.ego}.", hint="Search for a name or a title instead."
        )
    data_as_of = store.run("data_as_of")[0]["data_as_of"]
    newest = int(data_as_of[:4]) if data_as_of else NEWEST_UNKNOWN
    kind = NodeKind(ego["kind"])
    found, full = _collect(store, request, kind)
    near = rank(found, newest, request.kinds)
    shown = [node for each in NodeKind for node in near[each].nodes]
    backing = _backing_papers(store, shown)
    edges = draw_edges(store, request.ego, kind, shown, newest)
    facts = _describe(store, _named(request.ego, kind, shown, edges, backing))
    nodes, view = _placed(request.ego, shown, edges, facts, backing)
    ego_label = nodes[0].label
    return Slice(
        ego=request.ego,
        title=f"{ego_label} in context",
        data_as_of=data_as_of,
        asked=request.as_json(),
        took=round(time.perf_counter() - started, 4),
        view=view,
        nodes=nodes,
        edges=tuple(edges),
        cut=_cuts(request, near, full),
        relations={
            r.name: {"title": r.title, "weight": r.weight} for r in RELATIONS if r.ego is kind
        },
        evidence=_evidence_labels(nodes, edges, facts),
    )


def _collect(
    store: Store, request: SliceRequest, kind: NodeKind
) -> tuple[Found, frozenset[NodeKind]]:
    """The rows of each relation, and the kinds of which more than ``CANDIDATES`` exist."""
    found: dict[Relation, Iterable[tuple[str, Sequence[Any]]]] = {}
    full = set()
    for relation in RELATIONS:
        if relation.ego is not kind or not request.kinds[relation.kind]:
            continue
        # One row more than used, so that "more" is a fact.
        rows = store.run(relation.query, id=request.ego, limit=CANDIDATES + 1)
        if len(rows) > CANDIDATES:
            full.add(relation.kind)
        rows = rows[:CANDIDATES]
        found[relation] = (
            latest_shared(request.ego, rows)
            if relation.by_evidence
            else [(row["id"], row["evidence"]) for row in rows]
        )
    return found, frozenset(full)


def _named(
    ego: str,
    kind: NodeKind,
    shown: Sequence[Ranked],
    edges: Sequence[SliceEdge],
    backing: Backing,
) -> dict[NodeKind, set[str]]:
    """Every id that the slice names, by kind."""
    named: dict[NodeKind, set[str]] = {each: set() for each in NodeKind}
    named[kind].add(ego)
    for node in shown:
        named[node.kind].add(node.id)
        for why in node.reasons:
            named[why.relation.evidence].update(why.evidence[:EVIDENCE_SHOWN])
    for edge in edges:
        named[edge.behind].update(edge.evidence)
    named[NodeKind.PAPER].update(paper for papers in backing.values() for paper in papers)
    return named


def _describe(store: Store, ids: Mapping[NodeKind, set[str]]) -> dict[str, dict[str, Any]]:
    """What ``describe_nodes`` says of these ids."""
    wanted = {kind.plural: sorted(ids[kind]) for kind in NodeKind}
    columns = ("id", "kind", "label", "year", "note", "size")
    [row] = store.run("describe_nodes", **wanted)
    return {each[0]: dict(zip(columns, each, strict=True)) for each in row["nodes"]}


# Relations whose evidence is not a paper, and the query that finds the papers behind them.
BACKING = {
    "shared_topic": ("shared_topic_papers", "topics"),
    "same_institution": ("shared_institution_papers", "institutions"),
}
PAPERS_BEHIND = 3  # newest papers listed for each of these
Backing = dict[tuple[str, str], tuple[str, ...]]


def _backing_papers(store: Store, shown: Sequence[Ranked]) -> Backing:
    """The neighbour's own papers behind reasons that rest on topics or institutions."""
    backing: Backing = {}
    for relation, (query, parameter) in BACKING.items():
        whys = {
            node.id: why for node in shown for why in node.reasons if why.relation.name == relation
        }
        if not whys:
            continue
        ends = sorted({each for why in whys.values() for each in why.evidence})
        rows = store.run(query, people=sorted(whys), limit=len(whys), **{parameter: ends})
        for row in rows:
            backing[row["person"], relation] = _newest(row["papers"], whys[row["person"]])
    return backing


def _newest(papers: Iterable[Sequence[Any]], why: Reason) -> tuple[str, ...]:
    """The newest papers on each thing that a reason rests on, the heaviest thing first."""
    kept: dict[str, list[str]] = {each: [] for each in why.evidence}
    for end, _, paper in sorted(papers, key=lambda each: (-(each[1] or 0), each[2])):
        if end in kept and len(kept[end]) < PAPERS_BEHIND:
            kept[end].append(paper)
    return tuple(dict.fromkeys(paper for each in kept.values() for paper in each))


def _placed(
    ego: str,
    shown: Sequence[Ranked],
    edges: Sequence[SliceEdge],
    facts: Mapping[str, Mapping[str, Any]],
    backing: Backing,
) -> tuple[tuple[SliceNode, ...], View]:
    texts = {node: describe(facts[node]) for node in (ego, *(node.id for node in shown))}
    kinds = {ego: NodeKind(facts[ego]["kind"])} | {node.id: node.kind for node in shown}
    scores = {node.id: node.score for node in shown}
    shorts = {node: shorten(texts[node][0], kinds[node]) for node in kinds}
    links = [(edge.source, edge.target, edge.weight) for edge in edges]
    spots, view = place(ego, kinds, scores, shorts, links)
    ranked = {node.id: node for node in shown}
    nodes = tuple(
        SliceNode(
            id=node,
            kind=kinds[node].value,
            label=texts[node][0],
            short=shorts[node],
            detail=texts[node][1],
            marks=_marks(facts[node]),
            x=spots[node].x,
            y=spots[node].y,
            radius=spots[node].radius,
            labelled=spots[node].labelled,
            score=scores.get(node),
            reasons=tuple(
                _reason_json(why, texts[ego][0], facts, backing.get((node, why.relation.name), ()))
                for why in (ranked[node].reasons if node in ranked else ())
            ),
        )
        for node in kinds
    )
    return nodes, view


def _reason_json(
    why: Reason, ego: str, facts: Mapping[str, Mapping[str, Any]], papers: tuple[str, ...]
) -> dict[str, Any]:
    """One reason; where the evidence is no paper, the papers behind it come after it."""
    evidence = dict.fromkeys((*why.evidence, *papers))
    names = [describe(facts[each])[0] for each in why.evidence if each in facts]
    return {
        "relation": why.relation.name,
        "points": why.points,
        "evidence": [each for each in evidence if each in facts][:EVIDENCE_SHOWN],
        "count": len(why.evidence),
        "sentence": sentence(why.relation.phrase, len(why.evidence), why.years, names, ego),
        "query": why.relation.query,
    }


def _marks(facts: Mapping[str, Any]) -> tuple[str, ...]:
    """What a reader must know before trusting the node."""
    if facts["kind"] == NodeKind.PERSON and facts["note"] == Identity.NAME:
        return (BY_NAME,)
    if facts["kind"] == NodeKind.TOPIC and facts["note"] == "derived":
        return (f"{DERIVED}, not given by the source",)
    return ()


def _cuts(
    request: SliceRequest, near: Mapping[NodeKind, Neighbours], full: frozenset[NodeKind]
) -> tuple[Cut, ...]:
    """Per kind: shown, available, and the score of the last one shown."""
    cuts = []
    for kind, quota in request.kinds.items():
        nodes, available = near[kind].nodes, near[kind].available
        shown = len(nodes)
        cut = available > shown or kind in full
        threshold = nodes[-1].score if shown and cut else None
        at_least = "at least " if kind in full else ""
        if not quota:
            text = f"No {kind.plural} were asked for"
        elif not available:
            text = f"No {kind.plural} are linked to it in this data"
        elif cut:
            text = (
                f"{shown:,} of {at_least}{available:,} {kind.plural} shown; cut at {threshold:.2f}"
            )
        else:
            text = (
                f"All {available:,} {kind.plural} shown" if available > 1 else "The only one shown"
            )
        cuts.append(Cut(kind.value, shown, available, threshold, kind in full, text))
    return tuple(cuts)


def _evidence_labels(
    nodes: Sequence[SliceNode],
    edges: Sequence[SliceEdge],
    facts: Mapping[str, Mapping[str, Any]],
) -> dict[str, dict[str, object]]:
    """Kind, label and year of every id that a reason or an edge names."""
    named = {each for node in nodes for why in node.reasons for each in why["evidence"]}
    named.update(each for edge in edges for each in edge.evidence)
    return {
        each: {
            "kind": facts[each]["kind"],
            "label": describe(facts[each])[0],
            "year": facts[each]["year"],
        }
        for each in sorted(named)
        if each in facts
    }
