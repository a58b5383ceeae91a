"""The command that writes a slice: it takes what the API takes. ``cli`` registers it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import click

from explorer.config import load_settings
from explorer.export import EXPORTERS, read_options
from explorer.export import OPTIONS as LOOKS
from explorer.graph.provenance import take_along
from explorer.graph.request import (
    LAST_YEAR,
    MAX_BUDGET,
    MAX_DEPTH,
    MAX_QUOTA,
    OPERATIONS,
    parse_request,
)
from explorer.graph.slices import build_slice
from explorer.model import NodeKind
from explorer.store import Store

# What each of ``ARGUMENTS`` takes, and what it does; the parser of requests checks the values.
OPTIONS: Mapping[str, tuple[str, str]] = {
    "kinds": ("KINDS", "Only these kinds, as person,paper."),
    **{kind.plural: ("N", f"Most {kind.plural}, up to {MAX_QUOTA}.") for kind in NodeKind},
    "off": ("RELATIONS", "Relations switched off, as citation,shared_topic."),
    "weight": ("RELATION:N", "Other weights of relations, as citation:0.5."),
    "since": ("YEAR", "First year counted."),
    "until": ("YEAR", f"Last year counted, up to {LAST_YEAR}."),
    "depth": ("N", f"{MAX_DEPTH} also shows neighbours of the best neighbours."),
    "budget": ("N", f"Most nodes in all, the egos aside, up to {MAX_BUDGET}."),
    "widen": (
        "KIND",
        "The next best of this kind: alone in JSON, else with all that stood before.",
    ),
    "do": (
        "STEP",
        f"A step of a view; repeat it for more, in order: {', '.join(OPERATIONS)}, each with a "
        "colon and what it is done to, as expand:openalex:A1.",
    ),
}
REPEATED = frozenset({"do"})


def _options(command: Callable[..., None]) -> Callable[..., None]:
    for name, (metavar, help) in reversed(list(OPTIONS.items())):
        several = name in REPEATED
        command = click.option(f"--{name}", metavar=metavar, help=help, multiple=several)(command)
    for name, look in reversed(list(LOOKS.items())):
        command = click.option(f"--{name}", type=click.Choice(look.values), help=look.doc)(command)
    return command


@click.command("slice")
@click.argument("id")
@click.option("--format", "suffix", type=click.Choice(list(EXPORTERS)), default="json",
              show_default=True)  # fmt: skip
@click.option("--output", type=click.File("wb"), default="-", help="A file; without one, here.")
@click.option("--with", "others", multiple=True, metavar="ID",
              help="A further ego; repeat it for more.")  # fmt: skip
@_options
def slice_command(id: str, suffix: str, output: Any, others: tuple[str, ...], **given: Any) -> None:
    """Write the slice of one node or of several.

    ID is an id as `search` gives it, a DOI, an ORCID, a ROR or an arXiv number.
    """
    from werkzeug.datastructures import MultiDict

    from explorer.web.asking import widened
    from explorer.web.locating import locate, locate_all, locate_steps

    exporter = EXPORTERS[suffix]
    looks = read_options(exporter, {name: given.pop(name) for name in LOOKS})
    args = MultiDict[str, str]({n: v for n, v in given.items() if v not in (None, ())})
    parse_request(id, args)  # what is impossible is said before an engine starts
    if suffix != "json":
        args = widened(args)
    with Store.open(load_settings(), user="slice") as store:
        egos = [locate(store, id)[1], *locate_all(store, others)]
        found = build_slice(store, locate_steps(store, parse_request(egos, args))).as_json()
        found = take_along(store, found, papers=exporter.papers)
    output.write(exporter.write(found, **looks))
