"""What embeds need no database for: looks, the component's weight, headers, CORS and rates."""

from __future__ import annotations

import gzip
import re
from collections.abc import Mapping
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from explorer.config import Settings
from explorer.errors import BadRequest
from explorer.export.looks import COLOURS
from explorer.graph.request import Plain
from explorer.panel.controls import CONTROLS
from explorer.web import etags
from explorer.web.app import create_app
from explorer.web.embed import BAR, CONTRAST, EXTRAS, MAX_TITLE, PAGE, USUAL, read_look
from explorer.web.site import STATIC
from tests.made_site import ExampleStore, finished
from tests.processes import ROOT
from tests.unit.made_slice import make_slice
from tests.unit.test_export import contrast

DOCUMENT = (ROOT / "docs" / "embedding.md").read_text()
MOST = 10 * 1024  # bytes of the component, as a browser is sent it
ELSEWHERE = "https://blog.example.org"


def made(**settings: Any) -> FlaskClient:
    app: Flask = create_app(Settings(**settings), ExampleStore())
    return app.test_client()


def test_the_component_is_light_and_needs_nothing() -> None:
    script = (STATIC / "embed.js").read_bytes()
    assert len(gzip.compress(script)) <= MOST
    assert b"import" not in script.replace(b"important", b"")
    assert b"innerHTML" not in script
    assert b"document.cookie" not in script
    assert b"Storage" not in script


def test_every_control_can_be_chosen_by_its_name() -> None:
    assert list(BAR) == [each.name for each in CONTROLS]
    assert not set(BAR) & set(EXTRAS)
    assert read_look(Plain({"controls": "all"})).names == {*BAR, *EXTRAS}
    assert [each.name for each in read_look(Plain({"controls": "all"})).controls] == list(BAR)
    assert read_look(Plain({"controls": "none"})).names == frozenset()
    assert (
        read_look(Plain({})).names
        == set(USUAL)
        == read_look(Plain({"controls": "legend, zoom"})).names
    )


@pytest.mark.parametrize(
    "args",
    [
        {"theme": "<script>alert(1)</script>"},
        {"theme": "AUTO"},
        {"controls": "kinds,evil"},
        {"controls": "all,none"},
        {"title": "x" * (MAX_TITLE + 1)},
    ],
)
def test_a_look_that_there_is_not_is_refused(args: dict[str, str]) -> None:
    with pytest.raises(BadRequest):
        read_look(Plain(args))


@pytest.mark.parametrize("theme", ["light", "dark", "auto"])
def test_a_theme_sets_every_colour(theme: str) -> None:
    css = read_look(Plain({"theme": theme})).colours.partition("@media(prefers-contrast")[0]
    for name, (light, dark) in {**COLOURS, **PAGE}.items():
        assert (f"--{name}:{light};" in css) == (theme != "dark" or light == dark)
        assert (f"--{name}:{dark};" in css) == (theme != "light" or light == dark)
    assert ("prefers-color-scheme" in css) == (theme == "auto")


@pytest.mark.parametrize("theme", ["light", "dark", "auto"])
def test_whoever_asks_for_more_contrast_has_it_in_each_theme(theme: str) -> None:
    rules = re.findall(
        r"(?:@media([^{]+)\{)?:root\{([^}]*)\}", read_look(Plain({"theme": theme})).colours
    )
    found = {query: dict(each.split(":") for each in body.split(";") if each)
             for query, body in rules}  # fmt: skip
    more, dark = "(prefers-contrast:more)", "(prefers-color-scheme:dark)"
    expected = {
        "light": {"": 0, more: 0}, "dark": {"": 1, more: 1},
        "auto": {"": 0, dark: 1, more: 0, f"{more} and {dark}": 1},
    }[theme]  # fmt: skip
    assert found.keys() == expected.keys()
    for query, which in expected.items():
        if more not in query:
            continue
        usual = {name: pair[which] for name, pair in {**COLOURS, **PAGE}.items()}
        told = {name: pair[which] for name, pair in CONTRAST.items()}
        assert found[query] == {f"--{name}": value for name, value in told.items()}
        for name in ("ink", "muted", "accent", "caveat-ink", "warn"):
            least = contrast(usual[name], usual["surface"])
            assert contrast(told[name], told["surface"]) >= max(7, least), name
    css = (STATIC / "frame.css").read_text()
    assert "prefers-contrast" not in css


# -- the document --------------------------------------------------------------------------------

SITE = "https://graph.example.org"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.DOTALL | re.MULTILINE)


def blocks(language: str) -> list[str]:
    return [text for name, text in BLOCK.findall(DOCUMENT) if name == language]


def column(header: str) -> list[str]:
    """The words in code marks of the first column of a table."""
    lines = DOCUMENT[DOCUMENT.index(f"| {header} |") :].partition("\n\n")[0].splitlines()[2:]
    return [line.split("`")[1] for line in lines]


def test_the_document_tells_what_the_component_and_the_frame_know() -> None:
    component, frame = (STATIC / "embed.js").read_text(), (STATIC / "frame.js").read_text()
    passed = re.findall(r'"(\w+)"', re.search(r"PASSED = \[(.*?)\]", component)[1])  # type: ignore[index]
    assert set(column("attribute")) == {"src", "height", *passed}
    assert set(column("event")) == set(re.findall(r'#tell\("(\w+)"', component))
    said = {f"research-graph:{word}" for word in re.findall(r'\btell\("(\w+)"', frame)}
    assert set(column("`data.type`")) == said
    controls = DOCUMENT[DOCUMENT.index("`controls` are names") :].partition("; or")[0]
    assert set(re.findall(r"`(\w+)`", controls)) - {"controls", "legend"} == {*BAR, *EXTRAS}


def test_the_snippets_name_what_there_is() -> None:
    app = create_app(Settings(), ExampleStore())
    routes = app.url_map.bind("graph.example.org")
    found = re.findall(rf"{SITE}(/[^\s\"?`{{]+)", DOCUMENT)
    addresses = {each.rstrip(")];") for each in found if not each.endswith("/")}
    assert len(addresses) >= 5
    for address in addresses:
        assert routes.match(address), address
    for text in blocks("html"):
        for tag in re.findall(r"<research-graph\s([^>]*)>", text):
            names = set(re.findall(r"([\w-]+)=", tag))
            assert names <= set(column("attribute")), tag


def test_the_badge_is_told_in_markdown_and_in_html() -> None:
    part = DOCUMENT[DOCUMENT.index("## Badge") :].partition("\n## ")[0]
    snippets = dict(BLOCK.findall(part))
    assert set(snippets) == {"markdown", "html"}
    page = f"{SITE}/person/openalex:A5068542997"
    badge = f"{SITE}/embed/openalex:A5068542997/badge.svg"
    assert snippets["markdown"] == f"[![research graph]({badge})]({page})\n"
    assert f'<a href="{page}">' in snippets["html"]
    assert f'<img src="{badge}?title=Our+group"' in snippets["html"]
    assert 'alt="' in snippets["html"]


def test_the_snippets_of_frameworks_are_those_that_are_tried() -> None:
    page = (ROOT / "tests" / "browser" / "pages" / "react.jsx").read_text()
    component, use = blocks("jsx")
    assert component in page
    assert use.strip() in page
    [template] = blocks("vue")
    assert template == (ROOT / "tests" / "browser" / "pages" / "template.vue").read_text()


# -- entity tags -----------------------------------------------------------------------------------


def told(**changes: object) -> Mapping[str, Any]:
    run = {"query": "person_people", "params": {"id": "p"}, "seconds": 0.1, "rows": 3}
    return finished(make_slice(2, 2, 1, 1)) | {"runs": [run], "took": 0.5} | changes


def test_a_slices_tag_changes_exactly_when_its_answer_would() -> None:
    tag = etags.of_slice(told(), "json", {})
    runs = [{"query": "person_people", "params": {"id": "p"}, "seconds": 9.9, "rows": 3}]
    assert etags.of_slice(told(took=7.0, runs=runs), "json", {}) == tag
    nodes = [*told()["nodes"]]
    nodes[1] = nodes[1] | {"x": nodes[1]["x"] + 0.1}
    others = [
        etags.of_slice(told(nodes=nodes), "json", {}),
        etags.of_slice(told(data_as_of="2031-01-01"), "json", {}),
        etags.of_slice(told(runs=[runs[0] | {"rows": 4}]), "json", {}),
        etags.of_slice(told(), "svg", {}),
        etags.of_slice(told(), "svg", {"theme": "dark"}),
    ]
    assert len({tag, *others}) == len(others) + 1


# -- who may frame and read ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("setting", "ancestors"),
    [("*", "*"), ("https://a.example.org", "'self' https://a.example.org"), ("'none'", "'none'")],
)
def test_the_operator_says_who_frames_embeds_and_nobody_frames_the_rest(
    setting: str, ancestors: str
) -> None:
    client = made(frame_ancestors=setting)
    embed = client.get("/embed/nobody?theme=none").headers
    assert embed["Content-Security-Policy"].endswith(f"frame-ancestors {ancestors}")
    assert "X-Frame-Options" not in embed
    page = client.get("/healthz").headers
    assert page["Content-Security-Policy"].endswith("frame-ancestors 'self'")
    assert page["X-Frame-Options"] == "SAMEORIGIN"


@pytest.mark.logs_warnings  # the store of this site answers no slice
@pytest.mark.parametrize("path", ["/api/counts", "/api/openapi.json", "/embed.js", "/api/no/such"])
def test_anybodys_scripts_may_read_what_is_public_without_credentials(path: str) -> None:
    headers = made().get(path, headers={"Origin": ELSEWHERE}).headers
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in headers
    assert "Access-Control-Allow-Origin" not in made().get("/", headers={"Origin": "x"}).headers


@pytest.mark.parametrize(
    ("origins", "asker", "answer"),
    [
        ((ELSEWHERE,), ELSEWHERE, ELSEWHERE),
        ((ELSEWHERE,), "https://evil.example.org", None),
        ((ELSEWHERE,), "null", None),
        ((), ELSEWHERE, None),
    ],
)
def test_the_operator_says_whose_scripts_may_read(
    origins: tuple[str, ...], asker: str, answer: str | None
) -> None:
    headers = made(cors_origins=origins).get("/api/counts", headers={"Origin": asker}).headers
    assert headers.get("Access-Control-Allow-Origin") == answer
    assert ("Origin" in headers.get("Vary", "")) == bool(origins)


def test_a_sandboxed_frame_may_call_the_panel_where_everybody_may_read() -> None:
    ask = {"Origin": "null", "Access-Control-Request-Method": "POST"}
    path = "/panel/_dash-update-component"
    free = made().options(path, headers=ask).headers
    assert free["Access-Control-Allow-Origin"] == "*"
    assert "POST" in free["Access-Control-Allow-Methods"]
    assert "Content-Type" in free["Access-Control-Allow-Headers"]
    closed = made(cors_origins=(ELSEWHERE,)).options(path, headers=ask).headers
    assert "Access-Control-Allow-Origin" not in closed
    assert "POST" not in made().options("/api/counts", headers=ask).headers[
        "Access-Control-Allow-Methods"
    ]  # fmt: skip


def test_the_component_is_a_script_that_is_asked_for_again_and_not_sent_again() -> None:
    client = made()
    first = client.get("/embed.js", headers={"Accept-Encoding": "gzip"})
    assert first.mimetype == "text/javascript"
    assert "max-age=3600" in first.headers["Cache-Control"]
    assert first.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    for encoding in ("gzip", "identity"):
        again = {"If-None-Match": first.headers["ETag"], "Accept-Encoding": encoding}
        assert client.get("/embed.js", headers=again).status_code == 304


# -- rates -----------------------------------------------------------------------------------------


def test_over_the_rate_an_address_is_told_when_to_come_back() -> None:
    client = made(rate_limit="3 per minute")
    answers = [client.get("/api/counts").status_code for _ in range(4)]
    assert answers == [200, 200, 200, 429]
    refused = client.get("/api/counts")
    assert set(refused.get_json()) == {"ok", "error", "code", "hint", "status"}
    assert refused.get_json()["code"] == "too_many_requests"
    assert 1 <= int(refused.headers["Retry-After"]) <= 61
    page = client.get("/search?q=x")
    assert page.status_code == 429
    assert "Too many requests" in page.text
    frame = client.get("/embed/openalex:A1")
    assert frame.status_code == 429
    assert "masthead" not in frame.text


def test_what_asks_no_database_has_no_limit() -> None:
    client = made(rate_limit="1 per minute")
    free = ("/healthz", "/embed.js", "/static/site.css", "/panel/_dash-layout", "/no/such/page",
            "/robots.txt")  # fmt: skip
    for path in free * 3:
        with client.get(path) as answer:
            assert answer.status_code != 429, path
    assert client.get("/api/counts").status_code == 200


def test_each_address_has_a_rate_of_its_own_as_trusted_proxies_tell_it() -> None:
    def ask(client: FlaskClient, address: str) -> int:
        return client.get("/api/counts", headers={"X-Forwarded-For": address}).status_code

    believing = made(rate_limit="1 per minute", trusted_proxies=1)
    addresses = ("192.0.2.1", "192.0.2.2", "2001:db8::1", "2001:db8:0:1::1")
    assert [ask(believing, each) for each in addresses] == [200] * 4
    assert ask(believing, "192.0.2.1") == 429
    assert ask(believing, "2001:db8::2") == 429, "a network of IPv6 is one reader"
    doubting = made(rate_limit="1 per minute")
    assert [ask(doubting, each) for each in addresses[:2]] == [200, 429]


def test_the_operator_may_set_no_limit() -> None:
    client = made(rate_limit="none")
    assert {client.get("/api/counts").status_code for _ in range(20)} == {200}
