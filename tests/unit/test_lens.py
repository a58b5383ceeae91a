from typing import Any

import pytest

from explorer.graph.lens import sole_paper


def papers(*ids: str, complete: bool = True) -> dict[str, Any]:
    return {"evidence": list(ids), "complete": complete, "rests": None}


def things(*pieces: list[dict[str, Any]], complete: bool = True) -> dict[str, Any]:
    evidence = [f"T{n}" for n in range(len(pieces))]
    return {"evidence": [*evidence, "w1", "w2"], "complete": complete, "rests": list(pieces)}


def side(*ids: str, more: bool = False) -> dict[str, Any]:
    return {"papers": list(ids), "more": more}


@pytest.mark.parametrize(
    ("reasons", "paper"),
    [
        ([papers("w1")], "w1"),
        ([papers("w1"), papers("w1")], "w1"),
        ([papers("w1"), papers("w2")], None),
        ([papers("w1", "w2")], None),
        ([papers("w1", complete=False)], None),
        # A topic in common falls with the only paper of either side.
        ([papers("w1"), things([side("w1"), side("w2", "w3")])], "w1"),
        ([papers("w1"), things([side("w4"), side("w1")])], "w1"),
        ([papers("w1"), things([side("w1", "w2"), side("w1")])], "w1"),
        ([papers("w1"), things([side("w1", "w2"), side("w3")])], None),
        ([papers("w1"), things([side("w1", more=True), side("w5", more=True)])], None),
        ([papers("w1"), things([side("w1"), side("w2")], [side("w3"), side("w2")])], None),
        ([papers("w1"), things([side("w1"), side("w2")], complete=False)], None),
        # What two papers have in common rests on no third.
        ([papers("w1"), things([])], None),
        ([things([])], None),
        ([things()], None),
        ([], None),
    ],
)
def test_the_paper_that_all_reasons_rest_on(
    reasons: list[dict[str, Any]], paper: str | None
) -> None:
    assert sole_paper("a", reasons) == paper


def test_a_paper_does_not_depend_on_itself() -> None:
    assert sole_paper("w1", [papers("w1")]) is None
