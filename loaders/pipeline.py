"""Loading: read → to_records → write in batches → link references → sweep → derive → report.

One call of ``load`` is one *run* on one *dataset*. Records stream through in batches; what the
run has seen stands in a temporary file. Unchanged records are not written again. Only a complete
read is swept. Each run leaves a ``Load`` node: ``running``, then ``complete`` or ``failed``.
"""

from __future__ import annotations

import contextlib
import secrets
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from explorer.errors import BadRequest, ExplorerError, RecordError, SourceError
from explorer.model import (
    NODE_RECORDS,
    Authorship,
    Batch,
    Citation,
    NodeKind,
    NodeRecord,
    Paper,
)
from explorer.store import BATCH_ROWS, Record, Store, Written
from loaders import Source
from loaders.affiliations import derive_affiliations
from loaders.files import digests, find_parts, sizes
from loaders.references import References
from loaders.rejects import Rejects, located
from loaders.seen import Seen
from loaders.sweep import Plan, doubt_bare, plan_sweep, sweep

MOST_PENDING = 20 * BATCH_ROWS  # records held at once, where all that comes is citations
TOLD_EVERY = 100  # records between two words of progress


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a load is. ``bytes_total`` is the size of the input as it lies on the disk."""

    phase: str  # reading, linking, sweeping, deriving, done
    read: int
    written: int  # nodes and edges created or changed
    rejected: int
    bytes_read: int
    bytes_total: int


@dataclass(frozen=True, slots=True)
class Report:
    """What a load did."""

    dataset: str
    source: str
    run_id: str
    read: int
    rejected: int
    rejects_file: Path | None
    counts: Mapping[NodeKind, int]  # nodes that the dataset holds now
    removed: Mapping[NodeKind, int]  # nodes deleted
    changed: int  # nodes and edges that records created or changed
    writes: int  # nodes, edges and properties written, the Load node's aside
    data_as_of: str | None
    seconds: float


def load(
    store: Store,
    source: Source,
    paths: Sequence[Path],
    *,
    dataset: str,
    rejects_folder: Path,
    strict: bool = False,
    assume_yes: bool = False,
    title: str = "",
    licence: str = "",
    progress: Callable[[Progress], None] = lambda _: None,
) -> Report:
    """Load files into a dataset, so that it holds afterwards just what they say.

    Args:
        store: a prepared store.
        source: how to read them.
        paths: files, folders and zips.
        dataset: its name.
        rejects_folder: where records that cannot be used are written down, if there are any.
        strict: make the first such record an error.
        assume_yes: remove also more than a fifth of the dataset.
        title: what the dataset is, in words.
        licence: the licence of the data.
        progress: called as the load goes on, in the same thread.

    Raises:
        SourceError: the input is missing, empty or broken; nothing is removed.
        RecordError: a record cannot be used, and ``strict`` is set.
        BadRequest: the dataset's name is not one, or more would be removed than may be unasked.
        StoreUnavailable, QueryTimeout, QueryFailed: as they say.
    """
    if not dataset.strip() or not dataset.isprintable() or "/" in dataset:
        raise BadRequest(
            f"{dataset!r} cannot name a dataset.", hint="Use letters, digits, spaces and hyphens."
        )
    parts = find_parts(paths, source.suffixes)
    run_id = f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{secrets.token_hex(3)}"
    with Seen() as seen, Rejects(rejects_folder, run_id) as rejects:
        run = _Run(store, source, dataset, seen, rejects, sizes(parts), progress)
        run.notes = {"title": title, "licence": licence, "inputs": digests(parts)}
        return run.carry_out(paths, strict=strict, assume_yes=assume_yes)


class _Run:
    """One run: its counters and its steps, in order."""

    def __init__(
        self,
        store: Store,
        source: Source,
        dataset: str,
        seen: Seen,
        rejects: Rejects,
        sizes: Mapping[str, int],
        progress: Callable[[Progress], None],
    ) -> None:
        self.store, self.source, self.dataset = store, source, dataset
        self.seen, self.rejects, self.sizes, self.progress = seen, rejects, sizes, progress
        self.run_id = rejects.run_id
        self.started = datetime.now(UTC).isoformat()
        self.clock = time.monotonic()
        self.notes: dict[str, Any] = {}
        self.read = self.changed = self.writes = self.bytes_read = 0
        self.data_as_of: str | None = None
        self.pending = Batch()
        self.waiting = 0  # records in it, citations aside: those are written at the end
        self.held: Counter[type[NodeRecord]] = Counter()  # seen, and held before
        self.brought_papers = False

    def carry_out(self, paths: Sequence[Path], *, strict: bool, assume_yes: bool) -> Report:
        last = next(iter(self.store.run("last_load", dataset=self.dataset, limit=1)), None)
        usable = self._usable(paths, strict)
        first = next(usable, None)
        if first is None:
            raise self._unusable(paths)
        complete = False
        self._record("running")
        try:
            self._collect(first)
            for batch in usable:
                self._collect(batch)
            self._flush()
            removed = self._conclude(last, assume_yes)
            complete = True
        finally:
            if not complete:
                with contextlib.suppress(ExplorerError):  # the first error is the one to tell
                    self._record("failed", ended=True)
        self._record("complete", ended=True)
        self._tell("done")
        return self._report(removed)

    def _unusable(self, paths: Sequence[Path]) -> SourceError:
        names = ", ".join(path.name for path in paths)
        if self.read:
            return SourceError(
                f"{names}: none of the {self.read} records could be used; nothing was changed.",
                hint=f"{self.rejects.path} says what is wrong with each.",
            )
        return SourceError(
            f"{names} holds no record; nothing was changed.",
            hint="Give a file that holds records.",
        )

    # -- reading -----------------------------------------------------------------------------

    def _usable(self, paths: Sequence[Path], strict: bool) -> Iterator[Batch]:
        """The records of each entry that can be used; the others are written down."""
        before, current = 0, None
        for raw in self.source.read(paths):
            if raw.source_file != current:
                before += self.sizes.get(current or "", 0)
                current = raw.source_file
            self.read += 1
            self.bytes_read = before + raw.offset
            try:
                batch = self.source.to_records(raw.value, self.dataset)
            except RecordError as error:
                if strict:
                    raise located(raw, error) from error
                self.rejects.write(raw, error)
                continue
            yield batch
            if self.read % TOLD_EVERY == 0:
                self._tell("reading")

    def _collect(self, batch: Batch) -> None:
        self.pending.extend(batch)
        self.waiting += len(batch) - sum(isinstance(e, Citation) for e in batch.edges)
        for paper in batch.nodes:
            if isinstance(paper, Paper):
                date = paper.date or (str(paper.year) if paper.year else None)
                self.data_as_of = max(filter(None, (self.data_as_of, date)), default=None)
        if self.waiting >= BATCH_ROWS or len(self.pending) >= MOST_PENDING:
            self._flush()

    def _flush(self) -> None:
        """Write what has come; what is complete only at the end of the run is only created."""
        batch, self.pending, self.waiting = self.pending, Batch(), 0
        nodes = self.seen.first_nodes(batch.nodes)
        edges = self.seen.first_edges(batch.edges)
        papers = Batch(nodes=[n for n in nodes if isinstance(n, Paper)])
        others = Batch(nodes=[n for n in nodes if not isinstance(n, Paper)])
        links = Batch(edges=[e for e in edges if not isinstance(e, Citation)])
        written = self._write(papers) | self._write(others, create_only=True) | self._write(links)
        for kind, done in written.items():
            self.seen.doubt(kind, done.unsaid)
        for node in NODE_RECORDS:
            if node in written:
                self.held[node] += len(written[node].held)
                self.seen.reopen(node, written[node].left)
        if Paper in written:
            self.brought_papers |= bool(written[Paper].changed)
            self.seen.renew(written[Paper].changed)  # their authors may come in another batch
        if Authorship in written:
            self.seen.touch(key[0] for key in written[Authorship].changed)

    def _write(self, batch: Batch, *, create_only: bool = False) -> dict[type[Record], Written]:
        written = self.store.write(
            batch, dataset=self.dataset, run_id=self.run_id, create_only=create_only
        )
        self.changed += sum(len(done.changed) for done in written.values())
        self.writes += sum(done.writes for done in written.values())
        return written

    # -- after reading -----------------------------------------------------------------------

    def _conclude(self, last: Mapping[str, Any] | None, assume_yes: bool) -> dict[NodeKind, int]:
        """Link, sweep and derive; return how many nodes were deleted."""
        unfinished = last is not None and last["state"] != "complete"
        for records in self.seen.open_records():
            self._write(Batch(nodes=records))
        self._tell("linking")
        references = References(self.store, self.seen, dataset=self.dataset, run_id=self.run_id)
        references.link(brought=self.brought_papers or unfinished)
        self.writes += references.writes
        self.seen.touch_authors()
        if unfinished:  # it may have written authorships and never come to the affiliations
            self.seen.touch_all()
        self._tell("sweeping")
        if last is not None:
            doubt_bare(self.store, self.seen, dataset=self.dataset)
        removed, refusal = self._sweep(last, unfinished, assume_yes)
        self._tell("deriving")
        self.writes += derive_affiliations(self.store, self.seen, run_id=self.run_id)
        if refusal is not None:
            raise refusal
        return removed

    def _sweep(
        self, last: Mapping[str, Any] | None, unfinished: bool, assume_yes: bool
    ) -> tuple[dict[NodeKind, int], BadRequest | None]:
        before = {kind: (last or {}).get(node.plural) or 0 for kind, node in NODE_RECORDS.items()}
        plan = Plan(self.dataset)
        # Each node held before and seen again: then none is stale, and nothing need be scanned.
        if unfinished or any(before[kind] != self.held[kind] for kind in NODE_RECORDS):
            fresh = sum(map(self.seen.count, NODE_RECORDS)) - self.held.total()
            plan = plan_sweep(self.store, self.seen, dataset=self.dataset, fresh=fresh)
        refusal = None if assume_yes else plan.refusal()
        if refusal is not None:
            return {}, refusal
        swept = sweep(self.store, self.seen, plan, run_id=self.run_id)
        self.writes += swept.writes
        return {NODE_RECORDS[kind]: count for kind, count in swept.deleted.items()}, None

    def _counts(self) -> dict[NodeKind, int]:
        return {node: self.seen.count(kind) for kind, node in NODE_RECORDS.items()}

    def _record(self, state: str, *, ended: bool = False) -> None:
        """Write the run's Load node."""
        properties = {
            "source": self.source.name,
            "dataset": self.dataset,
            "state": state,
            "started": self.started,
            "ended": datetime.now(UTC).isoformat() if ended else None,
            "data_as_of": self.data_as_of,
            "rejects": self.rejects.count,
            **{node.plural: count for node, count in self._counts().items()},
            **self.notes,
        }
        self.store.run("record_load", id=self.run_id, properties=properties)

    def _tell(self, phase: str) -> None:
        total = sum(self.sizes.values())
        done = self.bytes_read if phase == "reading" else total
        rejected = self.rejects.count
        self.progress(Progress(phase, self.read, self.changed, rejected, done, total))

    def _report(self, removed: Mapping[NodeKind, int]) -> Report:
        return Report(
            dataset=self.dataset,
            source=self.source.name,
            run_id=self.run_id,
            read=self.read,
            rejected=self.rejects.count,
            rejects_file=self.rejects.path if self.rejects.count else None,
            counts=self._counts(),
            removed=removed,
            changed=self.changed,
            writes=self.writes,
            data_as_of=self.data_as_of,
            seconds=time.monotonic() - self.clock,
        )
