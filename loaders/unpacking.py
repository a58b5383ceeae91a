"""The bytes of a packed file, in bounded memory, and every damage as one error.

Comes in: a stream that lies on the disk or in a zip. Goes out: its unpacked bytes. Neither a
forged header nor a file that unpacks without end may take memory or time.
"""

from __future__ import annotations

import io
import lzma
import os
import zipfile
import zlib
from collections.abc import Callable
from typing import IO, Any

from explorer.errors import SourceError

# OpenAlex in .xz unpacks to 10–14 times its size, ORCID's XML to 20 times, zeros to 1,000 times
# (.gz) or 7,000 times (.xz). What unpacks to little is let pass, however well it is packed.
MOST_RATIO = 200
FREE_BYTES = 100 << 20
XZ_MEMORY = 256 << 20  # bytes; `xz -9` needs 65 MB, a forged header asks for 4 GB
DAMAGE = (EOFError, OSError, zlib.error, lzma.LZMAError, zipfile.BadZipFile)
UNTOUCHED = "nothing was changed"  # before a load has written anything
KEPT = "nothing of the dataset was removed"  # while it reads


class Watched(io.RawIOBase):
    """Reads another stream, makes every damage a SourceError, and ends a bomb.

    Args:
        inner: the unpacked bytes.
        name: what errors call it.
        packed: how many bytes were read for them; None for a plain file, which can be sought in.
        kept: what errors say of the graph.
    """

    def __init__(
        self, inner: IO[bytes], name: str, packed: Callable[[], int] | None, kept: str = KEPT
    ) -> None:
        self._inner, self._name, self._packed, self._kept = inner, name, packed, kept
        self._given = 0

    def readable(self) -> bool:
        """Always."""
        return True

    def seekable(self) -> bool:
        """Only where nothing is unpacked."""
        return self._packed is None

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go to a place of a plain file."""
        return self._inner.seek(offset, whence) if self.seekable() else super().seek(offset, whence)

    def readinto(self, buffer: Any) -> int:
        """Fill a buffer as far as there is something to read."""
        try:
            piece = self._inner.read(len(buffer))
        except DAMAGE as error:
            raise damaged(self._name, error, self._kept) from error
        self._given += len(piece)
        if self._packed is not None and bursts(self._given, self._packed()):
            raise bomb(self._name, self._kept)
        buffer[: len(piece)] = piece
        return len(piece)


class Xz:
    """Unpacks .xz as ``lzma.LZMAFile`` does, but limits the memory that a header may ask for."""

    def __init__(self, packed: IO[bytes]) -> None:
        self._packed = packed
        self._ahead = b""
        self._unpacker = lzma.LZMADecompressor(memlimit=XZ_MEMORY)

    def read(self, size: int) -> bytes:
        """Some bytes, at most ``size``; none at the end."""
        unpacked = b""
        while not unpacked:
            if self._unpacker.eof and not self._another():
                return b""
            piece = b""
            if self._unpacker.needs_input:
                piece = self._ahead or self._packed.read(io.DEFAULT_BUFFER_SIZE)
                self._ahead = b""
                if not piece:
                    raise EOFError("its end is missing")
            unpacked = self._unpacker.decompress(piece, size)
        return unpacked

    def _another(self) -> bool:
        """Whether another stream follows; zeros may stand before it."""
        rest = self._unpacker.unused_data.lstrip(b"\0")
        while not rest and (piece := self._packed.read(io.DEFAULT_BUFFER_SIZE)):
            rest = piece.lstrip(b"\0")
        if rest:
            self._ahead, self._unpacker = rest, lzma.LZMADecompressor(memlimit=XZ_MEMORY)
        return bool(rest)


def bursts(unpacked: int, packed: int) -> bool:
    """Whether so few packed bytes can only be made to unpack to so many."""
    return unpacked > max(FREE_BYTES, MOST_RATIO * packed)


def damaged(name: str, error: BaseException, kept: str = KEPT) -> SourceError:
    """What went wrong while a file was read."""
    if isinstance(error, OSError) and error.strerror:
        return SourceError(
            f"{name} cannot be read: {error.strerror}; {kept}.",
            hint="Check its rights and the disk.",
        )
    return SourceError(
        f"{name} breaks off or is damaged: {error}; {kept}.",
        hint="Fetch it again, and compare its size with the original's.",
    )


def bomb(name: str, kept: str = KEPT) -> SourceError:
    """A file unpacks to more than is believed."""
    return SourceError(
        f"{name} unpacks to more than {MOST_RATIO} times its size, as no records do; {kept}.",
        hint="Unpack it yourself if you trust it, and name what it holds.",
    )
