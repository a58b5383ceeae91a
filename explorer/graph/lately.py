"""Answers given lately: the steps of a view ask again what its first picture asked.

A view is replayed from its start at every step, so that without this an expansion would wait for
all that is around the ego once more, and for the papers behind every reason that it has told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson

from explorer.graph.shelf import Shelf
from explorer.store import Answer

MOST_ROWS = 30_000  # of all answers kept, each of less than a kilobyte
MOST_SIDES = 6_000  # of which papers are kept, at most a kilobyte each
Papers = Sequence[Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Answers:
    """Room for the last answers of one store.

    Attributes:
        rows: of rings, each with the number of its rows.
        sides: papers that tie somebody to a thing.
    """

    rows: Shelf[tuple[Answer, int]] = field(
        default_factory=lambda: Shelf(MOST_ROWS, lambda kept: kept[1])
    )
    sides: Shelf[Papers] = field(default_factory=lambda: Shelf(MOST_SIDES, lambda _: 1))


@dataclass(frozen=True, slots=True)
class Lately:
    """The answers of one version of the data."""

    kept: Answers
    version: tuple[object, ...]

    def recall(self, query: str, params: Mapping[str, object]) -> Answer | None:
        """The answer to the same question, if it is at hand."""
        found = self.kept.rows.get((self.version, query, _words(params)))
        return found and found[0]

    def keep(self, query: str, params: Mapping[str, object], answer: Answer, rows: int) -> None:
        """Have it at hand; nobody may change it."""
        self.kept.rows.put((self.version, query, _words(params)), (answer, rows))

    def recall_side(self, years: tuple[int, int], person: str, shared: str) -> Papers | None:
        """The newest papers of somebody on a thing, of some years, if they are at hand."""
        return self.kept.sides.get((self.version, years, person, shared))

    def keep_side(self, years: tuple[int, int], person: str, shared: str, papers: Papers) -> None:
        """Have them at hand, or that there are none; nobody may change them."""
        self.kept.sides.put((self.version, years, person, shared), papers)


def _words(params: Mapping[str, object]) -> bytes:
    return orjson.dumps(dict(params), option=orjson.OPT_SORT_KEYS)
