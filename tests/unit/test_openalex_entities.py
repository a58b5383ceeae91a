"""Authors, institutions, topics and concepts as records of their own, and kinds not loaded."""

from __future__ import annotations

from typing import Any

import pytest

from explorer.errors import RecordError
from explorer.model import Batch, Institution, PartOf, Person, Topic, Within
from loaders.files import Broken
from loaders.openalex import SOURCE

AT = "https://openalex.org/"


def batch_of(value: Any) -> Batch:
    return SOURCE.to_records(value, "d")


def test_an_author_is_a_person_with_an_orcid_and_nothing_more() -> None:
    place = {"id": f"{AT}I1", "display_name": "U"}
    author = {
        "id": f"{AT}A5023888391", "display_name": "Jason Priem",
        "orcid": "https://orcid.org/0000-0001-6187-6610", "works_count": 53,
        "affiliations": [{"institution": place, "years": [2021]}],
        "last_known_institutions": [place], "topics": [{"id": f"{AT}T1", "display_name": "T"}],
    }  # fmt: skip
    orcid = "orcid:0000-0001-6187-6610"
    person = Person("openalex:A5023888391", "Jason Priem", orcid=orcid, same_as=(orcid,))
    assert batch_of(author) == Batch(nodes=[person])
    ids = {"openalex": author["id"], "orcid": author["orcid"]}
    assert batch_of(author | {"orcid": None, "ids": ids}) == Batch(nodes=[person])


def test_an_institution_knows_its_ror_country_and_type() -> None:
    value = {
        "id": f"{AT}I114027177", "ror": "https://ror.org/0130frc33", "country_code": "US",
        "display_name": "University of North Carolina", "type": "education",
        "lineage": [f"{AT}I114027177"], "associated_institutions": [{"id": f"{AT}I2"}],
    }  # fmt: skip
    assert batch_of(value) == Batch(nodes=[
        Institution("openalex:I114027177", "University of North Carolina", ror="ror:0130frc33",
                    country="US", type="education", same_as=("ror:0130frc33",)),
    ])  # fmt: skip


def test_an_institution_is_part_of_all_that_its_lineage_names() -> None:
    value = {
        "id": f"{AT}I3", "display_name": "Institute",
        "lineage": [f"{AT}I1", f"{AT}I2", f"{AT}I3", f"{AT}I2", None, f"{AT}A4"],
    }  # fmt: skip
    batch = batch_of(value)
    assert batch.nodes == [Institution("openalex:I3", "Institute")]
    assert batch.edges == [
        Within("openalex:I3", "openalex:I1"), Within("openalex:I3", "openalex:I2"),
    ]  # fmt: skip


def test_parents_become_institutions_and_children_are_parts() -> None:
    def other(number: int, relationship: str | None, name: str | None = "Other") -> dict[str, Any]:
        return {"id": f"{AT}I{number}", "display_name": name, "relationship": relationship}

    value = {
        "id": f"{AT}I3", "display_name": "Institute", "lineage": [f"{AT}I2", f"{AT}I3"],
        "associated_institutions": [
            other(2, "parent", "University"), other(4, "child"), other(5, "related"),
            other(6, "parent", None), other(3, "parent"), other(7, None),
        ],
    }  # fmt: skip
    batch = batch_of(value)
    assert batch.nodes == [
        Institution("openalex:I3", "Institute"), Institution("openalex:I2", "University"),
    ]  # fmt: skip
    assert batch.edges == [
        Within("openalex:I3", "openalex:I2"), Within("openalex:I4", "openalex:I3"),
    ]  # fmt: skip


def test_a_topic_is_part_of_subfield_field_and_domain() -> None:
    value = {
        "id": f"{AT}T11636", "display_name": "Artificial Intelligence in Medicine",
        "subfield": {"id": f"{AT}subfields/2718", "display_name": "Health Informatics"},
        "field": {"id": f"{AT}fields/27", "display_name": "Medicine"},
        "domain": {"id": f"{AT}domains/4", "display_name": "Health Sciences"},
    }  # fmt: skip
    batch = batch_of(value)
    assert [(t.id, t.level) for t in batch.of(Topic) if isinstance(t, Topic)] == [
        ("openalex:T11636", "topic"), ("openalex:subfields/2718", "subfield"),
        ("openalex:fields/27", "field"), ("openalex:domains/4", "domain"),
    ]  # fmt: skip
    assert list(batch.of(PartOf)) == [
        PartOf("openalex:T11636", "openalex:subfields/2718"),
        PartOf("openalex:subfields/2718", "openalex:fields/27"),
        PartOf("openalex:fields/27", "openalex:domains/4"),
    ]
    field = batch_of({**value["field"], "domain": value["domain"]})  # type: ignore[dict-item]
    assert list(field.of(PartOf)) == [PartOf("openalex:fields/27", "openalex:domains/4")]
    assert len(batch_of(value["domain"]).nodes) == 1


def test_a_concept_is_part_of_its_ancestors_one_level_up() -> None:
    def concept(number: int, level: int | None) -> dict[str, Any]:
        return {"id": f"{AT}C{number}", "display_name": f"C{number}", "level": level}

    ancestors = [concept(1, 1), concept(2, 1), concept(3, 0), concept(9, 2)]
    batch = batch_of(concept(9, 2) | {"ancestors": ancestors})
    assert batch.nodes == [
        Topic("openalex:C9", "C9", "level-2 concept", source="openalex"),
        Topic("openalex:C1", "C1", "level-1 concept", source="openalex"),
        Topic("openalex:C2", "C2", "level-1 concept", source="openalex"),
    ]
    assert batch.edges == [
        PartOf("openalex:C9", "openalex:C1"),
        PartOf("openalex:C9", "openalex:C2"),
    ]
    root = batch_of(concept(3, 0) | {"ancestors": None})
    assert (len(root.nodes), root.edges) == (1, [])


@pytest.mark.parametrize(
    ("value", "field", "says"),
    [
        ({"title": "T"}, "id", "has no id"),
        ({"id": None}, "id", "has no id"),
        ({"id": 17}, "id", "no id of OpenAlex"),
        ({"id": "doi:10.1/x"}, "id", "no id of OpenAlex"),
        (
            {"id": f"{AT}S25650217", "display_name": "J"},
            "id",
            "is a source, as journals",
        ),
        ({"id": f"{AT}P4310319945"}, "id", "is a publisher"),
        ({"id": f"{AT}F4320332161"}, "id", "is a funder"),
        ({"id": f"{AT}G5453342221"}, "id", "is an award"),
        ({"id": f"{AT}keywords/diatom"}, "id", "is a keyword"),
        ({"id": f"{AT}Z1"}, "id", "of no kind that is known"),
        ({"id": f"{AT}A1"}, "display_name", "no name"),
        ({"id": f"{AT}A9999999999", "display_name": "Null"}, "display_name", "not told apart"),
        ({"id": f"{AT}I1"}, "display_name", "no name"),
        ({"id": f"{AT}T1"}, "display_name", "no name"),
        ({"id": f"{AT}C1", "display_name": "C", "level": "deep"}, "level", "no number"),
        ({"error": "Not Found", "message": "no such path"}, "error", "no such path"),
        ("text", "line", "not an object"),
        (Broken("the line is not JSON", "{"), "line", "not JSON"),
    ],
)
def test_what_is_not_loaded_says_what_it_is(value: Any, field: str, says: str) -> None:
    with pytest.raises(RecordError, match=says) as caught:
        batch_of(value)
    assert caught.value.field == field


@pytest.mark.parametrize("id", ["W1", "w1", f"{AT}W1", "https://api.openalex.org/works/W1"])
def test_a_work_is_known_by_its_id_in_any_dress(id: str) -> None:
    assert [node.id for node in batch_of({"id": id, "title": "T"}).nodes] == ["openalex:W1"]
