"""The application factory.

``create_app`` reads no database and opens no connection, so that a server can make its app
before the database answers; ``/readyz`` says whether it does.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from flask import Flask, Response, g, render_template
from flask_compress import Compress
from markupsafe import Markup
from werkzeug.middleware.proxy_fix import ProxyFix

from explorer import panel
from explorer.config import Settings, load_settings
from explorer.store import Store
from explorer.web import (
    api,
    early,
    embed,
    failures,
    groups,
    headers,
    oembed,
    pages,
    people,
    pictures,
    rates,
    states,
    wording,
)
from explorer.web.site import EXTENSION, STATIC, Site

MAX_REQUEST = 256 * 1024  # bytes; the largest honest request is a panel callback with a slice's ids


def create_app(settings: Settings | None = None, store: Store | None = None) -> Flask:
    """The web site.

    Args:
        settings: in force; read from the environment where none are given.
        store: used instead of the one the settings name; for tests. The caller closes it.

    Raises:
        ConfigError: a setting in the environment is wrong.
    """
    settings = load_settings() if settings is None else settings
    app = Flask("explorer.web", static_folder=str(STATIC))
    app.config.update(
        MAX_CONTENT_LENGTH=MAX_REQUEST,
        COMPRESS_ALGORITHM=["br", "gzip"],
        COMPRESS_ALGORITHM_STREAMING=["br", "gzip"],  # of files; browsers take br over TLS only
        COMPRESS_BR_LEVEL=4,
        COMPRESS_MIN_SIZE=800,
        COMPRESS_MIMETYPES=[
            "text/html", "text/css", "text/plain", "text/javascript", "application/javascript",
            "application/json", "image/svg+xml",
        ],
    )  # fmt: skip
    app.url_map.merge_slashes = False  # ids may hold //
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    site = Site(settings, store)
    app.extensions[EXTENSION] = site
    Compress(app)
    wording.register(app)
    app.jinja_env.globals["SEND"] = early.SEND
    _version_static(app)
    app.register_blueprint(pages.blueprint)
    app.register_blueprint(people.blueprint)
    app.register_blueprint(groups.blueprint)
    app.register_blueprint(api.blueprint)
    app.register_blueprint(states.blueprint)
    app.register_blueprint(pictures.blueprint)
    app.register_blueprint(oembed.blueprint)
    app.register_blueprint(embed.blueprint)
    failures.catch(app)
    rates.limit(app, settings)
    dash_app = panel.mount(app, settings=settings, store=site.store, render=_render)
    site.draw = dash_app.index
    headers.secure(app, settings, dash_app.csp_hashes())
    app.wsgi_app = _behind_proxies(app.wsgi_app, settings)  # type: ignore[method-assign]
    return app


def _render(parts: Mapping[str, Markup]) -> str | Response:
    """The page that the view has prepared, with the panel's parts in it."""
    template, context = g.page
    many = template not in early.WHOLE and len(context["graph"].slice["nodes"]) > early.MANY
    draw = early.send_early if many else render_template
    return draw(template, panel=parts, **context)


def _version_static(app: Flask) -> None:
    """Give the address of each static file the hash of its content as ``?v=``."""
    versions = {
        path.name: hashlib.blake2b(path.read_bytes(), digest_size=6).hexdigest()
        for path in STATIC.iterdir()
        if path.is_file()
    }

    @app.url_defaults
    def add_version(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static" and values.get("filename") in versions:
            values.setdefault("v", versions[values["filename"]])


class _Mounted:
    """Puts the site under a base path, whether or not the proxy in front strips it."""

    def __init__(self, application: Any, base: str) -> None:
        self.application = application
        self.base = base

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if path == self.base or path.startswith(f"{self.base}/"):
            environ["PATH_INFO"] = path[len(self.base) :] or "/"
        environ["SCRIPT_NAME"] = self.base
        return self.application(environ, start_response)  # type: ignore[no-any-return]


def _behind_proxies(application: Any, settings: Settings) -> Any:
    if settings.base_path:
        application = _Mounted(application, settings.base_path)
    if count := settings.trusted_proxies:
        # The base path is a setting, so X-Forwarded-Prefix is not believed as well.
        application = ProxyFix(application, x_for=count, x_proto=count, x_host=count, x_port=count)
    return application
