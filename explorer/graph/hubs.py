"""Stored answers: what slices about much-linked nodes ask, answered once by the load.

A hub is a person of many papers, or a topic or an institution of many people: its rows are the
same for every reader and too many to be found anew each time. They are kept year by year, so that
any range of years and any weights can be asked for: whole for the best neighbours, while the others
are counted, and none of those has more points than ``bound``. A load marks the answers that its
changes touch, and computes them again at its end; a marked one is not used. Degrees are not kept:
they change by loads that touch nothing else.
"""

from __future__ import annotations

import contextlib
from collections import defaultdict, deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import orjson

from explorer.errors import QueryTimeout
from explorer.graph.items import Columns, Item, write
from explorer.graph.ranking import HEAVY, NOTHING_LEFT, Left, Part, best_first, by_word, rank
from explorer.graph.relations import (
    RELATIONS,
    RINGS,
    Row,
    by_authors,
    by_degree,
)
from explorer.model import NodeKind
from explorer.store import Step, Store

# Links past which a node is a hub: papers of a person or about a topic, people of an institution.
# All authors of a paper with as many citations are hubs too.
THRESHOLDS: dict[NodeKind, int] = {
    NodeKind.PERSON: 150,
    NodeKind.TOPIC: 5000,
    NodeKind.INSTITUTION: 3000,
    NodeKind.PAPER: 3000,
}
FORMAT = 2  # of stored answers; others are computed again by the next load
LOOKED_AT = 50_000  # nodes of one question for hubs
MOST_HUBS = 20_000
# Neighbours of a hub, by one relation: a slice shows thirty people and ten topics.
KEPT: dict[NodeKind, int] = {
    NodeKind.PERSON: 500,
    NodeKind.PAPER: 500,
    NodeKind.TOPIC: 300,
    NodeKind.INSTITUTION: 300,
}
KEPT_A_YEAR = 10  # and the best of each year, for readers who ask for some years only
CHUNK = 50_000  # papers of one question while an answer is computed
HUB_SECONDS = 120.0  # for one of these, on Neo4j: no reader waits for it
AT_ONCE = 2  # answers computed at the same time; each holds the rows of one chunk
EVERY_YEAR = (0, 9999)
NO_LIMIT = 100_000_000
HEAVY_KEPT = 1000  # papers of many authors that a shortened answer remembers
LISTED = 3  # papers listed of one neighbour and year where an answer is shortened
SLACK = 1.1  # a bound holds while degrees, which damp it, change this much
PAGE = 1000
NEWEST_UNKNOWN = 2000  # newest year of data without a single dated load
# Which queries are kept of a hub of each kind. What follows only as far as REACH needs no keeping.
QUERIES: Mapping[NodeKind, tuple[str, ...]] = {
    NodeKind.PERSON: ("person_papers", "person_topics", "person_institutions"),
    NodeKind.TOPIC: tuple(RINGS[NodeKind.TOPIC]),
    NodeKind.INSTITUTION: tuple(RINGS[NodeKind.INSTITUTION]),
}
Computed = tuple[str, list[tuple[str, bytes]]]  # a node; queries and their answers as JSON
TIMELESS = frozenset((r.query, r.name) for r in RELATIONS if r.timeless)
# Relations whose size is the degree of the neighbour, by query and name: it is not kept.
DEGREES: Mapping[tuple[str, str], NodeKind] = {
    (r.query, r.name): r.kind
    for r in RELATIONS
    if r.hub is by_degree and r.kind in {NodeKind.TOPIC, NodeKind.INSTITUTION} and not r.timeless
}


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


def compute(store: Store, kind: NodeKind, node: str, newest: int) -> Iterator[tuple[str, bytes]]:
    """Each query of a hub, and its answer as JSON.

    Raises:
        StoreUnavailable, QueryTimeout, QueryFailed: as they say.
    """
    ranges = [EVERY_YEAR] if kind is NodeKind.PERSON else list(_ranges(store, node))
    for query in QUERIES[kind]:
        rows: list[Row] = []
        for since, until in ranges:
            params = {"egos": [node], "since": since, "until": until, "limit": NO_LIMIT}
            [row] = store.ask(query, seconds=HUB_SECONDS, **params).rows
            rows += row["rows"]
        yield query, orjson.dumps(answer_of(query, node, rows, newest))


def _ranges(store: Store, node: str) -> Iterator[tuple[int, int]]:
    """Years in groups of about ``CHUNK`` papers, every year in one of them."""
    since, papers = 0, 0
    for row in store.run("hub_years", id=node, limit=10_000):
        if papers and papers + row["papers"] > CHUNK:
            yield since, row["year"] - 1
            since, papers = row["year"], 0
        papers += row["papers"]
    yield since, 9999


def answer_of(query: str, ego: str, rows: Iterable[Row], newest: int) -> dict[str, Any]:
    """What is kept of a query's rows: the best neighbours of each relation, the others counted.

    A neighbour that one relation of the query keeps, all of them keep: its score stays whole. Pure.

    Args:
        query: its name.
        ego: whose rows they are.
        rows: all of them.
        newest: the newest year of the data.
    """
    found = by_word(rows)
    parts = [Part(r, ego, 1.0, r.read(r, found)) for r in RELATIONS if r.query == query]
    ranking = rank(parts, newest, {ego})
    chosen: dict[NodeKind, set[str]] = {kind: set() for kind in NodeKind}
    for part, points in zip(parts, ranking.points, strict=True):
        kind = part.relation.kind
        chosen[kind].update(best_first(points, KEPT[kind]), _best_of_years(part.items))
    places: dict[str, int] = {}
    items: dict[str, list[Any]] = {}
    left: dict[str, list[Any]] = {}
    for part, points in zip(parts, ranking.points, strict=True):
        relation, kept = part.relation, chosen[part.relation.kind]
        others = [points[node] for node in points if node not in kept]
        bound = max(others, default=0.0) * SLACK
        left[relation.name] = [len(others), bound, _heavy(part)]
        items[relation.name] = write(_kept(part, kept - {ego}), places)
    return {"ids": list(places), "items": items, "left": left}


def read_answer(answer: Mapping[str, Any]) -> dict[str, Columns]:
    """The items of a stored answer by relation."""
    ids = answer["ids"]
    return {name: Columns.read(ids, written) for name, written in answer["items"].items()}


def _best_of_years(items: Iterable[Item]) -> Iterator[str]:
    gained: dict[int | None, dict[str, float]] = defaultdict(dict)
    for item in items:
        year = gained[item.year]
        for node in item.neighbours:
            year[node] = year.get(node, 0.0) + item.worth
    for year in gained.values():
        yield from best_first(year, KEPT_A_YEAR)


def _heavy(part: Part) -> list[Any]:
    """The papers of most authors: id, number of authors, year."""
    if part.relation.hub is not by_authors:
        return []
    heavy = {(i.evidence[0], i.size or 0, i.year) for i in part.items if (i.size or 0) > HEAVY}
    return sorted(heavy, key=lambda each: (-each[1], each[0]))[:HEAVY_KEPT]


def _kept(part: Part, chosen: Collection[str]) -> list[Item]:
    """The items of chosen neighbours, degrees taken out.

    Either as they are, or one for each neighbour and year: whichever are fewer.
    """
    by_evidence = []
    merged: dict[tuple[str, int | None], list[Item]] = defaultdict(list)
    for item in part.items:
        here = [node for node in item.neighbours if node in chosen]
        if here:
            worth = item.worth
            if (part.relation.query, part.relation.name) in DEGREES and item.size is not None:
                worth /= by_degree(item.size)
                item = item._replace(size=None)
            item = item._replace(worth=worth, neighbours=here)
            by_evidence.append(item)
            for node in here:
                merged[node, item.year].append(item)
    if len(by_evidence) <= len(merged):
        return by_evidence
    return [
        _merged(node, year, some)
        for (node, year), some in sorted(merged.items(), key=lambda e: (e[0][0], e[0][1] or 0))
    ]


def _merged(node: str, year: int | None, items: Sequence[Item]) -> Item:
    heaviest = sorted(items, key=lambda item: (-item.worth / item.pieces, item.evidence[0]))
    evidence = [each for item in heaviest for each in item.evidence][:LISTED]
    worth = sum(item.worth for item in heaviest)
    return Item(year, None, worth, sum(item.pieces for item in items), evidence, [node])


# -- keeping them right ------------------------------------------------------------------------


def outdate(papers: Sequence[str], topics: Sequence[str]) -> Step:
    """A step that marks the answers which rest on some papers and topics."""
    return "outdate_hubs", {"papers": list(papers), "topics": list(topics)}


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

    A hub whose query runs over its limit has no answer; slices about it then say what is late.

    Args:
        store: the graph, loaded.
        run_id: left on every answer that is written.
        data_as_of: newest date of what is being loaded.
        tell: called after each hub.

    Returns:
        How many answers were written.
    """
    newest = newest_year(max(data_as_of or "", store.run("data_as_of")[0]["data_as_of"] or ""))
    wanted = {
        f"{query} {node}": (kind, node)
        for node, kind in find_hubs(store).items()
        for query in QUERIES[kind]
    }
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

    def work(kind: NodeKind, node: str) -> Computed:
        answers = []
        with contextlib.suppress(QueryTimeout):  # those before it hold
            for each in compute(store, kind, node, newest):
                answers.append(each)
        return node, answers

    with ThreadPoolExecutor(AT_ONCE) as pool:
        running: deque[Future[Computed]] = deque()
        for hub in hubs:
            running.append(pool.submit(work, *hub))
            if len(running) > AT_ONCE:
                yield running.popleft().result()
        for future in running:
            yield future.result()


def find_hubs(store: Store) -> dict[str, NodeKind]:
    """Ids and kinds of the nodes that are hubs now."""
    found: dict[str, NodeKind] = {}
    counts = store.run("count_nodes")[0]
    for kind, least in THRESHOLDS.items():
        much: list[str] = []
        for skip in range(0, counts[kind.value], LOOKED_AT):
            rows = store.run(
                f"linked_much_{kind.plural}", least=least, skip=skip, page=LOOKED_AT,
                limit=MOST_HUBS,
            )  # fmt: skip
            much += [row["id"] for row in rows]
        if kind is NodeKind.PAPER:
            kind = NodeKind.PERSON
            much = [row["id"] for row in store.run("authors_of", papers=much, limit=MOST_HUBS)]
        found.update(dict.fromkeys(much, kind))
    return found


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
