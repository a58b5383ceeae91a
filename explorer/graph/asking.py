"""The questions that one slice asks, some of them beside one another, written down.

Comes in: a store. Goes out: rows, and a log of what was asked. Each question waits for the
database, which answers several at a time: what does not build on another's answer need not wait
for it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from explorer.graph.lately import Lately
from explorer.graph.telling import Teller
from explorer.graph.watching import Run
from explorer.store import Answer, Store

STEPS = "steps"  # what is late where a view has too many
AT_ONCE = 4  # questions of one slice: those about one ego that wait for no other
Begin = Callable[..., Future[Answer]]  # takes what to call and with what


@contextmanager
def beside() -> Iterator[Begin]:
    """Begin questions in threads of their own.

    At the end those that have not begun never do, and the others are waited for: nobody asks more
    of the database at once than the site has been given.
    """
    pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="asking")
    try:
        yield pool.submit
    finally:
        pool.shutdown(cancel_futures=True)


@dataclass(frozen=True, slots=True)
class Late:
    """A ring that is missing, and why."""

    ring: str
    query: str
    reason: str


@dataclass(slots=True)
class Log:
    """What one slice asked, what came late, and which queries had more rows than are used.

    ``asked`` names what was really asked, ``runs`` tells of all. ``teller`` tells whoever waits how
    far it is; ``lately`` has answers given before.
    """

    teller: Teller = field(default_factory=lambda: Teller(None, 0))
    lately: Lately | None = None
    started: float = field(default_factory=time.perf_counter)
    asked: list[str] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    late: list[Late] = field(default_factory=list)
    full: set[str] = field(default_factory=set)

    @property
    def seconds(self) -> float:
        """How long the slice has taken so far."""
        return time.perf_counter() - self.started

    @property
    def lacks_steps(self) -> bool:
        """Whether the last steps of the view were left out."""
        return any(each.ring == STEPS for each in self.late)

    def begin_again(self) -> None:
        """Forget what was late or too much of a picture that another one replaces."""
        self.late.clear()
        self.full.clear()

    def tell_late(self, ring: str, query: str, reason: str) -> None:
        """Write down, once, that a ring is missing."""
        if not any((each.ring, each.query) == (ring, query) for each in self.late):
            self.late.append(Late(ring, query, reason))

    def ask(self, store: Store, query: str, params: Mapping[str, object]) -> Any:
        """The one row of a query, written down."""
        return self.write(query, params, self.note_and_ask(store, query, params))

    def note_and_ask(
        self, store: Store, query: str, params: Mapping[str, object], seconds: float | None = None
    ) -> Answer:
        """The answer of a query; of it is written down only that it was asked, in any thread."""
        self.asked.append(query)
        return store.ask(query, seconds=seconds, **params)

    def ask_or_recall(
        self, store: Store, query: str, params: Mapping[str, object], seconds: float
    ) -> Answer:
        """The same, but it may be one given lately: nobody may change it."""
        if self.lately and (answer := self.lately.recall(query, params)):
            return answer
        answer = self.note_and_ask(store, query, params, seconds)
        if self.lately:
            self.lately.keep(query, params, answer, Run.of(query, params, answer).rows)
        return answer

    def write(self, query: str, params: Mapping[str, object], answer: Answer) -> Any:
        """The one row of an answer, written down; a recalled one is told as it was asked."""
        [row] = answer.rows
        self.runs.append(Run.of(query, params, answer))
        return row
