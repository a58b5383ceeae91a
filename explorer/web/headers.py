"""Response headers: what a page may load, who may frame it, how long a browser keeps it.

No cookie is ever set. Scripts come from this site alone, or are the few inline ones whose
hashes Dash tells; nothing is evaluated. Styles may be inline: Dash and Cytoscape write some.
"""

from __future__ import annotations

from collections.abc import Sequence

from flask import Flask, Response, request

YEAR = 31_536_000
FIXED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
PICTURE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"


def policy(script_hashes: Sequence[str]) -> str:
    """The content security policy of pages.

    Args:
        script_hashes: of inline scripts, as ``'sha256-…'`` with or without the quotes.
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
        "frame-ancestors 'self'",
    ])  # fmt: skip


def secure(app: Flask, script_hashes: Sequence[str]) -> None:
    """Give every answer of ``app`` its headers."""
    pages = policy(script_hashes)

    @app.after_request
    def add_headers(response: Response) -> Response:
        for name, value in FIXED.items():
            response.headers.setdefault(name, value)
        picture = response.mimetype == "image/svg+xml"
        response.headers.setdefault("Content-Security-Policy", PICTURE_POLICY if picture else pages)
        _keep(response)
        if response.is_streamed and hasattr(response.response, "close"):
            # What compresses a file reads it, and leaves it open.
            response.call_on_close(response.response.close)
        return response


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
