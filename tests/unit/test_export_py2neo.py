"""A slice as a py2neo subgraph, without a server."""

from __future__ import annotations

import sys
from typing import Any

import pytest

from explorer.errors import ConfigError
from explorer.export.subgraph import to_py2neo
from tests.unit.made_slice import make_slice


def test_the_subgraph_is_the_slice() -> None:
    made: dict[str, Any] = make_slice()
    found = to_py2neo(made)
    nodes = {node["id"]: node for node in found.nodes}
    assert nodes.keys() == {node["id"] for node in made["nodes"]}
    for node in made["nodes"]:
        held = nodes[node["id"]]
        assert set(held.labels) == {node["kind"].capitalize()}
        assert (held["label"], held["score"]) == (node["label"], node["score"])
    edges = sorted(
        (e.start_node["id"], type(e).__name__, e.end_node["id"], tuple(e["evidence"]))
        for e in found.relationships
    )
    assert edges == sorted(
        (e["source"], e["kind"], e["target"], tuple(e["evidence"])) for e in made["edges"]
    )


def test_without_py2neo_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "py2neo", None)
    with pytest.raises(ConfigError, match="not installed"):
        to_py2neo(make_slice(people=1, papers=0, topics=0, institutions=0))
