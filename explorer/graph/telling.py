"""How far a slice is while it is built, told ring by ring to whoever waits for it.

Comes in: a function that takes a ``Ring``. Whoever gave it may raise ``Stopped`` from it, and the
slice ends there. Nothing here knows the web.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass

LINKS, PLACES = "links", "places"  # rings beside the kinds: what joins the nodes, where they stand


@dataclass(frozen=True, slots=True)
class Ring:
    """A ring that is asked for, or has come.

    Attributes:
        ring: plural of a kind; ``links`` stored among what is shown, read with
            all names; ``places``.
        found: so many, before the cut; None while it is waited for.
        step: the operation of the view it belongs to; 0 is the first picture.
        steps: operations in all.
        share: how much of all questions has been answered, 0 to 1; never less than before.
        after: seconds since the slice was begun.
    """

    ring: str
    found: int | None
    step: int
    steps: int
    share: float
    after: float

    def as_json(self) -> dict[str, object]:
        """One line of a streamed answer."""
        return asdict(self)


Tell = Callable[[Ring], None]


class Stopped(Exception):
    """Whoever waited for a slice has gone; raised from a ``Tell``."""


class Teller:
    """Tells the rings of one slice, in their order.

    Args:
        tell: called in the thread that builds the slice; None where nobody listens.
        steps: operations of the view.
    """

    def __init__(self, tell: Tell | None, steps: int) -> None:
        self._tell = tell
        self._started = time.perf_counter()
        self._share = 0.0
        self.step = 0
        self.steps = steps

    @property
    def listened(self) -> bool:
        """Whether counting is worth while."""
        return self._tell is not None

    def say(self, ring: str, found: int | None, part: float) -> None:
        """Say that a ring is asked for, or how many it found.

        Args:
            ring: its name.
            found: None while it is waited for.
            part: how much of its step is done, 0 to 1.

        Raises:
            Stopped: nobody waits any more.
        """
        if self._tell is None:
            return
        rounds = self.steps + 2  # the first picture, each step, and names and places of all
        self._share = max(self._share, min(1.0, (self.step + part) / rounds))
        after = round(time.perf_counter() - self._started, 3)
        step = min(self.step, self.steps)
        self._tell(Ring(ring, found, step, self.steps, round(self._share, 3), after))
