"""The site over made slices, for browser tests that need no database."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from explorer.errors import StoreUnavailable
from explorer.graph.telling import Tell, Teller
from tests.chromium import Browser
from tests.made_site import made_app, served, sized
from tests.odd_slices import ODD

LONGEST = 120.0  # seconds that a step is held


@dataclass
class Made:
    """A served site of made slices, and how it answers steps.

    Attributes:
        url: of the site.
        after: the slice after any step.
        answers: set while steps are answered; clear, it holds them.
        fails: whether steps fail instead.
        html: what the page tells of the slice after a step.
        speechless: whether that fails, after the slice has been sent.
        speaks: set while it is told; clear, it is held.
        asked: how many steps were asked for.
        rings: what is told before, each with its count.
    """

    url: str = ""
    after: dict[str, Any] = field(default_factory=dict)
    fails: bool = False
    html: str = ""
    speechless: bool = False
    speaks: threading.Event = field(default_factory=threading.Event)
    asked: int = 0
    rings: tuple[tuple[str, int], ...] = ()
    answers: threading.Event = field(default_factory=threading.Event)

    def page(self, name: str) -> str:
        return f"{self.url}/made/{name}"

    def step(self, tell: Tell | None) -> dict[str, Any]:
        self.asked += 1
        teller = Teller(tell, 1)
        for ring, found in self.rings:
            teller.say(ring, found, 0.5)
        self.answers.wait(LONGEST)
        if self.fails:
            raise StoreUnavailable("The graph database does not answer.", hint="Try again later.")
        return self.after

    def words(self) -> str:
        self.speaks.wait(LONGEST)
        if self.speechless:
            raise StoreUnavailable("The graph database does not answer.", hint="Try again later.")
        return self.html


@pytest.fixture(scope="session")
def _made() -> Iterator[Made]:
    made = Made()
    slices = {**ODD, "80": lambda: sized(80), "300": lambda: sized(300)}
    with served(made_app(slices, made.step, made.words)) as made.url:
        yield made
        made.answers.set()
        made.speaks.set()


@pytest.fixture
def made(_made: Made) -> Made:
    """The site, answering steps at once with the slice of 80 nodes."""
    _made.speaks.set()
    _made.answers.set()  # what an earlier test has held ends now
    _made.fails, _made.asked, _made.after, _made.rings = False, 0, sized(80), ()
    _made.speechless, _made.html = False, ""
    return _made


@pytest.fixture
def calm(browser: Browser) -> None:
    """A reader who wants no motion: what takes the focus is in sight at once."""
    browser.scheme("light", calm=True)
