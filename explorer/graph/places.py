"""Where the nodes of a view stand: step by step, so that what stays where it is does not move.

Pure but for the clock of the view, which says when the time for it is over.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from itertools import zip_longest
from typing import Any

from explorer.graph import placement, rings
from explorer.graph.edges import links
from explorer.graph.lately import Lately, Placed
from explorer.graph.picture import Picture
from explorer.graph.placement import Spot
from explorer.graph.ranking import Ranked
from explorer.graph.view import View
from explorer.model import NodeKind

Question = tuple[Any, ...]  # what ``placement.place`` takes


def place_steps(view: View, picture: Picture) -> Placed:
    """Positions after the last step: at each step what is there stays where it is."""
    spots: dict[str, Spot] = {}
    ever: dict[str, Spot] = {}
    centres: dict[str, bool] = {}  # of all ever placed, whether they were egos when they last were
    homes: dict[str, Spot] = {}  # where the pinned ones stood before
    egos: tuple[str, ...] = ()
    here: dict[str, Ranked | None] = {}
    every = links(picture.rows, view.newest, picture.ties, view.request.years)
    rectangle = placement.View(0.0, 0.0, 0.0, 0.0)
    near: dict[str, str] = {}
    due = False
    for step, following in zip_longest(view.steps, view.steps[1:]):
        egos = step.egos or egos
        here = {node: each for node, each in here.items() if node not in step.removed}
        here = {**dict.fromkeys(egos), **here, **step.added}
        if step.pin is not None:
            node, x, y = step.pin
            homes.setdefault(node, spots[node])
            spots[node] = replace(spots[node], x=x, y=y)
        if step.freed in homes:
            spots.pop(step.freed, None)  # it goes home, or elsewhere where that is taken
            ever[step.freed] = homes.pop(step.freed)
        near |= step.near
        due = due or not step.changes_nothing
        moves = following is not None and following.pin is not None
        if not due or (following is not None and not moves and _hurry(view)):
            continue
        turned = {node for node, was in centres.items() if was != (node in egos)}
        spots, rectangle = _place_step(
            picture, egos, here, every, (spots, ever), turned, near, view.log.lately
        )
        due, near = False, {}
        ever.update(spots)
        centres.update((node, node in egos) for node in spots)
    return spots, rectangle


def _place_step(
    picture: Picture,
    egos: Sequence[str],
    here: Mapping[str, Ranked | None],
    every: Sequence[tuple[str, str, float]],
    before: tuple[Mapping[str, Spot], Mapping[str, Spot]],
    turned: Collection[str],
    near: Mapping[str, str],
    lately: Lately | None,
) -> Placed:
    """Positions of what is here, where some of it stood before, just now or ever.

    ``turned`` are those that have become egos since they were placed, or are none any more.
    """
    shown = {node: picture.kind(node) for node in here if node in picture.facts}
    held = _held(shown, *before)
    ties = [
        (why.ego, node.id, why.points)
        for node in here.values() if node is not None
        for why in node.reasons
    ]  # fmt: skip
    # What is not shown yet pulls nobody, and leaves the question the same from step to step.
    pulling = [tie for tie in (*every, *ties) if tie[0] in shown and tie[1] in shown]
    question = (
        [ego for ego in egos if ego in picture.facts],
        shown,
        {node: each.score for node, each in here.items() if each is not None},
        {node: picture.short(node) for node in shown},
        pulling,
        {node: (spot.x, spot.y) for node, spot in held.items()},
        {node: spot.radius for node, spot in held.items()},
        sorted(turned),
        near,
    )
    return _place(question) if lately is None else lately.placed(question, _place)


def _place(question: Question) -> Placed:
    ego, kinds, scores, labels, links, fixed, radii, turned, near = question
    return placement.place(
        ego, kinds, scores, labels, links, fixed=fixed, radii=radii, turned=turned, near=near
    )


def _hurry(view: View) -> bool:
    """Whether only what the last step shows is still placed: then it may stand elsewhere."""
    late = view.log.seconds > rings.SLICE_SECONDS
    if late:
        took = f"The view had taken {rings.SLICE_SECONDS:g} s"
        view.log.tell_late("earlier places", "", f"{took}: not each step was placed by itself.")
    return late


def _held(
    shown: Mapping[str, NodeKind], spots: Mapping[str, Spot], ever: Mapping[str, Spot]
) -> dict[str, Spot]:
    """Where shown nodes stay; one that comes back has the place it had, unless that is taken."""
    held = {node: spots[node] for node in shown if node in spots}
    for node in sorted(ever.keys() & shown.keys() - held.keys()):
        spot, kind = ever[node], shown[node]
        if not any(placement.meet(spot, kind, held[each], shown[each]) for each in held):
            held[node] = spot
    return held
