"""The papers of a slice as lists of references: BibTeX and RIS, in UTF-8. Pure.

Comes in: the JSON of a slice with its ``papers``. Each paper that is shown is there, and each
that a reason or an edge rests on.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, product
from string import ascii_lowercase
from typing import Any
from urllib.parse import quote

from explorer.export.about import about, one_line
from explorer.export.looks import SliceJson

PaperJson = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Type:
    """How each format calls a type of paper, and where it says the venue."""

    bibtex: str
    ris: str
    venue: str  # field of BibTeX
    ris_venue: str = "T2"


ARTICLE = Type("article", "JOUR", "journal")
TALK = Type("inproceedings", "CPCONF", "booktitle")
PART = Type("incollection", "CHAP", "booktitle")
BOOK = Type("book", "BOOK", "publisher", "PB")
THESIS = Type("phdthesis", "THES", "school", "PB")
REPORT = Type("techreport", "RPRT", "institution", "PB")
OTHER = Type("misc", "GEN", "howpublished")
# The words of our sources for types, small letters without signs.
TYPES: Mapping[str, Type] = {
    **dict.fromkeys(
        ("article", "journalarticle", "review", "letter", "editorial", "erratum", "retraction",
         "journal", "note"), ARTICLE,
    ),
    **dict.fromkeys(
        ("inproceedings", "proceedingsarticle", "conference", "conferencepaper", "paper"), TALK
    ),
    **dict.fromkeys(("bookchapter", "incollection", "inbook", "bookpart", "referenceentry"), PART),
    **dict.fromkeys(("book", "monograph", "editedbook", "proceedings", "referencebook"), BOOK),
    **dict.fromkeys(("dissertation", "phdthesis", "thesis"), THESIS),
    "mastersthesis": Type("mastersthesis", "THES", "school", "PB"),
    **dict.fromkeys(("report", "techreport", "standard"), REPORT),
    "dataset": Type("misc", "DATA", "howpublished"),
}  # fmt: skip
BIBTEX_SIGNS = str.maketrans({
    "\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}",
    "$": r"\$", "&": r"\&", "%": r"\%", "#": r"\#", "_": r"\_",
    "^": r"\textasciicircum{}", "~": r"\textasciitilde{}",
})  # fmt: skip
# An address is taken letter by letter: what would end the field is written as addresses do.
ADDRESS_SIGNS = str.maketrans({"{": "%7B", "}": "%7D", "\\": "%5C", " ": "%20"})
SAFE = "/:;().,+@!$&'*="  # in the path of an address
MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_DATE = re.compile(r"\d{4}-(\d\d)(?:-(\d\d))?")
_NOT_A_LETTER = re.compile(r"[^a-z0-9]+")
_AND = re.compile(r"\band\b", re.IGNORECASE)
_JUNIOR = re.compile(r"(?:jr|sr|[ivx]{2,4})\.?", re.IGNORECASE)
SMALL_WORDS = frozenset({"a", "an", "the", "on", "of", "in", "for", "and", "to", "with", "from"})


def bibtex(graph_slice: SliceJson) -> bytes:
    """One entry for each paper, below comments that say where they come from."""
    head = "".join(f"% {line.replace('@', '(at)')}\n" for line in about(graph_slice).lines)
    papers = graph_slice["papers"]
    keys = _keys(papers)
    entries = (
        f"@{_type(paper).bibtex}{{{keys[id]},\n"
        + "".join(f"  {name} = {text},\n" for name, text in _bibtex_fields(id, paper))
        + "}\n"
        for id, paper in papers.items()
    )
    return "\n".join((head, *entries)).encode()


def ris(graph_slice: SliceJson) -> bytes:
    """One record for each paper, with a note of where it comes from: RIS knows no comments."""
    come = about(graph_slice)
    origin = [("DB", come.source), ("N1", "; ".join(come.lines))]
    lines = chain.from_iterable(
        (*_ris_fields(id, paper), *origin, ("ER", ""), None)
        for id, paper in graph_slice["papers"].items()
    )
    return "".join(
        "\r\n" if line is None else f"{line[0]}  - {one_line(line[1])}\r\n" for line in lines
    ).encode()


def split_name(name: str) -> tuple[str, str, str]:
    """Family name, given names and suffix, by the last word; particles stand with the family.

    A name of one word, or one in braces' stead, as of a consortium, is a family name alone.

    >>> split_name("Ludwig van Beethoven Jr."), split_name("王小明")
    (('van Beethoven', 'Ludwig', 'Jr.'), ('王小明', '', ''))
    """
    family, comma, given = name.partition(",")
    if comma and given.strip():
        return family.strip(), given.strip(), ""
    words = name.split()
    suffix = words.pop() if len(words) > 2 and _JUNIOR.fullmatch(words[-1]) else ""
    start = len(words) - 1
    while start > 1 and words[start - 1].islower():
        start -= 1
    return " ".join(words[start:]), " ".join(words[:start]), suffix


def _type(paper: PaperJson) -> Type:
    return TYPES.get(_folded(paper["type"] or ""), ARTICLE if paper["venue"] else OTHER)


def _folded(text: str) -> str:
    """Small letters and digits of a text, without accents."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return _NOT_A_LETTER.sub("", plain.lower())


def _keys(papers: Mapping[str, PaperJson]) -> dict[str, str]:
    """A key for each paper, as ``lariviere2010self``; equal ones get a letter."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for id, paper in papers.items():
        family = _folded(split_name(paper["authors"][0])[0]) if paper["authors"] else ""
        words = (_folded(word) for word in re.split(r"[\s\-–—:/]+", paper["title"]))
        word = next((word for word in words if word and word not in SMALL_WORDS), "")
        key = f"{family or 'anonymous'}{paper['year'] or 'nd'}{word}"
        if key in taken:
            key = next(k for k in _lettered(key) if k not in taken)
        taken.add(key)
        found[id] = key
    return found


def _lettered(key: str) -> Iterator[str]:
    """The key with a, b, … z, aa, ab and so on."""
    sizes = iter(range(1, 5))
    return (f"{key}{''.join(end)}" for n in sizes for end in product(ascii_lowercase, repeat=n))


def _bibtex_fields(id: str, paper: PaperJson) -> Iterator[tuple[str, str]]:
    kind = _type(paper)
    names = [_bibtex_name(name) for name in paper["authors"]]
    if paper["authors_count"] > len(names) > 0:
        names.append("others")
    if names:
        yield "author", f"{{{' and '.join(names)}}}"
    yield "title", f"{{{{{_escaped(paper['title'])}}}}}"  # twice, so that capitals stay
    if paper["venue"]:
        yield kind.venue, f"{{{_escaped(paper['venue'])}}}"
    if paper["year"]:
        yield "year", f"{{{paper['year']}}}"
    date = _DATE.match(paper["date"] or "")
    if date and 1 <= int(date[1]) <= len(MONTHS):
        yield "month", MONTHS[int(date[1]) - 1]
    if paper["doi"]:
        yield "doi", f"{{{_bare(paper['doi']).translate(ADDRESS_SIGNS)}}}"
    if paper["arxiv"]:
        yield "eprint", f"{{{_bare(paper['arxiv']).translate(ADDRESS_SIGNS)}}}"
        yield "archiveprefix", "{arXiv}"
    address = address_of(paper)
    if address:
        yield "url", f"{{{address.translate(ADDRESS_SIGNS)}}}"
    yield "graphid", f"{{{one_line(id).translate(ADDRESS_SIGNS)}}}"


def _bibtex_name(name: str) -> str:
    """``Family, Suffix, Given``; in braces where that would be taken apart otherwise."""
    parts = [_escaped(part) for part in split_name(one_line(name))]
    if any(_AND.search(part) or "," in part for part in parts) or not parts[1]:
        return f"{{{_escaped(name)}}}"
    family, given, suffix = parts
    return ", ".join(filter(None, (family, suffix, given)))


def _escaped(text: str) -> str:
    return one_line(text).translate(BIBTEX_SIGNS)


def _bare(id: str) -> str:
    """A DOI or an arXiv id, which may hold colons, without the scheme that some sources give it."""
    return one_line(id).removeprefix("doi:").removeprefix("arxiv:")


def address_of(paper: PaperJson) -> str:
    """Where a paper can be read: by its DOI, else where its source says; empty if nowhere."""
    if paper["doi"]:
        return f"https://doi.org/{quote(_bare(paper['doi']), safe=SAFE)}"
    return one_line(paper["url"])


def _ris_fields(id: str, paper: PaperJson) -> Iterator[tuple[str, str]]:
    kind = _type(paper)
    yield "TY", kind.ris
    for name in paper["authors"]:
        family, given, suffix = split_name(one_line(name))
        yield "AU", ", ".join(filter(None, (family, given, suffix)))
    if paper["authors_count"] > len(paper["authors"]) > 0:
        yield "N1", f"{paper['authors_count']} authors, of whom {len(paper['authors'])} are named"
    yield "TI", paper["title"]
    if paper["venue"]:
        yield kind.ris_venue, paper["venue"]
    if paper["year"]:
        yield "PY", str(paper["year"])
    date = _DATE.match(paper["date"] or "")
    if date:
        yield "DA", "/".join(filter(None, (str(paper["year"] or ""), date[1], date[2])))
    if paper["doi"]:
        yield "DO", _bare(paper["doi"])
    if address_of(paper):
        yield "UR", address_of(paper)
    yield "ID", id
