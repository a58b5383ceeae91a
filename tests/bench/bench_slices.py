"""How long a slice takes, and how many round trips to the database it makes."""

from __future__ import annotations

import contextlib

import pytest

from explorer.export import EXPORTERS, svg
from explorer.export.png import _painted
from explorer.graph.placement import place
from explorer.graph.provenance import take_along
from explorer.graph.request import parse_request
from explorer.graph.slices import build_slice
from explorer.model import NodeKind
from explorer.store import Store
from loaders.sample import FEATURED
from tests.bench.counting import Counting
from tests.bench.telling import spread, tell, timed, verdict

MOST_TRIPS = 6  # of a plain slice: the ego, each kind of neighbour, and all that is shown


@pytest.mark.parametrize("name", FEATURED)
def bench_slice(store: Store, name: str) -> None:
    request = parse_request(FEATURED[name], {})
    with contextlib.closing(Counting(store.address)) as counting:
        shown = build_slice(counting, request)
    taken = timed(lambda: build_slice(store, request), times=10)
    tell(
        f"slice of {name}",
        f"{len(shown.nodes)} nodes, {len(shown.edges)} edges, "
        f"{verdict(len(counting.asked), MOST_TRIPS, 'round trips')}, {spread(taken)}",
        store,
    )
    assert 40 <= len(shown.nodes) <= 120
    assert len(counting.asked) <= MOST_TRIPS


@pytest.mark.parametrize("name", FEATURED)
def bench_placement_and_drawing(arcadedb_store: Store, name: str) -> None:
    shown = build_slice(arcadedb_store, parse_request(FEATURED[name], {}))
    kinds = {node.id: NodeKind(node.kind) for node in shown.nodes}
    scores = {node.id: node.score or 0.0 for node in shown.nodes}
    labels = {node.id: node.short for node in shown.nodes}
    links = [(edge.source, edge.target, edge.weight) for edge in shown.edges]
    taken = timed(lambda: place(shown.ego, kinds, scores, labels, links), times=5)
    tell(f"placement for {name}", f"{len(kinds)} nodes, {spread(taken)}")
    found = shown.as_json()
    taken = timed(lambda: svg(found), times=20)
    tell(f"picture for {name}", spread(taken))
    for papers in (False, True):
        taken = timed(lambda also=papers: take_along(arcadedb_store, found, papers=also), times=10)
        tell(f"sources{' and papers' if papers else ''} of {name}", spread(taken))
    along = take_along(arcadedb_store, found, papers=True)
    sizes = {}
    for suffix, each in EXPORTERS.items():
        sizes[suffix] = len(each.write(along))
        taken = timed(lambda write=each.write: (_painted.cache_clear(), write(along)), times=5)
        tell(f"{suffix} for {name}", f"{sizes[suffix]:,} bytes, {spread(taken)}")
    spots, _ = place(shown.ego, kinds, scores, labels, links)
    assert len(spots) == len(shown.nodes)
    assert sizes["svg"] < 400_000
