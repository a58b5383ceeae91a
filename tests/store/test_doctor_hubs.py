"""What the doctor says of stored answers: how many, which are outdated, which are wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from explorer.config import Settings
from explorer.doctor import LOAD_AGAIN, Finding, Level, examine
from explorer.graph import hubs
from explorer.graph.hubs import stored_answers
from explorer.store import Store
from tests.bench.power_law import works
from tests.store.test_hubs import FEW_LINKS, bring

pytestmark = pytest.mark.one_neo4j


@pytest.fixture(autouse=True)
def _small_hubs(monkeypatch: pytest.MonkeyPatch) -> None:
    for kind, links in FEW_LINKS.items():
        monkeypatch.setitem(hubs.THRESHOLDS, kind, links)


def said(store: Store) -> list[Finding]:
    """The findings about stored answers, of a look at everything; no others are troubling."""
    at = store.address
    settings = Settings(
        bolt_uri=at.uri, bolt_user=at.user, bolt_password=at.password, database=at.database
    )
    found = list(examine(settings))
    assert all(each.level is Level.FACT for each in found if each.topic != "hubs"), found
    return [each for each in found if each.topic == "hubs"]


def test_outdated_and_wrong_answers_are_told_apart_with_what_to_do(
    empty_store: Store, tmp_path: Path
) -> None:
    made = list(works(120))
    bring(empty_store, tmp_path, made)
    answers = list(stored_answers(empty_store))
    nodes = sorted({row["node"] for row in answers})
    [fact] = said(empty_store)
    assert fact == Finding("hubs", f"Answers of {len(nodes)} much-linked nodes are stored")
    # The first is among those that are computed once more, and is given another's answer.
    spoilt = next(row for row in answers if row["node"] == nodes[0])
    other = next(row for row in answers if row["query"] == spoilt["query"] and row != spoilt)
    outdated = next(row for row in answers if row["node"] == nodes[-1])
    [held] = empty_store.run("hub_rows", id=other["id"])
    empty_store.run("store_hub", id=spoilt["id"], properties={"rows": held["rows"]})
    empty_store.run("store_hub", id=outdated["id"], properties={"stale": True})
    told, note, wrong = said(empty_store)
    assert told == fact
    assert (note.level, note.hint) == (Level.NOTE, LOAD_AGAIN)
    assert note.text.startswith(f"1 of {len(answers)} answers about much-linked nodes are missing")
    assert wrong.level is Level.WRONG
    assert f"The stored answer {spoilt['id']} is not" in wrong.text
    assert "--replace" in str(wrong.hint)
    empty_store.run("delete_hubs", ids=[outdated["id"]])
    _, note, _ = said(empty_store)
    assert note.text.startswith(f"1 of {len(answers)} ")
    bring(empty_store, tmp_path, made, replace=True)  # as the hint says
    assert said(empty_store) == [fact]
