"""Asking the database for the rings of a slice: works, people, topics, institutions.

Comes in: egos and a request. Goes out: the parts that ``ranking`` adds up, and a log of what was
asked. A ring that is late is left out and said to be; it never makes a slice fail.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from explorer.errors import QueryTimeout
from explorer.graph.answers import DEGREES
from explorer.graph.hubs import Stored
from explorer.graph.items import Columns
from explorer.graph.lately import Lately
from explorer.graph.ranking import HALF_LIFE_YEARS, HEAVY, Part, best_first, by_word, decay
from explorer.graph.relations import (
    COMMON,
    EGO,
    RINGS,
    TIES,
    Relation,
    Row,
    by_degree,
)
from explorer.graph.request import SliceRequest
from explorer.graph.telling import Teller
from explorer.graph.watching import Run
from explorer.model import NodeKind
from explorer.store import Answer, Store

MOST_ROWS = 20_000  # of one ring; past it a cut says "at least"
# Most nodes that one relation follows from one ego, the most telling (least linked) first: past
# some thousand papers a shared topic tells nobody apart, and costs more than all the rest.
REACH = 2000
STRONGEST = 30  # collaborators of an ego through whom others are found
RING_SECONDS = 5.0  # for one ring, where the engine can be stopped; a first question is planned
STEPS_SECONDS = 6.0  # after this no further step of a view is begun
STEPS = "steps"  # what is late where a view has too many
SLICE_SECONDS = 10.0  # after this no further ring is begun, and only the last step is placed


@dataclass(frozen=True, slots=True)
class Late:
    """A ring that is missing, and why."""

    ring: str
    query: str
    reason: str


@dataclass(slots=True)
class Log:
    """What one slice asked, what came late, and which queries had more rows than are used.

    ``teller`` tells whoever waits how far it is; ``lately`` has answers given before.
    """

    teller: Teller = field(default_factory=lambda: Teller(None, 0))
    lately: Lately | None = None
    started: float = field(default_factory=time.perf_counter)
    runs: list[Run] = field(default_factory=list)
    late: list[Late] = field(default_factory=list)
    full: set[str] = field(default_factory=set)

    @property
    def seconds(self) -> float:
        """How long the slice has taken so far."""
        return time.perf_counter() - self.started

    @property
    def lacks_steps(self) -> bool:
        """Whether the last steps of the view were left out."""
        return any(each.ring == STEPS for each in self.late)

    def begin_again(self) -> None:
        """Forget what was late or too much of a picture that another one replaces."""
        self.late.clear()
        self.full.clear()

    def tell_late(self, ring: str, query: str, reason: str) -> None:
        """Write down, once, that a ring is missing."""
        if not any((each.ring, each.query) == (ring, query) for each in self.late):
            self.late.append(Late(ring, query, reason))

    def ask(
        self, store: Store, query: str, params: Mapping[str, object], seconds: float | None = None
    ) -> Any:
        """The one row of a query, written down."""
        return self.write(query, params, store.ask(query, seconds=seconds, **params))[0]

    def ask_or_recall(
        self, store: Store, query: str, params: Mapping[str, object], seconds: float
    ) -> Any:
        """The one row of a query, which an answer given lately may hold: nobody may change it."""
        if self.lately is None:
            return self.ask(store, query, params, seconds)
        if answer := self.lately.recall(query, params):
            return self.write(query, params, answer)[0]
        answer = store.ask(query, seconds=seconds, **params)
        row, count = self.write(query, params, answer)
        self.lately.keep(query, params, answer, count)
        return row

    def write(self, query: str, params: Mapping[str, object], answer: Answer) -> tuple[Any, int]:
        """The row and how many there are in it; a recalled one is told as it was asked."""
        [row] = answer.rows
        run = Run.of(query, params, answer)
        self.runs.append(run)
        return row, run.rows


def gather(
    store: Store,
    log: Log,
    egos: Mapping[str, NodeKind],
    request: SliceRequest,
    stored: Stored,
    factors: Mapping[str, float] | None = None,
) -> list[Part]:
    """What every relation of these egos brings.

    Args:
        store: the graph.
        log: what is asked is written down here.
        egos: ids and kinds.
        request: which kinds and relations are wanted, and of which years.
        stored: answers that a load has kept.
        factors: what an ego counts, by id; 1 where it is left out.
    """
    asked = list(_asked(egos, request))
    kept = _kept(store, log, asked, request, stored)
    years = request.years
    parts: list[Part] = []
    close: list[list[object]] = []
    for done, (ring, query, wanted, ids) in enumerate(asked):
        if wanted:
            log.teller.say(ring.plural, None, done / len(asked))
        live = [ego for ego in ids if (query, ego) not in kept]
        through = query == TIES.query and _is_wanted(COMMON, request)
        rows = _ring(store, log, ring, query, live, _params(query, request, stored.newest, close))
        for ego in ids:
            words = by_word(rows.get(ego, ()))
            stored_items = kept.get((query, ego))
            items = {
                relation: _of_years(relation.read(relation, words), relation, years)
                if stored_items is None
                else stored_items[relation.name]
                for relation in ({*wanted, TIES} if through else wanted)
            }
            if through:
                close += _closest(ego, items[TIES], stored.newest)
            parts += [
                Part(
                    relation,
                    ego,
                    weight_of(relation, request) * (factors or {}).get(ego, 1.0),
                    items[relation],
                    stored.left(query, ego, relation.name, years),
                )
                for relation in wanted
            ]
        if wanted and log.teller.listened:
            log.teller.say(ring.plural, _count(parts, ring, egos), (done + 1) / len(asked))
    return parts


def _count(parts: Iterable[Part], ring: NodeKind, egos: Mapping[str, NodeKind]) -> int:
    """How many neighbours of a kind have been found, the egos aside."""
    found: set[str] = set()
    for part in parts:
        if part.relation.kind is ring:
            found.update(part.items.neighbour_ids())
    return len(found - egos.keys())


def _closest(ego: str, ties: Columns, newest: int) -> Iterator[list[object]]:
    """The ego's strongest collaborators: ``[ego, place, collaborator, tie, last joint year]``."""
    points = ties.points(lambda year: decay(year, newest))
    points.pop(ego, None)
    best = best_first(points, STRONGEST)
    for place, (node, items) in enumerate(ties.of(best).items()):
        last = max((item.year for item in items if item.year is not None), default=None)
        yield [ego, place, node, points[node], last]


def _params(
    query: str, request: SliceRequest, newest: int, close: Sequence[object]
) -> dict[str, object]:
    """What the query of a ring wants to know besides its egos."""
    since, until = request.years
    params: dict[str, object] = {"since": since, "until": until, "limit": MOST_ROWS + 1}
    if query in FOLLOWING:
        params["reach"] = REACH
    if query == COMMON.query:
        params |= {
            "close": list(close), "crowd": HEAVY, "newest": newest, "half_life": HALF_LIFE_YEARS,
        }  # fmt: skip
    return params


def _of_years(items: Columns, relation: Relation, years: tuple[int, int]) -> Columns:
    return items if relation.timeless else items.within(*years)


def _is_wanted(relation: Relation, request: SliceRequest) -> bool:
    return bool(request.kinds[relation.kind] and weight_of(relation, request))


def weight_of(relation: Relation, request: SliceRequest) -> float:
    """λ of a relation, unless the reader asks for another."""
    return request.weights.get(relation.name, relation.weight)


def _asked(
    egos: Mapping[str, NodeKind], request: SliceRequest
) -> Iterator[tuple[NodeKind, str, list[Relation], list[str]]]:
    """Ring, query, relations wanted of it, and the egos it is asked for."""
    by_kind: dict[NodeKind, list[str]] = defaultdict(list)
    for ego, kind in egos.items():
        by_kind[kind].append(ego)
    for ring in NodeKind:
        for kind, ids in by_kind.items():
            query = f"{kind.value}_{ring.plural}"
            every = RINGS[kind][query]
            wanted = [r for r in every if _is_wanted(r, request)]
            if wanted or (query == TIES.query and _is_wanted(COMMON, request)):
                yield ring, query, wanted, ids


def _kept(
    store: Store,
    log: Log,
    asked: Iterable[tuple[NodeKind, str, list[Relation], list[str]]],
    request: SliceRequest,
    stored: Stored,
) -> dict[tuple[str, str], dict[str, Columns]]:
    """Stored items by query and ego, and then by relation, with the degrees of today."""
    found: dict[tuple[str, str], dict[str, Columns]] = {}
    for _, query, _, ids in asked:
        for ego in ids:
            items = stored.items(query, ego, request.years)
            if items is not None:
                found[query, ego] = items
                count = sum(len(each.years) for each in items.values())
                log.runs.append(Run(query, {"egos": [ego]}, 0.0, count, stored=True))
    _add_degrees(store, log, found)
    return found


def _add_degrees(
    store: Store, log: Log, found: Mapping[tuple[str, str], dict[str, Columns]]
) -> None:
    """Damp stored items by the degree that their neighbours have now."""
    undamped = [
        (relations, name, DEGREES[query, name])
        for (query, _), relations in found.items()
        for name in relations
        if (query, name) in DEGREES
    ]
    unsized: dict[NodeKind, set[str]] = {NodeKind.TOPIC: set(), NodeKind.INSTITUTION: set()}
    for relations, name, kind in undamped:
        unsized[kind].update(relations[name].neighbour_ids())
    if not any(unsized.values()):
        return
    params = {kind.plural: sorted(ids) for kind, ids in unsized.items()}
    hubs = {node: by_degree(n) for node, n in log.ask(store, "node_degrees", params)["degrees"]}
    for relations, name, _ in undamped:
        relations[name] = relations[name].damped(hubs)


def _ring(
    store: Store,
    log: Log,
    ring: NodeKind,
    query: str,
    egos: Sequence[str],
    params: Mapping[str, object],
) -> dict[str, list[Row]]:
    """The rows of one query for each ego, asked for now; none where it is late."""
    rows: dict[str, list[Row]] = {ego: [] for ego in egos}
    if not egos:
        return rows
    if log.seconds > SLICE_SECONDS:
        log.tell_late(ring.plural, query, f"The slice had taken {SLICE_SECONDS:g} s.")
        return rows
    seconds = min(RING_SECONDS, store.query_seconds)
    try:
        asked = {"egos": list(egos), **params}
        found = log.ask_or_recall(store, query, asked, seconds)["rows"]
    except QueryTimeout as error:
        log.tell_late(ring.plural, query, error.message)
        return rows
    if len(found) > MOST_ROWS:
        log.full.add(query)
    for row in found[:MOST_ROWS]:
        rows[row[EGO]].append(row)
    return rows


FOLLOWING = frozenset({"person_people", "paper_papers"})  # queries that heed REACH
