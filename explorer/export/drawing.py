"""A slice as SVG: the picture of first paint, of the exports and of readers without scripts.

Comes in: the JSON of a slice. Goes out: one well-formed ``<svg>`` element whose names are text.
Every text of the graph is escaped. Pure: no I/O, the same slice gives the same picture.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from html import escape
from itertools import groupby
from operator import itemgetter
from urllib.parse import quote

from explorer.export import labels, looks
from explorer.export.about import about, one_line
from explorer.export.letters import label_width
from explorer.export.looks import COLOURS, KINDS, NodeJson, SliceJson
from explorer.graph.words import listed

WIDE = 1280  # CSS pixels of a page that is not narrow
NAMESPACE = "http://www.w3.org/2000/svg"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"
ANCHORS = {1: "start", -1: "end"}  # of labels beside their nodes
STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)  # of a drawing


def svg(
    graph_slice: SliceJson,
    *,
    theme: str = "auto",
    width: int | None = None,
    links: str | None = None,
    font: str = looks.FONT,
    numbered: bool = False,
    around: int | None = None,
) -> str:
    """The slice as one ``<svg>`` element.

    Args:
        graph_slice: JSON of a slice, as ``Slice.as_json`` gives it.
        theme: ``light`` or ``dark`` fix the colours; ``auto`` takes the custom properties of
            the page around it, and where there are none follows the reader's preference.
        width: in CSS pixels, for a picture smaller or larger than a page; labels are sized
            for it. Without it the picture fills what it stands in, and labels are sized by
            the width of the page.
        links: path the site lives under, as ``""`` or ``"/research"``; makes each node a link
            to its page. Without it there are no links.
        font: families of the labels, as CSS lists them.
        numbered: whether nodes and labels carry ``data-n``, their places in the slice.
        around: CSS pixels that stand above and below a picture which fills a window: a low window
            makes it as small as a narrow one does.

    A slice that knows its sources says them in ``<desc>`` and, as Dublin Core, in ``<metadata>``.
    """
    view = graph_slice["view"]
    box = f"{_n(view['x'])} {_n(view['y'])} {_n(view['width'])} {_n(view['height'])}"
    name, size = "rg", ""
    if width is not None:
        name = f"rg rg-w{width}"
        size = f' width="{width}" height="{round(width * view["height"] / view["width"])}"'
    nodes = graph_slice["nodes"]
    shapes = [_node(node, theme, links) for node in reversed(nodes)]
    words = _words(graph_slice, None if width is None else looks.tier_of(width, view))
    if numbered:
        places = range(len(nodes) - 1, -1, -1)
        shapes = [f'<g data-n="{n}">{shape}</g>' for n, shape in zip(places, shapes, strict=True)]
        words = [label.replace("<text", f'<text data-n="{n}"')
                 for n, label in zip(places, words, strict=True)]  # fmt: skip
    hidden = ' class="rg-labels" aria-hidden="true"'  # links say it
    ground = looks.colour("surface", theme)
    rules = _style(theme, width, font, view, around) + (_kinds(theme) if links is not None else "")
    return "".join((
        f'<svg xmlns="{NAMESPACE}" class="{name}" role="img" viewBox="{box}"{size}'
        ' preserveAspectRatio="xMidYMid meet">',
        tell(graph_slice),
        f"<style>{rules}</style>",
        f'<rect x="{_n(view["x"])}" y="{_n(view["y"])}" width="{_n(view["width"])}"'
        f' height="{_n(view["height"])}" fill="{ground}"/>',
        _edges(graph_slice, theme),
        *shapes,
        f"<g{hidden if links is not None else ''} text-anchor=\"middle\">",
        *words,
        "</g></svg>",
    ))  # fmt: skip


def fitted(graph_slice: SliceJson, theme: str, place: looks.Box, letters: float = 1.0) -> str:
    """The slice as an ``<svg>`` that stands inside another one, of known size.

    Its letters are as large as that size asks for, and its labels as wide as our font has them:
    whoever draws it with another font fits them to that width. Ground and font are those of the
    picture around it.

    Args:
        graph_slice: JSON of a slice.
        theme: ``light`` or ``dark``.
        place: in the picture around it, in CSS pixels.
        letters: how much larger than just readable they are to be.
    """
    left, top, right, bottom = place
    view = _grown(graph_slice["view"], (right - left) / (bottom - top))
    scale = labels.letter_scale((right - left) / letters, view)
    labelled = labels.standing(graph_slice, view, scale, label_width)
    # Painted as a layer of its own, were it clipped: a quarter of the time.
    return "".join((
        f'<svg overflow="visible" x="{_n(left)}" y="{_n(top)}" width="{_n(right - left)}"'
        f' height="{_n(bottom - top)}" viewBox="{" ".join(map(_n, view.values()))}">',
        _edges(graph_slice, theme),
        *(_node(node, theme, None) for node in reversed(graph_slice["nodes"])),
        f'<g fill="{looks.colour("ink", theme)}" stroke="{looks.colour("surface", theme)}"'
        f' stroke-width="{_n(looks.HALO * scale)}" stroke-linejoin="round" paint-order="stroke"'
        f' text-anchor="middle" font-size="{_n(looks.LABEL_SIZE * scale)}">',
        *(_fitted_label(node, side, scale) for node, side in reversed(labelled)),
        "</g></svg>",
    ))  # fmt: skip


def _grown(view: Mapping[str, float], ratio: float) -> dict[str, float]:
    """The smallest view of these proportions around another, which stays in its middle."""
    width = max(view["width"], view["height"] * ratio)
    height = max(view["height"], view["width"] / ratio)
    x = view["x"] - (width - view["width"]) / 2
    y = view["y"] - (height - view["height"]) / 2
    return {"x": x, "y": y, "width": width, "height": height}


def _fitted_label(node: NodeJson, side: int, scale: float) -> str:
    ego = looks.is_ego(node)
    size = looks.letters_of(ego, scale)
    at = labels.anchor(node, side)
    more = f' text-anchor="{ANCHORS[at.along]}"' if at.along else ""
    more += f' font-weight="bold" font-size="{_n(size)}"' if ego else ""
    wide = label_width(node["short"], ego) * size / looks.letters_of(ego, 1.0)
    return fitted_text(node["short"], at.x, at.baseline(size), wide, more)


def fitted_text(text: str, x: float, y: float, width: float, more: str = "") -> str:
    """A line of text that is this wide, whatever font it is drawn with.

    Args:
        text: the line.
        x: where it starts, or its middle, as ``more`` or what stands around it says.
        y: of its baseline.
        width: in the units of the picture.
        more: further attributes, as XML.
    """
    said = escape(looks.one_way(looks.printable(text)))
    fit = f' textLength="{_n(width)}" lengthAdjust="spacingAndGlyphs"' if width else ""
    return f'<text x="{_n(x)}" y="{_n(y)}"{fit}{more}>{said}</text>'


def dark_rules(picture: str, drawn: str) -> str:
    """For readers who prefer them, the dark colours of a picture that is drawn in the light ones.

    The light ones stand as attributes, which every program understands.

    Args:
        picture: the class of its ``<svg>``.
        drawn: what is in it.
    """
    rules = "".join(
        f'.{picture} [{paint}="{light}"]{{{paint}:{dark}}}'
        for light, dark in dict(COLOURS.values()).items()
        for paint in ("fill", "stroke")
        if f'{paint}="{light}"' in drawn
    )
    return f"@media(prefers-color-scheme:dark){{{rules}}}"


def tell(graph_slice: SliceJson) -> str:
    """What a picture is, for those who do not see it; where it comes from, if that is known."""
    known = "sources" in graph_slice
    come = about(graph_slice).lines[1:] if known else ()
    told = [_summary(graph_slice["nodes"]), *notes_of(graph_slice), *come]
    return (
        f"<title>{escape(looks.printable(graph_slice['title']))}</title>"
        f"<desc>{escape(chr(10).join(told))}</desc>" + (_metadata(graph_slice) if known else "")
    )


def notes_of(graph_slice: SliceJson) -> list[str]:
    """What was asked of a slice and could not be done, a sentence each."""
    gone = [f"{id} is no node here" for id in graph_slice.get("missing", ())]
    return [f"{one_line(note)}." for note in (*gone, *graph_slice.get("notes", ()))]


def _summary(nodes: Sequence[NodeJson]) -> str:
    counts = looks.counts_around(nodes)
    parts = [f"{KINDS[kind].plural.lower()}: {n}" for kind, n in counts.items()]
    around = ", ".join(parts) or "nothing else is linked to it"
    egos = [looks.printable(node["label"]) for node in nodes if looks.is_ego(node)]
    if len(egos) > 1:
        return f"{listed(egos)}; with them {around}."
    return f"{egos[0]} in the middle; around it {around}."


def _metadata(graph_slice: SliceJson) -> str:
    """Where the slice comes from, for programs."""
    come = about(graph_slice)
    facts = {
        "title": come.title, "date": come.data_as_of, "source": come.source,
        "rights": come.licence, "identifier": come.address,
    }  # fmt: skip
    said = "".join(f"<dc:{name}>{escape(text)}</dc:{name}>" for name, text in facts.items() if text)
    return (
        f'<metadata><rdf:RDF xmlns:rdf="{RDF}" xmlns:dc="{DUBLIN_CORE}">'
        f'<rdf:Description rdf:about="">{said}</rdf:Description></rdf:RDF></metadata>'
    )


def _style(
    theme: str, width: int | None, font: str, view: Mapping[str, float], around: int | None
) -> str:
    """What presentation attributes cannot say: the page's width and preference.

    A rule in a page's SVG holds for the whole page, so a picture of fixed width names itself.
    """
    rules = [
        f".rg text{{font-family:{font};"
        f"fill:{looks.colour('ink', theme)};stroke:{looks.colour('surface', theme)};"
        "stroke-linejoin:round;paint-order:stroke}",
        ".rg .rg-ego{font-weight:700}",
        ".rg a:focus-visible{outline:2px solid}",
    ]
    if width is None:
        rules += (
            _labels(looks.tier_of(widest or WIDE, view)) if widest is None
            else f"@media{_small(widest, view, around)}{{{_labels(looks.tier_of(widest, view))}}}"
            for widest in (tier.widest for tier in looks.TIERS if tier.widest != 0)
        )  # fmt: skip
    else:
        rules.append(_labels(looks.tier_of(width, view), f".rg-w{width}"))
    if theme == "auto":
        # An <svg> outside a page has no custom properties around it: its fallbacks are light.
        dark = "".join(f"--{name}:{shade};" for name, (_, shade) in COLOURS.items())
        rules.append(f"@media(prefers-color-scheme:dark){{svg.rg:root{{{dark}}}}}")
    return "".join(rules)


def _small(widest: int, view: Mapping[str, float], around: int | None) -> str:
    """Where a picture is no wider than this: in a narrow window, and perhaps in a low one."""
    narrow = f"(max-width:{widest}px)"
    if around is None:
        return narrow
    return f"{narrow},(max-height:{round(widest * view['height'] / view['width']) + around}px)"


def _kinds(theme: str) -> str:
    """The rules of nodes in a page: a browser works them out once, not once for each node."""
    border = f"stroke:{looks.colour('surface', theme)};stroke-width:{_n(looks.NODE_BORDER)}"
    return "".join(f".rg-{kind}{{fill:{looks.colour(kind, theme)};{border}}}" for kind in KINDS)


def _labels(tier: int, picture: str = "") -> str:
    """The rules of one tier: how large labels are, and which are hidden.

    A label is ``rg-f1 rg-t2`` where it first stands in the second tier and last in the third.
    """
    scale = looks.TIERS[tier].scale
    begun = ",".join(f".rg{picture} .rg-f{first}" for first in range(1, tier + 1))
    hidden = ",".join(
        f".rg{picture} .rg-{which}{each}"
        for which, several in (("t", range(tier)), ("f", range(tier + 1, len(looks.TIERS))))
        for each in several
    )
    return (
        f".rg{picture} text{{font-size:{_n(looks.LABEL_SIZE * scale)}px;"
        f"stroke-width:{_n(looks.HALO * scale)}px}}"
        f".rg{picture} .rg-ego{{font-size:{_n(looks.letters_of(True, scale))}px}}"
        + (f"{begun}{{display:inline}}" if begun else "")
        + f"{hidden}{{display:none}}"
    )


def _edges(graph_slice: SliceJson, theme: str) -> str:
    """All edges of one width as one path: a tenth of the size of one line each."""
    at = {node["id"]: f"{_n(node['x'])} {_n(node['y'])}" for node in graph_slice["nodes"]}
    edges = graph_slice["edges"]
    heaviest = max((edge["weight"] for edge in edges), default=0.0)
    strokes: dict[float, list[str]] = defaultdict(list)
    for edge in edges:
        width = looks.edge_width(edge["weight"], heaviest)
        strokes[width].append(f"M{at[edge['source']]}L{at[edge['target']]}")
    paths = (
        f'<path d="{"".join(lines)}" stroke-width="{_n(width)}"/>'
        for width, lines in sorted(strokes.items())
    )
    return (
        f'<g class="rg-edges" fill="none" stroke="{looks.colour("muted", theme)}"'
        f' stroke-opacity="{looks.EDGE_OPACITY}">{"".join(paths)}</g>'
    )


def _node(node: NodeJson, theme: str, links: str | None) -> str:
    half = looks.half_size(node)
    fill, ground = looks.colour(node["kind"], theme), looks.colour("surface", theme)
    title = f"<title>{escape(looks.printable(node['label']))}</title>"
    drawn, ring = "", looks.ring_of(node)
    if ring is not None:
        drawn = _ring(node, half + looks.reach_of(node), ring, theme)
        half = looks.inner_half(node)
    if links is None:  # attributes, since not every program reads rules of style
        paint = f'fill="{fill}" stroke="{ground}" stroke-width="{_n(looks.NODE_BORDER)}"'
        return drawn + _shape(node, half, paint, title)
    drawn += _shape(node, half, f'class="rg-{node["kind"]}"')
    address = f"{links}/{node['kind']}/{quote(node['id'], safe=':/')}"
    return f'<a href="{escape(address)}">{title}{drawn}</a>'


def _ring(node: NodeJson, outer: float, ring: looks.Ring, theme: str) -> str:
    """The line around an ego, or around what is somebody's own."""
    paint = (
        f'fill="{looks.colour("surface", theme)}" stroke="{looks.colour(ring.colour, theme)}"'
        f' stroke-width="{_n(ring.width)}"'
    )
    if ring.dashed:
        paint += f' stroke-dasharray="{" ".join(map(str, looks.DASHES))}"'
    return _shape(node, outer - ring.width / 2, paint)


def _shape(node: NodeJson, half: float, paint: str, inside: str = "") -> str:
    return draw_mark(node["kind"], float(node["x"]), float(node["y"]), half, paint, inside)


def draw_mark(kind: str, x: float, y: float, half: float, paint: str, inside: str = "") -> str:
    """The shape of a kind around a point.

    Args:
        kind: of node.
        x: of its middle.
        y: of its middle.
        half: its half width.
        paint: its attributes, as XML.
        inside: its content, as XML.
    """
    look = KINDS[kind]
    if look.shape == "circle":
        tag, where = "circle", f'cx="{_n(x)}" cy="{_n(y)}" r="{_n(half)}"'
    elif look.shape == "square":
        side = f'width="{_n(2 * half)}" height="{_n(2 * half)}" rx="{looks.corner_radius(half)}"'
        tag, where = "rect", f'x="{_n(x - half)}" y="{_n(y - half)}" {side}'
    else:
        corners = " ".join(f"{_n(x + half * i)},{_n(y + half * j)}" for i, j in look.corners)
        tag, where = "polygon", f'points="{corners}"'
    return f"<{tag} {where} {paint}>{inside}</{tag}>" if inside else f"<{tag} {where} {paint}/>"


def _words(graph_slice: SliceJson, tier: int | None) -> list[str]:
    """The labels of each node, in the order in which nodes are drawn.

    In a picture whose width is fixed, so that its tier is known, there is one at most. Else there
    is one for each side on which the label stands in pages of some width.
    """
    sides = labels.label_sides(graph_slice)
    wanted = range(len(sides)) if tier is None else (tier,)
    found = []
    for node in reversed(graph_slice["nodes"]):
        stands = ((each, sides[each].get(node["id"], 0)) for each in wanted)
        runs = ((side, [each for each, _ in run]) for side, run in groupby(stands, itemgetter(1)))
        found.append("".join(
            _label(node, side, run[0], run[-1], tier is not None) for side, run in runs if side
        ))  # fmt: skip
    return found


def _label(node: NodeJson, side: int, first: int, last: int, fixed: bool) -> str:
    """A label as it stands in some tiers; ``fixed`` where there is only one."""
    ego = looks.is_ego(node)
    at = labels.anchor(node, side)
    names = f"rg-f{first} rg-t{last}" if first else f"rg-t{last}"
    names += " rg-ego" if ego else ""
    if fixed:  # without dy: some programs move the first letter of a right-to-left word by it alone
        size = looks.letters_of(ego, looks.TIERS[first].scale)
        where = f'y="{_n(at.baseline(size))}"'
    else:  # in em, so that the baseline follows the size that the page's width asks for
        where = f'y="{_n(at.y)}" dy="{_n(at.rise)}em"'
    along = f' text-anchor="{ANCHORS[at.along]}"' if at.along else ""
    return (
        f'<text class="{names}" x="{_n(at.x)}" {where}{along}>'
        f"{escape(looks.one_way(looks.printable(node['short'])))}</text>"
    )


def _n(number: float) -> str:
    """A number as short as it can be written to a hundredth."""
    return f"{number:.2f}".rstrip("0").rstrip(".") if number else "0"
