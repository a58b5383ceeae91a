"""Work spread over processes: the same results in the same order, and nothing left behind."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from explorer.errors import RecordError, SourceError
from loaders import bibfiles, bibtex, workers
from loaders.workers import spread
from tests.processes import ROOT

DATA = ROOT / "tests" / "data" / "bibtex"
FILES = [DATA / "library.bib", DATA / "lines.json"]
HERE = os.getpid()
SECONDS = 20.0  # until a busy machine has ended a process


@pytest.fixture(autouse=True)
def _two_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1}, raising=False)


def who(item: int) -> tuple[int, int]:
    return item, os.getpid()


def die_elsewhere(item: tuple[int, int]) -> int:
    number, here = item
    if number == 5 and os.getpid() != here:
        os._exit(1)
    return number


def babble_elsewhere(item: tuple[int, int]) -> int:
    number, here = item
    if number == 5 and os.getpid() != here:
        os.write(1, b"\x80\x04\x8c\x02\xff\xff.")  # where its answers go: a text that is none
    return number


def fail(item: int) -> int:
    if item == 5:
        raise ValueError(f"{item} is bad")
    return item


def size(_: object) -> int:
    return 1


def alive(pid: int) -> bool:
    with contextlib.suppress(OSError):
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[:1]
    return False


def ended(pids: set[int]) -> bool:
    deadline = time.monotonic() + SECONDS
    while any(map(alive, pids)) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not any(map(alive, pids))


def records(paths: list[Path]) -> Iterator[object]:
    """All that the records of some files hold, with their order."""
    for raw in bibtex.SOURCE.read(paths):
        yield raw
        try:
            batch = bibtex.SOURCE.to_records(raw.value, "lab")
        except RecordError as error:
            yield error.field, error.message
        else:
            yield batch.nodes, batch.edges


def in_pieces(monkeypatch: pytest.MonkeyPatch, small: int) -> None:
    monkeypatch.setattr(bibfiles, "PIECE", 150)  # an entry or two
    monkeypatch.setattr(bibtex, "SMALL", small)


def test_results_come_in_order_and_from_elsewhere():
    found = list(spread(who, range(50), size=size, small=10))
    assert [item for item, _ in found] == list(range(50))
    assert 1 <= len({pid for _, pid in found} - {HERE}) <= 2
    assert HERE not in {pid for _, pid in found}


def test_little_work_is_done_here():
    assert {pid for _, pid in spread(who, range(9), size=size, small=10)} == {HERE}


def test_few_items_are_under_way_and_closing_early_leaves_no_process_behind():
    taken = 0

    def items() -> Iterator[int]:
        nonlocal taken
        while True:
            taken += 1
            yield taken

    results = spread(who, items(), size=size, small=1)
    pids = {next(results)[1] for _ in range(20)}
    assert taken < 20 + 2 * workers.AHEAD
    results.close()
    assert pids
    assert not any(map(alive, pids))


def test_an_error_of_the_input_ends_the_processes():
    pids = set[int]()

    def items() -> Iterator[int]:
        yield from range(20)
        raise SourceError("broken off")

    results = spread(who, items(), size=size, small=1)
    with pytest.raises(SourceError, match="broken off"):
        pids.update(pid for _, pid in results)
    assert pids
    assert not any(map(alive, pids))


@pytest.mark.parametrize("work", [die_elsewhere, babble_elsewhere])
def test_a_process_that_dies_or_babbles_costs_nothing_but_time(work):
    items = [(number, HERE) for number in range(30)]
    assert list(spread(work, items, size=size, small=1)) == list(range(30))


def test_an_error_of_the_work_is_raised_as_it_would_be_here():
    with pytest.raises(ValueError, match="5 is bad"):
        list(spread(fail, range(30), size=size, small=1))


@pytest.mark.parametrize("sign", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_the_processes_end_with_their_reader_however_it_ends(sign: signal.Signals):
    script = (
        "import os; os.sched_getaffinity = lambda _: {0, 1}\n"
        "from tests.unit.test_workers import size, spread, who\n"
        "for _, pid in spread(who, iter(int, 1), size=size, small=1): print(pid, flush=True)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    ) as reader:  # fmt: skip
        assert reader.stdout is not None
        pids = {int(reader.stdout.readline()) for _ in range(20)}
        reader.send_signal(sign)
        reader.stdout.close()
        reader.wait(SECONDS)
    assert reader.pid not in pids
    assert ended(pids)


def test_many_processes_give_the_records_of_one(monkeypatch: pytest.MonkeyPatch):
    in_pieces(monkeypatch, small=1 << 30)
    alone = list(records(FILES))
    in_pieces(monkeypatch, small=1)
    assert list(records(FILES)) == alone
    assert len(alone) > 20


def test_a_macro_holds_in_the_pieces_that_follow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = tmp_path / "macros.bib"
    entry = "@article{{k{0}, title={{T{0}}}, year=2000, journal=j}}\n"
    lines = ["@String{j = {Old}}\n", *map(entry.format, range(20))]
    lines += ["@STRING{j = {New} # { Journal}}\n", *map(entry.format, range(20, 40))]
    path.write_text("".join(lines))
    in_pieces(monkeypatch, small=1)
    venues = [raw.value["fields"]["journal"] for raw in bibtex.SOURCE.read([path])]
    assert venues == ["Old"] * 20 + ["New Journal"] * 20


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.bib", FILES[0].read_bytes() + b"@article{k, title={Caf\xe9}}"),
        ("a.json", FILES[1].read_bytes()[:-30]),
        ("a.bib.xz", b"no xz at all"),
    ],
)
def test_a_damaged_file_is_the_same_error_either_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, content: bytes
):
    path = tmp_path / name
    path.write_bytes(content)
    told = []
    for small in (1 << 30, 1):
        in_pieces(monkeypatch, small)
        with pytest.raises(SourceError) as caught:
            list(bibtex.SOURCE.read([FILES[0], path]))
        told.append((caught.value.message, caught.value.hint))
    assert told[0] == told[1]
