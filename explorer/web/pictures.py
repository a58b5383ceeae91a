"""Pictures for other people's pages: ``/embed/<id>.svg``, ``.png``, the card and the badge.

They are the slice that the same arguments make elsewhere, drawn to stand alone in an ``<img>``.
An id may end as a picture does: the whole path is tried as an id first, and is then the frame's;
after that it is tried with one known ending cut off, the shortest first.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import orjson
from flask import Blueprint, Response, request, url_for

from explorer.errors import BadRequest, Busy
from explorer.export import OPTIONS, file_name
from explorer.export.about import one_line
from explorer.export.badge import badge
from explorer.export.card import WIDTH as CARD_WIDTH
from explorer.export.png import card_png, png
from explorer.export.poster import poster
from explorer.graph.provenance import with_sources
from explorer.graph.request import ARGUMENTS, number, single
from explorer.model import NodeKind
from explorer.store import Store
from explorer.text import plain
from explorer.web import embed, profiles
from explorer.web.asking import PACKED, unpack
from explorer.web.graphs import ask_slice, graph_arguments
from explorer.web.keeping import Answer, asked, find, recent, respond
from explorer.web.locating import locate
from explorer.web.site import site
from explorer.web.wording import node_url

EMBEDS = "/embed/"
CARD, BADGE = "/card.png", "/badge.svg"  # endings of addresses
blueprint = Blueprint("pictures", __name__, url_prefix=EMBEDS.rstrip("/"))
WIDTH = 800  # CSS pixels: what a README or an article has room for
WIDTHS, HEIGHTS = (200, 2000), (150, 2000)
LONGEST_TITLE = 200  # characters
AT_ONCE = 1  # picture painted as PNG; two of one process would take turns, and longer
WAITING = 6  # requests that wait for their turn; a process answers eight at once
PATIENCE = 10.0  # seconds that they wait
SHORTLY = 1.0  # seconds that more requests wait for one of these places: no page is read meanwhile
MOST_POINTS = 6_000_000  # of a picture that anybody asks for; a gallery's wall has as many
UNSEEN = frozenset({"evidence", "runs", "relations", "cut"})  # parts of a slice; the largest ones
OWN = ("width", "height", "theme", "scale", "title")
_painting = threading.BoundedSemaphore(AT_ONCE)
_room = threading.BoundedSemaphore(AT_ONCE + WAITING)


@dataclass(frozen=True, slots=True)
class Look:
    """What somebody may choose of a picture, besides what it shows."""

    width: int
    height: int | None
    theme: str
    scale: int
    title: str


@dataclass(frozen=True, slots=True)
class Picture:
    """One of the pictures of a slice.

    Attributes:
        ending: of its address, after the id.
        doc: what it is.
        media_type: of it.
        draw: makes it from a slice and a look.
        options: names of ``OWN`` that it understands.
    """

    ending: str
    doc: str
    media_type: str
    draw: Callable[[Mapping[str, Any], Look], bytes]
    options: tuple[str, ...]


def _svg(shown: Mapping[str, Any], look: Look) -> bytes:
    return poster(shown, look.theme, width=look.width, height=look.height).encode()


def _png(shown: Mapping[str, Any], look: Look) -> bytes:
    with _turn():
        return png(shown, theme=look.theme, scale=look.scale, width=look.width, height=look.height)


def _card(shown: Mapping[str, Any], look: Look) -> bytes:
    with _turn():
        return card_png(shown, theme=look.theme, scale=min(look.width, CARD_WIDTH) / CARD_WIDTH)


def _badge(shown: Mapping[str, Any], look: Look) -> bytes:
    return badge(shown["title"]).encode()


# The shortest ending first: of two ids that fit, the longer one is meant.
PICTURES = (
    Picture(".svg", "The picture of a slice for pages of other sites, as SVG",
            "image/svg+xml", _svg, ("width", "height", "theme", "title")),
    Picture(".png", "The same picture as PNG", "image/png", _png, OWN),
    Picture(CARD, "The preview card of a slice, 1200 wide and 630 high", "image/png",
            _card, ("width", "theme", "title")),
    Picture(BADGE, "A small badge that names a node", "image/svg+xml", _badge, ("title",)),
)  # fmt: skip


@blueprint.get("/<path:id>.svg")
def svg_picture(id: str) -> Response:
    """What a path that ends so names: a picture, or the frame of an id that ends so."""
    return _answer(f"{id}.svg")


@blueprint.get("/<path:id>.png")
def png_picture(id: str) -> Response:
    """As ``svg_picture``."""
    return _answer(f"{id}.png")


def _answer(path: str) -> Response:
    store = site().store()
    names = {*ARGUMENTS, *OWN, PACKED, "with"}
    found = find(store, f"picture {path}", names, lambda: _draw(store, path))
    return embed.frame(path) if isinstance(found, _Frame) else respond(found)


@dataclass(frozen=True, slots=True)
class _Frame(Answer):
    """In place of a picture: the path is an id, and its frame is meant."""


def _draw(store: Store, path: str) -> Answer:
    names = {*ARGUMENTS, PACKED, "with"}
    # One slice for all looks of its picture, so that another width asks the database nothing.
    key = asked(f"slice {path}", names)
    found = recent().get(store, key, lambda: _ask(store, path))
    if not isinstance(found, _Asked):
        return found
    look = _look(found.picture)
    shown = orjson.loads(found.content)
    if look.title:
        shown["title"] = look.title
    name = file_name(shown, found.picture.ending.rpartition(".")[2])
    content = found.picture.draw(shown, look)
    return Answer(content, found.picture.media_type, found.lasting, name)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked(Answer):
    """The slice of a picture, as JSON with all that is written of it."""

    picture: Picture


def _ask(store: Store, path: str) -> Answer:
    picture, id = split_path(store, path)
    if picture is None:
        return _Frame(b"", "")
    _look(picture)  # before the database is asked for what a wrong look makes useless
    kind, ego = locate(store, id)
    if picture.draw is _badge:
        return _told(picture, _named(store, kind, ego), True)
    found = ask_slice(store, ego, whole=True)
    lasting = site().slices.holds(found)
    whole = found.as_json()
    shown = {name: value for name, value in whole.items() if name not in UNSEEN}
    for each in (*shown["nodes"], *shown["edges"]):
        each.pop("reasons", None)
        each.pop("evidence", None)
    shown["sources"] = _sources(store, whole, lasting)
    shown["address"] = site().absolute(_address(shown))
    return _told(picture, shown, lasting)


def _sources(store: Store, whole: Mapping[str, Any], lasting: bool) -> Any:
    """The datasets of a slice, asked for once for all its pictures."""

    def ask() -> Answer:
        told = with_sources(store, whole)["sources"]
        return Answer(orjson.dumps(told), "application/json", lasting)

    key = "sources", orjson.dumps(whole["asked"])
    return orjson.loads(recent().get(store, key, ask).content)


def _told(picture: Picture, shown: Mapping[str, Any], lasting: bool) -> _Asked:
    return _Asked(orjson.dumps(shown), "application/json", lasting, picture=picture)


def split_path(store: Store, path: str) -> tuple[Picture | None, str]:
    """Which picture of what a path below ``/embed/`` names; none where all of it is an id."""
    fitting = [each for each in PICTURES if path.endswith(each.ending)]
    heads = [path.removesuffix(each.ending) for each in fitting]
    rows = store.run("find_nodes", ids=[path, *heads], limit=1 + len(heads))
    known = {row["id"] for row in rows}
    if path in known:
        return None, path
    for picture, head in zip(fitting, heads, strict=True):
        if head in known:
            return picture, head
    if not fitting:
        return None, path
    return fitting[-1], heads[-1]  # a DOI, an ORCID or another name of a node; or nothing


def _look(picture: Picture) -> Look:
    """What the arguments choose.

    Raises:
        BadRequest: one of them is impossible.
    """
    args = {name: single(request.args, name) for name in picture.options}
    usual = CARD_WIDTH if picture.draw is _card else WIDTH
    widest = CARD_WIDTH if picture.draw is _card else WIDTHS[1]
    title = one_line(args.get("title"))
    if len(title) > LONGEST_TITLE:
        raise BadRequest(f"A title has {LONGEST_TITLE} characters at most, not {len(title):,}.")
    look = Look(
        width=number("width", args.get("width"), WIDTHS[0], widest, usual),
        height=number("height", args.get("height"), *HEIGHTS, None),
        theme=_choice("theme", args),
        scale=int(_choice("scale", args)),
        title=title,
    )
    points = look.width * (look.height or look.width) * look.scale**2
    if picture.draw is _png and points > MOST_POINTS:
        raise BadRequest(
            f"A picture has {MOST_POINTS:,} points at most, and this one would have {points:,}.",
            hint="Ask for a smaller width, height or scale.",
        )
    return look


def _choice(name: str, args: Mapping[str, str | None]) -> str:
    values, text = OPTIONS[name].values, args.get(name)
    if text and text not in values:
        raise BadRequest(
            f"{name} is {' or '.join(values)}, not {text[:40]!r}.",
            hint=f"Leave it out for {values[0]}.",
        )
    return text or values[0]


def _named(store: Store, kind: str, id: str) -> dict[str, Any]:
    """As much of a slice as a badge says."""
    facts = profiles.facts(store, NodeKind(kind), id)
    return {"title": plain(facts.get("title", facts.get("name"))) or id, "ego": id}


def _address(shown: Mapping[str, Any]) -> str:
    """Where readers find the graph: the page of its node, or the explorer in the same state."""
    first, *others = shown["asked"]["egos"]
    asked = graph_arguments(unpack(request.args))
    if not others and not asked:
        kind = next(node["kind"] for node in shown["nodes"] if node["id"] == shown["ego"])
        return node_url(kind, first)
    return url_for("pages.explore", ego=first, **asked, **({"with": others} if others else {}))


@contextmanager
def _turn() -> Iterator[None]:
    """One picture is painted at once, and some wait, so that pages are answered meanwhile."""
    busy = Busy("Too many pictures are being painted.", hint="Try again in some seconds.")
    if not _room.acquire(timeout=SHORTLY):
        raise busy
    try:
        if not _painting.acquire(timeout=PATIENCE):
            raise busy
        try:
            yield
        finally:
            _painting.release()
    finally:
        _room.release()
