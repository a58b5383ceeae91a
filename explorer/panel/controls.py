"""The controls of the graph: buttons over it, the legend that filters, and the bar below.

A control is one entry of ``CONTROLS``: its parts are drawn from the table, and the script of the
same name (``graph.controls``) gives them life. Without a script the bar is a plain legend.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from markupsafe import Markup

from explorer.export.looks import KINDS
from explorer.panel import ids
from explorer.panel.parts import (
    Check,
    Choice,
    Part,
    Press,
    Range,
    Search,
    Select,
    Slot,
    Toggles,
    Told,
)

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
    Button(ids.FULL_SCREEN, "□", "Full screen"),
    Button(ids.KEYS_OPEN, "?", "List the keys"),
)


@dataclass(frozen=True, slots=True)
class Control:
    """One control of the bar.

    Attributes:
        name: its script's word, and part of the ids of its parts.
        title: what readers call it.
        section: where it stands: a word of ``SECTIONS``, or empty for the bar itself.
        parts: what it is made of.
        state: arguments of the address that keep what a reader has set.
    """

    name: str
    title: str
    section: str
    parts: tuple[Part, ...]
    state: tuple[str, ...] = ()


SECTIONS = {"filter": "Filter", "years": "Years", "colour": "Colour", "lens": "What if"}

CONTROLS: tuple[Control, ...] = (
    Control("kinds", "Kinds of nodes", "", (
        Toggles("kind", tuple((kind, look.plural) for kind, look in KINDS.items())),
    ), ("hidden",)),
    Control("find", "Find in this graph", "", (
        Search("text", "Find in this graph"),
        Told("count"),
        Press("next", "Next"),
        Press("open", "Open"),
    ), ("find",)),
    Control("strength", "Minimum strength", "filter", (
        Range("least", "Hide what is weaker than"),
        Told("count"),
    ), ("least",)),
    Control("relations", "Relations that count", "filter", (Slot("list"),)),
    Control("years", "Years that count", "years", (
        Slot("bars"),
        Range("since", "From", pair=True),
        Range("until", "To", pair=True),
        Told("count"),
        Press("all", "All years"),
    )),
    Control("play", "Play through the years", "years", (
        Press("run", "Play"),
        Range("year", "Up to"),
        Told("count"),
        Press("end", "Show all"),
    ), ("upto",)),
    Control("colour", "Colour by", "colour", (
        Choice("by", (("kind", "Kind"), ("year", "Newest year"), ("cluster", "Cluster"))),
        Slot("key"),
        Told("count"),
    ), ("colour",)),
    Control("lens", "Switch one thing off, and see who stays", "lens", (
        Select("what", "Switch off", (
            ("", "nothing"), ("paper", "a paper"), ("venue", "a venue"), ("year", "a year"),
        )),
        Select("which", "Which one"),
        Told("count"),
        Slot("list"),
    ), ("without",)),
    Control("sole", "What depends on one paper", "lens", (
        Check("mark", "Mark what has no reason left without one paper"),
        Told("count"),
    ), ("sole",)),
)  # fmt: skip


# Shown by a script while nodes of the graph are hidden.
HIDDEN = Markup(
    '<p class="graph-hidden" id="{}" hidden><span id="{}"></span> '
    '<button type="button" id="{}">Show all</button></p>'
).format(ids.HIDDEN, ids.HIDDEN_COUNT, ids.HIDDEN_ALL)


def control_bar(controls: Sequence[Control] = CONTROLS) -> Markup:
    """The bar below the graph; a script sets it free."""
    empty = Markup("")
    bar = empty.join(_control(each) for each in controls if not each.section)
    used = {each.section for each in controls}
    headings = {word: title for word, title in SECTIONS.items() if word in used}
    tabs = empty.join(
        Markup(
            '<button type="button" class="tab" aria-expanded="false" aria-controls="section-{}">'
            "{}</button>"
        ).format(word, title)
        for word, title in headings.items()
    )
    sections = empty.join(
        Markup('<div class="control-section" id="section-{}" hidden>{}</div>').format(
            word, empty.join(_control(each) for each in controls if each.section == word)
        )
        for word in headings
    )
    return Markup(
        '<fieldset class="graph-controls" disabled><legend class="spoken">Controls of the graph'
        '</legend><div class="control-bar">{}<div class="control-tabs">{}</div></div>{}{}'
        "</fieldset>"
    ).format(bar, tabs, HIDDEN, sections)


def _control(control: Control) -> Markup:
    title = "title-" + control.name
    heading = Markup('<p class="control-title" id="{}">{}</p>').format(title, control.title)
    parts = Markup("").join(part.draw(f"control-{control.name}") for part in control.parts)
    return Markup(
        '<div class="control control-{}" role="group" aria-labelledby="{}">{}{}</div>'
    ).format(control.name, title, heading, parts)


@cache
def app_entry() -> Markup:
    """Where Dash renders. What it shows until then is hidden where no script will come."""
    return control_bar() + Markup(
        '<div id="react-entry-point"><div class="_dash-loading graph-waiting" role="status">'
        "<span>{}</span></div></div>"
    ).format(WAITING)
