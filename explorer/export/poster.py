"""A slice as a picture that stands alone: the drawing, a legend and a caption, as SVG. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from explorer.export import looks
from explorer.export.about import about
from explorer.export.drawing import NAMESPACE, draw_mark, svg
from explorer.export.looks import KINDS, SliceJson
from explorer.graph.placement import label_width

FAMILY = "DejaVu Sans"
NARROWEST = 1024  # CSS pixels; a small slice is drawn larger, so that its caption fits
MARGIN = 24.0
TITLE_SIZE, TEXT_SIZE = 17.0, 12.0
LEADING = 1.45  # from line to line, over the size of the letters
MARK = 6.0  # half the width of a mark of the legend


def picture_width(graph_slice: SliceJson) -> int:
    """How many CSS pixels wide a picture of the slice is, where no page says so."""
    width: float = graph_slice["view"]["width"]
    return max(NARROWEST, round(width))


def poster(graph_slice: SliceJson, theme: str) -> str:
    """The picture as one ``<svg>``, with its size in CSS pixels.

    Args:
        graph_slice: JSON of a slice.
        theme: ``light`` or ``dark``.
    """
    width, view = picture_width(graph_slice), graph_slice["view"]
    top = round(width * view["height"] / view["width"])
    come = about(graph_slice)
    lines = [line for text in come.lines[1:] for line in _wrapped(text, width - 2 * MARGIN)]
    ink, muted = looks.colour("ink", theme), looks.colour("muted", theme)
    y = top + MARGIN
    parts = [_legend(graph_slice, theme, y)]
    y += TEXT_SIZE * LEADING + TITLE_SIZE * LEADING
    for line in _wrapped(come.title, (width - 2 * MARGIN) * TEXT_SIZE / TITLE_SIZE):
        parts.append(_line(line, y, TITLE_SIZE, ink, " font-weight='bold'"))
        y += TITLE_SIZE * LEADING
    for line in lines:
        parts.append(_line(line, y, TEXT_SIZE, muted))
        y += TEXT_SIZE * LEADING
    height = round(y + MARGIN - TEXT_SIZE)
    drawn = svg(graph_slice, theme=theme, width=width, font=f'"{FAMILY}";font-stretch:condensed')
    # Painted as a layer of its own, were it clipped: a quarter of the time.
    drawn = drawn.replace("<svg ", '<svg overflow="visible" ', 1)
    return (
        f'<svg xmlns="{NAMESPACE}" width="{width}" height="{height}">'
        f'<rect width="{width}" height="{height}" fill="{looks.colour("surface", theme)}"/>'
        f'{drawn}<g font-family="{FAMILY}" font-stretch="condensed">{"".join(parts)}</g></svg>'
    )


def _legend(graph_slice: SliceJson, theme: str, y: float) -> str:
    """The mark and the number of each kind that is shown."""
    parts, x = [], MARGIN
    ink = looks.colour("ink", theme)
    for kind, look in KINDS.items():
        count = sum(node["kind"] == kind for node in graph_slice["nodes"])
        if not count:
            continue
        words = f"{look.plural}: {count}"
        paint = f'fill="{looks.colour(kind, theme)}"'
        parts.append(draw_mark(kind, x + MARK, y, MARK * look.scale, paint))
        parts.append(_line(words, y + TEXT_SIZE * 0.36, TEXT_SIZE, ink, x=x + 3 * MARK))
        x += 3 * MARK + _width(words) + MARGIN
    return "".join(parts)


def _line(text: str, y: float, size: float, paint: str, more: str = "", x: float = MARGIN) -> str:
    where = f'x="{x:.1f}" y="{y:.1f}" font-size="{size}"'
    return f'<text {where} fill="{paint}"{more}>{escape(text)}</text>'


def _width(text: str) -> float:
    return label_width(text) * TEXT_SIZE / looks.LABEL_SIZE


def _wrapped(text: str, room: float) -> Iterator[str]:
    """Lines of at most this width at the size of the text; a word too long is broken."""
    line = ""
    for word in text.split(" "):
        longer = f"{line} {word}" if line else word
        if _width(longer) <= room:
            line = longer
            continue
        if line:
            yield line
        line = word
        while _width(line) > room:
            fits = next(n for n in range(len(line) - 1, 0, -1) if _width(line[:n]) <= room)
            yield line[:fits]
            line = line[fits:]
    if line:
        yield line
