"""What a node's place rests on, and whether one paper alone holds it there. Pure.

A reason is made of pieces of evidence. A piece that is a paper stands as long as that paper does.
A piece that is something else – a topic, an institution or somebody in common – has two sides,
the node's and the ego's, each held by the papers that tie it to the thing: the piece stands as
long as each side has a paper left. Whether the score that is left would still pass the cut is
another question: the panel's lens, which reads the same fields of a slice, answers it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

ReasonJson = Mapping[str, Any]


def sole_paper(node: str, reasons: Sequence[ReasonJson]) -> str | None:
    """The paper without which no reason of a node would be left, if there is one.

    Args:
        node: its id; that a paper rests on itself says nothing.
        reasons: as a slice's JSON holds them: ``evidence``; ``complete``, whether that is all;
            ``rests``, where the evidence is no paper: the sides of each piece, each with its
            ``papers`` and whether there may be ``more``.

    >>> sole_paper("a", [{"evidence": ["w1"], "complete": True, "rests": None}])
    'w1'
    >>> sole_paper("a", [{"evidence": ["w1", "w2"], "complete": True, "rests": None}])
    """
    if not reasons or not all(reason["complete"] for reason in reasons):
        return None
    pieces = [papers for reason in reasons for papers in _pieces(reason)]
    shared = set.intersection(*pieces) if pieces else set()
    return min(shared, default=None) if node not in shared else None


def _pieces(reason: ReasonJson) -> Iterable[set[str]]:
    """Of each piece, the papers without any one of which it falls."""
    if reason["rests"] is None:
        return [{paper} for paper in reason["evidence"]]
    return [
        {side["papers"][0] for side in sides if len(side["papers"]) == 1 and not side["more"]}
        for sides in reason["rests"]
    ]
