import json
import re
from collections.abc import Iterator, Mapping

import flask
import pytest
from flask.testing import FlaskClient
from markupsafe import Markup

from explorer.config import Settings
from explorer.panel import mount
from explorer.panel.bundle import ASSETS
from explorer.panel.callbacks import FACTS_OUTPUT, MAX_BODY
from explorer.store import Store
from explorer.web.app import create_app

ADDRESS = "/panel/_dash-update-component"


def no_store() -> Store:
    raise AssertionError("nothing here may ask the database")


def draw(parts: Mapping[str, Markup]) -> str:
    return "".join(parts[name] for name in ("css", "app_entry", "config", "scripts", "renderer"))


@pytest.fixture
def site() -> FlaskClient:
    """The real site without a database: nothing here gets as far as one."""
    return create_app(Settings(base_path="")).test_client()


def page_of(base_path: str = "") -> str:
    server = flask.Flask("one_page")
    app = mount(server, settings=Settings(base_path=base_path), store=no_store, render=draw)

    @server.get("/")
    def front() -> str | flask.Response:
        flask.g.page = ("", {})
        return app.index()

    return server.test_client().get("/").text


def malformed() -> Iterator[tuple[str, bytes, str]]:
    kind = "application/json"
    yield "empty", b"", kind
    yield "not JSON", b"{", kind
    yield "a form", b"output=x", "application/x-www-form-urlencoded"
    yield "no object", b"[]", kind
    yield "unknown output", json.dumps({"output": "x.y", "inputs": []}).encode(), kind
    yield "no inputs", json.dumps({"output": FACTS_OUTPUT}).encode(), kind
    yield "long", b" " * (MAX_BODY + 1), kind
    yield "huge", b" " * 2_000_000, kind


@pytest.mark.parametrize(
    ("body", "kind"), [each[1:] for each in malformed()], ids=[each[0] for each in malformed()]
)
def test_malformed_calls_get_the_one_shape_of_an_error(
    site: FlaskClient, body: bytes, kind: str
) -> None:
    answer = site.post(ADDRESS, data=body, content_type=kind)
    assert answer.status_code == 400
    told = answer.get_json()
    assert set(told) == {"ok", "error", "code", "hint", "status"}
    assert (told["ok"], told["code"], told["status"]) == (False, "bad_request", 400)


@pytest.mark.parametrize(
    "address",
    ["/panel/", "/panel/x", ADDRESS, "/panel/_dash-component-suites/dash/../dash.py",
     "/panel/_dash-component-suites/os/path.py"],
)  # fmt: skip
def test_dash_serves_no_page_and_no_file_of_its_own(site: FlaskClient, address: str) -> None:
    answer = site.get(address)
    assert answer.status_code == 404
    assert answer.get_json()["code"] == "not_found"


def test_a_page_loads_only_what_its_components_need() -> None:
    scripts = re.findall(r'<script defer src="([^"]+)"', page_of())
    assert any("dash_cytoscape" in script for script in scripts)
    assert any("dash_html_components" in script for script in scripts)
    unused = ("/dcc/", "/dash_table/", "/polyfill@")
    assert not any(name in script for name in unused for script in scripts)
    assert all(script.startswith("/panel/") for script in scripts)


def test_our_own_files_come_as_one_script_and_one_sheet_that_never_expire() -> None:
    page = page_of()
    own = [name for name in re.findall(r'(?:src|href)="([^"]+)"', page) if "/panel/panel.v" in name]
    assert [name.rpartition(".")[2] for name in own] == ["css", "js"]
    assert "/panel/assets/" not in page
    client = create_app(Settings(base_path="")).test_client()
    for name in own:
        answer = client.get(name)
        assert "immutable" in answer.headers["Cache-Control"]
        for path in ASSETS.glob(f"*.{name.rpartition('.')[2]}"):
            assert path.read_text() in answer.text


def test_everything_is_asked_for_below_the_base_path() -> None:
    page = page_of("/research")
    addresses = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert addresses
    assert all(address.startswith("/research/panel/") for address in addresses)
    found = re.search(r'id="_dash-config" type="application/json">([^<]+)<', page)
    assert found
    assert json.loads(found[1])["requests_pathname_prefix"] == "/research/panel/"


def test_until_dash_renders_a_sentence_stands_there() -> None:
    page = page_of()
    assert re.search(r'id="react-entry-point">.*Building this graph slice', page)
    assert "Loading..." not in page


def test_two_apps_in_one_process_have_all_callbacks_each() -> None:
    counts = []
    for _ in range(2):
        server = flask.Flask("one_of_two")
        mount(server, settings=Settings(), store=no_store, render=draw)
        listed = server.test_client().get("/panel/_dash-dependencies").get_json()
        counts.append(sorted(each["output"] for each in listed))
    assert counts[0] == counts[1]
    assert FACTS_OUTPUT in counts[0]
    assert len(counts[0]) == 2
