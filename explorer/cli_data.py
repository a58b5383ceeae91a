"""Commands about the data as a whole: its digest, its backup. ``cli`` registers them."""

from __future__ import annotations

import time
from pathlib import Path

import click

from explorer.backup import backup, open_backup
from explorer.config import load_settings
from explorer.dump import Reading, Tally, digest
from explorer.restore import restore
from explorer.store import Store
from explorer.teller import Teller

_FILE = click.argument("file", type=click.Path(path_type=Path))


class _Teller(Teller):
    def tell(self, reading: Reading) -> None:
        """Show how far a pass over the graph or a file is."""
        words = f"{reading.done:,} of {reading.total:,} nodes and edges"
        self.show(reading.phase, words, reading.done / reading.total if reading.total else 1.0)


@click.command("digest")
@click.option("--counts", is_flag=True, help="Then how many nodes and edges of each kind.")
def digest_command(counts: bool) -> None:
    """Print one hash of all nodes, edges and properties.

    Graphs of equal content have equal hashes, on whichever engine, whenever and in however many
    runs they were loaded.
    """
    with Store.open(load_settings(), user="digest") as store, _Teller() as teller:
        found = digest(store, tell=teller.tell)
    click.echo(found.digest())
    if counts:
        click.echo(_counts(found))


def _counts(found: Tally) -> str:
    return "\n".join(f"{name:<16}{count:>12,}" for name, count in found.counts.items())


@click.command("backup")
@_FILE
@click.option("--yes", is_flag=True, help="Replace a file that is there already.")
def backup_command(file: Path, yes: bool) -> None:
    """Write the whole graph to FILE, as graph.jsonl.gz.

    `explorer restore` puts it back, on the same engine or on the other one. No load runs meanwhile
    on the embedded engine.
    """
    started = time.monotonic()
    with Store.open(load_settings(), user="backup") as store, _Teller() as teller:
        end = backup(store, file, replace=yes, tell=teller.tell)
    click.echo(
        f"{file}: {end.total:,} nodes and edges, {file.stat().st_size / 1e6:,.1f} MB, in "
        f"{time.monotonic() - started:.1f} s.\nDigest {end.digest}"
    )


@click.command("restore")
@_FILE
@click.option("--yes", is_flag=True, help="Remove what the graph holds first.")
def restore_command(file: Path, yes: bool) -> None:
    """Put the backup FILE into an empty graph.

    The whole file is checked before anything is written, and the graph's digest afterwards.
    """
    started = time.monotonic()
    with _Teller() as teller, open_backup(file, tell=teller.tell) as checked:
        with Store.open(load_settings(), user="restore") as store:
            restore(store, checked, replace=yes, tell=teller.tell)
        end = checked.end
    click.echo(
        f"{end.total:,} nodes and edges of {file} are in the graph, after "
        f"{time.monotonic() - started:.1f} s.\nDigest {end.digest}"
    )


COMMANDS = (digest_command, backup_command, restore_command)
