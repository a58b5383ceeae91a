"""What a slice does not follow, it tells: which, how much that touches, and how many are weaker."""

from __future__ import annotations

from typing import Any

import pytest

from explorer.errors import QueryTimeout
from explorer.graph import apart, rings
from explorer.graph import cut as cut_module
from explorer.graph.cut import DAMPED_LISTED
from explorer.graph.edges import QUERY
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
                before = "" if one.size > reach else "with those before it "
                assert f"{before}more than {reach}: not followed" in one.why
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


@pytest.mark.parametrize("ego", [EGOS[0], OTHERS["paper"][0]])
def test_where_it_takes_too_long_what_two_share_is_left_to_their_reasons(store, ego, monkeypatch):
    request = parse_request(ego, {"off": "coauthorship,citation"})
    whole, ask = build_slice(store, request), store.ask
    assert not whole.partial

    def late(name: str, /, **params: Any) -> Any:
        if name == QUERY and params["around"]:
            raise QueryTimeout(f"{name} ran over its limit.")
        return ask(name, **params)

    monkeypatch.setattr(store, "ask", late)
    found = build_slice(store, request)
    assert [(each["ring"], each["reason"]) for each in found.partial] == [
        ("links", f"{QUERY} ran over its limit.")
    ]
    [run] = [run for run in found.runs if run.query == QUERY]
    assert (run.params["apart"], run.params["around"]) == ([], [])  # as it was answered
    assert [node.id for node in found.nodes] == [node.id for node in whole.nodes]
    joined = [{frozenset((e.source, e.target)) for e in each.edges} for each in (found, whole)]
    assert joined[0] == joined[1]


def test_who_cites_two_papers_that_very_many_cite_is_not_asked(store, monkeypatch):
    cited = OTHERS["paper"][0]
    request = parse_request(cited, {"off": "shared_authors,coupling,shared_topic"})
    monkeypatch.setattr(apart, "MOST_CITED", 0)
    few = {each.id: each for each in build_slice(store, request).edges}
    monkeypatch.undo()
    whole = {each.id: each for each in build_slice(store, request).edges}
    assert few.keys() == whole.keys()
    asked = {id for id, each in whole.items() if each.kind == "CITED_TOGETHER"}
    assert {whole[id].query for id in asked} == {QUERY}
    assert {few[id].query for id in asked} == {"paper_papers"}
