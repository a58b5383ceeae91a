"""How often one address may ask the database: a limit that no reader meets, and a crawler does.

Counted in the memory of each process. Whoever a trusted proxy names is the address; networks of
IPv6 count as one, since each of their readers has billions of addresses.
"""

from __future__ import annotations

import ipaddress
import math
import time

from flask import Flask, g, request
from flask_limiter import Limiter, RequestLimit

from explorer.config import Settings

NETWORK = 64  # bits of an IPv6 address that name a network of one household or office
# What is answered without the database.
CHEAP = frozenset({
    "static", "pages.healthz", "pages.readyz", "pages.favicon", "pages.robots", "pages.queries",
    "api.openapi", "embed.component",
})  # fmt: skip


def limit(app: Flask, settings: Settings) -> None:
    """Refuse requests of ``app`` over the rate of the settings, with 429."""
    if settings.rate_limit == "none":
        return
    limiter = Limiter(
        _address,
        application_limits=[settings.rate_limit],
        storage_uri="memory://",
        on_breach=_tell,
    )
    limiter.request_filter(_is_cheap)
    limiter.init_app(app)


def _address() -> str:
    """Of who asks, as the trusted proxies tell it."""
    text = request.remote_addr or "unknown"
    try:
        address = ipaddress.ip_address(text)
    except ValueError:  # a socket of this machine
        return text
    if address.version == 4:
        return text
    return str(ipaddress.ip_network((address, NETWORK), strict=False))


def _is_cheap() -> bool:
    """Whether a request asks nothing of the database."""
    if request.method == "OPTIONS" or request.endpoint is None or request.endpoint in CHEAP:
        return True
    return request.path.startswith("/panel/") and request.method != "POST" and not (
        request.path.startswith("/panel/state/")
    )  # fmt: skip


def _tell(breached: RequestLimit) -> None:
    """Note after how many seconds there is room again."""
    g.retry_after = max(1, math.ceil(breached.reset_at - time.time()))
