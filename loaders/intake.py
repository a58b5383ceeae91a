"""The input of one run: its records one after another, and those that cannot be used put aside."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from explorer.errors import BadRequest, ExplorerError, RecordError, SourceError
from explorer.graph.words import counted
from explorer.model import Batch
from loaders import Source
from loaders.files import Part, sizes, unpack
from loaders.rejects import Rejects, located

TOLD_EVERY = 100  # records between two words of progress
LONGEST_NAME = 100  # characters; it stands on every node and edge of the dataset
GARBAGE = 200_000  # objects made before Python looks for cycles among them; it does at 700


def check_name(dataset: str) -> None:
    """Make sure that a dataset can be called this.

    Raises:
        BadRequest: it cannot.
    """
    if not dataset.strip() or not dataset.isprintable() or "/" in dataset:
        raise BadRequest(
            f"{dataset!r} cannot name a dataset.",
            hint="A name is one or more letters, digits, spaces and hyphens, as my-group.",
        )
    if len(dataset) > LONGEST_NAME:
        raise BadRequest(
            f"A dataset's name has up to {LONGEST_NAME} characters, not {len(dataset):,}.",
            hint="Give a shorter one with --dataset.",
        )


@contextlib.contextmanager
def collecting_rarely() -> Iterator[None]:
    """Records hold no cycles: to look for some among many, ever again, takes a tenth of a load."""
    before = gc.get_threshold()
    gc.set_threshold(GARBAGE, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


class Intake:
    """Reads the input of one run.

    Args:
        source: how to read it.
        paths: files, folders and zips.
        parts: the same, as ``find_parts`` gives them.
        dataset: the dataset's name.
        rejects: where records that cannot be used are written down.
        tell: called with the phase as the reading goes on.
    """

    def __init__(
        self,
        source: Source,
        paths: Sequence[Path],
        parts: Sequence[Part],
        dataset: str,
        rejects: Rejects,
        tell: Callable[[str], None],
    ) -> None:
        self._source, self._paths, self._parts, self._dataset = source, paths, parts, dataset
        self._rejects, self._tell = rejects, tell
        self._sizes = sizes(parts)
        self.size = sum(self._sizes.values())  # bytes on the disk
        self.bytes_read = 0
        self.read = 0  # entries

    def check(self) -> None:
        """Make sure that what is packed can be unpacked to its end.

        Raises:
            SourceError: it cannot.
        """
        before = 0
        for part in self._parts:
            for done in unpack(part):
                self.bytes_read = before + done
                self._tell("checking")
            before += self._sizes[part.name]
        self.bytes_read = 0

    def batches(self, *, strict: bool) -> Iterator[Batch]:
        """The records of each entry that can be used; the others are written down.

        Raises:
            SourceError: the input is broken.
            RecordError: an entry cannot be used, and ``strict`` is set.
        """
        before, current = 0, None
        for raw in self._source.read(self._paths):
            if raw.source_file != current:
                before += self._sizes.get(current or "", 0)
                current = raw.source_file
            self.read += 1
            self.bytes_read = before + raw.offset
            try:
                batch = self._source.to_records(raw.value, self._dataset)
            except RecordError as error:
                if strict:
                    raise located(raw, error) from error
                self._rejects.write(raw, error)
                continue
            yield batch
            if self.read % TOLD_EVERY == 0:
                self._tell("reading")

    def first(self, usable: Iterator[Batch]) -> Batch | None:
        """The first batch that holds something; before it nothing is written.

        Raises:
            SourceError, RecordError: as ``batches``.
        """
        try:
            return next((batch for batch in usable if len(batch)), None)
        except RecordError as error:
            error.add_note("Nothing was changed.")
            raise

    def say_left(self, error: ExplorerError, written: int) -> None:
        """Add to an error of the input what the graph keeps of the entries before it.

        Args:
            error: why the load ends.
            written: of how many entries the batches are written.
        """
        if isinstance(error, (RecordError, SourceError)):
            some = f"{counted(written, 'record')} before it {'is' if written == 1 else 'are'}"
            error.add_note(f"{some if written else 'Nothing is'} written; nothing was removed.")

    def nothing(self) -> SourceError:
        """What to say where no entry could be used."""
        names = ", ".join(path.name for path in self._paths)
        if not self.read:
            return SourceError(
                f"{names} holds no record; nothing was changed.",
                hint="Give a file that holds records.",
            )
        where = f" {self._rejects.path} says what is wrong with each."
        return SourceError(
            f"{names}: none of the {self.read} records could be used; nothing was changed.",
            hint=f"Is {self._source.name} the right source?"
            + (where if self._rejects.count else ""),
        )
