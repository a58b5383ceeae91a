"""What must be known of all tables before the first row is handed on, in a temporary SQLite file.

Who goes by which id or name, how many authors a paper has, and which institutions its rows name.
Memory does not grow with the input. All ids are those of the dataset ``""``, which the source
does not know while it reads (``loaders.table_cells.settle``).
"""

from __future__ import annotations

import json
import sqlite3
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from explorer.errors import RecordError
from explorer.model import NodeKind, slug
from loaders.table_cells import identify, name_as_id

ID, OTHER_ID, NAME = range(3)  # what a node may be called by, the surest first
MOST_FOUND = 50_000  # answers kept in memory
_TABLES = """
CREATE TABLE called (kind TEXT, word TEXT, sure INTEGER, id TEXT, PRIMARY KEY (kind, word, sure))
    WITHOUT ROWID;
CREATE TABLE papers (id TEXT PRIMARY KEY, place TEXT, said TEXT) WITHOUT ROWID;
CREATE TABLE topics (id TEXT, said TEXT, broader TEXT);
CREATE INDEX topics_by_id ON topics (id);
CREATE TABLE places (paper TEXT, person TEXT, given INTEGER, place INTEGER,
    PRIMARY KEY (paper, person, given)) WITHOUT ROWID;
CREATE INDEX places_in_order ON places (paper, place);
CREATE TABLE named (paper TEXT, person TEXT, institution TEXT, nth INTEGER,
    PRIMARY KEY (paper, person, institution)) WITHOUT ROWID;
CREATE TABLE tabled (paper TEXT, what TEXT, PRIMARY KEY (paper, what)) WITHOUT ROWID;
"""


class Survey:
    """What all rows say together. A context manager; its file goes at the end."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="explorer-tables-")
        self._sql = sqlite3.connect(Path(self._folder.name) / "tables.sqlite", isolation_level=None)
        self._sql.execute("PRAGMA journal_mode = OFF")
        self._sql.execute("PRAGMA synchronous = OFF")
        self._sql.executescript(_TABLES)
        self._nth = 0
        self._found: dict[tuple[NodeKind, str], str | None] = {}  # what was asked lately

    def __enter__(self) -> Survey:
        self._sql.execute("BEGIN")  # never committed to disk on purpose: the file lives one read
        return self

    def __exit__(self, *_: object) -> None:
        self._sql.close()
        self._folder.cleanup()

    # -- who is called what ----------------------------------------------------------------

    def call(self, kind: NodeKind, own: str, others: Sequence[str], name: str | None) -> None:
        """Let a node be called by its id, by other ids, and by its name."""
        self._found.clear()
        words = [(own, ID), *((other, OTHER_ID) for other in others)]
        if name is not None and slug(name):
            words.append((name_as_id(kind, name, ""), NAME))
        self._sql.executemany(  # where two are called so, neither can be meant
            "INSERT INTO called VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET id = NULL "
            "WHERE id IS NOT excluded.id",
            [(kind.value, word, sure, own) for word, sure in words],
        )

    def find(self, kind: NodeKind, text: str) -> str | None:
        """The id of the node that is called so; None where none is.

        Raises:
            RecordError: several are.
        """
        if (kind, text) in self._found:
            return self._found[kind, text]
        words = [identify(kind, text, "")]
        if kind is not NodeKind.PAPER and slug(text):  # nobody is called by a title
            words.append(name_as_id(kind, text, ""))
        row = self._sql.execute(
            "SELECT id FROM called WHERE kind = ? AND word IN (?, ?) ORDER BY sure LIMIT 1",
            (kind.value, words[0], words[-1]),
        ).fetchone()
        if row is not None and row[0] is None:
            raise RecordError(
                f"several {kind.plural} are called {text!r}",
                field=kind.value,
                hint="Give the id of the one that is meant.",
            )
        if len(self._found) >= MOST_FOUND:
            self._found.clear()
        found = self._found[kind, text] = None if row is None else str(row[0])
        return found

    # -- papers ----------------------------------------------------------------------------

    def is_first(self, paper: str, place: str, said: str) -> bool:
        """Whether this row is the first of its paper; False where the first said the same.

        Raises:
            RecordError: the first said otherwise.
        """
        self._sql.execute("INSERT OR IGNORE INTO papers VALUES (?, ?, ?)", (paper, place, said))
        [(first, words)] = self._sql.execute(
            "SELECT place, said FROM papers WHERE id = ?", (paper,)
        )
        if first != place and words != said:
            raise RecordError(f"{first} already says otherwise of this paper", field="id")
        return bool(first == place)

    def table_for(self, paper: str, what: str) -> None:
        """Note that a table of its own says this of a paper: ``authors`` or ``topics``."""
        self._sql.execute("INSERT OR IGNORE INTO tabled VALUES (?, ?)", (paper, what))

    def tabled(self, paper: str) -> set[str]:
        """What tables of their own say of a paper."""
        rows = self._sql.execute("SELECT what FROM tabled WHERE paper = ?", (paper,))
        return {what for (what,) in rows}

    # -- authorships -----------------------------------------------------------------------

    def place(
        self, paper: str, person: str, given: int | None, institutions: Sequence[str]
    ) -> None:
        """Note one row of an author; without a given place it takes the next one."""
        self._sql.execute(
            "INSERT OR IGNORE INTO places SELECT ?1, ?2, ?3, CASE WHEN ?3 THEN ?3 ELSE "
            "coalesce((SELECT max(place) FROM places WHERE paper = ?1), 0) + 1 END",
            (paper, person, given or 0),
        )
        for institution in institutions:
            self._nth += 1
            row = (paper, person, institution, self._nth)
            self._sql.execute("INSERT OR IGNORE INTO named VALUES (?, ?, ?, ?)", row)

    def position(self, paper: str, person: str) -> int:
        """The first place of an author on a paper."""
        [(place,)] = self._sql.execute(
            "SELECT min(place) FROM places WHERE paper = ? AND person = ?", (paper, person)
        )
        return int(place)

    def authors(self, paper: str) -> int:
        """How many places of authors a paper has."""
        [(count,)] = self._sql.execute("SELECT count(*) FROM places WHERE paper = ?", (paper,))
        return int(count)

    def institutions(self, paper: str, person: str | None = None) -> list[str]:
        """Those named with one author of a paper, or with any, as the rows name them."""
        rows = self._sql.execute(
            "SELECT institution FROM named WHERE paper = ?1 AND (?2 IS NULL OR person = ?2) "
            "GROUP BY institution ORDER BY min(nth)",
            (paper, person),
        )
        return [institution for (institution,) in rows]

    # -- topics ----------------------------------------------------------------------------

    def keep_topic(self, own: str, said: Mapping[str, Any], broader: str | None) -> None:
        """Note one row of a topic."""
        row = (own, json.dumps(said, ensure_ascii=False), broader)
        self._sql.execute("INSERT INTO topics VALUES (?, ?, ?)", row)

    def topic(self, own: str) -> dict[str, Any]:
        """What the first row of a topic said."""
        [(said,)] = self._sql.execute(
            "SELECT said FROM topics WHERE id = ? ORDER BY rowid LIMIT 1", (own,)
        )
        found: dict[str, Any] = json.loads(said)
        return found

    def drop_orphans(self) -> None:
        """Forget the rows of topics whose broader topic is nowhere; then those below, and so on.

        Called once, when all topics were noted.
        """
        while orphans := list(self._orphans()):
            self._found.clear()
            for row, own in orphans:
                self._sql.execute("DELETE FROM topics WHERE rowid = ?", (row,))
                self._sql.execute(
                    "DELETE FROM called WHERE kind = ?1 AND id = ?2 AND NOT EXISTS "
                    "(SELECT 1 FROM topics WHERE topics.id = ?2)",
                    (NodeKind.TOPIC.value, own),
                )

    def _orphans(self) -> Iterator[tuple[int, str]]:
        rows = self._sql.execute("SELECT rowid, id, broader FROM topics WHERE broader IS NOT NULL")
        for row, own, broader in rows:
            try:
                found = self.find(NodeKind.TOPIC, broader)
            except RecordError:
                found = None
            if found is None or found == own:
                yield row, own
