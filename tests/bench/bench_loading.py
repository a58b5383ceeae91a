"""How fast records are loaded, and that loading them again writes nothing."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from explorer.model import NodeKind
from explorer.store import Store
from loaders import SOURCES
from loaders.pipeline import load
from loaders.reports import Report
from loaders.sample import SAMPLE, SampleSet
from tests.bench.telling import tell


def loaded(store: Store, each: SampleSet, folder: Path) -> tuple[Report, float]:
    started = time.perf_counter()
    report = load(
        store, SOURCES[each.source], [each.file], dataset=each.dataset, rejects_folder=folder
    )
    return report, time.perf_counter() - started


@pytest.mark.parametrize("each", SAMPLE, ids=lambda each: each.dataset)
def bench_load(empty_store: Store, each: SampleSet, tmp_path: Path) -> None:
    first, seconds = loaded(empty_store, each, tmp_path)
    again, seconds_again = loaded(empty_store, each, tmp_path)
    rows = first.changed
    tell(
        f"load {each.dataset}",
        f"{first.read:,} records, {rows:,} nodes and edges in {seconds:.1f} s "
        f"({rows / seconds:,.0f} a second); the same again {seconds_again:.1f} s",
        empty_store,
    )
    assert first.rejected == 0
    assert rows > first.read > 600
    assert again.changed == 0
    assert again.counts == first.counts
    assert first.counts[NodeKind.PAPER] > 600
