"""The keys of the graph, and the sheet that lists them.

``assets/keyboard.js`` carries them out; a test compares the two.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import Any

from dash import html
from dash.development.base_component import Component

from explorer.panel import ids


@dataclass(frozen=True, slots=True)
class Key:
    """Keys that do the same: by their names in the browser, and what they do."""

    names: tuple[str, ...]
    does: str
    held: str = ""  # another key that is held meanwhile
    changes: bool = False  # the graph: pages whose graph stays as it is do not list it


# What a key is called on a keyboard, where its name is another one.
SIGNS = {
    "ArrowRight": "→", "ArrowLeft": "←", "ArrowDown": "↓", "ArrowUp": "↑",
    " ": "Space", "Escape": "Esc", "-": "−", "z": "Z", "y": "Y",
}  # fmt: skip
ARROWS = ("ArrowRight", "ArrowLeft", "ArrowDown", "ArrowUp")
# By where the focus is.
KEYS: dict[str, tuple[Key, ...]] = {
    "In the graph": (
        Key(("ArrowRight", "ArrowLeft"), "The next or previous neighbour, the strongest first"),
        Key(("ArrowDown",), "Go to that neighbour"),
        Key(("ArrowUp", "Escape"), "Go back one step"),
        Key(("Home",), "Go back to whom or what the graph is about"),
        Key(("End",), "The weakest neighbour"),
        Key(("Enter",), "Expand: bring in what is near it", changes=True),
        Key((" ",), "Open its card: what it is, and why it is here"),
        Key(("e",), "Open the card of the link: the papers behind it"),
        Key(("Delete",), "Hide it", changes=True),
        Key(ARROWS, "Move it, and pin it there", held="Shift", changes=True),
        Key(("t",), "Open the table at it"),
        Key(("+", "-"), "Zoom in, zoom out"),
        Key(("0",), "Show the whole graph"),
    ),
    "In the table": (
        Key(("ArrowDown", "ArrowUp"), "The next or previous row"),
        Key(("Home", "End"), "The first or last row"),
        Key(("Enter",), "Show it in the graph, and open its card"),
    ),
    "Everywhere": (
        Key(("z",), "Undo the last step (on a Mac with ⌘)", held="Ctrl", changes=True),
        Key(("y",), "Do it again", held="Ctrl", changes=True),
        Key(("Escape",), "Close the card and go back to where it was opened; leave full screen"),
        Key(("?",), "This list"),
    ),
}


def key_sheet() -> Component:
    """The dialog that lists the keys; a script opens it."""
    heading = f"{ids.KEYS}-heading"
    named: dict[str, Any] = {"aria-labelledby": heading}
    return html.Dialog(
        [
            html.H2("Keys of the graph", id=heading),
            *chain.from_iterable(
                (html.H3(place), html.Dl([_row(key) for key in keys]))
                for place, keys in KEYS.items()
            ),
            html.Form(
                html.Button("Close", id=ids.KEYS_CLOSE, type="submit", className="button"),
                method="dialog",
            ),
        ],
        id=ids.KEYS,
        className="key-sheet",
        **named,
    )


def _row(key: Key) -> Component:
    keys: list[Component | str] = [html.Kbd(key.held), " and "] if key.held else []
    for place, name in enumerate(key.names):
        keys += [" or " if len(key.names) < len(ARROWS) else " "] if place else []
        keys.append(html.Kbd(SIGNS.get(name, name)))
    look = "changes-the-graph" if key.changes else None
    return html.Div([html.Dt(keys), html.Dd(key.does)], className=look)
