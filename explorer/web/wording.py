"""Words and links of the templates: numbers, years, kinds, safe addresses."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import quote, urlsplit

from flask import Flask, request, url_for
from markupsafe import Markup, escape

from cypher import Query
from explorer.export import EXPORTERS
from explorer.graph.request import ARGUMENTS
from explorer.graph.summary import summarise
from explorer.graph.words import BY_NAME, DERIVED, counted, span
from explorer.model import NodeKind
from explorer.panel import page_data
from explorer.panel.table import COLUMNS, table_rows
from explorer.text import plain, rich
from explorer.web.site import site

# What sources call a paper, as people say it.
PAPER_TYPES = {
    "inproceedings": "Conference paper", "proceedings-article": "Conference paper",
    "incollection": "Book chapter", "inbook": "Book chapter",
    "book-chapter": "Book chapter", "phdthesis": "Thesis", "mastersthesis": "Thesis",
    "techreport": "Report", "misc": "Other", "article": "Article", "journal-article": "Article",
}  # fmt: skip
LEAST_TOLD = 0.000001  # strengths of routes are rounded to it


def register(app: Flask) -> None:
    """Make the words known to the templates of ``app``."""
    app.jinja_env.filters.update(
        rich=rich,
        rich_links=lambda text: rich(text, links=True),
        plain=plain,
        number=lambda value: f"{value:,}",
        small_number=small_number,
        counted=counted,
        paper_type=paper_type,
        highlighted=highlighted,
        combined=lambda one, other: {**one, **other},
        zipped=zip,
        markdown_text=markdown_text,
        markdown_link=markdown_link,
        as_json=lambda value: json.dumps(value, ensure_ascii=False),
    )
    app.jinja_env.globals.update(
        node_url=node_url,
        web_address=web_address,
        years=years,
        page_data=page_data,
        summarise=summarise,
        table_rows=table_rows,
        absolute=lambda path: site().absolute(path),
        dict=dict,
        BY_NAME=BY_NAME,
        DERIVED=DERIVED,
        EXPORTERS=EXPORTERS,
        TABLE_COLUMNS=COLUMNS,
        ARGUMENTS=ARGUMENTS,
    )
    app.jinja_env.tests["derived"] = lambda topic: topic.get("source") == "derived"


def markdown_text(text: str) -> str:
    """A text between the brackets of a link in Markdown, as assets/embedding.js writes it too."""
    return re.sub(r"[<>]", "", re.sub(r"[\\[\]]", r"\\\g<0>", text))


def markdown_link(address: str) -> str:
    """An address between the parentheses of a link in Markdown."""
    return address.replace("(", "%28").replace(")", "%29").replace(" ", "%20")


def node_url(kind: str, id: str, args: Mapping[str, Any] | None = None) -> str:
    """The page of one node.

    Args:
        kind: the node's kind.
        id: the node's id.
        args: of the address, after its ``?``.
    """
    if args:
        return url_for("pages.node", kind=str(kind), id=id, **args)
    return f"{request.script_root}/{kind}/{in_path(id)}"


@lru_cache(maxsize=20_000)
def in_path(id: str) -> str:
    """An id in a path, as ``url_for`` writes it; a page holds thousands of links to few nodes."""
    return quote(id, safe="!$&'()*+,/:;=@")


def years(first: int | None, last: int | None) -> str:
    """Years as people write them, or nothing."""
    return span(sorted(year for year in {first, last} if year))


def small_number(value: float) -> str:
    """A number up to 1 with the two digits that count, and never as nothing."""
    if value < LEAST_TOLD:
        return f"below {LEAST_TOLD:f}"
    return f"{value:.2g}" if value >= 0.0001 else f"{value:.6f}".rstrip("0")


def paper_type(word: str | None) -> str:
    """A source's word for what a paper is, as people say it."""
    if not word:
        return ""
    return PAPER_TYPES.get(word.lower(), word.replace("-", " ").capitalize())


_TOKEN = re.compile(
    r"(?P<comment>//[^\n]*)|(?P<text>'(?:\\.|[^'\\])*')|(?P<name>\$\w+)|(?P<label>(?<=[:|])[A-Z_]\w*)"
    r"|(?P<word>\b(?:CALL|YIELD|MATCH|OPTIONAL|WHERE|WITH|RETURN|ORDER|BY|LIMIT|SKIP|UNWIND|AS|AND|OR|"
    r"NOT|IN|IS|NULL|DISTINCT|DESC|ASC|UNION|ALL|CASE|WHEN|THEN|ELSE|END|COUNT|COLLECT|EXISTS|MERGE|"
    r"CREATE|SET|DELETE|DETACH|REMOVE|ON|FOREACH|CONSTRAINT|INDEX|FULLTEXT|FOR|EACH|REQUIRE|UNIQUE|IF|"
    r"STARTS|PROPERTY|STRING)\b)"
)
_HEADER = re.compile(r"(?P<mark>// ?)(?P<key>[a-z]+)(?P<rest>(?:\s+\w+)?:)(?P<value>.*)", re.DOTALL)


def highlighted(query: Query) -> Markup:
    """The source of a query file as HTML: header keys, keywords, labels, parameters."""
    out: list[Markup] = []
    start = 0
    for found in _TOKEN.finditer(query.source):
        out.append(escape(query.source[start : found.start()]))
        kind = found.lastgroup or ""
        header = _HEADER.fullmatch(found[0]) if kind == "comment" else None
        if header:
            out.append(
                Markup('<span class="c">{}<b>{}</b>{}</span><span class="v">{}</span>').format(
                    header["mark"], header["key"], header["rest"], header["value"]
                )
            )
        else:
            out.append(Markup('<span class="{}">{}</span>').format(kind[0], found[0]))
        start = found.end()
    out.append(escape(query.source[start:]))
    return Markup("").join(out)


_ARXIV_KEY = re.compile(r"(?:arxiv:)?([\w.-]+(?:/\d+)?)", re.I)


def web_address(scheme: str, value: str | None) -> str | None:
    """The address of a DOI, an arXiv id, an ORCID, a ROR or a URL; None where none is safe.

    Args:
        scheme: doi, arxiv, orcid, ror, openalex, dblp or url.
        value: as the source writes it, with or without its scheme.
    """
    if not value:
        return None
    if scheme == "url":
        parts = urlsplit(value.strip())
        fine = parts.scheme in {"http", "https"} and parts.netloc and value.isprintable()
        return value.strip() if fine else None
    key = value.removeprefix(f"{scheme}:")
    if scheme == "arxiv":
        found = _ARXIV_KEY.fullmatch(value)
        return f"https://arxiv.org/abs/{quote(found[1])}" if found else None
    homes: Mapping[str, str] = {
        "doi": "https://doi.org/", "orcid": "https://orcid.org/", "ror": "https://ror.org/",
        "openalex": "https://openalex.org/", "dblp": "https://dblp.org/rec/",
    }  # fmt: skip
    if key.startswith(("http://", "https://")):
        return web_address("url", key)
    return homes[scheme] + quote(key, safe="/()") if scheme in homes else None


def links_of(facts: Mapping[str, Any], kind: NodeKind) -> list[tuple[str, str]]:
    """Where else a node can be read about: name of the place and address, each once."""
    found: dict[str, str] = {}
    names = {"doi": "DOI", "arxiv": "arXiv", "orcid": "ORCID", "ror": "ROR",
             "openalex": "OpenAlex", "dblp": "DBLP"}  # fmt: skip
    for field in ("doi", "arxiv", "orcid", "ror"):
        if address := web_address(field, facts.get(field)):
            found[names[field]] = address
    for each in (facts["id"], *facts.get("same_as", ())):
        scheme = each.partition(":")[0]
        if scheme == "dblp" and kind is not NodeKind.PAPER:
            continue  # only DBLP's papers have addresses made from their ids
        if scheme in names and (address := web_address(scheme, each)):
            found.setdefault(names[scheme], address)
    if (address := web_address("url", facts.get("url"))) and address not in found.values():
        found["Source"] = address
    return list(found.items())
