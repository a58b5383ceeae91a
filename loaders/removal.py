"""Taking a whole dataset out of the graph."""

from __future__ import annotations

import contextlib
import time

from explorer.errors import ExplorerError, NotFound
from explorer.graph.hubs import refresh
from explorer.lock import CUT_OFF, LoadLock
from explorer.model import NodeKind
from explorer.store import Store
from loaders.history import new_run_id, read_history
from loaders.ledger import Ledger, State
from loaders.reports import Report
from loaders.seen import Seen
from loaders.sweep import empty

REMOVAL = "removal"  # stands as the source of a run that takes a dataset away


def remove(store: Store, dataset: str) -> Report:
    """Take a dataset out of the graph; what others hold too stays with them.

    Raises:
        NotFound: there is none of this name.
        StoreUnavailable, QueryTimeout, QueryFailed: as they say.
    """
    clock, run_id = time.monotonic(), new_run_id()
    with Seen() as seen, LoadLock(store, run_id, f"removal of {dataset}") as lock:
        history = read_history(store, dataset)
        if history.last is None or history.last["state"] == State.REMOVED:
            raise NotFound(
                f"There is no dataset {dataset}.", hint="`explorer datasets` lists them."
            )
        ledger = Ledger(store, seen, lock, run_id=run_id, dataset=dataset, source=REMOVAL, notes={})
        ledger.state(State.RUNNING)
        try:
            swept = empty(store, ledger, dataset=dataset, run_id=run_id)
            refresh(store, run_id=run_id)
        except BaseException as error:
            reason = error.message if isinstance(error, ExplorerError) else CUT_OFF
            with contextlib.suppress(ExplorerError):  # the first error is the one to tell
                ledger.state(State.FAILED, reason=reason)
            raise
        ledger.state(State.REMOVED)
    return Report(
        dataset, REMOVAL, run_id, 0, 0, None, dict.fromkeys(NodeKind, 0), swept.by_kind(), 0,
        swept.writes, 0, None, time.monotonic() - clock,
    )  # fmt: skip
