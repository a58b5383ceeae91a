"""What earlier trouble leaves behind, and that the next load or removal mends it."""

from __future__ import annotations

from typing import Any

import pytest
from click.testing import CliRunner

from explorer.cli import cli
from explorer.doctor import Level, _loaded
from explorer.errors import BadRequest, StoreUnavailable
from explorer.store import Store
from loaders.removal import remove
from tests.store.test_datasets import run
from tests.store.test_histories import failing
from tests.store.test_loading import edges, nodes, person, runs, w, work

pytestmark = pytest.mark.one_neo4j

__all__ = ["run"]  # the fixture


def affiliation(store: Store, who: int, where: int) -> tuple[int, int, int, list[str]]:
    values = edges(store)["AFFILIATED_WITH", f"openalex:A{who}", f"openalex:I{where}"]
    return values["first_year"], values["last_year"], values["papers"], values["datasets"]


def test_a_wrong_input_that_was_refused_once_is_refused_again(empty_store: Store, run: Any) -> None:
    run("d", *(work(n) for n in range(1, 11)))
    for first in (100, 101):  # the wrong query, a day later
        with pytest.raises(BadRequest, match=r"lacks 10 papers .* 100% of it"):
            run("d", *(work(n) for n in range(first, first + 50)))
    assert {w(n) for n in range(1, 11)} <= set(nodes(empty_store))
    run("d", *(work(n) for n in range(1, 11)))  # the right one again: nothing of it is lost
    assert set(nodes(empty_store)) == {w(n) for n in range(1, 11)}


def test_a_removal_that_was_cut_off_says_so_and_is_mended_by_another(
    empty_store: Store, run: Any
) -> None:
    run("a", work(5, person(1, 1), cites=[7]))
    run("b", work(7, person(1, 1)))
    assert affiliation(empty_store, 1, 1) == (2005, 2007, 2, ["a", "b"])
    with pytest.raises(StoreUnavailable), failing(6):
        remove(empty_store, "b")
    empty_store.run("record_load", id=runs(empty_store)[-1]["id"], properties={"state": "failed"})
    [wrong] = [each for each in _loaded(empty_store) if each.level is Level.WRONG]
    assert "explorer datasets remove" in str(wrong.hint)
    remove(empty_store, "b")
    assert affiliation(empty_store, 1, 1) == (2005, 2005, 1, ["a"])
    assert nodes(empty_store)[w(5)]["references_outside"] == [w(7)]


def test_a_removal_whose_database_refuses_leaves_word(
    empty_store: Store, run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("d", work(1))

    def refuses(*_: object, **__: object) -> None:
        raise StoreUnavailable("It is gone.")

    with monkeypatch.context() as patch:
        patch.setattr("loaders.removal.empty", refuses)
        with pytest.raises(StoreUnavailable):
            remove(empty_store, "d")
    assert (runs(empty_store)[-1]["state"], runs(empty_store)[-1]["reason"]) == (
        "failed", "It is gone.",
    )  # fmt: skip


def test_a_papers_new_year_reaches_authors_that_only_another_dataset_names(
    empty_store: Store, run: Any
) -> None:
    run("a", work(1, person(1, 1)))
    run("b", work(1, person(2, 1)))
    assert affiliation(empty_store, 2, 1)[:3] == (2001, 2001, 1)
    run("a", work(1, person(1, 1), publication_year=1990))
    assert affiliation(empty_store, 1, 1)[:3] == (1990, 1990, 1)
    assert affiliation(empty_store, 2, 1)[:3] == (1990, 1990, 1)


def test_a_work_that_stands_twice_has_the_authors_of_the_first(
    empty_store: Store, run: Any
) -> None:
    run("d", work(1, person(1), person(2), cites=[3]), work(3), work(1, person(9), cites=[4]))
    authored = edges(empty_store, "AUTHORED")
    assert {(a, e["position"]) for (_, a, _), e in authored.items()} == {
        ("openalex:A1", 1), ("openalex:A2", 2),
    }  # fmt: skip
    assert nodes(empty_store)[w(1)].get("references_outside") is None


def said_by(store: Store, *arguments: str) -> list[str]:
    """What a command prints about this store."""
    address = store.address
    given = {
        "EXPLORER_BOLT_URI": address.uri, "EXPLORER_BOLT_USER": address.user,
        "EXPLORER_BOLT_PASSWORD": address.password, "EXPLORER_DATABASE": address.database,
    }  # fmt: skip
    done = CliRunner().invoke(cli, arguments, env=given)
    assert done.exit_code == 0, done.output
    return done.stdout.splitlines()


def test_the_list_of_datasets_says_whose_counts_it_shows(empty_store: Store, run: Any) -> None:
    run("d", *(work(n) for n in range(1, 11)))
    run("other", work(50))
    with pytest.raises(BadRequest):
        run("d", work(11))
    with pytest.raises(StoreUnavailable), failing(3):
        run("new", work(60))
    lines = said_by(empty_store, "datasets")
    d, other, new = (lines.index(name) for name in ("d", "other", "new"))
    assert "10 papers" in lines[d + 1]
    assert "after its last complete load" in lines[d + 1]
    about = "\n".join(lines[d:other])
    assert "did not end: refused. The input lacks 10 papers" in about
    assert "--yes" in about
    assert "did not end" not in "\n".join(lines[other:new])
    assert lines[other + 1].endswith("institutions")
    assert "did not end" in "\n".join(lines[new:])


def test_each_node_that_a_run_touched_is_listed_once(empty_store: Store, run: Any) -> None:
    run("other", work(1, cites=[9]), work(2))
    run("d", work(1, cites=[9]), work(3))
    run("d", work(9, person(1)), work(4, person(1), cites=[9]), assume_yes=True)
    lines = said_by(empty_store, "datasets", "changes", "d")
    listed = [line.split()[-1] for line in lines]
    assert sorted(set(listed)) == sorted(listed)
    assert {line.split()[-1]: line.split()[0] for line in lines} == {
        w(9): "added", w(4): "added", w(1): "removed", w(3): "removed", "openalex:A1": "added",
    }  # fmt: skip
