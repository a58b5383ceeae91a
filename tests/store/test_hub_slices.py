"""Slices about hubs: the same with stored answers as without them, or they say ``approximate``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from werkzeug.datastructures import MultiDict

from explorer.errors import QueryTimeout
from explorer.graph import answers, cut, edges, hubs, picture, rings
from explorer.graph import slices as slices_module
from explorer.graph.hubs import find_hubs, forget, refresh
from explorer.graph.relations import COMMON
from explorer.graph.request import parse_request
from explorer.graph.slices import Slice, build_slice, find_around
from explorer.model import NodeKind
from explorer.store import Store
from tests.bench.power_law import works
from tests.conftest import Stores, wipe
from tests.store.test_hubs import FEW_LINKS, bring

pytestmark = pytest.mark.one_neo4j

ASKED: tuple[Mapping[str, str], ...] = (
    {},
    {"since": "2010"},
    {"since": "1995", "until": "2008", "weight": "citation:0.5"},
    {"off": "coauthorship,about"},
    {"since": "1800", "until": "1801"},  # of which nothing is stored
    {"kinds": "topic"},
    {"kinds": "institution"},
    {"papers": "0", "people": "0"},
)


@pytest.fixture(scope="module")
def loaded(
    engine_name: str, _empty_stores: Stores, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Store]:
    """A made graph with hubs of few links; tests change its stored answers and nothing else."""
    store = _empty_stores(engine_name)
    wipe(store.address)
    with pytest.MonkeyPatch.context() as patch:
        for kind, links in FEW_LINKS.items():
            patch.setitem(hubs.THRESHOLDS, kind, links)
        bring(store, tmp_path_factory.mktemp("made"), list(works(250)))
        yield store


@pytest.fixture
def made(loaded: Store) -> Store:
    """The same, with every answer stored as it is without a test."""
    refresh(loaded, run_id="before")
    return loaded


def slices(store: Store, egos: list[str]) -> list[Slice]:
    return [build_slice(store, parse_request(ego, args)) for ego in egos for args in ASKED]


def plain(found: Slice) -> dict[str, Any]:
    json_of = found.as_json()
    del json_of["took"], json_of["runs"]
    json_of["view"] = json_of.pop("view")  # last: it follows from all others
    return json_of


def some(store: Store) -> list[str]:
    by_kind: dict[NodeKind, list[str]] = {}
    for node, kind in find_hubs(store).items():
        by_kind.setdefault(kind, []).append(node)
    assert by_kind.keys() == {NodeKind.PERSON, NodeKind.TOPIC, NodeKind.INSTITUTION}
    return [node for ids in by_kind.values() for node in ids[:2]]


def test_slices_are_the_same_with_and_without_stored_answers(made, monkeypatch):
    for kind in NodeKind:
        monkeypatch.setitem(answers.KEPT, kind, 10_000)
    for module in (edges, picture, slices_module):  # a short answer lists fewer papers of a year
        monkeypatch.setattr(module, "EVIDENCE_SHOWN", 1000)
        monkeypatch.setattr(module, "PAIRS_SHOWN", 1000)
    forget(made)
    refresh(made, run_id="whole")
    egos = some(made)
    stored = slices(made, egos)
    assert all(any(run.stored for run in each.runs) for each in stored)
    forget(made)
    live = slices(made, egos)
    assert not any(run.stored for each in live for run in each.runs)
    for one, other in zip(stored, live, strict=True):
        assert [node.id for node in one.nodes] == [node.id for node in other.nodes]
        assert [edge.id for edge in one.edges] == [edge.id for edge in other.edges]
        check_alike(plain(one), plain(other))


def check_alike(one: Any, other: Any, at: str = "") -> None:
    """Equal to 1e-9. Evidence of one year may come in another order where answers are short."""
    if isinstance(one, dict):
        assert one.keys() == other.keys() or (at == ".evidence" and one.keys() <= other.keys()), at
        for key in one:
            check_alike(one[key], other[key], f"{at}.{key}")
    elif at.endswith((".evidence", ".notes", ".pairs")) and isinstance(one, (list, tuple)):
        assert len(one) <= len(other), at
        assert set(map(repr, one)) <= set(map(repr, other)), at  # pairs are lists
    elif at.endswith((".shares", ".rests", ".complete", ".depends_on")):
        # A short answer names less of its evidence, and says so.
        assert one is None or one == other or isinstance(one, (bool, list, tuple)), at
        assert one is not True or other is True, at
    elif isinstance(one, (list, tuple)):
        assert len(one) == len(other), at
        for place, pair in enumerate(zip(one, other, strict=True)):
            check_alike(*pair, f"{at}[{place}]")
    elif isinstance(one, float):
        assert one == pytest.approx(other, abs=1e-9), at
    else:
        assert one == other, at


@pytest.mark.parametrize("kind", [NodeKind.PERSON, NodeKind.TOPIC])
def test_what_the_degrees_of_today_are_missing_for_is_late_and_nothing_else(
    made, monkeypatch, kind
):
    [ego] = [n for n, of in find_hubs(made).items() if of is kind][:1]
    whole, ask = build_slice(made, parse_request(ego, {})), made.ask

    def late(name: str, /, **params: Any) -> Any:
        if name == "node_degrees":
            raise QueryTimeout(f"{name} ran over its limit.")
        return ask(name, **params)

    monkeypatch.setattr(made, "ask", late)
    found = build_slice(made, parse_request(ego, {}))
    gone = {each["ring"] for each in found.partial}
    assert {"topics", "institutions"} & gone
    assert all("node_degrees ran over its limit" in each["reason"] for each in found.partial)
    plurals = {kind.value: kind.plural for kind in NodeKind}
    for node in whole.nodes:
        if plurals[node.kind] not in gone and node.score is not None:
            assert node.id in {each.id for each in found.nodes}
    assert not any(plurals[node.kind] in gone for node in found.nodes if node.score is not None)
    assert all(cut.approximate for cut in found.cut if plurals[cut.kind] in gone)


def test_a_marked_answer_is_not_used(made):
    [person] = [n for n, kind in find_hubs(made).items() if kind is NodeKind.PERSON][:1]
    papers = [n.id for n in build_slice(made, parse_request(person, {})).nodes
              if n.kind == "paper"]  # fmt: skip
    query, params = hubs.outdate(papers[:1], [], [])
    made.run(query, **params)
    found = build_slice(made, parse_request(person, {}))
    assert not any(run.stored for run in found.runs)


@pytest.mark.parametrize("kind", [NodeKind.PERSON, NodeKind.TOPIC, NodeKind.INSTITUTION])
def test_a_short_answer_keeps_the_best_and_doubts_what_it_cannot_know(made, monkeypatch, kind):
    [ego] = [n for n, of in find_hubs(made).items() if of is kind][:1]
    forget(made)
    few = {"people": "8", "papers": "8", "topics": "2", "institutions": "2"}
    asked = [few, {**few, "until": "2005"}, {**few, "weight": "citation:5"}]
    live = [build_slice(made, parse_request(ego, args)) for args in asked]
    for each in NodeKind:
        monkeypatch.setitem(answers.KEPT, each, 8)
    # The bound holds for every degree that a topic may get: so near the best one it tells little.
    monkeypatch.setitem(answers.KEPT, NodeKind.TOPIC, 60)
    monkeypatch.setattr(answers, "KEPT_A_YEAR", 1)
    refresh(made, run_id="short")
    short = [build_slice(made, parse_request(ego, args)) for args in asked]
    assert all(any(run.stored for run in each.runs) for each in short)
    for one, other in zip(short, live, strict=True):
        for mine, whole in zip(one.cut, other.cut, strict=True):
            shown = [
                [
                    (n.id, pytest.approx(n.score, abs=1e-9))
                    for n in each.nodes
                    if n.kind == mine.kind
                ]
                for each in (one, other)
            ]
            assert mine.approximate or shown[0] == shown[1], mine
            assert mine.available == whole.available or mine.more
            assert mine.available <= whole.available
    cuts = [cut for each in short for cut in each.cut]
    assert any(cut.approximate for cut in cuts)
    assert any(not cut.approximate and cut.available > cut.shown for cut in cuts)


def weaker_collaborators(found: Slice) -> tuple[bool, int]:
    """Whether it is a least number, and how many they are beside those who are followed."""
    [cut] = [each for each in found.cut if each.kind == "person"]
    [note] = [each.note for each in cut.relations if each.relation == COMMON.name]
    told = re.search(r"(at least )?([\d,]+) weaker ones? not followed", note)
    return (bool(told[1]), int(told[2].replace(",", ""))) if told else (False, 0)


def test_weaker_collaborators_that_a_short_answer_leaves_out_are_counted(made, monkeypatch):
    [ego] = [n for n, of in find_hubs(made).items() if of is NodeKind.PERSON][:1]
    asked = [parse_request(ego, args) for args in ({}, {"since": "2010"})]
    for module in (cut, rings):
        monkeypatch.setattr(module, "STRONGEST", 3)
    forget(made)
    live = [weaker_collaborators(build_slice(made, each)) for each in asked]
    assert not any(least for least, _ in live)
    assert live[0][1] >= live[1][1] > 0
    monkeypatch.setitem(answers.KEPT, NodeKind.PERSON, 8)
    monkeypatch.setattr(answers, "KEPT_A_YEAR", 1)
    refresh(made, run_id="short")
    short = [weaker_collaborators(build_slice(made, each)) for each in asked]
    assert short[0] == live[0]
    least, weaker = short[1]
    assert least
    assert weaker <= live[1][1]
    forget(made)


@pytest.mark.parametrize(
    ("kind", "widened"),
    [(NodeKind.PERSON, NodeKind.TOPIC), (NodeKind.TOPIC, NodeKind.PERSON)],
)
def test_whom_a_short_answer_leaves_out_is_counted_around_an_expanded_node_too(
    made, monkeypatch, kind, widened
):
    [ego] = [n for n, of in find_hubs(made).items() if of is kind][:1]
    for each in NodeKind:
        monkeypatch.setitem(answers.KEPT, each, 8)
    monkeypatch.setattr(answers, "KEPT_A_YEAR", 1)
    forget(made)
    refresh(made, run_id="short")
    around, late = find_around(made, parse_request(ego, {}))
    assert not late
    steps = MultiDict([("do", f"expand:{ego}"), *[("do", f"widen:{widened.value}")] * 8])
    found = build_slice(made, parse_request(ego, steps))
    [told] = found.expanded
    assert told["available"] == {cut.kind: cut.available for cut in around}
    for each in NodeKind:
        told_of = [told[name][each.value] for name in ("shown", "here", "left")]
        assert sum(told_of) == told["available"][each.value]
    assert ("at least" in told["sentence"]) == any(cut.more for cut in around)
    note = f"No more {widened.plural} are kept here: the others are counted only"
    assert note in found.notes
    forget(made)
