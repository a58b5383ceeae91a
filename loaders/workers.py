"""Work spread over processes of our own, its results in order.

Comes in: a function and what it is called with, item after item. Goes out: what it returns, in the
same order, whoever did the work. Little work is done here, so that it starts at once.

What must stay true: never are more items under way than a few for each process; and no process
outlives its reader, however that ends. A worker reads items from a pipe and ends when the pipe
does, which the system closes also for a reader that was killed. A worker that dies is no error:
its items are worked on here, and give the result or the error that they would have given there.
The pool of the standard library keeps neither: its workers wait on for a reader that was killed,
and it runs a caller's script a second time in each of them.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import chain
from pathlib import Path
from queue import SimpleQueue
from typing import IO, Any, TypeVar, cast

T = TypeVar("T")
R = TypeVar("R")

MOST_WORKERS = 8  # more than that wait for their reader
AHEAD = 2  # items under way for each worker: one it works on, one that waits
_BEGIN = "from loaders.workers import serve; serve()"
# A worker died, or what came is no answer; pickle names some of the errors it may end in.
_NO_ANSWER = (
    OSError, EOFError, pickle.UnpicklingError, AttributeError, ImportError, LookupError, TypeError,
    ValueError,
)  # fmt: skip


def spread(
    work: Callable[[T], R], items: Iterable[T], *, size: Callable[[T], int], small: int
) -> Generator[R, None, None]:
    """What ``work`` returns for each item, in order. Close it to end the processes early.

    Args:
        work: a function of a module, without effects; items and results can be pickled.
        items: read as they are needed, and a few more.
        size: of an item, in any unit.
        small: items that are less together are worked on in this process.
    """
    items = iter(items)
    first: list[T] = []
    total = 0
    for item in items:
        first.append(item)
        total += size(item)
        if total >= small:
            break
    workers = _start(work) if total >= small else []
    if not workers:
        yield from map(work, chain(first, items))
        return
    yield from _in_order(work, chain(first, items), workers)


def _start(work: Callable[[Any], Any]) -> list[_Worker]:
    """A worker for each processor; none where there is one only, or no process can be made."""
    count = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    workers: list[_Worker] = []
    if count is None or count == 1:
        return workers
    with contextlib.suppress(OSError):  # then there are fewer
        while len(workers) < min(count, MOST_WORKERS):
            workers.append(_Worker(work))
    return workers


def _in_order(
    work: Callable[[T], R], items: Iterable[T], workers: list[_Worker]
) -> Generator[R, None, None]:
    """Spread the items over workers: a thread for each hands it items and takes its answers."""
    idle: SimpleQueue[_Worker] = SimpleQueue()
    for worker in workers:
        idle.put(worker)
    ending = threading.Event()

    def ask(item: T) -> R:
        worker = idle.get()
        try:
            answer: R = worker.ask(item)
        except _NO_ANSWER:
            worker.kill()  # what it says next would be no answer either
            if ending.is_set():
                raise
            answer = work(item)
        finally:
            idle.put(worker)
        return answer

    threads = ThreadPoolExecutor(len(workers), "reading")
    waiting: deque[Future[R]] = deque()
    try:
        for item in items:
            waiting.append(threads.submit(ask, item))
            if len(waiting) >= AHEAD * len(workers):
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        ending.set()
        for worker in workers:
            worker.kill()
        threads.shutdown(cancel_futures=True)
        for worker in workers:
            worker.close()


class _Worker:
    """A process that works on one item at a time."""

    def __init__(self, work: Callable[[Any], Any]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", _BEGIN],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # what goes wrong there goes wrong here again, and is told
            cwd=Path(__file__).parent.parent,
        )
        self._orders = cast(IO[bytes], self._process.stdin)
        self._answers = cast(IO[bytes], self._process.stdout)
        with contextlib.suppress(OSError):  # it died; ``ask`` will tell
            self._send(work)

    def ask(self, item: Any) -> Any:
        """Its answer; one of ``_NO_ANSWER`` is raised where it gives none."""
        self._send(item)
        return pickle.load(self._answers)  # noqa: S301 - written by our own process

    def _send(self, item: Any) -> None:
        pickle.dump(item, self._orders, pickle.HIGHEST_PROTOCOL)
        self._orders.flush()

    def kill(self) -> None:
        """End it; whoever waits for its answer gets an error."""
        self._process.kill()

    def close(self) -> None:
        """Leave nothing of it, when nobody waits for it any more."""
        for pipe in (self._orders, self._answers):
            with contextlib.suppress(OSError):
                pipe.close()
        self._process.wait()


def serve() -> None:
    """What a worker does: take the work, then item after item, until the pipe ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the reader; we end with it
    orders, answers = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # what a library prints is no answer
    with contextlib.suppress(EOFError, BrokenPipeError):
        work = pickle.load(orders)  # noqa: S301 - written by the process that started this one
        while True:
            answer = work(pickle.load(orders))  # noqa: S301 - as above
            pickle.dump(answer, answers, pickle.HIGHEST_PROTOCOL)
            answers.flush()
