"""OpenAlex: its CSV export of works, and raw works as JSON Lines (2026 schema).

OpenAlex's words and ours: a Work is a paper, an Author a person; topics and institutions keep
their names. Ids are OpenAlex's own (``openalex:W…``, ``openalex:A…``); DOI, ORCID, ROR and the
like stand in ``same_as``. An author without an id makes no person, but is counted.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from explorer.errors import RecordError
from explorer.model import (
    About,
    Authorship,
    Batch,
    Citation,
    Institution,
    Paper,
    PartOf,
    Person,
    Topic,
    arxiv_id,
    doi_id,
    openalex_id,
    orcid_id,
    ror_id,
)
from loaders import Source
from loaders.files import Broken
from loaders.openalex_csv import unflatten
from loaders.openalex_files import SUFFIXES, read

NAME = "openalex"
YEARS = range(1000, 2101)  # a year outside is a slip of the source, as 20219
# The id that OpenAlex gives to authorships it does not tell apart (docs.openalex.org, "null" id).
NULL_AUTHOR = "openalex:A9999999999"
BROADER = ("subfield", "field", "domain")  # above a topic, narrow to broad
_ISO = re.compile(r"\d{4}(-\d\d(-\d\d)?)?$")
_PUBMED = re.compile(r"(\d+)/?$")
_PMC = re.compile(r"(?:PMC)?(\d+)/?$", re.I)


# -- records -----------------------------------------------------------------------------------


def to_records(value: Any, dataset: str) -> Batch:
    """The records of one work, a row of the CSV export or a JSON object.

    Args:
        value: as ``read`` gives it.
        dataset: not used: OpenAlex's ids hold everywhere.

    Raises:
        RecordError: it is no work, or a field of it is impossible.
    """
    if isinstance(value, Broken):
        raise RecordError(value.reason, field="line")
    if not isinstance(value, dict):
        raise RecordError("the line is JSON, but not an object", field="line")
    work = unflatten(value) if "authorships.author.id" in value else value
    paper_id = _id(work.get("id"), "W")
    if paper_id is None:
        raise RecordError(f"{work.get('id')!r} is not the id of a work", field="id")
    batch = Batch()
    authorships, institutions = _people(work, paper_id, batch)
    batch.nodes.append(_paper(work, paper_id, len(authorships), tuple(institutions)))
    batch.nodes.extend(institutions.values())
    _topics(work, paper_id, batch)
    cited = dict.fromkeys(_id(each, "W") for each in _list(work, "referenced_works"))
    batch.edges.extend(Citation(paper_id, each) for each in cited if each and each != paper_id)
    return batch


def _paper(
    work: Mapping[str, Any], paper_id: str, authors: int, institutions: tuple[str, ...]
) -> Paper:
    ids, primary = _map(work, "ids"), _map(work, "primary_location")
    doi = doi_id(_text(work, "doi") or _text(ids, "doi"))
    arxiv = _arxiv(work, doi)
    pmid = _PUBMED.search(_text(ids, "pmid") or "")
    pmc = _PMC.search(_text(ids, "pmcid") or "")
    same = [
        doi,
        arxiv,
        f"pmid:{pmid.group(1)}" if pmid else None,
        f"pmcid:PMC{pmc.group(1)}" if pmc else None,
        f"mag:{ids['mag']}" if ids.get("mag") else None,
    ]
    return Paper(
        id=paper_id,
        title=_text(work, "title") or _text(work, "display_name") or "",
        year=_year(work.get("publication_year")),
        date=_date(_text(work, "publication_date")),
        type=_text(work, "type"),
        venue=_text(_map(primary, "source"), "display_name") or _text(primary, "raw_source_name"),
        abstract=_abstract(work),
        doi=doi,
        arxiv=arxiv,
        url=_text(primary, "landing_page_url"),
        language=_text(work, "language"),
        cited_by_count=_count(work, "cited_by_count"),
        retracted=bool(work.get("is_retracted")),
        # The API breaks author lists off after 100; where it says how many there are, that counts.
        authors_count=max(authors, _count(work, "authors_count") or 0),
        institution_ids=institutions,
        same_as=tuple(each for each in same if each),
    )


def _people(
    work: Mapping[str, Any], paper_id: str, batch: Batch
) -> tuple[Sequence[Any], dict[str, Institution]]:
    """Add people and authorships to the batch; give all authorships, and all institutions."""
    authorships = _list(work, "authorships")
    named = [*_list(work, "institutions")]
    links: dict[str, Authorship] = {}
    for position, each in enumerate(authorships, 1):
        if not isinstance(each, dict):
            raise RecordError(f"{str(each)[:40]!r} is no authorship", field="authorships")
        author = _map(each, "author")
        at = [i for i in _list(each, "institutions") if isinstance(i, dict)]
        named += at
        person_id = _id(author.get("id"), "A")
        name = _text(author, "display_name") or _text(each, "raw_author_name")
        if person_id is None or person_id == NULL_AUTHOR or not name:
            continue
        orcid = orcid_id(_text(author, "orcid"))
        same = (orcid,) if orcid else ()
        batch.nodes.append(Person(person_id, name, orcid=orcid, same_as=same))
        ids = tuple(dict.fromkeys(i for i in (_id(a.get("id"), "I") for a in at) if i))
        known = links.get(person_id)
        links[person_id] = Authorship(
            person_id,
            paper_id,
            known.position if known else position,  # named twice: the first place counts
            corresponding=_flag(each.get("is_corresponding")),
            institution_ids=tuple(dict.fromkeys((*known.institution_ids, *ids))) if known else ids,
        )
    batch.edges.extend(links.values())
    institutions = [_institution(each) for each in named if isinstance(each, dict)]
    return authorships, {each.id: each for each in reversed(institutions) if each}


def _institution(value: Mapping[str, Any]) -> Institution | None:
    institution_id, name = _id(value.get("id"), "I"), _text(value, "display_name")
    if institution_id is None or not name:
        return None
    ror = ror_id(_text(value, "ror"))
    return Institution(
        institution_id,
        name,
        ror=ror,
        country=_text(value, "country_code"),
        type=_text(value, "type"),
        same_as=(ror,) if ror else (),
    )


def _topics(work: Mapping[str, Any], paper_id: str, batch: Batch) -> None:
    """Add topics with their scores, and subfield, field and domain above them."""
    found = _list(work, "topics") or [work.get("primary_topic")]
    for value in found:
        if not isinstance(value, dict):
            continue
        topic_id, name = _id(value.get("id"), "T"), _text(value, "display_name")
        if topic_id is None or name is None:
            continue
        batch.nodes.append(Topic(topic_id, name, source=NAME))
        batch.edges.append(About(paper_id, topic_id, _score(value.get("score")), source=NAME))
        below = topic_id
        for level in BROADER:
            broader = _map(value, level)
            broader_id, name = openalex_id(_text(broader, "id")), _text(broader, "display_name")
            if broader_id is None or name is None:
                break
            batch.nodes.append(Topic(broader_id, name, level=level, source=NAME))
            batch.edges.append(PartOf(below, broader_id))
            below = broader_id


# -- fields ------------------------------------------------------------------------------------


def _id(value: object, letter: str) -> str | None:
    """An OpenAlex id of one kind; None for another kind, or none."""
    found = openalex_id(value) if isinstance(value, str) else None
    return found if found and found.startswith(f"openalex:{letter}") else None


def _flag(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


def _map(value: Any, name: str) -> Mapping[str, Any]:
    inner = value.get(name) if isinstance(value, dict) else None
    return inner if isinstance(inner, dict) else {}


def _list(value: Any, name: str) -> Sequence[Any]:
    inner = value.get(name) if isinstance(value, dict) else None
    if inner is None:
        return []
    if not isinstance(inner, list):
        raise RecordError(f"{str(inner)[:40]!r} is no list", field=name)
    return inner


def _text(value: Mapping[str, Any], name: str) -> str | None:
    """A text, or None where there is none or an empty one."""
    text = value.get(name)
    if text is None or isinstance(text, str):
        # A lone half of a surrogate pair cannot be written anywhere.
        return (text or "").encode("utf-8", "replace").decode().strip() or None
    raise RecordError(f"{str(text)[:40]!r} is no text", field=name)


def _year(value: object) -> int | None:
    if value is None:
        return None
    try:
        year = int(str(value))
    except ValueError:
        year = -1
    if year not in YEARS:
        raise RecordError(f"{value!r} cannot be a year", field="publication_year")
    return year


def _date(text: str | None) -> str | None:
    if text is None:
        return None
    if not _ISO.match(text) or int(text[:4]) not in YEARS:
        raise RecordError(f"{text!r} cannot be a date", field="publication_date")
    return text


def _count(work: Mapping[str, Any], name: str) -> int | None:
    value = work.get(name)
    if value is None:
        return None
    try:
        count = int(str(value))
    except ValueError as error:
        raise RecordError(f"{str(value)[:40]!r} is no number", field=name) from error
    if abs(count) > MOST_COUNTED:
        raise RecordError(f"{str(value)[:40]!r} is no count", field=name)
    return count


MOST_COUNTED = 2**53  # beyond it a number of a JSON file is not exact


def _score(value: object) -> float:
    """A topic's score in 0–1; 1 where the source gives none."""
    if value is None:
        return 1.0
    try:
        score = float(str(value))
    except ValueError:
        score = -1.0
    if not 0 <= score <= 1:
        raise RecordError(f"{value!r} is no score between 0 and 1", field="topics.score")
    return score


def _abstract(work: Mapping[str, Any]) -> str | None:
    """The abstract; OpenAlex gives it as an index from each word to its places."""
    if text := _text(work, "abstract"):
        return text
    index = _map(work, "abstract_inverted_index")
    try:
        places = sorted((place, word) for word, at in index.items() for place in at)
    except TypeError as error:
        raise RecordError("the index does not parse", field="abstract_inverted_index") from error
    return " ".join(word for _, word in places).strip() or None


def _arxiv(work: Mapping[str, Any], doi: str | None) -> str | None:
    """The arXiv id, from arXiv's own DOI or a place that the work lies at."""
    if doi and doi.startswith("doi:10.48550/arxiv."):
        return arxiv_id(doi.removeprefix("doi:10.48550/arxiv."))
    for location in [work.get("primary_location"), *_list(work, "locations")]:
        url = _text(location, "landing_page_url") or "" if isinstance(location, dict) else ""
        if "://arxiv.org/abs/" in url:
            return arxiv_id(url)
    return None


SOURCE: Source = Source(
    name=NAME,
    doc="OpenAlex works: the CSV export, or raw works as JSON Lines (2026 schema)",
    suffixes=SUFFIXES,
    read=read,
    to_records=to_records,
)
