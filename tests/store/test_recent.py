"""A slice is kept as long as the data is the same, and no longer."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from werkzeug.datastructures import MultiDict

from explorer.errors import Busy, QueryTimeout
from explorer.graph.recent import (
    BUILT_AT_ONCE,
    DEEP_AT_ONCE,
    LARGE_AT_ONCE,
    LONG,
    RecentSlices,
)
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


class Building:
    """Slices that are built until they may end, told apart by their first year."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.inside, self.may_end = threading.Semaphore(0), threading.Event()
        self.built = 0
        self.empty = SimpleNamespace(partial=(), nodes=(), edges=(), evidence={})
        self.recent = RecentSlices()
        self._threads: list[threading.Thread] = []
        self._store: Any = SimpleNamespace(
            run=lambda name, **_: [{"loads": 1, "ended": "now"}] if name == "data_version" else []
        )
        monkeypatch.setattr("explorer.graph.recent.build_slice", self._build)

    def _build(self, _: Any, request: SliceRequest, *_rest: Any) -> Any:
        self.built += 1
        if request.since:
            self.inside.release()
            assert self.may_end.wait(10)
        return self.empty

    def get(self, request: SliceRequest) -> Any:
        return self.recent.get(self._store, request)

    def begin(self, *requests: SliceRequest) -> None:
        for request in requests:
            self._threads.append(threading.Thread(target=self.get, args=(request,)))
            self._threads[-1].start()

    def end(self) -> None:
        self.may_end.set()
        for thread in self._threads:
            thread.join()


@pytest.fixture
def building(monkeypatch: pytest.MonkeyPatch) -> Iterator[Building]:
    building = Building(monkeypatch)
    yield building
    building.end()


@pytest.mark.parametrize(
    ("args", "at_once"),
    [([("do", "widen:person")] * (LONG + 1), LARGE_AT_ONCE), ([("depth", "2")], DEEP_AT_ONCE)],
)
def test_a_few_large_views_are_built_at_once_and_others_need_not_wait(
    building: Building, monkeypatch: pytest.MonkeyPatch, args: list[Any], at_once: int
) -> None:
    monkeypatch.setattr("explorer.graph.recent.DEEP_SECONDS", 0.05)
    large = parse_request(EGO, MultiDict(args))
    for n in range(at_once):
        building.begin(replace(large, since=1900 + n))
        assert building.inside.acquire(timeout=10)
    with pytest.raises(Busy) as refused:
        building.get(replace(large, since=2000))
    assert (refused.value.status, refused.value.retryable) == (503, True)
    assert building.get(parse_request(EGO, {})) is building.empty
    building.end()
    assert building.get(replace(large, since=2000)) is building.empty


def test_large_views_of_all_kinds_leave_room_for_others(building: Building) -> None:
    deep = parse_request(EGO, {"depth": "2", "since": "1900"})
    long = parse_request(EGO, MultiDict([("do", "widen:person")] * (LONG + 1)))
    building.begin(deep, *(replace(long, since=1901 + n) for n in range(LARGE_AT_ONCE - 1)))
    for _ in range(LARGE_AT_ONCE):
        assert building.inside.acquire(timeout=10)
    for more in (replace(long, since=2000), replace(long, since=2001, depth=2)):
        with pytest.raises(Busy):
            building.get(more)
    assert building.get(parse_request(EGO, {})) is building.empty


def test_who_waits_too_long_for_a_turn_is_told_so(
    building: Building, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("explorer.graph.recent.BUILT_SECONDS", 0.05)
    every = [parse_request(EGO, {"since": str(1900 + n)}) for n in range(BUILT_AT_ONCE)]
    building.begin(*every)
    for _ in every:
        assert building.inside.acquire(timeout=10)
    with pytest.raises(Busy, match="at once"):
        building.get(parse_request(EGO, {}))


def test_more_slices_than_may_be_at_once_wait_for_their_turn(building: Building) -> None:
    every = [parse_request(EGO, {"since": str(1900 + n)}) for n in range(BUILT_AT_ONCE + 2)]
    building.begin(*every)
    for _ in range(BUILT_AT_ONCE):
        assert building.inside.acquire(timeout=10)
    assert not building.inside.acquire(timeout=0.2)
    assert building.built == BUILT_AT_ONCE
    building.end()
    assert building.built == len(every)


def test_who_has_waited_for_the_same_slice_has_it(
    building: Building, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("explorer.graph.recent.BUILT_AT_ONCE", 1)
    building.recent = RecentSlices()
    same = parse_request(EGO, {"since": "1900"})
    building.begin(same)
    assert building.inside.acquire(timeout=10)
    building.begin(same)
    time.sleep(0.1)  # until it waits; one that comes later finds the slice at hand
    building.end()
    assert building.built == 1


def test_a_step_asks_anew_only_for_what_it_brings(
    arcadedb_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    pairs: list[int] = []
    whole = Store.ask

    def counted(store: Store, query: str, **params: Any) -> Answer:
        asked.append(query)
        pairs.extend(sum(map(len, things)) for _, *things in params.get("resting", ()))
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
    anew = sum(pairs)
    pairs.clear()
    assert without_times(found) == without_times(build_slice(arcadedb_store, steps))
    assert [(run.params, run.rows) for run in found.runs if run.query == "slice_picture"] == [
        (run.params, run.rows)
        for run in build_slice(arcadedb_store, steps).runs if run.query == "slice_picture"
    ]  # fmt: skip
    assert 0 < anew < sum(pairs) / 4  # papers behind reasons that the first picture has told


def test_what_is_recalled_is_of_the_same_years(arcadedb_store: Store) -> None:
    recent = RecentSlices()
    for do in ([], ["years:2005-2015"], ["years:2005-2015", "years:-"]):
        request = parse_request(EGO, MultiDict([("do", each) for each in do]))
        found = recent.get(arcadedb_store, request)
        assert without_times(found) == without_times(build_slice(arcadedb_store, request))


def without_times(found: Slice) -> dict[str, Any]:
    told = found.as_json()
    del told["took"], told["runs"]
    return told
