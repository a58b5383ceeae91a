"""How far a slice is, as it is told while it is built."""

from __future__ import annotations

import pytest

from explorer.graph.telling import LINKS, Ring, Stopped, Teller


def test_the_share_grows_over_all_rounds_and_never_shrinks() -> None:
    told: list[Ring] = []
    teller = Teller(told.append, 2)
    teller.say("papers", None, 0)
    teller.say("papers", 12, 0.5)
    teller.say("people", 7, 1)
    teller.say("papers", None, 0)  # a second ring around the first
    teller.step = 2
    teller.say("people", 3, 0.5)
    teller.step = 3
    teller.say(LINKS, 40, 1)
    assert [each.share for each in told] == [0, 0.125, 0.25, 0.25, 0.625, 1]
    assert [(each.step, each.steps) for each in told[-2:]] == [(2, 2), (2, 2)]
    assert told[1].as_json() == {
        "ring": "papers", "found": 12, "step": 0, "steps": 2, "share": 0.125,
        "after": told[1].after,
    }  # fmt: skip


def test_what_is_told_to_nobody_costs_nothing_and_a_listener_can_end_it() -> None:
    silent = Teller(None, 0)
    silent.say("papers", 1, 1)
    assert not silent.listened

    def gone(_: Ring) -> None:
        raise Stopped

    with pytest.raises(Stopped):
        Teller(gone, 0).say("papers", None, 0)
