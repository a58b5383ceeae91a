"""The same data gives the same pages' data on every engine."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from explorer.config import Settings
from explorer.model import NodeKind
from explorer.store import Store
from explorer.web.app import create_app
from loaders.sample import FEATURED
from tests.store.test_queries import close

TIMES = {"took"}
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


@pytest.fixture(scope="module")
def clients(arcadedb_store: Store, neo4j_store: Store) -> list[FlaskClient]:
    """One reader of the site on each engine."""
    return [create_app(Settings(), store).test_client() for store in (arcadedb_store, neo4j_store)]


def answers(clients: list[FlaskClient], path: str) -> list[Any]:
    found = [client.get(path) for client in clients]
    assert [each.status_code for each in found] == [200, 200], path
    return [{k: v for k, v in each.get_json().items() if k not in TIMES} for each in found]


@pytest.mark.parametrize("person", PEOPLE)
def test_slices_of_people_are_equal(clients: list[FlaskClient], person: str) -> None:
    arcadedb, neo4j = answers(clients, f"/api/slice/{quote(person)}")
    assert [n["id"] for n in arcadedb["nodes"]] == [n["id"] for n in neo4j["nodes"]]
    for part in arcadedb.keys() | neo4j.keys():
        assert close(arcadedb[part], neo4j[part]), part


def test_slices_of_the_other_kinds_are_equal(clients: list[FlaskClient]) -> None:
    around, _ = answers(clients, f"/api/slice/{quote(FEATURED['Vincent Larivière'])}")
    for kind in NodeKind:
        ego = next(node["id"] for node in around["nodes"][1:] if node["kind"] == kind)
        arcadedb, neo4j = answers(clients, f"/api/slice/{quote(ego)}")
        for part in arcadedb.keys() | neo4j.keys():
            assert close(arcadedb[part], neo4j[part]), (ego, part)


@pytest.mark.parametrize(
    "path", ["/api/counts", "/api/search?q=tian", "/api/search?q=scientometrics&kind=topic"]
)
def test_counts_and_search_are_equal(clients: list[FlaskClient], path: str) -> None:
    arcadedb, neo4j = answers(clients, path)
    assert close(arcadedb, neo4j)
