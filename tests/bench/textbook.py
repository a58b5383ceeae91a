"""What our loads are measured against: the loop that every introduction to Neo4j shows.

One connection, ``UNWIND $rows … MERGE``, 5,000 rows a transaction, constraints on. It writes the
same nodes and edges with the same properties, but no dataset, hash or run; it could not tell what
changed, and never removes anything. The rows are made before: each node once, each edge once,
only citations whose both ends are there. So it pays for the database alone.
"""

from __future__ import annotations

import contextlib
import pickle
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import neo4j

from explorer.engine import Address
from explorer.errors import RecordError
from explorer.holdings import Key, row_of
from explorer.model import EDGE_RECORDS, NEWEST_KEPT, NODE_RECORDS, Batch, properties
from loaders import Source

ROWS = 5000
ENDS = {
    "AUTHORED": ("Person", "Paper"),
    "CITES": ("Paper", "Paper"),
    "ABOUT": ("Paper", "Topic"),
    "PART_OF": ("Topic", "Topic"),
    "AFFILIATED_WITH": ("Person", "Institution"),
}
NODE = "UNWIND $rows AS row MERGE (n:{label} {{id: row.id}}) SET n += row.properties"
EDGE = (
    "UNWIND $rows AS row MATCH (a:{ends[0]} {{id: row.source}}) "
    "MATCH (b:{ends[1]} {{id: row.target}}) MERGE (a)-[e:{kind}]->(b) SET e += row.properties"
)
Found = defaultdict[str, dict[Key, dict[str, Any]]]
Counts = Mapping[str, int]


def query(kind: str) -> str:
    return EDGE.format(kind=kind, ends=ENDS[kind]) if kind in ENDS else NODE.format(label=kind)


def prepare_rows(source: Source, paths: Sequence[Path], folder: Path) -> tuple[Counts, float]:
    """Read and parse all records into files of ``ROWS`` rows.

    Returns:
        How many nodes or edges there are of a kind, and the seconds it took.
    """
    started = time.perf_counter()
    nodes: Found = defaultdict(dict)
    edges: Found = defaultdict(dict)
    for raw in source.read(paths):
        with contextlib.suppress(RecordError):  # our loader counts those
            _add(source.to_records(raw.value, "made"), nodes, edges)
    inside = nodes["Paper"]
    edges["CITES"] = {ends: v for ends, v in edges["CITES"].items() if ends[1] in inside}
    edges["AFFILIATED_WITH"] = _affiliations(edges["AUTHORED"], nodes)
    counts = {}
    for number, (kind, found) in enumerate([*nodes.items(), *edges.items()]):
        counts[kind] = len(found)
        rows = [row_of(key, values) for key, values in found.items()]
        for start in range(0, len(rows), ROWS):
            path = folder / f"{number:02} {kind} {start:09}"
            path.write_bytes(pickle.dumps(rows[start : start + ROWS]))
    return counts, time.perf_counter() - started


def _add(batch: Batch, nodes: Found, edges: Found) -> None:
    for node in batch.nodes:
        label = NODE_RECORDS[type(node)].label
        if node.id not in nodes[label]:
            nodes[label][node.id] = properties(node)
    for edge in batch.edges:
        kind = EDGE_RECORDS[type(edge)].value
        if edge.ends not in edges[kind]:
            edges[kind][edge.ends] = properties(edge)


def _affiliations(authored: Mapping[Key, Any], nodes: Found) -> dict[Key, dict[str, Any]]:
    papers: dict[Key, list[tuple[int, str]]] = defaultdict(list)
    for (person, paper), values in authored.items():
        for institution in values["institution_ids"]:
            if institution in nodes["Institution"]:
                papers[person, institution].append((-(nodes["Paper"][paper]["year"] or 0), paper))
    found = {}
    for ends, said in papers.items():
        said.sort()
        known = [-year for year, _ in said if year]
        found[ends] = {
            "first_year": known[-1] if known else None,
            "last_year": known[0] if known else None,
            "papers": len(said),
            "newest": [paper for _, paper in said[:NEWEST_KEPT]],
        }
    return found


def write(address: Address, folder: Path) -> dict[str, float]:
    """Write the rows of ``prepare_rows``; seconds of each kind, those of reading them aside."""
    taken: dict[str, float] = defaultdict(float)
    auth = (address.user, address.password) if address.password else None
    with (
        neo4j.GraphDatabase.driver(address.uri, auth=auth, max_connection_pool_size=1) as driver,
        driver.session(database=address.database) as session,
    ):
        for path in sorted(folder.iterdir()):
            kind, rows = path.name.split()[1], pickle.loads(path.read_bytes())  # noqa: S301 - ours
            started = time.perf_counter()
            session.execute_write(lambda tx, **p: tx.run(query(kind), p).consume(), rows=rows)  # noqa: B023 - at once
            taken[kind] += time.perf_counter() - started
    return taken
