"""The only user of the database driver.

Comes in: the name of a query file and its parameters. Goes out: plain rows. Nothing of the
driver leaves this module: its errors become ours, decided by class and status code.
"""

from __future__ import annotations

import contextlib
import logging
import sys
import time
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import cypher
from explorer.codes import GIVEN_UP, REFUSED_NOW, TIMEOUT_CODES
from explorer.config import Settings
from explorer.engine import Address, Engine, Lease, Waiting, run_sql
from explorer.errors import (
    NO_ANSWER,
    TRY_AGAIN,
    ConfigError,
    ExplorerError,
    NotFound,
    QueryFailed,
    QueryTimeout,
    StoreUnavailable,
)
from explorer.holdings import (
    BATCH_ROWS,
    LOAD_FILES,
    Change,
    Holding,
    Key,
    Record,
    Released,
    Step,
    Written,
    compare,
    ends_of,
    key_of,
    owner_of,
    steps_of,
    take_back,
)
from explorer.model import LOAD_QUERIES, Batch

# The driver imports them for values not used here: 55 MB, half a second. In a notebook others may.
_UNUSED = {"pyarrow", "pandas"} - sys.modules.keys() if "ipykernel" not in sys.modules else set()
sys.modules.update(dict.fromkeys(_UNUSED))  # type: ignore[arg-type]
import neo4j  # noqa: E402
from neo4j import exceptions as driver_errors  # noqa: E402

for _name in _UNUSED:
    del sys.modules[_name]

__all__ = [
    "BATCH_ROWS", "LOAD_FILES", "Answer", "Change", "Key", "Record", "Row", "Server", "Step",
    "Store", "Waiting", "Written", "owner_of",
]  # fmt: skip

Row = dict[str, Any]
NOBODY = ""  # no dataset has this name
DELETED_ROWS = 200  # as BATCH_ROWS; a node goes with all its edges, which may be many
POOL_SIZE = 40  # four questions of each thread of a web process, and some
CONNECT_SECONDS = 3.0
DEADLOCK_TRIES = 3
RETRY_SECONDS = 2.0  # managed transactions are tried again this long; a reader waits for it


@dataclass(frozen=True, slots=True)
class Answer:
    """Rows of a query and what it cost."""

    rows: list[Row]
    seconds: float
    writes: int  # nodes, relationships and properties written, as the server counts them


@dataclass(frozen=True, slots=True)
class Server:
    """What answers: ``engine`` is ``neo4j`` or ``arcadedb``."""

    engine: str
    version: str
    uri: str


class Store(contextlib.AbstractContextManager["Store"]):
    """One driver to one database: threads share it, processes do not; connects when first used."""

    def __init__(self, address: Address, *, query_seconds: float = 20.0) -> None:
        self.address = address
        self.query_seconds = query_seconds
        self._lease: Lease | None = None
        # An empty graph knows no label and no relationship type yet: no reason for a warning.
        logging.getLogger("neo4j.notifications").setLevel(logging.ERROR)
        try:
            self._driver = neo4j.GraphDatabase.driver(
                address.uri,
                auth=(address.user, address.password) if address.password else None,
                max_connection_pool_size=POOL_SIZE,
                connection_timeout=CONNECT_SECONDS,
                connection_acquisition_timeout=CONNECT_SECONDS * 2,
                max_transaction_retry_time=RETRY_SECONDS,
                liveness_check_timeout=30,
                user_agent="research-graph-explorer",
            )
        except (driver_errors.ConfigurationError, ValueError) as error:
            raise ConfigError(
                f"{address.uri} is not an address of a database.",
                hint="Set EXPLORER_BOLT_URI, as bolt://127.0.0.1:7687.",
            ) from error

    @classmethod
    def open(cls, settings: Settings, *, user: str) -> Store:
        """The store the settings name; joins the embedded engine where they name none.

        Args:
            settings: in force.
            user: the command's name, shown by ``explorer engine status``.

        Raises:
            ConfigError, StoreUnavailable: the settings cannot work, or the engine does not start.
        """
        if settings.bolt_uri is not None:
            address = Address(
                settings.bolt_uri, settings.bolt_user, settings.bolt_password, settings.database
            )
            return cls(address, query_seconds=settings.query_seconds)
        lease = Engine(settings).lease(user)
        store = cls(lease.address, query_seconds=settings.query_seconds)
        store._lease = lease
        return store

    def alone(
        self, task: str, waiting: Waiting = lambda _: None
    ) -> contextlib.AbstractContextManager[None]:
        """Make others wait who would prepare or load the embedded engine; else do nothing."""
        return contextlib.nullcontext() if self._lease is None else self._lease.alone(task, waiting)

    def close(self, *, wait: bool = False) -> None:
        """Close the driver and give the embedded engine up.

        Args:
            wait: return only when the engine has stopped, if this was its last user.
        """
        self._driver.close()
        if self._lease is not None:
            self._lease.release(wait=wait)

    def __exit__(self, *_: object) -> None:
        self.close()

    def run(self, name: str, /, **params: object) -> list[Row]:
        """Rows of the query file ``name``.

        Raises:
            NotFound, StoreUnavailable, QueryTimeout, QueryFailed, ConfigError: as they say.
        """
        return self.ask(name, seconds=None, **params).rows

    def ask(self, name: str, /, *, seconds: float | None = None, **params: object) -> Answer:
        """As ``run``, with what it took and wrote; Neo4j ends it after ``seconds``, if given."""
        query = self._query(name)
        started = time.perf_counter()
        with self._errors(query), self._session(query.access == "read") as session:
            execute = session.execute_read if query.access == "read" else session.execute_write
            rows, writes = execute(self._work(query, seconds), params)
        return Answer(rows, time.perf_counter() - started, writes)

    def _query(self, name: str) -> cypher.Query:
        try:
            return cypher.get(name)
        except KeyError as error:
            raise NotFound(f"There is no query {name}.", hint="See /query for all.") from error

    def transact(self, steps: Sequence[Step], tries: int = DEADLOCK_TRIES) -> list[int]:
        """Run queries in one transaction; what each of them wrote, as the server counts it.

        A managed transaction is tried again also where a connection broke while it committed:
        what it creates might stand twice. Here that is an error; loading again finds what is there.
        """
        limit = self.query_seconds * len(steps)
        try:
            with (
                self._errors(None),
                self._session(read=False) as session,
                session.begin_transaction(timeout=limit) as transaction,
            ):
                writes = [self._step(transaction, *step) for step in steps]
                transaction.commit()
            return writes
        except StoreUnavailable as error:
            rolled_back = isinstance(error.__cause__, driver_errors.TransientError)  # it says so
            if not rolled_back or not tries:
                raise
        return self.transact(steps, tries - 1)

    def _step(self, transaction: neo4j.Transaction, name: str, params: Row) -> int:
        query = self._query(name)
        with self._errors(query):
            return int(self._work(query)(transaction, params)[1])

    def holdings(self, kind: type[Record], ids: Sequence[str], dataset: str) -> dict[Key, Holding]:
        """What the graph holds of some records of one class.

        Args:
            kind: the class of record.
            ids: of nodes; for edges the ids of their owners, all of whose edges are read.
            dataset: who asks; values come only with what other datasets hold too.
        """
        files, found = LOAD_FILES[kind], dict[Key, Holding]()
        asked = "ids" if files.owner is None else "owners"
        for start in range(0, len(ids), BATCH_ROWS):
            part = ids[start : start + BATCH_ROWS]
            [row] = self.run(files.known, **{asked: part}, dataset=dataset)
            for each in row["known"]:
                key = each["id"] if files.owner is None else (each["source"], each["target"])
                found[key] = Holding.read(each)
        return found

    def plan(
        self,
        batch: Batch,
        *,
        dataset: str,
        run_id: str,
        create_only: bool = False,
        fresh: Collection[type[Record]] = (),
        anew: bool = False,
    ) -> list[Change]:
        """What of a batch must be written so that a dataset says it; nothing is written yet.

        ``Paper.references_outside`` is never written so: it depends on what else is in the graph.

        Args:
            batch: no two records of it speak of the same node or edge.
            dataset: who says it.
            run_id: the run, left on all that changes.
            create_only: leave nodes and edges that are there as they are.
            fresh: classes of which the graph holds nothing but what this run wrote, no record
                twice: nothing need be read of them.
            anew: believe no hash that stands in the graph; look at the values.

        Raises:
            StoreUnavailable, QueryTimeout, QueryFailed: as they say.
        """
        changes = []
        for kind in LOAD_QUERIES:
            if records := list(batch.of(kind)):
                by_key: dict[Key, Record] = {key_of(record): record for record in records}
                owner = LOAD_FILES[kind].owner
                ends = () if kind in fresh else dict.fromkeys(owner_of(k, owner) for k in by_key)
                # Values come with what others hold too: so nobody asks where all are wanted.
                held = self.holdings(kind, list(ends), NOBODY if anew else dataset)
                changes.append(compare(kind, by_key, held, dataset, run_id, create_only, anew))
        return changes

    def apply(
        self, changes: Sequence[Change], *, before: Sequence[Step] = (), after: Sequence[Step] = ()
    ) -> int:
        """Carry changes out in one transaction; what it wrote, as the server counts it.

        Args:
            changes: of some thousand records.
            before: queries that tell of them, which are not counted.
            after: queries that belong to them.

        Raises:
            StoreUnavailable, QueryTimeout, QueryFailed: as they say; then nothing was written.
        """
        steps = [*before, *steps_of(changes), *after]
        return sum(self.transact(steps)[len(before) :]) if steps else 0

    def write(
        self, batch: Batch, *, dataset: str, run_id: str, create_only: bool = False
    ) -> dict[type[Record], Written]:
        """``plan`` and ``apply`` in one."""
        changes = self.plan(batch, dataset=dataset, run_id=run_id, create_only=create_only)
        self.apply(changes)
        return {change.kind: change.written for change in changes}

    def release(
        self, kind: type[Record], keys: Sequence[Key], *, dataset: str, run_id: str
    ) -> Released:
        """Take a dataset's name from nodes or edges; delete those that nobody holds any more.

        Args:
            kind: the class of record.
            keys: ids of nodes, or ends of edges.
            dataset: who no longer says them.
            run_id: the run, left on all that stays.
        """
        owner = LOAD_FILES[kind].owner
        held = self.holdings(kind, list(dict.fromkeys(owner_of(k, owner) for k in keys)), dataset)
        gone, rows = take_back(held, keys, dataset, run_id)
        writes = self._in_parts(LOAD_QUERIES[kind], rows)
        writes += self._in_parts(LOAD_FILES[kind].remove, [ends_of(k) for k in gone], DELETED_ROWS)
        return Released(gone, writes)

    def _in_parts(self, query: str, rows: Sequence[Row], size: int = BATCH_ROWS) -> int:
        """Run a load query over all rows, each part in its own transaction; what it wrote."""
        return sum(
            self.ask(query, rows=rows[start : start + size]).writes
            for start in range(0, len(rows), size)
        )

    def server(self) -> Server:
        """What answers, which version.

        Raises:
            StoreUnavailable, ConfigError: nothing answers, or it refuses us.
        """
        with self._errors(None):
            agent = self._driver.get_server_info().agent
        engine = "arcadedb" if "ArcadeDB" in agent else "neo4j"
        version = agent.partition("ArcadeDB ")[2].rstrip(")") or agent.partition("/")[2]
        return Server(engine, version, self.address.uri)

    def prepare(self) -> None:
        """Make constraints, indexes and full-text indexes; a second time does nothing."""
        engine = self.server().engine
        for query in cypher.all_queries().values():
            if query.group != "schema" or not query.runs_on(engine):
                continue
            if query.path.suffix == ".sql":
                run_sql(self.address, query.text, query.file)
                continue
            with self._errors(query), self._session(read=False) as session:
                session.run(query.text).consume()

    def _session(self, read: bool) -> neo4j.Session:
        return self._driver.session(
            database=self.address.database,
            default_access_mode=neo4j.READ_ACCESS if read else neo4j.WRITE_ACCESS,
        )

    def _work(self, query: cypher.Query, seconds: float | None = None) -> Any:
        """A unit of work for a managed transaction, under our time limit or another."""

        @neo4j.unit_of_work(timeout=seconds or self.query_seconds)
        def work(
            transaction: neo4j.ManagedTransaction, params: dict[str, object]
        ) -> tuple[list[Row], int]:
            result = transaction.run(*query.sent(params))
            rows = [dict(record) for record in result]  # .data() takes 20 µs for each map
            counters = result.consume().counters
            writes = (
                counters.nodes_created + counters.nodes_deleted + counters.relationships_created
                + counters.relationships_deleted + counters.properties_set
            )  # fmt: skip
            return rows, writes

        return work

    @contextlib.contextmanager
    def _errors(self, query: cypher.Query | None) -> Iterator[None]:
        """Turn the driver's errors into ours; name the query file, never parameter values."""
        try:
            yield
        except (driver_errors.Neo4jError, driver_errors.DriverError) as error:
            ours = self._translated(error, query)
            ours.add_note(f"database {self.address.uri}")  # for the operator, not for readers
            if query is not None:
                ours.add_note(f"query {query.name} ({query.file}:{query.line})")
            raise ours from error

    def _translated(
        self,
        error: driver_errors.Neo4jError | driver_errors.DriverError,
        query: cypher.Query | None,
    ) -> ExplorerError:
        name = query.name if query else "a question to the server"
        if isinstance(error, driver_errors.AuthError):
            return ConfigError(
                f"The database at {self.address.uri} refuses user {self.address.user}.",
                hint="Set EXPLORER_BOLT_USER and EXPLORER_BOLT_PASSWORD.",
            )
        code = getattr(error, "code", None)
        if code in TIMEOUT_CODES:
            return QueryTimeout(
                f"The query {name} ran over its limit of {self.query_seconds:g} s.",
                hint="Ask for less, or raise EXPLORER_QUERY_SECONDS.",
            )
        if code in GIVEN_UP or (code in REFUSED_NOW and query and query.access == "read"):
            told = f"The engine gave the query {name} up, as it does where one needs much memory."
            return QueryTimeout(told, hint="Ask for less, or raise EXPLORER_ENGINE_HEAP.")
        if isinstance(error, driver_errors.DriverError) or error.is_retryable():
            return StoreUnavailable(
                "The graph database does not answer.", hint=TRY_AGAIN, operator_hint=NO_ANSWER
            )
        status = getattr(error, "gql_status", None) or code or "unknown"
        return QueryFailed(
            f"The database refused the query {name} (status {status}).",
            hint="`explorer doctor` says which version answers; see CONTRIBUTING.md.",
        )
