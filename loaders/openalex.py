"""OpenAlex: works, authors, institutions, topics and concepts, in its schemas of 2023 and 2026.

Comes in: answers of the API, JSON, JSON Lines, the parts of a snapshot, the CSV export of works.

OpenAlex's words and ours: a Work is a paper, an Author a person; topics, and the concepts that
stood in their place until 2023, are topics; institutions keep their name. Ids are OpenAlex's own
(``openalex:W…``, ``openalex:A…``); DOI, ORCID, ROR and the like stand in ``same_as``.

* An author without an id makes no person, but is counted.
* A work with topics is about those; one of the schema of 2023 is about each concept it lists.
* Raw affiliation strings are never kept: they hold addresses of people.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from explorer.errors import RecordError
from explorer.model import (
    About,
    Authorship,
    Batch,
    Citation,
    Institution,
    Paper,
    arxiv_id,
    doi_id,
)
from loaders import Source
from loaders import openalex_fields as take
from loaders.files import Broken
from loaders.openalex_csv import unflatten
from loaders.openalex_entities import (
    ENTITIES,
    NAME,
    institution,
    kind_of,
    lineage,
    person,
    with_broader,
)
from loaders.openalex_files import SUFFIXES, read

_PUBMED = re.compile(r"(\d+)/?$")
_PMC = re.compile(r"(?:PMC)?(\d+)/?$", re.I)
_ARXIV_DOI = "doi:10.48550/arxiv."


def to_records(value: Any, dataset: str) -> Batch:
    """The records of one entity: a row of the CSV export, or a JSON object.

    Args:
        value: as ``read`` gives it.
        dataset: not used: OpenAlex's ids hold everywhere.

    Raises:
        RecordError: it is no entity that is loaded, or a field of it is impossible.
    """
    if isinstance(value, Broken):
        raise RecordError(value.reason, field="line")
    if not isinstance(value, dict):
        raise RecordError("it is JSON, but not an object", field="line")
    if "authorships.author.id" in value:
        return _of_work(unflatten(value))
    kind = kind_of(value)
    return _of_work(value) if kind == "W" else ENTITIES[kind](value)


def _of_work(work: Mapping[str, Any]) -> Batch:
    paper_id = take.node_id(work.get("id"), "W")
    if paper_id is None:
        raise RecordError(f"{work.get('id')!r} is not the id of a work", field="id")
    batch = Batch()
    authorships, institutions = _people(work, paper_id, batch)
    batch.nodes.append(_paper(work, paper_id, len(authorships), tuple(institutions)))
    batch.nodes.extend(institutions.values())
    _topics(work, paper_id, batch)
    cited = dict.fromkeys(take.node_id(e, "W") for e in take.items(work, "referenced_works"))
    batch.edges.extend(Citation(paper_id, each) for each in cited if each and each != paper_id)
    return batch


# -- the paper ---------------------------------------------------------------------------------


def _paper(
    work: Mapping[str, Any], paper_id: str, listed: int, institutions: tuple[str, ...]
) -> Paper:
    ids, primary = take.inner(work, "ids"), take.inner(work, "primary_location")
    host = take.inner(work, "host_venue")  # of 2023, also where there is no primary location
    doi = doi_id(take.text(work, "doi") or take.text(ids, "doi"))
    arxiv = _arxiv(work, doi)
    # The API breaks author lists off after 100; where it says how many there are, that counts.
    authors = take.count(work, "authors_count") or 0
    return Paper(
        id=paper_id,
        title=take.text(work, "title") or take.text(work, "display_name") or "",
        year=take.year(work, "publication_year"),
        date=take.date(work, "publication_date"),
        type=take.text(work, "type"),
        venue=take.text(take.inner(primary, "source"), "display_name")
        or take.text(primary, "raw_source_name")
        or take.text(host, "display_name"),
        abstract=_abstract(work),
        doi=doi,
        arxiv=arxiv,
        url=take.text(primary, "landing_page_url") or take.text(host, "url"),
        language=take.text(work, "language"),
        cited_by_count=take.count(work, "cited_by_count"),
        retracted=bool(work.get("is_retracted")),
        authors_count=max(listed, authors),
        authors_truncated=work.get("is_authors_truncated") is True or authors > listed,
        awards=tuple(dict.fromkeys(_awards(work))),
        institution_ids=institutions,
        same_as=_other_ids(ids, doi, arxiv),
    )


def _other_ids(ids: Mapping[str, Any], doi: str | None, arxiv: str | None) -> tuple[str, ...]:
    pmid = _PUBMED.search(take.text(ids, "pmid") or "")
    pmc = _PMC.search(take.text(ids, "pmcid") or "")
    mag = str(ids.get("mag"))  # a number in the 2023 schema
    found = [
        doi,
        arxiv,
        f"pmid:{pmid.group(1)}" if pmid else None,
        f"pmcid:PMC{pmc.group(1)}" if pmc else None,
        f"mag:{mag}" if mag.isdecimal() else None,
    ]
    return tuple(each for each in found if each)


def _abstract(work: Mapping[str, Any]) -> str | None:
    """The abstract; OpenAlex gives it as an index from each word to its places."""
    if text := take.text(work, "abstract"):
        return text
    index = take.inner(work, "abstract_inverted_index")
    try:
        places = sorted((place, word) for word, at in index.items() for place in at)
    except TypeError as error:
        raise RecordError("the index does not parse", field="abstract_inverted_index") from error
    return take.writable(" ".join(word for _, word in places)).strip() or None


def _arxiv(work: Mapping[str, Any], doi: str | None) -> str | None:
    """The arXiv id, from arXiv's own DOI or a place that the work lies at."""
    if doi and doi.startswith(_ARXIV_DOI):
        return arxiv_id(doi.removeprefix(_ARXIV_DOI))
    places = [
        take.text(take.inner(work, "primary_location"), "landing_page_url"),
        *(take.text(each, "landing_page_url") for each in take.objects(work, "locations")),
        *(take.text(each, "url") for each in take.objects(work, "alternate_host_venues")),
    ]
    return next((arxiv_id(url) for url in places if url and "://arxiv.org/" in url), None)


def _awards(work: Mapping[str, Any]) -> Iterator[str]:
    """``Funder · award id`` of each award, called grants until 2025; either may be unknown."""
    for name, number in (("awards", "funder_award_id"), ("grants", "award_id")):
        for each in take.objects(work, name):
            parts = (take.text(each, "funder_display_name"), take.text(each, number))
            if found := " · ".join(part for part in parts if part):
                yield found


# -- what it is linked to ----------------------------------------------------------------------


def _people(
    work: Mapping[str, Any], paper_id: str, batch: Batch
) -> tuple[Sequence[Any], dict[str, Institution]]:
    """Add people and authorships to the batch; give all authorships, and all institutions."""
    authorships = take.items(work, "authorships")
    named = [*take.objects(work, "institutions")]
    links: dict[str, Authorship] = {}
    for position, each in enumerate(authorships, 1):
        if each is None:
            continue
        if not isinstance(each, dict):
            raise RecordError(f"{str(each)[:40]!r} is no authorship", field="authorships")
        at = take.objects(each, "institutions")
        named += at
        who = person(take.inner(each, "author"), take.text(each, "raw_author_name"))
        if who is None:
            continue
        batch.nodes.append(who)
        ids = tuple(dict.fromkeys(i for a in at if (i := take.node_id(a.get("id"), "I"))))
        known = links.get(who.id)
        links[who.id] = Authorship(
            who.id,
            paper_id,
            known.position if known else position,  # named twice: the first place counts
            corresponding=take.flag(each.get("is_corresponding")),
            institution_ids=tuple(dict.fromkeys((*known.institution_ids, *ids))) if known else ids,
        )
    batch.edges.extend(links.values())
    found = [(each, value) for value in named if (each := institution(value))]
    within = dict.fromkeys(chain(*(lineage(value, each.id) for each, value in found)))
    batch.edges.extend(within)
    return authorships, {each.id: each for each, _ in reversed(found)}


def _topics(work: Mapping[str, Any], paper_id: str, batch: Batch) -> None:
    """Add topics with their scores, and what they are part of; of 2023, the concepts."""
    name = "topics" if {"topics", "primary_topic"} & work.keys() else "concepts"
    found = take.objects(work, name)
    if name == "topics" and not found:
        found = [each for each in [take.inner(work, "primary_topic")] if each]
    linked: set[str] = set()
    for value in found:
        above = with_broader(value)
        if not above.nodes or above.nodes[0].id in linked:
            continue
        linked.add(above.nodes[0].id)
        batch.extend(above)
        batch.edges.append(About(paper_id, above.nodes[0].id, take.score(value, name), source=NAME))


SOURCE: Source = Source(
    name=NAME,
    doc="OpenAlex in every form: API answers, JSON, JSON Lines, snapshot parts, CSV export",
    suffixes=SUFFIXES,
    read=read,
    to_records=to_records,
)
