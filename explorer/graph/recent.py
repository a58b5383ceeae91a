"""Slices built lately, kept until the data changes.

The same request on the same data gives the same slice, so a page that is opened again, its JSON
and its picture share one. What counts as a change is the end of a load: its node is written last.
One with a part missing is not kept: whoever asks again shall get it whole.
"""

from __future__ import annotations

import ctypes
import gc
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from explorer.errors import Busy
from explorer.graph.lately import Answers, Lately
from explorer.graph.request import SliceRequest
from explorer.graph.shelf import Shelf
from explorer.graph.slices import Slice, build_slice
from explorer.graph.telling import Tell
from explorer.lock import at_work
from explorer.store import Store

KEPT = 32  # slices
# Nodes, edges and mentioned nodes of all slices that are kept, each of about a kilobyte.
KEPT_PARTS = 20_000
COLLECTED_AFTER = 50_000, 20, 100  # objects made, and looks at the younger ones
POOLS = 2  # of memory, for all threads of a process
APART = 256 * 1024  # bytes of a piece of memory past which it goes back to the system at once
M_ARENA_MAX, M_MMAP_THRESHOLD = -8, -3  # of glibc's malloc.h
# A process has eight threads. More slices at once are no sooner done, for they share one
# interpreter, and each of a hub holds tens of megabytes: measured, eight held 387 MB, three 288.
BUILT_AT_ONCE = 3
LONG = 20  # steps of a view past which it is a long one
LARGE_AT_ONCE = 2  # of long views and of depth 2 together: others go on meanwhile
DEEP_AT_ONCE = 1  # of depth 2: around hubs, each holds a hundred megabytes and takes seconds
DEEP_SECONDS, BUILT_SECONDS = 2.0, 10.0  # that one waits for its turn


def collect_seldom() -> None:
    """Have this process look for garbage in cycles seldom; for processes that serve slices.

    A slice makes ten thousands of small objects, hardly one of them in a cycle, and each look goes
    through all that is kept: up to two fifths of the processor time that a slice takes.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECTED_AFTER)


def share_memory() -> None:
    """Have the threads of this process share their memory, where glibc gives it.

    Else each thread has a pool of its own, and what it once took for a large slice serves no
    other: measured, eight threads with sixteen of the largest slices held 326 MB, and so 257.
    Large pieces stand apart: else glibc takes them from the pools, which stay full of holes.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(M_ARENA_MAX, POOLS)
        mallopt(M_MMAP_THRESHOLD, APART)


def is_loading(store: Store) -> bool:
    """Whether a load is writing: it may be killed, and then nothing says that it has ended."""
    return at_work(store) is not None


class RecentSlices:
    """The last slices of one store; safe to share between threads."""

    def __init__(self, most: int = KEPT, most_parts: int = KEPT_PARTS) -> None:
        self._built = threading.BoundedSemaphore(BUILT_AT_ONCE)
        self._large = threading.BoundedSemaphore(LARGE_AT_ONCE)
        self._deep = threading.BoundedSemaphore(DEEP_AT_ONCE)
        self._answers = Answers()
        self._kept = Shelf(most_parts, _parts, most)

    def get(self, store: Store, request: SliceRequest, tell: Tell | None = None) -> Slice:
        """The slice of a request, built if it is not at hand or the data has changed since.

        Args:
            store: the graph.
            request: whose neighbourhood, and what of it.
            tell: as of ``build_slice``; of a slice that is at hand, it is told nothing.

        Raises:
            Busy: enough slices are being built, or enough that are as large.
            NotFound, StoreUnavailable, QueryTimeout, QueryFailed: as ``build_slice``.
        """
        [data] = store.run("data_version")
        version = data["loads"], data["ended"]
        key = (*version, *request.key)
        if kept := self._kept.get(key):
            return kept
        lately = Lately(self._answers, version)
        loading = is_loading(store)
        with self._turn(request):
            if kept := self._kept.get(key):  # another reader has asked for it meanwhile
                return kept
            found = build_slice(store, request, tell, None if loading else lately)
            if not found.partial and not loading:
                self._kept.put(key, found)
        return found

    def holds(self, found: Slice) -> bool:
        """Whether a slice is kept: one that is not may be another a moment later."""
        return self._kept.holds(found)

    @contextmanager
    def _turn(self, request: SliceRequest) -> Iterator[None]:
        """Some slices at once, and few of those that take long: others shall go on meanwhile."""
        with ExitStack() as turn:
            deep = request.depth == 2
            if deep:
                what = "Another slice of depth 2 is being built, which takes its time."
                turn.enter_context(_turn_of(self._deep, DEEP_SECONDS, what))
            if deep or len(request.operations) > LONG:
                what = f"{LARGE_AT_ONCE} views of many steps or of depth 2 are being built already."
                turn.enter_context(_turn_of(self._large, 0.0, what))
            what = "As many slices are being built as this site can build at once."
            turn.enter_context(_turn_of(self._built, BUILT_SECONDS, what))
            yield


@contextmanager
def _turn_of(turns: threading.Semaphore, seconds: float, busy: str) -> Iterator[None]:
    if not turns.acquire(timeout=seconds):
        raise Busy(busy, hint="Try again in some seconds.")
    try:
        yield
    finally:
        turns.release()


def _parts(found: Slice) -> int:
    """What a slice consists of, which tells how much memory it takes."""
    return len(found.nodes) + len(found.edges) + len(found.evidence)
