"""Stored answers: what slices about much-linked nodes ask, answered once by the load.

A hub is a person of many papers, or a topic or an institution of many people: its rows are the
same for every reader and too many to be found anew each time. They are kept year by year, so that
any range of years and any weights can be asked for: whole for the best neighbours, while the others
are counted, and none of those has more points than ``bound``. A load marks the answers that its
changes touch, and computes them again at its end; a marked one is not used. Degrees are not kept:
they change by loads that touch nothing else.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import orjson

from explorer.errors import QueryTimeout
from explorer.graph.answers import FORMAT, TIMELESS, answer_of, read_answer
from explorer.graph.items import Columns
from explorer.graph.ranking import NOTHING_LEFT, Left
from explorer.graph.relations import RINGS, Row
from explorer.model import NodeKind
from explorer.store import Step, Store

# Links past which a node is a hub: papers of a person or about a topic, people of an institution.
# All authors of a paper with as many citations are hubs too.
THRESHOLDS: dict[NodeKind, int] = {
    NodeKind.PERSON: 150,
    NodeKind.TOPIC: 2000,
    NodeKind.INSTITUTION: 100,
    NodeKind.PAPER: 3000,
}
LOOKED_AT = 50_000  # nodes of one question for hubs
MOST_HUBS = 20_000
CHUNK = 50_000  # papers of one question while an answer is computed
HUB_SECONDS = 120.0  # for one of these, on Neo4j: no reader waits for it
TRIED_AGAIN = 20  # most hubs that are tried once more
AT_ONCE = 2  # answers computed at the same time; each holds the rows of one chunk
EVERY_YEAR = (0, 9999)
NO_LIMIT = 100_000_000
PAGE = 1000
NEWEST_UNKNOWN = 2000  # newest year of data without a single dated load
# Which queries are kept of a hub of each kind. What follows only as far as REACH needs no keeping.
QUERIES: Mapping[NodeKind, tuple[str, ...]] = {
    NodeKind.PERSON: ("person_papers", "person_topics", "person_institutions"),
    NodeKind.TOPIC: tuple(RINGS[NodeKind.TOPIC]),
    NodeKind.INSTITUTION: tuple(RINGS[NodeKind.INSTITUTION]),
}
Computed = tuple[str, list[tuple[str, bytes]]]  # a node; queries and their answers as JSON


def newest_year(data_as_of: str | None) -> int:
    """The year that ages count from."""
    return int(data_as_of[:4]) if data_as_of else NEWEST_UNKNOWN


class Stored:
    """The stored answers that hold for some egos.

    Args:
        found: ``[query, ego, format, newest year it was ranked for, JSON]`` of each.
        newest: the newest year of the data now.
    """

    def __init__(self, found: Iterable[Sequence[Any]] = (), newest: int = 0) -> None:
        self.newest = newest
        self._texts = {
            (query, ego): text
            for query, ego, written, then, text in found
            if written == FORMAT and then <= newest
        }
        self._answers: dict[tuple[str, str], dict[str, Any]] = {}

    def _answer(self, query: str, ego: str) -> dict[str, Any] | None:
        key = query, ego
        if key not in self._answers and key in self._texts:
            self._answers[key] = orjson.loads(self._texts[key])
        return self._answers.get(key)

    def holds(self, query: str, ego: str) -> bool:
        """Whether an answer of a query about an ego is stored."""
        return (query, ego) in self._texts

    def items(self, query: str, ego: str, years: tuple[int, int]) -> dict[str, Columns] | None:
        """Items of some years by relation, degrees left out; None where no answer is stored."""
        answer = self._answer(query, ego)
        if answer is None:
            return None
        found = read_answer(answer)
        return {
            name: items if (query, name) in TIMELESS else items.within(*years)
            for name, items in found.items()
        }

    def left(self, query: str, ego: str, name: str, years: tuple[int, int]) -> Left:
        """What an answer leaves out of one relation, in some years."""
        answer = self._answer(query, ego)
        if answer is None:
            return NOTHING_LEFT
        nodes, bound, heavy = answer["left"][name]
        since, until = years
        return Left(nodes, bound, [each for each in heavy if since <= (each[2] or 0) <= until])


# -- computing -------------------------------------------------------------------------------------


def compute(
    store: Store, kind: NodeKind, node: str, newest: int, first: int = 0
) -> Iterator[tuple[str, bytes]]:
    """Each query of a hub from the ``first`` one on, and its answer as JSON.

    Raises:
        StoreUnavailable, QueryTimeout, QueryFailed: as they say.
    """
    ranges = [EVERY_YEAR] if kind is NodeKind.PERSON else list(_ranges(store, node))
    for query in QUERIES[kind][first:]:
        rows: list[Row] = []
        for since, until in ranges:
            params = {"egos": [node], "since": since, "until": until, "limit": NO_LIMIT}
            [row] = store.ask(query, seconds=HUB_SECONDS, **params).rows
            rows += row["rows"]
        yield query, orjson.dumps(answer_of(query, node, rows, newest))


def _ranges(store: Store, node: str) -> Iterator[tuple[int, int]]:
    """Years in groups of about ``CHUNK`` papers, every year in one of them."""
    since, papers = 0, 0
    for row in store.ask("hub_years", seconds=HUB_SECONDS, id=node, limit=10_000).rows:
        if papers and papers + row["papers"] > CHUNK:
            yield since, row["year"] - 1
            since, papers = row["year"], 0
        papers += row["papers"]
    yield since, 9999


# -- keeping them right ------------------------------------------------------------------------


def outdate(papers: Sequence[str], topics: Sequence[str], institutions: Sequence[str]) -> Step:
    """A step that marks the answers which rest on some papers, topics and institutions."""
    return "outdate_hubs", {
        "papers": list(papers), "topics": list(topics), "institutions": list(institutions),
    }  # fmt: skip


def any_hubs(store: Store) -> bool:
    """Whether any answer is stored."""
    return bool(store.run("list_hubs", after="", limit=1))


def refresh(
    store: Store,
    *,
    run_id: str,
    data_as_of: str | None = None,
    tell: Callable[[], None] = lambda: None,
) -> int:
    """Compute the answers that are missing or marked, and drop those of nodes that are no hubs.

    A hub whose query runs over its limit is tried once more after all others, when more of the
    graph is at hand. Without an answer, slices about it say what is late, and ``doctor`` says so.

    Args:
        store: the graph, loaded.
        run_id: left on every answer that is written.
        data_as_of: newest date of what is being loaded.
        tell: called after each hub.

    Returns:
        How many answers were written.
    """
    newest = newest_year(max(data_as_of or "", store.run("data_as_of")[0]["data_as_of"] or ""))
    wanted = wanted_answers(store)
    held = {row["id"]: row for row in stored_answers(store)}
    _delete(store, held.keys() - wanted.keys())
    good = {id for id, row in held.items() if in_use(row) and row["newest"] <= newest}
    written = 0
    missing = dict.fromkeys(hub for id, hub in wanted.items() if id not in good)
    for node, answers in _computed(store, missing, newest):
        for query, text in answers:
            properties = {
                "query": query, "node": node, "run_id": run_id, "newest": newest,
                "stale": False, "format": FORMAT, "rows": text.decode(),
            }  # fmt: skip
            store.run("store_hub", id=f"{query} {node}", properties=properties)
            written += 1
        tell()
    return written


def _computed(
    store: Store, hubs: Iterable[tuple[NodeKind, str]], newest: int
) -> Iterator[Computed]:
    """The answers of each hub; the database works on the next while we rank the rows of one."""
    late: list[tuple[NodeKind, str, int]] = []  # with how many answers it has

    def work(kind: NodeKind, node: str, first: int = 0) -> Computed:
        answers = []
        try:
            for each in compute(store, kind, node, newest, first):
                answers.append(each)
        except QueryTimeout:  # those before it hold
            late.append((kind, node, len(answers)))
        return node, answers

    with ThreadPoolExecutor(AT_ONCE) as pool:
        running: deque[Future[Computed]] = deque()
        for hub in hubs:
            running.append(pool.submit(work, *hub))
            if len(running) > AT_ONCE:
                yield running.popleft().result()
        for future in running:
            yield future.result()
    for again in late[:TRIED_AGAIN]:
        yield work(*again)


def wanted_answers(store: Store) -> dict[str, tuple[NodeKind, str]]:
    """Kind and node of each answer that there should be, by its id."""
    return {
        f"{query} {node}": (kind, node)
        for node, kind in find_hubs(store).items()
        for query in QUERIES[kind]
    }


def find_hubs(store: Store) -> dict[str, NodeKind]:
    """Ids and kinds of the nodes that are hubs now."""
    counts = store.run("count_nodes")[0]
    pages = [
        (kind, {"least": least, "skip": skip, "page": LOOKED_AT, "limit": MOST_HUBS})
        for kind, least in THRESHOLDS.items()
        for skip in range(0, counts[kind.value], LOOKED_AT)
    ]

    def look(kind: NodeKind, params: Mapping[str, int]) -> list[str]:
        rows = store.ask(f"linked_much_{kind.plural}", seconds=HUB_SECONDS, **params).rows
        return [row["id"] for row in rows]

    much: dict[NodeKind, list[str]] = {kind: [] for kind in THRESHOLDS}
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for (kind, _), ids in zip(pages, pool.map(look, *zip(*pages, strict=True)), strict=True):
            much[kind] += ids
    papers = much.pop(NodeKind.PAPER)
    authors = [row["id"] for row in store.run("authors_of", papers=papers, limit=MOST_HUBS)]
    found = {id: kind for kind, ids in much.items() for id in ids}
    return found | dict.fromkeys(authors, NodeKind.PERSON)


def forget(store: Store) -> None:
    """Delete every stored answer."""
    _delete(store, [row["id"] for row in stored_answers(store)])


def _delete(store: Store, ids: Collection[str]) -> None:
    ordered = sorted(ids)
    for start in range(0, len(ordered), PAGE):
        store.run("delete_hubs", ids=ordered[start : start + PAGE])


def in_use(row: Mapping[str, Any]) -> bool:
    """Whether slices use this answer, one of ``stored_answers``."""
    return not row["stale"] and row["format"] == FORMAT


def stored_answers(store: Store) -> Iterator[Mapping[str, Any]]:
    """What is stored: id, query, node, stale, newest, run_id of each answer."""
    after = ""
    while page := store.run("list_hubs", after=after, limit=PAGE):
        after = page[-1]["id"]
        yield from page
