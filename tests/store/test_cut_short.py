"""A paper whose source breaks its list of authors off, as a slice tells of it."""

from __future__ import annotations

from typing import Any

import pytest

from explorer.graph.request import parse_request
from explorer.graph.slices import build_slice
from explorer.store import Store
from tests.store.test_datasets import run
from tests.store.test_loading import person, w, work

pytestmark = pytest.mark.one_neo4j

__all__ = ["run"]  # the fixture


def test_the_cut_says_at_least_of_papers_with_more_authors_than_are_listed(
    empty_store: Store, run: Any
) -> None:
    crowd = [person(number) for number in range(1, 62)]
    run("crowds", work(1, *crowd, is_authors_truncated=True), work(2, *crowd))
    found = build_slice(empty_store, parse_request("openalex:A1", {}))
    damped = {
        each.id: each.why
        for cut in found.cut
        for relation in cut.relations
        for each in relation.damped
    }
    assert damped == {
        w(1): "at least 61 authors, as far as they are listed: it counts 1/60",
        w(2): "61 authors: it counts 1/60",
    }
