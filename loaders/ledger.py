"""What a run leaves in the graph about itself: its Load node, its checkpoint and its ledger.

The Load node says how far the run came. Its checkpoint counts the entries of the input whose
batches are written: a run that was cut off is taken up there. The ledger lists the nodes that the
run added, changed or removed; a page of it is written with what it tells, or before, so that
nothing can be in the graph that no ledger knows.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from explorer.graph.hubs import any_hubs, outdate
from explorer.lock import LoadLock
from explorer.model import (
    NODE_RECORDS,
    About,
    Authorship,
    Citation,
    EdgeRecord,
    Institution,
    NodeRecord,
    Paper,
    PartOf,
    Topic,
    Within,
)
from explorer.store import LOAD_FILES, Change, Key, Record, Row, Step, Store, owner_of
from loaders.seen import Seen

MOST_PAGES = 100_000  # of one run
PAGE = 5000  # ids of one page of the ledger
OWNED: Mapping[type[NodeRecord], tuple[type[EdgeRecord], ...]] = {
    Paper: (Authorship, Citation, About),
    Topic: (PartOf,),
    Institution: (Within,),
}
OWNER: Mapping[type[Record], type[NodeRecord]] = {
    edge: node for node, edges in OWNED.items() for edge in edges
}
# Answers rest on these nodes, and on both ends of these edges; of other edges, on the paper's end.
OUTDATED_BY_ENDS: Mapping[type[Record], type[NodeRecord]] = {
    Paper: Paper, Citation: Paper, Topic: Topic, PartOf: Topic,
    Institution: Institution, Within: Institution,
}  # fmt: skip


class State(StrEnum):
    """How far a run came."""

    RUNNING = "running"
    COMPLETE = "complete"
    FAILED = "failed"  # the input or the graph broke off
    REFUSED = "refused"  # what was read is written; removing so much was not allowed
    REMOVED = "removed"  # the run took the whole dataset away


class Ledger:
    """The book of one run.

    Args:
        store: the graph.
        seen: what the run has seen.
        lock: held by the run, and looked at before anything is written.
        run_id: the run.
        dataset: its dataset.
        source: the source's name.
        notes: further properties of the Load node: title, licence, inputs.
    """

    def __init__(
        self, store: Store, seen: Seen, lock: LoadLock, *, run_id: str, dataset: str, source: str,
        notes: Mapping[str, Any],
    ) -> None:  # fmt: skip
        self._store = store
        self._seen = seen
        self._lock = lock
        self._run_id = run_id
        self._dataset = dataset
        self._fixed = {
            "source": source, "dataset": dataset, "started": _now(), **notes,
        }  # fmt: skip
        self._count = 0
        self._hubs: bool | None = None  # whether answers are stored; asked when first needed

    def state(self, state: State, **properties: object) -> None:
        """Write the Load node: how far the run came, and what else is known of it by now."""
        ended = None if state is State.RUNNING else _now()
        known = {**self._fixed, "state": state.value, "ended": ended, **properties}
        self._store.run("record_load", id=self._run_id, properties=known)

    def reached(self, entries: int) -> Step:
        """The query that says that the batches of this many entries of the input are written."""
        return "record_load", {"id": self._run_id, "properties": {"checkpoint": entries}}

    def pages_of(self, changes: Iterable[Change]) -> list[Row]:
        """The pages that tell of changes; a node with a new edge is a changed one."""
        pages: list[Row] = []
        for change in changes:
            kind, written = change.kind, change.written
            if kind in OWNER:
                pages += self._rewired(kind, written.news)
                continue
            node = _node(kind)
            self._seen.mark_added(node, written.created)
            pages += self._pages_of(node, "added", written.created)
            pages += self._pages_of(node, "changed", written.changed)
        return pages

    def steps(self, pages: Iterable[Row]) -> list[Step]:
        """The queries that write pages down, in one transaction with what they tell.

        Raises:
            StoreUnavailable: the lock was lost.
        """
        self._lock.check()
        steps: list[Step] = []
        for page in pages:
            self._count += 1
            name = f"{self._run_id}/{self._count:06}"
            steps.append(("record_changes", {"id": name, "properties": page}))
        return steps

    def marks(self, touched: Mapping[type[Record], Iterable[Key]]) -> list[Step]:
        """The query that marks the stored answers which some nodes or edges belong to.

        Answers are stored at the end of runs only: where none is at the start, none goes stale.
        """
        if self._hubs is None:
            self._hubs = any_hubs(self._store)
        if not self._hubs:
            return []
        found: dict[type[NodeRecord], set[str]] = {Paper: set(), Topic: set(), Institution: set()}
        for kind, keys in touched.items():
            whole = OUTDATED_BY_ENDS.get(kind)
            for key in keys:
                if whole is not None:
                    found[whole].update((key,) if isinstance(key, str) else key)
                elif kind in OWNER:
                    found[Paper].add(owner_of(key, LOAD_FILES[kind].owner))
        return [outdate(*map(sorted, found.values()))] if any(found.values()) else []

    def mark_all(self) -> None:
        """Mark the stored answers that belong to anything the run has seen."""
        for kind in (Paper, Topic):
            for ids in self._seen.ids(kind):
                self._store.apply([], before=self.marks({kind: ids}))

    def removed(self, kind: type[NodeRecord], ids: Collection[Key]) -> None:
        """Tell which nodes the dataset is about to lose."""
        self._write(self._pages_of(kind, "removed", ids), self.marks({kind: ids}))

    def unlinked(
        self, kind: type[EdgeRecord], keys: Collection[Key], going: Collection[str]
    ) -> None:
        """Tell whose edges are about to be removed, but for nodes that go as well."""
        self._write(self._rewired(kind, keys, going), self.marks({kind: keys}))

    def _write(self, pages: Iterable[Row], marks: Iterable[Step]) -> None:
        self._store.apply([], before=[*self.steps(pages), *marks])

    def _rewired(
        self, kind: type[Record], keys: Iterable[Key], going: Collection[str] = ()
    ) -> list[Row]:
        owners = {owner_of(key, LOAD_FILES[kind].owner) for key in keys}
        return self._pages_of(OWNER[kind], "changed", owners.difference(going))

    def _pages_of(self, kind: type[NodeRecord], action: str, keys: Iterable[Key]) -> list[Row]:
        ids = sorted(str(key) for key in keys)
        if action == "changed":  # what the run itself has added is news enough
            added = self._seen.added_among(kind, ids)
            ids = self._seen.first_told(kind, [each for each in ids if each not in added])
        return [
            {
                "run_id": self._run_id, "dataset": self._dataset,
                "kind": NODE_RECORDS[kind].value, "action": action,
                "ids": ids[start : start + PAGE],
            }
            for start in range(0, len(ids), PAGE)
        ]  # fmt: skip


def touched(changes: Iterable[Change]) -> dict[type[Record], Collection[Key]]:
    """The nodes and edges that changes create or change, by class."""
    return {each.kind: each.written.news for each in changes}


def added_by(store: Store, runs: Iterable[str]) -> Iterator[tuple[type[NodeRecord], list[str]]]:
    """The nodes that some runs have added, page by page."""
    kinds = {node.value: kind for kind, node in NODE_RECORDS.items()}
    for run in runs:
        for page in store.run("list_changes", run_id=run, limit=MOST_PAGES):
            if page["action"] == "added":
                yield kinds[page["kind"]], page["ids"]


def _node(kind: type[Record]) -> type[NodeRecord]:
    return next(node for node in NODE_RECORDS if node is kind)


def _now() -> str:
    return datetime.now(UTC).isoformat()
