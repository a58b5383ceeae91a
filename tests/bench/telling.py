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


def verdict(figure: float, most: float | None, unit: str = "ms", shown: str = ".0f") -> str:
    """A figure, and whether it keeps to its limit.

    Args:
        figure: as measured; it is compared before it is rounded.
        most: the limit; None where there is none.
        unit: of both; empty for a ratio.
        shown: how the figure is written.
    """
    kept = "" if most is None else f" ({'within' if figure <= most else 'OVER'} {most:,g})"
    return f"{_written(figure, unit, shown)}{kept}"


def reached(figure: float, least: float | None, unit: str = "", shown: str = ".0f") -> str:
    """As ``verdict``, of what shall not be less."""
    kept = "" if least is None else f" ({'within' if figure >= least else 'UNDER'} {least:,g})"
    return f"{_written(figure, unit, shown)}{kept}"


def _written(figure: float, unit: str, shown: str) -> str:
    return f"{figure:{shown}} {unit}".strip()


def spread(seconds: Sequence[float], most: float | None = None) -> str:
    """Median and worst, in milliseconds; ``most`` is the limit of the median."""
    half = verdict(statistics.median(seconds) * 1000, most)
    return f"median {half}, worst {max(seconds) * 1000:.0f} ms"
