"""Routes and common ground equal a computation by hand over the whole sample."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations, pairwise
from math import exp, log1p

import networkx as nx
import pytest

from explorer.graph import introductions, paths
from explorer.graph.introductions import MOST_AUTHORS, introduce, share
from explorer.store import Store
from loaders.sample import FEATURED
from tests.store.raw_graph import RawGraph

LARIVIERE, GINGRAS = FEATURED["Vincent Larivière"], "openalex:A5074283997"
TIAN = FEATURED["Qi Tian"]
# Near and far, of both datasets, with and without a route.
PAIRS = (
    (LARIVIERE, GINGRAS),
    (LARIVIERE, "openalex:A5068938534"),
    ("openalex:A5029483412", "openalex:A5029738051"),
    (LARIVIERE, TIAN),
    (TIAN, "name:dblp-sample/guo-jun-qi"),
    (TIAN, "name:dblp-sample/lei-zhang"),
    ("name:dblp-sample/lei-zhang", "name:dblp-sample/jiebo-luo"),
)


class Collaboration:
    """Who wrote with whom, and the formula written a second time."""

    def __init__(self, raw: RawGraph, most_authors: int) -> None:
        self.raw = raw
        self.graph = nx.Graph()
        self.graph.add_nodes_from(raw.works)
        self.papers: dict[frozenset[str], list[str]] = defaultdict(list)
        for paper, authors in raw.authors.items():
            if raw.papers[paper]["n"] <= most_authors:
                for one, other in combinations(sorted(authors), 2):
                    self.papers[frozenset((one, other))].append(paper)
        for pair, papers in self.papers.items():
            strength = sum(map(raw.strength, papers))
            self.graph.add_edge(*pair, cost=log1p(1 / strength), strength=strength)

    def best(self, start: str, end: str, steps: int, without: set[str]) -> float | None:
        """The least cost within some steps, by Dijkstra over one layer of people for each step."""
        layers = nx.DiGraph()
        left = nx.single_source_shortest_path_length(self.graph, end, cutoff=steps)
        edge = {start}
        for step in range(steps):
            ahead = {
                (who, other)
                for who in edge
                if who != end
                for other in self.graph[who]
                if left.get(other, steps) < steps - step and other not in without
            }
            for who, other in ahead:
                layers.add_edge((who, step), (other, step + 1), cost=self.graph[who][other]["cost"])
            edge = {other for _, other in ahead}
        ends = [(end, step) for step in range(1, steps + 1) if (end, step) in layers]
        if not ends:
            return None
        found = nx.single_source_dijkstra_path_length(layers, (start, 0), weight="cost")
        return min(found[each] for each in ends)


@pytest.fixture(scope="module")
def raw(store: Store) -> RawGraph:
    return RawGraph(store)


@pytest.fixture(scope="module")
def collaboration(raw: RawGraph) -> Collaboration:
    return Collaboration(raw, MOST_AUTHORS)


@pytest.mark.parametrize("ends", PAIRS, ids=lambda ends: " ".join(e[-8:] for e in ends))
@pytest.mark.parametrize("steps", [2, 3, 4])
def test_routes_equal_the_cheapest_by_hand(
    store: Store,
    collaboration: Collaboration,
    ends: tuple[str, str],
    steps: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for limit in ("MOST_PEOPLE", "MOST_PAPERS", "MOST_TIES", "MORE_QUESTIONS"):
        monkeypatch.setattr(paths, limit, 10_000_000)
    answer = introduce(store, *ends, steps=steps, most=3)
    assert answer["complete"] is True
    assert answer["reason"] is None
    used: set[str] = set()
    straight = collaboration.graph.has_edge(*ends)  # by hand it may be taken twice
    for number, route in enumerate(answer["paths"]):
        people = [each["id"] for each in route["people"]]
        assert (people[0], people[-1]) == ends
        assert nx.is_simple_path(collaboration.graph, people)
        if route["shared"]:
            break
        cost = collaboration.best(*ends, steps, used)
        assert cost is not None
        assert route["chance"] <= exp(-cost) + 1e-6
        if number == 0 or not straight:
            assert route["chance"] == pytest.approx(exp(-cost), abs=1e-6)
        used.update(people[1:-1])
    if len(answer["paths"]) < 3 and not straight:
        assert collaboration.best(*ends, steps, used) is None


@pytest.mark.parametrize("ends", PAIRS, ids=lambda ends: " ".join(e[-8:] for e in ends))
def test_each_step_tells_the_papers_behind_it(
    store: Store, raw: RawGraph, collaboration: Collaboration, ends: tuple[str, str]
) -> None:
    answer = introduce(store, *ends, steps=4, most=3)
    for route in answer["paths"]:
        people = [each["id"] for each in route["people"]]
        assert [(step["source"], step["target"]) for step in route["steps"]] == list(
            pairwise(people)
        )
        for step in route["steps"]:
            together = collaboration.papers[frozenset((step["source"], step["target"]))]
            shown = [paper["id"] for paper in step["papers"]]
            assert step["total"] == len(together)
            assert shown == raw.newest_first(together)[:3]
            assert step["more"] == (len(together) > 3)
            edge = collaboration.graph[step["source"]][step["target"]]
            assert step["strength"] == pytest.approx(edge["strength"], rel=1e-4, abs=1e-6)
            assert step["sentence"].startswith(f"{len(together)} paper")


def test_a_search_without_the_means_says_so(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "MOST_PEOPLE", 2)
    answer = introduce(
        store, "name:dblp-sample/lei-zhang", "name:dblp-sample/jiebo-luo", steps=4, most=3
    )  # fmt: skip
    assert answer["complete"] is False
    assert "not looked at" in answer["reason"]
    assert answer["reason"] in answer["sentence"]


def test_papers_of_too_many_authors_introduce_nobody(
    store: Store, raw: RawGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(introductions, "MOST_AUTHORS", 2)
    pairs = Collaboration(raw, 2)
    answer = introduce(store, LARIVIERE, GINGRAS, steps=4, most=5)
    for route in answer["paths"]:
        assert nx.is_simple_path(pairs.graph, [each["id"] for each in route["people"]])
        for step in route["steps"]:
            assert all(paper["authors"] <= 2 for paper in step["papers"])


def test_there_and_back_the_chances_are_the_same(store: Store) -> None:
    there = introduce(store, LARIVIERE, GINGRAS, steps=4, most=3)
    back = introduce(store, GINGRAS, LARIVIERE, steps=4, most=3)
    assert [p["chance"] for p in there["paths"]] == [p["chance"] for p in back["paths"]]


def test_nobody_needs_an_introduction_to_themselves(store: Store) -> None:
    answer = introduce(store, TIAN, TIAN, steps=4, most=3)
    assert (answer["paths"], answer["complete"]) == ([], True)
    assert answer["sentence"] == "Both ends are Qi Tian, who needs no introduction"


def test_people_known_by_name_only_carry_their_mark(store: Store) -> None:
    answer = introduce(store, TIAN, "name:dblp-sample/lei-zhang", steps=3, most=3)
    people = [person for route in answer["paths"] for person in route["people"]]
    assert people
    assert all("by name" in person["marks"][0] for person in people)


def test_strangers_are_told_so(store: Store) -> None:
    answer = introduce(store, TIAN, LARIVIERE, steps=4, most=3)
    assert answer["sentence"] == (
        "No route leads from Qi Tian to Vincent Larivière within 4 steps on papers with up to 50 "
        "authors"
    )
    assert share(store, TIAN, LARIVIERE, 5)["sentence"] == (
        "Qi Tian and Vincent Larivière have nothing in common in this data, "
        "co-authors of papers with more than 50 authors aside"
    )


@pytest.mark.parametrize(
    "ends", [*PAIRS[:2], (GINGRAS, LARIVIERE), *PAIRS[4:]], ids=lambda e: f"{e[0][-6:]} {e[1][-6:]}"
)
def test_common_ground_equals_the_raw_edges(
    store: Store, raw: RawGraph, ends: tuple[str, str]
) -> None:
    answer = share(store, *ends, 500)
    works = [raw.works[each] for each in ends]
    together = works[0].keys() & works[1].keys()
    assert [p["id"] for p in answer["papers"]["evidence"]] == raw.newest_first(together)
    beside = [
        {who: [p for p in own if who in raw.authors[p]] for p in own for who in raw.authors[p]}
        for own in works
    ]
    shared = {
        who: tuple(len(each[who]) for each in beside)
        for who in beside[0].keys() & beside[1].keys() - set(ends)
    }
    found = {
        each["id"]: (each["a"]["papers"], each["b"]["papers"])
        for each in answer["people"]["evidence"]
    }
    assert found == shared
    assert answer["people"]["total"] == len(shared)
    topics = [{t: {p for p in own if t in raw.topics[p]} for p in own for t in raw.topics[p]}
              for own in works]  # fmt: skip
    both = topics[0].keys() & topics[1].keys()
    assert {t["id"] for t in answer["topics"]["evidence"]} == both
    for topic in answer["topics"]["evidence"]:
        for end, papers in zip(("a", "b"), (each[topic["id"]] for each in topics), strict=True):
            years = [raw.papers[p]["year"] for p in papers]
            assert topic[end]["papers"] == len(papers)
            assert (topic[end]["first_year"], topic[end]["last_year"]) == (min(years), max(years))
            assert topic[end]["newest"]["id"] in papers
            assert topic[end]["newest"]["year"] == max(years)
    stays = [{i for said in own.values() for i in said.institutions} for own in works]
    assert {i["id"] for i in answer["institutions"]["evidence"]} == stays[0] & stays[1]


def test_what_is_left_out_of_common_ground_is_counted(store: Store) -> None:
    whole, part = share(store, LARIVIERE, GINGRAS, 100), share(store, LARIVIERE, GINGRAS, 2)
    for key in ("papers", "people", "topics"):
        assert part[key]["evidence"] == whole[key]["evidence"][:2]
        assert (part[key]["more"], whole[key]["more"]) == (True, False)
        assert part[key]["total"] == whole[key]["total"] == len(whole[key]["evidence"])
        assert part[key]["sentence"] == whole[key]["sentence"]
    assert part["sentence"] == (
        "Vincent Larivière and Yves Gingras have in common: 8 papers, 13 co-authors, 5 topics, "
        "1 institution"
    )
