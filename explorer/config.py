"""Settings: one table, read once from the environment into a frozen object.

The command line, the README and ``doctor`` read the same table. Nothing else reads the
environment, and nothing is read at import time.
"""

from __future__ import annotations

import math
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from urllib.parse import urlsplit

from explorer.errors import ConfigError

MIN_HEAP_MB = 128  # below this the engine does not start


@dataclass(frozen=True, slots=True)
class Setting:
    """One row of the table: its environment variable is ``EXPLORER_`` + upper-case name."""

    name: str
    default: object
    parse: Callable[[str], object]
    help: str
    secret: bool = False

    @property
    def env(self) -> str:
        """The environment variable's name."""
        return f"EXPLORER_{self.name.upper()}"


def _number(
    convert: type[int] | type[float], least: float, most: float, words: str
) -> Callable[[str], object]:
    def parse(text: str) -> object:
        try:
            number = convert(text)
        except ValueError:
            number = math.nan  # as "nan" itself, it is not between any two numbers
        if not least <= number <= most:
            raise ValueError(words)
        return number

    return parse


def _base_path(text: str) -> str:
    path = "/" + text.strip("/")
    if "//" in path or "?" in path or "#" in path:
        raise ValueError("a path such as /research")
    return "" if path == "/" else path


def _url(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise ValueError("an address such as https://graph.example.org")
    return text.rstrip("/")


def _bolt(text: str) -> str:
    schemes = {"bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc"}
    if urlsplit(text).scheme not in schemes:
        raise ValueError("an address such as bolt://127.0.0.1:7687 or neo4j://host:7687")
    return text


def _folder(text: str) -> Path:
    return Path(text).expanduser().absolute()


def _ancestors(text: str) -> str:
    """Sources as a content security policy lists them; nothing that could end the directive."""
    sources = text.split()
    if not sources or not all(re.fullmatch(r"[\w*:/.\[\]'-]+", each) for each in sources):
        raise ValueError("* or sites such as https://example.org https://*.example.edu")
    return " ".join(sources)


def _origins(text: str) -> tuple[str, ...]:
    """``*``, ``none`` or origins, as browsers write them."""
    origins = tuple(text.split())
    if origins in {("*",), ("none",)}:
        return origins if origins == ("*",) else ()
    if not origins or not all(re.fullmatch(r"https?://[\w.-]+(:\d+)?", each) for each in origins):
        raise ValueError("*, none, or origins such as https://example.org")
    return origins


def _rate(text: str) -> str:
    if text != "none" and not re.fullmatch(r"[1-9]\d{0,8} per (second|minute|hour|day)", text):
        raise ValueError("none, or a rate such as 600 per minute")
    return text


SETTINGS: tuple[Setting, ...] = (
    Setting("bolt_uri", None, _bolt, "Address of a Neo4j server; without one the embedded engine"),
    Setting("bolt_user", "neo4j", str, "User of that server"),
    Setting("bolt_password", None, str, "Password of that user", secret=True),
    Setting("database", None, str, "Database on that server; without one its default"),
    Setting("data_dir", ".explorer", _folder, "Folder of all state of the embedded engine"),
    Setting("engine_heap", 512,
            _number(int, MIN_HEAP_MB, 1e6, f"a number of megabytes, {MIN_HEAP_MB} or more"),
            "Heap of the embedded engine, in MB"),
    Setting("query_seconds", 20.0, _number(float, 0.1, 86_400, "a number of seconds, 0.1 to 86400"),
            "Time limit of one query, in seconds"),
    Setting("host", "127.0.0.1", str, "Address to serve on"),
    Setting("port", 8050, _number(int, 1, 65_535, "a port is a number from 1 to 65535"),
            "Port to serve on"),
    Setting("workers", 1, _number(int, 1, 1000, "a number from 1 to 1000"),
            "Web processes, of 8 threads each"),
    Setting("public_url", None, _url, "Address readers use, where it differs from the one served"),
    Setting("base_path", "", _base_path, "Path the site lives under behind a proxy, as /research"),
    Setting("trusted_proxies", 0, _number(int, 0, 100, "a number from 0 to 100"),
            "Number of proxies in front whose headers are believed"),
    Setting("secret_key", None, str, "Key that signs forms; without one a new key per start",
            secret=True),
    Setting("frame_ancestors", "*", _ancestors, "Sites that may frame /embed pages, or * for any"),
    Setting("cors_origins", "*", _origins,
            "Origins whose scripts may read the API, /oembed and /embed.js: * for any, or none"),
    Setting("rate_limit", "600 per minute", _rate,
            "Most requests that ask the database, per address and process, or none"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings in force. ``repr`` shows no secret."""

    bolt_uri: str | None = None
    bolt_user: str = "neo4j"
    bolt_password: str | None = None
    database: str | None = None
    data_dir: Path = Path(".explorer")
    engine_heap: int = 512
    query_seconds: float = 20.0
    host: str = "127.0.0.1"
    port: int = 8050
    workers: int = 1
    public_url: str | None = None
    base_path: str = ""
    trusted_proxies: int = 0
    secret_key: str | None = None
    frame_ancestors: str = "*"
    cors_origins: tuple[str, ...] = ("*",)
    rate_limit: str = "600 per minute"

    def public_path(self, path: str) -> str:
        """A path of the site, as it follows ``public_url``.

        Args:
            path: with the base path; the public address may be written with it or without.
        """
        written = self.public_url is not None and urlsplit(self.public_url).path.endswith(
            self.base_path
        )
        inside = path.removeprefix(self.base_path)
        return inside if written else self.base_path + inside

    @property
    def embedded(self) -> bool:
        """Whether the embedded engine is used."""
        return self.bolt_uri is None

    def __repr__(self) -> str:
        secrets = {s.name for s in SETTINGS if s.secret}
        shown = (
            f"{f.name}={'***' if f.name in secrets and value else repr(value)}"
            for f in fields(self)
            for value in (getattr(self, f.name),)
        )
        return f"Settings({', '.join(shown)})"


def load_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from the environment.

    Args:
        environment: used instead of the process's own; for tests.

    Raises:
        ConfigError: a value does not parse, or a variable ``EXPLORER_…`` is not a setting.
    """
    environment = os.environ if environment is None else environment
    known = {setting.env: setting for setting in SETTINGS}
    values: dict[str, object] = {}
    for setting in SETTINGS:
        text = environment.get(setting.env, "")
        if not text:
            default = setting.default
            values[setting.name] = setting.parse(default) if isinstance(default, str) else default
            continue
        try:
            values[setting.name] = setting.parse(text)
        except ValueError as error:
            shown = "its value" if setting.secret else repr(text)
            raise ConfigError(
                f"{setting.env} cannot be {shown}: {error}.",
                hint=f"{setting.help}. Set {setting.env} again, or unset it for the default.",
            ) from error
    unknown = sorted(
        name
        for name in environment
        if name.startswith("EXPLORER_") and name not in known and name not in NOT_SETTINGS
    )
    if unknown:
        raise ConfigError(
            f"{', '.join(unknown)} is not a setting of the explorer.",
            hint=f"The settings are {', '.join(known)}.",
        )
    return Settings(**values)  # type: ignore[arg-type]  # the table's types are tested


# Variables of the test suite, which also start with our prefix.
NOT_SETTINGS = frozenset({"EXPLORER_REQUIRE", "EXPLORER_TEST_BOLT_URI"})
