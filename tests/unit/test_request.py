"""One parser of requests: what it takes, what it refuses, and with which words."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from explorer.errors import BadRequest
from explorer.graph.request import (
    ARGUMENTS,
    MAX_BUDGET,
    MAX_EGOS,
    MAX_OPERATIONS,
    MAX_QUOTA,
    OPERATIONS,
    QUOTAS,
    Operation,
    parse_request,
    refined,
)
from explorer.model import NodeKind

HOSTILE = ("') MATCH (n) DETACH DELETE n //", "<script>", "🦉", "-1", "1e9", "٣", "0x10", "null")


def test_nothing_asked_is_everything_usual():
    found = parse_request("openalex:A1", {})
    assert found.egos == ("openalex:A1",)
    assert found.kinds == QUOTAS
    assert 40 <= sum(QUOTAS.values()) <= 120
    assert (found.years, found.depth, found.budget, found.operations) == ((0, 9999), 1, None, ())


def test_every_argument_is_read_and_repeated():
    args = MultiDict([
        ("kinds", "person,paper"), ("people", "7"), ("off", "citation"), ("weight", "about:0.5"),
        ("since", "2001"), ("until", "2010"), ("depth", "2"), ("budget", "30"),
        ("widen", "paper"), ("do", "expand:openalex:A2"), ("do", "pin:1.5,-2:doi:10.1/x:y"),
    ])  # fmt: skip
    assert set(args) <= set(ARGUMENTS)
    found = parse_request(["a", "b", "a"], args)
    assert found.as_json() == {
        "ego": "a", "egos": ["a", "b"],
        "kinds": {"paper": 22, "person": 7, "topic": 0, "institution": 0},
        "weights": {"about": 0.5, "citation": 0.0}, "since": 2001, "until": 2010, "depth": 2,
        "budget": 30, "do": ["expand:openalex:A2", "pin:1.5,-2:doi:10.1/x:y"], "widen": "paper",
    }  # fmt: skip


def test_a_bound_on_years_leaves_out_what_has_none():
    assert parse_request("a", {"since": "2000"}).years == (2000, 9999)
    assert parse_request("a", {"until": "2000"}).years == (1, 2000)


@pytest.mark.parametrize("name", [*(kind.plural for kind in NodeKind), "since", "until", "depth"])
@pytest.mark.parametrize("value", [*HOSTILE, str(MAX_QUOTA * 100), "99999999999"])
def test_what_is_no_number_or_out_of_range_is_refused(name, value):
    with pytest.raises(BadRequest) as caught:
        parse_request("a", {name: value})
    assert caught.value.hint


@pytest.mark.parametrize("value", ["0", "-1", "1000000000", str(MAX_BUDGET + 1), "ten"])
def test_an_impossible_budget_is_refused(value):
    with pytest.raises(BadRequest, match="budget is a number"):
        parse_request("a", {"budget": value})


@pytest.mark.parametrize(
    "args",
    [
        {"kinds": "person,galaxy"}, {"kinds": ",".join(["person"] * 500)}, {"off": "friendship"},
        {"off": ",".join(["citation"] * 500)}, {"weight": "citation"}, {"weight": "citation:-1"},
        {"weight": "citation:11"}, {"weight": "citation:nan"}, {"weight": "x:1"},
        {"since": "2010", "until": "2000"}, {"widen": "galaxy"}, {"do": "explode:a"},
        {"do": "expand"}, {"do": "expand:"}, {"do": "widen:galaxy"}, {"do": "pin:1:a"},
        {"do": "pin:inf,0:a"}, {"do": "years:2000"}, {"do": "years:2010-2000"},
        {"do": "off:friendship"}, {"do": f"hide:{'x' * 501}"},
    ],
    ids=str,
)  # fmt: skip
def test_impossible_requests_are_refused(args):
    with pytest.raises(BadRequest):
        parse_request("openalex:A1", args)


@pytest.mark.parametrize("ego", ["", "x" * 501, "a\x00b", "a\nb", "x" * 10_000])
def test_impossible_ids_are_refused(ego):
    with pytest.raises(BadRequest):
        parse_request(ego, {})


def test_too_many_egos_and_too_many_steps_are_refused():
    with pytest.raises(BadRequest, match=str(MAX_EGOS)):
        parse_request([f"a{i}" for i in range(MAX_EGOS + 1)], {})
    with pytest.raises(BadRequest, match=str(MAX_OPERATIONS)):
        parse_request("a", MultiDict([("do", "hide:b")] * (MAX_OPERATIONS + 1)))
    with pytest.raises(BadRequest):
        parse_request([], {})


@settings(max_examples=200, deadline=None)
@given(
    st.dictionaries(st.sampled_from(ARGUMENTS), st.text(max_size=40) | st.sampled_from(HOSTILE)),
    st.sampled_from(list(OPERATIONS)),
    st.text(max_size=30),
)
def test_whatever_comes_is_a_request_or_refused(args, do, what):
    for asked in (args, {"do": f"{do}:{what}"}):
        with contextlib.suppress(BadRequest):
            assert parse_request("a", asked).key == parse_request("a", asked).key


@pytest.mark.parametrize("blanks", ["{} ", " {}", "\t{}", "{}\u3000"])
@pytest.mark.parametrize(
    "step", ["widen:person", "off:citation", "on:citation", "years:2000-2010", "years:2000-"]
)
def test_a_step_with_blanks_around_what_it_is_done_to_is_refused(step, blanks):
    do, _, what = step.partition(":")
    with pytest.raises(BadRequest):
        parse_request("a", {"do": f"{do}:{blanks.format(what)}"})


def test_kinds_that_name_none_are_refused():
    with pytest.raises(BadRequest, match="names none"):
        parse_request("a", {"kinds": " , "})
    assert parse_request("a", {"kinds": ""}).kinds == QUOTAS


def test_a_relation_that_is_off_is_off_whatever_it_would_weigh():
    asked = parse_request("p", {"weight": "citation:2,about:3", "off": "citation"})
    assert asked.weights == {"citation": 0.0, "about": 3.0}


def test_a_relation_switched_on_again_has_the_weight_that_a_reader_gave_it():
    first = parse_request("p", {"weight": "citation:2", "off": "about"})
    off = refined(first, Operation("off", "citation"), first)
    assert off.weights["citation"] == 0.0
    assert refined(off, Operation("on", "citation"), first).weights == first.weights
    assert refined(first, Operation("on", "about"), first).weights == {"citation": 2.0}


def test_a_list_may_come_piece_by_piece_as_forms_send_it():
    args = MultiDict([
        ("kinds", "person"), ("kinds", "paper"), ("off", "citation"), ("off", "about"),
        ("weight", "authorship:2"), ("weight", "coauthorship:0.5"),
    ])  # fmt: skip
    joined = {
        "kinds": "person,paper", "off": "citation,about", "weight": "authorship:2,coauthorship:0.5"
    }  # fmt: skip
    assert parse_request("a", args) == parse_request("a", joined)


@pytest.mark.parametrize("name", ["since", "until", "depth", "budget", "widen", "people"])
def test_one_thing_given_twice_is_refused_unless_it_is_the_same(name):
    values = {"depth": ("1", "2"), "widen": ("person", "paper")}.get(name, ("3", "5"))
    with pytest.raises(BadRequest, match="more than once") as caught:
        parse_request("a", MultiDict([(name, value) for value in values]))
    assert caught.value.hint
    again = parse_request("a", MultiDict([(name, values[0])] * 2))
    assert again == parse_request("a", {name: values[0]})


def test_two_weights_of_one_relation_are_refused():
    with pytest.raises(BadRequest, match="two weights"):
        parse_request("a", {"weight": "citation:1,citation:2"})
    assert parse_request("a", {"weight": "citation:1,citation:1.0"}).weights == {"citation": 1.0}


def test_too_long_a_list_says_how_many_there_are():
    with pytest.raises(BadRequest, match=f"there are {len(NodeKind)} at most") as caught:
        parse_request("a", {"kinds": ",".join(["person"] * 18)})
    assert "institution" in caught.value.hint
