"""What rows say of each other, across tables.

A row that refers to a paper, person, topic or institution which no good row brings is rejected,
so that no edge has only one end. ``note`` looks at each row once, in the order of ``TABLES``;
then ``link`` gives each row what the others say to it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any

from explorer.errors import RecordError
from explorer.model import NodeKind
from loaders.table_cells import Values, identify, name_as_id, scheme_id
from loaders.table_columns import TABLES, Column, Table
from loaders.table_survey import Survey

PAPER, PERSON = NodeKind.PAPER, NodeKind.PERSON
TOPIC, INSTITUTION = NodeKind.TOPIC, NodeKind.INSTITUTION
Links = dict[str, Any]  # by column, what it comes to: ids of the dataset ""


def node_id(kind: NodeKind, values: Values, dataset: str) -> str:
    """The id that the row of a node goes by.

    Raises:
        RecordError: it has a name only, without a letter.
    """
    for column in ("id", "doi", "arxiv", "orcid", "ror"):
        if column in values:
            return identify(kind, values[column], dataset)
    return name_as_id(kind, values["name"], dataset)


def other_ids(values: Values, own: str) -> tuple[str, ...]:
    """The other ids that a row gives its node, each once."""
    given = [values.get(column) for column in ("doi", "arxiv", "orcid", "ror")]
    listed = [scheme_id(text) or text for text in values.get("same_as", ())]
    return tuple(dict.fromkeys(each for each in (*given, *listed) if each and each != own))


def note(survey: Survey, table: Table, values: Values, place: str) -> None:
    """Remember a row.

    Args:
        survey: where.
        table: whose row.
        values: as ``parse_row`` gives them.
        place: file and position, which tell it from all others.

    Raises:
        RecordError: it cannot be used; nothing of it is remembered.
    """
    links = (
        {} if table.kind is TOPIC else _refer(survey, table, values, but=("references", "part_of"))
    )
    if table.kind is not None:
        _note_node(survey, table.kind, values, place)
    elif table.name == "authorships":
        person, _ = links["person"]
        survey.table_for(links["paper"], "authors")
        survey.place(links["paper"], person, values.get("position"), links.get("institutions", ()))
    elif table.name == "paper_topics":
        survey.table_for(links["paper"], "topics")


def _note_node(survey: Survey, kind: NodeKind, values: Values, place: str) -> None:
    own = node_id(kind, values, "")
    if kind is PAPER:
        survey.is_first(own, place, _digest(values))
    survey.call(kind, own, other_ids(values, own), values.get("name"))
    if kind is TOPIC:
        said = {name: value for name, value in values.items() if name != "broader"}
        survey.keep_topic(own, said, values.get("broader"))


def link(survey: Survey, table: Table, values: Values, place: str) -> Links | None:
    """What the other rows say to one row.

    Returns:
        By column that refers, the ids it comes to; what else a table needs, see ``_MORE``. None
        where an earlier row of the same paper said the same.

    Raises:
        RecordError: it refers to what is nowhere, or an earlier row said otherwise.
    """
    links = _refer(survey, table, values)
    own = None if table.kind is None else node_id(table.kind, values, "")
    if table.kind is PAPER and not survey.is_first(str(own), place, _digest(values)):
        return None
    more = _MORE.get(table.name)
    return links if more is None else links | more(survey, values, links)


def _digest(values: Values) -> str:
    text = json.dumps(values, sort_keys=True, ensure_ascii=False)
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


# -- columns that refer ------------------------------------------------------------------------


def _refer(survey: Survey, table: Table, values: Values, but: tuple[str, ...] = ()) -> Links:
    """The columns that must name a node, and those that may bring one of their own."""
    links: Links = {}
    for column in table.columns:
        if column.name not in values or column.name in but:
            continue
        try:
            found = _refer_one(survey, table, column, values)
        except RecordError as error:
            raise RecordError(error.message, field=column.name, hint=error.hint) from error
        if found is not None:
            links[column.name] = found
    if table.name == "authorships":
        by_name = links.pop("name", None)
        links.setdefault("person", by_name)
    return links


def _refer_one(survey: Survey, table: Table, column: Column, values: Values) -> Any:
    own_way = _BRINGING.get((table.name, column.name))
    if own_way is not None:
        return own_way(survey, values)
    if column.refers is None:
        return None
    said = values[column.name]
    if isinstance(said, tuple):
        return [_must_find(survey, column, text) for text in said]
    return _must_find(survey, column, said)


def _must_find(survey: Survey, column: Column, text: str) -> str:
    assert column.refers is not None  # noqa: S101 - callers look
    found = survey.find(column.refers, text)
    if found is None:
        raise RecordError(
            f"there is no {column.refers.value} {text!r} in the table {column.refers.plural}",
            field=column.name,
            hint="Add its row, or correct the reference. Its own row may have been rejected.",
        )
    return found


def _find_or_bring(survey: Survey, kind: NodeKind, name: str) -> tuple[str, bool]:
    """The id of who is called so, and whether the row that says it brings the node."""
    found = survey.find(kind, name)
    return (name_as_id(kind, name, ""), True) if found is None else (found, False)


def _person(survey: Survey, values: Values) -> tuple[str, bool]:
    found = survey.find(PERSON, values["person"])
    if found is None and "name" in values:
        return identify(PERSON, values["person"], ""), True
    return found or _must_find(
        survey, TABLES["authorships"].column("person"), values["person"]
    ), False


def _found_or_outside(survey: Survey, kind: NodeKind, text: str) -> str:
    """What need not be here, as a cited work; where several are called so, it is none of them."""
    try:
        return survey.find(kind, text) or identify(kind, text, "")
    except RecordError:
        return identify(kind, text, "")


# Columns that may name what no table holds.
_BRINGING: Mapping[tuple[str, str], Callable[[Survey, Values], Any]] = {
    ("institutions", "part_of"): lambda survey, values: [
        _found_or_outside(survey, INSTITUTION, text) for text in values["part_of"]
    ],
    ("papers", "authors"): lambda survey, values: [
        _find_or_bring(survey, PERSON, name) for name in values["authors"]
    ],
    ("papers", "topics"): lambda survey, values: [
        _find_or_bring(survey, TOPIC, name) for name in values["topics"]
    ],
    ("papers", "references"): lambda survey, values: [
        _found_or_outside(survey, PAPER, text) for text in values["references"]
    ],
    ("authorships", "person"): _person,
    ("authorships", "name"): lambda survey, values: (
        None if "person" in values else _find_or_bring(survey, PERSON, values["name"])
    ),
    ("citations", "cited"): lambda survey, values: _found_or_outside(
        survey, PAPER, values["cited"]
    ),
}


# -- what else ---------------------------------------------------------------------------------


def _of_paper(survey: Survey, values: Values, _: Links) -> Links:
    """Its authors and institutions as other rows give them; columns these take the place of."""
    own = node_id(PAPER, values, "")
    return {
        "authors_count": survey.authors(own),
        "named": survey.institutions(own),
        "tabled": survey.tabled(own),
    }


def _of_authorship(survey: Survey, _: Values, links: Links) -> Links:
    """Place and institutions from all rows of this author of this paper."""
    ends = links["paper"], links["person"][0]
    return {"position": survey.position(*ends), "institutions": survey.institutions(*ends)}


def _of_topic(survey: Survey, values: Values, links: Links) -> Links:
    """The broader topic's own row, so that it is there before the edge."""
    if "broader" not in links:
        return {}
    if links["broader"] == node_id(TOPIC, values, ""):
        raise RecordError("a topic cannot stand below itself", field="broader")
    return {"broader_said": survey.topic(links["broader"])}


def _of_citation(_: Survey, __: Values, links: Links) -> Links:
    if links["paper"] == links["cited"]:
        raise RecordError("a paper cannot cite itself", field="cited")
    return {}


_MORE: Mapping[str, Callable[[Survey, Values, Links], Links]] = {
    "papers": _of_paper,
    "authorships": _of_authorship,
    "topics": _of_topic,
    "citations": _of_citation,
}
