"""The panel's callbacks, and the check of what browsers send to them.

Drawing, pointing and the card are clientside: ``assets`` holds the functions. The server is
asked for one thing, the facts of a chosen node. Its answers only ever read.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from dash import ClientsideFunction, Dash, Input, Output, html, set_props
from dash.development.base_component import Component

from explorer.errors import BadRequest, ExplorerError
from explorer.panel import ids
from explorer.panel.facts import Fact, parse_choice, read_facts
from explorer.store import Store

NAMESPACE = "panel"
MAX_BODY = 16_384  # bytes; a real body has about 300
FACTS_OUTPUT = f"{ids.CARD_FACTS}.children"
log = logging.getLogger(__name__)

# What the server answers, and how the values it is sent are parsed. One entry per callback.
PARSERS: Mapping[str, tuple[tuple[str, ...], Callable[..., object]]] = {
    FACTS_OUTPUT: ((f"{ids.SELECTED}.data-node", f"{ids.SELECTED}.data-kind"), parse_choice),
}


def register(app: Dash, store: Callable[[], Store]) -> None:
    """Add the callbacks to one app."""
    app.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction(NAMESPACE, "card"),
        Output(ids.CARD_HEAD, "children"),
        Output(ids.CARD_WHY, "children"),
        Input(ids.SELECTED, "data-id"),
        prevent_initial_call=True,
    )

    @app.callback(
        Output(ids.CARD_FACTS, "children"),
        Input(ids.SELECTED, "data-node"),
        Input(ids.SELECTED, "data-kind"),
        prevent_initial_call=True,
        running=[(Output(ids.CARD_FACTS, "className"), "waiting", "")],
    )
    def _facts(node: object, kind: object) -> Component:
        return facts_list(read_facts(store(), *parse_choice(node, kind)))


def facts_list(facts: Sequence[Fact]) -> Component:
    """Facts as a list of words and texts."""
    return html.Dl([part for fact in facts for part in _fact(fact)])


def _fact(fact: Fact) -> tuple[Component, Component]:
    text = html.A(fact.text, href=fact.href, rel="noopener") if fact.href else fact.text
    return html.Dt(fact.word), html.Dd(text)


def show_error(error: Exception) -> None:
    """The edge of the panel: an error becomes a message, and the last good graph stays."""
    if isinstance(error, ExplorerError):
        text = f"{error.message} {error.hint or ''}".strip()
    else:
        log.exception("a panel callback failed", exc_info=error)
        text = "The details could not be read. Reload the page and try again."
    set_props(ids.STATUS, {"children": text, "className": ""})
    set_props(ids.CARD_FACTS, {"children": again_button()})


def again_button() -> Component:
    """Where facts should stand: a button that asks for them again, by a script of ours."""
    return html.Button("Try again", type="button", className="card-action facts-again")


def check_body(body: bytes) -> None:
    """Refuse what no page of ours sends.

    Raises:
        BadRequest: it is not a call of one of our callbacks, with values it can take.
    """
    hint = "Only the graph's own page calls this address; the data is at /api/slice."
    if len(body) > MAX_BODY:
        raise BadRequest(f"The body is longer than {MAX_BODY:,} bytes.", hint=hint)
    try:
        call = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise BadRequest("The body is not JSON.", hint=hint) from error
    if not isinstance(call, dict) or not isinstance(call.get("output"), str):
        raise BadRequest("The body names no output.", hint=hint)
    if call["output"] not in PARSERS:
        raise BadRequest(f"There is no output {call['output'][:80]!r}.", hint=hint)
    names, parse = PARSERS[call["output"]]
    if not _is_call(call, names):
        raise BadRequest(f"{call['output']} is called with {', '.join(names)}.", hint=hint)
    parse(*(given.get("value") for given in call["inputs"]))


def _is_call(call: Mapping[str, Any], names: tuple[str, ...]) -> bool:
    inputs, changed = call.get("inputs"), call.get("changedPropIds", [])
    component, _, prop = call["output"].rpartition(".")
    return (
        isinstance(inputs, list)
        and tuple(_named(given) for given in inputs) == names
        and call.get("outputs") == {"id": component, "property": prop}
        and call.get("state", []) == []
        and isinstance(changed, list)
        and all(each in names for each in changed)
    )


def _named(given: object) -> str | None:
    if not isinstance(given, dict):
        return None
    return f"{given.get('id')}.{given.get('property')}"
