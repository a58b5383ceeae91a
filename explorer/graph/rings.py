"""Asking the database for the rings of a slice: works, people, topics, institutions.

Comes in: egos and a request. Goes out: the parts that ``ranking`` adds up, and a log of what was
asked. A ring that is late is left out and said to be; it never makes a slice fail.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from typing import Any, NamedTuple

from explorer.errors import QueryTimeout
from explorer.graph.answers import DEGREES
from explorer.graph.asking import Begin, Log, beside
from explorer.graph.hubs import Stored
from explorer.graph.items import Columns
from explorer.graph.ranking import (
    HALF_LIFE_YEARS,
    HEAVY,
    NOTHING_LEFT,
    REACH,
    STRONGEST,
    Part,
    Through,
    best_first,
    by_word,
    decay,
)
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
from explorer.graph.watching import Run
from explorer.model import NodeKind
from explorer.store import Answer, Store

MOST_ROWS = 20_000  # of one ring; past it a cut says "at least"
RING_SECONDS = 5.0  # for one ring, where the engine can be stopped; a first question is planned
STEPS_SECONDS = 6.0  # after this no further step of a view is begun
SLICE_SECONDS = 10.0  # after this no further ring is begun, and only the last step is placed
SIZES = "node_degrees"
Found = dict[str, Columns]  # items by relation


class _Question(NamedTuple):
    """A query of one ring, what is wanted of it and what else is read, and whom it is about."""

    ring: NodeKind
    query: str
    wanted: Sequence[Relation]
    read: Collection[Relation]
    egos: Sequence[str]


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
    questions = list(_questions(egos, request))
    # Who is found through collaborators waits for these; all else waits for nothing.
    through = next((each for each in questions if COMMON in each.wanted), None)
    parts: list[Part] = []
    with beside() as begin:
        rings = _Rings(store, log, request, stored, questions, begin)
        for each in questions:
            if each is not through:
                rings.begin(each)
        for done, each in enumerate(questions):
            ring = each.ring
            if each.wanted:
                log.teller.say(ring.plural, None, done / len(questions))
            found = rings.read(each)
            if through and each.query == TIES.query:
                rings.begin_through(through, found)
            rings.begin_degrees()
            for ego, items in found.items():
                parts += rings.parts(each, ego, (factors or {}).get(ego, 1.0), items)
            if each.wanted and log.teller.listened:
                count = _count(parts, ring, egos)
                log.teller.say(ring.plural, count, (done + 1) / len(questions))
    return parts


class _Rings:
    """The questions about some egos: begun beside one another, read one after another."""

    def __init__(
        self,
        store: Store,
        log: Log,
        request: SliceRequest,
        stored: Stored,
        questions: Sequence[_Question],
        begin: Begin,
    ) -> None:
        self._store = store
        self._log = log
        self._request = request
        self._stored = stored
        self._questions = questions
        self._begin = begin
        self._begun: dict[str, tuple[Mapping[str, object], Future[Answer]]] = {}
        self._held: dict[tuple[str, str], Found] = {}
        self._sized = False
        self._hubs: Mapping[str, float] | None = None
        self._late: set[str] = set()
        self._through: dict[str, Through] = {}

    def begin(self, question: _Question, close: Iterable[object] = ()) -> None:
        """Ask about those egos of whom no load has kept the answer."""
        query = question.query
        egos = [ego for ego in question.egos if not self._stored.holds(query, ego)]
        if egos:
            params = _params(query, self._request, self._stored.newest, close)
            self._ask(query, {"egos": egos, **params})

    def begin_through(self, question: _Question, found: Mapping[str, Found]) -> None:
        """Ask who is found through the strongest collaborators of each ego."""
        close: list[list[object]] = []
        for ego, items in found.items():
            ties = items[TIES.name]
            points = ties.points(lambda year: decay(year, self._stored.newest))
            points.pop(ego, None)
            through = self._weaker(ego, len(points))
            if points or through.more:
                self._through[ego] = through
            best = best_first(points, STRONGEST)
            for place, (node, behind) in enumerate(ties.of(best).items()):
                last = max((item.year for item in behind if item.year is not None), default=None)
                close.append([ego, place, node, points[node], last])
        self.begin(question, close)

    def _weaker(self, ego: str, found: int) -> Through:
        """How many are weaker than those followed; more where not all are known."""
        left = self._stored.left(TIES.query, ego, TIES.name, self._request.years).nodes
        some_years = self._request.narrowed  # of those left out it is not known which they are of
        more = TIES.query in self._late | self._log.full or bool(left and some_years)
        return Through(max(0, found + (0 if some_years else left) - STRONGEST), more)

    def begin_degrees(self) -> None:
        """Ask, once, for the degrees of today, by which neighbours in stored answers are damped."""
        if self._sized:
            return
        self._sized = True
        unsized: dict[NodeKind, set[str]] = {NodeKind.TOPIC: set(), NodeKind.INSTITUTION: set()}
        for query, ego in ((each.query, ego) for each in self._questions for ego in each.egos):
            for name, items in self._stored_items(query, ego).items():
                if kind := DEGREES.get((query, name)):
                    unsized[kind].update(items.neighbour_ids())
        if any(unsized.values()):
            self._ask(SIZES, {kind.plural: sorted(ids) for kind, ids in unsized.items()})

    def read(self, question: _Question) -> dict[str, Found]:
        """The items of a question by ego and relation, as soon as they are there; none if late."""
        try:
            rows = self._rows(question)
            return {ego: self._items(question, ego, rows[ego]) for ego in question.egos}
        except QueryTimeout as error:
            self._log.tell_late(question.ring.plural, question.query, error.message)
            self._late.add(question.query)
            nothing = {each.name: Columns.of_items(()) for each in question.read}
            return dict.fromkeys(question.egos, nothing)

    def parts(self, question: _Question, ego: str, factor: float, items: Found) -> Iterator[Part]:
        """What is wanted of a question, each piece with what it counts."""
        for each in question.wanted:
            weight = weight_of(each, self._request) * factor
            left = NOTHING_LEFT
            if question.query not in self._late:
                left = self._stored.left(question.query, ego, each.name, self._request.years)
            through = self._through.get(ego) if each is COMMON else None
            yield Part(each, ego, weight, items[each.name], left, through)

    def _ask(self, query: str, params: Mapping[str, object]) -> None:
        self._begun[query] = params, self._begin(self._answer, query, params)

    def _answer(self, query: str, params: Mapping[str, object]) -> Answer:
        if self._log.seconds > SLICE_SECONDS:
            raise QueryTimeout(f"The slice had taken {SLICE_SECONDS:g} s.")
        seconds = min(RING_SECONDS, self._store.query_seconds)
        return self._log.ask_or_recall(self._store, query, params, seconds)

    def _rows(self, question: _Question) -> dict[str, list[Row]]:
        """The rows of each ego; none of those of whom an answer is stored."""
        rows: dict[str, list[Row]] = {ego: [] for ego in question.egos}
        if question.query in self._begun:
            found = self._answered(question.query)["rows"]
            if len(found) > MOST_ROWS:
                self._log.full.add(question.query)
            for row in found[:MOST_ROWS]:
                rows[row[EGO]].append(row)
        return rows

    def _answered(self, query: str) -> Any:
        """The one row of a question, waited for, written down, and no longer held here."""
        params, answer = self._begun[query]
        row = self._log.write(query, params, answer.result())
        del self._begun[query]
        return row

    def _items(self, question: _Question, ego: str, rows: Iterable[Row]) -> Found:
        query, years = question.query, self._request.years
        if self._stored.holds(query, ego):
            return {
                name: items.damped(self._degrees()) if (query, name) in DEGREES else items
                for name, items in self._stored_items(query, ego).items()
            }
        words = by_word(rows)
        return {each.name: _of_years(each.read(each, words), each, years) for each in question.read}

    def _stored_items(self, query: str, ego: str) -> Found:
        """The items that a load has kept, of the years asked for, without degrees."""
        if (query, ego) not in self._held:
            found = self._stored.items(query, ego, self._request.years)
            self._held[query, ego] = found or {}
            if found is not None:
                count = sum(len(each.years) for each in found.values())
                self._log.runs.append(Run(query, {"egos": [ego]}, 0.0, count, stored=True))
        return self._held[query, ego]

    def _degrees(self) -> Mapping[str, float]:
        """How each neighbour is damped by the degree that it has now."""
        if self._hubs is None:
            self.begin_degrees()
            asked = SIZES in self._begun  # not where nothing stored has a neighbour
            degrees = self._answered(SIZES)["degrees"] if asked else ()
            self._hubs = {node: by_degree(degree) for node, degree in degrees}
        return self._hubs


def _count(parts: Iterable[Part], ring: NodeKind, egos: Mapping[str, NodeKind]) -> int:
    """How many neighbours of a kind have been found, the egos aside."""
    found: set[str] = set()
    for part in parts:
        if part.relation.kind is ring:
            found.update(part.items.neighbour_ids())
    return len(found - egos.keys())


def _params(
    query: str, request: SliceRequest, newest: int, close: Iterable[object]
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


def _questions(egos: Mapping[str, NodeKind], request: SliceRequest) -> Iterator[_Question]:
    by_kind: dict[NodeKind, list[str]] = defaultdict(list)
    for ego, kind in egos.items():
        by_kind[kind].append(ego)
    for ring in NodeKind:
        for kind, ids in by_kind.items():
            query = f"{kind.value}_{ring.plural}"
            wanted = [each for each in RINGS[kind][query] if _is_wanted(each, request)]
            read = set(wanted)
            if query == TIES.query and _is_wanted(COMMON, request):
                read.add(TIES)
            if read:
                yield _Question(ring, query, wanted, read, ids)


FOLLOWING = frozenset({"person_people", "paper_papers"})  # queries that heed REACH
