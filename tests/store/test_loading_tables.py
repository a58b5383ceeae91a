"""Tables in real engines: rows of one paper come in several batches, and nothing is lost."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from explorer.model import EdgeKind
from explorer.references import LINKED_LATE
from explorer.store import Store
from loaders import SOURCES, pipeline
from loaders.pipeline import Report, load
from tests.store.test_loading import edges, nodes
from tests.unit.made_tables import Rows, read_tables, write_tables

TABLES = SOURCES["tables"]
PAPERS = 100  # of three authors
BATCH = 40  # so that the rows of one paper come in several batches
P, A, I = "table:lab/paper/", "table:lab/person/", "table:lab/institution/"  # noqa: E741


def made() -> dict[str, list[dict[str, Any]]]:
    """A graph whose every table refers to every other."""
    numbers = range(PAPERS)
    return {
        "papers": [{"id": n, "title": f"Paper {n}", "year": 2000} for n in numbers],
        "people": [{"id": n, "name": f"Person {n}"} for n in range(50)],
        "institutions": [
            {"id": n, "name": f"University {n}", "part_of": f"{n + 1};{n + 5}"} for n in range(20)
        ],
        "authorships": [
            {"paper": n, "person": (n + k * 7) % 50, "position": k, "institutions": str(k)}
            for n in numbers
            for k in (1, 2, 3)
        ],
        "topics": [
            {"id": n, "name": f"Topic {n}", "broader": (n + 1) if n < 29 else ""} for n in range(30)
        ],
        "paper_topics": [{"paper": n, "topic": n % 30, "score": 0.5} for n in numbers],
        "citations": [{"paper": n, "cited": n + 5} for n in numbers if n % 3],
    }


@pytest.fixture
def run(empty_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Load tables into the dataset ``lab`` of an empty store, in small batches."""
    monkeypatch.setattr(pipeline, "BATCH_ROWS", BATCH)
    monkeypatch.setattr(pipeline, "MOST_PENDING", 2 * BATCH)

    def load_tables(tables: Mapping[str, Rows], *, turned: bool = False) -> Report:
        paths = write_tables(tmp_path, **tables)
        return load(
            empty_store, TABLES, paths[::-1] if turned else paths, dataset="lab",
            rejects_folder=tmp_path / "rejects",
        )  # fmt: skip

    return load_tables


def test_all_that_the_tables_say_is_there_and_a_second_load_writes_nothing(
    empty_store: Store, run: Any, tmp_path: Path
) -> None:
    tables = made()
    first = run(tables)
    said, rejected = read_tables(write_tables(tmp_path, **tables))
    assert (first.read, first.rejected) == (sum(map(len, tables.values())), len(rejected))
    found, links = nodes(empty_store), edges(empty_store)
    assert set(found) == {node.id for node in said.nodes}
    inside = {e.ends for e in said.edges if type(e) not in LINKED_LATE or e.ends[1] in found}
    assert {(a, b) for kind, a, b in links if kind != EdgeKind.AFFILIATED_WITH} == inside
    outside = {(n, w) for n in found for w in found[n].get("references_outside") or ()}
    assert outside == {e.ends for e in said.edges if type(e) in LINKED_LATE} - inside
    assert outside
    assert found[f"{P}5"]["authors_count"] == 3
    assert found[f"{P}5"]["institution_ids"] == [f"{I}1", f"{I}2", f"{I}3"]
    positions = {links["AUTHORED", f"{A}{(5 + k * 7) % 50}", f"{P}5"]["position"] for k in (1, 3)}
    assert positions == {1, 3}

    second = run(tables, turned=True)  # the order of the files says nothing
    assert (second.changed, second.writes, second.rejected) == (0, 0, first.rejected)
    assert (nodes(empty_store), edges(empty_store)) == (found, links)


def test_a_row_that_is_gone_takes_its_edge_alone(empty_store: Store, run: Any) -> None:
    tables = made()
    run(tables)
    before = edges(empty_store)
    gone = [tables["authorships"].pop(1), tables["authorships"].pop()]
    topic, cited = tables["paper_topics"].pop(7), tables["citations"].pop(0)
    run(tables)
    after = edges(empty_store)
    lost = {ends for ends in before.keys() - after.keys() if ends[0] != "AFFILIATED_WITH"}
    assert lost == {
        *(("AUTHORED", f"{A}{row['person']}", f"{P}{row['paper']}") for row in gone),
        ("ABOUT", f"{P}{topic['paper']}", f"table:lab/topic/{topic['topic']}"),
        ("CITES", f"{P}{cited['paper']}", f"{P}{cited['cited']}"),
    }
    assert nodes(empty_store)[f"{P}{gone[0]['paper']}"]["authors_count"] == 2
    assert run(tables).writes == 0


def test_a_papers_new_year_reaches_affiliations_that_other_batches_state(
    empty_store: Store, run: Any
) -> None:
    tables = made()
    run(tables)
    for row in tables["papers"]:
        row["year"] = 2010
    run(tables)
    years = {v["last_year"] for v in edges(empty_store, "AFFILIATED_WITH").values()}
    assert years == {2010}


def test_more_citations_in_a_row_than_a_batch_holds(empty_store: Store, run: Any) -> None:
    papers = [{"id": n, "title": f"Paper {n}"} for n in range(20)]
    rows = [{"paper": a, "cited": b} for a in range(20) for b in range(20) if a != b]
    report = run({"papers": papers, "citations": rows})
    assert report.rejected == 0
    assert len(edges(empty_store, "CITES")) == len(rows)
