"""A pasted group: ids and names in, one lasting address out, and what is not there by name."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient

from explorer.store import Store
from explorer.web.locating import locate_all
from loaders.sample import FEATURED
from tests.web.reading import read

EGO = FEATURED["Vincent Larivière"]
ORCID = "0000-0002-2733-0689"
PAPER, DOI = "openalex:W2088209891", "10.1126/science.149.3683.510"
OTHER = "openalex:A5074283997"


def pasted(client: FlaskClient, **args: Any) -> dict[str, list[str]]:
    """The arguments of the address that a pasted group leads to."""
    response = client.get("/explore", query_string=args)
    assert response.status_code == 302, response.text[:500]
    address = urlsplit(response.headers["Location"])
    assert address.path == "/explore"
    assert client.get(response.headers["Location"]).status_code == 200
    return parse_qs(address.query)


@pytest.mark.parametrize(
    "text",
    [
        f"{EGO}\r\n{PAPER}", f"{ORCID}, {DOI}", f"{ORCID};{DOI}", f"{ORCID} {DOI}",
        f"  {ORCID}\t{DOI}\n\n{EGO}",
    ],
)  # fmt: skip
def test_a_pasted_group_leads_to_its_lasting_address(client: FlaskClient, text: str) -> None:
    assert pasted(client, group=text) == {"ego": [EGO], "with": [PAPER]}


@pytest.mark.parametrize(
    "text",
    [
        f"Yves Gingras\nhttps://doi.org/{DOI}", f"Gingras, Yves\n{DOI}",
        f"yves gingras, {PAPER}", "Yves Gingras; Networks of Scientific Papers",
    ],
)  # fmt: skip
def test_a_name_that_one_node_has_leads_there_as_well(client: FlaskClient, text: str) -> None:
    assert pasted(client, group=text) == {"ego": [OTHER], "with": [PAPER]}


def test_an_ego_of_several_lines_is_a_group(client: FlaskClient) -> None:
    assert pasted(client, ego=f"{EGO}\n{PAPER}") == {"ego": [EGO], "with": [PAPER]}


def test_what_was_asked_besides_stays(client: FlaskClient) -> None:
    asked = pasted(client, group=f"{EGO}\n{PAPER}", since="2000", kinds="person")
    assert (asked["since"], asked["kinds"]) == (["2000"], ["person"])


def test_what_is_not_found_is_listed_by_name(client: FlaskClient) -> None:
    text = f"Nobody Of That Name\n{EGO}\n0000-0000-0000-0000\n{OTHER}"
    asked = pasted(client, group=text)
    assert asked == {"ego": [EGO],
                     "with": [OTHER, "Nobody Of That Name", "0000-0000-0000-0000"]}  # fmt: skip
    page = client.get("/explore", query_string=asked)
    main = read(page.text).one("main")
    assert "Nobody Of That Name; 0000-0000-0000-0000" in main.one("p", class_="not-found").text
    assert main.one("h1").text.startswith("Vincent Larivière and ")
    assert len(list(main.one("h1").all("a"))) == 2  # whoever is found is named
    canonical = read(page.text).one("link", rel="canonical").attributes["href"]
    assert parse_qs(urlsplit(canonical).query)["with"] == asked["with"]


def test_a_group_of_which_nothing_is_found_gives_the_form_again(client: FlaskClient) -> None:
    response = client.get("/explore", query_string={"group": "Nobody Here\n<b>x</b>"})
    assert response.status_code == 404
    main = read(response.text).one("main")
    assert "Nobody Here" in main.one("section", class_="graph-message").text
    assert main.one("textarea").text == "Nobody Here <b>x</b>"
    for link in main.all("a"):
        assert client.get(link.attributes["href"]).status_code == 200


@pytest.mark.parametrize("path", ["/search", "/explore", "/explore?group=", "/search?q="])
def test_the_form_is_there_and_needs_no_script(client: FlaskClient, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 200
    form = read(response.text).one("main").one("form", class_="group-form")
    assert form.attributes["action"] == "/explore"
    assert form.attributes.get("method", "get") == "get"
    assert form.one("textarea").attributes["name"] == "group"
    assert form.one("label").attributes["for"] == form.one("textarea").attributes["id"]
    assert list(form.all("button"))


def test_the_explorer_links_to_the_form(client: FlaskClient) -> None:
    main = read(client.get(f"/explore?ego={EGO}").text).one("main")
    assert "/explore?group=" in [link.attributes["href"] for link in main.all("a")]


@pytest.mark.parametrize("text", ["x " * 500, "y" * 5000, "\x00", "\n".join("a" * 300)])
def test_an_impossible_group_is_refused_with_a_reason(client: FlaskClient, text: str) -> None:
    response = client.get("/explore", query_string={"group": text})
    assert response.status_code in {400, 404}
    assert read(response.text).one("main").text


def test_more_words_than_a_group_may_have_are_refused(client: FlaskClient) -> None:
    many = " ".join(f"openalex:A{n}" for n in range(201))
    assert client.get("/explore", query_string={"group": many}).status_code == 400


def test_an_id_may_hold_what_parts_others(store: Store) -> None:
    assert locate_all(store, ["doi:10.1/(sici)1097;2-o,x"]) == {
        "doi:10.1/(sici)1097": False, "2-o": False, "x": False
    }  # fmt: skip
    assert locate_all(store, [f"{DOI},{DOI}x"]) == {PAPER: True, f"{DOI}x": False}


def test_the_api_takes_names_among_further_egos(client: FlaskClient) -> None:
    answer = client.get(
        f"/api/slice/{PAPER}", query_string={"with": "Vincent Larivière"}
    ).get_json()
    assert answer["egos"] == [PAPER, EGO]
