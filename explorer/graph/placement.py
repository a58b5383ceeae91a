"""Positions: the ego in the middle, each kind of node a region around it. Pure.

Comes in: which nodes, how strong, how they hang together, and positions that must stay. Goes
out: centres, radii, which labels are drawn at rest, and the view that holds them all. No two
nodes overlap, no drawn label overlaps another or a node, and a node that has a position keeps
it exactly. Everything is computed from the arguments alone, in the order of scores and ids, so
that the same slice gives the same picture in every process and thread.

x grows to the right and y downward; units are those of the view, about a pixel on a laptop.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import cos, pi, sin, sqrt

import numpy as np
from numpy.typing import NDArray

from explorer.model import NodeKind

WIDTH, HEIGHT = 1180.0, 640.0  # the panel on a laptop, and room for ROOMY nodes
ROOMY = 80
EGO_RADIUS = 22.0
RADIUS = 7.0, 15.0  # of the weakest and the strongest neighbour of a kind
INNER = 0.3  # where regions begin, as a share of the way from the ego to the border
CHARACTER = 6.6  # mean width of a character of an 11-px label; a wide one counts twice
LABEL_TOP, LABEL_HEIGHT = 2.0, 15.0  # of a label's box, below its node
NODE_GAP, LABEL_GAP = 5.0, 7.0
ROUNDS = 160  # of settling; 60–100 are used by a slice of 75 nodes
MARGIN = 22.0
PULL, HOME = 0.02, 0.07  # towards what a node is tied to, and to its own place
# Clockwise from the right: people get the wide right side, papers the left.
AROUND = (NodeKind.PERSON, NodeKind.INSTITUTION, NodeKind.PAPER, NodeKind.TOPIC)
LABELLED = {  # most labels drawn at rest, per kind
    NodeKind.PERSON: 20,
    NodeKind.INSTITUTION: 10,
    NodeKind.PAPER: 9,
    NodeKind.TOPIC: 10,
}
Floats = NDArray[np.float64]


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
    wide = sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
    return wide * CHARACTER * (1.3 if bold else 1.0)


def place(
    ego: str,
    kinds: Mapping[str, NodeKind],
    scores: Mapping[str, float],
    labels: Mapping[str, str],
    links: Sequence[tuple[str, str, float]],
    *,
    fixed: Mapping[str, tuple[float, float]] | None = None,
) -> tuple[dict[str, Spot], View]:
    """Find a place for every node.

    Args:
        ego: the node in the middle, at (0, 0) unless it is fixed elsewhere.
        kinds: every node's kind, the ego's too.
        scores: of all but the ego; stronger is larger and nearer.
        labels: the text beside each node.
        links: (source, target, weight) between nodes.
        fixed: nodes that stay exactly where they are; only the others settle.
    """
    fixed = dict(fixed or {})
    fixed.setdefault(ego, (0.0, 0.0))
    order = sorted(kinds, key=lambda node: (node != ego, -scores.get(node, 0.0), node))
    radii = _radii(ego, order, kinds, scores)
    main = _main(ego, order, kinds)
    frame = np.array([WIDTH, HEIGHT]) / 2 * max(1.0, sqrt(len(order) / ROOMY))
    starts = _starts(ego, order, kinds, frame)
    centre = fixed[ego]
    points = np.array([
        fixed.get(node, (starts[node][0] + centre[0], starts[node][1] + centre[1]))
        for node in order
    ])  # fmt: skip
    free = np.array([node not in fixed for node in order])
    widths = np.array([label_width(labels[n], bold=n == ego) for n in order])
    reserved = np.where([n in main for n in order], widths, 0.0)
    sizes = np.array([radii[node] for node in order])
    if free.any():
        _settle(points, free, sizes, reserved, _link_matrix(order, links), frame)
        points[free] = np.round(points[free], 1)
        _separate(points, free, sizes)
    shown = _readable(
        points, sizes, widths, [*np.flatnonzero(reserved), *np.flatnonzero(reserved == 0)]
    )
    spots = {
        node: Spot(float(x), float(y), radii[node], bool(shown[i]))
        for i, (node, (x, y)) in enumerate(zip(order, points, strict=True))
    }
    return spots, _view(points, sizes, widths * shown)


def _radii(
    ego: str,
    order: Sequence[str],
    kinds: Mapping[str, NodeKind],
    scores: Mapping[str, float],
) -> dict[str, float]:
    """Area grows with score, kind by kind."""
    best = dict.fromkeys(NodeKind, 1e-12)
    for node in order:
        best[kinds[node]] = max(best[kinds[node]], scores.get(node, 0.0))
    low, high = RADIUS
    return {
        node: EGO_RADIUS if node == ego
        else round(low + (high - low) * sqrt(scores.get(node, 0.0) / best[kinds[node]]), 1)
        for node in order
    }  # fmt: skip


def _main(ego: str, order: Sequence[str], kinds: Mapping[str, NodeKind]) -> set[str]:
    """The nodes whose labels get room: the strongest of each kind."""
    main = {ego}
    for kind, most in LABELLED.items():
        main.update([n for n in order if kinds[n] is kind and n != ego][:most])
    return main


def _starts(
    ego: str, order: Sequence[str], kinds: Mapping[str, NodeKind], frame: Floats
) -> dict[str, tuple[float, float]]:
    """Each kind a sector, its strongest nodes nearest; sectors as wide as they have nodes."""
    members = {kind: [n for n in order if kinds[n] is kind and n != ego] for kind in AROUND}
    present = [kind for kind in AROUND if members[kind]]
    if not present:
        return {ego: (0.0, 0.0)}
    shares = {kind: sqrt(len(members[kind])) + 1.0 for kind in present}
    total = sum(shares.values())
    turn = -pi * shares[present[0]] / total  # the first sector is centred on the right
    starts = {ego: (0.0, 0.0)}
    for kind in present:
        span = 2 * pi * shares[kind] / total
        starts.update(_sector(members[kind], turn, span, frame))
        turn += span
    return starts


def _sector(
    nodes: Sequence[str], turn: float, span: float, frame: Floats
) -> dict[str, tuple[float, float]]:
    """Rows of a sector from the middle outward, longer rows holding more nodes."""
    inside = 0.86 * span  # a gap between regions
    rings = max(1, round(sqrt(len(nodes) / max(inside, 0.4)) * 1.05))
    levels = [INNER + (1 - INNER) * (i + 0.5) / rings for i in range(rings)]
    weight = sum(levels)
    places: dict[str, tuple[float, float]] = {}
    taken = 0
    for i, level in enumerate(levels):
        upto = len(nodes) if i == rings - 1 else round(len(nodes) * sum(levels[: i + 1]) / weight)
        row = nodes[taken:upto]
        taken = upto
        for j, node in enumerate(row):
            # The strongest of a row in its middle; rows are shifted against one another.
            rank = (j + 1) // 2 * (1 if j % 2 else -1)
            angle = turn + span / 2 + inside * (rank + 0.25 * (i % 2)) / max(len(row), 1)
            places[node] = (cos(angle) * level * frame[0], sin(angle) * level * frame[1])
    return places


def _link_matrix(order: Sequence[str], links: Sequence[tuple[str, str, float]]) -> Floats:
    """Weights between nodes other than the ego, each row summing to 1 or 0."""
    index = {node: i for i, node in enumerate(order)}
    matrix = np.zeros((len(order), len(order)))
    for source, target, weight in sorted(links):
        i, j = index.get(source), index.get(target)
        if i and j:  # neither unknown nor the ego, which is tied to all
            matrix[i, j] += sqrt(max(weight, 0.0))
            matrix[j, i] += sqrt(max(weight, 0.0))
    sums = matrix.sum(axis=1, keepdims=True)
    shares: Floats = np.divide(matrix, sums, out=matrix, where=sums > 0)
    return shares


def _settle(
    points: Floats,
    free: NDArray[np.bool_],
    sizes: Floats,
    widths: Floats,
    ties: Floats,
    frame: Floats,
) -> None:
    """Let free nodes come near what they are tied to while boxes push one another apart."""
    homes = points.copy()
    tied = (ties.sum(axis=1) > 0)[:, None]
    half_x = np.maximum(sizes, widths / 2) + LABEL_GAP / 2
    label = np.where(widths > 0, LABEL_TOP + LABEL_HEIGHT, 0.0)
    half_y = sizes + label / 2 + NODE_GAP / 2
    reach_x, reach_y = half_x[:, None] + half_x, half_y[:, None] + half_y
    before = np.tri(len(points), k=-1, dtype=bool)  # ties of position go by order
    moves = free[:, None]
    for turn in range(ROUNDS):
        calm = 1.0 - turn / ROUNDS
        if calm > 0.4:
            pull = np.where(tied, ties @ points - points, 0.0) * PULL
            points += np.where(moves, (pull + (homes - points) * HOME) * calm, 0.0)
        centres_y = points[:, 1] + label / 2
        gap_x = points[:, 0][:, None] - points[:, 0]
        gap_y = centres_y[:, None] - centres_y
        over_x, over_y = reach_x - np.abs(gap_x), reach_y - np.abs(gap_y)
        hit = (over_x > 0) & (over_y > 0)
        np.fill_diagonal(hit, False)
        if not hit.any() and calm <= 0.4:
            break
        sideways = over_x < over_y
        sign_x = np.where((gap_x > 0) | ((gap_x == 0) & before), 1.0, -1.0)
        sign_y = np.where((gap_y > 0) | ((gap_y == 0) & before), 1.0, -1.0)
        push_x = np.where(hit & sideways, over_x * sign_x, 0.0).sum(axis=1)
        push_y = np.where(hit & ~sideways, over_y * sign_y, 0.0).sum(axis=1)
        push = np.stack([push_x, push_y], axis=1) * 0.35
        points += np.where(moves, np.clip(push, -30, 30), 0.0)
        if turn < ROUNDS * 0.8:  # a crowd may leave the frame at the end, the view follows
            points[:] = np.where(moves, np.clip(points, -frame, frame), points)


def _separate(points: Floats, free: NDArray[np.bool_], sizes: Floats) -> None:
    """Move any free node that still touches another to the nearest free spot."""
    placed = [i for i in range(len(points)) if not free[i]]
    for i in range(len(points)):
        if not free[i]:
            continue
        x, y = points[i]
        step = 0
        while placed and _touches(points[i], sizes[i], points[placed], sizes[placed]):
            step += 1
            angle, reach = step * 2.399963, 4.0 * sqrt(step)  # a sunflower's spiral
            points[i] = round(x + reach * cos(angle), 1), round(y + reach * sin(angle), 1)
        placed.append(i)


def _touches(point: Floats, size: float, others: Floats, sizes: Floats) -> bool:
    gaps = np.hypot(others[:, 0] - point[0], others[:, 1] - point[1]) - sizes - size
    return bool((gaps < NODE_GAP / 2).any())


def _readable(
    points: Floats, sizes: Floats, widths: Floats, turns: Sequence[np.intp]
) -> NDArray[np.bool_]:
    """Which labels can be drawn: turn by turn, those that touch no node and no drawn label."""
    left, right = points[:, 0] - widths / 2, points[:, 0] + widths / 2
    top = points[:, 1] + sizes + LABEL_TOP
    bottom = top + LABEL_HEIGHT
    shown = np.zeros(len(points), dtype=bool)
    for i in turns:
        on_node = (
            (points[:, 0] + sizes > left[i]) & (points[:, 0] - sizes < right[i])
            & (points[:, 1] + sizes > top[i]) & (points[:, 1] - sizes < bottom[i])
        )  # fmt: skip
        on_node[i] = False
        on_label = (
            shown & (right > left[i]) & (left < right[i]) & (bottom > top[i]) & (top < bottom[i])
        )
        shown[i] = not (on_node | on_label).any()
    return shown


def _view(points: Floats, sizes: Floats, widths: Floats) -> View:
    """The rectangle around all nodes and drawn labels, in the panel's proportions."""
    half = np.maximum(sizes, widths / 2)
    left, right = (points[:, 0] - half).min() - MARGIN, (points[:, 0] + half).max() + MARGIN
    below = np.where(widths > 0, LABEL_TOP + LABEL_HEIGHT, 0.0)
    top = (points[:, 1] - sizes).min() - MARGIN
    bottom = (points[:, 1] + sizes + below).max() + MARGIN
    width, height = max(right - left, 320.0), max(bottom - top, 200.0)
    ratio = WIDTH / HEIGHT
    grown = max(width, height * ratio), max(height, width / ratio)
    return View(
        x=round(float((left + right - grown[0]) / 2), 1),
        y=round(float((top + bottom - grown[1]) / 2), 1),
        width=round(float(grown[0]), 1),
        height=round(float(grown[1]), 1),
    )
