"""How wide a text is: measured by a shaper in the fonts that come along.

The picture as PNG is painted with the same fonts. A picture as SVG is read with whatever font a
reader has; it names the measured width of each text, and the reader's program fits the text to it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
import uharfbuzz as hb
from numpy.typing import NDArray

from explorer.export.looks import EGO_LABEL_SIZE, LABEL_SIZE, printable

Turn = tuple[float, float, float, float]  # points of a unit along and up; x, y of the start
FAMILY = "DejaVu Sans"
PLAIN, BOLD = FONTS = tuple(
    str(Path(__file__).parent / "fonts" / name)
    for name in ("DejaVuSansCondensed.ttf", "DejaVuSansCondensed-Bold.ttf")
)
CONDENSED = 0.9  # how wide our font is, over the same one as systems have it
KEPT = 20_000  # widths, by text; a site shows the same names again and again
KEPT_RUNS = 2_000  # lines, by text; those of the pictures that are asked for
# Of a letter that our fonts lack and another one draws, over the size of the letters.
WIDE, NARROW = 1.0, 0.62


@dataclass(frozen=True, slots=True)
class Run:
    """A line of text, shaped in one of our fonts, at size 1.

    Attributes:
        font: in which its letters are drawn.
        em: units of the font that size 1 has.
        width: of the line.
        glyphs: of each its number, and in units of the font where it stands, along and up.
    """

    font: hb.Font
    em: int
    width: float
    glyphs: tuple[tuple[int, float, float], ...]


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """The width of a text in one line.

    Args:
        text: without line breaks.
        size: of its letters; the width is in the same unit.
        bold: whether they are.
    """
    return _width(text, bold) * size


def label_width(text: str, ego: bool) -> float:
    """The width of a label at scale 1."""
    return text_width(text, EGO_LABEL_SIZE if ego else LABEL_SIZE, bold=ego)


def usual_width(text: str, ego: bool) -> float:
    """The same in a reader's own font: about as wide as the widest that systems usually have."""
    return label_width(text, ego) / CONDENSED


def wrap(text: str, size: float, room: float, *, bold: bool = False) -> Iterator[str]:
    """Lines of at most this width; a word too long is broken."""
    line = ""
    for word in text.split(" "):
        longer = f"{line} {word}" if line else word
        if text_width(longer, size, bold=bold) <= room:
            line = longer
            continue
        if line:
            yield line
        line = word
        while text_width(line, size, bold=bold) > room and len(line) > 1:
            fits = len(cut(line, size, room, bold=bold))
            yield line[:fits]
            line = line[fits:]
    if line:
        yield line


def cut(text: str, size: float, room: float, *, bold: bool = False) -> str:
    """The longest beginning of a text that fits; at least its first letter."""
    low, high = 1, max(1, len(text))
    while low < high:  # a longer beginning is never narrower, but for ligatures
        middle = (low + high + 1) // 2
        fits = text_width(text[:middle], size, bold=bold) <= room
        low, high = (middle, high) if fits else (low, middle - 1)
    return text[:low]


def shortened(text: str, size: float, room: float, *, bold: bool = False) -> str:
    """The text, or its beginning and three dots where it does not fit."""
    if text_width(text, size, bold=bold) <= room:
        return text
    dots = text_width("…", size, bold=bold)
    return cut(text, size, max(0.0, room - dots), bold=bold).rstrip(" ,;:–-(") + "…"


@cache
def covered() -> frozenset[int]:
    """The characters that all fonts of ours can draw."""
    found = [frozenset(_font(path).face.unicodes) for path in FONTS]
    return frozenset.intersection(*found)


@lru_cache(KEPT_RUNS)
def shaped(text: str, bold: bool) -> Run:
    """A line of text as it is drawn; all its letters are covered, and read in one direction."""
    font = _font(BOLD if bold else PLAIN)
    buffer = _shape(font, printable(text))
    glyphs, along = [], 0
    for glyph, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        glyphs.append((glyph.codepoint, along + place.x_offset, place.y_offset))
        along += place.x_advance
    return Run(font, font.face.upem, along / font.face.upem, tuple(glyphs))


def ink(lines: Iterable[tuple[Run, Turn]]) -> tuple[NDArray[np.uint8], int, int]:
    """How much of each point letters cover.

    Args:
        lines: of text; each with what turns units of its font into points, upwards.

    Returns:
        Rows of points, the upper one first, as small as holds all; and where their lower left
        corner is.
    """
    canvas = hb.RasterDraw()
    for run, turn in lines:
        wide, high, x, y = turn
        for glyph, along, up in run.glyphs:
            canvas.transform = wide, 0.0, 0.0, high, x + wide * along, y + high * up
            canvas.draw_glyph(run.font, glyph)
    made = canvas.render()
    box = made.extents
    if not box.width or not box.height:
        return np.zeros((0, 0), np.uint8), 0, 0
    rows = np.frombuffer(made.buffer, np.uint8).reshape(box.height, box.stride)
    return np.ascontiguousarray(rows[::-1, : box.width]), box.x_origin, box.y_origin


@lru_cache(KEPT)
def _width(text: str, bold: bool) -> float:
    """The width at size 1."""
    if not text:
        return 0.0
    text = printable(text)  # as it is drawn
    font = _font(BOLD if bold else PLAIN)
    buffer = _shape(font, text)
    em, total = font.face.upem, 0.0
    for glyph, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        known = glyph.codepoint != 0
        total += place.x_advance / em if known else _foreign(text[glyph.cluster])
    return total


def _shape(font: hb.Font, text: str) -> hb.Buffer:
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    hb.shape(font, buffer)
    return buffer


def _foreign(character: str) -> float:
    """About as wide as another font draws a character."""
    return WIDE if unicodedata.east_asian_width(character) in "WF" else NARROW


@cache
def _font(path: str) -> hb.Font:
    return hb.Font(hb.Face(hb.Blob.from_file_path(path)))
