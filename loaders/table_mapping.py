"""The mapping file of ``explorer load tables --mapping FILE``: other people's headings and files.

TOML, or JSON of the same shape. All of it is checked against ``loaders.table_columns`` before a
file is opened::

    [files]
    "tableA.csv" = "papers"         # or a list: of several tables, or none, [], to pass it over

    [papers]
    id = "Work ID"                  # our column = their heading
    type = { value = "article" }    # the same in each row, or where the cell is empty
    authors = { column = "Names", separator = ", " }
    doi = { column = "DOI", prefix = "10.1145/" }
    ignore = ["abstarct"]           # headings that are near one of ours, but are something else
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from explorer.errors import SourceError
from loaders.table_columns import TABLES, Table, nearest

KEYS = ("column", "value", "separator", "prefix")
UNCHANGED = "nothing was changed"


@dataclass(frozen=True, slots=True)
class Given:
    """Where the values of one column come from.

    ``column`` is their heading, None where there is none; ``value`` stands in for an empty cell;
    a list in one text is cut at ``separator``; ``prefix`` is put before each value.
    """

    column: str | None
    value: Any = None
    separator: str | None = None
    prefix: str = ""

    def apply(self, cell: Any) -> Any:
        """The cell as a file in canonical form would hold it."""
        if cell is None or cell == "":
            return self.value
        if self.separator and isinstance(cell, str):
            cell = cell.split(self.separator)
        if not self.prefix:
            return cell
        if isinstance(cell, list):
            return [f"{self.prefix}{str(each).strip()}" for each in cell if each]
        return f"{self.prefix}{str(cell).strip()}"


@dataclass(frozen=True, slots=True)
class Mapped:
    """What a mapping says of one table."""

    columns: Mapping[str, Given] = field(default_factory=dict)
    ignore: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Headings:
    """A whole mapping: the tables each file holds, and the columns of each table."""

    name: str = ""
    files: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    tables: Mapping[str, Mapped] = field(default_factory=dict)

    def of(self, table: Table) -> Mapped:
        """What it says of a table."""
        return self.tables.get(table.name, Mapped())

    def names(self, heading: str) -> bool:
        """Whether it says of some table what a heading is."""
        return any(
            given.column == heading
            for each in self.tables.values()
            for given in each.columns.values()
        )


def read_mapping(path: Path) -> Headings:
    """A mapping file.

    Raises:
        SourceError: it cannot be read, or names a table or column that there is not.
    """
    said = _parsed(path)
    files: dict[str, tuple[str, ...]] = {}
    tables: dict[str, Mapped] = {}
    for name, inner in said.items():
        if not isinstance(inner, dict):
            raise _wrong(path, f"{name} is no table of its own", f"Write it as [{name}].")
        if name == "files":
            files = {file: _tables_of(path, file, given) for file, given in inner.items()}
        else:
            tables[name] = _mapped(path, _table(path, name, f"[{name}]"), inner)
    return Headings(path.name, files, tables)


def _parsed(path: Path) -> dict[str, Any]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise _wrong(path, f"it cannot be read: {error.strerror}", "Check the path.") from error
    except UnicodeDecodeError as error:
        raise _wrong(path, f"it is not UTF-8 (byte {error.start})", "Save it in UTF-8.") from error
    try:
        said = json.loads(text) if path.suffix.lower() == ".json" else tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # of both parsers
        raise _wrong(path, f"it does not parse: {error}", "It is TOML, or JSON.") from error
    if not isinstance(said, dict):
        raise _wrong(path, "it is no object", 'Its form is {"papers": {"id": "Work ID"}}.')
    return said


def _table(path: Path, name: str, place: str) -> Table:
    if name not in TABLES:
        known = ["files", *TABLES] if place == f"[{name}]" else list(TABLES)
        raise _wrong(
            path,
            f"{place} names no table",
            f"Tables are {', '.join(TABLES)}.{nearest(name, known)}",
        )
    return TABLES[name]


def _tables_of(path: Path, file: str, given: Any) -> tuple[str, ...]:
    names = [given] if isinstance(given, str) else given
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise _wrong(path, f"[files] {file} is no table", f"Tables are {', '.join(TABLES)}.")
    return tuple(_table(path, name, f"[files] {file} = {name!r}").name for name in names)


def _mapped(path: Path, table: Table, said: Mapping[str, Any]) -> Mapped:
    columns = {}
    for name, given in said.items():
        if name == "ignore":
            continue
        if name not in table.names():
            raise _wrong(
                path,
                f"[{table.name}] has no column {name!r}",
                f"Left of = stands one of {', '.join(table.names())}."
                f"{nearest(name, table.names())}",
            )
        columns[name] = _given(path, f"[{table.name}] {name}", given)
    ignore = said.get("ignore", [])
    if not isinstance(ignore, list) or not all(isinstance(each, str) for each in ignore):
        raise _wrong(path, f"[{table.name}] ignore is no list of headings", 'As ["Notes"].')
    return Mapped(columns, frozenset(ignore))


def _given(path: Path, place: str, given: Any) -> Given:
    if isinstance(given, str):
        return Given(given)
    hint = f'As {{ column = "Their heading" }}; keys are {", ".join(KEYS)}.'
    if not isinstance(given, dict) or not given:
        raise _wrong(path, f"{place} is neither a heading nor a table of keys", hint)
    for key in given:
        if key not in KEYS:
            raise _wrong(path, f"{place} has a key {key!r}", f"{hint}{nearest(key, [*KEYS])}")
    texts: Sequence[Any] = [given[key] for key in KEYS if key != "value" and key in given]
    if not all(isinstance(text, str) and text for text in texts):
        raise _wrong(path, f"{place}: only value may be something else than text", hint)
    if "column" not in given and "value" not in given:
        raise _wrong(path, f"{place} names neither a column nor a value", hint)
    return Given(
        given.get("column"), given.get("value"), given.get("separator"), given.get("prefix", "")
    )


def _wrong(path: Path, what: str, hint: str) -> SourceError:
    return SourceError(f"The mapping {path}: {what}; {UNCHANGED}.", hint=hint)
