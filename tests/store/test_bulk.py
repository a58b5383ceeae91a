"""A made graph written in bulk is the one that the loader leaves of the same works."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from explorer.model import EdgeKind, NodeKind
from explorer.store import Store
from loaders import SOURCES
from loaders.pipeline import load
from tests.bench import bulk
from tests.bench.bulk import opened
from tests.bench.made_rows import ENDS, Parameters
from tests.bench.power_law import works

pytestmark = pytest.mark.one_neo4j

MADE = Parameters(150, hub=20)
OWN = {"run_id"}  # of one run; not what it says


def _properties(found: dict[str, Any]) -> dict[str, Any]:
    """Without the run's name and empty lists, which Neo4j's importer leaves out."""
    return {name: value for name, value in found.items() if name not in OWN and value != []}


def _whole(store: Store) -> dict[tuple[Any, ...], dict[str, Any]]:
    """All nodes and edges with all their properties."""
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    with store._session(read=True) as session:
        for node in NodeKind:
            for [values] in session.run(f"MATCH (n:{node.label}) RETURN properties(n)"):
                found[node, values["id"]] = _properties(values)
        for edge, (source, target) in ENDS.items():
            links = session.run(
                f"MATCH (a:{source.label})-[e:{edge.value}]->(b:{target.label}) "
                "RETURN a.id, b.id, properties(e)"
            )
            for start, end, values in links:
                assert (edge, start, end) not in found
                found[edge, start, end] = _properties(values)
    return found


def _load(store: Store, folder: Path) -> None:
    path = folder / "works.jsonl"
    lines = (json.dumps(work) + "\n" for work in works(MADE.papers, MADE.seed, hub=MADE.hub))
    path.write_text("".join(lines))
    report = load(store, SOURCES["openalex"], [path], dataset="made", rejects_folder=folder)
    assert report.rejected == 0


def test_a_graph_written_in_bulk_is_the_one_that_is_loaded(
    empty_store: Store, engine_name: str, tmp_path: Path
) -> None:
    _load(empty_store, tmp_path)
    expected = _whole(empty_store)
    assert {kind for kind, *_ in expected} == {*NodeKind, *EdgeKind}
    with opened(engine_name, tmp_path / "made", MADE, heap="512m") as store:
        found = _whole(store)
        assert found.keys() == expected.keys()
        assert found == expected
        for name in ("data_as_of", "count_nodes", "count_edges"):
            assert store.run(name) == empty_store.run(name)
        [version] = store.run("data_version")
        assert version["loads"] == 1
        name = str(found[NodeKind.PERSON, "openalex:A1"]["name"])
        for searched in (store, empty_store):  # the full-text indexes are there
            words = name.lower()
            query = words.replace(" ", " AND ")
            hits = searched.run("search_people", query=query, folded=words, limit=2)
            assert [hit["id"] for hit in hits] == ["openalex:A1"]


def test_a_made_graph_is_kept_and_not_made_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = Parameters(40, hub=0)
    with opened("arcadedb", tmp_path / "made", made) as store:
        before = store.run("count_nodes")
    monkeypatch.setattr(bulk, "make", None)
    with opened("arcadedb", tmp_path / "made", made) as store:
        assert store.run("count_nodes") == before
    with (
        pytest.raises(ValueError, match="remove it"),
        opened("arcadedb", tmp_path / "made", Parameters(41, hub=0)),
    ):
        pass
    with (
        pytest.raises(ValueError, match="no made graph of neo4j"),
        opened("neo4j-5.26", tmp_path / "made"),
    ):
        pass
