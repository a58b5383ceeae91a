"""Ids of the panel's components: the only place where one is spelled.

The scripts in ``assets`` use the same words; a test compares the two.
"""

from __future__ import annotations

GRAPH = "graph"  # the Cytoscape component
GRAPH_BOX = "graph-box"  # what holds it, and takes the keyboard
GRAPH_SPOKEN = "graph-spoken"  # says to a screen reader where the keyboard is
ZOOM_IN = "graph-zoom-in"
ZOOM_OUT = "graph-zoom-out"
ZOOM_FIT = "graph-zoom-fit"
FULL_SCREEN = "graph-full-screen"
STATUS = "status"
SELECTED = "selected"  # holds the chosen node or edge as data-id, data-node and data-kind
CARD = "detail-card"
CARD_CLOSE = "detail-close"
CARD_HEAD = "detail-head"
CARD_FACTS = "detail-facts"
CARD_WHY = "detail-why"

# Outside Dash's layout: what the page brings.
SLICE = "slice-data"
DRAWING = "graph-drawing"
SECTION = "research-graph"
