"""A made graph in small: the loader and the textbook loop give the same nodes and edges."""

from __future__ import annotations

import json
from pathlib import Path

from explorer.store import Store
from loaders import SOURCES
from loaders.pipeline import load
from tests.bench import textbook
from tests.bench.bench_load import counted
from tests.bench.power_law import works
from tests.conftest import wipe

PAPERS = 150


def test_a_made_graph_is_loaded_as_a_plain_loop_loads_it(
    empty_store: Store, tmp_path: Path
) -> None:
    made, rows = tmp_path / "works.jsonl", tmp_path / "rows"
    made.write_text("".join(json.dumps(work) + "\n" for work in works(PAPERS)))
    rows.mkdir()
    source = SOURCES["openalex"]
    expected, _ = textbook.prepare_rows(source, [made], rows)
    first, again = (
        load(empty_store, source, [made], dataset="made", rejects_folder=tmp_path) for _ in range(2)
    )
    assert first.rejected == 0
    assert first.writes > 0
    assert again.writes == 0
    assert counted(empty_store) == expected
    wipe(empty_store.address)
    textbook.write(empty_store.address, rows)
    assert counted(empty_store) == expected
