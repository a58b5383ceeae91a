"""Stored answers of hubs: the same slices with and without them, whatever is loaded next."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest

from explorer.errors import QueryTimeout
from explorer.graph import answers, hubs
from explorer.graph.hub_check import differing
from explorer.graph.hubs import find_hubs, forget, refresh, stored_answers
from explorer.graph.ranking import Part, by_word, rank
from explorer.graph.relations import RELATIONS
from explorer.graph.request import parse_request
from explorer.graph.slices import build_slice
from explorer.model import NodeKind
from explorer.store import Store
from loaders import SOURCES
from loaders.pipeline import load
from loaders.removal import remove
from tests.bench.power_law import works
from tests.store.test_loading import runs

pytestmark = pytest.mark.one_neo4j

FEW_LINKS = {
    NodeKind.PERSON: 5, NodeKind.TOPIC: 12, NodeKind.INSTITUTION: 12, NodeKind.PAPER: 8,
}  # fmt: skip


@pytest.fixture(autouse=True)
def _small_hubs(monkeypatch: pytest.MonkeyPatch) -> None:
    for kind, links in FEW_LINKS.items():
        monkeypatch.setitem(hubs.THRESHOLDS, kind, links)


def bring(
    store: Store, folder: Path, made: list[Any], dataset: str = "made", replace: bool = False
) -> None:
    path = folder / f"{dataset}.jsonl"
    path.write_text("".join(json.dumps(work) + "\n" for work in made))
    load(
        store, SOURCES["openalex"], [path], dataset=dataset, rejects_folder=folder,
        assume_yes=True, replace=replace,
    )  # fmt: skip


def nodes_of(works: Iterable[Mapping[str, Any]]) -> set[str]:
    """Ids of the people, topics and institutions that works name."""
    found = set()
    for work in works:
        wrote = work["authorships"]
        named = [*(each["author"] for each in wrote), *work["topics"],
                 *(place for each in wrote for place in each["institutions"])]  # fmt: skip
        found |= {f"openalex:{each['id'].rpartition('/')[2]}" for each in named}
    return found


def run_ids(answers: Mapping[str, str], nodes: Collection[str]) -> set[str]:
    """The runs that stored the answers of some nodes, all of them."""
    return {run_id for id, run_id in answers.items() if id.partition(" ")[2] in nodes}


def test_what_loads_and_removals_touch_is_computed_again(empty_store, tmp_path):
    made = list(works(160))
    bring(empty_store, tmp_path, made[:130])
    before = {row["id"]: row["run_id"] for row in stored_answers(empty_store)}
    assert differing(empty_store) == []
    changed = [dict(work) for work in made[:150] if work["id"][-1] not in "37"]
    for work in changed[::9]:
        work["publication_year"] -= 3
    for work in changed[::11]:
        work["authorships"] = work["authorships"][1:]
    for work in changed[::7]:
        work["topics"] = work["topics"][1:]
    bring(empty_store, tmp_path, changed)
    after = {row["id"]: row["run_id"] for row in stored_answers(empty_store)}
    assert not any(row["stale"] for row in stored_answers(empty_store))
    assert differing(empty_store) == []
    was, now = ({work["id"]: work for work in some} for some in (made[:130], changed))
    touched = nodes_of(
        work for some, other in ((was, now), (now, was))
        for id, work in some.items() if work != other.get(id)
    )  # fmt: skip
    assert run_ids(after, touched) == {runs(empty_store)[-1]["id"]} != set(before.values())
    bring(empty_store, tmp_path, made[115:], "beside")
    assert differing(empty_store) == []
    remove(empty_store, "made")
    assert differing(empty_store) == []
    assert {row["node"] for row in stored_answers(empty_store)} == set(find_hubs(empty_store))
    remove(empty_store, "beside")
    assert list(stored_answers(empty_store)) == []


def test_a_small_load_computes_only_what_it_touches(empty_store, tmp_path):
    made = list(works(160))
    bring(empty_store, tmp_path, made)
    before = {row["id"]: row["run_id"] for row in stored_answers(empty_store)}
    [last] = [dict(work) for work in made[-1:]]
    last["publication_year"] -= 1
    bring(empty_store, tmp_path, [*made[:-1], last])
    after = {row["id"]: row["run_id"] for row in stored_answers(empty_store)}
    again = {id for id in after if after[id] != before.get(id)}
    assert 0 < len(again) < len(after) / 2
    new = runs(empty_store)[-1]["id"]
    assert {after[id] for id in again} == run_ids(after, nodes_of([last])) == {new}
    assert differing(empty_store) == []


def test_replace_computes_answers_again_that_something_else_wrote(empty_store, tmp_path):
    made = list(works(120))
    bring(empty_store, tmp_path, made)
    wrong = next(iter(stored_answers(empty_store)))
    empty_store.run("store_hub", id=wrong["id"], properties={"rows": "{}"})
    bring(empty_store, tmp_path, made, replace=True)
    assert differing(empty_store, 1000) == []


def test_an_answer_that_takes_too_long_leaves_the_others(empty_store, tmp_path, monkeypatch):
    bring(empty_store, tmp_path, works(60))
    stored = {row["id"] for row in stored_answers(empty_store)}
    forget(empty_store)
    ask = Store.ask

    def late(store: Store, name: str, /, **params: Any) -> Any:
        if name == "person_topics":
            raise QueryTimeout("The query person_topics ran over its limit.")
        return ask(store, name, **params)

    with monkeypatch.context() as patch:
        patch.setattr(Store, "ask", late)
        refresh(empty_store, run_id="late")
    left = {row["id"] for row in stored_answers(empty_store)}
    assert {id.partition(" ")[0] for id in left} >= {"person_papers", *hubs.QUERIES[NodeKind.TOPIC]}
    assert refresh(empty_store, run_id="again") > 0
    assert {row["id"] for row in stored_answers(empty_store)} == stored


def test_an_answer_that_takes_too_long_once_is_tried_again(empty_store, tmp_path, monkeypatch):
    bring(empty_store, tmp_path, works(60))
    stored = {row["id"] for row in stored_answers(empty_store)}
    forget(empty_store)
    ask, asked = Store.ask, set[str]()

    def late(store: Store, name: str, /, **params: Any) -> Any:
        if name == "person_topics" and params["egos"][0] not in asked:
            asked.update(params["egos"])
            raise QueryTimeout("The query person_topics ran over its limit.")
        return ask(store, name, **params)

    monkeypatch.setattr(Store, "ask", late)
    assert refresh(empty_store, run_id="late") == len(stored)
    assert asked
    assert {row["id"] for row in stored_answers(empty_store)} == stored


def test_a_new_part_reaches_the_stored_answer_of_an_institution(empty_store, tmp_path):
    bring(empty_store, tmp_path, list(works(160)))
    [ego] = [n for n, kind in find_hubs(empty_store).items() if kind is NodeKind.INSTITUTION][:1]
    at, new = "https://openalex.org/", "openalex:I9999999"
    lineage = [at + ego.removeprefix("openalex:"), f"{at}I9999999"]
    part = {"id": f"{at}I9999999", "display_name": "A part", "lineage": lineage}
    bring(empty_store, tmp_path, [part], "more")
    found = build_slice(empty_store, parse_request(ego, {"off": "shared_papers"}))
    assert all(run.stored for run in found.runs if run.query == "institution_institutions")
    [node] = [node for node in found.nodes if node.id == new]
    assert [why["relation"] for why in node.reasons] == ["part_of"]


def strangers(made: list[Any]) -> list[Any]:
    """Works on the same topics, each by somebody else, that cite nothing and name no place."""
    found = []
    for number, work in enumerate(made * 4):
        author = {"id": f"https://openalex.org/A8{number:06}", "display_name": f"Other {number}"}
        wrote = {**work["authorships"][0], "author": author, "institutions": [], "affiliations": []}
        found.append({
            **work, "id": f"https://openalex.org/W8{number:06}", "doi": None,
            "authorships": [wrote], "referenced_works": [],
        })  # fmt: skip
    return found


def test_bounds_hold_when_degrees_fall_by_a_removal_that_marks_nothing(
    empty_store, tmp_path, monkeypatch
):
    monkeypatch.setitem(answers.KEPT, NodeKind.TOPIC, 2)
    monkeypatch.setattr(answers, "KEPT_A_YEAR", 1)
    made = list(works(200))
    bring(empty_store, tmp_path, made)
    bring(empty_store, tmp_path, strangers(made[:150]), "beside")
    people = [node for node, kind in find_hubs(empty_store).items() if kind is NodeKind.PERSON]
    before = {node: points_of_topics(empty_store, node) for node in people[:8]}
    held = {row["id"]: row["run_id"] for row in stored_answers(empty_store)}
    remove(empty_store, "beside")
    after = {row["id"]: row for row in stored_answers(empty_store)}
    fell = 0
    for node in before:
        id = f"person_topics {node}"
        assert (after[id]["run_id"], after[id]["stale"]) == (held[id], False)
        [row] = empty_store.run("hub_rows", id=id)
        answer = json.loads(row["rows"])
        kept = set(answers.read_answer(answer)["about"].neighbour_ids())
        then, now = before[node], points_of_topics(empty_store, node)
        left = now.keys() - kept
        if left:
            assert max(now[each] for each in left) <= answer["left"]["about"][1] + 1e-9
            fell += max(now[each] for each in left) > 1.1 * max(then[each] for each in left)
            answer["left"]["about"][1] = max(then[each] for each in left)
            empty_store.run("store_hub", id=id, properties={"rows": json.dumps(answer)})
    assert fell
    # What was the most it could be before is too little now, and whoever checks finds that.
    assert differing(empty_store)


def points_of_topics(store: Store, person: str) -> dict[str, float]:
    """What each topic of somebody has now, worked out without a stored answer."""
    [row] = store.ask(
        "person_topics", egos=[person], since=0, until=9999, limit=hubs.NO_LIMIT
    ).rows  # fmt: skip
    newest = hubs.newest_year(store.run("data_as_of")[0]["data_as_of"])
    [relation] = [each for each in RELATIONS if each.query == "person_topics"]
    part = Part(relation, person, 1.0, relation.read(relation, by_word(row["rows"])))
    return dict(rank([part], newest, {person}).points[0])
