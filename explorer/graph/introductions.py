"""Who could introduce two people to one another, and what they have in common."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

from explorer.graph.connections import name_nodes
from explorer.graph.evidence import Item, shape, tell
from explorer.graph.hubs import newest_year
from explorer.graph.paths import Question, Route, Search, Tie, strength_of
from explorer.graph.watching import Asks
from explorer.graph.words import counted, listed
from explorer.model import NodeKind

MOST_AUTHORS = 50  # of a paper that counts as having written together; beyond, few have met
PAPERS_OF_STEP = 3  # newest papers given of each step
TIES, PAPERS = "introduction_ties", "introduction_papers"
TOGETHER = "{papers} together{years}{last}"
STEP = ("source", "target")
AB = ("a", "b")


def introduce(store: Asks, start: str, end: str, *, steps: int, most: int) -> dict[str, Any]:
    """The answer of ``/api/path``.

    Args:
        store: where the people are.
        start: id of a person who is there.
        end: id of a person who is there, perhaps the same.
        steps: most steps of a route.
        most: most routes.
    """
    started = time.perf_counter()
    data_as_of = store.run("data_as_of")[0]["data_as_of"]
    search = Search(start, end, steps, most)
    if start != end:
        _run(store, search, newest_year(data_as_of))
    people = {start, end, *(person for route in search.routes for person in route.people)}
    nodes = name_nodes(store, {NodeKind.PERSON: people})
    papers = _papers(store, search.routes)
    reason = _reason(search)
    return {
        "ok": True,
        "from": nodes[start],
        "to": nodes[end],
        "sentence": _summary(search, nodes, reason),
        "paths": [_route(search, route, nodes, papers) for route in search.routes],
        "complete": search.complete,
        "reason": reason,
        "most_authors": MOST_AUTHORS,
        "queries": [TIES, PAPERS],
        "asked": {"from": start, "to": end, "steps": steps, "k": most},
        "data_as_of": data_as_of,
        "took": round(time.perf_counter() - started, 4),
    }


def _run(store: Asks, search: Search, newest: int) -> None:
    """Ask the store what a search wants to know, until it wants no more."""
    while (question := search.ask()) is not None:
        search.learn(question, _answer(store, question, newest))


def _answer(store: Asks, question: Question, newest: int) -> Iterable[tuple[str, Sequence[Tie]]]:
    among = None if question.among is None else dict.fromkeys(sorted(question.among), True)
    rows = store.run(
        TIES,
        people=question.people,
        among=among,
        newest=newest,
        authors=MOST_AUTHORS,
        each=question.each + 1,
        limit=len(question.people),
    )
    return [(row["id"], row["ties"]) for row in rows]


def _papers(store: Asks, routes: Sequence[Route]) -> dict[tuple[str, str], Mapping[str, Any]]:
    """What stands behind each step of the routes."""
    pairs = sorted({pair for route in routes for pair in pairwise(route.people)})
    if not pairs:
        return {}
    rows = store.run(
        PAPERS, pairs=pairs, authors=MOST_AUTHORS, papers=PAPERS_OF_STEP + 1, limit=len(pairs)
    )
    return {(row["one"], row["other"]): row for row in rows}


def _route(
    search: Search,
    route: Route,
    nodes: Mapping[str, Item],
    papers: Mapping[tuple[str, str], Mapping[str, Any]],
) -> dict[str, Any]:
    """One route as JSON."""
    shared = [nodes[person]["label"] for person in route.shared]
    text = " → ".join(nodes[person]["label"] for person in route.people)
    if shared:
        verb = "stands" if len(shared) == 1 else "stand"
        text += f"; {listed(shared)} {verb} on an earlier route too"
    return {
        "sentence": text,
        "chance": round(route.chance, 6),
        "people": [nodes[person] for person in route.people],
        "shared": route.shared,
        "steps": [
            _step(pair, strength_of(search.ties[pair[0]][pair[1]]), nodes, papers[pair])
            for pair in pairwise(route.people)
        ],
    }


def _step(
    pair: tuple[str, str], strength: float, nodes: Mapping[str, Item], row: Mapping[str, Any]
) -> dict[str, Any]:
    """One step of a route: the papers on which these two met."""
    items = [shape(each, NodeKind.PAPER, STEP) for each in row["evidence"]]
    names = (nodes[pair[0]]["label"], nodes[pair[1]]["label"])
    return {
        "source": pair[0],
        "target": pair[1],
        "sentence": tell(TOGETHER, names, row, items, STEP),
        "strength": strength,
        "total": row["total"],
        "more": len(items) > PAPERS_OF_STEP,
        "first_year": row["first_year"],
        "last_year": row["last_year"],
        "papers": items[:PAPERS_OF_STEP],
        "query": PAPERS,
    }


def _reason(search: Search) -> str | None:
    """Why a search may have missed something; None where it has not."""
    parts = []
    if search.unasked:
        parts.append(
            f"the search stopped after {search.questions} rounds, with the co-authors of "
            f"{counted(search.unasked, 'person', 'people')} not looked at"
        )
    if search.cut_short:
        parts.append(
            f"of {counted(search.cut_short, 'person', 'people')} not all ties were followed"
        )
    if search.given_up:
        parts.append("there are too many ways to look at each")
    return "; ".join(parts) or None


def _summary(search: Search, nodes: Mapping[str, Item], reason: str | None) -> str:
    one, other = nodes[search.start]["label"], nodes[search.end]["label"]
    if search.start == search.end:
        return f"Both ends are {one}, who needs no introduction"
    within = f"{counted(search.steps, 'step')} on papers with up to {MOST_AUTHORS} authors"
    if search.routes:
        number = counted(len(search.routes), "route")
        direct = any(len(route.people) == 2 for route in search.routes)
        text = f"{number} from {one} to {other}"
        text += "; they wrote together themselves" if direct else ""
        return f"{text}. There may be better ones: {reason}" if reason else text
    if reason:
        return (
            f"No route from {one} to {other} was found within {within}, but there may be one: "
            f"{reason}"
        )
    return f"No route leads from {one} to {other} within {within}"


# What two people may share: the key in the answer, the query, the kind of it, its sentence, and
# the sentence where there is nothing.
SHARED: tuple[tuple[str, str, NodeKind, str, str], ...] = (
    ("papers", "evidence_coauthored", NodeKind.PAPER, TOGETHER, "No papers together"),
    ("people", "common_coauthors", NodeKind.PERSON,
     "{people} wrote with both: {names}",
     f"Nobody wrote with both on papers with up to {MOST_AUTHORS} authors"),
    ("topics", "common_topics", NodeKind.TOPIC,
     "{topics} in common: {names}", "No topics in common"),
    ("institutions", "common_institutions", NodeKind.INSTITUTION,
     "{institutions} in common: {names}", "No institutions in common"),
)  # fmt: skip
PARAMS: Mapping[str, Mapping[str, object]] = {
    "common_coauthors": {"authors": MOST_AUTHORS},
    "common_institutions": {"same_years": False},
}


def share(store: Asks, a: str, b: str, limit: int) -> dict[str, Any]:
    """The answer of ``/api/common``: what two people have in common.

    Args:
        store: where they are.
        a: id of a person who is there.
        b: id of another one.
        limit: most of each kind.
    """
    nodes = name_nodes(store, {NodeKind.PERSON: {a, b}})
    names = (nodes[a]["label"], nodes[b]["label"])
    answer: dict[str, Any] = {"ok": True, "a": nodes[a], "b": nodes[b], "sentence": ""}
    for key, query, kind, phrase, nothing in SHARED:
        # One more than is shown, so that "more" is a fact.
        [row] = store.run(query, one=a, other=b, limit=limit + 1, **PARAMS.get(query, {}))
        items = [shape(each, kind, AB) for each in row["evidence"]]
        answer[key] = {
            "sentence": tell(phrase, names, row, items, AB) if items else nothing,
            "query": query,
            "total": row["total"],
            "more": len(items) > limit,
            "evidence": items[:limit],
        }
    answer["sentence"] = _balance(names, answer)
    return answer | {"most_authors": MOST_AUTHORS, "asked": {"a": a, "b": b, "limit": limit}}


def _balance(names: tuple[str, str], answer: Mapping[str, Any]) -> str:
    """Everything in one sentence."""
    nouns = {"papers": "paper", "people": "co-author", "topics": "topic",
             "institutions": "institution"}  # fmt: skip
    parts = [
        counted(answer[key]["total"], noun) for key, noun in nouns.items() if answer[key]["total"]
    ]
    if not parts:
        within = f"co-authors of papers with more than {MOST_AUTHORS} authors aside"
        return f"{names[0]} and {names[1]} have nothing in common in this data, {within}"
    return f"{names[0]} and {names[1]} have in common: {', '.join(parts)}"
