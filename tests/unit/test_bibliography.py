"""What a BibTeX file names, however it is written."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.web.bibliography import MOST_ENTRIES, Entry, decode, read_entries


def one(text: str) -> Entry:
    [entry] = read_entries(text)
    return entry


@pytest.mark.parametrize(
    ("field", "ids"),
    [
        ("doi = {10.1000/AB_c}", ("10.1000/AB_c",)),
        (r"doi = {10.1000/AB\_c}", ("10.1000/AB_c",)),
        ('DOI = "https://doi.org/10.1000/x"', ("https://doi.org/10.1000/x",)),
        ("eprint = {2101.00001}, archivePrefix = {arXiv}", ("arxiv:2101.00001",)),
        ("eprint = {arXiv:2101.00001}", ("arxiv:2101.00001",)),
        ("eprint = {123}, eprinttype = {pubmed}", ()),
        (r"url = {\url{https://arxiv.org/abs/2101.00001}}", ("https://arxiv.org/abs/2101.00001",)),
        ("doi = {}", ()),
    ],
)
def test_ids_are_found_in_every_dress(field: str, ids: tuple[str, ...]) -> None:
    assert one("@article{k, title = {T}, " + field + "}").ids == ids


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("Ada King and Chen Li", ("Ada King", "Chen Li")),
        ("King, Ada and Li, Chen", ("Ada King", "Chen Li")),
        ("King, Jr, Ada\n  AND others", ("Ada King",)),
        (r"Garc{\'i}a, Mar{\'\i}a", ("María García",)),
        ("{Barnes and Noble} and Li, Chen", ("Barnes and Noble", "Chen Li")),
        ("", ()),
    ],
)
def test_authors_are_read_as_people_write_them(written: str, names: tuple[str, ...]) -> None:
    assert one("@misc{k, author = {" + written + "}}").authors == names


def test_values_are_braced_quoted_bare_and_joined() -> None:
    entry = one(
        '@string{press = "On "}\n@book(k, title = press # {{Deep} "Nets"} # " II", year = 1999)'
    )
    assert entry.title == 'On Deep "Nets" II'
    assert entry.year == "1999"


def test_several_entries_may_stand_in_one_line() -> None:
    found = read_entries("@misc{a, title={A}} @misc(b, title={B})@misc{c, note={x@y.z, @w}}")
    assert [entry.key for entry in found] == ["a", "b", "c"]


def test_comments_and_what_is_broken_are_passed_over() -> None:
    text = """Words before. @comment{x, title = {No}}
    @preamble{"no"}
    @article{open, title = {Never closed, year = 2001
    @article{next, title = {Closed}, year = {2002}}
    @misc{nothing}
    """
    assert [(e.key, e.year) for e in read_entries(text)] == [("open", ""), ("next", "2002")]
    assert read_entries(text)[1].title == "Closed"


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
def test_every_usual_coding_is_read(coding: str) -> None:
    assert one(decode("@misc{k, title = {Über}}".encode(coding))).title == "Über"


def test_no_more_entries_than_are_looked_for() -> None:
    assert len(read_entries("@misc{k, title={T}}\n" * (MOST_ENTRIES + 50))) == MOST_ENTRIES


@pytest.mark.parametrize(
    "text",
    ["@a{x, t = " + "{" * 300_000, "@a{x," * 60_000, '@a{x, a = "' + "\\{" * 150_000,
     "@a{x, a = " + "b # " * 75_000, "@a{x, " + "a = {b}, " * 30_000, "@" * 300_000,
     "@a{x, author = {" + " and " * 50_000 + "}}", "\n" * 300_000 + "@a"],
)  # fmt: skip
def test_no_file_takes_long(text: str) -> None:
    started = time.process_time()
    read_entries(text)
    assert time.process_time() - started < 2


@given(st.text(alphabet='@{}(),="#\\ab \n', max_size=200))
def test_whatever_is_written_is_read_without_a_fault(text: str) -> None:
    for entry in read_entries("@a{" + text):
        assert entry.name
