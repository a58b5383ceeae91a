"""Scores are sums of reasons, whatever the order of the rows."""

from __future__ import annotations

import math
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.graph.ranking import (
    RELATIONS,
    Relation,
    by_authors,
    by_degree,
    decay,
    latest_shared,
    rank,
)
from explorer.model import NodeKind

PEOPLE = [r for r in RELATIONS if r.ego is NodeKind.PERSON and r.kind is NodeKind.PERSON]
NEWEST = 2024
FEW = settings(max_examples=20, deadline=None)  # each example is a whole neighbourhood

items = st.tuples(
    st.sampled_from([f"p{i}" for i in range(30)]),
    st.none() | st.integers(1950, 2026),
    st.none() | st.integers(0, 5000),
    st.floats(0, 1, allow_nan=False),
)
rows = st.lists(
    st.tuples(st.sampled_from("abcdef"), st.lists(items, min_size=1, max_size=6)),
    max_size=6,
    unique_by=lambda row: row[0],
)
found = st.fixed_dictionaries(dict.fromkeys(PEOPLE, rows))


def score_by_hand(relation: Relation, evidence: list[tuple[str, int | None, int | None, float]]):
    total = 0.0
    for _, year, size, role in evidence:
        age = 0.5 if year is None else 0.5 ** (max(0, NEWEST - year) / 10)
        if relation.hub == "authors":
            hub = 1 / max(1, (size or 1) - 1)
        else:
            hub = 1 / math.log(2 + (1 if size is None else size))
        total += role * age * hub
    return relation.weight * total


@FEW
@given(found)
def test_reasons_sum_to_the_score(found):
    for node in rank(found, NEWEST)[NodeKind.PERSON].nodes:
        assert math.isclose(
            node.score, sum(why.points for why in node.reasons), rel_tol=1e-12, abs_tol=1e-9
        )


@FEW
@given(found)
def test_points_equal_the_formula(found):
    for node in rank(found, NEWEST)[NodeKind.PERSON].nodes:
        for why in node.reasons:
            evidence = dict(found[why.relation])[node.id]
            expected = score_by_hand(why.relation, evidence)
            assert math.isclose(why.points, expected, rel_tol=1e-9, abs_tol=1e-12)
            assert set(why.evidence) == {item[0] for item in evidence}


@FEW
@given(found, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(found, shuffler: random.Random):
    shuffled = {}
    for relation in shuffler.sample(list(found), len(found)):
        shuffled[relation] = [
            (node, shuffler.sample(evidence, len(evidence)))
            for node, evidence in shuffler.sample(found[relation], len(found[relation]))
        ]
    assert rank(shuffled, NEWEST) == rank(found, NEWEST)


@FEW
@given(found)
def test_leaving_a_relation_out_changes_no_other_points(found):
    left_out = PEOPLE[0]
    whole = {n.id: n for n in rank(found, NEWEST)[NodeKind.PERSON].nodes}
    rest = rank({r: rows for r, rows in found.items() if r is not left_out}, NEWEST)
    for node in rest[NodeKind.PERSON].nodes:
        kept = [why for why in whole[node.id].reasons if why.relation is not left_out]
        assert list(node.reasons) == kept


@FEW
@given(found, st.integers(0, 4))
def test_wanting_fewer_gives_the_first_of_all_and_counts_the_rest(found, most):
    everybody = rank(found, NEWEST)[NodeKind.PERSON]
    few = rank(found, NEWEST, dict.fromkeys(NodeKind, most))[NodeKind.PERSON]
    assert list(few.nodes) == list(everybody.nodes[:most])
    assert few.available == everybody.available == len(everybody.nodes)


def test_topics_row_by_row_give_the_last_year_that_both_wrote_about_each():
    rows = [
        {"id": "t1", "year": 2015, "degree": 9, "years": [[2012, ["b"]], [2020, ["b", "ego"]]]},
        {"id": "t2", "year": 2019, "degree": 4, "years": [[2010, ["b", "c"]], [None, ["c"]]]},
    ]
    assert dict(latest_shared("ego", rows)) == {
        "b": [["t1", 2015, 9, 1.0], ["t2", 2010, 4, 1.0]],
        "c": [["t2", 2010, 4, 1.0]],
    }


def test_ties_break_by_id():
    evidence = [["p1", 2020, 3, 1.0]]
    ranked = rank({PEOPLE[0]: [("b", evidence), ("a", evidence)]}, NEWEST)
    assert [node.id for node in ranked[NodeKind.PERSON].nodes] == ["a", "b"]


def test_a_paper_of_400_authors_counts_a_four_hundredth():
    assert by_authors(400) == pytest.approx(1 / 399)
    assert by_authors(1) == by_authors(None) == 1.0


def test_hubs_of_a_topic_are_damped_and_never_divide_by_zero():
    assert by_degree(0) == pytest.approx(1 / math.log(2))
    assert by_degree(10_000) < by_degree(10)


def test_evidence_halves_in_ten_years_and_never_counts_more_than_new():
    assert decay(2014, NEWEST) == pytest.approx(0.5)
    assert decay(2030, NEWEST) == 1.0


def test_each_relation_is_one_query_and_its_word_means_one_thing_per_ego_and_kind():
    keys = [(r.ego, r.kind, r.name) for r in RELATIONS]
    assert len(keys) == len(set(keys))
    assert len({r.query for r in RELATIONS}) == len(RELATIONS)
