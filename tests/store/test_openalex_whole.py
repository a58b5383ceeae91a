"""OpenAlex in a real graph: all of it, nothing else, and in order, as the raw files have it."""

from __future__ import annotations

import gzip
import json
import lzma
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from explorer.config import Settings
from explorer.errors import SourceError
from explorer.store import Store
from loaders import SOURCES
from loaders.pipeline import Report, load
from tests.conftest import lacking
from tests.processes import ROOT
from tests.store.test_loading import ask, edges, nodes

DATA = ROOT / "tests" / "data" / "openalex"
SHARED = ROOT.parent / "shared" / "data" / "openalex"


def load_paths(store: Store, folder: Path, *paths: Path, dataset: str = "d") -> Report:
    return load(store, SOURCES["openalex"], paths, dataset=dataset, rejects_folder=folder)


# -- counted from the raw files, without any code of ours --------------------------------------


def counted(path: Path) -> tuple[dict[str, int], dict[str, list[str]], dict[str, float]]:
    with lzma.open(path) as lines:
        works = [json.loads(line) for line in lines]
    ids = {work["id"] for work in works}
    people, topics, institutions, cites = set(), set(), set(), set()
    order: dict[str, list[str]] = {}
    scores: dict[str, float] = {}
    for work in works:
        named = [a["author"]["id"] for a in work["authorships"] if a["author"].get("id")]
        order[work["id"]] = list(dict.fromkeys(named))  # one named twice keeps the first place
        people.update(named)
        for topic in work["topics"] if "topics" in work else work["concepts"]:
            topics |= {topic["id"]} | {topic[k]["id"] for k in ("subfield", "field", "domain")
                                       if k in topic}  # fmt: skip
            scores[f"{work['id']} {topic['id']}"] = float(topic["score"])
        lists = [a["institutions"] for a in work["authorships"]] + [work.get("institutions", [])]
        institutions |= {i["id"] for each in lists for i in each if i["id"]}
        cites |= {(work["id"], c) for c in work["referenced_works"] if c in ids - {work["id"]}}
    counts = {
        "papers": len(ids), "people": len(people), "topics": len(topics),
        "institutions": len(institutions), "authorships": sum(map(len, order.values())),
        "about": len(scores), "citations": len(cites),
    }  # fmt: skip
    return counts, order, scores


# ----------------------------------------------------------------------------------------------


def held(store: Store) -> dict[str, int]:
    """The same counts, asked of the graph."""
    patterns = {
        "papers": "(x:Paper)", "people": "(x:Person)", "topics": "(x:Topic)",
        "institutions": "(x:Institution)", "authorships": "(:Person)-[x:AUTHORED]->(:Paper)",
        "about": "(:Paper)-[x:ABOUT]->(:Topic)", "citations": "(:Paper)-[x:CITES]->(:Paper)",
    }  # fmt: skip
    return {
        name: ask(store, f"MATCH {pattern} RETURN count(x)")[0][0]
        for name, pattern in patterns.items()
    }


def raw(id: str) -> str:
    return id.replace("openalex:", "https://openalex.org/")


@pytest.fixture
def roomy_arcadedb(tmp_path: Path) -> Iterator[Store]:
    """An engine that is thrown away, since wiping so much of it takes minutes."""
    settings = Settings(data_dir=tmp_path / "engine", engine_heap=512, query_seconds=300)
    with Store.open(settings, user="tests") as store:
        store.prepare()
        yield store
        store.close(wait=True)


def test_all_of_the_raw_file_of_2023_is_loaded_in_order(
    roomy_arcadedb: Store, tmp_path: Path
) -> None:
    check_whole(roomy_arcadedb, tmp_path, "works-schema-2023", 3564)


def test_all_of_the_raw_file_of_2026_is_loaded_in_order(empty_store: Store, tmp_path: Path) -> None:
    check_whole(empty_store, tmp_path, "works-schema-2026", 99)


def check_whole(store: Store, folder: Path, name: str, papers: int) -> None:
    path = SHARED / f"{name}.jsonl.xz"
    if not path.exists():
        lacking("shared-data", f"{path.name} is not beside the repository")
    counts, order, scores = counted(path)
    report = load_paths(store, folder, path)
    assert (report.read, report.rejected, counts["papers"]) == (papers, 0, papers)
    assert held(store) == counts
    found: dict[str, list[tuple[int, str]]] = {id: [] for id in order}
    for (_, person, paper), link in edges(store, "AUTHORED").items():
        found[raw(paper)].append((link["position"], raw(person)))
    assert {id: [person for _, person in sorted(links)] for id, links in found.items()} == order
    about = edges(store, "ABOUT").items()
    assert {f"{raw(paper)} {raw(topic)}": e["score"] for (_, paper, topic), e in about} == scores


# -- files -------------------------------------------------------------------------------------


def works(*numbers: int) -> bytes:
    return b"".join(
        json.dumps({"id": f"W{n}", "title": f"Work {n}", "publication_year": 2000}).encode() + b"\n"
        for n in numbers
    )


def test_file_b_leaves_the_works_of_file_a(empty_store: Store, tmp_path: Path) -> None:
    a, b = tmp_path / "a.jsonl", tmp_path / "b.jsonl.gz"
    a.write_bytes(works(1, 2))
    b.write_bytes(gzip.compress(works(2, 3)))
    load_paths(empty_store, tmp_path, a, dataset="a")
    load_paths(empty_store, tmp_path, b, dataset="b")
    found = {id: node["datasets"] for id, node in nodes(empty_store).items()}
    assert found == {"openalex:W1": ["a"], "openalex:W2": ["a", "b"], "openalex:W3": ["b"]}


def test_a_folder_is_one_dataset_and_its_load_names_each_file(
    empty_store: Store, tmp_path: Path
) -> None:
    for day, numbers in (("2024-01-01", (1, 2)), ("2024-02-01", (3,))):
        folder = tmp_path / "works" / f"updated_date={day}"
        folder.mkdir(parents=True)
        (folder / "part_000.gz").write_bytes(gzip.compress(works(*numbers)))
    load_paths(empty_store, tmp_path, tmp_path / "works")
    assert sorted(nodes(empty_store)) == ["openalex:W1", "openalex:W2", "openalex:W3"]
    [[inputs]] = ask(empty_store, "MATCH (load:Load) RETURN load.inputs")
    assert [text.split()[0] for text in inputs] == ["part_000.gz", "part_000.gz"]


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("cut.jsonl.gz", gzip.compress(works(*range(1, 3000)))[:-300], "breaks off"),
        ("page.json", b'{"results": [\n' + works(1).strip() + b",\n", "no JSON after record 1"),
        ("page.jsonl", b"<!DOCTYPE html><title>Just a moment</title>", "looks like a web page"),
        ("bad.jsonl", b'{"title": "without an id"}\n', "none of the 1 records"),
        ("empty.jsonl", b"", "is empty"),
    ],
)
def test_a_load_that_breaks_removes_nothing(
    empty_store: Store, tmp_path: Path, name: str, content: bytes, says: str
) -> None:
    (tmp_path / "works.jsonl").write_bytes(works(1, 2, 3, 4, 5))
    (tmp_path / name).write_bytes(content)
    load_paths(empty_store, tmp_path, tmp_path / "works.jsonl")
    before = nodes(empty_store)
    with pytest.raises(SourceError, match=says):
        load_paths(empty_store, tmp_path, tmp_path / name)
    after = nodes(empty_store)
    assert {id: after[id] for id in before} == before


def test_authors_institutions_and_concepts_complete_what_works_say(
    empty_store: Store, tmp_path: Path
) -> None:
    author = {"id": "A1", "display_name": "Ada"}
    place: dict[str, Any] = {"id": "I1", "display_name": "U"}
    concepts = [{"id": "C1", "display_name": "Maths", "level": 1, "score": 0.5}]
    work = {"id": "W1", "title": "T", "publication_year": 2000, "concepts": concepts,
            "authorships": [{"author": author, "institutions": [place]}]}  # fmt: skip
    root = {"id": "C2", "display_name": "Science", "level": 0}
    more = [
        author | {"orcid": "https://orcid.org/0000-0002-8525-3159"},
        place | {"ror": "https://ror.org/0130frc33", "country_code": "US"},
        {"id": "C1", "display_name": "Maths", "level": 1, "ancestors": [root]},
        {"id": "S1", "display_name": "Journal"},
    ]
    (tmp_path / "works.json").write_text(json.dumps({"results": [work]}, indent=1))
    (tmp_path / "more.json").write_text(json.dumps({"results": more}, indent=1))
    report = load_paths(empty_store, tmp_path, tmp_path / "works.json", tmp_path / "more.json")
    assert (report.read, report.rejected) == (5, 1)
    found = nodes(empty_store)
    assert found["openalex:A1"]["orcid"] == "orcid:0000-0002-8525-3159"
    assert found["openalex:I1"]["ror"] == "ror:0130frc33"
    assert found["openalex:C1"]["level"] == "level-1 concept"
    assert list(edges(empty_store, "PART_OF")) == [("PART_OF", "openalex:C1", "openalex:C2")]
