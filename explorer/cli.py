"""The command line. Each command reads the settings and calls public functions.

An error we know says what happened and what to do, and ends with code 1; wrong usage with 2;
Ctrl-C with 130. What nobody foresaw is one sentence too, and its trace goes to a file.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
import tempfile
import textwrap
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

import click

import cypher
from explorer import cli_data, cli_slice
from explorer.config import SETTINGS, load_settings
from explorer.doctor import Level, examine
from explorer.engine import Engine
from explorer.errors import ExplorerError, NotFound
from explorer.graph.words import counted, counted_kinds
from explorer.model import NodeKind
from explorer.store import Store
from explorer.teller import Teller, tell_waiting
from loaders import SOURCES, Source, tables
from loaders.affiliations import renew_affiliations
from loaders.intake import check_name
from loaders.pipeline import load
from loaders.reports import Progress, Report

INTERRUPTED = 130  # what a shell expects of a command that Ctrl-C ended
GOES_ON = "The same command goes on after the last batch that is written."
BEGINS_ANEW = "The same command begins anew; nothing is removed before all is read."
TERMINATED = 143  # and of one that SIGTERM ended


class _Edge(click.Group):
    """The command line's edge: every error becomes a sentence, none becomes a stack trace."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except ExplorerError as error:
            _say_wrong(error.message, error.operator_hint, error.notes)
            ctx.exit(1)
        except KeyboardInterrupt:
            click.echo("Stopped.", err=True)
            if advice := ctx.meta.get(cli_data.STOPPED):
                click.echo(f"  → {advice}", err=True)
            ctx.exit(INTERRUPTED)
        except (click.exceptions.Exit, click.Abort, click.ClickException, BrokenPipeError):
            raise  # click ends well by itself, also when `head` has read enough
        except Exception as error:
            _say_wrong(
                f"The explorer met an error of its own: {type(error).__name__}: {error}",
                f"Its trace is in {_keep_trace()}; please report it.",
            )
            ctx.exit(1)


def _say_wrong(message: str, hint: str | None, notes: Sequence[str] = ()) -> None:
    click.echo(f"Error: {message}", err=True)
    for note in notes:
        click.echo(f"  {note}", err=True)
    if hint:
        click.echo(f"  → {hint}", err=True)


def _keep_trace() -> str:
    handle, name = tempfile.mkstemp(prefix="explorer-error-", suffix=".txt")
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        out.write(traceback.format_exc())
    return name


def _settings_table() -> str:
    width = max(len(setting.env) for setting in SETTINGS)
    rows = "\n".join(f"{setting.env:<{width}}  {setting.help}" for setting in SETTINGS)
    return f"\b\nSettings are environment variables:\n{textwrap.indent(rows, '  ')}"


def _sources_table() -> str:
    rows = "\n".join(f"{name:<10}{source.doc}" for name, source in SOURCES.items())
    return f"\b\nSources:\n{textwrap.indent(rows, '  ')}"


@click.group(
    cls=_Edge,
    epilog=_settings_table(),
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="research-graph-explorer", prog_name="explorer")
def cli() -> None:
    """Explore a research graph: see a researcher in context, and why each neighbour is there."""


@cli.command()
def demo() -> None:
    """Load the sample, serve it, print two addresses.

    A second start finds the sample loaded. Ctrl-C stops everything.
    """
    from loaders.sample import FEATURED, load_sample

    settings = load_settings()
    server = _serving()
    server.check_port(settings)
    click.echo("Starting; the first start loads the sample too, which takes a minute or two.")
    with Store.open(settings, user="demo") as store:
        with store.alone("load of the sample", tell_waiting), _Teller() as teller:
            store.prepare()
            load_sample(store, progress=teller.tell)
        site = server.site_url(settings)
        people = [
            f"  {name}: {site}/person/{quote(id, safe=':/')}" for name, id in FEATURED.items()
        ]

        def ready() -> None:
            store.close()  # the server's own lease holds the engine from here on
            click.echo("\n".join(["Ready. Open one of them:", *people, "Ctrl-C stops it."]))

        server.run(ready)


@cli.command()
def serve() -> None:
    """Serve the site until Ctrl-C or SIGTERM."""
    settings = load_settings()
    server = _serving()
    server.run(lambda: click.echo(f"Serving {server.site_url(settings)}/"))


def _serving() -> Any:
    """The module of gunicorn's settings, which reads the environment when it is imported."""
    from explorer import serve

    return serve


class _Load(click.Command):
    """Its help ends in the list of sources; after the name of one, in that source's own words."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        ctx.meta[_NAMED] = [SOURCES[word] for word in args if word in SOURCES]
        return super().parse_args(ctx, args)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        named = next(iter(ctx.meta.get(_NAMED, ())), None)
        if named is None or named.guide is None:
            super().format_epilog(ctx, formatter)
        else:
            formatter.write(f"\n{named.guide()}\n")


_NAMED = f"{__name__}.sources"  # the key of what the command line names


def _source(name: str, mapping: Path | None) -> Source:
    """The source of this name, with a mapping where one is given."""
    if mapping is None:
        return SOURCES[name]
    if name != tables.NAME:
        raise click.BadOptionUsage("mapping", f"--mapping belongs to {tables.NAME}, not {name}.")
    return tables.with_mapping(mapping)


@cli.command("load", cls=_Load, epilog=_sources_table())
@click.argument("source", type=click.Choice(sorted(SOURCES)))
@click.argument(
    "paths", nargs=-1, required=True, metavar="PATH...",
    type=click.Path(exists=True, path_type=Path),
)  # fmt: skip
@click.option("--dataset", help="Name of the dataset; without one the first PATH's name.")
@click.option("--title", default="", help="What the dataset is, in words.")
@click.option("--licence", default="", help="Licence of the data.")
@click.option("--strict", is_flag=True, help="End at the first record that cannot be used.")
@click.option("--yes", is_flag=True, help="Remove more than a fifth too, or beside broken records.")
@click.option(
    "--replace", is_flag=True, help="Load all of it anew; what the files lack goes unasked."
)
@click.option(
    "--mapping",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="For tables: a TOML or JSON file of other headings and file names.",
)
def load_command(
    source: str, paths: tuple[Path, ...], dataset: str | None, title: str, licence: str,
    strict: bool, yes: bool, replace: bool, mapping: Path | None,
) -> None:  # fmt: skip
    """Load records into a dataset.

    It holds afterwards just what the files say. What is unchanged is not written again. Records
    that cannot be used are counted, and written down with the reason in a file named at the end;
    what seems to be gone may be broken only, so nothing is removed then without --yes.
    Each PATH is a file, as it is or packed as .gz or .xz, or a .zip or folder of such files.
    """
    reader, settings = _source(source, mapping), load_settings()
    name = _stem(paths[0]) if dataset is None else dataset
    check_name(name)
    cli_data.if_stopped(BEGINS_ANEW if replace else GOES_ON)
    with (
        Store.open(settings, user="load") as store,
        store.alone(f"load of {name}", tell_waiting),
        _Teller() as teller,
    ):
        store.prepare()
        report = load(
            store, reader, paths,
            dataset=name,
            rejects_folder=settings.data_dir / "rejects",
            strict=strict, assume_yes=yes, replace=replace, title=title, licence=licence,
            progress=teller.tell,
        )  # fmt: skip
    click.echo(_summary(report))


def _stem(path: Path) -> str:
    """A file's name without the endings of its form and its packing; a folder's name."""
    if path.is_dir():
        return path.resolve().name
    packed = path.suffix.lower() in {".gz", ".xz", ".zip"}
    return Path(path.stem).stem if packed else path.stem


class _Teller(Teller):
    def tell(self, progress: Progress) -> None:
        """Show how far the load is."""
        words = f"{progress.read:,} records, {progress.written:,} changes"
        if progress.rejected:
            words += f", {progress.rejected:,} rejected"
        part = progress.bytes_read / progress.bytes_total if progress.bytes_total else 1.0
        self.show(progress.phase, words, part)

    def tell_people(self, done: int, total: int) -> None:
        """Show for how many people something is derived."""
        self.show("deriving", f"affiliations of {done:,} of {total:,} people", done / total)


def _summary(report: Report) -> str:
    held = counted_kinds(report.counts)
    lines = (
        [
            f"{report.dataset}: these very files were loaded last, and nothing has changed since.",
            f"It holds {held}. (--replace loads them anew.)",
        ]
        if report.unchanged
        else [
            f"{report.dataset}: {counted(report.read, 'record')} read in {report.seconds:.1f} s.",
            f"It holds {held}; {counted(report.changed, 'node or edge', 'nodes and edges')} "
            f"changed, {counted(sum(report.removed.values()), 'node')} removed.",
        ]
    )
    if report.resumed:
        lines.insert(
            1,
            f"The first {report.resumed:,} of them had been written by a run that was cut off; "
            "they were neither compared nor written again.",
        )
    if report.rejected:
        lines.append(
            f"{counted(report.rejected, 'record')} could not be used: see {report.rejects_file}."
        )
    if report.kept.total:
        nodes, edges = sum(report.kept.nodes.values()), report.kept.edges
        lines.append(
            f"So nothing was removed: {counted(nodes, 'node')} and {counted(edges, 'edge')} that "
            "this read lacks stay. Mend the records and load again, or add --yes to remove them."
        )
    return "\n".join(lines)


@cli.command()
def prepare() -> None:
    """Make constraints and indexes.

    `load` does so itself. After an upgrade this also derives what earlier releases did not.
    """
    with (
        Store.open(load_settings(), user="prepare") as store,
        store.alone("derivation of affiliations", tell_waiting),
        _Teller() as teller,
    ):
        store.prepare()
        renewed = renew_affiliations(store, tell=teller.tell_people)
        server = store.server()
    if renewed:
        click.echo(f"Derived again: the affiliations of {counted(renewed, 'person', 'people')}.")
    click.echo(f"Constraints and indexes are in place on {server.engine} {server.version}.")


@cli.command()
@click.argument("text")
@click.option("--kind", type=click.Choice([kind.value for kind in NodeKind]), help="Only these.")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 200))
def search(text: str, kind: str | None, limit: int) -> None:
    """Find nodes by words of their name or title, or by an id."""
    from explorer.web.search import find, find_by_id

    kinds = [NodeKind(kind)] if kind else list(NodeKind)
    with Store.open(load_settings(), user="search") as store:
        hits = find_by_id(store, text) or find(store, text, kinds, limit)
    if not hits:
        raise NotFound(f"Nothing is called {text!r}.", hint="Try fewer or other words.")
    for hit in hits[:limit]:
        click.echo(f"{hit.kind:<12}{hit.id}  {hit.label}{f' – {hit.detail}' if hit.detail else ''}")


@cli.command()
@click.option("--markdown", is_flag=True, help="As the catalogue cypher/README.md.")
def queries(markdown: bool) -> None:
    """List the query files."""
    if markdown:
        click.echo(cypher.catalogue(), nl=False)
        return
    for query in cypher.all_queries().values():
        click.echo(f"{query.file}\n    {query.doc}")


@cli.command()
def doctor() -> None:
    """Say what is wrong, and what to do.

    Before that: what is configured, what answers, which version, what is loaded. Ends with code 1
    where something is wrong.
    """
    wrong = 0
    for finding in examine(load_settings()):
        mark = {Level.FACT: " ", Level.NOTE: "!", Level.WRONG: "✗"}[finding.level]
        click.echo(f"{mark} {finding.topic:<9}{finding.text}")
        if finding.hint:
            click.echo(f"           → {finding.hint}")
        wrong += finding.level is Level.WRONG
    click.echo("Something is wrong." if wrong else "Nothing is wrong.")
    sys.exit(1 if wrong else 0)


for command in (*cli_data.COMMANDS, cli_slice.slice_command):
    cli.add_command(command)


@cli.group()
def engine() -> None:
    """Start, stop or look at the embedded engine."""


@engine.command()
def start() -> None:
    """Start the engine and keep it running without users."""
    engine = Engine(load_settings())
    lease = engine.lease("start")
    engine.keep(True)
    lease.release()
    click.echo(f"The engine runs at {lease.address.uri} and is kept until `explorer engine stop`.")


@engine.command()
def stop() -> None:
    """Stop the engine, whoever uses it."""
    stopped = Engine(load_settings()).stop()
    click.echo("The engine has stopped." if stopped else "The engine was not running.")


@engine.command()
def status() -> None:
    """Say whether the engine runs, where, and who uses it."""
    engine = Engine(load_settings())
    state = engine.state()
    if state is None:
        click.echo(f"The engine in {engine.folder} is not running.")
        return
    click.echo(f"The engine in {engine.folder} runs as process {state.server}.")
    click.echo(
        f"  bolt://127.0.0.1:{state.bolt_port}, user root, password in {engine.folder}/password"
    )
    click.echo(f"  used by: {', '.join(engine.users()) or 'nobody'}")
    if engine.kept():
        click.echo("  kept running until `explorer engine stop`")


def main() -> None:
    """The ``explorer`` command."""
    # SIGTERM unwinds as Ctrl-C does, so that leases and temporary files are given back.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(TERMINATED))
    # The driver logs each of its tries; what they come to is told by our errors.
    logging.getLogger("neo4j").setLevel(logging.ERROR)
    cli(prog_name="explorer")


if __name__ == "__main__":
    main()
