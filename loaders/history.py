"""What earlier runs did with a dataset, as far as the next one must know."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from explorer.model import NODE_RECORDS, NodeKind
from explorer.store import Record, Store
from loaders.ledger import OWNED, State

MOST_RUNS = 50  # looked at; a dataset that was cut off fifty times in a row is compared as a whole
ENDED = frozenset({State.COMPLETE, State.REMOVED})


NO_RUN: Mapping[str, Any] = {"state": None, "checkpoint": None}


@dataclass(frozen=True, slots=True)
class History:
    """The runs of one dataset.

    ``last`` is the newest; ``complete`` the newest that came to its end, unless the dataset was
    taken away since.
    """

    last: Mapping[str, Any] | None = None
    complete: Mapping[str, Any] | None = None
    attempts: Sequence[str] = ()  # runs since that did not come to their end

    @property
    def unfinished(self) -> bool:
        """Whether the newest run did not come to its end, so that what is there may be a part."""
        return self.last is not None and self.last["state"] not in ENDED

    def count(self, kind: NodeKind) -> int:
        """How many nodes of one kind the dataset held after its newest complete run."""
        return int((self.complete or {}).get(kind.plural) or 0)

    @property
    def total(self) -> int:
        """How many nodes that were."""
        return sum(map(self.count, NODE_RECORDS.values()))

    def checkpoint(self, source: str, notes: Mapping[str, Any]) -> int:
        """How many entries of this input need neither be compared nor written again.

        Only where the newest run of all datasets read the same input and was cut off: what a
        later run changed must be compared.
        """
        same = self._same(source, notes, ("inputs", "code"))
        return int(same["checkpoint"] or 0) if self.unfinished else 0

    def says(self, source: str, notes: Mapping[str, Any]) -> bool:
        """Whether the graph is just as this input leaves it, so that it need not be read.

        The newest run of all datasets has read the very same files to their end, in the same way.
        """
        same = self._same(source, notes, ("inputs", "code", "title", "licence"))
        return bool(same["state"] == State.COMPLETE)

    def _same(
        self, source: str, notes: Mapping[str, Any], names: Sequence[str]
    ) -> Mapping[str, Any]:
        """The newest run, if no other came after it and it was told the same."""
        last = self.last
        if last is None or not last["latest"] or last["source"] != source:
            return NO_RUN
        return last if all(last[name] == notes[name] for name in names) else NO_RUN


def read_history(store: Store, dataset: str) -> History:
    """The history of a dataset.

    Raises:
        StoreUnavailable, QueryTimeout, QueryFailed: as they say.
    """
    runs = store.run("last_load", dataset=dataset, limit=MOST_RUNS)
    ends = [place for place, run in enumerate(runs) if run["state"] in ENDED]
    ended = runs[ends[0]] if ends else None
    complete = ended if ended is not None and ended["state"] == State.COMPLETE else None
    attempts = [run["id"] for run in runs[: ends[0] if ends else None]]
    return History(runs[0] if runs else None, complete, attempts)


@cache
def code_digest() -> str:
    """A short hash of the code that makes records of files, and rows of records."""
    here = Path(__file__).parent
    rows = ("model.py", "holdings.py", "references.py")
    files = [*sorted(here.glob("*.py")), *(here.parent / "explorer" / name for name in rows)]
    found = hashlib.blake2b(digest_size=8)
    for path in files:
        found.update(path.read_bytes())
    return found.hexdigest()


def new_run_id() -> str:
    """The id of a run: when it began, and something nobody else has."""
    return f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{secrets.token_hex(3)}"


def absent_from(store: Store) -> frozenset[type[Record]]:
    """The classes of record of which the graph holds none."""
    [counts] = store.run("count_nodes")
    absent = {kind for kind, node in NODE_RECORDS.items() if not counts[node.value]}
    edges = (edge for kind in absent for edge in OWNED.get(kind, ()))
    return frozenset[type[Record]]({*absent, *edges})
