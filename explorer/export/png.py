"""A slice as PNG: the picture, a legend, and a caption that says where it comes from.

The fonts beside this file are used alone, so that the picture is the same on every machine;
only where they lack a letter, as for Chinese, are the machine's own fonts read as well.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from pathlib import Path

from explorer.export.about import About, about
from explorer.export.looks import SliceJson
from explorer.export.poster import FAMILY, poster

FONTS = tuple(
    str(Path(__file__).parent / "fonts" / name)
    for name in ("DejaVuSansCondensed.ttf", "DejaVuSansCondensed-Bold.ttf")
)
KEPT = 16  # pictures, of about a quarter of a megabyte each
HEAD = 8 + 25  # bytes of a PNG's signature and of its first chunk
LATIN = 255  # last character of what a tEXt chunk holds
THEMES = ("light", "dark")
SCALES = (1, 2, 3)


def png(graph_slice: SliceJson, *, theme: str = "light", scale: int = 1) -> bytes:
    """The picture of a slice as PNG.

    Args:
        graph_slice: JSON of a slice.
        theme: ``light`` or ``dark``.
        scale: pixels for one CSS pixel; at 1 a usual slice is about 1,280 wide.
    """
    painted = _painted(poster(graph_slice, theme), scale)
    words = b"".join(_chunk(word, text) for word, text in _said(about(graph_slice)).items())
    return painted[:HEAD] + words + painted[HEAD:]


@lru_cache(KEPT)
def _painted(drawn: str, scale: int) -> bytes:
    """An SVG as PNG; the last ones are kept, since nothing else runs while one is painted."""
    from resvg_py import svg_to_bytes

    return svg_to_bytes(
        svg_string=drawn,
        zoom=scale,
        skip_system_fonts=not _letters(drawn) - _covered(),
        font_files=list(FONTS),
        font_family=FAMILY,
        sans_serif_family=FAMILY,
    )


def _said(come: About) -> Mapping[str, str]:
    """What the file says of itself, by the keywords that the PNG standard lists."""
    said = {
        "Title": come.title,
        "Description": "\n".join(come.lines),
        "Copyright": come.licence,
        "Source": come.source,
        "Creation Time": come.data_as_of,
    }
    return said | ({"Comment": come.address} if come.address else {})


def _chunk(word: str, text: str) -> bytes:
    """A tEXt chunk, or iTXt where the text is not all Latin-1."""
    if max(map(ord, text), default=0) <= LATIN:
        name, body = b"tEXt", word.encode() + b"\0" + text.encode("latin-1")
    else:
        name, body = b"iTXt", word.encode() + b"\0" * 5 + text.encode()
    check = zlib.crc32(name + body)
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", check)


def _letters(text: str) -> set[int]:
    return {ord(letter) for letter in set(text) if not letter.isspace()}


@cache
def _covered() -> frozenset[int]:
    """The characters that all fonts of ours can draw."""
    found = [frozenset(_characters(Path(name).read_bytes())) for name in FONTS]
    return frozenset.intersection(*found)


def _characters(font: bytes) -> Iterator[int]:
    """The characters of a TrueType font: those of format 12 in its table ``cmap``."""
    (tables,) = struct.unpack_from(">H", font, 4)
    rows = (struct.unpack_from(">4sIII", font, 12 + 16 * n) for n in range(tables))
    start = next(offset for name, _, offset, _ in rows if name == b"cmap")
    (parts,) = struct.unpack_from(">H", font, start + 2)
    for part in range(parts):
        (offset,) = struct.unpack_from(">I", font, start + 8 + 8 * part)
        at = start + offset
        if struct.unpack_from(">H", font, at) == (12,):
            (groups,) = struct.unpack_from(">I", font, at + 12)
            for group in range(groups):
                first, last, _ = struct.unpack_from(">III", font, at + 16 + 12 * group)
                yield from range(first, last + 1)
