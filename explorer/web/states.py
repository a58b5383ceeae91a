"""What the panel asks for when a reader goes on: another state of the page's graph.

One answer holds the slice, its drawing and the page's words about it, so that the graph, the
lists below it and the links of its exports never disagree.
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
from explorer.web.graphs import draw_graph
from explorer.web.locating import locate, locate_all
from explorer.web.site import site
from explorer.web.streaming import stream

blueprint = Blueprint("states", __name__, url_prefix="/panel")


@blueprint.get("/state/<path:id>")
def state(id: str) -> Response:
    """The graph of a page in the state that a query names.

    The query is that of the page's own address, as it is or packed as ``s``; its first ``ego``
    is ``id``, which the address of a node's page has in its path. Readers who take lines are told
    the rings of a slow one before it. With ``form=frame`` the words are those of an embedded frame.
    Who has the answer already, and would be sent the very same, is told so.

    Raises:
        BadRequest, NotFound: the page's egos are no nodes.
        StoreUnavailable, QueryTimeout, QueryFailed: the database's fault.
    """
    answer = stream(lambda tell: _state(id, tell))
    if "ETag" in answer.headers:  # one that is streamed has none: it is sent before it is known
        answer.make_conditional(request)
    return answer


def _state(id: str, tell: Tell | None) -> Response:
    store = site().store()
    kind, ego = locate(store, id)
    asked = unpack(request.args)
    rest = [*asked.getlist("ego")[1:], *asked.getlist("with"), *asked.getlist("b")]
    others = locate_all(store, rest)
    egos = [ego, *(each for each in others if each != ego)]
    graph = draw_graph(store, egos, picture=False, tell=tell)
    if graph.slice is None:
        raise graph.error or NotFound("There is no graph here.")
    if request.args.get("form") == "frame":
        html = embed.tell(graph, kind, ego)
    else:
        html = render_template(
            "_graph.html", graph=graph, node={"kind": kind, "id": ego}, panel={}, again=True
        )
    graph.slice["notes"] = [*graph.lost, *graph.slice["notes"]]
    answer = {"ok": True, "slice": graph.slice, "drawing": to_drawing(graph.slice), "html": html}
    response = Response(orjson.dumps(answer), mimetype="application/json")
    response.set_etag(_tag(graph.slice, html), weak=True)
    return response


def _tag(graph_slice: Mapping[str, Any], html: str) -> str:
    """Names an answer: its slice, the words about it, and the key that its links are signed with.

    The links tell how long each query took, and are no more a part of it than that.
    """
    told = dict(graph_slice)
    for token in told.pop("run_tokens"):
        html = html.replace(token, "")
    [signed] = runs.sign([{"query": ""}], site().key).tokens
    return etags.of_slice(told, "state", {"html": html, "signed": signed})
