"""Slices of a database that is slow, or gone in the middle: partial, 504 or 503, never a 500."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient

import cypher
from explorer.config import Settings
from explorer.graph import rings
from explorer.graph.request import parse_request
from explorer.graph.slices import Slice, build_slice
from explorer.store import Answer, Store
from explorer.web.app import create_app
from loaders import SOURCES
from loaders.pipeline import load
from tests.bench.power_law import works
from tests.engines.wire import Wire

pytestmark = pytest.mark.one_neo4j

EGO = "openalex:A1"
# The driver leaves a connection half made that is cut while it is opened.
half_made = pytest.mark.filterwarnings(
    "ignore:Exception ignored in. <(socket|function Bolt):pytest.PytestUnraisableExceptionWarning"
)
FOR_EVER = """CALL () {
  UNWIND range(1, 100000) AS a
  UNWIND range(1, 100000) AS b
  UNWIND range(1, 100000) AS c
  RETURN count(*) AS counted
}
WITH counted
WHERE counted > 0
"""


@pytest.fixture
def slow(queries: Callable[[str], None]) -> Callable[[str], None]:
    """Makes a query of slices take for ever."""

    def make(name: str) -> None:
        lines = (cypher.FOLDER / "slice" / f"{name}.cypher").read_text().splitlines(keepends=True)
        body = next(n for n, line in enumerate(lines) if not line.startswith("//"))
        queries("".join([*lines[:body], FOR_EVER, *lines[body:]]))

    return make


def bring(store: Store, folder: Path) -> Slice:
    """Load a made graph, with more patience than the store has; its whole slice."""
    path = folder / "works.jsonl"
    path.write_text("".join(json.dumps(work) + "\n" for work in works(60)))
    with Store(store.address) as patient:
        patient.prepare()
        load(patient, SOURCES["openalex"], [path], dataset="made", rejects_folder=folder)
        return build_slice(patient, parse_request(EGO, {}))  # plans are made once


def reader(store: Store, settings: Settings) -> FlaskClient:
    return create_app(settings, store).test_client()


def cut_before(patch: pytest.MonkeyPatch, store: Store, wire: Wire, name: str) -> None:
    """Cut the wire where a query would be asked."""
    ask = store.ask

    def cut(query: str, /, *, seconds: float | None = None, **params: object) -> Answer:
        if query == name:
            wire.cut()
        return ask(query, seconds=seconds, **params)

    patch.setattr(store, "ask", cut)


@pytest.mark.logs_warnings
def test_a_ring_over_its_limit_is_left_out_and_said(
    short_store: Store, slow, monkeypatch, tmp_path, engine_settings
) -> None:
    whole = bring(short_store, tmp_path)
    # The rest may take its time: a busy server plans a long query anew, and not within a second.
    monkeypatch.setattr(short_store, "query_seconds", 20.0)
    monkeypatch.setattr(rings, "RING_SECONDS", 3.0)
    slow("person_topics")
    [late] = (found := build_slice(short_store, parse_request(EGO, {}))).partial
    assert (late["ring"], late["query"]) == ("topics", "person_topics")
    assert "over its limit" in late["reason"]
    assert all(cut.approximate for cut in found.cut if cut.kind == "topic")
    assert not any(cut.approximate for cut in found.cut if cut.kind != "topic")
    for kind in ("paper", "person", "institution"):
        assert [(n.id, n.score) for n in found.nodes if n.kind == kind] == [
            (n.id, n.score) for n in whole.nodes if n.kind == kind
        ]
    answer = reader(short_store, engine_settings).get(f"/api/slice/{EGO}")
    assert answer.status_code == 200
    assert answer.get_json()["partial"] == [dict(late)]


@pytest.mark.logs_warnings
@pytest.mark.parametrize("name", ["slice_egos", "slice_picture"])
def test_what_a_slice_cannot_do_without_is_a_504(
    short_store: Store, slow, tmp_path, engine_settings, name: str
) -> None:
    bring(short_store, tmp_path)
    slow(name)
    answer = reader(short_store, engine_settings).get(f"/api/slice/{EGO}")
    assert answer.status_code == 504
    told = answer.get_json()
    assert told["code"] == "query_timeout"
    assert told["hint"]


@half_made
@pytest.mark.logs_warnings
@pytest.mark.parametrize("name", ["person_people", "slice_picture"])
def test_a_database_that_goes_in_the_middle_is_a_503_and_comes_back(
    wired: Store, wire: Wire, empty_store: Store, engine_settings, monkeypatch, tmp_path, name: str
) -> None:
    bring(empty_store, tmp_path)
    client = reader(wired, engine_settings)
    cut_before(monkeypatch, wired, wire, name)
    page = client.get(f"/explore?ego={EGO}")
    assert page.status_code == 200
    assert "The graph could not be built" in page.text
    wire.mend()
    answer = client.get(f"/api/slice/{EGO}")
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert "Try again in a moment" in answer.get_json()["hint"]
    wire.mend()
    monkeypatch.undo()
    assert client.get(f"/api/slice/{EGO}").status_code == 200


@half_made
@pytest.mark.logs_warnings
@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/api/path?from=openalex:A1&to=openalex:A2", "introduction_ties"),
        ("/person/openalex:A1", "person_profile_papers"),
    ],
)
def test_other_answers_of_a_database_that_goes_are_a_503_and_come_back(
    wired: Store, wire: Wire, empty_store: Store, engine_settings, monkeypatch, tmp_path, path, name
) -> None:
    bring(empty_store, tmp_path)
    client = reader(wired, engine_settings)
    with monkeypatch.context() as patch:
        cut_before(patch, wired, wire, name)
        gone = client.get(path)
    assert gone.status_code == 503
    assert int(gone.headers["Retry-After"]) > 0
    assert "Try again in a moment" in gone.text
    wire.mend()
    assert client.get(path).status_code == 200
