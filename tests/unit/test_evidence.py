"""Pieces of evidence and their sentences."""

from __future__ import annotations

from itertools import product

import pytest

from explorer.graph.connections import CONNECTIONS, KINDS
from explorer.graph.evidence import ordinal, role, shape, tell
from explorer.graph.relations import RELATIONS
from explorer.graph.words import listed
from explorer.model import DerivedEdge, EdgeKind, NodeKind

ENDS = ("source", "target")
NAMES = ("Ada", "Grace")
PAPER = {"id": "p1", "title": "On <i>engines</i>", "year": 1843, "authors": 3}


def test_each_end_has_its_part_and_titles_are_plain():
    row = {**PAPER, "position": 1, "corresponding": True, "other_position": 3,
           "other_corresponding": None}  # fmt: skip
    assert shape(row, NodeKind.PAPER, ENDS) == {
        "id": "p1", "kind": "paper", "title": "On engines", "year": 1843, "authors": 3,
        "source": {"position": 1, "corresponding": True,
                   "role": "first of 3 authors, corresponding"},
        "target": {"position": 3, "corresponding": None, "role": "last of 3 authors"},
    }  # fmt: skip


def test_a_cited_paper_stands_beside_the_citing_one():
    row = {**PAPER, "outward": False, "cited_id": "p2", "cited_title": None, "cited_year": None}
    item = shape(row, NodeKind.PAPER, ENDS)
    assert item["cited"] == {"id": "p2", "title": "Untitled paper", "year": None}
    assert item["outward"] is False
    assert "source" not in item


def test_shared_things_tell_of_both_ends():
    newest = {"id": "p1", "title": "$E^2$", "year": 2001}
    row = {"id": "t", "name": "maps", "source": "derived", "papers": 2, "other_papers": 5,
           "newest": newest, "other_newest": newest}  # fmt: skip
    item = shape(row, NodeKind.TOPIC, ("a", "b"))
    assert (item["a"]["papers"], item["b"]["papers"]) == (2, 5)
    assert item["a"]["newest"]["title"] == item["b"]["newest"]["title"] == "E²"
    assert item["marks"] == ("derived from titles and venues, not given by the source",)


def test_people_known_by_name_only_are_marked():
    item = shape({"id": "h", "name": "Lei Zhang", "identity": "name"}, NodeKind.PERSON, ENDS)
    assert item["marks"] == ("identity by name – may be several people",)


@pytest.mark.parametrize(
    ("position", "authors", "words"),
    [
        (1, 1, "only author"),
        (1, 2, "first of 2 authors"),
        (2, 2, "last of 2 authors"),
        (3, 5, "3rd of 5 authors"),
        (1200, 2900, "1200th of 2,900 authors"),
        (7, 5, "7th author"),
        (2, None, "2nd author"),
        (1, 0, "1st author"),
    ],
)
def test_places_among_the_authors_read_as_people_say_them(position, authors, words):
    assert role({"position": position}, authors) == words


def test_ordinals():
    assert [ordinal(n) for n in (1, 2, 3, 4, 11, 12, 13, 21, 101, 111, 112)] == [
        "1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "101st", "111th", "112th",
    ]  # fmt: skip


def told(phrase: str, total: int, row: dict | None = None, years: tuple = (2009, 2022)) -> str:
    item = shape(row or PAPER, NodeKind.PAPER, ENDS)
    found = {"total": total, "first_year": years[0], "last_year": years[1]}
    return tell(phrase, NAMES, found, [item], ENDS)


def test_the_sentence_of_papers_together():
    phrase = "{papers} together{years}{last}"
    assert told(phrase, 12) == "12 papers together, 2009–2022, last as “On engines”"
    assert told(phrase, 1, years=(1843, 1843)) == "1 paper together, 1843: “On engines”"
    assert told(phrase, 2, years=(None, None)) == "2 papers together, last as “On engines”"


def test_who_cites_whom():
    row = {**PAPER, "outward": False}
    assert told("{subject} cites {object}", 1, row) == "Grace cites Ada"
    assert told("{subject} cites {object}", 1, {**PAPER, "outward": True}) == "Ada cites Grace"


def test_both_papers_that_cite_each_other_have_their_year():
    phrase = "{subject} ({year}) and {object} ({cited_year}) cite each other"
    row = {**PAPER, "outward": False, "cited_id": "p2", "cited_title": "T", "cited_year": 1850}
    assert told(phrase, 2, row) == "Grace (1843) and Ada (1850) cite each other"
    row |= {"year": None, "outward": True}
    assert told(phrase, 2, row) == "Ada (year unknown) and Grace (1850) cite each other"


@pytest.mark.parametrize(
    ("citing", "cited", "words"),
    [
        (3, 0, "cite"),
        (0, 3, "are cited by"),
        (2, 1, "cite or are cited by"),
        (3, 1, "cite or are cited by"),
        (3, 3, "cite and are cited by"),
    ],
)
def test_only_ways_that_papers_go_are_told(citing, cited, words):
    item = shape(PAPER, NodeKind.PAPER, ENDS)
    found = {"total": 3, "citing": citing, "cited": cited}
    assert tell("{ways}", NAMES, found, [item], ENDS) == words


def test_braces_in_names_are_only_text():
    item = shape({"id": "t", "name": "sets", "source": ""}, NodeKind.TOPIC, ENDS)
    found = {"total": 1}
    assert tell("{one}, {other}", ("{papers}", "{0}"), found, [item], ENDS) == "{papers}, {0}"


def test_names_are_listed_and_the_rest_counted():
    assert listed(["A", "B"], 2) == "A and B"
    assert listed(["A", "B", "C", "D"], 40) == "A, B, C and 37 more"
    assert listed(["A"], 3) == "A and 2 more"


def test_for_how_many_authors_an_institution_is_named():
    row = {**PAPER, "people": 2}
    assert told("{there}", 1, row) == "for 2 of 3 authors"
    assert told("{there}", 1, {**PAPER, "people": 0}) == "without saying for whom"


def test_each_connection_has_one_query_and_its_ends_in_order():
    keys = [(c.kind, c.one, c.other) for c in CONNECTIONS]
    assert len(set(keys)) == len(keys)
    assert len({(c.query, c.one, c.other) for c in CONNECTIONS}) == len(keys)
    assert all(KINDS.index(c.one) <= KINDS.index(c.other) for c in CONNECTIONS)


def test_any_two_kinds_can_be_connected_and_every_derived_edge_has_its_evidence():
    pairs = {(one, other) for one in KINDS for other in KINDS[KINDS.index(one) :]}
    assert {(c.one, c.other) for c in CONNECTIONS} == pairs
    assert {c.kind for c in CONNECTIONS} >= set(DerivedEdge)


def test_the_closest_connection_is_the_edge_of_a_slice() -> None:
    for ego, kind in product(NodeKind, repeat=2):
        edges = [r.edge for r in RELATIONS if (r.ego, r.kind) == (ego, kind)]
        told = [c.kind for c in CONNECTIONS if {c.one, c.other} == {ego, kind}]
        # A slice draws the edges of the graph whatever else there is.
        drawn = [[e for e in each if e != EdgeKind.PART_OF] for each in (edges, told)]
        assert drawn[0] == [edge for edge in drawn[1] if edge in drawn[0]], (ego, kind)
