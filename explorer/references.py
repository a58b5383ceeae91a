"""The works outside the graph that a paper cites, by the dataset that says so. Pure.

A paper keeps their ids as ``references_outside``. Where several datasets hold it, it also keeps who
says which, as ``outside_by`` (``dataset/work``), so that each can take back what it said.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence


def said_outside(
    datasets: Sequence[str], outside: Sequence[str] | None, by: Sequence[str] | None
) -> dict[str, set[str]]:
    """The works outside the graph that each dataset says a paper cites.

    Args:
        datasets: who holds the paper.
        outside: what is outside, whoever says it.
        by: ``outside_by``; None says that all of it is the first dataset's.
    """
    if not by:
        return {datasets[0]: set(outside or ())}
    said: dict[str, set[str]] = {}
    for mark in by:
        name, _, work = mark.partition("/")  # no dataset has a slash in its name
        if name in datasets:
            said.setdefault(name, set()).add(work)
    return said


def outside_of(
    datasets: Sequence[str], said: Mapping[str, Iterable[str]]
) -> dict[str, list[str] | None]:
    """The properties of a paper that keep what each of its datasets says; None for nothing."""
    marks = sorted(f"{name}/{work}" for name, works in said.items() for work in works)
    works = sorted({mark.partition("/")[2] for mark in marks})
    return {
        "references_outside": works or None,
        "outside_by": marks if marks and len(datasets) > 1 else None,
    }
