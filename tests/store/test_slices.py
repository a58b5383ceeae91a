"""Slices equal a computation by hand over the whole graph: ``by_hand``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import networkx as nx
import pytest

from explorer.errors import NotFound
from explorer.graph import rings
from explorer.graph.cut import RelationCut
from explorer.graph.edges import EVIDENCE_SHOWN
from explorer.graph.linked import called
from explorer.graph.picture import BEHIND_SHOWN
from explorer.graph.relations import RELATIONS
from explorer.graph.request import parse_request
from explorer.graph.slices import Slice, build_slice
from explorer.model import NodeKind
from explorer.store import Store
from loaders.sample import FEATURED
from tests.store.by_hand import LAMBDA, Whole
from tests.store.edges_by_hand import STORED, check_edges

EGOS = sorted(FEATURED.values())
GINGRAS = "openalex:A5074283997"  # writes with Vincent Larivière
HARVARD, PRESS = "openalex:I136199984", "openalex:I2801851002"  # the press is part of the other
OTHERS = {  # of the other kinds: a hub, a middling one, a small one
    "paper": ("openalex:W2048185449", "openalex:W2132631086"),
    "topic": ("openalex:T10102", "openalex:T11937", "openalex:subfields/1804"),
    # The last is one of the few whose parts, or what it is part of, are here.
    "institution": ("openalex:I159129438", "openalex:I121797337", HARVARD),
}
ONE_OF_EACH = [*EGOS, *(ids[0] for ids in OTHERS.values())]
ASKED: tuple[Mapping[str, str], ...] = (
    {},
    {"since": "2008"},
    {"until": "2010"},
    {"since": "2004", "until": "2012", "off": "coauthorship"},
    {"weight": "citation:0.5,shared_topic:0"},
)


@pytest.fixture(scope="module")
def whole(store: Store) -> Whole:
    return Whole(store)


@pytest.fixture(scope="module")
def egos(whole: Whole) -> list[str]:
    """Featured nodes, others of all kinds, and people of few and of many papers."""
    people = [node for node, kind in whole.kinds.items() if kind == "person"]
    people.sort(key=lambda person: (len(whole.out(person, "wrote")), person))
    others = [each for ids in OTHERS.values() for each in ids]
    return [e for e in dict.fromkeys([*EGOS, *others, *people[:: len(people) // 5]])
            if e in whole.kinds]  # fmt: skip


def by_hand(whole: Whole, ego: str, args: Mapping[str, str]) -> dict[str, Any]:
    """Points by kind, neighbour and relation, under a request's years and weights."""
    since, until = int(args.get("since", 0)), int(args.get("until", 9999))
    if since or until < 9999:
        since = max(since, 1)  # what has no year is of none of them
    whole.since, whole.until = since, until
    weights = dict.fromkeys(args.get("off", "").split(","), 0.0)
    weights |= {n: float(w) for n, _, w in (
        each.partition(":") for each in args.get("weight", "").split(",") if each
    )}  # fmt: skip
    factors = {
        name: weight / (LAMBDA.get((whole.kinds[ego], name)) or 1.0)
        for name, weight in weights.items()
    }
    found = {}
    for kind, near in whole.near(ego).items():
        found[kind] = {}
        for node, points in near.items():
            weighed = {n: w * factors.get(n, 1.0) for n, w in points.items() if factors.get(n, 1.0)}
            if weighed:
                found[kind][node] = weighed
    return found


@pytest.mark.parametrize("args", ASKED, ids=str)
def test_scores_reasons_and_counts_equal_the_computation_by_hand(store, whole, egos, args):
    compared: set[str] = set()
    for ego in egos:
        expected = by_hand(whole, ego, args)
        found = build_slice(store, parse_request(ego, args))
        assert not found.partial
        check(found, expected)
        compared |= check_edges(whole, found)
    assert compared > STORED, compared


def is_stopped(relation: RelationCut) -> bool:
    """Whether it says that something was not followed."""
    return any(said.endswith("not followed") for said in
               (relation.note, *(each.why for each in relation.damped)))  # fmt: skip


def check(found: Slice, expected: Mapping[str, Any]) -> None:
    """Every kind's best, their reasons, and the counts of the cut."""
    for cut in found.cut:
        near = expected[cut.kind]
        totals = {node: sum(points.values()) for node, points in near.items()}
        shown = [n for n in found.nodes if n.kind == cut.kind and n.score is not None]
        best = sorted(totals.values(), reverse=True)[: len(shown)]
        assert [node.score for node in shown] == pytest.approx(best, abs=1e-9)
        for node in shown:
            points = {why["relation"]: why["points"] for why in node.reasons}
            assert points == pytest.approx(near[node.id], abs=1e-9), (found.ego, node.id)
            assert node.score == pytest.approx(sum(points.values()), abs=1e-9)
        assert (cut.shown, cut.available) == (len(shown), len(totals))
        # More may be found through what was not followed, and through nothing else.
        assert cut.more == any(map(is_stopped, cut.relations))
        assert not cut.approximate
        for each in cut.relations:
            having = [node for node in near if each.relation in near[node]]
            assert each.available == len(having)
            assert each.shown == len([n for n in shown if n.id in having])


@pytest.fixture(scope="module", params=ONE_OF_EACH)
def featured(request: pytest.FixtureRequest, store: Store) -> Slice:
    return build_slice(store, parse_request(request.param, {}))


def test_every_reason_opens_papers(featured):
    for node in featured.nodes[1:]:
        for why in node.reasons:
            kinds = {featured.evidence[each]["kind"] for each in why["evidence"]}
            assert "paper" in kinds or node.kind != "person" or featured.ego.startswith("paper")


def test_reasons_list_no_more_than_they_may_and_name_what_they_rest_on(featured):
    for node in featured.nodes[1:]:
        for why in node.reasons:
            assert len(why["evidence"]) <= EVIDENCE_SHOWN
            assert len(set(why["evidence"])) == len(why["evidence"])
            assert "common neighbour" not in why["sentence"], why


@pytest.mark.parametrize("ego", EGOS)
def test_both_sides_of_a_shared_topic_name_their_newest_papers_and_whether_there_are_more(
    store, whole, ego
):
    lengths: set[int] = set()
    for node in build_slice(store, parse_request(ego, {})).as_json()["nodes"]:
        for why in (why for why in node["reasons"] if why["relation"] == "shared_topic"):
            for topic, sides in zip(why["evidence"], why["rests"], strict=False):
                about = whole.into(topic, "about").keys()
                for person, side in zip((node["id"], ego), sides, strict=True):
                    papers = sorted(
                        whole.out(person, "wrote").keys() & about,
                        key=lambda paper: (-(whole.year(paper) or 0), paper),
                    )
                    lengths.add(len(papers))
                    assert list(side["papers"]) == papers[:BEHIND_SHOWN]
                    assert side["more"] == (len(papers) > BEHIND_SHOWN)
    assert {1, BEHIND_SHOWN, BEHIND_SHOWN + 1} <= lengths


def test_own_papers_come_before_all_others_where_there_are_too_many(store, monkeypatch):
    whole = build_slice(store, parse_request(EGOS[0], {}))
    monkeypatch.setattr(rings, "MOST_ROWS", 40)
    few = build_slice(store, parse_request(EGOS[0], {}))
    assert [cut.more for cut in few.cut if cut.kind == "paper"] == [True]
    for found in (whole, few):
        own = {n.id for n in found.nodes if n.kind == "paper" and n.reasons
               and n.reasons[0]["relation"] == "authorship"}  # fmt: skip
        together = {n.id for n in found.nodes for why in n.reasons
                    if why["relation"] == "coauthorship"}  # fmt: skip
        assert own
        assert together


def test_each_ego_of_several_has_its_own_papers_behind_its_reasons(store):
    found = build_slice(store, parse_request([FEATURED["Vincent Larivière"], GINGRAS], {}))
    papers = {}
    for node in found.nodes:
        for why in node.reasons:
            if node.kind == "person" and why["relation"] == "shared_topic":
                behind = [e for e in why["evidence"] if found.evidence[e]["kind"] == "paper"]
                topics = [e for e in why["evidence"] if found.evidence[e]["kind"] == "topic"]
                papers[node.id, why["ego"]] = topics, behind
    assert {ego for _, ego in papers} == set(found.egos)
    assert all(topics and behind for topics, behind in papers.values())


def test_everything_shown_hangs_together_with_the_ego(featured):
    graph = nx.Graph((edge.source, edge.target) for edge in featured.edges)
    assert set(graph) <= {node.id for node in featured.nodes}
    if len(featured.nodes) > 1:
        assert nx.node_connected_component(graph, featured.ego) == {n.id for n in featured.nodes}


def test_shown_and_left_out_are_counted(featured):
    for cut in featured.cut:
        shown = [n for n in featured.nodes[1:] if n.kind == cut.kind]
        assert cut.shown == len(shown) <= cut.available
        if cut.available > cut.shown > 0:
            assert cut.threshold == min(n.score for n in shown)


def test_every_edge_names_its_query_and_what_is_behind_it(featured):
    asked = {run.query for run in featured.runs}
    ends = {node.id: node for node in featured.nodes}
    for edge in featured.edges:
        assert edge.query in asked
        source, target = (
            called(NodeKind(ends[end].kind), ends[end].label) for end in (edge.source, edge.target)
        )
        assert source in edge.sentence
        assert target in edge.sentence
        if edge.kind in {"CITES", "AUTHORED", "PART_OF", "ABOUT"}:  # who does it comes first
            assert edge.sentence.startswith(source)
        assert edge.id == f"{edge.source}|{edge.kind}|{edge.target}"
        assert set(edge.evidence) <= set(featured.evidence)
        assert len(edge.evidence) <= edge.count or edge.kind == "PART_OF"


def test_edges_between_two_people_are_the_same_whoever_is_the_ego(store, whole):
    one = EGOS[0]
    found = build_slice(store, parse_request(one, {}))
    other = next(n.id for n in found.nodes[1:] if n.reasons[0]["relation"] == "coauthorship")
    again = build_slice(store, parse_request(other, {}))

    def between(graph_slice: Slice) -> list[Any]:
        ends = {one, other}
        return [e for e in graph_slice.edges if {e.source, e.target} == ends]

    assert between(found) == between(again) != []
    papers = whole.out(one, "wrote").keys() & whole.out(other, "wrote").keys()
    [edge] = [e for e in between(found) if e.kind == "COAUTHORED"]
    assert set(edge.evidence) <= papers
    assert (edge.count, len(edge.evidence)) == (len(papers), min(len(papers), EVIDENCE_SHOWN))
    years = [whole.year(paper) for paper in papers if whole.year(paper)]
    assert (edge.first_year, edge.last_year) == (min(years), max(years))
    assert edge.weight == pytest.approx(
        sum(whole.age(whole.year(paper)) * whole.damped(paper) for paper in papers), abs=1e-9
    )


@pytest.mark.parametrize("ego", [EGOS[0], *(ids[0] for ids in OTHERS.values())])
def test_what_ties_two_nodes_is_the_same_whoever_is_the_ego(store, ego):
    large = dict.fromkeys(("people", "papers", "topics", "institutions"), "200")

    def ties(ego: str, other: str) -> dict[str, Any]:
        found = build_slice(store, parse_request(ego, large))
        return {e.id: e for e in found.edges if {e.source, e.target} == {ego, other}}

    near = build_slice(store, parse_request(ego, large)).nodes[1:]
    told = 0
    for kind in NodeKind:
        for node in [each for each in near if each.kind == kind][:2]:
            ours, theirs = ties(ego, node.id), ties(node.id, ego)
            assert not theirs or ours.keys() == theirs.keys() != set()
            for id, their in theirs.items():
                mine = ours[id]
                assert mine.count == their.count, id
                assert (mine.first_year, mine.last_year) == (their.first_year, their.last_year), id
                assert mine.weight == pytest.approx(their.weight, abs=1e-9), id
                told += 1
    assert told


def test_the_weight_of_a_tie_does_not_depend_on_what_a_reader_weighs(store):
    plain = {e.id: e.weight for e in build_slice(store, parse_request(EGOS[0], {})).edges}
    for weight in ("citation:0.5", "about:0.5"):
        found = build_slice(store, parse_request(EGOS[0], {"weight": weight}))
        both = [edge for edge in found.edges if edge.id in plain]
        assert len(both) > 10
        assert all(edge.weight == pytest.approx(plain[edge.id]) for edge in both)


@pytest.mark.parametrize(("ego", "other"), [(HARVARD, PRESS), (PRESS, HARVARD)])
def test_an_institution_shows_its_parts_and_what_it_is_part_of(store, ego, other):
    for args in ({}, {"since": "2020"}):  # whatever years are asked for
        found = build_slice(store, parse_request(ego, args))
        [node] = [node for node in found.nodes if node.id == other]
        [reason] = [why for why in node.reasons if why["relation"] == "part_of"]
        assert (reason["points"], reason["evidence"]) == (0.5, [other])
        assert f"{PRESS}|PART_OF|{HARVARD}" in {edge.id for edge in found.edges}


def test_main_labels_are_readable(featured):
    if len(featured.nodes) >= 40:
        assert sum(node.labelled for node in featured.nodes) >= 25


def test_a_slice_asks_at_most_six_times(store, featured, monkeypatch):
    ask, asked = store.ask, []

    def noted(name: str, /, **params: Any) -> Any:
        asked.append(name)
        return ask(name, **params)

    monkeypatch.setattr(store, "ask", noted)
    build_slice(store, parse_request(featured.ego, {}))
    assert 3 < len(asked) <= 6


def test_featured_people_have_a_full_neighbourhood(store):
    for name, kinds in (("Qi Tian", 3), ("Vincent Larivière", 4)):
        found = build_slice(store, parse_request(FEATURED[name], {}))
        assert len(found.nodes) >= 40
        assert len({node.kind for node in found.nodes}) >= kinds


def test_a_larger_quota_removes_nothing(store):
    ego = FEATURED["Qi Tian"]
    small = build_slice(store, parse_request(ego, {"people": "10"}))
    large = build_slice(store, parse_request(ego, {"people": "60"}))
    assert {node.id for node in small.nodes} < {node.id for node in large.nodes}


def test_a_budget_binds_all_kinds_and_says_so(store):
    ego = FEATURED["Vincent Larivière"]
    found = build_slice(store, parse_request(ego, {"budget": "20"}))
    assert len(found.nodes) == 21
    assert len({node.kind for node in found.nodes}) == 4
    assert any("20 nodes were asked for" in cut.sentence for cut in found.cut)


def test_depth_two_shows_neighbours_of_neighbours_and_through_whom(store):
    ego = FEATURED["Vincent Larivière"]
    near = build_slice(store, parse_request(ego, {}))
    far = build_slice(store, parse_request(ego, {"depth": "2"}))
    ids = [node.id for node in near.nodes]
    assert [node.id for node in far.nodes][: len(ids)] == ids
    second = far.nodes[len(ids) :]
    assert second
    for node in second:
        assert node.score == pytest.approx(sum(why["points"] for why in node.reasons), abs=1e-9)
        assert all(why["ego"] in ids for why in node.reasons)


def test_several_egos_add_up(store, whole):
    pair = [FEATURED["Vincent Larivière"], "openalex:W2132631086"]
    found = build_slice(store, parse_request([*pair, "openalex:A0"], {}))
    assert found.egos == tuple(pair)
    assert found.missing == ("openalex:A0",)
    one, other = (by_hand(whole, ego, {}) for ego in pair)
    for node in found.nodes[2:]:
        expected = sum(sum(near[node.kind].get(node.id, {}).values()) for near in (one, other))
        assert node.score == pytest.approx(expected, abs=1e-9)
        assert {why["ego"] for why in node.reasons} <= set(pair)


def test_kinds_that_are_not_wanted_are_not_asked_for(store):
    found = build_slice(store, parse_request(FEATURED["Qi Tian"], {"kinds": "topic"}))
    assert {node.kind for node in found.nodes} == {"person", "topic"}
    assert [node.kind for node in found.nodes].count("person") == 1
    asked = {run.query for run in found.runs}
    assert asked <= {"slice_egos", "person_topics", "node_degrees", "slice_picture"}


def test_an_unknown_id_is_not_found(store):
    with pytest.raises(NotFound):
        build_slice(store, parse_request("openalex:A0", {}))


def test_the_weights_of_the_table_are_those_computed_by_hand():
    assert {(r.ego.value, r.name): r.weight for r in RELATIONS} == LAMBDA


def test_people_who_wrote_together_come_before_people_who_are_only_cited(store: Store) -> None:
    found = build_slice(store, parse_request(FEATURED["Vincent Larivière"], {}))
    people = [node for node in found.nodes[1:] if node.kind == NodeKind.PERSON]
    together = ["coauthorship" in {why["relation"] for why in node.reasons} for node in people]
    assert all(together[:5])
    assert sum(together) > len(people) / 2
