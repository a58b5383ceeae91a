"""What stands between two nodes is the same seen from either of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

import pytest

from explorer.graph.connections import connect
from explorer.graph.edges import PAIRS_SHOWN, QUERY, SliceEdge
from explorer.graph.request import parse_request
from explorer.graph.slices import Slice, build_slice
from explorer.model import NodeKind
from explorer.store import Store
from loaders.sample import FEATURED
from tests.store.by_hand import Whole
from tests.store.edges_by_hand import STORED
from tests.store.test_views import view

EGO = FEATURED["Vincent Larivière"]
MANY = {"kinds": "person", "people": "200"}
EGOS = {
    "a person": EGO,
    "one who is near by citations": "openalex:A5027052270",
    "another": "openalex:A5034823602",
    "one without citations": FEATURED["Qi Tian"],
    "a paper": "openalex:W1767272795",
    "a topic": "openalex:T10102",
    "an institution": "openalex:I159129438",
}
LARGE = {"people": "100", "papers": "60", "topics": "40", "institutions": "40"}
# Whether it cites or is cited, the answer about an edge knows, and of which year the papers are.
WAYS = re.compile(r" (?:cites? (?:or|and) (?:is|are) cited by|cites?|(?:is|are) cited by) ")
CITED = re.compile(r", in [\d–]+$")
FEW = 8  # neighbours of each kind that are asked what they see
ASKED = {"every year": {}, "late years": {"since": "2016"}, "early years": {"until": "2010"}}


@pytest.fixture(scope="module")
def slices() -> dict[object, Slice]:
    return {}


def around(store: Store, slices: dict[object, Slice], ego: str, args: Mapping[str, str]) -> Slice:
    key = ego, *sorted(args.items())
    if key not in slices:
        slices[key] = build_slice(store, parse_request(ego, args))
    return slices[key]


def between(found: Slice, one: str, other: str) -> dict[str, SliceEdge]:
    return {each.kind: each for each in found.edges if {each.source, each.target} == {one, other}}


@pytest.mark.parametrize("args", ASKED.values(), ids=ASKED)
def test_edges_agree_from_both_ends(arcadedb_store, slices, args) -> None:
    args = {**MANY, **args}
    mine = around(arcadedb_store, slices, EGO, args)
    for node in mine.nodes[1:40:3]:
        theirs = around(arcadedb_store, slices, node.id, args)
        check_pair(mine, theirs, node.id)


@pytest.mark.parametrize("args", [{}, LARGE], ids=["default quotas", "large quotas"])
@pytest.mark.parametrize("ego", EGOS.values(), ids=EGOS)
def test_edges_of_every_kind_are_in_the_slices_of_both_ends(
    arcadedb_store, slices, ego, args
) -> None:
    mine = around(arcadedb_store, slices, ego, args)
    told = 0
    for kind in NodeKind:
        near = [node.id for node in mine.nodes[1:] if node.kind == kind]
        for node in near[:: max(1, len(near) // FEW)]:
            theirs = around(arcadedb_store, slices, node, args)
            told += check_pair(mine, theirs, node)
    assert told > FEW


@pytest.mark.parametrize("kind", ["Person", "Paper"])
def test_what_is_near_by_what_it_shares_has_the_same_edge_from_both_ends(
    arcadedb_store, slices, kind
) -> None:
    """Whatever one of both ends did not follow, and whom it was not found through."""
    whole = Whole(arcadedb_store)
    links = {"Person": "out", "Paper": "into"}[kind]
    nodes = sorted(
        node for node, of in whole.kinds.items()
        if of == kind.lower() and len(getattr(whole, links)(node, "wrote")) > 2
    )  # fmt: skip
    kinds: Counter[str] = Counter()
    for ego in nodes[:: len(nodes) // 9]:
        mine = around(arcadedb_store, slices, ego, {})
        for node in [node.id for node in mine.nodes[1:] if node.kind == kind.lower()]:
            drawn = between(mine, ego, node)
            if drawn.keys() & STORED:
                continue
            theirs = around(arcadedb_store, slices, node, {})
            if check_pair(mine, theirs, node):
                kinds.update(drawn.keys())
    assert kinds.total() > 10


def check_pair(mine: Slice, theirs: Slice, node: str) -> int:
    """That two slices have the same edges between what they are about, if each shows the other.

    Returns:
        How many edges.
    """
    if mine.ego not in {each.id for each in theirs.nodes}:
        return 0
    one, other = between(mine, mine.ego, node), between(theirs, mine.ego, node)
    assert one.keys() == other.keys() != set(), node
    for kind, here in one.items():
        there = other[kind]
        assert (here.id, here.count, here.first_year, here.last_year, here.sentence) == (
            there.id, there.count, there.first_year, there.last_year, there.sentence
        )  # fmt: skip
        assert here.weight == pytest.approx(there.weight)
        assert here.query == there.query or QUERY not in (here.query, there.query)
        assert here.evidence == there.evidence or here.query != QUERY, here.id
    return len(one)


def test_reasons_count_the_same_citations_from_both_ends(arcadedb_store, slices) -> None:
    mine = around(arcadedb_store, slices, EGO, MANY)
    seen = 0
    for node in mine.nodes[1:60:3]:
        here = [why for why in node.reasons if why["relation"] == "citation"]
        theirs = around(arcadedb_store, slices, node.id, MANY)
        there = [
            why for each in theirs.nodes if each.id == EGO
            for why in each.reasons if why["relation"] == "citation"
        ]  # fmt: skip
        if EGO in {each.id for each in theirs.nodes}:
            told = [[(why["count"], why["years"]) for why in each] for each in (here, there)]
            assert told[0] == told[1], node.label
            seen += bool(here)
    assert seen > 5


@pytest.mark.parametrize("ego", ["openalex:A5027052270", "openalex:W1767272795"])
def test_what_an_expansion_brings_is_tied_as_in_a_slice_of_its_own(
    arcadedb_store, slices, ego
) -> None:
    pinned = f"pin:900,-700:{ego}"
    mine = view(arcadedb_store, f"expand:{ego}", pinned, kinds="person,paper,topic", people="60")
    assert ego in mine.pinned
    theirs = around(arcadedb_store, slices, ego, LARGE)
    known = {node.id for node in theirs.nodes}
    brought = [node.id for node in mine.nodes if node.origin == ego and node.id in known]
    assert len(brought) > 3
    for node in brought:
        one, other = between(mine, ego, node), between(theirs, ego, node)
        assert one == other != {}, node


@pytest.mark.parametrize("ego", [EGO, "openalex:W1767272795"])
def test_an_edge_says_what_the_answer_about_it_says(arcadedb_store, slices, ego) -> None:
    found = around(arcadedb_store, slices, ego, {})
    kinds = {node.id: NodeKind(node.kind) for node in found.nodes}
    asked = {}
    for edge in found.edges:
        asked.setdefault((edge.kind, kinds[edge.source], kinds[edge.target]), edge)
    assert len(asked) > 6
    for (kind, one, other), edge in asked.items():
        answer = connect(arcadedb_store, (one, edge.source), (other, edge.target), 3)
        [told] = [each for each in answer["connections"] if each["kind"] == kind]
        words = told["sentence"], CITED.sub("", edge.sentence)
        said = [WAYS.sub(" … ", text) for text in words]
        assert said[0].startswith(said[1]), kind
        assert told["total"] == edge.count or kind == "PART_OF"


@pytest.mark.parametrize("ego", EGOS.values(), ids=EGOS)
def test_a_graph_about_two_nodes_has_the_edges_between_them_too(
    arcadedb_store, slices, ego
) -> None:
    mine = around(arcadedb_store, slices, ego, {})
    drawn = {each.source if each.target == ego else each.target: each for each in mine.edges
             if ego in {each.source, each.target}}  # fmt: skip
    one_of_each = {(edge.kind, edge.behind): node for node, edge in drawn.items()}
    assert len(one_of_each) > 2
    for node in one_of_each.values():
        both, turned = (
            build_slice(arcadedb_store, parse_request(egos, {}))
            for egos in ([ego, node], [node, ego])
        )
        assert between(mine, ego, node).keys() == between(both, ego, node).keys() != set()
        assert between(both, ego, node) == between(turned, ego, node)
        for kind, edge in between(both, ego, node).items():
            alone = between(mine, ego, node)[kind]
            assert (edge.id, edge.count, edge.sentence) == (alone.id, alone.count, alone.sentence)
            assert edge.weight == pytest.approx(alone.weight)
            assert set(edge.evidence) <= both.evidence.keys()


def test_citations_between_two_people_name_a_paper_of_each(arcadedb_store, slices) -> None:
    mine = around(arcadedb_store, slices, EGO, MANY)
    shown = [edge for edge in mine.edges if EGO in {edge.source, edge.target} and edge.pairs]
    firsts = {edge.source == EGO: edge for edge in shown}  # the ego stands first in some of them
    assert len(firsts) == 2
    for alone in firsts.values():
        ends = alone.source, alone.target
        both = build_slice(arcadedb_store, parse_request(ends, {}))
        for found in (mine, both):  # as somebody's neighbour, and as one of two egos
            [edge] = between(found, *ends).values()
            assert edge.kind == "CITES_WORK_OF"
            assert len(edge.pairs) == min(edge.count, PAIRS_SHOWN)
            for end, papers in zip(ends, zip(*edge.pairs, strict=True), strict=True):
                theirs = around(arcadedb_store, slices, end, {"kinds": "paper", "papers": "200"})
                own = {each.target for each in theirs.edges if each.source == end}
                assert set(papers) <= own & found.evidence.keys()
