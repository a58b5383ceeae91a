"""What a view says of itself adds up, whatever was late, filtered or brought by a step."""

from __future__ import annotations

from typing import Any

import pytest

from explorer.errors import QueryTimeout
from explorer.graph.slices import Slice
from explorer.model import NodeKind
from explorer.store import Store
from tests.store.test_views import view

pytestmark = pytest.mark.one_neo4j


def sentences(found: Slice) -> dict[str, str]:
    return {cut.kind: cut.sentence for cut in found.cut}


@pytest.fixture
def late(store: Store, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Names of queries that do not answer in time; a test adds to them."""
    names: set[str] = set()
    ask = store.ask

    def asked(name: str, /, **params: Any) -> Any:
        if name in names:
            raise QueryTimeout(f"{name} ran over its limit.")
        return ask(name, **params)

    monkeypatch.setattr(store, "ask", asked)
    return names


def test_a_late_ring_is_not_told_as_nothing_and_only_once(store, late):
    late |= {"person_people", "person_papers", "person_topics", "person_institutions"}
    found = view(store, *[step for n in range(5) for step in (f"years:19{n}0-", "widen:person")])
    assert len(found.partial) == 4
    for kind, sentence in sentences(found).items():
        assert sentence == f"The question for {NodeKind(kind).plural} was not answered in time"


def test_a_picture_does_not_tell_what_was_late_for_another(store, late, monkeypatch):
    ask, asked = store.ask, []

    def first_time(name: str, /, **params: Any) -> Any:
        asked.append(name)
        late.clear()
        if asked.count("person_topics") == 1 and name == "person_topics":
            late.add(name)
        return ask(name, **params)

    monkeypatch.setattr(store, "ask", first_time)
    found = view(store, "years:1999-")
    assert (found.partial, asked.count("person_topics")) == ((), 2)
    assert not any(cut.approximate for cut in found.cut)


def test_filters_that_leave_nothing_are_named(store):
    years = sentences(view(store, "years:1800-1801"))
    assert years["person"] == "No people are linked to it in 1800–1801"
    both = sentences(view(store, "years:1800-1801", "off:coauthorship"))
    assert "in 1800–1801 by the relations that are switched on" in both["person"]
    off = sentences(view(store, off="about,affiliation,coauthor_affiliation"))
    assert off["topic"] == "No topics are linked to it by the relations that are switched on"
