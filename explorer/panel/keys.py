"""The keys of the graph, and the sheet that lists them.

``assets/keyboard.js`` carries them out; a test compares the two.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from markupsafe import Markup

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
    "In the field that finds": (
        Key(("Enter",), "The next match; with Shift the one before"),
        Key(("Escape",), "Empty it"),
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


@cache
def key_sheet() -> Markup:
    """The dialog that lists the keys; a script opens it.

    It is plain markup: as components it would be most of what Dash draws before the graph. There is
    no form in it, which a sandbox around a frame may forbid.
    """
    lists = Markup("").join(
        Markup("<h3>{}</h3><dl>{}</dl>").format(place, Markup("").join(_row(key) for key in keys))
        for place, keys in KEYS.items()
    )
    return Markup(
        '<dialog id="{0}" class="key-sheet" aria-labelledby="{0}-heading">'
        '<h2 id="{0}-heading">Keys of the graph</h2>{1}'
        '<button id="{2}" type="button" class="button">Close</button></dialog>'
    ).format(ids.KEYS, lists, ids.KEYS_CLOSE)


def _row(key: Key) -> Markup:
    between = Markup(" or ") if len(key.names) < len(ARROWS) else Markup(" ")
    names = [Markup("<kbd>{}</kbd>").format(SIGNS.get(name, name)) for name in key.names]
    held = Markup("<kbd>{}</kbd> and ").format(key.held) if key.held else ""
    look = Markup(' class="changes-the-graph"') if key.changes else ""
    return Markup("<div{}><dt>{}{}</dt><dd>{}</dd></div>").format(
        look, held, between.join(names), key.does
    )
