"""The same slice drawn by others: bare Cytoscape.js, dash-cytoscape with a layout of the
browser's, pyvis. Their packages are fetched once, from npm and PyPI, for benches only.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import types
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import flask

from explorer.export import looks
from explorer.export.labels import BELOW, steps_of
from explorer.panel.elements import to_drawing

CYTOSCAPE = "3.28.1"  # the one that dash-cytoscape bundles
PYVIS = ("pyvis==0.3.2", "jsonpickle==4.1.1")  # its import of IPython is given a stand-in
YEAR = 31_536_000
Slice = Mapping[str, Any]

BARE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>bare</title>
<style>body{margin:0}#cy{width:1200px;height:650px}</style><div id="cy"></div>
<script type="application/json" id="drawing">%s</script>
<script src="/rival/cytoscape.min.js"></script><script src="/rival/bare.js"></script></html>"""
BARE_SCRIPT = """
const drawing = JSON.parse(document.getElementById("drawing").textContent);
const container = document.getElementById("cy");
const { elements, stylesheet: style, view } = drawing;
const zoom = Math.min(1200 / view.width, 650 / view.height);
const pan = { x: (1200 - zoom * view.width) / 2 - zoom * view.x,
              y: (650 - zoom * view.height) / 2 - zoom * view.y };
const layout = { name: "preset", fit: false };
window.cy = cytoscape({ container, elements, style, zoom, pan, layout });
"""


class Missing(Exception):
    """A rival's package cannot be had here."""


def folder() -> Path:
    """Where the rivals' packages are kept from one bench to the next."""
    found = Path(os.environ.get("BENCH_RIVALS") or Path(tempfile.gettempdir()) / "explorer-rivals")
    found.mkdir(parents=True, exist_ok=True)
    return found


def _run(command: list[str]) -> None:
    try:
        subprocess.run(command, cwd=folder(), check=True, capture_output=True, timeout=180)
    except (OSError, subprocess.SubprocessError) as error:
        raise Missing(f"{command[0]} could not fetch {command[-1]}: {error}") from error


@cache
def cytoscape() -> str:
    """The script of bare Cytoscape.js, from npm.

    Raises:
        Missing: there is no npm, or it reaches no registry.
    """
    script = folder() / f"cytoscape-{CYTOSCAPE}.min.js"
    if not script.exists():
        if shutil.which("npm") is None:
            raise Missing("there is no npm")
        _run(["npm", "pack", "--silent", f"cytoscape@{CYTOSCAPE}"])
        with tarfile.open(folder() / f"cytoscape-{CYTOSCAPE}.tgz") as packed:
            held = packed.extractfile("package/dist/cytoscape.min.js")
            assert held is not None
            script.write_bytes(held.read())
    return script.read_text()


@cache
def _pyvis() -> Any:
    place = folder() / "pyvis"
    if not place.exists():
        _run([sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target",
              str(place), *PYVIS])  # fmt: skip
    display = types.ModuleType("IPython.display")
    display.IFrame = object  # type: ignore[attr-defined]  # of notebooks
    sys.modules.setdefault("IPython", types.ModuleType("IPython"))
    sys.modules.setdefault("IPython.display", display)
    sys.path.append(str(place))
    from pyvis.network import Network

    return Network


def pyvis_page(graph_slice: Slice) -> str:
    """What pyvis makes of a slice: a page of its own, laid out in the browser.

    Raises:
        Missing: it cannot be installed.
    """
    network = _pyvis()(height="650px", width="1200px", cdn_resources="in_line")
    for node in graph_slice["nodes"]:
        network.add_node(node["id"], label=node["short"], group=node["kind"], size=node["radius"])
    for edge in graph_slice["edges"]:
        network.add_edge(edge["source"], edge["target"], value=edge["weight"])
    page = str(network.generate_html(notebook=False))
    # Bootstrap and the like from elsewhere, which the graph does not need.
    return re.sub(r"<(link|script)\b[^>]*\b(href|src)=\s*[\"']https?:[^>]*>", "", page)


def light(stylesheet: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The panel's stylesheet with the colours of a light page."""
    fixed = {looks.colour(name, "auto"): looks.colour(name, "light") for name in looks.COLOURS}
    return [
        {"selector": rule["selector"],
         "style": {name: fixed.get(value, value) if isinstance(value, str) else value
                   for name, value in rule["style"].items()}}
        for rule in stylesheet
    ]  # fmt: skip


def drawn(graph_slice: Slice) -> dict[str, Any]:
    """Elements and stylesheet as the panel has them at rest: the same labels, the same looks."""
    drawing = to_drawing(graph_slice)
    for element in drawing["elements"]:
        if "position" in element:
            data = element["data"]
            side = int(data["sides"][0])
            along, down = steps_of(side or BELOW)
            data["dx"] = along * (data["corner"] if down else data["aside"])
            data["dy"] = down * (data["corner"] if along else data["margin"])
            held = {"named": side > 0, "leftward": along < 0, "rightward": along > 0,
                    "upward": down < 0, "level": down == 0}  # fmt: skip
            element["classes"] = " ".join(["tier0", *(name for name in held if held[name])])
    return drawing | {"stylesheet": light(drawing["stylesheet"])}


def add_bare(app: flask.Flask, slices: Mapping[str, Callable[[], Slice]]) -> None:
    """Serve ``/rival/bare/<name>`` and its scripts, packed and kept as long as ours."""

    def script(text: str) -> flask.Response:
        answer = flask.Response(text, mimetype="text/javascript")
        answer.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
        return answer

    app.add_url_rule("/rival/cytoscape.min.js", "bare_library", lambda: script(cytoscape()))
    app.add_url_rule("/rival/bare.js", "bare_script", lambda: script(BARE_SCRIPT))

    @app.get("/rival/bare/<name>")
    @cache
    def bare(name: str) -> str:
        return BARE % json.dumps(drawn(slices[name]())).replace("<", "\\u003c")


def add_pyvis(app: flask.Flask, slices: Mapping[str, Callable[[], Slice]]) -> None:
    """Serve ``/rival/pyvis/<name>``; its scripts stand in the page, so nothing is refused."""

    @app.get("/rival/pyvis/<name>")
    def pyvis(name: str) -> flask.Response:
        answer = flask.Response(pyvis_page(slices[name]()), mimetype="text/html")
        answer.headers["Content-Security-Policy"] = ""
        return answer


def dash_app(graph_slice: Slice, layout: str) -> flask.Flask:
    """A Dash app of one graph, as dash-cytoscape's documentation makes it."""
    import dash_cytoscape
    from dash import Dash

    drawing = drawn(graph_slice)
    elements = drawing["elements"]
    app = Dash("rival", compress=True)
    app.layout = dash_cytoscape.Cytoscape(
        id="graph", elements=elements, stylesheet=drawing["stylesheet"],
        layout={"name": layout, "animate": False}, style={"width": "1200px", "height": "650px"},
    )  # fmt: skip
    server: flask.Flask = app.server  # type: ignore[assignment]
    return server
