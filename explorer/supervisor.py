"""The supervisor of the embedded engine: starts the server, and stops it when nobody is left.

Run by ``engine`` as ``python -m explorer.supervisor DATA_DIR HEAP_MB LIMIT_MS``; see there for the
leases it looks at. A server whose supervisor was killed is ended by the next user who comes or
goes: see ``Engine.end_orphan``.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import asdict, replace
from pathlib import Path
from typing import IO

from explorer.config import Settings
from explorer.engine import DATABASE, STOP_SECONDS, Engine, State, java_command, lock

POLL_SECONDS = 0.25
RESTARTS = 5  # in a row, each within RESTART_WINDOW seconds of the last, then it gives up
RESTART_WINDOW = 30.0


def server_command(java: list[str], folder: Path, heap: int, limit: int, state: State) -> list[str]:
    """The command line of the server; the password stays in its file.

    Args:
        java: from ``java_command``.
        folder: the engine's folder.
        heap: megabytes.
        limit: milliseconds one command may run; ArcadeDB ignores the driver's own timeout.
        state: the ports to listen on.
    """
    options = {
        "arcadedb.server.rootPath": folder,
        "arcadedb.server.databaseDirectory": folder / "databases",
        "arcadedb.server.rootPasswordPath": folder / "password",
        "arcadedb.server.mode": "production",
        "arcadedb.server.plugins": "Bolt:com.arcadedb.bolt.BoltProtocolPlugin",
        "arcadedb.bolt.host": "127.0.0.1",
        "arcadedb.bolt.port": state.bolt_port,
        "arcadedb.server.httpIncomingHost": "127.0.0.1",
        "arcadedb.server.httpIncomingPort": state.http_port,
        "arcadedb.server.defaultDatabases": f"{DATABASE}[root]",
        "arcadedb.command.timeout": limit,
        # Of all running queries; by default half of the heap, too little for who has 900 papers.
        "arcadedb.queryMaxHeapRAM": heap * 3 // 4,
        "arcadedb.txWalFlush": 1,
    }
    defines = [f"-D{key}={value}" for key, value in options.items()]
    return [*java, f"-Xmx{heap}m", *defines, "com.arcadedb.server.ArcadeDBServer"]


def supervise(data_dir: Path, heap: int, limit: int) -> int:
    """Run the server until nobody needs it. The supervisor's whole life.

    Args:
        data_dir: the data folder.
        heap: megabytes of the server's heap.
        limit: milliseconds one command may run.

    Returns:
        The process's exit code.
    """
    engine = Engine(Settings(data_dir=data_dir))
    folder = engine.folder
    stopping: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda received, _frame: stopping.append(received))
    with (folder / "supervisor.lock").open("a+") as held, (folder / "server.log").open("a") as log:
        if not _claimed(held):
            return 0  # another supervisor was faster
        ports = State(os.getpid(), 0, *_ports(folder))
        command = server_command(java_command(), folder, heap, limit, ports)
        server: subprocess.Popen[bytes] | None = None
        crashes, started = 0, 0.0
        while not stopping:
            if server is None or server.poll() is not None:
                crashes = crashes + 1 if time.monotonic() - started < RESTART_WINDOW else 0
                if crashes >= RESTARTS:
                    return 1
                started = time.monotonic()
                server = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log)
                state = replace(ports, server=server.pid)
                _write(folder / "state.json", json.dumps(asdict(state)))
            time.sleep(POLL_SECONDS)
            if not engine.needed():
                with engine.gate():  # nobody joins while it stops
                    if not engine.needed():
                        _end(server)
                        return 0
        if server is not None:
            _end(server)
    return 0


def _claimed(held: IO[str]) -> bool:
    """Hold the supervisor's lock; who looks whether it is held holds it for a moment too."""
    for _ in range(20):
        if lock(held, wait=False):
            return True
        time.sleep(0.05)
    return False


def _ports(folder: Path) -> tuple[int, int]:
    """The ports of last time where they are free, so that a waiting client finds it again."""
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        last = json.loads((folder / "ports.json").read_text())
        if len(set(last)) == len(last) and all(_free(port) for port in last):
            return last[0], last[1]
    ports = _new_ports()
    _write(folder / "ports.json", json.dumps(ports))
    return ports


def _free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _new_ports() -> tuple[int, int]:
    """Two that are free; the first is held meanwhile, or the second might be the same."""
    with socket.socket() as one, socket.socket() as other:
        for probe in (one, other):
            probe.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1]), int(other.getsockname()[1])


def _end(server: subprocess.Popen[bytes]) -> None:
    server.terminate()
    try:
        server.wait(timeout=STOP_SECONDS - 5)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def _write(path: Path, text: str) -> None:
    """Replace a file in one step, so that no reader sees half of it."""
    draft = path.with_suffix(".new")
    draft.write_text(text)
    draft.replace(path)


if __name__ == "__main__":
    sys.exit(supervise(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])))
