"""A slice as PNG: the picture, a legend, and a caption that says where it comes from.

The fonts beside this file are used alone, so that the picture is the same on every machine;
only where they lack a letter, as for Chinese, are the machine's own fonts read as well.
"""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Mapping
from functools import lru_cache

import numpy as np

from explorer.errors import BadRequest
from explorer.export.about import About, about
from explorer.export.card import card
from explorer.export.letters import FAMILY, FONTS, covered
from explorer.export.looks import SliceJson
from explorer.export.poster import poster

KEPT = 16  # pictures, of about a tenth of a megabyte each
HEAD = 8 + 25  # bytes of a PNG's signature and of its first chunk
LATIN = 255  # last character of what a tEXt chunk holds
SCALES = (1, 2, 3)
MOST_POINTS = 16_000_000  # of a picture; each takes four bytes while it is painted
SHADES = 256  # of a picture that names its colours
MOST_SHADES = 1 << 15  # of one that can be made so; pictures have some hundreds


def png(
    graph_slice: SliceJson,
    *,
    theme: str = "light",
    scale: int = 1,
    width: int | None = None,
    height: int | None = None,
) -> bytes:
    """The picture of a slice as PNG.

    Args:
        graph_slice: JSON of a slice.
        theme: ``light`` or ``dark``; ``auto`` is light, since these points cannot know.
        scale: pixels for one CSS pixel; at 1 a usual slice is about 1,280 wide.
        width: see ``poster``.
        height: see ``poster``.

    Raises:
        BadRequest: it would be too large to paint.
    """
    shown = "light" if theme == "auto" else theme
    drawn = poster(graph_slice, shown, width=width, height=height, font="png")
    return _signed(graph_slice, _painted(drawn, float(scale)))


def card_png(graph_slice: SliceJson, *, theme: str = "light", scale: float = 1.0) -> bytes:
    """The preview card of a slice as PNG; see ``card``."""
    shown = "light" if theme == "auto" else theme
    return _signed(graph_slice, _painted(card(graph_slice, shown), scale))


def _signed(graph_slice: SliceJson, painted: bytes) -> bytes:
    words = b"".join(_chunk(word, text) for word, text in _said(about(graph_slice)).items())
    return painted[:HEAD] + words + painted[HEAD:]


@lru_cache(KEPT)
def _painted(drawn: str, scale: float) -> bytes:
    """An SVG as PNG; the last ones are kept, since painting takes long."""
    from resvg_py import svg_to_bytes

    wide, high = (float(drawn.split(f' {side}="', 1)[1].partition('"')[0])
                  for side in ("width", "height"))  # fmt: skip
    if wide * high * scale * scale > MOST_POINTS:
        raise BadRequest(
            f"A picture has {MOST_POINTS:,} points at most, and this one would have "
            f"{round(wide * scale):,} × {round(high * scale):,}.",
            hint="Ask for a smaller width, height or scale.",
        )
    painted = svg_to_bytes(
        svg_string=drawn,
        zoom=scale,
        skip_system_fonts=not _letters(drawn) - covered(),
        font_files=list(FONTS),
        font_family=FAMILY,
        sans_serif_family=FAMILY,
    )
    return _with_few_shades(painted)


def _with_few_shades(painted: bytes) -> bytes:
    """The same picture with a list of its colours: a third of the bytes.

    There are a few flat colours and their mixtures at edges. The most frequent ones stay exactly
    as they are; each rare one becomes the nearest of them.
    """
    from PIL import Image

    image = Image.open(io.BytesIO(painted), formats=["PNG"]).convert("RGB")
    counted = image.getcolors(MOST_SHADES)
    if counted is None:
        return painted
    ranked = np.array([shade for _, shade in sorted(counted, reverse=True)], dtype=np.int64)
    kept = ranked[:SHADES]
    away = ((ranked[:, None, :] - kept[None, :, :]) ** 2).sum(axis=2)
    number = np.zeros(1 << 24, dtype=np.uint8)  # by colour
    number[_packed(ranked)] = away.argmin(axis=1)
    named = Image.fromarray(number[_packed(np.asarray(image, dtype=np.uint32))])
    named.putpalette(kept.astype(np.uint8).tobytes())
    out = io.BytesIO()
    named.save(out, "PNG", compress_level=6)
    return out.getvalue()


def _packed(shades: np.typing.NDArray[np.integer]) -> np.typing.NDArray[np.integer]:
    """Red, green and blue as one number."""
    return (shades[..., 0] << 16) | (shades[..., 1] << 8) | shades[..., 2]


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
