"""Fields of OpenAlex's JSON, each as the type it must have. Pure.

What is missing or null is None, or empty; what has another shape is a RecordError that names the
field. Both schemas write numbers as texts in places, so a text that is a number is one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from explorer.errors import RecordError
from explorer.model import openalex_id

YEARS = range(1000, 2101)  # a year outside is a slip of the source, as 20219
MOST_COUNTED = 2**53  # beyond it a number of a JSON file is not exact
_ISO = re.compile(r"\d{4}(-\d\d(-\d\d)?)?$")


def node_id(value: object, letter: str) -> str | None:
    """An OpenAlex id of one kind; None for another kind, or none."""
    found = openalex_id(value) if isinstance(value, str) else None
    return found if found and found.startswith(f"openalex:{letter}") else None


def flag(value: object) -> bool | None:
    """A truth value; None for anything else."""
    return value if isinstance(value, bool) else None


def inner(value: Any, name: str) -> Mapping[str, Any]:
    """The object in a field; an empty one where there is none."""
    found = value.get(name) if isinstance(value, dict) else None
    return found if isinstance(found, dict) else {}


def items(value: Any, name: str) -> Sequence[Any]:
    """The list in a field; an empty one where there is none."""
    found = value.get(name) if isinstance(value, dict) else None
    if found is None:
        return []
    if not isinstance(found, list):
        raise RecordError(f"{str(found)[:40]!r} is no list", field=name)
    return found


def objects(value: Any, name: str) -> Sequence[Mapping[str, Any]]:
    """The objects of the list in a field."""
    return [each for each in items(value, name) if isinstance(each, dict)]


def text(value: Mapping[str, Any], name: str) -> str | None:
    """The text in a field; None where there is none or an empty one."""
    found = value.get(name)
    if found is None:
        return None
    if isinstance(found, str):
        return writable(found).strip() or None
    raise RecordError(f"{str(found)[:40]!r} is no text", field=name)


def writable(text: str) -> str:
    """The text, without lone halves of surrogate pairs, which cannot be written anywhere."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def year(value: Mapping[str, Any], name: str) -> int | None:
    """The year in a field."""
    found = value.get(name)
    if found is None:
        return None
    try:
        number = int(str(found))
    except ValueError:
        number = -1
    if number not in YEARS:
        raise RecordError(f"{str(found)[:40]!r} cannot be a year", field=name)
    return number


def date(value: Mapping[str, Any], name: str) -> str | None:
    """The ISO date in a field."""
    found = text(value, name)
    if found is None:
        return None
    if not _ISO.match(found) or int(found[:4]) not in YEARS:
        raise RecordError(f"{found[:40]!r} cannot be a date", field=name)
    return found


def count(value: Mapping[str, Any], name: str) -> int | None:
    """The whole number in a field."""
    found = value.get(name)
    if found is None:
        return None
    try:
        number = int(str(found))
    except ValueError as error:
        raise RecordError(f"{str(found)[:40]!r} is no number", field=name) from error
    if abs(number) > MOST_COUNTED:
        raise RecordError(f"{str(found)[:40]!r} is no count", field=name)
    return number


def score(value: Mapping[str, Any], name: str) -> float:
    """The score in a field called ``score``, in 0–1; 1 where the source gives none."""
    found = value.get("score")
    if found is None:
        return 1.0
    try:
        number = float(str(found))
    except ValueError:
        number = -1.0
    if not 0 <= number <= 1:
        raise RecordError(f"{str(found)[:40]!r} is no score between 0 and 1", field=f"{name}.score")
    return number
