"""One hash on every engine, and a backup that puts all of it back, on the other engine too."""

from __future__ import annotations

import itertools
import os
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from explorer.backup import FORMAT, KIND, Head, backup, open_backup, whole_file, write_lines
from explorer.config import Settings
from explorer.doctor import Level, _loaded
from explorer.dump import PARTS, Item, Reading, count_parts, digest, pages
from explorer.errors import BadRequest, QueryFailed, SourceError, StoreUnavailable
from explorer.lock import LoadLock, unfinished_restore
from explorer.restore import restore
from explorer.store import Store
from loaders import SOURCES
from loaders.pipeline import load
from tests.conftest import wipe
from tests.processes import EXPLORER, environment
from tests.store.test_loading import ask

pytestmark = pytest.mark.one_neo4j

WORKS = Path(__file__).parent.parent / "data" / "openalex" / "works.csv"
ODD = (
    "a", "aa", "a b", "a/b", "a~", "aé", "a\u0001", "a\ud7ff", "a\ue000", "a\ufffd",
    "a\U0001f600", "a\U0010ffff", "A", "0", "-", "~", "田",
)  # fmt: skip


def load_works(store: Store, folder: Path, dataset: str = "works") -> None:
    load(store, SOURCES["openalex"], [WORKS], dataset=dataset, rejects_folder=folder)


def hash_of(store: Store) -> str:
    return digest(store).digest()


def put_back(store: Store, file: Path, **options: Any) -> None:
    with open_backup(file) as checked:
        restore(store, checked, **options)


@pytest.fixture
def full(empty_store: Store, tmp_path: Path) -> Store:
    """A store of its own that holds the works of one file."""
    load_works(empty_store, tmp_path)
    return empty_store


# -- the digest ----------------------------------------------------------------------------------


def test_the_digest_is_the_same_on_both_engines(arcadedb_store: Store, neo4j_store: Store) -> None:
    arcadedb, neo4j = digest(arcadedb_store), digest(neo4j_store)
    assert arcadedb.counts == neo4j.counts
    assert arcadedb.digest() == neo4j.digest()
    assert set(arcadedb.counts) == {part.name for part in PARTS.values() if part.digested}


def test_loading_again_changes_no_digest_and_another_dataset_does(
    full: Store, tmp_path: Path
) -> None:
    first = hash_of(full)
    load_works(full, tmp_path)
    assert hash_of(full) == first
    load_works(full, tmp_path, dataset="same works, another name")
    assert hash_of(full) != first


CHANGES = {
    "Paper": "MATCH (n:Paper) WITH n LIMIT 1 SET n.year = n.year + 1",
    "Person": "MATCH (n:Person) WITH n LIMIT 1 REMOVE n.folded",
    "Topic": "MATCH (n:Topic) WITH n LIMIT 1 SET n.level = n.level + ' '",
    "Institution": "MATCH (n:Institution) WITH n LIMIT 1 SET n.datasets = n.datasets + ['x']",
    "AUTHORED": "MATCH (:Person)-[r:AUTHORED]->() WITH r LIMIT 1 SET r.position = r.position + 1",
    "ABOUT": "MATCH (:Paper)-[r:ABOUT]->() WITH r LIMIT 1 SET r.score = r.score / 2",
    "CITES": "MATCH (:Paper)-[r:CITES]->() WITH r LIMIT 1 DELETE r",
    "AFFILIATED_WITH": "MATCH (:Person)-[r:AFFILIATED_WITH]->() WITH r LIMIT 1 SET r.seen = true",
}


def test_each_change_of_one_value_is_seen(full: Store) -> None:
    counts = count_parts(full)
    seen = [hash_of(full)]
    for part, change in CHANGES.items():
        if counts[part]:
            ask(full, change)
            seen.append(hash_of(full))
    assert len(set(seen)) == len(seen) > 6
    ask(full, "MATCH (n:Paper) SET n.run_id = 'another run'")
    assert hash_of(full) == seen[-1]


@pytest.mark.parametrize("size", [700, 5000])
def test_pages_of_any_size_give_every_item_once(store: Store, size: int) -> None:
    counts = count_parts(store)
    for part in PARTS.values():
        found = [item.key for page in pages(store, part, size=size) for item in page]
        assert len(found) == len(set(found)) == counts.get(part.name, len(found)), part.name


def test_a_page_of_edges_is_kept_near_its_size(store: Store) -> None:
    lengths = [len(page) for page in pages(store, PARTS["AUTHORED"], size=1000)]
    assert sum(lengths) == count_parts(store)["AUTHORED"]
    assert max(lengths) < 10_000, "a page is guessed from the one before"
    assert len(lengths) > 4


def test_ids_that_engines_sort_differently_are_all_read(empty_store: Store) -> None:
    rows = [{"id": id, "properties": {"name": id}} for id in ODD]
    empty_store.run("upsert_topics", rows=rows)
    links = [{"source": a, "target": b, "properties": {}} for a, b in itertools.pairwise(ODD)]
    empty_store.run("link_topic_parents", rows=links)
    for size in (1, 2, 3, 5, 100):
        found = [item for page in pages(empty_store, PARTS["Topic"], size=size) for item in page]
        assert sorted(str(item.key) for item in found) == sorted(ODD), size
        edges = [item for page in pages(empty_store, PARTS["PART_OF"], size=size) for item in page]
        assert {item.key for item in edges} == set(itertools.pairwise(ODD)), size


def test_every_value_a_graph_can_hold_comes_back_as_it_was(empty_store: Store) -> None:
    values = {
        "one": 1, "float": 1.0, "minus": -0.0, "endless": float("inf"), "none": float("nan"),
        "large": 2**62, "tiny": 5e-324, "third": 0.1 + 0.2, "yes": True, "nothing": [],
        "numbers": [1, 2], "floats": [1.0, 2.5], "words": ["b", "a"], "empty": "", "zero": "a\0b",
        "text": "田 \U0001f600 é \u2028",
    }  # fmt: skip
    empty_store.run("upsert_topics", rows=[{"id": "t", "properties": values}])
    [[item]] = pages(empty_store, PARTS["Topic"])
    assert {name: repr(value) for name, value in item.properties.items()} == {
        name: repr(value) for name, value in values.items()
    }


def test_what_no_loader_writes_is_refused(empty_store: Store) -> None:
    ask(empty_store, "CREATE (:Topic {id: 't', when: date('2026-01-01')})")
    with pytest.raises(BadRequest, match="kind Date"):
        digest(empty_store)


def test_a_graph_that_changes_while_it_is_read_is_said(full: Store) -> None:
    def meddle(reading: Reading) -> None:
        if reading.done < reading.total:
            ask(full, "MATCH (:Paper)-[r:ABOUT]->() WITH r LIMIT 1 DELETE r")

    with pytest.raises(BadRequest, match="changed while it was read"):
        digest(full, tell=meddle)


# -- backup and restore --------------------------------------------------------------------------


@pytest.fixture
def other_store(engine_name: str, _empty_stores: Callable[[str], Store]) -> Store:
    """An empty store on an engine that ``full`` is not on."""
    found = _empty_stores("neo4j-5.26" if engine_name == "arcadedb" else "arcadedb")
    wipe(found.address)
    return found


def test_a_backup_moves_from_one_engine_to_the_other_and_back(
    full: Store, other_store: Store, tmp_path: Path
) -> None:
    there, back = tmp_path / "there.jsonl.gz", tmp_path / "back.jsonl.gz"
    told: list[Reading] = []
    end = backup(full, there, tell=told.append)
    assert told[-1].done == end.total == sum(end.counts.values())
    assert end.digest == hash_of(full)
    put_back(other_store, there)
    assert hash_of(other_store) == end.digest
    assert unfinished_restore(other_store) is None
    assert backup(other_store, back).counts == end.counts
    loads = [store.run("list_loads", limit=9) for store in (full, other_store)]
    assert loads[0] == loads[1], "also what the digest leaves out"
    with open_backup(there) as one, open_backup(back) as two:
        assert one.head.engine.split()[0] != two.head.engine.split()[0]
        runs = [[i for i in each.items() if i.part == "Load"] for each in (one, two)]
    assert runs[0] == runs[1]


def test_a_graph_that_is_not_empty_is_left_alone_unless_asked(full: Store, tmp_path: Path) -> None:
    file = tmp_path / "graph.jsonl.gz"
    first = backup(full, file).digest
    ask(full, CHANGES["Paper"])
    changed = hash_of(full)
    with pytest.raises(BadRequest, match="not empty: it holds Paper, Person") as caught:
        put_back(full, file)
    assert "--yes" in str(caught.value.hint)
    assert hash_of(full) == changed
    for _ in range(2):
        put_back(full, file, replace=True)
        assert hash_of(full) == first
    load_works(full, tmp_path)
    assert hash_of(full) == first, "a load goes on where the backup left off"


def test_a_backup_is_not_written_over_a_file_unless_asked(full: Store, tmp_path: Path) -> None:
    file = tmp_path / "graph.jsonl.gz"
    file.write_text("precious")
    with pytest.raises(BadRequest, match="is there already"):
        backup(full, file)
    assert file.read_text() == "precious"
    backup(full, file, replace=True)
    with open_backup(file) as checked:
        assert checked.end.digest == hash_of(full)


def test_a_backup_takes_the_place_of_no_pipe_folder_or_link(full: Store, tmp_path: Path) -> None:
    pipe, circle, folder = (tmp_path / name for name in ("pipe", "circle", "folder"))
    os.mkfifo(pipe)
    circle.symlink_to(circle)
    folder.mkdir()
    (tmp_path / "to-pipe").symlink_to(pipe)
    before = sorted(tmp_path.iterdir())
    for place in (pipe, circle, folder, tmp_path / "to-pipe"):
        with pytest.raises(BadRequest, match="nothing was written") as caught:
            backup(full, place, replace=True)
        what = "is a folder" if place is folder else "is no ordinary file"
        assert what in caught.value.message
        assert "Name a file" in str(caught.value.hint)
    assert sorted(tmp_path.iterdir()) == before
    assert pipe.is_fifo()
    assert (tmp_path / "to-pipe").is_symlink()


def test_a_backup_follows_a_link_to_its_file(full: Store, tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    file, link = tmp_path / "disk" / "graph.jsonl.gz", tmp_path / "newest"
    link.symlink_to(file)
    backup(full, link)
    first = file.stat()
    with pytest.raises(BadRequest, match="is there already"):
        backup(full, link)
    backup(full, link, replace=True)
    assert link.is_symlink()
    assert file.stat().st_ino != first.st_ino
    with open_backup(file) as checked:
        assert checked.end.digest == hash_of(full)


def test_a_damaged_file_changes_nothing(full: Store, tmp_path: Path) -> None:
    file = tmp_path / "graph.jsonl.gz"
    backup(full, file)
    before = hash_of(full)
    file.write_bytes(file.read_bytes()[:-20])
    with pytest.raises(SourceError, match="cut off or damaged"):
        put_back(full, file, replace=True)
    assert hash_of(full) == before
    assert unfinished_restore(full) is None


def stop_at(phase: str) -> Callable[[Reading], None]:
    def tell(reading: Reading) -> None:
        if reading.phase == phase:
            raise KeyboardInterrupt

    return tell


@pytest.mark.parametrize("phase", ["removing", "restoring", "reading"])
def test_a_restore_that_broke_off_is_known_and_repaired(
    full: Store, tmp_path: Path, phase: str
) -> None:
    file = tmp_path / "graph.jsonl.gz"
    end = backup(full, file)
    with pytest.raises(KeyboardInterrupt):
        put_back(full, file, replace=True, tell=stop_at(phase))
    wrong = [finding for finding in _loaded(full) if finding.level is Level.WRONG]
    assert [finding.text for finding in wrong] == [
        "A restore of graph.jsonl.gz did not end: the graph holds a part of it."
    ]
    assert "explorer restore graph.jsonl.gz --yes" in str(wrong[0].hint)
    with pytest.raises(BadRequest, match="only a part"):
        backup(full, tmp_path / "half.jsonl.gz")
    assert not (tmp_path / "half.jsonl.gz").exists()
    with pytest.raises(BadRequest, match="not empty"):
        put_back(full, file)
    with pytest.raises(BadRequest, match=r"only a part of the backup graph\.jsonl\.gz"):
        load_works(full, tmp_path)
    put_back(full, file, replace=True)
    assert hash_of(full) == end.digest
    assert not [finding for finding in _loaded(full) if finding.level is Level.WRONG]
    assert backup(full, tmp_path / "again.jsonl.gz").counts == end.counts


def test_an_edge_whose_end_is_missing_is_an_error_and_stays_one(
    empty_store: Store, tmp_path: Path
) -> None:
    file = tmp_path / "made-up.jsonl.gz"
    head = Head(KIND, FORMAT, "0", "none", "2026-01-01", {})
    with whole_file(file) as out:
        write_lines(out, head, [Item("Paper", "p", {}), Item("CITES", ("p", "q"), {})])
    with pytest.raises(QueryFailed, match="1 of CITES could not be written"):
        put_back(empty_store, file)
    assert unfinished_restore(empty_store) is not None


def test_the_graph_of_a_restore_is_compared_with_the_file(full: Store, tmp_path: Path) -> None:
    file = tmp_path / "graph.jsonl.gz"
    backup(full, file)

    def meddle(reading: Reading) -> None:
        if reading.phase == "restoring" and reading.done == reading.total:
            ask(full, CHANGES["Person"])

    with pytest.raises(QueryFailed, match="their digests differ"):
        put_back(full, file, replace=True, tell=meddle)
    assert unfinished_restore(full) is not None


def test_an_empty_graph_has_a_digest_and_a_backup(empty_store: Store, tmp_path: Path) -> None:
    file = tmp_path / "empty.jsonl.gz"
    assert backup(empty_store, file).total == 0
    put_back(empty_store, file)
    with open_backup(file) as checked:
        assert checked.end.digest == hash_of(empty_store)


def test_neither_backup_nor_restore_runs_beside_a_load(full: Store, tmp_path: Path) -> None:
    file = tmp_path / "graph.jsonl.gz"
    end = backup(full, file)
    with LoadLock(full, "r1", "load of big"):
        with pytest.raises(StoreUnavailable, match="load of big is at work"):
            backup(full, tmp_path / "other.jsonl.gz")
        with pytest.raises(StoreUnavailable, match="load of big is at work"):
            put_back(full, file, replace=True)
    assert not (tmp_path / "other.jsonl.gz").exists()
    assert hash_of(full) == end.digest


def test_a_backup_waits_for_a_load_on_the_embedded_engine(
    arcadedb_store: Store, tmp_path: Path
) -> None:
    file = tmp_path / "graph.jsonl.gz"
    thread = threading.Thread(target=backup, args=(arcadedb_store, file))
    with arcadedb_store.alone("test"):
        thread.start()
        thread.join(1.0)
        assert thread.is_alive()
        assert not file.exists()
    thread.join(60)
    assert file.exists()


# -- as commands ---------------------------------------------------------------------------------


def explorer(*arguments: str, **settings: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*EXPLORER, *arguments], capture_output=True, text=True, timeout=120,
        env=environment(**settings),
    )  # fmt: skip


def test_the_commands_say_what_they_did_or_why_not(
    tmp_path: Path,
) -> None:
    place, file = tmp_path / "old", tmp_path / "graph.jsonl.gz"
    settings = Settings(data_dir=place)
    with Store.open(settings, user="tests") as store:  # keeps the engine for the commands
        store.prepare()
        load_works(store, tmp_path)
        check_commands(place, file, hash_of(store), tmp_path / "new")


def check_commands(place: Path, file: Path, hash: str, new: Path) -> None:
    said = explorer("digest", "--counts", data_dir=place)
    shown, *counts = said.stdout.splitlines()
    assert shown == hash
    assert [line.split()[0] for line in counts] == [p.name for p in PARTS.values() if p.digested]
    assert explorer("digest", data_dir=place).stdout == f"{hash}\n"
    said = explorer("backup", str(file), data_dir=place)
    assert said.returncode == 0, said.stderr
    assert f"Digest {hash}" in said.stdout
    for arguments, words in [
        (("backup", str(file)), "is there already"),
        (("restore", str(file)), "The graph is not empty"),
        (("restore", f"{file}.none"), "No such file"),
    ]:
        said = explorer(*arguments, data_dir=place)
        assert (said.returncode, said.stdout) == (1, ""), said.stderr
        assert words in said.stderr
        assert "  → " in said.stderr
    said = explorer("restore", str(file), data_dir=new)
    assert said.returncode == 0, said.stderr
    assert f"Digest {hash}" in said.stdout
    assert explorer("digest", data_dir=new).stdout == f"{hash}\n"
