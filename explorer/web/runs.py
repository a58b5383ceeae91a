"""A run of a query, told by the link that leads to the query's page.

The link carries what it tells, signed: parameters, seconds and rows. Nothing is kept on the
server, so that nobody can be shown what another reader asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
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


def sign(runs: Iterable[Mapping[str, Any]], key: str) -> dict[str, str]:
    """By query, a token that tells of its last run.

    Args:
        runs: of a slice, as its JSON lists them.
        key: signs it.
    """
    signer = URLSafeSerializer(key, salt=SALT)
    return {run["query"]: str(signer.dumps(dict(run))) for run in runs}


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


def links(tokens: Mapping[str, str]) -> dict[str, str]:
    """By query, the address of its page that tells of the run."""
    return {name: url_for("pages.query", name=name, run=token) for name, token in tokens.items()}
