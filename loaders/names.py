"""Names of people as BibTeX writes them, to names as people write them, and to ids."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from explorer.errors import RecordError
from explorer.model import name_id, slug
from loaders.latex import decode

# What parts names, and the parts of a name; in the second form with all that may shield it.
_AND = (
    re.compile(r"(?:^|(?<=\s))and\s+", re.I),
    re.compile(r"\\.?|[{}]|(?P<cut>(?:^|(?<=\s))and\s+)", re.I | re.S),
)
_COMMA = re.compile(","), re.compile(r"\\.?|[{}]|(?P<cut>,)", re.S)
_SHIELD = re.compile(r"[{\\]")
_JUNIOR = re.compile(r"(?:jr|sr|junior|senior|[ivx]+|\d(?:nd|rd|th))\.?$", re.I)
LAST_ACCENT = "\u036f"  # of the block of combining accents
_NUMBER = re.compile(r"(.*\S) (\d{4})$")
_OTHERS = frozenset({"others", "et al", "et al.", "al.", "…", "..."})


@dataclass(frozen=True, slots=True)
class People:
    """The names of one field, in order; ``others`` where it says there are more."""

    names: tuple[str, ...]
    others: bool = False


@lru_cache(4096)
def people(field: str) -> People:
    """The names in an author field.

    ``Last, First`` and ``First Last`` become ``First Last``. Names in braces stay whole. A name
    without a letter is left out.

    Raises:
        RecordError: a name has more commas than BibTeX knows.

    >>> people("Qi, Guo{-}Jun and Wei Wang 0001 and others")
    People(names=('Guo-Jun Qi', 'Wei Wang 0001'), others=True)
    """
    parts = [" ".join(part.split()) for part in _split(field, _AND)]
    names = [_in_order(part) for part in parts if part]
    return People(tuple(name for name in names if name), None in names)


@lru_cache(200_000)
def person_id(dataset: str, name: str) -> str:
    """The id of a person known by name: ``name:<dataset>/<slug>``.

    A slug drops marks. In Latin, Greek and Cyrillic they are accents, which people write or leave
    out; in other scripts they are vowels, and dropping them would make one person of several: such
    a name also gets a short digest.

    >>> person_id("lab", "Rémi 0001"), person_id("lab", "रमा") == person_id("lab", "रमी")
    ('name:lab/remi-0001', False)
    """
    if name.isascii():
        return name_id(dataset, name)
    composed = unicodedata.normalize("NFC", name)
    if any(c > LAST_ACCENT and unicodedata.category(c).startswith("M") for c in composed):
        digest = hashlib.blake2b(composed.encode(), digest_size=4).hexdigest()
        return name_id(dataset, f"{composed} {digest}")
    return name_id(dataset, composed)


def split_number(name: str) -> tuple[str, str | None]:
    """A name and the number that DBLP tells namesakes apart by.

    >>> split_number("Wei Wang 0001")
    ('Wei Wang', '0001')
    """
    found = _NUMBER.match(name)
    return (found[1], found[2]) if found else (name, None)


@lru_cache(100_000)
def _in_order(name: str) -> str | None:
    """``von Last, Jr, First`` as ``First von Last Jr``; None for others, empty if no letter."""
    if name.casefold() in _OTHERS:
        return None
    parts = [part.strip() for part in _split(name, _COMMA)]
    parts = [part for part in parts if part]
    listed = len(parts) == 3 and all(" " in part for part in parts)  # "A. Bee, C. Dee, E. Eff"
    if len(parts) > 3 or listed:
        raise RecordError(
            f"The name {decode(name)!r} has too many commas.",
            field="author",
            hint="Names are parted by the word and: Ada Lovelace and Babbage, Charles.",
        )
    if len(parts) == 3 and _JUNIOR.match(parts[2]):
        parts = [parts[0], parts[2], parts[1]]  # "Last, First, Jr", as people write it
    plain = decode(" ".join([parts[-1], *parts[:-1]]) if parts else "")
    return plain if slug(plain) else ""


def _split(text: str, at: tuple[re.Pattern[str], re.Pattern[str]]) -> list[str]:
    """Cut a text where the pattern matches outside braces; a word only between blanks."""
    plain, shielded = at
    if not _SHIELD.search(text):
        return [part.strip() for part in plain.split(text)]
    parts: list[str] = []
    depth = start = 0
    for found in shielded.finditer(text):
        sign = found[0]
        if sign == "{":
            depth += 1
        elif sign == "}":
            depth = max(0, depth - 1)
        elif depth == 0 and found["cut"] is not None:
            parts.append(text[start : found.start()])
            start = found.end()
    return [*parts, text[start:]]
