"""Files of OpenAlex: their forms, and what a break in each of them costs."""

from __future__ import annotations

import gzip
import json
import lzma
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.errors import RecordError, SourceError
from loaders import openalex_json
from loaders.files import Broken
from loaders.openalex import SOURCE
from loaders.openalex_csv import NEEDED

DATA = Path(__file__).parent.parent / "data" / "openalex"
CSV = DATA / "works.csv"
LINES = DATA / "works-2026.jsonl"
WORKS = [json.loads(line) for line in LINES.read_text(encoding="utf-8").splitlines()]
META = {"count": 5, "page": 1, "per_page": 25}


def read(path: Path, content: bytes | str) -> list[Any]:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return [raw.value for raw in SOURCE.read([path])]


def usable(values: list[Any]) -> tuple[list[str], list[str]]:
    """The ids of the papers that values give, and the reasons why others give none."""
    ids, reasons = [], []
    for value in values:
        try:
            ids.append(SOURCE.to_records(value, "d").nodes[0].id)
        except RecordError as error:
            reasons.append(error.message)
    return ids, reasons


def jsonl(works: list[Any]) -> str:
    return "".join(json.dumps(work) + "\n" for work in works)


# -- forms -------------------------------------------------------------------------------------


def page(works: list[Any], **options: Any) -> str:
    return json.dumps({"meta": META, "results": works, "group_by": []}, **options)


FORMS: dict[str, str] = {
    "lines.jsonl": jsonl(WORKS),
    "bare.ndjson": jsonl(WORKS).rstrip("\n"),
    "lines.json": jsonl(WORKS),
    "mark.jsonl": "\ufeff\n" + jsonl(WORKS).replace("\n", "\r\n"),
    "page.json": page(WORKS),
    "page-indented.json": page(WORKS, indent=2),
    "page-indented.jsonl": page(WORKS, indent=1),
    "pages.json": page(WORKS[:2], indent=2) + "\n" + page(WORKS[2:], indent=2),
    "pages-by-line.json": page(WORKS[:2]) + "\n" + page(WORKS[2:]) + "\n",
    "pages-by-line.jsonl": page(WORKS[:2]) + "\n" + page(WORKS[2:]) + "\n",
    "pages-in-a-list.json": json.dumps([json.loads(page(WORKS[:2])), json.loads(page(WORKS[2:]))]),
    "results-only.json": json.dumps({"results": WORKS}),
    "results-first.json": json.dumps({"results": WORKS, "meta": META}, indent=4),
    "list.json": json.dumps(WORKS),
    "list-indented.json": "\ufeff" + json.dumps(WORKS, indent=2),
    "list.jsonl": json.dumps(WORKS),
    "list-a-line.json": "[\n" + ",\n".join(map(json.dumps, WORKS)) + "\n]\n",
    "objects.json": "\n".join(json.dumps(work, indent=2, ensure_ascii=False) for work in WORKS),
}


@pytest.mark.parametrize("name", FORMS)
def test_the_same_records_come_from_every_form_of_json(tmp_path: Path, name: str) -> None:
    assert read(tmp_path / name, FORMS[name]) == WORKS


def test_a_single_object_is_a_record(tmp_path: Path) -> None:
    for indent in (None, 2):
        assert read(tmp_path / "work.json", json.dumps(WORKS[0], indent=indent)) == WORKS[:1]


def test_a_page_without_results_holds_no_record(tmp_path: Path) -> None:
    for name in ("page.json", "page.jsonl"):
        assert read(tmp_path / name, page([])) == []
        assert read(tmp_path / name, page([], indent=2)) == []


def test_a_snapshot_is_a_folder_of_parts_and_a_manifest(tmp_path: Path) -> None:
    read(tmp_path / "works" / "updated_date=2024-01-01" / "part_000.gz",
         gzip.compress(jsonl(WORKS[:2]).encode()))  # fmt: skip
    read(tmp_path / "works" / "updated_date=2024-02-01" / "part_0012.gz",
         gzip.compress(jsonl(WORKS[2:]).encode()))  # fmt: skip
    (tmp_path / "works" / "manifest").write_text("{}")
    assert [raw.value for raw in SOURCE.read([tmp_path / "works"])] == WORKS


@pytest.mark.parametrize(
    ("suffix", "pack"),
    [(".jsonl", bytes), (".jsonl.gz", gzip.compress), (".jsonl.xz", lzma.compress)],
)
def test_lines_are_read_packed_or_plain(
    tmp_path: Path, suffix: str, pack: Callable[[bytes], bytes]
) -> None:
    path = tmp_path / f"works{suffix}"
    path.write_bytes(pack(LINES.read_bytes()))
    found = list(SOURCE.read([path]))
    assert [raw.position for raw in found] == [f"line {n}" for n in range(1, 6)]
    assert [raw.value for raw in found] == WORKS
    assert 0 < found[-1].offset <= path.stat().st_size


def test_a_zip_of_several_forms_names_file_and_member(tmp_path: Path) -> None:
    path = tmp_path / "all.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("in/page.json", page(WORKS[:2], indent=1))
        archive.writestr("in/works.csv.gz", gzip.compress(CSV.read_bytes()))
    found = list(SOURCE.read([path]))
    assert [raw.value for raw in found][:2] == WORKS[:2]
    assert len(found) == 2 + len(list(SOURCE.read([CSV])))
    assert {raw.source_file for raw in found} == {f"{path}/in/page.json", f"{path}/in/works.csv.gz"}
    assert [raw.position for raw in found][:3] == ["record 1", "record 2", "row 2"]


VALUES = st.sampled_from(
    [None, True, -12, 1.5e300, "", 'a"\\', "é😀\n", [], [1, [2, {}]], {"b": "]"}]
)
RECORDS = st.lists(st.dictionaries(st.sampled_from(["id", "a", "é"]), VALUES), max_size=5)


@settings(deadline=None)
@given(RECORDS, st.sampled_from([None, 0, 2]), st.booleans(), st.integers(1, 40))
def test_values_over_many_lines_are_read_whole_in_pieces_of_any_size(
    tmp_path_factory: pytest.TempPathFactory,
    records: Any,
    indent: int | None,
    plain: bool,
    piece: int,
) -> None:
    text = json.dumps({"meta": 1, "results": records}, indent=indent, ensure_ascii=plain)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(openalex_json, "PIECE", piece)
        patch.setattr(openalex_json, "MOST_FIRST_LINE", piece)
        assert read(tmp_path_factory.getbasetemp() / "page.json", f"\n{text}\n") == records


# -- breaks ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["works.jsonl", "works.json"])
@pytest.mark.parametrize(
    ("line", "says"),
    [
        (b'{"id": "https://openalex.org/W', "not JSON"),
        (b'{"id": "https://openalex.org/W1", "title": "caf\xe9"}', "not UTF-8"),
        (b"[" * 100_000, "not JSON"),
        (b'{"id": ' + b"9" * 5000 + b"}", "not JSON"),
        (b"<p>503 Service Unavailable</p>", "not JSON"),
        (b'"text"', "not an object"),
    ],
)
def test_one_bad_line_costs_one_record(tmp_path: Path, name: str, line: bytes, says: str) -> None:
    works = [{"id": f"https://openalex.org/W{n}", "title": "T"} for n in range(1, 2001)]
    content = [json.dumps(work).encode() for work in works]
    content[999] = line
    (tmp_path / name).write_bytes(b"\n".join(content))
    found = list(SOURCE.read([tmp_path / name]))
    ids, [reason] = usable([raw.value for raw in found])
    assert len(ids) == 1999
    assert says in reason
    assert found[999].position == "line 1000"


def test_a_broken_first_line_of_json_lines_costs_one_record(tmp_path: Path) -> None:
    ids, reasons = usable(read(tmp_path / "works.jsonl", '{"id": \n' + jsonl(WORKS)))
    assert (len(ids), len(reasons)) == (5, 1)


def test_a_record_of_a_list_that_is_not_utf8_costs_one_record(tmp_path: Path) -> None:
    works = [{"id": "W1", "title": "café"}, {"id": "W2", "title": "café"}]
    objects = [json.dumps(work, ensure_ascii=False, indent=1) for work in works]
    for text in (json.dumps(works, ensure_ascii=False, indent=1), "\n".join(objects)):
        content = text.encode().replace("é".encode(), b"\xe9", 1)
        ids, [reason] = usable(read(tmp_path / "works.json", content))
        assert ids == ["openalex:W2"]
        assert "not UTF-8" in reason


@pytest.mark.parametrize(
    ("text", "read_before"),
    [
        (page(WORKS, indent=1)[:-20], 5),
        (json.dumps(WORKS, indent=1)[:-1], 5),
        (json.dumps(WORKS[:2], indent=1)[:-1] + ", nonsense]", 2),
        ('{\n"meta": {}, "results": [', 0),
        ('{\n"meta" 1}', 0),
        ("[" + "[" * 100_000, 0),
        ("nonsense\n", 0),
    ],
)
def test_a_break_in_a_long_value_ends_the_read(tmp_path: Path, text: str, read_before: int) -> None:
    (tmp_path / "page.json").write_text(text)
    found = []
    with pytest.raises(SourceError, match=f"no JSON after record {read_before}") as caught:
        found.extend(SOURCE.read([tmp_path / "page.json"]))
    assert "nothing of the dataset was removed" in caught.value.message


def test_a_value_without_end_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(openalex_json, "MOST_VALUE", 1 << 20)
    with pytest.raises(SourceError, match="no JSON after record 0"):
        read(tmp_path / "page.json", '{\n"abstract": "' + "x" * (3 << 20) + '"}')


# -- CSV ---------------------------------------------------------------------------------------

HEADER = "id,title,publication_year,authorships.author.id,authorships.author.display_name"


def rows(*cells: str) -> str:
    return "\n".join([HEADER, *cells]) + "\n"


def test_bad_rows_cost_themselves_alone(tmp_path: Path) -> None:
    text = rows(
        "W1,One,2001,,", "only,three,cells", 'W2,"a ""quoted"", two\n\nlines",2002,,', "",
        "W3,café,2003,,", 'W4,"odd" quote,2004,,', "W5,Five,20219,,", "W6,Six,2006,,",
    )  # fmt: skip
    content = text.encode().replace("é".encode(), b"\xe9")
    values = read(tmp_path / "works.csv", content)
    assert values[2]["title"] == 'a "quoted", two\n\nlines'
    ids, reasons = usable(values)
    assert ids == ["openalex:W1", "openalex:W2", "openalex:W6"]
    for reason, says in zip(reasons, ("3 cells", "not UTF-8", "not CSV", "year"), strict=True):
        assert says in reason


def test_a_row_that_is_too_long_costs_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("loaders.files.MOST_LINE", 2 << 20)
    text = rows("W1,One,2001,,", f"W2,{'x' * (3 << 20)},2002,,", "W3,T,2003,,")
    ids, [reason] = usable(read(tmp_path / "works.csv", text))
    assert ids == ["openalex:W1", "openalex:W3"]
    assert "bytes" in reason


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("works.csv", "id,name\n1,2\n", "lacks the columns"),
        ("works.csv", 'id,"title', "lacks the columns"),
        ("works.csv", rows("W1,One,2001,,", 'W2,"never closed,2002,,', "W3,T,2003,,"),
         "inside a quoted text that opens in row 3"),
        ("works.csv", "<!doctype html>", "web page"),
        ("works.json", "<html>", "web page"),
        ("works.jsonl.gz", b"no archive", "breaks off"),
        ("works.xlsx", b"x", "no form"),
    ],
)  # fmt: skip
def test_a_broken_file_says_what_happened_and_what_to_do(
    tmp_path: Path, name: str, content: bytes | str, says: str
) -> None:
    with pytest.raises(SourceError, match=says) as caught:
        read(tmp_path / name, content)
    assert caught.value.hint


@pytest.mark.parametrize(
    ("name", "before"), [("works.jsonl", 0), ("works.json", 2), ("works.jsonl.gz", 2)]
)
def test_lines_that_break_off_are_no_bad_record_but_a_broken_file(
    tmp_path: Path, name: str, before: int
) -> None:
    path, pack = tmp_path / name, gzip.compress if name.endswith(".gz") else bytes
    path.write_bytes(pack(b'{"id": "W1"}\n{"id": "W2"}\n{"id": "W3", "tit'))
    found = SOURCE.read([path])
    assert [next(found).value["id"] for _ in range(before)] == ["W1", "W2"][:before]
    with pytest.raises(SourceError, match=r"breaks off in (line 3, )?its last"):
        next(found)
    path = tmp_path / "broken-within.jsonl"
    path.write_text('{"id": "W1"}\n{"id": "W2", "tit\n{"id": "W3"}')
    assert [isinstance(raw.value, Broken) for raw in SOURCE.read([path])] == [False, True, False]


def test_a_csv_export_that_breaks_off_is_a_broken_file(tmp_path: Path) -> None:
    path = tmp_path / "works.csv"
    header = ",".join(NEEDED)
    row = ",".join("x" for _ in NEEDED)
    path.write_text(f"{header}\n{row}\n{row.removesuffix(',x')}\n{row}")
    assert [isinstance(raw.value, Broken) for raw in SOURCE.read([path])] == [False, True, False]
    path.write_text(f"{header}\n{row}\n{row.removesuffix(',x')}")
    with pytest.raises(SourceError, match="breaks off in row 3, its last"):
        list(SOURCE.read([path]))
