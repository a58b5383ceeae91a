"""The real site over made slices, without a database: what benches and tests of looks open.

``/made/<name>`` is the explorer's page of one slice, ``/made/<name>/paper`` shows it in the page of
a paper of which much can be told. Facts of a chosen node are the stored answers of the query
examples.
"""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from flask import Flask, Response, g, render_template, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.serving import WSGIRequestHandler, make_server

from explorer.config import Settings
from explorer.engine import Address
from explorer.graph.telling import Tell
from explorer.model import NodeKind
from explorer.panel.elements import to_drawing
from explorer.store import Row, Store
from explorer.web.app import create_app
from explorer.web.graphs import Drawing, Graph
from explorer.web.profiles import profile
from explorer.web.runs import Behind
from explorer.web.site import EXTENSION
from explorer.web.streaming import Ahead, stream
from tests.unit.made_slice import make_slice

ANSWERS = Path(__file__).parent / "data" / "answers"
NOWHERE = Address("bolt://127.0.0.1:9", "neo4j", None, None)
Slice = dict[str, Any]
# People, papers, topics and institutions around the ego, and edges in all.
SIZES: Mapping[int, tuple[tuple[int, int, int, int], int]] = {
    80: ((31, 24, 12, 12), 240),
    300: ((130, 100, 40, 29), 900),
    1000: ((450, 350, 120, 79), 3000),
}


PAPER = "openalex:W2048185449"  # of the examples
AROUND = {"kind": "person", "neighbours": {}, "around": [], "partial": []}


def _nothing(_tell: Tell | None) -> Slice:
    return {}


class ExampleStore(Store):
    """A store that gives the stored answers of the examples, whatever it is asked about."""

    def __init__(self) -> None:
        super().__init__(NOWHERE)
        self.close()  # nothing is ever asked of a database

    def run(self, name: str, /, **_params: object) -> list[Row]:
        found: list[Row] = json.loads((ANSWERS / f"{name}.json").read_text())
        return found


class Quiet(WSGIRequestHandler):
    """One connection for many requests, as gunicorn has it, and no line for each."""

    protocol_version = "HTTP/1.1"

    def log_request(self, *_: object) -> None:
        """Say nothing."""


def sized(nodes: int) -> Slice:
    """A slice of 80, 300 or 1,000 nodes, with three times as many edges."""
    counts, wanted = SIZES[nodes]
    made = make_slice(*counts)
    others = [node["id"] for node in made["nodes"][1:]]
    edges = {edge["id"]: edge for edge in made["edges"]}
    for step in range(1, len(others)):
        for one, other in zip(others, others[step * 7 :], strict=False):
            if len(edges) >= wanted:
                return finished(made | {"edges": list(edges.values())})
            id = f"{min(one, other)}|COAUTHORED|{max(one, other)}"
            pattern = {"source": one, "target": other, "weight": 1 / (1 + step)}
            edges[id] = made["edges"][0] | pattern | {"id": id}
    raise AssertionError("too few nodes for so many edges")


def finished(made: Slice) -> Slice:
    """A made slice with the fields that only pages read."""
    lists = ("expanded", "notes", "missing", "trail", "pinned", "hidden")
    more: Slice = {"run_tokens": [], "second_ring": None, "egos": [made["ego"]]}
    return made | more | {name: [] for name in lists}


def long_paper() -> dict[str, Any]:
    """What the page of a paper of a hundred authors says, with a long abstract."""
    found = profile(ExampleStore(), NodeKind.PAPER, PAPER, 1)
    author = found["authors"][0]
    authors = [{**author, "name": f"{author['name']} {place}"} for place in range(100)]
    abstract = "We look at how people cite each other, and ask why at https://example.org/. " * 25
    return {**found, "authors": authors, "awards": ["A grant"], "abstract": abstract}


def made_app(
    slices: Mapping[str, Callable[[], Slice]],
    after: Callable[[Tell | None], Slice] = _nothing,
    words: Callable[[], str] = str,
) -> Flask:
    """The site, and a page of each slice at ``/made/<name>``.

    Args:
        slices: by name, what makes them.
        after: makes the slice after any step; it may tell rings, wait, or raise as a store does.
        words: what pages tell of it; the same holds.
    """
    app: Flask = create_app(Settings(), ExampleStore())
    kept: dict[str, Slice] = {}  # as the site keeps slices; all else is made for each view

    def graph_of(name: str) -> Graph:
        if name not in kept:
            kept[name] = slices[name]()
        made = kept[name]
        api = url_for("api.slice_of", id=made["ego"])
        return Graph(made, Drawing(made, ""), None, Behind(), api, MultiDict())

    @app.get("/made/<name>")
    def made_page(name: str) -> str | Response:
        graph = graph_of(name)
        assert graph.slice is not None
        ego = graph.slice["nodes"][0]
        node = {"id": ego["id"], "kind": ego["kind"], "name": ego["label"]}
        context = {"graph": graph, "node": node, "group": []}
        if not graph.live:
            return render_template("explore.html", panel={}, **context)
        g.page = ("explore.html", context)
        drawn: str | Response = app.extensions[EXTENSION].draw()
        return drawn

    @app.get("/made/<name>/paper")
    def made_paper(name: str) -> str:
        context = {"graph": graph_of(name), "node": long_paper(), "links": []}
        g.page = ("paper.html", context)
        drawn: str = app.extensions[EXTENSION].draw()
        return drawn

    def made_step(id: str) -> Response:
        def answer(tell: Tell | None, ahead: Ahead) -> Response:
            made = after(tell)
            drawn = {"ok": True, "slice": made, "drawing": to_drawing(made)}
            found = {"ok": True} if ahead(drawn | {"more": True}) else drawn
            return Response(json.dumps(found | {"html": words()}), mimetype="application/json")

        return stream(answer)

    def made_neighbours(id: str) -> Response:
        return Response(json.dumps({"ok": True, "id": id, **AROUND}), mimetype="application/json")

    app.view_functions["states.state"] = made_step
    app.view_functions["api.neighbours"] = made_neighbours
    return app


@contextlib.contextmanager
def served(app: Flask) -> Iterator[str]:
    """The address of an app served by threads of this process."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
