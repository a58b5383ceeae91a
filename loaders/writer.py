"""Writing beside reading: the engine works on one batch while the next is read."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor


class Writer:
    """Does one thing at a time in a thread of its own. A context manager."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="load-writer")
        self._last: Future[None] | None = None

    def __enter__(self) -> Writer:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(wait=True)  # a batch that has begun is written to its end

    def hand_over(self, work: Callable[[], None]) -> None:
        """Wait for what was handed over before, then go on with this.

        Raises:
            ExplorerError: what was handed over before failed.
        """
        self.wait()
        self._last = self._pool.submit(work)

    def wait(self) -> None:
        """Wait for what was handed over.

        Raises:
            ExplorerError: it failed.
        """
        last, self._last = self._last, None
        if last is not None:
            last.result()
