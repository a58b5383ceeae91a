"""What a view says of itself adds up, whatever was late, filtered or brought by a step."""

from __future__ import annotations

from typing import Any

import networkx as nx
import pytest

from explorer.errors import QueryTimeout
from explorer.graph import rings
from explorer.graph.replaying import FILTERS
from explorer.graph.slices import Slice
from explorer.graph.view import FARTHEST, WIDENED, View
from explorer.model import NodeKind
from explorer.store import Store
from loaders.sample import FEATURED
from tests.store.by_hand import Whole
from tests.store.test_views import EGO, view, view_anew

pytestmark = pytest.mark.one_neo4j


def sentences(found: Slice) -> dict[str, str]:
    return {cut.kind: cut.sentence for cut in found.cut}


@pytest.fixture
def late(store: Store, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Names of queries that do not answer in time; a test adds to them."""
    names: set[str] = set()
    ask = store.ask

    def asked(name: str, /, **params: Any) -> Any:
        if name in names:
            raise QueryTimeout(f"{name} ran over its limit.")
        return ask(name, **params)

    monkeypatch.setattr(store, "ask", asked)
    return names


def test_a_late_ring_is_not_told_as_nothing_and_only_once(store, late):
    late |= {"person_people", "person_papers", "person_topics", "person_institutions"}
    found = view_anew(
        store, *[step for n in range(5) for step in (f"years:19{n}0-", "widen:person")]
    )
    assert len(found.partial) == 4
    for kind, sentence in sentences(found).items():
        assert sentence == f"The question for {NodeKind(kind).plural} was not answered in time"


def test_a_picture_does_not_tell_what_was_late_for_another(store, monkeypatch):
    ask, asked = store.ask, []

    def first_time(name: str, /, **params: Any) -> Any:
        asked.append(name)
        if name == "person_topics" and asked.count(name) == 1:
            raise QueryTimeout(f"{name} ran over its limit.")
        return ask(name, **params)

    monkeypatch.setattr(store, "ask", first_time)
    found = view_anew(store, "years:1999-")
    assert (found.partial, asked.count("person_topics")) == ((), 2)
    assert not any(cut.approximate for cut in found.cut)


def test_filters_that_leave_nothing_are_named(store):
    years = sentences(view(store, "years:1800-1801"))
    assert years["person"] == "No people are linked to it in 1800–1801"
    both = sentences(view(store, "years:1800-1801", "off:coauthorship"))
    assert "in 1800–1801 by the relations that are switched on" in both["person"]
    off = sentences(view(store, off="about,affiliation,coauthor_affiliation"))
    assert off["topic"] == "No topics are linked to it by the relations that are switched on"


@pytest.mark.parametrize(
    "steps",
    [
        ("expand:openalex:W2132631086", "widen:person", "collapse:openalex:W2132631086"),
        ("expand:{}", "widen:person", "collapse:{}"),
        ("expand:{}", "widen:paper", "widen:person", "collapse:{}"),
    ],
)
@pytest.mark.parametrize("depth", ["1", "2"])
def test_nobody_above_the_cut_goes_with_a_collapse(store, steps, depth):
    every = view(store, people="200", papers="200", topics="200", institutions="200")
    around = [node for node in view(store).nodes[1:] if node.kind in {"person", "paper"}]
    for node in around[::9]:
        found = view(store, *(step.format(node.id) for step in steps), depth=depth)
        shown = {each.id for each in found.nodes}
        for cut in found.cut:
            assert cut.threshold is None or shown.issuperset(
                each.id for each in every.nodes[1:]
                if each.kind == cut.kind and each.score > cut.threshold
            )  # fmt: skip


def test_an_expansion_is_told_once_and_its_counts_add_up(store):
    node = next(each.id for each in view(store).nodes[1:] if each.kind == "person")
    for steps in (1, 4):
        found = view(store, *[f"expand:{node}"] * steps)
        [told] = found.expanded
        shown = {each.id for each in found.nodes}
        for kind in NodeKind:
            new = [each for each in found.nodes if each.origin == node and each.kind == kind]
            assert told["shown"][kind] == len(new)
            parts = told["shown"][kind] + told["here"][kind] + told["left"][kind]
            assert parts == told["available"][kind]
        assert told["here"]["person"] > 0
        assert node in shown
    assert "already here" in told["sentence"]
    collapsed = view(store, *[f"expand:{node}"] * 4, f"collapse:{node}")
    assert collapsed.expanded == ()


def test_a_kind_that_was_not_asked_for_can_be_widened(store):
    plain = [node.id for node in view(store).nodes if node.kind == "paper"]
    only = view(store, kinds="person", widen="paper")
    assert [node.id for node in only.nodes] == plain[:WIDENED]
    step = view(store, "widen:paper", kinds="person")
    assert [node.id for node in step.nodes if node.kind == "paper"] == plain[:WIDENED]
    assert "papers were asked for" not in sentences(step)["paper"]
    assert sentences(view(store, kinds="person"))["paper"] == "No papers were asked for"


def test_a_kind_of_which_nothing_is_left_is_noted(store):
    found = view(store, "widen:paper", "widen:paper", since="1800", until="1801")
    assert found.notes == ("No more papers are left to show",)


@pytest.mark.parametrize("kind", NodeKind)
@pytest.mark.parametrize("depth", ["1", "2"])
@pytest.mark.parametrize("ego", [EGO, FEATURED["Qi Tian"]])
def test_a_larger_quota_removes_nothing(store, ego, depth, kind):
    shown: set[str] = set()
    for quota in ("1", "3", "10", "60"):
        found = {
            each.id for each in view(store, ego=ego, depth=depth, **{kind.plural: quota}).nodes
        }
        assert shown <= found, quota
        shown = found


def test_a_relation_switched_off_changes_no_points_of_others_at_depth_two(store):
    def points(**args: str) -> dict[tuple[str, str, str], float]:
        found = view(store, depth="2", **args)
        return {
            (node.id, why["relation"], why["ego"]): why["points"]
            for node in found.nodes for why in node.reasons
        }  # fmt: skip

    plain, less = points(), points(off="citation")
    both = plain.keys() & less.keys()
    assert len({ego for _, _, ego in both}) > 3
    assert all(plain[key] == pytest.approx(less[key]) for key in both)


def test_steps_that_take_too_long_are_left_out_and_said(store, monkeypatch):
    steps = ["widen:person", "years:2000-", "widen:paper", "years:-"]
    plain = view(store)
    monkeypatch.setattr(rings, "STEPS_SECONDS", -1.0)
    found = view_anew(store, *steps)
    assert [node.id for node in found.nodes] == [node.id for node in plain.nodes]
    [late] = found.partial
    assert late["ring"] == "steps"
    assert "the last 4 steps of 4 were left out" in late["reason"]
    more = view_anew(store, widen="person")  # the next best did not come: nobody stands in for them
    assert (more.nodes, more.edges) == ((), ())
    assert "the last 1 step of 1" in more.partial[0]["reason"]


def test_a_view_in_a_hurry_shows_the_same_nodes_and_pins_and_says_so(store, monkeypatch):
    node = next(each.id for each in view(store).nodes[1:] if each.kind == "person")
    steps = ["widen:person", f"pin:900,-700:{node}", f"hide:{node}", f"expand:{EGO}",
             f"show:{node}", f"unpin:{node}", f"hide:{node}", "widen:topic"]  # fmt: skip
    whole = view(store, *steps)
    monkeypatch.setattr("explorer.graph.places._hurry", lambda view: True)
    found = view_anew(store, *steps)
    assert {each.id for each in found.nodes} == {each.id for each in whole.nodes}


def test_of_many_filters_in_a_row_the_last_ones_are_drawn_and_all_count(store, monkeypatch):
    years = [f"years:{year}-" for year in range(1980, 1990)]
    steps = ["off:citation", *years, "on:about", *years, "off:about"]
    begun = []
    begin = View._begin
    monkeypatch.setattr(View, "_begin", lambda self: (begun.append(1), begin(self))[1])
    found = view_anew(store, *steps)
    assert len(begun) == FILTERS + 1
    plain = view(store, since="1989", off="citation,about")
    assert [(n.id, n.score) for n in found.nodes] == [(n.id, n.score) for n in plain.nodes]


UNDATED = {"PART_OF", "SHARES_AUTHORS", "SHARES_REFERENCES", "SHARES_TOPIC"}  # in any year


@pytest.mark.parametrize("people", ["30", "200"])
@pytest.mark.parametrize("ego", [EGO, "openalex:W1767272795", "openalex:T10102"])
def test_in_some_years_no_edge_of_any_kind_is_older_and_all_hang_together(store, ego, people):
    found = view(store, ego=ego, since="2015", people=people)
    dated = [edge for edge in found.edges if edge.kind not in UNDATED]
    assert len({edge.kind for edge in dated}) > 3
    for edge in dated:
        assert edge.first_year >= 2015, edge.id
    graph = nx.Graph((edge.source, edge.target) for edge in found.edges)
    assert nx.node_connected_component(graph, found.ego) == {node.id for node in found.nodes}


def test_in_some_years_an_older_paper_is_there_by_its_citation_alone(store):
    found = view(store, since="2015", people="200")
    years = {node.id: int(node.detail[:4]) for node in found.nodes if node.kind == "paper"}
    old = {paper for paper, year in years.items() if year < 2015}
    assert old
    kinds = {
        edge.kind for edge in found.edges if not old.isdisjoint({edge.source, edge.target})
    }  # fmt: skip
    assert "CITES_WORK_OF" in kinds <= {"CITES_WORK_OF", "CITES"}


def test_in_some_years_no_citation_says_otherwise(store):
    found = view(store, since="2015")
    assert found.edges
    older = 0
    for node in found.nodes:
        for why in node.reasons:
            years = [found.evidence[e]["year"] or 0 for e in why["evidence"]]
            if "cit" in why["relation"] and any(year < 2015 for year in years):
                assert "20" in why["sentence"].rpartition(" ")[2], why["sentence"]
                older += 1
    assert older


def test_a_citation_names_both_papers(store):
    whole = Whole(store)
    ours = whole.out(EGO, "wrote").keys()
    pairs = 0
    found = view(store)
    for node in found.nodes[1:]:
        for why in node.reasons:
            if node.kind == "person" and why["relation"] == "citation":
                assert why["pairs"]
                for theirs, own in why["pairs"]:
                    assert own in ours
                    assert theirs in whole.out(node.id, "wrote")
                    assert {theirs, own} <= found.evidence.keys()
                    cited = own in whole.out(theirs, "cites") or theirs in whole.out(own, "cites")
                    assert cited
                    pairs += 1
            else:
                assert not why["pairs"]
    assert pairs > 10


def test_a_pin_stays_within_reach(store):
    node = view(store).nodes[1].id
    [pinned] = [n for n in view(store, f"pin:99999,-99999:{node}").nodes if n.id == node]
    assert (pinned.x, pinned.y) == (FARTHEST, -FARTHEST)


def test_the_filters_that_count_after_the_last_step_are_told(store):
    found = view(store, "years:2001-", "off:about", since="1990")
    assert found.counted == {"since": 2001, "until": None, "weights": {"about": 0.0}}
    assert found.asked["since"] == 1990
