"""Ids in any dress."""

from __future__ import annotations

import pytest

from explorer.web.ids import _dresses


@pytest.mark.parametrize(
    ("text", "id"),
    [
        (" openalex:A1 ", "openalex:A1"),
        ("https://openalex.org/A5068542997/", "openalex:A5068542997"),
        (" https://openalex.org/A5068542997", "openalex:A5068542997"),
        ("https://doi.org/10.1000/abc/", "doi:10.1000/abc"),
    ],
)
def test_blanks_and_the_last_slash_of_an_address_are_nothing(text: str, id: str) -> None:
    assert id in _dresses(text)["ids"]


def test_a_slash_of_our_own_id_is_kept() -> None:
    assert "bib:a/" in _dresses("bib:a/")["ids"]
