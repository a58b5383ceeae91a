r"""LaTeX as BibTeX files hold it, to plain text; maths stays as ``$…$``.

Accents, braces, ligatures and text commands are decoded; ``\(…\)`` becomes ``$…$``, so that a
page has one form of maths to render. Plain text takes a short way round the LaTeX parser, which
needs about 0.3 ms for the shortest string: most of a file is plain.
"""

from __future__ import annotations

import logging
import re
from functools import lru_cache
from itertools import zip_longest

from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec, get_default_latex_context_db
from pylatexenc.latexwalker import LatexWalkerError

PLACEHOLDER = "\ue000"  # of private use: stands for maths while the text around it is read
_NEEDS_PARSER = re.compile(r"[\\$]")
_UNICODE = re.compile(r"\\unicode\{(?:x([0-9A-Fa-f]+)|(\d+))\}")  # as DBLP writes signs
_INNER_MATHS = re.compile(r"\\mbox\{\{?\\\(([^()]*)\\\)\}?\}")
_MBOX = re.compile(r"\\mbox\{([^{}]*)\}")
_PARENTHESES = re.compile(r"\{?\\\((.*?)\\\)\}?", re.S)
_MATHS = re.compile(r"(?<!\\)\$[^$]*(?<!\\)\$")
# Signs that BibTeX files hold bare, though LaTeX gives them a meaning: 50%, R&D, a_b.
_BARE = re.compile(r"(?<!\\)[%&#_]")
_ESCAPED = re.compile(r"\\([_%&#~$])")
_COMMAND = re.compile(r"\\(?:[A-Za-z]+\s*|.)")
# Text with no command but accents and letters in braces of their own, as ``R{\'{e}}mi``: most of
# what needs the parser. Each such letter is the same wherever it stands, so it is parsed once.
_LETTER = (
    r"\{\\(?:[\"'`^~=.](?:[A-Za-z]|\{[A-Za-z]\}|\\[ij]|\{\\[ij]\})|[uvHcrkbd]\{(?:[A-Za-z]|\\[ij])\}"
    r"|ss|o|O|l|L|ae|AE|oe|OE|aa|AA|i|j|&)\}"
)
_INERT = r"(?:[^\W_]|[ .,:;()/?!*+=@|\[\]]|-(?!-)|'(?!')|\n(?!\s*\n))"
_LETTERS = re.compile(rf"(?:{_INERT}|{_LETTER}|\{{(?:{_INERT}|{_LETTER})*\}})*")
_ONE_LETTER = re.compile(_LETTER)
_SOFT_HYPHEN = re.compile("(?<=\\s)\xad(?=\\s)")  # DBLP writes a dash between words so
# Commands that the parser knows, but gives no text for, or not the text that is read.
_SIGNS = {"textgreater": ">", "textless": "<", "textunderscore": "_", "LaTeX": "LaTeX",
          "TeX": "TeX", "textdegree": "°"}  # fmt: skip
_WRAPPERS = {"texttt": "%s", "url": "%s", "footnote": ""}
_QUOTES = {"``": "“", "''": "”", "---": "—", "--": "–"}
_TYPED = re.compile("|".join(_QUOTES))


@lru_cache(50_000)
def decode(text: str) -> str:
    r"""A field's text, decoded, on one line.

    >>> decode(r"R{\'{e}}mi {and} Guo{-}Jun")
    'Rémi and Guo-Jun'
    >>> decode(r"The {$E^2$} of 50% {\&} R\({}_{\mbox{2}}\)")
    'The $E^2$ of 50% & R${}_{2}$'
    """
    text = _parse(text) if _NEEDS_PARSER.search(text) else _bare(_typed(text)).replace("~", " ")
    if "\xad" in text:
        text = _SOFT_HYPHEN.sub("–", text).replace("\xad", "")
    return " ".join(text.split())


def verbatim(text: str) -> str:
    r"""A DOI, an address or a key: braces and backslashes off, every sign kept.

    >>> verbatim(r"10.1007/978-3-030-1\_{12}")
    '10.1007/978-3-030-1_12'
    """
    text = _bare(text)
    return "".join((_ESCAPED.sub(r"\1", text) if "\\" in text else text).split())


def _bare(text: str) -> str:
    return text.replace("{", "").replace("}", "")


def _typed(text: str) -> str:
    if "--" not in text and "''" not in text and "``" not in text:
        return text
    return _TYPED.sub(lambda found: _QUOTES[found[0]], text)


def _parse(text: str) -> str:
    text = _UNICODE.sub(lambda f: chr(int(f[1], 16) if f[1] else int(f[2])), text)
    text = _MBOX.sub(r"\1", _INNER_MATHS.sub(r"\1", text))
    text = _PARENTHESES.sub(r"$\1$", text).replace("$$", "")  # two that touch are one
    maths: list[str] = []

    def put_by(found: re.Match[str]) -> str:
        maths.append(found[0])
        return PLACEHOLDER

    parts = _plain(_MATHS.sub(put_by, text.replace(PLACEHOLDER, ""))).split(PLACEHOLDER)
    return "".join(part for pair in zip_longest(parts, maths, fillvalue="") for part in pair)


def _plain(text: str) -> str:
    """Text without maths."""
    if "\\" not in text:
        return _bare(_typed(text)).replace("~", " ")
    if _LETTERS.fullmatch(text):
        return _bare(_ONE_LETTER.sub(lambda found: _parsed(found[0]), text))
    return _parsed(text)


@lru_cache(1000)
def _parsed(text: str) -> str:
    try:
        escaped = _BARE.sub(lambda found: f"\\{found[0]}", text)
        return str(_latex().latex_to_text(escaped))
    except (LatexWalkerError, IndexError, AttributeError, TypeError, ValueError, KeyError):
        # The parser trips over commands without their arguments: keep the words at least.
        return _bare(_COMMAND.sub("", text))


@lru_cache(1)
def _latex() -> LatexNodes2Text:
    logging.getLogger("pylatexenc").setLevel(logging.CRITICAL)  # a title is no place to warn of
    known = get_default_latex_context_db()
    macros = [MacroTextSpec(name, simplify_repl=sign) for name, sign in _SIGNS.items()]
    macros += [MacroTextSpec(name, simplify_repl=shape) for name, shape in _WRAPPERS.items()]
    known.add_context_category("explorer", prepend=True, macros=macros)
    return LatexNodes2Text(
        latex_context=known, math_mode="verbatim", keep_comments=True, strict_latex_spaces=False
    )
