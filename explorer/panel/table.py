"""The graph as a table: one row for each node. Pure.

The page's template draws it, so that it is there without scripts; ``assets/table.js`` sorts it
and lets its rows be chosen.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its key among a row's ``values``, and which way it is sorted at first."""

    key: str
    title: str
    figures: bool  # aligned as such
    first: str  # ascending or descending


COLUMNS: tuple[Column, ...] = (
    Column("label", "Name", False, "ascending"),
    Column("kind", "Kind", False, "ascending"),
    Column("score", "Score", True, "descending"),
    Column("latest", "Latest paper", True, "descending"),
    Column("reasons", "Reasons", False, "descending"),
)
KINDS = ("person", "paper", "topic", "institution")  # as the legend has them


@dataclass(frozen=True, slots=True)
class Row:
    """One node: the slice's own JSON of it, and what the table adds.

    Attributes:
        node: of the slice.
        latest: year of the newest paper that links it to an ego, as far as the slice names it.
        values: what its cells are sorted by, by column.
    """

    node: Mapping[str, Any]
    latest: int | None
    values: Mapping[str, str | float | None]


def table_rows(graph_slice: Mapping[str, Any]) -> list[Row]:
    """The rows, egos first, then by score."""
    latest = _latest(graph_slice)
    nodes = sorted(
        graph_slice["nodes"],
        key=lambda node: (node["score"] is not None, -(node["score"] or 0.0), node["id"]),
    )
    return [_row(node, latest.get(node["id"])) for node in nodes]


def _row(node: Mapping[str, Any], latest: int | None) -> Row:
    return Row(
        node,
        latest,
        {
            "label": node["label"],
            "kind": KINDS.index(node["kind"]),
            "score": "Infinity" if node["score"] is None else node["score"],
            "latest": latest,
            "reasons": len(node["reasons"]),
        },
    )


def _latest(graph_slice: Mapping[str, Any]) -> dict[str, int]:
    """By node: the last year of its edges to an ego and of the papers its reasons name."""
    egos = {node["id"] for node in graph_slice["nodes"] if node["score"] is None}
    found: dict[str, int] = {}

    def note(node: str, years: Iterable[int | None]) -> None:
        known = [year for year in years if year is not None]
        if known:
            found[node] = max(found.get(node, 0), *known)

    for edge in graph_slice["edges"]:
        for one, other in ((edge["source"], edge["target"]), (edge["target"], edge["source"])):
            if one in egos and other not in egos:
                note(other, [edge["last_year"]])
    evidence = graph_slice["evidence"]
    for node in graph_slice["nodes"]:
        for reason in node["reasons"]:
            papers = (evidence.get(id) for id in reason["evidence"])
            note(node["id"], [p["year"] for p in papers if p and p["kind"] == "paper"])
    return found
