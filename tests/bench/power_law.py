"""A made graph as uneven as a real one, as OpenAlex works of the 2026 schema. Pure.

Who writes and what is cited is drawn by preferential attachment, the number of authors from a
power law between 1 and 400, topics and institutions by Zipf's law. The same seed gives the same
works. ``PowerLaw`` gives them in numbers, for whoever needs a million; ``works`` in full.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

MOST_AUTHORS = 400
AUTHORS_EXPONENT = 1.6  # P(more than n authors) falls as n to the minus this
LEAST_AUTHORS = 1.7  # scale of that law; the mean is then about 4
NEW_AUTHOR = 0.45  # how often an author has no earlier paper
REFERENCES = 9  # mean of a paper
OUTSIDE = 0.3  # how many of those are not among the works
FIRST_OUTSIDE = 10**9  # numbers of works from here on are not among the works
TOPICS, SUBFIELDS, FIELDS, DOMAINS = 4500, 250, 26, 4  # as many as OpenAlex has
INSTITUTIONS, VENUES, WORDS = 3000, 500, 4000
FIRST_YEAR, YEARS = 1990, 36
SYLLABLES = ("ba", "co", "di", "fe", "gra", "hu", "in", "jo", "ka", "lor", "mi", "nu", "os", "pra")
ROOT = "https://openalex.org"


@dataclass(frozen=True, slots=True)
class Made:
    """One work in numbers: all count from 0, but for the works cited, which count from 1."""

    number: int
    title: str
    year: int
    date: str
    venue: int
    authors: Sequence[int]
    places: Sequence[Sequence[int]]  # by author, the institutions named with them
    topics: Sequence[int]
    references: Sequence[int]  # those from FIRST_OUTSIDE on are not among the works


class PowerLaw:
    """Some works, the oldest first, and the names of all that stands on them.

    Args:
        papers: how many.
        seed: of what is drawn.
        hub: papers, spread evenly, that the first author writes too: preferential attachment
            alone gives nobody as many as the most prolific people have.
    """

    def __init__(self, papers: int, seed: int = 1, *, hub: int = 0) -> None:
        self._papers = papers
        self._hub_step = max(1, papers // hub) if hub else papers + 1
        draw = random.Random(seed)  # noqa: S311 - nothing secret: the same graph each time
        self._words = ["".join(draw.choices(SYLLABLES, k=draw.randint(2, 4))) for _ in range(WORDS)]
        self._drawn = draw.getstate()

    def __iter__(self) -> Iterator[Made]:
        draw = random.Random()  # noqa: S311 - as above
        draw.setstate(self._drawn)
        topics, institutions = _Zipf(TOPICS), _Zipf(INSTITUTIONS)
        homes: list[int] = []  # by author, the place where they mostly work
        wrote: list[int] = []  # an author once for each paper
        cited: list[int] = []  # a paper once for itself and once for each citation
        for paper in range(self._papers):
            authors = _authors(draw, homes, wrote, institutions)
            if paper % self._hub_step == 0 and 0 not in authors:
                authors = [*authors, 0]
            references = _references(draw, cited, paper)
            title = " ".join(draw.choices(self._words, k=draw.randint(5, 12)))
            year = FIRST_YEAR + paper * YEARS // max(self._papers, YEARS)
            about = dict.fromkeys(topics.draw(draw) for _ in range(draw.randint(1, 3)))
            yield Made(
                paper,
                title.capitalize(),
                year,
                f"{year}-{draw.randint(1, 12):02}-{draw.randint(1, 28):02}",
                draw.randrange(VENUES),
                authors,
                [_places(draw, homes[author], institutions) for author in authors],
                list(about),
                references,
            )

    def person(self, number: int) -> str:
        """The name of an author."""
        first, last = self._words[number % WORDS], self._words[number * 7 // WORDS % WORDS]
        return f"{first.capitalize()} {last.capitalize()} {number}"

    def institution(self, number: int) -> str:
        """The name of an institution."""
        return f"University of {self._words[number % WORDS].capitalize()} {number}"

    def venue(self, number: int) -> str:
        """The name of a journal."""
        return f"Journal of {self._words[number].capitalize()}"

    def topic(self, number: int) -> str:
        """The name of a topic."""
        return f"{self._words[-1 - number % WORDS].capitalize()} studies {number}"


def works(papers: int, seed: int = 1, *, hub: int = 0) -> Iterator[dict[str, Any]]:
    """Some works, the oldest first, each as OpenAlex's API gives it, abstracts aside.

    Args:
        papers: how many.
        seed: of what is drawn.
        hub: see ``PowerLaw``.
    """
    graph = PowerLaw(papers, seed, hub=hub)
    return (_work(each, graph) for each in graph)


def above(topic: int) -> dict[str, int]:
    """What a topic is part of, narrow to broad, by level; numbers from 1."""
    subfield = topic % SUBFIELDS
    field = subfield % FIELDS
    return {"subfield": subfield + 1, "field": field + 1, "domain": field % DOMAINS + 1}


def score(rank: int) -> float:
    """How much a work is about its topic of a rank from 0."""
    return round(0.99 - rank / 10, 4)


class _Zipf:
    """Draws numbers from 0, a number in proportion to 1 / (number + 1)."""

    def __init__(self, size: int) -> None:
        self._numbers = range(size)
        self._weights = list(itertools.accumulate(1 / (n + 1) for n in self._numbers))

    def draw(self, draw: random.Random) -> int:
        return draw.choices(self._numbers, cum_weights=self._weights)[0]


def _authors(
    draw: random.Random, homes: list[int], wrote: list[int], institutions: _Zipf
) -> Sequence[int]:
    size = min(MOST_AUTHORS, int(LEAST_AUTHORS * (1 - draw.random()) ** (-1 / AUTHORS_EXPONENT)))
    found: dict[int, None] = {}
    while len(found) < size:
        if not wrote or draw.random() < NEW_AUTHOR:
            homes.append(institutions.draw(draw))
            found[len(homes) - 1] = None
        else:
            found[draw.choice(wrote)] = None
    wrote.extend(found)
    return list(found)


def _references(draw: random.Random, cited: list[int], paper: int) -> Sequence[int]:
    """Numbers of cited works, sorted."""
    size = int(draw.expovariate(1 / REFERENCES))
    found = {
        FIRST_OUTSIDE + draw.randrange(10**6)
        if not cited or draw.random() < OUTSIDE
        else draw.choice(cited)
        for _ in range(size)
    }
    cited.extend(each for each in sorted(found) if each < FIRST_OUTSIDE)
    cited.append(paper + 1)
    return sorted(found)


def _places(draw: random.Random, home: int, institutions: _Zipf) -> Sequence[int]:
    if draw.random() < 0.9:
        return (home,)
    return tuple(dict.fromkeys((home, institutions.draw(draw))))


# -- as OpenAlex says it -----------------------------------------------------------------------


def _work(made: Made, graph: PowerLaw) -> dict[str, Any]:
    number = made.number + 1
    return {
        "id": f"{ROOT}/W{number}",
        "doi": f"https://doi.org/10.5555/made.{number}",
        "title": made.title,
        "publication_year": made.year,
        "publication_date": made.date,
        "language": "en",
        "type": "article",
        "cited_by_count": 0,
        "is_retracted": False,
        "primary_location": {
            "source": {
                "id": f"{ROOT}/S{made.venue + 1}",
                "display_name": graph.venue(made.venue),
            },
            "landing_page_url": f"https://example.org/{number}",
        },
        "authorships": [
            _authorship(author, rank, at, graph)
            for rank, (author, at) in enumerate(zip(made.authors, made.places, strict=True))
        ],
        "topics": [_topic(topic, rank, graph) for rank, topic in enumerate(made.topics)],
        "referenced_works": [f"{ROOT}/W{each}" for each in made.references],
    }


def _authorship(author: int, rank: int, at: Sequence[int], graph: PowerLaw) -> dict[str, Any]:
    name = graph.person(author)
    return {
        "author": {"id": f"{ROOT}/A{author + 1}", "display_name": name, "orcid": None},
        "institutions": [_institution(each, graph) for each in at],
        "is_corresponding": rank == 0,
        "raw_author_name": name,
    }


def _institution(number: int, graph: PowerLaw) -> dict[str, Any]:
    return {
        "id": f"{ROOT}/I{number + 1}",
        "display_name": graph.institution(number),
        "ror": None,
        "country_code": "DE",
        "type": "education",
    }


def _topic(number: int, rank: int, graph: PowerLaw) -> dict[str, Any]:
    return {
        "id": f"{ROOT}/T{number + 10000}",
        "display_name": graph.topic(number),
        "score": score(rank),
        **{
            level: {"id": f"{ROOT}/{level}s/{place}", "display_name": f"{level} {place}"}
            for level, place in above(number).items()
        },
    }
