"""The command line without a database: usage, errors, endings. Its work is tested in store/."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

import cypher
from explorer.cli import BEGINS_ANEW, GOES_ON, cli
from explorer.cli_slice import OPTIONS
from explorer.config import SETTINGS, Settings
from explorer.doctor import REMOVE_AGAIN, Level, examine
from explorer.graph.request import ARGUMENTS
from explorer.store import Store
from loaders import SOURCES
from loaders.table_guide import as_text

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command in an empty folder, without the developer's settings."""
    for setting in SETTINGS:
        monkeypatch.delenv(setting.env, raising=False)
    monkeypatch.setenv("EXPLORER_DATA_DIR", str(tmp_path / "state"))
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str, **settings: str) -> Result:
        names = {f"EXPLORER_{name.upper()}": value for name, value in settings.items()}
        return CliRunner().invoke(cli, arguments, env=names, prog_name="explorer")

    return run


COMMANDS = {
    "demo", "serve", "load", "digest", "backup", "restore", "prepare", "search", "slice",
    "queries", "doctor", "engine", "datasets",
}  # fmt: skip


def all_commands(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for name, command in group.commands.items():
        yield (*path, name)
        if isinstance(command, click.Group):
            yield from all_commands(command, (*path, name))


def test_the_commands_are_those_of_the_design() -> None:
    assert set(cli.commands) == COMMANDS
    engine = cli.commands["engine"]
    assert isinstance(engine, click.Group)
    assert set(engine.commands) == {"start", "stop", "status"}


@pytest.mark.parametrize("path", [(), *all_commands(cli)], ids=" ".join)
def test_every_command_has_help_that_says_what_it_does(path: tuple[str, ...], run: Run) -> None:
    result = run(*path, "--help")
    assert result.exit_code == 0
    lines = [line.strip() for line in result.output.splitlines() if line.strip()]
    assert lines[0].startswith("Usage: explorer")
    assert lines[1][0].isupper()
    assert "..." not in result.output.partition("Commands:")[2].partition("\n\n")[0]


def test_help_lists_every_setting_and_every_source(run: Run) -> None:
    said = run("--help").output
    for setting in SETTINGS:
        assert setting.env in said
        assert setting.help in said
    said = run("load", "--help").output
    for name, source in SOURCES.items():
        assert name in said
        assert source.doc.split(";")[0] in said


def test_help_after_a_source_with_columns_shows_them(run: Run) -> None:
    plain = run("load", "--help").output
    assert "Sources:" in plain
    assert "cited_by_count" not in plain
    assert run("load", "openalex", "--help").output == plain
    for arguments in (("tables", "--help"), ("tables", "papers.csv", "-h"), ("--help", "tables")):
        result = run("load", *arguments)
        assert result.exit_code == 0
        assert as_text() in result.output
        assert result.output.startswith("Usage: explorer load")


def test_a_mapping_belongs_to_tables(run: Run, tmp_path: Path) -> None:
    (tmp_path / "papers.csv").write_text("id,titel\n1,A\n", encoding="utf-8")
    (tmp_path / "m.toml").write_text('[papers]\ntitel = "Titel"\n', encoding="utf-8")
    result = run("load", "openalex", "papers.csv", "--mapping", "m.toml")
    assert (result.exit_code, "--mapping belongs to tables" in result.output) == (2, True)
    result = run("load", "tables", "papers.csv", "--mapping", "absent.toml")
    assert result.exit_code == 2
    result = run("load", "tables", "papers.csv", "--mapping", "m.toml")
    assert result.exit_code == 1
    assert "[papers] has no column 'titel'" in result.output
    assert "The nearest name is 'title'." in result.output
    assert not (tmp_path / "state").exists()  # nothing was started


def test_queries_lists_files_and_gives_the_catalogue(run: Run) -> None:
    said = run("queries").output
    for query in cypher.all_queries().values():
        assert query.file in said
    assert run("queries", "--markdown").output == cypher.catalogue()


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["load"],
        ["load", "nonsense", "works.csv"],
        ["load", "openalex", "no-such-file.csv"],
        ["slice"],
        ["slice", "openalex:A1", "--format", "nonsense"],
        ["search", "x", "--kind", "journal"],
        ["search", "x", "--limit", "0"],
        ["engine", "nonsense"],
    ],
    ids=" ".join,
)
def test_wrong_usage_ends_with_2_and_says_what_is_possible(arguments: list[str], run: Run) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert "Usage: explorer" in result.stderr
    assert "Error: " in result.stderr


def test_slice_takes_what_the_api_takes_and_refuses_the_rest_at_once(
    run: Run, tmp_path: Path
) -> None:
    assert tuple(OPTIONS) == ARGUMENTS
    result = run("slice", "openalex:A1", "--since", "2010", "--until", "2001")
    assert (result.exit_code, "run backwards" in result.stderr) == (1, True)
    result = run("slice", "openalex:A1", "--do", "hide:a", "--do", "nonsense:b")
    assert (result.exit_code, "no step 'nonsense:b'" in result.stderr) == (1, True)
    assert not (tmp_path / "state").exists()  # nothing was started


@pytest.mark.parametrize(
    ("arguments", "advice"),
    [
        (["load", "openalex", "works.csv"], GOES_ON),
        (["load", "openalex", "works.csv", "--replace"], BEGINS_ANEW),
        (["datasets", "remove", "d", "--yes"], REMOVE_AGAIN),
        (["search", "x"], None),
    ],
)
def test_ctrl_c_says_what_the_same_command_does_next(
    arguments: list[str], advice: str | None, run: Run, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Store, "open", stopped)
    (tmp_path / "works.csv").write_text("id\n")
    result = run(*arguments)
    assert result.exit_code == 130
    assert result.stderr.splitlines() == ["Stopped.", *([f"  → {advice}"] if advice else [])]


def test_an_error_of_ours_is_message_and_hint_and_ends_with_1(run: Run) -> None:
    result = run("prepare", port="eighty")
    assert result.exit_code == 1
    assert "Error: EXPLORER_PORT cannot be 'eighty'" in result.stderr
    assert "→ Port to serve on." in result.stderr
    assert result.stdout == ""


def test_a_data_folder_that_cannot_be_written_is_said(run: Run, tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file, where a folder is wanted")
    result = run("prepare")
    assert result.exit_code == 1
    assert "cannot be written" in result.stderr
    assert "EXPLORER_DATA_DIR" in result.stderr


def test_what_nobody_foresaw_is_a_sentence_and_a_file_with_the_trace(run: Run) -> None:
    @cli.command("break")
    def break_() -> None:
        raise ZeroDivisionError("nobody foresaw this")

    try:
        result = run("break")
    finally:
        del cli.commands["break"]
    assert result.exit_code == 1
    assert "ZeroDivisionError: nobody foresaw this" in result.stderr
    assert "Traceback" not in result.output
    trace = Path(result.stderr.partition("trace is in ")[2].partition(";")[0])
    assert "Traceback" in trace.read_text()
    trace.unlink()


def test_doctor_hides_secrets_and_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "arcadedb_embedded", None)  # as where no wheel exists
    findings = list(examine(Settings(secret_key="sesame", workers=1)))
    assert not any("sesame" in finding.text for finding in findings)
    assert any("EXPLORER_SECRET_KEY = (set, hidden)" in finding.text for finding in findings)
    wrong = [finding for finding in findings if finding.level is Level.WRONG]
    assert [finding.topic for finding in wrong] == ["problem"]
    assert "EXPLORER_BOLT_URI" in str(wrong[0].hint)


def test_doctor_finds_several_processes_without_a_shared_key() -> None:
    found = examine(Settings(workers=2, bolt_uri="bolt://127.0.0.1:1?no=where"))
    wrong = [finding for finding in found if finding.level is Level.WRONG]
    assert "EXPLORER_SECRET_KEY" in str(wrong[0].hint)
    assert "EXPLORER_BOLT_URI" in str(wrong[1].hint)
