"""Tables in our own columns: CSV, JSON Lines and Parquet, so that anybody can load anything.

Comes in: files whose names say which table they hold (``papers.csv``, ``people-2024.parquet``).
``loaders.table_columns`` declares every column; ``docs/tables.md`` shows them. Goes out: papers,
people, topics, institutions and the edges between them.

* Ids of a known scheme, in any dress, mean the same everywhere; any other is this dataset's own:
  ``table:<dataset>/<kind>/<id>`` (``loaders.table_cells.identify``).
* A person without an id is known by name, inside the dataset (``Identity.NAME``). A name in the
  table ``authorships`` means the one person of that name in ``people``, if there is just one.
* A row with a bad cell, or that refers to what no good row brings, is rejected. A cited work that
  is no paper here stays a reference, as does what an institution is part of, if it is none here.
* Neither the order of the files nor that of the tables matters: they are read twice, first to
  note who is called what and to count, then to hand on nodes before edges.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from explorer.errors import RecordError
from explorer.model import (
    About,
    Authorship,
    Batch,
    Citation,
    Identity,
    Institution,
    NodeKind,
    Paper,
    PartOf,
    Person,
    Topic,
    Within,
)
from loaders import Raw, Source
from loaders.files import SHOWN, Broken
from loaders.table_cells import Values, parse_row, settle
from loaders.table_columns import TABLES
from loaders.table_files import SUFFIXES, Holding, Row, find_tables, read_rows
from loaders.table_guide import as_text
from loaders.table_links import Links, link, node_id, note, other_ids
from loaders.table_mapping import Headings, read_mapping
from loaders.table_survey import Survey

NAME = "tables"


@dataclass(frozen=True, slots=True)
class Linked:
    """One row, parsed, with what the other tables say to it; or what keeps it from being used.

    Where ``links`` is None, an earlier row said the same. ``text`` is the row as the file has it.
    """

    table: str
    values: Values = field(default_factory=dict)
    links: Links | None = None
    problem: RecordError | None = None
    text: str = ""

    def __str__(self) -> str:
        return self.text


# -- reading -----------------------------------------------------------------------------------


def read(paths: Sequence[Path], mapping: Headings | None = None) -> Iterator[Raw]:
    """The rows of all tables, nodes before edges.

    Args:
        paths: files, folders and zips.
        mapping: other people's headings and file names.

    Raises:
        SourceError: a file is damaged, or its name or headings are not those of a table. Nodes
            and authorships were all read once by then, so that nothing was changed.
    """
    mapping = mapping or Headings()
    holdings = find_tables(paths, mapping)
    with Survey() as survey:
        for table in TABLES.values():
            for holding in holdings:
                if holding.table is table:
                    _note(survey, holding, mapping)
            if table.name == "topics":
                survey.drop_orphans()
        for holding in holdings:
            for row in read_rows(holding, mapping):
                value = _link(survey, row, holding.part.name)
                yield Raw(holding.part.name, row.position, value, row.offset)


def _note(survey: Survey, holding: Holding, mapping: Headings) -> None:
    for row in read_rows(holding, mapping):  # to the end, so that damage shows before a write
        if isinstance(row.cells, Broken) or row.table.name == "citations":
            continue
        with contextlib.suppress(RecordError):  # said again, and counted, when it is linked
            values = parse_row(row.table, row.cells, row.headings)
            note(survey, row.table, values, f"{holding.part.name} {row.position}")


def _link(survey: Survey, row: Row, file: str) -> Linked | Broken:
    if isinstance(row.cells, Broken):
        return row.cells
    try:
        values = parse_row(row.table, row.cells, row.headings)
        links = link(survey, row.table, values, f"{file} {row.position}")
    except RecordError as error:
        text = json.dumps(row.cells, ensure_ascii=False, default=str)[:SHOWN]
        named = row.headings.get(error.field, error.field)
        problem = RecordError(error.message, field=named, hint=error.hint)
        return Linked(row.table.name, problem=problem, text=text)
    return Linked(row.table.name, values, links)


# -- records -----------------------------------------------------------------------------------


def to_records(value: Any, dataset: str) -> Batch:
    """The records of one row.

    Args:
        value: as ``read`` gives it.
        dataset: part of the ids that are this dataset's own.

    Raises:
        RecordError: it is broken, a cell is impossible, or it refers to what is nowhere.
    """
    if isinstance(value, Broken):
        raise RecordError(value.reason, field="row")
    if value.problem is not None:
        raise value.problem
    if value.links is None:
        return Batch()
    batch: Batch = _BUILDERS[value.table](value.values, _settled(value.links, dataset), dataset)
    return batch


def _settled(value: Any, dataset: str) -> Any:
    """The links with the ids of this dataset."""
    if isinstance(value, str):
        return settle(value, dataset)
    if isinstance(value, dict):
        return {k: v if k == "broader_said" else _settled(v, dataset) for k, v in value.items()}
    return (
        [_settled(each, dataset) for each in value] if isinstance(value, (list, tuple)) else value
    )


def _institution(values: Values, links: Links, dataset: str) -> Batch:
    own = node_id(NodeKind.INSTITUTION, values, dataset)
    others = other_ids(values, own)
    above = dict.fromkeys(links.get("part_of", []))
    batch = Batch([
        Institution(
            own,
            values["name"],
            ror=values.get("ror") or _of_scheme("ror", own),
            country=values.get("country"),
            type=values.get("type"),
            same_as=others,
        )
    ])  # fmt: skip
    batch.edges.extend(Within(own, each) for each in above if each != own)
    return batch


def _topic(values: Values, links: Links, dataset: str) -> Batch:
    batch = Batch([_one_topic(values, node_id(NodeKind.TOPIC, values, dataset))])
    if "broader" in links:
        batch.nodes.append(_one_topic(links["broader_said"], links["broader"]))
        batch.edges.append(PartOf(batch.nodes[0].id, links["broader"]))
    return batch


def _one_topic(values: Values, own: str) -> Topic:
    return Topic(own, values["name"], level=values.get("level", "topic"), source=NAME)


def _person(values: Values, _: Links, dataset: str) -> Batch:
    own = node_id(NodeKind.PERSON, values, dataset)
    return Batch([
        Person(
            own,
            values["name"],
            Identity.SOURCE if {"id", "orcid"} & values.keys() else Identity.NAME,
            orcid=values.get("orcid") or _of_scheme("orcid", own),
            same_as=other_ids(values, own),
        )
    ])  # fmt: skip


def _of_scheme(scheme: str, own: str) -> str | None:
    return own if own.startswith(f"{scheme}:") else None


def _paper(values: Values, links: Links, dataset: str) -> Batch:
    own = node_id(NodeKind.PAPER, values, dataset)
    tabled = links["tabled"]
    authors = [] if "authors" in tabled else links.get("authors", [])
    date, year = values.get("date"), values.get("year")
    paper = Paper(
        own,
        values["title"],
        year=year if year is not None or date is None else int(date[:4]),
        date=date,
        doi=values.get("doi") or _of_scheme("doi", own),
        arxiv=values.get("arxiv") or _of_scheme("arxiv", own),
        retracted=values.get("retracted", False),
        authors_truncated=values.get("authors_truncated", False),
        awards=tuple(values.get("awards", ())),
        authors_count=max(values.get("authors_count", 0), links["authors_count"], len(authors)),
        institution_ids=tuple(dict.fromkeys([*links.get("institutions", []), *links["named"]])),
        same_as=other_ids(values, own),
        type=values.get("type"),
        venue=values.get("venue"),
        abstract=values.get("abstract"),
        url=values.get("url"),
        language=values.get("language"),
        cited_by_count=values.get("cited_by_count"),
    )
    batch = Batch([paper])
    _add_authors(batch, own, authors, values)
    if "topics" not in tabled:
        _add_topics(batch, own, links.get("topics", []), values)
    cited = dict.fromkeys(links.get("references", []))
    batch.edges.extend(Citation(own, each) for each in cited if each != own)
    return batch


def _add_authors(batch: Batch, paper: str, authors: Sequence[Any], values: Values) -> None:
    """The authors of the paper's own column; one who stands twice has the first place."""
    placed: set[str] = set()
    for position, (person, brings) in enumerate(authors, 1):
        if person in placed:
            continue
        placed.add(person)
        if brings:
            batch.nodes.append(Person(person, values["authors"][position - 1], Identity.NAME))
        batch.edges.append(Authorship(person, paper, position))


def _add_topics(batch: Batch, paper: str, topics: Sequence[Any], values: Values) -> None:
    for (topic, brings), name in zip(topics, values.get("topics", ()), strict=True):
        if brings:
            batch.nodes.append(_one_topic({"name": name}, topic))
        batch.edges.append(About(paper, topic, source=NAME))


def _authorship(values: Values, links: Links, _: str) -> Batch:
    person, brings = links["person"]
    batch = Batch()
    if brings:
        by_id = "person" in values
        identity = Identity.SOURCE if by_id else Identity.NAME
        orcid = _of_scheme("orcid", person)
        batch.nodes.append(Person(person, values["name"], identity, orcid=orcid))
    batch.edges.append(
        Authorship(
            person,
            links["paper"],
            links["position"],
            corresponding=values.get("corresponding"),
            role=values.get("role"),
            institution_ids=tuple(links["institutions"]),
        )
    )
    return batch


def _paper_topic(values: Values, links: Links, _: str) -> Batch:
    return Batch(edges=[About(links["paper"], links["topic"], values.get("score", 1.0), NAME)])


def _citation(_: Values, links: Links, __: str) -> Batch:
    return Batch(edges=[Citation(links["paper"], links["cited"])])


_BUILDERS: Mapping[str, Callable[[Values, Links, str], Batch]] = dict(
    zip(
        TABLES,
        (_institution, _topic, _person, _paper, _authorship, _paper_topic, _citation),
        strict=True,
    )
)

SOURCE: Source = Source(
    name=NAME,
    doc="CSV, JSON Lines or Parquet in our own columns; --help after it shows them",
    suffixes=SUFFIXES,
    read=read,
    to_records=to_records,
    guide=as_text,
)


def with_mapping(path: Path) -> Source:
    """The source for files with other people's headings.

    Raises:
        SourceError: the mapping file cannot be read, or names what there is not.
    """
    return replace(SOURCE, read=partial(read, mapping=read_mapping(path)), beside=(path,))
