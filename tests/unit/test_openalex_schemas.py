"""What the schemas of 2023 and 2026 say in different words, and what neither may break."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.errors import RecordError
from explorer.model import (
    About,
    Authorship,
    Batch,
    Institution,
    Paper,
    Person,
    Topic,
    Within,
    properties,
)
from loaders.openalex import SOURCE

OLD = Path(__file__).parent.parent / "data" / "openalex" / "works-2023.jsonl"
WORK: dict[str, Any] = {"id": "https://openalex.org/W1", "title": "T", "authorships": []}


def batch_of(work: dict[str, Any]) -> Batch:
    return SOURCE.to_records(work, "d")


def paper_of(**changes: Any) -> Paper:
    [paper] = batch_of(WORK | changes).of(Paper)
    assert isinstance(paper, Paper)
    return paper


@pytest.fixture(scope="module")
def old() -> dict[str, Batch]:
    """Works of the schema of 2023, by id."""
    found = {}
    for raw in SOURCE.read([OLD]):
        found[raw.value["id"].rpartition("/")[2]] = batch_of(raw.value)
    return found


# -- 2023 --------------------------------------------------------------------------------------


def test_each_concept_is_a_topic_with_score_and_level(old: dict[str, Batch]) -> None:
    batch = old["W2613063145"]
    scores = [about.score for about in batch.of(About) if isinstance(about, About)]
    assert scores == [0.98395807, 0.8650831, 0.52444583, 0.4099849]
    levels = {t.name: t.level for t in batch.of(Topic) if isinstance(t, Topic)}
    assert levels == {
        "Biosimilar": "level-2 concept", "Infliximab": "level-3 concept",
        "Medicine": "level-0 concept", "Business": "level-0 concept",
    }  # fmt: skip


def test_a_works_institutions_are_part_of_what_their_lineage_names() -> None:
    def place(number: int, *lineage: int) -> dict[str, Any]:
        at = "https://openalex.org/I"
        named = {"id": f"{at}{number}", "display_name": f"University {number}"}
        return named | {"lineage": [f"{at}{each}" for each in lineage]}

    author = {"author": {"id": "https://openalex.org/A1", "display_name": "A"}}
    people = [
        author | {"institutions": [place(3, 1, 3), place(1, 1)]},
        author | {"institutions": [place(3, 1, 2, 3)]},
    ]
    batch = batch_of(WORK | {"authorships": people})
    assert set(batch.of(Within)) == {
        Within("openalex:I3", "openalex:I1"), Within("openalex:I3", "openalex:I2"),
    }  # fmt: skip
    assert {each.id for each in batch.of(Institution) if isinstance(each, Institution)} == {
        "openalex:I1", "openalex:I3",
    }, "an id without a name makes no node"  # fmt: skip
    broken = author | {"institutions": [place(3) | {"lineage": "I1"}]}
    with pytest.raises(RecordError, match="no list") as caught:
        batch_of(WORK | {"authorships": [broken]})
    assert caught.value.field == "lineage"


def test_a_work_with_topics_is_not_about_its_concepts_too() -> None:
    concept = {"id": "https://openalex.org/C1", "display_name": "C", "level": 0, "score": 0.5}
    topic = {"id": "https://openalex.org/T1", "display_name": "T", "score": 0.7}
    both = batch_of(WORK | {"topics": [topic], "concepts": [concept]})
    assert [a.topic for a in both.of(About) if isinstance(a, About)] == ["openalex:T1"]
    neither = batch_of(WORK | {"topics": [], "primary_topic": None, "concepts": [concept]})
    assert list(neither.of(About)) == []
    doubled = batch_of(WORK | {"concepts": [concept, concept | {"score": "0.1"}]})
    assert [a.score for a in doubled.of(About) if isinstance(a, About)] == [0.5]


def test_the_host_venue_stands_in_for_a_missing_place(old: dict[str, Batch]) -> None:
    [paper] = old["W4298279201"].of(Paper)
    assert isinstance(paper, Paper)
    assert (paper.venue, paper.url) == ("American Journal of Psychiatry", None)
    assert paper.same_as == ("pmid:11665545",)
    primary = {"source": {"display_name": "Primary"}}
    both = paper_of(primary_location=primary, host_venue={"display_name": "Host"})
    assert both.venue == "Primary"


def test_an_arxiv_id_is_found_among_alternate_host_venues() -> None:
    venues = [{"url": "https://example.org/x"}, {"url": "https://arxiv.org/pdf/2101.00001v2"}]
    assert paper_of(alternate_host_venues=venues).arxiv == "arxiv:2101.00001"


def test_authors_without_an_id_count_and_institutions_without_one_are_none(
    old: dict[str, Batch],
) -> None:
    [paper] = old["W4244415250"].of(Paper)
    [link] = old["W4244415250"].of(Authorship)
    assert isinstance(paper, Paper)
    assert isinstance(link, Authorship)
    assert (paper.authors_count, link.position) == (2, 2)
    [institution] = old["W2613063145"].of(Institution)
    assert isinstance(institution, Institution)
    assert institution.id == "openalex:I1297934274"


def test_a_retraction_mark_is_kept(old: dict[str, Batch]) -> None:
    marks = {p.id: p.retracted for b in old.values() for p in b.of(Paper) if isinstance(p, Paper)}
    assert [id for id, mark in marks.items() if mark] == ["openalex:W2887538138"]


def test_raw_affiliation_strings_are_never_kept(old: dict[str, Batch]) -> None:
    assert "Raw affiliation" in OLD.read_text(encoding="utf-8")
    work = WORK | {
        "authorships": [{
            "author": {"id": "https://openalex.org/A1", "display_name": "Ada"},
            "raw_affiliation_string": "Raw affiliation, ada (at) example.org",
            "raw_affiliation_strings": ["Raw affiliation, ada (at) example.org"],
            "affiliations": [{"raw_affiliation_string": "Raw affiliation", "institution_ids": []}],
            "institutions": [{"id": None, "display_name": "Raw affiliation, ada (at) example.org"}],
        }],
    }  # fmt: skip
    for batch in (*old.values(), batch_of(work)):
        for record in (*batch.nodes, *batch.edges):
            assert "Raw affiliation" not in json.dumps(properties(record), default=str)


# -- truncation, awards ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "truncated", "count"),
    [
        ({}, False, 100),
        ({"is_authors_truncated": False, "authors_count": 100}, False, 100),
        ({"is_authors_truncated": True}, True, 100),
        ({"is_authors_truncated": True, "authors_count": 2932}, True, 2932),
        ({"authors_count": 2932}, True, 2932),
    ],
)
def test_a_list_of_authors_that_breaks_off_is_recorded(
    changes: dict[str, Any], truncated: bool, count: int
) -> None:
    many = [{"author": {"id": f"https://openalex.org/A{n}", "display_name": "N"}}
            for n in range(1, 101)]  # fmt: skip
    paper = paper_of(authorships=many, **changes)
    assert (paper.authors_truncated, paper.authors_count) == (truncated, count)


def test_awards_and_grants_name_funder_and_number_each_once() -> None:
    award = {"funder_display_name": "NSF", "funder_award_id": "1233014", "display_name": "Long"}
    grant = {"funder": "https://openalex.org/F1", "funder_display_name": "DFG", "award_id": None}
    assert paper_of(awards=[award, award, {"funder_award_id": "7"}, {}]).awards == (
        "NSF · 1233014", "7",
    )  # fmt: skip
    assert paper_of(grants=[grant]).awards == ("DFG",)
    assert paper_of().awards == ()


def test_the_export_gives_grants_concepts_and_truncation_too() -> None:
    row = {
        "id": "https://openalex.org/W1", "title": "T", "publication_year": "2001",
        "authorships.author.id": "", "authorships.author.display_name": "",
        "is_authors_truncated": "True", "grants.funder_display_name": "DFG|NSF",
        "grants.award_id": "None|12", "concepts.id": "https://openalex.org/C1",
        "concepts.display_name": "Medicine", "concepts.level": "0", "concepts.score": "0.25",
    }  # fmt: skip
    batch = batch_of(row)
    [paper] = batch.of(Paper)
    assert isinstance(paper, Paper)
    assert paper.awards == ("DFG", "NSF · 12")
    assert paper.authors_truncated
    [topic] = batch.of(Topic)
    assert topic == Topic("openalex:C1", "Medicine", "level-0 concept", source="openalex")
    [about] = batch.of(About)
    assert about == About("openalex:W1", "openalex:C1", 0.25, source="openalex")
    with_topics = batch_of(row | {"topics.id": "", "concepts.level": "0|1"})
    assert list(with_topics.of(Topic)) == []
    with pytest.raises(RecordError, match="another number"):
        batch_of(row | {"concepts.level": "0|1"})


# -- what may come -----------------------------------------------------------------------------


def test_a_paper_of_5000_authors_keeps_all_in_order() -> None:
    many = [{"author": {"id": f"https://openalex.org/A{n}", "display_name": f"N {n}"}}
            for n in range(1, 5001)]  # fmt: skip
    batch = batch_of(WORK | {"authorships": many})
    links = [link for link in batch.of(Authorship) if isinstance(link, Authorship)]
    assert [(link.person, link.position) for link in links] == [
        (f"openalex:A{n}", n) for n in range(1, 5001)
    ]


@pytest.mark.parametrize(
    ("authorships", "count"),
    [(None, 0), ([None], 1), ([{"author": None}], 1), ([{}], 1), ([{"author": {"id": None}}], 1)],
)
def test_null_authors_are_counted_where_they_stand(authorships: Any, count: int) -> None:
    batch = batch_of(WORK | {"authorships": authorships})
    [paper] = batch.of(Paper)
    assert isinstance(paper, Paper)
    assert paper.authors_count == count
    assert list(batch.of(Person)) == []


@given(st.lists(st.text(alphabet="abc.é", min_size=1, max_size=3), min_size=1, max_size=30),
       st.randoms())  # fmt: skip
def test_an_inverted_abstract_is_the_text_it_was_made_of(words: list[str], shuffle: Any) -> None:
    index: dict[str, list[int]] = {}
    for place, word in enumerate(words):
        index.setdefault(word, []).append(place)
    keys = list(index)
    shuffle.shuffle(keys)
    paper = paper_of(abstract_inverted_index={key: index[key] for key in keys})
    assert paper.abstract == " ".join(words)


@pytest.mark.parametrize("index", [{"a": None}, {"a": ["x"], "b": [1]}, {"a": 3}])
def test_an_index_that_is_none_rejects_the_record(index: Any) -> None:
    with pytest.raises(RecordError) as caught:
        batch_of(WORK | {"abstract_inverted_index": index})
    assert caught.value.field == "abstract_inverted_index"
