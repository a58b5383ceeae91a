"""From a file's headings to canonical columns, and every slip in them as one clear error.

A heading is one of ours whatever its case, with spaces or hyphens for ``_``; or it is what the
mapping file says. Other headings are passed over, but not one that is nearly a column that the
file lacks: that is a slip, and what it holds would be lost without a word.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import PurePosixPath
from typing import Any

from explorer.errors import SourceError
from loaders.files import Part
from loaders.table_columns import TABLES, Table, nearest
from loaders.table_mapping import UNCHANGED, Headings

SLIP = 0.8  # likeness from which a heading is taken for a slip, as abstarct
_GAPS = re.compile(r"[\s_-]+")


def normal(heading: str) -> str:
    """A heading as our columns are written.

    >>> normal(" Cited-by count")
    'cited_by_count'
    """
    return _GAPS.sub("_", heading.strip().casefold())


def tables_of(part: Part, mapping: Headings) -> tuple[Table, ...]:
    """The tables that a part holds: what the mapping says, else what its name begins with.

    ``papers.csv``, ``papers-2024.parquet``, ``PAPERS_DE.jsonl.gz``; or ``papers/0001.parquet``.

    Raises:
        SourceError: the name says nothing.
    """
    place = PurePosixPath(part.member or part.path.as_posix())
    for file, names in mapping.files.items():
        if file.casefold() in {place.name.casefold(), part.form}:
            return tuple(TABLES[name] for name in names)
    for name in (part.form, place.parent.name.casefold()):
        for table in TABLES.values():
            if re.match(rf"{table.name}(?![a-z])", name):
                return (table,)
    word = re.split(r"[\W\d]", part.form)[0]
    raise SourceError(
        f"{part.name}: its name does not say which table it holds; {UNCHANGED}.",
        hint=f"Let it begin with one of {', '.join(TABLES)}, or say it in a mapping file: "
        f'[files] "{place.name}" = "papers".{nearest(word, list(TABLES))}',
    )


class Matcher:
    """Which columns the headings of one file fill. ``seen`` says by which heading."""

    def __init__(self, part: Part, table: Table, mapping: Headings) -> None:
        self.table, self._file, self._mapping = table, part.name, mapping
        mapped = mapping.of(table)
        self._given, self._ignore = mapped.columns, mapped.ignore
        self._known: dict[str, tuple[str, ...]] = {}
        self._slips: dict[str, str] = {}
        self.seen: dict[str, str] = {}
        self.values = {name: g.value for name, g in self._given.items() if g.value is not None}

    def columns(self, heading: str) -> tuple[str, ...]:
        """The columns that a heading fills.

        Raises:
            SourceError: another heading fills one of them already.
        """
        found = self._known.get(heading)
        if found is None:
            found = self._known[heading] = self._find(heading)
        return found

    def _find(self, heading: str) -> tuple[str, ...]:
        name = normal(heading)
        found = [our for our, given in self._given.items() if given.column == heading]
        if name in self.table.names() and name not in self._given and heading not in self._ignore:
            found.append(name)
        for our in found:
            if our in self.seen:
                raise self._wrong(
                    f"both {self.seen[our]!r} and {heading!r} are its column {our}",
                    "Rename one of them, or say in a mapping file which is meant.",
                )
            self.seen[our] = heading
        if not found and heading not in self._ignore and not self._mapping.names(heading):
            for our in get_close_matches(name, self.table.names(), 1, SLIP):
                self._slips[heading] = our
        return tuple(found)

    def cells(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """One row by canonical column."""
        cells = dict(self.values)
        for heading, cell in row.items():
            for our in self.columns(heading):
                given = self._given.get(our)
                cells[our] = cell if given is None else given.apply(cell)
        return cells

    def finish(self) -> None:
        """Check that the headings are enough; called once all were seen.

        Raises:
            SourceError: one is missing that must be there or that the mapping names, or one is
                nearly a column that is missing.
        """
        others = [heading for heading, found in self._known.items() if not found]
        for our, given in self._given.items():
            if given.column is not None and our not in self.seen:
                raise self._wrong(
                    f"there is no column {given.column!r}, which the mapping {self._mapping.name} "
                    f"takes for {self.table.name}.{our}",
                    f"Its headings are {_listed(self._known)}."
                    f"{nearest(given.column, list(self._known))}",
                )
        filled = self.seen.keys() | self.values.keys()
        for heading, our in self._slips.items():
            if our not in filled:
                raise self._wrong(
                    f"{heading!r} is no column of {self.table.name}. The nearest name is {our!r}",
                    f"Rename it, or say in a mapping file what it is: [{self.table.name}] {our} = "
                    f'"{heading}", or ignore = ["{heading}"].',
                )
        lacking = [c.name for c in self.table.columns if c.required and c.name not in filled]
        if lacking:
            raise self._lacks(lacking[0], others)
        if self.table.one_of and not filled & set(self.table.one_of):
            raise self._lacks(" or ".join(self.table.one_of), others)

    def _lacks(self, name: str, others: list[str]) -> SourceError:
        return self._wrong(
            f"it lacks the column {name}, which {self.table.name} must have",
            f"Its other headings are {_listed(others)}. Rename one, or name it in a mapping file: "
            f'[{self.table.name}] {name.split()[0]} = "…".{nearest(name, others)}',
        )

    def _wrong(self, what: str, hint: str) -> SourceError:
        return SourceError(f"{self._file}: {what}; {UNCHANGED}.", hint=hint)


MOST_LISTED = 20


def _listed(names: Mapping[str, object] | list[str]) -> str:
    shown = [repr(name) for name in names][:MOST_LISTED]
    return ", ".join([*shown, "…"] if len(names) > MOST_LISTED else shown) or "none"
