"""What a node refers to that is not in the graph, by the dataset that says so. Pure.

A paper cites works, and an institution is part of others, of which a source may give ids only. The
node keeps these ids as ``references_outside``. Where several datasets hold it, it also keeps who
says which, as ``outside_by`` (``dataset/id``), so that each can take back what it said.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from explorer.model import Citation, Institution, NodeRecord, Paper, Within


@dataclass(frozen=True, slots=True)
class Outside:
    """A class of edge whose target may be outside the graph, between two nodes of one class.

    Attributes:
        edge: the class of edge.
        node: the class of both its ends.
        count: the query file that counts such nodes.
        present: tells which of some ids are such nodes.
        known: what some nodes refer to outside.
        waiting: all nodes that refer to something outside.
        keep: writes what nodes refer to outside.
        give_back: before nodes are deleted, makes those who refer to them keep their ids.
    """

    edge: type[Citation] | type[Within]
    node: type[NodeRecord]
    count: str
    present: str
    known: str
    waiting: str
    keep: str
    give_back: str


OUTSIDE: Mapping[type[NodeRecord], Outside] = {
    each.node: each
    for each in (
        Outside(
            Citation, Paper, "count_papers", "present_papers", "known_references",
            "waiting_references", "keep_references", "return_references",
        ),
        Outside(
            Within, Institution, "count_institutions", "present_institutions", "known_lineages",
            "waiting_lineages", "keep_lineages", "return_lineages",
        ),
    )
}  # fmt: skip
# These are linked once all nodes of a run are written: only then is it known what is outside.
LINKED_LATE = frozenset(each.edge for each in OUTSIDE.values())


def said_outside(
    datasets: Sequence[str], outside: Sequence[str] | None, by: Sequence[str] | None
) -> dict[str, set[str]]:
    """What each dataset says a node refers to outside the graph.

    Args:
        datasets: who holds the node.
        outside: what is outside, whoever says it.
        by: ``outside_by``; None says that all of it is the first dataset's.
    """
    if not by:
        return {datasets[0]: set(outside or ())}
    said: dict[str, set[str]] = {}
    for mark in by:
        name, _, id = mark.partition("/")  # no dataset has a slash in its name
        if name in datasets:
            said.setdefault(name, set()).add(id)
    return said


def outside_of(
    datasets: Sequence[str], said: Mapping[str, Iterable[str]]
) -> dict[str, list[str] | None]:
    """The properties of a node that keep what each of its datasets says; None for nothing."""
    marks = sorted(f"{name}/{id}" for name, ids in said.items() for id in ids)
    outside = sorted({mark.partition("/")[2] for mark in marks})
    return {
        "references_outside": outside or None,
        "outside_by": marks if marks and len(datasets) > 1 else None,
    }
