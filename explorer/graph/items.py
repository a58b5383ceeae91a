"""Evidence that counts, as rows give it or as a load has stored it. Pure.

``Listed`` holds the items that a query has just found. ``Columns`` holds tens of thousands that a
load has kept: they are added up as arrays, and only those of shown neighbours become items.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Aged = Callable[[int | None], float]  # what evidence of a year counts
NO_YEAR = 0  # in columns


class Item(NamedTuple):
    """Evidence that counts the same for some neighbours.

    ``worth`` is role times hub; ``pieces`` says how much evidence it stands for, of which
    ``evidence`` lists the heaviest where a stored answer was shortened, else all. Without
    neighbours it touches too many, so that it was not followed.
    """

    year: int | None
    size: int | None
    worth: float
    pieces: int
    evidence: Sequence[str]
    neighbours: Sequence[str]


class Listed(tuple[Item, ...]):
    """Items in an order that does not depend on how their rows came."""

    __slots__ = ()

    def points(self, aged: Aged) -> dict[str, float]:
        """What each neighbour gets, before λ."""
        ages: dict[int | None, float] = {}
        gained: dict[str, float] = {}
        for item in self:
            year = item.year
            if year not in ages:
                ages[year] = aged(year)
            worth = item.worth * ages[year]
            for node in item.neighbours:
                gained[node] = gained.get(node, 0.0) + worth
        return gained

    def wide(self, size: int) -> Iterator[Item]:
        """What touches more than some size."""
        return (item for item in self if (item.size or 0) > size)

    def unfollowed(self) -> Iterator[Item]:
        """What touches so much that it was not followed."""
        return (item for item in self if not item.neighbours)

    def within(self, since: int, until: int) -> Listed:
        """The items of some years."""
        return Listed(item for item in self if since <= (item.year or NO_YEAR) <= until)

    def of(self, wanted: Collection[str]) -> dict[str, list[Item]]:
        """The items behind some neighbours."""
        found: dict[str, list[Item]] = {node: [] for node in wanted}
        for item in self:
            for node in item.neighbours:
                if node in found:
                    found[node].append(item)
        return found


@dataclass(frozen=True, slots=True)
class Columns:
    """Many items as arrays, one place for each.

    Attributes:
        ids: of neighbours and evidence; the arrays hold places in it.
        years: ``NO_YEAR`` where unknown.
        sizes: 0 where unknown.
        worth: of each item.
        pieces: of each item.
        evidence: of all items, one after the other; those of item i are
            ``evidence[listed[i]:listed[i + 1]]``.
        listed: shape (items + 1,).
        neighbours: of all items, in the same way.
        touched: shape (items + 1,).
    """

    ids: Sequence[str]
    years: Ints
    sizes: Ints
    worth: Floats
    pieces: Ints
    evidence: Ints
    listed: Ints
    neighbours: Ints
    touched: Ints

    def points(self, aged: Aged) -> dict[str, float]:
        """What each neighbour gets, before λ."""
        years, place = np.unique(self.years, return_inverse=True)
        ages = np.array([aged(int(year) or None) for year in years])
        worth = self.worth * ages[place] if len(years) else self.worth
        spread = np.repeat(worth, np.diff(self.touched))
        sums = np.bincount(self.neighbours, spread, minlength=len(self.ids))
        return {self.ids[node]: float(sums[node]) for node in self._nodes()}

    def wide(self, size: int) -> Iterator[Item]:
        """What touches more than some size."""
        return iter(self._items(np.flatnonzero(self.sizes > size)))

    def unfollowed(self) -> Iterator[Item]:
        """What touches so much that it was not followed."""
        return iter(self._items(np.flatnonzero(np.diff(self.touched) == 0)))

    def of(self, wanted: Collection[str]) -> dict[str, list[Item]]:
        """The items behind some neighbours."""
        found: dict[str, list[Item]] = {node: [] for node in wanted}
        chosen = np.array([node in found for node in self.ids], dtype=np.bool_)
        here = np.flatnonzero(chosen[self.neighbours])
        owners = np.searchsorted(self.touched, here, side="right") - 1
        places = np.unique(owners)
        items = dict(zip(places.tolist(), self._items(places), strict=True))
        for node, owner in zip(self.neighbours[here].tolist(), owners.tolist(), strict=True):
            found[self.ids[node]].append(items[owner])
        return found

    def within(self, since: int, until: int) -> Columns:
        """The items of some years."""
        kept = np.flatnonzero((since <= self.years) & (self.years <= until))
        if len(kept) == len(self.years):
            return self
        evidence, listed = _some(self.evidence, self.listed, kept)
        neighbours, touched = _some(self.neighbours, self.touched, kept)
        return Columns(
            self.ids, self.years[kept], self.sizes[kept], self.worth[kept], self.pieces[kept],
            evidence, listed, neighbours, touched,
        )  # fmt: skip

    def neighbour_ids(self) -> list[str]:
        """The ids of all neighbours, each once."""
        return [self.ids[node] for node in self._nodes()]

    def damped(self, hub: Mapping[str, float]) -> Columns:
        """With the worth of each item times the damping of its one neighbour, which may be gone."""
        by_place = np.ones(len(self.ids))
        nodes = self._nodes()
        by_place[nodes] = [hub.get(self.ids[node], 0.0) for node in nodes]
        return replace(self, worth=self.worth * by_place[self.neighbours])

    def _nodes(self) -> Ints:
        return np.unique(self.neighbours)

    def _items(self, kept: Ints) -> list[Item]:
        """The items at some places; lists of numbers are read faster than arrays, one by one."""
        evidence, listed = _some(self.evidence, self.listed, kept)
        neighbours, touched = _some(self.neighbours, self.touched, kept)
        columns = (self.years, self.sizes, self.worth, self.pieces)
        return [
            Item(year or None, size or None, worth, pieces, *ids)
            for (year, size, worth, pieces), *ids in zip(
                zip(*(column[kept].tolist() for column in columns), strict=True),
                _parts([self.ids[each] for each in evidence.tolist()], listed),
                _parts([self.ids[each] for each in neighbours.tolist()], touched),
                strict=True,
            )
        ]

    def __iter__(self) -> Iterator[Item]:
        return iter(self._items(np.arange(len(self.years))))

    @classmethod
    def of_pairs(cls, pairs: Sequence[tuple[str, str | None, int | None, int, float]]) -> Columns:
        """An item for each of evidence, neighbour or none, year, size and worth."""
        evidence, neighbours, years, sizes, worth = zip(*pairs, strict=True) if pairs else [()] * 5
        here = [node for node in neighbours if node is not None]
        ids = list(dict.fromkeys((*evidence, *here)))
        places = {each: place for place, each in enumerate(ids)}
        return cls(
            ids, _ints([year or NO_YEAR for year in years]), _ints(sizes),
            np.array(worth, dtype=np.float64), np.ones(len(pairs), dtype=np.int64),
            _ints([places[each] for each in evidence]), np.arange(len(pairs) + 1),
            _ints([places[each] for each in here]),
            _starts([node is not None for node in neighbours]),
        )  # fmt: skip

    @classmethod
    def read(cls, ids: Sequence[str], written: Sequence[Sequence[Any]]) -> Columns:
        """What ``write`` has made."""
        years, worth, pieces, evidence, listed, neighbours, touched = written
        return cls(
            ids, _ints(years), np.zeros(len(years), dtype=np.int64),
            np.array(worth, dtype=np.float64), _ints(pieces),
            _ints(evidence), _starts(listed), _ints(neighbours), _starts(touched),
        )  # fmt: skip


def write(items: Iterable[Item], places: dict[str, int]) -> list[list[Any]]:
    """Items as lists of numbers; sizes are not kept.

    Args:
        items: in the order in which they are read again.
        places: of each id in the table of ids; what is new is added to it.
    """
    years, worth, pieces, evidence, listed, neighbours, touched = ([] for _ in range(7))
    for item in items:
        years.append(item.year or NO_YEAR)
        worth.append(item.worth)
        pieces.append(item.pieces)
        evidence += [places.setdefault(each, len(places)) for each in item.evidence]
        listed.append(len(item.evidence))
        neighbours += [places.setdefault(each, len(places)) for each in item.neighbours]
        touched.append(len(item.neighbours))
    return [years, worth, pieces, evidence, listed, neighbours, touched]


def _ints(values: Sequence[int]) -> Ints:
    return np.array(values, dtype=np.int64)


def _starts(sizes: Sequence[int]) -> Ints:
    return np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(_ints(sizes))))


def _parts(ids: list[str], starts: Ints) -> Iterator[list[str]]:
    return (ids[start:end] for start, end in pairwise(starts.tolist()))


def _some(flat: Ints, starts: Ints, kept: Ints) -> tuple[Ints, Ints]:
    """The parts of some items, and where they start."""
    sizes = np.diff(starts)[kept]
    begun = np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(sizes)))
    shift = np.repeat(starts[kept] - begun[:-1], sizes)
    return flat[shift + np.arange(len(shift))], begun
