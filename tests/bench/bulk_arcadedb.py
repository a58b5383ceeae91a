"""Fills ArcadeDB with a made graph through the bulk load of its HTTP interface.

A node or edge is one line of JSON. Edges name their ends by the record ids that the engine gave,
so that nothing is looked up.
"""

from __future__ import annotations

import base64
import json
import urllib.request
from array import array
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import Any

import orjson

from explorer.engine import Address, run_sql
from explorer.model import EdgeKind, NodeKind
from tests.bench.made_rows import ENDS, MadeRows, properties_of

PART = 200_000  # lines of one request, which may have 100 MB
BULK = "refMode=ordinal&wal=false"


def fill(address: Address, rows: MadeRows) -> None:
    """Write all nodes and edges into a database that has none.

    Args:
        address: of the embedded engine.
        rows: not read yet.
    """
    places = {kind: _nodes(address, kind, found) for kind, found in rows.nodes()}
    for kind, links in rows.edges():
        source, target = (places[end] for end in ENDS[kind])
        _edges(address, kind, source, target, links)


class _Places:
    """The record ids of the nodes of one kind, by number, in eight bytes each."""

    def __init__(self) -> None:
        self._packed = array("q")

    def extend(self, given: dict[str, str]) -> None:
        """Add what the engine gave, by the number in the request."""
        for number in range(len(given)):
            bucket, _, position = given[str(number)][1:].partition(":")
            self._packed.append(int(bucket) << 40 | int(position))

    def __getitem__(self, number: int) -> str:
        packed = self._packed[number]
        return f"#{packed >> 40}:{packed & (1 << 40) - 1}"


def _nodes(address: Address, kind: NodeKind, rows: Iterator[dict[str, Any]]) -> _Places:
    run_sql(address, f"CREATE VERTEX TYPE {kind.label} IF NOT EXISTS", __file__)
    places = _Places()
    known = {"@type": "vertex", "@class": kind.label}
    while part := list(islice(rows, PART)):
        lines = b"\n".join(orjson.dumps({**known, **row}) for row in part)
        places.extend(_post(address, lines, "idMapping=true")["idMapping"])
    return places


def _edges(
    address: Address,
    kind: EdgeKind,
    source: _Places,
    target: _Places,
    links: Iterator[tuple[int, int, Any]],
) -> None:
    run_sql(address, f"CREATE EDGE TYPE {kind.value} IF NOT EXISTS", __file__)

    @lru_cache(100_000)
    def text(key: Any) -> str:
        return orjson.dumps(properties_of(kind, key))[1:].decode()

    head = f'{{"@type":"edge","@class":"{kind.value}"'
    while part := list(islice(links, PART)):
        lines = "\n".join(
            f'{head},"@from":"{source[start]}","@to":"{target[end]}",{text(key)}'
            for start, end, key in part
        )
        _post(address, lines.encode(), "idMapping=false")


def _post(address: Address, lines: bytes, more: str) -> dict[str, Any]:
    login = base64.b64encode(f"{address.user}:{address.password}".encode()).decode()
    request = urllib.request.Request(
        f"{address.http}/api/v1/batch/{address.database}?{BULK}&{more}",
        data=lines,
        headers={"Authorization": f"Basic {login}", "Content-Type": "application/x-ndjson"},
    )
    with urllib.request.urlopen(request, timeout=3600) as answer:
        found: dict[str, Any] = json.load(answer)
    return found
