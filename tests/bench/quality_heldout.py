"""Later co-authors, hidden: who is asked about, what was to be found, and how well it was."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from tests.bench.quality_corpus import Corpus
from tests.bench.quality_metrics import Floats, Ints, places, recall, reciprocal
from tests.bench.quality_scores import Graph, Method, Table

LEAST_PAPERS = 5
SEED = 0
# What is asked: those who wrote with the ego before; those who did not, with the former left out
# of the ranking; both in one list, as the product shows them.
QUESTIONS = ("repeat", "new", "one list")


@dataclass(frozen=True, slots=True)
class Outcome:
    """Recall and reciprocal rank, one per person that the question can be asked about."""

    recall: Floats
    reciprocal: Floats


@dataclass(frozen=True, slots=True)
class Held:
    """A graph up to a year, and for some people who became their co-authors later.

    Attributes:
        graph: up to the year.
        egos: the people asked about.
        eligible: how many there were to draw from.
        later: per person, later co-author and 1 if they had a paper together before, else 0.
    """

    graph: Graph
    egos: Ints
    eligible: int
    later: Table

    def wanted(self, ego: int) -> dict[str, Ints]:
        """By question, who is to be found."""
        other, before = self.later.at(ego)
        return {"repeat": other[before == 1], "new": other[before == 0], "one list": other}


def hold_out(
    corpus: Corpus, year: int, until: int, people: int, half_life: float | None = None
) -> Held:
    """Hide the papers after a year; those up to ``until`` say what is to be found.

    People are drawn among those with five papers or more, and a later co-author who had a paper.
    """
    graph = Graph(corpus, year, half_life)
    rows = corpus.authored[(corpus.years > year)[corpus.authored[:, 1]]]
    rows = rows[corpus.years[rows[:, 1]] <= until]
    on_paper = Table.of(len(corpus.years), rows[:, 1], rows[:, 0])
    person = np.repeat(rows[:, 0], on_paper.sizes[rows[:, 1]])
    [other] = on_paper.rows(rows[:, 1])
    papers = graph.papers_of.sizes
    there = (person != other) & (papers[person] >= LEAST_PAPERS) & (papers[other] > 0)
    pairs = np.unique(person[there] * graph.size + other[there])
    before = np.isin(pairs, graph.ties.keys * graph.size + graph.ties.columns[0])
    person, other = np.divmod(pairs, graph.size)
    later = Table.of(graph.size, person, other, before.astype(np.int64))
    eligible = np.unique(person)
    drawn = np.random.default_rng(SEED).permutation(eligible)[:people]
    return Held(graph, np.sort(drawn), len(eligible), later)


def measure(held: Held, methods: Mapping[str, Method]) -> dict[str, dict[str, Outcome]]:
    """How well each method answers each question."""
    found: dict[str, dict[str, list[Floats]]]
    found = {name: {question: [] for question in QUESTIONS} for name in methods}
    for ego in held.egos.tolist():
        known = np.append(held.graph.ties.at(ego)[0], ego)
        wanted = held.wanted(ego)
        for name, method in methods.items():
            scores = method(held.graph, ego)
            for question, people in wanted.items():
                if len(people):
                    left_out = known if question == "new" else known[-1:]
                    found[name][question].append(places(scores, people, left_out))
    return {
        name: {question: outcome(each) for question, each in answers.items()}
        for name, answers in found.items()
    }


def outcome(found: list[Floats]) -> Outcome:
    """The figures of the places found for each person."""
    return Outcome(
        np.array([recall(each) for each in found]), np.array([reciprocal(each) for each in found])
    )
