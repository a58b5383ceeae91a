import ast
import re
from pathlib import Path

import pytest

import cypher
from explorer.model import EDGE_RECORDS, LOAD_QUERIES, NODE_RECORDS, EdgeKind, NodeKind
from tests.processes import ROOT

GOOD = """\
// name: people_near
// doc: People near one person.
// access: read
// param id: string -- id of the person
// param limit: integer -- most rows
// return other: string | null -- who
// cost: one seek
// example: {"id": "x", "limit": 3}
MATCH (p:Person {id: $id})-[:AUTHORED]->(:Paper)<-[:AUTHORED]-(other:Person)
RETURN other.id AS other
ORDER BY other
LIMIT $limit
"""


def read(source: str, name: str = "people_near", group: str = "slice") -> cypher.Query:
    return cypher.parse(source, Path(f"{name}.cypher"), group)


def test_a_good_file_is_read_whole() -> None:
    query = read(GOOD)
    assert (query.name, query.access, query.one_row) == ("people_near", "read", False)
    assert [(p.name, p.type, p.nullable) for p in query.params] == [
        ("id", "string", False),
        ("limit", "integer", False),
    ]
    assert query.returns[0].nullable
    assert query.example == {"id": "x", "limit": 3}
    assert query.text.startswith("MATCH")
    assert query.line == 9


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("name: people_near", "name: people", 1, "is not the file's"),
        ("// doc: People near one person.\n", "", 1, "lacks `// doc:`"),
        ("access: read", "access: look", 3, "access is one of"),
        ("access: read", "rows: some\n// access: read", 3, "rows is one of"),
        ("access: read", "engine: oracle\n// access: read", 3, "engine is one of"),
        ("// cost", "// price", 7, "unknown key 'price'"),
        ("// cost: one seek", "// cost: one seek\n// cost: two", 8, "cost stands twice"),
        ("// cost: one seek", "// just a remark", 7, "not a header line"),
        ("// cost: one seek", "// cost:", 7, "write `// cost: value`"),
        (" -- id of the person", "", 4, "-- what it is"),
        ("id: string", "id: text", 4, "unknown type 'text'"),
        ("param limit: integer", "param id: integer", 5, "param id stands twice"),
        ('"limit": 3', '"limit" 3', 8, "not JSON"),
        ('"limit": 3', '"most": 3', 8, "must bind exactly"),
        ("LIMIT $limit", "LIMIT 3", 9, "declared but not used: limit"),
        ("{id: $id}", "{id: $key}", 9, "$key is not declared"),
        ("RETURN other", "SET other.seen = true\nRETURN other", 10, "says SET"),
        ("RETURN other", "merge (:Person)\nRETURN other", 10, "says merge"),
        ("ORDER BY other\n", "", 9, "ORDER BY … LIMIT"),
        ("// return other: string | null -- who\n", "", 8, "declares its columns"),
        ('// example: {"id": "x", "limit": 3}\n', "", 8, "has an `// example:`"),
        ("-[:AUTHORED]->", "-[r]->", 9, "names its types"),
        ("-[:AUTHORED]->", "-[]->", 9, "names its types"),
    ],
)  # fmt: skip
def test_each_rule_names_file_and_line(old: str, new: str, line: int, message: str) -> None:
    assert old in GOOD
    with pytest.raises(cypher.QueryFileError) as caught:
        read(GOOD.replace(old, new, 1))
    assert str(caught.value).startswith(f"people_near.cypher:{line}: "), caught.value
    assert message in str(caught.value)


def test_words_in_quotes_and_comments_are_not_read_as_cypher() -> None:
    body = GOOD.replace("RETURN other", "// SET $nothing\nWHERE p.name <> 'SET $x'\nRETURN other")
    assert read(body).text


def test_a_read_with_lists_takes_them_from_one_map() -> None:
    params: dict[str, object] = {"id": "x", "limit": 3}
    plain = read(GOOD)
    assert plain.sent(params) == (plain.text, params)
    source = GOOD.replace("// cost", "// param kinds: list<string> -- which\n// cost")
    asked = "WHERE other.kind IN $kinds AND other.name <> '$id' // not $limit\nRETURN other"
    listed = read(
        source.replace('"limit": 3', '"limit": 3, "kinds": []').replace(
            "\nRETURN other", f"\n{asked}"
        )
    )
    text, given = listed.sent(params | {"kinds": ["a"]})
    assert given == {"all": params | {"kinds": ["a"]}}
    assert "{id: $all.id}" in text
    assert "IN $all.kinds AND other.name <> '$id' // not $limit\n" in text
    assert text.endswith("LIMIT $all.limit")


def test_a_file_without_a_query_and_a_name_taken_twice(tmp_path: Path) -> None:
    with pytest.raises(cypher.QueryFileError, match="holds no query"):
        read(GOOD[: GOOD.index("MATCH")])
    for group in ("lookup", "slice"):
        (tmp_path / group).mkdir()
        (tmp_path / group / "people_near.cypher").write_text(GOOD)
    with pytest.raises(cypher.QueryFileError, match=r"slice/people_near\.cypher:1: .* taken twice"):
        cypher.read_folder(tmp_path)


def test_see_must_lead_somewhere(tmp_path: Path) -> None:
    (tmp_path / "slice").mkdir()
    text = GOOD.replace("// cost", "// see: people_far\n// cost")
    (tmp_path / "slice" / "people_near.cypher").write_text(text)
    with pytest.raises(cypher.QueryFileError, match=r":1: see: there is no query people_far"):
        cypher.read_folder(tmp_path)


def test_all_files_of_the_package_are_read() -> None:
    files = [*cypher.FOLDER.rglob("*.cypher"), *cypher.FOLDER.rglob("*.sql")]
    assert {path.stem for path in files} == set(cypher.all_queries())


def test_the_catalogue_is_current() -> None:
    assert (cypher.FOLDER / "README.md").read_text() == cypher.catalogue(), (
        "run: explorer queries --markdown > cypher/README.md"
    )


def test_every_kind_has_its_load_query_and_every_node_its_constraint() -> None:
    assert set(LOAD_QUERIES) == {*NODE_RECORDS, *EDGE_RECORDS}
    assert set(NODE_RECORDS.values()) == set(NodeKind)
    assert {*EDGE_RECORDS.values(), EdgeKind.AFFILIATED_WITH} == set(EdgeKind)
    for name in LOAD_QUERIES.values():
        assert cypher.get(name).group == "load"
    for kind in NodeKind:
        assert kind.label in cypher.get(f"constraint_{kind.value}_id").text


def test_labels_and_types_are_those_of_the_model() -> None:
    labels = {kind.label for kind in NodeKind} | {"Load", "Ledger", "Lock", "Hub"}
    types = {kind.value for kind in EdgeKind}
    for query in cypher.all_queries().values():
        if query.group in {"schema", "identity"}:
            continue
        bare = cypher.blank_out(query.text)
        for inside in re.findall(r"-\[([^\]]*)\]-", bare):
            named = re.split(r"[{*]", inside.partition(":")[2])[0]
            assert {t.strip(" :") for t in named.split("|")} <= types, (query.file, inside)
        assert not re.search(r"\)\s*<?--+>?\s*\(", bare), f"{query.file}: an arrow without a type"
        used = set(re.findall(r"\(\w*:([A-Z]\w*)", bare))
        assert used <= labels, (query.file, used - labels)


CYPHER_WORDS = re.compile(
    r"\b(MATCH|MERGE|UNWIND)\s*[($]"
    r"|\b(DETACH DELETE|CREATE CONSTRAINT|RETURN \w+\.\w+|CALL db\.\w+)\b"
)


def test_no_cypher_in_python_outside_tests() -> None:
    found = []
    exported = ROOT / "explorer/export/statements.py"  # text for readers, which nothing here runs
    for folder in ("explorer", "loaders", "cypher", "docs"):
        for path in {*(ROOT / folder).rglob("*.py")} - {exported}:
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    words = CYPHER_WORDS.search(node.value)
                    if words:
                        found.append(f"{path.relative_to(ROOT)}:{node.lineno}: {words.group(0)}")
    assert found == []
