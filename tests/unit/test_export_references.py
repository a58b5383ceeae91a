"""Lists of references are read back by bibtexparser and rispy, and are the slice's papers."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import bibtexparser
import pytest
import rispy
from bibtexparser import middlewares
from hypothesis import example, given
from hypothesis import strategies as st
from pylatexenc.latex2text import LatexNodes2Text

from explorer.export import EXPORTERS
from explorer.export.references import split_name
from explorer.model import Paper, Person
from loaders.bibtex import SOURCE
from tests.unit.made_slice import with_origin


@pytest.fixture(scope="module")
def made() -> dict[str, Any]:
    return with_origin()


def read_bibtex(written: bytes) -> bibtexparser.Library:
    library = bibtexparser.parse_string(
        written.decode(), append_middleware=[middlewares.SeparateCoAuthors()]
    )
    assert not library.failed_blocks
    return library


def unescaped(text: str) -> str:
    for sign, name in (("{", "left"), ("}", "right")):
        text = text.replace(rf"\textbrace{name}{{}}", rf"\{sign}")
    return as_typed(LatexNodes2Text(keep_comments=True).latex_to_text(text))


def as_typed(text: str) -> str:
    """With the signs of the keyboard for accents that stand alone, as some readers give them."""
    return text.replace("ˆ", "^").replace("˜", "~")


def in_order(name: str) -> str:
    """A name of BibTeX or RIS as people write it."""
    name = unescaped(name)
    parts = [part.strip() for part in name.split(",")]
    return " ".join([parts[-1], *parts[:-1]])


def test_bibtex_is_the_papers_of_the_slice(made) -> None:
    library = read_bibtex(EXPORTERS["bib"].write(made))
    entries = {entry["graphid"]: entry for entry in library.entries}
    assert list(entries) == list(made["papers"])
    assert len({entry.key for entry in library.entries}) == len(entries)
    for id, paper in made["papers"].items():
        entry = entries[id].fields_dict
        assert unescaped(entry["title"].value) == paper["title"]
        assert entry["year"].value == str(paper["year"]) if paper["year"] else "year" not in entry
        assert ("author" in entry) == bool(paper["authors"])
        if paper["doi"]:
            assert entry["doi"].value == paper["doi"].removeprefix("doi:")
            assert "<" not in entry["url"].value
        if paper["venue"]:
            venue = [entry[n].value for n in ("journal", "booktitle", "howpublished") if n in entry]
            assert [unescaped(each) for each in venue] == [paper["venue"]]


def test_names_come_back_and_more_authors_are_others(made) -> None:
    library = read_bibtex(EXPORTERS["bib"].write(made))
    for entry, paper in zip(library.entries, made["papers"].values(), strict=True):
        names = entry.fields_dict["author"].value if paper["authors"] else []
        more = paper["authors_count"] > len(paper["authors"])
        assert names[len(paper["authors"]) :] == (["others"] if more else [])
        for name, written in zip(paper["authors"], names, strict=False):
            assert sorted(in_order(written).split()) == sorted(name.replace(",", "").split())
    assert "{Sand and Sons}" in EXPORTERS["bib"].write(made).decode()


def test_types_become_those_of_each_format(made) -> None:
    types = {"article": ("article", "JOUR"), "book-chapter": ("incollection", "CHAP"),
             "inproceedings": ("inproceedings", "CPCONF")}  # fmt: skip
    library = read_bibtex(EXPORTERS["bib"].write(made))
    records = rispy.loads(EXPORTERS["ris"].write(made).decode().replace("\r\n", "\n"))
    papers = made["papers"].values()
    for entry, record, paper in zip(library.entries, records, papers, strict=True):
        if paper["type"] in types:
            assert (entry.entry_type, record["type_of_reference"]) == types[paper["type"]]


def test_ris_is_the_papers_of_the_slice(made) -> None:
    written = EXPORTERS["ris"].write(made).decode()
    assert written.count("\r\n") == written.count("\n")
    records = rispy.loads(written.replace("\r\n", "\n"))
    assert [record["id"] for record in records] == list(made["papers"])
    for record, paper in zip(records, made["papers"].values(), strict=True):
        assert record["title"] == paper["title"]
        assert record.get("year") == (str(paper["year"]) if paper["year"] else None)
        assert record.get("doi") == (paper["doi"] or "").removeprefix("doi:") or not paper["doi"]
        venue = record.get("secondary_title")
        assert venue == paper["venue"]
        names = [in_order(name) for name in record.get("authors", [])]
        assert [sorted(name.split()) for name in names] == [
            sorted(name.split()) for name in paper["authors"]
        ]
        assert any("Data as of: 2024-03-06" in note for note in record["notes"])
        assert made["sources"][0]["title"] in record["name_of_database"]


@given(text=st.text(max_size=60), name=st.text(max_size=30))
@example(text="\u202aturned\u202e", name="")
def test_any_text_is_one_field_of_one_entry(text: str, name: str) -> None:
    made = with_origin(people=1, papers=1, topics=0, institutions=0)
    (id,) = made["papers"]
    made["papers"][id] |= {"title": text, "venue": text, "authors": [name], "authors_count": 1}
    library = read_bibtex(EXPORTERS["bib"].write(made))
    (entry,) = library.entries
    assert entry["graphid"] == id
    assert re.sub(r"\s", "", unescaped(entry["title"])) == re.sub(
        r"[\s\x00-\x1f\u202a-\u202e\ufffe\uffff\ud800-\udfff]", "", as_typed(text)
    )
    (record,) = rispy.loads(EXPORTERS["ris"].write(made).decode().replace("\r\n", "\n"))
    assert record["id"] == id


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Ada King", ("King", "Ada", "")),
        ("Ludwig van Beethoven", ("van Beethoven", "Ludwig", "")),
        ("Martin Luther King Jr.", ("King", "Martin Luther", "Jr.")),
        ("King, Ada", ("King", "Ada", "")),
        ("王小明", ("王小明", "", "")),
        ("CERN", ("CERN", "", "")),
        ("", ("", "", "")),
    ],
)
def test_names_are_split_as_bibtex_splits_them(name: str, parts: tuple[str, str, str]) -> None:
    assert split_name(name) == parts


def test_the_bibtex_source_loads_what_was_exported(made, tmp_path: Path) -> None:
    path = tmp_path / "papers.bib"
    path.write_bytes(EXPORTERS["bib"].write(made))
    batches = [SOURCE.to_records(raw.value, "lab") for raw in SOURCE.read([path])]
    papers = [paper for batch in batches for paper in batch.of(Paper)]
    known = {
        paper["doi"] and paper["doi"].removeprefix("doi:"): (paper["title"], paper["year"])
        for paper in made["papers"].values()
    }
    assert len(papers) == len(made["papers"])
    for paper in papers:
        assert isinstance(paper, Paper)
        assert (paper.title, paper.year) == known[paper.doi]
    people = {person.name for batch in batches for person in batch.of(Person)}
    assert people == {name for paper in made["papers"].values() for name in paper["authors"]}
