r"""Titles and abstracts as sources write them, as plain text or as safe HTML.

Sources mix notations: BibTeX has braces, accents and ``\textbf{}``; OpenAlex and Crossref have
``<i>``, ``<sub>``, MathML and stray entities; everybody has ``$E^2$``. Comes in: any string,
however broken or hostile. Goes out: text without notation (``plain``), or HTML of the tags in
``ALLOWED`` alone (``rich``), well-formed as XML; a formula that cannot be read falls back to
its letters. Pure, and linear in the length of the text.
"""

from __future__ import annotations

import html
import itertools
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any
from xml.etree import ElementTree

from latex2mathml import exceptions as mathml_errors
from latex2mathml.converter import convert
from markupsafe import Markup, escape
from pylatexenc.latex2text import get_default_latex_context_db

INLINE = frozenset({"b", "i", "sub", "sup", "u"})
MATHML = frozenset({
    "math", "mrow", "mi", "mn", "mo", "mtext", "mspace", "ms", "mfrac", "msqrt", "mroot", "mstyle",
    "merror", "mpadded", "mphantom", "mfenced", "menclose", "msub", "msup", "msubsup", "munder",
    "mover", "munderover", "mmultiscripts", "mprescripts", "none", "mtable", "mtr", "mtd",
    "semantics",
})  # fmt: skip
ALLOWED = INLINE | MATHML | {"a"}  # "a" only where links are asked for
# What sources write for each tag we show.
SAME_TAG = {
    "em": "i", "italic": "i", "strong": "b", "bold": "b", "inf": "sub", "sc": "", "scp": "",
    "underline": "u",
}  # fmt: skip
# Markup that carries no meaning a title needs: the tag goes, its text stays.
DROPPED = frozenset({
    "p", "br", "div", "span", "title", "sec", "section", "font", "small", "big", "tt", "code",
    "list", "list-item", "ul", "ol", "li", "inline-formula", "disp-formula", "alternatives",
    "xref", "ext-link", "named-content", "styled-content", "h1", "h2", "h3", "h4", "label",
    "abstract", "monospace", "roman", "sans-serif",
})  # fmt: skip
SILENT = frozenset({"annotation", "annotation-xml", "tex-math"})  # their text repeats a formula
BREAKS = frozenset({"p", "br", "div", "title", "sec", "section", "li", "list-item"})
MATH_ATTRIBUTES = {
    "display": re.compile(r"block|inline"),
    "stretchy": re.compile(r"true|false"),
    "mathvariant": re.compile(r"[a-z-]{1,24}"),
    "accent": re.compile(r"true|false"),
    "fence": re.compile(r"true|false"),
    "linethickness": re.compile(r"0|0px|0em"),
}
MAX_FORMULA = 600  # characters; longer ones are broken dollars, or no use in a line of text
MAX_FORMULAS = 200  # of one text; no abstract has more
MAX_DEPTH = 24  # nested groups in a formula; deeper ones are hostile

_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")  # not in XML
_NOTATION = re.compile(r"[<&$\\{}]")
_TAG = re.compile(
    r"<(?P<close>/?)(?:(?:mml|jats|m):)?(?P<name>[a-zA-Z][a-zA-Z0-9-]{0,24})"
    r"(?P<attributes>(?>\s+[\w:.-]+\s*=\s*(?>\"[^\"<]*\"|'[^'<]*'|[^\s\"'<>=]+))*)"
    r"\s*(?P<empty>/?)>"
)
_ATTRIBUTE = re.compile(r"(?:\w+:)?([\w-]+)\s*=\s*[\"']?([^\"']*)")
# Pandoc's rule for single dollars, so that "$5 and $10" stays money.
_MATH = re.compile(
    r"\$\$(?P<display>[^$]{1,600})\$\$"
    r"|(?<!\\)\$(?P<inline>[^\s$](?:[^$]{0,598}[^\s$\\])?)\$(?!\d)"
    r"|\\\((?P<round>.{1,600}?)\\\)|\\\[(?P<square>.{1,600}?)\\\]"
)
_MATH_OPEN = re.compile(r"<(?P<prefix>(?:mml:|m:)?)math\b[^<>]*>")
_LINK = re.compile(r"https?://[^\s<>\"'{}|\\^`]{3,500}[^\s<>\"'{}|\\^`.,;:!?)\]]")
_LATEX = re.compile(
    r"\\(?P<accent>[\"'`^~=.]|[cvuHkrdb](?![a-zA-Z]))\s*"
    r"(?:\{(?P<group>\\[ij]|[^\W\d_])\}|(?P<letter>\\[ij](?![a-zA-Z])|[^\W\d_]))"
    r"|\\(?P<macro>[a-zA-Z]+)\*?(?P<space>[ ]?)|\\(?P<sign>[^a-zA-Z])|(?P<brace>[{}])"
    r"|(?P<tie>(?<!/)~)"
)
_PERCENT = re.compile(r"\\?%")  # latex2mathml takes it for a comment
ACCENTS = {
    '"': "\u0308", "'": "\u0301", "`": "\u0300", "^": "\u0302", "~": "\u0303", "=": "\u0304",
    ".": "\u0307", "c": "\u0327", "v": "\u030c", "u": "\u0306", "H": "\u030b", "k": "\u0328",
    "r": "\u030a", "d": "\u0323", "b": "\u0331",
}  # fmt: skip
FORMATS = {
    "textbf": "b", "bf": "b", "mathbf": "b", "bfseries": "b", "textit": "i", "it": "i",
    "emph": "i", "em": "i", "textsl": "i", "itshape": "i", "underline": "u",
    "textsubscript": "sub", "textsuperscript": "sup",
}  # fmt: skip
SIGNS = {"\\": " ", ",": " ", ";": " ", ":": " ", "-": "", "/": "", "!": ""}  # else themselves
LOWERED, RAISED = "₀₁₂₃₄₅₆₇₈₉", "⁰¹²³⁴⁵⁶⁷⁸⁹"
FORMULA_ERRORS: tuple[type[Exception], ...] = (
    *(e for e in vars(mathml_errors).values() if isinstance(e, type) and issubclass(e, Exception)),
    ArithmeticError, AttributeError, LookupError, RecursionError, StopIteration, TypeError,
    ValueError, ElementTree.ParseError,
)  # fmt: skip  # latex2mathml lets what a broken formula trips over through


@dataclass(frozen=True, slots=True)
class _Piece:
    """One part of a text: ``kind`` is text, open, close, formula or raw MathML ``element``."""

    kind: str
    value: str
    attributes: str = ""


def plain(text: str | None) -> str:
    r"""A title or abstract as one line of text without any notation.

    >>> plain(r"{GTPA:} On $\ell_1$ and <i>E. coli</i> by G{\"o}del")
    'GTPA: On ℓ₁ and E. coli by Gödel'
    """
    text = text or ""
    if not _NOTATION.search(text):  # nearly all names and titles: ten times as fast
        if text.isprintable() and "--" not in text and "  " not in text:
            return text.strip()
        return _dashed(" ".join(_UNFIT.sub("", text).split()))
    parts: list[str] = []
    for piece in _pieces(text):
        if piece.kind == "text":
            parts.append(piece.value)
        elif piece.kind == "formula":
            parts.append(_formula_text(piece.value))
    return " ".join("".join(parts).split())


def rich(text: str | None, *, links: bool = False) -> Markup:
    r"""A title or abstract as safe HTML: the tags in ``ALLOWED``, all else escaped.

    Args:
        text: as the source writes it.
        links: whether addresses become links; not where the text itself stands in one.

    >>> print(rich(r"\emph{E. coli} <b>K-12</b> &amp; <script>"))
    <i>E. coli</i> <b>K-12</b> &amp; &lt;script&gt;
    """
    out: list[str] = []
    stack: list[str] = []
    for piece in _pieces(text or ""):
        if piece.kind == "text":
            out.append(_linked(piece.value) if links and not stack else str(escape(piece.value)))
        elif piece.kind == "formula":
            out.append(_mathml(piece.value))
        elif piece.kind == "open":
            out.append(f"<{piece.value}{piece.attributes}>")
            stack.append(piece.value)
        elif piece.value in stack:
            while (tag := stack.pop()) != piece.value:
                out.append(f"</{tag}>")
            out.append(f"</{piece.value}>")
    out.extend(f"</{tag}>" for tag in reversed(stack))
    return Markup("".join(out))  # noqa: S704 - every part is escaped or from the allowed list


def _pieces(text: str) -> Iterator[_Piece]:
    """The parts of a text in order; entities decoded, line breaks made spaces."""
    text = _UNFIT.sub("", text)
    for _ in range(2):  # "&amp;lt;i&amp;gt;" is escaped twice by some sources
        if "&" in text:
            text = _UNFIT.sub("", html.unescape(text))
    text = _dashed(re.sub(r"\s+", " ", text).strip())
    braces: list[str] = []  # the LaTeX groups that are open, over formulas and tags
    start = 0
    while opened := _MATH_OPEN.search(text, start):
        ending = f"</{opened['prefix']}math>"
        end = text.find(ending, opened.end())
        if end < 0:
            break
        yield from _formulas(text[start : opened.start()], braces)
        start = end + len(ending)
        yield from _tags(text[opened.start() : start], None)
    yield from _formulas(text[start:], braces)


def _dashed(text: str) -> str:
    return text.replace("---", "—").replace("--", "–")


def _formulas(text: str, braces: list[str]) -> Iterator[_Piece]:
    r"""Split off what stands between dollars or ``\(`` and ``\)``."""
    if "$" not in text and "\\" not in text:
        yield from _tags(text, braces)
        return
    start = 0
    for found in itertools.islice(_MATH.finditer(text), MAX_FORMULAS):
        yield from _tags(text[start : found.start()], braces)
        yield _Piece("formula", next(group for group in found.groups() if group is not None))
        start = found.end()
    yield from _tags(text[start:], braces)


def _tags(text: str, braces: list[str] | None) -> Iterator[_Piece]:
    """Split off the tags a source may write; ``braces`` is None inside MathML."""
    start, silent = 0, ""
    for found in _TAG.finditer(text):
        name = found["name"].lower()
        name = SAME_TAG.get(name, name)
        if name and not any(name in known for known in (INLINE, MATHML, DROPPED, SILENT)):
            continue  # a comparison, or markup we do not know: shown as it is
        if not silent:
            yield from _words(text[start : found.start()], braces)
        start = found.end()
        if name in SILENT and not found["empty"]:
            silent = "" if found["close"] else name
        elif not silent:
            yield from _tag(name, found, braces is None)
    if not silent:
        yield from _words(text[start:], braces)


def _tag(name: str, found: re.Match[str], in_math: bool) -> Iterator[_Piece]:
    if name in BREAKS:
        yield _Piece("text", " ")
    elif name in (MATHML if in_math else INLINE):
        if found["close"]:
            yield _Piece("close", name)
            return
        yield _Piece("open", name, _attributes(found["attributes"]) if in_math else "")
        if found["empty"]:
            yield _Piece("close", name)


def _attributes(text: str) -> str:
    """The attributes of a MathML element that are allowed, each with an allowed value."""
    kept: dict[str, str] = {}
    for name, value in _ATTRIBUTE.findall(text):
        allowed = MATH_ATTRIBUTES.get(name)
        if allowed and allowed.fullmatch(value):
            kept[name] = value
    return "".join(f' {name}="{value}"' for name, value in kept.items())


def _words(text: str, braces: list[str] | None) -> Iterator[_Piece]:
    if braces is None or not (braces or "\\" in text or "{" in text or "}" in text):
        if text:
            yield _Piece("text", text)
    else:
        yield from _latex(text, braces)


def _latex(text: str, braces: list[str]) -> Iterator[_Piece]:
    """LaTeX outside formulas: accents and symbols become letters, formats become tags.

    ``braces`` holds, for each open group, the tag that its end closes.
    """
    opening, start = "", 0
    for found in _LATEX.finditer(text):
        if found.start() > start:
            yield _Piece("text", text[start : found.start()])
        start = found.end()
        if found["brace"] == "{":
            braces.append(opening)
            if opening:
                yield _Piece("open", opening)
            opening = ""
        elif found["brace"]:
            if braces and (tag := braces.pop()):
                yield _Piece("close", tag)
        elif found["macro"] in FORMATS and text[start : start + 1] == "{":
            opening = FORMATS[found["macro"]]
        elif found["macro"] in FORMATS:  # {\bf text}: until the group ends
            if braces and not braces[-1]:
                braces[-1] = FORMATS[found["macro"]]
                yield _Piece("open", braces[-1])
        else:
            yield _Piece("text", _letter(found))
    yield _Piece("text", text[start:])


def _letter(found: re.Match[str]) -> str:
    """What an accent, a named symbol or an escaped sign stands for."""
    if found["accent"]:
        base = (found["group"] or found["letter"]).removeprefix("\\")
        return unicodedata.normalize("NFC", base + ACCENTS[found["accent"]])
    if found["macro"]:
        letter = _symbol(found["macro"])
        # "\O stergaard": the space ends the name; after a word of letters it is a space.
        return letter + (found["space"] if len(letter) > 1 else "")
    return " " if found["tie"] else SIGNS.get(found["sign"], found["sign"])


@cache
def _symbol(name: str) -> str:
    """The letters that a macro stands for, by pylatexenc's table; empty where it is no symbol."""
    known = _symbols().get_macro_spec(name)
    text = getattr(known, "simplify_repl", None)
    return text if isinstance(text, str) and "%" not in text and "<" not in text else ""


@cache
def _symbols() -> Any:
    return get_default_latex_context_db()


_IN_FORMULA = re.compile(r"\\(?:begin|end)\{\w*\*?\}|\\(?P<macro>[a-zA-Z]+)|\\(?P<sign>.)|&")
_SCRIPT = re.compile(r"(?P<place>[_^])(?:(?P<digit>\d)|\{(?P<digits>\d+)\})")


def _formula_text(latex: str) -> str:
    """A formula as letters, its digits raised and lowered."""
    text = _SCRIPT.sub(_script, _IN_FORMULA.sub(_sign, latex))
    return " ".join(re.sub(r"[{}\\]", "", text).split())


def _sign(found: re.Match[str]) -> str:
    if found["macro"]:
        letters = _symbol(found["macro"])
        return f" {letters}" if len(letters) > 1 else letters
    return SIGNS.get(found["sign"], found["sign"]) if found["sign"] else " "


def _script(found: re.Match[str]) -> str:
    digits = LOWERED if found["place"] == "_" else RAISED
    return "".join(digits[int(digit)] for digit in found["digit"] or found["digits"])


def _sane(latex: str) -> bool:
    depth = deepest = 0
    for character in latex:
        depth += (character == "{") - (character == "}")
        deepest = max(deepest, depth)
    return len(latex) <= MAX_FORMULA and deepest <= MAX_DEPTH and latex.count("\\begin") <= 4


def _mathml(latex: str) -> str:
    """A formula as MathML of the allowed elements, or its letters where it cannot be read."""
    if not _sane(latex):
        return str(escape(_formula_text(latex)))
    try:
        # At most 600 characters, and latex2mathml declares no entities.
        return _element(ElementTree.fromstring(convert(_PERCENT.sub(r"\\text{%}", latex))))  # noqa: S314
    except FORMULA_ERRORS:
        return str(escape(_formula_text(latex)))


def _element(element: ElementTree.Element) -> str:
    """One MathML element written again, by the allowed list.

    Raises:
        ValueError: it is not allowed, or holds a macro that was not understood.
    """
    name = element.tag.rpartition("}")[2]
    if name not in MATHML or "\\" in (element.text or ""):
        raise ValueError(name)
    attributes = "".join(
        f' {key}="{value}"'
        for key, value in element.attrib.items()
        if key in MATH_ATTRIBUTES and MATH_ATTRIBUTES[key].fullmatch(value)
    )
    inside = "".join(_element(child) + str(escape(child.tail or "")) for child in element)
    return f"<{name}{attributes}>{escape(element.text or '')}{inside}</{name}>"


def _linked(text: str) -> str:
    out, start = [], 0
    for found in _LINK.finditer(text):
        out.append(str(escape(text[start : found.start()])))
        address = escape(found.group(0))
        out.append(f'<a href="{address}" rel="nofollow noopener">{address}</a>')
        start = found.end()
    out.append(str(escape(text[start:])))
    return "".join(out)
