"""Which node an id names in any dress, and the ids nearest to one that names none.

A mistyped id is found by looking up what one slip of the finger may have made it from: an index
answers some hundred seeks in milliseconds, however large the graph is.
"""

from __future__ import annotations

import difflib
import re
import string
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from explorer.model import arxiv_id, doi_id, openalex_id, orcid_id, ror_id
from explorer.store import Row, Store

ROWS = 5  # most nodes that one id names, and most that are near to one
LONGEST = 48  # characters of an id that is varied; a longer one would take thousands of seeks
SHORTEST = 4  # characters of an id of which its beginning says something
MARKS = "-./_"
ALPHABETS = (string.digits, string.ascii_lowercase, string.ascii_uppercase, MARKS)
ROR_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
PARAMETERS = ("ids", "dois", "arxivs", "orcids", "rors")  # of find_by_keys
_HOME = re.compile(r"https?://(?:www\.|dx\.)?(doi|orcid|ror|openalex|arxiv)\.org/(?:abs/|pdf/)?")
_BARE = (  # how an id looks that is written without its scheme
    ("doi", re.compile(r"10\.\d{4,9}/.+")),
    ("orcid", re.compile(r"\d{3,5}-[\dX-]{9,16}|\d{15}[\dX]", re.I)),
    ("openalex", re.compile(r"[AWITSPFC]\d+", re.I)),
    ("ror", re.compile(r"0[a-z0-9]{7,9}", re.I)),
    ("arxiv", re.compile(r"\d{4}\.\d{3,6}(?:v\d+)?")),
)


def known(store: Store, texts: Iterable[str]) -> dict[str, list[Row]]:
    """The nodes that each text names, the likeliest first: rows of id, kind and label.

    Args:
        store: the graph.
        texts: our own ids, DOIs, ORCIDs, RORs, arXiv numbers, and addresses of such.
    """
    asked = {text: _dresses(text) for text in texts}
    if not asked:
        return {}
    keys = {name: _united(each[name] for each in asked.values()) for name in PARAMETERS}
    most = ROWS * sum(map(len, keys.values()))
    found = _by_key(store.run("find_by_keys", **keys, limit=most))
    named = {text: _rows_of(dresses, found) for text, dresses in asked.items()}
    left = [text for text, rows in named.items() if not rows]
    others = _known_as(store, [asked[text] for text in left])
    return named | {text: _rows_of(asked[text], others) for text in left}


def _dresses(text: str) -> dict[str, tuple[str, ...]]:
    """By parameter of the query, what a text may be there."""
    text = text.strip()
    if _HOME.match(text):
        text = text.rstrip("/")  # an address, as browsers copy it
    doi, orcid = doi_id(text), orcid_id(text)
    ror = None if doi else ror_id(text)
    arxiv = None if doi or orcid or ror else arxiv_id(text)
    own = (text, None if doi else _openalex(text), doi, orcid, ror, arxiv)
    return {
        "ids": tuple(dict.fromkeys(each for each in own if each)),
        "dois": _as_written(doi),
        "arxivs": _as_written(arxiv),
        "orcids": _as_written(orcid),
        "rors": _as_written(ror),
    }


def _as_written(key: str | None) -> tuple[str, ...]:
    """A key as our loaders write it, and without its scheme."""
    return (key, key.partition(":")[2]) if key else ()


def _openalex(text: str) -> str | None:
    """An OpenAlex id without its scheme or as an address; not the end of another scheme's id."""
    scheme, colon, key = text.partition(":")
    if colon and scheme.lower() not in {"openalex", "http", "https"}:
        return None
    return openalex_id(key if scheme.lower() == "openalex" else text)


def _known_as(store: Store, asked: Iterable[Mapping[str, tuple[str, ...]]]) -> dict[str, list[Row]]:
    """Nodes that know a DOI, arXiv id, ORCID or ROR as another id of theirs."""
    dresses = list(asked)
    rows: list[Row] = []
    for query, kind, names in (
        ("papers_known_as", "paper", ("dois", "arxivs")),
        ("people_known_as", "person", ("orcids",)),
        ("institutions_known_as", "institution", ("rors",)),
    ):
        if keys := _united(each[name] for each in dresses for name in names):
            told = store.run(query, keys=keys, limit=ROWS * len(keys))
            rows += [{**row, "kind": kind} for row in told]
    return _by_key(rows)


def _united(parts: Iterable[Iterable[str]]) -> list[str]:
    return list(dict.fromkeys(key for part in parts for key in part))


def _by_key(rows: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row["key"], []).append(row)
    return found


def _rows_of(dresses: Mapping[str, tuple[str, ...]], found: Mapping[str, list[Row]]) -> list[Row]:
    rows = (row for name in PARAMETERS for key in dresses[name] for row in found.get(key, ()))
    return list({row["id"]: row for row in rows}.values())[:ROWS]


# -- what is near ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Near:
    """What may have been meant by an id: rows of key, id, kind and label, the nearest first.

    ``words``: whether the id is made of words, which may be looked for as well.
    """

    rows: list[Row]
    words: bool


def near(store: Store, text: str) -> Near:
    """The nodes whose ids are one slip from ``text``, else those whose ids begin so."""
    scheme, key = _taken_apart(text)
    rule = SCHEMES.get(scheme, Scheme())
    if not key or len(key) > LONGEST:
        return Near([], rule.words)
    wanted = f"{scheme}:{key}"
    keys = {name: list[str]() for name in PARAMETERS}
    keys[rule.parameter] = [f"{scheme}:{each}" for each in dict.fromkeys(rule.slips(key))]
    rows = store.run("find_by_keys", **keys, limit=ROWS * 20)
    if not rows and len(key) >= SHORTEST:
        rows = store.run("find_by_prefix", prefix=wanted, limit=ROWS)
    rows.sort(key=lambda row: (-_likeness(wanted, row["key"]), row["key"], row["id"]))
    nearest = {row["id"]: row for row in rows[::-1]}  # of one node, the nearest of its ids
    return Near([row for row in rows if nearest[row["id"]] is row][:ROWS], rule.words)


def _likeness(one: str, other: str) -> float:
    return difflib.SequenceMatcher(None, one, other, autojunk=False).ratio()


def _taken_apart(text: str) -> tuple[str, str]:
    """Scheme and key of what is written as an id, each as our ids write it; else two blanks."""
    text = text.strip()
    if home := _HOME.match(text):
        scheme, key = home[1], text[home.end() :]
    else:
        scheme, _, key = text.partition(":")
        scheme = scheme.lower() if scheme.lower() in SCHEMES else scheme
        bare = next((name for name, looks in _BARE if looks.fullmatch(text)), None)
        scheme, key = (bare, text) if bare else (scheme, key)
    return scheme, SCHEMES.get(scheme, Scheme()).written(key)


def one_slip(key: str) -> Iterator[str]:
    """What a key may have been before one character was left out, added, changed or swapped.

    Characters are those of the key's own kind: digits beside digits, letters beside letters.

    >>> sorted(set(one_slip("7a")))[:4]
    ['-7a', '-a', '.7a', '.a']
    """
    kinds = [next((a for a in ALPHABETS if each in a), "") for each in key]
    for i, each in enumerate(key):
        yield key[:i] + key[i + 1 :]
        yield from (key[:i] + other + key[i + 1 :] for other in kinds[i] + MARKS if other != each)
        if i + 1 < len(key):
            yield key[:i] + key[i + 1] + each + key[i + 2 :]
    for i in range(len(key) + 1):
        beside = {*kinds[max(i - 1, 0) : i + 1], MARKS}
        yield from (key[:i] + other + key[i:] for kind in sorted(beside) for other in kind)


def _slips_of_numbers(key: str) -> Iterator[str]:
    """An OpenAlex id: another letter before the number, or a slip in the number."""
    yield key
    letter, number = key[:1], key[1:]
    yield from (other + number for other in "AWITC" if other != letter)
    yield from (letter + each for each in one_slip(number) if each.isdigit())


def _slips_of_dois(key: str) -> Iterator[str]:
    """A DOI: a slip, or a piece too many at its end, as ``/full`` and ``.pdf``."""
    yield from one_slip(key)
    after = key.find("/") + 1
    ends = (i for i in range(after + 1, len(key)) if after and not key[i].isalnum())
    yield from (key[:i] for i in ends)


def _slips_of_orcids(key: str) -> Iterator[str]:
    """An ORCID: of all slips, those that leave its check digit right."""
    digits = key.replace("-", "")
    for each in (
        digits,
        *one_slip(digits),
        *(digits[:-1] + check for check in string.digits + "X"),
    ):
        parted = "-".join(each[i : i + 4] for i in range(0, 16, 4))
        if len(each) == 16 and (right := orcid_id(parted)):
            yield right.partition(":")[2]


def _slips_of_rors(key: str) -> Iterator[str]:
    """A ROR, whose letters and digits stand anywhere."""
    looks = re.compile(r"0[a-z0-9]{6}\d{2}")
    for i in range(len(key) + 1):
        head, tail = key[:i], key[i:]
        parts = [head + tail[1:], head + tail[1:2] + tail[:1] + tail[2:]]
        parts += [head + other + tail[1:] for other in ROR_ALPHABET]
        parts += [head + other + tail for other in ROR_ALPHABET]
        yield from (each for each in parts if looks.fullmatch(each))


@dataclass(frozen=True, slots=True)
class Scheme:
    """How ids of one scheme are written, and what they may have been before a slip.

    ``parameter`` is where the query looks for them.
    """

    parameter: str = "ids"
    slips: Callable[[str], Iterable[str]] = one_slip
    written: Callable[[str], str] = str
    words: bool = True


def _parted(key: str) -> str:
    """The digits of an ORCID in groups of four."""
    digits = re.sub(r"[^\dX]", "", key.upper())
    return "-".join(digits[i : i + 4] for i in range(0, len(digits), 4))


SCHEMES: Mapping[str, Scheme] = {
    "openalex": Scheme(
        slips=lambda key: one_slip(key) if "/" in key else _slips_of_numbers(key),
        written=lambda key: key if "/" in key else key.upper(),
        words=False,
    ),
    "doi": Scheme("dois", _slips_of_dois, str.lower, words=False),
    "orcid": Scheme("orcids", _slips_of_orcids, _parted, words=False),
    "ror": Scheme("rors", _slips_of_rors, str.lower, words=False),
    "arxiv": Scheme("arxivs", words=False),
}
