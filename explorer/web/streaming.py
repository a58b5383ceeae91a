"""Answers that say how far they are: lines of JSON, the answer itself as the last one.

What is ready at once, or fails before its first ring, is answered as ever. What takes longer, or
sends a part ahead, is streamed to those who accept ``application/x-ndjson``: a line for each ring
of the slice, empty lines meanwhile, at last the very text that would have been the whole answer, or
an error in the one shape. Where a part was sent ahead, the last line holds the rest. The answer
itself carries its progress, so that it matters not which process is asked.

When a reader goes, writing to it fails, and the work ends at the next ring.
"""

from __future__ import annotations

import queue
import threading
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from types import EllipsisType

import orjson
from flask import Response, copy_current_request_context, request

from explorer.graph.telling import Ring, Stopped, Tell
from explorer.web import failures

LINES = "application/x-ndjson"
AT_ONCE = 0.2  # seconds; readers are shown progress a little later
HEARTBEAT = 1.0  # seconds between lines: shows that a reader is still there, and keeps proxies calm
SENT_WITHIN = 60.0  # seconds that the rest waits for a part to be on its way
LEVEL = 4  # of compression: 6 takes twice as long for a tenth less
HEADERS = {
    "X-Accel-Buffering": "no",
    "Cache-Control": "no-store, no-transform",  # nobody may gather it to compress it
    "Vary": "Accept, Accept-Encoding",
}
# Sends a part of an answer ahead; False where the answer is sent whole, and the part belongs in it.
Ahead = Callable[[Mapping[str, object]], bool]


def stream(work: Callable[[Tell | None, Ahead], Response]) -> Response:
    """The answer that some work gives, with its progress where it takes long and that is asked for.

    Args:
        work: gives an answer of JSON, in one line; called in the context of this request, perhaps
            in another thread. It tells each ring, and may not catch ``Stopped``.

    Raises:
        Exception: what the work raises before anything is streamed.
    """
    accepted = {kind for kind, quality in request.accept_mimetypes if quality > 0}
    if LINES not in accepted:
        return _varied(work(None, lambda part: False))
    under_way = _Work(copy_current_request_context(work))
    if under_way.ends_within(AT_ONCE):
        return _varied(under_way.result())
    lines: Iterable[bytes] = under_way.lines()
    answer = Response(mimetype=LINES, headers=HEADERS)
    if request.accept_encodings["gzip"] > 0:
        lines = gzipped(lines)
        answer.headers["Content-Encoding"] = "gzip"
    answer.response = lines
    answer.call_on_close(under_way.stop)
    return answer


def _varied(answer: Response) -> Response:
    answer.vary.add("Accept")
    return answer


class _Work:
    """Some work in a thread of its own, and what it tells."""

    def __init__(self, work: Callable[[Tell | None, Ahead], Response]) -> None:
        self._told: queue.SimpleQueue[Mapping[str, object] | None] = queue.SimpleQueue()
        self._early: list[Mapping[str, object] | None] = []  # told before anything is sent
        self._rings = self._ahead = False  # whether any has been told, and a part sent ahead
        self._stopped, self._sent = threading.Event(), threading.Event()
        thread = ThreadPoolExecutor(1, "rings")
        self._future: Future[Response] = thread.submit(work, self._tell, self._send)
        thread.shutdown(wait=False)  # it ends with its work
        self._future.add_done_callback(lambda _: self._told.put(None))

    def _tell(self, ring: Ring) -> None:
        if self._stopped.is_set():
            raise Stopped
        self._rings = True
        self._told.put(ring.as_json())

    def _send(self, part: Mapping[str, object]) -> bool:
        """Send a part ahead, unless all was at hand: then it is answered whole, and can be kept.

        Returns once it is on its way: two threads at work would hold each other up meanwhile.
        """
        if self._rings:
            self._ahead = True
            self._told.put(part)
            self._sent.wait(SENT_WITHIN)
            if self._stopped.is_set():
                raise Stopped
        return self._rings

    def ends_within(self, seconds: float) -> bool:
        """Whether it has ended, well or badly, after so long, and has sent nothing ahead.

        What tells nothing is waited for.
        """
        until = time.perf_counter() + seconds
        self._early.append(self._told.get())
        while self._early[-1] is not None and not self._ahead:
            try:
                self._early.append(self._told.get(timeout=max(0.0, until - time.perf_counter())))
            except queue.Empty:
                return False
        return not self._ahead

    def result(self) -> Response:
        """What it gave; raises what it raised."""
        return self._future.result()

    def lines(self) -> Iterator[bytes]:
        """What it tells, as it tells it, and how it ends."""
        while (told := self._next()) is not None:
            yield b"\n" if told is ... else orjson.dumps(told) + b"\n"
            if told is not ... and "ring" not in told:
                self._sent.set()
        yield failures.late(lambda: self._future.result().get_data()) + b"\n"

    def _next(self) -> Mapping[str, object] | EllipsisType | None:
        """What it tells next; ... where it is long in coming, and None where the work has ended."""
        if self._early:
            return self._early.pop(0)
        try:
            return self._told.get(timeout=HEARTBEAT)
        except queue.Empty:
            return ...

    def stop(self) -> None:
        """End it at its next ring. Waits for it: no more is at work than the site has threads."""
        self._stopped.set()
        self._sent.set()
        wait([self._future])


def gzipped(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Each piece packed at once, so that it can be unpacked at once."""
    packer = zlib.compressobj(LEVEL, wbits=zlib.MAX_WBITS + 16)
    for piece in pieces:
        yield packer.compress(piece) + packer.flush(zlib.Z_SYNC_FLUSH)
    yield packer.flush()
