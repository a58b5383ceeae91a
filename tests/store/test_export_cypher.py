"""The Cypher of a slice makes the slice again, on each engine, and once more changes nothing."""

from __future__ import annotations

from collections import Counter

from explorer.export.statements import END, cypher
from explorer.graph.request import parse_request
from explorer.graph.slices import build_slice
from explorer.model import NodeKind
from explorer.store import Store
from loaders.sample import FEATURED


def test_a_slice_is_made_again_by_its_cypher(store: Store, empty_store: Store) -> None:
    ego = sorted(FEATURED.values())[0]
    made = build_slice(store, parse_request(ego, {})).as_json()
    statements = [each for each in cypher(made).decode().split(END) if each.strip()]
    with empty_store._driver.session(database=empty_store.address.database) as session:
        for _ in range(2):
            for statement in statements:
                session.execute_write(lambda t, text: t.run(text).consume(), statement)
        labels = {kind.label: kind.value for kind in NodeKind}
        nodes = session.run("MATCH (n) RETURN n.id AS id, labels(n)[0] AS kind, n.label AS label")
        found = {row["id"]: (labels[row["kind"]], row["label"]) for row in nodes}
        edges = session.run(
            "MATCH (a)-[e]->(b) RETURN a.id AS source, type(e) AS kind, b.id AS target,"
            " e.weight AS weight, e.evidence AS evidence"
        )
        drawn = {
            (row["source"], row["kind"], row["target"]): (row["weight"], row["evidence"] or [])
            for row in edges
        }
    assert found == {node["id"]: (node["kind"], node["label"]) for node in made["nodes"]}
    expected = {
        (edge["source"], edge["kind"], edge["target"]): (edge["weight"], list(edge["evidence"]))
        for edge in made["edges"]
    }
    assert drawn == expected
    assert len(Counter(kind for _, kind, _ in drawn)) > 1
