"""How often one address may ask the database: a limit that no reader meets, and a crawler does.

What is charged is work. Pictures and frames that are at hand cost a thousandth of a second, and
are answered though an address may have no more made: a page with a popular badge, or an office
behind one address, is not shut out by somebody's crawler. They have a limit of their own, many
times as high, so that a flood of them ends too. Whoever has a picture already (304) is treated as
one who has not: it depends on whether it is at hand. Where finding that out took a slice, as at
``/api/slice``, it is charged.

Counted in the memory of each process. Whoever a trusted proxy names is the address; networks of
IPv6 count as one, since each of their readers has billions of addresses.
"""

from __future__ import annotations

import ipaddress
import math
import time

from flask import Flask, current_app, g, request
from flask_limiter import Limiter, RequestLimit
from limits import RateLimitItem, parse
from werkzeug.exceptions import TooManyRequests

from explorer.config import Settings

NETWORK = 64  # bits of an IPv6 address that name a network of one household or office
# What is answered without the database.
CHEAP = frozenset({
    "static", "pages.healthz", "pages.readyz", "pages.favicon", "pages.robots", "pages.queries",
    "api.openapi", "embed.component",
})  # fmt: skip
# What may be at hand, and is charged only once it has to be made.
KEPT = frozenset({"embed.frame", "pictures.svg_picture", "pictures.png_picture"})
TIMES = 20  # as much may be asked, of what is at hand and in all
SCOPE = "work"


class _Rates:
    """What each address has asked for in the time that the settings name."""

    def __init__(self, limiter: Limiter, work: RateLimitItem) -> None:
        self._limiter, self._work = limiter, work

    def charge(self) -> None:
        """Count one piece of work of whoever asks; refuse it over the rate.

        Raises:
            TooManyRequests: there were too many.
        """
        who = _address()
        if not self._limiter.limiter.hit(self._work, who, SCOPE):
            _wait_until(self._limiter.limiter.get_window_stats(self._work, who, SCOPE).reset_time)
            raise TooManyRequests


def limit(app: Flask, settings: Settings) -> None:
    """Refuse requests of ``app`` over the rate of the settings, with 429."""
    if settings.rate_limit == "none":
        return
    number, _, unit = settings.rate_limit.partition(" ")
    limiter = Limiter(
        _address,
        application_limits=[f"{int(number) * TIMES} {unit}"],
        storage_uri="memory://",
        on_breach=_tell,
    )
    limiter.request_filter(_is_cheap)
    limiter.init_app(app)
    app.extensions[SCOPE] = _Rates(limiter, parse(settings.rate_limit))
    app.before_request(_charge_early)


def charge() -> None:
    """As ``_Rates.charge``; nothing where the operator has set no limit."""
    rates: _Rates | None = current_app.extensions.get(SCOPE)
    if rates is not None:
        rates.charge()


def _charge_early() -> None:
    """Charge what is sure to be work before any of it is done."""
    if request.endpoint not in KEPT and not _is_cheap():
        charge()


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
    _wait_until(breached.reset_at)


def _wait_until(moment: float) -> None:
    """Note after how many seconds there is room again."""
    g.retry_after = max(1, math.ceil(moment - time.time()))
