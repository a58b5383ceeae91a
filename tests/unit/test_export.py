import json
import re
from collections import Counter
from html import unescape
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.export import EXPORTERS, svg
from explorer.export.labels import label_sides
from explorer.export.looks import COLOURS, KINDS, edge_width, tier_of
from tests.unit.made_slice import EGO, HOSTILE, make_slice

SVG = "{http://www.w3.org/2000/svg}"
SHAPES = {"person": "circle", "paper": "rect", "topic": "polygon", "institution": "polygon"}


@pytest.fixture(scope="module")
def made() -> dict[str, Any]:
    return make_slice()


def parse(text: str) -> ElementTree.Element:
    return ElementTree.fromstring(text)  # noqa: S314 - our own output


def luminance(shade: str) -> float:
    parts = (int(shade[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_picture_is_well_formed_and_says_what_it_shows(made: dict[str, Any]) -> None:
    root = parse(svg(made))
    assert root.tag == f"{SVG}svg"
    assert root[0].tag == f"{SVG}title"
    assert root[0].text == made["title"]
    assert root[1].tag == f"{SVG}desc"
    assert "people: 30, papers: 24, topics: 12, institutions: 12" in (root[1].text or "")
    view = made["view"]
    box = [float(number) for number in root.attrib["viewBox"].split()]
    assert box == pytest.approx([view["x"], view["y"], view["width"], view["height"]], abs=0.005)


def test_every_node_is_drawn_in_the_shape_of_its_kind_at_its_place(made: dict[str, Any]) -> None:
    links = parse(svg(made, links="")).findall(f"{SVG}a")
    assert len(links) == len(made["nodes"])
    for node, link in zip(reversed(made["nodes"]), links, strict=True):
        shape = link[-1]
        assert shape.tag == SVG + SHAPES[node["kind"]]
        at = shape.attrib
        if node["kind"] == "person":
            centre = float(at["cx"]), float(at["cy"])
        elif node["kind"] == "paper":
            centre = tuple(
                float(at[c]) + float(at[s]) / 2 for c, s in (["x", "width"], ["y", "height"])
            )
        else:
            corners = [tuple(map(float, corner.split(","))) for corner in at["points"].split()]
            centre = tuple(sum(values) / len(values) for values in zip(*corners, strict=True))
        assert centre == pytest.approx((node["x"], node["y"]), abs=0.02)


def test_names_are_text_and_hostile_ones_stay_text(made: dict[str, Any]) -> None:
    drawn = svg(made, links="")
    root = parse(drawn)
    labels = {text.text for text in root.iter(f"{SVG}text")}
    assert labels == {node["short"] for node in made["nodes"] if node["labelled"]}
    titles = [link[0].text for link in root.iter(f"{SVG}a")]
    assert titles == [node["label"] for node in reversed(made["nodes"])]
    assert HOSTILE in titles
    assert "<script" not in drawn
    assert "onload" not in re.sub(r">[^<]*<", "><", drawn)  # in no tag


def test_links_carry_the_base_path_and_ids_survive_them(made: dict[str, Any]) -> None:
    root = parse(svg(made, links="/research"))
    wanted = {f"/research/{node['kind']}/{node['id']}" for node in made["nodes"]}
    found = {link.attrib["href"] for link in root.iter(f"{SVG}a")}
    assert {unquote(address) for address in found} == wanted
    assert not any(set(address) & set('<>"#?;') for address in found)
    assert not list(parse(svg(made)).iter(f"{SVG}a"))


def test_all_edges_are_drawn_and_heavier_ones_are_wider(made: dict[str, Any]) -> None:
    paths = parse(svg(made)).findall(f"{SVG}g[@class='rg-edges']/{SVG}path")
    assert sum(path.attrib["d"].count("M") for path in paths) == len(made["edges"])
    widths = [edge_width(weight, 4.0) for weight in (0.0, 1.0, 2.0, 4.0, 9.0)]
    assert widths == sorted(widths)
    assert widths[3] == widths[4]
    assert edge_width(0.0, 0.0) > 0


def test_eighty_nodes_stay_small(made: dict[str, Any]) -> None:
    assert len(made["nodes"]) == 79
    assert len(svg(made, links="/research").encode()) < 60_000


def test_a_fixed_theme_needs_no_page_around_it(made: dict[str, Any]) -> None:
    for index, theme in enumerate(("light", "dark")):
        drawn = svg(made, theme=theme)
        assert "var(" not in drawn
        assert "prefers-color-scheme" not in drawn
        assert all(COLOURS[kind][index] in drawn for kind in KINDS)
    assert all(f"var(--{kind}, {COLOURS[kind][0]})" in svg(made) for kind in KINDS)


@pytest.mark.parametrize("index", [0, 1], ids=["light", "dark"])
def test_kinds_stand_out_from_the_ground(index: int) -> None:
    ground = COLOURS["surface"][index]
    assert all(contrast(COLOURS[kind][index], ground) >= 3 for kind in KINDS)
    assert contrast(COLOURS["ink"][index], ground) >= 7
    assert contrast(COLOURS["muted"][index], ground) >= 4.5


def test_narrower_pages_show_fewer_and_larger_labels_that_keep_apart(made: dict[str, Any]) -> None:
    sides = label_sides(made)
    shown = [len(each) for each in sides]
    assert shown == sorted(shown, reverse=True)
    assert shown[0] == sum(node["labelled"] for node in made["nodes"])
    assert 1 <= shown[-1] < 12
    assert all(EGO in each for each in sides)
    assert [tier_of(width) for width in (1280, 1024, 1023, 601, 600, 320)] == [0, 0, 1, 1, 2, 2]
    # Hundreds of nodes on the same page: all is smaller, so labels are larger again.
    crowded = {"width": 4200.0}
    assert [tier_of(width, crowded) for width in (1280, 1023, 600)] == [2, 3, 4]


def test_labels_of_right_to_left_names_say_so() -> None:
    made = make_slice(2, 0, 0, 0, label=lambda _kind, number: ("Ada", "يوسف (2", "יוסף")[number])
    picture = svg(made)
    assert "\u2067يوسف (2\u2069</text>" in picture
    assert ">Ada</text>" in picture


def test_a_picture_of_given_width_has_its_size_and_no_rules_for_pages(
    made: dict[str, Any],
) -> None:
    root = parse(svg(made, width=400))
    view = made["view"]
    assert root.attrib["width"] == "400"
    assert int(root.attrib["height"]) == round(400 * view["height"] / view["width"])
    assert "max-width" not in svg(made, width=400)


@given(name=st.text(max_size=40), size=st.integers(0, 3))
def test_any_name_gives_well_formed_xml(name: str, size: int) -> None:
    made = make_slice(people=size, papers=0, topics=0, institutions=0)
    for node in made["nodes"]:
        node["label"] = node["short"] = name
    made["title"] = name
    root = parse(svg(made, links=""))
    assert len(root.findall(f"{SVG}a")) == size + 1


def test_exporters_write_what_they_say(made: dict[str, Any]) -> None:
    assert set(EXPORTERS) >= {"json", "svg"}
    assert all(suffix == each.suffix for suffix, each in EXPORTERS.items())
    assert json.loads(EXPORTERS["json"].write(made)) == made
    drawn = EXPORTERS["svg"].write(made).decode()
    assert Counter(element.tag for element in parse(drawn).iter())[f"{SVG}circle"] == 32
    assert EXPORTERS["svg"].media_type == "image/svg+xml"
    assert unescape(drawn).count(made["title"]) >= 1
