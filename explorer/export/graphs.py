"""A slice for programs that draw and count graphs: GraphML and GEXF, written by networkx. Pure."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from html import escape
from typing import TYPE_CHECKING, Any

from explorer.export.about import About, about
from explorer.export.looks import SliceJson, printable

if TYPE_CHECKING:
    import networkx as nx

META = re.compile(rb"<meta\b.*?</meta>", re.DOTALL)
DAY = re.compile(r"\d{4}-\d\d-\d\d")
NODE_FACTS = ("kind", "label", "detail", "score")
EDGE_FACTS = ("kind", "weight", "count", "first_year", "last_year", "sentence")


def as_graph(graph_slice: SliceJson) -> nx.MultiDiGraph:
    """The slice as a networkx graph; evidence and marks are joined with ``; ``.

    The graph's own attributes say where it comes from.

    Positions are those of the picture: ``x`` to the right, ``y`` down.
    """
    import networkx as nx  # costs a fifth of a second, which few readers need

    told = {word.replace(" ", "_"): text for word, text in about(graph_slice).facts.items()}
    graph = nx.MultiDiGraph(**told)
    for node in graph_slice["nodes"]:
        facts = _plain({name: node[name] for name in NODE_FACTS})
        marks = {"marks": "; ".join(node["marks"])} if node["marks"] else {}
        graph.add_node(node["id"], **facts, **marks, x=float(node["x"]), y=float(node["y"]))
    for edge in graph_slice["edges"]:
        facts = _plain({name: edge[name] for name in EDGE_FACTS})
        said = {"evidence": "; ".join(edge["evidence"])} if edge["evidence"] else {}
        graph.add_edge(edge["source"], edge["target"], key=edge["id"], **facts, **said)
    return graph


def graphml(graph_slice: SliceJson) -> bytes:
    """The slice as GraphML, in UTF-8."""
    import networkx as nx

    out = io.BytesIO()
    nx.write_graphml_xml(as_graph(graph_slice), out)
    return out.getvalue()


def gexf(graph_slice: SliceJson) -> bytes:
    """The slice as GEXF 1.2, in UTF-8, with places as ``viz:position``; there ``y`` is up."""
    import networkx as nx

    graph = as_graph(graph_slice)
    for _, facts in graph.nodes(data=True):
        facts["viz"] = {"position": {"x": facts.pop("x"), "y": -facts.pop("y"), "z": 0.0}}
    for _, _, facts in graph.edges(data=True):
        facts["type_of_edge"] = facts.pop("kind")  # GEXF has a ``kind`` of its own
    out = io.BytesIO()
    nx.write_gexf(graph, out, version="1.2draft")
    return META.sub(lambda _: _meta(about(graph_slice)).encode(), out.getvalue(), count=1)


def _meta(come: About) -> str:
    """Where the graph comes from; its date is the data's, where networkx writes this day's."""
    day = f' lastmodifieddate="{come.data_as_of}"' if DAY.fullmatch(come.data_as_of) else ""
    told = {"creator": come.source, "keywords": come.licence, "description": "\n".join(come.lines)}
    inside = "".join(f"<{name}>{escape(text)}</{name}>" for name, text in told.items())
    return f"<meta{day}>{inside}</meta>"


def _plain(facts: Mapping[str, Any]) -> dict[str, Any]:
    """What these formats can hold: no unknown values, no characters that XML has not."""
    return {
        name: printable(value) if isinstance(value, str) else value
        for name, value in facts.items()
        if value is not None
    }
