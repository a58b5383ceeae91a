"""Pictures: nothing overlaps, nothing that is placed moves, and the same again is the same."""

from __future__ import annotations

import math
import threading

from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.graph.placement import LABEL_HEIGHT, LABEL_TOP, Spot, label_width, place
from explorer.model import NodeKind

KINDS = list(NodeKind)


def graph(counts: list[int], seed: int = 0):
    """An ego and so many papers, people, topics and institutions, tied in a fixed pattern."""
    kinds, scores, labels, links = {"ego": NodeKind.PERSON}, {}, {"ego": "The Ego"}, []
    for kind, count in zip(KINDS, counts, strict=True):
        for i in range(count):
            node = f"{kind}{i}"
            kinds[node] = kind
            scores[node] = 1.0 / (i + 1)
            labels[node] = f"{kind.value} with a longish name {i}"[: 12 + (i * 7 + seed) % 19]
            links.append(("ego", node, 1.0))
            if i:
                links.append((node, f"{kind}{(i * 5 + seed) % i}", 0.5))
    return kinds, scores, labels, links


def node_overlaps(spots: dict[str, Spot]) -> list[tuple[str, str]]:
    nodes = sorted(spots)
    return [
        (a, b)
        for i, a in enumerate(nodes)
        for b in nodes[:i]
        if math.hypot(spots[a].x - spots[b].x, spots[a].y - spots[b].y)
        < spots[a].radius + spots[b].radius
    ]


def label_box(spot: Spot, text: str, bold: bool) -> tuple[float, float, float, float]:
    half = label_width(text, bold=bold) / 2
    top = spot.y + spot.radius + LABEL_TOP
    return spot.x - half, top, spot.x + half, top + LABEL_HEIGHT


def label_overlaps(spots, labels):
    boxes = {n: label_box(s, labels[n], n == "ego") for n, s in spots.items() if s.labelled}
    names = sorted(boxes)
    found = []
    for i, a in enumerate(names):
        for b in names[:i]:
            (l1, t1, r1, b1), (l2, t2, r2, b2) = boxes[a], boxes[b]
            if l1 < r2 and l2 < r1 and t1 < b2 and t2 < b1:
                found.append((a, b))
    return found


counts = st.lists(st.integers(0, 25), min_size=4, max_size=4)


@settings(max_examples=12, deadline=None)
@given(counts, st.integers(0, 5))
def test_no_two_nodes_and_no_two_labels_overlap(counts, seed):
    kinds, scores, labels, links = graph(counts, seed)
    spots, _ = place("ego", kinds, scores, labels, links)
    assert set(spots) == set(kinds)
    assert node_overlaps(spots) == []
    assert label_overlaps(spots, labels) == []


@settings(max_examples=8, deadline=None)
@given(counts)
def test_the_view_holds_every_node(counts):
    kinds, scores, labels, links = graph(counts)
    spots, view = place("ego", kinds, scores, labels, links)
    for spot in spots.values():
        assert view.x <= spot.x - spot.radius
        assert spot.x + spot.radius <= view.x + view.width
        assert view.y <= spot.y - spot.radius
        assert spot.y + spot.radius <= view.y + view.height


def test_a_usual_slice_reads_at_a_glance():
    kinds, scores, labels, links = graph([22, 30, 10, 12])
    spots, view = place("ego", kinds, scores, labels, links)
    assert sum(spot.labelled for spot in spots.values()) >= 25
    assert view.width <= 1500  # 11-px labels stay readable in a panel of 1180 px
    assert abs(view.x + view.width / 2) < view.width / 6  # the ego is in the middle third
    assert abs(view.y + view.height / 2) < view.height / 6


def test_kinds_are_regions():
    kinds, scores, labels, links = graph([22, 30, 10, 12])
    spots, _ = place("ego", kinds, scores, labels, links)
    people = [s.x for n, s in spots.items() if kinds[n] is NodeKind.PERSON and n != "ego"]
    papers = [s.x for n, s in spots.items() if kinds[n] is NodeKind.PAPER]
    assert min(people) > max(papers)


def test_rows_in_another_order_give_the_same_picture():
    kinds, scores, labels, links = graph([15, 20, 8, 8])
    first = place("ego", kinds, scores, labels, links)
    turned = dict(reversed(list(kinds.items())))
    assert place("ego", turned, scores, labels, list(reversed(links))) == first


def test_four_threads_give_the_same_picture():
    kinds, scores, labels, links = graph([15, 20, 8, 8])
    found = []

    def work():
        found.append(place("ego", kinds, scores, labels, links))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(each == found[0] for each in found[1:])


@settings(max_examples=8, deadline=None)
@given(counts, st.integers(1, 15))
def test_newcomers_move_nothing_that_is_placed(counts, newcomers):
    kinds, scores, labels, links = graph(counts)
    before, _ = place("ego", kinds, scores, labels, links)
    for i in range(newcomers):
        kinds[f"new{i}"], labels[f"new{i}"] = NodeKind.PERSON, f"Newcomer {i}"
        scores[f"new{i}"] = 0.2
        links.append(("person0" if "person0" in kinds else "ego", f"new{i}", 1.0))
    fixed = {node: (spot.x, spot.y) for node, spot in before.items()}
    after, _ = place("ego", kinds, scores, labels, links, fixed=fixed)
    assert {n: (after[n].x, after[n].y) for n in before} == fixed
    assert node_overlaps(after) == []


def test_an_ego_alone_stands_in_the_middle():
    spots, view = place("ego", {"ego": NodeKind.TOPIC}, {}, {"ego": "Alone"}, [])
    assert (spots["ego"].x, spots["ego"].y) == (0.0, 0.0)
    assert view.width > 0
    assert view.height > 0
