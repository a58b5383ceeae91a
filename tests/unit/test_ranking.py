"""Scores are sums of reasons, whatever the order of the rows."""

from __future__ import annotations

import math
import random
from collections import defaultdict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.graph.ranking import Part, by_word, decay, rank
from explorer.graph.relations import COMMON, RELATIONS, RINGS, Relation, by_authors, by_degree
from explorer.model import NodeKind

PEOPLE = [
    r for r in RELATIONS if r.ego is NodeKind.PERSON and r.kind is NodeKind.PERSON and r != COMMON
]
QUERIES = {"person_papers": ("own", "cited"), "person_people": ("shared_topic", "same_institution")}
NEWEST = 2024
FEW = settings(max_examples=25, deadline=None)  # each example is a whole neighbourhood

people = st.lists(st.sampled_from("abcdef"), min_size=1, max_size=5, unique=True)
row = st.tuples(
    st.sampled_from([f"p{i}" for i in range(30)]),
    st.none() | st.integers(1950, 2026),
    st.none() | st.integers(0, 5000),
    st.floats(0.01, 1, allow_nan=False),
    people,
)
rows = st.lists(row, max_size=12, unique_by=lambda each: each[0])
found = st.fixed_dictionaries({word: rows for words in QUERIES.values() for word in words})


def parts_of(found, shuffler=None, without=()):
    """The parts of an ego "ego" that rows of these words make."""
    parts = []
    for query, words in QUERIES.items():
        raw = [
            ["ego", word, year, size, role, [evidence, "own"] if word == "cited" else [evidence], n]
            for word in words
            for evidence, year, size, role, n in found[word]
        ]
        if shuffler:
            shuffler.shuffle(raw)
            for each in raw:
                each[-1] = shuffler.sample(each[-1], len(each[-1]))
        rows = by_word(raw)
        parts += [
            Part(r, "ego", r.weight, r.read(r, rows))
            for r in PEOPLE
            if r.query == query and r not in without
        ]
    return parts


def explained(parts):
    ranking = rank(parts, NEWEST, {"ego"})
    return ranking.explain(dict.fromkeys(ranking.scores[NodeKind.PERSON], NodeKind.PERSON))


def by_hand(relation: Relation, found) -> dict[str, float]:
    totals: dict[str, float] = defaultdict(float)
    for _, year, size, role, neighbours in found[relation.word]:
        age = 0.5 if year is None else 0.5 ** (max(0, NEWEST - year) / 10)
        if size is None:
            hub = 1.0
        elif relation.hub is by_authors:
            hub = 1 / max(1, (size or 1) - 1)
        else:
            hub = 1 / math.log(2 + size)
        for node in neighbours:
            totals[node] += relation.weight * role * age * hub
    return totals


@FEW
@given(found)
def test_points_equal_the_formula_and_sum_to_the_score(found):
    expected = {relation: by_hand(relation, found) for relation in PEOPLE}
    for node, ranked in explained(parts_of(found)).items():
        assert math.isclose(ranked.score, math.fsum(why.points for why in ranked.reasons))
        points = {why.relation: why.points for why in ranked.reasons}
        assert points == pytest.approx({r: e[node] for r, e in expected.items() if node in e})
        for why in ranked.reasons:
            rows = [row for row in found[why.relation.word] if node in row[-1]]
            assert set(why.evidence) == {row[0] for row in rows}
            paired = {(row[0], "own") for row in rows}
            assert set(why.pairs) == (paired if why.relation.paired else set())
            assert why.count == len(rows)


@FEW
@given(found, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(found, shuffler: random.Random):
    assert explained(parts_of(found, shuffler)) == explained(parts_of(found))


@FEW
@given(found)
def test_leaving_a_relation_out_changes_no_other_points(found):
    left_out = PEOPLE[0]
    whole = explained(parts_of(found))
    for node, ranked in explained(parts_of(found, without=[left_out])).items():
        kept = [why for why in whole[node].reasons if why.relation is not left_out]
        assert list(ranked.reasons) == kept


@FEW
@given(found, st.integers(0, 4), st.sets(st.sampled_from("abcdef")))
def test_wanting_fewer_gives_the_first_of_all(found, most, without):
    ranking = rank(parts_of(found), NEWEST, {"ego"})
    everybody = [n for n in ranking.best(NodeKind.PERSON, 100) if n not in without]
    assert ranking.best(NodeKind.PERSON, most, without) == everybody[:most]
    scores = [ranking.scores[NodeKind.PERSON][node] for node in everybody]
    assert scores == sorted(scores, reverse=True)


def test_ties_break_by_id():
    rows = by_word([["ego", "own", 2020, 3, 1.0, ["p1"], ["b", "ego", "a"]]])
    [part] = [Part(r, "ego", 1.0, r.read(r, rows)) for r in PEOPLE[:1]]
    assert rank([part], NEWEST, {"ego"}).best(NodeKind.PERSON, 9) == ["a", "b"]


def test_a_cited_paper_counts_once_for_each_own_paper_and_never_as_its_own():
    rows = by_word([
        ["ego", "own", 2020, 3, 1.0, ["o1"], ["ego", "a"]],
        ["ego", "own", 2021, 3, 1.0, ["o2"], ["ego", "a"]],
        ["ego", "cited", 2024, 2, 1.0, ["p1", "o2", "o1"], ["a", "b"]],
        ["ego", "cited", 2024, 2, 1.0, ["o1", "o2"], ["ego", "a"]],
        ["ego", "cited", 2024, 2, 1.0, ["p2", "o1"], ["c"]],
    ])  # fmt: skip
    parts = [
        Part(r, "ego", r.weight, r.read(r, rows)) for r in RINGS[NodeKind.PERSON]["person_papers"]
    ]
    ranking = rank(parts, NEWEST, {"ego"})
    ranked = ranking.explain({"b": NodeKind.PERSON, "p1": NodeKind.PAPER})
    [why] = ranked["b"].reasons
    assert (why.points, why.evidence, why.count) == (pytest.approx(0.1), ("p1",), 2)
    assert why.pairs == (("p1", "o1"),)
    [why] = ranked["p1"].reasons  # by a, who wrote with the ego
    assert (why.relation.name, why.evidence) == ("coauthor_citation", ("o1", "o2"))
    assert "p2" not in ranking.scores[NodeKind.PAPER]


def test_people_in_between_count_as_far_as_the_weaker_tie_and_the_older_year():
    rows = by_word([
        ["ego", COMMON.word, 2014, 8, 0.5, ["c"], [["a", 0.25, 2024], ["b", 2.0, 2004]]],
        ["ego", COMMON.word, None, 8, 0.5, ["d"], [["a", 1.0, 2024]]],
        ["ego", COMMON.word, 2020, 3000, 0.1, ["e"], []],
    ])  # fmt: skip
    part = Part(COMMON, "ego", 1.0, COMMON.read(COMMON, rows))
    ranked = rank([part], NEWEST, {"ego"}).explain({"a": COMMON.kind, "b": COMMON.kind})
    hub = by_degree(8)
    assert ranked["a"].score == pytest.approx((0.25 * 0.5 + 0.5 * 0.5) * hub)
    assert ranked["b"].score == pytest.approx(0.5 * 0.25 * hub)
    assert ranked["a"].reasons[0].evidence == ("d", "c")
    assert [item.evidence for item in part.items.unfollowed()] == [["e"]]  # not followed


def test_a_paper_of_400_authors_counts_a_four_hundredth():
    assert by_authors(400) == pytest.approx(1 / 399)
    assert by_authors(1) == by_authors(None) == 1.0


def test_hubs_of_a_topic_are_damped_and_never_divide_by_zero():
    assert by_degree(0) == pytest.approx(1 / math.log(2))
    assert by_degree(10_000) < by_degree(10)


def test_evidence_halves_in_ten_years_and_never_counts_more_than_new():
    assert decay(2014, NEWEST) == pytest.approx(0.5)
    assert decay(2030, NEWEST) == 1.0


def test_each_relation_has_one_name_per_ego_and_kind_and_belongs_to_a_ring():
    keys = [(r.ego, r.kind, r.name) for r in RELATIONS]
    assert len(keys) == len(set(keys))
    ringed = [r for rings in RINGS.values() for relations in rings.values() for r in relations]
    assert sorted(map(id, ringed)) == sorted(map(id, RELATIONS))
