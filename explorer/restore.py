"""Putting a backup back: into an empty graph, or in the place of what a graph holds.

Nothing is written before the whole file was found good. A ``Load`` node stands from before the
first change until the graph's digest was found to be the file's: a restore that broke off is seen
by ``explorer doctor``, and the same restore with ``--yes`` begins again from an empty graph.
"""

from __future__ import annotations

import itertools
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime

from explorer.backup import Backup
from explorer.dump import (
    PARTS,
    Item,
    Part,
    Reading,
    Tell,
    count_parts,
    digest,
    pages,
)
from explorer.errors import BadRequest, QueryFailed
from explorer.graph.hubs import forget, refresh
from explorer.holdings import ends_of, row_of
from explorer.lock import RESTORE_SET, LoadLock
from explorer.store import BATCH_ROWS, DELETED_ROWS, Store, Waiting


def restore(
    store: Store,
    backup: Backup,
    *,
    replace: bool = False,
    tell: Tell = lambda _: None,
    waiting: Waiting = lambda _: None,
) -> None:
    """Make a graph hold what a backup holds, and nothing else of ours.

    Args:
        store: the graph; it is prepared here. Its engine may be another than the backup's.
        backup: a checked file.
        replace: whether what the graph holds is removed first.
        tell: called as it goes on, in the same thread.
        waiting: called where a load of the embedded engine must end first, with what it is.

    Raises:
        BadRequest: the graph is not empty; nothing was changed.
        QueryFailed: what was written is not what the backup holds.
        StoreUnavailable: a load is at work on the graph, or nothing answers.
        QueryTimeout: as it says; the graph then holds a part.
    """
    mark = f"restore-{datetime.now(UTC):%Y%m%dT%H%M%S}-{secrets.token_hex(3)}"
    with store.alone("restore", waiting):
        store.prepare()
        with LoadLock(store, mark, "restore", mending=True) as lock:
            held = [part.name for part in _labels() if store.run(part.read, after="", limit=1)]
            if held and not replace:
                raise BadRequest(
                    f"The graph is not empty: it holds {', '.join(held)}. Nothing was changed.",
                    hint="Add --yes to put the backup in the place of all of it.",
                )
            _mark(store, mark, backup)
            _empty(store, lock, keep=mark, tell=tell)
            forget(store)
            _fill(store, backup, lock, tell)
            if digest(store, tell=tell).digest() != backup.end.digest:
                raise _differs(f"their digests differ, and that of the file is {backup.end.digest}")
            refresh(store, run_id=mark)
            store.run("delete_loads", rows=[ends_of(mark)])


def _labels() -> list[Part]:
    return [part for part in PARTS.values() if not part.holds_edges]


def _mark(store: Store, mark: str, backup: Backup) -> None:
    """Leave word that the graph is not whole."""
    now = datetime.now(UTC).isoformat()
    properties = {
        "dataset": RESTORE_SET,
        "source": "restore",
        "inputs": [backup.path.name],
        "state": "restoring",
        "started": now,
        "ended": now,  # newer than any other: who keeps slices takes it for new data
    }
    store.run("record_load", id=mark, properties=properties)


def _empty(store: Store, lock: LoadLock, *, keep: str, tell: Tell) -> None:
    """Delete all our nodes and their edges, in transactions that no engine finds too long."""
    counts = count_parts(store)
    done, total = 0, sum(counts.get(part.name, 0) for part in _labels())
    for part in PARTS.values():
        if part.remove is None:
            continue  # edges go with their nodes
        for page in pages(store, part, size=DELETED_ROWS):
            lock.check()
            rows = [ends_of(item.key) for item in page if item.key != keep]
            store.run(part.remove, rows=rows)
            done += len(page)
            tell(Reading("removing", done, max(total, done)))


def _fill(store: Store, backup: Backup, lock: LoadLock, tell: Tell) -> None:
    done = 0
    for part, batch in _batches(backup.items()):
        lock.check()
        rows = [row_of(item.key, item.properties) for item in batch]
        [row] = store.run(part.write, rows=rows)
        if row["written"] != len(rows):
            raise _differs(f"{len(rows) - row['written']} of {part.name} could not be written")
        done += len(rows)
        tell(Reading("restoring", done, backup.end.total))


def _batches(items: Iterator[Item]) -> Iterator[tuple[Part, list[Item]]]:
    for name, group in itertools.groupby(items, key=lambda item: item.part):
        while batch := list(itertools.islice(group, BATCH_ROWS)):
            yield PARTS[name], batch


def _differs(why: str) -> QueryFailed:
    return QueryFailed(
        f"The graph does not hold what the backup holds: {why}.",
        hint="Something else wrote to the graph meanwhile: stop it, then run the same restore "
        "again with --yes.",
    )
