"""``/api/edge``, ``/api/path`` and ``/api/common``: shapes, errors, both orders."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

import cypher
from loaders.sample import FEATURED
from tests.web.test_api import check, refused

LARIVIERE, GINGRAS = FEATURED["Vincent Larivière"], "openalex:A5074283997"
TIAN = FEATURED["Qi Tian"]
PAPER, TOPIC, INSTITUTION = "openalex:W2048185449", "openalex:T10102", "openalex:I159129438"
HOSTILE = (
    "x" * 10_000,
    "a\x00b",
    "a\nb",
    "\x1b[31m",
    "'}) DETACH DELETE n //",
    "openalex:A1'}) MATCH (n) RETURN n //",
    "$id",
    "../../etc/passwd",
    "<script>alert(1)</script>",
    "\ufffd",
    "%00",
)


def answer(client: FlaskClient, path: str) -> Any:
    response = client.get(path)
    assert response.status_code == 200, response.get_json()
    return response.get_json()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (LARIVIERE, GINGRAS),
        (LARIVIERE, PAPER),
        (LARIVIERE, TOPIC),
        (LARIVIERE, INSTITUTION),
        (INSTITUTION, PAPER),
        (INSTITUTION, TOPIC),
        (PAPER, TOPIC),
        (TIAN, LARIVIERE),
    ],
)
def test_both_orders_give_the_same_answer(client: FlaskClient, one: str, other: str) -> None:
    there = answer(client, f"/api/edge?source={one}&target={other}")
    assert there == answer(client, f"/api/edge?source={other}&target={one}")
    assert {there["source"]["id"], there["target"]["id"]} == {one, other}
    assert all(each["query"] in cypher.all_queries() for each in there["connections"])
    if there["connections"]:
        assert there["sentence"] == there["connections"][0]["sentence"]


def test_the_papers_of_the_closest_connection_stand_on_top(client: FlaskClient) -> None:
    found = answer(client, f"/api/edge?source={LARIVIERE}&target={GINGRAS}&limit=3")
    first = found["connections"][0]
    assert (found["papers"], found["total"], found["more"]) == (first["evidence"], 8, True)
    years = [paper["year"] for paper in found["papers"]]
    assert years == sorted(years, reverse=True)
    assert "Yves Gingras wrote 8 papers together, 2006–2014, last as “Team" in found["sentence"]


def test_an_id_in_another_dress_names_the_same_node(client: FlaskClient) -> None:
    profile = answer(client, f"/api/node/{PAPER}")
    found = answer(client, f"/api/edge?source={LARIVIERE}&target=https://doi.org/{profile['doi']}")
    assert found["target"]["id"] == PAPER
    same = refused(client, f"/api/edge?source={PAPER}&target={quote(profile['doi'])}")
    assert same["status"] == 400


def test_routes_and_their_words(client: FlaskClient) -> None:
    found = answer(client, f"/api/path?from={LARIVIERE}&to={GINGRAS}&k=2&steps=2")
    assert len(found["paths"]) == 2
    assert found["asked"] == {"from": LARIVIERE, "to": GINGRAS, "steps": 2, "k": 2}
    for route in found["paths"]:
        assert len(route["steps"]) == len(route["people"]) - 1 <= 2
        assert route["sentence"].startswith("Vincent Larivière → ")
        assert 0 < route["chance"] < 1
        assert all(step["papers"] and step["sentence"] for step in route["steps"])
    assert set(found["queries"]) <= set(cypher.all_queries())


def test_somebody_to_themselves_is_answered_kindly(client: FlaskClient) -> None:
    found = answer(client, f"/api/path?from={TIAN}&to={TIAN}")
    assert found["paths"] == []
    assert "needs no introduction" in found["sentence"]


def test_no_route_is_an_answer(client: FlaskClient) -> None:
    found = answer(client, f"/api/path?from={TIAN}&to={LARIVIERE}")
    assert (found["paths"], found["complete"], found["reason"]) == ([], True, None)


def test_common_ground_is_that_of_a_and_b_as_asked(client: FlaskClient) -> None:
    there = answer(client, f"/api/common?a={LARIVIERE}&b={GINGRAS}&limit=2")
    back = answer(client, f"/api/common?a={GINGRAS}&b={LARIVIERE}&limit=2")
    for key in ("people", "topics"):
        assert [(each["id"], each["a"], each["b"]) for each in there[key]["evidence"]] == [
            (each["id"], each["b"], each["a"]) for each in back[key]["evidence"]
        ]
        assert there[key]["more"] is True


@pytest.mark.parametrize(
    ("path", "name"),
    [
        (f"/api/edge?source={LARIVIERE}&target={GINGRAS}", "Edge"),
        (f"/api/edge?source={PAPER}&target={TOPIC}", "Edge"),
        (f"/api/edge?source={TIAN}&target={LARIVIERE}", "Edge"),
        (f"/api/path?from={LARIVIERE}&to={GINGRAS}", "Paths"),
        (f"/api/path?from={TIAN}&to={LARIVIERE}", "Paths"),
        (f"/api/common?a={LARIVIERE}&b={GINGRAS}", "Common"),
    ],
)
def test_the_description_is_true(client: FlaskClient, path: str, name: str) -> None:
    schemas = client.get("/api/openapi.json").get_json()["components"]["schemas"]
    check(answer(client, path), schemas[name])


@pytest.mark.parametrize(
    ("path", "word"),
    [
        ("/api/edge", "source"),
        (f"/api/edge?source={TIAN}", "target"),
        (f"/api/edge?source={TIAN}&target=+", "target"),
        (f"/api/path?to={TIAN}", "from"),
        (f"/api/common?a={TIAN}&b=", "b"),
    ],
)
def test_what_is_missing_is_named(client: FlaskClient, path: str, word: str) -> None:
    error = refused(client, path)
    assert (error["status"], error["code"]) == (400, "bad_request")
    assert error["error"] == f"{word} is missing."
    assert error["hint"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"/api/edge?source={TIAN}&target={TIAN}", 400),
        (f"/api/edge?source={TIAN}&target={LARIVIERE}&limit=0", 400),
        (f"/api/edge?source={TIAN}&target={LARIVIERE}&limit=1000000000", 400),
        (f"/api/edge?source={TIAN}&target=openalex:A0", 404),
        (f"/api/path?from={TIAN}&to={PAPER}", 400),
        (f"/api/path?from={TOPIC}&to={TIAN}", 400),
        (f"/api/path?from={TIAN}&to=openalex:A0", 404),
        (f"/api/path?from={TIAN}&to={LARIVIERE}&k=-1", 400),
        (f"/api/path?from={TIAN}&to={LARIVIERE}&k=0", 400),
        (f"/api/path?from={TIAN}&to={LARIVIERE}&k=6", 400),
        (f"/api/path?from={TIAN}&to={LARIVIERE}&k=٣", 400),
        (f"/api/path?from={TIAN}&to={LARIVIERE}&steps=1000000000", 400),
        (f"/api/path?from={TIAN}&to={LARIVIERE}&steps=7", 400),
        (f"/api/path?from={TIAN}&to={LARIVIERE}&steps=two", 400),
        (f"/api/common?a={TIAN}&b={TIAN}", 400),
        (f"/api/common?a={TIAN}&b={INSTITUTION}", 400),
        (f"/api/common?a={TIAN}&b=openalex:A0", 404),
    ],
)
def test_the_impossible_is_refused_with_a_hint(client: FlaskClient, path: str, status: int) -> None:
    error = refused(client, path)
    assert error["status"] == status
    assert error["hint"]


def test_an_unknown_id_names_the_nearest(client: FlaskClient) -> None:
    path = f"/api/edge?source={LARIVIERE}&target=name:dblp-sample/qi-tan"
    assert "Qi Tian" in refused(client, path)["hint"]


def test_another_kind_is_named(client: FlaskClient) -> None:
    error = refused(client, f"/api/path?from={TIAN}&to={INSTITUTION}")
    assert error["error"] == f"to must be a person; {INSTITUTION} is the id of an institution."


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize(
    "path",
    ["/api/edge?source={}&target={}", "/api/path?from={}&to={}", "/api/common?a={}&b={}"],
)
def test_hostile_ids_are_refused(client: FlaskClient, path: str, text: str) -> None:
    for ends in ((text, TIAN), (TIAN, text)):
        error = refused(client, path.format(*map(quote, ends)))
        assert error["status"] in {400, 404}


@pytest.mark.parametrize(
    ("path", "word"),
    [
        (f"/api/edge?source={LARIVIERE}&source={TIAN}&target={TOPIC}", "source"),
        (f"/api/path?from={LARIVIERE}&to={TIAN}&to={GINGRAS}", "to"),
        (f"/api/common?a={LARIVIERE}&b={TIAN}&limit=3&limit=4", "limit"),
        ("/api/search?q=a&q=b", "q"),
        ("/api/search?q=a&kind=paper&kind=topic", "kind"),
        (f"/api/clusters/{TOPIC}?resolution=1&resolution=2", "resolution"),
        (f"/api/slice/{TOPIC}?format=csv&format=json", "format"),
        (f"/api/slice/{TOPIC}.svg?theme=light&theme=dark", "theme"),
        (f"/api/slice/{TOPIC}.csv?widen=paper&widen=topic", "widen"),
        (f"/api/slice/{TOPIC}?s=AA&s=AB", "s"),
        ("/oembed?url=x&format=json&format=xml", "format"),
    ],
)
def test_nobody_chooses_among_two_values(client: FlaskClient, path: str, word: str) -> None:
    error = refused(client, path)
    assert error["status"] == 400
    assert error["error"].startswith(f"{word} is given more than once, as ")


def test_what_a_form_leaves_empty_is_left_out(client: FlaskClient) -> None:
    path = f"/api/path?from={LARIVIERE}&to={GINGRAS}"
    whole, empty = answer(client, path), answer(client, f"{path}&k=&steps=&format=")
    assert whole | {"took": 0} == empty | {"took": 0}
    assert answer(client, f"/api/slice/{TOPIC}?format=")["ego"] == TOPIC


@pytest.mark.parametrize("name", ["k", "steps", "limit"])
@pytest.mark.parametrize("text", ["9" * 10_000, "1e3", "-1", "0x1", "1; DROP", "\x00", "1.0"])
def test_hostile_numbers_are_refused(client: FlaskClient, name: str, text: str) -> None:
    path = "/api/common?a={}&b={}" if name == "limit" else "/api/path?from={}&to={}"
    error = refused(client, f"{path.format(TIAN, LARIVIERE)}&{name}={quote(text)}")
    assert error["status"] == 400
