"""What a slice takes along when it leaves: the datasets its nodes come from, and its papers.

A page needs neither, so they are asked for when something is exported, each by one query.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from explorer.model import NodeKind
from explorer.store import Store
from explorer.text import plain

DATASETS = 50  # most that are named
AUTHORS = 200  # most that are named of one paper


def with_sources(store: Store, graph_slice: Mapping[str, Any]) -> dict[str, Any]:
    """The JSON of a slice with ``sources``: each dataset of its nodes and of their evidence.

    Each is ``{"dataset", "nodes", "source", "title", "licence", "data_as_of"}``.

    Raises:
        StoreUnavailable, QueryTimeout, QueryFailed: the database's fault.
    """
    ids: dict[NodeKind, list[str]] = {kind: [] for kind in NodeKind}
    for node, kind in dict(_named(graph_slice)).items():
        ids[kind].append(node)
    named = {kind.plural: sorted(ids[kind]) for kind in NodeKind}
    return {**graph_slice, "sources": store.run("slice_sources", **named, limit=DATASETS)}


def take_along(store: Store, graph_slice: Mapping[str, Any], *, papers: bool) -> dict[str, Any]:
    """The JSON of a slice with its ``sources``, and with its ``papers`` if they are wanted.

    Raises:
        StoreUnavailable, QueryTimeout, QueryFailed: the database's fault.
    """
    found = with_sources(store, graph_slice)
    return with_papers(store, found) if papers else found


def _named(graph_slice: Mapping[str, Any]) -> Iterator[tuple[str, NodeKind]]:
    yield from ((node, NodeKind(each["kind"])) for node, each in graph_slice["evidence"].items())
    yield from ((each["id"], NodeKind(each["kind"])) for each in graph_slice["nodes"])


def with_papers(store: Store, graph_slice: Mapping[str, Any]) -> dict[str, Any]:
    """The JSON of a slice with ``papers``: by id, what a list of references says of each.

    They are the papers shown, in their order, and then the papers behind reasons and edges.
    Each is ``{"title", "year", "date", "type", "venue", "doi", "arxiv", "url", "authors",
    "authors_count"}``; titles are plain text.

    Raises:
        StoreUnavailable, QueryTimeout, QueryFailed: the database's fault.
    """
    shown = [node["id"] for node in graph_slice["nodes"] if node["kind"] == NodeKind.PAPER]
    behind = _evidence(graph_slice) - set(shown)
    ids = [*shown, *sorted(behind)]
    rows = store.run("cite_papers", ids=ids, authors=AUTHORS, limit=len(ids)) if ids else []
    found = {row.pop("id"): row for row in map(dict, rows)}
    for row in found.values():
        row["title"], row["venue"] = plain(row["title"]), plain(row["venue"]) or None
    return {**graph_slice, "papers": {id: found[id] for id in ids if id in found}}


def _evidence(graph_slice: Mapping[str, Any]) -> set[str]:
    """Papers that a reason or an edge rests on; what the cut mentions is no part of the slice."""
    parts = [*graph_slice["edges"], *(why for n in graph_slice["nodes"] for why in n["reasons"])]
    known = graph_slice["evidence"]
    return {
        id for part in parts for id in part["evidence"]
        if id in known and known[id]["kind"] == NodeKind.PAPER
    }  # fmt: skip
