"""oEmbed: what a site asks to show a page of ours inside its own, https://oembed.com.

It answers for the pages that show a graph; what their address asks of it travels into the frame.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from urllib.parse import SplitResult, parse_qsl, unquote, urlencode, urlsplit

from flask import Blueprint, Response, current_app, request
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from explorer.errors import BadRequest, ExplorerError, NotFound
from explorer.export.about import one_line
from explorer.export.card import HEIGHT as CARD_HEIGHT
from explorer.export.card import WIDTH as CARD_WIDTH
from explorer.graph.request import ARGUMENTS, number, parse_request, single
from explorer.graph.words import listed
from explorer.store import Store
from explorer.text import plain
from explorer.web.asking import MAX_FIELDS, PACKED, Asked, unpack
from explorer.web.embed import LOOK, read_look
from explorer.web.formats import FORMATS, USUAL
from explorer.web.graphs import IN_QUERY
from explorer.web.keeping import FRESH_SECONDS, Answer, respond
from explorer.web.locating import locate, locate_all
from explorer.web.pictures import CARD, EMBEDS, WIDTHS, split_path
from explorer.web.site import site
from explorer.web.wording import in_path

blueprint = Blueprint("oembed", __name__)
WIDTH, HEIGHT = 800, 600  # CSS pixels of a frame for which there is room
MOST = 99_999_999  # that a site may have room for
PROVIDER = "Research graph explorer"
PORTS = {"http": 80, "https": 443}
# Pages about nodes that their address names by these arguments.
GROUPS: Mapping[str, tuple[str, ...]] = {
    "pages.explore": ("ego",), "people.compared": ("a", "b"), "people.routes": ("from", "to"),
}  # fmt: skip


class _OtherFormat(ExplorerError):
    """A format that is not ours."""

    code = "not_implemented"
    status = 501


@blueprint.get("/oembed")
def oembed() -> Response:
    """How to show the page at ``url`` inside another."""
    form = single(request.args, "format") or USUAL
    if form not in FORMATS:
        raise _OtherFormat(f"Answers are not given as {form[:40]!r}.", hint="Ask for json or xml.")
    room = {
        name: number(name, single(request.args, name), 1, MOST, MOST)
        for name in ("maxwidth", "maxheight")
    }
    store = site().store()
    egos, asked = _asked_for(store, single(request.args, "url") or "")
    told = _describe(store, egos, asked, **room)
    media_type, write = FORMATS[form]
    return respond(Answer(write(told, "oembed").encode(), media_type))


def _asked_for(store: Store, url: str) -> tuple[list[str], Asked]:
    """The nodes that the page at an address is about, and what the address asks of its graph.

    Raises:
        BadRequest: there is no address, or it asks for what cannot be.
        NotFound: it is not of this site, shows no graph, or names no node.
    """
    if not url:
        raise BadRequest("url is missing.", hint="Give the address of a page of this site.")
    home = urlsplit(site().absolute(site().settings.base_path))
    try:
        parts = urlsplit(url.strip())
        fields = parse_qsl(parts.query, keep_blank_values=True, max_num_fields=MAX_FIELDS)
        ours = _place(parts) == _place(home)
    except ValueError:  # no address at all
        ours = False
    if not ours or not f"{parts.path}/".startswith(f"{home.path.rstrip('/')}/"):
        raise NotFound("This address is not of this site.", hint="Ask about its own pages.")
    args: Asked = MultiDict(fields)
    inner = unpack(args)
    egos = _egos(store, unquote(parts.path.removeprefix(home.path.rstrip("/"))), inner)
    if not egos:
        raise NotFound(
            "This page shows no graph.",
            hint="Ask about the page of a person, paper, topic or institution, or the explorer.",
        )
    ego = locate(store, egos[0])[1]
    group = [ego, *(id for id in _nodes(store, egos[1:]) if id != ego)]
    shown = [*group, *(id for id in _nodes(store, inner.getlist("with")) if id not in group)]
    parse_request(shown, inner)  # refuses what the frame could not show
    look = LOOK if EMBEDS in parts.path else ()
    if look:
        read_look(args)  # refuses what the frame could not be
    kept = [(n, v) for n, v in fields if n in {*ARGUMENTS, PACKED, "with", *look}]
    return shown, MultiDict([*(("with", id) for id in group[1:]), *kept])


def _nodes(store: Store, texts: Sequence[str]) -> list[str]:
    """Ids of what is a node; the frame says what is none."""
    return [id for id, known in locate_all(store, texts).items() if known]


def _place(parts: SplitResult) -> tuple[str | None, int | None]:
    """Host and port; the scheme may be that of a proxy."""
    if parts.scheme not in PORTS:
        raise ValueError("no address of a page")
    return parts.hostname, None if parts.port == PORTS[parts.scheme] else parts.port


def _egos(store: Store, path: str, args: Asked) -> list[str]:
    """What the page at a path is about: ids, or other names of nodes; nothing if it has no graph.

    Args:
        store: the graph.
        path: without the base path, decoded.
        args: of the address.
    """
    if path.startswith(EMBEDS):
        return [split_path(store, path.removeprefix(EMBEDS))[1]]
    try:
        endpoint, values = current_app.url_map.bind("").match(path or "/", method="GET")
    except (HTTPException, RequestRedirect):
        return []
    if endpoint == "pages.node":
        return [values["id"]]
    names = GROUPS.get(str(endpoint), ())
    return [text for name in names for text in map(str.strip, args.getlist(name)) if text]


def _describe(
    store: Store, egos: Sequence[str], asked: Asked, maxwidth: int, maxheight: int
) -> dict[str, str | int]:
    """The answer: a frame as large as there is room for, and a card as its thumbnail."""
    rows = store.run("find_nodes", ids=list(egos), limit=len(egos))
    labels = {row["id"]: one_line(plain(row["label"] or "")) for row in rows}
    named = f"{listed([labels.get(id) or id for id in egos])} in context"
    title = one_line(asked.get("title")) or named  # an embed's own address may have one
    width, height = min(WIDTH, maxwidth), min(HEIGHT, maxheight)
    frame = embed_address(egos[0], "", [*asked.items(multi=True)])
    told: dict[str, str | int] = {
        "version": "1.0",
        "type": "rich",
        "title": title,
        "provider_name": PROVIDER,
        "provider_url": site().absolute(f"{site().settings.base_path}/"),
        "cache_age": FRESH_SECONDS,  # as the header says
        "width": width,
        "height": height,
        "html": f'<iframe src="{escape(frame)}" width="{width}" height="{height}"'
        f' title="{escape(title)}" frameborder="0" loading="lazy"'
        ' style="border:0;max-width:100%"></iframe>',  # WordPress leaves no style of it
    }
    wide = min(CARD_WIDTH, maxwidth, maxheight * CARD_WIDTH // CARD_HEIGHT)
    if wide < WIDTHS[0]:
        return told  # no thumbnail may be larger than there is room for
    size = [] if wide == CARD_WIDTH else [("width", str(wide))]
    shown = [each for each in asked.items(multi=True) if each[0] != "controls"]
    return told | {
        "thumbnail_url": embed_address(egos[0], CARD, [*shown, *size]),
        "thumbnail_width": wide,
        "thumbnail_height": round(wide * CARD_HEIGHT / CARD_WIDTH),
    }


def embed_address(id: str, ending: str, fields: Sequence[tuple[str, str]]) -> str:
    """The address of what others embed of a node.

    Args:
        id: of the node.
        ending: of a picture, as ``.svg``; nothing for the frame.
        fields: of the address, after its ``?``.
    """
    query = f"?{urlencode(fields, safe=IN_QUERY)}" if fields else ""
    return site().absolute(f"{request.script_root}{EMBEDS}{in_path(id)}{ending}{query}")
