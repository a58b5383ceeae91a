"""Which dataset holds what of one node or edge. Pure.

A node or edge carries ``datasets`` (who holds it, first loaded first), ``hashes`` (parallel:
``name#hash`` of what that dataset last said, the hash empty where it must be written again) and
``filled`` (``property=name`` for values that came from another dataset than the first). A paper or
institution of several datasets also carries ``outside_by`` (see ``explorer.references``).

Where two datasets disagree on a property, the one loaded first wins; a later one only fills what
is missing. Once a dataset takes a value back, the others' hashes are emptied, so that their next
load gives their value.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from explorer.model import (
    LOAD_QUERIES,
    About,
    Authorship,
    Citation,
    EdgeRecord,
    Institution,
    NodeRecord,
    Paper,
    PartOf,
    Person,
    Topic,
    Within,
    content_hash,
    properties,
)
from explorer.references import outside_of, said_outside

Record = NodeRecord | EdgeRecord
Key = str | tuple[str, str]  # the id of a node, or the ends of an edge
Values = Mapping[str, Any]
BATCH_ROWS = 4000  # rows of one query: 1 to 2 s, of the 20 s that a command may take
NOTHING: Mapping[str, Any] = {}
# Properties that a load writes beside what a record says.
BOOK = frozenset(
    {"id", "run_id", "datasets", "hashes", "filled", "references_outside", "outside_by"}
)
Step = tuple[str, dict[str, Any]]  # the name of a query file and its parameters


@dataclass(frozen=True, slots=True)
class LoadFiles:
    """The query files that create one kind of record, read what datasets hold of it, and delete it.

    ``owner`` is the end of an edge whose edges are read together; None for nodes.
    """

    create: str
    known: str
    remove: str
    owner: int | None = None


LOAD_FILES: Mapping[type[Record], LoadFiles] = {
    Paper: LoadFiles("create_papers", "known_papers", "delete_papers"),
    Person: LoadFiles("create_people", "known_people", "delete_people"),
    Topic: LoadFiles("create_topics", "known_topics", "delete_topics"),
    Institution: LoadFiles("create_institutions", "known_institutions", "delete_institutions"),
    Authorship: LoadFiles("add_authorships", "linked_authorships", "unlink_authorships", owner=1),
    Citation: LoadFiles("add_citations", "linked_citations", "unlink_citations", owner=0),
    About: LoadFiles("add_topics", "linked_topics", "unlink_topics", owner=0),
    PartOf: LoadFiles("add_topic_parents", "linked_topic_parents", "unlink_topic_parents", owner=0),
    Within: LoadFiles(
        "add_institution_parents",
        "linked_institution_parents",
        "unlink_institution_parents",
        owner=0,
    ),
}


@dataclass(slots=True)
class Written:
    """What a write did with the records of one class."""

    created: set[Key] = field(default_factory=set)
    changed: set[Key] = field(default_factory=set)  # there already, and written otherwise
    held: set[Key] = field(default_factory=set)  # the dataset held them before
    left: set[Key] = field(default_factory=set)  # left as they were, though they say otherwise
    unsaid: set[Key] = field(default_factory=set)  # edges of the same owners, held but not said

    @property
    def news(self) -> set[Key]:
        """All that was written."""
        return self.created | self.changed


@dataclass(frozen=True, slots=True)
class Change:
    """What is to be written of one class of record: the rows that create, those that change."""

    kind: type[Record]
    written: Written
    new: list[dict[str, Any]]
    changed: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Released:
    """What was deleted because nobody holds it any more, and what the server counts as written."""

    deleted: set[Key]
    writes: int


@dataclass(frozen=True, slots=True)
class Holding:
    """What the graph says of one node or edge.

    ``values`` are its properties; known only where another dataset than the asking one holds it.
    """

    datasets: tuple[str, ...]
    hashes: tuple[str, ...]
    filled: Mapping[str, str]
    values: Values

    @classmethod
    def read(cls, row: Mapping[str, Any]) -> Holding:
        """From the map that a ``known_…`` or ``linked_…`` query gives."""
        filled = row.get("filled")
        pairs = (text.partition("=") for text in filled or ())
        return cls(
            tuple(row.get("datasets") or ()),
            tuple(row.get("hashes") or ()),
            {name: dataset for name, _, dataset in pairs} if filled else NOTHING,
            row.get("values") or NOTHING,
        )

    def says(self, dataset: str, digest: str) -> bool:
        """Whether this dataset last said exactly this."""
        return f"{dataset}#{digest}" in self.hashes

    def at_stake(self, dataset: str, *, anew: bool) -> bool:
        """Whether it goes unless the dataset says it: its own, and anew also what is nobody's."""
        return dataset in self.datasets or (anew and not self.datasets)

    def owner(self, name: str) -> str | None:
        """Who gave a property's present value; None where there is none."""
        if not is_given(self.values.get(name)) or not self.datasets:
            return None
        return self.filled.get(name, self.datasets[0])


def is_given(value: object) -> bool:
    """Whether a source says something: None, an empty text and an empty list say nothing."""
    return value is not None and value != "" and value != [] and value != ()


def claim(
    held: Holding | None, dataset: str, digest: str, values: Values, *, anew: bool = False
) -> dict[str, Any] | None:
    """The properties to set so that a dataset says ``values`` of a node or edge.

    Args:
        held: what the graph says now; None where the node or edge is not there.
        dataset: who speaks.
        digest: the hash of what it says.
        values: what it says; None for a property it says nothing of.
        anew: believe no hash: look at the values themselves, all of which ``held`` must know.

    Returns:
        Properties to set (None removes one), or None where nothing changes.
    """
    if held is None or not held.datasets:
        return {**values, "datasets": [dataset], "hashes": [f"{dataset}#{digest}"]}
    if anew:
        return _mended(held, values, _claimed(held, dataset, digest, values))
    return None if held.says(dataset, digest) else _claimed(held, dataset, digest, values)


def _claimed(held: Holding, dataset: str, digest: str, values: Values) -> dict[str, Any]:
    if held.datasets == (dataset,):
        return {**values, "hashes": [f"{dataset}#{digest}"]}
    order = held.datasets if dataset in held.datasets else (*held.datasets, dataset)
    filled = dict(held.filled)
    changed: dict[str, object] = {}
    took_back = False
    for name, value in values.items():
        owner = held.owner(name)
        if owner is not None and order.index(dataset) > order.index(owner):
            continue
        if is_given(value):
            changed[name] = value
            filled.pop(name, None)
            if dataset != order[0]:
                filled[name] = dataset
        elif owner == dataset:
            changed[name] = value
            filled.pop(name, None)
            took_back = True
    hashes = _marks(held, order, emptied=took_back) | {dataset: digest}
    return {**changed, **_kept(order, hashes, filled)}


def _mended(held: Holding, values: Values, change: Values) -> dict[str, Any] | None:
    """What of a change is not so yet, and away with properties that no record ever has."""
    foreign = dict.fromkeys(held.values.keys() - values.keys() - BOOK)
    wanted = {**foreign, **change}
    # 1 is not 1.0 here, nor True: the digest tells them apart.
    differing = {
        name: value
        for name, value in wanted.items()
        if (type(value), value) != (type(held.values.get(name)), held.values.get(name))
    }
    return differing or None


def release(held: Holding, dataset: str) -> dict[str, Any] | None:
    """The properties to set once a dataset no longer holds a node or edge.

    Returns:
        Properties to set (None removes one), or None where nobody holds it any more.
    """
    rest = tuple(name for name in held.datasets if name != dataset)
    if not rest:
        return None
    # What the winner said stays until the next dataset is loaded again: a node keeps its name.
    gone = {name: None for name, owner in held.filled.items() if owner == dataset}
    filled = {name: owner for name, owner in held.filled.items() if owner not in {dataset, rest[0]}}
    cited = {}
    if marks := held.values.get("outside_by"):
        cited = outside_of(rest, said_outside(rest, None, marks))
    return {**gone, **cited, **_kept(rest, _marks(held, rest, emptied=True), filled)}


def _marks(held: Holding, order: Sequence[str], *, emptied: bool) -> dict[str, str]:
    """The hash of each dataset, in order; empty texts where they must be written again."""
    known = dict(mark.rpartition("#")[::2] for mark in held.hashes)
    return {name: "" if emptied else known.get(name, "") for name in order}


def _kept(
    order: Sequence[str], hashes: Mapping[str, str], filled: Mapping[str, str]
) -> dict[str, Any]:
    return {
        "datasets": list(order),
        "hashes": [f"{name}#{hashes[name]}" for name in order],
        "filled": [f"{name}={owner}" for name, owner in sorted(filled.items())] or None,
    }


def compare(
    kind: type[Record],
    records: Mapping[Key, Record],
    held: Mapping[Key, Holding],
    dataset: str,
    run_id: str,
    create_only: bool,
    anew: bool = False,
) -> Change:
    """What a dataset says against what the graph holds.

    Args:
        kind: a class of record.
        records: of this class.
        held: what the graph holds of them, and of other edges of the same owners.
        dataset: who speaks.
        run_id: the run, left on all that changes.
        create_only: leave what is there as it is.
        anew: compare values instead of hashes.
    """
    done, new, changed = Written(), list[dict[str, Any]](), list[dict[str, Any]]()
    for key, record in records.items():
        there = held.get(key)
        values = properties(record) if isinstance(record, NodeRecord) else None
        digest = content_hash(record, values)
        if there is not None and not anew and there.says(dataset, digest):
            continue
        values = properties(record) if values is None else values
        values.pop("references_outside", None)
        change = claim(there, dataset, digest, values, anew=anew)
        if change is None:
            continue
        change["run_id"] = run_id
        if key not in held:
            new.append(row_of(key, change))
            done.created.add(key)
        elif create_only:
            done.left.add(key)
        else:
            changed.append(row_of(key, change))
            done.changed.add(key)
    done.held = {key for key in held.keys() & records.keys() if dataset in held[key].datasets}
    done.unsaid = {
        key for key in held.keys() - records.keys() if held[key].at_stake(dataset, anew=anew)
    }
    return Change(kind, done, new, changed)


def steps_of(changes: Iterable[Change]) -> list[Step]:
    """The queries that carry changes out, nodes before the edges between them."""
    return [
        (file, {"rows": rows[start : start + BATCH_ROWS]})
        for change in changes
        for file, rows in (
            (LOAD_FILES[change.kind].create, change.new),
            (LOAD_QUERIES[change.kind], change.changed),
        )
        for start in range(0, len(rows), BATCH_ROWS)
    ]


def take_back(
    held: Mapping[Key, Holding], keys: Iterable[Key], dataset: str, run_id: str
) -> tuple[set[Key], list[dict[str, Any]]]:
    """What goes, since nobody else holds it, and the rows that take a dataset's name from the rest.

    Args:
        held: what the graph holds.
        keys: what the dataset no longer says.
        dataset: who spoke.
        run_id: the run, left on all that stays.
    """
    gone, rows = set[Key](), []
    for key in sorted({key for key in keys if key in held}, key=str):
        if held[key].at_stake(dataset, anew=True):  # what is nobody's only comes here to go
            change = release(held[key], dataset)
            if change is None:
                gone.add(key)
            else:
                rows.append(row_of(key, {**change, "run_id": run_id}))
    return gone, rows


def key_of(record: Record) -> Key:
    """What tells a record from the others of its class."""
    return record.id if isinstance(record, NodeRecord) else record.ends


def owner_of(key: Key, owner: int | None) -> str:
    """The node whose edges are read together with this one; a node itself."""
    return key if isinstance(key, str) else key[owner or 0]


def ends_of(key: Key) -> dict[str, Any]:
    """What a row of a load query calls its node or edge by."""
    return {"id": key} if isinstance(key, str) else {"source": key[0], "target": key[1]}


def row_of(key: Key, change: Values) -> dict[str, Any]:
    """One row of a load query that writes."""
    return {**ends_of(key), "properties": change}
