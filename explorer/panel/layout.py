"""The panel's components: one static tree, the same for every page.

The only file that names ``dash_cytoscape``. What a page's graph holds comes from the page
itself; a script in ``assets`` reads it.
"""

from __future__ import annotations

from typing import Any

import dash_cytoscape
from dash import html
from dash.development.base_component import Component

from explorer.panel import ids
from explorer.panel.controls import BUTTONS, WAITING

INSTRUCTIONS = (
    "Graph of the neighbourhood. Right and left choose a neighbour, the strongest first; down "
    "goes to it; space says why it is here; question mark lists all keys. The same nodes stand in "
    "a table below."
)


def build_layout() -> Component:
    """The tree that Dash renders over the server's picture."""
    return html.Div(
        className="panel",
        children=[
            html.Div(
                [_graph(), _buttons()],
                className="graph-live",
            ),
            html.P(WAITING, id=ids.STATUS, role="status"),
            html.Div(id=ids.SELECTED, hidden=True, **_data(id="", node="", kind="")),
            _card(),
        ],
    )


def _graph() -> Component:
    graph = dash_cytoscape.Cytoscape(
        id=ids.GRAPH,
        elements=[],
        layout={"name": "preset", "fit": False},
        autoRefreshLayout=False,  # positions are the server's; nothing may move them
        autoungrabify=False,  # a node that is dragged is pinned
        autounselectify=True,  # choosing is the script's; a drag moves one node
        userZoomingEnabled=False,  # the script allows it while the reader is in the graph
        boxSelectionEnabled=False,
        minZoom=0.02,  # a thousand nodes fit on a phone
        maxZoom=6,
        style={"width": "100%", "height": "100%"},
    )
    return html.Div(
        graph,
        id=ids.GRAPH_BOX,
        tabIndex=0,
        role="application",
        **_aria(label=INSTRUCTIONS),
    )


def _buttons() -> Component:
    return html.Div(
        [
            html.Button(
                button.sign,
                id=button.id,
                type="button",
                title=button.name,
                **_aria(label=button.name),
            )
            for button in BUTTONS
        ],
        className="graph-buttons",
    )


def _card() -> Component:
    return html.Div(
        [
            html.Button(
                "×", id=ids.CARD_CLOSE, type="button", title="Close", **_aria(label="Close")
            ),
            html.Div(id=ids.CARD_HEAD),
            html.Div(id=ids.CARD_ACTIONS),
            html.Div(id=ids.CARD_FACTS),
            html.Div(id=ids.CARD_WHY),
        ],
        id=ids.CARD,
        className="detail-card",
        hidden=True,
        role="region",
        **_aria(label="What this is, and why it is here"),
    )


def _aria(**values: str) -> dict[str, Any]:
    """Attributes that Dash takes by their hyphenated names."""
    return {f"aria-{name}": value for name, value in values.items()}


def _data(**values: str) -> dict[str, Any]:
    return {f"data-{name}": value for name, value in values.items()}
