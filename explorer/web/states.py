"""What the panel asks for when a reader goes on: another state of the page's graph.

One answer holds the slice, its drawing and the page's words about it, so that the graph and the
lists below it tell of the same. Where readers wait for a slice, its drawing is sent ahead of the
words: they are a third of the work.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson
from flask import Blueprint, Response, render_template, request

from explorer.errors import NotFound
from explorer.graph.telling import Tell
from explorer.panel.elements import to_drawing
from explorer.web import embed, etags, runs
from explorer.web.asking import unpack
from explorer.web.graphs import Graph, draw_graph
from explorer.web.locating import locate, locate_all
from explorer.web.site import site
from explorer.web.streaming import Ahead, stream

blueprint = Blueprint("states", __name__, url_prefix="/panel")


@blueprint.get("/state/<path:id>")
def state(id: str) -> Response:
    """The graph of a page in the state that a query names.

    The query is that of the page's own address, as it is or packed as ``s``; its first ``ego``
    is ``id``, which the address of a node's page has in its path. Readers who take lines are told
    the rings before it, and the words after the drawing (``more`` says that they come), unless it
    is at hand. With ``form=frame`` the words are those of an embedded frame. Who has the answer
    already, and would be sent the very same, is told so.

    Raises:
        BadRequest, NotFound: the page's egos are no nodes.
        StoreUnavailable, QueryTimeout, QueryFailed: the database's fault.
    """
    answer = stream(lambda tell, ahead: _state(id, tell, ahead))
    if "ETag" in answer.headers:  # one that is streamed has none: it is sent before it is known
        answer.make_conditional(request)
    return answer


def _state(id: str, tell: Tell | None, ahead: Ahead) -> Response:
    store = site().store()
    kind, ego = locate(store, id)
    asked = unpack(request.args)
    rest = [*asked.getlist("ego")[1:], *asked.getlist("with"), *asked.getlist("b")]
    others = locate_all(store, rest)
    egos = [ego, *(each for each in others if each != ego)]
    graph = draw_graph(store, egos, picture=False, tell=tell)
    if graph.slice is None:
        raise graph.error or NotFound("There is no graph here.")
    shown = graph.slice | {"notes": [*graph.lost, *graph.slice["notes"]]}
    drawn = {"ok": True, "slice": shown, "drawing": to_drawing(shown)}
    if ahead(drawn | {"more": True}):
        return _json({"ok": True, "html": _words(graph, kind, ego)})
    html = _words(graph, kind, ego)
    response = _json(drawn | {"html": html})
    response.set_etag(_tag(shown, html), weak=True)
    return response


def _words(graph: Graph, kind: str, ego: str) -> str:
    if request.args.get("form") == "frame":
        return embed.tell(graph, kind, ego)
    node = {"kind": kind, "id": ego}
    return render_template("_graph.html", graph=graph, node=node, panel={}, again=True)


def _json(answer: Mapping[str, object]) -> Response:
    return Response(orjson.dumps(answer), mimetype="application/json")


def _tag(graph_slice: Mapping[str, Any], html: str) -> str:
    """Names an answer: its slice, the words about it, and the key that its links are signed with.

    The links tell how long each query took, and are no more a part of it than that.
    """
    told = dict(graph_slice)
    for token in told.pop("run_tokens"):
        html = html.replace(token, "")
    [signed] = runs.sign([{"query": ""}], site().key).tokens
    return etags.of_slice(told, "state", {"html": html, "signed": signed})
