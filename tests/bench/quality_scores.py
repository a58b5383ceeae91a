"""What each relation among people adds to a score, for all people at once, before λ.

The formula is that of ``explorer.graph``, whose λ, hubs, ``decay`` and reach are used here; a unit
test compares the two. What the query files ask a database, arrays answer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.graph.ranking import REACH, STRONGEST, decay
from explorer.graph.relations import RELATIONS, by_authors, by_degree
from explorer.model import NodeKind
from tests.bench.quality_corpus import Corpus, Ints
from tests.bench.quality_metrics import Floats

COMMON = "common_collaborators"
Column = NDArray[Any]
Method = Callable[["Graph", int], Floats]

# λ among people, as the product has them.
WEIGHTS: Mapping[str, float] = {
    each.name: each.weight
    for each in RELATIONS
    if each.ego is NodeKind.PERSON and each.kind is NodeKind.PERSON
}
# Without common collaborators: the score of an earlier version.
PLAIN: Mapping[str, float] = {name: each for name, each in WEIGHTS.items() if name != COMMON}


@dataclass(frozen=True, slots=True)
class Table:
    """Rows grouped by a key, and within it by their columns."""

    starts: Ints
    columns: tuple[Column, ...]

    @classmethod
    def of(cls, size: int, keys: Ints, *columns: Column) -> Table:
        order = np.lexsort((*reversed(columns), keys))
        starts = np.concatenate(([0], np.cumsum(np.bincount(keys, minlength=size))))
        return cls(starts, tuple(column[order] for column in columns))

    @property
    def sizes(self) -> Ints:
        return np.diff(self.starts)

    @property
    def keys(self) -> Ints:
        return np.repeat(np.arange(len(self.starts) - 1), self.sizes)

    def at(self, *keys: int) -> tuple[Column, ...]:
        """The columns of some keys' rows, one key after the other."""
        return self.rows(np.array(keys, dtype=np.int64))

    def rows(self, keys: Ints) -> tuple[Column, ...]:
        sizes = self.starts[keys + 1] - self.starts[keys]
        shift = np.repeat(self.starts[keys] - np.cumsum(sizes) + sizes, sizes)
        places = shift + np.arange(len(shift))
        return tuple(column[places] for column in self.columns)


def last(first: Ints, second: Ints, year: Ints) -> tuple[Ints, Ints, Ints]:
    """Pairs, each once, with their last year."""
    order = np.lexsort((year, second, first))
    first, second, year = first[order], second[order], year[order]
    ends = np.ones(len(first), dtype=np.bool_)
    ends[:-1] = (np.diff(first) != 0) | (np.diff(second) != 0)
    return first[ends], second[ends], year[ends]


def within(sizes: Ints, ids: Ints, reach: float) -> Ints:
    """Which to take: the smallest first, ties by id, while their sizes sum to the reach at most."""
    order = np.lexsort((ids, sizes))
    return order[np.cumsum(sizes[order]) <= reach]


def hubs(damping: Callable[[int], float], sizes: Ints) -> Floats:
    """The damping of each size."""
    return np.array([damping(size) for size in range(int(sizes.max(initial=0)) + 1)])[sizes]


def _aged(newest: int, half_life: float | None) -> Floats:
    """What evidence of each year up to the newest counts."""
    if half_life is None:
        return np.array([decay(year, newest) for year in range(newest + 1)])
    counted: Floats = 0.5 ** ((newest - np.arange(newest + 1)) / half_life)
    return counted


class Graph:
    """A corpus up to its newest year, ready to be asked about one ego after another.

    Args:
        corpus: with later papers, which are left out.
        newest: from which year ages count.
        half_life: in years; without one the product's.
    """

    def __init__(self, corpus: Corpus, newest: int, half_life: float | None = None) -> None:
        self.corpus = corpus.until(newest)
        self.newest = newest
        self.size, papers = len(corpus.people), len(corpus.years)
        person, paper, position = self.corpus.authored.T
        self.papers_of = Table.of(self.size, person, paper)
        self.people_of = Table.of(papers, paper, person, position)
        self.years = self.corpus.years
        self.aged = _aged(newest, half_life)
        self.paper_hub = hubs(by_authors, self.corpus.authors)
        citing, cited = self.corpus.cites.T
        self.cited_by = Table.of(papers, citing, cited)
        self.citing = Table.of(papers, cited, citing)
        self._tie()
        self._join_topics()
        self._join_institutions()

    def _tie(self) -> None:
        """Co-authors: ``pairs`` one row per paper, ``ties`` one row per co-author."""
        person, paper, position = self.corpus.authored.T
        sizes = self.people_of.sizes[paper]
        other, theirs = self.people_of.rows(paper)
        person, paper, mine = (np.repeat(each, sizes) for each in (person, paper, position))
        kept = person != other
        self.pairs = Table.of(
            self.size, *(each[kept] for each in (person, other, paper, mine, theirs))
        )
        person, (other, paper, *_) = self.pairs.keys, self.pairs.columns
        weight = self.aged[self.years[paper]] * self.paper_hub[paper]
        pair, place, joint = np.unique(
            person * self.size + other, return_inverse=True, return_counts=True
        )
        year = np.zeros(len(pair), dtype=np.int64)
        np.maximum.at(year, place, self.years[paper])
        person, other = np.divmod(pair, self.size)
        self.ties = Table.of(self.size, person, other, np.bincount(place, weight), year, joint)
        self.known = self.ties.sizes  # number of co-authors
        self.person_hub = hubs(by_degree, self.papers_of.sizes)

    def _join_topics(self) -> None:
        paper, topic = self.corpus.about.T
        count = int(topic.max(initial=-1)) + 1
        self.topic_papers = np.bincount(topic, minlength=count)
        self.topic_hub = hubs(by_degree, self.topic_papers)
        sizes = self.people_of.sizes[paper]
        person, topic = self.people_of.rows(paper)[0], np.repeat(topic, sizes)
        person, topic, year = last(person, topic, np.repeat(self.years[paper], sizes))
        self.topics_of = Table.of(self.size, person, topic, year)
        self.writers_of = Table.of(count, topic, person, year)

    def _join_institutions(self) -> None:
        person, paper, place = self.corpus.named.T
        count = int(place.max(initial=-1)) + 1
        first = -last(person, place, -self.years[paper])[2]
        person, place, until = last(person, place, self.years[paper])
        self.place_people = np.bincount(place, minlength=count)
        self.place_hub = hubs(by_degree, self.place_people)
        self.places_of = Table.of(self.size, person, place, first, until)
        self.members_of = Table.of(count, place, person, first, until)

    def add_up(self, people: Ints, points: Floats) -> Floats:
        """Points by person."""
        total: Floats = np.bincount(people, points, minlength=self.size).astype(np.float64)
        return total


# -- relations ---------------------------------------------------------------------------------


def coauthorship(graph: Graph, ego: int) -> Floats:
    other, weight, *_ = graph.ties.at(ego)
    return graph.add_up(other, weight)


def citation(graph: Graph, ego: int) -> Floats:
    """Per citing pair of papers, neither of them written together."""
    [own] = graph.papers_of.at(ego)
    [cited], [citing] = graph.cited_by.rows(own), graph.citing.rows(own)
    mine = np.repeat(np.tile(own, 2), np.r_[graph.cited_by.sizes[own], graph.citing.sizes[own]])
    years = np.r_[graph.years[mine[: len(cited)]], graph.years[citing]]
    paper = np.r_[cited, citing]
    others = ~np.isin(paper, own)
    paper, mine, years = paper[others], mine[others], years[others]
    sizes, person = graph.people_of.sizes[paper], graph.people_of.rows(paper)[0]
    points = np.repeat(graph.aged[years] * graph.paper_hub[paper], sizes)
    writers = _pairs(graph, graph.people_of.rows(own)[0], own, graph.people_of.sizes[own])
    apart = ~np.isin(_pairs(graph, person, mine, sizes), writers)
    return graph.add_up(person[apart], points[apart])


def _pairs(graph: Graph, people: Ints, papers: Ints, sizes: Ints) -> Ints:
    """A number for each of some people and a paper, that of so many of them."""
    pairs: Ints = people * len(graph.years) + np.repeat(papers, sizes)
    return pairs


def shared_topic(graph: Graph, ego: int, reach: float = REACH) -> Floats:
    topic, mine = graph.topics_of.at(ego)
    near = within(graph.topic_papers[topic], topic, reach)
    topic, mine = topic[near], mine[near]
    sizes = graph.writers_of.sizes[topic]
    other, theirs = graph.writers_of.rows(topic)
    points = graph.aged[np.minimum(np.repeat(mine, sizes), theirs)]
    return graph.add_up(other, points * np.repeat(graph.topic_hub[topic], sizes))


def same_institution(graph: Graph, ego: int, reach: float = REACH) -> Floats:
    place, first, until = graph.places_of.at(ego)
    near = within(graph.place_people[place], place, reach)
    place, first, until = place[near], first[near], until[near]
    sizes = graph.members_of.sizes[place]
    other, begun, ended = graph.members_of.rows(place)
    first, until = np.repeat(first, sizes), np.repeat(until, sizes)
    met = (first <= ended) & (begun <= until)
    points = graph.aged[np.minimum(until, ended)] * np.repeat(graph.place_hub[place], sizes)
    return graph.add_up(other[met], points[met])


def common_collaborators(
    graph: Graph,
    ego: int,
    *,
    strongest: int = STRONGEST,
    reach: float = REACH,
    tie: Callable[[Floats, Floats], Floats] = np.minimum,
    hub: Floats | None = None,
) -> Floats:
    """Per collaborator of both: the weaker of the two ties, aged by the older last joint paper.

    They are looked for through the ego's strongest collaborators only, ties by id, while the
    papers of these sum to the reach at most.
    """
    shared, mine, until, _ = graph.ties.at(ego)
    order = np.lexsort((shared, -mine))[:strongest]
    order = order[np.cumsum(graph.papers_of.sizes[shared[order]]) <= reach]
    shared = shared[order]
    sizes = graph.known[shared]
    other, theirs, since, _ = graph.ties.rows(shared)
    mine, until = np.repeat(mine[order], sizes), np.repeat(until[order], sizes)
    damped = np.repeat((graph.person_hub if hub is None else hub)[shared], sizes)
    return graph.add_up(other, tie(mine, theirs) * graph.aged[np.minimum(until, since)] * damped)


BY_NAME: Mapping[str, Method] = {
    "coauthorship": coauthorship,
    "citation": citation,
    "shared_topic": shared_topic,
    "same_institution": same_institution,
    COMMON: common_collaborators,
}


def score(weights: Mapping[str, float], **instead: Method) -> Method:
    """The score with these λ; relations may be measured by another method."""
    methods = {name: instead.get(name, BY_NAME[name]) for name in weights}

    def add(graph: Graph, ego: int) -> Floats:
        parts = [weights[name] * method(graph, ego) for name, method in methods.items()]
        total: Floats = np.sum(parts, axis=0)
        return total

    return add
