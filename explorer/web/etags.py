"""Entity tags: a browser that has an answer asks whether it is still the same.

They are weak: the same slice, built again, differs in the seconds that it took and in nothing else.
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


def unchanged(tag: str) -> Response | None:
    """The short answer to a browser that has this content; None for one that has not."""
    if not request.if_none_match.contains_weak(tag):
        return None
    response = Response(status=304)
    response.set_etag(tag, weak=True)
    return response
