"""What an address asks of a graph: packed or not, whole or damaged.

The API refuses what it cannot do. A page is opened from links that people have kept: it shows
what still can be done, and says what cannot.
"""

from __future__ import annotations

import base64
import zlib
from collections.abc import Collection, Iterable, Sequence
from urllib.parse import parse_qsl

from werkzeug.datastructures import MultiDict

from explorer.errors import BadRequest
from explorer.graph.request import (
    ARGUMENTS,
    MAX_OPERATIONS,
    SliceRequest,
    parse_request,
    single,
)
from explorer.graph.words import listed

PACKED = "s"  # the argument that holds others: deflated, in base64 for addresses
MAX_UNPACKED = 65_536  # bytes; 200 steps on the longest ids of real sources are far below
MAX_FIELDS = 500
# What else the pages with a graph, and what the panel asks for them, take.
OF_PAGES = frozenset({
    *ARGUMENTS, PACKED, "a", "b", "ego", "form", "from", "group", "k", "limit", "page", "steps",
    "to", "with",
})  # fmt: skip
# What mail, search engines and social sites hang on addresses, to tell how readers come.
TRACKING = frozenset({
    "_", "dclid", "fbclid", "gad_source", "gbraid", "gclid", "gclsrc", "igsh", "igshid",
    "li_fat_id", "mkt_tok", "msclkid", "ref", "ref_src", "srsltid", "ttclid", "twclid", "wbraid",
    "yclid",
})  # fmt: skip
TRACKING_STARTS = ("utm_", "mc_", "mtm_", "pk_", "hsa_", "_ga", "_gl", "_hs")
LONGEST_NAME = 40
Asked = MultiDict[str, str]


def unpack(args: Asked) -> Asked:
    """Arguments with those that stand packed among them.

    Raises:
        BadRequest: what is packed is damaged, or there are two of it.
    """
    packed = single(args, PACKED)
    if packed is None:
        return args
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        raw = base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4))
        text = inflater.decompress(raw, MAX_UNPACKED).decode()
        if not inflater.eof:
            raise ValueError("it is cut off, or too long")
        fields = parse_qsl(text, keep_blank_values=True, max_num_fields=MAX_FIELDS)
    except (ValueError, zlib.error) as error:
        raise BadRequest(
            "The packed steps in this address are damaged.",
            hint="Ask whoever gave you the address for a new one.",
        ) from error
    rest = [(name, value) for name, value in args.items(multi=True) if name != PACKED]
    late = [each for each in rest if each[0] == "do"]  # steps after those that are packed
    return MultiDict([*(each for each in rest if each[0] != "do"), *fields, *late])


def unpack_leniently(args: Asked) -> tuple[Asked, list[str]]:
    """As ``unpack``; what is damaged is left out, and told."""
    try:
        return unpack(args), []
    except BadRequest as error:
        rest = [each for each in args.items(multi=True) if each[0] != PACKED]
        return MultiDict(rest), [error.message]


def unknown(names: Iterable[str], known: Collection[str]) -> list[str]:
    """In a sentence the arguments of an address that are nothing here; none for what tracks."""
    odd = [
        f"“{name[:LONGEST_NAME]}”"
        for name in dict.fromkeys(names)
        if name not in known and name not in TRACKING and not name.startswith(TRACKING_STARTS)
    ]
    verb = "means" if len(odd) == 1 else "mean"
    return [f"The address asks for {listed(odd)}, which {verb} nothing here"] if odd else []


def widened(asked: Asked) -> Asked:
    """The arguments with "only the next best" as a step: pages and files show the whole graph.

    The next best alone would be a graph without its ego, and its links one without all the rest.
    """
    rest = [each for each in asked.items(multi=True) if each[0] != "widen"]
    more = asked.get("widen")
    return MultiDict([*rest, ("do", f"widen:{more}")]) if more else asked


def read_leniently(egos: Sequence[str], args: Asked) -> tuple[SliceRequest, list[str]]:
    """The request that an address makes as far as it makes sense, and what does not.

    Raises:
        BadRequest: an ego is impossible, or there are too many.
    """
    kept: Asked = MultiDict()
    faults: list[str] = []
    for name in ARGUMENTS:
        for value in args.getlist(name):
            before = kept.getlist(name) if name != "do" else []  # steps are each for themselves
            try:
                parse_request(egos[:1], MultiDict([(name, each) for each in (*before, value)]))
            except BadRequest as error:
                faults.append(error.message)
            else:
                kept.add(name, value)
    if len(steps := kept.getlist("do")) > MAX_OPERATIONS:
        kept.setlist("do", steps[:MAX_OPERATIONS])
        more = len(steps) - MAX_OPERATIONS
        faults.append(f"A view holds {MAX_OPERATIONS} steps; the last {more:,} were left out.")
    try:
        parse_request(egos[:1], kept)
    except BadRequest as error:  # each is possible, both are not: the years
        faults.append(error.message)
        for name in ("since", "until"):
            kept.poplist(name)
    return parse_request(egos, kept), faults
