import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from explorer import panel
from explorer.export import looks
from explorer.graph.request import ARGUMENTS
from explorer.panel import ids
from explorer.panel.controls import BUTTONS, CONTROLS, SECTIONS, app_entry, control_bar
from tests.unit.test_export import contrast

ASSETS = Path(panel.__file__).parent / "assets"
SCRIPTS = "\n".join(path.read_text() for path in sorted(ASSETS.glob("controls*.js")))
STYLES = "\n".join(path.read_text() for path in sorted(ASSETS.glob("controls*.css")))


class Tags(HTMLParser):
    """Every tag with its attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def script_of(name: str) -> str:
    """The object of one control in its script."""
    found = re.search(rf"^  controls\.{name} = \{{$(.*?)^  \}};$", SCRIPTS, re.S | re.M)
    assert found, f"no script defines graph.controls.{name}"
    return found[1]


@pytest.mark.parametrize("control", CONTROLS, ids=lambda control: control.name)
def test_a_control_has_a_place_a_script_and_a_use_for_each_part(control: object) -> None:
    from explorer.panel.controls import Control

    assert isinstance(control, Control)
    assert control.title
    assert control.section in {"", *SECTIONS}
    script = script_of(control.name)
    for part in control.parts:
        assert re.search(rf'(?:\bat|\.at)\("{part.name}"\)|\["[\w", ]*\b{part.name}\b', SCRIPTS), (
            f"no script uses the part {part.name} of {control.name}"
        )
    if control.state:
        assert "state" in script, f"{control.name} does not tell its state"
        assert re.search(r"\brestore\b", script), f"{control.name} does not take its state"
        for name in control.state:
            assert re.search(rf'get\("{name}"\)', script), f"{name} is not read again"


def test_every_script_of_a_control_has_its_entry() -> None:
    defined = set(re.findall(r"^  controls\.(\w+) = \{$", SCRIPTS, re.M))
    assert defined - {control.name for control in CONTROLS} == {"screen"}  # a button over the graph
    assert ids.FULL_SCREEN in {button.id for button in BUTTONS}


def test_arguments_of_the_view_are_each_ones_own_and_none_of_the_servers() -> None:
    names = [name for control in CONTROLS for name in control.state]
    assert len(names) == len(set(names))
    assert not set(names) & {*ARGUMENTS, "with", "ego", "format"}
    assert f"NAMES = {json.dumps(names)};" in SCRIPTS


def test_every_field_has_a_label_and_every_id_is_there_once() -> None:
    tags = Tags(str(control_bar())).found
    named = [attrs["id"] for _, attrs in tags if "id" in attrs]
    assert len(named) == len(set(named))
    labelled = {attrs.get("for") for tag, attrs in tags if tag == "label"}
    text = str(control_bar())
    for tag, attrs in tags:
        if tag in {"input", "select"} and attrs.get("id") not in labelled:
            field = re.escape(str(attrs.get("id") or attrs["value"]))
            assert re.search(rf"<label[^>]*>(?:(?!</label>).)*{field}", text, re.S), attrs
        if tag == "button":
            assert attrs["type"] == "button"
    for word in SECTIONS:
        assert f"section-{word}" in named


def test_until_a_script_frees_them_the_controls_cannot_be_used() -> None:
    assert Tags(str(app_entry())).found[0] == (
        "fieldset", {"class": "graph-controls", "disabled": None},
    )  # fmt: skip


@pytest.mark.parametrize("name", [*looks.TONES, *looks.AGES])
def test_colours_of_clusters_and_years_stand_out_and_are_those_of_the_page(name: str) -> None:
    light, dark = looks.COLOURS[name]
    assert contrast(light, looks.COLOURS["surface"][0]) >= 3
    assert contrast(dark, looks.COLOURS["surface"][1]) >= 3
    assert re.findall(rf"--{name}: (#\w+);", STYLES) == [light.lower(), dark.lower()]
    assert f"--swatch: var(--{name})" in STYLES


def test_scripts_know_as_many_colours_as_there_are() -> None:
    assert f"TONES = {len(looks.TONES)};" in SCRIPTS
    assert f"AGES = {len(looks.AGES)};" in SCRIPTS


def test_no_function_of_a_control_is_long() -> None:
    lines = SCRIPTS.split("\n")
    for place, line in enumerate(lines):
        if re.match(r"  (?:async )?function |  graph\.\w+ = .*\{$", line):
            end = next(n for n in range(place, len(lines)) if re.match(r"  \}", lines[n]))
            assert end - place < 40, line
