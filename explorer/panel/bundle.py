"""Our scripts as one file and our sheets as another: a browser asks twice, not forty times.

Each script in ``assets`` is a function of its own, so that they can stand one after another, in
the order of their names; one that fails as it is loaded is reported, and leaves the others be. The
file's name holds the hash of what is in it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import flask

ASSETS = Path(__file__).parent / "assets"


# How a file stands among the others.
AROUND = {"js": "try {{\n{}\n}} catch (error) {{ reportError(error); }}", "css": "{}"}


@dataclass(frozen=True, slots=True)
class Bundle:
    """One file made of several.

    Attributes:
        name: of the file; a browser may keep it for ever.
        text: what is in it.
        media_type: as the server calls it.
    """

    name: str
    text: str
    media_type: str


def make_bundle(suffix: str, media_type: str, folder: Path = ASSETS) -> Bundle:
    """All files of a folder that end in ``suffix``, in the order of their names."""
    paths = sorted(folder.glob(f"*.{suffix}"))
    around = AROUND[suffix]
    text = "\n".join(
        f"/* {path.name} */\n{around.format(path.read_text(encoding='utf-8'))}" for path in paths
    )
    digest = hashlib.blake2b(text.encode(), digest_size=6).hexdigest()
    return Bundle(f"panel.v{digest}.{suffix}", text, media_type)


def serve_bundle(server: flask.Flask, prefix: str, bundle: Bundle) -> None:
    """Serve a bundle below ``prefix``."""

    def answer() -> flask.Response:
        return flask.Response(bundle.text, mimetype=bundle.media_type)

    server.add_url_rule(prefix + bundle.name, f"panel-{bundle.media_type}", answer)
