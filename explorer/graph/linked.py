"""Each link between two nodes as one plain sentence, the same wherever it is told. Pure.

A sentence names both ends and says who does what to whom, whichever end a reader stands on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from explorer.graph.words import counted, listed, shorten, span
from explorer.model import DerivedEdge, EdgeKind, NodeKind

TITLE = 60  # most characters of a title in a sentence, and of a name
COUNTED = {  # what a phrase may count
    "papers": "paper", "citations": "citation", "authors": "author", "references": "reference",
    "people": "person", "topics": "topic", "institutions": "institution",
}  # fmt: skip
VERBS = {"are": "is", "cite": "cites", "link": "links", "name": "names"}  # of several, of one

_P, _H, _T, _I = NodeKind.PAPER, NodeKind.PERSON, NodeKind.TOPIC, NodeKind.INSTITUTION
_E, _D = EdgeKind, DerivedEdge
# By the kind of edge and those of its source and its target, {one} and {other}.
PHRASES: Mapping[tuple[str, NodeKind, NodeKind], str] = {
    (_D.COAUTHORED, _H, _H): "{one} and {other} wrote {papers} together{years}",
    (_D.CITES_WORK_OF, _H, _H):
        "{citations} {link} papers that {one} and {other} each wrote without the other{years}",
    (_D.SHARES_INSTITUTION, _H, _H): "{one} and {other} were at {names} in the same years",
    (_D.SHARES_COLLABORATORS, _H, _H): "{one} and {other} both wrote with {names}",
    (_D.SHARES_TOPIC, _H, _H): "{one} and {other} both write about {names}",
    (_E.AUTHORED, _H, _P): "{one} wrote {other}{years}",
    (_D.CITES_WORK_OF, _H, _P): "{papers} of {one} {ways} {other}{cited}",
    (_E.AFFILIATED_WITH, _H, _I): "{papers} {name} {one} at {other}{years}",
    (_D.COLLABORATES_AT, _H, _I): "{papers} of {one} {name} collaborators at {other}{years}",
    (_D.WRITES_ABOUT, _H, _T): "{one} wrote {papers} about {other}{years}",
    (_E.PART_OF, _I, _I): "{subject} is part of {object}",
    (_D.SHARES_PAPERS, _I, _I): "{papers} {name} both {one} and {other}{years}",
    (_D.NAMED_ON, _I, _P): "{one} is named on {other}{years}",
    (_D.WRITES_ABOUT, _I, _T): "{papers} about {other} {name} {one}{years}",
    (_E.CITES, _P, _P): "{subject} cites {object}{years}",
    (_D.SHARES_AUTHORS, _P, _P): "{one} and {other} are both by {names}",
    (_D.CITED_TOGETHER, _P, _P): "{papers} {cite} both {one} and {other}{years}",
    (_D.SHARES_REFERENCES, _P, _P): "{one} and {other} have {references} in common",
    (_D.SHARES_TOPIC, _P, _P): "{one} and {other} are both about {names}",
    (_E.ABOUT, _P, _T): "{one} is about {other}",
    (_D.CITED_WITHIN, _P, _T): "{papers} about {other} {cite} {one}{years}",
    (_E.PART_OF, _T, _T): "{subject} is part of {object}",
    (_D.SHARES_PAPERS, _T, _T): "{papers} {are} about both {one} and {other}{years}",
}  # fmt: skip


@lru_cache(maxsize=4096)  # a large slice has thousands of edges among hundreds of nodes
def called(kind: NodeKind, label: str) -> str:
    """A node in a sentence: a title in quotation marks; what is long is shortened."""
    short = shorten(label, kind, TITLE)
    return f"“{short}”" if kind is NodeKind.PAPER else short


@lru_cache(maxsize=1024)
def numbered(count: int) -> Mapping[str, str]:
    """What a phrase may count, and the verbs that follow it."""
    nouns = {nouns: counted(count, noun, nouns) for nouns, noun in COUNTED.items()}
    return nouns | {verb: one if count == 1 else verb for verb, one in VERBS.items()}


def say(
    kind: str,
    ends: tuple[tuple[NodeKind, str], tuple[NodeKind, str]],
    count: int,
    years: Sequence[int],
    names: Sequence[str] = (),
) -> str:
    """An edge as a sentence without its full stop.

    Args:
        kind: of the edge.
        ends: kind and label of its source and of its target.
        count: pieces of evidence.
        years: the first and the last of them; none where unknown.
        names: of the first pieces of evidence.
    """
    (one_kind, one), (other_kind, other) = ends
    phrase = _phrase(kind, one_kind, other_kind, count, tuple(years), tuple(names))
    return phrase.format(one=called(one_kind, one), other=called(other_kind, other))


@lru_cache(maxsize=4096)  # most edges of a slice are of few kinds, counts and years
def _phrase(
    kind: str,
    one: NodeKind,
    other: NodeKind,
    count: int,
    years: tuple[int, ...],
    names: tuple[str, ...],
) -> str:
    """A sentence that lacks both ends."""
    ways = "cites or is cited by" if count == 1 else "cite or are cited by"
    return PHRASES[kind, one, other].format(
        **numbered(count),
        one="{one}", other="{other}", subject="{one}", object="{other}", ways=ways,
        names=listed([_whole(name) for name in names], count),
        years=f", {span(years)}" if years else "",
        cited=f", in {span(years)}" if years else "",  # those of the citations, not of the papers
    )  # fmt: skip


def _whole(name: str) -> str:
    """A name in which nothing is a place to be filled."""
    return name.replace("{", "{{").replace("}", "}}")
