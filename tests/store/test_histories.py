"""Whatever happened to a dataset before, a complete load leaves what a fresh one would.

Random histories – loads of other works, loads whose input breaks off or whose database fails at any
write, refused sweeps, removals, another dataset beside – end with one complete load, and the graph
is compared with that of the same load into an empty graph.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import cypher
from explorer.dump import digest
from explorer.errors import BadRequest, NotFound, SourceError, StoreUnavailable
from explorer.store import Answer, Store
from loaders import SOURCES, Source
from loaders.pipeline import load
from loaders.removal import remove
from tests.conftest import wipe
from tests.store.test_loading import breaking, edges, nodes, person, work

pytestmark = pytest.mark.one_neo4j

OPENALEX = SOURCES["openalex"]
EXAMPLES = int(os.environ.get("BENCH_HISTORIES", "5"))
WORKS = range(1, 9)


def version(number: int, which: int) -> Any:
    """One of three things that a source may say of a work."""
    authors = [person(number % 4, number % 3), person(which, number % 3, which)][: which + 1]
    for place in (place for each in authors for place in each["institutions"]):
        own = place["id"].rpartition("/I")[0]
        place["lineage"] = [place["id"], *(f"{own}/I{each}" for each in (which + 1, 40 + which))]
    cited = [number + 1, number + which, 40 + which]
    topic = {"id": f"https://openalex.org/T{which}", "display_name": f"T {which}", "score": 0.5}
    return work(number, *authors, cites=cited, topics=[topic][: number % 2])


several = st.dictionaries(st.sampled_from(WORKS), st.integers(0, 2), min_size=1)
step = st.one_of(
    st.tuples(st.just("load"), several, st.booleans()),
    st.tuples(st.just("break"), several, st.integers(1, 6)),
    st.tuples(st.just("cut"), several, st.integers(1, 40)),
    st.tuples(st.just("anew"), several, st.integers(1, 80)),
    st.tuples(st.just("remove"), st.none(), st.integers(1, 40)),
    st.tuples(st.just("other"), st.sets(st.sampled_from(WORKS), min_size=1), st.none()),
)


def bring(
    store: Store, folder: Path, dataset: str, works: Sequence[Any], source: Source = OPENALEX,
    **options: Any,
) -> None:  # fmt: skip
    text = "".join(json.dumps(each) + "\n" for each in works)
    # The same works are the same file: a load that was cut off is taken up.
    path = folder / f"{hashlib.sha256(text.encode()).hexdigest()[:12]}.jsonl"
    path.write_text(text)
    load(store, source, [path], dataset=dataset, rejects_folder=folder, **options)


@contextlib.contextmanager
def failing(after: int) -> Iterator[None]:
    """A database that is gone for good after so many writes."""
    left = [after]
    ask, transact = Store.ask, Store.transact

    def may_write() -> None:
        left[0] -= 1
        if left[0] < 0:
            raise StoreUnavailable("The graph database does not answer.")

    def asked(self: Store, name: str, /, **params: object) -> Answer:
        if cypher.get(name).access == "write":
            may_write()
        return ask(self, name, **params)

    def transacted(self: Store, steps: Sequence[Any]) -> list[int]:
        may_write()
        return transact(self, steps)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Store, "ask", asked)
        patch.setattr(Store, "transact", transacted)
        yield


def act(store: Store, folder: Path, what: str, works: Any, more: Any) -> None:
    """One step of a history; what may fail may."""
    try:
        if what == "load":
            bring(store, folder, "d", [version(*each) for each in works.items()], assume_yes=more)
        elif what == "break":
            said = [version(*each) for each in works.items()]
            bring(store, folder, "d", said, breaking(more))
        elif what in {"cut", "anew"}:
            with failing(more):
                said = [version(*each) for each in works.items()]
                bring(store, folder, "d", said, assume_yes=True, replace=what == "anew")
        elif what == "remove":
            with failing(more):
                remove(store, "d")
        else:
            bring(store, folder, "other", [version(n, n % 3) for n in works], assume_yes=True)
    except (SourceError, BadRequest, NotFound, StoreUnavailable):
        pass


def content(store: Store) -> Any:
    """What the graph says and who holds it, whoever came first."""
    others = {"hashes", "filled", "run_id"}
    sets = {"datasets", "references_outside", "outside_by"}

    def plain(values: dict[str, Any]) -> dict[str, Any]:
        return {
            name: sorted(value) if name in sets else value
            for name, value in values.items()
            if name not in others and value not in (None, [])
        }

    return (
        {key: plain(values) for key, values in nodes(store).items()},
        {key: plain(values) for key, values in edges(store).items()},
    )


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("loaders.pipeline.FLUSH_RECORDS", 7)


often = settings(
    max_examples=EXAMPLES, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip


@often
@given(
    history=st.lists(step.filter(lambda s: s[0] != "other"), min_size=1, max_size=5),
    last=several,
    anew=st.booleans(),
)
def test_a_complete_load_leaves_no_trace_of_earlier_ones(
    empty_store: Store, tmp_path: Path, history: list[Any], last: dict[int, int], anew: bool
) -> None:
    works = [version(*each) for each in last.items()]
    wipe(empty_store.address)
    bring(empty_store, tmp_path, "d", works)
    fresh, hashed = content(empty_store), digest(empty_store).digest()
    wipe(empty_store.address)
    for each in history:
        act(empty_store, tmp_path, *each)
    bring(empty_store, tmp_path, "d", works, assume_yes=not anew, replace=anew)
    assert content(empty_store) == fresh
    assert digest(empty_store).digest() == hashed


@often
@given(history=st.lists(step, min_size=1, max_size=5), last=several, others=several)
def test_two_datasets_end_as_if_each_had_been_loaded_once(
    empty_store: Store, tmp_path: Path, history: list[Any], last: Any, others: Any
) -> None:
    ours = [version(n, n % 3) for n in last]  # of which both say the same
    theirs = [version(n, n % 3) for n in others]
    wipe(empty_store.address)
    bring(empty_store, tmp_path, "d", ours)
    alone = digest(empty_store).digest()
    bring(empty_store, tmp_path, "other", theirs)
    fresh, both = content(empty_store), digest(empty_store).digest()
    wipe(empty_store.address)
    for each in history:
        act(empty_store, tmp_path, *each)
    for dataset, works in [("d", ours), ("other", theirs), ("d", ours)]:
        bring(empty_store, tmp_path, dataset, works, assume_yes=True)
    assert content(empty_store) == fresh
    # Whoever comes first wins, now and later, so the digest tells: "other" comes second once more.
    remove(empty_store, "other")
    bring(empty_store, tmp_path, "d", ours)
    assert digest(empty_store).digest() == alone
    bring(empty_store, tmp_path, "other", theirs)
    assert digest(empty_store).digest() == both
