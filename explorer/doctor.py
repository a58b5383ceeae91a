"""What is configured, what answers, what is loaded, what is wrong and what to do.

Comes in: the settings in force. Goes out: findings, in the order a person would look. Nothing
is changed, but an embedded engine that nobody runs is started for the look.
"""

from __future__ import annotations

import contextlib
import platform
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from importlib.metadata import version

from explorer.config import SETTINGS, Settings
from explorer.engine import Engine, java_command
from explorer.errors import ExplorerError, QueryTimeout, StoreUnavailable
from explorer.graph.hub_check import differing
from explorer.graph.hubs import in_use, stored_answers, wanted_answers
from explorer.graph.words import counted, counted_kinds
from explorer.lock import CUT_OFF, RESTORE_SET, at_work, unfinished_restore
from explorer.model import NodeKind
from explorer.store import Row, Server, Store

OLDEST_NEO4J = (5, 26)
LITTLE_DISK_MB = 500  # a load of a hundred thousand papers takes about this much
LOAD_AGAIN = "Run the same `explorer load` again; what is there already is not written twice."
REMOVE_AGAIN = "Run the same `explorer datasets remove` again, or load the dataset."
MEND = "Mend the records and load again, or load with --yes to remove what the files lack."
HUBS_COMPARED = 10  # hubs whose stored answers are computed once more
MOST_LOADS = 50  # datasets listed; a site has a handful


class Level(StrEnum):
    """How a finding is meant."""

    FACT = "fact"
    NOTE = "note"  # works, but somebody may want to know
    WRONG = "wrong"  # does not work until something is done


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report; ``hint`` says what to do."""

    topic: str
    text: str
    level: Level = Level.FACT
    hint: str | None = None


def examine(settings: Settings) -> Iterator[Finding]:
    """Look at everything, in the order of dependence; ends early where the rest needs it."""
    yield Finding(
        "explorer",
        f"{version('research-graph-explorer')}, Python {platform.python_version()} "
        f"on {platform.system()} {platform.machine()}",
    )
    yield from _settings(settings)
    if settings.embedded:
        with _caught() as trouble:
            yield from _engine(settings)
        if trouble:
            yield from trouble
            return
    with _caught() as trouble, Store.open(settings, user="doctor") as store:
        server = store.server()
        yield _server(server)
        yield from _loaded(store)
        yield from _hubs(store)
    yield from trouble


def _settings(settings: Settings) -> Iterator[Finding]:
    defaults = Settings()
    for setting in SETTINGS:
        value = getattr(settings, setting.name)
        if setting.name == "data_dir":
            same = value == defaults.data_dir.absolute()
        else:
            same = value == getattr(defaults, setting.name)
        shown = "(not set)" if value in (None, "") else str(value)
        if setting.secret and value:
            shown = "(set, hidden)"
        yield Finding("setting", f"{setting.env} = {shown}{' (default)' if same else ''}")
    if settings.workers > 1 and settings.secret_key is None:
        yield Finding(
            "setting",
            "Several web processes sign forms with keys of their own.",
            Level.WRONG,
            "Set EXPLORER_SECRET_KEY to a long random text, the same in every process.",
        )


def _engine(settings: Settings) -> Iterator[Finding]:
    java_command()
    engine = Engine(settings)
    state = engine.state()
    users = ", ".join(engine.users()) or "nobody"
    if state is None:
        yield Finding("engine", f"embedded, in {engine.folder}; not running, started for this look")
    else:
        yield Finding("engine", f"embedded, in {engine.folder}; process {state.server}, "
                                f"used by {users}")  # fmt: skip
    place = settings.data_dir
    while not place.exists():
        place = place.parent
    free = shutil.disk_usage(place).free // 1_000_000
    if free < LITTLE_DISK_MB:
        yield Finding(
            "engine",
            f"Only {free} MB of disk are free at {place}.",
            Level.NOTE,
            "Free some, or set EXPLORER_DATA_DIR to a folder on another disk.",
        )


def _server(server: Server) -> Finding:
    text = f"{server.engine} {server.version} answers at {server.uri}"
    if server.engine != "neo4j":
        return Finding("store", text)
    number = tuple(int(part) for part in server.version.split(".")[:2] if part.isdigit())
    if number < OLDEST_NEO4J:
        return Finding("store", text, Level.WRONG, "Use Neo4j 5.26 or newer: queries need it.")
    return Finding("store", text)


def _loaded(store: Store) -> Iterator[Finding]:
    broken = unfinished_restore(store)
    if broken is not None:
        name = broken["inputs"][0]
        yield Finding(
            "graph",
            f"A restore of {name} did not end: the graph holds a part of it.",
            Level.WRONG,
            f"Run `explorer restore {name} --yes` again; it begins from an empty graph.",
        )
    counts = store.run("count_nodes")[0]
    held = counted_kinds({kind: counts[kind.value] for kind in NodeKind})
    if not any(counts.values()):
        yield Finding(
            "graph",
            "Nothing is loaded.",
            Level.NOTE,
            "`explorer demo` loads the sample; `explorer load SOURCE PATH` your own records.",
        )
        return
    yield Finding("graph", held)
    for load in store.run("list_loads", limit=MOST_LOADS):
        yield Finding(
            "dataset",
            f"{load['dataset']} (source {load['source']}, data as of "
            f"{load['data_as_of'] or 'an unknown date'}, licence {load['licence'] or 'not given'})",
        )
        if load["kept"]:
            text, hint = kept(load)
            yield Finding("dataset", text, Level.NOTE, hint)
    holder = at_work(store)
    for load in store.run("unfinished_loads", limit=MOST_LOADS):
        if load["dataset"] == RESTORE_SET:
            continue  # told above
        yield unfinished(load, holder)


def kept(load: Row) -> tuple[str, str]:
    """What a complete load left though its files do not hold it, and what to do about it."""
    return (
        f"{load['dataset']} keeps {counted(load['kept'], 'node or edge', 'nodes and edges')} of "
        f"earlier loads: {counted(load['rejects'], 'record')} of its last one could not be used.",
        MEND,
    )


def unfinished(load: Row, holder: Row | None) -> Finding:
    """How far the last run of a dataset came that did not end, and what to do about it.

    Args:
        load: a row of ``unfinished_loads``.
        holder: who is at work on the graph now, if somebody is.
    """
    removal = load["source"] == "removal"
    run = f"The last {'removal' if removal else 'load'} of {load['dataset']}"
    if holder is not None and holder["holder"] == load["run_id"]:
        text = f"{run}, started {load['started']}, runs now: process {holder['process']} on "
        return Finding("dataset", f"{text}{holder['host']}.", Level.NOTE, "Wait until it ends.")
    again = REMOVE_AGAIN if removal else LOAD_AGAIN
    text = f"{run}, started {load['started']}, {_ending(load)}"
    return Finding("dataset", text, Level.WRONG, load["hint"] or again)


def _ending(load: Row) -> str:
    """How a run ended before its end."""
    reason = load["reason"] or ""
    match load["state"]:
        case "refused":
            return f"was refused. {reason}"
        case "failed" if reason and reason != CUT_OFF:
            return f"failed. {reason}"
        case "failed":
            return "was stopped before its end."
    return "was killed, or lost the database, before its end."


def _hubs(store: Store) -> Iterator[Finding]:
    answers = list(stored_answers(store))
    if hubs := len({row["node"] for row in answers}):
        yield Finding("hubs", f"Answers of {counted(hubs, 'much-linked node')} are stored")
    try:
        wanted = wanted_answers(store)
    except QueryTimeout as error:
        wanted = {}
        unknown = f"Whether answers about much-linked nodes are missing is unknown: {error.message}"
        yield Finding("hubs", unknown, Level.NOTE)
    if lacking := len(wanted.keys() - {row["id"] for row in answers if in_use(row)}):
        yield Finding(
            "hubs",
            f"{lacking} of {len(wanted)} answers about much-linked nodes are missing or outdated: "
            "pages of these nodes are slow.",
            Level.NOTE,
            LOAD_AGAIN,
        )
    if wrong := differing(store, HUBS_COMPARED):
        yield Finding(
            "hubs",
            f"The stored answer {wrong[0]} is not what the graph says now.",
            Level.WRONG,
            "Something else than the explorer wrote to the graph: load again with --replace.",
        )


@contextlib.contextmanager
def _caught() -> Iterator[list[Finding]]:
    """Turn an error of ours into a finding, since saying it is this module's work."""
    trouble: list[Finding] = []
    try:
        yield trouble
    except ExplorerError as error:
        what = "store" if isinstance(error, StoreUnavailable) else "problem"
        trouble.append(Finding(what, error.message, Level.WRONG, error.operator_hint))
