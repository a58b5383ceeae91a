"""Answers made lately, kept as bytes: pictures are drawn once, and asked for often.

What is kept is named by the version of the data, so that a load makes all of it old at once. The
version is asked for again after a moment, not for each picture: a page with ten of them, or a
README that thousands read, asks the database once.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass

from flask import Response, request

from explorer.store import Store
from explorer.web import etags

MOST = 1000  # answers
MOST_BYTES = 48 * 1024 * 1024
VERSION_SECONDS = 0.2  # for which the version of the data is believed
FRESH = "public, max-age=300, stale-while-revalidate=86400"  # by browsers and proxies
PASSING = "no-store"  # of what may be another a moment later


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as it is sent.

    Attributes:
        content: its bytes.
        media_type: of them.
        lasting: whether it stays the same until the data changes.
        name: by which a browser saves it.
        tag: its entity tag; equal bytes have equal ones.
    """

    content: bytes
    media_type: str
    lasting: bool = True
    name: str = ""

    @property
    def tag(self) -> str:
        """Names the bytes, and changes exactly when they do."""
        return etags.of(self.content)


class RecentAnswers:
    """The last answers of one store; safe to share between threads."""

    def __init__(self, most: int = MOST, most_bytes: int = MOST_BYTES) -> None:
        self._most, self._most_bytes = most, most_bytes
        self._lock = threading.Lock()
        self._bytes = 0
        self._kept: OrderedDict[Hashable, tuple[Answer, str]] = OrderedDict()
        self._version: tuple[float, tuple[object, ...]] | None = None

    def get(self, store: Store, key: Hashable, make: Callable[[], Answer]) -> tuple[Answer, str]:
        """The answer of a key and its tag; made if it is not at hand, or the data has changed."""
        named = (self._data(store), key)
        with self._lock:
            if named in self._kept:
                self._kept.move_to_end(named)
                return self._kept[named]
        made = make()  # not under the lock: others need not wait for it
        found = made, made.tag
        if made.lasting:
            self._keep(named, found)
        return found

    def _data(self, store: Store) -> tuple[object, ...]:
        """The version of the data, as it was a moment ago at most."""
        now = time.monotonic()
        known = self._version
        if known is not None and now - known[0] < VERSION_SECONDS:
            return known[1]
        [row] = store.run("data_version")
        self._version = now, (row["loads"], row["ended"])
        return self._version[1]

    def _keep(self, named: Hashable, found: tuple[Answer, str]) -> None:
        with self._lock:
            before = self._kept.pop(named, None)
            self._bytes += len(found[0].content) - (len(before[0].content) if before else 0)
            self._kept[named] = found
            while len(self._kept) > self._most or (
                self._bytes > self._most_bytes and len(self._kept) > 1
            ):
                _, (oldest, _) = self._kept.popitem(last=False)
                self._bytes -= len(oldest.content)


def respond(answer: Answer, tag: str) -> Response:
    """The answer, or word that whoever asks has it already."""
    # What compresses an answer writes how into its tag, after a colon.
    if any(each.partition(":")[0] == tag for each in request.if_none_match.as_set(True)):
        response = Response(status=304)
    else:
        response = Response(answer.content, mimetype=answer.media_type)
        if answer.name:
            response.headers.set("Content-Disposition", "inline", filename=answer.name)
    response.set_etag(tag)
    response.headers["Cache-Control"] = FRESH if answer.lasting else PASSING
    # Pages of other sites show it, those too that ask for leave from all they load.
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
