"""Files of the canonical tables: CSV, JSON Lines and Parquet, one row after the other.

A form is one line of ``FORMS``. Goes out: each row's cells by canonical column, as they are
written, or Broken. In memory stands one row, or a thousand of a Parquet file.
"""

from __future__ import annotations

import contextlib
import csv
import json
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from explorer.errors import SourceError
from loaders.files import MOST_LINE, Broken, Part, find_parts, has_suffix, lines, opened
from loaders.table_columns import TABLES, Table, nearest
from loaders.table_headings import Matcher, tables_of
from loaders.table_mapping import UNCHANGED, Headings
from loaders.unpacking import damaged

ROWS = 1000  # of a Parquet file, read together
DELIMITERS = ",;\t"  # spreadsheets of many countries write ; instead of ,
KEPT = "nothing of the dataset was removed"


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its table, its cells by canonical column, and the file's own headings for them."""

    table: Table
    position: str  # as ``row 4`` or ``line 12``
    offset: int  # bytes on the disk that were read by then
    cells: Mapping[str, Any] | Broken
    headings: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Holding:
    """One table that one part holds."""

    part: Part
    table: Table


def find_tables(paths: Sequence[Path], mapping: Headings) -> list[Holding]:
    """Which part holds which table, in the order to read them: nodes before edges, then by name.

    Raises:
        SourceError: a name says nothing, or the mapping names a file that is not there.
    """
    parts = find_parts(paths, SUFFIXES)
    names = {_file_name(part).casefold() for part in parts} | {part.form for part in parts}
    for file in mapping.files:
        if file.casefold() not in names:
            raise SourceError(
                f"The mapping {mapping.name} names the file {file}, which is not among those to "
                f"load; {UNCHANGED}.",
                hint=f"Name it, or take it from [files].{nearest(file, sorted(names))}",
            )
    order = list(TABLES)
    found = [Holding(part, table) for part in parts for table in tables_of(part, mapping)]
    return sorted(found, key=lambda each: (order.index(each.table.name), each.part.name))


def _file_name(part: Part) -> str:
    return Path(part.member or part.path).name


def read_rows(holding: Holding, mapping: Headings) -> Iterator[Row]:
    """The rows of one part.

    Raises:
        SourceError: it breaks off, or its headings are not those of the table.
    """
    part, table = holding.part, holding.table
    matcher = Matcher(part, table, mapping)
    form = next(form for form in FORMS if has_suffix(part.form, form.suffixes))
    for position, offset, cells in form.read(part, matcher):
        yield Row(table, position, offset, cells, matcher.seen)


Cells = Iterator[tuple[str, int, dict[str, Any] | Broken]]  # position, offset, cells


# -- JSON Lines --------------------------------------------------------------------------------


def _read_lines(part: Part, matcher: Matcher) -> Cells:
    usable = False
    with opened(part) as file:
        for number, line in lines(file.stream):
            value = line if isinstance(line, Broken) else _json(line)
            if not isinstance(value, Broken):
                usable = True
                value = matcher.cells(value)
            yield f"line {number}", file.offset(), value
    if usable:
        matcher.finish()


def _json(line: bytes) -> dict[str, Any] | Broken:
    try:
        value = json.loads(line.decode())
    except UnicodeDecodeError as error:
        return Broken.of(f"the line is not UTF-8: {error}", line)
    except (ValueError, RecursionError) as error:
        return Broken.of(f"the line is not JSON: {error}", line)
    return value if isinstance(value, dict) else Broken.of("the line is no JSON object", line)


# -- CSV ---------------------------------------------------------------------------------------


def _read_csv(part: Part, matcher: Matcher) -> Cells:
    csv.field_size_limit(MOST_LINE)
    with opened(part) as file:
        texts = _text_lines(file.stream, part)
        first = next(texts, "").removeprefix("\ufeff")
        delimiter = max(DELIMITERS, key=first.count)
        rows = csv.reader(_again(first, texts), delimiter=delimiter)
        try:
            header = next(rows, [])
            _check_header(header, part)
            for heading in header:
                matcher.columns(heading)
            matcher.finish()
            for number, row in enumerate(rows, 2):
                if row:
                    yield f"row {number}", file.offset(), _csv_cells(header, row, matcher)
        except csv.Error as error:
            raise SourceError(
                f"{part.name} cannot be read as CSV: {error}; {KEPT}.",
                hint='A cell that opens with " must end with ". Export it again.',
            ) from error


def _text_lines(stream: IO[bytes], part: Part) -> Iterator[str]:
    """Lines as text; bytes that are not UTF-8 stay recognisable."""
    while line := stream.readline(MOST_LINE + 1):
        if len(line) > MOST_LINE:
            raise SourceError(
                f"{part.name} holds a line of more than {MOST_LINE:,} bytes; {KEPT}.",
                hint="That is no table as CSV. Export it again.",
            )
        yield line.decode(errors="surrogateescape")


def _again(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield first
    yield from rest


def _check_header(header: Sequence[str], part: Part) -> None:
    twice = next((heading for heading in header if heading and header.count(heading) > 1), None)
    if twice is not None:
        raise SourceError(
            f"{part.name}: the heading {twice!r} stands twice; {UNCHANGED}.", hint="Rename one."
        )


def _csv_cells(
    header: Sequence[str], row: Sequence[str], matcher: Matcher
) -> dict[str, Any] | Broken:
    if len(row) != len(header):
        reason = f"the row has {len(row)} cells, the header {len(header)}"
        return Broken.of(reason, ",".join(row).encode(errors="surrogateescape"))
    for cell in row:
        if not cell.isascii() and any("\udc80" <= letter <= "\udcff" for letter in cell):
            text = ",".join(row).encode(errors="surrogateescape")
            return Broken.of("the row is not UTF-8", text)
    return matcher.cells(dict(zip(header, row, strict=True)))


# -- Parquet -----------------------------------------------------------------------------------


def _read_parquet(part: Part, matcher: Matcher) -> Cells:
    """Row group by row group, and only the columns that are ours."""
    import pyarrow  # here, for it takes a third of a second, and few loads read Parquet
    from pyarrow import parquet

    try:
        with _seekable(part) as path, parquet.ParquetFile(path) as file:
            headings = [str(name) for name in file.schema_arrow.names]
            wanted = [heading for heading in headings if matcher.columns(heading)]
            matcher.finish()
            size, count = part.path.stat().st_size, max(file.metadata.num_rows, 1)
            number = 0
            for batch in file.iter_batches(ROWS, columns=wanted):
                for row in batch.to_pylist():
                    number += 1
                    yield f"row {number}", size * number // count, matcher.cells(row)
    except (pyarrow.ArrowException, OSError, ValueError) as error:
        raise damaged(part.name, _first_line(error)) from error


def _first_line(error: Exception) -> Exception:
    return Exception(str(error).partition("\n")[0].rstrip(". "))


@contextlib.contextmanager
def _seekable(part: Part) -> Iterator[Path]:
    """The file itself; of one that is packed, a temporary copy."""
    if part.member is None and part.path.name.lower() == part.form:
        yield part.path
        return
    with opened(part) as file, tempfile.NamedTemporaryFile(prefix="explorer-parquet-") as copy:
        shutil.copyfileobj(file.stream, copy)
        copy.flush()
        yield Path(copy.name)


@dataclass(frozen=True, slots=True)
class Form:
    """One form of input: its suffixes, compression aside, and how to read it."""

    suffixes: tuple[str, ...]
    read: Callable[[Part, Matcher], Cells]


FORMS = (
    Form((".csv", ".tsv"), _read_csv),
    Form((".jsonl", ".ndjson"), _read_lines),
    Form((".parquet",), _read_parquet),
)
SUFFIXES = tuple(suffix for form in FORMS for suffix in form.suffixes)
