"""What measures the ranking measures the right thing."""

from __future__ import annotations

import math
import random
from collections import defaultdict
from collections.abc import Mapping

import numpy as np
import pytest

from explorer.graph.ranking import Part, by_word, rank
from explorer.graph.relations import RELATIONS
from explorer.model import About, Authorship, Batch, Citation, NodeKind, Paper, Person
from tests.bench import quality_baselines as baselines
from tests.bench import quality_scores as scores
from tests.bench.quality_corpus import Corpus, gather
from tests.bench.quality_grid import Trial
from tests.bench.quality_heldout import hold_out, measure
from tests.bench.quality_metrics import estimate, places, recall, reciprocal
from tests.bench.quality_scores import COMMON, PLAIN, WEIGHTS, Graph, Method, within

PEOPLE = [r for r in RELATIONS if r.ego is NodeKind.PERSON and r.kind is NodeKind.PERSON]
HALF = math.sqrt(0.5)  # what five years leave
# id: year, authors, topics, cited papers, institution of all authors
Said = Mapping[str, tuple[int, str, str, tuple[str, ...], str]]
TINY: Said = {
    "p1": (2010, "ab", "x", (), "i"),
    "p2": (2010, "abc", "y", ("p4",), ""),
    "p3": (2005, "bd", "", ("p1",), "j"),
    "p4": (2000, "de", "x", (), ""),
    "p5": (2000, "cd", "z", (), "i"),
    "p6": (2012, "adf", "", (), ""),
    "p7": (2013, "ac", "", (), ""),
}


def corpus_of(said: Said) -> Corpus:
    batch = Batch()
    for paper, (year, authors, topics, cited, at) in said.items():
        batch.nodes.append(Paper(paper, paper, year, authors_count=len(authors)))
        batch.nodes += [Person(each, f"Ann {each.upper()}ley") for each in authors]
        batch.edges += [
            Authorship(each, paper, position, institution_ids=tuple(at))
            for position, each in enumerate(authors, 1)
        ]
        batch.edges += [About(paper, each) for each in topics]
        batch.edges += [Citation(paper, each) for each in cited]
    return gather([batch])


@pytest.fixture
def graph() -> Graph:
    return Graph(corpus_of(TINY), 2010)


def around(graph: Graph, method: Method, ego: str) -> dict[str, float]:
    found = method(graph, graph.corpus.people.index(ego))
    return {graph.corpus.people[i]: pytest.approx(found[i]) for i in np.flatnonzero(found)}


# -- places and figures ------------------------------------------------------------------------


def test_ties_break_by_number_and_who_has_no_score_has_no_place():
    points = np.array([0.5, 0.9, 0.5, 0.0, 0.5, 0.1 + 0.2, 0.3])
    found = places(points, np.array([0, 2, 4, 3, 5, 6]), np.array([], dtype=int))
    assert found.tolist() == [2, 3, 4, math.inf, 5, 6]


def test_who_is_left_out_takes_no_place():
    points = np.array([0.5, 0.9, 0.4])
    assert places(points, np.array([2]), np.array([1])).tolist() == [2]
    assert points.tolist() == [0.5, 0.9, 0.4]


def test_recall_counts_the_first_twenty_and_the_reciprocal_the_first_found():
    found = np.array([21.0, 20.0, 4.0, math.inf])
    assert recall(found) == 0.5
    assert reciprocal(found) == 0.25
    assert reciprocal(np.array([math.inf])) == 0.0


def test_an_interval_holds_the_mean_is_steady_and_narrows_with_more_people():
    few, many = estimate([0.0, 1.0] * 10), estimate([0.0, 1.0] * 1000)
    assert few == estimate([0.0, 1.0] * 10)
    assert few.low < few.mean == many.mean == 0.5 < few.high
    # Of 2,000 drawn from a fair coin: 0.5 ± 1.96 · 0.5 / √2000
    assert many.low == pytest.approx(0.478, abs=0.002)
    assert many.high == pytest.approx(0.522, abs=0.002)


# -- the tiny graph, by hand -------------------------------------------------------------------


def test_joint_papers_by_hand(graph: Graph):
    assert around(graph, scores.coauthorship, "a") == {"b": 1 + 0.5, "c": 0.5}
    assert around(graph, scores.coauthorship, "d") == {"b": HALF, "e": 0.5, "c": 0.5}
    assert around(graph, baselines.joint_papers, "a") == {"b": 2, "c": 1}


def test_citations_by_hand(graph: Graph):
    # p2 cites p4 in 2010; p3 cites p1 in 2005, and b wrote both: p1 with a.
    assert around(graph, scores.citation, "a") == {"d": 1 + HALF, "e": 1}
    assert around(graph, scores.citation, "b") == {"d": 1, "e": 1}


def test_topics_by_hand(graph: Graph):
    x, y = 1 / math.log(4), 1 / math.log(3)
    expected = {"a": x + y, "b": x + y, "c": y, "d": 0.5 * x, "e": 0.5 * x}
    assert around(graph, scores.shared_topic, "a") == expected


def test_institutions_by_hand(graph: Graph):
    # a and b were at i in 2010, c and d in 2000; b was at j in 2005.
    four = 1 / math.log(6)
    assert around(graph, scores.same_institution, "a") == {"a": four, "b": four}
    both = 0.5 * four
    assert around(graph, scores.same_institution, "c") == {"c": both, "d": both}


def test_common_collaborators_by_hand(graph: Graph):
    # a to d through b: the weaker tie is b–d, of 2005; through c: both 0.5, of 2010 and 2000.
    found = around(graph, scores.common_collaborators, "a")
    three, two = 1 / math.log(5), 1 / math.log(4)
    assert found["d"] == HALF * HALF * three + 0.5 * 0.5 * two
    assert found["b"] == 0.5 * two
    assert found["c"] == 0.5 * three
    assert "e" not in found
    few = {"strongest": 1}
    through_b = scores.common_collaborators(graph, 0, **few)
    assert through_b[3] == pytest.approx(HALF * HALF * three)
    # b has three papers, c two.
    assert scores.common_collaborators(graph, 0, reach=4).tolist() == through_b.tolist()


def test_neighbours_of_neighbours_by_hand(graph: Graph):
    # b knows a, c, d; c knows a, b, d.
    three = 1 / math.log(3)
    assert around(graph, baselines.adamic_adar, "a") == {
        "a": 2 * three, "b": three, "c": three, "d": 2 * three,
    }  # fmt: skip
    assert around(graph, baselines.resource_allocation, "e") == {"e": 1 / 3, "b": 1 / 3, "c": 1 / 3}


def test_a_walk_keeps_all_it_starts_with_and_prefers_what_is_near(graph: Graph):
    for walk in (baselines.pagerank, baselines.weighted_pagerank):
        rank = walk(graph, 0)
        assert rank.sum() == pytest.approx(1)
        assert rank[1] > rank[2] > rank[4] > 0 == rank[5]


def test_authors_in_the_middle_count_less_but_not_in_lists_by_name():
    said = {"p": (2010, "bac", "", (), ""), "q": (2010, "abc", "", (), "")}
    graph = Graph(corpus_of(said), 2010)
    halved = baselines.ties_by_position(0.5)
    assert around(graph, halved, "b") == {"a": 0.25 + 0.5, "c": 0.5 + 0.5}
    assert around(graph, baselines.ties_by_position(0.5, both=False), "a")["b"] == 1.0


def test_only_the_smallest_are_reached():
    sizes = np.array([5, 3, 9, 3])
    assert within(sizes, np.arange(4), 11).tolist() == [1, 3, 0]
    assert within(sizes, np.arange(4), 10).tolist() == [1, 3]
    assert within(sizes, np.arange(4), 2).tolist() == []


# -- as the product ----------------------------------------------------------------------------


def rows_of(said: Said, ego: str) -> list[list[object]]:
    """What the query files give of an ego, found once more without arrays."""
    rows: list[list[object]] = []
    own = {paper for paper, each in said.items() if ego in each[1]}
    for paper in own:
        year, authors, *_ = said[paper]
        rows.append([ego, "own", year, len(authors), 1.0, [paper], [*authors]])
    for citing, (year, authors, _, cited, _) in said.items():
        for each in cited:
            for mine, other, of in ((citing, each, said[each][1]), (each, citing, authors)):
                if mine in own:
                    rows.append([ego, "cited", year, len(of), 1.0, [other, mine], [*of]])
    for place, word in ((2, "shared_topic"), (4, "same_institution")):
        years: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
        for each in said.values():
            for end in each[place]:
                for person in each[1]:
                    years[end][person].append(each[0])
        for end, by_person in years.items():
            papers = sum(end in each[place] for each in said.values())
            size = papers if word == "shared_topic" else len(by_person)
            mine = by_person.get(ego, [])
            for person, theirs in by_person.items() if mine else ():
                met = min(mine) <= max(theirs) and min(theirs) <= max(mine)
                if met or word == "shared_topic":
                    year = min(max(mine), max(theirs))
                    rows.append([ego, word, year, size, 1.0, [end], [person]])
    return rows


@pytest.mark.parametrize("seed", range(5))
def test_the_score_is_that_of_the_product(seed: int):
    chance = random.Random(seed)  # noqa: S311 - not for secrets
    said = {
        f"p{number}": (
            chance.randint(1990, 2010),
            "".join(chance.sample("abcdefgh", chance.randint(1, 4))),
            "".join(chance.sample("xyz", chance.randint(0, 2))),
            tuple(f"p{each}" for each in chance.sample(range(number), min(number, 2))),
            chance.choice(["", "i", "j"]),
        )
        for number in range(25)
    }
    graph = Graph(corpus_of(said), 2010)
    known = [each for each in PEOPLE if each.name in PLAIN]
    for ego in graph.corpus.people:
        rows = by_word(rows_of(said, ego))
        parts = [Part(r, ego, r.weight, r.read(r, rows)) for r in known]
        expected = rank(parts, 2010, {ego}).scores[NodeKind.PERSON]
        found = around(graph, scores.score(PLAIN), ego)
        found.pop(ego, None)
        assert found == expected


def test_every_relation_of_the_product_is_measured():
    assert set(WEIGHTS) == set(scores.BY_NAME)


# -- what is hidden ----------------------------------------------------------------------------


@pytest.fixture
def everybody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.bench.quality_heldout.LEAST_PAPERS", 1)


@pytest.mark.usefixtures("everybody")
def test_later_co_authors_are_repeat_or_new_and_those_without_a_past_are_not_asked_for():
    held = hold_out(corpus_of(TINY), 2010, 9999, 10)
    assert [held.graph.corpus.people[each] for each in held.egos] == ["a", "c", "d"]
    people = {question: each.tolist() for question, each in held.wanted(0).items()}
    assert people == {"repeat": [2], "new": [3], "one list": [2, 3]}  # f was nobody in 2010
    assert held.graph.ties.at(0)[0].tolist() == [1, 2]
    assert hold_out(corpus_of(TINY), 2010, 2012, 10).wanted(0)["one list"].tolist() == [3]


@pytest.mark.usefixtures("everybody")
def test_a_method_is_asked_each_question():
    held = hold_out(corpus_of(TINY), 2010, 9999, 10)
    answers = measure(held, {"joint papers": baselines.joint_papers})["joint papers"]
    assert answers["repeat"].reciprocal.tolist() == [0.5, 1]  # to a, b is before c
    assert answers["new"].recall.tolist() == [0, 0]
    assert answers["one list"].recall.tolist() == [0.5, 1, 0]


@pytest.mark.usefixtures("everybody")
def test_a_trial_answers_as_the_whole_graph_does():
    held = hold_out(corpus_of(TINY), 2010, 9999, 10)
    weights = {**WEIGHTS, COMMON: 0.7}
    whole = measure(held, {"": scores.score(weights)})[""]
    for question, each in Trial([held]).outcomes(weights).items():
        assert each.recall.tolist() == whole[question].recall.tolist()
        assert each.reciprocal.tolist() == whole[question].reciprocal.tolist()
