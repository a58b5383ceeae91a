"""AFFILIATED_WITH, derived: where the papers of a person place them, and from when to when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from hashlib import blake2b
from typing import Any

from explorer.lock import LoadLock
from explorer.model import NEWEST_KEPT, Authorship
from explorer.store import BATCH_ROWS, Row, Store
from loaders.history import new_run_id
from loaders.seen import Seen

PAGE = 20_000  # ids of one page
PEOPLE = 500  # of one round trip: their papers times the institutions on them


def touch_affiliated(store: Store, seen: Seen, dataset: str) -> None:
    """Derive again what a dataset states: a run that was cut off may have left it as it was."""
    after = ""
    while page := store.run("affiliated_people", dataset=dataset, after=after, limit=PAGE):
        after = page[-1]["id"]
        seen.touch(row["id"] for row in page)


def touch_authors(store: Store, seen: Seen, papers: Sequence[str], dataset: str) -> None:
    """Derive again what a page of papers states of their authors, whoever names them."""
    seen.touch(key[0] for key in store.holdings(Authorship, papers, dataset))


def derive_affiliations(
    store: Store,
    seen: Seen,
    *,
    run_id: str,
    anew: bool = False,
    tell: Callable[[int], None] = lambda _: None,
) -> int:
    """Bring the affiliations of the people this run touched up to date.

    Args:
        store: the graph.
        seen: the people.
        run_id: the run, left on all that changes.
        anew: make every affiliation again, whatever the stored one says of itself.
        tell: called with how many people are done, in the same thread.

    Returns:
        What was written, as the server counts it.
    """
    writes = done = 0
    for page in seen.touched():
        for start in range(0, len(page), PEOPLE):
            people = page[start : start + PEOPLE]
            writes += _derive(store, people, run_id, anew)
            done += len(people)
            tell(done)
    return writes


def renew_affiliations(store: Store, *, tell: Callable[[int, int], None]) -> int:
    """Derive what an earlier release wrote, and which therefore does not name the newest papers.

    Args:
        store: a prepared store.
        tell: called with how many people are done, and of how many.

    Returns:
        Of how many people.

    Raises:
        StoreUnavailable: a load is at work; or, as QueryTimeout and QueryFailed, as they say.
    """
    after, found, run_id = "", 0, new_run_id()
    with Seen() as seen:
        while page := store.run("untold_people", after=after, limit=PAGE):
            after = page[-1]["id"]
            untold = [row["id"] for row in page if row["untold"]]
            found += len(untold)
            seen.touch(untold)
        if found:  # else a load may be at work, and is let alone
            with LoadLock(store, run_id, "derivation of affiliations"):
                derive_affiliations(store, seen, run_id=run_id, tell=lambda done: tell(done, found))
    return found


def _derive(store: Store, people: Sequence[str], run_id: str, anew: bool) -> int:
    [row] = store.run("stated_affiliations", people=people)
    wanted = summarise(row["stated"])
    [row] = store.run("linked_affiliations", owners=people)
    stored = {(each["source"], each["target"]): each["hashes"] for each in row["known"]}
    changed = [
        {"source": ends[0], "target": ends[1], "properties": {**wanted[ends], "run_id": run_id}}
        for ends in sorted(wanted)
        if anew or stored.get(ends) != wanted[ends]["hashes"]
    ]
    old = stored.keys() if anew else stored.keys() - wanted.keys()
    gone = [{"source": s, "target": t} for s, t in sorted(old)]
    return sum(
        store.ask(query, rows=rows[start : start + BATCH_ROWS]).writes
        for query, rows in (("unlink_affiliations", gone), ("link_affiliations", changed))
        for start in range(0, len(rows), BATCH_ROWS)
    )


def summarise(stated: Sequence[Row]) -> dict[tuple[str, str], dict[str, Any]]:
    """The properties of each affiliation, from the papers that state it. Pure.

    Args:
        stated: one row per paper: person, institution, paper, year, datasets.

    Returns:
        By person and institution: first_year and last_year (None where no paper has a year),
        how many papers, the newest of them (in the order of ``slice_picture``, those without a
        year last), and which datasets state it.
    """
    papers: dict[tuple[str, str], dict[str, int | None]] = defaultdict(dict)
    datasets: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in stated:
        ends = (row["person"], row["institution"])
        papers[ends][row["paper"]] = row["year"]
        datasets[ends].update(row["datasets"])
    found = {}
    for ends, years in papers.items():
        known = [year for year in years.values() if year is not None]
        first, last = (min(known), max(known)) if known else (None, None)
        newest = sorted(years, key=lambda paper: (-(years[paper] or 0), paper))[:NEWEST_KEPT]
        found[ends] = summary(first, last, len(years), newest, sorted(datasets[ends]))
    return found


def summary(
    first: int | None, last: int | None, papers: int, newest: Sequence[str], datasets: Sequence[str]
) -> dict[str, Any]:
    """The properties of one affiliation; each dataset's hash changes with whatever they say."""
    digest = blake2b("\n".join(newest).encode(), digest_size=8).hexdigest()
    return {
        "first_year": first, "last_year": last, "papers": papers, "newest": [*newest],
        "datasets": [*datasets],
        "hashes": [f"{name}#{first}-{last}-{papers}-{digest}" for name in datasets],
    }  # fmt: skip
