"""The same data gives the same pages' data on every engine."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from explorer.config import Settings
from explorer.model import NodeKind
from explorer.web.app import create_app
from loaders.sample import FEATURED
from tests.conftest import ENGINES, Stores
from tests.store.test_queries import close

TIMES = {"took", "runs"}
# Hubs and people of one paper, of both datasets.
PEOPLE = (
    *FEATURED.values(),
    "openalex:A5074283997",
    "openalex:A5072324119",
    "openalex:A5084981072",
    "openalex:A5029738051",
    "name:dblp-sample/guo-jun-qi",
    "name:dblp-sample/richang-hong",
    "name:dblp-sample/meng-wang",
    "name:dblp-sample/houqiang-li",
)


Answers = Callable[[str], list[Any]]  # the answers of a path, one from each of two engines


@pytest.fixture(scope="module")
def ask(sample_stores: Stores) -> Callable[[str, str], Any]:
    """What one reader gets of a path on the engine of a name, asked once."""

    @functools.cache
    def client(engine: str) -> FlaskClient:
        return create_app(Settings(), sample_stores(engine)).test_client()

    @functools.cache
    def answer(engine: str, path: str) -> Any:
        found = client(engine).get(path)
        assert found.status_code == 200, (engine, path)
        return {k: v for k, v in found.get_json().items() if k not in TIMES}

    return answer


# What equals its neighbour here equals the third as well, within rounding.
@pytest.fixture(params=itertools.pairwise(ENGINES), ids=" ".join)
def answers(request: pytest.FixtureRequest, ask: Callable[[str, str], Any]) -> Answers:
    """The answers of two engines, each pair of neighbours in turn."""
    return lambda path: [ask(engine, path) for engine in request.param]


@pytest.mark.parametrize("person", PEOPLE)
def test_slices_of_people_are_equal(answers: Answers, person: str) -> None:
    one, other = answers(f"/api/slice/{quote(person)}")
    assert [n["id"] for n in one["nodes"]] == [n["id"] for n in other["nodes"]]
    for part in one.keys() | other.keys():
        assert close(one[part], other[part]), part


@pytest.mark.parametrize("asked", [
    "depth=2", "since=2005&until=2012&off=shared_topic", "weight=citation:0.5&budget=30",
    "with=name:dblp-sample/qi-tian&with=openalex:T10102", "people=200",
    "do=expand:openalex:A5014077037&do=widen:person&do=hide:openalex:A5074283997",
])  # fmt: skip
def test_views_are_equal(answers: Answers, asked: str) -> None:
    one, other = answers(f"/api/slice/{quote(FEATURED['Vincent Larivière'])}?{asked}")
    assert [n["id"] for n in one["nodes"]] == [n["id"] for n in other["nodes"]]
    for part in one.keys() | other.keys():
        assert close(one[part], other[part]), part


def test_slices_of_the_other_kinds_are_equal(answers: Answers) -> None:
    around, _ = answers(f"/api/slice/{quote(FEATURED['Vincent Larivière'])}")
    for kind in NodeKind:
        ego = next(node["id"] for node in around["nodes"][1:] if node["kind"] == kind)
        one, other = answers(f"/api/slice/{quote(ego)}")
        for part in one.keys() | other.keys():
            assert close(one[part], other[part]), (ego, part)


@pytest.mark.parametrize(
    "path", ["/api/counts", "/api/search?q=tian", "/api/search?q=scientometrics&kind=topic"]
)
def test_counts_and_search_are_equal(answers: Answers, path: str) -> None:
    one, other = answers(path)
    assert close(one, other)


BETWEEN = ("/api/edge?source={}&target={}", "/api/path?from={}&to={}", "/api/common?a={}&b={}")


@pytest.mark.parametrize("person", PEOPLE[2:])
def test_connections_routes_and_common_ground_are_equal(answers: Answers, person: str) -> None:
    for path in BETWEEN:
        for ego in FEATURED.values():
            one, other = answers(path.format(quote(ego), quote(person)))
            assert close(one, other), path
