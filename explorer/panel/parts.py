"""What controls are made of: each part draws itself as markup, its id made of the control's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from markupsafe import Markup

Options = tuple[tuple[str, str], ...]  # value and words


class Part(Protocol):
    """One part of a control."""

    @property
    def name(self) -> str:
        """Its word in the control's script."""

    def draw(self, control: str) -> Markup:
        """Its markup, in the control of this id."""


@dataclass(frozen=True, slots=True)
class Toggles:
    """Kinds that can be hidden: each button looks as the legend's entry does."""

    name: str
    options: Options

    def draw(self, control: str) -> Markup:
        """A list of buttons."""
        items = Markup("").join(
            Markup(
                '<li><button type="button" class="kind kind-{0}" data-value="{0}" '
                'aria-pressed="true" title="Show or hide">{1}<span class="number"></span>'
                "</button></li>"
            ).format(value, words)
            for value, words in self.options
        )
        return Markup('<ul class="graph-legend" id="{}-{}">{}</ul>').format(
            control, self.name, items
        )


@dataclass(frozen=True, slots=True)
class Search:
    """A field with suggestions."""

    name: str
    label: str

    def draw(self, control: str) -> Markup:
        """A search field and its list."""
        return Markup(
            '<label class="spoken" for="{0}">{1}</label><input type="search" id="{0}" '
            'list="{0}-list" placeholder="{1}" autocomplete="off" maxlength="200" '
            'spellcheck="false"><datalist id="{0}-list"></datalist>'
        ).format(f"{control}-{self.name}", self.label)


@dataclass(frozen=True, slots=True)
class Range:
    """A slider with its value in words; two of a ``pair`` lie on one line."""

    name: str
    label: str
    pair: bool = False

    def draw(self, control: str) -> Markup:
        """A labelled slider."""
        return Markup(
            '<label class="range{2}"><span>{1} <span class="value" id="{0}-value"></span></span>'
            '<input type="range" id="{0}" min="0" max="0" value="0"></label>'
        ).format(f"{control}-{self.name}", self.label, " of-pair" if self.pair else "")


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few."""

    name: str
    options: Options

    def draw(self, control: str) -> Markup:
        """Radio buttons, the first chosen."""
        group = f"{control}-{self.name}"
        items = Markup("").join(
            Markup('<label><input type="radio" name="{}" value="{}"{}> {}</label>').format(
                group, value, Markup(" checked") if place == 0 else "", words
            )
            for place, (value, words) in enumerate(self.options)
        )
        return Markup('<div class="choice" id="{}">{}</div>').format(group, items)


@dataclass(frozen=True, slots=True)
class Select:
    """One of many; a script fills in what the page's graph has."""

    name: str
    label: str
    options: Options = ()

    def draw(self, control: str) -> Markup:
        """A labelled list of options."""
        options = Markup("").join(
            Markup('<option value="{}">{}</option>').format(value, words)
            for value, words in self.options
        )
        return Markup(
            '<label class="select"><span>{1}</span><select id="{0}">{2}</select></label>'
        ).format(f"{control}-{self.name}", self.label, options)


@dataclass(frozen=True, slots=True)
class Check:
    """On or off."""

    name: str
    label: str

    def draw(self, control: str) -> Markup:
        """A check box."""
        return Markup('<label class="check"><input type="checkbox" id="{}-{}"> {}</label>').format(
            control, self.name, self.label
        )


@dataclass(frozen=True, slots=True)
class Press:
    """A button."""

    name: str
    label: str

    def draw(self, control: str) -> Markup:
        """A plain button."""
        return Markup('<button type="button" class="press" id="{}-{}">{}</button>').format(
            control, self.name, self.label
        )


@dataclass(frozen=True, slots=True)
class Told:
    """A line that a script writes; the live region speaks it."""

    name: str

    def draw(self, control: str) -> Markup:
        """An empty line."""
        return Markup('<p class="told" id="{}-{}"></p>').format(control, self.name)


@dataclass(frozen=True, slots=True)
class Slot:
    """What a script fills."""

    name: str

    def draw(self, control: str) -> Markup:
        """An empty place."""
        return Markup('<div class="slot" id="{}-{}"></div>').format(control, self.name)
