"""A reader who goes on from a view sees what they would see if it were built anew."""

from __future__ import annotations

import random
from typing import Any

import pytest
from werkzeug.datastructures import MultiDict

from explorer.graph import lately
from explorer.graph.recent import RecentSlices
from explorer.graph.replaying import FILTERS
from explorer.graph.request import SliceRequest, parse_request
from explorer.graph.slices import Slice, build_slice
from explorer.graph.view import View
from explorer.model import Batch, NodeKind, Person
from explorer.store import Store
from loaders.sample import FEATURED
from tests.store.test_views import EGO

pytestmark = pytest.mark.one_neo4j

YEARS = "years:2005-2015", "years:2010-", "years:-"
RELATIONS = "off:coauthorship", "on:coauthorship", "off:about"
ON_NODES = "expand", "expand", "hide", "show", "collapse", "pin", "unpin", "ego"


def asked(*steps: str, ego: str = EGO, **args: str) -> SliceRequest:
    given = MultiDict([("do", each) for each in steps])
    given.update(args)
    return parse_request(ego, given)


def told(found: Slice) -> dict[str, Any]:
    """All of a slice but how long it took."""
    whole = found.as_json()
    for run in whole["runs"]:
        del run["seconds"]
    return {**whole, "took": 0}


def drawn(draw: random.Random, found: Slice) -> str:
    """Any step from here."""
    do = draw.choice((*ON_NODES, "widen", "filter"))
    if do == "widen":
        return f"widen:{draw.choice(list(NodeKind)).value}"
    if do == "filter":
        return draw.choice(YEARS + RELATIONS)
    people = [node.id for node in found.nodes if do != "ego" or node.kind == "person"]
    hidden = [each["id"] for each in found.hidden]
    node = draw.choice((hidden or people) if do == "show" else people)
    return (
        f"pin:{draw.randint(-300, 300)},{draw.randint(-300, 300)}:{node}"
        if do == "pin"
        else f"{do}:{node}"
    )


@pytest.mark.parametrize(
    ("seed", "args"),
    [(1, {}), (2, {}), (3, {"people": "8", "topics": "0"}), (4, {"depth": "2", "people": "12"})],
)
def test_step_by_step_is_the_same_as_all_at_once(store: Store, seed: int, args) -> None:
    recent, steps = RecentSlices(), list[str]()
    draw = random.Random(f"{seed}{args}")  # noqa: S311 - nothing secret: the same steps each time
    ego = draw.choice(list(FEATURED.values()))
    for _ in range(6):
        found = recent.get(store, asked(*steps, ego=ego, **args))
        assert told(found) == told(build_slice(store, asked(*steps, ego=ego, **args)))
        steps.append(drawn(draw, found))


def test_two_readers_go_on_from_the_same_view_to_different_ones(store: Store) -> None:
    recent = RecentSlices()
    begun = recent.get(store, asked("widen:person"))
    first, node = told(begun), begun.nodes[-1].id
    for step in (f"expand:{node}", "widen:paper", f"hide:{node}"):
        found = recent.get(store, asked("widen:person", step))
        assert not found.notes
        assert told(found) == told(build_slice(store, asked("widen:person", step)))
    recent._kept._kept.clear()
    assert told(recent.get(store, asked("widen:person"))) == first


def test_filters_that_come_to_be_passed_over_are(store: Store) -> None:
    recent = RecentSlices()
    steps = [f"years:{1990 + n}-" for n in range(FILTERS + 2)]
    for n in range(FILTERS - 1, len(steps) + 1):
        found = recent.get(store, asked(*steps[:n]))
        assert told(found) == told(build_slice(store, asked(*steps[:n])))


def test_only_the_last_step_is_carried_out(store: Store, monkeypatch) -> None:
    recent, begun = RecentSlices(), []
    begin = View._begin
    monkeypatch.setattr(View, "_begin", lambda self: (begun.append(1), begin(self))[1])
    node = recent.get(store, asked()).nodes[-1].id
    steps = ["widen:person", f"expand:{node}", "widen:paper"]
    for n in range(len(steps)):
        assert not recent.get(store, asked(*steps[: n + 1])).notes
    assert len(begun) == 1
    recent.get(store, asked("widen:topic", topics="0"))  # never gathered before
    assert len(begun) == 2


def test_few_views_are_kept_however_small_they_are(empty_store: Store) -> None:
    recent = RecentSlices()
    alone = Batch([Person(f"p:{n}", "Alone") for n in range(lately.MOST_VIEWS + 5)])
    empty_store.write(alone, dataset="d", run_id="r1")
    for person in alone.of(Person):
        recent.get(empty_store, parse_request(person.id, {}))
    assert len(recent._answers.views._kept) == lately.MOST_VIEWS


def test_views_that_hold_too_much_are_not_kept(store: Store, monkeypatch) -> None:
    monkeypatch.setattr(lately, "MOST_VIEWED", 10)
    recent = RecentSlices()
    recent.get(store, asked())
    assert not recent._answers.views._kept
    assert told(recent.get(store, asked("widen:person"))) == told(
        build_slice(store, asked("widen:person"))
    )
