"""Every column of the source ``tables``.

The one list that the parser, the errors, the mapping file, ``explorer load tables --help`` and
``docs/tables.md`` read. Tables stand in the order they are read in: nodes before edges.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from explorer.model import NodeKind


@dataclass(frozen=True, slots=True)
class Column:
    """One column. ``type`` is a key of ``loaders.table_cells.TYPES``.

    ``fills`` names the fields of ``explorer.model`` it fills. ``refers`` is the kind of node that
    each of its values must name: a row that names one that is nowhere is rejected.
    """

    name: str
    type: str
    meaning: str
    fills: tuple[str, ...]
    required: bool = False
    refers: NodeKind | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """One table. Of the columns of ``one_of`` each row fills at least one.

    ``kind`` is the node each row stands for; None where a row is an edge.
    """

    name: str
    doc: str
    columns: tuple[Column, ...]
    one_of: tuple[str, ...] = ()
    kind: NodeKind | None = None

    def column(self, name: str) -> Column:
        """The column of this name."""
        return next(each for each in self.columns if each.name == name)

    def names(self) -> list[str]:
        """The names of all columns."""
        return [each.name for each in self.columns]


PAPER, PERSON = NodeKind.PAPER, NodeKind.PERSON
TOPIC, INSTITUTION = NodeKind.TOPIC, NodeKind.INSTITUTION

INSTITUTIONS = Table(
    "institutions",
    "One institution a row.",
    (
        Column("id", "id", "your id; without one the ROR, else the name", ("Institution.id",)),
        Column("name", "text", "its name", ("Institution.name",), required=True),
        Column("ror", "ror", "its ROR", ("Institution.ror", "Institution.same_as")),
        Column("country", "text", "two-letter code of the country", ("Institution.country",)),
        Column("type", "text", "as education, company, government", ("Institution.type",)),
        Column("part_of", "list", "ids or names of the institutions it is part of; one that is "
               "none here is kept as a reference", ("Within.institution", "Within.parent")),
        Column("same_as", "list", "other ids of it", ("Institution.same_as",)),
    ),
    kind=INSTITUTION,
)  # fmt: skip
TOPICS = Table(
    "topics",
    "One topic a row; a topic below several broader ones takes a row for each.",
    (
        Column("id", "id", "your id; without one the name", ("Topic.id",)),
        Column("name", "text", "its name", ("Topic.name",), required=True),
        Column("level", "text", "as topic, subfield, field, domain", ("Topic.level",)),
        Column("broader", "id", "id or name of the topic above it",
               ("PartOf.topic", "PartOf.broader"), refers=TOPIC),
    ),
    kind=TOPIC,
)  # fmt: skip
PEOPLE = Table(
    "people",
    "One person a row.",
    (
        Column("id", "id", "your id; without one the ORCID; without that the person is known by "
               "name only", ("Person.id", "Person.identity")),
        Column("name", "text", "the name, as it is to be shown", ("Person.name",), required=True),
        Column("orcid", "orcid", "the ORCID", ("Person.orcid", "Person.same_as")),
        Column("same_as", "list", "other ids of the person", ("Person.same_as",)),
    ),
    kind=PERSON,
)  # fmt: skip
PAPERS = Table(
    "papers",
    "One paper a row.",
    (
        Column("id", "id", "your id; without one the DOI, else the arXiv id", ("Paper.id",)),
        Column("title", "text", "the title", ("Paper.title",), required=True),
        Column("year", "year", "year of publication", ("Paper.year",)),
        Column("date", "date", "date of publication; gives the year too", ("Paper.date",)),
        Column("type", "text", "as article, preprint, book-chapter", ("Paper.type",)),
        Column("venue", "text", "journal or conference", ("Paper.venue",)),
        Column("abstract", "prose", "the abstract", ("Paper.abstract",)),
        Column("doi", "doi", "the DOI", ("Paper.doi", "Paper.same_as")),
        Column("arxiv", "arxiv", "the arXiv id", ("Paper.arxiv", "Paper.same_as")),
        Column("url", "text", "where it can be read", ("Paper.url",)),
        Column("language", "text", "code of the language, as en", ("Paper.language",)),
        Column("cited_by_count", "count", "citations that your source counts",
               ("Paper.cited_by_count",)),
        Column("retracted", "flag", "whether it was retracted", ("Paper.retracted",)),
        Column("authors_truncated", "flag", "whether the list of authors breaks off",
               ("Paper.authors_truncated",)),
        Column("awards", "list", "grants, as funder · number", ("Paper.awards",)),
        Column("authors_count", "count", "number of authors, where more than are listed",
               ("Paper.authors_count",)),
        Column("authors", "names", "names of its authors, in order; passed over where the table "
               "authorships has rows of the paper",
               ("Person.name", "Authorship.person", "Authorship.paper", "Authorship.position")),
        Column("institutions", "list", "ids or names of institutions named on it",
               ("Paper.institution_ids",), refers=INSTITUTION),
        Column("topics", "names", "names of its topics; passed over where the table paper_topics "
               "has rows of the paper", ("Topic.name", "About.paper", "About.topic")),
        Column("references", "list", "ids or DOIs of works it cites",
               ("Citation.paper", "Citation.cited", "Paper.references_outside")),
        Column("same_as", "list", "other ids of it", ("Paper.same_as",)),
    ),
    one_of=("id", "doi", "arxiv"),
    kind=PAPER,
)  # fmt: skip
AUTHORSHIPS = Table(
    "authorships",
    "One author of one paper a row; who is named with several institutions may take several rows.",
    (
        Column("paper", "id", "id or DOI of the paper", ("Authorship.paper",), required=True,
               refers=PAPER),
        Column("person", "id", "id or ORCID of the person", ("Authorship.person",),
               refers=PERSON),
        Column("name", "text", "name of the person, where there is no id; or where people has no "
               "row of that id", ("Authorship.person", "Person.name")),
        Column("position", "position", "place among the authors, from 1; without it the order of "
               "the rows", ("Authorship.position", "Paper.authors_count")),
        Column("corresponding", "flag", "whether this author is corresponding",
               ("Authorship.corresponding",)),
        Column("role", "text", "what this author did", ("Authorship.role",)),
        Column("institutions", "list", "ids or names of the institutions named with this author",
               ("Authorship.institution_ids", "Paper.institution_ids"), refers=INSTITUTION),
    ),
    one_of=("person", "name"),
)  # fmt: skip
PAPER_TOPICS = Table(
    "paper_topics",
    "One topic of one paper a row.",
    (
        Column("paper", "id", "id or DOI of the paper", ("About.paper",), required=True,
               refers=PAPER),
        Column("topic", "id", "id or name of the topic", ("About.topic",), required=True,
               refers=TOPIC),
        Column("score", "score", "how much it is about it, 0 to 1; without one 1",
               ("About.score",)),
    ),
)  # fmt: skip
CITATIONS = Table(
    "citations",
    "One citation a row.",
    (
        Column("paper", "id", "id or DOI of the citing paper", ("Citation.paper",), required=True,
               refers=PAPER),
        Column("cited", "id", "id or DOI of the cited work; one that is no paper here is kept "
               "as a reference", ("Citation.cited", "Paper.references_outside"), required=True),
    ),
)  # fmt: skip
TABLES: Mapping[str, Table] = {
    each.name: each
    for each in (INSTITUTIONS, TOPICS, PEOPLE, PAPERS, AUTHORSHIPS, PAPER_TOPICS, CITATIONS)
}


def all_columns() -> Iterator[tuple[Table, Column]]:
    """Each column with its table."""
    return ((table, column) for table in TABLES.values() for column in table.columns)


def nearest(word: str, known: list[str]) -> str:
    """`` The nearest is x.``, as the end of an error's hint; empty where nothing is near."""
    found = get_close_matches(word.casefold(), [each.casefold() for each in known], 1, 0.6)
    close = [each for each in known if found and each.casefold() == found[0]]
    return f" The nearest name is {close[0]!r}." if close else ""
