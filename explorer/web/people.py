"""Pages about two people: what they share, and who could introduce them to one another.

Both people are given by an id or a name. Where a name is not clear, the page offers those it may
mean; the address that a reader ends at holds ids, and lasts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from explorer.graph.comparison import NOUNS, compare
from explorer.graph.introductions import introduce
from explorer.graph.request import single
from explorer.graph.routes import draw_routes
from explorer.graph.watching import Watched
from explorer.model import NodeKind
from explorer.web.asking import OF_PAGES, Asked, unknown
from explorer.web.choosing import Choice, choose
from explorer.web.graphs import Drawing, Graph, draw_graph, graph_arguments
from explorer.web.pages import draw_page, read_number
from explorer.web.runs import Behind, sign
from explorer.web.site import site

blueprint = Blueprint("people", __name__)
LISTED, MOST_LISTED = 8, 100
ROUTES, STEPS, MOST_STEPS = 5, 4, 6
Answer = str | AnyResponse | tuple[str, int]


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of two people: the names of the arguments, and the words of its form."""

    endpoint: str
    names: tuple[str, str]
    title: str
    doc: str
    labels: tuple[str, str]
    button: str
    again: str  # of somebody to themselves
    others: tuple[str, ...] = ()  # arguments that stay besides those of a slice


COMPARE = Question(
    "people.compared", ("a", "b"), "Compare two people",
    "See what two people share – papers, co-authors, topics, institutions – and what only one "
    "of them has.",
    ("One person", "The other person"), "Compare",
    "Both are {name}, who has everything in common with themselves. Choose somebody else.",
    ("limit",),
)  # fmt: skip
PATH = Question(
    "people.routes", ("from", "to"), "Who could introduce them?",
    "Find routes from one person to another through people who wrote together.",
    ("From", "To"), "Find routes",
    "Both ends are {name}, who needs no introduction. Choose somebody else.",
    ("steps", "k"),
)  # fmt: skip


@blueprint.get("/compare")
def compared() -> Answer:
    """Two people side by side: one graph of both, and lists of what is whose."""
    limit = read_number("limit", LISTED, MOST_LISTED)
    store = site().store()
    chosen = [choose(store, single(request.args, name) or "") for name in COMPARE.names]
    if (asked := _ask(COMPARE, chosen)) is not None:
        return asked
    a, b = _ids(chosen)
    watched = Watched(store)
    answer = compare(watched, a, b, limit)
    return draw_page(
        "compare.html",
        draw_graph(store, [a, b]),
        node={"kind": NodeKind.PERSON.value, "id": a, "name": answer["a"]["label"]},
        found=answer,
        behind=_sign(watched),
        question=COMPARE,
        nouns=NOUNS,
        most=MOST_LISTED,
        limit=limit,
    )


@blueprint.get("/path")
def routes() -> Answer:
    """Who could introduce two people to one another: the routes drawn, and told in words."""
    most = read_number("k", ROUTES, ROUTES)
    steps = read_number("steps", STEPS, MOST_STEPS)
    store = site().store()
    chosen = [choose(store, single(request.args, name) or "") for name in PATH.names]
    if (asked := _ask(PATH, chosen)) is not None:
        return asked
    start, end = _ids(chosen)
    watched = Watched(store)
    answer = introduce(watched, start, end, steps=steps, most=most)
    return draw_page(
        "path.html",
        _routes_graph(answer, _sign(watched)),
        node={"kind": NodeKind.PERSON.value, "id": start, "name": answer["from"]["label"]},
        found=answer,
        question=PATH,
        longest=MOST_STEPS,
    )


def _ids(chosen: Sequence[Choice]) -> list[str]:
    return [each.hit.id for each in chosen if each.hit is not None]


def _ask(question: Question, chosen: Sequence[Choice]) -> Answer | None:
    """The form where it is not clear who is meant; the lasting address where it is not that yet."""
    ids = _ids(chosen)
    if len(ids) == 2 and ids[0] != ids[1]:
        if ids == [request.args.get(name) for name in question.names]:
            return None
        return redirect(_address(question, ids), code=302)
    same = len(ids) == 2
    problem = ""
    if same and chosen[0].hit is not None:
        problem = question.again.format(name=chosen[0].hit.label)
        chosen = [chosen[0], Choice("")]
    lost = any(each.lost for each in chosen)
    page = render_template(
        "two_people.html", question=question, chosen=chosen, problem=problem, kept=_kept(question)
    )
    return page, 400 if same else 404 if lost else 200


def _kept(question: Question) -> dict[str, Any]:
    """The arguments that stay when other people are chosen."""
    others = [name for name in question.others if name in request.args]
    return graph_arguments(request.args) | {name: request.args.getlist(name) for name in others}


def _address(question: Question, ids: Sequence[str]) -> str:
    asked: dict[str, Any] = dict(zip(question.names, ids, strict=True))
    return url_for(question.endpoint, **(asked | _kept(question)))


def _sign(watched: Watched) -> Behind:
    """What was asked, for the links that tell of it."""
    return sign([asdict(run) for run in watched.runs], site().key)


def _routes_graph(answer: Mapping[str, Any], behind: Behind) -> Graph:
    """The routes as a graph of the page."""
    drawn = draw_routes(answer).as_json() | {"runs": behind.runs, "run_tokens": behind.tokens}
    asked = answer["asked"]
    api = url_for("api.path", **asked)
    odd = tuple(unknown(request.args, OF_PAGES))
    if not answer["paths"]:
        return Graph(None, None, None, behind, api, Asked(), unknown=odd)
    picture = Drawing(drawn, site().settings.base_path)
    return Graph(drawn, picture, None, behind, api, Asked(), unknown=odd)
