from typing import Any

import pytest

from explorer.graph.routes import draw_routes
from explorer.graph.summary import summarise
from tests.unit.made_slice import EGO, make_slice
from tests.unit.test_routes import answer


def cut(kind: str, shown: int, available: int, **more: Any) -> dict[str, Any]:
    left = {
        "threshold": 0.41 if available > shown else None,
        "more": False,
        "partial": [],
        "hidden": 0,
    }
    return {"kind": kind, "shown": shown, "available": available, **left, **more}


@pytest.fixture
def made() -> dict[str, Any]:
    made = make_slice(people=3, papers=4, topics=2, institutions=0)
    made["cut"] = [
        cut("paper", 4, 4), cut("person", 3, 87), cut("topic", 2, 9, more=True),
        cut("institution", 0, 0),
    ]  # fmt: skip
    return made


def test_five_sentences_say_what_a_slice_holds(made: dict[str, Any]) -> None:
    about, counts, people, places, left = summarise(made)
    links = len(made["edges"])
    assert about == (
        "This graph is about Ada King (person, 12 papers here), with 9 nodes around"
        f" and {links} links."
    )
    assert counts == (
        "Shown are 3 of 87 people, all 4 papers, 2 of at least 9 topics"
        " and no institutions, for none are linked."
    )
    best = sorted(
        (n for n in made["nodes"] if n["kind"] == "person" and n["id"] != EGO),
        key=lambda n: -n["score"],
    )
    named = "; ".join(f"{node['label']} (6 papers together)" for node in best)
    assert people == f"The strongest collaborators are {named}."
    topics = [node["label"] for node in made["nodes"] if node["kind"] == "topic"]
    assert places == (
        f"The nearest topics are {topics[0]} and {topics[1]}; no institutions are shown."
    )
    assert left == (
        "Left out are 84 people that score below 0.41 and at least 7 topics that score below 0.41;"
        " the data is as of 2024-03-06."
    )


def test_what_an_expansion_brought_is_told_apart(made: dict[str, Any]) -> None:
    expanded = made["nodes"][1]
    made["cut"] = [cut("paper", 2, 2), cut("person", 3, 87), cut("topic", 2, 2)]
    made["expanded"] = [{"id": expanded["id"]}]
    assert summarise(made)[1] == (
        "Shown are 3 of 87 people, all 2 papers and all 2 topics;"
        f" beyond them 2 nodes more, around {expanded['label']}."
    )


def test_a_group_is_named_and_nobody_is_its_collaborator(made: dict[str, Any]) -> None:
    other = made["nodes"][1]
    other |= {"score": None, "reasons": []}
    made["nodes"][2]["reasons"][0]["sentence"] = "Ada King: 6 papers together"
    about, _, people, _, _ = summarise(made)
    assert about.startswith(f"This graph is about Ada King and {other['label']}, with 8 nodes")
    assert people.startswith("The people nearest to it are ")
    assert "(Ada King: 6 papers together)" in people


def test_what_is_missing_is_said() -> None:
    made = make_slice(people=0, papers=1, topics=1, institutions=1)
    made |= {"data_as_of": None, "partial": [{"ring": "people", "reason": "It took too long."}]}
    _, counts, people, places, left = summarise(made)
    assert counts == "Nothing is shown around it."
    assert people.startswith("No people are shown; strongest are On ")
    assert places.startswith("The only topic is ")
    assert "the only institution is University of " in places
    assert left == (
        "Nothing is left out; some may be missing, for the database did not answer in time;"
        " the data is as of an unknown date."
    )


def test_one_node_alone_is_told_of_too() -> None:
    texts = summarise(make_slice(0, 0, 0, 0))
    assert len(texts) == 5
    assert texts[0].endswith(", with 0 nodes around and 0 links.")
    assert all(text.endswith(".") and text[0].isupper() for text in texts)


def test_each_route_has_a_sentence_of_its_own() -> None:
    told = summarise(draw_routes(answer("abz", "acz", "adefz")).as_json())
    assert told == (
        "These are routes from Person a to Person z: 5 people between them, and 8 steps.",
        "Route 1 of 3: a → b → z.",
        "Route 2 of 3: a → c → z.",
        "Route 3 of 3: a → d → e → f → z.",
        f"The data is as of {told[-1].removeprefix('The data is as of ')}",
    )


def test_two_who_wrote_together_are_told_so_where_routes_are() -> None:
    told = summarise(draw_routes(answer("az", "abz")).as_json())
    assert told[1:3] == (
        "They know each other themselves: Person a and Person z wrote 4 papers together.",
        "Route 2 of 2: a → b → z.",
    )


def test_what_a_reader_has_hidden_is_not_left_out(made: dict[str, Any]) -> None:
    made |= {
        "cut": [cut("paper", 3, 4, hidden=1), cut("person", 3, 87, hidden=2)], "expanded": [],
    }  # fmt: skip
    assert summarise(made)[4].startswith("Left out are 82 people that score below 0.41;")


def test_where_something_was_not_followed_it_tells_of_what_was_found() -> None:
    made = make_slice(people=1, papers=4, topics=0, institutions=0)
    found = cut("paper", 4, 4, more=True), cut("person", 1, 1, more=True)
    made["cut"] = [*found, cut("topic", 0, 0, more=True), cut("institution", 0, 0)]
    _, counts, *_, left = summarise(made)
    assert "all 4 papers that were found" in counts
    assert "the only person that was found" in counts
    assert "no topics, for none were found" in counts
    assert left.startswith("Nothing that was found is left out;")
    made["cut"][0]["more"] = made["cut"][1]["more"] = made["cut"][2]["more"] = False
    assert summarise(made)[-1].startswith("Nothing is left out;")
