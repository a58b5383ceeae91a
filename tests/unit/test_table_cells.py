"""Cells of tables: ids, booleans, delimiters; and the three forms say the same of any graph."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.model import (
    About,
    Authorship,
    Institution,
    NodeKind,
    Paper,
    PartOf,
    Person,
    Topic,
    Within,
    orcid_id,
)
from loaders.table_cells import identify
from tests.unit.made_tables import FORMS, read_tables, write_tables

# -- cells -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("7", "table:lab/paper/7"),
        ("A12", "table:lab/paper/A12"),  # looks like OpenAlex's, but is anybody's
        ("0abcdef12", "table:lab/paper/0abcdef12"),  # as is this, of ROR
        ("2101.12345", "table:lab/paper/2101.12345"),  # and this, of arXiv
        ("unknown:7", "table:lab/paper/unknown:7"),
        ("https://openalex.org/W12", "openalex:W12"),
        ("OpenAlex:w12", "openalex:W12"),
        ("DOI: 10.1234/ABC", "doi:10.1234/abc"),
        ("http://dx.doi.org/10.1234/ABC", "doi:10.1234/abc"),
        ("https://arxiv.org/abs/2101.12345v2", "arxiv:2101.12345"),
        ("dblp:conf/x/Y99", "dblp:conf/x/Y99"),
        ("https://example.org/10", "table:lab/paper/https://example.org/10"),
    ],
)
def test_ids_of_known_schemes_stay_and_others_are_the_datasets_own(
    text: str, expected: str
) -> None:
    assert identify(NodeKind.PAPER, text, "lab") == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [("true", True), ("YES", True), ("1", True), (1.0, True), (False, False), ("n", False)],
)
def test_booleans_are_read_in_common_spellings(cell: Any, expected: bool, tmp_path: Path) -> None:
    rows = [{"id": "1", "title": "A", "retracted": cell}]
    found, _ = read_tables(write_tables(tmp_path, "jsonl", papers=rows))
    assert [p.retracted for p in found.nodes if isinstance(p, Paper)] == [expected]


def test_semicolons_and_tabs_between_cells_are_seen(tmp_path: Path) -> None:
    (tmp_path / "papers.csv").write_text('\ufeffId;Title;Authors\n1;"A, B";"X Y;Z"\n', "utf-8")
    (tmp_path / "people.tsv").write_text("id\tname\n1\tA, B\n", "utf-8")
    found, rejected = read_tables([tmp_path])
    assert rejected == []
    names = [n.title if isinstance(n, Paper) else getattr(n, "name", "") for n in found.nodes]
    assert names == ["A, B", "A, B", "X Y", "Z"]


# -- round trip --------------------------------------------------------------------------------

WORDS = st.text(st.characters(exclude_categories=["C", "Z"], exclude_characters=";"), min_size=1)
IDS = st.integers(0, 5).map(str)
LISTED = st.lists(IDS, max_size=3, unique=True)
MAYBE = st.none()


@st.composite
def graphs(draw: st.DrawFn) -> dict[str, list[dict[str, Any]]]:
    """Random tables, dangling rows among them."""
    names = WORDS.map(lambda text: f"x{text}")
    orcid = orcid_id("0000-0002-1825-0097")
    tables = {
        "papers": {
            "id": IDS, "title": WORDS, "year": MAYBE | st.integers(990, 2110),
            "retracted": MAYBE | st.booleans(), "abstract": MAYBE | WORDS,
            "authors": st.lists(names, max_size=3), "institutions": LISTED, "references": LISTED,
            "doi": MAYBE | IDS.map(lambda i: f"10.1234/{i}"),
        },
        "people": {"id": MAYBE | IDS, "name": names, "orcid": st.sampled_from([None, orcid])},
        "institutions": {"id": IDS, "name": names, "same_as": LISTED, "part_of": LISTED},
        "topics": {"id": IDS, "name": names, "broader": MAYBE | IDS},
        "authorships": {
            "paper": IDS, "person": MAYBE | IDS, "name": MAYBE | names,
            "position": MAYBE | st.integers(0, 4), "institutions": LISTED,
        },
        "paper_topics": {"paper": IDS, "topic": IDS, "score": MAYBE | st.floats(-0.1, 1.1)},
        "citations": {"paper": IDS, "cited": IDS},
    }  # fmt: skip
    return {
        name: draw(st.lists(st.fixed_dictionaries(columns), min_size=1, max_size=5))
        for name, columns in tables.items()
    }


@settings(max_examples=60, deadline=None)
@given(graphs())
def test_csv_json_lines_and_parquet_say_the_same(tables: dict[str, Any]) -> None:
    found = []
    for form in FORMS:
        with TemporaryDirectory() as folder:
            records, rejected = read_tables(write_tables(Path(folder), form, **tables))
            reasons = [(Path(raw.source_file).stem, error.field) for raw, error in rejected]
            found.append((records, reasons))
    assert found[0] == found[1] == found[2]
    nodes = {(type(node), node.id) for node in found[0][0].nodes}
    ends = {Authorship: (Person, Paper), About: (Paper, Topic), PartOf: (Topic, Topic)}
    # What is linked late may lead outside.
    ends[Within] = (Institution,)
    for edge in found[0][0].edges:
        kinds: Iterator[type] = iter(ends.get(type(edge), (Paper,)))
        assert all((kind, end) in nodes for kind, end in zip(kinds, edge.ends, strict=False))
