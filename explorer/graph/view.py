"""A view: what a slice shows after each step a reader took, from the first egos on.

Comes in: a request with its operations. Goes out: steps, each with the nodes it brings and takes
away. Nothing is placed here; ``slices`` does that, step by step, so that what stays does not move.
The same operations on the same data give the same steps.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from copy import copy
from dataclasses import replace
from itertools import chain

from explorer.errors import NotFound
from explorer.graph.asking import Log
from explorer.graph.cut import counted_of, queries_behind
from explorer.graph.hubs import Stored, newest_year
from explorer.graph.ranking import Part, Ranked, Ranking, rank, together
from explorer.graph.request import MAX_BUDGET, Operation, SliceRequest, refined
from explorer.graph.rings import gather
from explorer.graph.steps import Around, Expansion, Step
from explorer.graph.words import VAIN, Note
from explorer.model import NodeKind
from explorer.store import Store

EXPANDED: Mapping[NodeKind, int] = {  # most new neighbours of an expanded node
    NodeKind.PAPER: 6,
    NodeKind.PERSON: 8,
    NodeKind.TOPIC: 3,
    NodeKind.INSTITUTION: 3,
}
WIDENED = 10  # more of a kind
FARTHEST = 10_000.0  # how far out a node can be pinned, in units of the view
SHOWN_SIZE = 10  # what a shown node with its reasons counts in the size of a view
FILTERING = frozenset({"years", "off", "on"})
# Whose neighbours depth 2 shows; a topic or an institution would bring half the graph.
SEEDS: Mapping[NodeKind, int] = {NodeKind.PERSON: 4, NodeKind.PAPER: 4}
FULL = "{:,} nodes are shown, the most there may be"
SECOND = 0.5  # what a point around a seed counts


def later_of(request: SliceRequest) -> set[NodeKind]:
    """Kinds that only a step asks for: they are gathered from the start."""
    widened = (NodeKind(each.what) for each in request.operations if each.do == "widen")
    return {kind for kind in widened if not request.kinds[kind]}


# What of a view its steps change in place.
_GROWING = (
    "notes", "shown", "origins", "hidden", "pinned", "egos_ever", "steps", "best", "_expanded",
    "_done", "_parts",
)  # fmt: skip


class View:
    """Carries operations out, one after another.

    Attributes:
        egos: ids and kinds of those that exist, in the order asked for.
        shown: everything shown but the egos, in the order it came.
        hidden: what a reader has hidden, in the order it went.
        pinned: what a reader has pinned.
        origins: of what an expansion brought, the node that was expanded.
        ranking: of all neighbours of the egos.
        between: what the egos are to one another, where there are several.
        best: those shown because they are the best of it; others came by other ways.
        late: queries of the first ring that did not answer in time.
        full: queries of the first ring with more rows than were used.
        notes: what could not be done, in words.
    """

    def __init__(self, store: Store, request: SliceRequest, log: Log) -> None:
        self._store = store
        self.request = self._first = request
        self.log = log
        self.notes: list[Note] = []
        self.shown: dict[str, Ranked] = {}
        self.origins: dict[str, str] = {}
        self.hidden: dict[str, Ranked] = {}
        self.pinned: dict[str, None] = {}
        self._expanded: dict[str, Around] = {}
        self._second: Around | None = None
        self.later = later_of(request)
        self._done: list[Operation] = []  # those that bring nodes or take them away
        self.egos_ever: dict[str, NodeKind] = {}
        self._parts: dict[tuple[object, ...], list[Part]] = {}
        self.steps = [self._begin()]

    def ever_shown(self) -> dict[str, NodeKind]:
        """Everything that any step has shown, with its kind: later steps build on its place."""
        found = dict(self.egos_ever)
        for step in self.steps:
            found.update((node, each.kind) for node, each in step.added.items())
        return found

    @property
    def expansions(self) -> list[Expansion]:
        """What is around each expanded node, and how much of it is shown now."""
        return [
            self._counted(around, {each for each, origin in self.origins.items() if origin == node})
            for node, around in self._expanded.items()
        ]

    @property
    def second(self) -> Expansion | None:
        """What the second ring brought, around whom."""
        ring = self._second
        return None if ring is None else self._counted(ring, ring.brought)

    def _counted(self, around: Around, brought: Collection[str]) -> Expansion:
        new, here, left, every = (dict.fromkeys(NodeKind, 0) for _ in range(4))
        several, late = set(), set()
        for kind, scores in around.ranking.scores.items():
            shown = [node for node in scores if node in self.shown or node in self.egos]
            new[kind] = sum(node in brought for node in shown)
            here[kind] = len(shown) - new[kind]
            every[kind], more = counted_of(around.ranking, kind, narrowed=self.request.narrowed)
            left[kind] = every[kind] - len(shown)
            parts = (part for part in around.ranking.parts if part.relation.kind is kind)
            if queries_behind(parts) & around.short:
                late.add(kind)
            if more or kind in late:
                several.add(kind)
        return Expansion(around.nodes, new, here, left, every, frozenset(several), frozenset(late))

    def _short(self) -> frozenset[str]:
        return frozenset((*(each.query for each in self.log.late), *self.log.full))

    @property
    def grown(self) -> bool:
        """Whether a step was to bring more than the first picture."""
        return any(each.do in {"expand", "widen"} for each in self._done)

    def to_go_on(self, request: SliceRequest, log: Log) -> View:
        """The same view, on which other steps can be carried out: this one stays as it is.

        Args:
            request: this view's own, maybe with further steps.
            log: of what is asked from now on; what was asked before is written into it.
        """
        other = copy(self)
        other._first = request
        other.request = replace(self.request, operations=request.operations)
        log.runs[:], log.late[:], log.full = self.log.runs, self.log.late, set(self.log.full)
        other.log = log
        for name in _GROWING:
            setattr(other, name, copy(getattr(self, name)))
        return other

    @property
    def size(self) -> int:
        """How much it holds, in pieces of evidence and neighbours: it tells of memory."""
        parts = chain(self.ranking.parts, *self._parts.values())
        found = sum(len(part.items.evidence) + len(part.items.neighbours) for part in parts)
        return found + SHOWN_SIZE * (len(self.shown) + len(self.steps))

    # -- reading ---------------------------------------------------------------------------------

    def _find(self, ids: Collection[str]) -> tuple[dict[str, NodeKind], Stored]:
        row = self.log.ask(self._store, "slice_egos", {"ids": list(ids)})
        self.data_as_of: str | None = row["data_as_of"]
        self.newest = newest_year(self.data_as_of)
        kinds = {id: NodeKind(kind) for id, kind in row["egos"]}
        return {id: kinds[id] for id in ids if id in kinds}, Stored(row["stored"], self.newest)

    def _around(self, egos: Mapping[str, float]) -> list[Part]:
        """The parts of some egos, each with what it counts; asked for once."""
        key = tuple(egos.items()), self.request.years, *sorted(self.request.weights.items())
        if key not in self._parts:
            kinds, stored = self._find(tuple(egos))
            late = len(self.log.late)
            found = gather(self._store, self.log, kinds, self.request, stored, egos)
            if len(self.log.late) > late:  # it may be in time when it is asked for again
                return found
            self._parts[key] = found
        return self._parts[key]

    # -- the first picture -----------------------------------------------------------------------

    def _begin(self) -> Step:
        wanted = self.request.egos
        self.egos, stored = self._find(wanted)
        if not self.egos:
            name = wanted[0][:200]
            raise NotFound(
                f"There is no node {name}.", hint="Search for a name or a title instead."
            )
        self.egos_ever |= self.egos
        self.missing = tuple(id for id in wanted if id not in self.egos)
        asked = {kind: most or kind in self.later for kind, most in self.request.kinds.items()}
        request = replace(self.request, kinds=asked)
        parts = gather(self._store, self.log, self.egos, request, stored)
        self.late = frozenset(each.query for each in self.log.late)
        self.full = frozenset(self.log.full)
        self.ranking = rank(parts, self.newest, self.egos)
        self.between = self.ranking.between(self.egos) if len(self.egos) > 1 else []
        chosen = self._chosen(self.ranking, self.request.kinds)
        self.best = set(chosen)
        self._take(chosen, self.ranking)
        if self.request.depth == 2:
            self._second_ring()
        return Step(tuple(self.egos), dict(self.shown))

    def _chosen(
        self, ranking: Ranking, quotas: Mapping[NodeKind, int], *, budget: int | None = None,
        taken: int = 0,
    ) -> dict[str, NodeKind]:  # fmt: skip
        """The best of each kind within the quotas and the budget, of which some is taken."""
        without = {*self.egos, *self.shown, *self.hidden}
        best = {kind: ranking.best(kind, most, without) for kind, most in quotas.items() if most}
        room = MAX_BUDGET - len(self.shown)
        asked = self.request.budget if budget is None else budget
        budget = max(0, (room if asked is None else min(asked, room)) - taken)
        if sum(map(len, best.values())) <= budget:
            return {node: kind for kind, nodes in best.items() for node in nodes}
        # Every kind keeps its share: the n-th of a kind comes when n/quota is due.
        turns = sorted(
            ((place + 1) / quotas[kind], order, node)
            for order, (kind, nodes) in enumerate(best.items())
            for place, node in enumerate(nodes)
        )
        kept = {node for _, _, node in turns[:budget]}
        return {node: kind for kind, nodes in best.items() for node in nodes if node in kept}

    def _take(self, nodes: Mapping[str, NodeKind], *rankings: Ranking) -> None:
        """Show some nodes, with the reasons that every one of the rankings gives them."""
        for ranking in rankings:
            known = {node: kind for node, kind in nodes.items() if node in ranking.scores[kind]}
            for node, found in ranking.explain(known).items():
                held = self.shown.get(node)
                self.shown[node] = found if held is None else together(held, found)

    def _second_ring(self) -> None:
        """The best neighbours of each of the best neighbours.

        All seeds have the same share and a point counts the same around each: so a larger quota
        takes nobody away, and a relation switched off changes no other one's points.
        """
        factors: dict[str, float] = {}
        for kind, most in SEEDS.items():
            best = [node.id for node in self.shown.values() if node.kind is kind][:most]
            factors |= dict.fromkeys(best, SECOND)
        if not factors:
            return
        parts = self._around(factors)
        near = {*self.egos, *self.shown}
        share = 2 * sum(SEEDS.values())
        quotas = {kind: -(-quota // share) for kind, quota in self.request.kinds.items()}
        chosen: dict[str, NodeKind] = {}
        for seed in factors:
            room = None if self.request.budget is None else self.request.budget - len(self.shown)
            around = rank([part for part in parts if part.ego == seed], self.newest, near)
            chosen |= self._chosen(around, quotas, budget=room, taken=len(chosen))
        ranking = rank(parts, self.newest, near)
        self._take(chosen, ranking, self.ranking)
        self._second = Around(tuple(factors), ranking, frozenset(chosen), self._short())
        if len(self.shown) >= MAX_BUDGET:
            self.notes.append(Note(FULL.format(MAX_BUDGET)))

    # -- steps -----------------------------------------------------------------------------------

    def apply(self, operation: Operation) -> None:
        """Carry one operation out; what it cannot do, it notes."""
        match operation.do:
            case "pin":
                spot, _, node = operation.what.partition(":")
                if node in self.shown or node in self.egos:
                    x, y = (max(-FARTHEST, min(FARTHEST, float(n))) for n in spot.split(","))
                    self.steps.append(Step(pin=(node, x, y)))
                    self.pinned[node] = None
                else:
                    self.notes.append(Note("{} could not be moved: it is not shown", node))
            case "unpin" if operation.what in self.pinned:
                self.steps.append(Step(freed=operation.what))
                del self.pinned[operation.what]
            case "unpin":
                self.notes.append(Note("{} is not pinned", operation.what))
            case "ego" | "years" | "off" | "on":  # as in FILTERING
                self.steps.append(self._begin_again(operation))
            case _:
                self.steps.append(self._change(operation))
                self._done.append(operation)
                if operation.do in {"expand", "widen"} and len(self.shown) >= MAX_BUDGET:
                    self.notes.append(Note(FULL.format(MAX_BUDGET)))

    def pass_over(self, operation: Operation) -> None:
        """Heed a filter in what comes later, without a picture of its own."""
        self.request = replace(refined(self.request, operation, self._first), operations=())

    def _change(self, operation: Operation) -> Step:
        before = set(self.shown)
        what = operation.what
        match operation.do:
            case "expand":
                self._expand(what)
            case "widen":
                self._widen(NodeKind(what))
            case "hide" if what in self.shown:
                self.hidden[what] = self.shown.pop(what)
            case "hide" if what in self.egos:
                self.notes.append(Note("{} cannot be hidden: the graph is about it", what))
            case "show" if what in self.hidden:
                self.shown[what] = self.hidden.pop(what)
            case "collapse" if what in self.origins.values() or what in self._expanded:
                self._collapse(what)
            case _:
                self.notes.append(Note(VAIN[operation.do], what))
        added = {node: each for node, each in self.shown.items() if node not in before}
        near = {node: self.origins[node] for node in added if node in self.origins}
        return Step((), added, frozenset(before - set(self.shown)), near)

    def _expand(self, node: str) -> None:
        kind = self.egos.get(node) or (self.shown[node].kind if node in self.shown else None)
        if kind is None:
            self.notes.append(Note("{} could not be expanded: it is not shown", node))
            return
        ranking = rank(self._around({node: 1.0}), self.newest, {node})
        quotas = {k: n for k, n in EXPANDED.items() if self.request.kinds[k]}
        chosen = self._chosen(ranking, quotas, budget=sum(quotas.values()))
        # What is around an ego is in the first ranking already.
        self._take(chosen, *(() if node in self.egos else (ranking,)), self.ranking)
        self.origins.update(dict.fromkeys(chosen, node))
        self._expanded.pop(node, None)  # the last one told is the last one done
        self._expanded[node] = Around((node,), ranking, short=self._short())

    def _widen(self, kind: NodeKind) -> None:
        """The next best of a kind; those shown already that rank as high stay for that reason."""
        chosen = self._chosen(self.ranking, {kind: WIDENED}, budget=WIDENED)
        self._take(chosen, self.ranking)
        room = len(self.shown) < MAX_BUDGET
        if not chosen and room:
            left = any(p.left.nodes for p in self.ranking.parts if p.relation.kind is kind)
            why = "kept here: the others are counted only" if left else "left to show"
            self.notes.append(Note(f"No more {kind.plural} are {why}"))
        ranked = self.ranking.best(kind, len(self.ranking.scores[kind]))
        reach = len(ranked) if len(chosen) < WIDENED and room else 0
        reach = reach or max((n + 1 for n, node in enumerate(ranked) if node in chosen), default=0)
        within = {node for node in ranked[:reach] if node in self.shown}
        self.best |= within
        for node in within:
            self.origins.pop(node, None)

    def _collapse(self, node: str) -> None:
        """Take away what expanding a node brought, and what expanding that brought."""
        for child in [each for each, origin in self.origins.items() if origin == node]:
            self.origins.pop(child)
            self.shown.pop(child, None)
            self.hidden.pop(child, None)
            self._collapse(child)
        self._expanded.pop(node, None)

    def _begin_again(self, operation: Operation) -> Step:
        """Another ego or other filters: the same steps once more, under them."""
        before = {*self.egos, *self.shown}
        done, notes = list(self._done), list(self.notes)
        self.request = replace(refined(self.request, operation, self._first), operations=())
        self.shown, self.origins, self.hidden = {}, {}, {}
        self._expanded, self._second = {}, None
        self.log.begin_again()
        self._begin()
        for each in done if operation.do != "ego" else ():
            self._change(each)
        if operation.do == "ego":
            self._done = []
        self.notes = notes  # what a step finds no longer under a filter is no fault
        return Step(
            tuple(self.egos),
            {node: each for node, each in self.shown.items() if node not in before},
            frozenset(before - {*self.egos, *self.shown}),
            {node: origin for node, origin in self.origins.items() if node not in before},
        )
