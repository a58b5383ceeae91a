"""What a slice does not follow, it tells: which, how much that touches, and how many are weaker."""

from __future__ import annotations

import pytest

from explorer.graph import cut as cut_module
from explorer.graph import rings
from explorer.graph.cut import DAMPED_LISTED
from explorer.graph.relations import COMMON
from explorer.graph.request import parse_request
from explorer.graph.slices import build_slice
from explorer.store import Store
from tests.store import by_hand as hand
from tests.store.by_hand import Whole
from tests.store.edges_by_hand import check_edges
from tests.store.test_slices import EGOS, OTHERS, by_hand, check, is_stopped


@pytest.fixture(scope="module")
def whole(store: Store) -> Whole:
    return Whole(store)


@pytest.mark.parametrize("args", [{}, {"since": "2004", "until": "2018"}], ids=str)
@pytest.mark.parametrize("reach", [8, 60])
def test_what_is_not_followed_is_told(store, whole, args, reach, monkeypatch):
    for module in (cut_module, rings, hand):
        monkeypatch.setattr(module, "REACH", reach)
    told: dict[str, int] = {}
    for ego in (*EGOS, *(each for ids in OTHERS.values() for each in ids)):
        expected = by_hand(whole, ego, args)
        found = build_slice(store, parse_request(ego, args))
        check(found, expected)
        check_edges(whole, found)
        for each in (each for cut in found.cut for each in cut.relations):
            if each.relation not in whole.passed:
                continue
            passed = whole.passed[each.relation]
            most = sorted(passed, key=lambda id: (-passed[id], id))[:DAMPED_LISTED]
            assert [(one.id, one.size) for one in each.damped] == [(id, passed[id]) for id in most]
            assert each.damped_count == len(passed)
            for one in each.damped:
                past = f"past the {reach} reached" if one.size > reach else "are reached before it"
                assert past in one.why
                assert is_stopped(each)
            told[each.relation] = told.get(each.relation, 0) + any(
                size > reach for size in passed.values()
            )
    assert len(told) == 6
    assert all(told.values()) or reach > 8, told


def test_collaborators_through_whom_nobody_is_looked_for_are_counted(store, whole):
    for ego in EGOS:
        papers = whole.out(ego, "wrote")
        coauthors = {each for paper in papers for each in whole.into(paper, "wrote")} - {ego}
        cut = next(c for c in build_slice(store, parse_request(ego, {})).cut if c.kind == "person")
        [note] = [each.note for each in cut.relations if each.relation == COMMON.name]
        weaker = len(coauthors) - hand.STRONGEST
        assert (f"{weaker:,} weaker ones not followed" in note) == (weaker > 1)
