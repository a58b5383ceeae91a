"""What readers who do not see the picture, or see little, are given: table, keys, contrast."""

import re
from itertools import chain
from typing import Any

import pytest

from explorer.export.looks import COLOURS, KINDS
from explorer.panel.keys import KEYS, SIGNS
from explorer.panel.table import COLUMNS, table_rows
from explorer.web.site import STATIC
from tests.unit.made_slice import EGO, make_slice
from tests.unit.test_elements import ASSETS
from tests.unit.test_export import contrast


@pytest.fixture(scope="module")
def made() -> dict[str, Any]:
    return make_slice()


# -- the table -------------------------------------------------------------------------------------


def test_every_node_is_a_row_egos_first_then_the_strongest(made: dict[str, Any]) -> None:
    rows = table_rows(made)
    assert {row.node["id"] for row in rows} == {node["id"] for node in made["nodes"]}
    assert rows[0].node["id"] == EGO
    scores = [row.node["score"] for row in rows[1:]]
    assert scores == sorted(scores, reverse=True)
    keys = {column.key for column in COLUMNS}
    assert all(row.values.keys() == keys for row in rows)


def test_the_latest_paper_is_that_of_reasons_and_of_edges_to_the_ego() -> None:
    made = make_slice(people=2, papers=2, topics=0, institutions=0)
    person, other, *papers = [node["id"] for node in made["nodes"][1:]]
    made["evidence"] = {
        papers[0]: {"kind": "paper", "label": "x", "year": 2011},
        papers[1]: {"kind": "paper", "label": "y", "year": None},
        "openalex:T1": {"kind": "topic", "label": "z", "year": 2022},
    }
    ends = {"kind": "COAUTHORED", "first_year": 2001}
    made["edges"] = [
        {**ends, "source": EGO, "target": other, "last_year": 2014},
        {**ends, "source": other, "target": person, "last_year": 2020},
        {**ends, "source": papers[1], "target": EGO, "last_year": None},
    ]
    for node in made["nodes"][1:]:
        node["reasons"][0]["evidence"] = [papers[0], papers[1], "openalex:T1", "gone"]
    made["nodes"][4]["reasons"][0]["evidence"] = [papers[1]]
    latest = {row.node["id"]: row.latest for row in table_rows(made)}
    assert latest == {EGO: None, person: 2011, other: 2014, papers[0]: 2011, papers[1]: None}


# -- the keys --------------------------------------------------------------------------------------


def test_the_sheet_lists_exactly_the_keys_that_work() -> None:
    script = (ASSETS / "keyboard.js").read_text(encoding="utf-8")
    table = re.search(r"const KEYS = \{\n(.*?)\n  \};", script, re.DOTALL)
    assert table
    works = set(re.findall(r'^    (?:"([^"]+)"|(\w+))(?::|,)', table[1], re.MULTILINE))
    names = {quoted or plain for quoted, plain in works}
    listed = set(chain.from_iterable(key.names for key in KEYS["In the graph"]))
    assert listed - {"Escape"} == names
    everywhere = set(chain.from_iterable(key.names for key in KEYS["Everywhere"]))
    with_control = {name for key in KEYS["Everywhere"] if key.held == "Ctrl" for name in key.names}
    undone = (ASSETS / "way.js").read_text(encoding="utf-8")
    assert with_control == set(re.findall(r'\bkey !== "([^"]+)"', undone))
    plain = set(re.findall(r'event\.key [!=]== "([^"]+)"', script))
    assert everywhere == plain | with_control
    in_table = (ASSETS / "table.js").read_text(encoding="utf-8")
    for key in chain.from_iterable(key.names for key in KEYS["In the table"]):
        assert key == "Enter" or re.search(rf"\b{key}:", in_table), key
    assert set(SIGNS) <= listed | everywhere


# -- contrast --------------------------------------------------------------------------------------


def palettes() -> dict[str, dict[str, str]]:
    """The site's colours by what a reader prefers."""
    sheet = (STATIC / "site.css").read_text(encoding="utf-8")
    blocks = {
        "light": r"^:root \{(.*?)\}",
        "dark": r"@media \(prefers-color-scheme: dark\) \{\s*:root \{(.*?)\}",
        "more": r"@media \(prefers-contrast: more\) \{\s*:root \{(.*?)\}",
        "dark more": r"contrast: more\) and \(prefers-color-scheme: dark\) \{\s*:root \{(.*?)\}",
    }
    found = {}
    for name, pattern in blocks.items():
        block = re.search(pattern, sheet, re.DOTALL | re.MULTILINE)
        assert block, name
        found[name] = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block[1]))
    light, dark = found["light"], found["light"] | found["dark"]
    return {
        "light": light,
        "dark": dark,
        "more": light | found["more"],
        "dark more": dark | found["more"] | found["dark more"],
    }


PALETTES = palettes()


@pytest.mark.parametrize("name", PALETTES)
def test_shapes_words_and_the_focus_stand_out_on_every_ground(name: str) -> None:
    found = PALETTES[name]
    least = 4.5 if "more" in name else 3
    for ground in (found["surface"], found["ground"], found["panel"]):
        assert all(contrast(found[kind], ground) >= least for kind in KINDS)
        assert contrast(found["focus"], ground) >= least
        assert contrast(found["ink"], ground) >= 7
        for words in ("muted", "accent", "warn"):
            assert contrast(found[words], ground) >= (7 if "more" in name else 4.5), words
    assert contrast(found["caveat-ink"], found["caveat-ground"]) >= 4.5


@pytest.mark.parametrize(("name", "index"), [("light", 0), ("dark", 1)])
def test_the_picture_alone_and_the_page_show_kinds_in_the_same_colours(
    name: str, index: int
) -> None:
    for kind in KINDS:
        assert COLOURS[kind][index].lower() == PALETTES[name][kind]


def test_nothing_takes_the_mark_of_the_focus_away() -> None:
    """But from what a mouse has focused, and from Cytoscape's inner boxes, which take none."""
    for sheet in (STATIC / "site.css", *ASSETS.glob("*.css")):
        rules = re.findall(r"([^{}]+)\{[^{}]*outline: (?:none|0)[^{}]*\}",
                           sheet.read_text(encoding="utf-8"))  # fmt: skip
        for rule in rules:
            assert "not(:focus-visible)" in rule or rule.split("*/")[-1].strip() == "#graph-box > *"
