import json
import re
from pathlib import Path
from typing import Any

import pytest

from explorer import panel
from explorer.export import labels, looks
from explorer.model import NodeKind
from explorer.panel import ids
from explorer.panel.elements import page_data, to_drawing, to_elements, to_stylesheet
from tests.unit.made_slice import EGO, make_slice

ASSETS = Path(panel.__file__).parent / "assets"


@pytest.fixture(scope="module")
def made() -> dict[str, Any]:
    return make_slice()


def nodes_of(made: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {each["data"]["id"]: each for each in to_elements(made) if "position" in each}


def test_every_node_and_edge_becomes_one_element_at_the_place_the_server_gave(
    made: dict[str, Any],
) -> None:
    drawn = nodes_of(made)
    assert set(drawn) == {node["id"] for node in made["nodes"]}
    for node in made["nodes"]:
        assert drawn[node["id"]]["position"] == {"x": node["x"], "y": node["y"]}
    edges = [each["data"] for each in to_elements(made) if "position" not in each]
    assert [(e["id"], e["source"], e["target"]) for e in edges] == [
        (e["id"], e["source"], e["target"]) for e in made["edges"]
    ]


def test_the_ego_is_rank_0_and_drawn_last_the_others_by_score(made: dict[str, Any]) -> None:
    drawn = nodes_of(made)
    assert drawn[EGO]["data"]["rank"] == 0
    assert [node for node, each in drawn.items() if each["data"]["ego"]] == [EGO]
    assert list(drawn)[-1] == EGO
    by_rank = sorted(drawn.values(), key=lambda each: each["data"]["rank"])
    scores = {node["id"]: node["score"] for node in made["nodes"]}
    ranked = [scores[each["data"]["id"]] for each in by_rank[1:]]
    assert ranked == sorted(ranked, reverse=True)


def test_sizes_are_those_of_the_picture(made: dict[str, Any]) -> None:
    drawn = nodes_of(made)
    for node in made["nodes"][1:]:
        data = drawn[node["id"]]["data"]
        assert data["size"] == pytest.approx(2 * looks.half_size(node), abs=0.01)
        # The label starts where the picture's does, whatever the shape.
        assert data["size"] / 2 + data["margin"] == pytest.approx(
            looks.label_offset(node), abs=0.02
        )
    assert drawn[EGO]["data"]["size"] / 2 + looks.EGO_GAP + looks.EGO_RING == pytest.approx(
        made["nodes"][0]["radius"], abs=0.01
    )


def test_labels_at_rest_are_those_the_slice_names(made: dict[str, Any]) -> None:
    drawn = nodes_of(made)
    for node in made["nodes"]:
        at_rest = drawn[node["id"]]["data"]["sides"][len(labels.CLOSER)]
        assert (at_rest != "0") == node["labelled"]


def test_rows_may_come_in_any_order_of_edges_without_moving_a_node(made: dict[str, Any]) -> None:
    turned = {**made, "edges": made["edges"][::-1]}
    assert nodes_of(turned) == nodes_of(made)


def test_the_stylesheet_knows_every_kind_and_leaves_colours_to_the_page() -> None:
    rules = to_stylesheet()
    selectors = [rule["selector"] for rule in rules]
    assert len(selectors) == len(set(selectors))
    for kind in looks.KINDS:
        rule = next(rule for rule in rules if rule["selector"] == f'node[kind = "{kind}"]')
        assert rule["style"]["background-color"].startswith(f"var(--{kind}, #")
    colours = [
        value
        for rule in rules
        for name, value in rule["style"].items()
        if name == "color" or name.endswith("-color")
    ]
    assert colours
    assert all(re.fullmatch(r"var\(--[\w-]+, #[0-9A-Fa-f]{6}\)", colour) for colour in colours)


def test_the_rules_at_rest_come_first_and_hang_on_nothing_that_readers_do(
    made: dict[str, Any],
) -> None:
    drawing = to_drawing(made)
    resting = drawing["stylesheet"][: drawing["resting"]]
    later = drawing["stylesheet"][drawing["resting"] :]
    at_rest = re.compile(r"tier\d|named|shown|(left|right|up)ward|level")
    classes = [set(re.findall(r"\.([a-z]\w*)", rule["selector"])) for rule in resting]
    assert all(at_rest.fullmatch(name) for names in classes for name in names)
    assert all(re.search(r"\.[a-z]", rule["selector"]) for rule in later)
    assert len(resting) > 10
    assert len(later) > 20


def test_a_slice_of_one_node_is_a_drawing(made: dict[str, Any]) -> None:
    alone = to_drawing(make_slice(0, 0, 0, 0))
    assert [each["data"]["id"] for each in alone["elements"]] == [EGO]
    assert {"widest": None, "scale": 1.0} in alone["tiers"]
    scales = [tier["scale"] for tier in alone["tiers"]]
    assert scales == sorted(scales)
    assert all(len(each["data"]["sides"]) == len(scales) for each in alone["elements"])


def test_no_name_can_end_the_script_of_data(made: dict[str, Any]) -> None:
    text = str(page_data(made))
    found = re.findall(r'<script type="application/json" id="([\w-]+)">([^<>]*)</script>', text)
    assert [name for name, _ in found] == [ids.SLICE, ids.DRAWING]
    assert text.count("<") == 4
    assert json.loads(found[0][1]) == made
    assert json.loads(found[1][1]) == json.loads(json.dumps(to_drawing(made)))


def test_scripts_name_only_ids_that_exist() -> None:
    known = {value for name, value in vars(ids).items() if name.isupper()}
    used: set[str] = set()
    for script in ASSETS.glob("*.js"):
        text = script.read_text(encoding="utf-8")
        used.update(re.findall(r'(?:byId|read|getElementById)\("([\w-]+)"\)', text))
        used.update(re.findall(r'set_props\("([\w-]+)"', text))
    assert len(used) > 8
    assert used <= known


def test_scripts_evaluate_nothing() -> None:
    for script in ASSETS.glob("*.js"):
        text = script.read_text(encoding="utf-8")
        assert not re.search(r"\beval\b|new Function|innerHTML|document\.write", text), script.name


def test_plurals_of_kinds_stand_in_one_script_and_are_names_of_arguments() -> None:
    scripts = {path.name: path.read_text(encoding="utf-8") for path in ASSETS.glob("*.js")}
    assert [name for name, text in scripts.items() if '"institutions"' in text] == ["kinds.js"]
    listed = dict(re.findall(r'\b(\w+): "(\w+)"', scripts["kinds.js"]))
    assert listed == {kind.value: kind.plural for kind in NodeKind}
