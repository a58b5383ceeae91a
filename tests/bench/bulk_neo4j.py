"""Fills Neo4j with a made graph through its own import of CSV files, into a folder of no server.

Its importer leaves an empty list out, where the loader writes one; no query tells them apart.
"""

from __future__ import annotations

import csv
import io
import os
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from explorer.model import NODE_RECORDS, EdgeKind, NodeKind, properties
from tests.bench.made_rows import ENDS, MadeRows, Row, properties_of
from tests.engines.neo4j import jars, java

OPENED = ("--add-opens=java.base/java.nio=ALL-UNNAMED",)  # the importer of 2026 asks for it
HELD = ("datasets", "hashes", "run_id")  # of every node and edge
EDGE_COLUMNS: Mapping[EdgeKind, tuple[str, ...]] = {
    EdgeKind.PART_OF: HELD,
    EdgeKind.CITES: HELD,
    EdgeKind.ABOUT: ("score", "source", *HELD),
    EdgeKind.AUTHORED: ("position", "corresponding", "institution_ids", *HELD),
    EdgeKind.AFFILIATED_WITH: ("first_year", "last_year", "papers", "newest", *HELD),
}
TYPES: Mapping[str, str] = {  # of properties that are no texts
    **dict.fromkeys(
        ("year", "cited_by_count", "authors_count", "position", "first_year", "last_year",
         "papers"), "long"),
    **dict.fromkeys(
        ("awards", "institution_ids", "references_outside", "same_as", "newest", "datasets",
         "hashes"),
        "string[]"),
    **dict.fromkeys(("retracted", "authors_truncated", "corresponding"), "boolean"),
    "score": "double",
}  # fmt: skip


def fill(name: str, home: Path, rows: MadeRows, scratch: Path) -> None:
    """Write all nodes and edges into the data folder of a server that does not run.

    Args:
        name: of the release.
        home: the server's folder, with no database in it.
        rows: not read yet.
        scratch: an empty folder, for files.
    """
    options = []
    for node, found in rows.nodes():
        options.append(f"--nodes={node.label}={_nodes(scratch, node, found)}")
    for edge, links in rows.edges():
        options.append(f"--relationships={edge.value}={_edges(scratch, edge, links)}")
    conf = home / "conf"
    conf.mkdir(parents=True)
    (conf / "neo4j.conf").touch()
    done = subprocess.run(
        [java(name).command, "-Xmx1g", *OPENED, "-cp", f"{jars(name)}/*", "org.neo4j.cli.AdminTool",
         "database", "import", "full", "neo4j", "--id-type=integer",
         "--max-off-heap-memory=2G", *options],
        env={**os.environ, "NEO4J_HOME": str(home), "NEO4J_CONF": str(conf)},
        cwd=scratch, stdin=subprocess.DEVNULL, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, (done.stdout + done.stderr)[-2000:]


def _nodes(folder: Path, kind: NodeKind, rows: Iterator[Row]) -> Path:
    record = next(record for record, node in NODE_RECORDS.items() if node is kind)
    columns = ("id", *properties(record("", "")), *HELD)
    path = folder / f"{kind.value}.csv"
    with path.open("w", newline="") as out:
        write = csv.writer(out)
        write.writerow([f":ID({kind.label})", *_typed(columns)])
        for number, row in enumerate(rows):
            write.writerow([number, *_cells(row, columns)])
    return path


def _edges(folder: Path, kind: EdgeKind, links: Iterator[tuple[int, int, Any]]) -> Path:
    columns = EDGE_COLUMNS[kind]

    @lru_cache(100_000)
    def text(key: Any) -> str:
        line = io.StringIO(newline="")
        csv.writer(line).writerow(_cells(properties_of(kind, key), columns))
        return line.getvalue()

    path = folder / f"{kind.value.lower()}.csv"
    source, target = (end.label for end in ENDS[kind])
    with path.open("w", newline="") as out:
        csv.writer(out).writerow([f":START_ID({source})", f":END_ID({target})", *_typed(columns)])
        out.writelines(f"{start},{end},{text(key)}" for start, end, key in links)
    return path


def _typed(columns: Iterable[str]) -> list[str]:
    return [f"{column}:{TYPES.get(column, 'string')}" for column in columns]


def _cells(row: Row, columns: Iterable[str]) -> list[object]:
    """The row as the importer reads it; a property without a column is an error."""
    assert row.keys() <= {*columns}, sorted(row.keys() - {*columns})
    return [_cell(row.get(column)) for column in columns]


def _cell(value: object) -> object:
    if isinstance(value, list):
        return ";".join(value)
    return str(value).lower() if isinstance(value, bool) else value
