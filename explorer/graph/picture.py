"""The one question about all that a slice shows: edges, names, and papers behind reasons."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from itertools import chain, permutations
from typing import Any

from explorer.errors import QueryTimeout
from explorer.graph.apart import APART, Pair, pairs_apart, question, read_apart, shared_things
from explorer.graph.asking import Begin
from explorer.graph.edges import EVIDENCE_SHOWN, PAIRS_SHOWN, QUERY, Tie, stored_ties
from explorer.graph.evidence import marks_of
from explorer.graph.lately import Lately
from explorer.graph.linked import say
from explorer.graph.ranking import HEAVY, Ranked, Reason
from explorer.graph.relations import COMMON
from explorer.graph.rings import RING_SECONDS, weight_of
from explorer.graph.telling import LINKS
from explorer.graph.view import View
from explorer.graph.words import describe, plain_label, shorten
from explorer.model import NEWEST_KEPT, NodeKind
from explorer.store import Answer, Store

PLACED_SHOWN = NEWEST_KEPT  # newest papers that one affiliation lists; more would be read anew
BEHIND_SHOWN = 2  # newest papers listed for each thing in common
RESTED_ON = 4  # things in common, by kind and neighbour, for which papers are listed
MOST_ASKED = 6  # questions of a slice of one node
FACTS = ("id", "kind", "label", "year", "note", "size")


@dataclass(frozen=True, slots=True)
class Side:
    """The newest papers that tie somebody to a thing; there may be ``more``."""

    papers: tuple[str, ...]
    more: bool

    def as_json(self) -> dict[str, Any]:
        """As a reason of a slice has it."""
        return {"papers": self.papers, "more": self.more}


UNKNOWN = Side((), more=True)


@dataclass(frozen=True, slots=True)
class Picture:
    """What is known of everything a slice shows or mentions.

    Attributes:
        rows: the answer of ``slice_picture``.
        facts: by id: kind, label, year, and of what is shown note and size.
        ties: among shown nodes.
        behind: by node, relation and ego, papers behind a reason that rests on something else.
        sides: by person and thing in common, the papers that tie the one to the other.
        apart: what those share with an ego that no edge of the graph ties to it.
    """

    rows: Mapping[str, Any]
    facts: Mapping[str, Mapping[str, Any]]
    ties: Sequence[Tie]
    behind: Mapping[tuple[str, str, str], tuple[str, ...]]
    sides: Mapping[tuple[str, str], Side]
    apart: Mapping[Pair, Reason]
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

    def say(
        self, kind: str, source: str, target: str, count: int, years: Sequence[int],
        named: Sequence[str],
    ) -> str:  # fmt: skip
        """An edge of what is shown as a sentence, which names some of the evidence."""
        one, other = ((self.kind(end), self.label(end)) for end in (source, target))
        return say(kind, (one, other), count, years, [self.label(each) for each in named])


def begin_picture(store: Store, view: View, begin: Begin) -> Future[Answer] | None:
    """Ask for the papers that shown people wrote together, half of the work, beside the rest.

    Only where few questions have been asked: about hubs, whose answers are stored, or after a step.
    """
    if len(view.log.asked) > MOST_ASKED - 2:
        return None
    params = {**_nothing(view), **_together(_by_kind(view.ever_shown()))}
    return begin(view.log.note_and_ask, store, QUERY, params)


def _nothing(view: View) -> dict[str, Any]:
    """Parameters of a picture of nothing."""
    since, until = view.request.years
    names = [name for kind in NodeKind for name in (kind.plural, f"named_{kind.plural}")]
    return {
        **{name: [] for name in (*names, "writers", "writing", "damped", "resting")},
        "crowd": HEAVY, "behind": BEHIND_SHOWN + 1, "since": since, "until": until,
        "evidence": PLACED_SHOWN, **question({}, (), view.newest),
    }  # fmt: skip


def _together(ids: Mapping[NodeKind, list[str]]) -> dict[str, list[str]]:
    return {"writers": ids[NodeKind.PERSON], "writing": ids[NodeKind.PAPER]}


def _by_kind(shown: Mapping[str, NodeKind]) -> dict[NodeKind, list[str]]:
    return {kind: [n for n, k in shown.items() if k is kind] for kind in NodeKind}


def read_picture(
    store: Store,
    view: View,
    damped: Collection[str],
    together: Future[Answer] | None = None,
) -> Picture:
    """Ask for everything that a view shows, has shown or mentions.

    Args:
        store: the graph.
        view: after its last step.
        damped: ids that the cut names besides.
        together: what ``begin_picture`` has begun.

    Raises:
        StoreUnavailable, QueryTimeout, QueryFailed: the database's fault.
    """
    shown, ranked = view.ever_shown(), list(view.shown.values())
    named: dict[NodeKind, set[str]] = {kind: set() for kind in NodeKind}
    for node in (*ranked, *view.between):
        for why in node.reasons:
            named[why.relation.evidence].update(why.evidence[:EVIDENCE_SHOWN])
            named[NodeKind.PAPER].update(chain.from_iterable(why.pairs[:PAIRS_SHOWN]))
    for ids in named.values():  # of whatever kind they are
        ids.update(damped)
    here = _by_kind(shown)
    pairs = pairs_apart((*ranked, *view.between), shown)
    wanted = {each for each in APART if weight_of(each, view.request)}
    params = {
        **_nothing(view), **_together(here),
        **{kind.plural: ids for kind, ids in here.items()},
        **{f"named_{kind.plural}": sorted(named[kind] - shown.keys()) for kind in NodeKind},
        "damped": sorted(damped), "resting": _sharing(ranked, shown),
        **question(pairs, wanted, view.newest),
    }  # fmt: skip
    rows = _ask(store, view, params, together)
    facts: dict[str, Mapping[str, Any]] = {
        node[0]: dict(zip(FACTS, node, strict=False)) for node in (*rows["named"], *rows["nodes"])
    }
    for paper, year, title, venue in _titles(rows):
        known = {"kind": "paper", "label": title, "year": year, "note": venue}
        facts.setdefault(paper, known)
    apart = read_apart(rows, pairs, view.newest)
    shared = {each for why in apart.values() for each in why.evidence[:EVIDENCE_SHOWN]}
    for thing, known in shared_things(rows):
        if thing in shared:
            facts.setdefault(thing, known)
    ties = stored_ties(rows, view.newest, view.request.years)
    sides = _sides(rows, view.request.years)
    return Picture(rows, facts, ties, _behind(sides, ranked), sides, apart)


def _ask(
    store: Store, view: View, params: Mapping[str, Any], together: Future[Answer] | None
) -> Mapping[str, Any]:
    """The row of a picture, told as one question of everything: how it is asked changes no answer.

    Papers behind reasons that earlier pictures have told are not asked for again, nor are those
    that another question lists.
    """
    years, lately = view.request.years, view.log.lately
    held, resting = _at_hand(lately, years, params["resting"])
    asked = {**params, "resting": resting}
    if together is not None:
        asked |= {"writers": [], "writing": []}
    answer, left_out = _ask_at_most(store, view, asked)
    [row] = answer.rows
    _keep(lately, years, resting, row["behind"])
    whole, seconds = {**row, "behind": [*held, *row["behind"]]}, answer.seconds
    if together is not None:
        other = together.result()
        whole["written"] = other.rows[0]["written"]
        seconds = max(seconds, other.seconds)
    told = {**params, **left_out}
    written: Mapping[str, Any] = view.log.write(QUERY, told, Answer([whole], seconds, 0))
    return written


def _ask_at_most(
    store: Store, view: View, asked: Mapping[str, Any]
) -> tuple[Answer, Mapping[str, Any]]:
    """The answer, and the parameters that it was given without after all.

    What pairs share is as far as one ring may go, where the engine can be stopped: without it, the
    reasons tell some of it.
    """
    nothing = question({}, (), view.newest)
    if not asked["around"]:
        return view.log.note_and_ask(store, QUERY, asked), {}
    try:
        seconds = min(RING_SECONDS, store.query_seconds)
        return view.log.note_and_ask(store, QUERY, asked, seconds), {}
    except QueryTimeout as error:
        view.log.tell_late(LINKS, QUERY, error.message)
        return view.log.note_and_ask(store, QUERY, {**asked, **nothing}), nothing


Sharing = list[list[Any]]  # per person, the ids of things of three kinds


def _at_hand(
    lately: Lately | None, years: tuple[int, int], sharing: Sharing
) -> tuple[list[list[Any]], Sharing]:
    """What earlier pictures have told of the papers behind some things, and what is to be asked."""
    if lately is None:
        return [], sharing
    known, unknown = [], []
    for person, *things in sharing:
        rest: list[list[str]] = [[] for _ in things]
        for place, ids in enumerate(things):
            for each in ids:
                papers = lately.recall_side(years, person, each)
                if papers is None:
                    rest[place].append(each)
                elif papers:
                    known.append([person, each, papers])
        if any(rest):
            unknown.append([person, *rest])
    return known, unknown


def _keep(
    lately: Lately | None, years: tuple[int, int], asked: Sharing, told: Iterable[Sequence[Any]]
) -> None:
    if lately is None:
        return
    papers = {(person, shared): said for person, shared, said in told}
    for person, *things in asked:
        for shared in chain.from_iterable(things):
            lately.keep_side(years, person, shared, papers.get((person, shared), ()))


def _titles(rows: Mapping[str, Any]) -> Iterable[Sequence[Any]]:
    """Id, year, title and venue of papers."""
    yield from ((paper, year, title, venue) for paper, year, _, title, _, venue in rows["written"])
    yield from (paper for *_, said in rows["placed"] for paper in said)
    yield from (paper for *_, said in rows["behind"] for paper in said[:BEHIND_SHOWN])


def _sharing(ranked: Iterable[Ranked], shown: Collection[str]) -> Sharing:
    """Per person the topics, institutions and people that reasons about it rest on.

    They are asked for on both sides, the node's and the ego's. Papers of two shown people are in
    the picture already, so that of people none is asked for where one of them is shown, and else
    the first.
    """
    found: dict[str, dict[NodeKind, dict[str, None]]] = {}
    for node, why in _resting(ranked):
        evidence = why.evidence[:RESTED_ON]
        if why.relation is COMMON:
            evidence = () if any(each in shown for each in evidence) else evidence[:1]
        for person in (node.id, why.ego):
            ends = found.setdefault(person, {kind: {} for kind in NodeKind})
            ends[why.relation.evidence].update(dict.fromkeys(evidence))
    kinds = NodeKind.TOPIC, NodeKind.INSTITUTION, NodeKind.PERSON
    return [[person, *(list(ends[kind]) for kind in kinds)] for person, ends in found.items()]


def _resting(ranked: Iterable[Ranked]) -> Iterable[tuple[Ranked, Reason]]:
    for node in ranked:
        for why in node.reasons:
            if node.kind is NodeKind.PERSON and why.relation.evidence is not NodeKind.PAPER:
                yield node, why


def _sides(rows: Mapping[str, Any], years: tuple[int, int]) -> dict[tuple[str, str], Side]:
    """The newest papers by person and by what they have in common with an ego."""
    found = {
        (person, shared): Side(
            tuple(paper for paper, *_ in said[:BEHIND_SHOWN]), more=len(said) > BEHIND_SHOWN
        )
        for person, shared, said in rows["behind"]
    }
    pairs: dict[tuple[str, str], list[str]] = {}
    for paper, year, authors, _, people, _ in _newest_first(rows["written"]):
        if (authors or 0) <= HEAVY and years[0] <= (year or 0) <= years[1]:
            for pair in permutations(people, 2):
                pairs.setdefault(pair, []).append(paper)
    most = EVIDENCE_SHOWN
    together = {
        pair: Side(tuple(papers[:most]), len(papers) > most) for pair, papers in pairs.items()
    }
    return together | found


def _behind(
    sides: Mapping[tuple[str, str], Side], ranked: Iterable[Ranked]
) -> dict[tuple[str, str, str], tuple[str, ...]]:
    """The newest papers on each thing that a reason rests on, the heaviest thing first."""
    found = {}
    for node, why in _resting(ranked):
        newest = (
            paper
            for each in why.evidence[:RESTED_ON]
            for paper in sides.get((node.id, each), UNKNOWN).papers[:BEHIND_SHOWN]
        )
        found[node.id, why.relation.name, why.ego] = tuple(dict.fromkeys(newest))
    return found


def _newest_first(written: Iterable[Sequence[Any]]) -> list[Sequence[Any]]:
    return sorted(written, key=lambda row: (-(row[1] or 0), row[0]))
