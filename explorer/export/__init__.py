"""What leaves the explorer: one function and one entry per format."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from explorer.export.drawing import svg
from explorer.export.graphs import gexf, graphml
from explorer.export.looks import SliceJson
from explorer.export.statements import cypher
from explorer.export.tables import tables

__all__ = ["EXPORTERS", "Exporter", "as_json", "svg"]


@dataclass(frozen=True, slots=True)
class Exporter:
    """One format.

    Attributes:
        suffix: of a file in it, without a dot; also the value of ``?format=``.
        title: what a link to such a file says.
        media_type: of an answer in it.
        write: from the JSON of a slice to the file's content; pure.
        saved_as: the ending of a file that browsers save; without one they show it.
    """

    suffix: str
    title: str
    media_type: str
    write: Callable[[SliceJson], bytes]
    saved_as: str = ""


def as_json(graph_slice: SliceJson) -> bytes:
    """The slice as JSON, in UTF-8."""
    return json.dumps(graph_slice, ensure_ascii=False, separators=(",", ":")).encode()


def _svg_file(graph_slice: SliceJson) -> bytes:
    return svg(graph_slice, width=round(graph_slice["view"]["width"])).encode()


EXPORTERS: Mapping[str, Exporter] = {
    each.suffix: each
    for each in (
        Exporter("json", "graph (JSON)", "application/json", as_json),
        Exporter("svg", "picture (SVG)", "image/svg+xml", _svg_file),
        Exporter("csv", "tables (CSV)", "application/zip", tables, "zip"),
        Exporter("graphml", "GraphML", "application/graphml+xml", graphml, "graphml"),
        Exporter("gexf", "GEXF", "application/gexf+xml", gexf, "gexf"),
        Exporter("cypher", "Cypher", "text/plain", cypher, "cypher"),
    )
}
