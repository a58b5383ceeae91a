"""A database that goes in the middle of a request: a 503 with a hint, or a page that says so."""

from __future__ import annotations

import math
import threading
from collections.abc import Iterator, Mapping
from typing import Any

import neo4j.exceptions
import pytest
from werkzeug.test import TestResponse

import cypher
from explorer.config import Settings
from explorer.engine import Address
from explorer.model import NodeKind
from explorer.store import Answer, Store
from explorer.web import front
from explorer.web.app import create_app
from loaders.sample import FEATURED
from tests.web.reading import read

pytestmark = pytest.mark.logs_warnings

A, B = FEATURED["Vincent Larivière"], "openalex:A5074283997"
# Small ones: what is asked about them is as much as about large ones.
PERSON, PAPER = "name:dblp-sample/adam-kortylewski", "openalex:W1821688283"
TOPIC, PLACE = "openalex:T10019", "openalex:I106118109"
SPOKEN = "The graph database does not answer."
MACHINES = (  # which read JSON
    "/api/counts", "/api/search?q=tian", "/api/search?q=doi:10.1/none", f"/api/node/{PERSON}",
    f"/api/node/{PAPER}", f"/api/node/{TOPIC}", f"/api/node/{PLACE}", "/api/node/openalex:A0",
    f"/api/edge?source={A}&target={B}", f"/api/edge?source={PAPER}&target={TOPIC}",
    f"/api/path?from={A}&to={B}", f"/api/path?from={A}&to={B}&format=svg",
    f"/api/common?a={A}&b={B}", f"/api/compare?a={A}&b={B}", f"/api/neighbours/{PERSON}",
    f"/api/clusters/{PAPER}", f"/api/slice/{TOPIC}", f"/api/slice/{PLACE}.csv",
    f"/embed/{PAPER}.svg", f"/embed/{TOPIC}/card.png", f"/embed/{PLACE}/badge.svg",
    f"/oembed?url=http%3A%2F%2Flocalhost%2Fperson%2F{PERSON}",
)  # fmt: skip
# Pages, and what one says that stands although the database went; empty where none can stand.
UNBUILT = "The graph could not be built"
PEOPLE_READ: Mapping[str, str] = {
    f"/person/{PERSON}": UNBUILT,
    f"/paper/{PAPER}": UNBUILT,
    f"/topic/{TOPIC}": UNBUILT,
    f"/institution/{PLACE}": UNBUILT,
    f"/explore?ego={TOPIC}&with={PAPER}": UNBUILT,
    f"/compare?a={PERSON}&b=name:dblp-sample/adarsh-kowdle": UNBUILT,
    f"/path?from={A}&to={B}": "",
    "/search?q=citation": "",
    "/query/person_papers": SPOKEN,
    f"/embed/{PERSON}": "",
}


class Stopping(Store):
    """The database of an address, which goes after some questions."""

    def __init__(self, address: Address) -> None:
        super().__init__(address)
        self.answers: float = math.inf
        self.asked = 0
        self._counting = threading.Lock()

    def ask(self, name: str, /, *, seconds: float | None = None, **params: object) -> Answer:
        with self._counting:
            self.asked += 1
            gone = self.asked > self.answers
        if gone:
            with self._errors(cypher.get(name)):
                raise neo4j.exceptions.ServiceUnavailable("Connection refused")
        return super().ask(name, seconds=seconds, **params)


@pytest.fixture(scope="module")
def stopping(arcadedb_store: Store) -> Iterator[Stopping]:
    with Stopping(arcadedb_store.address) as store:
        yield store


def broken_off(
    stopping: Stopping, settings: Settings, path: str
) -> Iterator[tuple[int, TestResponse]]:
    """What a reader without anything at hand gets after each number of questions too few."""
    answers, client, whole = 0, None, None
    while whole is None:
        earlier, client = client, create_app(settings, stopping).test_client()
        stopping.asked, stopping.answers = 0, answers
        response = client.get(path)
        if stopping.asked > answers:
            yield answers, response
            answers += 1
        else:
            whole = response
    assert earlier is not None
    assert whole.status_code < 500
    # Of those whose last question failed nothing is kept: it has come back, and all is well.
    stopping.answers = math.inf
    again = earlier.get(path)
    assert again.status_code == whole.status_code
    assert SPOKEN.encode() not in again.data


def check_told(response: TestResponse) -> None:
    """What every refusal for want of a database has, whoever reads it."""
    assert response.status_code == 503, response.text[:300]
    assert int(response.headers["Retry-After"]) > 0
    assert response.headers["Cache-Control"] == "no-store"


def check_discreet(response: TestResponse, log: pytest.LogCaptureFixture) -> None:
    """That no reader sees where we keep what, and no fault of ours is in the log."""
    for word in ("Traceback", "bolt://", "Connection refused", ".cypher:", "neo4j.exceptions"):
        assert word not in response.text
    assert [record for record in log.records if record.levelname == "ERROR"] == []
    log.clear()


@pytest.mark.parametrize("path", MACHINES)
def test_machines_are_told_whichever_question_is_not_answered(
    stopping: Stopping, engine_settings: Settings, caplog: pytest.LogCaptureFixture, path: str
) -> None:
    for _, response in broken_off(stopping, engine_settings, path):
        check_told(response)
        check_discreet(response, caplog)
        error: dict[str, Any] = response.get_json()
        assert set(error) == {"ok", "error", "code", "hint", "status"}
        assert (error["ok"], error["status"]) == (False, 503)
        assert (error["code"], error["error"]) == ("store_unavailable", SPOKEN)
        assert "Try again in a moment" in error["hint"]


@pytest.mark.parametrize("path", PEOPLE_READ)
def test_people_read_a_page_whichever_question_is_not_answered(
    stopping: Stopping, engine_settings: Settings, caplog: pytest.LogCaptureFixture, path: str
) -> None:
    statuses = []
    for answers, response in broken_off(stopping, engine_settings, path):
        check_discreet(response, caplog)
        assert response.mimetype == "text/html"
        main = read(response.text).one("main").text
        assert SPOKEN in main
        if response.status_code == 200:
            assert PEOPLE_READ[path], answers
            assert PEOPLE_READ[path] in main, answers
        else:
            check_told(response)
            assert "Try again in a moment" in main
            assert "Try again" in [link.text for link in read(response.text).all("a")]
        statuses.append(response.status_code)
    assert (200 in statuses) == bool(PEOPLE_READ[path])
    assert statuses == sorted(statuses, reverse=True)  # once there is enough for a page, it stands


def test_the_front_door_does_not_keep_that_a_picture_could_not_be_drawn(
    stopping: Stopping, engine_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    last = NodeKind.INSTITUTION
    monkeypatch.setattr(front, "FEATURED", {last: front.FEATURED[last]})
    stopping.asked, stopping.answers = 0, math.inf
    whole = create_app(engine_settings, stopping).test_client().get("/")
    client = create_app(engine_settings, stopping).test_client()
    stopping.asked, stopping.answers = 0, stopping.asked - 1
    check_told(client.get("/"))
    stopping.answers = math.inf
    again = client.get("/")
    assert again.status_code == 200
    assert again.text.count("</svg>") == whole.text.count("</svg>") > 0
