"""What a database calls a query that goes over a limit, as readers are told."""

from __future__ import annotations

import pytest
from neo4j.exceptions import Neo4jError

import cypher
from explorer.errors import ExplorerError, QueryTimeout, StoreUnavailable
from explorer.store import Store
from tests.engines.neo4j import Address

GIVEN_UP = "Neo.DatabaseError.General.UnknownError"
DEADLOCK = "Neo.TransientError.Transaction.DeadlockDetected"


@pytest.mark.parametrize(
    ("code", "query", "expected"),
    [
        (GIVEN_UP, "person_papers", QueryTimeout),
        (DEADLOCK, "person_papers", QueryTimeout),  # what only reads meets no deadlock
        (DEADLOCK, "store_hub", StoreUnavailable),
    ],
)
def test_a_query_given_up_for_want_of_memory_is_over_its_limit(
    code: str, query: str, expected: type[ExplorerError]
) -> None:
    error = Neo4jError._hydrate_neo4j(code=code, message="The request failed.")
    with Store(Address("bolt://127.0.0.1:9", "neo4j", None, None)) as store:
        told = store._translated(error, cypher.all_queries()[query])
    assert type(told) is expected
    assert (expected is StoreUnavailable) or "EXPLORER_ENGINE_HEAP" in str(told.hint)
