"""A small real corpus, so that a first start has something to explore.

Two datasets, each a file beside this one, made by ``loaders.sample.build``; their sources, licences
and dates stand in the file ``README.md`` here and in ``NOTICE``.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from explorer.store import Store
from loaders import SOURCES
from loaders.files import digests, find_parts
from loaders.pipeline import load
from loaders.reports import Progress, Report

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class SampleSet:
    """One dataset of the sample. ``source`` is a name in ``loaders.SOURCES``."""

    dataset: str
    source: str
    file: Path
    title: str
    licence: str


SAMPLE: tuple[SampleSet, ...] = (
    SampleSet(
        "openalex-sample",
        "openalex",
        HERE / "openalex-sample.csv.xz",
        "Works on bibliometrics, from OpenAlex",
        "CC0 1.0",
    ),
    SampleSet(
        "dblp-sample",
        "bibtex",
        HERE / "dblp-sample.json.xz",
        "Qi Tian, his co-authors and their papers, from DBLP",
        "CC0 1.0",
    ),
)
# People to start from: one known by name, and one whose papers, topics and institutions OpenAlex
# tells apart by ids.
FEATURED: Mapping[str, str] = {
    "Qi Tian": "name:dblp-sample/qi-tian",
    "Vincent Larivière": "openalex:A5068542997",
}


def load_sample(
    store: Store,
    *,
    rejects_folder: Path | None = None,
    progress: Callable[[Progress], None] = lambda _: None,
) -> list[Report]:
    """Load the sample; what is loaded already is left alone.

    Args:
        store: a prepared store.
        rejects_folder: where records that cannot be used would be written; without one, a
            temporary folder, as every record of the sample can be used.
        progress: called as the load goes on.

    Returns:
        A report for each dataset that was not there yet.

    Raises:
        SourceError, StoreUnavailable, QueryTimeout, QueryFailed: as they say.
    """
    with tempfile.TemporaryDirectory(prefix="explorer-sample-") as folder:
        return [
            load(
                store,
                SOURCES[each.source],
                [each.file],
                dataset=each.dataset,
                rejects_folder=rejects_folder or Path(folder),
                assume_yes=True,  # a newer sample may hold less
                title=each.title,
                licence=each.licence,
                progress=progress,
            )
            for each in SAMPLE
            if not _is_loaded(store, each)
        ]


def _is_loaded(store: Store, each: SampleSet) -> bool:
    """Whether the newest load of the dataset read this very file to its end."""
    newest = store.run("last_load", dataset=each.dataset, limit=1)
    wanted = digests(find_parts([each.file], SOURCES[each.source].suffixes))
    return any(load["state"] == "complete" and load["inputs"] == wanted for load in newest)
