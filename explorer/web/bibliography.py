"""What a BibTeX file names: papers with their ids, and authors. Pure.

This is no loader: it reads no more than what finds papers and people that are here already, and
passes over what it cannot read. Every scan goes forward only, so that no file takes long.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from explorer.text import plain

MOST_ENTRIES = 2000
# At the start of a line, or after what closes the entry before.
_HEAD = re.compile(r"(?:^|(?<=[})]))[ \t]*@[ \t]*(\w+)[ \t\r\n]*[{(]", re.M)
_KEY = re.compile(r"\s*([^,=\s{}\"]*)\s*,")
_FIELD = re.compile(r"[\s,]*([A-Za-z][\w:-]*)\s*=\s*")
_BARE = re.compile(r"[^\s,#{}\"]+")
_JOINED = re.compile(r"\s*#\s*")
_BRACE = re.compile(r"\\.|[{}]", re.S)
_QUOTE = re.compile(r"\\.|[{}\"]", re.S)
_AND = re.compile(r"\s+and\s+|[{}]", re.I)
_NO_ENTRIES = frozenset({"comment", "preamble", "string"})


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: ``ids`` are a DOI, an arXiv number, an address, in the order of their worth."""

    key: str
    title: str
    year: str
    ids: tuple[str, ...]
    authors: tuple[str, ...]

    @property
    def name(self) -> str:
        """What readers know it by."""
        return self.title or self.key or next(iter(self.ids), "an entry without a title")


def decode(content: bytes) -> str:
    """The text of a file: UTF-8, UTF-16 with its mark, or else Latin-1."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def read_entries(text: str) -> list[Entry]:
    """The entries of a file, up to ``MOST_ENTRIES``, in order."""
    heads = list(_HEAD.finditer(text))
    ends = [head.start() for head in heads[1:]] + [len(text)] * bool(heads)
    strings: dict[str, str] = {}
    entries: list[Entry] = []
    for head, end in zip(heads, ends, strict=True):
        kind, body = head[1].lower(), text[head.end() : end]
        if kind == "string":
            strings.update((name, value) for name, value in _fields(body, 0, strings))
        elif kind not in _NO_ENTRIES and (key := _KEY.match(body)):
            entries.append(_entry(key[1], dict(_fields(body, key.end(), strings))))
        if len(entries) == MOST_ENTRIES:
            break
    return entries


def _fields(body: str, at: int, strings: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Names, in small letters, and values as they are written."""
    while field := _FIELD.match(body, at):
        value, at = _value(body, field.end(), strings)
        yield field[1].lower(), value


def _value(body: str, at: int, strings: Mapping[str, str]) -> tuple[str, int]:
    """A value and where it ends: braces, quotes, numbers and names of strings, joined by ``#``."""
    parts: list[str] = []
    while True:
        if body[at : at + 1] == "{":
            end = _closing(_BRACE, body, at + 1)
            parts.append(body[at + 1 : end])
            at = end + 1
        elif body[at : at + 1] == '"':
            end = _closing(_QUOTE, body, at + 1)
            parts.append(body[at + 1 : end])
            at = end + 1
        elif bare := _BARE.match(body, at):
            parts.append(strings.get(bare[0].lower(), bare[0]))
            at = bare.end()
        joined = _JOINED.match(body, at)
        if not joined:
            return "".join(parts), at
        at = joined.end()


def _closing(marks: re.Pattern[str], body: str, at: int) -> int:
    """Where the brace or the quote closes; the end where it does not."""
    depth = 0
    for mark in marks.finditer(body, at):
        if mark[0] == "{":
            depth += 1
        elif depth == 0 and mark[0] in {"}", '"'}:
            return mark.start()
        elif mark[0] == "}":
            depth -= 1
    return len(body)


def _entry(key: str, fields: Mapping[str, str]) -> Entry:
    eprint = _bare_id(fields.get("eprint", ""))
    kind = fields.get("archiveprefix", fields.get("eprinttype", "arxiv")).strip().lower()
    ids = (
        _bare_id(fields.get("doi", "")),
        f"arxiv:{eprint.removeprefix('arXiv:')}" if eprint and kind == "arxiv" else "",
        _bare_id(fields.get("url", "")),
    )
    year = re.search(r"\d{4}", fields.get("year") or fields.get("date", ""))
    return Entry(
        key,
        plain(fields.get("title", "")),
        year[0] if year else "",
        tuple(dict.fromkeys(each for each in ids if each and each.isprintable())),
        tuple(_authors(fields.get("author", ""))),
    )


def _bare_id(text: str) -> str:
    """An id or an address without TeX around it."""
    return re.sub(r"\\url|[{}\s]", "", text).replace("\\", "")


def _authors(text: str) -> Iterator[str]:
    """Names as people write them; ``others`` is nobody."""
    depth, start, parts = 0, 0, []
    for mark in _AND.finditer(text):
        if mark[0] in {"{", "}"}:
            depth += 1 if mark[0] == "{" else -1
        elif depth <= 0:
            parts.append(text[start : mark.start()])
            start = mark.end()
    for part in (*parts, text[start:]):
        last, comma, rest = (plain(each) for each in part.strip().partition(","))
        first = rest.rpartition(",")[2].strip() if comma else ""  # “Last, Jr, First”
        name = " ".join(f"{first} {last}".split())
        if name and name.lower() != "others":
            yield name
