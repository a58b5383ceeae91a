"""Introduction routes as a slice: people in columns, the papers of each step on its edge. Pure.

Comes in: the answer of ``introduce``. Goes out: a ``Slice``, so that the panel, the pictures and
the exports treat it as any other. The two ends are its egos. Each route has a row of its own, the
best on top; the row of those who know each other themselves is the line between them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import fsum
from typing import Any

from explorer.graph.edges import SliceEdge
from explorer.graph.linked import say
from explorer.graph.placement import EGO_RADIUS, RADIUS, View, label_width
from explorer.graph.request import SliceRequest
from explorer.graph.slices import Slice, SliceNode
from explorer.graph.words import counted, shorten
from explorer.model import DerivedEdge, NodeKind

WIDTH, LEAST_HEIGHT = 600.0, 440.0  # between the ends; of the view
COLUMN, ROW = 190.0, 96.0  # room for a name beside the next, and below the one above
NARROW = 2.9  # times as large as on a laptop are labels on a phone, and the ends' must fit
MARGIN, MOST_MARGIN = 8.0, 260.0  # beside the labels of the ends
MARGIN_Y = 62.0
RELATION = "introduction"
Answer = Mapping[str, Any]
Place = tuple[float, float]


def draw_routes(answer: Answer) -> Slice:
    """The slice that shows the routes of an answer; the two ends alone where there is none."""
    paths: Sequence[Answer] = answer["paths"]
    start, end = answer["from"], answer["to"]
    places, (width, height) = _places(paths, start["id"], end["id"])
    margin = max(_half_label(start), _half_label(end)) + MARGIN
    view = View(-width / 2 - margin, -height / 2, width + 2 * margin, height)
    people = {person["id"]: person for path in paths for person in path["people"]}
    between = {id: people[id] for id in people if id not in {start["id"], end["id"]}}
    reasons = {id: _reasons(id, paths) for id in between}
    scores = {id: fsum(why["points"] for why in told) for id, told in reasons.items()}
    best = max(scores.values(), default=1.0)
    ends = [start] if start["id"] == end["id"] else [start, end]
    nodes = [_node(each, places[each["id"]], EGO_RADIUS) for each in ends]
    nodes += [
        _node(between[id], places[id], _radius(scores[id] / best), scores[id], reasons[id])
        for id in sorted(between, key=lambda id: (-scores[id], id))
    ]
    steps = [step for path in paths for step in path["steps"]]
    edges = {edge.id: edge for edge in (_edge(step, people) for step in steps)}
    return Slice(
        ego=start["id"],
        egos=tuple(each["id"] for each in ends),
        title=f"Routes from {start['label']} to {end['label']}",
        data_as_of=answer["data_as_of"],
        # Nothing of a slice was asked for, and no step leads on from here.
        asked={**SliceRequest((start["id"], end["id"])).as_json(), **answer["asked"]},
        took=answer["took"],
        view=view,
        nodes=tuple(nodes),
        edges=tuple(edges[key] for key in sorted(edges)),
        notes=_notes(answer),
        relations={RELATION: {"title": "Stands on a route", "weight": 1.0}},
        evidence={paper["id"]: _named(paper) for step in steps for paper in step["papers"]},
    )


def _named(paper: Answer) -> dict[str, object]:
    return {"kind": NodeKind.PAPER.value, "label": paper["title"], "year": paper["year"]}


def _places(paths: Sequence[Answer], start: str, end: str) -> tuple[dict[str, Place], Place]:
    """Where everybody stands, and how far it is from end to end and from top to bottom."""
    longest = max((len(path["steps"]) for path in paths), default=1)
    width = max(WIDTH, COLUMN * longest)
    places: dict[str, Place] = {start: (-width / 2, 0.0)}
    places[end] = (width / 2, 0.0)
    rows: list[dict[str, float]] = []  # per route those who stand on no better one
    for path in paths:
        ids = [person["id"] for person in path["people"]]
        new = {
            id: round(width * (step / (len(ids) - 1) - 0.5), 1)
            for step, id in enumerate(ids)
            if id not in places and not any(id in row for row in rows)
        }
        if new:
            rows.append(new)
    direct = any(len(path["steps"]) == 1 for path in paths)
    for row, y in zip(rows, _heights(len(rows), direct), strict=True):
        places.update((id, (x, y)) for id, x in row.items())
    tall = max((abs(y) for _, y in places.values()), default=0.0) + MARGIN_Y
    return places, (width, max(LEAST_HEIGHT, 2 * tall))


def _half_label(person: Answer) -> float:
    """Half the width of an end's label on a phone."""
    width = label_width(shorten(person["label"], NodeKind.PERSON), bold=True)
    return round(min(MOST_MARGIN, width * NARROW / 2), 1)


def _heights(rows: int, direct: bool) -> list[float]:
    """Where the rows are, from the top; the middle stays free for a line from end to end."""
    if not direct:
        return [ROW * (row - (rows - 1) / 2) for row in range(rows)]
    above = (rows + 1) // 2
    return [ROW * (row - above if row < above else row - above + 1) for row in range(rows)]


def _radius(share: float) -> float:
    least, most = RADIUS
    return round(least + 2 + (most - least - 2) * share, 1)


def _node(
    person: Answer,
    place: Place,
    radius: float,
    score: float | None = None,
    reasons: Sequence[dict[str, Any]] = (),
) -> SliceNode:
    return SliceNode(
        id=person["id"],
        kind=person["kind"],
        label=person["label"],
        short=shorten(person["label"], NodeKind.PERSON),
        detail=person["detail"],
        marks=tuple(person["marks"]),
        x=place[0],
        y=place[1],
        radius=radius,
        labelled=True,
        score=score,
        reasons=tuple(reasons),
        origin=None,
    )


def _reasons(person: str, paths: Sequence[Answer]) -> list[dict[str, Any]]:
    """Why somebody stands between the ends: the routes through them, and their papers."""
    found = []
    for number, path in enumerate(paths, 1):
        steps = [each for each in path["steps"] if person in {each["source"], each["target"]}]
        if steps:
            papers = {paper["id"]: paper["year"] for step in steps for paper in step["papers"]}
            found.append({
                "relation": RELATION,
                "ego": path["people"][0]["id"],
                "points": path["chance"],
                "evidence": list(papers),
                "pairs": [],
                "count": sum(step["total"] for step in steps),
                "years": sorted({year for year in papers.values() if year is not None}),
                # Each of them holds up the step; what a route is worth does not fall by parts.
                "shares": [round(path["chance"] / len(papers), 6) for _ in papers],
                "complete": False,
                "rests": None,
                "sentence": f"Route {number} of {len(paths)}: {path['sentence']}",
                "query": steps[0]["query"],
            })  # fmt: skip
    return found


def _edge(step: Answer, people: Mapping[str, Answer]) -> SliceEdge:
    """What two people of a step wrote; neither end comes first."""
    source, target = sorted((step["source"], step["target"]))
    one, other = ((NodeKind.PERSON, str(people[end]["label"])) for end in (source, target))
    years = [year for year in (step["first_year"], step["last_year"]) if year is not None]
    return SliceEdge(
        id=f"{source}|{DerivedEdge.COAUTHORED}|{target}",
        source=source,
        target=target,
        kind=DerivedEdge.COAUTHORED.value,
        weight=step["strength"],
        evidence=tuple(paper["id"] for paper in step["papers"]),
        count=step["total"],
        first_year=step["first_year"],
        last_year=step["last_year"],
        query=step["query"],
        sentence=say(DerivedEdge.COAUTHORED, (one, other), step["total"], years),
    )


def _notes(answer: Answer) -> tuple[str, ...]:
    asked = answer["asked"]
    shown = counted(len(answer["paths"]), "route")
    limits = (
        f"{shown} shown, of at most {asked['k']} asked for; a route has "
        f"{counted(asked['steps'], 'step')} at most"
    )
    crowd = f"papers of more than {answer['most_authors']} authors introduce nobody"
    missed = f"better routes may have been missed: {answer['reason']}" if answer["reason"] else ""
    return tuple(text[0].upper() + text[1:] for text in (limits, crowd, missed) if text)
