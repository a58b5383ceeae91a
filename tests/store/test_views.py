"""A view is the egos and what was done to the picture since; it replays, and nothing jumps."""

from __future__ import annotations

import random
from typing import Any

import pytest
from werkzeug.datastructures import MultiDict

from explorer.graph import view as view_module
from explorer.graph.placement import EGO_RADIUS, RADIUS
from explorer.graph.request import parse_request
from explorer.graph.slices import Slice, build_slice, by_relation, find_around
from explorer.graph.view import EXPANDED, WIDENED
from explorer.model import NodeKind
from explorer.store import Store
from loaders.sample import FEATURED

pytestmark = pytest.mark.one_neo4j

EGO = FEATURED["Vincent Larivière"]


def view(store: Store, *operations: str, ego: str = EGO, **args: str) -> Slice:
    given = MultiDict([("do", each) for each in operations])
    given.update(args)
    return build_slice(store, parse_request(ego, given))


def places(found: Slice) -> dict[str, tuple[float, float, float]]:
    return {node.id: (node.x, node.y, node.radius) for node in found.nodes}


@pytest.fixture(scope="module")
def first(store: Store) -> Slice:
    return view(store)


@pytest.fixture(scope="module")
def every(store: Store) -> Slice:
    """As much of the first ring as can be asked for."""
    return view(store, people="200", papers="200", topics="200", institutions="200")


def person_of(found: Slice, place: int = 3) -> str:
    return [node.id for node in found.nodes[1:] if node.kind == "person"][place]


def test_expanding_adds_the_best_unseen_neighbours_and_moves_nothing(store, first):
    node = person_of(first)
    counts = by_relation(find_around(store, node))
    found = view(store, f"expand:{node}")
    before, after = places(first), places(found)
    assert after.items() >= before.items()
    new = [each for each in found.nodes if each.id not in before]
    assert new
    assert all(each.origin == node for each in new)
    assert all(node in {why["ego"] for why in each.reasons} for each in new)
    alone = view(store, ego=node, people="200", papers="200", topics="200", institutions="200")
    for kind in NodeKind:
        ranked = [n.id for n in alone.nodes[1:] if n.kind == kind and n.id not in before]
        assert [n.id for n in new if n.kind == kind] == ranked[: EXPANDED[kind]]
    [told] = found.expanded
    for cut in alone.cut:
        assert told["available"][cut.kind] == cut.available
        assert counts[cut.kind] == {each.relation: each.available for each in cut.relations}


def test_collapsing_takes_back_what_expanding_brought(store, first):
    node = person_of(first)
    inner = next(
        n.id for n in view(store, f"expand:{node}").nodes
        if n.origin == node and n.kind == "person"
    )  # fmt: skip
    found = view(store, f"expand:{node}", f"expand:{inner}", f"collapse:{node}")
    assert places(found) == places(first)
    assert found.expanded == ()


def test_hiding_takes_one_away_and_showing_puts_it_back_where_it_was(store, first):
    node = person_of(first)
    hidden = view(store, f"hide:{node}")
    assert places(hidden) == {id: at for id, at in places(first).items() if id != node}
    assert not any(node in {edge.source, edge.target} for edge in hidden.edges)
    assert places(view(store, f"hide:{node}", f"show:{node}")) == places(first)
    pin = f"pin:900,-400:{node}"
    assert places(view(store, pin, f"hide:{node}", f"show:{node}")) == places(view(store, pin))
    ego = view(store, f"hide:{EGO}")
    assert places(ego) == places(first)
    assert ego.notes == (f"{ego.nodes[0].label} cannot be hidden: the graph is about it",)


def test_what_the_second_ring_brought_can_be_hidden_and_shown_again(store, first):
    deep = view(store, depth="2")
    node = next(id for id in places(deep) if id not in places(first))
    assert places(view(store, f"hide:{node}", f"show:{node}", depth="2")) == places(deep)


def test_filters_taken_back_give_the_picture_back(store, first):
    assert places(view(store, "off:coauthorship", "on:coauthorship")) == places(first)
    assert places(view(store, "years:2005-2012", "years:-")) == places(first)


@pytest.mark.parametrize("steps", [(), ("expand",), ("widen:person", "expand"), ("expand", "hide")])
@pytest.mark.parametrize("depth", ["1", "2"])
def test_nobody_above_the_cut_is_left_out(store, first, every, steps, depth):
    node = person_of(first)
    done = [step if ":" in step else f"{step}:{node}" for step in steps]
    found = view(store, *done, depth=depth)
    hidden = {node} if "hide" in steps else set()
    for cut in found.cut:
        ring = {n.id: n.score for n in every.nodes[1:] if n.kind == cut.kind}
        assert cut.available >= cut.shown >= len(ring.keys() & places(found).keys())
        if cut.threshold is not None:
            above = {id for id, score in ring.items() if score > cut.threshold}
            assert above - hidden <= places(found).keys()


def test_the_second_ring_is_counted(store, first):
    deep = view(store, depth="2")
    ring = [node for node in deep.nodes if node.id not in places(first)]
    around = set(deep.second_ring["around"])
    assert around <= places(first).keys()
    assert all(around & {why["ego"] for why in node.reasons} for node in ring)
    for kind in NodeKind:
        shown = deep.second_ring["shown"][kind]
        assert shown == sum(node.kind == kind for node in ring)
        assert shown <= deep.second_ring["available"][kind]
    assert first.second_ring is None


@pytest.mark.parametrize("how", ["expand", "depth"])
def test_a_newcomer_has_the_reasons_that_the_ego_gives_it_as_well(store, first, every, how):
    steps = [f"expand:{person_of(first)}"] if how == "expand" else []
    found = view(store, *steps, depth="2" if how == "depth" else "1")
    own = {node.id: node.reasons for node in every.nodes[1:]}
    new = [node for node in found.nodes if node.id in own and node.id not in places(first)]
    assert new
    for node in new:
        ours = [(why["relation"], why["points"]) for why in node.reasons if why["ego"] == EGO]
        assert ours == [(why["relation"], why["points"]) for why in own[node.id]]
        assert sum(why["points"] for why in node.reasons) == pytest.approx(node.score, abs=1e-9)


def test_a_picture_grows_to_a_limit_and_says_so(store, first, monkeypatch):
    most = len(first.nodes) + 4
    monkeypatch.setattr(view_module, "MAX_BUDGET", most)
    found = view(store, "widen:person", "widen:person")
    assert len(found.nodes) == most + 1  # and the ego
    assert found.notes[-1] == f"{most} nodes are shown, the most there may be"


def test_widening_shows_the_next_best_and_repeats_nobody(store, first):
    large = view(store, people="50")
    ranked = [node.id for node in large.nodes[1:] if node.kind == "person"]
    found = view(store, "widen:person")
    assert places(found).items() >= places(first).items()
    people = [node.id for node in found.nodes[1:] if node.kind == "person"]
    assert people == ranked[: 30 + WIDENED]
    only = view(store, widen="person")
    assert [node.id for node in only.nodes] == ranked[30 : 30 + WIDENED]
    assert places(only).items() <= places(found).items()
    [cut] = [each for each in only.cut if each.kind == "person"]
    assert cut.shown == 30 + WIDENED


def test_a_pin_moves_one_node_and_no_other(store, first):
    node = person_of(first)
    found = view(store, f"pin:700.5,-300:{node}")
    moved = {id for id, at in places(found).items() if at != places(first)[id]}
    assert moved == {node}
    assert places(found)[node][:2] == (700.5, -300.0)


def test_filtering_keeps_every_remaining_node_where_it_was(store, first):
    found = view(store, "years:2005-2012", "off:shared_topic")
    plain = view(store, since="2005", until="2012", off="shared_topic")
    assert places(found).keys() == places(plain).keys()
    kept = places(first).keys() & places(found).keys()
    assert len(kept) > 10
    assert all(places(found)[id] == places(first)[id] for id in kept)
    scores = {node.id: node.score for node in plain.nodes}
    assert {node.id: node.score for node in found.nodes} == scores


def test_another_ego_takes_the_middle_of_the_same_map(store, first):
    node = person_of(first)
    found = view(store, f"ego:{node}")
    assert found.ego == node
    assert places(found).keys() == places(view(store, ego=node)).keys()
    kept = places(first).keys() & places(found).keys()
    assert {node, EGO} <= kept
    assert all(places(found)[id] == places(first)[id] for id in kept - {node, EGO})
    assert all(places(found)[id][:2] == places(first)[id][:2] for id in kept)


@pytest.mark.parametrize("kind", NodeKind)
def test_another_ego_is_as_large_as_the_first_and_named(store, first, kind):
    node = next(each.id for each in first.nodes[1:] if each.kind == kind)
    found = {each.id: each for each in view(store, f"ego:{node}").nodes}
    assert found[node].labelled
    assert RADIUS[1] < found[node].radius <= EGO_RADIUS
    assert max(each.radius for id, each in found.items() if id != node) <= RADIUS[1]
    # A step later they are the same, and with the first ego once more that is the large one.
    hidden = next(id for id in reversed(found) if id not in {node, EGO})
    after = places(view(store, f"ego:{node}", f"hide:{hidden}"))
    assert after == {
        id: at for id, at in places(view(store, f"ego:{node}")).items() if id != hidden
    }
    back = places(view(store, f"ego:{node}", f"ego:{EGO}"))
    assert back[EGO][:2] == places(first)[EGO][:2]
    assert back[EGO][2] > RADIUS[1]
    assert back[node][2] <= RADIUS[1]


def test_what_cannot_be_done_is_noted_and_the_rest_is_done(store, first):
    node = person_of(first)
    found = view(store, "expand:openalex:A0", f"hide:{node}", "collapse:openalex:W0", "pin:1,2:x")
    assert places(found).keys() == places(first).keys() - {node}
    assert len(found.notes) == 3


@pytest.mark.parametrize("seed", range(4))
def test_any_steps_replay_to_the_same_picture_and_no_step_moves_what_stays(store, first, seed):
    draw = random.Random(seed)  # noqa: S311 - nothing secret: the same steps each time
    steps: list[str] = []
    before: dict[str, Any] = places(first)
    for _ in range(5):
        node = draw.choice(sorted(before))
        step = draw.choice([
            f"expand:{node}", f"hide:{node}", "widen:paper", "widen:topic", "years:2000-2015",
            "years:-", f"collapse:{node}", "off:citation", "on:citation",
        ])  # fmt: skip
        steps.append(step)
        found = view(store, *steps)
        after = places(found)
        moved = [id for id in after.keys() & before.keys() if after[id] != before[id]]
        assert moved == [], steps
        assert places(view(store, *steps)) == after
        before = after
