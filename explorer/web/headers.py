"""Response headers: what a page may load, who may frame and read it, how long browsers keep it.

No cookie is ever set. Scripts come from this site alone, or are the few inline ones whose
hashes Dash tells; nothing is evaluated. Styles may be inline: Dash and Cytoscape write some.

What lies under ``/embed/`` may be framed by whom the settings name, and says so by
``frame-ancestors`` alone: some browsers let ``X-Frame-Options`` win where both are sent. All else
is framed by this site only.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from urllib.parse import quote

from flask import Flask, Response, request

from explorer.config import Settings

YEAR = 31_536_000
DAY = 86_400
EMBEDS = "/embed/"
COMPONENT = "/embed.js"
OEMBED = "/oembed"
FIXED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
# Where scripts of other origins may read, and by which methods.
READABLE = dict.fromkeys(("/api/", COMPONENT, OEMBED), "GET, HEAD, OPTIONS")
# A frame that its host has sandboxed has an origin of its own, "null": to it the panel's own
# addresses are another's.
OF_FRAMES = {"/panel/": "GET, HEAD, POST, OPTIONS"}


def policy(script_hashes: Sequence[str], ancestors: str = "'self'") -> str:
    """The content security policy of pages.

    Args:
        script_hashes: of inline scripts, as ``'sha256-…'`` with or without the quotes.
        ancestors: who may frame them.
    """
    scripts = " ".join(["'self'", *(f"'{each.strip(chr(39))}'" for each in script_hashes)])
    return "; ".join([
        "default-src 'self'",
        f"script-src {scripts}",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        f"frame-ancestors {ancestors}",
    ])  # fmt: skip


def picture_policy(ancestors: str = "'self'") -> str:
    """The content security policy of pictures: they load nothing and run nothing."""
    return f"default-src 'none'; style-src 'unsafe-inline'; frame-ancestors {ancestors}"


def name_file(response: Response, name: str, shown: str = "inline") -> None:
    """Say by which name a browser saves this.

    Headers hold ASCII; servers refuse others. Letters beyond it go in the form of RFC 8187, beside
    a name for who does not know that form.
    """
    stem, dot, ending = name.rpartition(".")
    plain = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode().strip("-._ ")
    names = {"filename": f"{plain or 'graph'}{dot}{ending}"}
    if names["filename"] != name:
        names["filename*"] = f"UTF-8''{quote(name, safe='')}"
    response.headers.set("Content-Disposition", shown, **names)


def secure(app: Flask, settings: Settings, script_hashes: Sequence[str]) -> None:
    """Give every answer of ``app`` its headers."""
    others = settings.frame_ancestors  # beside our own pages, which show what they offer
    who_frames = others if others in {"*", "'none'"} else f"'self' {others}"
    # By whether it is an embed and whether it is a picture.
    policies = {
        (embed, picture): picture_policy(who) if picture else policy(script_hashes, who)
        for embed, who in ((False, "'self'"), (True, who_frames))
        for picture in (False, True)
    }

    @app.after_request
    def add_headers(response: Response) -> Response:
        for name, value in FIXED.items():
            response.headers.setdefault(name, value)
        embed = request.path.startswith(EMBEDS)
        picture = (response.mimetype or "").startswith("image/")
        response.headers.setdefault("Content-Security-Policy", policies[embed, picture])
        if not embed:
            response.headers.setdefault("X-Frame-Options", "SAMEORIGIN")
        if embed or request.path == COMPONENT:  # pages that isolate themselves ask for it
            response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        _share(response, settings.cors_origins)
        _keep(response)
        if response.is_streamed and hasattr(response.response, "close"):
            # What compresses a file reads it, and leaves it open.
            response.call_on_close(response.response.close)
        return response


def _share(response: Response, origins: Sequence[str]) -> None:
    """Let scripts of other origins read what is public; never with credentials.

    Frames in a sandbox are all of one origin, "null": they can read where everybody can.
    """
    everybody = "*" in origins
    shared = {**READABLE, **OF_FRAMES} if everybody else READABLE
    methods = next((m for path, m in shared.items() if request.path.startswith(path)), None)
    if methods is None or not origins:
        return
    if not everybody:
        response.vary.add("Origin")
        if request.headers.get("Origin") not in origins:
            return
    allowed = "*" if everybody else request.headers["Origin"]
    response.headers["Access-Control-Allow-Origin"] = allowed
    response.headers["Access-Control-Expose-Headers"] = "ETag, Retry-After, Content-Disposition"
    if request.method == "OPTIONS":
        response.headers["Access-Control-Allow-Methods"] = methods
        response.headers["Access-Control-Allow-Headers"] = "Content-Type, If-None-Match"
        response.headers["Access-Control-Max-Age"] = str(DAY)


def _keep(response: Response) -> None:
    """Assets whose address holds their content's hash never change; all else is asked again."""
    if response.status_code == 200 and (
        (request.endpoint == "static" and request.args.get("v"))
        or (request.path.startswith("/panel/") and _fingerprinted(request.path))
    ):
        response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    elif "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "no-cache"


def _fingerprinted(path: str) -> bool:
    """Whether a path has a version in its name: Dash's have their own, our bundles a hash."""
    return ".v" in path.rpartition("/")[2]
