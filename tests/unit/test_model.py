"""Records, ids and folded text."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.holdings import LOAD_FILES
from explorer.model import (
    EDGE_RECORDS,
    LOAD_QUERIES,
    NODE_RECORDS,
    Authorship,
    Batch,
    Citation,
    Paper,
    Person,
    arxiv_id,
    content_hash,
    doi_id,
    fold,
    name_id,
    openalex_id,
    orcid_id,
    properties,
    ror_id,
    slug,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://openalex.org/W2741809807", "openalex:W2741809807"),
        ("openalex.org/a5023888391", "openalex:A5023888391"),
        ("https://openalex.org/subfields/1804", "openalex:subfields/1804"),
        ("https://openalex.org/keywords/foundation", None),
        ("None", None),
        ("", None),
        (None, None),
    ],
)
def test_openalex_ids(text: str | None, expected: str | None) -> None:
    assert openalex_id(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://doi.org/10.1016/J.JBUSRES.2021.04.070", "doi:10.1016/j.jbusres.2021.04.070"),
        ("doi:10.1002/(sici)1097-4571(1999)50:9<799::aid-asi9>3.0.co;2-g",
         "doi:10.1002/(sici)1097-4571(1999)50:9<799::aid-asi9>3.0.co;2-g"),
        ("see 10.1000/182.", "doi:10.1000/182"),
        ("no doi", None),
    ],
)  # fmt: skip
def test_dois_are_found_in_any_dress(text: str, expected: str | None) -> None:
    assert doi_id(text) == expected


@given(st.integers(0, 10**15 - 1))
def test_an_orcid_with_one_wrong_digit_is_none(number: int) -> None:
    digits = f"{number:015}"
    total = 0
    for digit in digits:
        total = (total + int(digit)) * 2
    check = (12 - total % 11) % 11
    whole = digits + ("X" if check == 10 else str(check))
    dashed = "-".join(whole[i : i + 4] for i in range(0, 16, 4))
    assert orcid_id(f"https://orcid.org/{dashed}") == f"orcid:{dashed}"
    other = str((int(dashed[0]) + 1) % 10) + dashed[1:]
    assert orcid_id(other) is None


def test_ror_and_arxiv_ids() -> None:
    assert ror_id("https://ror.org/03qt6ba18") == "ror:03qt6ba18"
    assert ror_id("https://ror.org/") is None
    assert arxiv_id("https://arxiv.org/abs/2101.00001v3") == "arxiv:2101.00001"
    assert arxiv_id("arXiv:hep-th/9901001") == "arxiv:hep-th/9901001"


@given(st.text(st.characters(max_codepoint=0x24F)))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert "  " not in fold(text)


def test_folding_drops_accents_and_keeps_other_scripts() -> None:
    assert fold("Glänzel, Wolfgang") == "glanzel wolfgang"
    assert fold("Bjørn  ØSTBY") == "bjorn ostby"
    assert slug("田 奇") == "田-奇"
    assert name_id("dblp-sample", "Qi Tian") == "name:dblp-sample/qi-tian"


def test_every_record_has_its_load_files() -> None:
    assert set(LOAD_QUERIES) == set(NODE_RECORDS) | set(EDGE_RECORDS) == set(LOAD_FILES)
    for kind, files in LOAD_FILES.items():
        assert (files.owner is None) == (kind in NODE_RECORDS)


def test_properties_are_the_fields_but_the_id_and_the_ends() -> None:
    paper = properties(Paper("p", "Über Maße", institution_ids=("i",)))
    assert set(paper) == {f.name for f in dataclasses.fields(Paper)} - {"id"} | {"folded"}
    assert paper["folded"] == "uber masse"
    assert paper["institution_ids"] == ["i"]
    assert properties(Citation("a", "b")) == {}
    assert "person" not in properties(Authorship("a", "p", 1))


def test_equal_content_has_an_equal_hash() -> None:
    assert content_hash(Person("a", "Ada")) == content_hash(Person("b", "Ada"))
    assert content_hash(Person("a", "Ada")) != content_hash(Person("a", "Eda"))
    assert content_hash(Paper("p", "T", year=2001)) != content_hash(Paper("p", "T", year=2002))


def test_a_batch_gives_the_records_of_one_class() -> None:
    batch = Batch(nodes=[Paper("p", "T"), Person("a", "Ada")], edges=[Authorship("a", "p", 1)])
    other = Batch(nodes=[Person("b", "Bea")])
    batch.extend(other)
    assert len(batch) == 4
    assert [person.id for person in batch.of(Person) if isinstance(person, Person)] == ["a", "b"]
