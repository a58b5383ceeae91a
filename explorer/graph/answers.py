"""Stored answers of hubs: the best neighbours of each relation, the others counted. Pure.

A hub has hundreds of thousands of rows; they are sorted, summed and chosen as arrays.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from explorer.graph.items import LISTED, Columns, Ids, Ints, for_each, parts_of, starts_of
from explorer.graph.ranking import HEAVY, TIE, Part, best_first, by_word, decay, rank
from explorer.graph.relations import RELATIONS, Relation, Row, by_authors, by_degree, of_size
from explorer.model import NodeKind

FORMAT = 7  # of stored answers; others are computed again by the next load
# Neighbours of a hub, by one relation: a slice shows thirty people and ten topics.
KEPT: dict[NodeKind, int] = {
    NodeKind.PERSON: 500,
    NodeKind.PAPER: 500,
    NodeKind.TOPIC: 300,
    NodeKind.INSTITUTION: 300,
}
KEPT_A_YEAR = 10  # and the best of each year, for readers who ask for some years only
HEAVY_KEPT = 1000  # papers of many authors that a shortened answer remembers
TIMELESS = frozenset((r.query, r.name) for r in RELATIONS if r.timeless)
# Relations whose size is the degree of the neighbour, by query and name: it is not kept.
DEGREES: Mapping[tuple[str, str], NodeKind] = {
    (r.query, r.name): r.kind
    for r in RELATIONS
    if r.hub is by_degree and r.kind in {NodeKind.TOPIC, NodeKind.INSTITUTION} and not r.timeless
}


def answer_of(query: str, ego: str, rows: Iterable[Row], newest: int) -> dict[str, Any]:
    """What is kept of a query's rows: the best neighbours of each relation, the others counted.

    A neighbour that one relation of the query keeps, all of them keep: its score stays whole.

    Args:
        query: its name.
        ego: whose rows they are.
        rows: all of them.
        newest: the newest year of the data.
    """
    found = by_word(rows)
    parts = [Part(r, ego, 1.0, r.read(r, found)) for r in RELATIONS if r.query == query]
    ranking = rank(parts, newest, {ego})
    chosen: dict[NodeKind, set[str]] = {kind: set() for kind in NodeKind}
    for part, points in zip(parts, ranking.points, strict=True):
        here = chosen[part.relation.kind]
        here.update(
            best_first(points, KEPT[part.relation.kind]), best_of_years(part.items, KEPT_A_YEAR)
        )
        here.discard(ego)
    places: dict[str, int] = {}
    items: dict[str, list[Any]] = {}
    left: dict[str, list[Any]] = {}
    for part, points in zip(parts, ranking.points, strict=True):
        relation, kept = part.relation, chosen[part.relation.kind]
        others = points.keys() - kept
        rest = only(part.items, others)
        bound = most_points(relation, _undamped(rest) if _is_damped(relation) else rest, newest)
        left[relation.name] = [len(others), bound, _heavy(part)]
        items[relation.name] = write(_kept(part, kept), places)
    return {"ids": list(places), "items": items, "left": left}


def read_answer(answer: Mapping[str, Any]) -> dict[str, Columns]:
    """The items of a stored answer by relation."""
    ids = Ids(answer["ids"])
    return {name: Columns.read(ids, written) for name, written in answer["items"].items()}


def write(items: Columns, places: dict[str, int]) -> list[list[Any]]:
    """Items as lists of numbers, for ``Columns.read``; sizes are not kept.

    Args:
        items: in the order in which they are read again.
        places: of each id in the table of ids; what is new is added to it.
    """
    table = np.zeros(len(items.ids), dtype=np.int64)
    used = _used(items)
    ids = [items.ids[each] for each in used.tolist()]
    table[used] = [places.setdefault(each, len(places)) for each in ids]
    columns = (
        items.years, items.worth, items.pieces,
        table[items.evidence], np.diff(items.listed),
        table[items.neighbours], np.diff(items.touched),
    )  # fmt: skip
    return [column.tolist() for column in columns]


def _used(items: Columns) -> Ints:
    """Places of the ids that the items name."""
    return np.unique(np.concatenate((items.evidence, items.neighbours)))


def best_of_years(items: Columns, most: int) -> Iterator[str]:
    """The best neighbours of each year."""
    years, year = np.unique(items.years, return_inverse=True)
    sizes = np.diff(items.touched)
    pairs, pair = np.unique(
        items.neighbours * len(years) + np.repeat(year, sizes), return_inverse=True
    )
    sums = np.bincount(pair, np.repeat(items.worth, sizes))
    for each in range(len(years)):
        here = np.flatnonzero(pairs % len(years) == each)
        if len(here) > most:  # those far from the best are not named
            least = np.partition(sums[here], -most)[-most]
            here = here[sums[here] >= least - TIE]
        nodes = [items.ids[node] for node in (pairs[here] // len(years)).tolist()]
        yield from best_first(dict(zip(nodes, sums[here].tolist(), strict=True)), most)


def _heavy(part: Part) -> list[Any]:
    """The papers of most authors: id, number of authors, year."""
    if part.relation.hub is not by_authors:
        return []
    heavy = {(i.evidence[0], i.size or 0, i.year) for i in part.items.wide(HEAVY)}
    return sorted(heavy, key=lambda each: (-each[1], each[0]))[:HEAVY_KEPT]


def _kept(part: Part, chosen: Collection[str]) -> Columns:
    """The items of chosen neighbours, degrees taken out.

    Either as they are, or one for each neighbour and year: whichever are fewer.
    """
    items = only(part.items, chosen)
    if _is_damped(part.relation):
        items = _undamped(items)
    fewer = merged(items, LISTED * 2 if part.relation.paired else LISTED)
    return items if len(items.years) <= len(fewer.years) else fewer


def most_points(relation: Relation, items: Columns, newest: int) -> float:
    """The most points that a neighbour can have by some items, whatever its degree becomes.

    Degrees change by loads that mark no answer. But a topic has the papers that are the evidence
    here, and an institution somebody: while this answer holds, none has a lower degree.

    Args:
        relation: that reads them.
        items: degrees taken out.
        newest: the newest year of the data.
    """
    points = items.points(lambda year: decay(year, newest))
    if not _is_damped(relation):
        return max(points.values(), default=0.0)
    sizes = np.diff(items.touched)
    pieces = np.bincount(items.neighbours, np.repeat(items.pieces, sizes), minlength=len(items.ids))
    of_topic = relation.kind is NodeKind.TOPIC
    least = {
        node: int(count) if of_topic else 1
        for node, count in zip(items.ids, pieces.tolist(), strict=True)
        if count
    }
    return max((each * by_degree(least[node]) for node, each in points.items()), default=0.0)


def _is_damped(relation: Relation) -> bool:
    return (relation.query, relation.name) in DEGREES


def only(items: Columns, nodes: Collection[str]) -> Columns:
    """Some neighbours and the items behind them."""
    here = items.ids.are_in(nodes)[items.neighbours]
    touched = starts_of(here.astype(np.int64))[items.touched]
    fewer = replace(items, neighbours=items.neighbours[here], touched=touched)
    return fewer.some(np.flatnonzero(np.diff(touched)))


def _undamped(items: Columns) -> Columns:
    """Without what the degree of each neighbour has taken from its worth, where it has one."""
    hubs = for_each(items.sizes, lambda degree: of_size(by_degree, degree or None))
    return replace(items, worth=items.worth / hubs)


def merged(items: Columns, most: int = LISTED) -> Columns:
    """One item for each neighbour and year, which lists the evidence of its heaviest ones."""
    used = _used(items).tolist()
    rank = np.zeros(len(items.ids), dtype=np.int64)
    rank[sorted(used, key=items.ids.__getitem__)] = np.arange(len(used))
    owners = np.repeat(np.arange(len(items.years)), np.diff(items.touched))
    first = rank[items.evidence[items.listed[:-1]]][owners]
    piece = (items.worth / items.pieces)[owners]
    order = np.lexsort((first, -piece, items.years[owners], rank[items.neighbours]))
    owners, nodes = owners[order], items.neighbours[order]
    years = items.years[owners]
    new = (np.diff(nodes, prepend=-1) != 0) | (np.diff(years, prepend=-1) != 0)
    begin, group = np.flatnonzero(new), np.cumsum(new) - 1
    evidence, listed = parts_of(items.evidence, items.listed, owners)
    member = np.repeat(group, np.diff(listed))
    few = np.arange(len(evidence)) - listed[begin][member] < most
    return Columns(
        items.ids,
        years[begin],
        np.zeros(len(begin), dtype=np.int64),
        np.bincount(group, items.worth[owners]).astype(np.float64),
        np.bincount(group, items.pieces[owners]).astype(np.int64),
        evidence[few],
        starts_of(np.bincount(member[few], minlength=len(begin))),
        nodes[begin],
        np.arange(len(begin) + 1),
    )
