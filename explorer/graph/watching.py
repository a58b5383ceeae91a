"""What an answer has asked the database, for pages that show their queries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from explorer.store import Answer, Row, Store

LISTED = 12  # ids of a long parameter that a run tells of
WHOLE = "egos"  # told whole: by these a page finds the run behind a reason


class Asks(Protocol):
    """What can be asked: a store, or one that is watched."""

    def run(self, name: str, /, **params: object) -> list[Row]:
        """Rows of the query file ``name``."""


@dataclass(frozen=True, slots=True)
class Run:
    """One question to the database and what it took; long lists of ``params`` are cut off.

    ``stored``: the answer was kept by a load.
    """

    query: str
    params: Mapping[str, object]
    seconds: float
    rows: int
    stored: bool = False

    @classmethod
    def of(cls, query: str, params: Mapping[str, object], answer: Answer) -> Run:
        """The run that gave this answer; what a single row lists counts as its rows."""
        rows = len(answer.rows)
        if rows == 1:
            lists = [value for value in answer.rows[0].values() if isinstance(value, list)]
            rows = max(map(len, lists), default=1)
        told = {name: value if name == WHOLE else _short(value) for name, value in params.items()}
        return cls(query, told, round(answer.seconds, 4), rows)


def _short(value: object) -> object:
    if not isinstance(value, list):
        return value
    more = [f"… {len(value) - LISTED:,} more"] if len(value) > LISTED else []
    return [*map(_short, value[:LISTED]), *more]


@dataclass(frozen=True, slots=True)
class Watched:
    """A store, and what has been asked of it."""

    store: Store
    runs: list[Run] = field(default_factory=list)

    def run(self, name: str, /, **params: object) -> list[Row]:
        """As of the store."""
        answer = self.store.ask(name, seconds=None, **params)
        self.runs.append(Run.of(name, params, answer))
        return answer.rows
