"""A bibliography becomes a group: ``POST /group`` with a BibTeX file, from the form of groups.

The one page that takes a POST. It needs no token against forgery: it changes nothing, keeps
nothing, sets no cookie and reads none, so that a foreign page which sends a file through a
reader's browser gains what a link would give it, a page of public data in that browser.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, request, url_for
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response as AnyResponse

from explorer.errors import BadRequest
from explorer.web.bibliography import MOST_ENTRIES, decode, read_entries
from explorer.web.gathering import GATHERERS, Group, show_group
from explorer.web.site import site

blueprint = Blueprint("groups", __name__)
MOST_MEGABYTES = 2
Answer = AnyResponse | tuple[str, int]


@blueprint.app_context_processor
def _words() -> dict[str, object]:
    return {"bib_size": MOST_MEGABYTES}


@blueprint.get("/group")
def form() -> AnyResponse:
    """The form of groups, at the address to which a file is sent."""
    return redirect(url_for("pages.explore", group=""), code=302)


@blueprint.post("/group")
def read_file() -> Answer:
    """From a file to the lasting address of its papers or their authors.

    Where something is not found, or several people have a name, the page says so first.
    """
    request.max_content_length = MOST_MEGABYTES * 1_000_000
    try:
        given = request.files.get("bib")
        take = request.form.get("take", "papers")
    except RequestEntityTooLarge:
        return _refuse(f"A file has {MOST_MEGABYTES} MB at most. Give a part of it.", 413)
    if take not in GATHERERS:
        raise BadRequest(f"take is one of {', '.join(GATHERERS)}, not {take[:40]!r}.")
    if given is None or not given.filename:
        return _refuse("No file was given. Choose a .bib file first.", 400)
    entries = read_entries(decode(given.read()))
    name = given.filename.replace("\\", "/").rpartition("/")[2][:80]
    if not entries:
        return _refuse(f"There is no BibTeX entry in “{name}”.", 400)
    group = GATHERERS[take](site().store(), entries)
    if group.clear:
        ids = list(group.found)
        asked: dict[str, Any] = {"ego": ids[0], "with": ids[1:]}
        return redirect(url_for("pages.explore", **asked), code=303)
    most = f" (the first {MOST_ENTRIES:,} of them)" if len(entries) == MOST_ENTRIES else ""
    source = f"{take.capitalize()} of “{name}”, {len(entries):,} entries{most}"
    return show_group(group, {}, source=source)


def _refuse(problem: str, status: int) -> tuple[str, int]:
    return show_group(Group(), {}, problem=problem)[0], status
