"""A store that counts what it is asked."""

from __future__ import annotations

from typing import Any

from explorer.store import Answer, Store


class Counting(Store):
    """A store that writes down the name of each query it is asked, by whichever thread."""

    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.asked: list[str] = []

    def ask(self, name: str, /, *, seconds: float | None = None, **params: object) -> Answer:
        self.asked.append(name)
        return super().ask(name, seconds=seconds, **params)
