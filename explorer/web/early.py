"""Pages of large graphs are sent in parts: what stands above the picture, the picture, the rest.

The rest, its table and the data of the live graph, takes several times as long as the picture,
and nobody sees it at first; meanwhile the browser draws what it has. Templates say by
``{{ SEND }}`` what is to be sent by then.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from flask import Response, request, stream_template
from markupsafe import Markup

from explorer.web.streaming import gzipped

SEND = Markup("<!-- send -->")  # a mark in templates; where a page is sent whole, a comment
WHOLE = frozenset({"embed.html"})  # templates of pages that are short, and kept by browsers
MANY = 200  # nodes; a page of fewer is written at once, and sent whole


def send_early(template: str, **context: Any) -> Response:
    """A page in parts. What fails before the first has been made, fails as ever."""
    parts = _parts(stream_template(template, **context))
    first = next(parts)
    pieces: Iterable[bytes] = (each.encode() for each in chain([first], parts))
    answer = Response(mimetype="text/html", headers={"X-Accel-Buffering": "no"})
    if request.accept_encodings["gzip"] > 0:
        pieces = gzipped(pieces)
        answer.headers["Content-Encoding"] = "gzip"
    answer.response = pieces
    return answer


def _parts(pieces: Iterable[str]) -> Iterator[str]:
    """Pieces of a page up to each mark, joined."""
    held: list[str] = []
    for piece in pieces:
        if piece == SEND:
            yield "".join(held)
            held.clear()
        else:
            held.append(piece)
    yield "".join(held)
