"""How a node earns its place: the one table of relations, and of their weights λ. Pure.

A relation reads rows of one query file, ``[ego, relation, year, size, role, evidence ids,
neighbour ids]``, as items: what each neighbour gets in one year, before age and λ count.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import wraps
from itertools import chain
from math import log
from typing import Any

import numpy as np

from explorer.graph.items import NO_YEAR, Columns, Fields, Floats, Item, Numbered, ints, starts_of
from explorer.model import DerivedEdge, EdgeKind, NodeKind

Row = list[Any]
EGO, WORD, YEAR, SIZE, ROLE, EVIDENCE, NEIGHBOURS, COUNT = range(8)


def by_authors(authors: int | None) -> float:
    """Newman's damping: a paper of n authors is 1/(n−1) of a tie to each other author."""
    return 1.0 / max(1, (authors or 1) - 1)


def by_degree(degree: int | None) -> float:
    """The more a topic or an institution is linked, the less one link to it says."""
    return 1.0 / log(2 + (1 if degree is None else degree))


def by_nothing(size: int | None) -> float:
    """A link that says as much whatever else its ends are linked to."""
    return 1.0


def of_size(hub: Callable[[int | None], float], size: int | None) -> float:
    """A hub's damping; a row without a size holds it in its role already."""
    return 1.0 if size is None else hub(size)


ByWord = Mapping[str, Sequence[Row]]
Reader = Callable[["Relation", ByWord], Columns]


def reader(read: Callable[[Relation, ByWord], Iterable[Fields]]) -> Reader:
    """A reader whose items are yielded."""

    @wraps(read)
    def items(relation: Relation, rows: ByWord) -> Columns:
        return Columns.of_items(read(relation, rows))

    return items


def _one_by_one(relation: Relation, rows: Iterable[Row]) -> Iterator[Item]:
    for row in rows:
        shortened = len(row) > COUNT
        yield Item(
            row[YEAR],
            row[SIZE],
            row[ROLE] * of_size(relation.hub, row[SIZE]),
            row[COUNT] if shortened else len(row[EVIDENCE]),
            row[EVIDENCE] if shortened else sorted(row[EVIDENCE]),
            row[NEIGHBOURS],
        )


@reader
def as_they_are(relation: Relation, rows: ByWord) -> Iterator[Item]:
    """Each row is an item."""
    return _one_by_one(relation, rows.get(relation.word, ()))


@reader
def packed(relation: Relation, rows: ByWord) -> Iterator[Fields]:
    """Each row is one neighbour, its evidence ``[id, year, role]`` piece by piece."""
    for row in rows.get(relation.word, ()):
        if len(row) > COUNT:
            yield from _one_by_one(relation, [row])
            continue
        size, near = row[SIZE], row[NEIGHBOURS]
        hub = of_size(relation.hub, size)
        for each, year, role in row[EVIDENCE]:
            yield year, size, role * hub, 1, (each,), near


@reader
def evidence_itself(relation: Relation, rows: ByWord) -> Iterator[Item]:
    """The evidence is the neighbour: an ego's own papers."""
    for item in _one_by_one(relation, rows.get(relation.word, ())):
        yield item._replace(neighbours=item.evidence)


@reader
def of_others(relation: Relation, rows: ByWord) -> Iterator[Item]:
    """Authors of a linked paper; each link to one of the ego's papers is a piece of evidence.

    Papers that both wrote count on neither side, so that both sides count the same citations. One
    of the ego's papers stands beside the linked one: without it nobody could check the citation.
    """
    authors = {row[EVIDENCE][0]: set(row[NEIGHBOURS]) for row in rows.get("own", ())}
    for row in rows.get(relation.word, ()):
        if row[EGO] in row[NEIGHBOURS]:
            continue
        linked, *own = row[EVIDENCE]
        worth = row[ROLE] * of_size(relation.hub, row[SIZE])
        for mine, near in _apart(sorted(own), row[NEIGHBOURS], authors):
            pair = linked, mine[0]
            yield Item(row[YEAR], row[SIZE], len(mine) * worth, len(mine), pair, near)


def _apart(
    own: list[str], people: Sequence[str], authors: Mapping[str, set[str]]
) -> Iterator[tuple[list[str], list[str]]]:
    """Papers, and those of some people who wrote none of them; each person once."""
    none: set[str] = set()
    with_ego = none.union(*(authors.get(paper, none) for paper in own)).intersection(people)
    if others := [person for person in people if person not in with_ego]:
        yield own, others
    for person in sorted(with_ego):
        if mine := [paper for paper in own if person not in authors[paper]]:
            yield mine, [person]


@reader
def of_coauthors(relation: Relation, rows: ByWord) -> Iterator[Item]:
    """Linked papers that a co-author wrote without the ego; the ego's own are the evidence."""
    coauthors = {each for row in rows.get("own", ()) for each in row[NEIGHBOURS]}
    for row in rows.get(relation.word, ()):
        if row[EGO] not in row[NEIGHBOURS] and not coauthors.isdisjoint(row[NEIGHBOURS]):
            linked, *own = row[EVIDENCE]
            worth = len(own) * row[ROLE] * of_size(relation.hub, row[SIZE])
            yield Item(row[YEAR], row[SIZE], worth, len(own), sorted(own), (linked,))


def through_people(relation: Relation, rows: ByWord) -> Columns:
    """Each row is a collaborator and its neighbours ``[id, tie, year]``: the weaker tie counts.

    Thousands of neighbours for each of thirty collaborators: they are never read one by one.
    """
    found = rows.get(relation.word, ())
    near = [row[NEIGHBOURS] or [(None, 0.0, None)] for row in found]  # not followed: one item
    many = list(map(len, near))
    nodes, theirs, last = tuple(zip(*chain.from_iterable(near), strict=True)) or [()] * 3

    def spread(values: list[float]) -> Floats:
        return np.repeat(np.array(values, dtype=np.float64), many)

    table, items = Numbered(), len(nodes)
    through = table.places_of(row[EVIDENCE][0] for row in found)
    tie = np.minimum(spread([row[ROLE] for row in found]), np.array(theirs, dtype=np.float64))
    return Columns(
        years=np.minimum(  # unknown where either is, for that is the least
            np.repeat(ints([row[YEAR] or NO_YEAR for row in found]), many),
            ints([year or NO_YEAR for year in last]),
        ),
        sizes=np.repeat(ints([row[SIZE] or 0 for row in found]), many),
        worth=tie * spread([relation.hub(row[SIZE]) for row in found]),
        pieces=np.ones(items, dtype=np.int64),
        evidence=np.repeat(through, many),
        listed=np.arange(items + 1),
        neighbours=table.places_of(node for node in nodes if node is not None),
        touched=starts_of([node is not None for node in nodes]),
        ids=table.ids(),
    )


@dataclass(frozen=True, slots=True, eq=False)
class Relation:
    """One way to earn a place in a slice.

    Attributes:
        name: the relation's word, the same everywhere.
        title: as readers see it.
        ego: the kind of node the slice is about.
        kind: the kind of the neighbours.
        query: the query file that finds them.
        word: the word of its rows there.
        weight: λ.
        edge: the kind of edge it draws between ego and neighbour.
        phrase: the reason as a sentence; filled in by ``words.sentence``.
        hub: how the size of a row damps it.
        read: turns rows into items.
        evidence: the kind of node that the evidence ids are.
        outward: whether that edge starts at the ego.
        timeless: whether it holds in every year.
        dated: whether its years are those of the evidence, and not of the neighbour.
        paired: whether its evidence are pairs: the neighbour's paper, and the ego's linked to it;
            then each pair counts, and not each paper.
    """

    name: str
    title: str
    ego: NodeKind
    kind: NodeKind
    query: str
    word: str
    weight: float
    edge: EdgeKind | DerivedEdge
    phrase: str
    hub: Callable[[int | None], float] = by_authors
    read: Reader = as_they_are
    evidence: NodeKind = NodeKind.PAPER
    outward: bool = True
    timeless: bool = False
    dated: bool = True
    paired: bool = False


_P, _H, _T, _I = NodeKind.PAPER, NodeKind.PERSON, NodeKind.TOPIC, NodeKind.INSTITUTION
_E, _D = EdgeKind, DerivedEdge

# The one table of λ. What a node did itself counts 1; what it shares through others counts less.
# Of two kinds the closest relation comes first, as in ``connections``: an edge is of that one.
# Among people the weights were found by asking which of them foretell later papers together:
# docs/ranking.md.
RELATIONS: tuple[Relation, ...] = (
    Relation("coauthorship", "Papers together", _H, _H,
             "person_papers", "own", 1.0, _D.COAUTHORED,
             "{papers} together{years}"),
    Relation("citation", "Citations either way", _H, _H,
             "person_papers", "cited", 0.05, _D.CITES_WORK_OF,
             "{citations} between their papers and those of {ego}, joint ones aside{by_papers}",
             read=of_others, paired=True),
    Relation("same_institution", "Same institution, same years", _H, _H,
             "person_people", "same_institution", 0.2, _D.SHARES_INSTITUTION,
             "at {names} in the same years", by_degree, evidence=_I),
    Relation("common_collaborators", "Collaborators in common", _H, _H,
             "person_people", "common_collaborators", 1.0, _D.SHARES_COLLABORATORS,
             "both wrote with {names}, among the closest to {ego}", by_degree, through_people,
             evidence=_H),
    Relation("shared_topic", "Topics in common", _H, _H,
             "person_people", "shared_topic", 0.02, _D.SHARES_TOPIC,
             "both write about {names}", by_degree, evidence=_T),
    Relation("authorship", "Own paper", _H, _P,
             "person_papers", "own", 1.0, _E.AUTHORED,
             "written by {ego}{years}", read=evidence_itself),
    Relation("coauthor_citation", "Collaborator’s paper, citing or cited", _H, _P,
             "person_papers", "cited", 0.25, _D.CITES_WORK_OF,
             "a collaborator’s paper, cited by or citing {papers} of {ego}{cited}",
             read=of_coauthors),
    Relation("about", "Papers on it", _H, _T,
             "person_topics", "about", 1.0, _D.WRITES_ABOUT,
             "{papers} of {ego} on it{years}", by_degree, packed),
    Relation("affiliation", "Papers that say so", _H, _I,
             "person_institutions", "affiliation", 1.0, _E.AFFILIATED_WITH,
             "named for {ego} on {papers}{years}", by_degree, packed),
    Relation("coauthor_affiliation", "Collaborators there", _H, _I,
             "person_institutions", "coauthor_affiliation", 0.25, _D.COLLABORATES_AT,
             "collaborators there on {papers}{years}", by_degree, packed),
    Relation("authorship", "Author", _P, _H,
             "paper_people", "authorship", 1.0, _E.AUTHORED,
             "an author of this paper", outward=False),
    Relation("cited_authorship", "Author of a paper citing or cited", _P, _H,
             "paper_people", "cited_authorship", 0.1, _D.CITES_WORK_OF,
             "{papers} of theirs cited or citing{cited}", outward=False),
    Relation("citation", "Cites or is cited", _P, _P,
             "paper_papers", "citation", 1.0, _E.CITES,
             "cites this paper or is cited by it{cited}"),
    Relation("shared_authors", "Authors in common", _P, _P,
             "paper_papers", "shared_authors", 0.5, _D.SHARES_AUTHORS,
             "also by {names}", by_degree, evidence=_H, dated=False),
    Relation("cocitation", "Cited together", _P, _P,
             "paper_papers", "cocitation", 0.25, _D.CITED_TOGETHER,
             "cited together by {papers}{years}", by_degree),
    Relation("coupling", "References in common", _P, _P,
             "paper_papers", "coupling", 0.25, _D.SHARES_REFERENCES,
             "{papers} cited by both", by_degree, dated=False),
    Relation("shared_topic", "Topics in common", _P, _P,
             "paper_papers", "shared_topic", 0.05, _D.SHARES_TOPIC,
             "both about {names}", by_degree, evidence=_T, dated=False),
    Relation("about", "What it is about", _P, _T,
             "paper_topics", "about", 1.0, _E.ABOUT,
             "what this paper is about", by_degree),
    Relation("affiliation", "Named on the paper", _P, _I,
             "paper_institutions", "affiliation", 1.0, _D.NAMED_ON,
             "named on this paper", by_degree, outward=False),
    Relation("about", "About this topic", _T, _P,
             "topic_papers", "about", 1.0, _E.ABOUT,
             "a paper about {ego}{years}", outward=False),
    Relation("citation", "Cited inside the topic", _T, _P,
             "topic_papers", "citation", 0.1, _D.CITED_WITHIN,
             "cited by {papers} about {ego}{years}", outward=False),
    Relation("about", "Papers on it", _T, _H,
             "topic_people", "about", 1.0, _D.WRITES_ABOUT,
             "{papers} about {ego}{years}", outward=False),
    Relation("cooccurrence", "On the same papers", _T, _T,
             "topic_topics", "cooccurrence", 1.0, _D.SHARES_PAPERS,
             "{papers} on both{years}", by_degree, packed),
    Relation("part_of", "Part of the same branch", _T, _T,
             "topic_topics", "part_of", 1.0, _E.PART_OF,
             "broader or narrower than {ego}", by_nothing, evidence=_T, timeless=True),
    Relation("about", "Papers of its people", _T, _I,
             "topic_institutions", "about", 1.0, _D.WRITES_ABOUT,
             "{papers} about {ego} by its people{years}", by_degree, packed, outward=False),
    Relation("affiliation", "Papers that say so", _I, _H,
             "institution_people", "affiliation", 1.0, _E.AFFILIATED_WITH,
             "named at {ego} on {papers}{years}", outward=False),
    Relation("affiliation", "By its people", _I, _P,
             "institution_papers", "affiliation", 1.0, _D.NAMED_ON,
             "by people of {ego}{years}"),
    Relation("about", "Papers of its people", _I, _T,
             "institution_topics", "about", 1.0, _D.WRITES_ABOUT,
             "{papers} of people of {ego} on it{years}", by_degree, packed),
    Relation("shared_papers", "Papers together", _I, _I,
             "institution_institutions", "shared_papers", 1.0, _D.SHARES_PAPERS,
             "{papers} together{years}", by_degree, packed),
    Relation("part_of", "Part of it, or what it is part of", _I, _I,
             "institution_institutions", "part_of", 1.0, _E.PART_OF,
             "part of {ego}, or what {ego} is part of", by_nothing, evidence=_I, timeless=True),
)  # fmt: skip

# People are near through those whom both wrote with, found from the ego's own ties.
TIES, COMMON = (
    relation
    for name in ("coauthorship", "common_collaborators")
    for relation in RELATIONS
    if relation.name == name
)
ORDER = {relation: place for place, relation in enumerate(RELATIONS)}  # the closest first
NAMES = tuple(dict.fromkeys(relation.name for relation in RELATIONS))
# The rings of a slice in the order they are asked for, by kind of ego: query and what it brings.
RINGS: Mapping[NodeKind, Mapping[str, tuple[Relation, ...]]] = {
    ego: {
        query: tuple(r for r in RELATIONS if r.query == query)
        for query in (f"{ego.value}_{kind.plural}" for kind in (_P, _H, _T, _I))
    }
    for ego in NodeKind
}
