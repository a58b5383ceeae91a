"""What docs/py2neo.md tells works: a slice becomes a subgraph, and that a graph in Neo4j."""

from __future__ import annotations

import re
from typing import Any

import pytest

from explorer.store import Store
from tests.processes import ROOT

BLOCKS = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "py2neo.md").read_text(), re.DOTALL)
# Its sockets are closed when they are collected; it was written before that was warned of.
pytestmark = [
    pytest.mark.one_neo4j,
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


def test_the_notebook_writes_the_slice_and_writing_it_twice_changes_nothing(
    arcadedb_store: Store,
    empty_neo4j_store: Store,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    read, written = arcadedb_store.address, empty_neo4j_store.address
    monkeypatch.setenv("EXPLORER_BOLT_URI", read.uri)
    monkeypatch.setenv("EXPLORER_BOLT_USER", read.user)
    monkeypatch.setenv("EXPLORER_BOLT_PASSWORD", read.password or "")
    monkeypatch.setenv("EXPLORER_DATABASE", read.database or "")
    auth = (written.user, written.password) if written.password else None
    names: dict[str, Any] = {"uri": written.uri, "auth": auth}
    for _ in range(2):
        for block in BLOCKS:
            exec(block, names)  # noqa: S102 - a page of ours
    assert "CC0 1.0" in capsys.readouterr().out
    made, graph = names["found"], names["graph"]
    nodes = graph.run("MATCH (n) RETURN n.id, head(labels(n)), n.label, n.x").to_table()
    assert sorted(map(tuple, nodes)) == sorted(
        (node["id"], node["kind"].capitalize(), node["label"], node["x"]) for node in made["nodes"]
    )
    edges = graph.run("MATCH (a)-[e]->(b) RETURN a.id, type(e), b.id, e.weight").to_table()
    assert sorted(map(tuple, edges)) == sorted(
        (edge["source"], edge["kind"], edge["target"], edge["weight"]) for edge in made["edges"]
    )
