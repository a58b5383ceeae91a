"""Ids of the panel's components: the only place where one is spelled.

The scripts in ``assets`` use the same words; a test compares the two.
"""

from __future__ import annotations

GRAPH = "graph"  # the Cytoscape component
GRAPH_BOX = "graph-box"  # what holds it, and takes the keyboard
ZOOM_IN = "graph-zoom-in"
ZOOM_OUT = "graph-zoom-out"
ZOOM_FIT = "graph-zoom-fit"
KEYS_OPEN = "graph-keys"
KEYS = "key-sheet"
KEYS_CLOSE = "key-sheet-close"
FULL_SCREEN = "graph-full-screen"
STATUS = "status"  # the one live region: whatever is announced is written here
SELECTED = "selected"  # holds the chosen node or edge as data-id, data-node and data-kind
CARD = "detail-card"
CARD_CLOSE = "detail-close"
CARD_HEAD = "detail-head"
CARD_ACTIONS = "detail-actions"  # a script fills it
CARD_FACTS = "detail-facts"
CARD_WHY = "detail-why"

# Outside Dash's layout: what the page brings.
SLICE = "slice-data"
DRAWING = "graph-drawing"
SECTION = "research-graph"
SIDES = "side-legend"
UNDO = "graph-undo"
REDO = "graph-redo"
COPY = "graph-copy"
LOST = "graph-lost"  # what an address asks for and cannot be done
HIDDEN = "graph-hidden"  # how many nodes the controls leave, and a button that shows all
HIDDEN_COUNT = "graph-hidden-count"
HIDDEN_ALL = "graph-hidden-all"
TABLE = "graph-table"
TABLE_BOX = "graph-table-box"
EMBED_OPEN = "embed-open"
EMBED = "embed-dialog"
EMBED_HEADING = "embed-heading"
EMBED_ABOUT = "embed-about"
EMBED_PREVIEW = "embed-preview"
EMBED_WEIGHT = "embed-weight"
EMBED_KINDS_TOLD = "embed-kinds-told"
EMBED_TEXT = "embed-text"
EMBED_COPY = "embed-copy"
EMBED_COPIED = "embed-copied"
