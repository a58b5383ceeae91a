"""Frames and the headers of every route, against the sample in the embedded engine."""

from __future__ import annotations

import gzip
import html
import re
from dataclasses import replace
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException

from explorer.config import Settings
from explorer.engine import Address
from explorer.model import Authorship, Batch, Paper, Person
from explorer.store import Store
from explorer.web.app import create_app
from explorer.web.wording import markdown_link, markdown_text
from loaders.sample import FEATURED
from tests.web.reading import read

PERSON = FEATURED["Qi Tian"]
FRAME = f"/embed/{PERSON}"
MOST = 60 * 1024  # bytes until a frame is painted
A, B = FEATURED["Vincent Larivière"], "openalex:A5074283997"
ODD = "odd:a/b<c>;d#e.svg"
HOSTILE = "</script><script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
# One address for each route of the site; a new route needs one more.
ADDRESSES = (
    "/", "/search?q=citation", f"/person/{PERSON}", f"/explore?ego={PERSON}", "/query/",
    "/query/person_papers", "/healthz", "/readyz", "/favicon.ico", "/robots.txt",
    f"/compare?a={A}&b={B}", f"/path?from={A}&to={B}", "/group", "/static/site.css",
    "/api/counts", "/api/search?q=citation", f"/api/node/{PERSON}", f"/api/slice/{PERSON}",
    f"/api/clusters/{PERSON}", f"/api/neighbours/{PERSON}", f"/api/edge?source={A}&target={B}",
    f"/api/path?from={A}&to={B}", f"/api/common?a={A}&b={B}", f"/api/compare?a={A}&b={B}",
    "/api/openapi.json", f"/panel/state/{PERSON}", "/panel/_dash-layout",
    "/panel/_dash-dependencies", "/panel/_dash-component-suites/dash/deps/react@18.js",
    "/panel/", "/panel/any/page", "/panel/_favicon.ico", "/panel/_reload-hash",
    "/panel/_dash-update-component", "/panel/assets/none.js",
    FRAME, f"{FRAME}.svg", f"{FRAME}.png", f"/embed/{PERSON}?theme=none", "/embed/nobody",
    "/embed.js", f"/oembed?url=http%3A%2F%2Flocalhost%2Fperson%2F{PERSON}", "/no/such/page",
)  # fmt: skip


def paths(app: Flask) -> list[str]:
    """The addresses, and those of files whose names hold a hash."""
    bundles = [each.rule for each in app.url_map.iter_rules() if "/panel/panel.v" in each.rule]
    return [*ADDRESSES, *bundles]


def test_every_route_has_an_address_among_those_whose_headers_are_tested(app: Flask) -> None:
    map = app.url_map.bind("localhost")
    found = set()
    for path in paths(app):
        for method in ("GET", "POST"):
            try:
                found.add(map.match(path.partition("?")[0], method, return_rule=True)[0].endpoint)
            except HTTPException:
                continue
    assert {rule.endpoint for rule in app.url_map.iter_rules()} - found == set()


def test_every_route_has_its_headers_and_sets_no_cookie(app: Flask, client: FlaskClient) -> None:
    for path in paths(app):
        for method in ("GET", "POST", "OPTIONS"):
            with client.open(path, method=method) as answer:
                headers = answer.headers
            policy = headers["Content-Security-Policy"]
            assert "Set-Cookie" not in headers, path
            assert "unsafe-eval" not in policy, path
            assert headers["X-Content-Type-Options"] == "nosniff", path
            assert policy.count("frame-ancestors") == 1, path
            assert "Access-Control-Allow-Credentials" not in headers, path
            if path.startswith("/embed/"):
                assert policy.endswith("frame-ancestors *"), path
                assert "X-Frame-Options" not in headers, path
            else:
                assert policy.endswith("frame-ancestors 'self'"), path
                assert headers["X-Frame-Options"] == "SAMEORIGIN", path
            shared = path.startswith(("/api/", "/panel/", "/embed.js", "/oembed"))
            assert ("Access-Control-Allow-Origin" in headers) == shared, path


# -- the frame -------------------------------------------------------------------------------------


def test_a_frame_is_painted_from_few_bytes(client: FlaskClient) -> None:
    page = client.get(FRAME)
    assert page.status_code == 200
    root = read(page.text)
    sheets = [link.attributes["href"] for link in root.all("link", rel="stylesheet")]
    weight = len(gzip.compress(page.data))
    for sheet in sheets:
        with client.get(sheet) as answer:
            weight += len(gzip.compress(answer.data))
    assert weight <= MOST
    scripts = [each.attributes["src"] for each in root.all("script") if "src" in each.attributes]
    early = [src for src in scripts if page.text.index(src) < page.text.index("<template")]
    assert [src.partition("?")[0] for src in early] == ["/static/frame.js"]
    assert "slice-data" not in page.text


def test_a_frame_says_what_it_shows_whence_and_where_the_rest_is(client: FlaskClient) -> None:
    root = read(client.get(f"{FRAME}?since=2010").text)
    assert "Qi Tian in context" in root.one("h1").text
    told = root.one("footer").text
    assert re.search(r"Shown: \d+ of [\d,]+ papers", told)
    assert re.search(r"Data as of \d{4}", told)
    assert "CC0" in told
    assert root.one("base").attributes["target"] == "_blank"
    home = root.one("a", id="frame-home").attributes
    assert home["rel"] == "noopener"
    assert home["href"] == f"http://localhost/person/{PERSON}?since=2010"
    assert not list(root.all("form"))
    pair = read(client.get(f"/embed/{A}?with={B}").text).one("a", id="frame-home").attributes
    assert pair["href"] == f"http://localhost/explore?ego={A}&with={B}"


def test_a_frame_has_the_controls_that_its_embedder_chose(client: FlaskClient) -> None:
    usual = read(client.get(FRAME).text)
    assert list(usual.all("div", class_="control-kinds"))
    assert not list(usual.all("div", class_="control-find"))
    assert usual.one("html").attributes["data-without"] == "fullscreen steps table"
    bare = read(client.get(f"{FRAME}?controls=none").text)
    assert not list(bare.all("fieldset"))
    full = read(client.get(f"{FRAME}?controls=all").text)
    assert list(full.all("table"))
    assert list(full.all("button", id="graph-undo"))
    some = client.get(f"{FRAME}?controls=years").text
    assert 'id="section-years"' in some
    assert 'id="section-lens"' not in some


def test_a_frame_shows_a_title_as_text_or_none_at_all(client: FlaskClient) -> None:
    page = client.get(f"{FRAME}?title={quote(HOSTILE)}")
    assert "<script>alert" not in page.text
    assert "<img" not in page.text
    assert read(page.text).one("h1").text.strip() == HOSTILE
    assert read(client.get(f"{FRAME}?title=").text).one("h1").attributes["class"] == "spoken"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/embed/nobody", 404),
        (f"{FRAME}?theme=%3Cscript%3Ealert(1)%3C/script%3E", 400),
        (f"{FRAME}?controls=%3Cscript%3E", 400),
        (f"{FRAME}?theme=light&theme=dark", 400),
        ("/embed/" + "x" * 600, 400),
        ("/embed/%3Cscript%3Ealert(1)%3C/script%3E;/x", 404),
    ],
)
def test_what_goes_wrong_is_told_inside_the_frame(
    client: FlaskClient, path: str, status: int
) -> None:
    page = client.get(path)
    assert page.status_code == status
    assert "<script>alert" not in page.text
    root = read(page.text)
    assert root.one("html").attributes["data-failed"]
    assert not list(root.all("header"))
    assert "frame-ancestors *" in page.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("theme", "scheme"),
    [("dark", "dark"), ("light", "light"), ("auto", "light dark"), ("pink", "light dark")],
)
def test_what_goes_wrong_is_told_in_the_theme_of_the_page_around(
    client: FlaskClient, theme: str, scheme: str
) -> None:
    root = read(client.get(f"/embed/nobody?theme={theme}").text)
    assert root.one("html").attributes["data-theme"] == scheme.replace("light dark", "auto")
    assert root.one("meta", name="color-scheme").attributes["content"] == scheme


@pytest.mark.logs_warnings
def test_without_a_database_a_frame_says_so(engine_settings: Settings) -> None:
    store = Store(Address("bolt://127.0.0.1:9", "neo4j", None, None))
    page = create_app(engine_settings, store).test_client().get(FRAME)
    store.close()
    assert page.status_code == 503
    assert page.headers["Retry-After"]
    assert page.headers["Cache-Control"] == "no-store"
    assert "Try again" in read(page.text).one("main").text


def test_a_second_visit_is_answered_in_few_words(client: FlaskClient) -> None:
    for path in (FRAME, f"/api/slice/{PERSON}", f"/api/slice/{PERSON}?format=svg"):
        first = client.get(path)
        for encoding in ("gzip", "br", "identity"):
            again = {"If-None-Match": first.headers["ETag"], "Accept-Encoding": encoding}
            answer = client.get(path, headers=again)
            assert (answer.status_code, answer.data) == (304, b""), path
        other = client.get(f"{path}{'&' if '?' in path else '?'}since=2012")
        assert other.headers["ETag"] != first.headers["ETag"]


def test_a_slices_tag_outlives_the_process_that_built_it(
    arcadedb_store: Store, engine_settings: Settings
) -> None:
    answers: list[Any] = []
    for key in ("one", "other"):
        app = create_app(replace(engine_settings, secret_key=key), arcadedb_store)
        answers.append(app.test_client().get(f"/api/slice/{A}?people=7"))
    first, second = answers
    assert first.headers["ETag"] == second.headers["ETag"]
    assert first.headers["ETag"].startswith("W/")


def test_words_of_a_step_are_those_of_the_frame(client: FlaskClient) -> None:
    asked = f"/panel/state/{PERSON}?form=frame&controls=table&do=widen:paper"
    answer = client.get(asked).get_json()
    root = read(answer["html"])
    assert root.one("footer", id="frame-told")
    assert root.one("table", id="graph-table")
    assert answer["slice"]["asked"]["do"] == ["widen:paper"]


@pytest.fixture
def odd(empty_store: Store, engine_settings: Settings) -> FlaskClient:
    nodes = [Paper(ODD, f"On {HOSTILE}", 2020, authors_count=1), Person("odd:p//q", HOSTILE)]
    batch = Batch(nodes=nodes, edges=[Authorship("odd:p//q", ODD, 1)])
    empty_store.write(batch, dataset="odd", run_id="r")
    return create_app(engine_settings, empty_store).test_client()


@pytest.mark.parametrize("id", [ODD, "odd:p//q"])
def test_ids_and_names_of_any_characters_stay_texts(odd: FlaskClient, id: str) -> None:
    page = odd.get("/embed/" + quote(id, safe="/"))
    assert page.status_code == 200
    assert "<script>alert" not in page.text
    root = read(page.text)
    assert not list(root.all("img"))
    state = root.one("main").attributes["data-state"]
    assert odd.get(state).get_json()["slice"]["ego"] == id


@pytest.mark.parametrize("id", [ODD, "odd:p//q"])
def test_ids_of_any_characters_travel_through_oembed_and_pictures(
    odd: FlaskClient, id: str
) -> None:
    kind = "paper" if id == ODD else "person"
    page = f"http://localhost/{kind}/{quote(id, safe='/')}"
    for form in ("json", "xml"):
        answer = odd.get("/oembed", query_string={"url": page, "format": form})
        assert answer.status_code == 200, answer.text
        code = answer.get_json()["html"] if form == "json" else answer.text
        assert "<script>alert" not in code
    told = odd.get("/oembed", query_string={"url": page}).get_json()
    frame = read(told["html"]).one("iframe").attributes
    assert odd.get(frame["src"].removeprefix("http://localhost")).status_code == 200
    assert HOSTILE.split(">")[-2] in frame["title"] == told["title"]
    for ending in (".svg", ".png", "/card.png", "/badge.svg"):
        picture = odd.get("/embed/" + quote(id, safe="/") + ending)
        assert picture.status_code == 200
        assert picture.mimetype.startswith("image/")
        assert ending.endswith("png") or b"<script>alert" not in picture.data
        names = re.findall('filename="?([^";]+)', picture.headers["Content-Disposition"])
        assert all(re.fullmatch(r"[\w.-]+", each) for each in names)


# -- what an address asks for and cannot have -----------------------------------------------------


def test_a_frame_with_damaged_steps_lives_without_them(client: FlaskClient) -> None:
    page = client.get(f"/embed/{PERSON}?s=abc").text
    assert "damaged" in page
    state = html.unescape(re.search(r'data-state="([^"]+)"', page)[1])  # type: ignore[index]
    assert client.get(state).status_code == 200


def test_whoever_is_no_node_is_told_and_left_out(client: FlaskClient) -> None:
    page = client.get(f"/embed/{PERSON}?with=nobody").text
    assert "nobody is no node here" in page
    assert "with=nobody" not in page
    told = client.get(
        "/oembed", query_string={"url": f"http://localhost/embed/{PERSON}?with=nobody"}
    )
    assert told.get_json()["title"] == "Qi Tian in context"  # the frame says what is missing


def test_what_the_address_of_a_frame_chooses_travels_through_oembed(client: FlaskClient) -> None:
    asked = f"http://localhost/embed/{PERSON}?theme=dark&controls=none"
    told = client.get("/oembed", query_string={"url": asked}).get_json()
    assert "theme=dark" in told["html"]
    assert "controls=none" in told["html"]


# -- "Embed this" ----------------------------------------------------------------------------------

GROUP = f"/embed/{A}?with={B}"
GRAPHS = (
    (f"/person/{PERSON}", FRAME), ("/paper/openalex:W2048185449", "/embed/openalex:W2048185449"),
    ("/topic/openalex:T10102", "/embed/openalex:T10102"),
    ("/institution/openalex:I159129438", "/embed/openalex:I159129438"),
    (f"/person/{PERSON}?since=2010", f"{FRAME}?since=2010"),
    (f"/explore?ego={A}&with={B}", GROUP), (f"/compare?a={A}&b={B}", GROUP),
    (f"/path?from={A}&to={B}", GROUP),
)  # fmt: skip


@pytest.mark.parametrize(("path", "frame"), GRAPHS)
def test_every_page_that_shows_a_graph_says_how_to_embed_it(
    client: FlaskClient, path: str, frame: str
) -> None:
    root = read(client.get(path).text)
    assert root.one("button", id="embed-open").text == "Embed this"
    dialog = root.one("dialog", id="embed-dialog")
    forms = [each.attributes["value"] for each in dialog.all("input", name="form")]
    assert forms == ["component", "frame", "picture", "badge", "link"]
    plain = root.one("details", id="graph-embed")
    picture, badge, code = (each.text for each in plain.all("pre"))
    assert f'src="http://localhost{frame}"' in html.unescape(code)
    told = [re.fullmatch(r"\[!\[.+\]\((.+)\)\]\((.+)\)", each) for each in (picture, badge)]
    for match, ending in zip(told, (".svg", "/badge.svg"), strict=True):
        assert match is not None
        image = client.get(match[1].removeprefix("http://localhost"))
        assert (image.status_code, image.mimetype) == (200, "image/svg+xml")
        assert match[1].partition("?")[0].endswith(ending)
        assert client.get(match[2].removeprefix("http://localhost")).status_code == 200
    several = "with=" in frame
    assert ("in context" in client.get(told[1][1]).text) == several  # type: ignore[index]
    assert ("routes themselves" in plain.text) == path.startswith("/path")


@pytest.mark.parametrize("path", ["/", "/search?q=citation", "/search?q=", "/query/",
                                  "/query/person_papers", "/explore?group=", "/compare",
                                  "/nowhere"])  # fmt: skip
def test_a_page_without_a_graph_of_its_own_offers_none(client: FlaskClient, path: str) -> None:
    root = read(client.get(path).text)
    assert not list(root.all("dialog"))
    links = [each.attributes["href"] for each in root.all("a") if "#graph-embed" in
             each.attributes.get("href", "")]  # fmt: skip
    assert len(links) == (1 if path == "/" else 0)
    for link in links:
        assert list(read(client.get(link).text).all("details", id="graph-embed"))


def test_a_title_cannot_end_its_link_in_markdown() -> None:
    assert markdown_text("x](https://evil) [<b>") == r"x\](https://evil) \[b"
    assert markdown_link("/doi:10.1(2)3") == "/doi:10.1%282%293"
