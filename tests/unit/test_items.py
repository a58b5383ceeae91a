"""Items kept as columns count as the items they were made of."""

from __future__ import annotations

from collections.abc import Sequence

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.graph.items import Columns, Item, Listed, write
from explorer.graph.ranking import decay

NEWEST = 2024
ids = st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=4, unique=True)
items = st.lists(
    st.builds(
        Item,
        year=st.none() | st.integers(1950, 2030),
        size=st.none(),
        worth=st.floats(0, 10, allow_nan=False),
        pieces=st.integers(1, 9),
        evidence=ids,
        neighbours=ids,
    ),
    max_size=12,
)


def kept(some: Sequence[Item]) -> Columns:
    """As a load writes them and a slice reads them."""
    places: dict[str, int] = {}
    written = orjson.loads(orjson.dumps(write(some, places)))
    return Columns.read(list(places), written)


def aged(year: int | None) -> float:
    return decay(year, NEWEST)


@given(items)
def test_columns_give_back_the_items(some):
    assert list(kept(some)) == some
    assert set(kept(some).neighbour_ids()) == {node for item in some for node in item.neighbours}


@given(items)
def test_points_are_those_of_the_items(some):
    assert kept(some).points(aged) == pytest.approx(Listed(some).points(aged))


@given(items, st.sets(st.sampled_from("abcdefghij")))
def test_items_of_some_neighbours_are_found(some, wanted):
    assert kept(some).of(wanted) == Listed(some).of(wanted)


@given(items, st.integers(1940, 2040), st.integers(1940, 2040))
def test_some_years_are_those_items(some, since, until):
    expected = [item for item in some if since <= (item.year or 0) <= until]
    assert list(kept(some).within(since, until)) == expected
    assert list(kept(some).within(0, until)) == [i for i in some if (i.year or 0) <= until]


@given(items)
def test_damping_is_that_of_each_neighbour(some):
    single = [item._replace(neighbours=item.neighbours[:1]) for item in some]
    damping = {node: 1 / place for place, node in enumerate("abcdefgh", 2)}
    found = [item.worth for item in kept(single).damped(damping)]
    assert found == pytest.approx([i.worth * damping[i.neighbours[0]] for i in single])


def test_what_touches_too_much_is_told():
    wide = Item(2000, 60, 1.0, 1, ["a"], ["b"])
    unfollowed = Item(None, 9, 0.0, 1, ["c"], [])
    some = Listed([Item(2000, 50, 1.0, 1, ["a"], ["b"]), wide, unfollowed])
    assert list(some.wide(50)) == [wide]
    assert list(some.unfollowed()) == [unfollowed]


def test_pairs_are_items_of_one_neighbour_or_none():
    found = Columns.of_pairs([("a", "b", 2000, 60, 0.5), ("c", None, None, 9, 0.0)])
    first, second = Item(2000, 60, 0.5, 1, ["a"], ["b"]), Item(None, 9, 0.0, 1, ["c"], [])
    assert list(found) == [first, second]
    assert list(found.wide(50)) == [first]
    assert list(found.unfollowed()) == [second]
    assert list(Columns.of_pairs([])) == []
