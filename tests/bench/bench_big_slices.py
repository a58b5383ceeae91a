"""Slices of a large made graph: anybody, and the biggest hubs, beside the textbook query.

Run by ``make bench-slices``. ``BENCH_GRAPHS`` names a folder where made graphs are kept between
runs, ``BENCH_PAPERS`` how many papers they have, ``BENCH_ENGINES`` the engines.
"""

from __future__ import annotations

import os
import random
import resource
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import neo4j
import pytest

from explorer.graph.hubs import find_hubs, refresh, stored_answers
from explorer.graph.recent import collect_seldom
from explorer.graph.request import parse_request
from explorer.graph.slices import build_slice
from explorer.model import NodeKind
from explorer.store import Store
from tests.bench.bulk import opened
from tests.bench.made_rows import Parameters
from tests.bench.telling import tell

PAPERS = int(os.environ.get("BENCH_PAPERS", "3000"))
ENGINES = os.environ.get("BENCH_ENGINES", "arcadedb,neo4j-5.26").split(",")
FOLDER = os.environ.get("BENCH_GRAPHS")
SAMPLED = {NodeKind.PERSON: 60, NodeKind.PAPER: 30, NodeKind.TOPIC: 15, NodeKind.INSTITUTION: 15}
HUBS = 10
MOST_TRIPS = 6
ASKED: Mapping[str, Mapping[str, str]] = {
    "plain": {}, "since": {"since": "2015"}, "one relation off": {"off": "shared_topic"},
}  # fmt: skip
TEXTBOOK_SECONDS = 30.0
# As tutorials write it, and its best form, in which no list is carried along: both without reasons,
# counts of what is left out, topics or institutions in common, people in between, and names.
CHAIN = """
MATCH (ego:Person {id: $id})
OPTIONAL MATCH (ego)-[:AUTHORED]->(paper:Paper)
WITH ego, paper ORDER BY paper.year DESC
WITH ego, collect(paper.id)[..22] AS papers
OPTIONAL MATCH (ego)-[:AUTHORED]->(shared:Paper)<-[:AUTHORED]-(other:Person)
WITH ego, papers, other, count(shared) AS together ORDER BY together DESC
WITH ego, papers, collect(other.id)[..30] AS people
OPTIONAL MATCH (ego)-[:AUTHORED]->(own:Paper)-[:CITES]-(:Paper)<-[:AUTHORED]-(cited:Person)
WITH ego, papers, people, cited, count(*) AS times ORDER BY times DESC
WITH ego, papers, people, collect(cited.id)[..30] AS cited
OPTIONAL MATCH (ego)-[:AUTHORED]->(own:Paper)-[:ABOUT]->(topic:Topic)
WITH ego, papers, people, cited, topic, count(own) AS times ORDER BY times DESC
WITH ego, papers, people, cited, collect(topic.id)[..10] AS topics
OPTIONAL MATCH (ego)-[:AFFILIATED_WITH]->(place:Institution)
WITH papers, people, cited, topics, collect(place.id)[..12] AS places
UNWIND people AS one
OPTIONAL MATCH (:Person {id: one})-[:AUTHORED]->(joint:Paper)<-[:AUTHORED]-(two:Person)
WHERE two.id IN people AND one < two.id
RETURN papers, people, cited, topics, places, collect([one, two.id, joint.id]) AS ties
"""
SUBQUERIES = """
MATCH (ego:Person {id: $id})
CALL (ego) {
  OPTIONAL MATCH (ego)-[:AUTHORED]->(paper:Paper)
  WITH paper ORDER BY paper.year DESC
  RETURN collect(paper.id)[..22] AS papers
}
CALL (ego) {
  OPTIONAL MATCH (ego)-[:AUTHORED]->(shared:Paper)<-[:AUTHORED]-(other:Person)
  WITH other, count(shared) AS together ORDER BY together DESC
  RETURN collect(other)[..30] AS people
}
CALL (ego) {
  OPTIONAL MATCH (ego)-[:AUTHORED]->(:Paper)-[:CITES]-(:Paper)<-[:AUTHORED]-(other:Person)
  WITH other, count(*) AS times ORDER BY times DESC
  RETURN collect(other.id)[..30] AS cited
}
CALL (ego) {
  OPTIONAL MATCH (ego)-[:AUTHORED]->(own:Paper)-[:ABOUT]->(topic:Topic)
  WITH topic, count(own) AS times ORDER BY times DESC
  RETURN collect(topic.id)[..10] AS topics
}
CALL (ego) {
  OPTIONAL MATCH (ego)-[:AFFILIATED_WITH]->(place:Institution)
  RETURN collect(place.id)[..12] AS places
}
CALL (people) {
  UNWIND people AS one
  OPTIONAL MATCH (one)-[:AUTHORED]->(joint:Paper)<-[:AUTHORED]-(two:Person)
  WHERE two IN people AND one.id < two.id
  RETURN collect([one.id, two.id, joint.id]) AS ties
}
RETURN papers, [one IN people | one.id] AS people, cited, topics, places, ties
"""
TEXTBOOK = {"one chain": CHAIN, "subqueries": SUBQUERIES}


@pytest.fixture(scope="module", params=ENGINES)
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    folder = Path(FOLDER) if FOLDER else tmp_path_factory.mktemp("graphs")
    parameters = Parameters(PAPERS)
    with opened(request.param, folder / f"{request.param}-{PAPERS}", parameters) as store:
        store.prepare()
        collect_seldom()  # as a worker does
        if not any(True for _ in stored_answers(store)):
            started = time.perf_counter()
            written = refresh(store, run_id="bench")
            tell("stored answers", f"{written} in {time.perf_counter() - started:.1f} s", store)
        yield store


def bench_slices_of_anybody_and_of_hubs(made: Store) -> None:
    draw = random.Random(7)  # noqa: S311 - nothing secret: the same nodes each time
    egos = [id for kind, most in SAMPLED.items() for id in _some(made, kind, most, draw)]
    hubs = _biggest(made)
    others = _warm(made, {*egos, *hubs})
    tell("before", f"slices of {others} other nodes, as a site has answered that is in use", made)
    for name, args in ASKED.items():
        _told(made, f"slices, {name}: {len(egos)} of all kinds", egos, args)
        slowest = _told(made, f"slices, {name}: the {len(hubs)} biggest people", hubs, args)
        if not args:
            _beside_textbook(made, hubs, slowest)
    large = [id for id, kind in find_hubs(made).items() if kind is not NodeKind.PERSON]
    _told(made, "slices: the biggest topics and institutions", large[:5] + large[-5:], {})
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    tell("memory", f"this process held {held} MB at most", made)


def _warm(store: Store, without: Collection[str]) -> int:
    """Ask for slices of others: a server just started has nothing compiled and nothing read."""
    draw = random.Random(8)  # noqa: S311 - nothing secret: the same nodes each time
    others = [id for kind, most in SAMPLED.items() for id in _some(store, kind, most, draw)]
    others = [id for id in others if id not in without]
    for id in others:
        build_slice(store, parse_request(id, {}))
    return len(others)


def _told(store: Store, what: str, egos: Sequence[str], args: Mapping[str, str]) -> list[float]:
    """Time each slice twice, tell both apart, and give the first runs: those readers wait for."""
    taken, again, trips, partial = list[float](), list[float](), 0, 0
    for ego in egos:
        request = parse_request(ego, args)
        seconds, found = _timed(lambda: build_slice(store, request))  # noqa: B023 - at once
        taken.append(seconds)
        again.append(_timed(lambda: build_slice(store, request))[0])  # noqa: B023 - at once
        trips = max(trips, sum(not run.stored for run in found.runs))
        partial += bool(found.partial)
        assert len(found.nodes) > 1 or args
    times = f"first {_percentiles(taken)}; second {_percentiles(again)}"
    tell(what, f"{times}; {trips} round trips, {partial} partial", store)
    assert trips <= MOST_TRIPS
    return taken


def _beside_textbook(store: Store, hubs: Sequence[str], ours: Sequence[float]) -> None:
    for name, text in TEXTBOOK.items():
        taken: list[tuple[float, float]] = []
        again: list[float] = []
        faults: Counter[str] = Counter()
        for ego, mine in zip(hubs, ours, strict=True):
            seconds, fault = _timed(lambda: _textbook(store, text, ego))  # noqa: B023 - at once
            if fault:
                faults[fault] += 1
            else:
                taken.append((seconds, mine))
                again.append(_timed(lambda: _textbook(store, text, ego))[0])  # noqa: B023 - at once
        told = ", ".join(f"{n} of {len(hubs)} {fault}" for fault, n in faults.items())
        if taken:
            ratio = sum(theirs for theirs, _ in taken) / sum(mine for _, mine in taken)
            first = _percentiles([theirs for theirs, _ in taken])
            times = f"first {first}; second {_percentiles(again)}"
            told = f"{times}; ours {ratio:.1f} x as fast{f'; {told}' if told else ''}"
        tell(f"textbook query of the same people, {name}", told, store)


def _textbook(store: Store, text: str, ego: str) -> str:
    """Run it as a tutorial would; what ended it, or nothing."""
    query = neo4j.Query(text, timeout=TEXTBOOK_SECONDS)  # type: ignore[arg-type]
    with store._driver.session(database=store.address.database) as session:
        try:
            session.run(query, id=ego).data()
        except neo4j.exceptions.Neo4jError as error:
            return "out of memory" if "Memory" in str(error.code) else f"ended by {error.code}"
    return ""


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    started = time.perf_counter()
    found = work()
    return time.perf_counter() - started, found


def _percentiles(taken: Sequence[float]) -> str:
    ordered = sorted(taken)
    marks = {"p50": 0.5, "p95": 0.95, "p99": 0.99}
    parts = [f"{n} {1000 * ordered[int((len(ordered) - 1) * p)]:.0f}" for n, p in marks.items()]
    return f"{', '.join(parts)}, most {1000 * ordered[-1]:.0f} ms"


def _some(store: Store, kind: NodeKind, most: int, draw: random.Random) -> list[str]:
    """Ids of nodes drawn from all of a kind."""
    count = store.run("count_nodes")[0][kind.value]
    found = []
    for skip in sorted(draw.sample(range(count), most)):
        rows = store.run(f"linked_much_{kind.plural}", least=0, skip=skip, page=1, limit=1)
        found += [row["id"] for row in rows]
    return found


def _biggest(store: Store) -> list[str]:
    people = [id for id, kind in find_hubs(store).items() if kind is NodeKind.PERSON]
    return people[:HUBS]
