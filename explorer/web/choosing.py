"""Which person a reader means: by an id in any dress, or by a name that several may have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from explorer.model import NodeKind
from explorer.store import Store
from explorer.web import search

OFFERED = 20  # people among whom one is chosen
LOOKED_AT = 60  # hits of a name


@dataclass(frozen=True, slots=True)
class Choice:
    """What a reader typed for one person, and whom it names.

    Attributes:
        text: as typed.
        hit: the person, if it names one.
        offered: whom it may name, where that is not clear.
        problem: why it names nobody, in words.
        more: whether there are others besides those offered.
        lost: whether it names nobody; those offered are only near.
    """

    text: str
    hit: search.Hit | None = None
    offered: Sequence[search.Hit] = ()
    problem: str = ""
    more: bool = False
    lost: bool = False


def choose(store: Store, text: str) -> Choice:
    """The person whom a text names, or those whom it may name.

    Raises:
        BadRequest: the text is too long.
    """
    text = search.check_text(text)
    if not text:
        return Choice(text)
    if not text.isprintable():
        return Choice(text, problem="A name or an id is printable text.", lost=True)
    if by_id := search.find_by_id(store, text):
        people = [hit for hit in by_id if hit.kind is NodeKind.PERSON]
        if people:
            return Choice(text, people[0])
        other = by_id[0]
        article = "an" if other.kind[0] in "aeiou" else "a"
        problem = f"“{other.label}” is {article} {other.kind}, not a person."
        return Choice(text, problem=problem, lost=True)
    return _by_name(store, text)


def _by_name(store: Store, text: str) -> Choice:
    hits = search.find(store, text, (NodeKind.PERSON,), LOOKED_AT)
    words = sorted(search.split_words(text))
    same = [hit for hit in hits if sorted(search.split_words(hit.label)) == words]
    if len(same) == 1 or len(hits) == 1:
        return Choice(text, (same or hits)[0])
    if same:  # the others only begin so
        problem = f"{len(same)} people here are called “{text}”."
        return Choice(text, None, same[:OFFERED], problem, len(same) > OFFERED)
    if hits:
        problem = f"Several people here have “{text}” in their names."
        return Choice(text, None, hits[:OFFERED], problem, len(hits) > OFFERED)
    near = [hit for hit in search.nearest(store, text) if hit.kind is NodeKind.PERSON]
    return Choice(text, None, near, f"Nobody here is called “{text}”.", lost=True)
