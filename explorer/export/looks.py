"""How the graph looks, wherever it is drawn: kinds, shapes, sizes, labels, colours.

The SVG exporter and the live panel read the same table, so that the picture the server draws
and the graph that takes its place are the same picture. Pure: no I/O.

All lengths are in the units of a slice's ``view``. A node's ``radius`` is that of a circle;
the other shapes are scaled to look as large as that circle.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any

from explorer.graph.placement import LABEL_TOP

SliceJson = Mapping[str, Any]
NodeJson = Mapping[str, Any]
Point = tuple[float, float]
Box = tuple[float, float, float, float]  # left, top, right, bottom

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TURNING = re.compile("[\u202a-\u202e]")  # they would turn words beside a name as well
FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif'
LABEL_SIZE = 11.0
READABLE = 11.0  # CSS pixels that the letters of a picture of known size have at least
EGO_LABEL_SIZE = 14.0
LARGE = 2.0  # scale beyond which letters of an ego would lie on its neighbours
LABEL_ASCENT = 0.81  # of the font size, from its upper edge to its baseline, as Cytoscape.js does
HALO = 3.0  # width of the outline of ground colour behind a label
NODE_BORDER = 1.5
EGO_RING = 3.0  # width of the ring that marks the ego; its outer edge is the ego's radius
EGO_GAP = 2.5  # of ground colour between the ring and the disc inside
SIDE_GAP = 1.5  # of ground colour between a node and the ring that says whose it is
DASHES = 4, 2  # Cytoscape.js's own
SIDE_REACH = 1.5  # that this ring reaches beyond the node's own size
EDGE_OPACITY = 0.32
THINNEST, THICKEST = 0.8, 4.0  # of edges


@dataclass(frozen=True, slots=True)
class Look:
    """How one kind of node looks.

    Attributes:
        shape: circle, square or polygon.
        scale: half the shape's side or diagonal, over the radius of a circle of its weight.
        corners: of a polygon, with half its size as 1.
        light: its colour on a light ground, at least 3:1 against it.
        dark: its colour on a dark ground, at least 3:1 against it.
        plural: the word for several, in the legend.
    """

    shape: str
    scale: float
    light: str
    dark: str
    plural: str
    corners: tuple[Point, ...] = ()


_HALF = sqrt(3) / 2
# Told apart by shape as well as by colour; the colours are Okabe and Ito's, darkened or
# lightened until they stand out from their ground.
KINDS: Mapping[str, Look] = {
    "person": Look("circle", 1.0, "#0072B2", "#56B4E9", "People"),
    "paper": Look("square", 0.9, "#A85A00", "#F0A840", "Papers"),
    "topic": Look("polygon", 1.1, "#00795A", "#3CC9A3", "Topics",
                  ((-1.0, 0.0), (-0.5, -_HALF), (0.5, -_HALF), (1.0, 0.0), (0.5, _HALF),
                   (-0.5, _HALF))),
    "institution": Look("polygon", 1.22, "#9A3A80", "#E08CC4", "Institutions",
                        ((-1.0, 0.0), (0.0, -1.0), (1.0, 0.0), (0.0, 1.0))),
}  # fmt: skip

# Colours that say which cluster or which age, on a light and on a dark ground, at least 3:1.
TONES: Mapping[str, tuple[str, str]] = {
    "tone1": ("#0072B2", "#56B4E9"),
    "tone2": ("#B24A00", "#F0A840"),
    "tone3": ("#00795A", "#3CC9A3"),
    "tone4": ("#9A3A80", "#E08CC4"),
    "tone5": ("#7A6A00", "#D9D04A"),
    "tone6": ("#C02942", "#FF8C9B"),
    "tone7": ("#4B4FC4", "#A9AEFF"),
    "tone8": ("#5E6670", "#B4BEC8"),
}
AGES: Mapping[str, tuple[str, str]] = {  # the newest stands out most from either ground
    "age1": ("#5292C9", "#4D749C"),
    "age2": ("#3B82BF", "#5E92C2"),
    "age3": ("#1F66A6", "#7DB3E0"),
    "age4": ("#124B82", "#A6D0F2"),
    "age5": ("#0A2F57", "#D6ECFF"),
}

# Custom properties a page may set, and what stands in where it does not: light, dark.
COLOURS: Mapping[str, tuple[str, str]] = {
    **{kind: (look.light, look.dark) for kind, look in KINDS.items()},
    **TONES,
    **AGES,
    "ink": ("#1b2430", "#e8edf3"),
    "muted": ("#5a6675", "#9aa7b5"),
    "surface": ("#ffffff", "#141a21"),
    "focus": ("#b34700", "#ffb454"),
    "side-a": ("#c2185b", "#ff8fab"),
    "side-b": ("#4b3fbf", "#b7b0ff"),
}


@dataclass(frozen=True, slots=True)
class Ring:
    """A line around a node, told apart by pattern and colour; ``gap`` is the ground inside it."""

    width: float
    colour: str
    gap: float = SIDE_GAP
    dashed: bool = False


RINGS: Mapping[str, Ring] = {
    "both": Ring(3.0, "ink"),
    "a": Ring(2.0, "side-a"),
    "b": Ring(2.0, "side-b", dashed=True),
}


def printable(text: str) -> str:
    r"""Without the characters that XML cannot hold, and those that turn others around.

    >>> printable("a\u202eb\0c")
    'ab c'
    """
    return _NOT_XML.sub(" ", _TURNING.sub("", text))


def one_way(text: str) -> str:
    """A label that reads from right to left, told so: else its end and brackets stand wrong.

    >>> one_way("Ada") == "Ada"
    True
    """
    ways = (unicodedata.bidirectional(character) for character in text)
    first = next((way for way in ways if way in {"L", "R", "AL"}), "L")
    return text if first == "L" else f"\u2067{text}\u2069"


def colour(name: str, theme: str) -> str:
    """A colour as CSS: a fixed one for ``light`` and ``dark``, else the page's own.

    >>> colour("person", "dark")
    '#56B4E9'
    >>> colour("person", "auto")
    'var(--person, #0072B2)'
    """
    light, dark = COLOURS[name]
    if theme == "auto":
        return f"var(--{name}, {light})"
    return dark if theme == "dark" else light


def half_size(node: NodeJson) -> float:
    """Half the width of the node's shape."""
    return round(float(node["radius"]) * KINDS[node["kind"]].scale, 2)


def ring_of(node: NodeJson) -> Ring | None:
    """The ring around a node: the ego's, and that which says whose a node is."""
    ring = RINGS.get(node.get("side") or "")
    if is_ego(node):
        colour, dashed = (ring.colour, ring.dashed) if ring else (node["kind"], False)
        return Ring(EGO_RING, colour, EGO_GAP, dashed)
    return ring


def reach_of(node: NodeJson) -> float:
    """How far a node's ring reaches beyond its size."""
    return 0.0 if is_ego(node) else SIDE_REACH


def inner_half(node: NodeJson) -> float:
    """Half the width of what a node's ring encloses; of its whole shape where there is none."""
    half, ring = half_size(node), ring_of(node)
    return half if ring is None else round(half + reach_of(node) - ring.width - ring.gap, 2)


def corner_radius(half: float) -> float:
    """How far a square's corners are rounded: Cytoscape.js's own rule."""
    return round(min(half / 2, 8.0), 2)


def edge_width(weight: float, heaviest: float) -> float:
    """Width of an edge. Its square grows with the weight, so that light edges stay visible."""
    share = sqrt(max(0.0, weight) / heaviest) if heaviest > 0 else 0.0
    return round(THINNEST + (THICKEST - THINNEST) * min(1.0, share), 1)


@dataclass(frozen=True, slots=True)
class Tier:
    """How labels look in a page of some width: the narrower, the larger and the fewer.

    Attributes:
        widest: CSS pixels of the page up to which it holds; None for all wider ones.
        scale: of the font size, so that labels stay readable when the picture shrinks.
    """

    widest: int | None
    scale: float


# The last two are for pictures of hundreds of nodes, whatever the page.
TIERS: tuple[Tier, ...] = (
    Tier(None, 1.0), Tier(1023, 1.6), Tier(600, 2.9), Tier(0, 4.8), Tier(0, 8.0),
)  # fmt: skip
ROOMY = 1700.0  # units wide that a view may be before its labels need to be larger
USUAL = 1300.0  # units wide, for which the scales of tiers are made


def letters_of(ego: bool, scale: float) -> float:
    """The size of a label's letters: an ego's are larger, but bold alone where all are large.

    >>> letters_of(False, 1.0), letters_of(True, 1.0), letters_of(True, 3.0)
    (11.0, 14.0, 33.0)
    """
    return (EGO_LABEL_SIZE if ego and scale <= LARGE else LABEL_SIZE) * scale


def crowding(view: Mapping[str, float]) -> float:
    """How much larger labels must be in a view, since all of it shrinks to the page."""
    return 1.0 if view["width"] <= ROOMY else round(view["width"] / USUAL, 2)


def tier_of(width: float, view: Mapping[str, float] | None = None) -> int:
    """The tier of a view, a usual one where none is given, in a page this many CSS pixels wide."""
    base = max(i for i, tier in enumerate(TIERS) if tier.widest is None or width <= tier.widest)
    needed = TIERS[base].scale * (crowding(view) if view else 1.0) * 1.01
    return max(i for i, tier in enumerate(TIERS) if tier.scale <= needed)


def is_ego(node: NodeJson) -> bool:
    """Whether a slice is about this node: egos have no score."""
    return node["score"] is None


def counts_around(nodes: Sequence[NodeJson]) -> dict[str, int]:
    """How many nodes of each kind stand around the egos: as every legend and description counts.

    Returns:
        ``{kind: how many}``, in the order of ``KINDS``, without kinds of which there is none.
    """
    counts = {
        kind: sum(node["kind"] == kind for node in nodes if not is_ego(node)) for kind in KINDS
    }
    return {kind: count for kind, count in counts.items() if count}


def label_offset(node: NodeJson) -> float:
    """From the node's centre down to the upper edge of its label's line."""
    return float(node["radius"]) + LABEL_TOP
