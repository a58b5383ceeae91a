"""Files of OpenAlex: forms, packing, and what breaks."""

from __future__ import annotations

import gzip
import json
import lzma
from collections.abc import Callable
from pathlib import Path

import pytest

from explorer.errors import RecordError, SourceError
from loaders.openalex import SOURCE

DATA = Path(__file__).parent.parent / "data" / "openalex"
CSV = DATA / "works.csv"
LINES = DATA / "works-2026.jsonl"


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
    assert [raw.value["id"] for raw in found] == [
        json.loads(line)["id"] for line in LINES.read_text(encoding="utf-8").splitlines()
    ]
    assert 0 < found[-1].offset <= path.stat().st_size


def test_a_line_that_is_not_json_is_a_bad_record_and_the_next_is_read(tmp_path: Path) -> None:
    path = tmp_path / "works.jsonl"
    path.write_text('{"id": \n["list"]\n' + json.dumps({"id": "https://openalex.org/W1"}) + "\n")
    values = [raw.value for raw in SOURCE.read([path])]
    for bad in values[:2]:
        with pytest.raises(RecordError):
            SOURCE.to_records(bad, "d")
    [paper] = SOURCE.to_records(values[2], "d").nodes
    assert paper.id == "openalex:W1"


def test_a_row_of_another_length_is_a_bad_record(tmp_path: Path) -> None:
    path = tmp_path / "works.csv"
    lines = CSV.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([lines[0], "only,three,cells"]), encoding="utf-8")
    [raw] = SOURCE.read([path])
    with pytest.raises(RecordError, match="3 cells"):
        SOURCE.to_records(raw.value, "d")


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("works.jsonl.gz", gzip.compress(LINES.read_bytes())[:-200], "breaks off"),
        ("works.jsonl.xz", lzma.compress(LINES.read_bytes())[:-200], "breaks off"),
        ("works.jsonl.gz", b"no archive", "breaks off"),
        ("works.csv", b"id,name\n1,2\n", "lacks the columns"),
        ("works.csv", "id,title\n1,é\n".encode("latin-1"), "UTF-8"),
        ("works.xlsx", b"x", "no form"),
    ],
)
def test_a_broken_file_says_what_happened_and_what_to_do(
    tmp_path: Path, name: str, content: bytes, says: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(SourceError, match=says) as caught:
        list(SOURCE.read([path]))
    assert caught.value.hint
