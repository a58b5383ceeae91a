from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from explorer.model import NodeKind
from explorer.store import Store
from explorer.web.search import all_words, find, find_by_id, nearest, similar_words, split_words
from loaders.sample import FEATURED
from tests.web.reading import read

EVERY = tuple(NodeKind)


def test_whole_words_come_before_starts_of_words(store: Store) -> None:
    hits = find(store, "tian", (NodeKind.PERSON,))
    assert hits[0].id == FEATURED["Qi Tian"]
    places = [hit.place for hit in hits]
    assert places == sorted(places)
    assert {hit.label for hit in hits} >= {"Qi Tian", "Tianzhu Zhang"}


@pytest.mark.parametrize(
    "typed",
    ["Vincent Larivière", "vincent lariviere", "LARIVIÈRE vincent", "lariv", "vincent lariv"],
)
def test_accents_capitals_order_and_endings_do_not_matter(store: Store, typed: str) -> None:
    assert FEATURED["Vincent Larivière"] in [hit.id for hit in find(store, typed, EVERY)]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("openalex:W2088209891", "openalex:W2088209891"),
        ("W2088209891", "openalex:W2088209891"),
        ("https://openalex.org/W2088209891", "openalex:W2088209891"),
        ("10.1126/science.149.3683.510", "openalex:W2088209891"),
        ("https://doi.org/10.1126/SCIENCE.149.3683.510", "openalex:W2088209891"),
        ("orcid:0000-0002-8525-3159", "openalex:A5074473734"),
        ("https://ror.org/031rekg67", "openalex:I57093077"),
        ("name:dblp-sample/qi-tian", "name:dblp-sample/qi-tian"),
    ],
)
def test_ids_in_any_dress_find_their_node(store: Store, typed: str, found: str) -> None:
    assert [hit.id for hit in find_by_id(store, typed)] == [found]


@pytest.mark.parametrize(
    "typed",
    ['"', "tian AND", "a OR (b", "*", "~", "tian^9", "[a TO z]", "\\", "x:y", "__", "+-!", "清华"],
)
def test_nothing_typed_is_taken_for_syntax(store: Store, typed: str) -> None:
    find(store, typed, EVERY)
    nearest(store, typed)
    find_by_id(store, typed)


def test_a_mistyped_name_finds_the_nearest(store: Store) -> None:
    assert nearest(store, "vincet lariviere")[0].label == "Vincent Larivière"
    assert len(nearest(store, "wang")) <= 5


def test_words_are_folded_and_bounded() -> None:
    assert split_words("Élan (vital): état!") == ["elan", "vital", "etat"]
    assert split_words("清华大学 x") == ["清", "华", "大", "学", "x"]
    assert len(split_words("word " * 100)) == 12
    assert len(split_words("x" * 500)[0]) == 40


def test_only_a_longer_last_word_is_open_ended() -> None:
    assert all_words(["qi", "tian"]) == "qi AND tian*"
    assert all_words(["qi", "t"]) == "qi AND t"
    assert all_words(["清"]) == "清"
    assert similar_words(["qi", "tain"]) == "qi OR tain~1 OR tain*"


def test_the_page_groups_kinds_people_first(client: FlaskClient) -> None:
    root = read(client.get("/search?q=tian").text)
    headings = [heading.text for heading in root.one("main").all("h2")]
    assert headings[0] == "People"
    facets = [link.attributes["href"] for link in root.one("nav", class_="facets").all("a")]
    assert "/search?q=tian&kind=person" in facets


def test_one_kind_is_paged(client: FlaskClient) -> None:
    first = read(client.get("/search?q=wang&kind=person").text)
    second = read(client.get("/search?q=wang&kind=person&page=2").text)
    names = [
        {link.attributes["href"] for link in root.one("ul", class_="hits").all("a")}
        for root in (first, second)
    ]
    assert len(names[0]) == 20
    assert not names[0] & names[1]
    assert client.get("/search?q=wang&kind=person&page=9999").status_code == 404


def test_an_id_in_the_box_opens_its_page(client: FlaskClient) -> None:
    response = client.get("/search?q=10.1126/science.149.3683.510")
    assert response.status_code == 302
    assert response.headers["Location"] == "/paper/openalex:W2088209891"


def test_an_empty_search_says_what_one_can_search_for(client: FlaskClient) -> None:
    main = read(client.get("/search?q=++").text).one("main")
    examples = [link.attributes["href"] for link in main.all("a")]
    assert len(examples) == 7  # of searches, and the pages about two people
    for example in examples:
        assert client.get(example, follow_redirects=True).status_code == 200


def test_no_hit_suggests_the_nearest(client: FlaskClient) -> None:
    main = read(client.get("/search?q=vincet+lariviere").text).one("main")
    assert "Nothing matches all of these words." in main.text
    assert "Vincent Larivière" in main.text


@pytest.mark.parametrize("ask", ["kind=robot", "page=0", "page=x", "page=-1"])
def test_impossible_arguments_are_refused(client: FlaskClient, ask: str) -> None:
    assert client.get(f"/search?q=tian&{ask}").status_code == 400


def test_a_search_of_endless_length_is_refused_before_the_store_is_asked(
    client: FlaskClient,
) -> None:
    long = "a" * 501
    answer = client.get("/api/search", query_string={"q": long})
    assert answer.status_code == 400
    assert answer.json["error"] == "A search has up to 500 characters, not 501."
    page = client.get("/search", query_string={"q": long})
    assert page.status_code == 400
    assert len(page.text) < 20_000
    assert client.get("/api/search", query_string={"q": long[:500]}).status_code == 200
