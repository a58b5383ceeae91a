"""Input files of every source: which are to be read, and their unpacked bytes.

Comes in: what a person named – files, folders, zips. Goes out: ``Part`` after ``Part``, each one
file to read, and its bytes, whatever they are packed in. A source only says which names it knows.

What must stay true: a part that is missing, empty, damaged or a bomb is a SourceError that says
so, before anything of it is taken for the whole; and memory does not grow with the input.
"""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import io
import os
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath
from typing import IO, cast

from explorer.errors import SourceError
from loaders.unpacking import DAMAGE, KEPT, UNTOUCHED, Watched, Xz, bomb, bursts, damaged

PACKED = (".gz", ".xz")  # endings that say how a file is packed; a .zip holds files instead
MOST_LINE = 64 << 20  # bytes; a work of 15,000 authors, about the most there is, takes 30 MB
PIECE = 1 << 20  # bytes of a long line, or of a file, that are looked at together
SHOWN = 1000  # characters of a broken record that are kept, more than any report shows
# Decodes what is no UTF-8 to halves of surrogate pairs, so that it is found, and where it stands.
KEEP_BYTES = "surrogateescape"
ENCRYPTED = 0x1  # flag of a zip's member
# Before the page itself may stand an XML declaration and comments, some longer than what is seen.
PAGE_START = re.compile(
    rb"(?:<\?xml[^>]*>\s*|<!--(?:(?!-->).)*-->\s*)*"
    rb"(?:<!doctype html|<html|<head|<body|<!--(?!.*-->))",
    re.DOTALL,
)
PAGE_SEEN = 4096  # bytes
# First bytes that a text to be read never has, and what they say.
FIRST_BYTES: Sequence[tuple[bytes, str, str]] = (
    (b"\x1f\x8b", "is packed by gzip, but its name does not say so", "Add .gz to its name."),
    (b"\xfd7zxz", "is packed by xz, but its name does not say so", "Add .xz to its name."),
    (b"pk\x03\x04", "is a zip, but its name does not say so", "Add .zip to its name."),
    (b"\xff\xfe", "is in UTF-16", "Save it in UTF-8."),
    (b"\xfe\xff", "is in UTF-16", "Save it in UTF-8."),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """One file to read: a plain or packed file, or one member of a zip."""

    path: Path  # the file on the disk
    member: str | None = None  # its name inside the zip

    @property
    def name(self) -> str:
        """What people see: ``dir/works.jsonl.gz`` or ``a.zip/works.csv``."""
        return str(self.path) if self.member is None else f"{self.path}/{self.member}"

    @property
    def form(self) -> str:
        """The file's own name in lower case, without ``.gz`` or ``.xz``: it tells the reader."""
        return _form(self.member or self.path.name)


@dataclass(frozen=True, slots=True)
class Opened:
    """An open part: its unpacked bytes, and how many bytes on the disk were read for them."""

    stream: io.BufferedReader
    offset: Callable[[], int]


@dataclass(frozen=True, slots=True)
class Broken:
    """A line or row that is no record; its reason and the beginning of its text."""

    reason: str
    text: str

    @classmethod
    def of(cls, reason: str, text: bytes | str) -> Broken:
        """One whose text is cut to what is worth keeping."""
        start = text[:SHOWN]
        return cls(reason, start if isinstance(start, str) else start.decode(errors="replace"))

    def __str__(self) -> str:
        return self.text


# -- which -------------------------------------------------------------------------------------


def find_parts(paths: Sequence[Path], suffixes: Sequence[str]) -> list[Part]:
    """The files to read, in order; those of a folder or zip by name.

    Args:
        paths: files, folders, which are looked through to the bottom, and zips.
        suffixes: how names end that the source can read, in lower case, as ``.csv``; ``?``, ``*``
            and ``[…]`` mean what they mean in a shell. Behind them may stand .gz or .xz.

    Raises:
        SourceError: nothing is named, or something named is missing, empty, unreadable or of no
            known form. Nothing was changed.
    """
    if not paths:
        raise SourceError("No file was named.", hint="Name the files to load.")
    found: dict[Part, None] = {}
    for path in paths:
        try:
            parts = _parts(path, suffixes)
        except OSError as error:
            raise damaged(str(path), error, UNTOUCHED) from error
        if not parts:
            raise SourceError(
                f"{path} holds no file of a form that is read here; {UNTOUCHED}.",
                hint=f"Names must end in {_known(suffixes)}.",
            )
        found.update(dict.fromkeys(parts))
    return list(found)


def _parts(path: Path, suffixes: Sequence[str]) -> list[Part]:
    """The parts of one path that a person named."""
    if not path.exists():
        raise SourceError(f"There is no file {path}; {UNTOUCHED}.", hint="Check the path.")
    if path.is_dir():
        return [part for each in _walk(path, suffixes) for part in _of_file(each, suffixes)]
    if not _matches(path.name, (*suffixes, ".zip")):
        raise SourceError(
            f"{path} has no form that is known here; {UNTOUCHED}.",
            hint=f"Its name must end in {_known(suffixes)}.",
        )
    return _of_file(path, suffixes)


def _walk(folder: Path, suffixes: Sequence[str]) -> list[Path]:
    """The files below a folder that may be read; hidden ones are not."""
    found = []
    for place, folders, names in os.walk(folder, onerror=_give_up):
        folders[:] = [name for name in folders if not _hidden(name)]
        found += [
            Path(place, name)
            for name in names
            if _matches(name, (*suffixes, ".zip")) and not _hidden(name)
        ]
    return sorted(found)


def _give_up(error: OSError) -> None:
    raise error


def _of_file(path: Path, suffixes: Sequence[str]) -> list[Part]:
    """The file, or what a zip holds of known form."""
    if not path.is_file():
        raise SourceError(
            f"{path} is no ordinary file; {UNTOUCHED}.",
            hint="Write it to a file first: it is read more than once.",
        )
    if not path.stat().st_size:
        raise SourceError(
            f"{path} is empty; {UNTOUCHED}.",
            hint="Fetch or export it again: an empty file is most often a broken download.",
        )
    if not path.name.lower().endswith(".zip"):
        return [Part(path)]
    members = [each for each in _listed(path) if _readable(each.filename, suffixes)]
    for member in members:
        _check_member(path, member)
    if bursts(sum(each.file_size for each in members), path.stat().st_size):
        raise bomb(str(path), UNTOUCHED)
    return [Part(path, name) for name in sorted(each.filename for each in members)]


def _listed(path: Path) -> list[zipfile.ZipInfo]:
    try:
        with zipfile.ZipFile(path) as archive:
            return [each for each in archive.infolist() if not each.is_dir()]
    except (*DAMAGE, RuntimeError) as error:
        raise damaged(str(path), error, UNTOUCHED) from error


def _check_member(path: Path, member: zipfile.ZipInfo) -> None:
    if member.flag_bits & ENCRYPTED:
        raise SourceError(
            f"{path}/{member.filename} is encrypted; {UNTOUCHED}.",
            hint="Unpack it yourself and name what it holds.",
        )
    # The other methods unpack a block at a time, however large it becomes.
    if member.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise SourceError(
            f"{path}/{member.filename} is packed in a way that is not read here; {UNTOUCHED}.",
            hint="Unpack it yourself, or pack it the ordinary way (deflate).",
        )
    if not member.file_size:
        raise SourceError(
            f"{path}/{member.filename} is empty; {UNTOUCHED}.",
            hint="Fetch or export it again.",
        )


def _readable(member: str, suffixes: Sequence[str]) -> bool:
    """Whether a zip's member is to be read; what a Mac adds to a zip is not."""
    place = PurePosixPath(member).parts
    return _matches(member, suffixes) and not any(map(_hidden, place)) and "__MACOSX" not in place


def _hidden(name: str) -> bool:
    return name.startswith(".")


def _form(name: str) -> str:
    name = PurePosixPath(name).name.lower()
    return next((name.removesuffix(end) for end in PACKED if name.endswith(end)), name)


def _matches(name: str, suffixes: Sequence[str]) -> bool:
    return has_suffix(_form(name), suffixes)


def has_suffix(form: str, suffixes: Sequence[str]) -> bool:
    """Whether a part's form ends in one of these, as ``find_parts`` takes them."""
    return any(fnmatch(form, f"*{suffix}") for suffix in suffixes)


def _known(suffixes: Sequence[str]) -> str:
    shown = ", ".join(suffixes).replace("[0-9]", "0")
    return f"{shown}, each also with {' or '.join(PACKED)}, or be in a .zip"


# -- what they weigh ---------------------------------------------------------------------------


def digests(parts: Sequence[Part], beside: Sequence[Path] = ()) -> list[str]:
    """``name sha256`` of each file on the disk, a zip's once, and of those beside them.

    Raises:
        SourceError: one cannot be read.
    """
    found = []
    for path in dict.fromkeys([*(part.path for part in parts), *beside]):
        try:
            with path.open("rb") as lying:
                digest = hashlib.file_digest(lying, "sha256").hexdigest()
        except OSError as error:
            raise damaged(str(path), error, UNTOUCHED) from error
        found.append(f"{path.name} {digest}")
    return found


def sizes(parts: Sequence[Part]) -> dict[str, int]:
    """The bytes on the disk of each part, by its name; what a zip's member takes in the zip.

    Raises:
        SourceError: one cannot be read.
    """
    packed = {
        path: {each.filename: each.compress_size for each in _listed(path)}
        for path in dict.fromkeys(part.path for part in parts if part.member is not None)
    }
    return {
        part.name: part.path.stat().st_size
        if part.member is None
        else packed[part.path][part.member]
        for part in parts
    }


# -- their bytes -------------------------------------------------------------------------------


@contextlib.contextmanager
def opened(part: Part, kept: str = KEPT) -> Iterator[Opened]:
    """The unpacked bytes of a part; a plain file's can be sought in.

    Args:
        part: a file that was found.
        kept: what errors say of the graph.

    Raises:
        SourceError: also while they are read: the part is damaged, unpacks to far more than a
            record ever did, or is nothing to be read. Nothing of the dataset was removed.
    """
    with ExitStack() as stack:
        try:
            lying = stack.enter_context(part.path.open("rb"))
            start, inner = 0, cast(IO[bytes], lying)
            if part.member is not None:
                archive = stack.enter_context(zipfile.ZipFile(lying))
                start = archive.getinfo(part.member).header_offset
                inner = stack.enter_context(archive.open(part.member))
            packing = PurePosixPath(part.member or part.path.name).suffix.lower()
            if packing == ".gz":
                inner = cast(IO[bytes], stack.enter_context(gzip.GzipFile(fileobj=inner)))
            elif packing == ".xz":
                inner = cast(IO[bytes], Xz(inner))
        except (*DAMAGE, KeyError, RuntimeError) as error:  # changed since it was found
            raise damaged(part.name, error, kept) from error

        def offset() -> int:
            return max(0, lying.tell() - start)

        packed = None if inner is lying else offset
        watched = Watched(inner, part.name, packed, kept)
        stream = cast(io.BufferedReader, io.BufferedReader(watched, PIECE // 4))
        _check_beginning(part.name, stream.peek(512), kept)
        yield Opened(stream, offset)


def _check_beginning(name: str, first: bytes, kept: str) -> None:
    """Refuse what is plainly something else."""
    start = first.removeprefix(b"\xef\xbb\xbf").lstrip()[:PAGE_SEEN].lower()
    if PAGE_START.match(start):
        raise SourceError(
            f"{name} looks like a web page; {kept}.",
            hint="Fetch the data itself, not the page about it.",
        )
    for sign, says, hint in FIRST_BYTES:
        if start.startswith(sign):
            raise SourceError(f"{name} {says}; {kept}.", hint=hint)


def unpack(part: Part) -> Iterator[int]:
    """Unpack a packed part to its end, and drop what comes: a broken download is told at once.

    Nothing is done with a plain file. Gives how many bytes on the disk were read so far.

    Raises:
        SourceError: it is damaged, breaks off, or is nothing to be read. Nothing was changed.
    """
    if part.member is None and part.path.suffix.lower() not in PACKED:
        return
    with opened(part, UNTOUCHED) as file:
        while file.stream.read(PIECE):
            yield file.offset()


# -- their lines -------------------------------------------------------------------------------


def lines(stream: IO[bytes], *, blank: bool = False) -> Iterator[tuple[int, bytes | Broken]]:
    """The lines with their numbers, from 1; a byte order mark is cut off.

    A line longer than ``MOST_LINE`` is passed over in pieces and given as Broken.

    Args:
        stream: unpacked bytes.
        blank: give blank lines too.
    """
    number = 0
    while line := _line(stream):
        number += 1
        if number == 1 and isinstance(line, bytes):
            line = line.removeprefix(b"\xef\xbb\xbf")
        if blank or isinstance(line, Broken) or line.strip():
            yield number, line


def _line(stream: IO[bytes]) -> bytes | Broken:
    piece = stream.readline(PIECE)
    if len(piece) < PIECE or piece.endswith(b"\n"):
        return piece
    start, pieces, size = piece[:SHOWN], [piece], len(piece)
    while piece and not piece.endswith(b"\n"):
        piece = stream.readline(PIECE)
        size += len(piece)
        pieces.append(piece)
        if size > MOST_LINE:
            pieces.clear()
    if size <= MOST_LINE:
        return b"".join(pieces)
    return Broken.of(f"the line has {size:,} bytes, more than {MOST_LINE:,}", start)


def is_utf8(text: str) -> bool:
    """Whether a text decoded with ``KEEP_BYTES`` was UTF-8 all through."""
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def as_bytes(text: str) -> bytes:
    """The bytes that a text was decoded from with ``KEEP_BYTES``."""
    return text.encode("utf-8", KEEP_BYTES)
