"""What a load stores of hubs is the same on every engine, and so are the slices built from it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from explorer.graph import answers, hubs
from explorer.graph.answers import read_answer
from explorer.graph.hubs import stored_answers
from explorer.graph.request import parse_request
from explorer.graph.slices import Slice, build_slice
from explorer.model import NodeKind
from explorer.store import Store
from tests.bench.power_law import works
from tests.conftest import EMBEDDED, GIVEN, Stores, wipe
from tests.store.test_hubs import bring
from tests.store.test_queries import close

pytestmark = pytest.mark.one_neo4j

WORKS = 18
ASKED: tuple[Mapping[str, str], ...] = (
    {},
    {"since": "1998", "until": "2015", "weight": "citation:0.5"},
    {"people": "4", "papers": "3", "topics": "1", "institutions": "1", "off": "coauthorship"},
    {"depth": "2", "people": "6", "papers": "6"},
)
PAIR = (EMBEDDED, GIVEN)


@dataclass(frozen=True)
class Loaded:
    """The same works on two engines, where every node is a hub to the load."""

    one: Store
    other: Store
    hubs: Mapping[NodeKind, list[str]]

    @property
    def both(self) -> tuple[Store, Store]:
        return self.one, self.other


@pytest.fixture(scope="module", params=[PAIR], ids=" ".join)
def loaded(
    request: pytest.FixtureRequest, _empty_stores: Stores, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Loaded]:
    stores = [_empty_stores(name) for name in request.param]
    with pytest.MonkeyPatch.context() as patch:
        for kind in NodeKind:
            patch.setitem(hubs.THRESHOLDS, kind, 0)
        for store in stores:
            wipe(store.address)
            bring(store, tmp_path_factory.mktemp("made"), list(works(WORKS)))
        found: dict[NodeKind, list[str]] = {kind: [] for kind in NodeKind}
        for node, kind in sorted(hubs.find_hubs(stores[0]).items()):
            found[kind].append(node)
        yield Loaded(stores[0], stores[1], found)


@pytest.fixture
def made(loaded: Loaded) -> Loaded:
    """The same, with every answer stored as it is without a test."""
    for store in loaded.both:
        hubs.refresh(store, run_id="before")
    return loaded


def answers_of(store: Store) -> dict[str, Any]:
    """What every stored answer in use says, by its id, in an order of our own."""
    held = [row["id"] for row in stored_answers(store) if hubs.in_use(row)]
    return {id: meaning(json.loads(store.run("hub_rows", id=id)[0]["rows"])) for id in held}


def meaning(answer: Mapping[str, Any]) -> dict[str, Any]:
    """By relation and neighbour what each piece is worth, and what is left out."""
    found: dict[str, Any] = {"left": answer["left"]}
    for name, items in read_answer(answer).items():
        found[name] = {
            node: sorted(
                [item.year or 0, list(item.evidence), item.pieces, item.worth] for item in each
            )
            for node, each in items.of(items.neighbour_ids()).items()
        }
    return found


def test_loads_store_the_same_answers(made: Loaded) -> None:
    one, other = map(answers_of, made.both)
    assert {id.partition(" ")[2] for id in one} == {
        node for kind, nodes in made.hubs.items() if kind in hubs.QUERIES for node in nodes
    }
    assert one.keys() == other.keys()
    assert any(each[name] for each in one.values() for name in each.keys() - {"left"})
    for id in one:
        assert close(one[id], other[id]), id


@pytest.mark.parametrize("args", ASKED, ids=str)
@pytest.mark.parametrize("kind", hubs.QUERIES)
def test_slices_built_from_stored_answers_are_equal(
    made: Loaded, kind: NodeKind, args: Mapping[str, str]
) -> None:
    egos = made.hubs[kind]
    for ego in egos[:: max(1, len(egos) // 5)]:
        check_slices(made, kind, ego, args)


def check_slices(made: Loaded, kind: NodeKind, ego: str, args: Mapping[str, str]) -> Slice:
    """Both engines' slices about a hub; they rest on stored answers, and are equal."""
    one, other = (build_slice(each, parse_request(ego, args)) for each in made.both)
    for found in (one, other):
        used = {run.query for run in found.runs if run.stored}
        assert used >= set(hubs.QUERIES[kind]), (ego, used)
    assert [node.id for node in one.nodes] == [node.id for node in other.nodes]
    assert [(n.x, n.y, n.radius) for n in one.nodes] == [(n.x, n.y, n.radius) for n in other.nodes]
    told, same = one.as_json(), other.as_json()
    for part in told.keys() - {"took", "runs"}:
        assert close(told[part], same[part]), (ego, part)
    return one


def test_a_load_that_changes_some_leaves_the_same_on_both(made: Loaded, tmp_path: Path) -> None:
    changed = [dict(work) for work in works(WORKS)]
    for work in changed[::3]:
        work["publication_year"] -= 2
        work["topics"] = work["topics"][1:]
    for store in made.both:
        bring(store, tmp_path, changed)
    one, other = map(answers_of, made.both)
    assert one.keys() == other.keys()
    for id in one:
        assert close(one[id], other[id]), id


def test_short_answers_leave_out_the_same(made: Loaded, monkeypatch: pytest.MonkeyPatch) -> None:
    for kind in NodeKind:
        monkeypatch.setitem(answers.KEPT, kind, 3)
        monkeypatch.setitem(hubs.THRESHOLDS, kind, 2)
    monkeypatch.setattr(answers, "KEPT_A_YEAR", 1)
    for store in made.both:
        hubs.forget(store)
        hubs.refresh(store, run_id="short")
    one, other = map(answers_of, made.both)
    assert one.keys() == other.keys()
    assert any(left[0] for each in one.values() for left in each["left"].values())
    for id in one:
        assert close(one[id], other[id]), id
    cuts = []
    for kind, queries in hubs.QUERIES.items():
        egos = [node for node in made.hubs[kind] if f"{queries[0]} {node}" in one]
        assert egos
        for ego in egos[:6]:
            cuts += check_slices(made, kind, ego, {"since": "1995"}).cut
    assert any(cut.approximate for cut in cuts)
    for store in made.both:
        hubs.forget(store)
