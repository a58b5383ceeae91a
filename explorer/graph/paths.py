"""Routes from one person to another through people who wrote together. Pure: no I/O.

A tie's strength is the sum over joint papers of ``0.5^(age/10) / (n−1)``, n being the number of
authors. A step along it costs ``ln(1 + 1/strength)``: a tie carries an introduction with the
chance ``strength / (1 + strength)``, a route with the product of its chances, and the best route
has the best chance. Costs are whole numbers, so that sums and ties are exact, whatever the order
of the rows.

Comes in: answers to ``Question`` that a ``Search`` asks, from both ends, one level of people at a
time. Goes out: the best routes, no two through the same person where that is possible.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from math import exp, expm1, log1p

UNIT = 10**9  # a cost of 1.0
LEAST_STRENGTH = 1e-9  # what the query's nine decimals can tell apart
MOST_QUESTIONS = 6  # round trips of one search
MORE_QUESTIONS = 2  # of these, once as many routes as wanted are known, to look for better ones
MOST_PEOPLE = 1000  # people of one question, those nearest to their end
MOST_PAPERS = 2000  # papers of these people, where they are not one alone
MOST_TIES = 20_000  # ties of one question, shared out among its people
LEAST_TIES = 200  # of one person
MOST_TRIES = 1000  # ways looked at for one route; some ten do unless nobody new can be brought in

Tie = tuple[str, float, int]  # a co-author, the strength, and how many papers they wrote
Ties = dict[str, dict[str, int]]  # what a step from one person to another costs, both ways
People = tuple[str, ...]


def cost_of(strength: float) -> int:
    """What a step along a tie costs, at least 1."""
    return max(1, round(UNIT * log1p(1 / max(strength, LEAST_STRENGTH))))


def strength_of(cost: int) -> float:
    """The strength of a tie of this cost, as ``cost_of`` was given it."""
    return round(1 / expm1(cost / UNIT), 6)


@dataclass(frozen=True, slots=True)
class Route:
    """One way to be introduced.

    Attributes:
        people: from one end to the other.
        cost: of all steps, in ``UNIT``.
        shared: those between the ends who stand on an earlier route too.
    """

    people: People
    cost: int
    shared: People = ()

    @property
    def chance(self) -> float:
        """The chance that all its ties carry an introduction, 0 to 1."""
        return exp(-self.cost / UNIT)


@dataclass(frozen=True, slots=True)
class Question:
    """What a search wants to know next: with whom these people wrote.

    Attributes:
        people: their ids.
        among: the only co-authors that matter; None for all.
        each: most co-authors of one person that are used, the strongest.
    """

    people: People
    among: frozenset[str] | None
    each: int


@dataclass(frozen=True, slots=True)
class Reach:
    """Everybody within some steps of one end: their fewest steps, and the least cost, to it."""

    steps: Mapping[str, int]
    costs: Mapping[str, int]


class Search:
    """A search for the best routes, from both ends at once.

    Until ``ask`` gives None, give the answer to each question to ``learn``. The search is over
    when a route that was missed would have to be longer than the limit, or dearer than those
    found: then it is ``complete``. It also ends after ``MOST_QUESTIONS``, and ``MORE_QUESTIONS``
    after as many routes as wanted are known.

    Args:
        start: id of one person.
        end: id of another.
        steps: most steps of a route.
        most: how many routes are wanted.
    """

    def __init__(self, start: str, end: str, steps: int, most: int) -> None:
        self.start, self.end, self.steps, self.most = start, end, steps, most
        self.ties: Ties = {start: {}, end: {}}
        self.routes: list[Route] = []  # the best, as far as was known when ``ask`` was called last
        self.questions = 0
        self.unasked = 0  # people who might lead on and were not asked about
        self.given_up = False  # whether so many ways were looked at that a route may be missing
        self.cut_short = 0  # people who might lead on by ties that were not taken
        self._asked: set[str] = set()
        self._papers: dict[str, int] = {}  # how many they wrote
        self._last: int | None = None  # how many questions are asked, once that is known
        self._floors: dict[str, int] = {}  # of people cut short: least cost of a tie not taken

    @property
    def complete(self) -> bool:
        """Whether no better route within the limit can have been missed."""
        return not (self.unasked or self.cut_short or self.given_up)

    @property
    def _enough(self) -> bool:
        """Whether as many routes as wanted are known, no two through the same person."""
        return len(self.routes) == self.most and not any(route.shared for route in self.routes)

    def ask(self) -> Question | None:
        """The next question, of people on one level of the smaller side; None at the end."""
        near = [reach(self.ties, end, self.steps) for end in (self.start, self.end)]
        self.routes, self.given_up = _find(
            self.ties, self.start, self.end, self.steps, self.most, near
        )
        sides = self._open(near)
        free = [[who for who in side if who not in self._floors] for side in sides]
        matter = self._matter(sides, near)
        if self._last is None and self._enough:
            self._last = min(MOST_QUESTIONS, self.questions + MORE_QUESTIONS)
        last = MOST_QUESTIONS if self._last is None else self._last
        if not matter or not any(free) or self.questions >= last:
            self.cut_short = len(matter & self._floors.keys())
            self.unasked = len(matter) - self.cut_short
            return None
        levels = [min((near[n].steps[who] for who in free[n]), default=None) for n in (0, 1)]
        first = [[who for who in free[n] if near[n].steps[who] == levels[n]] for n in (0, 1)]
        this = min((n for n in (0, 1) if first[n]), key=lambda n: len(first[n]))
        people = self._nearest(first[this], near[this])
        return Question(
            people=people,
            among=self._among(people, near, sides, levels, this),
            each=max(LEAST_TIES, MOST_TIES // len(people)),
        )

    def _nearest(self, people: Iterable[str], near: Reach) -> People:
        """As many of these people as one question bears, the nearest first, at least one."""
        found: list[str] = []
        papers = 0
        for who in sorted(people, key=lambda who: (near.costs[who], who))[:MOST_PEOPLE]:
            papers += self._papers.get(who, 0)
            if found and papers > MOST_PAPERS:
                break
            found.append(who)
        return tuple(found)

    def _among(
        self,
        people: Sequence[str],
        near: Sequence[Reach],
        sides: Sequence[Collection[str]],
        levels: Sequence[int | None],
        this: int,
    ) -> frozenset[str] | None:
        """The only co-authors that matter where one step more is the last within the limit.

        They are those whom the other end has reached; for people whom both ends have reached,
        those of their own end as well.
        """
        that, level = 1 - this, levels[this] or 0
        if levels[that] not in {None, self.steps - 1 - level}:
            return None
        most = {this: level, that: self.steps - 1 - level}
        ends = (that, this) if not near[that].steps.keys().isdisjoint(people) else (that,)
        found = {n: [who for who in sides[n] if near[n].steps[who] <= most[n]] for n in ends}
        if any(near[n].steps[who] < most[n] for n in ends for who in found[n]):
            # These were cut short, so that others may lead to them.
            self._floors.update(dict.fromkeys(people, 1))
        return frozenset(who for n in ends for who in found[n])

    def learn(self, question: Question, rows: Iterable[tuple[str, Sequence[Tie]]]) -> None:
        """Take in the answer to a question.

        Args:
            question: the question.
            rows: each person and their ties, the strongest first, one more than ``each`` where
                there are more.
        """
        self.questions += 1
        self._asked.update(question.people)
        for person, found in rows:
            if len(found) > question.each:
                self._floors.setdefault(person, cost_of(found[question.each][1]))
            for other, strength, papers in found[: question.each]:
                self._papers.setdefault(other, papers)
                cost = cost_of(strength)
                for one, two in ((person, other), (other, person)):
                    known = self.ties.setdefault(one, {})
                    known[two] = min(cost, known.get(two, cost))

    def _open(self, near: Sequence[Reach]) -> list[list[str]]:
        """Who may stand beside an unknown tie of a route within the limit, as seen from each end.

        An unknown tie is one of two people who were not asked, or were cut short. A route over it
        leads from the start to one of them, and from the other to the end.
        """
        sides = [
            [who for who in end.steps if who not in self._asked or who in self._floors]
            for end in near
        ]
        if not all(sides) or len({*sides[0], *sides[1]}) == 1:
            return [[], []]
        fewest = [min(near[n].steps[who] for who in sides[n]) for n in (0, 1)]
        return [
            [who for who in sides[n] if near[n].steps[who] + 1 + fewest[1 - n] <= self.steps]
            for n in (0, 1)
        ]

    def _matter(self, sides: Sequence[Collection[str]], near: Sequence[Reach]) -> set[str]:
        """Those of ``_open`` over whom a route may lead that is better than one found."""
        if not all(sides):
            return set()
        if not self._enough:
            return {*sides[0], *sides[1]}
        enough = self.routes[-1].cost
        least = [min(near[n].costs[who] for who in sides[n]) for n in (0, 1)]
        found = [
            {
                who
                for who in sides[n]
                if near[n].costs[who] + self._floors.get(who, 1) + least[1 - n] <= enough
            }
            for n in (0, 1)
        ]
        return found[0] | found[1] if all(found) else set()


def reach(ties: Mapping[str, Mapping[str, int]], start: str, steps: int) -> Reach:
    """Everybody within some steps of a person."""
    first = {start: 0}
    costs = {start: 0}
    edge = costs
    for step in range(1, steps + 1):
        nearer: dict[str, int] = {}
        for person, cost in edge.items():
            around = ties[person]
            if len(around) == 1 and step > 1:
                continue  # it leads back only
            for other, more in around.items():
                total = cost + more
                if total < nearer.get(other, costs.get(other, total + 1)):
                    nearer[other] = total
        for person in nearer:
            first.setdefault(person, step)
        costs = costs | nearer
        edge = nearer
    return Reach(first, costs)


def find_routes(
    ties: Mapping[str, Mapping[str, int]], start: str, end: str, steps: int, most: int
) -> list[Route]:
    """The best routes: each the cheapest of those that share the fewest people with earlier ones.

    Args:
        ties: what each step costs, both ways.
        start: where they start.
        end: where they end; another person.
        steps: most steps of a route.
        most: most routes.
    """
    near = [reach(ties, each, steps) for each in (start, end)]
    return _find(ties, start, end, steps, most, near)[0]


def _find(
    ties: Mapping[str, Mapping[str, int]],
    start: str,
    end: str,
    steps: int,
    most: int,
    near: Sequence[Reach],
) -> tuple[list[Route], bool]:
    """As ``find_routes``, among those that each end has reached; and whether one may be missing."""
    gone, ahead = near
    if start not in ahead.steps:
        return [], False
    on = {
        who
        for who, step in gone.steps.items()
        if step + ahead.steps.get(who, steps + 1) <= steps
        and (len(ties[who]) > 1 or who in {start, end})
    }
    between = {who: {o: cost for o, cost in ties[who].items() if o in on} for who in on}
    found: list[Route] = []
    while len(found) < most:
        try:
            route = _another(between, start, end, steps, found)
        except _TooManyWays:
            return found, True
        if route is None:
            break
        found.append(route)
    return found, False


class _TooManyWays(Exception):
    """A route was not found among as many ways as are looked at."""


Label = tuple[int, int, int]  # how good a way is: people shared with earlier routes, cost, steps


def _another(
    ties: Ties, start: str, end: str, steps: int, earlier: Collection[Route]
) -> Route | None:
    """The best route that is none of the earlier ones and brings in somebody new.

    Best-first: what lies ahead is known, so that the search strays only where the best way on
    would visit somebody twice or brings in nobody new.

    Raises:
        _TooManyWays: it strays too far.
    """
    used = {person for route in earlier for person in route.people[1:-1]}
    known = {route.people for route in earlier}
    ahead = _ahead(ties, start, end, steps, used)
    waiting: list[tuple[Label, People, Label]] = []
    if start in ahead[steps]:
        waiting.append((ahead[steps][start], (start,), (0, 0, 0)))
    for _ in range(MOST_TRIES):
        if not waiting:
            return None
        label, people, (shared, cost, step) = heappop(waiting)
        if people[-1] == end:
            between = people[1:-1]
            if people not in known and (not between or not used.issuperset(between)):
                return Route(people, label[1], tuple(who for who in between if who in used))
            continue
        rest = ahead[steps - step - 1]
        for other, more in ties[people[-1]].items():
            if other in rest and other not in people:
                gone = (shared + (other in used), cost + more, step + 1)
                heappush(waiting, (_sum(gone, rest[other]), (*people, other), gone))
    raise _TooManyWays


def _sum(one: Label, other: Label) -> Label:
    return one[0] + other[0], one[1] + other[1], one[2] + other[2]


def _ahead(
    ties: Ties, start: str, end: str, steps: int, used: Collection[str]
) -> list[Mapping[str, Label]]:
    """How good the best way to the end is from everybody, within no step, one step and so on."""
    best: dict[str, Label] = {end: (0, 0, 0)}
    edge = dict(best)
    levels: list[Mapping[str, Label]] = [edge]
    for _ in range(steps):
        nearer: dict[str, Label] = {}
        for person, (shared, cost, step) in edge.items():
            if person == start:
                continue
            met = shared + (person in used)
            for other, more in ties[person].items():
                label = (met, cost + more, step + 1)
                known = nearer.get(other) or best.get(other)
                if known is None or label < known:
                    nearer[other] = label
        best = best | nearer
        edge = nearer
        levels.append(best)
    return levels
