"""A slice as a py2neo ``Subgraph``, for notebooks that already speak py2neo.

py2neo is no longer developed; it is asked for by the extra ``[py2neo]`` and nothing else needs it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from explorer.errors import ConfigError
from explorer.export.about import check_slice
from explorer.export.looks import SliceJson
from explorer.export.statements import EDGE_FACTS, NODE_FACTS
from explorer.model import NodeKind

if TYPE_CHECKING:
    from py2neo import Subgraph

KEY = "id"  # by which nodes are merged


def to_py2neo(graph_slice: SliceJson) -> Subgraph:
    """The slice as a ``Subgraph``; ``graph.merge(found)`` writes it, and twice changes nothing.

    Nodes and relationships hold what the Cypher export writes of them. Each node says by which
    label and property it is merged, so that ``merge`` needs no further arguments.

    Raises:
        BadRequest: this is no slice.
        ConfigError: py2neo is not installed.
    """
    check_slice(graph_slice)
    try:
        from py2neo import Node, Relationship, Subgraph
    except ImportError as error:
        raise ConfigError(
            "py2neo is not installed.", hint="pip install 'research-graph-explorer[py2neo]'"
        ) from error
    nodes = {}
    for node in graph_slice["nodes"]:
        label = NodeKind(node["kind"]).label
        made = Node(label, id=node["id"], **_facts(node, NODE_FACTS))
        made.__primarylabel__, made.__primarykey__ = label, KEY
        nodes[node["id"]] = made
    edges = [
        Relationship(
            nodes[edge["source"]], edge["kind"], nodes[edge["target"]], **_facts(edge, EDGE_FACTS)
        )
        for edge in graph_slice["edges"]
    ]
    return Subgraph(nodes.values(), edges)


def _facts(row: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    found = {name: row[name] for name in names if row[name] not in (None, [], ())}
    return {
        name: list(value) if isinstance(value, tuple) else value for name, value in found.items()
    }
