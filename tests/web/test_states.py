"""What the panel asks for when a reader goes on, and what pages make of any state."""

from __future__ import annotations

import base64
import json
import zlib
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from flask.testing import FlaskClient

from explorer.config import Settings
from explorer.graph.request import MAX_OPERATIONS
from explorer.store import Row, Store
from explorer.web.app import create_app
from loaders.sample import FEATURED
from tests.web.reading import read

EGO = FEATURED["Vincent Larivière"]
OTHER = FEATURED["Qi Tian"]
STATE = f"/panel/state/{EGO}"


def ask(client: FlaskClient, path: str, **args: Any) -> dict[str, Any]:
    found = client.get(path, query_string=args)
    assert found.status_code == 200, found.text
    answer: dict[str, Any] = found.get_json()
    return answer


def packed(**args: Any) -> str:
    deflater = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    raw = deflater.compress(urlencode(args, doseq=True).encode()) + deflater.flush()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def test_one_answer_holds_slice_drawing_and_words(client: FlaskClient) -> None:
    do = [f"expand:{EGO}", "widen:person"]
    answer = ask(client, STATE, do=do)
    same = ask(client, f"/api/slice/{EGO}", do=do)
    for part in ("nodes", "edges", "cut", "view"):
        assert answer["slice"][part] == same[part]
    drawn = [each["data"]["id"] for each in answer["drawing"]["elements"]]
    assert set(drawn) == {each["id"] for part in ("nodes", "edges") for each in same[part]}
    words = read(answer["html"])
    cut = words.one("div", id="graph-cut")
    assert all(each["sentence"] in cut.text for each in same["cut"])
    assert not list(words.all("script"))
    assert not list(words.all("svg"))
    again = [a.attributes for a in cut.all("a", class_="step")]
    assert again
    for link in again:  # without a script they are addresses of the next state
        assert parse_qs(urlsplit(link["href"]).query)["do"] == [*do, link["data-step"]]


def test_a_packed_state_is_the_same_state(client: FlaskClient) -> None:
    args = {"do": ["years:2005-2015", f"expand:{OTHER}"], "people": "9", "with": [OTHER]}
    plain = ask(client, STATE, **args)["slice"]
    for path in (STATE, f"/api/slice/{EGO}"):
        answer = ask(client, path, s=packed(**args))
        found = answer.get("slice", answer)
        assert found["asked"] == plain["asked"]
        assert found["nodes"] == plain["nodes"]
    page = client.get(f"/explore?ego={EGO}&s={packed(**args)}")
    assert page.status_code == 200
    assert read(page.text).one("h1").text == "Vincent Larivière and Qi Tian"


INSTITUTION = "openalex:I159129438"


@pytest.mark.parametrize("kind", ["person", "institution"])
def test_the_heading_is_about_the_ego_that_a_reader_has_come_to(
    client: FlaskClient, kind: str
) -> None:
    others = ask(client, STATE)["slice"]["nodes"][1:]
    id = next(node["id"] for node in others if node["kind"] == kind)
    args = {"do": [f"ego:{id}"]}
    answer = ask(client, STATE, **args)
    label = answer["slice"]["nodes"][0]["label"]
    whole = read(client.get("/explore", query_string={"ego": EGO, **args}).text)
    for root in (whole, read(answer["html"])):
        head = root.one("header", id="graph-about")
        assert "data-follows" in head.attributes
        assert head.one("h1").text == label
        assert head.one("span", class_="kind-mark").text == kind.capitalize()
        links = {link.text: link.attributes["href"] for link in head.all("a")}
        assert links["Back to the full page"] == f"/{kind}/{id}"
        assert root.one("title", id="graph-title").text.startswith(f"{label} in context")
        assert root.one("p", id="graph-subtitle").text == f"See {label} in context"
    shared = whole.one("meta", property="og:title").attributes["content"]
    assert shared == f"{label} in context"
    profile = read(client.get(f"/person/{EGO}", query_string=args).text)
    assert profile.one("h1").text == "Vincent Larivière"  # the page is about him
    assert profile.one("p", id="graph-subtitle").text == f"See {label} in context"


def test_a_group_is_called_by_its_members(client: FlaskClient) -> None:
    others = [OTHER, "openalex:W2088209891", INSTITUTION]
    for count in (1, 2, 3):
        group = others[:count]
        html = ask(client, STATE, **{"with": group})["html"]
        whole = client.get("/explore", query_string={"ego": EGO, "with": group}).text
        for root in map(read, (html, whole)):
            head = root.one("header", id="graph-about")
            assert head.one("span", class_="kind-mark").text == "Group"
            named = [link.text for link in head.one("h1").all("a")]
            assert named[:2] == ["Vincent Larivière", "Qi Tian"]
            assert len(named) == min(count + 1, 3)
            assert head.one("h1").text.endswith(" and 1 more") is (count == 3)
            assert "Back to the full page" not in head.text


@pytest.mark.parametrize("text", ["", "x", "%%%", packed(do=["hide:x"])[:-3], "A" * 9000,
                                  packed(do="hide:" + "x" * 200_000)])  # fmt: skip
def test_a_damaged_packed_state_is_refused_by_the_api_and_told_by_the_page(
    client: FlaskClient, text: str
) -> None:
    refused = client.get(f"/api/slice/{EGO}", query_string={"s": text})
    assert refused.status_code == 400
    assert refused.get_json()["code"] == "bad_request"
    page = read(client.get(f"/person/{EGO}", query_string={"s": text}).text)
    assert "damaged" in page.one("div", class_="graph-lost").text


def test_a_page_opens_what_exists_of_a_state_and_the_api_refuses_it(client: FlaskClient) -> None:
    do = ["fly:x", f"expand:{OTHER}x", f"ego:{OTHER}x", "hide:", "pin:1:2", "widen:person"]
    args = {"do": do, "since": "2020", "until": "2010", "off": "gravity"}
    for one in [{"do": "fly:x"}, {"off": "gravity"}, {"since": "2020", "until": "2010"}]:
        assert client.get(f"/api/slice/{EGO}", query_string=one).status_code == 400
    assert client.get(f"/api/slice/{EGO}", query_string={"do": do[2]}).status_code == 404
    page = read(client.get(f"/person/{EGO}", query_string=args).text)
    lost = page.one("div", class_="graph-lost").text
    for part in ("'fly:x'", f"{OTHER}x could not be expanded", f"{OTHER}x is no node",
                 "1 to 500", "'1:2'", "run backwards", "'gravity'"):  # fmt: skip
        assert part in lost
    answer = ask(client, STATE, **args)
    assert answer["slice"]["asked"]["do"] == [do[1], "widen:person"]
    assert "'fly:x'" in " ".join(answer["slice"]["notes"])


def test_too_many_steps_are_cut_off_and_told(client: FlaskClient) -> None:
    steps = ["widen:topic"] + ["hide:nobody"] * MAX_OPERATIONS
    assert client.get(f"/api/slice/{EGO}?s={packed(do=steps)}").status_code == 400
    answer = ask(client, STATE, s=packed(do=steps))
    assert len(answer["slice"]["asked"]["do"]) == MAX_OPERATIONS
    assert "the last 1 were left out" in answer["slice"]["notes"][0]


def test_a_group_opens_without_those_who_are_gone(client: FlaskClient) -> None:
    page = client.get(f"/explore?ego={EGO}x&with={EGO}&do=hide:nobody", follow_redirects=True)
    assert page.status_code == 200
    assert f"{EGO}x" in read(page.text).one("p", class_="not-found").text
    lost = read(page.text).one("div", class_="graph-lost").text
    assert "nobody could not be hidden: it is not shown" in lost
    assert client.get(f"/explore?ego={EGO}x").status_code == 404


def test_the_trail_leads_back_to_each_ego(client: FlaskClient) -> None:
    do = [f"hide:{OTHER}", f"ego:{OTHER}", "widen:person", f"ego:{EGO}"]
    answer = ask(client, STATE, do=do)
    assert [(stop["id"], stop["steps"]) for stop in answer["slice"]["trail"]] == [
        (EGO, 1), (OTHER, 3), (EGO, 4)
    ]  # fmt: skip
    links = read(answer["html"]).one("nav", id="graph-trail").all("a")
    assert [parse_qs(urlsplit(a.attributes["href"]).query)["do"] for a in links] == [
        do[:1], do[:3]
    ]  # fmt: skip


def test_what_is_unpinned_goes_home_and_what_is_hidden_is_listed(client: FlaskClient) -> None:
    first = ask(client, STATE)["slice"]
    pinned, hidden = (node["id"] for node in first["nodes"][1:3])
    label = first["nodes"][1]["label"]
    do = [f"pin:-300,200:{pinned}", f"hide:{hidden}"]
    moved = ask(client, STATE, do=do)
    assert moved["slice"]["pinned"] == [pinned]
    assert [each["id"] for each in moved["slice"]["hidden"]] == [hidden]
    assert f"show:{hidden}" in moved["html"]
    home = ask(client, STATE, do=[*do, f"unpin:{pinned}", f"show:{hidden}"])["slice"]
    assert home["pinned"] == []
    spots = [{n["id"]: (n["x"], n["y"]) for n in each["nodes"]} for each in (first, home)]
    assert spots[0] == spots[1]
    assert ask(client, STATE, do=[f"unpin:{pinned}"])["slice"]["notes"] == [
        f"{label} is not pinned"
    ]


@pytest.mark.parametrize("path", [f"/explore?ego={EGO}", f"/person/{EGO}?people=5"])
def test_a_page_shows_the_next_best_beside_all_others(client: FlaskClient, path: str) -> None:
    page = client.get(f"{path}&widen=person")
    assert page.status_code == 200
    shown = json.loads(read(page.text).one("script", id="slice-data").text)
    assert shown["nodes"][0]["id"] == EGO
    assert (shown["asked"]["do"], shown["asked"]["widen"]) == (["widen:person"], None)


@pytest.mark.parametrize("form", ["frame", "page"])
@pytest.mark.parametrize("encoding", ["identity", "gzip"])
def test_an_answer_that_a_browser_has_is_not_sent_again(
    client: FlaskClient, form: str, encoding: str
) -> None:
    path, asks = f"{STATE}?form={form}&people=5", {"Accept-Encoding": encoding}
    first = client.get(path, headers=asks)
    assert first.headers["Cache-Control"] == "no-cache"
    again = client.get(path, headers={**asks, "If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert "Accept" in again.headers["Vary"]
    other = {**asks, "If-None-Match": 'W/"another"'}
    assert client.get(path, headers=other).status_code == 200


def test_a_tag_changes_exactly_when_the_answer_does(
    client: FlaskClient, arcadedb_store: Store, engine_settings: Settings
) -> None:
    """Another process that built the slice anew gives the same tag; anything else another one."""
    fixed = replace(engine_settings, secret_key="of all processes")
    one, two = (create_app(fixed, arcadedb_store).test_client() for _ in range(2))
    tags = []
    paths = (
        f"{STATE}?form=frame", STATE, f"{STATE}?form=frame&people=5", f"{STATE}?people=5",
        f"{STATE}?form=frame&title=Mine&controls=table", f"{STATE}?form=frame&do=hide:{OTHER}",
        f"{STATE}?do=expand:{OTHER}",
    )  # fmt: skip
    others = {path: two.get(path) for path in reversed(paths)}  # which remembers other things
    for path in paths:
        found, built = one.get(path), others[path]
        tags.append(found.headers["ETag"])
        assert built.headers["ETag"] == tags[-1], path
        asked = {"If-None-Match": tags[-1]}
        assert two.get(path, headers=asked).status_code == 304
        # Its links are signed with another key.
        assert client.get(path, headers=asked).status_code == 200
    assert len(set(tags)) == len(tags)


def test_words_of_a_changed_dataset_are_sent_though_the_slice_is_the_same(
    client: FlaskClient, arcadedb_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, run = f"{STATE}?form=frame", arcadedb_store.run

    def renamed(name: str, /, **params: Any) -> list[Row]:
        rows = run(name, **params)
        return [{**row, "title": "Renamed"} for row in rows] if name == "slice_sources" else rows

    first = client.get(path)
    monkeypatch.setattr(arcadedb_store, "run", renamed)
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 200
    assert again.headers["ETag"] != first.headers["ETag"]
    assert "Renamed" in again.get_json()["html"]


ODD = {"years": "2030-2010", "v": "99", "<b>": "x"}
TRACKED = {"utm_source": "mail", "fbclid": "1", "gclid": "2", "_ga": "3"}


@pytest.mark.parametrize("path", [f"/person/{EGO}", "/explore", "/compare"])
def test_what_an_address_asks_for_and_is_nothing_here_is_told(
    client: FlaskClient, path: str
) -> None:
    about = {"/explore": {"ego": EGO}, "/compare": {"a": EGO, "b": OTHER}}.get(path, {})
    fine = {**about, **TRACKED, "page": "1", "since": "1990"}
    assert not read(client.get(path, query_string=fine).text).one("div", id="graph-lost").text
    told = read(client.get(path, query_string=fine | ODD).text).one("div", id="graph-lost").text
    assert "The address asks for “years”, “v” and “<b>”, which mean nothing here" in told
    assert "The rest is shown" in told


def test_an_unknown_argument_is_a_note_of_the_slice_and_no_error(client: FlaskClient) -> None:
    path = f"/api/slice/{EGO}"
    plain = ask(client, path, since="1990", **TRACKED)
    assert plain["notes"] == []
    odd = ask(client, path, since="1990", s=packed(colour="red"), format="json")
    assert odd["notes"] == ["The address asks for “colour”, which means nothing here"]
    assert odd["nodes"] == plain["nodes"]
    answer = ask(client, STATE, **ODD)  # the page's words tell it, the slice's notes need not
    assert answer["slice"]["notes"] == []
    assert "which mean nothing here" in read(answer["html"]).one("div", id="graph-lost").text
    shared = client.get(f"/person/{EGO}", query_string={"since": "1990", **ODD}).text
    address = read(shared).one("meta", property="og:url").attributes["content"]
    assert parse_qs(urlsplit(address).query) == {"since": ["1990"]}
