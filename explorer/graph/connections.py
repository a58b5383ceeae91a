"""What connects two nodes, of any kinds that a slice may connect, and the papers behind it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from explorer.graph.evidence import Item, marks_of, shape, tell
from explorer.graph.linked import PHRASES, called
from explorer.graph.ranking import HEAVY
from explorer.graph.watching import Asks
from explorer.graph.words import describe
from explorer.model import DerivedEdge, EdgeKind, NodeKind

ENDS = ("source", "target")


@dataclass(frozen=True, slots=True)
class Connection:
    """One way in which two nodes are connected: one query file.

    Attributes:
        kind: the edge it is in a slice.
        title: as readers see it.
        one: kind of the source.
        other: kind of the target.
        query: rows of ``total`` and ``evidence`` for ``one``, ``other`` and ``limit``.
        more: what its sentence says beyond that of an edge; see ``evidence.tell``.
        behind: the kind of node that the evidence is.
        mutual: the sentence where it holds both ways.
        params: what else the query wants.
    """

    kind: EdgeKind | DerivedEdge
    title: str
    one: NodeKind
    other: NodeKind
    query: str
    more: str = ""
    behind: NodeKind = NodeKind.PAPER
    mutual: str = ""
    params: Mapping[str, object] = field(default_factory=dict)

    @property
    def phrase(self) -> str:
        """The sentence; see ``evidence.tell``."""
        return PHRASES[self.kind, self.one, self.other] + self.more


_P, _H, _T, _I = NodeKind.PAPER, NodeKind.PERSON, NodeKind.TOPIC, NodeKind.INSTITUTION
_E, _D = EdgeKind, DerivedEdge
_EACH_OTHER = "{one} and {other} are each part of the other, as the data says"
# The source of a connection is of the kind that comes first here; of one kind, the smaller id.
KINDS = (_H, _I, _P, _T)
# For two kinds the closest connection first: its sentence stands for them all.
CONNECTIONS: tuple[Connection, ...] = (
    Connection(_D.COAUTHORED, "Papers together", _H, _H, "evidence_coauthored", "{last}"),
    Connection(_D.CITES_WORK_OF, "Citations either way", _H, _H, "evidence_person_citations",
               "{last_by}"),
    Connection(_D.SHARES_INSTITUTION, "Same institution, same years", _H, _H,
               "common_institutions", behind=_I,
               params={"same_years": True}),
    Connection(_D.SHARES_COLLABORATORS, "Collaborators in common", _H, _H, "common_coauthors",
               behind=_H, params={"authors": HEAVY}),
    Connection(_D.SHARES_TOPIC, "Topics in common", _H, _H, "common_topics", behind=_T),
    Connection(_E.AUTHORED, "Author", _H, _P, "evidence_authored", ", as {role}"),
    Connection(_D.CITES_WORK_OF, "Their papers, citing or cited", _H, _P,
               "evidence_person_paper_citations", "{years}{last}"),
    Connection(_E.AFFILIATED_WITH, "Papers that say so", _H, _I, "evidence_affiliated", "{last}"),
    Connection(_D.COLLABORATES_AT, "Collaborators there", _H, _I, "evidence_collaborators_at",
               "{last}"),
    Connection(_D.WRITES_ABOUT, "Papers on it", _H, _T, "evidence_person_topic", "{last}"),
    Connection(_E.PART_OF, "Part of it", _I, _I, "evidence_institution_part_of",
               behind=_I, mutual=_EACH_OTHER),
    Connection(_D.SHARES_PAPERS, "Papers together", _I, _I, "evidence_institutions_together",
               "{last}"),
    Connection(_D.NAMED_ON, "Named on the paper", _I, _P, "evidence_named_on", ", {there}"),
    Connection(_D.WRITES_ABOUT, "Papers on it", _I, _T, "evidence_institution_topic", "{last}"),
    Connection(_E.CITES, "Cites", _P, _P, "evidence_cites",
               mutual="{subject} ({year}) and {object} ({cited_year}) cite each other"),
    Connection(_D.SHARES_AUTHORS, "Authors in common", _P, _P, "evidence_shared_authors",
               behind=_H),
    Connection(_D.CITED_TOGETHER, "Cited together", _P, _P, "evidence_cited_together", "{last}"),
    Connection(_D.SHARES_REFERENCES, "References in common", _P, _P,
               "evidence_shared_references", "{years}{last}"),
    Connection(_D.SHARES_TOPIC, "Topics in common", _P, _P, "evidence_shared_topics", behind=_T),
    Connection(_E.ABOUT, "About this topic", _P, _T, "evidence_about", ", with a score of {score}"),
    Connection(_D.CITED_WITHIN, "Cited inside the topic", _P, _T, "evidence_cited_within",
               "{last}"),
    Connection(_E.PART_OF, "Part of it", _T, _T, "evidence_part_of", behind=_T, mutual=_EACH_OTHER),
    Connection(_D.SHARES_PAPERS, "On the same papers", _T, _T, "evidence_topics_together",
               "{last}"),
)  # fmt: skip


def connect(
    store: Asks, one: tuple[NodeKind, str], other: tuple[NodeKind, str], limit: int
) -> dict[str, Any]:
    """The answer of ``/api/edge``: the same whichever of the two comes first.

    Args:
        store: where they are.
        one: kind and id of a node that is there.
        other: those of another one.
        limit: most evidence given of one connection.
    """
    ends = sorted([one, other], key=lambda end: (KINDS.index(end[0]), end[1]))
    (kind, source), (other_kind, target) = ends
    nodes = name_nodes(store, {k: [id for each, id in ends if each is k] for k in NodeKind})
    names = (nodes[source]["label"], nodes[target]["label"])
    found = [
        told
        for connection in CONNECTIONS
        if (connection.one, connection.other) == (kind, other_kind)
        and (told := _tell(store, connection, (source, target), names, limit))
    ]
    papers = next((each for each in found if each["behind"] == NodeKind.PAPER), None)
    return {
        "ok": True,
        "source": nodes[source],
        "target": nodes[target],
        "sentence": found[0]["sentence"] if found else nothing_between(*names),
        "total": papers["total"] if papers else 0,
        "more": papers["more"] if papers else False,
        "papers": papers["evidence"] if papers else [],
        "connections": found,
    }


def _tell(
    store: Asks, connection: Connection, ids: tuple[str, str], names: tuple[str, str], limit: int
) -> dict[str, Any] | None:
    """One connection with its evidence; None where there is none."""
    # One more than is shown, so that "more" is a fact.
    [row] = store.run(
        connection.query, one=ids[0], other=ids[1], limit=limit + 1, **connection.params
    )
    if not row["total"]:
        return None
    items = [shape(each, connection.behind, ENDS) for each in row["evidence"]]
    both_ways = connection.mutual and len({each["outward"] for each in items}) > 1
    phrase = connection.mutual if both_ways else connection.phrase
    said = called(connection.one, names[0]), called(connection.other, names[1])
    return {
        "kind": connection.kind.value,
        "title": connection.title,
        "sentence": tell(phrase, said, row, items, ENDS),
        "query": connection.query,
        "behind": connection.behind.value,
        "total": row["total"],
        "more": len(items) > limit,
        "first_year": row.get("first_year"),
        "last_year": row.get("last_year"),
        "evidence": items[:limit],
    }


def nothing_between(one: str, other: str) -> str:
    """The sentence for two nodes that nothing connects."""
    return f"Nothing in this data connects {one} and {other} directly"


def name_nodes(store: Asks, ids: Mapping[NodeKind, Collection[str]]) -> dict[str, Item]:
    """What readers must know of some nodes: id, kind, label, a line about it, and marks."""
    wanted = {kind.plural: sorted(ids.get(kind, ())) for kind in NodeKind}
    found = {}
    for row in store.run("name_nodes", limit=sum(map(len, wanted.values())), **wanted):
        label, detail = describe(row)
        found[row["id"]] = {
            "id": row["id"],
            "kind": row["kind"],
            "label": label,
            "detail": detail,
            "marks": marks_of(NodeKind(row["kind"]), row["note"]),
        }
    return found
