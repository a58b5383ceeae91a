"""Node kinds, edge kinds, canonical records and ids: the only list of labels.

A loader turns each source record into the frozen records below; ``store.write`` turns a
``Batch`` of them into nodes and edges. A field's name is the property's name in the graph.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from functools import lru_cache

import orjson


class NodeKind(StrEnum):
    """The four kinds of node, as readers and the API name them."""

    PAPER = "paper"
    PERSON = "person"
    TOPIC = "topic"
    INSTITUTION = "institution"

    @property
    def label(self) -> str:
        """The node's one label in the graph."""
        return self.value.capitalize()

    @property
    def plural(self) -> str:
        """The word for several."""
        return {"paper": "papers", "person": "people"}.get(self.value, f"{self.value}s")


class EdgeKind(StrEnum):
    """The stored relationship types."""

    AUTHORED = "AUTHORED"
    AFFILIATED_WITH = "AFFILIATED_WITH"
    CITES = "CITES"
    ABOUT = "ABOUT"
    PART_OF = "PART_OF"


class DerivedEdge(StrEnum):
    """Edges a slice draws from stored ones; never stored, or they would go stale."""

    COAUTHORED = "COAUTHORED"  # person – person: papers together
    CITES_WORK_OF = "CITES_WORK_OF"  # citations either way
    SHARES_TOPIC = "SHARES_TOPIC"
    SHARES_INSTITUTION = "SHARES_INSTITUTION"
    SHARES_COLLABORATORS = "SHARES_COLLABORATORS"  # person – person, through a third
    WRITES_ABOUT = "WRITES_ABOUT"  # person or institution – topic, through papers
    COLLABORATES_AT = "COLLABORATES_AT"  # person – institution of a co-author
    SHARES_AUTHORS = "SHARES_AUTHORS"  # paper – paper
    SHARES_PAPERS = "SHARES_PAPERS"  # topic – topic, institution – institution
    NAMED_ON = "NAMED_ON"  # institution – paper
    CITED_TOGETHER = "CITED_TOGETHER"  # paper – paper, by the same papers
    SHARES_REFERENCES = "SHARES_REFERENCES"  # paper – paper
    CITED_WITHIN = "CITED_WITHIN"  # topic – paper, by papers about the topic


class Identity(StrEnum):
    """How a person's identity is known."""

    SOURCE = "source"  # the source tells people apart by an id of its own
    NAME = "name"  # joined by name inside one dataset – may be several people


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper. ``date`` is ISO 8601 as precise as the source gives it, at least the year."""

    id: str
    title: str
    year: int | None = None
    date: str | None = None
    type: str | None = None
    venue: str | None = None
    abstract: str | None = None
    doi: str | None = None
    arxiv: str | None = None
    url: str | None = None
    language: str | None = None
    cited_by_count: int | None = None  # the source's own figure, not counted from this graph
    retracted: bool = False
    authors_count: int = 0  # all authors, also those the source gives no id for
    authors_truncated: bool = False  # the source breaks its list of authors off
    awards: tuple[str, ...] = ()  # "Funder · number of the award", as far as the source says
    institution_ids: tuple[str, ...] = ()  # named on the paper, also where no author is named
    references_outside: tuple[str, ...] = ()  # cited works that are not in the graph
    same_as: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Person:
    """One person as a source tells them apart."""

    id: str
    name: str
    identity: Identity = Identity.SOURCE
    orcid: str | None = None
    same_as: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic. ``level`` is the source's word: topic, field, term, level-2 concept and so on."""

    id: str
    name: str
    level: str = "topic"
    source: str = ""  # "derived" where a method of ours found it; else the source's name
    method: str | None = None  # the name of that method


@dataclass(frozen=True, slots=True)
class Institution:
    """One institution."""

    id: str
    name: str
    ror: str | None = None
    country: str | None = None
    type: str | None = None
    same_as: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Authorship:
    """``(person)-[:AUTHORED]->(paper)``; position counts from 1."""

    person: str
    paper: str
    position: int
    corresponding: bool | None = None
    role: str | None = None
    institution_ids: tuple[str, ...] = ()

    @property
    def ends(self) -> tuple[str, str]:
        """Source and target of the edge."""
        return self.person, self.paper


@dataclass(frozen=True, slots=True)
class Citation:
    """``(paper)-[:CITES]->(cited)``."""

    paper: str
    cited: str

    @property
    def ends(self) -> tuple[str, str]:
        """Source and target of the edge."""
        return self.paper, self.cited


@dataclass(frozen=True, slots=True)
class About:
    """``(paper)-[:ABOUT]->(topic)``; score in 0–1, 1 where the source gives none."""

    paper: str
    topic: str
    score: float = 1.0
    source: str = ""

    @property
    def ends(self) -> tuple[str, str]:
        """Source and target of the edge."""
        return self.paper, self.topic


@dataclass(frozen=True, slots=True)
class PartOf:
    """``(topic)-[:PART_OF]->(broader)``."""

    topic: str
    broader: str

    @property
    def ends(self) -> tuple[str, str]:
        """Source and target of the edge."""
        return self.topic, self.broader


@dataclass(frozen=True, slots=True)
class Within:
    """``(institution)-[:PART_OF]->(parent)``, any it is part of: the next above, or further up."""

    institution: str
    parent: str

    @property
    def ends(self) -> tuple[str, str]:
        """Source and target of the edge."""
        return self.institution, self.parent


NodeRecord = Paper | Person | Topic | Institution
EdgeRecord = Authorship | Citation | About | PartOf | Within

NODE_RECORDS: Mapping[type[NodeRecord], NodeKind] = {
    Paper: NodeKind.PAPER,
    Person: NodeKind.PERSON,
    Topic: NodeKind.TOPIC,
    Institution: NodeKind.INSTITUTION,
}
# AFFILIATED_WITH has no record: a load derives it from what the authorships say.
NEWEST_KEPT = 12  # papers that it names, the newest first
EDGE_RECORDS: Mapping[type[EdgeRecord], EdgeKind] = {
    Authorship: EdgeKind.AUTHORED,
    Citation: EdgeKind.CITES,
    About: EdgeKind.ABOUT,
    PartOf: EdgeKind.PART_OF,
    Within: EdgeKind.PART_OF,
}
# The load query that writes each record: the file's name in cypher/load/.
LOAD_QUERIES: Mapping[type[NodeRecord] | type[EdgeRecord], str] = {
    Paper: "upsert_papers",
    Person: "upsert_people",
    Topic: "upsert_topics",
    Institution: "upsert_institutions",
    Authorship: "link_authorships",
    Citation: "link_citations",
    About: "link_topics",
    PartOf: "link_topic_parents",
    Within: "link_institution_parents",
}
# Fields that say which node or edge a record is, not what it says of it.
_KEYS = frozenset({"id", "person", "paper", "cited", "topic", "broader", "institution", "parent"})


@dataclass(slots=True)
class Batch:
    """Records of one write, in the order they came."""

    nodes: list[NodeRecord] = field(default_factory=list)
    edges: list[EdgeRecord] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.nodes) + len(self.edges)

    def extend(self, other: Batch) -> None:
        """Append another batch's records."""
        self.nodes.extend(other.nodes)
        self.edges.extend(other.edges)

    def of(self, kind: type) -> Iterator[NodeRecord | EdgeRecord]:
        """The records of one class."""
        return (r for r in (*self.nodes, *self.edges) if type(r) is kind)


_NAMES: Mapping[type[NodeRecord] | type[EdgeRecord], tuple[str, ...]] = {
    kind: tuple(each.name for each in fields(kind) if each.name not in _KEYS)
    for kind in LOAD_QUERIES
}


def properties(record: NodeRecord | EdgeRecord) -> dict[str, object]:
    """A record's graph properties: every field but the node's id or the edge's ends.

    ``None`` stays, so that a value the source has dropped is removed; people, topics and
    institutions and papers also get ``folded``, the text that the search index reads.
    """
    found: dict[str, object] = {}
    for name in _NAMES[type(record)]:
        value = getattr(record, name)
        found[name] = list(value) if isinstance(value, tuple) else value
    if isinstance(record, NodeRecord):
        found["folded"] = fold(record.title if isinstance(record, Paper) else record.name)
    return found


def content_hash(
    record: NodeRecord | EdgeRecord, values: Mapping[str, object] | None = None
) -> str:
    """A short hash of everything a record says; equal content, equal hash.

    Args:
        record: what says it.
        values: its properties, where they are known already.
    """
    if isinstance(record, EdgeRecord):  # thousands say the same: a position, a score
        names = _NAMES[type(record)]
        return _edge_hash(names, tuple(getattr(record, name) for name in names))
    return _hash(properties(record) if values is None else values)


@lru_cache(50_000)
def _edge_hash(names: tuple[str, ...], said: tuple[object, ...]) -> str:
    return _hash(dict(zip(names, said, strict=True)))


def _hash(said: Mapping[str, object]) -> str:
    text = orjson.dumps(said, option=orjson.OPT_SORT_KEYS)
    return hashlib.blake2b(text, digest_size=8).hexdigest()


# Titles hold <i>, <sub>, <scp>, <mml:math xmlns="…">.
_TAG = re.compile(r"""</?[a-z][\w:.-]*(?:\s+[\w:.-]+\s*=\s*["'][^"'<>]*["'])*\s*/?>""", re.I)

_WORD = re.compile(r"[^\W_]+")


def fold(text: str) -> str:
    """Text as the search index keeps it: no accents, lower case, single spaces, no markup.

    Marks are dropped from letters of the European alphabets only; in other scripts they are
    vowels, and a name without them is another name.

    >>> fold("Larivière,  Vincent")
    'lariviere vincent'
    """
    text = _TAG.sub("", text) if "<" in text else text
    if text.isascii():  # the same answer, ten times as fast
        return " ".join(_WORD.findall(text.casefold()))
    kept, european = [], True
    plain = unicodedata.normalize("NFKD", text).casefold().replace("ø", "o")
    for character in unicodedata.normalize("NFKD", plain):
        if unicodedata.category(character).startswith("M"):
            kept.append("" if european else character)
        else:
            european = character < "\u0590"
            kept.append(character if character.isalnum() else " ")
    return unicodedata.normalize("NFC", " ".join("".join(kept).split()))


def slug(text: str) -> str:
    """A name as part of an id: folded, joined by hyphens; CJK and other scripts stay.

    >>> slug("Guo-Jun Qi")
    'guo-jun-qi'
    """
    return "-".join(fold(text).split())


_OPENALEX = re.compile(r"(?:^|/)((?:[AWITSPFC]\d+)|(?:(?:subfields|fields|domains)/\d+))$", re.I)
_DOI = re.compile(r"10\.\d{4,9}/\S+", re.I)
_ORCID = re.compile(r"(\d{4}-\d{4}-\d{4}-\d{3}[\dX])", re.I)
_ROR = re.compile(r"(?:^|/)(0[a-hj-km-np-tv-z|0-9]{6}\d{2})$", re.I)
_ARXIV = re.compile(
    r"(?:^|arxiv\.org/(?:abs|pdf)/|arxiv:)(\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})"
    r"(?:v\d+)?(?:\.pdf)?$",
    re.IGNORECASE,
)


@lru_cache(maxsize=1 << 16)  # the same institutions and topics come with each work
def openalex_id(value: str | None) -> str | None:
    """``https://openalex.org/A12`` → ``openalex:A12``; None where there is no such id.

    >>> openalex_id("https://openalex.org/subfields/1804")
    'openalex:subfields/1804'
    """
    found = _OPENALEX.search(value or "")
    if not found:
        return None
    key = found.group(1)
    return f"openalex:{key.lower() if '/' in key else key.upper()}"


def doi_id(value: str | None) -> str | None:
    """A DOI in any dress → ``doi:10.…``, lower case; None where there is none."""
    found = _DOI.search(value or "")
    return f"doi:{found.group(0).rstrip('.,;').lower()}" if found else None


def orcid_id(value: str | None) -> str | None:
    """An ORCID in any dress → ``orcid:0000-…``; None where its check digit is wrong."""
    found = _ORCID.search(value or "")
    if not found:
        return None
    digits = found.group(1).upper()
    total = 0
    for character in digits.replace("-", "")[:-1]:
        total = (total + int(character)) * 2
    check = (12 - total % 11) % 11
    return f"orcid:{digits}" if digits[-1] == ("X" if check == 10 else str(check)) else None


def ror_id(value: str | None) -> str | None:
    """A ROR in any dress → ``ror:0…``."""
    found = _ROR.search(value or "")
    return f"ror:{found.group(1).lower()}" if found else None


def arxiv_id(value: str | None) -> str | None:
    """An arXiv id or URL, its version dropped → ``arxiv:…``."""
    found = _ARXIV.search(value or "")
    return f"arxiv:{found.group(1)}" if found else None


def name_id(dataset: str, name: str) -> str:
    """The id of a person known by name only, inside one dataset."""
    return f"name:{dataset}/{slug(name)}"
