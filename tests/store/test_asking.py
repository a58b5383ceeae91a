"""A slice asks beside one another what does not wait for one another, and says the same."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest

from explorer.errors import QueryFailed
from explorer.graph import picture
from explorer.graph.asking import AT_ONCE, beside
from explorer.graph.picture import MOST_ASKED
from explorer.graph.request import parse_request
from explorer.graph.slices import Slice, build_slice
from explorer.store import Answer, Store
from tests.store.test_views import EGO, view_anew

pytestmark = pytest.mark.one_neo4j
Ask = Callable[..., Answer]


@pytest.fixture
def asking(store: Store, monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[str], None]], Ask]:
    """Has a function called, with the name of the query, before each question is sent."""
    ask = store.ask

    def before(what: Callable[[str], None]) -> Ask:
        def asked(name: str, /, **params: Any) -> Answer:
            what(name)
            return ask(name, **params)

        monkeypatch.setattr(store, "ask", asked)
        return ask

    return before


def told(found: Slice) -> dict[str, Any]:
    whole = found.as_json()
    for run in whole["runs"]:
        del run["seconds"]
    return {**whole, "took": 0}


def test_rings_that_wait_for_no_other_are_asked_at_once(store, asking):
    together = threading.Barrier(3)  # breaks where one waits for another

    def meet(name: str) -> None:
        if name in {"person_papers", "person_topics", "person_institutions"}:
            together.wait(30)

    first = told(build_slice(store, parse_request(EGO, {})))
    asking(meet)
    assert told(build_slice(store, parse_request(EGO, {}))) == first


def test_both_halves_of_a_picture_are_asked_at_once_and_told_as_one(store, asking, monkeypatch):
    together = threading.Barrier(2)

    def meet(name: str) -> None:
        if name == "slice_picture":
            together.wait(30)

    whole = told(build_slice(store, parse_request(EGO, {})))
    monkeypatch.setattr(picture, "MOST_ASKED", 20)
    asking(meet)
    assert told(build_slice(store, parse_request(EGO, {}))) == whole
    assert [run["query"] for run in whole["runs"]].count("slice_picture") == 1


@pytest.mark.parametrize("step", ["", "hide:{}", "pin:9,9:{}"])
def test_a_slice_of_one_node_asks_six_questions_at_most(store, asking, step):
    last = build_slice(store, parse_request(EGO, {})).nodes[-1].id
    asked: list[str] = []
    asking(asked.append)
    found = build_slice(store, parse_request(EGO, {"do": step.format(last)} if step else {}))
    assert not found.notes
    assert len(asked) <= MOST_ASKED


@pytest.mark.parametrize("name", ["person_topics", "slice_picture"])
def test_what_fails_beside_another_question_fails_the_slice(store, asking, name):
    def refuse(query: str) -> None:
        if query == name:
            raise QueryFailed(f"{name} was refused.")

    asking(refuse)
    with pytest.raises(QueryFailed, match=name):
        view_anew(store, "widen:person")


def test_what_has_not_begun_when_the_rest_is_given_up_never_does() -> None:
    leave, begun = threading.Event(), []

    def wait(number: int) -> None:
        begun.append(number)
        leave.wait(30)

    with beside() as begin:
        for number in range(3 * AT_ONCE):
            begin(wait, number)
        threading.Timer(0.2, leave.set).start()  # those that have begun are waited for
    assert len(begun) <= AT_ONCE
