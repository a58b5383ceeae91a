"""Items kept as columns count as the items they were made of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.graph.answers import best_of_years, merged, only, write
from explorer.graph.items import LISTED, Columns, Ids, Item
from explorer.graph.ranking import best_first, decay

NEWEST = 2024
ids = st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=4, unique=True)
items = st.builds(
    Item,
    year=st.none() | st.integers(1950, 2030),
    size=st.none(),
    worth=st.floats(0, 10, allow_nan=False),
    pieces=st.integers(1, 9),
    evidence=ids,
    neighbours=ids,
)


# No neighbour was followed from one of these.
wide = st.builds(
    Item,
    year=st.none(),
    size=st.integers(1, 99),
    worth=st.just(0.0),
    pieces=st.just(1),
    evidence=ids,
    neighbours=st.just([]),
)


def stored(some: Sequence[Item]) -> Columns:
    """As a load writes them and a slice reads them."""
    places: dict[str, int] = {}
    written = orjson.loads(orjson.dumps(write(Columns.of_items(some), places)))
    return Columns.read(Ids(places), written)


def aged(year: int | None) -> float:
    return decay(year, NEWEST)


def near(some: Iterable[Item]) -> set[str]:
    return {node for item in some for node in item.neighbours}


def by_year(some: Iterable[Item]) -> dict[tuple[str, int | None], list[Item]]:
    found = defaultdict(list)
    for item in some:
        for node in item.neighbours:
            found[node, item.year].append(item)
    return found


@given(st.lists(items | wide, max_size=12))
def test_columns_give_back_the_items(some):
    assert list(Columns.of_items(some)) == some
    assert set(Columns.of_items(some).neighbour_ids()) == near(some)


@given(st.lists(items, max_size=12))
def test_what_is_stored_gives_back_the_items(some):
    assert list(stored(some)) == some


@given(st.lists(items | wide, max_size=12))
def test_points_are_those_of_the_items(some):
    expected = dict.fromkeys(near(some), 0.0)
    for item in some:
        for node in item.neighbours:
            expected[node] += item.worth * aged(item.year)
    assert Columns.of_items(some).points(aged) == pytest.approx(expected)


@given(st.lists(items | wide, max_size=12), st.sets(st.sampled_from("abcdefghij")))
def test_items_of_some_neighbours_are_found(some, wanted):
    expected = {node: [item for item in some if node in item.neighbours] for node in wanted}
    assert Columns.of_items(some).of(wanted) == expected


@given(
    st.lists(items | wide, max_size=12),
    st.just(0) | st.integers(1940, 2040),
    st.integers(1940, 2040),
)
def test_some_years_are_those_items(some, since, until):
    found = Columns.of_items(some)
    assert list(found.within(since, until)) == [
        item
        for item in some
        if since <= (item.year or 0) <= until or not item.neighbours  # not followed to any
    ]


@given(st.lists(items, max_size=12))
def test_damping_is_that_of_each_neighbour(some):
    single = [item._replace(neighbours=item.neighbours[:1]) for item in some]
    damping = {node: 1 / place for place, node in enumerate("abcdefgh", 2)}
    found = [item.worth for item in Columns.of_items(single).damped(damping)]
    assert found == pytest.approx([i.worth * damping[i.neighbours[0]] for i in single])


def test_what_touches_too_much_is_told():
    wide = Item(2000, 60, 1.0, 1, ["a"], ["b"])
    unfollowed = Item(None, 9, 0.0, 1, ["c"], [])
    some = Columns.of_items([Item(2000, 50, 1.0, 1, ["a"], ["b"]), wide, unfollowed])
    assert list(some.wide(50)) == [wide]
    assert list(some.unfollowed()) == [unfollowed]


@given(st.lists(items | wide, max_size=12), st.sets(st.sampled_from("abcdefgh")))
def test_only_some_neighbours_are_kept(some, wanted):
    fewer = [item._replace(neighbours=[n for n in item.neighbours if n in wanted]) for item in some]
    assert list(only(Columns.of_items(some), wanted)) == [i for i in fewer if i.neighbours]


@given(st.lists(items, max_size=12))
def test_merged_items_sum_each_neighbour_and_year(some):
    groups = by_year(some)
    found = list(merged(Columns.of_items(some)))
    order = sorted(groups, key=lambda key: (key[0], key[1] or 0))
    assert [(*item.neighbours, item.year) for item in found] == order
    for item, key in zip(found, order, strict=True):
        heaviest = sorted(groups[key], key=lambda i: (-i.worth / i.pieces, i.evidence[0]))
        assert item.worth == pytest.approx(sum(i.worth for i in heaviest))
        assert item.pieces == sum(i.pieces for i in heaviest)
        assert item.evidence == [each for i in heaviest for each in i.evidence][:LISTED]


@given(st.lists(items, max_size=12))
def test_the_best_of_each_year_are_found(some):
    points: dict[int | None, dict[str, float]] = defaultdict(dict)
    for (node, year), group in by_year(some).items():
        points[year][node] = sum(item.worth for item in group)
    expected = {node for year in points for node in best_first(points[year], 2)}
    assert set(best_of_years(Columns.of_items(some), 2)) == expected
