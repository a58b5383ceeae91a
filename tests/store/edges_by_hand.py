"""The edges among shown nodes, computed a second time from the raw edges, as ``by_hand`` is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sized
from itertools import chain, combinations
from typing import NamedTuple

import pytest

from explorer.graph.edges import SliceEdge
from explorer.graph.slices import Slice
from explorer.model import DerivedEdge, EdgeKind
from tests.store.by_hand import CROWD, Whole, by_degree

STORED = {*EdgeKind, DerivedEdge.COAUTHORED}  # edges of the graph, and of papers together
LISTED = 12  # papers that an edge names
WEIGHED = 12  # newest papers of an affiliation that weigh


class Told(NamedTuple):
    """What an edge says of itself."""

    count: int
    first: int | None
    last: int | None
    weight: float
    evidence: tuple[str, ...]


def check_edges(whole: Whole, found: Slice) -> set[str]:
    """All edges that the graph has among the nodes shown, in the years asked for, and no others.

    Besides them, an ego has the tie of a reason to those it has none of these with.

    Returns:
        The kinds of edges that were compared.
    """
    expected = dict(edges_among(whole, [node.id for node in found.nodes]))
    stored = {edge.id: edge for edge in found.edges if edge.kind in STORED}
    assert stored.keys() == expected.keys(), found.ego
    for id, told in expected.items():
        edge = stored[id]
        assert (edge.count, edge.first_year, edge.last_year) == told[:3], id
        assert edge.weight == pytest.approx(told.weight, abs=1e-9), id
        assert edge.evidence == told.evidence, id
    joined = {frozenset((edge.source, edge.target)) for edge in stored.values()}
    for edge in found.edges:
        if edge.id not in stored:
            assert {edge.source, edge.target} & set(found.egos), edge.id
            assert frozenset((edge.source, edge.target)) not in joined, edge.id
            check_shared(whole, edge, found.counted["weights"])
    return {edge.kind for edge in found.edges}


def check_shared(whole: Whole, edge: SliceEdge, weights: Mapping[str, float]) -> None:
    """An edge of what two nodes share says what the two alone share, the closest of it."""
    every = [
        (kind, things)
        for relation, (kind, share) in SHARED.get(whole.kinds[edge.source], {}).items()
        if weights.get(relation, 1.0) and (things := share(whole, edge.source, edge.target))
    ]
    if edge.kind not in {kind for kind, _ in every}:
        assert not edge.kind.startswith("SHARES_") or not every, edge.id
        return
    kind, things = every[0]
    assert edge.kind == kind, edge.id
    assert edge.count == len(things), edge.id
    assert edge.weight == pytest.approx(0.1 * sum(age for _, _, age in things), abs=1e-9), edge.id
    ordered = sorted((-round(worth * age, 9), thing) for thing, worth, age in things)
    assert list(edge.evidence) == [thing for _, thing in ordered[:LISTED]], edge.id


Things = list[tuple[str, float, float]]  # shared: id, what it is worth, what its age leaves of that


def shared_places(whole: Whole, one: str, other: str) -> Things:
    found = []
    for place in whole.stays[one].keys() & whole.stays[other].keys():
        spans = [whole.stays[each][place] for each in (one, other)]
        if all(spans):
            first = max(whole.since, *map(min, spans))
            last = min(whole.until, *map(max, spans))
            if first <= last:
                found.append((place, by_degree(len(whole.staff[place])), whole.age(last)))
    return found


def shared_collaborators(whole: Whole, one: str, other: str) -> Things:
    found = []
    mine, theirs = (whole._ties(each, CROWD) for each in (one, other))
    for person in (mine.keys() & theirs.keys()) - {one, other}:
        (tie, last), (their_tie, their_last) = mine[person], theirs[person]
        worth = min(tie, their_tie) * by_degree(len(whole.out(person, "wrote")))
        found.append((person, worth, whole.age(_older(last, their_last))))
    return found


def topics_of_both(whole: Whole, one: str, other: str) -> Things:
    latest: list[dict[str, int | None]] = [{}, {}]
    for person, seen in zip((one, other), latest, strict=True):
        for paper in filter(whole.counted, whole.out(person, "wrote")):
            for topic in whole.out(paper, "about"):
                years = [y for y in (seen.get(topic), whole.year(paper)) if y is not None]
                seen[topic] = max(years, default=None)
    return [
        (topic, by_degree(len(whole.into(topic, "about"))),
         whole.age(_older(latest[0][topic], latest[1][topic])))
        for topic in latest[0].keys() & latest[1].keys()
    ]  # fmt: skip


def _older(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else min(one, other)


def cited_together(whole: Whole, one: str, other: str) -> Things:
    both = whole.into(one, "cites").keys() & whole.into(other, "cites").keys()
    return [
        (citing, by_degree(len(whole.out(citing, "cites"))), whole.age(whole.year(citing)))
        for citing in filter(whole.counted, both)
    ]


def undated(near: Callable[[Whole, str], Iterable[str]], touching: Callable[[Whole, str], Sized]):
    """What two papers share, whatever year it is of, and how much each of it touches."""

    def share(whole: Whole, one: str, other: str) -> Things:
        both = set(near(whole, one)) & set(near(whole, other))
        return [(each, by_degree(len(touching(whole, each))), 0.5) for each in both]

    return share


# By the relation, the closest first: the kind of edge, and what the two share.
SHARED = {
    "person": {
        "same_institution": ("SHARES_INSTITUTION", shared_places),
        "common_collaborators": ("SHARES_COLLABORATORS", shared_collaborators),
        "shared_topic": ("SHARES_TOPIC", topics_of_both),
    },
    "paper": {
        "shared_authors": ("SHARES_AUTHORS", undated(
            lambda whole, paper: whole.into(paper, "wrote"),
            lambda whole, person: whole.out(person, "wrote"),
        )),
        "cocitation": ("CITED_TOGETHER", cited_together),
        "coupling": ("SHARES_REFERENCES", undated(
            lambda whole, paper: whole.out(paper, "cites"),
            lambda whole, cited: whole.into(cited, "cites"),
        )),
        "shared_topic": ("SHARES_TOPIC", undated(
            lambda whole, paper: whole.out(paper, "about"),
            lambda whole, topic: whole.into(topic, "about"),
        )),
    },
}  # fmt: skip


def edges_among(whole: Whole, shown: list[str]) -> Iterator[tuple[str, Told]]:
    """Each edge's id, and what it says."""
    of = {kind: sorted(n for n in shown if whole.kinds[n] == kind) for kind in whole.kinds.values()}
    papers, people = of.get("paper", []), of.get("person", [])
    places, topics = set(of.get("institution", [])), set(of.get("topic", []))
    for paper in filter(whole.counted, papers):
        age = whole.age(whole.year(paper))
        for person in whole.into(paper, "wrote").keys() & set(people):
            yield f"{person}|AUTHORED|{paper}", told(whole, [paper], age * whole.damped(paper))
        for cited in whole.out(paper, "cites").keys() & set(papers):
            yield f"{paper}|CITES|{cited}", told(whole, [paper], age)
        for topic, about in whole.out(paper, "about").items():
            if topic in topics:
                yield f"{paper}|ABOUT|{topic}", told(whole, [paper], about["score"])
    for part in (*topics, *places):
        for other in whole.out(part, "part_of").keys() & (topics | places):
            yield f"{part}|PART_OF|{other}", told(whole, [], 1.0)
    yield from chain(_coauthored(whole, people), _affiliated(whole, people, places))


def _coauthored(whole: Whole, people: list[str]) -> Iterator[tuple[str, Told]]:
    wrote = {each: set(filter(whole.counted, whole.out(each, "wrote"))) for each in people}
    for one, other in combinations(people, 2):
        both = wrote[one] & wrote[other]
        if both:
            weight = sum(whole.age(whole.year(paper)) * whole.damped(paper) for paper in both)
            yield f"{one}|COAUTHORED|{other}", told(whole, both, weight)


def _affiliated(whole: Whole, people: list[str], places: set[str]) -> Iterator[tuple[str, Told]]:
    for person in people:
        for place in places:
            wrote = whole.out(person, "wrote").items()
            said = [paper for paper, how in wrote if place in how["at"] and whole.counted(paper)]
            if said:
                newest = _newest_first(whole, said)[:WEIGHED]
                weight = sum(whole.age(whole.year(paper)) for paper in newest)
                yield f"{person}|AFFILIATED_WITH|{place}", told(whole, said, weight)


def told(whole: Whole, papers: Iterable[str], weight: float) -> Told:
    """What an edge says that rests on these papers."""
    ordered = _newest_first(whole, papers)
    years = [year for year in map(whole.year, ordered) if year is not None]
    first, last = min(years, default=None), max(years, default=None)
    return Told(len(ordered), first, last, weight, tuple(ordered[:LISTED]))


def _newest_first(whole: Whole, papers: Iterable[str]) -> list[str]:
    return sorted(papers, key=lambda paper: (-(whole.year(paper) or 0), paper))
