"""What institutions are part of: linked where both are there, in whatever order they come."""

from __future__ import annotations

from typing import Any

import pytest

from explorer.backup import backup, open_backup
from explorer.dump import digest
from explorer.model import NodeKind
from explorer.restore import restore
from explorer.store import Store
from loaders.removal import remove
from tests.conftest import wipe
from tests.store.test_datasets import book, run
from tests.store.test_loading import edges, nodes, person, w, work

__all__ = ["run"]  # the fixture
AT = "https://openalex.org/"


def i(number: int) -> str:
    return f"openalex:I{number}"


def place(number: int, *above: int, **more: Any) -> dict[str, Any]:
    """An institution as OpenAlex gives it: its lineage in the order of ids, itself among them."""
    lineage = [f"{AT}I{each}" for each in sorted((number, *above))]
    return {"id": f"{AT}I{number}", "display_name": f"U {number}", "lineage": lineage} | more


def at(number: int, *places: dict[str, Any]) -> Any:
    """A work whose one author is named with some institutions."""
    return work(number, person(number) | {"institutions": list(places)})


def parts(store: Store) -> set[tuple[str, str]]:
    return {(a, b) for _, a, b in edges(store, "PART_OF")}


def holders(store: Store) -> dict[tuple[str, str], list[str]]:
    return {(a, b): said["datasets"] for (_, a, b), said in edges(store, "PART_OF").items()}


def outside(store: Store, number: int) -> list[str]:
    return nodes(store)[i(number)].get("references_outside") or []


def test_an_institution_is_part_of_each_above_it_that_has_a_name(
    empty_store: Store, run: Any
) -> None:
    report = run("d", at(1, place(3, 1, 2)), at(2, place(2, 1)), at(3, place(5)))
    assert {n for n in nodes(empty_store) if ":I" in n} == {i(2), i(3), i(5)}
    assert parts(empty_store) == {(i(3), i(2))}
    assert holders(empty_store) == {(i(3), i(2)): ["d"]}
    assert (outside(empty_store, 2), outside(empty_store, 3)) == ([i(1)], [i(1)])
    assert report.counts[NodeKind.INSTITUTION] == 3
    again = run("d", at(1, place(3, 1, 2)), at(2, place(2, 1)), at(3, place(5)), at(4))
    assert again.changed == 3, "only the work that is new, its author, and that link"


def test_what_comes_later_is_linked_then_and_kept_when_it_goes(
    empty_store: Store, run: Any
) -> None:
    run("d", at(1, place(3, 1)))
    before = digest(empty_store).digest()
    assert (parts(empty_store), outside(empty_store, 3)) == (set(), [i(1)])
    later = run("other", at(2, place(1)))
    assert holders(empty_store) == {(i(3), i(1)): ["d"]}
    assert outside(empty_store, 3) == []
    assert i(3) in book(empty_store, later)["changed", "institution"]
    remove(empty_store, "other")
    assert (parts(empty_store), outside(empty_store, 3)) == (set(), [i(1)])
    assert digest(empty_store).digest() == before


def test_each_dataset_takes_back_what_it_said_itself(empty_store: Store, run: Any) -> None:
    named = [at(8, place(1)), at(9, place(2))]
    run("a", at(1, place(3, 1, 7)), *named)
    run("b", at(1, place(3, 1, 2, 6)), *named)
    assert holders(empty_store) == {(i(3), i(1)): ["a", "b"], (i(3), i(2)): ["b"]}
    assert sorted(outside(empty_store, 3)) == [i(6), i(7)]
    changed = run("b", at(1, place(3, 2)), *named)
    assert holders(empty_store) == {(i(3), i(1)): ["a"], (i(3), i(2)): ["b"]}
    assert outside(empty_store, 3) == [i(7)]
    assert book(empty_store, changed)["changed", "institution"] == {i(3)}
    run("b", at(1, place(3, 2) | {"lineage": None}), *named)  # a source may stop to say it
    assert holders(empty_store) == {(i(3), i(1)): ["a"]}
    remove(empty_store, "a")
    assert parts(empty_store) == set()
    assert outside(empty_store, 3) == []


def test_an_institution_that_the_sweep_removes_takes_its_links_along(
    empty_store: Store, run: Any
) -> None:
    works = [at(n, place(n)) for n in range(10, 20)]
    run("d", *works, at(1, place(3, 1)), at(2, place(1)))
    assert parts(empty_store) == {(i(3), i(1))}
    run("d", *works, at(1, place(3, 1)), at(2))
    assert (parts(empty_store), outside(empty_store, 3)) == (set(), [i(1)])
    run("d", *works, at(1), at(2, place(1)))
    assert i(3) not in nodes(empty_store)
    run("d", *works, at(1, place(3, 1)), at(2, place(1)))
    assert (parts(empty_store), outside(empty_store, 3)) == ({(i(3), i(1))}, [])


def test_records_of_institutions_name_their_parents_and_children(
    empty_store: Store, run: Any
) -> None:
    def other(number: int, how: str) -> dict[str, Any]:
        return {"id": f"{AT}I{number}", "display_name": f"U {number}", "relationship": how}

    said = [other(1, "parent"), other(4, "child"), other(5, "child"), other(6, "related")]
    run("d", place(3, 1, associated_institutions=said), place(4))
    assert set(nodes(empty_store)) == {i(1), i(3), i(4)}, "a child has a record of its own"
    assert parts(empty_store) == {(i(3), i(1)), (i(4), i(3))}


@pytest.mark.one_neo4j
def test_a_backup_holds_the_links_of_topics_and_of_institutions(
    empty_store: Store, run: Any, tmp_path: Any
) -> None:
    topic = {
        "id": f"{AT}T1", "display_name": "T", "score": 0.5,
        "subfield": {"id": f"{AT}subfields/2", "display_name": "S"},
    }  # fmt: skip
    run("d", at(1, place(3, 1, 2)), at(2, place(2, 1)), work(3, topics=[topic]))
    found = digest(empty_store)
    assert (found.counts["PART_OF"], found.counts["INSTITUTION_PART_OF"]) == (1, 1)
    before = nodes(empty_store), edges(empty_store)
    backup(empty_store, tmp_path / "graph.jsonl.gz")
    wipe(empty_store.address)
    with open_backup(tmp_path / "graph.jsonl.gz") as checked:
        restore(empty_store, checked)
    assert (nodes(empty_store), edges(empty_store)) == before
    assert digest(empty_store).digest() == found.digest()
    assert w(3) in nodes(empty_store)


def test_a_part_that_a_removed_dataset_said_as_well_heals_by_loading_again(
    empty_store: Store, run: Any
) -> None:
    works = [at(1, place(3, 2)), at(2, place(2, 1))]
    run("second", *works)
    alone = digest(empty_store).digest()
    remove(empty_store, "second")
    for dataset in ("first", "second"):
        run(dataset, *works)
    remove(empty_store, "first")
    run("second", *works)
    assert digest(empty_store).digest() == alone
