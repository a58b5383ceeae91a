"""What is at hand is neither drawn, asked for nor charged again, and tells who has it already."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from explorer.config import Settings
from explorer.lock import LoadLock
from explorer.model import Authorship, Batch, Paper, Person
from explorer.store import Row, Store
from explorer.web import keeping, rates
from explorer.web.app import create_app
from explorer.web.keeping import Answer, RecentAnswers
from loaders.sample import FEATURED
from tests.processes import ROOT

EGO, OTHER = FEATURED["Vincent Larivière"], "openalex:A5074283997"
SMALL = "people=4&papers=3&topics=2&institutions=1"
EMBEDS = tuple(f"/embed/{EGO}{ending}?{SMALL}"
               for ending in ("", ".svg", ".png", "/card.png", "/badge.svg"))  # fmt: skip
# Every address whose answer has a tag.
TAGGED = (
    *EMBEDS, "/embed.js", "/static/site.css", f"/api/slice/{EGO}", f"/api/slice/{EGO}.graphml",
    f"/api/path?from={EGO}&to={OTHER}&format=csv",
    f"/oembed?url=http%3A%2F%2Flocalhost%2Fperson%2F{EGO}",
)  # fmt: skip


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The queries that the database is asked, in order."""
    names: list[str] = []
    run = Store.run

    def noted(self: Store, name: str, /, **params: object) -> list[Row]:
        names.append(name)
        return run(self, name, **params)

    monkeypatch.setattr(Store, "run", noted)
    return names


@pytest.fixture
def limited(arcadedb_store: Store) -> Callable[[str], FlaskClient]:
    """Makes a site that one address may ask so much of."""
    return lambda rate: create_app(Settings(rate_limit=rate), arcadedb_store).test_client()


def get(client: FlaskClient, path: str, **headers: str) -> Any:
    with client.get(path, headers={n.replace("_", "-"): v for n, v in headers.items()}) as answer:
        answer.get_data()
        return answer


# -- entity tags -----------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
@pytest.mark.parametrize("path", TAGGED)
def test_every_tag_is_compared_in_one_way(app: Flask, path: str, encoding: str) -> None:
    client = app.test_client()
    first = get(client, path, Accept_Encoding=encoding)
    tag = first.headers["ETag"].removeprefix("W/")
    for given in ("*", tag, f"W/{tag}", f'"a", W/{tag}', f'W/"b" ,{tag},"c"'):
        again = get(client, path, Accept_Encoding=encoding, If_None_Match=given)
        assert (again.status_code, again.data) == (304, b""), given
        same = again.headers["ETag"].removeprefix("W/")
        assert same.split(":")[0].strip('"') == tag.split(":")[0].strip('"')  # how it is packed
        for name in ("Cache-Control", "Content-Security-Policy"):
            assert again.headers[name] == first.headers[name], given
    for given in ('"a"', f'W/{tag[:-1]}x"', "", tag.strip('"')[:-1], '"*"', "W/*"):
        again = get(client, path, Accept_Encoding=encoding, If_None_Match=given)
        assert (again.status_code, again.data != b"") == (200, True), given


@pytest.mark.parametrize(
    ("path", "status"),
    [(f"/embed/{EGO}.svg?width=-5", 400), ("/embed/nobody.png", 404), ("/embed/nobody", 404),
     ("/api/slice/nobody", 404), (f"/embed/{EGO}?theme=pink", 400)],
)  # fmt: skip
def test_an_error_has_no_tag_and_nobody_has_it_already(
    client: FlaskClient, path: str, status: int
) -> None:
    for _ in range(2):
        answer = get(client, path, If_None_Match="*")
        assert (answer.status_code, "ETag" in answer.headers) == (status, False)
        assert answer.data


def test_the_page_says_as_long_as_the_header_does_how_old_an_embed_may_be(
    client: FlaskClient,
) -> None:
    minutes, hours = {300: "five minutes"}, {3600: "an hour"}
    fresh, stale = minutes[keeping.FRESH_SECONDS], hours[keeping.STALE_SECONDS]
    told = {name: " ".join((ROOT / "docs" / name).read_text().split())
            for name in ("embedding.md", "pictures.md")}  # fmt: skip
    for text in told.values():
        assert f"for {fresh} without asking" in text
        assert f"for {stale} after that" in text
    picture, frame = (client.get(path).headers["Cache-Control"] for path in EMBEDS[1::-1])
    assert picture == "public, max-age=300, stale-while-revalidate=3600"
    assert frame == "public, max-age=300"


# -- rates -----------------------------------------------------------------------------------------


def test_what_is_at_hand_is_answered_though_nothing_more_may_be_made(
    limited: Callable[[str], FlaskClient], asked: list[str]
) -> None:
    client = limited(f"{len(EMBEDS)} per minute")
    made = {path: get(client, path) for path in EMBEDS}
    assert {answer.status_code for answer in made.values()} == {200}
    asked.clear()
    for path, first in made.items():
        for headers in ({}, {"If_None_Match": first.headers["ETag"]}, {"If_None_Match": "*"}):
            answer = get(client, path, **headers)
            assert answer.status_code == (304 if headers else 200), path
    assert set(asked) <= {"data_version"}
    for path in (f"{EMBEDS[1]}&width=700", "/embed/nobody", f"/api/slice/{EGO}", "/"):
        refused = get(client, path, If_None_Match="*")
        assert refused.status_code == 429, path
        assert 1 <= int(refused.headers["Retry-After"]) <= 61
        assert refused.headers["Cache-Control"] == "no-store"


def test_a_flood_of_what_is_at_hand_ends_too(limited: Callable[[str], FlaskClient]) -> None:
    client = limited("1 per minute")
    answers = [get(client, EMBEDS[1], If_None_Match="*") for _ in range(rates.TIMES + 2)]
    assert [each.status_code for each in answers[: rates.TIMES]] == [304] * rates.TIMES
    assert {each.status_code for each in answers[rates.TIMES :]} == {429}
    assert answers[-1].headers["Retry-After"]
    assert get(client, "/embed.js").status_code == 200


def test_a_tag_that_takes_a_slice_to_compare_is_charged(
    limited: Callable[[str], FlaskClient],
) -> None:
    client = limited("3 per minute")
    path = f"/api/slice/{EGO}?{SMALL}"
    answers = [get(client, path, If_None_Match="*").status_code for _ in range(4)]
    assert answers == [304, 304, 304, 429]


def test_what_is_made_is_charged_once_and_what_is_refused_as_well(
    limited: Callable[[str], FlaskClient],
) -> None:
    client = limited("4 per minute")
    paths = (EMBEDS[1], f"{EMBEDS[1]}&width=-5", "/embed/nobody", "/api/counts", "/api/counts")
    statuses = [get(client, path).status_code for path in paths]
    assert statuses == [200, 400, 404, 200, 429]


# -- frames and pictures ---------------------------------------------------------------------------


def test_a_kept_frame_is_of_its_own_arguments_and_address(
    app: Flask, asked: list[str], arcadedb_store: Store, engine_settings: Settings
) -> None:
    client = app.test_client()
    path = f"/embed/{EGO}?{SMALL}&title=kept"
    first = get(client, path)
    asked.clear()
    assert get(client, f"{path}&utm_source=elsewhere").data == first.data
    assert set(asked) <= {"data_version"}
    others = [
        get(client, f"{path}&theme=dark"),
        get(client, f"{path}&controls=none"),
        get(client, f"{path}&with={OTHER}"),
        get(client, f"{path}&do=hide:{OTHER}"),
        get(client, path, Host="graph.example.org"),
    ]
    assert len({first.data, *(each.data for each in others)}) == len(others) + 1
    assert "http://graph.example.org/" in others[-1].text
    settings = replace(engine_settings, secret_key="another")
    elsewhere = create_app(settings, arcadedb_store).test_client()
    assert get(elsewhere, path).headers["ETag"] == first.headers["ETag"]


# -- what there is not -----------------------------------------------------------------------------


@pytest.mark.parametrize("ending", ["", ".svg", ".png", "/card.png", "/badge.svg"])
def test_a_dead_id_is_looked_for_once(app: Flask, asked: list[str], ending: str) -> None:
    client = app.test_client()
    path = f"/embed/openalex:A404{ending}?n={ending}"
    first = get(client, path)
    assert (first.status_code, "search_people" in asked) == (404, True)
    asked.clear()
    again = get(client, path)
    assert (again.status_code, again.data) == (404, first.data)
    assert set(asked) <= {"data_version"}
    for answer in (first, again):
        assert answer.headers["Cache-Control"] == "public, max-age=300"
        assert answer.headers["Content-Security-Policy"].endswith("frame-ancestors *")
    if ending:
        assert first.get_json()["code"] == "not_found"
    else:
        assert "There is no node openalex:A404" in first.text


def test_an_id_that_was_dead_lives_once_a_load_has_brought_it(
    empty_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "VERSION_SECONDS", 0.0)
    client = create_app(Settings(), empty_store).test_client()
    paths = ("/embed/p:1", "/embed/p:1.svg")
    assert [get(client, path).status_code for path in paths] == [404, 404]
    with LoadLock(empty_store, "r1", "load of d"):
        passing = get(client, "/embed/p:2")
        assert (passing.status_code, passing.headers["Cache-Control"]) == (404, "no-store")
        found = Batch([Person("p:1", "Ada"), Paper("w:1", "One", 2020, authors_count=1)],
                      [Authorship("p:1", "w:1", 1)])  # fmt: skip
        empty_store.write(found, dataset="d", run_id="r1")
        told = {"state": "complete", "ended": "2026-01-01"}
        empty_store.run("record_load", id="r1", properties=told)
    assert [get(client, path).status_code for path in paths] == [200, 200]


class Versions(Store):
    """Knows the version of its data and nothing else."""

    def __init__(self) -> None:
        """Without a database."""

    def run(self, name: str, /, **_params: object) -> list[Row]:
        return [{"loads": 1, "ended": None}]


def test_what_is_kept_is_bounded() -> None:
    made: list[int] = []

    def make(number: int) -> Answer:
        made.append(number)
        return Answer(b"x" * 100, "text/plain", lasting=number != 7)

    kept, store = RecentAnswers(most=3, most_bytes=250), Versions()
    for number in (1, 2, 1, 3, 2, 7, 7):
        kept.get(store, number, lambda number=number: make(number))  # type: ignore[misc]
    assert made == [1, 2, 3, 2, 7, 7]


def test_dead_ids_are_bounded_push_nothing_out_and_are_asked_for_again_in_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made: list[str] = []

    def make(name: str) -> Answer:
        made.append(name)
        return Answer(b"x", "text/plain", status=404 if name.startswith("dead") else 200)

    kept, store = RecentAnswers(most=2), Versions()

    def ask(name: str) -> None:
        kept.get(store, name, lambda: make(name))

    ask("picture")
    for number in range(keeping.MOST_LOST + 1):
        ask(f"dead {number}")
    made.clear()
    ask("picture")
    ask(f"dead {keeping.MOST_LOST}")
    assert made == []
    ask("dead 0")
    assert made == ["dead 0"]
    clock = keeping.time.monotonic() + keeping.FRESH_SECONDS
    monkeypatch.setattr(keeping.time, "monotonic", lambda: clock)
    ask("picture")
    ask("dead 0")
    assert made == ["dead 0", "dead 0"]
