"""What two nodes have in common that no edge of the graph joins: asked of the two alone. Pure.

What earned a node its place was found from one end, and only so far: seen from the other end, the
same two may have more in common, or less. So the edge between them is not drawn from that reason
but says what both share, whoever of them a slice is about.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from explorer.graph.items import Columns, Item
from explorer.graph.ranking import HALF_LIFE_YEARS, REACH, Part, Ranked, Reason, reason_of
from explorer.graph.relations import COMMON, ORDER, RELATIONS, Relation
from explorer.model import NodeKind

Pair = tuple[str, str]  # a neighbour, and the ego that its reasons speak of
Share = Sequence[Any]  # of a thing: first year or tie, last year; None where it has none
_H, _P = NodeKind.PERSON, NodeKind.PAPER
CITING = "citing"  # is asked of each two, for very many papers may cite one
MOST_CITED = REACH  # two papers that are each cited more often are not asked who cites both
# What ``slice_picture`` calls the things that two share, by the relation's name and kind.
WORDS: Mapping[tuple[str, NodeKind], str] = {
    ("same_institution", _H): "institutions",
    ("common_collaborators", _H): "collaborators",
    ("shared_topic", _H): "topics of people",
    ("shared_authors", _P): "authors",
    ("cocitation", _P): CITING,
    ("coupling", _P): "cited",
    ("shared_topic", _P): "topics of papers",
}
SHARING = {
    WORDS[each.name, each.kind]: each
    for each in RELATIONS
    if each.ego is each.kind and (each.name, each.kind) in WORDS
}
APART = frozenset(SHARING.values())
NO_ITEMS = Columns.of_items(())


def pairs_apart(ranked: Iterable[Ranked], drawn: Collection[str]) -> dict[Pair, NodeKind]:
    """The pairs that are near one another only by what they share, and of what kind they are.

    Args:
        ranked: neighbours with their reasons.
        drawn: ids of all that is drawn, egos too.
    """
    found: dict[Pair, NodeKind] = {}
    closer: set[Pair] = set()
    for node in ranked:
        for why in node.reasons:
            if why.ego in drawn:
                found[node.id, why.ego] = node.kind
                if why.relation not in APART:
                    closer |= {(node.id, why.ego), (why.ego, node.id)}
    return {pair: kind for pair, kind in found.items() if pair not in closer}


def question(
    pairs: Mapping[Pair, NodeKind], wanted: Collection[Relation], newest: int
) -> dict[str, Any]:
    """The parameters of ``slice_picture`` that ask about some pairs, by the relations wanted."""
    ids: dict[NodeKind, set[str]] = {kind: set() for kind in NodeKind}
    for pair, kind in pairs.items():
        ids[kind].update(pair)
    cited: dict[str, list[str]] = defaultdict(list)
    for (node, ego), kind in pairs.items():
        if kind is _P and SHARING[CITING] in wanted:
            cited[ego].append(node)
    return {
        "apart": [
            [word, sorted(ids[each.kind])]
            for word, each in SHARING.items()
            if each in wanted and ids[each.kind] and word != CITING
        ],
        "around": sorted({ego for _, ego in pairs}),
        "cited": [[ego, sorted(others)] for ego, others in sorted(cited.items())],
        "most": MOST_CITED, "newest": newest, "half_life": HALF_LIFE_YEARS,
    }  # fmt: skip


def read_apart(rows: Mapping[str, Any], pairs: Collection[Pair], newest: int) -> dict[Pair, Reason]:
    """The closest that each pair has in common; nothing of those that have nothing."""
    items: dict[Pair, dict[Relation, dict[str, Item]]] = {pair: defaultdict(dict) for pair in pairs}
    for pair, relation, item in _shared(rows["shared"], pairs):
        for each in (pair, pair[::-1]):
            if each in items:  # two papers are asked twice who cites both where both are egos
                items[each][relation][item.evidence[0]] = item
    found = {}
    for (node, ego), by_relation in items.items():
        if by_relation:
            closest = min(by_relation, key=ORDER.__getitem__)
            behind = [item for _, item in sorted(by_relation[closest].items())]
            part = Part(closest, ego, 1.0, NO_ITEMS)  # they are given by themselves
            found[node, ego] = reason_of(part, 0.0, behind, newest)
    return found


def shared_things(rows: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """What is known of all that some pairs share, by id."""
    for word, thing, label, year, venue, *_ in rows["shared"]:
        kind = SHARING[word].evidence
        yield thing, {"kind": kind.value, "label": label, "year": year, "note": venue}


def _shared(
    rows: Iterable[Sequence[Any]], pairs: Collection[Pair]
) -> Iterator[tuple[Pair, Relation, Item]]:
    others: dict[str, set[str]] = defaultdict(set)
    for pair in pairs:
        others[min(pair)].add(max(pair))
    for word, thing, _, year, _, degree, ends in rows:
        shares = {node: share for node, *share in ends}
        for one in shares.keys() & others.keys():
            for other in shares.keys() & others[one]:
                relation, both = SHARING[word], (shares[one], shares[other])
                worth, when = relation.hub(degree), _older(*both) if relation.kind is _H else year
                when = when if relation.dated else None
                if relation is COMMON:
                    # Rounded: an engine adds in any order, and neither end comes first.
                    worth *= round(min(share[0] for share in both), 12)
                elif not _meet(*both):
                    continue
                yield (one, other), relation, Item(when, degree, worth, 1, (thing,), (other,))


def _meet(one: Share, other: Share) -> bool:
    """Whether both were there in the same years, where that matters."""
    if one[0] is None or other[0] is None:
        return True
    return bool(one[0] <= other[1] and other[0] <= one[1])


def _older(one: Share, other: Share) -> int | None:
    """The older of the last years; unknown where either is."""
    return None if one[1] is None or other[1] is None else min(one[1], other[1])
