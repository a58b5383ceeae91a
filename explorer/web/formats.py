"""The formats in which oEmbed answers, errors too: JSON, and XML for those that ask for it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from html import escape
from typing import Any

from explorer.export.looks import printable

Told = Mapping[str, Any]
USUAL = "json"


def _as_json(told: Told, _root: str) -> str:
    return json.dumps(told, ensure_ascii=False)


def _as_xml(told: Told, root: str) -> str:
    known = {name: value for name, value in told.items() if value is not None}
    fields = "".join(f"<{name}>{_word(value)}</{name}>" for name, value in known.items())
    return f'<?xml version="1.0" encoding="utf-8" standalone="yes"?>\n<{root}>{fields}</{root}>\n'


def _word(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else escape(printable(str(value)))


# By the word for it: its media type, and what writes it, in XML with the name of the root.
FORMATS: Mapping[str, tuple[str, Callable[[Told, str], str]]] = {
    "json": ("application/json", _as_json),
    "xml": ("text/xml", _as_xml),
}
