"""The preview card of a slice, which other sites show beside a link to it: 1200 × 630. Pure.

It is seen small, beside many others: few words, large ones.
"""

from __future__ import annotations

from explorer.export import looks
from explorer.export.about import about
from explorer.export.drawing import fitted
from explorer.export.letters import shortened, text_width
from explorer.export.looks import SliceJson
from explorer.export.poster import Sizes, draw_legend, framed, legend, line

WIDTH, HEIGHT = 1200, 630
SIZES = Sizes(margin=48.0, title=46.0, text=22.0)
SMALL = 18.0
LETTERS = 1.75  # over just readable ones, since a card is shown at half its size
TOP, BOTTOM = 100.0, 540.0  # of the drawing


def card(graph_slice: SliceJson, theme: str) -> str:
    """The card as one ``<svg>``.

    Args:
        graph_slice: JSON of a slice.
        theme: ``light`` or ``dark``.
    """
    ink, muted = looks.colour("ink", theme), looks.colour("muted", theme)
    come = about(graph_slice)
    room = WIDTH - 2 * SIZES.margin
    title = shortened(come.title, SIZES.title, room, bold=True)
    date = f"Data as of {come.data_as_of}"
    left = room - text_width(date, SMALL) - 2 * SMALL
    drawn = (
        fitted(graph_slice, theme, (SIZES.margin, TOP, WIDTH - SIZES.margin, BOTTOM), LETTERS),
        line(title, SIZES.margin, 76, SIZES.title, ink, bold=True),
        draw_legend(legend(graph_slice, SIZES, room), SIZES, theme, 560),
        line(shortened(f"Source: {come.source}", SMALL, left), SIZES.margin, 604, SMALL, muted),
        line(date, WIDTH - SIZES.margin, 604, SMALL, muted, end=True),
    )
    return framed(graph_slice, "".join(drawn), theme, (WIDTH, HEIGHT), "png")
