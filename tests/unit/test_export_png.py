"""Pictures as PNG: size, colours, letters of every script that a font at hand has."""

from __future__ import annotations

import shutil
import subprocess
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest

from explorer.errors import BadRequest
from explorer.export import EXPORTERS
from explorer.export.letters import covered
from explorer.export.looks import COLOURS, KINDS
from explorer.export.png import ALIKE, MOST_POINTS, SHADES, card_png, png
from explorer.export.poster import NARROWEST, poster
from tests.unit.made_png import points_of, size_of, words_of
from tests.unit.made_slice import make_slice, with_origin


@pytest.fixture(scope="module")
def made() -> dict[str, Any]:
    return with_origin()


def one_label(text: str, **more: object) -> dict[str, Any]:
    """A slice of one node with this label."""
    made = make_slice(people=0, papers=0, topics=0, institutions=0)
    made["nodes"][0] |= {"label": text, "short": text, "labelled": True}
    return {**made, "title": "T", "data_as_of": None, **more}


def shade(colour: str) -> list[int]:
    return [int(colour[n : n + 2], 16) for n in (1, 3, 5)]


@pytest.mark.parametrize(("theme", "which"), [("light", 0), ("dark", 1)])
def test_a_picture_has_the_colours_of_its_theme_and_a_legend_of_each_kind(
    made, theme: str, which: int
) -> None:
    points = np.unique(points_of(png(made, theme=theme)).reshape(-1, 3), axis=0).astype(int)
    for name in (*KINDS, "ink", "muted", "surface"):
        away = np.abs(points - shade(COLOURS[name][which])).max(axis=1).min()
        assert away <= 255 - ALIKE, name


def test_a_larger_scale_gives_as_many_more_points(made) -> None:
    width, height = size_of(png(made))
    assert width >= NARROWEST
    assert height > width * made["view"]["height"] / made["view"]["width"]
    assert size_of(png(made, scale=2)) == (2 * width, 2 * height)


def test_a_picture_is_as_large_as_asked_and_weighs_little(made) -> None:
    usual = png(made, width=800)
    assert size_of(usual)[0] == 800
    assert len(usual) < 150_000
    assert size_of(png(made, width=500, height=400)) == (500, 400)
    card = card_png(made)
    assert size_of(card) == (1200, 630)
    assert len(card) < 150_000
    assert size_of(card_png(made, scale=0.5)) == (600, 315)


def test_a_picture_names_its_colours_and_the_flat_ones_are_exact(made) -> None:
    points = points_of(png(made, width=800)).reshape(-1, 3)
    shades, counts = np.unique(points, axis=0, return_counts=True)
    assert len(shades) <= SHADES
    flat = {tuple(shade) for shade in shades[np.argsort(-counts)][:16].tolist()}
    named = ("surface", "person", "paper", "topic", "institution")
    assert {tuple(shade(COLOURS[name][0])) for name in named} <= flat


def test_a_picture_too_large_to_paint_is_refused(made) -> None:
    with pytest.raises(BadRequest, match=f"{MOST_POINTS:,} points at most"):
        png(made, width=2000, height=2000, scale=3)


def test_the_caption_is_drawn_below_the_picture(made) -> None:
    drawn = ElementTree.fromstring(poster(made, "light"))  # noqa: S314 - ours
    texts = " ".join(text.text or "" for text in drawn.iter("{http://www.w3.org/2000/svg}text"))
    for fact in (made["data_as_of"], made["sources"][0]["title"], "CC0 1.0", made["address"]):
        assert fact in texts
    long = {**made, "title": "word " * 400 + "x" * 900}
    assert size_of(png(long))[1] > size_of(png(made))[1]


def test_words_of_other_scripts_are_kept_in_the_file(made) -> None:
    said = words_of(png({**made, "title": "王小明 in context"}))
    assert said["Title"] == "王小明 in context"
    assert said["Copyright"] == "CC0 1.0; licence not stated"


def ink(text: str) -> Any:
    """The points of a label, cut out, dark or not."""
    picture = points_of(png(one_label(text))).astype(int)
    near = np.abs(picture - shade(COLOURS["ink"][0])).sum(axis=2) < 200
    return near[:-150]  # above legend and caption


@pytest.mark.parametrize("text", ["Ελένη", "Дмитрий", "Đặng Thị", "محمد", "דוד", "Ղազարյան"])
def test_the_fonts_that_come_along_have_letters_of_many_scripts(text: str) -> None:
    assert not {ord(letter) for letter in text if letter.isalpha()} - covered()
    unknown = ink("\U000e0100" * len(text))
    drawn = ink(text)
    assert drawn.sum() > 60
    assert not np.array_equal(drawn, unknown)


def test_a_word_from_right_to_left_stays_on_its_line() -> None:
    rows = {text: np.flatnonzero(ink(text).any(axis=1)) for text in ("محمد الفارسي", "Ada King")}
    low = {text: found.max() - found.min() for text, found in rows.items()}
    assert low["محمد الفارسي"] < 2 * low["Ada King"]


def test_letters_that_no_font_of_ours_has_come_from_the_machines_fonts() -> None:
    found = (
        shutil.which("fc-list")
        and subprocess.run(
            ["fc-list", ":charset=738b", "file"], capture_output=True, text=True, check=True
        ).stdout
    )
    if not found:
        pytest.skip("fonts: this machine has no Chinese letters")
    one, other = ink("王王王"), ink("一一一")
    assert one.sum() > 2 * other.sum(), "boxes in place of letters look all the same"


def test_the_same_slice_gives_the_same_points_whatever_fonts_the_machine_has(
    made, monkeypatch
) -> None:
    first = EXPORTERS["png"].write(made)
    monkeypatch.setenv("FONTCONFIG_PATH", "/nowhere")
    monkeypatch.setenv("XDG_DATA_HOME", "/nowhere")
    assert EXPORTERS["png"].write(made) == first
