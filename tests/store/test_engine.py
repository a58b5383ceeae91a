"""The embedded engine's life, with real processes: who starts it, who stops it, what survives."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from explorer.config import Settings
from explorer.engine import Address, Engine, java_command
from explorer.errors import ConfigError
from explorer.store import Store
from tests.processes import Command, environment, wait_until

HOLD = """
import sys
from explorer.config import load_settings
from explorer.engine import Engine
lease = Engine(load_settings()).lease("holder")
print(lease.address.uri, flush=True)
try:
    sys.stdin.read()
except KeyboardInterrupt:
    pass
"""


class Holder:
    """Another process that uses the engine until it is told or made to end."""

    def __init__(self, settings: Settings) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", HOLD],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            env=environment(data_dir=settings.data_dir, engine_heap=settings.engine_heap),
        )  # fmt: skip

    def uri(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def leave(self) -> None:
        """End as a command does that has done its work."""
        self.process.communicate(timeout=20)

    def end(self, number: signal.Signals = signal.SIGKILL) -> None:
        self.process.send_signal(number)
        self.leave()


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = Engine(Settings(data_dir=tmp_path / "state", engine_heap=192))
    yield engine
    engine.stop()


@pytest.fixture
def hold(engine: Engine) -> Iterator[Callable[[], Holder]]:
    """Makes users of the engine in other processes; none outlives the test."""
    holders: list[Holder] = []

    def make() -> Holder:
        holders.append(Holder(engine.settings))
        return holders[-1]

    yield make
    for holder in holders:
        if holder.process.poll() is None:
            holder.end()


def answers(address: Address) -> bool:
    store = Store(address)
    try:
        return store.server().engine == "arcadedb"
    finally:
        store.close()


def stopped(engine: Engine) -> None:
    wait_until(lambda: engine.state() is None, seconds=20, what="no supervisor runs")


def test_users_share_one_server_and_the_last_one_stops_it(
    engine: Engine, hold: Callable[[], Holder]
) -> None:
    first = engine.lease("load")
    holder = hold()
    assert holder.uri() == first.address.uri
    assert sorted(user.split()[0] for user in engine.users()) == ["holder", "load"]
    first.release(wait=True)
    assert answers(first.address), "one user left, the other still has its server"
    server = engine.state()
    assert server is not None
    holder.leave()
    stopped(engine)
    assert not alive(server.server)


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_a_user_that_ends_by_a_signal_leaves_no_server_behind(
    engine: Engine, hold: Callable[[], Holder], number: signal.Signals
) -> None:
    holder = hold()
    assert holder.uri()
    server = engine.state()
    assert server is not None
    holder.end(number)
    stopped(engine)
    assert not alive(server.server)
    assert engine.users() == []


def test_users_that_start_at_once_get_one_server(
    engine: Engine, hold: Callable[[], Holder]
) -> None:
    holders = [hold() for _ in range(3)]
    uris = {holder.uri() for holder in holders}
    assert len(uris) == 1
    assert len(engine.users()) == 3
    holders[0].end()  # whoever started it may go first
    assert answers(Address(uris.pop(), "root", password(engine), "graph"))
    for holder in holders[1:]:
        holder.end()
    stopped(engine)


def password(engine: Engine) -> str:
    return (engine.folder / "password").read_text()


def test_a_server_that_dies_comes_back_on_its_port_with_its_data(engine: Engine) -> None:
    with Store.open(engine.settings, user="tests") as store:
        store.prepare()
        state = engine.state()
        assert state is not None
        os.kill(state.server, signal.SIGKILL)

        def back() -> bool:
            now = engine.state()
            return now is not None and now.server != state.server and reachable(store)

        wait_until(back, seconds=40, what="the server is back")
        again = engine.state()
        assert again is not None
        assert again.bolt_port == state.bolt_port
        assert store.run("count_nodes")[0]["person"] == 0


def reachable(store: Store) -> bool:
    from explorer.errors import StoreUnavailable

    try:
        store.server()
    except StoreUnavailable:
        return False
    return True


def test_a_supervisor_that_dies_does_not_lock_anybody_out(
    engine: Engine, hold: Callable[[], Holder]
) -> None:
    holder = hold()
    assert holder.uri()
    state = engine.state()
    assert state is not None
    os.kill(state.supervisor, signal.SIGKILL)
    holder.end()
    stopped(engine)  # a busy machine takes a moment to end a killed process
    try:
        lease = engine.lease("tests")
        assert answers(lease.address)
        assert not alive(state.server), "two servers must not open one database"
        lease.release(wait=True)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.kill(state.server, signal.SIGKILL)


def test_kept_by_start_and_ended_by_stop(engine: Engine, tmp_path: Path) -> None:
    def run(*arguments: str) -> str:
        command = Command(
            tmp_path / "out", "engine", *arguments,
            data_dir=engine.settings.data_dir, engine_heap=192,
        )  # fmt: skip
        assert command.process.wait(timeout=60) == 0, command.output
        return command.output

    assert "not running" in run("status")
    assert "bolt://127.0.0.1:" in run("start")
    time.sleep(1.5)  # several looks of the supervisor: nobody uses it, and it stays
    state = engine.state()
    assert state is not None
    said = run("status")
    assert str(state.bolt_port) in said
    assert "kept" in said
    assert "stopped" in run("stop").lower()
    assert engine.state() is None
    assert not alive(state.server)
    assert "not running" in run("stop")


def test_secrets_and_ports_are_for_this_machine_and_user_only(engine: Engine) -> None:
    lease = engine.lease("tests")
    state = engine.state()
    assert state is not None
    assert (engine.folder / "password").stat().st_mode & 0o777 == 0o600
    secret = password(engine)
    assert len(secret) >= 24
    for pid in (state.server, state.supervisor):
        line = Path(f"/proc/{pid}/cmdline").read_text()
        assert secret not in line
    assert "-Xmx192m" in Path(f"/proc/{state.server}/cmdline").read_text()
    assert secret not in repr(lease.address)
    listening = {
        (fields[1].split(":")[0], int(fields[1].split(":")[1], 16))
        for table in ("tcp", "tcp6")
        for row in Path(f"/proc/{state.server}/net/{table}").read_text().splitlines()
        for fields in (row.split(),)
        if fields[3] == "0A"
    }
    loopback = {"0100007F", "0000000000000000FFFF00000100007F", "00000000000000000000000001000000"}
    hosts = {host for host, port in listening if port in (state.bolt_port, state.http_port)}
    assert hosts, "the server listens"
    assert hosts <= loopback
    lease.release(wait=True)


def test_one_port_written_down_for_both_does_not_keep_the_server_from_starting(
    engine: Engine,
) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free = probe.getsockname()[1]
    engine.folder.mkdir(parents=True)
    (engine.folder / "ports.json").write_text(json.dumps([free, free]))
    lease = engine.lease("tests")
    state = engine.state()
    assert state is not None
    assert state.bolt_port != state.http_port
    lease.release(wait=True)


def test_a_folder_that_cannot_be_written_says_which_setting(tmp_path: Path) -> None:
    in_the_way = tmp_path / "state"
    in_the_way.write_text("a file, where a folder is wanted")
    with pytest.raises(ConfigError, match="cannot be written") as caught:
        Engine(Settings(data_dir=in_the_way)).lease("tests")
    assert "EXPLORER_DATA_DIR" in str(caught.value.hint)


def test_an_unsupported_platform_is_told_about_neo4j(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "arcadedb_embedded", None)  # as where no wheel exists
    with pytest.raises(ConfigError, match="does not run on this platform") as caught:
        java_command()
    assert "EXPLORER_BOLT_URI" in str(caught.value.hint)
