"""What stands between two people is the same seen from either of them."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from explorer.graph.edges import SliceEdge
from explorer.graph.request import parse_request
from explorer.graph.slices import Slice, build_slice
from explorer.store import Store
from loaders.sample import FEATURED

EGO = FEATURED["Vincent Larivière"]
MANY = {"kinds": "person", "people": "200"}
ASKED = {"every year": {}, "late years": {"since": "2016"}, "early years": {"until": "2010"}}


@pytest.fixture(scope="module")
def slices() -> dict[object, Slice]:
    return {}


def around(store: Store, slices: dict[object, Slice], ego: str, args: Mapping[str, str]) -> Slice:
    key = ego, *sorted(args.items())
    if key not in slices:
        slices[key] = build_slice(store, parse_request(ego, {**MANY, **args}))
    return slices[key]


def between(found: Slice, one: str, other: str) -> dict[str, SliceEdge]:
    return {each.kind: each for each in found.edges if {each.source, each.target} == {one, other}}


@pytest.mark.parametrize("args", ASKED.values(), ids=ASKED)
def test_edges_agree_from_both_ends(arcadedb_store, slices, args) -> None:
    mine = around(arcadedb_store, slices, EGO, args)
    for node in mine.nodes[1:40:3]:
        theirs = around(arcadedb_store, slices, node.id, args)
        if EGO not in {each.id for each in theirs.nodes}:
            continue
        one, other = between(mine, EGO, node.id), between(theirs, EGO, node.id)
        for kind in one.keys() & other.keys():
            here, there = one[kind], other[kind]
            assert (here.count, here.first_year, here.last_year, here.sentence) == (
                there.count, there.first_year, there.last_year, there.sentence
            ), (node.label, kind)  # fmt: skip
            assert here.weight == pytest.approx(there.weight)
        assert one.keys() == other.keys(), node.label


def test_reasons_count_the_same_citations_from_both_ends(arcadedb_store, slices) -> None:
    mine = around(arcadedb_store, slices, EGO, {})
    seen = 0
    for node in mine.nodes[1:60:3]:
        here = [why for why in node.reasons if why["relation"] == "citation"]
        theirs = around(arcadedb_store, slices, node.id, {})
        there = [
            why for each in theirs.nodes if each.id == EGO
            for why in each.reasons if why["relation"] == "citation"
        ]  # fmt: skip
        if EGO in {each.id for each in theirs.nodes}:
            told = [[(why["count"], why["years"]) for why in each] for each in (here, there)]
            assert told[0] == told[1], node.label
            seen += bool(here)
    assert seen > 5
