"""A load that is cut off anywhere, and run again, ends as if nothing had happened.

Loader and engine are killed (SIGKILL) at random moments, the load is simply run again, and the
graph's digest is compared with that of a load which nobody disturbed. ``make bench-crashes`` does
it twenty times each; here it is a few times.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import pytest

from explorer.config import Settings
from explorer.dump import digest
from explorer.engine import Address, Engine
from explorer.store import Store
from loaders.removal import remove
from tests.bench.power_law import works
from tests.conftest import lacking, wipe
from tests.engines.neo4j import Neo4j, Unavailable
from tests.processes import EXPLORER, environment, wait_until

MOMENTS = int(os.environ.get("BENCH_MOMENTS", "2"))
PAPERS = 400  # a load of some seconds
TRIES = 4  # a load may meet the engine while it still starts


class Victim(Protocol):
    """An engine that can be killed."""

    settings: dict[str, object]
    address: Address

    def kill_engine(self) -> None: ...
    def revive_engine(self) -> None: ...


class Embedded:
    """The embedded engine, which its supervisor starts again."""

    def __init__(self, folder: Path) -> None:
        self.settings: dict[str, object] = {"data_dir": folder}
        self.engine = Engine(Settings(data_dir=folder))
        self.lease = self.engine.lease("tests")
        self.address = self.lease.address

    def kill_engine(self) -> None:
        state = self.engine.state()
        assert state is not None
        os.kill(state.server, 9)

    def revive_engine(self) -> None:
        wait_until(self._answers, seconds=60, what="the engine answers again")

    def _answers(self) -> bool:
        with Store(self.address) as store:
            try:
                store.run("count_nodes")
            except Exception:
                return False
        return True

    def end(self) -> None:
        self.lease.release(wait=True)


class Server:
    """A Neo4j server of our own."""

    def __init__(self, folder: Path) -> None:
        try:
            self.server = Neo4j("neo4j-5.26", folder)
        except Unavailable as error:
            lacking("neo4j-5.26", str(error))
        self.address = self.server.address
        self.settings: dict[str, object] = {
            "bolt_uri": self.address.uri, "data_dir": folder / "state",
        }  # fmt: skip

    def kill_engine(self) -> None:
        self.server.kill()

    def revive_engine(self) -> None:
        self.server.start()

    def end(self) -> None:
        self.server.stop()


@pytest.fixture(scope="module", params=["arcadedb", "neo4j-5.26"])
def victim(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Victim]:
    folder = tmp_path_factory.mktemp("crashes") / "engine"
    found = Embedded(folder) if request.param == "arcadedb" else Server(folder)
    with Store(found.address) as store:
        store.prepare()
    yield found
    found.end()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("made") / "works.jsonl"
    path.write_text("".join(json.dumps(each) + "\n" for each in works(PAPERS)))
    return path


def start(victim: Victim, path: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*EXPLORER, "load", "openalex", str(path), "--dataset", "made"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=path.parent,
        env=environment(**victim.settings),
    )  # fmt: skip


def hash_of(victim: Victim) -> str:
    with Store(victim.address) as store:
        return digest(store).digest()


@pytest.fixture(scope="module")
def undisturbed(victim: Victim, made: Path) -> tuple[str, float]:
    """The digest of a load that nobody disturbs, and how long it takes."""
    wipe(victim.address)
    started = time.monotonic()
    _, errors = (process := start(victim, made)).communicate(timeout=300)
    assert process.returncode == 0, errors
    return hash_of(victim), time.monotonic() - started


def finish(victim: Victim, path: Path) -> str:
    """Run the load again until it ends well; what it said."""
    for left in range(TRIES, 0, -1):
        said, errors = (process := start(victim, path)).communicate(timeout=300)
        if process.returncode == 0:
            return said
        assert left > 1, errors
        assert "Traceback" not in errors
        time.sleep(1)
    raise AssertionError


def test_a_removal_meets_no_edge_that_is_gone(
    victim: Victim, made: Path, undisturbed: tuple[str, float]
) -> None:
    """ArcadeDB reads past the end where a query deletes edges while it still looks for others."""
    if not isinstance(victim, Embedded):
        pytest.skip("Neo4j keeps what a query found apart from what it deletes")
    with Store(victim.address) as store:
        remove(store, "made")
    assert "dangling" not in (victim.engine.folder / "server.log").read_text()
    finish(victim, made)


@pytest.mark.logs_warnings  # the driver logs each of its tries
@pytest.mark.parametrize("moment", range(MOMENTS))
@pytest.mark.parametrize("killed", ["loader", "engine"])
def test_a_load_that_was_killed_is_simply_run_again(
    victim: Victim, made: Path, undisturbed: tuple[str, float], killed: str, moment: int
) -> None:
    wanted, seconds = undisturbed
    if moment % 2:
        wipe(victim.address)
    else:  # some of the runs meet what a removed dataset leaves behind
        with Store(victim.address) as store:
            remove(store, "made")
    process = start(victim, made)
    time.sleep(random.Random(f"{killed}{moment}").uniform(0.1, 1.0) * seconds)  # noqa: S311
    if killed == "loader":
        process.kill()
    else:
        victim.kill_engine()
        victim.revive_engine()
    said, errors = process.communicate(timeout=300)
    assert "Traceback" not in errors
    if process.returncode == 0:  # it had ended, or never noticed: then it must be as it says
        assert f"It holds {PAPERS} papers" in said
        assert hash_of(victim) == wanted
    elif process.returncode > 0:
        assert errors.splitlines()[-1].strip()
        assert "Error: " in errors
    finish(victim, made)
    assert hash_of(victim) == wanted
    with Store(victim.address) as store:
        assert store.run("unfinished_loads", limit=9) == []
