"""JSON as OpenAlex gives it: lines, answer pages of its API, lists and single objects.

Comes in: the bytes of one file. Goes out: one record after the other, with its place. A page
(``{"meta": …, "results": […]}``) or a list stands for the records in it, and a file may hold
several. In a file of lines a broken line costs one record; in one of values that go over many
lines, nothing can be read past the first break, and that is a SourceError.
"""

from __future__ import annotations

import codecs
import contextlib
import io
import itertools
import json
import re
from collections.abc import Iterator
from typing import IO, Any

import orjson

from explorer.errors import SourceError
from loaders.files import KEEP_BYTES, PIECE, Broken, as_bytes, is_utf8, lines
from loaders.unpacking import KEPT

Found = tuple[str, Any]  # where a record stands, and it
MOST_FIRST_LINE = 8 << 20  # bytes; a longer first line is no record, but a whole list or page
MOST_TAIL = 1 << 20  # bytes at the end of a file that are looked at before it is read
MOST_VALUE = 32 << 20  # characters, so many as the largest works have
RESULTS = "results"  # where a page of the API holds its records
BOM = b"\xef\xbb\xbf"
_OPENS = re.compile(rb"(\xef\xbb\xbf)?\s*(\[|\{\s*[\r\n])")  # a list, or an object over many lines
_BLANKS = re.compile(r"[\s,]*")


def read_lines(stream: io.BufferedReader, name: str) -> Iterator[Found]:
    """The records of JSON Lines; of other JSON too, where its first bytes show that it is.

    Raises:
        SourceError: it breaks off.
    """
    if _OPENS.match(stream.peek(32)):
        return _Values(stream, b"", name).records()
    if stream.seekable():  # a plain file: packed ones are checked to their end before
        _check_last(stream, name)
    return _by_line(lines(stream), name)


def read_json(stream: io.BufferedReader, name: str) -> Iterator[Found]:
    """The records of a JSON file, which may also hold one record a line.

    Raises:
        SourceError: it breaks off.
    """
    first = stream.readline(MOST_FIRST_LINE)
    if isinstance(_parsed(first.removeprefix(BOM)), Broken):
        return _Values(stream, first, name).records()
    rest = ((number + 1, line) for number, line in lines(stream))
    return _by_line(itertools.chain([(1, first.removeprefix(BOM))], rest), name)


# -- lines -------------------------------------------------------------------------------------


def _by_line(numbered: Iterator[tuple[int, bytes | Broken]], name: str) -> Iterator[Found]:
    for number, line in numbered:
        value = line if isinstance(line, Broken) else _parsed(line)
        if isinstance(value, Broken) and isinstance(line, bytes) and not line.endswith(b"\n"):
            raise _broken_off(name, f"in line {number}, its last")  # only a last line has no end
        records = [record for each in _within(value) for record in _within(each)]
        if len(records) == 1 and records[0] is value:
            yield f"line {number}", value
            continue
        for count, record in enumerate(records, 1):
            yield f"line {number}, record {count}", record


def _check_last(stream: io.BufferedReader, name: str) -> None:
    """Refuse a file whose last line breaks off, before any of its records is used."""
    start = max(0, stream.seek(0, io.SEEK_END) - MOST_TAIL)
    stream.seek(start)
    *before, last = stream.read().removeprefix(BOM).split(b"\n")
    stream.seek(0)
    if last.strip() and (before or not start) and isinstance(_parsed(last), Broken):
        raise _broken_off(name, "in its last line")


def _broken_off(name: str, where: str) -> SourceError:
    return SourceError(
        f"{name} breaks off {where}; {KEPT}.",
        hint="Fetch it again; or, if it is whole, end that line as the others end.",
    )


def _parsed(line: bytes) -> Any:
    with contextlib.suppress(orjson.JSONDecodeError):  # strict; the slower one takes a little more
        return orjson.loads(line)
    try:
        return json.loads(line.decode())
    except UnicodeDecodeError as error:
        return Broken.of(f"the line is not UTF-8 (byte {error.start})", line)
    except (ValueError, RecursionError) as error:
        return Broken.of(f"the line is not JSON: {error}", line)


def _within(value: Any) -> list[Any]:
    """The records that a page or list stands for; else the value itself."""
    found = value.get(RESULTS) if isinstance(value, dict) else value
    return found if isinstance(found, list) else [value]


# -- values over many lines --------------------------------------------------------------------


class _Values:
    """Takes JSON value by value out of a stream, and holds no more of it than one value needs."""

    def __init__(self, stream: IO[bytes], first: bytes, name: str) -> None:
        decoder = codecs.getincrementaldecoder("utf-8-sig")(KEEP_BYTES)
        pieces = itertools.chain([first], iter(lambda: stream.read(PIECE), b""))
        self._pieces = (decoder.decode(piece) for piece in pieces)
        self._parser = json.JSONDecoder()
        self._name, self._count = name, 0
        self._text, self._at = "", 0

    def records(self) -> Iterator[Found]:
        """Every record, those of pages and lists one after the other."""
        while opening := self._next():
            found = self._list() if opening == "[" else self._object()
            for value in found:
                for record in _within(value):
                    self._count += 1
                    yield f"record {self._count}", record

    def _list(self) -> Iterator[Any]:
        self._at += 1
        while (character := self._next()) != "]":
            if not character:
                raise self._broken("it breaks off")
            yield self._value()
        self._at += 1

    def _object(self) -> Iterator[Any]:
        """The records of a page as they come; else the object itself."""
        if self._next() != "{":
            yield self._value()
            return
        self._at += 1
        members: dict[str, Any] = {}
        broken, paged = None, False
        while (character := self._next()) != "}":
            if not character:
                raise self._broken("it breaks off")
            key = self._value()
            if not isinstance(key, str) or self._next() != ":":
                raise self._broken("a name and a colon are missing")
            self._at += 1
            if key == RESULTS and self._next() == "[":
                paged = True
                yield from self._list()
                continue
            members[key] = self._value()
            broken = members[key] if isinstance(members[key], Broken) else broken
        self._at += 1
        if not paged:
            yield broken or members

    def _next(self) -> str:
        """The next character that says something; an empty text at the end."""
        while True:
            found = _BLANKS.match(self._text, self._at)
            self._at = found.end() if found else self._at
            if self._at < len(self._text) or not self._more():
                return self._text[self._at : self._at + 1]

    def _value(self) -> Any:
        """One value; Broken where its bytes are no UTF-8."""
        self._next()
        while True:
            try:
                value, end = self._parser.raw_decode(self._text, self._at)
            except RecursionError as error:
                raise self._broken("it is nested too deeply") from error
            except ValueError as error:  # not whole yet, or broken
                # Twice as much each time, so that a long value is not tried again too often.
                if not self._more(len(self._text) - self._at):
                    raise self._broken(getattr(error, "msg", str(error))) from error
                continue
            length = end - self._at
            if end < len(self._text) or not self._more():  # else a number might go on
                break
        raw = self._text[self._at : self._at + length]
        self._at += length
        return value if is_utf8(raw) else Broken.of("it is not UTF-8", as_bytes(raw))

    def _more(self, least: int = 1) -> bool:
        """Read on; whether there was anything, and a value may become so long."""
        pieces = [self._text[self._at :]]
        self._text, self._at = "", 0  # not held twice
        size, wanted = 0, min(max(1, least), MOST_VALUE - len(pieces[0]))
        while size < wanted and (piece := next(self._pieces, None)) is not None:
            pieces.append(piece)
            size += len(piece)
        self._text = "".join(pieces)
        return size > 0

    def _broken(self, reason: str) -> SourceError:
        return SourceError(
            f"{self._name} is no JSON after record {self._count}: {reason}; {KEPT}.",
            hint="Fetch it again. Of JSON Lines, one record a line, a broken line is passed over.",
        )
