"""What the loader would write of a made graph, row by row, without the loader. Pure.

A load of a million works takes most of an hour: it reads JSON, compares, keeps a ledger. For a
bench of what comes after it, ``MadeRows`` gives the same nodes and edges with the same properties;
``tests/store/test_bulk.py`` holds it to that.
"""

from __future__ import annotations

from array import array
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import Any

import numpy as np

from explorer.holdings import claim
from explorer.model import (
    NEWEST_KEPT,
    About,
    Authorship,
    Citation,
    EdgeKind,
    EdgeRecord,
    Institution,
    NodeKind,
    NodeRecord,
    Paper,
    PartOf,
    Person,
    Topic,
    content_hash,
    properties,
)
from loaders.affiliations import summary
from tests.bench.power_law import FIRST_OUTSIDE, Made, PowerLaw, above, score

DATASET, RUN, SOURCE = "made", "bulk", "openalex"
NONE = 0xFFF  # where there is no second institution; there are fewer than so many
Row = dict[str, Any]
Link = tuple[int, int, Hashable]  # numbers of the nodes at its ends, and what it says in short
ENDS: Mapping[EdgeKind, tuple[NodeKind, NodeKind]] = {
    EdgeKind.PART_OF: (NodeKind.TOPIC, NodeKind.TOPIC),
    EdgeKind.ABOUT: (NodeKind.PAPER, NodeKind.TOPIC),
    EdgeKind.AUTHORED: (NodeKind.PERSON, NodeKind.PAPER),
    EdgeKind.CITES: (NodeKind.PAPER, NodeKind.PAPER),
    EdgeKind.AFFILIATED_WITH: (NodeKind.PERSON, NodeKind.INSTITUTION),
}


@dataclass(frozen=True)
class Parameters:
    """What makes a made graph the graph it is."""

    papers: int
    seed: int = 1
    hub: int = 500  # see PowerLaw; of 100,000 papers, 1,417 are then the first author's


class MadeRows:
    """The nodes of a made graph, kind by kind, then its edges.

    Nodes are numbered from 0 in the order they are given in. ``nodes`` must be read to its end,
    papers first, before ``edges`` is: what papers say of the rest is kept in between, in arrays of
    some 80 bytes for each paper.
    """

    def __init__(self, parameters: Parameters) -> None:
        self._graph = PowerLaw(parameters.papers, parameters.seed, hub=parameters.hub)
        self._years = array("H")
        self._authors, self._at = array("i"), array("i")  # _at: two institutions in one number
        self._topics, self._cited = array("H"), array("i")
        self._counts = array("H"), array("H"), array("H")  # of authors, topics, cited, by paper
        self._known: list[str] = []  # ids of topics and what is above them, as they are numbered
        self._people = 0
        self.newest = ""  # date of a paper
        self.written: dict[str, int] = {}

    def nodes(self) -> Iterator[tuple[NodeKind, Iterator[Row]]]:
        """The rows of each kind of node: the id and every property that is not None."""
        yield NodeKind.PAPER, self._counted(NodeKind.PAPER.label, map(self._paper, self._graph))
        self._people = max(self._authors, default=-1) + 1
        for kind, records in (
            (NodeKind.PERSON, self._persons()),
            (NodeKind.TOPIC, self._all_topics()),
            (NodeKind.INSTITUTION, self._institutions()),
        ):
            yield kind, self._counted(kind.label, map(said, records))

    def edges(self) -> Iterator[tuple[EdgeKind, Iterator[Link]]]:
        """The edges of each kind; ``properties_of`` tells what the last part of each stands for."""
        for kind, links in (
            (EdgeKind.PART_OF, self._broader()),
            (EdgeKind.ABOUT, self._about()),
            (EdgeKind.AUTHORED, self._authorships()),
            (EdgeKind.CITES, self._citations()),
            (EdgeKind.AFFILIATED_WITH, self._affiliations()),
        ):
            yield kind, self._counted(kind.value, links)

    def _counted(self, name: str, rows: Iterator[Any]) -> Iterator[Any]:
        count = 0
        for row in rows:
            count += 1
            yield row
        self.written[name] = count

    # -- nodes -----------------------------------------------------------------------------------

    def _paper(self, made: Made) -> Row:
        inside = [each - 1 for each in made.references if each < FIRST_OUTSIDE]
        self._years.append(made.year)
        self._authors.extend(made.authors)
        self._at.extend(_packed(at) for at in made.places)
        self._topics.extend(made.topics)
        self._cited.extend(inside)
        for counts, found in zip(self._counts, (made.authors, made.topics, inside), strict=True):
            counts.append(len(found))
        self.newest = max(self.newest, made.date)
        row = said(_paper(made, self._graph))
        if outside := made.references[len(inside) :]:  # they are sorted
            row["references_outside"] = sorted(_id("W", each) for each in outside)
        return row

    def _persons(self) -> Iterator[Person]:
        for number in range(self._people):
            yield Person(_id("A", number + 1), self._graph.person(number))

    def _all_topics(self) -> Iterator[Topic]:
        used = sorted(set(self._topics))
        self._topics = array("H", np.searchsorted(used, self._topics).astype("H").tobytes())
        self._known = [_topic_id(each) for each in used]
        for each in used:
            yield Topic(_topic_id(each), self._graph.topic(each), source=SOURCE)
        for level, number in dict.fromkeys(chain(*(above(each).items() for each in used))):
            self._known.append(_level_id(level, number))
            yield Topic(self._known[-1], f"{level} {number}", level=level, source=SOURCE)

    def _institutions(self) -> Iterator[Institution]:
        at = np.frombuffer(self._at, "i")
        used = np.union1d(at >> 12, at & NONE)
        self._places = used[used != NONE]
        for each in self._places.tolist():
            name = self._graph.institution(each)
            yield Institution(_id("I", each + 1), name, country="DE", type="education")

    # -- edges -----------------------------------------------------------------------------------

    def _broader(self) -> Iterator[Link]:
        places = {each: place for place, each in enumerate(self._known)}
        found: dict[tuple[int, int], None] = {}
        for each in self._known:
            if each.startswith("openalex:T"):
                line = [each, *(_level_id(*up) for up in above(int(each[10:]) - 10000).items())]
                ends = [places[one] for one in line]
                found.update(dict.fromkeys(pairwise(ends)))
        return ((source, target, None) for source, target in found)

    def _about(self) -> Iterator[Link]:
        topics = iter(self._topics)
        for paper, count in enumerate(self._counts[1]):
            for rank in range(count):
                yield paper, next(topics), rank

    def _authorships(self) -> Iterator[Link]:
        authors = zip(self._authors, self._at, strict=True)
        for paper, count in enumerate(self._counts[0]):
            for rank in range(count):
                author, at = next(authors)
                yield author, paper, (rank, at)

    def _citations(self) -> Iterator[Link]:
        cited = iter(self._cited)
        for paper, count in enumerate(self._counts[2]):
            for _ in range(count):
                yield paper, next(cited), None

    def _affiliations(self) -> Iterator[Link]:
        at = np.frombuffer(self._at, "i")
        authors = np.frombuffer(self._authors, "i").astype("q")
        places = self._newest_first()
        own = np.repeat(places, np.frombuffer(self._counts[0], "H"))
        two = (at & NONE) != NONE
        keys = np.concatenate([authors << 12 | at >> 12, (authors << 12 | at & NONE)[two]])
        ranks = np.concatenate([own, own[two]])
        order = np.lexsort((ranks, keys))
        keys, ranks = keys[order], ranks[order]
        found, starts, counts = np.unique(keys, return_index=True, return_counts=True)
        papers = np.argsort(places).astype("i")[ranks]  # the newest of each first
        columns = (
            found >> 12, np.searchsorted(self._places, found & NONE), starts, counts,
        )  # fmt: skip
        for start in range(0, len(found), 100_000):
            part = (column[start : start + 100_000].tolist() for column in columns)
            for person, place, first, count in zip(*part, strict=True):
                newest = papers[first : first + min(count, NEWEST_KEPT)].tolist()
                ends = newest[0], int(papers[first + count - 1])
                last_year, first_year = (self._years[paper] for paper in ends)
                yield person, place, (first_year, last_year, count, tuple(newest))

    def _newest_first(self) -> np.ndarray[Any, np.dtype[np.int32]]:
        """The place of each paper where the newest come first, those of a year by their ids."""
        by_id = sorted(range(len(self._years)), key=lambda paper: str(paper + 1))
        place = np.empty(len(by_id), "i")
        place[by_id] = np.arange(len(by_id))
        order = np.lexsort((place, -np.frombuffer(self._years, "H").astype("i")))
        place[order] = np.arange(len(order))
        return place


def properties_of(kind: EdgeKind, key: Any) -> Row:
    """Every property of an edge that is not None.

    Args:
        kind: of edge.
        key: the last part of its ``Link``.
    """
    if kind is EdgeKind.AFFILIATED_WITH:
        first, last, papers, newest = key
        ids = [_id("W", each + 1) for each in newest]
        return {**summary(first, last, papers, ids, [DATASET]), "run_id": RUN}
    return said(_record_of(kind, key))


def said(record: NodeRecord | EdgeRecord) -> Row:
    """The properties that a first load leaves of a record, and its id."""
    values = properties(record)
    digest = content_hash(record, values)
    values.pop("references_outside", None)
    known: Mapping[str, Any] = {} if isinstance(record, EdgeRecord) else {"id": record.id}
    row = {**known, **(claim(None, DATASET, digest, values) or {}), "run_id": RUN}
    return {name: value for name, value in row.items() if value is not None}


def _record_of(kind: EdgeKind, key: Any) -> EdgeRecord:
    if kind is EdgeKind.AUTHORED:
        rank, at = key
        ids = tuple(_id("I", each + 1) for each in (at >> 12, at & NONE) if each != NONE)
        return Authorship("", "", rank + 1, corresponding=rank == 0, institution_ids=ids)
    if kind is EdgeKind.ABOUT:
        return About("", "", score(key), source=SOURCE)
    return Citation("", "") if kind is EdgeKind.CITES else PartOf("", "")


def _paper(made: Made, graph: PowerLaw) -> Paper:
    number = made.number + 1
    doi = f"doi:10.5555/made.{number}"
    named = dict.fromkeys(each for at in reversed(made.places) for each in reversed(at))
    return Paper(
        _id("W", number),
        made.title,
        year=made.year,
        date=made.date,
        type="article",
        venue=graph.venue(made.venue),
        doi=doi,
        url=f"https://example.org/{number}",
        language="en",
        cited_by_count=0,
        authors_count=len(made.authors),
        institution_ids=tuple(_id("I", each + 1) for each in named),
        same_as=(doi,),
    )


def _packed(at: Sequence[int]) -> int:
    return at[0] << 12 | (at[1] if len(at) > 1 else NONE)


def _id(letter: str, number: int) -> str:
    return f"openalex:{letter}{number}"


def _topic_id(number: int) -> str:
    return _id("T", number + 10000)


def _level_id(level: str, number: int) -> str:
    return f"openalex:{level}s/{number}"
