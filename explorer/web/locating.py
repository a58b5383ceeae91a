"""From what an address names to nodes: one, several, or those that the steps of a view name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from explorer.errors import BadRequest, NotFound
from explorer.graph.request import MAX_EGOS, MAX_ID, Operation, SliceRequest, check_id
from explorer.model import doi_id
from explorer.store import Row, Store
from explorer.web import search
from explorer.web.ids import known

MAX_WORDS = 4 * MAX_EGOS  # of a pasted group, in which one node may have several names
PARTED = re.compile(r"[\s,;]+")


def locate(store: Store, id: str) -> tuple[str, str]:
    """Kind and own id of the node that ``id`` names.

    Raises:
        BadRequest: it cannot be an id.
        NotFound: there is none; the error names what is nearest to it.
    """
    check_id(id)
    if rows := known(store, [id])[id]:
        return rows[0]["kind"], rows[0]["id"]
    raise unknown(store, id)


def unknown(store: Store, id: str) -> NotFound:
    """The error that says that ``id`` names no node, and what is nearest to it."""
    hits = search.nearest(store, id)
    names = "; ".join(f"{hit.label} ({hit.id})" for hit in hits)
    return NotFound(
        f"There is no node {id[:200]} in this data.",
        hint=f"Did you mean {names}?" if names else "Search for a name or a title instead.",
        nearest=[hit.as_json() for hit in hits],
    )


def locate_all(store: Store, texts: Iterable[str]) -> list[str]:
    """Own ids of the nodes that a pasted group names; what is no node stays as it was written.

    Args:
        store: the graph.
        texts: ids, ORCIDs, DOIs and so on: one in each, or several in lines or between spaces.

    Raises:
        BadRequest: one cannot be an id, or there are far too many.
    """
    lines = [line.strip() for text in texts for line in text.splitlines() if line.strip()]
    pieces = {line: [each for each in PARTED.split(line) if each] for line in lines}
    words = list(dict.fromkeys(word for each in pieces.values() for word in each))
    if len(words) > MAX_WORDS:
        raise BadRequest(
            f"A group is pasted as {MAX_WORDS} ids at most, not {len(words):,}.",
            hint=f"A slice is about {MAX_EGOS} nodes at most.",
        )
    for word in words:
        check_id(word)
    found = known(store, [*words, *(line for line in lines if len(line) <= MAX_ID)])
    ids: dict[str, None] = {}
    for line, parts in pieces.items():
        rows = [row for row in found.get(line, ()) if _names_all(line, row)]
        texts_of = [(line, rows)] if rows else [(part, found[part]) for part in parts]
        ids.update((rows[0]["id"] if rows else text, None) for text, rows in texts_of)
    return list(ids)


def _names_all(line: str, row: Row) -> bool:
    """Whether a line names a node as a whole: an id may hold what parts others."""
    key, doi = str(row["key"]), doi_id(line)
    whole = doi is not None and not re.search(r"\s", line) and key in {doi, doi.partition(":")[2]}
    return key == line or whole


def locate_steps(store: Store, request: SliceRequest) -> SliceRequest:
    """The request with the own ids of the nodes that its steps name, as a DOI or an ORCID does.

    A step on what is no node stays, and the slice notes it.

    Raises:
        NotFound: another ego is wanted, and is no node; the error names what is nearest to it.
    """
    found = known(store, dict.fromkeys(each.node for each in request.operations if each.node))
    steps: list[Operation] = []
    for step in request.operations:
        rows = found.get(step.node or "", [])
        if step.do == "ego" and not rows:
            raise unknown(store, step.what)
        steps.append(step.done_to(rows[0]["id"]) if rows else step)
    return replace(request, operations=tuple(steps))
