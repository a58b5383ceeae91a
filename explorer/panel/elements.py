"""What Cytoscape.js draws: elements and stylesheet, from the JSON of a slice. Pure.

Nothing here knows Dash. Positions are the slice's own; sizes, shapes and colours are those of
``explorer.export.looks``, which the server's picture uses too. Colours stay CSS expressions,
as ``var(--person, #0072B2)``: the browser resolves them, and again when the theme changes.
"""

from __future__ import annotations

from typing import Any

import orjson
from markupsafe import Markup

from explorer.export import labels, looks
from explorer.export.looks import KINDS, RINGS, NodeJson, Ring, SliceJson
from explorer.panel import ids

Element = dict[str, Any]
Rule = dict[str, Any]
_CLOSER = tuple(looks.Tier(None, scale) for scale in labels.CLOSER)
_TIERS = (*_CLOSER, *looks.TIERS)


def page_data(graph_slice: SliceJson) -> Markup:
    """The two scripts of data that a page with a live graph holds: the slice, and its drawing.

    They are inert (``application/json``), and nothing in them can end the script.
    """
    return Markup("").join((
        _script(ids.SLICE, graph_slice),
        _script(ids.DRAWING, to_drawing(graph_slice)),
    ))  # fmt: skip


def _script(name: str, content: object) -> Markup:
    text = orjson.dumps(content).decode()
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    # Safe: every character that means something to HTML has just been escaped.
    inert = Markup(text)  # noqa: S704 - see above
    return Markup('<script type="application/json" id="{}">{}</script>').format(name, inert)


def to_drawing(graph_slice: SliceJson) -> dict[str, Any]:
    """Everything the live graph is drawn from.

    Returns:
        ``elements`` and ``stylesheet`` for Cytoscape.js; ``resting``, how many rules of it make
        the looks of a graph that nobody has touched; ``view``, the rectangle to show; ``tiers``,
        the widest page and the scale of the labels of each tier, those for closer looks first;
        ``crowding``, by which the scale that a page needs is multiplied.
    """
    return {
        "elements": to_elements(graph_slice),
        "stylesheet": to_stylesheet(),
        "resting": len(_resting_rules()),
        "view": graph_slice["view"],
        "crowding": looks.crowding(graph_slice["view"]),
        "tiers": [{"widest": tier.widest, "scale": tier.scale} for tier in _TIERS],
    }


def to_elements(graph_slice: SliceJson) -> list[Element]:
    """Nodes with positions, then edges, as Cytoscape.js takes them.

    A node's data: ``id``, ``kind``, ``label`` (as drawn), ``name`` (in full), ``half`` and
    ``size`` of its shape, ``sides`` (of its label in each tier, see ``explorer.export.labels``; 0
    where it does not stand), how far from the shape's border a label hangs below or above it
    (``margin``), beside it (``aside``) and at its corner (``corner``), ``dx`` and ``dy`` (where it
    hangs now), ``rank`` (egos first), ``ego`` and ``side``. An edge's: ``id``, ``source``,
    ``target``, ``kind``, ``width``.
    """
    tiers = [*labels.closer_sides(graph_slice), *labels.label_sides(graph_slice)]
    nodes = graph_slice["nodes"]
    egos = [node for node in nodes if looks.is_ego(node)]
    others = (node for node in nodes if not looks.is_ego(node))
    ranked = sorted(others, key=lambda node: (-node["score"], node["id"]))
    ranks = {node["id"]: rank for rank, node in enumerate((*egos, *ranked))}
    heaviest = max((edge["weight"] for edge in graph_slice["edges"]), default=0.0)
    drawn = [
        _node(node, ranks[node["id"]], "".join(str(tier.get(node["id"], 0)) for tier in tiers))
        for node in reversed(nodes)  # later ones stand above; the ego above all
    ]
    return drawn + [
        {
            "data": {
                **{key: edge[key] for key in ("id", "source", "target", "kind")},
                "width": looks.edge_width(edge["weight"], heaviest),
            }
        }
        for edge in graph_slice["edges"]
    ]


def _node(node: NodeJson, rank: int, sides: str) -> Element:
    ego = looks.is_ego(node)
    half = looks.inner_half(node)
    margin = round(looks.label_offset(node) - half, 2)
    return {
        "data": {
            "id": node["id"],
            "kind": node["kind"],
            "label": looks.one_way(node["short"]),
            "name": node["label"],
            "size": round(2 * half, 2),
            "sides": sides,
            "margin": margin,
            "aside": round(labels.aside_of(node) - half, 2),
            "corner": round(labels.corner_of(node) - half, 2),
            "dx": 0,
            "dy": margin,
            "rank": rank,
            "ego": int(ego),
            "side": node.get("side"),
        },
        "position": {"x": node["x"], "y": node["y"]},
    }


def to_stylesheet() -> list[Rule]:
    """The rules of Cytoscape.js; their colours are CSS for the browser to resolve."""
    return [
        *_resting_rules(),
        *_control_rules(),
        *_state_rules(),
        _rule(".off", {"display": "none"}),
    ]


def _resting_rules() -> list[Rule]:
    """The looks of a graph as it arrives: of kinds, egos, sides and labels."""
    return [
        _rule("core", {"active-bg-opacity": 0, "selection-box-opacity": 0}),
        _rule("node", _node_style()),
        *(_rule(f'node[kind = "{kind}"]', _kind_style(kind)) for kind in KINDS),
        _rule("node[ego = 1]", _ego_style()),
        *(_rule(f'node[side = "{side}"]', _side_style(ring)) for side, ring in RINGS.items()),
        *(_rule(f'node[ego = 0][side = "{side}"]', _ring_style(r)) for side, r in RINGS.items()),
        _rule("edge", _edge_style()),
        *_label_rules(),
    ]


def _rule(selector: str, style: dict[str, object]) -> Rule:
    return {"selector": selector, "style": style}


def _node_style() -> dict[str, object]:
    ground = looks.colour("surface", "auto")
    return {
        "width": "data(size)",
        "height": "data(size)",
        "border-width": looks.NODE_BORDER,
        "border-color": ground,
        "overlay-opacity": 0,
        "text-valign": "bottom",
        "text-halign": "center",
        "text-margin-x": "data(dx)",
        "text-margin-y": "data(dy)",
        "text-events": "no",
        "font-family": looks.FONT,
        "color": looks.colour("ink", "auto"),
        "text-outline-color": ground,
    }


def _kind_style(kind: str) -> dict[str, object]:
    look, paint = KINDS[kind], looks.colour(kind, "auto")
    style: dict[str, object] = {"background-color": paint, "outline-color": paint}
    if look.shape == "circle":
        return style | {"shape": "ellipse"}
    if look.shape == "square":
        return style | {"shape": "round-rectangle"}
    corners = " ".join(f"{i:.4g} {j:.4g}" for i, j in look.corners)
    return style | {"shape": "polygon", "shape-polygon-points": corners}


def _side_style(ring: Ring) -> dict[str, object]:
    return {
        "outline-color": looks.colour(ring.colour, "auto"),
        "outline-style": "dashed" if ring.dashed else "solid",
    }


def _ring_style(ring: Ring) -> dict[str, object]:
    return {"outline-width": ring.width, "outline-offset": ring.gap}


def _ego_style() -> dict[str, object]:
    return {
        "font-weight": "bold",
        "z-index": 1,  # above what comes later
        "outline-width": looks.EGO_RING,
        "outline-offset": looks.EGO_GAP,
        "underlay-color": looks.colour("surface", "auto"),
        "underlay-opacity": 1,
        "underlay-padding": looks.EGO_GAP + looks.EGO_RING / 2,
        "underlay-shape": "ellipse",
    }


def _edge_style() -> dict[str, object]:
    return {
        "width": "data(width)",
        "line-color": looks.colour("muted", "auto"),
        "line-opacity": looks.EDGE_OPACITY,
        "curve-style": "haystack",  # from middle to middle, as in the server's picture
        "haystack-radius": 0,
        "overlay-opacity": 0,
    }


def _label_rules() -> list[Rule]:
    """``named`` shows a label; ``tier1`` and so on size all labels; the others say its side."""
    rules = [
        _rule("node.named, node.shown", {"label": "data(label)"}),
        _rule("node.leftward", {"text-halign": "left"}),
        _rule("node.rightward", {"text-halign": "right"}),
        _rule("node.upward", {"text-valign": "top"}),
        _rule("node.level", {"text-valign": "center"}),
    ]
    for index, tier in enumerate(_TIERS):
        size = {"text-outline-width": looks.HALO / 2 * tier.scale}
        rules += [
            _rule(f"node.tier{index}", {**size, "font-size": looks.LABEL_SIZE * tier.scale}),
            _rule(f"node.tier{index}[ego = 1]", {"font-size": looks.letters_of(True, tier.scale)}),
        ]
    return rules


def _control_rules() -> list[Rule]:
    """What the controls do to nodes: colours, finds, and what depends on what."""
    tones = [
        _rule(f"node.{name}", dict.fromkeys(("background-color", "outline-color"), paint))
        for name in (*looks.TONES, *looks.AGES)
        for paint in (looks.colour(name, "auto"),)
    ]
    ink, focus = looks.colour("ink", "auto"), looks.colour("focus", "auto")
    ring = {"outline-width": 2, "outline-offset": 1.5}
    faint: dict[str, object] = {"opacity": 0.16, "text-opacity": 0, "text-outline-opacity": 0}
    return [
        *tones,
        _rule("node.toneless", {"background-color": looks.colour("surface", "auto"),
                                "border-color": ink, "border-width": 1.5}),
        _rule("node.unsure", {**ring, "outline-style": "dashed", "outline-color": ink}),
        _rule("node.sole", {"border-style": "dashed", "border-color": ink, "border-width": 2.5}),
        _rule("node.doubtful", {**ring, "outline-style": "dotted", "outline-color": focus}),
        _rule("node.below", {**ring, "outline-style": "dashed", "outline-color": ink,
                             "opacity": 0.55, "background-opacity": 0.3}),
        _rule("node.fallen, node.unfound, node.unlit", faint),
        _rule("edge.fallen, edge.unfound", {"line-opacity": 0.07}),
        _rule("node.found", {**ring, "outline-width": 3, "outline-color": focus,
                             "label": "data(label)", "z-index": 11}),
    ]  # fmt: skip


def _state_rules() -> list[Rule]:
    """What pointing, walking with the keyboard and choosing look like."""
    mark = {"outline-width": 3, "outline-offset": 2, "outline-style": "solid", "z-index": 9}
    walk = {"outline-color": looks.colour("focus", "auto")}
    return [
        _rule("node.pinned", {"border-width": 2.5, "border-color": looks.colour("ink", "auto")}),
        _rule("node.dim", {"opacity": 0.16, "text-opacity": 0, "text-outline-opacity": 0}),
        _rule("edge.dim", {"line-opacity": 0.07}),
        _rule("edge.lit", {"line-opacity": 0.85}),
        _rule("edge.chosen", {"line-color": looks.colour("ink", "auto"), "line-opacity": 1}),
        _rule("node.muted", {"text-opacity": 0, "text-outline-opacity": 0}),
        _rule("node.near", {"z-index": 10}),
        _rule("node.chosen", {**mark, "outline-color": looks.colour("ink", "auto")}),
        # The keyboard: dashed where one stands, whole around what one faces.
        _rule("node.stood", {**mark, **walk, "outline-style": "dashed"}),
        _rule("node.walked", {**mark, **walk, "opacity": 1}),
        _rule("edge.walked", {"line-color": walk["outline-color"], "line-opacity": 1}),
    ]
