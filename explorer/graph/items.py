"""Evidence that counts, as rows give it or as a load has stored it. Pure.

There may be a million pieces around a hub: they are added up as arrays, and only those of shown
neighbours become items again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain, count, pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Aged = Callable[[int | None], float]  # what evidence of a year counts
# The fields of an item, bare: a reader yields thousands.
Fields = tuple[int | None, int | None, float, int, Sequence[str], Sequence[str]]
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


LISTED = 3  # ids of evidence that an item lists where a stored answer was shortened


def is_complete(item: Item) -> bool:
    """Whether an item lists all its evidence; one piece may be a paper and a citation of it."""
    return item.pieces <= len(item.evidence) or len(item.evidence) < LISTED


class Ids(list[str]):
    """Ids by place, and their places: looked up once for all columns that share them."""

    @cached_property
    def places(self) -> Mapping[str, int]:
        """The place of each id."""
        return dict(zip(self, range(len(self)), strict=True))

    def are_in(self, some: Iterable[str]) -> NDArray[np.bool_]:
        """Whether each is one of some; shape (ids,)."""
        found = np.zeros(len(self), dtype=np.bool_)
        found[[self.places[each] for each in some if each in self.places]] = True
        return found


@dataclass(frozen=True, slots=True)
class Columns:
    """Items as arrays, one place for each.

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

    ids: Ids
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
        worth = self.worth * for_each(self.years, lambda year: aged(year or None))
        spread = np.repeat(worth, np.diff(self.touched))
        sums = np.bincount(self.neighbours, spread, minlength=len(self.ids))
        nodes = self._nodes()
        return dict(zip(self._named(nodes), sums[nodes].tolist(), strict=True))

    def wide(self, size: int) -> Iterator[Item]:
        """What touches more than some size."""
        return iter(self._items(np.flatnonzero(self.sizes > size)))

    @property
    def _ends(self) -> NDArray[np.bool_]:
        """Whether each was not followed to any neighbour; shape (items,)."""
        ends: NDArray[np.bool_] = np.diff(self.touched) == 0
        return ends

    @property
    def stopped(self) -> bool:
        """Whether something was not followed."""
        return bool(self._ends.any())

    def unfollowed(self) -> Iterator[Item]:
        """What touches so much that it was not followed."""
        return iter(self._items(np.flatnonzero(self._ends)))

    def of(self, wanted: Collection[str]) -> dict[str, list[Item]]:
        """The items behind some neighbours."""
        found: dict[str, list[Item]] = {node: [] for node in wanted}
        chosen = self.ids.are_in(found)
        here = np.flatnonzero(chosen[self.neighbours])
        owners = np.searchsorted(self.touched, here, side="right") - 1
        places = np.unique(owners)
        items = dict(zip(places.tolist(), self._items(places), strict=True))
        for node, owner in zip(self.neighbours[here].tolist(), owners.tolist(), strict=True):
            found[self.ids[node]].append(items[owner])
        return found

    def within(self, since: int, until: int) -> Columns:
        """The items of some years, and those that were not followed to any."""
        of_years = (since <= self.years) & (self.years <= until)
        kept = np.flatnonzero(of_years | self._ends)
        return self if len(kept) == len(self.years) else self.some(kept)

    def some(self, kept: Ints) -> Columns:
        """The items at some places."""
        evidence, listed = parts_of(self.evidence, self.listed, kept)
        neighbours, touched = parts_of(self.neighbours, self.touched, kept)
        return Columns(
            self.ids, self.years[kept], self.sizes[kept], self.worth[kept], self.pieces[kept],
            evidence, listed, neighbours, touched,
        )  # fmt: skip

    def neighbour_ids(self) -> list[str]:
        """The ids of all neighbours, each once."""
        return self._named(self._nodes())

    def damped(self, hub: Mapping[str, float]) -> Columns:
        """With the worth of each item times the damping of its one neighbour, which may be gone."""
        by_place = np.ones(len(self.ids))
        nodes = self._nodes()
        by_place[nodes] = [hub.get(node, 0.0) for node in self._named(nodes)]
        return replace(self, worth=self.worth * by_place[self.neighbours])

    def _nodes(self) -> Ints:
        return np.flatnonzero(np.bincount(self.neighbours, minlength=len(self.ids)))

    def _named(self, places: Ints) -> list[str]:
        return [self.ids[place] for place in places.tolist()]

    def _items(self, kept: Ints) -> list[Item]:
        """The items at some places; lists of numbers are read faster than arrays, one by one."""
        evidence, listed = parts_of(self.evidence, self.listed, kept)
        neighbours, touched = parts_of(self.neighbours, self.touched, kept)
        columns = (self.years, self.sizes, self.worth, self.pieces)
        return [
            Item(year or None, size or None, worth, pieces, *ids)
            for (year, size, worth, pieces), *ids in zip(
                zip(*(column[kept].tolist() for column in columns), strict=True),
                _lists(self._named(evidence), listed),
                _lists(self._named(neighbours), touched),
                strict=True,
            )
        ]

    def __iter__(self) -> Iterator[Item]:
        return iter(self._items(np.arange(len(self.years))))

    @classmethod
    def of_items(cls, items: Iterable[Fields]) -> Columns:
        """Items as arrays, in their order."""
        years, sizes, worth, pieces, listed, touched = tuple(zip(*items, strict=True)) or [()] * 6
        table = Numbered()
        return cls(
            years=ints([year or NO_YEAR for year in years]),
            sizes=ints([size or 0 for size in sizes]),
            worth=np.array(worth, dtype=np.float64),
            pieces=ints(pieces),
            evidence=table.places_of(chain.from_iterable(listed)),
            listed=starts_of(list(map(len, listed))),
            neighbours=table.places_of(chain.from_iterable(touched)),
            touched=starts_of(list(map(len, touched))),
            ids=table.ids(),
        )

    @classmethod
    def read(cls, ids: Ids, written: Sequence[Sequence[Any]]) -> Columns:
        """What ``write`` has made."""
        years, worth, pieces, evidence, listed, neighbours, touched = written
        return cls(
            ids, ints(years), np.zeros(len(years), dtype=np.int64),
            np.array(worth, dtype=np.float64), ints(pieces),
            ints(evidence), starts_of(listed), ints(neighbours), starts_of(touched),
        )  # fmt: skip


def for_each(values: Ints, of: Callable[[int], float]) -> Floats:
    """A number for each of many values, few of them different."""
    some, place = np.unique(values, return_inverse=True)
    return np.array([of(value) for value in some.tolist()], dtype=np.float64)[place]


def ints(values: Sequence[int]) -> Ints:
    """Whole numbers as an array."""
    return np.array(values, dtype=np.int64)


def starts_of(sizes: Sequence[int] | Ints) -> Ints:
    """Where parts of some sizes start, and the last one ends; shape (sizes + 1,)."""
    return np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(sizes, dtype=np.int64)))


class Numbered:
    """Gives each id the next place, once."""

    def __init__(self) -> None:
        self._places: defaultdict[str, int] = defaultdict(count().__next__)

    def places_of(self, ids: Iterable[str]) -> Ints:
        """The place of each of some ids; shape (ids,)."""
        return np.fromiter(map(self._places.__getitem__, ids), dtype=np.int64)

    def ids(self) -> Ids:
        """All ids so far, by place."""
        found = Ids(self._places)
        found.places = dict(self._places)
        return found


def _lists(ids: list[str], starts: Ints) -> Iterator[list[str]]:
    return (ids[start:end] for start, end in pairwise(starts.tolist()))


def parts_of(flat: Ints, starts: Ints, kept: Ints) -> tuple[Ints, Ints]:
    """The parts of some items, and where they start."""
    sizes = np.diff(starts)[kept]
    begun = starts_of(sizes)
    shift = np.repeat(starts[kept] - begun[:-1], sizes)
    return flat[shift + np.arange(len(shift))], begun
