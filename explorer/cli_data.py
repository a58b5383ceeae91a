"""Commands about the data as a whole: datasets, digest, backup. ``cli`` registers them."""

from __future__ import annotations

import time
from datetime import datetime
from pathlib import Path

import click

from explorer.backup import backup, open_backup
from explorer.config import load_settings
from explorer.doctor import kept, unfinished
from explorer.dump import Reading, Tally, digest
from explorer.errors import NotFound
from explorer.lock import RESTORE_SET
from explorer.model import NodeKind
from explorer.restore import restore
from explorer.store import Row, Store
from explorer.teller import Teller, tell_waiting
from loaders.removal import remove

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
    return "\n".join(f"{name:<20}{count:>12,}" for name, count in found.counts.items())


@click.command("backup")
@_FILE
@click.option("--yes", is_flag=True, help="Replace a file that is there already.")
def backup_command(file: Path, yes: bool) -> None:
    """Write the whole graph to FILE, as graph.jsonl.gz.

    `explorer restore` puts it back, on the same engine or on the other one. No load runs
    meanwhile.
    """
    started = time.monotonic()
    with Store.open(load_settings(), user="backup") as store, _Teller() as teller:
        end = backup(store, file, replace=yes, tell=teller.tell, waiting=tell_waiting)
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
            restore(store, checked, replace=yes, tell=teller.tell, waiting=tell_waiting)
        end = checked.end
    click.echo(
        f"{end.total:,} nodes and edges of {file} are in the graph, after "
        f"{time.monotonic() - started:.1f} s.\nDigest {end.digest}"
    )


@click.group("datasets", invoke_without_command=True)
@click.pass_context
def datasets_group(ctx: click.Context) -> None:
    """List what is loaded, from what and when.

    A dataset is what one `explorer load` brings, and what the next one of its name replaces.
    """
    if ctx.invoked_subcommand is not None:
        return
    with Store.open(load_settings(), user="datasets") as store:
        loads = store.run("list_loads", limit=MOST_DATASETS)
        broken = store.run("unfinished_loads", limit=MOST_DATASETS)
    if not loads and not broken:
        click.echo("No dataset is loaded. `explorer load SOURCE PATH` loads one.")
    later = {load["dataset"]: load for load in broken}
    if later.pop(RESTORE_SET, None):
        click.echo("A restore did not end: `explorer doctor` says what to do.")
    for load in loads:
        click.echo(_told(load, later.pop(load["dataset"], None)))
    for load in later.values():  # never loaded whole
        click.echo("\n".join([load["dataset"], *_doubts(load)]))


MOST_DATASETS = 1000


def _told(load: Row, later: Row | None) -> str:
    """A dataset in some lines; ``later`` is a run since then that did not end."""
    held = ", ".join(f"{load[kind.plural] or 0:,} {kind.plural}" for kind in NodeKind)
    files = [entry.rpartition(" ")[0] for entry in load["inputs"] or ()]
    shown = ", ".join(files[:3]) + (f" and {len(files) - 3} more" if len(files) > 3 else "")
    lines = [
        f"{load['dataset']}{': ' + load['title'] if load['title'] else ''}",
        f"  {held}{' after its last complete load' if later else ''}",
        f"  from {load['source']}: {shown or 'no file'}; data as of "
        f"{load['data_as_of'] or 'an unknown date'}; licence {load['licence'] or 'not given'}",
        f"  loaded {_when(load['ended'])}, run {load['run_id']}",
    ]
    if load["kept"]:
        text, hint = kept(load)
        lines += [f"  {text}", f"  → {hint}"]
    if later:
        lines += _doubts(later)
    return "\n".join(lines)


def _doubts(load: Row) -> list[str]:
    text, hint = unfinished({**load, "started": _when(load["started"])})
    return [f"  {text}", "  What is in the graph now may be more or less.", f"  → {hint}"]


def _when(iso: str) -> str:
    return datetime.fromisoformat(iso).strftime("%Y-%m-%d %H:%M UTC")


@datasets_group.command("remove")
@click.argument("name")
@click.option("--yes", is_flag=True, help="Do not ask.")
def remove_command(name: str, yes: bool) -> None:
    """Take the dataset NAME out of the graph.

    What other datasets hold too stays with them. Its runs stay on record.
    """
    if not yes:
        click.confirm(f"Remove the dataset {name} from the graph?", abort=True)
    with (
        Store.open(load_settings(), user="remove") as store,
        store.alone(f"removal of {name}", tell_waiting),
    ):
        store.prepare()
        report = remove(store, name)
    gone = ", ".join(f"{report.removed.get(kind, 0):,} {kind.plural}" for kind in NodeKind)
    click.echo(f"{name} is removed: {gone} that no other dataset holds are deleted.")


@datasets_group.command("changes")
@click.argument("name")
@click.option("--run", "run_id", help="Id of a run; without one the newest.")
def changes_command(name: str, run_id: str | None) -> None:
    """List what a run of the dataset NAME did.

    One line for each node that it added, changed or removed.
    """
    with Store.open(load_settings(), user="changes") as store:
        runs = store.run("last_load", dataset=name, limit=MOST_DATASETS)
        run = next((each for each in runs if run_id in {None, each["id"]}), None)
        if run is None:
            raise NotFound(
                f"There is no run {run_id} of {name}." if runs and run_id
                else f"There is no dataset {name}.",
                hint="`explorer datasets` lists the datasets and their runs.",
            )  # fmt: skip
        pages = store.run("list_changes", run_id=run["id"], limit=MOST_PAGES)
    click.echo(f"Run {run['id']} ({run['state']})", err=True)
    # What was changed may have been removed later in the run: the last word counts.
    done = {(page["kind"], node): page["action"] for page in pages for node in page["ids"]}
    for (kind, node), action in done.items():
        click.echo(f"{action:<8} {kind:<12} {node}")


MOST_PAGES = 100_000

COMMANDS = (datasets_group, digest_command, backup_command, restore_command)
