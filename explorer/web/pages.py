"""The pages people read. Each is whole without JavaScript; the panel comes alive in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import (
    Blueprint,
    Response,
    current_app,
    g,
    redirect,
    render_template,
    request,
    send_from_directory,
    url_for,
)
from werkzeug.wrappers import Response as AnyResponse

import cypher
from explorer.errors import BadRequest, ExplorerError, NotFound
from explorer.graph.request import number, single
from explorer.model import NodeKind
from explorer.store import Store
from explorer.web import profiles, runs, search
from explorer.web.asking import unpack_leniently
from explorer.web.failures import RETRY_SECONDS
from explorer.web.front import FrontDoor, FrontDoors
from explorer.web.gathering import Group, labelled, show_group
from explorer.web.graphs import Graph, draw_graph, graph_arguments
from explorer.web.locating import locate, locate_all
from explorer.web.site import STATIC, site
from explorer.web.wording import links_of, node_url

blueprint = Blueprint("pages", __name__)
KINDS = f"any({','.join(NodeKind)})"
IN_OVERVIEW = 6  # hits of each kind where no kind is chosen
MAX_PAGE = 100_000


@blueprint.get("/")
def front() -> str:
    """The front door."""
    return render_template("front.html", door=_front_door(site().store()))


def _front_door(store: Store) -> FrontDoor:
    doors: FrontDoors = current_app.extensions.setdefault("front-doors", FrontDoors())
    return doors.get(store)


@blueprint.get("/search")
def find() -> str | AnyResponse:
    """Search results: an overview of all kinds, or the pages of one."""
    text = search.check_text(single(request.args, "q") or "")
    kind = read_kind(single(request.args, "kind"))
    page = read_page()
    store = site().store()
    if not text:
        return render_template("search_empty.html", examples=_examples(store), kind=kind)
    direct = search.find_by_id(store, text)
    if len(direct) == 1:
        return redirect(node_url(direct[0].kind, direct[0].id), code=302)
    hits = direct or search.find(store, text, tuple(NodeKind))
    groups = {each: [hit for hit in hits if hit.kind is each] for each in search.QUERIES}
    shown = groups[kind] if kind else hits
    found = profiles.Page(
        shown[(page - 1) * profiles.PER_PAGE : page * profiles.PER_PAGE], page, len(shown)
    )
    if page > found.last:
        raise NotFound(f"The search has {found.last} pages, and no page {page}.")
    return render_template(
        "search.html",
        text=text,
        kind=kind,
        groups=groups,
        found=found,
        overview=IN_OVERVIEW,
        most=search.MOST,
        nearest=[] if hits else search.nearest(store, text),
    )


def _examples(store: Store) -> list[tuple[str, str]]:
    """Things one can search for, from the data: what they are and what to type."""
    words = {"person": "a person", "paper": "a title", "topic": "a topic",
             "institution": "an institution"}  # fmt: skip
    featured = _front_door(store).featured
    found = [(words[each.kind], each.label) for each in featured]
    return [*found, *(("an id", each.id) for each in featured[:1])]


@blueprint.get(f"/<{KINDS}:kind>/<path:id>")
def node(kind: str, id: str) -> str | AnyResponse:
    """The page of one node."""
    store = site().store()
    right = locate(store, id)
    if right != (kind, id):
        moved = node_url(*right, request.args.to_dict(flat=False))
        # For good where only the kind was wrong; which node a DOI names may change.
        return redirect(moved, code=301 if right[1] == id else 302)
    found = profiles.profile(store, NodeKind(kind), id, read_page())
    graph = draw_graph(store, id)
    links = links_of(found, NodeKind(kind))
    return draw_page(f"{kind}.html", graph, node=found, links=links)


@blueprint.get("/explore")
def explore() -> str | AnyResponse | tuple[str, int]:
    """The graph with the whole width of the page, of one node or of a group."""
    args = unpack_leniently(request.args)[0]
    ego, *others = [text.strip() for text in args.getlist("ego")] or [""]
    store = site().store()
    if "group" in request.args or len(ego.splitlines()) > 1:
        return _explore_pasted(store, [*request.args.getlist("group"), ego, *others])
    if not ego:
        return render_template("search_empty.html", examples=_examples(store), kind=None)
    try:
        kind, right = locate(store, ego)
    except NotFound:
        if not others and "with" not in args:
            raise
        return _explore_pasted(store, [ego, *others])  # of a group, whom there is
    if right != ego:
        asked: dict[str, Any] = {**request.args.to_dict(flat=False), "ego": [right, *others]}
        return redirect(url_for("pages.explore", **asked), code=302)
    found = profiles.facts(store, NodeKind(kind), ego)
    group = [id for id in locate_all(store, [*others, *args.getlist("with")]) if id != ego]
    return draw_page("explore.html", draw_graph(store, [ego, *group]), node=found, group=group)


def _explore_pasted(store: Store, texts: Sequence[str]) -> AnyResponse | tuple[str, int]:
    """To the lasting address of a pasted group.

    The form again where nothing of it is found; a choice where several have a name.
    """
    texts = [*texts, *request.args.getlist("with")]
    namesakes: dict[str, list[search.Hit]] = {}
    group = locate_all(store, texts, namesakes)
    # What is no node comes last: the page says so, and its address goes on saying it.
    ids = sorted(group, key=lambda id: not group[id])
    asked = graph_arguments(request.args)
    if namesakes or not any(group.values()):
        chosen = {hits[0].id for hits in namesakes.values()}
        found = labelled(store, [id for id in ids if group[id] and id not in chosen])
        missing = [id for id in ids if not group[id]]
        pasted = "\n".join(filter(None, texts))
        return show_group(Group(found, missing, namesakes), asked, pasted=pasted)
    asked |= {"ego": ids[0], "with": ids[1:]}
    return redirect(url_for("pages.explore", **asked), code=302)


@blueprint.get("/query/")
def queries() -> str:
    """The catalogue of queries."""
    every = cypher.all_queries().values()
    groups = {group: [q for q in every if q.group == group] for group in cypher.GROUPS}
    return render_template("queries.html", groups={g: q for g, q in groups.items() if q})


@blueprint.get("/query/<name>")
def query(name: str) -> str:
    """One query file, and a run of it: the one a link tells of, else its example, run now."""
    found = cypher.all_queries().get(name)
    if found is None:
        raise NotFound(f"There is no query {name}.", hint=f"All queries: {url_for('.queries')}.")
    token = request.args.get("run", "")
    told = runs.read(token, name, site().key) if token else None
    shown = told
    if shown is None and found.example is not None:
        shown = runs.run_example(site().store(), name, found.example)
    return render_template(
        "query.html",
        query=found,
        run=shown,
        told=told is not None,
        damaged=bool(token and not told),
    )


@blueprint.get("/healthz")
def healthz() -> dict[str, object]:
    """The process is alive."""
    return {"ok": True}


@blueprint.get("/readyz")
def readyz() -> tuple[dict[str, object], int, dict[str, str]]:
    """The store answers. What is wrong is told as JSON: it is read by machines."""
    try:
        server = site().store().server()
    except ExplorerError as error:
        return error.as_json(), error.status, {"Retry-After": str(RETRY_SECONDS)}
    return {"ok": True, "engine": server.engine}, 200, {}


@blueprint.get("/favicon.ico")
def favicon() -> Response:
    """The icon, for whoever asks at the usual place."""
    return send_from_directory(STATIC, "favicon.svg", mimetype="image/svg+xml", max_age=86_400)


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Profiles may be indexed; what is computed per request may not."""
    base = site().settings.base_path
    closed = ("/api/", "/panel/", "/search", "/explore", "/compare", "/path", "/group")
    lines = ["User-agent: *", *(f"Disallow: {base}{path}" for path in closed)]
    return Response("\n".join(lines) + "\n", mimetype="text/plain")


def draw_page(template: str, graph: Graph, **context: Any) -> str | Response:
    """A page with a graph; Dash's parts are added where there is something to show."""
    context |= {"graph": graph, "kinds": tuple(NodeKind)}
    draw = site().draw
    if draw is None or not graph.live:
        return render_template(template, panel={}, **context)
    g.page = (template, context)
    return draw()


def read_kind(text: str | None) -> NodeKind | None:
    """The kind an argument names, or none.

    Raises:
        BadRequest: it is none of the four.
    """
    if not text:
        return None
    if text not in tuple(NodeKind):
        raise BadRequest(
            f"kind is one of {', '.join(NodeKind)}, not {text[:40]!r}.",
            hint="Leave it out to search all kinds.",
        )
    return NodeKind(text)


def read_page() -> int:
    """The argument ``page``, 1 where it is left out.

    Raises:
        BadRequest: it is no number from 1 up.
    """
    return read_number("page", 1, MAX_PAGE)


def read_number(name: str, default: int, most: int) -> int:
    """A whole number from 1 to ``most`` among the arguments.

    Raises:
        BadRequest: it is none, or there are two.
    """
    return int(number(name, single(request.args, name), 1, most, default))
