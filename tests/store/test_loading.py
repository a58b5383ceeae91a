"""Loading into real engines: the same again writes nothing, and only what was said stays."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import neo4j
import pytest

from explorer.errors import BadRequest, RecordError, SourceError
from explorer.model import Batch, Citation, Paper, Person, Topic
from explorer.store import Store
from loaders import SOURCES, Raw, Source
from loaders.pipeline import load
from loaders.reports import Progress, Report

pytestmark = pytest.mark.one_neo4j

DATA = Path(__file__).parent.parent / "data" / "openalex"
OPENALEX = SOURCES["openalex"]


# -- helpers -----------------------------------------------------------------------------------


def ask(store: Store, text: str, **params: object) -> list[list[Any]]:
    """Values of a query that only tests ask."""
    address = store.address
    auth = (address.user, address.password) if address.password else None
    with neo4j.GraphDatabase.driver(
        address.uri, auth=auth, notifications_min_severity="OFF"
    ) as driver:
        records, _, _ = driver.execute_query(text, params, database_=address.database)
    return [list(record.values()) for record in records]


def nodes(store: Store) -> dict[str, dict[str, Any]]:
    """All nodes but loads, by id."""
    rows = ask(store, "MATCH (n:Paper|Person|Topic|Institution) RETURN properties(n)")
    return {values["id"]: values for [values] in rows}


def edges(store: Store, kind: str = "") -> dict[tuple[str, str, str], dict[str, Any]]:
    """All edges, or those of one kind, by kind and ends."""
    rows = ask(store, "MATCH (a)-[r]->(b) RETURN type(r), a.id, b.id, properties(r)")
    return {(t, a, b): values for t, a, b, values in rows if kind in {"", t}}


def runs(store: Store) -> list[dict[str, Any]]:
    rows = ask(store, "MATCH (load:Load) RETURN properties(load) ORDER BY load.started")
    return [values for [values] in rows]


def person(number: int, *institutions: int, **more: Any) -> dict[str, Any]:
    return {
        "author": {"id": f"https://openalex.org/A{number}", "display_name": f"Person {number}"}
        | more,
        "institutions": [
            {"id": f"https://openalex.org/I{i}", "display_name": f"University {i}"}
            for i in institutions
        ],
    }


def work(number: int, *people: dict[str, Any], cites: Sequence[int] = (), **more: Any) -> Any:
    return {
        "id": f"https://openalex.org/W{number}",
        "title": f"Work {number}",
        "publication_year": 2000 + number % 100,
        "authorships": list(people),
        "referenced_works": [f"https://openalex.org/W{n}" for n in cites],
    } | more


@pytest.fixture
def run(empty_store: Store, tmp_path: Path) -> Any:
    """Load works, given as objects, into a dataset of an empty store."""

    def load_works(dataset: str, *works: Any, **options: Any) -> Report:
        # Another name each time: the very same file would not be read again.
        path = tmp_path / f"{dataset}-{len(list(tmp_path.iterdir()))}.jsonl"
        path.write_text("".join(json.dumps(each) + "\n" for each in works), encoding="utf-8")
        options.setdefault("rejects_folder", tmp_path / "rejects")
        return load(empty_store, OPENALEX, [path], dataset=dataset, **options)

    return load_works


def w(number: int) -> str:
    return f"openalex:W{number}"


def cites(store: Store) -> set[tuple[str, str]]:
    return {(a, b) for _, a, b in edges(store, "CITES")}


def outside(store: Store, number: int) -> list[str]:
    return nodes(store)[w(number)].get("references_outside") or []


# -- the same again ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["works.csv", "works-2026.jsonl"])
def test_loading_the_same_again_writes_nothing(
    empty_store: Store, tmp_path: Path, name: str
) -> None:
    def once(path: Path) -> Report:
        return load(empty_store, OPENALEX, [path], dataset="d", rejects_folder=tmp_path)

    other = tmp_path / f"other-{name}"  # the same under another name: all of it is compared
    other.write_bytes((DATA / name).read_bytes())
    first = once(DATA / name)
    said = Batch()
    for raw in OPENALEX.read([DATA / name]):
        said.extend(OPENALEX.to_records(raw.value, "d"))
    before = nodes(empty_store), edges(empty_store)
    assert set(before[0]) == {node.id for node in said.nodes}
    links = {e.ends for e in said.edges if type(e) is not Citation and e.ends[1] in before[0]}
    held = {(a, b) for t, a, b in before[1] if t not in {"CITES", "AFFILIATED_WITH"}}
    assert held == links
    assert first.changed > 0
    assert first.writes > first.changed

    second = once(other)
    assert (second.changed, second.writes) == (0, 0)
    assert second.read == first.read
    assert not any(second.removed.values())
    assert (nodes(empty_store), edges(empty_store)) == before
    assert len(runs(empty_store)) == 2

    third = once(other)
    assert third.unchanged
    assert (third.read, third.counts, third.writes) == (first.read, first.counts, 0)
    assert len(runs(empty_store)) == 2


def test_every_node_and_edge_names_dataset_hash_and_run(empty_store: Store, run: Any) -> None:
    report = run("d", work(1, person(1, 1), cites=[2]), work(2, person(1, 1), person(2)))
    found = [*nodes(empty_store).values(), *edges(empty_store).values()]
    assert len(found) == 5 + 5
    for values in found:
        assert values["datasets"] == ["d"]
        [mark] = values["hashes"]
        assert mark.startswith("d#")
        assert values["run_id"] == report.run_id


def test_only_what_changed_is_written_and_names_its_run(empty_store: Store, run: Any) -> None:
    first = run("d", work(1, person(1)), work(2, person(2), venue="x"))
    second = run("d", work(1, person(1)), work(2, person(2), title="New", publication_year=None))
    assert second.changed == 1
    found = nodes(empty_store)
    assert (found[w(2)]["title"], found[w(2)]["run_id"]) == ("New", second.run_id)
    assert "year" not in found[w(2)]  # a value the source has dropped goes
    assert found[w(1)]["run_id"] == first.run_id


def test_a_later_record_completes_a_person_and_still_nothing_is_written_twice(
    empty_store: Store, run: Any
) -> None:
    orcid = "https://orcid.org/0000-0002-8525-3159"
    works = [work(1, person(1)), work(2, person(1, orcid=orcid)), work(3, person(1))]
    run("d", *works)
    assert nodes(empty_store)["openalex:A1"]["orcid"] == "orcid:0000-0002-8525-3159"
    assert run("d", *works).writes == 0


def test_more_works_than_one_batch_holds(empty_store: Store, run: Any) -> None:
    last = 2500
    works = [work(n, person(n % 700), publication_year=2001) for n in range(1, last)]
    works = [work(0, person(0), cites=[last]), *works, work(last, person(1), cites=[0])]
    told: list[Progress] = []
    report = run("d", *works, progress=told.append)
    assert report.counts["paper"] == last + 1
    assert report.counts["person"] == 700
    assert cites(empty_store) == {(w(0), w(last)), (w(last), w(0))}
    reading = [each for each in told if each.phase == "reading"]
    assert len(reading) > 20
    assert [each.read for each in reading] == sorted(each.read for each in reading)
    assert all(0 < each.bytes_read <= each.bytes_total for each in reading)
    assert (told[-1].phase, told[-1].written) == ("done", report.changed)
    assert run("d", *works).writes == 0


# -- references --------------------------------------------------------------------------------


def test_a_work_cited_before_it_comes_is_linked(empty_store: Store, run: Any) -> None:
    run("d", work(1, cites=[2, 9]), work(2, cites=[1]))
    assert cites(empty_store) == {(w(1), w(2)), (w(2), w(1))}
    assert (outside(empty_store, 1), outside(empty_store, 2)) == ([w(9)], [])


def test_a_later_load_links_the_papers_that_waited_for_its_works(
    empty_store: Store, run: Any
) -> None:
    run("one", work(1, cites=[8, 9]), work(2, cites=[9]))
    run("two", work(9, cites=[1]))
    assert cites(empty_store) == {(w(1), w(9)), (w(2), w(9)), (w(9), w(1))}
    assert (outside(empty_store, 1), outside(empty_store, 2)) == ([w(8)], [])
    assert run("one", work(1, cites=[8, 9]), work(2, cites=[9])).writes == 0


def test_a_cited_work_that_goes_is_a_reference_outside_again(empty_store: Store, run: Any) -> None:
    run("one", work(1, cites=[9]))
    run("two", work(8), work(9))
    run("two", work(8), assume_yes=True)
    assert cites(empty_store) == set()
    assert outside(empty_store, 1) == [w(9)]
    assert run("one", work(1, cites=[9])).writes == 0
    run("two", work(8), work(9))
    assert cites(empty_store) == {(w(1), w(9))}


def test_a_citation_that_is_no_longer_said_goes(empty_store: Store, run: Any) -> None:
    run("d", work(1, cites=[2, 3]), work(2), work(3))
    run("d", work(1, cites=[3]), work(2), work(3))
    assert cites(empty_store) == {(w(1), w(3))}


# -- several datasets --------------------------------------------------------------------------


def test_the_dataset_loaded_first_wins_and_a_later_one_fills(empty_store: Store, run: Any) -> None:
    run("one", work(1, title="First", language=None))
    run("two", work(1, title="Second", language="en"))
    paper = nodes(empty_store)[w(1)]
    assert (paper["title"], paper["language"], paper["datasets"]) == ("First", "en", ["one", "two"])
    assert run("one", work(1, title="First", language=None)).writes == 0
    assert run("two", work(1, title="Second", language="en")).writes == 0


def test_a_shared_node_stays_when_one_dataset_drops_it(empty_store: Store, run: Any) -> None:
    works = [work(n, person(n)) for n in range(1, 7)]
    run("one", *works)
    run("two", work(1, person(1), title="Second"), work(7))
    run("one", *works[1:])
    found = nodes(empty_store)
    assert found[w(1)]["datasets"] == ["two"]
    assert found[w(1)]["hashes"] == ["two#"]  # so that its next load writes its own values
    assert found["openalex:A1"]["datasets"] == ["two"]
    link = edges(empty_store)[("AUTHORED", "openalex:A1", w(1))]
    assert link["datasets"] == ["two"]
    run("two", work(1, person(1), title="Second"), work(7))
    assert nodes(empty_store)[w(1)]["title"] == "Second"


# -- the sweep ---------------------------------------------------------------------------------


def test_what_a_complete_read_lacks_is_removed(empty_store: Store, run: Any) -> None:
    works = [work(n, person(n, n)) for n in range(1, 9)]
    run("d", *works)
    report = run("d", *works[1:])
    assert report.removed == {"paper": 1, "person": 1, "topic": 0, "institution": 1}
    assert not {w(1), "openalex:A1", "openalex:I1"} & set(nodes(empty_store))
    assert {values["datasets"][0] for values in nodes(empty_store).values()} == {"d"}
    assert run("d", *works[1:]).writes == 0


def test_an_authorship_that_is_no_longer_said_goes(empty_store: Store, run: Any) -> None:
    run("d", work(1, person(1, 1), person(2, 1)), work(2, person(2)))
    run("d", work(1, person(1, 1)), work(2, person(2)))
    assert ("AUTHORED", "openalex:A2", w(1)) not in edges(empty_store)
    assert set(edges(empty_store, "AFFILIATED_WITH")) == {
        ("AFFILIATED_WITH", "openalex:A1", "openalex:I1")
    }


def test_more_than_a_fifth_goes_only_when_asked(empty_store: Store, run: Any) -> None:
    works = [work(n) for n in range(1, 11)]
    run("d", *works)
    with pytest.raises(BadRequest, match="3 papers") as caught:
        run("d", *works[3:])
    assert "--yes" in (caught.value.hint or "")
    assert len(nodes(empty_store)) == 10
    assert runs(empty_store)[-1]["state"] == "refused"
    assert run("d", *works[3:], assume_yes=True).removed["paper"] == 3
    assert len(nodes(empty_store)) == 7


def test_other_datasets_are_not_swept(empty_store: Store, run: Any) -> None:
    run("one", *(work(n) for n in range(1, 5)))
    run("two", work(9))
    assert len(nodes(empty_store)) == 5


# -- loads that break --------------------------------------------------------------------------


def breaking(after: int) -> Source:
    """OpenAlex, whose disk breaks after so many records, or behind the last."""

    def read(paths: Sequence[Path]) -> Iterator[Raw]:
        for number, raw in enumerate(OPENALEX.read(paths)):
            if number == after:
                break
            yield raw
        raise SourceError("The disk is gone.", hint="Find it.")

    return Source(OPENALEX.name, "breaks", OPENALEX.suffixes, read, OPENALEX.to_records)


def test_a_read_that_breaks_sweeps_nothing_and_the_next_load_makes_all_whole(
    empty_store: Store, run: Any, tmp_path: Path
) -> None:
    works = [work(n, person(n, 1), cites=[n + 1]) for n in range(1, 1201)]
    run("d", *works[:10])
    path = tmp_path / "all.jsonl"
    path.write_text("".join(json.dumps(each) + "\n" for each in works[5:]), encoding="utf-8")
    with pytest.raises(SourceError, match="disk"):
        load(empty_store, breaking(1000), [path], dataset="d", rejects_folder=tmp_path)
    assert {w(n) for n in range(1, 11)} <= set(nodes(empty_store))
    assert [each["state"] for each in runs(empty_store)] == ["complete", "failed"]

    run("d", *works)
    assert len(edges(empty_store, "AFFILIATED_WITH")) == len(works)
    assert len(cites(empty_store)) == len(works) - 1
    before = nodes(empty_store), edges(empty_store)
    assert run("d", *works).writes == 0
    assert (nodes(empty_store), edges(empty_store)) == before


def test_a_new_paper_is_linked_to_a_work_that_others_cite_already(
    empty_store: Store, run: Any
) -> None:
    run("d", work(1), work(2, cites=[1]))
    run("d", work(1), work(2, cites=[1]), work(3, cites=[1]))
    assert cites(empty_store) == {(w(2), w(1)), (w(3), w(1))}
    assert outside(empty_store, 3) == []


def test_a_file_without_a_usable_record_changes_nothing(empty_store: Store, run: Any) -> None:
    with pytest.raises(SourceError, match="none of the 2 records"):
        run("d", {"id": "x"}, ["no work"])
    with pytest.raises(SourceError, match="is empty"):
        run("d", *[])
    assert ask(empty_store, "MATCH (n) WHERE NOT n:Lock RETURN count(n)") == [[0]]


def test_bad_records_are_passed_over_and_written_down(
    empty_store: Store, run: Any, tmp_path: Path
) -> None:
    bad = work(2, publication_year=20219)
    report = run("d", work(1), bad, work(3))
    assert (report.read, report.rejected) == (3, 1)
    assert set(nodes(empty_store)) == {w(1), w(3)}
    assert report.rejects_file is not None
    [line] = report.rejects_file.read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["position"] == "line 2"
    assert json.loads(line)["field"] == "publication_year"
    assert runs(empty_store)[-1]["rejects"] == 1


def test_strict_makes_the_first_bad_record_an_error(empty_store: Store, run: Any) -> None:
    with pytest.raises(RecordError, match=r"line 2.*20219"):
        run("d", work(1), work(2, publication_year=20219), strict=True)
    assert runs(empty_store)[-1]["state"] == "failed"


# -- what a load leaves behind -----------------------------------------------------------------


def test_affiliations_are_derived_and_follow_the_papers(empty_store: Store, run: Any) -> None:
    works = [work(n, person(1, 1)) for n in (4, 9, 6)]
    run("d", *works, work(20, person(1, 2), person(2)))

    def affiliation(institution: int) -> tuple[int, int, int]:
        ends = ("AFFILIATED_WITH", "openalex:A1", f"openalex:I{institution}")
        values = edges(empty_store)[ends]
        return values["first_year"], values["last_year"], values["papers"]

    assert affiliation(1) == (2004, 2009, 3)
    assert affiliation(2) == (2020, 2020, 1)
    run("d", *works[:2], work(6, person(1, 1), publication_year=1999), work(20, person(2)),
        assume_yes=True)  # fmt: skip
    assert affiliation(1) == (1999, 2009, 3)
    assert len(edges(empty_store, "AFFILIATED_WITH")) == 1


def test_a_store_writes_and_releases_what_one_dataset_says(empty_store: Store) -> None:
    batch = Batch(nodes=[Person("a", "Ada"), Topic("t", "Topic"), Paper("p", "Paper")])
    done = empty_store.write(batch, dataset="d", run_id="r1")
    assert {kind.__name__: each.created for kind, each in done.items()} == {
        "Paper": {"p"}, "Person": {"a"}, "Topic": {"t"},
    }  # fmt: skip
    again = empty_store.write(batch, dataset="d", run_id="r2")
    assert [each.news for each in again.values()] == [set()] * 3
    assert again[Person].held == {"a"}
    later = Batch(nodes=[Person("a", "Ada Other"), Person("b", "Bea")])
    kept = empty_store.write(later, dataset="d", run_id="r3", create_only=True)[Person]
    assert (kept.created, kept.left) == ({"b"}, {"a"})
    assert nodes(empty_store)["a"]["name"] == "Ada"
    gone = empty_store.release(Person, ["a", "no such"], dataset="d", run_id="r4")
    assert gone.deleted == {"a"}
    assert set(nodes(empty_store)) == {"b", "p", "t"}
