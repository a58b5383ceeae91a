"""An id that names no node is answered with the nodes it may have been meant for."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from explorer.model import orcid_id
from explorer.store import Store
from explorer.web.ids import known, near, one_slip
from loaders.sample import FEATURED
from tests.web.reading import read

EGO = FEATURED["Vincent Larivière"]
ORCID = "0000-0002-2733-0689"
PAPER, PERSON, PLACE = "openalex:W2088209891", "openalex:A5074473734", "openalex:I57093077"
MISTYPED = [  # of each: what is meant
    (EGO[:-1], EGO),
    (EGO[:-3], EGO),
    (EGO + "7", EGO),
    (EGO[:12] + EGO[13:], EGO),
    (EGO[:12] + EGO[13] + EGO[12] + EGO[14:], EGO),
    (EGO.replace(":A", ":W"), EGO),
    (EGO.partition(":")[2][:-1], EGO),
    (f"https://openalex.org/{EGO.partition(':')[2][:-1]}", EGO),
    ("0000-0002-8525-3158", PERSON),
    ("0000-0002-8525-315", PERSON),
    ("0000-0002-8525-1359", PERSON),
    ("000-0002-8525-3159", PERSON),
    ("https://orcid.org/0000-0002-8525-3149", PERSON),
    ("orcid:0000-0002-8525-3519", PERSON),
    ("10.1126/science.149.3683.51", PAPER),
    ("10.1126/science.149.3683.520", PAPER),
    ("10.1126/SCIENCE.149.3683.510/full", PAPER),
    ("https://doi.org/10.1126/sciense.149.3683.510", PAPER),
    ("doi:10.1126/science.149.36", PAPER),
    ("https://ror.org/031rekg76", PLACE),
    ("031rekg6", PLACE),
    ("ror:o31rekg67", PLACE),
    ("name:dblp-sample/qi-tan", "name:dblp-sample/qi-tian"),
]


@pytest.mark.parametrize(("typed", "meant"), MISTYPED)
def test_a_mistyped_id_names_the_node_that_was_meant(store: Store, typed: str, meant: str) -> None:
    assert known(store, [typed])[typed] == []
    rows = near(store, typed).rows
    assert meant in [row["id"] for row in rows]
    assert len(rows) <= 5


def test_the_nearest_comes_first(store: Store) -> None:
    rows = near(store, "10.1126/science.149.3683.51").rows
    assert rows[0]["id"] == PAPER


@pytest.mark.parametrize("text", ["", ":", "x", "doi:", "openalex:", "orcid:x", "-" * 60, "清:华"])
def test_what_is_no_id_has_nothing_near_and_harms_nothing(store: Store, text: str) -> None:
    assert near(store, text).rows == []


def test_a_slip_is_one_character_left_out_added_changed_or_swapped() -> None:
    slips = set(one_slip("ab1"))
    assert {"b1", "a1", "ab", "ba1", "a1b", "aab1", "zb1", "ab2", "ab12", "a-b1"} <= slips
    assert "abZ" not in slips
    assert "ab1" not in slips or len("ab1") == 3
    assert all(abs(len(slip) - 3) <= 1 for slip in slips)


def test_long_ids_are_not_varied() -> None:
    assert len(set(one_slip("abcdefghijklmnopqrstuvw-abcdefghijklmnopqrstuvw"))) < 4_000


@pytest.mark.parametrize(
    "path",
    [
        "/api/node/{}", "/api/slice/{}", "/api/slice/{}.svg", "/api/neighbours/{}",
        f"/api/edge?source={EGO}&target={{}}", f"/api/path?from={{}}&to={EGO}",
        f"/api/common?a={EGO}&b={{}}",
    ],
)  # fmt: skip
@pytest.mark.parametrize("typed", [EGO[:-1], "0000-0002-8525-3158"])
def test_every_address_of_the_api_names_the_nearest(
    client: FlaskClient, path: str, typed: str
) -> None:
    response = client.get(path.format(quote(typed)))
    error = response.get_json()
    assert (response.status_code, error["code"]) == (404, "not_found")
    meant = EGO if typed.startswith("openalex") else PERSON
    first = error["nearest"][0]
    assert (first["id"], first["kind"]) == (meant, "person")
    assert first["label"] == client.get(f"/api/node/{meant}").get_json()["label"]
    assert meant in error["hint"]


@pytest.mark.parametrize("path", ["/person/{}", "/paper/{}", "/explore?ego={}"])
def test_pages_link_to_the_nearest(client: FlaskClient, path: str) -> None:
    response = client.get(path.format(EGO[:-1]))
    assert response.status_code == 404
    hits = read(response.text).one("main").one("ul", class_="hits")
    link = next(iter(hits.all("a")))
    assert link.text == "Vincent Larivière"
    assert client.get(link.attributes["href"]).status_code == 200


def test_a_mistyped_id_in_the_search_box_suggests_it_too(client: FlaskClient) -> None:
    main = read(client.get("/search", query_string={"q": EGO[:-1]}).text).one("main")
    assert "Vincent Larivière" in main.text


def test_nothing_near_is_said_as_an_empty_list(client: FlaskClient) -> None:
    error = client.get("/api/node/openalex:A1").get_json()
    assert error["nearest"] == []
    assert "Search for a name" in error["hint"]
    assert "nearest" not in client.get("/api/nothing").get_json()


def test_the_description_tells_of_the_nearest(client: FlaskClient) -> None:
    schemas = client.get("/api/openapi.json").get_json()["components"]["schemas"]
    hit = schemas["Error"]["properties"]["nearest"]["items"]
    error = client.get(f"/api/node/{EGO[:-1]}").get_json()
    assert set(error["nearest"][0]) == set(hit["properties"])
    assert "nearest" not in schemas["Error"]["required"]


def test_an_id_in_any_dress_is_located(client: FlaskClient) -> None:
    assert orcid_id(ORCID)
    for dress in (ORCID, f"https://orcid.org/{ORCID}", f"orcid:{ORCID}"):
        found = client.get(f"/api/node/{quote(dress)}").get_json()
        assert found["kind"] == "person", dress
    for dress in ("W2088209891", "https://openalex.org/W2088209891"):
        assert client.get(f"/api/node/{dress}").get_json()["id"] == PAPER


def test_the_end_of_another_id_is_no_openalex_id(store: Store) -> None:
    texts = ["10.5555/W2088209891", "name:x/W2088209891"]
    assert known(store, texts) == {text: [] for text in texts}
