"""What the steps of a view bring and take away. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from explorer.graph.ranking import Ranked, Ranking
from explorer.model import NodeKind


@dataclass(frozen=True, slots=True)
class Step:
    """What one step changes: nodes that come, nodes that go, and a node somebody moved.

    ``egos`` are those from this step on, if they change; ``freed`` is no longer pinned.
    """

    egos: tuple[str, ...] = ()
    added: Mapping[str, Ranked] = field(default_factory=dict)
    removed: frozenset[str] = frozenset()
    near: Mapping[str, str] = field(default_factory=dict)  # newcomers and what they came from
    pin: tuple[str, float, float] | None = None
    freed: str | None = None

    @property
    def changes_nothing(self) -> bool:
        """Whether all is as it was before."""
        return not (self.egos or self.added or self.removed or self.pin or self.freed)


@dataclass(frozen=True, slots=True)
class Expansion:
    """What was brought around some nodes, by kind.

    ``shown`` came by it, ``here`` are shown anyway, ``left`` are not shown: together they are
    ``available``, all neighbours that there are. Of kinds in ``more`` there may be others, of
    those in ``late`` because not all was answered.
    """

    around: tuple[str, ...]
    shown: Mapping[NodeKind, int]
    here: Mapping[NodeKind, int]
    left: Mapping[NodeKind, int]
    available: Mapping[NodeKind, int]
    more: frozenset[NodeKind] = frozenset()
    late: frozenset[NodeKind] = frozenset()


@dataclass(frozen=True, slots=True)
class Around:
    """Some nodes, what is around them, and what of it the second ring brought.

    ``short`` are queries that did not answer in time, or with more rows than are used.
    """

    nodes: tuple[str, ...]
    ranking: Ranking
    brought: frozenset[str] = frozenset()
    short: frozenset[str] = frozenset()
