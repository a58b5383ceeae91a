"""What people give to a load by mistake: a sentence, an exit code, and the graph as before."""

from __future__ import annotations

import gzip
import json
import os
import resource
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from explorer.cli import GOES_ON
from explorer.config import Settings
from explorer.dump import digest
from explorer.engine import Engine, Lease
from explorer.errors import ConfigError
from explorer.store import Store
from loaders import SOURCES
from loaders.pipeline import load
from loaders.rejects import Rejects
from tests.bench.power_law import works
from tests.processes import EXPLORER, environment, free_port, wait_until
from tests.store.test_loading import nodes, person, w, work

LINES = [json.dumps(work(n, person(n))) for n in range(1, 2001)]


class Bed:
    """An embedded engine of a test's own, with a small dataset in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.settings = Settings(data_dir=folder / "state", engine_heap=256)
        self.engine = Engine(self.settings)
        self.lease: Lease = self.engine.lease("tests")

    def load(self, *arguments: str, **settings: object) -> subprocess.CompletedProcess[str]:
        given = {"data_dir": self.settings.data_dir, "engine_heap": 256, **settings}
        return subprocess.run(
            [*EXPLORER, "load", *arguments], capture_output=True, text=True, timeout=300,
            env=environment(**given), cwd=self.folder,
        )  # fmt: skip

    def hash(self) -> str:
        with Store(self.lease.address) as store:
            return digest(store).digest()


@pytest.fixture
def empty_bed(tmp_path: Path) -> Iterator[Bed]:
    """An engine of one test's own: wiping thousands of nodes off ArcadeDB takes minutes."""
    found = Bed(tmp_path)
    yield found
    found.lease.release(wait=True)


@pytest.fixture(scope="module")
def bed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bed]:
    found = Bed(tmp_path_factory.mktemp("bad"))
    good = found.folder / "good.jsonl"
    good.write_text("\n".join(LINES[:20]) + "\n")
    assert found.load("openalex", "good.jsonl", "--dataset", "good").returncode == 0
    yield found
    found.lease.release(wait=True)


def empty_folder(path: Path) -> None:
    path.mkdir()
    (path / "notes.txt").write_text("no data here")


def truncated(path: Path) -> None:
    path.write_bytes(gzip.compress("\n".join(LINES).encode())[:-2000])


def bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:  # noqa: SIM117 - too long a line
        with out.open("a.jsonl", "w") as member:
            for _ in range(400):
                member.write(b" " * (1 << 20))


def broken_off(path: Path) -> None:
    path.write_text("\n".join(LINES)[:-30])


def web_page(path: Path) -> None:
    path.write_text("<!-- v2 -->\n<!DOCTYPE html><html><body>Sign in</body></html>")


REFUSED: dict[str, tuple[str, Callable[[Path], object], str]] = {
    "missing": ("missing.jsonl", lambda path: None, "missing.jsonl"),
    "folder without matches": ("folder", empty_folder, "folder"),
    "empty": ("empty.jsonl", Path.touch, "is empty"),
    "truncated gzip": ("cut.jsonl.gz", truncated, "cut.jsonl.gz"),
    "zip bomb": ("bomb.zip", bomb, "bomb.zip"),
    "web page": ("page.jsonl", web_page, "page.jsonl looks like a web page"),
    "broken off": ("off.jsonl", broken_off, "breaks off in its last line"),
    "no record of ours": ("other.jsonl", lambda p: p.write_text('{"a": 1}\n'), "none of the 1"),
    "not UTF-8": ("latin.jsonl", lambda p: p.write_bytes(b"\xff\xfe\xfa\n"), "latin.jsonl"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_loaded_is_said_and_takes_nothing_away(bed: Bed, case: str) -> None:
    name, make, says = REFUSED[case]
    make(bed.folder / name)
    before = bed.hash()
    done = bed.load("openalex", name, "--dataset", "good")
    assert done.returncode in {1, 2}, done.stdout
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert "Error: " in done.stderr
    with Store(bed.lease.address) as store:
        assert {w(n) for n in range(1, 21)} <= set(nodes(store))
    assert bed.hash() == before


def test_a_broken_line_in_the_middle_costs_one_record(bed: Bed) -> None:
    lines = [*LINES]
    lines[999] = lines[999][:-10]
    (bed.folder / "middle.jsonl").write_text("\n".join(lines) + "\n")
    done = bed.load("openalex", "middle.jsonl")
    assert done.returncode == 0
    assert "It holds 1,999 papers" in done.stdout
    assert "1 record could not be used" in done.stdout
    lines[1200] = lines[1200][:-10]
    (bed.folder / "middle.jsonl").write_text("\n".join(lines) + "\n")
    later = bed.load("openalex", "middle.jsonl")
    assert later.returncode == 0
    assert "It holds 1,999 papers" in later.stdout
    assert "2 records could not be used" in later.stdout
    assert "So nothing was removed: 2 nodes and 0 edges" in later.stdout
    assert "--yes" in later.stdout
    strict = bed.load("openalex", "middle.jsonl", "--dataset", "strict", "--strict")
    assert strict.returncode == 1
    assert "middle.jsonl, line 1000" in strict.stderr
    assert "Nothing is written; nothing was removed." in strict.stderr


def test_odd_records_are_loaded_or_rejected_one_by_one(bed: Bed) -> None:
    odd = [
        work(1, person(1)) | {"id": None},
        work(2) | {"authorships": [{"author": {"id": None, "display_name": "Nobody Known"}}]},
        work(3, *(person(n) for n in range(1, 5001))),
        work(4) | {"publication_year": 20219},
        work(5, person(5)),
    ]
    (bed.folder / "odd.jsonl").write_text("".join(json.dumps(each) + "\n" for each in odd))
    done = bed.load("openalex", "odd.jsonl")
    assert done.returncode == 0, done.stderr
    assert "It holds 3 papers, 5,000 people" in done.stdout
    assert "2 records could not be used" in done.stdout


def test_a_full_disk_under_the_engine_is_said_and_mended_by_loading_again(empty_bed: Bed) -> None:
    bed = empty_bed
    path = bed.folder / "made.jsonl"
    path.write_text("".join(json.dumps(each) + "\n" for each in works(800)))
    state = bed.engine.state()
    assert state is not None
    largest = max(f.stat().st_size for f in (bed.settings.data_dir / "engine").rglob("*.*"))
    resource.prlimit(state.server, resource.RLIMIT_FSIZE, (largest + 100_000, -1))
    done = bed.load("openalex", "made.jsonl")
    assert done.returncode == 1, done.stdout
    assert "Traceback" not in done.stderr
    assert "Error: " in done.stderr
    state = bed.engine.state()
    if state is not None:
        resource.prlimit(state.server, resource.RLIMIT_FSIZE, (-1, -1))
    bed.engine.stop()
    bed.lease.release(wait=True)
    bed.lease = bed.engine.lease("tests")
    again = bed.load("openalex", "made.jsonl")
    assert again.returncode == 0, again.stderr
    mended = bed.hash()
    assert bed.load("openalex", "made.jsonl", "--replace").returncode == 0
    assert bed.hash() == mended


def test_a_full_disk_under_the_rejects_is_said(
    bed: Bed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = Rejects.__init__

    def with_full_disk(self: Rejects, folder: Path, run_id: str) -> None:
        made(self, folder, run_id)
        self.path = Path("/dev/full")

    monkeypatch.setattr(Rejects, "__init__", with_full_disk)
    path = tmp_path / "two.jsonl"
    path.write_text(f"{LINES[0]}\nno json\n{LINES[1]}\n")
    with (
        Store(bed.lease.address) as store,
        pytest.raises(ConfigError, match="cannot be written to /dev: No space left"),
    ):
        load(store, SOURCES["openalex"], [path], dataset="full", rejects_folder=tmp_path)


def test_no_server_a_wrong_one_and_a_wrong_password_are_said(bed: Bed) -> None:
    nobody = bed.load("openalex", "good.jsonl", bolt_uri=f"bolt://127.0.0.1:{free_port()}")
    assert nobody.returncode == 1
    assert "does not answer" in nobody.stderr
    assert "EXPLORER_BOLT_URI" in nobody.stderr.splitlines()[-1]
    wrong = bed.load(
        "openalex", "good.jsonl", bolt_uri=bed.lease.address.uri, bolt_user="root",
        bolt_password="wrong", database="graph",
    )  # fmt: skip
    assert wrong.returncode == 1
    assert "refuses user root" in wrong.stderr
    assert "wrong" not in wrong.stderr


@pytest.mark.parametrize("name", ["", " ", "a/b"])
def test_a_name_that_is_none_is_said(bed: Bed, name: str) -> None:
    done = bed.load("openalex", "good.jsonl", "--dataset", name)
    assert (done.returncode, done.stdout) == (1, "")
    assert f"{name!r} cannot name a dataset" in done.stderr
    assert "A name is one or more letters" in done.stderr


def test_a_load_that_waits_says_for_whom(bed: Bed) -> None:
    said = bed.folder / "said"
    with bed.engine.alone("load of big"), said.open("w") as out:
        process = subprocess.Popen(
            [*EXPLORER, "load", "openalex", "good.jsonl", "--dataset", "good"],
            stdout=subprocess.DEVNULL, stderr=out, cwd=bed.folder,
            env=environment(data_dir=bed.settings.data_dir, engine_heap=256),
        )  # fmt: skip
        wait_until(said.read_text, seconds=60, what="it says something")
    assert process.wait(timeout=120) == 0
    waits = f"Waiting for the load of big (process {os.getpid()}) to end."
    assert said.read_text().splitlines().count(waits) == 1
    bed.load("openalex", "good.jsonl", "--dataset", "good", "--replace")
    with bed.engine.alone("removal of x"):  # what earlier ones have left is overwritten
        words = (bed.engine.folder / "loading").read_text()
    assert words == f"the removal of x (process {os.getpid()})"


def test_two_loads_at_once_take_turns(bed: Bed) -> None:
    (bed.folder / "big.jsonl").write_text("\n".join(LINES) + "\n")
    given = environment(data_dir=bed.settings.data_dir, engine_heap=256)
    both = [
        subprocess.Popen(
            [*EXPLORER, "load", "openalex", name, "--dataset", "turns", "--yes"],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=given, cwd=bed.folder,
        )
        for name in ("big.jsonl", "good.jsonl")
    ]  # fmt: skip
    said = [each.communicate(timeout=300) for each in both]
    assert [each.returncode for each in both] == [0, 0], said
    with Store(bed.lease.address) as store:
        states = store.run("last_load", dataset="turns", limit=9)
    assert [each["state"] for each in states] == ["complete", "complete"]
    assert {each["papers"] for each in states} == {2000, 20}


def test_ctrl_c_ends_a_load_in_order_and_the_next_one_goes_on(empty_bed: Bed) -> None:
    bed = empty_bed
    path = bed.folder / "long.jsonl"
    path.write_text("".join(json.dumps(each) + "\n" for each in works(4000, seed=2)))
    process = subprocess.Popen(
        [*EXPLORER, "load", "openalex", "long.jsonl"], stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True, cwd=bed.folder,
        env=environment(data_dir=bed.settings.data_dir, engine_heap=256),
    )  # fmt: skip

    with Store(bed.lease.address) as store:

        def has_checkpoint() -> bool:
            runs = store.run("last_load", dataset="long", limit=1)
            return bool(runs and runs[0]["checkpoint"])

        wait_until(has_checkpoint, seconds=180, every=0.02, what="a batch is written")
    process.send_signal(2)
    _, errors = process.communicate(timeout=180)
    assert process.returncode == 130
    assert errors.splitlines()[-2:] == ["Stopped.", f"  → {GOES_ON}"]
    again = bed.load("openalex", "long.jsonl")
    assert again.returncode == 0, again.stderr
    assert "had been written by a run that was cut off" in again.stdout
    resumed = bed.hash()
    assert bed.load("openalex", "long.jsonl", "--replace").returncode == 0
    assert bed.hash() == resumed
