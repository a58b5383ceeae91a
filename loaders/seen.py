"""What one run has seen, in a temporary SQLite file, so that memory stays bounded.

A paper that comes twice counts as it came first. People, topics and institutions come again with
each paper; where a later record says more, it completes the first. Such a record is *open* until
the end of the run, when it is written as a whole: so the same input always gives the same graph.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from typing import Any

import orjson

from explorer.model import (
    Batch,
    EdgeRecord,
    Institution,
    NodeRecord,
    Paper,
    Person,
    Topic,
)
from explorer.references import LINKED_LATE
from explorer.store import LOAD_FILES, Key, Record, owner_of

PAGE = 2000  # ids of one page
REMEMBERED = 20_000  # records kept in memory
ASKED = 500  # variables of one SQLite statement; old versions allow 999
COMPLETED: tuple[type[NodeRecord], ...] = (Person, Topic, Institution)
_TABLES = """
CREATE TABLE nodes (kind TEXT, id TEXT, record TEXT, open INTEGER, added INTEGER,
    PRIMARY KEY (kind, id)) WITHOUT ROWID;
CREATE INDEX open_nodes ON nodes (kind, id) WHERE open;
CREATE TABLE edges (kind TEXT, source TEXT, target TEXT, PRIMARY KEY (kind, source, target))
    WITHOUT ROWID;
CREATE TABLE doubtful (kind TEXT, source TEXT, target TEXT, PRIMARY KEY (kind, source, target))
    WITHOUT ROWID;
CREATE TABLE touched (person TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE told (kind TEXT, id TEXT, PRIMARY KEY (kind, id)) WITHOUT ROWID;
CREATE TABLE renewed (paper TEXT PRIMARY KEY) WITHOUT ROWID;
"""


class Seen:
    """The nodes and edges that one run has seen. A context manager; its file goes at the end."""

    def __init__(self) -> None:
        # A file without a name: it goes with the process, however that ends. Reading and writing
        # take turns in two threads.
        self._sql = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._sql.execute("PRAGMA journal_mode = OFF")
        self._sql.execute("PRAGMA synchronous = OFF")
        self._sql.executescript(_TABLES)
        self._recent: dict[str, NodeRecord] = {}

    def __enter__(self) -> Seen:
        self._sql.execute("BEGIN")  # never committed to disk on purpose: the file lives one run
        return self

    def __exit__(self, *_: object) -> None:
        self._sql.close()

    # -- while reading -----------------------------------------------------------------------

    def first(self, batch: Batch) -> tuple[list[NodeRecord], list[EdgeRecord]]:
        """What one entry says that was not seen before, but for what is linked late.

        A paper counts as it came first: where it comes again, with other authors, they do not.
        """
        nodes = self.first_nodes(batch.nodes)
        again = {each.id for each in batch.nodes if isinstance(each, Paper)}.difference(
            each.id for each in nodes
        )
        edges = batch.edges
        if again:
            edges = [e for e in edges if owner_of(e.ends, LOAD_FILES[type(e)].owner) not in again]
        return nodes, self.first_edges(edges)

    def first_nodes(self, records: Iterable[NodeRecord]) -> list[NodeRecord]:
        """Those records whose id was not seen before; the others complete what was."""
        first = []
        for record in records:
            kind, text = type(record), ""
            if kind in COMPLETED:
                if self._recent.get(record.id) == record:
                    continue
                self._remember(record)
                text = _to_text(record)
            added = self._sql.execute(
                "INSERT OR IGNORE INTO nodes VALUES (?, ?, ?, 0, 0)",
                (kind.__name__, record.id, text),
            )
            if added.rowcount:
                first.append(record)
            elif text:
                self._complete(record, text)
        return first

    def _remember(self, record: NodeRecord) -> None:
        """Institutions and topics come again and again, word for word: those need no asking."""
        if len(self._recent) >= REMEMBERED:
            self._recent.clear()
        self._recent[record.id] = record

    def _complete(self, record: NodeRecord, text: str) -> None:
        key = (type(record).__name__, record.id)
        [(known,)] = self._sql.execute("SELECT record FROM nodes WHERE kind = ? AND id = ?", key)
        if known == text:
            return
        whole = orjson.dumps(fill(orjson.loads(known), orjson.loads(text))).decode()
        if whole != known:
            self._sql.execute(
                "UPDATE nodes SET record = ?, open = 1 WHERE kind = ? AND id = ?", (whole, *key)
            )

    def first_edges(self, records: Collection[EdgeRecord]) -> list[EdgeRecord]:
        """Those records whose ends were not seen before; what is linked late is not among them.

        These are asked for when all have come.
        """
        late = [(type(e).__name__, *e.ends) for e in records if type(e) in LINKED_LATE]
        self._sql.executemany("INSERT OR IGNORE INTO edges VALUES (?, ?, ?)", late)
        return [
            record
            for record in records
            if type(record) not in LINKED_LATE
            and self._sql.execute(
                "INSERT OR IGNORE INTO edges VALUES (?, ?, ?)",
                (type(record).__name__, *record.ends),
            ).rowcount
        ]

    def reopen(self, kind: type[NodeRecord], ids: Iterable[Key]) -> None:
        """Write these records again at the end of the run."""
        self._sql.executemany(
            "UPDATE nodes SET open = 1 WHERE kind = ? AND id = ?", ((kind.__name__, i) for i in ids)
        )

    def reopen_all(self) -> None:
        """Write all people, topics and institutions again at the end of the run."""
        self._sql.executemany(
            "UPDATE nodes SET open = 1 WHERE kind = ?", ((each.__name__,) for each in COMPLETED)
        )

    def mark_added(self, kind: type[NodeRecord], ids: Iterable[Key]) -> None:
        """Remember that this run has added these nodes to the graph."""
        self._sql.executemany(
            "UPDATE nodes SET added = 1 WHERE kind = ? AND id = ?",
            ((kind.__name__, i) for i in ids),
        )

    def first_told(self, kind: type[NodeRecord], ids: Iterable[str]) -> list[str]:
        """Those of these nodes of which it was not yet told that they changed; it is from now on.

        A paper changes by itself, by its authors and by its citations, each in a batch of its own.
        """
        return [
            each
            for each in ids
            if self._sql.execute(
                "INSERT OR IGNORE INTO told VALUES (?, ?)", (kind.__name__, each)
            ).rowcount
        ]

    def doubt(self, kind: type[Record], keys: Iterable[Key]) -> None:
        """Edges the dataset held; those that this run does not see are swept."""
        self._sql.executemany(
            "INSERT OR IGNORE INTO doubtful VALUES (?, ?, ?)", ((kind.__name__, *k) for k in keys)
        )

    def touch(self, people: Iterable[str]) -> None:
        """People whose affiliations must be derived again."""
        self._sql.executemany("INSERT OR IGNORE INTO touched VALUES (?)", ((p,) for p in people))

    def renew(self, papers: Iterable[Key]) -> None:
        """Papers that changed: the affiliations of their authors must be derived again."""
        self._sql.executemany("INSERT OR IGNORE INTO renewed VALUES (?)", ((p,) for p in papers))

    # -- after reading -----------------------------------------------------------------------

    def renewed(self) -> Iterator[list[str]]:
        """Pages of the papers that changed."""
        for page in self._pages("SELECT paper FROM renewed ORDER BY paper"):
            yield [paper for (paper,) in page]

    def touch_all(self) -> None:
        """Derive the affiliations of all people again."""
        self._sql.execute(
            "INSERT OR IGNORE INTO touched SELECT id FROM nodes WHERE kind = ?", (Person.__name__,)
        )

    def count(self, kind: type[NodeRecord]) -> int:
        """How many nodes of one class were seen."""
        [(count,)] = self._sql.execute(
            "SELECT count(*) FROM nodes WHERE kind = ?", (kind.__name__,)
        )
        return int(count)

    def open_records(self) -> Iterator[list[NodeRecord]]:
        """Pages of the records to write again, complete."""
        for kind in COMPLETED:
            query = "SELECT record FROM nodes WHERE open AND kind = ? ORDER BY id"
            for page in self._pages(query, kind.__name__):
                yield [_from_text(kind, text) for (text,) in page]

    def ids(self, kind: type[NodeRecord]) -> Iterator[list[str]]:
        """Pages of the ids of one class."""
        query = "SELECT id FROM nodes WHERE kind = ? ORDER BY id"
        for page in self._pages(query, kind.__name__):
            yield [each for (each,) in page]

    def bare(self, node: type[NodeRecord], edge: type[EdgeRecord], end: int) -> Iterator[list[str]]:
        """Pages of the nodes that stand at this end, 0 or 1, of no edge of a class."""
        column = ("source", "target")[end]
        query = f"""
            SELECT id FROM nodes WHERE kind = ? AND id NOT IN
                (SELECT {column} FROM edges WHERE kind = ?) ORDER BY id"""  # noqa: S608 - a column
        for page in self._pages(query, node.__name__, edge.__name__):
            yield [each for (each,) in page]

    def touched(self) -> Iterator[list[str]]:
        """Pages of the people whose affiliations must be derived again."""
        for page in self._pages("SELECT person FROM touched ORDER BY person"):
            yield [person for (person,) in page]

    def unsaid(self, kind: type[EdgeRecord]) -> Iterator[list[Key]]:
        """Pages of the doubtful edges that the run did not see."""
        query = """
            SELECT source, target FROM doubtful WHERE kind = ? AND NOT EXISTS (
                SELECT 1 FROM edges WHERE edges.kind = doubtful.kind
                    AND edges.source = doubtful.source AND edges.target = doubtful.target)
            ORDER BY source, target"""
        for page in self._pages(query, kind.__name__):
            yield [(source, target) for source, target in page]

    def count_unsaid(self) -> int:
        """How many doubtful edges the run did not see."""
        query = """
            SELECT count(*) FROM doubtful WHERE NOT EXISTS (
                SELECT 1 FROM edges WHERE edges.kind = doubtful.kind
                    AND edges.source = doubtful.source AND edges.target = doubtful.target)"""
        [(count,)] = self._sql.execute(query)
        return int(count)

    def targets(self, kind: type[EdgeRecord], sources: Sequence[str]) -> dict[str, list[str]]:
        """Where edges of a class lead to, inside the graph or not; each source has an entry."""
        found: dict[str, list[str]] = {source: [] for source in sources}
        for source in sources:
            rows = self._sql.execute(
                "SELECT target FROM edges WHERE kind = ? AND source = ? ORDER BY target",
                (kind.__name__, source),
            )
            found[source].extend(target for (target,) in rows)
        return found

    def among(self, kind: type[NodeRecord], ids: Sequence[str]) -> set[str]:
        """Those ids that were seen."""
        return self._among(kind, ids, "")

    def added_among(self, kind: type[NodeRecord], ids: Sequence[str]) -> set[str]:
        """Those ids that this run has added to the graph."""
        return self._among(kind, ids, "added AND ")

    def _among(self, kind: type[NodeRecord], ids: Sequence[str], condition: str) -> set[str]:
        found: set[str] = set()
        for start in range(0, len(ids), ASKED):
            part = ids[start : start + ASKED]
            marks = ", ".join("?" * len(part))
            query = f"SELECT id FROM nodes WHERE {condition}kind = ? AND id IN ({marks})"  # noqa: S608 - both ours
            found.update(i for (i,) in self._sql.execute(query, (kind.__name__, *part)))
        return found

    def _pages(self, query: str, *values: str) -> Iterator[list[tuple[Any, ...]]]:
        cursor = self._sql.execute(query, values)
        while page := cursor.fetchmany(PAGE):
            yield page


def fill(first: Mapping[str, Any], second: Mapping[str, Any]) -> dict[str, Any]:
    """The first values, completed by the second where the first say nothing."""
    return {
        name: second.get(name) if value in (None, "", []) else value
        for name, value in first.items()
    }


def _to_text(record: NodeRecord) -> str:
    values = {each.name: getattr(record, each.name) for each in fields(record)}
    return orjson.dumps(values).decode()


def _from_text(kind: type[NodeRecord], text: str) -> NodeRecord:
    stored = orjson.loads(text)
    values: dict[str, Any] = {n: tuple(v) if isinstance(v, list) else v for n, v in stored.items()}
    return kind(**values)
