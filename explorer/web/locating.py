"""From what an address names to nodes: one, several, or those that the steps of a view name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from explorer.errors import BadRequest, NotFound
from explorer.graph.request import MAX_EGOS, MAX_ID, Operation, SliceRequest, check_id
from explorer.model import doi_id
from explorer.store import Row, Store
from explorer.web import search
from explorer.web.ids import known

MAX_WORDS = 4 * MAX_EGOS  # of a pasted group, in which one node may have several names
DOI_FIRST = re.compile(r"(?:https?://[^/]+/|doi:)?10\.\d", re.I)
SAME_WORDS = 50  # hits among which a name is looked for


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


def locate_all(
    store: Store, texts: Iterable[str], namesakes: dict[str, list[search.Hit]] | None = None
) -> dict[str, bool]:
    """Own ids of the nodes that a pasted group names; what is no node stays as it was written.

    Args:
        store: the graph.
        texts: ids, ORCIDs, DOIs, names and so on: one in each, or several in lines, between
            commas, or, if they are ids, between spaces.
        namesakes: where a name that several nodes have is noted, with all of them; the most
            linked one stands for it.

    Returns:
        Of each whether it is a node, in the order of the texts.

    Raises:
        BadRequest: one cannot be an id, or there are far too many.
    """
    spaced = (" ".join(line.split()) for text in texts for line in text.splitlines())
    lines = list(dict.fromkeys(filter(None, spaced)))
    words = list(dict.fromkeys(word for line in lines for word in _words(line)))
    if len(words) > MAX_WORDS:
        raise BadRequest(
            f"A group is pasted as {MAX_WORDS} words at most, not {len(words):,}.",
            hint=f"A slice is about {MAX_EGOS} nodes at most.",
        )
    for word in words:
        check_id(word)
    found = known(store, [*words, *(line for line in lines if len(line) <= MAX_ID)])
    ids: dict[str, bool] = {}
    for line in lines:
        ids |= _of_line(store, line, found, {} if namesakes is None else namesakes)
        if len(ids) > MAX_EGOS:
            break  # refused by the parser of requests
    return ids


def _words(line: str) -> list[str]:
    return [word for word in re.split(r"[\s,;]+", line) if word]


def _of_line(
    store: Store,
    line: str,
    found: Mapping[str, list[Row]],
    namesakes: dict[str, list[search.Hit]],
) -> dict[str, bool]:
    """What one line names: a node as a whole, else the nodes of its parts."""
    if rows := [row for row in found.get(line, ()) if _names_all(line, row)]:
        return {rows[0]["id"]: True}
    if not any(found[word] for word in _words(line)) and (id := _by_name(store, line, namesakes)):
        return {id: True}  # also a name that is written with a comma
    ids: dict[str, bool] = {}
    for part in (each.strip() for each in re.split("[,;]", line)):
        words = part.split()
        if any(found[word] for word in words) or not _is_name(part):
            ids |= {found[w][0]["id"] if found[w] else w: bool(found[w]) for w in words}
        else:
            id = _by_name(store, part, namesakes)
            ids[id or part] = id is not None
    return ids


def _is_name(text: str) -> bool:
    """Whether a text can be a name or a title, and is no unknown id."""
    first, _, rest = text.partition(" ")
    return bool(re.search(r"[^\W\d_]", first)) and not re.search(r"[:/\d]", first if rest else text)


def _by_name(store: Store, text: str, namesakes: dict[str, list[search.Hit]]) -> str | None:
    """The most linked node that has these words as its label, people before other kinds."""
    hits = called(store, text)
    if len(hits) > 1:
        namesakes[text] = hits
    return hits[0].id if hits else None


def called(store: Store, text: str) -> list[search.Hit]:
    """The nodes of one kind that have these words as their label, the most linked first."""
    words = sorted(search.split_words(text))
    if not words or not _is_name(text):
        return []
    for kind in search.QUERIES:
        hits = search.find(store, text, (kind,), SAME_WORDS)
        if same := [hit for hit in hits if sorted(search.split_words(hit.label)) == words]:
            return same
    return []


def _names_all(line: str, row: Row) -> bool:
    """Whether a line names a node as a whole: an id may hold what parts others."""
    key, doi = str(row["key"]), doi_id(line) if DOI_FIRST.match(line) else None
    whole = doi is not None and not re.search(r"\s", line) and key in {doi, doi.partition(":")[2]}
    return key == line or whole


def locate_steps(
    store: Store, request: SliceRequest, lost: list[str] | None = None
) -> SliceRequest:
    """The request with the own ids of the nodes that its steps name, as a DOI or an ORCID does.

    A step on what is no node stays, and the slice notes it.

    Args:
        store: the graph.
        request: whose steps name nodes.
        lost: takes the steps to egos that are no nodes, which are left out; without it they
            are errors.

    Raises:
        NotFound: another ego is wanted, and is no node; the error names what is nearest to it.
    """
    found = known(store, dict.fromkeys(each.node for each in request.operations if each.node))
    steps: list[Operation] = []
    for step in request.operations:
        rows = found.get(step.node or "", [])
        if step.do == "ego" and not rows:
            if lost is None:
                raise unknown(store, step.what)
            lost.append(f"{step.what} is no node of this data, so the graph stays as it was.")
            continue
        steps.append(step.done_to(rows[0]["id"]) if rows else step)
    return replace(request, operations=tuple(steps))
