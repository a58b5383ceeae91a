"""The description of the API, made from the routes that exist; a test compares the two."""

from __future__ import annotations

import importlib.metadata
from typing import Any

from flask import Flask

from explorer.export import EXPORTERS, OPTIONS
from explorer.graph.clusters import HIGHEST, LOWEST
from explorer.graph.request import LAST_YEAR, MAX_BUDGET, MAX_DEPTH, MAX_QUOTA
from explorer.graph.request import OPERATIONS as OPERATIONS_OF_VIEWS
from explorer.graph.sides import Side
from explorer.model import EdgeKind, NodeKind
from explorer.web.site import site

Schema = dict[str, Any]
_STRING: Schema = {"type": "string"}
_NUMBER: Schema = {"type": "number"}
_WHOLE: Schema = {"type": "integer"}


def describe(app: Flask) -> Schema:
    """The OpenAPI document of ``app``: one entry for each rule under ``/api/``."""
    paths = {
        rule.rule.replace("<path:id>", "{id}"): {"get": _operation(rule.endpoint)}
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("api.")
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


def _object(**properties: Schema) -> Schema:
    return {"type": "object", "required": list(properties), "properties": properties}


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _maybe(schema: Schema) -> Schema:
    return {"oneOf": [schema, {"type": "null"}]}


def _query(name: str, doc: str, schema: Schema, *, required: bool = False) -> Schema:
    return {"name": name, "in": "query", "description": doc, "schema": schema,
            "required": required}  # fmt: skip


def _upto(most: int) -> Schema:
    return {"type": "integer", "minimum": 1, "maximum": most}


def _with_option(name: str) -> list[str]:
    return [each.suffix for each in EXPORTERS.values() if name in each.options]


_KIND: Schema = {"type": "string", "enum": [kind.value for kind in NodeKind]}
_ID: Schema = {
    "name": "id", "in": "path", "required": True, "schema": _STRING, "allowReserved": True,
    "description": "Id of a node, percent-encoded, as openalex:A5023888391",
}  # fmt: skip
_QUOTAS = [
    _query(kind.plural, f"Most {kind.plural} shown",
           {"type": "integer", "minimum": 0, "maximum": MAX_QUOTA})
    for kind in NodeKind
]  # fmt: skip
_SHAPING = [  # what shapes a slice
    _query(
        "with",
        "Further egos, repeated, in lines or between commas: ids, ORCIDs, DOIs, names",
        _STRING,
    ),
    _query("kinds", "Only these kinds, as person,paper", _STRING),
    *_QUOTAS,
    _query("off", "Relations switched off, as citation,shared_topic", _STRING),
    _query("weight", "Other weights of relations, as citation:0.5", _STRING),
    _query("since", "First year counted", _upto(LAST_YEAR)),
    _query("until", "Last year counted", _upto(LAST_YEAR)),
    _query("depth", "2 also shows neighbours of the best neighbours", _upto(MAX_DEPTH)),
    _query("budget", "Most nodes in all, the egos aside", _upto(MAX_BUDGET)),
    _query(
        "s",
        "Other arguments, packed: their query text, deflated without a header, in base64 for "
        "addresses",
        _STRING,
    ),
    _query("widen", "Only the next best of this kind, placed beside the others", _KIND),
    _query(
        "do",
        "One step of a view, repeated in order: "
        f"{', '.join(OPERATIONS_OF_VIEWS)}, each with a colon and what it is "
        "done to, as expand:openalex:A1 or hide:10.1126/science.149.3683.510",
        _STRING,
    ),
]
FAILURES: Schema = {
    status: {"description": doc, "content": _json(_ref("Error"))}
    for status, doc in (
        ("400", "An argument is impossible"),
        ("404", "There is no such node or format; for a node, with the nearest"),
        ("429", "One address asks too much; Retry-After says when to come back"),
        ("503", "The graph database does not answer, or too many long views are being built"),
        ("504", "A query ran over its limit of time; ask for less, or try again"),
    )
} | {"304": {"description": "It is as it was when it was given this ETag"}}
OPERATIONS: dict[str, tuple[str, list[Schema], Schema, tuple[str, ...]]] = {
    "counts": ("Nodes and edges per kind", [], _json(_ref("Counts")), ()),
    "find": (
        "Nodes by words or by an id",
        [
            _query("q", "Words, or an id, DOI, ORCID, ROR or arXiv number", _STRING, required=True),
            _query("kind", "Search this kind only", _KIND),
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
            each.media_type: {"schema": _ref("Slice") if each.suffix == "json" else _STRING}
            for each in EXPORTERS.values()
        },
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
        [_ID],
        _json(_ref("Neighbours")),
        ("400", "404"),
    ),
    "edge": (
        "What connects two nodes, of any kinds, and the papers behind it; the same whichever "
        "comes first",
        [
            _query("source", "Id of one node", _STRING, required=True),
            _query("target", "Id of another node", _STRING, required=True),
            _query("limit", "Most evidence of each connection", _upto(100)),
        ],
        _json(_ref("Edge")),
        ("400", "404"),
    ),
    "path": (
        "Who could introduce two people to one another: routes through people who wrote together, "
        "the likeliest first, through different people where possible",
        [
            _query("from", "Id of one person", _STRING, required=True),
            _query("to", "Id of another person", _STRING, required=True),
            _query("k", "Most routes", _upto(5)),
            _query("steps", "Most steps of a route", _upto(6)),
            _query(
                "format",
                "json tells of the routes; the others draw them as a graph",
                {"type": "string", "enum": list(EXPORTERS)},
            ),
        ],
        {
            each.media_type: {"schema": _ref("Paths") if each.suffix == "json" else _STRING}
            for each in EXPORTERS.values()
        },
        ("400", "404"),
    ),
    "common": (
        "What two people have in common: papers, co-authors, topics, institutions",
        [
            _query("a", "Id of one person", _STRING, required=True),
            _query("b", "Id of another person", _STRING, required=True),
            _query("limit", "Most of each", _upto(100)),
        ],
        _json(_ref("Common")),
        ("400", "404"),
    ),
    "compared": (
        "What two people have in common, and what is only the one's or only the other's",
        [
            _query("a", "Id of one person", _STRING, required=True),
            _query("b", "Id of another person", _STRING, required=True),
            _query("limit", "Most of each, shared, and of either alone", _upto(100)),
        ],
        _json(_ref("Compared")),
        ("400", "404"),
    ),
    "openapi": ("This description", [], _json({"type": "object"}), ()),
}
_SIDE: Schema = {
    "type": "string", "enum": [side.value for side in Side],
    "description": "In a slice about two people, whose it is",
}  # fmt: skip
_OK: Schema = {"const": True}
_FLAG: Schema = {"type": "boolean"}
_RESTS_ON = _object(papers=_list(_STRING), more=_FLAG)
_PAIRS: Schema = _list(_list(_STRING)) | {
    "description": "Of citations: a paper of the neighbour’s, and the ego’s that cites it or that "
    "it cites; some of them",
}
_REASON = _object(relation=_STRING, points=_NUMBER, evidence=_list(_STRING), count=_WHOLE,
                  sentence=_STRING, query=_STRING, pairs=_PAIRS, years=_list(_WHOLE),
                  shares=_list(_NUMBER), complete=_FLAG,
                  rests=_maybe(_list(_list(_RESTS_ON))))  # fmt: skip
_TRUE_OR_FALSE: Schema = {"type": "boolean"}
_END = _object(id=_STRING, kind=_KIND, label=_STRING, detail=_STRING, marks=_list(_STRING))
_PAPER = _object(id=_STRING, kind=_KIND, title=_STRING, year=_maybe(_WHOLE), authors=_WHOLE)
_PERIOD: Schema = {"first_year": _maybe(_WHOLE), "last_year": _maybe(_WHOLE)}
_COUNTED: Schema = {"sentence": _STRING, "query": _STRING, "total": _WHOLE, "more": _TRUE_OR_FALSE}
_SECTION = _object(**_COUNTED, evidence=_list(_object(id=_STRING, kind=_KIND)))
_SIDES = _object(**_SECTION["properties"], only_a=_SECTION, only_b=_SECTION)
_STEP = _object(source=_STRING, target=_STRING, strength=_NUMBER, papers=_list(_PAPER),
                **_COUNTED, **_PERIOD)  # fmt: skip
_HIT = _object(id=_STRING, kind=_KIND, label=_STRING, detail=_STRING)
_ERROR = _object(ok={"const": False}, error=_STRING, code=_STRING, hint=_maybe(_STRING),
                 status=_WHOLE)  # fmt: skip
# Of each kind: what came, what of it is shown anyway, what is not shown, and all of these.
_OF_KINDS = _object(**{kind.value: _WHOLE for kind in NodeKind})
_BROUGHT: Schema = {
    "shown": _OF_KINDS, "here": _OF_KINDS, "left": _OF_KINDS, "available": _OF_KINDS,
    "sentence": _STRING,
}  # fmt: skip
_NEAREST: Schema = _list(_HIT) | {
    "description": "Where an id names no node: up to five nodes that may have been meant, those "
    "with the most similar ids or labels, the nearest first",
}
SCHEMAS: Schema = {
    "Error": _ERROR | {"properties": {**_ERROR["properties"], "nearest": _NEAREST}},
    "Counts": _object(
        ok=_OK,
        nodes=_object(**{kind.value: _WHOLE for kind in NodeKind}),
        edges=_object(**{kind.value: _WHOLE for kind in EdgeKind}),
        data_as_of=_maybe(_STRING),
    ),
    "Hits": _object(
        ok=_OK,
        hits=_list(_HIT),
        more={"type": "boolean"},
    ),
    "Node": _object(ok=_OK, id=_STRING, kind=_KIND, label=_STRING),
    "Edge": _object(
        ok=_OK, source=_END, target=_END, sentence=_STRING, total=_WHOLE, more=_TRUE_OR_FALSE,
        papers=_list(_PAPER),
        connections=_list(_object(
            kind=_STRING, title=_STRING, behind=_KIND,
            evidence=_list(_object(id=_STRING, kind=_KIND)),
            **_COUNTED, **_PERIOD,
        )),
    ),
    "Paths": _object(
        ok=_OK, **{"from": _END}, to=_END, sentence=_STRING,
        paths=_list(_object(sentence=_STRING, chance=_NUMBER, people=_list(_END),
                            shared=_list(_STRING), steps=_list(_STEP))),
        complete=_TRUE_OR_FALSE, reason=_maybe(_STRING), most_authors=_WHOLE,
        queries=_list(_STRING), asked={"type": "object"}, data_as_of=_maybe(_STRING), took=_NUMBER,
    ),
    "Common": _object(
        ok=_OK, a=_END, b=_END, sentence=_STRING, papers=_SECTION, people=_SECTION,
        topics=_SECTION, institutions=_SECTION, most_authors=_WHOLE, asked={"type": "object"},
    ),
    "Compared": _object(
        ok=_OK, a=_END, b=_END, sentence=_STRING, papers=_SIDES, people=_SIDES,
        topics=_SIDES, institutions=_SIDES, most_authors=_WHOLE, asked={"type": "object"},
    ),
    "Clusters": _object(
        ok=_OK, ego=_STRING, egos=_list(_STRING), method=_STRING, library=_STRING,
        seeds=_list(_WHOLE), resolution=_NUMBER, randomness=_NUMBER, rounds=_WHOLE,
        quality=_NUMBER, alone=_list(_STRING), asked={"type": "object"},
        data_as_of=_maybe(_STRING),
        clusters=_list(_object(
            id=_WHOLE, label=_STRING, topics=_list(_STRING), stability=_NUMBER,
            members=_list(_object(id=_STRING, stability=_NUMBER)),
        )),
    ),
    "Neighbours": _object(
        ok=_OK, id=_STRING, kind=_KIND, neighbours={"type": "object"},
        around=_list(_object(
            kind=_KIND, available=_WHOLE, more=_FLAG, brings=_WHOLE,
            relations=_list(_object(relation=_STRING, title=_STRING, available=_WHOLE)),
        )),
    ),
    "Slice": _object(
        ok=_OK, schema={"const": 1}, ego=_STRING, title=_STRING, data_as_of=_maybe(_STRING),
        asked={"type": "object"}, took=_NUMBER,
        view=_object(x=_NUMBER, y=_NUMBER, width=_NUMBER, height=_NUMBER),
        nodes=_list(_object(id=_STRING, kind=_KIND, label=_STRING, x=_NUMBER, y=_NUMBER,
                            score=_maybe(_NUMBER), reasons=_list(_REASON),
                            depends_on=_maybe(_STRING), side=_maybe(_SIDE))),
        edges=_list(_object(id=_STRING, source=_STRING, target=_STRING, kind=_STRING,
                            weight=_NUMBER, evidence=_list(_STRING), query=_STRING)),
        cut=_list(_object(
            kind=_KIND, shown=_WHOLE, available=_WHOLE, threshold=_maybe(_NUMBER),
            more=_FLAG, approximate=_FLAG, sentence=_STRING, hidden=_WHOLE,
            relations=_list(_object(
                relation=_STRING, title=_STRING, shown=_WHOLE, available=_WHOLE,
                threshold=_maybe(_NUMBER), damped_count=_WHOLE,
                damped=_list(_object(id=_STRING, size=_WHOLE, why=_STRING)),
            )),
        )),
        counted=_object(since=_maybe(_WHOLE), until=_maybe(_WHOLE), weights={"type": "object"}),
        egos=_list(_STRING), missing=_list(_STRING), notes=_list(_STRING),
        expanded=_list(_object(id=_STRING, **_BROUGHT)),
        second_ring=_maybe(_object(around=_list(_STRING), **_BROUGHT)),
        partial=_list(_object(ring=_STRING, query=_STRING, reason=_STRING)),
        sources=_list(_object(dataset=_STRING, nodes=_WHOLE, source=_maybe(_STRING),
                              title=_maybe(_STRING), licence=_maybe(_STRING),
                              data_as_of=_maybe(_STRING))),
        runs=_list(_object(query=_STRING, seconds=_NUMBER, rows=_WHOLE, stored=_FLAG)),
    ),
}  # fmt: skip
