"""The edges among shown nodes, computed a second time from the raw edges, as ``by_hand`` is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, combinations
from typing import NamedTuple

import pytest

from explorer.graph.slices import Slice
from tests.store.by_hand import Whole

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
    stored = {edge.id: edge for edge in found.edges if edge.query == "slice_picture"}
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
    return {edge.kind for edge in stored.values()}


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
