"""What other people's pages hold of ours: the frame, and the script of ``<research-graph>``.

A frame is the panel with the controls that its embedder chose, for readers of a page we do not
know: no cookies, no accounts, links that open this site in a tab of their own. It is painted from
the server's picture; the live graph's scripts and data are asked for after that.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, Response, g, render_template, request, url_for
from markupsafe import Markup

from explorer.errors import BadRequest
from explorer.export.about import about, one_line
from explorer.export.looks import COLOURS
from explorer.graph.provenance import take_along
from explorer.graph.request import ARGUMENTS, Args, single
from explorer.panel.controls import CONTROLS, Control, control_bar
from explorer.store import Store
from explorer.web import etags
from explorer.web.asking import PACKED, unpack_leniently
from explorer.web.graphs import Graph, draw_graph
from explorer.web.keeping import FRAME, Answer, find, respond
from explorer.web.locating import locate, locate_all
from explorer.web.site import STATIC, site
from explorer.web.wording import node_url

blueprint = Blueprint("embed", __name__)
THEMES = ("auto", "light", "dark")
MAX_TITLE = 200  # characters
AROUND = 120  # CSS pixels of a frame that its picture leaves to title, controls and footer
SCRIPT_KEPT = "public, max-age=3600"  # a site that mends the component waits no longer
LOOK = ("controls", "theme", "title")  # arguments of a frame besides those of its graph
# What embedders may choose, in their words: the controls of the bar, and others.
BAR: Mapping[str, str] = {
    "kinds": "Legend", "find": "Search", "strength": "Strength", "relations": "Relations",
    "years": "Years", "play": "Play", "colour": "Colours", "lens": "What if", "sole": "One paper",
}  # fmt: skip
EXTRAS: Mapping[str, str] = {
    "zoom": "Zoom", "fullscreen": "Full screen", "steps": "Undo", "table": "Table",
}  # fmt: skip
SAME = {"legend": "kinds"}  # other words for controls
USUAL = ("kinds", "zoom")
ROUTES = (
    "What is embedded is the graph of both people and what lies around them; the routes themselves "
    "stand on this site only."
)
ONCE = re.compile(r'"end_id":"[^"]*"')  # what Dash makes anew for each page
# Of a page, beside those of the graph: light, dark.
PAGE: Mapping[str, tuple[str, str]] = {
    "panel": ("#ffffff", "#1b2128"),
    "ground": ("#f8f7f3", "#101418"),
    "line": ("#dedbd2", "#2e3740"),
    "accent": ("#0b5a7a", "#8cc8e2"),
    "accent-quiet": ("#e3eef2", "#1d2f39"),
    "caveat-ink": ("#7a4a00", "#f0cd8c"),
    "caveat-ground": ("#fbf1dd", "#33291a"),
    "warn": ("#a3262a", "#ff9d94"),
}
# In place of these, for readers who ask for more contrast.
CONTRAST: Mapping[str, tuple[str, str]] = {
    "person": ("#00517f", "#8fd0ff"),
    "paper": ("#7a3f00", "#ffc670"),
    "topic": ("#005a43", "#6ff0c8"),
    "institution": ("#76265f", "#ffb3e4"),
    "ink": ("#000000", "#ffffff"),
    "muted": ("#333a42", "#d6dde4"),
    "surface": ("#ffffff", "#000000"),
    "panel": ("#ffffff", "#0a0d10"),
    "ground": ("#ffffff", "#000000"),
    "line": ("#5a6570", "#98a4b0"),
    "accent": ("#003f5a", "#b5e4fa"),
    "focus": ("#8a3300", "#ffd08a"),
    "caveat-ink": ("#4f3000", "#ffe3ab"),
    "warn": ("#7d0d12", "#ffc2bc"),
}


@blueprint.app_context_processor
def _choices() -> dict[str, object]:
    """For the dialog: what embedders may choose, and what they have where they choose nothing."""
    words = {**BAR, **EXTRAS}
    return {
        "EMBED_CONTROLS": words, "EMBED_USUAL": USUAL, "EMBED_THEMES": THEMES,
        "EMBED_ROUTES": ROUTES,
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Look:
    """How an embedder wants a frame.

    Attributes:
        theme: of ``THEMES``.
        title: in place of the slice's own; empty for none to be seen, None for the slice's.
        names: of ``CONTROLS`` and ``EXTRAS``.
    """

    theme: str = "auto"
    title: str | None = None
    names: frozenset[str] = frozenset(USUAL)

    @property
    def controls(self) -> list[Control]:
        """The chosen controls of the bar, in the order they stand in."""
        return [each for each in CONTROLS if each.name in self.names]

    @property
    def without(self) -> str:
        """The extras that were not chosen, as one attribute holds them."""
        return " ".join(each for each in EXTRAS if each not in self.names)

    @property
    def colours(self) -> Markup:
        """The custom properties of the theme, as CSS."""
        more = "(prefers-contrast:more)"
        css = _in_theme(self.theme, {**COLOURS, **PAGE}) + _in_theme(self.theme, CONTRAST, more)
        return Markup(css)  # noqa: S704 - of our own tables


def _in_theme(theme: str, table: Mapping[str, tuple[str, str]], asked: str = "") -> str:
    """Rules that set the colours of a table where a reader asks for them."""

    def rule(which: int, *queries: str) -> str:
        pairs = "".join(f"--{name}:{pair[which]};" for name, pair in table.items())
        told = " and ".join(each for each in (asked, *queries) if each)
        return f"@media{told}{{:root{{{pairs}}}}}" if told else f":root{{{pairs}}}"

    if theme == "auto":
        return rule(0) + rule(1, "(prefers-color-scheme:dark)")
    return rule(THEMES[1:].index(theme))


def read_look(args: Args) -> Look:
    """The look that an address asks for.

    Raises:
        BadRequest: it names a theme or a control that there is not, a title that is too long, or
            two of either.
    """
    given = {name: single(args, name) for name in LOOK}
    theme = given["theme"] or "auto"
    if theme not in THEMES:
        raise BadRequest(
            f"theme is {', '.join(THEMES[:-1])} or {THEMES[-1]}, not {theme[:40]!r}.",
            hint="Leave it out for the theme that the reader prefers.",
        )
    title = None if given["title"] is None else one_line(given["title"])
    if title is not None and len(title) > MAX_TITLE:
        raise BadRequest(f"title has {MAX_TITLE} characters at most, not {len(title):,}.")
    return Look(theme, title, _names(given["controls"]))


def _names(text: str | None) -> frozenset[str]:
    known = (*BAR, *EXTRAS)
    if text is None or not text.strip():
        return frozenset(USUAL)
    words = [word.strip() for word in text.split(",") if word.strip()]
    if words == ["none"]:
        return frozenset()
    if words == ["all"]:
        return frozenset(known)
    names = [SAME.get(word, word) for word in words]
    for word in names:
        if word not in known:
            raise BadRequest(
                f"controls knows no {word[:40]!r}.",
                hint=f"There are {', '.join(known)}, or none, or all.",
            )
    return frozenset(names)


@blueprint.get("/embed/<path:id>")
def frame(id: str) -> Response:
    """The frame of one node's graph.

    Raises:
        BadRequest, NotFound: there is no such node, theme or control.
        StoreUnavailable, QueryTimeout, QueryFailed: the database's fault.
    """
    store = site().store()
    look = read_look(request.args)
    names = {*ARGUMENTS, *LOOK, PACKED, "with"}
    return respond(find(store, f"frame {id}", names, lambda: _frame(store, id, look)))


def _frame(store: Store, id: str, look: Look) -> Answer:
    asked = unpack_leniently(request.args)[0]
    kind, ego = locate(store, id)
    group = locate_all(store, asked.getlist("with"))
    others = [each for each, known in group.items() if known and each != ego]
    graph = draw_graph(store, [ego, *others])
    lost = [f"{each} is no node here" for each, known in group.items() if not known]
    graph = replace(graph, lost=(*graph.lost, *lost))
    if graph.error or graph.slice is None or graph.picture is None:
        raise graph.error or BadRequest("There is no graph here.")
    graph = replace(graph, picture=replace(graph.picture, around=AROUND))
    context = _told(graph, look, kind, ego) | {
        "ego": ego,
        "state": _state(graph, ego),
        "around": AROUND,
        "bar": control_bar(look.controls) if look.controls else "",
    }
    text = _draw(graph, context)
    tag = etags.of(ONCE.sub("", text).encode())
    return Answer(text.encode(), "text/html", graph.lasting, tag=tag, fresh=FRAME)


def tell(graph: Graph, kind: str, ego: str) -> str:
    """What the frame of this address says below its graph, as HTML."""
    look = read_look(unpack_leniently(request.args)[0])
    return render_template("embed_told.html", **_told(graph, look, kind, ego))


def _told(graph: Graph, look: Look, kind: str, ego: str) -> dict[str, Any]:
    found = take_along(site().store(), graph.slice or {}, papers=False)
    home = _home(graph, kind, ego)
    return {"graph": graph, "look": look, "home": home, "source": about(found).source}


def _home(graph: Graph, kind: str, ego: str) -> str:
    """The same graph on this site: the node's page, or the explorer's for several nodes."""
    rest = graph.arguments
    others = _others(graph)
    if not others:
        return site().absolute(node_url(kind, ego, rest))
    asked: dict[str, Any] = {"ego": ego, "with": others, **rest}
    return site().absolute(url_for("pages.explore", **asked))


def _others(graph: Graph) -> list[str]:
    """The egos but the first, for an address; packed arguments name them already."""
    return [] if graph.packed else list((graph.slice or {})["asked"]["egos"][1:])


def _state(graph: Graph, ego: str) -> str:
    """Where the frame's script asks for the slice, and what comes of a step."""
    asked = graph.arguments
    if others := _others(graph):
        asked["with"] = others
    return url_for("states.state", id=ego, form="frame", **asked)


def _draw(graph: Graph, context: dict[str, Any]) -> str:
    draw = site().draw
    if draw is None or not graph.live:
        return render_template("embed.html", panel={}, **context)
    g.page = ("embed.html", context)
    return str(draw())  # never in parts


@blueprint.get("/embed.js")
def component() -> Response:
    """The script that defines ``<research-graph>``."""
    script = (STATIC / "embed.js").read_bytes()
    return respond(Answer(script, "text/javascript", fresh=SCRIPT_KEPT))
