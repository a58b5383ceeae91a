from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from loaders.sample import FEATURED

QI_TIAN = FEATURED["Qi Tian"]


def ask(client: FlaskClient, arguments: str = "") -> dict[str, Any]:
    answer: dict[str, Any] = client.get(f"/api/clusters/{QI_TIAN}{arguments}").get_json()
    return answer


def test_clusters_group_the_very_nodes_of_the_slice(client: FlaskClient) -> None:
    found = ask(client)
    shown = client.get(f"/api/slice/{QI_TIAN}").get_json()
    members = [each["id"] for cluster in found["clusters"] for each in cluster["members"]]
    assert len(members) == len(set(members))
    assert {*members, *found["alone"], QI_TIAN} == {node["id"] for node in shown["nodes"]}
    assert len(found["clusters"]) >= 2
    assert len(found["seeds"]) >= 10
    assert found["method"].startswith("Leiden")
    assert all(0 < each["stability"] <= 1 for c in found["clusters"] for each in c["members"])
    kinds = {node["id"]: node["kind"] for node in shown["nodes"]}
    assert {kinds[topic] for c in found["clusters"] for topic in c["topics"]} <= {"topic"}
    sizes = [len(cluster["members"]) for cluster in found["clusters"]]
    assert sizes == sorted(sizes, reverse=True)


def test_the_same_question_has_the_same_answer(client: FlaskClient) -> None:
    assert ask(client) == ask(client)


def test_clusters_obey_the_arguments_of_a_slice(client: FlaskClient) -> None:
    found = ask(client, "?kinds=person&people=8&resolution=2.5")
    members = [each["id"] for cluster in found["clusters"] for each in cluster["members"]]
    assert len(members) + len(found["alone"]) == 8
    assert found["resolution"] == found["asked"]["resolution"] == 2.5


@pytest.mark.parametrize("text", ["0", "9", "x", "1e1", "-1", "nan"])
def test_an_impossible_resolution_is_refused(client: FlaskClient, text: str) -> None:
    answer = client.get(f"/api/clusters/{QI_TIAN}?resolution={text}")
    assert answer.status_code == 400
    assert "resolution is a number from 0.1 to 5" in answer.get_json()["error"]
