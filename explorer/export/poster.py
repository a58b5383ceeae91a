"""A slice as a picture that stands alone: the drawing, a legend and a caption, as SVG. Pure.

The same lines are drawn for the screen, for ``<img>`` and for PNG. All that is drawn is in the
light or the dark colours; ``auto`` adds rules that change the one into the other. There is no
script in it, and nothing is fetched for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from html import escape
from math import ceil

from explorer.errors import BadRequest
from explorer.export import looks
from explorer.export.about import about
from explorer.export.drawing import (
    NAMESPACE,
    dark_rules,
    draw_mark,
    fitted,
    fitted_text,
    notes_of,
    tell,
)
from explorer.export.letters import FAMILY, shortened, text_width, wrap
from explorer.export.looks import KINDS, SliceJson

NARROWEST = 1024  # CSS pixels; a small slice is drawn larger, so that its caption fits
ROOMY = 640  # CSS pixels; a narrower picture has smaller letters and margins
LEADING = 1.45  # from line to line, over the size of the letters
CAPTION_MOST = 0.5  # of a height that is given
FACT_LINES = 3  # of one fact; the picture's description has all of it
BETWEEN = " · "
FONTS = {  # of the letters: for readers' programs, and for the painter of PNG
    "svg": f'font-family="{escape(looks.FONT)}"',
    "png": f'font-family="{FAMILY}" font-stretch="condensed"',
}


@dataclass(frozen=True, slots=True)
class Sizes:
    """Lengths of a caption, in CSS pixels."""

    margin: float
    title: float
    text: float

    @property
    def mark(self) -> float:
        """Half the width of a mark of the legend."""
        return self.text / 2


@dataclass(frozen=True, slots=True)
class Entry:
    """A kind in the legend: how many there are, and where that stands."""

    kind: str
    words: str
    x: float
    row: int


@dataclass(frozen=True, slots=True)
class Caption:
    """What stands below a drawing."""

    legend: Sequence[Entry]
    title: Sequence[str]
    facts: Sequence[str]
    sizes: Sizes

    @property
    def height(self) -> float:
        """How high it is, with the space around it."""
        sizes = self.sizes
        rows = self.legend[-1].row + 1 if self.legend else 0
        lines = rows + len(self.facts) + 0.4 * bool(rows)
        return LEADING * (lines * sizes.text + len(self.title) * sizes.title) + sizes.margin


def picture_width(graph_slice: SliceJson) -> int:
    """How many CSS pixels wide a picture of the slice is, where no page says so."""
    width: float = graph_slice["view"]["width"]
    return max(NARROWEST, round(width))


def poster(
    graph_slice: SliceJson,
    theme: str = "auto",
    *,
    width: int | None = None,
    height: int | None = None,
    font: str = "svg",
) -> str:
    """The picture as one ``<svg>``, with its size in CSS pixels.

    Args:
        graph_slice: JSON of a slice.
        theme: ``light``, ``dark``, or ``auto`` for what the reader prefers.
        width: in CSS pixels; that of the slice where it is left out.
        height: in CSS pixels; as much as it needs where it is left out. A long title is cut
            for it, and nothing else.
        font: a key of ``FONTS``.

    Raises:
        BadRequest: the height has no room for what a picture says of itself.
    """
    width = width or picture_width(graph_slice)
    view = graph_slice["view"]
    caption = _caption(graph_slice, width)
    if height is None:
        top = round(width * view["height"] / view["width"])
        height = round(top + caption.height)
    else:
        caption = _within(caption, width, height)
        top = round(height - caption.height)
    drawn = fitted(graph_slice, _painted(theme), (0.0, 0.0, width, top))
    drawn += _draw_caption(caption, _painted(theme), top)
    return framed(graph_slice, drawn, theme, (width, height), font)


def framed(graph_slice: SliceJson, drawn: str, theme: str, size: tuple[int, int], font: str) -> str:
    """What is drawn, on its ground, as an ``<svg>`` that says what it is.

    Args:
        graph_slice: JSON of a slice.
        drawn: its picture, as XML, in the light colours where the theme is ``auto``.
        theme: ``light``, ``dark`` or ``auto``.
        size: width and height, in CSS pixels.
        font: a key of ``FONTS``.
    """
    width, height = size
    ground = looks.colour("surface", _painted(theme))
    drawn = f'<rect width="{width}" height="{height}" fill="{ground}"/>{drawn}'
    style = f"<style>{dark_rules('rg-poster', drawn)}</style>" if theme == "auto" else ""
    return (
        f'<svg xmlns="{NAMESPACE}" class="rg-poster" role="img" width="{width}" height="{height}"'
        f' viewBox="0 0 {width} {height}" {FONTS[font]}>{tell(graph_slice)}{style}{drawn}</svg>'
    )


def _painted(theme: str) -> str:
    return "light" if theme == "auto" else theme


def _caption(graph_slice: SliceJson, width: float) -> Caption:
    sizes = Sizes(24.0, 17.0, 12.0) if width >= ROOMY else Sizes(14.0, 14.0, 11.0)
    room = width - 2 * sizes.margin
    come = about(graph_slice)
    return Caption(
        legend(graph_slice, sizes, room),
        list(wrap(come.title, sizes.title, room, bold=True)),
        _packed([*come.lines[1:], *notes_of(graph_slice)], sizes.text, room),
        sizes,
    )


def _packed(facts: Sequence[str], size: float, room: float) -> list[str]:
    """Facts in few lines: several in one where they fit, a long one in several."""
    lines: list[str] = []
    for fact in facts:
        joined = f"{lines[-1]}{BETWEEN}{fact}" if lines else fact
        if text_width(joined, size) <= room:
            lines[-1:] = [joined]
            continue
        first, *more = wrap(fact, size, room)
        kept = [first, *more[: FACT_LINES - 1]]
        if len(more) >= FACT_LINES:
            kept[-1] = shortened(f"{kept[-1]} …", size, room)
        lines += kept
    return lines


def _within(caption: Caption, width: int, height: int) -> Caption:
    """The caption of a picture of this height, with one line of the title where all are too many.

    Legend, date, sources, licences and address are what a picture owes its readers.

    Raises:
        BadRequest: it would leave the drawing less than its part.
    """
    if caption.height > height * CAPTION_MOST and len(caption.title) > 1:
        caption = replace(caption, title=[f"{caption.title[0].rstrip(' ,;:')}…"])
    if caption.height > height * CAPTION_MOST:
        least = ceil(caption.height / CAPTION_MOST)
        raise BadRequest(
            f"A picture {height} pixels high and {width} wide has no room for its legend, date, "
            f"sources, licences and address; it is at least {least} high.",
            hint="Leave height out for as much as it needs, or ask for a wider picture.",
        )
    return caption


def legend(graph_slice: SliceJson, sizes: Sizes, room: float) -> list[Entry]:
    """The kinds around the egos, side by side, in as many rows as they need."""
    found: list[Entry] = []
    x, row = 0.0, 0
    for kind, count in looks.counts_around(graph_slice["nodes"]).items():
        words = f"{KINDS[kind].plural}: {count}"
        wide = 3 * sizes.mark + text_width(words, sizes.text)
        if x and x + wide > room:
            x, row = 0.0, row + 1
        found.append(Entry(kind, words, sizes.margin + x, row))
        x += wide + 2 * sizes.text
    return found


def draw_legend(entries: Sequence[Entry], sizes: Sizes, theme: str, y: float) -> str:
    """The marks and numbers of a legend, the middle of whose first row is at ``y``."""
    ink = looks.colour("ink", theme)
    parts = []
    for entry in entries:
        middle = y + entry.row * sizes.text * LEADING
        half = sizes.mark * KINDS[entry.kind].scale
        paint = f'fill="{looks.colour(entry.kind, theme)}"'
        parts.append(draw_mark(entry.kind, entry.x + sizes.mark, middle, half, paint))
        at = entry.x + 3 * sizes.mark, middle + sizes.text * 0.36
        parts.append(line(entry.words, *at, sizes.text, ink))
    return "".join(parts)


def line(
    text: str, x: float, y: float, size: float, paint: str, *, bold: bool = False, end: bool = False
) -> str:
    """A line of a caption: ``x`` is where it starts, or its ``end``."""
    more = f' font-size="{size:g}" fill="{paint}"'
    more += ' font-weight="bold"' if bold else ""
    more += ' text-anchor="end"' if end else ""
    return fitted_text(text, x, y, text_width(text, size, bold=bold), more)


def _draw_caption(caption: Caption, theme: str, top: float) -> str:
    sizes = caption.sizes
    ink, muted = looks.colour("ink", theme), looks.colour("muted", theme)
    parts, y = [], float(top)
    if caption.legend:
        parts.append(draw_legend(caption.legend, sizes, theme, y + sizes.text * 0.6))
        y += (caption.legend[-1].row + 1.4) * sizes.text * LEADING
    for text in caption.title:
        parts.append(line(text, sizes.margin, y + sizes.title, sizes.title, ink, bold=True))
        y += sizes.title * LEADING
    for text in caption.facts:
        parts.append(line(text, sizes.margin, y + sizes.text, sizes.text, muted))
        y += sizes.text * LEADING
    return "".join(parts)
