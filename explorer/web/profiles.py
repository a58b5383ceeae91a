"""What the page of one node says: facts and lists from the lookup queries, and its words.

Everything here comes from the graph; nothing is guessed about a person beyond the papers.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from explorer.errors import NotFound
from explorer.graph.words import counted
from explorer.model import NodeKind
from explorer.store import Store
from explorer.text import plain
from explorer.web.wording import paper_type, years

CLOSE = 3  # papers together that make a collaborator a close one; the page says so in words
PER_PAGE = 20
LISTED = 30  # rows of the shorter lists
AUTHORS_LISTED = 200  # the longest lists of authors have thousands
TOPICS_LISTED = 8
RELATIVES_LISTED = 200  # of a topic or an institution: what it is part of, and its parts
VENUES_READ = 500  # a series has one name per year
Facts = dict[str, Any]
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """One page of a longer list. ``total`` counts the whole list."""

    rows: Sequence[Row]
    number: int
    total: int

    @property
    def last(self) -> int:
        """Number of the last page."""
        return max(1, -(-self.total // PER_PAGE))

    @property
    def numbers(self) -> list[int | None]:
        """Page numbers to link: the first, the last, those around; None for a gap."""
        near = {1, self.last, *range(self.number - 1, self.number + 2)}
        shown = sorted(n for n in near if 1 <= n <= self.last)
        found: list[int | None] = []
        for n in shown:
            if found and found[-1] is not None and n > found[-1] + 1:
                found.append(None)
            found.append(n)
        return found


def facts(store: Store, kind: NodeKind, id: str) -> Facts:
    """What ``<kind>_profile`` says of a node, its kind added.

    Raises:
        NotFound: there is none.
    """
    more = {"close": CLOSE} if kind is NodeKind.PERSON else {}
    rows = store.run(f"{kind.value}_profile", id=id, **more)
    if not rows:
        raise NotFound(f"There is no {kind.value} {id}.", hint="Search for a name or a title.")
    return {"kind": kind.value, **rows[0]}


def profile(store: Store, kind: NodeKind, id: str, page: int) -> Facts:
    """Everything the node's page shows but the graph.

    Args:
        store: where to look.
        kind: the node's kind.
        id: the node's id.
        page: of its papers, from 1.

    Raises:
        NotFound: no such node, or its papers have no such page.
    """
    found = facts(store, kind, id)
    return {**found, **BUILDERS[kind](store, found, page)}


def _person(store: Store, person: Facts, page: int) -> Facts:
    id = person["id"]
    affiliations = store.run("person_profile_affiliations", id=id, limit=LISTED)
    venues = store.run("person_profile_venues", id=id, limit=VENUES_READ)
    return {
        "role": role_line(person, usual_venues(venues)),
        "affiliations": affiliations,
        "about": store.run("person_profile_topics", id=id, limit=TOPICS_LISTED),
        "close": CLOSE,
        "works": _papers(store, "person_profile_papers", person, page),
    }


_YEAR_OF_VENUE = re.compile(r"[\s,]*\b(?:19|20)\d\d$")


def usual_venues(rows: Sequence[Facts]) -> list[str]:
    """The two venues with the most papers, at least two each; years of a series are one venue.

    >>> usual_venues([{"venue": "CVPR 2020", "papers": 1}, {"venue": "CVPR 2019", "papers": 2}])
    ['CVPR']
    """
    found: Counter[str] = Counter()
    for row in rows:
        found[_YEAR_OF_VENUE.sub("", plain(row["venue"]))] += row["papers"]
    ranked = sorted(found.items(), key=lambda each: (-each[1], each[0]))
    return [name for name, papers in ranked[:2] if name and papers > 1]


def role_line(person: Facts, venues: list[str]) -> str:
    """Who this is, from the papers alone."""
    if not person["papers"]:
        return "Named here, without papers of their own in this data"
    period = years(person["first_year"], person["last_year"])
    text = f"Author of {counted(person['papers'], 'paper')} here" + (
        f", {period}" if period else ""
    )
    if venues:
        text += f" · most often in {' and '.join(venues)}"
    return text


def _paper(store: Store, paper: Facts, _page: int) -> Facts:
    id = paper["id"]
    authors = store.run("paper_profile_authors", id=id, limit=AUTHORS_LISTED)
    parts = [paper_type(paper["type"]), str(paper["year"] or ""), plain(paper["venue"])]
    return {
        "role": " · ".join(part for part in parts if part),
        "authors": authors,
        "authors_more": max(0, paper["authors_here"] - len(authors)),
        "authors_unnamed": max(0, paper["authors_count"] - paper["authors_here"]),
        "about": store.run("paper_profile_topics", id=id, limit=LISTED),
        "institutions": store.run("paper_profile_institutions", id=id, limit=LISTED + 1),
        "cites": store.run("paper_profile_references", id=id, limit=LISTED + 1),
        "cited_by": store.run("paper_profile_citations", id=id, limit=LISTED + 1),
        "listed": LISTED,
    }


def _topic(store: Store, topic: Facts, page: int) -> Facts:
    id = topic["id"]
    relatives = store.run("topic_profile_relatives", id=id, limit=RELATIVES_LISTED)
    derived = topic["source"] == "derived"
    period = years(topic["first_year"], topic["last_year"])
    papers = f"{counted(topic['papers'], 'paper')} here" + (f", {period}" if period else "")
    level = "Derived topic" if derived else topic["level"].capitalize()
    return {
        "role": f"{level} · {papers}",
        "derived": derived,
        "broader": [row for row in relatives if row["broader"]],
        "narrower": [row for row in relatives if not row["broader"]],
        "authors": store.run("topic_profile_people", id=id, limit=LISTED),
        "works": _papers(store, "topic_profile_papers", topic, page),
    }


def _institution(store: Store, institution: Facts, page: int) -> Facts:
    id = institution["id"]
    period = years(institution["first_year"], institution["last_year"])
    parts = [
        (institution["type"] or "").capitalize(),
        institution["country"],
        f"named on {counted(institution['papers'], 'paper')} here"
        + (f", {period}" if period else ""),
    ]
    relatives = store.run("institution_profile_relatives", id=id, limit=RELATIVES_LISTED)
    return {
        "role": " · ".join(part for part in parts if part),
        "above": [row for row in relatives if row["above"]],
        "parts": [row for row in relatives if not row["above"]],
        "members": store.run("institution_profile_people", id=id, limit=LISTED),
        "about": store.run("institution_profile_topics", id=id, limit=TOPICS_LISTED),
        "works": _papers(store, "institution_profile_papers", institution, page),
    }


def _papers(store: Store, query: str, node: Facts, page: int) -> Page[Facts]:
    skip = (page - 1) * PER_PAGE
    if page > 1 and skip >= node["papers"]:
        last = max(1, -(-node["papers"] // PER_PAGE))
        raise NotFound(
            f"The list of papers has {last} pages, and no page {page}.",
            hint="Go back to its first page.",
        )
    rows = store.run(query, id=node["id"], skip=skip, limit=PER_PAGE)
    return Page(rows, page, node["papers"])


BUILDERS: Mapping[NodeKind, Callable[[Store, Facts, int], Facts]] = {
    NodeKind.PERSON: _person,
    NodeKind.PAPER: _paper,
    NodeKind.TOPIC: _topic,
    NodeKind.INSTITUTION: _institution,
}
