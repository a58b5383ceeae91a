"""The notebook works: on the sample, as its readers run it; and what it hands on is the slice."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from explorer import notebook
from explorer.errors import BadRequest, ConfigError, NotFound
from explorer.store import Store
from loaders.sample import FEATURED
from tests.processes import ROOT
from tests.unit.made_slice import with_origin

NOTEBOOK = ROOT / "docs" / "notebook.ipynb"
EGO = FEATURED["Vincent Larivière"]


def test_the_example_runs_and_shows_what_it_says(
    arcadedb_store: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    address = arcadedb_store.address
    settings = {
        "EXPLORER_BOLT_URI": address.uri, "EXPLORER_BOLT_USER": address.user,
        "EXPLORER_BOLT_PASSWORD": address.password or "",
        "EXPLORER_DATABASE": address.database or "",
    }  # fmt: skip
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    book = nbformat.read(NOTEBOOK, as_version=4)
    NotebookClient(book, timeout=90, kernel_name="python3", resources={}).execute()
    shown = [out["data"] for cell in book.cells for out in cell.get("outputs", ()) if "data" in out]
    pictures = [each for each in shown if "image/svg+xml" in each]
    assert len(pictures) == 2
    assert "Vincent Larivière in context" in pictures[0]["image/svg+xml"]
    assert pictures[0]["text/html"].startswith('<img src="data:image/svg+xml;base64,')
    assert "CC0 1.0" in shown[1]["text/plain"]
    assert "COAUTHORED" in shown[4]["text/plain"]


def test_the_example_is_kept_without_outputs() -> None:
    book = nbformat.read(NOTEBOOK, as_version=4)
    assert not any(cell.get("outputs") or cell.get("execution_count") for cell in book.cells)
    assert os.fspath(Path.home()) not in NOTEBOOK.read_text()


def test_a_slice_takes_what_an_address_takes(arcadedb_store: Store) -> None:
    found = notebook.slice_around(EGO, store=arcadedb_store, kinds="paper", papers=3, since=2012)
    assert [node["kind"] for node in found["nodes"]] == ["person", *["paper"] * 3]
    assert (found["asked"]["since"], found["sources"][0]["licence"]) == (2012, "CC0 1.0")
    assert set(found["papers"]) >= {node["id"] for node in found["nodes"][1:]}
    several = notebook.slice_around(EGO, store=arcadedb_store, kinds=["person", "topic"], people=3)
    assert {node["kind"] for node in several["nodes"]} == {"person", "topic"}
    without = notebook.slice_around(EGO, store=arcadedb_store, off=("about", "citation"))
    assert without["asked"]["weights"] == {"about": 0.0, "citation": 0.0}
    with pytest.raises(BadRequest, match="since is a number"):
        notebook.slice_around(EGO, store=arcadedb_store, since="soon")
    with pytest.raises(NotFound):
        notebook.slice_around("openalex:A0", store=arcadedb_store)


def test_tables_and_graphs_hold_what_the_slice_holds(arcadedb_store: Store) -> None:
    found = notebook.slice_around(EGO, store=arcadedb_store)
    nodes, edges = notebook.to_pandas(found)
    assert list(nodes.index) == [node["id"] for node in found["nodes"]]
    assert nodes["score"].isna().tolist() == [node["score"] is None for node in found["nodes"]]
    assert edges["weight"].tolist() == [edge["weight"] for edge in found["edges"]]
    assert edges["evidence"].tolist() == [edge["evidence"] for edge in found["edges"]]
    assert "CC0 1.0" in nodes.attrs["licence"]
    graph = notebook.to_networkx(found)
    assert set(graph.nodes) == set(nodes.index)
    assert graph.number_of_edges() == len(edges)


def test_without_pandas_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(ConfigError, match="not installed"):
        notebook.to_pandas(with_origin(people=1, papers=0, topics=0, institutions=0))


def test_a_picture_cannot_end_the_image_that_shows_it() -> None:
    hostile = {**with_origin(), "title": '"><script>alert(1)</script>'}
    shown = notebook.show(hostile)._repr_html_()
    assert "<script" not in shown
    assert shown.count("<") == 1
