"""What of an input could not be used."""

from __future__ import annotations

import contextlib
import errno
import json
import os
from pathlib import Path
from typing import IO

from explorer.errors import ConfigError, RecordError
from loaders import Raw

RAW_SHOWN = 200  # characters of a rejected record that are kept
NO_SPACE = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
FULL = "Make room there, or set EXPLORER_DATA_DIR to a folder on another disk."
DENIED = "Correct its rights, or set EXPLORER_DATA_DIR to another folder."


def rejects_file(folder: Path, run_id: str) -> Path:
    """Where a run writes down what it rejects."""
    return folder / f"rejects-{run_id}.jsonl"


class Rejects:
    """Writes rejected records to ``rejects-<run>.jsonl``, made when the first one comes.

    Each line holds source, position, field, reason and raw, the first 200 characters.
    """

    def __init__(self, folder: Path, run_id: str) -> None:
        self.run_id = run_id
        self.path = rejects_file(folder, run_id)
        self.count = 0
        self._out: IO[str] | None = None

    def __enter__(self) -> Rejects:
        return self

    def __exit__(self, *_: object) -> None:
        if self._out is not None:
            with contextlib.suppress(OSError):  # said when the line was written
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
                # Line by line: a full disk is met here, and a load that is killed leaves them all.
                self._out = open(  # noqa: SIM115 - closed as this object is
                    self.path, "w", encoding="utf-8", errors="backslashreplace", buffering=1,
                    opener=_for_its_owner,
                )  # fmt: skip
            self._out.write(json.dumps(line, ensure_ascii=False) + "\n")
        except OSError as error_:
            raise ConfigError(
                f"Rejected records cannot be written to {self.path.parent}: {error_.strerror}.",
                hint=f"{FULL if error_.errno in NO_SPACE else DENIED} Then load again.",
            ) from error_
        self.count += 1


def _for_its_owner(path: str, flags: int) -> int:
    """Open a file that nobody else may read: rejected records may be about people."""
    return os.open(path, flags, 0o600)


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
