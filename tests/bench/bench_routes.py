"""Routes, edges and common ground of a large made graph, hubs and anybody.

Run by ``make bench-slices``, with its variables.
"""

from __future__ import annotations

import contextlib
import os
import random
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from explorer.graph.connections import connect
from explorer.graph.introductions import introduce, share
from explorer.graph.paths import MOST_QUESTIONS
from explorer.model import NodeKind
from explorer.store import Store
from tests.bench.bulk import opened
from tests.bench.counting import Counting
from tests.bench.made_rows import Parameters
from tests.bench.telling import tell

PAPERS = int(os.environ.get("BENCH_PAPERS", "3000"))
ENGINES = os.environ.get("BENCH_ENGINES", "arcadedb,neo4j-5.26").split(",")
FOLDER = os.environ.get("BENCH_GRAPHS")
PAIRS = 20
HUBS = 5
PAGE = 20_000
BESIDES = 3  # questions of a path besides those of its search: the date, names, papers
Pair = tuple[str, str]


@pytest.fixture(scope="module", params=ENGINES)
def made(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Counting]:
    folder = Path(FOLDER) if FOLDER else tmp_path_factory.mktemp("graphs")
    with opened(request.param, folder / f"{request.param}-{PAPERS}", Parameters(PAPERS)) as store:
        store.prepare()
        with contextlib.closing(Counting(store.address, query_seconds=60)) as counting:
            yield counting


def bench_routes_edges_and_common_ground(made: Counting) -> None:
    draw = random.Random(7)  # noqa: S311 - nothing secret: the same people each time
    everybody = _people(made)
    hubs, drawn = everybody[:HUBS], draw.sample(everybody, 2 * PAIRS)
    for name, pairs in (
        ("anybody", list(zip(drawn[::2], drawn[1::2], strict=True))),
        ("a hub and anybody", [(hub, who) for hub in hubs for who in drawn[:4]]),
        ("hubs", [(one, other) for one in hubs for other in hubs if one < other]),
    ):
        for steps in (4, 6):
            _routes(made, f"routes of up to {steps} steps, {name}", pairs, steps)
        _told(made, f"edges, {name}", pairs, _edge)
        _told(made, f"common ground, {name}", pairs, lambda store, a, b: share(store, a, b, 20))


def _routes(store: Counting, what: str, pairs: Sequence[Pair], steps: int) -> None:
    answers = _told(
        store, what, pairs, lambda s, a, b: introduce(s, a, b, steps=steps, most=3)
    )  # fmt: skip
    found = sum(len(each["paths"]) for each in answers)
    complete = sum(each["complete"] for each in answers)
    tell(what, f"{found / len(pairs):.1f} routes each, {complete} of {len(pairs)} complete", store)


def _edge(store: Store, one: str, other: str) -> dict[str, Any]:
    return connect(store, (NodeKind.PERSON, one), (NodeKind.PERSON, other), 20)


def _told(
    store: Counting,
    what: str,
    pairs: Sequence[Pair],
    work: Callable[[Store, str, str], dict[str, Any]],
) -> list[dict[str, Any]]:
    work(store, *pairs[0])
    taken, most, answers = [], 0, []
    for pair in pairs:
        started = time.perf_counter()
        store.asked.clear()
        answers.append(work(store, *pair))
        taken.append(time.perf_counter() - started)
        most = max(most, len(store.asked))
    taken.sort()
    marks = {"p50": 0.5, "p95": 0.95}
    parts = [f"{n} {1000 * taken[int((len(taken) - 1) * p)]:.0f}" for n, p in marks.items()]
    tell(what, f"{', '.join(parts)}, most {1000 * taken[-1]:.0f} ms; {most} round trips", store)
    assert most <= MOST_QUESTIONS + BESIDES
    return answers


def _people(store: Store) -> list[str]:
    """Everybody, those with the most papers first."""
    count = store.run("count_nodes")[0][NodeKind.PERSON.value]
    rows = [
        row
        for skip in range(0, count, PAGE)
        for row in store.run("linked_much_people", least=0, skip=skip, page=PAGE, limit=PAGE)
    ]
    rows.sort(key=lambda row: (-row["size"], row["id"]))
    return [row["id"] for row in rows]
