"""Works of OpenAlex's CSV export, unflattened to the shape of the API's JSON. Pure.

The export joins lists with ``|``, and a list for each author is joined a second time: the first
author's institutions, then the second's. An author without any leaves an empty place. So each
author takes one place or more, and where there are as many places as authors, each has just one.
Only then is it known whose an institution is; else it stands on the work alone.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from explorer.errors import RecordError

Row = Mapping[str, str]
NEEDED = ("id", "title", "publication_year", "authorships.author.id")  # columns that tell the form
NOTHING = frozenset({"", "None", "nan", "null"})
# One dict as Python prints it; strings may hold braces and bars.
_DICT = re.compile(r"""\{(?:[^{}'"]|'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")*\}""")
_AUTHORS = "authorships"


def unflatten(row: Row) -> dict[str, Any]:
    """One row as a work of the API.

    Raises:
        RecordError: lists that belong together differ in length, or a value does not parse.
    """
    return {
        "id": _text(row, "id"),
        "doi": _text(row, "doi"),
        "title": _text(row, "title") or _text(row, "display_name"),
        "publication_year": _text(row, "publication_year"),
        "publication_date": _text(row, "publication_date"),
        "language": _text(row, "language"),
        "type": _text(row, "type"),
        "cited_by_count": _text(row, "cited_by_count"),
        "is_retracted": _truth(_text(row, "is_retracted")),
        "is_authors_truncated": _truth(_text(row, "is_authors_truncated")),
        "authors_count": _text(row, "authors_count"),
        "ids": {
            name: _text(row, f"ids.{name}") for name in ("openalex", "doi", "mag", "pmid", "pmcid")
        },
        "primary_location": {
            "landing_page_url": _text(row, "primary_location.landing_page_url"),
            "source": {"display_name": _text(row, "primary_location.source.display_name")},
        },
        "locations": [
            {"landing_page_url": url} for url in _places(row, "locations.landing_page_url") if url
        ],
        "abstract": _text(row, "abstract"),
        "authorships": _authorships(row),
        "institutions": [each for each in _dicts(row, f"{_AUTHORS}.institutions") if each],
        **_subjects(row),
        "awards": _awards(row, "awards", "funder_award_id"),
        "grants": _awards(row, "grants", "award_id"),
        "referenced_works": [work for work in _places(row, "referenced_works") if work],
    }


def _text(row: Row, column: str) -> str | None:
    value = row.get(column, "").strip()
    return None if value in NOTHING else value


def _truth(text: str | None) -> bool | None:
    return None if text is None else text.casefold() == "true"


def _places(row: Row, column: str) -> list[str | None]:
    """The places of a joined list; None for an empty one. No text is an empty list."""
    value = row.get(column, "")
    if not value:
        return []
    return [None if each.strip() in NOTHING else each.strip() for each in value.split("|")]


def _dicts(row: Row, column: str) -> list[dict[str, Any] | None]:
    """The places of a joined list of dicts, as Python prints them."""
    value, position = row.get(column, ""), 0
    found: list[dict[str, Any] | None] = []
    while value:
        match = _DICT.match(value, position)
        end = match.end() if match else value.find("|", position) % (len(value) + 1)
        text = value[position:end]
        found.append(None if text.strip() in NOTHING else _dict(text, column))
        if end == len(value):
            break
        if value[end] != "|":
            raise RecordError(f"a bar is missing after {text[-40:]}", field=column)
        position = end + 1
    return found


def _dict(text: str, column: str) -> dict[str, Any]:
    try:
        value = _literal(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError) as error:
        raise RecordError(f"{text[:60]} does not parse", field=column) from error
    if not isinstance(value, dict):
        raise RecordError(f"{text[:60]} is no dict", field=column)
    return value


@lru_cache(maxsize=10_000)  # the same institutions come again and again
def _literal(text: str) -> Any:
    return ast.literal_eval(text)


def _authorships(row: Row) -> list[dict[str, Any]]:
    ids = _places(row, f"{_AUTHORS}.author.id")
    names = _aligned(row, f"{_AUTHORS}.author.display_name", ids)
    if names is None:
        raise RecordError(
            f"there are {len(ids)} author ids, but another number of names: whose is unknown",
            field=f"{_AUTHORS}.author.display_name",
        )
    orcids = _aligned(row, f"{_AUTHORS}.author.orcid", ids) or [None] * len(ids)
    corresponding = _aligned(row, f"{_AUTHORS}.is_corresponding", ids) or [None] * len(ids)
    institutions = _institutions(row, len(ids))
    return [
        {
            "author": {"id": ids[i], "display_name": names[i], "orcid": orcids[i]},
            "is_corresponding": _truth(corresponding[i]),
            "institutions": institutions[i],
        }
        for i in range(len(ids))
    ]


def _aligned(row: Row, column: str, ids: Sequence[str | None]) -> list[str | None] | None:
    """A list with one place per id; None where its length says that it is not one."""
    if column not in row:
        return [None] * len(ids)
    places = _places(row, column)
    return places if len(places) == len(ids) else None


def _institutions(row: Row, authors: int) -> list[list[dict[str, Any]]]:
    """Each author's institutions, where that is known; else empty lists."""
    unknown: list[list[dict[str, Any]]] = [[] for _ in range(authors)]
    places = _dicts(row, f"{_AUTHORS}.institutions")
    if authors == 1:
        return [[each for each in places if each]]
    if len(places) != authors:
        return unknown
    countries = _places(row, f"{_AUTHORS}.countries")
    if countries and (
        len(countries) != authors
        or any(
            place and place.get("country_code") and place["country_code"] != country
            for place, country in zip(places, countries, strict=True)
        )
    ):
        return unknown
    stated = _dicts(row, f"{_AUTHORS}.affiliations")
    if stated and len(stated) < authors:
        return unknown  # empty places were dropped, so the count of places proves nothing
    if len(stated) == authors and any(
        place and place.get("id") not in ((said or {}).get("institution_ids") or ())
        for place, said in zip(places, stated, strict=True)
    ):
        return unknown
    return [[place] if place else [] for place in places]


def _topics(row: Row, prefix: str) -> list[dict[str, Any]]:
    """Topics with score, subfield, field and domain."""
    above = [f"{a}.{b}" for a in _BROADER for b in _NAMED]
    found = _joined(row, prefix, ("display_name", "score", *above))
    return [each | {a: {b: each[f"{a}.{b}"] for b in _NAMED} for a in _BROADER} for each in found]


def _joined(row: Row, prefix: str, names: Sequence[str]) -> list[dict[str, Any]]:
    """Columns that are lists of one thing each; their lengths must agree with the ids'."""
    ids = _places(row, f"{prefix}.id")
    columns = {name: _aligned(row, f"{prefix}.{name}", ids) for name in names}
    wrong = next((name for name, places in columns.items() if places is None), None)
    if wrong is not None and ids:
        raise RecordError(
            f"there are {len(ids)} {prefix}, but another number of these", field=f"{prefix}.{wrong}"
        )
    return [
        {"id": id, **{name: (places or [])[i] for name, places in columns.items()}}
        for i, id in enumerate(ids)
    ]


def _subjects(row: Row) -> dict[str, Any]:
    """Topics, or in an export of 2023, which has no column of them, concepts."""
    if "topics.id" in row or "primary_topic.id" in row or "concepts.id" not in row:
        return {"topics": _topics(row, "topics") or _topics(row, "primary_topic")}
    return {"concepts": _joined(row, "concepts", ("display_name", "level", "score"))}


def _awards(row: Row, prefix: str, number: str) -> list[dict[str, Any]]:
    """Awards with funder and number, which the export may give no list of."""
    funders = _places(row, f"{prefix}.funder_display_name")
    numbers = _aligned(row, f"{prefix}.{number}", funders) or [None] * len(funders)
    return [
        {"funder_display_name": funder, number: each}
        for funder, each in zip(funders, numbers, strict=True)
    ]


_BROADER = ("subfield", "field", "domain")
_NAMED = ("id", "display_name")
