"""Slices built lately, kept until the data changes.

The same request on the same data gives the same slice, so a page that is opened again, its JSON
and its picture share one. What counts as a change is the end of a load: its node is written last.
"""

from __future__ import annotations

import threading
from collections import OrderedDict

from explorer.graph.request import SliceRequest
from explorer.graph.slices import Slice, build_slice
from explorer.lock import at_work
from explorer.store import Store

KEPT = 32  # slices, of about half a megabyte each


class RecentSlices:
    """The last slices of one store; safe to share between threads."""

    def __init__(self, most: int = KEPT) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[object, ...], Slice] = OrderedDict()

    def get(self, store: Store, request: SliceRequest) -> Slice:
        """The slice of a request, built if it is not at hand or the data has changed since.

        Raises:
            NotFound, StoreUnavailable, QueryTimeout, QueryFailed: as ``build_slice``.
        """
        [data] = store.run("data_version")
        key = (data["loads"], data["ended"], *request.key)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        loading = at_work(store) is not None  # it may be killed, and then nothing says it ended
        found = build_slice(store, request)  # not under the lock: others need not wait for it
        if loading:
            return found
        with self._lock:
            self._kept[key] = found
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return found
