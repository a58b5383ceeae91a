"""What the graph knows of one chosen node beyond what its slice says.

Comes in: a row of the same query file that the node's page is made from. Goes out: a few facts
as plain text. Only ``read_facts`` reads; the rest is pure.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from explorer.errors import BadRequest, NotFound
from explorer.graph.request import MAX_ID
from explorer.graph.words import counted, span
from explorer.model import Identity, NodeKind
from explorer.store import Store
from explorer.text import plain

AUTHORS_SHOWN = 6
RELATED_SHOWN = 5
ABSTRACT_SHOWN = 420  # characters; the node's page has the rest
CLOSE = 3  # papers together; the query wants it, the card does not show the count
BROKEN_OFF = "The source breaks its list of authors off."
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of the card: a word, a text, and where the text leads if anywhere."""

    word: str
    text: str
    href: str | None = None


def parse_choice(node: object, kind: object) -> tuple[str, NodeKind]:
    """The node a reader has chosen, from what the browser sent.

    Raises:
        BadRequest: it is no id, or no kind of node.
    """
    if not isinstance(node, str) or not 0 < len(node) <= MAX_ID or not node.isprintable():
        raise BadRequest(
            f"A node's id is text of 1 to {MAX_ID} printable characters.",
            hint="Reload the page and choose the node again.",
        )
    if not isinstance(kind, str) or kind not in list(NodeKind):
        raise BadRequest(
            f"A node's kind is one of {', '.join(NodeKind)}.",
            hint="Reload the page and choose the node again.",
        )
    return node, NodeKind(kind)


def read_facts(store: Store, node: str, kind: NodeKind) -> list[Fact]:
    """The facts of one node.

    Raises:
        NotFound: no node of this kind has the id.
        StoreUnavailable, QueryTimeout, QueryFailed: the database's fault.
    """
    about = ABOUT[kind]
    rows = store.run(about.query, id=node, **about.params)
    if not rows:
        raise NotFound(
            f"There is no {kind} {node} any more.",
            hint="The data has changed since this page was made; reload it.",
        )
    related = store.run(about.related, id=node, limit=about.limit) if about.related else []
    return [fact for fact in about.facts(rows[0], related) if fact.text]


def _years(row: Row) -> str:
    return span([year for year in (row["first_year"], row["last_year"]) if year is not None])


def _paper(row: Row, authors: Sequence[Row]) -> list[Fact]:
    names = [author["name"] for author in authors[:AUTHORS_SHOWN]]
    more = max(row["authors_count"], len(authors)) - len(names)
    doi = row["doi"].removeprefix("doi:") if row["doi"] else ""
    return [
        Fact("Note", "The source marks this paper as retracted." if row["retracted"] else ""),
        Fact("Authors", ", ".join(names) + (f" and {more} more" if names and more > 0 else "")),
        Fact("Not all", BROKEN_OFF if row["authors_truncated"] else ""),
        Fact("Published in", plain(row["venue"])),
        Fact("Type", (row["type"] or "").replace("-", " ")),
        Fact("Abstract", _clip(plain(row["abstract"]))),
        Fact("DOI", doi, f"https://doi.org/{doi}"),
    ]


def _clip(text: str) -> str:
    if len(text) <= ABSTRACT_SHOWN:
        return text
    return text[:ABSTRACT_SHOWN].rsplit(" ", 1)[0].rstrip(" ,;:.") + "…"


def _person(row: Row, topics: Sequence[Row]) -> list[Fact]:
    orcid = row["orcid"].removeprefix("orcid:") if row["orcid"] else ""
    known = "by name only, inside one dataset" if row["identity"] == Identity.NAME else ""
    return [
        Fact("Years", _years(row)),
        Fact("Collaborators", f"{row['coauthors']:,}"),
        Fact("Writes about", ", ".join(plain(topic["name"]) for topic in topics)),
        Fact("Told apart", known),
        Fact("ORCID", orcid, f"https://orcid.org/{orcid}"),
    ]


def _topic(row: Row, relatives: Sequence[Row]) -> list[Fact]:
    broader = [plain(other["name"]) for other in relatives if other["broader"]]
    method = f" ({row['method']})" if row["method"] else ""
    source = "a method of this site" if row["source"] == "derived" else row["source"]
    return [
        Fact("Years", _years(row)),
        Fact("By", counted(row["people"], "person", "people")),
        Fact("Part of", ", ".join(broader)),
        Fact("Given by", f"{source}{method}" if source else ""),
    ]


def _institution(row: Row, relatives: Sequence[Row]) -> list[Fact]:
    ror = row["ror"].removeprefix("ror:") if row["ror"] else ""
    return [
        Fact("Papers here", f"{row['papers']:,}"),
        Fact("Years", _years(row)),
        Fact("Part of", ", ".join(other["name"] for other in relatives if other["above"])),
        Fact("Type", row["type"] or ""),
        Fact("Country", row["country"] or ""),
        Fact("ROR", ror, f"https://ror.org/{ror}"),
    ]


@dataclass(frozen=True, slots=True)
class About:
    """Where the facts of one kind come from: a query of one row, and maybe one of related rows."""

    query: str
    params: Mapping[str, object]
    related: str | None
    limit: int
    facts: Callable[[Row, Sequence[Row]], list[Fact]]


ABOUT: Mapping[NodeKind, About] = {
    NodeKind.PAPER: About(
        "paper_profile", {}, "paper_profile_authors", AUTHORS_SHOWN + 1, _paper
    ),
    NodeKind.PERSON: About(
        "person_profile", {"close": CLOSE}, "person_profile_topics", RELATED_SHOWN, _person
    ),
    NodeKind.TOPIC: About(
        "topic_profile", {}, "topic_profile_relatives", RELATED_SHOWN, _topic
    ),
    NodeKind.INSTITUTION: About(
        "institution_profile", {}, "institution_profile_relatives", RELATED_SHOWN, _institution
    ),
}  # fmt: skip
