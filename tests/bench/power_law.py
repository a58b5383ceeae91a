"""A made graph as uneven as a real one, as OpenAlex works of the 2026 schema. Pure.

Who writes and what is cited is drawn by preferential attachment, the number of authors from a
power law between 1 and 400, topics and institutions by Zipf's law. The same seed gives the same
works.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Sequence
from typing import Any

MOST_AUTHORS = 400
AUTHORS_EXPONENT = 1.6  # P(more than n authors) falls as n to the minus this
LEAST_AUTHORS = 1.7  # scale of that law; the mean is then about 4
NEW_AUTHOR = 0.45  # how often an author has no earlier paper
REFERENCES = 9  # mean of a paper
OUTSIDE = 0.3  # how many of those are not among the works
TOPICS, SUBFIELDS, FIELDS, DOMAINS = 4500, 250, 26, 4  # as many as OpenAlex has
INSTITUTIONS, VENUES, WORDS = 3000, 500, 4000
FIRST_YEAR, YEARS = 1990, 36
SYLLABLES = ("ba", "co", "di", "fe", "gra", "hu", "in", "jo", "ka", "lor", "mi", "nu", "os", "pra")
ROOT = "https://openalex.org"


def works(papers: int, seed: int = 1) -> Iterator[dict[str, Any]]:
    """Some works, the oldest first, each as OpenAlex's API gives it, abstracts aside."""
    draw = random.Random(seed)  # noqa: S311 - nothing secret: the same graph each time
    words = ["".join(draw.choices(SYLLABLES, k=draw.randint(2, 4))) for _ in range(WORDS)]
    topics, institutions = _Zipf(TOPICS), _Zipf(INSTITUTIONS)
    homes: list[int] = []  # by author, the place where they mostly work
    wrote: list[int] = []  # an author once for each paper
    cited: list[int] = []  # a paper once for itself and once for each citation
    for paper in range(papers):
        authors = _authors(draw, homes, wrote, institutions)
        references = _references(draw, cited, paper)
        title = " ".join(draw.choices(words, k=draw.randint(5, 12)))
        year = FIRST_YEAR + paper * YEARS // max(papers, YEARS)
        about = dict.fromkeys(topics.draw(draw) for _ in range(draw.randint(1, 3)))
        yield {
            "id": f"{ROOT}/W{paper + 1}",
            "doi": f"https://doi.org/10.5555/made.{paper + 1}",
            "title": title.capitalize(),
            "publication_year": year,
            "publication_date": f"{year}-{draw.randint(1, 12):02}-{draw.randint(1, 28):02}",
            "language": "en",
            "type": "article",
            "cited_by_count": 0,
            "is_retracted": False,
            "primary_location": _location(draw.randrange(VENUES), words, paper),
            "authorships": [
                _authorship(draw, author, place, homes, words, institutions)
                for place, author in enumerate(authors)
            ],
            "topics": [_topic(topic, words, rank) for rank, topic in enumerate(about)],
            "referenced_works": [f"{ROOT}/W{each}" for each in references],
        }


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
    """Numbers of cited works; those above a thousand millions are not among the works."""
    size = int(draw.expovariate(1 / REFERENCES))
    found = {
        10**9 + draw.randrange(10**6)
        if not cited or draw.random() < OUTSIDE
        else draw.choice(cited)
        for _ in range(size)
    }
    cited.extend(each for each in sorted(found) if each < 10**9)
    cited.append(paper + 1)
    return sorted(found)


def _authorship(
    draw: random.Random,
    author: int,
    place: int,
    homes: Sequence[int],
    words: Sequence[str],
    institutions: _Zipf,
) -> dict[str, Any]:
    at = [homes[author]] if draw.random() < 0.9 else [homes[author], institutions.draw(draw)]
    first, last = words[author % WORDS], words[author * 7 // WORDS % WORDS]
    name = f"{first.capitalize()} {last.capitalize()} {author}"
    return {
        "author": {"id": f"{ROOT}/A{author + 1}", "display_name": name, "orcid": None},
        "institutions": [_institution(each, words) for each in dict.fromkeys(at)],
        "is_corresponding": place == 0,
        "raw_author_name": name,
    }


def _institution(number: int, words: Sequence[str]) -> dict[str, Any]:
    return {
        "id": f"{ROOT}/I{number + 1}",
        "display_name": f"University of {words[number % WORDS].capitalize()} {number}",
        "ror": None,
        "country_code": "DE",
        "type": "education",
    }


def _location(venue: int, words: Sequence[str], paper: int) -> dict[str, Any]:
    return {
        "source": {
            "id": f"{ROOT}/S{venue + 1}",
            "display_name": f"Journal of {words[venue].capitalize()}",
        },
        "landing_page_url": f"https://example.org/{paper + 1}",
    }


def _topic(number: int, words: Sequence[str], rank: int) -> dict[str, Any]:
    subfield = number % SUBFIELDS
    field = subfield % FIELDS
    levels = {"subfield": subfield, "field": field, "domain": field % DOMAINS}
    return {
        "id": f"{ROOT}/T{number + 10000}",
        "display_name": f"{words[-1 - number % WORDS].capitalize()} studies {number}",
        "score": round(0.99 - rank / 10, 4),
        **{
            level: {"id": f"{ROOT}/{level}s/{place + 1}", "display_name": f"{level} {place + 1}"}
            for level, place in levels.items()
        },
    }
