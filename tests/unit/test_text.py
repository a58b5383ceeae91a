from __future__ import annotations

import time
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.text import ALLOWED, MATH_ATTRIBUTES, plain, rich

FRAGMENTS = [
    "$", "$$", "x", " ", "{", "}", "\\", "\\textbf{", "\\frac{a}", "\\'e", "\\(", "\\)", "<i>",
    "</i>", "<b", ">", "<script>", "</script>", "<math>", "</math>", "<mml:mi>", "</mml:mi>",
    "&lt;", "&amp;", "&#0;", "\x00", "\ud800", "E^2", "_1", '" onclick="alert(1)',
    "<a href='javascript:x'>",
    "\\href{javascript:x}{y}", "\\text{<img src=x>}", "%", "~", "é", "清华", "https://example.org/a",
    "<img src=x onerror=alert(1)>", "<math href='javascript:x'>", "\\begin{matrix}", "\\ ",
]  # fmt: skip
texts = st.one_of(st.text(), st.lists(st.sampled_from(FRAGMENTS)).map("".join))


def elements(markup: str) -> list[ElementTree.Element]:
    """Every element of a piece of HTML, which must be well-formed as XML."""
    root = ElementTree.fromstring(f"<root>{markup}</root>")  # noqa: S314 - that it parses is tested
    return list(root.iter())[1:]


@given(texts)
def test_any_text_becomes_well_formed_html_of_allowed_tags_only(text: str) -> None:
    for links in (False, True):
        for element in elements(rich(text, links=links)):
            assert element.tag in ALLOWED
            if element.tag == "a":
                assert links
                assert element.attrib["href"].startswith(("http://", "https://"))
            else:
                assert set(element.attrib) <= set(MATH_ATTRIBUTES)


@given(texts)
def test_plain_text_is_one_trimmed_line(text: str) -> None:
    found = plain(text)
    assert found == " ".join(found.split())


@given(texts.filter(lambda text: "~" not in text))
def test_text_without_notation_is_read_as_text_with_some(text: str) -> None:
    assert plain(text) == plain(f"{{}}{text}")  # an empty group: it is parsed then


@pytest.mark.parametrize(
    ("written", "shown", "letters"),
    [
        ("{GTPA:} {A} Model", "GTPA: A Model", "GTPA: A Model"),
        (r"G{\"o}del, Ren\'e, \v{S}, {\'{\i}}", "Gödel, René, Š, í", "Gödel, René, Š, í"),
        (r"Guo{-}Jun \& \O stergaard \ss", "Guo-Jun &amp; Østergaard ß", "Guo-Jun & Østergaard ß"),
        (r"\textbf{very \emph{good}}", "<b>very <i>good</i></b>", "very good"),
        (r"{\bf old} style", "<b>old</b> style", "old style"),
        ("<i>E. coli</i> in H<sub>2</sub>O", "<i>E. coli</i> in H<sub>2</sub>O", "E. coli in H2O"),
        ("&amp;lt;em&amp;gt;x&amp;lt;/em&amp;gt;", "<i>x</i>", "x"),
        ("<jats:p>One</jats:p><jats:p>Two</jats:p>", " One  Two ", "One Two"),
        ("costs $5 and $10", "costs $5 and $10", "costs $5 and $10"),
        ("p < 0.05, a<b and c>d", "p &lt; 0.05, a&lt;b and c&gt;d", "p < 0.05, a<b and c>d"),
        ("50% of it", "50% of it", "50% of it"),
    ],
)
def test_notations_are_read(written: str, shown: str, letters: str) -> None:
    assert rich(written) == shown
    assert plain(written) == letters


def test_formulas_become_mathml_and_letters() -> None:
    energy = rich(r"the $E^2$ of $\ell_1$")
    assert "<msup><mi>E</mi><mn>2</mn></msup>" in energy
    assert "$" not in energy
    assert plain(r"the $E^2$ of $\ell_1$") == "the E² of ℓ₁"


def test_a_format_goes_on_over_a_formula() -> None:
    shown = rich(r"\textbf{bold $x$ text}")
    assert shown.startswith("<b>bold <math")
    assert shown.endswith("</math> text</b>")


@pytest.mark.parametrize("broken", ["$^$", r"$\unknownmacro{x}$", r"$x_1_2$", r"$\frac$"])
def test_a_broken_formula_falls_back_to_its_letters(broken: str) -> None:
    shown = rich(broken)
    assert "<math" not in shown
    assert "\\" not in shown


def test_mathml_of_the_source_is_kept_without_what_is_not_allowed() -> None:
    written = (
        '<mml:math onclick="steal()"><mml:mi mathvariant="normal">x</mml:mi>'
        '<mml:annotation encoding="application/x-tex">x_raw</mml:annotation></mml:math>'
    )
    assert rich(written) == '<math><mi mathvariant="normal">x</mi></math>'


def test_unknown_markup_is_shown_as_text() -> None:
    assert rich("<script>alert(1)</script>") == "&lt;script&gt;alert(1)&lt;/script&gt;"


def test_addresses_become_links_only_where_asked() -> None:
    text = "see https://example.org/a?b=1&c=2."
    assert "<a" not in rich(text)
    assert 'href="https://example.org/a?b=1&amp;c=2"' in rich(text, links=True)


@pytest.mark.parametrize(
    "part", ["{", "$", "<i>", "<math>", r"\textbf{", r"\(", "$x$ ", "&amp;", "<a b=c ", "\\["]
)
def test_long_hostile_text_is_read_in_linear_time(part: str) -> None:
    started = time.thread_time()  # of this work alone, however busy the machine is
    elements(rich(part * (60_000 // len(part))))
    assert time.thread_time() - started < 5  # the linear time is below 1 s; quadratic is minutes
