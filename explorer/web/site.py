"""What a request needs of the app around it: settings, the store, addresses.

One ``Site`` per app, kept on the app. The store is opened when first asked for, never when
the app is made: a server makes its app before it forks, or before a database answers.
"""

from __future__ import annotations

import atexit
import secrets
import threading
from collections.abc import Callable
from pathlib import Path
from typing import cast

from flask import Response, current_app, request

from explorer.config import Settings
from explorer.graph.recent import RecentSlices
from explorer.store import Store

EXTENSION = "explorer"
STATIC = Path(__file__).parent / "static"


class Site:
    """One web site on one store."""

    def __init__(self, settings: Settings, store: Store | None = None) -> None:
        self.settings = settings
        self.slices = RecentSlices()
        self.key = settings.secret_key or secrets.token_hex(32)  # signs what links carry
        self.draw: Callable[[], str | Response] | None = (
            None  # the panel's page, set once it is mounted
        )
        self._store = store
        self._opening = threading.Lock()

    def store(self) -> Store:
        """The one store of this process, opened on first use.

        Raises:
            StoreUnavailable, ConfigError: it cannot be opened; the next call tries again.
        """
        if self._store is None:
            with self._opening:
                if self._store is None:
                    opened = Store.open(self.settings, user="web")
                    atexit.register(opened.close)
                    self._store = opened
        return self._store

    def absolute(self, path: str) -> str:
        """The address readers use for a path of this site, base path included.

        Args:
            path: as ``url_for`` gives it.
        """
        if self.settings.public_url is None:
            return request.host_url.rstrip("/") + path
        return self.settings.public_url + self.settings.public_path(path)


def site() -> Site:
    """The site that answers this request."""
    return cast(Site, current_app.extensions[EXTENSION])
