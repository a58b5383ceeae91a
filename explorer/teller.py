"""Telling on stderr how something long goes: a bar on a terminal, else a line now and then."""

from __future__ import annotations

import sys
import time
from typing import Self

import click

BAR_WIDTH = 24  # characters
TOLD_SECONDS = 5.0  # between two lines where the output is not a terminal


def tell_waiting(holder: str) -> None:
    """Say what a command waits for, lest its silence be taken for a fault."""
    click.echo(f"Waiting for {holder} to end.", err=True)


class Teller:
    """One line that changes, or several that do not."""

    def __init__(self) -> None:
        self._terminal = sys.stderr.isatty()
        self._phase = ""
        self._told = 0.0
        self._width = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._width:
            click.echo(err=True)

    def show(self, phase: str, words: str, part: float) -> None:
        """Show how far it is.

        Args:
            phase: what is being done; another one is told at once.
            words: how much of it is done.
            part: the share that is done, in 0–1.
        """
        line = f"{phase}: {words}"
        if self._terminal:
            bar = ("█" * round(part * BAR_WIDTH)).ljust(BAR_WIDTH, "░")
            line = f"{bar} {part:4.0%} {line}"
            click.echo(f"\r{line.ljust(self._width)}", nl=False, err=True)
            self._width = len(line)
        elif phase != self._phase or time.monotonic() - self._told > TOLD_SECONDS:
            click.echo(line, err=True)
            self._phase, self._told = phase, time.monotonic()
