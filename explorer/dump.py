"""The whole graph as one stream of plain items, and the one hash of it.

Comes in: a store. Goes out: every node and every stored edge with all its properties, in pages.
``PARTS`` says what there is to read, and how each part is written and removed; a label or
relationship type of ``cypher/load`` or ``cypher/identity`` that is missing there fails a test.

The digest adds up, modulo 2^256, a 256-bit hash of each item. Sums do not care for order, so
neither the order of rows nor the engine matters (the engines sort texts beyond the basic plane
differently), and nothing but one sum for each part is kept. A changed value changes one summand;
values exchanged between two nodes change two, since the id is hashed along. This finds accidents:
it is no signature against somebody who makes up records until they fit.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from explorer.errors import BadRequest, QueryTimeout
from explorer.holdings import Key
from explorer.model import LOAD_QUERIES, NODE_RECORDS, EdgeKind
from explorer.store import Store

PAGE = 2000  # items of one page, about; as rows of one write, some megabytes with abstracts
HASH_BYTES = 32
# Which run wrote something last is no part of what the graph says.
OF_THE_RUN = frozenset({"run_id"})
# PART_OF between institutions, in digests and backups; the name of the type means topics there.
WITHIN = "INSTITUTION_PART_OF"
# Lists that mean a set: their order tells of the order of loads, and of the engine's own.
SETS = frozenset({"references_outside", "outside_by"})


@dataclass(frozen=True, slots=True)
class Part:
    """All nodes of one label or all edges of one type between two labels, and what moves them.

    ``read``, ``write`` and ``remove`` are query files; ``remove`` is None for edges, which go with
    their nodes. ``digested`` is False for what tells of runs instead of the data. ``type`` is the
    type of edges whose part has another name, since that type stands between other labels too.
    """

    name: str
    read: str
    write: str
    remove: str | None = None
    digested: bool = True
    type: EdgeKind | None = None

    @property
    def stored_as(self) -> str:
        """The label or the relationship type in the graph."""
        return self.name if self.type is None else self.type.value

    @property
    def holds_edges(self) -> bool:
        """Whether its items are edges."""
        return self.remove is None


@dataclass(frozen=True, slots=True)
class Item:
    """One node or edge. ``key`` is the node's id, or the ids of the edge's ends."""

    part: str
    key: Key
    properties: Mapping[str, Any]


_NODES = (
    Part(kind.label, f"dump_{kind.plural}", LOAD_QUERIES[record], f"delete_{kind.plural}")
    for record, kind in NODE_RECORDS.items()
)
_EDGES = (
    Part(EdgeKind.AUTHORED.value, "dump_authorships", "link_authorships"),
    Part(EdgeKind.AFFILIATED_WITH.value, "dump_affiliations", "link_affiliations"),
    Part(EdgeKind.CITES.value, "dump_citations", "link_citations"),
    Part(EdgeKind.ABOUT.value, "dump_paper_topics", "link_topics"),
    Part(EdgeKind.PART_OF.value, "dump_topic_parents", "link_topic_parents"),
    Part(WITHIN, "dump_institution_parents", "link_institution_parents", type=EdgeKind.PART_OF),
)
_OF_RUNS = (
    Part("Ledger", "dump_ledger", "upsert_ledger", "delete_ledger", digested=False),
    Part("Load", "dump_loads", "upsert_loads", "delete_loads", digested=False),
)
# In the order of writing: edges need their ends, and readers take a new run for new data.
PARTS: Mapping[str, Part] = {part.name: part for part in (*_NODES, *_EDGES, *_OF_RUNS)}
# Labels that mean something only while a process runs, or that a load computes.
NOT_DUMPED = frozenset({"Lock", "Hub"})


@dataclass(frozen=True, slots=True)
class Reading:
    """How far a pass over the graph, or over a backup, has come; in nodes and edges."""

    phase: str
    done: int
    total: int


Tell = Callable[[Reading], None]


class Tally:
    """Counts items and adds up their hashes."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self._sums: Counter[str] = Counter()

    def add(self, item: Item) -> None:
        """Take one item in."""
        self.counts[item.part] += 1
        if PARTS[item.part].digested:
            term = int.from_bytes(blake2b(canonical(item), digest_size=HASH_BYTES).digest())
            self._sums[item.part] = (self._sums[item.part] + term) % (1 << 8 * HASH_BYTES)

    def digest(self) -> str:
        """The hash of all that was taken in, in hexadecimal digits."""
        said = [
            [name, self.counts[name], f"{total:x}"] for name, total in sorted(self._sums.items())
        ]
        return blake2b(json.dumps(said).encode(), digest_size=HASH_BYTES).hexdigest()


def canonical(item: Item) -> bytes:
    """An item as the digest sees it: equal content, equal bytes, on whichever engine.

    Texts, integers, floats and truth values stay apart (1 is not 1.0); floats are written as the
    shortest digits that give them back, so -0.0 is not 0.0, and every NaN is the same. A property
    that is None is one that is not there. An empty list is not: the loaders mean something by it.
    """
    shown = {
        name: sorted(value) if name in SETS else value
        for name, value in item.properties.items()
        if value is not None and name not in OF_THE_RUN
    }
    return as_text([item.part, item.key, shown]).encode()


def as_text(value: object) -> str:
    """JSON on one line, keys in order.

    Raises:
        BadRequest: there is a value in it that no loader writes, such as a point in space.
    """
    return json.dumps(
        value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_refused
    )


def _refused(value: object) -> object:
    raise BadRequest(
        f"The graph holds a value of the kind {type(value).__name__}, which no loader writes, and "
        "which has no place in a digest or a backup.",
        hint="Another program wrote it into this database: remove it there, or use a database of "
        "the explorer's own.",
    )


def tally(items: Iterable[Item]) -> Tally:
    """Count and hash a stream of items."""
    found = Tally()
    for item in items:
        found.add(item)
    return found


def read_graph(
    store: Store,
    *,
    counted: Mapping[str, int],
    parts: Iterable[Part] = tuple(PARTS.values()),
    tell: Tell = lambda _: None,
    phase: str = "reading",
) -> Iterator[Item]:
    """Every node and edge of some parts.

    Args:
        store: the graph.
        counted: how many there are, from ``count_parts``.
        parts: what to read, in this order.
        tell: called after each page, in the same thread.
        phase: what it is read for, in a word.

    Raises:
        StoreUnavailable, QueryTimeout, QueryFailed: as they say.
    """
    done, total = 0, sum(counted.values())
    for part in parts:
        for page in pages(store, part):
            yield from page
            done += len(page)
            tell(Reading(phase, done, max(total, done)))


def pages(store: Store, part: Part, *, size: int = PAGE) -> Iterator[list[Item]]:
    """The items of one part, a page at a time, in the order of the ids of nodes or sources.

    Args:
        store: the graph.
        part: what to read.
        size: nodes of one page. A page of edges has those of so many sources that it is about as
            long, guessed from the page before, and of no more than ``size`` sources.
    """
    after, limit = "", max(size // 10, 1) if part.holds_edges else size
    while True:
        try:
            rows = store.run(part.read, after=after, limit=limit)
        except QueryTimeout:  # some thousand sources may have a great many edges
            if limit == 1:
                raise
            limit = max(limit // 8, 1)
            continue
        if not rows:
            return
        after = rows[-1]["id"]
        page = list(_edges(part, rows) if part.holds_edges else _nodes(part, rows))
        yield page
        if part.holds_edges:
            limit = min(max(limit * size // max(len(page), 1), 1), limit * 2, size)


def _nodes(part: Part, rows: Iterable[Mapping[str, Any]]) -> Iterator[Item]:
    for row in rows:
        properties = {name: value for name, value in row["properties"].items() if name != "id"}
        yield Item(part.name, row["id"], properties)


def _edges(part: Part, rows: Iterable[Mapping[str, Any]]) -> Iterator[Item]:
    for row in rows:
        for edge in row["edges"]:
            yield Item(part.name, (row["id"], edge["target"]), edge["properties"])


def count_parts(store: Store) -> dict[str, int]:
    """How many nodes and edges of the data there are, as the engine counts them, by part."""
    [nodes], [edges] = store.run("count_nodes"), store.run("count_edges")
    [within] = store.run("count_institution_parents")
    counts = {kind.label: nodes[kind.value] for kind in NODE_RECORDS.values()}
    counts |= {kind.value: edges[kind.value.lower()] for kind in EdgeKind}
    counts[EdgeKind.PART_OF] -= within["part_of"]
    return {**counts, WITHIN: within["part_of"]}


def digest(store: Store, *, tell: Tell = lambda _: None) -> Tally:
    """The hash of a graph: equal content, equal hash, whatever the engine and the runs.

    Args:
        store: the graph.
        tell: called as it goes on, in the same thread.

    Raises:
        StoreUnavailable, QueryTimeout, QueryFailed: as they say.
        BadRequest: the graph changed while it was read, or holds what no loader writes.
    """
    counted, runs = count_parts(store), store.run("data_version")
    parts = [part for part in PARTS.values() if part.digested]
    found = tally(read_graph(store, counted=counted, parts=parts, tell=tell))
    refuse_change(counted, found, loaded=runs != store.run("data_version"))
    return found


def refuse_change(counted: Mapping[str, int], found: Tally, *, loaded: bool = False) -> None:
    """Make sure that what was read is what was there, which it is not while a load runs.

    It also finds what a page would lack if an engine did not go along its index any more.

    Args:
        counted: what the engine counted before, by part.
        found: what was read.
        loaded: whether a load began or ended meanwhile.

    Raises:
        BadRequest: it is not.
    """
    if loaded or any(found.counts[name] != count for name, count in counted.items()):
        raise BadRequest(
            "The graph changed while it was read.",
            hint="Wait until no load is running (`explorer doctor` names loads that did not end), "
            "then try again.",
        )
