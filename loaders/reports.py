"""What a load tells: how far it is, and what it did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from explorer.model import NodeKind


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a load is. ``bytes_total`` is the size of the input as it lies on the disk."""

    phase: str  # checking, reading, linking, sweeping, deriving, done
    read: int
    written: int  # nodes and edges created or changed
    rejected: int
    bytes_read: int
    bytes_total: int


@dataclass(frozen=True, slots=True)
class Kept:
    """What a dataset held and a read did not see, but left, since it could not use all records."""

    nodes: Mapping[NodeKind, int] = field(default_factory=dict)
    edges: int = 0  # between other nodes

    @property
    def total(self) -> int:
        """Nodes and edges."""
        return sum(self.nodes.values()) + self.edges


@dataclass(frozen=True, slots=True)
class Report:
    """What a load did."""

    dataset: str
    source: str
    run_id: str
    read: int
    rejected: int
    rejects_file: Path | None
    counts: Mapping[NodeKind, int]  # nodes that the dataset holds now
    removed: Mapping[NodeKind, int]  # nodes deleted
    changed: int  # nodes and edges that records created or changed
    writes: int  # nodes, edges and properties written, the Load node's aside
    resumed: int  # entries whose batches an earlier run, which was cut off, had written
    data_as_of: str | None
    seconds: float
    unchanged: bool = False  # these very files were loaded last: they were not read again
    kept: Kept = field(default_factory=Kept)
