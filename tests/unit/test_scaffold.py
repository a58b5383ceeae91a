"""The files around the code: versions, make, continuous integration, containers."""

from __future__ import annotations

import importlib.metadata
import os
import re
import shlex
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from explorer.config import load_settings
from tests.processes import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


def named(requirement: str) -> str:
    return re.split(r"[<>=!~;\[ ]", requirement, maxsplit=1)[0].lower().replace("_", "-")


def pins() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    rows = [line for line in lines if line and not line.startswith("#")]
    assert all(re.fullmatch(r"[\w.-]+==[\w.]+", row) for row in rows), "exact pins, no addresses"
    return {named(row): row.partition("==")[2] for row in rows}


def needed() -> set[str]:
    """Every package that ours needs on this Python, directly or not, tools included."""
    from packaging.requirements import Requirement

    found: set[str] = set()
    waiting = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["dev"]]
    while waiting:
        requirement = Requirement(waiting.pop())
        name = named(requirement.name)
        if name in found or (requirement.marker and not requirement.marker.evaluate({"extra": ""})):
            continue
        found.add(name)
        waiting += importlib.metadata.requires(name) or []
    return found


def test_everything_that_is_installed_is_pinned_as_it_is_installed() -> None:
    pinned = pins()
    lacking = {name for name in needed() if name not in pinned}
    assert lacking == set()
    found = {name: importlib.metadata.version(name) for name in needed()}
    assert {name: pinned[name] for name in found} == found, "make test installs the pins"


def test_packages_and_licence_are_those_of_the_project() -> None:
    whole = tomllib.loads((ROOT / "pyproject.toml").read_text())
    assert whole["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"] == [
        "explorer", "cypher", "loaders",
    ]  # fmt: skip
    assert PROJECT["license"] == "Apache-2.0"
    assert PROJECT["requires-python"] == ">=3.11"
    assert "Apache License" in (ROOT / "LICENSE").read_text()


def make(*arguments: str, folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], **variables}
    return subprocess.run(
        ["make", *arguments], cwd=folder, capture_output=True, text=True, env=environment,
        timeout=60,
    )  # fmt: skip


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """What make looks at, without an environment."""
    for name in ("Makefile", "pyproject.toml", "constraints.txt"):
        (tmp_path / name).write_text((ROOT / name).read_text())
    return tmp_path


def test_make_makes_the_environment_once(clone: Path) -> None:
    said = make("-n", "demo", folder=clone).stdout
    assert "-m venv .venv" in said
    assert "install --quiet --disable-pip-version-check -c constraints.txt -e ." in said
    assert "explorer demo" in said
    (clone / ".venv" / "bin").mkdir(parents=True)
    for name in ("bin/pip", ".site", ".tools"):
        (clone / ".venv" / name).touch()
    for target, command in (("demo", "explorer demo"), ("test", "pytest"), ("lint", "mypy")):
        said = make("-n", target, folder=clone).stdout
        assert "install" not in said
        assert command in said
    (clone / "constraints.txt").touch()
    os.utime(clone / ".venv" / ".site", (1, 1))
    assert "install" in make("-n", "demo", folder=clone).stdout, "new pins are installed"


def test_make_says_which_python_it_wants(clone: Path) -> None:
    for name in ("python3", "python3.13", "python3.12", "python3.11", "python"):
        old = clone / "bin" / name
        old.parent.mkdir(exist_ok=True)
        old.write_text("#!/bin/sh\nexit 1\n")
        old.chmod(0o755)
    path = f"{clone / 'bin'}:{os.environ['PATH']}"
    done = make("demo", folder=clone, PATH=path)
    assert done.returncode != 0
    assert "No Python 3.11 or newer" in done.stderr
    assert "python3-venv" in done.stderr


def test_continuous_integration_lets_nothing_be_skipped() -> None:
    text = (ROOT / ".ci" / "run").read_text()
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
    assert subprocess.run(["bash", "-n", ROOT / ".ci" / "run"]).returncode == 0
    assert "required=chromium,axe-core,frameworks,neo4j-5.26\n" in text
    assert "required+=,neo4j-2026\n" in text
    assert 'EXPLORER_REQUIRE="${EXPLORER_REQUIRE:-$required}"' in text
    for package in ("chromium", "chromium-driver", "maven", "default-jdk-headless"):
        assert package in text
    assert text.rstrip().splitlines()[-1].startswith("exec make --no-print-directory test")


# -- containers ----------------------------------------------------------------------------------

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
NEO4J, WEB = COMPOSE["services"]["neo4j"], COMPOSE["services"]["web"]


def test_neo4j_is_pinned_community_with_a_password_of_the_environment_only() -> None:
    assert re.fullmatch(r"neo4j:5\.26\.\d+-community", NEO4J["image"])
    for value in (NEO4J["environment"]["NEO4J_AUTH"], WEB["environment"]["EXPLORER_BOLT_PASSWORD"]):
        assert re.search(r"\$\{EXPLORER_BOLT_PASSWORD:\?[^}]+\}$", value), "no default"
    text = (ROOT / "docker-compose.yml").read_text()
    assert "EXPLORER_BOLT_PASSWORD:-" not in text


def test_neo4j_is_healthy_when_it_answers_and_shows_its_password_to_nobody() -> None:
    kind, command = NEO4J["healthcheck"]["test"]
    assert kind == "CMD-SHELL"
    assert "cypher-shell" in command
    assert not re.search(r"\s(-p|--password|-u)\b", command)
    script = command.replace("$$", "$").replace(
        "exec cypher-shell", "exec printenv NEO4J_PASSWORD #"
    )
    shown = subprocess.run(
        ["sh", "-c", script], env={"PATH": os.environ["PATH"], "NEO4J_AUTH": "neo4j/a/b c%"},
        capture_output=True, text=True,
    )  # fmt: skip
    assert shown.stdout == "a/b c%\n"


def test_volumes_are_named_and_ports_are_of_this_machine() -> None:
    for service in (NEO4J, WEB):
        for volume in service["volumes"]:
            assert volume.partition(":")[0] in COMPOSE["volumes"]
        for port in service["ports"]:
            assert port.startswith("127.0.0.1:")
    assert "neo4j-data:/data" in NEO4J["volumes"]


def dockerfile() -> list[tuple[str, str]]:
    lines = WEB["build"]["dockerfile_inline"].splitlines()
    return [(word, rest) for line in lines for word, _, rest in [line.partition(" ")]]


def test_web_is_built_here_runs_as_nobody_special_and_waits_for_the_database() -> None:
    assert WEB["build"]["context"] == "."
    steps = dockerfile()
    assert re.fullmatch(r"python:3\.\d+-slim-\w+", steps[0][1])
    words = [word for word, _ in steps]
    assert words.index("USER") < words.index("CMD")
    assert dict(steps)["USER"] not in {"root", "0"}
    assert WEB["depends_on"]["neo4j"]["condition"] == "service_healthy"
    for word, rest in steps:
        if word == "COPY":
            for name in shlex.split(rest)[:-1]:
                assert (ROOT / name).exists(), name


def test_webs_settings_are_settings() -> None:
    values = {
        name: re.sub(r"\$\{\w+(?::[-?]([^}]*))?\}", lambda m: m[1] or "", str(value))
        for name, value in WEB["environment"].items()
    }
    settings = load_settings(values)
    assert settings.host == "0.0.0.0"  # noqa: S104 - inside the container
    assert settings.bolt_uri == "bolt://neo4j:7687"
    assert settings.port == 8050
    assert dict(dockerfile())["CMD"] == '["explorer", "serve"]'
