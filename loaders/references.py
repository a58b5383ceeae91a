"""Citations: linked where the cited work is in the graph, else kept as ids on the paper.

Works cited may come later in the same input or in a later load, so citations are written once
all papers are. ``Paper.references_outside`` holds what is left.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from explorer.model import Batch, Citation, Paper
from explorer.references import outside_of, said_outside
from explorer.store import BATCH_ROWS, Row, Store
from loaders.ledger import Ledger, touched
from loaders.seen import Seen

PAPERS = 500  # of one transaction, with about 40 references each
PAGE = 2000  # papers of one page of those that wait


class References:
    """Links the citations of one run."""

    def __init__(
        self, store: Store, seen: Seen, ledger: Ledger, *, dataset: str, run_id: str, fresh: bool,
        anew: bool = False,
    ) -> None:  # fmt: skip
        self._store = store
        self._seen = seen
        self._ledger = ledger
        self._fresh = fresh  # no paper was there before this run: nothing is linked yet
        self._anew = anew  # what the dataset says already is compared as well
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
                key: {"outside": None, "by": None, "datasets": [self._dataset]} for key in papers
            }
        else:
            held = self._store.holdings(Citation, papers, self._dataset)
            for key, holding in held.items():
                linked[key[0]].add(key[1])
                if self._dataset in holding.datasets and not self._anew:
                    said.add((key[0], key[1]))
            self._seen.doubt(
                Citation,
                (k for k, each in held.items() if each.at_stake(self._dataset, anew=self._anew)),
            )
            [row] = self._store.run("known_references", papers=papers)
            stored = {each["id"]: each for each in row["known"]}
        waiting = {work for each in stored.values() for work in each["outside"] or ()}
        known_inside = set[str]().union(*linked.values())
        loose = {work for paper in papers for work in cited[paper]} - known_inside
        inside = known_inside | self._inside(loose, waiting)
        edges: dict[str, list[Citation]] = defaultdict(list)  # by who says them
        outside: list[Row] = []
        for paper in papers:
            cites = _outside(stored[paper]) | {self._dataset: set(cited[paper])}
            for dataset, works in cites.items():
                known = said if dataset == self._dataset else ()
                edges[dataset] += [
                    Citation(paper, w) for w in sorted(works & inside) if (paper, w) not in known
                ]
            outside += _kept(paper, stored[paper], cites, inside)
        self._write_all(edges, outside)

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
        outside: list[Row] = []
        for row in page:
            cites = _outside(row)
            for dataset, works in cites.items():
                edges[dataset] += [Citation(row["id"], work) for work in sorted(works & brought)]
            outside += _kept(row["id"], row, cites, brought)
        self._write_all(edges, outside)

    def _write_all(self, edges: Mapping[str, list[Citation]], outside: list[Row]) -> None:
        for dataset, citations in edges.items():
            if citations and dataset != self._dataset:
                self._write(dataset, citations, [])
        self._write(self._dataset, edges.get(self._dataset, []), outside)

    def _write(self, dataset: str, edges: list[Citation], outside: list[Row]) -> None:
        batch = Batch(edges=list(edges))
        fresh = {Citation} if self._fresh else ()
        changes = self._store.plan(
            batch, dataset=dataset, run_id=self._run_id, fresh=fresh,
            anew=self._anew and dataset == self._dataset,
        )  # fmt: skip
        told = self._ledger.steps(self._ledger.pages_of(changes))
        marks = self._ledger.marks(touched(changes))
        kept = [("keep_references", {"rows": outside, "run_id": self._run_id})] if outside else []
        self.writes += self._store.apply(changes, before=[*told, *marks], after=kept)


def _outside(stored: Row) -> dict[str, set[str]]:
    return said_outside(stored["datasets"], stored["outside"], stored["by"])


def _kept(
    paper: str, stored: Row, cites: Mapping[str, set[str]], inside: set[str]
) -> Iterator[Row]:
    """The row that keeps what a paper cites outside, where that is not what is stored."""
    left = {dataset: works - inside for dataset, works in cites.items()}
    kept = outside_of(stored["datasets"], left)
    before = {"references_outside": stored["outside"], "outside_by": stored["by"]}
    if any(set(kept[name] or ()) != set(before[name] or ()) for name in kept):
        yield {"id": paper, "outside": kept["references_outside"], "by": kept["outside_by"]}
