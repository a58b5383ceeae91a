"""The words of a slice."""

from __future__ import annotations

import pytest

from explorer.graph.words import counted, counted_kinds, describe, listed, sentence, shorten, span
from explorer.model import NodeKind


def test_counts_and_years_read_as_people_write_them():
    assert counted(1, "paper") == "1 paper"
    assert counted(1200, "person", "people") == "1,200 people"
    assert counted_kinds({NodeKind.PAPER: 1, NodeKind.PERSON: 1200}) == "1 paper, 1,200 people"
    assert span([2009, 2011, 2022]) == "2009–2022"
    assert span([2009]) == "2009"
    assert span([]) == ""


@pytest.mark.parametrize(
    ("names", "text"),
    [
        (["A"], "A"),
        (["A", "B"], "A and B"),
        (["A", "B", "C"], "A, B and C"),
        (["A", "B", "C", "D", "E"], "A, B, C and 2 more"),
        ([], ""),
    ],
)
def test_names_are_listed(names, text):
    assert listed(names) == text


def test_a_reason_is_a_sentence():
    assert sentence("{papers} together{years}", 12, [2009, 2022], [], "X") == (
        "12 papers together, 2009–2022"
    )


def test_braces_in_names_are_only_text():
    assert sentence("also by {names}", 1, [], ["{ego}"], "X") == "Also by {ego}"


def test_short_labels_end_between_words_and_not_in_a_preposition():
    title = "The journal coverage of the Web of Science and Scopus"
    short = shorten(title, NodeKind.PAPER)
    assert short == "The journal coverage…"
    assert shorten("Ada Lovelace", NodeKind.PERSON) == "Ada Lovelace"
    assert len(shorten("x" * 200, NodeKind.TOPIC)) <= 31


def test_a_paper_without_year_says_so():
    row = {"id": "p", "kind": "paper", "label": "T", "year": None, "note": None, "size": 0}
    assert describe(row) == ("T", "year unknown")


def test_the_years_of_citations_are_those_of_the_papers_that_cite():
    text = "{citations} between their papers and those of {ego}{by_papers}"
    assert sentence(text, 98, [2015, 2022], [], "X") == (
        "98 citations between their papers and those of X, by papers of 2015–2022"
    )
    assert sentence("cites it{cited}", 1, [2015], [], "X") == "Cites it; cited in 2015"
    assert sentence("cites it{cited}", 1, [], [], "X") == "Cites it"
