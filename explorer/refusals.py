"""Answers to requests that never reach the site, as a web server writes them to a connection."""

from __future__ import annotations

import html
import json
from http import HTTPStatus

from explorer.errors import ExplorerError

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{message}</title>
</head>
<body>
<main>
<h1>{message}</h1>
<p>{hint}</p>
<p><a href="{home}">Go to the front page</a></p>
</main>
</body>
</html>
"""


class TooLong(ExplorerError):
    """The address, or a header, is longer than the web server reads."""

    code = "too_long"

    def __init__(self, status: HTTPStatus, most: int) -> None:
        what = "address" if status == 414 else "header of the request"
        super().__init__(
            f"The {what} is longer than {most:,} characters.",
            hint="Ids have up to 500 characters. If it is a view of many steps, begin anew from "
            "what it shows.",
        )
        self.status = status.value


def refusal(error: ExplorerError, *, machine: bool, home: str) -> bytes:
    """A whole answer, after which the connection ends.

    Args:
        error: what is told.
        machine: whether it is told as JSON, as the API does, or else as a page.
        home: the path of the front page.
    """
    if machine:
        kind, text = "application/json", json.dumps(error.as_json(), ensure_ascii=False)
    else:
        told = {"message": error.message, "hint": error.hint or "", "home": home}
        escaped = {name: html.escape(value) for name, value in told.items()}
        kind, text = "text/html; charset=utf-8", PAGE.format_map(escaped)
    body = text.encode()
    head = (
        f"HTTP/1.1 {error.status} {HTTPStatus(error.status).phrase}",
        "Connection: close",
        f"Content-Type: {kind}",
        f"Content-Length: {len(body)}",
        "Cache-Control: no-store",
        "Content-Security-Policy: default-src 'none'; frame-ancestors 'self'",
        "X-Content-Type-Options: nosniff",
    )
    return "\r\n".join([*head, "", ""]).encode("latin1") + body
