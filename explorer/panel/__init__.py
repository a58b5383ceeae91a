"""The live graph panel: one Dash app on the site's own server, inside the site's own pages.

A page's view sets ``flask.g.page`` and returns ``app.index()``; Dash's parts are then drawn
into the page's template by the ``render`` function given to ``mount``. The page also holds
``page_data(slice)``, from which the graph is drawn, and the slice as SVG until it is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import flask
from dash import Dash
from dash.exceptions import DependencyException
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from werkzeug.exceptions import RequestEntityTooLarge

from explorer.config import Settings
from explorer.errors import BadRequest, NotFound
from explorer.panel.bundle import Bundle, make_bundle, serve_bundle
from explorer.panel.callbacks import MAX_BODY, check_body, register, show_error
from explorer.panel.controls import app_entry
from explorer.panel.elements import page_data
from explorer.panel.keys import key_sheet
from explorer.panel.layout import build_layout
from explorer.store import Store

__all__ = ["mount", "page_data"]

PREFIX = "/panel/"
CALLBACKS = f"{PREFIX}_dash-update-component"
Render = Callable[[Mapping[str, Markup]], str | flask.Response]
# Bundles that Dash always sends, by the namespace of the components that need them; the polyfill
# is for browsers without promises, on which our own scripts would not run.
BUNDLES = {
    "dash_core_components": "/dcc/",
    "dash_table": "/dash_table/",
    "browsers before 2020": "/polyfill@",
}
# What Dash asks for before it draws anything; the browser asks for it with the page instead.
FIRST_ASKED = ("_dash-layout", "_dash-dependencies")


class PanelDash(Dash):
    """A Dash app without a page of its own: it is drawn into ours."""

    render: Render
    bundles: tuple[Bundle, Bundle]  # our scripts, our sheets

    def index(self, *_args: Any, **_kwargs: Any) -> str | flask.Response:
        """The page that the view has set, with Dash's parts in it; perhaps a streamed one.

        Raises:
            NotFound: Dash's own address was opened, which shows nothing.
        """
        if "page" not in flask.g:
            raise NotFound(
                "There is no page here.", hint="The graph lives in the pages of its nodes."
            )
        super().index()  # type: ignore[no-untyped-call]
        return self.render(flask.g.pop("panel_parts"))

    def interpolate_index(self, **parts: str) -> str:  # type: ignore[override]  # Dash's own advice
        """Make the parts for the page's template; what Dash checks is that all are there."""
        # Safe: Dash makes these from our own layout and settings.
        safe = {name: Markup(text) for name, text in parts.items()}  # noqa: S704 - see above
        safe["scripts"] = Markup("\n").join(map(Markup, self._early(parts["scripts"])))
        # A module waits for the deferred scripts before it. The policy's hash is of its text.
        plain = 'type="application/javascript"'
        safe["renderer"] = safe["renderer"].replace(plain, Markup('type="module"'))
        safe["css"] = Markup('<link rel="stylesheet" href="{}">').format(self._ours(1))
        safe["app_entry"] = app_entry()
        safe["key_sheet"] = key_sheet()
        flask.g.panel_parts = safe
        return "".join(safe.values())

    def _early(self, scripts: str) -> Sequence[str]:
        """Tags for the page's head: everything is fetched, and compiled, while the page is read."""
        base = self.config.requests_pathname_prefix
        asked = (f'<link rel="preload" as="fetch" crossorigin="anonymous" href="{base}{path}">'
                 for path in FIRST_ASKED)  # fmt: skip
        ours = f'<script src="{self._ours(0)}"></script>'
        loaded = (tag.replace("<script ", "<script defer ")
                  for tag in (ours, *self._needed(scripts)))  # fmt: skip
        return [*asked, *loaded]

    def _ours(self, which: int) -> str:
        return f"{self.config.requests_pathname_prefix}{self.bundles[which].name}"

    def _needed(self, scripts: str) -> Sequence[str]:
        """Script tags without the bundles of components that the layout does not use."""
        used = {component._namespace for component in self.layout._traverse()
                if hasattr(component, "_namespace")}  # fmt: skip
        unused = [folder for name, folder in BUNDLES.items() if name not in used]
        return [line for line in scripts.splitlines() if not any(f in line for f in unused)]


def mount(
    server: flask.Flask, *, settings: Settings, store: Callable[[], Store], render: Render
) -> Dash:
    """Put the panel on a server.

    Args:
        server: the site.
        settings: in force; ``base_path`` is where browsers find the site.
        store: gives the store of this process; called once per callback.
        render: draws the page that the view has set, with Dash's parts: css, config, scripts,
            renderer, app_entry, key_sheet, favicon, metas, title.

    Returns:
        The app, whose ``index()`` a view returns.
    """
    app = PanelDash(
        __name__,
        server=server,  # type: ignore[arg-type]  # documented; the annotation lacks it
        routes_pathname_prefix=PREFIX,
        requests_pathname_prefix=f"{settings.base_path}{PREFIX}",
        serve_locally=True,
        add_log_handler=False,
        update_title=None,  # type: ignore[arg-type]  # documented: the page keeps its title
        on_error=show_error,
        enable_mcp=False,
        assets_ignore=".",  # every file: they come as bundles
    )
    app.render = render
    app.bundles = make_bundle("js", "text/javascript"), make_bundle("css", "text/css")
    for each in app.bundles:
        serve_bundle(server, PREFIX, each)
    server.jinja_env.globals["page_data"] = page_data
    app.layout = build_layout()
    register(app, store)
    server.before_request(_check_callback)
    server.register_error_handler(DependencyException, _no_bundle)
    return app


def _check_callback() -> None:
    """Refuse a malformed call of a callback before Dash sees it."""
    request = flask.request
    if request.path != CALLBACKS or request.method != "POST":
        return
    if request.mimetype != "application/json":
        raise BadRequest("The body is not JSON.", hint="Send it as application/json.")
    request.max_content_length = MAX_BODY
    try:
        body = request.get_data(cache=True)
    except RequestEntityTooLarge as error:
        raise BadRequest(f"The body is longer than {MAX_BODY:,} bytes.") from error
    check_body(body)


def _no_bundle(_: DependencyException) -> ResponseReturnValue:
    """Dash would answer an unknown script with a stack trace."""
    error = NotFound("There is no such script.")
    return flask.jsonify(error.as_json()), error.status
