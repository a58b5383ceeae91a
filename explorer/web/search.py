"""Finding nodes: by words, by any id people type, and what is nearest to a mistyped one.

The full-text index only says which nodes hold the words; their order is ours, so that both
engines give the same list. An id, DOI, ORCID, ROR or arXiv number finds its node directly.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from explorer.errors import BadRequest
from explorer.graph.words import BY_NAME, DERIVED, counted
from explorer.model import Identity, NodeKind, fold
from explorer.store import Store
from explorer.text import plain
from explorer.web.ids import known, near

# In the order in which pages show the kinds.
QUERIES: Mapping[NodeKind, str] = {
    NodeKind.PERSON: "search_people",
    NodeKind.PAPER: "search_papers",
    NodeKind.TOPIC: "search_topics",
    NodeKind.INSTITUTION: "search_institutions",
}
MOST = 200  # hits of one kind that are counted and paged; past it, a reader adds a word
MAX_WORDS = 12
MAX_WORD = 40
MAX_TEXT = 500  # characters; the form takes no more, and no title is as long
NEAREST = 5
NEAREST_CANDIDATES = 60
LIKENESS = 0.5  # of a nearest match, 0 to 1; below it a suggestion only puzzles
# Written without spaces: the index holds each character as a word.
_SINGLE = re.compile("[\u3040-\u309f\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")


@dataclass(frozen=True, slots=True)
class Hit:
    """One node found.

    ``place`` is 0 where its label equals the words, 1 where it holds them as whole words side
    by side, 2 where it starts with them, else 3.
    """

    id: str
    kind: NodeKind
    label: str
    detail: str
    place: int
    size: int

    def as_json(self) -> dict[str, object]:
        """The hit as ``/api/search`` gives it."""
        return {"id": self.id, "kind": self.kind.value, "label": self.label, "detail": self.detail}


def find(store: Store, text: str, kinds: Iterable[NodeKind], limit: int = MOST) -> list[Hit]:
    """Nodes whose label holds all the words; the last word may be the start of one.

    Args:
        store: where to look.
        text: as typed.
        kinds: which kinds to look among.
        limit: most hits of each kind.

    Returns:
        By ``place``, then the most connected first.
    """
    words = split_words(text)
    if not words:
        return []
    hits = _ask(store, all_words(words), " ".join(words), kinds, limit)
    return sorted(hits, key=lambda hit: (hit.place, -hit.size, hit.label, hit.id))


def check_text(text: str) -> str:
    """What a reader typed, without blanks around it.

    Raises:
        BadRequest: it is too long.
    """
    if len(text) > MAX_TEXT:
        raise BadRequest(
            f"A search has up to {MAX_TEXT} characters, not {len(text):,}.",
            hint="Search for a name, some words of a title, or an id.",
        )
    return text.strip()


def find_by_id(store: Store, text: str) -> list[Hit]:
    """The node that an id names, in any dress: our own, a DOI, an ORCID, a ROR, a URL."""
    text = text.strip()
    if not text or " " in text:
        return []
    return [_named(row, "the id you typed") for row in known(store, [text])[text]]


def _named(row: Mapping[str, Any], detail: str) -> Hit:
    return Hit(row["id"], NodeKind(row["kind"]), label_of_row(row), detail, 0, 0)


def nearest(store: Store, text: str) -> list[Hit]:
    """Up to five nodes whose id or label is most like a text; for what was not found.

    Args:
        store: where to look.
        text: words, or an id: of which the last part may be words, as ``qi-tan`` of
            ``name:dblp/qi-tan``.
    """
    if " " in text.strip():
        return _nearest_words(store, text)
    near_ids = near(store, text)
    hits = [_named(row, row["key"]) for row in near_ids.rows]
    if hits and not near_ids.words:
        return hits
    found = {hit.id for hit in hits}
    words = _nearest_words(store, re.split(r"[:/]", text)[-1])
    return [*hits, *(hit for hit in words if hit.id not in found)][:NEAREST]


def _nearest_words(store: Store, text: str) -> list[Hit]:
    words = split_words(text)
    if not words:
        return []
    folded = " ".join(words)
    hits = _ask(store, similar_words(words), folded, tuple(NodeKind), NEAREST_CANDIDATES)
    scored = [(difflib.SequenceMatcher(None, folded, fold(hit.label)).ratio(), hit) for hit in hits]
    best = sorted(
        (each for each in scored if each[0] >= LIKENESS),
        key=lambda each: (-each[0], -each[1].size, each[1].label, each[1].id),
    )
    return [hit for _, hit in best[:NEAREST]]


def split_words(text: str) -> list[str]:
    """The words as the index holds them: folded, so nothing of the index's syntax is left."""
    apart = _SINGLE.sub(lambda found: f" {found[0]} ", fold(text[:1000]))
    words = (word[:MAX_WORD].strip("_") for word in apart.split())
    return [word for word in words if word][:MAX_WORDS]


def all_words(words: Sequence[str]) -> str:
    """A Lucene query for all the words, the last as typed so far.

    >>> all_words(["vincent", "lariv"])
    'vincent AND lariv*'
    """
    open_end = len(words[-1]) > 1 and not _SINGLE.match(words[-1])
    return " AND ".join([*words[:-1], words[-1] + ("*" if open_end else "")])


def similar_words(words: Sequence[str]) -> str:
    """A Lucene query for any word like one of these.

    >>> similar_words(["qi", "tain"])
    'qi OR tain~1 OR tain*'
    """
    terms: list[str] = []
    for word in words:
        terms += [f"{word}~1", f"{word}*"] if len(word) > 3 else [word]
    return " OR ".join(terms)


def _ask(store: Store, query: str, folded: str, kinds: Iterable[NodeKind], limit: int) -> list[Hit]:
    return [
        Hit(row["id"], kind, label_of_row(row), _detail(kind, row), row["place"], row["size"])
        for kind in kinds
        for row in store.run(QUERIES[kind], query=query, folded=folded, limit=limit)
    ]


def label_of_row(row: Mapping[str, Any]) -> str:
    """The name or the title in a row of a query, its id where there is none."""
    return plain(row["label"]) or str(row["id"])


def _detail(kind: NodeKind, row: Mapping[str, Any]) -> str:
    """One plain line that tells hits of the same name apart."""
    size: int = row["size"]
    parts: list[str | None]
    match kind:
        case NodeKind.PERSON:
            by_name = row["identity"] == Identity.NAME
            parts = [row["affiliation"], counted(size, "paper"),
                     BY_NAME if by_name else None]  # fmt: skip
        case NodeKind.PAPER:
            parts = [str(row["year"] or "year unknown"), plain(row["venue"]),
                     f"cited by {size:,} here" if size else None]  # fmt: skip
        case NodeKind.TOPIC:
            derived = row["source"] == "derived"
            parts = [
                DERIVED if derived else row["level"].capitalize(),
                counted(size, "paper"),
            ]
        case NodeKind.INSTITUTION:
            parts = [
                (row["type"] or "").capitalize(),
                row["country"],
                counted(size, "person", "people"),
            ]
    return " · ".join(part for part in parts if part)
