"""The description of the API, made from the routes that exist; a test compares the two."""

from __future__ import annotations

import importlib.metadata

from flask import Flask

from explorer.export import EXPORTERS, OPTIONS
from explorer.graph.clusters import HIGHEST, LOWEST
from explorer.graph.request import LAST_YEAR, MAX_BUDGET, MAX_DEPTH, MAX_QUOTA
from explorer.graph.request import OPERATIONS as OPERATIONS_OF_VIEWS
from explorer.model import NodeKind
from explorer.web.oembed import MOST
from explorer.web.pictures import HEIGHTS, LONGEST_TITLE, WIDTHS
from explorer.web.schemas import KIND, SCHEMAS, STRING, Schema
from explorer.web.site import site
from explorer.web.streaming import LINES


def describe(app: Flask) -> Schema:
    """The OpenAPI document of ``app``: the API, the pictures that others embed, and oEmbed."""
    paths = {
        rule.rule.replace("<path:id>", "{id}"): {"get": _operation(rule.endpoint)}
        for rule in app.url_map.iter_rules()
        if rule.endpoint.partition(".")[0] in DESCRIBED
    }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Research graph explorer",
            "version": importlib.metadata.version("research-graph-explorer"),
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": site().absolute(site().settings.base_path or "/")}],
        "paths": dict(sorted(paths.items())),
        "components": {"schemas": SCHEMAS},
    }


def _operation(endpoint: str) -> Schema:
    name = endpoint.partition(".")[2]
    summary, parameters, content, failures = OPERATIONS[name]
    of_the_store = () if name == "openapi" else ("429", "503", "504")
    return {
        "operationId": name,
        "summary": summary,
        "parameters": parameters,
        "responses": {
            "200": {"description": "The answer", "content": content},
            **{status: FAILURES[status] for status in (*failures, *of_the_store)},
        },
    }


def _json(schema: Schema) -> Schema:
    return {"application/json": {"schema": schema}}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _query(name: str, doc: str, schema: Schema, *, required: bool = False) -> Schema:
    return {"name": name, "in": "query", "description": doc, "schema": schema,
            "required": required}  # fmt: skip


def _upto(most: int) -> Schema:
    return {"type": "integer", "minimum": 1, "maximum": most}


def _with_option(name: str) -> list[str]:
    return [each.suffix for each in EXPORTERS.values() if name in each.options]


DESCRIBED = frozenset({"api", "pictures", "oembed"})  # blueprints
_ID: Schema = {
    "name": "id", "in": "path", "required": True, "schema": STRING, "allowReserved": True,
    "description": "Id of a node, percent-encoded, as openalex:A5023888391",
}  # fmt: skip
_QUOTAS = [
    _query(kind.plural, f"Most {kind.plural} shown",
           {"type": "integer", "minimum": 0, "maximum": MAX_QUOTA})
    for kind in NodeKind
]  # fmt: skip
_COUNTING = [  # what of a neighbourhood counts
    _query("kinds", "Only these kinds, as person,paper", STRING),
    *_QUOTAS,
    _query("off", "Relations switched off, as citation,shared_topic", STRING),
    _query("weight", "Other weights of relations, as citation:0.5", STRING),
    _query("since", "First year counted", _upto(LAST_YEAR)),
    _query("until", "Last year counted", _upto(LAST_YEAR)),
]
_SHAPING = [  # what shapes a slice
    _query(
        "with",
        "Further egos, repeated, in lines or between commas: ids, ORCIDs, DOIs, names",
        STRING,
    ),
    *_COUNTING,
    _query("depth", "2 also shows neighbours of the best neighbours", _upto(MAX_DEPTH)),
    _query("budget", "Most nodes in all, the egos aside", _upto(MAX_BUDGET)),
    _query(
        "s",
        "Other arguments, packed: their query text, deflated without a header, in base64 for "
        "addresses",
        STRING,
    ),
    _query(
        "widen", "The next best of this kind: alone in JSON, else with all that stood before", KIND
    ),
    _query(
        "do",
        "One step of a view, repeated in order: "
        f"{', '.join(OPERATIONS_OF_VIEWS)}, each with a colon and what it is "
        "done to, as expand:openalex:A1 or hide:10.1126/science.149.3683.510",
        STRING,
    ),
]


def _picture(*names: str) -> list[Schema]:
    """What may be chosen of a picture that others embed."""
    sizes = {"width": WIDTHS, "height": HEIGHTS}
    schemas: dict[str, tuple[str, Schema]] = {
        **{name: (f"CSS pixels of its {name}", {"type": "integer", "minimum": least,
                                                "maximum": most})
           for name, (least, most) in sizes.items()},
        **{name: (option.doc, {"type": "string", "enum": list(option.values)})
           for name, option in OPTIONS.items()},
        "title": ("In place of its own", {"type": "string", "maxLength": LONGEST_TITLE}),
    }  # fmt: skip
    return [_query(name, *schemas[name]) for name in names]


FAILURES: Schema = {
    status: {"description": doc, "content": _json(_ref("Error"))}
    for status, doc in (
        ("400", "An argument is impossible"),
        ("404", "There is no such node or format; for a node, with the nearest"),
        ("429", "One address asks too much; Retry-After says when to come back"),
        ("501", "There is no such format"),
        ("503", "The graph database does not answer, or too many long views are being built"),
        ("504", "A query ran over its limit of time; ask for less, or try again"),
    )
} | {"304": {"description": "It is as it was when it was given this ETag"}}
OPERATIONS: dict[str, tuple[str, list[Schema], Schema, tuple[str, ...]]] = {
    "counts": ("Nodes and edges per kind", [], _json(_ref("Counts")), ()),
    "find": (
        "Nodes by words or by an id",
        [
            _query("q", "Words, or an id, DOI, ORCID, ROR or arXiv number", STRING, required=True),
            _query("kind", "Search this kind only", KIND),
            _query("limit", "Most hits", _upto(100)),
        ],
        _json(_ref("Hits")),
        ("400",),
    ),
    "node": ("The facts of one node", [_ID], _json(_ref("Node")), ("400", "404")),
    "slice_of": (
        "The neighbourhood of one node: what is shown, why, and what was left out. A suffix "
        f"of the id chooses the format, as .{' or .'.join(EXPORTERS)}",
        [
            _ID,
            _query("format", "The format", {"type": "string", "enum": list(EXPORTERS)}),
            *(
                _query(
                    name,
                    f"{option.doc}, as {' and '.join(_with_option(name))}",
                    {"type": "string", "enum": list(option.values)},
                )
                for name, option in OPTIONS.items()
            ),
            *_SHAPING,
        ],
        {
            each.media_type: {"schema": _ref("Slice") if each.suffix == "json" else STRING}
            for each in EXPORTERS.values()
        }
        | {LINES: {"schema": _ref("Line")}},
        ("304", "400", "404"),
    ),
    "clusters": (
        "The clusters of the slice that the same arguments make, found by Leiden with several "
        "seeds: members, how often the runs keep each there, and the strongest topics",
        [
            _ID,
            *_SHAPING,
            _query(
                "resolution",
                "More gives more and smaller clusters; 1 is usual",
                {"type": "number", "minimum": LOWEST, "maximum": HIGHEST},
            ),
        ],
        _json(_ref("Clusters")),
        ("400", "404"),
    ),
    "neighbours": (
        "How many neighbours a node has, by kind and relation: what expanding it can bring",
        [_ID, *_COUNTING],
        _json(_ref("Neighbours")),
        ("400", "404"),
    ),
    "edge": (
        "What connects two nodes, of any kinds, and the papers behind it; the same whichever "
        "comes first. A citation between two people is one between papers that each wrote without "
        "the other, of the year of the citing one",
        [
            _query("source", "Id of one node", STRING, required=True),
            _query("target", "Id of another node", STRING, required=True),
            _query("limit", "Most evidence of each connection", _upto(100)),
        ],
        _json(_ref("Edge")),
        ("400", "404"),
    ),
    "path": (
        "Who could introduce two people to one another: routes through people who wrote together, "
        "the likeliest first, through different people where possible",
        [
            _query("from", "Id of one person", STRING, required=True),
            _query("to", "Id of another person", STRING, required=True),
            _query("k", "Most routes", _upto(5)),
            _query("steps", "Most steps of a route", _upto(6)),
            _query(
                "format",
                "json tells of the routes; the others draw them as a graph",
                {"type": "string", "enum": list(EXPORTERS)},
            ),
        ],
        {
            each.media_type: {"schema": _ref("Paths") if each.suffix == "json" else STRING}
            for each in EXPORTERS.values()
        },
        ("400", "404"),
    ),
    "common": (
        "What two people have in common: papers, co-authors, topics, institutions",
        [
            _query("a", "Id of one person", STRING, required=True),
            _query("b", "Id of another person", STRING, required=True),
            _query("limit", "Most of each", _upto(100)),
        ],
        _json(_ref("Common")),
        ("400", "404"),
    ),
    "compared": (
        "What two people have in common, and what is only the one's or only the other's",
        [
            _query("a", "Id of one person", STRING, required=True),
            _query("b", "Id of another person", STRING, required=True),
            _query("limit", "Most of each, shared, and of either alone", _upto(100)),
        ],
        _json(_ref("Compared")),
        ("400", "404"),
    ),
    "svg_picture": (
        "The picture of a slice, with its legend and where it comes from, for pages of other "
        "sites. /embed/{id}/badge.svg is a small badge that names the node",
        [_ID, *_picture("width", "height", "theme", "title"), *_SHAPING],
        {"image/svg+xml": {"schema": STRING}},
        ("400", "404"),
    ),
    "png_picture": (
        "The same picture as PNG. /embed/{id}/card.png is the preview card, 1200 wide and 630 high",
        [_ID, *_picture("width", "height", "theme", "title", "scale"), *_SHAPING],
        {"image/png": {"schema": STRING}},
        ("400", "404"),
    ),
    "oembed": (
        "How to show a page of this site inside another, as oEmbed 1.0 asks",
        [
            _query("url", "Address of a page that shows a graph", STRING, required=True),
            _query("format", "The format", {"type": "string", "enum": ["json", "xml"]}),
            _query("maxwidth", "CSS pixels that there is room for", _upto(MOST)),
            _query("maxheight", "CSS pixels that there is room for", _upto(MOST)),
        ],
        _json(_ref("OEmbed")) | {"text/xml": {"schema": STRING}},
        ("400", "404", "501"),
    ),
    "openapi": ("This description", [], _json({"type": "object"}), ()),
}
