"""What somebody asks of a slice, and the one parser of it, for the API, the pages and the panel."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from explorer.errors import BadRequest
from explorer.graph.relations import NAMES
from explorer.model import NodeKind

QUOTAS: Mapping[NodeKind, int] = {  # about 75 nodes: readable on a laptop
    NodeKind.PAPER: 22,
    NodeKind.PERSON: 30,
    NodeKind.TOPIC: 10,
    NodeKind.INSTITUTION: 12,
}
MAX_QUOTA = 200
MAX_BUDGET = 800
MAX_DEPTH = 2
MAX_EGOS = 50
MAX_OPERATIONS = 200
MAX_WEIGHT = 10.0
MAX_ID = 500  # characters; the longest real id, a DOI, is far below
NO_YEAR, LAST_YEAR = 0, 9999  # the widest range of years; 0 stands for an unknown year


class Args(Protocol):
    """Arguments of an address: the first value of a name, or all of them."""

    def get(self, name: str, /) -> str | None:
        """The first value."""

    def getlist(self, name: str, /) -> list[str]:
        """Every value, in order."""


class Plain(dict[str, str]):
    """A mapping as ``Args``, where there is no address."""

    def getlist(self, name: str, /) -> list[str]:
        """Its one value, if there is one."""
        return [self[name]] if name in self else []


@dataclass(frozen=True, slots=True)
class Operation:
    """One step of a view: ``expand``, ``hide``, ``widen`` and so on, and what it is done to."""

    do: str
    what: str

    def __str__(self) -> str:
        return f"{self.do}:{self.what}"

    @property
    def node(self) -> str | None:
        """What names the node it is done to; None where it is done to no node."""
        if self.do == "pin":
            return self.what.partition(":")[2]
        return self.what if OPERATIONS[self.do] is check_id else None

    def done_to(self, node: str) -> Operation:
        """The same step, done to the node of that name."""
        spot = f"{self.what.partition(':')[0]}:" if self.do == "pin" else ""
        return Operation(self.do, spot + node)


@dataclass(frozen=True, slots=True)
class SliceRequest:
    """What somebody asked for.

    Attributes:
        egos: whom the slice is about, in the order given.
        kinds: most nodes of each kind.
        weights: by the name of a relation, a λ other than the table's; 0 switches it off.
        since: first year counted; None for all years.
        until: last year counted.
        depth: 2 also shows neighbours of the best neighbours.
        budget: most nodes in all, the egos aside; None for the sum of the quotas.
        operations: what was done to the picture afterwards, in order.
        widen: a kind of which only the next best are wanted.
    """

    egos: tuple[str, ...]
    kinds: Mapping[NodeKind, int] = field(default_factory=lambda: QUOTAS)
    weights: Mapping[str, float] = field(default_factory=dict)
    since: int | None = None
    until: int | None = None
    depth: int = 1
    budget: int | None = None
    operations: tuple[Operation, ...] = ()
    widen: NodeKind | None = None

    @property
    def narrowed(self) -> bool:
        """Whether only some years are counted."""
        return self.since is not None or self.until is not None

    @property
    def years(self) -> tuple[int, int]:
        """First and last year counted; a bound on either side leaves out what has no year."""
        if not self.narrowed:
            return NO_YEAR, LAST_YEAR
        return self.since or 1, self.until or LAST_YEAR

    @property
    def key(self) -> tuple[object, ...]:
        """Equal requests have equal keys."""
        return (
            self.egos, *self.kinds.items(), *sorted(self.weights.items()), self.since, self.until,
            self.depth, self.budget, self.operations, self.widen,
        )  # fmt: skip

    def as_json(self) -> dict[str, Any]:
        """The request, as the answer repeats it."""
        return {
            "ego": self.egos[0],
            "egos": list(self.egos),
            "kinds": {kind.value: n for kind, n in self.kinds.items()},
            "weights": dict(sorted(self.weights.items())),
            "since": self.since,
            "until": self.until,
            "depth": self.depth,
            "budget": self.budget,
            "do": [str(each) for each in self.operations],
            "widen": self.widen.value if self.widen else None,
        }


def parse_request(egos: str | Sequence[str], args: Mapping[str, str] | Args) -> SliceRequest:
    """The request that an address, a command or the panel makes.

    Args:
        egos: id of the node the slice is about, or several.
        args: of the names in ``ARGUMENTS``; others are ignored.

    Raises:
        BadRequest: a value is impossible.
    """
    ids = tuple(dict.fromkeys((egos,) if isinstance(egos, str) else egos))
    for each in ids or ("",):
        check_id(each)
    if len(ids) > MAX_EGOS:
        raise BadRequest(
            f"A slice is about {MAX_EGOS} nodes at most, not {len(ids)}.",
            hint="Ask about some of them.",
        )
    given = Plain(args) if isinstance(args, Mapping) and not hasattr(args, "getlist") else args
    since, until = _years(given)
    operations = tuple(_operation(text) for text in given.getlist("do"))
    if len(operations) > MAX_OPERATIONS:
        raise BadRequest(
            f"A view holds {MAX_OPERATIONS} steps at most, not {len(operations)}.",
            hint="Begin anew from what it shows.",
        )
    widen = single(given, "widen")
    return SliceRequest(
        egos=ids,
        kinds=_kinds(given),
        weights=_weights(given),
        since=since,
        until=until,
        depth=number("depth", single(given, "depth"), 1, MAX_DEPTH, 1),
        budget=number("budget", single(given, "budget"), 1, MAX_BUDGET, None),
        operations=operations,
        widen=_kind("widen", widen.strip()) if widen else None,
    )


# The arguments that shape a slice: pages pass them on, everything else in an address is theirs.
ARGUMENTS = (
    "kinds", *(kind.plural for kind in NodeKind), "off", "weight", "since", "until", "depth",
    "budget", "widen", "do",
)  # fmt: skip


def check_id(id: str) -> None:
    """Refuse what cannot be the id of a node.

    Raises:
        BadRequest: it is empty, too long or not printable.
    """
    if not id or len(id) > MAX_ID or not id.isprintable():
        raise BadRequest(
            f"An id has 1 to {MAX_ID} printable characters.",
            hint="Ids look like openalex:A5023888391; search for a name to find one.",
        )


def number(name: str, text: str | None, least: int, most: int, default: Any) -> Any:
    """A whole number of an address, or the default where it is left out.

    Raises:
        BadRequest: it is none, or out of range.
    """
    if text is None or text == "":
        return default
    if not (text.isascii() and text.isdigit() and len(text) < 9 and least <= int(text) <= most):
        usual = "" if default is None else f" for {default}"
        raise BadRequest(
            f"{name} is a number from {least} to {most}, not {text[:40]!r}.",
            hint=f"Leave it out{usual}.",
        )
    return int(text)


def single(args: Args, name: str) -> str | None:
    """The one value of a name; what is given twice and differs is not for us to choose from.

    Raises:
        BadRequest: it is given so.
    """
    values = list(dict.fromkeys(args.getlist(name)))
    if len(values) > 1:
        told = " and ".join(repr(each[:40]) for each in values[:2])
        raise BadRequest(f"{name} is given more than once, as {told}.", hint="Give it once.")
    return values[0] if values else None


def _kinds(args: Args) -> dict[NodeKind, int]:
    kinds = dict(QUOTAS)
    if any(wanted := args.getlist("kinds")):
        words = _words("kinds", wanted, list(NodeKind))
        if not words:
            raise BadRequest(
                f"kinds lists kinds of nodes, and {wanted[0][:40]!r} names none.",
                hint=f"Leave it out for all of them: {', '.join(NodeKind)}.",
            )
        chosen = {_kind("kinds", word) for word in words}
        kinds = {kind: quota if kind in chosen else 0 for kind, quota in kinds.items()}
    for kind in NodeKind:
        kinds[kind] = number(kind.plural, single(args, kind.plural), 0, MAX_QUOTA, kinds[kind])
    return kinds


def _kind(name: str, word: str) -> NodeKind:
    try:
        return NodeKind(word)
    except ValueError as error:
        raise BadRequest(
            f"There is no kind {word[:40]!r} for {name}.", hint=f"There are {', '.join(NodeKind)}."
        ) from error


def _words(name: str, texts: Sequence[str], known: Collection[str]) -> list[str]:
    """The words of a list that is given at once, by commas, or piece by piece, as forms do."""
    words = [word.strip() for text in texts for word in text.split(",") if word.strip()]
    if len(words) > len(known):
        raise BadRequest(
            f"{name} lists {len(words)} things; there are {len(known)} at most.",
            hint=f"There are {', '.join(known)}.",
        )
    return words


def _weights(args: Args) -> dict[str, float]:
    weights: dict[str, float] = {}
    for word in _words("weight", args.getlist("weight"), NAMES):
        name, _, text = word.partition(":")
        if not re.fullmatch(r"\d{1,3}(\.\d{1,6})?", text) or float(text) > MAX_WEIGHT:
            raise BadRequest(
                f"A weight is a relation and a number from 0 to {MAX_WEIGHT:g}, as "
                f"citation:0.5, not {word[:60]!r}.",
                hint="docs/ranking.md lists the relations and their usual weights.",
            )
        if weights.setdefault(_relation("weight", name), float(text)) != float(text):
            raise BadRequest(f"weight gives {name} two weights.", hint="Give it one.")
    # What is off is off, whatever it would weigh.
    off = _words("off", args.getlist("off"), NAMES)
    return weights | {_relation("off", word): 0.0 for word in off}


def _relation(name: str, word: str) -> str:
    if word not in NAMES:
        raise BadRequest(
            f"There is no relation {word[:40]!r} for {name}.", hint=f"There are {', '.join(NAMES)}."
        )
    return word


def _years(args: Args, first: str = "since", last: str = "until") -> tuple[int | None, int | None]:
    since = number(first, single(args, "since"), 1, LAST_YEAR, None)
    until = number(last, single(args, "until"), 1, LAST_YEAR, None)
    if since is not None and until is not None and since > until:
        raise BadRequest(
            f"The years {since} to {until} run backwards.",
            hint=f"Ask since={until}&until={since}.",
        )
    return since, until


def _operation(text: str) -> Operation:
    do, colon, what = text.partition(":")
    check = OPERATIONS.get(do)
    if check is None or not colon:
        raise BadRequest(
            f"There is no step {text[:60]!r}.",
            hint=f"A step is one of {', '.join(OPERATIONS)}, a colon, and what it is done to.",
        )
    check(what)
    return Operation(do, what)


def _check_pin(what: str) -> None:
    if not re.fullmatch(r"-?\d{1,5}(\.\d)?,-?\d{1,5}(\.\d)?:.+", what, re.DOTALL):
        raise BadRequest(
            f"The place to pin a node to cannot be read from {what[:60]!r}.",
            hint="It is two numbers and the id of the node, as 12.5,-40:openalex:A1; dragging a "
            "node in the picture writes it.",
        )
    check_id(what.partition(":")[2])


def _check_years(what: str) -> None:
    since, dash, until = what.partition("-")
    if not dash:
        raise BadRequest(f"Years are two, as 2000-2010, 2000- or -2010, not {what[:40]!r}.")
    _years(Plain(since=since, until=until), "The first year", "The last year")


# What can be done to a view, and how what it is done to is checked.
OPERATIONS: Mapping[str, Callable[[str], object]] = {
    "ego": check_id,
    "expand": check_id,
    "collapse": check_id,
    "hide": check_id,
    "show": check_id,
    "widen": lambda what: _kind("widen", what),
    "pin": _check_pin,
    "unpin": check_id,
    "years": _check_years,
    "off": lambda what: _relation("off", what),
    "on": lambda what: _relation("on", what),
}


def refined(request: SliceRequest, operation: Operation, begun: SliceRequest) -> SliceRequest:
    """The request after a step that filters; the same request after any other step.

    Args:
        request: before it.
        operation: the step.
        begun: what the view began with: a relation that is switched on again weighs the same.
    """
    what = operation.what
    match operation.do:
        case "years":
            first, _, last = what.partition("-")
            since, until = _years(Plain(since=first, until=last))
            return replace(request, since=since, until=until)
        case "off":
            return replace(request, weights={**request.weights, what: 0.0})
        case "on":
            kept = {name: each for name, each in request.weights.items() if name != what}
            if begun.weights.get(what):
                kept[what] = begun.weights[what]
            return replace(request, weights=kept)
        case "ego":
            return replace(request, egos=(what,))
    return request
