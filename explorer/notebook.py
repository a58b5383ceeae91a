"""The graph in a notebook: a slice shown as a picture, or handed on to what analyses it.

``show("openalex:A5068542997")`` draws; ``slice_around`` gives the slice itself, as the API's JSON,
for ``to_networkx``, ``to_pandas`` and ``to_py2neo``. The graph is the one that the settings name.
"""

from __future__ import annotations

import base64
import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any, NamedTuple
from xml.etree.ElementTree import fromstring

from explorer.config import load_settings
from explorer.errors import BadRequest, ConfigError
from explorer.export import OPTIONS
from explorer.export.about import check_slice, is_slice
from explorer.export.drawing import NAMESPACE
from explorer.export.graphs import as_graph
from explorer.export.looks import SliceJson
from explorer.export.poster import poster
from explorer.export.subgraph import to_py2neo
from explorer.graph.provenance import take_along
from explorer.graph.request import ARGUMENTS, number, parse_request
from explorer.graph.slices import build_slice
from explorer.graph.words import listed
from explorer.store import Store

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd

__all__ = ["Frames", "Picture", "show", "slice_around", "to_networkx", "to_pandas", "to_py2neo"]

WIDTH = 900  # CSS pixels: what a notebook has room for
WIDTHS, HEIGHTS = (200, 10_000), (150, 10_000)  # less has no room for words
THEMES = OPTIONS["theme"].values
LISTED = ("kinds", "off", "weight")  # arguments that hold several things between commas
NODES = ("id", "kind", "label", "detail", "score", "x", "y")
EDGES = ("source", "target", "kind", "weight", "count", "first_year", "last_year", "sentence",
         "evidence")  # fmt: skip


class Frames(NamedTuple):
    """A slice as tables: a row for each node, and for each edge."""

    nodes: pd.DataFrame
    edges: pd.DataFrame


@dataclass(frozen=True, slots=True)
class Picture:
    """A slice as a notebook shows it; ``svg`` is a file of its own."""

    slice: SliceJson
    svg: str

    def _repr_svg_(self) -> str:
        """The picture, for programs that show SVG."""
        return self.svg

    def _repr_html_(self) -> str:
        """The picture as an image: its rules cannot reach the notebook around it."""
        told = fromstring(self.svg).findtext(f"{{{NAMESPACE}}}desc") or ""  # noqa: S314 - ours
        content = base64.b64encode(self.svg.encode()).decode()
        title = f"{self.slice['title']}. {told}"
        return f'<img src="data:image/svg+xml;base64,{content}" alt="{escape(title)}">'


def show(
    ego_or_slice: str | SliceJson,
    *,
    theme: str = "auto",
    width: int = WIDTH,
    height: int | None = None,
    **arguments: Any,
) -> Picture:
    """The picture of a slice, as the last line of a cell shows it.

    Args:
        ego_or_slice: an id, a DOI, an ORCID and so on, or what ``slice_around`` gave.
        theme: ``light``, ``dark``, or ``auto`` for what the reader prefers.
        width: in CSS pixels.
        height: in CSS pixels; as much as it needs where it is left out.
        arguments: of an ego's slice; see ``slice_around``.

    Raises:
        BadRequest: a theme, a size or an argument is impossible, or this is no slice.
        ConfigError, NotFound, StoreUnavailable: see ``slice_around``.
    """
    if theme not in THEMES:
        raise BadRequest(
            f"theme is {', '.join(THEMES[:-1])} or {THEMES[-1]}, not {str(theme)[:40]!r}.",
            hint=f"Leave it out for {THEMES[0]}, what the reader prefers.",
        )
    wide = number("width", _text(width), *WIDTHS, WIDTH)
    high = number("height", _text(height), *HEIGHTS, None)
    shown = ego_or_slice
    if isinstance(shown, str):
        shown = slice_around(shown, **arguments)
    else:
        _check_slice(shown, arguments)
    return Picture(shown, poster(shown, theme, width=wide, height=high))


def _text(size: object) -> str | None:
    return None if size is None else str(size)


def _check_slice(given: object, arguments: Mapping[str, object]) -> None:
    """Refuse what is no slice, and what is asked of one that has been built."""
    if not is_slice(given):
        raise BadRequest(
            f"A picture is of an id or of a slice; this {type(given).__name__} is neither.",
            hint="Give an id as the search gives it, or what slice_around gave.",
        )
    if arguments:
        raise BadRequest(
            f"A slice that has been built already takes no {listed(sorted(arguments))}.",
            hint="Give it to slice_around, or give show an id instead of the slice.",
        )


def slice_around(*egos: str, store: Store | None = None, **arguments: Any) -> dict[str, Any]:
    """The slice around a node, or around several, as JSON, with its sources and its papers.

    Args:
        egos: an id as the search gives it, a DOI, an ORCID, a ROR or an arXiv number.
        store: the graph; the one that the settings name where it is left out.
        arguments: what the API takes, as ``since=2015``, ``kinds=["person", "paper"]``, which
            is ``kinds="person,paper"``, or ``do=["expand:openalex:A1"]``. ``widen="person"``
            gives the next best with all that stood before; the API's JSON gives them alone.

    Raises:
        ConfigError: the settings cannot work.
        BadRequest: there is no such argument, or what it asks for is impossible.
        NotFound: there is no such node.
        StoreUnavailable, QueryTimeout, QueryFailed: the database's fault.
    """
    _check_names(arguments)
    _check_egos(egos)
    if store is None:
        with Store.open(load_settings(), user="notebook") as opened:
            return slice_around(*egos, store=opened, **arguments)
    from werkzeug.datastructures import MultiDict

    from explorer.web.asking import widened
    from explorer.web.locating import locate, locate_all, locate_steps

    given = {name: _texts(name, value) for name, value in arguments.items() if value is not None}
    ids = [locate(store, egos[0] if egos else "")[1], *locate_all(store, egos[1:])]
    asked = locate_steps(store, parse_request(ids, widened(MultiDict[str, str](given))))
    return take_along(store, build_slice(store, asked).as_json(), papers=True)


def _check_names(arguments: Mapping[str, object]) -> None:
    """Refuse arguments that a slice has not, before anything is opened."""
    for name in arguments:
        if name not in ARGUMENTS:
            near = difflib.get_close_matches(name, ARGUMENTS, 1, 0.7)
            raise BadRequest(
                f"A slice takes no {name[:40]!r}.",
                hint=f"Did you mean {near[0]}?" if near else f"It takes {', '.join(ARGUMENTS)}.",
            )


def _check_egos(egos: Sequence[object]) -> None:
    """Refuse what names no node, as the list of them that somebody forgot to unpack."""
    for each in egos:
        if not isinstance(each, str):
            raise BadRequest(
                f"A slice is around nodes, and this {type(each).__name__} names none.",
                hint="Give ids as texts, one after the other: slice_around(*ids).",
            )


def to_networkx(graph_slice: SliceJson) -> nx.MultiDiGraph:
    """The slice as a networkx graph, whose own attributes say where it comes from.

    Raises:
        BadRequest: this is no slice.
    """
    check_slice(graph_slice)
    return as_graph(graph_slice)


def to_pandas(graph_slice: SliceJson) -> Frames:
    """The slice as two data frames; their ``attrs`` say where it comes from.

    Raises:
        BadRequest: this is no slice.
        ConfigError: pandas is not installed.
    """
    check_slice(graph_slice)
    try:
        import pandas as pd
    except ImportError as error:
        raise ConfigError(
            "pandas is not installed.", hint="pip install 'research-graph-explorer[notebook]'"
        ) from error
    nodes = pd.DataFrame([_row(n, NODES) for n in graph_slice["nodes"]], columns=list(NODES))
    edges = pd.DataFrame([_row(e, EDGES) for e in graph_slice["edges"]], columns=list(EDGES))
    for name in ("count", "first_year", "last_year"):
        edges[name] = edges[name].astype("Int64")  # whole numbers, of which some are unknown
    told = as_graph(graph_slice).graph
    for frame in (nodes, edges):
        frame.attrs.update(told)
    return Frames(nodes.set_index("id"), edges)


def _row(facts: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
    return {name: facts[name] for name in names}


def _texts(name: str, value: object) -> list[str]:
    """An argument as an address holds it: one text, or several."""
    if isinstance(value, str) or not isinstance(value, Iterable):
        return [str(value)]
    texts = [str(each) for each in value]
    return [",".join(texts)] if name in LISTED else texts
