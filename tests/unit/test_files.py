"""Input files: which are read, what they are packed in, and everything that is wrong with them."""

from __future__ import annotations

import gzip
import hashlib
import io
import lzma
import os
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.errors import SourceError
from loaders import files, unpacking
from loaders.files import Broken, Part, digests, find_parts, lines, opened, sizes

SUFFIXES = (".csv", ".jsonl", "part_[0-9][0-9][0-9]")
TEXT = b'{"id": "W1"}\n{"id": "W2"}\n'
NOISE = os.urandom(300_000)  # packs to about its own size


def put(path: Path, content: bytes = TEXT) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def zipped(path: Path, members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def names(folder: Path, *paths: Path) -> list[str]:
    return [part.name.removeprefix(f"{folder}/") for part in find_parts(paths, SUFFIXES)]


def bytes_of(part: Part) -> bytes:
    with opened(part) as file:
        return file.stream.read()


# -- which -------------------------------------------------------------------------------------


def test_a_folder_gives_its_files_by_name_and_leaves_out_the_rest(tmp_path: Path) -> None:
    for name in ("b/works.csv", "a/updated_date=2024-01-02/part_000.gz", "a/works.JSONL.XZ",
                 "manifest", "a/notes.txt", ".hidden.csv", ".git/works.csv", "a/part_000.parquet",
                 "a/._works.csv", "a/some_part_1234x.gz"):  # fmt: skip
        put(tmp_path / name)
    zipped(tmp_path / "c.zip", {"works.csv": TEXT, "read me.md": TEXT, "in/x.csv.gz": TEXT,
                                "__MACOSX/works.csv": TEXT, "in/.x.csv": TEXT})  # fmt: skip
    zipped(tmp_path / "other.zip", {"read me.md": TEXT})
    assert names(tmp_path, tmp_path) == [
        "a/updated_date=2024-01-02/part_000.gz", "a/works.JSONL.XZ", "b/works.csv",
        "c.zip/in/x.csv.gz", "c.zip/works.csv",
    ]  # fmt: skip
    assert [part.form for part in find_parts([tmp_path], SUFFIXES)] == [
        "part_000", "works.jsonl", "works.csv", "x.csv", "works.csv",
    ]  # fmt: skip


def test_a_file_named_twice_is_read_once_and_a_hidden_one_when_named(tmp_path: Path) -> None:
    hidden, plain = put(tmp_path / ".works.csv"), put(tmp_path / "works.csv")
    assert names(tmp_path, plain, tmp_path, hidden) == ["works.csv", ".works.csv"]


def test_what_cannot_be_read_is_refused_before_anything_is_changed(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    (tmp_path / "nothing").mkdir()
    put(tmp_path / "folder" / "empty.csv", b"")
    put(tmp_path / "works.xlsx")
    put(tmp_path / "no.zip", b"PK no zip")
    zipped(tmp_path / "other.zip", {"read me.md": TEXT})
    zipped(tmp_path / "hollow.zip", {"works.csv": b""})
    zipped(tmp_path / "blocks.zip", {"works.csv": TEXT}, zipfile.ZIP_BZIP2)
    cases = {
        "absent.csv": "no file", "nothing": "holds no file", "folder": "is empty",
        "works.xlsx": "no form", "pipe.csv": "no ordinary file", "no.zip": "is damaged",
        "other.zip": "holds no file", "hollow.zip": "is empty", "blocks.zip": "packed in a way",
        "x" * 300: "too long", "works.xlsx/sub": "no file",
    }  # fmt: skip
    for name, says in cases.items():
        with pytest.raises(SourceError, match=says) as caught:
            find_parts([tmp_path / name], SUFFIXES)
        assert "nothing was changed" in caught.value.message
        assert caught.value.hint
    with pytest.raises(SourceError, match="No file was named"):
        find_parts([], SUFFIXES)


def test_the_hint_names_the_forms_that_are_known(tmp_path: Path) -> None:
    with pytest.raises(SourceError) as caught:
        find_parts([put(tmp_path / "works.xlsx")], SUFFIXES)
    assert ".csv, .jsonl, part_000, each also with .gz or .xz" in (caught.value.hint or "")


def test_an_encrypted_zip_is_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"works.csv": TEXT})
    content = bytearray(path.read_bytes())
    for sign, flag in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(sign) + flag] |= 1
    path.write_bytes(content)
    with pytest.raises(SourceError, match=r"a\.zip/works\.csv is encrypted"):
        find_parts([path], SUFFIXES)


# -- what they weigh ---------------------------------------------------------------------------


def test_a_digest_names_file_and_content_and_a_zip_once(tmp_path: Path) -> None:
    plain = put(tmp_path / "some works.csv", b"abc")
    archive = zipped(tmp_path / "a.zip", {"x.csv": TEXT, "y.csv": NOISE})
    parts = find_parts([plain, archive], SUFFIXES)
    assert digests(parts) == [
        f"some works.csv {hashlib.sha256(b'abc').hexdigest()}",
        f"a.zip {hashlib.sha256(archive.read_bytes()).hexdigest()}",
    ]
    weights = sizes(parts)
    assert list(weights) == [part.name for part in parts]
    assert weights[str(plain)] == 3
    assert len(NOISE) <= weights[f"{archive}/y.csv"] < archive.stat().st_size


# -- their bytes -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "pack"),
    [
        ("a.csv", bytes),
        ("a.csv.gz", gzip.compress),
        ("a.csv.xz", lzma.compress),
        ("A.CSV.GZ", lambda content: gzip.compress(content[:9]) + gzip.compress(content[9:])),
        ("a.csv.xz", lambda c: lzma.compress(c[:9]) + b"\0" * 8 + lzma.compress(c[9:]) + b"\0" * 4),
    ],
)
def test_bytes_come_unpacked_and_the_offset_grows_to_the_size(
    tmp_path: Path, name: str, pack: Callable[[bytes], bytes]
) -> None:
    content = TEXT + NOISE
    packed = pack(content)
    loose = put(tmp_path / name, packed)
    archive = zipped(tmp_path / "z.zip", {f"in/{name}": packed, "z.csv": TEXT})
    for part in find_parts([loose, archive], SUFFIXES)[:2]:
        with opened(part) as file:
            assert file.stream.read(9) == content[:9]
            begun = file.offset()
            assert file.stream.read() == content[9:]
            assert begun <= file.offset() <= part.path.stat().st_size
            assert file.offset() >= sizes([part])[part.name]


def test_a_plain_file_can_be_sought_in(tmp_path: Path) -> None:
    with opened(Part(put(tmp_path / "a.csv"))) as file:
        file.stream.seek(-5, os.SEEK_END)
        assert file.stream.read() == TEXT[-5:]


def spoilt_zip(path: Path) -> bytes:
    content = zipped(path, {"works.csv": NOISE}, zipfile.ZIP_STORED).read_bytes()
    at = content.index(NOISE[1000:1100])
    return content[:at] + b"spoilt" + content[at + 6 :]


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.csv.gz", gzip.compress(NOISE, mtime=0)[:-200], "breaks off"),
        ("a.csv.gz", gzip.compress(NOISE, mtime=0)[:-4], "breaks off"),
        ("a.csv.gz", b"no archive", "breaks off"),
        ("a.csv.gz", gzip.compress(NOISE, mtime=0)[:5000] + b"?" * 9000, "breaks off"),
        ("a.csv.xz", lzma.compress(NOISE)[:-200], "breaks off"),
        ("a.csv.xz", lzma.compress(NOISE)[:-4], "breaks off"),
        ("a.csv.xz", lzma.compress(TEXT) + b"more", "breaks off"),
        ("a.zip", None, "breaks off"),
        ("a.csv", b"\n <!DOCTYPE html><title>404</title>", "looks like a web page"),
        ("a.csv.gz", gzip.compress(b"<html lang=en>", mtime=0), "looks like a web page"),
        ("a.csv", b"<!-- a --> \n<!-- b --><!DOCTYPE html><html>", "looks like a web page"),
        ("a.csv", b"<!-- " + b"long " * 5000 + b"--><html>", "looks like a web page"),
        ("a.csv", b'<?xml version="1.0"?>\n<!--x--><html xmlns="x">', "looks like a web page"),
        ("a.csv", gzip.compress(TEXT, mtime=0), "packed by gzip"),
        ("a.csv", lzma.compress(TEXT), "packed by xz"),
        ("a.csv", "id,title".encode("utf-16"), "UTF-16"),
    ],
)
def test_damage_says_what_it_is_and_that_nothing_was_removed(
    tmp_path: Path, name: str, content: bytes | None, says: str
) -> None:
    path = tmp_path / name
    put(path, spoilt_zip(path) if content is None else content)
    [part] = find_parts([path], SUFFIXES)
    with pytest.raises(SourceError, match=says) as caught:
        bytes_of(part)
    assert "nothing of the dataset was removed" in caught.value.message
    assert str(path) in caught.value.message
    assert caught.value.hint


def test_a_file_that_goes_while_it_is_wanted_is_a_source_error(tmp_path: Path) -> None:
    parts = find_parts([put(tmp_path / "a.csv"), zipped(tmp_path / "b.zip", {"b.csv": TEXT})],
                       SUFFIXES)  # fmt: skip
    (tmp_path / "a.csv").unlink()
    zipped(tmp_path / "b.zip", {"c.csv": TEXT})
    for part in parts:
        with pytest.raises(SourceError, match=part.path.name):
            bytes_of(part)
    with pytest.raises(SourceError, match="cannot be read"):
        digests(parts)


# -- bombs and giants --------------------------------------------------------------------------


@pytest.fixture
def low(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lower limits, so that a bomb need not be large."""
    monkeypatch.setattr(unpacking, "FREE_BYTES", 1 << 20)


@pytest.mark.usefixtures("low")
@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress])
def test_a_file_that_unpacks_without_end_is_refused_on_the_way(
    tmp_path: Path, pack: Callable[[bytes], bytes]
) -> None:
    name = "a.csv.gz" if pack is gzip.compress else "a.csv.xz"
    [part] = find_parts([put(tmp_path / name, pack(b"\n" * (16 << 20)))], SUFFIXES)
    pieces: list[bytes] = []
    with opened(part) as file, pytest.raises(SourceError, match=f"{name} unpacks to more"):
        pieces.extend(iter(lambda: file.stream.read(1 << 10), b""))
    assert 1 << 20 <= sum(map(len, pieces)) < 8 << 20


@pytest.mark.usefixtures("low")
def test_a_zip_is_refused_for_what_all_its_members_unpack_to(tmp_path: Path) -> None:
    members = {f"{n}.csv": b"0" * (900 << 10) for n in range(9)}
    with pytest.raises(SourceError, match=r"a\.zip unpacks to more than 200 times") as caught:
        find_parts([zipped(tmp_path / "a.zip", members)], SUFFIXES)
    assert "nothing was changed" in caught.value.message
    small = find_parts([zipped(tmp_path / "b.zip", {"a.csv": members["0.csv"]})], SUFFIXES)
    assert bytes_of(small[0]) == members["0.csv"]


def test_a_header_that_asks_for_gigabytes_is_refused(tmp_path: Path) -> None:
    filters = [{"id": lzma.FILTER_LZMA2, "preset": 0, "dict_size": 1 << 20}]
    header = lzma.LZMACompressor(filters=filters)
    content = bytearray(header.compress(TEXT) + header.flush())
    assert content[16] == 16  # the dictionary's size, 2^(12 + 16 / 2)
    content[16] = 36  # 2^30
    content[20:24] = zlib.crc32(bytes(content[12:20])).to_bytes(4, "little")
    [part] = find_parts([put(tmp_path / "a.csv.xz", bytes(content))], SUFFIXES)
    with pytest.raises(SourceError, match="Memory usage limit"):
        bytes_of(part)


def test_a_line_without_end_is_passed_over_in_little_memory(tmp_path: Path) -> None:
    script = """
import resource, sys
from loaders.files import Broken, lines, Part, opened
import loaders.openalex, pathlib
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
with opened(Part(pathlib.Path(sys.argv[1]))) as file:
    found = [(n, getattr(line, "reason", 0) or len(line)) for n, line in lines(file.stream)]
print(found, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""
    path = tmp_path / "a.jsonl"
    with path.open("wb") as out:
        out.write(b'{"id": 1}\n')
        out.truncate(1 << 28)  # a hole, which reads as zeros
        out.seek(0, os.SEEK_END)
        out.write(b'\n{"id": 2}\n')
    done = subprocess.run([sys.executable, "-c", script, str(path)], capture_output=True, text=True)
    found, _, grown = done.stdout.strip().rpartition(" ")
    assert found == (
        "[(1, 10), (2, 'the line has 268,435,447 bytes, more than 67,108,864'), (3, 10)]"
    ), done.stderr
    assert int(grown) < 100


# -- their lines -------------------------------------------------------------------------------


@given(st.lists(st.binary(max_size=40).map(lambda raw: raw.replace(b"\n", b"")), max_size=12),
       st.booleans(), st.integers(1, 9))  # fmt: skip
def test_lines_are_those_of_the_text_with_their_numbers(
    wanted: list[bytes], ended: bool, piece: int
) -> None:
    content = b"\n".join(wanted) + (b"\n" if ended and wanted else b"")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(files, "PIECE", piece)
        patch.setattr(files, "MOST_LINE", 30)
        found = dict(lines(io.BytesIO(content)))
        every = dict(lines(io.BytesIO(content), blank=True))
    given_lines = content.split(b"\n")
    if given_lines[-1] == b"":
        given_lines.pop()
    assert list(every) == list(range(1, len(given_lines) + 1))
    for number, line in enumerate(given_lines, 1):
        whole = line if number == len(given_lines) and not content.endswith(b"\n") else line + b"\n"
        got = every[number]
        if len(whole) > max(30, piece):
            assert isinstance(got, Broken)
        else:
            expected = whole.removeprefix(b"\xef\xbb\xbf") if number == 1 else whole
            assert got == expected
            assert (number in found) == bool(expected.strip())


def test_a_broken_record_keeps_only_its_beginning() -> None:
    assert Broken.of("why", b"\xff" + b"x" * 5000) == Broken("why", "\ufffd" + "x" * 999)
    assert str(Broken.of("why", "y" * 5000)) == "y" * 1000
