"""A badge for a README: two words side by side, as small as those beside it. Pure."""

from __future__ import annotations

from html import escape

from explorer.export import looks
from explorer.export.drawing import NAMESPACE, fitted_text
from explorer.export.letters import shortened, text_width

WORDS = "research graph"
HEIGHT, SIZE = 20, 11.0
PAD = 7.0
MARK = 14.0  # width of the mark before the words
LONGEST = 260.0  # CSS pixels of what it says
LEFT, RIGHT, LETTERS = "#3d4752", "#0068a3", "#ffffff"  # either ground at least 4.5:1


def badge(text: str) -> str:
    """The badge as one ``<svg>``.

    Args:
        text: what it says: a name, a title.
    """
    said = shortened(looks.printable(text), SIZE, LONGEST)
    words, wide = text_width(WORDS, SIZE), text_width(said, SIZE)
    half = round(2 * PAD + MARK + words)
    width = round(half + 2 * PAD + wide)
    full = escape(f"{WORDS}: {looks.printable(text)}")
    return (
        f'<svg xmlns="{NAMESPACE}" role="img" width="{width}" height="{HEIGHT}"'
        f' viewBox="0 0 {width} {HEIGHT}" font-family="{escape(looks.FONT)}" font-size="{SIZE:g}"'
        f' fill="{LETTERS}"><title>{full}</title>'
        f'<rect width="{width}" height="{HEIGHT}" rx="3" fill="{RIGHT}"/>'
        f'<path d="M3 0h{half - 3}v{HEIGHT}H3a3 3 0 0 1-3-3V3a3 3 0 0 1 3-3z" fill="{LEFT}"/>'
        f"{_mark()}{fitted_text(WORDS, PAD + MARK, 14, words)}"
        f"{fitted_text(said, half + PAD, 14, wide)}</svg>"
    )


def _mark() -> str:
    """A node with three around it."""
    return (
        f'<g transform="translate({PAD:g} 5)" stroke="{LETTERS}" stroke-width="1">'
        '<path d="M5 5 1.5 1.5M5 5l3.5-3M5 5l2.5 3.5"/><circle cx="5" cy="5" r="1.8"/>'
        '<circle cx="1.5" cy="1.5" r="1"/><circle cx="8.5" cy="2" r="1"/>'
        '<circle cx="7.5" cy="8.5" r="1"/></g>'
    )
