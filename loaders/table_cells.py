"""Cells of the canonical tables: what each type accepts, and the ids that rows go by. Pure.

A type is one line of ``TYPES``. The rule of ids stands in ``identify`` alone.
"""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from explorer.errors import RecordError
from explorer.model import NodeKind, arxiv_id, doi_id, openalex_id, orcid_id, ror_id, slug
from loaders.names import person_id
from loaders.table_columns import Column, Table

SEPARATOR = ";"  # between the entries of a list in one text
LONGEST_ID = 500  # characters; databases cannot index ids without end
YEARS = range(1000, 2101)  # a year outside is a slip, as 20219
MOST_COUNTED = 2**53  # beyond it a number of a JSON file is not exact
TRUE = frozenset({"true", "t", "yes", "y", "1"})
FALSE = frozenset({"false", "f", "no", "n", "0"})
SHOWN = 60  # characters of a cell that an error shows
_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[T ]\d.*)?)?)?")

Values = Mapping[str, Any]  # by canonical column; None, or no entry, where a cell is empty


@dataclass(frozen=True, slots=True)
class Type:
    """A type of cell: what is written in it, and how it is read.

    ``parse`` gets no None, no blank text and no NaN; it raises ValueError.
    """

    doc: str
    wants: str  # the end of "… is "
    parse: Callable[[Any], Any]


# -- types -------------------------------------------------------------------------------------


def _text(value: Any) -> str:
    """A text on one line; numbers are written out, for ids are often numbers."""
    return " ".join(_prose(value).split())


def _prose(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # a column of numbers with gaps comes as floats
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise ValueError(value)
    # A lone half of a surrogate pair cannot be written anywhere.
    return str(value).encode("utf-8", "replace").decode().strip()


def _entry(value: Any) -> str:
    text = _text(value)
    if len(text) > LONGEST_ID:
        raise ValueError(value)
    return text


def _id(value: Any) -> str:
    text = _entry(value)
    if scheme_of(text) in SCHEMES and scheme_id(text) is None:
        raise ValueError(value)  # as an ORCID with a wrong check digit
    return text


def _number(value: Any) -> int:
    """A whole number, also one written ``2019.0``, as spreadsheets and pandas do."""
    if isinstance(value, bool):
        raise ValueError(value)
    number = float(value)
    if not number.is_integer() or abs(number) > MOST_COUNTED:
        raise ValueError(value)
    return int(number)


def _year(value: Any) -> int:
    year = _number(value)
    if year not in YEARS:
        raise ValueError(value)
    return year


def _date(value: Any) -> str:
    """An ISO date as precise as it is given; a time of day is cut off."""
    text = value.isoformat() if isinstance(value, datetime.date) else _text(value)
    found = _DATE.fullmatch(text)
    if found is None or int(found[1]) not in YEARS:
        raise ValueError(value)
    datetime.date(int(found[1]), int(found[2] or 1), int(found[3] or 1))
    return "-".join(part for part in found.groups() if part)


def _count(value: Any) -> int:
    count = _number(value)
    if count < 0:
        raise ValueError(value)
    return count


def _position(value: Any) -> int:
    position = _number(value)
    if position < 1:
        raise ValueError(value)
    return position


def _score(value: Any) -> float:
    score = float(value)
    if isinstance(value, bool) or not 0 <= score <= 1:
        raise ValueError(value)
    return score


def _flag(value: Any) -> bool:
    word = str(value).strip().casefold().removesuffix(".0")
    if word not in TRUE | FALSE:
        raise ValueError(value)
    return word in TRUE


def _list(value: Any) -> tuple[str, ...]:
    entries: Sequence[Any] = (
        value.split(SEPARATOR) if isinstance(value, str)
        else value if isinstance(value, (list, tuple)) else (value,)
    )  # fmt: skip
    return tuple(text for each in entries if not _is_empty(each) and (text := _entry(each)))


def _names(value: Any) -> tuple[str, ...]:
    return tuple(name for name in _list(value) if slug(name))  # some sources write ? for nobody


def _with(normalise: Callable[[str], str | None]) -> Callable[[Any], str]:
    def parse(value: Any) -> str:
        found = normalise(_text(value))
        if found is None:
            raise ValueError(value)
        return found

    return parse


TYPES: Mapping[str, Type] = {
    "id": Type(f"text of at most {LONGEST_ID} characters", "no id", _id),
    "text": Type("text", "no text", _text),
    "prose": Type("text, its line breaks kept", "no text", _prose),
    "list": Type(f"JSON list, or text parted by '{SEPARATOR}'", "no list of texts", _list),
    "names": Type("as list; what holds no letter is passed over", "no list of names", _names),
    "year": Type(f"{YEARS[0]} to {YEARS[-1]}", "no year", _year),
    "date": Type("ISO: 2019, 2019-05 or 2019-05-31", "no date", _date),
    "count": Type("whole number from 0", "no count", _count),
    "position": Type("whole number from 1", "no place from 1", _position),
    "score": Type("number from 0 to 1", "no score from 0 to 1", _score),
    "flag": Type("true/false, yes/no, y/n, t/f or 1/0", "neither true nor false", _flag),
    "doi": Type("DOI in any dress", "no DOI", _with(doi_id)),
    "arxiv": Type("arXiv id or address", "no arXiv id", _with(arxiv_id)),
    "orcid": Type("ORCID in any dress", "no ORCID, or its check digit is wrong", _with(orcid_id)),
    "ror": Type("ROR in any dress", "no ROR", _with(ror_id)),
}


def _is_empty(value: Any) -> bool:
    return (
        value is None
        or (isinstance(value, str) and not value.strip())
        or (isinstance(value, float) and math.isnan(value))
    )


def parse_row(table: Table, cells: Values, headings: Mapping[str, str]) -> dict[str, Any]:
    """The values of one row, by column; a column whose cell is empty has no entry.

    Args:
        table: whose row.
        cells: raw cells, by canonical column.
        headings: what the file calls a column, where that is not its canonical name.

    Raises:
        RecordError: a cell cannot be what its column holds, or one that must be filled is empty.
    """
    values = {}
    for column in table.columns:
        cell = cells.get(column.name)
        if not _is_empty(cell):
            value = _parse(column, cell, headings)
            if value not in ("", ()):
                values[column.name] = value
        if column.required and column.name not in values:
            raise RecordError("it is empty", field=headings.get(column.name, column.name))
    if table.one_of and not any(name in values for name in table.one_of):
        names = [headings.get(name, name) for name in table.one_of]
        raise RecordError(f"{' and '.join(names)} are all empty; one is needed", field=names[0])
    return values


def _parse(column: Column, cell: Any, headings: Mapping[str, str]) -> Any:
    wanted = TYPES[column.type]
    try:
        return wanted.parse(cell)
    except (ValueError, TypeError, OverflowError) as error:
        raise RecordError(
            f"{_shown(cell)} is {wanted.wants}",
            field=headings.get(column.name, column.name),
            hint=f"Wanted: {wanted.doc}.",
        ) from error


def _shown(cell: Any) -> str:
    text = repr(cell)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


# -- ids ---------------------------------------------------------------------------------------

Normalise = Callable[[str], str | None]
# Schemes that are known the world over; ids of others are taken as yours alone.
SCHEMES: Mapping[str, Normalise | None] = {
    "doi": doi_id, "arxiv": arxiv_id, "orcid": orcid_id, "ror": ror_id, "openalex": openalex_id,
    "dblp": None, "acl": None, "pmid": None, "pmcid": None, "mag": None, "s2": None,
    "corpusid": None, "hal": None, "isni": None, "viaf": None, "wikidata": None, "scopus": None,
}  # fmt: skip
# Other dresses of these ids; as an id is also a word of yours, only what can be nothing else.
DRESSES: Sequence[tuple[re.Pattern[str], Normalise]] = tuple(
    (re.compile(pattern, re.I), normalise)
    for pattern, normalise in (
        (r"(?:https?://)?(?:dx\.)?doi\.org/10\.", doi_id),
        (r"10\.\d{4,9}/\S+$", doi_id),
        (r"(?:https?://)?(?:www\.)?arxiv\.org/(?:abs|pdf)/", arxiv_id),
        (r"(?:https?://)?orcid\.org/", orcid_id),
        (r"\d{4}-\d{4}-\d{4}-\d{3}[\dX]$", orcid_id),
        (r"(?:https?://)?ror\.org/", ror_id),
        (r"(?:https?://)?openalex\.org/", openalex_id),
    )
)


def identify(kind: NodeKind, text: str, dataset: str) -> str:
    """The id that a node goes by, from what a table calls it.

    * One of a known scheme, in any dress, is kept and means the same in every dataset.
    * Any other is yours alone: ``table:<dataset>/<kind>/<text>``.

    >>> identify(NodeKind.PAPER, "https://doi.org/10.1145/3366423", "lab")
    'doi:10.1145/3366423'
    >>> identify(NodeKind.PAPER, "7", "lab")
    'table:lab/paper/7'
    """
    known = scheme_id(text)
    return known if known is not None else f"table:{dataset}/{kind.value}/{text}"


def scheme_of(text: str) -> str:
    """What stands before the first colon, in lower case; empty where there is none."""
    scheme, colon, _ = text.partition(":")
    return scheme.strip().casefold() if colon else ""


def scheme_id(text: str) -> str | None:
    """An id of a known scheme, as it is always written; None where it is of none."""
    if ":" not in text and "/" not in text and "-" not in text:
        return None  # most ids are numbers or words
    scheme = scheme_of(text)
    if scheme in SCHEMES:
        normalise, rest = SCHEMES[scheme], text[len(scheme) + 1 :].strip()
        return normalise(rest) if normalise else f"{scheme}:{rest}" if rest else None
    return next((normalise(text) for dress, normalise in DRESSES if dress.match(text)), None)


@lru_cache(200_000)
def name_as_id(kind: NodeKind, name: str, dataset: str) -> str:
    """The id of a node that a table gives only a name of.

    A person is known by name inside the dataset: ``name:<dataset>/<slug>``. Institutions and
    topics get ``table:<dataset>/<kind>/<slug>``.

    Raises:
        RecordError: the name holds no letter or digit.
    """
    if not slug(name):
        raise RecordError(f"{_shown(name)} holds no letter", field="name")
    if kind is NodeKind.PERSON:
        return person_id(dataset, name)
    return f"table:{dataset}/{kind.value}/{slug(name)}"


OWN = ("table:/", "name:/")  # how ids of a dataset begin while its name is not yet known


def settle(id: str, dataset: str) -> str:
    """An id made for the dataset ``""``, as an id of this dataset.

    >>> settle("table:/paper/7", "lab"), settle("doi:10.1145/3366423", "lab")
    ('table:lab/paper/7', 'doi:10.1145/3366423')
    """
    for start in OWN:
        if id.startswith(start):
            return f"{start[:-1]}{dataset}{id[len(start) - 1 :]}"
    return id
