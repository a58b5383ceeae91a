"""The front door: counts, sources, and one featured neighbourhood of each kind with its picture.

Choosing whom to feature reads every node's degree, and four slices are built, so the answer
is kept until the loads change. It is the same for every reader.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from explorer.errors import ExplorerError, StoreUnavailable
from explorer.export import svg
from explorer.graph.request import parse_request
from explorer.graph.slices import build_slice
from explorer.graph.words import counted
from explorer.model import NodeKind
from explorer.store import Store
from explorer.text import plain

DATASETS = 20  # most that are listed
PICTURE_WIDTH = 560  # CSS pixels
VIEW_WIDTH = 1280  # of a usual slice; labels of a smaller one are drawn smaller to match
# Kind → query, column of its number, and the words for it.
FEATURED: Mapping[NodeKind, tuple[str, str, str]] = {
    NodeKind.PERSON: ("featured_people", "papers", "{} here"),
    NodeKind.PAPER: ("featured_papers", "citations", "cited by {} here"),
    NodeKind.TOPIC: ("featured_topics", "papers", "{} about it"),
    NodeKind.INSTITUTION: ("featured_institutions", "people", "{} here"),
}
NOUNS = {"papers": ("paper", "papers"), "citations": ("paper", "papers"),
         "people": ("person", "people")}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Featured:
    """One node worth a first look, with its picture where one can be drawn."""

    kind: NodeKind
    id: str
    label: str
    detail: str
    picture: Markup | None


@dataclass(frozen=True, slots=True)
class FrontDoor:
    """What the front page shows. ``others`` are featured without a picture."""

    nodes: Mapping[str, int]
    loads: tuple[dict[str, Any], ...]
    data_as_of: str | None
    featured: tuple[Featured, ...]
    others: tuple[Featured, ...]


class FrontDoors:
    """Keeps the last front door; safe to share between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: tuple[object, FrontDoor] | None = None

    def get(self, store: Store) -> FrontDoor:
        """The front door of the data as it stands.

        Raises:
            StoreUnavailable, QueryTimeout, QueryFailed: the database's fault.
        """
        loads = store.run("list_loads", limit=DATASETS)
        nodes = store.run("count_nodes")[0]
        key = (tuple(load["run_id"] for load in loads), tuple(nodes.values()))
        with self._lock:  # one thread builds it, the others wait for the same answer
            if self._kept is None or self._kept[0] != key:
                self._kept = key, _build(store, loads, nodes)
            return self._kept[1]


def _build(store: Store, loads: list[dict[str, Any]], nodes: Mapping[str, int]) -> FrontDoor:
    featured: list[Featured] = []
    others: list[Featured] = []
    for kind, (query, column, words) in FEATURED.items():
        for rank, row in enumerate(store.run(query, limit=3)):
            if not row[column]:
                continue
            number = counted(row[column], *NOUNS[column])
            picture = _picture(store, row["id"]) if rank == 0 else None
            made = Featured(
                kind, row["id"], plain(row["label"]) or row["id"], words.format(number), picture
            )
            (others if rank else featured).append(made)
    dates = [load["data_as_of"] for load in loads if load["data_as_of"]]
    return FrontDoor(nodes, tuple(loads), max(dates, default=None), tuple(featured), tuple(others))


def _picture(store: Store, id: str) -> Markup | None:
    """The node's slice as SVG; the front door stands without it if it cannot be drawn.

    Raises:
        StoreUnavailable: a front door that lacks what a moment later is there would be kept.
    """
    try:
        found = build_slice(store, parse_request(id, {})).as_json()
    except StoreUnavailable:
        raise
    except ExplorerError:
        return None
    width = round(PICTURE_WIDTH * VIEW_WIDTH / found["view"]["width"])
    drawn = svg(found, width=width)
    return Markup(drawn)  # noqa: S704 - the exporter escapes every text of the graph
