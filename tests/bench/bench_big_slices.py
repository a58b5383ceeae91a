"""Slices of a large made graph: anybody, and the biggest hubs, beside the textbook query.

Run by ``make bench-slices``. ``BENCH_GRAPHS`` names a folder where made graphs are kept between
runs, ``BENCH_PAPERS`` how many papers they have, ``BENCH_ENGINES`` the engines. Limits are printed
beside the figures of a million papers, for which they hold; round trips and the size of the biggest
person are asserted, times and megabytes are told.
"""

from __future__ import annotations

import contextlib
import functools
import os
import random
import re
import resource
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import quote

import neo4j
import pytest

from explorer.graph.hubs import HUB_SECONDS, LOOKED_AT, refresh, stored_answers
from explorer.graph.recent import collect_seldom
from explorer.graph.request import parse_request
from explorer.graph.slices import build_slice
from explorer.model import NodeKind
from explorer.store import Store
from tests.bench.bulk import EMBEDDED, opened
from tests.bench.counting import Counting
from tests.bench.made_rows import Parameters
from tests.bench.telling import reached, tell, verdict
from tests.processes import Site

PAPERS = int(os.environ.get("BENCH_PAPERS", "3000"))
ENGINES = os.environ.get("BENCH_ENGINES", "arcadedb,neo4j-5.26").split(",")
FOLDER = os.environ.get("BENCH_GRAPHS")
SAMPLED = {NodeKind.PERSON: 60, NodeKind.PAPER: 30, NodeKind.TOPIC: 15, NodeKind.INSTITUTION: 15}
SERVED = {NodeKind.PERSON: 10, NodeKind.PAPER: 10, NodeKind.TOPIC: 3, NodeKind.INSTITUTION: 3}
HUBS = 10
LARGEST = {NodeKind.PERSON: HUBS, NodeKind.TOPIC: 5, NodeKind.INSTITUTION: 5}
THREADS = 8  # of a worker
MOST_TRIPS = 6
LIMITED = 1_000_000  # papers from which on these limits hold
ANYBODY, OF_HUBS = {"p95": 150.0}, {"most": 400.0}  # ms of a slice
AS_FAST, MEGABYTES = 8, 300  # beside the textbook query; of a web process
BIG = 100_000  # papers from which on somebody has as many papers and co-authors as these
LEAST_PAPERS, LEAST_COAUTHORS = 900, 13_000
NO_LIMITS: Mapping[str, float] = {}
MARKS = {"p50": 0.5, "p95": 0.95, "p99": 0.99, "most": 1.0}
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
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def folder(engine: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of one engine's made graph."""
    graphs = Path(FOLDER).absolute() if FOLDER else tmp_path_factory.mktemp("graphs")
    return graphs / f"{engine}-{PAPERS}"


@pytest.fixture(scope="module")
def made(engine: str, folder: Path) -> Iterator[Counting]:
    with opened(engine, folder, Parameters(PAPERS)) as store:
        store.prepare()
        collect_seldom()  # as a worker does
        if not any(True for _ in stored_answers(store)):
            started = time.perf_counter()
            written = refresh(store, run_id="bench")
            tell("stored answers", f"{written} in {time.perf_counter() - started:.1f} s", store)
        counting = Counting(store.address, query_seconds=store.query_seconds)
        with contextlib.closing(counting):
            yield counting


@pytest.fixture(scope="module")
def biggest(made: Counting) -> Mapping[NodeKind, list[str]]:
    """By kind, those with the most links; to find them reads all nodes of the kind."""
    return {kind: _biggest(made, kind, most) for kind, most in LARGEST.items()}


@pytest.fixture(scope="module")
def in_use(made: Counting, biggest: Mapping[NodeKind, list[str]]) -> Counting:
    """As a site has it that is in use: a server just started has nothing compiled or read."""
    measured = {*_drawn(made, SAMPLED, seed=7), *biggest[NodeKind.PERSON]}
    asked = [*_drawn(made, SAMPLED, seed=8), *_biggest(made, NodeKind.PERSON, 2 * HUBS)]
    others = [id for id in asked if id not in measured]
    for args in ASKED.values():
        for id in others:
            build_slice(made, parse_request(id, args))
    tell(
        "before",
        f"slices of {len(others)} other nodes, large ones too, as a site that is in use",
        made,
    )
    return made


def bench_the_graph(made: Counting, biggest: Mapping[NodeKind, list[str]]) -> None:
    """How large it is, and its biggest person."""
    [nodes], [edges] = made.run("count_nodes"), made.run("count_edges")
    first = biggest[NodeKind.PERSON][0]
    [person] = made.ask("person_profile", seconds=HUB_SECONDS, id=first, close=3).rows
    papers, coauthors = person["papers"], person["coauthors"]
    tell(
        "the graph",
        f"{nodes['paper']:,} papers, {nodes['person']:,} people, {sum(edges.values()):,} edges; "
        f"its biggest person has {papers:,} papers and {coauthors:,} co-authors",
        made,
    )
    assert nodes["paper"] == PAPERS
    if PAPERS >= BIG:
        assert papers >= LEAST_PAPERS
        assert coauthors >= LEAST_COAUTHORS


def bench_slices_of_anybody_and_of_hubs(
    in_use: Counting, biggest: Mapping[NodeKind, list[str]]
) -> None:
    egos = _drawn(in_use, SAMPLED, seed=7)
    hubs = biggest[NodeKind.PERSON]
    for name, args in ASKED.items():
        _told(in_use, f"slices, {name}: {len(egos)} of all kinds", egos, args, ANYBODY)
        what = f"slices, {name}: the {len(hubs)} biggest people"
        slowest = _told(in_use, what, hubs, args, OF_HUBS)
        if not args:
            _beside_textbook(in_use, hubs, slowest)
    large = biggest[NodeKind.TOPIC] + biggest[NodeKind.INSTITUTION]
    _told(in_use, "slices: the biggest topics and institutions", large, {}, OF_HUBS)
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    tell("memory", f"this process, the bench's own, held {held} MB at most", in_use)


def bench_memory_of_the_web_process(
    in_use: Counting,
    biggest: Mapping[NodeKind, list[str]],
    engine: str,
    folder: Path,
    tmp_path: Path,
) -> None:
    """What a worker of ``explorer serve`` comes to hold as it answers slices of all kinds."""
    egos = [*_drawn(in_use, SERVED, seed=9), *(id for ids in biggest.values() for id in ids)]
    graph: dict[str, object] = {"data_dir": folder}
    if engine != EMBEDDED:
        graph = {"data_dir": tmp_path, "bolt_uri": in_use.address.uri}
    with Site(tmp_path / "serve.log", rate_limit="none", **graph) as site:
        held = {"no slice": max(_workers_hold(site.process.pid))}
        for at_once, args in ((1, ""), (THREADS, "?since=2000")):
            ask = functools.partial(_answered, site.url, args)
            with ThreadPoolExecutor(at_once) as pool:
                answers = Counter(pool.map(ask, egos))
            assert answers[200] + answers[504] == len(egos), answers
            what = f"{answers[200]} slices, {at_once} at once, {answers[504]} out of time"
            held[what] = max(_workers_hold(site.process.pid))
    figures = [f"{verdict(each, _limit(MEGABYTES), 'MB')} ({what})" for what, each in held.items()]
    tell("memory of a web process after slices", ", ".join(figures), in_use)


def _answered(url: str, args: str, ego: str) -> int:
    """The status of a slice asked for by HTTP, read to its end."""
    try:
        with urllib.request.urlopen(f"{url}/api/slice/{quote(ego)}{args}", timeout=120) as answer:
            answer.read()
            return int(answer.status)
    except urllib.error.HTTPError as error:
        error.close()
        return error.code


def _workers_hold(master: int) -> list[int]:
    """The most that each worker of a site has ever held, in MB."""
    workers = Path(f"/proc/{master}/task/{master}/children").read_text().split()
    told = [Path(f"/proc/{worker}/status").read_text() for worker in workers]
    return [int(kilobytes) // 1024 for kilobytes in re.findall(r"VmHWM:\s+(\d+)", "".join(told))]


def _limit(most: float | None) -> float | None:
    """A limit, of a graph so large that it holds."""
    return most if PAPERS >= LIMITED else None


def _told(
    store: Counting,
    what: str,
    egos: Sequence[str],
    args: Mapping[str, str],
    limits: Mapping[str, float],
) -> list[float]:
    """Time each slice twice, tell both apart, and give the first runs: those readers wait for."""
    taken, again, trips, partial = list[float](), list[float](), 0, 0
    for ego in egos:
        request = parse_request(ego, args)
        store.asked.clear()
        seconds, found = _timed(lambda: build_slice(store, request))  # noqa: B023 - at once
        taken.append(seconds)
        trips = max(trips, len(store.asked))
        again.append(_timed(lambda: build_slice(store, request))[0])  # noqa: B023 - at once
        partial += bool(found.partial)
        assert len(found.nodes) > 1 or args
    times = f"first {_percentiles(taken, limits)}; second {_percentiles(again)}"
    asked = verdict(trips, _limit(MOST_TRIPS), "round trips")
    tell(what, f"{times}; {asked}, {partial} partial", store)
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
            faster = reached(ratio, _limit(AS_FAST), "x as fast", ".1f")
            told = f"{times}; ours {faster}{f'; {told}' if told else ''}"
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


def _percentiles(taken: Sequence[float], limits: Mapping[str, float] = NO_LIMITS) -> str:
    ordered = sorted(taken)
    figures = {name: 1000 * ordered[int((len(ordered) - 1) * p)] for name, p in MARKS.items()}
    return ", ".join(
        f"{name} {verdict(each, _limit(limits.get(name)))}" for name, each in figures.items()
    )


def _drawn(store: Store, numbers: Mapping[NodeKind, int], *, seed: int) -> list[str]:
    """Ids of nodes drawn from all of each kind; the same for the same seed."""
    draw = random.Random(seed)  # noqa: S311 - nothing secret: the same nodes each time
    counts, found = store.run("count_nodes")[0], []
    for kind, number in numbers.items():
        for skip in sorted(draw.sample(range(counts[kind.value]), number)):
            rows = store.run(f"linked_much_{kind.plural}", least=0, skip=skip, page=1, limit=1)
            found += [row["id"] for row in rows]
    return found


def _biggest(store: Store, kind: NodeKind, most: int) -> list[str]:
    """Those of a kind with the most links, the most first."""
    rows = []
    for skip in range(0, store.run("count_nodes")[0][kind.value], LOOKED_AT):
        page = {"least": 0, "skip": skip, "page": LOOKED_AT, "limit": most}
        rows += store.ask(f"linked_much_{kind.plural}", seconds=HUB_SECONDS, **page).rows
    rows.sort(key=lambda row: (-row["size"], row["id"]))
    return [row["id"] for row in rows[:most]]
