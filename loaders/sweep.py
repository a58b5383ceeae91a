"""The sweep: what a dataset held and a complete run did not see, it holds no longer.

Nodes and edges that no other dataset holds are deleted. What others refer to goes back to their
``references_outside``. Nothing is removed before the whole plan is known.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from explorer.errors import BadRequest
from explorer.graph.words import counted_kinds
from explorer.model import (
    EDGE_RECORDS,
    NODE_RECORDS,
    Authorship,
    EdgeRecord,
    NodeKind,
    NodeRecord,
    Paper,
)
from explorer.references import LINKED_LATE, OUTSIDE
from explorer.store import LOAD_FILES, Store
from loaders.affiliations import derive_affiliations, touch_affiliated, touch_authors
from loaders.ledger import OWNED, OWNER, Ledger, added_by
from loaders.reports import Kept
from loaders.seen import Seen

PAGE = 20_000  # ids of one page; each page costs one pass over the nodes of a kind
SWEPT = 1000  # nodes of one step, with their edges
MOST_REMOVED = 0.2  # share of a dataset that goes without being asked for


@dataclass(slots=True)
class Plan:
    """What a sweep would remove.

    ``lost`` counts what of it no unfinished run has brought; ``before`` the nodes that the dataset
    held before the run, those that unfinished runs had brought aside.
    """

    dataset: str
    stale: dict[type[NodeRecord], list[str]] = field(default_factory=dict)
    lost: dict[type[NodeRecord], int] = field(default_factory=dict)
    before: int = 0

    @property
    def share(self) -> float:
        """The share of the dataset's nodes that would go."""
        return sum(self.lost.values()) / max(self.before, 1)

    def kept(self, seen: Seen) -> Kept:
        """What stays where nothing is removed."""
        nodes = {NODE_RECORDS[kind]: len(ids) for kind, ids in self.stale.items()}
        return Kept(nodes, seen.count_unsaid())

    def refusal(self) -> BadRequest | None:
        """Why the sweep must be asked for; None where it may go on."""
        if self.share <= MOST_REMOVED:
            return None
        lost = counted_kinds({NODE_RECORDS[k]: count for k, count in self.lost.items() if count})
        return BadRequest(
            f"The input lacks {lost} that the dataset {self.dataset} held: "
            f"{self.share:.0%} of it. What was read is written; nothing was removed.",
            hint="If they are meant to go, load again with --yes. If not, the input may be only a "
            "part, or belong to another dataset (--dataset).",
        )


@dataclass(frozen=True, slots=True)
class Swept:
    """Nodes deleted, by class; and all that was written, as the server counts it."""

    deleted: Mapping[type[NodeRecord], int]
    writes: int

    def by_kind(self) -> dict[NodeKind, int]:
        """Nodes deleted, by kind."""
        return {NODE_RECORDS[kind]: count for kind, count in self.deleted.items()}


def plan_sweep(
    store: Store, seen: Seen, *, dataset: str, fresh: int, unfinished: Sequence[str] = ()
) -> Plan:
    """Find the nodes that a dataset holds and the run did not see.

    Args:
        store: the graph.
        seen: what the run saw.
        dataset: whose nodes.
        fresh: how many of those it holds now came with this run.
        unfinished: runs since the last complete one; what they brought was never meant to stay.
    """
    plan = Plan(dataset, before=-fresh)
    for kind, node in NODE_RECORDS.items():
        stale, after = plan.stale.setdefault(kind, []), ""
        query = f"held_{node.plural}"
        while page := store.run(query, dataset=dataset, after=after, limit=PAGE):
            ids = [row["id"] for row in page]
            after = ids[-1]
            plan.before += len(ids)
            known = seen.among(kind, ids)
            stale += [i for i in ids if i not in known]
    brought = {kind: set[str]() for kind in NODE_RECORDS}
    for kind, ids in added_by(store, unfinished):
        brought[kind].update(ids)
    for kind, stale in plan.stale.items():
        plan.lost[kind] = len(stale) - len(brought[kind].intersection(stale))
        plan.before -= len(brought[kind])
    return plan


def doubt_edges(
    store: Store,
    seen: Seen,
    kinds: Sequence[type[EdgeRecord]],
    owners: Sequence[str],
    dataset: str,
    *,
    anew: bool = False,
) -> None:
    """Note the edges of these owners that the dataset holds: what the run does not see, goes."""
    for kind in kinds:
        held = store.holdings(kind, owners, dataset)
        seen.doubt(kind, (key for key, each in held.items() if each.at_stake(dataset, anew=anew)))


def doubt_bare(store: Store, seen: Seen, dataset: str, *, anew: bool = False) -> None:
    """Note the edges of nodes that now have none of a class: no edge has named their owner."""
    for node, edges in OWNED.items():
        for edge in edges:
            if edge in LINKED_LATE:  # noted as they are linked
                continue
            for ids in seen.bare(node, edge, LOAD_FILES[edge].owner or 0):
                doubt_edges(store, seen, [edge], ids, dataset, anew=anew)


def sweep(store: Store, seen: Seen, plan: Plan, ledger: Ledger, *, run_id: str) -> Swept:
    """Carry a plan out, and take back the edges that the run did not see."""
    writes, deleted = 0, Counter[type[NodeRecord]](dict.fromkeys(plan.stale, 0))
    for kind, owned in OWNED.items():
        for ids in _pages(plan.stale.get(kind, [])):
            doubt_edges(store, seen, owned, ids, plan.dataset)
    for edge in EDGE_RECORDS:
        going = set(plan.stale.get(OWNER[edge], ()))
        for keys in seen.unsaid(edge):
            ledger.unlinked(edge, keys, going)
            writes += store.release(edge, keys, dataset=plan.dataset, run_id=run_id).writes
            if edge is Authorship:
                seen.touch(key[0] for key in keys)
    for kind, stale in plan.stale.items():
        for ids in _pages(stale):
            ledger.removed(kind, ids)
            if kind in OUTSIDE:
                writes += _return_references(store, kind, ids, plan.dataset, run_id)
            done = store.release(kind, ids, dataset=plan.dataset, run_id=run_id)
            if kind is Paper:  # those that stay may have lost their year
                stay = [each for each in ids if each not in done.deleted]
                touch_authors(store, seen, stay, plan.dataset)
            deleted[kind] += len(done.deleted)
            writes += done.writes
    return Swept(deleted, writes)


def empty(store: Store, ledger: Ledger, *, dataset: str, run_id: str) -> Swept:
    """Take away everything a dataset holds; what others hold too stays with them."""
    with Seen() as nothing:
        touch_affiliated(store, nothing, dataset)
        plan = plan_sweep(store, nothing, dataset=dataset, fresh=0)
        swept = sweep(store, nothing, plan, ledger, run_id=run_id)
        derived = derive_affiliations(store, nothing, run_id=run_id)
    return Swept(swept.deleted, swept.writes + derived)


def _pages(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    return (ids[start : start + SWEPT] for start in range(0, len(ids), SWEPT))


def _return_references(
    store: Store, kind: type[NodeRecord], ids: Sequence[str], dataset: str, run_id: str
) -> int:
    held = store.holdings(kind, ids, dataset)
    gone = [key for key, holding in held.items() if holding.datasets == (dataset,)]
    return store.ask(OUTSIDE[kind].give_back, ids=gone, run_id=run_id).writes if gone else 0
