"""The embedded engine: one ArcadeDB server as a side process, shared by all who use it.

Everything lives in ``<data_dir>/engine``. Whoever uses the engine holds a *lease*: a locked
file in ``users/``. The kernel lets go of a lock when its process ends, however it ends, so a
lease cannot go stale and a reused process number means nothing. A small process, the
``supervisor``, starts the server, starts it again if it dies, and stops it once no lease is held
and nobody asked to keep it (``explorer engine start``). ``gate`` makes joining and stopping
exclude one another. The server listens on loopback only, with a random password in a file of mode
0600.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from explorer.config import Settings
from explorer.errors import NO_ANSWER, ConfigError, QueryFailed, StoreUnavailable

try:
    import fcntl
except ImportError:  # pragma: no cover - not a POSIX system
    fcntl = None  # type: ignore[assignment]

Waiting = Callable[[str], None]
DATABASE = "graph"
START_SECONDS = 60.0  # a cold start takes 3 s; a busy machine or a recovery takes longer
STOP_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Address:
    """Where a store answers. ``http`` is the embedded engine's own interface, for its SQL."""

    uri: str
    user: str
    password: str | None
    database: str | None
    http: str | None = None

    def __repr__(self) -> str:
        return f"Address(uri={self.uri!r}, user={self.user!r}, database={self.database!r})"


@dataclass(frozen=True, slots=True)
class State:
    """What the supervisor says of the running server."""

    supervisor: int
    server: int
    bolt_port: int
    http_port: int


class Lease:
    """The right to use the engine, until ``release`` or the end of the process."""

    def __init__(self, engine: Engine, path: Path, handle: IO[str], address: Address) -> None:
        self._engine = engine
        self._path = path
        self._handle = handle
        self.address = address

    def alone(self, task: str, waiting: Waiting) -> contextlib.AbstractContextManager[None]:
        """Exclude other processes that prepare or load."""
        return self._engine.alone(task, waiting)

    def release(self, *, wait: bool = False) -> None:
        """Give the engine up.

        Args:
            wait: return only when the server has stopped, if this was its last user.
        """
        if self._handle.closed:
            return
        self._path.unlink(missing_ok=True)
        self._handle.close()
        if not self._engine.needed() and self._engine.state() is None:
            self._engine.end_orphan()
        elif wait and not self._engine.needed():
            self._engine.await_stop()


class Engine:
    """The embedded engine of one data folder."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.folder = settings.data_dir / "engine"

    # -- for users ---------------------------------------------------------------------------

    def lease(self, user: str) -> Lease:
        """Join the engine, starting it if nobody has.

        Args:
            user: the command's name, shown by ``status``.

        Raises:
            ConfigError: the platform has no engine, or the data folder cannot be written.
            StoreUnavailable: the engine did not start.
        """
        java = java_command()
        self._make_folder()
        with self.gate():
            path, handle = self._join(user)
            try:
                state = self.state() or self._start(java)
            except BaseException:
                path.unlink(missing_ok=True)
                handle.close()
                raise
        return Lease(self, path, handle, self._address(state))

    def keep(self, keep: bool) -> None:
        """Keep the server running without users, or no longer."""
        self._make_folder()
        if keep:
            (self.folder / "keep").touch()
        else:
            (self.folder / "keep").unlink(missing_ok=True)

    def kept(self) -> bool:
        """Whether somebody asked to keep the server running."""
        return (self.folder / "keep").exists()

    def needed(self) -> bool:
        """Whether somebody uses the server or asked to keep it."""
        return self.kept() or bool(self.users())

    def users(self) -> list[str]:
        """Who holds a lease, as ``name (process number)``."""
        found = []
        for path in sorted((self.folder / "users").glob("*")):
            with contextlib.suppress(OSError), path.open("r+") as handle:
                if lock(handle, wait=False):
                    path.unlink(missing_ok=True)  # its process is gone
                else:
                    found.append(f"{handle.read().strip() or '?'} ({path.name.split('-')[0]})")
        return found

    def state(self) -> State | None:
        """The running server, or None. A file left by a dead supervisor counts as none."""
        path = self.folder / "supervisor.lock"
        try:
            with path.open("r+") as handle:
                if lock(handle, shared=True, wait=False):
                    return None
                return State(**json.loads((self.folder / "state.json").read_text()))
        except (OSError, ValueError, TypeError):
            return None

    def stop(self) -> bool:
        """Stop the server whoever uses it; False where none was running."""
        self.keep(False)
        state = self.state()
        if state is None:
            return self.end_orphan()
        with contextlib.suppress(ProcessLookupError):
            os.kill(state.supervisor, signal.SIGTERM)
        self.await_stop()
        return True

    def end_orphan(self) -> bool:
        """End a server whose supervisor was killed: two servers cannot open one database.

        Returns:
            Whether there was one.
        """
        path = self.folder / "state.json"
        try:
            server = State(**json.loads(path.read_text())).server
        except (OSError, ValueError, TypeError):
            return False
        path.unlink(missing_ok=True)
        found = False
        deadline = time.monotonic() + STOP_SECONDS
        # A process number may have gone to another program by now: its command line tells.
        while str(self.folder) in _command_line(server) and time.monotonic() < deadline:
            late = time.monotonic() > deadline - STOP_SECONDS / 4
            with contextlib.suppress(ProcessLookupError):
                os.kill(server, signal.SIGKILL if late else signal.SIGTERM)
            found = True
            time.sleep(0.1)
        return found

    @contextlib.contextmanager
    def alone(self, task: str, waiting: Waiting = lambda _: None) -> Iterator[None]:
        """Exclude other processes that prepare or load, for as long as it is held.

        Args:
            task: what is done meanwhile; those who wait for it are told.
            waiting: called where somebody is at work, with what is known of that.
        """
        with (self.folder / "loading").open("a+") as handle:
            if not lock(handle, wait=False):
                handle.seek(0)
                waiting(handle.read() or "another process")
                lock(handle)
            handle.truncate(0)  # what the last one wrote
            handle.write(f"the {task} (process {os.getpid()})")
            handle.flush()
            yield

    def await_stop(self) -> None:
        """Wait until no supervisor runs.

        Raises:
            StoreUnavailable: it does not end.
        """
        deadline = time.monotonic() + STOP_SECONDS
        while self.state() is not None:
            if time.monotonic() > deadline:
                raise StoreUnavailable(
                    f"The embedded engine in {self.folder} did not stop in {STOP_SECONDS:.0f} s.",
                    hint="See `explorer engine status` for its process number.",
                )
            time.sleep(0.05)

    # -- inside ------------------------------------------------------------------------------

    def _make_folder(self) -> None:
        try:
            self.settings.data_dir.mkdir(parents=True, exist_ok=True)
            self.folder.mkdir(mode=0o700, exist_ok=True)
            (self.folder / "users").mkdir(exist_ok=True)
            (self.folder / "log").mkdir(exist_ok=True)  # the server writes ./log
            (self.folder / "gate").touch()
        except OSError as error:
            raise ConfigError(
                f"The data folder {self.settings.data_dir} cannot be written: {error.strerror}.",
                hint="Set EXPLORER_DATA_DIR to a folder you may write, or correct its rights.",
            ) from error

    @contextlib.contextmanager
    def gate(self) -> Iterator[None]:
        """Exclude joining and stopping for as long as it is held."""
        with (self.folder / "gate").open("r+") as handle:
            lock(handle)
            yield

    def _join(self, user: str) -> tuple[Path, IO[str]]:
        """A lease's file, locked before it stands in ``users/``: an unlocked one is a dead one."""
        path = self.folder / "users" / f"{os.getpid()}-{secrets.token_hex(3)}"
        draft = self.folder / f"joining-{path.name}"
        with draft.open("w") as out:
            out.write(user)
        handle = draft.open("r+")
        lock(handle, shared=True)
        draft.rename(path)
        return path, handle

    def _address(self, state: State) -> Address:
        return Address(
            uri=f"bolt://127.0.0.1:{state.bolt_port}",
            user="root",
            password=self._password().read_text(),
            database=DATABASE,
            http=f"http://127.0.0.1:{state.http_port}",
        )

    def _password(self) -> Path:
        path = self.folder / "password"
        if not path.exists():
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
                out.write(secrets.token_urlsafe(24))
        return path

    def _start(self, java: list[str]) -> State:
        self._password()
        self.end_orphan()
        with (self.folder / "supervisor.log").open("a") as log:
            supervisor = subprocess.Popen(
                [sys.executable, "-m", "explorer.supervisor", str(self.settings.data_dir),
                 str(self.settings.engine_heap), str(int(self.settings.query_seconds * 1000))],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True,  # Ctrl-C in a terminal is for the user, not for it
                cwd=Path(__file__).parent.parent,
            )  # fmt: skip
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if supervisor.poll() is not None:
                break
            state = self.state()
            if state is not None and _ready(state):
                return state
            time.sleep(0.1)
        supervisor.terminate()
        raise StoreUnavailable(
            f"The embedded engine did not start. Last lines of the logs in {self.folder}: "
            f"{_tail(self.folder / 'supervisor.log')} / {_tail(self.folder / 'server.log')}",
            hint="Check free memory and disk (EXPLORER_ENGINE_HEAP, EXPLORER_DATA_DIR), or name "
            "a Neo4j server in EXPLORER_BOLT_URI.",
        )


def run_sql(address: Address, text: str, file: str) -> None:
    """Run an SQL statement, which ArcadeDB needs for its full-text indexes.

    Args:
        address: of the engine.
        text: the statement.
        file: where it stands, for errors.

    Raises:
        ConfigError: the address is not that of an embedded engine.
        QueryFailed, StoreUnavailable: the engine refuses it, or does not answer.
    """
    if address.http is None:
        raise ConfigError(
            "ArcadeDB's full-text indexes are made through its own interface, which is known for "
            "the embedded engine only.",
            hint="Unset EXPLORER_BOLT_URI, or name a Neo4j server.",
        )
    login = base64.b64encode(f"{address.user}:{address.password}".encode()).decode()
    request = urllib.request.Request(  # noqa: S310 - loopback, made by the engine
        f"{address.http}/api/v1/command/{address.database}",
        data=json.dumps({"language": "sql", "command": text}).encode(),
        headers={"Authorization": f"Basic {login}", "Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request, timeout=300) as answer:  # noqa: S310 - as above
            answer.read()
    except urllib.error.HTTPError as error:
        raise QueryFailed(f"The engine refused {file} (status {error.code}).") from error
    except OSError as error:
        raise StoreUnavailable("The embedded engine does not answer.",
                               operator_hint=NO_ANSWER) from error  # fmt: skip


def java_command() -> list[str]:
    """The bundled Java runtime and the server's class path.

    Raises:
        ConfigError: this platform has no embedded engine.
    """
    try:
        import arcadedb_embedded
    except (ImportError, OSError):
        home = None
    else:
        home = Path(arcadedb_embedded.__file__).parent
    if fcntl is None or home is None or not (home / "jre" / "bin" / "java").exists():
        raise ConfigError(
            f"The embedded engine does not run on this platform ({sys.platform}).",
            hint="Name a Neo4j server in EXPLORER_BOLT_URI, as bolt://127.0.0.1:7687.",
        )
    return [str(home / "jre" / "bin" / "java"), "-cp", f"{home}/jars/*"]


def _ready(state: State) -> bool:
    with contextlib.suppress(OSError):
        address = f"http://127.0.0.1:{state.http_port}/api/v1/ready"
        with urllib.request.urlopen(address, timeout=2) as answer:
            if answer.status == 204:
                with socket.create_connection(("127.0.0.1", state.bolt_port), timeout=2):
                    return True
    return False


def lock(handle: IO[str], *, shared: bool = False, wait: bool = True) -> bool:
    """Lock an open file; False where it must not wait and somebody else holds it."""
    flags = (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | (0 if wait else fcntl.LOCK_NB)
    try:
        fcntl.flock(handle, flags)
    except BlockingIOError:
        return False
    return True


def _command_line(process: int) -> str:
    """The command line of a process; empty where it has ended."""
    command = ["ps", "-ww", "-o", "args=", "-p", str(process)]
    try:
        return Path(f"/proc/{process}/cmdline").read_text(errors="replace")
    except OSError:
        if Path("/proc/self").exists():
            return ""
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def _tail(path: Path) -> str:
    try:
        return " / ".join(path.read_text(errors="replace").strip().splitlines()[-3:])
    except OSError:
        return "(nothing)"
