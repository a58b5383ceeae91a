"""Files of OpenAlex: which form each has, and one raw record after the other.

A form is one line of ``FORMS``.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import lzma
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

from explorer.errors import SourceError
from loaders import Raw
from loaders.openalex_csv import NEEDED


@dataclass(frozen=True, slots=True)
class Broken:
    """A line or row that is no record; its reason and its text."""

    reason: str
    text: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Form:
    """One form of input: its suffixes, compression aside, and how to read it."""

    name: str
    suffixes: tuple[str, ...]
    read: Callable[[IO[bytes], Path], Iterator[tuple[str, Any]]]  # position, value


def read(paths: Sequence[Path]) -> Iterator[Raw]:
    """The works of some files, in order.

    Raises:
        SourceError: a file has no known form, or breaks off.
    """
    forms = [(path, _form(path)) for path in paths]
    for path, form in forms:
        try:
            with ExitStack() as stack:
                lying = stack.enter_context(path.open("rb"))
                plain = stack.enter_context(_unpacked(lying, path))
                for position, value in form.read(plain, path):
                    yield Raw(str(path), position, value, lying.tell())
        except (EOFError, zlib.error, lzma.LZMAError, gzip.BadGzipFile) as error:
            raise SourceError(
                f"{path} breaks off or is damaged: {error}.",
                hint="Fetch it again; nothing of the dataset was removed.",
            ) from error
        except OSError as error:
            raise SourceError(
                f"{path} cannot be read: {error.strerror or error}.",
                hint="Check its rights and the disk.",
            ) from error


def _form(path: Path) -> Form:
    name = path.name.lower().removesuffix(".gz").removesuffix(".xz")
    for form in FORMS:
        if name.endswith(form.suffixes):
            return form
    known = "; ".join(f"{form.name} ({' '.join(form.suffixes)})" for form in FORMS)
    raise SourceError(
        f"{path} has no form of OpenAlex data that is known here.",
        hint=f"Known are {known}; each also as .gz or .xz.",
    )


def _unpacked(lying: IO[bytes], path: Path) -> IO[bytes]:
    if path.suffix.lower() == ".gz":
        return cast(IO[bytes], gzip.GzipFile(fileobj=lying))
    return cast(IO[bytes], lzma.LZMAFile(lying)) if path.suffix.lower() == ".xz" else lying


def _read_lines(plain: IO[bytes], path: Path) -> Iterator[tuple[str, Any]]:
    for number, line in enumerate(plain, 1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError) as error:
            value = Broken(f"the line is not JSON: {error}", line.decode(errors="replace"))
        yield f"line {number}", value


def _read_csv(plain: IO[bytes], path: Path) -> Iterator[tuple[str, Any]]:
    csv.field_size_limit(2**31 - 1)  # lists of references and abstracts are long
    text = io.TextIOWrapper(plain, encoding="utf-8-sig", newline="")
    rows = csv.reader(text)
    try:
        header = next(rows, [])
        lacking = [column for column in NEEDED if column not in header]
        if lacking:
            raise SourceError(
                f"{path} is not OpenAlex's CSV export of works: it lacks the columns "
                f"{', '.join(lacking)}.",
                hint="Export works, not authors or sources, with all columns.",
            )
        for number, cells in enumerate(rows, 2):
            if len(cells) == len(header):
                yield f"row {number}", dict(zip(header, cells, strict=True))
            elif cells:
                reason = f"the row has {len(cells)} cells, the header {len(header)}"
                yield f"row {number}", Broken(reason, ",".join(cells))
    except (UnicodeDecodeError, csv.Error) as error:
        raise SourceError(
            f"{path} cannot be read as CSV in UTF-8: {error}.",
            hint="Export it again in UTF-8; nothing of the dataset was removed.",
        ) from error
    finally:
        text.detach()  # whoever opened the file closes it


FORMS = (
    Form("CSV export of works", (".csv",), _read_csv),
    Form("works as JSON Lines", (".jsonl", ".ndjson", ".json"), _read_lines),
)
