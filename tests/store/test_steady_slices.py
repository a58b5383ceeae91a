"""A slice is the same whatever threads, the order of rows and the seed of hashes do."""

from __future__ import annotations

import json
import random
import threading
from dataclasses import asdict, replace
from typing import Any

import pytest

from explorer.graph.request import parse_request
from explorer.graph.slices import Slice, build_slice
from tests.processes import told_under_hash_seeds
from tests.store.test_queries import close
from tests.store.test_slices import ONE_OF_EACH

MORE = {"do": "widen:person"}
PICTURED = (
    "written", "placed", "about", "cites", "part_of", "behind", "nodes", "named", "broken_off",
)  # fmt: skip


def told(found: Slice) -> dict[str, Any]:
    """An answer without what differs from run to run."""
    answer = found.as_json()
    answer.pop("took"), answer.pop("runs")
    return answer


@pytest.mark.parametrize("ego", ONE_OF_EACH)
def test_the_same_request_gives_the_same_slice_from_four_threads(store, ego):
    found: list[dict[str, Any]] = []

    def work() -> None:
        found.append(told(build_slice(store, parse_request(ego, MORE))))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert all(each == found[0] for each in found)
    json.dumps(found[0])


@pytest.mark.parametrize("ego", ONE_OF_EACH)
def test_the_order_of_rows_changes_nothing(store, ego, monkeypatch):
    dice = random.Random(7)  # noqa: S311 - not a secret
    ask = store.ask
    mixed: set[str] = set()

    def shuffled(name, /, **params):
        answer = ask(name, **params)
        [row] = answer.rows
        lists = {
            key: dice.sample(row[key], len(row[key])) for key in ("rows", *PICTURED) if key in row
        }
        mixed.update(key for key, each in lists.items() if each != row[key])
        return replace(answer, rows=[row | lists])

    for args in ({}, {"since": "2005"}, {"people": "20", "weight": "citation:0.5"}):
        plain = told(build_slice(store, parse_request(ego, args)))
        with monkeypatch.context() as patch:
            patch.setattr(store, "ask", shuffled)
            found = told(build_slice(store, parse_request(ego, args)))
        assert close(found, plain)
    assert mixed >= {"rows", "nodes", "written"}


def test_the_seed_of_hashes_changes_nothing(store):
    code = (
        "import json, sys\n"
        "from explorer.engine import Address\n"
        "from tests.store.test_steady_slices import *\n"
        "from explorer.store import Store\n"
        "address, egos = json.load(sys.stdin)\n"
        "with Store(Address(**address)) as store:\n"
        "    for ego in egos:\n"
        "        print(json.dumps(told(build_slice(store, parse_request(ego, MORE)))))\n"
    )
    asked = json.dumps([asdict(store.address), ONE_OF_EACH])
    one, other = told_under_hash_seeds(code, asked)
    assert one == other
    assert one.count("\n") == len(ONE_OF_EACH)
