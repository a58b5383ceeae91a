"""A slice as one HTML file that needs nothing else: no server, no network, no second file.

Everything a reader sees without scripts is in the markup: picture, tables, footer. The script
beside this file adds zooming, choosing, filtering and sorting. A policy in the file itself lets
run that script alone, by its hash, and lets nothing be fetched. Every text is escaped.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from explorer.export import looks
from explorer.export.about import about, one_line
from explorer.export.drawing import STYLE, svg
from explorer.export.looks import COLOURS, KINDS, NodeJson, SliceJson
from explorer.export.references import address_of

FOLDER = Path(__file__).parent / "offline"
AUTHORS_SHOWN = 6


def page(graph_slice: SliceJson) -> bytes:
    """The file, in UTF-8."""
    come, drawn = about(graph_slice), svg(graph_slice, numbered=True)
    style, script = _style(), _part("page.js")
    styles = [style, *STYLE.findall(drawn)]
    nodes = graph_slice["nodes"]
    title = escape(come.title)
    facts = "".join(f"<dt>{word}</dt><dd>{escape(text)}</dd>" for word, text in come.facts.items())
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{_policy(script, styles)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="description" content="{escape(" ".join(come.lines))}">
<meta name="dcterms.license" content="{escape(come.licence)}">
<meta name="dcterms.source" content="{escape(come.source)}">
<meta name="dcterms.date" content="{escape(come.data_as_of)}">
<title>{title}</title>
<link rel="icon" href="data:,">
<style>{style}</style>
</head>
<body>
<header><div><h1>{title}</h1>
<p class="quiet">Data as of {escape(come.data_as_of)}. {escape(come.source)}.</p></div>
<div class="scripted"><button type="button" id="theme">Light or dark</button></div></header>
<main>
<h2 id="graph">The graph</h2>
<div class="stage">
<div id="frame" tabindex="0" role="group" aria-labelledby="graph" aria-describedby="keys">{drawn}
<div class="tools scripted"><button type="button" id="zoom-in" aria-label="Zoom in">+</button>
<button type="button" id="zoom-out" aria-label="Zoom out">−</button>
<button type="button" id="fit">Fit</button></div></div>
<aside id="card" aria-label="What is chosen" hidden><button type="button" id="close" \
aria-label="Close the card">×</button><div class="inside"></div></aside>
</div>
<p id="said" role="status"></p>
<fieldset id="legend" aria-label="Kinds shown">{_legend(nodes)}</fieldset>
<p id="keys" class="quiet scripted">Choose a node or a line to see why it is here. In the graph,
+ and − zoom, arrows move, 0 shows all, Esc closes the card.</p>
<h2>The same as tables</h2>
<div class="scroll"><table><caption>{_counted(nodes)}</caption>
<thead><tr>{_headings("Name", "Kind", "Score", "Why it is here", "About it")}</tr></thead>
<tbody>{"".join(_rows(nodes))}</tbody></table></div>
<details><summary>Connections: {len(graph_slice["edges"])}</summary>
<div class="scroll"><table><caption>What connects the nodes shown</caption>
<thead><tr>{_headings("From", "To", "What", "Weight")}</tr></thead>
<tbody>{"".join(_edge_rows(graph_slice))}</tbody></table></div></details>
{_cut(graph_slice)}
</main>
<footer><dl>{facts}</dl>
<p>A place in the graph is earned by reasons that add up to a score. This file needs no network
and sends nothing.</p></footer>
<script type="application/json" id="slice">{_inert(_facts(graph_slice))}</script>
<script>{script}</script>
</body>
</html>
""".encode()


def _policy(script: str, styles: list[str]) -> str:
    """What the file may do: run its script, use its styles, and nothing else."""
    said = " ".join(_hash(text) for text in styles)
    return (
        f"default-src 'none'; script-src {_hash(script)}; style-src {said}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


@cache
def _part(name: str) -> str:
    return (FOLDER / name).read_text("utf-8")


@cache
def _style() -> str:
    """The sheet, with the dark colours and the sizes of labels that all pictures share."""
    dark = "".join(f"--{name}:{shade};" for name, (_, shade) in COLOURS.items())
    dark += "--ground:#0f1318;--line:#2e3740;--accent:#8cc8e2;"
    tiers = []
    for tier in looks.TIERS:
        sizes = (
            f"#frame>svg{{--letters:{looks.LABEL_SIZE * tier.scale:g}px;"
            f"--ego-letters:{looks.EGO_LABEL_SIZE * tier.scale:g}px;"
            f"--halo:{looks.HALO * tier.scale:g}px}}"
        )
        widest = tier.widest
        tiers.append(sizes if widest is None else f"@media(max-width:{widest}px){{{sizes}}}")
    return _part("page.css").replace("DARK", dark) + "".join(tiers)


def _inert(content: object) -> str:
    """JSON in which nothing can end the script that holds it."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def _facts(graph_slice: SliceJson) -> dict[str, Any]:
    """What the script shows of a chosen node or edge."""
    heaviest = max((edge["weight"] for edge in graph_slice["edges"]), default=0.0)
    edge_facts = (
        "id", "source", "target", "kind", "weight", "sentence", "query", "evidence", "count",
    )  # fmt: skip
    return {
        "nodes": [_node_facts(graph_slice, node) for node in graph_slice["nodes"]],
        "edges": [
            {name: edge[name] for name in edge_facts}
            | {"width": looks.edge_width(edge["weight"], heaviest)}
            for edge in graph_slice["edges"]
        ],
        "evidence": graph_slice["evidence"],
        "papers": {id: _paper_facts(paper) for id, paper in graph_slice["papers"].items()},
    }


def _node_facts(graph_slice: SliceJson, node: NodeJson) -> dict[str, Any]:
    titles = graph_slice["relations"]
    names = ("id", "kind", "label", "short", "detail", "marks", "score", "x", "y", "labelled")
    why_facts = ("points", "sentence", "query", "evidence", "count")
    reasons = [
        {name: why[name] for name in why_facts}
        | {"title": titles.get(why["relation"], {}).get("title", why["relation"])}
        for why in node["reasons"]
    ]
    top = round(node["y"] + looks.label_offset(node), 2)
    return {name: node[name] for name in names} | {"top": top, "reasons": reasons}


def _paper_facts(paper: looks.NodeJson) -> dict[str, str]:
    """A line about a paper, and where it can be read: only a web address becomes a link."""
    names = paper["authors"][:AUTHORS_SHOWN]
    more = paper["authors_count"] - len(names)
    people = ", ".join(names) + (f" and {more} more" if names and more > 0 else "")
    address = address_of(paper)
    known = {"href": address} if address.startswith(("https://", "http://")) else {}
    return {"said": ". ".join(filter(None, (people, paper["venue"])))} | known


def _legend(nodes: list[NodeJson]) -> str:
    return "".join(
        f'<label><input type="checkbox" value="{kind}" checked>'
        f'<span class="kind kind-{kind}">{look.plural}</span>'
        f' <span class="quiet">{count}</span></label>'
        for kind, look in KINDS.items()
        if (count := sum(node["kind"] == kind for node in nodes))
    )


def _counted(nodes: list[NodeJson]) -> str:
    return f"{len(nodes)} nodes, the strongest first within each kind"


def _headings(*words: str) -> str:
    return "".join(f'<th scope="col"><button type="button">{word}</button></th>' for word in words)


def _rows(nodes: list[NodeJson]) -> Iterator[str]:
    for place, node in enumerate(nodes):
        best = max(node["reasons"], key=lambda why: why["points"], default=None)
        why = best["sentence"] if best else "The graph is about it"
        score = "" if node["score"] is None else f"{node['score']:.2f}"
        detail = "; ".join(filter(None, (node["detail"], *node["marks"])))
        kind = node["kind"]
        yield (
            f'<tr data-n="{place}"><td><button type="button">{_text(node["label"])}</button></td>'
            f'<td><span class="kind kind-{kind}">{kind}</span></td>'
            f'<td class="number">{score}</td><td>{_text(why)}</td><td>{_text(detail)}</td></tr>'
        )


def _edge_rows(graph_slice: SliceJson) -> Iterator[str]:
    labels = {node["id"]: node["label"] for node in graph_slice["nodes"]}
    for edge in graph_slice["edges"]:
        cells = (labels[edge["source"]], labels[edge["target"]], edge["sentence"])
        words = "".join(f"<td>{_text(cell)}</td>" for cell in cells)
        yield f'<tr>{words}<td class="number">{edge["weight"]:.2f}</td></tr>'


def _cut(graph_slice: SliceJson) -> str:
    """What was left out."""
    told = [*(cut["sentence"] for cut in graph_slice["cut"]), *graph_slice.get("notes", ())]
    items = "".join(f"<li>{_text(line)}</li>" for line in told)
    return f"<h2>Not shown</h2><ul>{items}</ul>" if items else ""


def _text(text: str) -> str:
    return escape(one_line(text))
