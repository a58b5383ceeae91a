"""What a reader sees when something goes wrong: one JSON shape, one page, never a stack trace.

This module is one of the three edges that may catch any exception.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from http import HTTPStatus

from flask import Flask, Response, g, render_template, request
from werkzeug.exceptions import HTTPException

from explorer.errors import BadRequest, ExplorerError, Forbidden, NotFound
from explorer.model import NodeKind
from explorer.web.formats import FORMATS, USUAL
from explorer.web.headers import EMBEDS

log = logging.getLogger(__name__)
RETRY_SECONDS = 5
HINTS = {
    404: "See the front page, or search for a name or a title; the API’s own addresses stand in "
    "/api/openapi.json.",
    405: "Read the address with GET; what it answers stands in /api/openapi.json.",
    413: "Send less.",
    429: "Wait a moment, and ask less often. The operator of this site can allow more.",
}
CODES = {400: "bad_request", 403: "forbidden", 404: "not_found", 405: "method_not_allowed",
         413: "too_large", 429: "too_many_requests"}  # fmt: skip


class _Refused(ExplorerError):
    """An HTTP error of Flask's own, in our shape."""

    def __init__(self, message: str, status: int, hint: str | None) -> None:
        super().__init__(message, hint=hint)
        self.status = status
        self.code = CODES.get(status, "error")


def catch(app: Flask) -> None:
    """Register the handlers on ``app``."""

    @app.errorhandler(ExplorerError)
    def explain(error: ExplorerError) -> Response:
        if error.status >= 500 and error.status != HTTPStatus.NOT_IMPLEMENTED:
            told = "; ".join([error.message, *error.notes])
            app.logger.warning("%s %s: %s", request.method, request.path, told)
        return answer(error)

    @app.errorhandler(HTTPException)
    def refuse(error: HTTPException) -> Response:
        if error.response is not None or (error.code or 500) < 400:
            return app.make_response(error.get_response())  # a redirect
        told = answer(_translated(error))
        for name, value in error.get_headers():
            if name in {"Allow", "Retry-After"}:
                told.headers[name] = value
        if "retry_after" in g:
            told.headers["Retry-After"] = str(g.retry_after)
        return told

    @app.errorhandler(Exception)
    def apologise(error: Exception) -> Response:
        app.logger.error("%s %s failed", request.method, request.path, exc_info=error)
        return answer(_apology())


def late(work: Callable[[], bytes]) -> bytes:
    """What some work gives; where it fails, the error as JSON: its status has been sent already."""
    try:
        return work()
    except ExplorerError as error:
        if error.status >= 500:
            log.warning("in a streamed answer: %s", "; ".join([error.message, *error.notes]))
        told = error
    except Exception as error:
        log.error("a streamed answer failed", exc_info=error)
        told = _apology()
    return json.dumps(told.as_json(), ensure_ascii=False).encode()


def _apology() -> ExplorerError:
    return ExplorerError(
        "Something went wrong on our side; it has been written to the site’s log.",
        hint="Try again. If it happens again, tell whoever runs this site the time.",
    )


def _translated(error: HTTPException) -> ExplorerError:
    status = error.code or 500
    if status == 404:
        return NotFound(f"There is nothing at {request.path[:200]}.", hint=HINTS[404])
    if status == 400:
        return BadRequest("The request cannot be understood.", hint=HINTS.get(405))
    if status == 403:
        return Forbidden("You may not do this.")
    phrase = HTTPStatus(status).phrase if status in {s.value for s in HTTPStatus} else "Error"
    message = f"{phrase}."
    if status == 405:
        message = f"{phrase}: {request.method} does not work here."
    if status == 429:
        message = "This address has asked too much in too short a time."
    return _Refused(message, status, HINTS.get(status))


def answer(error: ExplorerError) -> Response:
    """What whoever asks is told of an error: JSON, a page, or the page of a frame."""
    machine = (
        request.path.startswith(("/api/", "/panel/"))
        or request.path == "/api"
        or request.blueprint == "pictures"  # an <img> shows neither; who wrote it reads JSON
    )
    if request.path == "/oembed":
        media_type, write = FORMATS.get(request.args.get("format", USUAL), FORMATS[USUAL])
        response = Response(write(error.as_json(), "error"), error.status, mimetype=media_type)
    elif machine:
        text = json.dumps(error.as_json(), ensure_ascii=False)
        response = Response(text, error.status, mimetype="application/json")
    else:
        page = render_template(
            "embed_error.html" if request.path.startswith(EMBEDS) else "error.html",
            error=error,
            title=TITLES.get(error.status, "Something went wrong"),
            nearest=error.nearest or () if isinstance(error, NotFound) else (),
            kinds=tuple(NodeKind),
        )
        response = Response(page, error.status, mimetype="text/html")
    if error.retryable:
        response.headers["Retry-After"] = str(RETRY_SECONDS)
    response.headers["Cache-Control"] = "no-store"
    return response


TITLES = {
    400: "This request cannot be answered",
    404: "Not found",
    405: "This address is read-only",
    429: "Too many requests",
    503: "The graph database does not answer",
    504: "The question took too long",
}
