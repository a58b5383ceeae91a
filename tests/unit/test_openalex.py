"""OpenAlex works in both forms, on a few real ones with what is not needed cut away."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.errors import RecordError
from explorer.model import (
    About,
    Authorship,
    Batch,
    Citation,
    Institution,
    Paper,
    PartOf,
    Person,
    Topic,
    content_hash,
    properties,
)
from loaders.openalex import SOURCE
from loaders.openalex_entities import NULL_AUTHOR

DATA = Path(__file__).parent.parent / "data" / "openalex"
CSV = DATA / "works.csv"
LINES = DATA / "works-2026.jsonl"
WORKS = [json.loads(line) for line in LINES.read_text().splitlines()]


def batches(path: Path) -> dict[str, Batch]:
    found = {}
    for raw in SOURCE.read([path]):
        batch = SOURCE.to_records(raw.value, "d")
        [paper] = batch.of(Paper)
        assert isinstance(paper, Paper)
        found[paper.id] = batch
    return found


@pytest.fixture(scope="module")
def exported() -> dict[str, Batch]:
    return batches(CSV)


@pytest.fixture(scope="module")
def raw_works() -> dict[str, Batch]:
    return batches(LINES)


def only(batch: Batch, kind: type) -> Any:
    [found] = batch.of(kind)
    return found


def row(**changes: str) -> dict[str, str]:
    """The smallest row of the CSV export that is one, with changes."""
    base = {
        "id": "https://openalex.org/W1",
        "title": "T",
        "publication_year": "2001",
        "authorships.author.id": "https://openalex.org/A1|https://openalex.org/A2",
        "authorships.author.display_name": "Ada|Bea",
    }
    return base | {key.replace("__", "."): value for key, value in changes.items()}


def institution(number: int, country: str = "DE") -> str:
    return repr({
        "id": f"https://openalex.org/I{number}",
        "display_name": f"U | '{number}' {{x}}",  # bars, quotes and braces stand in real names
        "country_code": country,
    })  # fmt: skip


def affiliation(*numbers: int) -> str:
    ids = [f"https://openalex.org/I{number}" for number in numbers]
    return repr({"raw_affiliation_string": "it's | here", "institution_ids": ids})


def claimed(value: dict[str, str]) -> list[tuple[str, ...]]:
    """The institutions of each author, in order of authors."""
    links = SOURCE.to_records(value, "d").of(Authorship)
    return [link.institution_ids for link in links if isinstance(link, Authorship)]


# -- the CSV export ----------------------------------------------------------------------------


def test_a_row_of_the_export_becomes_a_paper(exported: dict[str, Batch]) -> None:
    paper = only(exported["openalex:W2115701185"], Paper)
    assert paper.title == "History of the journal impact factor: Contingencies and consequences"
    assert (paper.year, paper.date, paper.type) == (2009, "2009-01-31", "article")
    assert (paper.venue, paper.language) == ("Scientometrics", "en")
    assert paper.doi == "doi:10.1007/s11192-007-2036-x"
    assert paper.same_as == ("doi:10.1007/s11192-007-2036-x", "mag:2115701185")
    assert (paper.cited_by_count, paper.retracted, paper.authors_count) == (324, False, 2)


def test_aligned_institutions_are_given_to_their_authors(exported: dict[str, Batch]) -> None:
    batch = exported["openalex:W2115701185"]
    links = {link.person: link for link in batch.of(Authorship) if isinstance(link, Authorship)}
    larivière = links["openalex:A5068542997"]
    assert (larivière.position, larivière.corresponding) == (2, False)
    assert larivière.institution_ids == ("openalex:I159129438",)
    [other] = [link for person, link in links.items() if person != "openalex:A5068542997"]
    assert (other.position, other.institution_ids) == (1, ())  # its place in the list is empty


def test_misaligned_institutions_stay_on_the_paper(exported: dict[str, Batch]) -> None:
    batch = exported["openalex:W3160856016"]  # five authors, seven institutions
    assert len(list(batch.of(Authorship))) == 5
    for link in batch.of(Authorship):
        assert isinstance(link, Authorship)
        assert link.institution_ids == ()
    nodes = {i.id for i in batch.of(Institution) if isinstance(i, Institution)}
    assert set(only(batch, Paper).institution_ids) == nodes
    assert len(nodes) == 5


def test_all_institutions_of_a_single_author_are_theirs(exported: dict[str, Batch]) -> None:
    link = only(exported["openalex:W1965964177"], Authorship)
    assert len(link.institution_ids) > 1
    assert set(link.institution_ids) == set(
        only(exported["openalex:W1965964177"], Paper).institution_ids
    )


def test_a_work_without_authors_or_without_a_title_is_a_paper(exported: dict[str, Batch]) -> None:
    nobody = exported["openalex:W2884617417"]
    assert only(nobody, Paper).authors_count == 0
    assert list(nobody.of(Person)) == []
    assert only(exported["openalex:W1799889357"], Paper).title == ""


def test_an_institution_knows_its_ror(exported: dict[str, Batch]) -> None:
    found = {i.id: i for i in exported["openalex:W3160856016"].of(Institution)
             if isinstance(i, Institution)}  # fmt: skip
    assert found["openalex:I181565077"] == Institution(
        "openalex:I181565077",
        "Georgia State University",
        ror="ror:03qt6ba18",
        country="US",
        type="funder",
        same_as=("ror:03qt6ba18",),
    )


def test_topics_keep_score_name_and_all_above_them(exported: dict[str, Batch]) -> None:
    batch = exported["openalex:W3160856016"]
    assert only(batch, About) == About(
        "openalex:W3160856016", "openalex:T10102", 0.9736, source="openalex"
    )
    assert list(batch.of(Topic)) == [
        Topic("openalex:T10102", "scientometrics and bibliometrics research", source="openalex"),
        Topic("openalex:subfields/1804", "Statistics, Probability and Uncertainty", "subfield",
              source="openalex"),
        Topic("openalex:fields/18", "Decision Sciences", "field", source="openalex"),
        Topic("openalex:domains/2", "Social Sciences", "domain", source="openalex"),
    ]  # fmt: skip
    assert list(batch.of(PartOf)) == [
        PartOf("openalex:T10102", "openalex:subfields/1804"),
        PartOf("openalex:subfields/1804", "openalex:fields/18"),
        PartOf("openalex:fields/18", "openalex:domains/2"),
    ]
    assert len(list(exported["openalex:W2111628838"].of(About))) == 3


def test_orcids_are_attached_where_their_list_is_as_long_as_the_authors() -> None:
    orcid = "https://orcid.org/0000-0002-8525-3159"
    value = row(authorships__author__orcid=f"None|{orcid}")
    people = list(SOURCE.to_records(value, "d").of(Person))
    assert people == [
        Person("openalex:A1", "Ada"),
        Person("openalex:A2", "Bea", orcid="orcid:0000-0002-8525-3159",
               same_as=("orcid:0000-0002-8525-3159",)),
    ]  # fmt: skip
    shorter = row(authorships__author__orcid=orcid)
    assert [p.orcid for p in SOURCE.to_records(shorter, "d").of(Person)
            if isinstance(p, Person)] == [None, None]  # fmt: skip


@pytest.mark.parametrize(
    ("institutions", "countries", "affiliations", "expected"),
    [
        # as many places as authors: each has one
        ([1, 2], "DE|DE", [(1,), (2,)], [("openalex:I1",), ("openalex:I2",)]),
        ([1, None], "DE|", [(1,), ()], [("openalex:I1",), ()]),
        ([1, 2], None, None, [("openalex:I1",), ("openalex:I2",)]),
        # another number of places: nobody knows
        ([1, 2, 3], "DE|DE", [(1, 2), (3,)], [(), ()]),
        ([1], "DE|DE", [(1,), ()], [(), ()]),
        # as many, but the other lists say otherwise
        ([1, 2], "DE|DE|FR", [(1,), (2,)], [(), ()]),
        ([1, 2], "FR|DE", [(1,), (2,)], [(), ()]),
        ([1, 2], "DE|DE", [(1, 2), ()], [(), ()]),
        ([1, 2], "DE|DE", [(1, 2)], [(), ()]),
    ],
)
def test_an_alignment_is_never_guessed(
    institutions: list[int | None],
    countries: str | None,
    affiliations: list[tuple[int, ...]] | None,
    expected: list[tuple[str, ...]],
) -> None:
    places = ["" if n is None else institution(n) for n in institutions]
    value = row(authorships__institutions="|".join(places))
    if countries is not None:
        value["authorships.countries"] = countries
    if affiliations is not None:
        value["authorships.affiliations"] = "|".join(affiliation(*a) for a in affiliations)
    assert claimed(value) == expected
    paper = only(SOURCE.to_records(value, "d"), Paper)
    assert set(paper.institution_ids) == {f"openalex:I{n}" for n in institutions if n}


def test_a_repr_is_read_as_a_literal_and_never_run(tmp_path: Path) -> None:
    trap = tmp_path / "run"
    value = row(authorships__institutions=f"{{'id': open({str(trap)!r}, 'w')}}|")
    with pytest.raises(RecordError) as caught:
        SOURCE.to_records(value, "d")
    assert caught.value.field == "authorships.institutions"
    assert not trap.exists()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"publication_year": "20219"}, "publication_year"),
        ({"publication_year": "in press"}, "publication_year"),
        ({"publication_date": "20219-01-01"}, "publication_date"),
        ({"id": "https://openalex.org/A1"}, "id"),
        ({"cited_by_count": "many"}, "cited_by_count"),
        ({"authorships__author__display_name": "Ada"}, "authorships.author.display_name"),
        ({"authorships__institutions": "somewhere"}, "authorships.institutions"),
        ({"topics__id": "https://openalex.org/T1", "topics__display_name": "a|b"},
         "topics.display_name"),
        ({"topics__id": "https://openalex.org/T1", "topics__display_name": "a",
          "topics__score": "7"}, "topics.score"),
    ],
)  # fmt: skip
def test_an_impossible_field_rejects_the_record(change: dict[str, str], field: str) -> None:
    with pytest.raises(RecordError) as caught:
        SOURCE.to_records(row(**change), "d")
    assert caught.value.field == field


# -- raw works ---------------------------------------------------------------------------------


def test_an_inverted_abstract_is_put_in_order(raw_works: dict[str, Batch]) -> None:
    lines = [json.loads(line) for line in LINES.read_text(encoding="utf-8").splitlines()]
    work = next(w for w in lines if w["abstract_inverted_index"])
    paper = only(raw_works["openalex:" + work["id"].rpartition("/")[2]], Paper)
    words = paper.abstract.split()
    assert len(words) == 8
    for word, places in work["abstract_inverted_index"].items():
        assert all(words[place] == word for place in places)


def test_an_author_without_an_id_is_counted_but_is_no_person(raw_works: dict[str, Batch]) -> None:
    lines = [json.loads(line) for line in LINES.read_text(encoding="utf-8").splitlines()]
    work = next(w for w in lines if any(not a["author"]["id"] for a in w["authorships"]))
    batch = raw_works["openalex:" + work["id"].rpartition("/")[2]]
    named = [n for n, a in enumerate(work["authorships"], 1) if a["author"]["id"]]
    assert only(batch, Paper).authors_count == len(work["authorships"]) > len(named)
    assert [a.position for a in batch.of(Authorship) if isinstance(a, Authorship)] == named
    placed = work | {"authorships": [{"author": {"id": NULL_AUTHOR, "display_name": "Unknown"}}]}
    assert list(SOURCE.to_records(placed, "d").of(Person)) == []


def test_markup_in_a_title_stays_as_given(raw_works: dict[str, Batch]) -> None:
    title = only(raw_works["openalex:W1901282031"], Paper).title
    assert title.startswith("Proteomics of <scp> <i>C</i> </scp>")


def test_a_work_without_topics_has_none(raw_works: dict[str, Batch]) -> None:
    assert list(raw_works["openalex:W2997252471"].of(Topic)) == []


WORK: dict[str, Any] = {"id": "https://openalex.org/W1", "title": "T", "authorships": []}


def test_authors_cut_off_after_100_are_counted_where_the_source_counts_them() -> None:
    many = [{"author": {"id": f"https://openalex.org/A{n}", "display_name": "N"}}
            for n in range(1, 101)]  # fmt: skip
    cut = WORK | {"authorships": many, "is_authors_truncated": True}
    assert only(SOURCE.to_records(cut | {"authors_count": 2932}, "d"), Paper).authors_count == 2932
    assert only(SOURCE.to_records(cut, "d"), Paper).authors_count == 100


def test_a_person_named_twice_has_one_authorship_with_all_institutions() -> None:
    def at(number: int) -> dict[str, Any]:
        return {
            "author": {"id": "https://openalex.org/A1", "display_name": "Ada"},
            "institutions": [{"id": f"https://openalex.org/I{number}", "display_name": "U"}],
        }

    link = only(SOURCE.to_records(WORK | {"authorships": [at(1), at(2)]}, "d"), Authorship)
    assert (link.position, link.institution_ids) == (1, ("openalex:I1", "openalex:I2"))


def test_references_are_all_citations_once_and_never_to_itself() -> None:
    cited = [f"https://openalex.org/W{n}" for n in (2, 3, 2, 1)]
    found = list(SOURCE.to_records(WORK | {"referenced_works": cited}, "d").of(Citation))
    assert found == [
        Citation("openalex:W1", "openalex:W2"),
        Citation("openalex:W1", "openalex:W3"),
    ]


def test_other_ids_stand_in_same_as() -> None:
    work = WORK | {
        "doi": "https://doi.org/10.48550/arXiv.2101.00001",
        "ids": {"pmid": "https://pubmed.ncbi.nlm.nih.gov/17884971", "mag": 17,
                "pmcid": "https://www.ncbi.nlm.nih.gov/pmc/articles/4643120"},
    }  # fmt: skip
    paper = only(SOURCE.to_records(work, "d"), Paper)
    assert paper.arxiv == "arxiv:2101.00001"
    assert paper.same_as == (
        "doi:10.48550/arxiv.2101.00001", "arxiv:2101.00001", "pmid:17884971", "pmcid:PMC4643120",
        "mag:17",
    )  # fmt: skip
    landing = {"landing_page_url": "https://www.ncbi.nlm.nih.gov/pmc/articles/4643120"}
    assert only(SOURCE.to_records(WORK | {"locations": [landing]}, "d"), Paper).arxiv is None


@pytest.mark.parametrize(
    "value",
    [{"authorships": "x"}, {"title": 7}, {"topics": {}}, {"abstract_inverted_index": {"a": 1}}],
)
def test_a_field_of_another_shape_rejects_the_record(value: dict[str, Any]) -> None:
    with pytest.raises(RecordError):
        SOURCE.to_records(WORK | value, "d")


def test_the_test_data_names_no_mail_address() -> None:
    for path in DATA.iterdir():
        assert "@" not in path.read_text(encoding="utf-8"), path.name


def test_half_a_character_in_an_abstract_costs_only_itself() -> None:
    work = WORK | {"abstract_inverted_index": {"x\ud835": [0], "y": [1]}}
    assert only(SOURCE.to_records(work, "d"), Paper).abstract == "x? y"


def spoiled(value: Any, where: int, by: object) -> Any:
    """A copy of a record with the ``where``-th value inside it replaced."""
    count = iter(range(10**6))

    def walk(each: Any) -> Any:
        if next(count) == where:
            return by
        if isinstance(each, dict):
            return {key: walk(inner) for key, inner in each.items()}
        return [walk(inner) for inner in each] if isinstance(each, list) else each

    return walk(value)


SPOILERS = (None, [], {}, [None], [[]], "x", "\ud800", 7, -1, 2**70, True, 1e400, {"id": 3})


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 400), st.sampled_from(SPOILERS))
def test_a_spoiled_work_is_rejected_or_can_be_written(where: int, by: object):
    work = spoiled(WORKS[0], where, by)
    try:
        batch = SOURCE.to_records(work, "d")
    except RecordError:
        return
    for record in (*batch.nodes, *batch.edges):
        json.dumps(properties(record), ensure_ascii=False).encode()
        assert content_hash(record)
        for value in properties(record).values():
            assert not isinstance(value, int) or abs(value) < 2**63
            assert value is None or isinstance(value, (str, bool, int, float, list))
