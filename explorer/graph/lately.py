"""Answers about rings given lately: the steps of a view ask again what its first picture asked.

A view is replayed from its start at every step, so that without this an expansion would wait for
all that is around the ego once more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import orjson

from explorer.graph.shelf import Shelf
from explorer.store import Answer

MOST_ROWS = 30_000  # of all answers kept, each of less than a kilobyte
Answers = Shelf[tuple[Answer, int]]  # with the number of their rows


@dataclass(frozen=True, slots=True)
class Lately:
    """The answers of one version of the data."""

    kept: Answers
    version: tuple[object, ...]

    def recall(self, query: str, params: Mapping[str, object]) -> Answer | None:
        """The answer to the same question, if it is at hand."""
        found = self.kept.get((self.version, query, _words(params)))
        return found and found[0]

    def keep(self, query: str, params: Mapping[str, object], answer: Answer, rows: int) -> None:
        """Have it at hand; nobody may change it."""
        self.kept.put((self.version, query, _words(params)), (answer, rows))


def answers(most_rows: int = MOST_ROWS) -> Answers:
    """Room for the last answers of one store."""
    return Shelf(most_rows, lambda kept: kept[1])


def _words(params: Mapping[str, object]) -> bytes:
    return orjson.dumps(dict(params), option=orjson.OPT_SORT_KEYS)
