"""What was found lately, for readers who go on from there.

A step leads on from the view before it, where that is at hand. Else the view is replayed from its
start; then, and for the picture of what it shows, answers given before are at hand: an expansion
does not wait once more for all that is around the ego, nor for the papers behind reasons told.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

import orjson

from explorer.graph import placement
from explorer.graph.placement import Spot
from explorer.graph.request import SliceRequest
from explorer.graph.shelf import Shelf
from explorer.store import Answer

if TYPE_CHECKING:
    from explorer.graph.view import View

MOST_ROWS = 30_000  # of all answers kept, each of less than a kilobyte
MOST_SIDES = 6_000  # of which papers are kept, at most a kilobyte each
MOST_VIEWED = 60_000  # of all views kept, by ``View.size``: a quarter of a kilobyte each
MOST_VIEWS = 64  # the last of some tens of readers
MOST_PLACED = 20_000  # nodes of all steps whose places are kept, some hundred bytes each
Placed = tuple[dict[str, Spot], placement.View]
Papers = Sequence[Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Answers:
    """Room for the last answers of one store.

    Attributes:
        rows: of rings, each with the number of its rows.
        sides: papers that tie somebody to a thing.
        places: of the nodes of some steps.
        views: for readers who go on from there.
    """

    rows: Shelf[tuple[Answer, int]] = field(
        default_factory=lambda: Shelf(MOST_ROWS, lambda kept: kept[1])
    )
    sides: Shelf[Papers] = field(default_factory=lambda: Shelf(MOST_SIDES, lambda _: 1))
    places: Shelf[Placed] = field(
        default_factory=lambda: Shelf(MOST_PLACED, lambda placed: len(placed[0]))
    )
    views: Shelf[View] = field(
        default_factory=lambda: Shelf(MOST_VIEWED, lambda view: view.size, MOST_VIEWS)
    )


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

    def recall_view(self, request: SliceRequest) -> View | None:
        """The view of a request, if it is at hand; nobody may carry steps out on it."""
        return self.kept.views.get((self.version, *request.key))

    def keep_view(self, request: SliceRequest, view: View) -> None:
        """Have a view at hand, on which nobody carries out steps any more."""
        if view.size <= MOST_VIEWED:
            self.kept.views.put((self.version, *request.key), view)

    def placed(self, question: Any, place: Callable[[Any], Placed]) -> Placed:
        """The places that a question leads to, found once: the steps of a view ask it again.

        They hang on nothing but the question, whatever version the data is of.
        """
        key = blake2b(orjson.dumps(question)).digest()
        found = self.kept.places.get(key)
        if found is None:
            found = place(question)
            self.kept.places.put(key, found)
        spots, rectangle = found
        return dict(spots), rectangle


def _words(params: Mapping[str, object]) -> bytes:
    return orjson.dumps(dict(params), option=orjson.OPT_SORT_KEYS)
