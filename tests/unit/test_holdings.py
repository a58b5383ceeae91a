"""Who wins where datasets disagree, and what stays when one goes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from explorer.holdings import Holding, claim, is_given, release

NAMES = ("title", "doi")


class Node:
    """One node as a store keeps it, changed only by what ``claim`` and ``release`` give."""

    def __init__(self) -> None:
        self.properties: dict[str, Any] = {}
        self.said: dict[str, Mapping[str, object]] = {}

    def holding(self, dataset: str) -> Holding | None:
        if not self.properties:
            return None
        values = self.properties if self.properties["datasets"] != [dataset] else None
        return Holding.read({**self.properties, "values": values})

    def load(self, dataset: str, values: Mapping[str, object]) -> bool:
        self.said[dataset] = values
        change = claim(self.holding(dataset), dataset, str(sorted(values.items())), values)
        self.properties |= change or {}
        return change is not None

    def drop(self, dataset: str) -> None:
        held = self.holding(dataset)
        if self.said.pop(dataset, None) is None or held is None:
            return
        change = release(held, dataset)
        self.properties = {} if change is None else self.properties | change


def test_first_dataset_wins_and_later_ones_fill_what_is_missing() -> None:
    node = Node()
    node.load("a", {"title": "A", "doi": None})
    node.load("b", {"title": "B", "doi": "doi:b"})
    assert (node.properties["title"], node.properties["doi"]) == ("A", "doi:b")
    assert node.properties["datasets"] == ["a", "b"]
    assert node.properties["filled"] == ["doi=b"]


def test_same_content_writes_nothing() -> None:
    node = Node()
    node.load("a", {"title": "A"})
    node.load("b", {"title": "B"})
    assert not node.load("a", {"title": "A"})
    assert not node.load("b", {"title": "B"})


def test_a_later_dataset_can_change_and_take_back_only_its_own_value() -> None:
    node = Node()
    node.load("a", {"title": "A", "doi": None})
    node.load("b", {"title": "B", "doi": "doi:b"})
    node.load("b", {"title": "B2", "doi": "doi:b2"})
    assert (node.properties["title"], node.properties["doi"]) == ("A", "doi:b2")
    node.load("b", {"title": "B2", "doi": None})
    assert (node.properties["title"], node.properties["doi"]) == ("A", None)


def test_removing_the_winner_clears_the_other_hash_so_that_its_next_load_writes() -> None:
    node = Node()
    node.load("a", {"title": "A", "doi": "doi:a"})
    node.load("b", {"title": "B", "doi": None})
    node.drop("a")
    assert node.properties["datasets"] == ["b"]
    assert node.properties["hashes"] == ["b#"]
    assert node.properties["title"] == "A"  # it keeps a name until then
    assert node.load("b", {"title": "B", "doi": None})
    assert (node.properties["title"], node.properties["doi"]) == ("B", None)


def test_removing_the_one_who_filled_removes_what_it_filled() -> None:
    node = Node()
    node.load("a", {"title": "A", "doi": None})
    node.load("b", {"title": "B", "doi": "doi:b"})
    node.drop("b")
    assert (node.properties["title"], node.properties["doi"]) == ("A", None)
    assert node.properties["filled"] is None


def test_nobody_left_deletes() -> None:
    node = Node()
    node.load("a", {"title": "A"})
    node.drop("a")
    assert node.properties == {}


def test_zero_and_false_are_values() -> None:
    assert is_given(0)
    assert is_given(False)
    assert not any(map(is_given, (None, "", [], ())))


VALUES = st.fixed_dictionaries({name: st.sampled_from([None, "x", "y"]) for name in NAMES})
STEPS = st.lists(st.tuples(st.sampled_from("abc"), st.none() | VALUES), max_size=12)


@given(STEPS)
def test_after_any_history_loading_all_again_gives_the_first_given_value(
    steps: list[tuple[str, Mapping[str, object] | None]],
) -> None:
    node = Node()
    for dataset, values in steps:
        if values is None:
            node.drop(dataset)
        else:
            node.load(dataset, values)
    for _ in range(3):
        for dataset in list(node.properties.get("datasets", [])):
            node.load(dataset, node.said[dataset])
    order = node.properties.get("datasets", [])
    assert set(order) == set(node.said)
    for name in NAMES if order else ():
        expected = next((v for d in order if is_given(v := node.said[d][name])), None)
        assert node.properties[name] == expected
    assert not any(node.load(dataset, node.said[dataset]) for dataset in order)
