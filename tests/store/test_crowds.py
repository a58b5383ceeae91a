"""Papers of too many authors introduce nobody; where there are too many ways, an answer says so."""

from __future__ import annotations

import os
from collections.abc import Iterable
from itertools import combinations, pairwise, product
from math import exp
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from explorer.config import Settings
from explorer.graph import paths
from explorer.graph.introductions import MOST_AUTHORS, introduce, share
from explorer.store import Store
from explorer.web.app import create_app
from tests.conftest import wipe
from tests.store.raw_graph import RawGraph
from tests.store.test_introductions import Collaboration
from tests.store.test_loading import person, work
from tests.store.test_made_connections import fill
from tests.web.reading import read

pytestmark = pytest.mark.one_neo4j

EXAMPLES = int(os.environ.get("BENCH_GRAPHS_MADE", "4"))
ADA, GRACE, MARY, ROSA, JOAN = (f"openalex:A{n}" for n in range(1, 6))
LIMIT = "on papers with up to 50 authors"


def crowd(authors: int, *people: int) -> list[dict[str, Any]]:
    """Authors of one paper, of whom the source gives ids to some."""
    unknown = {"author": {"id": None, "display_name": "Somebody"}, "institutions": []}
    return [*map(person, people), *[unknown] * (authors - len(people))]


def topic(number: int) -> dict[str, Any]:
    return {"id": f"https://openalex.org/T{number}", "display_name": f"Topic {number}", "score": 1}


CROWDS = (
    work(1, *crowd(51, 1, 3, 4)),  # Ada with Mary and Rosa, in a crowd
    work(2, *crowd(400, 2, 3)),  # Grace with Mary, in a crowd
    work(3, *crowd(50, 1, 4)),  # Ada with Rosa, as many as may be
    work(4, *crowd(3, 2, 4)),  # Grace with Rosa
    work(5, *crowd(51, 1, 2), topics=[topic(1)]),  # Ada with Grace, in a crowd
    work(6, *crowd(52, 1, 5)),  # Joan is known by crowds alone
)


@pytest.fixture
def crowds(empty_store: Store, tmp_path: Path) -> Store:
    fill(empty_store, tmp_path, CROWDS)
    return empty_store


@pytest.fixture
def reader(crowds: Store) -> FlaskClient:
    return create_app(Settings(rate_limit="none"), crowds).test_client()


def answer(reader: FlaskClient, path: str) -> Any:
    response = reader.get(path)
    assert response.status_code == 200, response.text[:300]
    return response.get_json()


def page(reader: FlaskClient, path: str) -> str:
    response = reader.get(path)
    assert response.status_code == 200
    return read(response.text).one("main").text


def test_whom_both_know_by_crowds_alone_is_no_co_author_in_common(reader: FlaskClient) -> None:
    for path in (f"/api/common?a={ADA}&b={GRACE}", f"/api/compare?a={ADA}&b={GRACE}"):
        found = answer(reader, path)
        [rosa] = found["people"]["evidence"]
        assert (rosa["id"], rosa["a"]["papers"], rosa["b"]["papers"]) == (ROSA, 1, 1)
        assert (rosa["a"]["newest"]["id"], found["people"]["total"]) == ("openalex:W3", 1)
        assert found["most_authors"] == MOST_AUTHORS == 50
        # What they wrote in a crowd they wrote together, and it is about its topics.
        assert [each["id"] for each in found["papers"]["evidence"]] == ["openalex:W5"]
        assert [each["id"] for each in found["topics"]["evidence"]] == ["openalex:T1"]
    assert "Co-authors are counted on papers with up to 50 authors" in page(
        reader, f"/compare?a={ADA}&b={GRACE}"
    )


def test_nobody_but_by_crowds_is_nobody_and_it_says_up_to_how_many_authors(
    reader: FlaskClient,
) -> None:
    for one, other in ((ADA, MARY), (GRACE, JOAN), (MARY, JOAN)):
        found = answer(reader, f"/api/common?a={one}&b={other}")
        assert (found["people"]["total"], found["people"]["evidence"]) == (0, [])
        assert found["people"]["sentence"] == f"Nobody wrote with both {LIMIT}"
        if not found["papers"]["total"]:
            assert found["sentence"].endswith(
                "have nothing in common in this data, "
                "co-authors of papers with more than 50 authors aside"
            )
    compared = answer(reader, f"/api/compare?a={ADA}&b={JOAN}")
    assert [each["id"] for each in compared["people"]["only_a"]["evidence"]] == [ROSA]
    assert compared["people"]["only_b"]["total"] == 0


def test_an_edge_tells_collaborators_in_common_without_those_of_crowds(reader: FlaskClient) -> None:
    found = answer(reader, f"/api/edge?source={ADA}&target={GRACE}")
    told = {each["query"]: each for each in found["connections"]}
    assert [each["id"] for each in told["common_coauthors"]["evidence"]] == [ROSA]
    assert told["evidence_coauthored"]["total"] == 1
    assert [paper["authors"] for paper in found["papers"]] == [51]


def test_no_route_leads_through_a_crowd_and_the_answer_says_so(reader: FlaskClient) -> None:
    found = answer(reader, f"/api/path?from={ADA}&to={GRACE}")
    [route] = found["paths"]
    assert [each["id"] for each in route["people"]] == [ADA, ROSA, GRACE]
    for step, paper in zip(route["steps"], ("openalex:W3", "openalex:W4"), strict=True):
        assert [each["id"] for each in step["papers"]] == [paper]
        assert step["total"] == 1
    assert (found["most_authors"], found["complete"]) == (50, True)
    assert "wrote together themselves" not in found["sentence"]
    assert "Papers of more than 50 authors introduce nobody" in page(
        reader, f"/path?from={ADA}&to={GRACE}"
    )


def test_where_only_crowds_would_lead_there_is_no_route_and_the_answer_says_why(
    reader: FlaskClient,
) -> None:
    for other in (MARY, JOAN):
        found = answer(reader, f"/api/path?from={ADA}&to={other}")
        assert (found["paths"], found["complete"], found["reason"]) == ([], True, None)
        assert found["sentence"].startswith("No route leads from Person 1 to Person ")
        assert found["sentence"].endswith(f"within 4 steps {LIMIT}")
        told = page(reader, f"/path?from={ADA}&to={other}")
        assert f"No chain of co-authors leads from one to the other in 4 steps or fewer, {LIMIT}" \
            in told  # fmt: skip


# -- made graphs -------------------------------------------------------------------------------

people = st.lists(st.integers(1, 7), min_size=1, max_size=4, unique=True)
works = st.lists(
    st.tuples(people, st.sampled_from([0, 0, 50, 51, 400]), st.sampled_from([None, 1990, 2015])),
    min_size=3,
    max_size=12,
)


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(works)
def test_who_wrote_with_whom_in_made_graphs(
    empty_store: Store, tmp_path: Path, works: list[Any]
) -> None:
    wipe(empty_store.address)
    objects = [
        work(number, *crowd(max(authors, len(who)), *who), publication_year=year)
        for number, (who, authors, year) in enumerate(works, 1)
    ]
    fill(empty_store, tmp_path, objects)
    raw = RawGraph(empty_store)
    known = Collaboration(raw, MOST_AUTHORS)
    for ends in combinations(sorted(raw.works), 2):
        both = set(known.graph[ends[0]]) & set(known.graph[ends[1]])
        shared = share(empty_store, *ends, 50)["people"]
        assert {each["id"] for each in shared["evidence"]} == both
        assert shared["total"] == len(both)
        check_routes(introduce(empty_store, *ends, steps=3, most=5), known, ends)


def check_routes(found: Any, known: Collaboration, ends: tuple[str, str]) -> None:
    """The first is the best; each further one brings somebody new in, until nobody can."""
    every = list(nx.all_simple_paths(known.graph, *ends, cutoff=3))
    routes = [[each["id"] for each in route["people"]] for route in found["paths"]]
    assert found["complete"]
    assert all(route in every for route in routes)
    used: set[str] = set()
    for place, route in enumerate(routes):
        assert route not in routes[:place]
        assert len(route) == 2 or not set(route[1:-1]) <= used
        used.update(route[1:-1])
    new = [p for p in every if p not in routes and (len(p) == 2 or not set(p[1:-1]) <= used)]
    assert not new or len(routes) == 5
    if best := known.best(*ends, 3, set()):
        assert found["paths"][0]["chance"] == pytest.approx(exp(-best), abs=1e-6)


# -- too many ways -----------------------------------------------------------------------------


def pairs_of(rows: Iterable[range]) -> list[Any]:
    """A paper of each two people in neighbouring rows."""
    both = [pair for near, far in pairwise(rows) for pair in product(near, far)]
    return [work(n, *map(person, pair), publication_year=2020) for n, pair in enumerate(both, 1)]


@pytest.mark.parametrize(("width", "told"), [(4, "there are too many ways to look at each"),
                                             (3, None)])  # fmt: skip
def test_where_there_are_too_many_ways_the_answer_says_that_routes_may_be_missing(
    empty_store: Store, tmp_path: Path, width: int, told: str | None
) -> None:
    rows = [range(start, start + width) for start in range(10, 60, 10)]
    fill(empty_store, tmp_path, pairs_of([range(1, 2), *rows, range(2, 3)]))
    client = create_app(Settings(rate_limit="none"), empty_store).test_client()
    found = answer(client, f"/api/path?from={ADA}&to={GRACE}&k=5&steps=6")
    assert len(found["paths"]) == width
    between = [each["id"] for route in found["paths"] for each in route["people"][1:-1]]
    assert len(between) == len(set(between)) == 5 * width
    assert (found["reason"], found["complete"]) == (told, told is None)
    text = f"{width} routes from Person 1 to Person 2"
    assert found["sentence"] == (f"{text}. There may be better ones: {told}" if told else text)
    whole = page(client, f"/path?from={ADA}&to={GRACE}&k=5&steps=6")
    assert ("there are too many ways" in whole) == bool(told)


def test_where_too_many_ways_lead_to_no_route_at_all_it_says_that_there_may_be_one(
    crowds: Store, reader: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paths, "MOST_TRIES", 1)
    found = answer(reader, f"/api/path?from={ADA}&to={GRACE}")
    assert (found["paths"], found["complete"]) == ([], False)
    assert found["sentence"] == (
        f"No route from Person 1 to Person 2 was found within 4 steps {LIMIT}, but there may be "
        "one: there are too many ways to look at each"
    )
    told = page(reader, f"/path?from={ADA}&to={GRACE}")
    assert "The search ended before every chain of co-authors was followed." in told
