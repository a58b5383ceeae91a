"""Each export is read back by another program's reader and equals the slice."""

from __future__ import annotations

import csv
import html
import io
import json
import zipfile
from typing import Any
from xml.etree import ElementTree

import igraph
import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.errors import BadRequest
from explorer.export import EXPORTERS, file_name, read_options
from explorer.export.graphs import as_graph
from explorer.export.poster import poster
from explorer.export.statements import END, _literal
from tests.unit.made_png import words_of
from tests.unit.made_slice import with_origin


@pytest.fixture(scope="module")
def made() -> dict[str, Any]:
    return with_origin()


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


def test_igraph_reads_graphml_as_the_slice(made, tmp_path) -> None:
    (tmp_path / "slice.graphml").write_bytes(EXPORTERS["graphml"].write(made))
    found = igraph.Graph.Read_GraphML(str(tmp_path / "slice.graphml"))
    names = found.vs["id"]
    assert set(names) == ids(made)
    assert sorted((names[one], names[other]) for one, other in found.get_edgelist()) == pairs(made)
    assert dict(zip(names, found.vs["label"], strict=True)) == {
        node["id"]: node["label"] for node in made["nodes"]
    }
    assert sorted(found.es["weight"]) == pytest.approx(
        sorted(edge["weight"] for edge in made["edges"])
    )


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
    told = json.loads(texts["metadata.json"])
    assert (told["title"], told["sources"]) == (made["title"], made["sources"])


@given(st.text())
def test_any_text_is_a_cypher_string(text: str) -> None:
    written = _literal(text)
    assert json.loads(written) == text
    assert "\n" not in written


@settings(deadline=None)
@given(st.text())
def test_any_label_can_be_written_in_every_format(text: str) -> None:
    made = with_origin(people=2, papers=2, topics=1, institutions=1)
    made["nodes"][0]["label"] = made["nodes"][0]["short"] = made["title"] = text
    for source in made["sources"]:
        source["title"] = source["licence"] = text
    for paper in made["papers"].values():
        paper |= {"title": text, "venue": text, "type": text, "authors": [text], "url": text}
    for exporter in EXPORTERS.values():
        assert exporter.suffix == "png" or exporter.write(made)
    assert ElementTree.fromstring(poster(made, "light"))  # noqa: S314 - what a PNG is painted from


def test_the_graph_has_one_edge_for_each_of_the_slice(made) -> None:
    assert {key for *_, key in as_graph(made).edges(keys=True)} == {
        edge["id"] for edge in made["edges"]
    }


def texts_of(name: str, written: bytes) -> str:
    """Everything that a file says, as text: what its format escapes, unescaped."""
    if name == "csv":
        with zipfile.ZipFile(io.BytesIO(written)) as archive:
            return "".join(archive.read(each).decode() for each in archive.namelist())
    if name == "png":
        return "\n".join(words_of(written).values())
    text = written.decode()
    if name == "json":
        return json.dumps(json.loads(text), ensure_ascii=False)
    return html.unescape(text) if name in {"svg", "html", "graphml", "gexf"} else text


@pytest.mark.parametrize("name", EXPORTERS)
def test_title_date_source_and_licence_travel_with_every_format(made, name) -> None:
    said = texts_of(name, EXPORTERS[name].write(made))
    first, other = made["sources"]
    title = first["title"].replace(";", ",") if name == "cypher" else first["title"]
    for fact in (made["title"], made["data_as_of"], title, first["licence"], other["dataset"]):
        assert fact in said
    assert "licence not stated" in said or name == "json"


def test_graph_files_say_it_where_their_readers_look(made) -> None:
    found = nx.read_graphml(io.BytesIO(EXPORTERS["graphml"].write(made)), force_multigraph=True)
    assert found.graph["licence"] == "CC0 1.0; licence not stated"
    assert found.graph["address"] == made["address"]
    meta = ElementTree.fromstring(EXPORTERS["gexf"].write(made))[0]  # noqa: S314 - our own output
    assert meta.tag.endswith("}meta")
    assert meta.attrib == {"lastmodifieddate": made["data_as_of"]}
    drawn = ElementTree.fromstring(EXPORTERS["svg"].write(made))  # noqa: S314 - as above
    rights = drawn.find(".//{http://purl.org/dc/elements/1.1/}rights")
    assert rights is not None
    assert rights.text == "CC0 1.0; licence not stated"


def test_no_line_of_the_sources_ends_a_cypher_statement(made) -> None:
    made = {**made, "title": "one;\ntwo;", "sources": [{**made["sources"][0], "title": "x;\r\n;"}]}
    first = EXPORTERS["cypher"].write(made).decode().split(END)[0]
    assert "UNWIND" in first


@given(st.text(), st.sampled_from(sorted(EXPORTERS)))
def test_a_file_has_a_name_that_every_system_takes(title: str, name: str) -> None:
    found = file_name({"title": title, "ego": "doi:10.1000/a<b>;1"}, EXPORTERS[name].ending)
    stem, _, ending = found.rpartition(".")
    assert ending == EXPORTERS[name].ending
    assert stem
    assert not set(found) & set('/\\:*?"<>|;\r\n\0 ')
    assert not stem.startswith((".", "-"))


def test_options_are_those_of_the_format() -> None:
    assert read_options(EXPORTERS["png"], {"theme": "dark", "scale": "2"}) == {
        "theme": "dark", "scale": 2,
    }  # fmt: skip
    assert read_options(EXPORTERS["csv"], {"theme": None, "scale": None}) == {}
    for name, texts in (
        ("png", {"scale": "9"}),
        ("svg", {"scale": "2"}),
        ("csv", {"theme": "dark"}),
    ):
        with pytest.raises(BadRequest):
            read_options(EXPORTERS[name], texts)
