"""What stands behind a connection, as readers get it: papers with roles, and a sentence. Pure.

Comes in: the map of a query file for one piece of evidence, in which ``other_position`` is the
other end's place among the authors and ``position`` the one's. Goes out: JSON in which each end
has its own part.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from explorer.graph.linked import numbered
from explorer.graph.words import BY_NAME, DERIVED, counted, listed, span
from explorer.model import Identity, NodeKind
from explorer.text import plain

Item = dict[str, Any]
Ends = tuple[str, str]  # the keys under which an item tells of the one end and of the other
OTHER, CITED = "other_", "cited_"
PLACE = frozenset({"position", "corresponding"})  # said of one end even where the other has none
NO_YEAR = "year unknown"
DONE = frozenset({"id", "title", "name", "identity", "source"})


def shape(row: Mapping[str, Any], kind: NodeKind, ends: Ends) -> Item:
    """One piece of evidence.

    Args:
        row: the query's map.
        kind: what it is a node of.
        ends: keys of the two ends.

    Returns:
        ``id``, ``kind``, ``title`` or ``name``, what the query says of the node itself, and per
        end what it says of that; ``cited`` where there is a second paper.
    """
    label = "title" if kind is NodeKind.PAPER else "name"
    item: Item = {
        "id": row["id"],
        "kind": kind.value,
        label: label_of(kind, row.get(label)),
    }
    if kind in {NodeKind.PERSON, NodeKind.TOPIC}:
        item["marks"] = marks_of(kind, row.get("identity") or row.get("source"))
    for key, value in row.items():
        if key in DONE:
            continue
        place, name = item, key
        if key.startswith(OTHER):
            place, name = item.setdefault(ends[1], {}), key.removeprefix(OTHER)
        elif key in PLACE or OTHER + key in row:
            place = item.setdefault(ends[0], {})
        elif key.startswith(CITED):
            place, name = item.setdefault("cited", {}), key.removeprefix(CITED)
        place[name] = _titled(value) if isinstance(value, Mapping) else value
    if "cited" in item:
        item["cited"] = _titled(item["cited"])
    for end in ends:
        if "position" in item.get(end, {}):
            item[end]["role"] = role(item[end], row.get("authors"))
    return item


def _titled(paper: Mapping[str, Any]) -> Item:
    """A paper that another node's evidence names."""
    return {**paper, "title": label_of(NodeKind.PAPER, paper["title"])}


def label_of(kind: NodeKind, text: str | None) -> str:
    """A title or a name without notation."""
    return plain(text or "") or f"Untitled {kind.value}"


def marks_of(kind: NodeKind, note: str | None) -> tuple[str, ...]:
    """What a reader must know before trusting a node.

    Args:
        kind: its kind.
        note: the identity of a person, the source of a topic.
    """
    if kind is NodeKind.PERSON and note == Identity.NAME:
        return (BY_NAME,)
    if kind is NodeKind.TOPIC and note == "derived":
        return (f"{DERIVED}, not given by the source",)
    return ()


def role(place: Mapping[str, Any], authors: int | None) -> str:
    """Somebody's place among the authors.

    >>> role({"position": 3, "corresponding": True}, 5)
    '3rd of 5 authors, corresponding'
    """
    position = place["position"]
    if authors == 1:
        text = "only author"
    elif not authors or authors < position:
        text = f"{ordinal(position)} author"
    else:
        word = {authors: "last", 1: "first"}.get(position, ordinal(position))
        text = f"{word} of {authors:,} authors"
    return text + (", corresponding" if place.get("corresponding") else "")


def ordinal(number: int) -> str:
    """A place in a list: "1st", "2nd", "3rd", "4th", "11th"."""
    if number % 100 in {11, 12, 13}:
        return f"{number}th"
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def tell(
    phrase: str, names: Ends, found: Mapping[str, Any], items: Sequence[Item], ends: Ends
) -> str:
    """A connection's phrase, filled in, as a sentence without its full stop.

    Args:
        phrase: with ``{papers} {years} {last} {one} {other}`` and so on; the ``{subject}`` cites
            the ``{object}`` or is part of it, by the first of the evidence.
        names: of the two ends.
        found: ``total``, ``first_year`` and ``last_year``; of papers citing and cited by another
            one, how many do each, as ``citing`` and ``cited``.
        items: what ``shape`` made of the evidence, the newest first; at least one.
        ends: as ``shape`` was given them.
    """
    total, first = found["total"], items[0]
    years = [found[each] for each in ("first_year", "last_year") if found.get(each)]
    title = first.get("title", "")
    subject, object_ = names if first.get("outward", True) else (names[1], names[0])
    return phrase.format(
        n=total,
        **numbered(total),
        years=f", {span(years)}" if years else "",
        cited="",  # here each paper has its own year
        last=f", last as “{title}”" if total > 1 else f": “{title}”",
        last_by=f", last by “{title}”" if total > 1 else f": “{title}”",
        year=first.get("year") or NO_YEAR,
        cited_year=first.get("cited", {}).get("year") or NO_YEAR,
        ways=_ways(found),
        names=listed([str(each.get("name", title)) for each in items], total),
        one=names[0],
        other=names[1],
        subject=subject,
        object=object_,
        role=first.get(ends[0], {}).get("role", ""),
        score=f"{first.get('score') or 0:.2f}",
        there=_there(first),
    )


def _ways(found: Mapping[str, Any]) -> str:
    """What some papers do with another one: only what at least one of them does."""
    one = found["total"] == 1
    ways = {
        "cites" if one else "cite": found.get("citing"),
        "is cited by" if one else "are cited by": found.get("cited"),
    }
    every = all(count == found["total"] for count in ways.values())
    return (" and " if every else " or ").join(way for way, count in ways.items() if count)


def _there(paper: Item) -> str:
    """For how many authors a paper names an institution."""
    if not paper.get("people"):
        return "without saying for whom"
    return f"for {paper['people']:,} of {counted(paper.get('authors') or 0, 'author')}"
