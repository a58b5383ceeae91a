"""A title as its words, and the sequences of them that may be terms.

Comes in: a title. Goes out: plain values, which ``loaders.terms`` counts first, and looks up again
when all titles are counted. They are read once, and may be by another process. The rules are told
in ``loaders.terms``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from explorer.model import slug
from loaders.term_words import (
    GENERIC,
    GERUNDS,
    NEVER_FIRST,
    NEVER_LAST,
    NOUNS,
    PREFIXES,
    SAME,
    STOP,
    UNFOLDED,
)

LONGEST = 4  # words in a term; longer ones are rare in titles and read badly as labels
# Endings of adjectives and participles, which end no term.
_ADJECTIVE = re.compile(r"(?:ed|al|ive|ous|able|ible|ic|ful|less|ary|ian|ly|ent|ant|wise|er|est)$")
_MATHS = re.compile(r"\$[^$]*\$|\\\(.*?\\\)")
_PIECE = re.compile(r"[^\W_]+(?:['’][^\W_]+)*(?:[-‐‑–][^\W_]+(?:['’][^\W_]+)*)*|\S")
_PART = re.compile(r"[^\W_]+(?:-[A-Z]\b)?")
_ACRONYM = re.compile(r"[A-Z].*[A-Z]|\d[A-Z]")
_HYPHEN = re.compile(r"[-‐‑–]")
_NOT_A_PAPER = re.compile(r"session details|preface|editorial|welcome|table of contents", re.I)

Place = tuple[str, int, int]  # a sequence's key joined by blanks or an acronym, its run, its start


class Sequences(NamedTuple):
    """What one title adds to the counts, and where its terms may stand."""

    spellings: list[str]  # of each sequence, each once
    heads: list[str]  # of those, the ones that end their run
    small: list[str]  # words of a title that is written as a sentence, those in small letters
    capital: list[str]  # and those with a capital
    places: list[Place]
    acronyms: list[Place]


class _Word(NamedTuple):
    """One word of a title.

    Attributes:
        key: folded; what makes two words the same.
        text: as written; a hyphenated word stands whole in its first part.
        spelt: as a label has it.
        whole: whether it has a text: false in the middle of a hyphenated word.
        closes: whether its piece ends here; false inside a hyphenated word.
        begins: whether a term may begin here.
        ends: whether a term may end here.
    """

    key: str
    text: str
    spelt: str
    whole: bool
    closes: bool
    begins: bool
    ends: bool


def read_title(title: str) -> Sequences:
    """The sequences of one title."""
    runs = list(_runs(title))
    spellings: dict[str, str] = {}
    heads: dict[str, None] = {}
    places: list[Place] = []
    for number, run in enumerate(runs):
        for key, spelling, start, ends in _sequences(run):
            places.append((key, number, start))
            spelling = spellings.setdefault(key, spelling)
            if ends:
                heads[spelling] = None
    acronyms = [
        (word.text, number, start)
        for number, run in enumerate(runs)
        for start, word in enumerate(run)
        if len(word.text) >= 3 and _may_be_acronym(word.text)
    ]
    return Sequences([*spellings.values()], [*heads], *_cases(runs), places, acronyms)


def words_of(spelling: str) -> tuple[str, ...]:
    """The folded words of a sequence as it is spelt."""
    return tuple(word.key for run in _runs(spelling) for word in run)


def _may_be_acronym(text: str) -> bool:
    text = text.removesuffix("s")
    return text == text.upper()


def _cases(runs: list[list[_Word]]) -> tuple[list[str], list[str]]:
    """Words in small letters and with a capital, of a title that is written as a sentence."""
    texts = [word.text for run in runs for word in run if len(word.text) > 3][1:]
    small = [text.casefold() for text in texts if text[0].islower()]
    if len(small) * 2 <= len(texts):
        return [], []
    return small, [text.casefold() for text in texts if not text[0].islower()]


def _runs(title: str) -> Iterator[list[_Word]]:
    """The words of a title between stop words and punctuation."""
    if _NOT_A_PAPER.match(title):
        return
    if "$" in title or "\\" in title:
        title = _MATHS.sub(" | ", title)
    run: list[_Word] = []
    for piece in _PIECE.findall(title):
        words = _words(piece)
        if words and run and run[-1].key in PREFIXES and run[-1].whole:
            before = run.pop()  # "multi view" is "multi-view"
            first = words[0]
            run.append(_word(before.key + first.key, f"{before.text}-{first.text}", first.closes))
            run += words[1:]
        elif words:
            run += words
        elif run:
            yield run
            run = []
    if run:
        yield run


@lru_cache(100_000)
def _words(piece: str) -> tuple[_Word, ...]:
    """The words of one piece; none where it ends a run."""
    if piece.casefold() in STOP or not any(c.isalpha() for c in piece):
        return ()
    parts = [part for part in _HYPHEN.split(piece) if part]
    while len(parts) > 1 and parts[0].casefold() in PREFIXES:
        parts[:2] = [parts[0] + parts[1]]
    last = len(parts) - 1
    return tuple(
        _word(_key(part), piece if place == 0 else "", place == last)
        for place, part in enumerate(parts)
    )


def _word(key: str, text: str, closes: bool) -> _Word:
    """A word; without a text it is a later part of a hyphenated one."""
    whole = text != ""
    begins, ends = whole and _may_begin(key), closes and _may_end(key)
    return _Word(key, text, _spelt(text), whole, closes, begins, ends)


def _key(part: str) -> str:
    """A word folded, a simple plural as its singular."""
    word = slug(part) or part
    word = SAME.get(word, word)
    if len(word) <= 3 or word in UNFOLDED or not word.endswith("s"):
        return word
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    if word.endswith(("sses", "shes", "ches", "xes")):
        return word[:-2]
    return word if word.endswith(("ss", "us", "is", "ics")) else word[:-1]


def _spelt(text: str) -> str:
    """A word as a label has it: small letters, but for acronyms and such as 3D and RGB-D."""
    return _PART.sub(lambda part: part[0] if _ACRONYM.search(part[0]) else part[0].casefold(), text)


def _sequences(run: list[_Word]) -> Iterator[tuple[str, str, int, bool]]:
    """Every sequence that may be a term: key, spelling, start, and whether it ends the run."""
    for start, first in enumerate(run):
        if not first.begins:
            continue
        key, spelling, whole = first.key, first.spelt, 1
        for end in range(start + 1, min(start + LONGEST, len(run))):
            word = run[end]
            key = f"{key} {word.key}"
            if word.whole:
                spelling = f"{spelling} {word.spelt}"
                whole += 1
            if word.ends and whole > 1:
                yield key, spelling, start, end + 1 == len(run)


def _may_begin(word: str) -> bool:
    if len(word) < 2 or word in GENERIC or word in NEVER_FIRST:
        return False
    return not word.endswith("ing") or word in GERUNDS


def _may_end(word: str) -> bool:
    if len(word) < 2 or word in GENERIC or word in NEVER_LAST:
        return False
    return not _ADJECTIVE.search(word) or word in NOUNS
