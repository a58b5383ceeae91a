"""What pictures for other people's pages weigh, and how many a second the real server gives.

``make bench-embed``. Two workers are asked by wrk, eight connections at once, on this machine: wrk,
the workers and the engine share its processors.
"""

from __future__ import annotations

import gzip
import re
import shutil
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from explorer.config import Settings
from explorer.store import Store
from loaders.sample import FEATURED
from tests.bench.telling import tell
from tests.conftest import lacking
from tests.processes import Site

SECONDS = 5
HEAVIEST = {".svg": 60_000, ".png": 150_000, "/card.png": 150_000, "/badge.svg": 2_000}
# Each request asks for another width, so that each picture is drawn anew on the same placement.
WIDTHS = """
local thread, number = 0, 0
function setup(each) each:set("place", thread); thread = thread + 1 end
function request()
  number = number + 1
  local width = 200 + (number * 2 + place) % 1800
  return wrk.format("GET", string.format("%s?width=%d", wrk.path, width))
end
"""


@pytest.fixture(scope="module")
def two_workers(
    arcadedb_store: Store, engine_settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The address of a real ``explorer serve`` of two processes, on the sample."""
    log = tmp_path_factory.mktemp("embed") / "serve.log"
    with Site(log, data_dir=engine_settings.data_dir, workers=2, rate_limit="none") as site:
        yield site.url
        assert "Traceback" not in site.output, site.output


def load(url: str, *arguments: str) -> tuple[float, int]:
    """Answers a second, and how many there were; every one must be a good one."""
    if shutil.which("wrk") is None:
        lacking("wrk", "it is not installed (Debian: apt install wrk)")
    said = subprocess.run(
        ["wrk", "-t2", "-c8", f"-d{SECONDS}s", *arguments, url],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert "Non-2xx" not in said, said
    assert "Socket errors" not in said, said
    rate, count = re.search(r"Requests/sec:\s+([\d.]+)", said), re.search(r"(\d+) requests", said)
    assert rate is not None, said
    assert count is not None, said
    return float(rate[1]), int(count[1])


def fetch(url: str, **headers: str) -> tuple[int, bytes, str | None]:
    asked = urllib.request.Request(url, headers=headers)
    try:
        with urllib.request.urlopen(asked, timeout=30) as answer:
            return answer.status, answer.read(), answer.headers["ETag"]
    except urllib.error.HTTPError as error:
        return error.code, error.read(), error.headers["ETag"]


@pytest.mark.parametrize("name", FEATURED)
def bench_weight(two_workers: str, name: str) -> None:
    told = []
    for ending, most in HEAVIEST.items():
        url = f"{two_workers}/embed/{FEATURED[name]}{ending}"
        status, content, tag = fetch(url)
        assert status == 200
        assert len(content) <= most, f"{ending}: {len(content)} bytes"
        status, nothing, _ = fetch(url, **{"If-None-Match": tag or ""})
        assert (status, nothing) == (304, b"")
        packed = f" ({len(gzip.compress(content)) / 1000:.1f} packed)" if "svg" in ending else ""
        told.append(f"{ending} {len(content) / 1000:.1f} kB{packed}")
    tell(f"pictures of {name}", f"{', '.join(told)}; 304 without a byte on a second visit")


@pytest.mark.parametrize("ending", [".svg", ".png", "/card.png", "/badge.svg"])
def bench_kept_pictures(two_workers: str, ending: str) -> None:
    url = f"{two_workers}/embed/{FEATURED['Vincent Larivière']}{ending}"
    for _ in range(8):  # until both workers have it
        assert fetch(url)[0] == 200
    rate, count = load(url)
    tell(f"kept {ending}", f"{rate:,.0f} answers a second, {count:,} in all, none failed")
    assert count > 0


@pytest.mark.parametrize("ending", [".svg", ".png"])
def bench_pictures_of_a_kept_placement(two_workers: str, ending: str, tmp_path: Path) -> None:
    url = f"{two_workers}/embed/{FEATURED['Vincent Larivière']}{ending}"
    for width in range(300, 308):
        assert fetch(f"{url}?width={width}")[0] == 200
    script = tmp_path / "widths.lua"
    script.write_text(WIDTHS)
    rate, count = load(url, "-c4", "-s", str(script), "--timeout", "20s")
    tell(f"drawn {ending}", f"{rate:,.0f} a second, {count:,} in all, none failed")
    assert count > 0
