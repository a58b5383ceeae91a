"""Answers made lately, kept as bytes: pictures and frames are drawn once, and asked for often.

What is kept is named by the version of the data, so that a load makes all of it old at once. The
version is asked for again after a moment, not for each picture: a page with ten of them, or a
README that thousands read, asks the database once.

That there is no node is kept as well, apart and for some minutes: a page that goes on embedding
what is gone costs nothing, and many such pages push no picture out.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from typing import cast

from flask import Response, current_app, request

from explorer.errors import NotFound
from explorer.graph.recent import is_loading
from explorer.graph.shelf import Shelf
from explorer.store import Store
from explorer.web import etags, failures, rates
from explorer.web.headers import name_file
from explorer.web.site import site

MOST, MOST_BYTES = 1000, 48 * 1024 * 1024  # answers, and bytes of all of them
MOST_LOST, MOST_LOST_BYTES = 500, 1024 * 1024  # of answers that there is no such node
VERSION_SECONDS = 0.2  # for which the version of the data is believed
FRESH_SECONDS, STALE_SECONDS = 300, 3600
# By browsers and proxies. A picture is shown at once, an old one too while the new one comes.
FRESH = f"public, max-age={FRESH_SECONDS}, stale-while-revalidate={STALE_SECONDS}"
FRAME = f"public, max-age={FRESH_SECONDS}"  # an old one would name scripts that are gone
LOST = f"public, max-age={FRESH_SECONDS}"
PASSING = "no-store"  # of what may be another a moment later


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as it is sent.

    Attributes:
        content: its bytes.
        media_type: of them.
        lasting: whether it stays the same until the data changes.
        name: by which a browser saves it.
        tag: its entity tag, that of its bytes if none is given.
        fresh: what browsers and proxies are told of keeping it.
        status: 200, or 404 for word that there is no such node.
    """

    content: bytes
    media_type: str
    lasting: bool = True
    name: str = ""
    tag: str = ""
    fresh: str = FRESH
    status: int = 200

    def __post_init__(self) -> None:
        if not self.tag:
            object.__setattr__(self, "tag", etags.of(self.content))


class RecentAnswers:
    """The last answers of one store; safe to share between threads."""

    def __init__(self, most: int = MOST, most_bytes: int = MOST_BYTES) -> None:
        self._found = Shelf(most_bytes, _bytes, most)
        self._lost = Shelf(MOST_LOST_BYTES, _bytes, MOST_LOST)
        self._version: tuple[float, tuple[object, ...]] | None = None

    def get(self, store: Store, key: Hashable, make: Callable[[], Answer]) -> Answer:
        """The answer of a key; made if it is not at hand, or the data has changed."""
        named = self._data(store), key
        # A load that is killed changes what there is, and nothing says so.
        then = *named, time.monotonic() // FRESH_SECONDS
        if found := self._found.get(named) or self._lost.get(then):
            return found
        made = make()
        if made.lasting and made.status == 200:
            self._found.put(named, made)
        elif made.lasting:
            self._lost.put(then, made)
        return made

    def _data(self, store: Store) -> tuple[object, ...]:
        """The version of the data, as it was a moment ago at most."""
        now = time.monotonic()
        known = self._version
        if known is not None and now - known[0] < VERSION_SECONDS:
            return known[1]
        [row] = store.run("data_version")
        self._version = now, (row["loads"], row["ended"])
        return self._version[1]


def _bytes(answer: Answer) -> int:
    return len(answer.content)


def recent() -> RecentAnswers:
    """What this site has answered lately."""
    return cast(RecentAnswers, current_app.extensions.setdefault("recent", RecentAnswers()))


def asked(what: str, names: Iterable[str]) -> Hashable:
    """Names what is made for this request, of these of its arguments alone."""
    given = tuple((name, tuple(request.args.getlist(name))) for name in sorted(names)
                  if name in request.args)  # fmt: skip
    # What an answer says of its address depends on how the site was reached.
    return what, given, site().absolute(site().settings.base_path or "/")


def find(store: Store, what: str, names: Iterable[str], make: Callable[[], Answer]) -> Answer:
    """What this request asks for: as it is at hand, or made now and charged.

    Args:
        store: the graph.
        what: is asked for.
        names: of the arguments on which the answer depends; others change nothing.
        make: the answer; a NotFound that it raises is one as well.

    Raises:
        TooManyRequests: it is not at hand, and this address has asked for too much.
        ExplorerError: what ``make`` raises.
    """

    def charged() -> Answer:
        rates.charge()
        try:
            return make()
        except NotFound as error:
            told = failures.answer(error)
            text, kind = told.get_data(), told.mimetype or ""
            return Answer(text, kind, not is_loading(store), fresh=LOST, status=error.status)

    return recent().get(store, asked(what, names), charged)


def respond(answer: Answer) -> Response:
    """The answer, or word that whoever asks has it already."""
    good = answer.status == 200
    response = etags.unchanged(answer.tag, answer.media_type) if good else None
    if response is None:
        response = Response(answer.content, answer.status, mimetype=answer.media_type)
        if answer.name:
            name_file(response, answer.name)
    if good:
        response.set_etag(answer.tag, weak=True)
    response.headers["Cache-Control"] = answer.fresh if answer.lasting else PASSING
    # Pages of other sites show it, those too that ask for leave from all they load.
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
