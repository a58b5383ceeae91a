"""The digest of a stream, the table of what is dumped, and the file of a backup; no server."""

from __future__ import annotations

import gzip
import json
import re
import resource
import stat
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cypher
from explorer.backup import FORMAT, KIND, End, Head, open_backup, whole_file, write_lines
from explorer.dump import NOT_DUMPED, OF_THE_RUN, PARTS, SETS, Item, canonical, tally
from explorer.errors import BadRequest, ConfigError, ExplorerError, SourceError
from explorer.model import EdgeKind, NodeKind

# -- the digest ----------------------------------------------------------------------------------

SCALARS = st.one_of(
    st.text(max_size=4), st.integers(-9, 9), st.booleans(), st.floats(-2, 2, allow_nan=False)
)
VALUES = st.one_of(SCALARS, st.lists(st.text(max_size=3), max_size=3))
NAMES = st.sampled_from(("name", "year", "score", "same_as"))
PROPERTIES = st.dictionaries(NAMES, VALUES, max_size=4)
DIGESTED = [part for part in PARTS.values() if part.digested]
NODES = [part.name for part in DIGESTED if not part.holds_edges]
EDGES = [part.name for part in DIGESTED if part.holds_edges]
IDS = st.text(min_size=1, max_size=3)
ITEMS = st.one_of(
    st.builds(Item, st.sampled_from(NODES), IDS, PROPERTIES),
    st.builds(Item, st.sampled_from(EDGES), st.tuples(IDS, IDS), PROPERTIES),
)
GRAPHS = st.lists(ITEMS, min_size=1, max_size=8, unique_by=lambda item: (item.part, item.key))


def digest_of(*items: Item) -> str:
    return tally(items).digest()


def same(one: object, other: object) -> bool:
    """Equality that tells 1 from 1.0 and from True, and 0.0 from -0.0."""
    return repr(one) == repr(other)


@given(GRAPHS, st.randoms(use_true_random=False))
def test_the_order_of_rows_and_of_properties_does_not_matter(graph: list[Item], dice: Any) -> None:
    mixed = [replace(i, properties=dict(reversed(i.properties.items()))) for i in graph]
    dice.shuffle(mixed)
    assert digest_of(*mixed) == digest_of(*graph)


@given(GRAPHS, st.data(), NAMES, st.one_of(st.none(), VALUES))
def test_any_changed_added_or_removed_property_is_seen(
    graph: list[Item], data: st.DataObject, name: str, value: object
) -> None:
    which = data.draw(st.integers(0, len(graph) - 1))
    item = graph[which]
    other = replace(item, properties={**item.properties, name: value})
    unchanged = same(item.properties.get(name), value)
    changed = [*graph[:which], other, *graph[which + 1 :]]
    assert (digest_of(*changed) == digest_of(*graph)) == unchanged


@given(GRAPHS, st.data())
def test_any_dropped_or_doubled_item_is_seen(graph: list[Item], data: st.DataObject) -> None:
    which = data.draw(st.integers(0, len(graph) - 1))
    assert digest_of(*graph[:which], *graph[which + 1 :]) != digest_of(*graph)
    assert digest_of(*graph, graph[which]) != digest_of(*graph)


@given(PROPERTIES, PROPERTIES, st.sampled_from(NODES))
def test_values_exchanged_between_two_nodes_are_seen(
    one: dict[str, Any], other: dict[str, Any], part: str
) -> None:
    straight = digest_of(Item(part, "a", one), Item(part, "b", other))
    crossed = digest_of(Item(part, "a", other), Item(part, "b", one))
    equal = canonical(Item(part, "a", one)) == canonical(Item(part, "a", other))
    assert (straight == crossed) == equal


def test_ends_of_an_edge_and_kinds_of_nodes_are_told_apart() -> None:
    assert digest_of(Item("CITES", ("a", "b"), {})) != digest_of(Item("CITES", ("b", "a"), {}))
    assert digest_of(Item("Paper", "a", {})) != digest_of(Item("Topic", "a", {}))
    assert digest_of(Item("CITES", ("ab", "c"), {})) != digest_of(Item("CITES", ("a", "bc"), {}))


@pytest.mark.parametrize(
    ("one", "other"),
    [(1, 1.0), (1, True), (0.0, -0.0), ("1", 1), ("", None), ([], None), (["a", "b"], ["b", "a"])],
)
def test_values_that_are_nearly_equal_differ(one: object, other: object) -> None:
    found = [digest_of(Item("Paper", "p", {"x": value})) for value in (one, other)]
    assert found[0] != found[1]


def test_what_the_digest_leaves_out() -> None:
    plain = Item("Paper", "p", {"references_outside": ["a", "b"]})
    said = {"references_outside": ["b", "a"], "run_id": "of today", "doi": None}
    assert digest_of(plain) == digest_of(Item("Paper", "p", said))
    assert digest_of(plain) == digest_of(plain, Item("Load", "run", {"state": "complete"}))
    assert {"run_id"} == OF_THE_RUN
    assert {"references_outside", "outside_by"} == SETS


def test_every_nan_is_the_same_and_floats_are_written_shortest() -> None:
    values = {"x": float("nan"), "y": 0.1 + 0.2, "z": 1e22}
    assert canonical(Item("Topic", "t", values)).decode() == (
        '["Topic","t",{"x":NaN,"y":0.30000000000000004,"z":1e+22}]'
    )


def test_a_value_that_no_loader_writes_is_refused_by_name() -> None:
    with pytest.raises(BadRequest, match="kind bytes"):
        canonical(Item("Paper", "p", {"x": b"raw"}))


# -- the table -----------------------------------------------------------------------------------


def test_every_label_and_type_that_is_loaded_is_dumped() -> None:
    labels, types = set(), set()
    for query in cypher.all_queries().values():
        if query.group in {"load", "identity"}:
            bare = cypher.blank_out(query.text)
            labels |= set(re.findall(r"\(\w*:([A-Z]\w*)", bare))
            for inside in re.findall(r"-\[\w*:([^\]{*]*)", bare):
                types |= {name.strip(" :") for name in inside.split("|")}
    assert labels - NOT_DUMPED == {p.name for p in PARTS.values() if not p.holds_edges}
    assert types == {p.stored_as for p in PARTS.values() if p.holds_edges}
    assert {kind.label for kind in NodeKind} <= labels
    assert set(EdgeKind) == types


@pytest.mark.parametrize("part", PARTS.values(), ids=lambda part: part.name)
def test_the_queries_of_a_part_are_about_it(part: Any) -> None:
    for name in (part.read, part.write, part.remove):
        if name is not None:
            text = cypher.get(name).text
            assert re.search(rf":{part.stored_as}\b", text), name
    read, write = cypher.get(part.read), cypher.get(part.write)
    assert {p.name for p in read.params} == {"after", "limit"}
    assert [c.name for c in read.returns] == ["id", "edges" if part.holds_edges else "properties"]
    assert [p.name for p in write.params] == ["rows"]
    assert read.access == "read"


def test_nodes_are_written_before_edges_and_runs_last() -> None:
    order = [(not part.digested, part.holds_edges) for part in PARTS.values()]
    assert order == sorted(order)


# -- the file ------------------------------------------------------------------------------------

GRAPH = [
    Item("Paper", "p/1", {"title": "Über 田 \u2028 \U0001f600", "year": 2001, "tags": []}),
    Item("Paper", "p/2", {"title": "x" * 3000, "retracted": False}),
    Item("Person", "a", {"name": "Ada"}),
    Item("AUTHORED", ("a", "p/1"), {"position": 1, "share": 0.1}),
    Item("CITES", ("p/1", "p/2"), {}),
    Item("Load", "run", {"state": "complete"}),
]
COUNTS = {"Paper": 2, "Person": 1, "AUTHORED": 1, "CITES": 1, "Topic": 0}
HEAD = Head(KIND, FORMAT, "0.1", "arcadedb 26", "2026-01-01T00:00:00+00:00", COUNTS)


def made(path: Path, graph: list[Item] = GRAPH, head: Head = HEAD) -> Path:
    with whole_file(path) as out:
        write_lines(out, head, graph)
    return path


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return made(tmp_path / "graph.jsonl.gz")


def refused(path: Path) -> SourceError:
    with pytest.raises(SourceError) as caught, open_backup(path):
        pass
    assert caught.value.hint
    return caught.value


def lines_of(path: Path) -> list[bytes]:
    return gzip.decompress(path.read_bytes()).splitlines(keepends=True)


def test_a_backup_gives_back_what_was_written(file: Path) -> None:
    with open_backup(file) as found:
        assert list(found.items()) == GRAPH
        assert list(found.items()) == GRAPH, "it can be read again"
        assert found.end.digest == tally(GRAPH).digest()
        assert found.end.total == len(GRAPH)
        assert found.head == HEAD
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in file.parent.iterdir()] == [file.name]


def test_each_line_is_json_that_says_what_it_is(file: Path) -> None:
    first, *items, last = map(json.loads, lines_of(file))
    assert first["kind"] == KIND
    assert items[0] == {"part": "Paper", "id": "p/1", "properties": dict(GRAPH[0].properties)}
    assert items[4] == {"part": "CITES", "source": "p/1", "target": "p/2", "properties": {}}
    assert set(last["end"]) == {"counts", "digest", "checksum"}


def test_a_file_cut_off_at_any_byte_is_refused(file: Path) -> None:
    whole = file.read_bytes()
    for length in range(len(whole)):
        file.write_bytes(whole[:length])
        said = str(refused(file))
        assert ("cut off or damaged" in said) or ("not a backup" in said and length < 300), length


def test_any_flipped_bit_is_refused(file: Path) -> None:
    whole = file.read_bytes()
    for place in range(10, len(whole)):  # what stands before is gzip's own time and system
        file.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        refused(file)


def swapped(lines: list[bytes]) -> list[bytes]:
    return [lines[0], *lines[4:5], *lines[1:4], *lines[5:]]


DAMAGE: dict[str, Callable[[list[bytes]], list[bytes]]] = {
    "a line less": lambda lines: lines[:2] + lines[3:],
    "a line twice": lambda lines: [*lines[:2], lines[1], *lines[2:]],
    "no last line": lambda lines: lines[:-1],
    "a line after the last": lambda lines: [*lines, b"{}\n"],
    "two files": lambda lines: lines * 2,
    "edges before nodes": swapped,
    "a value changed": lambda lines: [line.replace(b"2001", b"2002") for line in lines],
    "a run changed": lambda lines: [line.replace(b"complete", b"running") for line in lines],
    "other counts": lambda lines: [lines[0].replace(b'"CITES":1', b'"CITES":2'), *lines[1:]],
    "no JSON": lambda lines: [lines[0], b"{\n", *lines[1:]],
    "a list": lambda lines: [lines[0], b"[]\n", *lines[1:]],
    "deep JSON": lambda lines: [lines[0], b"[" * 100_000 + b"\n", *lines[1:]],
    "no id": lambda lines: [line.replace(b'"id"', b'"di"') for line in lines],
    "half a character": lambda lines: [line.replace(b'"Ada"', b'"\\ud800"') for line in lines],
    "no UTF-8": lambda lines: [line.replace(b"Ada", b"\xff\xfe") for line in lines],
    "last line of another kind": lambda lines: [*lines[:-1], b'{"end":[1]}\n'],
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_lines_that_are_not_as_they_were_are_refused(file: Path, damage: str) -> None:
    changed = DAMAGE[damage](lines_of(file))
    assert changed != lines_of(file)
    file.write_bytes(gzip.compress(b"".join(changed)))
    assert "cut off or damaged" in str(refused(file))


def test_a_label_of_a_newer_explorer_is_named(file: Path) -> None:
    changed = [line.replace(b'"part":"Person"', b'"part":"Robot"') for line in lines_of(file)]
    file.write_bytes(gzip.compress(b"".join(changed)))
    assert "holds Robot at line 4" in str(refused(file))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no gzip",
        gzip.compress(b"", mtime=0),
        gzip.compress(b"no JSON\n", mtime=0),
        gzip.compress(b'{"kind": "something else", "format": 1}\n', mtime=0),
        gzip.compress(b'{"id": "https://openalex.org/W1"}\n', mtime=0),
        gzip.compress(b"[1]\n", mtime=0),
        gzip.compress(json.dumps({"kind": KIND, "format": 1}).encode() + b"\n", mtime=0),
    ],
)
def test_another_file_is_no_backup(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    assert "is not a backup" in str(refused(file)) or content == b""


def test_a_newer_format_names_the_version_that_made_it(tmp_path: Path) -> None:
    head = replace(HEAD, format=FORMAT + 1, explorer="9.9")
    said = refused(made(tmp_path / "new.gz", head=head))
    assert "explorer 9.9" in str(said)
    assert "newer" in str(said.hint)


@pytest.mark.parametrize("name", ["none.gz", "."])
def test_a_file_that_is_not_there_or_a_folder(tmp_path: Path, name: str) -> None:
    assert "cannot be read" in str(refused(tmp_path / name))


@pytest.fixture
def little_disk() -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, hard))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_full_disk_is_said_and_leaves_the_old_file(file: Path, little_disk: None) -> None:
    before = file.read_bytes()
    endless = (Item("Paper", str(number), {"x": f"{number**50}"}) for number in range(100_000))
    with pytest.raises(ConfigError, match="cannot be written: File too large") as caught:
        made(file, endless)  # type: ignore[arg-type]
    assert "Free some disk" in str(caught.value.hint)
    assert file.read_bytes() == before
    assert [path.name for path in file.parent.iterdir()] == [file.name]


def test_a_broken_stream_leaves_nothing(tmp_path: Path) -> None:
    def broken() -> Iterator[Item]:
        yield GRAPH[0]
        raise ExplorerError("the server went away")

    with pytest.raises(ExplorerError, match="went away"):
        made(tmp_path / "graph.gz", broken())  # type: ignore[arg-type]
    with pytest.raises(ConfigError, match="No such file or directory"):
        made(tmp_path / "none" / "graph.gz")
    assert list(tmp_path.iterdir()) == []


def test_the_last_line_sums_up() -> None:
    assert End({"Paper": 2, "CITES": 3}, "", "").total == 5
