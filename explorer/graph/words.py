"""The words of a slice: labels, details and sentences. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from explorer.model import NodeKind
from explorer.text import plain

SHORT = {  # most characters of a label beside its node
    NodeKind.PERSON: 26,
    NodeKind.PAPER: 30,
    NodeKind.TOPIC: 30,
    NodeKind.INSTITUTION: 30,
}
NAMES_LISTED = 3
BY_NAME = "identity by name – may be several people"
DERIVED = "derived from titles and venues"
LOOSE = " ,;:–-("  # what no shortened label ends with
DANGLING = frozenset(
    {"a", "an", "and", "as", "at", "by", "for", "in", "of", "on", "the", "to", "with"}
)


class Note(NamedTuple):
    """What could not be done; ``{}`` in its text stands for the name of a node."""

    text: str
    node: str = ""

    def told(self, name: Callable[[str], str]) -> str:
        """It in words, with names that ``name`` gives."""
        return self.text.replace("{}", name(self.node)) if self.node else self.text


# What is said of a step that has nothing to work on.
VAIN: Mapping[str, str] = {
    "hide": "{} could not be hidden: it is not shown",
    "show": "{} could not be brought back: it has not been hidden",
    "collapse": "{} could not be collapsed: it has not been expanded",
}


def counted(number: int, noun: str, plural: str | None = None) -> str:
    """A number and its noun: "1 paper", "12 papers"."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def counted_kinds(numbers: Mapping[NodeKind, int]) -> str:
    """How many nodes of each kind: "12 papers, 1 person"."""
    return ", ".join(counted(each, kind.value, kind.plural) for kind, each in numbers.items())


def span(years: Sequence[int]) -> str:
    """Years as people write them: "2009", "2009–2022", or nothing."""
    if not years:
        return ""
    return str(years[0]) if years[0] == years[-1] else f"{years[0]}–{years[-1]}"


def in_years(since: int | None, until: int | None) -> str:
    """A range of years in a sentence: "in 1990–1999", "since 2005", or nothing."""
    if since is None:
        return "" if until is None else f"until {until}"
    return f"since {since}" if until is None else f"in {span((since, until))}"


def listed(names: Sequence[str], total: int | None = None) -> str:
    """The first names and how many more there are in all: "A, B, C and 4 more"."""
    first = list(names[:NAMES_LISTED])
    rest = (len(names) if total is None else total) - len(first)
    if rest > 0:
        return f"{', '.join(first)} and {rest:,} more"
    return " and ".join([", ".join(first[:-1]), first[-1]] if len(first) > 1 else first)


def sentence(phrase: str, count: int, years: Sequence[int], names: Sequence[str], ego: str) -> str:
    """A relation's phrase, filled in, as a sentence without its full stop."""
    period = span(years)
    text = phrase.format(
        n=count,
        papers=counted(count, "paper"),
        citations=counted(count, "citation"),
        years=f", {period}" if period else "",
        # A citation is of the year of the paper that cites; what it cites may be older.
        by_papers=f", by papers of {period}" if period else "",
        cited=f"; cited in {period}" if period else "",
        names=listed(names, count) if names else counted(count, "common neighbour"),
        ego=ego,
    )
    return text[0].upper() + text[1:]


def plain_label(facts: Mapping[str, Any]) -> str:
    """Name or title of a node as plain text."""
    return plain(facts["label"] or "") or f"Untitled {facts['kind']}"


def describe(facts: Mapping[str, Any]) -> tuple[str, str]:
    """Label and one plain line about a node, from its facts in ``slice_picture``."""
    label = plain_label(facts)
    size, note = facts["size"] or 0, facts["note"]
    match NodeKind(facts["kind"]):
        case NodeKind.PAPER:
            authors = counted(size, "author") if size else None
            parts = [str(facts["year"] or "year unknown"), note and plain(note), authors]
        case NodeKind.PERSON:
            parts = [f"{counted(size, 'paper')} here"]
        case NodeKind.TOPIC:
            parts = [f"{counted(size, 'paper')} here"]
        case NodeKind.INSTITUTION:
            parts = [note, f"{counted(size, 'person', 'people')} here"]
    return label, " · ".join(part for part in parts if part)


def shorten(label: str, kind: NodeKind, limit: int | None = None) -> str:
    """A label short enough to stand beside its node, cut between words where it can be.

    Args:
        label: the whole of it.
        kind: of the node.
        limit: most characters; what fits beside a node if not given.
    """
    limit = limit or SHORT[kind]
    if len(label) <= limit:
        return label
    head = label[: limit - 1]
    cut = head.rfind(" ")
    words = (head[:cut] if cut > limit // 2 else head).rstrip(LOOSE).split(" ")
    while len(words) > 1 and words[-1].lower() in DANGLING:
        words.pop()
    return " ".join(words).rstrip(LOOSE) + "…"
