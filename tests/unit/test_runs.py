"""The runs behind a page, and which of them a link tells of."""

from __future__ import annotations

import pytest
from flask import Flask

from explorer.graph.watching import LISTED, Run
from explorer.store import Answer
from explorer.web.runs import Behind, read, sign

KEY = "a key of this test"


def _run(query: str, seconds: float, **params: object) -> dict[str, object]:
    return {"query": query, "params": params, "seconds": seconds, "rows": 1, "stored": False}


RUNS = [
    _run("person_people", 0.1, egos=["a", "b"]),
    _run("person_people", 0.2, egos=["c"]),
    _run("common_topics", 0.3, one="a", other="b"),
    _run("common_topics", 0.4, one="b", other="a"),
]


@pytest.fixture
def behind(app: Flask) -> Behind:
    return sign(RUNS, KEY)


@pytest.mark.parametrize(
    ("query", "about", "seconds"),
    [
        ("person_people", {"egos": "a"}, 0.1),
        ("person_people", {"egos": "b"}, 0.1),
        ("person_people", {"egos": "c"}, 0.2),
        ("person_people", {}, 0.2),  # the last
        ("person_people", {"egos": "x"}, 0.2),
        ("common_topics", {"one": "a", "other": "b"}, 0.3),
        ("common_topics", {"one": "b", "other": "a"}, 0.4),
    ],
)
def test_a_link_tells_of_the_run_that_was_about_the_same(
    app: Flask, behind: Behind, query: str, about: dict[str, str], seconds: float
) -> None:
    with app.test_request_context():
        _, token = behind.link(query, **about).split("?run=")
    told = read(token, query, KEY)
    assert told is not None
    assert told.seconds == seconds


def test_without_a_run_the_link_leads_to_the_example(app: Flask, behind: Behind) -> None:
    with app.test_request_context():
        assert behind.link("works_of", egos="a") == "/query/works_of"
        assert Behind().link("person_people", egos="a") == "/query/person_people"


def test_a_run_tells_every_ego_and_cuts_other_lists_off() -> None:
    many = [f"a{n}" for n in range(LISTED + 3)]
    answer = Answer([{"items": [1, 2, 3], "size": 9}], 0.12345, 0)
    run = Run.of("person_people", {"egos": many, "papers": many, "apart": [["a", many]]}, answer)
    assert run.params["egos"] == many
    assert run.params["apart"] == [["a", run.params["papers"]]]  # a link carries it
    assert run.params["papers"] == [*many[:LISTED], "… 3 more"]
    assert (run.rows, run.seconds) == (3, 0.1235)
    assert Run.of("name_nodes", {}, Answer([{"id": "a"}, {"id": "b"}], 0.1, 0)).rows == 2
