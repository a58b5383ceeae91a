"""Pictures that other pages embed: addresses, arguments, caches, hostile input."""

from __future__ import annotations

import contextlib
import io
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import quote
from urllib.request import urlopen
from xml.etree import ElementTree

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient
from PIL import Image

from explorer.config import Settings
from explorer.export import EXPORTERS
from explorer.lock import LoadLock
from explorer.model import Authorship, Batch, Paper, Person
from explorer.store import Row, Store
from explorer.web import pictures
from explorer.web.app import create_app
from loaders.sample import FEATURED

EGO = FEATURED["Vincent Larivière"]
SVG = "{http://www.w3.org/2000/svg}"
SMALL = "people=4&papers=3&topics=2&institutions=1"
ENDINGS = (".svg", ".png", "/card.png", "/badge.svg")


def parse(response: Any) -> ElementTree.Element:
    assert response.status_code == 200, response.text
    return ElementTree.fromstring(response.data)  # noqa: S314 - our own output


def size(response: Any) -> tuple[int, int]:
    assert response.status_code == 200, response.text
    return Image.open(io.BytesIO(response.data)).size


def texts(drawn: ElementTree.Element) -> str:
    return " ".join(each.text or "" for each in drawn.iter(f"{SVG}text"))


@pytest.mark.parametrize("ending", ENDINGS)
def test_pictures_need_no_cookie_and_are_asked_for_once(client: FlaskClient, ending: str) -> None:
    path = f"/embed/{EGO}{ending}?{SMALL}"
    first = client.get(path)
    assert first.status_code == 200
    assert first.mimetype == ("image/png" if ending.endswith("png") else "image/svg+xml")
    assert "Set-Cookie" not in first.headers
    assert "max-age" in first.headers["Cache-Control"]
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data, again.headers["ETag"]) == (
        304, b"", first.headers["ETag"]
    )  # fmt: skip
    packed = client.get(path, headers={"Accept-Encoding": "gzip"})
    given = {"If-None-Match": packed.headers["ETag"], "Accept-Encoding": "gzip"}
    assert client.get(path, headers=given).status_code == 304
    assert client.get(path, headers={"If-None-Match": '"other", W/"another"'}).status_code == 200


def test_a_picture_may_be_shown_by_pages_that_isolate_themselves(client: FlaskClient) -> None:
    headers = client.get(f"/embed/{EGO}.svg?{SMALL}").headers
    assert headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "script-src" not in headers["Content-Security-Policy"]
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")


def test_a_picture_says_where_it_comes_from(client: FlaskClient) -> None:
    said = texts(parse(client.get(f"/embed/{EGO}.svg?{SMALL}")))
    assert "Vincent Larivière in context" in said
    assert "Data as of: 2024-03-06" in said
    assert "Works on bibliometrics, from OpenAlex (CC0 1.0)" in said
    assert f"http://localhost/explore?ego={EGO}" in said
    plain = texts(parse(client.get(f"/embed/{EGO}.svg")))
    assert f"Address: http://localhost/person/{EGO}" in plain


def test_a_picture_takes_what_a_slice_takes(client: FlaskClient) -> None:
    said = texts(parse(client.get(f"/embed/{EGO}.svg?kinds=person&people=5&since=2012")))
    assert "People: 5" in said
    assert "Papers" not in said
    both = parse(client.get(f"/embed/{EGO}.svg?people=3&with=openalex:A5023888391"))
    assert " and " in (both[0].text or "")
    assert parse(client.get(f"/embed/{EGO}.svg?people=3&do=hide:openalex:A5023888391")) is not None


def test_sizes_titles_and_themes_are_chosen(client: FlaskClient) -> None:
    drawn = parse(client.get(f"/embed/{EGO}.svg?{SMALL}&width=500&height=300&title=My+graph"))
    assert (drawn.attrib["width"], drawn.attrib["height"]) == ("500", "300")
    assert (drawn[0].text, "My graph" in texts(drawn)) == ("My graph", True)
    assert size(client.get(f"/embed/{EGO}.png?{SMALL}&width=300&height=400&scale=2")) == (600, 800)
    assert size(client.get(f"/embed/{EGO}/card.png?{SMALL}")) == (1200, 630)
    assert size(client.get(f"/embed/{EGO}/card.png?{SMALL}&width=600")) == (600, 315)
    light, dark, auto = (
        client.get(f"/embed/{EGO}.svg?{SMALL}&theme={theme}").text
        for theme in ("light", "dark", "auto")
    )
    assert "prefers-color-scheme" not in light + dark
    assert "prefers-color-scheme" in auto
    assert "#141a21" in dark
    assert "#141a21" not in light


def test_a_picture_lives_on_without_who_is_gone_and_says_so(client: FlaskClient) -> None:
    drawn = parse(client.get(f"/embed/{EGO}.svg?people=3&with=nobody&with=openalex:A5023888391"))
    assert " and " in (drawn[0].text or "")
    assert "nobody" not in (drawn[0].text or "")
    for said in (texts(drawn), drawn[1].text or ""):
        assert "nobody is no node here." in said


@pytest.mark.parametrize(
    "wrong",
    ["width=200&height=150", "width=2000&height=150",
     "width=-5", "width=1000000", "width=abc", "width=0", "height=-5", "height=1e6", "width=%00",
     "theme=pink", "theme=<script>alert(1)</script>", "title=" + "x" * 201, "kinds=robot",
     "since=abc", "since=2020&until=2010", "people=-1", "do=fly:x", "s=%00",
     "width=400&width=500", "theme=light&theme=dark", "title=One&title=Two"],
)  # fmt: skip
def test_what_cannot_be_is_refused_in_words(client: FlaskClient, wrong: str) -> None:
    answer = client.get(f"/embed/{EGO}.svg?{wrong}")
    error = answer.get_json()
    assert (answer.status_code, error["ok"]) == (400, False)
    assert error["error"]
    assert "no-store" in answer.headers["Cache-Control"]
    assert b"<script" not in answer.data or answer.mimetype == "application/json"


@pytest.mark.parametrize("ending", ENDINGS[1:])
def test_a_million_pixels_are_refused_in_every_picture(client: FlaskClient, ending: str) -> None:
    for wrong in ("width=1000000", "width=-5", "scale=1000000"):
        answer = client.get(f"/embed/{EGO}{ending}?{wrong}&{SMALL}")
        name = wrong.partition("=")[0]
        picture = next(each for each in pictures.PICTURES if each.ending == ending)
        refused = name in picture.options
        assert answer.status_code == (400 if refused else 200), (ending, wrong)
        assert not refused or name in answer.get_json()["error"]


def test_too_many_points_are_refused(client: FlaskClient) -> None:
    answer = client.get(f"/embed/{EGO}.png?width=2000&height=2000&scale=3&{SMALL}")
    assert answer.status_code == 400
    assert "points at most" in answer.get_json()["error"]


@pytest.mark.parametrize("title", ["<script>alert(1)</script>", "a\x00b & \"c\" 'd' ]]>", "王小明"])
def test_a_title_stays_text(client: FlaskClient, title: str) -> None:
    for ending in (".svg", "/badge.svg"):
        drawn = parse(client.get(f"/embed/{EGO}{ending}?{SMALL}&title={quote(title)}"))
        assert title.replace("\x00", " ") in (drawn[0].text or "")
        assert not list(drawn.iter(f"{SVG}script"))


@pytest.mark.parametrize("title", ["Staša Milojević", "王小明", "نجيب محفوظ", "Łódź 😀", "Ё"])
def test_names_of_any_letters_go_through_the_server(live_site: str, title: str) -> None:
    asked = f"{SMALL}&title={quote(title)}"
    paths = [f"/embed/{EGO}{ending}?{asked}" for ending in ENDINGS]
    paths += [f"/api/slice/openalex:A5108688680?format={each}&{SMALL}" for each in EXPORTERS]
    for path in paths:
        with urlopen(live_site + path) as answer:
            named = answer.headers["Content-Disposition"]
            assert (answer.status, named.isascii()) == (200, True), path
    assert "Sta%C5%A1a-Milojevi%C4%87" in named  # the last is an export of a person so named


@pytest.mark.parametrize("id", ["nothing", "a/b;<script>", "x\x00y", "%2e%2e/", ".svg"])
def test_no_node_no_picture(client: FlaskClient, id: str) -> None:
    for ending in ENDINGS:
        answer = client.get(f"/embed/{quote(id)}{ending}")
        assert answer.status_code in {400, 404}, answer.text
        assert answer.get_json()["ok"] is False


ODD = "Tables </title><script>alert(1)</script> & “王小明”"
IDS = ("w:a/<b>;c", "w:a/<b>;c.svg", "w:x.png", "w:y", "w:y/card", "p:محمد")


@pytest.fixture
def odd(empty_store: Store, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """A reader of a site whose ids and names are strange; a frame says whose it is."""
    papers = [Paper(id, ODD, 2020, authors_count=1) for id in IDS[:-1]]
    links = [Authorship(IDS[-1], paper.id, 1) for paper in papers]
    person = Person(IDS[-1], "محمد الفارسي")
    empty_store.write(Batch([*papers, person], links), dataset="d", run_id="r1")
    monkeypatch.setattr(pictures.embed, "frame", lambda id: Response(f"frame of {id}"))
    client: FlaskClient = create_app(Settings(), empty_store).test_client()
    return client


def test_a_path_is_tried_as_an_id_first_and_the_longest_id_wins(odd: FlaskClient) -> None:
    def drawn_at(path: str) -> str:
        answer = odd.get(f"/embed/{quote(path)}")
        assert answer.status_code == 200, answer.text
        return answer.text if answer.mimetype == "text/html" else answer.mimetype

    assert drawn_at("w:a/<b>;c.svg") == "frame of w:a/<b>;c.svg"
    assert drawn_at("w:a/<b>;c.svg.svg") == "image/svg+xml"
    assert drawn_at("w:a/<b>;c.png") == "image/png"
    assert drawn_at("w:x.png") == "frame of w:x.png"
    assert drawn_at("w:x.png.svg") == "image/svg+xml"
    assert size(odd.get("/embed/w:y/card.png"))[0] == pictures.WIDTH  # of w:y/card
    assert size(odd.get("/embed/w:y/card/card.png"))[0] == 1200


def test_hostile_names_are_text_in_every_picture(odd: FlaskClient) -> None:
    for path in ("w:a/<b>;c.svg.svg", "w:y/badge.svg", "p:محمد.svg", "p:محمد/badge.svg"):
        answer = odd.get(f"/embed/{quote(path)}")
        drawn = parse(answer)
        assert not list(drawn.iter(f"{SVG}script"))
        assert "<script" not in answer.text
    assert "محمد الفارسي" in texts(parse(odd.get(f"/embed/{quote('p:محمد.svg')}")))


def test_a_load_changes_a_picture_and_its_tag_if_it_changes_what_is_shown(
    empty_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("explorer.web.keeping.VERSION_SECONDS", 0.0)

    def load(day: int, *more: Person) -> None:
        links = [Authorship(each.id, "w:1", 2) for each in more]
        empty_store.write(Batch([*more], [*links]), dataset="d", run_id=f"r{day}")
        ended = f"2026-01-0{day}"
        empty_store.run("record_load", id=ended, properties={"state": "complete", "ended": ended})

    ego = Batch([Paper("w:1", "One", 2020, authors_count=2), Person("p:1", "Ada")],
                [Authorship("p:1", "w:1", 1)])  # fmt: skip
    empty_store.write(ego, dataset="d", run_id="r0")
    load(1)
    client = create_app(Settings(), empty_store).test_client()
    first = client.get("/embed/p:1.svg")
    asked = {"If-None-Match": first.headers["ETag"]}
    load(2)  # which changes nothing
    assert client.get("/embed/p:1.svg", headers=asked).status_code == 304
    load(3, Person("p:2", "Zoë"))
    second = client.get("/embed/p:1.svg", headers=asked)
    assert second.status_code == 200
    assert "Zoë" in second.text
    assert second.headers["ETag"] != first.headers["ETag"]
    with LoadLock(empty_store, "r4", "load of d"):  # a load may end without a word
        empty_store.write(Batch([Person("p:1", "Ada Other")]), dataset="e", run_id="r4")
        passing = client.get("/embed/p:1.svg?people=5")
        assert passing.headers["Cache-Control"] == "no-store"


def test_a_site_below_a_path_says_its_public_address(arcadedb_store: Store) -> None:
    settings = Settings(public_url="https://graph.example.org", base_path="/research")
    client = create_app(settings, arcadedb_store).test_client()
    said = texts(parse(client.get(f"/research/embed/{EGO}.svg?{SMALL}&title=x")))
    assert f"https://graph.example.org/research/explore?ego={EGO}" in said


def test_a_picture_too_large_is_refused_before_it_is_drawn(client: FlaskClient) -> None:
    refused = client.get(f"/embed/{EGO}.png?width=2000&height=2000&scale=2")
    assert refused.status_code == 400
    assert "points at most" in refused.get_json()["error"]


def test_as_many_readers_as_a_process_has_wait_for_their_pictures(app: Flask) -> None:
    def ask(number: int) -> tuple[int, int]:
        with app.test_client() as reader:
            found = reader.get(f"/embed/{EGO}.png?{SMALL}&title=Reader+{number}")
            return found.status_code, size(found)[0]

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(ask, range(24))) == [(200, pictures.WIDTH)] * 24


@pytest.mark.logs_warnings
@pytest.mark.parametrize("waiting", [0, pictures.WAITING])
def test_who_would_wait_long_is_told_so(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, waiting: int
) -> None:
    """One place in a full room, or a turn that never comes."""
    monkeypatch.setattr(pictures, "SHORTLY", 0.05)
    monkeypatch.setattr(pictures, "PATIENCE", 0.05)
    with contextlib.ExitStack() as held:
        held.enter_context(pictures._painting)
        for _ in range(pictures.AT_ONCE + waiting):
            held.enter_context(pictures._room)
        found = client.get(f"/embed/{EGO}.png?{SMALL}&title=Waits+{waiting}")
        assert found.status_code == 503
        assert "painted" in found.text
        assert client.get(f"/embed/{EGO}.svg?{SMALL}&title=Waits").status_code == 200
    assert client.get(f"/embed/{EGO}.png?{SMALL}&title=Waits+{waiting}").status_code == 200


def test_another_look_of_a_picture_asks_the_database_nothing_more(
    client: FlaskClient, arcadedb_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, names = arcadedb_store.run, list[str]()

    def counted(name: str, /, **params: Any) -> list[Row]:
        names.append(name)
        return run(name, **params)

    path = f"/embed/{EGO}.png?people=3&papers=3"
    assert client.get(path).status_code == 200
    monkeypatch.setattr(arcadedb_store, "run", counted)
    for look in ("width=500", "theme=dark", "title=Mine", "height=400"):
        assert client.get(f"{path}&{look}").status_code == 200
    assert set(names) <= {"data_version"}
    assert client.get(f"{path}&topics=1").status_code == 200
    assert "find_nodes" in names
