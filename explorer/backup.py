"""A backup: the whole graph in one file, which either engine takes back.

The file is gzip'd JSON Lines. The first line says what it is, in which format, made when and from
what; then comes a line for each node and edge, in the order of ``PARTS``; the last line holds the
counts, the graph's digest and a checksum of all lines before it, so that a file cut off anywhere
is known as such. A file is whole or it is not there: it is written beside its place and renamed.
"""

from __future__ import annotations

import contextlib
import gzip
import itertools
import json
import os
import secrets
import stat
import tempfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path
from typing import Any

from explorer.dump import (
    HASH_BYTES,
    PARTS,
    Item,
    Reading,
    Tally,
    Tell,
    as_text,
    count_parts,
    read_graph,
    refuse_change,
)
from explorer.errors import BadRequest, ConfigError, SourceError
from explorer.lock import LoadLock
from explorer.store import Store, Waiting

FORMAT = 1
KIND = "research-graph-explorer backup"
COMPRESSION = 6  # 9 takes twice as long for a hundredth less
MOST_LINE = 64_000_000  # bytes: a longer line is no node of ours, and would fill the memory
TOLD_EVERY = 2000  # lines between two words of progress


@dataclass(frozen=True, slots=True)
class Head:
    """The first line. ``counts`` are those of the engine, of what the digest covers."""

    kind: str
    format: int
    explorer: str
    engine: str
    made: str
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class End:
    """The last line. ``counts`` are those of the lines."""

    counts: Mapping[str, int]
    digest: str
    checksum: str

    @property
    def total(self) -> int:
        """All nodes and edges."""
        return sum(self.counts.values())


def backup(
    store: Store,
    path: Path,
    *,
    replace: bool = False,
    tell: Tell = lambda _: None,
    waiting: Waiting = lambda _: None,
) -> End:
    """Write the whole graph to a file.

    Args:
        store: the graph.
        path: the file to make, as ``graph.jsonl.gz``; only its owner may read it. A symbolic link
            is followed.
        replace: whether a file that is there already is replaced; nothing but a file ever is.
        tell: called as it goes on, in the same thread.
        waiting: called where a load of the embedded engine must end first, with what it is.

    Returns:
        The last line of the file.

    Raises:
        BadRequest: the file is there already or is none, or the graph is not in one piece.
        ConfigError: the file cannot be written; nothing is left of it.
        StoreUnavailable: a load or restore is at work on the graph, or nothing answers.
        QueryTimeout, QueryFailed: as they say.
    """
    target = _target(path, replace)
    lock = LoadLock(store, f"backup-{secrets.token_hex(6)}", "backup")
    with store.alone("backup", waiting), lock, whole_file(target) as out:
        server, counted = store.server(), count_parts(store)
        runs = store.run("data_version")
        head = Head(
            KIND, FORMAT, version("research-graph-explorer"), f"{server.engine} {server.version}",
            datetime.now(UTC).isoformat(timespec="seconds"), counted,
        )  # fmt: skip
        items = read_graph(store, counted=counted, tell=tell, phase="backing up")
        found, end = write_lines(out, head, items)
        refuse_change(counted, found, loaded=runs != store.run("data_version"))
    return end


def _target(path: Path, replace: bool) -> Path:
    """Where a backup goes: a renamed file would take the place of a link, a pipe or a device."""
    target = Path(os.path.realpath(path))
    if not os.path.lexists(target):
        return target
    if not stat.S_ISREG(target.lstat().st_mode):
        what = "a folder" if target.is_dir() else "no ordinary file"
        raise BadRequest(
            f"{path} is {what}; nothing was written.",
            hint="Name a file to make, as graph.jsonl.gz.",
        )
    if not replace:
        raise BadRequest(
            f"{path} is there already; nothing was written.",
            hint="Give another name, or --yes to replace that file.",
        )
    return target


def write_lines(out: gzip.GzipFile, head: Head, items: Iterable[Item]) -> tuple[Tally, End]:
    """Write the lines of a backup.

    Args:
        out: where to, uncompressed.
        head: the first line.
        items: nodes before the edges between them.
    """
    checksum, found = blake2b(digest_size=HASH_BYTES), Tally()

    def write(value: object) -> None:
        line = f"{as_text(value)}\n".encode()
        checksum.update(line)
        out.write(line)

    write(asdict(head))
    for item in items:
        found.add(item)
        write(_line(item))
    end = End(dict(found.counts), found.digest(), checksum.hexdigest())
    write({"end": asdict(end)})
    return found, end


def _line(item: Item) -> dict[str, Any]:
    if isinstance(item.key, str):
        return {"part": item.part, "id": item.key, "properties": item.properties}
    source, target = item.key
    return {"part": item.part, "source": source, "target": target, "properties": item.properties}


@contextlib.contextmanager
def whole_file(path: Path) -> Iterator[gzip.GzipFile]:
    """A compressed file that takes the place of ``path`` once it is whole, and only then."""
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
        draft = Path(name)  # mode 0600: abstracts may be licensed, and accounts are people's own
        try:
            with os.fdopen(handle, "wb") as raw:
                with gzip.GzipFile("", "wb", COMPRESSION, raw) as out:
                    yield out
                raw.flush()
                os.fsync(raw.fileno())
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
    except OSError as error:
        raise ConfigError(
            f"{path} cannot be written: {error.strerror or error}. Nothing is left of it.",
            hint="Free some disk, or name a file in a folder you may write to.",
        ) from error


# -- reading ---------------------------------------------------------------------------------------


class Backup:
    """A backup file that was read to its last line and found whole."""

    def __init__(self, path: Path, lines: gzip.GzipFile, head: Head, end: End) -> None:
        self.path, self.head, self.end = path, head, end
        self._lines = lines

    def items(self) -> Iterator[Item]:
        """Every node and edge of the file, in its order."""
        self._lines.seek(0)  # the file that was checked, even if its name leads to another now
        lines = _Lines(self.path, self._lines)
        next(lines)
        for number, line in itertools.islice(enumerate(lines, 2), self.end.total):
            yield _item(self.path, number, _parsed(self.path, number, line))


@contextlib.contextmanager
def open_backup(path: Path, *, tell: Tell = lambda _: None) -> Iterator[Backup]:
    """Open a backup and read it to its end once: whoever gets it can rely on all of it.

    Args:
        path: the file.
        tell: called as it goes on, in the same thread.

    Raises:
        SourceError: there is no such file, it is no backup, it is cut off or damaged, or a newer
            explorer made it.
    """
    try:
        raw = path.open("rb")
    except OSError as error:
        raise SourceError(
            f"{path} cannot be read: {error.strerror}.",
            hint="Name a file that `explorer backup` has made.",
        ) from error
    with raw, gzip.GzipFile(fileobj=raw) as lines:
        head, end = _check(path, lines, tell)
        yield Backup(path, lines, head, end)


class _Lines:
    """The lines of a file; what is wrong with its compression becomes an error of ours."""

    def __init__(self, path: Path, file: gzip.GzipFile) -> None:
        self._path, self._file = path, file
        self._number = 0

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        try:
            line = self._file.readline(MOST_LINE)
        except (OSError, EOFError, zlib.error) as error:
            if self._number == 0 and isinstance(error, gzip.BadGzipFile):
                raise _no_backup(self._path) from error
            raise _damaged(self._path, self._number + 1) from error
        if not line:
            raise StopIteration
        self._number += 1
        if not line.endswith(b"\n"):
            raise _damaged(self._path, self._number) if self._number > 1 else _no_backup(self._path)
        return line


def _no_backup(path: Path) -> SourceError:
    return SourceError(
        f"{path} is not a backup of the explorer.",
        hint="Name a file that `explorer backup` has made; `explorer load` reads records.",
    )


def _damaged(path: Path, number: int) -> SourceError:
    return SourceError(
        f"{path} is cut off or damaged at line {number}; nothing was changed.",
        hint="Copy the file again from where it was made, or use an older backup.",
    )


def _check(path: Path, file: gzip.GzipFile, tell: Tell) -> tuple[Head, End]:
    """Read a whole file, and compare its lines with what its last one says of them."""
    lines = _Lines(path, file)
    first = next(lines, b"")
    head, found, checksum = _head(path, first), Tally(), blake2b(first, digest_size=HASH_BYTES)
    total, latest = sum(head.counts.values()), 0
    place = {name: number for number, name in enumerate(PARTS)}
    for number, line in enumerate(lines, 2):
        value = _parsed(path, number, line)
        if "end" in value:
            end = _end(path, number, value["end"])
            said = End(dict(found.counts), found.digest(), checksum.hexdigest())
            short = any(found.counts[name] != count for name, count in head.counts.items())
            if end != said or short or next(lines, None) is not None:
                raise _damaged(path, number)
            return head, end
        item = _item(path, number, value)
        if place[item.part] < latest:  # edges might come before their nodes
            raise _damaged(path, number)
        latest = place[item.part]
        try:
            found.add(item)
        except (UnicodeError, TypeError) as error:  # half a character, a set that is no list
            raise _damaged(path, number) from error
        checksum.update(line)
        if number % TOLD_EVERY == 0:
            tell(Reading("checking", number, max(total, number)))
    raise _damaged(path, found.counts.total() + 2)


def _head(path: Path, line: bytes) -> Head:
    try:
        value = json.loads(line)
        if value["kind"] != KIND:
            raise _no_backup(path)
        if value["format"] > FORMAT:
            raise SourceError(
                f"{path} was made by explorer {value['explorer']}, which writes backups in a newer "
                "format than this one reads.",
                hint="Install that version of the explorer, or a newer one.",
            )
        head = Head(**value)
        sum(head.counts.values())
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise _no_backup(path) from error
    return head


def _end(path: Path, number: int, value: Any) -> End:
    try:
        return End(**value)
    except TypeError as error:
        raise _damaged(path, number) from error


def _parsed(path: Path, number: int, line: bytes) -> dict[str, Any]:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise _damaged(path, number) from error
    if not isinstance(value, dict):
        raise _damaged(path, number)
    return value


def _item(path: Path, number: int, value: Mapping[str, Any]) -> Item:
    name, properties = value.get("part"), value.get("properties")
    if not isinstance(name, str) or not isinstance(properties, dict):
        raise _damaged(path, number)
    if name not in PARTS:
        raise SourceError(
            f"{path} holds {name} at line {number}, which this explorer knows nothing of; nothing "
            "was changed.",
            hint="Install the version of the explorer that made it, or a newer one.",
        )
    id, source, target = value.get("id"), value.get("source"), value.get("target")
    if PARTS[name].holds_edges and isinstance(source, str) and isinstance(target, str):
        return Item(name, (source, target), properties)
    if not PARTS[name].holds_edges and isinstance(id, str):
        return Item(name, id, properties)
    raise _damaged(path, number)
