"""Slices of made-up graphs that show few of what there is: what is cut, and what asking for more,
for less or for the next best changes."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from werkzeug.datastructures import MultiDict

from explorer.graph import hubs
from explorer.graph import view as view_module
from explorer.graph.relations import RELATIONS
from explorer.graph.request import parse_request
from explorer.graph.slices import Slice, SliceNode, build_slice
from explorer.model import NodeKind
from explorer.store import Store
from tests.conftest import wipe
from tests.store.by_hand import Whole
from tests.store.test_made_connections import fill
from tests.store.test_made_slices import made, works
from tests.store.test_slices import by_hand

pytestmark = pytest.mark.one_neo4j

EXAMPLES = int(os.environ.get("BENCH_GRAPHS_MADE", "2"))
QUOTAS = {kind: 2 if kind in {NodeKind.PERSON, NodeKind.PAPER} else 1 for kind in NodeKind}
FEW = {kind.plural: str(quota) for kind, quota in QUOTAS.items()}
ALL = {kind.plural: "200" for kind in NodeKind}
# Of which something is cut around every ego.
RICH = [
    (
        1990 + 3 * n,
        [(n % 5, [n % 5, 4]), ((n + 1) % 5, [(n + 2) % 5]), ((n + 3) % 5, [])],
        [(n % 5, 0.5), ((n + 2) % 5, 0.9)],
        [(n + 1) % 9, (n + 4) % 9],
    )
    for n in range(9)
]
STEP = 2  # more of a kind, where a reader asks for the next best
Points = Mapping[tuple[str, str], float]  # by relation and the ego it speaks of


@pytest.fixture(params=[10_000, 1], ids=["no hubs", "everybody a hub"])
def bring(
    request: pytest.FixtureRequest, empty_store: Store, tmp_path: Path
) -> Iterator[Callable[[list[Any]], Iterator[tuple[str, Whole]]]]:
    """Loads works in place of those before; of each kind the node with most around it."""

    def load(drawn: list[Any]) -> Iterator[tuple[str, Whole]]:
        wipe(empty_store.address)
        fill(empty_store, tmp_path, [made(n, each) for n, each in enumerate(drawn)])
        whole = Whole(empty_store)
        for kind in NodeKind:
            ids = [id for id, of in whole.kinds.items() if of == kind.value]
            if ids:
                yield max(ids, key=lambda id: (sum(map(len, whole.near(id).values())), id)), whole

    with pytest.MonkeyPatch.context() as patch:
        for kind in NodeKind:
            patch.setitem(hubs.THRESHOLDS, kind, request.param - 1)
        patch.setattr(view_module, "WIDENED", STEP)
        yield load


def on_made_graphs(test: Any) -> Any:
    """Run a test on a rich graph and on others, each loaded in place of the one before."""
    often = settings(
        max_examples=EXAMPLES,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    return often(example(RICH)(given(works)(test)))


def build(store: Store, ego: str, args: Mapping[str, str], *steps: str) -> Slice:
    given = MultiDict([*args.items(), *(("do", step) for step in steps)])
    return build_slice(store, parse_request(ego, given))


def of_kind(found: Slice, kind: NodeKind) -> list[str]:
    return [node.id for node in found.nodes if node.kind == kind and node.score is not None]


def ids(found: Slice) -> set[str]:
    return {node.id for node in found.nodes}


def points(node: SliceNode) -> Points:
    return {(why["relation"], why["ego"]): why["points"] for why in node.reasons}


def check_sums(found: Slice) -> None:
    """Whatever is shown, its reasons sum to its score."""
    for node in found.nodes:
        if node.score is not None:
            assert node.reasons
            assert sum(why["points"] for why in node.reasons) == pytest.approx(node.score, abs=1e-9)


@on_made_graphs
def test_what_is_shown_and_what_is_cut_are_all_there_is(
    empty_store: Store, bring: Any, works: list[Any]
) -> None:
    for ego, whole in bring(works):
        near = by_hand(whole, ego, {})
        few, every = build(empty_store, ego, FEW), build(empty_store, ego, ALL)
        check_sums(few)
        check_sums(every)
        assert works != RICH or all(cut.available > cut.shown for cut in few.cut)
        for one, other in zip(few.cut, every.cut, strict=True):
            kind = NodeKind(one.kind)
            shown, ranked = of_kind(few, kind), of_kind(every, kind)
            assert set(ranked) == near[kind].keys()
            assert shown == ranked[: QUOTAS[kind]]
            left = set(ranked) - set(shown)
            assert one.shown + len(left) == one.available == other.available == other.shown
            assert (one.shown, one.more, one.hidden) == (len(shown), False, 0)
            assert other.threshold is None
            scores = [node.score for node in few.nodes if node.id in shown]
            assert one.threshold == (min(scores) if left and scores else None)
            for mine, whole_of in zip(one.relations, other.relations, strict=True):
                having = {id for id in near[kind] if mine.relation in near[kind][id]}
                assert mine.relation == whole_of.relation
                assert mine.shown + len(having & left) == mine.available == whole_of.shown
            if left:
                assert one.sentence.startswith(
                    f"{len(shown)} of {len(ranked)} {kind.plural} shown; cut at "
                )


@on_made_graphs
def test_asking_for_more_of_a_kind_takes_nobody_away(
    empty_store: Store, bring: Any, works: list[Any]
) -> None:
    for ego, _ in bring(works):
        for depth, more in (("1", 3), ("2", 1)):
            few = build(empty_store, ego, {**FEW, "depth": depth})
            check_sums(few)
            for kind, quota in QUOTAS.items():
                asked = {**FEW, kind.plural: str(quota + more), "depth": depth}
                found = build(empty_store, ego, asked)
                assert ids(few) <= ids(found), (ego, asked)
                check_sums(found)


@on_made_graphs
def test_a_relation_switched_off_changes_the_points_of_no_other(
    empty_store: Store, bring: Any, works: list[Any]
) -> None:
    for ego, whole in bring(works):
        of_ego = {each.name for each in RELATIONS if each.ego.value == whole.kinds[ego]}
        for args in (FEW, ALL):
            before = {node.id: points(node) for node in build(empty_store, ego, args).nodes}
            for off in sorted(of_ego):
                found = build(empty_store, ego, {**args, "off": off})
                check_sums(found)
                for node in found.nodes[1:]:
                    told = points(node)
                    assert off not in {relation for relation, _ in told}
                    if node.id in before:
                        kept = {why: p for why, p in before[node.id].items() if why[0] != off}
                        assert told == pytest.approx(kept, abs=1e-12), (ego, off, node.id)
                if args is ALL:
                    others = {id for id, told in before.items() if {why[0] for why in told} - {off}}
                    assert ids(found) == others | {ego}


@on_made_graphs
def test_the_next_best_of_a_kind_come_in_order_and_nobody_twice(
    empty_store: Store, bring: Any, works: list[Any]
) -> None:
    for ego, _ in bring(works):
        every = build(empty_store, ego, ALL)
        scores = {node.id: node.score for node in every.nodes}
        for kind, quota in QUOTAS.items():
            ranked, seen = of_kind(every, kind), ids(build(empty_store, ego, FEW))
            steps: list[str] = []
            for begin in range(quota, len(ranked) + STEP, STEP):
                found = build(empty_store, ego, {**FEW, "widen": kind.value}, *steps)
                new = [node.id for node in found.nodes]
                assert new == ranked[begin : begin + STEP]
                assert not seen & set(new)
                for node in found.nodes:
                    assert node.score == pytest.approx(scores[node.id], abs=1e-12)
                check_sums(found)
                [cut] = [each for each in found.cut if each.kind == kind]
                assert (cut.shown, cut.available) == (min(begin + STEP, len(ranked)), len(ranked))
                assert bool(new) or f"No more {kind.plural} are left to show" in found.notes
                seen |= set(new)
                steps.append(f"widen:{kind.value}")
            assert set(ranked) <= seen
