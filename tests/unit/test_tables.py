"""The source ``tables``: what its rows become, in each form, and what they say of each other."""

from __future__ import annotations

import gzip
import itertools
import json
import random
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from explorer.errors import RecordError, SourceError
from explorer.model import (
    About,
    Authorship,
    Citation,
    Identity,
    Institution,
    Paper,
    PartOf,
    Person,
    Topic,
    Within,
)
from explorer.references import LINKED_LATE
from loaders.tables import SOURCE, Linked
from tests.unit.made_tables import FORMS, read_tables, write_table, write_tables

GRAPH: dict[str, Any] = {
    "papers": [
        {"id": "1", "title": "Engines", "year": 1843, "date": "1843-09", "doi": "10.1234/ENG",
         "retracted": True, "cited_by_count": 3},
        {"id": "https://doi.org/10.1234/Notes", "title": "Notes", "date": "1844-01-02",
         "authors_count": 9, "institutions": ["https://ror.org/052gg0110"]},
    ],
    "people": [
        {"id": "p1", "name": "Ada Lovelace", "orcid": "0000-0002-1825-0097"},
        {"id": None, "name": "Grace Hopper", "orcid": "https://orcid.org/0000-0001-5109-3700"},
        {"id": None, "name": "Charles Babbage", "orcid": None},
    ],
    "institutions": [
        {"id": "u1", "name": "Harvard", "country": "US", "ror": None,
         "part_of": ["Oxford", "https://ror.org/0130frc33", "u1"]},
        {"id": None, "name": "Oxford", "country": "GB", "ror": "052gg0110"},
    ],
    "authorships": [
        {"paper": "1", "person": "p1", "position": 2, "institutions": ["u1", "Oxford"],
         "corresponding": True},
        {"paper": "doi:10.1234/eng", "person": "0000-0001-5109-3700", "position": 1},
        {"paper": "10.1234/notes", "name": "Charles Babbage", "position": 1,
         "institutions": ["u1"]},
        {"paper": "10.1234/notes", "name": "Somebody Else", "position": 2},
    ],
    "topics": [
        {"id": "t1", "name": "Machines", "broader": "All", "level": None},
        {"id": None, "name": "All", "broader": None, "level": "field"},
    ],
    "paper_topics": [
        {"paper": "1", "topic": "t1", "score": 0.5},
        {"paper": "10.1234/notes", "topic": "all", "score": None},
    ],
    "citations": [
        {"paper": "1", "cited": "https://doi.org/10.1234/NOTES"},
        {"paper": "1", "cited": "10.9999/elsewhere"},
        {"paper": "10.1234/notes", "cited": "99"},
    ],
}  # fmt: skip
ADA, GRACE = "table:lab/person/p1", "orcid:0000-0001-5109-3700"
CHARLES, SOMEBODY = "name:lab/charles-babbage", "name:lab/somebody-else"
ENGINES, NOTES = "table:lab/paper/1", "doi:10.1234/notes"
HARVARD, OXFORD = "table:lab/institution/u1", "ror:052gg0110"
MACHINES, ALL = "table:lab/topic/t1", "table:lab/topic/all"


@pytest.mark.parametrize("form", FORMS)
def test_each_form_gives_the_graph_that_the_tables_say(form: str, tmp_path: Path) -> None:
    found, rejected = read_tables(write_tables(tmp_path, form, **GRAPH))
    assert rejected == []
    assert list(found.of(Paper)) == [
        Paper(ENGINES, "Engines", 1843, "1843-09", doi="doi:10.1234/eng", cited_by_count=3,
              retracted=True, authors_count=2, institution_ids=(HARVARD, OXFORD),
              same_as=("doi:10.1234/eng",)),
        Paper(NOTES, "Notes", 1844, "1844-01-02", doi=NOTES, authors_count=9,
              institution_ids=(OXFORD, HARVARD)),
    ]  # fmt: skip
    orcid = "orcid:0000-0002-1825-0097"
    assert list(found.of(Person)) == [
        Person(ADA, "Ada Lovelace", orcid=orcid, same_as=(orcid,)),
        Person(GRACE, "Grace Hopper", orcid=GRACE),
        Person(CHARLES, "Charles Babbage", Identity.NAME),
        Person(SOMEBODY, "Somebody Else", Identity.NAME),
    ]
    assert list(found.of(Institution)) == [
        Institution(HARVARD, "Harvard", country="US"),
        Institution(OXFORD, "Oxford", ror=OXFORD, country="GB"),
    ]
    assert list(found.of(Within)) == [Within(HARVARD, OXFORD), Within(HARVARD, "ror:0130frc33")]
    assert list(found.of(Authorship)) == [
        Authorship(ADA, ENGINES, 2, corresponding=True, institution_ids=(HARVARD, OXFORD)),
        Authorship(GRACE, ENGINES, 1),
        Authorship(CHARLES, NOTES, 1, institution_ids=(HARVARD,)),
        Authorship(SOMEBODY, NOTES, 2),
    ]
    assert set(found.of(Topic)) == {
        Topic(MACHINES, "Machines", source="tables"),
        Topic(ALL, "All", "field", source="tables"),
    }
    assert list(found.of(PartOf)) == [PartOf(MACHINES, ALL)]
    assert list(found.of(About)) == [
        About(ENGINES, MACHINES, 0.5, "tables"),
        About(NOTES, ALL, 1.0, "tables"),
    ]
    assert list(found.of(Citation)) == [
        Citation(ENGINES, NOTES),
        Citation(ENGINES, "doi:10.9999/elsewhere"),
        Citation(NOTES, "table:lab/paper/99"),
    ]


def test_neither_the_order_of_files_nor_of_forms_matters(tmp_path: Path) -> None:
    forms = itertools.cycle(FORMS)
    paths = [write_table(tmp_path / f"{t}.{next(forms)}", rows) for t, rows in GRAPH.items()]
    expected = read_tables(paths)
    for seed in range(3):
        shuffled = random.Random(seed).sample(paths, len(paths))  # noqa: S311 - not a secret
        assert read_tables(shuffled) == expected


def test_nodes_come_before_the_edges_between_them(tmp_path: Path) -> None:
    seen: set[str] = set()
    for raw in SOURCE.read(write_tables(tmp_path, **GRAPH)):
        batch = SOURCE.to_records(raw.value, "lab")
        seen |= {node.id for node in batch.nodes}
        assert all(set(e.ends) <= seen for e in batch.edges if type(e) not in LINKED_LATE)


def test_folders_zips_and_packed_files_are_read(tmp_path: Path) -> None:
    (tmp_path / "in" / "papers").mkdir(parents=True)
    plain = write_table(tmp_path / "p.csv", GRAPH["papers"])
    (tmp_path / "in" / "papers" / "0001.csv.gz").write_bytes(gzip.compress(plain.read_bytes()))
    people = write_table(tmp_path / "people.parquet", GRAPH["people"])
    with zipfile.ZipFile(tmp_path / "in" / "rest.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(people, "PEOPLE_2024.parquet")
        archive.write(
            write_table(tmp_path / "i.jsonl", GRAPH["institutions"]), "institutions.jsonl"
        )
    found, rejected = read_tables([tmp_path / "in"])
    assert rejected == []
    assert [p.id for p in found.of(Paper)] == [ENGINES, NOTES]
    assert [p.id for p in found.of(Person)] == [ADA, GRACE, CHARLES]


def test_a_flat_table_of_papers_is_enough(tmp_path: Path) -> None:
    rows = [
        {"id": "a", "title": "A", "authors": "Ada L.; Wei Wang;Wei Wang; ?",
         "topics": "Engines; Éngines", "references": "b; b; a; 10.1234/x", "year": 2001.0},
        {"id": "b", "title": "B", "authors": "WEI WANG", "topics": "", "references": "",
         "year": ""},
    ]  # fmt: skip
    found, rejected = read_tables(write_tables(tmp_path, papers=rows))
    assert rejected == []
    [a, b] = found.of(Paper)
    assert isinstance(a, Paper)
    assert isinstance(b, Paper)
    assert (a.authors_count, a.year, b.authors_count, b.year) == (3, 2001, 1, None)
    wei = "name:lab/wei-wang"
    assert [(e.ends, e.position) for e in found.edges if isinstance(e, Authorship)] == [
        (("name:lab/ada-l", a.id), 1), ((wei, a.id), 2), ((wei, b.id), 1),
    ]  # fmt: skip
    assert {e.cited for e in found.of(Citation) if isinstance(e, Citation)} == {
        b.id, "doi:10.1234/x",
    }  # fmt: skip
    assert {t.id for t in found.of(Topic) if isinstance(t, Topic)} == {"table:lab/topic/engines"}


def test_rows_of_authorships_take_the_place_of_the_names_on_the_paper(tmp_path: Path) -> None:
    papers = [
        {"id": "a", "title": "A", "authors": "A. L.; B. C.", "topics": "Engines"},
        {"id": "b", "title": "B", "authors": "A. L.", "topics": "Engines"},
    ]
    found, _ = read_tables(
        write_tables(
            tmp_path, papers=papers, people=GRAPH["people"], topics=GRAPH["topics"],
            authorships=[{"paper": "a", "person": "p1"}],
            paper_topics=[{"paper": "a", "topic": "t1", "score": 0.25}],
        )
    )  # fmt: skip
    a, b = "table:lab/paper/a", "table:lab/paper/b"
    assert list(found.of(Authorship)) == [
        Authorship("name:lab/a-l", b, 1),
        Authorship(ADA, a, 1),
    ]
    assert list(found.of(About)) == [
        About(b, "table:lab/topic/engines", 1.0, "tables"),
        About(a, MACHINES, 0.25, "tables"),
    ]
    assert [p.authors_count for p in found.nodes if isinstance(p, Paper)] == [1, 1]


def test_rows_of_one_author_add_up(tmp_path: Path) -> None:
    rows = [
        {"paper": "1", "person": "p1", "name": "", "institutions": "Oxford"},
        {"paper": "1", "person": "", "name": "Charles Babbage", "institutions": ""},
        {"paper": "1", "person": "", "name": "ada lovelace", "institutions": "u1;Oxford"},
    ]
    found, rejected = read_tables(write_tables(tmp_path, **{**GRAPH, "authorships": rows}))
    assert rejected == []
    first, second, third = found.of(Authorship)
    assert first == third == Authorship(ADA, ENGINES, 1, institution_ids=(OXFORD, HARVARD))
    assert second == Authorship(CHARLES, ENGINES, 2)
    [paper, _] = found.of(Paper)
    assert isinstance(paper, Paper)
    assert paper.authors_count == 2


def test_an_id_that_people_lack_is_a_person_where_a_name_stands_beside_it(tmp_path: Path) -> None:
    rows = [{"paper": "1", "person": "0000-0002-1825-0097", "name": "Josiah Carberry"}]
    found, rejected = read_tables(
        write_tables(tmp_path, papers=GRAPH["papers"][:1], authorships=rows)
    )
    assert rejected == []
    orcid = "orcid:0000-0002-1825-0097"
    assert list(found.of(Person)) == [Person(orcid, "Josiah Carberry", orcid=orcid)]


# -- rejected rows -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("table", "row", "field", "reason"),
    [
        ("papers", {"id": "3", "title": "X", "year": 20219}, "year", "'20219' is no year"),
        ("papers", {"id": "3", "title": "X", "year": "MMXX"}, "year", "is no year"),
        ("papers", {"id": "3", "title": "X", "year": 2019.5}, "year", "is no year"),
        ("papers", {"id": "3", "title": "X", "date": "2019-02-30"}, "date", "is no date"),
        ("papers", {"id": "3", "title": "X", "date": "1.2.2019"}, "date", "is no date"),
        ("papers", {"id": "3", "title": "X", "retracted": "perhaps"}, "retracted", "nor false"),
        ("papers", {"id": "3", "title": "X", "cited_by_count": -1}, "cited_by_count", "no count"),
        ("papers", {"id": "3", "title": "X", "doi": "none"}, "doi", "is no DOI"),
        ("papers", {"id": "3", "title": "X", "arxiv": "x"}, "arxiv", "is no arXiv id"),
        ("papers", {"id": "3", "title": " "}, "title", "it is empty"),
        ("papers", {"id": "", "title": "X"}, "id", "one is needed"),
        ("papers", {"id": "x" * 501, "title": "X"}, "id", "is no id"),
        ("papers", {"id": "1", "title": "Other"}, "id", "already says otherwise"),
        ("papers", {"id": "3", "title": "X", "institutions": "u9"}, "institutions", "u9"),
        ("people", {"id": "3", "name": "X", "orcid": "0000-0002-1825-0098"}, "orcid", "its check"),
        ("people", {"id": "orcid:0000-0002-1825-0098", "name": "X"}, "id", "is no id"),
        ("people", {"id": "", "name": "?!"}, "name", "holds no letter"),
        ("institutions", {"id": "3", "name": "X", "ror": "9"}, "ror", "is no ROR"),
        ("topics", {"id": "3", "name": "X", "broader": "t9"}, "broader", "no topic 't9'"),
        ("topics", {"id": "3", "name": "X", "broader": "3"}, "broader", "topic"),
        ("authorships", {"paper": "1", "person": "p1", "position": 0}, "position", "no place"),
        ("authorships", {"paper": "9", "person": "p1"}, "paper", "no paper '9'"),
        ("authorships", {"paper": "1", "person": "p9"}, "person", "no person 'p9'"),
        ("authorships", {"paper": "1", "person": "", "name": ""}, "person", "one is needed"),
        ("authorships", {"paper": "1", "person": "p1", "institutions": "u9"}, "institutions", "u9"),
        ("paper_topics", {"paper": "1", "topic": "t1", "score": 1.1}, "score", "no score"),
        ("paper_topics", {"paper": "1", "topic": "t9"}, "topic", "no topic"),
        ("citations", {"paper": "9", "cited": "1"}, "paper", "no paper"),
        ("citations", {"paper": "1", "cited": "1"}, "cited", "cite itself"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_a_bad_row_is_rejected_and_the_rest_is_read(
    form: str, table: str, row: dict[str, Any], field: str, reason: str, tmp_path: Path
) -> None:
    good, _ = read_tables(write_tables(tmp_path, form, **GRAPH))
    tables = {**GRAPH, table: [*GRAPH[table], row]}
    found, [(raw, error)] = read_tables(write_tables(tmp_path, form, **tables))
    assert found == good
    assert error.field == field
    assert reason in error.message.replace("20219 ", "'20219' ")
    number = len(tables[table])
    assert raw.position == (f"row {number + 1}" if form == "csv" else f"line {number}")
    assert all(str(value) in str(raw.value) for value in row.values())


def test_what_refers_to_a_rejected_row_is_rejected_too(tmp_path: Path) -> None:
    found, rejected = read_tables(
        write_tables(
            tmp_path,
            papers=[{"id": "1", "title": "A", "year": "?"}, {"id": "2", "title": "B", "year": ""}],
            authorships=[{"paper": "1", "name": "A. L."}, {"paper": "2", "name": "A. L."}],
            topics=[
                {"id": "low", "name": "Low", "broader": "middle"},
                {"id": "middle", "name": "Middle", "broader": "high"},
            ],
            paper_topics=[{"paper": "2", "topic": "low"}],
            citations=[{"paper": "1", "cited": "2"}, {"paper": "2", "cited": "1"}],
        )
    )
    assert sorted((Path(raw.source_file).stem, raw.position) for raw, _ in rejected) == [
        ("authorships", "row 2"), ("citations", "row 2"), ("paper_topics", "row 2"),
        ("papers", "row 2"), ("topics", "row 2"), ("topics", "row 3"),
    ]  # fmt: skip
    assert [n.id for n in found.nodes] == ["table:lab/paper/2", "name:lab/a-l"]
    assert [e.ends for e in found.edges] == [
        ("name:lab/a-l", "table:lab/paper/2"), ("table:lab/paper/2", "table:lab/paper/1"),
    ]  # fmt: skip


def test_a_name_that_two_people_have_means_neither(tmp_path: Path) -> None:
    found, [(_, error)] = read_tables(
        write_tables(
            tmp_path,
            papers=GRAPH["papers"][:1],
            people=[{"id": "w1", "name": "Wei Wang"}, {"id": "w2", "name": "Wei Wang"}],
            authorships=[{"paper": "1", "name": "Wei Wang"}],
        )
    )
    assert (error.field, error.message) == ("name", "several people are called 'Wei Wang'")
    assert list(found.of(Authorship)) == []


def test_a_paper_that_is_repeated_word_for_word_is_one(tmp_path: Path) -> None:
    papers = [*GRAPH["papers"], GRAPH["papers"][0]]
    paths = write_tables(tmp_path, "jsonl", **{**GRAPH, "papers": papers})
    assert read_tables(paths) == read_tables(write_tables(tmp_path, "jsonl", **GRAPH))


def test_broken_rows_are_rejected_with_a_reason(tmp_path: Path) -> None:
    lines = tmp_path / "papers.jsonl"
    lines.write_bytes(b'{"id": 1, "title": "A"}\n{"id": \n[1]\n{"id": 2, "title": "\xff"}\n')
    table = tmp_path / "people.csv"
    table.write_bytes(b'id,name\n1,Ada\n2\n3,Jos\xe9\n4,"Grace\nHopper"\n')
    found, rejected = read_tables([lines, table])
    assert [n.id.rpartition("/")[2] for n in found.nodes] == ["1", "4", "1"]
    assert [(raw.position, error.message.partition(":")[0]) for raw, error in rejected] == [
        ("row 3", "the row has 1 cells, the header 2"),
        ("row 4", "the row is not UTF-8"),
        ("line 2", "the line is not JSON"),
        ("line 3", "the line is no JSON object"),
        ("line 4", "the line is not UTF-8"),
    ]


# -- Parquet and damage ------------------------------------------------------------------------


def test_a_parquet_file_is_read_in_pieces_of_its_row_groups(tmp_path: Path) -> None:
    rows = [{"id": n, "title": f"T{n}", "extra": {"a": 1}} for n in range(2500)]
    path = write_table(tmp_path / "papers.parquet", rows)
    found = list(SOURCE.read([path]))
    assert [raw.position for raw in found[::1000]] == ["row 1", "row 1001", "row 2001"]
    assert found[-1].offset == path.stat().st_size
    ids = [SOURCE.to_records(raw.value, "d").nodes[0].id for raw in found]
    assert ids == [f"table:d/paper/{n}" for n in range(2500)]


def test_damaged_parquet_is_one_clear_error(tmp_path: Path) -> None:
    path = write_table(tmp_path / "papers.parquet", [{"id": "1", "title": "A" * 5000}])
    whole = path.read_bytes()
    for broken in (whole[: len(whole) // 2], b"PAR1" + b"\0" * 500 + b"PAR1", b"not parquet"):
        path.write_bytes(broken)
        with pytest.raises(SourceError, match=r"papers.parquet breaks off or is damaged: "):
            list(SOURCE.read([path]))


def test_a_table_that_breaks_off_shows_before_any_row_is_handed_on(tmp_path: Path) -> None:
    papers = write_table(tmp_path / "papers.csv", GRAPH["papers"])
    lines = "".join(json.dumps({"paper": "1", "cited": str(n)}) + "\n" for n in range(9999))
    packed = gzip.compress(lines.encode())
    (tmp_path / "citations.jsonl.gz").write_bytes(packed[: len(packed) // 2])
    with pytest.raises(SourceError, match="breaks off"):
        next(SOURCE.read([papers, tmp_path / "citations.jsonl.gz"]))


def test_parquet_and_pandas_are_not_imported_before_they_are_needed(tmp_path: Path) -> None:
    path = write_table(tmp_path / "papers.csv", GRAPH["papers"][:1])
    code = (
        "import sys; from pathlib import Path; import explorer.cli; "
        "from loaders.tables import SOURCE; list(SOURCE.read([Path(sys.argv[1])])); "
        "sys.exit(bool({'pyarrow', 'pandas'} & sys.modules.keys()))"
    )
    subprocess.run([sys.executable, "-c", code, str(path)], check=True)


def test_to_records_says_what_is_wrong_with_a_row() -> None:
    problem = RecordError("it is empty", field="title")
    with pytest.raises(RecordError, match="it is empty"):
        SOURCE.to_records(Linked("papers", problem=problem), "d")
