"""Routes as a slice: everybody once, in columns, and reasons that sum."""

from __future__ import annotations

from itertools import combinations, pairwise
from math import dist
from typing import Any

import pytest

from explorer.export import EXPORTERS, labels, svg
from explorer.graph.routes import draw_routes
from explorer.panel.elements import to_elements


def person(name: str) -> dict[str, Any]:
    return {"id": f"name:made/{name}", "kind": "person", "label": f"Person {name}",
            "detail": "3 papers here", "marks": []}  # fmt: skip


def step(one: str, other: str) -> dict[str, Any]:
    papers = [{"id": f"doi:10.1/{one}{other}", "kind": "paper", "title": "<b>T</b>", "year": None,
               "authors": 2}]  # fmt: skip
    return {"source": f"name:made/{one}", "target": f"name:made/{other}", "sentence": "1 paper",
            "strength": 0.5, "total": 4, "more": True, "first_year": None, "last_year": None,
            "papers": papers, "query": "introduction_papers"}  # fmt: skip


def answer(*routes: str, reason: str | None = None) -> dict[str, Any]:
    """``answer("axz", "az")``: routes from a to z, the first through x."""
    return {
        "ok": True, "from": person("a"), "to": person("z"), "sentence": "",
        "paths": [
            {"sentence": " → ".join(route), "chance": round(0.5 ** len(route), 6), "shared": [],
             "people": [person(name) for name in route],
             "steps": [step(*pair) for pair in pairwise(route)]}
            for route in routes
        ],
        "complete": reason is None, "reason": reason, "most_authors": 50, "queries": [],
        "asked": {"from": "name:made/a", "to": "name:made/z", "steps": 4, "k": 5},
        "data_as_of": None, "took": 0.1,
    }  # fmt: skip


CASES = [
    ("az",), ("axz",), ("axz", "ayz"), ("az", "axz"), ("az", "axz", "ayz"),
    ("axz", "abcz", "abdez"), ("az", "abz", "acz", "adz", "aez"),
    ("abcdefz", "aghijkz", "alz", "amz", "anz"),
]  # fmt: skip


@pytest.mark.parametrize("routes", CASES)
def test_everybody_stands_once_inside_the_view_and_apart(routes: tuple[str, ...]) -> None:
    drawn = draw_routes(answer(*routes))
    people = {name for route in routes for name in route}
    assert {node.id for node in drawn.nodes} == {f"name:made/{name}" for name in people}
    assert drawn.egos == ("name:made/a", "name:made/z")
    spots = {node.id.rpartition("/")[2]: (node.x, node.y) for node in drawn.nodes}
    view = drawn.view
    for node in drawn.nodes:
        assert view.x + 40 < node.x < view.x + view.width - 40
        assert view.y + 40 < node.y < view.y + view.height - 40
    assert all(dist(one, other) > 60 for one, other in combinations(spots.values(), 2))
    for route in routes:  # from left to right, step by step
        across = [spots[name][0] for name in route]
        assert across == sorted(across)


def test_the_line_from_end_to_end_passes_nobody() -> None:
    drawn = draw_routes(answer("az", "axz", "ayz", "avz"))
    between = [node.y for node in drawn.nodes if node.score is not None]
    assert min(map(abs, between)) > 40


def test_reasons_sum_to_the_score_and_name_the_routes_and_their_papers() -> None:
    drawn = draw_routes(answer("abz", "abcz"))
    nodes = {node.id: node for node in drawn.nodes}
    b = nodes["name:made/b"]
    assert [why["points"] for why in b.reasons] == [0.125, 0.0625]
    assert b.score == pytest.approx(0.1875)
    assert b.reasons[0]["sentence"] == "Route 1 of 2: a → b → z"
    assert b.reasons[0]["evidence"] == ["doi:10.1/ab", "doi:10.1/bz"]
    assert set(b.reasons[0]["evidence"]) <= drawn.evidence.keys()
    assert [node.score for node in drawn.nodes[:2]] == [None, None]


def test_a_step_is_one_edge_with_its_papers() -> None:
    drawn = draw_routes(answer("abz", "abcz"))
    ids = [edge.id for edge in drawn.edges]
    assert len(ids) == len(set(ids)) == 4
    for edge in drawn.edges:
        assert edge.source < edge.target
        assert edge.evidence
        assert (edge.count, edge.query) == (4, "introduction_papers")


def test_no_route_leaves_the_two_ends() -> None:
    drawn = draw_routes(answer(reason="the search stopped"))
    assert [node.id for node in drawn.nodes] == ["name:made/a", "name:made/z"]
    assert drawn.edges == ()
    assert any("the search stopped" in note for note in drawn.notes)


@pytest.mark.parametrize("routes", CASES)
def test_the_panel_and_every_exporter_take_it(routes: tuple[str, ...]) -> None:
    made = draw_routes(answer(*routes)).as_json() | {"sources": [], "papers": {}}
    assert len(to_elements(made)) == len(made["nodes"]) + len(made["edges"])
    assert "<b>" not in svg(made)
    assert labels.label_sides(made)[0]
    for exporter in EXPORTERS.values():
        assert exporter.write(made) or exporter.papers  # of which none are given here
