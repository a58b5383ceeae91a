"""Files of OpenAlex: which form each has, and one raw record after the other.

A form is one line of ``FORMS``.
"""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from explorer.errors import SourceError
from loaders import Raw
from loaders.files import (
    KEEP_BYTES,
    MOST_LINE,
    Broken,
    as_bytes,
    find_parts,
    has_suffix,
    is_utf8,
    lines,
    opened,
)
from loaders.openalex_csv import NEEDED
from loaders.openalex_json import Found, read_json, read_lines
from loaders.unpacking import KEPT


@dataclass(frozen=True, slots=True)
class Form:
    """One form of input: its suffixes, packing aside, and how to read it."""

    name: str
    suffixes: tuple[str, ...]
    read: Callable[[io.BufferedReader, str], Iterator[Found]]


def read(paths: Sequence[Path]) -> Iterator[Raw]:
    """The records of files, folders and zips, in order.

    Raises:
        SourceError: a file has no known form, is damaged, or breaks off.
    """
    for part in find_parts(paths, SUFFIXES):
        form = next(form for form in FORMS if has_suffix(part.form, form.suffixes))
        with opened(part) as file:
            for position, value in form.read(file.stream, part.name):
                yield Raw(part.name, position, value, file.offset())


def _read_csv(stream: io.BufferedReader, name: str) -> Iterator[Found]:
    csv.field_size_limit(MOST_LINE)  # lists of references and abstracts are long
    text = _Text(stream)
    rows = csv.reader(text, strict=True)
    header = _cells(rows) or []
    lacking = NEEDED if isinstance(header, Broken) else [c for c in NEEDED if c not in header]
    if isinstance(header, Broken) or lacking:
        raise SourceError(
            f"{name} is not OpenAlex's CSV export of works: it lacks the columns "
            f"{', '.join(lacking)}; {KEPT}.",
            hint="Export works, not authors or sources, with all columns, in UTF-8.",
        )
    for number in itertools.count(2):
        cells = _cells(rows)
        if isinstance(cells, Broken) and text.ended:
            raise SourceError(
                f"{name} breaks off inside a quoted text that opens in row {number}; {KEPT}.",
                hint="Fetch it again, or close the quote.",
            )
        if cells is None:
            return
        if isinstance(cells, list) and len(cells) < len(header) and text.unended:
            raise SourceError(
                f"{name} breaks off in row {number}, its last: it has {len(cells)} cells, the "
                f"header {len(header)}; {KEPT}.",
                hint="Fetch it again; or, if it is whole, end that row as the others end.",
            )
        found = text.passed_over or (_row(header, cells) if isinstance(cells, list) else cells)
        text.passed_over = None
        if found:
            yield f"row {number}", found


def _cells(rows: Iterator[list[str]]) -> list[str] | Broken | None:
    """The cells of the next row; None after the last."""
    try:
        return next(rows, None)
    except csv.Error as error:
        return Broken(f"the row is not CSV: {error}", "")


class _Text:
    """The lines of a stream as text; bytes that are no UTF-8 become halves of surrogate pairs."""

    def __init__(self, stream: io.BufferedReader) -> None:
        self._lines = lines(stream, blank=True)
        self.ended = False
        self.unended = False  # the newest line has no line break: it is the last
        self.passed_over: Broken | None = None  # the newest line that was too long

    def __iter__(self) -> Iterator[str]:
        for _, line in self._lines:
            if isinstance(line, Broken):
                self.passed_over = line
            self.unended = isinstance(line, bytes) and not line.endswith((b"\n", b"\r"))
            yield "\n" if isinstance(line, Broken) else line.decode("utf-8", KEEP_BYTES)
        self.ended = True


def _row(header: Sequence[str], cells: Sequence[str]) -> dict[str, str] | Broken | None:
    whole = ",".join(cells)
    if not cells:
        return None
    if len(cells) != len(header):
        reason = f"the row has {len(cells)} cells, the header {len(header)}"
        return Broken.of(reason, as_bytes(whole))
    if not is_utf8(whole):
        return Broken.of("the row is not UTF-8", as_bytes(whole))
    return dict(zip(header, cells, strict=True))


FORMS = (
    Form("CSV export of works", (".csv",), _read_csv),
    Form("JSON", (".json",), read_json),
    # A snapshot's parts are called part_000.gz, and hold JSON Lines.
    Form("JSON Lines", (".jsonl", ".ndjson", "part_[0-9][0-9][0-9]", "part_[0-9][0-9][0-9][0-9]"),
         read_lines),
)  # fmt: skip
SUFFIXES = tuple(suffix for form in FORMS for suffix in form.suffixes)
