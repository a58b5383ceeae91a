"""Scores as sums of reasons.

``score(v) = Σ_relations λ · Σ_evidence role · 0.5^(age/10) · hub``

Comes in: the items of each relation around each ego. Goes out: neighbours with reasons, best
first, and how many there are in all. A reason's points sum to the score; ties break by id.
Age counts in years from the newest year of the data, never from the clock. ``hub`` damps what
touches everything: 1/(n−1) for a paper with n authors, 1/ln(2+degree) for a topic or an
institution. Pure: no I/O, and the order in which rows arrive changes nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from heapq import nlargest
from itertools import chain
from typing import NamedTuple

from explorer.graph.items import Columns, Item, is_complete
from explorer.graph.relations import EVIDENCE, NEIGHBOURS, WORD, YEAR, ByWord, Relation, Row
from explorer.model import NodeKind

HALF_LIFE_YEARS = 10.0  # evidence ten years old counts half
HEAVY = 50  # authors; a paper with more is told as damped
# Most nodes that one relation follows from one ego, the most telling (least linked) first: past
# some thousand papers a shared topic tells nobody apart, and costs more than all the rest.
REACH = 2000
STRONGEST = 30  # collaborators of an ego through whom others are found
TIE = 1e-12  # points that differ by less do not differ
UNKNOWN_AGE = 0.5  # evidence without a year counts as one half-life old


class Left(NamedTuple):
    """What a stored answer leaves out of one relation.

    ``nodes`` neighbours, none of which has more than ``bound`` points, and ``heavy`` papers: id,
    number of authors, year.
    """

    nodes: int = 0
    bound: float = 0.0
    heavy: Sequence[tuple[str, int, int | None]] = ()


NOTHING_LEFT = Left()


class Through(NamedTuple):
    """How many collaborators of an ego are weaker than those who were followed, or more."""

    weaker: int
    more: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """What one relation brings around one ego.

    Attributes:
        relation: which one.
        ego: id of the node it was asked about.
        factor: what a point of it counts: λ, the reader's own weight and that of the ego.
        items: its evidence.
        left: what a stored answer leaves out.
        through: whom it follows, where it follows collaborators.
    """

    relation: Relation
    ego: str
    factor: float
    items: Columns
    left: Left = NOTHING_LEFT
    through: Through | None = None

    @property
    def stopped(self) -> bool:
        """Whether something was not followed, which may lead to further neighbours."""
        weaker = self.through is not None and any(self.through)
        return weaker or self.items.stopped


@dataclass(frozen=True, slots=True)
class Reason:
    """One additive part of a score.

    Attributes:
        relation: which one.
        ego: the node it speaks of.
        points: what it adds.
        weight: its pieces, each as old as it is: the same whoever's slice it is in, and whatever a
            reader weighs or filters.
        count: pieces of evidence.
        evidence: their ids, the heaviest first, each once; some, where a stored answer is short.
        years: of the evidence, ascending; empty where unknown.
        shares: what each id of the evidence adds to the points.
        complete: whether the evidence is all there is.
        pairs: where the relation is paired: a paper of the neighbour's and the ego's linked to it.
    """

    relation: Relation
    ego: str
    points: float
    weight: float
    count: int
    evidence: tuple[str, ...]
    years: tuple[int, ...]
    shares: tuple[float, ...] = ()
    complete: bool = True
    pairs: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Ranked:
    """A neighbour and why it is one."""

    id: str
    kind: NodeKind
    score: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Ranking:
    """All neighbours that some parts bring: their points by part, and their sums by kind.

    ``apart`` are points of what is no neighbour, by part.
    """

    parts: Sequence[Part]
    newest: int
    points: Sequence[Mapping[str, float]]
    scores: Mapping[NodeKind, Mapping[str, float]]
    apart: Sequence[Mapping[str, float]]

    def best(self, kind: NodeKind, most: int, without: Collection[str] = ()) -> list[str]:
        """Ids of the best neighbours of a kind, best first; ties break by id."""
        scores = self.scores[kind]
        found = best_first(scores, most + len(without))
        return [node for node in found if node not in without][:most]

    def explain(self, nodes: Mapping[str, NodeKind]) -> dict[str, Ranked]:
        """Some neighbours with their reasons, heaviest reason first."""
        reasons: dict[str, list[Reason]] = {node: [] for node in nodes}
        for part, points in zip(self.parts, self.points, strict=True):
            wanted = {
                node for node, kind in nodes.items()
                if kind is part.relation.kind and node in points
            }  # fmt: skip
            for node, items in part.items.of(wanted).items():
                reasons[node].append(reason_of(part, points[node], items, self.newest))
        return {
            node: Ranked(node, kind, self.scores[kind][node], _ordered(reasons[node]))
            for node, kind in nodes.items()
        }

    def between(self, egos: Mapping[str, NodeKind]) -> list[Ranked]:
        """What several egos are to one another, by id; nobody needs points for being one."""
        reasons: dict[str, list[Reason]] = {ego: [] for ego in sorted(egos)}
        for part, points in zip(self.parts, self.apart, strict=True):
            others = (points.keys() & egos.keys()) - {part.ego}
            for ego, items in part.items.of(others).items() if others else ():
                reasons[ego].append(reason_of(part, points[ego], items, self.newest))
        return [Ranked(ego, egos[ego], 0.0, _ordered(every)) for ego, every in reasons.items()]


def _ordered(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    return tuple(sorted(reasons, key=lambda r: (-r.points, r.relation.name, r.ego)))


def together(one: Ranked, other: Ranked) -> Ranked:
    """One node with the reasons that two rankings, around different egos, give it."""
    reasons = _ordered((*one.reasons, *other.reasons))
    return Ranked(one.id, one.kind, one.score + other.score, reasons)


def best_first(scores: Mapping[str, float], most: int) -> list[str]:
    """Ids of the highest scores; equal ones, rounded to 10⁻¹², are in the order of ids.

    Sums of the same numbers in another order differ by about 10⁻¹⁶.
    """
    if 0 < most < len(scores):  # who is far from being shown is not sorted
        least = nlargest(most, scores.values())[-1] - TIE
        scores = {node: points for node, points in scores.items() if points >= least}
    return sorted(scores, key=lambda node: (-round(scores[node], 12), node))[:most]


@lru_cache(maxsize=1024)  # thousands of pieces of evidence are of some tens of years
def decay(year: int | None, newest: int) -> float:
    """0.5^(age/10); evidence dated after the newest year counts as new."""
    if year is None:
        return UNKNOWN_AGE
    return float(0.5 ** (max(0, newest - year) / HALF_LIFE_YEARS))


def by_word(rows: Iterable[Row]) -> ByWord:
    """Rows by their relation's word, in an order that does not depend on how they came."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row[WORD]].append(row)
    for each in found.values():
        each.sort(key=_place)
    return found


def _place(row: Row) -> tuple[object, ...]:
    """Sorts rows; ids of a row come in any order, but the first of its evidence may lead."""
    evidence, neighbours = row[EVIDENCE], row[NEIGHBOURS]
    return row[YEAR] or 0, min(evidence), min(neighbours, default=""), evidence[0]


def rank(parts: Sequence[Part], newest: int, without: Collection[str] = ()) -> Ranking:
    """Add up what every neighbour gets.

    Args:
        parts: of any egos and relations.
        newest: the newest year of the data.
        without: ids that are no neighbours, such as the egos.
    """
    points = [_points(part, newest) for part in parts]
    by_kind: dict[NodeKind, list[Mapping[str, float]]] = defaultdict(list)
    apart: list[Mapping[str, float]] = []
    for part, gained in zip(parts, points, strict=True):
        apart.append({node: gained.pop(node) for node in without if node in gained})
        by_kind[part.relation.kind].append(gained)
    scores: dict[NodeKind, Mapping[str, float]] = {kind: {} for kind in NodeKind}
    for kind, several in by_kind.items():
        scores[kind] = several[0] if len(several) == 1 else _sums(several)
    return Ranking(parts, newest, points, scores, apart)


def _points(part: Part, newest: int) -> dict[str, float]:
    """What each neighbour gets of one part."""
    return part.items.points(lambda year: part.factor * decay(year, newest))


def _sums(several: Sequence[Mapping[str, float]]) -> dict[str, float]:
    found = dict(several[0])
    for gained in several[1:]:
        for node, points in gained.items():
            found[node] = found.get(node, 0.0) + points
    return found


def reason_of(part: Part, points: float, items: Sequence[Item], newest: int) -> Reason:
    """What some items of a part say for one neighbour.

    Args:
        part: whose relation, ego and factor count.
        points: what they add up to.
        items: its evidence.
        newest: year that ages count from.
    """
    relation = part.relation
    aged = [decay(item.year, newest) for item in items]
    heaviest = [items[place] for place in _by_weight(items, aged)]
    pairs: tuple[tuple[str, str], ...] = ()
    if relation.paired:  # the evidence are the neighbour's papers
        pairs = tuple(_pairs(heaviest))
        items, heaviest = (
            [item._replace(evidence=item.evidence[::2]) for item in each]
            for each in (items, heaviest)
        )
    evidence = tuple(dict.fromkeys(each for item in heaviest for each in item.evidence))
    listed = sum(len(item.evidence) for item in items)
    count = sum(item.pieces for item in items)
    shares = dict.fromkeys(evidence, 0.0)
    for item, age in zip(items, aged, strict=True):
        stands_for = len(item.evidence) if is_complete(item) else max(item.pieces, 1)
        share = part.factor * item.worth * age / stands_for
        for each in item.evidence:
            shares[each] += share
    ages = aged if relation.dated else [UNKNOWN_AGE] * len(items)
    return Reason(
        relation=relation,
        ego=part.ego,
        points=points,
        weight=sum(item.pieces * age for item, age in zip(items, ages, strict=True)),
        count=len(evidence) if listed == count and not relation.paired else count,
        evidence=evidence,
        years=tuple(sorted({item.year for item in items if item.year is not None})),
        shares=tuple(shares.values()),
        complete=all(map(is_complete, items)),
        pairs=pairs,
    )


def _by_weight(items: Sequence[Item], aged: Sequence[float]) -> list[int]:
    """Places of items, the one whose pieces count most first."""
    weighed = [
        (-item.worth * age / max(item.pieces, 1), item.evidence[0], place)
        for place, (item, age) in enumerate(zip(items, aged, strict=True))
    ]
    return [place for *_, place in sorted(weighed)]


def _pairs(items: Iterable[Item]) -> Iterator[tuple[str, str]]:
    """The pairs that items list, the heaviest first, each once."""
    every = (zip(i.evidence[::2], i.evidence[1::2], strict=False) for i in items)
    return iter(dict.fromkeys(chain.from_iterable(every)))
