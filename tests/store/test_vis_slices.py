"""Slices of six thousand real papers on visualization equal the computation by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from explorer.graph.request import parse_request
from explorer.graph.slices import build_slice
from explorer.model import NodeKind
from explorer.store import Store
from loaders import SOURCES
from loaders.pipeline import load
from tests.bench.quality_corpus import VIS, write_vis
from tests.store.by_hand import Whole
from tests.store.edges_by_hand import check_edges
from tests.store.test_slices import by_hand, check

pytestmark = pytest.mark.one_neo4j

EACH = {NodeKind.PERSON: 6, NodeKind.PAPER: 4, NodeKind.TOPIC: 3, NodeKind.INSTITUTION: 3}
ASKED = ({}, {"since": "2010", "off": "citation"})


@pytest.mark.skipif(not VIS.exists(), reason=f"{VIS.name} is not beside the repository")
def test_slices_of_real_papers_equal_the_computation_by_hand(
    empty_store: Store, tmp_path: Path
) -> None:
    write_vis(tmp_path, 2024)
    report = load(
        empty_store, SOURCES["tables"], [tmp_path], dataset="vis", rejects_folder=tmp_path
    )
    assert report.rejected == 0
    whole = Whole(empty_store)
    for kind, most in EACH.items():
        nodes = sorted(
            (node for node, of in whole.kinds.items() if of == kind.value),
            key=lambda node: (-whole.graph.degree(node) if node in whole.graph else 0, node),
        )
        # The most linked, and others down to those of a single link.
        for ego in dict.fromkeys([*nodes[:2], *nodes[:: len(nodes) // (most - 2)]]):
            for args in ASKED:
                found = build_slice(empty_store, parse_request(ego, args))
                assert not found.partial
                check(found, by_hand(whole, ego, args))
                check_edges(whole, found)
