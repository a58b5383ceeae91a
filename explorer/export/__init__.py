"""What leaves the explorer: one function and one entry per format."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import orjson

from explorer.errors import BadRequest
from explorer.export.about import file_name
from explorer.export.drawing import svg
from explorer.export.graphs import gexf, graphml
from explorer.export.looks import SliceJson
from explorer.export.page import page
from explorer.export.png import SCALES, png
from explorer.export.poster import picture_width
from explorer.export.references import bibtex, ris
from explorer.export.statements import cypher
from explorer.export.tables import tables

__all__ = ["EXPORTERS", "OPTIONS", "Exporter", "as_json", "file_name", "read_options", "svg"]


@dataclass(frozen=True, slots=True)
class Option:
    """What somebody may choose of some formats; the first value stands where nobody does."""

    doc: str
    values: tuple[str, ...]
    read: Callable[[str], object] = str


THEMES = ("auto", "light", "dark")
OPTIONS: Mapping[str, Option] = {
    "theme": Option(
        "Colours of a picture; auto is what the reader prefers, in a PNG light", THEMES
    ),
    "scale": Option(
        "Pixels of a PNG for one of the screen", tuple(str(each) for each in SCALES), int
    ),
}


@dataclass(frozen=True, slots=True)
class Exporter:
    """One format.

    Attributes:
        suffix: of a file in it, without a dot; also the value of ``?format=``.
        title: what a link to such a file says.
        media_type: of an answer in it.
        write: from the JSON of a slice to the file's content; pure. The slice should know its
            ``sources``, and its ``papers`` where ``papers`` says so. Names of ``options`` are
            keywords.
        saved_as: the ending of a file that browsers save; without one they show it.
        papers: whether it lists the papers with authors and venues.
        options: names of ``OPTIONS`` that it understands.
    """

    suffix: str
    title: str
    media_type: str
    write: Callable[..., bytes]
    saved_as: str = ""
    papers: bool = False
    options: tuple[str, ...] = field(default=())

    @property
    def ending(self) -> str:
        """Of the name of a file in it."""
        return self.saved_as or self.suffix


def read_options(exporter: Exporter, texts: Mapping[str, str | None]) -> dict[str, object]:
    """The keywords for ``exporter.write``, from what somebody wrote for names of ``OPTIONS``.

    Raises:
        BadRequest: there is no such choice, or the format has not that option.
    """
    found: dict[str, object] = {}
    for name, text in texts.items():
        if text is None:
            continue
        if name not in exporter.options:
            raise BadRequest(f"{name} means nothing for {exporter.suffix}.", hint="Leave it out.")
        if text not in OPTIONS[name].values:
            raise BadRequest(
                f"{name} is {' or '.join(OPTIONS[name].values)}, not {text[:40]!r}.",
                hint="Leave it out for the usual picture.",
            )
        found[name] = OPTIONS[name].read(text)
    return found


def as_json(graph_slice: SliceJson) -> bytes:
    """The slice as JSON, in UTF-8."""
    return orjson.dumps(dict(graph_slice))


def _svg_file(graph_slice: SliceJson, *, theme: str = "auto") -> bytes:
    return svg(graph_slice, width=picture_width(graph_slice), theme=theme).encode()


EXPORTERS: Mapping[str, Exporter] = {
    each.suffix: each
    for each in (
        Exporter("json", "graph (JSON)", "application/json", as_json),
        Exporter("svg", "picture (SVG)", "image/svg+xml", _svg_file, options=("theme",)),
        Exporter("png", "picture (PNG)", "image/png", png, options=("theme", "scale")),
        Exporter("html", "page that works offline (HTML)", "text/html", page, "html", papers=True),
        Exporter("csv", "tables (CSV)", "application/zip", tables, "zip"),
        Exporter("graphml", "GraphML", "application/graphml+xml", graphml, "graphml"),
        Exporter("gexf", "GEXF", "application/gexf+xml", gexf, "gexf"),
        Exporter("cypher", "Cypher", "text/plain", cypher, "cypher"),
        Exporter("bib", "papers (BibTeX)", "application/x-bibtex", bibtex, "bib", papers=True),
        Exporter(
            "ris", "papers (RIS)", "application/x-research-info-systems", ris, "ris", papers=True
        ),
    )
}
