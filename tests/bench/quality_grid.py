"""Which λ find later co-authors best, on graphs that the report does not rank."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product

import numpy as np

from tests.bench.quality_heldout import QUESTIONS, Held, Outcome, outcome
from tests.bench.quality_metrics import Floats, Ints, places
from tests.bench.quality_scores import BY_NAME, COMMON

GRID: Mapping[str, Sequence[float]] = {
    "citation": (0.0, 0.02, 0.05, 0.1, 0.2),
    "shared_topic": (0.0, 0.02, 0.05, 0.1),
    "same_institution": (0.0, 0.05, 0.1, 0.2, 0.5, 1.0),
    COMMON: (0.0, 0.2, 0.5, 1.0, 2.0),
}
Case = tuple[Floats, dict[str, Ints], Ints]  # parts by person, wanted by question, known


class Trial:
    """What each relation says in several graphs, kept, so that λ are tried quickly."""

    def __init__(self, several: Sequence[Held]) -> None:
        self.cases = [_case(held, ego) for held in several for ego in held.egos.tolist()]

    def outcomes(self, weights: Mapping[str, float]) -> dict[str, Outcome]:
        """How well these λ answer ``repeat`` and ``new``."""
        factors = np.array([weights.get(name, 0.0) for name in BY_NAME])
        found: dict[str, list[Floats]] = {question: [] for question in QUESTIONS[:2]}
        nobody = np.empty(0, dtype=np.int64)
        for parts, wanted, known in self.cases:
            scores = factors @ parts
            for question, each in found.items():
                if len(wanted[question]):
                    left_out = known if question == "new" else nobody
                    each.append(places(scores, wanted[question], left_out))
        return {question: outcome(each) for question, each in found.items()}

    def best(self, weights: Mapping[str, float]) -> tuple[dict[str, float], int]:
        """The best λ of the whole grid by ``worth``, and how many were tried."""
        tried = [
            {**weights, **dict(zip(GRID, values, strict=True))}
            for values in product(*GRID.values())
        ]
        return max(tried, key=lambda each: worth(self.outcomes(each))), len(tried)


def worth(outcomes: Mapping[str, Outcome]) -> float:
    """Mean recall of both questions, so that neither drowns the other."""
    return float(np.mean([each.recall.mean() for each in outcomes.values()]))


def one_by_one(weights: Mapping[str, float]) -> Iterator[tuple[str, dict[str, float]]]:
    """λ changed one at a time."""
    for name, values in GRID.items():
        for value in values:
            yield name, {**weights, name: value}


def _case(held: Held, ego: int) -> Case:
    """Only people whom some relation reaches, or who are wanted; their order stays."""
    parts = np.stack([method(held.graph, ego) for method in BY_NAME.values()])
    parts[:, ego] = 0.0
    wanted = held.wanted(ego)
    kept = np.union1d(np.flatnonzero(parts.any(axis=0)), wanted["one list"])
    known = np.searchsorted(kept, held.graph.ties.at(ego)[0])
    return parts[:, kept], {q: np.searchsorted(kept, each) for q, each in wanted.items()}, known
