"""The one question about all that a slice shows: edges, names, and papers behind reasons."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, permutations
from typing import Any

from explorer.graph.edges import EVIDENCE_SHOWN, PAIRS_SHOWN, QUERY, SliceEdge, stored_edges
from explorer.graph.evidence import marks_of
from explorer.graph.ranking import HEAVY, Ranked, Reason
from explorer.graph.relations import COMMON
from explorer.graph.view import View
from explorer.graph.words import describe, plain_label, shorten
from explorer.model import NodeKind
from explorer.store import Store

PLACED_SHOWN = 12  # newest papers that one affiliation lists
BEHIND_SHOWN = 2  # newest papers listed for each thing in common
RESTED_ON = 4  # things in common, by kind and neighbour, for which papers are listed
FACTS = ("id", "kind", "label", "year", "note", "size")


@dataclass(frozen=True, slots=True)
class Picture:
    """What is known of everything a slice shows or mentions.

    Attributes:
        rows: the answer of ``slice_picture``.
        facts: by id: kind, label, year, and of what is shown note and size.
        edges: among shown nodes.
        behind: by node, relation and ego, papers behind a reason that rests on something else.
    """

    rows: Mapping[str, Any]
    facts: Mapping[str, Mapping[str, Any]]
    edges: Sequence[SliceEdge]
    behind: Mapping[tuple[str, str, str], tuple[str, ...]]
    _labels: dict[str, str] = field(default_factory=dict)  # made once: a title is asked for often

    def kind(self, node: str) -> NodeKind:
        """The kind of a node."""
        return NodeKind(self.facts[node]["kind"])

    def label(self, node: str) -> str:
        """Its name or title; its id where nothing is known of it."""
        if node not in self._labels:
            facts = self.facts.get(node)
            self._labels[node] = node if facts is None else plain_label(facts)
        return self._labels[node]

    def short(self, node: str) -> str:
        """A label that fits beside it."""
        return shorten(self.label(node), self.kind(node))

    def detail(self, node: str) -> str:
        """One plain line about it."""
        return describe(self.facts[node])[1]

    def marks(self, node: str) -> tuple[str, ...]:
        """What a reader must know before trusting it."""
        return marks_of(self.kind(node), self.facts[node]["note"])


def read_picture(store: Store, view: View, damped: Collection[str]) -> Picture:
    """Ask for everything that a view shows, has shown or mentions.

    Args:
        store: the graph.
        view: after its last step.
        damped: ids that the cut names besides.

    Raises:
        StoreUnavailable, QueryTimeout, QueryFailed: the database's fault.
    """
    shown, ranked = view.ever_shown(), list(view.shown.values())
    named: dict[NodeKind, set[str]] = {kind: set() for kind in NodeKind}
    for node in ranked:
        for why in node.reasons:
            named[why.relation.evidence].update(why.evidence[:EVIDENCE_SHOWN])
            named[NodeKind.PAPER].update(chain.from_iterable(why.pairs[:PAIRS_SHOWN]))
    for ids in named.values():  # of whatever kind they are
        ids.update(damped)
    since, until = view.request.years
    rows = view.log.ask(
        store,
        QUERY,
        {
            **{kind.plural: [n for n, k in shown.items() if k is kind] for kind in NodeKind},
            **{f"named_{kind.plural}": sorted(named[kind] - shown.keys()) for kind in NodeKind},
            "resting": _sharing(ranked, shown), "crowd": HEAVY, "behind": BEHIND_SHOWN,
            "since": since, "until": until, "evidence": PLACED_SHOWN,
        },
    )  # fmt: skip
    facts: dict[str, Mapping[str, Any]] = {
        node[0]: dict(zip(FACTS, node, strict=False)) for node in (*rows["named"], *rows["nodes"])
    }
    for paper, year, title in _titles(rows):
        facts.setdefault(paper, {"kind": "paper", "label": title, "year": year})
    edges = tuple(stored_edges(rows, view.newest, view.request.years))
    return Picture(rows, facts, edges, _behind(rows, ranked, (since, until)))


def _titles(rows: Mapping[str, Any]) -> Iterable[tuple[str, int | None, str]]:
    yield from ((paper, year, title) for paper, year, _, title, _ in rows["written"])
    yield from ((paper, year, title) for *_, said in rows["placed"] for paper, year, title in said)
    yield from ((paper, year, title) for *_, said in rows["behind"] for paper, year, title in said)


def _sharing(ranked: Iterable[Ranked], shown: Collection[str]) -> list[list[Any]]:
    """Per person the topics, institutions and people that its reasons rest on.

    Papers of two shown people are in the picture already, so that of people none is asked for
    where one of them is shown, and else the first.
    """
    found: dict[str, dict[NodeKind, list[str]]] = {}
    for node, why in _resting(ranked):
        ends = found.setdefault(node.id, {kind: [] for kind in NodeKind})
        evidence = why.evidence[:RESTED_ON]
        if why.relation is COMMON:
            evidence = () if any(each in shown for each in evidence) else evidence[:1]
        ends[why.relation.evidence] += evidence
    kinds = NodeKind.TOPIC, NodeKind.INSTITUTION, NodeKind.PERSON
    return [[person, *(ends[kind] for kind in kinds)] for person, ends in found.items()]


def _resting(ranked: Iterable[Ranked]) -> Iterable[tuple[Ranked, Reason]]:
    for node in ranked:
        for why in node.reasons:
            if node.kind is NodeKind.PERSON and why.relation.evidence is not NodeKind.PAPER:
                yield node, why


def _behind(
    rows: Mapping[str, Any], ranked: Iterable[Ranked], years: tuple[int, int]
) -> dict[tuple[str, str, str], tuple[str, ...]]:
    """The newest papers on each thing that a reason rests on, the heaviest thing first."""
    papers = {(person, shared): said for person, shared, said in rows["behind"]}
    for paper, year, authors, title, people in _newest_first(rows["written"]):
        if (authors or 0) <= HEAVY and years[0] <= (year or 0) <= years[1]:
            for pair in permutations(people, 2):
                papers.setdefault(pair, []).append((paper, year, title))
    found = {}
    for node, why in _resting(ranked):
        newest = (
            paper
            for each in why.evidence[:RESTED_ON]
            for paper, *_ in papers.get((node.id, each), ())[:BEHIND_SHOWN]
        )
        found[node.id, why.relation.name, why.ego] = tuple(dict.fromkeys(newest))
    return found


def _newest_first(written: Iterable[Sequence[Any]]) -> list[Sequence[Any]]:
    return sorted(written, key=lambda row: (-(row[1] or 0), row[0]))
