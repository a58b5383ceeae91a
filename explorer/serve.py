"""gunicorn's settings, as a module: ``gunicorn -c python:explorer.serve``.

Reading this module reads the environment: only gunicorn, and the commands that start it, do.
Nothing is loaded before the fork, so each worker makes a store of its own. The master holds a
lease on the embedded engine, so that the engine outlives a worker and ends with the master.
"""

from __future__ import annotations

import contextlib
import errno
import os
import signal
import socket
import traceback
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from gunicorn.app.wsgiapp import WSGIApplication
from gunicorn.http.errors import LimitRequestHeaders, LimitRequestLine
from gunicorn.workers.gthread import ThreadWorker

from explorer.config import Settings, load_settings
from explorer.engine import Engine, Lease
from explorer.errors import ConfigError
from explorer.refusals import TooLong, asked_by, refusal

_settings = load_settings()
_leases: list[Lease] = []
BEGINNING = 4_000  # bytes of a request that tell whom it is for; an encoded id has 1,500 at most

wsgi_app = "explorer.web.app:create_app()"
bind = f"[{_settings.host}]:{_settings.port}" if ":" in _settings.host else (
    f"{_settings.host}:{_settings.port}"
)  # fmt: skip
workers = _settings.workers
worker_class = "explorer.serve.Worker"
threads = 8
preload_app = False
timeout = int(_settings.query_seconds) + 30  # a worker must outlive the slowest query
graceful_timeout = 10
keepalive = 5
limit_request_line = 8190  # the most gunicorn can limit to; an id or a search is far below
control_socket_disable = True  # else a socket under $HOME, which containers lack
forwarded_allow_ips = ""  # EXPLORER_TRUSTED_PROXIES says whom to believe, in the app
loglevel = "warning"  # what happens is told by the commands; what goes wrong, by gunicorn


class Worker(ThreadWorker):  # type: ignore[misc]  # gunicorn publishes no types
    """Threads, and our shape of error for what is too long to reach the site."""

    def handle_quit(self, sig: int, frame: Any) -> None:
        """End at once.

        gunicorn's own shuts the threads down first, and waits for ever for a lock that is held by
        the very code that the signal interrupted; leaving that code gives the lock back.
        """
        super(ThreadWorker, self).handle_quit(sig, frame)

    def handle_error(self, req: Any, client: socket.socket, addr: Any, exc: Exception) -> None:
        """Answer a request that could not be read."""
        statuses = {LimitRequestLine: HTTPStatus(414),
                    LimitRequestHeaders: HTTPStatus(431)}  # fmt: skip
        status = statuses.get(type(exc))
        if status is None:
            super().handle_error(req, client, addr, exc)
            return
        error = TooLong(status, limit_request_line)
        asked = asked_by(_beginning(exc), _settings.base_path)
        with contextlib.suppress(OSError):  # the reader may be gone
            client.sendall(refusal(error, asked, f"{_settings.base_path}/"))


def _beginning(error: Exception) -> bytes:
    """The first bytes of a request that was too long: method and address.

    gunicorn's error does not hold them, but the place that raised it does.
    """
    for frame, _ in traceback.walk_tb(error.__traceback__):
        held = frame.f_locals.get("data")
        if isinstance(held, bytes):
            return held[:BEGINNING]
    return b""


def on_starting(_server: object) -> None:
    """Join the embedded engine, in the master."""
    if _settings.embedded:
        _leases.append(Engine(_settings).lease("serve"))


def when_ready(_server: object) -> None:
    """Make the end of the terminal the end of the server, which gunicorn takes for a reload."""
    signal.signal(signal.SIGHUP, lambda *_: os.kill(os.getpid(), signal.SIGTERM))


def post_worker_init(_worker: object) -> None:
    """Leave Ctrl-C in a terminal, which reaches every process, to the master alone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    from explorer.graph import recent  # loaded by now; before the fork it is not

    recent.collect_seldom()
    recent.share_memory()


def worker_int(_worker: object) -> None:
    """End a worker at once when the master says so after Ctrl-C; it waits for no slow query.

    The kernel gives back its lease and its connections. After SIGTERM a worker ends in order.
    """
    os._exit(0)


def on_exit(_server: object) -> None:
    """Leave the embedded engine; the last user waits until it has stopped."""
    for lease in _leases:
        lease.release(wait=True)


def run(ready: Callable[[], None]) -> None:
    """Serve until a signal ends it; does not return.

    Args:
        ready: called in the master once the port is open, before any worker is forked.

    Raises:
        ConfigError: the port or the address cannot be used.
        StoreUnavailable: the embedded engine does not start.
    """
    check_port(_settings)
    _Server(ready).run()


def site_url(settings: Settings) -> str:
    """The address at which readers of this machine find the site, without a final slash."""
    if settings.public_url is not None:
        return settings.public_url + settings.public_path("")
    host = "127.0.0.1" if settings.host in {"0.0.0.0", "::", ""} else settings.host  # noqa: S104 - compared, not bound
    host = f"[{host}]" if ":" in host else host
    return f"http://{host}:{settings.port}{settings.base_path}"


def check_port(settings: Settings) -> None:
    """See that the port can be opened, before anything is started for it.

    Raises:
        ConfigError: it is taken, not ours to open, or the address is not of this machine.
    """
    place = f"{settings.host}:{settings.port}"
    try:
        family, kind, *_, address = socket.getaddrinfo(
            settings.host, settings.port, type=socket.SOCK_STREAM
        )[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise ConfigError(
                f"Port {settings.port} is taken: something else listens on {place}.",
                hint=f"Set EXPLORER_PORT to a free port, as EXPLORER_PORT={settings.port + 1}.",
            ) from error
        raise ConfigError(
            f"The site cannot be served on {place}: {error.strerror}.",
            hint="Set EXPLORER_HOST to an address of this machine and EXPLORER_PORT to a port "
            "from 1024 up.",
        ) from error


class _Server(WSGIApplication):  # type: ignore[misc]  # gunicorn publishes no types
    """gunicorn in this process, with this module's settings and nothing of the command line."""

    def __init__(self, ready: Callable[[], None]) -> None:
        self._ready = ready
        super().__init__(prog="explorer")

    def init(self, _parser: object, _options: object, _arguments: object) -> None:
        """Take nothing from gunicorn's own command line."""

    def load_config(self) -> None:
        """Read this module."""
        self.load_config_from_module_name_or_filename("python:explorer.serve")
        self.app_uri = wsgi_app
        self.cfg.set("when_ready", self._when_ready)

    def _when_ready(self, server: Any) -> None:
        when_ready(server)
        self._ready()
