"""What connects two nodes equals what their raw edges say, whichever comes first."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import islice

import pytest

from explorer.graph.connections import CONNECTIONS, Connection, connect
from explorer.graph.ranking import HEAVY
from explorer.model import DerivedEdge, EdgeKind, NodeKind
from explorer.store import Store
from tests.store.raw_graph import RawGraph

MANY = 500  # more than the evidence of any pair asked for here
PAIRS = 4  # of each way to be connected
PERSON, PAPER, TOPIC, INSTITUTION = (
    NodeKind.PERSON, NodeKind.PAPER, NodeKind.TOPIC, NodeKind.INSTITUTION,
)  # fmt: skip
Key = tuple[object, NodeKind, NodeKind]
Expected = Callable[[RawGraph, str, str], list[str]]


def _cited_either_way(raw: RawGraph, one: str, other: str) -> list[str]:
    mine, theirs = (
        {p for p in raw.works[who] if without not in raw.authors[p]}
        for who, without in ((one, other), (other, one))
    )
    pairs = {
        (citing, cited)
        for citing, cited in raw.cites
        if (citing in mine and cited in theirs) or (citing in theirs and cited in mine)
    }
    order = raw.newest_first({citing for citing, _ in pairs})
    return [p for p, _ in sorted(pairs, key=lambda each: (order.index(each[0]), each[1]))]


def _stays(raw: RawGraph, person: str) -> dict[str, list[int | None]]:
    """The years of the papers that place somebody, by institution."""
    years: dict[str, list[int | None]] = {}
    for paper, said in raw.works[person].items():
        for each in said.institutions:
            years.setdefault(each, []).append(raw.papers[paper]["year"])
    return years


def _overlap(mine: list[int | None], theirs: list[int | None]) -> bool:
    here, there = ([year for year in years if year is not None] for years in (mine, theirs))
    return bool(here and there) and min(here) <= max(there) and min(there) <= max(here)


def _same_years(raw: RawGraph, one: str, other: str) -> list[str]:
    mine, theirs = _stays(raw, one), _stays(raw, other)
    shared = [each for each in mine.keys() & theirs.keys() if _overlap(mine[each], theirs[each])]
    return sorted(shared, key=lambda i: (-min(len(mine[i]), len(theirs[i])),
                                         -len(mine[i]) - len(theirs[i]), i))  # fmt: skip


def _people_between(raw: RawGraph, one: str, other: str) -> list[str]:
    counts = [
        Counter(
            who
            for p in raw.works[each]
            if len(raw.authors[p]) <= HEAVY
            for who in raw.authors[p].keys() - {one, other}
        )
        for each in (one, other)
    ]
    shared = counts[0].keys() & counts[1].keys()
    return sorted(shared, key=lambda c: (-min(n[c] for n in counts), -sum(n[c] for n in counts), c))


def _topics_of_people(raw: RawGraph, one: str, other: str) -> list[str]:
    counts = [
        {topic: sum(topic in raw.topics[p] for p in raw.works[who]) for topic in raw.about}
        for who in (one, other)
    ]
    shared = [t for t in raw.about if counts[0][t] and counts[1][t]]
    return sorted(shared, key=lambda t: (-min(c[t] for c in counts), -sum(c[t] for c in counts), t))


def _places(raw: RawGraph, paper: str, institution: str) -> bool:
    """Whether a paper places one of its authors there."""
    return any(institution in said.institutions for said in raw.authors[paper].values())


def _names(raw: RawGraph, paper: str, institution: str) -> bool:
    return institution in (raw.papers[paper]["institutions"] or ())


def _at(raw: RawGraph, institution: str) -> set[str]:
    """Papers of everybody whom some paper places there."""
    return {p for who in raw.works if institution in _stays(raw, who) for p in raw.works[who]}


BY_HAND: dict[Key, Expected] = {
    (DerivedEdge.COAUTHORED, PERSON, PERSON): lambda raw, one, other: raw.newest_first(
        raw.works[one].keys() & raw.works[other].keys()
    ),
    (DerivedEdge.CITES_WORK_OF, PERSON, PERSON): _cited_either_way,
    (DerivedEdge.SHARES_INSTITUTION, PERSON, PERSON): _same_years,
    (DerivedEdge.SHARES_TOPIC, PERSON, PERSON): _topics_of_people,
    (DerivedEdge.SHARES_COLLABORATORS, PERSON, PERSON): _people_between,
    (EdgeKind.AUTHORED, PERSON, PAPER): lambda raw, one, other: (
        [other] if one in raw.authors[other] else []
    ),
    (DerivedEdge.CITES_WORK_OF, PERSON, PAPER): lambda raw, one, other: raw.newest_first(
        raw.works[one].keys() & (raw.references[other] | raw.citations[other])
    ),
    (EdgeKind.AFFILIATED_WITH, PERSON, INSTITUTION): lambda raw, one, other: raw.newest_first(
        p for p, said in raw.works[one].items() if other in said.institutions
    ),
    (DerivedEdge.COLLABORATES_AT, PERSON, INSTITUTION): lambda raw, one, other: raw.newest_first(
        p
        for p in raw.works[one]
        if any(other in said.institutions for who, said in raw.authors[p].items() if who != one)
    ),
    (DerivedEdge.WRITES_ABOUT, PERSON, TOPIC): lambda raw, one, other: raw.newest_first(
        p for p in raw.works[one] if other in raw.topics[p]
    ),
    (DerivedEdge.SHARES_PAPERS, INSTITUTION, INSTITUTION): lambda raw, one, other: raw.newest_first(
        p for p in _at(raw, one) if _places(raw, p, one) and _places(raw, p, other)
    ),
    (EdgeKind.PART_OF, INSTITUTION, INSTITUTION): lambda raw, one, other: [
        b for a, b in ((one, other), (other, one)) if (a, b) in raw.part_of
    ],
    (DerivedEdge.NAMED_ON, INSTITUTION, PAPER): lambda raw, one, other: (
        [other] if _names(raw, other, one) else []
    ),
    (DerivedEdge.WRITES_ABOUT, INSTITUTION, TOPIC): lambda raw, one, other: raw.newest_first(
        p for p in raw.about[other] if _places(raw, p, one)
    ),
    (EdgeKind.CITES, PAPER, PAPER): lambda raw, one, other: raw.newest_first(
        a for a, b in ((one, other), (other, one)) if (a, b) in raw.cites
    ),
    (DerivedEdge.SHARES_AUTHORS, PAPER, PAPER): lambda raw, one, other: sorted(
        raw.authors[one].keys() & raw.authors[other].keys(),
        key=lambda who: (raw.authors[one][who].position, who),
    ),
    (DerivedEdge.CITED_TOGETHER, PAPER, PAPER): lambda raw, one, other: raw.newest_first(
        raw.citations[one] & raw.citations[other]
    ),
    (DerivedEdge.SHARES_REFERENCES, PAPER, PAPER): lambda raw, one, other: raw.newest_first(
        raw.references[one] & raw.references[other]
    ),
    (DerivedEdge.SHARES_TOPIC, PAPER, PAPER): lambda raw, one, other: sorted(
        raw.topics[one].keys() & raw.topics[other].keys(),
        key=lambda t: (-raw.topics[one][t] * raw.topics[other][t], t),
    ),
    (EdgeKind.ABOUT, PAPER, TOPIC): lambda raw, one, other: (
        [one] if other in raw.topics[one] else []
    ),
    (DerivedEdge.CITED_WITHIN, PAPER, TOPIC): lambda raw, one, other: raw.newest_first(
        p for p in raw.citations[one] if other in raw.topics[p]
    ),
    (EdgeKind.PART_OF, TOPIC, TOPIC): lambda raw, one, other: [
        b for a, b in ((one, other), (other, one)) if (a, b) in raw.part_of
    ],
    (DerivedEdge.SHARES_PAPERS, TOPIC, TOPIC): lambda raw, one, other: raw.newest_first(
        raw.about[one] & raw.about[other]
    ),
}


@pytest.fixture(scope="module")
def raw(store: Store) -> RawGraph:
    return RawGraph(store)


def key_of(connection: Connection) -> Key:
    return connection.kind, connection.one, connection.other


def pairs(raw: RawGraph, connection: Connection) -> Iterator[tuple[str, str]]:
    """Nodes that are connected so, the same on every engine, and two that need not be."""
    draw = random.Random(7)  # noqa: S311 - nothing secret: the same pairs each time
    pools = {
        PERSON: sorted(raw.works),
        PAPER: sorted(p for p in raw.papers if raw.references[p] or raw.citations[p]),
        TOPIC: sorted(raw.about),
        INSTITUTION: sorted({i for who in raw.works for i in _stays(raw, who)}),
    }
    drawn = (
        (draw.choice(pools[connection.one]), draw.choice(pools[connection.other]))
        for _ in range(100_000)
    )
    yield from islice((pair for pair in drawn if pair[0] != pair[1]), 2)
    near = (pair for pair in _near(raw, connection, pools, draw) if pair[0] != pair[1])
    yield from islice(
        (pair for pair in near if BY_HAND[key_of(connection)](raw, *pair)), PAIRS
    )  # fmt: skip


def _near(
    raw: RawGraph, connection: Connection, pools: dict[NodeKind, list[str]], draw: random.Random
) -> Iterator[tuple[str, str]]:
    """Pairs around one paper and the papers it cites, where most connections are."""
    hubs = [p for p in pools[PAPER] if raw.authors[p] and p in raw.topics]
    for _ in range(20_000):
        paper = draw.choice(hubs)
        around = [paper, *sorted(raw.references[paper])]
        people = sorted({who for p in around for who in raw.authors[p]})
        found = {
            PAPER: around,
            PERSON: people,
            TOPIC: sorted({t for p in around for t in raw.topics[p]})
            + sorted({b for a, b in raw.part_of if a in raw.topics[paper]}),
            INSTITUTION: sorted({i for p in around for i in raw.papers[p]["institutions"] or ()}),
        }
        if found[connection.one] and found[connection.other]:
            yield draw.choice(found[connection.one]), draw.choice(found[connection.other])


def test_every_connection_is_computed_by_hand():
    assert {key_of(connection) for connection in CONNECTIONS} == set(BY_HAND)


@pytest.mark.parametrize(
    "connection", CONNECTIONS, ids=lambda c: f"{c.one.value}-{c.kind.value}-{c.other.value}"
)
def test_evidence_equals_the_raw_edges_either_way_round(
    store: Store, raw: RawGraph, connection: Connection
) -> None:
    seen = 0
    for one, other in pairs(raw, connection):
        ends = (connection.one, one), (connection.other, other)
        answer = connect(store, *ends, MANY)
        assert answer == connect(store, *reversed(ends), MANY)
        first, second = answer["source"]["id"], answer["target"]["id"]
        expected = {
            each.query: by_hand
            for each in CONNECTIONS
            if (each.one, each.other) == (connection.one, connection.other)
            and (by_hand := BY_HAND[key_of(each)](raw, first, second))
        }
        found = {
            each["query"]: [item["id"] for item in each["evidence"]]
            for each in answer["connections"]
        }
        assert found == expected, (one, other)
        seen += connection.query in found
        for each in answer["connections"]:
            check(raw, each, first, second)
    assert seen >= PAIRS


def check(raw: RawGraph, told: dict, source: str, target: str) -> None:
    """Years, counts and roles of one connection."""
    assert told["total"] == len(told["evidence"])
    assert told["more"] is False
    if told["behind"] != "paper":
        return
    years = [item["year"] for item in told["evidence"] if item["year"]]
    assert told["first_year"] == min(years, default=None)
    assert told["last_year"] == max(years, default=None)
    for item in told["evidence"]:
        assert item["authors"] == raw.papers[item["id"]]["n"]
        for end, node in (("source", source), ("target", target)):
            if "position" in item.get(end, {}):
                said = raw.authors[item["id"]][node]
                assert item[end]["position"] == said.position
                assert item[end]["corresponding"] == said.corresponding
        if "cited" in item:
            assert (item["id"], item["cited"]["id"]) in raw.cites


def test_what_is_left_out_is_counted(store: Store) -> None:
    ends = (TOPIC, "openalex:T10102"), (TOPIC, "openalex:T11937")
    [whole] = connect(store, *ends, MANY)["connections"]
    answer = connect(store, *ends, 3)
    [part] = answer["connections"]
    assert (part["more"], answer["more"], whole["more"]) == (True, True, False)
    assert part["total"] == answer["total"] == whole["total"] == len(whole["evidence"]) > 3
    assert part["evidence"] == whole["evidence"][:3] == answer["papers"]
    assert part["sentence"] == whole["sentence"] == answer["sentence"]


def test_the_sentence_counts_the_papers_and_names_the_last(store: Store) -> None:
    answer = connect(
        store, (PERSON, "openalex:A5068542997"), (PERSON, "openalex:A5074283997"), 2
    )  # fmt: skip
    assert answer["sentence"] == (
        "Vincent Larivière and Yves Gingras wrote 8 papers together, 2006–2014, last as “Team size "
        "matters: Collaboration and scientific impact since 1900”"
    )
    assert answer["papers"][0]["source"]["role"] == "first of 4 authors"
    assert answer["papers"][0]["target"]["role"] == "2nd of 4 authors"


def test_strangers_get_an_empty_list_and_a_sentence(store: Store) -> None:
    answer = connect(
        store, (PERSON, "name:dblp-sample/qi-tian"), (PERSON, "openalex:A5068542997"), 5
    )  # fmt: skip
    assert (answer["connections"], answer["papers"], answer["more"]) == ([], [], False)
    assert answer["sentence"] == (
        "Nothing in this data connects Qi Tian and Vincent Larivière directly"
    )
    assert answer["source"]["marks"] == ("identity by name – may be several people",)
