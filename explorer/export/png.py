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
from numpy.typing import NDArray
from PIL import Image

from explorer.errors import BadRequest
from explorer.export.about import About, about
from explorer.export.card import card
from explorer.export.letters import FAMILY, FONTS
from explorer.export.looks import SliceJson
from explorer.export.painter import paint
from explorer.export.poster import poster

KEPT = 16  # pictures, of about a tenth of a megabyte each
HEAD = 8 + 25  # bytes of a PNG's signature and of its first chunk
LATIN = 255  # last character of what a tEXt chunk holds
SCALES = (1, 2, 3)
MOST_POINTS = 16_000_000  # of a picture; each takes four bytes while it is painted
LEVEL = 3  # of packing; 6 takes twice as long for a tenth less
ALIKE = np.uint32(0b11111000)  # bits of a channel; shades that differ in others look the same
PLACES = np.array([1, 1 << 8, 1 << 16], dtype=np.uint32)  # of red, green and blue in a number
EACH = np.uint32(ALIKE * PLACES.sum())
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
    wide, high = (float(drawn.split(f' {side}="', 1)[1].partition('"')[0])
                  for side in ("width", "height"))  # fmt: skip
    if wide * high * scale * scale > MOST_POINTS:
        raise BadRequest(
            f"A picture has {MOST_POINTS:,} points at most, and this one would have "
            f"{round(wide * scale):,} × {round(high * scale):,}.",
            hint="Ask for a smaller width, height or scale.",
        )
    size = round(wide * scale), round(high * scale)
    painted = paint(drawn, scale, size)
    if painted.rest is None:
        return _with_few_shades(painted.points)
    image = Image.frombytes("RGBA", size, painted.points.tobytes())
    over = _painted_with_other_fonts(painted.rest, scale)
    image.paste(over, (0, 0), over)
    return _with_few_shades(np.frombuffer(image.tobytes(), "<u4").reshape(size[1], size[0]))


def _painted_with_other_fonts(drawn: str, scale: float) -> Image.Image:
    """Texts that need fonts of the machine, or that are read in two directions."""
    from resvg_py import svg_to_bytes

    found = svg_to_bytes(
        svg_string=drawn,
        zoom=scale,
        font_files=list(FONTS),
        font_family=FAMILY,
        sans_serif_family=FAMILY,
    )
    return Image.open(io.BytesIO(found), formats=["PNG"]).convert("RGBA")


def _with_few_shades(points: NDArray[np.uint32]) -> bytes:
    """A picture as PNG with a list of its colours: a third of the bytes.

    There are a few flat colours and their mixtures at edges. Of those that can hardly be told
    apart the most frequent one is kept, exactly as it is; all others become the nearest one kept.
    """
    image = Image.frombuffer("RGBA", points.shape[::-1], points, "raw", "RGBA", 0, 1)
    counted = image.getcolors(MOST_SHADES)
    out = io.BytesIO()
    if counted is None:
        image.convert("RGB").save(out, "PNG", compress_level=LEVEL)
        return out.getvalue()
    counts = np.array([count for count, _ in counted])
    shades = np.array([shade for _, shade in counted], np.uint32)[np.argsort(-counts), :3]
    alike, best = np.unique((shades & ALIKE) @ PLACES, return_index=True)
    told = shades[best].astype(np.float32)  # of those alike, the most frequent one
    kept = told[np.argsort(best)[:SHADES]]
    number = np.zeros(1 << 24, dtype=np.uint8)  # by colour
    number[alike] = _nearest(told, kept)
    named = Image.frombytes("P", image.size, number.take(points & EACH).tobytes())
    named.putpalette(kept.astype(np.uint8).tobytes())
    named.save(out, "PNG", compress_level=LEVEL, compress_type=zlib.Z_RLE)
    return out.getvalue()


def _nearest(shades: NDArray[np.float32], kept: NDArray[np.float32]) -> NDArray[np.intp]:
    """The number of the kept shade that is nearest to each."""
    # The square of how far they are apart, but for what is the same for all that are kept. Not
    # as a product of matrices, for which all processors would be woken.
    away = (kept**2).sum(axis=1) - np.multiply.outer(shades[:, 0], 2 * kept[:, 0])
    for channel in (1, 2):
        away -= np.multiply.outer(shades[:, channel], 2 * kept[:, channel])
    nearest: NDArray[np.intp] = away.argmin(axis=1)
    return nearest


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
