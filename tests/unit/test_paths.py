"""Routes equal those that networkx finds, however the rows come and whatever the search asks."""

from __future__ import annotations

import random
from collections.abc import Mapping
from itertools import pairwise

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.graph import paths
from explorer.graph.paths import Question, Route, Search, Tie, cost_of, find_routes, strength_of

PEOPLE = "abcdefghij"
START, END = "a", "b"
Strengths = Mapping[tuple[str, str], float]
pairs = st.tuples(st.sampled_from(PEOPLE), st.sampled_from(PEOPLE)).filter(lambda p: p[0] < p[1])
# Few values, so that routes of the same cost come up.
graphs = st.dictionaries(pairs, st.sampled_from([0.01, 0.1, 0.5, 1.0, 4.0]), max_size=24)
limits = st.integers(1, 6)
wanted = st.integers(1, 5)
MANY = settings(max_examples=300, deadline=None)


def network(strengths: Strengths) -> nx.Graph:
    graph = nx.Graph()
    graph.add_nodes_from(PEOPLE)
    for (one, other), strength in strengths.items():
        graph.add_edge(one, other, cost=cost_of(strength), strength=strength)
    return graph


def ties_of(graph: nx.Graph) -> paths.Ties:
    return {who: {other: e["cost"] for other, e in near.items()} for who, near in graph.adj.items()}


def by_hand(graph: nx.Graph, steps: int, most: int) -> list[Route]:
    """Each time the best of all simple paths that bring somebody new in."""
    every = [tuple(p) for p in nx.all_simple_paths(graph, START, END, cutoff=steps)]
    found: list[Route] = []
    while len(found) < most:
        used = {person for route in found for person in route.people[1:-1]}
        new = [
            p
            for p in every
            if p not in {route.people for route in found} and (len(p) == 2 or set(p[1:-1]) - used)
        ]
        if not new:
            break
        best = min(new, key=lambda p: (len(set(p) & used), cost(graph, p), len(p), p))
        found.append(Route(best, cost(graph, best), tuple(p for p in best if p in used)))
    return found


def cost(graph: nx.Graph, people: tuple[str, ...]) -> int:
    return sum(graph[one][other]["cost"] for one, other in pairwise(people))


def answer(graph: nx.Graph, question: Question) -> list[tuple[str, list[Tie]]]:
    """What the query gives: the strongest ties of each person, one more than is used."""
    rows = []
    for person in question.people:
        near = [
            (other, edge["strength"], graph.degree(other))
            for other, edge in graph.adj[person].items()
            if question.among is None or other in question.among
        ]
        near.sort(key=lambda tie: (-tie[1], tie[0]))
        rows.append((person, near[: question.each + 1]))
    return rows


def searched(
    graph: nx.Graph, steps: int, most: int, shuffler: random.Random | None = None
) -> Search:
    search = Search(START, END, steps, most)
    while (question := search.ask()) is not None:
        rows = answer(graph, question)
        if shuffler is not None:
            shuffler.shuffle(rows)
        search.learn(question, rows)
    return search


@MANY
@given(graphs, limits, wanted)
def test_routes_equal_the_best_of_all_simple_paths(strengths, steps, most):
    graph = network(strengths)
    assert find_routes(ties_of(graph), START, END, steps, most) == by_hand(graph, steps, most)


@MANY
@given(graphs)
def test_the_first_route_is_the_cheapest_path_of_networkx(strengths):
    graph = network(strengths)
    found = find_routes(ties_of(graph), START, END, len(PEOPLE), 1)
    if nx.has_path(graph, START, END):
        assert found[0].cost == nx.dijkstra_path_length(graph, START, END, "cost")
    else:
        assert found == []


@MANY
@given(graphs, limits, wanted)
def test_a_search_finds_what_is_in_the_whole_graph(strengths, steps, most):
    graph = network(strengths)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(paths, "MORE_QUESTIONS", paths.MOST_QUESTIONS)
        search = searched(graph, steps, most)
    assert search.complete
    assert search.questions <= steps
    assert search.routes == by_hand(graph, steps, most)


@MANY
@given(
    graphs, limits, wanted, st.integers(1, 3), st.integers(1, 12), st.integers(1, 4),
    st.randoms(use_true_random=False),
)  # fmt: skip
def test_a_search_that_may_ask_little_says_so_or_has_missed_nothing(
    strengths, steps, most, people, papers, ties, shuffler
):
    graph = network(strengths)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(paths, "MOST_PEOPLE", people)
        patch.setattr(paths, "MOST_PAPERS", papers)
        patch.setattr(paths, "MOST_TIES", ties)
        patch.setattr(paths, "LEAST_TIES", ties)
        search = searched(graph, steps, most)
        again = searched(graph, steps, most, shuffler)
    assert again.routes == search.routes
    assert (again.unasked, again.cut_short) == (search.unasked, search.cut_short)
    for route in search.routes:
        assert nx.is_simple_path(graph, route.people)
        assert (route.people[0], route.people[-1]) == (START, END)
        assert len(route.people) <= steps + 1
        assert route.cost == cost(graph, route.people)
    if search.complete:
        assert search.routes == by_hand(graph, steps, most)


@MANY
@given(graphs, limits, wanted, st.integers(1, 25))
def test_a_search_that_may_try_little_says_so_or_has_missed_nothing(strengths, steps, most, tries):
    graph = network(strengths)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(paths, "MORE_QUESTIONS", paths.MOST_QUESTIONS)
        patch.setattr(paths, "MOST_TRIES", tries)
        search = searched(graph, steps, most)
    every = by_hand(graph, steps, most)
    assert search.complete or search.given_up
    assert not (search.given_up and len(search.routes) == most)
    if not search.unasked:  # those found are the best, as far as it came
        assert search.routes == every[: len(search.routes)]
    if search.complete:
        assert search.routes == every


def between(width: int, layers: int) -> nx.Graph:
    """Two people, and layers of others between them, each of whom knows all of the next layer."""
    rows = [
        [START],
        *([f"{chr(99 + layer)}{n}" for n in range(width)] for layer in range(layers)),
        [END],
    ]
    ties = {(one, other): 1.0 for near, far in pairwise(rows) for one in near for other in far}
    return network(ties)


def test_where_nobody_new_is_left_and_the_ways_are_too_many_it_says_that_one_may_be_missing():
    search = searched(between(4, 5), 6, 5)  # 4⁵ ways over people who stand on a route already
    assert len(search.routes) == 4
    assert not any(route.shared for route in search.routes)
    assert (search.given_up, search.complete) == (True, False)


def test_where_the_ways_are_few_enough_it_is_known_that_no_route_is_missing():
    graph = between(3, 5)
    search = searched(graph, 6, 5)
    assert search.routes == by_hand(graph, 6, 5)
    assert len(search.routes) == 3
    assert (search.given_up, search.complete) == (False, True)


@MANY
@given(graphs, limits, wanted)
def test_routes_share_nobody_where_that_is_possible(strengths, steps, most):
    graph = network(strengths)
    found = find_routes(ties_of(graph), START, END, steps, most)
    for number, route in enumerate(found):
        rest = graph.copy()
        rest.remove_nodes_from(p for earlier in found[:number] for p in earlier.people[1:-1])
        if (START, END) in {earlier.people for earlier in found[:number]}:
            rest.remove_edge(START, END)
        apart = nx.single_source_shortest_path_length(rest, START, cutoff=steps)
        assert bool(route.shared) == (END not in apart)


def test_where_everybody_goes_through_one_person_the_second_route_says_so():
    graph = network({("a", "c"): 1.0, ("c", "d"): 1.0, ("c", "e"): 0.5, ("b", "d"): 1.0,
                     ("b", "e"): 1.0})  # fmt: skip
    first, second = find_routes(ties_of(graph), START, END, 4, 5)
    assert (first.people, first.shared) == (("a", "c", "d", "b"), ())
    assert (second.people, second.shared) == (("a", "c", "e", "b"), ("c",))


def test_strong_ties_beat_a_short_way_over_weak_ones():
    graph = network({("a", "c"): 0.01, ("b", "c"): 0.01, ("a", "d"): 4.0, ("d", "e"): 4.0,
                     ("b", "e"): 4.0})  # fmt: skip
    found = find_routes(ties_of(graph), START, END, 4, 2)
    assert [route.people for route in found] == [("a", "d", "e", "b"), ("a", "c", "b")]
    assert find_routes(ties_of(graph), START, END, 2, 2) == [found[1]]


def test_nobody_within_the_limit_is_no_route():
    graph = network({("a", "c"): 1.0, ("c", "d"): 1.0, ("b", "d"): 1.0})
    search = searched(graph, 2, 3)
    assert (search.routes, search.complete) == ([], True)


def test_an_end_without_ties_takes_few_questions():
    graph = network({("a", other): 1.0 for other in "cdefghij"})
    search = searched(graph, 6, 3)
    assert (search.routes, search.complete, search.questions) == ([], True, 2)


@pytest.mark.parametrize("strength", [1e-6, 0.0205, 1 / 3, 1.0, 2.75, 130.0])
def test_a_cost_tells_its_strength(strength):
    assert strength_of(cost_of(strength)) == pytest.approx(strength, abs=1e-6, rel=1e-6)


def test_no_strength_at_all_still_costs_something_finite():
    assert cost_of(0.0) == cost_of(paths.LEAST_STRENGTH) < 10**11
    assert cost_of(1e12) == 1
