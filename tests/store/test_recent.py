"""A slice is kept as long as the data is the same, and no longer."""

from __future__ import annotations

import threading
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from werkzeug.datastructures import MultiDict

from explorer.errors import Busy, QueryTimeout
from explorer.graph.recent import LONG, LONG_AT_ONCE, RecentSlices
from explorer.graph.request import SliceRequest, parse_request
from explorer.graph.slices import Slice, build_slice
from explorer.lock import LoadLock
from explorer.model import Authorship, Batch, Paper, Person
from explorer.store import Answer, Store

EGO = "openalex:A5068542997"


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
    wide = parse_request(EGO, {})
    narrow = parse_request(EGO, {"people": "3"})
    first = recent.get(arcadedb_store, wide)
    assert recent.get(arcadedb_store, wide) is first
    assert len(recent.get(arcadedb_store, narrow).nodes) < len(first.nodes)
    assert recent.get(arcadedb_store, wide) is not first


def test_a_slice_with_a_part_missing_is_not_kept(arcadedb_store: Store, monkeypatch) -> None:
    recent, request = RecentSlices(), parse_request(EGO, {})
    ask = arcadedb_store.ask

    def late(name: str, /, **params: Any) -> Answer:
        if name == "person_topics":
            raise QueryTimeout("It ran over its limit.")
        return ask(name, **params)

    monkeypatch.setattr(arcadedb_store, "ask", late)
    assert recent.get(arcadedb_store, request).partial
    monkeypatch.undo()
    whole = recent.get(arcadedb_store, request)
    assert not whole.partial
    assert recent.get(arcadedb_store, request) is whole


def test_large_slices_are_dropped_earlier(arcadedb_store: Store) -> None:
    small, large = parse_request(EGO, {"people": "3"}), parse_request(EGO, {"people": "40"})
    recent = RecentSlices(most_parts=300)
    first = recent.get(arcadedb_store, small)
    kept = recent.get(arcadedb_store, large)
    assert recent.get(arcadedb_store, large) is kept  # even where it is too large alone
    assert recent.get(arcadedb_store, small) is not first


def test_a_few_long_views_are_built_at_once_and_others_need_not_wait(monkeypatch) -> None:
    recent = RecentSlices()
    long = parse_request(EGO, MultiDict([("do", "widen:person")] * (LONG + 1)))
    store = SimpleNamespace(
        run=lambda name, **_: [{"loads": 1, "ended": "now"}] if name == "data_version" else []
    )
    inside, may_end = threading.Semaphore(0), threading.Event()
    empty = SimpleNamespace(partial=(), nodes=(), edges=(), evidence={})

    def build(_: Any, request: SliceRequest, *_rest: Any) -> Any:
        if request.operations:
            inside.release()
            assert may_end.wait(10)
        return empty

    monkeypatch.setattr("explorer.graph.recent.build_slice", build)
    threads = [
        threading.Thread(target=recent.get, args=(store, replace(long, since=1900 + n)))
        for n in range(LONG_AT_ONCE)
    ]
    for thread in threads:
        thread.start()
        assert inside.acquire(timeout=10)
    with pytest.raises(Busy) as refused:
        recent.get(store, replace(long, since=2000))  # type: ignore[arg-type]
    assert (refused.value.status, refused.value.retryable) == (503, True)
    assert recent.get(store, parse_request(EGO, {})) is empty  # type: ignore[arg-type]
    may_end.set()
    for thread in threads:
        thread.join()
    assert recent.get(store, replace(long, since=2000)) is empty  # type: ignore[arg-type]


def test_a_step_asks_anew_only_for_what_it_brings(
    arcadedb_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    whole = Store.ask

    def counted(store: Store, query: str, **params: Any) -> Answer:
        asked.append(query)
        return whole(store, query, **params)

    recent = RecentSlices()
    first = recent.get(arcadedb_store, parse_request(EGO, {}))
    other = next(node.id for node in first.nodes if node.kind == "person" and node.score)
    steps = parse_request(EGO, MultiDict([("do", f"expand:{other}")]))
    monkeypatch.setattr(Store, "ask", counted)
    found = recent.get(arcadedb_store, steps)
    rings = [query for query in asked if query.startswith("person_")]
    assert len(rings) == len(set(rings)) == 4  # around the other; those around the ego are known
    assert [run.query for run in found.runs].count("person_people") == 2
    assert without_times(found) == without_times(build_slice(arcadedb_store, steps))


def without_times(found: Slice) -> dict[str, Any]:
    told = found.as_json()
    del told["took"], told["runs"]
    return told
