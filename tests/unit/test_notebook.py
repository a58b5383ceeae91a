"""What a notebook asks for and cannot have: told what, why and what to do, without a database."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from explorer import notebook
from explorer.errors import BadRequest
from explorer.graph.request import ARGUMENTS
from explorer.store import Store
from tests.unit.made_slice import with_origin

EGO = "openalex:A5068542997"


@pytest.fixture(autouse=True)
def _no_database(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the database was opened before the arguments were read")

    monkeypatch.setattr(Store, "open", refuse)


@pytest.mark.parametrize(
    ("asked", "what", "hint"),
    [
        ({"theme": "pink"}, "theme is auto, light or dark, not 'pink'.", "auto"),
        ({"theme": None}, "theme is auto, light or dark, not 'None'.", "auto"),
        ({"width": "wide"}, "width is a number from 200 to 10000, not 'wide'.", "for 900"),
        ({"width": -5}, "width is a number from 200 to 10000, not '-5'.", "for 900"),
        ({"width": 10**6}, "width is a number from 200 to 10000, not '1000000'.", "for 900"),
        ({"width": True}, "width is a number from 200 to 10000, not 'True'.", "for 900"),
        ({"width": 899.5}, "width is a number from 200 to 10000, not '899.5'.", "for 900"),
        ({"height": 0}, "height is a number from 150 to 10000, not '0'.", "Leave it out"),
        ({"sinse": 2015}, "A slice takes no 'sinse'.", "Did you mean since?"),
        ({"colour": "red"}, "A slice takes no 'colour'.", ", ".join(ARGUMENTS)),
        ({"scale": 2}, "A slice takes no 'scale'.", "It takes"),
    ],
)
def test_what_cannot_be_shown_is_refused_in_words(
    asked: dict[str, Any], what: str, hint: str
) -> None:
    with pytest.raises(BadRequest) as refused:
        notebook.show(EGO, **asked)
    assert refused.value.message == what
    assert hint in (refused.value.hint or "")


@pytest.mark.parametrize("given", [None, 5, ["openalex:A1"], {}, {"nodes": [], "edges": []}])
def test_what_is_no_slice_is_refused(given: Any) -> None:
    with pytest.raises(BadRequest, match="is neither") as refused:
        notebook.show(given)
    assert "slice_around" in (refused.value.hint or "")


@pytest.mark.parametrize("egos", [(5,), ([EGO],), (EGO, None)])
def test_what_names_no_node_is_refused(egos: tuple[Any, ...]) -> None:
    with pytest.raises(BadRequest, match="names none") as refused:
        notebook.slice_around(*egos)
    assert "slice_around(*ids)" in (refused.value.hint or "")


def test_several_values_come_in_whatever_holds_them() -> None:
    for given in (["person", "paper"], {"person": 1, "paper": 2}.keys(), iter(("person", "paper"))):
        assert notebook._texts("kinds", given) == ["person,paper"]
    assert notebook._texts("kinds", "person,paper") == ["person,paper"]
    assert notebook._texts("since", 2015) == ["2015"]


def test_who_is_no_node_is_told_in_the_picture() -> None:
    shown = notebook.show({**with_origin(), "missing": ["nobody<&>"]}).svg
    assert shown.count("nobody&lt;&amp;&gt; is no node here.") == 2  # in the caption and the desc


@pytest.mark.parametrize(
    "given", [None, 5, EGO, {}, {"nodes": [], "edges": []}, {"ok": False, "error": "no such node"}]
)
@pytest.mark.parametrize("hand_on", [notebook.to_networkx, notebook.to_pandas, notebook.to_py2neo])
def test_what_is_no_slice_is_not_handed_on(hand_on: Callable[[Any], object], given: Any) -> None:
    with pytest.raises(BadRequest, match="What is handed on is a slice") as refused:
        hand_on(given)
    assert "slice_around" in (refused.value.hint or "")


def test_a_slice_that_is_built_takes_no_more_arguments() -> None:
    with pytest.raises(BadRequest, match="takes no kinds and since") as refused:
        notebook.show(with_origin(), since=2015, kinds="person")
    assert "slice_around" in (refused.value.hint or "")


def test_a_slice_is_shown_in_the_size_and_the_theme_that_are_asked_for() -> None:
    shown = notebook.show(with_origin(), theme="dark", width=640, height=480).svg
    assert 'width="640" height="480"' in shown
    assert "prefers-color-scheme" not in shown
    usual = notebook.show(with_origin(), width=None, height=None).svg  # type: ignore[arg-type]
    assert f'width="{notebook.WIDTH}"' in usual
