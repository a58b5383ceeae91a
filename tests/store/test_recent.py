"""A slice is kept as long as the data is the same, and no longer."""

from __future__ import annotations

from explorer.graph.recent import RecentSlices
from explorer.graph.request import parse_request
from explorer.lock import LoadLock
from explorer.model import Authorship, Batch, Paper, Person
from explorer.store import Store


def end_load(store: Store, id: str) -> None:
    store.run("record_load", id=id, properties={"state": "complete", "ended": id})


def test_a_slice_is_built_again_once_a_load_has_ended(empty_store: Store) -> None:
    recent, request = RecentSlices(), parse_request("p:1", {})
    paper = Paper("w:1", "One", 2020, authors_count=2)
    ego = Batch([paper, Person("p:1", "Ego")], [Authorship("p:1", "w:1", 1)])
    empty_store.write(ego, dataset="d", run_id="r1")
    end_load(empty_store, "2026-01-01")
    first = recent.get(empty_store, request)
    more = Batch([Person("p:2", "Other")], [Authorship("p:2", "w:1", 2)])
    empty_store.write(more, dataset="d", run_id="r2")
    assert recent.get(empty_store, request) is first
    end_load(empty_store, "2026-01-02")
    second = recent.get(empty_store, request)
    assert {node.id for node in second.nodes} - {node.id for node in first.nodes} == {"p:2"}


def test_what_is_built_while_a_load_runs_is_not_kept(empty_store: Store) -> None:
    recent, request = RecentSlices(), parse_request("p:1", {})
    empty_store.write(Batch([Person("p:1", "Ego")]), dataset="d", run_id="r1")
    with LoadLock(empty_store, "r1", "load of d"):
        first = recent.get(empty_store, request)
        second = recent.get(empty_store, request)
        assert second is not first
    third = recent.get(empty_store, request)  # the load was killed, and left no other word
    assert third is not second
    assert recent.get(empty_store, request) is third


def test_another_request_has_another_slice_and_the_oldest_is_dropped(arcadedb_store: Store) -> None:
    recent = RecentSlices(most=1)
    wide = parse_request("openalex:A5068542997", {})
    narrow = parse_request("openalex:A5068542997", {"people": "3"})
    first = recent.get(arcadedb_store, wide)
    assert recent.get(arcadedb_store, wide) is first
    assert len(recent.get(arcadedb_store, narrow).nodes) < len(first.nodes)
    assert recent.get(arcadedb_store, wide) is not first
