"""``explorer …`` as a process of its own that also says what each query took.

usage: python -m tests.bench.timed_load FIGURES.json load SOURCE PATH…

The figures are the most memory it had, and by name of the query: how often it was asked, how many
rows it was given, seconds it took, and what it wrote.
"""

from __future__ import annotations

import contextlib
import json
import re
import resource
import sys
import threading
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

from explorer.cli import main
from explorer.store import Answer, Row, Store

FIGURES: defaultdict[str, dict[str, float]] = defaultdict(
    lambda: {"asked": 0, "rows": 0, "seconds": 0.0, "writes": 0}
)
LOCK = threading.Lock()
ask, step = Store.ask, Store._step


def timed_ask(self: Store, name: str, /, **params: object) -> Answer:
    started = time.perf_counter()
    answer = ask(self, name, **params)
    given = max((len(value) for value in params.values() if isinstance(value, list)), default=0)
    note(name, given, time.perf_counter() - started, answer.writes)
    return answer


def timed_step(self: Store, transaction: Any, name: str, params: Row) -> int:
    started = time.perf_counter()
    writes = step(self, transaction, name, params)
    note(name, len(params.get("rows", ())), time.perf_counter() - started, writes)
    return writes


def note(name: str, rows: int, seconds: float, writes: int) -> None:
    with LOCK:
        figures = FIGURES[name]
        figures["asked"] += 1
        figures["rows"] += rows
        figures["seconds"] += seconds
        figures["writes"] += writes


def peak() -> int:
    """Most memory of this process in MB; that the parent asks for may be its own, from the fork."""
    with contextlib.suppress(OSError):
        [line] = re.findall(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
        return int(line) // 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    target = Path(sys.argv.pop(1))
    Store.ask = timed_ask  # type: ignore[method-assign]
    Store._step = timed_step  # type: ignore[method-assign]
    try:
        main()
    finally:
        target.write_text(json.dumps({"megabytes": peak(), "queries": FIGURES}))
