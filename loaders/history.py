"""What earlier runs did with a dataset, as far as the next one must know."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from explorer.model import NODE_RECORDS, NodeKind
from explorer.store import Store
from loaders.ledger import State

MOST_RUNS = 50  # looked at; a dataset that was cut off fifty times in a row is compared as a whole
ENDED = frozenset({State.COMPLETE, State.REMOVED})


@dataclass(frozen=True, slots=True)
class History:
    """The runs of one dataset.

    ``last`` is the newest; ``complete`` the newest that came to its end, unless the dataset was
    taken away since.
    """

    last: Mapping[str, Any] | None = None
    complete: Mapping[str, Any] | None = None

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

    def checkpoint(self, source: str, inputs: Sequence[str]) -> int:
        """How many entries of this input need neither be compared nor written again.

        Only where the newest run of all datasets read the same input and was cut off: what a
        later run changed must be compared.
        """
        last = self.last
        if last is None or not self.unfinished or not last["latest"]:
            return 0
        same = last["source"] == source and list(last["inputs"] or ()) == list(inputs)
        return int(last["checkpoint"] or 0) if same else 0


def read_history(store: Store, dataset: str) -> History:
    """The history of a dataset.

    Raises:
        StoreUnavailable, QueryTimeout, QueryFailed: as they say.
    """
    runs = store.run("last_load", dataset=dataset, limit=MOST_RUNS)
    ended = next((run for run in runs if run["state"] in ENDED), None)
    complete = ended if ended is not None and ended["state"] == State.COMPLETE else None
    return History(runs[0] if runs else None, complete)


def new_run_id() -> str:
    """The id of a run: when it began, and something nobody else has."""
    return f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{secrets.token_hex(3)}"
