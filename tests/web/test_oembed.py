"""oEmbed: discovery in each page's head, and answers for our pages alone."""

from __future__ import annotations

from html import unescape
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

from explorer.config import Settings
from explorer.store import Store
from explorer.web.app import create_app
from loaders.sample import FEATURED
from tests.web.reading import read

EGO, OTHER = FEATURED["Vincent Larivière"], "openalex:A5023888391"
HOME = "http://localhost"


def ask(client: FlaskClient, url: str, **more: object) -> Any:
    return client.get("/oembed", query_string={"url": url, **more})


def test_a_page_is_shown_as_a_frame_with_its_card(client: FlaskClient) -> None:
    answer = ask(client, f"{HOME}/person/{EGO}")
    told = answer.get_json()
    assert (answer.status_code, told["version"], told["type"]) == (200, "1.0", "rich")
    assert told["title"] == "Vincent Larivière in context"
    assert f'src="{HOME}/embed/{EGO}"' in told["html"]
    assert 'frameborder="0"' in told["html"]  # WordPress takes styles away, and leaves this
    assert (told["width"], told["height"]) == (800, 600)
    assert told["provider_url"] == f"{HOME}/"
    assert f"max-age={told['cache_age']}," in answer.headers["Cache-Control"]
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    card = client.get(told["thumbnail_url"].removeprefix(HOME))
    assert (card.status_code, card.mimetype) == (200, "image/png")
    assert (told["thumbnail_width"], told["thumbnail_height"]) == (1200, 630)
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    ("room", "size", "thumbnail"),
    [
        ({"maxwidth": 500}, (500, 600), (500, 262)),
        ({"maxheight": 300}, (800, 300), (571, 300)),
        ({"maxwidth": 320, "maxheight": 240}, (320, 240), (320, 168)),
        ({"maxwidth": 100}, (100, 600), None),
        ({"maxwidth": 1000000, "maxheight": 1000000}, (800, 600), (1200, 630)),
    ],
)
def test_nothing_is_larger_than_there_is_room_for(
    client: FlaskClient, room: dict[str, int], size: tuple[int, int], thumbnail: Any
) -> None:
    told = ask(client, f"{HOME}/person/{EGO}", **room).get_json()
    assert (told["width"], told["height"]) == size
    assert f'width="{size[0]}" height="{size[1]}"' in told["html"]
    shown = (told["thumbnail_width"], told["thumbnail_height"]) if thumbnail else None
    assert shown == thumbnail
    assert ("thumbnail_url" in told) == bool(thumbnail)


def test_xml_says_the_same(client: FlaskClient) -> None:
    url = f"{HOME}/explore?ego={EGO}&since=2015&kinds=person"
    answer = ask(client, url, format="xml")
    assert answer.mimetype == "text/xml"
    root = ElementTree.fromstring(answer.data)  # noqa: S314 - our own output
    said = {each.tag: each.text for each in root}
    told = ask(client, url, format="json").get_json()
    assert (root.tag, said) == ("oembed", {name: str(value) for name, value in told.items()})


def test_what_a_page_asks_travels_into_the_frame(client: FlaskClient) -> None:
    steps = f"since=2015&kinds=person,paper&do=hide:{OTHER}"
    told = ask(client, f"{HOME}/explore?ego={EGO}&{steps}&utm_source=x#fragment").get_json()
    assert f'"{HOME}/embed/{EGO}?{steps}"' in unescape(told["html"])
    assert told["thumbnail_url"] == f"{HOME}/embed/{EGO}/card.png?{steps}"
    for page in (
        f"/explore?ego={EGO}&with={OTHER}",
        f"/explore?ego={EGO}&ego={OTHER}",
        f"/compare?a={EGO}&b={OTHER}",
        f"/path?from={EGO}&to={OTHER}&steps=5",
    ):
        told = ask(client, HOME + page).get_json()
        assert f'"{HOME}/embed/{EGO}?with={OTHER}"' in told["html"], page
        assert " and " in told["title"]


@pytest.mark.parametrize("path", [f"/embed/{EGO}", f"/embed/{EGO}.svg", f"/embed/{EGO}/card.png"])
def test_the_address_of_an_embed_is_understood_as_well(client: FlaskClient, path: str) -> None:
    assert f'"{HOME}/embed/{EGO}"' in ask(client, HOME + path).get_json()["html"]


def test_the_title_of_an_embed_is_that_of_the_answer(client: FlaskClient) -> None:
    title = quote('"><script>x</script>')
    asked = f"theme=dark&controls=none&title={title}"
    told = ask(client, f"{HOME}/embed/{EGO}?{asked}").get_json()
    assert told["title"] == '"><script>x</script>'
    assert "<script" not in told["html"]
    assert 'title="&quot;&gt;&lt;script&gt;x&lt;/script&gt;"' in told["html"]
    assert "controls=none" in told["html"]
    assert "controls" not in told["thumbnail_url"]  # which a card has none of
    assert "theme=dark" in told["thumbnail_url"]


@pytest.mark.parametrize(
    ("url", "status"),
    [
        ("", 400),
        (f"https://elsewhere.example/person/{EGO}", 404),
        (f"http://localhost.elsewhere.example/person/{EGO}", 404),
        (f"http://localhost:81/person/{EGO}", 404),
        (f"http://localhost@elsewhere.example/person/{EGO}", 404),
        (f"javascript:alert(1)//localhost/person/{EGO}", 404),
        (f"//localhost/person/{EGO}", 404),
        (f"/person/{EGO}", 404),
        ("http://[", 404),
        ("http://localhost:x/person/a", 404),
        (f"{HOME}/person/openalex:A0", 404),
        (f"{HOME}/person/a%00b", 400),
        (f"{HOME}/nothing", 404),
        (f"{HOME}/", 404),
        (HOME, 404),
        (f"{HOME}/explore", 404),
        (f"{HOME}/api/slice/{EGO}", 404),
        (f"{HOME}/search?q=x", 404),
        (f"{HOME}/query/person_papers", 404),
        (f"{HOME}/path?from=nobody&to={EGO}", 404),
        (f"{HOME}/person/{EGO}?since=abc", 400),
        (f"{HOME}/person/{EGO}?s=%00", 400),
        (f"{HOME}/embed/{EGO}?theme=evil", 400),
        (f"{HOME}/embed/{EGO}?controls=evil", 400),
        (f"{HOME}/embed/{EGO}?title={'x' * 201}", 400),
        (f"{HOME}/embed/{EGO}?theme=light&theme=dark", 400),
    ],
)
def test_other_addresses_are_refused(client: FlaskClient, url: str, status: int) -> None:
    answer = ask(client, url)
    assert answer.status_code == status, answer.text
    assert answer.get_json()["ok"] is False


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"format": "yaml"}, 501),
        ({"format": "<script>"}, 501),
        ({"maxwidth": "-5"}, 400),
        ({"maxwidth": "abc"}, 400),
        ({"maxheight": "0"}, 400),
        ({"maxheight": "1e6"}, 400),
        ({"maxwidth": ["300", "400"]}, 400),
    ],
)
def test_other_formats_and_impossible_rooms_are_refused(
    client: FlaskClient, more: dict[str, Any], status: int
) -> None:
    answer = ask(client, f"{HOME}/person/{EGO}", **more)
    assert (answer.status_code, answer.get_json()["status"]) == (status, status)


def test_errors_are_told_in_the_format_that_is_asked_for(client: FlaskClient) -> None:
    refused = ask(client, "https://elsewhere.example/<b>&", format="xml")
    assert (refused.status_code, refused.mimetype) == (404, "text/xml")
    root = ElementTree.fromstring(refused.data)  # noqa: S314 - our own output
    said = {each.tag: each.text for each in root}
    assert (root.tag, said["ok"], said["status"], said["code"]) == (
        "error", "false", "404", "not_found"
    )  # fmt: skip
    assert said["error"]
    assert refused.headers["Access-Control-Allow-Origin"] == "*"
    for odd in ("yaml", "<script>"):
        assert ask(client, HOME, format=odd).mimetype == "application/json"
    empty = ask(client, f"{HOME}/person/{EGO}", format="")
    assert (empty.status_code, empty.mimetype) == (200, "application/json")


def test_the_scheme_may_be_that_of_a_proxy_and_a_second_visit_costs_little(
    client: FlaskClient,
) -> None:
    answer = ask(client, f"https://localhost/person/{EGO}")
    assert answer.status_code == 200
    again = client.get(
        "/oembed",
        query_string={"url": f"https://localhost/person/{EGO}"},
        headers={"If-None-Match": answer.headers["ETag"]},
    )
    assert again.status_code == 304


def test_a_site_below_a_path_knows_its_own_addresses(arcadedb_store: Store) -> None:
    settings = Settings(public_url="https://graph.example.org", base_path="/research")
    client = create_app(settings, arcadedb_store).test_client()

    def told(url: str) -> Any:
        return client.get("/research/oembed", query_string={"url": url})

    home = "https://graph.example.org/research"
    assert f'src="{home}/embed/{EGO}"' in told(f"{home}/person/{EGO}").get_json()["html"]
    assert told(f"https://graph.example.org/person/{EGO}").status_code == 404
    assert told(f"https://graph.example.org/researchers/person/{EGO}").status_code == 404
    assert told(f"http://localhost/research/person/{EGO}").status_code == 404


def test_what_a_trusted_proxy_says_is_believed(arcadedb_store: Store) -> None:
    client = create_app(Settings(trusted_proxies=1), arcadedb_store).test_client()
    headers = {"X-Forwarded-Host": "graph.example.org", "X-Forwarded-Proto": "https"}
    url = f"https://graph.example.org/person/{EGO}"
    answer = client.get("/oembed", query_string={"url": url}, headers=headers)
    assert f'src="https://graph.example.org/embed/{EGO}"' in answer.get_json()["html"]


@pytest.mark.parametrize(
    "path",
    [
        f"/person/{EGO}",
        "/paper/openalex:W2048185449",
        "/topic/openalex:T10102",
        f"/person/{EGO}?since=2012&kinds=person",
        f"/explore?ego={EGO}&since=2012",
        f"/explore?ego={EGO}&with={OTHER}",
        f"/compare?a={EGO}&b={OTHER}",
        f"/path?from={EGO}&to={OTHER}",
    ],
)
def test_each_page_with_a_graph_says_how_to_show_it(client: FlaskClient, path: str) -> None:
    head = read(client.get(path).text).one("head")
    links = {link.attributes["type"]: link.attributes["href"] for link in head.all("link")
             if "oembed" in link.attributes.get("type", "")}  # fmt: skip
    assert set(links) == {"application/json+oembed", "text/xml+oembed"}
    told = client.get(links["application/json+oembed"].removeprefix(HOME)).get_json()
    assert told["type"] == "rich"
    assert client.get(links["text/xml+oembed"].removeprefix(HOME)).mimetype == "text/xml"
    metas = {
        meta.attributes.get("property", meta.attributes.get("name", "")): meta.attributes["content"]
        for meta in head.all("meta") if "content" in meta.attributes
    }  # fmt: skip
    assert metas["twitter:card"] == "summary_large_image"
    assert (metas["og:image:width"], metas["og:image:height"]) == ("1200", "630")
    card = client.get(metas["og:image"].removeprefix(HOME))
    assert (card.status_code, card.mimetype) == (200, "image/png")
    asked = path.partition("?")[2].removeprefix(f"ego={EGO}").strip("&")
    if "since" in asked:
        assert "since=2012" in told["html"]
        assert "since=2012" in metas["og:image"]


def test_the_front_page_has_a_card_and_no_graph_of_its_own(client: FlaskClient) -> None:
    page = client.get("/").text
    assert "json+oembed" not in page
    address = unescape(page.partition('og:image" content="')[2].partition('"')[0])
    assert client.get(address.removeprefix(HOME)).mimetype == "image/png"


def test_hostile_addresses_stay_in_their_attribute(client: FlaskClient) -> None:
    page = client.get(f"/person/{EGO}?kinds={quote(chr(34) + '><script>x</script>')}").text
    assert "<script>x" not in page
