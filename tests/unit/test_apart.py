"""What two nodes share, read from the answer of the picture."""

from __future__ import annotations

from itertools import permutations

import pytest

from explorer.graph.apart import APART, pairs_apart, question, read_apart
from explorer.graph.edges import draw_edges
from explorer.graph.ranking import Part, Ranked, by_word, rank
from explorer.graph.relations import COMMON, RELATIONS, by_degree
from explorer.model import NodeKind

PERSON, PAPER = NodeKind.PERSON, NodeKind.PAPER
PEOPLE = {r.name: r for r in RELATIONS if r.ego is r.kind is PERSON}
NEWEST = 2020
ROWS = {
    "own": ["own", 2020, 2, 1.0, ["p"]],
    "cited": ["cited", 2020, 2, 1.0, ["w", "v"]],
    "shared_topic": ["shared_topic", 2020, 8, 1.0, ["t"]],
}


def near(ego: str, node: str, *words: str) -> Ranked:
    """A neighbour of an ego, near by some rows."""
    rows = by_word([[ego, *ROWS[word], [node]] for word in words])
    parts = [Part(r, ego, 1.0, r.read(r, rows)) for r in PEOPLE.values() if r is not COMMON]
    return rank(parts, NEWEST).explain({node: PERSON})[node]


def topic(number: int, *ends: str, degree: int = 8, last: int | None = 2010) -> list[object]:
    return [
        "topics of people", f"t{number}", f"Topic {number}", None, None, degree,
        [[each, None, last] for each in ends],
    ]  # fmt: skip


def test_who_is_near_by_something_closer_is_not_apart_whichever_end_says_so():
    one, other = near("a", "b", "shared_topic"), near("b", "a", "shared_topic")
    assert pairs_apart([one, other], {"a", "b"}) == {("b", "a"): PERSON, ("a", "b"): PERSON}
    assert pairs_apart([one], {"b"}) == {}  # whom it is near to is not drawn
    for closer in ("own", "cited"):
        assert pairs_apart([one, near("b", "a", closer, "shared_topic")], {"a", "b"}) == {}


def test_an_edge_is_of_the_closest_relation_whichever_end_says_it():
    ranked = [near("a", "b", "shared_topic"), near("b", "a", "cited", "shared_topic")]
    for order in permutations(ranked):
        [edge] = draw_edges([], {"a", "b"}, order, {}, lambda *_: "")
        assert edge.kind == "CITES_WORK_OF"


def test_what_is_asked_follows_what_is_wanted():
    pairs = {("b", "a"): PERSON, ("c", "a"): PERSON, ("x", "y"): PAPER}
    asked = question(pairs, APART, NEWEST)
    ids = dict(asked["apart"])
    assert ids["topics of people"] == ids["collaborators"] == ["a", "b", "c"]
    assert ids["cited"] == ["x", "y"]
    assert asked["around"] == ["a", "y"]
    assert asked["cited"] == [["y", ["x"]]]
    fewer = question(pairs, {PEOPLE["same_institution"]}, NEWEST)
    assert [word for word, _ in fewer["apart"]] == ["institutions"]
    assert fewer["cited"] == []
    nothing = question({}, (), NEWEST)
    assert (nothing["apart"], nothing["around"], nothing["cited"]) == ([], [], [])


def test_the_same_is_read_in_whatever_order_it_comes():
    rows = [topic(n, "a", "b", degree=3 * n, last=1990 + n) for n in range(8)]
    first, *others = (
        read_apart({"shared": each}, [("b", "a")], NEWEST)
        for each in (rows, rows[::-1], rows[3:] + rows[:3])
    )
    assert all(each == first for each in others)
    assert first["b", "a"].count == 8


def test_both_ends_of_a_pair_are_told_the_same():
    rows = {"shared": [topic(1, "a", "b", "c"), topic(2, "a", "b", last=None)]}
    found = read_apart(rows, [("b", "a"), ("a", "b"), ("c", "d")], NEWEST)
    assert found.keys() == {("b", "a"), ("a", "b")}
    one, other = found["b", "a"], found["a", "b"]
    assert (one.count, one.evidence, one.weight) == (other.count, other.evidence, other.weight)
    assert one.weight == pytest.approx(0.5 + 0.5)  # ten years old, and of an unknown year


def test_only_years_in_common_count_at_an_institution():
    def at(*spans: tuple[int, int]) -> list[object]:
        ends = [[node, *span] for node, span in zip("ab", spans, strict=True)]
        return ["institutions", "i", "Institute", None, None, 8, ends]

    meet = read_apart({"shared": [at((2000, 2010), (2010, 2015))]}, [("b", "a")], NEWEST)
    assert meet["b", "a"].years == (2010,)
    assert not read_apart({"shared": [at((2000, 2009), (2010, 2015))]}, [("b", "a")], NEWEST)


def test_the_closest_that_both_share_is_told_and_the_weaker_tie_counts():
    ends = [["a", 0.25, 2014], ["b", 2.0, 2020]]
    rows = [topic(1, "a", "b"), ["collaborators", "c", "C", None, None, 8, ends]]
    found = read_apart({"shared": rows}, [("b", "a")], NEWEST)["b", "a"]
    assert found.relation is COMMON
    assert (found.evidence, found.years) == (("c",), (2014,))
    assert found.shares == (pytest.approx(0.25 * by_degree(8) * 0.5 ** (6 / 10)),)


def test_references_in_common_are_as_old_as_one_another():
    rows = [
        ["cited", thing, thing, year, None, degree, [["x", None, None], ["y", None, None]]]
        for thing, year, degree in (("old", 1950, 3), ("new", 2020, 30))
    ]
    found = read_apart({"shared": rows}, [("x", "y")], NEWEST)["x", "y"]
    assert found.evidence == ("old", "new")  # the one that fewer cite tells more
    assert found.weight == pytest.approx(1.0)
