"""A broken record is not one that is gone: beside rejects a load removes nothing unasked."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from explorer.doctor import Level, _loaded
from explorer.errors import BadRequest
from explorer.model import NodeKind
from explorer.store import Store
from loaders import SOURCES
from loaders.pipeline import load
from loaders.reports import Report
from tests.store.test_datasets import book, hash_of
from tests.store.test_loading import edges, nodes, person, runs, w, work

pytestmark = pytest.mark.one_neo4j

WORKS = [work(n, person(n, 1), cites=[n + 1]) for n in range(1, 9)]


@pytest.fixture
def bring(empty_store: Store, tmp_path: Path) -> Any:
    """Load works into the dataset d; None stands for a line that is damaged."""

    def bring_works(*works: Any, **options: Any) -> Report:
        path = tmp_path / "works.jsonl"
        path.write_text("".join(f"{json.dumps(each) if each else 'no record'}\n" for each in works))
        options["rejects_folder"] = tmp_path
        return load(empty_store, SOURCES["openalex"], [path], dataset="d", **options)

    return bring_works


def test_a_record_that_broke_keeps_what_it_said(empty_store: Store, bring: Any) -> None:
    bring(*WORKS)
    whole, held = hash_of(empty_store), nodes(empty_store)
    report = bring(*WORKS[:7], None, work(9))
    assert (report.rejected, report.kept.nodes[NodeKind.PAPER], report.kept.total) == (1, 1, 2)
    assert not any(report.removed.values())
    assert (report.counts[NodeKind.PAPER], report.counts[NodeKind.PERSON]) == (9, 8)
    assert set(nodes(empty_store)) == {*held, w(9)}
    assert ("CITES", w(7), w(8)) in edges(empty_store)
    assert ("AUTHORED", "openalex:A8", w(8)) in edges(empty_store)
    last = runs(empty_store)[-1]
    assert (last["state"], last["papers"], last["kept"]) == ("complete", 9, 2)
    [note] = [each for each in _loaded(empty_store) if each.level is Level.NOTE]
    assert "keeps 2 nodes and edges" in note.text
    assert "--yes" in str(note.hint)
    mended = bring(*WORKS)
    assert (mended.kept.total, mended.removed[NodeKind.PAPER]) == (0, 1)  # the ninth, which is gone
    assert hash_of(empty_store) == whole


@pytest.mark.parametrize("options", [{"assume_yes": True}, {"replace": True}])
def test_what_a_read_lacks_beside_rejects_goes_where_it_is_asked_for(
    empty_store: Store, bring: Any, options: Any
) -> None:
    bring(*WORKS)
    bring(*WORKS[:7], None)
    report = bring(*WORKS[:7], None, **options)  # the very same files, and yet read again
    assert (report.removed[NodeKind.PAPER], report.removed[NodeKind.PERSON]) == (1, 1)
    assert book(empty_store, report)["removed", "paper"] == {w(8)}
    assert report.kept.total == 0
    assert runs(empty_store)[-1].get("kept") is None


def test_the_same_rejects_again_are_no_trouble_where_nothing_is_gone(
    empty_store: Store, bring: Any
) -> None:
    bring(*WORKS, None)
    assert (bring(None, *WORKS).kept.total, bring(*WORKS, work(9), None).kept.total) == (0, 0)


def test_an_edge_that_a_read_lacks_stays_as_well(empty_store: Store, bring: Any) -> None:
    bring(work(1, person(1), person(2)), work(2, person(1), person(2)))
    report = bring(work(1, person(1)), work(2, person(2)), None)
    assert (report.kept.edges, sum(report.kept.nodes.values())) == (2, 0)
    assert ("AUTHORED", "openalex:A2", w(1)) in edges(empty_store)
    bring(work(1, person(1)), work(2, person(2)), None, assume_yes=True)
    assert ("AUTHORED", "openalex:A2", w(1)) not in edges(empty_store)


def test_more_than_a_fifth_is_refused_beside_rejects_too(empty_store: Store, bring: Any) -> None:
    bring(*WORKS)
    with pytest.raises(BadRequest, match="nothing was removed"):
        bring(*WORKS[:2], None)
    assert {w(n) for n in range(1, 9)} <= set(nodes(empty_store))
