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
    style, script, nodes = _style(), _part("page.js"), graph_slice["nodes"]
    facts = (f"<dt>{word}</dt><dd>{_linked(text)}</dd>" for word, text in come.facts.items())
    return (
        _part("page.html")
        .format(
            policy=_policy(script, [style, *STYLE.findall(drawn)]),
            style=style,
            script=script,
            title=escape(come.title),
            description=escape(" ".join(come.lines)),
            licence=escape(come.licence),
            source=escape(come.source),
            date=escape(come.data_as_of),
            facts="".join(facts),
            drawing=drawn,
            legend=_legend(nodes),
            counted=f"{len(nodes)} nodes",
            node_headings=_headings("Name", "Kind", "Score", "Why it is here", "About it"),
            node_rows="".join(_rows(nodes)),
            edges=len(graph_slice["edges"]),
            edge_headings=_headings("From", "To", "What", "Weight"),
            edge_rows="".join(_edge_rows(graph_slice)),
            cut=_cut(graph_slice),
            slice=_inert(_facts(graph_slice)),
        )
        .encode()
    )


def _linked(text: str) -> str:
    """A text; a link where it is a web address and nothing else."""
    if text.startswith(("https://", "http://")) and " " not in text:
        return f'<a href="{escape(text)}" rel="noopener noreferrer">{escape(text)}</a>'
    return escape(text)


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
            f"--ego-letters:{looks.letters_of(True, tier.scale):g}px;"
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
    return {"said": " · ".join(filter(None, (people, paper["venue"])))} | known


def _legend(nodes: list[NodeJson]) -> str:
    return "".join(
        f'<label><input type="checkbox" value="{kind}" checked>'
        f'<span class="kind kind-{kind}">{look.plural}</span>'
        f' <span class="quiet">{count}</span></label>'
        for kind, look in KINDS.items()
        if (count := sum(node["kind"] == kind for node in nodes))
    )


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
