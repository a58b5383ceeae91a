"""The rows of a made graph are what the loader makes of its works; test_bulk asks the engines."""

from __future__ import annotations

from typing import Any

from explorer.model import EDGE_RECORDS, NODE_RECORDS, EdgeKind, EdgeRecord, NodeKind, Paper
from loaders.affiliations import summarise
from loaders.openalex import to_records
from tests.bench.made_rows import ENDS, RUN, MadeRows, Parameters, Row, properties_of, said
from tests.bench.power_law import works

MADE = Parameters(400, seed=3, hub=40)
Found = dict[tuple[Any, ...], Row]


def _loaded() -> tuple[Found, list[Row]]:
    """What a load writes, affiliations aside, and what the authorships state of those."""
    found: Found = {}
    stated: list[Row] = []
    batches = [to_records(work, "made") for work in works(MADE.papers, MADE.seed, hub=MADE.hub)]
    inside = {each.id for batch in batches for each in batch.nodes if isinstance(each, Paper)}
    for batch in batches:
        for node in batch.nodes:
            found[NODE_RECORDS[type(node)], node.id] = said(node)
        paper = found[NodeKind.PAPER, batch.edges[0].ends[1]]
        for edge in batch.edges:
            kind, ends = EDGE_RECORDS[type(edge)], edge.ends
            if kind is EdgeKind.CITES and ends[1] not in inside:
                paper.setdefault("references_outside", []).append(ends[1])
                continue
            found[kind, *ends] = said(edge)
            stated += _stated(edge, paper)
    return found, stated


def _stated(edge: EdgeRecord, paper: Row) -> list[Row]:
    return [
        {"person": edge.ends[0], "institution": each, "paper": paper["id"], "year": paper["year"],
         "datasets": ["made"]}
        for each in getattr(edge, "institution_ids", ())
    ]  # fmt: skip


def _made() -> Found:
    rows, found, ids = MadeRows(MADE), Found(), dict[NodeKind, list[str]]()
    for node, values in rows.nodes():
        ids[node] = []
        for row in values:
            ids[node].append(row["id"])
            found[node, row["id"]] = row
    for edge, links in rows.edges():
        source, target = (ids[end] for end in ENDS[edge])
        for start, end, key in links:
            name = (edge, source[start], target[end])
            assert name not in found
            found[name] = properties_of(edge, key)
    assert sum(rows.written.values()) == len(found)
    return found


def test_the_rows_are_those_of_the_loader() -> None:
    expected, stated = _loaded()
    for row in expected.values():
        if "references_outside" in row:
            row["references_outside"].sort()
    for ends, values in summarise(stated).items():
        expected[EdgeKind.AFFILIATED_WITH, *ends] = {**values, "run_id": RUN}
    found = _made()
    assert found.keys() == expected.keys()
    assert found == expected


def test_the_newest_date_is_that_of_the_papers() -> None:
    rows = MadeRows(MADE)
    dates = [
        row["date"] for kind, values in rows.nodes() for row in values if kind is NodeKind.PAPER
    ]
    assert rows.newest == max(dates)
