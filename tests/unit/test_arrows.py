"""The arrows of the design: who may import whom. A part imports what stands before it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.processes import ROOT

FOUNDATION = {"explorer.model", "explorer.errors", "explorer.config", "cypher"}
# Each part may import itself, the foundation and the parts named.
MAY_IMPORT = {
    "cypher": set[str](),
    "explorer.errors": set[str](),
    "explorer.model": {"explorer.errors"},
    "explorer.config": {"explorer.errors"},
    "explorer.text": {"explorer.errors"},
    "explorer.engine": FOUNDATION,
    "explorer.supervisor": FOUNDATION | {"explorer.engine"},
    "explorer.references": FOUNDATION,
    "explorer.holdings": FOUNDATION | {"explorer.references"},
    "explorer.codes": set[str](),
    "explorer.store": FOUNDATION | {"explorer.codes", "explorer.engine", "explorer.holdings"},
    "explorer.lock": FOUNDATION | {"explorer.store"},
    "explorer.dump": FOUNDATION | {"explorer.holdings", "explorer.store"},
    "explorer.backup": FOUNDATION | {"explorer.dump", "explorer.lock", "explorer.store"},
    "explorer.restore": FOUNDATION
    | {
        "explorer.holdings",
        "explorer.dump",
        "explorer.backup",
        "explorer.lock",
        "explorer.store",
        "explorer.graph",
    },
    "explorer.teller": set[str](),
    "explorer.graph": FOUNDATION | {"explorer.lock", "explorer.store", "explorer.text"},
    "explorer.identity": FOUNDATION | {"explorer.store"},
    "explorer.export": FOUNDATION | {"explorer.graph", "explorer.identity", "explorer.text"},
    "explorer.doctor": FOUNDATION
    | {"explorer.engine", "explorer.graph", "explorer.lock", "explorer.store"},
    "loaders": FOUNDATION - {"cypher"}
    | {"explorer.graph", "explorer.lock", "explorer.references", "explorer.store"},
}
_PANEL = FOUNDATION | {
    "explorer.store", "explorer.graph", "explorer.identity", "explorer.export", "explorer.text",
}  # fmt: skip
MAY_IMPORT["explorer.panel"] = _PANEL
MAY_IMPORT["explorer.web"] = _PANEL | {"explorer.panel", "explorer.engine"}
MAY_IMPORT["explorer.refusals"] = {"explorer.errors"}
MAY_IMPORT["explorer.serve"] = MAY_IMPORT["explorer.web"] | {"explorer.refusals", "explorer.web"}
MAY_IMPORT["explorer.cli"] = MAY_IMPORT["explorer.serve"] | {
    "explorer.serve", "explorer.doctor", "explorer.cli_data", "explorer.cli_slice",
    "explorer.teller", "loaders",
}  # fmt: skip
MAY_IMPORT["explorer.cli_slice"] = _PANEL | {"explorer.web"}
MAY_IMPORT["explorer.notebook"] = _PANEL | {"explorer.web"}
MAY_IMPORT["explorer.cli_data"] = FOUNDATION | {
    "explorer.doctor", "explorer.dump", "explorer.backup", "explorer.graph", "explorer.lock",
    "explorer.restore", "explorer.store", "explorer.teller", "loaders",
}  # fmt: skip
# A library that one file alone may name, so that it can be replaced there.
ONLY_IN = {
    "neo4j": "explorer/store.py",
    "dash_cytoscape": "explorer/panel/layout.py",
    "arcadedb_embedded": "explorer/engine.py",
    "graspologic_native": "explorer/graph/clusters.py",
    "gunicorn": "explorer/serve.py",
    "bibtexparser": "loaders/bibfiles.py",
    "pyarrow": "loaders/table_files.py",
    "aggdraw": "explorer/export/painter.py",
    "resvg_py": "explorer/export/png.py",
    "py2neo": "explorer/export/subgraph.py",
    "uharfbuzz": "explorer/export/letters.py",
    "PIL": "explorer/export/png.py",
    "pandas": "explorer/notebook.py",
}
FILES = sorted(
    path for part in ("explorer", "loaders", "cypher") for path in (ROOT / part).rglob("*.py")
)


def module_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def part_of(module: str) -> str:
    names = module.split(".")
    return ".".join(names[:2]) if names[0] == "explorer" else names[0]


def imports(path: Path) -> Iterator[str]:
    """Every module a file imports, wherever in the file."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: relative imports hide the arrows"
            yield from (f"{node.module}.{name.name}" for name in node.names)


@pytest.mark.parametrize("path", FILES, ids=module_of)
def test_imports_point_one_way(path: Path) -> None:
    part = part_of(module_of(path))
    if part == "explorer":
        allowed = set[str]()
    else:
        assert part in MAY_IMPORT, f"{part} is new: give it a place in MAY_IMPORT"
        allowed = MAY_IMPORT[part]
    for name in imports(path):
        if name.split(".")[0] in {"explorer", "loaders", "cypher", "tests"}:
            used = part_of(name)
            assert used == part or used in allowed, f"{module_of(path)} imports {name}"


@pytest.mark.parametrize("path", FILES, ids=module_of)
def test_a_library_is_named_by_its_one_file(path: Path) -> None:
    place = path.relative_to(ROOT).as_posix()
    for name in imports(path):
        home = ONLY_IN.get(name.split(".")[0])
        assert home in {None, place}, f"{place} imports {name}, which belongs in {home}"


PURE = (
    "explorer/graph/placement.py", "explorer/graph/regions.py", "explorer/graph/settling.py",
    "explorer/graph/seating.py", "explorer/graph/boxes.py", "explorer/graph/ties.py",
    "explorer/graph/ranking.py", "explorer/graph/paths.py", "explorer/graph/evidence.py",
    "explorer/graph/lens.py", "explorer/graph/clusters.py",
    "explorer/panel/elements.py", "explorer/export/drawing.py",
    "explorer/export/about.py", "explorer/export/poster.py", "explorer/export/references.py",
    "explorer/export/card.py", "explorer/export/badge.py",
    "explorer/export/graphs.py", "explorer/export/tables.py", "explorer/export/statements.py",
    "explorer/text.py", "explorer/holdings.py", "explorer/references.py",
)  # fmt: skip
EFFECTS = {
    "os", "subprocess", "socket", "urllib.request", "pathlib", "tempfile", "shutil", "random",
    "time", "datetime", "flask", "explorer.store", "explorer.engine",
}  # fmt: skip


@pytest.mark.parametrize("place", PURE)
def test_pure_modules_import_nothing_that_does_input_or_output(place: str) -> None:
    for name in imports(ROOT / place):
        names = name.split(".")
        assert not EFFECTS & {names[0], ".".join(names[:2])}, f"{place} imports {name}"


def calls(path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Attribute):
            yield node.lineno, ast.unparse(node)


def test_only_config_reads_the_environment() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in FILES
        for line, name in calls(path)
        if name in {"os.environ", "os.getenv"} and path.name != "config.py"
    ]
    assert found == []


def test_broad_excepts_stand_at_the_three_edges_only() -> None:
    found = set()
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ExceptHandler) and (
                node.type is None or ast.unparse(node.type) in {"Exception", "BaseException"}
            ):
                reraises = any(isinstance(n, ast.Raise) and n.exc is None for n in node.body)
                if not reraises:
                    found.add(path.relative_to(ROOT).parts[1])
    assert found <= {"cli.py", "web", "panel"}


def test_files_and_functions_stay_small() -> None:
    long = []
    for path in [*FILES, *(ROOT / "tests").rglob("*.py"), *(ROOT / "docs").rglob("*.py")]:
        text = path.read_text()
        if text.count("\n") > 400:
            long.append(f"{path.relative_to(ROOT)}: {text.count(chr(10))} lines")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef) and path in FILES:
                code = node.body[1:] if ast.get_docstring(node) else node.body
                length = (node.end_lineno or 0) - code[0].lineno + 1 if code else 0
                if length > 40:
                    long.append(f"{path.relative_to(ROOT)}:{node.lineno}: {length} lines")
    assert long == []


def test_no_empty_names() -> None:
    names = {path.stem for path in FILES} | {path.parent.name for path in FILES}
    assert not names & {"utils", "helpers", "base", "core", "services", "common", "misc"}
