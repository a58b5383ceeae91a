"""What docs/py2neo.md tells works: a slice becomes a subgraph, and that a graph in Neo4j."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys

import pytest

from explorer.store import Store
from tests.processes import ROOT

BLOCKS = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "py2neo.md").read_text(), re.DOTALL)
# A process of its own, since py2neo leaves its sockets open. Everything is done twice.
NOTEBOOK = "\n".join((
    "import json, sys",
    "uri, auth = json.load(sys.stdin)",
    "auth = auth and tuple(auth)",
    *BLOCKS, *BLOCKS,
    'nodes = graph.run("MATCH (n) RETURN n.id, head(labels(n)), n.label, n.x, n.marks")',
    'edges = graph.run("MATCH (a)-[e]->(b) RETURN a.id, type(e), b.id, e.weight, e.evidence")',
    "print(json.dumps([found, [*map(list, nodes)], [*map(list, edges)]]))",
))  # fmt: skip


@pytest.mark.one_neo4j
def test_the_notebook_writes_the_slice_and_writing_it_twice_changes_nothing(
    arcadedb_store: Store, empty_neo4j_store: Store
) -> None:
    read, written = arcadedb_store.address, empty_neo4j_store.address
    settings = {
        "EXPLORER_BOLT_URI": read.uri, "EXPLORER_BOLT_USER": read.user,
        "EXPLORER_BOLT_PASSWORD": read.password or "", "EXPLORER_DATABASE": read.database or "",
    }  # fmt: skip
    auth = [written.user, written.password] if written.password else None
    done = subprocess.run(
        [sys.executable, "-c", NOTEBOOK], input=json.dumps([written.uri, auth]), text=True,
        capture_output=True, cwd=ROOT, env={**os.environ, **settings}, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    *said, last = done.stdout.splitlines()
    assert "CC0 1.0" in said[-1]
    made, nodes, edges = json.loads(last)
    assert sorted(nodes) == sorted(
        [node["id"], node["kind"].capitalize(), node["label"], node["x"], node["marks"] or None]
        for node in made["nodes"]
    )
    assert sorted(edges) == sorted(
        [edge["source"], edge["kind"], edge["target"], edge["weight"], edge["evidence"] or None]
        for edge in made["edges"]
    )
