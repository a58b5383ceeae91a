"""Answers to requests that never reach the site, as a web server writes them to a connection.

The page wears the site's own dress, but is written without its templates: nothing of the request
is believed, no database is asked, and what of the address is repeated is escaped.
"""

from __future__ import annotations

import html
import json
import re
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import quote, unquote_plus

from explorer.errors import ExplorerError

LONGEST_ID = 500
PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title} · Research graph explorer</title>
<link rel="icon" href="{home}static/favicon.svg" type="image/svg+xml">
<link rel="stylesheet" href="{home}static/site.css">
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header class="masthead">
<div class="masthead-inner">
<a class="wordmark" href="{home}"><img src="{home}static/favicon.svg" alt="" width="28" height="28">
<span>Research graph explorer</span></a>
</div>
</header>
<main id="main" tabindex="-1">
<header class="node-head">
<p class="eyebrow">{status}</p>
<h1>{title}</h1>
<p class="role">{message}</p>
<p>{hint}</p>
</header>
{ego}<p><a href="{home}">Go to the front page</a></p>
</main>
</body>
</html>
"""
EGO = """<p>It is about <code>{id}</code>.</p>
<p><a class="button" href="{href}">Open its graph without the steps</a></p>
"""


class TooLong(ExplorerError):
    """The address, or a header, is longer than the web server reads."""

    code = "too_long"

    def __init__(self, status: HTTPStatus, most: int) -> None:
        address = status == HTTPStatus.REQUEST_URI_TOO_LONG
        what = "address" if address else "header of the request"
        super().__init__(
            f"The {what} is longer than {most:,} characters.",
            hint="No web server reads an address of any length, and ids have up to 500 characters. "
            "If it is a view of many steps, begin anew from what it is about: the explorer itself "
            "packs many steps into a short address, which “Copy link” gives."
            if address
            else "Browsers send such a header where they keep much for this address, as cookies: "
            "this site sets none. Clear those of this address, or open it in a private window.",
        )
        self.status = status.value
        self.title = f"This {'address' if address else 'request'} is too long"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the beginning of a request tells of it.

    Attributes:
        machine: whether it is answered as JSON, as the API does, or else as a page.
        ego: id of the node that the address is about, if it can be told.
    """

    machine: bool = False
    ego: str | None = None


def asked_by(beginning: bytes, base: str) -> Asked:
    """Read the beginning of a request.

    Args:
        beginning: its first bytes: method and address, the latter perhaps cut off.
        base: the path that the site lives under, without a final slash.
    """
    target = [*beginning.decode("latin1").split(" "), ""][1]
    path, _, query = target.partition("?")
    inside = path.removeprefix(base)
    if base and inside == path:
        return Asked()
    machine = inside.startswith(("/api/", "/panel/"))
    found = re.fullmatch(r"/(?:person|paper|topic|institution)/(.+)", inside)
    if found is None and inside == "/explore":
        found = re.search(r"(?:^|&)ego=([^&]+)&", query)  # whole: something comes after it
    id = unquote_plus(found[1]) if found else ""
    return Asked(machine, id if id.isprintable() and 0 < len(id) <= LONGEST_ID else None)


def refusal(error: TooLong, asked: Asked, home: str) -> bytes:
    """A whole answer, after which the connection ends.

    Args:
        error: what is told.
        asked: who is told, and of what.
        home: the path of the front page.
    """
    if asked.machine:
        kind, text = "application/json", json.dumps(error.as_json(), ensure_ascii=False)
    else:
        told = {"title": error.title, "message": error.message, "hint": error.hint or "",
                "home": home, "status": str(error.status)}  # fmt: skip
        escaped = {name: html.escape(value) for name, value in told.items()}
        kind = "text/html; charset=utf-8"
        text = PAGE.format_map(escaped | {"ego": _ego_link(asked.ego, home)})
    body = text.encode()
    head = (
        f"HTTP/1.1 {error.status} {HTTPStatus(error.status).phrase}",
        "Connection: close",
        f"Content-Type: {kind}",
        f"Content-Length: {len(body)}",
        "Cache-Control: no-store",
        "Content-Security-Policy: default-src 'none'; style-src 'self'; font-src 'self'; "
        "img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'",
        "X-Content-Type-Options: nosniff",
    )
    return "\r\n".join([*head, "", ""]).encode("latin1") + body


def _ego_link(id: str | None, home: str) -> str:
    if id is None:
        return ""
    href = f"{home}explore?ego={quote(id, safe=':')}"
    return EGO.format(href=html.escape(href), id=html.escape(id))
