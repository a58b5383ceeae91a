"""The quick painter of our own pictures, beside the painter of all of SVG."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pytest
from PIL import Image

from explorer.export.card import card
from explorer.export.letters import FAMILY, FONTS
from explorer.export.painter import paint
from explorer.export.png import png
from explorer.export.poster import poster
from tests.unit.made_png import points_of
from tests.unit.made_slice import make_slice, with_origin


@pytest.fixture(scope="module")
def made() -> dict[str, Any]:
    return with_origin()


def size_of(drawn: str, scale: float) -> tuple[int, int]:
    wide, high = (drawn.split(f' {side}="', 1)[1].partition('"')[0] for side in ("width", "height"))
    return round(int(wide) * scale), round(int(high) * scale)


def ours(drawn: str, scale: float = 1.0) -> np.ndarray[Any, Any]:
    painted = paint(drawn, scale, size_of(drawn, scale))
    assert painted.rest is None
    points = painted.points.astype("<u4").view(np.uint8).reshape(*painted.points.shape, 4)
    return points[..., :3].astype(int)


def theirs(drawn: str, scale: float = 1.0) -> np.ndarray[Any, Any]:
    from resvg_py import svg_to_bytes

    found = svg_to_bytes(
        svg_string=drawn, zoom=scale, skip_system_fonts=True, font_files=list(FONTS),
        font_family=FAMILY,
    )  # fmt: skip
    return np.asarray(Image.open(io.BytesIO(found)).convert("RGB")).astype(int)


def with_sides(made: dict[str, Any]) -> dict[str, Any]:
    sides = ["a", "b", "both", None]
    nodes = [{**node, "side": sides[n % 4]} for n, node in enumerate(made["nodes"])]
    return {**made, "nodes": nodes}


DRAWN = {
    "light": lambda made: (poster(made, "light", width=800, font="png"), 1.0),
    "dark, twice as large": lambda made: (poster(made, "dark", width=500, font="png"), 2.0),
    "of a given height": lambda made: (poster(made, "light", width=600, height=500, font="png"), 1),
    "rings": lambda made: (poster(with_sides(made), "light", width=900, font="png"), 1.0),
    "card": lambda made: (card(made, "light"), 1.0),
    "small card": lambda made: (card(made, "dark"), 0.5),
}


@pytest.mark.parametrize("name", DRAWN)
def test_pictures_are_painted_as_a_painter_of_all_of_svg_does(made, name: str) -> None:
    drawn, scale = DRAWN[name](made)
    away = np.abs(ours(drawn, scale) - theirs(drawn, scale)).max(axis=2)
    assert away.mean() < 2.5
    assert (away > 96).mean() < 0.001, "shapes or letters are not where they belong"


@pytest.mark.parametrize(
    "text", ["Ελένη", "Дмитрий", "Đặng Thị", "محمد الفارسي", "דוד", "Ղազարյան", "e\u0301te\u0301"]
)
def test_letters_of_many_scripts_are_painted_alike(text: str) -> None:
    made = make_slice(people=0, papers=0, topics=0, institutions=0)
    made["nodes"][0] |= {"label": text, "short": text, "labelled": True}
    drawn = poster({**made, "title": text, "data_as_of": None}, "light", width=500, font="png")
    away = np.abs(ours(drawn) - theirs(drawn)).max(axis=2)
    assert (away > 96).mean() < 0.001


@pytest.mark.parametrize("text", ["王小明", "محمد Smith", "דוד 1980"])
def test_texts_that_need_more_are_left_over_alone(made, text: str) -> None:
    nodes = [dict(node) for node in made["nodes"]]
    nodes[0] |= {"label": text, "short": text}
    drawn = poster({**made, "nodes": nodes}, "light", width=800, font="png")
    painted = paint(drawn, 1.0, size_of(drawn, 1.0))
    assert painted.rest is not None
    assert painted.rest.count("<ns0:text") == 1 or painted.rest.count("<text") == 1
    assert text in painted.rest
    assert "polygon" not in painted.rest
    assert "Ada King" not in painted.rest.replace("Ada King in context", "")


def test_what_is_left_over_is_painted_where_it_belongs(made) -> None:
    """A label read in two directions stands below its node, with the ground around it."""
    nodes = [dict(node) for node in made["nodes"]]
    nodes[0] |= {"label": "Ada محمد", "short": "Ada محمد"}
    changed = {**made, "nodes": nodes}
    found = points_of(png(changed, width=800)).astype(int)
    wanted = theirs(poster(changed, "light", width=800, font="png"))
    assert (np.abs(found - wanted).max(axis=2) > 96).mean() < 0.001
