"""The README's commands, and what docker-compose.yml builds and starts, without Docker."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import Any

import pytest
import yaml

from explorer.config import Settings
from explorer.store import Store
from tests.processes import EXPLORER, ROOT, Site, environment, free_port, status, wait_until

pytestmark = pytest.mark.one_neo4j

README = (ROOT / "README.md").read_text()
RECORDS = {
    "works.csv": ROOT / "tests" / "data" / "openalex" / "works.csv",
    "library.bib": ROOT / "tests" / "data" / "bibtex" / "library.bib",
    "papers.csv": ROOT / "tests" / "data" / "tables" / "papers.csv",
    "authorships.csv": ROOT / "tests" / "data" / "tables" / "authorships.csv",
}


def commands(after: str) -> list[str]:
    """The lines of the README's first block of commands after a heading."""
    part = README[README.index(after) :]
    found = re.search(r"```sh\n(.*?)```", part, re.DOTALL)
    assert found is not None
    return [line.partition("  #")[0].strip() for line in found[1].splitlines()]


def carry_out(line: str, folder: Path, **settings: object) -> str:
    """Run one line of the README as it stands; what it prints."""
    words = shlex.split(line)
    assert words[0] == "explorer", line
    done = subprocess.run(
        [*EXPLORER, *words[1:]], capture_output=True, text=True, timeout=120,
        env=environment(**settings), cwd=folder,
    )  # fmt: skip
    assert done.returncode == 0, f"{line}: {done.stderr}"
    return done.stdout


def test_make_commands_are_targets() -> None:
    for line in (*commands("## Try it"), *commands("make demo\n```")):
        assert line.startswith("make ")
        done = subprocess.run(["make", "-n", *line.split()[1:]], cwd=ROOT, capture_output=True)
        assert done.returncode == 0, line


def test_commands_on_the_sample(
    arcadedb_store: Store, engine_settings: Settings, tmp_path: Path
) -> None:
    said = {
        line: carry_out(line, tmp_path, data_dir=engine_settings.data_dir)
        for line in commands("## Use it")
    }
    assert len(said) >= 5
    assert "Vincent Larivière" in said['explorer search "vincent lariviere"']
    assert (tmp_path / "lariviere.svg").read_text().count("Gingras")


def test_commands_that_load_records(tmp_path: Path) -> None:
    for name, path in RECORDS.items():
        shutil.copy(path, tmp_path / name)
    state = tmp_path / "state"
    for line in commands("### Your own records"):
        assert "records read" in carry_out(line, tmp_path, data_dir=state)
    said = carry_out("explorer doctor", tmp_path, data_dir=state)
    assert "dataset  my-group (source openalex, data as of " in said
    assert "licence CC0 1.0" in said
    assert "dataset  library (source bibtex" in said
    assert "dataset  pioneers (source tables" in said


def test_commands_on_a_neo4j_server(
    neo4j_name: str, empty_neo4j_store: Store, tmp_path: Path
) -> None:
    first, *others = commands("### Your own Neo4j")
    names = dict(word.split("=", 1) for word in shlex.split(first)[1:])
    assert set(names) == {"EXPLORER_BOLT_URI", "EXPLORER_BOLT_PASSWORD"}
    settings: dict[str, Any] = {
        "bolt_uri": empty_neo4j_store.address.uri,
        "data_dir": tmp_path / "state",
    }
    shutil.copy(RECORDS["works.csv"], tmp_path)
    assert others[-1] == "explorer serve"
    for line in others[:-1]:
        carry_out(line, tmp_path, **settings)
    with Site(tmp_path / "serve", **settings) as site:
        with urllib.request.urlopen(f"{site.url}/api/counts", timeout=10) as answer:
            assert json.load(answer)["nodes"]["paper"] > 0
        assert site.end() == 0
    assert neo4j_name.replace("-", " ") in carry_out("explorer doctor", tmp_path, **settings)
    assert not (tmp_path / "state").exists(), "no embedded engine was started"


# -- docker-compose.yml, without Docker ----------------------------------------------------------

WEB = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]["web"]


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the Dockerfile's COPY and RUN steps make: our packages, installed from those files.

    Dependencies are those of this environment, which the pins equal, instead of fetched again.
    """
    folder = tmp_path_factory.mktemp("image")
    app, site = folder / "app", folder / "site"
    app.mkdir()
    install = ""
    for step in WEB["build"]["dockerfile_inline"].splitlines():
        word, _, rest = step.partition(" ")
        if word == "COPY":
            *names, target = shlex.split(rest)
            for name in names:
                source = ROOT / name
                if source.is_dir():
                    shutil.copytree(source, app / target, ignore=shutil.ignore_patterns("*.pyc"))
                else:
                    shutil.copy(source, app / target)
        elif word == "RUN" and rest.startswith("pip "):
            install = rest
    arguments = shlex.split(install)[1:]
    assert arguments[-1] == "."
    done = subprocess.run(
        [sys.executable, "-m", "pip", *arguments, "--no-deps", "--target", site, "--quiet"],
        cwd=app, capture_output=True, text=True, timeout=300, env={**os.environ},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return site


def test_the_installed_package_serves_on_neo4j_as_the_container_does(
    empty_neo4j_store: Store, image: Path, tmp_path: Path
) -> None:
    port = free_port()
    program, argument = json.loads(WEB["build"]["dockerfile_inline"].rpartition("CMD ")[2])
    settings = {
        name.removeprefix("EXPLORER_").lower(): re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", value)
        for name, value in WEB["environment"].items()
    }
    settings |= {"bolt_uri": empty_neo4j_store.address.uri, "bolt_password": "", "port": str(port)}
    settings |= {"data_dir": str(tmp_path)}
    clean = environment(**settings) | {"PYTHONPATH": str(image)}
    where = subprocess.run(
        [sys.executable, "-c", "import explorer; print(explorer.__file__)"],
        capture_output=True, text=True, env=clean, cwd=tmp_path,
    )  # fmt: skip
    assert where.stdout.startswith(str(image)), "the installed package, not this tree"
    with (tmp_path / "log").open("w") as log:
        process = subprocess.Popen(
            [image / "bin" / program, argument], env=clean, cwd=tmp_path, stdout=log, stderr=log
        )
    try:
        url = f"http://127.0.0.1:{port}"
        wait_until(lambda: status(f"{url}/readyz") == 200, seconds=60, what="readyz answers")
        health = " ".join(WEB["healthcheck"]["test"])
        assert "/healthz" in health
        for path in ("/healthz", "/", "/query/person_papers", "/api/counts"):
            assert status(f"{url}{path}") == 200, path
        with urllib.request.urlopen(url, timeout=10) as answer:
            static = re.findall(r'(?:href|src)="(/(?:static|panel)/[^"]+)"', answer.read().decode())
        assert static
        for path in static:
            assert status(f"{url}{path.replace('&amp;', '&')}") == 200, path
    finally:
        process.terminate()
        assert process.wait(timeout=30) == 0, (tmp_path / "log").read_text()
