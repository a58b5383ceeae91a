"""Processes of ours that tests start: a clean environment, a free port, a served site."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Self

ROOT = Path(__file__).parent.parent
EXPLORER = [sys.executable, "-m", "explorer.cli"]
_PORTS = iter(random.SystemRandom().sample(range(20_000, 32_000), 10_000))


def environment(**settings: object) -> dict[str, str]:
    """The environment without the developer's own EXPLORER_ variables, and with these settings."""
    clean = {key: value for key, value in os.environ.items() if not key.startswith("EXPLORER_")}
    given = {f"EXPLORER_{key.upper()}": str(value) for key, value in settings.items()}
    return {**clean, "PYTHONUNBUFFERED": "1", **given}


def told_under_hash_seeds(code: str, given: str = "") -> list[str]:
    """What some code prints in two processes whose hashes differ; ``given`` is its input."""
    return [
        subprocess.run(
            [sys.executable, "-c", code],
            env=os.environ | {"PYTHONHASHSEED": seed},
            cwd=ROOT,
            input=given,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]


def free_port() -> int:
    """A port that nobody listens at, and that no two calls give.

    It is below those that systems give to whoever asks for any: one of these may be another's
    before a program that is told it has started.
    """
    for port in _PORTS:
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise AssertionError("no port is free")


def wait_until(true: object, *, seconds: float = 30.0, every: float = 0.1, what: str = "") -> None:
    """Wait until ``true()`` is true; fail with ``what`` when it never is."""
    assert callable(true)
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, f"not within {seconds:g} s: {what}"
        time.sleep(every)


def status(url: str) -> int:
    """The status code an address answers with; 0 where nothing answers."""
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        error.close()
        return error.code
    except OSError:
        return 0


class Command:
    """One ``explorer …`` process; its output goes to a file, so that no pipe can fill."""

    def __init__(self, log: Path, *arguments: str, **settings: object) -> None:
        self.log = log
        with log.open("w") as out:
            self.process = subprocess.Popen(
                [*EXPLORER, *arguments],
                stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT,
                env=environment(**settings), cwd=log.parent, start_new_session=True,
            )  # fmt: skip

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Whatever a test comes to, no process outlives it, not even a stopped one."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    @property
    def output(self) -> str:
        return self.log.read_text(errors="replace")

    def end(self, number: signal.Signals = signal.SIGTERM, *, seconds: float = 40.0) -> int:
        """Send a signal and wait; the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        try:
            return self.process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            raise


class Site(Command):
    """``explorer serve`` as people run it; ``url`` is ready to be opened."""

    def __init__(self, log: Path, *, command: str = "serve", **settings: object) -> None:
        port = settings.setdefault("port", free_port())
        super().__init__(log, command, **settings)
        self.url = f"http://127.0.0.1:{port}{settings.get('base_path', '')}"
        try:
            wait_until(self._answers, seconds=90, what=f"{self.url} answers")
        except BaseException:
            self.end()
            print(self.output)  # noqa: T201 - pytest shows it with the failure
            raise

    def _answers(self) -> bool:
        assert self.process.poll() is None, f"the site ended: {self.output}"
        return status(f"{self.url}/readyz") == 200
