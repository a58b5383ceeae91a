"""The columns as people read them: ``explorer load tables --help`` and ``docs/tables.md``.

Both are made of ``loaders.table_columns`` and ``loaders.table_cells.TYPES`` alone.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from loaders.table_cells import TYPES
from loaders.table_columns import TABLES, Column, Table

WIDTH = 98  # of a line, as the rest of the help
NAME_WIDTH, TYPE_WIDTH = 18, 10
INTRODUCTION = """\
A file's name begins with the name of its table: papers.csv, people-2024.parquet,
authorships.jsonl.gz. Any of the tables may be missing, and their order does not matter. Folders
and zips are looked through. --mapping FILE says what other headings and file names mean. A star
marks what each row must fill. More, with examples: docs/tables.md."""


def as_text() -> str:
    """All tables and types for a terminal."""
    parts = [INTRODUCTION, *("\n".join(_table_text(table)) for table in TABLES.values())]
    types = [f"  {name:<{NAME_WIDTH}}{each.doc}" for name, each in TYPES.items()]
    return "\n\n".join([*parts, "\n".join(["Types:", *types])])


def _table_text(table: Table) -> Iterator[str]:
    yield f"{table.name}: {table.doc}"
    indent = " " * (2 + NAME_WIDTH + TYPE_WIDTH)
    for column in table.columns:
        name = f"{column.name}{'*' if column.required else ''}"
        start = f"  {name:<{NAME_WIDTH}}{column.type:<{TYPE_WIDTH}}"
        yield textwrap.fill(column.meaning, WIDTH, initial_indent=start, subsequent_indent=indent)
    if table.one_of:
        yield f"  Each row fills at least one of {', '.join(table.one_of)}."


def as_markdown() -> str:
    """All tables and types as a part of ``docs/tables.md``."""
    parts = ["\n".join(_table_markdown(table)) for table in TABLES.values()]
    types = [f"| `{name}` | {each.doc} |" for name, each in TYPES.items()]
    heading = ["### Types", "", "| type | what it accepts |", "| --- | --- |"]
    return "\n\n".join([*parts, "\n".join([*heading, *types])]) + "\n"


def _table_markdown(table: Table) -> Iterator[str]:
    yield f"### {table.name}"
    yield ""
    yield table.doc
    if table.one_of:
        names = ", ".join(f"`{name}`" for name in table.one_of)
        yield f"Each row fills at least one of {names}."
    yield ""
    yield "| column | type | what it is | fills |"
    yield "| --- | --- | --- | --- |"
    for column in table.columns:
        yield f"| {_name(column)} | {column.type} | {column.meaning} | {', '.join(column.fills)} |"


def _name(column: Column) -> str:
    return f"**`{column.name}`**, needed" if column.required else f"`{column.name}`"
