"""What the documents say is so."""

from __future__ import annotations

import re
import subprocess

import click
import pytest

from explorer.cli import cli
from explorer.config import SETTINGS
from explorer.export import EXPORTERS
from explorer.graph.relations import RELATIONS, by_authors, by_degree, by_nothing
from loaders import SOURCES
from tests.processes import ROOT

README = (ROOT / "README.md").read_text()
RANKING = (ROOT / "docs" / "ranking.md").read_text()
DOCUMENTS = (
    "README.md", "CONTRIBUTING.md", "CHANGELOG.md", "NOTICE", "cypher/README.md", "docs/tables.md",
    "docs/ranking.md", "docs/py2neo.md", "docs/embedding.md", "docs/pictures.md",
    "docs/clusters.md",
)  # fmt: skip


def table(header: str, text: str = README) -> list[list[str]]:
    """The rows of the table with this header."""
    lines = text[text.index(f"| {header} |") :].partition("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_readme_is_short_and_contributing_is_a_page() -> None:
    assert README.count("\n") < 200
    assert (ROOT / "CONTRIBUTING.md").read_text().count("\n") <= 70


def test_the_settings_table_is_the_table_of_settings() -> None:
    expected = [
        [f"`{s.env}`", f"`{s.default}`" if s.default not in (None, "") else "", s.help]
        for s in SETTINGS
    ]
    assert table("variable | default | what it is") == expected


def test_the_table_of_commands_names_all_of_them() -> None:
    named = {row[0].split("`")[1].split()[1] for row in table("command | what it does")}
    assert named == set(cli.commands)
    group = cli.commands["engine"]
    assert isinstance(group, click.Group)
    row = next(row[0] for row in table("command | what it does") if "engine" in row[0])
    assert all(name in row for name in group.commands)


def test_options_in_the_table_of_commands_exist() -> None:
    for name, words in table("command | what it does"):
        command = cli.commands[name.split("`")[1].split()[1]]
        options = {o for p in command.params for o in p.opts if o.startswith("--")}
        assert set(re.findall(r"`(--\w+)", words)) <= options, name


def test_the_table_of_weights_is_the_table_of_relations() -> None:
    hubs = {by_authors: "1/(n−1)", by_degree: "1/ln(2+n)", by_nothing: "1"}
    expected = [
        [r.ego.value, r.kind.value, f"`{r.name}`", f"{r.weight:g}", hubs[r.hub]] for r in RELATIONS
    ]
    assert table("around a | a | relation | λ | hub", RANKING) == expected


def test_every_source_and_format_is_named() -> None:
    for source in SOURCES:
        assert f"explorer load {source} " in README
    taken = re.search(r"\*\*Take it away\*\*: (.+?) file that", README, re.DOTALL)
    assert taken is not None
    named = {word.lower() for word in re.findall(r"\b[A-Z]\w*", taken[1])}
    named = {"bib" if word == "bibtex" else word for word in named}
    assert named == set(EXPORTERS)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_links_and_named_files_lead_somewhere(document: str) -> None:
    text = (ROOT / document).read_text()
    folder = (ROOT / document).parent
    for target in re.findall(r"\]\(([^)#]+)\)", text):
        if not target.startswith("https://"):
            assert (folder / target).exists(), target
    roots = "cypher|explorer|loaders|tests|docs"
    for path in re.findall(rf"`((?:{roots})/[\w./-]+)`", text):
        if path not in {"tests/screenshots", "tests/data"}:
            assert (ROOT / path).exists(), path


def test_changelog_starts_with_what_is_not_released_yet() -> None:
    headings = re.findall(r"^##+ (.+)$", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert headings[0] == "Unreleased"
    assert set(headings[1:]) <= {"Added", "Changed", "Fixed", "Removed"}


def tracked() -> list[str]:
    """Files of the repository that hold text of ours."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    ).stdout.split()  # fmt: skip
    if not listed:
        pytest.skip("git: not a clone")
    text = (".py", ".md", ".toml", ".yml", ".txt", ".js", ".css", ".html", ".cypher", ".sql")
    names = ("Makefile", ".ci/run", "NOTICE")
    return [p for p in listed if (p.endswith(text) or p in names) and (ROOT / p).is_file()]


def test_nothing_names_a_machine_or_a_package_index() -> None:
    places = re.compile(
        r"(?<![\w.])/(?:home|root|work|farm)/|index-url|pypi\.org|repo\.maven|\bfiles\.python"
    )
    found = [
        f"{path}: {hit[0]}"
        for path in tracked()
        if path != "tests/unit/test_docs.py"
        and not path.startswith("tests/data/")
        and (hit := places.search((ROOT / path).read_text()))
    ]
    assert found == []


def test_nothing_is_left_undone() -> None:
    words = re.compile(
        r"\b(TODO|FIXME|XXX|NotImplementedError)\b|not implemented yet", re.IGNORECASE
    )
    found = [
        f"{path}: {hit[0]}"
        for path in tracked()
        if path != "tests/unit/test_docs.py"
        and not path.startswith("tests/data/")
        and (hit := words.search((ROOT / path).read_text()))
    ]
    assert found == []
