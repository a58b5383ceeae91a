"""How well a ranking finds people: places, recall, reciprocal rank, and how sure that is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
TOP = 20
RESAMPLES = 2_000
DIGITS = 12  # scores that differ by less are ties: the sum of the same parts in another order


def places(scores: Floats, wanted: Ints, left_out: Ints) -> Floats:
    """The place of each wanted person, from 1; infinite for who has no score.

    Ties break by number, as ids do.
    """
    scores = scores.copy()
    scores[left_out] = 0.0
    scored = np.flatnonzero(scores > 0)
    rounded = np.round(scores[scored], DIGITS)
    found = np.full(len(wanted), np.inf)
    for place, person in enumerate(wanted):
        if scores[person] > 0:
            own = np.round(scores[person], DIGITS)
            above = np.count_nonzero(rounded > own)
            found[place] = 1 + above + np.count_nonzero(rounded[scored < person] == own)
    return found


def recall(places: Floats) -> float:
    """The share of the wanted who stand among the first ``TOP``."""
    return float(np.mean(places <= TOP))


def reciprocal(places: Floats) -> float:
    """1 / place of the first one wanted; 0 where none was found."""
    return float(1.0 / places.min())


@dataclass(frozen=True, slots=True)
class Figure:
    """A mean over people, with the 95 % interval of its bootstrap."""

    mean: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.mean:.3f} ({self.low:.3f}–{self.high:.3f})"

    def signed(self) -> str:
        """As a difference; bold where the interval leaves zero out."""
        text = f"{self.mean:+.3f} ({self.low:+.3f} to {self.high:+.3f})"
        return f"**{text}**" if self.low > 0 or self.high < 0 else text


def estimate(values: Iterable[float], seed: int = 0) -> Figure:
    """The mean of values, one per person, and how far it moves when people are drawn again."""
    sample = np.fromiter(values, dtype=np.float64)
    generator = np.random.default_rng(seed)
    means = [
        sample[generator.integers(0, len(sample), len(sample))].mean() for _ in range(RESAMPLES)
    ]
    low, high = np.quantile(means, [0.025, 0.975])
    return Figure(float(sample.mean()), float(low), float(high))
