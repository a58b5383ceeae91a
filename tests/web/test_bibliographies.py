"""A .bib file becomes a group; names that several people have offer a choice."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from explorer.store import Store
from explorer.web import gathering
from explorer.web.locating import called
from tests.web.reading import Element, read

GINGRAS = "openalex:A5074283997"
NAMESAKE = "Vincent Larivière"  # two people of the sample
PAPER, DOI = "openalex:W2088209891", "10.1126/science.149.3683.510"
OTHER = "openalex:W2048185449"


def send(client: FlaskClient, text: str, take: str = "papers") -> TestResponse:
    """Send a file as a browser does; the client would leave the copy of a large one open."""
    body = (
        '--edge\r\nContent-Disposition: form-data; name="take"\r\n\r\n'
        f'{take}\r\n--edge\r\nContent-Disposition: form-data; name="bib"; '
        'filename="my <refs>.bib"\r\nContent-Type: application/x-bibtex\r\n\r\n'
        f"{text}\r\n--edge--\r\n"
    )
    kind = "multipart/form-data; boundary=edge"
    return client.post("/group", data=body.encode(), content_type=kind)


def address(response: TestResponse) -> dict[str, list[str]]:
    assert response.status_code == 303, response.text[:500]
    parts = urlsplit(response.headers["Location"])
    assert parts.path == "/explore"
    return parse_qs(parts.query)


def main(response: TestResponse) -> Element:
    return read(response.text).one("main")


def by_title(client: FlaskClient, id: str) -> str:
    title = client.get(f"/api/node/{id}").get_json()["title"]
    return f"@article{{k, title = {{{title}}}}}"


def test_papers_are_found_by_doi_and_by_title(client: FlaskClient) -> None:
    text = f"@article{{a, doi = {{https://doi.org/{DOI}}}}}\n{by_title(client, OTHER)}"
    response = send(client, text)
    assert address(response) == {"ego": [PAPER], "with": [OTHER]}
    assert client.get(response.headers["Location"]).status_code == 200
    assert "Set-Cookie" not in response.headers


def test_authors_are_those_of_the_papers_that_are_here(client: FlaskClient) -> None:
    page = client.get(f"/paper/{OTHER}")
    authors = {
        link.attributes["href"].removeprefix("/person/")
        for link in read(page.text).one("main").all("a")
        if link.attributes["href"].startswith("/person/")
    }
    found = address(send(client, by_title(client, OTHER), "authors"))
    egos = {*found["ego"], *found.get("with", [])}
    assert egos
    assert egos <= authors


def test_authors_of_papers_that_are_not_here_are_found_by_name(client: FlaskClient) -> None:
    text = "@misc{a, title={Not Here}, author={Archambault, {\\'E}ric and Gingras, Yves}}"
    found = address(send(client, text, "authors"))
    names = [client.get(f"/api/node/{id}").get_json()["label"]
             for id in (*found["ego"], *found["with"])]  # fmt: skip
    assert sorted(names) == ["Yves Gingras", "Éric Archambault"]


def test_what_is_not_found_is_listed_before_the_group_opens(client: FlaskClient) -> None:
    text = f"@misc{{a, doi = {{{DOI}}}}} @misc{{b, title={{Never <i>written</i>}}, year=1999}}"
    response = send(client, text)
    assert response.status_code == 200
    shown = main(response)
    missing = shown.one("ul", class_="group-missing").one("li").text
    assert missing.startswith("Never written (1999)")
    form = shown.one("form", class_="group-review")
    assert "my <refs>.bib" in form.one("h2").text
    given = [each.attributes for each in form.all("input")]
    assert [each["value"] for each in given] == [PAPER]
    opened = client.get("/explore", query_string={"group": [PAPER]})
    assert parse_qs(urlsplit(opened.headers["Location"]).query) == {"ego": [PAPER]}


def test_a_file_of_which_nothing_is_here_says_so(client: FlaskClient) -> None:
    response = send(client, "@misc{b, title={Never written}}")
    assert response.status_code == 404
    assert "Nothing of this group is in this data" in main(response).text


@pytest.mark.parametrize(
    ("text", "take", "status", "words"),
    [
        ("", "papers", 400, "no BibTeX entry"),
        ("<html>", "papers", 400, "no BibTeX entry"),
        ("@misc{a, title={T}}", "everything", 400, "take is one of"),
        ("@misc{a, title={" + "x" * 2_100_000 + "}}", "papers", 413, "2 MB at most"),
    ],
)
def test_what_is_no_bibliography_is_refused_in_words(
    client: FlaskClient, text: str, take: str, status: int, words: str
) -> None:
    response = send(client, text, take)
    assert response.status_code == status
    assert words in main(response).text


def test_no_file_at_all_is_refused_in_words(client: FlaskClient) -> None:
    response = client.post("/group", data={"take": "papers"})
    assert response.status_code == 400
    assert "No file was given" in main(response).text
    assert client.get("/group").headers["Location"].startswith("/explore?group=")


def test_the_form_sends_the_file_without_a_script(client: FlaskClient) -> None:
    form = main(client.get("/explore?group=")).one("form", class_="bib-form")
    assert form.attributes["method"] == "post"
    assert form.attributes["enctype"] == "multipart/form-data"
    assert form.attributes["action"] == "/group"
    names = {each.attributes["id"] for each in form.all("input")}
    assert names <= {label.attributes["for"] for label in form.all("label")}


def test_a_group_larger_than_a_slice_says_how_many_are_left_out(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gathering, "MAX_EGOS", 1)
    shown = main(send(client, f"@misc{{a, doi={{{DOI}}}}} {by_title(client, OTHER)}"))
    assert "1 more is left out" in shown.one("form", class_="group-review").text


# -- namesakes ---------------------------------------------------------------------------------


def test_a_name_that_several_have_offers_a_choice(
    client: FlaskClient, arcadedb_store: Store
) -> None:
    hits = called(arcadedb_store, NAMESAKE)
    assert len(hits) > 1
    response = client.get("/explore", query_string={"group": f"{NAMESAKE}\n{GINGRAS}\nNobody X"})
    assert response.status_code == 200
    form = main(response).one("form", class_="group-review")
    boxes = [each.attributes for each in form.all("input", type="checkbox")]
    assert [box["value"] for box in boxes] == [hit.id for hit in hits[: gathering.OFFERED]]
    assert ["checked" in box for box in boxes] == [True, *(False for _ in boxes[1:])]
    hidden = [each.attributes["value"] for each in form.all("input", type="hidden")]
    assert hidden == [GINGRAS, "Nobody X"]
    opened = client.get("/explore", query_string={"group": [*hidden, boxes[1]["value"]]})
    asked = parse_qs(urlsplit(opened.headers["Location"]).query)
    assert asked == {"ego": [GINGRAS], "with": [boxes[1]["value"], "Nobody X"]}


def test_an_author_with_namesakes_offers_a_choice(client: FlaskClient) -> None:
    text = f"@misc{{a, title={{Not Here}}, author={{{NAMESAKE}}}}}"
    response = send(client, text, "authors")
    assert response.status_code == 200
    assert NAMESAKE in main(response).one("fieldset", class_="namesakes").one("legend").text


def test_two_people_with_a_namesake_are_chosen_among(client: FlaskClient) -> None:
    response = client.get("/compare", query_string={"a": GINGRAS, "b": NAMESAKE})
    assert response.status_code == 200
    assert "people here are called" in main(response).text
