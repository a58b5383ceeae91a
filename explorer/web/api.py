"""The API: GET, JSON, the one error shape. ``/api/openapi.json`` describes what is here."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, current_app, request, url_for

from explorer.errors import BadRequest, NotFound
from explorer.export import EXPORTERS, OPTIONS, Exporter, file_name, read_options
from explorer.graph.clusters import HIGHEST, LOWEST, RESOLUTION, find_clusters
from explorer.graph.comparison import compare
from explorer.graph.connections import connect
from explorer.graph.introductions import introduce, share
from explorer.graph.provenance import take_along
from explorer.graph.request import parse_request, single
from explorer.graph.routes import draw_routes
from explorer.graph.slices import by_relation, find_around
from explorer.graph.telling import Tell
from explorer.graph.view import EXPANDED
from explorer.model import EdgeKind, NodeKind
from explorer.store import Store
from explorer.text import plain
from explorer.web import etags, profiles, search
from explorer.web.asking import OF_PAGES, unknown, unpack
from explorer.web.graphs import ask_slice, graph_arguments
from explorer.web.headers import name_file
from explorer.web.locating import locate
from explorer.web.openapi import describe
from explorer.web.pages import read_kind, read_number
from explorer.web.site import site
from explorer.web.streaming import stream

blueprint = Blueprint("api", __name__, url_prefix="/api")
DEFAULT_HITS, MOST_HITS = 20, 100
OF_SLICES = OF_PAGES | {"format", *OPTIONS}  # what the address of a slice takes
DEFAULT_ROUTES, MOST_ROUTES = 3, 5
DEFAULT_STEPS, MOST_STEPS = 4, 6
End = tuple[NodeKind, str]


@blueprint.get("/counts")
def counts() -> Response:
    """Nodes per kind, edges per kind, and the newest date of the data."""
    store = site().store()
    nodes = store.run("count_nodes")[0]
    edges = store.run("count_edges")[0]
    return _json({
        "ok": True,
        "nodes": {kind.value: nodes[kind.value] for kind in NodeKind},
        "edges": {kind.value: edges[kind.value.lower()] for kind in EdgeKind},
        "data_as_of": store.run("data_as_of")[0]["data_as_of"],
    })  # fmt: skip


@blueprint.get("/search")
def find() -> Response:
    """Nodes by words or by an id in any dress."""
    text = search.check_text(single(request.args, "q") or "")
    kind = read_kind(single(request.args, "kind"))
    limit = read_number("limit", DEFAULT_HITS, MOST_HITS)
    if not text:
        raise BadRequest(
            "There is nothing to search for: q is empty.",
            hint="Give a name, words of a title, a topic, an institution or an id as q.",
        )
    store = site().store()
    kinds = (kind,) if kind else tuple(NodeKind)
    hits = [hit for hit in search.find_by_id(store, text) if hit.kind in kinds]
    # One more than is shown, so that "more" is a fact.
    hits = hits or search.find(store, text, kinds, limit + 1)
    return _json({
        "ok": True,
        "hits": [hit.as_json() for hit in hits[:limit]],
        "more": len(hits) > limit,
    })  # fmt: skip


@blueprint.get("/node/<path:id>")
def node(id: str) -> Response:
    """The facts of one node."""
    store = site().store()
    kind, right = locate(store, id)
    found = profiles.facts(store, NodeKind(kind), right)
    label = plain(found.get("title", found.get("name"))) or right
    return _json({"ok": True, "label": label, **found})


@blueprint.get("/slice/<path:id>")
def slice_of(id: str) -> Response:
    """The slice around one node, in a format of ``EXPORTERS``.

    Readers of JSON who take lines are told the rings of a slow one before it.
    """
    store = site().store()
    ego, suffix = _split(store, id)
    exporter = _exporter(suffix or "json")
    if exporter.suffix != "json":
        return _slice_file(store, exporter, ego)
    return stream(lambda tell, _: _slice_file(store, exporter, ego, tell))


def _slice_file(store: Store, exporter: Exporter, ego: str, tell: Tell | None = None) -> Response:
    found = ask_slice(store, ego, tell, whole=exporter.suffix != "json").as_json()
    asked = unpack(request.args)
    if exporter.suffix == "json":  # a file is kept, and its address soon forgotten
        found["notes"] += unknown(asked, OF_SLICES)
    first, *others = found["asked"]["egos"]
    address = graph_arguments(asked) | ({"with": others} if others else {})
    return _file(store, exporter, found, url_for("pages.explore", ego=first, **address))


@blueprint.get("/clusters/<path:id>")
def clusters(id: str) -> Response:
    """The clusters of the slice that the same arguments make."""
    resolution = _resolution(single(request.args, "resolution"))
    store = site().store()
    shown = ask_slice(store, locate(store, id)[1])
    found = find_clusters(shown.nodes, shown.edges, resolution)
    asked = {**shown.asked, "resolution": resolution}
    return _json({
        "ok": True, "ego": shown.ego, "egos": shown.egos, **found.as_json(),
        "asked": asked, "data_as_of": shown.data_as_of, "partial": shown.partial,
    })  # fmt: skip


def _resolution(text: str | None) -> float:
    """How fine the clusters are to be.

    Raises:
        BadRequest: it is no number in the range.
    """
    if not text:
        return RESOLUTION
    if not re.fullmatch(r"\d{1,2}(\.\d{1,3})?", text) or not LOWEST <= float(text) <= HIGHEST:
        raise BadRequest(
            f"resolution is a number from {LOWEST:g} to {HIGHEST:g}, not {text[:40]!r}.",
            hint=f"Leave it out for {RESOLUTION:g}; more gives more and smaller clusters.",
        )
    return float(text)


def _split(store: Store, id: str) -> tuple[str, str | None]:
    """The ego and the format: the whole string if it is an id, else one suffix cut off.

    Raises:
        NotFound: neither is the id of a node, or the format is not one of ours.
    """
    head, dot, suffix = id.rpartition(".")
    known = {row["id"] for row in store.run("find_nodes", ids=[id, head], limit=2)}
    if id in known:
        return id, None
    if dot and head in known:
        if suffix.lower() not in EXPORTERS:
            raise _no_format(suffix)
        return head, suffix.lower()
    without = head if dot and suffix.lower() in EXPORTERS else id
    return locate(store, without)[1], suffix.lower() if without == head and dot else None


def _exporter(usual: str) -> Exporter:
    """The exporter that ``format=`` names.

    Raises:
        NotFound: there is none.
    """
    name = (single(request.args, "format") or usual).lower()
    if name not in EXPORTERS:
        raise _no_format(name)
    return EXPORTERS[name]


def _no_format(name: str) -> NotFound:
    return NotFound(
        f"Slices are not given as {name[:40]!r}.",
        hint=f"Ask for {' or '.join(EXPORTERS)}; see /api/openapi.json.",
    )


def _file(
    store: Store, exporter: Exporter, graph_slice: Mapping[str, Any], address: str
) -> Response:
    """The file, with the name it is saved by: at once, or when a reader who sees it saves it.

    ``address`` is where readers find its graph; who asks for JSON knows where they asked.
    """
    options = read_options(exporter, {name: single(request.args, name) for name in OPTIONS})
    found = take_along(store, graph_slice, papers=exporter.papers)
    if exporter.suffix != "json":
        found["address"] = site().absolute(address)
    tag = etags.of_slice(found, exporter.suffix, options)
    if same := etags.unchanged(tag, exporter.media_type):
        return same
    response = Response(exporter.write(found, **options), mimetype=exporter.media_type)
    response.set_etag(tag, weak=True)
    shown = "attachment" if exporter.saved_as else "inline"
    name_file(response, file_name(graph_slice, exporter.ending), shown)
    return response


@blueprint.get("/neighbours/<path:id>")
def neighbours(id: str) -> Response:
    """How many neighbours a node has, by kind and relation: what expanding it can bring.

    Kinds, years and relations may be chosen as of a slice.
    """
    asked = parse_request(id, unpack(request.args))
    store = site().store()
    kind, right = locate(store, id)
    found, late = find_around(store, replace(asked, egos=(right,)))
    around = [
        {
            "kind": cut.kind,
            "available": cut.available,
            "more": cut.more,
            "brings": EXPANDED[NodeKind(cut.kind)] if asked.kinds[NodeKind(cut.kind)] else 0,
            "relations": [
                {"relation": each.relation, "title": each.title, "available": each.available}
                for each in cut.relations
            ],
        }
        for cut in found
    ]
    counts = by_relation(found)
    return _json({
        "ok": True, "id": right, "kind": kind, "neighbours": counts, "around": around,
        "partial": late,
    })  # fmt: skip


@blueprint.get("/edge")
def edge() -> Response:
    """What connects two nodes, and the papers behind it."""
    limit = read_number("limit", DEFAULT_HITS, MOST_HITS)
    store = site().store()
    source, target = _ends(store, "source", "target")
    if source == target:
        raise _one_node("source", "target")
    return _json(connect(store, source, target, limit))


@blueprint.get("/path")
def path() -> Response:
    """Who could introduce two people to one another: in words, or drawn as a graph."""
    exporter = _exporter("json")
    most = read_number("k", DEFAULT_ROUTES, MOST_ROUTES)
    steps = read_number("steps", DEFAULT_STEPS, MOST_STEPS)
    store = site().store()
    start, end = _people(store, "from", "to")
    answer = introduce(store, start, end, steps=steps, most=most)
    if exporter.suffix == "json":
        return _json(answer)
    address = url_for("people.routes", **answer["asked"])
    return _file(store, exporter, draw_routes(answer).as_json(), address)


@blueprint.get("/common")
def common() -> Response:
    """What two people have in common."""
    limit = read_number("limit", DEFAULT_HITS, MOST_HITS)
    store = site().store()
    a, b = _two_people(store)
    return _json(share(store, a, b, limit))


@blueprint.get("/compare")
def compared() -> Response:
    """What two people have in common, and what is only the one's or only the other's."""
    limit = read_number("limit", DEFAULT_HITS, MOST_HITS)
    store = site().store()
    a, b = _two_people(store)
    return _json(compare(store, a, b, limit))


def _two_people(store: Store) -> tuple[str, str]:
    """The people that ``a`` and ``b`` name.

    Raises:
        BadRequest, NotFound: they are missing, one person, or none.
    """
    a, b = _people(store, "a", "b")
    if a == b:
        raise _one_node("a", "b")
    return a, b


def _ends(store: Store, *names: str) -> list[End]:
    """The nodes that these arguments name.

    Raises:
        BadRequest: one is missing, given twice, or cannot be an id.
        NotFound: one is no node.
    """
    ids = [(name, (single(request.args, name) or "").strip()) for name in names]
    for name, id in ids:
        if not id:
            raise BadRequest(
                f"{name} is missing.",
                hint=f"Give two ids, as ?{names[0]}=openalex:A5068542997&{names[1]}=…; "
                "search for a name to find one.",
            )
    found = [locate(store, id) for _, id in ids]
    return [(NodeKind(kind), id) for kind, id in found]


def _people(store: Store, *names: str) -> list[str]:
    """The ids of the people that these arguments name.

    Raises:
        BadRequest: one is missing, or is not the id of a person.
        NotFound: one is no node.
    """
    ends = _ends(store, *names)
    for name, (kind, id) in zip(names, ends, strict=True):
        if kind is not NodeKind.PERSON:
            raise BadRequest(
                f"{name} must be a person; {id} is the id of a{'n' * (kind[0] in 'aeiou')} {kind}.",
                hint="Give the ids of two people. /api/edge says what connects other nodes.",
            )
    return [id for _, id in ends]


def _one_node(*names: str) -> BadRequest:
    return BadRequest(
        f"{' and '.join(names)} are the same node.", hint="Give the ids of two different nodes."
    )


@blueprint.get("/openapi.json")
def openapi() -> Response:
    """This API, described."""
    return _json(describe(current_app))


def _json(answer: Mapping[str, object]) -> Response:
    text = json.dumps(answer, ensure_ascii=False, separators=(",", ":"))
    return Response(text, mimetype="application/json")
