"""A group from what a reader brings: pasted words, or the papers or authors of a ``.bib`` file.

Nothing is kept. What is found leads to an address of ids, which lasts; what is not found, and
names that several people have, are shown first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import render_template

from explorer.graph.request import MAX_EGOS
from explorer.model import NodeKind, fold
from explorer.store import Store
from explorer.web import search
from explorer.web.bibliography import Entry
from explorer.web.ids import known
from explorer.web.locating import called

MOST_TITLES = 120  # papers looked for by their title; an id finds any number at once
MOST_NAMES = 120  # authors looked for by their name
MOST_AUTHORS = 5000  # of all papers together
TITLES_LIKE = 20
OFFERED = 12  # people of one name among whom a reader chooses


@dataclass(slots=True)
class Group:
    """What a group is made of.

    Attributes:
        found: ids and labels, in order.
        missing: what is not here, as it was written.
        namesakes: names that several people have, with all of them.
        left_out: members past the most that a slice is about.
        unlooked: how many were not looked for.
    """

    found: dict[str, str] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    namesakes: dict[str, list[search.Hit]] = field(default_factory=dict)
    left_out: int = 0
    unlooked: int = 0

    @property
    def clear(self) -> bool:
        """Whether there is nothing to tell before the group is opened."""
        told = self.missing or self.namesakes or self.left_out or self.unlooked
        return bool(self.found) and not told


def labelled(store: Store, ids: Iterable[str]) -> dict[str, str]:
    """Ids of nodes with their labels."""
    wanted = list(ids)
    rows = known(store, wanted)
    return {id: search.label_of_row(rows[id][0]) if rows[id] else id for id in wanted}


def gather_papers(store: Store, entries: Sequence[Entry]) -> Group:
    """The papers that a bibliography names."""
    group = Group()
    for entry, paper in _papers(store, entries, group):
        if paper is None:
            group.missing.append(_written(entry))
        else:
            group.found.setdefault(*paper)
    return _cut(group)


def gather_authors(store: Store, entries: Sequence[Entry]) -> Group:
    """The authors of what a bibliography names, those of most entries first.

    Authors of a paper that is here are the people this data knows as such; only authors of other
    papers are looked for by their names.
    """
    group = Group()
    labels: dict[str, str] = {}
    counts: Counter[str] = Counter()
    names: Counter[str] = Counter()
    papers: dict[str, str] = {}
    for entry, paper in _papers(store, entries, group):
        if paper is not None:
            papers.setdefault(*paper)
        elif entry.authors:
            names.update(entry.authors)
        else:
            group.missing.append(_written(entry))
    for row in store.run("authors_of_several", papers=list(papers), limit=MOST_AUTHORS):
        labels[row["id"]] = row["name"]
        counts[row["id"]] += row["papers"]
    _by_names(store, names, labels, counts, group)
    group.found = {id: labels[id] for id, _ in counts.most_common()}
    return _cut(group)


def _by_names(
    store: Store,
    names: Counter[str],
    labels: dict[str, str],
    counts: Counter[str],
    group: Group,
) -> None:
    """Look for authors by name; one who is here already through a paper is that person."""
    here: dict[str, list[str]] = {}
    for id, label in labels.items():
        here.setdefault(fold(label), []).append(id)
    left = []
    for name, times in names.most_common():
        same = here.get(fold(name), [])
        if len(same) == 1:
            counts[same[0]] += times
        else:
            left.append((name, times))
    for name, times in left[:MOST_NAMES]:
        hits = [hit for hit in called(store, name) if hit.kind is NodeKind.PERSON]
        if len(hits) > 1:
            group.namesakes[name] = hits
        elif hits:
            labels[hits[0].id] = hits[0].label
            counts[hits[0].id] += times
        else:
            group.missing.append(name)
    group.unlooked += max(0, len(left) - MOST_NAMES)


def _papers(
    store: Store, entries: Sequence[Entry], group: Group
) -> list[tuple[Entry, tuple[str, str] | None]]:
    """Each entry with id and label of its paper; those that were not looked for are left out."""
    rows = known(store, dict.fromkeys(id for entry in entries for id in entry.ids))
    found: list[tuple[Entry, tuple[str, str] | None]] = []
    titles = 0
    for entry in entries:
        papers = [row for id in entry.ids for row in rows[id] if row["kind"] == NodeKind.PAPER]
        if papers:
            found.append((entry, (papers[0]["id"], search.label_of_row(papers[0]))))
        elif not entry.title or titles < MOST_TITLES:
            titles += bool(entry.title)
            found.append((entry, _by_title(store, entry)))
        else:
            group.unlooked += 1
    return found


def _by_title(store: Store, entry: Entry) -> tuple[str, str] | None:
    """The paper of the same title; of several, one of the same year."""
    title = fold(entry.title)
    if not title:
        return None
    hits = search.find(store, entry.title, (NodeKind.PAPER,), TITLES_LIKE)
    same = [hit for hit in hits if fold(hit.label) == title]
    same.sort(key=lambda hit: not (entry.year and hit.detail.startswith(entry.year)))
    return (same[0].id, same[0].label) if same else None


def _written(entry: Entry) -> str:
    return f"{entry.name} ({entry.year})" if entry.year else entry.name


def _cut(group: Group) -> Group:
    """No more members than a slice is about."""
    ids = list(group.found)
    group.left_out = max(0, len(ids) - MAX_EGOS)
    group.found = {id: group.found[id] for id in ids[:MAX_EGOS]}
    return group


GATHERERS: Mapping[str, Callable[[Store, Sequence[Entry]], Group]] = {
    "papers": gather_papers,
    "authors": gather_authors,
}


def show_group(group: Group, kept: Mapping[str, Any], **context: Any) -> tuple[str, int]:
    """The page that tells what of a group is here, and opens the group.

    Args:
        group: as it was gathered.
        kept: arguments that the group is opened with.
        context: what was pasted or given, and what is wrong with it.
    """
    page = render_template(
        "group.html", group=group, kept=kept, most_egos=MAX_EGOS, offered=OFFERED, **context
    )
    nothing = not group.found and not group.namesakes
    return page, 404 if nothing and group.missing else 200
