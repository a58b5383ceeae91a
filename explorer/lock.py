"""The lock of loading: what changes a graph as a whole runs alone, whoever runs it and wherever.

Loads, removals, backups and restores hold it. It stands in the graph, since several machines may
load into one server. Its holder gives a sign
of life now and then. A holder of this machine whose process has ended, or of another machine that
gave no sign for long, has lost it.
"""

from __future__ import annotations

import contextlib
import os
import socket
import threading
import time
from datetime import UTC, datetime, timedelta
from types import TracebackType

from explorer.errors import BadRequest, ExplorerError, StoreUnavailable
from explorer.store import Row, Store

NAME = "load"
BEAT_SECONDS = 20.0
# The dataset of the Load node that stands while a graph is restored; no load can take the name.
RESTORE_SET = "/restore"
STALE = timedelta(minutes=10)  # of silence; a sleeping laptop is not taken for a dead one at once
_HELD: set[str] = set()  # by this process, here and now


class LoadLock:
    """Holds the lock while it is open. A context manager.

    Args:
        store: a prepared store.
        run_id: the run that wants to work alone.
        task: what it does, told to others who want to: ``load of NAME``.
        mending: whether it may find the graph half restored.
    """

    def __init__(self, store: Store, run_id: str, task: str, *, mending: bool = False) -> None:
        self._store = store
        self._run_id = run_id
        self._task = task
        self._mending = mending
        self._over = threading.Event()
        self._lost = False
        self._beaten = time.time()  # when it last gave a sign of life
        self._beating = threading.Thread(target=self._beat, name="load-lock", daemon=True)

    def __enter__(self) -> LoadLock:
        """Take the lock.

        Raises:
            StoreUnavailable: somebody else holds it, or no database answers.
            BadRequest: the graph holds a part of a backup, since a restore did not end.
        """
        holder = self._take(None)
        if holder["holder"] != self._run_id and _ended(holder):
            holder = self._take(holder["holder"])
        if holder["holder"] != self._run_id:
            raise StoreUnavailable(
                f"Another {holder['task']} is at work on this graph: process {holder['process']} "
                f"on {holder['host']}, since {holder['since']}; its last sign of life was at "
                f"{holder['beat']}.",
                hint="One runs at a time. Wait until it ends, or end it, and try again.",
            )
        broken = None if self._mending else unfinished_restore(self._store)
        if broken is not None:
            self._give()
            raise BadRequest(
                f"The graph holds only a part of the backup {broken['inputs'][0]}: its restore did "
                "not end. Nothing was changed.",
                hint="Run the same `explorer restore` again with --yes first.",
            )
        _HELD.add(self._run_id)
        self._beating.start()
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._over.set()
        self._beating.join()
        _HELD.discard(self._run_id)
        self._give()

    def _give(self) -> None:
        with contextlib.suppress(ExplorerError):  # the next load sees that this one has ended
            self._store.run("give_lock", id=NAME, holder=self._run_id)

    def check(self) -> None:
        """See that the lock is still ours; called before anything is written.

        Raises:
            StoreUnavailable: another load has taken it, because this one gave no sign for long.
        """
        if time.time() - self._beaten > 3 * BEAT_SECONDS:  # also where the machine slept meanwhile
            self._sign()
        if self._lost:
            raise StoreUnavailable(
                "Another load or restore has begun meanwhile, because this one was silent for "
                f"{STALE.seconds // 60} minutes.",
                hint="Try again once it has ended.",
            )

    def _take(self, gone: str | None) -> Row:
        now = datetime.now(UTC)
        mine = {
            "holder": self._run_id, "task": self._task, "host": socket.gethostname(),
            "process": os.getpid(), "since": now.isoformat(), "beat": now.isoformat(),
        }  # fmt: skip
        [row] = self._store.run(
            "take_lock", id=NAME, holder=self._run_id, gone=gone, properties=mine,
            stale=(now - STALE).isoformat(),
        )  # fmt: skip
        return row

    def _beat(self) -> None:
        while not self._over.wait(BEAT_SECONDS):
            with contextlib.suppress(ExplorerError):  # the load itself meets the same error
                self._sign()

    def _sign(self) -> None:
        """Give a sign of life, and learn whether the lock is still ours."""
        now = datetime.now(UTC)
        [row] = self._store.run("beat_lock", id=NAME, holder=self._run_id, beat=now.isoformat())
        self._lost, self._beaten = not row["held"], now.timestamp()


def unfinished_restore(store: Store) -> Row | None:
    """The run of a restore that did not end: the graph holds a part of a backup."""
    return next(iter(store.run("last_load", dataset=RESTORE_SET, limit=1)), None)


def _ended(holder: Row) -> bool:
    """Whether the holder is a process of this machine that is there no more."""
    if holder["host"] != socket.gethostname():
        return False
    if holder["process"] == os.getpid():
        return holder["holder"] not in _HELD
    try:
        os.kill(holder["process"], 0)
    except OSError as error:
        return isinstance(error, ProcessLookupError)  # else it is another user's
    return False
