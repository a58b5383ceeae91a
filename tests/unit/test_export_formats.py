"""Each export is read back by another program's reader and equals the slice."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from typing import Any

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.export import EXPORTERS
from explorer.export.graphs import as_graph
from explorer.export.statements import _literal
from tests.unit.made_slice import make_slice


@pytest.fixture(scope="module")
def made() -> dict[str, Any]:
    return make_slice()


def ids(graph_slice: dict[str, Any]) -> set[str]:
    return {node["id"] for node in graph_slice["nodes"]}


def pairs(graph_slice: dict[str, Any]) -> list[tuple[str, str]]:
    return sorted((edge["source"], edge["target"]) for edge in graph_slice["edges"])


@pytest.mark.parametrize("name", EXPORTERS)
def test_the_same_slice_gives_the_same_bytes_and_says_its_title(made, name) -> None:
    written = EXPORTERS[name].write(made)
    assert written == EXPORTERS[name].write(made)
    assert isinstance(written, bytes)


def test_graphml_is_the_slice(made) -> None:
    found = nx.read_graphml(io.BytesIO(EXPORTERS["graphml"].write(made)), force_multigraph=True)
    assert set(found) == ids(made)
    assert sorted(found.edges()) == pairs(made)
    assert found.graph["title"] == made["title"]
    for node in made["nodes"]:
        facts = found.nodes[node["id"]]
        assert (facts["label"], facts["kind"]) == (node["label"], node["kind"])
        assert (facts["x"], facts["y"]) == pytest.approx((node["x"], node["y"]))
        assert facts.get("score") == pytest.approx(node["score"])
    weights = sorted(facts["weight"] for *_, facts in found.edges(data=True))
    assert weights == pytest.approx(sorted(edge["weight"] for edge in made["edges"]))


def test_gexf_is_the_slice(made) -> None:
    found = nx.read_gexf(io.BytesIO(EXPORTERS["gexf"].write(made)), version="1.2draft")
    assert set(found) == ids(made)
    assert sorted(found.edges()) == pairs(made)
    for node in made["nodes"]:
        facts = found.nodes[node["id"]]
        assert facts["label"] == node["label"]
        at = facts["viz"]["position"]
        assert (at["x"], at["y"]) == pytest.approx((node["x"], -node["y"]), abs=1e-6)


def test_tables_are_the_slice_and_no_cell_is_a_formula(made) -> None:
    made = {**made, "nodes": [dict(node) for node in made["nodes"]]}
    made["nodes"][3]["label"] = '=HYPERLINK("http://x")'
    with zipfile.ZipFile(io.BytesIO(EXPORTERS["csv"].write(made))) as archive:
        texts = {name: archive.read(name).decode("utf-8-sig") for name in archive.namelist()}
    nodes = list(csv.DictReader(io.StringIO(texts["nodes.csv"], newline="")))
    assert [row["id"] for row in nodes] == [node["id"] for node in made["nodes"]]
    assert nodes[3]["label"] == '\'=HYPERLINK("http://x")'
    assert [row["label"] for row in nodes[4:]] == [node["label"] for node in made["nodes"][4:]]
    edges = list(csv.DictReader(io.StringIO(texts["edges.csv"], newline="")))
    assert sorted((row["source"], row["target"]) for row in edges) == pairs(made)
    assert made["title"] in texts["README.txt"]


@given(st.text())
def test_any_text_is_a_cypher_string(text: str) -> None:
    written = _literal(text)
    assert json.loads(written) == text
    assert "\n" not in written


@given(st.text())
def test_any_label_can_be_written_in_every_format(text: str) -> None:
    made = make_slice(2, 2, 1, 1)
    made["nodes"][0]["label"] = made["title"] = text
    for exporter in EXPORTERS.values():
        assert exporter.write(made)


def test_the_graph_has_one_edge_for_each_of_the_slice(made) -> None:
    assert {key for *_, key in as_graph(made).edges(keys=True)} == {
        edge["id"] for edge in made["edges"]
    }
