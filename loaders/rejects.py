"""The edges of a load: is the input there, and what of it could not be used."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from explorer.errors import ConfigError, RecordError, SourceError
from loaders import Raw

RAW_SHOWN = 200  # characters of a rejected record that are kept


class Rejects:
    """Writes rejected records to ``rejects-<run>.jsonl``, made when the first one comes.

    Each line holds source, position, field, reason and raw, the first 200 characters.
    """

    def __init__(self, folder: Path, run_id: str) -> None:
        self.run_id = run_id
        self.path = folder / f"rejects-{run_id}.jsonl"
        self.count = 0
        self._out: IO[str] | None = None

    def __enter__(self) -> Rejects:
        return self

    def __exit__(self, *_: object) -> None:
        if self._out is not None:
            self._out.close()

    def write(self, raw: Raw, error: RecordError) -> None:
        """Write one record down.

        Raises:
            ConfigError: the folder cannot be written.
        """
        line = {
            "source": raw.source_file,
            "position": raw.position,
            "field": error.field,
            "reason": error.message,
            "raw": _shown(raw.value),
        }
        try:
            if self._out is None:
                self.path.parent.mkdir(parents=True, exist_ok=True)
                self._out = self.path.open("w", encoding="utf-8")
            self._out.write(json.dumps(line, ensure_ascii=False) + "\n")
        except OSError as error_:
            raise ConfigError(
                f"Rejected records cannot be written to {self.path.parent}: {error_.strerror}.",
                hint="Name another folder, or correct its rights.",
            ) from error_
        self.count += 1


def _shown(value: object) -> str:
    if isinstance(value, (dict, list)):
        value = json.dumps(value, ensure_ascii=False, default=str)
    return str(value)[:RAW_SHOWN]


def located(raw: Raw, error: RecordError) -> RecordError:
    """The error of a record, saying where it stands."""
    return RecordError(
        f"{raw.source_file}, {raw.position}, {error.field}: {error.message}",
        field=error.field,
        hint=error.hint or "Correct the record, or load without --strict to pass over it.",
    )


def input_sizes(paths: Sequence[Path]) -> dict[str, int]:
    """The size of each input in bytes, by path.

    Raises:
        SourceError: there is none, or one is missing or empty.
    """
    if not paths:
        raise SourceError("No file was named.", hint="Name the files to load.")
    sizes = {}
    for path in paths:
        if not path.exists():
            raise SourceError(
                f"There is no file {path}; nothing was changed.", hint="Check the path."
            )
        if path.is_dir():
            raise SourceError(
                f"{path} is a folder; nothing was changed.", hint="Name the files inside it."
            )
        sizes[str(path)] = path.stat().st_size
        if not sizes[str(path)]:
            raise SourceError(
                f"{path} is empty; nothing was changed.",
                hint="Fetch or export it again: an empty file is most often a broken download.",
            )
    return sizes


def input_digests(paths: Sequence[Path]) -> list[str]:
    """``name sha256`` of each input.

    Raises:
        SourceError: one cannot be read.
    """
    found = []
    for path in paths:
        try:
            with path.open("rb") as handle:
                digest = hashlib.file_digest(handle, "sha256").hexdigest()
        except OSError as error:
            raise SourceError(
                f"{path} cannot be read: {error.strerror}; nothing was changed.",
                hint="Correct its rights, or name another file.",
            ) from error
        found.append(f"{path.name} {digest}")
    return found
