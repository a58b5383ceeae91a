"""Files of OpenAlex: which form each has, and one raw record after the other.

A form is one line of ``FORMS``.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from explorer.errors import SourceError
from loaders import Raw
from loaders.files import Broken, find_parts, has_suffix, lines, opened
from loaders.openalex_csv import NEEDED


@dataclass(frozen=True, slots=True)
class Form:
    """One form of input: its suffixes, compression aside, and how to read it."""

    name: str
    suffixes: tuple[str, ...]
    read: Callable[[IO[bytes], str], Iterator[tuple[str, Any]]]  # position, value


def read(paths: Sequence[Path]) -> Iterator[Raw]:
    """The works of some files, in order.

    Raises:
        SourceError: a file has no known form, or breaks off.
    """
    for part in find_parts(paths, SUFFIXES):
        form = next(form for form in FORMS if has_suffix(part.form, form.suffixes))
        with opened(part) as file:
            for position, value in form.read(file.stream, part.name):
                yield Raw(part.name, position, value, file.offset())


def _read_lines(stream: IO[bytes], _: str) -> Iterator[tuple[str, Any]]:
    for number, line in lines(stream):
        yield f"line {number}", line if isinstance(line, Broken) else _json(line)


def _json(line: bytes) -> Any:
    try:
        return json.loads(line.decode())
    except UnicodeDecodeError as error:
        return Broken.of(f"the line is not UTF-8: {error}", line)
    except (ValueError, RecursionError) as error:
        return Broken.of(f"the line is not JSON: {error}", line)


def _read_csv(plain: IO[bytes], name: str) -> Iterator[tuple[str, Any]]:
    csv.field_size_limit(2**31 - 1)  # lists of references and abstracts are long
    text = io.TextIOWrapper(plain, encoding="utf-8-sig", newline="")
    rows = csv.reader(text)
    try:
        header = next(rows, [])
        lacking = [column for column in NEEDED if column not in header]
        if lacking:
            raise SourceError(
                f"{name} is not OpenAlex's CSV export of works: it lacks the columns "
                f"{', '.join(lacking)}.",
                hint="Export works, not authors or sources, with all columns.",
            )
        for number, cells in enumerate(rows, 2):
            if len(cells) == len(header):
                yield f"row {number}", dict(zip(header, cells, strict=True))
            elif cells:
                reason = f"the row has {len(cells)} cells, the header {len(header)}"
                yield f"row {number}", Broken.of(reason, ",".join(cells))
    except (UnicodeDecodeError, csv.Error) as error:
        raise SourceError(
            f"{name} cannot be read as CSV in UTF-8: {error}.",
            hint="Export it again in UTF-8; nothing of the dataset was removed.",
        ) from error
    finally:
        text.detach()  # whoever opened the file closes it


FORMS = (
    Form("CSV export of works", (".csv",), _read_csv),
    Form("works as JSON Lines", (".jsonl", ".ndjson", ".json"), _read_lines),
)
SUFFIXES = tuple(suffix for form in FORMS for suffix in form.suffixes)
