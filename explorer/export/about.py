"""Where a slice comes from: what every file of it says, each in its own way. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from explorer.errors import BadRequest
from explorer.export.looks import SliceJson, printable

PARTS = frozenset({"nodes", "edges", "view", "title", "data_as_of"})  # that every slice has
UNKNOWN_DATE = "an unknown date"
NO_LICENCE = "licence not stated"
_SPACE = re.compile(r"\s+")
_NOT_A_NAME = re.compile(r"[^\w.-]+")  # of a file
LONGEST_NAME = 80  # characters of a file's name, without its ending


@dataclass(frozen=True, slots=True)
class About:
    """Where a slice comes from; each text is one line that XML can hold.

    Attributes:
        title: of the slice.
        data_as_of: newest date of the data, or words for an unknown one.
        source: the datasets, each with its licence.
        licence: of all datasets, each once.
        address: of the graph, where it was exported from a site; else empty.
    """

    title: str
    data_as_of: str
    source: str
    licence: str
    address: str

    @property
    def facts(self) -> dict[str, str]:
        """What is known, by the word for it, in the order in which it is told."""
        found = {
            "title": self.title, "data as of": self.data_as_of, "source": self.source,
            "licence": self.licence, "address": self.address,
        }  # fmt: skip
        return {word: text for word, text in found.items() if text}

    @property
    def lines(self) -> list[str]:
        """The title, and below it a line for each fact."""
        _, *others = self.facts.items()
        return [self.title, *(f"{word[0].upper()}{word[1:]}: {text}" for word, text in others)]


def about(graph_slice: SliceJson) -> About:
    """Where a slice comes from, after ``sources`` as ``provenance.with_sources`` gives them."""
    sources = graph_slice.get("sources", ())
    told, licences = [], []
    for each in sources:
        licence = one_line(each["licence"]) or NO_LICENCE
        name = one_line(each["title"]) or one_line(each["dataset"])
        told.append(f"{name} ({licence})")
        licences.append(licence)
    return About(
        one_line(graph_slice["title"]),
        one_line(graph_slice["data_as_of"]) or UNKNOWN_DATE,
        "; ".join(told) or "not stated",
        "; ".join(dict.fromkeys(licences)) or NO_LICENCE,
        one_line(graph_slice.get("address")),
    )


def is_slice(given: object) -> bool:
    """Whether this is the JSON of a slice, as people hand it on in notebooks."""
    return isinstance(given, Mapping) and given.keys() >= PARTS


def check_slice(given: object) -> None:
    """Refuse what is no slice.

    Raises:
        BadRequest: it is none.
    """
    if not is_slice(given):
        raise BadRequest(
            f"What is handed on is a slice, and this {type(given).__name__} is none.",
            hint="Give an id, a DOI or an ORCID to slice_around, and here what that gave.",
        )


def one_line(text: str | None) -> str:
    """A text without line breaks and without the characters that XML cannot hold."""
    return _SPACE.sub(" ", printable(text or "")).strip()


def file_name(graph_slice: SliceJson, ending: str) -> str:
    """A name for a file of the slice: its title, or its ego's id where the title has no letters.

    >>> file_name({"title": "Ada King in context", "ego": "name:a/ada"}, "svg")
    'Ada-King-in-context.svg'
    """
    composed = unicodedata.normalize("NFC", graph_slice["title"])
    name = _NOT_A_NAME.sub("-", composed).strip("-._")
    if not any(letter.isalnum() for letter in name):
        name = _NOT_A_NAME.sub("-", graph_slice["ego"]).strip("-._")
    return f"{name[:LONGEST_NAME].rstrip('-._') or 'graph'}.{ending}"
