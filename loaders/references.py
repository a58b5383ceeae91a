"""Citations: linked where the cited work is in the graph, else kept as ids on the paper.

Works cited may come later in the same input or in a later load, so citations are written once
all papers are. ``Paper.references_outside`` holds what is left.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from explorer.model import Batch, Citation, Paper
from explorer.store import BATCH_ROWS, Row, Store
from loaders.ledger import Ledger
from loaders.seen import Seen

PAPERS = 1000  # of one round trip, with about 40 references each
PAGE = 2000  # papers of one page of those that wait


class References:
    """Links the citations of one run."""

    def __init__(
        self, store: Store, seen: Seen, ledger: Ledger, *, dataset: str, run_id: str, fresh: bool
    ) -> None:
        self._store = store
        self._seen = seen
        self._ledger = ledger
        self._fresh = fresh  # no paper was there before this run: nothing is linked yet
        self._dataset = dataset
        self._run_id = run_id
        self.writes = 0
        [row] = store.run("count_papers")
        # Where all papers are this run's, nothing else can be cited and nothing else waits.
        self._alone = row["papers"] == seen.count(Paper)

    def link(self, *, brought: bool) -> None:
        """Link what this run's papers cite, and the papers that waited for them.

        Args:
            brought: whether this run may have brought papers that others wait for.
        """
        for page in self._seen.ids(Paper):
            for start in range(0, len(page), PAPERS):
                self._link_page(page[start : start + PAPERS])
        if brought and not self._alone:
            self._link_waiting()

    def _link_page(self, papers: Sequence[str]) -> None:
        cited = self._seen.cited(papers)
        linked: dict[str, set[str]] = defaultdict(set)
        said: set[tuple[str, str]] = set()
        if self._fresh:
            stored: dict[str, Row] = {
                key: {"outside": None, "datasets": [self._dataset]} for key in papers
            }
        else:
            for key, holding in self._store.holdings(Citation, papers, self._dataset).items():
                linked[key[0]].add(key[1])
                if self._dataset in holding.datasets:
                    said.add((key[0], key[1]))
            self._seen.doubt(Citation, said)
            [row] = self._store.run("known_references", papers=papers)
            stored = {each["id"]: each for each in row["known"]}
        waiting = {work for each in stored.values() for work in each["outside"] or ()}
        known_inside = set[str]().union(*linked.values())
        loose = {work for paper in papers for work in cited[paper]} - known_inside
        inside = known_inside | self._inside(loose, waiting)
        edges, outside = [], []
        others: dict[str, list[Citation]] = defaultdict(list)  # what other datasets waited for
        for paper in papers:
            there, known = inside, stored[paper]
            left = {work for work in cited[paper] if work not in there}
            first = known["datasets"][0]
            if first != self._dataset:
                found = sorted(there.intersection(known["outside"] or ()))
                others[first] += [Citation(paper, work) for work in found]
            if known["datasets"] != [self._dataset]:
                left |= set(known["outside"] or ()) - there
            if left != set(known["outside"] or ()):
                outside.append({"id": paper, "outside": sorted(left) or None})
            edges += [
                Citation(paper, work)
                for work in cited[paper]
                if work in there and (paper, work) not in said
            ]
        for dataset, citations in others.items():
            self._write(dataset, citations, [])
        self._write(self._dataset, edges, outside)

    def _inside(self, works: set[str], waiting: set[str]) -> set[str]:
        """Those works that are papers of the graph; nothing waits for one that is there."""
        found = self._seen.among(Paper, sorted(works))
        if not self._alone:
            rest = sorted(works - found - waiting)
            for start in range(0, len(rest), BATCH_ROWS):
                [row] = self._store.run("present_papers", ids=rest[start : start + BATCH_ROWS])
                found.update(row["present"])
        return found

    def _link_waiting(self) -> None:
        """Link papers of other runs that waited for what this run brought."""
        after = ""
        while page := self._store.run("waiting_references", after=after, limit=PAGE):
            after = page[-1]["id"]
            works = sorted({work for row in page for work in row["outside"]})
            brought = self._seen.among(Paper, works)
            if brought:
                self._link_rows(page, brought)

    def _link_rows(self, page: Sequence[Row], brought: set[str]) -> None:
        edges: dict[str, list[Citation]] = defaultdict(list)
        outside = []
        for row in page:
            hits = brought.intersection(row["outside"])
            if hits:
                # The first dataset's word stands on the paper; its next load confirms the edge.
                edges[row["datasets"][0]] += [Citation(row["id"], work) for work in sorted(hits)]
                left = [work for work in row["outside"] if work not in hits]
                outside.append({"id": row["id"], "outside": left or None})
        for dataset, citations in edges.items():
            self._write(dataset, citations, [])
        self._write(self._dataset, [], outside)

    def _write(self, dataset: str, edges: list[Citation], outside: list[Row]) -> None:
        batch = Batch(edges=list(edges))
        fresh = {Citation} if self._fresh else ()
        changes = self._store.plan(batch, dataset=dataset, run_id=self._run_id, fresh=fresh)
        told = self._ledger.steps(self._ledger.pages_of(changes))
        kept = [("keep_references", {"rows": outside, "run_id": self._run_id})] if outside else []
        self.writes += self._store.apply(changes, before=told, after=kept)
