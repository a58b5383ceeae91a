"""Slices of made-up graphs equal the computation by hand, for a node of each kind."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from explorer.graph import hubs
from explorer.graph.request import parse_request
from explorer.graph.slices import build_slice
from explorer.model import NodeKind
from explorer.store import Store
from loaders import SOURCES
from loaders.pipeline import load
from tests.conftest import wipe
from tests.store.by_hand import Whole
from tests.store.edges_by_hand import check_edges
from tests.store.test_loading import person, work
from tests.store.test_slices import by_hand, check

pytestmark = pytest.mark.one_neo4j

EXAMPLES = int(os.environ.get("BENCH_GRAPHS_MADE", "4"))
OPENALEX = SOURCES["openalex"]
ASKED = ({}, {"since": "2005", "until": "2015"}, {"off": "coauthorship,about"})

few = st.integers(0, 4)
authorship = st.tuples(few, st.lists(few, max_size=2, unique=True))
topic = st.tuples(few, st.sampled_from([0.2, 0.5, 0.9]))
works = st.lists(
    st.tuples(
        st.sampled_from([None, 1990, 2004, 2005, 2011, 2015, 2024]),
        st.lists(authorship, max_size=4, unique_by=lambda each: each[0]),
        st.lists(topic, max_size=3, unique_by=lambda each: each[0]),
        st.lists(st.integers(0, 8), max_size=4, unique=True),
    ),
    min_size=2,
    max_size=9,
)


def made(number: int, drawn: tuple[Any, ...]) -> dict[str, Any]:
    year, people, topics, cited = drawn
    field = {"id": "https://openalex.org/fields/1", "display_name": "Field"}
    return work(
        number,
        *(person(who, *places) for who, places in people),
        cites=[each for each in cited if each != number],
        publication_year=year,
        topics=[
            {
                "id": f"https://openalex.org/T{which}", "display_name": f"Topic {which}",
                "score": score, "field": field,
            }
            for which, score in topics
        ],
    )  # fmt: skip


@pytest.mark.parametrize("hubs_from", [10_000, 1], ids=["no hubs", "everybody a hub"])
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(works)
def test_nodes_of_made_graphs(
    empty_store: Store, tmp_path: Path, hubs_from: int, works: list[Any]
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        for kind in NodeKind:
            patch.setitem(hubs.THRESHOLDS, kind, hubs_from - 1)
        wipe(empty_store.address)
        text = "".join(json.dumps(made(n, each)) + "\n" for n, each in enumerate(works))
        path = tmp_path / f"{hashlib.sha256(text.encode()).hexdigest()[:12]}.jsonl"
        path.write_text(text)
        load(empty_store, OPENALEX, [path], dataset="made", rejects_folder=tmp_path)
    whole = Whole(empty_store)
    egos = {kind: id for id, kind in sorted(whole.kinds.items())}  # one of each kind
    for ego in egos.values():
        for args in ASKED:
            expected = by_hand(whole, ego, args)
            found = build_slice(empty_store, parse_request(ego, args))
            check(found, expected)
            check_edges(whole, found)
