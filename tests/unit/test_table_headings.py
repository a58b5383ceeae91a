"""Headings and file names of tables, and the mapping file that renames them."""

from __future__ import annotations

import json
import re
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from explorer import model
from explorer.errors import SourceError
from explorer.model import Authorship, Paper, Person
from loaders.table_cells import TYPES
from loaders.table_columns import TABLES, all_columns
from loaders.table_guide import as_markdown, as_text
from loaders.tables import SOURCE, with_mapping
from tests.processes import ROOT
from tests.unit.made_tables import read_tables, write_table

DBLP_ACM = ROOT.parent / "shared" / "data" / "dblp-acm" / "tableA.csv"
DOCUMENT = (ROOT / "docs" / "tables.md").read_text(encoding="utf-8")
ROW = {"id": "1", "title": "A"}


def refused(*paths: Path, mapping: Path | None = None) -> SourceError:
    with pytest.raises(SourceError) as caught:
        list((with_mapping(mapping) if mapping else SOURCE).read(paths))
    return caught.value


# -- the list of columns -----------------------------------------------------------------------


def test_every_column_fills_a_field_that_there_is_and_every_field_is_filled() -> None:
    ours = {
        "Topic.source", "Topic.method", "About.source",  # who says it: this source
    }  # fmt: skip
    kinds = (*model.NODE_RECORDS, *model.EDGE_RECORDS)
    there = {f"{kind.__name__}.{each.name}" for kind in kinds for each in fields(kind)}
    filled = {field for _, column in all_columns() for field in column.fills}
    assert filled == there - ours
    assert {column.type for _, column in all_columns()} == TYPES.keys()


def test_the_document_and_the_help_show_every_column() -> None:
    assert as_markdown() in DOCUMENT, (
        "Renew the columns in docs/tables.md: put there what "
        "`python -c 'from loaders.table_guide import *; print(as_markdown())'` prints."
    )
    for table, column in all_columns():
        part = as_text().partition(f"\n{table.name}: ")[2].partition("\n\n")[0]
        assert re.search(rf"^  {column.name}\*? +{column.type} ", part, re.MULTILINE), column.name


def test_the_examples_of_the_document_load(tmp_path: Path) -> None:
    blocks = re.findall(r"`([\w.-]+)`:?\n\n```(?:csv|toml|json)\n(.*?)```", DOCUMENT, re.DOTALL)
    written = {name: text for name, text in blocks if not name.endswith(".toml")}
    assert {"papers.csv", "authorships.csv"} <= written.keys()
    for name, text in written.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    found, rejected = read_tables([tmp_path])
    assert rejected == []
    assert {kind.value for kind in model.NodeKind} == {
        model.NODE_RECORDS[type(node)].value for node in found.nodes
    }


def test_the_mapping_of_the_document_loads_dblp_acm(tmp_path: Path) -> None:
    if not DBLP_ACM.exists():
        pytest.skip("shared/data/dblp-acm is not here")
    text = re.search(r"```toml\n(\[files\]\n\"tableA.csv.*?)```", DOCUMENT, re.DOTALL)
    assert text is not None
    (tmp_path / "dblp-acm.toml").write_text(text[1], encoding="utf-8")
    found, rejected = read_tables([DBLP_ACM], with_mapping(tmp_path / "dblp-acm.toml"))
    assert rejected == []
    papers = {paper.id: paper for paper in found.nodes if isinstance(paper, Paper)}
    assert len(papers) == 2616
    assert papers["dblp:conf/vldb/PalpanasSCP02"].authors_count == 4
    assert papers["dblp:conf/vldb/PalpanasSCP02"].year == 2002
    assert Person("name:lab/d-scott-mackay", "D. Scott Mackay", model.Identity.NAME) in found.nodes


# -- which table -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["papers.csv", "PAPERS-2024.csv", "papers_de.v2.csv", "papers 1.csv", "papers/0.csv"]
)
def test_a_name_begins_with_the_name_of_its_table(name: str, tmp_path: Path) -> None:
    (tmp_path / name).parent.mkdir(exist_ok=True)
    found, _ = read_tables([write_table(tmp_path / name, [ROW])])
    assert [node.id for node in found.nodes] == ["table:lab/paper/1"]


@pytest.mark.parametrize(
    ("name", "nearest"),
    [("paper.csv", "papers"), ("autorships.csv", "authorships"), ("paperstuff.csv", "papers")],
)
def test_a_name_that_says_nothing_is_an_error_that_names_the_nearest(
    name: str, nearest: str, tmp_path: Path
) -> None:
    error = refused(write_table(tmp_path / name, [ROW]))
    assert f"{name}: its name does not say which table it holds; nothing was changed." in str(error)
    assert f"The nearest name is '{nearest}'." in str(error.hint)


def test_other_forms_are_named(tmp_path: Path) -> None:
    path = tmp_path / "papers.xlsx"
    path.write_bytes(b"PK\3\4")
    assert ".csv, .tsv, .jsonl, .ndjson, .parquet" in str(refused(path).hint)


# -- headings ----------------------------------------------------------------------------------


def test_case_and_gaps_of_headings_do_not_matter(tmp_path: Path) -> None:
    row = {"ID": "1", " Title": "A", "Cited-By Count": "3", "remarks": "x", "": "0"}
    found, rejected = read_tables([write_table(tmp_path / "papers.csv", [row])])
    assert rejected == []
    assert found.nodes == [Paper("table:lab/paper/1", "A", cited_by_count=3)]


@pytest.mark.parametrize("form", ["csv", "jsonl", "parquet"])
@pytest.mark.parametrize(
    ("row", "says", "hints"),
    [
        ({"id": "1", "titel": "A"}, "'titel' is no column of papers. The nearest name is 'title'",
         'title = "titel"'),
        ({"id": "1", "heading": "A"}, "lacks the column title, which papers must have",
         "Its other headings are 'heading'."),
        ({"title": "A"}, "lacks the column id or doi or arxiv", "[papers] id ="),
        ({**ROW, "abstarct": "x"}, "'abstarct' is no column of papers. The nearest name is "
         "'abstract'", 'ignore = ["abstarct"]'),
        ({**ROW, "Title": "B"}, "both 'title' and 'Title' are its column title", "Rename one"),
    ],
)  # fmt: skip
def test_a_slip_in_a_heading_is_one_clear_error(
    form: str, row: dict[str, Any], says: str, hints: str, tmp_path: Path
) -> None:
    error = refused(write_table(tmp_path / f"papers.{form}", [row]))
    assert f"papers.{form}: " in error.message
    assert says in error.message
    assert error.message.endswith("nothing was changed.")
    assert hints in str(error.hint)


def test_a_heading_that_stands_twice_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "papers.csv"
    path.write_text("id,title,title\n1,A,B\n", encoding="utf-8")
    assert "the heading 'title' stands twice" in refused(path).message


def test_lines_may_leave_columns_out_but_not_all_of_them(tmp_path: Path) -> None:
    rows = [{"id": "1", "title": "A"}, {"title": "B", "doi": "10.1234/b"}, {"id": "2"}]
    found, [(raw, error)] = read_tables([write_table(tmp_path / "papers.jsonl", rows)])
    assert [n.id for n in found.nodes] == ["table:lab/paper/1", "doi:10.1234/b"]
    assert (raw.position, error.field) == ("line 3", "title")


# -- the mapping -------------------------------------------------------------------------------

MAPPING = """
[files]
"export.csv" = ["papers", "people", "authorships"]
"notes.csv" = []

[papers]
id = "Work ID"
doi = { column = "DOI", prefix = "10.1234/" }
title = "Work"
type = { value = "article" }
year = { column = "Year", value = 1999 }
references = { column = "Cites", separator = " | " }
ignore = ["types"]

[people]
name = "Author"

[authorships]
paper = "Work ID"
name = "Author"
position = "No."
"""
EXPORT = [
    {"Work ID": "7", "DOI": "a", "Work": "A", "Year": "", "Cites": "x | y", "Author": "A. L.",
     "No.": "2", "types": "?"},
    {"Work ID": "7", "DOI": "a", "Work": "A", "Year": "", "Cites": "x | y", "Author": "C. B.",
     "No.": "1", "types": "?"},
]  # fmt: skip
EXPECTED = Paper(
    "table:lab/paper/7", "A", 1999, type="article", doi="doi:10.1234/a", authors_count=2,
    same_as=("doi:10.1234/a",),
)  # fmt: skip


def as_json(text: str) -> str:
    import tomllib

    return json.dumps(tomllib.loads(text))


@pytest.mark.parametrize(("name", "write"), [("m.toml", str), ("m.json", as_json)])
def test_a_mapping_renames_headings_and_files(name: str, write: Any, tmp_path: Path) -> None:
    (tmp_path / name).write_text(write(MAPPING), encoding="utf-8")
    paths = [
        write_table(tmp_path / "export.csv", EXPORT),
        write_table(tmp_path / "notes.csv", [{"a": "b"}]),
    ]
    found, rejected = read_tables(paths, with_mapping(tmp_path / name))
    assert rejected == []
    assert list(found.of(Paper)) == [EXPECTED]
    assert {edge.ends[1].rpartition("/")[2] for edge in found.of(model.Citation)} == {"x", "y"}  # type: ignore[union-attr]
    assert list(found.of(Authorship)) == [
        Authorship("name:lab/a-l", EXPECTED.id, 2), Authorship("name:lab/c-b", EXPECTED.id, 1),
    ]  # fmt: skip


def test_a_bad_cell_is_told_under_the_heading_of_its_file(tmp_path: Path) -> None:
    (tmp_path / "m.toml").write_text('[papers]\nyear = "Jahr"\n', encoding="utf-8")
    path = write_table(tmp_path / "papers.csv", [{**ROW, "Jahr": "later"}])
    _, [(_, error)] = read_tables([path], with_mapping(tmp_path / "m.toml"))
    assert error.field == "Jahr"


@pytest.mark.parametrize(
    ("text", "says", "hints"),
    [
        ("[papers", "does not parse", "TOML, or JSON"),
        ("[paper]\nid = 'x'", "[paper] names no table", "The nearest name is 'papers'."),
        ("papers = 1", "papers is no table of its own", "[papers]"),
        ("[papers]\ntitel = 'x'", "[papers] has no column 'titel'", "nearest name is 'title'."),
        ("[papers]\ntitle = 1", "[papers] title is neither a heading", "{ column ="),
        ("[papers]\ntitle = {colum = 'x'}", "has a key 'colum'", "nearest name is 'column'."),
        ("[papers]\ntitle = {prefix = 'x'}", "neither a column nor a value", "{ column ="),
        ("[papers]\ntitle = {column = 1}", "only value may be", "{ column ="),
        ("[papers]\nignore = 'x'", "ignore is no list", "[\"Notes\"]"),
        ("[files]\n'papers.csv' = 'people '", "= 'people ' names no table", "'people'"),
        ("[files]\n'papers.csv' = 1", "papers.csv is no table", "Tables are"),
        ("[files]\n'paper.csv' = 'papers'", "names the file paper.csv", "name is 'papers.csv'."),
        ("[papers]\ntitle = 'Titel'", "there is no column 'Titel', which the mapping m.toml takes "
         "for papers.title", "Its headings are 'id', 'title'. The nearest name is 'title'."),
    ],
)  # fmt: skip
def test_a_slip_in_a_mapping_is_one_clear_error(
    text: str, says: str, hints: str, tmp_path: Path
) -> None:
    path, mapping = write_table(tmp_path / "papers.csv", [ROW]), tmp_path / "m.toml"
    mapping.write_text(text, encoding="utf-8")
    error = refused(path, mapping=mapping)
    assert says in error.message
    assert error.message.endswith("nothing was changed.")
    assert hints in str(error.hint)


def test_tables_are_declared_in_the_order_to_read_them() -> None:
    nodes = [table.kind is not None for table in TABLES.values()]
    assert nodes == sorted(nodes, reverse=True)
    for table, column in all_columns():
        if column.refers is not None and table.kind is not None and column.refers != table.kind:
            names = list(TABLES)
            assert names.index(column.refers.plural) < names.index(table.name)
