"""Large made graphs in an engine's folder, to be opened again by benches.

usage: python -m tests.bench.bulk --papers 100000 --engine arcadedb --folder DIR

The graph is the one that a load of ``works(papers, seed, hub=hub)`` leaves, but for the ledger;
each engine's own bulk import writes it many times as fast.
"""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import json
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from explorer.config import Settings
from explorer.store import Store
from loaders.ledger import State
from tests.bench import bulk_arcadedb, bulk_neo4j
from tests.bench.made_rows import DATASET, RUN, SOURCE, MadeRows, Parameters
from tests.engines.neo4j import RELEASES, Neo4j

EMBEDDED = "arcadedb"
STAMP = "made.json"
HEAP, PAGE_CACHE = "3g", 3000  # of Neo4j while a graph is made; ArcadeDB has its defaults
# While a graph is made: ArcadeDB changes all nodes of one request in one transaction, and each
# index is built of all there is.
DEFAULTS: Mapping[str, Any] = {}
FILLING: Mapping[str, Any] = {"engine_heap": 3000, "query_seconds": 3600.0}


@contextlib.contextmanager
def opened(
    engine: str,
    folder: Path,
    parameters: Parameters | None = None,
    *,
    heap: str = HEAP,
) -> Iterator[Store]:
    """A store on the made graph in a folder; it is made there first where the folder is not.

    One process at a time can open a folder of Neo4j, several one of ArcadeDB.

    Args:
        engine: ``arcadedb`` or a release of Neo4j.
        folder: of this graph and nothing else.
        parameters: of the graph; None for whatever the folder holds.
        heap: of Neo4j, whose page cache holds the whole graph, as its operators are told to do.

    Raises:
        ValueError: the folder holds another graph, or none.
        Unavailable: this machine has no such engine, or another process has the folder open.
    """
    if parameters is not None and not folder.exists():
        make(engine, folder, parameters)
    held = stamp(folder)
    if held.get("engine") != engine:
        raise ValueError(f"{folder} holds no made graph of {engine}")
    if parameters is not None and held["parameters"] != dataclasses.asdict(parameters):
        raise ValueError(f"{folder} holds {held['parameters']}; remove it, or name another")
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    with _store(engine, folder, heap, 256 + size // 1_000_000) as store:
        yield store


def stamp(folder: Path) -> dict[str, object]:
    """What the folder of a made graph says of it: engine, parameters, counts, seconds."""
    path = folder / STAMP
    return dict(json.loads(path.read_text())) if path.exists() else {}


def make(
    engine: str,
    folder: Path,
    parameters: Parameters,
    *,
    tell: Callable[[str], None] = lambda _: None,
) -> None:
    """Fill a new folder; what a broken attempt left beside it is removed.

    Args:
        engine: as of ``opened``.
        folder: must not exist.
        parameters: of the graph.
        tell: is told of each step.
    """
    draft = folder.with_name(f"{folder.name}.part")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    clock, started, rows = time.monotonic(), datetime.now(UTC), MadeRows(parameters)

    def reached(what: str) -> None:
        tell(f"{time.monotonic() - clock:7.0f} s: {what}")

    if engine != EMBEDDED:
        scratch = draft / "import"
        scratch.mkdir()
        bulk_neo4j.fill(engine, draft / "data", rows, scratch)
        shutil.rmtree(scratch)
    with _store(engine, draft, HEAP, PAGE_CACHE, FILLING) as store:
        if engine == EMBEDDED:
            bulk_arcadedb.fill(store.address, rows)
        reached(f"written: {rows.written}")
        store.prepare()  # indexes are built faster of what is there
        reached("indexed")
        _record_load(store, rows, started)
    found = {
        "engine": engine,
        "parameters": dataclasses.asdict(parameters),
        "seconds": round(time.monotonic() - clock, 1),
        "counts": rows.written,
    }
    (draft / STAMP).write_text(json.dumps(found, indent=1) + "\n")
    draft.rename(folder)
    reached("done")


def _record_load(store: Store, rows: MadeRows, started: datetime) -> None:
    """Write the Load node: a slice says of which date its data are, and keeps to one version."""
    known = {
        "source": SOURCE, "dataset": DATASET, "state": State.COMPLETE.value, "title": "",
        "licence": "", "started": started.isoformat(), "ended": datetime.now(UTC).isoformat(),
        "data_as_of": rows.newest, "rejects": 0, "entries": rows.written["Paper"],
        "papers": rows.written["Paper"], "people": rows.written["Person"],
        "topics": rows.written["Topic"], "institutions": rows.written["Institution"],
    }  # fmt: skip
    store.run("record_load", id=RUN, properties=known)


@contextlib.contextmanager
def _store(
    engine: str, folder: Path, heap: str, page_cache: int, settings: Mapping[str, Any] = DEFAULTS
) -> Iterator[Store]:
    in_force = Settings(data_dir=folder, **settings)
    with contextlib.ExitStack() as stack:
        if engine == EMBEDDED:
            store = Store.open(in_force, user="bench")
        else:
            server = Neo4j(engine, folder, heap=heap, page_cache=page_cache, keep=True)
            stack.callback(server.stop)
            store = Store(server.address, query_seconds=in_force.query_seconds)
        stack.callback(store.close, wait=True)
        yield store


def main() -> None:
    """Make a graph, or say what is there."""
    parse = argparse.ArgumentParser(prog="python -m tests.bench.bulk", description=__doc__)
    parse.add_argument("--papers", type=int, default=100_000)
    parse.add_argument("--hub", type=int, default=Parameters.hub, help="papers of one author more")
    parse.add_argument("--engine", choices=(EMBEDDED, *RELEASES), default=EMBEDDED)
    parse.add_argument("--folder", type=Path, required=True, help="of this graph only")
    given = parse.parse_args()
    parameters = Parameters(given.papers, hub=given.hub)
    if not given.folder.exists():
        make(given.engine, given.folder.absolute(), parameters, tell=print)
    with opened(given.engine, given.folder.absolute(), parameters) as store:
        [nodes], [edges] = store.run("count_nodes"), store.run("count_edges")
        print(nodes, edges, sep="\n")  # noqa: T201 - its purpose


if __name__ == "__main__":
    main()
