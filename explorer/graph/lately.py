"""Answers about rings given lately: the steps of a view ask again what its first picture asked.

A view is replayed from its start at every step, so that without this an expansion would wait for
all that is around the ego once more.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass

import orjson

from explorer.store import Answer

MOST_ROWS = 30_000  # of all answers kept, each of less than a kilobyte


@dataclass(frozen=True, slots=True)
class Lately:
    """The answers of one version of the data."""

    kept: Answers
    version: tuple[object, ...]

    def recall(self, query: str, params: Mapping[str, object]) -> Answer | None:
        """The answer to the same question, if it is at hand."""
        return self.kept.get((self.version, query, _words(params)))

    def keep(self, query: str, params: Mapping[str, object], answer: Answer, rows: int) -> None:
        """Have it at hand; nobody may change it."""
        self.kept.put((self.version, query, _words(params)), answer, rows)


class Answers:
    """The last answers of one store, up to a number of rows; safe to share between threads."""

    def __init__(self, most_rows: int = MOST_ROWS) -> None:
        self._most = most_rows
        self._rows = 0
        self._lock = threading.Lock()
        self._kept: OrderedDict[object, tuple[Answer, int]] = OrderedDict()

    def get(self, key: object) -> Answer | None:
        """The answer of a key, which was then used last."""
        with self._lock:
            if key not in self._kept:
                return None
            self._kept.move_to_end(key)
            return self._kept[key][0]

    def put(self, key: object, answer: Answer, rows: int) -> None:
        """Keep an answer; the ones not used for longest make room for it."""
        with self._lock:
            self._rows += rows - self._kept.pop(key, (None, 0))[1]
            self._kept[key] = answer, rows
            while self._rows > self._most and self._kept:
                self._rows -= self._kept.popitem(last=False)[1][1]


def _words(params: Mapping[str, object]) -> bytes:
    return orjson.dumps(dict(params), option=orjson.OPT_SORT_KEYS)
