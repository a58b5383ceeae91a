"""How long placing takes, what newcomers cost, and whether other requests wait meanwhile.

Where rustworkx is installed, its spring layout is measured beside ours. Counts and places are
asserted, times are told.
"""

from __future__ import annotations

import random
import statistics
import threading
import time
from collections.abc import Callable, Mapping
from math import dist
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from explorer.config import Settings
from explorer.graph.placement import Spot, place
from explorer.model import NodeKind
from explorer.web.app import create_app
from tests.bench.telling import spread, tell, timed

MIX = {  # shares of the kinds in a usual slice
    NodeKind.PAPER: 0.3,
    NodeKind.PERSON: 0.4,
    NodeKind.TOPIC: 0.13,
    NodeKind.INSTITUTION: 0.16,
}
SYLLABLES = ("ba", "co", "di", "fe", "gra", "hu", "in", "jo", "ka", "lor", "mi", "nu", "os", "pra")
MOST = {120: 25, 1000: 200}  # ms that placing so many nodes may take
GROUP = 40  # nodes that hang together more than others
REQUESTS, EVERY = 200, 0.005  # how many small requests, and seconds between them
BUSY = 2  # threads that place 1,000 nodes meanwhile


class Graph(NamedTuple):
    """The arguments of ``place``."""

    ego: str
    kinds: dict[str, NodeKind]
    scores: dict[str, float]
    labels: dict[str, str]
    links: list[tuple[str, str, float]]


def made(nodes: int) -> Graph:
    """An ego and its neighbourhood, in groups that hang together; always the same."""
    draw = random.Random(nodes)  # noqa: S311 - nothing secret: the same graph each time
    graph = Graph("ego", {"ego": NodeKind.PERSON}, {}, {"ego": "The Ego"}, [])
    groups: list[list[str]] = [[] for _ in range(max(1, nodes // GROUP))]
    kinds = [kind for kind, share in MIX.items() for _ in range(round(share * nodes))]
    kinds = (kinds + [NodeKind.PERSON] * nodes)[: nodes - 1]
    for number, kind in enumerate(kinds):
        node = f"{kind}{number}"
        group = draw.choice(groups)
        graph.kinds[node] = kind
        graph.scores[node] = 10 / (1 + draw.randrange(nodes)) ** 0.8
        words = ("".join(draw.choices(SYLLABLES, k=draw.randint(2, 4))) for _ in range(3))
        graph.labels[node] = " ".join(words)[: draw.randint(8, 30)].title()
        graph.links.append(("ego", node, graph.scores[node]))
        others = draw.sample(group, min(3, len(group)))
        graph.links.extend((node, other, draw.random()) for other in others)
        group.append(node)
    return graph


@pytest.mark.parametrize("nodes", [75, 120, 300, 1000])
def bench_placement(nodes: int) -> None:
    graph = made(nodes)
    taken = timed(lambda: place(*graph), times=20)
    started = time.thread_time()
    for _ in range(10):
        place(*graph)
    used = (time.thread_time() - started) / 10
    tell(
        f"placement of {nodes:,} nodes and {len(graph.links):,} links",
        f"{spread(taken, MOST.get(nodes))}; {used * 1000:.0f} ms of processor time",
    )
    assert len(place(*graph)[0]) == nodes


def bench_expansion() -> None:
    """Twenty newcomers beside 300 nodes that stay."""
    graph = made(300)
    before, _ = place(*graph)
    anchor = max(graph.scores, key=lambda node: graph.scores[node])
    kinds = list(MIX)
    new = {f"new{i}": kinds[i % len(kinds)] for i in range(20)}
    grown = Graph(
        graph.ego,
        graph.kinds | new,
        graph.scores | {node: 1 / (1 + i) for i, node in enumerate(new)},
        graph.labels | {node: f"Newcomer {i}" for i, node in enumerate(new)},
        graph.links + [(anchor, node, 1.0) for node in new],
    )

    def expand() -> Mapping[str, Spot]:
        return place(
            *grown,
            fixed={node: (spot.x, spot.y) for node, spot in before.items()},
            radii={node: spot.radius for node, spot in before.items()},
            labelled={node for node, spot in before.items() if spot.labelled},
            near=dict.fromkeys(new, anchor),
        )[0]

    after = expand()
    middle = after[anchor].x, after[anchor].y
    far = statistics.median(dist(middle, (after[node].x, after[node].y)) for node in new)
    others = statistics.median(dist(middle, (spot.x, spot.y)) for spot in before.values())
    tell(
        "20 newcomers beside 300 nodes",
        f"{spread(timed(expand, times=10))}; half of them within {far:.0f} units of what they "
        f"belong to (of all: {others:.0f}), {sum(after[node].labelled for node in new)} labels",
    )
    assert {node: after[node] for node in before} == before
    assert len(after) == len(before) + len(new)


def waits(ask: Callable[[], Any]) -> list[float]:
    """Seconds from when each of some requests is due to its answer, the shortest first."""
    taken = []
    for _ in range(REQUESTS):
        due = time.perf_counter() + EVERY
        time.sleep(EVERY)
        assert ask().status_code == 200
        taken.append(time.perf_counter() - due)
    return sorted(taken)


def beside(work: Callable[[], object], ask: Callable[[], Any]) -> tuple[list[float], int]:
    """The same while some threads work, and how often they did."""
    stop, done = threading.Event(), []

    def keep_busy() -> None:
        while not stop.is_set():
            work()
            done.append(1)

    threads = [threading.Thread(target=keep_busy) for _ in range(BUSY)]
    for thread in threads:
        thread.start()
    taken = waits(ask)
    stop.set()
    for thread in threads:
        thread.join()
    return taken, len(done)


def percentiles(taken: list[float]) -> str:
    """Median and 95th percentile of sorted seconds, in milliseconds."""
    half, most = taken[len(taken) // 2], taken[len(taken) * 95 // 100]
    return f"median {half * 1000:.1f} ms, p95 {most * 1000:.1f} ms"


def bench_requests_beside_placements(tmp_path: Path) -> None:
    client = create_app(settings=Settings(data_dir=tmp_path)).test_client()
    graph = made(1000)

    def ask() -> Any:
        return client.get("/healthz")

    waits(ask)
    tell("/healthz alone", percentiles(waits(ask)))
    taken, done = beside(lambda: place(*graph), ask)
    tell(f"/healthz beside {BUSY} threads that place 1,000 nodes", percentiles(taken))
    assert len(taken) == REQUESTS
    assert done >= BUSY


@pytest.mark.parametrize("nodes", [120, 1000])
def bench_spring_layout_of_rustworkx(nodes: int) -> None:
    """What the own placement is measured against."""
    rustworkx = pytest.importorskip("rustworkx")
    graph = made(nodes)
    index = {node: i for i, node in enumerate(graph.kinds)}
    network = rustworkx.PyGraph(multigraph=False)
    network.add_nodes_from(list(index))
    network.add_edges_from([(index[a], index[b], weight) for a, b, weight in graph.links])
    longest = [0.0]
    stop = threading.Event()

    def tick() -> None:
        while not stop.is_set():
            started = time.perf_counter()
            time.sleep(0.001)
            longest[0] = max(longest[0], time.perf_counter() - started)

    ticker = threading.Thread(target=tick)
    ticker.start()
    taken = timed(lambda: rustworkx.spring_layout(network, seed=1), times=3)
    stop.set()
    ticker.join()
    tell(
        f"rustworkx.spring_layout of {nodes:,} nodes",
        f"{spread(taken)}; another thread waited {longest[0] * 1000:.0f} ms",
    )
    assert network.num_nodes() == nodes
