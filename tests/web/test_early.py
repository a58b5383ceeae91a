"""A page of a large graph is sent in parts, the picture early; smaller ones are sent whole."""

from __future__ import annotations

import re
import zlib

import pytest
from flask.testing import FlaskClient

from explorer.web import early
from tests.made_site import made_app, sized


@pytest.fixture(scope="module")
def reader() -> FlaskClient:
    slices = {str(nodes): sized(nodes) for nodes in (80, 300)}
    makers = {name: (lambda made=made: made) for name, made in slices.items()}
    return made_app(makers).test_client()


def test_the_picture_comes_early_and_nothing_is_missing(
    reader: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = reader.get("/made/300", headers={"Accept-Encoding": "gzip"}, buffered=False)
    assert answer.mimetype == "text/html"
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    unpack = zlib.decompressobj(wbits=zlib.MAX_WBITS + 16).decompress
    head, picture, *rest = (unpack(piece).decode() for piece in answer.iter_encoded())
    answer.close()
    assert head.startswith("<!doctype html>")
    assert "panel.v" in head  # what the browser is to fetch meanwhile
    assert picture.count("</svg>") == 1
    assert picture.count("<a href=") >= 300
    assert 'id="react-entry-point"' in picture
    assert "slice-data" not in head + picture
    monkeypatch.setattr(early, "MANY", 1000)
    whole = reader.get("/made/300").text
    assert str(early.SEND) in whole
    assert _plain("".join([head, picture, *rest])) == _plain(whole)
    assert reader.get("/made/300").headers["Content-Length"]


def _plain(page: str) -> str:
    """A page without the mark and the white space around it, and without Dash's word of the day."""
    page = re.sub('"end_id":"[^"]+"', "", page)
    return re.sub(r"\s+", " ", page.replace(str(early.SEND), ""))


def test_it_comes_unpacked_to_those_who_cannot_unpack_it(reader: FlaskClient) -> None:
    answer = reader.get("/made/300", buffered=False)
    assert "Content-Encoding" not in answer.headers
    parts = list(answer.iter_encoded())
    assert len(parts) == 3
    assert parts[-1].rstrip().endswith(b"</html>")


def test_a_usual_page_is_sent_whole(reader: FlaskClient) -> None:
    answer = reader.get("/made/80")
    assert answer.headers["Content-Length"]
    assert "slice-data" in answer.text


@pytest.mark.logs_warnings
def test_a_page_that_cannot_be_begun_has_a_page_of_errors(
    reader: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> object:
        raise ZeroDivisionError("a fault of ours")

    monkeypatch.setitem(reader.application.jinja_env.globals, "summarise", broken)
    answer = reader.get("/made/300")
    assert answer.status_code == 500
    assert "Something went wrong on our side" in answer.text
