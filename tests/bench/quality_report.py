"""The measurements as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np

from explorer.graph.ranking import REACH
from tests.bench.quality_corpus import Corpus
from tests.bench.quality_grid import Trial, one_by_one
from tests.bench.quality_heldout import Held, Outcome
from tests.bench.quality_metrics import TOP, estimate
from tests.bench.quality_scores import BY_NAME, Method

Answers = Mapping[str, Mapping[str, Outcome]]


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Lines of a Markdown table, with a blank one after it."""
    yield f"| {' | '.join(header)} |"
    yield f"|{' --- |' * len(header)}"
    yield from (f"| {' | '.join(row)} |" for row in rows)
    yield ""


def describe_corpus(corpus: Corpus, held: Held, year: int) -> Iterator[str]:
    """What was ranked, what was hidden, who was asked about."""
    later = corpus.years > year
    by_name, chance = corpus.by_name()
    wanted = [held.wanted(ego) for ego in held.egos.tolist()]
    asked = {q: sum(len(each[q]) > 0 for each in wanted) for q in ("repeat", "new")}
    yield (
        f"{len(corpus.years):,} papers by {len(corpus.people):,} people; {later.mean():.1%} of the "
        f"papers are later than {year} and hidden. {len(held.egos):,} people of {held.eligible:,}; "
        f"{asked['repeat']:,} of them have repeat co-authors, {asked['new']:,} new ones. "
        f"{by_name:.1%} of the lists of three authors or more are in order of names, "
        f"{chance:.1%} would be by chance."
    )
    yield ""


def show_answers(answers: Answers, questions: Sequence[str]) -> Iterator[str]:
    """Recall and reciprocal rank of each method."""
    yield from table(
        ["", *(f"{q}: {figure}" for q in questions for figure in (f"recall@{TOP}", "MRR"))],
        (
            [
                name,
                *(
                    str(estimate(each))
                    for q in questions
                    for each in (found[q].recall, found[q].reciprocal)
                ),
            ]
            for name, found in answers.items()
        ),
    )


def compare_answers(answers: Answers, questions: Sequence[str], what: str = "") -> Iterator[str]:
    """The first method's figures, then by how much each other one differs from it."""
    first, *others = answers
    rows = [[first, *_figures(answers[first], questions)]]
    for name in others:
        rows.append([name, *_differences(answers[name], answers[first], questions)])
    header = [f"{q}: {figure}" for q in questions for figure in (f"recall@{TOP}", "MRR")]
    yield from table([what, *header], rows)


def _figures(found: Mapping[str, Outcome], questions: Sequence[str]) -> list[str]:
    return [
        f"{each.mean():.3f}" for q in questions for each in (found[q].recall, found[q].reciprocal)
    ]


def _differences(
    found: Mapping[str, Outcome], other: Mapping[str, Outcome], questions: Sequence[str]
) -> list[str]:
    """Person by person, so that what makes a person hard counts for neither."""
    return [
        estimate(one - two).signed()
        for q in questions
        for one, two in (
            (found[q].recall, other[q].recall),
            (found[q].reciprocal, other[q].reciprocal),
        )
    ]


def show_grid(trial: Trial, weights: Mapping[str, float]) -> Iterator[str]:
    """The best λ, and what each alone changes."""
    best, tried = trial.best(weights)
    ours = trial.outcomes(weights)
    yield (
        f"{len(trial.cases):,} people and years. Ours, then the one of {tried:,} combinations that "
        "has the highest mean recall over both, by its difference from ours:"
    )
    yield ""
    questions = ("repeat", "new")
    answers = {_said(weights): ours, _said(best): trial.outcomes(best)}
    yield from compare_answers(answers, questions, "λ")
    yield "One λ changed at a time:"
    yield ""
    answers = {"ours": ours}
    for name, each in one_by_one(weights):
        if each != weights:
            answers[f"{name} {each[name]:g}"] = trial.outcomes(each)
    yield from compare_answers(answers, questions, "λ")


def _said(weights: Mapping[str, float]) -> str:
    return ", ".join(f"{name} {weights[name]:g}" for name in BY_NAME)


def show_reached(held: Held, full: Method, bounded: Method) -> Iterator[str]:
    """Whom the reach rule touches, and how many people it spares looking at."""
    counts = np.array([
        [np.count_nonzero(method(held.graph, ego)) for method in (full, bounded)]
        for ego in held.egos.tolist()
    ])  # fmt: skip
    all_median, median = np.median(counts, axis=0)
    all_most, most = counts.max(axis=0)
    touched = np.mean(counts[:, 0] > counts[:, 1])
    yield (
        f"With a reach of {REACH:,}, topics bring a median of {median:,.0f} people "
        f"(most {most:,}), without it {all_median:,.0f} (most {all_most:,}). "
        f"It leaves somebody out for {touched:.0%} of the people asked about."
    )
    yield ""
