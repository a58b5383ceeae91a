"""The graph section of a page: the slice, its picture, and links to what it can become."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from flask import request, url_for

from explorer.errors import ExplorerError
from explorer.export import svg
from explorer.graph.request import ARGUMENTS, parse_request, single
from explorer.graph.sides import Side
from explorer.graph.slices import Slice
from explorer.graph.telling import Tell
from explorer.graph.words import listed
from explorer.store import Store
from explorer.web.asking import (
    OF_PAGES,
    PACKED,
    Asked,
    read_leniently,
    unknown,
    unpack,
    unpack_leniently,
    widened,
)
from explorer.web.locating import locate_all, locate_steps
from explorer.web.runs import Behind, sign
from explorer.web.site import site

IN_QUERY = ":,/@;"  # what may stand as it is in a query, for people to read


@dataclass(frozen=True, slots=True)
class Drawing:
    """The picture of a slice in a page, drawn when a template comes to it.

    Attributes:
        slice: as JSON.
        links: path that the site lives under.
        around: as of ``svg``, of a picture that fills its window.
    """

    slice: Mapping[str, Any]
    links: str
    around: int | None = None

    def __html__(self) -> str:
        """The ``<svg>``; the exporter escapes every text of the graph."""
        return svg(self.slice, links=self.links, around=self.around)


@dataclass(frozen=True, slots=True)
class Graph:
    """The slice and its picture, or why there is none.

    Attributes:
        slice: as JSON.
        picture: the slice as SVG, if it is wanted.
        error: why there is no slice.
        behind: the queries' runs, to which it links.
        api: address of the slice as JSON.
        asked: every argument of the page's address, unpacked.
        packed: the arguments as the address has them, where it has them packed.
        lost: what the address asks for and cannot be done, in words.
        unknown: what the address asks for and is nothing here, in words.
        lasting: whether it stays the same until the data changes.
    """

    slice: dict[str, Any] | None
    picture: Drawing | None
    error: ExplorerError | None
    behind: Behind
    api: str
    asked: Asked
    packed: str | None = None
    lost: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    lasting: bool = False

    @property
    def live(self) -> bool:
        """Whether there is anything for the panel to show."""
        return self.slice is not None and len(self.slice["nodes"]) > 1

    @property
    def narrowed(self) -> bool:
        """Whether the address asks for less, or more, than usual."""
        return bool(self.arguments)

    @property
    def arguments(self) -> dict[str, Any]:
        """The arguments that shape the slice, for another address of the same state."""
        return graph_arguments(self.asked, self.packed)

    @property
    def shared(self) -> dict[str, Any]:
        """As ``arguments``, where other sites are told of them: none that cannot be done."""
        return {} if self.lost else self.arguments

    @property
    def egos(self) -> list[Mapping[str, Any]]:
        """The nodes that the graph is about, after every step."""
        nodes = self.slice["nodes"] if self.slice else []
        return [node for node in nodes if node["score"] is None]

    @property
    def named(self) -> str:
        """Their names, where there are more than a few the first of them."""
        return listed([ego["label"] for ego in self.egos])

    @property
    def sides(self) -> dict[str, int]:
        """How many things are whose, in a slice about two people; nothing in others."""
        nodes = self.slice["nodes"] if self.slice else []
        told = [node["side"] for node in nodes if node["score"] is not None]
        return {side.value: told.count(side) for side in Side} if any(told) else {}

    def after(self, step: str) -> str:
        """Relative address of the page after one more step, as ``expand:openalex:A1``."""
        return _address([*self.asked.items(multi=True), ("do", step)])

    def back_to(self, count: int) -> str:
        """Relative address of the page as it was after so many steps."""
        rest = [(name, value) for name, value in self.asked.items(multi=True) if name != "do"]
        return _address([*rest, *(("do", step) for step in self.asked.getlist("do")[:count])])

    @property
    def here(self) -> str:
        """Relative address of the page as it is."""
        return _address([*self.asked.items(multi=True)])


def graph_arguments(asked: Asked, packed: str | None = None) -> dict[str, Any]:
    """The arguments that shape a slice, of all that a page was asked with."""
    if packed:
        return {PACKED: packed}
    return {name: asked.getlist(name) for name in ARGUMENTS if name in asked}


def _address(fields: Sequence[tuple[str, str]]) -> str:
    pairs = (f"{quote(name)}={quote(value, safe=IN_QUERY)}" for name, value in fields)
    return f"?{'&'.join(pairs)}"


def ask_slice(store: Store, ego: str, tell: Tell | None = None, *, whole: bool = False) -> Slice:
    """The slice around a node that the arguments of this request ask for.

    Args:
        store: the graph.
        ego: id of a node.
        tell: is told of each ring.
        whole: the next best come with all that stood before them, not alone.

    Raises:
        BadRequest: an argument is impossible.
        NotFound, Busy, StoreUnavailable, QueryTimeout, QueryFailed: see ``RecentSlices.get``.
    """
    args = unpack(request.args)
    if whole:
        single(args, "widen")  # as where it is read: nobody chooses among two
        args = widened(args)
    egos = [ego, *locate_all(store, args.getlist("with"))]
    asked = locate_steps(store, parse_request(egos, args))
    return site().slices.get(store, asked, tell)


def draw_graph(
    store: Store, id: str | Sequence[str], *, picture: bool = True, tell: Tell | None = None
) -> Graph:
    """The slice around nodes, computed once for the picture, the panel and the table.

    A slice that fails leaves the page standing; the graph section says why. What the address
    asks for and cannot be done is left out, and told. ``tell`` is told the rings as they come.
    """
    egos = [id] if isinstance(id, str) else list(id)
    asked, lost = unpack_leniently(request.args)
    odd = tuple(unknown(asked, OF_PAGES))
    changed = lost or "do" in request.args or "widen" in asked
    packed = None if changed else request.args.get(PACKED)
    asked = widened(asked)
    address = graph_arguments(asked, packed)
    if egos[1:] and not packed:
        address["with"] = egos[1:]
    api = url_for("api.slice_of", id=egos[0], **address)
    try:
        wanted, faults = read_leniently(egos, asked)
        lost += faults
        wanted = locate_steps(store, wanted, lost)
        built = site().slices.get(store, wanted, tell)
    except ExplorerError as error:
        return Graph(None, None, error, Behind(), api, asked, packed, tuple(lost), odd)
    lasting, found = site().slices.holds(built), built.as_json()
    behind = sign(found["runs"], site().key)
    found["run_tokens"] = behind.tokens
    drawn = Drawing(found, site().settings.base_path) if picture else None
    return Graph(found, drawn, None, behind, api, asked, packed, tuple(lost), odd, lasting)
