import random
from dataclasses import dataclass

import pytest

from explorer.graph.clusters import SEEDS, Clusters, find_clusters, stabilities


@dataclass(frozen=True)
class Node:
    id: str
    kind: str = "person"
    score: float | None = 1.0

    @property
    def label(self) -> str:
        return self.id.upper()


@dataclass(frozen=True)
class Edge:
    source: str
    target: str
    kind: str = "COAUTHORED"
    weight: float = 1.0


def ring(*ids: str) -> list[Edge]:
    """All tied to all."""
    return [Edge(one, other) for one in ids for other in ids if one < other]


EGO = Node("ego", score=None)
PEOPLE = [Node(each) for each in "abcdefgh"]
TOPICS = [Node("t1", "topic"), Node("t2", "topic")]
NODES = [EGO, *PEOPLE, *TOPICS, Node("lonely")]
EDGES = [
    *ring("a", "b", "c", "d"), *ring("e", "f", "g", "h"), Edge("d", "e", weight=0.1),
    *(Edge("ego", each.id, weight=9.0) for each in PEOPLE),
    Edge("a", "t1", "ABOUT", 0.2), Edge("b", "t1", "ABOUT", 0.2), Edge("e", "t2", "ABOUT", 0.2),
]  # fmt: skip


def members(found: Clusters) -> list[set[str]]:
    return [{each.id for each in cluster.members} for cluster in found.clusters]


def test_two_groups_are_found_though_the_ego_knows_everybody() -> None:
    found = find_clusters(NODES, EDGES)
    assert members(found) == [{"a", "b", "c", "d", "t1"}, {"e", "f", "g", "h", "t2"}]
    assert found.alone == ("lonely",)
    assert [cluster.label for cluster in found.clusters] == ["T1", "T2"]
    assert [cluster.topics for cluster in found.clusters] == [("t1",), ("t2",)]
    assert [cluster.id for cluster in found.clusters] == [1, 2]
    assert len(found.seeds) == SEEDS >= 10
    assert all(each.stability == 1.0 for cluster in found.clusters for each in cluster.members)


def test_the_order_of_nodes_and_edges_changes_nothing() -> None:
    made = random.Random(7)  # noqa: S311 - a test's disorder
    ids = [f"n{number}" for number in range(40)]
    nodes = [EGO, *(Node(each, score=made.random()) for each in ids)]
    edges = list({(a, b): Edge(a, b, weight=made.random())
                  for a, b in (made.sample(ids, 2) for _ in range(120))}.values())  # fmt: skip
    first = find_clusters(nodes, edges)
    for _ in range(3):
        made.shuffle(nodes)
        made.shuffle(edges)
        turned = [Edge(e.target, e.source, e.kind, e.weight) for e in edges]
        assert find_clusters(nodes, turned) == first


def test_a_node_between_two_groups_is_less_stable_than_those_inside() -> None:
    nodes = [EGO, *PEOPLE, Node("m")]
    edges = [*ring("a", "b", "c", "d"), *ring("e", "f", "g", "h"),
             *(Edge(each.id, "m") for each in PEOPLE)]  # fmt: skip
    found = find_clusters(nodes, edges)
    kept = {each.id: each.stability for cluster in found.clusters for each in cluster.members}
    assert {kept[each.id] for each in PEOPLE} == {1.0}
    assert 0 < kept["m"] < 1


def test_stability_counts_the_runs_that_keep_a_node_with_most_of_its_cluster() -> None:
    best = {"a": 0, "b": 0, "c": 0, "d": 1, "e": 1}
    moved = {"a": 3, "b": 3, "c": 4, "d": 4, "e": 4}
    assert stabilities(best, [best, moved]) == {"a": 1, "b": 1, "c": 0.5, "d": 1, "e": 1}


def test_a_finer_resolution_gives_smaller_clusters() -> None:
    fine, coarse = (find_clusters(NODES, EDGES, resolution) for resolution in (5.0, 0.1))
    assert max(map(len, members(fine))) < max(map(len, members(coarse)))


@pytest.mark.parametrize("nodes", [[EGO], [EGO, PEOPLE[0]]])
def test_without_edges_nothing_hangs_together(nodes: list[Node]) -> None:
    found = find_clusters(nodes, [Edge("ego", "a")])
    assert found.clusters == ()
    assert found.alone == tuple(node.id for node in nodes[1:])


def test_a_cluster_without_topics_is_named_by_its_best_member() -> None:
    nodes = [EGO, Node("a", score=0.5), Node("b", score=0.7)]
    assert find_clusters(nodes, ring("a", "b")).clusters[0].label == "Around B"


def test_a_cluster_is_named_by_what_is_special_to_it() -> None:
    nodes = [EGO, *PEOPLE, Node("all", "topic"), Node("here", "topic")]
    edges = [
        *ring("a", "b", "c", "d"), *ring("e", "f", "g", "h"),
        *(Edge(each, "all", "ABOUT") for each in "abcd"),
        *(Edge(each, "all", "ABOUT", 0.8) for each in "efg"),
        *(Edge(each, "here", "ABOUT", 0.9) for each in "abc"),
    ]  # fmt: skip
    first, second = find_clusters(nodes, edges).clusters
    assert first.label == "HERE · ALL"
    # Without a topic of its own: whom it is around, and one of the others' topics.
    assert second.label == "Around E · ALL"
    assert second.topics == ("all",)
