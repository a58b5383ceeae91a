"""Loading: read → to_records → write in batches → link references → sweep → derive → report.

One call of ``load`` is one *run* on one *dataset*. Records stream through in batches, one of which
is written while the next is read; what the run has seen stands in a temporary file. Unchanged
records are not written again. Only a complete read is swept. Each run leaves its book in the graph
(``loaders.ledger``). A run that was cut off is taken up by the next one of the same input: what
its checkpoint counts is read again, but neither compared nor written.
"""

from __future__ import annotations

import contextlib
import dataclasses
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

from explorer.errors import BadRequest, ExplorerError
from explorer.graph.hubs import refresh
from explorer.lock import CUT_OFF, LoadLock
from explorer.model import NODE_RECORDS, Authorship, Batch, NodeKind, NodeRecord, Paper
from explorer.references import LINKED_LATE, OUTSIDE
from explorer.store import BATCH_ROWS, Change, Key, Record, Row, Store
from loaders import Source
from loaders.affiliations import derive_affiliations, touch_affiliated, touch_authors
from loaders.files import digests, find_parts
from loaders.history import History, absent_from, code_digest, new_run_id, read_history
from loaders.intake import Intake, check_name, collecting_rarely
from loaders.ledger import OWNED, Ledger, State, touched
from loaders.references import References
from loaders.rejects import Rejects, rejects_file
from loaders.reports import Kept, Progress, Report
from loaders.seen import Seen
from loaders.sweep import Plan, doubt_bare, doubt_edges, plan_sweep, sweep
from loaders.writer import Writer

MOST_PENDING = 20 * BATCH_ROWS  # records held at once, where all that comes is citations
FLUSH_RECORDS = 3 * BATCH_ROWS  # nodes and edges of one batch; the most of one kind are about half


def load(
    store: Store,
    source: Source,
    paths: Sequence[Path],
    *,
    dataset: str,
    rejects_folder: Path,
    strict: bool = False,
    assume_yes: bool = False,
    replace: bool = False,
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
        assume_yes: remove also more than a fifth of the dataset, and what may be missing only
            because records could not be used.
        replace: read also what was read before, believe nothing that the graph says of the dataset,
            and remove however much of it the input lacks. Only a complete read removes anything.
        title: what the dataset is, in words.
        licence: the licence of the data.
        progress: called as the load goes on, in the same thread.

    Raises:
        SourceError: the input is missing, empty or broken; nothing is removed.
        RecordError: a record cannot be used, and ``strict`` is set.
        BadRequest: the dataset's name is not one, or more would be removed than may be unasked.
        StoreUnavailable, QueryTimeout, QueryFailed: as they say.
    """
    check_name(dataset)
    parts = find_parts(paths, source.suffixes)
    run_id = new_run_id()
    with Seen() as seen, Rejects(rejects_folder, run_id) as rejects:
        notes = {
            "title": title, "licence": licence, "inputs": digests(parts, source.beside),
            "code": code_digest(),
        }  # fmt: skip
        with collecting_rarely(), LoadLock(store, run_id, f"load of {dataset}") as lock:
            run = _Run(store, source, dataset, seen, rejects, lock, progress, notes)
            run.intake = Intake(source, paths, parts, dataset, rejects, run.tell)
            with Writer() as run.writer, Writer() as run.planner:
                return run.carry_out(strict=strict, assume_yes=assume_yes, replace=replace)


class _Run:
    """One run: its counters and its steps, in order."""

    intake: Intake
    planner: Writer
    writer: Writer

    def __init__(
        self,
        store: Store,
        source: Source,
        dataset: str,
        seen: Seen,
        rejects: Rejects,
        lock: LoadLock,
        progress: Callable[[Progress], None],
        notes: Mapping[str, Any],
    ) -> None:
        self.store, self.source, self.dataset = store, source, dataset
        self.seen, self.rejects, self.progress = seen, rejects, progress
        self.run_id = rejects.run_id
        self.notes = notes
        self.ledger = Ledger(
            store, seen, lock, run_id=self.run_id, dataset=dataset, source=source.name, notes=notes
        )
        self.clock = time.monotonic()
        self.changed = self.writes = self.resumed = self.handed = 0
        self.data_as_of: str | None = None
        self.pending: list[Batch] = []
        self.pended = 0  # records in it
        self.waiting = 0  # of them, citations aside: those are written at the end
        self.fresh: frozenset[type[Record]] = frozenset()
        self.held: Counter[type[NodeRecord]] = Counter()  # seen, and held before
        self.kept = Kept()
        self.anew = False
        self.brought = set[type[Record]]()

    def carry_out(self, *, strict: bool, assume_yes: bool, replace: bool) -> Report:
        history, self.anew = read_history(self.store, self.dataset), replace
        if not replace and self._known(history, strict):
            return self._unchanged(history)
        self.intake.check()
        usable = self.intake.batches(strict=strict)
        first = self.intake.first(usable)
        if first is None:
            raise self.intake.nothing()
        ending, reason = State.FAILED, CUT_OFF
        hint: str | None = None
        skipped = self.handed = 0 if replace else history.checkpoint(self.source.name, self.notes)
        self._record(State.RUNNING, checkpoint=skipped)
        try:
            self._collect(chain([first], usable), skipped)
            removed, refusal = self._conclude(history, assume_yes or replace)
            if refusal is not None:
                ending = State.REFUSED
                raise refusal
            ending = State.COMPLETE
        except ExplorerError as error:
            reason, hint = error.message, None if error.retryable else error.operator_hint
            self.intake.say_left(error, self.handed)
            raise
        finally:
            if ending is not State.COMPLETE:
                # What was handed over is written first; of two errors the first is the one to tell.
                for last in (self.planner.wait, self.writer.wait):
                    with contextlib.suppress(ExplorerError):
                        last()
                with contextlib.suppress(ExplorerError):
                    self._record(ending, reason=reason, hint=hint)
        self._record(State.COMPLETE, kept=self.kept.total or None)
        self.tell("done")
        return self._report(removed)

    # -- reading -----------------------------------------------------------------------------

    def _collect(self, usable: Iterator[Batch], skipped: int) -> None:
        """Read to the end, and write batch by batch from the checkpoint on."""
        if skipped:
            self._take_up(usable, skipped)
        else:
            self.fresh = absent_from(self.store)
        for batch in usable:
            self._date(batch)
            self.pending.append(batch)
            self.pended += len(batch)
            self.waiting += len(batch) - sum(type(e) in LINKED_LATE for e in batch.edges)
            if self.waiting >= FLUSH_RECORDS or self.pended >= MOST_PENDING:
                self._flush()
        self._flush()
        self.planner.wait()
        self.writer.wait()

    def _take_up(self, usable: Iterator[Batch], skipped: int) -> None:
        """See what the run that was cut off has written, without comparing it once more."""
        for batch in usable:
            self._date(batch)
            self.seen.first(batch)
            if self.intake.read >= skipped:
                break
        self.resumed = skipped
        self.seen.reopen_all()  # what other datasets say of the same nodes is compared at the end
        for owner, edges in OWNED.items():
            for ids in self.seen.ids(owner):
                doubt_edges(self.store, self.seen, edges, ids, self.dataset)

    def _date(self, batch: Batch) -> None:
        for paper in batch.nodes:
            if isinstance(paper, Paper):
                date = paper.date or (str(paper.year) if paper.year else None)
                self.data_as_of = max(filter(None, (self.data_as_of, date)), default=None)

    def _flush(self) -> None:
        """Hand over what has come; the checkpoint counts it once it is written."""
        batches, self.pending, self.pended, self.waiting = self.pending, [], 0, 0
        read = self.handed = self.intake.read
        self.planner.hand_over(lambda: self._plan_batch(batches, read))

    def _plan_batch(self, batches: Sequence[Batch], read: int) -> None:
        """See what of some entries must be written, while those before them are."""
        first = [self.seen.first(batch) for batch in batches]
        nodes = [node for each, _ in first for node in each]
        edges = [edge for _, each in first for edge in each]
        papers = Batch(nodes=[n for n in nodes if isinstance(n, Paper)])
        others = Batch(nodes=[n for n in nodes if not isinstance(n, Paper)])
        links = Batch(edges=edges)
        changes = [
            *self._plan(papers),
            *self._plan(others, create_only=True),  # they are complete only at the end of the run
            *self._plan(links),
        ]
        done = {change.kind: change.written for change in changes}
        for kind, each in done.items():
            self.seen.doubt(kind, each.unsaid)
        for node in NODE_RECORDS:
            if node in done:
                self.held[node] += len(done[node].held)
                self.seen.reopen(node, done[node].left)
        self.brought |= {kind for kind, each in done.items() if each.news}
        if Paper in done:
            self.seen.renew(done[Paper].changed)  # their authors may come in another batch
        new = done[Authorship].news if Authorship in done else set[Key]()
        self.seen.touch(
            e.person
            for e in edges
            if isinstance(e, Authorship)
            and (e.institution_ids or Authorship not in self.fresh)
            and e.ends in new
        )
        pages = self.ledger.pages_of(changes)
        self.writer.hand_over(lambda: self._write(changes, pages, read))

    def _plan(self, batch: Batch, *, create_only: bool = False) -> list[Change]:
        return self.store.plan(
            batch, dataset=self.dataset, run_id=self.run_id, create_only=create_only,
            fresh=self.fresh, anew=self.anew,
        )  # fmt: skip

    def _write(self, changes: Sequence[Change], pages: Sequence[Row], read: int) -> None:
        told = [*self.ledger.steps(pages), self.ledger.reached(read)]
        marks = self.ledger.marks(touched(changes))  # before: of old links; after: of new ones
        self.writes += self.store.apply(changes, before=[*told, *marks], after=marks)
        self.changed += sum(len(change.written.news) for change in changes)

    # -- after reading -----------------------------------------------------------------------

    def _conclude(
        self, history: History, assume_yes: bool
    ) -> tuple[dict[NodeKind, int], BadRequest | None]:
        """Link, sweep and derive; how many nodes were deleted, or why none was."""
        for records in self.seen.open_records():
            batch = Batch(nodes=records)
            changes = self.store.plan(
                batch, dataset=self.dataset, run_id=self.run_id, anew=self.anew
            )
            self._write(changes, self.ledger.pages_of(changes), self.intake.read)
        self.tell("linking")
        # It may have written authorships and never come to the affiliations.
        doubtful = history.unfinished or self.anew
        for kind, outside in OUTSIDE.items():
            references = References(
                self.store, self.seen, self.ledger, outside, dataset=self.dataset,
                run_id=self.run_id, fresh=outside.edge in self.fresh, anew=self.anew,
            )  # fmt: skip
            references.link(brought=kind in self.brought or doubtful)
            self.writes += references.writes
        if doubtful:
            self.seen.touch_all()
            touch_affiliated(self.store, self.seen, self.dataset)
        for papers in self.seen.renewed():
            touch_authors(self.store, self.seen, papers, self.dataset)
        if history.last is not None or self.anew:
            doubt_bare(self.store, self.seen, self.dataset, anew=self.anew)
        self.tell("sweeping")
        removed, refusal = self._sweep(history, assume_yes)
        self.tell("deriving")
        self.writes += derive_affiliations(
            self.store, self.seen, run_id=self.run_id, anew=self.anew
        )
        if self.anew:
            self.ledger.mark_all()
        if self.writes or doubtful:
            refresh(
                self.store, run_id=self.run_id, data_as_of=self.data_as_of,
                tell=lambda: self.tell("deriving"),
            )  # fmt: skip
        return removed, refusal

    def _sweep(
        self, history: History, assume_yes: bool
    ) -> tuple[dict[NodeKind, int], BadRequest | None]:
        plan = Plan(self.dataset)
        # Each node held before and seen again: then none is stale, and nothing need be scanned.
        if (
            history.unfinished
            or self.anew
            or any(history.count(node) != self.held[kind] for kind, node in NODE_RECORDS.items())
        ):
            fresh = sum(map(self.seen.count, NODE_RECORDS)) - self.held.total()
            plan = plan_sweep(
                self.store, self.seen, dataset=self.dataset, fresh=fresh,
                unfinished=history.attempts,
            )  # fmt: skip
            plan.before = max(plan.before, history.total)
        refusal = None if assume_yes else plan.refusal()
        if refusal is not None:
            return {}, refusal
        if self.rejects.count and not assume_yes:  # a record may be broken, and not gone
            self.kept = plan.kept(self.seen)
            return {}, None
        swept = sweep(self.store, self.seen, plan, self.ledger, run_id=self.run_id)
        self.writes += swept.writes
        return swept.by_kind(), None

    def _counts(self) -> dict[NodeKind, int]:
        return {
            node: self.seen.count(kind) + self.kept.nodes.get(node, 0)
            for kind, node in NODE_RECORDS.items()
        }

    def _record(self, state: State, **more: object) -> None:
        """Write the run's Load node."""
        self.ledger.state(
            state,
            data_as_of=self.data_as_of,
            rejects=self.rejects.count,
            entries=self.intake.read,
            **{node.plural: count for node, count in self._counts().items()},
            **more,
        )

    def tell(self, phase: str) -> None:
        """Say how far the run is."""
        intake = self.intake
        done = intake.bytes_read if phase in {"checking", "reading"} else intake.size
        self.progress(
            Progress(phase, intake.read, self.changed, self.rejects.count, done, intake.size)
        )

    def _known(self, history: History, strict: bool) -> bool:
        """Whether these very files were loaded last, and what they reject is still written down."""
        if not history.says(self.source.name, self.notes):
            return False
        last = history.complete or {}
        if last["kept"]:
            return False
        return not last["rejects"] or (not strict and self._rejects_of(last).exists())

    def _rejects_of(self, run: Mapping[str, Any]) -> Path:
        return rejects_file(self.rejects.path.parent, run["id"])

    def _unchanged(self, history: History) -> Report:
        """What there is to tell where the graph is as these files leave it: nothing is read."""
        last = history.complete or {}
        self.intake.read = last["entries"]
        self.tell("done")
        return dataclasses.replace(
            self._report(dict.fromkeys(NodeKind, 0)),
            counts={node: history.count(node) for node in NodeKind},
            rejected=last["rejects"],
            rejects_file=self._rejects_of(last) if last["rejects"] else None,
            data_as_of=last["data_as_of"],
            unchanged=True,
        )

    def _report(self, removed: Mapping[NodeKind, int]) -> Report:
        return Report(
            dataset=self.dataset,
            source=self.source.name,
            run_id=self.run_id,
            read=self.intake.read,
            rejected=self.rejects.count,
            rejects_file=self.rejects.path if self.rejects.count else None,
            counts=self._counts(),
            removed=removed,
            changed=self.changed,
            writes=self.writes,
            resumed=self.resumed,
            data_as_of=self.data_as_of,
            seconds=time.monotonic() - self.clock,
            kept=self.kept,
        )
