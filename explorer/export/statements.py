"""A slice as Cypher that makes it again, in any database that speaks Cypher 5. Pure."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from explorer.export.about import about
from explorer.export.looks import SliceJson
from explorer.model import NodeKind

NODE_FACTS = ("label", "detail", "score", "x", "y", "marks")
EDGE_FACTS = ("weight", "count", "first_year", "last_year", "sentence", "evidence")
END = ";\n"  # of each statement, and of nothing else


def cypher(graph_slice: SliceJson) -> bytes:
    """One statement for each kind of node and of edge, in UTF-8.

    Nodes are found by their id or made, so that running them twice changes nothing. Edges that a
    slice derives, such as COAUTHORED, are made as the slice shows them. Comments first say where
    it comes from.
    """
    kinds = {node["id"]: NodeKind(node["kind"]) for node in graph_slice["nodes"]}
    lines = ["".join(f"// {line.replace(';', ',')}\n" for line in about(graph_slice).lines)]
    for kind in NodeKind:
        rows = [node for node in graph_slice["nodes"] if node["kind"] == kind.value]
        if rows:
            maps = _list({"id": row["id"], "facts": _facts(row, NODE_FACTS)} for row in rows)
            lines.append(
                f"UNWIND {maps} AS row\n"
                f"MERGE (n:{kind.label} {{id: row.id}})\nSET n += row.facts{END}"
            )
    edges: dict[tuple[str, NodeKind, NodeKind], list[Any]] = defaultdict(list)
    for edge in graph_slice["edges"]:
        edges[edge["kind"], kinds[edge["source"]], kinds[edge["target"]]].append(edge)
    for (name, source, target), rows in edges.items():
        maps = _list(
            {"source": row["source"], "target": row["target"], "facts": _facts(row, EDGE_FACTS)}
            for row in rows
        )
        lines.append(
            f"UNWIND {maps} AS row\n"
            f"MATCH (a:{source.label} {{id: row.source}})\n"
            f"MATCH (b:{target.label} {{id: row.target}})\n"
            f"MERGE (a)-[e:{name}]->(b)\nSET e += row.facts{END}"
        )
    return "\n".join(lines).encode()


def _facts(row: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    return {name: row[name] for name in names if row[name] not in (None, [], ())}


def _list(rows: Iterable[Mapping[str, Any]]) -> str:
    return "[\n  " + ",\n  ".join(_literal(row) for row in rows) + "\n]"


def _literal(value: object) -> str:
    """A value as Cypher writes it; a text is escaped as JSON does, which Cypher reads."""
    if isinstance(value, Mapping):
        inside = ", ".join(f"{key}: {_literal(each)}" for key, each in value.items())
        return f"{{{inside}}}"
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(_literal, value))}]"
    return json.dumps(value, ensure_ascii=False)
