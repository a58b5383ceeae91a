"""Every read query runs its example on every engine, and answers as it did."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

import cypher
from explorer.store import Store
from tests.processes import ROOT

ANSWERS = ROOT / "tests" / "data" / "answers"
READS = [query for query in cypher.all_queries().values() if query.access == "read"]
# Which run of which code wrote something, and when: another one in every test run.
OF_THE_RUN = re.compile(
    r"\d{8}T\d{6}-[0-9a-f]{6}|\d{4}-\d\d-\d\dT[\d:.]+\+00:00|(?<=\"code\": \")[0-9a-f]{16}"
)
# Columns of collected rows: a set, which each engine gives in an order of its own.
COLLECTED = {
    "evidence", "papers", "rows", "egos", "degrees", "written", "placed", "about", "cites",
    "part_of", "behind", "shared", "common", "nodes", "named", "broken_off",
}  # fmt: skip
# Queries that ask for what should not be: their example finds nothing.
EMPTY = {"unfinished_loads", "list_changes", "dump_ledger", "lock_holder"}
PYTHON = {
    "string": str, "integer": int, "float": (float, int), "boolean": bool, "map": dict,
    "any": object,
}  # fmt: skip


def close(found: Any, stored: Any) -> bool:
    """Equality, to 1e-9 for floats."""
    if isinstance(found, float) or isinstance(stored, float):
        return isinstance(stored, (int, float)) and found == pytest.approx(stored, abs=1e-9)
    if isinstance(found, dict) and isinstance(stored, dict):
        return found.keys() == stored.keys() and all(close(found[k], stored[k]) for k in found)
    if isinstance(found, list) and isinstance(stored, list):
        return len(found) == len(stored) and all(map(close, found, stored))
    return type(found) is type(stored) and found == stored


def in_order(value: Any) -> Any:
    """Collected rows, and lists of ids inside them, in one order."""
    if not isinstance(value, list):
        return value
    inside = [in_order(each) for each in value]
    sets = all(isinstance(each, list) for each in inside) or all(
        isinstance(each, str) for each in inside
    )
    return sorted(inside, key=json.dumps) if sets else inside


def fits(value: Any, kind: str) -> bool:
    """Whether a value is of a type as the header writes it."""
    if value is None:
        return kind.endswith("| null") or kind == "any"
    kind = kind.removesuffix(" | null")
    if kind.startswith("list<"):
        return isinstance(value, list) and all(fits(each, kind[5:-1]) for each in value)
    if kind == "integer" and isinstance(value, bool):
        return False
    return isinstance(value, PYTHON[kind])  # type: ignore[arg-type]


@pytest.mark.parametrize("query", READS, ids=lambda query: query.name)
def test_example_gives_the_declared_columns_and_the_stored_answer(
    engine_name: str, store: Store, query: cypher.Query, request: pytest.FixtureRequest
) -> None:
    if not query.runs_on(store.server().engine):
        pytest.skip(f"{query.name} is for {query.engine} only")
    assert query.example is not None
    rows = store.run(query.name, **query.example)
    assert bool(rows) == (query.name not in EMPTY), "an example shows an answer"
    if query.one_row:
        assert len(rows) == 1
    columns = [column.name for column in query.returns]
    for row in rows:
        assert list(row) == columns
        for column in query.returns:
            assert fits(row[column.name], column.type), (column.name, row[column.name])
    answer = json.loads(OF_THE_RUN.sub("of the run", json.dumps(rows)))
    for row in answer:
        for column in row.keys() & COLLECTED:
            row[column] = in_order(row[column])
    path = ANSWERS / f"{query.name}.json"
    if request.config.getoption("--store-answers") and engine_name == "arcadedb":
        path.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps(answer, ensure_ascii=False, indent=1, sort_keys=True)
        path.write_text(text + "\n")
    assert path.exists(), "run: pytest tests/store/test_queries.py --store-answers"
    assert close(answer, json.loads(path.read_text()))


def test_no_answer_is_stored_for_a_query_that_is_gone() -> None:
    assert {path.stem for path in ANSWERS.glob("*.json")} <= {query.name for query in READS}


def test_stored_answers_are_small_enough_to_read() -> None:
    large = {p.name: p.stat().st_size for p in ANSWERS.glob("*") if p.stat().st_size > 60_000}
    assert large == {}, "give the example a smaller limit"
