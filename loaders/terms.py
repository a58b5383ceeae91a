"""Topics for papers whose source gives none: terms of their titles and the field of their venue.

Comes in: titles and venue series, counted once. Goes out: terms for each title. Two methods,
each named on every topic it makes, so that nobody takes a derived topic for the source's own:

``title-terms-1``
    1. A title is cut into runs of words at punctuation, maths and stop words. A hyphen counts
       as a space, except after a prefix (``re-identification``); simple plurals are folded.
    2. Sequences of 2 to 4 words are counted, each once per title. None begins or ends inside a
       hyphenated word or with a word that names nothing (``novel``, ``based``), and none ends
       with an adjective.
    3. A sequence is kept where ``least = max(3, √titles / 16)`` titles have it, its C-value
       reaches ``least``, and in two fifths of its titles no word follows: that drops fragments
       such as ``convolutional neural``. The C-value is ``log2(words) · (titles − mean titles of
       the longer sequences around it)`` (Frantzi, Ananiadou and Mima, 2000,
       doi:10.1007/s007999900023). ``least`` titles must have it outside longer kept ones; three
       times as many for two words that name a device (``VAGUE``).
    4. In a title the longest term wins, then the one of higher C-value; at most 4. An acronym
       of three letters or more stands for the one kept term with these initials.
``venue-field-1``
    The field of the venue's series, from the table ``venues.FIELDS``. It scores half: a venue says
    less about a paper than its title.

Only counts are held, at most about ``MOST_SEQUENCES`` of them: beyond that, sequences seen once
so far are forgotten, which can only lose rare terms.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import log2, sqrt

from explorer.model import slug
from loaders.term_words import VAGUE
from loaders.titles import Place, Sequences, read_title, words_of
from loaders.venues import FIELDS

TERM_METHOD = "title-terms-1"
FIELD_METHOD = "venue-field-1"
SOURCE = "derived"
FIELD_SCORE = 0.5
MOST_TERMS = 4  # per paper; more are fragments
LEAST_TITLES = 3
TITLES_ROOT = 16  # a term stands in at least √titles / this many
HEAD_SHARE = 0.4  # of its titles, those where no word follows it
MOST_SEQUENCES = 1_000_000  # about 150 MB
Key = tuple[str, ...]  # the folded words of a sequence


@dataclass(frozen=True, slots=True)
class Term:
    """A derived topic of one paper."""

    id: str
    name: str
    level: str
    method: str
    score: float

    def as_row(self) -> list[str | float]:
        """The fields in order, for a raw record: ``Term(*row)`` makes them a term again."""
        return [self.id, self.name, self.level, self.method, self.score]


@lru_cache(1000)
def field_term(series: str | None) -> Term | None:
    """The field of a series of venues; None where the table does not name it."""
    name = FIELDS.get((series or "").casefold())
    if name is None:
        return None
    return Term(f"derived:{slug(name)}", name, "field", FIELD_METHOD, FIELD_SCORE)


class TermCounts:
    """Counts the word sequences of titles; ``finish`` makes the vocabulary of them."""

    def __init__(self) -> None:
        self.titles = 0
        self._sequences: Counter[str] = Counter()
        self._heads: Counter[str] = Counter()  # of those, the ones that end their run
        self._capital: Counter[str] = Counter()
        self._small: Counter[str] = Counter()

    def add(self, title: str) -> None:
        """Count one title."""
        self.count(read_title(title))

    def count(self, title: Sequences) -> None:
        """Count one title that was read."""
        self.titles += 1
        self._small.update(title.small)
        self._capital.update(title.capital)
        self._sequences.update(title.spellings)
        self._heads.update(title.heads)
        if len(self._sequences) > MOST_SEQUENCES:
            self._sequences = Counter({s: n for s, n in self._sequences.items() if n > 1})
            self._heads = Counter({s: n for s, n in self._heads.items() if s in self._sequences})

    def finish(self) -> Vocabulary:
        """The terms that are kept, each with its C-value."""
        least = max(LEAST_TITLES, round(sqrt(self.titles) / TITLES_ROOT))
        titles: Counter[Key] = Counter()
        heads: Counter[Key] = Counter()
        spellings: defaultdict[Key, Counter[str]] = defaultdict(Counter)
        for spelling, count in self._sequences.items():
            key = words_of(spelling)
            if not key:  # such as "editorial board", which began no title
                continue
            titles[key] += count
            heads[key] += self._heads[spelling]
            spellings[key][spelling] += count
        frequent = {key: count for key, count in titles.items() if count >= least}
        values = {
            key: value
            for key, value in _c_values(frequent).items()
            if value >= least and heads[key] >= HEAD_SHARE * titles[key]
        }
        kept = _with_titles_of_their_own(values, titles, least)
        return Vocabulary(kept, {key: self._name(spellings[key]) for key in kept})

    def _name(self, spellings: Counter[str]) -> str:
        """The most frequent spelling, with capitals for names and acronyms only."""
        best = min(spellings, key=lambda spelling: (-spellings[spelling], len(spelling), spelling))
        words = []
        for text in best.split():
            capital = self._capital[text] > max(2, 2 * self._small[text])
            words.append(text.capitalize() if capital and text.islower() else text)
        name = " ".join(words)
        return name[:1].upper() + name[1:]


class Vocabulary:
    """The kept terms; finds them in titles."""

    def __init__(self, values: Mapping[Key, float], names: Mapping[Key, str]) -> None:
        self._values = {" ".join(key): value for key, value in values.items()}
        self._names = names
        self._acronyms = _acronyms(values)

    def __len__(self) -> int:
        return len(self._values)

    def terms(self, title: str) -> list[Term]:
        """The terms of one title, in the order they stand in it; at most ``MOST_TERMS``."""
        read = read_title(title)
        return self.at(read.places, read.acronyms)

    def at(self, places: Iterable[Place], acronyms: Iterable[Place]) -> list[Term]:
        """The terms of a title that was read: of its ``Sequences``."""
        matches: list[tuple[int, float, int, Key, int]] = []
        for sequence, run, start in places:
            if (value := self._values.get(sequence)) is not None:
                key = tuple(sequence.split(" "))
                matches.append((-len(key), -value, run, key, start))
        for text, run, start in acronyms:
            if (expanded := self._acronyms.get(text)) is not None:
                value = self._values[" ".join(expanded)]
                matches.append((-1, -value, run, expanded, start))
        taken: set[tuple[int, int]] = set()
        chosen: dict[Key, tuple[int, int]] = {}
        for length, _, number, key, start in sorted(matches):
            held = {(number, place) for place in range(start, start - length)}
            if key not in chosen and not held & taken and len(chosen) < MOST_TERMS:
                chosen[key] = (number, start)
                taken |= held
        return [self._term(key) for key in sorted(chosen, key=lambda each: chosen[each])]

    def _term(self, key: Key) -> Term:
        return Term(f"derived:{'-'.join(key)}", self._names[key], "term", TERM_METHOD, 1.0)


def _acronyms(values: Mapping[Key, float]) -> dict[str, Key]:
    """``CNN`` and ``CNNs`` for the kept term of these initials, where there is just one."""
    found: defaultdict[str, list[Key]] = defaultdict(list)
    for key in values:
        if len(key) >= 3:
            found["".join(word[0] for word in key).upper()].append(key)
    one = {initials: keys[0] for initials, keys in found.items() if len(keys) == 1}
    return {f"{initials}{s}": key for initials, key in one.items() for s in ("", "s")}


def _c_values(titles: Mapping[Key, int]) -> dict[Key, float]:
    around: defaultdict[Key, list[int]] = defaultdict(list)
    for key, count in titles.items():
        for length in range(2, len(key)):
            for start in range(len(key) - length + 1):
                inner = key[start : start + length]
                if inner in titles:
                    around[inner].append(count)
    return {
        key: log2(len(key)) * (count - (sum(a) / len(a) if (a := around.get(key)) else 0.0))
        for key, count in titles.items()
    }


def _with_titles_of_their_own(
    values: Mapping[Key, float], titles: Mapping[Key, int], least: int
) -> dict[Key, float]:
    """The terms found outside longer kept terms in ``least`` titles, the vague in more."""
    own: dict[Key, int] = {}
    for key in sorted(values, key=lambda each: (-len(each), each)):
        inside = sum(count for other, count in own.items() if _within(key, other))
        vague = len(key) == 2 and key[1] in VAGUE
        if titles[key] - inside >= (3 * least if vague else least):
            own[key] = titles[key] - inside
    return {key: values[key] for key in own}


def _within(short: Key, long: Key) -> bool:
    size = len(short)
    return size < len(long) and any(
        long[start : start + size] == short for start in range(len(long) - size + 1)
    )
