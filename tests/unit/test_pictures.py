"""Pictures for other people's pages: measured labels, exact sizes, nothing that runs or fetches."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import combinations
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import ImageFont

from explorer.errors import BadRequest
from explorer.export.badge import HEIGHT, LEFT, RIGHT, badge
from explorer.export.card import card
from explorer.export.labels import letter_scale
from explorer.export.letters import BOLD, PLAIN, label_width, shortened, text_width, wrap
from explorer.export.looks import COLOURS
from explorer.export.png import png
from explorer.export.poster import poster
from explorer.model import NodeKind
from tests.unit.made_png import points_of
from tests.unit.made_slice import HOSTILE, with_origin
from tests.unit.test_export import contrast

SVG = "{http://www.w3.org/2000/svg}"
NAMES = (
    "Ada King", "王小明", "محمد الفارسي", "Éric Archambault", "日本語の研究者", "דוד כהן",
    "Đặng Thị Hà", "Ελένη Παπα", "Дмитрий Иванов", "MASSACHUSETTS INST OF TECH", HOSTILE,
)  # fmt: skip


def named(_kind: NodeKind, number: int) -> str:
    return NAMES[number % len(NAMES)]


@pytest.fixture(scope="module")
def made() -> dict[str, Any]:
    return with_origin()


@pytest.fixture(scope="module")
def mixed() -> dict[str, Any]:
    from tests.unit.made_slice import make_slice

    origin = with_origin(people=1, papers=0, topics=0, institutions=0)
    return {**origin, **make_slice(label=named), "title": "王小明 & <محمد> in context"}


def parse(text: str) -> ElementTree.Element:
    return ElementTree.fromstring(text)  # noqa: S314 - our own output


def boxes(drawn: ElementTree.Element) -> list[tuple[float, float, float, float]]:
    """Where each label stands, by its own attributes: left, top, right, bottom."""
    inner = drawn.find(f"{SVG}svg")
    assert inner is not None
    group = next(each for each in inner.findall(f"{SVG}g") if each.get("text-anchor"))
    found = []
    for text in group:
        size = float(text.get("font-size") or group.attrib["font-size"])
        x, y, width = (float(text.attrib[name]) for name in ("x", "y", "textLength"))
        left = x - width * {"start": 0.0, "end": 1.0}.get(text.get("text-anchor", ""), 0.5)
        found.append((left, y - 0.81 * size, left + width, y + 0.3 * size))
    return found


@pytest.mark.parametrize("width", [200, 300, 400, 640, 800, 1200, 2000])
def test_labels_stand_apart_at_every_width_and_can_be_read(
    made: dict[str, Any], mixed: dict[str, Any], width: int
) -> None:
    for each in (made, mixed):
        drawn = parse(poster(each, width=width))
        found = boxes(drawn)
        assert len(found) >= 2
        for one, other in combinations(found, 2):
            apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1]
            assert apart or other[3] <= one[1], (one, other)
        inner = drawn.find(f"{SVG}svg")
        assert inner is not None
        scale = float(inner.attrib["width"]) / float(inner.attrib["viewBox"].split()[2])
        group = next(g for g in inner.findall(f"{SVG}g") if g.get("text-anchor"))
        assert float(group.attrib["font-size"]) * scale >= 10.9


def test_more_room_shows_more_labels(made: dict[str, Any]) -> None:
    shown = [len(boxes(parse(poster(made, width=width)))) for width in (300, 600, 1200)]
    assert shown == sorted(shown)
    assert shown[0] < shown[-1]


@pytest.mark.parametrize("text", ["Ada King", "Iceland", "Éric Archambault", "Ελένη Παπα"])
def test_widths_are_those_that_another_library_measures(text: str) -> None:
    for path, bold in ((PLAIN, False), (BOLD, True)):
        font = ImageFont.truetype(path, 100, layout_engine=ImageFont.Layout.BASIC)
        assert text_width(text, 100, bold=bold) == pytest.approx(font.getlength(text), rel=0.03)


def test_letters_that_move_together_are_measured_so() -> None:
    assert text_width("AVATAR", 100) < sum(text_width(letter, 100) for letter in "AVATAR") - 10
    assert text_width("王小明", 100) == 300


@pytest.mark.parametrize("text", ["Ada King", "Éric Archambault", "محمد الفارسي", "AVATAR To"])
def test_the_painted_label_is_as_wide_as_measured(text: str) -> None:
    made = with_origin(people=0, papers=0, topics=0, institutions=0)
    made["nodes"][0] |= {"label": text, "short": text, "labelled": True}
    drawn = png(made, width=1000)
    points = points_of(drawn)[:-150].astype(int)
    ink = np.abs(points - [int(COLOURS["ink"][0][n : n + 2], 16) for n in (1, 3, 5)]).sum(axis=2)
    columns = np.flatnonzero((ink < 120).any(axis=0))
    view = made["view"]
    wide = label_width(text, True) * letter_scale(1000, view) * 1000 / view["width"]
    assert columns.max() - columns.min() + 1 == pytest.approx(wide, abs=0.06 * wide + 3)


def test_a_line_is_broken_or_cut_to_its_room() -> None:
    lines = list(wrap("some words and " + "x" * 60, 12, 90))
    assert all(text_width(line, 12) <= 90 for line in lines)
    assert "".join(lines).replace(" ", "") == "somewordsand" + "x" * 60
    short = shortened("a title that is too long", 12, 60)
    assert short.endswith("…")
    assert text_width(short, 12) <= 60
    assert shortened("short", 12, 60) == "short"


def test_a_picture_says_what_it_is_and_where_it_comes_from(made: dict[str, Any]) -> None:
    drawn = parse(poster(made, width=800))
    assert (drawn[0].tag, drawn[0].text) == (f"{SVG}title", made["title"])
    assert drawn[1].tag == f"{SVG}desc"
    said = " ".join(text.text or "" for text in drawn.iter(f"{SVG}text"))
    facts = ("2024-03-06", "CC0 1.0", made["sources"][0]["title"], made["address"])
    for fact in facts:
        assert fact in said
        assert fact in (drawn[1].text or "")
    for words in ("People: 30", "Papers: 24", "Topics: 12", "Institutions: 12", made["title"]):
        assert words in said
    assert drawn.attrib["viewBox"] == f"0 0 800 {drawn.attrib['height']}"


@pytest.mark.parametrize("draw", [poster, lambda made: card(made, "light")])
def test_the_legend_counts_what_the_description_counts(
    made: dict[str, Any], draw: Callable[[dict[str, Any]], str]
) -> None:
    drawn = parse(draw(made))
    legend = [text.text or "" for text in drawn.findall(f"{SVG}text")]
    counted = [words for words in legend if re.fullmatch(r"[A-Z]\w+: \d+", words)]
    assert len(counted) == len(NodeKind)
    assert ", ".join(counted).lower() in (drawn[1].text or "")


@pytest.mark.parametrize("theme", ["auto", "light", "dark"])
def test_nothing_in_a_picture_runs_or_is_fetched(mixed: dict[str, Any], theme: str) -> None:
    shown = {**mixed, "title": f"{HOSTILE} ]]> <!-- \x00"}
    for drawn in (poster(shown, theme, width=800), card(shown, "light"), badge(shown["title"])):
        root = parse(drawn)
        names = {element.tag.rpartition("}")[2] for element in root.iter()}
        assert not names & {"script", "image", "use", "foreignObject", "a", "animate", "set"}
        for element in root.iter():
            assert not any(name.rpartition("}")[2].startswith("on") for name in element.attrib)
            assert not any(name.rpartition("}")[2] == "href" for name in element.attrib)
        assert not re.search(r"@import|url\(|javascript:|<!DOCTYPE|<!ENTITY", drawn)


def test_the_theme_that_follows_the_reader_changes_every_colour(made: dict[str, Any]) -> None:
    drawn = poster(made, "auto", width=800)
    style = re.findall("<style>(.*?)</style>", drawn)[0]
    assert style.startswith("@media(prefers-color-scheme:dark)")
    rest = drawn.replace(style, "")
    dark = dict(COLOURS.values())
    for paint, colour in set(re.findall(r'(fill|stroke)="(#\w+)"', rest)):
        assert f'[{paint}="{colour}"]{{{paint}:{dark[colour]}}}' in style
    assert "var(" not in drawn
    assert poster(made, "light", width=800) == rest.replace("<style></style>", "")
    assert not set(re.findall(r"#\w{6}", poster(made, "dark", width=800))) & set(dark)


def test_a_given_height_is_kept_and_the_drawing_has_most_of_it(made: dict[str, Any]) -> None:
    long = {**made, "title": "A long title that goes on " * 12}
    for width, height in ((800, 400), (300, 400), (200, 600), (2000, 260), (400, 1200)):
        drawn = parse(poster(long, width=width, height=height))
        inner = drawn.find(f"{SVG}svg")
        assert inner is not None
        assert (drawn.attrib["width"], drawn.attrib["height"]) == (str(width), str(height))
        assert float(inner.attrib["height"]) >= 0.5 * height
        for text in drawn.iter(f"{SVG}text"):
            inside = text in list(drawn)
            assert not inside or float(text.attrib["y"]) < height
            assert not inside or float(text.attrib["x"]) + float(text.attrib["textLength"]) <= width
        said = " ".join(text.text or "" for text in drawn.findall(f"{SVG}text"))
        assert all(fact in said for fact in ("People: 30", "2024-03-06", "CC0 1.0"))


@pytest.mark.parametrize(("width", "height"), [(200, 150), (300, 200), (2000, 150)])
@pytest.mark.parametrize("draw", [poster, png])
def test_a_height_without_room_for_what_a_picture_says_is_refused_in_words(
    made: dict[str, Any], draw: Callable[..., object], width: int, height: int
) -> None:
    with pytest.raises(BadRequest, match="no room for its legend") as refused:
        draw(made, width=width, height=height)
    least = int(re.findall(r"at least (\d+) high", refused.value.message)[0])
    assert height < least < 700
    drawn = parse(poster(made, width=width, height=least))
    said = " ".join(text.text or "" for text in drawn.findall(f"{SVG}text"))
    for part in ("Institutions: 12", "2024-03-06", "CC0 1.0", made["address"]):
        assert part.replace(" ", "") in said.replace(" ", "")
    with pytest.raises(BadRequest):
        draw(made, width=width, height=least - 1)


def test_a_usual_picture_weighs_little(made: dict[str, Any]) -> None:
    assert len(poster(made, width=800).encode()) < 60_000


def test_many_sources_take_few_lines_and_are_all_described(made: dict[str, Any]) -> None:
    source = made["sources"][0]
    many = {**made, "sources": [{**source, "title": f"Source number {n}"} for n in range(50)]}
    drawn = parse(poster(many, width=400))
    assert float(drawn.attrib["height"]) < 600
    assert "Source number 49" in (drawn[1].text or "")


def test_no_name_turns_the_words_around_it(made: dict[str, Any]) -> None:
    title = "Ada \u202eneleH\u202d King"  # shown as it stands, "King" would come first
    for drawn in (
        poster({**made, "title": title}),
        badge(title),
        card({**made, "title": title}, "light"),
    ):
        said = "".join(parse(drawn).itertext())
        assert "Ada neleH King" in said
        assert not set("\u202a\u202b\u202c\u202d\u202e") & set(said)


def test_a_badge_is_as_wide_as_its_words_and_can_be_read() -> None:
    short, long = parse(badge("Ada")), parse(badge("Ada " * 40))
    assert short.attrib["height"] == str(HEIGHT)
    assert float(short.attrib["width"]) < float(long.attrib["width"]) < 420
    assert short[0].text == "research graph: Ada"
    assert min(contrast("#ffffff", ground) for ground in (LEFT, RIGHT)) >= 4.5


@given(name=st.text(max_size=40))
def test_any_name_gives_well_formed_pictures(name: str) -> None:
    made = with_origin(people=1, papers=1, topics=0, institutions=0)
    for node in made["nodes"]:
        node["label"] = node["short"] = name
    made["title"] = name
    for drawn in (poster(made, width=300, height=600), card(made, "dark"), badge(name)):
        assert parse(drawn).tag == f"{SVG}svg"
