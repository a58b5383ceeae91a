"""Connections of small graphs with oddities, by sentence; and of made-up ones, by hand."""

from __future__ import annotations

import hashlib
import json
import os
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from explorer.graph.connections import CONNECTIONS, connect
from explorer.model import NodeKind
from explorer.store import Store
from loaders.pipeline import load
from tests.conftest import wipe
from tests.store.raw_graph import RawGraph
from tests.store.test_connections import BY_HAND, MANY, check, key_of
from tests.store.test_loading import OPENALEX, person, work
from tests.store.test_made_slices import made, works

pytestmark = pytest.mark.one_neo4j

EXAMPLES = int(os.environ.get("BENCH_GRAPHS_MADE", "4"))
ADA, GRACE, MARY, TWICE = (f"openalex:A{n}" for n in range(1, 5))
PEOPLE, PAPERS = NodeKind.PERSON, NodeKind.PAPER
ODD = (
    work(1, person(1), cites=[2], publication_year=2016),
    work(2, person(2), cites=[1], publication_year=2015),  # each of the two cites the other
    work(3, person(1), person(2), cites=[1, 2, 3, 6], publication_year=2018),  # joint; cites itself
    work(4, person(1), cites=[1, 3, 5], publication_year=2019),  # her own, and a joint one
    work(5, person(2), person(3), cites=[7], publication_year=None),
    work(6, person(3), cites=[3, 5], publication_year=2020),
    work(7, person(4), person(2), person(4), cites=[5], publication_year=None),  # somebody twice
    work(8, person(3), cites=[9], publication_year=None),
    work(9, person(5), cites=[8], publication_year=2011),
)  # fmt: skip


def paper(number: int) -> str:
    return f"openalex:W{number}"


def fill(store: Store, folder: Path, objects: Any) -> None:
    text = "".join(json.dumps(each) + "\n" for each in objects)
    path = folder / f"{hashlib.sha256(text.encode()).hexdigest()[:12]}.jsonl"
    path.write_text(text)
    load(store, OPENALEX, [path], dataset="made", rejects_folder=folder)


@pytest.fixture
def odd(empty_store: Store, tmp_path: Path) -> Store:
    fill(empty_store, tmp_path, ODD)
    return empty_store


def told(store: Store, kind: NodeKind, one: str, other_kind: NodeKind, other: str) -> Any:
    """The connections of two nodes by query, asked either way round."""
    there = connect(store, (kind, one), (other_kind, other), MANY)
    assert there == connect(store, (other_kind, other), (kind, one), MANY)
    return {each["query"]: each for each in there["connections"]}


def test_papers_that_cite_each_other_are_said_to(odd: Store) -> None:
    found = told(odd, PAPERS, paper(2), PAPERS, paper(1))["evidence_cites"]
    assert found["sentence"] == "“Work 1” (2016) and “Work 2” (2015) cite each other"
    assert (found["total"], found["first_year"], found["last_year"]) == (2, 2015, 2016)
    assert [(e["id"], e["year"], e["cited"]["id"], e["cited"]["year"]) for e in found["evidence"]] \
        == [(paper(1), 2016, paper(2), 2015), (paper(2), 2015, paper(1), 2016)]  # fmt: skip
    undated = told(odd, PAPERS, paper(8), PAPERS, paper(9))["evidence_cites"]
    assert undated["sentence"] == "“Work 9” (2011) and “Work 8” (year unknown) cite each other"
    one_way = told(odd, PAPERS, paper(4), PAPERS, paper(5))["evidence_cites"]
    assert one_way["sentence"] == "“Work 4” cites “Work 5”, 2019"


def test_a_paper_that_cites_and_is_cited_is_one(odd: Store) -> None:
    query = "evidence_person_paper_citations"
    found = told(odd, PEOPLE, GRACE, PAPERS, paper(1))[query]
    assert (
        found["sentence"]
        == "2 papers of Person 2 cite or are cited by “Work 1”, 2015–2018, last as “Work 3”"
    )
    assert found["total"] == 2
    assert [(e["id"], e["direction"]) for e in found["evidence"]] == [
        (paper(3), "cites"), (paper(2), "both"),
    ]  # fmt: skip
    # Nothing is said of a way that no paper goes.
    for number, who, sentence in (
        (9, MARY, "1 paper of Person 3 cites and is cited by “Work 9”: “Work 8”"),
        (5, ADA, "1 paper of Person 1 cites “Work 5”, 2019: “Work 4”"),
        (6, ADA, "1 paper of Person 1 cites and is cited by “Work 6”, 2018: “Work 3”"),
        (5, TWICE, "1 paper of Person 4 cites and is cited by “Work 5”: “Work 7”"),
        (4, GRACE, "2 papers of Person 2 are cited by “Work 4”, 2018, last as “Work 3”"),
    ):
        assert told(odd, PEOPLE, who, PAPERS, paper(number))[query]["sentence"] == sentence


def test_joint_papers_make_no_citation_between_two_people(odd: Store) -> None:
    found = told(odd, PEOPLE, ADA, PEOPLE, GRACE)["evidence_person_citations"]
    assert found["sentence"] == (
        "3 citations link papers that Person 1 and Person 2 each wrote without the other, "
        "2015–2019, last by “Work 4”"
    )
    assert [(e["id"], e["cited"]["id"], e["outward"]) for e in found["evidence"]] == [
        (paper(4), paper(5), True), (paper(1), paper(2), True), (paper(2), paper(1), False),
    ]  # fmt: skip
    # Two who wrote everything together have none, whatever those papers cite.
    both = told(odd, PEOPLE, GRACE, PEOPLE, TWICE)
    assert both["evidence_coauthored"]["sentence"] == (
        "Person 2 and Person 4 wrote 1 paper together: “Work 7”"
    )
    assert "evidence_person_citations" not in both


def test_somebody_named_twice_on_a_paper_counts_once(odd: Store) -> None:
    found = told(odd, PEOPLE, MARY, PEOPLE, TWICE)["evidence_person_citations"]
    assert [(e["id"], e["cited"]["id"]) for e in found["evidence"]] == [
        (paper(5), paper(7)), (paper(7), paper(5)),
    ]  # fmt: skip
    assert (found["total"], found["first_year"], found["last_year"]) == (2, None, None)
    assert found["sentence"].startswith("2 citations link papers that Person 3 and Person 4 each ")


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(works)
def test_connections_of_made_graphs(empty_store: Store, tmp_path: Path, works: list[Any]) -> None:
    wipe(empty_store.address)
    fill(empty_store, tmp_path, [made(n, each) for n, each in enumerate(works)])
    raw = RawGraph(empty_store)
    known = {PEOPLE: raw.works, PAPERS: raw.papers}
    ends = [(kind, each) for kind, ids in known.items() for each in sorted(ids)]
    for one, other in combinations(ends, 2):
        answer = connect(empty_store, one, other, MANY)
        assert answer == connect(empty_store, other, one, MANY)
        first, second = (answer[end]["id"] for end in ("source", "target"))
        kinds = answer["source"]["kind"], answer["target"]["kind"]
        expected = {
            each.query: by_hand
            for each in CONNECTIONS
            if (each.one, each.other) == kinds
            and (by_hand := BY_HAND[key_of(each)](raw, first, second))
        }
        found = {
            each["query"]: [item["id"] for item in each["evidence"]]
            for each in answer["connections"]
        }
        assert found == expected, (one, other)
        for each in answer["connections"]:
            check(raw, each, first, second)
