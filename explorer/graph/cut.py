"""The cut: what a slice left out, counted, by kind and by relation. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from heapq import nsmallest
from itertools import chain

from explorer.graph.ranking import HEAVY, REACH, STRONGEST, Part, Ranking
from explorer.graph.relations import COMMON, TIES, by_authors
from explorer.graph.words import counted
from explorer.model import NodeKind

DAMPED_LISTED = 5


@dataclass(frozen=True, slots=True)
class Damped:
    """Something that counts little or nothing, because it touches so much."""

    id: str
    size: int
    why: str


@dataclass(frozen=True, slots=True)
class RelationCut:
    """What one relation brought: neighbours shown and in all, and the least points of one shown.

    ``note`` says what it did not look at.
    """

    relation: str
    title: str
    shown: int
    available: int
    threshold: float | None
    damped: tuple[Damped, ...]
    damped_count: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Cut:
    """What of one kind was left out.

    ``more`` says that ``available`` is a lower bound; ``approximate`` that the order among those
    shown or their number may differ from a full computation. ``hidden`` are those that a reader
    took away.
    """

    kind: str
    shown: int
    available: int
    threshold: float | None
    more: bool
    approximate: bool
    sentence: str
    relations: tuple[RelationCut, ...]
    hidden: int = 0


@dataclass(frozen=True, slots=True)
class Limits:
    """Why fewer may be shown than there are."""

    quotas: Mapping[NodeKind, int]
    full: Collection[str]  # queries with more rows than were used
    late: Collection[str]  # queries that did not answer in time
    narrowed: bool  # only some years are counted
    budget: int | None
    years: str = ""  # which, in words: "in 1990–1999"
    off: Collection[NodeKind] = ()  # kinds of which a reader has switched a relation off
    grown: bool = False  # a step has brought more than the budget of the first picture
    hidden: Collection[str] = ()  # what a reader has hidden


def cuts(
    ranking: Ranking, shown: Collection[str], best: Collection[str], limits: Limits
) -> tuple[Cut, ...]:
    """The cut of each kind.

    Args:
        ranking: of everything around the egos.
        shown: ids of all that is shown.
        best: those of them that are shown because nobody better is left out.
        limits: what bound it.
    """
    return tuple(_cut(kind, ranking, shown, best, limits) for kind in NodeKind)


def _cut(
    kind: NodeKind,
    ranking: Ranking,
    shown: Collection[str],
    best: Collection[str],
    limits: Limits,
) -> Cut:
    scores = ranking.scores[kind]
    here = scores.keys() & shown
    parts = [part for part in ranking.parts if part.relation.kind is kind]
    queries = queries_behind(parts)
    relations = tuple(_relation_cut(name, ranking, kind, shown, limits) for name in _names(parts))
    available, more = counted_of(ranking, kind, narrowed=limits.narrowed)
    threshold = min((scores[node] for node in here if node in best), default=None)
    # Who is left out of an answer may have points; whom nothing leads to has none.
    short = _is_short(parts, narrowed=limits.narrowed) or bool(queries & set(limits.full))
    more = more or short
    late = bool(queries & set(limits.late))
    hidden = len(scores.keys() & limits.hidden)
    cut = available > len(here) + hidden
    unseen = sum(part.factor * part.left.bound for part in parts if part.left.nodes)
    if unseen:  # somebody left out of one relation may have points of another
        lacking = [
            p
            for part, p in zip(ranking.parts, ranking.points, strict=True)
            if part.relation.kind is kind and part.left.nodes
        ]
        others = scores.keys() - set().union(*lacking)
        unseen += max((scores[node] for node in others), default=0.0)
    approximate = short or late or unseen > (threshold or 0.0)
    return Cut(
        kind.value,
        len(here),
        available,
        threshold if cut else None,
        more,
        approximate,
        _sentence(
            kind, len(here), available, threshold if cut or short else None, limits,
            more=more, short=short, late=late,
        )
        + (f", {hidden:,} hidden" if hidden else ""),
        relations,
        hidden,
    )  # fmt: skip


def queries_behind(parts: Iterable[Part]) -> set[str]:
    """The queries whose answers some parts rest on."""
    relations = {part.relation for part in parts}
    relations |= {TIES} if COMMON in relations else set()  # through whom, it says
    return {each.query for each in relations}


def counted_of(ranking: Ranking, kind: NodeKind, *, narrowed: bool) -> tuple[int, bool]:
    """How many of a kind there are around some nodes, and whether there may be more.

    With those that stored answers have left out. Whom one relation leaves out may be near by
    another: the counts do not add up. To whom what is not followed leads, nobody has counted.

    Args:
        ranking: of all that is around them.
        kind: which of it.
        narrowed: only some years count; of those left out it is not known which these are of.
    """
    found = [
        (part, len(points) + (0 if narrowed else part.left.nodes))
        for part, points in zip(ranking.parts, ranking.points, strict=True)
        if part.relation.kind is kind
    ]
    parts = [part for part, _ in found]
    more = _is_short(parts, narrowed=narrowed) or any(part.stopped for part in parts)
    return max([len(ranking.scores[kind]), *(count for _, count in found)]), more


def _is_short(parts: Sequence[Part], *, narrowed: bool) -> bool:
    """Whether stored answers leave out more than they count."""
    return any(part.left.nodes for part in parts) and (narrowed or len(parts) > 1)


def _names(parts: Sequence[Part]) -> list[str]:
    return list(dict.fromkeys(part.relation.name for part in parts))


def _sentence(
    kind: NodeKind, shown: int, available: int, threshold: float | None, limits: Limits,
    *, more: bool, short: bool, late: bool,
) -> str:  # fmt: skip
    if not limits.quotas[kind]:
        return f"No {kind.plural} were asked for"
    if late and not available:
        return f"The question for {kind.plural} was not answered in time"
    if not available:
        return _nothing(kind, limits, found=more)
    if late:
        return (
            f"{shown:,} of at least {available:,} {kind.plural} shown; "
            "a part of the question was not answered in time"
        )
    at_least = "at least " if more else ""
    if available > shown or short:
        at = "" if threshold is None else f"; cut at {_points(threshold)}"
        budget = ""
        if limits.budget is not None and shown < limits.quotas[kind]:
            nodes = counted(limits.budget, "node")
            were = "was" if limits.budget == 1 else "were"
            budget = (
                f", for the first picture was bound to {nodes}"
                if limits.grown
                else f", for {nodes} {were} asked for in all"
            )
        return f"{shown:,} of {at_least}{available:,} {kind.plural} shown{at}{budget}"
    if available == 1:
        return f"The only {kind}{' that was found' if more else ''} is shown"
    return f"All {available:,} {kind.plural}{' that were found are' if more else ''} shown"


def _nothing(kind: NodeKind, limits: Limits, *, found: bool) -> str:
    """That there is nothing of a kind, or none was found, and whether a filter is why."""
    filters = [limits.years] if limits.narrowed else []
    if kind in limits.off:
        filters.append("by the relations that are switched on")
    verb = "were found" if found else "are linked to it"
    return f"No {kind.plural} {verb} {' '.join(filters) or 'in this data'}"


def _points(score: float) -> str:
    """Two figures of a score, as people write numbers."""
    return f"{score:.2g}" if score < 10 else f"{score:,.0f}"


def _relation_cut(
    name: str, ranking: Ranking, kind: NodeKind, shown: Collection[str], limits: Limits
) -> RelationCut:
    having: set[str] = set()
    least: dict[str, float] = {}
    damped: dict[str, tuple[int, bool]] = {}  # how many each touches; whether it is followed
    title, available = "", 0
    for part, points in zip(ranking.parts, ranking.points, strict=True):
        relation = part.relation
        if relation.name != name or relation.kind is not kind:
            continue
        title = relation.title
        left = 0 if limits.narrowed else part.left.nodes  # of all years; maybe none of these
        available = max(available, len(points) + left)
        having.update(points)
        for node in shown:
            if node in points:
                least[node] = least.get(node, 0.0) + points[node]
        damped.update(_damped(part))
    heaviest = nsmallest(DAMPED_LISTED, damped, key=lambda id: (-damped[id][0], id))
    available = max(len(having), available)
    return RelationCut(
        name,
        title,
        len(least),
        available,
        min(least.values(), default=None),
        tuple(_why_damped(id, *damped[id]) for id in heaviest),
        len(damped),
        _note(name, ranking, available),
    )


def _note(name: str, ranking: Ranking, available: int) -> str:
    """Through whom others were looked for, where a relation goes through collaborators."""
    through = [part.through for part in ranking.parts if part.through]
    weaker = sum(each.weaker for each in through)
    papers = f"papers of at most {HEAVY} authors"  # of theirs, for one’s own may be of more
    if name != COMMON.name or not (weaker or (through and not available)):
        return ""
    if not weaker:
        return f"looked for on {papers}"
    at_least = "at least " if any(each.more for each in through) else ""
    several = len(through) > 1
    whose, ones = ("each one’s", "weaker tie") if several else ("the", "weaker one")
    return (
        f"looked for through {whose} {STRONGEST} strongest collaborators, on their {papers}; "
        f"{at_least}{counted(weaker, ones)} not followed"
    )


def _damped(part: Part) -> Iterator[tuple[str, tuple[int, bool]]]:
    for id, size, _ in part.left.heavy:
        yield id, (size, True)
    for item in part.items.unfollowed():
        yield item.evidence[0], (item.size or 0, False)
    if part.relation.hub is by_authors:
        for item in part.items.wide(HEAVY):
            yield item.evidence[0], (item.size or 0, True)


def _why_damped(id: str, size: int, followed: bool) -> Damped:
    if followed:
        return Damped(id, size, _shares(f"{size:,} authors", size))
    before = "" if size > REACH else "with those before it "
    return Damped(id, size, f"touches {size:,} others, {before}more than {REACH:,}: not followed")


def _shares(who: str, authors: int) -> str:
    return f"{who}: it counts 1/{authors - 1:,}"


def doubted(found: Sequence[Cut], broken_off: Collection[str]) -> tuple[Cut, ...]:
    """The cuts once it is known which papers have more authors than their list says."""

    def told(each: Damped) -> Damped:
        at_least = f"at least {each.size:,} authors, as far as they are listed"
        return replace(each, why=_shares(at_least, each.size))

    def damped(relation: RelationCut) -> RelationCut:
        every = tuple(told(e) if e.id in broken_off else e for e in relation.damped)
        return replace(relation, damped=every)

    return tuple(replace(cut, relations=tuple(map(damped, cut.relations))) for cut in found)


def named(found: Sequence[Cut]) -> set[str]:
    """Ids of everything that a cut lists as damped."""
    every = chain.from_iterable(each.damped for cut in found for each in cut.relations)
    return {each.id for each in every}
