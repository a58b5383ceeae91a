"""Another site than ours: pages of an origin of their own, which embed what we offer."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Page = tuple[str, str]  # media type and text


class Foreign:
    """A site on a loopback port.

    Attributes:
        url: of it.
        pages: by path, what it answers.
        policy: the content security policy of all its pages, or none.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self.pages: dict[str, Page] = {}
        self.policy = ""

    def put(self, path: str, body: str, *, head: str = "", policy: str = "") -> str:
        """A page of HTML; its address."""
        self.policy = policy
        text = (
            '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Another site</title>'
            '<meta name="viewport" content="width=device-width">'
            f"{head}</head><body>{body}</body></html>"
        )
        self.pages[path] = "text/html; charset=utf-8", text
        return self.url + path

    def headers(self) -> Mapping[str, str]:
        return {"Content-Security-Policy": self.policy} if self.policy else {}


@contextlib.contextmanager
def another_site() -> Iterator[Foreign]:
    """A site that serves what is put into it."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            kind, text = site.pages.get(self.path.partition("?")[0], ("text/plain", ""))
            body = text.encode()
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            for name, value in site.headers().items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    site = Foreign(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
