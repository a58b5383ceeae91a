"""Slices of the sample equal a computation by hand over the whole graph."""

from __future__ import annotations

import json
import math
from collections import defaultdict

import networkx as nx
import pytest

from explorer.errors import BadRequest, NotFound
from explorer.graph.ranking import RELATIONS
from explorer.graph.slices import MAX_QUOTA, Slice, build_slice, parse_request
from explorer.model import NodeKind
from explorer.store import Store
from loaders.sample import FEATURED

LAMBDA = {"coauthorship": 1.0, "citation": 0.05, "shared_topic": 0.02, "same_institution": 0.05}
EGOS = sorted(FEATURED.values())


class Whole:
    """The graph as the raw edges say, and the formula written a second time."""

    def __init__(self, store: Store) -> None:
        def rows(text: str):
            with store._driver.session(database=store.address.database) as session:
                return session.run(text).data()

        self.papers = {
            row["id"]: row
            for row in rows(
                "MATCH (p:Paper) RETURN p.id AS id, p.year AS year, p.authors_count AS n"
            )
        }
        self.authors, self.works = defaultdict(set), defaultdict(set)
        self.stays = defaultdict(lambda: defaultdict(set))
        for row in rows(
            "MATCH (h:Person)-[a:AUTHORED]->(p:Paper) "
            "RETURN h.id AS h, p.id AS p, a.institution_ids AS i"
        ):
            self.authors[row["p"]].add(row["h"])
            self.works[row["h"]].add(row["p"])
            for each in row["i"] or ():
                self.stays[row["h"]][each].add(self.papers[row["p"]]["year"])
        self.topics, self.about = defaultdict(dict), defaultdict(set)
        for row in rows(
            "MATCH (p:Paper)-[a:ABOUT]->(t:Topic) RETURN p.id AS p, t.id AS t, a.score AS s"
        ):
            self.topics[row["p"]][row["t"]] = row["s"]
            self.about[row["t"]].add(row["p"])
        self.cites = {
            (r["a"], r["b"])
            for r in rows("MATCH (a:Paper)-[:CITES]->(b:Paper) RETURN a.id AS a, b.id AS b")
        }
        self.staff = defaultdict(set)
        for person, stays in self.stays.items():
            for institution in stays:
                self.staff[institution].add(person)
        self.newest = int(max(r["d"] for r in rows("MATCH (l:Load) RETURN l.data_as_of AS d"))[:4])

    def age(self, year: int | None) -> float:
        return 0.5 if year is None else 0.5 ** (max(0, self.newest - year) / 10)

    def damped(self, paper: str) -> float:
        return 1 / max(1, (self.papers[paper]["n"] or 1) - 1)

    def year(self, paper: str) -> int | None:
        return self.papers[paper]["year"]

    def people_near(self, ego: str) -> dict[str, dict[str, float]]:
        """Points of every neighbour of one person, by relation."""
        points: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        mine = self.works[ego]
        for paper in mine:
            for other in self.authors[paper] - {ego}:
                points[other]["coauthorship"] += self.age(self.year(paper)) * self.damped(paper)
        for citing, cited in self.cites:
            for own, theirs in ((citing, cited), (cited, citing)):
                if own in mine and theirs not in mine:
                    for other in self.authors[theirs]:
                        value = self.age(self.year(citing)) * self.damped(theirs)
                        points[other]["citation"] += value * LAMBDA["citation"]
        latest: dict[str, int] = {}
        for paper in mine:
            for topic in self.topics[paper]:
                latest[topic] = max(latest.get(topic, 0), self.year(paper) or 0)
        for topic, last in latest.items():
            theirs: dict[str, int] = {}
            for paper in self.about[topic]:
                for other in self.authors[paper] - {ego}:
                    theirs[other] = max(theirs.get(other, 0), self.year(paper) or 0)
            hub = 1 / math.log(2 + len(self.about[topic]))
            for other, year in theirs.items():
                points[other]["shared_topic"] += (
                    LAMBDA["shared_topic"] * self.age(min(last, year)) * hub
                )
        for institution, years in self.stays[ego].items():
            hub = 1 / math.log(2 + len(self.staff[institution]))
            for other in self.staff[institution] - {ego}:
                there = self.stays[other][institution]
                if min(years) <= max(there) and min(there) <= max(years):
                    shared = min(max(years), max(there))
                    points[other]["same_institution"] += (
                        LAMBDA["same_institution"] * self.age(shared) * hub
                    )
        return points


@pytest.fixture(scope="module")
def whole(store: Store) -> Whole:
    return Whole(store)


@pytest.fixture(scope="module")
def people(whole: Whole) -> list[str]:
    """Featured people and some of few and of many papers, the same on every engine."""
    by_works = sorted(whole.works, key=lambda person: (len(whole.works[person]), person))
    picked = by_works[:: max(1, len(by_works) // 4)]
    return [ego for ego in EGOS if ego in whole.works] + picked


def test_people_and_their_points_equal_the_computation_by_hand(store, whole, people):
    for ego in people:
        expected = whole.people_near(ego)
        found = build_slice(store, parse_request(ego, {"kinds": "person"}))
        totals = {node: sum(points.values()) for node, points in expected.items()}
        best = sorted(totals, key=lambda node: (-totals[node], node))[:30]
        shown = [node for node in found.nodes if node.score is not None]
        assert [node.score for node in shown] == pytest.approx([totals[n] for n in best], abs=1e-9)
        for node in shown:
            points = {why["relation"]: why["points"] for why in node.reasons}
            assert points == pytest.approx(dict(expected[node.id]), abs=1e-9)
        cut = next(cut for cut in found.cut if cut.kind == "person")
        assert cut.available == len(totals)


@pytest.fixture(scope="module", params=EGOS)
def featured(request: pytest.FixtureRequest, store: Store) -> Slice:
    return build_slice(store, parse_request(request.param, {}))


def test_every_neighbour_has_reasons_that_sum_to_its_score(featured):
    ego, *neighbours = featured.nodes
    assert ego.score is None
    assert ego.reasons == ()
    for node in neighbours:
        assert node.reasons
        assert node.score == pytest.approx(sum(why["points"] for why in node.reasons), abs=1e-9)


def test_every_reason_opens_papers(featured):
    for node in featured.nodes[1:]:
        for why in node.reasons:
            kinds = {featured.evidence[each]["kind"] for each in why["evidence"]}
            assert "paper" in kinds or why["relation"] in {"part_of", "shared_authors"}


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
    for edge in featured.edges:
        assert edge.query
        assert edge.sentence
        assert edge.id == f"{edge.source}|{edge.kind}|{edge.target}"
        assert set(edge.evidence) <= set(featured.evidence)


def test_main_labels_are_readable(featured):
    if len(featured.nodes) >= 40:
        assert sum(node.labelled for node in featured.nodes) >= 25


def test_the_same_request_gives_the_same_slice(store, featured):
    again = build_slice(store, parse_request(featured.ego, {}))
    first, second = featured.as_json(), again.as_json()
    first.pop("took"), second.pop("took")
    assert first == second
    json.dumps(second)


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


def test_kinds_that_are_not_wanted_are_not_asked_for(store):
    found = build_slice(store, parse_request(FEATURED["Qi Tian"], {"kinds": "topic"}))
    assert {node.kind for node in found.nodes} == {"person", "topic"}
    assert [node.kind for node in found.nodes].count("person") == 1


def test_an_unknown_id_is_not_found(store):
    with pytest.raises(NotFound):
        build_slice(store, parse_request("openalex:A0", {}))


@pytest.mark.parametrize(
    "args",
    [
        {"people": "-1"}, {"people": "many"}, {"people": str(MAX_QUOTA + 1)},
        {"people": "1000000000"}, {"people": "٣"}, {"kinds": "person,galaxy"},
    ],
)  # fmt: skip
def test_impossible_requests_are_refused_with_a_hint(args):
    with pytest.raises(BadRequest):
        parse_request("openalex:A1", args)


@pytest.mark.parametrize("ego", ["", "x" * 501, "a\x00b", "a\nb"])
def test_impossible_ids_are_refused(ego):
    with pytest.raises(BadRequest):
        parse_request(ego, {})


def test_no_relation_lacks_its_weight():
    direct = [r for r in RELATIONS if r.ego is NodeKind.PERSON and r.kind is NodeKind.PERSON]
    assert {r.name: r.weight for r in direct} == LAMBDA


def test_people_who_wrote_together_come_before_people_who_are_only_cited(store: Store) -> None:
    found = build_slice(store, parse_request(FEATURED["Vincent Larivière"], {}))
    people = [node for node in found.nodes[1:] if node.kind == "person"]
    together = ["coauthorship" in {why["relation"] for why in node.reasons} for node in people]
    assert all(together[:5])
    assert sum(together) > len(people) / 2
