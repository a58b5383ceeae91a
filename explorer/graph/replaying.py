"""Replaying a view: the steps that a reader took, one after another.

Comes in: a request with its operations. Goes out: the view that they lead to. Where a reader goes
on from a view that was built lately, only the last step is carried out.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import islice

from explorer.graph import rings
from explorer.graph.asking import STEPS, Log
from explorer.graph.lately import Lately
from explorer.graph.request import SliceRequest
from explorer.graph.telling import Tell, Teller
from explorer.graph.view import FILTERING, View, later_of
from explorer.graph.words import counted
from explorer.store import Store

FILTERS = 12  # filters in a row that are drawn; each one earlier only counts for those after it


def replay(
    store: Store, request: SliceRequest, tell: Tell | None = None, lately: Lately | None = None
) -> View:
    """The view that a request's operations lead to.

    Where they take too long, the last ones are left out, and it says so as of a late ring.

    Raises:
        NotFound: no ego exists.
        Stopped: ``tell`` did.
        StoreUnavailable, QueryTimeout, QueryFailed: the database's fault.
    """
    steps = request.operations
    log = Log(Teller(tell, len(steps)), lately)
    view, begun = _begun(store, request, log)
    for done, operation in islice(enumerate(steps), begun, None):
        view.log.teller.step = done + 1
        if view.log.seconds > rings.STEPS_SECONDS:
            left = counted(len(steps) - done, "step")
            took = f"The view had taken {rings.STEPS_SECONDS:g} s: the last {left} of"
            view.log.tell_late(STEPS, "", f"{took} {len(steps)} were left out.")
            break
        following = steps[done + 1 : done + 1 + FILTERS]
        if len(following) == FILTERS and all(o.do in FILTERING for o in (operation, *following)):
            view.pass_over(operation)
        else:
            view.apply(operation)
    if lately and not view.log.late:
        lately.keep_view(replace(request, widen=None), view.to_go_on(request, Log()))
    return view


def _begun(store: Store, request: SliceRequest, log: Log) -> tuple[View, int]:
    """A view to go on from, and how many of the steps it has taken."""
    steps = request.operations
    # Of so many filters in a row the first is passed over, which alone it was not.
    passing = len(steps) > FILTERS and all(o.do in FILTERING for o in steps[-1 - FILTERS :])
    if log.lately and steps and not passing:
        held = log.lately.recall_view(replace(request, operations=steps[:-1], widen=None))
        if held and held.later == later_of(request):
            return held.to_go_on(request, log), len(steps) - 1
    return View(store, request, log), 0
