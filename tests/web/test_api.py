from __future__ import annotations

import io
import re
import zipfile
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from explorer.config import Settings
from explorer.engine import Address
from explorer.errors import QueryTimeout
from explorer.export import EXPORTERS
from explorer.model import EdgeKind, NodeKind
from explorer.store import Answer, Store
from explorer.web.app import create_app
from loaders.sample import FEATURED

QI_TIAN = FEATURED["Qi Tian"]


def refused(client: FlaskClient, path: str, method: str = "GET") -> dict[str, Any]:
    """The error at a path, which must have the one shape."""
    response = client.open(path, method=method)
    error: dict[str, Any] = response.get_json()
    unknown = {"nearest"} if "There is no node" in error["error"] else set()
    assert set(error) == {"ok", "error", "code", "hint", "status"} | unknown
    assert error["ok"] is False
    assert error["status"] == response.status_code
    return error


def test_counts(client: FlaskClient) -> None:
    answer = client.get("/api/counts").get_json()
    assert answer["ok"] is True
    assert set(answer["nodes"]) == set(NodeKind)
    assert set(answer["edges"]) == set(EdgeKind)
    assert answer["nodes"]["paper"] == 613 + 4595
    assert min(answer["edges"].values()) > 0
    assert answer["data_as_of"] == "2024-03-06"


def test_search(client: FlaskClient) -> None:
    answer = client.get("/api/search?q=tian&kind=person&limit=5").get_json()
    assert len(answer["hits"]) == 5
    assert answer["more"] is True
    assert answer["hits"][0] | {"detail": ""} == {
        "id": QI_TIAN, "kind": "person", "label": "Qi Tian", "detail": ""
    }  # fmt: skip


def test_node(client: FlaskClient) -> None:
    answer = client.get(f"/api/node/{QI_TIAN}").get_json()
    assert (answer["kind"], answer["label"], answer["papers"]) == ("person", "Qi Tian", 132)


@pytest.mark.parametrize(
    ("path", "media_type"),
    [
        ("", "application/json"),
        (".json", "application/json"),
        (".svg", "image/svg+xml"),
        ("?format=svg", "image/svg+xml"),
        ("?format=json", "application/json"),
        (".graphml", "application/graphml+xml"),
        ("?format=gexf", "application/gexf+xml"),
        ("?format=csv", "application/zip"),
        (".cypher", "text/plain"),
        (".png", "image/png"),
        ("?format=html", "text/html"),
        (".bib", "application/x-bibtex"),
        (".ris", "application/x-research-info-systems"),
    ],
)
def test_slices_by_suffix_and_by_format(client: FlaskClient, path: str, media_type: str) -> None:
    response = client.get(f"/api/slice/openalex:W2048185449{path}")
    assert response.status_code == 200
    assert response.mimetype == media_type
    how, _, name = response.headers["Content-Disposition"].partition("; filename=")
    shown = media_type in {"application/json", "image/svg+xml", "image/png"}
    assert how == ("inline" if shown else "attachment")
    assert name.startswith("Self-Selected-or-Mandated-Open-Access-Increases-Citation-Impact")


@pytest.mark.parametrize("name", EXPORTERS)
def test_every_format_says_where_the_slice_comes_from(client: FlaskClient, name: str) -> None:
    written = client.get(f"/api/slice/openalex:W2048185449?format={name}&people=3").data
    if name == "csv":
        with zipfile.ZipFile(io.BytesIO(written)) as archive:
            written = archive.read("README.txt")
    for fact in (b"Works on bibliometrics, from OpenAlex", b"CC0 1.0", b"2024-03-06"):
        assert fact in written
    if name not in {"json", "csv"}:
        assert b"/explore?ego=openalex:W2048185449" in written
        assert b"people=3" in written


def test_references_are_the_papers_shown_and_those_behind_reasons(client: FlaskClient) -> None:
    found = client.get(f"/api/slice/{QI_TIAN}").get_json()
    shown = [node["id"] for node in found["nodes"] if node["kind"] == "paper"]
    parts = [*found["edges"], *(why for node in found["nodes"] for why in node["reasons"])]
    behind = {id for part in parts for id in part["evidence"]
              if found["evidence"][id]["kind"] == "paper"}  # fmt: skip
    written = client.get(f"/api/slice/{QI_TIAN}.bib").data.decode()
    ids = re.findall(r"^  graphid = {(.*)},$", written, re.MULTILINE)
    assert ids[: len(shown)] == shown
    assert set(ids) == behind | set(shown)
    assert "Tian, Qi" in written
    assert {each["dataset"] for each in found["sources"]} == {"dblp-sample"}
    assert found["sources"][0]["nodes"] == len(
        {node["id"] for node in found["nodes"]} | found["evidence"].keys()
    )


def test_options_of_a_picture(client: FlaskClient) -> None:
    path = "/api/slice/openalex:W2048185449.png?people=3&papers=3"
    light, dark = (client.get(f"{path}&theme={theme}") for theme in ("light", "dark"))
    assert light.status_code == dark.status_code == 200
    assert light.data != dark.data
    for wrong in ("theme=pink", "scale=0", "scale=99", "scale=two"):
        assert refused(client, f"{path}&{wrong}")["status"] == 400
    assert refused(client, "/api/slice/openalex:W2048185449.csv?scale=2")["status"] == 400


def test_a_slice_obeys_its_arguments(client: FlaskClient) -> None:
    answer = client.get("/api/slice/openalex:W2048185449?papers=3&kinds=paper").get_json()
    assert [node["kind"] for node in answer["nodes"]] == ["paper"] * 4
    assert answer["asked"]["kinds"]["paper"] == 3


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api", 404),
        ("/api/", 404),
        ("/api/nothing", 404),
        ("/api/search", 400),
        ("/api/search?q=+", 400),
        ("/api/search?q=x&kind=robot", 400),
        ("/api/search?q=x&limit=0", 400),
        ("/api/search?q=x&limit=many", 400),
        ("/api/search?q=x&limit=101", 400),
        ("/api/node/openalex:A0", 404),
        ("/api/node/", 404),
        ("/api/slice/openalex:A0", 404),
        ("/api/slice/openalex:A0.json", 404),
        ("/api/slice/openalex:W2048185449.xlsx", 404),
        ("/api/slice/openalex:W2048185449?format=xlsx", 404),
        ("/api/slice/openalex:W2048185449?papers=many", 400),
        ("/api/slice/openalex:W2048185449?kinds=robot", 400),
    ],
)
def test_errors_have_one_shape(client: FlaskClient, path: str, status: int) -> None:
    assert refused(client, path)["status"] == status


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_the_api_is_read_only(client: FlaskClient, method: str) -> None:
    error = refused(client, "/api/counts", method)
    assert (error["status"], error["code"]) == (405, "method_not_allowed")
    assert "GET" in client.open("/api/counts", method=method).headers["Allow"]


def test_an_unknown_id_names_the_nearest(client: FlaskClient) -> None:
    assert "Qi Tian" in refused(client, "/api/node/name:dblp-sample/qi-tan")["hint"]


@pytest.mark.parametrize(
    "body", [b"", b"not json", b"[]", b"{}", b'{"output": "x.y"}', b'{"output": 5}', b"\xff\xfe"]
)
def test_malformed_panel_callbacks_are_refused(client: FlaskClient, body: bytes) -> None:
    response = client.post(
        "/panel/_dash-update-component", data=body, content_type="application/json"
    )
    assert response.status_code == 400
    assert response.get_json()["code"] == "bad_request"


def test_a_request_too_large_is_refused(client: FlaskClient) -> None:
    response = client.post(
        "/panel/_dash-update-component", data=b"x" * 1_000_000, content_type="application/json"
    )
    assert response.status_code in {400, 413}
    assert response.get_json()["ok"] is False


def test_the_description_names_exactly_what_exists(app: Flask, client: FlaskClient) -> None:
    document = client.get("/api/openapi.json").get_json()
    rules = {
        rule.rule.replace("<path:id>", "{id}")
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/") or rule.endpoint.startswith(("pictures.", "oembed."))
    }
    assert set(document["paths"]) == rules


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/api/counts", "Counts"),
        ("/api/search?q=tian", "Hits"),
        (f"/api/node/{QI_TIAN}", "Node"),
        ("/api/slice/openalex:W2048185449", "Slice"),
        ("/api/clusters/openalex:W2048185449", "Clusters"),
        ("/api/nothing", "Error"),
    ],
)
def test_the_description_is_true(client: FlaskClient, path: str, name: str) -> None:
    schemas = client.get("/api/openapi.json").get_json()["components"]["schemas"]
    check(client.get(path).get_json(), schemas[name])


class Late(Store):
    """A store whose queries all run over their limit."""

    def ask(self, name: str, /, *, seconds: float | None = None, **params: object) -> Answer:
        raise QueryTimeout(f"The query {name} ran over its limit of 20 s.")


@pytest.mark.logs_warnings
def test_the_description_names_every_error(client: FlaskClient, engine_settings: Settings) -> None:
    paths = client.get("/api/openapi.json").get_json()["paths"]
    with Late(Address("bolt://127.0.0.1:9", "neo4j", None, None)) as store:
        late = create_app(engine_settings, store).test_client()
        for path, methods in paths.items():
            asked = methods["get"]
            names = [each["name"] for each in asked["parameters"] if each.get("required")]
            for reader, value, status in ((late, "x", 504), (client, "x" * 501, 400)):
                address = path.replace("{id}", value)
                given = {name: value for name in names if name not in {"id", "url"}}
                given |= {"url": f"http://localhost/person/{value}"} if "url" in names else {}
                answer = reader.get(address, query_string=given)
                if names or status == 504:
                    expected = 200 if path.endswith("openapi.json") else status
                    assert answer.status_code == expected, address
                assert str(answer.status_code) in asked["responses"], address


def check(value: Any, schema: dict[str, Any]) -> None:
    """Compare a value with the parts of JSON Schema that the description uses."""
    if "oneOf" in schema:
        assert value is None or not check(value, schema["oneOf"][0])
    elif "const" in schema:
        assert value == schema["const"]
    elif "enum" in schema:
        assert value in schema["enum"]
    elif schema["type"] == "object":
        assert isinstance(value, dict)
        for key in schema.get("required", ()):
            check(value[key], schema["properties"][key])
    elif schema["type"] == "array":
        assert isinstance(value, list)
        for each in value:
            check(each, schema["items"])
    else:
        kinds = {"string": str, "integer": int, "number": (int, float), "boolean": bool}
        assert isinstance(value, kinds[schema["type"]])  # type: ignore[arg-type]


def test_the_hint_for_an_impossible_number_is_in_words(client: FlaskClient) -> None:
    answer = client.get(f"/api/slice/{FEATURED['Qi Tian']}?papers=-1").json
    assert answer["error"] == "papers is a number from 0 to 200, not '-1'."
    assert answer["hint"] == "Leave it out for 22."
