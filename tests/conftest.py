"""Fixtures of all layers: real engines, the sample in them, the app, the site, a browser.

A machine that lacks something skips what needs it and names it; what ``EXPLORER_REQUIRE``
lists, as ``chromium,axe-core,frameworks,neo4j-5.26``, fails instead. ``EXPLORER_TEST_BOLT_URI``
may name two empty throw-away Neo4j servers, ``bolt://one:7687 bolt://two:7687``: they stand for
neo4j-5.26 instead of our own, and the other releases are skipped.
"""

from __future__ import annotations

import collections
import contextlib
import functools
import importlib.metadata
import logging
import os
import subprocess
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn
from urllib.parse import urlsplit

import neo4j
import pytest
from flask import Flask

from explorer.config import Settings
from explorer.engine import Address
from explorer.store import Store
from tests.chromium import Browser, programs
from tests.engines.neo4j import RELEASES, Neo4j, Unavailable, java
from tests.processes import Site
from tests.readers import Reader

if TYPE_CHECKING:
    from flask.testing import FlaskClient

EMBEDDED = "arcadedb"
ENGINES = (EMBEDDED, *RELEASES)
GIVEN = "neo4j-5.26"  # what the servers of EXPLORER_TEST_BOLT_URI stand for
FAILED = pytest.StashKey[bool]()
# An engine of a test does not live long enough for more care to pay; benchmarks have it as it is.
BRIEF_JAVA = "-XX:TieredStopAtLevel=1"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--store-answers",
        action="store_true",
        help="write the answers of the query examples to tests/data/answers",
    )
    parser.addoption(
        "--every-engine", action="store_true", help="run long tests on both releases of Neo4j"
    )


def pytest_configure(config: pytest.Config) -> None:
    # Selenium would otherwise look for a driver on the network.
    os.environ.update(SE_OFFLINE="true", SE_AVOID_STATS="true")
    Flask.test_client_class = Reader
    if "bench_*" not in config.getini("python_functions"):
        options = os.environ.get("JAVA_TOOL_OPTIONS", "").replace(BRIEF_JAVA, "")
        os.environ["JAVA_TOOL_OPTIONS"] = f"{options} {BRIEF_JAVA}".strip()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Long tests run on the embedded engine and one Neo4j; the others compare the two releases."""
    if config.getoption("--every-engine"):
        return

    def twice(item: pytest.Item) -> bool:
        params = getattr(item, "callspec", None)
        newest = params is not None and params.params.get("engine_name") == "neo4j-2026"
        return newest and item.get_closest_marker("one_neo4j") is not None

    config.hook.pytest_deselected(items=[item for item in items if twice(item)])
    items[:] = [item for item in items if not twice(item)]


@pytest.hookimpl(optionalhook=True)  # of pytest-xdist, where it is used
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object:
    """Where several processes run the tests, those of one engine or of the site go to the same.

    Both releases of Neo4j go to one: tests that compare them need the sample in each.
    """
    from xdist.scheduler import LoadScopeScheduling

    class ByEngine(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            file, _, rest = nodeid.partition("::")
            if engines := [name for name in ENGINES if name in rest.partition("[")[2]]:
                return EMBEDDED if engines == [EMBEDDED] else "neo4j"
            return file if "/store/" in file or "/unit/" in file else file.rpartition("/")[0]

    return ByEngine(config, log)


def pytest_report_header(config: pytest.Config) -> list[str]:
    chromium = programs()[0]
    browser = "none"
    if chromium:
        browser = subprocess.run([chromium, "--version"], capture_output=True, text=True).stdout
    packages = ("arcadedb-embedded", "neo4j", "dash", "dash-cytoscape", "selenium")
    versions = [f"{name} {importlib.metadata.version(name)}" for name in packages]
    return [
        f"packages: {', '.join(versions)}",
        *(f"{name} for tests: {each.version}, {_java(name)}" for name, each in RELEASES.items()),
        f"chromium: {browser.strip()}",
        f"required: {', '.join(sorted(_required())) or 'nothing'}",
    ]


def _java(name: str) -> str:
    try:
        return f"Java {java(name).version}"
    except Unavailable as error:
        return str(error)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reasons = collections.Counter(
        report.longrepr[2].removeprefix("Skipped: ")
        for report in terminalreporter.getreports("skipped")
        if isinstance(report.longrepr, tuple)
    )
    for reason, count in sorted(reasons.items()):
        terminalreporter.write_line(f"not run here: {count} tests, {reason}")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.failed:
        item.stash[FAILED] = True
    return report


def _required() -> set[str]:
    return {name.strip() for name in os.environ.get("EXPLORER_REQUIRE", "").split(",")} - {""}


def lacking(name: str, reason: str) -> NoReturn:
    """Skip the test for want of ``name``, or fail it where that is required."""
    if name in _required():
        pytest.fail(f"{name} is required: {reason}", pytrace=False)
    pytest.skip(f"{name}: {reason}")


@pytest.fixture(autouse=True)
def _quiet_logs(request: pytest.FixtureRequest) -> Iterator[None]:
    """A logged warning or error fails the test; ``@pytest.mark.logs_warnings`` allows them."""
    seen: list[str] = []

    class Collect(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            seen.append(f"{record.levelname} {record.name}: {record.getMessage()}")

    collect = Collect(logging.WARNING)
    logging.getLogger().addHandler(collect)
    yield
    logging.getLogger().removeHandler(collect)
    if seen and request.node.get_closest_marker("logs_warnings") is None:
        pytest.fail("the log holds warnings:\n" + "\n".join(seen), pytrace=False)


# -- engines -----------------------------------------------------------------------------------


@pytest.fixture(scope="session", params=ENGINES)
def engine_name(request: pytest.FixtureRequest) -> str:
    """The engine a test runs on, each in turn."""
    return str(request.param)


@pytest.fixture(scope="session")
def engine_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of the embedded engine that holds the sample; ``live_site`` shares it."""
    folder = tmp_path_factory.mktemp("arcadedb")
    return Settings(data_dir=folder, engine_heap=512, rate_limit="none")  # tests ask a lot


def _given(which: int) -> Address | None:
    """One of the two servers of EXPLORER_TEST_BOLT_URI."""
    uris = os.environ.get("EXPLORER_TEST_BOLT_URI", "").split()
    if not uris:
        return None
    assert len(uris) == 2, "EXPLORER_TEST_BOLT_URI names two servers, one to load and one to wipe"
    parts = urlsplit(uris[which])
    uri = f"{parts.scheme}://{parts.hostname}:{parts.port or 7687}"
    return Address(uri, parts.username or "neo4j", parts.password, None)


def _driver(address: Address) -> neo4j.Driver:
    auth = (address.user, address.password) if address.password else None
    return neo4j.GraphDatabase.driver(address.uri, auth=auth)


def wipe(address: Address) -> None:
    """Remove every node and edge, keep constraints and indexes."""
    with _driver(address) as driver:
        driver.execute_query("MATCH (n) DETACH DELETE n", database_=address.database)


def _refuse_full(address: Address) -> None:
    with _driver(address) as driver:
        held = driver.execute_query("MATCH (n) RETURN count(n) AS n").records[0]["n"]
    assert held == 0, f"{address.uri} is not empty, and tests would remove what it holds"


@contextlib.contextmanager
def _neo4j_server(name: str, which: int, folder: Path) -> Iterator[Address]:
    """A server of our own, or the given one, which is left as empty as it came."""
    given = _given(which)
    if given is not None:
        if name != GIVEN:
            lacking(name, f"the servers of EXPLORER_TEST_BOLT_URI stand for {GIVEN}")
        _refuse_full(given)
        yield given
        wipe(given)
        return
    try:
        server = Neo4j(name, folder)
    except Unavailable as error:
        lacking(name, str(error))
    try:
        yield server.address
    finally:
        server.stop()


@contextlib.contextmanager
def _prepared(store: Store) -> Iterator[Store]:
    try:
        store.prepare()
        yield store
    finally:
        store.close(wait=True)


Stores = Callable[[str], Store]  # the store on the engine of a name


@contextlib.contextmanager
def _lazily(
    open_one: Callable[[str], contextlib.AbstractContextManager[Store]],
) -> Iterator[Stores]:
    """Stores that are opened when first asked for; one that did not open is not tried again."""
    with contextlib.ExitStack() as stack:

        @functools.cache
        def tried(name: str) -> Store | BaseException:
            try:
                return stack.enter_context(open_one(name))
            except (Exception, pytest.skip.Exception, pytest.fail.Exception) as error:
                return error

        def get(name: str) -> Store:
            found = tried(name)
            if isinstance(found, BaseException):
                raise found
            return found

        yield get


@pytest.fixture(scope="session")
def sample_stores(
    tmp_path_factory: pytest.TempPathFactory, engine_settings: Settings
) -> Iterator[Stores]:
    """The sample on an engine, by its name; read-only by agreement."""
    from loaders.sample import load_sample

    @contextlib.contextmanager
    def open_one(name: str) -> Iterator[Store]:
        with contextlib.ExitStack() as stack:
            if name == EMBEDDED:
                store = Store.open(engine_settings, user="tests")
            else:
                folder = tmp_path_factory.mktemp(name) / "sample"
                store = Store(stack.enter_context(_neo4j_server(name, 0, folder)))
            stack.enter_context(_prepared(store))
            load_sample(store)
            yield store

    with _lazily(open_one) as stores:
        yield stores


@pytest.fixture(scope="session")
def _empty_stores(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stores]:
    """A prepared store on an engine, by its name, on a server of its own."""

    @contextlib.contextmanager
    def open_one(name: str) -> Iterator[Store]:
        with contextlib.ExitStack() as stack:
            folder = tmp_path_factory.mktemp(name) / "empty"
            if name == EMBEDDED:
                store = Store.open(Settings(data_dir=folder, engine_heap=256), user="tests")
            else:
                store = Store(stack.enter_context(_neo4j_server(name, 1, folder)))
            yield stack.enter_context(_prepared(store))

    with _lazily(open_one) as stores:
        yield stores


@pytest.fixture(scope="session")
def store(engine_name: str, sample_stores: Stores) -> Store:
    """The sample on each engine in turn; read-only by agreement."""
    return sample_stores(engine_name)


@pytest.fixture(scope="session")
def arcadedb_store(sample_stores: Stores) -> Store:
    """The embedded engine with the sample in it; read-only by agreement."""
    return sample_stores(EMBEDDED)


@pytest.fixture(scope="session", params=RELEASES)
def neo4j_name(request: pytest.FixtureRequest) -> str:
    """The release of Neo4j that a test runs on, each in turn."""
    return str(request.param)


@pytest.fixture(scope="session")
def neo4j_store(neo4j_name: str, sample_stores: Stores) -> Store:
    """As ``store``, on each release of Neo4j only."""
    return sample_stores(neo4j_name)


@pytest.fixture
def empty_store(engine_name: str, _empty_stores: Stores) -> Store:
    """A prepared store with an empty graph, on a server of its own, on each engine in turn."""
    found = _empty_stores(engine_name)
    wipe(found.address)
    return found


@pytest.fixture
def empty_neo4j_store(neo4j_name: str, _empty_stores: Stores) -> Store:
    """As ``empty_store``, on each release of Neo4j only."""
    found = _empty_stores(neo4j_name)
    wipe(found.address)
    return found


# -- web ---------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def app(arcadedb_store: Store, engine_settings: Settings) -> Flask:
    """The app on the sample, in the embedded engine only."""
    from explorer.web.app import create_app

    made: Flask = create_app(settings=engine_settings, store=arcadedb_store)
    made.testing = True
    return made


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A reader without a browser."""
    return app.test_client()


@pytest.fixture(scope="session")
def live_site(
    arcadedb_store: Store, engine_settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The address of a real ``explorer serve`` on the sample."""
    log = tmp_path_factory.mktemp("site") / "serve.log"
    site = Site(log, data_dir=engine_settings.data_dir, rate_limit="none")
    yield site.url
    site.end()
    assert "Traceback" not in site.output, site.output


@pytest.fixture(scope="session")
def _chromium() -> Iterator[Browser]:
    chromium, chromedriver = programs()
    if chromium is None or chromedriver is None:
        missing = "chromium" if chromium is None else "chromedriver"
        lacking("chromium", f"{missing} is not installed")
    browser = Browser(str(chromium), str(chromedriver))
    yield browser
    browser.driver.quit()


@pytest.fixture
def browser(_chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Browser]:
    """Chromium as a new reader has it; a SEVERE console line fails the test."""
    _chromium.reset()
    yield _chromium
    severe = _chromium.severe()
    if severe or request.node.stash.get(FAILED, False):
        _chromium.screenshot(request.node.nodeid)
    if severe:
        pytest.fail("the browser's console says:\n" + "\n".join(severe), pytrace=False)
