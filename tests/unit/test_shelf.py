"""What is kept at hand: the last used, up to a weight and a number."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from explorer.graph.shelf import Shelf


def kept(shelf: Shelf[str], *keys: str) -> str:
    return "".join(key for key in keys if shelf.get(key) is not None)


def test_the_ones_not_used_for_longest_make_room() -> None:
    shelf = Shelf[str](100, len)
    shelf.put("a", "x" * 50)
    shelf.put("b", "y" * 50)
    assert shelf.get("a") == "x" * 50
    shelf.put("c", "z" * 50)
    assert kept(shelf, "a", "b", "c") == "ac"
    shelf.put("a", "")  # in place of the other; what weighs nothing counts one
    shelf.put("d", "z" * 49)
    assert kept(shelf, "a", "c", "d") == "acd"


def test_one_that_is_too_heavy_is_kept_alone() -> None:
    shelf = Shelf[str](100, len, most=3)
    shelf.put("a", "x")
    shelf.put("b", "y" * 101)
    assert kept(shelf, "a", "b") == "b"


def test_no_more_than_so_many_however_light() -> None:
    shelf = Shelf[str](100, len, most=3)
    for key in "abcd":
        shelf.put(key, "")
    assert kept(shelf, *"abcd") == "bcd"


def test_holds_the_very_value() -> None:
    shelf = Shelf[list[int]](10, len)
    value, equal = [1, 2], [1, 2]
    shelf.put("a", value)
    assert shelf.holds(value)
    assert not shelf.holds(equal)


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.integers(0, 12))), st.integers(1, 4))
def test_never_more_than_there_is_room_for(puts: list[tuple[str, int]], most: int) -> None:
    shelf = Shelf[str](10, len, most)
    for key, weight in puts:
        shelf.put(key, "x" * weight)
        assert shelf.get(key) == "x" * weight  # the last one is always there
    values = [value for value in map(shelf.get, "abcdef") if value is not None]
    assert len(values) <= most
    assert len(values) == 1 or sum(map(len, values)) <= 10
