"""Sources: how to read each, and what its records mean.

A source is one file of this package and one line of ``SOURCES``. ``loaders.pipeline`` loads it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from explorer.model import Batch


@dataclass(frozen=True, slots=True)
class Raw:
    """One record as read.

    ``position`` says where it stands, as ``line 12``, ``row 4`` or its key; ``offset`` how many
    bytes of the file, as it lies on the disk, were read so far: 0 where that is not known.
    """

    source_file: str
    position: str
    value: Any
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Source:
    """One source.

    ``read`` streams records and raises SourceError where the input is broken. ``to_records`` is
    pure: one raw value and the dataset's name give a Batch; it raises RecordError. ``guide``
    gives what ``explorer load NAME --help`` says more than of other sources. ``beside`` names files
    that decide what the records are without being input themselves.
    """

    name: str
    doc: str
    suffixes: tuple[str, ...]
    read: Callable[[Sequence[Path]], Iterator[Raw]]
    to_records: Callable[[Any, str], Batch]
    guide: Callable[[], str] | None = None
    beside: tuple[Path, ...] = ()


from loaders import bibtex, openalex, tables  # noqa: E402 - each makes its Source of this class

SOURCES: dict[str, Source] = {
    each.name: each for each in (bibtex.SOURCE, openalex.SOURCE, tables.SOURCE)
}
