"""Stores that lose their connection or their patience, and query files for one test."""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import cypher
from explorer.config import Settings
from explorer.graph import rings
from explorer.store import Store
from tests.engines.wire import Wire


@pytest.fixture(autouse=True, scope="session")
def _patient_rings() -> Iterator[None]:
    """A machine that runs tests may be busy; what is late there is asked for in its own tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rings, "RING_SECONDS", 20.0)
        patch.setattr(rings, "SLICE_SECONDS", 60.0)
        yield


@pytest.fixture
def queries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Adds query files to those of the package, for one test."""
    folder = tmp_path / "cypher"
    shutil.copytree(cypher.FOLDER, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    monkeypatch.setattr(cypher, "FOLDER", folder)

    def add(text: str) -> None:
        name = text.partition("name: ")[2].partition("\n")[0]
        (folder / "slice" / f"{name}.cypher").write_text(text)
        cypher.all_queries.cache_clear()

    yield add
    cypher.all_queries.cache_clear()


@pytest.fixture
def wire(empty_store: Store) -> Iterator[Wire]:
    wire = Wire(empty_store.address.uri)
    yield wire
    wire.close()


@pytest.fixture
def wired(empty_store: Store, wire: Wire) -> Iterator[Store]:
    """A store whose connection a test can cut."""
    store = Store(dataclasses.replace(empty_store.address, uri=wire.uri))
    yield store
    store.close()


@pytest.fixture(scope="module")
def short_arcadedb(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """ArcadeDB with a limit of one second: it has its limit from its start."""
    folder = tmp_path_factory.mktemp("short")
    settings = Settings(data_dir=folder, engine_heap=192, query_seconds=1.0)
    store = Store.open(settings, user="tests")
    yield store
    store.close(wait=True)


@pytest.fixture
def short_store(engine_name: str, request: pytest.FixtureRequest) -> Iterator[Store]:
    """A store whose queries may run one second."""
    if engine_name == "arcadedb":
        yield request.getfixturevalue("short_arcadedb")
        return
    address = request.getfixturevalue("empty_store").address
    with Store(address, query_seconds=1.0) as store:
        yield store
