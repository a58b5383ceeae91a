"""Entity tags: a browser that has an answer asks whether it is still the same.

All of them are weak, and compared as such: the same slice, built again, differs in the seconds that
it took and in nothing else, and a compressed answer says the same as one that is not.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from importlib.metadata import version
from typing import Any

import orjson
from flask import Response, request

BYTES = 12


def of(content: bytes) -> str:
    """The tag of a content."""
    return hashlib.blake2b(content, digest_size=BYTES).hexdigest()


def of_slice(graph_slice: Mapping[str, Any], form: str, options: Mapping[str, object]) -> str:
    """The tag of a slice in one format: another one exactly when the answer is another one.

    Args:
        graph_slice: its JSON, with all that is written of it.
        form: suffix of the format.
        options: of its picture.
    """
    told = {name: value for name, value in graph_slice.items() if name != "took"}
    told["runs"] = [{**run, "seconds": None} for run in graph_slice["runs"]]
    whole = [told, form, dict(options), version("research-graph-explorer")]
    return of(orjson.dumps(whole, option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS))


def unchanged(tag: str, media_type: str | None = None) -> Response | None:
    """The short answer to a browser that has this content; None for one that has not.

    ``If-None-Match`` is a list of tags, weak or strong, or ``*``, which any content meets
    (RFC 9110, 13.1.2). Ask only where there is an answer: errors have no tag.

    Args:
        tag: of the content.
        media_type: of it. Browsers keep the headers of the short answer, so that it must have the
            policy of the whole one, which is another for pictures.
    """
    if not request.if_none_match.contains_weak(tag):
        return None
    response = Response(status=304, mimetype=media_type)  # which is not sent
    response.set_etag(tag, weak=True)
    return response
