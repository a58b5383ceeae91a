"""Commands as people run them: real processes, real signals, one engine between them."""

from __future__ import annotations

import fcntl
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner

from explorer.cli import cli
from explorer.config import Settings
from explorer.engine import Engine
from explorer.graph.request import QUOTAS
from explorer.model import NodeKind
from explorer.store import Store
from loaders.sample import FEATURED
from tests.processes import (
    EXPLORER,
    ROOT,
    Command,
    Site,
    environment,
    free_port,
    status,
    wait_until,
)

WORKS = ROOT / "tests" / "data" / "openalex" / "works.csv"
PERSON = FEATURED["Vincent Larivière"]


def explorer(*arguments: str, **settings: object) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    return subprocess.run(
        [*EXPLORER, *arguments], capture_output=True, text=True, timeout=120,
        env=environment(**settings),
    )  # fmt: skip


def test_no_database_is_a_sentence_without_the_drivers_log(tmp_path: Path) -> None:
    uri = f"bolt://127.0.0.1:{free_port()}"
    done = subprocess.run(
        [*EXPLORER, "search", "x"], capture_output=True, text=True, timeout=60,
        env=environment(bolt_uri=uri), cwd=tmp_path,
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stdout == ""
    said, where, query, advice = done.stderr.splitlines()
    assert "does not answer" in said
    assert where == f"  database {uri}"
    assert query.startswith("  query ")
    assert "EXPLORER_BOLT_URI" in advice
    assert "Is the server running?" in advice


WAITS = """
import time
from explorer import cli
@cli.cli.command("wait")
def wait():
    print("waiting", flush=True)
    time.sleep(60)
cli.main()
"""


@pytest.mark.parametrize(
    ("number", "code", "words"), [(signal.SIGINT, 130, "Stopped.\n"), (signal.SIGTERM, 143, "")]
)
def test_a_signal_ends_a_command_without_a_trace(
    number: signal.Signals, code: int, words: str
) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", WAITS, "wait"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment(),
        # A shell starts what runs in its background deaf to Ctrl-C; a terminal does not.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )  # fmt: skip
    with process:
        assert process.stdout is not None
        assert process.stdout.readline() == "waiting\n"
        process.send_signal(number)
        _, said = process.communicate(timeout=20)
    assert process.returncode == code
    assert said == words


def test_a_reader_that_has_enough_is_no_error(tmp_path: Path) -> None:
    out = tmp_path / "err"
    with out.open("w") as err:
        process = subprocess.Popen(
            [*EXPLORER, "queries"], stdout=subprocess.PIPE, stderr=err, env=environment()
        )
    assert process.stdout is not None
    process.stdout.read(10)
    process.stdout.close()  # as `head` does
    process.wait(timeout=20)
    assert out.read_text() == ""


@pytest.mark.parametrize("command", ["serve", "demo"])
def test_a_taken_port_is_said_before_anything_is_started(command: str, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        started = time.monotonic()
        process = Command(tmp_path / "out", command, port=port, data_dir=tmp_path / "state")
        assert process.process.wait(timeout=30) == 1
    assert f"Port {port} is taken" in process.output
    assert "EXPLORER_PORT" in process.output
    assert "Traceback" not in process.output
    assert not (tmp_path / "state").exists()
    assert time.monotonic() - started < 20


def test_an_address_of_another_machine_is_said(tmp_path: Path) -> None:
    process = Command(tmp_path / "out", "serve", host="192.0.2.1", data_dir=tmp_path / "state")
    assert process.process.wait(timeout=30) == 1
    assert "cannot be served on 192.0.2.1:8050" in process.output
    assert "EXPLORER_HOST" in process.output


def test_gunicorns_settings_are_those_of_the_design(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "gunicorn", "-c", "python:explorer.serve", "--print-config"],
        capture_output=True, text=True, timeout=60, cwd=tmp_path,
        env=environment(port=9123, host="::1", workers=3, query_seconds=90),
    )  # fmt: skip
    rows = (line.partition("=") for line in done.stdout.splitlines() if " = " in line)
    config = {name.strip(): value.strip() for name, _, value in rows}
    expected = {
        "bind": "['[::1]:9123']",
        "workers": "3",
        "threads": "8",
        "worker_class": "explorer.serve.Worker",
        "preload_app": "False",
        "control_socket_disable": "True",
        "timeout": "120",
        "forwarded_allow_ips": "[]",
    }
    assert {name: config.get(name) for name in expected} == expected, done.stderr


# -- on the sample -------------------------------------------------------------------------------


def test_search_gives_ids_that_slice_takes(
    arcadedb_store: Store, engine_settings: Settings, tmp_path: Path
) -> None:
    place = engine_settings.data_dir
    found = explorer("search", "lariviere", "--kind", "person", data_dir=place)
    assert found.returncode == 0, found.stderr
    kind, id, name = found.stdout.splitlines()[0].split(maxsplit=2)
    assert (kind, id) == ("person", PERSON)
    assert name.startswith("Vincent Larivière")
    shown = explorer("slice", id, data_dir=place)
    assert json.loads(shown.stdout)["ego"] == PERSON
    drawn = explorer("slice", id, "--format", "svg", data_dir=place)
    assert drawn.stdout.startswith(("<svg", "<?xml"))
    file = tmp_path / "graph.png"
    choice = "--format", "png", "--theme", "dark", "--output", file
    assert explorer("slice", id, *choice, data_dir=place).returncode == 0
    assert file.read_bytes().startswith(b"\x89PNG")
    refused = explorer("slice", id, "--format", "bib", "--scale", "2", data_dir=place)
    assert refused.returncode == 1
    assert "scale means nothing for bib" in refused.stderr
    missing = explorer("search", "zzzzqqqq", data_dir=place)
    assert (missing.returncode, missing.stdout) == (1, "")
    assert "zzzzqqqq" in missing.stderr
    missing = explorer("slice", "openalex:A0", data_dir=place)
    assert missing.returncode == 1
    assert "openalex:A0" in missing.stderr


def test_slice_takes_the_parameters_and_the_ids_that_the_api_takes(
    arcadedb_store: Store, engine_settings: Settings
) -> None:
    place = {"EXPLORER_DATA_DIR": str(engine_settings.data_dir)}
    paper = arcadedb_store.run("paper_profile", id="openalex:W2048185449")[0]
    person = arcadedb_store.run("person_profile", id=PERSON, close=2)[0]
    orcid = person["orcid"].removeprefix("orcid:")
    given = [
        "--with", paper["doi"].removeprefix("doi:"), "--kinds", "person,topic", "--people", "5",
        "--off", "citation", "--weight", "about:0.5", "--since", "2005", "--until", "2015",
        "--budget", "9", "--do", "widen:person", "--do", f"hide:{paper['doi']}",
    ]  # fmt: skip
    done = CliRunner().invoke(cli, ["slice", orcid, *given], env=place)
    assert done.exit_code == 0, done.output
    asked = json.loads(done.stdout)["asked"]
    assert asked == {
        "ego": PERSON, "egos": [PERSON, paper["id"]],
        "kinds": {"paper": 0, "person": 5, "topic": QUOTAS[NodeKind.TOPIC], "institution": 0},
        "weights": {"about": 0.5, "citation": 0.0}, "since": 2005, "until": 2015, "depth": 1,
        "budget": 9, "do": ["widen:person", f"hide:{paper['id']}"], "widen": None,
    }  # fmt: skip


def test_doctor_says_what_answers_and_what_is_loaded(
    arcadedb_store: Store, engine_settings: Settings
) -> None:
    said = explorer("doctor", data_dir=engine_settings.data_dir)
    assert said.returncode == 0, said.stdout
    assert f"EXPLORER_DATA_DIR = {engine_settings.data_dir}" in said.stdout
    assert "arcadedb 26." in said.stdout
    assert "dataset  openalex-sample (source openalex, data as of 2024-03-06, licence CC0 1.0)" in (
        said.stdout
    )
    assert "dataset  dblp-sample (source bibtex" in said.stdout
    assert said.stdout.endswith("Nothing is wrong.\n")


# -- one engine between several commands ----------------------------------------------------------


def test_load_starts_the_engine_serve_joins_and_the_page_outlives_the_load(tmp_path: Path) -> None:
    state = tmp_path / "state"
    engine = Engine(Settings(data_dir=state))
    with Command(tmp_path / "load", "load", "openalex", str(WORKS), data_dir=state) as load:
        wait_until(lambda: engine.state() is not None, what="the engine starts")
        with (engine.folder / "gate").open() as gate:
            fcntl.flock(gate, fcntl.LOCK_EX)  # `load` holds it until the engine is ready
            os.kill(load.process.pid, signal.SIGSTOP)  # so that it lasts until the site is up
        first = engine.state()
        with Site(tmp_path / "serve", data_dir=state) as site:
            users = " ".join(engine.users())
            assert "load" in users
            assert "serve" in users
            os.kill(load.process.pid, signal.SIGCONT)
            assert load.process.wait(timeout=60) == 0, load.output
            assert "records read" in load.output
            time.sleep(1)  # several looks of the supervisor
            with urllib.request.urlopen(f"{site.url}/api/counts", timeout=10) as answer:
                assert json.load(answer)["nodes"]["paper"] > 0
            assert engine.state() == first, "the same server all along"
            assert site.end() == 0, site.output
            assert engine.state() is None, "serve waits until the engine has stopped"
            assert "Traceback" not in site.output


def sent(site: Site, request: str) -> tuple[str, dict[str, str], str]:
    """Status line, headers and body that a server answers to raw bytes."""
    address = urlsplit(site.url)
    with socket.create_connection((address.hostname, address.port), timeout=30) as connection:
        connection.sendall(request.encode())
        with connection.makefile("rb") as answer:
            head, _, body = answer.read().decode().partition("\r\n\r\n")
    first, *lines = head.split("\r\n")
    return first, dict(line.lower().split(": ", 1) for line in lines), body


def test_what_is_too_long_for_the_server_gets_our_error(tmp_path: Path) -> None:
    long, rest = "x" * 10_000, "HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
    with Site(tmp_path / "serve", data_dir=tmp_path / "state", base_path="/base") as site:
        for path in (f"/base/api/node/{long}", f"/base/api/slice/a?do={long}"):
            first, headers, body = sent(site, f"GET {path} {rest}\r\n")
            assert first.startswith("HTTP/1.1 414 ")
            assert headers["content-type"] == "application/json"
            said = json.loads(body)
            assert set(said) == {"ok", "error", "code", "hint", "status"}
            assert (said["ok"], said["status"], said["code"]) == (False, 414, "too_long")
            assert said["error"] == "The address is longer than 8,190 characters."
        first, headers, body = sent(site, f"GET /base/person/{long}?to=/api/ {rest}\r\n")
        assert first.startswith("HTTP/1.1 414 ")
        assert headers["content-type"].startswith("text/html")
        assert "<h1>This address is too long</h1>" in body
        assert "The address is longer than 8,190 characters." in body
        assert 'href="/base/"' in body
        for asset in re.findall(r'(?:href|src)="(/base/static/[^"]+)"', body):
            assert status(site.url.removesuffix("/base") + asset) == 200
        steps = "&do=hide:openalex:A1" * 500
        _, _, body = sent(site, f"GET /base/explore?ego=openalex:A5{steps} {rest}\r\n")
        assert 'href="/base/explore?ego=openalex:A5"' in body
        first, _, body = sent(site, f"GET /base/ {rest}X-Long: {long}\r\n\r\n")
        assert first.startswith("HTTP/1.1 431 ")
        assert "The header of the request is longer" in body
        # As long as the server reads: then the site itself says what is wrong.
        first, _, body = sent(site, f"GET /base/api/node/{long[:8000]} {rest}\r\n")
        assert first.startswith("HTTP/1.1 400 ")
        assert json.loads(body)["error"] == "An id has 1 to 500 printable characters."
        assert status(f"{site.url}/healthz") == 200
        assert site.end() == 0
        assert "Traceback" not in site.output


def test_ctrl_c_in_a_terminal_reaches_every_process_and_says_nothing(tmp_path: Path) -> None:
    engine = Engine(Settings(data_dir=tmp_path / "state"))
    with Site(tmp_path / "serve", data_dir=tmp_path / "state", workers=2) as site:
        os.killpg(site.process.pid, signal.SIGINT)
        assert site.process.wait(timeout=30) == 0
        assert site.output == f"Serving {site.url}/\n"
        assert engine.state() is None


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_the_site_and_its_engine(number: signal.Signals, tmp_path: Path) -> None:
    engine = Engine(Settings(data_dir=tmp_path / "state"))
    site = Site(tmp_path / "serve", data_dir=tmp_path / "state")
    assert status(f"{site.url}/healthz") == 200
    assert site.end(number) == 0
    assert status(f"{site.url}/healthz") == 0
    assert engine.state() is None
    assert "Traceback" not in site.output, site.output
    assert site.output == f"Serving {site.url}/\n"


def test_a_killed_site_leaves_neither_workers_nor_an_engine(tmp_path: Path) -> None:
    engine = Engine(Settings(data_dir=tmp_path / "state"))
    site = Site(tmp_path / "serve", data_dir=tmp_path / "state")
    site.end(signal.SIGKILL)
    wait_until(lambda: status(f"{site.url}/healthz") == 0, what="the workers are gone")
    wait_until(lambda: engine.state() is None, what="the engine has stopped")


def test_the_page_says_so_while_the_database_is_gone_and_comes_back(tmp_path: Path) -> None:
    state = tmp_path / "state"
    engine = Engine(Settings(data_dir=state))
    site = Site(tmp_path / "serve", data_dir=state)
    try:
        assert engine.stop()
        assert status(f"{site.url}/healthz") == 200
        assert status(f"{site.url}/readyz") == 503
        assert status(f"{site.url}/person/{PERSON}") == 503
        with Store.open(Settings(data_dir=state), user="tests"):
            wait_until(lambda: status(f"{site.url}/readyz") == 200, what="the store answers again")
    finally:
        site.end()


def test_demo_loads_once_and_prints_two_addresses_that_answer(tmp_path: Path) -> None:
    state, port = tmp_path / "state", free_port()
    for start in ("first", "second"):
        site = Site(tmp_path / start, command="demo", data_dir=state, port=port)
        try:
            urls = [word for word in site.output.split() if word.startswith("http")]
            assert len(urls) == len(FEATURED), site.output
            for url, name in zip(urls, FEATURED, strict=True):
                with urllib.request.urlopen(url, timeout=60) as answer:
                    assert name in answer.read().decode()
        finally:
            assert site.end(signal.SIGINT) == 0
        assert "Traceback" not in site.output
        assert ("reading: " in site.output) == (start == "first")
        assert Engine(Settings(data_dir=state)).state() is None
