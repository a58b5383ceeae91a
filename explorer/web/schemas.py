"""What the answers of the API look like, as ``/api/openapi.json`` describes them."""

from __future__ import annotations

from typing import Any

from explorer.graph.sides import Side
from explorer.model import EdgeKind, NodeKind
from explorer.web.streaming import LINES

Schema = dict[str, Any]
STRING: Schema = {"type": "string"}
NUMBER: Schema = {"type": "number"}
WHOLE: Schema = {"type": "integer"}
KIND: Schema = {"type": "string", "enum": [kind.value for kind in NodeKind]}


def record(**properties: Schema) -> Schema:
    """An object that has at least these properties."""
    return {"type": "object", "required": list(properties), "properties": properties}


def several(items: Schema) -> Schema:
    """An array."""
    return {"type": "array", "items": items}


def maybe(schema: Schema) -> Schema:
    """That, or null."""
    return {"oneOf": [schema, {"type": "null"}]}


_SIDE: Schema = {
    "type": "string", "enum": [side.value for side in Side],
    "description": "In a slice about two people, whose it is",
}  # fmt: skip
_OK: Schema = {"const": True}
_FLAG: Schema = {"type": "boolean"}
_RESTS_ON = record(papers=several(STRING), more=_FLAG)
_PAIRS: Schema = several(several(STRING)) | {
    "description": "Of citations: a paper of the neighbour’s, and the ego’s that cites it or that "
    "it cites; some of them",
}
_REASON = record(relation=STRING, points=NUMBER, evidence=several(STRING), count=WHOLE,
                  sentence=STRING, query=STRING, pairs=_PAIRS, years=several(WHOLE),
                  shares=several(NUMBER), complete=_FLAG,
                  rests=maybe(several(several(_RESTS_ON))))  # fmt: skip
_TRUE_OR_FALSE: Schema = {"type": "boolean"}
_END = record(id=STRING, kind=KIND, label=STRING, detail=STRING, marks=several(STRING))
_PAPER = record(id=STRING, kind=KIND, title=STRING, year=maybe(WHOLE), authors=WHOLE)
_PERIOD: Schema = {"first_year": maybe(WHOLE), "last_year": maybe(WHOLE)}
_COUNTED: Schema = {"sentence": STRING, "query": STRING, "total": WHOLE, "more": _TRUE_OR_FALSE}
_SECTION = record(**_COUNTED, evidence=several(record(id=STRING, kind=KIND)))
_SIDES = record(**_SECTION["properties"], only_a=_SECTION, only_b=_SECTION)
_STEP = record(source=STRING, target=STRING, strength=NUMBER, papers=several(_PAPER),
                **_COUNTED, **_PERIOD)  # fmt: skip
_PARTIAL = several(record(ring=STRING, query=STRING, reason=STRING))
_HIT = record(id=STRING, kind=KIND, label=STRING, detail=STRING)
_ERROR = record(ok={"const": False}, error=STRING, code=STRING, hint=maybe(STRING),
                 status=WHOLE)  # fmt: skip
# Of each kind: what came, what of it is shown anyway, what is not shown, and all of these.
_OF_KINDS = record(**{kind.value: WHOLE for kind in NodeKind})
_BROUGHT: Schema = {
    "shown": _OF_KINDS, "here": _OF_KINDS, "left": _OF_KINDS, "available": _OF_KINDS,
    "sentence": STRING,
}  # fmt: skip
_NEAREST: Schema = several(_HIT) | {
    "description": "Where an id names no node: up to five nodes that may have been meant, those "
    "with the most similar ids or labels, the nearest first",
}
SCHEMAS: Schema = {
    "Error": _ERROR | {"properties": {**_ERROR["properties"], "nearest": _NEAREST}},
    "OEmbed": record(
        version={"const": "1.0"}, type={"const": "rich"}, title=STRING, html=STRING,
        width=WHOLE, height=WHOLE, provider_name=STRING, provider_url=STRING,
        cache_age=WHOLE,
    ),
    "Counts": record(
        ok=_OK,
        nodes=record(**{kind.value: WHOLE for kind in NodeKind}),
        edges=record(**{kind.value: WHOLE for kind in EdgeKind}),
        data_as_of=maybe(STRING),
    ),
    "Hits": record(
        ok=_OK,
        hits=several(_HIT),
        more={"type": "boolean"},
    ),
    "Node": record(ok=_OK, id=STRING, kind=KIND, label=STRING),
    "Edge": record(
        ok=_OK, source=_END, target=_END, sentence=STRING, total=WHOLE, more=_TRUE_OR_FALSE,
        papers=several(_PAPER),
        connections=several(record(
            kind=STRING, title=STRING, behind=KIND,
            evidence=several(record(id=STRING, kind=KIND)),
            **_COUNTED, **_PERIOD,
        )),
    ),
    "Paths": record(
        ok=_OK, **{"from": _END}, to=_END, sentence=STRING,
        paths=several(record(sentence=STRING, chance=NUMBER, people=several(_END),
                            shared=several(STRING), steps=several(_STEP))),
        complete=_TRUE_OR_FALSE, reason=maybe(STRING), most_authors=WHOLE,
        queries=several(STRING), asked={"type": "object"}, data_as_of=maybe(STRING), took=NUMBER,
    ),
    "Common": record(
        ok=_OK, a=_END, b=_END, sentence=STRING, papers=_SECTION, people=_SECTION,
        topics=_SECTION, institutions=_SECTION, most_authors=WHOLE, asked={"type": "object"},
    ),
    "Compared": record(
        ok=_OK, a=_END, b=_END, sentence=STRING, papers=_SIDES, people=_SIDES,
        topics=_SIDES, institutions=_SIDES, most_authors=WHOLE, asked={"type": "object"},
    ),
    "Clusters": record(
        ok=_OK, ego=STRING, egos=several(STRING), method=STRING, library=STRING,
        seeds=several(WHOLE), resolution=NUMBER, randomness=NUMBER, rounds=WHOLE,
        quality=NUMBER, alone=several(STRING), asked={"type": "object"},
        data_as_of=maybe(STRING), partial=_PARTIAL,
        clusters=several(record(
            id=WHOLE, label=STRING, topics=several(STRING), stability=NUMBER,
            members=several(record(id=STRING, stability=NUMBER)),
        )),
    ),
    "Neighbours": record(
        ok=_OK, id=STRING, kind=KIND, neighbours={"type": "object"}, partial=_PARTIAL,
        around=several(record(
            kind=KIND, available=WHOLE, more=_FLAG, brings=WHOLE,
            relations=several(record(relation=STRING, title=STRING, available=WHOLE)),
        )),
    ),
    "Line": {
        "description": "One line of a slice that takes long, where a reader of JSON accepts "
        f"{LINES}: rings as they are asked for (found is null) and as they come; the last line is "
        "the slice, or the error. A slice that is ready at once is answered as JSON. Empty lines "
        "mean nothing.",
        "oneOf": [
            record(ring=STRING, found=maybe(WHOLE), step=WHOLE, steps=WHOLE,
                   share=NUMBER, after=NUMBER),
            {"$ref": "#/components/schemas/Slice"}, {"$ref": "#/components/schemas/Error"},
        ],
    },
    "Slice": record(
        ok=_OK, schema={"const": 1}, ego=STRING, title=STRING, data_as_of=maybe(STRING),
        asked={"type": "object"}, took=NUMBER,
        view=record(x=NUMBER, y=NUMBER, width=NUMBER, height=NUMBER),
        nodes=several(record(id=STRING, kind=KIND, label=STRING, x=NUMBER, y=NUMBER,
                            score=maybe(NUMBER), reasons=several(_REASON),
                            depends_on=maybe(STRING), side=maybe(_SIDE))),
        edges=several(record(id=STRING, source=STRING, target=STRING, kind=STRING,
                            weight=NUMBER, evidence=several(STRING), query=STRING,
                            count=WHOLE, behind=KIND, sentence=STRING,
                            pairs=several(several(STRING)), **_PERIOD)),
        cut=several(record(
            kind=KIND, shown=WHOLE, available=WHOLE, threshold=maybe(NUMBER),
            more=_FLAG, approximate=_FLAG, sentence=STRING, hidden=WHOLE,
            relations=several(record(
                relation=STRING, title=STRING, shown=WHOLE, available=WHOLE,
                threshold=maybe(NUMBER), damped_count=WHOLE,
                damped=several(record(id=STRING, size=WHOLE, why=STRING)), note=STRING,
            )),
        )),
        counted=record(since=maybe(WHOLE), until=maybe(WHOLE), weights={"type": "object"}),
        egos=several(STRING), missing=several(STRING), notes=several(STRING),
        expanded=several(record(id=STRING, **_BROUGHT)),
        second_ring=maybe(record(around=several(STRING), **_BROUGHT)),
        partial=_PARTIAL,
        sources=several(record(dataset=STRING, nodes=WHOLE, source=maybe(STRING),
                              title=maybe(STRING), licence=maybe(STRING),
                              data_as_of=maybe(STRING))),
        runs=several(record(query=STRING, seconds=NUMBER, rows=WHOLE, stored=_FLAG)),
    ),
}  # fmt: skip
