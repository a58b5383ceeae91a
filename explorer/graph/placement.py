"""Positions: the ego in the middle, each kind of node a region around it. Pure.

Comes in: which nodes, how strong, how they hang together, and positions that must stay. Goes
out: centres, radii, which labels are drawn at rest, and the view that holds them all. No two
nodes overlap, no drawn label overlaps another or a node, and a node that has a position keeps
it exactly; only the label of one that becomes the ego where it stands may lie over nodes.
Everything is computed from the arguments alone, in the order of scores and ids, so that the
same slice gives the same picture in every process and thread.

Nodes start in ``regions``, come to rest in ``settling``, and what still meets another finds a
free place in ``seating``. x grows to the right and y downward; units are those of the
view, about a pixel on a laptop.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import floor, sqrt

import numpy as np

from explorer.graph.boxes import Bools, Floats, Ints, Shapes, readable
from explorer.graph.regions import gather, regions, ring
from explorer.graph.seating import LEAST_GAP, seat, seat_egos
from explorer.graph.settling import settle
from explorer.graph.ties import Ties, anchors, steady, tie
from explorer.model import NodeKind

WIDTH, HEIGHT = 1180.0, 640.0  # the panel on a laptop, and room for ROOMY nodes
ROOMY = 80
EGO_RADIUS = 22.0
RADIUS = 7.0, 15.0  # of the weakest and the strongest neighbour of a kind
OUTLINE = {  # half the width of each kind's shape, over its radius
    NodeKind.PERSON: 1.0,
    NodeKind.INSTITUTION: 1.22,
    NodeKind.PAPER: 1.0,
    NodeKind.TOPIC: 1.1,
}
CHARACTER = 6.6  # mean width of a character of an 11-px label; a wide one counts twice
FIRST_WIDE = "\u1100"  # no character before it is wide
LABEL_TOP, LABEL_HEIGHT = 2.0, 15.0  # of a label's box, below its node
EGO_LABEL_HEIGHT = 18.0
PAIR = 1.6  # how much wider two egos stand: their labels grow so much in a page of 768 pixels
NODE_GAP, LABEL_GAP = 5.0, 7.0  # between boxes that settle
MARGIN = 22.0
LABELLED = {  # most labels for which room is made, per kind
    NodeKind.PERSON: 20,
    NodeKind.INSTITUTION: 10,
    NodeKind.PAPER: 9,
    NodeKind.TOPIC: 10,
}


@dataclass(frozen=True, slots=True)
class View:
    """The rectangle that a picture shows."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a node is, how large, and whether its label is drawn at rest."""

    x: float
    y: float
    radius: float
    labelled: bool


def label_width(text: str, *, bold: bool = False) -> float:
    """Width of a label at 11 px, estimated on the safe side."""
    wide = [c for c in text if c >= FIRST_WIDE and unicodedata.east_asian_width(c) in "WF"]
    return (len(text) + len(wide)) * CHARACTER * (1.3 if bold else 1.0)


def place(
    ego: str | Sequence[str],
    kinds: Mapping[str, NodeKind],
    scores: Mapping[str, float],
    labels: Mapping[str, str],
    links: Sequence[tuple[str, str, float]],
    *,
    fixed: Mapping[str, tuple[float, float]] | None = None,
    radii: Mapping[str, float] | None = None,
    turned: Collection[str] = (),
    labelled: Collection[str] | None = None,
    near: Mapping[str, str] | None = None,
) -> tuple[dict[str, Spot], View]:
    """Find a place for every node.

    Args:
        ego: the node in the middle, at (0, 0) unless it is fixed elsewhere; or several of them,
            which stand evenly around the middle.
        kinds: every node's kind, the ego's too.
        scores: of all but the ego; stronger is larger and nearer.
        labels: the text beside each node.
        links: (source, target, weight) between nodes.
        fixed: nodes that stay exactly where they are; only the others look for places.
        radii: radii that fixed nodes had, and keep.
        turned: fixed nodes that have become egos, or are none any more: those grow as far as the
            fixed nodes around them leave room, these shrink to the radius of their score.
        labelled: fixed nodes whose labels are drawn, and stay so, before any other; without it
            those are drawn that would be if there were no newcomers.
        near: for a newcomer, the placed node beside which it belongs. Without it newcomers
            belong to their region, or to what they are tied to where many nodes are fixed.
    """
    egos = (ego,) if isinstance(ego, str) else tuple(sorted(set(ego)))
    graph = _graph(egos, kinds, scores, links)
    sizes = _sizes(graph, radii or {}, turned, fixed or {})
    shapes = _shapes(graph, labels, sizes)
    homes = _homes(graph, shapes, fixed or {}, near or {})
    stays = homes.stays
    free = np.flatnonzero(~stays).tolist()
    wanted = np.zeros(len(stays), dtype=bool)
    wanted[_main(graph, free)] = True
    shown = _kept_labels(graph, shapes, homes, labelled)
    points = _settled(graph, shapes, homes, wanted | shown)
    points = seat(shapes, points, stays, homes.follows, wanted, shown, homes.fences)
    shown = readable(shapes.nodes(points), shapes.labels(points), _turns(graph, free), shown)
    spots = {
        node: Spot(x, y, size, drawn)
        for node, (x, y), size, drawn in zip(
            graph.order, points.tolist(), sizes.tolist(), shown.tolist(), strict=True
        )
    }
    return spots, _view(shapes, points, shown)


def meet(one: Spot, kind: NodeKind, other: Spot, its_kind: NodeKind) -> bool:
    """Whether two nodes would overlap."""
    reach = one.radius * OUTLINE[kind] + other.radius * OUTLINE[its_kind]
    return abs(one.x - other.x) < reach and abs(one.y - other.y) < reach


@dataclass(frozen=True, slots=True)
class _Graph:
    """What is placed, by row number: the egos first, then the strongest.

    Attributes:
        order: the nodes.
        egos: how many of them are egos.
        kinds: of the nodes.
        scores: of the nodes, 0 for egos.
        ties: among the nodes.
    """

    order: Sequence[str]
    egos: int
    kinds: Sequence[NodeKind]
    scores: Floats
    ties: Ties


def _graph(
    egos: Sequence[str],
    kinds: Mapping[str, NodeKind],
    scores: Mapping[str, float],
    links: Sequence[tuple[str, str, float]],
) -> _Graph:
    others = sorted(node for node in kinds if node not in egos)
    strength = steady(scores.get(node, 0.0) for node in others)
    rank = np.argsort(-strength, kind="stable")
    order = [*egos, *(others[row] for row in rank.tolist())]
    return _Graph(
        order=order,
        egos=len(egos),
        kinds=[kinds[node] for node in order],
        scores=np.concatenate([np.zeros(len(egos)), strength[rank]]),
        ties=tie(links, order),
    )


def _sizes(
    graph: _Graph,
    radii: Mapping[str, float],
    turned: Collection[str],
    fixed: Mapping[str, tuple[float, float]],
) -> Floats:
    """The radius of each node: area grows with score, kind by kind."""
    best = dict.fromkeys(NodeKind, 1e-12)
    for kind, score in zip(graph.kinds, graph.scores.tolist(), strict=True):
        best[kind] = max(best[kind], score)
    low, high = RADIUS
    wanted = np.sqrt(graph.scores / [best[kind] for kind in graph.kinds])
    wanted = np.round(low + (high - low) * wanted, 1)
    wanted[: graph.egos] = EGO_RADIUS
    had = [radii.get(node, size) for node, size in zip(graph.order, wanted.tolist(), strict=True)]
    sizes = np.array(had)
    rows = [row for row, node in enumerate(graph.order) if node in turned and node in fixed]
    others = [row for row in rows if row >= graph.egos]
    sizes[others] = np.minimum(sizes[others], wanted[others])
    for row in rows[: len(rows) - len(others)]:
        sizes[row] = _grown(graph, sizes, fixed, row)
    return sizes


def _grown(
    graph: _Graph, sizes: Floats, fixed: Mapping[str, tuple[float, float]], row: int
) -> float:
    """The radius of a fixed ego: as large as an ego's where the other fixed nodes leave room."""
    x, y = fixed[graph.order[row]]
    room = EGO_RADIUS
    for other, (node, kind) in enumerate(zip(graph.order, graph.kinds, strict=True)):
        if other != row and node in fixed:
            away = max(abs(fixed[node][0] - x), abs(fixed[node][1] - y))
            free = away - sizes[other] * OUTLINE[kind] - LEAST_GAP
            room = min(room, free / OUTLINE[graph.kinds[row]])
    return max(float(sizes[row]), floor(room * 10) / 10)


def _shapes(graph: _Graph, labels: Mapping[str, str], radius: Floats) -> Shapes:
    """How much room each node takes with its label."""
    width = [label_width(labels[n], bold=i < graph.egos) for i, n in enumerate(graph.order)]
    height = np.full(len(radius), LABEL_HEIGHT)
    height[: graph.egos] = EGO_LABEL_HEIGHT
    return Shapes(
        half=radius * [OUTLINE[kind] for kind in graph.kinds],
        label=np.array(width) / 2,
        label_top=radius + LABEL_TOP,
        label_bottom=radius + LABEL_TOP + height,
    )


def _main(graph: _Graph, rows: Iterable[int]) -> list[int]:
    """Those of some nodes whose labels get room: the egos, and the strongest of each kind."""
    left = dict(LABELLED)
    main = []
    for row in rows:
        kind = graph.kinds[row]
        if row < graph.egos:
            main.append(row)
        elif left[kind]:
            left[kind] -= 1
            main.append(row)
    return main


def _turns(graph: _Graph, rows: Sequence[int]) -> list[int]:
    """Some nodes in the order in which their labels are drawn, the main ones first."""
    main = _main(graph, rows)
    return [*main, *sorted({*rows} - {*main})]


@dataclass(frozen=True, slots=True)
class _Homes:
    """Where nodes belong.

    Attributes:
        points: their homes, or where they stay, shape (n, 2).
        held: which are fixed.
        stays: which do not move: those that are fixed, and egos.
        follows: which gather around what is placed already.
        border: the box that regions fill.
        fences: the borders of each node's region, see ``settle``.
    """

    points: Floats
    held: Bools
    stays: Bools
    follows: Bools
    border: Floats
    fences: Floats


def _homes(
    graph: _Graph,
    shapes: Shapes,
    fixed: Mapping[str, tuple[float, float]],
    near: Mapping[str, str],
) -> _Homes:
    count, egos = len(graph.order), graph.egos
    frozen = np.array([node in fixed for node in graph.order])
    placed = np.array([fixed.get(node, (0.0, 0.0)) for node in graph.order], dtype=float)
    centre = placed[:egos][frozen[:egos]].mean(axis=0) if frozen[:egos].any() else np.zeros(2)
    seats = np.array(ring(egos, *_seat(shapes, egos)))
    middle = np.abs(seats).max(axis=0)
    frame = np.array([WIDTH, HEIGHT]) / 2 * max(1.0, sqrt(count / ROOMY))
    ties = graph.ties.among(np.arange(egos, count))
    places, lines = regions(graph.kinds[egos:], ties, frame, middle)
    points = np.where(frozen[:, None], placed, np.concatenate([seats, places]) + centre)
    points[:egos] = seat_egos(shapes, points, frozen, egos)
    fences = np.zeros((count, 2, 3))
    fences[egos:] = lines
    fences[:, :, 2] -= (fences[:, :, :2] * centre).sum(axis=2)
    beside, follows = _followers(graph, frozen, near)
    for row in np.flatnonzero(beside >= 0).tolist():
        points[row] = gather(points[beside[row]], graph.kinds[row])
        fences[row] = 0.0
    border = np.concatenate([centre - frame - middle, centre + frame + middle])
    return _Homes(points, frozen, frozen | (np.arange(count) < egos), follows, border, fences)


def _kept_labels(
    graph: _Graph, shapes: Shapes, homes: _Homes, labelled: Collection[str] | None
) -> Bools:
    """The labels of nodes that stay, drawn as if there were no others; a fixed ego's over nodes."""
    rows = np.flatnonzero(homes.stays)
    turns = _turns(graph, rows.tolist())
    if labelled is not None:
        turns = [row for row in turns if row < graph.egos or graph.order[row] in labelled]
    shown = np.zeros(len(homes.points), dtype=bool)
    shown[rows] = readable(
        shapes.nodes(homes.points)[rows],
        shapes.labels(homes.points)[rows],
        np.searchsorted(rows, turns).tolist(),
        shown[rows],
        np.flatnonzero(homes.held[: graph.egos]).tolist(),
    )
    return shown


def _followers(graph: _Graph, frozen: Bools, near: Mapping[str, str]) -> tuple[Ints, Bools]:
    """Beside which row each newcomer gathers, or -1; and who does not settle with the others."""
    rows = np.arange(len(frozen))
    egos = rows < graph.egos
    placed = frozen | egos
    anchor = np.where(frozen & ~egos, rows, -1)
    index = {node: row for row, node in enumerate(graph.order)}
    for newcomer, other in near.items():
        row, beside = index.get(newcomer, 0), index.get(other, -1)
        if not placed[row] and beside >= 0 and placed[beside]:
            anchor[row] = beside
    # Where few are fixed, the others settle as if all had come together.
    many = bool(2 * (frozen & ~egos).sum() >= (~placed).sum())
    if many:
        anchor = anchors(graph.ties, anchor, ~placed)
    anchor[placed] = -1
    return anchor, ~placed & (many | (anchor >= 0))


def _seat(shapes: Shapes, egos: int) -> tuple[float, float]:
    """Width and height that hold any ego with its label; a pair's, in narrower pages too."""
    wide = np.maximum(shapes.half, shapes.label)[:egos].max() * (PAIR if egos == 2 else 1)
    tall = (shapes.half + shapes.label_bottom)[:egos].max()
    return 2 * float(wide) + LABEL_GAP, float(tall) + NODE_GAP


def _settled(graph: _Graph, shapes: Shapes, homes: _Homes, named: Bools) -> Floats:
    """The places of all nodes once those have settled that follow no others, rounded to 0.1."""
    points, stays = homes.points.copy(), homes.stays
    rows = np.flatnonzero(~homes.follows)
    if not stays[rows].all():
        wide = np.maximum(shapes.half, np.where(named, shapes.label, 0.0)) + LABEL_GAP / 2
        down = np.where(named, shapes.label_bottom, shapes.half) + NODE_GAP / 2
        points[rows] = settle(
            points[rows],
            ~stays[rows],
            (wide[rows], shapes.half[rows] + NODE_GAP / 2, down[rows]),
            # Everything is tied to an only ego, which says nothing; several are told apart by it.
            graph.ties.among(rows, skip=int(graph.egos == 1)),
            homes.border,
            homes.fences[rows],
        )
    points[~stays] = np.round(points[~stays], 1) + 0.0  # no -0.0
    return points


def _view(shapes: Shapes, points: Floats, shown: Bools) -> View:
    """The rectangle around all nodes and drawn labels, in the panel's proportions."""
    boxes = np.concatenate([shapes.nodes(points), shapes.labels(points)[shown]])
    left, top = boxes[:, :2].min(axis=0) - MARGIN
    right, bottom = boxes[:, 2:].max(axis=0) + MARGIN
    width, height = max(right - left, 320.0), max(bottom - top, 200.0)
    ratio = WIDTH / HEIGHT
    grown = max(width, height * ratio), max(height, width / ratio)
    return View(
        x=round(float((left + right - grown[0]) / 2), 1),
        y=round(float((top + bottom - grown[1]) / 2), 1),
        width=round(float(grown[0]), 1),
        height=round(float(grown[1]), 1),
    )
