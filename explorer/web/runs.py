"""A run of a query, told by the link that leads to the query's page.

The link carries what it tells, signed: parameters, seconds and rows. Nothing is kept on the
server, so that nobody can be shown what another reader asked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import url_for
from itsdangerous import BadData, URLSafeSerializer

from explorer.errors import ExplorerError
from explorer.store import Store

SALT = "query run"
EXAMPLE_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class ShownRun:
    """One run as its page shows it.

    ``params`` are names and values, long lists cut off; ``rows`` is None where it failed.
    ``stored``: the answer was kept by a load.
    """

    params: Mapping[str, Any]
    seconds: float
    rows: int | None
    stored: bool = False
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Behind:
    """The runs behind a page, as its JSON lists them, and for each a token that tells of it."""

    runs: Sequence[Mapping[str, Any]] = ()
    tokens: Sequence[str] = ()
    # By query and run: a page has hundreds of links to some ten runs.
    _links: dict[tuple[str, int], str] = field(default_factory=dict, repr=False, compare=False)

    def link(self, query: str, **about: object) -> str:
        """The address of a query's page that tells of its last run with these parameters.

        Where none was, it tells of the last one; without any, the page runs the example.
        """
        places = [n for n, run in enumerate(self.runs) if run["query"] == query]
        fitting = [n for n in places if _has(self.runs[n]["params"], about)]
        last = (fitting or places or [-1])[-1]
        if (query, last) not in self._links:
            token = None if last < 0 else self.tokens[last]
            self._links[query, last] = url_for("pages.query", name=query, run=token)
        return self._links[query, last]


def _has(params: Mapping[str, Any], about: Mapping[str, object]) -> bool:
    """Whether each is the parameter of its name, or in the list of it."""
    return all(
        value in given if isinstance(given := params.get(name), list) else value == given
        for name, value in about.items()
    )


def sign(runs: Sequence[Mapping[str, Any]], key: str) -> Behind:
    """The runs behind a page, each with a token signed by this key."""
    signer = URLSafeSerializer(key, salt=SALT)
    return Behind(runs, [str(signer.dumps(dict(run))) for run in runs])


def read(token: str, query: str, key: str) -> ShownRun | None:
    """The run that a token tells of; None where it is not ours or of another query."""
    try:
        said = URLSafeSerializer(key, salt=SALT).loads(token)
    except BadData:
        return None
    if said.pop("query") != query:
        return None
    return ShownRun(**said)


def run_example(store: Store, query: str, example: Mapping[str, Any]) -> ShownRun:
    """The example of a query file, run now."""
    try:
        answer = store.ask(query, seconds=min(EXAMPLE_SECONDS, store.query_seconds), **example)
    except ExplorerError as error:
        return ShownRun(example, 0.0, None, problem=error.message)
    return ShownRun(example, round(answer.seconds, 4), len(answer.rows))
