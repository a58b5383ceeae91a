"""What was used last, kept at hand up to a weight; safe to share between threads."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from cachetools import LRUCache

Value = TypeVar("Value")


class Shelf(Generic[Value]):
    """Values by key; those not used for longest make room for others.

    Args:
        room: the most that all of them may weigh; one that is heavier is kept alone.
        weigh: what a value weighs.
        most: how many there may be, however light; as many as there is room if not given.
    """

    def __init__(self, room: int, weigh: Callable[[Value], int], most: int | None = None) -> None:
        parts = most or room  # a value weighs at least one part, so that no more than these fit in
        self._lock = threading.Lock()
        self._kept = LRUCache[Hashable, Value](
            room * parts, lambda value: min(max(weigh(value) * parts, room), room * parts)
        )

    def get(self, key: Hashable) -> Value | None:
        """The value of a key, which was then used last."""
        with self._lock:
            return self._kept.get(key)

    def put(self, key: Hashable, value: Value) -> None:
        """Keep a value."""
        with self._lock:
            self._kept[key] = value

    def holds(self, value: Value) -> bool:
        """Whether this very value is kept."""
        with self._lock:
            return any(each is value for each in self._kept.values())
