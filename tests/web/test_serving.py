from __future__ import annotations

import gzip
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from explorer.config import Settings
from explorer.engine import Address
from explorer.model import Authorship, Batch, Paper, Person
from explorer.store import Row, Store
from explorer.web.app import create_app
from loaders.sample import FEATURED
from tests.web.reading import read

QI_TIAN = f"/person/{FEATURED['Qi Tian']}"
WAYS = ["/", QI_TIAN, "/query/", "/no/such/page", "/api/counts", "/healthz", "/favicon.ico"]
STRANGE = "odd:a/b<c>;d#e(f)%2Fg?h&i=j 'k\"l.json"


@pytest.mark.parametrize("path", WAYS)
def test_every_answer_has_its_headers_and_no_cookie(client: FlaskClient, path: str) -> None:
    with client.get(path) as response:  # the icon is a file, which stays open until then
        headers = response.headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "Referrer-Policy" in headers
    assert "Permissions-Policy" in headers
    assert "frame-ancestors 'self'" in headers["Content-Security-Policy"]
    assert "Set-Cookie" not in headers


def test_pages_run_no_script_but_their_own(client: FlaskClient) -> None:
    policy = dict(
        part.strip().split(" ", 1)
        for part in client.get(QI_TIAN).headers["Content-Security-Policy"].split(";")
    )
    assert policy["script-src"].startswith("'self'")
    assert "unsafe" not in policy["script-src"]
    assert "'sha256-" in policy["script-src"]
    assert policy["object-src"] == "'none'"
    assert policy["base-uri"] == "'self'"
    assert policy["form-action"] == "'self'"


def test_answers_are_compressed(client: FlaskClient) -> None:
    plain = client.get(QI_TIAN, headers={"Accept-Encoding": "identity"})
    packed = client.get(QI_TIAN, headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert len(packed.data) < len(plain.data) / 3
    assert b"Research graph" in gzip.decompress(packed.data)
    best = client.get(QI_TIAN, headers={"Accept-Encoding": "gzip, deflate, br"})
    assert best.headers["Content-Encoding"] == "br"


def test_assets_that_hold_their_hash_never_expire(client: FlaskClient) -> None:
    root = read(client.get(QI_TIAN).text)
    assets = [
        *(link.attributes["href"] for link in root.all("link", rel="stylesheet")),
        *(script.attributes["src"] for script in root.all("script") if "src" in script.attributes),
    ]
    assert any(asset.startswith("/static/site.css?v=") for asset in assets)
    for asset in assets:
        with client.get(asset) as response:
            assert response.status_code == 200, asset
            assert "immutable" in response.headers["Cache-Control"], asset
    with client.get("/static/site.css") as response:
        assert "immutable" not in response.headers["Cache-Control"]


def test_the_app_does_not_connect(tmp_path: Any) -> None:
    app = create_app(Settings(data_dir=tmp_path / "nothing"))
    client = app.test_client()
    assert client.get("/healthz").get_json() == {"ok": True}
    assert client.get("/robots.txt").status_code == 200
    assert not (tmp_path / "nothing").exists()


def test_ready_where_the_store_answers(client: FlaskClient) -> None:
    assert client.get("/readyz").get_json() == {"ok": True, "engine": "arcadedb"}


@pytest.fixture
def stopped(engine_settings: Settings) -> Any:
    """A reader of a site whose database is gone."""
    store = Store(Address("bolt://127.0.0.1:9", "neo4j", None, None))
    yield create_app(engine_settings, store).test_client()
    store.close()


@pytest.mark.logs_warnings
@pytest.mark.parametrize("path", ["/", "/search?q=tian", QI_TIAN, "/explore?ego=x"])
def test_without_a_database_pages_say_what_to_do(stopped: FlaskClient, path: str) -> None:
    response = stopped.get(path)
    assert response.status_code == 503
    assert int(response.headers["Retry-After"]) > 0
    main = read(response.text).one("main").text
    assert "The graph database does not answer" in main
    assert "Try again in a moment" in main
    assert "bolt://" not in main
    assert "Traceback" not in response.text


@pytest.mark.logs_warnings
@pytest.mark.parametrize("path", ["/api/counts", "/api/slice/x", "/api/search?q=x", "/readyz"])
def test_without_a_database_the_api_says_so(stopped: FlaskClient, path: str) -> None:
    response = stopped.get(path)
    assert response.status_code == 503
    assert response.get_json()["code"] == "store_unavailable"
    assert int(response.headers["Retry-After"]) > 0


class Broken(Store):
    """A store with a fault of the programmer's in it."""

    def run(self, name: str, /, **params: object) -> list[Row]:
        raise RuntimeError("secret detail of line 12")


@pytest.mark.logs_warnings
@pytest.mark.parametrize("path", ["/", QI_TIAN, "/api/counts", "/api/node/x"])
def test_no_stack_trace_reaches_a_reader(engine_settings: Settings, path: str) -> None:
    with Broken(Address("bolt://127.0.0.1:9", "neo4j", None, None)) as store:
        response = create_app(engine_settings, store).test_client().get(path)
    assert response.status_code == 500
    assert "secret" not in response.text
    assert "Traceback" not in response.text
    assert "Something went wrong on our side" in response.text
    if path.startswith("/api"):
        assert response.get_json()["status"] == 500


# -- ids and texts of the worst kind -------------------------------------------------------------


@pytest.fixture
def odd(empty_store: Store, engine_settings: Settings) -> FlaskClient:
    """A reader of a graph whose ids and titles are hostile."""
    title = 'On $E^2$ </script><script>alert(1)</script> \\textbf{"x"} & <img src=x onerror=a>'
    batch = Batch(
        nodes=[
            Paper(STRANGE, title, 2020, abstract="<p>see https://example.org/ $x<y$</p>",
                  url="javascript:alert(1)", doi="doi:10.1/<x>", authors_count=1),
            Person("odd:p//q", "A <b>bold</b> name"),
        ],
        edges=[Authorship("odd:p//q", STRANGE, 1)],
    )  # fmt: skip
    empty_store.write(batch, dataset="odd", run_id="r")
    return create_app(engine_settings, empty_store).test_client()


def test_ids_of_any_characters_work_everywhere(odd: FlaskClient) -> None:
    hits = odd.get("/api/search?q=alert").get_json()["hits"]
    assert [hit["id"] for hit in hits] == [STRANGE]
    person = read(odd.get("/person/odd:p//q").text)
    work = person.one("li", class_="work").one("h3").one("a").attributes["href"]
    page = odd.get(work)
    assert page.status_code == 200
    root = read(page.text)
    assert root.one("code").text == " ".join(STRANGE.split())
    data = [link.attributes["href"] for link in root.all("a")
            if link.attributes["href"].startswith("/api/")]  # fmt: skip
    assert len(data) >= 3
    for link in data:
        assert odd.get(link).status_code == 200, link
    explorer = root.one("a", class_="button").attributes["href"]
    assert read(odd.get(explorer).text).one("div", class_="graph-frame")


def test_a_known_suffix_is_cut_off_only_where_the_whole_is_no_id(odd: FlaskClient) -> None:
    with_suffix = odd.get("/api/slice/odd:p//q.svg")
    assert with_suffix.mimetype == "image/svg+xml"
    # Its own id ends in .json: the whole string is the id.
    link = odd.get("/api/search?q=alert").get_json()["hits"][0]["id"]
    response = odd.get(
        "/api/slice/" + link.replace("%", "%25").replace("#", "%23").replace("?", "%3F")
    )
    assert response.get_json()["ego"] == STRANGE


def test_hostile_texts_are_shown_and_never_run(odd: FlaskClient) -> None:
    text = odd.get("/person/odd:p//q").text
    root = read(text)
    assert "<script>alert(1)" not in text
    assert not list(root.all("img"))
    title = root.one("li", class_="work").one("h3")
    assert title.one("b").text == '"x"'
    assert list(title.all("math"))
    assert not [a for a in root.all("a") if "javascript" in a.attributes["href"]]
    assert (
        root.one("details", class_="abstract").one("a").attributes["href"] == "https://example.org/"
    )


def test_an_empty_graph_says_how_to_load(empty_store: Store, engine_settings: Settings) -> None:
    client = create_app(engine_settings, empty_store).test_client()
    assert "No data is loaded yet." in read(client.get("/").text).one("main").text
    assert client.get("/search").status_code == 200
    assert client.get("/api/counts").get_json()["data_as_of"] is None


# -- behind proxies --------------------------------------------------------------------------------


def mounted(settings: Settings, store: Store, **changes: Any) -> Flask:
    return create_app(replace(settings, **changes), store)


@pytest.mark.parametrize("asked", ["/research/", "/", "/research"])
def test_a_base_path_works_stripped_or_not(
    engine_settings: Settings, arcadedb_store: Store, asked: str
) -> None:
    client = mounted(engine_settings, arcadedb_store, base_path="/research").test_client()
    root = read(client.get(asked).text)
    local = [link.attributes["href"] for link in (*root.all("a"), *root.all("link"))]
    assert all(href.startswith(("/research/", "#", "http")) for href in local)


def test_a_page_under_a_base_path_is_whole(
    engine_settings: Settings, arcadedb_store: Store
) -> None:
    app = mounted(
        engine_settings, arcadedb_store,
        base_path="/research", public_url="https://graph.example.org/research",
    )  # fmt: skip
    client = app.test_client()
    root = read(client.get(f"/research{QI_TIAN}").text)
    assert root.one("section", id="research-graph").attributes["data-base"] == "/research"
    canonical = root.one("link", rel="canonical").attributes["href"]
    assert canonical == f"https://graph.example.org/research{QI_TIAN}"
    scripts = [s.attributes["src"] for s in root.all("script") if "src" in s.attributes]
    assert scripts
    assert all(src.startswith("/research/") for src in scripts)
    assert client.get(scripts[0]).status_code == 200
    assert "Disallow: /research/api/" in client.get("/research/robots.txt").text


def test_a_public_address_may_leave_the_base_path_out(
    engine_settings: Settings, arcadedb_store: Store
) -> None:
    app = mounted(
        engine_settings, arcadedb_store,
        base_path="/research", public_url="https://graph.example.org",
    )  # fmt: skip
    root = read(app.test_client().get("/").text)
    canonical = root.one("link", rel="canonical").attributes["href"]
    assert canonical == "https://graph.example.org/research/"


@pytest.mark.parametrize(("proxies", "host"), [(0, "localhost"), (1, "graph.example.org")])
def test_forwarded_headers_are_believed_only_from_trusted_proxies(
    engine_settings: Settings, arcadedb_store: Store, proxies: int, host: str
) -> None:
    client = mounted(engine_settings, arcadedb_store, trusted_proxies=proxies).test_client()
    headers = {"X-Forwarded-Host": "graph.example.org", "X-Forwarded-Proto": "https"}
    root = read(client.get("/", headers=headers).text)
    canonical = root.one("link", rel="canonical").attributes["href"]
    assert canonical == f"{'https' if proxies else 'http'}://{host}/"
