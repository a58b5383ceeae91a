"""Small tables for tests, written in each form."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow
from pyarrow import parquet

from explorer.errors import RecordError
from explorer.model import Batch
from loaders import Raw, Source
from loaders.tables import SOURCE

Rows = Sequence[Mapping[str, Any]]
FORMS = ("csv", "jsonl", "parquet")


def write_table(path: Path, rows: Rows) -> Path:
    """Write rows in the form that the path's suffix names."""
    columns = list(dict.fromkeys(name for row in rows for name in row))
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8", newline="") as out:
            table = csv.writer(out)
            table.writerow(columns)
            table.writerows([_as_cell(row.get(name)) for name in columns] for row in rows)
    elif path.suffix == ".jsonl":
        lines = [json.dumps(dict(row)) + "\n" for row in rows]
        path.write_text("".join(lines), encoding="utf-8")
    else:
        even = [{name: row.get(name) for name in columns} for row in rows]
        parquet.write_table(pyarrow.Table.from_pylist(even), path)
    return path


def _as_cell(value: Any) -> Any:
    return ";".join(value) if isinstance(value, (list, tuple)) else value


def write_tables(folder: Path, form: str = "csv", **tables: Rows) -> list[Path]:
    """Write tables by name, those without a row aside."""
    return [write_table(folder / f"{name}.{form}", rows) for name, rows in tables.items() if rows]


def read_tables(
    paths: Sequence[Path], source: Source = SOURCE, dataset: str = "lab"
) -> tuple[Batch, list[tuple[Raw, RecordError]]]:
    """All records of some files, and what could not be used."""
    found, rejected = Batch(), list[tuple[Raw, RecordError]]()
    for raw in source.read(paths):
        try:
            found.extend(source.to_records(raw.value, dataset))
        except RecordError as error:
            rejected.append((raw, error))
    return found, rejected
