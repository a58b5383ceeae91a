"""Two people side by side: what they share, and what is only the one's or only the other's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from explorer.graph.evidence import shape
from explorer.graph.introductions import AB, MOST_AUTHORS, SHARED, share
from explorer.graph.watching import Asks
from explorer.graph.words import counted

# By the key of what is shared: the query for what is one person's alone, and what it wants.
ALONE: Mapping[str, tuple[str, Mapping[str, object]]] = {
    "papers": ("only_papers", {}),
    "people": ("only_coauthors", {"authors": MOST_AUTHORS}),
    "topics": ("only_topics", {}),
    "institutions": ("only_institutions", {}),
}
NOUNS: Mapping[str, tuple[str, str]] = {
    "papers": ("paper", "papers"),
    "people": ("co-author", "co-authors"),
    "topics": ("topic", "topics"),
    "institutions": ("institution", "institutions"),
}


def compare(store: Asks, a: str, b: str, limit: int) -> dict[str, Any]:
    """The answer of ``/api/compare``: as ``share``, each kind with ``only_a`` and ``only_b``.

    Args:
        store: where they are.
        a: id of a person who is there.
        b: id of another one.
        limit: most of each kind, shared, and of either alone.
    """
    answer = share(store, a, b, limit)
    names = {"a": answer["a"]["label"], "b": answer["b"]["label"]}
    for key, _, kind, *_ in SHARED:
        query, params = ALONE[key]
        for end, one, other in (("a", a, b), ("b", b, a)):
            # One more than is shown, so that "more" is a fact.
            [row] = store.run(query, one=one, other=other, limit=limit + 1, **params)
            answer[key][f"only_{end}"] = {
                "sentence": _alone(names[end], key, row["total"]),
                "query": query,
                "total": row["total"],
                "more": len(row["evidence"]) > limit,
                "evidence": [shape(each, kind, AB) for each in row["evidence"][:limit]],
            }
    return answer


def _alone(name: str, key: str, total: int) -> str:
    one, several = NOUNS[key]
    return f"{counted(total, one, several) if total else f'No {several}'} of {name} alone"
