"""The command that writes a slice to a file."""

from __future__ import annotations

from typing import Any

import click

from explorer.config import load_settings
from explorer.export import EXPORTERS, OPTIONS, read_options
from explorer.graph.provenance import take_along
from explorer.graph.request import parse_request
from explorer.graph.slices import build_slice
from explorer.store import Store


@click.command("slice")
@click.argument("id")
@click.option("--format", "suffix", type=click.Choice(list(EXPORTERS)), default="json",
              show_default=True)  # fmt: skip
@click.option("--theme", type=click.Choice(OPTIONS["theme"].values), help=OPTIONS["theme"].doc)
@click.option("--scale", type=click.Choice(OPTIONS["scale"].values), help=OPTIONS["scale"].doc)
@click.option("--output", type=click.File("wb"), default="-", help="A file; without one, here.")
def slice_command(id: str, suffix: str, output: Any, **chosen: str | None) -> None:
    """Write the slice of one node, its ID as `search` gives it."""
    exporter = EXPORTERS[suffix]
    options = read_options(exporter, chosen)
    with Store.open(load_settings(), user="slice") as store:
        found = build_slice(store, parse_request(id, {})).as_json()
        found = take_along(store, found, papers=exporter.papers)
    output.write(exporter.write(found, **options))
