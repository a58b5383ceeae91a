"""The controls of the graph: buttons, and the legend that names the shapes.

A control is one entry of a table; the layout and the page's markup are drawn from it.
"""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from explorer.export.looks import KINDS
from explorer.panel import ids

WAITING = "Building this graph slice…"


@dataclass(frozen=True, slots=True)
class Button:
    """One button over the graph: its sign, and its name for those who cannot see the sign."""

    id: str
    sign: str
    name: str


BUTTONS: tuple[Button, ...] = (
    Button(ids.ZOOM_IN, "+", "Zoom in"),
    Button(ids.ZOOM_OUT, "−", "Zoom out"),
    Button(ids.ZOOM_FIT, "⤢", "Show the whole graph"),
    Button(ids.KEYS_OPEN, "?", "List the keys"),
)


def legend() -> Markup:
    """The kinds by shape and colour, as a list; it needs no script."""
    items = Markup("").join(
        Markup('<li class="kind kind-{}">{}</li>').format(kind, look.plural)
        for kind, look in KINDS.items()
    )
    opening = Markup('<ul class="graph-legend" aria-label="What the shapes mean">')
    return opening + items + Markup("</ul>")


def app_entry() -> Markup:
    """Where Dash renders. What it shows until then is hidden where no script will come."""
    return legend() + Markup(
        '<div id="react-entry-point"><div class="_dash-loading graph-waiting" role="status">'
        "<span>{}</span></div></div>"
    ).format(WAITING)
