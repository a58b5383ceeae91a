"""Edges to what may be outside the graph: linked where it is inside, else kept as an id.

A cited work, or what an institution is part of, may come later in the same input or in a later
load, so these edges are written once all nodes are. ``references_outside`` holds what is left.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from explorer.model import NODE_RECORDS, Batch, Citation, Within
from explorer.references import Outside, outside_of, said_outside
from explorer.store import BATCH_ROWS, Row, Store
from loaders.ledger import Ledger, touched
from loaders.seen import Seen

SOURCES = 500  # of one transaction; papers have about 40 references each
PAGE = 2000  # nodes of one page of those that wait
Edges = dict[str, list[Citation | Within]]  # by who says them


class References:
    """Links the edges of one class that one run says.

    Args:
        store: the graph.
        seen: what the run has seen.
        ledger: of the run.
        outside: the class of edge.
        dataset: the run's.
        run_id: the run.
        fresh: no such node was there before this run: nothing is linked yet.
        anew: what the dataset says already is compared as well.
    """

    def __init__(
        self, store: Store, seen: Seen, ledger: Ledger, outside: Outside, *, dataset: str,
        run_id: str, fresh: bool, anew: bool = False,
    ) -> None:  # fmt: skip
        self._store = store
        self._seen = seen
        self._ledger = ledger
        self._node, self._edge, self._files = outside.node, outside.edge, outside
        self._fresh = fresh
        self._anew = anew
        self._dataset = dataset
        self._run_id = run_id
        self.writes = 0
        [row] = store.run(outside.count)
        # Where all nodes are this run's, no other can be referred to, and no other waits.
        self._alone = row[NODE_RECORDS[self._node].plural] == seen.count(self._node)

    def link(self, *, brought: bool) -> None:
        """Link what this run's nodes refer to, and the nodes that waited for them.

        Args:
            brought: whether this run may have brought nodes that others wait for.
        """
        for page in self._seen.ids(self._node):
            for start in range(0, len(page), SOURCES):
                self._link_page(page[start : start + SOURCES])
        if brought and not self._alone:
            self._link_waiting()

    def _link_page(self, sources: Sequence[str]) -> None:
        targets = self._seen.targets(self._edge, sources)
        linked: dict[str, set[str]] = defaultdict(set)
        said: set[tuple[str, str]] = set()
        if self._fresh:
            stored: dict[str, Row] = {
                key: {"outside": None, "by": None, "datasets": [self._dataset]} for key in sources
            }
        else:
            held = self._store.holdings(self._edge, sources, self._dataset)
            for key, holding in held.items():
                linked[key[0]].add(key[1])
                if self._dataset in holding.datasets and not self._anew:
                    said.add((key[0], key[1]))
            self._seen.doubt(
                self._edge,
                (k for k, each in held.items() if each.at_stake(self._dataset, anew=self._anew)),
            )
            [row] = self._store.run(self._files.known, ids=sources)
            stored = {each["id"]: each for each in row["known"]}
        waiting = {id for each in stored.values() for id in each["outside"] or ()}
        known_inside = set[str]().union(*linked.values())
        loose = {id for source in sources for id in targets[source]} - known_inside
        inside = known_inside | self._inside(loose, waiting)
        edges: Edges = defaultdict(list)
        outside: list[Row] = []
        for source in sources:
            refers = _outside(stored[source]) | {self._dataset: set(targets[source])}
            for dataset, ids in refers.items():
                known = said if dataset == self._dataset else ()
                edges[dataset] += [
                    self._edge(source, id)
                    for id in sorted(ids & inside)
                    if (source, id) not in known
                ]
            outside += _kept(source, stored[source], refers, inside)
        self._write_all(edges, outside)

    def _inside(self, ids: set[str], waiting: set[str]) -> set[str]:
        """Those ids that are nodes of the graph; nothing waits for one that is there."""
        found = self._seen.among(self._node, sorted(ids))
        if not self._alone:
            rest = sorted(ids - found - waiting)
            for start in range(0, len(rest), BATCH_ROWS):
                part = rest[start : start + BATCH_ROWS]
                [row] = self._store.run(self._files.present, ids=part)
                found.update(row["present"])
        return found

    def _link_waiting(self) -> None:
        """Link nodes of other runs that waited for what this run brought."""
        after = ""
        while page := self._store.run(self._files.waiting, after=after, limit=PAGE):
            after = page[-1]["id"]
            ids = sorted({id for row in page for id in row["outside"]})
            brought = self._seen.among(self._node, ids)
            if brought:
                self._link_rows(page, brought)

    def _link_rows(self, page: Sequence[Row], brought: set[str]) -> None:
        edges: Edges = defaultdict(list)
        outside: list[Row] = []
        for row in page:
            refers = _outside(row)
            for dataset, ids in refers.items():
                edges[dataset] += [self._edge(row["id"], id) for id in sorted(ids & brought)]
            outside += _kept(row["id"], row, refers, brought)
        self._write_all(edges, outside)

    def _write_all(self, edges: Edges, outside: list[Row]) -> None:
        for dataset, said in edges.items():
            if said and dataset != self._dataset:
                self._write(dataset, said, [])
        self._write(self._dataset, edges.get(self._dataset, []), outside)

    def _write(self, dataset: str, edges: list[Citation | Within], outside: list[Row]) -> None:
        batch = Batch(edges=list(edges))
        fresh = {self._edge} if self._fresh else ()
        changes = self._store.plan(
            batch, dataset=dataset, run_id=self._run_id, fresh=fresh,
            anew=self._anew and dataset == self._dataset,
        )  # fmt: skip
        told = self._ledger.steps(self._ledger.pages_of(changes))
        marks = self._ledger.marks(touched(changes))
        kept = [(self._files.keep, {"rows": outside, "run_id": self._run_id})] if outside else []
        self.writes += self._store.apply(changes, before=[*told, *marks], after=kept)


def _outside(stored: Row) -> dict[str, set[str]]:
    return said_outside(stored["datasets"], stored["outside"], stored["by"])


def _kept(
    source: str, stored: Row, refers: Mapping[str, set[str]], inside: set[str]
) -> Iterator[Row]:
    """The row that keeps what a node refers to outside, where that is not what is stored."""
    left = {dataset: ids - inside for dataset, ids in refers.items()}
    kept = outside_of(stored["datasets"], left)
    before = {"references_outside": stored["outside"], "outside_by": stored["by"]}
    if any(set(kept[name] or ()) != set(before[name] or ()) for name in kept):
        yield {"id": source, "outside": kept["references_outside"], "by": kept["outside_by"]}
