"""Whether stored answers say what their queries give now: ``explorer doctor`` and tests ask."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from math import isclose
from typing import Any

import orjson

from explorer.graph.answers import most_points, only, read_answer
from explorer.graph.hubs import QUERIES, compute, in_use, stored_answers
from explorer.graph.items import Columns, Item
from explorer.graph.ranking import TIE
from explorer.graph.relations import RELATIONS
from explorer.store import Store

CLOSE = 1e-9  # sums in another order differ by less
Sums = dict[tuple[str, int | None], tuple[float, int]]  # worth and pieces by neighbour and year


def differing(store: Store, most: int | None = None) -> list[str]:
    """Ids of stored answers in use that are not what their query gives now.

    Args:
        store: the graph.
        most: how many hubs are looked at, spread over all; None for all of them.
    """
    kinds = {query: kind for kind, queries in QUERIES.items() for query in queries}
    hubs: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in stored_answers(store):
        if in_use(row):
            hubs[row["node"]].append(row)
    nodes = sorted(hubs)
    step = 1 if most is None else max(1, len(nodes) // most)
    wrong = []
    for node in nodes[::step]:
        rows = {row["query"]: row for row in hubs[node]}
        first = next(iter(rows.values()))
        for query, text in compute(store, kinds[first["query"]], node, first["newest"]):
            [held] = store.run("hub_rows", id=f"{query} {node}")
            answers = orjson.loads(held["rows"]), orjson.loads(text)
            if query in rows and not (
                _alike(*answers) and _bounded(query, *answers, first["newest"])
            ):
                wrong.append(rows[query]["id"])
    return wrong


def _alike(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two answers say the same of those whom both keep, and of as many neighbours.

    Whom a short answer keeps depends on degrees, which change without it.
    """
    ours, theirs = read_answer(one), read_answer(other)
    return ours.keys() == theirs.keys() and all(
        _same_sums(_sums(ours[name]), _sums(theirs[name]))
        and _neighbours(one, ours, name) == _neighbours(other, theirs, name)
        for name in ours
    )


def _bounded(query: str, held: Mapping[str, Any], fresh: Mapping[str, Any], newest: int) -> bool:
    """Whether none that an answer leaves out has more points than it says, by a fresh one.

    The two may keep different neighbours: then what either keeps alone is looked at itself.
    """
    ours, theirs = read_answer(held), read_answer(fresh)
    for relation in (each for each in RELATIONS if each.query == query):
        name = relation.name
        mine, new = (set(each[name].neighbour_ids()) for each in (ours, theirs))
        known = most_points(relation, only(ours[name], mine - new), newest)
        found = most_points(relation, only(theirs[name], new - mine), newest)
        bound, fresh_bound = (answer["left"][name][1] for answer in (held, fresh))
        if _exceeds(fresh_bound, known):  # it is of one whom both leave out
            found = max(found, fresh_bound)
        if _exceeds(found, bound):
            return False
    return True


def _exceeds(one: float, other: float) -> bool:
    return one > other * (1 + CLOSE) + TIE


def _neighbours(answer: Mapping[str, Any], items: Mapping[str, Columns], name: str) -> int:
    """How many neighbours a relation has, kept or not."""
    return len(items[name].neighbour_ids()) + int(answer["left"][name][0])


def _sums(items: Iterable[Item]) -> Sums:
    """Worth and pieces by neighbour and year, however they are written."""
    found: Sums = {}
    for item in items:
        for node in item.neighbours:
            worth, pieces = found.get((node, item.year), (0.0, 0))
            found[node, item.year] = worth + item.worth, pieces + item.pieces
    return found


def _same_sums(one: Sums, other: Sums) -> bool:
    both = {node for node, _ in one} & {node for node, _ in other}
    mine = {key: value for key, value in one.items() if key[0] in both}
    theirs = {key: value for key, value in other.items() if key[0] in both}
    return mine.keys() == theirs.keys() and all(
        isclose(mine[key][0], theirs[key][0], rel_tol=CLOSE, abs_tol=TIE)
        and mine[key][1] == theirs[key][1]
        for key in mine
    )
