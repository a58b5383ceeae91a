"""Affiliations name their newest papers; a slice reads them there, and finds what a scan finds."""

from __future__ import annotations

from typing import Any

import pytest
from click.testing import CliRunner

import explorer.cli
from explorer.dump import digest
from explorer.graph.picture import PLACED_SHOWN
from explorer.store import Store
from loaders.affiliations import renew_affiliations
from tests.store.raw_graph import RawGraph
from tests.store.test_datasets import run
from tests.store.test_loading import edges, person, w, work

pytestmark = pytest.mark.one_neo4j

__all__ = ["run"]  # the fixture

NOTHING = ("papers", "topics", "named_papers", "named_people", "named_topics",
           "named_institutions", "damped", "resting", "apart", "around", "cited")  # fmt: skip
AS_IT_WAS = """
MATCH (person:Person)-[at:AFFILIATED_WITH]->(:Institution)
WHERE person.id IN $people AND at.newest IS NOT NULL
SET at.newest = null, at.hashes = [hash IN at.hashes | left(hash, size(hash) - 17)]
"""


def placed(
    store: Store, people: list[str], places: list[str], until: int, evidence: int = PLACED_SHOWN
) -> list[Any]:
    """What ``slice_picture`` says of affiliations; until 9999 they are read, else papers are."""
    [row] = store.run(
        "slice_picture", **{each: [] for each in NOTHING}, people=people, institutions=places,
        since=0, until=until, evidence=evidence, crowd=50, behind=2,
        most=2000, newest=2024, half_life=10.0,
    )  # fmt: skip
    return sorted(row["placed"], key=lambda each: each[:2])


def forget(store: Store, *people: str) -> None:
    """Leave affiliations as a release wrote them that did not know of ``newest``."""
    with store._session(read=False) as session:
        session.run(AS_IT_WAS, people=[*people]).consume()


@pytest.mark.parametrize("evidence", [2, PLACED_SHOWN, 1000])
def test_affiliations_say_what_the_papers_say(store: Store, evidence: int) -> None:
    works = {
        person: [at for at in found.values() if at.institutions]
        for person, found in RawGraph(store).works.items()
    }
    people = sorted(works, key=lambda each: (-len(works[each]), each))[:150]
    places = sorted({place for each in people for at in works[each] for place in at.institutions})
    read, scanned = (placed(store, people, places, until, evidence) for until in (9999, 9998))
    assert read == scanned
    assert len(read) > len(people)
    assert max(each[4] for each in read) > PLACED_SHOWN
    some = places[::3]
    assert placed(store, people, some, 9999, evidence) == [
        each for each in scanned if each[1] in some
    ]


def test_newest_papers_follow_what_loads_bring_change_and_remove(
    empty_store: Store, run: Any
) -> None:
    def newest() -> list[str]:
        values = edges(empty_store)["AFFILIATED_WITH", "openalex:A1", "openalex:I1"]
        people, places = ["openalex:A1"], ["openalex:I1"]
        assert placed(empty_store, people, places, 9999) == placed(
            empty_store, people, places, 9998
        )
        return values["newest"]

    years = {n: 2000 + n // 2 for n in range(10, 30)}

    def load(**options: Any) -> int:
        works = (work(n, person(1, 1), publication_year=year) for n, year in years.items())
        return run("d", *works, **options).writes

    load()
    assert newest() == [w(n) for n in (28, 29, 26, 27, 24, 25, 22, 23, 20, 21, 18, 19)]
    assert load(replace=False) == 0
    years[13] = 2012  # of the same number of papers, and the years are within the same
    load()
    assert newest() == [w(n) for n in (28, 29, 26, 27, 13, 24, 25, 22, 23, 20, 21, 18)]
    del years[27]
    load()
    assert newest() == [w(n) for n in (28, 29, 26, 13, 24, 25, 22, 23, 20, 21, 18, 19)]
    run("e", work(40, person(1, 1), publication_year=2013))
    assert newest()[:4] == [w(n) for n in (28, 29, 26, 40)]


def test_what_an_earlier_release_left_is_read_from_papers_until_it_is_derived_again(
    empty_store: Store, run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("d", *(work(n, person(1, 1), person(2, 1, 2), person(3, n)) for n in range(1, 16)))
    people = [f"openalex:A{n}" for n in range(1, 5)]
    places = [f"openalex:I{n}" for n in range(1, 16)]
    whole, before = digest(empty_store).digest(), placed(empty_store, people, places, 9999)
    assert len(before) == 18
    told: list[tuple[int, int]] = []

    def renew() -> int:
        return renew_affiliations(empty_store, tell=lambda *each: told.append(each))

    assert (renew(), told) == (0, [])
    for forgotten in (people[:1], people):
        forget(empty_store, *forgotten)
        assert placed(empty_store, people, places, 9999) == before
    forget(empty_store, *people)
    assert digest(empty_store).digest() != whole
    with monkeypatch.context() as patch:
        patch.setattr(explorer.cli.Store, "open", lambda *_, **__: Store(empty_store.address))
        done = CliRunner().invoke(explorer.cli.cli, ["prepare"])
    assert "the affiliations of 3 people" in done.stdout
    assert digest(empty_store).digest() == whole
    assert placed(empty_store, people, places, 9999) == before
    assert renew() == 0
