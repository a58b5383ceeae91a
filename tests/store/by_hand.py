"""Slices computed a second time, from the raw edges, without query files or ranking."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping

import networkx as nx

from explorer.store import Store

LAMBDA = {
    ("person", "coauthorship"): 1.0, ("person", "citation"): 0.05,
    ("person", "shared_topic"): 0.02, ("person", "same_institution"): 0.2,
    ("person", "common_collaborators"): 1.0,
    ("person", "authorship"): 1.0, ("person", "coauthor_citation"): 0.25,
    ("person", "about"): 1.0, ("person", "affiliation"): 1.0,
    ("person", "coauthor_affiliation"): 0.25,
    ("paper", "authorship"): 1.0, ("paper", "cited_authorship"): 0.1, ("paper", "citation"): 1.0,
    ("paper", "cocitation"): 0.25, ("paper", "coupling"): 0.25, ("paper", "shared_authors"): 0.5,
    ("paper", "shared_topic"): 0.05, ("paper", "about"): 1.0, ("paper", "affiliation"): 1.0,
    ("topic", "about"): 1.0, ("topic", "citation"): 0.1, ("topic", "cooccurrence"): 1.0,
    ("topic", "part_of"): 1.0,
    ("institution", "affiliation"): 1.0, ("institution", "about"): 1.0,
    ("institution", "shared_papers"): 1.0, ("institution", "part_of"): 1.0,
}  # fmt: skip
REACH = 2000
STRONGEST = 30
CROWD = 50
Points = dict[str, dict[str, float]]  # by neighbour and relation


def by_authors(authors: int | None) -> float:
    return 1 / max(1, (authors or 1) - 1)


def by_degree(degree: int) -> float:
    return 1 / math.log(2 + degree)


class Whole:
    """The graph as the raw edges say, and the formula written a second time."""

    def __init__(self, store: Store, since: int = 0, until: int = 9999) -> None:
        self.since, self.until = since, until
        self.passed: dict[str, dict[str, int]] = {}  # by relation; what the last ego is too near to

        def rows(text: str) -> list[dict]:
            with store._driver.session(database=store.address.database) as session:
                return session.run(text).data()

        self.kinds: dict[str, str] = {}
        for kind in ("Paper", "Person", "Topic", "Institution"):
            for row in rows(f"MATCH (n:{kind}) RETURN n.id AS id"):
                self.kinds[row["id"]] = kind.lower()
        self.graph = nx.MultiDiGraph()
        papers = "MATCH (p:Paper) RETURN p.id AS id, p.year AS y, p.authors_count AS n, "
        for row in rows(papers + "p.institution_ids AS i"):
            self.graph.add_node(row["id"], year=row["y"], n=row["n"], at=set(row["i"] or ()))
        for row in rows(
            "MATCH (h:Person)-[a:AUTHORED]->(p:Paper) "
            "RETURN h.id AS h, p.id AS p, a.institution_ids AS i"
        ):
            self.graph.add_edge(row["h"], row["p"], "wrote", at=set(row["i"] or ()))
        for row in rows(
            "MATCH (p:Paper)-[a:ABOUT]->(t:Topic) RETURN p.id AS p, t.id AS t, a.score AS s"
        ):
            self.graph.add_edge(row["p"], row["t"], "about", score=row["s"])
        for row in rows("MATCH (a:Paper)-[:CITES]->(b:Paper) RETURN a.id AS a, b.id AS b"):
            self.graph.add_edge(row["a"], row["b"], "cites")
        for kind in ("Topic", "Institution"):
            ends = f"(a:{kind})-[:PART_OF]->(b:{kind})"
            for row in rows(f"MATCH {ends} RETURN a.id AS a, b.id AS b"):
                self.graph.add_edge(row["a"], row["b"], "part_of")
        self.stays: dict[str, dict[str, list[int]]] = defaultdict(dict)
        self.staff: dict[str, set[str]] = defaultdict(set)
        for h, p, _, said in self.graph.edges(keys=True, data=True):
            for place in said.get("at", set()):
                if place in self.kinds:
                    self.staff[place].add(h)
                    years = self.stays[h].setdefault(place, [])
                    if self.year(p) is not None:
                        years.append(self.year(p))
        dates = [r["d"] for r in rows("MATCH (l:Load) RETURN l.data_as_of AS d") if r["d"]]
        self.newest = int(max(dates)[:4]) if dates else 2000

    # -- the graph -------------------------------------------------------------------------------

    def out(self, node: str, kind: str) -> dict[str, dict]:
        if node not in self.graph:
            return {}
        return {
            b: d for _, b, k, d in self.graph.out_edges(node, keys=True, data=True) if k == kind
        }

    def into(self, node: str, kind: str) -> dict[str, dict]:
        if node not in self.graph:
            return {}
        return {a: d for a, _, k, d in self.graph.in_edges(node, keys=True, data=True) if k == kind}

    def year(self, paper: str) -> int | None:
        return self.graph.nodes[paper].get("year")

    def counted(self, paper: str) -> bool:
        return self.since <= (self.year(paper) or 0) <= self.until

    def age(self, year: int | None) -> float:
        return 0.5 if year is None else 0.5 ** (max(0, self.newest - year) / 10)

    def damped(self, paper: str) -> float:
        return by_authors(self.graph.nodes[paper].get("n"))

    def reached(
        self, relation: str, sizes: Mapping[str, int], order: Callable[[str], tuple]
    ) -> list[str]:
        """Those that one relation follows; the others are kept in ``passed``."""
        followed, total = [], 0
        for node in sorted((node for node in sizes if sizes[node] <= REACH), key=order):
            total += sizes[node]
            if total > REACH:
                break
            followed.append(node)
        self.passed[relation] = {node: sizes[node] for node in sizes.keys() - set(followed)}
        return followed

    def linked(self, paper: str) -> Iterable[tuple[str, int | None]]:
        """Papers that cite or are cited, with the citing paper's year."""
        if self.counted(paper):
            yield from ((cited, self.year(paper)) for cited in self.out(paper, "cites"))
        for citing in self.into(paper, "cites"):
            if self.counted(citing):
                yield citing, self.year(citing)

    def places(self, paper: str) -> set[str]:
        """Institutions of its people, as it says."""
        said = (authorship["at"] for authorship in self.into(paper, "wrote").values())
        return set().union(*said) & self.kinds.keys()

    # -- points ----------------------------------------------------------------------------------

    def near(self, ego: str) -> dict[str, Points]:
        """Points of every neighbour by its kind, for an ego of any kind."""
        found: dict[str, Points] = {
            kind: defaultdict(lambda: defaultdict(float))
            for kind in ("paper", "person", "topic", "institution")
        }
        kind = self.kinds[ego]
        self.passed = {}

        def add(of: str, node: str, relation: str, worth: float) -> None:
            if node != ego:
                found[of][node][relation] += LAMBDA[kind, relation] * worth

        getattr(self, f"_{kind}")(ego, add)
        return found

    def _person(self, ego: str, add: Callable) -> None:
        mine = list(self.out(ego, "wrote"))
        counted = [paper for paper in mine if self.counted(paper)]
        coauthors = {other for paper in mine for other in self.into(paper, "wrote")}
        for paper in counted:
            worth = self.age(self.year(paper)) * self.damped(paper)
            add("paper", paper, "authorship", worth)
            for other in self.into(paper, "wrote"):
                add("person", other, "coauthorship", worth)
            for topic, said in self.out(paper, "about").items():
                degree = len(self.into(topic, "about"))
                worth = self.age(self.year(paper)) * said["score"] * by_degree(degree)
                add("topic", topic, "about", worth)
            at = self.out(ego, "wrote")[paper]["at"]
            theirs = [d["at"] for o, d in self.into(paper, "wrote").items() if o != ego]
            for relation, places in (
                ("affiliation", at), ("coauthor_affiliation", set().union(*theirs)),
            ):  # fmt: skip
                for place in places & self.kinds.keys():
                    worth = self.age(self.year(paper)) * by_degree(len(self.staff[place]))
                    add("institution", place, relation, worth)
        for paper in mine:
            for other, year in self.linked(paper):
                if other in mine:
                    continue
                authors = self.into(other, "wrote")
                worth = self.age(year) * self.damped(other)
                for person in authors.keys() - self.into(paper, "wrote").keys():
                    add("person", person, "citation", worth)
                if coauthors & authors.keys():
                    add("paper", other, "coauthor_citation", worth)
        self._shared(ego, counted, add)
        self._through(ego, add)

    def _ties(self, ego: str, crowd: float) -> dict[str, tuple[float, int | None]]:
        """Strength and last year of the ties to all co-authors, through papers of the years."""
        ties: dict[str, tuple[float, int | None]] = {}
        for paper in self.out(ego, "wrote"):
            if self.counted(paper) and (self.graph.nodes[paper].get("n") or 0) <= crowd:
                year = self.year(paper)
                for other in self.into(paper, "wrote").keys() - {ego}:
                    tie, last = ties.get(other, (0.0, None))
                    last = max((y for y in (last, year) if y is not None), default=None)
                    ties[other] = tie + self.age(year) * self.damped(paper), last
        return ties

    def _through(self, ego: str, add: Callable) -> None:
        mine = self._ties(ego, math.inf)
        near = sorted(mine, key=lambda c: (-round(mine[c][0], 12), c))[:STRONGEST]
        order = {c: place for place, c in enumerate(near)}
        sizes = {c: len(self.out(c, "wrote")) for c in near}
        for c in self.reached("common_collaborators", sizes, lambda c: (order[c],)):
            tie, last = mine[c]
            for other, (theirs, year) in self._ties(c, CROWD).items():
                both = None if None in (last, year) else min(last, year)
                worth = min(tie, theirs) * self.age(both) * by_degree(sizes[c])
                add("person", other, "common_collaborators", worth)

    def _shared(self, ego: str, counted: list[str], add: Callable) -> None:
        latest: dict[str, int | None] = {}
        for paper in counted:
            for topic in self.out(paper, "about"):
                years = [y for y in (latest.get(topic), self.year(paper)) if y is not None]
                latest[topic] = max(years, default=None)
        sizes = {topic: len(self.into(topic, "about")) for topic in latest}
        for topic in self.reached("shared_topic", sizes, lambda t: (sizes[t], t)):
            theirs: dict[str, int | None] = {}
            for paper in self.into(topic, "about"):
                if self.counted(paper):
                    for other in self.into(paper, "wrote"):
                        both = [y for y in (theirs.get(other), self.year(paper)) if y is not None]
                        theirs[other] = max(both, default=None)
            for other, year in theirs.items():
                both = [latest[topic], year]
                last = None if None in both else min(both)
                add("person", other, "shared_topic", self.age(last) * by_degree(sizes[topic]))
        spans = {
            place: (max(min(years), self.since), min(max(years), self.until))
            for place, years in self.stays[ego].items() if years
        }  # fmt: skip
        sizes = {p: len(self.staff[p]) for p, (first, last) in spans.items() if first <= last}
        for place in self.reached("same_institution", sizes, lambda p: (sizes[p], p)):
            first, last = spans[place]
            for other in self.staff[place]:
                there = self.stays[other][place]
                if there and min(there) <= last and first <= max(there):
                    worth = self.age(min(last, max(there))) * by_degree(sizes[place])
                    add("person", other, "same_institution", worth)

    def _paper(self, ego: str, add: Callable) -> None:
        for other, year in self.linked(ego):
            worth = self.age(year) * self.damped(other)
            add("paper", other, "citation", worth)
            for person in self.into(other, "wrote"):
                add("person", person, "cited_authorship", worth)
        authors = self.into(ego, "wrote")
        if self.counted(ego):
            worth = self.age(self.year(ego))
            for person in authors:
                add("person", person, "authorship", worth * self.damped(ego))
            for topic, said in self.out(ego, "about").items():
                degree = by_degree(len(self.into(topic, "about")))
                add("topic", topic, "about", worth * said["score"] * degree)
            for place in self.graph.nodes[ego]["at"] & self.kinds.keys():
                degree = by_degree(len(self.staff[place]))
                add("institution", place, "affiliation", worth * degree)
        self._papers_through(add, "shared_authors", {
            person: self.out(person, "wrote") for person in authors
        })  # fmt: skip
        self._papers_through(add, "coupling", {
            cited: self.into(cited, "cites") for cited in self.out(ego, "cites")
        })  # fmt: skip
        self._papers_through(add, "shared_topic", {
            topic: self.into(topic, "about") for topic in self.out(ego, "about")
        })  # fmt: skip
        citing = {c: self.out(c, "cites") for c in self.into(ego, "cites") if self.counted(c)}
        sizes = {each: len(cited) for each, cited in citing.items()}
        newest = self.reached("cocitation", sizes, lambda c: (-(self.year(c) or 0), sizes[c], c))
        for each in newest:
            for other in citing[each]:
                worth = self.age(self.year(each)) * by_degree(sizes[each])
                add("paper", other, "cocitation", worth)

    def _papers_through(
        self, add: Callable, relation: str, through: Mapping[str, Mapping[str, object]]
    ) -> None:
        sizes = {each: len(papers) for each, papers in through.items()}
        for each in self.reached(relation, sizes, lambda e: (sizes[e], e)):
            for other in through[each]:
                if self.counted(other):
                    worth = self.age(self.year(other)) * by_degree(sizes[each])
                    add("paper", other, relation, worth)

    def _topic(self, ego: str, add: Callable) -> None:
        about = self.into(ego, "about")
        for paper, said in about.items():
            if not self.counted(paper):
                continue
            worth = self.age(self.year(paper)) * said["score"]
            add("paper", paper, "about", worth * self.damped(paper))
            for person in self.into(paper, "wrote"):
                add("person", person, "about", worth * self.damped(paper))
            for topic, other in self.out(paper, "about").items():
                degree = by_degree(len(self.into(topic, "about")))
                add(
                    "topic",
                    topic,
                    "cooccurrence",
                    self.age(self.year(paper)) * other["score"] * degree,
                )
            for place in self.places(paper):
                add("institution", place, "about", worth * by_degree(len(self.staff[place])))
            for cited in self.out(paper, "cites"):
                if cited in about:
                    worth_of = self.age(self.year(paper)) * self.damped(cited)
                    add("paper", cited, "citation", worth_of)
        for topic in (*self.out(ego, "part_of"), *self.into(ego, "part_of")):
            add("topic", topic, "part_of", 0.5)

    def _institution(self, ego: str, add: Callable) -> None:
        papers: dict[str, set[str]] = defaultdict(set)
        for person in self.staff[ego]:
            for paper, said in self.out(person, "wrote").items():
                if ego in said["at"] and self.counted(paper):
                    papers[paper].add(person)
        for paper, people in papers.items():
            age = self.age(self.year(paper))
            add("paper", paper, "affiliation", age * self.damped(paper))
            for person in people:
                add("person", person, "affiliation", age * self.damped(paper))
            for topic, said in self.out(paper, "about").items():
                degree = by_degree(len(self.into(topic, "about")))
                add("topic", topic, "about", age * said["score"] * degree)
            for place in self.places(paper):
                add("institution", place, "shared_papers", age * by_degree(len(self.staff[place])))
        for place in (*self.out(ego, "part_of"), *self.into(ego, "part_of")):
            add("institution", place, "part_of", 0.5)
