"""The one question about all that a slice shows: edges, names, and papers behind reasons."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from explorer.graph.edges import QUERY, SliceEdge, stored_edges
from explorer.graph.ranking import Ranked, Reason
from explorer.graph.view import View
from explorer.graph.words import BY_NAME, DERIVED, describe, plain_label, shorten
from explorer.model import Identity, NodeKind
from explorer.store import Store

EVIDENCE_SHOWN = 50  # most ids of evidence one reason lists; its count says how many there are
PLACED_SHOWN = 12  # newest papers that one affiliation lists
BEHIND_SHOWN = 3  # newest papers listed for each topic or institution in common
# Relations whose evidence is no paper, and the parameters that find the papers behind them.
BEHIND = {
    "shared_topic": ("sharing_topics", "topic_people"),
    "same_institution": ("sharing_institutions", "institution_people"),
}
FACTS = ("id", "kind", "label", "year", "note", "size")


@dataclass(frozen=True, slots=True)
class Picture:
    """What is known of everything a slice shows or mentions.

    Attributes:
        rows: the answer of ``slice_picture``.
        facts: by id: kind, label, year, and of what is shown note and size.
        edges: among shown nodes.
        behind: by node and relation, papers behind a reason that rests on something else.
    """

    rows: Mapping[str, Any]
    facts: Mapping[str, Mapping[str, Any]]
    edges: Sequence[SliceEdge]
    behind: Mapping[tuple[str, str], tuple[str, ...]]
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
        facts = self.facts[node]
        if facts["kind"] == NodeKind.PERSON and facts["note"] == Identity.NAME:
            return (BY_NAME,)
        if facts["kind"] == NodeKind.TOPIC and facts["note"] == "derived":
            return (f"{DERIVED}, not given by the source",)
        return ()


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
    for ids in named.values():  # of whatever kind they are
        ids.update(damped)
    since, until = view.request.years
    rows = view.log.ask(
        store,
        QUERY,
        {
            **{kind.plural: [n for n, k in shown.items() if k is kind] for kind in NodeKind},
            **{f"named_{kind.plural}": sorted(named[kind] - shown.keys()) for kind in NodeKind},
            **_sharing(ranked),
            "since": since, "until": until, "evidence": PLACED_SHOWN,
        },
    )  # fmt: skip
    facts: dict[str, Mapping[str, Any]] = {
        node[0]: dict(zip(FACTS, node, strict=False)) for node in (*rows["named"], *rows["nodes"])
    }
    for paper, year, title in _titles(rows):
        facts.setdefault(paper, {"kind": "paper", "label": title, "year": year})
    edges = tuple(stored_edges(rows, view.newest, view.request.years))
    return Picture(rows, facts, edges, _behind(rows["behind"], ranked))


def _titles(rows: Mapping[str, Any]) -> Iterable[tuple[str, int | None, str]]:
    yield from ((paper, year, title) for paper, year, _, title, _ in rows["written"])
    yield from ((paper, year, title) for *_, said in rows["placed"] for paper, year, title in said)
    yield from ((paper, year, title) for _, _, paper, year, title in rows["behind"])


def _sharing(ranked: Iterable[Ranked]) -> dict[str, list[str]]:
    """The ends of reasons that no paper is the evidence of."""
    found: dict[str, set[str]] = {name: set() for names in BEHIND.values() for name in names}
    for node, why in _resting(ranked):
        ends, people = BEHIND[why.relation.name]
        found[ends].update(why.evidence)
        found[people].add(node.id)
    return {name: sorted(ids) for name, ids in found.items()}


def _resting(ranked: Iterable[Ranked]) -> Iterable[tuple[Ranked, Reason]]:
    for node in ranked:
        for why in node.reasons:
            if node.kind is NodeKind.PERSON and why.relation.name in BEHIND:
                yield node, why


def _behind(
    rows: Iterable[Sequence[Any]], ranked: Iterable[Ranked]
) -> dict[tuple[str, str], tuple[str, ...]]:
    """The newest papers on each thing that a reason rests on, the heaviest thing first."""
    papers: dict[tuple[str, str], list[tuple[int, str]]] = defaultdict(list)
    for person, shared, paper, year, _ in rows:
        papers[person, shared].append((-(year or 0), paper))
    found = {}
    for node, why in _resting(ranked):
        newest = (
            paper
            for each in why.evidence
            for _, paper in sorted(papers.get((node.id, each), ()))[:BEHIND_SHOWN]
        )
        found[node.id, why.relation.name] = tuple(dict.fromkeys(newest))
    return found
