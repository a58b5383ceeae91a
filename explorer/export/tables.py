"""A slice for spreadsheets: a ZIP of two CSV files and of where they come from. Pure."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Sequence
from typing import Any

from explorer.export.about import about
from explorer.export.looks import SliceJson

NODES = ("id", "kind", "label", "detail", "score", "x", "y", "reasons", "marks")
EDGES = ("source", "target", "kind", "weight", "count", "first_year", "last_year", "sentence",
         "evidence")  # fmt: skip
# A spreadsheet takes a cell that begins so for a formula; an apostrophe makes it text.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
OLDEST = (1980, 1, 1, 0, 0, 0)  # a ZIP's first day: the same slice gives the same bytes


def tables(graph_slice: SliceJson) -> bytes:
    """``nodes.csv`` and ``edges.csv`` in a ZIP, in UTF-8 with its mark.

    ``README.txt`` says where they come from to people, ``metadata.json`` to programs.
    """
    nodes = (
        {**node, "reasons": "; ".join(f"{why['sentence']} ({why['points']:.3g})"
                                      for why in node["reasons"])}
        for node in graph_slice["nodes"]
    )  # fmt: skip
    files = {
        "nodes.csv": _csv(NODES, nodes),
        "edges.csv": _csv(EDGES, graph_slice["edges"]),
        "README.txt": _readme(graph_slice),
        "metadata.json": _metadata(graph_slice),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            marked = "utf-8" if name.endswith(".json") else "utf-8-sig"
            archive.writestr(zipfile.ZipInfo(name, OLDEST), text.encode(marked),
                             zipfile.ZIP_DEFLATED)  # fmt: skip
    return out.getvalue()


def _csv(columns: Sequence[str], rows: Iterable[Any]) -> str:
    out = io.StringIO(newline="")
    write = csv.writer(out)
    write.writerow(columns)
    write.writerows([_cell(row[column]) for column in columns] for row in rows)
    return out.getvalue()


def _cell(value: object) -> object:
    if isinstance(value, (list, tuple)):
        value = "; ".join(map(str, value))
    if isinstance(value, str) and value.startswith(FORMULA):
        return f"'{value}"
    return value


def _readme(graph_slice: SliceJson) -> str:
    return (
        "\n".join(about(graph_slice).lines) + "\n\n"
        "nodes.csv: what is shown, with the reasons and points that brought it there.\n"
        "edges.csv: what connects it, with the ids of the papers behind.\n"
        "metadata.json: what was asked for, and the datasets with their licences.\n"
        "Text that a spreadsheet would take for a formula begins with an apostrophe.\n"
    )


def _metadata(graph_slice: SliceJson) -> str:
    names = ("ego", "asked", "sources", "cut")
    told = {**about(graph_slice).facts, **{n: graph_slice[n] for n in names if n in graph_slice}}
    return json.dumps(told, ensure_ascii=False, indent=1)
