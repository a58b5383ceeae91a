"""The graph as its raw edges say, to compute by hand from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from explorer.store import Store


@dataclass(frozen=True)
class Authorship:
    position: int
    corresponding: bool | None
    institutions: tuple[str, ...]


class RawGraph:
    """Everything but names, in plain dictionaries."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.papers = {
            row["id"]: row
            for row in self._rows(
                "MATCH (p:Paper) RETURN p.id AS id, p.title AS title, p.year AS year, "
                "p.date AS date, p.authors_count AS n, p.institution_ids AS institutions"
            )
        }
        self.authors: dict[str, dict[str, Authorship]] = defaultdict(dict)
        self.works: dict[str, dict[str, Authorship]] = defaultdict(dict)
        for row in self._rows(
            "MATCH (h:Person)-[a:AUTHORED]->(p:Paper) RETURN h.id AS h, p.id AS p, "
            "a.position AS position, a.corresponding AS corresponding, a.institution_ids AS i"
        ):
            said = Authorship(row["position"], row["corresponding"], tuple(row["i"] or ()))
            self.authors[row["p"]][row["h"]] = said
            self.works[row["h"]][row["p"]] = said
        self.topics: dict[str, dict[str, float]] = defaultdict(dict)
        self.about: dict[str, set[str]] = defaultdict(set)
        for row in self._rows(
            "MATCH (p:Paper)-[a:ABOUT]->(t:Topic) RETURN p.id AS p, t.id AS t, a.score AS s"
        ):
            self.topics[row["p"]][row["t"]] = row["s"]
            self.about[row["t"]].add(row["p"])
        self.cites = self._pairs("MATCH (a:Paper)-[:CITES]->(b:Paper) RETURN a.id AS a, b.id AS b")
        self.part_of = self._pairs(
            "MATCH (a:Topic)-[:PART_OF]->(b:Topic) RETURN a.id AS a, b.id AS b"
        ) | self._pairs(
            "MATCH (a:Institution)-[:PART_OF]->(b:Institution) RETURN a.id AS a, b.id AS b"
        )
        self.references: dict[str, set[str]] = defaultdict(set)
        self.citations: dict[str, set[str]] = defaultdict(set)
        for citing, cited in self.cites:
            self.references[citing].add(cited)
            self.citations[cited].add(citing)
        dates = [row["d"] or "0" for row in self._rows("MATCH (l:Load) RETURN l.data_as_of AS d")]
        self.newest = int(max(dates)[:4])  # 0 where nothing has a year

    def _rows(self, text: str) -> list[dict[str, Any]]:
        with self._store._driver.session(database=self._store.address.database) as session:
            return session.run(text).data()

    def _pairs(self, text: str) -> set[tuple[str, str]]:
        return {(row["a"], row["b"]) for row in self._rows(text)}

    def newest_first(self, papers: Iterable[str]) -> list[str]:
        ordered = sorted(papers)
        ordered.sort(key=lambda p: self.papers[p]["date"] or "", reverse=True)
        ordered.sort(key=lambda p: self.papers[p]["year"] or 0, reverse=True)
        return ordered

    def strength(self, paper: str) -> float:
        """What one paper adds to the tie of two of its authors."""
        year, authors = self.papers[paper]["year"], self.papers[paper]["n"]
        age = 0.5 if year is None else 0.5 ** (max(0, self.newest - year) / 10)
        return age / max(1, authors - 1)
