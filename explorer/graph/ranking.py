"""Scores as sums of reasons.

``score(v) = Σ_relations λ · Σ_evidence role · 0.5^(age/10) · hub``

Comes in: for each neighbour and relation, the evidence as rows of a query file. Goes out:
neighbours with reasons, best first. A reason's points sum to the score; ties break by id.
Age counts in years from the newest year of the data, never from the clock. ``hub`` damps what
touches everything: 1/(n−1) for a paper with n authors, 1/ln(2+degree) for a topic or an
institution. Pure: no I/O, and the order in which rows arrive changes nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import fsum, log
from typing import Any

from explorer.model import DerivedEdge, EdgeKind, NodeKind

HALF_LIFE_YEARS = 10.0  # evidence this old counts half
UNKNOWN_AGE = 0.5  # evidence without a year counts as one half-life old


def by_authors(authors: int | None) -> float:
    """Newman's damping: a paper of n authors is 1/(n−1) of a tie to each other author."""
    return 1.0 / max(1, (authors or 1) - 1)


def by_degree(degree: int | None) -> float:
    """The more a topic or an institution is linked, the less one link to it says."""
    return 1.0 / log(2 + (1 if degree is None else degree))


@dataclass(frozen=True, slots=True)
class Relation:
    """One way to earn a place in a slice: one query file.

    Attributes:
        name: the relation's word, the same everywhere.
        title: as readers see it.
        ego: the kind of node the slice is about.
        kind: the kind of the neighbours.
        query: the query file that finds them: rows of ``id`` and ``evidence``, each item
            ``[evidence id, year, number of authors or degree, role]``.
        hub: how that number damps.
        weight: λ.
        edge: the kind of edge it draws between ego and neighbour.
        phrase: the reason as a sentence; ``{n} {papers} {years} {names} {ego}`` are filled in.
        evidence: the kind of node that the evidence ids are.
        outward: whether that edge starts at the ego.
        by_evidence: whether the query's rows are one per evidence node, see ``latest_shared``;
            measured three times as fast where nearly everybody is reached.
    """

    name: str
    title: str
    ego: NodeKind
    kind: NodeKind
    query: str
    hub: str
    weight: float
    edge: EdgeKind | DerivedEdge
    phrase: str
    evidence: NodeKind = NodeKind.PAPER
    outward: bool = True
    by_evidence: bool = False


_P, _H, _T, _I = NodeKind.PAPER, NodeKind.PERSON, NodeKind.TOPIC, NodeKind.INSTITUTION
_E, _D = EdgeKind, DerivedEdge
HUBS = {"authors": by_authors, "degree": by_degree}

# The one table of λ. What a node did itself counts 1; what it shares through others counts less.
# Among people a joint paper weighs as much as twenty citations or fifty topics in common, for
# these come in hundreds: with 0.25 for a citation, 20 of 30 people around a bibliometrician were
# authors he only cites, and most of his co-authors were cut.
RELATIONS: tuple[Relation, ...] = (
    Relation("coauthorship", "Papers together", _H, _H,
             "person_collaborators", "authors", 1.0, _D.COAUTHORED,
             "{papers} together{years}"),
    Relation("citation", "Citations either way", _H, _H,
             "person_citations", "authors", 0.05, _D.CITES_WORK_OF,
             "{papers} of theirs cited or citing{years}"),
    Relation("shared_topic", "Topics in common", _H, _H,
             "person_shared_topics", "degree", 0.02, _D.SHARES_TOPIC,
             "both write about {names}", _T, by_evidence=True),
    Relation("same_institution", "Same institution, same years", _H, _H,
             "person_shared_institutions", "degree", 0.05, _D.SHARES_INSTITUTION,
             "at {names} in the same years", _I),
    Relation("authorship", "Own paper", _H, _P,
             "person_papers", "authors", 1.0, _E.AUTHORED,
             "written by {ego}{years}"),
    Relation("coauthor_citation", "Collaborator’s paper, citing or cited", _H, _P,
             "person_collaborator_citations", "authors", 0.25, _D.CITES_WORK_OF,
             "a collaborator’s paper, cited by or citing {papers} of {ego}"),
    Relation("about", "Papers on it", _H, _T,
             "person_topics", "degree", 1.0, _D.WRITES_ABOUT,
             "{papers} of {ego} on it{years}"),
    Relation("affiliation", "Papers that say so", _H, _I,
             "person_institutions", "degree", 1.0, _E.AFFILIATED_WITH,
             "named for {ego} on {papers}{years}"),
    Relation("coauthor_affiliation", "Collaborators there", _H, _I,
             "person_collaborator_institutions", "degree", 0.25, _D.COLLABORATES_AT,
             "collaborators there on {papers}{years}"),
    Relation("authorship", "Author", _P, _H,
             "paper_authors", "authors", 1.0, _E.AUTHORED,
             "an author of this paper", outward=False),
    Relation("citation", "Cites or is cited", _P, _P,
             "paper_citations", "authors", 1.0, _E.CITES,
             "cites this paper or is cited by it"),
    Relation("shared_authors", "Authors in common", _P, _P,
             "paper_shared_authors", "degree", 0.5, _D.SHARES_AUTHORS,
             "also by {names}", _H),
    Relation("about", "What it is about", _P, _T,
             "paper_topics", "degree", 1.0, _E.ABOUT,
             "what this paper is about"),
    Relation("affiliation", "Named on the paper", _P, _I,
             "paper_institutions", "degree", 1.0, _D.NAMED_ON,
             "named on this paper", outward=False),
    Relation("about", "About this topic", _T, _P,
             "topic_papers", "authors", 1.0, _E.ABOUT,
             "a paper about {ego}{years}", outward=False),
    Relation("about", "Papers on it", _T, _H,
             "topic_people", "authors", 1.0, _D.WRITES_ABOUT,
             "{papers} about {ego}{years}", outward=False),
    Relation("cooccurrence", "On the same papers", _T, _T,
             "topic_cooccurrence", "degree", 1.0, _D.SHARES_PAPERS,
             "{papers} on both{years}"),
    Relation("part_of", "Part of the same branch", _T, _T,
             "topic_relatives", "degree", 1.0, _E.PART_OF,
             "broader or narrower than {ego}", _T),
    Relation("about", "Papers of its people", _T, _I,
             "topic_institutions", "degree", 1.0, _D.WRITES_ABOUT,
             "{papers} about {ego} by its people{years}", outward=False),
    Relation("affiliation", "Papers that say so", _I, _H,
             "institution_people", "authors", 1.0, _E.AFFILIATED_WITH,
             "{papers} that name {ego} for them{years}", outward=False),
    Relation("affiliation", "By its people", _I, _P,
             "institution_papers", "authors", 1.0, _D.NAMED_ON,
             "by people of {ego}{years}"),
    Relation("about", "Papers of its people", _I, _T,
             "institution_topics", "degree", 1.0, _D.WRITES_ABOUT,
             "{papers} of people of {ego} on it{years}"),
    Relation("shared_papers", "Papers together", _I, _I,
             "institution_partners", "degree", 1.0, _D.SHARES_PAPERS,
             "{papers} together{years}"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reason:
    """One additive part of a score.

    Attributes:
        relation: which one.
        points: λ times the sum over the evidence.
        evidence: ids, the heaviest first, each once.
        years: of the evidence, ascending; empty where unknown.
    """

    relation: Relation
    points: float
    evidence: tuple[str, ...]
    years: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Ranked:
    """A neighbour and why it is one."""

    id: str
    kind: NodeKind
    score: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The best neighbours of one kind, and how many there are in all."""

    nodes: Sequence[Ranked]
    available: int


Item = Sequence[Any]  # [evidence id, year | None, authors or degree, role]
Found = Mapping[Relation, Iterable[tuple[str, Sequence[Item]]]]


def decay(year: int | None, newest: int) -> float:
    """0.5^(age/10); evidence dated after the newest year counts as new."""
    if year is None:
        return UNKNOWN_AGE
    return float(0.5 ** (max(0, newest - year) / HALF_LIFE_YEARS))


def worth(item: Item, hub: str, newest: int) -> float:
    """What one item of evidence adds, before λ."""
    _, year, size, role = item
    return float(role) * decay(year, newest) * HUBS[hub](size)


def points(relation: Relation, items: Iterable[Item], newest: int) -> float:
    """What a relation adds to a score: λ times the sum over its evidence."""
    return relation.weight * fsum(worth(item, relation.hub, newest) for item in items)


def reason(relation: Relation, items: Iterable[Item], newest: int) -> Reason:
    """The reason that these items of evidence make."""
    heaviest = sorted(items, key=lambda item: (-worth(item, relation.hub, newest), item[0]))
    return Reason(
        relation=relation,
        points=points(relation, heaviest, newest),
        evidence=tuple(dict.fromkeys(item[0] for item in heaviest)),
        years=tuple(sorted({item[1] for item in heaviest if item[1] is not None})),
    )


def latest_shared(ego: str, rows: Iterable[Mapping[str, Any]]) -> list[tuple[str, list[Item]]]:
    """Turn rows per evidence node into rows per neighbour.

    Each item is dated by the last year in which both sides had a paper on it.

    Args:
        ego: left out of the neighbours.
        rows: ``id``, the ego's last ``year``, ``degree``, and ``years``: [year, neighbour ids].
    """
    neighbours: dict[str, list[Item]] = defaultdict(list)
    for row in rows:
        latest: dict[str, int | None] = {}
        for year, others in sorted(row["years"], key=lambda each: each[0] or 0):
            latest.update(dict.fromkeys(others, year))
        mine = row["year"]
        for other, year in latest.items():
            both = None if mine is None or year is None else min(mine, year)
            neighbours[other].append([row["id"], both, row["degree"], 1.0])
    neighbours.pop(ego, None)
    return list(neighbours.items())


def rank(
    found: Found, newest: int, most: Mapping[NodeKind, int] | None = None
) -> dict[NodeKind, Neighbours]:
    """The neighbours of each kind, best first.

    Args:
        found: the rows of each relation's query.
        newest: the newest year of the data.
        most: how many of each kind are wanted; None for all. The others are counted.
    """
    evidence: dict[NodeKind, dict[str, list[tuple[float, Relation, Sequence[Item]]]]]
    evidence = {kind: defaultdict(list) for kind in NodeKind}
    for relation, rows in found.items():
        for neighbour, items in rows:
            entry = points(relation, items, newest), relation, items
            evidence[relation.kind][neighbour].append(entry)
    ranked = {}
    for kind, neighbours in evidence.items():
        scores = {node: fsum(each[0] for each in parts) for node, parts in neighbours.items()}
        order = sorted(scores, key=lambda node: (-scores[node], node))
        wanted = order if most is None else order[: most[kind]]
        nodes = [_explained(node, kind, scores[node], neighbours[node], newest) for node in wanted]
        ranked[kind] = Neighbours(nodes, len(order))
    return ranked


def _explained(
    node: str,
    kind: NodeKind,
    score: float,
    parts: Iterable[tuple[float, Relation, Sequence[Item]]],
    newest: int,
) -> Ranked:
    why = [reason(relation, items, newest) for _, relation, items in parts]
    why.sort(key=lambda each: (-each.points, each.relation.name))
    return Ranked(node, kind, score, tuple(why))
