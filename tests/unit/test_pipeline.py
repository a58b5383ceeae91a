"""What a load does before, beside and after the graph: input, rejects, what was seen."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path
from typing import Any

import pytest

from explorer.engine import Address
from explorer.errors import BadRequest, ConfigError, RecordError, SourceError
from explorer.model import Authorship, Citation, Identity, Institution, Paper, Person, Topic
from explorer.store import Store
from loaders import SOURCES, Raw
from loaders.affiliations import summarise
from loaders.intake import check_name
from loaders.pipeline import load
from loaders.rejects import Rejects, located
from loaders.seen import Seen, fill
from loaders.sweep import Plan

NOWHERE = Address("bolt://127.0.0.1:1", "nobody", "x", None)  # a store that must not be asked


def attempt(paths: list[Path], folder: Path, dataset: str = "d") -> None:
    with Store(NOWHERE) as store:
        load(store, SOURCES["openalex"], paths, dataset=dataset, rejects_folder=folder)


# -- input -------------------------------------------------------------------------------------


def test_input_that_is_not_there_is_refused_before_the_graph_is_asked(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "empty.csv").touch()
    (tmp_path / "none").mkdir()
    (tmp_path / "works.xlsx").write_text("x")
    cases = {
        "absent.csv": "no file", "sub/empty.csv": "is empty", "works.xlsx": "no form",
        "none": "holds no file", "sub": "is empty",
    }  # fmt: skip
    for name, says in cases.items():
        with pytest.raises(SourceError, match=says) as caught:
            attempt([tmp_path / name], tmp_path)
        assert caught.value.hint
    with pytest.raises(SourceError, match="No file"):
        attempt([], tmp_path)


@pytest.mark.parametrize("name", ["", " ", "a/b", "a\nb"])
def test_a_name_that_cannot_be_a_datasets_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadRequest, match="cannot name a dataset"):
        attempt([tmp_path / "any.csv"], tmp_path, dataset=name)


def test_a_name_that_would_swell_the_graph_is_refused() -> None:
    check_name("n" * 100)
    with pytest.raises(BadRequest, match="up to 100 characters, not 3,000") as caught:
        check_name("n" * 3000)
    assert "--dataset" in str(caught.value.hint)


# -- rejects -----------------------------------------------------------------------------------


def test_rejects_are_written_down_and_no_file_is_made_without_any(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "folder"
    with Rejects(folder, "r1") as rejects:
        assert not folder.exists()
        rejects.write(Raw("in.csv", "row 4", {"x": "y" * 900}), RecordError("bad", field="x"))
        rejects.write(Raw("in.csv", "row 5", "ü"), RecordError("worse", field="y"))
        rejects.write(Raw("in.csv", "row 6", {"x": "\ud800"}), RecordError("half", field="z"))
    lines = (folder / "rejects-r1.jsonl").read_text(encoding="utf-8").splitlines()
    first, second, third = map(json.loads, lines)
    assert len(first.pop("raw")) == 200
    assert first == {"source": "in.csv", "position": "row 4", "field": "x", "reason": "bad"}
    assert second["raw"] == "ü"
    assert third["raw"] == '{"x": "\ud800"}'
    assert rejects.count == 3


def test_nobody_else_may_read_what_was_rejected(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        with Rejects(tmp_path, "r1") as rejects:
            rejects.write(Raw("in.csv", "row 4", "Jane Doe"), RecordError("bad", field="x"))
    finally:
        os.umask(before)
    assert stat.S_IMODE(rejects.path.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("path", "why", "advice"),
    [("/dev/full", "No space left", "Make room"), ("/dev/null/x/y", "Not a directory", "rights")],
)
def test_rejects_that_cannot_be_written_name_the_setting(path: str, why: str, advice: str) -> None:
    with Rejects(Path("unused"), "r1") as rejects:
        rejects.path = Path(path)
        with pytest.raises(ConfigError, match=why) as caught:
            rejects.write(Raw("in.csv", "row 4", "x"), RecordError("bad", field="x"))
    assert advice in str(caught.value.hint)
    assert "EXPLORER_DATA_DIR" in str(caught.value.hint)


def test_the_error_of_a_record_says_where_it_stands() -> None:
    error = located(Raw("in.csv", "row 4", {}), RecordError("'20219' cannot be a year", field="y"))
    assert error.message == "in.csv, row 4, y: '20219' cannot be a year"
    assert error.field == "y"
    assert error.hint


# -- what was seen -----------------------------------------------------------------------------


def test_a_paper_that_comes_twice_counts_as_it_came_first() -> None:
    with Seen() as seen:
        assert seen.first_nodes([Paper("p", "First"), Paper("q", "Other")])
        assert seen.first_nodes([Paper("p", "Second")]) == []
        assert seen.count(Paper) == 2
        assert list(seen.open_records()) == []


def test_later_records_complete_people_topics_and_institutions() -> None:
    with Seen() as seen:
        seen.first_nodes([Person("a", "Ada"), Institution("i", "U", country="DE")])
        seen.first_nodes([Person("a", "A.", orcid="orcid:1", same_as=("orcid:1",))])
        seen.first_nodes([Person("a", "Ada"), Institution("i", "U"), Topic("t", "T")])
        [people] = seen.open_records()
        assert people == [Person("a", "Ada", orcid="orcid:1", same_as=("orcid:1",))]


def test_fill_takes_the_second_only_where_the_first_says_nothing() -> None:
    assert fill({"a": 0, "b": None, "c": []}, {"a": 1, "b": "z", "c": ["w"]}) == {
        "a": 0,
        "b": "z",
        "c": ["w"],
    }


def test_a_record_goes_through_the_file_unchanged() -> None:
    person = Person("a", "Àda", identity=Identity.NAME, same_as=("x", "y"))
    with Seen() as seen:
        seen.first_nodes([person])
        seen.reopen(Person, ["a"])
        assert list(seen.open_records()) == [[person]]


def test_the_first_of_two_edges_with_the_same_ends_counts() -> None:
    first, second = Authorship("a", "p", 1), Authorship("a", "p", 2)
    with Seen() as seen:
        assert seen.first_edges([first, second, Citation("p", "q")]) == [first]
        assert seen.targets(Citation, ["p", "none"]) == {"p": ["q"], "none": []}


def test_doubtful_edges_are_unsaid_unless_they_are_seen_sooner_or_later() -> None:
    with Seen() as seen:
        seen.first_edges([Authorship("a", "p", 1)])
        seen.doubt(Authorship, [("a", "p"), ("b", "p"), ("c", "p")])
        seen.first_edges([Authorship("c", "p", 3)])
        assert list(seen.unsaid(Authorship)) == [[("b", "p")]]
        assert list(seen.unsaid(Citation)) == []


def test_ids_among_those_seen_are_found_however_many_are_asked() -> None:
    with Seen() as seen:
        seen.first_nodes(Paper(f"p{n}", "") for n in range(0, 3000, 2))
        asked = [f"p{n}" for n in range(3000)]
        assert len(seen.among(Paper, asked)) == 1500
        assert seen.among(Person, asked) == set()
        assert [len(page) for page in seen.ids(Paper)] == [1500]


# -- what follows from it ----------------------------------------------------------------------


def test_affiliations_are_summed_up_over_papers_and_datasets() -> None:
    def stated(paper: str, year: int | None, *datasets: str) -> dict[str, object]:
        return {"person": "a", "institution": "i", "paper": paper, "year": year,
                "datasets": list(datasets)}  # fmt: skip

    found = summarise([stated("p", 2009, "x"), stated("q", 2004, "x", "y"), stated("r", None, "x")])
    assert found == {
        ("a", "i"): {
            "first_year": 2004,
            "last_year": 2009,
            "papers": 3,
            "datasets": ["x", "y"],
            "newest": ["p", "q", "r"],
            "hashes": ["x#2004-2009-3-48afacddcc05fef6", "y#2004-2009-3-48afacddcc05fef6"],
        }
    }
    [undated] = summarise([stated("p", None, "x")]).values()
    assert (undated["first_year"], undated["last_year"], undated["papers"]) == (None, None, 1)


def test_an_affiliation_names_its_newest_papers_and_its_hash_tells_of_them() -> None:
    def summed(years: dict[str, int | None]) -> dict[str, Any]:
        rows = [
            {"person": "a", "institution": "i", "paper": paper, "year": year, "datasets": ["x"]}
            for paper, year in years.items()
        ]
        return summarise(rows)["a", "i"]

    years = {f"p{n}": 2000 + n // 4 for n in range(40)} | {"old": 1990, "undated": None}
    before = summed(years)
    assert before["newest"] == [
        *("p36", "p37", "p38", "p39"), *("p32", "p33", "p34", "p35"), *("p28", "p29", "p30", "p31")
    ]  # fmt: skip
    assert summed(dict(reversed(years.items()))) == before
    after = summed(years | {"p4": 2009})  # neither the first nor the last year, nor how many
    assert after["newest"][:5] == ["p36", "p37", "p38", "p39", "p4"]
    assert after["hashes"] != before["hashes"]
    assert summed(years | {"p4": 2002})["hashes"] == before["hashes"]


@pytest.mark.parametrize(("stale", "refused"), [(20, False), (21, True)])
def test_more_than_a_fifth_is_not_removed_unasked(stale: int, refused: bool) -> None:
    plan = Plan("d", lost={Paper: stale, Person: 0}, before=100)
    refusal = plan.refusal()
    assert (refusal is not None) == refused
    if refusal is not None:
        assert "21 papers" in refusal.message
        assert "people" not in refusal.message
        assert "--yes" in (refusal.hint or "")
