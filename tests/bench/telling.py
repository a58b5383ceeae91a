"""How a bench says what it measured: one line, after one that names the machine."""

from __future__ import annotations

import os
import platform
import statistics
import time
from collections.abc import Callable, Sequence
from functools import cache

from explorer.store import Server, Store


@cache
def machine() -> str:
    return f"{platform.machine()}, {os.cpu_count()} CPUs, Python {platform.python_version()}"


def tell(
    what: str, figures: str, store: Store | None = None, *, server: Server | None = None
) -> None:
    """Print a measurement; with the engine and its version where one was asked."""
    engine = ""
    server = store.server() if store is not None else server
    if server is not None:
        engine = f" on {server.engine} {server.version}"
    print(f"\nbench: {what}{engine} ({machine()}): {figures}")  # noqa: T201 - its purpose


def timed(work: Callable[[], object], *, times: int) -> list[float]:
    """Seconds that each of some runs took, after one that is not counted."""
    work()
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        work()
        taken.append(time.perf_counter() - started)
    return taken


def spread(seconds: Sequence[float]) -> str:
    """Median and worst, in milliseconds."""
    return f"median {statistics.median(seconds) * 1000:.0f} ms, worst {max(seconds) * 1000:.0f} ms"
