"""Every line of Cypher: one query per file, checked when the package is first read.

A file is a header of ``// key: value`` lines and then the query. The file's name is the
query's name. Errors name the file and the line. See ``cypher/README.md`` for the catalogue.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
GROUPS = ("schema", "load", "lookup", "slice", "identity")
ACCESS = ("read", "write", "schema")
ENGINES = ("any", "neo4j", "arcadedb")
KEYS = ("name", "doc", "access", "param", "return", "rows", "cost", "engine", "see", "example")
SCALARS = ("string", "integer", "float", "boolean", "map", "any")
WRITE_WORDS = re.compile(
    r"\b(CREATE|MERGE|SET|DELETE|REMOVE|DROP|FOREACH|LOAD\s+CSV)\b", re.IGNORECASE
)
_HEADER = re.compile(r"//\s?(?P<key>[a-z]+)(?:\s+(?P<field>\w+))?:\s*(?P<value>.*)$")
_TYPE = re.compile(rf"(?:list<)*(?:{'|'.join(SCALARS)})>*(?: \| null)?$")
_PARAMETER = re.compile(r"\$(\w+)")
_RELATIONSHIP = re.compile(r"-\[(?P<inside>[^\]]*)\]-")


class QueryFileError(ValueError):
    """A header or a body is wrong. The message starts with ``file:line``."""


@dataclass(frozen=True, slots=True)
class Field:
    """One parameter or one column."""

    name: str
    type: str
    doc: str

    @property
    def nullable(self) -> bool:
        """Whether null is allowed."""
        return self.type.endswith("| null")


@dataclass(frozen=True, slots=True)
class Query:
    """One query file."""

    name: str
    group: str
    doc: str
    access: str
    params: tuple[Field, ...]
    returns: tuple[Field, ...]
    one_row: bool
    cost: str
    engine: str
    see: tuple[str, ...]
    example: Mapping[str, object] | None
    text: str  # the query alone
    source: str  # the whole file
    path: Path
    line: int  # where the query starts

    @property
    def file(self) -> str:
        """The file's path inside the package, as shown to people."""
        return f"cypher/{self.group}/{self.path.name}"

    def sent(self, params: dict[str, object]) -> tuple[str, dict[str, object]]:
        """What a server is sent: a read with lists takes its parameters from one map, ``all``.

        Neo4j keeps a plan for each combination of sizes that lists are given in, by powers of
        ten: a slice's picture was planned anew for nearly every node, for longer than it ran. A
        map has no size.
        """
        listed = any(each.type.startswith("list") for each in self.params)
        if self.access != "read" or not listed:
            return self.text, params
        return _packed(self.text), {"all": params}

    def runs_on(self, engine: str) -> bool:
        """Whether the query is meant for this engine: neo4j or arcadedb."""
        return self.engine in {"any", engine}


def get(name: str) -> Query:
    """The query of this name.

    Raises:
        KeyError: there is none.
    """
    return all_queries()[name]


@cache
def all_queries() -> Mapping[str, Query]:
    """All queries by name, in the order of groups and names."""
    return read_folder(FOLDER)


def read_folder(folder: Path) -> dict[str, Query]:
    """Read and check every query file below a folder.

    Raises:
        QueryFileError: the first thing that is wrong.
    """
    found: dict[str, Query] = {}
    for group in GROUPS:
        for path in sorted([*folder.glob(f"{group}/*.cypher"), *folder.glob(f"{group}/*.sql")]):
            query = parse(path.read_text(encoding="utf-8"), path, group)
            if query.name in found:
                raise QueryFileError(f"{path}:1: the name {query.name} is taken twice")
            found[query.name] = query
    for query in found.values():
        for other in query.see:
            if other not in found:
                raise QueryFileError(f"{query.path}:1: see: there is no query {other}")
    return found


def parse(source: str, path: Path, group: str) -> Query:
    """Parse and check one query file.

    Args:
        source: the file's text.
        path: where it stands; names it in errors.
        group: the folder it stands in.

    Raises:
        QueryFileError: with file and line.
    """
    header = _Header(path)
    lines = source.splitlines()
    start = next((i for i, line in enumerate(lines) if not line.startswith("//")), len(lines))
    for number, line in enumerate(lines[:start], 1):
        header.read(line, number)
    text = "\n".join(lines[start:]).strip()
    query = header.finish(text, source, group, start + 1)
    _check_body(query)
    return query


class _Header:
    """Collects header lines and says what is wrong with them."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.values: dict[str, str] = {}
        self.lines: dict[str, int] = {}
        self.fields: dict[str, list[Field]] = {"param": [], "return": []}

    def fail(self, line: int, message: str) -> QueryFileError:
        return QueryFileError(f"{self.path}:{line}: {message}")

    def read(self, line: str, number: int) -> None:
        found = _HEADER.match(line)
        if not found:
            raise self.fail(number, f"not a header line: {line!r}; write `// key: value`")
        key, name, value = found["key"], found["field"], found["value"].strip()
        if key not in KEYS:
            raise self.fail(number, f"unknown key {key!r}; the keys are {', '.join(KEYS)}")
        if key in self.fields:
            self._read_field(key, name, value, number)
            return
        if name or not value:
            raise self.fail(number, f"write `// {key}: value`")
        if key in self.values:
            raise self.fail(number, f"{key} stands twice")
        self.values[key], self.lines[key] = value, number

    def _read_field(self, key: str, name: str | None, value: str, number: int) -> None:
        kind, _, doc = value.partition(" -- ")
        if not name or not doc.strip():
            raise self.fail(number, f"write `// {key} name: type -- what it is`")
        if not _TYPE.match(kind.strip()):
            raise self.fail(number, f"unknown type {kind.strip()!r}")
        if any(name == other.name for other in self.fields[key]):
            raise self.fail(number, f"{key} {name} stands twice")
        self.fields[key].append(Field(name, kind.strip(), doc.strip()))

    def _choice(self, key: str, allowed: tuple[str, ...], default: str) -> str:
        value = self.values.get(key, default)
        if value not in allowed:
            line = self.lines.get(key, 1)
            raise self.fail(line, f"{key} is one of {', '.join(allowed)}, not {value!r}")
        return value

    def finish(self, text: str, source: str, group: str, line: int) -> Query:
        for key in ("name", "doc", "access", "cost"):
            if key not in self.values:
                raise self.fail(1, f"the header lacks `// {key}:`")
        name = self.values["name"]
        if name != self.path.stem:
            raise self.fail(self.lines["name"], f"name {name} is not the file's {self.path.stem}")
        return Query(
            name=name,
            group=group,
            doc=self.values["doc"],
            access=self._choice("access", ACCESS, ""),
            params=tuple(self.fields["param"]),
            returns=tuple(self.fields["return"]),
            one_row=self._choice("rows", ("one", "many"), "many") == "one",
            cost=self.values["cost"],
            engine=self._choice("engine", ENGINES, "any"),
            see=tuple(self.values.get("see", "").replace(",", " ").split()),
            example=self._example(),
            text=text,
            source=source,
            path=self.path,
            line=line,
        )

    def _example(self) -> Mapping[str, object] | None:
        if "example" not in self.values:
            return None
        line = self.lines["example"]
        try:
            example = json.loads(self.values["example"])
        except ValueError as error:
            raise self.fail(line, f"the example is not JSON: {error}") from error
        names = {each.name for each in self.fields["param"]}
        if not isinstance(example, dict) or set(example) != names:
            raise self.fail(line, f"the example must bind exactly {sorted(names)}")
        return example


def _check_body(query: Query) -> None:
    def fail(message: str, position: int = 0) -> QueryFileError:
        line = query.line + query.text.count("\n", 0, position)
        return QueryFileError(f"{query.path}:{line}: {message}")

    if not query.text:
        raise fail("the file holds no query")
    bare = blank_out(query.text)
    declared = {each.name for each in query.params}
    used = {found.group(1): found.start() for found in _PARAMETER.finditer(bare)}
    for name, position in used.items():
        if name not in declared:
            raise fail(f"${name} is not declared in the header", position)
    if unused := sorted(declared - set(used)):
        raise fail(f"declared but not used: {', '.join(unused)}")
    if query.access == "read":
        if found := WRITE_WORDS.search(bare):
            raise fail(f"access is read, but the query says {found.group(1)}", found.start())
        if not query.returns:
            raise fail("a read declares its columns with `// return`")
        if not query.one_row and not re.search(r"\bORDER BY\b[\s\S]*\bLIMIT\b", bare):
            raise fail("a read of many rows ends in ORDER BY … LIMIT; else say `// rows: one`")
        if query.example is None:
            raise fail("a read has an `// example:`")
    if query.group != "schema":
        for found in _RELATIONSHIP.finditer(bare):
            if ":" not in found["inside"]:
                raise fail("every relationship names its types", found.start())


_SKIPPED = re.compile(r"//[^\n]*|/\*.*?\*/|'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"", re.DOTALL)


def blank_out(text: str) -> str:
    """The text with comments and quoted strings blanked, so that positions stay.

    >>> blank_out("RETURN '$x' // $y")
    "RETURN           "
    """
    return _SKIPPED.sub(lambda found: re.sub(r"[^\n]", " ", found.group(0)), text)


@cache
def _packed(text: str) -> str:
    places = [found.start() for found in _PARAMETER.finditer(blank_out(text))]
    parts = (text[a:b] for a, b in zip([0, *places], [*places, len(text)], strict=True))
    first, *rest = parts
    return first + "".join(f"$all.{part[1:]}" for part in rest)


def catalogue() -> str:
    """The text of ``cypher/README.md``, made from the headers."""
    lines = [
        "# Queries",
        "",
        "Made from the headers by `explorer queries --markdown`; a test keeps it current.",
        "One query per file; the header is `// key: value`, checked when it is read.",
    ]
    for group in GROUPS:
        queries = [q for q in all_queries().values() if q.group == group]
        if not queries:
            continue
        lines += ["", f"## {group}", "", "| query | what it gives | parameters | cost |"]
        lines.append("| --- | --- | --- | --- |")
        for query in queries:
            params = ", ".join(f"`{p.name}`" for p in query.params) or "–"
            link = f"[{query.name}]({query.group}/{query.path.name})"
            engine = "" if query.engine == "any" else f" ({query.engine} only)"
            lines.append(f"| {link} | {query.doc}{engine} | {params} | {query.cost} |")
    return "\n".join(lines) + "\n"
