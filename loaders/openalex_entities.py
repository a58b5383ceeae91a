"""OpenAlex's entities beside works – authors, institutions, topics, concepts. Pure.

They come as records of their own and inside works; both go through the functions here.

* An institution is part of each that its ``lineage`` names: all above it, in the order of their
  ids, so that nothing says which is next above. It is also part of each parent among its
  associated institutions, and each child among them is part of it.
* An author's affiliations are not taken from here: an affiliation is what a paper says.
* A topic is part of its subfield, that of its field, that of its domain. A concept of the schema
  of 2023 is part of those of its ancestors that stand one level above it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from explorer.errors import RecordError
from explorer.model import (
    Batch,
    Institution,
    PartOf,
    Person,
    Topic,
    Within,
    openalex_id,
    orcid_id,
    ror_id,
)
from loaders import openalex_fields as take

NAME = "openalex"
# The id that OpenAlex gives to authorships it does not tell apart (docs.openalex.org, "null" id).
NULL_AUTHOR = "openalex:A9999999999"
BROADER = ("subfield", "field", "domain")  # above a topic, narrow to broad
_LETTER = re.compile(r"(?:^|/)([A-Z])\d+$", re.I)
_WORD = re.compile(r"(?:^|/)([a-z-]+)/[^/]+$", re.I)
# What else OpenAlex holds, in words.
NOT_LOADED: Mapping[str, str] = {
    "S": "a source, as journals are called there",
    "P": "a publisher",
    "F": "a funder",
    "G": "an award",
    "keywords": "a keyword",
    "sdgs": "a development goal",
}
LOADED = "works, authors, institutions, topics and concepts"


def kind_of(record: Mapping[str, Any]) -> str:
    """The kind that a record's id tells: ``W``, ``A``, … or ``subfields``, ``fields``, ….

    Raises:
        RecordError: it has no id, or one of no kind that is loaded.
    """
    if "error" in record and "id" not in record:
        reason = record.get("message") or record["error"]
        raise RecordError(f"the API answered with an error: {str(reason)[:200]}", field="error")
    found = record.get("id")
    if found is None or found == "":
        raise RecordError("the record has no id", field="id")
    match = isinstance(found, str) and (_LETTER.search(found) or _WORD.search(found))
    if not match:
        raise RecordError(f"{str(found)[:60]!r} is no id of OpenAlex", field="id")
    kind = match[1].upper() if len(match[1]) == 1 else match[1].lower()
    if kind not in ENTITIES and kind != "W":
        what = NOT_LOADED.get(kind, "of no kind that is known here")
        raise RecordError(f"{found[:60]} is {what}; {LOADED} are loaded", field="id")
    return kind


# -- people and institutions -------------------------------------------------------------------


def person(value: Mapping[str, Any], other_name: str | None = None) -> Person | None:
    """The person an author is; None where OpenAlex does not tell who it is."""
    person_id, name = take.node_id(value.get("id"), "A"), take.text(value, "display_name")
    name = name or other_name
    if person_id is None or person_id == NULL_AUTHOR or not name:
        return None
    orcid = orcid_id(take.text(value, "orcid") or take.text(take.inner(value, "ids"), "orcid"))
    return Person(person_id, name, orcid=orcid, same_as=(orcid,) if orcid else ())


def institution(value: Mapping[str, Any]) -> Institution | None:
    """An institution; None where it has no id or no name."""
    institution_id, name = take.node_id(value.get("id"), "I"), take.text(value, "display_name")
    if institution_id is None or not name:
        return None
    ror = ror_id(take.text(value, "ror") or take.text(take.inner(value, "ids"), "ror"))
    return Institution(
        institution_id,
        name,
        ror=ror,
        country=take.text(value, "country_code"),
        type=take.text(value, "type"),
        same_as=(ror,) if ror else (),
    )


def lineage(value: Mapping[str, Any], own: str) -> list[Within]:
    """What an institution is part of, as far as its ``lineage`` tells: ids, without names."""
    above = dict.fromkeys(take.node_id(each, "I") for each in take.items(value, "lineage"))
    return [Within(own, each) for each in above if each and each != own]


def _of_author(value: Mapping[str, Any]) -> Batch:
    found = person(value)
    if found is None:
        reason = "the author has no name, or stands for all that are not told apart"
        raise RecordError(reason, field="display_name")
    return Batch(nodes=[found])


def _of_institution(value: Mapping[str, Any]) -> Batch:
    found = institution(value)
    if found is None:
        raise RecordError("the institution has no name", field="display_name")
    batch = Batch(nodes=[found])
    said = lineage(value, found.id)
    for each in take.objects(value, "associated_institutions"):
        other, how = institution(each), take.text(each, "relationship")
        if other is None or other.id == found.id:
            continue
        if how == "parent":
            batch.nodes.append(other)
            said.append(Within(found.id, other.id))
        elif how == "child":  # linked where its own record, or a paper, makes it a node
            said.append(Within(other.id, found.id))
    batch.edges.extend(dict.fromkeys(said))
    return batch


# -- topics ------------------------------------------------------------------------------------


def topic(value: Mapping[str, Any]) -> Topic | None:
    """A topic, a concept, or a subfield, field or domain; None without an id or a name."""
    topic_id = openalex_id(take.text(value, "id"))
    name = take.text(value, "display_name")
    if topic_id is None or name is None:
        return None
    key = topic_id.removeprefix("openalex:")
    if "/" in key:
        level = key.partition("/")[0].removesuffix("s")
    elif key[0] == "C":
        depth = take.count(value, "level")
        level = "concept" if depth is None else f"level-{depth} concept"
    elif key[0] == "T":
        level = "topic"
    else:
        return None
    return Topic(topic_id, name, level=level, source=NAME)


def with_broader(value: Mapping[str, Any]) -> Batch:
    """A topic or concept, and what it is part of as far as the record tells; first itself."""
    found = topic(value)
    if found is None:
        return Batch()
    batch = Batch(nodes=[found])
    for above in _parents(value, found):
        batch.nodes.append(above)
        batch.edges.append(PartOf(found.id, above.id))
        # Subfield, field and domain stand in one line, each part of the next; ancestors do not.
        found = above if above.level in BROADER else found
    return batch


def _parents(value: Mapping[str, Any], found: Topic) -> Iterator[Topic]:
    for level in BROADER:
        above = topic(take.inner(value, level))
        if above is not None:
            yield above
    depth = take.count(value, "level")
    for ancestor in take.objects(value, "ancestors"):
        above, height = topic(ancestor), take.count(ancestor, "level")
        near = depth is None or height is None or height == depth - 1
        if above is not None and near and above.id != found.id:
            yield above


def _of_topic(value: Mapping[str, Any]) -> Batch:
    batch = with_broader(value)
    if not batch.nodes:
        raise RecordError("it has no name", field="display_name")
    return batch


ENTITIES: Mapping[str, Callable[[Mapping[str, Any]], Batch]] = {
    "A": _of_author,
    "I": _of_institution,
    "T": _of_topic,
    "C": _of_topic,
    "subfields": _of_topic,
    "fields": _of_topic,
    "domains": _of_topic,
}
