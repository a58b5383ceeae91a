"""Clusters of a slice: which of its nodes hang together, how surely, and what they are about.

Leiden, run once for each seed on the edges between the shown nodes; the egos are left out, since
nearly everything hangs on them. Comes in: the nodes and edges of a slice. Goes out: clusters, the
largest first, each node with the share of the runs that keep it there. Pure, and the same nodes
and edges give the same clusters, in whatever order they come.
"""

from __future__ import annotations

import importlib.metadata
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from statistics import fmean
from typing import Any, Protocol

from graspologic_native import leiden

from explorer.model import NodeKind

SEEDS = 20  # runs
RESOLUTION, LOWEST, HIGHEST = 1.0, 0.1, 5.0  # more gives more and smaller clusters
RANDOMNESS, ROUNDS = 0.001, 2
SMALLEST = 2  # a node alone is no cluster
TOPICS_NAMED = 3
METHOD = "Leiden, modularity"
Links = Sequence[tuple[str, str, float]]
Grouping = Mapping[str, int]  # number of the group of each node


class Node(Protocol):
    """What is used of a slice's node."""

    @property
    def id(self) -> str:
        """Its id."""

    @property
    def kind(self) -> str:
        """Its kind."""

    @property
    def label(self) -> str:
        """Its name or title."""

    @property
    def score(self) -> float | None:
        """None for an ego."""


class Edge(Protocol):
    """What is used of a slice's edge."""

    @property
    def source(self) -> str:
        """Id of one end."""

    @property
    def target(self) -> str:
        """Id of the other end."""

    @property
    def kind(self) -> str:
        """Its kind."""

    @property
    def weight(self) -> float:
        """How strong it is, among those of its kind."""


@dataclass(frozen=True, slots=True)
class Member:
    """A node in a cluster; ``stability`` is the share of the runs that keep it there."""

    id: str
    stability: float


@dataclass(frozen=True, slots=True)
class Cluster:
    """Nodes that hang together; ``topics`` are ids, the strongest first."""

    id: int
    label: str
    topics: tuple[str, ...]
    stability: float
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class Clusters:
    """What Leiden finds in one slice; ``alone`` are nodes in no cluster, the egos aside."""

    clusters: tuple[Cluster, ...]
    alone: tuple[str, ...]
    quality: float
    seeds: tuple[int, ...]
    resolution: float

    def as_json(self) -> dict[str, Any]:
        """With the method, as ``/api/clusters`` answers."""
        library = f"graspologic-native {importlib.metadata.version('graspologic-native')}"
        settings = {"randomness": RANDOMNESS, "rounds": ROUNDS, "library": library}
        return {"method": METHOD, **asdict(self), **settings}


def find_clusters(
    nodes: Iterable[Node], edges: Iterable[Edge], resolution: float = RESOLUTION
) -> Clusters:
    """Group the nodes of a slice, its egos aside.

    Args:
        nodes: all of a slice; those without a score are egos.
        edges: all of it.
        resolution: more than 1 gives smaller clusters, less gives larger ones.
    """
    shown = {node.id: node for node in sorted(nodes, key=lambda node: node.id)}
    others = {id for id, node in shown.items() if node.score is not None}
    links = _links(edges, others)
    seeds = tuple(range(SEEDS))
    runs = [_run(links, seed, resolution) for seed in seeds] if links else []
    if not runs:
        return Clusters((), tuple(sorted(others)), 0.0, seeds, resolution)
    quality, best = max(runs, key=lambda run: round(run[0], 12))  # the first of equals
    kept = stabilities(best, [groups for _, groups in runs])
    groups = [members for members in _groups(best) if len(members) >= SMALLEST]
    groups.sort(key=lambda members: (-len(members), members[0]))
    clusters = tuple(
        _cluster(number, members, kept, shown, links)
        for number, members in enumerate(groups, start=1)
    )
    grouped = {id for members in groups for id in members}
    return Clusters(clusters, tuple(sorted(others - grouped)), round(quality, 6), seeds, resolution)


def _links(edges: Iterable[Edge], nodes: Collection[str]) -> list[tuple[str, str, float]]:
    """One link for each pair of nodes.

    Weights are over the mean of their kind of edge, so that every kind counts alike: what an edge
    weighs in one kind says nothing about another.
    """
    here = sorted(
        (min(e.source, e.target), max(e.source, e.target), e.kind, e.weight)
        for e in edges
        if e.source in nodes and e.target in nodes and e.source != e.target and e.weight > 0
    )
    of_kind: dict[str, list[float]] = defaultdict(list)
    for *_, kind, weight in here:
        of_kind[kind].append(weight)
    means = {kind: fmean(weights) for kind, weights in of_kind.items()}
    pairs: dict[tuple[str, str], float] = defaultdict(float)
    for one, other, kind, weight in here:
        pairs[one, other] += weight / means[kind]
    return [(one, other, round(weight, 9)) for (one, other), weight in pairs.items()]


def _run(links: Links, seed: int, resolution: float) -> tuple[float, Grouping]:
    """Modularity and groups that one seed leads to."""
    quality, groups = leiden(
        edges=list(links),
        starting_communities=None,
        resolution=resolution,
        randomness=RANDOMNESS,
        iterations=ROUNDS,
        use_modularity=True,
        seed=seed,
    )
    return quality, groups


def _groups(grouping: Grouping) -> list[list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for node in sorted(grouping):
        found[grouping[node]].append(node)
    return list(found.values())


def stabilities(best: Grouping, runs: Sequence[Grouping]) -> dict[str, float]:
    """In which share of the runs each node is where most of its cluster is.

    Args:
        best: the grouping that is shown.
        runs: all groupings of the same nodes; their numbers need not mean the same.

    >>> one = {"a": 0, "b": 0, "c": 0}
    >>> stabilities(one, [one, {"a": 5, "b": 5, "c": 6}])
    {'a': 1.0, 'b': 1.0, 'c': 0.5}
    """
    kept: Counter[str] = Counter()
    for members in _groups(best):
        for run in runs:
            counts = Counter(run[node] for node in members)
            most = min(counts, key=lambda group: (-counts[group], group))
            kept.update(node for node in members if run[node] == most)
    return {node: round(kept[node] / len(runs), 4) for node in best}


def _cluster(
    number: int,
    members: Sequence[str],
    kept: Mapping[str, float],
    shown: Mapping[str, Node],
    links: Links,
) -> Cluster:
    topics = _strongest_topics(members, shown, links)
    ranked = sorted(members, key=lambda id: (-(shown[id].score or 0.0), id))
    own = not topics or topics[0] in members
    named = topics if own else topics[:1]
    about = [] if topics and own else [f"Around {shown[ranked[0]].label}"]
    label = " · ".join([*about, *(shown[id].label for id in named)])
    return Cluster(
        id=number,
        label=label,
        topics=topics,
        stability=round(fmean(kept[id] for id in members), 4),
        members=tuple(Member(id, kept[id]) for id in ranked),
    )


def _strongest_topics(
    members: Sequence[str], shown: Mapping[str, Node], links: Links
) -> tuple[str, ...]:
    """The topics inside the cluster, or else those outside that are tied to its members.

    The more of a topic's ties are to them, the more their weight counts: what is tied to
    everything tells no cluster from another.
    """
    inside = set(members)
    tied: dict[str, float] = defaultdict(float)
    whole: dict[str, float] = defaultdict(float)
    for one, other, weight in links:
        for topic, end in ((one, other), (other, one)):
            if shown[topic].kind == NodeKind.TOPIC:
                whole[topic] += weight
                if end in inside:
                    tied[topic] += weight
    for topic in inside:
        if shown[topic].kind == NodeKind.TOPIC:
            tied[topic] += 0.0
    special = {id: tie * tie / whole[id] if tie else 0.0 for id, tie in tied.items()}
    ranked = sorted(tied, key=lambda id: (id not in inside, -round(special[id], 9), id))
    own = [id for id in ranked if id in inside]
    return tuple((own or ranked)[:TOPICS_NAMED])
