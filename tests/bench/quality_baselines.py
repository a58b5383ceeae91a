"""What others rank by, on the same graph of co-authors, and variants of our own ties."""

from __future__ import annotations

from functools import cache

import numpy as np

from tests.bench.quality_metrics import Floats, Ints
from tests.bench.quality_scores import Graph, Method

RESTART = 0.15
STEPS = 10  # of the random walk: what is left to walk, 0.85^10, changes no first place


def joint_papers(graph: Graph, ego: int) -> Floats:
    other, _, _, joint = graph.ties.at(ego)
    return graph.add_up(other, joint)


def adamic_adar(graph: Graph, ego: int) -> Floats:
    """Σ 1/ln(co-authors of the common neighbour); such a one has two at least, v and the ego."""
    return _through(graph, ego, 1.0 / np.log(np.maximum(graph.known, 2)))


def resource_allocation(graph: Graph, ego: int) -> Floats:
    """Σ 1/co-authors of the common neighbour."""
    return _through(graph, ego, 1.0 / np.maximum(graph.known, 1))


def _through(graph: Graph, ego: int, worth: Floats) -> Floats:
    shared = graph.ties.at(ego)[0]
    points = np.repeat(worth[shared], graph.known[shared])
    return graph.add_up(graph.ties.rows(shared)[0], points)


def pagerank(graph: Graph, ego: int, column: int = 3) -> Floats:
    """Personalised PageRank; a walk takes a tie in proportion to its joint papers, or its weight.

    Args:
        graph: whose ties are walked.
        ego: where the walk starts again.
        column: of the ties: 3 for joint papers, 1 for our weight.
    """
    other, chance, starts, tied = _walk(graph, column)
    rank = np.zeros(graph.size)
    rank[ego] = 1.0
    for _ in range(STEPS):
        moved = np.zeros(graph.size)
        moved[tied] = np.add.reduceat(rank[other] * chance, starts)
        rank = (1.0 - RESTART) * moved
        rank[ego] += RESTART
    return rank


@cache
def _walk(graph: Graph, column: int) -> tuple[Ints, Floats, Ints, Ints]:
    """Per tie whence, and with which chance, somebody comes over it."""
    other, weight = graph.ties.columns[0], graph.ties.columns[column]
    total = np.bincount(graph.ties.keys, weight, minlength=graph.size)
    tied = np.flatnonzero(graph.known)
    return other, weight / total[other], graph.ties.starts[tied], tied


def weighted_pagerank(graph: Graph, ego: int) -> Floats:
    return pagerank(graph, ego, column=1)


BASELINES: dict[str, Method] = {
    "joint papers": joint_papers,
    "Adamic–Adar": adamic_adar,
    "resource allocation": resource_allocation,
    "PageRank over joint papers": pagerank,
    "PageRank over our ties": weighted_pagerank,
}


# -- author positions --------------------------------------------------------------------------


def ties_by_position(middle: float, *, both: bool = True) -> Method:
    """Co-authorship with a weight for authors who stand neither first nor last.

    Lists in order of names have no first and last author that mean something: all weigh 1.

    Args:
        middle: the weight.
        both: whether the ego's own place counts as well as the other's.
    """

    @cache
    def weights(graph: Graph) -> Floats:
        _, paper, mine, theirs = graph.pairs.columns
        role = _role(graph, paper, theirs, middle)
        if both:
            role = role * _role(graph, paper, mine, middle)
        weight: Floats = role * graph.aged[graph.years[paper]] * graph.paper_hub[paper]
        return weight

    def add(graph: Graph, ego: int) -> Floats:
        rows = slice(graph.pairs.starts[ego], graph.pairs.starts[ego + 1])
        return graph.add_up(graph.pairs.columns[0][rows], weights(graph)[rows])

    return add


def _role(graph: Graph, paper: Ints, position: Ints, middle: float) -> Floats:
    end = (position == 1) | (position >= graph.corpus.authors[paper])
    return np.where(end | graph.corpus.alphabetical[paper], 1.0, middle)
