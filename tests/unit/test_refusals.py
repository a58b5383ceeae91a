"""What a request that is too long is told: as the site tells it, and nothing of it is believed."""

from __future__ import annotations

import json
from http import HTTPStatus

import pytest

from explorer.refusals import Asked, TooLong, asked_by, refusal
from tests.web.reading import read

STEPS = "&do=hide:openalex:A1" * 400
HOSTILE = "%22%3E%3Cscript%3Ealert(1)%3C/script%3E"


@pytest.mark.parametrize(
    ("path", "asked"),
    [
        (f"/explore?ego=openalex:A5{STEPS}", Asked(False, "openalex:A5")),
        (f"/explore?since=1&ego=doi%3A10.1%2Fx%28y%29{STEPS}", Asked(False, "doi:10.1/x(y)")),
        (f"/person/openalex:A5?x=1{STEPS}", Asked(False, "openalex:A5")),
        (f"/paper/doi:10.1%2Fx?x=1{STEPS}", Asked(False, "doi:10.1/x")),
        (f"/explore?with=a{STEPS}", Asked()),
        ("/explore?ego=openalex:A5", Asked()),  # it is cut off, and may go on
        (f"/person/{'x' * 9000}", Asked()),
        (f"/explore?ego=a%0Ab{STEPS}", Asked()),
        (f"/api/slice/openalex:A5?x=1{STEPS}", Asked(True)),
        (f"/panel/state/openalex:A5?x=1{STEPS}", Asked(True)),
        (f"/search?q=/api/{STEPS}", Asked()),
    ],
)
def test_the_beginning_of_a_request_tells_what_it_is_about(path: str, asked: Asked) -> None:
    for base in ("", "/base"):
        assert asked_by(f"GET {base}{path}".encode(), base) == asked
    assert asked_by(f"GET {path}".encode(), "/base") == Asked()
    assert asked_by(b"", "") == Asked()
    assert asked_by(b"\xff\x00 ", "/base") == Asked()


def told(asked: Asked, status: HTTPStatus = HTTPStatus.REQUEST_URI_TOO_LONG) -> tuple[str, str]:
    head, _, body = refusal(TooLong(status, 8190), asked, "/base/").decode().partition("\r\n\r\n")
    return head, body


def test_the_page_says_what_why_and_where_to_go() -> None:
    head, body = told(Asked(False, "openalex:A5"))
    page = read(body)
    assert head.startswith("HTTP/1.1 414 ")
    assert page.one("h1").text == "This address is too long"
    assert "longer than 8,190 characters" in page.one("main").text
    assert "begin anew" in page.one("main").text
    links = {link.text: link.attributes["href"] for link in page.one("main").all("a")}
    assert links == {"Open its graph without the steps": "/base/explore?ego=openalex:A5",
                     "Go to the front page": "/base/"}  # fmt: skip
    assert page.one("link", rel="stylesheet").attributes["href"] == "/base/static/site.css"
    assert "style-src 'self'" in head
    assert not list(page.all("script"))


def test_nothing_of_the_address_gets_into_the_page_as_markup() -> None:
    asked = asked_by(f"GET /explore?ego={HOSTILE}&do=x".encode(), "")
    assert asked.ego == '"><script>alert(1)</script>'
    _, body = told(asked)
    page = read(body)
    assert not list(page.all("script"))
    link = page.one("a", class_="button")
    assert page.one("code").text == asked.ego
    assert link.attributes["href"].startswith("/base/explore?ego=%22%3E%3Cscript")


def test_a_machine_is_told_in_json_and_a_header_is_no_address() -> None:
    _, body = told(Asked(machine=True))
    assert json.loads(body)["code"] == "too_long"
    head, body = told(Asked(), HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
    assert head.startswith("HTTP/1.1 431 ")
    assert read(body).one("h1").text == "This request is too long"
