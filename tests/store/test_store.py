"""The store on real servers: what it makes, what it says when something is wrong."""

from __future__ import annotations

import contextlib
import dataclasses
import time
from collections.abc import Callable

import neo4j
import pytest

from explorer.engine import Address
from explorer.errors import (
    ConfigError,
    NotFound,
    QueryFailed,
    QueryTimeout,
    StoreUnavailable,
)
from explorer.model import NodeKind
from explorer.store import Store
from tests.engines.neo4j import RELEASES
from tests.engines.wire import Wire
from tests.processes import free_port, wait_until

SLOW = """\
// name: count_slowly
// doc: Takes about for ever.
// access: read
// param most: integer -- how far to count
// return n: integer -- how many
// rows: one
// cost: most times most
// example: {"most": 3}
UNWIND range(1, $most) AS a
UNWIND range(1, $most) AS b
UNWIND range(1, $most) AS c
RETURN count(*) AS n
"""
BROKEN = """\
// name: ask_nonsense
// doc: The server refuses it.
// access: read
// return n: integer -- never
// rows: one
// cost: none
// example: {}
RETURN noSuchFunction(1) AS n
"""
FORBIDDEN = """\
// name: write_under_read
// doc: Says read, and hides a write from the header's check behind a procedure.
// access: read
// return n: integer -- never
// rows: one
// cost: none
// example: {}
CALL db.createLabel('Sneaked')
RETURN 1 AS n
"""


def indexes(store: Store) -> set[str]:
    """Everything the server says about its indexes, in a form that can be compared."""
    with neo4j.GraphDatabase.driver(
        store.address.uri, auth=(store.address.user, store.address.password or "")
    ) as driver:
        text = "SHOW INDEXES YIELD name, type, state RETURN name, type, state"
        records, _, _ = driver.execute_query(text, database_=store.address.database)
        return {f"{r['name']} {r['type']} {r['state']}" for r in records}


def test_prepare_twice_changes_nothing_and_unique_ids_hold(empty_store: Store) -> None:
    empty_store.prepare()
    empty_store.prepare()
    address = empty_store.address
    with neo4j.GraphDatabase.driver(
        address.uri, auth=(address.user, address.password or "")
    ) as driver:
        for kind in [*(kind.label for kind in NodeKind), "Load"]:
            text = f"CREATE (:{kind} {{id: 'twice'}})"
            driver.execute_query(text, database_=address.database)
            with pytest.raises((neo4j.exceptions.ClientError, neo4j.exceptions.DatabaseError)):
                driver.execute_query(text, database_=address.database)


def test_prepare_twice_leaves_the_same_indexes_online(neo4j_store: Store) -> None:
    before = indexes(neo4j_store)
    neo4j_store.prepare()
    assert indexes(neo4j_store) == before
    for kind in NodeKind:
        assert f"{kind.label}[folded] FULLTEXT ONLINE" in before
        assert f"{kind.value}_id RANGE ONLINE" in before


def test_server_says_engine_and_version(engine_name: str, empty_store: Store) -> None:
    server = empty_store.server()
    assert server.engine == engine_name.partition("-")[0]
    told = {name: release.version for name, release in RELEASES.items()}
    assert server.version.startswith(told.get(engine_name, "26."))
    assert server.uri == empty_store.address.uri


@pytest.mark.logs_warnings  # the driver logs each of its tries
def test_nobody_at_the_port_is_said_soon_and_notes_the_address() -> None:
    address = Address(f"bolt://127.0.0.1:{free_port()}", "neo4j", "x", None)
    started = time.monotonic()
    with Store(address) as store, pytest.raises(StoreUnavailable) as caught:
        store.run("count_nodes")
    assert address.uri not in caught.value.message  # readers of a page need not know it
    assert f"database {address.uri}" in caught.value.__notes__
    assert "doctor" in str(caught.value.hint)
    assert caught.value.retryable
    assert time.monotonic() - started < 15


@pytest.mark.logs_warnings
def test_something_else_at_the_port_is_no_database(live_site: str) -> None:
    address = Address(live_site.replace("http://", "bolt://"), "neo4j", "x", None)
    with Store(address) as store, pytest.raises(StoreUnavailable):
        store.server()


def test_a_wrong_password_names_the_settings(arcadedb_store: Store) -> None:
    address = dataclasses.replace(arcadedb_store.address, password="wrong")
    with Store(address) as store, pytest.raises(ConfigError, match="refuses user root") as caught:
        store.run("count_nodes")
    assert "EXPLORER_BOLT_PASSWORD" in str(caught.value.hint)
    assert "wrong" not in caught.value.message


def test_an_address_that_is_none_names_the_setting() -> None:
    with pytest.raises(ConfigError) as caught:
        Store(Address("bolt://127.0.0.1:7687?policy=near", "neo4j", None, None))
    assert "EXPLORER_BOLT_URI" in str(caught.value.hint)


def test_an_unknown_query_is_not_found(empty_store: Store) -> None:
    with pytest.raises(NotFound, match="no query nonsense"):
        empty_store.run("nonsense")


def test_a_refused_query_names_its_file_and_no_parameter(
    empty_store: Store, queries: Callable[[str], None]
) -> None:
    queries(BROKEN)
    with pytest.raises(QueryFailed, match="ask_nonsense") as caught:
        empty_store.run("ask_nonsense")
    assert any("ask_nonsense.cypher:8" in note for note in caught.value.__notes__)


def test_a_parameter_of_a_wrong_type_is_a_refusal(empty_store: Store) -> None:
    with pytest.raises(QueryFailed, match="list_loads"):
        empty_store.run("list_loads", limit="many")


def test_neo4j_refuses_a_write_under_read_routing(
    neo4j_store: Store, queries: Callable[[str], None]
) -> None:
    queries(FORBIDDEN)
    with pytest.raises(QueryFailed):
        neo4j_store.run("write_under_read")


def test_a_query_over_its_limit_is_a_timeout_and_the_next_one_runs(
    short_store: Store, queries: Callable[[str], None]
) -> None:
    queries(SLOW)
    started = time.monotonic()
    with pytest.raises(QueryTimeout, match="count_slowly ran over its limit of 1 s") as caught:
        short_store.run("count_slowly", most=100_000)
    assert "EXPLORER_QUERY_SECONDS" in str(caught.value.hint)
    assert time.monotonic() - started < 15

    def answers() -> bool:
        with contextlib.suppress(QueryTimeout):  # a busy machine may take its second for this, too
            return short_store.run("count_slowly", most=2) == [{"n": 8}]
        return False

    wait_until(answers, seconds=20, what="the next query runs")


@pytest.mark.logs_warnings
def test_a_lost_connection_is_said_and_found_again(wired: Store, wire: Wire) -> None:
    assert wired.run("count_nodes")
    wire.cut()
    started = time.monotonic()
    with pytest.raises(StoreUnavailable) as caught:
        wired.run("count_nodes")
    assert time.monotonic() - started < 20
    assert "count_nodes" in " ".join(caught.value.__notes__)
    wire.mend()

    def answers() -> bool:
        try:
            return bool(wired.run("count_nodes"))
        except StoreUnavailable:
            return False

    wait_until(answers, seconds=20, what="the store answers again")


def test_many_threads_share_one_store(store: Store) -> None:
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: store.run("count_nodes"), range(40)))
    assert all(answer == answers[0] for answer in answers)
