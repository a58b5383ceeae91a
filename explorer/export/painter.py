"""Paints our own pictures as points: the small part of SVG that ``poster`` and ``card`` write.

A painter of all of SVG takes ten times as long. Shapes are painted first, in their order, and then
the lines of text, since no shape of ours covers a text. Texts that need more than our fonts, or
that are read in two directions, are left to that painter.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, cos, hypot, pi, sin
from xml.etree import ElementTree

import aggdraw
import numpy as np
from numpy.typing import NDArray

from explorer.export.drawing import NAMESPACE
from explorer.export.letters import Run, Turn, covered, ink, shaped

Element = ElementTree.Element
Pair = tuple[float, float]
Points = NDArray[np.uint8]
WHOLE = 255  # share of a point that a colour covers
INHERITED = ("fill", "stroke", "stroke-width", "stroke-opacity", "text-anchor", "font-size",
             "font-weight")  # fmt: skip
SILENT = frozenset({"title", "desc", "metadata"})
CURVE = 0.5522847  # of a cubic that stands for a quarter of a circle: its handles over the radius
STEPS = 48  # of the outline of a dashed circle; a round corner has a quarter of them
START = {"middle": 0.5, "end": 1.0}  # of a line of text, over its width, before its place
SOLID = 3  # how much more what surrounds a letter covers than the letter
LEFT = frozenset({"R", "AL"})  # letters that are read to the left
RIGHT = frozenset({"L", "EN", "AN"})  # what is read to the right; so are numbers
ISOLATES = "\u2067\u2069"


@dataclass(frozen=True, slots=True)
class Place:
    """From the numbers of an element to points: ``scale`` times the number, and a shift."""

    scale: float
    x: float
    y: float

    def inside(self, box: Element) -> Place:
        """Of what stands in an ``<svg>``, whose view keeps its proportions and its middle."""
        left, top, wide, high = map(float, box.attrib["viewBox"].split())
        room_x, room_y = _number(box, "width"), _number(box, "height")
        scale = min(room_x / wide, room_y / high)
        x = _number(box, "x") + (room_x - wide * scale) / 2 - left * scale
        y = _number(box, "y") + (room_y - high * scale) / 2 - top * scale
        return Place(self.scale * scale, self.x + self.scale * x, self.y + self.scale * y)

    def at(self, x: float, y: float) -> Pair:
        """A point."""
        return self.x + self.scale * x, self.y + self.scale * y


@dataclass(frozen=True, slots=True)
class Item:
    """Something to paint."""

    element: Element
    tag: str
    style: Mapping[str, str]
    place: Place

    def number(self, name: str) -> float:
        """An attribute of the element, in its own units."""
        return _number(self.element, name)


@dataclass(frozen=True, slots=True)
class Painted:
    """A picture as points.

    Attributes:
        points: rows of numbers: red in the last byte, green, blue, and 255 in the first one.
        rest: as SVG, the texts that another painter must paint over them; None if there are none.
    """

    points: NDArray[np.uint32]
    rest: str | None


def paint(drawn: str, scale: float, size: tuple[int, int]) -> Painted:
    """A picture of ours as points.

    Args:
        drawn: the SVG.
        scale: points for one unit of it.
        size: width and height, in points.
    """
    root = ElementTree.fromstring(drawn)  # noqa: S314 - of our own making
    canvas = aggdraw.Draw("RGBA", size, "white")
    easy: list[tuple[Item, Run]] = []
    hard: set[int] = set()
    for item in _items(root, {}, Place(scale, 0.0, 0.0)):
        if item.tag != "text":
            _paint_shape(canvas, item)
        elif (run := _run(item)) is None:
            hard.add(id(item.element))
        else:
            easy.append((item, run))
    points = np.frombuffer(canvas.tobytes(), "<u4").reshape(size[1], size[0]).copy()
    _write(points, easy)
    if not hard:
        return Painted(points, None)
    _keep(root, hard)
    return Painted(points, ElementTree.tostring(root, encoding="unicode"))


def _items(element: Element, style: Mapping[str, str], place: Place) -> Iterator[Item]:
    tag = element.tag.removeprefix(f"{{{NAMESPACE}}}")
    if tag in SILENT:
        return
    own = {name: element.attrib[name] for name in INHERITED if name in element.attrib}
    style = {**style, **own} if own else style
    if tag == "svg":
        place = place.inside(element)
    elif tag != "g":
        yield Item(element, tag, style, place)
        return
    for child in element:
        yield from _items(child, style, place)


def _keep(element: Element, wanted: set[int]) -> None:
    """Leave nothing that is painted but these elements."""
    for child in list(element):
        if child.tag in {f"{{{NAMESPACE}}}svg", f"{{{NAMESPACE}}}g"}:
            _keep(child, wanted)
        elif id(child) not in wanted:
            element.remove(child)


def _number(element: Element, name: str) -> float:
    return float(element.get(name, "0"))


# -- shapes ----------------------------------------------------------------------------------------


def _paint_shape(canvas: aggdraw.Draw, item: Item) -> None:
    brush, pen = _brush(item), _pen(item)
    dashes = item.element.get("stroke-dasharray")
    if pen and dashes:
        lengths = [float(each) * item.place.scale for each in dashes.split()]
        outline = _outline(item)
        path = _lines(_dashes([*outline, outline[0]], lengths))
        if brush:
            _paint_whole(canvas, item, [brush])
        canvas.path(path, pen)
    else:
        _paint_whole(canvas, item, [each for each in (brush, pen) if each])


def _paint_whole(canvas: aggdraw.Draw, item: Item, paints: Sequence[object]) -> None:
    place = item.place
    if item.tag == "circle":
        x, y = place.at(item.number("cx"), item.number("cy"))
        reach = place.scale * item.number("r")
        canvas.ellipse((x - reach, y - reach, x + reach, y + reach), *paints)
    elif item.tag == "rect":
        canvas.path(_rounded(item), *paints)
    elif item.tag == "polygon":
        canvas.polygon([number for pair in _outline(item) for number in pair], *paints)
    else:
        strokes = (part.split("L") for part in item.element.attrib["d"].split("M")[1:])
        ends = ([place.at(*map(float, end.split())) for end in stroke] for stroke in strokes)
        canvas.path(_lines(ends), *paints)


def _brush(item: Item) -> aggdraw.Brush | None:
    fill = item.style.get("fill", "none")
    return None if fill == "none" or item.tag == "path" else aggdraw.Brush(fill)


def _pen(item: Item) -> aggdraw.Pen | None:
    stroke = item.style.get("stroke", "none")
    if stroke == "none":
        return None
    width = float(item.style.get("stroke-width", "1")) * item.place.scale
    opacity = round(WHOLE * float(item.style.get("stroke-opacity", "1")))
    return aggdraw.Pen(stroke, width, opacity)


def _lines(lines: Iterable[Sequence[Pair]]) -> aggdraw.Path:
    path = aggdraw.Path()
    for first, *rest in lines:
        path.moveto(*first)
        for point in rest:
            path.lineto(*point)
    return path


def _rounded(item: Item) -> aggdraw.Path:
    """A rectangle with round corners."""
    left, top = item.place.at(item.number("x"), item.number("y"))
    right = left + item.number("width") * item.place.scale
    bottom = top + item.number("height") * item.place.scale
    radius = item.number("rx") * item.place.scale
    path = aggdraw.Path()
    if not radius:
        return _closed(path, [(left, top), (right, top), (right, bottom), (left, bottom)])
    # Each corner: where its curve starts, the corner itself, where the curve ends.
    corners = (
        ((left, top + radius), (left, top), (left + radius, top)),
        ((right - radius, top), (right, top), (right, top + radius)),
        ((right, bottom - radius), (right, bottom), (right - radius, bottom)),
        ((left + radius, bottom), (left, bottom), (left, bottom - radius)),
    )
    for number, (start, corner, end) in enumerate(corners):
        path.lineto(*start) if number else path.moveto(*start)
        path.curveto(*_towards(start, corner), *_towards(end, corner), *end)
    path.close()
    return path


def _towards(start: Pair, corner: Pair) -> Pair:
    return start[0] + CURVE * (corner[0] - start[0]), start[1] + CURVE * (corner[1] - start[1])


def _closed(path: aggdraw.Path, points: Sequence[Pair]) -> aggdraw.Path:
    path.moveto(*points[0])
    for point in points[1:]:
        path.lineto(*point)
    path.close()
    return path


def _outline(item: Item) -> list[Pair]:
    """Points around a shape."""
    at = item.place.at
    if item.tag == "polygon":
        corners = (each.split(",") for each in item.element.attrib["points"].split())
        return [at(float(x), float(y)) for x, y in corners]
    if item.tag == "circle":
        x, y, reach = (item.number(name) for name in ("cx", "cy", "r"))
        turns = (2 * pi * step / STEPS for step in range(STEPS))
        return [at(x + reach * cos(turn), y + reach * sin(turn)) for turn in turns]
    radius = item.number("rx")
    left, top = item.number("x") + radius, item.number("y") + radius
    right = left + item.number("width") - 2 * radius
    bottom = top + item.number("height") - 2 * radius
    points = [at(left, top - radius)]
    for quarter, (x, y) in enumerate(((right, top), (right, bottom), (left, bottom), (left, top))):
        turns = (pi / 2 * (quarter - 1 + 4 * step / STEPS) for step in range(STEPS // 4 + 1))
        points += (at(x + radius * cos(turn), y + radius * sin(turn)) for turn in turns)
    return points


def _dashes(points: Sequence[Pair], lengths: Sequence[float]) -> Iterator[list[Pair]]:
    """A line cut into dashes: lengths of the drawn and the left out in turn."""
    which, left = 0, lengths[0]
    dash = [points[0]]
    for (x, y), (to_x, to_y) in pairwise(points):
        length = hypot(to_x - x, to_y - y)
        done = 0.0
        while length - done > left:
            done += left
            turn = x + (to_x - x) * done / length, y + (to_y - y) * done / length
            if which % 2 == 0:
                yield [*dash, turn]
            dash = [turn]
            which += 1
            left = lengths[which % len(lengths)]
        left -= length - done
        dash.append((to_x, to_y))
    if which % 2 == 0 and len(dash) > 1:
        yield dash


# -- texts -----------------------------------------------------------------------------------------


def _run(item: Item) -> Run | None:
    """The shaped line of text; None for what our fonts lack, or what is read in two directions."""
    text = (item.element.text or "").strip(ISOLATES)
    ways = {unicodedata.bidirectional(letter) for letter in text}
    if {ord(letter) for letter in text if not letter.isspace()} - covered():
        return None
    if ways & LEFT and ways & RIGHT:
        return None
    return shaped(text, item.style.get("font-weight") == "bold")


def _write(points: NDArray[np.uint32], texts: Iterable[tuple[Item, Run]]) -> None:
    """Paint texts, all of one look at once; what surrounds them goes before all of them."""
    looks: dict[tuple[str, str, float], list[tuple[Run, Turn]]] = defaultdict(list)
    for item, run in texts:
        around = item.style.get("stroke", "none")
        width = float(item.style.get("stroke-width", "0")) * item.place.scale / 2
        look = item.style["fill"], around, 0.0 if around == "none" else width
        looks[look].append((run, _turn(item, run, len(points))))
    for (fill, around, width), lines in looks.items():
        letters, left, bottom = ink(lines)
        top = len(points) - bottom - len(letters)
        if width and letters.size:
            reach = ceil(width)
            _lay(points, around, _spread(letters, width, reach), left - reach, top - reach)
        _lay(points, fill, letters, left, top)


def _lay(points: NDArray[np.uint32], colour: str, shares: Points, left: int, top: int) -> None:
    """Lay a colour over points: as much of it as ``shares`` says, from a left upper corner on."""
    high, wide = points.shape
    shares = np.ascontiguousarray(shares[max(0, -top) : high - top, max(0, -left) : wide - left])
    found = np.flatnonzero(shares > 0)  # of truths: five times as fast
    rows, columns = np.divmod(found, shares.shape[1])
    at = (rows + max(0, top)) * wide + columns + max(0, left)
    share = shares.reshape(-1).take(found).astype(np.uint32)
    line = points.reshape(-1)
    below = line.take(at)
    mixed = np.full_like(below, WHOLE << 24)
    for shift, value in zip((0, 8, 16), bytes.fromhex(colour[1:]), strict=True):
        channel = below >> shift & WHOLE
        channel = (channel * (WHOLE - share) + value * share + WHOLE // 2) // WHOLE
        mixed |= channel << shift
    line[at] = mixed


def _turn(item: Item, run: Run, height: int) -> Turn:
    """From units of the font, upwards, to points from the lower left corner."""
    size = float(item.style["font-size"])
    long = size * run.width
    wanted = item.number("textLength") or long
    x = item.number("x") - START.get(item.style.get("text-anchor", ""), 0.0) * wanted
    x, y = item.place.at(x, item.number("y"))
    unit = item.place.scale * size / run.em
    return unit * (wanted / long if long else 1.0), unit, x, height - y


def _spread(points: Points, width: float, reach: int) -> Points:
    """The same, and all that is no farther from it than this width."""
    high, wide = points.shape
    spread = np.zeros((high + 2 * reach, wide + 2 * reach), np.uint8)
    # However little of a point a letter covers, what is around it is around it as a whole.
    points = np.minimum(points, WHOLE // SOLID) * SOLID
    faded = {WHOLE: points}
    for down in range(-reach, reach + 1):
        for right in range(-reach, reach + 1):
            share = round(WHOLE * min(1.0, max(0.0, width + 0.5 - hypot(down, right))))
            if not share:
                continue
            if share not in faded:
                faded[share] = (points.astype(np.uint16) * share >> 8).astype(np.uint8)
            part = spread[reach + down :, reach + right :][:high, :wide]
            np.maximum(part, faded[share], out=part)
    return spread
