"""Nodes that nothing is linked to: every answer about them is an answer, and says so in words."""

from __future__ import annotations

import json
from itertools import combinations
from typing import Any
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from explorer.config import Settings
from explorer.export import EXPORTERS
from explorer.model import Batch, Institution, NodeKind, Paper, Person, Topic
from explorer.store import Store
from explorer.web.app import create_app
from loaders.pipeline import load
from tests.conftest import Stores, wipe
from tests.store.test_loading import OPENALEX, person, work
from tests.web.reading import read

pytestmark = pytest.mark.one_neo4j

LONE = {
    NodeKind.PAPER: "openalex:W1",
    NodeKind.PERSON: "openalex:A1",
    NodeKind.TOPIC: "openalex:T1",
    NodeKind.INSTITUTION: "openalex:I1",
}
ANOTHER = "openalex:A9"  # nothing is linked to them either
# What others are linked to, where there are any.
LINKED = {
    NodeKind.PAPER: "openalex:W2",
    NodeKind.PERSON: "openalex:A2",
    NodeKind.TOPIC: "openalex:T2",
    NodeKind.INSTITUTION: "openalex:I2",
}
ASKED = ("", "depth=2", "budget=1", "since=1990", "off=coauthorship", "do=expand:{}",
         "do=widen:person&do=widen:topic", "do=hide:{}", f"with={ANOTHER}")  # fmt: skip
PICTURES = (".svg", ".png", "/card.png", "/badge.svg")


@pytest.fixture(scope="module", params=["nothing else", "others"])
def reader(
    engine_name: str,
    request: pytest.FixtureRequest,
    _empty_stores: Stores,
    tmp_path_factory: pytest.TempPathFactory,
) -> FlaskClient:
    """Of a graph of lone nodes: with nothing else in it, where nothing has a date, or others."""
    store = _empty_stores(engine_name)
    wipe(store.address)
    if request.param == "others":
        fill(store, tmp_path_factory)
    lone = Batch(nodes=[
        Paper(LONE[NodeKind.PAPER], "A paper without authors"),
        Person(LONE[NodeKind.PERSON], "Ada Lone"), Person(ANOTHER, "Grace Lone"),
        Topic(LONE[NodeKind.TOPIC], "A topic of nothing"),
        Institution(LONE[NodeKind.INSTITUTION], "A place of nobody"),
    ])  # fmt: skip
    store.write(lone, dataset="lone", run_id="tests")
    return create_app(Settings(rate_limit="none"), store).test_client()


def fill(store: Store, folders: pytest.TempPathFactory) -> None:
    topic = {"id": "https://openalex.org/T2", "display_name": "Topic", "score": 0.9}
    works = [work(n, person(2, 2), person(3, 2), cites=[2], topics=[topic]) for n in (2, 3)]
    path = folders.mktemp("others") / "works.jsonl"
    path.write_text("".join(json.dumps(each) + "\n" for each in works))
    load(store, OPENALEX, [path], dataset="others", rejects_folder=path.parent)


def answer(reader: FlaskClient, path: str) -> Any:
    response = reader.get(path)
    assert response.status_code == 200, (path, response.text[:500])
    return response.get_json()


def has_others(reader: FlaskClient) -> bool:
    return answer(reader, "/api/counts")["nodes"]["paper"] > 1


def refused(reader: FlaskClient, path: str) -> Any:
    """The error of an impossible question, in the one shape."""
    response = reader.get(path)
    error = response.get_json()
    assert set(error) == {"ok", "error", "code", "hint", "status"}
    assert (response.status_code, error["status"], error["ok"]) == (400, 400, False)
    assert error["hint"]
    return error


@pytest.mark.parametrize("asked", ASKED)
@pytest.mark.parametrize("kind", NodeKind)
def test_a_slice_is_the_node_alone_and_each_cut_says_that_nothing_is_linked(
    reader: FlaskClient, kind: NodeKind, asked: str
) -> None:
    found = answer(reader, f"/api/slice/{LONE[kind]}?{asked.format(LONE[kind])}")
    egos = [LONE[kind], ANOTHER] if "with" in asked else [LONE[kind]]
    assert [(node["id"], node["score"], node["reasons"]) for node in found["nodes"]] == [
        (ego, None, []) for ego in egos
    ]
    assert (found["edges"], found["partial"]) == ([], [])
    assert [cut["kind"] for cut in found["cut"]] == list(NodeKind)
    for cut in found["cut"]:
        assert (cut["shown"], cut["available"], cut["threshold"]) == (0, 0, None)
        assert (cut["more"], cut["approximate"], cut["hidden"]) == (False, False, 0)
        nothing = f"No {NodeKind(cut['kind']).plural} are linked to it "
        assert cut["sentence"].startswith(nothing)
        if not asked.startswith(("since", "off")):
            assert cut["sentence"] == f"{nothing}in this data"
        assert not any(each["shown"] or each["available"] for each in cut["relations"])


@pytest.mark.parametrize("kind", NodeKind)
def test_the_next_best_of_nothing_are_none(reader: FlaskClient, kind: NodeKind) -> None:
    for widen in NodeKind:
        found = answer(reader, f"/api/slice/{LONE[kind]}?widen={widen.value}")
        assert (found["nodes"], found["edges"]) == ([], [])
        assert found["notes"] == [f"No more {widen.plural} are left to show"]


@pytest.mark.parametrize("kind", NodeKind)
def test_every_file_of_it_is_written(reader: FlaskClient, kind: NodeKind) -> None:
    for name, exporter in EXPORTERS.items():
        response = reader.get(f"/api/slice/{LONE[kind]}?format={name}")
        assert (response.status_code, response.mimetype) == (200, exporter.media_type), name
        without = name == "ris" and kind is not NodeKind.PAPER  # papers, and it knows no comments
        assert (response.data == b"") is without, name
    for ending in PICTURES:
        response = reader.get(f"/embed/{LONE[kind]}{ending}")
        assert response.status_code == 200, response.text[:500]
        assert response.mimetype.startswith("image/")


@pytest.mark.parametrize("kind", NodeKind)
def test_its_facts_its_clusters_and_what_is_around_it_are_told(
    reader: FlaskClient, kind: NodeKind
) -> None:
    assert answer(reader, f"/api/node/{LONE[kind]}")["kind"] == kind.value
    around = answer(reader, f"/api/neighbours/{LONE[kind]}")
    assert [(each["available"], each["more"]) for each in around["around"]] == [(0, False)] * 4
    clusters = answer(reader, f"/api/clusters/{LONE[kind]}")
    assert sum(each["size"] for each in clusters["clusters"]) <= 1


@pytest.mark.parametrize("kind", NodeKind)
def test_its_pages_say_that_nothing_is_linked_to_it(reader: FlaskClient, kind: NodeKind) -> None:
    said = {
        f"/{kind.value}/{LONE[kind]}": "is linked to it in this data.",
        f"/explore?ego={LONE[kind]}": "is linked to it in this data.",
        f"/embed/{LONE[kind]}": "Nothing in this data is linked to it.",
    }
    for path, words in said.items():
        response = reader.get(path)
        assert response.status_code == 200, (path, response.text[:500])
        main = read(response.text).one("main").text
        assert "Nothing to draw yet." in main
        assert words in main
    several = reader.get(f"/explore?ego={LONE[kind]}&with={ANOTHER}")
    assert several.status_code == 200
    listed = reader.get(f"/{kind.value}/{LONE[kind]}?page=2")
    assert listed.status_code == (200 if kind is NodeKind.PAPER else 404)


def test_nothing_connects_it_with_anything(reader: FlaskClient) -> None:
    others = [ANOTHER, *(LINKED.values() if has_others(reader) else ())]
    pairs = [*combinations(LONE.values(), 2), *((a, b) for a in LONE.values() for b in others)]
    for one, other in pairs:
        found = answer(reader, f"/api/edge?source={quote(one)}&target={quote(other)}")
        assert (found["connections"], found["papers"], found["total"]) == ([], [], 0)
        assert found["sentence"].startswith("Nothing in this data connects ")
    for id in LONE.values():
        assert "same node" in refused(reader, f"/api/edge?source={id}&target={id}")["error"]


@pytest.mark.parametrize("ends", ["lone to lone", "lone to linked", "linked to lone"])
def test_nobody_introduces_somebody_without_papers_and_they_have_nothing_in_common(
    reader: FlaskClient, ends: str
) -> None:
    if "linked" in ends and not has_others(reader):
        return
    known = {"lone": [LONE[NodeKind.PERSON], ANOTHER], "linked": [LINKED[NodeKind.PERSON]]}
    one, other = (known[end].pop() for end in ends.split(" to "))
    found = answer(reader, f"/api/path?from={one}&to={other}")
    assert (found["paths"], found["complete"], found["reason"]) == ([], True, None)
    assert found["sentence"].startswith("No route leads from ")
    for path in (f"/api/common?a={one}&b={other}", f"/api/compare?a={one}&b={other}"):
        shared = answer(reader, path)
        assert "have nothing in common in this data" in shared["sentence"]
        for key in ("papers", "people", "topics", "institutions"):
            assert (shared[key]["total"], shared[key]["evidence"]) == (0, [])
            assert shared[key]["sentence"].startswith("No")
    routes = reader.get(f"/path?from={one}&to={other}")
    assert "There is no route to draw." in read(routes.text).one("main").text
    compared = reader.get(f"/compare?a={one}&b={other}")
    assert "have nothing in common in this data" in read(compared.text).one("main").text


@pytest.mark.parametrize("kind", [kind for kind in NodeKind if kind is not NodeKind.PERSON])
def test_what_is_asked_of_people_is_refused_for_a_node_of_another_kind(
    reader: FlaskClient, kind: NodeKind
) -> None:
    for path in ("/api/path?from={}&to={}", "/api/common?a={}&b={}", "/api/compare?a={}&b={}"):
        for ends in ((ANOTHER, LONE[kind]), (LONE[kind], ANOTHER)):
            error = refused(reader, path.format(*ends))
            assert f"{LONE[kind]} is the id of a" in error["error"]
            assert "must be a person" in error["error"]
