"""Datasets as a whole: taken away, emptied, taken up again, and what the book says of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from explorer.dump import digest
from explorer.errors import NotFound, RecordError, SourceError, StoreUnavailable
from explorer.lock import LoadLock
from explorer.store import Store
from loaders import SOURCES, Source
from loaders.pipeline import load
from loaders.removal import remove
from loaders.reports import Report
from tests.store.test_loading import breaking, edges, nodes, person, runs, w, work

pytestmark = pytest.mark.one_neo4j

OPENALEX = SOURCES["openalex"]


@pytest.fixture
def run(empty_store: Store, tmp_path: Path) -> Any:
    """Load works, given as objects, into a dataset of an empty store."""

    def load_works(dataset: str, *works: Any, source: Source = OPENALEX, **options: Any) -> Report:
        path = tmp_path / f"{dataset}.jsonl"
        path.write_text("".join(json.dumps(each) + "\n" for each in works), encoding="utf-8")
        return load(
            empty_store, source, [path], dataset=dataset, rejects_folder=tmp_path, **options
        )

    return load_works


def hash_of(store: Store) -> str:
    return digest(store).digest()


def book(store: Store, report: Report) -> dict[tuple[str, str], set[str]]:
    """The ledger of a run: ids by what was done and by kind."""
    found: dict[tuple[str, str], set[str]] = {}
    for page in store.run("list_changes", run_id=report.run_id, limit=1000):
        ids = found.setdefault((page["action"], page["kind"]), set())
        assert ids.isdisjoint(page["ids"])  # each is told once
        assert len(set(page["ids"])) == len(page["ids"])
        ids.update(page["ids"])
    return found


# -- removing ----------------------------------------------------------------------------------


def test_removing_a_dataset_leaves_what_others_hold(empty_store: Store, run: Any) -> None:
    shared = work(1, person(1, 1), cites=[2])
    run("kept", shared)
    alone = hash_of(empty_store)
    run("gone", shared, work(2, person(2, 2)))
    assert (w(1), w(2)) in {(a, b) for _, a, b in edges(empty_store, "CITES")}
    report = remove(empty_store, "gone")
    assert set(nodes(empty_store)) == {w(1), "openalex:A1", "openalex:I1"}
    assert nodes(empty_store)[w(1)]["references_outside"] == [w(2)]
    assert hash_of(empty_store) != alone  # the hashes were emptied, so that `kept` writes again
    assert book(empty_store, report)["removed", "paper"] == {w(1), w(2)}
    run("kept", shared)
    assert hash_of(empty_store) == alone


def test_what_a_winner_leaves_behind_heals_by_loading_again(empty_store: Store, run: Any) -> None:
    def said_by(dataset: str) -> list[Any]:
        cited = work(2, person(2, 2), title=f"As {dataset} says")
        return [work(1, person(1, 1), cites=[2, 40]), cited]

    run("second", *said_by("second"))
    alone = hash_of(empty_store)
    remove(empty_store, "second")
    run("first", *said_by("first"))
    run("second", *said_by("second"))
    remove(empty_store, "first")
    run("second", *said_by("second"))
    assert hash_of(empty_store) == alone
    assert run("second", *said_by("second")).writes == 0


def test_a_removed_dataset_is_listed_no_more_and_its_name_is_free(
    empty_store: Store, run: Any
) -> None:
    run("d", work(1, person(1, 1), publication_date="2001-02-03"))
    fresh = hash_of(empty_store)
    remove(empty_store, "d")
    assert nodes(empty_store) == {}
    assert empty_store.run("list_loads", limit=9) == []
    assert empty_store.run("unfinished_loads", limit=9) == []
    assert empty_store.run("data_as_of") == [{"data_as_of": None}]
    with pytest.raises(NotFound, match="no dataset d"):
        remove(empty_store, "d")
    run("d", work(1, person(1, 1), publication_date="2001-02-03"))
    assert hash_of(empty_store) == fresh
    assert [each["dataset"] for each in empty_store.run("list_loads", limit=9)] == ["d"]


def test_a_dataset_nobody_has_loaded_cannot_be_removed(empty_store: Store) -> None:
    with pytest.raises(NotFound, match="no dataset nonsense") as caught:
        remove(empty_store, "nonsense")
    assert "explorer datasets" in str(caught.value.hint)


def test_replace_takes_away_from_that_dataset_alone(empty_store: Store, run: Any) -> None:
    run("other", work(1, person(1, 1)))
    run("d", *(work(n, person(n, n)) for n in range(1, 9)))
    run("d", work(9, person(9, 9)), replace=True)
    assert set(nodes(empty_store)) == {
        w(1), "openalex:A1", "openalex:I1", w(9), "openalex:A9", "openalex:I9",
    }  # fmt: skip


def test_replace_with_an_input_that_cannot_be_used_changes_nothing(
    empty_store: Store, run: Any
) -> None:
    run("d", work(1, person(1, 1)))
    before = hash_of(empty_store)
    with pytest.raises(SourceError):
        run("d", {"id": "no work"}, replace=True)
    assert hash_of(empty_store) == before


CUT_OFF = [("cut.json", {}, SourceError), ("line.jsonl", {"strict": True}, RecordError)]


@pytest.mark.parametrize(("name", "options", "error"), CUT_OFF)
def test_replace_by_an_input_that_breaks_off_removes_nothing(
    empty_store: Store, run: Any, tmp_path: Path, name: str, options: Any, error: Any
) -> None:
    run("d", *(work(n, person(n, n), cites=[n + 1]) for n in range(1, 9)))
    held = set(nodes(empty_store))
    said = [json.dumps(work(n, person(9))) for n in (9, 10, 11)]
    text = f"[{','.join(said)}"[:-40] if name == "cut.json" else f"{said[0]}\n{said[1][:-40]}\n"
    (tmp_path / name).write_text(text)
    with pytest.raises(error):
        load(
            empty_store, OPENALEX, [tmp_path / name], dataset="d", rejects_folder=tmp_path,
            replace=True, **options,
        )  # fmt: skip
    assert held <= set(nodes(empty_store))
    failed = runs(empty_store)[-1]
    changes = empty_store.run("list_changes", run_id=failed["id"], limit=99)
    assert (failed["state"], [p for p in changes if p["action"] == "removed"]) == ("failed", [])
    run("d", work(9, person(9)), replace=True)  # and then the whole one
    replaced = hash_of(empty_store)
    remove(empty_store, "d")
    run("d", work(9, person(9)))
    assert hash_of(empty_store) == replaced


MEDDLING = [
    "MATCH (p:Paper {id: 'openalex:W1'}) SET p.title = 'Vandal', p.colour = 'red', p.venue = 'V'",
    "MATCH (p:Paper {id: 'openalex:W2'}) SET p.year = null, p.references_outside = ['openalex:W9']",
    "MATCH (p:Person {id: 'openalex:A1'}) SET p.name = 'Vandal', p.age = 7",
    "MATCH (t:Topic) SET t.name = 'Vandal'",
    "MATCH (:Person)-[a:AUTHORED]->(:Paper {id: 'openalex:W3'}) SET a.position = 9",
    "MATCH (:Person)-[a:AFFILIATED_WITH]->() SET a.papers = 100, a.colour = 'red'",
    "MATCH (p:Person {id: 'openalex:A2'}) DETACH DELETE p",
    "MATCH (a:Paper {id: 'openalex:W1'})-[c:CITES]->() DELETE c",
    "MATCH (a:Paper {id: 'openalex:W4'}), (b:Paper {id: 'openalex:W1'}) CREATE (a)-[:CITES]->(b)",
    "MATCH (a:Person {id: 'openalex:A1'}), (b:Paper {id: 'openalex:W4'}) "
    "CREATE (a)-[:AUTHORED {position: 7}]->(b)",
]


def test_replace_mends_whatever_something_else_wrote(empty_store: Store, run: Any) -> None:
    topic = {"id": "https://openalex.org/T1", "display_name": "Topic", "score": 0.5}
    works = [
        work(n, person(n, 1), person(n + 1, n), cites=[n + 1, 40], topics=[topic])
        for n in range(1, 5)
    ]
    run("d", *works)
    whole = hash_of(empty_store), len(edges(empty_store))
    assert run("d", *works, replace=True).changed == 0
    assert hash_of(empty_store) == whole[0]
    for words in MEDDLING:
        with empty_store._driver.session(database=empty_store.address.database) as session:
            session.execute_write(lambda work, words=words: work.run(words).consume())
    assert hash_of(empty_store) != whole[0]
    run("d", *works, replace=True)
    assert (hash_of(empty_store), len(edges(empty_store))) == whole


def test_replace_leaves_a_dataset_its_place_among_others(empty_store: Store, run: Any) -> None:
    run("first", work(1, person(1, 1), title="What the first says"))
    run("second", work(1, person(1, 1), title="What the second says", doi="10.1234/x"))
    before = hash_of(empty_store)
    for dataset, title, more in [
        ("first", "What the first says", {}),
        ("second", "What the second says", {"doi": "10.1234/x"}),
    ]:
        run(dataset, work(1, person(1, 1), title=title, **more), replace=True)
        assert hash_of(empty_store) == before


# -- the book ----------------------------------------------------------------------------------


def test_the_book_of_a_run_says_what_was_added_changed_and_removed(
    empty_store: Store, run: Any
) -> None:
    first = run("d", *(work(n, person(n)) for n in range(1, 8)))
    assert book(empty_store, first) == {
        ("added", "paper"): {w(n) for n in range(1, 8)},
        ("added", "person"): {f"openalex:A{n}" for n in range(1, 8)},
    }
    later = [work(n, person(n)) for n in range(2, 8)]
    later[0]["title"] = "Another title"
    later[1]["authorships"].append(person(9))
    second = run("d", *later, work(8, person(2)))
    assert book(empty_store, second) == {
        ("added", "paper"): {w(8)},
        ("added", "person"): {"openalex:A9"},
        ("changed", "paper"): {w(2), w(3)},
        ("removed", "paper"): {w(1)},
        ("removed", "person"): {"openalex:A1"},
    }
    third = run("d", *later, work(8, person(2)))
    assert (third.writes, book(empty_store, third)) == (0, {})


@pytest.mark.usefixtures("small_batches")
def test_what_changes_in_several_ways_is_told_once(empty_store: Store, run: Any) -> None:
    run("d", *(work(n, person(n, 1), person(n + 1), cites=[n + 1]) for n in range(1, 40)))
    changed = run(
        "d",
        *(work(n, person(n), person(n + 2), cites=[n + 2], title=f"New {n}") for n in range(1, 40)),
    )
    assert book(empty_store, changed)["changed", "paper"] == {w(n) for n in range(1, 40)}


def test_a_run_leaves_one_load_node(empty_store: Store, run: Any, tmp_path: Path) -> None:
    dates = ["2003-05-01", "2021-11-30", None]
    works = [work(n, person(n), publication_date=date) for n, date in enumerate(dates, 1)]
    report = run("some works", *works, title="Some works", licence="CC0")
    [found] = runs(empty_store)
    assert found["id"] == report.run_id
    assert found["started"] < found["ended"]
    assert found["inputs"][0].startswith("some works.jsonl ")
    told = ("source", "dataset", "state", "data_as_of", "papers", "people", "topics",
            "institutions", "rejects", "title", "licence")  # fmt: skip
    assert {name: found[name] for name in told} == {
        "source": "openalex", "dataset": "some works", "state": "complete",
        "data_as_of": "2021-11-30", "papers": 3, "people": 3, "topics": 0, "institutions": 0,
        "rejects": 0, "title": "Some works", "licence": "CC0",
    }  # fmt: skip


# -- cut off and taken up ----------------------------------------------------------------------


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("loaders.pipeline.FLUSH_RECORDS", 100)


def made(count: int) -> list[Any]:
    return [
        work(n, person(n % 40, n % 7), person(n % 11), cites=[n + 1, n // 2])
        for n in range(1, count + 1)
    ]


@pytest.mark.usefixtures("small_batches")
@pytest.mark.parametrize("before", [0, 120])
def test_a_load_that_was_cut_off_goes_on_at_its_checkpoint(
    empty_store: Store, run: Any, before: int
) -> None:
    works = made(200)
    run("expected", *works)
    wanted = len(nodes(empty_store)), len(edges(empty_store))
    remove(empty_store, "expected")
    if before:
        old = made(before)
        old[3]["authorships"].append(person(77, 5))  # which the new input does not say
        run("d", *old)

    with pytest.raises(SourceError, match="disk"):
        run("d", *works, source=breaking(150))
    assert runs(empty_store)[-1]["state"] == "failed"
    assert runs(empty_store)[-1]["reason"] == "The disk is gone."
    assert 100 < runs(empty_store)[-1]["checkpoint"] <= 150
    report = run("d", *works)
    assert report.resumed == runs(empty_store)[-2]["checkpoint"]
    assert (len(nodes(empty_store)), len(edges(empty_store))) == wanted
    assert ("AUTHORED", "openalex:A77", w(4)) not in edges(empty_store)
    resumed = hash_of(empty_store)
    assert run("d", *works).writes == 0
    remove(empty_store, "d")
    run("d", *works)
    assert hash_of(empty_store) == resumed


@pytest.mark.usefixtures("small_batches")
def test_nothing_is_skipped_of_another_input_or_after_another_run(
    empty_store: Store, run: Any
) -> None:
    works = made(120)
    with pytest.raises(SourceError):
        run("d", *works, source=breaking(100))
    assert run("d", *works[1:]).resumed == 0
    with pytest.raises(SourceError):
        run("d", *works, source=breaking(100))
    run("other", work(1, person(1), title="Another word for it"))
    assert run("d", *works).resumed == 0


# -- the very same again -----------------------------------------------------------------------


def test_files_with_rejects_are_known_again_while_what_they_reject_stands_written(
    empty_store: Store, tmp_path: Path
) -> None:
    path = tmp_path / "works.jsonl"
    path.write_text(f"{json.dumps(work(1, person(1)))}\nno record\n")

    def once(**options: Any) -> Report:
        return load(
            empty_store, OPENALEX, [path], dataset="d", rejects_folder=tmp_path / "r", **options
        )

    first, second = once(), once()
    assert second.unchanged
    assert (second.rejected, second.rejects_file) == (1, first.rejects_file)
    with pytest.raises(RecordError, match="line 2"):
        once(strict=True)
    once()  # after one that failed
    assert first.rejects_file is not None
    for written in (tmp_path / "r").iterdir():
        written.unlink()
    third = once()
    assert not third.unchanged
    assert third.rejects_file is not None
    assert third.rejects_file.exists()
    assert third.writes == 0


# -- one at a time -----------------------------------------------------------------------------


def test_a_second_load_is_told_who_loads(empty_store: Store, run: Any) -> None:
    elsewhere = {
        "holder": "r1", "task": "load of big", "host": "another-machine", "process": 7,
        "since": "2999-01-01T00:00:00+00:00", "beat": "2999-01-01T00:00:10+00:00",
    }  # fmt: skip
    asked = {"id": "load", "holder": "r1", "gone": None, "stale": "2000"}
    empty_store.run("take_lock", **asked, properties=elsewhere)
    with pytest.raises(StoreUnavailable, match=r"load of big is at work .* process 7 on another"):
        run("d", work(1))
    assert nodes(empty_store) == {}
    empty_store.run("give_lock", id="load", holder="r1")
    assert run("d", work(1)).changed == 1


def test_a_holder_that_has_ended_does_not_hold_others_up(empty_store: Store, run: Any) -> None:
    with LoadLock(empty_store, "r1", "load of big"):
        silent = {"holder": "r1", "beat": "2001-01-01T00:00:00+00:00"}
        asked = {"id": "load", "holder": "r1", "gone": None, "stale": "2000"}
        empty_store.run("take_lock", **asked, properties=silent)
        assert run("d", work(1)).changed == 1  # after ten minutes of silence
    with LoadLock(empty_store, "r2", "load of big"):
        dead = {"holder": "r2", "process": 2**22 + 1}  # no process has such a number
        empty_store.run("take_lock", **{**asked, "holder": "r2"}, properties=dead)
        assert run("d", work(1)).read == 1


def test_a_load_that_lost_the_lock_stops(empty_store: Store) -> None:
    with LoadLock(empty_store, "r1", "load of big") as lock:
        lock.check()
        lock._lost = True
        with pytest.raises(StoreUnavailable, match="Another load or restore has begun"):
            lock.check()
