"""A slice that takes long is streamed: its rings with real counts, then the very same answer."""

from __future__ import annotations

import json
import threading
import time
import zlib
from collections.abc import Collection, Iterator
from concurrent.futures import Future, wait
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from explorer.errors import QueryFailed, StoreUnavailable
from explorer.store import Answer, Store
from explorer.web import states, streaming
from explorer.web.app import create_app
from explorer.web.streaming import LINES
from loaders.sample import FEATURED
from tests.web.reading import read

EGO = FEATURED["Vincent Larivière"]
OTHER = FEATURED["Qi Tian"]
SLICE, STATE = f"/api/slice/{EGO}", f"/panel/state/{EGO}"
ASKS = {"Accept": f"{LINES}, application/json;q=0.9"}
RINGS = ["papers", "people", "topics", "institutions"]


@pytest.fixture
def reader(arcadedb_store: Store, engine_settings: Any) -> FlaskClient:
    """A reader of a site that has built nothing yet."""
    app: Flask = create_app(engine_settings, arcadedb_store)
    return app.test_client()


@pytest.fixture
def asked(arcadedb_store: Store, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The queries that are asked; each of a ring takes its time."""
    ask, names = arcadedb_store.ask, list[str]()

    def slowly(name: str, /, **params: Any) -> Answer:
        names.append(name)
        time.sleep(0.1 if name.startswith("person_") else 0)
        return ask(name, **params)

    monkeypatch.setattr(arcadedb_store, "ask", slowly)
    return names


def lines(answer: TestResponse) -> Iterator[dict[str, Any]]:
    """What a streamed answer says, as it comes."""
    assert answer.status_code == 200
    assert answer.mimetype == LINES
    rest = ""
    for piece in answer.iter_encoded():
        *whole, rest = (rest + piece.decode()).split("\n")
        yield from (json.loads(line) for line in whole if line)


@pytest.mark.usefixtures("asked")
def test_rings_come_in_their_order_with_the_counts_of_the_slice(reader: FlaskClient) -> None:
    answer = reader.get(SLICE, headers=ASKS, buffered=False)
    for name, value in streaming.HEADERS.items():
        assert answer.headers[name] == value
    *rings, found = lines(answer)
    assert [each["ring"] for each in rings] == [
        name for ring in (*RINGS, "links", "places") for name in (ring, ring)
    ]
    assert [each["found"] is None for each in rings] == [True, False] * 6
    counts = {each["ring"]: each["found"] for each in rings}
    plurals = {"paper": "papers", "person": "people", "topic": "topics"}
    for cut in found["cut"]:
        assert counts[plurals.get(cut["kind"], "institutions")] == cut["available"]
    assert counts["places"] == len(found["nodes"])
    # The others are drawn for reasons that no stored edge stands for.
    assert len(found["nodes"]) < counts["links"] <= len(found["edges"])
    shares = [each["share"] for each in rings]
    assert shares == sorted(shares)
    assert shares[-1] == 1
    assert [each["after"] for each in rings] == sorted(each["after"] for each in rings)
    plain = reader.get(SLICE)
    assert plain.mimetype == "application/json"
    assert found == plain.get_json()


@pytest.mark.usefixtures("asked")
def test_a_slice_at_hand_is_answered_at_once_as_ever(reader: FlaskClient) -> None:
    list(lines(reader.get(STATE, headers=ASKS)))
    for path in (STATE, SLICE):
        again = reader.get(path, headers=ASKS | {"Accept-Encoding": "gzip"})
        assert again.mimetype == "application/json"
        assert again.headers["Content-Encoding"] == "gzip"
        assert "Content-Length" in again.headers
        assert "Accept" in again.headers["Vary"].split(", ")


@pytest.mark.usefixtures("asked")
def test_what_is_streamed_is_sent_though_a_browser_may_have_it(reader: FlaskClient) -> None:
    asks = ASKS | {"If-None-Match": "*"}
    answer = reader.get(STATE, headers=asks)
    assert answer.status_code == 200
    assert "ETag" not in answer.headers
    assert list(lines(answer))[-2]["slice"]["ego"] == EGO
    assert reader.get(STATE, headers=asks).status_code == 304  # at hand, and sent whole


@pytest.mark.usefixtures("asked")
def test_each_line_can_be_unpacked_as_it_comes(reader: FlaskClient) -> None:
    answer = reader.get(STATE, headers=ASKS | {"Accept-Encoding": "gzip, br"}, buffered=False)
    assert answer.headers["Content-Encoding"] == "gzip"
    unpack = zlib.decompressobj(wbits=zlib.MAX_WBITS + 16).decompress
    texts = [unpack(piece) for piece in answer.iter_encoded()]
    assert all(text.endswith(b"\n") for text in texts if text)
    told = [json.loads(text) for text in texts if text.strip()]
    assert [each["ring"] for each in told[:3:2]] == RINGS[:2]
    assert told[-2]["slice"]["ego"] == EGO
    assert "graph-table" in told[-1]["html"]


@pytest.mark.usefixtures("asked")
def test_the_rings_of_each_step_are_told(reader: FlaskClient) -> None:
    do = ["widen:person", f"expand:{OTHER}", f"ego:{OTHER}"]
    answer = reader.get(STATE, query_string={"do": do}, headers=ASKS)
    *rings, found, _words = lines(answer)
    steps = [each["step"] for each in rings]
    assert steps == sorted(steps)
    assert {0, 3} <= set(steps)
    assert all(each["steps"] == 3 for each in rings)
    assert found["slice"]["ego"] == OTHER


def test_what_is_drawn_comes_before_the_words_about_it(
    reader: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streaming, "AT_ONCE", 60)  # nobody need be slow for that
    do = {"do": [f"expand:{OTHER}"]}
    answer = reader.get(STATE, query_string=do, headers=ASKS, buffered=False)
    told = lines(answer)
    drawn = next(each for each in told if "ring" not in each)
    assert drawn.pop("more") is True
    words = next(told)
    assert next(told, None) is None
    whole = reader.get(STATE, query_string=do, headers=ASKS)
    assert whole.mimetype == "application/json"  # at hand by now
    assert (drawn | words).keys() == whole.get_json().keys()
    assert drawn["drawing"] == whole.get_json()["drawing"]
    for part in ("nodes", "edges", "notes", "cut"):
        assert drawn["slice"][part] == whole.get_json()["slice"][part]
    assert read(words["html"]).one("table").text == read(whole.get_json()["html"]).one("table").text


def test_nobody_waits_for_a_part_that_is_not_fetched(
    reader: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[str] = []
    monkeypatch.setattr(states, "render_template", lambda *names, **_: written.append(names[0]))

    def go() -> None:
        reader.head(STATE, headers=ASKS).close()
        reader.get(f"{STATE}?people=5", headers=ASKS, buffered=False).close()

    thread = threading.Thread(target=go, daemon=True)
    thread.start()
    thread.join(60)
    assert not thread.is_alive()
    assert written == []  # nor are words written for them


@pytest.mark.logs_warnings
def test_words_that_fail_say_so_after_the_drawing(
    reader: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object, **_others: object) -> str:
        raise ZeroDivisionError

    monkeypatch.setattr(states, "render_template", fail)
    *_rings, drawn, words = lines(reader.get(STATE, headers=ASKS))
    assert drawn["ok"] is True
    assert (words["ok"], words["code"]) == (False, "error")


def test_a_reader_who_goes_ends_the_work_at_the_next_ring(
    reader: FlaskClient, asked: list[str], arcadedb_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    slowly, left = arcadedb_store.ask, threading.Event()

    def hold(name: str, /, **params: Any) -> Answer:
        if name == "person_people":
            left.wait(60)
        return slowly(name, **params)

    def wait_noting(works: Collection[Future[Any]]) -> None:
        left.set()  # the work was told to stop before
        wait(works)

    monkeypatch.setattr(arcadedb_store, "ask", hold)
    monkeypatch.setattr(streaming, "wait", wait_noting)
    answer = reader.get(STATE, headers=ASKS, buffered=False)
    told = lines(answer)
    while next(told)["ring"] != "people":
        pass
    answer.close()
    before = len(asked)
    assert "slice_picture" not in asked
    assert not [each for each in threading.enumerate() if each.name.startswith("asking")]
    time.sleep(0.3)
    assert len(asked) == before
    plain = reader.get(SLICE)  # nothing half done is kept
    assert len(plain.get_json()["nodes"]) > 40


@pytest.mark.usefixtures("asked")
def test_a_silent_server_shows_that_it_is_there(
    reader: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streaming, "HEARTBEAT", 0.02)
    answer = reader.get(STATE, headers=ASKS, buffered=False)
    assert list(answer.iter_encoded()).count(b"\n") > 3


@pytest.mark.logs_warnings
@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (StoreUnavailable("The graph database does not answer."), "store_unavailable"),
        (QueryFailed("It was refused."), "query_failed"),
        (ZeroDivisionError("a fault of ours"), "error"),
    ],
)
def test_what_fails_late_ends_the_lines_with_the_error(
    reader: FlaskClient, asked: list[str], arcadedb_store: Store,
    monkeypatch: pytest.MonkeyPatch, fault: Exception, code: str,
) -> None:  # fmt: skip
    slowly = arcadedb_store.ask

    def fail(name: str, /, **params: Any) -> Answer:
        if name == "slice_picture":
            raise fault
        return slowly(name, **params)

    monkeypatch.setattr(arcadedb_store, "ask", fail)
    *rings, last = lines(reader.get(STATE, headers=ASKS))
    assert len(rings) > 8
    assert (last["ok"], last["code"]) == (False, code)
    assert "fault of ours" not in json.dumps(last)
    assert asked


def test_what_fails_at_once_has_its_own_status(reader: FlaskClient) -> None:
    for path in ("/api/slice/nobody", "/panel/state/nobody", f"{SLICE}?since=x"):
        answer = reader.get(path, headers=ASKS)
        assert answer.status_code in {400, 404}
        assert answer.get_json()["ok"] is False


def test_files_are_never_streamed(reader: FlaskClient, asked: list[str]) -> None:
    assert reader.get(f"{SLICE}.gexf", headers=ASKS).mimetype.endswith("xml")
    assert asked
